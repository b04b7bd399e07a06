//! Whether an answer says yes, no, or it depends.
//!
//! Owns the phrases that say so. A text has at most one such fact: the first phrase that says yes or no, made
//! conditional by a condition in its sentence; without one, a strong condition ("à condition", "only if") alone.

use super::tokens::Tokens;
use super::{FactKind, Found};

const NO: &[&[&str]] = &[
    &["n", "'", "avez", "pas", "droit"],
    &["n", "'", "avez", "plus", "droit"],
    &["not", "entitled"],
    &["no", "longer", "possible"],
    &["pas", "possibles"],
    &["isn", "'", "t", "possible"],
    &["aren", "'", "t", "possible"],
    &["isn", "'", "t", "refundable"],
    &["aren", "'", "t", "refundable"],
    &["may", "not"],
    &["won", "'", "t", "be", "able"],
    &["ce", "n", "'", "est", "pas", "possible"],
    &["n", "'", "est", "pas", "possible"],
    &["n", "'", "est", "plus", "possible"],
    &["pas", "possible"],
    &["impossible"],
    &["malheureusement"],
    &["ne", "pouvons", "pas"],
    &["ne", "pouvons", "plus"],
    &["ne", "pouvons", "malheureusement", "pas"],
    &["ne", "pouvez", "pas"],
    &["ne", "pouvez", "plus"],
    &["ne", "peut", "pas"],
    &["ne", "peuvent", "pas"],
    &["pas", "en", "mesure"],
    &["pas", "remboursable"],
    &["pas", "remboursables"],
    &["non", "remboursable"],
    &["non", "remboursables"],
    &["pas", "echangeable"],
    &["pas", "eligible"],
    &["n", "'", "acceptons", "pas"],
    &["n", "'", "offrons", "pas"],
    &["aucun", "remboursement"],
    &["pas", "de", "remboursement"],
    &["not", "possible"],
    &["unfortunately"],
    &["cannot"],
    &["can", "not"],
    &["can", "'", "t"],
    &["could", "not"],
    &["couldn", "'", "t"],
    &["unable", "to"],
    &["not", "able", "to"],
    &["not", "eligible"],
    &["not", "refundable"],
    &["non", "-", "refundable"],
    &["non", "-", "remboursable"],
    &["not", "accept"],
    &["don", "'", "t", "accept"],
    &["not", "allowed"],
    &["no", "refund"],
    &["no", "refunds"],
];

const YES: &[&[&str]] = &[
    &["avez", "droit"],
    &["are", "entitled"],
    &["are", "possible"],
    &["sont", "possibles"],
    &["pas", "de", "probleme"],
    &["pas", "de", "souci"],
    &["no", "problem"],
    &["no", "worries"],
    &["bien", "sur"],
    &["tout", "a", "fait"],
    &["absolument"],
    &["of", "course"],
    &["absolutely"],
    &["certainly"],
    &["est", "possible"],
    &["is", "possible"],
    &["s", "possible"],
    &["vous", "pouvez"],
    &["nous", "pouvons"],
    &["you", "can"],
    &["you", "may"],
    &["we", "can"],
    &["nous", "acceptons"],
    &["we", "accept"],
    &["est", "remboursable"],
    &["sont", "remboursables"],
    &["is", "refundable"],
    &["are", "refundable"],
    &["est", "eligible"],
    &["are", "eligible"],
    &["is", "eligible"],
];

/// Conditions that stand for themselves.
const STRONG: &[&[&str]] = &[
    &["it", "depends"],
    &["that", "depends"],
    &["depend", "de"],
    &["depend", "du"],
    &["depend", "des"],
    &["sous", "conditions"],
    &["under", "conditions"],
    &["a", "condition"],
    &["sous", "reserve"],
    &["uniquement", "si"],
    &["seulement", "si"],
    &["sauf"],
    &["a", "moins", "que"],
    &["only", "if"],
    &["provided"],
    &["unless"],
    &["on", "condition"],
    &["as", "long", "as"],
    &["except"],
    &["en", "fonction", "de"],
    &["subject", "to"],
];

/// What makes "if" or "vous pouvez" a courtesy rather than a condition or a permission.
const COURTESIES: [&str; 30] = [
    "besoin",
    "question",
    "questions",
    "needed",
    "need",
    "contacter",
    "contact",
    "appeler",
    "call",
    "ecrire",
    "write",
    "joindre",
    "reach",
    "consulter",
    "trouver",
    "retrouver",
    "find",
    "check",
    "verifier",
    "visit",
    "suivre",
    "follow",
    "track",
    "see",
    "voir",
    "help",
    "aider",
    "souhaitez",
    "wish",
    "confirm",
];

