//! How two values of one kind relate.
//!
//! Owns the arithmetic on normal forms: a month is 28 to 31 days, five working days are a week, a range holds what lies
//! in it.

use jiff::civil::{Date, Weekday};

use crate::domain::facts::FactKind;

/// How a second value relates to a first, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Relation {
    /// They mean the same.
    Same,
    /// The second lies within the first.
    Within,
    /// The second holds the first or part of it.
    Wider,
    /// They cannot be compared: "tomorrow" and a date.
    Unknown,
    /// They exclude each other.
    Different,
}

/// How `b` relates to `a`, both in the normal form of that kind.
pub(super) fn relation(kind: FactKind, a: &str, b: &str) -> Relation {
    if a == b {
        return Relation::Same;
    }
    match kind {
        FactKind::Amount => of_ranges(amount(a), amount(b)),
        FactKind::Percentage => of_ranges(percentage(a), percentage(b)),
        FactKind::Duration => of_ranges(duration(a), duration(b)),
        FactKind::Date => dates(a, b),
        _ => Relation::Different,
    }
}

/// Lowest and highest value, and what they are counted in.
type Range = (String, u64, u64);

fn of_ranges(a: Option<Range>, b: Option<Range>) -> Relation {
    let (Some((unit_a, low_a, high_a)), Some((unit_b, low_b, high_b))) = (a, b) else { return Relation::Different };
    let nothing = |low: u64, high: u64| low == 0 && high == 0;
    // Nothing is nothing in every currency.
    if unit_a != unit_b && !(nothing(low_a, high_a) && nothing(low_b, high_b)) {
        return Relation::Different;
    }
    if (low_a, high_a) == (low_b, high_b) {
        Relation::Same
    } else if low_a <= low_b && high_b <= high_a {
        Relation::Within
    } else if low_b <= high_a && low_a <= high_b {
        Relation::Wider
    } else {
        Relation::Different
    }
}

/// Both ends of `10/15`, or the one value twice.
fn ends(text: &str) -> (&str, &str) {
    text.split_once('/').unwrap_or((text, text))
}

/// A decimal number in thousandths.
fn thousandths(text: &str) -> Option<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let decimals: u64 = format!("{decimals:0<3}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1_000)?.checked_add(decimals)
}

fn amount(value: &str) -> Option<Range> {
    let (currency, number) = value.split_once(' ').unwrap_or(("", value));
    let (low, high) = ends(number);
    Some((currency.to_owned(), thousandths(low)?, thousandths(high)?))
}

fn percentage(value: &str) -> Option<Range> {
    let number = value.strip_suffix('%')?;
    let (low, high) = ends(number.strip_prefix('+').unwrap_or(number));
    let sign = if number.starts_with('+') { "+" } else { "" };
    Some((sign.to_owned(), thousandths(low)?, thousandths(high)?))
}

/// Seconds; working days that make whole weeks are those weeks, others are counted apart.
fn duration(value: &str) -> Option<Range> {
    const WEEK: u64 = 7 * 86_400;
    let (span, business) = value.strip_suffix(" business").map_or((value, false), |span| (span, true));
    let (low, high) = ends(span);
    let ((low, _), (_, high)) = (seconds(low)?, seconds(high)?);
    if !business {
        return Some((String::new(), low, high));
    }
    let working_week = 5 * 86_400;
    if low.is_multiple_of(working_week) && high.is_multiple_of(working_week) {
        let weeks = |seconds: u64| (seconds / working_week).checked_mul(WEEK);
        return Some((String::new(), weeks(low)?, weeks(high)?));
    }
    Some(("business".to_owned(), low, high))
}

/// The least and most seconds of `P14D`, `PT1H30M`, `P1M`.
fn seconds(iso: &str) -> Option<(u64, u64)> {
    let mut in_time = false;
    let mut digits = String::new();
    let (mut low, mut high) = (0_u64, 0_u64);
    for letter in iso.strip_prefix('P')?.chars() {
        let (least, most) = match (letter, in_time) {
            ('T', false) => {
                in_time = true;
                continue;
            }
            ('0'..='9', _) => {
                digits.push(letter);
                continue;
            }
            ('D', false) => (86_400, 86_400),
            ('M', false) => (28 * 86_400, 31 * 86_400),
            ('Y', false) => (365 * 86_400, 366 * 86_400),
            ('H', true) => (3_600, 3_600),
            ('M', true) => (60, 60),
            ('S', true) => (1, 1),
            _ => return None,
        };
        let count: u64 = digits.parse().ok()?;
        digits.clear();
        // Twelve months are a year: whole years of short or long months do not add up to other years.
        let whole_years = letter == 'M' && !in_time && count.is_multiple_of(12);
        let (least, most) = if whole_years { (365 * 7_200, 366 * 7_200) } else { (least, most) };
        low = low.checked_add(count.checked_mul(least)?)?;
        high = high.checked_add(count.checked_mul(most)?)?;
    }
    Some((low, high))
}

fn dates(a: &str, b: &str) -> Relation {
    const RELATIVE: [&str; 4] = ["today", "tomorrow", "yesterday", "day after tomorrow"];
    let is_relative = |value: &str| RELATIVE.contains(&value);
    if is_relative(a) != is_relative(b) {
        return Relation::Unknown;
    }
    let day_of_year = |value: &str| value.len().checked_sub(5).and_then(|at| value.get(at..)).map(str::to_owned);
    let full = |value: &str| value.parse::<Date>().ok();
    if a.starts_with("--") || b.starts_with("--") {
        let dated = |value: &str| value.starts_with("--") || full(value).is_some();
        if dated(a) && dated(b) {
            return if day_of_year(a) == day_of_year(b) { Relation::Same } else { Relation::Different };
        }
        // A weekday or a month beside a day whose year is unknown tells nothing.
        return Relation::Unknown;
    }
    match (full(a), full(b)) {
        (Some(date), None) if b.len() == 7 && b.starts_with(|first: char| first.is_ascii_digit()) => {
            if date.to_string().starts_with(b) { Relation::Wider } else { Relation::Different }
        }
        (None, Some(date)) if a.len() == 7 && a.starts_with(|first: char| first.is_ascii_digit()) => {
            if date.to_string().starts_with(a) { Relation::Within } else { Relation::Different }
        }
        (Some(date), None) | (None, Some(date)) => {
            let named = if full(a).is_some() { b } else { a };
            if weekday_name(date.weekday()) == named { Relation::Same } else { Relation::Different }
        }
        _ => Relation::Different,
    }
}

fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}
