//! Phone numbers and the numbers of orders, cases and invoices.
//!
//! Owns both because they are told apart by what stands before them. A number after "commande" or "order" is a
//! reference whatever it looks like; a French number of ten digits is read as `+33`.

use super::tokens::{TokenKind, Tokens};
use super::{FactKind, Found};

/// A phone number: `01 23 45 67 89`, `+33 (0)1 23 45 67 89`, `0033...`, `+44 20 7946 0958`, `555-123-4567`, `39 00` to call.
pub(super) fn phone(tokens: &Tokens<'_>, index: usize) -> Option<Found> {
    if index > 0 && tokens.glued(index) && !tokens.is(index - 1, &["(", ":", "/"]) {
        return None;
    }
    let (value, next) = international(tokens, index)
        .or_else(|| national(tokens, index))
        .or_else(|| north_american(tokens, index))
        .or_else(|| short(tokens, index))?;
    if tokens.glued(next) && tokens.get(next).is_some_and(|token| token.kind != TokenKind::Symbol) {
        return None;
    }
    Some(Found { fact: FactKind::Phone, from: index, next, value })
}

/// Collects digits over single separators until `enough` of them, at most fifteen.
fn collect(tokens: &Tokens<'_>, index: usize, enough: usize) -> Option<(String, usize)> {
    let mut digits = tokens.digits(index).filter(|digits| digits.len() <= 15)?.to_owned();
    let mut next = index + 1;
    while digits.len() < enough {
        // `(0)` after a country code is the digit dialled at home.
        if tokens.follows(next, &["(", "0", ")"]) {
            next += 3;
            continue;
        }
        let separator =
            usize::from(tokens.is(next, &[".", "-", "/", ")"]) && tokens.glued(next) || tokens.is(next, &["("]));
        let Some(group) = tokens.digits(next + separator).filter(|group| group.len() <= 10) else { break };
        digits.push_str(group);
        next += separator + 1;
    }
    (digits.len() <= 15).then_some((digits, next))
}

fn international(tokens: &Tokens<'_>, index: usize) -> Option<(String, usize)> {
    if tokens.is(index, &["+"]) && tokens.glued(index + 1) {
        let french = tokens.digits(index + 1)?.starts_with("33");
        let (digits, next) = collect(tokens, index + 1, if french { 11 } else { 12 })?;
        // Written `+330...` by mistake.
        let digits = digits.strip_prefix("330").map_or(digits.clone(), |rest| format!("33{rest}"));
        return ((8..=15).contains(&digits.len())).then(|| (format!("+{digits}"), next));
    }
    let first = tokens.digits(index).filter(|digits| digits.starts_with("00"))?;
    if !first.starts_with("0033") {
        return None;
    }
    let (digits, next) = collect(tokens, index, 13)?;
    let rest = digits.strip_prefix("0033").filter(|rest| rest.len() == 9)?;
    Some((format!("+33{rest}"), next))
}

fn national(tokens: &Tokens<'_>, index: usize) -> Option<(String, usize)> {
    let first = tokens.digits(index).filter(|digits| digits.starts_with('0') && digits.len() >= 2)?;
    if first.starts_with("00") {
        return None;
    }
    let (digits, next) = collect(tokens, index, 10)?;
    match digits.len() {
        10 => Some((format!("+33{}", digits.strip_prefix('0')?), next)),
        11 => Some((digits, next)),
        _ => None,
    }
}

/// `555-123-4567`, `(555) 123-4567`, `1-800-555-0199`.
fn north_american(tokens: &Tokens<'_>, index: usize) -> Option<(String, usize)> {
    let mut at = index;
    let length = |at: usize| tokens.digits(at).map_or(0, str::len);
    if tokens.follows(at, &["1", "-"]) && tokens.glued(at + 1) {
        at += 2;
    }
    let open = usize::from(tokens.is(at, &["("]));
    let close = usize::from(open == 1 && tokens.is(at + 2, &[")"]));
    if open != close {
        return None;
    }
    let area = at + open;
    let dash = usize::from(open == 0);
    let exchange = area + 1 + close + dash;
    let line = exchange + 2;
    let dashes = (dash == 0 || tokens.is(area + 1, &["-", "."])) && tokens.is(exchange + 1, &["-", "."]);
    if !dashes || (length(area), length(exchange), length(line)) != (3, 3, 4) {
        return None;
    }
    let digits = [area, exchange, line].map(|at| tokens.digits(at).unwrap_or_default()).concat();
    Some((format!("+1{digits}"), line + 1))
}

