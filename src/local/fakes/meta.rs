//! The fake Meta: Messenger's Send API and the conversations in which messages are found again.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::faults::{Mode, broken};
use super::{Draft, Fakes, META, NewId, SentItem, Taking, bearer, text_at};

/// The latest messages of a conversation that Meta shows.
const SHOWN_MESSAGES: usize = 25;

pub(super) fn router() -> Router<Fakes> {
    Router::new()
        .route("/{version}/{page}/messages", post(send))
        .route("/{version}/{page}/conversations", get(conversations))
}

/// An id as Messenger makes them: opaque.
pub(super) fn message_id(now: Timestamp, ordinal: u64) -> String {
    format!("m_{:011x}{ordinal:06x}", now.as_millisecond().max(0))
}

async fn send(
    State(fakes): State<Fakes>,
    Path((_version, page)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Err(refusal) = allowed(&headers, &query) {
        return *refusal;
    }
    let Ok(body) = serde_json::from_slice::<Value>(&body) else { return bad_parameter("the body is not JSON") };
    let Some(person) = text_at(&body, "/recipient/id") else { return bad_parameter("recipient is missing") };
    let Some(text) = text_at(&body, "/message/text") else { return bad_parameter("message is missing") };
    if text.chars().count() > 2_000 {
        return bad_parameter("message[text] must be shorter than 2000 characters");
    }
    let tag = body.get("tag").and_then(Value::as_str);
    match (body.get("messaging_type").and_then(Value::as_str), tag) {
        (Some("RESPONSE" | "UPDATE"), None) | (Some("MESSAGE_TAG"), Some("HUMAN_AGENT")) => {}
        _ => return bad_parameter("messaging_type or tag"),
    }
    let draft = Draft {
        platform: META,
        id: NewId::MessageId,
        inbox: Some(page.clone()),
        kind: "message".to_owned(),
        to: Some(person.clone()),
        in_reply_to: text_at(&body, "/reply_to/mid"),
        text,
        metadata: text_at(&body, "/message/metadata"),
        body,
        refuses_duplicates: false,
    };
    match fakes.take(draft).await {
        Taking::Taken(item) => Json(json!({"recipient_id": person, "message_id": item.id})).into_response(),
        Taking::Silent => broken(StatusCode::OK),
        Taking::Fault(mode) => refused(mode, &page),
        Taking::Duplicate | Taking::Full => refused(Mode::ServerError, &page),
    }
}

pub(super) fn refused(mode: Mode, page: &str) -> Response {
    match mode {
        Mode::TooMany => {
            let row = json!({"type": "messenger", "call_count": 100, "estimated_time_to_regain_access": 1});
            let mut usage = serde_json::Map::new();
            usage.insert(page.to_owned(), json!([row]));
            let headers = [("x-business-use-case-usage", Value::Object(usage).to_string())];
            (headers, error(StatusCode::BAD_REQUEST, 613, None, "Calls to this API have exceeded the rate limit."))
                .into_response()
        }
        Mode::TokenRevoked => {
            error(StatusCode::UNAUTHORIZED, 190, Some(460), "Error validating access token: The session is invalid.")
        }
        Mode::WindowClosed => {
            error(StatusCode::BAD_REQUEST, 10, Some(2_018_278), "This message is sent outside of allowed window.")
        }
        Mode::ServerError | Mode::TimeoutAfterSend | Mode::TimeoutBeforeSend => {
            error(StatusCode::INTERNAL_SERVER_ERROR, 2, None, "Service temporarily unavailable")
        }
    }
}

/// The conversation of the Page with one person: its latest messages, newest first. As with the real
/// one, our metadata is not in it; and only what the Page said is known here.
async fn conversations(
    State(fakes): State<Fakes>,
    Path((_version, page)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = allowed(&headers, &query) {
        return *refusal;
    }
    let Some(person) = query.get("user_id") else { return bad_parameter("user_id") };
    let mut items = fakes.sent(Some(META));
    items.retain(|item| item.inbox.as_ref() == Some(&page) && item.to.as_ref() == Some(person));
    let message = |item: &SentItem| {
        json!({
            "id": item.id, "message": item.text, "from": {"id": page}, "to": {"data": [{"id": person}]},
            "created_time": item.at.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string(),
        })
    };
    let messages: Vec<Value> = items.iter().rev().take(SHOWN_MESSAGES).map(message).collect();
    if messages.is_empty() {
        return Json(json!({"data": []})).into_response();
    }
    let more = items.len() > SHOWN_MESSAGES;
    let paging =
        if more { json!({"cursors": {}, "next": "https://graph.example/next"}) } else { json!({"cursors": {}}) };
    let conversation = json!({"id": format!("t_{person}"), "messages": {"data": messages, "paging": paging}});
    Json(json!({"data": [conversation]})).into_response()
}

/// A token, and a proof of the right form (the fake does not know the secret).
pub(super) fn allowed(headers: &HeaderMap, query: &HashMap<String, String>) -> Result<(), Box<Response>> {
    if bearer(headers).is_none() {
        return Err(Box::new(error(StatusCode::UNAUTHORIZED, 190, None, "An access token is required.")));
    }
    let proof = query.get("appsecret_proof").map_or("", String::as_str);
    if proof.len() != 64 || !proof.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Box::new(bad_parameter("API calls from the server require an appsecret_proof argument")));
    }
    Ok(())
}

pub(super) fn bad_parameter(message: &str) -> Response {
    error(StatusCode::BAD_REQUEST, 100, None, message)
}

pub(super) fn error(status: StatusCode, code: u32, subcode: Option<u32>, message: &str) -> Response {
    let mut error = json!({"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "fake"});
    if let (Some(subcode), Some(fields)) = (subcode, error.as_object_mut()) {
        fields.insert("error_subcode".to_owned(), json!(subcode));
    }
    (status, Json(json!({"error": error}))).into_response()
}
