//! The fake X's lists for reading back: mentions and direct messages of an account.
//!
//! Pages as the real ones do: newest first, `max_results`, `pagination_token`, no `data` when there is none.

use std::collections::{BTreeSet, HashMap};

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::said::Said;
use super::x::grants;
use super::x::{conversation, escaped, numbered, problem, shown};
use super::{Fakes, X};

pub(super) fn router() -> Router<Fakes> {
    Router::new().route("/2/users/{user}/mentions", get(mentions)).route("/2/dm_events", get(messages))
}

/// A listed item and when it was said.
pub(super) type Row = (Timestamp, Value);

/// The inbox of a reading request that is answered, or the refusal.
fn reader(fakes: &Fakes, headers: &HeaderMap) -> Result<String, Box<Response>> {
    let inbox = grants::account(fakes, headers)?;
    match fakes.reading_failure(X) {
        Some(StatusCode::UNAUTHORIZED) => {
            Err(Box::new(numbered(StatusCode::UNAUTHORIZED, 89, "Invalid or expired token.")))
        }
        Some(status) => Err(Box::new(problem(status, "not now"))),
        None => Ok(inbox.unwrap_or_default()),
    }
}

async fn mentions(
    State(fakes): State<Fakes>,
    Path(user): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = reader(&fakes, &headers) {
        return *refusal;
    }
    let rows = fakes.said(X, &user, &["mention"]);
    let rows = rows.iter().map(|said| (said.at(), post(&fakes, said))).collect();
    Json(page(&fakes, &query, rows)).into_response()
}

async fn messages(
    State(fakes): State<Fakes>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let inbox = match reader(&fakes, &headers) {
        Ok(inbox) => inbox,
        Err(refusal) => return *refusal,
    };
    let event = |id: &str, at: Timestamp, text: String, sender: &str, person: &str| {
        let event = json!({
            "id": id, "event_type": "MessageCreate", "text": text, "sender_id": sender,
            "created_at": format!("{at:.3}"), "dm_conversation_id": conversation(Some(&inbox), person),
        });
        (at, event)
    };
    let mut rows: Vec<Row> = Vec::new();
    for said in fakes.said(X, &inbox, &["dm", "own_dm"]) {
        rows.push(event(said.id(), said.at(), escaped(&said.text), said.author(), &said.contact));
    }
    for item in fakes.sent(Some(X)) {
        let person = item.to.as_deref().filter(|_| item.kind == "direct_message");
        if let (Some(person), Some(speaker)) = (person, item.inbox.as_deref().filter(|speaker| *speaker == inbox)) {
            rows.push(event(&item.id, item.at, shown(&item), speaker, person));
        }
    }
    Json(page(&fakes, &query, rows)).into_response()
}

/// A post as the second version of the API shows it.
pub(super) fn post(fakes: &Fakes, said: &Said) -> Value {
    let author = said.author();
    let mut post = json!({
        "id": said.id(), "text": escaped(&said.text), "author_id": author, "conversation_id": said.id(),
        "created_at": format!("{:.3}", said.at()), "edit_history_tweet_ids": [said.id()],
    });
    let Some(fields) = post.as_object_mut() else { return post };
    if !said.is_own() {
        let mention = json!({"start": 0, "end": 5, "username": "acme", "id": said.inbox});
        fields.insert("entities".to_owned(), json!({"mentions": [mention]}));
    }
    if let Some(target) = &said.in_reply_to {
        fields.insert("referenced_tweets".to_owned(), json!([{"type": "replied_to", "id": target}]));
        let answered = fakes.author_of(target).or_else(|| said.is_own().then(|| said.contact.clone()));
        fields.insert("in_reply_to_user_id".to_owned(), json!(answered));
    }
    post
}

/// One page, with the accounts of its authors.
pub(super) fn page(fakes: &Fakes, query: &HashMap<String, String>, mut rows: Vec<Row>) -> Value {
    let since: Option<Timestamp> = query.get("start_time").and_then(|text| text.parse().ok());
    let asked: usize = query.get("max_results").and_then(|text| text.parse().ok()).unwrap_or(10).clamp(1, 100);
    let size = fakes.page_size(X, asked);
    let from: usize = query.get("pagination_token").and_then(|text| text.parse().ok()).unwrap_or(0);
    rows.retain(|(at, _)| since.is_none_or(|since| *at >= since));
    rows.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let shown: Vec<Value> = rows.iter().skip(from).take(size).map(|(_, item)| item.clone()).collect();
    let mut meta = json!({"result_count": shown.len()});
    let end = from.saturating_add(size);
    if end < rows.len()
        && let Some(fields) = meta.as_object_mut()
    {
        fields.insert("next_token".to_owned(), json!(end.to_string()));
    }
    if shown.is_empty() {
        return json!({ "meta": meta });
    }
    let author = |item: &Value| item.get("author_id").or_else(|| item.get("sender_id"))?.as_str().map(str::to_owned);
    let people: BTreeSet<String> = shown.iter().filter_map(author).collect();
    let person = |id: &String| {
        json!({"id": id, "username": format!("person_{id}"), "name": format!("Person {id}"), "verified": false,
            "public_metrics": {"followers_count": 10}})
    };
    let people: Vec<Value> = people.iter().map(person).collect();
    json!({"data": shown, "includes": {"users": people}, "meta": meta})
}
