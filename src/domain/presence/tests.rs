//! Shifts, and what a row lists and gives back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::domain::calendar::CalendarFile;
use std::collections::BTreeMap;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn calendar(hours: &[(&str, &[&str])]) -> Calendar {
    let week: BTreeMap<String, Vec<String>> = hours
        .iter()
        .map(|(day, hours)| ((*day).to_owned(), hours.iter().map(|hours| (*hours).to_owned()).collect()))
        .collect();
    let file = CalendarFile { zone: "Europe/Paris".to_owned(), week, ..CalendarFile::default() };
    Calendar::from_file("shift", &file).unwrap()
}

#[track_caller]
fn check(hours: &[(&str, &[&str])], now: &str, is_on: bool, changes_at: &str) {
    let expected = Shift { is_on, changes_at: Some(at(changes_at)) };
    assert_eq!(Shift::at(&calendar(hours), at(now)), expected);
}

#[test]
fn a_shift_runs_between_its_hours() {
    // A Monday; Paris is two hours ahead.
    let days: &[(&str, &[&str])] = &[("mon", &["09:00-12:30", "13:30-18:00"]), ("thu", &["09:00-12:00"])];
    check(days, "2026-03-30T06:59:59Z", false, "2026-03-30T07:00:00Z");
    check(days, "2026-03-30T07:00:00Z", true, "2026-03-30T10:30:00Z");
    check(days, "2026-03-30T10:30:00Z", false, "2026-03-30T11:30:00Z");
    check(days, "2026-03-30T15:59:59.999Z", true, "2026-03-30T16:00:00Z");
    check(days, "2026-03-30T16:00:00Z", false, "2026-04-02T07:00:00Z");
    check(days, "2026-04-02T10:00:00Z", false, "2026-04-06T07:00:00Z");
}

#[test]
fn hours_that_touch_are_one_shift_over_midnight_too() {
    let night: &[(&str, &[&str])] = &[("mon", &["22:00-24:00"]), ("tue", &["00:00-06:00"])];
    check(night, "2026-03-30T21:00:00Z", true, "2026-03-31T04:00:00Z");
    let other: &[(&str, &[&str])] = &[("mon", &["22:00-06:00"])];
    check(other, "2026-03-31T01:00:00Z", true, "2026-03-31T04:00:00Z");
}

#[test]
fn only_the_word_and_the_shift_together_make_somebody_available() {
    let off = Shift { is_on: false, changes_at: None };
    let mut row = Attendance::unsaid("ada");
    assert!(!row.is_available(Shift::ALWAYS) && !row.is_absent(Shift::ALWAYS) && !row.is_gone(Shift::ALWAYS));
    for (state, on_shift, available, gone) in [
        (Presence::Available, Shift::ALWAYS, true, false),
        (Presence::Available, off, false, true),
        (Presence::Away, Shift::ALWAYS, false, false),
        (Presence::Away, off, false, true),
        (Presence::Offline, Shift::ALWAYS, false, true),
    ] {
        row.state = Some(state);
        assert_eq!((row.is_available(on_shift), row.is_gone(on_shift)), (available, gone), "{state:?}");
        assert_eq!(row.is_absent(on_shift), !available);
    }
}

#[test]
fn what_is_held_goes_back_when_somebody_leaves_and_only_then() {
    let now = at("2026-03-30T09:00:00Z");
    let off = Shift { is_on: false, changes_at: Some(at("2026-03-31T07:00:00Z")) };
    let mut row = Attendance::unsaid("ada");
    row.say(Presence::Available, now);
    row.settle(Shift::ALWAYS);
    row.cases.push(Held { case: "x-1".to_owned(), weight: 2, goes_back: false });
    assert_eq!((row.load(), row.next_to_hand_back(Shift::ALWAYS)), (2, None));
    assert!(row.next_to_hand_back(off).is_some(), "the shift is over");
    row.settle(off);
    assert_eq!(row.look_at, off.changes_at, "until it begins again");
    assert!(row.next_to_hand_back(off).is_none(), "what is claimed after the shift stays");
    row.say(Presence::Offline, now);
    assert!(row.next_to_hand_back(off).is_some(), "offline is a word of its own");
    assert!(!row.say(Presence::Offline, now), "said already");
}
