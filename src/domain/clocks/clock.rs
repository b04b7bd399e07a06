//! One clock of a case: from when to when, and what became of it.
//!
//! Owns the value and its arithmetic. Must not decide what starts or ends a clock (`clocks`), nor how it is
//! stored (`row`).

use super::breach::BreachCause;
use super::row::ClockRow;
use crate::domain::calendar::Calendar;
use crate::domain::deadline::{Explanation, Pause, deadline, open_time_between};
use crate::domain::desk::Desk;
use crate::domain::sla::{EscalationRole, Metric, Target, WarningPoint};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// One clock of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "ClockRow", into = "ClockRow")]
pub struct Clock {
    /// What it measures.
    pub metric: Metric,
    /// Where it starts: the platform's time of the first unanswered message.
    pub started_at: Timestamp,
    /// The id of the answer or reopening that precedes this cycle; `0` for none.
    pub generation: String,
    /// The promised span.
    pub target: SignedDuration,
    /// The business calendar; absent on the wall clock.
    pub calendar: Option<String>,
    /// When the promise ends; absent when its calendar never gets there, or while paused.
    pub deadline_at: Option<Timestamp>,
    /// When to warn, earliest first.
    pub warnings: Vec<Timestamp>,
    /// How many of the warnings have been stamped.
    pub warned: u8,
    /// When the answer (or the resolution) came.
    pub met_at: Option<Timestamp>,
    /// The deadline, once it has passed unanswered. A later deadline does not erase it.
    pub breached_at: Option<Timestamp>,
    /// Whether the breach has been stamped, with its alert.
    pub breach_stamped: bool,
    /// When it ended without being met: resolved without an answer.
    pub stopped_at: Option<Timestamp>,
    /// Spans that do not count (resolution while pending).
    pub pauses: Vec<Pause>,
    /// What few clocks have.
    pub exceptions: Exceptions,
}

/// What happens to few clocks: late ones, and those a person has changed by hand.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Exceptions {
    /// Whom to tell of the breach, and when; set when the breach is stamped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub escalations: Vec<Escalation>,
    /// How many of them have been stamped.
    #[serde(skip_serializing_if = "is_zero")]
    pub escalated: u8,
    /// When somebody acted on the breach: nobody else is told after that.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::optional", skip_serializing_if = "Option::is_none")]
    pub acted_at: Option<Timestamp>,
    /// The deadline was set by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overridden: Option<Override>,
    /// The deadline that had been missed when another one was set: a breach is not erased.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::optional", skip_serializing_if = "Option::is_none")]
    pub missed_at: Option<Timestamp>,
    /// Whether the deadline had passed already when a higher priority moved it there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub retroactive: bool,
    /// Why the deadline passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<BreachCause>,
}

impl Exceptions {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Exceptions::default()
    }
}

// serde hands the field over by reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(count: &u8) -> bool {
    *count == 0
}

/// One step after a breach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// Whom to tell.
    pub to: EscalationRole,
}

/// A deadline set by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The deadline.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub deadline_at: Timestamp,
    /// What it would have been.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub instead_of: Option<Timestamp>,
    /// Who set it.
    pub by: String,
    /// Their reason.
    pub reason: String,
}

impl Clock {
    /// Whether time still counts towards its deadline.
    pub fn is_running(&self) -> bool {
        self.met_at.is_none() && self.stopped_at.is_none()
    }

    /// Whether it is standing still.
    pub fn is_paused(&self) -> bool {
        self.is_running() && self.pauses.last().is_some_and(|pause| pause.until_at.is_none())
    }

    /// Whether the deadline was set by hand.
    pub fn is_overridden(&self) -> bool {
        self.exceptions.overridden.is_some()
    }

    /// The first instant from which the case counts as at risk.
    pub fn at_risk_from(&self) -> Option<Timestamp> {
        self.warnings.first().copied()
    }

    /// The deadline that was missed or will be: one that was missed stands, whatever deadline came after it.
    pub fn breach_at(&self) -> Option<Timestamp> {
        self.exceptions.missed_at.or(self.deadline_at)
    }

    /// What has been missed by `now` stays missed, whatever is promised from now on.
    pub(super) fn hold_breach(&mut self, now: Timestamp) -> bool {
        let missed_at = self.breach_at().filter(|missed_at| *missed_at <= now);
        if missed_at.is_some() {
            self.exceptions.missed_at = missed_at;
        }
        missed_at.is_some()
    }

    /// Where the case belongs in the queue by this clock: its breach, its deadline, or what a person set.
    pub fn presses_at(&self) -> Option<Timestamp> {
        if self.is_overridden() { self.deadline_at } else { self.breach_at() }
    }

