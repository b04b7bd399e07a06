//! What the fake platforms let one do to posts and comments that stand there: hide, like, delete, edit,
//! ask whether they are still there.
//!
//! They know what was sent through them and what `/sim/deleted` marked; any other post is taken to be there.
//! Everything done is listed among what was sent, as an item of its own that names the post it is about.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::faults::{Mode, broken};
use super::meta::{self, Product, pictures};
use super::x::{self, grants};
use super::{Draft, Fakes, META, NewId, OnlyOnce, Taking, X, bearer, inbox_of, text_at};

/// The kinds of items that are about another item.
const ACTS: [&str; 6] = ["hide", "show", "like", "unlike", "delete", "edit"];

/// Whether an item says something itself.
pub(super) fn says_something(kind: &str) -> bool {
    !ACTS.contains(&kind)
}

pub(super) fn x_router() -> Router<Fakes> {
    Router::new()
        .route("/2/tweets", get(x_read))
        .route("/2/tweets/{id}", delete(x_delete))
        .route("/2/tweets/{id}/hidden", put(x_hidden))
        .route("/2/users/{user}/likes", post(x_like))
        .route("/2/users/{user}/likes/{id}", delete(x_unlike))
}

pub(super) fn meta_router() -> Router<Fakes> {
    Router::new()
        .route("/{version}/", get(meta_read_many))
        .route("/{version}/{node}", get(meta_read).post(meta_change).delete(meta_delete))
        .route("/{version}/{node}/likes", post(meta_like).delete(meta_unlike))
}

/// An act as the fakes keep it.
fn act(platform: &'static str, inbox: Option<String>, kind: &str, about: &str, text: String, body: Value) -> Draft {
    Draft {
        platform,
        id: if platform == X { NewId::Snowflake } else { NewId::MessageId },
        inbox,
        kind: kind.to_owned(),
        to: None,
        in_reply_to: Some(about.to_owned()),
        text,
        body,
        metadata: None,
        only_once: OnlyOnce::Nothing,
    }
}

// --- X

async fn x_hidden(State(fakes): State<Fakes>, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let (inbox, body) = match x::read(&fakes, &headers, &body, &["hidden"]) {
        Ok(request) => request,
        Err(refusal) => return *refusal,
    };
    let Some(hidden) = body.get("hidden").and_then(Value::as_bool) else { return x::invalid("hidden is missing") };
    if fakes.is_deleted(X, &id) {
        return not_found(&id);
    }
    let draft = act(X, inbox, if hidden { "hide" } else { "show" }, &id, String::new(), body);
    x_answer(&fakes, draft, json!({"hidden": hidden})).await
}

async fn x_like(State(fakes): State<Fakes>, Path(user): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let (_, body) = match x::read(&fakes, &headers, &body, &["tweet_id"]) {
        Ok(request) => request,
        Err(refusal) => return *refusal,
    };
    let Some(id) = text_at(&body, "/tweet_id") else { return x::invalid("tweet_id is missing") };
    if fakes.is_deleted(X, &id) {
        return not_found(&id);
    }
    x_answer(&fakes, act(X, Some(user), "like", &id, String::new(), body), json!({"liked": true})).await
}

