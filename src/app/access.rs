//! The access a send leaves with: as configured, or a token that is renewed here and nowhere else.
//!
//! Owns the order lease, renewal, row, use. A refresh token works once: the new pair is in the table before it
//! is used, and only the holder of the lease asks the platform. Must not print a token.

use super::{App, AppError, TRIES};
use crate::channels::send::Platforms;
use crate::channels::send::access::{Connection, Renewed, Token, TokenPair};
use crate::domain::access::{KeptAccess, Need};
use crate::domain::message::Channel;
use crate::store::StoreError;
use jiff::Timestamp;

/// How often storing a new pair is tried: nothing else knows it.
const STORE_TRIES: u32 = 5;

/// What an inbox may be reached with now.
#[derive(Debug)]
pub enum Access {
    /// These clients.
    Ready {
        /// They carry the token.
        platforms: Box<Platforms>,
        /// Which token it is, when it is one that can be renewed.
        renewals: Option<u64>,
    },
    /// Not before then: somebody else is renewing it, or the platform asked for patience.
    Later(Timestamp),
    /// The platform takes our refresh token no more.
    Refused,
}

impl App {
    /// The access to an inbox, renewed when it ends within five minutes or when it is the one the platform has
    /// refused (`refused`: the number that came with it).
    pub async fn access(&self, channel: Channel, inbox: &str, refused: Option<u64>) -> Result<Access, AppError> {
        let lasting = || Access::Ready { platforms: Box::new(self.platforms.clone()), renewals: None };
        let Some(connection) = self.platforms.connection(channel, inbox) else { return Ok(lasting()) };
        let Some(first) = connection.first_refresh_token.as_ref() else { return Ok(lasting()) };
        for _ in 0..TRIES {
            let now = self.clock.now();
            let (mut kept, before) = self.kept_access(channel, inbox, &connection, first).await?;
            match kept.need(now, refused) {
                Need::Nothing => return Ok(self.ready(channel, inbox, &kept, now, refused)),
                Need::Wait(at) => return Ok(Access::Later(at)),
                Need::Renewal => {}
            }
            kept.lease(now);
            if !self.store.keep_access(channel, inbox, &kept, before).await? {
                continue;
            }
            if let Some(access) = self.renew(channel, inbox, kept, refused).await? {
                return Ok(access);
            }
        }
        Err(AppError::Contended)
    }

    /// The row of the chain that began with what is configured now, and the version it stands at.
    async fn kept_access(
        &self,
        channel: Channel,
        inbox: &str,
        connection: &Connection,
        first: &Token,
    ) -> Result<(KeptAccess, u64), AppError> {
        let row = self.store.access(channel, inbox).await?;
        let version = row.as_ref().map_or(0, |row| row.version);
        let same = row.filter(|row| row.seed == connection.digest);
        Ok((same.unwrap_or_else(|| KeptAccess::begin(&connection.digest, first.reveal(), version)), version))
    }

    /// Renews under the lease that `kept` holds. `None`: somebody else has written meanwhile, look again.
    async fn renew(
        &self,
        channel: Channel,
        inbox: &str,
        mut kept: KeptAccess,
        refused: Option<u64>,
    ) -> Result<Option<Access>, AppError> {
        let now = self.clock.now();
        let before = kept.version;
        let Some(refresh_token) = Token::read(&kept.refresh_token) else { return Ok(Some(Access::Refused)) };
        match self.platforms.renew(channel, inbox, &refresh_token, now).await {
            Renewed::Pair(pair) => {
                tracing::info!(channel = channel.as_str(), inbox.id = inbox, "an access was renewed");
                let stored = self.store_pair(channel, inbox, kept, &pair).await?;
                Ok(stored.map(|kept| self.ready(channel, inbox, &kept, now, refused)))
            }
            Renewed::Refused => {
                kept.release(None);
                let written = self.store.keep_access(channel, inbox, &kept, before).await?;
                Ok(written.then_some(Access::Refused))
            }
            Renewed::NotNow { retry_at } => {
                kept.release(Some(retry_at));
                if !self.store.keep_access(channel, inbox, &kept, before).await? {
                    return Ok(None);
                }
                Ok(Some(match kept.token(now, refused) {
                    Some(_) => self.ready(channel, inbox, &kept, now, refused),
                    None => Access::Later(retry_at),
                }))
            }
        }
    }

    /// Puts a new pair into the row, whoever has the lease by now: the old refresh token is used up, so this
    /// pair is the only one there is. `None`: another chain or a newer pair is there.
    async fn store_pair(
        &self,
        channel: Channel,
        inbox: &str,
        mut kept: KeptAccess,
        pair: &TokenPair,
    ) -> Result<Option<KeptAccess>, AppError> {
        let used = kept.refresh_token.clone();
        let mut failure = StoreError::Unavailable("the row of an access kept changing".to_owned());
        for _ in 0..STORE_TRIES {
            let before = kept.version;
            let mut next = kept.clone();
            let refresh_token = pair.refresh_token.as_ref().map(Token::reveal);
            next.renewed(pair.access_token.reveal(), refresh_token, pair.expires_at);
            match self.store.keep_access(channel, inbox, &next, before).await {
                Ok(true) => return Ok(Some(next)),
                Ok(false) => match self.store.access(channel, inbox).await? {
                    // An earlier try of ours that had seemed to fail.
                    Some(row) if row.access_token == next.access_token => return Ok(Some(row)),
                    Some(row) if row.seed == kept.seed && row.refresh_token == used => kept = row,
                    _ => return Ok(None),
                },
                Err(error) => failure = error,
            }
        }
        tracing::error!(channel = channel.as_str(), inbox.id = inbox, "a new access could not be stored and is lost");
        Err(failure.into())
    }

    fn ready(&self, channel: Channel, inbox: &str, kept: &KeptAccess, now: Timestamp, refused: Option<u64>) -> Access {
        match kept.token(now, refused).and_then(Token::read) {
            Some(token) => Access::Ready {
                platforms: Box::new(self.platforms.with_token(channel, inbox, &token)),
                renewals: Some(kept.renewals),
            },
            // A pair that is over when it comes, or that no header can carry: as good as refused.
            None => Access::Refused,
        }
    }
}
