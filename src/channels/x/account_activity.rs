//! The event lists of the Account Activity API, which direct messages of the X Activity API share.
//!
//! Owns what each list holds. Must not cut bodies or classify posts.

use super::direct_message;
use super::people::person;
use super::post::{Hint, Post};
use crate::channels::json::Json;
use crate::channels::{ignored, park, reason};
use crate::domain::message::{Author, Channel, Event, Kind, Outcome};

/// The events of one list of a body.
pub(super) fn parse(list: &str, value: &Json, body: &Json) -> Vec<Event> {
    parse_for(list, value, body.get("for_user_id").id(), body.get("users"))
}

/// The events of one list, for the inbox they were subscribed for.
pub(super) fn parse_for(list: &str, value: &Json, inbox: Option<String>, users: &Json) -> Vec<Event> {
    let read: fn(&Json, &Json, &str) -> Event = match list {
        "tweet_create_events" => |item, _, inbox| Post::from_old_form(item).event(Some(inbox), Hint::None),
        "tweet_delete_events" => deleted,
        "favorite_events" => liked,
        "follow_events" | "block_events" | "mute_events" => related,
        "direct_message_events" => direct_message::message,
        "direct_message_indicate_typing_events" => direct_message::typing,
        "direct_message_mark_read_events" => direct_message::read,
        _ => {
            let mut event = ignored(Kind::Other, Some(Channel::X), "unknown_kind", list);
            event.inbox = inbox;
            return vec![event];
        }
    };
    let single = std::slice::from_ref(value);
    let items = if matches!(value, Json::List(_)) { value.list() } else { single };
    items.iter().map(|item| one(list, item, inbox.as_deref(), users, read)).collect()
}

fn one(list: &str, item: &Json, inbox: Option<&str>, users: &Json, read: fn(&Json, &Json, &str) -> Event) -> Event {
    if !item.is_object() {
        let mut event = Event::parked(Some(Channel::X), "wrong_type", list);
        event.inbox = inbox.map(str::to_owned);
        return event;
    }
    let event = read(item, users, inbox.unwrap_or_default());
    if inbox.is_some() {
        return event;
    }
    let mut event = park(event, "missing_field", "for_user_id");
    event.inbox = None;
    event
}

fn deleted(item: &Json, _: &Json, inbox: &str) -> Event {
    let status = item.get("status");
    let id = status.any_id(&["id_str", "id"]);
    delete(id, status.any_id(&["user_id_str", "user_id"]), item.get("timestamp_ms"), Some(inbox))
}

/// A post was taken back by its author.
pub(super) fn delete(id: Option<String>, author: Option<String>, at: &Json, inbox: Option<&str>) -> Event {
    let mut event = Event::new(Outcome::Delete, Kind::Delete, Some(Channel::X));
    event.inbox = inbox.map(str::to_owned);
    event.public = true;
    event.contact = author.clone().filter(|author| Some(author.as_str()) != inbox);
    event.author = author.map(|id| Author { id, ..Author::default() });
    event.at = at.instant();
    event.external_id = id;
    if event.external_id.is_none() { park(event, "missing_field", "id") } else { event }
}

fn liked(item: &Json, _: &Json, inbox: &str) -> Event {
    let mut event = Event::new(Outcome::Engagement, Kind::Like, Some(Channel::X));
    event.inbox = Some(inbox.to_owned());
    event.public = true;
    event.external_id = item.get("favorited_status").any_id(&["id_str", "id"]);
    event.author = person(item.get("user"));
    event.contact = event.author.as_ref().map(|author| author.id.clone()).filter(|id| id != inbox);
    event.at = item.get("timestamp_ms").instant().or_else(|| item.get("created_at").instant());
    event
}

/// Follows, blocks and mutes, and their undoing, which comes under the same name.
fn related(item: &Json, _: &Json, inbox: &str) -> Event {
    let verb = item.get("type").text().unwrap_or_default();
    let mut event = relation(verb, item.get("source"), item.get("target"), inbox);
    event.at = item.get("created_timestamp").instant();
    event
}

/// One account followed, blocked or muted another.
pub(super) fn relation(verb: &str, source: &Json, target: &Json, inbox: &str) -> Event {
    let kind = if verb.contains("follow") { Kind::Follow } else { Kind::Other };
    let mut event = Event::new(Outcome::Engagement, kind, Some(Channel::X));
    event.inbox = Some(inbox.to_owned());
    event.public = true;
    event.author = person(source);
    let both = [event.author.clone(), person(target)];
    event.contact = both.into_iter().flatten().map(|author| author.id).find(|id| id != inbox);
    event.reason = Some(reason("relation", verb));
    event
}
