//! How long it has been quiet, and whether that is longer than usual.
//!
//! The rule, in one sentence: silence is open time without a customer's word that is longer than three times
//! the longest such stretch of the last fourteen days, and at least two hours; nothing is said before three
//! different days are known. Owns that rule and the few numbers it needs. Must not read anything.

use crate::domain::calendar::Calendar;
use crate::domain::deadline::open_time_between;
use crate::domain::records::day_of;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How many times the longest quiet stretch counts as too long.
const TIMES: i32 = 3;
/// No silence is shorter.
const SHORTEST: SignedDuration = SignedDuration::from_hours(2);
/// How long a day's longest stretch is remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How many days must be known.
const KNOWN_DAYS: usize = 3;

/// The longest quiet stretch that ended on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietDay {
    /// The day, UTC: `2026-03-30`.
    pub day: String,
    /// Its length in seconds of open time.
    pub seconds: i64,
}

/// When an inbox was last heard, and how quiet it usually is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// When somebody last said something to it, by the platform's time.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub last_heard_at: Option<Timestamp>,
    /// The longest stretch of each day, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quiet: Vec<QuietDay>,
}

impl Heard {
    /// Takes note of a message. Those not newer than the newest known change nothing.
    pub fn hear(&mut self, at: Timestamp, calendar: Option<&Calendar>) {
        let Some(last) = self.last_heard_at else {
            self.last_heard_at = Some(at);
            return;
        };
        if at <= last {
            return;
        }
        let seconds = open_time_between(calendar, last, at, &[]).as_secs();
        let day = day_of(at);
        match self.quiet.iter_mut().find(|known| known.day == day) {
            Some(known) => known.seconds = known.seconds.max(seconds),
            None => self.quiet.push(QuietDay { day, seconds }),
        }
        let oldest = at.checked_sub(REMEMBERED).map(day_of).unwrap_or_default();
        self.quiet.retain(|known| known.day >= oldest);
        self.last_heard_at = Some(at);
    }

    /// For how much open time it has been quiet, when that is longer than usual.
    pub fn silent_for(&self, now: Timestamp, calendar: Option<&Calendar>) -> Option<SignedDuration> {
        let last = self.last_heard_at?;
        if self.quiet.len() < KNOWN_DAYS {
            return None;
        }
        let longest = self.quiet.iter().map(|known| known.seconds).max().unwrap_or_default();
        let usual = SignedDuration::from_secs(longest).saturating_mul(TIMES);
        let quiet = open_time_between(calendar, last, now, &[]);
        (quiet > usual.max(SHORTEST)).then_some(quiet)
    }
}

/// A span of time as both languages write it: `6 h 15 min`.
pub fn spelled(span: SignedDuration) -> String {
    format!("{} h {:02} min", span.as_hours(), span.as_mins() % 60)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn silence_is_three_times_the_longest_quiet_stretch_and_two_hours_at_least() {
        let mut heard = Heard::default();
        assert_eq!(heard.silent_for(at("2026-03-30T09:00:00Z"), None), None, "never heard");
        for day in 23..=25 {
            for time in ["09:00:00", "09:30:00", "10:00:00"] {
                heard.hear(at(&format!("2026-03-{day}T{time}Z")), None);
            }
        }
        // The nights count here, because no calendar says otherwise: 23 hours from day to day.
        assert_eq!(heard.quiet.iter().map(|known| known.seconds).collect::<Vec<_>>(), [1_800, 82_800, 82_800]);
        let silent_at = at("2026-03-25T10:00:00Z").checked_add(SignedDuration::from_hours(69)).unwrap();
        assert_eq!(heard.silent_for(silent_at, None), None, "exactly three times is not longer");
        let later = silent_at.checked_add(SignedDuration::from_secs(1)).unwrap();
        assert_eq!(heard.silent_for(later, None), Some(SignedDuration::from_secs(69 * 3600 + 1)));
    }

    #[test]
    fn closed_hours_do_not_count_and_two_days_are_not_enough() {
        let desk = crate::desk::demo().unwrap();
        let paris = desk.calendar("paris");
        let mut heard = Heard::default();
        for day in [23, 24, 25, 26] {
            for time in ["07:00:00", "09:00:00", "11:30:00", "16:00:00"] {
                heard.hear(at(&format!("2026-03-{day}T{time}Z")), paris);
                let known_days = heard.quiet.len();
                let much_later = at("2026-04-30T09:00:00Z");
                assert_eq!(heard.silent_for(much_later, paris).is_some(), known_days >= 3, "{day} {time}");
            }
        }
        // Heard last at 17:00 in Paris; the longest stretch is 3.5 open hours (12:30 to 17:00 with lunch), so
        // ten and a half: one hour that day, eight the next, and the rest on Saturday.
        assert_eq!(heard.quiet.iter().map(|known| known.seconds).max(), Some(12_600));
        assert_eq!(heard.silent_for(at("2026-03-28T10:30:00Z"), paris), None);
        assert_eq!(heard.silent_for(at("2026-03-28T10:31:00Z"), paris), Some(SignedDuration::from_mins(631)));
        assert_eq!(spelled(SignedDuration::from_mins(631)), "10 h 31 min");
    }

    #[test]
    fn what_is_heard_twice_or_late_changes_nothing_and_old_days_are_forgotten() {
        let mut heard = Heard::default();
        heard.hear(at("2026-03-01T09:00:00Z"), None);
        heard.hear(at("2026-03-01T10:00:00Z"), None);
        let before = heard.clone();
        heard.hear(at("2026-03-01T10:00:00Z"), None);
        heard.hear(at("2026-03-01T09:30:00Z"), None);
        assert_eq!(heard, before);
        heard.hear(at("2026-03-20T10:00:00Z"), None);
        assert_eq!(heard.quiet.iter().map(|known| known.day.as_str()).collect::<Vec<_>>(), ["2026-03-20"]);
    }
}
