//! Instants and spans of time as the page writes them.
//!
//! The countdown follows the same rules as the page's script: what the server writes and what the
//! script writes a second later must look alike.

use super::frame;
use crate::domain::words::Language;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};

const MONTHS_FR: [&str; 12] =
    ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];
const MONTHS_EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS_FR: [&str; 7] = ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."];
const DAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// An instant in the desk's zone: the time alone today, with the day otherwise, with the year if it differs.
pub fn local(at: Timestamp, now: Timestamp, zone: &TimeZone, language: Language) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let time = at.strftime("%H:%M");
    if at.date() == now.date() {
        return time.to_string();
    }
    let year = if at.year() == now.year() { String::new() } else { format!(" {}", at.year()) };
    format!("{}{year} {time}", day(&at, language))
}

/// A day: `Mon 30 Mar`.
pub fn day(at: &Zoned, language: Language) -> String {
    let (days, months) = match language {
        Language::Fr => (DAYS_FR, MONTHS_FR),
        Language::En => (DAYS_EN, MONTHS_EN),
    };
    let name = |names: &[&'static str], index: i8| -> &'static str {
        usize::try_from(index).ok().and_then(|index| names.get(index).copied()).unwrap_or_default()
    };
    let weekday = name(&days, at.weekday().to_monday_zero_offset());
    format!("{weekday} {} {}", at.day(), name(&months, at.month() - 1))
}

/// How far a deadline is: `in 1 h 05 min`, `late by 12 min 30 s`.
pub fn countdown(deadline_at: Timestamp, now: Timestamp, language: Language) -> String {
    let left = deadline_at.duration_since(now);
    let wording = if left.is_negative() { frame::LATE_BY } else { frame::IN };
    wording.with(language, &span(left.abs(), language))
}

/// A span of time, coarser the longer it is.
pub fn span(span: SignedDuration, language: Language) -> String {
    let seconds = span.as_secs().max(0);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    let day = frame::DAYS.pick(language);
    if days > 0 {
        format!("{days} {day} {hours} h")
    } else if hours > 0 {
        format!("{hours} h {minutes:02} min")
    } else if minutes > 0 {
        format!("{minutes} min {:02} s", seconds % 60)
    } else {
        format!("{seconds} s")
    }
}

/// The instant as machines write it, for attributes.
pub fn machine(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[track_caller]
    fn check(deadline: &str, french: &str, english: &str) {
        let now: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
        let at: Timestamp = deadline.parse().unwrap();
        assert_eq!(countdown(at, now, Language::Fr), french);
        assert_eq!(countdown(at, now, Language::En), english);
    }

    #[test]
    fn countdowns_get_finer_as_they_near() {
        check("2026-04-01T10:30:00Z", "dans 2 j 1 h", "in 2 d 1 h");
        check("2026-03-30T10:05:59Z", "dans 1 h 05 min", "in 1 h 05 min");
        check("2026-03-30T09:04:09Z", "dans 4 min 09 s", "in 4 min 09 s");
        check("2026-03-30T09:00:00Z", "dans 0 s", "in 0 s");
        check("2026-03-30T08:59:30Z", "en retard de 30 s", "late by 30 s");
    }

    #[test]
    fn instants_are_local_and_no_longer_than_needed() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let now: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
        let at = |text: &str, language| local(text.parse().unwrap(), now, &zone, language);
        assert_eq!(at("2026-03-30T07:05:00Z", Language::En), "09:05");
        assert_eq!(at("2026-03-28T08:05:00Z", Language::En), "Sat 28 Mar 09:05");
        assert_eq!(at("2025-08-01T08:05:00Z", Language::Fr), "ven. 1 août 2025 10:05");
    }
}
