//! How the contact feels: weighed words, turned by negation, irony and "but".
//!
//! Owns the sum of feelings. Must not decide what the contact wants.

use super::evidence::Evidence;
use super::label::{Intent, Sentiment};
use super::lexicon::{Hit, Sign};

/// The decision about feelings.
pub(super) struct Feelings {
    pub(super) sentiment: Sentiment,
    /// Below 0 bad, above 0 good.
    pub(super) sum: f32,
    /// Good words that were meant badly.
    pub(super) ironic: Option<String>,
    /// The words that weighed most on the side decided.
    pub(super) words: Option<String>,
    /// How much speaks for and against, for the confidence.
    pub(super) good: f32,
    pub(super) bad: f32,
}

/// From this sum on (either side) it is not neutral.
const CLEARLY: f32 = 1.4;

/// Weighs every feeling in the text.
pub(super) fn weigh(evidence: &Evidence) -> Feelings {
    let trouble = evidence.total(Sign::Trouble);
    let turn = evidence.of(Sign::Turn).map(|hit| hit.first).last();
    let mut values: Vec<(f32, &Hit)> =
        evidence.of(Sign::Feeling).map(|hit| (value(evidence, hit, turn), hit)).collect();
    let mut bad: f32 = values.iter().map(|(value, _)| -value.min(0.0)).sum();
    let mut good: f32 = values.iter().map(|(value, _)| value.max(0.0)).sum();
    bad += 0.35 * trouble
        + 0.5 * evidence.total(Sign::Anger).max(0.0)
        + 0.35 * evidence.total(Sign::Intent(Intent::Complaint));
    let ironic = (good > 0.0).then(|| ironic(evidence, bad)).flatten();
    if ironic.is_some() {
        bad += 0.8 * good + 1.0;
        good *= 0.1;
        values.iter_mut().for_each(|(value, _)| *value = -value.abs());
    } else {
        good += 0.3 * evidence.total(Sign::Intent(Intent::Praise));
    }
    let stress = 1.0 + 0.08 * evidence.prepared.exclamations.min(4) as f32;
    let sum = (good - bad) * stress;
    let sentiment = match sum {
        sum if sum >= CLEARLY => Sentiment::Positive,
        sum if sum <= -CLEARLY => Sentiment::Negative,
        _ => Sentiment::Neutral,
    };
    let wanted = if sum < 0.0 { -1.0 } else { 1.0 };
    let loudest = values.iter().filter(|(value, _)| value * wanted > 0.0);
    let words =
        loudest.max_by(|left, right| left.0.abs().total_cmp(&right.0.abs())).map(|(_, hit)| evidence.quote_hit(hit));
    Feelings { sentiment, sum, ironic, words, good, bad }
}

/// The weight of one feeling where it stands.
fn value(evidence: &Evidence, hit: &Hit, turn: Option<usize>) -> f32 {
    let mut value = f32::from(hit.weight);
    if is_negated(evidence, hit) {
        value = if value > 0.0 { -0.8 * value } else { -0.3 * value };
    }
    if evidence.of(Sign::Stress).any(|stress| stress.last + 1 == hit.first) {
        value *= 1.3;
    }
    match turn {
        Some(turn) if hit.first > turn => value * 1.3,
        Some(turn) if hit.last < turn => value * 0.7,
        _ => value,
    }
}

/// A negation in the three words before, in the same clause; in French also right after ("j'aime pas").
fn is_negated(evidence: &Evidence, hit: &Hit) -> bool {
    let tokens = &evidence.prepared.tokens;
    let clause = tokens.get(hit.first).map(|token| token.clause);
    evidence.of(Sign::Negation).any(|negation| {
        let same = tokens.get(negation.last).map(|token| token.clause) == clause;
        let before = negation.last < hit.first && negation.last + 3 >= hit.first;
        let after = negation.first == hit.last + 1 && hit.weight > 0 && is_french_negation(evidence, negation);
        same && (before || after)
    })
}

fn is_french_negation(evidence: &Evidence, negation: &Hit) -> bool {
    let word = evidence.prepared.tokens.get(negation.first).map(|token| evidence.prepared.normal(token));
    matches!(word, Some("pas" | "jamais" | "guere"))
}

/// Praise among bad news is irony when it is one of the usual formulas, or very bad news.
fn ironic(evidence: &Evidence, bad: f32) -> Option<String> {
    let formula = evidence.of(Sign::Irony).map(|hit| hit.weight).max().unwrap_or(0);
    let trouble = evidence.has(Sign::Trouble) || evidence.has(Sign::Intent(Intent::Complaint));
    let plain = formula >= 3 && (trouble || bad > 0.5);
    let likely = formula >= 1 && bad >= 2.5 && trouble;
    (plain || likely).then(|| evidence.quote(Sign::Irony)).flatten()
}
