//! Dates: written out, in figures, by weekday or relative to when they were said.
//!
//! Owns `2026-04-03`, `--04-03`, `2026-04`, `monday`, `monday/friday`, `tomorrow`. Figures are read day first, as in
//! French and British English, unless only month first makes a date.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::tokens::Tokens;
use super::{FactKind, Found};

/// A date, read relative to `said_on` where it leaves something open.
pub(super) fn date(tokens: &Tokens<'_>, index: usize, said_on: Option<Date>) -> Option<Found> {
    let (value, next) = iso(tokens, index)
        .or_else(|| in_figures(tokens, index, said_on))
        .or_else(|| day_then_month(tokens, index, said_on))
        .or_else(|| month_then_day(tokens, index, said_on))
        .or_else(|| month_and_year(tokens, index))
        .or_else(|| weekday(tokens, index, said_on))
        .or_else(|| relative(tokens, index, said_on))?;
    Some(Found { fact: FactKind::Date, from: index, next, value })
}

fn day_of(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The date without a year that lies nearest to when it was said, else `--04-03`.
fn nearest_year(month: u32, day: u32, said_on: Option<Date>) -> Option<String> {
    // 2024 has a 29 February: any day and month that exist, exist there.
    day_of(2024, month, day)?;
    let Some(said_on) = said_on else { return Some(format!("--{month:02}-{day:02}")) };
    let year = u32::try_from(said_on.year()).ok()?;
    let candidates = [year.checked_sub(1)?, year, year + 1].into_iter().filter_map(|year| day_of(year, month, day));
    let nearest = candidates.min_by_key(|date| date.duration_since(said_on).abs());
    Some(nearest.map_or_else(|| format!("--{month:02}-{day:02}"), |date| date.to_string()))
}

fn year(tokens: &Tokens<'_>, index: usize) -> Option<u32> {
    let digits = tokens.digits(index).filter(|digits| digits.len() == 4)?;
    digits.parse().ok().filter(|year| (1900..=2199).contains(year))
}

fn iso(tokens: &Tokens<'_>, index: usize) -> Option<(String, usize)> {
    let glued = (index + 1..index + 5).all(|at| tokens.glued(at));
    if !glued || !tokens.is(index + 1, &["-", "/"]) || tokens.word(index + 3) != tokens.word(index + 1) {
        return None;
    }
    let date = day_of(year(tokens, index)?, tokens.small_number(index + 2, 2)?, tokens.small_number(index + 4, 2)?)?;
    Some((date.to_string(), index + 5))
}

/// `3/04/2026`, `03.04.26`, and `3/04` where a word before it says that it is a date.
fn in_figures(tokens: &Tokens<'_>, index: usize, said_on: Option<Date>) -> Option<(String, usize)> {
    let first = tokens.small_number(index, 2)?;
    let second = tokens.small_number(index + 2, 2)?;
    let glued = tokens.glued(index + 1) && tokens.glued(index + 2);
    if !glued || !tokens.is(index + 1, &["/", ".", "-"]) {
        return None;
    }
    let orders = [(second, first), (first, second)];
    let again = tokens.word(index + 3) == tokens.word(index + 1) && tokens.glued(index + 3) && tokens.glued(index + 4);
    if again {
        // `01.23.45.67.89` goes on: a phone number.
        if tokens.word(index + 5) == tokens.word(index + 1) && tokens.glued(index + 5) && tokens.glued(index + 6) {
            return None;
        }
        let written = tokens.digits(index + 4)?;
        let year = match written.len() {
            4 => year(tokens, index + 4)?,
            2 => 2000 + tokens.small_number(index + 4, 2)?,
            _ => return None,
        };
        let date = orders.into_iter().find_map(|(month, day)| day_of(year, month, day))?;
        return Some((date.to_string(), index + 5));
    }
    const INTRODUCE: [&str; 13] =
        ["le", "du", "au", "avant", "depuis", "on", "by", "until", "before", "since", "from", "jusqu'au", "dated"];
    if !tokens.is(index + 1, &["/"]) || !INTRODUCE.contains(&tokens.before(index, 1)) {
        return None;
    }
    orders.into_iter().find_map(|(month, day)| nearest_year(month, day, said_on)).map(|value| (value, index + 3))
}

fn month(word: &str) -> Option<u32> {
    Some(match word {
        "janvier" | "january" | "janv" | "jan" => 1,
        "fevrier" | "february" | "fevr" | "fev" | "feb" => 2,
        "mars" | "march" => 3,
        "avril" | "april" | "avr" | "apr" => 4,
        "mai" | "may" => 5,
        "juin" | "june" | "jun" => 6,
        "juillet" | "july" | "juil" | "jul" => 7,
        "aout" | "august" | "aug" => 8,
        "septembre" | "september" | "sept" | "sep" => 9,
        "octobre" | "october" | "oct" => 10,
        "novembre" | "november" | "nov" => 11,
        "decembre" | "december" | "dec" => 12,
        _ => return None,
    })
}

/// A day of the month, its ending (`1er`, `3rd`) and the token after it.
fn day_number(tokens: &Tokens<'_>, index: usize) -> Option<(u32, bool, usize)> {
    let day = tokens.small_number(index, 2).filter(|day| (1..=31).contains(day))?;
    let ordinal = tokens.is(index + 1, &["er", "st", "nd", "rd", "th"]) && tokens.glued(index + 1);
    Some((day, ordinal, index + 1 + usize::from(ordinal)))
}

fn with_optional_year(
    tokens: &Tokens<'_>,
    (month, day, next): (u32, u32, usize),
    said_on: Option<Date>,
) -> Option<(String, usize)> {
    let dot = usize::from(tokens.is(next, &["."]) && year(tokens, next + 1).is_some());
    let comma = usize::from(tokens.is(next, &[","]) && year(tokens, next + 1).is_some());
    let at = next + dot + comma;
    match year(tokens, at) {
        Some(year) => Some((day_of(year, month, day)?.to_string(), at + 1)),
        None => Some((nearest_year(month, day, said_on)?, next)),
    }
}

/// `3 avril 2026`, `1er avril`, `3rd of April`, `3 Apr.`
fn day_then_month(tokens: &Tokens<'_>, index: usize, said_on: Option<Date>) -> Option<(String, usize)> {
    let (day, _, next) = day_number(tokens, index)?;
    let at = next + usize::from(tokens.is(next, &["of"]));
    let month = month(tokens.word(at))?;
    with_optional_year(tokens, (month, day, at + 1), said_on)
}

/// `April 3rd`, `April 3, 2026`.
fn month_then_day(tokens: &Tokens<'_>, index: usize, said_on: Option<Date>) -> Option<(String, usize)> {
    let month = month(tokens.word(index))?;
    let at = index + 1 + usize::from(tokens.is(index + 1, &["."]));
    let (day, ordinal, next) = day_number(tokens, at)?;
    let capital = tokens.text_of(index, index + 1).starts_with(char::is_uppercase);
    // "You may 2 times", "nous sommes en mars 3 fois": only an ordinal or a capital makes these months.
    if !ordinal && !capital || tokens.is(next, &["%", "€", ":"]) {
        return None;
    }
    with_optional_year(tokens, (month, day, next), said_on)
}

fn month_and_year(tokens: &Tokens<'_>, index: usize) -> Option<(String, usize)> {
    let month = month(tokens.word(index))?;
    Some((format!("{}-{month:02}", year(tokens, index + 1)?), index + 2))
}

/// The weekday of a word, its English name, and whether the word is plural.
fn weekday_of(word: &str) -> Option<(Weekday, &'static str, bool)> {
    let plural = word.ends_with('s');
    let (day, name) = match word.strip_suffix('s').unwrap_or(word) {
        "lundi" | "monday" => (Weekday::Monday, "monday"),
        "mardi" | "tuesday" => (Weekday::Tuesday, "tuesday"),
        "mercredi" | "wednesday" => (Weekday::Wednesday, "wednesday"),
        "jeudi" | "thursday" => (Weekday::Thursday, "thursday"),
        "vendredi" | "friday" => (Weekday::Friday, "friday"),
        "samedi" | "saturday" => (Weekday::Saturday, "saturday"),
        "dimanche" | "sunday" => (Weekday::Sunday, "sunday"),
        _ => return None,
    };
    Some((day, name, plural))
}

fn weekday(tokens: &Tokens<'_>, index: usize, said_on: Option<Date>) -> Option<(String, usize)> {
    let (day, name, plural) = weekday_of(tokens.word(index))?;
    let mut next = index + 1;
    // "Lundi 6 avril", "Monday, April 6": the date says it all.
    let at = next + usize::from(tokens.is(next, &[","])) + usize::from(tokens.is(next, &["le", "the"]));
    if let Some(dated) = in_figures(tokens, at, said_on)
        .or_else(|| day_then_month(tokens, at, said_on))
        .or_else(|| month_then_day(tokens, at, said_on))
    {
        return Some(dated);
    }
    // "Du lundi au vendredi" is a habit, not a date.
    if tokens.is(next, &["au", "a", "to", "through", "-"])
        && let Some((_, last, _)) = weekday_of(tokens.word(next + 1))
    {
        return Some((format!("{name}/{last}"), next + 2));
    }
    let past = tokens.is(next, &["dernier"]) || tokens.before(index, 1) == "last";
    let coming = tokens.is(next, &["prochain"]) || tokens.before(index, 1) == "next";
    next += usize::from(tokens.is(next, &["dernier", "prochain"]));
    let Some(said_on) = said_on.filter(|_| !plural || past || coming) else { return Some((name.to_owned(), next)) };
    let found = said_on.nth_weekday(if past { -1 } else { 1 }, day).ok()?;
    Some((found.to_string(), next))
}

fn relative(tokens: &Tokens<'_>, index: usize, said_on: Option<Date>) -> Option<(String, usize)> {
    const PHRASES: [(&[&str], &str, i32); 8] = [
        (&["apres", "-", "demain"], "day after tomorrow", 2),
        (&["the", "day", "after", "tomorrow"], "day after tomorrow", 2),
        (&["demain"], "tomorrow", 1),
        (&["tomorrow"], "tomorrow", 1),
        (&["aujourd", "'", "hui"], "today", 0),
        (&["today"], "today", 0),
        (&["hier"], "yesterday", -1),
        (&["yesterday"], "yesterday", -1),
    ];
    let (phrase, name, days) = PHRASES.iter().find(|(phrase, _, _)| tokens.follows(index, phrase))?;
    let value = match said_on {
        Some(date) => date.checked_add(days.days()).ok()?.to_string(),
        None => (*name).to_owned(),
    };
    Some((value, index + phrase.len()))
}
