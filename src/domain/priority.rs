//! How soon a case comes to a person's hands: a sum of points, every term shown.
//!
//! Owns the points and the thresholds. Must not read a text: it is given a classification and facts.
//!
//! | total | priority |
//! |---|---|
//! | 100 and more | urgent |
//! | 55 to 99 | high |
//! | 25 to 54 | normal |
//! | below 25 | low |
//!
//! Everyone starts at 30. A danger is enough for urgent, and nothing is subtracted where there is one.
//! Exposure (followers, verified, VIP) is worth at most 24 points and never carries a message without
//! danger over the line to urgent: an influencer never outranks safety.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::classify::{Classification, Danger, Intent, Sentiment, Urgency};

/// The order in which cases are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Danger, or a closing window on an urgent complaint: before everything else.
    Urgent,
    /// Angry in public, or urgent.
    High,
    /// The usual case.
    Normal,
    /// Praise, small talk, what can wait.
    Low,
}

impl Priority {
    /// Every priority, urgent first.
    pub const ALL: [Priority; 4] = [Priority::Urgent, Priority::High, Priority::Normal, Priority::Low];

    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Priority::Urgent => "urgent",
            Priority::High => "high",
            Priority::Normal => "normal",
            Priority::Low => "low",
        }
    }

    /// The priority the contract calls `word`.
    pub fn from_word(word: &str) -> Option<Priority> {
        Priority::ALL.into_iter().find(|priority| priority.as_str() == word)
    }

    /// The priority of a total of points.
    pub fn of_total(total: i32) -> Priority {
        match total {
            URGENT_FROM.. => Priority::Urgent,
            HIGH_FROM.. => Priority::High,
            NORMAL_FROM.. => Priority::Normal,
            _ => Priority::Low,
        }
    }
}

const URGENT_FROM: i32 = 100;
const HIGH_FROM: i32 = 55;
const NORMAL_FROM: i32 = 25;

/// Where everyone starts.
const BASE: i16 = 30;
/// All that exposure may add.
const MOST_EXPOSURE: i16 = 24;

/// What a priority is decided from.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What the message was taken for.
    pub classification: &'a Classification,
    /// Whether everybody can see it.
    pub public: bool,
    /// How many follow the author, where the platform says so.
    pub followers: Option<u64>,
    /// Whether the platform calls the author verified.
    pub verified: bool,
    /// Whether the desk lists the contact as a VIP.
    pub vip: bool,
    /// How long the platform still lets us answer; absent without such a limit, below zero when it is over.
    pub window_left: Option<SignedDuration>,
}

/// What a term of the sum is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermKind {
    /// Where everyone starts.
    Base,
    /// A danger; `about` names it.
    Danger,
    /// The urgency; `about` names it.
    Urgency,
    /// The intent; `about` names it.
    Intent,
    /// The sentiment; `about` names it.
    Sentiment,
    /// A person set it; `about` names them.
    Person,
    /// Nobody has to answer.
    NoReplyNeeded,
    /// Everybody can see it.
    Public,
    /// Followers; `about` is their number.
    Followers,
    /// Verified by the platform.
    Verified,
    /// Listed as a VIP by the desk.
    Vip,
    /// Taken back from exposure, which may not make a message urgent.
    ExposureLimit,
    /// The time left to answer; `about` is whole minutes.
    WindowLeft,
}

/// One line of the sum. Stored as a list in field order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(TermKind, i16, String)", into = "(TermKind, i16, String)")]
pub struct PriorityTerm {
    /// What it is for.
    pub term: TermKind,
    /// Points added, or taken away below zero.
    pub points: i16,
    /// A contract word or a figure; see [`TermKind`].
    pub about: String,
}

impl From<(TermKind, i16, String)> for PriorityTerm {
    fn from((term, points, about): (TermKind, i16, String)) -> PriorityTerm {
        PriorityTerm { term, points, about }
    }
}

impl From<PriorityTerm> for (TermKind, i16, String) {
    fn from(row: PriorityTerm) -> (TermKind, i16, String) {
        (row.term, row.points, row.about)
    }
}

/// A priority with its sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriorityDecision {
    /// The priority the total gives.
    pub priority: Priority,
    /// The lines of the sum; their points add up to the total.
    pub terms: Vec<PriorityTerm>,
}

impl PriorityDecision {
    /// The sum of all terms.
    pub fn total(&self) -> i32 {
        total(&self.terms)
    }
}

fn total(terms: &[PriorityTerm]) -> i32 {
    terms.iter().map(|term| i32::from(term.points)).sum()
}

/// The sum after a person has set the priority: one more line brings it to the least total of that priority.
pub fn set_by(person: &str, priority: Priority, terms: &[PriorityTerm]) -> Vec<PriorityTerm> {
    let mut terms: Vec<PriorityTerm> = terms.iter().filter(|term| term.term != TermKind::Person).cloned().collect();
    let least = match priority {
        Priority::Urgent => URGENT_FROM,
        Priority::High => HIGH_FROM,
        Priority::Normal => NORMAL_FROM,
        Priority::Low => 0,
    };
    let points = i16::try_from(least - total(&terms)).unwrap_or(0);
    terms.push(term(TermKind::Person, points, person));
    terms
}

