//! Response-time clocks: a pure fold over what happened in a case, ordered by platform time.
//!
//! Owns which clock runs from when to when. Must not know business hours (`deadline`), policies (`sla`) or where
//! anything is stored.

pub mod breach;
mod clock;
mod row;
mod steps;

pub use clock::{Clock, Escalation, Exceptions, Override};
pub use steps::{DueStep, Step};

use crate::domain::calendar::Calendar;
use crate::domain::deadline::{Pause, closes_after};
use crate::domain::desk::Desk;
use crate::domain::sla::{EscalationRole, Metric, SlaSubject, Target};
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
    /// It goes on in another case: what was asked is measured there.
    Merged,
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

/// What is promised for a case as it stands: the desk and where to look in it.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    /// The desk whose policies apply.
    pub desk: &'a Desk,
    /// Team, channel, surface and priority of the case.
    pub subject: SlaSubject<'a>,
}

impl Terms<'_> {
    /// What a clock of that metric must reach, and what follows when it does not.
    pub fn target(&self, metric: Metric) -> Option<Target> {
        self.desk.sla.target(&self.subject, metric)
    }

    fn set(&self, clock: &mut Clock) {
        if clock.metric == Metric::Promise {
            // Its deadline is what was promised, whatever team or priority the case has now.
            return;
        }
        if let Some(target) = self.target(clock.metric) {
            clock.compute(&target, self.calendar(&target));
        }
    }

    /// Until when a warning of that metric is kept back, when `now` lies in quiet hours.
    pub fn quiet_until(&self, metric: Metric, now: Timestamp) -> Option<Timestamp> {
        let quiet_hours = self.target(metric)?.quiet_hours?;
        closes_after(self.desk.calendar(&quiet_hours)?, now)
    }

    fn calendar(&self, target: &Target) -> Option<&Calendar> {
        target.calendar.as_deref().and_then(|name| self.desk.calendar(name))
    }
}

/// How many ended cycles a case remembers for reports; a conversation that goes on for years forgets the oldest.
const REMEMBERED: usize = 30;

