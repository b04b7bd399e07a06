//! Inboxes and what the platform said about them: sends that wait together, sends that are stopped.
//!
//! Owns the gate before a send and what a refusal of the whole account leads to: one stop, one alert, and no
//! further question until the access changes or a lead says so.

use super::access::Access;
use super::actions::{ActionError, permit};
use super::identity::{Identity, Permission};
use super::{App, AppError};
use crate::channels::send::Platforms;
use crate::domain::case::Case;
use crate::domain::inboxes::{InboxStanding, Resumption, SendClass, Stop, trouble_of};
use crate::domain::message::{Channel, Event};
use crate::domain::send_reasons::RefusalCode;
use crate::domain::sends::{Send, SendReason};
use crate::domain::trouble::{Trouble, TroubleCode, inbox_subject};
use jiff::Timestamp;

/// Whether a send may leave.
pub(super) enum Gate {
    /// With these clients; `renewals` as in [`Access::Ready`].
    Open { platforms: Box<Platforms>, renewals: Option<u64> },
    /// Not before then.
    Held(Timestamp, SendReason),
    /// Not at all.
    Refused(RefusalCode),
}

impl App {
    /// Whether a send of this case may leave now, without asking the platform about it.
    pub(super) async fn gate(&self, case: &Case, send: &Send, now: Timestamp) -> Result<Gate, AppError> {
        let (channel, inbox) = (case.channel, case.inbox.as_str());
        let standing = self.store.inbox(channel, inbox).await?;
        if let Some(refused) = self.stopped(channel, inbox, &standing).await? {
            return Ok(refused);
        }
        let class = SendClass::of(case.public);
        if let Some(pause) = standing.paused(class, now) {
            let held = self.store.hold_send(channel, inbox, class, pause).await?;
            let at = held.as_ref().unwrap_or(pause).turn_at();
            return Ok(Gate::Held(at.max(send.send_at), SendReason::RateLimited));
        }
        self.way_in(channel, inbox).await
    }

    /// Whether anything else than a send may be asked of the platform now.
    pub(super) async fn gate_of_inbox(&self, channel: Channel, inbox: &str) -> Result<Gate, AppError> {
        let standing = self.store.inbox(channel, inbox).await?;
        match self.stopped(channel, inbox, &standing).await? {
            Some(refused) => Ok(refused),
            None => self.way_in(channel, inbox).await,
        }
    }

    /// Why nothing leaves an inbox at the moment; nothing is asked of the platform.
    pub(super) async fn standstill(&self, channel: Channel, inbox: &str) -> Result<Option<RefusalCode>, AppError> {
        let standing = self.store.inbox(channel, inbox).await?;
        Ok(self.stop_in_force(channel, inbox, &standing).await?.map(|stop| stop.code))
    }

    async fn stopped(&self, channel: Channel, inbox: &str, standing: &InboxStanding) -> Result<Option<Gate>, AppError> {
        let Some(stop) = self.stop_in_force(channel, inbox, standing).await? else { return Ok(None) };
        // Said again, in case whoever stopped it did not get as far: it is one trouble.
        self.raise_stop(channel, inbox, stop).await?;
        Ok(Some(Gate::Refused(stop.code)))
    }

    async fn way_in(&self, channel: Channel, inbox: &str) -> Result<Gate, AppError> {
        Ok(match self.access(channel, inbox, None).await? {
            Access::Ready { platforms, renewals } => Gate::Open { platforms, renewals },
            Access::Later(at) => Gate::Held(at, SendReason::AwaitingAccess),
            Access::Refused => {
                self.stop_inbox(channel, inbox, RefusalCode::TokenRevoked).await?;
                Gate::Refused(RefusalCode::TokenRevoked)
            }
        })
    }

    /// The clients to look something up with; `None` while the inbox cannot be reached.
    pub(super) async fn reading(&self, channel: Channel, inbox: &str) -> Result<Option<Box<Platforms>>, AppError> {
        let standing = self.store.inbox(channel, inbox).await?;
        if self.stop_in_force(channel, inbox, &standing).await?.is_some() {
            return Ok(None);
        }
        Ok(match self.access(channel, inbox, None).await? {
            Access::Ready { platforms, .. } => Some(platforms),
            Access::Later(_) | Access::Refused => None,
        })
    }

