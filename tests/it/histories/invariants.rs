//! What must hold whenever nothing is under way, and what must hold in the end.

use super::cycles::{Cycle, cycles, deadline};
use super::people::Person;
use super::table::{Alert, Case, Clock, Table, word};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How long a breach waits for the outcome of an answer, in milliseconds.
const OUTCOME_WAIT: i64 = 120_000;

/// What ends the telling of others after a breach.
const ACTIONS: [&str; 4] = ["claim", "assign", "snooze", "acknowledge"];

/// Everything due at `now` has been done: every step of a running clock that has passed is stamped and has its row.
pub fn nothing_is_left(table: &Table, now: Timestamp, told: &str) {
    let due: Vec<_> = table.agenda.iter().filter(|(at, _)| *at <= now).collect();
    assert!(due.is_empty(), "{told}: left on the agenda at {now}: {due:?}");
    let now = now.as_millisecond();
    for case in &table.cases {
        waits_where_a_person_looks(case, told);
        for clock in case.clocks.iter().filter(|clock| clock.is_running()) {
            let told = format!("{told}, {} at {now}: {clock:?}", case.id);
            let steps: BTreeSet<String> = table.alerts_of(&case.id, clock).map(|alert| alert.step.clone()).collect();
            let late = clock.missed_by().is_some_and(|missed| missed <= now);
            let waits = case.answers_now() && clock.missed_by().is_some_and(|missed| missed + OUTCOME_WAIT > now);
            if late && !waits {
                assert!(steps.contains("breach"), "{told}: missed in silence: {steps:?}");
                let breach = table.alerts_of(&case.id, clock).filter(|alert| alert.step == "breach");
                assert!(
                    breach.filter(|alert| !alert.is_withdrawn()).count() == 1,
                    "{told}: withdrawn, though it stands"
                );
                assert_eq!(clock.breached, clock.missed_by(), "{told}");
            } else {
                let passed = clock.warnings.iter().filter(|warning| **warning <= now).count();
                for number in 1..=passed {
                    assert!(steps.contains(&format!("warning{number}")), "{told}: not warned: {steps:?}");
                }
            }
            let escalations = clock.more["escalations"].as_array().cloned().unwrap_or_default();
            for (place, step) in escalations.iter().enumerate() {
                let passed = step["at"].as_i64().unwrap() + OUTCOME_WAIT <= now;
                if passed && clock.more["acted_at"].is_null() && late && !waits {
                    assert!(steps.contains(&format!("escalation{}", place + 1)), "{told}: nobody else told: {steps:?}");
                }
            }
        }
    }
}

/// Each case stands in exactly one list, the one of its status and team.
fn waits_where_a_person_looks(case: &Case, told: &str) {
    let (team, status) = (word(&case.row["team"]), word(&case.row["status"]));
    let list = word(&case.row["queue_pk"]);
    let expected = match status.as_str() {
        "new" | "open" => format!("Q#{team}"),
        "pending" | "snoozed" => format!("W#{team}"),
        _ => format!("D#{team}#"),
    };
    let fits = if status == "resolved" { list.starts_with(&expected) } else { list == expected };
    assert!(fits, "{told}: {} is {status} and stands in {list}", case.id);
    let running = |clock: &&Clock| clock.is_running() && clock.metric.ends_with("_response");
    let asked = case.clocks.iter().any(|clock| running(&clock));
    assert!(!asked || status != "resolved", "{told}: {} is over, and somebody waits for an answer", case.id);
    assert!(!asked || status != "pending", "{told}: {} waits for a contact who waits for us", case.id);
    assert!(case.row["stuck"] != true, "{told}: {} is stuck", case.id);
}

/// The clocks are those that messages and log tell of, with the deadlines that are promised.
pub fn clocks_follow_from_the_log(table: &Table, told: &str) {
    for case in &table.cases {
        let expected = cycles(table, case);
        let known: Vec<&Clock> = case.all_clocks().filter(|clock| clock.metric != "promise").collect();
        let mut found: Vec<_> = known
            .iter()
            .map(|clock| (clock.metric.as_str(), clock.started, clock.end(), clock.met.is_some()))
            .collect();
        found.sort();
        let wanted: Vec<_> = expected.iter().map(|cycle| (cycle.metric, cycle.start, cycle.end, cycle.met)).collect();
        assert_eq!(found, wanted, "{told}: the cycles of {}", case.id);
        for cycle in &expected {
            let same = |clock: &&&Clock| clock.metric == cycle.metric && clock.started == cycle.start;
            ends_as_promised(table, case, cycle, known.iter().find(same).unwrap(), told);
        }
    }
}

fn ends_as_promised(table: &Table, case: &Case, cycle: &Cycle, clock: &Clock, told: &str) {
    let told = format!("{told}, {}: {cycle:?}\n{clock:?}", case.id);
    assert_eq!(clock.pauses, cycle.pauses, "{told}");
    let by_hand = |action: &str| {
        let here =
            |entry: &&super::table::Entry| entry.conversation == case.conversation && entry.number == case.number;
        table.log.iter().filter(here).any(|entry| entry.action == action)
    };
    if by_hand("deadline") || by_hand("priority") {
        assert!(clock.breached.is_none_or(|breached| clock.end().is_none_or(|end| breached < end)), "{told}");
        return;
    }
    let due = deadline(cycle);
    assert_eq!(clock.deadline, due, "{told}: the deadline");
    let missed = match clock.end() {
        Some(end) => due.filter(|due| end > *due),
        // Whether it was missed while it runs is asked when everything due was done.
        None => clock.breached.or(due.filter(|_| false)),
    };
    assert_eq!(clock.breached, missed, "{told}: missed");
}

