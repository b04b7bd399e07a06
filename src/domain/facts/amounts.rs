//! Sums of money and percentages.
//!
//! Owns `EUR 12.50` and `20%`. A discount written `-20 %` states the same fact as "20 % off", so a minus is dropped.

use super::numbers::{Quantity, Span, quantity, span};
use super::tokens::{TokenKind, Tokens};
use super::{FactKind, Found};

/// A sum of money: `12,50 €`, `€12.50`, `12€50`, `30 EUR`, `quinze euros`, `12 euros et 50 centimes`, "free of charge".
pub(super) fn amount(tokens: &Tokens<'_>, index: usize) -> Option<Found> {
    let first = free(tokens, index).or_else(|| one_amount(tokens, index))?;
    Some(joined(tokens, &first, one_amount).unwrap_or(first))
}

/// A percentage: `20 %`, `-20%`, `vingt pour cent`, `10-20 %`.
pub(super) fn percentage(tokens: &Tokens<'_>, index: usize) -> Option<Found> {
    let first = one_percentage(tokens, index)?;
    Some(joined(tokens, &first, one_percentage).unwrap_or(first))
}

/// A range whose ends both carry their unit: `$10 to $15`, `10 € à 15 €`, `5 % à 10 %`.
fn joined(tokens: &Tokens<'_>, first: &Found, read: fn(&Tokens<'_>, usize) -> Option<Found>) -> Option<Found> {
    let between = tokens.is(first.from.wrapping_sub(1), &["entre", "between"]);
    let joint = tokens.is(first.next, &["a", "to", "-"]) || between && tokens.is(first.next, &["et", "and"]);
    let second = read(tokens, first.next + 1).filter(|_| joint && !first.value.contains('/'))?;
    let (unit, low) = first.value.split_once(' ').unwrap_or(("", &first.value));
    let (other, high) = second.value.split_once(' ').unwrap_or(("", &second.value));
    let number = |value: &str| value.trim_end_matches('%').parse::<f64>().ok();
    let rises = unit == other && number(low)? < number(high)?;
    let low = low.trim_end_matches('%');
    let space = if unit.is_empty() { "" } else { " " };
    let value = format!("{unit}{space}{low}/{high}");
    rises.then_some(Found { fact: first.fact, from: first.from, next: second.next, value })
}

fn one_amount(tokens: &Tokens<'_>, index: usize) -> Option<Found> {
    currency_first(tokens, index).or_else(|| number_first(tokens, index))
}

fn one_percentage(tokens: &Tokens<'_>, index: usize) -> Option<Found> {
    let signed = tokens.is(index, &["-", "+"]) && tokens.glued(index + 1) && !tokens.glued(index);
    let span = span(tokens, index + usize::from(signed))?;
    let next = after_percent(tokens, span.next)?;
    let sign = if signed && tokens.word(index) == "+" { "+" } else { "" };
    let value = format!("{sign}{}%", span.write(Quantity::plain));
    Some(Found { fact: FactKind::Percentage, from: index, next, value })
}

fn after_percent(tokens: &Tokens<'_>, index: usize) -> Option<usize> {
    if tokens.is(index, &["%", "percent", "pct", "pourcent"]) {
        return Some(index + 1);
    }
    (tokens.follows(index, &["pour", "cent"]) || tokens.follows(index, &["per", "cent"])).then_some(index + 2)
}

fn found(from: usize, next: usize, currency: &str, span: &Span) -> Found {
    let value = format!("{currency} {}", span.write(Quantity::two_decimals));
    Found { fact: FactKind::Amount, from, next, value }
}

fn currency_first(tokens: &Tokens<'_>, index: usize) -> Option<Found> {
    let mark = if tokens.is(index, &["us"]) && tokens.is(index + 1, &["$"]) { index + 1 } else { index };
    let currency = match tokens.word(mark) {
        "€" | "eur" => "EUR",
        "$" | "usd" => "USD",
        "£" | "gbp" => "GBP",
        "chf" => "CHF",
        "cad" => "CAD",
        _ => return None,
    };
    let amount = span(tokens, mark + 1).filter(|_| tokens.digits(mark + 1).is_some())?;
    // `12 € 50` is read from its number; a symbol glued to what comes before it belongs there.
    if tokens.glued(mark) && mark > 0 && tokens.get(mark - 1).is_some_and(|token| token.kind == TokenKind::Number) {
        return None;
    }
    Some(found(index, amount.next, currency, &amount))
}

