//! The last chance to answer: what a case waits for before a platform's window closes.
//!
//! Owns when it is due and that it is told once. Must not know the platforms' rules (`permission`).

use super::reach::is_scoped;
use super::{Window, window};
use crate::domain::case::{Case, Status};
use crate::domain::clocks::OUTCOME_WAIT;
use crate::domain::message::Channel;
use jiff::{SignedDuration, Timestamp};

/// The last chance to answer before a window closes: told once for each message or act that opens one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastChance {
    /// The id of the message that opened the window, or a name for the act without a word that did.
    pub message: String,
    /// When it opened it.
    pub opened_at: Timestamp,
    /// When it is due.
    pub warn_at: Timestamp,
    /// When the window closes.
    pub closes_at: Timestamp,
    /// When to decide: an answer on its way is given time to arrive.
    look_at: Timestamp,
}

impl Case {
    /// The platform's time of what the contact said or did last.
    pub fn last_act_at(&self) -> Option<Timestamp> {
        self.heard_at.max(self.reach.acted_at)
    }

    /// Where an answer goes: the id the contact has had since they wrote, or wrote under, else the conversation's own;
    /// of these the first that is theirs for good.
    pub fn address(&self) -> &str {
        let moved_to = self.reach.moved_to.as_deref().filter(|_| self.reach.moved_at >= self.heard_at);
        let known = || [moved_to, self.reach.written_as.as_deref(), Some(&self.contact.id)].into_iter().flatten();
        let on_whatsapp = self.channel == Channel::Whatsapp;
        known().find(|id| !on_whatsapp || is_scoped(id)).or_else(|| known().next()).unwrap_or(&self.contact.id)
    }

    /// The window in which the platform lets us answer; `None` where it sets none.
    pub fn window(&self) -> Option<Window> {
        window(self.channel, self.public, self.last_act_at())
    }

    /// The window that closes on somebody who still waits for us.
    pub fn awaited_window(&self) -> Option<Window> {
        let waits = matches!(self.status, Status::New | Status::Open | Status::Snoozed);
        let window = self.window().filter(|_| waits && !self.reach.encrypted)?;
        // A reaction to our answer asks for no other.
        let asked_at = self.heard_at.unwrap_or(window.opened_at);
        let answered = self.clocks.answered_at.is_some_and(|answered_at| answered_at >= asked_at);
        (!answered).then_some(window)
    }

    /// The last chance still to be told, if this case has one.
    fn last_chance(&self) -> Option<LastChance> {
        let window = self.awaited_window()?;
        let message = match self.reach.acted_at.filter(|acted_at| self.heard_at < Some(*acted_at)) {
            Some(acted_at) => format!("act-{}", acted_at.as_millisecond()),
            None => self.reply_target()?.to_owned(),
        };
        if self.reach.last_chance_at == Some(window.warn_at) {
            return None;
        }
        let wait = if self.answer_in_flight() { OUTCOME_WAIT } else { SignedDuration::ZERO };
        let look_at = window.warn_at.checked_add(wait).unwrap_or(window.warn_at);
        let (opened_at, warn_at, closes_at) = (window.opened_at, window.warn_at, window.closes_at);
        Some(LastChance { message, opened_at, warn_at, closes_at, look_at })
    }

    /// When the machine must look at the window.
    pub fn window_instant(&self) -> Option<Timestamp> {
        self.last_chance().map(|chance| chance.look_at)
    }

    /// The last chance that is due at `now` and has not been told.
    pub fn last_chance_due(&self, now: Timestamp) -> Option<LastChance> {
        self.last_chance().filter(|chance| chance.look_at <= now)
    }

    /// Records that it has been told.
    pub fn tell_last_chance(&mut self, chance: &LastChance) {
        self.reach.last_chance_at = Some(chance.warn_at);
    }
}
