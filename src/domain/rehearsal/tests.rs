//! One case under two desks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::{Change, Desks, Tally, rehearse};
use crate::domain::case::{Case, Direction};
use crate::domain::clocks::Override;
use crate::domain::desk::Desk;
use crate::domain::history::{History, told_under};
use crate::domain::message::{Author, Channel, Event, Kind, Outcome};
use crate::domain::records::LogEntry;
use crate::domain::triage::{Addressed, decide, open_case};
use jiff::Timestamp;

const START: &str = "2026-03-30T09:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn desk(file: &str, from: &str, to: &str) -> Desk {
    let mut files = crate::desk::demo_files();
    let text = files.get_mut(file).unwrap();
    *text = text.replace(from, to);
    crate::desk::parse(&files).unwrap()
}

fn shorter() -> Desk {
    desk("sla.toml", "first_response = \"PT2H\"", "first_response = \"PT1H\"")
}

fn opened() -> Case {
    let event = Event {
        inbox: Some("1001".to_owned()),
        public: true,
        contact: Some("7".to_owned()),
        external_id: Some("m1".to_owned()),
        at: Some(at(START)),
        author: Some(Author { id: "7".to_owned(), ..Author::default() }),
        text: "where is my refund?".to_owned(),
        display: "where is my refund?".to_owned(),
        ..Event::new(Outcome::Message, Kind::Mention, Some(Channel::X))
    };
    let desk = crate::desk::demo().unwrap();
    let addressed = Addressed::of(&event).unwrap();
    let message = addressed.message(Direction::In, true, at(START));
    open_case(&addressed, decide(&event, &desk), &desk, 1, &message)
}

fn under(case: &Case, log: &[LogEntry], after: &Desk, now: &str) -> Option<Change> {
    let before = crate::desk::demo().unwrap();
    let opening = case.opening.clone().unwrap();
    let history = History { messages: vec![&opening], log: log.iter().collect(), newest: true, wakes: false };
    rehearse(case, &history, &Desks { before: &before, after, now: at(now) })
}

#[test]
fn nothing_differs_under_the_same_rules() {
    let again = desk("sla.toml", "# Response", "# response");
    assert_eq!(under(&opened(), &[], &again, START), None);
}

#[test]
fn a_running_clock_is_judged_now() {
    let case = opened();
    let late = |now| under(&case, &[], &shorter(), now).unwrap().deadlines[0].late_after;
    assert!(!late("2026-03-30T09:59:59Z") && late("2026-03-30T10:00:00Z"));
    let change = under(&case, &[], &shorter(), START).unwrap();
    assert_eq!(change.deadlines.len(), 1, "the resolution is promised as before");
    let (from_at, to_at) = (change.deadlines[0].from_at, change.deadlines[0].to_at);
    assert_eq!((from_at, to_at), (Some(at("2026-03-30T12:00:00Z")), Some(at("2026-03-30T10:00:00Z"))));
}

#[test]
fn what_a_person_set_stays() {
    let mut case = opened();
    let desk = crate::desk::demo().unwrap();
    let set = Override {
        deadline_at: at("2026-03-30T15:00:00Z"),
        instead_of: None,
        by: "lead".to_owned(),
        reason: "agreed".to_owned(),
    };
    case.set_deadline(crate::domain::sla::Metric::FirstResponse, &set, &desk, at(START)).unwrap();
    assert_eq!(under(&case, &[], &shorter(), START), None);

    let mut case = opened();
    let other_rules = self::desk("routing.toml", "team = \"billing-en\"", "team = \"care-en\"");
    assert_eq!(under(&case, &[], &other_rules, START).unwrap().team.unwrap().to, "care-en");
    let entry = LogEntry { about: "phone".to_owned(), ..LogEntry::of("lead", "transfer", at("2026-03-30T09:10:00Z")) };
    case.transfer("phone", &desk, entry.at).unwrap();
    assert_eq!(under(&case, &[entry], &other_rules, START), None);
}

#[test]
fn a_policy_that_promises_more_or_nothing_gives_or_takes_deadlines() {
    let case = opened();
    let without = desk("sla.toml", "resolution = \"PT24H\"\n", "");
    let change = under(&case, &[], &without, START).unwrap();
    assert_eq!((change.deadlines[0].to_at, change.deadlines[0].clock.is_none()), (None, true));
    let opening = case.opening.clone().unwrap();
    let history = History { messages: vec![&opening], log: Vec::new(), newest: true, wakes: false };
    let less = told_under(&case, &history, &without);
    let desks = Desks { before: &without, after: &crate::desk::demo().unwrap(), now: at(START) };
    let change = rehearse(&less, &history, &desks).unwrap();
    assert_eq!((change.deadlines.len(), change.deadlines[0].from_at), (1, None));
}

#[test]
fn a_tally_counts_cases_deadlines_and_what_becomes_of_them() {
    let case = opened();
    let change = under(&case, &[], &shorter(), "2026-03-30T11:00:00Z");
    let mut tally = Tally::default();
    tally.count(change.as_ref());
    tally.count(None);
    let mut twice = tally;
    twice.add(tally);
    assert_eq!(twice, Tally { cases: 4, deadlines_move: 2, become_late: 2, saved: 0, change_team: 0 });
}
