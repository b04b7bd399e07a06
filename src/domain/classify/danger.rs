//! The crisis floor: danger words decide whatever else a message says.
//!
//! Owns the threshold and the hashtags of disasters. A danger found here may raise a message to a
//! crisis; nothing later, no model and no other head, may take it back (a person may).

use super::evidence::Evidence;
use super::label::Danger;
use super::lexicon::Sign;

/// A danger counts from this weight: one plain phrase, or two words that together leave little doubt.
const ENOUGH: f32 = 4.0;

/// No more is added up: it changes nothing, and long texts stay quick.
const MOST: i32 = 20;

/// Parts of hashtags people coin in a disaster; a hashtag has no word boundaries to respect.
const HASHTAG_PARTS: [&str; 26] = [
    "quake",
    "flood",
    "wildfire",
    "bushfire",
    "canyonfire",
    "parkfire",
    "shooting",
    "haze",
    "explosion",
    "hurricane",
    "typhoon",
    "cyclone",
    "tornado",
    "bombing",
    "prayfor",
    "seisme",
    "inondation",
    "attentat",
    "incendie",
    "ouragan",
    "tempete",
    "tsunami",
    "fusillade",
    "intemperies",
    "derail",
    "strongertogether",
];

/// Hashtags that end in "fire" and name none.
const NOT_FIRES: [&str; 5] = ["ceasefire", "crossfire", "kindlefire", "amazonfire", "spitfire"];

/// The gravest danger the words speak of, the words and their weight.
pub(super) fn find(evidence: &Evidence) -> Option<(Danger, String, f32)> {
    let weight = |danger| distinct_total(evidence, danger);
    let gravest = Danger::ALL.into_iter().find(|danger| weight(*danger) >= ENOUGH);
    let Some(danger) = gravest.map(|danger| if is_news(evidence, danger) { Danger::Incident } else { danger }) else {
        return by_hashtag(evidence);
    };
    Some((danger, evidence.quote(Sign::Danger(danger)).unwrap_or_default(), weight(danger)))
}

/// News tells of injured people too, but speaks of nobody's "my" and says more about the disaster.
fn is_news(evidence: &Evidence, danger: Danger) -> bool {
    let news = distinct_total(evidence, Danger::Incident);
    danger == Danger::Safety && !evidence.has(Sign::Own) && news > distinct_total(evidence, Danger::Safety)
}

/// What speaks for a danger, a word said twice counting once.
fn distinct_total(evidence: &Evidence, danger: Danger) -> f32 {
    let mut seen: Vec<String> = Vec::new();
    let mut total = 0;
    for hit in evidence.of(Sign::Danger(danger)) {
        let words = evidence.quote_hit(hit);
        if total < MOST && !seen.contains(&words) {
            total += i32::from(hit.weight);
            seen.push(words);
        }
    }
    total as f32
}

fn by_hashtag(evidence: &Evidence) -> Option<(Danger, String, f32)> {
    let prepared = evidence.prepared;
    let tag = prepared.tokens.iter().position(|token| {
        let word = prepared.normal(token);
        let names_a_fire = word.ends_with("fire") && word.len() > 8 && !NOT_FIRES.contains(&word);
        token.hashtag && (names_a_fire || HASHTAG_PARTS.iter().any(|part| word.contains(part)))
    })?;
    Some((Danger::Incident, prepared.quote(tag, tag, 32), ENOUGH))
}
