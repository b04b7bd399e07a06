//! Direct messages of X, and the receipts that go with them.
//!
//! Owns their field names, which both APIs share. Must not handle encrypted messages: we cannot read those.

use super::people::known;
use super::text::{self, Leading, Link};
use crate::channels::json::Json;
use crate::channels::{ignored, park};
use crate::domain::message::{Attachment, Channel, Event, Kind, Outcome};

/// One direct message, in either direction.
pub(super) fn message(item: &Json, users: &Json, inbox: &str) -> Event {
    let create = item.get("message_create");
    if !create.is_object() {
        let mut event = match item.get("type").text() {
            Some(kind) if kind != "message_create" => ignored(Kind::Other, Some(Channel::X), "unknown_kind", kind),
            _ => Event::parked(Some(Channel::X), "missing_field", "message_create"),
        };
        event.inbox = Some(inbox.to_owned());
        return event;
    }
    let data = create.get("message_data");
    let mut event = Event::new(Outcome::Message, Kind::DirectMessage, Some(Channel::X));
    event.inbox = Some(inbox.to_owned());
    event.external_id = item.get("id").id();
    event.at = item.get("created_timestamp").instant();
    event.app = create.get("source_app_id").id();
    event.attachments = attachments(data.get("attachment"));
    let raw = data.get("text").text_or_empty();
    event.text = text::unescape(&raw);
    event.display = text::display(&raw, Leading::Kept, &links(data));
    let sender = create.get("sender_id").id();
    event.author = sender.as_deref().map(|id| known(users, id));
    event.contact = sender.clone();
    if sender.as_deref() == Some(inbox) {
        event.outcome = Outcome::Own;
        event.contact = create.get("target").get("recipient_id").id();
    }
    match (&event.external_id, &sender, &event.contact) {
        (None, _, _) => park(event, "missing_field", "id"),
        (_, None, _) => park(event, "missing_field", "sender_id"),
        (_, _, None) => park(event, "missing_field", "recipient_id"),
        _ => event,
    }
}

/// Somebody is writing.
pub(super) fn typing(item: &Json, users: &Json, inbox: &str) -> Event {
    receipt(Kind::Typing, item, users, inbox)
}

/// Somebody has read up to a message, which `external_id` names.
pub(super) fn read(item: &Json, users: &Json, inbox: &str) -> Event {
    let mut event = receipt(Kind::Read, item, users, inbox);
    event.external_id = item.get("last_read_event_id").id();
    event
}

fn receipt(kind: Kind, item: &Json, users: &Json, inbox: &str) -> Event {
    let mut event = Event::new(Outcome::Receipt, kind, Some(Channel::X));
    event.inbox = Some(inbox.to_owned());
    event.at = item.get("created_timestamp").instant();
    let sender = item.get("sender_id").id();
    event.author = sender.as_deref().map(|id| known(users, id));
    let recipient = item.get("target").get("recipient_id").id();
    event.contact = [sender, recipient].into_iter().flatten().find(|id| id != inbox);
    event
}

fn links(data: &Json) -> Vec<Link> {
    let mut links: Vec<Link> =
        data.get("entities").get("urls").list().iter().filter_map(|url| Link::from_old_form(url, None)).collect();
    links.extend(Link::from_old_form(data.get("attachment").get("media"), None).map(Link::of_media));
    links
}

fn attachments(attachment: &Json) -> Vec<Attachment> {
    let media = attachment.get("media");
    if media.is_object() {
        return vec![text::media(media)];
    }
    match attachment.get("type").text() {
        Some("location") => vec![Attachment { kind: "location".to_owned(), url: None }],
        Some(_) => vec![Attachment { kind: "other".to_owned(), url: None }],
        None => Vec::new(),
    }
}
