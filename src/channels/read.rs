//! Reading back from a platform what should have reached us, and asking whether it still delivers.
//!
//! Owns the neutral questions and answers, and hands the work to the channel's own client. What is read is
//! put into the platform's own body form and cut as a delivery is, so that everything after goes one way.
//! Must not know a platform's field names, decide what is missing, or put a text, a handle or a token into
//! a log or an error.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::json::repair;
use super::send::{Platforms, RefusalCode, SendOutcome};
use super::slices::members;
use super::{Door, Element, meta, x};
use crate::domain::message::Channel;

/// Where the reading of each list stopped, by the list's name, as the platform spells it.
pub type Cursors = BTreeMap<String, String>;

/// What of an inbox is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The channel.
    pub channel: Channel,
    /// The platform's id of the inbox.
    pub inbox: &'a str,
    /// From this instant on, up to now.
    pub since: Timestamp,
    /// Where an earlier reading of the same stretch stopped. Empty: from its newest end. Lists that are not
    /// named in a set that is not empty were read to their end then.
    pub cursors: &'a Cursors,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Reading {
    /// One element for each thing said to or by the inbox, in no particular order.
    pub elements: Vec<Element>,
    /// Where the lists stopped that hold more than one reading takes.
    pub cursors: Cursors,
    /// Why something could not be read. What could be read is in `elements` all the same.
    pub error: Option<ReadError>,
}

/// Why a platform could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadError {
    /// The access no longer counts.
    TokenRevoked,
    /// The access does not cover this.
    Refused,
    /// Too many requests for now.
    TooMany,
    /// No answer, or none that can be read.
    Unavailable,
    /// The platform no longer knows where the last reading stopped.
    StaleCursor,
}

impl ReadError {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            ReadError::TokenRevoked => "token_revoked",
            ReadError::Refused => "refused",
            ReadError::TooMany => "too_many_requests",
            ReadError::Unavailable => "unavailable",
            ReadError::StaleCursor => "stale_cursor",
        }
    }
}

/// Whether an inbox can be read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readable {
    /// It can.
    Yes,
    /// The platform would, but we hold no access to it.
    NoAccess,
    /// The platform offers no way (WhatsApp), or there is no platform behind the channel.
    NoWay,
}

/// A webhook as X knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// X's id of it.
    pub id: String,
    /// Whether X delivers to it.
    pub valid: bool,
}

/// What X says to being asked to deliver a stretch again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replay {
    /// It does.
    Started,
    /// It is still busy with an earlier stretch: ask again later.
    Busy,
}

/// One list of a reading.
#[derive(Debug, Default)]
pub(in crate::channels) struct List {
    pub elements: Vec<Element>,
    /// Where to go on; nothing when the list was read to its end.
    pub rest: Option<String>,
}

impl Reading {
    /// Adds what became of one list.
    pub(in crate::channels) fn add(&mut self, name: &str, list: Result<List, ReadError>) {
        match list {
            Ok(list) => {
                self.elements.extend(list.elements);
                self.cursors.extend(list.rest.map(|rest| (name.to_owned(), rest)));
            }
            Err(error) => self.error = self.error.or(Some(error)),
        }
    }
}

impl Asked<'_> {
    /// Whether a list of that name is still to be read, and from where.
    pub(in crate::channels) fn list(&self, name: &str) -> Option<Option<&str>> {
        let cursor = self.cursors.get(name).map(String::as_str);
        (self.cursors.is_empty() || cursor.is_some()).then_some(cursor)
    }
}

/// A body in the platform's own form, cut as a delivery is.
pub(in crate::channels) fn elements(door: Door, body: &Value) -> Vec<Element> {
    let text = repair(body.to_string().as_bytes());
    let Some(top) = members(&text) else { return Vec::new() };
    let bodies = match door {
        Door::X => x::cut(&top),
        Door::Meta => meta::cut(&top),
        // Nobody to ask: what comes through these doors is the sender's to send again.
        Door::Standard | Door::Twilio => Vec::new(),
    };
    bodies.into_iter().map(|body| Element { door, source: None, body }).collect()
}

/// What an answer that would have refused a send says about a reading.
pub(in crate::channels) fn error_of(outcome: &SendOutcome, with_cursor: bool) -> ReadError {
    match outcome {
        SendOutcome::Refused { code: RefusalCode::TokenRevoked, .. } => ReadError::TokenRevoked,
        SendOutcome::Refused { code: RefusalCode::Invalid, .. } if with_cursor => ReadError::StaleCursor,
        SendOutcome::Refused { .. } => ReadError::Refused,
        SendOutcome::RateLimited { .. } => ReadError::TooMany,
        SendOutcome::Sent { .. } | SendOutcome::NotSent { .. } | SendOutcome::Unknown { .. } => ReadError::Unavailable,
    }
}

impl Platforms {
    /// Whether what reached an inbox can be read back.
    pub fn readable(&self, channel: Channel, inbox: &str) -> Readable {
        let has_access = match channel {
            Channel::X => self.x.has_token(inbox),
            Channel::Messenger | Channel::Instagram | Channel::Facebook => self.meta.has_token(inbox),
            // WhatsApp shows what it delivered nowhere: only its own redelivery, for seven days, helps.
            Channel::Whatsapp
            | Channel::Sms
            | Channel::Email
            | Channel::Phone
            | Channel::Chat
            | Channel::App
            | Channel::Store
            | Channel::Bot
            | Channel::Crm => return Readable::NoWay,
        };
        if has_access { Readable::Yes } else { Readable::NoAccess }
    }

    /// Reads what was said to and by an inbox, the newest first, a bounded number of pages.
    pub async fn read(&self, asked: &Asked<'_>, now: Timestamp) -> Reading {
        match asked.channel {
            Channel::X => self.x.read(asked, now).await,
            Channel::Messenger => self.meta.read_messages(asked, "messenger", now).await,
            Channel::Facebook => self.meta.read_feed(asked, now).await,
            Channel::Instagram => self.meta.read_instagram(asked, now).await,
            Channel::Whatsapp
            | Channel::Sms
            | Channel::Email
            | Channel::Phone
            | Channel::Chat
            | Channel::App
            | Channel::Store
            | Channel::Bot
            | Channel::Crm => Reading { error: Some(ReadError::Refused), ..Reading::default() },
        }
    }

    /// X's webhooks that end at our door; `None` without the application's own token.
    pub async fn webhooks(&self, now: Timestamp) -> Option<Result<Vec<Webhook>, ReadError>> {
        self.x.webhooks(now).await
    }

    /// Has X try a webhook once more; whether it is valid now.
    pub async fn revalidate(&self, webhook: &str, now: Timestamp) -> Result<bool, ReadError> {
        self.x.revalidate(webhook, now).await
    }

    /// Has X deliver again what it should have delivered between two instants (whole minutes count).
    pub async fn replay(
        &self,
        webhook: &str,
        from: Timestamp,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Replay, ReadError> {
        self.x.replay(webhook, from, until, now).await
    }

    /// Whether Meta still delivers an inbox's events to us; `None` where that cannot be asked.
    pub async fn subscribed(&self, channel: Channel, inbox: &str, now: Timestamp) -> Option<Result<bool, ReadError>> {
        let fields: &[&str] = match channel {
            // Without echoes an answer typed in the Page's own inbox would not stop a clock.
            Channel::Messenger => &["messages", "message_echoes"],
            Channel::Facebook => &["feed"],
            Channel::Instagram => &["messages", "comments"],
            _ => return None,
        };
        self.meta.subscribed(inbox, fields, now).await
    }
}