async fn x_unlike(
    State(fakes): State<Fakes>,
    Path((user, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = grants::account(&fakes, &headers) {
        return *refusal;
    }
    let draft = act(X, Some(user), "unlike", &id, String::new(), Value::Null);
    x_answer(&fakes, draft, json!({"liked": false})).await
}

async fn x_delete(State(fakes): State<Fakes>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let inbox = match grants::account(&fakes, &headers) {
        Ok(inbox) => inbox,
        Err(refusal) => return *refusal,
    };
    if fakes.is_deleted(X, &id) {
        return not_found(&id);
    }
    let another = fakes.sent(Some(X)).into_iter().any(|item| item.id == id && item.inbox != inbox);
    if another {
        return x::problem(StatusCode::FORBIDDEN, "You are not permitted to perform this action.");
    }
    x_answer(&fakes, act(X, inbox, "delete", &id, String::new(), Value::Null), json!({"deleted": true})).await
}

async fn x_answer(fakes: &Fakes, draft: Draft, done: Value) -> Response {
    match fakes.take(draft).await {
        Taking::Taken(_) => Json(json!({"data": done})).into_response(),
        Taking::Silent => broken(StatusCode::OK),
        Taking::Duplicate | Taking::Full => x::problem(StatusCode::INTERNAL_SERVER_ERROR, "Internal error."),
        Taking::Fault(Mode::WindowClosed) => {
            x::problem(StatusCode::FORBIDDEN, "You are not permitted to perform this action.")
        }
        Taking::Fault(mode) => x::refused(fakes, mode, false),
    }
}

/// Up to a hundred posts; what is missing is named among the errors, and the answer is a success all the same.
async fn x_read(
    State(fakes): State<Fakes>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = grants::account(&fakes, &headers) {
        return *refusal;
    }
    let ids: Vec<&str> = query.get("ids").map(|ids| ids.split(',').collect()).unwrap_or_default();
    let well_formed = ids.iter().all(|id| !id.is_empty() && id.len() <= 19 && id.bytes().all(|b| b.is_ascii_digit()));
    if ids.is_empty() || ids.len() > 100 || !well_formed {
        return x::invalid("ids must be 1 to 100 post ids");
    }
    let (gone, there): (Vec<&str>, Vec<&str>) = ids.into_iter().partition(|id| fakes.is_deleted(X, id));
    let mut answer = serde_json::Map::new();
    if !there.is_empty() {
        let posts: Vec<Value> =
            there.iter().map(|id| json!({"id": id, "edit_history_tweet_ids": [id], "text": ""})).collect();
        answer.insert("data".to_owned(), Value::Array(posts));
    }
    if !gone.is_empty() {
        answer.insert("errors".to_owned(), Value::Array(gone.iter().map(|id| missing(id)).collect()));
    }
    Json(Value::Object(answer)).into_response()
}

fn missing(id: &str) -> Value {
    json!({
        "value": id, "detail": format!("Could not find tweet with ids: [{id}]."), "title": "Not Found Error",
        "resource_type": "tweet", "parameter": "ids", "resource_id": id,
        "type": "https://api.x.com/2/problems/resource-not-found",
    })
}

fn not_found(id: &str) -> Response {
    (StatusCode::NOT_FOUND, Json(missing(id))).into_response()
}

// --- Meta

type MetaQuery = Query<HashMap<String, String>>;

/// `is_hidden` or `hide` in the query, or a new `message` in the body.
async fn meta_change(
    State(fakes): State<Fakes>,
    Path((_version, id)): Path<(String, String)>,
    Query(query): MetaQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let hidden = query.get("is_hidden").or_else(|| query.get("hide"));
    let (kind, text) = match (hidden.map(String::as_str), text_at(&body, "/message")) {
        (Some("true"), None) => ("hide", String::new()),
        (Some("false"), None) => ("show", String::new()),
        (None, Some(text)) => ("edit", text),
        _ => return meta::bad_parameter("is_hidden, hide or message"),
    };
    meta_act(&fakes, kind, &id, text, (headers, query, body)).await
}

async fn meta_like(
    State(fakes): State<Fakes>,
    Path((_version, id)): Path<(String, String)>,
    Query(query): MetaQuery,
    headers: HeaderMap,
) -> Response {
    meta_act(&fakes, "like", &id, String::new(), (headers, query, Value::Null)).await
}

async fn meta_unlike(
    State(fakes): State<Fakes>,
    Path((_version, id)): Path<(String, String)>,
    Query(query): MetaQuery,
    headers: HeaderMap,
) -> Response {
    meta_act(&fakes, "unlike", &id, String::new(), (headers, query, Value::Null)).await
}

async fn meta_delete(
    State(fakes): State<Fakes>,
    Path((_version, id)): Path<(String, String)>,
    Query(query): MetaQuery,
    headers: HeaderMap,
) -> Response {
    meta_act(&fakes, "delete", &id, String::new(), (headers, query, Value::Null)).await
}

async fn meta_act(
    fakes: &Fakes,
    kind: &str,
    id: &str,
    text: String,
    (headers, query, body): (HeaderMap, HashMap<String, String>, Value),
) -> Response {
    if let Err(refusal) = meta::allowed(&headers, &query) {
        return *refusal;
    }
    if fakes.is_deleted(META, id) {
        return no_object(id);
    }
    let inbox = bearer(&headers).and_then(inbox_of);
    let page = inbox.clone().unwrap_or_default();
    match fakes.take(act(META, inbox, kind, id, text, body)).await {
        Taking::Taken(_) => Json(json!({"success": true})).into_response(),
        Taking::Silent => broken(StatusCode::OK),
        Taking::Fault(Mode::WindowClosed) => meta::error(StatusCode::FORBIDDEN, 200, None, "Permissions error"),
        Taking::Fault(mode) => meta::refused(mode, Product::Comment, &page),
        Taking::Duplicate | Taking::Full => meta::refused(Mode::ServerError, Product::Comment, &page),
    }
}

async fn meta_read(
    State(fakes): State<Fakes>,
    Path((_version, id)): Path<(String, String)>,
    Query(query): MetaQuery,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = meta::allowed(&headers, &query) {
        return *refusal;
    }
    if query.contains_key("phone_number_id") {
        return pictures::file(&id);
    }
    if fakes.is_deleted(META, &id) { no_object(&id) } else { Json(json!({"id": id})).into_response() }
}

/// Many objects at once. One that is missing fails the whole request, as with the real one.
async fn meta_read_many(State(fakes): State<Fakes>, Query(query): MetaQuery, headers: HeaderMap) -> Response {
    if let Err(refusal) = meta::allowed(&headers, &query) {
        return *refusal;
    }
    let ids: Vec<&str> = query.get("ids").map(|ids| ids.split(',').collect()).unwrap_or_default();
    if ids.is_empty() || ids.len() > 50 {
        return meta::bad_parameter("ids must be 1 to 50 ids");
    }
    if let Some(gone) = ids.iter().find(|id| fakes.is_deleted(META, id)) {
        let message = format!("(#803) Some of the aliases you requested do not exist: {gone}");
        return meta::error(StatusCode::NOT_FOUND, 803, None, &message);
    }
    let found: serde_json::Map<String, Value> = ids.iter().map(|id| ((*id).to_owned(), json!({"id": id}))).collect();
    Json(Value::Object(found)).into_response()
}

fn no_object(id: &str) -> Response {
    let message = format!(
        "Unsupported request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, or \
         does not support this operation"
    );
    meta::error(StatusCode::BAD_REQUEST, 100, Some(33), &message)
}
