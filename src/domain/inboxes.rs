//! How an inbox stands with its platform: until when it was asked to wait, and whether its sends are stopped.
//!
//! Owns the values and what they mean for the next send. Limits are counted by the platform per account and
//! per kind of send, so what one send hears counts for the others. Must not ask a platform.

use crate::domain::send_reasons::RefusalCode;
use crate::domain::trouble::TroubleCode;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How far apart the sends leave that waited for the same reset: in the order in which they came, and not
/// all in one second.
pub const HELD_APART: SignedDuration = SignedDuration::from_secs(1);

/// What platforms count apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendClass {
    /// What everybody sees.
    Posts,
    /// What one person sees.
    Messages,
}

impl SendClass {
    /// The class of a send.
    pub fn of(public: bool) -> SendClass {
        if public { SendClass::Posts } else { SendClass::Messages }
    }

    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            SendClass::Posts => "posts",
            SendClass::Messages => "messages",
        }
    }
}

/// Sends of an inbox are stopped: the platform refuses the account, not one answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Why; every further send is refused with the same.
    pub code: RefusalCode,
    /// Since when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since_at: Timestamp,
    /// Digest of the access that was refused: another access ends the stop.
    pub access: String,
}

/// Somebody let the sends go again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumption {
    /// Who.
    pub by: String,
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
}

/// A time to wait, as the platform set it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Until when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub until_at: Timestamp,
    /// How many sends wait for that already.
    pub held: u32,
}

impl Pause {
    /// When the last of those who wait leaves.
    pub fn turn_at(&self) -> Timestamp {
        let wait = HELD_APART.checked_mul(i32::try_from(self.held).unwrap_or(i32::MAX)).unwrap_or_default();
        self.until_at.checked_add(wait).unwrap_or(self.until_at)
    }
}

/// How an inbox stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxStanding {
    /// Public sends wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posts_paused: Option<Pause>,
    /// Private sends wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages_paused: Option<Pause>,
    /// No send leaves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Stop>,
    /// Who let the sends go again last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resumed: Option<Resumption>,
}

impl InboxStanding {
    /// The pause sends of a class are under at `now`.
    pub fn paused(&self, class: SendClass, now: Timestamp) -> Option<&Pause> {
        let pause = match class {
            SendClass::Posts => self.posts_paused.as_ref(),
            SendClass::Messages => self.messages_paused.as_ref(),
        };
        pause.filter(|pause| pause.until_at > now)
    }

    /// Until when sends of any class wait, at `now`.
    pub fn paused_until(&self, now: Timestamp) -> Option<Timestamp> {
        let classes = [SendClass::Posts, SendClass::Messages];
        classes.into_iter().filter_map(|class| self.paused(class, now).map(|pause| pause.until_at)).max()
    }

    /// The stop in force for the access that is configured now.
    pub fn stopped_for(&self, access: &str) -> Option<&Stop> {
        self.stopped.as_ref().filter(|stop| stop.access == access)
    }
}

/// What a refusal that stops an inbox is called as a trouble. Nothing for a refusal of one answer, nor for an
/// inbox that was never connected: that is how it is set up, and nothing was asked of the platform.
pub fn trouble_of(code: RefusalCode) -> Option<TroubleCode> {
    match code {
        RefusalCode::TokenRevoked => Some(TroubleCode::TokenRevoked),
        RefusalCode::Policy => Some(TroubleCode::AccountRestricted),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_pause_is_for_its_class_and_ends() {
        let at = |clock: &str| -> Timestamp { format!("2026-03-30T{clock}Z").parse().unwrap() };
        let pause = Pause { until_at: at("09:15:00"), held: 3 };
        assert_eq!(pause.turn_at(), at("09:15:03"));
        let standing = InboxStanding { messages_paused: Some(pause), ..InboxStanding::default() };
        assert!(standing.paused(SendClass::Messages, at("09:14:59")).is_some());
        assert!(standing.paused(SendClass::Messages, at("09:15:00")).is_none());
        assert!(standing.paused(SendClass::Posts, at("09:00:00")).is_none());
        assert_eq!(standing.paused_until(at("09:00:00")), Some(at("09:15:00")));
    }

    #[test]
    fn what_stops_an_inbox_has_a_trouble_unless_it_was_never_connected() {
        for code in RefusalCode::ALL {
            let stops = code.stops_the_inbox() && code != RefusalCode::NotConnected;
            assert_eq!(trouble_of(code).is_some(), stops, "{code:?}");
        }
    }
}
