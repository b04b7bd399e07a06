//! WhatsApp: messages, statuses, echoes of the telephone's own application, changes of identity.
//!
//! Owns the field names of the Cloud API. Must not handle Messenger or Instagram.

use super::Entry;
use super::client::errors;
use super::spoken;
use crate::channels::json::Json;
use crate::channels::{park, reason};
use crate::domain::message::{Attachment, Author, Channel, Event, Kind, Outcome, Progress};

/// Fields about the business account: something a manager should know, nothing a customer said.
const ACCOUNT_FIELDS: [&str; 6] = [
    "account_update",
    "account_alerts",
    "account_review_update",
    "business_capability_update",
    "phone_number_quality_update",
    "security",
];

/// Reads one element of a list; the second value is the change it stands in.
type Reader = fn(&Json, &Json) -> Event;

/// One change of a business account.
pub(super) fn parse(entry: &Entry, field: &str, value: &Json) -> Vec<Event> {
    let inbox = value.get("metadata").get("phone_number_id").id();
    let readers: [(&str, Reader); 5] = [
        ("messages", message),
        ("statuses", status),
        ("message_echoes", echo),
        ("user_id_update", identity_changed),
        ("errors", error),
    ];
    let mut events = Vec::new();
    for (list, read) in readers {
        for item in value.get(list).list() {
            let mut event = if item.is_object() {
                read(item, value)
            } else {
                Event::parked(Some(Channel::Whatsapp), "wrong_type", list)
            };
            event.inbox = inbox.clone();
            event.at = event.at.or(entry.sent_at);
            let no_inbox = inbox.is_none() && event.outcome != Outcome::Parked;
            events.push(if no_inbox { park(event, "missing_field", "phone_number_id") } else { event });
        }
    }
    if events.is_empty() {
        events.push(without_events(entry, field, inbox));
    }
    events
}

fn without_events(entry: &Entry, field: &str, inbox: Option<String>) -> Event {
    let code = if field == "messages" { "no_content" } else { "not_for_us" };
    let mut event = entry.ignored(Kind::Other, Some(Channel::Whatsapp), code, field);
    event.inbox = inbox;
    if ACCOUNT_FIELDS.contains(&field) {
        event.outcome = Outcome::Lifecycle;
        event.kind = Kind::Policy;
        event.reason = Some(reason("policy", field));
    }
    event
}

fn start(outcome: Outcome, kind: Kind, item: &Json) -> Event {
    let mut event = Event::new(outcome, kind, Some(Channel::Whatsapp));
    event.external_id = item.get("id").id();
    event.at = item.get("timestamp").instant();
    event.thread = item.get("group_id").id();
    event
}

fn message(item: &Json, value: &Json) -> Event {
    let mut event = start(Outcome::Message, Kind::DirectMessage, item);
    let card = card_of(item, value.get("contacts"));
    let phone = item.get("from").id().or_else(|| card.get("wa_id").id());
    let scoped = item.get("from_user_id").id().or_else(|| card.get("user_id").id());
    // The telephone number may be missing, the business-scoped id not: the conversation is kept under that.
    event.contact = scoped.clone().or_else(|| phone.clone());
    event.known_as = phone.clone().filter(|_| scoped.is_some());
    event.author = item.get("from").id().or(scoped).or(phone).map(|id| Author {
        id,
        handle: card.get("profile").get("username").text().map(str::to_owned),
        name: card.get("profile").get("name").text().map(str::to_owned),
        ..Author::default()
    });
    event.in_reply_to = item.get("context").get("id").id();
    let event = match item.get("type").text().unwrap_or_default() {
        "reaction" => reacted(event, item.get("reaction")),
        "edit" => edited(event, item.get("edit")),
        "revoke" => revoked(event, item.get("revoke")),
        "system" => changed(event, item.get("system")),
        "request_welcome" => told(event, Outcome::Ignored, "not_for_us", Some("request_welcome")),
        kind => content(event, kind, item),
    };
    let is_written = matches!(event.outcome, Outcome::Message | Outcome::Update | Outcome::Delete);
    match event {
        event if is_written && event.external_id.is_none() => park(event, "missing_field", "id"),
        event if is_written && event.contact.is_none() => park(event, "missing_field", "from"),
        event => event,
    }
}

