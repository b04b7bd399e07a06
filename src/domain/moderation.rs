//! What is done to a message on its platform after it was written: hidden, shown, liked, deleted, corrected.
//!
//! Owns what is possible where, the states of such an act on its way, and the marks it leaves on the
//! message. Must not talk to a platform: it is told outcomes. Unlike an answer, each of these acts may be
//! repeated on the platform without doing anything twice, so one whose outcome is unknown is tried again,
//! a bounded number of times.

use crate::domain::case::{Case, Direction, StoredMessage};
use crate::domain::message::{Channel, Kind};
use crate::domain::send_reasons::{RefusalCode, UnknownCode};
use crate::domain::sends::{LEASE, PATIENCE, Send};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Who does what is done in the platform's own tools.
pub const NATIVE: &str = "native";

/// How often the platform is asked for one act before a person has to look.
pub const TRIES: u8 = 4;

/// How long to wait after the first try whose outcome is unknown; each further wait is twice as long.
pub const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(60);

/// How long an act waits for a platform that says "later".
pub const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(24);

/// What a person can do to a message. The strings are the contract's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Put a contact's comment or reply out of everybody's sight.
    Hide,
    /// Bring it back.
    Show,
    /// Like it as the brand.
    Like,
    /// Take the like back.
    Unlike,
    /// Take an answer of ours back.
    Delete,
    /// Put another text in the place of an answer of ours.
    Correct,
}

impl Act {
    /// Every act, in the order in which they are offered.
    pub const ALL: [Act; 6] = [Act::Hide, Act::Show, Act::Like, Act::Unlike, Act::Correct, Act::Delete];

    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Act::Hide => "hide",
            Act::Show => "show",
            Act::Like => "like",
            Act::Unlike => "unlike",
            Act::Delete => "delete",
            Act::Correct => "correct",
        }
    }

    /// The act the contract calls `word`.
    pub fn from_word(word: &str) -> Option<Act> {
        Act::ALL.into_iter().find(|act| act.as_str() == word)
    }

    /// The word in the log. Not the contract's: the log knows other corrections.
    pub fn log_word(self, done: bool) -> String {
        format!("{}_message{}", self.as_str(), if done { "" } else { "_refused" })
    }

    /// What the platform is asked for. Only Facebook lets a text be changed in its place.
    pub fn deed(self, channel: Channel) -> Deed {
        match self {
            Act::Hide => Deed::Hide,
            Act::Show => Deed::Show,
            Act::Like => Deed::Like,
            Act::Unlike => Deed::Unlike,
            Act::Correct if edits_in_place(channel) => Deed::Edit,
            Act::Delete | Act::Correct => Deed::Delete,
        }
    }
}

/// What a platform is asked to do. All of these may be repeated without doing anything twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Hide a comment or reply.
    Hide,
    /// Show it again.
    Show,
    /// Like it.
    Like,
    /// Take the like back.
    Unlike,
    /// Delete a post or comment of ours.
    Delete,
    /// Change the text of a comment of ours.
    Edit,
}

/// Why a person's act was refused before any platform was asked. The codes are the contract's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActRefusal {
    /// The case has no such message.
    UnknownMessage,
    /// Only what we wrote ourselves can be deleted or corrected.
    NotOwn,
    /// What we wrote ourselves is deleted or corrected, not hidden or liked.
    OwnMessage,
    /// The platform cannot hide this.
    NotHideable,
    /// The platform cannot like this.
    NotLikeable,
    /// The platform takes nothing back here.
    NotDeletableHere,
    /// Nothing can be written here in place of it.
    NotCorrectableHere,
    /// It is so already.
    AlreadySo,
    /// Another act on this message is on its way.
    UnderWay,
    /// Its author took it back: there is nothing to act on.
    MessageGone,
    /// A newer text stands in its place: act on that one.
    Superseded,
    /// The new text is longer than the platform takes.
    TooLong,
}