/// Each step of each cycle was told at most once, and none after an answer was known.
pub fn alerts_are_true(table: &Table, told: &str) {
    let mut names: BTreeMap<&str, Vec<&Alert>> = BTreeMap::new();
    for alert in &table.alerts {
        names.entry(&alert.name).or_default().push(alert);
    }
    for (name, rows) in &names {
        assert!(rows.len() == 1, "{told}: {name} stands on several days: {rows:?}");
    }
    for case in &table.cases {
        for clock in case.all_clocks() {
            let told = format!("{told}, {}: {clock:?}", case.id);
            for alert in table.alerts_of(&case.id, clock) {
                let told = format!("{told}\n{} stamped {}", alert.name, alert.stamped());
                assert!(!known_before(table, case, clock, alert.stamped()), "{told}: told after its answer");
                let in_time = clock.breached.is_none();
                assert!(
                    alert.step != "breach" || !in_time || alert.is_withdrawn(),
                    "{told}: answered in time, and stands"
                );
                assert!(alert.step != "breach" || in_time || !alert.is_withdrawn(), "{told}: missed, and withdrawn");
                if alert.step.starts_with("escalation") {
                    nobody_had_acted(table, case, clock, alert, &told);
                }
            }
        }
    }
}

/// Whether what ended a clock was known before an instant: what a platform told has the time it reached us.
fn known_before(table: &Table, case: &Case, clock: &Clock, stamped: i64) -> bool {
    let Some(end) = clock.end() else { return false };
    let ended_by = |message: &&super::table::Message| {
        let native = message.row["author"] == "native";
        let here = message.conversation == case.conversation && message.row["direction"] == "out";
        here && native && message.row["at"].as_i64() == Some(end) && message.row["counts"] != false
    };
    let heard =
        table.messages.iter().filter(ended_by).map(|message| message.row["received_at"].as_i64().unwrap_or(end));
    let resolved = table
        .log
        .iter()
        .filter(|entry| entry.conversation == case.conversation && entry.at == end && entry.action == "resolve");
    heard.chain(resolved.map(|entry| entry.at)).any(|known| known < stamped)
}

fn nobody_had_acted(table: &Table, case: &Case, clock: &Clock, alert: &Alert, told: &str) {
    let Some(breached) = clock.missed_by() else { return };
    let here = || table.log.iter().filter(|one| one.conversation == case.conversation && one.number == case.number);
    let set = here().filter(|entry| entry.action == "deadline").map(|entry| entry.at).max().unwrap_or(i64::MIN);
    let acted = |entry: &&super::table::Entry| {
        let in_time = breached.max(set) <= entry.at && entry.at < alert.stamped();
        ACTIONS.contains(&entry.action.as_str()) && in_time
    };
    if let Some(entry) = here().find(acted) {
        panic!("{told}: told though somebody had acted: {} at {}", entry.action, entry.at);
    }
}

/// The sinks have every alert that is to be told, each under its own name.
pub fn sinks_have_what_stands(table: &Table, sent: &[Value], told: &str) {
    let taken: BTreeSet<&str> = sent.iter().map(|item| item["id"].as_str().unwrap()).collect();
    for alert in &table.alerts {
        assert!(!alert.row["accepted_at"].is_null(), "{told}: {} was never told", alert.name);
        let silent = alert.row["moot"] == true || !alert.row["told_with"].is_null();
        assert!(silent != taken.contains(alert.name.as_str()), "{told}: {} silent: {silent}", alert.name);
        let quiet = !alert.row["quiet_until_at"].is_null() && alert.step.starts_with("warning");
        assert!(alert.row["moot"] != true || quiet, "{told}: {} is moot", alert.name);
    }
    let names: BTreeSet<&str> = table.alerts.iter().map(|alert| alert.name.as_str()).collect();
    for name in taken {
        assert!(names.contains(name), "{told}: {name} was told and stands nowhere");
    }
}

/// Every message is there once, every answer once, and nothing left twice.
pub fn everything_is_there_once(table: &Table, people: &[Person], sent: &[Value], told: &str) {
    let mut messages: BTreeMap<&str, u32> = BTreeMap::new();
    for message in &table.messages {
        *messages.entry(&message.id).or_default() += 1;
    }
    for person in people {
        for id in &person.told {
            assert_eq!(messages.get(id.as_str()), Some(&1), "{told}: message {id}");
        }
        for text in &person.answers {
            let times = sent.iter().filter(|item| item["text"] == text.as_str()).count();
            assert!(times <= 1, "{told}: {text} left {times} times");
            let rows = table.messages.iter().filter(|message| message.row["text"] == text.as_str()).count();
            assert!(rows <= 1, "{told}: {text} stands {rows} times");
            assert!(rows >= times || is_unknown(table, text), "{told}: {text} left and stands nowhere");
        }
    }
    let mut answers = table.answers.clone();
    answers.sort();
    let count = answers.len();
    answers.dedup();
    assert_eq!(answers.len(), count, "{told}: an answer is logged twice");
    let ours = |message: &&super::table::Message| message.row["direction"] == "out" && !message.row["topic"].is_null();
    for message in table.messages.iter().filter(ours) {
        assert!(answers.contains(&message.id), "{told}: answer {} is not logged", message.id);
    }
    assert!(table.parked.is_empty(), "{told}: {:?}", table.parked);
    assert_eq!(table.jobs, 0, "{told}: jobs are left");
}

/// Whether a person still has to say what became of these words.
fn is_unknown(table: &Table, text: &str) -> bool {
    let sends = table.cases.iter().filter_map(|case| case.row["sends"].as_array()).flatten();
    sends.filter(|send| send["text"] == text).any(|send| send["state"] == "unknown")
}
