//! The one form of a body: `{"kind","id","at","from":{"id","name"?,"phone"?,"email"?},"text"?,...}`.
//!
//! Owns its field names. Whatever is missing or of another type parks the event; nothing panics.

use super::Source;
use crate::channels::json::Json;
use crate::channels::{park, reason};
use crate::domain::message::{Author, Channel, Event, Kind, Outcome, Reported};

/// Longer than any name, number, address, topic or id of a colleague.
const LONGEST: usize = 254;

/// Puts one body into our own words.
pub(in crate::channels) fn parse(body: &Json, source: Option<&str>) -> Event {
    let Some(source) = source.and_then(Source::of) else { return Event::parked(None, "missing_field", "source") };
    let from = body.get("from");
    let mut event = Event::new(Outcome::Message, Kind::DirectMessage, Some(source.channel));
    event.inbox = Some(source.inbox);
    event.external_id = body.get("id").id();
    // What lies before 1970 is no instant of a conversation.
    event.at = body.get("at").instant().filter(|at| at.as_millisecond() > 0);
    event.contact = from.get("id").id();
    event.author = event.contact.clone().map(|id| Author { id, name: word(from.get("name")), ..Author::default() });
    event.text = body.get("text").text_or_empty();
    event.display.clone_from(&event.text);
    event.reported = Some(Box::new(Reported {
        phone: word(from.get("phone")).or_else(|| number_in(source.channel, event.contact.as_deref())),
        email: word(from.get("email")).or_else(|| address_in(source.channel, event.contact.as_deref())),
        topic: word(body.get("topic")),
        case: word(body.get("case")),
        agent: word(body.get("agent")),
    }));
    let needs_text = match body.get("kind").text() {
        Some("message") => true,
        Some("call") => {
            event.kind = Kind::Call;
            false
        }
        Some("answer") => {
            (event.outcome, event.kind) = (Outcome::Own, Kind::Answer);
            true
        }
        Some("contact") => {
            (event.outcome, event.kind) = (Outcome::Lifecycle, Kind::Contact);
            event.reason = Some(reason("contact_changed", ""));
            false
        }
        other => {
            event.kind = Kind::Other;
            return match other {
                Some(other) => park(event, "unknown_kind", other),
                None => park(event, "missing_field", "kind"),
            };
        }
    };
    if !body.get("text").is_null() && !matches!(body.get("text"), Json::Text(_)) {
        return park(event, "wrong_type", "text");
    }
    let missing = [
        ("id", event.external_id.is_none()),
        ("at", event.at.is_none()),
        ("from.id", event.contact.is_none()),
        ("text", needs_text && event.text.trim().is_empty()),
    ];
    match missing.into_iter().find(|(_, is_missing)| *is_missing) {
        Some((field, _)) => park(event, "missing_field", field),
        None => event,
    }
}

/// On these channels a sender's id often is the number itself.
fn number_in(channel: Channel, id: Option<&str>) -> Option<String> {
    let has_number = matches!(channel, Channel::Phone | Channel::Sms);
    id.filter(|id| has_number && id.starts_with('+')).map(str::to_owned)
}

/// By e-mail a sender's id often is the address itself.
fn address_in(channel: Channel, id: Option<&str>) -> Option<String> {
    id.filter(|id| channel == Channel::Email && id.contains('@')).map(str::to_owned)
}

/// A short text with something in it; anything longer is cut off.
fn word(json: &Json) -> Option<String> {
    let text: String = json.text()?.trim().chars().take(LONGEST).collect();
    Some(text).filter(|text| !text.is_empty())
}