impl ActRefusal {
    /// Every refusal.
    pub const ALL: [ActRefusal; 12] = [
        ActRefusal::UnknownMessage,
        ActRefusal::NotOwn,
        ActRefusal::OwnMessage,
        ActRefusal::NotHideable,
        ActRefusal::NotLikeable,
        ActRefusal::NotDeletableHere,
        ActRefusal::NotCorrectableHere,
        ActRefusal::AlreadySo,
        ActRefusal::UnderWay,
        ActRefusal::MessageGone,
        ActRefusal::Superseded,
        ActRefusal::TooLong,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            ActRefusal::UnknownMessage => "unknown_message",
            ActRefusal::NotOwn => "not_own",
            ActRefusal::OwnMessage => "own_message",
            ActRefusal::NotHideable => "not_hideable",
            ActRefusal::NotLikeable => "not_likeable",
            ActRefusal::NotDeletableHere => "not_deletable_here",
            ActRefusal::NotCorrectableHere => "not_correctable_here",
            ActRefusal::AlreadySo => "already_so",
            ActRefusal::UnderWay => "under_way",
            ActRefusal::MessageGone => "message_gone",
            ActRefusal::Superseded => "superseded",
            ActRefusal::TooLong => "too_long",
        }
    }

    /// Whether it speaks of how things stand now, and not of what can never be.
    pub fn is_conflict(self) -> bool {
        use ActRefusal::{AlreadySo, MessageGone, Superseded, UnderWay};
        matches!(self, AlreadySo | UnderWay | MessageGone | Superseded)
    }
}

/// Why an accepted act did not come to pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActFailure {
    /// The platform, or we before asking it, said no.
    Refused(RefusalCode),
    /// Tried as often as is sensible; what came of it is not known.
    Unclear(UnknownCode),
    /// The platform could not be reached, or said "later" for too long.
    GaveUp,
}

/// An act that did not come to pass, as the message remembers it until the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedAct {
    /// Which act.
    pub act: Act,
    /// Why not.
    pub why: ActFailure,
}

/// What acts have left on a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// The public does not see it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// Since when that is so: news that is older changes nothing.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub visibility_at: Option<Timestamp>,
    /// The brand likes it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub liked: bool,
    /// Who of ours took it off the platform. Its text stays readable to staff: it is our own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_by: Option<String>,
    /// Who of ours corrected it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_by: Option<String>,
    /// The message of ours that stands in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<String>,
    /// The message of ours in whose place it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
    /// The platform's id, where the row's own id is ours: a text changed in its place keeps its id there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform_id: Option<String>,
    /// The latest act that did not come to pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<FailedAct>,
    /// It names more than one of the desk's inboxes: it may stand in more than one case.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
}

impl Marks {
    /// Whether there is nothing to keep.
    pub fn is_plain(&self) -> bool {
        *self == Marks::default()
    }

    /// We hid it or showed it, and it was accepted then: the platform's own word on that may still come.
    pub fn did(&mut self, hidden: bool, at: Timestamp) {
        self.hidden = hidden;
        self.visibility_at = self.visibility_at.max(Some(at));
    }

    /// The platform tells that it was hidden or shown at an instant. The later word counts, in whatever order they
    /// come; of two of one second nobody knows which that is, and the one heard last does. `false`: nothing new.
    pub fn told(&mut self, hidden: bool, at: Timestamp) -> bool {
        let newer = self.visibility_at.is_none_or(|known| known < at || (known == at && self.hidden != hidden));
        if newer {
            self.hidden = hidden;
            self.visibility_at = Some(at);
        }
        newer
    }
}

/// An act on its way to the platform.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PendingAct {
    /// Which act.
    pub act: Act,
    /// On which message.
    pub message: String,
    /// Who asked for it.
    pub by: String,
    /// When we took it.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub accepted_at: Timestamp,
    /// When the machine looks at it next: at once, at the end of a lease, when the platform takes more.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub next_at: Timestamp,
    /// How often the platform was asked.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tries: u8,
    /// A correction: the new text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

fn is_zero(count: &u8) -> bool {
    *count == 0
}

/// What the platform said to an act, in our words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActOutcome {
    /// It is so now.
    Done,
    /// It says no.
    Refused(RefusalCode),
    /// Too many for now.
    Later(Timestamp),
    /// The request never left, or was certainly not taken.
    NotTaken(Timestamp),
    /// Nobody knows.
    Unclear(UnknownCode),
}

impl PendingAct {
    /// An act just accepted.
    pub fn accept(act: Act, message: &str, by: &str, text: Option<String>, now: Timestamp) -> PendingAct {
        PendingAct {
            act,
            message: message.to_owned(),
            by: by.to_owned(),
            accepted_at: now,
            next_at: now,
            tries: 0,
            text,
        }
    }

