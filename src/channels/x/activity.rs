//! The X Activity API and filtered-stream bodies.
//!
//! Owns the envelope, both spellings of the event types, and which kinds are not for us. Must not
//! read posts or direct messages itself.

use super::account_activity::{delete, parse_for, relation};
use super::people::known;
use super::post::{Hint, Post};
use super::revoked;
use crate::channels::json::Json;
use crate::channels::{ignored, park};
use crate::domain::message::{Author, Channel, Event, Kind, Outcome};

/// What one X Activity event reports, with what is needed to read it.
struct Activity<'a> {
    /// The event type as written.
    written: &'a str,
    inbox: Option<String>,
    payload: &'a Json,
    includes: &'a Json,
}

/// One `data` object of an X Activity body.
pub(super) fn parse(data: &Json) -> Vec<Event> {
    let activity = Activity {
        written: data.get("event_type").text().unwrap_or_default(),
        inbox: data.get("filter").get("user_id").id().or_else(|| inbox_of_tag(data.get("tag"))),
        payload: data.get("payload"),
        includes: data.get("includes"),
    };
    // `post.mention.create` was `PostMentionCreate` until March 2026.
    let letters = activity.written.chars().filter(char::is_ascii_alphanumeric);
    let kind: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    activity.events(&kind)
}

