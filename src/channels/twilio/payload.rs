//! A text message as Twilio reports it, and the callbacks about our own.
//!
//! Owns the form's field names. Twilio tells no time: the receipt's counts.

use crate::channels::json::{Json, ascii};
use crate::channels::{ignored, park, reason};
use crate::domain::message::{Attachment, Author, Channel, Event, Kind, Outcome, Reported};

/// The names a message's id comes under, the newest first.
pub(in crate::channels) const SIDS: [&str; 3] = ["MessageSid", "SmsMessageSid", "SmsSid"];

/// Twilio attaches ten at most.
const MOST_MEDIA: usize = 10;

/// A form as a JSON object of texts, in ASCII; of several values of one name the last counts. Nothing when it
/// is no form but JSON.
pub(in crate::channels) fn form_as_json(body: &[u8]) -> Option<String> {
    if body.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    let fields: serde_json::Map<String, serde_json::Value> =
        fields(body).into_iter().map(|(name, value)| (name, value.into())).collect();
    Some(ascii(&serde_json::Value::Object(fields).to_string()))
}

/// Whether a body is a form with a message's id in it.
pub(in crate::channels) fn is_form(body: &[u8]) -> bool {
    let starts = |field: &[u8]| SIDS.into_iter().any(|sid| field.starts_with(sid.as_bytes()));
    body.split(|byte| *byte == b'&').any(starts)
}

/// The fields of a form, in its order.
pub(super) fn fields(body: &[u8]) -> Vec<(String, String)> {
    serde_urlencoded::from_bytes(body).unwrap_or_default()
}

/// Puts one form into our own words.
pub(in crate::channels) fn parse(body: &Json) -> Event {
    let channel = Some(Channel::Sms);
    if body.members().iter().all(|(name, _)| name.is_empty()) {
        return ignored(Kind::Other, channel, "empty", "");
    }
    let mut event = Event::new(Outcome::Message, Kind::DirectMessage, channel);
    event.external_id = body.any_id(&SIDS);
    let (from, to) = (body.get("From").id(), body.get("To").id());
    if event.external_id.is_none() && !body.get("CallSid").is_null() {
        return ignored(Kind::Other, channel, "not_for_us", "CallSid");
    }
    if let Some(status) = status(body) {
        // About a message of ours: it went the other way.
        let failed = matches!(status, "failed" | "undelivered");
        (event.outcome, event.kind) = (Outcome::Receipt, Kind::Status);
        (event.inbox, event.contact) = (from, to);
        event.reason = Some(reason(if failed { "send_failed" } else { "status" }, status));
        return event;
    }
    event.inbox = to;
    event.author = from.clone().map(|id| Author { id, ..Author::default() });
    event.reported = Some(Box::new(Reported { phone: from.clone(), ..Reported::default() }));
    event.contact = from;
    event.text = body.get("Body").text_or_empty();
    event.display.clone_from(&event.text);
    event.attachments = (0..MOST_MEDIA).map_while(|index| media(body, index)).collect();
    let missing =
        [("MessageSid", event.external_id.is_none()), ("To", event.inbox.is_none()), ("From", event.contact.is_none())];
    match missing.into_iter().find(|(_, is_missing)| *is_missing) {
        Some((field, _)) => park(event, "missing_field", field),
        None => event,
    }
}

/// How one of our own messages fares; nothing when somebody wrote to us.
fn status(body: &Json) -> Option<&str> {
    let status = body.any(&["MessageStatus", "SmsStatus"]).text()?;
    (!matches!(status, "received" | "receiving")).then_some(status)
}

fn media(body: &Json, index: usize) -> Option<Attachment> {
    let url = body.get(&format!("MediaUrl{index}")).text()?.to_owned();
    let content = body.get(&format!("MediaContentType{index}")).text().unwrap_or_default();
    let family = content.split('/').next().unwrap_or_default();
    let kind = if matches!(family, "image" | "video" | "audio") { family } else { "file" };
    Some(Attachment { kind: kind.to_owned(), url: Some(url) })
}
