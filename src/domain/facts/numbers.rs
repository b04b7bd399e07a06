//! Numbers as people write them in French and English: digits, decimals, thousands and small numbers in words.
//!
//! Owns reading a quantity or a range of two. Must not know what is counted.

use super::tokens::Tokens;

/// A number in thousandths, so that comparing is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Quantity(pub(super) u64);

impl Quantity {
    /// A whole number.
    pub(super) fn whole(number: u64) -> Option<Quantity> {
        number.checked_mul(1_000).map(Quantity)
    }

    /// The number when it is whole.
    pub(super) fn as_whole(self) -> Option<u64> {
        self.0.is_multiple_of(1_000).then_some(self.0 / 1_000)
    }

    /// With exactly two decimals, cut rather than rounded.
    pub(super) fn two_decimals(self) -> String {
        format!("{}.{:02}", self.0 / 1_000, self.0 % 1_000 / 10)
    }

    /// With as many decimals as it needs.
    pub(super) fn plain(self) -> String {
        let written = format!("{}.{:03}", self.0 / 1_000, self.0 % 1_000);
        written.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

/// One number, or two that span a range.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) low: Quantity,
    pub(super) high: Option<Quantity>,
    /// The token after it.
    pub(super) next: usize,
}

impl Span {
    /// Writes both ends, `10/15`, each by the same function.
    pub(super) fn write(&self, write: impl Fn(Quantity) -> String) -> String {
        match self.high {
            Some(high) => format!("{}/{}", write(self.low), write(high)),
            None => write(self.low),
        }
    }
}

/// A number or a range: `10`, `1 250,00`, `quinze`, `10 à 15`, `10-15`, `10 to 15`, `10 et 15` after "entre".
pub(super) fn span(tokens: &Tokens<'_>, index: usize) -> Option<Span> {
    let (low, next) = quantity(tokens, index)?;
    let between = tokens.is(index.wrapping_sub(1), &["entre", "between"]);
    let joined = tokens.is(next, &["a", "to", "ou", "or", "-"]) || between && tokens.is(next, &["et", "and"]);
    // "24/48 h"
    let joined = joined || tokens.is(next, &["/"]) && tokens.glued(next) && tokens.glued(next + 1);
    if joined
        && let Some((high, after)) = quantity(tokens, next + 1)
        && high > low
    {
        return Some(Span { low, high: Some(high), next: after });
    }
    Some(Span { low, high: None, next })
}

/// One number in digits or words.
pub(super) fn quantity(tokens: &Tokens<'_>, index: usize) -> Option<(Quantity, usize)> {
    in_digits(tokens, index).or_else(|| in_words(tokens, index))
}

/// `12`, `12,5`, `12.50`, `1 250`, `1,250.00`, `1.250,00`.
pub(super) fn in_digits(tokens: &Tokens<'_>, index: usize) -> Option<(Quantity, usize)> {
    let first = tokens.digits(index)?;
    // Twelve digits keep thousandths far from overflow; a longer run is no quantity anyone promises.
    if first.len() > 12 {
        return None;
    }
    let mut whole: u64 = first.parse().ok()?;
    let mut next = index + 1;
    if first.len() <= 3 && first != "0" {
        let mut separator = None;
        while whole < 1_000_000_000
            && let Some((group, after, mark)) = thousands(tokens, next)
            && separator.is_none_or(|known| known == mark)
        {
            whole = whole * 1_000 + group;
            next = after;
            separator = Some(mark);
        }
    }
    let mut thousandths = 0;
    let decimal_mark = tokens.is(next, &[",", "."]) && tokens.glued(next) && tokens.glued(next + 1);
    if decimal_mark && let Some(digits) = tokens.digits(next + 1).filter(|digits| digits.len() <= 3) {
        thousandths = format!("{digits:0<3}").parse().ok()?;
        next += 2;
    }
    Some((Quantity(whole.checked_mul(1_000)?.checked_add(thousandths)?), next))
}

/// A further group of three digits: after a space, or after a comma or a dot that cannot be a decimal mark.
fn thousands<'a>(tokens: &'a Tokens<'_>, index: usize) -> Option<(u64, usize, &'a str)> {
    let group_at = |at: usize| tokens.digits(at).filter(|digits| digits.len() == 3)?.parse().ok();
    if tokens.get(index)?.spaced {
        return Some((group_at(index)?, index + 1, " "));
    }
    if tokens.is(index, &[",", ".", "'"]) && tokens.glued(index + 1) {
        return Some((group_at(index + 1)?, index + 2, tokens.word(index)));
    }
    None
}

/// A small number in words, French or English: `quinze`, `vingt-cinq`, `quatre-vingt-dix`, `twenty five`.
pub(super) fn in_words(tokens: &Tokens<'_>, index: usize) -> Option<(Quantity, usize)> {
    let mut total = word_value(tokens.word(index))?;
    let mut smallest = total;
    let mut next = index + 1;
    // No number in words below a hundred thousand takes more.
    for _ in 0..8 {
        let joint = usize::from(tokens.is(next, &["-", "et", "and"]));
        let Some(value) = word_value(tokens.word(next + joint)) else { break };
        total = match value {
            1_000 if total < 100 => total * 1_000,
            100 if total < 10 => total * 100,
            // French counts in twenties above eighty.
            20 if total % 100 == 4 => total + 76,
            1..=19 if smallest >= 20 && (total % 20 == 0 || total % 10 == 0) => total + value,
            // "Soixante-dix-sept": seventeen after sixty.
            7..=9 if smallest == 10 && total >= 70 => total + value,
            20..=90 if total % 100 == 0 => total + value,
            _ => break,
        };
        smallest = value;
        next += joint + 1;
    }
    Some((Quantity::whole(total)?, next))
}

fn word_value(word: &str) -> Option<u64> {
    Some(match word {
        "zero" => 0,
        "un" | "une" | "one" => 1,
        "deux" | "two" => 2,
        "trois" | "three" => 3,
        "quatre" | "four" => 4,
        "cinq" | "five" => 5,
        "six" => 6,
        "sept" | "seven" => 7,
        "huit" | "eight" => 8,
        "neuf" | "nine" => 9,
        "dix" | "ten" => 10,
        "onze" | "eleven" => 11,
        "douze" | "twelve" => 12,
        "treize" | "thirteen" => 13,
        "quatorze" | "fourteen" => 14,
        "quinze" | "fifteen" => 15,
        "seize" | "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "vingt" | "vingts" | "twenty" => 20,
        "trente" | "thirty" => 30,
        "quarante" | "forty" => 40,
        "cinquante" | "fifty" => 50,
        "soixante" | "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        "cent" | "cents" | "hundred" => 100,
        "mille" | "thousand" => 1_000,
        _ => return None,
    })
}
