//! Response-time clocks: a pure fold over what happened in a case, ordered by platform time.
//!
//! Owns which clock runs from when to when, what is due at an instant and when to look next.
//! Must not know business hours (`deadline`), policies (`sla`) or where anything is stored.

use crate::domain::calendar::Calendar;
use crate::domain::deadline::{Explanation, Pause, deadline};
use crate::domain::desk::Desk;
use crate::domain::sla::{Metric, SlaSubject, Target, WarningPoint};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a breach waits for the outcome of a send that is on its way at the deadline.
pub const OUTCOME_WAIT: SignedDuration = SignedDuration::from_mins(2);

/// What can move a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// A contact said something that wants an answer.
    Heard,
    /// A person of ours answered, here or in the platform's own application.
    Answered,
    /// The case was resolved.
    Resolved,
    /// A person opened the case again.
    Reopened,
}

/// One thing that happened, dated by the platform where a platform saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// When.
    pub at: Timestamp,
    /// What.
    pub moment: Moment,
    /// The external id of the message or answer; names the cycle that follows it.
    pub id: String,
}

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
    /// The deadline, once it has passed unanswered.
    pub breached_at: Option<Timestamp>,
    /// Whether the breach has been stamped, with its alert.
    pub breach_stamped: bool,
    /// When it ended without being met: resolved without an answer.
    pub stopped_at: Option<Timestamp>,
    /// Spans that do not count (resolution while pending).
    pub pauses: Vec<Pause>,
}

/// A clock as it is stored: a list in field order, instants in milliseconds since 1970, the target in
/// seconds. Thirteen names would weigh more than what they name.
#[derive(Serialize, Deserialize)]
struct ClockRow(
    Metric,
    i64,
    String,
    i64,
    Option<String>,
    Option<i64>,
    Vec<i64>,
    u8,
    Option<i64>,
    Option<i64>,
    bool,
    Option<i64>,
    Vec<(i64, Option<i64>)>,
);

impl From<Clock> for ClockRow {
    fn from(clock: Clock) -> ClockRow {
        let millisecond = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
        let pause = |pause: Pause| (pause.from_at.as_millisecond(), millisecond(pause.until_at));
        ClockRow(
            clock.metric,
            clock.started_at.as_millisecond(),
            clock.generation,
            clock.target.as_secs(),
            clock.calendar,
            millisecond(clock.deadline_at),
            clock.warnings.into_iter().map(Timestamp::as_millisecond).collect(),
            clock.warned,
            millisecond(clock.met_at),
            millisecond(clock.breached_at),
            clock.breach_stamped,
            millisecond(clock.stopped_at),
            clock.pauses.into_iter().map(pause).collect(),
        )
    }
}

impl From<ClockRow> for Clock {
    fn from(row: ClockRow) -> Clock {
        let instant = |millisecond: i64| Timestamp::from_millisecond(millisecond).unwrap_or(Timestamp::UNIX_EPOCH);
        let pause = |(from, until): (i64, Option<i64>)| Pause { from_at: instant(from), until_at: until.map(instant) };
        Clock {
            metric: row.0,
            started_at: instant(row.1),
            generation: row.2,
            target: SignedDuration::from_secs(row.3),
            calendar: row.4,
            deadline_at: row.5.map(instant),
            warnings: row.6.into_iter().map(instant).collect(),
            warned: row.7,
            met_at: row.8.map(instant),
            breached_at: row.9.map(instant),
            breach_stamped: row.10,
            stopped_at: row.11.map(instant),
            pauses: row.12.into_iter().map(pause).collect(),
        }
    }
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

    /// The first instant from which the case counts as at risk.
    pub fn at_risk_from(&self) -> Option<Timestamp> {
        self.warnings.first().copied()
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

    fn compute(&mut self, target: &Target, calendar: Option<&Calendar>) {
        self.target = target.target;
        self.calendar.clone_from(&target.calendar);
        let due = |span| deadline(self.started_at, span, calendar, &self.pauses).at;
        let (deadline_at, mut warnings) = if self.is_paused() {
            (None, Vec::new())
        } else {
            let deadline_at = due(target.target);
            let warnings = target.warnings.iter().filter_map(|point| match point {
                WarningPoint::Percent(percent) => due(share(target.target, *percent)),
                WarningPoint::Before(offset) => deadline_at.and_then(|at| at.checked_sub(*offset).ok()),
            });
            (deadline_at, warnings.collect::<Vec<_>>())
        };
        warnings.sort();
        self.deadline_at = deadline_at;
        self.warnings = warnings;
    }

    fn meet(&mut self, at: Timestamp) {
        self.met_at = Some(at);
        self.breached_at = self.deadline_at.filter(|deadline_at| at > *deadline_at);
    }
}

/// The given percentage of a span, to the nanosecond, without overflow.
fn share(span: SignedDuration, percent: u8) -> SignedDuration {
    let nanos = span.as_nanos() * i128::from(percent) / 100;
    SignedDuration::new((nanos / 1_000_000_000) as i64, (nanos % 1_000_000_000) as i32)
}

/// Something that is due: a warning or the breach of one clock.
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
}

