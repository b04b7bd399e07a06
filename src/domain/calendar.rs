//! Business calendars: when a desk is open, as its file says.
//!
//! Owns reading a calendar table, refusing one that cannot be meant, and the open intervals of a date.
//! Must not count time towards a target: `deadline` does.
//!
//! An interval belongs to the local date it begins on. An exception names its date, so it wins over a holiday on the
//! same date; a holiday or an exception without hours closes what *begins* that day and lets a night shift begun the
//! evening before run to its end. Local times that a clock change skips or repeats resolve as jiff's `compatible`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::domain::holidays::HolidaySet;
use crate::domain::words::Language;
use crate::domain::words::calendar::calendar_error;

const MINUTES_A_DAY: u16 = 24 * 60;

/// The day names of a calendar file, Monday first.
pub const DAY_NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// One calendar as written in `calendars.toml`; [`Calendar`] is the validated form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarFile {
    /// IANA name of the time zone the hours are written in, such as `Europe/Paris`.
    pub zone: String,
    /// Named sets (`france`) and dates (`2026-12-24`) closed all day.
    #[serde(default)]
    pub holidays: Vec<String>,
    /// Dates that have these hours instead of the week's; an empty list closes the date.
    #[serde(default)]
    pub exceptions: BTreeMap<String, Vec<String>>,
    /// Hours by day, `mon` to `sun`, each `HH:MM-HH:MM`; a day not named is closed.
    #[serde(default)]
    pub week: BTreeMap<String, Vec<String>>,
}

/// Why a calendar file is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarError {
    /// Name of the calendar (its table in the file).
    pub calendar: String,
    /// What is wrong with it.
    pub problem: CalendarProblem,
}

/// What can be wrong with a calendar file. `place` is a day name or the date of an exception.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarProblem {
    /// No IANA time zone has this name.
    UnknownZone {
        /// The name as written.
        zone: String,
    },
    /// A key of the week is not one of `mon` to `sun`.
    UnknownDay {
        /// The key as written.
        day: String,
    },
    /// A holiday is neither a date nor a known set.
    UnknownHolidaySet {
        /// The name as written.
        name: String,
    },
    /// Not a date of the form `2026-12-24`.
    BadDate {
        /// The date as written.
        text: String,
    },
    /// Not an interval of the form `09:00-12:30`.
    BadInterval {
        /// Day name or date.
        place: String,
        /// The interval as written.
        text: String,
    },
    /// An interval that ends at the minute it begins.
    EmptyInterval {
        /// Day name or date.
        place: String,
        /// The interval as written.
        text: String,
    },
    /// Two intervals share time.
    Overlap {
        /// Day name or date of the first one.
        place: String,
        /// The first interval, `HH:MM-HH:MM`.
        first: String,
        /// The second one, which begins that day or the next.
        second: String,
    },
    /// Neither the week nor an exception holds an interval.
    NeverOpen,
}

impl fmt::Display for CalendarError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&calendar_error(self, Language::En))
    }
}

impl std::error::Error for CalendarError {}

/// An interval in minutes since midnight of the date it begins on; `close` may lie on the next date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Interval {
    open: u16,
    close: u16,
}

/// Why a date has no hours although the week or the calendar might suggest some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateKind {
    /// Hours begin on this date.
    Open,
    /// A holiday took the hours of this weekday.
    Holiday,
    /// A Saturday or Sunday without hours.
    Weekend,
    /// Any other date without hours.
    Closed,
}

/// A validated calendar.
#[derive(Debug, Clone)]
pub struct Calendar {
    name: String,
    zone_name: String,
    zone: TimeZone,
    week: [Vec<Interval>; 7],
    exceptions: BTreeMap<Date, Vec<Interval>>,
    sets: Vec<HolidaySet>,
    dates: BTreeSet<Date>,
}

impl Calendar {
    /// The calendar of that name, refused when anything in the file cannot be meant; the first problem is told.
    pub fn from_file(name: &str, file: &CalendarFile) -> Result<Calendar, CalendarError> {
        let (calendar, mut problems) = read(name, file);
        problems.extend(calendar.doubts());
        finish(name, calendar, problems)
    }

    /// The calendar taken at its word: overlapping hours count once and a calendar may never open.
    ///
    /// Refuses only what cannot be read. For arithmetic on a calendar nobody is about to publish.
    pub fn as_written(name: &str, file: &CalendarFile) -> Result<Calendar, CalendarError> {
        let (calendar, problems) = read(name, file);
        finish(name, calendar, problems)
    }