impl Activity<'_> {
    fn events(&self, kind: &str) -> Vec<Event> {
        let lists = self.payload.members().iter().filter(|(key, _)| key.ends_with("_events"));
        let events: Vec<Event> = lists
            .flat_map(|(list, value)| parse_for(list, value, self.inbox.clone(), self.payload.get("users")))
            .collect();
        if events.is_empty() { vec![self.event(kind)] } else { events }
    }

    fn event(&self, kind: &str) -> Event {
        match kind {
            "" => self.parked("event_type"),
            "oauthrevoke" => self.revoked(),
            _ if begins(kind, &["profile", "spaces", "broadcast", "news"]) => self.ignored("not_for_us"),
            _ if !self.payload.is_object() => self.parked("payload"),
            "postmentioncreate" => self.post(Hint::Mention),
            "postreplycreate" => self.post(Hint::Reply),
            "postquotecreate" => self.post(Hint::Quote),
            "postrepostcreate" => self.post(Hint::Repost),
            "postcreate" => self.post(Hint::None),
            "postdelete" => self.deleted(),
            "chatreceived" | "chatsent" => self.encrypted(),
            "dmread" => self.receipt(Kind::Read),
            "dmindicatetyping" => self.receipt(Kind::Typing),
            "dmreceived" | "dmsent" => self.parked("direct_message_events"),
            _ if kind.starts_with("like") => self.liked(),
            _ if begins(kind, &["follow", "block", "mute", "unfollow", "unblock", "unmute"]) => self.related(),
            _ if kind.starts_with("chat") && !self.payload.get("encoded_event").is_null() => self.encrypted(),
            // A new kind of post is still a post.
            _ if self.payload.get("text").text().is_some() && !self.payload.get("author_id").is_null() => {
                self.post(Hint::None)
            }
            _ => self.ignored("unknown_kind"),
        }
    }

    fn event_of(&self, outcome: Outcome, kind: Kind) -> Event {
        let mut event = Event::new(outcome, kind, Some(Channel::X));
        event.inbox = self.inbox.clone();
        event
    }

    fn ignored(&self, code: &str) -> Event {
        let mut event = ignored(Kind::Other, Some(Channel::X), code, self.written);
        event.inbox = self.inbox.clone();
        event
    }

    fn parked(&self, about: &str) -> Event {
        park(self.event_of(Outcome::Parked, Kind::Other), "missing_field", about)
    }

    fn post(&self, hint: Hint) -> Event {
        Post::from_new_form(self.payload, self.includes).event(self.inbox.as_deref(), hint)
    }

    fn deleted(&self) -> Event {
        let author = self.payload.get("author_id").id();
        let at = self.payload.any(&["timestamp_ms", "deleted_at"]);
        delete(self.payload.get("id").id(), author, at, self.inbox.as_deref())
    }

    fn revoked(&self) -> Event {
        let inbox = self.payload.get("user_id").id().or_else(|| self.inbox.clone());
        revoked(inbox, self.payload.get("app_id").id(), self.payload.get("date_time"))
    }

    fn not_us(&self, ids: impl IntoIterator<Item = String>) -> Option<String> {
        ids.into_iter().find(|id| Some(id) != self.inbox.as_ref())
    }

    /// A message of an encrypted conversation. `conversation_id` names both members: `a:b`.
    fn encrypted(&self) -> Event {
        let sender = self.payload.get("sender_id").id();
        let is_own = sender.is_some() && sender == self.inbox;
        let outcome = if is_own { Outcome::Own } else { Outcome::Encrypted };
        let mut event = self.event_of(outcome, Kind::EncryptedMessage);
        event.external_id = self.payload.get("id").id();
        let conversation = self.payload.get("conversation_id").text_or_empty();
        let members = conversation.split([':', '-']).filter(|id| !id.is_empty()).map(str::to_owned);
        event.contact = self.not_us(sender.iter().cloned().chain(members));
        event.author = sender.map(|id| known(self.includes.get("users"), &id));
        event.at = self.payload.get("created_at_msec").instant();
        match (&event.external_id, &event.contact) {
            (None, _) => park(event, "missing_field", "id"),
            (_, None) => park(event, "missing_field", "sender_id"),
            _ => event,
        }
    }

    fn liked(&self) -> Event {
        let mut event = self.event_of(Outcome::Engagement, Kind::Like);
        event.public = true;
        event.external_id = self.payload.any_id(&["liked_tweet_id", "liked_post_id", "tweet_id", "post_id"]);
        let at = self.payload.get("timestamp_ms").instant();
        event.at = at.or_else(|| self.payload.get("created_at").instant());
        let author = self.payload.any_id(&["liked_tweet_author_id", "tweet_author_id", "liked_post_author_id"]);
        event.contact = self.not_us(self.payload.any_id(&["user_id", "liker_id"]).into_iter().chain(author));
        event
    }

    fn related(&self) -> Event {
        let (source, target) = (self.payload.get("source"), self.payload.get("target"));
        let mut event = relation(self.written, source, target, self.inbox.as_deref().unwrap_or_default());
        event.inbox = self.inbox.clone();
        event.at = self.payload.any(&["created_timestamp", "timestamp_ms", "created_at"]).instant();
        event
    }

    fn receipt(&self, kind: Kind) -> Event {
        let mut event = self.event_of(Outcome::Receipt, kind);
        let sender = self.payload.get("sender_id").id();
        event.author = sender.clone().map(|id| Author { id, ..Author::default() });
        event.contact = self.not_us(sender.into_iter().chain(self.payload.get("target").get("recipient_id").id()));
        event.external_id = self.payload.get("last_read_event_id").id();
        event.at = self.payload.any(&["created_timestamp", "timestamp_ms", "created_at"]).instant();
        event
    }
}

fn begins(kind: &str, with: &[&str]) -> bool {
    with.iter().any(|start| kind.starts_with(start))
}

/// One post of a filtered stream: an event for each inbox whose rule it matched.
pub(super) fn parse_stream(post: &Json, body: &Json) -> Vec<Event> {
    let mut inboxes: Vec<String> = Vec::new();
    for rule in body.get("matching_rules").list() {
        let inbox = inbox_of_tag(rule.get("tag"));
        inboxes.extend(inbox.filter(|inbox| !inboxes.contains(inbox)));
    }
    let post = Post::from_new_form(post, body.get("includes"));
    if inboxes.is_empty() {
        return vec![post.event(None, Hint::None)];
    }
    inboxes.iter().map(|inbox| post.clone().event(Some(inbox), Hint::None)).collect()
}

/// A rule's tag is an inbox's id, bare or as `inbox:<id>`; any other tag names no inbox.
fn inbox_of_tag(tag: &Json) -> Option<String> {
    let tag = tag.id()?;
    let id = tag.strip_prefix("inbox:").unwrap_or(&tag);
    (!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())).then(|| id.to_owned())
}
