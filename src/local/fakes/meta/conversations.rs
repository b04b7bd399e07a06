//! The fake conversations of an account: its latest messages, with one person or with everybody.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::messages::person_of;
use super::{allowed, bad_parameter, written};
use crate::local::fakes::{Fakes, META, SentItem};

/// The latest messages of a conversation that Meta shows.
const SHOWN_MESSAGES: usize = 25;
/// The latest conversations.
const SHOWN_CONVERSATIONS: usize = 25;

/// Newest first. As with the real one, our metadata is not in it; and only what the account said is known here.
pub(super) async fn list(
    State(fakes): State<Fakes>,
    Path((_version, account)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = allowed(&headers, &query) {
        return *refusal;
    }
    let platform = query.get("platform").map_or("messenger", String::as_str);
    if (platform == "instagram") != fakes.is_on_instagram(&account) {
        return bad_parameter("platform");
    }
    let mut items = fakes.sent(Some(META));
    items.retain(|item| {
        item.inbox.as_ref() == Some(&account) && matches!(item.kind.as_str(), "message" | "private_reply")
    });
    // Grouped by person, whoever was written to last in front.
    let mut conversations: Vec<(String, Vec<&SentItem>)> = Vec::new();
    for item in items.iter().rev() {
        let person = item.to.clone().or_else(|| Some(person_of(item.in_reply_to.as_deref()?))).unwrap_or_default();
        match conversations.iter_mut().find(|(known, _)| *known == person) {
            Some((_, messages)) => messages.push(item),
            None => conversations.push((person, vec![item])),
        }
    }
    conversations.retain(|(person, _)| query.get("user_id").is_none_or(|wanted| wanted == person));
    let more = conversations.len() > SHOWN_CONVERSATIONS;
    let shown = conversations.iter().take(SHOWN_CONVERSATIONS);
    let data: Vec<Value> = shown.map(|(person, messages)| conversation(&account, person, messages)).collect();
    Json(json!({"data": data, "paging": paging(more)})).into_response()
}

fn conversation(account: &str, person: &str, messages: &[&SentItem]) -> Value {
    let message = |item: &&SentItem| {
        json!({
            "id": item.id, "message": item.text, "from": {"id": account}, "to": {"data": [{"id": person}]},
            "created_time": written(item.at),
        })
    };
    let data: Vec<Value> = messages.iter().take(SHOWN_MESSAGES).map(message).collect();
    json!({
        "id": format!("t_{person}"),
        "updated_time": messages.first().map(|item| written(item.at)),
        "messages": {"data": data, "paging": paging(messages.len() > SHOWN_MESSAGES)},
    })
}

fn paging(more: bool) -> Value {
    if more { json!({"cursors": {}, "next": "https://graph.example/next"}) } else { json!({"cursors": {}}) }
}