    /// Everything wrong with a calendar file, in the order of the file; empty when [`Calendar::from_file`] accepts it.
    pub fn problems(name: &str, file: &CalendarFile) -> Vec<CalendarError> {
        let (calendar, mut problems) = read(name, file);
        problems.extend(calendar.doubts());
        problems.into_iter().map(|problem| CalendarError { calendar: name.to_owned(), problem }).collect()
    }

    /// The name of the calendar.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// IANA name of its time zone.
    pub fn zone_name(&self) -> &str {
        &self.zone_name
    }

    /// Its time zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The last date on which anything can open; `None` when the week opens for ever.
    pub(crate) fn last_open_date(&self) -> Option<Date> {
        if self.week.iter().any(|day| !day.is_empty()) {
            return None;
        }
        let last = self.exceptions.iter().rev().find(|(_, intervals)| !intervals.is_empty());
        Some(last.map_or(Date::MIN, |(date, _)| *date))
    }

    /// What kind of date this is.
    pub(crate) fn date_kind(&self, date: Date) -> DateKind {
        if !self.intervals_on(date).is_empty() {
            return DateKind::Open;
        }
        let weekday = date.weekday();
        let week_has_hours = !self.week_intervals(weekday).is_empty();
        if week_has_hours && !self.exceptions.contains_key(&date) {
            return DateKind::Holiday;
        }
        match weekday {
            Weekday::Saturday | Weekday::Sunday if !week_has_hours => DateKind::Weekend,
            _ => DateKind::Closed,
        }
    }

    /// Whether an interval that begins on the local date of this instant began before it.
    pub(crate) fn opened_earlier_that_day(&self, at: Timestamp) -> bool {
        let date = self.zone.to_datetime(at).date();
        self.open_on(date).any(|(opens_at, _)| opens_at < at)
    }

    /// The intervals that begin on a local date, as real instants; those a clock change empties are left out.
    pub(crate) fn open_on(&self, date: Date) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        self.intervals_on(date).iter().filter_map(move |interval| {
            let opens_at = self.instant(date, interval.open)?;
            // Past the last representable instant, the interval simply runs to it.
            let closes_at = self.instant(date, interval.close).unwrap_or(Timestamp::MAX);
            (opens_at < closes_at).then_some((opens_at, closes_at))
        })
    }

    /// The instant of a local minute, counted from midnight of the date and possibly on the next one.
    pub(crate) fn instant(&self, date: Date, minute: u16) -> Option<Timestamp> {
        let date = if minute >= MINUTES_A_DAY { date.tomorrow().ok()? } else { date };
        let minute = minute % MINUTES_A_DAY;
        let hour = i8::try_from(minute / 60).ok()?;
        let time = Time::new(hour, i8::try_from(minute % 60).ok()?, 0, 0).ok()?;
        self.zone.to_timestamp(date.to_datetime(time)).ok()
    }

    fn intervals_on(&self, date: Date) -> &[Interval] {
        if let Some(intervals) = self.exceptions.get(&date) {
            return intervals;
        }
        let intervals = self.week_intervals(date.weekday());
        if !intervals.is_empty() && (self.dates.contains(&date) || self.sets.iter().any(|set| set.contains(date))) {
            return &[];
        }
        intervals
    }

    fn week_intervals(&self, weekday: Weekday) -> &[Interval] {
        let index = usize::try_from(weekday.to_monday_zero_offset()).unwrap_or_default();
        self.week.get(index).map_or(&[], Vec::as_slice)
    }

    /// Problems of a calendar that can be read but hardly meant.
    fn doubts(&self) -> Vec<CalendarProblem> {
        let mut problems = Vec::new();
        let following = self.week.iter().cycle().skip(1);
        for ((name, today), tomorrow) in DAY_NAMES.iter().zip(&self.week).zip(following) {
            problems.extend(overlaps(name, today, tomorrow));
        }
        for (date, intervals) in &self.exceptions {
            problems.extend(overlaps(&date.to_string(), intervals, &[]));
        }
        if self.last_open_date() == Some(Date::MIN) {
            problems.push(CalendarProblem::NeverOpen);
        }
        problems
    }
}

fn finish(name: &str, calendar: Calendar, problems: Vec<CalendarProblem>) -> Result<Calendar, CalendarError> {
    match problems.into_iter().next() {
        Some(problem) => Err(CalendarError { calendar: name.to_owned(), problem }),
        None => Ok(calendar),
    }
}

