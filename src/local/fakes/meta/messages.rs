//! The fake Send API: Messenger, Instagram, private replies; WhatsApp has the same address.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::pictures::form;
use super::{Product, allowed, answer, bad_parameter, whatsapp};
use crate::local::fakes::{Draft, Fakes, META, NewId, OnlyOnce, text_at};

/// The longest text on Messenger, in characters...
const LONGEST_MESSAGE: usize = 2_000;
/// ...and on Instagram, in bytes.
const LONGEST_ON_INSTAGRAM: usize = 1_000;

pub(super) async fn send(
    State(fakes): State<Fakes>,
    Path((_version, account)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Err(refusal) = allowed(&headers, &query) {
        return *refusal;
    }
    let kind = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let read = match kind.strip_prefix("multipart/form-data; boundary=") {
        Some(mark) => form(&body, mark),
        None => serde_json::from_slice::<Value>(&body).ok(),
    };
    let Some(body) = read else { return bad_parameter("the body is neither JSON nor a form with a file") };
    if body.get("messaging_product").is_some() {
        return whatsapp::send(&fakes, account, body).await;
    }
    let on_instagram = fakes.is_on_instagram(&account);
    let picture = text_at(&body, "/message/attachment/type").filter(|_| body.get("filedata").is_some());
    let text = match (text_at(&body, "/message/text"), picture) {
        (Some(text), None) => text,
        (None, Some(kind)) if kind == "image" && !on_instagram => String::new(),
        _ => return bad_parameter("message holds a text, or an attachment with its file"),
    };
    if on_instagram && text.len() > LONGEST_ON_INSTAGRAM {
        return bad_parameter("Length of param message[text] must be less than or equal to 1000 bytes");
    }
    if !on_instagram && text.chars().count() > LONGEST_MESSAGE {
        return bad_parameter("message[text] must be shorter than 2000 characters");
    }
    let tag = body.get("tag").and_then(Value::as_str);
    match (body.get("messaging_type").and_then(Value::as_str), tag) {
        (Some("RESPONSE" | "UPDATE"), None) | (Some("MESSAGE_TAG"), Some("HUMAN_AGENT")) => {}
        _ => return bad_parameter("messaging_type or tag"),
    }
    let person = text_at(&body, "/recipient/id");
    let answered = ["comment_id", "post_id"].map(|name| text_at(&body, &format!("/recipient/{name}")));
    let answered = answered.into_iter().flatten().next();
    let (product, kind, only_once) = match (&person, &answered) {
        (Some(_), None) => (Product::Message, "message", OnlyOnce::Nothing),
        (None, Some(_)) => (Product::PrivateReply, "private_reply", OnlyOnce::Answer),
        _ => return bad_parameter("recipient is missing"),
    };
    let draft = Draft {
        platform: META,
        id: if on_instagram { NewId::InstagramMessage } else { NewId::MessageId },
        inbox: Some(account),
        kind: kind.to_owned(),
        to: person.clone(),
        in_reply_to: answered.clone().or_else(|| text_at(&body, "/reply_to/mid")),
        text,
        metadata: text_at(&body, "/message/metadata"),
        body,
        only_once,
    };
    // Only now does Meta tell who wrote the comment.
    let person = person.or_else(|| Some(person_of(answered.as_deref()?)));
    answer(&fakes, draft, product, |item| json!({"recipient_id": person, "message_id": item.id})).await
}

/// The id under which the author of a comment is known to the account: made of the comment's digits.
pub(super) fn person_of(comment: &str) -> String {
    let digits: String = comment.chars().filter(char::is_ascii_digit).collect();
    format!("5{digits}")
}
