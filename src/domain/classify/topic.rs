//! What the message is about.
//!
//! Owns the choice among the topics the rules know. Must not decide what the contact wants.

use super::evidence::Evidence;
use super::label::Topic;
use super::lexicon::Sign;

/// The best topic with its weight and the weight of the next best.
pub(super) fn choose(evidence: &Evidence) -> (Topic, f32, f32) {
    let mut best = (Topic::Other, 0.0, 0.0);
    for topic in Topic::ALL {
        let weight = evidence.total(Sign::Topic(topic));
        if weight > best.1 {
            best = (topic, weight, best.1);
        } else if weight > best.2 {
            best.2 = weight;
        }
    }
    best
}
