//! The fake platforms' side of the connection: X's webhook and its replays, Meta's subscriptions.
//!
//! Owns their state and X's rules for replays. Delivers nothing: what a replay would bring is for whoever
//! tests it to deliver.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};

use super::x::{invalid, problem};
use super::{Fakes, bearer};

/// The fake application's id at Meta.
pub const META_APP_ID: &str = "700200";
/// X's id of the only webhook.
const WEBHOOK_ID: &str = "1900000000000000001";
/// What every Page and account subscribes to unless told otherwise.
const FIELDS: [&str; 6] = ["messages", "message_echoes", "messaging_postbacks", "feed", "comments", "mentions"];

/// The state of the connections.
#[derive(Debug, Clone, Serialize)]
pub struct Connections {
    /// Whether X delivers.
    pub valid: bool,
    /// Whether X finds the webhook good again when it is asked to try.
    pub recovers: bool,
    /// The stretches X was asked to deliver again.
    pub replays: Vec<Value>,
    /// The fields by Page or account, where they are not the usual ones.
    pub subscriptions: BTreeMap<String, Vec<String>>,
}

impl Default for Connections {
    fn default() -> Connections {
        Connections { valid: true, recovers: true, replays: Vec::new(), subscriptions: BTreeMap::new() }
    }
}

impl Fakes {
    /// The state of the connections.
    pub fn connections(&self) -> Connections {
        self.state().connections.clone()
    }

    /// Makes X's webhook valid or not, and says whether trying it again makes it good.
    pub fn set_webhook(&self, valid: bool, recovers: bool) {
        let connections = &mut self.state().connections;
        (connections.valid, connections.recovers) = (valid, recovers);
    }

    /// The fields a Page or account delivers; none: the application is not subscribed at all.
    pub fn set_subscription(&self, inbox: &str, fields: Vec<String>) {
        self.state().connections.subscriptions.insert(inbox.to_owned(), fields);
    }

    /// Meta's list of subscribed applications.
    pub(super) fn subscribed_apps(&self, inbox: &str) -> Value {
        let connections = self.connections();
        let usual = || FIELDS.iter().map(|field| (*field).to_owned()).collect();
        let fields: Vec<String> = connections.subscriptions.get(inbox).cloned().unwrap_or_else(usual);
        if fields.is_empty() {
            return json!({"data": []});
        }
        json!({"data": [{"id": META_APP_ID, "name": "Couture", "subscribed_fields": fields}]})
    }
}

pub(super) fn x_router() -> Router<Fakes> {
    Router::new()
        .route("/2/webhooks", get(list))
        .route("/2/webhooks/{id}", put(validate))
        .route("/2/webhooks/replay", post(replay))
}

async fn list(State(fakes): State<Fakes>, headers: HeaderMap) -> Response {
    if bearer(&headers).is_none() {
        return problem(StatusCode::UNAUTHORIZED, "Unauthorized");
    }
    let valid = fakes.connections().valid;
    let webhook = json!({
        "id": WEBHOOK_ID, "url": "https://care.acme.example/webhooks/x", "valid": valid,
        "created_at": "2026-01-05T10:00:00.000Z",
    });
    Json(json!({"data": [webhook], "meta": {"result_count": 1}})).into_response()
}

async fn validate(State(fakes): State<Fakes>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if bearer(&headers).is_none() {
        return problem(StatusCode::UNAUTHORIZED, "Unauthorized");
    }
    if id != WEBHOOK_ID {
        return problem(StatusCode::NOT_FOUND, "WebhookIdInvalid");
    }
    let mut state = fakes.state();
    state.connections.valid |= state.connections.recovers;
    Json(json!({"data": {"valid": state.connections.valid}})).into_response()
}

async fn replay(State(fakes): State<Fakes>, headers: HeaderMap, body: Bytes) -> Response {
    if bearer(&headers).is_none() {
        return problem(StatusCode::UNAUTHORIZED, "Unauthorized");
    }
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let now = fakes.now();
    let (from, until) = (minute(&body, "from_date"), minute(&body, "to_date"));
    let (Some(from), Some(until)) = (from, until) else { return invalid("from_date and to_date are yyyymmddhhmm") };
    let ago = |at: Timestamp| now.duration_since(at);
    let allowed = body.get("webhook_id").and_then(Value::as_str) == Some(WEBHOOK_ID)
        && ago(from) <= SignedDuration::from_hours(24)
        && ago(from) >= SignedDuration::from_mins(31)
        && ago(until) >= SignedDuration::from_mins(10)
        && until > from
        && until.duration_since(from) <= SignedDuration::from_hours(2);
    let mut state = fakes.state();
    if !allowed || !state.connections.valid {
        return invalid("the stretch cannot be replayed");
    }
    let job = format!("job-{}", state.connections.replays.len() + 1);
    let told = json!({"from_date": body.get("from_date"), "to_date": body.get("to_date"), "job_id": job});
    state.connections.replays.push(told);
    Json(json!({"data": {"job_id": job, "created_at": now.to_string()}})).into_response()
}

fn minute(body: &Value, name: &str) -> Option<Timestamp> {
    let text = body.get(name)?.as_str().filter(|text| text.len() == 12)?;
    let civil = DateTime::strptime("%Y%m%d%H%M", text).ok()?;
    TimeZone::UTC.to_timestamp(civil).ok()
}
