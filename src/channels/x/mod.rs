//! X: public posts and direct messages, from Account Activity, X Activity and filtered-stream bodies.
//!
//! Owns X's field names, signatures and the form of its elements. Must not import another channel,
//! decide what to do with an event or do any input or output here.

pub mod access;
mod account_activity;
mod activity;
pub mod client;
mod cut;
mod direct_message;
pub(in crate::channels) mod links;
mod moderation;
pub mod oauth1;
mod people;
mod post;
mod renewal;
pub mod signature;
mod text;

use super::json::Json;
use super::{ignored, reason};
use crate::domain::message::{Author, Channel, Event, Kind, Outcome};

pub(super) use cut::cut;

/// Top-level members that accompany events and are none themselves.
const COMPANIONS: [&str; 8] =
    ["for_user_id", "user_has_blocked", "is_blocked_by", "users", "apps", "includes", "matching_rules", "errors"];

/// The time inside a post's id.
pub(super) fn written_at(id: &str) -> Option<jiff::Timestamp> {
    post::written_at(id, None)
}

/// Puts one element into our own words.
pub(super) fn parse(body: &Json) -> Vec<Event> {
    let mut events = Vec::new();
    for (key, value) in body.members() {
        match key.as_str() {
            _ if value.is_null() || COMPANIONS.contains(&key.as_str()) => {}
            "data" => match value {
                Json::List(items) => items.iter().for_each(|item| events.extend(data(item, body))),
                item => events.extend(data(item, body)),
            },
            "user_event" => events.push(user_event(value)),
            "replay_job_status" => events.push(replay_status(value)),
            key => events.extend(account_activity::parse(key, value, body)),
        }
    }
    if events.is_empty() {
        let about = if body.get("errors").is_null() { "" } else { "errors" };
        let code = if about.is_empty() { "empty" } else { "unknown_kind" };
        events.push(ignored(Kind::Other, Some(Channel::X), code, about));
    }
    events
}

/// The `data` of an X Activity body, or of a filtered-stream body when it is a bare post.
fn data(item: &Json, body: &Json) -> Vec<Event> {
    if !item.is_object() {
        return vec![Event::parked(Some(Channel::X), "wrong_type", "data")];
    }
    if item.get("event_type").is_null() && item.get("payload").is_null() {
        activity::parse_stream(item, body)
    } else {
        activity::parse(item)
    }
}

fn user_event(value: &Json) -> Event {
    let revoke = value.get("revoke");
    if !revoke.is_object() {
        let about = value.members().first().map_or("user_event", |(key, _)| key.as_str());
        return ignored(Kind::Other, Some(Channel::X), "unknown_kind", about);
    }
    revoked(revoke.get("source").get("user_id").id(), revoke.get("target").get("app_id").id(), revoke.get("date_time"))
}

/// The account took our access away: its token is dead.
fn revoked(inbox: Option<String>, app: Option<String>, at: &Json) -> Event {
    let mut event = Event::new(Outcome::Lifecycle, Kind::Revoke, Some(Channel::X));
    event.author = inbox.clone().map(|id| Author { id, ..Author::default() });
    event.inbox = inbox;
    event.app = app;
    event.at = at.instant();
    event.reason = Some(reason("access_revoked", ""));
    event
}

fn replay_status(value: &Json) -> Event {
    let mut event = Event::new(Outcome::Lifecycle, Kind::ReplayStatus, Some(Channel::X));
    event.reason = Some(reason("replay_status", value.get("job_state").text().unwrap_or_default()));
    event
}
