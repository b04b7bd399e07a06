//! What an inbox is reached with, as the use cases see it: is there one, has it changed, renew it.
//!
//! Owns tokens that cannot be printed. Keeps none: whoever renews an access stores it and hands the token
//! over with [`Platforms::with_token`].

use super::Platforms;
use crate::domain::message::Channel;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A token of a platform. Shown to nobody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Token(String);

impl Token {
    /// A token of visible ASCII characters, as a header can carry it.
    pub fn read(text: &str) -> Option<Token> {
        let visible = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        visible.then(|| Token(text.to_owned()))
    }

    /// What it says, for the platform it belongs to and the row it is kept in.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token")
    }
}

/// How an inbox is connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Tells the configured access from any other; says nothing about it.
    pub digest: String,
    /// The configured refresh token, when the access has to be renewed by us.
    pub first_refresh_token: Option<Token>,
}

/// A new pair of tokens. The old refresh token is used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenPair {
    /// What requests carry.
    pub access_token: Token,
    /// What the next renewal takes; absent: the same as before.
    pub refresh_token: Option<Token>,
    /// Until when the access token holds.
    pub expires_at: Timestamp,
}

/// What became of a renewal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renewed {
    /// There is a new pair: to be stored before it is used.
    Pair(TokenPair),
    /// The platform takes this refresh token no more: somebody has to connect the account again.
    Refused,
    /// Not this time.
    NotNow {
        /// When to try again.
        retry_at: Timestamp,
    },
}

impl Platforms {
    /// How an inbox is connected; `None` when it is not.
    pub fn connection(&self, channel: Channel, inbox: &str) -> Option<Connection> {
        match channel {
            Channel::X => self.x.connection(inbox),
            _ => self.meta.connection(inbox),
        }
    }

    /// Renews the access of an inbox whose [`Connection`] has a refresh token; `refresh_token` is the latest.
    pub async fn renew(&self, channel: Channel, inbox: &str, refresh_token: &Token, now: Timestamp) -> Renewed {
        match channel {
            Channel::X => self.x.renew(inbox, refresh_token, now).await,
            _ => Renewed::Refused,
        }
    }

    /// The same clients, with this access token for an inbox whose access is renewed by us.
    #[must_use]
    pub fn with_token(&self, channel: Channel, inbox: &str, token: &Token) -> Platforms {
        let mut platforms = self.clone();
        if channel == Channel::X {
            platforms.x.hand_over(inbox, token);
        }
        platforms
    }
}
