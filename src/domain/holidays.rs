//! Named sets of public holidays, computed for any year.
//!
//! Owns which dates a set holds. Must not know opening hours: a calendar decides what a holiday closes.

use jiff::civil::{Date, Weekday};

/// A set of public holidays a calendar file can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HolidaySet {
    /// The eleven national public holidays of France (Code du travail, article L3133-1).
    France,
}

impl HolidaySet {
    /// The names a calendar file may use.
    pub const NAMES: [&'static str; 1] = ["france"];

    /// The set of that name.
    pub fn from_name(name: &str) -> Option<HolidaySet> {
        match name {
            "france" => Some(HolidaySet::France),
            _ => None,
        }
    }

    /// Whether the date is a holiday of this set.
    pub fn contains(self, date: Date) -> bool {
        match self {
            HolidaySet::France => is_french_holiday(date),
        }
    }
}

fn is_french_holiday(date: Date) -> bool {
    match (date.month(), date.day()) {
        (1, 1) | (5, 1) | (5, 8) | (7, 14) | (8, 15) | (11, 1) | (11, 11) | (12, 25) => true,
        // Easter Monday, Ascension and Whit Monday can only fall in these months, on these weekdays.
        (3..=6, _) if matches!(date.weekday(), Weekday::Monday | Weekday::Thursday) => {
            let (month, day) = easter_sunday(date.year());
            let easter = i32::from(ordinal(month, day));
            matches!(i32::from(ordinal(date.month(), date.day())) - easter, 1 | 39 | 50)
        }
        _ => false,
    }
}

/// A number for a date of March to June that grows by one each day; February plays no part in it.
fn ordinal(month: i8, day: i8) -> i16 {
    let before: i16 = match month {
        3 => 0,
        4 => 31,
        5 => 61,
        _ => 92,
    };
    before + i16::from(day)
}

/// Month and day of Easter Sunday in the Gregorian calendar, for the year of any date.
///
/// The computus in its integer form: the Golden Number gives the full moon, the rest finds the Sunday after it.
fn easter_sunday(year: i16) -> (i8, i8) {
    let year = i32::from(year);
    let golden = year.rem_euclid(19);
    let century = year.div_euclid(100);
    let year_of_century = year.rem_euclid(100);
    let leap_correction = century.div_euclid(4);
    let century_rest = century.rem_euclid(4);
    let moon_shift = (century + 8).div_euclid(25);
    let moon_correction = (century - moon_shift + 1).div_euclid(3);
    let epact = (19 * golden + century - leap_correction - moon_correction + 15).rem_euclid(30);
    let weekday_shift =
        (32 + 2 * century_rest + 2 * year_of_century.div_euclid(4) - epact - year_of_century.rem_euclid(4))
            .rem_euclid(7);
    let late_moon = (golden + 11 * epact + 22 * weekday_shift).div_euclid(451);
    let days = epact + weekday_shift - 7 * late_moon + 114;
    // `days` lies in 114..=163 for every year, so month is 3 or 4 and both casts are exact.
    (days.div_euclid(31) as i8, (days.rem_euclid(31) + 1) as i8)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn easter_follows_the_published_tables() {
        let published = [
            (1818, 3, 22),
            (1943, 4, 25),
            (1954, 4, 18),
            (1981, 4, 19),
            (2000, 4, 23),
            (2008, 3, 23),
            (2011, 4, 24),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2038, 4, 25),
            (2049, 4, 18),
            (2076, 4, 19),
        ];
        for (year, month, day) in published {
            assert_eq!(easter_sunday(year), (month, day), "{year}");
        }
        for year in -9999..=9999 {
            let (month, day) = easter_sunday(year);
            assert_eq!(Date::new(year, month, day).unwrap().weekday(), Weekday::Sunday, "{year}");
        }
    }

    #[test]
    fn france_has_eleven_days_in_2026() {
        let mut found = Vec::new();
        let mut date = Date::new(2026, 1, 1).unwrap();
        while date.year() == 2026 {
            if HolidaySet::France.contains(date) {
                found.push(date.to_string());
            }
            date = date.tomorrow().unwrap();
        }
        let expected = [
            "2026-01-01",
            "2026-04-06",
            "2026-05-01",
            "2026-05-08",
            "2026-05-14",
            "2026-05-25",
            "2026-07-14",
            "2026-08-15",
            "2026-11-01",
            "2026-11-11",
            "2026-12-25",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn every_name_is_known() {
        for name in HolidaySet::NAMES {
            assert!(HolidaySet::from_name(name).is_some(), "{name}");
        }
    }
}
