//! When a promise falls due: counting open time, less pauses, towards a target.
//!
//! Owns [`deadline`], [`open_time_between`] and the explanation that rebuilds the sentence shown to people.
//! Must not know what is promised to whom, nor read hours: `sla` decides the first, `calendar` owns the second.
//!
//! The deadline is the earliest instant at or after the start at which the open time since the start, less pauses,
//! reaches the target. Open time is real elapsed time, so a day may have 23 or 25 hours of it; a target used up at
//! closing time ends at closing time; an empty target ends at the start, open or not.

mod pauses;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::{Calendar, DateKind};
use pauses::{PauseWalk, merged};

/// How many days after the start a calendar is searched: a hundred years. Past it a deadline is called unreachable.
const SEARCH_DAYS: i32 = 36_525;

/// How many closed stretches an explanation names; it counts the others.
const NAMED_STRETCHES: usize = 3;

/// A same-day closure up to this long is a lunch break to whoever reads it.
const LONGEST_LUNCH: SignedDuration = SignedDuration::from_hours(3);

/// A stretch in which no time counts. One that ends before it begins pauses nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// When counting stops.
    pub from_at: Timestamp,
    /// When it goes on; `None` while the pause lasts.
    pub until_at: Option<Timestamp>,
}

/// The instant a target is reached, and why then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The deadline; `None` when it is never reached.
    pub at: Option<Timestamp>,
    /// What the sentence about it is made of.
    pub explanation: Explanation,
}

/// A closed stretch between the start and the deadline, as people call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    /// A break between two intervals of one date.
    Lunch,
    /// From one date's closing to the next one's opening.
    Night,
    /// A Saturday, a Sunday or both.
    Weekend,
    /// Other closed hours of an open date.
    Hours,
    /// A date whose usual hours a holiday took.
    Holiday(Date),
    /// Any other date without hours.
    Day(Date),
}

/// Why a deadline is never reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Never {
    /// A pause without an end, since this instant, came first.
    Paused(Timestamp),
    /// The calendar does not open often enough, or not at all any more.
    NoOpenTime,
    /// The target needs more than a hundred years, or leaves the range of instants.
    TooFar,
}

/// All that is needed to put a deadline into one sentence, small enough to be stored with every clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The time promised.
    pub target: SignedDuration,
    /// Name of the calendar; `None` when every hour counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// IANA zone the sentence tells times in: the calendar's. `None` tells them in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Where counting begins.
    pub start_at: Timestamp,
    /// The deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// The first closed stretches on the way, in order, at most three.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Closed>,
    /// How many more closed stretches there were.
    #[serde(default, skip_serializing_if = "is_zero_count")]
    pub more: u32,
    /// How many separate pauses took open time away, overlapping ones counted as one.
    #[serde(default, skip_serializing_if = "is_zero_count")]
    pub pauses: u32,
    /// How much open time they took away; an endless pause adds nothing here.
    #[serde(default, skip_serializing_if = "SignedDuration::is_zero")]
    pub paused: SignedDuration,
    /// Set when the deadline is never reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub never: Option<Never>,
}

// serde hands the field over by reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero_count(count: &u32) -> bool {
    *count == 0
}

/// How many intervals without a gap are followed: a calendar that never closes is not followed for ever.
const LONGEST_STRETCH: usize = 1000;

/// The earliest instant at or after `start` at which open time since `start`, less `pauses`, reaches `target`.
///
/// Without a calendar every hour counts. Overlapping pauses count once; a negative target counts as none.
pub fn deadline(start: Timestamp, target: SignedDuration, calendar: Option<&Calendar>, pauses: &[Pause]) -> Deadline {
    let mut explanation = Explanation {
        target,
        calendar: calendar.map(|calendar| calendar.name().to_owned()),
        zone: calendar.map(|calendar| calendar.zone_name().to_owned()),
        start_at: start,
        due_at: None,
        skipped: Vec::new(),
        more: 0,
        pauses: 0,
        paused: SignedDuration::ZERO,
        never: None,
    };
    let outcome = match calendar {
        _ if target <= SignedDuration::ZERO => Ok(start),
        Some(calendar) => {
            reach(start, target, Some(calendar), open_intervals(calendar, start), pauses, &mut explanation)
        }
        None => reach(start, target, None, [(start, Timestamp::MAX)].into_iter(), pauses, &mut explanation),
    };
    match outcome {
        Ok(at) => explanation.due_at = Some(at),
        Err(never) => {
            // The road to nowhere may be a hundred years long: only why it leads nowhere is of use.
            explanation.skipped.clear();
            explanation.more = 0;
            explanation.never = Some(never);
        }
    }
    Deadline { at: explanation.due_at, explanation }
}

