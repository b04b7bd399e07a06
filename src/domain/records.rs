//! The rows a case leaves beside itself: answers, alerts, log entries, parked events.
//!
//! Owns their values and identities. Must not know how they are keyed or stored.

use crate::domain::alignment::{Because, Verdict};
use crate::domain::case::Case;
use crate::domain::clocks::{Clock, DueStep, Step};
use crate::domain::drift::Drift;
use crate::domain::facts::Fact;
use crate::domain::message::{Channel, IntakeReason};
use crate::domain::permission::LastChance;
use crate::domain::sla::Metric;
use crate::domain::trouble::Trouble;
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

/// What an alert is about. The strings are the contract's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// A deadline comes near.
    Warning,
    /// A deadline has passed unanswered.
    Breach,
    /// Two answers contradict each other.
    Contradiction,
    /// Something about intake or a connection has to be repaired.
    Intake,
    /// The platform will soon let nobody answer any more.
    Window,
    /// A case goes round between teams.
    PingPong,
}

impl AlertKind {
    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            AlertKind::Warning => "warning",
            AlertKind::Breach => "breach",
            AlertKind::Contradiction => "contradiction",
            AlertKind::Intake => "intake",
            AlertKind::Window => "window",
            AlertKind::PingPong => "ping_pong",
        }
    }
}

/// A step of a case's clock, as an alert's cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClockStep {
    /// The case.
    pub case: String,
    /// Which clock.
    pub metric: Metric,
    /// Which cycle of it.
    pub generation: String,
    /// Which step of it.
    pub step: Step,
    /// The clock as it stood, from which the sentence is made.
    pub clock: Clock,
}

/// Two statements that contradict each other, as an alert's cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contradiction {
    /// The drift it opened.
    pub drift: String,
    /// The pair inside that id.
    pub pair: String,
    /// The topic.
    pub topic: String,
    /// The verified answer or the earlier one, quoted in one line.
    pub a: Statement,
    /// The later one, quoted in one line.
    pub b: Statement,
}

/// The last chance to answer before a platform's window closes, as an alert's cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WindowClosing {
    /// The case.
    pub case: String,
    /// The channel.
    pub channel: Channel,
    /// The message that opened the window.
    pub message: String,
    /// When it opened it.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub opened_at: Timestamp,
    /// When the window closes.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub closes_at: Timestamp,
}

/// A case that goes round between teams, as an alert's cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PingPong {
    /// The case.
    pub case: String,
    /// The teams it went through, the one that has it last.
    pub teams: Vec<String>,
}

/// What gave rise to an alert.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertCause {
    /// A clock came to one of its steps.
    Clock(Box<ClockStep>),
    /// Two answers contradict each other.
    Contradiction(Box<Contradiction>),
    /// Something about intake or a connection has to be repaired.
    Intake(Box<Trouble>),
    /// The platform will soon let nobody answer any more.
    Window(Box<WindowClosing>),
    /// A case goes round between teams.
    PingPong(Box<PingPong>),
}

