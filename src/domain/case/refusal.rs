//! Why a person's action on a case was refused.
//!
//! Owns the reasons only: each rule stands with the action it is about.

use super::Status;
use crate::domain::length::Limit;
use crate::domain::sends::SendState;
use jiff::{SignedDuration, Timestamp};

/// Why a person's action was refused. The codes are the contract's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Somebody else holds it.
    Held {
        /// Who.
        holder: String,
    },
    /// The status does not allow it.
    WrongStatus(Status),
    /// The action needs a role the caller does not have.
    Forbidden,
    /// Somebody else wrote the answer.
    NotYours,
    /// The instant lies in the past.
    PastInstant,
    /// The instant lies further ahead than a case may sleep.
    TooFar {
        /// The latest it may be.
        until_at: Timestamp,
    },
    /// There is no such team.
    UnknownTeam,
    /// There is no such send.
    UnknownSend,
    /// The send has left or is settled.
    SendGone(SendState),
    /// An answer is about to leave or on its way.
    SendPending,
    /// The answer was to be held back for longer than can be undone.
    UndoTooLong {
        /// The longest time it can be.
        most: SignedDuration,
    },
    /// The text is empty.
    EmptyText,
    /// The text holds a character nobody can see and no platform should get.
    BadText,
    /// The text is longer than the channel takes.
    TooLong {
        /// What it takes.
        limit: Limit,
        /// What the text has.
        length: usize,
        /// How it would leave in parts; empty where answers are not sent in parts.
        parts: Vec<String>,
    },
    /// No clock of that metric is running.
    NoClock,
    /// Its messages stand in another case: there people work on it.
    GoesOn {
        /// Which.
        into: String,
    },
    /// A case cannot be merged with itself.
    SameCase,
    /// The channel has no private answer to a public message.
    NotPrivateCapable,
    /// The comment has had its one private answer.
    PrivateAnswerUsed,
    /// The comment is too old for a private answer.
    PrivateAnswerLate,
}
