//! Why an answer on its way was refused, or why nobody knows what became of it.
//!
//! Owns the stable codes that are stored with a send. Must not hold prose (`words::sends` puts the
//! codes into sentences) and must not know how any platform spells its errors.

use serde::{Deserialize, Serialize};

/// Why a platform, or we before asking it, did not take an answer. Final: trying the same again
/// without changing anything gives the same result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// The platform no longer accepts our access to the inbox: revoked, expired, password changed.
    TokenRevoked,
    /// We hold no access to this inbox at all.
    NotConnected,
    /// The customer's last message is too old for the platform to let us write.
    WindowClosed,
    /// X lets us answer by program only those who mentioned or quoted us.
    NotSummoned,
    /// The author of the post restricted who may reply.
    ReplyRestricted,
    /// The text is longer than the platform takes.
    TooLong,
    /// The post to answer was deleted or is not visible to us.
    PostGone,
    /// The person does not accept direct messages from us.
    CannotMessage,
    /// The person cannot be reached or has blocked us.
    Blocked,
    /// The platform knows no such person for this inbox.
    NoSuchPerson,
    /// The one private reply the platform allows has been used, or the activity takes none.
    AlreadyReplied,
    /// The application lacks a right on the platform.
    Permission,
    /// The platform locked or restricted the account for policy or abuse.
    Policy,
    /// The platform takes this one answer for the work of a machine.
    LooksAutomated,
    /// The plan's quota with the platform is used up; waiting a minute does not help.
    UsageCapped,
    /// The platform had accepted it and could not deliver it, for a reason of its own.
    NotDelivered,
    /// Answers on this channel are given in its own tool; we have no way to send one.
    NotSendableHere,
    /// The request itself was not acceptable: a missing target, an empty text, a defect of ours.
    Invalid,
}

impl RefusalCode {
    /// Every code, in the order of the declaration.
    pub const ALL: [RefusalCode; 18] = [
        RefusalCode::TokenRevoked,
        RefusalCode::NotConnected,
        RefusalCode::WindowClosed,
        RefusalCode::NotSummoned,
        RefusalCode::ReplyRestricted,
        RefusalCode::TooLong,
        RefusalCode::PostGone,
        RefusalCode::CannotMessage,
        RefusalCode::Blocked,
        RefusalCode::NoSuchPerson,
        RefusalCode::AlreadyReplied,
        RefusalCode::Permission,
        RefusalCode::Policy,
        RefusalCode::LooksAutomated,
        RefusalCode::UsageCapped,
        RefusalCode::NotDelivered,
        RefusalCode::NotSendableHere,
        RefusalCode::Invalid,
    ];

    /// The stable word, the same as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            RefusalCode::TokenRevoked => "token_revoked",
            RefusalCode::NotConnected => "not_connected",
            RefusalCode::WindowClosed => "window_closed",
            RefusalCode::NotSummoned => "not_summoned",
            RefusalCode::ReplyRestricted => "reply_restricted",
            RefusalCode::TooLong => "too_long",
            RefusalCode::PostGone => "post_gone",
            RefusalCode::CannotMessage => "cannot_message",
            RefusalCode::Blocked => "blocked",
            RefusalCode::NoSuchPerson => "no_such_person",
            RefusalCode::AlreadyReplied => "already_replied",
            RefusalCode::Permission => "permission",
            RefusalCode::Policy => "policy",
            RefusalCode::LooksAutomated => "looks_automated",
            RefusalCode::UsageCapped => "usage_capped",
            RefusalCode::NotDelivered => "not_delivered",
            RefusalCode::NotSendableHere => "not_sendable_here",
            RefusalCode::Invalid => "invalid",
        }
    }

    /// Whether nothing more can leave this inbox until somebody repairs its connection: the caller
    /// stops sending for the inbox and raises an alert instead of trying the next answer.
    pub fn stops_the_inbox(self) -> bool {
        matches!(self, RefusalCode::TokenRevoked | RefusalCode::NotConnected | RefusalCode::Policy)
    }
}

/// Why it is not known whether an answer went out. Never repeated blindly: looked up, then decided by a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownCode {
    /// The platform did not answer in time.
    TimedOut,
    /// The connection broke after the request had left.
    ConnectionLost,
    /// The platform answered with a failure of its own.
    ServerError,
    /// The platform seems to have agreed, but its answer holds no id.
    UnreadableAnswer,
    /// The platform says that the same text is already there: probably ours, from an earlier try.
    Duplicate,
    /// Our own process stopped while it was sending.
    LeaseExpired,
}

impl UnknownCode {
    /// Every code, in the order of the declaration.
    pub const ALL: [UnknownCode; 6] = [
        UnknownCode::TimedOut,
        UnknownCode::ConnectionLost,
        UnknownCode::ServerError,
        UnknownCode::UnreadableAnswer,
        UnknownCode::Duplicate,
        UnknownCode::LeaseExpired,
    ];

    /// The stable word, the same as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            UnknownCode::TimedOut => "timed_out",
            UnknownCode::ConnectionLost => "connection_lost",
            UnknownCode::ServerError => "server_error",
            UnknownCode::UnreadableAnswer => "unreadable_answer",
            UnknownCode::Duplicate => "duplicate",
            UnknownCode::LeaseExpired => "lease_expired",
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn words_and_json_agree() {
        for code in RefusalCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
        for code in UnknownCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}
