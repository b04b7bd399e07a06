//! Something about intake or an inbox's connection that a person has to repair.
//!
//! Owns what can be wrong and how one trouble is told from another. The sentence with its repair step is
//! `words::troubles`. Must not decide when something is wrong: those who look do.

use crate::domain::message::Channel;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What is wrong. The strings are stored and shown to tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TroubleCode {
    /// The platform no longer accepts our access to the inbox: nothing can be sent until it is renewed.
    TokenRevoked,
    /// The platform locked or restricted the account: nothing can be sent until that is lifted.
    AccountRestricted,
    /// The platform holds our webhook to be invalid and delivers nothing.
    WebhookInvalid,
    /// The platform no longer delivers an inbox's events to us.
    SubscriptionLost,
    /// Nothing has been heard for longer than is usual.
    Silent,
    /// The platform shows messages that had never reached us.
    MessagesMissed,
    /// Events are parked.
    EventsParked,
    /// The platform could not be asked what we may have missed.
    CannotReconcile,
}

impl TroubleCode {
    /// Every code.
    pub const ALL: [TroubleCode; 8] = [
        TroubleCode::TokenRevoked,
        TroubleCode::AccountRestricted,
        TroubleCode::WebhookInvalid,
        TroubleCode::SubscriptionLost,
        TroubleCode::Silent,
        TroubleCode::MessagesMissed,
        TroubleCode::EventsParked,
        TroubleCode::CannotReconcile,
    ];

    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            TroubleCode::TokenRevoked => "token_revoked",
            TroubleCode::AccountRestricted => "account_restricted",
            TroubleCode::WebhookInvalid => "webhook_invalid",
            TroubleCode::SubscriptionLost => "subscription_lost",
            TroubleCode::Silent => "silent",
            TroubleCode::MessagesMissed => "messages_missed",
            TroubleCode::EventsParked => "events_parked",
            TroubleCode::CannotReconcile => "cannot_reconcile",
        }
    }
}

/// One trouble: open from when it is first noticed until it is repaired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// What is wrong.
    pub code: TroubleCode,
    /// With what: an inbox as `x:1001`, a webhook by the platform's id, `intake` for everything.
    pub subject: String,
    /// A number or a word of the protocol that belongs to it; never a text somebody wrote.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// When it was first noticed.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since_at: Timestamp,
}

impl Trouble {
    /// A trouble with an inbox.
    pub fn of_inbox(code: TroubleCode, channel: Channel, inbox: &str, about: &str, since_at: Timestamp) -> Trouble {
        Trouble { code, subject: inbox_subject(channel, inbox), about: about.to_owned(), since_at }
    }

    /// The same trouble has the same name however often it is noticed.
    pub fn name(&self) -> String {
        name_of(self.code, &self.subject)
    }
}

/// How an inbox is called as the subject of a trouble: `x:1001`.
pub fn inbox_subject(channel: Channel, inbox: &str) -> String {
    format!("{}:{inbox}", channel.as_str())
}

/// The name of the trouble of that code with that subject.
pub fn name_of(code: TroubleCode, subject: &str) -> String {
    format!("{}#{subject}", code.as_str())
}
