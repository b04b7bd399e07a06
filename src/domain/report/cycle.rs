//! One cycle of a clock as reports see it.
//!
//! Owns what is read off a case: which cycles count, how each ended and how long it took.

use crate::domain::case::Case;
use crate::domain::clocks::Clock;
use crate::domain::clocks::breach::BreachCause;
use crate::domain::deadline::open_time_between;
use crate::domain::desk::Desk;
use crate::domain::message::Channel;
use crate::domain::priority::Priority;
use crate::domain::sla::Metric;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

/// A cycle that has ended, with all that figures need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// What was measured.
    pub metric: Metric,
    /// The team that had the case when it was resolved.
    pub team: String,
    /// The kind of platform.
    pub channel: Channel,
    /// The priority of the case when it was resolved.
    pub priority: Priority,
    /// The hour of the desk's day in which it began, 0 to 23.
    pub hour: u8,
    /// How it ended.
    pub ending: Ending,
    /// Whether its deadline was set by hand before it had passed.
    pub overridden: bool,
    /// How long it took, if it was met.
    pub took: Option<Took>,
}

/// How a cycle ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Met at or before its deadline.
    InTime,
    /// Its deadline passed first.
    Missed(BreachCause),
    /// It ended before its deadline without being met.
    Unmet,
}

/// How long a cycle took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Took {
    /// On the clock on the wall.
    pub wall: SignedDuration,
    /// In time that counts: open hours of its calendar, less pauses. Where every hour counts, all but pauses.
    pub business: SignedDuration,
}

/// The cycles of a case that have ended. `desk` is the case's own: its calendars say which time counted. `zone`
/// is where the desk's day is told.
pub fn cycles(case: &Case, desk: &Desk, zone: &TimeZone) -> Vec<Cycle> {
    let ended = |clock: &&Clock| !clock.is_running() && !case.goes_on_elsewhere(clock);
    let all = case.clocks.past.iter().chain(&case.clocks.list);
    all.filter(ended).map(|clock| cycle(case, clock, desk, zone)).collect()
}

fn cycle(case: &Case, clock: &Clock, desk: &Desk, zone: &TimeZone) -> Cycle {
    let calendar = clock.calendar.as_deref().and_then(|name| desk.calendar(name));
    let took = clock.met_at.map(|met_at| Took {
        wall: met_at.duration_since(clock.started_at),
        business: open_time_between(calendar, clock.started_at, met_at, &clock.pauses),
    });
    let ending = match (clock.breached_at, clock.met_at) {
        (Some(_), _) => Ending::Missed(cause(clock)),
        (None, Some(_)) => Ending::InTime,
        (None, None) => Ending::Unmet,
    };
    Cycle {
        metric: clock.metric,
        team: case.team.clone(),
        channel: case.channel,
        priority: case.priority,
        hour: u8::try_from(clock.started_at.to_zoned(zone.clone()).hour()).unwrap_or_default(),
        ending,
        overridden: set_in_time(clock),
        took,
    }
}

/// Whether a deadline was set by hand before the one before it had passed. Afterwards it is too late to take
/// the miss out of the figures: the breach stands, and counts.
fn set_in_time(clock: &Clock) -> bool {
    let set = clock.exceptions.overridden.as_ref();
    set.is_some_and(|set| clock.breached_at.is_none_or(|breached_at| breached_at == set.deadline_at))
}

/// Why it was missed. A breach that nobody was told of, because the answer was on its way, has no stamped cause.
fn cause(clock: &Clock) -> BreachCause {
    let unstamped = match clock.metric {
        _ if clock.exceptions.retroactive => BreachCause::MovedLate,
        Metric::FirstResponse | Metric::NextResponse if clock.met_at.is_some() => BreachCause::SentLate,
        _ => BreachCause::NotAnswered,
    };
    clock.exceptions.cause.unwrap_or(unstamped)
}
