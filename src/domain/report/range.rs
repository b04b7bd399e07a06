//! Which days a report is about.
//!
//! Owns reading them and their bound: a report costs what was resolved in its days, so it has a longest stretch.

use crate::domain::records::day_of;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// The longest stretch of days.
pub const MOST_DAYS: i64 = 92;

/// How many cases one report is made of at most: what a request has time and memory for.
pub const MOST_CASES: usize = 20_000;

/// How many days are told unless asked, today included.
const DEFAULT_DAYS: i64 = 7;

/// A stretch of time, from its first instant to the one after its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// Its first instant.
    pub from_at: Timestamp,
    /// The first instant after it.
    pub until_at: Timestamp,
}

/// Why a stretch cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeRefusal {
    /// Neither dates nor instants, or it ends before it begins.
    Unreadable,
    /// Longer than [`MOST_DAYS`].
    TooLong,
}

impl Range {
    /// The stretch from `from` up to `to`: dates in the zone of the desk, the last one included, or instants, the
    /// last one not included. Seven days unless said, and up to now.
    pub fn of(from: Option<&str>, to: Option<&str>, now: Timestamp, zone: &TimeZone) -> Result<Range, RangeRefusal> {
        let until_at = match to {
            Some(to) => read(to, zone, 1).ok_or(RangeRefusal::Unreadable)?,
            None => first_instant(now.to_zoned(zone.clone()).date(), zone, 1).ok_or(RangeRefusal::Unreadable)?,
        };
        let from_at = match from {
            Some(from) => read(from, zone, 0),
            None => {
                let last = until_at.checked_sub(SignedDuration::from_nanos(1)).ok();
                last.and_then(|last| first_instant(last.to_zoned(zone.clone()).date(), zone, 1 - DEFAULT_DAYS))
            }
        };
        let from_at = from_at.filter(|from_at| *from_at < until_at).ok_or(RangeRefusal::Unreadable)?;
        // An hour more: a day on which clocks are put back has one.
        let longest = SignedDuration::from_hours(24 * MOST_DAYS + 1);
        if until_at.duration_since(from_at) > longest {
            return Err(RangeRefusal::TooLong);
        }
        Ok(Range { from_at, until_at })
    }

    /// The last days before an instant, to the hour.
    pub fn before(now: Timestamp, days: i64) -> Result<Range, RangeRefusal> {
        if days < 1 {
            return Err(RangeRefusal::Unreadable);
        }
        if days > MOST_DAYS {
            return Err(RangeRefusal::TooLong);
        }
        let from_at = now.checked_sub(SignedDuration::from_hours(24 * days)).map_err(|_| RangeRefusal::Unreadable)?;
        // What was resolved at this very instant belongs to it.
        let until_at = now.checked_add(SignedDuration::from_millis(1)).map_err(|_| RangeRefusal::Unreadable)?;
        Ok(Range { from_at, until_at })
    }

    /// The UTC days it touches, the latest first.
    pub fn days(&self) -> Vec<String> {
        let last = self.until_at.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(self.until_at);
        let first = day_of(self.from_at);
        let mut day = last.to_zoned(TimeZone::UTC).date();
        let mut days = vec![day.to_string()];
        while let Some(before) = day.yesterday().ok().filter(|_| day.to_string() > first) {
            day = before;
            days.push(day.to_string());
        }
        days
    }
}

fn read(text: &str, zone: &TimeZone, days_later: i64) -> Option<Timestamp> {
    match text.parse::<Date>() {
        // An instant reads as a date as well: what comes after the date must not be lost.
        Ok(date) if !text.contains(['T', 't', ' ']) => first_instant(date, zone, days_later),
        _ => text.parse().ok(),
    }
}

fn first_instant(date: Date, zone: &TimeZone, days_later: i64) -> Option<Timestamp> {
    let date = date.checked_add(days_later.days()).ok()?;
    Some(date.to_zoned(zone.clone()).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NOW: &str = "2026-03-30T09:00:00Z";

    #[track_caller]
    fn check(from: Option<&str>, to: Option<&str>, expected: Result<(&str, &str), RangeRefusal>) {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let found = Range::of(from, to, NOW.parse().unwrap(), &zone);
        let found = found.map(|range| (range.from_at.to_string(), range.until_at.to_string()));
        assert_eq!(found, expected.map(|(from, until)| (from.to_owned(), until.to_owned())), "{from:?} {to:?}");
    }

    #[test]
    fn dates_are_the_desks_and_instants_are_exact() {
        check(None, None, Ok(("2026-03-23T23:00:00Z", "2026-03-30T22:00:00Z")));
        check(Some("2026-03-30"), Some("2026-03-30"), Ok(("2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z")));
        check(Some("2026-03-29"), Some("2026-03-29"), Ok(("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")));
        check(Some("2026-03-30T08:00:00Z"), None, Ok(("2026-03-30T08:00:00Z", "2026-03-30T22:00:00Z")));
        check(None, Some("2026-03-30T08:00:00Z"), Ok(("2026-03-23T23:00:00Z", "2026-03-30T08:00:00Z")));
        check(Some("2026-01-01"), Some("2026-04-02"), Ok(("2025-12-31T23:00:00Z", "2026-04-02T22:00:00Z")));
    }

    #[test]
    fn what_cannot_be_told_is_refused() {
        check(Some("yesterday"), None, Err(RangeRefusal::Unreadable));
        check(Some("2026-03-30T"), None, Err(RangeRefusal::Unreadable));
        check(None, Some("2026-02-30"), Err(RangeRefusal::Unreadable));
        check(Some("2026-03-30"), Some("2026-03-29"), Err(RangeRefusal::Unreadable));
        check(Some(NOW), Some(NOW), Err(RangeRefusal::Unreadable));
        check(Some("2026-01-01"), Some("2026-04-03"), Err(RangeRefusal::TooLong));
    }

    #[test]
    fn days_are_the_partitions_it_touches() {
        let range =
            |from: &str, until: &str| Range { from_at: from.parse().unwrap(), until_at: until.parse().unwrap() };
        assert_eq!(range("2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z").days(), ["2026-03-30", "2026-03-29"]);
        assert_eq!(range("2026-03-30T00:00:00Z", "2026-03-31T00:00:00Z").days(), ["2026-03-30"]);
        assert_eq!(Range::before(NOW.parse().unwrap(), 2).unwrap().days(), ["2026-03-30", "2026-03-29", "2026-03-28"]);
        assert_eq!(Range::before(NOW.parse().unwrap(), 0), Err(RangeRefusal::Unreadable));
        assert_eq!(Range::before(NOW.parse().unwrap(), 93), Err(RangeRefusal::TooLong));
    }
}
