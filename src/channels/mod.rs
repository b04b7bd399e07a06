//! Everything incoming: from a platform's raw body to events in our own words.
//!
//! Owns the doors, the proof that a body was signed (`Verified`), cutting a body into elements and
//! parsing an element. Nothing outside this folder knows a platform's field names. Must not decide
//! what to do with an event, read a clock or store anything; one channel never imports another.

mod json;
pub mod media;
pub mod meta;
pub mod moderate;
pub mod read;
pub mod send;
mod signing;
mod slices;
pub mod standard;
pub mod twilio;
pub mod x;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

pub use crate::domain::message::Channel;
use crate::domain::message::{Event, IntakeReason, Kind, Outcome};
use crate::domain::permission::AlternativeKind;
use json::{Json, repair};
use slices::members;

/// A raw body whose signature was good. Only the signature checks of this folder build one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified(Bytes);

impl Verified {
    /// Takes bytes that no platform signed: for the commands that read files of the person at the
    /// keyboard (`parse`, `explain`, `replay`). Never to be called on anything that came over a network.
    pub fn offline(bytes: impl Into<Bytes>) -> Verified {
        Verified(bytes.into())
    }

    /// The body exactly as it was signed.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Which webhook URL a body came through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// `/webhooks/x`: Account Activity, X Activity and filtered-stream bodies.
    X,
    /// `/webhooks/meta`: Messenger, Instagram, Page feed and WhatsApp bodies.
    Meta,
    /// `/webhooks/standard/{source}`: what the brand's own systems report, one object a body.
    Standard,
    /// `/webhooks/twilio`: text messages, as forms.
    Twilio,
}

impl Door {
    /// Whether its bodies say when something happened; where they do not, the time of receipt counts.
    pub fn tells_time(self) -> bool {
        match self {
            Door::X | Door::Meta | Door::Standard => true,
            Door::Twilio => false,
        }
    }
}

/// One element of a delivery: a body of the same form as the platform's with a single event in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    /// The door it came through.
    pub door: Door,
    /// JSON in pure ASCII, because queues refuse some characters.
    pub body: String,
    /// The last part of the address, where one door serves several systems: `phone`, `sms-paris`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// What cutting a body gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cut {
    /// One element for each event of the body, in the order of the body. May be empty.
    pub elements: Vec<Element>,
    /// Why the body could not be cut at all (`not_json`, `not_object`); then there are no elements.
    pub unreadable: Option<IntakeReason>,
}

impl Cut {
    /// Notes on every element which system it came from.
    pub fn from_source(mut self, source: Option<&str>) -> Cut {
        self.elements.iter_mut().for_each(|element| element.source = source.map(str::to_owned));
        self
    }
}

/// Cuts a verified body into bodies of the same form with one element each. Garbage in one element
/// cannot lose another: elements are slices of the body and are not looked into.
pub fn cut(door: Door, body: &Verified) -> Cut {
    let form = if door == Door::Twilio { twilio::form_as_json(body.bytes()) } else { None };
    let text = form.unwrap_or_else(|| repair(body.bytes()));
    let bodies = match members(&text) {
        Some(top) => match door {
            Door::X => x::cut(&top),
            Door::Meta => meta::cut(&top),
            // One object, one event: the body written anew.
            Door::Standard | Door::Twilio => vec![slices::pick(&top, |_| true).object()],
        },
        None => {
            let code = if slices::is_json(&text) { "not_object" } else { "not_json" };
            let reason = IntakeReason { code: code.to_owned(), about: String::new() };
            return Cut { elements: Vec::new(), unreadable: Some(reason) };
        }
    };
    let elements = bodies.into_iter().map(|body| Element { door, body, source: None }).collect();
    Cut { elements, unreadable: None }
}

/// Puts one element into our own words. Never fails: what cannot be understood is a parked event.
pub fn parse(element: &Element) -> Vec<Event> {
    let text = repair(element.body.as_bytes());
    let body = Json::read(&text);
    if !body.is_object() {
        let code = if slices::is_json(&text) { "not_object" } else { "not_json" };
        return vec![Event::parked(None, code, "")];
    }
    match element.door {
        Door::X => x::parse(&body),
        Door::Meta => meta::parse(&body),
        Door::Standard => vec![standard::parse(&body, element.source.as_deref())],
        Door::Twilio => vec![twilio::parse(&body)],
    }
}

/// Cuts and parses a body that did not come over a network. A body that cannot be read gives one
/// parked event, a body with nothing in it one ignored event with the reason `empty`.
pub fn parse_body(door: Door, bytes: impl Into<Bytes>) -> Vec<Event> {
    parse_body_of(door, None, bytes)
}

/// The same for a body that came from one of several systems.
pub fn parse_body_of(door: Door, source: Option<&str>, bytes: impl Into<Bytes>) -> Vec<Event> {
    let cut = cut(door, &Verified::offline(bytes)).from_source(source);
    if let Some(reason) = cut.unreadable {
        return vec![Event::parked(None, &reason.code, &reason.about)];
    }
    let events: Vec<Event> = cut.elements.iter().flat_map(parse).collect();
    if events.is_empty() { vec![ignored(Kind::Other, None, "empty", "")] } else { events }
}

/// When a message was written, where the platform puts the time into its id.
pub fn written_at(channel: Channel, id: &str) -> Option<jiff::Timestamp> {
    match channel {
        Channel::X => x::written_at(id),
        _ => None,
    }
}

/// The platform's page where an alternative begins, if it has one: `post` is the contact's latest post,
/// `contact` their account's id.
pub fn page(
    channel: Channel,
    kind: AlternativeKind,
    public: bool,
    post: Option<&str>,
    contact: &str,
) -> Option<String> {
    match channel {
        Channel::X => x::links::page(kind, public, post, contact),
        _ => None,
    }
}

/// The door a body belongs to, told from its form; nothing when it has none of the known forms.
pub fn door_of(body: &[u8]) -> Option<Door> {
    let text = repair(body);
    let Some(top) = members(&text) else { return twilio::is_form(body).then_some(Door::Twilio) };
    let has = |name: &str| top.iter().any(|(key, _)| key == name);
    if has("kind") && ["id", "from", "at"].into_iter().any(has) {
        return Some(Door::Standard);
    }
    if twilio::SIDS.into_iter().any(has) {
        return Some(Door::Twilio);
    }
    if has("object") && has("entry") {
        return Some(Door::Meta);
    }
    let x_names = ["for_user_id", "data", "matching_rules", "user_event", "replay_job_status"];
    let is_x = x_names.into_iter().any(has) || top.iter().any(|(key, _)| key.ends_with("_events"));
    is_x.then_some(Door::X)
}

/// An event that is understood and left alone, with the reason.
fn ignored(kind: Kind, channel: Option<Channel>, code: &str, about: &str) -> Event {
    let mut event = Event::new(Outcome::Ignored, kind, channel);
    event.reason = Some(reason(code, about));
    event
}

/// A reason whose `about` is safe to show: a word of the protocol, never a text somebody wrote.
fn reason(code: &str, about: &str) -> IntakeReason {
    let word_like = |character: char| character.is_ascii_alphanumeric() || "_.-:".contains(character);
    let about = if about.chars().all(word_like) { about.chars().take(64).collect() } else { String::new() };
    IntakeReason { code: code.to_owned(), about }
}

/// Turns an event that lacks something essential into a parked one that keeps what was readable.
fn park(mut event: Event, code: &str, about: &str) -> Event {
    event.outcome = Outcome::Parked;
    event.reason = Some(reason(code, about));
    event
}
