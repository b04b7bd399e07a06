//! Alerts: messages to staff, each with what gave rise to it.
//!
//! Owns their values, kinds and identities. Must not know how they are keyed, stored or told (`words`).

use crate::domain::case::Case;
use crate::domain::clocks::{Clock, DueStep, Step, Terms};
use crate::domain::drift::Drift;
use crate::domain::message::Channel;
use crate::domain::permission::LastChance;
use crate::domain::records::day_of;
use crate::domain::sla::{EscalationRole, Metric};
use crate::domain::storm::Storm;
use crate::domain::trouble::Trouble;
use crate::domain::verdict::Statement;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How much of a customer's name an alert keeps, in letters.
const LONGEST_CALLED: usize = 60;

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
    /// Nobody has acted on a breach: the next person is told.
    Escalation,
    /// Many alerts of one kind and team within minutes, told together.
    Storm,
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
            AlertKind::Escalation => "escalation",
            AlertKind::Storm => "storm",
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

impl ClockStep {
    /// Whom an escalation tells.
    pub fn told(&self) -> Option<EscalationRole> {
        let Step::Escalation(number) = self.step else { return None };
        let index = usize::from(number).checked_sub(1)?;
        self.clock.exceptions.escalations.get(index).map(|escalation| escalation.to)
    }
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
    /// Many alerts of one kind and team within minutes, told together.
    Storm(Storm),
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
    /// What the customer is called, where they are known by more than an id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// The channel of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// How many cases a storm was, once it has been told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Who held the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// The desk version it was raised under.
    pub desk: String,
    /// Until when it is kept back because of quiet hours.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub quiet_until_at: Option<Timestamp>,
    /// The storm it was told with, in place of being told alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_with: Option<String>,
    /// Whether its reason was gone when its quiet hours ended: nobody was told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub moot: bool,
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
    /// The alert of a step that is due. A warning waits for the end of quiet hours.
    pub fn of(case: &Case, step: &DueStep, terms: &Terms, now: Timestamp) -> Option<Alert> {
        let clock = case.clocks.list.iter().find(|clock| clock.metric == step.metric)?;
        let cause = AlertCause::Clock(Box::new(ClockStep {
            case: case.id(),
            metric: step.metric,
            generation: step.generation.clone(),
            step: step.step,
            clock: clock.clone(),
        }));
        let alert = Alert::new(cause, step.due_at, now, &case.team, &case.desk);
        let quiet_until_at = match step.step {
            Step::Warning(_) => terms.quiet_until(step.metric, now),
            Step::Breach | Step::Escalation(_) => None,
        };
        Some(Alert { quiet_until_at, ..alert.about(case) })
    }

    /// That of a storm, due when its window is over.
    pub fn of_storm(storm: Storm, team: &str, desk: &str, now: Timestamp) -> Alert {
        Alert::new(AlertCause::Storm(storm), storm.until_at, now, team, desk)
    }

    /// When it is told at the earliest.
    pub fn tells_at(&self) -> Timestamp {
        self.quiet_until_at.unwrap_or(self.at)
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
        Alert::new(cause, chance.warn_at, now, &case.team, &case.desk).about(case)
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
        Alert { assignee: None, ..Alert::new(cause, now, now, &case.team, &case.desk).about(case) }
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
            customer: None,
            channel: None,
            count: None,
            assignee: None,
            desk: desk.to_owned(),
            quiet_until_at: None,
            told_with: None,
            moot: false,
            accepted_at: None,
            taken: Vec::new(),
            attempts: 0,
            withdrawn_at: None,
            acknowledged_by: None,
        }
    }

    /// The same with what the sentence says of the case.
    fn about(self, case: &Case) -> Alert {
        let called = case.contact.handle.as_ref().map(|handle| format!("@{handle}"));
        let called = called.or_else(|| case.contact.name.clone());
        let customer = called.map(|called| called.chars().take(LONGEST_CALLED).collect());
        Alert { assignee: case.assignee.clone(), customer, channel: Some(case.channel), ..self }
    }

    /// What kind it is.
    pub fn kind(&self) -> AlertKind {
        match &self.cause {
            AlertCause::Clock(step) => match step.step {
                Step::Warning(_) => AlertKind::Warning,
                Step::Breach => AlertKind::Breach,
                Step::Escalation(_) => AlertKind::Escalation,
            },
            AlertCause::Contradiction(_) => AlertKind::Contradiction,
            AlertCause::Intake(_) => AlertKind::Intake,
            AlertCause::Window(_) => AlertKind::Window,
            AlertCause::Storm(_) => AlertKind::Storm,
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
            AlertCause::Intake(_) | AlertCause::Storm(_) => return None,
        };
        Some(case.as_str()).filter(|case| !case.is_empty())
    }

    /// The clock's step, when that is what it is about.
    pub fn clock_step(&self) -> Option<&ClockStep> {
        match &self.cause {
            AlertCause::Clock(step) => Some(step),
            _ => None,
        }
    }

    /// The day of its due instant, in UTC: `2026-03-30`.
    pub fn day(&self) -> String {
        day_of(self.due_at)
    }

    /// What makes it this alert and no other: also the `webhook-id` under which sinks deduplicate.
    pub fn name(&self) -> String {
        match &self.cause {
            AlertCause::Clock(step) => step_name(&step.case, step.metric, &step.generation, step.step),
            AlertCause::Storm(storm) => storm.name(&self.team),
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

/// What makes the alert of a clock's step this one and no other.
pub fn step_name(case: &str, metric: Metric, generation: &str, step: Step) -> String {
    format!("{case}#{}#{generation}#{}", metric.as_str(), step.key())
}

/// How the instant stands in the name of an alert that has no case.
fn first_instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
