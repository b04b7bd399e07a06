//! The rows a case leaves beside itself: answers, alerts, log entries, parked events.
//!
//! Owns their values and identities. Must not know how they are keyed or stored.

use crate::domain::case::Case;
use crate::domain::clocks::{DueStep, Step};
use crate::domain::facts::Fact;
use crate::domain::message::{Channel, IntakeReason};
use crate::domain::sla::Metric;
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
    /// The case it answered.
    pub case: String,
}

/// What an alert is about. The strings are the contract's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// A deadline comes near.
    Warning,
    /// A deadline has passed unanswered.
    Breach,
}

impl AlertKind {
    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            AlertKind::Warning => "warning",
            AlertKind::Breach => "breach",
        }
    }
}

/// A message to staff, stored in the write that stamps its cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// What kind.
    pub kind: AlertKind,
    /// The case.
    pub case: String,
    /// Which clock.
    pub metric: Metric,
    /// Which cycle of it.
    pub generation: String,
    /// Which step of it.
    pub step: Step,
    /// The instant the step belongs to.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub due_at: Timestamp,
    /// When it was stamped.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// The team that owned the case.
    pub team: String,
    /// Who held it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// The clock as it stood, from which the sentence is made.
    pub clock: crate::domain::clocks::Clock,
    /// The desk version the clock was computed under.
    pub desk: String,
    /// When every sink had accepted it.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub accepted_at: Option<Timestamp>,
    /// How often delivery was tried in vain.
    #[serde(default)]
    pub attempts: u32,
    /// When an answer dated in time withdrew it.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub withdrawn_at: Option<Timestamp>,
    /// Who acknowledged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_by: Option<String>,
}

impl Alert {
    /// The alert of a step that is due.
    pub fn of(case: &Case, step: &DueStep, now: Timestamp) -> Option<Alert> {
        let clock = case.clocks.list.iter().find(|clock| clock.metric == step.metric)?;
        Some(Alert {
            kind: match step.step {
                Step::Warning(_) => AlertKind::Warning,
                Step::Breach => AlertKind::Breach,
            },
            case: case.id(),
            metric: step.metric,
            generation: step.generation.clone(),
            step: step.step,
            due_at: step.due_at,
            at: now,
            team: case.team.clone(),
            assignee: case.assignee.clone(),
            clock: clock.clone(),
            desk: case.desk.clone(),
            accepted_at: None,
            attempts: 0,
            withdrawn_at: None,
            acknowledged_by: None,
        })
    }

    /// The day of its due instant, in UTC: `2026-03-30`.
    pub fn day(&self) -> String {
        day_of(self.due_at)
    }

    /// What makes it this alert and no other: also the `webhook-id` under which sinks deduplicate.
    pub fn name(&self) -> String {
        format!("{}#{}#{}#{}", self.case, self.metric.as_str(), self.generation, self.step.key())
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
    /// What they wrote along.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
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
