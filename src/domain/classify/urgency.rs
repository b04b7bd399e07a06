//! How soon it matters to the contact.
//!
//! Owns the urgency decision, given the intent. Must not set a priority: that weighs more than urgency.

use super::evidence::Evidence;
use super::label::{Intent, Urgency};
use super::lexicon::Sign;

/// From this weight on, words of haste make a message urgent.
const HURRIED: f32 = 3.0;

/// The urgency and whether words of haste decided it.
pub(super) fn decide(evidence: &Evidence, intent: Intent, actionable: bool) -> (Urgency, bool) {
    let haste = evidence.total(Sign::Haste);
    match intent {
        Intent::Crisis => (Urgency::High, false),
        Intent::Other | Intent::Spam | Intent::Praise => (Urgency::Low, false),
        _ if haste < 0.0 => (Urgency::Low, true),
        _ if haste >= HURRIED && actionable => (Urgency::High, true),
        _ if !actionable => (Urgency::Low, false),
        _ => (Urgency::Normal, false),
    }
}
