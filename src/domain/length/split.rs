//! Cutting a text that is too long into messages that read on from one another.
//!
//! Prefers the end of a paragraph, then of a sentence, then of a word; never inside a link or a character as
//! people see it, unless that alone is longer than a message may be. Only white space around a cut is lost.

use super::{Limit, emoji, links};

/// How good a place to cut is, the best last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Seam {
    /// Between two characters as people see them, inside a link.
    InsideLink,
    /// The same, inside a word.
    InsideWord,
    Word,
    Sentence,
    Paragraph,
}

/// A place to cut: byte offset and quality.
type Place = (usize, Seam);

/// The parts of a text, in order, each within the limit; the text itself if it is within already.
pub fn split(text: &str, limit: Limit) -> Vec<String> {
    if limit.used(text) <= limit.most {
        return vec![text.to_owned()];
    }
    let places = places(text);
    let mut parts = Vec::new();
    let mut rest = text.trim();
    let mut start = text.len() - text.trim_start().len();
    while !rest.is_empty() {
        let length = if limit.used(rest) <= limit.most { rest.len() } else { cut(rest, start, &places, limit) };
        let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        parts.push(part.trim_end().to_owned());
        let next = after.trim_start();
        start += rest.len() - next.len();
        rest = next;
    }
    parts
}

/// How much of the rest, which begins at `start`, the next part takes.
fn cut(rest: &str, start: usize, places: &[Place], limit: Limit) -> usize {
    let fits = |length: usize| rest.get(..length).is_some_and(|part| limit.used(part.trim_end()) <= limit.most);
    let from = places.partition_point(|(at, _)| *at <= start);
    let ahead = places.get(from..).unwrap_or_default();
    let mut count = ahead.partition_point(|(at, _)| fits(at - start));
    // A link weighs less than its letters: what fits is not always in one run.
    while count > 0 && !ahead.get(count - 1).is_some_and(|(at, _)| fits(at - start)) {
        count -= 1;
    }
    let reach = ahead.get(..count).unwrap_or_default();
    let furthest = reach.last().map_or(0, |(at, _)| at - start);
    let best = |seam: Seam, least: usize| {
        let mut found = reach.iter().rev().map(|(at, seam)| (at - start, *seam));
        let wanted = |(length, found): &(usize, Seam)| *found >= seam && *length >= least && fits(*length);
        found.find(wanted).map(|(length, _)| length)
    };
    // A part that is half empty for the sake of a paragraph reads worse than one that ends with a sentence.
    let half = furthest / 2;
    let seams = [(Seam::Paragraph, half), (Seam::Sentence, half), (Seam::Word, 1), (Seam::InsideWord, 1)];
    let chosen = seams.into_iter().find_map(|(seam, least)| best(seam, least)).or_else(|| best(Seam::InsideLink, 1));
    // Not even one character as people see it fits: as many letters as do, and one at least.
    chosen.unwrap_or_else(|| {
        let mut ends = rest.char_indices().map(|(at, letter)| at + letter.len_utf8());
        let first = ends.next().unwrap_or(rest.len());
        ends.take_while(|end| fits(*end)).last().unwrap_or(first)
    })
}

/// Every place where a text may be cut.
fn places(text: &str) -> Vec<Place> {
    let letters: Vec<char> = text.chars().collect();
    let mut links = links::find(&letters).into_iter().peekable();
    let mut places = Vec::new();
    let (mut at, mut offset) = (0, 0);
    while at < letters.len() {
        let length = cluster(letters.get(at..).unwrap_or_default());
        let cluster = letters.get(at..at + length).unwrap_or_default();
        offset += cluster.iter().map(|letter| letter.len_utf8()).sum::<usize>();
        at += length;
        while links.next_if(|link| link.end <= at).is_some() {}
        let inside_link = links.peek().is_some_and(|link| link.start < at);
        places.push((offset, if inside_link { Seam::InsideLink } else { seam(&letters, at) }));
    }
    places
}

/// How good it is to cut before the letter at `at`.
fn seam(letters: &[char], at: usize) -> Seam {
    let before = letters.get(..at).unwrap_or_default();
    let after = letters.get(at..).unwrap_or_default();
    let is_space = |letter: Option<&char>| letter.is_some_and(|letter| letter.is_whitespace());
    if !is_space(before.last()) && !is_space(after.first()) {
        return Seam::InsideWord;
    }
    let spaces = before.iter().rev().take_while(|letter| letter.is_whitespace());
    let breaks = spaces.filter(|letter| **letter == '\n').count()
        + after.iter().take_while(|letter| letter.is_whitespace()).filter(|letter| **letter == '\n').count();
    // French puts a space before these; nobody wants to read them alone in front of a message.
    let next = after.iter().find(|letter| !letter.is_whitespace());
    if breaks == 0 && next.is_some_and(|letter| matches!(letter, '!' | '?' | ':' | ';' | '»')) {
        return Seam::InsideWord;
    }
    let said = before.iter().rev().find(|letter| !letter.is_whitespace() && !is_closing(**letter));
    match breaks {
        0 if said.is_some_and(|letter| matches!(letter, '.' | '!' | '?' | '…' | '。' | '！' | '？')) => {
            Seam::Sentence
        }
        0 => Seam::Word,
        1 => Seam::Sentence,
        _ => Seam::Paragraph,
    }
}

