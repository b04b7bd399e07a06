//! Spans of time as the desk files, the interface and the store write them: ISO 8601, exact time only.
//!
//! Owns reading and writing them. A day is always 24 hours here; months and years, which have no fixed
//! length, are not spans.

use jiff::SignedDuration;

/// Reads an ISO 8601 duration of weeks, days (24 hours each), hours, minutes and seconds: `PT2H`, `P1D`, `P2DT3H`.
///
/// `None` for anything else: months, years, fractions, signs, an empty duration, units out of order, overflow.
pub fn parse_duration(iso: &str) -> Option<SignedDuration> {
    let body = iso.strip_prefix('P')?;
    let (days, time) = match body.split_once('T') {
        Some((_, "")) => return None,
        Some((days, time)) => (days, time),
        None => (body, ""),
    };
    if days.is_empty() && time.is_empty() {
        return None;
    }
    let dated = read_units(days, &[('W', 604_800), ('D', 86_400)])?;
    let timed = read_units(time, &[('H', 3_600), ('M', 60), ('S', 1)])?;
    Some(SignedDuration::from_secs(dated.checked_add(timed)?))
}

/// The same with fractions of a second: `PT0.25S`. Deadlines are told in whole seconds, clocks are moved by less.
pub fn parse_exact_duration(iso: &str) -> Option<SignedDuration> {
    let Some((whole, fraction)) = iso.strip_suffix('S').and_then(|rest| rest.split_once('.')) else {
        return parse_duration(iso);
    };
    if fraction.is_empty() || fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let nanoseconds: i64 = format!("{fraction:0<9}").parse().ok()?;
    parse_duration(&format!("{whole}S"))?.checked_add(SignedDuration::from_nanos(nanoseconds))
}

/// Sums `12H30M` and the like into seconds; each unit at most once, largest first.
fn read_units(text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut rest = text;
    let mut allowed = units.iter();
    let mut total: i64 = 0;
    while !rest.is_empty() {
        let at = rest.find(|character: char| !character.is_ascii_digit())?;
        let (digits, tail) = rest.split_at_checked(at)?;
        let count: i64 = digits.parse().ok()?;
        let mut characters = tail.chars();
        let letter = characters.next()?;
        let (_, seconds) = allowed.find(|(unit, _)| *unit == letter)?;
        total = total.checked_add(count.checked_mul(*seconds)?)?;
        rest = characters.as_str();
    }
    Some(total)
}

/// Writes a span as ISO 8601 in hours, minutes and seconds (`PT26H30M`), the form every reader of ours accepts.
///
/// Parts of a second are kept (`PT0.25S`); a negative span carries a leading minus sign.
pub fn format_duration(duration: SignedDuration) -> String {
    duration.to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn parts_of_a_second_are_read_where_they_are_meant() {
        let read = |text| parse_exact_duration(text).map(|span| span.as_millis());
        assert_eq!(read("PT9.999S"), Some(9_999));
        assert_eq!(read("PT1M0.001S"), Some(60_001));
        assert_eq!(read("PT2H"), Some(7_200_000));
        for wrong in ["PT.5S", "PT1.S", "PT1.5M", "PT1.5.5S", "PT0.1234567890S", "P1.5D"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(parse_duration("PT0.25S"), None);
    }

    #[test]
    fn durations_are_read() {
        let table = [
            ("PT2H", 7_200),
            ("PT15M", 900),
            ("P1D", 86_400),
            ("PT1H30M", 5_400),
            ("P2DT3H", 183_600),
            ("P1W", 604_800),
            ("PT90S", 90),
            ("PT0S", 0),
            ("P0D", 0),
            ("P3650D", 315_360_000),
            ("PT1H0M5S", 3_605),
        ];
        for (iso, seconds) in table {
            assert_eq!(parse_duration(iso), Some(SignedDuration::from_secs(seconds)), "{iso}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for iso in [
            "",
            "P",
            "PT",
            "P1DT",
            "2H",
            "P1M",
            "P1Y",
            "-PT2H",
            "PT-2H",
            "+PT2H",
            "PT2",
            "PTH",
            "PT2M1H",
            "PT1H1H",
            "P1H",
            "PT1D",
            "PT1.5H",
            "pt2h",
            "PT2H ",
            " PT2H",
            "P2D3H",
            "PT2HT3M",
            "PT٢H",
            "P99999999999999999999D",
            "P9223372036854775807D",
            "P15250284452471WT9223372036854775807S",
        ] {
            assert_eq!(parse_duration(iso), None, "{iso:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for (seconds, iso) in [(0, "PT0S"), (900, "PT15M"), (86_400, "PT24H"), (95_400, "PT26H30M"), (61, "PT1M1S")] {
            let duration = SignedDuration::from_secs(seconds);
            assert_eq!(format_duration(duration), iso);
            assert_eq!(parse_duration(iso), Some(duration));
        }
    }
}