/// The one answer a text gives, if any, in words no other fact was read from.
pub(super) fn polarity(tokens: &Tokens<'_>, others: &[Found]) -> Option<Found> {
    let is_free = |from: usize, next: usize| {
        let place = others.partition_point(|fact| fact.next <= from);
        others.get(place).is_none_or(|fact| fact.from >= next)
    };
    let mut condition = None;
    let mut index = 0;
    while index < tokens.len() {
        if let Some((next, says_yes)) = answer_at(tokens, index).filter(|(next, _)| is_free(index, *next)) {
            let sentence = tokens.get(index).map_or(0, |token| token.sentence);
            let value = match (conditional(tokens, index, sentence), says_yes) {
                (true, _) => "conditional",
                (false, true) => "yes",
                (false, false) => "no",
            };
            return Some(Found { fact: FactKind::YesNo, from: index, next, value: value.to_owned() });
        }
        if condition.is_none()
            && let Some(next) = longest(tokens, index, STRONG).filter(|next| is_free(index, *next))
        {
            condition = Some((index, next));
        }
        index += 1;
    }
    let (from, next) = condition?;
    Some(Found { fact: FactKind::YesNo, from, next, value: "conditional".to_owned() })
}

fn longest(tokens: &Tokens<'_>, index: usize, phrases: &[&[&str]]) -> Option<usize> {
    let found = phrases.iter().filter(|phrase| tokens.follows(index, phrase)).map(|phrase| phrase.len()).max()?;
    Some(index + found)
}

/// Beginnings of the verbs for what a brand does or refuses to do for a contact.
const DEEDS: [&str; 22] = [
    "rembours", "livr", "accept", "offr", "propos", "remplac", "echang", "repren", "expedi", "repar", "autoris",
    "refund", "ship", "deliver", "offer", "exchang", "replac", "repair", "allow", "sell", "vend", "cover",
];

fn is_deed(tokens: &Tokens<'_>, index: usize) -> bool {
    tokens.is_word(index) && DEEDS.iter().any(|deed| tokens.word(index).starts_with(deed))
}

/// "Nous ne livrons pas", "we do not ship", "we won't refund": the token after the refusal.
fn refused_deed(tokens: &Tokens<'_>, index: usize) -> Option<usize> {
    let not = ["pas", "plus"];
    match tokens.word(index) {
        "ne" if is_deed(tokens, index + 1) && tokens.is(index + 2, &not) => Some(index + 3),
        "n" if tokens.is(index + 1, &["'"]) && is_deed(tokens, index + 2) && tokens.is(index + 3, &not) => {
            Some(index + 4)
        }
        "not" if is_deed(tokens, index + 1) => Some(index + 2),
        "don" | "won" | "doesn" if tokens.follows(index + 1, &["'", "t"]) && is_deed(tokens, index + 3) => {
            Some(index + 4)
        }
        _ => None,
    }
}

/// A plain statement that something is done, "nous livrons", "we ship": no answer, but a refusal contradicts it.
pub(crate) fn stated_deed(tokens: &Tokens<'_>) -> Option<(usize, usize)> {
    let stated = |index: &usize| tokens.is(*index, &["nous", "we"]) && is_deed(tokens, index + 1);
    (0..tokens.len()).find(stated).map(|index| (index, index + 2))
}

/// The phrase that answers here: the token after it, and whether it says yes.
fn answer_at(tokens: &Tokens<'_>, index: usize) -> Option<(usize, bool)> {
    let alone = |at: usize| tokens.get(at).is_none_or(|_| tokens.is(at, &[",", ".", "!", ";", ":", "-"]));
    let begins = index == 0 || tokens.get(index)?.clause != tokens.get(index - 1)?.clause;
    match tokens.word(index) {
        "oui" | "yes" if tokens.is(index + 1, &["/", "ou", "or"]) => return None,
        "oui" | "yes" => return Some((index + 1, true)),
        "non" | "no" | "nope" if begins && alone(index + 1) && !tokens.glued(index + 2) => {
            return Some((index + 1, false));
        }
        "non" | "no"
            if begins && tokens.is(index + 1, &["desole", "desolee", "nous", "vous", "we", "you", "sorry"]) =>
        {
            return Some((index + 1, false));
        }
        _ => {}
    }
    if let Some(next) = longest(tokens, index, NO).or_else(|| refused_deed(tokens, index)) {
        return Some((next, false));
    }
    let next = longest(tokens, index, YES)?;
    let negated = tokens.is(next, &["not", "'", "pas"]) || (1..=2).any(|back| tokens.before(index, back) == "not");
    let courtesy = (next..next + 4).any(|at| COURTESIES.contains(&tokens.word(at)));
    let questioned = tokens.before(index, 1) == "if" || tokens.before(index, 1) == "si";
    (!negated && !courtesy && !questioned).then_some((next, true))
}

/// Whether the sentence around this token holds a condition. Looks at most 60 tokens either way.
fn conditional(tokens: &Tokens<'_>, around: usize, sentence: usize) -> bool {
    let mut at = around.saturating_sub(60);
    while at < around + 60 {
        let Some(token) = tokens.get(at) else { return false };
        if token.sentence == sentence {
            if longest(tokens, at, STRONG).is_some() {
                return true;
            }
            let short_form = token.folded == "s" && tokens.is(at + 1, &["'"]) && tokens.is(at + 2, &["il", "ils"]);
            let weak = matches!(token.folded.as_str(), "si" | "if") || short_form;
            if weak && !(at + 1..at + 6).any(|near| COURTESIES.contains(&tokens.word(near))) {
                return true;
            }
        }
        at += 1;
    }
    false
}
