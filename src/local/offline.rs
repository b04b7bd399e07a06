//! The commands that need no server: parse, explain, classify, deadline, facts, compare, check.
//!
//! Owns reading files and printing lines. The decisions are `domain`'s.

use crate::app::explain;
use crate::channels::{self, Door};
use crate::clock::Clock;
use crate::desk;
use crate::domain::alignment;
use crate::domain::calendar::Calendar;
use crate::domain::classify::{self, Input};
use crate::domain::deadline::{self, Pause};
use crate::domain::desk::{Desk, Problem};
use crate::domain::durations::parse_duration;
use crate::domain::facts;
use crate::domain::message::Event;
use crate::domain::words::{self, Language};
use crate::domain::{ids, words::intake::intake_reason};
use crate::store::keys::instant;
use anyhow::Context;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// A file to be read; `-` is standard input.
fn open(file: &Path) -> anyhow::Result<Box<dyn Read>> {
    if file == Path::new("-") {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let opened = File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(Box::new(opened))
}

/// A file's bytes; `-` is standard input.
pub fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(file)?.read_to_end(&mut bytes).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(bytes)
}

/// The desk in a folder, or the built-in one, with its files.
pub fn desk(dir: Option<&Path>) -> anyhow::Result<(Desk, BTreeMap<String, String>)> {
    let files = match dir {
        Some(dir) => desk::read_folder(dir).map_err(|problems| refused(&problems))?,
        None => desk::demo_files(),
    };
    let desk = desk::parse(&files).map_err(|problems| refused(&problems))?;
    Ok((desk, files))
}

/// The problems of a desk as one error.
pub fn refused(problems: &[Problem]) -> anyhow::Error {
    let lines: Vec<String> = problems.iter().map(|problem| words::desk::problem(problem, Language::En)).collect();
    anyhow::anyhow!("the desk is refused:\n{}", lines.join("\n"))
}

/// `couture check`: every problem of a desk folder.
pub fn check(dir: Option<&Path>) -> anyhow::Result<bool> {
    let checked = match dir {
        Some(dir) => desk::load(dir),
        None => desk::demo(),
    };
    match checked {
        Ok(desk) => {
            println!("ok: version {}, {} teams, {} rules", desk.version, desk.teams.len(), desk.rules.len());
            Ok(true)
        }
        Err(problems) => {
            for problem in &problems {
                println!("{}", words::desk::problem(problem, Language::En));
            }
            Ok(false)
        }
    }
}

/// `couture parse`: one line a file.
pub fn parse(door: Door, source: Option<&str>, files: &[PathBuf], language: Language) -> anyhow::Result<bool> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for file in files {
        let parsed = match read(file) {
            Ok(body) => {
                let source = source_of(door, source, file, &body);
                channels::parse_body_of(door, source.as_deref(), body)
            }
            Err(_) => vec![Event::parked(None, "unreadable_file", "")],
        };
        let events: Vec<Value> = parsed.iter().map(|event| event_view(event, language)).collect();
        writeln!(out, "{}", json!({"file": file.display().to_string(), "events": events}))?;
    }
    out.flush()?;
    Ok(true)
}

/// The system behind the generic door that a file is from: as said, else told by its name and content.
fn source_of(door: Door, said: Option<&str>, file: &Path, body: &[u8]) -> Option<String> {
    if door != Door::Standard {
        return None;
    }
    let told = || super::replay::source_of(&serde_json::from_slice(body).unwrap_or_default(), file);
    Some(said.map_or_else(told, str::to_owned))
}

fn event_view(event: &Event, language: Language) -> Value {
    let conversation = event.channel.zip(event.inbox.as_deref()).zip(event.contact.as_deref());
    let conversation =
        conversation.map(|((channel, inbox), contact)| ids::conversation_id(channel, inbox, event.public, contact));
    json!({
        "outcome": event.outcome,
        "kind": event.kind,
        "channel": event.channel,
        "external_id": event.external_id,
        "inbox": event.inbox,
        "conversation": conversation,
        "public": event.public,
        "author": event.author.as_ref().map(|author| &author.id),
        "text": event.text,
        "display": event.display,
        "at": event.at.map(instant),
        "attachments": event.attachments,
        "reason": event.reason.as_ref().map(|reason| intake_reason(reason, language)),
        "code": event.reason.as_ref().map(|reason| &reason.code),
        "contact": event.contact,
        "known_as": event.known_as,
        "handle": event.author.as_ref().and_then(|author| author.handle.as_ref()),
        "in_reply_to": event.in_reply_to,
        "thread": event.thread,
        "new_id": event.new_id,
        "revision": event.revision,
        "metadata": event.metadata,
    })
}

/// `couture explain`: one line a message.
pub fn explain(file: &Path, dir: Option<&Path>, language: Language) -> anyhow::Result<bool> {
    let (desk, _) = desk(dir)?;
    let body = read(file)?;
    let door = channels::door_of(&body).unwrap_or(Door::X);
    let source = source_of(door, None, file, &body);
    let source = source.as_deref();
    let messages = explain::explain_body(door, source, &body, &desk, Clock::system_now(), language);
    for message in &messages {
        println!("{message}");
    }
    if messages.is_empty() {
        eprintln!("no message of a customer in {}", file.display());
        for event in channels::parse_body_of(door, source, body.clone()) {
            let reason = event.reason.as_ref().map(|reason| intake_reason(reason, language)).unwrap_or_default();
            eprintln!("  {} {reason}", serde_json::to_string(&event.outcome)?);
        }
    }
    Ok(!messages.is_empty())
}

