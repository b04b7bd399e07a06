//! The fake Cloud API of WhatsApp: messages of text to one person.

use axum::response::Response;
use serde_json::{Value, json};

use super::{Product, answer, bad_parameter};
use crate::local::fakes::{Draft, Fakes, META, NewId, OnlyOnce, text_at};

/// The longest text, in characters.
const LONGEST_TEXT: usize = 4_096;
/// The longest of what a sender may attach.
const LONGEST_REFERENCE: usize = 512;

pub(super) async fn send(fakes: &Fakes, number: String, body: Value) -> Response {
    if body.get("messaging_product").and_then(Value::as_str) != Some("whatsapp") {
        return bad_parameter("(#100) The parameter messaging_product is required.");
    }
    if body.get("type").and_then(Value::as_str) != Some("text") {
        return bad_parameter("(#100) Param type must be one of {TEXT}");
    }
    let (to, scoped) = (text_at(&body, "/to"), text_at(&body, "/recipient"));
    let person = match (&to, &scoped) {
        (Some(to), None) if to.bytes().all(|byte| byte.is_ascii_digit()) => to.clone(),
        (None, Some(scoped)) if scoped.contains('.') => scoped.clone(),
        _ => return bad_parameter("(#100) The parameter to or recipient is required."),
    };
    let Some(text) = text_at(&body, "/text/body") else {
        return bad_parameter("(#100) The parameter text['body'] is required.");
    };
    if text.chars().count() > LONGEST_TEXT {
        return bad_parameter("(#100) Param text['body'] must be at most 4096 characters long.");
    }
    let reference = text_at(&body, "/biz_opaque_callback_data");
    if reference.as_ref().is_some_and(|reference| reference.len() > LONGEST_REFERENCE) {
        return bad_parameter("(#100) Param biz_opaque_callback_data is too long.");
    }
    let in_reply_to = text_at(&body, "/context/message_id");
    if body.get("context").is_some() && in_reply_to.is_none() {
        return bad_parameter("(#100) The parameter context['message_id'] is required.");
    }
    let draft = Draft {
        platform: META,
        id: NewId::Wamid,
        inbox: Some(number),
        kind: "whatsapp".to_owned(),
        to: Some(person.clone()),
        in_reply_to,
        text,
        metadata: reference,
        body,
        only_once: OnlyOnce::Nothing,
    };
    let contact = match to {
        Some(to) => json!({"input": person, "wa_id": to}),
        None => json!({"input": person, "user_id": person}),
    };
    answer(
        fakes,
        draft,
        Product::Whatsapp,
        |item| json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": item.id}]}),
    )
    .await
}
