//! The deadline's sentences as a table, and a comparison with a slow oracle over random calendars.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod oracle;
mod sentences;

use std::time::Instant;

use super::*;
use crate::domain::calendar::CalendarFile;
use crate::domain::durations::parse_duration;

const PARIS: &str = r#"
zone = "Europe/Paris"
holidays = ["france", "2026-12-24"]
exceptions = { "2026-12-31" = ["09:00-12:00"], "2026-05-01" = ["10:00-11:00"], "2026-06-03" = [] }
[week]
mon = ["09:00-12:30", "13:30-18:00"]
tue = ["09:00-12:30", "13:30-18:00"]
wed = ["09:00-12:30", "13:30-18:00"]
thu = ["09:00-12:30", "13:30-18:00"]
fri = ["09:00-12:30", "13:30-18:00"]
sat = ["10:00-16:00"]
"#;

fn calendar(text: &str) -> Calendar {
    Calendar::as_written("paris", &toml::from_str::<CalendarFile>(text).unwrap()).unwrap()
}

fn all_day(zone: &str) -> Calendar {
    let week: String = crate::domain::calendar::DAY_NAMES.map(|day| format!("{day} = [\"00:00-24:00\"]\n")).concat();
    calendar(&format!("zone = \"{zone}\"\n[week]\n{week}"))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// `A/B` or the endless `A/`, as on the command line.
fn pauses(texts: &[&str]) -> Vec<Pause> {
    texts
        .iter()
        .map(|text| {
            let (from, until) = text.split_once('/').unwrap();
            Pause { from_at: at(from), until_at: (!until.is_empty()).then(|| at(until)) }
        })
        .collect()
}

#[track_caller]
fn due(calendar: Option<&Calendar>, start: &str, target: &str, paused: &[&str], expected: Option<&str>) {
    let target = parse_duration(target).unwrap();
    let found = deadline(at(start), target, calendar, &pauses(paused));
    assert_eq!(found.at, expected.map(at), "{:?}", found.explanation);
    assert_eq!(found.explanation.due_at, found.at);
    if let Some(due_at) = found.at {
        assert_eq!(open_time_between(calendar, at(start), due_at, &pauses(paused)), target);
    }
}

#[test]
fn a_target_used_up_at_closing_time_ends_there() {
    let paris = calendar(PARIS);
    // In March, before the clock change, Paris is at UTC+1; from 29 March 2026 on at UTC+2.
    due(Some(&paris), "2026-03-30T08:30:00Z", "PT2H", &[], Some("2026-03-30T10:30:00Z"));
    due(Some(&paris), "2026-03-30T08:30:00.001Z", "PT2H", &[], Some("2026-03-30T11:30:00.001Z"));
    due(Some(&paris), "2026-03-30T09:30:00Z", "PT2H", &[], Some("2026-03-30T12:30:00Z"));
    due(Some(&paris), "2026-03-30T10:30:00Z", "PT1S", &[], Some("2026-03-30T11:30:01Z"));
}

#[test]
fn an_empty_target_is_the_start_itself() {
    let paris = calendar(PARIS);
    due(Some(&paris), "2026-03-29T03:00:00Z", "PT0S", &["2026-03-01T00:00:00Z/"], Some("2026-03-29T03:00:00Z"));
    due(None, "2026-03-29T03:00:00Z", "PT0S", &[], Some("2026-03-29T03:00:00Z"));
    assert_eq!(
        deadline(at("2026-03-29T03:00:00Z"), SignedDuration::MIN, None, &[]).at,
        Some(at("2026-03-29T03:00:00Z"))
    );
}

#[test]
fn nights_weekends_and_holidays_do_not_count() {
    let paris = calendar(PARIS);
    // Friday 17:00 + 2 h: one hour on Saturday.
    due(Some(&paris), "2026-04-10T15:00:00Z", "PT2H", &[], Some("2026-04-11T09:00:00Z"));
    // Saturday 15:00 before Easter Monday: Tuesday.
    due(Some(&paris), "2026-04-04T13:00:00Z", "PT2H", &[], Some("2026-04-07T08:00:00Z"));
    // 23 December 17:30, 24 and 25 closed, Saturday 26.
    due(Some(&paris), "2026-12-23T16:30:00Z", "PT1H", &[], Some("2026-12-26T09:30:00Z"));
}

#[test]
fn an_exception_replaces_the_hours_even_on_a_holiday() {
    let paris = calendar(PARIS);
    due(Some(&paris), "2026-12-31T10:00:00Z", "PT2H", &[], Some("2027-01-02T10:00:00Z"));
    due(Some(&paris), "2026-04-30T16:00:00Z", "PT30M", &[], Some("2026-05-01T08:30:00Z"));
    due(Some(&paris), "2026-06-03T08:00:00Z", "PT1H", &[], Some("2026-06-04T08:00:00Z"));
}

#[test]
fn a_night_shift_runs_into_a_holiday_but_none_begins_on_it() {
    let nights = calendar(
        "zone = \"Europe/Paris\"\nholidays = [\"france\"]\n[week]\nthu = [\"22:00-06:00\"]\nfri = [\"22:00-06:00\"]\nsat = [\"22:00-06:00\"]",
    );
    // Friday 1 May 2026 is closed: Thursday's night runs to 06:00, the next one begins on Saturday at 22:00.
    due(Some(&nights), "2026-04-30T20:00:00Z", "PT8H", &[], Some("2026-05-01T04:00:00Z"));
    due(Some(&nights), "2026-04-30T20:00:00Z", "PT9H", &[], Some("2026-05-02T21:00:00Z"));
    due(Some(&nights), "2026-05-01T02:00:00Z", "PT1H", &[], Some("2026-05-01T03:00:00Z"));
}

#[test]
fn open_time_is_real_time_on_days_with_a_clock_change() {
    let paris = all_day("Europe/Paris");
    for (date, next, hours) in [("2026-03-29", "2026-03-30", 23), ("2026-10-25", "2026-10-26", 25)] {
        let midnight = |date: &str| date.parse::<Date>().unwrap().in_tz("Europe/Paris").unwrap().timestamp();
        let open = open_time_between(Some(&paris), midnight(date), midnight(next), &[]);
        assert_eq!(open, SignedDuration::from_hours(hours));
        let target = SignedDuration::from_hours(hours);
        assert_eq!(deadline(midnight(date), target, Some(&paris), &[]).at, Some(midnight(next)));
    }
}

#[test]
fn local_times_skipped_or_repeated_resolve_as_compatible() {
    let nights = |hours: &str| calendar(&format!("zone = \"Europe/Paris\"\n[week]\nsun = {hours}"));
    let open = |hours: &str, day: &str| {
        let from = at(&format!("{day}T00:00:00Z")) - SignedDuration::from_hours(3);
        open_time_between(Some(&nights(hours)), from, from + SignedDuration::from_hours(24), &[]).as_secs() / 60
    };
    // Spring: 02:00 to 03:00 does not exist, 02:30 means 03:30.
    assert_eq!(open("[\"02:30-04:00\"]", "2026-03-29"), 30);
    assert_eq!(open("[\"01:00-02:30\"]", "2026-03-29"), 90);
    assert_eq!(open("[\"02:30-03:15\"]", "2026-03-29"), 0);
    // Skipped times overlap real ones: 02:20-02:40 is 03:20-03:40.
    assert_eq!(open("[\"02:20-02:40\", \"03:00-03:30\"]", "2026-03-29"), 40);
    // Autumn: 02:00 to 03:00 comes twice, a time in it means the first.
    assert_eq!(open("[\"02:15-02:45\"]", "2026-10-25"), 30);
    assert_eq!(open("[\"01:00-02:30\"]", "2026-10-25"), 90);
    assert_eq!(open("[\"02:30-04:00\"]", "2026-10-25"), 150);
}

#[test]
fn overlapping_hours_and_pauses_count_once() {
    let overlapping = calendar("zone = \"UTC\"\n[week]\nmon = [\"09:00-13:00\", \"12:00-18:00\", \"10:00-11:00\"]");
    due(Some(&overlapping), "2026-03-30T09:00:00Z", "PT8H", &[], Some("2026-03-30T17:00:00Z"));
    let overnight = calendar("zone = \"UTC\"\n[week]\nmon = [\"22:00-06:00\"]\ntue = [\"05:00-07:00\"]");
    due(Some(&overnight), "2026-03-30T20:00:00Z", "PT9H", &[], Some("2026-03-31T07:00:00Z"));
    let twice = ["2026-03-30T10:00:00Z/2026-03-30T11:00:00Z", "2026-03-30T10:30:00Z/2026-03-30T11:30:00Z"];
    due(None, "2026-03-30T09:00:00Z", "PT2H", &twice, Some("2026-03-30T12:30:00Z"));
    let backwards = ["2026-03-30T11:00:00Z/2026-03-30T10:00:00Z", "2026-03-30T11:00:00Z/2026-03-30T11:00:00Z"];
    due(None, "2026-03-30T09:00:00Z", "PT2H", &backwards, Some("2026-03-30T11:00:00Z"));
}

#[test]
fn a_pause_that_begins_at_the_deadline_does_not_move_it() {
    due(None, "2026-03-30T09:00:00Z", "PT2H", &["2026-03-30T11:00:00Z/"], Some("2026-03-30T11:00:00Z"));
    due(None, "2026-03-30T09:00:00Z", "PT2H", &["2026-03-30T10:59:00Z/"], None);
    let paris = calendar(PARIS);
    // A pause over lunch takes nothing away.
    let lunch = ["2026-03-30T10:30:00Z/2026-03-30T11:30:00Z"];
    due(Some(&paris), "2026-03-30T09:30:00Z", "PT2H", &lunch, Some("2026-03-30T12:30:00Z"));
}

#[test]
fn what_is_never_reached_says_why() {
    let never = |calendar: Option<&Calendar>, target: &str, paused: &[&str]| {
        let target = parse_duration(target).unwrap();
        let found = deadline(at("2026-03-30T09:00:00Z"), target, calendar, &pauses(paused));
        assert_eq!((found.at, found.explanation.skipped.len()), (None, 0));
        found.explanation.never.unwrap()
    };
    let paris = calendar(PARIS);
    let paused_at = at("2026-03-30T09:30:00Z");
    assert_eq!(never(Some(&paris), "PT2H", &["2026-03-30T09:30:00Z/"]), Never::Paused(paused_at));
    assert_eq!(never(None, "PT2H", &["2026-03-30T09:30:00Z/"]), Never::Paused(paused_at));
    assert_eq!(never(Some(&calendar("zone = \"UTC\"")), "PT1S", &[]), Never::NoOpenTime);
    let exception_only = calendar("zone = \"UTC\"\nexceptions = { \"2026-04-01\" = [\"09:00-10:00\"] }");
    assert_eq!(never(Some(&exception_only), "PT2H", &[]), Never::NoOpenTime);
    assert!(
        deadline(at("2026-03-30T09:00:00Z"), SignedDuration::from_hours(1), Some(&exception_only), &[]).at.is_some()
    );
    assert_eq!(never(Some(&paris), "P36500D", &[]), Never::TooFar);
    assert_eq!(never(None, "P36500000D", &[]), Never::TooFar);
}

#[test]
fn long_targets_and_many_pauses_answer_quickly() {
    let paris = calendar(PARIS);
    let started = Instant::now();
    let found = deadline(at("2026-03-30T09:00:00Z"), parse_duration("P3650D").unwrap(), Some(&paris), &[]);
    assert!(found.at.unwrap() > at("2060-01-01T00:00:00Z"));
    let start = at("2026-01-01T00:00:00Z");
    let hourly: Vec<Pause> = (0..20_000)
        .map(|hour| start + SignedDuration::from_hours(hour))
        .map(|from_at| Pause { from_at, until_at: Some(from_at + SignedDuration::from_mins(30)) })
        .collect();
    let found = deadline(start, parse_duration("P400D").unwrap(), None, &hourly);
    assert_eq!(found.explanation.pauses, 19_200);
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}

#[test]
fn extreme_instants_do_not_panic() {
    let paris = calendar(PARIS);
    let apia = calendar("zone = \"Pacific/Apia\"\n[week]\nfri = [\"00:00-24:00\"]");
    let day = SignedDuration::from_hours(24);
    let edges = [Timestamp::MIN, Timestamp::MIN + day, Timestamp::UNIX_EPOCH, Timestamp::MAX - day, Timestamp::MAX];
    for start in edges {
        for target in [SignedDuration::ZERO, SignedDuration::from_nanos(1), SignedDuration::MAX, SignedDuration::MIN] {
            for calendar in [None, Some(&paris), Some(&apia)] {
                for pause in [Timestamp::MIN, start, Timestamp::MAX] {
                    let pauses = [
                        Pause { from_at: pause, until_at: Some(Timestamp::MAX) },
                        Pause { from_at: pause, until_at: Some(start) },
                    ];
                    let found = deadline(start, target, calendar, &pauses);
                    assert!(found.at.is_none_or(|due_at| due_at >= start));
                }
            }
        }
    }
    open_time_between(Some(&paris), Timestamp::MIN, Timestamp::MAX, &[]);
}
