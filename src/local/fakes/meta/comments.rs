//! The fake comment edges of Pages and of Instagram: answers below comments, written and read.

use std::collections::HashMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{Product, allowed, answer, bad_parameter, written};
use crate::local::fakes::meta_lists;
use crate::local::fakes::{Draft, Fakes, META, NewId, OnlyOnce, SentItem, inbox_of, text_at};

/// The longest comment on a Page, in characters...
const LONGEST_ON_A_PAGE: usize = 8_000;
/// ...and on Instagram.
const LONGEST_ON_INSTAGRAM: usize = 2_200;
/// How many answers are shown at once, unless asked for fewer or more.
const SHOWN: usize = 25;
/// The most.
const MOST_SHOWN: usize = 100;

type At = Path<(String, String)>;
type Asked = Query<HashMap<String, String>>;

pub(super) async fn on_a_page(
    State(fakes): State<Fakes>,
    Path((_, comment)): At,
    Query(query): Asked,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let id = NewId::BelowComment(comment.clone());
    write(&fakes, comment, &query, &headers, &body, id, LONGEST_ON_A_PAGE).await
}

pub(super) async fn on_instagram(
    State(fakes): State<Fakes>,
    Path((_, comment)): At,
    Query(query): Asked,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    write(&fakes, comment, &query, &headers, &body, NewId::InstagramComment, LONGEST_ON_INSTAGRAM).await
}

async fn write(
    fakes: &Fakes,
    comment: String,
    query: &HashMap<String, String>,
    headers: &HeaderMap,
    body: &Bytes,
    id: NewId,
    longest: usize,
) -> Response {
    let token = match allowed(headers, query) {
        Ok(token) => token,
        Err(refusal) => return *refusal,
    };
    let Ok(body) = serde_json::from_slice::<Value>(body) else { return bad_parameter("the body is not JSON") };
    let Some(text) = text_at(&body, "/message") else { return bad_parameter("(#100) message is missing") };
    if text.chars().count() > longest {
        return bad_parameter("(#100) message is too long");
    }
    let draft = Draft {
        platform: META,
        id,
        inbox: inbox_of(token),
        kind: "comment_reply".to_owned(),
        to: None,
        in_reply_to: Some(comment),
        text,
        body,
        metadata: None,
        only_once: OnlyOnce::Nothing,
    };
    answer(fakes, draft, Product::Comment, |item| json!({"id": item.id})).await
}

pub(super) async fn of_a_page(
    State(fakes): State<Fakes>,
    Path((version, comment)): At,
    Query(query): Asked,
    headers: HeaderMap,
) -> Response {
    // Whoever asks for what is nested reads a post or a medium back; else an answer is looked for.
    if query.get("fields").is_some_and(|fields| fields.contains('{')) {
        return meta_lists::comments(State(fakes), Path((version, comment)), Query(query), headers).await;
    }
    read(&fakes, &comment, &query, &headers, "message", "created_time")
}

pub(super) async fn of_instagram(
    State(fakes): State<Fakes>,
    Path((_, comment)): At,
    Query(query): Asked,
    headers: HeaderMap,
) -> Response {
    read(&fakes, &comment, &query, &headers, "text", "timestamp")
}

/// What stands below a comment, newest first; only what the account said is known here.
fn read(
    fakes: &Fakes,
    comment: &str,
    query: &HashMap<String, String>,
    headers: &HeaderMap,
    text: &str,
    at: &str,
) -> Response {
    if let Err(refusal) = allowed(headers, query) {
        return *refusal;
    }
    let asked = |field: &str| query.get("fields").is_some_and(|fields| fields.split(',').any(|name| name == field));
    let mut items = fakes.sent(Some(META));
    items.retain(|item| item.kind == "comment_reply" && item.in_reply_to.as_deref() == Some(comment));
    items.retain(|item| !fakes.is_deleted(META, &item.id));
    let show = |item: &SentItem| {
        let fields = [(text, json!(item.text)), (at, json!(written(item.at))), ("from", json!({"id": item.inbox}))];
        let mut shown = serde_json::Map::from_iter([("id".to_owned(), json!(item.id))]);
        shown.extend(fields.into_iter().filter(|(name, _)| asked(name)).map(|(name, value)| (name.to_owned(), value)));
        Value::Object(shown)
    };
    let most = query.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(SHOWN).clamp(1, MOST_SHOWN);
    let data: Vec<Value> = items.iter().rev().take(most).map(show).collect();
    let paging = if items.len() > most { json!({"next": "https://graph.example/next"}) } else { json!({}) };
    Json(json!({"data": data, "paging": paging})).into_response()
}