    /// Whether both are the same act, wherever its story has gone.
    pub fn is(&self, other: &PendingAct) -> bool {
        (self.act, &self.message, self.accepted_at) == (other.act, &other.message, other.accepted_at)
    }

    /// A relay takes it. `false`: it has been tried often enough.
    pub fn lease(&mut self, now: Timestamp) -> bool {
        if self.tries >= TRIES {
            return false;
        }
        self.tries = self.tries.saturating_add(1);
        self.next_at = later(now, LEASE);
        true
    }

    /// What follows from an outcome: `None` when it is tried again at `next_at`, else how it ended.
    pub fn settle(&mut self, outcome: ActOutcome, now: Timestamp) -> Option<Result<(), ActFailure>> {
        let age = now.duration_since(self.accepted_at);
        match outcome {
            ActOutcome::Done => Some(Ok(())),
            ActOutcome::Refused(code) => Some(Err(ActFailure::Refused(code))),
            ActOutcome::Later(_) if age >= LONGEST_WAIT => Some(Err(ActFailure::GaveUp)),
            ActOutcome::NotTaken(_) if age >= PATIENCE => Some(Err(ActFailure::GaveUp)),
            // Neither of these was a try.
            ActOutcome::Later(at) | ActOutcome::NotTaken(at) => {
                self.tries = self.tries.saturating_sub(1);
                self.next_at = at;
                None
            }
            ActOutcome::Unclear(code) if self.tries >= TRIES => Some(Err(ActFailure::Unclear(code))),
            ActOutcome::Unclear(_) => {
                let doubled = i32::from(self.tries.saturating_sub(1)).min(8);
                self.next_at = later(now, FIRST_WAIT.saturating_mul(1 << doubled));
                None
            }
        }
    }
}

fn later(at: Timestamp, span: SignedDuration) -> Timestamp {
    at.checked_add(span).unwrap_or(at)
}

/// What a case keeps of acts on its messages.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Moderation {
    /// Those on their way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<PendingAct>,
    /// When the platform was last asked whether the contact's posts are still there.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub checked_at: Option<Timestamp>,
}

impl Moderation {
    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        *self == Moderation::default()
    }

    /// When the machine must look next; `None` when nothing is on its way.
    pub fn next_instant(&self) -> Option<Timestamp> {
        self.pending.iter().map(|act| act.next_at).min()
    }

    /// The first act due at `now`.
    pub fn due(&self, now: Timestamp) -> Option<&PendingAct> {
        self.pending.iter().find(|act| act.next_at <= now)
    }

    /// The act on its way on a message.
    pub fn of(&self, message: &str) -> Option<&PendingAct> {
        self.pending.iter().find(|act| act.message == message)
    }

    /// The same act as it stands now.
    pub fn find_mut(&mut self, act: &PendingAct) -> Option<&mut PendingAct> {
        self.pending.iter_mut().find(|other| other.is(act))
    }
}

/// Whether the platform lets us change the text of a public answer where it stands.
pub fn edits_in_place(channel: Channel) -> bool {
    channel == Channel::Facebook
}

impl StoredMessage {
    /// The platform's id.
    pub fn platform_id(&self) -> &str {
        self.marks.platform_id.as_deref().unwrap_or(&self.external_id)
    }
}

impl Case {
    /// Whether an act is possible on a message as it stands; whoever asks.
    pub fn can(&self, act: Act, message: &StoredMessage) -> Result<(), ActRefusal> {
        let (marks, ours) = (&message.marks, message.direction == Direction::Out);
        match (act, ours) {
            (Act::Hide | Act::Show | Act::Like | Act::Unlike, true) => return Err(ActRefusal::OwnMessage),
            (Act::Delete | Act::Correct, false) => return Err(ActRefusal::NotOwn),
            _ => {}
        }
        if act == Act::Delete && (message.deleted || marks.deleted_by.is_some()) {
            return Err(ActRefusal::AlreadySo);
        }
        if message.deleted || marks.deleted_by.is_some() {
            return Err(ActRefusal::MessageGone);
        }
        if marks.superseded_by.is_some() {
            return Err(ActRefusal::Superseded);
        }
        self.is_possible_there(act, message)?;
        let so_already = match act {
            Act::Hide | Act::Show => marks.hidden == (act == Act::Hide),
            Act::Like | Act::Unlike => marks.liked == (act == Act::Like),
            Act::Delete | Act::Correct => false,
        };
        if so_already {
            return Err(ActRefusal::AlreadySo);
        }
        if self.correcting(&message.external_id).is_some() {
            return Err(ActRefusal::UnderWay);
        }
        match self.moderation.of(&message.external_id) {
            Some(_) => Err(ActRefusal::UnderWay),
            None => Ok(()),
        }
    }

