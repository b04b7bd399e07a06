//! The facts an answer states: what two answers can agree or disagree on.
//!
//! Owns finding them in French and English text, by fixed rules: same text, same facts. Must not judge whether two
//! answers agree (`alignment` does) and never guesses: what no rule reads is no fact. Facts never share text.

mod amounts;
mod dates;
mod durations;
mod numbers;
pub(crate) mod polarity;
mod references;
mod times;
pub(crate) mod tokens;
mod urls;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use tokens::Tokens;

/// What kind of thing a fact states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// A sum of money: `EUR 12.50`, a range `EUR 10.00/15.00`, or `0.00` for "free of charge".
    Amount,
    /// A span of time: `P14D`, `PT48H`, a range `P10D/P15D`, working days `P10D business`.
    Duration,
    /// A date: `2026-04-03`; `--04-03` when the year is unknown; `2026-04`; `monday`, `monday/friday`, `tomorrow`.
    Date,
    /// A time of day: `14:30`.
    Time,
    /// A percentage: `20%`, or a range `10/20%`.
    Percentage,
    /// Whether something is possible: `yes`, `no` or `conditional`; at most one in a text.
    YesNo,
    /// A web address: host in lower case and path, without scheme, `www.`, tracking parameters or fragment.
    Url,
    /// A phone number: `+33123456789`; its digits alone when the country is unknown.
    Phone,
    /// An order, case or invoice number, in upper case without `#`.
    Reference,
}

/// One fact of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What kind of fact it is.
    pub fact: FactKind,
    /// Its normal form, in which equal facts are equal; see [`FactKind`] for the forms.
    pub value: String,
    /// The words it was read from, as written.
    pub text: String,
}

/// What a rule found: the tokens `from..next` and the normal form.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) fact: FactKind,
    pub(crate) from: usize,
    pub(crate) next: usize,
    pub(crate) value: String,
}

/// The facts of a text, in the order they are written.
///
/// `at` is when it was said: dates without a year and words such as "tomorrow" or "Monday" are read relative to its UTC
/// date, and stay relative (`--04-03`, `tomorrow`, `monday`) without it. `3/04` is read day first.
pub fn facts(text: &str, at: Option<Timestamp>) -> Vec<Fact> {
    let tokens = Tokens::of(text);
    found_in(&tokens, at)
        .into_iter()
        .map(|found| Fact {
            fact: found.fact,
            value: found.value,
            text: tokens.text_of(found.from, found.next).to_owned(),
        })
        .collect()
}

/// The facts of a text already cut into tokens.
pub(crate) fn found_in(tokens: &Tokens<'_>, at: Option<Timestamp>) -> Vec<Found> {
    let said_on = at.map(|at| TimeZone::UTC.to_datetime(at).date());
    let mut found = Vec::new();
    let mut index = 0;
    while index < tokens.len() {
        if let Some(next) = urls::email(tokens, index) {
            index = next;
            continue;
        }
        match first_match(tokens, index, said_on) {
            Some(fact) if fact.next > index => {
                index = fact.next;
                found.push(fact);
            }
            _ => index += 1,
        }
    }
    if let Some(answer) = polarity::polarity(tokens, &found) {
        let place = found.partition_point(|fact| fact.from < answer.from);
        found.insert(place, answer);
    }
    found
}

/// The first rule that reads something here. Order matters: the more telling form comes first.
fn first_match(tokens: &Tokens<'_>, index: usize, said_on: Option<Date>) -> Option<Found> {
    urls::url(tokens, index)
        .or_else(|| references::labeled(tokens, index))
        .or_else(|| dates::date(tokens, index, said_on))
        .or_else(|| references::phone(tokens, index))
        .or_else(|| amounts::amount(tokens, index))
        .or_else(|| amounts::percentage(tokens, index))
        .or_else(|| times::time(tokens, index))
        .or_else(|| durations::duration(tokens, index))
        .or_else(|| references::code(tokens, index))
}
