//! The fake X: posts, direct messages, and the two lists in which they are found again.
//!
//! Shows texts the way X does (handles in front, escaped, links shortened), so that whoever looks
//! something up has to cope with it. Whose token a request carries: `grants`.

pub(super) mod grants;

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::faults::{Mode, broken};
use super::moderation::says_something;
use super::x_lists::{self, Row, page};
use super::{Draft, Fakes, NewId, OnlyOnce, SentItem, Taking, X, bearer, inbox_of, text_at};

/// The largest upload taken: a picture in base64.
const LARGEST_UPLOAD: usize = 8 * 1024 * 1024;

pub(super) fn router() -> Router<Fakes> {
    Router::new()
        .route("/2/oauth2/token", post(grants::token))
        .route("/2/tweets", post(create_post))
        .route("/2/media/upload", post(upload).layer(DefaultBodyLimit::max(LARGEST_UPLOAD)))
        .route("/2/users/{user}/tweets", get(posts))
        .route("/2/dm_conversations/with/{person}/messages", post(create_message))
        .route("/2/dm_conversations/with/{person}/dm_events", get(messages))
}

/// An id as X makes them: 42 bits of milliseconds, 22 that tell apart what the same millisecond holds.
pub(super) fn snowflake(now: Timestamp, ordinal: u64) -> String {
    let milliseconds = now.as_millisecond().saturating_sub(1_288_834_974_657).max(1);
    let time = u64::try_from(milliseconds).unwrap_or(1);
    // From the upper half: none is the id that somebody made up for a customer's post of the same millisecond.
    ((time << 22) | 0x20_0000 | (ordinal & 0x1f_ffff)).to_string()
}

async fn create_post(State(fakes): State<Fakes>, headers: HeaderMap, body: Bytes) -> Response {
    let (inbox, body) = match read(&fakes, &headers, &body, &["text", "reply", "media"]) {
        Ok(request) => request,
        Err(refusal) => return *refusal,
    };
    let Some(text) = text_at(&body, "/text") else { return invalid("text is missing") };
    let in_reply_to = text_at(&body, "/reply/in_reply_to_tweet_id");
    if body.get("reply").is_some() && in_reply_to.is_none() {
        return invalid("reply.in_reply_to_tweet_id is missing");
    }
    let pictures = ids_at(&body, "/media/media_ids");
    if body.get("media").is_some() && !(1..=4).contains(&pictures.len()) || !fakes.are_uploaded(&pictures) {
        return invalid("media.media_ids");
    }
    let kind = if in_reply_to.is_some() { "reply" } else { "post" };
    let draft = Draft {
        platform: X,
        id: NewId::Snowflake,
        inbox,
        kind: kind.to_owned(),
        to: None,
        in_reply_to,
        text,
        body,
        metadata: None,
        only_once: OnlyOnce::Words,
    };
    let taken = |item: &SentItem| json!({"id": item.id, "text": shown(item), "edit_history_tweet_ids": [item.id]});
    answer(&fakes, draft, taken).await
}

async fn create_message(
    State(fakes): State<Fakes>,
    Path(person): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (inbox, body) = match read(&fakes, &headers, &body, &["text", "attachments"]) {
        Ok(request) => request,
        Err(refusal) => return *refusal,
    };
    let Some(text) = text_at(&body, "/text") else { return invalid("text is missing") };
    let attached = body.get("attachments").and_then(Value::as_array).cloned().unwrap_or_default();
    let pictures: Vec<String> = attached.iter().filter_map(|one| text_at(one, "/media_id")).collect();
    if pictures.len() != attached.len() || pictures.len() > 1 || !fakes.are_uploaded(&pictures) {
        return invalid("attachments");
    }
    let conversation = conversation(inbox.as_deref(), &person);
    let draft = Draft {
        platform: X,
        id: NewId::Snowflake,
        inbox,
        kind: "direct_message".to_owned(),
        to: Some(person),
        in_reply_to: None,
        text,
        body,
        metadata: None,
        only_once: OnlyOnce::Nothing,
    };
    answer(&fakes, draft, |item| json!({"dm_conversation_id": conversation, "dm_event_id": item.id})).await
}