    /// What the platform knows.
    fn is_possible_there(&self, act: Act, message: &StoredMessage) -> Result<(), ActRefusal> {
        let comment = self.public && message.kind == Kind::Comment;
        // What answered a comment privately is with the person, and no second one may follow it.
        let on_platform =
            message.kind != Kind::Other && !message.private && !message.external_id.starts_with(&self.conversation);
        let (possible, refusal) = match act {
            Act::Hide | Act::Show => {
                let hideable = match self.channel {
                    // Only replies; that they stand under a post of ours is for X to say.
                    Channel::X => self.public && message.in_reply_to.is_some(),
                    Channel::Facebook | Channel::Instagram => comment,
                    _ => false,
                };
                (hideable, ActRefusal::NotHideable)
            }
            Act::Like | Act::Unlike => {
                let likeable = match self.channel {
                    Channel::X => self.public,
                    Channel::Facebook => comment || (self.public && message.kind == Kind::VisitorPost),
                    _ => false,
                };
                (likeable, ActRefusal::NotLikeable)
            }
            Act::Delete => (self.public && on_platform && self.is_public_channel(), ActRefusal::NotDeletableHere),
            // In private the correction is one more message; in public it takes the old one's place.
            Act::Correct => {
                let possible =
                    message.kind != Kind::Other && (!self.public || (on_platform && self.is_public_channel()));
                (possible, ActRefusal::NotCorrectableHere)
            }
        };
        if possible { Ok(()) } else { Err(refusal) }
    }

    fn is_public_channel(&self) -> bool {
        matches!(self.channel, Channel::X | Channel::Facebook | Channel::Instagram)
    }

    /// Whether the platform can be asked if the contact's posts are still there.
    pub fn can_be_reread(&self) -> bool {
        self.public && self.is_public_channel()
    }

    /// The send on its way that corrects a message.
    pub fn correcting(&self, message: &str) -> Option<&Send> {
        self.sends.iter().find(|send| !send.is_final() && send.supersedes.as_deref() == Some(message))
    }

    /// Accepts the answer that is to stand in the place of `old`. It answers what the old one answered; in
    /// private it refers to the old one itself.
    pub fn send_correction(&mut self, old: &StoredMessage, text: &str, by: &str, now: Timestamp) {
        self.send_count = self.send_count.saturating_add(1);
        let reply_to = match self.public {
            true => old.in_reply_to.clone().or_else(|| self.reply_target().map(str::to_owned)),
            false => Some(old.external_id.clone()),
        };
        let id = format!("s{}", self.send_count);
        let mut send = Send::accept(id, text.to_owned(), by, now, SignedDuration::ZERO, reply_to);
        send.supersedes = Some(old.external_id.clone());
        if self.public {
            // It takes the old one's place, and the old one's pictures go with that.
            send.pictures = old.pictures_kept(now);
        }
        self.sends.push(send);
    }
}

/// The message that stands for a text changed in its place. It answers nothing anew: the clocks have heard
/// the answer it corrects.
pub fn edited(old: &StoredMessage, pending: &PendingAct, now: Timestamp) -> StoredMessage {
    let platform_id = old.platform_id().to_owned();
    StoredMessage {
        external_id: format!("{platform_id}:c{}", now.as_millisecond()),
        at: now,
        received_at: None,
        text: pending.text.clone().unwrap_or_default(),
        display: None,
        author: Some(pending.by.clone()),
        counts: false,
        revision: 0,
        future_dated: false,
        marks: Marks { supersedes: Some(old.external_id.clone()), platform_id: Some(platform_id), ..Marks::default() },
        ..old.clone()
    }
}

#[cfg(test)]
mod tests;