/// `3900` or `39 00` where a word before it says to call.
fn short(tokens: &Tokens<'_>, index: usize) -> Option<(String, usize)> {
    const CALL: [&str; 9] =
        ["appelez", "composez", "appeler", "composer", "call", "dial", "joignez", "joindre", "telephonez"];
    let call = |back: usize| CALL.contains(&tokens.before(index, back));
    if !(call(1) || call(2) && tokens.is(index.wrapping_sub(1), &["le", "au"])) {
        return None;
    }
    let first = tokens.digits(index).filter(|digits| digits.starts_with('3'))?;
    match first.len() {
        4 => Some((first.to_owned(), index + 1)),
        2 => {
            let second = tokens.digits(index + 1).filter(|digits| digits.len() == 2)?;
            Some((format!("{first}{second}"), index + 2))
        }
        _ => None,
    }
}

/// A number after a word that names what it numbers: `commande 4521877`, `order no. AB-12345`, `dossier n° 88412`.
pub(super) fn labeled(tokens: &Tokens<'_>, index: usize) -> Option<Found> {
    const LABELS: [&str; 20] = [
        "commande",
        "order",
        "dossier",
        "case",
        "ticket",
        "reference",
        "ref",
        "facture",
        "invoice",
        "suivi",
        "tracking",
        "colis",
        "parcel",
        "reservation",
        "booking",
        "contrat",
        "contract",
        "billet",
        "demande",
        "claim",
    ];
    const BETWEEN: [&str; 13] = ["number", "numero", "num", "no", "n", "nº", "°", "nr", ".", ":", "#", "est", "is"];
    if !LABELS.contains(&tokens.word(index)) {
        return None;
    }
    let mut at = index + 1;
    for _ in 0..4 {
        at += usize::from(tokens.is(at, &BETWEEN));
    }
    let (value, next) = code_at(tokens, at)?;
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let is_year = value.len() == 4 && (value.starts_with("19") || value.starts_with("20"));
    // "Order 1500 euros worth of", "a parcel 5000 km away" count something.
    let counts = tokens.is(next, &["€", "$", "£", "eur", "euro", "euros", "%", "jours", "days", "km"]);
    (digits >= 4 && !is_year && !counts).then_some(Found { fact: FactKind::Reference, from: index, next, value })
}

/// A number that looks like a reference by itself: `#12345`, `AB-12345`, `4521877`.
pub(super) fn code(tokens: &Tokens<'_>, index: usize) -> Option<Found> {
    if index > 0 && tokens.glued(index) && !tokens.is(index - 1, &["(", "«", "\"", ":", "'"]) {
        return None;
    }
    let hash = usize::from(tokens.is(index, &["#"]) && tokens.glued(index + 1));
    let (value, next) = code_at(tokens, index + hash)?;
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let lettered = value.starts_with(|first: char| first.is_ascii_uppercase());
    let least = match (hash, lettered) {
        (1, false) => 3,
        (_, true) => 4,
        _ => 7,
    };
    let enough = digits >= least && !(hash == 1 && lettered && digits == 0);
    enough.then_some(Found { fact: FactKind::Reference, from: index, next, value })
}

/// Capital letters and digits, glued or joined by dashes: the code and the token after it.
fn code_at(tokens: &Tokens<'_>, index: usize) -> Option<(String, usize)> {
    let part = |at: usize| {
        let text = tokens.text_of(at, at + 1);
        let capitals = text.len() <= 6 && text.chars().all(|letter| letter.is_ascii_uppercase());
        let is_part = !text.is_empty() && (capitals || tokens.digits(at).is_some_and(|digits| digits.len() <= 20));
        is_part.then_some(text)
    };
    let mut value = part(index)?.to_owned();
    let mut next = index + 1;
    for _ in 0..8 {
        let dash = usize::from(tokens.is(next, &["-"]) && tokens.glued(next));
        let Some(text) = part(next + dash).filter(|_| tokens.glued(next + dash)) else { break };
        if dash == 1 {
            value.push('-');
        }
        value.push_str(text);
        next += dash + 1;
    }
    let cut_off = tokens.glued(next) && tokens.is_word(next);
    (!cut_off).then_some((value, next))
}
