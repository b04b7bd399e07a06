//! What counts and what does not, case by case.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::{Cycle, Ending, Figures, Group, Grouping, cycles, grouped, total};
use crate::domain::case::{Case, ResolvedWhy};
use crate::domain::clocks::breach::BreachCause;
use crate::domain::clocks::{Clock, Exceptions, Override};
use crate::domain::deadline::Pause;
use crate::domain::sla::Metric;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Monday, 11:00 in Paris; two hours of business time end at 14:00 there.
const START: &str = "2026-03-30T09:00:00Z";

fn at(minutes: i64) -> Timestamp {
    START.parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
}

/// A cycle of the demo desk: due after three hours on the wall, two of them open.
fn clock(metric: Metric) -> Clock {
    Clock {
        metric,
        started_at: at(0),
        generation: "0".to_owned(),
        target: SignedDuration::from_hours(2),
        calendar: Some("paris".to_owned()),
        deadline_at: Some(at(180)),
        warnings: Vec::new(),
        warned: 0,
        met_at: None,
        breached_at: None,
        breach_stamped: false,
        stopped_at: None,
        pauses: Vec::new(),
        exceptions: Exceptions::default(),
    }
}

fn met(minutes: i64) -> Clock {
    let mut clock = clock(Metric::FirstResponse);
    clock.met_at = Some(at(minutes));
    clock.breached_at = clock.deadline_at.filter(|deadline_at| at(minutes) > *deadline_at);
    clock
}

fn case(clocks: Vec<Clock>) -> Case {
    let row = serde_json::json!({
        "conversation": "c", "number": 1, "version": 1, "channel": "x", "inbox": "1001", "public": true,
        "contact": {"id": "1"}, "status": "resolved", "team": "support-en", "priority": "normal",
        "classification": ["en", "support", "delivery", "neutral", "normal", true, [1, 1, 1, 1, 1], [], []],
        "rule": "fallback", "desk": "d", "opened_at": at(0).as_millisecond(), "resolved_at": at(240).as_millisecond(),
        "resolved_why": "person",
    });
    let mut case: Case = serde_json::from_value(row).unwrap();
    case.clocks.list = clocks;
    case
}

fn measured(case: &Case) -> Vec<Cycle> {
    cycles(case, &crate::desk::demo().unwrap(), &TimeZone::get("Europe/Paris").unwrap())
}

#[track_caller]
fn check(clock: Clock, ending: Ending, overridden: bool) -> Cycle {
    let found = measured(&case(vec![clock]));
    assert_eq!((found[0].ending, found[0].overridden), (ending, overridden));
    found[0].clone()
}

fn set_by_hand(clock: &mut Clock, until: i64) {
    let (by, reason) = ("lead".to_owned(), "agreed".to_owned());
    clock.exceptions.overridden = Some(Override { deadline_at: at(until), instead_of: clock.deadline_at, by, reason });
    clock.deadline_at = Some(at(until));
}

#[test]
fn every_cycle_ends_in_one_of_four_ways() {
    check(met(180), Ending::InTime, false);
    check(met(181), Ending::Missed(BreachCause::SentLate), false);
    let stopped = |minutes| Clock { stopped_at: Some(at(minutes)), ..clock(Metric::NextResponse) };
    check(stopped(100), Ending::Unmet, false);
    let late = Clock { breached_at: Some(at(180)), ..stopped(200) };
    check(late.clone(), Ending::Missed(BreachCause::NotAnswered), false);
    let mut stamped = late;
    stamped.exceptions.cause = Some(BreachCause::Unassigned);
    check(stamped, Ending::Missed(BreachCause::Unassigned), false);
    let mut moved = met(181);
    moved.exceptions.retroactive = true;
    check(moved, Ending::Missed(BreachCause::MovedLate), false);
}

#[test]
fn a_deadline_set_by_hand_is_told_apart_unless_it_was_set_afterwards() {
    let mut kept = Clock { met_at: Some(at(250)), ..clock(Metric::FirstResponse) };
    set_by_hand(&mut kept, 300);
    check(kept.clone(), Ending::InTime, true);
    kept.breached_at = Some(at(300));
    check(kept.clone(), Ending::Missed(BreachCause::SentLate), true);
    // It had been missed at its first deadline already.
    kept.breached_at = Some(at(180));
    check(kept, Ending::Missed(BreachCause::SentLate), false);
}

#[test]
fn times_are_told_on_the_wall_and_in_time_that_counts() {
    let took = check(met(180), Ending::InTime, false).took.unwrap();
    assert_eq!((took.wall.as_mins(), took.business.as_mins()), (180, 120), "lunch does not count");
    let mut resolution = Clock { met_at: Some(at(60)), ..clock(Metric::Resolution) };
    resolution.pauses = vec![Pause { from_at: at(10), until_at: Some(at(40)) }];
    let took = check(resolution, Ending::InTime, false).took.unwrap();
    assert_eq!((took.wall.as_mins(), took.business.as_mins()), (60, 30));
    let urgent = Clock { calendar: None, ..met(180) };
    assert_eq!(check(urgent, Ending::InTime, false).took.unwrap().business.as_mins(), 180, "every hour counts");
}

#[test]
fn a_merged_case_keeps_what_it_had_answered_and_leaves_the_rest_to_the_other() {
    let stopped = Clock { stopped_at: Some(at(240)), ..clock(Metric::Resolution) };
    let mut merged = case(vec![met(30), stopped]);
    assert_eq!(measured(&merged).len(), 2);
    merged.resolved_why = Some(ResolvedWhy::Merged);
    let left: Vec<Metric> = measured(&merged).iter().map(|cycle| cycle.metric).collect();
    assert_eq!(left, [Metric::FirstResponse]);
    let running = case(vec![clock(Metric::FirstResponse)]);
    assert!(measured(&running).is_empty() && measured(&case(Vec::new())).is_empty());
}

#[test]
fn groups_hold_what_is_theirs_and_their_parts_make_the_whole() {
    let mut all = Vec::new();
    for minutes in [20, 60, 200] {
        all.extend(measured(&case(vec![met(minutes)])));
    }
    let mut overridden = met(250);
    set_by_hand(&mut overridden, 300);
    overridden.breached_at = None;
    let mut elsewhere = case(vec![overridden]);
    elsewhere.team = "care-en".to_owned();
    all.extend(measured(&elsewhere));
    let whole: &Figures = &total(&all)[0];
    assert_eq!((whole.count, whole.in_time, whole.breached, whole.unmet, whole.overridden.count), (4, 2, 1, 0, 1));
    assert_eq!(whole.rate(), Some(0.6667));
    assert_eq!(whole.causes.get(&BreachCause::SentLate), Some(&1));
    let by_team = grouped(&all, Grouping::Team);
    let keys: Vec<String> = by_team.iter().map(|(group, _)| group.key()).collect();
    assert_eq!(keys, ["care-en", "support-en"]);
    assert_eq!(by_team[0].1[0].rate(), None, "nothing of it was the policy's promise");
    assert_eq!(grouped(&all, Grouping::Hour)[0].0, Group::Hour(11));
    for word in ["team", "channel", "priority", "hour"] {
        assert_eq!(Grouping::from_word(word).unwrap().as_str(), word);
    }
    assert_eq!(Grouping::from_word("agent"), None);
}
