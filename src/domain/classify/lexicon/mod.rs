//! The word lists and how they are found in a text.
//!
//! Owns the pattern language, the index over all lists and the search. Must not weigh what it finds:
//! that is done head by head in the sister modules of this folder.
//!
//! A list is a slice of `(weight, "pattern, pattern, ...")`. A pattern is words between spaces, cut as
//! `normalize` cuts them (lower case, no accent, `n arrive pas`, `dont`, `0` for any number).
//! A word may be `one|two|three`; a word ending in `*` stands for every word that begins so;
//! `%name` is a class of `classes`; `_` is a gap of at most three words within one clause.

mod any_language;
mod classes;
mod english_dangers;
mod english_feelings;
mod english_intents;
mod english_topics;
mod french_dangers;
mod french_feelings;
mod french_intents;
mod french_topics;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::label::{Danger, Intent, Topic};
use super::normalize::{Prepared, Token, prepare, single_letters};
use super::shorthand::written_out;

/// A list of weighted patterns.
pub(super) type List = &'static [(i8, &'static str)];

/// What a pattern is a sign of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Intent(Intent),
    Topic(Topic),
    Danger(Danger),
    /// Good (above 0) or bad feelings.
    Feeling,
    /// Something does not work or did not come: support, and mildly bad.
    Trouble,
    /// Anger: insults, oaths, "what a joke".
    Anger,
    /// Praise that means its opposite.
    Irony,
    /// It is urgent (above 0) or can wait.
    Haste,
    /// An idiom: dangers and feelings inside it do not count.
    Idiom,
    /// Turns the feeling that follows (in French also one that precedes) around.
    Negation,
    /// Makes the feeling that follows stronger.
    Stress,
    /// "But": what follows weighs more than what precedes.
    Turn,
    /// A question without its mark.
    Question,
    /// Asks somebody to do something, politely.
    Request,
    /// Speaks of the writer: "my", "je".
    Own,
}

/// The languages a list is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Languages(u8);

impl Languages {
    pub(super) const FRENCH: Languages = Languages(1);
    pub(super) const ENGLISH: Languages = Languages(2);
    pub(super) const BOTH: Languages = Languages(3);
    pub(super) const NEITHER: Languages = Languages(4);
    const ANY: Languages = Languages(7);

    fn meets(self, other: Languages) -> bool {
        self.0 & other.0 != 0
    }
}

/// A pattern found in a text: which words (both ends included) and how much it weighs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) sign: Sign,
    pub(super) weight: i8,
    pub(super) first: usize,
    pub(super) last: usize,
}

type Symbol = u32;

#[derive(Debug)]
enum Slot {
    Gap,
    OneOf(Vec<Symbol>),
}

#[derive(Debug)]
struct Pattern {
    /// What follows the first word.
    rest: Vec<Slot>,
    sign: Sign,
    weight: i8,
    languages: Languages,
}

/// The longest gap `_` stands for, in words.
const LONGEST_GAP: usize = 3;
/// Shortest and longest stem of a word written with `*`, in bytes.
const STEM_LENGTHS: std::ops::RangeInclusive<usize> = 3..=14;

/// Every list, indexed by the first word of its patterns.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    words: HashMap<String, Symbol>,
    stems: HashMap<String, Symbol>,
    count: Symbol,
    /// Patterns by their first symbol.
    openings: Vec<Vec<usize>>,
    /// The languages in which a symbol occurs.
    languages: Vec<u8>,
    patterns: Vec<Pattern>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::build);

/// The index over all lists, built at first use.
pub(super) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

/// The symbols of each token of a text.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    bounds: Vec<(usize, usize)>,
    symbols: Vec<Symbol>,
}

impl Symbols {
    fn of(&self, token: usize) -> &[Symbol] {
        let (start, end) = self.bounds.get(token).copied().unwrap_or((0, 0));
        self.symbols.get(start..end).unwrap_or(&[])
    }
}

