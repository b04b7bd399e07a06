//! Messaging events of Messenger and Instagram: messages, echoes, receipts, control of the conversation.
//!
//! Owns their field names. Must not handle comments or WhatsApp.

use super::Entry;
use super::attachments::attachments;
use super::spoken;
use crate::channels::json::Json;
use crate::channels::{park, reason};
use crate::domain::message::{Attachment, Author, Event, Kind, Outcome};

/// What an event is, told by the member it has. The order matters: a message may carry a referral.
type Reader = fn(Event, &str, &Json) -> Event;
const READERS: [(&str, Reader); 23] = [
    ("message", message),
    ("message_edit", edited),
    ("postback", postback),
    ("reaction", reaction),
    ("read", read),
    ("delivery", delivered),
    ("pass_thread_control", thread_control),
    ("take_thread_control", thread_control),
    ("request_thread_control", thread_control),
    ("app_roles", thread_control),
    ("policy_enforcement", policy),
    ("policy-enforcement", policy),
    ("account_linking", linked),
    ("referral", engaged),
    ("optin", engaged),
    ("typing", typing),
    ("game_play", not_for_us),
    ("payment", not_for_us),
    ("pre_checkout", not_for_us),
    ("checkout_update", not_for_us),
    ("message_request", not_for_us),
    ("branded_camera", not_for_us),
    ("messaging_feedback", not_for_us),
];

/// Members that every event may have and that say nothing about its kind.
const COMPANIONS: [&str; 12] = [
    "sender",
    "recipient",
    "timestamp",
    "hop_context",
    "is_self",
    "standby",
    "messaging_type",
    "tag",
    "notification_type",
    "persona_id",
    "sender_action",
    "prior_message",
];

/// Whether a `changes` field carries a messaging event, as the dashboard's samples do.
pub(super) fn is_field(field: &str) -> bool {
    field == "messages" || field == "standby" || field.starts_with("messaging_") || field.starts_with("message_")
}

/// One event of `messaging` or `standby`.
pub(super) fn parse(entry: &Entry, list: &str, item: &Json) -> Event {
    if !item.is_object() {
        return entry.parked(entry.channel(), "wrong_type", list);
    }
    let found = READERS.iter().find(|(name, _)| !item.get(name).is_null());
    let Some((name, reader)) = found else { return without_content(entry, item) };
    let value = item.get(name);
    let mut event = Event::new(Outcome::Message, Kind::DirectMessage, entry.channel());
    event.inbox = entry.id.clone();
    event.at = [item.get("timestamp"), value.get("watermark")].into_iter().find_map(Json::instant).or(entry.sent_at);
    // What says nothing to us may be written in any way.
    if !value.is_object() && !matches!(*name, "app_roles" | "game_play" | "message_request" | "account_linking") {
        return park(event, "wrong_type", name);
    }
    let (sender, recipient) = (item.get("sender").get("id").id(), item.get("recipient").get("id").id());
    let is_echo = value.get("is_echo").flag() || value.get("is_self").flag();
    // Recorders blank ids out, so that a sender who is also the recipient is not believed to be us.
    let is_own = is_echo || (entry.is_ours(sender.as_deref()) && sender != recipient);
    // Some of our own name us as the recipient.
    let is_other = |id: &Option<String>| !entry.is_ours(id.as_deref());
    event.contact = match is_own {
        true => [&recipient, &sender].into_iter().find(|id| is_other(id)).unwrap_or(&recipient).clone(),
        false => sender.clone(),
    };
    let author = if is_own && is_other(&sender) { entry.id.clone() } else { sender };
    event.author = author.map(|id| Author { id, ..Author::default() });
    let is_written = matches!(*name, "message" | "message_edit" | "postback");
    let event = reader(if is_own { owned(event) } else { event }, name, value);
    if is_written && event.contact.is_none() {
        return park(event, "missing_field", if is_own { "recipient.id" } else { "sender.id" });
    }
    if entry.id.is_none() { park(event, "missing_field", "entry.id") } else { event }
}

fn owned(mut event: Event) -> Event {
    event.outcome = Outcome::Own;
    event
}

/// Nothing we know: in standby the platform may keep the content to itself.
fn without_content(entry: &Entry, item: &Json) -> Event {
    let unknown = item.members().iter().find(|(key, value)| value.is_object() && !COMPANIONS.contains(&key.as_str()));
    let mut event = match unknown {
        Some((key, _)) => entry.ignored(Kind::Other, entry.channel(), "unknown_kind", key),
        None => entry.ignored(Kind::Other, entry.channel(), "no_content", ""),
    };
    event.at = item.get("timestamp").instant().or(entry.sent_at);
    event.contact = item.get("sender").get("id").id().filter(|id| !entry.is_ours(Some(id)));
    event
}

/// An id for what the platform sends without one: the same redelivery gives the same id.
fn derived(event: &Event, name: &str) -> Option<String> {
    let author = event.author.as_ref().map(|author| author.id.as_str())?;
    Some(format!("{name}:{author}:{}", event.at?.as_millisecond()))
}