/// Takes a picture and gives it an id; nobody sees it until something names it.
async fn upload(State(fakes): State<Fakes>, headers: HeaderMap, body: Bytes) -> Response {
    let (_, body) = match read(&fakes, &headers, &body, &["media", "media_category", "media_type", "shared"]) {
        Ok(request) => request,
        Err(refusal) => return *refusal,
    };
    let category = text_at(&body, "/media_category").unwrap_or_default();
    let kind = text_at(&body, "/media_type").unwrap_or_default();
    let bytes = text_at(&body, "/media").and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default();
    let taken = matches!(category.as_str(), "tweet_image" | "dm_image")
        && matches!(kind.as_str(), "image/jpeg" | "image/png" | "image/webp");
    if !taken || bytes.is_empty() {
        return invalid("media, media_category or media_type");
    }
    if let Some(mode) = fakes.upload_fault() {
        return refused(&fakes, mode, false);
    }
    let id = fakes.uploaded(&bytes);
    let data = json!({"id": id, "media_key": format!("3_{id}"), "size": bytes.len(), "expires_after_secs": 86_400});
    Json(json!({"data": data})).into_response()
}

fn ids_at(body: &Value, pointer: &str) -> Vec<String> {
    let ids = body.pointer(pointer).and_then(Value::as_array).into_iter().flatten();
    ids.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Takes the draft and answers as X would.
async fn answer(fakes: &Fakes, draft: Draft, taken: impl Fn(&SentItem) -> Value) -> Response {
    let is_message = draft.kind == "direct_message";
    match fakes.take(draft).await {
        Taking::Taken(item) => (StatusCode::CREATED, Json(json!({"data": taken(&item)}))).into_response(),
        Taking::Silent => broken(StatusCode::CREATED),
        Taking::Duplicate => numbered(StatusCode::FORBIDDEN, 187, "Status is a duplicate."),
        Taking::Full => problem(StatusCode::INTERNAL_SERVER_ERROR, "Internal error."),
        Taking::Fault(mode) => refused(fakes, mode, is_message),
    }
}

pub(super) fn refused(fakes: &Fakes, mode: Mode, is_message: bool) -> Response {
    match mode {
        Mode::TooMany => {
            let reset = fakes.now().as_second().saturating_add(60);
            let headers = [("x-rate-limit-remaining", "0".to_owned()), ("x-rate-limit-reset", reset.to_string())];
            (headers, problem(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests")).into_response()
        }
        Mode::TokenRevoked => problem(StatusCode::UNAUTHORIZED, "Unauthorized"),
        Mode::WindowClosed if is_message => {
            numbered(StatusCode::FORBIDDEN, 349, "You cannot send messages to this user.")
        }
        Mode::WindowClosed => problem(
            StatusCode::FORBIDDEN,
            "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by \
             the author of the post you are replying to.",
        ),
        Mode::ServerError | Mode::TimeoutAfterSend | Mode::TimeoutBeforeSend => {
            problem(StatusCode::INTERNAL_SERVER_ERROR, "Internal error.")
        }
    }
}

/// The account's own posts, newest first.
async fn posts(
    State(fakes): State<Fakes>,
    Path(user): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = grants::account(&fakes, &headers) {
        return *refusal;
    }
    let own = |item: &&SentItem| {
        let is_post = item.kind != "direct_message" && says_something(&item.kind);
        is_post && item.inbox.as_deref().is_none_or(|inbox| inbox == user) && !fakes.is_deleted(X, &item.id)
    };
    let show = |item: &SentItem| {
        let mut post = json!({
            "id": item.id, "text": shown(item), "author_id": user, "created_at": format!("{:.3}", item.at),
            "edit_history_tweet_ids": [item.id],
        });
        let pictures = ids_at(&item.body, "/media/media_ids");
        if let Some(fields) = post.as_object_mut().filter(|_| !pictures.is_empty()) {
            fields.insert("attachments".to_owned(), json!({"media_keys": pictures}));
        }
        if let (Some(target), Some(fields)) = (&item.in_reply_to, post.as_object_mut()) {
            fields.insert("referenced_tweets".to_owned(), json!([{"type": "replied_to", "id": target}]));
            // The real X always knows; this one knows whose post it is only when it was told of it.
            if let Some(author) = fakes.author_of(target) {
                fields.insert("in_reply_to_user_id".to_owned(), json!(author));
            }
        }
        (item.at, post)
    };
    // Newest last, as they were taken: of one instant, the last one is shown first.
    let mut rows: Vec<Row> = fakes.sent(Some(X)).iter().filter(own).map(show).rev().collect();
    rows.extend(fakes.said(X, &user, &["own_post"]).iter().map(|said| (said.at(), x_lists::post(&fakes, said))));
    Json(page(&fakes, &query, rows)).into_response()
}

/// The messages of the account with one person, newest first.
async fn messages(
    State(fakes): State<Fakes>,
    Path(person): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let inbox = match grants::account(&fakes, &headers) {
        Ok(inbox) => inbox,
        Err(refusal) => return *refusal,
    };
    let own = |item: &&SentItem| {
        item.kind == "direct_message" && item.to.as_deref() == Some(person.as_str()) && item.inbox == inbox
    };
    let show = |item: &SentItem| {
        let event = json!({
            "id": item.id, "event_type": "MessageCreate", "text": shown(item), "sender_id": inbox,
            "created_at": format!("{:.3}", item.at), "dm_conversation_id": conversation(inbox.as_deref(), &person),
        });
        (item.at, event)
    };
    let rows: Vec<Row> = fakes.sent(Some(X)).iter().filter(own).map(show).rev().collect();
    Json(page(&fakes, &query, rows)).into_response()
}

/// The inbox and body of a write request with a token and no field X does not know.
pub(super) fn read(
    fakes: &Fakes,
    headers: &HeaderMap,
    body: &Bytes,
    known: &[&str],
) -> Result<(Option<String>, Value), Box<Response>> {
    let inbox = grants::account(fakes, headers)?;
    let body: Value = serde_json::from_slice(body).map_err(|_| Box::new(invalid("the body is not JSON")))?;
    let Some(fields) = body.as_object() else { return Err(Box::new(invalid("the body is not an object"))) };
    if fields.keys().any(|field| !known.contains(&field.as_str())) {
        return Err(Box::new(invalid("the body has a field that X does not know")));
    }
    Ok((inbox, body))
}

/// The id of a conversation of two: both ids, the smaller first.
pub(super) fn conversation(inbox: Option<&str>, person: &str) -> String {
    let inbox = inbox.unwrap_or("0");
    let (first, second) =
        if (inbox.len(), inbox) <= (person.len(), person) { (inbox, person) } else { (person, inbox) };
    format!("{first}-{second}")
}

/// The text as X shows it: the handle of the person replied to in front, links shortened, escaped.
pub(super) fn shown(item: &SentItem) -> String {
    let mut text = String::new();
    if item.kind == "reply" {
        text.push_str("@someone ");
    }
    for word in item.text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        if bare.starts_with("https://") || bare.starts_with("http://") {
            text.push_str("https://t.co/fAk3fAk3fA");
            text.push_str(word.strip_prefix(bare).unwrap_or_default());
        } else {
            text.push_str(&escaped(word));
        }
    }
    if item.body.get("media").is_some() {
        text.push_str(" https://t.co/p1ctur3s00");
    }
    text
}

/// The text with the three characters X escapes.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

pub(super) fn invalid(detail: &str) -> Response {
    let body = json!({
        "title": "Invalid Request", "detail": detail, "type": "https://api.x.com/2/problems/invalid-request",
    });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

pub(super) fn problem(status: StatusCode, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or_default();
    let body = json!({"title": title, "detail": detail, "type": "about:blank", "status": status.as_u16()});
    (status, Json(body)).into_response()
}

pub(super) fn numbered(status: StatusCode, code: u32, message: &str) -> Response {
    (status, Json(json!({"errors": [{"code": code, "message": message}]}))).into_response()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn ids_grow_with_the_clock_and_within_a_millisecond() {
        let now: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
        let later = now + jiff::SignedDuration::from_millis(1);
        let ids = [snowflake(now, 0), snowflake(now, 1), snowflake(later, 2), snowflake(later, 3)];
        assert!(ids.is_sorted() && ids[0].len() == 19, "{ids:?}");
        let number: u64 = ids[0].parse().unwrap();
        assert_eq!((number >> 22) as i64 + 1_288_834_974_657, now.as_millisecond());
    }

    #[test]
    fn the_inbox_is_at_the_end_of_the_token() {
        assert_eq!(inbox_of(&crate::local::fakes::token_for("1001")).as_deref(), Some("1001"));
        assert_eq!(inbox_of("abc"), None);
        assert_eq!(conversation(Some("1001"), "99"), "99-1001");
        assert_eq!(conversation(Some("1001"), "5001"), "1001-5001");
    }
}