/// The contact card of the writer: the one that has one of his ids, or the only one. A card that names another is not
/// his, however few there are.
fn card_of<'a>(item: &Json, cards: &'a Json) -> &'a Json {
    let ids = [(item.get("from").id(), "wa_id"), (item.get("from_user_id").id(), "user_id")];
    let told = |card: &Json, name: &str| card.get(name).id();
    let names_him = |card: &&Json| ids.iter().any(|(id, name)| id.is_some() && told(card, name) == *id);
    let may_be_his = |card: &&Json| {
        let differs = |(id, name): &(Option<String>, &str)| {
            id.is_some() && told(card, name).is_some_and(|other| Some(other) != *id)
        };
        !ids.iter().any(differs)
    };
    let only = cards.list().first().filter(|_| cards.list().len() == 1);
    cards.list().iter().filter(may_be_his).find(names_him).or(only.filter(may_be_his)).unwrap_or(&Json::Null)
}

/// What was written or sent. A type we do not know still is a message that a person must see.
fn content(mut event: Event, kind: &str, item: &Json) -> Event {
    let part = item.get(kind);
    let attachment = match kind {
        "image" | "video" | "audio" | "sticker" | "location" => Some(kind),
        "document" => Some("file"),
        "contacts" => Some("other"),
        _ => None,
    };
    let answer = ["button_reply", "list_reply"].map(|reply| part.get(reply).get("title").text());
    let text = match kind {
        "text" => part.get("body").text(),
        "button" | "order" => part.get("text").text(),
        "interactive" => answer.into_iter().flatten().next(),
        _ => part.get("caption").text(),
    };
    event.text = text.unwrap_or_default().to_owned();
    let wordless = || match kind {
        "location" => spoken::place(part).unwrap_or_default(),
        "contacts" => spoken::people(part).unwrap_or_default(),
        _ => part.get("nfm_reply").get("body").text_or_empty(),
    };
    event.display = match event.text.trim() {
        // What is ordered matters beside what is said about it.
        said if kind == "order" => {
            let ordered = spoken::order(part).unwrap_or_default();
            [said, &ordered].into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
        }
        "" => wordless(),
        said => said.to_owned(),
    };
    // Where the file is: its address, else the id under which the Graph API tells it.
    let by_id = || part.get("id").id().map(|id| format!("https://graph.facebook.com/{id}"));
    let url = part.get("url").text().map(str::to_owned).or_else(by_id);
    event.attachments.extend(attachment.map(|kind| Attachment { kind: kind.to_owned(), url }));
    if matches!(kind, "button" | "interactive") {
        event.kind = Kind::Postback;
        if event.display.is_empty() {
            event.reason = Some(reason("unsupported", kind));
        }
    } else if attachment.is_none() && !matches!(kind, "text" | "order") {
        event.attachments.push(Attachment { kind: "other".to_owned(), url: None });
        event.reason = Some(reason("unsupported", kind));
    }
    event
}

/// A reaction has an id of its own; the message it is about is what it answers.
fn reacted(mut event: Event, reaction: &Json) -> Event {
    event.in_reply_to = reaction.get("message_id").id();
    event.text = reaction.get("emoji").text_or_empty();
    event.display = event.text.clone();
    event.kind = Kind::Reaction;
    let verb = if event.text.is_empty() { "unreact" } else { "react" };
    told(event, Outcome::Engagement, "reaction", Some(verb))
}

fn told(mut event: Event, outcome: Outcome, code: &str, about: Option<&str>) -> Event {
    event.outcome = outcome;
    if event.kind == Kind::DirectMessage {
        event.kind = Kind::Other;
    }
    event.reason = Some(reason(code, about.unwrap_or_default()));
    event
}

/// A contact's number or id changed, told as a message: who wrote to us so far has another number from now on, or the
/// contact has another id.
fn changed(mut event: Event, system: &Json) -> Event {
    let before = system.get("previous_user_id").id();
    if let Some(now) = system.get("user_id").id() {
        // Without the previous id it is who the message is from.
        let before = before.or_else(|| event.contact.clone());
        event.known_as = before.filter(|before| *before != now);
        event.contact = Some(now);
    } else {
        event.known_as = None;
    }
    if let Some(author) = event.author.as_mut() {
        author.phone = system.get("wa_id").id();
    }
    told(event, Outcome::Lifecycle, "contact_changed", system.get("type").text())
}

/// The id of the message an edit or a revocation is about.
fn original(json: &Json) -> Option<String> {
    json.any_id(&["original_message_id", "message_id", "id"])
}

