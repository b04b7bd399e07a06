//! Bodies, signatures and lengths from public sources against what independent readers made of them. They are no part of the project:
//! `COUTURE_FIXTURES` names the folder (with its `expected.jsonl`); without it the test says so and does nothing.

use couture::channels::{self, Door, meta, twilio, x};
use couture::domain::length::weighted;
use couture::domain::message::{Event, Outcome};
use serde_json::Value;
use std::collections::BTreeSet;
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

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("COUTURE_FIXTURES").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: COUTURE_FIXTURES names no folder of public bodies");
    }
    folder
}

fn read(path: PathBuf) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn public_bodies_are_read_as_another_reader_reads_them() {
    let Some(folder) = folder() else { return };
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

/// A member of a vector, as text.
fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name].as_str().unwrap()
}

#[test]
fn published_signatures_are_ours_and_what_must_be_refused_is() {
    let Some(folder) = folder() else { return };
    let vectors = read(folder.join("vectors.json"));
    let of = |kind: &str| vectors[kind]["vectors"].as_array().unwrap().clone();
    for vector in of("x_crc_response_token") {
        let answer = x::signature::challenge(text(&vector, "consumer_secret"), text(&vector, "crc_token"));
        assert_eq!(answer.unwrap(), text(&vector, "response_token"));
    }
    for refused in vectors["x_crc_response_token"]["must_refuse"].as_array().unwrap() {
        assert!(x::signature::challenge("secret", text(refused, "crc_token")).is_err(), "{refused}");
    }
    for vector in of("x_post_signature") {
        let (secret, body) = (text(&vector, "consumer_secret"), text(&vector, "body"));
        let verified = |body: &str| {
            x::signature::verify(&[secret.to_owned()], Some(text(&vector, "signature")), body.as_bytes().to_vec())
        };
        assert!(verified(body).is_some() && verified(&format!("{body} ")).is_none(), "{vector}");
    }
    let of_meta = of("meta_x_hub_signature_256");
    for (vector, other) in of_meta.iter().flat_map(|vector| of_meta.iter().map(move |other| (vector, other))) {
        let header = Some(text(other, "signature"));
        let body = text(vector, "body").as_bytes().to_vec();
        let accepted = meta::signature::verify(&[text(vector, "app_secret").to_owned()], header, body).is_some();
        assert_eq!(accepted, vector == other, "{vector} under the signature of {other}");
    }
    for vector in of("meta_x_hub_signature_sha1_legacy") {
        let (header, body) = (Some(text(&vector, "signature")), text(&vector, "body").as_bytes().to_vec());
        assert!(meta::signature::verify(&[text(&vector, "app_secret").to_owned()], header, body).is_none());
    }
    for vector in of("twilio") {
        let form = vector["params"].as_object().map(|fields| serde_urlencoded::to_string(fields).unwrap());
        let body = form.unwrap_or_else(|| vector["body"].as_str().unwrap_or_default().to_owned());
        let verified = |token: &str| {
            let (tokens, addresses) = ([token.to_owned()], [text(&vector, "url").to_owned()]);
            twilio::signature::verify(&tokens, Some(text(&vector, "signature")), &addresses, body.clone())
        };
        assert!(verified(text(&vector, "auth_token")).is_some() && verified("other").is_none(), "{vector}");
    }
}

#[test]
fn texts_are_as_long_as_twitter_text_says() {
    let Some(folder) = folder() else { return };
    let cases = read(folder.join("text/twitter-text-weighted-length.json"));
    let all = || cases.as_object().unwrap().iter();
    // Version 3 counts an emoji as one; the same texts stand beside it as version 2 counted them.
    let of_version_3 = |name: &String| name.contains("DiscountedEmoji");
    let recounted: BTreeSet<&str> = all()
        .filter(|(name, _)| of_version_3(name))
        .flat_map(|(_, cases)| cases.as_array().unwrap())
        .map(|case| text(case, "text"))
        .collect();
    let mut counted = 0;
    let current = |name: &String, case: &Value| of_version_3(name) || !recounted.contains(text(case, "text"));
    let listed = all().flat_map(|(name, cases)| cases.as_array().unwrap().iter().map(move |case| (name, case)));
    for (_, case) in listed.filter(|(name, case)| current(name, case)) {
        let length = u64::try_from(weighted(text(case, "text"))).unwrap();
        assert_eq!(Some(length), case["expected"]["weightedLength"].as_u64(), "{}", case["description"]);
        counted += 1;
    }
    println!("{counted} texts counted");
    assert!(counted > 0);
}