/// What may stand between the end of a sentence and the space behind it.
fn is_closing(letter: char) -> bool {
    matches!(letter, '"' | '\'' | ')' | ']' | '»' | '”' | '’' | '\u{a0}' | '\u{202f}')
}

/// How many code points the first character as people see it has.
fn cluster(letters: &[char]) -> usize {
    let mut length = match (letters, emoji(letters)) {
        (_, Some(length)) => length,
        (['\r', '\n', ..], None) => 2,
        _ => 1,
    };
    while letters.get(length).is_some_and(|letter| continues(*letter)) {
        length += 1;
    }
    length.min(letters.len()).max(1)
}

/// Whether a letter belongs to the one before it: accents, vowel signs, variants, what joins two pictures.
fn continues(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{93c}' | '\u{93e}'..='\u{94f}'
        | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{3099}' | '\u{309a}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;
    use crate::domain::length::Unit;
    use proptest::prelude::*;

    fn characters(most: usize) -> Limit {
        Limit { most, unit: Unit::Characters }
    }

    #[track_caller]
    fn check(text: &str, most: usize, expected: &[&str]) {
        assert_eq!(split(text, characters(most)), expected, "{text:?}");
    }

    #[test]
    fn a_text_that_fits_is_left_alone() {
        check(" a b ", 5, &[" a b "]);
    }

    #[test]
    fn the_best_seam_within_reach_is_taken() {
        check("Un deux. Trois quatre.\n\nCinq six sept.", 30, &["Un deux. Trois quatre.", "Cinq six sept."]);
        check("Un deux trois. Quatre cinq six sept.", 22, &["Un deux trois.", "Quatre cinq six sept."]);
        check("Il a dit « oui. » Puis il est parti.", 20, &["Il a dit « oui. »", "Puis il est parti."]);
        check("Vraiment ? Oui bien sûr !", 10, &["Vraiment ?", "Oui bien", "sûr !"]);
        check("un deux trois quatre", 9, &["un deux", "trois", "quatre"]);
        check("- un\n- deux\n- trois", 12, &["- un\n- deux", "- trois"]);
        check("anticonstitutionnellement", 10, &["anticonsti", "tutionnell", "ement"]);
    }

    #[test]
    fn links_and_pictures_stay_whole() {
        check(
            "Voyez https://acme.example.com/suivi?n=1 merci",
            36,
            &["Voyez", "https://acme.example.com/suivi?n=1", "merci"],
        );
        let family = "👨\u{200d}👩\u{200d}👧";
        check(&format!("abc{family}{family}"), 6, &["abc", family, family]);
        check("🇫🇷🇧🇪🇨🇭", 3, &["🇫🇷", "🇧🇪", "🇨🇭"]);
        check("e\u{301}e\u{301}e\u{301}", 3, &["e\u{301}", "e\u{301}", "e\u{301}"]);
    }

    #[test]
    fn what_is_too_long_by_itself_is_cut_all_the_same() {
        let link = format!("https://acme.example.com/{}", "a".repeat(60));
        let parts = split(&link, characters(40));
        assert_eq!(parts.concat(), link);
        let accents = format!("e{}", "\u{301}".repeat(20));
        assert_eq!(split(&accents, characters(8)).concat(), accents);
    }

    fn without_space(text: &str) -> String {
        text.chars().filter(|letter| !letter.is_whitespace()).collect()
    }

    proptest! {
        #[test]
        fn parts_are_the_text_and_each_is_within_the_limit(
            text in "([a-zé ,.!?\n]{0,12}|https://acme\\.example\\.com/[a-z]{1,8}|👨\u{200d}👩|🇫🇷|e\u{301}|\\PC){0,60}",
            most in 8_usize..80,
            bytes in any::<bool>(),
        ) {
            let limit = Limit { most, unit: if bytes { Unit::Bytes } else { Unit::Characters } };
            let parts = split(&text, limit);
            for part in &parts {
                prop_assert!(limit.used(part) <= most, "{part:?}");
                prop_assert!(parts.len() == 1 || !part.trim().is_empty());
            }
            prop_assert_eq!(without_space(&parts.concat()), without_space(&text));
        }

        #[test]
        fn weighed_parts_hold_too(text in "([a-z ]{0,9}|https://acme\\.example\\.com/[a-z]{1,30}|こ|👍){0,60}", most in 30_usize..90) {
            let limit = Limit { most, unit: Unit::Weighted };
            let parts = split(&text, limit);
            for part in &parts {
                prop_assert!(limit.used(part) <= most, "{part:?}");
            }
            prop_assert_eq!(without_space(&parts.concat()), without_space(&text));
        }
    }
}
