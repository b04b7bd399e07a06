//! The rows a case leaves beside itself: answers, log entries, parked events.
//!
//! Owns their values and identities. Must not know how they are keyed or stored.

use crate::domain::alignment::{Because, Verdict};
use crate::domain::facts::Fact;
use crate::domain::message::{Channel, IntakeReason};
use crate::domain::verdict::{Judged, Statement};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An answer somebody gave, on any channel. Append-only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The platform's id of the answer.
    pub id: String,
    /// What it is about.
    pub topic: String,
    /// Where it was given.
    pub channel: Channel,
    /// What was said.
    pub text: String,
    /// The facts in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
    /// Who said it: an agent, or `native` when it was written in the platform's own application.
    pub by: String,
    /// When, by the platform's time.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// The case it answered; empty when it answered none.
    pub case: String,
    /// Whom it was given to, where no case says so: a contact's id, or what was noted down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// What it was worth when it was given.
    #[serde(default = "no_canonical")]
    pub verdict: Verdict,
    /// The facts the verdict rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Because>,
    /// What it was compared with, quoted in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<Statement>,
    /// When it was found to be the wrong one of two.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub corrected_at: Option<Timestamp>,
    /// When the platform told that it had not delivered it after all: nobody has heard it.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub undelivered_at: Option<Timestamp>,
    /// The answer in whose place it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
    /// The answer that was given in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<String>,
}

fn no_canonical() -> Verdict {
    Verdict::NoCanonical
}

impl Answer {
    /// Takes the verdict on it.
    pub fn take(&mut self, judged: &Judged) {
        self.verdict = judged.verdict;
        self.because.clone_from(&judged.because);
        self.against = judged.against.as_ref().map(Statement::excerpt);
    }
}

/// The UTC day of an instant: `2026-03-30`.
pub fn day_of(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// One action of a person on a case. Append-only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogEntry {
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// Who: an agent's id, or `couture`.
    pub by: String,
    /// What: `claim`, `assign`, `transfer`, `note`...
    pub action: String,
    /// To whom, where to, until when.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Since when the question of a merged case had waited.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub since_at: Option<Timestamp>,
    /// What they wrote along.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

impl LogEntry {
    /// An action that says all there is to say.
    pub fn of(by: &str, action: &str, at: Timestamp) -> LogEntry {
        LogEntry {
            at,
            by: by.to_owned(),
            action: action.to_owned(),
            about: String::new(),
            since_at: None,
            text: String::new(),
        }
    }
}

/// An incoming element or a job nobody could handle, set aside where a person sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parked {
    /// Its id.
    pub id: String,
    /// When it was set aside.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// When it had reached us.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub received_at: Timestamp,
    /// Why.
    pub reason: IntakeReason,
    /// What it was: the job as it was queued, so that it can be queued again.
    pub job: String,
}
