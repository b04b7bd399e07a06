//! Asking a platform to hide, show, like, delete or change something, and whether posts are still there.
//!
//! Owns the neutral question (`Moderation`); the neutral answers are the domain's. Must not know a
//! platform's field names nor decide whether to ask again, and must never put a text into a log or an error.

use std::fmt;

use jiff::Timestamp;

use crate::channels::send::{Platforms, SendOutcome};
use crate::domain::message::Channel;
use crate::domain::moderation::{ActOutcome, Deed};
use crate::domain::send_reasons::{RefusalCode, UnknownCode};

/// One thing to do to one message.
#[derive(Clone, PartialEq, Eq)]
pub struct Moderation {
    /// Where.
    pub channel: Channel,
    /// External id of the brand account that acts.
    pub inbox: String,
    /// The platform's id of the post or comment.
    pub id: String,
    /// What to do.
    pub deed: Deed,
    /// An edit: the new text.
    pub text: Option<String>,
}

impl fmt::Debug for Moderation {
    /// Without the text: this may end up in a log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Moderation { channel, inbox, id, deed, .. } = self;
        let mut told = formatter.debug_struct("Moderation");
        told.field("channel", channel).field("inbox", inbox).field("id", id).field("deed", deed).finish_non_exhaustive()
    }
}

impl Platforms {
    /// Asks once. Takes at most ten seconds.
    pub async fn moderate(&self, asked: &Moderation, now: Timestamp) -> ActOutcome {
        match asked.channel {
            Channel::X => self.x.moderate(asked, now).await,
            Channel::Facebook | Channel::Instagram => self.meta.moderate(asked, now).await,
            Channel::Messenger
            | Channel::Whatsapp
            | Channel::Sms
            | Channel::Email
            | Channel::Phone
            | Channel::Chat
            | Channel::App
            | Channel::Store
            | Channel::Bot
            | Channel::Crm => ActOutcome::Refused(RefusalCode::Invalid),
        }
    }

    /// Which of these public posts or comments the platform says are gone; `None` when it could not be asked.
    /// What it does not mention is not said to be gone.
    pub async fn gone(&self, channel: Channel, inbox: &str, ids: &[String], now: Timestamp) -> Option<Vec<String>> {
        match channel {
            Channel::X => self.x.gone(inbox, ids, now).await,
            Channel::Facebook | Channel::Instagram => self.meta.gone(inbox, ids).await,
            _ => None,
        }
    }

    /// How many posts one question of [`Platforms::gone`] may name.
    pub fn asked_at_once(channel: Channel) -> usize {
        match channel {
            Channel::X => 100,
            _ => 50,
        }
    }
}

/// A refusal in the words of sends, for something that may be repeated.
pub(in crate::channels) fn outcome_of(outcome: SendOutcome) -> ActOutcome {
    match outcome {
        SendOutcome::Refused { code, .. } => ActOutcome::Refused(code),
        SendOutcome::RateLimited { retry_at } => ActOutcome::Later(retry_at),
        SendOutcome::NotSent { retry_at } => ActOutcome::NotTaken(retry_at),
        SendOutcome::Unknown { code } => ActOutcome::Unclear(code),
        // Nothing but a success says so, and successes are read elsewhere.
        SendOutcome::Sent { .. } => ActOutcome::Unclear(UnknownCode::UnreadableAnswer),
    }
}

#[cfg(test)]
mod tests;