#[derive(Deserialize)]
struct Text {
    id: Value,
    text: String,
    lang: Option<String>,
    at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Pair {
    id: Value,
    a: String,
    b: String,
    topic: Option<String>,
}

/// Calls `answer` for every JSON line of a file and prints what it gives, line by line: a file may be larger than
/// memory, and a pipe gets each answer while it is still writing. A bad line is told of with its number and costs no
/// other line its answer.
fn each_line<T: DeserializeOwned>(file: &Path, answer: impl Fn(T) -> anyhow::Result<Value>) -> anyhow::Result<bool> {
    let mut lines = BufReader::new(open(file)?);
    let mut out = BufWriter::new(std::io::stdout().lock());
    let (mut line, mut number, mut bad) = (Vec::new(), 0u64, 0u64);
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line).with_context(|| format!("cannot read {}", file.display()))? == 0 {
            break;
        }
        number += 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice(&line).map_err(anyhow::Error::from).and_then(&answer) {
            Ok(value) => writeln!(out, "{value}")?,
            Err(error) => {
                bad += 1;
                eprintln!("{}:{number}: {error:#}", file.display());
            }
        }
        if lines.buffer().is_empty() {
            out.flush()?;
        }
    }
    out.flush()?;
    anyhow::ensure!(bad == 0, "{}: {bad} of {number} lines could not be answered", file.display());
    Ok(true)
}

/// `couture classify`.
pub fn classify(file: &Path, language: Language) -> anyhow::Result<bool> {
    eprintln!("by rules; the confidence is their weight of evidence and is not calibrated");
    each_line(file, |line: Text| {
        let input = Input { text: &line.text, language: line.lang.as_deref(), public: true, has_attachment: false };
        let mut value = explain::classification(&classify::classify(&input), language);
        if let Value::Object(members) = &mut value {
            members.insert("id".to_owned(), line.id);
            let spoken = members.remove("language");
            members.insert("lang".to_owned(), spoken.unwrap_or_default());
        }
        Ok(value)
    })
}

/// `couture facts`.
pub fn facts(file: &Path) -> anyhow::Result<bool> {
    each_line(file, |line: Text| Ok(json!({"id": line.id, "facts": facts::facts(&line.text, line.at)})))
}

/// `couture compare`.
pub fn compare(file: &Path) -> anyhow::Result<bool> {
    each_line(file, |pair: Pair| {
        let compared = alignment::compare(&pair.a, &pair.b, pair.topic.as_deref());
        Ok(json!({"id": pair.id, "verdict": compared.verdict, "because": compared.because}))
    })
}

/// Calendars by name.
pub type Calendars = BTreeMap<String, Calendar>;

/// The calendars of a desk folder, or of the built-in desk; the folder's other files are not needed.
pub fn calendars(dir: Option<&Path>) -> anyhow::Result<Calendars> {
    let text = match dir {
        Some(dir) => {
            let file = dir.join("calendars.toml");
            std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?
        }
        None => desk::demo_files().remove("calendars.toml").unwrap_or_default(),
    };
    desk::calendars_as_written(&text).map_err(|why| anyhow::anyhow!("calendars.toml: {why}"))
}

/// One question for a deadline.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Comes back with the answer.
    #[serde(default)]
    pub id: Option<Value>,
    /// The calendar's name; `wall_clock` for none.
    pub calendar: String,
    /// Where the clock starts.
    pub start: Timestamp,
    /// The promised span.
    pub target: String,
    /// Spans that do not count.
    #[serde(default)]
    pub pauses: Vec<(Timestamp, Option<Timestamp>)>,
}

impl Question {
    /// The answer, as one JSON value.
    pub fn answer(&self, calendars: &Calendars, language: Language) -> anyhow::Result<Value> {
        let calendar = match self.calendar.as_str() {
            "wall_clock" => None,
            name => Some(calendars.get(name).with_context(|| {
                let known: Vec<&str> = calendars.keys().map(String::as_str).collect();
                format!("there is no calendar {name}; the desk has: wall_clock, {}", known.join(", "))
            })?),
        };
        let target = parse_duration(&self.target)
            .with_context(|| format!("{} is not a span; write for example PT2H", self.target))?;
        let pauses: Vec<Pause> =
            self.pauses.iter().map(|(from_at, until_at)| Pause { from_at: *from_at, until_at: *until_at }).collect();
        let due = deadline::deadline(self.start, target, calendar, &pauses);
        let mut value = json!({
            "deadline_at": due.at.map(instant),
            "explanation": words::calendar::explain(&due.explanation, language),
        });
        if let (Some(id), Value::Object(members)) = (&self.id, &mut value) {
            members.insert("id".to_owned(), id.clone());
        }
        Ok(value)
    }
}

/// `couture deadline FILE`.
pub fn deadlines(calendars: &Calendars, file: &Path, language: Language) -> anyhow::Result<bool> {
    each_line(file, |question: Question| question.answer(calendars, language))
}

/// A pause spelled `A/B` or `A/`.
pub fn pause(text: &str) -> anyhow::Result<(Timestamp, Option<Timestamp>)> {
    let (from, until) = text.split_once('/').with_context(|| format!("{text}: write a pause as START/END"))?;
    let instant = |part: &str| part.parse::<Timestamp>().with_context(|| format!("{part} is not an instant"));
    let until = if until.is_empty() { None } else { Some(instant(until)?) };
    Ok((instant(from)?, until))
}