/// Open time between two instants, less pauses; zero when `to` is not after `from`.
///
/// Without a calendar every hour counts. With one, at most the first hundred years are counted.
pub fn open_time_between(
    calendar: Option<&Calendar>,
    from: Timestamp,
    to: Timestamp,
    pauses: &[Pause],
) -> SignedDuration {
    let pauses = merged(pauses);
    let mut walk = PauseWalk::over(&pauses);
    let mut total = SignedDuration::ZERO;
    let mut count = |(opens_at, closes_at): (Timestamp, Timestamp)| {
        walk.pieces(opens_at, closes_at.min(to), |from_at, until_at| {
            total = total.saturating_add(until_at.duration_since(from_at));
            true
        });
    };
    match calendar {
        Some(calendar) => {
            open_intervals(calendar, from).take_while(|(opens_at, _)| *opens_at < to).for_each(&mut count)
        }
        None => count((from, to)),
    }
    total
}

/// When the calendar closes next, if it is open at `at`; hours that follow without a gap count as one stretch.
pub fn closes_after(calendar: &Calendar, at: Timestamp) -> Option<Timestamp> {
    let mut closes_at = None;
    for (opens_at, until_at) in open_intervals(calendar, at).take(LONGEST_STRETCH) {
        if opens_at > closes_at.unwrap_or(at) {
            break;
        }
        closes_at = Some(until_at);
    }
    closes_at
}

/// Walks the open intervals until the target is used up, noting what was skipped on the way.
fn reach(
    start: Timestamp,
    target: SignedDuration,
    calendar: Option<&Calendar>,
    intervals: impl Iterator<Item = (Timestamp, Timestamp)>,
    pauses: &[Pause],
    explanation: &mut Explanation,
) -> Result<Timestamp, Never> {
    let pauses = merged(pauses);
    let endless_from = pauses.last().filter(|last| last.1 == Timestamp::MAX).map(|last| last.0);
    let mut walk = PauseWalk::over(&pauses);
    let mut remaining = target;
    let mut due_at = None;
    let mut reached = start;
    for (opens_at, closes_at) in intervals {
        if endless_from.is_some_and(|paused_at| paused_at <= opens_at) {
            break;
        }
        if let Some(calendar) = calendar {
            note_closed(calendar, start, reached, opens_at, explanation);
        }
        walk.pieces(opens_at, closes_at, |from_at, until_at| {
            let length = until_at.duration_since(from_at);
            if length >= remaining {
                due_at = from_at.checked_add(remaining).ok();
                return false;
            }
            remaining = remaining.saturating_sub(length);
            true
        });
        if due_at.is_some() {
            break;
        }
        reached = closes_at;
    }
    explanation.pauses = walk.count;
    explanation.paused = walk.taken;
    due_at.ok_or_else(|| why_never(start, calendar, endless_from))
}

fn why_never(start: Timestamp, calendar: Option<&Calendar>, endless_from: Option<Timestamp>) -> Never {
    if let Some(paused_at) = endless_from {
        return Never::Paused(paused_at);
    }
    let runs_out = calendar
        .and_then(|calendar| calendar.last_open_date().map(|last| (calendar, last)))
        .is_some_and(|(calendar, last)| last <= last_search_date(calendar, start));
    if runs_out { Never::NoOpenTime } else { Never::TooFar }
}

