//! Which stretch X is to deliver again after its webhook was invalid.
//!
//! X's rules: within the last 24 hours, beginning at least 31 minutes ago, ending at least 10 minutes ago, about
//! two hours at a time, whole minutes. Owns cutting a gap into such stretches. Must not ask for any.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How far back a replay reaches; a little less than X's 24 hours, so that asking takes no luck.
const FURTHEST: SignedDuration = SignedDuration::from_mins(24 * 60 - 5);
/// How old the beginning must be.
const OLDEST_BEGINNING: SignedDuration = SignedDuration::from_mins(31);
/// How old the end must be.
const OLDEST_END: SignedDuration = SignedDuration::from_mins(10);
/// How long one stretch is at most.
const LONGEST: SignedDuration = SignedDuration::from_hours(2);

/// What a webhook missed and what of it was not asked for yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Since when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub from_at: Timestamp,
    /// When it was valid again; absent while it is not.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub until_at: Option<Timestamp>,
}

/// What to do about a gap now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Ask for this stretch.
    Ask {
        /// Its first minute.
        from: Timestamp,
        /// Its last.
        until: Timestamp,
    },
    /// Not yet: it is too recent, or still open.
    Wait,
    /// There is nothing left that X would deliver again.
    Over,
}

impl Gap {
    /// What to do now.
    pub fn step(&self, now: Timestamp) -> Step {
        let Some(gap_ends) = self.until_at.map(minute_after) else { return Step::Wait };
        let from = minute_before(self.from_at).max(minute_after(before(now, FURTHEST)));
        if from >= gap_ends {
            return Step::Over;
        }
        if from > before(now, OLDEST_BEGINNING) {
            return Step::Wait;
        }
        let longest = from.checked_add(LONGEST).unwrap_or(from);
        let until = gap_ends.min(longest).min(minute_before(before(now, OLDEST_END)));
        Step::Ask { from, until }
    }

    /// What is left once everything up to `until` has been asked for.
    pub fn after(&self, until: Timestamp) -> Option<Gap> {
        let left = self.until_at.is_none_or(|gap_ends| until < gap_ends);
        left.then_some(Gap { from_at: until, until_at: self.until_at })
    }
}

fn before(at: Timestamp, span: SignedDuration) -> Timestamp {
    at.checked_sub(span).unwrap_or(at)
}

fn minute_before(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second().div_euclid(60) * 60).unwrap_or(at)
}

fn minute_after(at: Timestamp) -> Timestamp {
    let whole = minute_before(at);
    if whole == at { at } else { whole.checked_add(SignedDuration::from_mins(1)).unwrap_or(at) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> Timestamp {
        format!("2026-03-{text}Z").parse().unwrap()
    }

    fn gap(from: &str, until: &str) -> Gap {
        Gap { from_at: at(from), until_at: Some(at(until)) }
    }

    #[test]
    fn a_stretch_is_asked_for_once_it_is_old_enough() {
        let gap = gap("30T09:00:20", "30T09:15:40");
        assert_eq!(gap.step(at("30T09:15:40")), Step::Wait);
        assert_eq!(gap.step(at("30T09:30:59")), Step::Wait);
        let asked = Step::Ask { from: at("30T09:00:00"), until: at("30T09:16:00") };
        assert_eq!(gap.step(at("30T09:31:00")), asked);
        assert_eq!(gap.after(at("30T09:16:00")), None);
        let open = Gap { until_at: None, ..gap };
        assert_eq!(open.step(at("30T12:00:00")), Step::Wait);
    }

    #[test]
    fn a_long_gap_is_asked_for_two_hours_at_a_time_and_never_the_last_ten_minutes() {
        let mut left = Some(gap("30T04:00:00", "30T09:00:00"));
        let now = at("30T09:05:30");
        let mut asked = Vec::new();
        while let Some(gap) = left {
            let Step::Ask { from, until } = gap.step(now) else { break };
            asked.push((from, until));
            left = gap.after(until);
        }
        let expected = [("04", "06:00"), ("06", "08:00"), ("08", "08:55")];
        let expected = expected.map(|(from, until)| (at(&format!("30T{from}:00:00")), at(&format!("30T{until}:00"))));
        assert_eq!(asked, expected);
        assert_eq!(
            left.unwrap().step(at("30T09:26:00")),
            Step::Ask { from: at("30T08:55:00"), until: at("30T09:00:00") }
        );
    }

    #[test]
    fn what_is_older_than_a_day_is_gone() {
        assert_eq!(gap("28T04:00:00", "29T09:00:00").step(at("30T12:00:00")), Step::Over);
        let partly = gap("28T04:00:00", "29T14:00:00").step(at("30T12:00:00"));
        assert_eq!(partly, Step::Ask { from: at("29T12:05:00"), until: at("29T14:00:00") });
    }
}
