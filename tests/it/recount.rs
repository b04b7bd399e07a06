//! A report's figures counted again the plain way: from the messages and the log rows of each case, minute by
//! minute, with the demo desk's hours and targets written out. Shares nothing with the code it checks.

use super::support::{Process, World};
use jiff::Timestamp;
use serde_json::Value;

/// One clock cycle as it is recounted. Spans are minutes: everything in the tests happens at whole ones.
#[derive(Debug, Clone)]
pub struct Counted {
    pub metric: &'static str,
    pub team: String,
    pub channel: String,
    pub priority: String,
    pub hour: String,
    /// `in_time`, `missed`, `unmet`.
    pub ending: &'static str,
    pub cause: Option<String>,
    pub overridden: bool,
    pub wall: Option<i64>,
    pub business: Option<i64>,
}

impl Counted {
    pub fn group(&self, by: &str) -> String {
        match by {
            "team" => self.team.clone(),
            "channel" => self.channel.clone(),
            "priority" => self.priority.clone(),
            _ => self.hour.clone(),
        }
    }
}

/// What happened in a case, in its order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Happened {
    Heard,
    Answered,
    Resolved,
    Merged,
    Reopened,
    Set(String, i64),
    Raised,
    Promised(i64),
}

struct Cycle {
    metric: &'static str,
    from: i64,
    /// Minutes that do not count.
    pauses: Vec<(i64, i64)>,
    paused_from: Option<i64>,
    set: Option<(i64, i64)>,
    raised: bool,
    promised: Option<i64>,
    end: Option<(i64, &'static str)>,
}

pub async fn recount(world: &World, process: &Process) -> Vec<Counted> {
    let mut counted = Vec::new();
    for row in world.rows().await {
        let text = |name: &str| row.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
        let (pk, sk) = (text("pk"), text("sk"));
        if !sk.starts_with("CASE#") || text("status") != "resolved" {
            continue;
        }
        let number: u32 = sk.trim_start_matches("CASE#").parse().unwrap();
        let id = format!("{}-{number}", pk.trim_start_matches("CONV#"));
        let case = process.case(&id).await;
        let mut happened = said(&case);
        happened.extend(done(&world.rows().await, &pk, number));
        happened.sort();
        for cycle in cycles(&happened) {
            counted.extend(count(&cycle, &case, &happened));
        }
    }
    counted
}

fn said(case: &Value) -> Vec<(i64, Happened)> {
    let messages = case["messages"].as_array().unwrap();
    let one = |message: &Value| {
        let at = minute(message["at"].as_str().unwrap());
        match message["direction"].as_str().unwrap() {
            "out" => Some((at, Happened::Answered)),
            _ => (message["wants_answer"] == true).then_some((at, Happened::Heard)),
        }
    };
    messages.iter().filter_map(one).collect()
}

/// The log rows of a case, as they lie in the table.
fn done(rows: &[couture::store::Item], pk: &str, number: u32) -> Vec<(i64, Happened)> {
    let mut done = Vec::new();
    for row in rows {
        let text = |name: &str| row.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
        let millisecond =
            |name: &str| row.get(name).and_then(|value| value.as_n().ok()).map(|n| n.parse::<i64>().unwrap() / 60_000);
        if text("pk") != pk || !text("sk").starts_with(&format!("LOG#{number:06}#")) {
            continue;
        }
        let (at, about) = (millisecond("at").unwrap(), text("about"));
        done.extend(match text("action").as_str() {
            "resolve" => Some((at, Happened::Resolved)),
            "merged_into" => Some((at, Happened::Merged)),
            "merged_from" => millisecond("since_at").map(|since| (since, Happened::Heard)),
            "reopen" => Some((at, Happened::Reopened)),
            "priority" => Some((at, Happened::Raised)),
            "callback" => Some((at, Happened::Promised(minute(&about)))),
            "deadline" => {
                let (metric, until) = about.split_once(' ').unwrap();
                Some((at, Happened::Set(metric.to_owned(), minute(until))))
            }
            _ => None,
        });
    }
    done
}

fn cycles(happened: &[(i64, Happened)]) -> Vec<Cycle> {
    let mut cycles: Vec<Cycle> = Vec::new();
    let begin = |metric, from| Cycle {
        metric,
        from,
        pauses: vec![],
        paused_from: None,
        set: None,
        raised: false,
        promised: None,
        end: None,
    };
    for (at, what) in happened {
        let at = *at;
        match what {
            Happened::Heard => {
                let responses: Vec<&Cycle> = cycles.iter().filter(|cycle| cycle.metric.ends_with("response")).collect();
                if responses.iter().all(|cycle| cycle.end.is_some()) {
                    cycles.push(begin(if responses.is_empty() { "first_response" } else { "next_response" }, at));
                }
                match cycles.iter_mut().find(|cycle| cycle.metric == "resolution" && cycle.end.is_none()) {
                    Some(cycle) => cycle.pauses.extend(cycle.paused_from.take().map(|from| (from, at))),
                    None => cycles.push(begin("resolution", at)),
                }
            }
            Happened::Answered => {
                for cycle in cycles.iter_mut().filter(|cycle| cycle.end.is_none()) {
                    match cycle.metric {
                        "resolution" => cycle.paused_from = cycle.paused_from.or(Some(at)),
                        "promise" => {}
                        _ => cycle.end = Some((at, "met")),
                    }
                }
            }
            Happened::Resolved => {
                for cycle in cycles.iter_mut().filter(|cycle| cycle.end.is_none()) {
                    cycle.pauses.extend(cycle.paused_from.take().map(|from| (from, at)));
                    cycle.end = Some((at, if cycle.metric == "resolution" { "met" } else { "unmet" }));
                }
            }
            Happened::Merged => cycles.retain(|cycle| cycle.end.is_some()),
            Happened::Reopened => cycles.push(begin("resolution", at)),
            Happened::Promised(until) => cycles.push(Cycle { promised: Some(*until), ..begin("promise", at) }),
            Happened::Set(metric, until) => {
                let running = cycles.iter_mut().find(|cycle| cycle.metric == metric && cycle.end.is_none());
                running.unwrap().set = Some((at, *until));
            }
            Happened::Raised => cycles.iter_mut().for_each(|cycle| cycle.raised = true),
        }
    }
    cycles
}

fn count(cycle: &Cycle, case: &Value, happened: &[(i64, Happened)]) -> Option<Counted> {
    let (end, how) = cycle.end?;
    let priority = case["priority"].as_str().unwrap();
    let wall_clock = (priority == "urgent" && cycle.metric != "resolution") || cycle.metric == "promise";
    let counts = |minute: i64| {
        (wall_clock || is_open(minute)) && !cycle.pauses.iter().any(|(from, until)| *from <= minute && minute < *until)
    };
    let target = match (cycle.metric, priority) {
        ("resolution", _) => 24 * 60,
        (_, "urgent") => 15,
        (_, "high") => 60,
        (_, "low") => 8 * 60,
        _ => 2 * 60,
    };
    let mut due = cycle.from;
    let mut left = target;
    while left > 0 {
        left -= i64::from(counts(due));
        due += 1;
    }
    let due = cycle.promised.unwrap_or(due);
    // Set while it was not missed yet, the new deadline counts; set afterwards, the miss stays.
    let overridden = cycle.set.filter(|(set_at, _)| *set_at < due);
    let missed = end > overridden.map_or(due, |(_, until)| until);
    let held_at_due = happened.iter().any(|(at, what)| *what == Happened::Answered && *at < due) || assigned(case, due);
    let cause = missed.then(|| {
        if cycle.raised {
            "moved_late"
        } else if on_its_way(case, due, end) {
            "sent_late"
        } else if held_at_due {
            "not_answered"
        } else {
            "unassigned"
        }
    });
    Some(Counted {
        metric: cycle.metric,
        team: case["team"].as_str().unwrap().to_owned(),
        channel: case["channel"].as_str().unwrap().to_owned(),
        priority: priority.to_owned(),
        hour: format!("{:02}", (cycle.from + 120) / 60 % 24),
        ending: match how {
            _ if missed => "missed",
            "met" => "in_time",
            _ => "unmet",
        },
        cause: cause.map(str::to_owned),
        overridden: overridden.is_some(),
        wall: (how == "met").then_some(end - cycle.from),
        business: (how == "met").then(|| (cycle.from..end).filter(|minute| counts(*minute)).count() as i64),
    })
}

/// Whether somebody had been given the case before an instant.
fn assigned(case: &Value, due: i64) -> bool {
    let log = case["log"].as_array().unwrap();
    log.iter().any(|entry| entry["action"] == "assign" && minute(entry["at"].as_str().unwrap()) < due)
}

/// Whether an answer had been accepted at the deadline and left within the two minutes after it.
fn on_its_way(case: &Value, due: i64, end: i64) -> bool {
    let sends = case["sends"].as_array().unwrap();
    let accepted = |send: &Value| minute(send["accepted_at"].as_str().unwrap());
    sends.iter().any(|send| accepted(send) < due && end <= due + 2)
}

/// The demo desk's hours in that week: Paris, two hours ahead of UTC, no holiday.
fn is_open(minute: i64) -> bool {
    let local = minute + 120;
    // 1 January 1970 was a Thursday.
    let weekday = (local / 1440 + 3) % 7;
    let of_day = local % 1440;
    match weekday {
        0..=4 => (540..750).contains(&of_day) || (810..1080).contains(&of_day),
        5 => (600..960).contains(&of_day),
        _ => false,
    }
}

fn minute(instant: &str) -> i64 {
    let second = instant.parse::<Timestamp>().unwrap().as_second();
    assert_eq!(second % 60, 0, "{instant} is not a whole minute");
    second / 60
}
