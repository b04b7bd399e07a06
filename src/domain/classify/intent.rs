//! What the contact wants, and whether somebody has to answer.
//!
//! Owns the weighing of intents against each other. The crisis floor comes before it (`danger`).

use super::evidence::Evidence;
use super::label::Intent;
use super::lexicon::Sign;
use super::sentiment::Feelings;

/// The best intent with its weight and the weight of the next best.
pub(super) struct Choice {
    pub(super) intent: Intent,
    pub(super) weight: f32,
    pub(super) second: f32,
}

/// Weighs every intent but the crisis.
pub(super) fn choose(evidence: &Evidence, feelings: &Feelings) -> Choice {
    let prepared = evidence.prepared;
    let of = |intent| evidence.total(Sign::Intent(intent));
    let trouble = evidence.total(Sign::Trouble);
    let anger = evidence.total(Sign::Anger).max(0.0);
    let request = evidence.total(Sign::Request).min(5.0);
    let asks = prepared.questions > 0 || evidence.has(Sign::Question);
    let own = evidence.has(Sign::Own);
    let ironic = feelings.ironic.is_some();
    let tone = 0.6 * prepared.exclamations.min(3) as f32 + 0.7 * prepared.shouted.min(4) as f32;
    let bad = (-feelings.sum).clamp(0.0, 8.0);
    let good = feelings.sum.clamp(0.0, 8.0);

    // Who states trouble without greeting, asking or requesting anything is complaining.
    let plain = request < 1.0 && !asks && trouble >= 2.0 && of(Intent::Complaint) >= 2.0;
    let support = of(Intent::Support) + 0.8 * trouble + if own { 0.5 } else { 0.0 };
    let service = of(Intent::Service) + if asks { 1.5 } else { 0.0 } - 0.5 * trouble - 0.3 * bad;
    let sales = of(Intent::Sales) - 0.4 * trouble - 0.3 * bad;
    let complaint = of(Intent::Complaint)
        + anger
        + 0.3 * bad
        + if bad > 1.0 { tone } else { 0.0 }
        + if ironic { 4.0 } else { 0.0 }
        + if plain { 1.5 } else { 0.0 }
        - 0.5 * request;
    let praise = if ironic { 0.0 } else { of(Intent::Praise) + 0.4 * good - trouble - 0.5 * bad };
    let spam = of(Intent::Spam) + 1.5 * prepared.links.min(2) as f32 - 3.0;
    let idle = !own && !asks && trouble < 1.0 && request < 2.0;
    // Greetings and thanks are all there is in a short text, and mere manners in a long one.
    let manners = if prepared.words <= 6 { 1.0 } else { 0.4 };
    let other = manners * of(Intent::Other) - trouble.clamp(0.0, 3.0)
        + 1.0
        + if idle { 1.5 } else { 0.0 }
        + 1.0 * prepared.links.min(2) as f32
        + if prepared.words < 4 && trouble < 2.0 { 1.0 } else { 0.0 };

    let mut best = Choice { intent: Intent::Other, weight: 0.0, second: 0.0 };
    let weights = [
        (Intent::Support, support),
        (Intent::Complaint, complaint),
        (Intent::Service, service),
        (Intent::Sales, sales),
        (Intent::Praise, praise),
        (Intent::Spam, if spam >= 4.0 { spam } else { 0.0 }),
        (Intent::Other, other),
    ];
    for (intent, weight) in weights {
        if weight > best.weight {
            best = Choice { intent, weight, second: best.weight };
        } else if weight > best.second {
            best.second = weight;
        }
    }
    best
}

/// Whether somebody has to answer.
pub(super) fn is_actionable(evidence: &Evidence, intent: Intent) -> bool {
    let asks = evidence.prepared.questions > 0 || evidence.total(Sign::Request) >= 2.0;
    let concerned = evidence.has(Sign::Own) || evidence.has(Sign::Trouble);
    match intent {
        Intent::Crisis => true,
        Intent::Other | Intent::Spam => false,
        _ if evidence.prepared.repost => false,
        Intent::Praise => asks && concerned && evidence.prepared.questions > 0,
        // A bare insult: anger about nothing in particular.
        Intent::Complaint => concerned || asks || evidence.prepared.words > 6,
        Intent::Support | Intent::Service | Intent::Sales => true,
    }
}
