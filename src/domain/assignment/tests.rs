//! The choice, case by case.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::domain::presence::{Held, Presence};

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_774_861_200 + minute * 60).unwrap()
}

fn agent(id: &str) -> Agent {
    Agent {
        id: id.to_owned(),
        teams: vec!["front".to_owned()],
        languages: Vec::new(),
        topics: Vec::new(),
        capacity: None,
        shift: None,
    }
}

/// Somebody available who carries `load` and got their last case in that minute.
fn here(id: &'static str, load: u32, last: i64) -> (Agent, Attendance) {
    let mut row = Attendance::unsaid(id);
    row.state = Some(Presence::Available);
    row.cases = vec![Held { case: "other-1".to_owned(), weight: load, goes_back: false }];
    row.last_assigned_at = Some(at(last));
    (agent(id), row)
}

fn speaking(languages: &[&str], (mut agent, row): (Agent, Attendance)) -> (Agent, Attendance) {
    agent.languages = languages.iter().map(|language| (*language).to_owned()).collect();
    (agent, row)
}

fn saying(state: Presence, (agent, mut row): (Agent, Attendance)) -> (Agent, Attendance) {
    row.state = Some(state);
    (agent, row)
}

const NEEDS: Needs =
    Needs { language: "fr", topic: "refund", weight: 1, last_agent: None, since_at: Timestamp::UNIX_EPOCH };

fn decided(policy: &AssignmentPolicy, needs: &Needs, staff: &[(Agent, Attendance)], now: Timestamp) -> Decision {
    let candidates: Vec<Candidate> =
        staff.iter().map(|(agent, row)| Candidate { agent, attendance: row.clone(), shift: Shift::ALWAYS }).collect();
    decide(policy, needs, &candidates, now)
}

fn told(decision: &Decision) -> String {
    match decision {
        Decision::Assigned { agent, why } => {
            format!("{agent} {:?}{}", why.by, if why.unskilled { " unskilled" } else { "" })
        }
        Decision::Waiting { why, look_again_at } => {
            format!(
                "{why:?}{}",
                look_again_at.map_or(String::new(), |at| format!(" until {}", (at.as_second() - 1_774_861_200) / 60))
            )
        }
    }
}

#[track_caller]
fn check(needs: Needs, staff: &[(Agent, Attendance)], minute: i64, expected: &str) {
    let policy = AssignmentPolicy { mode: Mode::Push, ..AssignmentPolicy::default() };
    assert_eq!(told(&decided(&policy, &Needs { since_at: at(0), ..needs }, staff, at(minute))), expected);
}

#[test]
fn the_least_loaded_gets_it_and_of_those_who_waited_longest() {
    check(NEEDS, &[here("ada", 3, 0), here("zoe", 2, 5)], 0, "zoe LeastLoaded");
    check(NEEDS, &[here("ada", 2, 3), here("zoe", 2, 2)], 0, "zoe LeastLoaded");
    check(NEEDS, &[here("zoe", 2, 2), here("ada", 2, 2)], 0, "ada LeastLoaded");
    let mut half = here("zoe", 4, 0);
    half.0.capacity = Some(16);
    check(NEEDS, &[here("ada", 3, 0), half], 0, "zoe LeastLoaded");
}

#[test]
fn round_robin_asks_only_whose_turn_it_is() {
    let policy = AssignmentPolicy { mode: Mode::Push, strategy: Strategy::RoundRobin, ..AssignmentPolicy::default() };
    let staff = [here("ada", 0, 5), here("zoe", 7, 1)];
    assert_eq!(told(&decided(&policy, &NEEDS, &staff, at(0))), "zoe RoundRobin");
    let mut never = here("eve", 7, 0);
    never.1.last_assigned_at = None;
    let staff = [here("ada", 0, 5), here("zoe", 7, 1), never];
    assert_eq!(told(&decided(&policy, &NEEDS, &staff, at(0))), "eve RoundRobin");
}

#[test]
fn nobody_absent_and_nobody_full_gets_anything() {
    check(NEEDS, &[], 0, "NobodyHere");
    check(
        NEEDS,
        &[saying(Presence::Away, here("ada", 0, 0)), saying(Presence::Offline, here("zoe", 0, 0))],
        0,
        "NobodyHere",
    );
    check(NEEDS, &[here("ada", 8, 0)], 0, "AllFull");
    check(NEEDS, &[here("ada", 7, 0)], 0, "ada LeastLoaded");
    check(Needs { weight: 2, ..NEEDS }, &[here("ada", 7, 0)], 0, "AllFull");
    // What is heavier than all somebody carries fills them.
    check(Needs { weight: 20, ..NEEDS }, &[here("ada", 1, 0)], 0, "AllFull");
    check(Needs { weight: 20, ..NEEDS }, &[here("ada", 0, 0)], 0, "ada LeastLoaded");
}