fn edited(mut event: Event, edit: &Json) -> Event {
    let inner = edit.get("message");
    let kind = inner.get("type").text().unwrap_or("text");
    event = content(event, kind, if inner.is_object() { inner } else { edit });
    event.outcome = Outcome::Update;
    event.kind = Kind::Edit;
    event.revision = 1;
    event.external_id = original(edit);
    event
}

fn revoked(mut event: Event, revoke: &Json) -> Event {
    event.outcome = Outcome::Delete;
    event.kind = Kind::Delete;
    event.external_id = original(revoke);
    event
}

/// Where one of our messages has got to. Statuses come in any order; what we attached to the message comes along.
fn status(item: &Json, value: &Json) -> Event {
    let word = item.get("status").text().unwrap_or_default();
    let kind = match word {
        "read" | "played" => Kind::Read,
        "delivered" => Kind::Delivery,
        _ => Kind::Status,
    };
    let mut event = start(Outcome::Receipt, kind, item);
    (event.contact, event.known_as) = recipient(item, value.get("contacts"));
    event.metadata = reference(item);
    let failure = item.get("errors").first().get("code");
    event.progress = match word {
        // What was deleted afterwards had been sent.
        "sent" | "deleted" => Some(Progress::Sent),
        "delivered" => Some(Progress::Delivered),
        "read" | "played" => Some(Progress::Read),
        "failed" => Some(Progress::Failed(errors::failure(failure.whole()))),
        _ => None,
    };
    event.reason = Some(match word {
        "failed" => reason("send_failed", &failure.id().unwrap_or_default()),
        word => reason("status", word),
    });
    event
}

/// Whom a status is about, under the id their conversation is kept under (the business-scoped one, if it is told), and
/// their number beside it.
fn recipient(item: &Json, cards: &Json) -> (Option<String>, Option<String>) {
    let phone = item.get("recipient_id").id();
    let his = cards.list().iter().find(|card| phone.is_some() && card.get("wa_id").id() == phone);
    match item.get("recipient_user_id").id().or_else(|| his?.get("user_id").id()) {
        Some(scoped) => (Some(scoped), phone),
        None => (phone, None),
    }
}

/// Our own id of the send, which travels with a message and comes back with whatever is told about it.
fn reference(item: &Json) -> Option<String> {
    item.get("biz_opaque_callback_data").text().map(str::to_owned)
}

/// What a colleague did in the telephone's own application: wrote, changed, took back, reacted.
fn echo(item: &Json, value: &Json) -> Event {
    let mut event = start(Outcome::Own, Kind::DirectMessage, item);
    event.in_reply_to = item.get("context").get("id").id();
    event.contact = item.any_id(&["to_user_id", "to"]);
    event.known_as = item.get("to").id().filter(|number| event.contact.as_ref() != Some(number));
    event.metadata = reference(item);
    event.author = item.get("from").id().map(|id| Author { id, ..Author::default() });
    let ours = || value.get("metadata").get("phone_number_id").id().map(|id| Author { id, ..Author::default() });
    let event = match item.get("type").text().unwrap_or_default() {
        "reaction" => reacted(event, item.get("reaction")),
        // Told apart from the contact's own by the account's id.
        "edit" => edited(Event { author: ours(), ..event }, item.get("edit")),
        "revoke" => revoked(Event { author: ours(), ..event }, item.get("revoke")),
        kind => content(event, kind, item),
    };
    match (&event.external_id, &event.contact) {
        _ if event.outcome == Outcome::Engagement => event,
        (None, _) => park(event, "missing_field", "id"),
        (_, None) => park(event, "missing_field", "to"),
        _ => event,
    }
}

/// A contact's number or id changed.
fn identity_changed(item: &Json, _: &Json) -> Event {
    let mut event = start(Outcome::Lifecycle, Kind::Other, item);
    let (user_id, number) = (item.get("user_id"), item.get("wa_id").id());
    event.contact = user_id.get("current").id().or_else(|| number.clone());
    event.known_as = user_id.get("previous").id();
    event.author = event.contact.clone().map(|id| Author { id, phone: number, ..Author::default() });
    event.reason = Some(reason("contact_changed", "user_id_update"));
    event
}

/// An error that belongs to no message.
fn error(item: &Json, _: &Json) -> Event {
    let mut event = start(Outcome::Lifecycle, Kind::Other, item);
    event.external_id = None;
    event.reason = Some(reason("platform_error", &item.get("code").id().unwrap_or_default()));
    event
}
