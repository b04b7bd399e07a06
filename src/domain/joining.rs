//! A conversation that turns out to be part of another: what was said in it is said there.
//!
//! Platforms deliver in any order, so an answer may be heard before the comment it answers, and a person may be known
//! by one id before another is told. Owns when such a conversation is brought over (nobody of ours has touched it),
//! how its rows are told again, and how its case ends. Must not read or store anything.

use crate::domain::case::{Case, Direction, Refusal, ResolvedWhy, Status, StoredMessage};
use crate::domain::clocks::Clocks;
use crate::domain::message::{Author, Event, IntakeReason, Kind, Outcome};
use crate::domain::moderation::NATIVE;
use crate::domain::records::LogEntry;
use jiff::{SignedDuration, Timestamp};

/// The action in the log of the case whose messages went.
pub const JOINED: &str = "joined_into";
/// The action in the log of the case they went to, where a person had answered there without having seen them.
pub const JOINED_UNSEEN: &str = "joined_unseen";

/// More messages than these are a history of their own.
pub const MOST_MESSAGES: usize = 40;

/// Whether a conversation may be brought over: a single case in which nobody of ours has done anything. What people
/// work on is never taken from under their hands.
pub fn may_join(cases: &[Case], messages: &[(u32, StoredMessage)], log: &[(u32, LogEntry)]) -> bool {
    let [case] = cases else { return false };
    let by_nobody = log.iter().all(|(_, entry)| entry.by == "couture" || entry.by == NATIVE);
    let untouched = case.send_count == 0 && case.moderation.is_empty() && by_nobody;
    untouched && messages.len() <= MOST_MESSAGES && messages.iter().all(|(_, message)| can_be_told_again(message))
}

/// Whether the row says everything that the platform said: calls and reported topics come by another door, which
/// applications are bots the row does not say.
fn can_be_told_again(message: &StoredMessage) -> bool {
    match message.direction {
        Direction::In => message.kind != Kind::Call && message.topic.is_none(),
        Direction::Out => {
            message.author.as_deref() == Some(NATIVE)
                && (message.counts || message.deleted || !message.is_heard())
                && message.undelivered.is_none()
        }
    }
}

/// What the platform told of a message, in the conversation with `contact`: its deletion first, so that a text taken
/// back is never told again as if it stood.
pub fn told_again(case: &Case, message: &StoredMessage, contact: &str) -> Vec<Event> {
    let said = said_in(case, message, contact);
    let mut events = Vec::new();
    if message.deleted || message.marks.deleted_by.is_some() {
        events.push(Event { outcome: Outcome::Delete, kind: Kind::Delete, ..said.clone() });
    }
    if message.is_heard() {
        let outcome = match message.direction {
            Direction::In if message.kind == Kind::EncryptedMessage => Outcome::Encrypted,
            Direction::In => Outcome::Message,
            Direction::Out => Outcome::Own,
        };
        events.push(Event { outcome, revision: 0, edited_at: None, ..said.clone() });
    }
    if message.edited_at.is_some() {
        events.push(Event { outcome: Outcome::Update, kind: Kind::Edit, ..said.clone() });
    }
    if message.marks.visibility_at.is_some() {
        let word = if message.marks.hidden { "hide" } else { "unhide" };
        let reason = Some(IntakeReason { code: "moderation".to_owned(), about: word.to_owned() });
        events.push(Event { outcome: Outcome::Ignored, at: message.marks.visibility_at, reason, ..said });
    }
    events
}

fn said_in(case: &Case, message: &StoredMessage, contact: &str) -> Event {
    let author = match message.direction {
        Direction::In => Author {
            name: message.signed.clone().or_else(|| case.contact.name.clone()),
            handle: case.contact.handle.clone().filter(|_| message.signed.is_none()),
            ..case.contact.clone()
        },
        Direction::Out => Author { id: case.inbox.clone(), ..Author::default() },
    };
    let mut event = Event::new(Outcome::Message, message.kind, Some(case.channel));
    event.external_id = Some(message.external_id.clone());
    event.inbox = Some(case.inbox.clone());
    event.contact = Some(contact.to_owned());
    let written_as = message.written_as.as_ref().unwrap_or(&case.contact.id);
    event.written_as = Some(written_as.clone()).filter(|id| !case.public && id != contact);
    event.public = case.public;
    event.author = Some(author);
    event.text.clone_from(&message.text);
    message.shown().clone_into(&mut event.display);
    // A time in the future was replaced by that of the receipt: it is again.
    let ahead = SignedDuration::from_millis(i64::from(message.future_dated));
    event.at = Some(message.at.checked_add(ahead).unwrap_or(message.at));
    event.thread.clone_from(&message.thread);
    event.in_reply_to.clone_from(&message.in_reply_to);
    event.attachments.clone_from(&message.attachments);
    event.language.clone_from(&message.language);
    event.revision = message.revision;
    event.edited_at = message.edited_at;
    event.unsummoned = message.unsummoned;
    event
}

/// The log entry that brings a case up again: a question waited in `stray` while a person of ours, who had not seen it,
/// wrote in the case it belongs to. `None`: whoever wrote there last was asked it, or it waits there already.
pub fn unseen(stray: &Case, home: &Case, messages: &[&StoredMessage], now: Timestamp) -> Option<LogEntry> {
    let asked_at = stray.heard_at.filter(|_| stray.waits_for_us() && !home.waits_for_us())?;
    let by_a_person = |message: &&&StoredMessage| {
        message.direction == Direction::Out && message.counts && message.author.as_deref() != Some(NATIVE)
    };
    let written = messages.iter().filter(by_a_person).map(|message| message.at).filter(|at| *at >= asked_at).max()?;
    let after = written.checked_add(SignedDuration::from_millis(1)).unwrap_or(written);
    let entry = LogEntry::of("couture", JOINED_UNSEEN, now);
    Some(LogEntry { about: stray.id(), since_at: Some(after), ..entry })
}

impl Case {
    /// Ends a case whose messages stand in the case `into` from now on: nothing in it waits and nothing of it is left
    /// but what its log says.
    pub fn go_on_in(&mut self, into: &str, now: Timestamp) -> LogEntry {
        // Its clocks are told again with its messages: none counts twice.
        self.clocks = Clocks::default();
        self.status = Status::Resolved;
        self.resolved_at = Some(now);
        self.resolved_why = Some(ResolvedWhy::Merged);
        self.goes_on_in = Some(into.to_owned());
        // Nor does the name of whoever wrote them stay behind.
        self.contact = Author { id: std::mem::take(&mut self.contact.id), ..Author::default() };
        // What was decided was decided by their words, which must be able to go with them.
        self.classification.reasons.clear();
        self.matched.clear();
        self.opening = None;
        self.snippet = None;
        self.heard_id = None;
        self.assignee = None;
        self.search = None;
        self.snoozed_until_at = None;
        self.fetch_at = None;
        LogEntry { about: into.to_owned(), ..LogEntry::of("couture", JOINED, now) }
    }

    /// Refuses work on a case whose messages stand in another, or are on their way there, and says in which.
    pub fn here_or_elsewhere(&self) -> Result<(), Refusal> {
        match &self.goes_on_in {
            Some(into) => Err(Refusal::GoesOn { into: into.clone() }),
            None => Ok(()),
        }
    }

    /// Whether its messages stand in another case and nothing has been said in it since.
    pub fn has_gone_on(&self) -> bool {
        self.goes_on_in.is_some() && self.status == Status::Resolved && self.opening.is_none() && self.snippet.is_none()
    }
}

#[cfg(test)]
mod tests;