/// Reads what can be read and lists what cannot.
fn read(name: &str, file: &CalendarFile) -> (Calendar, Vec<CalendarProblem>) {
    let mut problems = Vec::new();
    let zone = match TimeZone::get(&file.zone) {
        Ok(zone) => zone,
        Err(_) => {
            problems.push(CalendarProblem::UnknownZone { zone: file.zone.clone() });
            TimeZone::UTC
        }
    };
    let mut sets = Vec::new();
    let mut dates = BTreeSet::new();
    for holiday in &file.holidays {
        if let Some(set) = HolidaySet::from_name(holiday) {
            sets.push(set);
        } else if let Some(date) = read_date(holiday) {
            dates.insert(date);
        } else if holiday.starts_with(|first: char| first.is_ascii_digit()) {
            problems.push(CalendarProblem::BadDate { text: holiday.clone() });
        } else {
            problems.push(CalendarProblem::UnknownHolidaySet { name: holiday.clone() });
        }
    }
    let mut exceptions = BTreeMap::new();
    for (written, hours) in &file.exceptions {
        let intervals = read_hours(written, hours, &mut problems);
        match read_date(written) {
            Some(date) => {
                exceptions.insert(date, intervals);
            }
            None => problems.push(CalendarProblem::BadDate { text: written.clone() }),
        }
    }
    for day in file.week.keys().filter(|day| !DAY_NAMES.contains(&day.as_str())) {
        problems.push(CalendarProblem::UnknownDay { day: day.clone() });
    }
    let week = DAY_NAMES.map(|day| match file.week.get(day) {
        Some(hours) => read_hours(day, hours, &mut problems),
        None => Vec::new(),
    });
    let calendar =
        Calendar { name: name.to_owned(), zone_name: file.zone.clone(), zone, week, exceptions, sets, dates };
    (calendar, problems)
}

/// A date written in full, `2026-12-24`, and nothing else.
fn read_date(text: &str) -> Option<Date> {
    let date: Date = text.parse().ok()?;
    (date.to_string() == text).then_some(date)
}

fn read_hours(place: &str, hours: &[String], problems: &mut Vec<CalendarProblem>) -> Vec<Interval> {
    let mut intervals = Vec::new();
    for text in hours {
        match read_interval(text) {
            Some(interval) if interval.open == interval.close => {
                problems.push(CalendarProblem::EmptyInterval { place: place.to_owned(), text: text.clone() });
            }
            Some(interval) => intervals.push(interval),
            None => problems.push(CalendarProblem::BadInterval { place: place.to_owned(), text: text.clone() }),
        }
    }
    intervals.sort_unstable();
    intervals
}

/// Reads `22:00-06:00`; an end before the beginning lies on the next date.
fn read_interval(text: &str) -> Option<Interval> {
    let (open, close) = text.split_once('-')?;
    let open = read_minute(open.trim())?;
    let close = read_minute(close.trim())?;
    if open >= MINUTES_A_DAY {
        return None;
    }
    Some(Interval { open, close: if close < open { close + MINUTES_A_DAY } else { close } })
}

/// Minutes since midnight of `HH:MM`, from `00:00` to `24:00`.
fn read_minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !two_digits(hour) || !two_digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60 && hour * 60 + minute <= MINUTES_A_DAY).then_some(hour * 60 + minute)
}

/// The overlaps among one day's intervals and with those of the day after.
fn overlaps(place: &str, today: &[Interval], tomorrow: &[Interval]) -> Vec<CalendarProblem> {
    let shifted = tomorrow.iter().map(|next| (next.open + MINUTES_A_DAY, *next));
    let mut following: Vec<(u16, Interval)> = today.iter().map(|interval| (interval.open, *interval)).collect();
    following.extend(shifted);
    let pairs = today.iter().zip(following.iter().skip(1));
    pairs
        .filter(|(first, (opens, _))| *opens < first.close)
        .map(|(first, (_, second))| CalendarProblem::Overlap {
            place: place.to_owned(),
            first: write_interval(*first),
            second: write_interval(*second),
        })
        .collect()
}

fn write_interval(interval: Interval) -> String {
    let close = if interval.close > MINUTES_A_DAY { interval.close - MINUTES_A_DAY } else { interval.close };
    format!("{:02}:{:02}-{:02}:{:02}", interval.open / 60, interval.open % 60, close / 60, close % 60)
}

#[cfg(test)]
mod tests;