/// All clocks of a case, folded, and how far.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Clocks {
    /// The clocks: at most one of each metric, the latest cycle of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub list: Vec<Clock>,
    /// The cycles that ended before those of the list began, oldest first, without their warnings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub past: Vec<Clock>,
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
    /// Folds in one occurrence that is not older than what has been folded.
    pub fn apply(&mut self, occurrence: &Occurrence, terms: &Terms) {
        match occurrence.moment {
            Moment::Heard => self.heard(occurrence, terms),
            Moment::Answered => self.answered(occurrence, terms),
            Moment::Resolved => self.resolved(occurrence.at),
            Moment::Reopened => self.reopened(occurrence, terms),
            Moment::Merged => self.stop_all(occurrence.at),
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
        let stopped = |clock: &Clock| is_response(clock.metric) && clock.stopped_at.is_some();
        self.list.iter().any(stopped)
            || self.list.iter().any(|clock| clock.metric == Metric::Resolution && !clock.is_running())
    }

    fn answered(&mut self, occurrence: &Occurrence, terms: &Terms) {
        for clock in self.list.iter_mut().filter(|clock| is_response(clock.metric) && clock.is_running()) {
            clock.meet(occurrence.at);
        }
        for clock in self.list.iter_mut().filter(|clock| clock.metric == Metric::Resolution && clock.is_running()) {
            // Nobody of ours is awaited while the contact is: resolution stands still until they speak.
            if !clock.is_paused() {
                let before = clock.clone();
                clock.pauses.push(Pause { from_at: occurrence.at, until_at: None });
                terms.set(clock);
                // An answer may be heard of after the breach and date from before it: then nothing was missed.
                clock.keep_marks(&before);
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
                clock.stop(at);
            }
        }
    }

    fn reopened(&mut self, occurrence: &Occurrence, terms: &Terms) {
        if self.list.iter().any(|clock| clock.metric == Metric::Resolution && clock.is_running()) {
            // Heard late: the contact had opened it again before.
            return;
        }
        self.preceding = Some(occurrence.id.clone());
        self.start(Metric::Resolution, occurrence.at, terms);
    }

    fn start(&mut self, metric: Metric, at: Timestamp, terms: &Terms) {
        if terms.target(metric).is_some() {
            let mut clock = self.begun(metric, at);
            terms.set(&mut clock);
            self.replace(clock);
        }
    }

    /// A clock that begins; nothing is promised yet.
    fn begun(&self, metric: Metric, at: Timestamp) -> Clock {
        Clock {
            metric,
            started_at: at,
            generation: self.preceding.clone().unwrap_or_else(|| "0".to_owned()),
            target: SignedDuration::ZERO,
            calendar: None,
            deadline_at: None,
            warnings: Vec::new(),
            warned: 0,
            met_at: None,
            breached_at: None,
            breach_stamped: false,
            stopped_at: None,
            pauses: Vec::new(),
            exceptions: Exceptions::default(),
        }
    }

    /// Takes the place of the latest cycle of the same metric, which is remembered.
    fn replace(&mut self, clock: Clock) {
        let ended = self.list.iter().position(|old| old.metric == clock.metric).map(|index| self.list.remove(index));
        self.past.extend(ended.filter(|old| !old.is_running()).map(|old| Clock { warnings: Vec::new(), ..old }));
        let surplus = self.past.len().saturating_sub(REMEMBERED);
        self.past.drain(..surplus);
        self.list.push(clock);
    }

    /// Ends everything that runs without meeting it: the case goes on elsewhere.
    pub fn stop_all(&mut self, at: Timestamp) {
        self.list.iter_mut().filter(|clock| clock.is_running()).for_each(|clock| clock.stop(at));
        // What is heard of later and lies before it comes out of order.
        self.folded_to_at = self.folded_to_at.max(Some(at));
    }

    /// Somebody promised the contact something until an instant. A promise that is still open is replaced: the
    /// newest word counts.
    pub fn promise(&mut self, promised_at: Timestamp, now: Timestamp, terms: &Terms) {
        let mut clock = self.begun(Metric::Promise, now);
        clock.generation = format!("promise-{}", now.as_millisecond());
        clock.promised(promised_at, &terms.target(Metric::Promise).map(|target| target.warnings).unwrap_or_default());
        self.replace(clock);
    }

    /// An answer is known under another id from now on; the cycles it precedes are named by it.
    pub fn rename(&mut self, from: &str, to: &str) {
        let named = self.list.iter_mut().chain(&mut self.past).map(|clock| &mut clock.generation);
        named.chain(&mut self.preceding).filter(|id| *id == from).for_each(|id| to.clone_into(id));
    }

    /// What was promised was done.
    pub fn keep_promise(&mut self, at: Timestamp) {
        for clock in self.list.iter_mut().filter(|clock| clock.metric == Metric::Promise && clock.is_running()) {
            clock.meet(at);
        }
    }

    /// Gives running clocks the targets of a new team or priority, counted from their original start. What had
    /// passed by `now` stays a breach; what the change itself moves into the past is one, and marked.
    pub fn retarget(&mut self, terms: &Terms, now: Timestamp) {
        for clock in self.list.iter_mut().filter(|clock| clock.is_running()) {
            let was_late = clock.hold_breach(now);
            terms.set(clock);
            clock.exceptions.retroactive |= !was_late && clock.is_late(now);
        }
    }

    /// A person sets the deadline of the running clock of a metric. `false`: none is running. A breach stays one;
    /// the lead is told again when the new deadline passes as well.
    pub fn set_deadline(&mut self, metric: Metric, set: &Override, terms: &Terms, now: Timestamp) -> bool {
        let running = self.list.iter_mut().find(|clock| clock.metric == metric && clock.is_running());
        let Some(clock) = running else { return false };
        if clock.hold_breach(now) {
            let told = usize::from(clock.exceptions.escalated);
            clock.exceptions.escalations.truncate(told);
            clock.exceptions.escalations.push(Escalation { at: set.deadline_at, to: EscalationRole::Lead });
            clock.exceptions.acted_at = None;
        }
        match (metric, terms.target(metric)) {
            (Metric::Promise, target) => {
                clock.promised(set.deadline_at, &target.map(|target| target.warnings).unwrap_or_default());
                clock.exceptions.overridden = Some(set.clone());
            }
            (_, Some(target)) => clock.obey(set, &target, terms.calendar(&target)),
            (_, None) => return false,
        }
        true
    }

    /// Folded anew, it keeps what had been stamped, set by hand and promised before. `touched`: a person of ours has
    /// acted, so what ended stays as it ended, under the team and the promise of its time.
    pub fn keep_marks(&mut self, before: &Clocks, touched: bool) {
        let known = || before.list.iter().chain(&before.past);
        for clock in self.list.iter_mut().chain(&mut self.past) {
            let same = known().find(|old| old.metric == clock.metric && old.generation == clock.generation);
            // What was taken back may have been what it started with.
            let Some(old) = same.filter(|old| clock.started_at <= old.started_at) else { continue };
            clock.keep_marks(old);
            let course = |clock: &Clock| (clock.started_at, clock.met_at, clock.stopped_at, clock.pauses.clone());
            if touched && !clock.is_running() && course(clock) == course(old) {
                clock.clone_from(old);
            }
        }
        let is_promise = |clock: &&Clock| clock.metric == Metric::Promise;
        self.list.extend(before.list.iter().filter(is_promise).cloned());
        self.past.extend(before.past.iter().filter(is_promise).cloned());
    }

    /// Whether the contact waits for an answer that somebody promised.
    pub fn awaits_answer(&self) -> bool {
        self.list.iter().any(|clock| is_response(clock.metric) && clock.is_running())
    }

    /// The earliest deadline still open: where a person's eye should go. One that was missed stays in its place.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.most_pressing().and_then(Clock::presses_at)
    }

    /// The clock with the earliest open deadline.
    pub fn most_pressing(&self) -> Option<&Clock> {
        let open = self.list.iter().filter(|clock| clock.is_running() && clock.presses_at().is_some());
        open.min_by_key(|clock| clock.presses_at())
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

#[cfg(test)]
mod tests;