fn number_first(tokens: &Tokens<'_>, index: usize) -> Option<Found> {
    let mut amount = span(tokens, index)?;
    if tokens.is(amount.next, &["centime", "centimes", "pence"]) {
        let (currency, next) = if tokens.is(amount.next, &["pence"]) { ("GBP", 1) } else { ("EUR", 1) };
        let cents = Span { low: Quantity(amount.low.0 / 100), high: None, next: amount.next + next };
        return Some(found(index, cents.next, currency, &cents));
    }
    let mark = amount.next;
    let currency = match tokens.word(mark) {
        "€" | "eur" | "euro" | "euros" => "EUR",
        "$" | "usd" | "dollar" | "dollars" => "USD",
        "£" | "gbp" | "pound" | "pounds" => "GBP",
        "chf" => "CHF",
        "cad" => "CAD",
        _ => return None,
    };
    amount.next = mark + 1;
    if amount.high.is_none()
        && let Some((cents, next)) = cents_after(tokens, mark)
        && amount.low.as_whole().is_some()
    {
        amount.low = Quantity(amount.low.0.saturating_add(cents.saturating_mul(10)));
        amount.next = next;
    }
    Some(found(index, amount.next, currency, &amount))
}

/// The `50` of `12€50`, `12 euros 50` and `12 euros et 50 centimes`.
fn cents_after(tokens: &Tokens<'_>, mark: usize) -> Option<(u64, usize)> {
    let joined = usize::from(tokens.is(mark + 1, &["et", "and"]));
    let at = mark + 1 + joined;
    let named = |next: usize| tokens.is(next, &["centime", "centimes", "cents", "cent", "pence"]);
    if let Some((cents, next)) = quantity(tokens, at)
        && named(next)
    {
        return cents.as_whole().filter(|cents| *cents < 100).map(|cents| (cents, next + 1));
    }
    let digits = tokens.digits(at).filter(|digits| digits.len() == 2 && joined == 0)?;
    let spelled = tokens.is_word(mark) && !counted(tokens, at + 1);
    (tokens.glued(at) || spelled).then_some((digits.parse().ok()?, at + 1))
}

/// Whether a number before this token counts something else: `12 euros 50 jours`.
fn counted(tokens: &Tokens<'_>, index: usize) -> bool {
    tokens.is_word(index) || tokens.is(index, &["%", "€", "$", "£", "/", ":"])
}

/// "Free of charge" is the amount nothing, in whatever currency.
fn free(tokens: &Tokens<'_>, index: usize) -> Option<Found> {
    const PHRASES: [&[&str]; 17] = [
        &["aucun", "frais"],
        &["no", "fees"],
        &["sans", "frais"],
        &["sans", "aucun", "frais"],
        &["free", "of", "charge"],
        &["for", "free"],
        &["is", "free"],
        &["are", "free"],
        &["free", "delivery"],
        &["free", "shipping"],
        &["free", "return"],
        &["free", "returns"],
        &["no", "charge"],
        &["no", "extra", "charge"],
        &["no", "cost"],
        &["no", "extra", "cost"],
        &["no", "fee"],
    ];
    let zero = |next: usize| Found { fact: FactKind::Amount, from: index, next, value: "0.00".to_owned() };
    let negated = tokens.is(index.wrapping_sub(1), &["pas", "not", "non"]);
    if tokens.is(index, &["gratuit", "gratuite", "gratuits", "gratuites", "gratuitement"]) && !negated {
        return Some(zero(index + 1));
    }
    if tokens.is(index, &["offert", "offerte", "offerts", "offertes"]) {
        let what = ["livraison", "port", "retour", "retours", "frais", "envoi"];
        let near = (1..=4).any(|back| what.contains(&tokens.before(index, back)));
        return near.then(|| zero(index + 1));
    }
    PHRASES.iter().find(|phrase| tokens.follows(index, phrase)).map(|phrase| zero(index + phrase.len()))
}