/// Whether a person has set the priority.
pub fn is_set_by_person(terms: &[PriorityTerm]) -> bool {
    terms.iter().any(|term| term.term == TermKind::Person)
}

/// Adds the terms up.
pub fn decide(facts: &Facts) -> PriorityDecision {
    let mut terms = vec![term(TermKind::Base, BASE, "")];
    weigh_message(facts.classification, &mut terms);
    if let Some((points, minutes)) = facts.window_left.and_then(window_points) {
        terms.push(term(TermKind::WindowLeft, points, &minutes.to_string()));
    }
    if facts.public {
        terms.push(term(TermKind::Public, 10, ""));
    }
    let danger = facts.classification.intent == Intent::Crisis;
    weigh_exposure(facts, danger, &mut terms);
    terms.retain(|term| term.points != 0);
    PriorityDecision { priority: Priority::of_total(total(&terms)), terms }
}

/// What the message itself says. Where there is a danger nothing is subtracted.
fn weigh_message(classification: &Classification, terms: &mut Vec<PriorityTerm>) {
    let danger = classification.intent == Intent::Crisis;
    if danger {
        let kind = classification.danger();
        terms.push(term(TermKind::Danger, danger_points(kind), kind.map_or("crisis", Danger::as_str)));
    }
    let intent = match classification.intent {
        Intent::Complaint => 10,
        Intent::Support | Intent::Sales | Intent::Service | Intent::Crisis => 0,
        Intent::Praise => -15,
        Intent::Other => -20,
        Intent::Spam => -25,
    };
    terms.push(term(TermKind::Intent, intent, classification.intent.as_str()));
    let urgency = match classification.urgency {
        Urgency::High => 30,
        Urgency::Normal => 0,
        Urgency::Low if danger => 0,
        Urgency::Low => -10,
    };
    terms.push(term(TermKind::Urgency, urgency, classification.urgency.as_str()));
    let sentiment = match classification.sentiment {
        Sentiment::Negative => 10,
        Sentiment::Neutral => 0,
        Sentiment::Positive if danger => 0,
        Sentiment::Positive => -5,
    };
    terms.push(term(TermKind::Sentiment, sentiment, classification.sentiment.as_str()));
    if !classification.actionable && !danger {
        terms.push(term(TermKind::NoReplyNeeded, -10, ""));
    }
}

/// A life at stake outweighs every other sum there can be; any other danger is urgent by itself.
fn danger_points(danger: Option<Danger>) -> i16 {
    match danger {
        Some(Danger::Safety | Danger::SelfHarm) => 200,
        Some(Danger::DataLeak | Danger::Harassment) => 80,
        Some(Danger::Legal | Danger::Incident) | None => 70,
    }
}

/// Followers, verified, VIP: bounded, and never the step to urgent.
fn weigh_exposure(facts: &Facts, danger: bool, terms: &mut Vec<PriorityTerm>) {
    let before = total(terms);
    let followers = facts.followers.unwrap_or(0);
    if facts.public {
        terms.push(term(TermKind::Followers, follower_points(followers), &followers.to_string()));
        terms.push(term(TermKind::Verified, if facts.verified { 4 } else { 0 }, ""));
    }
    terms.push(term(TermKind::Vip, if facts.vip { 8 } else { 0 }, ""));
    let exposure = total(terms) - before;
    let room = if danger || before >= URGENT_FROM { i32::MAX } else { URGENT_FROM - 1 - before };
    let allowed = exposure.min(i32::from(MOST_EXPOSURE)).min(room);
    let excess = i16::try_from(allowed - exposure).unwrap_or(0);
    terms.push(term(TermKind::ExposureLimit, excess, ""));
}

/// Three points for each power of ten from a hundred followers on, at most 15 (a million and more).
fn follower_points(followers: u64) -> i16 {
    match followers {
        0..100 => 0,
        100..1_000 => 3,
        1_000..10_000 => 6,
        10_000..100_000 => 9,
        100_000..1_000_000 => 12,
        _ => 15,
    }
}

/// Points for a window about to close, with the minutes left; none when it is over or far away.
fn window_points(left: SignedDuration) -> Option<(i16, i64)> {
    let minutes = left.as_secs() / 60;
    match left.as_secs() {
        ..=0 => None,
        1..3_600 => Some((30, minutes)),
        3_600..14_400 => Some((15, minutes)),
        14_400..43_200 => Some((5, minutes)),
        _ => None,
    }
}