fn message(mut event: Event, name: &str, message: &Json) -> Event {
    let says_something = message.get("text").text().is_some() || !message.get("attachments").several().is_empty();
    let without_id = message.get("mid").is_null() && says_something;
    event.external_id = message.get("mid").id().or_else(|| derived(&event, name).filter(|_| without_id));
    event.in_reply_to = message.get("reply_to").get("mid").id();
    event.metadata = message.get("metadata").text().map(str::to_owned);
    event.app = message.get("app_id").id();
    if message.get("is_deleted").flag() {
        event.outcome = Outcome::Delete;
        event.kind = Kind::Delete;
        return identified(event, "mid");
    }
    event.text = message.get("text").text_or_empty();
    event.display = event.text.trim().to_owned();
    event.attachments = attachments(message);
    if event.display.is_empty() {
        let places = message.get("attachments").several().iter().map(|attachment| attachment.get("payload"));
        event.display =
            places.filter(|payload| payload.get("coordinates").is_object()).find_map(spoken::place).unwrap_or_default();
    }
    let types = || message.get("attachments").several().iter().filter_map(|attachment| attachment.get("type").text());
    if types().any(|kind| kind == "story_mention") {
        event.kind = Kind::StoryMention;
    } else if message.get("reply_to").get("story").is_object() {
        event.kind = Kind::StoryReply;
    }
    if message.get("is_unsupported").flag() || types().any(|kind| kind == "unsupported_type") {
        event.reason = Some(reason("unsupported", ""));
        if event.attachments.is_empty() {
            event.attachments.push(Attachment { kind: "other".to_owned(), url: None });
        }
    }
    identified(event, "mid")
}

fn edited(mut event: Event, _: &str, edit: &Json) -> Event {
    event.outcome = Outcome::Update;
    event.kind = Kind::Edit;
    event.external_id = edit.get("mid").id();
    event.text = edit.get("text").text_or_empty();
    event.display = event.text.trim().to_owned();
    event.revision = edit.get("num_edit").whole().and_then(|number| u32::try_from(number).ok()).unwrap_or(1).max(1);
    identified(event, "mid")
}

fn postback(mut event: Event, name: &str, postback: &Json) -> Event {
    event.kind = Kind::Postback;
    event.external_id = postback.get("mid").id().or_else(|| derived(&event, name));
    event.text = postback.get("title").text_or_empty();
    event.display = postback.any(&["title", "payload"]).text_or_empty();
    identified(event, "mid")
}

fn identified(event: Event, field: &str) -> Event {
    if event.external_id.is_none() { park(event, "missing_field", field) } else { event }
}

fn reaction(mut event: Event, _: &str, reaction: &Json) -> Event {
    event.outcome = Outcome::Engagement;
    event.kind = Kind::Reaction;
    event.external_id = reaction.get("mid").id();
    event.text = reaction.any(&["emoji", "reaction"]).text_or_empty();
    event.display = event.text.clone();
    event.reason = Some(reason("reaction", reaction.get("action").text().unwrap_or_default()));
    event
}

/// Instagram names the message, Messenger only a point in time.
fn read(mut event: Event, _: &str, read: &Json) -> Event {
    event.outcome = Outcome::Receipt;
    event.kind = Kind::Read;
    event.external_id = read.get("mid").id();
    event
}

/// Several messages can be delivered at once; the newest stands for all, as its point in time does.
fn delivered(mut event: Event, _: &str, delivery: &Json) -> Event {
    event.outcome = Outcome::Receipt;
    event.kind = Kind::Delivery;
    event.external_id = delivery.get("mids").list().last().and_then(Json::id);
    event
}

fn typing(mut event: Event, _: &str, _: &Json) -> Event {
    event.outcome = Outcome::Receipt;
    event.kind = Kind::Typing;
    event
}

fn thread_control(mut event: Event, name: &str, control: &Json) -> Event {
    event.app = control.any_id(&["new_owner_app_id", "requested_owner_app_id", "previous_owner_app_id"]);
    event.metadata = control.get("metadata").text().map(str::to_owned);
    lifecycle(event, Kind::ThreadControl, "thread_control", name)
}

fn policy(event: Event, _: &str, policy: &Json) -> Event {
    lifecycle(event, Kind::Policy, "policy", policy.get("action").text().unwrap_or_default())
}

fn linked(event: Event, _: &str, linking: &Json) -> Event {
    lifecycle(event, Kind::Other, "account_linking", linking.get("status").text().unwrap_or_default())
}

fn lifecycle(mut event: Event, kind: Kind, code: &str, about: &str) -> Event {
    event.outcome = Outcome::Lifecycle;
    event.kind = kind;
    event.reason = Some(reason(code, about));
    event
}

fn engaged(mut event: Event, name: &str, _: &Json) -> Event {
    event.outcome = Outcome::Engagement;
    event.kind = if name == "referral" { Kind::Referral } else { Kind::Other };
    event.reason = Some(reason(name, ""));
    event
}

fn not_for_us(mut event: Event, name: &str, _: &Json) -> Event {
    event.outcome = Outcome::Ignored;
    event.kind = Kind::Other;
    event.reason = Some(reason("not_for_us", name));
    event
}
