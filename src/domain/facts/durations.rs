//! Spans of time as answers state them.
//!
//! Owns `P14D`, `PT48H`, `P10D/P15D` and working days (`P10D business`; "ouvrés" and "ouvrables" are one: few answers
//! mean the difference). Weeks are written as days, which is what makes "14 days" and "two weeks" one value.

use super::numbers::{Quantity, Span, span};
use super::tokens::Tokens;
use super::{FactKind, Found};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// A span of time: `14 jours`, `two weeks`, `sous 48h`, `10 à 15 jours ouvrés`, `une heure et demie`, `1h30`.
pub(super) fn duration(tokens: &Tokens<'_>, index: usize) -> Option<Found> {
    let (low, high, business, next) =
        halves(tokens, index).map(|(value, next)| (value, None, false, next)).or_else(|| counted(tokens, index))?;
    let mut value = low;
    if let Some(high) = high {
        value = format!("{value}/{high}");
    }
    if business {
        value.push_str(" business");
    }
    Some(Found { fact: FactKind::Duration, from: index, next, value })
}

/// Spans with a half in them and other words that need no number.
fn halves(tokens: &Tokens<'_>, index: usize) -> Option<(String, usize)> {
    const PHRASES: [(&[&str], &str); 15] = [
        (&["une", "demi", "-", "heure"], "PT30M"),
        (&["demi", "-", "heure"], "PT30M"),
        (&["half", "an", "hour"], "PT30M"),
        (&["half", "-", "hour"], "PT30M"),
        (&["une", "heure", "et", "demie"], "PT1H30M"),
        (&["an", "hour", "and", "a", "half"], "PT1H30M"),
        (&["une", "demi", "-", "journee"], "PT12H"),
        (&["demi", "-", "journee"], "PT12H"),
        (&["half", "a", "day"], "PT12H"),
        (&["un", "quart", "d", "'", "heure"], "PT15M"),
        (&["a", "quarter", "of", "an", "hour"], "PT15M"),
        (&["un", "an", "et", "demi"], "P18M"),
        (&["a", "fortnight"], "P14D"),
        (&["une", "quinzaine", "de", "jours"], "P15D"),
        (&["une", "dizaine", "de", "jours"], "P10D"),
    ];
    let (phrase, value) = PHRASES.iter().find(|(phrase, _)| tokens.follows(index, phrase))?;
    Some(((*value).to_owned(), index + phrase.len()))
}

fn counted(tokens: &Tokens<'_>, index: usize) -> Option<(String, Option<String>, bool, usize)> {
    let span = article(tokens, index).or_else(|| span(tokens, index))?;
    let business_before = usize::from(tokens.is(span.next, &["business", "working", "work"]));
    // `14-day`: the dash belongs to the word.
    let dash = usize::from(tokens.is(span.next, &["-"]) && tokens.glued(span.next) && tokens.glued(span.next + 1));
    let unit_at = span.next + business_before + dash;
    let unit = unit(tokens, unit_at)?;
    let mut next = unit_at + 1;
    // `24h/24` and `7j/7` say when one is open.
    if tokens.is(next, &["/"]) || tokens.is(next, &["sur"]) && tokens.digits(next + 1).is_some() {
        return None;
    }
    let business_after = tokens.is(next, &["ouvre", "ouvres", "ouvree", "ouvrees", "ouvrable", "ouvrables"]);
    next += usize::from(business_after);
    let business = (business_before == 1 || business_after) && matches!(unit, Unit::Day | Unit::Hour | Unit::Week);
    let mut low = write(span.low, unit)?;
    let mut high = match span.high {
        Some(high) => Some(write(high, unit)?),
        None => None,
    };
    if high.is_none() {
        if let Some((minutes, after)) = minutes_after(tokens, next, unit) {
            low = format!("{low}{minutes}M");
            next = after;
        } else if tokens.is(next, &["a", "to", "-"])
            && !business
            && let Some((upper, after)) = plain(tokens, next + 1)
        {
            high = Some(upper);
            next = after;
        }
    }
    Some((low, high, business, next))
}

/// One number and its unit, as the upper end of `2 semaines à 1 mois`.
fn plain(tokens: &Tokens<'_>, index: usize) -> Option<(String, usize)> {
    let span = article(tokens, index).or_else(|| span(tokens, index))?;
    Some((write(span.low, unit(tokens, span.next)?)?, span.next + 1))
}

/// The article of "a week", "an hour".
fn article(tokens: &Tokens<'_>, index: usize) -> Option<Span> {
    let whole_unit = tokens.is(index + 1, &["day", "week", "month", "year", "hour", "minute", "business", "working"]);
    let low = Quantity::whole(1).filter(|_| tokens.is(index, &["a", "an"]) && whole_unit)?;
    // "3 times a week", "hours a day" are rates.
    let rate = tokens.is(index.wrapping_sub(1), &["times", "hours", "days", "once", "twice", "minutes"]);
    (!rate).then_some(Span { low, high: None, next: index + 1 })
}

fn unit(tokens: &Tokens<'_>, index: usize) -> Option<Unit> {
    Some(match tokens.word(index) {
        "seconds" | "secondes" | "sec" | "secs" => Unit::Second,
        "minute" | "minutes" | "min" | "mins" | "mn" => Unit::Minute,
        "heure" | "heures" | "hour" | "hours" | "h" | "hr" | "hrs" => Unit::Hour,
        "jour" | "jours" | "day" | "days" | "j" => Unit::Day,
        "semaine" | "semaines" | "week" | "weeks" => Unit::Week,
        "mois" | "month" | "months" => Unit::Month,
        "an" | "ans" | "annee" | "annees" | "year" | "years" => Unit::Year,
        _ => return None,
    })
}

/// The `30` of `1h30` and `1 h 30 min`.
fn minutes_after(tokens: &Tokens<'_>, index: usize, unit: Unit) -> Option<(u32, usize)> {
    if unit != Unit::Hour {
        return None;
    }
    let minutes = tokens.small_number(index, 2).filter(|minutes| (1..60).contains(minutes))?;
    let named = tokens.is(index + 1, &["min", "mins", "mn", "minutes"]);
    (named || tokens.glued(index)).then_some((minutes, index + 1 + usize::from(named)))
}

/// A number of units as ISO 8601; halves of an hour, day or week are written in the next smaller unit.
fn write(number: Quantity, unit: Unit) -> Option<String> {
    let Some(whole) = number.as_whole() else {
        let (smaller, times) = match unit {
            Unit::Hour => (Unit::Minute, 60),
            Unit::Day => (Unit::Hour, 24),
            Unit::Week => (Unit::Day, 7),
            Unit::Year => (Unit::Month, 12),
            Unit::Second | Unit::Minute | Unit::Month => return None,
        };
        return write(Quantity::whole(number.0.checked_mul(times)? / 1_000)?, smaller);
    };
    Some(match unit {
        Unit::Second => format!("PT{whole}S"),
        Unit::Minute => format!("PT{whole}M"),
        Unit::Hour => format!("PT{whole}H"),
        Unit::Day => format!("P{whole}D"),
        Unit::Week => format!("P{}D", whole.checked_mul(7)?),
        Unit::Month => format!("P{whole}M"),
        Unit::Year => format!("P{whole}Y"),
    })
}
