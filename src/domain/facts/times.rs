//! Times of day.
//!
//! Owns `14:30`. The hard part is French `14h` and `2h`, which are times after "à" and spans after "sous": a word before
//! it decides, else hours 7 to 23 are times.

use super::numbers;
use super::tokens::Tokens;
use super::{FactKind, Found};

/// A time of day: `14h30`, `14:30`, `2:30 pm`, `9am`, `à 15 heures`, `midi`, `noon`.
pub(super) fn time(tokens: &Tokens<'_>, index: usize) -> Option<Found> {
    let (hour, minute, next) = named(tokens, index)
        .or_else(|| with_colon(tokens, index))
        .or_else(|| twelve_hours(tokens, index))
        .or_else(|| with_h(tokens, index))?;
    let value = format!("{hour:02}:{minute:02}");
    Some(Found { fact: FactKind::Time, from: index, next, value })
}

fn named(tokens: &Tokens<'_>, index: usize) -> Option<(u32, u32, usize)> {
    let introduced = tokens.is(
        index.wrapping_sub(1),
        &["a", "avant", "apres", "des", "vers", "jusqu'a", "at", "before", "after", "until", "by", "from", "around"],
    );
    match tokens.word(index) {
        "midi" | "noon" if introduced && !tokens.glued(index) => Some((12, 0, index + 1)),
        "minuit" | "midnight" if introduced || index == 0 => Some((0, 0, index + 1)),
        _ => None,
    }
}

fn with_colon(tokens: &Tokens<'_>, index: usize) -> Option<(u32, u32, usize)> {
    let hour = tokens.small_number(index, 2).filter(|hour| *hour < 24)?;
    let minutes = tokens.digits(index + 2).filter(|digits| digits.len() == 2)?;
    if !tokens.is(index + 1, &[":"]) || !tokens.glued(index + 1) || !tokens.glued(index + 2) {
        return None;
    }
    let minute: u32 = minutes.parse().ok().filter(|minute| *minute < 60)?;
    match half_of_day(tokens, index + 3) {
        Some((afternoon, next)) => Some((on_24_hours(hour, afternoon)?, minute, next)),
        None => Some((hour, minute, index + 3)),
    }
}

fn twelve_hours(tokens: &Tokens<'_>, index: usize) -> Option<(u32, u32, usize)> {
    let hour = tokens.small_number(index, 2)?;
    let (afternoon, next) = half_of_day(tokens, index + 1)?;
    Some((on_24_hours(hour, afternoon)?, 0, next))
}

/// `am`, `pm`, `a.m.`, `p.m.` and the token after it.
fn half_of_day(tokens: &Tokens<'_>, index: usize) -> Option<(bool, usize)> {
    match tokens.word(index) {
        "am" => Some((false, index + 1)),
        "pm" => Some((true, index + 1)),
        half @ ("a" | "p") if tokens.follows(index + 1, &[".", "m"]) && tokens.glued(index + 2) => {
            let dot = usize::from(tokens.is(index + 3, &["."]) && tokens.glued(index + 3));
            Some((half == "p", index + 3 + dot))
        }
        _ => None,
    }
}

fn on_24_hours(hour: u32, afternoon: bool) -> Option<u32> {
    match (hour, afternoon) {
        (12, false) => Some(0),
        (12, true) => Some(12),
        (1..=11, false) => Some(hour),
        (1..=11, true) => Some(hour + 12),
        _ => None,
    }
}

fn with_h(tokens: &Tokens<'_>, index: usize) -> Option<(u32, u32, usize)> {
    let (hour, at) = match tokens.small_number(index, 2) {
        Some(hour) => (hour, index + 1),
        None => {
            let (words, at) = numbers::in_words(tokens, index)?;
            (u32::try_from(words.as_whole()?).ok()?, at)
        }
    };
    let spelled = tokens.is(at, &["heure", "heures"]);
    if hour > 23 || !(spelled || tokens.is(at, &["h"])) || tokens.is(at + 1, &["/"]) {
        return None;
    }
    let mut next = at + 1;
    let mut minute = 0;
    if let Some(read) =
        tokens.digits(next).filter(|digits| digits.len() == 2 && (tokens.glued(next) || spelled || !tokens.glued(at)))
    {
        minute = read.parse().ok().filter(|minute| *minute < 60)?;
        next += 1;
    }
    is_moment(tokens, index, next, hour, spelled).then_some((hour, minute, next))
}

/// Whether `14h` is a moment rather than a span.
fn is_moment(tokens: &Tokens<'_>, index: usize, next: usize, hour: u32, spelled: bool) -> bool {
    let ago = tokens.before(index, 1) == "a" && tokens.before(index, 2) == "y";
    if ago {
        return false;
    }
    const SPANS: [&str; 22] = [
        "sous", "dans", "pendant", "durant", "en", "environ", "ici", "moins", "plus", "delai", "duree", "dure",
        "within", "in", "for", "les", "des", "chaque", "toutes", "about", "maximum", "attente",
    ];
    const MOMENTS: [&str; 11] =
        ["vers", "avant", "jusqu", "pour", "at", "until", "before", "from", "by", "entre", "between"];
    let before = tokens.before(index, 1);
    let accented = index.checked_sub(1).is_some_and(|at| matches!(tokens.text_of(at, at + 1), "à" | "À"));
    let after_range = tokens.is(next, &["-", "a"]) && tokens.is(next + 2, &["h", "heure", "heures"]);
    let ends_range = tokens.is(index.wrapping_sub(2), &["h", "heure", "heures"]) && matches!(before, "-" | "a" | "et");
    let ends_range = ends_range || tokens.is(index.wrapping_sub(3), &["h"]) && matches!(before, "-" | "a" | "et");
    if MOMENTS.contains(&before) || accented {
        // "De 2h à 3h" after "sous" stays a span.
        return !(ends_range && hour < 7);
    }
    if before == "des" && !spelled {
        return true;
    }
    if SPANS.contains(&before) {
        return false;
    }
    if after_range || ends_range {
        return hour >= 7 && (before != "sous");
    }
    !spelled && (7..=23).contains(&hour) && hour != 12
}
