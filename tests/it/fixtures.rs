//! Bodies from public sources against what an independent reader made of them. They are no part of the project:
//! `COUTURE_FIXTURES` names the folder (with its `expected.jsonl`); without it the test says so and does nothing.

use couture::channels::{self, Door};
use couture::domain::message::{Event, Outcome};
use serde_json::Value;
use std::path::PathBuf;

/// The outcomes that say the same as the other reader's class.
fn outcomes(class: &str) -> &'static [Outcome] {
    match class {
        "inbound" => &[Outcome::Message],
        "inbound_encrypted" => &[Outcome::Encrypted],
        "own" => &[Outcome::Own],
        "update" => &[Outcome::Update],
        "delete" => &[Outcome::Delete],
        "engagement" => &[Outcome::Engagement],
        "receipt" => &[Outcome::Receipt],
        // A dashboard's test, which the other reader counts among these.
        "lifecycle" => &[Outcome::Lifecycle, Outcome::Ignored],
        // What the other reader leaves open: a post of somebody else's that reached us is a message.
        _ => &[Outcome::Ignored, Outcome::Message, Outcome::Engagement, Outcome::Lifecycle],
    }
}

/// A message from nobody with no id: parked here, where the other reader takes it for a message.
const NOBODY: [&str; 1] = ["meta/messenger/botbuilder-msg-5.json"];

fn differences(file: &str, expected: &Value, event: &Event) -> Vec<String> {
    let text = |name: &str| expected[name].as_str();
    let mut found = Vec::new();
    let mut compare = |what: &str, theirs: Option<&str>, ours: Option<&str>| {
        if theirs.is_some() && theirs != ours {
            found.push(format!("{file}: {what}: {theirs:?} is {ours:?} here"));
        }
    };
    let inbox = if event.inbox.is_some() { text("account_id") } else { None };
    compare("inbox", inbox, event.inbox.as_deref());
    if matches!(event.outcome, Outcome::Message | Outcome::Own | Outcome::Update | Outcome::Delete) {
        compare("id", text("id"), event.external_id.as_deref());
        let author = event.author.as_ref().map(|author| author.id.as_str());
        compare("author", text("author_id").or(text("sender_id")), author);
        if event.text != text("text").unwrap_or_default() && event.display != text("text").unwrap_or_default() {
            compare("text", text("text"), Some(&event.text));
        }
        let at = event.at.map(|at| at.as_millisecond().to_string());
        let theirs = expected["ts_ms"].as_i64().map(|at| at.to_string());
        // Ours is exact to the millisecond where X puts the time into the id.
        let second = |at: &Option<String>| at.as_deref().and_then(|at| at.get(..10)).map(str::to_owned);
        if file.starts_with("meta") {
            compare("at", second(&theirs).as_deref(), second(&at).as_deref());
        }
    }
    if !outcomes(text("cls").unwrap_or_default()).contains(&event.outcome) {
        found.push(format!("{file}: {} is {:?} here, {:?}", expected["cls"], event.outcome, event.reason));
    }
    found
}

#[test]
fn public_bodies_are_read_as_another_reader_reads_them() {
    let Some(folder) = std::env::var_os("COUTURE_FIXTURES").map(PathBuf::from) else {
        println!("skipped: COUTURE_FIXTURES names no folder of public bodies");
        return;
    };
    let expected = std::fs::read_to_string(folder.join("expected.jsonl")).unwrap();
    let (mut files, mut found) = (0, Vec::new());
    for line in expected.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let file = line["file"].as_str().unwrap();
        let door = if file.starts_with("x/") { Door::X } else { Door::Meta };
        let events = channels::parse_body(door, std::fs::read(folder.join(file)).unwrap());
        let theirs = line["events"].as_array().unwrap();
        files += 1;
        if events.len() != theirs.len() {
            found.push(format!("{file}: {} events, {} here: {events:?}", theirs.len(), events.len()));
            continue;
        }
        // In whichever order the lists of an entry are read.
        let mut left: Vec<&Event> = events.iter().collect();
        for theirs in theirs {
            match left.iter().position(|event| differences(file, theirs, event).is_empty()) {
                Some(place) => drop(left.remove(place)),
                None if NOBODY.contains(&file) && left[0].outcome == Outcome::Parked => drop(left.remove(0)),
                None => found.extend(left.iter().flat_map(|event| differences(file, theirs, event))),
            }
        }
    }
    println!("{files} public bodies read");
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), found.join("\n"));
}
