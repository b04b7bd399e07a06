//! Figures of a stretch of days: how long people waited, which promises were kept, why others were not.
//!
//! Owns what counts, the groups and their figures. Must not read cases from anywhere, nor write sentences
//! (`words::report` does).
//!
//! A cycle of a clock counts once its case is resolved. Every cycle that ended is exactly one of four: met in
//! time, missed, ended unmet before its deadline, or under a deadline set by hand. The last are told apart and
//! are no part of the rate: their deadline was not what the policy promised.

mod backlog;
mod cycle;
mod range;
mod spread;

pub use backlog::{Backlog, LOOKED_AT};
pub use cycle::{Cycle, Ending, cycles};
pub use range::{MOST_CASES, MOST_DAYS, Range, RangeRefusal};
pub use spread::{BOUNDS, Spread, distribution};

use crate::domain::clocks::breach::BreachCause;
use crate::domain::message::Channel;
use crate::domain::priority::Priority;
use crate::domain::sla::Metric;
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// What figures are told by. The strings are the contract's words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Grouping {
    /// The team that had the case when it was resolved.
    #[default]
    Team,
    /// The kind of platform.
    Channel,
    /// The priority of the case when it was resolved.
    Priority,
    /// The hour of the desk's day in which the cycle began.
    Hour,
}

impl Grouping {
    /// Every grouping, in the order of the contract.
    pub const ALL: [Grouping; 4] = [Grouping::Team, Grouping::Channel, Grouping::Priority, Grouping::Hour];

    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Grouping::Team => "team",
            Grouping::Channel => "channel",
            Grouping::Priority => "priority",
            Grouping::Hour => "hour",
        }
    }

    /// The grouping the contract calls `word`.
    pub fn from_word(word: &str) -> Option<Grouping> {
        Grouping::ALL.into_iter().find(|grouping| grouping.as_str() == word)
    }

    fn of(self, cycle: &Cycle) -> Group {
        match self {
            Grouping::Team => Group::Team(cycle.team.clone()),
            Grouping::Channel => Group::Channel(cycle.channel),
            Grouping::Priority => Group::Priority(cycle.priority),
            Grouping::Hour => Group::Hour(cycle.hour),
        }
    }
}

/// One group, in the order in which groups are told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// A team, by its id.
    Team(String),
    /// A channel.
    Channel(Channel),
    /// A priority.
    Priority(Priority),
    /// An hour of the day, 0 to 23.
    Hour(u8),
}

impl Group {
    /// How the contract spells it: an id, a word, an hour in two digits.
    pub fn key(&self) -> String {
        match self {
            Group::Team(id) => id.clone(),
            Group::Channel(channel) => channel.as_str().to_owned(),
            Group::Priority(priority) => priority.as_str().to_owned(),
            Group::Hour(hour) => format!("{hour:02}"),
        }
    }
}

/// The figures of one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// What was measured.
    pub metric: Metric,
    /// How many cycles ended, however they did.
    pub count: usize,
    /// How many of them were met in time.
    pub in_time: usize,
    /// How many were missed.
    pub breached: usize,
    /// How many ended unmet before their deadline: resolved without an answer.
    pub unmet: usize,
    /// Those whose deadline was set by hand.
    pub overridden: Overridden,
    /// Times on the clock on the wall, of every cycle that was met, deadlines set by hand included.
    pub wall: Spread,
    /// The same in time that counts.
    pub business: Spread,
    /// How many of them took how long, in time that counts: one number for each of [`BOUNDS`], one beyond.
    pub distribution: Vec<usize>,
    /// Why those that were missed were.
    pub causes: BTreeMap<BreachCause, usize>,
}

/// Cycles whose deadline was set by hand before it had passed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Overridden {
    /// How many.
    pub count: usize,
    /// How many of them were met by that deadline.
    pub in_time: usize,
}

impl Figures {
    /// The share of promises of the policy that were kept; `None` when it promised nothing here.
    pub fn rate(&self) -> Option<f64> {
        share(self.in_time, self.count - self.overridden.count)
    }

    /// The figures of cycles of one metric.
    fn of(metric: Metric, cycles: &[&Cycle]) -> Figures {
        let promised = || cycles.iter().filter(|cycle| !cycle.overridden);
        let count = |wanted: fn(&Ending) -> bool| promised().filter(|cycle| wanted(&cycle.ending)).count();
        let mut causes = BTreeMap::new();
        for cycle in promised() {
            if let Ending::Missed(cause) = cycle.ending {
                *causes.entry(cause).or_default() += 1;
            }
        }
        let by_hand = || cycles.iter().filter(|cycle| cycle.overridden);
        let wall: Vec<SignedDuration> = cycles.iter().filter_map(|cycle| Some(cycle.took?.wall)).collect();
        let business: Vec<SignedDuration> = cycles.iter().filter_map(|cycle| Some(cycle.took?.business)).collect();
        Figures {
            metric,
            count: cycles.len(),
            in_time: count(|ending| *ending == Ending::InTime),
            breached: count(|ending| matches!(ending, Ending::Missed(_))),
            unmet: count(|ending| *ending == Ending::Unmet),
            overridden: Overridden {
                count: by_hand().count(),
                in_time: by_hand().filter(|cycle| cycle.ending == Ending::InTime).count(),
            },
            distribution: distribution(&business),
            wall: Spread::of(wall),
            business: Spread::of(business),
            causes,
        }
    }
}

/// A part of a whole, to four decimals; `None` of nothing.
pub fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64 * 10_000.0).round() / 10_000.0)
}

/// The figures of all cycles, metric by metric; a metric that was never measured is left out.
pub fn total(cycles: &[Cycle]) -> Vec<Figures> {
    by_metric(&cycles.iter().collect::<Vec<_>>())
}

/// The figures of each group.
pub fn grouped(cycles: &[Cycle], grouping: Grouping) -> Vec<(Group, Vec<Figures>)> {
    let mut groups: BTreeMap<Group, Vec<&Cycle>> = BTreeMap::new();
    for cycle in cycles {
        groups.entry(grouping.of(cycle)).or_default().push(cycle);
    }
    groups.into_iter().map(|(group, cycles)| (group, by_metric(&cycles))).collect()
}

fn by_metric(cycles: &[&Cycle]) -> Vec<Figures> {
    let of = |metric: Metric| -> Option<Figures> {
        let measured: Vec<&Cycle> = cycles.iter().copied().filter(|cycle| cycle.metric == metric).collect();
        (!measured.is_empty()).then(|| Figures::of(metric, &measured))
    };
    Metric::ALL.into_iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests;
