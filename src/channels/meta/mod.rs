//! Meta: Messenger, Instagram, Facebook Pages and WhatsApp, which share one door.
//!
//! Owns Meta's field names, signatures and the form of its elements. Must not import another channel,
//! decide what to do with an event or do any input or output here.

mod attachments;
pub mod client;
mod cut;
mod dashboard_test;
mod instagram;
mod messaging;
mod moderation;
mod page;
pub mod signature;
mod spoken;
mod whatsapp;

use jiff::Timestamp;

use super::json::Json;
use super::{ignored, park};
use crate::domain::message::{Channel, Event, Kind, Outcome};

pub(super) use cut::cut;

/// The lists of an entry that hold messaging events; `standby` while another app has the conversation.
const MESSAGING_LISTS: [&str; 2] = ["messaging", "standby"];

/// Members of an entry that are no events.
const COMPANIONS: [&str; 5] = ["id", "time", "uid", "hop_context", "changed_fields"];

/// What surrounds an event of an entry.
struct Entry<'a> {
    /// `page`, `instagram`, `whatsapp_business_account`...
    object: &'a str,
    /// The Page, the Instagram account or the WhatsApp business account.
    id: Option<String>,
    /// When it was sent to us.
    sent_at: Option<Timestamp>,
}

impl Entry<'_> {
    /// The channel of the entry's messages.
    fn channel(&self) -> Option<Channel> {
        match self.object {
            "page" => Some(Channel::Messenger),
            "instagram" => Some(Channel::Instagram),
            "whatsapp_business_account" => Some(Channel::Whatsapp),
            _ => None,
        }
    }

    /// The channel of the entry's changes: on a Page these are comments and posts.
    fn changes_channel(&self) -> Option<Channel> {
        if self.object == "page" { Some(Channel::Facebook) } else { self.channel() }
    }

    fn is_ours(&self, id: Option<&str>) -> bool {
        id.is_some() && id == self.id.as_deref()
    }

    fn ignored(&self, kind: Kind, channel: Option<Channel>, code: &str, about: &str) -> Event {
        let mut event = ignored(kind, channel, code, about);
        event.inbox = self.id.clone();
        event.at = self.sent_at;
        event
    }

    fn parked(&self, channel: Option<Channel>, code: &str, about: &str) -> Event {
        let mut event = park(Event::parked(channel, code, about), code, about);
        event.inbox = self.id.clone();
        event.at = self.sent_at;
        event
    }
}

/// Puts one element into our own words.
pub(super) fn parse(body: &Json) -> Vec<Event> {
    let object = body.get("object").text().unwrap_or_default();
    let single = std::slice::from_ref(body.get("entry"));
    let entries = if matches!(body.get("entry"), Json::List(_)) { body.get("entry").list() } else { single };
    let mut events: Vec<Event> = entries.iter().flat_map(|entry| parse_entry(object, entry)).collect();
    if events.is_empty() {
        events.push(ignored(Kind::Other, None, "empty", ""));
    }
    events
}

fn parse_entry(object: &str, json: &Json) -> Vec<Event> {
    let entry = Entry { object, id: json.get("id").id(), sent_at: json.get("time").instant() };
    if json.is_null() {
        return Vec::new();
    }
    if object.is_empty() {
        return vec![entry.parked(None, "missing_field", "object")];
    }
    if !json.is_object() {
        return vec![entry.parked(entry.channel(), "wrong_type", "entry")];
    }
    if entry.channel().is_none() {
        return vec![entry.ignored(Kind::Other, None, "unknown_object", object)];
    }
    let (mut events, mut is_change) = (Vec::new(), false);
    for (key, value) in json.members().iter().filter(|(_, value)| !value.is_null()) {
        let single = std::slice::from_ref(value);
        let items = if matches!(value, Json::List(_)) { value.list() } else { single };
        match key.as_str() {
            list if MESSAGING_LISTS.contains(&list) => {
                events.extend(items.iter().map(|item| match value {
                    Json::List(_) => messaging::parse(&entry, list, item),
                    _ => lone(&entry, list, item),
                }));
            }
            "changes" => events.extend(items.iter().flat_map(|change| parse_change(&entry, change))),
            "field" => is_change = true,
            "value" => {}
            key if !COMPANIONS.contains(&key) && matches!(value, Json::List(_) | Json::Object(_)) => {
                events.push(entry.ignored(Kind::Other, entry.channel(), "unknown_kind", key));
            }
            _ => {}
        }
    }
    if is_change {
        events.extend(parse_change(&entry, json));
    }
    if events.is_empty() && !json.get("changed_fields").list().is_empty() {
        let field = json.get("changed_fields").first().text().unwrap_or_default();
        events.push(entry.ignored(Kind::Other, entry.changes_channel(), "no_content", field));
    }
    events
}

/// What stands where a list of events should: the one event it may be, else nothing we may pass over.
fn lone(entry: &Entry, list: &str, item: &Json) -> Event {
    let event = messaging::parse(entry, list, item);
    if event.outcome == Outcome::Ignored { entry.parked(entry.channel(), "wrong_type", list) } else { event }
}

/// One change of an entry. Documents for Instagram also show its `field` and `value` in the entry itself.
fn parse_change(entry: &Entry, change: &Json) -> Vec<Event> {
    let channel = entry.changes_channel();
    if !change.is_object() {
        return vec![entry.parked(channel, "wrong_type", "changes")];
    }
    let Some(field) = change.get("field").text() else {
        return vec![entry.parked(channel, "missing_field", "field")];
    };
    let value = change.get("value");
    if dashboard_test::is_test(entry, field, value) {
        return vec![entry.ignored(Kind::Test, channel, "test", field)];
    }
    if value.is_null() {
        return vec![entry.parked(channel, "missing_field", "value")];
    }
    if !value.is_object() {
        return vec![entry.parked(channel, "wrong_type", "value")];
    }
    match channel {
        Some(Channel::Whatsapp) => whatsapp::parse(entry, field, value),
        _ if messaging::is_field(field) => vec![messaging::parse(entry, field, value)],
        Some(Channel::Instagram) => vec![instagram::parse(entry, field, value)],
        _ => vec![page::parse(entry, field, value)],
    }
}
