//! A storm: many alerts of one kind for one team within minutes are told together.
//!
//! Owns when that is so and which window an alert falls into. Every alert keeps its own row; only the telling is
//! shared. Must not count anything itself.

use crate::domain::alert::AlertKind;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a window is, in seconds: five minutes.
const WINDOW_SECONDS: i64 = 300;

/// How many alerts of one kind and team are told one by one within five minutes.
pub const TOLD_SINGLY: usize = 20;

/// Many alerts of one kind within a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Storm {
    /// What they tell of.
    pub kind: AlertKind,
    /// When the window begins.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub from_at: Timestamp,
    /// When it ends: then they are told.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub until_at: Timestamp,
}

impl Storm {
    /// The storm an alert told at `at` belongs to, when there is one. Only what clocks raise comes in storms.
    pub fn around(kind: AlertKind, at: Timestamp) -> Option<Storm> {
        if !matches!(kind, AlertKind::Warning | AlertKind::Breach | AlertKind::Escalation) {
            return None;
        }
        let second = at.as_second();
        let from_at = Timestamp::from_second(second - second.rem_euclid(WINDOW_SECONDS)).ok()?;
        let until_at = from_at.checked_add(window()).ok()?;
        Some(Storm { kind, from_at, until_at })
    }

    /// What makes its alert this one and no other.
    pub fn name(&self, team: &str) -> String {
        format!("storm#{team}#{}#{}", self.kind.as_str(), self.from_at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ"))
    }
}

/// How far back alerts are counted.
pub fn window() -> SignedDuration {
    SignedDuration::from_secs(WINDOW_SECONDS)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_instant_falls_into_the_five_minutes_that_hold_it() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let storm = Storm::around(AlertKind::Breach, at("2026-03-30T12:04:59.999Z")).unwrap();
        assert_eq!((storm.from_at, storm.until_at), (at("2026-03-30T12:00:00Z"), at("2026-03-30T12:05:00Z")));
        let next = Storm::around(AlertKind::Breach, at("2026-03-30T12:05:00Z")).unwrap();
        assert_ne!(storm.name("care-en"), next.name("care-en"));
        assert!(Storm::around(AlertKind::Contradiction, at("2026-03-30T12:05:00Z")).is_none());
    }
}
