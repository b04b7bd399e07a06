//! `couture replay`: posts recorded event files, signed, to the door their form tells.
//!
//! Owns the choice of the door and the report. Must not interpret events further than that.

mod shift;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Serialize;
use serde_json::Value;

use self::shift::Recorded;
use super::remote::Remote;
use super::secrets::SIGNING;
use super::sign::{self, SignChannel};
use crate::channels::standard::Source;
use crate::channels::{self, Door};

/// What became of one file; also the line printed for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Posted {
    /// The file as named on the command line.
    pub file: String,
    /// The path it was posted to.
    pub door: String,
    /// The HTTP status of the answer.
    pub status: u16,
}

/// What became of all files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReplayReport {
    /// One for each file, in order.
    pub posted: Vec<Posted>,
}

impl ReplayReport {
    /// Whether every file was accepted.
    pub fn succeeded(&self) -> bool {
        self.posted.iter().all(|posted| (200..300).contains(&posted.status))
    }
}

struct Event {
    file: String,
    bytes: Vec<u8>,
    body: Option<Value>,
    door: String,
    channel: SignChannel,
}

/// Posts `files` (`-` is standard input) in order, and prints one JSON line for each on standard
/// output. With `shift` every instant in them moves so that the newest over all files is the
/// server's now; `source` names the system that reports, for events of the generic door. A file that is not JSON is posted as it is, to X's door. The caller ends with 1
/// unless [`ReplayReport::succeeded`]; a file that cannot be opened, or a server that does not
/// answer, is an error.
pub async fn run(url: &str, shift: bool, source: Option<&str>, files: Vec<PathBuf>) -> anyhow::Result<ReplayReport> {
    let mut events = files.iter().map(|file| Event::read(file, source)).collect::<anyhow::Result<Vec<Event>>>()?;
    let remote = Remote::new(url)?;
    let now = remote.now().await.context("is `couture serve` running?")?;
    if shift {
        shift_all(now, &mut events)?;
    }
    let mut report = ReplayReport::default();
    for event in events {
        let headers = sign::headers_at(event.channel, now, url, &event.bytes, &SIGNING);
        let status = remote.post(&event.door, &headers, event.bytes).await?;
        let posted = Posted { file: event.file, door: event.door, status: status.as_u16() };
        println!("{}", serde_json::to_string(&posted)?);
        report.posted.push(posted);
    }
    Ok(report)
}

fn shift_all(now: jiff::Timestamp, events: &mut [Event]) -> anyhow::Result<()> {
    let mut readable: Vec<&mut Event> = events.iter_mut().filter(|event| event.body.is_some()).collect();
    let mut recorded: Vec<Recorded> = readable
        .iter_mut()
        .filter_map(|event| Some(Recorded { body: event.body.take()?, from_x: event.channel == SignChannel::X }))
        .collect();
    shift::shift_to(now, &mut recorded);
    for (event, recorded) in readable.into_iter().zip(recorded) {
        event.bytes = serde_json::to_vec(&recorded.body)?;
    }
    Ok(())
}

impl Event {
    fn read(file: &Path, source: Option<&str>) -> anyhow::Result<Event> {
        let name = file.display().to_string();
        let bytes = if name == "-" {
            let mut bytes = Vec::new();
            std::io::stdin().read_to_end(&mut bytes).context("cannot read standard input")?;
            bytes
        } else {
            std::fs::read(file).with_context(|| format!("cannot read {name}"))?
        };
        let body = serde_json::from_slice(&bytes).ok();
        let (door, channel) = match channels::door_of(&bytes) {
            Some(Door::Twilio) => ("/webhooks/twilio".to_owned(), SignChannel::Twilio),
            _ => door_of(body.as_ref(), source, file),
        };
        Ok(Event { file: name, bytes, body, door, channel })
    }
}

/// The door a body's form tells.
fn door_of(body: Option<&Value>, source: Option<&str>, file: &Path) -> (String, SignChannel) {
    let has = |key: &str| body.is_some_and(|body| body.get(key).is_some());
    if has("object") && has("entry") {
        ("/webhooks/meta".to_owned(), SignChannel::Meta)
    } else if has("kind") && has("id") && has("from") {
        let told = || body.map_or_else(|| "app".to_owned(), |body| source_of(body, file));
        (format!("/webhooks/standard/{}", source.map_or_else(told, str::to_owned)), SignChannel::Standard)
    } else {
        ("/webhooks/x".to_owned(), SignChannel::X)
    }
}

