//! Comments on Instagram, and mentions.
//!
//! Owns the field names of these changes. Must not handle direct messages.

use super::Entry;
use crate::channels::json::Json;
use crate::channels::park;
use crate::domain::message::{Author, Channel, Event, Kind, Outcome};

/// One change of an Instagram account.
pub(super) fn parse(entry: &Entry, field: &str, value: &Json) -> Event {
    match field {
        "comments" | "live_comments" => comment(entry, value),
        "mentions" => mention(entry, value),
        _ => entry.ignored(Kind::Other, Some(Channel::Instagram), "not_for_us", field),
    }
}

fn start(entry: &Entry, kind: Kind) -> Event {
    let mut event = Event::new(Outcome::Message, kind, Some(Channel::Instagram));
    event.inbox = entry.id.clone();
    event.public = true;
    event.at = entry.sent_at;
    event
}

/// A comment. The top comment stands for the contact, because older bodies do not name the author.
fn comment(entry: &Entry, value: &Json) -> Event {
    let mut event = start(entry, Kind::Comment);
    let from = value.get("from");
    event.author = from.get("id").id().map(|id| Author {
        id,
        handle: from.get("username").text().map(str::to_owned),
        ..Author::default()
    });
    if entry.is_ours(event.author.as_ref().map(|author| author.id.as_str())) {
        event.outcome = Outcome::Own;
    }
    event.external_id = value.any_id(&["id", "comment_id"]);
    event.in_reply_to = value.get("parent_id").id();
    event.contact = event.in_reply_to.clone().or_else(|| event.external_id.clone());
    event.thread = value.get("media").get("id").id();
    event.text = value.get("text").text_or_empty();
    event.display = event.text.trim().to_owned();
    if event.external_id.is_none() { park(event, "missing_field", "id") } else { event }
}

/// A mention in somebody else's media or comment: ids only, the words have to be fetched.
fn mention(entry: &Entry, value: &Json) -> Event {
    let mut event = start(entry, Kind::Mention);
    event.thread = value.get("media_id").id();
    event.external_id = value.any_id(&["comment_id", "media_id"]);
    event.contact = event.external_id.clone();
    if event.external_id.is_none() { park(event, "missing_field", "media_id") } else { event }
}
