//! What a changed desk would have made of a case: who would have got it, which deadlines would move or break.
//!
//! Owns the comparison. The case is told twice from what happened in it, under the desk it stands under and under
//! the changed one, and only what differs between the two counts: whatever else has changed since (another
//! version of this program, a person's correction) is in both. Must not read or store anything.
//!
//! What a person decided stays: the team a case was handed to, a priority set by hand, a deadline set by hand, a
//! promise.

use crate::domain::case::Case;
use crate::domain::clocks::Clock;
use crate::domain::desk::Desk;
use crate::domain::history::{History, told_under};
use crate::domain::routing::Matched;
use crate::domain::sla::Metric;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The two desks that are compared, and the instant at which what runs is judged.
#[derive(Debug, Clone, Copy)]
pub struct Desks<'a> {
    /// The desk the case stands under.
    pub before: &'a Desk,
    /// The changed one.
    pub after: &'a Desk,
    /// Now.
    pub now: Timestamp,
}

/// What would be different about a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The case.
    pub case: String,
    /// Another team would have got it.
    pub team: Option<TeamChange>,
    /// The deadlines that would be others.
    pub deadlines: Vec<DeadlineChange>,
}

/// Another team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamChange {
    /// Who has the case.
    pub from: String,
    /// Who would have got it.
    pub to: String,
    /// By which rule.
    pub rule: String,
    /// Which conditions of it hold.
    pub matched: Vec<Matched>,
}

/// Another deadline.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadlineChange {
    /// Of what.
    pub metric: Metric,
    /// As it is; `None`: there is none.
    pub from_at: Option<Timestamp>,
    /// As it would be.
    pub to_at: Option<Timestamp>,
    /// Whether it was missed, or is by now.
    pub late_before: bool,
    /// Whether it would have been.
    pub late_after: bool,
    /// The clock under the changed desk, for its explanation.
    pub clock: Option<Clock>,
}

/// What would be different about many cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many cases were told again.
    pub cases: usize,
    /// How many deadlines would move, appear or go.
    pub deadlines_move: usize,
    /// How many of them would become late.
    pub become_late: usize,
    /// How many of them would not be late any more.
    pub saved: usize,
    /// How many cases another team would have got.
    pub change_team: usize,
}

impl Tally {
    /// Counts a case.
    pub fn count(&mut self, change: Option<&Change>) {
        self.cases += 1;
        let Some(change) = change else { return };
        let how_many = |wanted: fn(&&DeadlineChange) -> bool| change.deadlines.iter().filter(wanted).count();
        self.deadlines_move += change.deadlines.len();
        self.become_late += how_many(|deadline| !deadline.late_before && deadline.late_after);
        self.saved += how_many(|deadline| deadline.late_before && !deadline.late_after);
        self.change_team += usize::from(change.team.is_some());
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: Tally) {
        self.cases += other.cases;
        self.deadlines_move += other.deadlines_move;
        self.become_late += other.become_late;
        self.saved += other.saved;
        self.change_team += other.change_team;
    }
}

/// What the changed desk would make of a case; `None`: nothing else than what is.
pub fn rehearse(case: &Case, history: &History, desks: &Desks) -> Option<Change> {
    if desks.before.version == desks.after.version {
        return None;
    }
    let before = told_under(case, history, desks.before);
    let after = told_under(case, history, desks.after);
    let team = team_change(case, &before, &after);
    let deadlines = deadline_changes(case, &before, &after, desks.now);
    let differs = team.is_some() || !deadlines.is_empty();
    differs.then(|| Change { case: case.id(), team, deadlines })
}

fn team_change(case: &Case, before: &Case, after: &Case) -> Option<TeamChange> {
    let differs = before.team != after.team && after.team != case.team;
    differs.then(|| TeamChange {
        from: case.team.clone(),
        to: after.team.clone(),
        rule: after.rule.clone(),
        matched: after.matched.clone(),
    })
}

fn deadline_changes(case: &Case, before: &Case, after: &Case, now: Timestamp) -> Vec<DeadlineChange> {
    let known = || cycles(before).chain(cycles(after).filter(|clock| same(before, clock).is_none()));
    let change = |clock: &Clock| -> Option<DeadlineChange> {
        let (was, becomes, is) = (same(before, clock), same(after, clock), same(case, clock));
        let fixed = is.is_some_and(|is| is.is_overridden() || case.goes_on_elsewhere(is));
        let (was_at, to_at) = (was.and_then(|was| was.deadline_at), becomes.and_then(|becomes| becomes.deadline_at));
        // What is told is what stands in the case, wherever that is known.
        let is = is.or(was);
        let from_at = is.and_then(|is| is.deadline_at);
        if fixed || was_at == to_at || from_at == to_at {
            return None;
        }
        Some(DeadlineChange {
            metric: clock.metric,
            from_at,
            to_at,
            late_before: is.is_some_and(|is| was_missed(is, now)),
            late_after: becomes.is_some_and(|becomes| was_missed(becomes, now)),
            clock: becomes.cloned(),
        })
    };
    known().filter_map(change).collect()
}

/// The cycles of a case that a desk sets the deadline of.
fn cycles(case: &Case) -> impl Iterator<Item = &Clock> {
    case.clocks.past.iter().chain(&case.clocks.list).filter(|clock| clock.metric != Metric::Promise)
}

/// The same cycle as it is told elsewhere.
fn same<'a>(case: &'a Case, clock: &Clock) -> Option<&'a Clock> {
    cycles(case).find(|other| other.metric == clock.metric && other.generation == clock.generation)
}

fn was_missed(clock: &Clock, now: Timestamp) -> bool {
    if clock.is_running() { clock.is_late(now) } else { clock.breached_at.is_some() }
}

#[cfg(test)]
mod tests;