/// The open intervals of a calendar from an instant on, in order and without overlap.
struct OpenIntervals<'a> {
    calendar: &'a Calendar,
    next_date: Option<Date>,
    last_date: Date,
    /// Intervals read but not handed over, by opening.
    waiting: Vec<(Timestamp, Timestamp)>,
    /// Dates still to be read open at or after this instant.
    complete_until: Timestamp,
    /// Everything before this instant is handed over or before the start.
    handed_until: Timestamp,
}

fn open_intervals(calendar: &Calendar, start: Timestamp) -> OpenIntervals<'_> {
    let date = calendar.zone().to_datetime(start).date();
    // A night shift of the day before may still run; a zone that skips a whole date makes it two.
    let first_date = date.saturating_sub(2.days());
    let mut last_date = last_search_date(calendar, start);
    if let Some(last_open) = calendar.last_open_date() {
        last_date = last_date.min(last_open);
    }
    OpenIntervals {
        calendar,
        next_date: (first_date <= last_date).then_some(first_date),
        last_date,
        waiting: Vec::new(),
        complete_until: Timestamp::MIN,
        handed_until: start,
    }
}

fn last_search_date(calendar: &Calendar, start: Timestamp) -> Date {
    calendar.zone().to_datetime(start).date().saturating_add(SEARCH_DAYS.days())
}

impl OpenIntervals<'_> {
    fn read_date(&mut self, date: Date) {
        self.waiting.extend(self.calendar.open_on(date));
        self.waiting.sort_unstable();
        // Times that a clock change skips move forward, so that only what opens before this date's own midnight is
        // certain to come before everything the next dates hold.
        self.complete_until = self.calendar.instant(date, 0).unwrap_or(self.complete_until);
        self.next_date = if date < self.last_date { date.tomorrow().ok() } else { None };
        if self.next_date.is_none() {
            self.complete_until = Timestamp::MAX;
        }
    }
}

impl Iterator for OpenIntervals<'_> {
    type Item = (Timestamp, Timestamp);

    fn next(&mut self) -> Option<(Timestamp, Timestamp)> {
        loop {
            let ready = self.waiting.first().is_some_and(|(opens_at, _)| *opens_at < self.complete_until);
            if ready {
                let (opens_at, closes_at) = self.waiting.remove(0);
                let opens_at = opens_at.max(self.handed_until);
                if opens_at < closes_at {
                    self.handed_until = closes_at;
                    return Some((opens_at, closes_at));
                }
            } else {
                self.read_date(self.next_date?);
            }
        }
    }
}

/// Notes the closed stretch between two open intervals, or between the start and the first one.
fn note_closed(
    calendar: &Calendar,
    start: Timestamp,
    from_at: Timestamp,
    until_at: Timestamp,
    explanation: &mut Explanation,
) {
    if from_at >= until_at {
        return;
    }
    let mut note = |closed: Closed| {
        if explanation.skipped.len() < NAMED_STRETCHES {
            explanation.skipped.push(closed);
        } else {
            explanation.more = explanation.more.saturating_add(1);
        }
    };
    let first_date = calendar.zone().to_datetime(from_at).date();
    let last_date = calendar.zone().to_datetime(until_at).date();
    let mut whole_dates = 0;
    let mut weekend_until = None;
    let mut date = Some(first_date);
    while let Some(today) = date.filter(|date| *date < last_date) {
        date = today.tomorrow().ok();
        let closed = match calendar.date_kind(today) {
            DateKind::Open => continue,
            DateKind::Holiday => Closed::Holiday(today),
            DateKind::Closed => Closed::Day(today),
            DateKind::Weekend => {
                let goes_on = weekend_until == Some(today);
                weekend_until = date;
                if goes_on {
                    continue;
                }
                Closed::Weekend
            }
        };
        whole_dates += 1;
        note(closed);
    }
    if whole_dates > 0 {
        return;
    }
    if first_date < last_date {
        note(Closed::Night);
    } else if !calendar.opened_earlier_that_day(from_at) {
        // Before the first opening of a date: the end of a night, unless a night shift has just ended.
        note(if from_at == start { Closed::Night } else { Closed::Hours });
    } else if until_at.duration_since(from_at) <= LONGEST_LUNCH {
        note(Closed::Lunch);
    } else {
        note(Closed::Hours);
    }
}

#[cfg(test)]
mod tests;
