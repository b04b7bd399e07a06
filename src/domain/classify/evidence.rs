//! What the lists found in a text, cleaned of double counting and of idioms.
//!
//! Owns the sums per sign and the words to quote. Must not decide a label.

use std::cmp::Reverse;

use super::lexicon::{Hit, Languages, Sign, Symbols, lexicon};
use super::normalize::Prepared;

/// No pattern is longer than this many words, gaps included.
const LONGEST_PATTERN: usize = 24;
/// Longest quotation kept in a reason, in characters.
const QUOTE: usize = 32;
/// One sign counts at most this much, so that long texts do not drown the rest.
const MOST: i32 = 14;

/// The signs found in one text.
pub(super) struct Evidence<'a> {
    pub(super) prepared: &'a Prepared<'a>,
    /// In the order of their first words; no hit lies inside another of the same sign.
    pub(super) hits: Vec<Hit>,
}

impl<'a> Evidence<'a> {
    /// Searches the lists of these languages.
    pub(super) fn gather(prepared: &'a Prepared<'a>, symbols: &Symbols, languages: Languages) -> Evidence<'a> {
        let mut found = lexicon().hits(prepared, symbols, languages);
        found.sort_by_key(|hit| (hit.first, Reverse(hit.last), Reverse(hit.weight.unsigned_abs())));
        let mut hits: Vec<Hit> = Vec::with_capacity(found.len());
        for hit in &found {
            let mut near = hits.iter().rev().take_while(|kept| kept.first + LONGEST_PATTERN >= hit.first);
            if !near.any(|kept| kept.sign == hit.sign && kept.last >= hit.last) {
                hits.push(*hit);
            }
        }
        let idioms: Vec<Hit> = hits.iter().copied().filter(|hit| hit.sign == Sign::Idiom).collect();
        if !idioms.is_empty() {
            hits.retain(|hit| !idioms.iter().any(|idiom| silences(idiom, hit)));
        }
        Evidence { prepared, hits }
    }

    /// The hits of one sign.
    pub(super) fn of(&self, sign: Sign) -> impl Iterator<Item = &Hit> {
        self.hits.iter().filter(move |hit| hit.sign == sign)
    }

    /// How much speaks for a sign, bounded.
    pub(super) fn total(&self, sign: Sign) -> f32 {
        self.of(sign).map(|hit| i32::from(hit.weight)).sum::<i32>().clamp(-MOST, MOST) as f32
    }

    /// Whether a sign was found at all.
    pub(super) fn has(&self, sign: Sign) -> bool {
        self.of(sign).next().is_some()
    }

    /// The words that speak loudest for a sign, as the contact wrote them.
    pub(super) fn quote(&self, sign: Sign) -> Option<String> {
        let best = self.of(sign).max_by_key(|hit| (hit.weight, hit.last - hit.first, Reverse(hit.first)))?;
        Some(self.quote_hit(best))
    }

    /// The words of one hit, as the contact wrote them.
    pub(super) fn quote_hit(&self, hit: &Hit) -> String {
        self.prepared.quote(hit.first, hit.last, QUOTE)
    }
}

/// Whether an idiom takes its meaning from a hit inside it.
fn silences(idiom: &Hit, hit: &Hit) -> bool {
    let inside = hit.first >= idiom.first && hit.last <= idiom.last;
    match hit.sign {
        Sign::Danger(_) => inside,
        Sign::Feeling => inside && hit.weight < 0 && (hit.first, hit.last) != (idiom.first, idiom.last),
        _ => false,
    }
}