impl Step {
    /// The word used in keys and in the contract: `warning1`, `breach`.
    pub fn key(self) -> String {
        match self {
            Step::Warning(number) => format!("warning{number}"),
            Step::Breach => "breach".to_owned(),
        }
    }
}

/// What is promised for a case as it stands: the desk and where to look in it.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    /// The desk whose policies apply.
    pub desk: &'a Desk,
    /// Team, channel, surface and priority of the case.
    pub subject: SlaSubject<'a>,
}

impl Terms<'_> {
    fn target(&self, metric: Metric) -> Option<Target> {
        self.desk.sla.targets(&self.subject).into_iter().find(|target| target.metric == metric)
    }

    fn set(&self, clock: &mut Clock) {
        if let Some(target) = self.target(clock.metric) {
            let calendar = target.calendar.as_deref().and_then(|name| self.desk.calendar(name));
            clock.compute(&target, calendar);
        }
    }
}

/// All clocks of a case, folded, and how far.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Clocks {
    /// The clocks: at most one of each metric, the latest cycle of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub list: Vec<Clock>,
    /// The platform time of the newest occurrence folded in.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub folded_to_at: Option<Timestamp>,
    /// The id of the latest answer or reopening; names the next cycle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preceding: Option<String>,
    /// When the latest answer was given.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub answered_at: Option<Timestamp>,
}

impl Clocks {
    /// Whether an occurrence at `at` is older than what has been folded, so that everything must be
    /// folded again from the rows.
    pub fn is_late(&self, at: Timestamp) -> bool {
        self.folded_to_at.is_some_and(|folded| at < folded)
    }

    /// Folds everything anew; what has been stamped stays stamped.
    pub fn refold(&self, occurrences: &[Occurrence], terms: &Terms) -> Clocks {
        let mut ordered: Vec<&Occurrence> = occurrences.iter().collect();
        ordered.sort_by(|a, b| (a.at, a.moment, &a.id).cmp(&(b.at, b.moment, &b.id)));
        let mut fresh = Clocks::default();
        for occurrence in ordered {
            fresh.apply(occurrence, terms);
        }
        for clock in &mut fresh.list {
            let before = self.list.iter().find(|old| old.metric == clock.metric && old.generation == clock.generation);
            if let Some(old) = before {
                clock.warned = old.warned;
                clock.breach_stamped = old.breach_stamped;
                if clock.is_running() {
                    clock.breached_at = old.breached_at;
                }
            }
        }
        fresh
    }

    /// Folds in one occurrence that is not older than what has been folded.
    pub fn apply(&mut self, occurrence: &Occurrence, terms: &Terms) {
        match occurrence.moment {
            Moment::Heard => self.heard(occurrence, terms),
            Moment::Answered => self.answered(occurrence, terms),
            Moment::Resolved => self.resolved(occurrence.at),
            Moment::Reopened => self.reopened(occurrence, terms),
        }
        self.folded_to_at = self.folded_to_at.max(Some(occurrence.at));
    }

    fn heard(&mut self, occurrence: &Occurrence, terms: &Terms) {
        let at = occurrence.at;
        if self.has_ended() {
            // The contact opens a resolved case again: their message names the cycle that follows.
            self.preceding = Some(occurrence.id.clone());
        }
        if !self.list.iter().any(|clock| is_response(clock.metric) && clock.is_running()) {
            let first =
                !self.list.iter().any(|clock| clock.metric == Metric::FirstResponse) && self.answered_at.is_none();
            let metric = if first { Metric::FirstResponse } else { Metric::NextResponse };
            self.start(metric, at, terms);
        }
        match self.list.iter_mut().find(|clock| clock.metric == Metric::Resolution) {
            Some(clock) if clock.is_running() => resume(clock, at, terms),
            Some(_) | None => self.start(Metric::Resolution, at, terms),
        }
    }

    /// Whether the case has been resolved since the last message.
    fn has_ended(&self) -> bool {
        let response_stopped = self.list.iter().any(|clock| clock.stopped_at.is_some());
        response_stopped || self.list.iter().any(|clock| clock.metric == Metric::Resolution && !clock.is_running())
    }

    fn answered(&mut self, occurrence: &Occurrence, terms: &Terms) {
        for clock in self.list.iter_mut().filter(|clock| is_response(clock.metric) && clock.is_running()) {
            clock.meet(occurrence.at);
        }
        for clock in self.list.iter_mut().filter(|clock| clock.metric == Metric::Resolution && clock.is_running()) {
            // Nobody of ours is awaited while the contact is: resolution stands still until they speak.
            if !clock.is_paused() {
                clock.pauses.push(Pause { from_at: occurrence.at, until_at: None });
                terms.set(clock);
            }
        }
        self.preceding = Some(occurrence.id.clone());
        self.answered_at = self.answered_at.max(Some(occurrence.at));
    }

