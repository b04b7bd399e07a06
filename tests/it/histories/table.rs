//! The table as anybody could read it: rows by their keys, clocks by their places in the list.
//!
//! Owns reading. Uses none of the code under test, so that a mistake there is not believed here.

use aws_sdk_dynamodb::types::AttributeValue;
use couture::store::Item;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// Everything in the table that a check looks at.
#[derive(Default)]
pub struct Table {
    pub cases: Vec<Case>,
    pub messages: Vec<Message>,
    pub log: Vec<Entry>,
    pub alerts: Vec<Alert>,
    /// The ids of the logged answers, each as often as it stands there.
    pub answers: Vec<String>,
    /// When the machine is to look at which row.
    pub agenda: Vec<(Timestamp, String)>,
    pub jobs: usize,
    pub parked: Vec<Value>,
}

pub struct Case {
    pub conversation: String,
    pub number: u32,
    pub id: String,
    pub row: Value,
    pub clocks: Vec<Clock>,
    pub past: Vec<Clock>,
}

/// A clock, in milliseconds.
#[derive(Debug, Clone)]
pub struct Clock {
    pub metric: String,
    pub started: i64,
    pub generation: String,
    pub deadline: Option<i64>,
    pub warnings: Vec<i64>,
    pub met: Option<i64>,
    pub breached: Option<i64>,
    pub stopped: Option<i64>,
    pub pauses: Vec<(i64, Option<i64>)>,
    pub more: Value,
}

pub struct Message {
    pub conversation: String,
    pub id: String,
    /// The case whose clocks it moves.
    pub moves: u32,
    pub row: Value,
}

pub struct Entry {
    pub conversation: String,
    pub number: u32,
    pub action: String,
    pub at: i64,
    pub row: Value,
}

#[derive(Debug, Clone)]
pub struct Alert {
    pub name: String,
    /// As the interface calls it.
    pub id: String,
    /// Empty for one without a case.
    pub case: String,
    pub metric: String,
    pub generation: String,
    pub step: String,
    pub row: Value,
}

impl Clock {
    fn of(list: &Value) -> Clock {
        let millisecond = |place: usize| list[place].as_i64();
        let pause = |pause: &Value| (pause[0].as_i64().unwrap(), pause[1].as_i64());
        Clock {
            metric: word(&list[0]),
            started: millisecond(1).unwrap(),
            generation: word(&list[2]),
            deadline: millisecond(5),
            warnings: list[6].as_array().unwrap().iter().map(|at| at.as_i64().unwrap()).collect(),
            met: millisecond(8),
            breached: millisecond(9),
            stopped: millisecond(11),
            pauses: list[12].as_array().unwrap().iter().map(pause).collect(),
            more: list.get(13).cloned().unwrap_or(json!({})),
        }
    }

    pub fn end(&self) -> Option<i64> {
        self.met.or(self.stopped)
    }

    pub fn is_running(&self) -> bool {
        self.end().is_none()
    }

    /// The deadline that counts: one that was missed before another was set stands.
    pub fn missed_by(&self) -> Option<i64> {
        self.more["missed_at"].as_i64().or(self.deadline)
    }
}

impl Case {
    pub fn all_clocks(&self) -> impl Iterator<Item = &Clock> {
        self.clocks.iter().chain(&self.past)
    }

    /// Whether an answer is about to leave or leaving.
    pub fn answers_now(&self) -> bool {
        let sends = self.row["sends"].as_array();
        sends.is_some_and(|sends| sends.iter().any(|send| send["state"] == "queued" || send["state"] == "sending"))
    }
}

impl Table {
    pub fn read(rows: Vec<Item>) -> Table {
        let mut table = Table::default();
        rows.iter().for_each(|row| table.take(plain(row)));
        table
    }

    fn take(&mut self, row: Value) {
        let (pk, sk) = (word(&row["pk"]), word(&row["sk"]));
        if let Some(at) = row["agenda_sk"].as_str() {
            self.agenda.push((at.parse().unwrap(), format!("{pk} {sk}")));
        }
        let conversation = pk.trim_start_matches("CONV#").to_owned();
        if let Some(number) = sk.strip_prefix("CASE#").filter(|_| pk.starts_with("CONV#")) {
            let number = number.parse().unwrap();
            if row["opening"].is_object() {
                self.message(conversation.clone(), 1, row["opening"].clone());
            }
            let clocks = |name: &str| {
                let list = row["clocks"][name].as_array().cloned().unwrap_or_default();
                list.iter().map(Clock::of).collect()
            };
            let (running, past) = (clocks("list"), clocks("past"));
            let id = format!("{conversation}-{number}");
            self.cases.push(Case { conversation, number, id, clocks: running, past, row });
        } else if sk.starts_with("MSG#") {
            let number = row["case"].as_u64().unwrap() as u32;
            self.message(conversation, number, row);
        } else if let Some(rest) = sk.strip_prefix("LOG#") {
            let number = rest.split('#').next().unwrap().parse().unwrap();
            let (action, at) = (word(&row["action"]), row["at"].as_i64().unwrap());
            self.log.push(Entry { conversation, number, action, at, row });
        } else if let Some(day) = pk.strip_prefix("ALERT#") {
            self.alerts.push(Alert::of(day, &sk, row));
        } else if sk.starts_with("ANSWER#") {
            self.answers.push(word(&row["id"]));
        } else if pk == "JOB" || pk.starts_with("JOB#") {
            self.jobs += 1;
        } else if pk == "PARKED" {
            self.parked.push(row);
        }
    }

    fn message(&mut self, conversation: String, number: u32, row: Value) {
        let moves = row["moves"].as_u64().map_or(number, |moves| moves as u32);
        self.messages.push(Message { conversation, id: word(&row["external_id"]), moves, row });
    }

    pub fn alerts_of<'a>(&'a self, case: &'a str, clock: &'a Clock) -> impl Iterator<Item = &'a Alert> {
        let same = move |alert: &&Alert| {
            alert.case == case && alert.metric == clock.metric && alert.generation == clock.generation
        };
        self.alerts.iter().filter(same)
    }
}

impl Alert {
    fn of(day: &str, name: &str, row: Value) -> Alert {
        let mut alert = Alert {
            name: name.to_owned(),
            id: format!("{day}~{}", name.replace('#', "~")),
            case: String::new(),
            metric: String::new(),
            generation: String::new(),
            step: String::new(),
            row,
        };
        if alert.row["cause"]["clock"].is_object() {
            let (case, rest) = name.split_once('#').unwrap();
            let (metric, rest) = rest.split_once('#').unwrap();
            let (generation, step) = rest.rsplit_once('#').unwrap();
            for (place, part) in [
                (&mut alert.case, case),
                (&mut alert.metric, metric),
                (&mut alert.generation, generation),
                (&mut alert.step, step),
            ] {
                place.push_str(part);
            }
        }
        alert
    }

    pub fn is_withdrawn(&self) -> bool {
        !self.row["withdrawn_at"].is_null()
    }

    pub fn stamped(&self) -> i64 {
        self.row["at"].as_i64().unwrap()
    }
}

pub fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn plain(row: &Item) -> Value {
    Value::Object(row.iter().map(|(name, value)| (name.clone(), plain_value(value))).collect::<Map<_, _>>())
}

fn plain_value(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!(text),
        AttributeValue::N(number) => serde_json::from_str(number).unwrap(),
        AttributeValue::Bool(yes) => json!(yes),
        AttributeValue::L(list) => list.iter().map(plain_value).collect(),
        AttributeValue::M(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.clone(), plain_value(value))).collect())
        }
        _ => Value::Null,
    }
}
