//! The steps of a clock: warnings, the breach, and whom to tell after it.
//!
//! Owns what is due at an instant, when to look next, and that a step is taken once. Must not know what an
//! alert says.

use super::breach::BreachCause;
use super::clock::{Clock, Escalation};
use super::{Clocks, OUTCOME_WAIT, Terms};
use crate::domain::deadline::deadline;
use crate::domain::sla::Metric;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Something that is due: a step of one clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueStep {
    /// Which clock.
    pub metric: Metric,
    /// Which cycle of it.
    pub generation: String,
    /// Which step of it.
    pub step: Step,
    /// The instant it belongs to.
    pub due_at: Timestamp,
}

/// The steps of a clock, in the order in which they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The n-th warning, from 1.
    Warning(u8),
    /// The deadline passed unanswered.
    Breach,
    /// The n-th step after the breach, from 1.
    Escalation(u8),
}

impl Step {
    /// The word used in keys and in the contract: `warning1`, `breach`, `escalation1`.
    pub fn key(self) -> String {
        match self {
            Step::Warning(number) => format!("warning{number}"),
            Step::Breach => "breach".to_owned(),
            Step::Escalation(number) => format!("escalation{number}"),
        }
    }
}

impl Clocks {
    /// When the machine must look next. `in_flight`: a send is queued or being sent, so a breach
    /// waits for its outcome.
    pub fn next_instant(&self, in_flight: bool) -> Option<Timestamp> {
        let running = self.list.iter().filter(|clock| clock.is_running());
        running.filter_map(|clock| clock_steps(clock, in_flight).into_iter().map(|(_, looks_at)| looks_at).min()).min()
    }

    /// Everything due at `now` and not yet stamped, in the order of its instants.
    pub fn due(&self, now: Timestamp, in_flight: bool) -> Vec<DueStep> {
        let mut steps: Vec<DueStep> = self
            .list
            .iter()
            .filter(|clock| clock.is_running())
            .flat_map(|clock| clock_steps(clock, in_flight))
            .filter(|(_, looks_at)| *looks_at <= now)
            .map(|(step, _)| step)
            .collect();
        steps.sort_by_key(|step| (step.due_at, step.step));
        steps
    }

    /// Records that a step has been taken. A breach sets the instants at which others are told of it.
    /// `cause`: why it was missed, as far as is known.
    pub fn stamp(&mut self, step: &DueStep, terms: &Terms, cause: Option<BreachCause>) {
        let clock =
            self.list.iter_mut().find(|clock| clock.metric == step.metric && clock.generation == step.generation);
        let Some(clock) = clock else { return };
        match step.step {
            Step::Warning(number) => clock.warned = clock.warned.max(number),
            Step::Breach => {
                clock.breach_stamped = true;
                clock.breached_at = Some(step.due_at);
                clock.warned = u8::try_from(clock.warnings.len()).unwrap_or(u8::MAX);
                clock.exceptions.cause = cause;
                clock.exceptions.escalations = escalations(clock, step.due_at, terms);
            }
            Step::Escalation(number) => clock.exceptions.escalated = clock.exceptions.escalated.max(number),
        }
    }

    /// Somebody has acted at `now`: of what was late by then, nobody else is told any more.
    pub fn act(&mut self, now: Timestamp) {
        for clock in self.list.iter_mut().filter(|clock| clock.is_running() && clock.is_late(now)) {
            clock.exceptions.acted_at = clock.exceptions.acted_at.or(Some(now));
        }
    }
}

/// Whom to tell after the breach, and when: counted in the calendar of the clock.
fn escalations(clock: &Clock, breached_at: Timestamp, terms: &Terms) -> Vec<Escalation> {
    let calendar = clock.calendar.as_deref().and_then(|name| terms.desk.calendar(name));
    let chain = terms.target(clock.metric).map(|target| target.escalation).unwrap_or_default();
    let steps = chain
        .iter()
        .filter_map(|step| Some(Escalation { at: deadline(breached_at, step.after, calendar, &[]).at?, to: step.to }));
    steps.collect()
}

/// The steps of a clock that are not stamped, each with the instant at which to decide it.
fn clock_steps(clock: &Clock, in_flight: bool) -> Vec<(DueStep, Timestamp)> {
    let step = |step, due_at, looks_at| {
        (DueStep { metric: clock.metric, generation: clock.generation.clone(), step, due_at }, looks_at)
    };
    let numbered = |index: usize| u8::try_from(index + 1).unwrap_or(u8::MAX);
    let wait = if in_flight { OUTCOME_WAIT } else { SignedDuration::ZERO };
    let after_outcome = |at: Timestamp| at.checked_add(wait).unwrap_or(at);
    if clock.breach_stamped {
        let exceptions = &clock.exceptions;
        let open = exceptions.escalations.iter().enumerate().skip(usize::from(exceptions.escalated));
        let open = open.filter(|_| exceptions.acted_at.is_none());
        return open
            .map(|(index, next)| step(Step::Escalation(numbered(index)), next.at, after_outcome(next.at)))
            .collect();
    }
    let mut steps = Vec::new();
    for (index, warning) in clock.warnings.iter().enumerate().skip(usize::from(clock.warned)) {
        steps.push(step(Step::Warning(numbered(index)), *warning, *warning));
    }
    if let Some(due_at) = clock.breach_at() {
        steps.push(step(Step::Breach, due_at, after_outcome(due_at)));
    }
    steps
}
