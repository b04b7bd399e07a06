//! Whether two answers say the same: the verdict and the facts it rests on.
//!
//! Owns comparing the facts of a first answer (the briefing, or the earlier one) with those of a second. Must not read
//! facts out of text (`facts` does) nor know who answered whom.
//!
//! The rules: facts are compared within their kind. What `b` says within what `a` says is aligned; what it adds
//! extends; a different value contradicts when nothing of that kind agrees, or when both values stand beside the same
//! word. `conditional` beside `yes` or `no` extends; a "yes" beside a
//! statement without one adds nothing. Web addresses and phone numbers that differ never contradict, and
//! references are each contact's own, so they are not compared at all.

mod subjects;
mod values;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::facts::polarity::stated_deed;
use crate::domain::facts::tokens::Tokens;
use crate::domain::facts::{FactKind, Found, found_in};
use subjects::Subject;
use values::Relation;

/// How many facts a verdict quotes at most.
const QUOTED: usize = 10;

/// How many different values of one kind are compared; more of them is a price list, not an answer.
const COMPARED: usize = 60;

/// What comparing two answers comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// They agree, or the second says less.
    Aligned,
    /// The second adds a fact the first does not state.
    Extends,
    /// They state different values for the same thing.
    Contradicts,
    /// There is no first answer to compare with.
    NoCanonical,
    /// They are about different things.
    Unrelated,
}

/// A fact of each side that the verdict rests on, as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    /// The kind of fact.
    pub fact: FactKind,
    /// The first answer's words; empty when only the second states it.
    pub a: String,
    /// The second answer's words.
    pub b: String,
}

/// A verdict and what it rests on: the contradicting facts, else the added ones, else the agreeing ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The verdict.
    pub verdict: Verdict,
    /// The facts it rests on, at most ten.
    pub because: Vec<Because>,
}

/// One answer, read.
struct Side<'a> {
    tokens: Tokens<'a>,
    facts: Vec<Found>,
    subjects: BTreeSet<Subject>,
}

