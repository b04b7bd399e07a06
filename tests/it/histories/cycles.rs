//! What a case's messages and log rows say about its clocks, told by looking back over them: a cycle of response
//! begins at a question with none waiting before it, and ends at the next answer.
//!
//! Owns this second telling. Counts on the wall clock, where a deadline is an addition.

use super::table::{Case, Entry, Message, Table};

/// One stretch of waiting, in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cycle {
    pub metric: &'static str,
    pub start: i64,
    pub end: Option<i64>,
    pub met: bool,
    pub pauses: Vec<(i64, Option<i64>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Heard,
    Answered,
    Resolved,
    Merged,
    Reopened,
    /// Heard of only after somebody had resolved the case without having seen it.
    Unseen,
}

impl What {
    fn is_heard(self) -> bool {
        matches!(self, What::Heard | What::Unseen)
    }

    fn is_over(self) -> bool {
        matches!(self, What::Resolved | What::Merged)
    }
}

fn counts(message: &Message) -> bool {
    message.row["counts"] != false && !(message.row["direction"] == "in" && message.row["deleted"] == true)
}

fn is_ours(message: &Message) -> bool {
    message.row["direction"] == "out"
}

fn at(message: &Message) -> i64 {
    message.row["at"].as_i64().unwrap()
}

/// Everything that moved a case, in its order.
fn happened(table: &Table, case: &Case) -> Vec<(i64, What)> {
    let here = |message: &&Message| message.conversation == case.conversation && message.moves == case.number;
    let messages: Vec<&Message> = table.messages.iter().filter(here).collect();
    let entries: Vec<&Entry> = table
        .log
        .iter()
        .filter(|entry| entry.conversation == case.conversation && entry.number == case.number)
        .filter(|entry| entry.action != "resolve" || !resolved_in_vain(&messages, entry.at))
        .collect();
    let newest = table.cases.iter().filter(|other| other.conversation == case.conversation).map(|other| other.number);
    let is_newest = newest.max() == Some(case.number);
    let answered = |from: i64, until: i64| {
        messages.iter().any(|one| is_ours(one) && counts(one) && (from..=until).contains(&at(one)))
    };
    let mut happened: Vec<(i64, What, i64)> = Vec::new();
    for message in messages.iter().filter(|message| counts(message)) {
        let (said, heard) = (at(message), message.row["received_at"].as_i64().unwrap_or(at(message)));
        if is_ours(message) {
            happened.push((said, What::Answered, said));
            continue;
        }
        let over = entries.iter().filter(|entry| entry.action == "resolve" || entry.action == "merged_into");
        let resolved = over.map(|entry| entry.at);
        let blind = resolved.filter(|resolved| said < *resolved && *resolved < heard).max();
        match blind.filter(|resolved| is_newest && !answered(said, *resolved)) {
            // It comes after, and has waited since it was said.
            Some(resolved) => happened.push((resolved, What::Unseen, said)),
            None => happened.push((said, What::Heard, said)),
        }
    }
    for entry in entries {
        match entry.action.as_str() {
            "resolve" => happened.push((entry.at, What::Resolved, entry.at)),
            "merged_into" => happened.push((entry.at, What::Merged, entry.at)),
            "reopen" => happened.push((entry.at, What::Reopened, entry.at)),
            "merged_from" => happened.extend(entry.row["since_at"].as_i64().map(|since| (since, What::Heard, since))),
            _ => {}
        }
    }
    happened.sort();
    happened.into_iter().map(|(_, what, at)| (at, what)).collect()
}

/// Somebody believed to have answered, resolved the case, and learned later that the answer had never arrived.
fn resolved_in_vain(messages: &[&Message], resolved: i64) -> bool {
    let before = messages.iter().filter(|message| at(message) <= resolved);
    let Some(asked) = before.clone().filter(|one| !is_ours(one) && counts(one)).map(|one| at(one)).max() else {
        return false;
    };
    let said: Vec<_> = before.filter(|one| is_ours(one) && at(one) >= asked).collect();
    let failed_later = |one: &&&&Message| one.row["undelivered"]["at"].as_i64().is_some_and(|at| at >= resolved);
    said.iter().any(|one| failed_later(&one)) && !said.iter().any(|one| counts(one))
}

/// The cycles of a case; promises apart.
pub fn cycles(table: &Table, case: &Case) -> Vec<Cycle> {
    let happened = happened(table, case);
    let mut found = Vec::new();
    for (index, (at, what)) in happened.iter().enumerate() {
        let (before, after) = (&happened[..index], &happened[index + 1..]);
        let last = before.iter().rev().find(|(_, what)| *what != What::Reopened);
        if what.is_heard() && !last.is_some_and(|(_, what)| what.is_heard()) {
            let first = !before.iter().any(|(_, what)| what.is_heard() || *what == What::Answered);
            let end = after.iter().find(|(_, what)| *what == What::Answered || what.is_over());
            found.push(Cycle {
                metric: if first { "first_response" } else { "next_response" },
                start: *at,
                end: end.map(|(at, _)| *at),
                met: end.is_some_and(|(_, what)| *what == What::Answered),
                pauses: Vec::new(),
            });
        }
        let last = before.iter().rev().find(|(_, what)| *what != What::Answered);
        let is_open = last.is_some_and(|(_, what)| !what.is_over());
        if (what.is_heard() || *what == What::Reopened) && !is_open {
            let place = after.iter().position(|(_, what)| what.is_over());
            let end = place.map(|place| after[place]);
            found.push(Cycle {
                metric: "resolution",
                start: *at,
                end: end.map(|(at, _)| at),
                met: end.is_some_and(|(_, what)| what == What::Resolved),
                pauses: pauses(&after[..place.unwrap_or(after.len())]),
            });
        }
    }
    found.sort();
    found
}

/// From each answer to the next question.
fn pauses(within: &[(i64, What)]) -> Vec<(i64, Option<i64>)> {
    let mut found: Vec<(i64, Option<i64>)> = Vec::new();
    for (at, what) in within {
        let open = found.last().is_some_and(|(_, until)| until.is_none());
        if *what == What::Answered && !open {
            found.push((*at, None));
        } else if what.is_heard() && open {
            found.last_mut().unwrap().1 = Some(*at);
        }
    }
    found
}

/// When a cycle is over its time; `None` while a pause holds it.
pub fn deadline(cycle: &Cycle) -> Option<i64> {
    let hours = match cycle.metric {
        "first_response" => 2,
        "next_response" => 1,
        _ => 8,
    };
    let mut due = cycle.start + hours * 3_600_000;
    for (from, until) in &cycle.pauses {
        if *from >= due {
            break;
        }
        due += (*until)? - from;
    }
    Some(due)
}