fn term(term: TermKind, points: i16, about: &str) -> PriorityTerm {
    PriorityTerm { term, points, about: about.to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::super::classify::{Input, classify};
    use super::*;
    use proptest::prelude::*;

    fn facts(classification: &Classification, public: bool) -> Facts<'_> {
        Facts { classification, public, followers: None, verified: false, vip: false, window_left: None }
    }

    fn decide_text(text: &str, public: bool) -> PriorityDecision {
        decide(&facts(&classify(&Input { text, public, ..Input::default() }), public))
    }

    #[track_caller]
    fn check(text: &str, public: bool, expected: Priority) {
        let decision = decide_text(text, public);
        assert_eq!(decision.priority, expected, "{text}: {decision:?}");
    }

    #[test]
    fn ordinary_messages() {
        check("Bonjour, je n'ai pas reçu mon colis, pouvez-vous m'aider ?", true, Priority::Normal);
        check("Hi, how do I change my delivery address?", false, Priority::Normal);
        check("Merci beaucoup, service au top !", true, Priority::Low);
        check("merci", false, Priority::Low);
        check("lol", true, Priority::Low);
    }

    #[test]
    fn anger_in_public_and_haste_are_high() {
        check(
            "C'est une honte, votre service client est lamentable, j'attends depuis 3 semaines !!!",
            true,
            Priority::High,
        );
        check("Worst company ever, you lost my order and nobody answers. Ridiculous!", true, Priority::High);
        check("Urgent: my card was declined and I need it right now, please help", false, Priority::High);
    }

    #[test]
    fn danger_is_urgent() {
        check("Votre chargeur a pris feu dans ma cuisine", false, Priority::Urgent);
        check("my son was burned by your kettle", false, Priority::Urgent);
        check("Je vais porter plainte, mon avocat vous contactera", true, Priority::Urgent);
        check("je veux mourir", false, Priority::Urgent);
        check("Someone accessed my account and my personal data leaked", false, Priority::Urgent);
    }

    #[test]
    fn a_closing_window_counts_and_a_closed_one_does_not() {
        let classification = classify(&Input { text: "Where is my order?", ..Input::default() });
        let with = |seconds| {
            let window_left = Some(SignedDuration::from_secs(seconds));
            decide(&Facts { window_left, ..facts(&classification, false) }).total()
        };
        assert!(with(600) > with(7_200) && with(7_200) > with(100_000));
        assert_eq!(with(0), with(100_000));
        assert_eq!(with(-60), with(100_000));
        assert_eq!(with(i64::MIN), with(i64::MAX));
    }

    #[test]
    fn words_round_trip() {
        for priority in Priority::ALL {
            assert_eq!(Priority::from_word(priority.as_str()), Some(priority));
            assert_eq!(serde_json::to_value(priority).unwrap(), priority.as_str());
        }
        assert!(
            Priority::Urgent < Priority::High && Priority::High < Priority::Normal && Priority::Normal < Priority::Low
        );
    }

    fn any_classification() -> impl Strategy<Value = Classification> {
        (0..8_usize, 0..3_usize, 0..3_usize, any::<bool>()).prop_map(|(intent, sentiment, urgency, actionable)| {
            Classification {
                intent: Intent::ALL[intent],
                sentiment: Sentiment::ALL[sentiment],
                urgency: Urgency::ALL[urgency],
                actionable,
                ..classify(&Input::default())
            }
        })
    }

    proptest! {
        #[test]
        fn exposure_never_outranks_safety(
            classification in any_classification(), followers: u64, verified: bool, vip: bool,
            window in proptest::option::of(-10_000_i64..200_000),
        ) {
            let window_left = window.map(SignedDuration::from_secs);
            let exposed = Facts { followers: Some(followers), verified, vip, window_left, ..facts(&classification, true) };
            let plain = Facts { followers: None, verified: false, vip: false, ..exposed };
            let (with, without) = (decide(&exposed), decide(&plain));
            prop_assert!(with.total() >= without.total());
            prop_assert!(with.total() - without.total() <= i32::from(MOST_EXPOSURE));
            if without.priority != Priority::Urgent {
                prop_assert!(with.priority != Priority::Urgent, "{with:?}");
            }
            let safety = decide_text("there is a fire in your store", false);
            prop_assert_eq!(safety.priority, Priority::Urgent);
            prop_assert!(safety.total() > with.total());
            prop_assert_eq!(with.priority, Priority::of_total(with.terms.iter().map(|term| i32::from(term.points)).sum()));
        }

        #[test]
        fn danger_words_never_lower_a_priority(
            message in proptest::sample::select(vec![
                "Merci beaucoup, service au top", "C'est une honte, j'attends depuis 3 semaines !!!", "mon colis est perdu",
                "Vous avez gagné un iPhone, cliquez ici", "bonjour", "URGENT je suis bloqué à la gare",
            ]),
            danger in proptest::sample::select(vec![
                "Il y a une odeur de gaz.", "Mon fils est blessé.", "Je vais porter plainte.", "Mon compte a été piraté.",
                "Le vendeur m'a insulté, propos racistes.", "Explosion et incendie, plusieurs blessés.", "Je veux mourir.",
            ]),
            public: bool,
        ) {
            let before = decide_text(message, public);
            let after = decide_text(&format!("{message}. {danger}"), public);
            prop_assert!(after.priority <= before.priority, "{before:?} {after:?}");
        }
    }
}