    /// The stop of the access that is configured now. That of an earlier access ends here.
    async fn stop_in_force<'a>(
        &self,
        channel: Channel,
        inbox: &str,
        standing: &'a InboxStanding,
    ) -> Result<Option<&'a Stop>, AppError> {
        let Some(stop) = standing.stopped.as_ref() else { return Ok(None) };
        let Some(connection) = self.platforms.connection(channel, inbox) else { return Ok(None) };
        if stop.access == connection.digest {
            return Ok(Some(stop));
        }
        tracing::info!(channel = channel.as_str(), inbox.id = inbox, "the access has changed: sends go again");
        self.store.resume_inbox(channel, inbox, stop, None).await?;
        self.settle_stop(channel, inbox).await?;
        Ok(None)
    }

    /// A platform asked the inbox to wait: when this send leaves.
    pub(super) async fn pause(&self, case: &Case, until_at: Timestamp) -> Result<Timestamp, AppError> {
        let (channel, inbox, class) = (case.channel, case.inbox.as_str(), SendClass::of(case.public));
        if self.store.pause_inbox(channel, inbox, class, until_at).await? {
            return Ok(until_at);
        }
        // Others heard it first: behind them.
        let standing = self.store.inbox(channel, inbox).await?;
        let Some(pause) = standing.paused(class, self.clock.now()) else { return Ok(until_at) };
        let held = self.store.hold_send(channel, inbox, class, pause).await?;
        Ok(held.as_ref().unwrap_or(pause).turn_at())
    }

    /// The platform refuses the account: nothing more leaves, and somebody is told, once.
    pub(super) async fn stop_inbox(&self, channel: Channel, inbox: &str, code: RefusalCode) -> Result<(), AppError> {
        let connection = self.platforms.connection(channel, inbox);
        let (Some(connection), Some(_)) = (connection, trouble_of(code)) else { return Ok(()) };
        let stop = Stop { code, since_at: self.clock.now(), access: connection.digest };
        if self.store.stop_inbox(channel, inbox, &stop).await? {
            return self.raise_stop(channel, inbox, &stop).await;
        }
        Ok(())
    }

    /// The platform says that it took our access to an inbox away, or restricted the account, or gave it back.
    /// `false`: it says nothing of the kind.
    pub(super) async fn taken_away(&self, event: &Event, received_at: Timestamp) -> Result<bool, AppError> {
        let (Some(channel), Some(inbox), Some(reason)) = (event.channel, event.inbox.as_deref(), &event.reason) else {
            return Ok(false);
        };
        if self.desk().inbox(channel, inbox).is_none() {
            return Ok(false);
        }
        let since_at = event.at.unwrap_or(received_at).min(received_at);
        let restricted = Trouble::of_inbox(TroubleCode::AccountRestricted, channel, inbox, "", since_at);
        match (reason.code.as_str(), reason.about.as_str()) {
            ("access_revoked", _) => {
                self.stop_inbox(channel, inbox, RefusalCode::TokenRevoked).await?;
                let revoked = Trouble::of_inbox(TroubleCode::TokenRevoked, channel, inbox, "", since_at);
                self.raise_trouble(&revoked).await?;
            }
            ("policy", "block") => drop(self.raise_trouble(&restricted).await?),
            ("policy", "unblock") => self.settle_trouble(restricted.code, &restricted.subject).await?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    async fn raise_stop(&self, channel: Channel, inbox: &str, stop: &Stop) -> Result<(), AppError> {
        if let Some(code) = trouble_of(stop.code) {
            self.raise_trouble(&Trouble::of_inbox(code, channel, inbox, "", stop.since_at)).await?;
        }
        Ok(())
    }

    async fn settle_stop(&self, channel: Channel, inbox: &str) -> Result<(), AppError> {
        let subject = inbox_subject(channel, inbox);
        for code in [TroubleCode::TokenRevoked, TroubleCode::AccountRestricted] {
            self.settle_trouble(code, &subject).await?;
        }
        Ok(())
    }

    /// A lead lets the sends of an inbox go again. Of one that is not stopped nothing changes.
    pub async fn resume_inbox(&self, who: &Identity, channel: Channel, inbox: &str) -> Result<(), ActionError> {
        permit(who, Permission::Redrive)?;
        let desk = self.desk();
        if !desk.inboxes.iter().any(|known| known.channel == channel && known.external_id == inbox) {
            return Err(ActionError::NotFound);
        }
        let standing = self.store.inbox(channel, inbox).await?;
        if let Some(stop) = &standing.stopped {
            let by = Resumption { by: who.id.clone(), at: self.clock.now() };
            self.store.resume_inbox(channel, inbox, stop, Some(&by)).await?;
            tracing::info!(channel = channel.as_str(), inbox.id = inbox, agent.id = %who.id, "sends go again");
        }
        Ok(self.settle_stop(channel, inbox).await?)
    }
}