/// A message to staff, stored in the write that stamps its cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// What gave rise to it.
    pub cause: AlertCause,
    /// The instant it belongs to: a clock's step, the second of two answers.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub due_at: Timestamp,
    /// When it was stamped.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// The team it is for: the case's, or the topic's owner.
    pub team: String,
    /// Who held the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// The desk version it was raised under.
    pub desk: String,
    /// When every sink had accepted it.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub accepted_at: Option<Timestamp>,
    /// The sinks that have it while others have not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken: Vec<String>,
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
        let cause = AlertCause::Clock(Box::new(ClockStep {
            case: case.id(),
            metric: step.metric,
            generation: step.generation.clone(),
            step: step.step,
            clock: clock.clone(),
        }));
        let alert = Alert::new(cause, step.due_at, now, &case.team, &case.desk);
        Some(Alert { assignee: case.assignee.clone(), ..alert })
    }

    /// The alert of the last chance to answer a case.
    pub fn of_last_chance(case: &Case, chance: &LastChance, now: Timestamp) -> Alert {
        let cause = AlertCause::Window(Box::new(WindowClosing {
            case: case.id(),
            channel: case.channel,
            message: chance.message.clone(),
            opened_at: chance.opened_at,
            closes_at: chance.closes_at,
        }));
        let alert = Alert::new(cause, chance.warn_at, now, &case.team, &case.desk);
        Alert { assignee: case.assignee.clone(), ..alert }
    }

    /// The alert of a contradiction, for a team.
    pub fn of_drift(drift: &Drift, team: &str, desk: &str, now: Timestamp) -> Alert {
        let cause = AlertCause::Contradiction(Box::new(Contradiction {
            drift: drift.id(),
            pair: drift.pair(),
            topic: drift.topic.clone(),
            a: drift.a.excerpt(),
            b: drift.b.excerpt(),
        }));
        Alert::new(cause, drift.opened_at, now, team, desk)
    }

    /// The alert of a case that has begun to go round between teams, for the lead of the team it came to.
    pub fn of_ping_pong(case: &Case, now: Timestamp) -> Alert {
        let teams = case.past_teams.iter().chain([&case.team]).cloned().collect();
        let cause = AlertCause::PingPong(Box::new(PingPong { case: case.id(), teams }));
        Alert::new(cause, now, now, &case.team, &case.desk)
    }

    /// The alert of a trouble, for a team.
    pub fn of_trouble(trouble: &Trouble, team: &str, desk: &str, now: Timestamp) -> Alert {
        Alert::new(AlertCause::Intake(Box::new(trouble.clone())), trouble.since_at, now, team, desk)
    }

    fn new(cause: AlertCause, due_at: Timestamp, now: Timestamp, team: &str, desk: &str) -> Alert {
        Alert {
            cause,
            due_at,
            at: now,
            team: team.to_owned(),
            assignee: None,
            desk: desk.to_owned(),
            accepted_at: None,
            taken: Vec::new(),
            attempts: 0,
            withdrawn_at: None,
            acknowledged_by: None,
        }
    }

    /// What kind it is.
    pub fn kind(&self) -> AlertKind {
        match &self.cause {
            AlertCause::Clock(step) => match step.step {
                Step::Warning(_) => AlertKind::Warning,
                Step::Breach => AlertKind::Breach,
            },
            AlertCause::Contradiction(_) => AlertKind::Contradiction,
            AlertCause::Intake(_) => AlertKind::Intake,
            AlertCause::Window(_) => AlertKind::Window,
            AlertCause::PingPong(_) => AlertKind::PingPong,
        }
    }

    /// The case it is about: a clock's, or that of the later of two answers.
    pub fn case(&self) -> Option<&str> {
        let case = match &self.cause {
            AlertCause::Clock(step) => &step.case,
            AlertCause::Contradiction(found) => &found.b.case,
            AlertCause::Window(window) => &window.case,
            AlertCause::PingPong(found) => &found.case,
            AlertCause::Intake(_) => return None,
        };
        Some(case.as_str()).filter(|case| !case.is_empty())
    }

    /// The clock's step, when that is what it is about.
    pub fn clock_step(&self) -> Option<&ClockStep> {
        match &self.cause {
            AlertCause::Clock(step) => Some(step),
            AlertCause::Contradiction(_) | AlertCause::Intake(_) | AlertCause::Window(_) | AlertCause::PingPong(_) => {
                None
            }
        }
    }

    /// The day of its due instant, in UTC: `2026-03-30`.
    pub fn day(&self) -> String {
        day_of(self.due_at)
    }

    /// What makes it this alert and no other: also the `webhook-id` under which sinks deduplicate.
    pub fn name(&self) -> String {
        match &self.cause {
            AlertCause::Clock(step) => {
                format!("{}#{}#{}#{}", step.case, step.metric.as_str(), step.generation, step.step.key())
            }
            AlertCause::Window(window) => {
                format!("{}#{}#{}#last_chance", window.case, self.kind().as_str(), window.message)
            }
            AlertCause::PingPong(found) => {
                format!("{}#{}#{}", found.case, self.kind().as_str(), first_instant(self.due_at))
            }
            AlertCause::Contradiction(found) => {
                format!("{}#{}#{}", self.kind().as_str(), found.pair, first_instant(self.due_at))
            }
            AlertCause::Intake(trouble) => {
                format!("{}#{}#{}", self.kind().as_str(), trouble.name(), first_instant(self.due_at))
            }
        }
    }
}

/// How the instant stands in the name of an alert that has no case.
fn first_instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
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