/// Where a standard event comes from: what it says itself, else a folder or the first word of the
/// file's name, else what its content suggests.
pub(super) fn source_of(body: &Value, file: &Path) -> String {
    let known = |word: &str| Source::of(word).map(|source| source.inbox);
    let said = ["source", "channel"].into_iter().find_map(|key| known(body.get(key)?.as_str()?));
    let named = || {
        let mut parts = file.iter().rev().filter_map(|part| part.to_str());
        parts.find_map(|part| known(part.split(['-', '_', '.']).next().unwrap_or_default()))
    };
    let from = |key: &str| body.get("from").is_some_and(|from| from.get(key).is_some());
    said.or_else(named).unwrap_or_else(|| {
        let likely = match body.get("kind").and_then(Value::as_str) {
            Some("call") => "phone",
            Some("contact") => "crm",
            _ if from("email") => "email",
            _ if from("phone") => "sms",
            _ => "app",
        };
        likely.to_owned()
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use std::sync::{Arc, Mutex};

    use axum::Router;
    use axum::body::Bytes;
    use axum::extract::State;
    use axum::http::{HeaderMap, StatusCode, Uri};
    use axum::routing::get;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check_door(body: Value, file: &str, expected: &str) {
        assert_eq!(door_of(Some(&body), None, Path::new(file)).0, expected);
    }

    #[test]
    fn the_form_tells_the_door() {
        check_door(json!({ "object": "page", "entry": [] }), "a.json", "/webhooks/meta");
        check_door(json!({ "for_user_id": "1001" }), "a.json", "/webhooks/x");
        check_door(json!(3), "a.json", "/webhooks/x");
        let standard = |kind: &str, from: Value| json!({ "kind": kind, "id": "1", "from": from });
        check_door(standard("call", json!({})), "-", "/webhooks/standard/phone");
        check_door(standard("message", json!({ "email": "a@b.example" })), "-", "/webhooks/standard/email");
        check_door(standard("message", json!({})), "events/store/one.json", "/webhooks/standard/store");
        check_door(standard("message", json!({})), "events/standard/chat-hello.json", "/webhooks/standard/chat");
        check_door(standard("message", json!({})), "whatever.json", "/webhooks/standard/app");
        assert_eq!(door_of(None, None, Path::new("broken.json")).0, "/webhooks/x");
        let said = door_of(Some(&standard("message", json!({}))), Some("sms-paris"), Path::new("chat.json"));
        assert_eq!(said.0, "/webhooks/standard/sms-paris");
    }

    type Received = Arc<Mutex<Vec<(String, Bytes)>>>;

    async fn door(State(received): State<Received>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
        let now = "2026-03-30T09:00:00Z".parse().unwrap();
        let channel = match uri.path() {
            "/webhooks/x" => SignChannel::X,
            "/webhooks/meta" => SignChannel::Meta,
            "/webhooks/twilio" => SignChannel::Twilio,
            _ => SignChannel::Standard,
        };
        let url = format!("http://{}", headers["host"].to_str().unwrap());
        for (name, value) in sign::headers_at(channel, now, &url, &body, &SIGNING) {
            assert_eq!(headers[&name], value.as_str());
        }
        received.lock().unwrap().push((uri.path().to_owned(), body.clone()));
        if body.starts_with(b"{") { StatusCode::OK } else { StatusCode::BAD_REQUEST }
    }

    #[tokio::test]
    async fn files_arrive_signed_and_shifted_and_the_broken_one_as_it_is() {
        let folder = std::env::temp_dir().join(format!("couture-replay-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let contents = [
            ("x.json", r#"{"direct_message_events":[{"id":"5","created_timestamp":"1700000000000"}]}"#),
            ("call.json", r#"{"kind":"call","id":"7","at":"2023-11-14T22:12:20Z","from":{"id":"9"}}"#),
            ("broken.json", "not json"),
            ("text.form", "MessageSid=SM1&From=%2B33639980001&To=%2B33700000001&Body=Bonjour"),
        ];
        let files: Vec<PathBuf> = contents.iter().map(|(name, _)| folder.join(name)).collect();
        for (file, (_, content)) in files.iter().zip(contents) {
            std::fs::write(file, content).unwrap();
        }
        let received = Received::default();
        let clock = || async { axum::Json(json!({ "now": "2026-03-30T09:00:00Z" })) };
        let router = Router::new().route("/sim/clock", get(clock)).fallback(door).with_state(Arc::clone(&received));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await });
        let report = run(&url, true, None, files).await.unwrap();
        serving.abort();
        std::fs::remove_dir_all(&folder).unwrap();

        assert!(!report.succeeded());
        assert_eq!(report.posted.iter().map(|posted| posted.status).collect::<Vec<_>>(), [200, 200, 400, 400]);
        let received = received.lock().unwrap();
        let bodies: Vec<&str> = received.iter().map(|(_, body)| std::str::from_utf8(body).unwrap()).collect();
        assert!(bodies[0].contains(r#""created_timestamp":"1774861200000""#), "{}", bodies[0]);
        assert!(bodies[1].contains("2026-03-30T08:59:00Z"), "{}", bodies[1]);
        assert_eq!(bodies[2], "not json");
        assert_eq!(received[1].0, "/webhooks/standard/phone");
        assert_eq!(received[3].0, "/webhooks/twilio");
    }
}