impl Lexicon {
    fn build() -> Lexicon {
        let mut lexicon = Lexicon::default();
        for (languages, sign, list) in all_lists() {
            for (weight, patterns) in list.iter().copied() {
                patterns
                    .split(',')
                    .map(str::trim)
                    .filter(|pattern| !pattern.is_empty())
                    .for_each(|pattern| lexicon.add(pattern, languages, sign, weight));
            }
        }
        lexicon
    }

    fn add(&mut self, pattern: &str, languages: Languages, sign: Sign, weight: i8) {
        let mut slots = pattern.split_whitespace().map(|word| match word {
            "_" => Slot::Gap,
            _ => Slot::OneOf(self.alternatives(word, languages)),
        });
        let Some(Slot::OneOf(firsts)) = slots.next() else { return };
        let rest: Vec<Slot> = slots.collect();
        let index = self.patterns.len();
        self.patterns.push(Pattern { rest, sign, weight, languages });
        for first in firsts {
            if let Some(openings) = self.openings.get_mut(first as usize) {
                openings.push(index);
            }
        }
    }

    fn alternatives(&mut self, word: &str, languages: Languages) -> Vec<Symbol> {
        word.split('|')
            .flat_map(|part| match part.strip_prefix('%') {
                Some(class) => classes::words(class).split(' ').collect::<Vec<_>>(),
                None => vec![part],
            })
            .map(|part| self.symbol(part, languages))
            .collect()
    }

    fn symbol(&mut self, word: &str, languages: Languages) -> Symbol {
        let (map, key) = match word.strip_suffix('*') {
            Some(stem) => (&mut self.stems, stem),
            None => (&mut self.words, word),
        };
        // A list may spell a word as people do ("cancelled", "404"); it is found under its normal form.
        let plain = key.bytes().all(|letter| letter.is_ascii_lowercase()) && written_out(key).is_none();
        let prepared = prepare(if plain { "" } else { key });
        let normal = match prepared.tokens.as_slice() {
            [token] if !word.ends_with('*') => prepared.normal(token),
            _ => key,
        };
        let symbol = *map.entry(normal.to_owned()).or_insert(self.count);
        if symbol == self.count {
            self.count += 1;
            self.openings.push(Vec::new());
            self.languages.push(0);
        }
        if let Some(known) = self.languages.get_mut(symbol as usize) {
            *known |= languages.0;
        }
        symbol
    }

    /// Looks every token of a text up once.
    pub(super) fn symbols(&self, prepared: &Prepared) -> Symbols {
        let mut found = Symbols::default();
        for token in &prepared.tokens {
            let start = found.symbols.len();
            self.look_up(prepared.normal(token), token, &mut found.symbols);
            found.bounds.push((start, found.symbols.len()));
        }
        found
    }

    fn look_up(&self, word: &str, token: &Token, into: &mut Vec<Symbol>) {
        into.extend(self.words.get(word));
        let longest = word.len().min(*STEM_LENGTHS.end());
        for length in *STEM_LENGTHS.start()..=longest {
            into.extend(word.get(..length).and_then(|stem| self.stems.get(stem)));
        }
        if token.elongated {
            let single = single_letters(word);
            if single != word && !self.words.contains_key(word) {
                into.extend(self.words.get(single.as_str()));
            }
        }
    }

    /// How many more of a token's words are French than English: -1, 0 or 1.
    pub(super) fn leaning(&self, symbols: &Symbols, token: usize) -> i32 {
        let seen = symbols
            .of(token)
            .iter()
            .fold(0, |seen, symbol| seen | self.languages.get(*symbol as usize).copied().unwrap_or(0));
        match seen & Languages::BOTH.0 {
            1 => 1,
            2 => -1,
            _ => 0,
        }
    }