impl<'a> Side<'a> {
    fn of(text: &'a str) -> Side<'a> {
        let tokens = Tokens::of(text);
        let facts = found_in(&tokens, None);
        let subjects = tokens.iter().filter_map(|token| subjects::subject(&token.folded)).collect();
        Side { tokens, facts, subjects }
    }

    /// The facts of a kind, each value once.
    fn of_kind(&self, kind: FactKind) -> Vec<&Found> {
        let mut seen = BTreeSet::new();
        self.facts.iter().filter(|fact| fact.fact == kind && seen.insert(fact.value.as_str())).take(COMPARED).collect()
    }

    fn text(&self, fact: &Found) -> String {
        self.tokens.text_of(fact.from, fact.next).to_owned()
    }

    /// What the clause around a fact is about, at most 30 tokens either way.
    fn subjects_beside(&self, fact: &Found) -> BTreeSet<Subject> {
        let clause = self.tokens.get(fact.from).map_or(0, |token| token.clause);
        (fact.from.saturating_sub(30)..fact.next.saturating_add(30))
            .filter_map(|index| self.tokens.get(index))
            .filter(|token| token.clause == clause)
            .filter_map(|token| subjects::subject(&token.folded))
            .collect()
    }
}

/// What was found so far.
#[derive(Default)]
struct Findings {
    contradicting: Vec<Because>,
    added: Vec<Because>,
    agreeing: Vec<Because>,
}

/// Compares a second answer with a first one, on a topic if it is known.
pub fn compare(a: &str, b: &str, topic: Option<&str>) -> Comparison {
    if a.trim().is_empty() {
        return Comparison { verdict: Verdict::NoCanonical, because: Vec::new() };
    }
    let (first, second) = (Side::of(a), Side::of(b));
    let mut findings = Findings::default();
    for kind in [FactKind::Amount, FactKind::Duration, FactKind::Date, FactKind::Time, FactKind::Percentage] {
        compare_values(&first, &second, kind, &mut findings);
    }
    compare_polarity(&first, &second, &mut findings);
    for kind in [FactKind::Url, FactKind::Phone] {
        compare_addresses(&first, &second, kind, &mut findings);
    }
    let (verdict, mut because) = if !related(&first, &second, topic, &findings) {
        (Verdict::Unrelated, Vec::new())
    } else if !findings.contradicting.is_empty() {
        (Verdict::Contradicts, findings.contradicting)
    } else if !findings.added.is_empty() {
        (Verdict::Extends, findings.added)
    } else {
        (Verdict::Aligned, findings.agreeing)
    };
    because.truncate(QUOTED);
    Comparison { verdict, because }
}

/// Whether both are about the same thing: they share a subject; or nothing tells and their facts can be compared.
fn related(first: &Side<'_>, second: &Side<'_>, topic: Option<&str>, findings: &Findings) -> bool {
    if first.subjects.intersection(&second.subjects).next().is_some() {
        return true;
    }
    let tells = |side: &Side<'_>| side.subjects.iter().any(|subject| matches!(subject, Subject::Known(_)));
    if tells(first) && tells(second) {
        return false;
    }
    let compared = !findings.agreeing.is_empty() || !findings.contradicting.is_empty();
    compared || topic.is_some() && !findings.added.is_empty()
}

fn compare_values(first: &Side<'_>, second: &Side<'_>, kind: FactKind, findings: &mut Findings) {
    let (in_a, in_b) = (first.of_kind(kind), second.of_kind(kind));
    let quote = |a: Option<&Found>, b: &Found| Because {
        fact: kind,
        a: a.map(|fact| first.text(fact)).unwrap_or_default(),
        b: second.text(b),
    };
    let mut a_is_met = vec![false; in_a.len()];
    let mut left_in_b = Vec::new();
    for stated in &in_b {
        let relations = in_a
            .iter()
            .enumerate()
            .map(|(index, known)| (values::relation(kind, &known.value, &stated.value), index, *known));
        let Some((relation, index, known)) =
            relations.filter(|(best, ..)| *best != Relation::Different).min_by_key(|(best, ..)| *best)
        else {
            left_in_b.push(*stated);
            continue;
        };
        if let Some(met) = a_is_met.get_mut(index) {
            *met = true;
        }
        match relation {
            Relation::Wider => findings.added.push(quote(Some(known), stated)),
            Relation::Within | Relation::Same => findings.agreeing.push(quote(Some(known), stated)),
            Relation::Unknown | Relation::Different => {}
        }
    }
    let nothing_met = !a_is_met.contains(&true);
    let left_in_a: Vec<(&Found, BTreeSet<Subject>)> = in_a
        .iter()
        .zip(&a_is_met)
        .filter(|(_, met)| !**met)
        .map(|(known, _)| (*known, first.subjects_beside(known)))
        .collect();
    for (place, stated) in left_in_b.into_iter().enumerate() {
        let beside = second.subjects_beside(stated);
        let about_the_same = left_in_a.iter().find(|(_, subjects)| subjects.intersection(&beside).next().is_some());
        let opposite = about_the_same.or_else(|| left_in_a.get(place).or(left_in_a.first()).filter(|_| nothing_met));
        match opposite {
            Some((known, _)) => findings.contradicting.push(quote(Some(known), stated)),
            None => findings.added.push(quote(None, stated)),
        }
    }
}

fn compare_polarity(first: &Side<'_>, second: &Side<'_>, findings: &mut Findings) {
    let kind = FactKind::YesNo;
    let answer = |side: &Side<'_>| side.of_kind(kind).first().map(|fact| (fact.value.clone(), side.text(fact)));
    let deed = |side: &Side<'_>| {
        stated_deed(&side.tokens).map(|(from, next)| side.tokens.text_of(from, next).to_owned()).unwrap_or_default()
    };
    let (of_a, of_b) = (answer(first), answer(second));
    let (value_a, value_b) =
        (of_a.as_ref().map(|(value, _)| value.as_str()), of_b.as_ref().map(|(value, _)| value.as_str()));
    let because = Because {
        fact: kind,
        a: of_a.as_ref().map_or_else(|| deed(first), |(_, text)| text.clone()),
        b: of_b.as_ref().map_or_else(|| deed(second), |(_, text)| text.clone()),
    };
    match (value_a, value_b) {
        (None, None) => {}
        (Some(a), Some(b)) if a == b => findings.agreeing.push(because),
        (Some("conditional"), Some(_)) | (Some(_), Some("conditional")) => findings.added.push(because),
        (Some(_), Some(_)) => findings.contradicting.push(because),
        // "Nous livrons" beside a refusal.
        (None, Some("no")) if !because.a.is_empty() => findings.contradicting.push(because),
        (Some("no"), None) if !because.b.is_empty() => findings.contradicting.push(because),
        // A "yes" beside a plain statement adds nothing to it.
        (None, Some("yes")) | (Some(_), None) => {}
        (None, Some(_)) => findings.added.push(Because { a: String::new(), ..because }),
    }
}

fn compare_addresses(first: &Side<'_>, second: &Side<'_>, kind: FactKind, findings: &mut Findings) {
    let in_a = first.of_kind(kind);
    for stated in second.of_kind(kind) {
        match in_a.iter().find(|known| known.value == stated.value) {
            Some(known) => {
                findings.agreeing.push(Because { fact: kind, a: first.text(known), b: second.text(stated) });
            }
            None => findings.added.push(Because { fact: kind, a: String::new(), b: second.text(stated) }),
        }
    }
}