#[test]
fn skills_are_waited_for_until_their_time_is_over() {
    let staff = [speaking(&["en"], here("ada", 0, 0)), speaking(&["fr"], here("zoe", 8, 0))];
    check(NEEDS, &staff, 0, "Skills until 10");
    check(NEEDS, &staff, 9, "Skills until 10");
    check(NEEDS, &staff, 10, "ada LeastLoaded unskilled");
    check(
        NEEDS,
        &[speaking(&["en"], here("ada", 0, 0)), speaking(&["fr", "en"], here("zoe", 7, 0))],
        30,
        "zoe LeastLoaded",
    );
    check(Needs { language: "und", ..NEEDS }, &staff, 0, "ada LeastLoaded");
    let mut other_topic = here("ada", 0, 0);
    other_topic.0.topics = vec!["delivery".to_owned()];
    check(NEEDS, &[other_topic], 0, "Skills until 10");
}

#[test]
fn who_answered_last_comes_first_when_they_can() {
    let needs = Needs { last_agent: Some("ada"), ..NEEDS };
    check(needs, &[here("ada", 7, 9), here("zoe", 0, 0)], 0, "ada LastAgent");
    check(needs, &[here("ada", 8, 9), here("zoe", 0, 0)], 0, "zoe LeastLoaded");
    check(needs, &[saying(Presence::Away, here("ada", 0, 0)), here("zoe", 0, 0)], 0, "zoe LeastLoaded");
    check(needs, &[speaking(&["en"], here("ada", 0, 0)), here("zoe", 0, 0)], 0, "zoe LeastLoaded");
}

#[track_caller]
fn check_path(path: &[&str], expected: bool) {
    let mut case = case();
    case.team = path[0].to_owned();
    for team in &path[1..] {
        case.leave_for(team);
    }
    assert_eq!(case.goes_round(), expected, "{path:?}");
}

/// Some case that waits.
fn case() -> Case {
    let event = crate::domain::message::Event {
        external_id: Some("1".to_owned()),
        inbox: Some("1001".to_owned()),
        contact: Some("5".to_owned()),
        at: Some(at(0)),
        text: "where is my parcel?".to_owned(),
        ..crate::domain::message::Event::new(
            crate::domain::message::Outcome::Message,
            crate::domain::message::Kind::Mention,
            Some(Channel::X),
        )
    };
    let desk = crate::desk::demo().unwrap();
    let addressed = crate::domain::triage::Addressed::of(&event).unwrap();
    let message = addressed.message(crate::domain::case::Direction::In, true, at(0));
    crate::domain::triage::open_case(&addressed, crate::domain::triage::decide(&event, &desk), &desk, 1, &message)
}

#[test]
fn a_second_return_or_a_fourth_transfer_goes_round() {
    check_path(&["a"], false);
    check_path(&["a", "b", "a"], false);
    check_path(&["a", "b", "a", "b"], true);
    check_path(&["a", "b", "c", "a"], false);
    check_path(&["a", "b", "c", "d"], false);
    check_path(&["a", "b", "c", "d", "e"], true);
    check_path(&["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"], true);
}

#[test]
fn somebody_is_looked_for_exactly_while_nobody_holds_what_waits_in_a_team_that_pushes() {
    let mut desk = crate::desk::demo().unwrap();
    let mut case = case();
    assert_eq!((case.team.as_str(), &case.search), ("support-en", &None), "the demo desk pulls");
    for team in desk.teams.iter_mut().filter(|team| team.id != "sales-en") {
        team.assignment.mode = Mode::Push;
    }
    let mut change = |expected: Option<i64>, minute, change: &dyn Fn(&mut Case)| {
        let before = Standing::of(&case);
        change(&mut case);
        case.seek(&before, &desk, at(minute));
        assert_eq!(case.search.as_ref().and_then(|search| search.since_at), expected.map(at), "minute {minute}");
    };
    change(None, 0, &|_| {});
    change(None, 1, &|case| case.assign(Some("ada")).unwrap());
    change(Some(2), 2, &|case| case.assign(None).unwrap());
    change(Some(2), 3, &|case| case.snippet = None);
    change(Some(4), 4, &|case| case.leave_for("billing-en"));
    change(None, 5, &|case| case.leave_for("sales-en"));
    change(Some(6), 6, &|case| case.leave_for("care-en"));
    change(None, 7, &|case| case.snooze(at(60), at(7)).unwrap());
    change(Some(8), 8, &|case| case.wake(at(8)));
}

#[test]
fn what_nobody_could_get_is_looked_at_a_second_time_and_then_waits_for_people() {
    let mut case = case();
    let first = case.searched(Waiting::AllFull, None, at(0));
    assert_eq!(first, Search { since_at: Some(at(0)), next_at: Some(at(1)), why: Some(Waiting::AllFull) });
    case.search = Some(first);
    assert_eq!(case.searched(Waiting::NobodyHere, None, at(1)).next_at, None);
    assert_eq!(case.searched(Waiting::Skills, Some(at(10)), at(1)).next_at, Some(at(10)));
}