    /// Every pattern of these languages in a text, in the order of the words.
    pub(super) fn hits(&self, prepared: &Prepared, symbols: &Symbols, languages: Languages) -> Vec<Hit> {
        let mut hits = Vec::new();
        for first in 0..prepared.tokens.len() {
            for symbol in symbols.of(first) {
                for index in self.openings.get(*symbol as usize).into_iter().flatten() {
                    let Some(pattern) = self.patterns.get(*index) else { continue };
                    if !pattern.languages.meets(languages) {
                        continue;
                    }
                    if let Some(last) = ends(&pattern.rest, prepared, symbols, first) {
                        hits.push(Hit { sign: pattern.sign, weight: pattern.weight, first, last });
                    }
                }
            }
        }
        hits
    }
}

/// The last word of a pattern whose previous word stands at `at`.
fn ends(rest: &[Slot], prepared: &Prepared, symbols: &Symbols, at: usize) -> Option<usize> {
    match rest {
        [] => Some(at),
        [Slot::Gap, after @ ..] => {
            let clause = prepared.tokens.get(at)?.clause;
            (at..=at + LONGEST_GAP)
                .take_while(|skipped| prepared.tokens.get(*skipped).is_some_and(|token| token.clause == clause))
                .find_map(|skipped| ends(after, prepared, symbols, skipped))
        }
        [Slot::OneOf(alternatives), after @ ..] => {
            symbols.of(at + 1).iter().any(|symbol| alternatives.contains(symbol)).then_some(())?;
            ends(after, prepared, symbols, at + 1)
        }
    }
}

fn all_lists() -> impl Iterator<Item = (Languages, Sign, List)> {
    let french = [french_intents::LISTS, french_topics::LISTS, french_feelings::LISTS, french_dangers::LISTS];
    let english = [english_intents::LISTS, english_topics::LISTS, english_feelings::LISTS, english_dangers::LISTS];
    let french = french.into_iter().flatten().map(|(sign, list)| (Languages::FRENCH, *sign, *list));
    let english = english.into_iter().flatten().map(|(sign, list)| (Languages::ENGLISH, *sign, *list));
    let any = any_language::LISTS.iter().map(|(sign, list)| (Languages::ANY, *sign, *list));
    french.chain(english).chain(any)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn every_pattern_is_written_in_the_normal_form() {
        let mut wrong = Vec::new();
        for (_, _, list) in all_lists() {
            for (weight, patterns) in list.iter() {
                assert_ne!(*weight, 0, "{patterns}");
                for pattern in patterns.split(',').map(str::trim).filter(|pattern| !pattern.is_empty()) {
                    let ends = pattern.starts_with('_') || pattern.ends_with('_');
                    let words = pattern.split_whitespace().flat_map(|slot| slot.split('|'));
                    if ends || !words.into_iter().all(is_normal) {
                        wrong.push(pattern);
                    }
                }
            }
        }
        assert_eq!(wrong, Vec::<&str>::new());
    }

    fn is_normal(word: &str) -> bool {
        if matches!(word, "_" | "http" | "@") {
            return true;
        }
        if let Some(class) = word.strip_prefix('%') {
            return !classes::words(class).is_empty() && classes::words(class).split(' ').all(is_normal);
        }
        if let Some(stem) = word.strip_suffix('*') {
            return STEM_LENGTHS.contains(&stem.len());
        }
        prepare(word).tokens.len() == 1
    }

    #[track_caller]
    fn check(text: &str, sign: Sign, expected: bool) {
        let (prepared, lexicon) = (prepare(text), lexicon());
        let symbols = lexicon.symbols(&prepared);
        let hits = lexicon.hits(&prepared, &symbols, Languages::BOTH);
        assert_eq!(hits.iter().any(|hit| hit.sign == sign), expected, "{text}: {hits:?}");
    }

    #[test]
    fn whole_words_and_phrases_only() {
        check("je n'ai toujours pas reçu mon colis", Sign::Topic(Topic::Delivery), true);
        check("my parcel never arrived", Sign::Topic(Topic::Delivery), true);
        check("un parcellaire agricole", Sign::Topic(Topic::Delivery), false);
        check("REMBOURSEZ-MOI", Sign::Topic(Topic::Refund), true);
    }
}