    /// How its deadline came about, rebuilt from what is stored. On the wall clock instants are told in the
    /// zone of the desk's first calendar: nobody lives in UTC.
    pub fn explanation(&self, desk: &Desk) -> Explanation {
        let calendar = self.calendar.as_deref().and_then(|name| desk.calendar(name));
        let mut explanation = deadline(self.started_at, self.target, calendar, &self.pauses).explanation;
        if calendar.is_none() {
            explanation.zone = desk.calendars.values().next().map(|calendar| calendar.zone_name().to_owned());
        }
        explanation
    }

    /// Gives it a target, counted from its start. What was set by hand stays.
    pub(super) fn compute(&mut self, target: &Target, calendar: Option<&Calendar>) {
        self.target = target.target;
        self.calendar.clone_from(&target.calendar);
        if let Some(set) = self.exceptions.overridden.clone() {
            return self.obey(&set, target, calendar);
        }
        // Standing still it has none, unless it was reached before.
        let deadline_at = deadline(self.started_at, target.target, calendar, &self.pauses).at;
        self.warnings = self.warnings(target, target.target, deadline_at, calendar);
        self.deadline_at = deadline_at;
    }

    /// Takes a deadline set by hand. Warnings keep their share of the time there is now.
    pub(super) fn obey(&mut self, set: &Override, target: &Target, calendar: Option<&Calendar>) {
        let span = open_time_between(calendar, self.started_at, set.deadline_at, &self.pauses);
        self.warnings = self.warnings(target, span, Some(set.deadline_at), calendar);
        self.deadline_at = Some(set.deadline_at);
        self.exceptions.overridden = Some(set.clone());
    }

    /// Takes the deadline somebody promised. Every second counts.
    pub(super) fn promised(&mut self, at: Timestamp, warnings: &[WarningPoint]) {
        self.target = at.duration_since(self.started_at);
        self.deadline_at = Some(at);
        let points = Target { warnings: warnings.to_vec(), ..Target::of_promise() };
        self.warnings = self.warnings(&points, self.target, Some(at), None);
    }

    fn warnings(
        &self,
        target: &Target,
        span: SignedDuration,
        deadline_at: Option<Timestamp>,
        calendar: Option<&Calendar>,
    ) -> Vec<Timestamp> {
        let due = |span| deadline(self.started_at, span, calendar, &self.pauses).at;
        let points = target.warnings.iter().filter_map(|point| match point {
            WarningPoint::Percent(percent) => due(share(span, *percent)),
            WarningPoint::Before(offset) => deadline_at?.checked_sub(*offset).ok().map(|at| at.max(self.started_at)),
        });
        let mut warnings: Vec<Timestamp> =
            points.filter(|at| deadline_at.is_none_or(|deadline_at| *at <= deadline_at)).collect();
        warnings.sort();
        warnings
    }

    /// An answer dated at or before the deadline meets it; one dated later leaves the breach.
    pub(super) fn meet(&mut self, at: Timestamp) {
        self.met_at = Some(at);
        self.breached_at = self.breach_at().filter(|deadline_at| at > *deadline_at);
    }

    /// It ends without being met.
    pub(super) fn stop(&mut self, at: Timestamp) {
        self.stopped_at = Some(at);
        self.breached_at = self.breach_at().filter(|deadline_at| at > *deadline_at);
    }

    /// Folded anew, it keeps what had been stamped and set by hand before, and a breach that its end does not
    /// withdraw.
    pub fn keep_marks(&mut self, before: &Clock) {
        self.warned = before.warned;
        self.breach_stamped = before.breach_stamped;
        self.exceptions = before.exceptions.clone();
        if self.is_overridden() {
            self.deadline_at = before.deadline_at;
            self.warnings.clone_from(&before.warnings);
        }
        let missed_at = self.breach_at();
        // An answer heard late may have paused it before it was missed, one that seemed to be in time may not have
        // arrived: when its deadline is another one now, it is stamped anew once that has passed.
        let stands = |missed_at: Timestamp| before.breached_at.is_some_and(|before| missed_at <= before);
        self.breach_stamped &= missed_at.is_some_and(stands) || !self.is_running();
        self.breached_at = match self.ended_at() {
            Some(ended_at) => missed_at.filter(|missed_at| ended_at > *missed_at),
            None => missed_at.filter(|_| self.breach_stamped),
        };
    }

    /// When it was met or ended otherwise.
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.met_at.or(self.stopped_at)
    }

    /// Whether its deadline had passed unanswered at an instant.
    pub fn is_late(&self, at: Timestamp) -> bool {
        self.breach_at().is_some_and(|deadline_at| deadline_at <= at)
    }
}

/// The given percentage of a span, to the nanosecond, without overflow.
fn share(span: SignedDuration, percent: u8) -> SignedDuration {
    let nanos = span.as_nanos() * i128::from(percent) / 100;
    SignedDuration::new((nanos / 1_000_000_000) as i64, (nanos % 1_000_000_000) as i32)
}
