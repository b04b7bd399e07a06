//! What a case keeps of how its contact may be reached, beside what was said.
//!
//! Owns how it grows from what the contact says and does. What it allows is `permission`'s.

use crate::domain::case::StoredMessage;
use crate::domain::message::Kind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a case keeps of how the contact may be reached. Nothing of it is written while it is ordinary.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// X, in public: nothing the contact said in this case typed our handle or quoted us.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsummoned: bool,
    /// The latest message came through an encrypted conversation.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub encrypted: bool,
    /// What the contact did last without a word that gives us time to write again: a reaction, a link followed into the
    /// conversation.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub acted_at: Option<Timestamp>,
    /// The id under which the contact wrote last, where the conversation is kept under another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_as: Option<String>,
    /// The id the platform told that the contact has now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<String>,
    /// Since when they have that id.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub moved_at: Option<Timestamp>,
    /// The last chance that was told last: the instant it was due.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub last_chance_at: Option<Timestamp>,
}

impl Reach {
    /// Whether there is nothing to keep.
    pub fn is_ordinary(&self) -> bool {
        *self == Reach::default()
    }

    /// Takes the first thing the contact says in a case.
    pub fn begin(&mut self, message: &StoredMessage) {
        self.unsummoned = message.unsummoned;
        self.encrypted = message.kind == Kind::EncryptedMessage;
        self.written_as.clone_from(&message.written_as);
    }

    /// Takes what the contact says next. Who called us once is being talked with: X does not say whether their
    /// next reply has to call us again, so X is asked, and its refusal is told as any other.
    pub fn hear(&mut self, message: &StoredMessage) {
        self.unsummoned &= message.unsummoned;
        self.encrypted = message.kind == Kind::EncryptedMessage;
        // A number may be somebody else's by the time we answer, a scoped id is not.
        if !self.written_as.as_deref().is_some_and(is_scoped) || message.written_as.as_deref().is_some_and(is_scoped) {
            self.written_as.clone_from(&message.written_as);
        }
    }

    /// The contact has another id since an instant. `false`: that or something later is known.
    pub fn moved(&mut self, to: &str, at: Timestamp) -> bool {
        if self.moved_at.is_some_and(|known| known >= at) {
            return false;
        }
        self.moved_to = Some(to.to_owned());
        self.moved_at = Some(at);
        true
    }
}

/// Whether an id on WhatsApp is a business-scoped one: they begin with a country and a dot, numbers have none.
pub(super) fn is_scoped(id: &str) -> bool {
    id.contains('.')
}
