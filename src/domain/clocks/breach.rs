//! Why a deadline passed unanswered, as far as the facts of that instant tell.
//!
//! Owns the list of causes and their order: the first that holds explains it. Must not look anything up.

use serde::{Deserialize, Serialize};

/// Why a deadline passed. The strings are the contract's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreachCause {
    /// The message reached us at or after its own deadline.
    ReceivedLate,
    /// A higher priority or another team moved the deadline into the past.
    MovedLate,
    /// Nobody of the team was on shift.
    NobodyOnShift,
    /// Everybody on shift had as much as they can carry.
    AtCapacity,
    /// Nobody had taken it.
    Unassigned,
    /// Somebody had it, but no verified answer to its topic was in force.
    NoVerifiedAnswer,
    /// Somebody had it and did not answer in time.
    NotAnswered,
    /// The answer was on its way at the deadline and left after it.
    SentLate,
}

impl BreachCause {
    /// Every cause, in the order in which they explain.
    pub const ALL: [BreachCause; 8] = [
        BreachCause::ReceivedLate,
        BreachCause::MovedLate,
        BreachCause::NobodyOnShift,
        BreachCause::AtCapacity,
        BreachCause::Unassigned,
        BreachCause::NoVerifiedAnswer,
        BreachCause::NotAnswered,
        BreachCause::SentLate,
    ];

    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            BreachCause::ReceivedLate => "received_late",
            BreachCause::MovedLate => "moved_late",
            BreachCause::NobodyOnShift => "nobody_on_shift",
            BreachCause::AtCapacity => "at_capacity",
            BreachCause::Unassigned => "unassigned",
            BreachCause::NoVerifiedAnswer => "no_verified_answer",
            BreachCause::NotAnswered => "not_answered",
            BreachCause::SentLate => "sent_late",
        }
    }
}

/// What is known at the instant a breach is stamped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BreachFacts {
    /// The message that started the clock reached us at or after the deadline.
    pub received_late: bool,
    /// The deadline was moved into the past by a higher priority or another team.
    pub retroactive: bool,
    /// Whether somebody holds the case.
    pub held: bool,
    /// Whether anybody of the team was on shift; `None` when the team keeps no shifts.
    pub on_shift: Option<bool>,
    /// Whether all of them were at capacity.
    pub at_capacity: bool,
    /// Whether its topic has verified answers, and none of them is in force.
    pub verified_answer_missing: bool,
}

/// The cause these facts speak for.
pub fn cause(facts: &BreachFacts) -> BreachCause {
    match facts {
        BreachFacts { received_late: true, .. } => BreachCause::ReceivedLate,
        BreachFacts { retroactive: true, .. } => BreachCause::MovedLate,
        BreachFacts { held: false, on_shift: Some(false), .. } => BreachCause::NobodyOnShift,
        BreachFacts { held: false, at_capacity: true, .. } => BreachCause::AtCapacity,
        BreachFacts { held: false, .. } => BreachCause::Unassigned,
        BreachFacts { verified_answer_missing: true, .. } => BreachCause::NoVerifiedAnswer,
        _ => BreachCause::NotAnswered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(facts: BreachFacts, expected: BreachCause) {
        assert_eq!(cause(&facts), expected);
    }

    #[test]
    fn the_first_cause_that_holds_explains() {
        let held = BreachFacts { held: true, ..BreachFacts::default() };
        check(BreachFacts::default(), BreachCause::Unassigned);
        check(held, BreachCause::NotAnswered);
        check(BreachFacts { verified_answer_missing: true, ..held }, BreachCause::NoVerifiedAnswer);
        check(BreachFacts { on_shift: Some(false), ..BreachFacts::default() }, BreachCause::NobodyOnShift);
        check(BreachFacts { on_shift: Some(false), ..held }, BreachCause::NotAnswered);
        check(
            BreachFacts { on_shift: Some(true), at_capacity: true, ..BreachFacts::default() },
            BreachCause::AtCapacity,
        );
        check(BreachFacts { retroactive: true, ..held }, BreachCause::MovedLate);
        check(BreachFacts { received_late: true, retroactive: true, ..held }, BreachCause::ReceivedLate);
    }
}