    fn resolved(&mut self, at: Timestamp) {
        for clock in self.list.iter_mut().filter(|clock| clock.is_running()) {
            if clock.metric == Metric::Resolution {
                clock.meet(at);
            } else {
                clock.stopped_at = Some(at);
                clock.breached_at = clock.deadline_at.filter(|deadline_at| at > *deadline_at);
            }
        }
    }

    fn reopened(&mut self, occurrence: &Occurrence, terms: &Terms) {
        self.preceding = Some(occurrence.id.clone());
        self.start(Metric::Resolution, occurrence.at, terms);
    }

    fn start(&mut self, metric: Metric, at: Timestamp, terms: &Terms) {
        let Some(target) = terms.target(metric) else { return };
        let mut clock = Clock {
            metric,
            started_at: at,
            generation: self.preceding.clone().unwrap_or_else(|| "0".to_owned()),
            target: target.target,
            calendar: None,
            deadline_at: None,
            warnings: Vec::new(),
            warned: 0,
            met_at: None,
            breached_at: None,
            breach_stamped: false,
            stopped_at: None,
            pauses: Vec::new(),
        };
        terms.set(&mut clock);
        self.list.retain(|old| old.metric != metric);
        self.list.push(clock);
    }

    /// Gives running clocks the targets of a new team or priority, counted from their original start.
    pub fn retarget(&mut self, terms: &Terms) {
        for clock in self.list.iter_mut().filter(|clock| clock.is_running()) {
            terms.set(clock);
        }
    }

    /// Whether the contact waits for an answer that somebody promised.
    pub fn awaits_answer(&self) -> bool {
        self.list.iter().any(|clock| is_response(clock.metric) && clock.is_running())
    }

    /// The earliest deadline still open: where a person's eye should go.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.list.iter().filter(|clock| clock.is_running()).filter_map(|clock| clock.deadline_at).min()
    }

    /// The clock with the earliest open deadline.
    pub fn most_pressing(&self) -> Option<&Clock> {
        self.list
            .iter()
            .filter(|clock| clock.is_running() && clock.deadline_at.is_some())
            .min_by_key(|clock| clock.deadline_at)
    }

    /// When the machine must look next. `in_flight`: a send is queued or being sent, so a breach
    /// waits for its outcome.
    pub fn next_instant(&self, in_flight: bool) -> Option<Timestamp> {
        self.list.iter().filter(|clock| clock.is_running()).filter_map(|clock| clock_instant(clock, in_flight)).min()
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

    /// Records that a step has been taken.
    pub fn stamp(&mut self, step: &DueStep) {
        let clock =
            self.list.iter_mut().find(|clock| clock.metric == step.metric && clock.generation == step.generation);
        let Some(clock) = clock else { return };
        match step.step {
            Step::Warning(number) => clock.warned = clock.warned.max(number),
            Step::Breach => {
                clock.breach_stamped = true;
                clock.breached_at = clock.deadline_at;
                clock.warned = u8::try_from(clock.warnings.len()).unwrap_or(u8::MAX);
            }
        }
    }
}

fn resume(clock: &mut Clock, at: Timestamp, terms: &Terms) {
    if let Some(pause) = clock.pauses.last_mut().filter(|pause| pause.until_at.is_none()) {
        pause.until_at = Some(at.max(pause.from_at));
        terms.set(clock);
    }
}

fn is_response(metric: Metric) -> bool {
    matches!(metric, Metric::FirstResponse | Metric::NextResponse)
}

/// The steps of a clock that are not stamped, each with the instant at which to decide it.
fn clock_steps(clock: &Clock, in_flight: bool) -> Vec<(DueStep, Timestamp)> {
    let step = |step, due_at, looks_at| {
        (DueStep { metric: clock.metric, generation: clock.generation.clone(), step, due_at }, looks_at)
    };
    let mut steps = Vec::new();
    if clock.breach_stamped {
        return steps;
    }
    for (index, warning) in clock.warnings.iter().enumerate().skip(usize::from(clock.warned)) {
        let number = u8::try_from(index + 1).unwrap_or(u8::MAX);
        steps.push(step(Step::Warning(number), *warning, *warning));
    }
    if let Some(deadline_at) = clock.deadline_at {
        let wait = if in_flight { OUTCOME_WAIT } else { SignedDuration::ZERO };
        let looks_at = deadline_at.checked_add(wait).unwrap_or(deadline_at);
        steps.push(step(Step::Breach, deadline_at, looks_at));
    }
    steps
}

fn clock_instant(clock: &Clock, in_flight: bool) -> Option<Timestamp> {
    clock_steps(clock, in_flight).into_iter().map(|(_, looks_at)| looks_at).min()
}
