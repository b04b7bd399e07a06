//! Where X sees links in a text, with or without `https://` before them.
//!
//! Follows the rules of `twitter-text` 3; the one thing left out is the normalization of accents.

use super::punycode;
use super::top_level_domains::is_known;
use std::ops::Range;

/// The longest part of a domain name between two dots.
const LONGEST_LABEL: usize = 63;
/// The longest path of X's own short links.
const LONGEST_SLUG: usize = 40;
/// The longest domain looked at.
const LONGEST_DOMAIN: usize = 300;

/// The places of all links, in code points, in order.
pub(super) fn find(letters: &[char]) -> Vec<Range<usize>> {
    let mut links = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before)).copied();
        match before.is_none_or(may_precede).then(|| link_at(letters, at, before)).flatten() {
            Some((found, end)) => {
                links.extend(found);
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    links
}

/// The links that begin at `start`, and where to look on.
fn link_at(letters: &[char], start: usize, before: Option<char>) -> Option<(Vec<Range<usize>>, usize)> {
    let scheme = scheme(letters.get(start..)?);
    let domain = start + scheme;
    let domain_end = domain_end(letters, domain)?;
    let path = path_end(letters, port_end(letters, domain_end));
    let end = query_end(letters, path);
    if scheme > 0 && !can_travel(letters.get(domain..domain_end)?) {
        return Some((Vec::new(), end));
    }
    if scheme > 0 {
        let short = matches!(letters.get(domain..domain_end), Some(['t' | 'T', '.', 'c' | 'C', 'o' | 'O']));
        let slug = letters.iter().skip(domain_end + 1).take_while(|letter| letter.is_ascii_alphanumeric()).count();
        if short && slug > LONGEST_SLUG {
            return None;
        }
        let end = if short && path > domain_end && slug > 0 { query_end(letters, domain_end + 1 + slug) } else { end };
        return Some((vec![Range { start, end }], end));
    }
    if matches!(before, Some('-' | '_' | '.' | '/')) {
        return None;
    }
    let mut found = latin_domains(letters, domain, domain_end);
    let last = found.last_mut()?;
    if path > port_end(letters, domain_end) {
        last.end = end;
    }
    found.retain(|found| can_travel(letters.get(found.start..found.end.min(domain_end)).unwrap_or_default()));
    Some((found, end))
}

/// The length of `http://` or `https://`.
fn scheme(letters: &[char]) -> usize {
    let starts =
        |word: &str| letters.len() >= word.len() && word.chars().zip(letters).all(|(a, b)| a == b.to_ascii_lowercase());
    ["https://", "http://"].into_iter().find(|word| starts(word)).map_or(0, str::len)
}

/// Where the longest domain that begins here ends.
fn domain_end(letters: &[char], start: usize) -> Option<usize> {
    let run = letters.iter().skip(start).take(LONGEST_DOMAIN);
    let run = run.take_while(|letter| is_label_letter(**letter) || matches!(letter, '.' | '-' | '_')).count();
    let dots = (start..start + run).rev().filter(|at| letters.get(*at) == Some(&'.'));
    for dot in dots {
        if let Some(end) = top_level_end(letters, dot + 1)
            && are_labels(letters.get(start..dot)?)
        {
            return Some(end);
        }
    }
    None
}

/// Whether these are labels with dots between them; only the last may not hold an underscore.
fn are_labels(letters: &[char]) -> bool {
    let labels: Vec<&[char]> = letters.split(|letter| *letter == '.').collect();
    let count = labels.len();
    labels.into_iter().enumerate().all(|(index, label)| {
        let edges = [label.first(), label.last()];
        let plain = index + 1 < count || !label.contains(&'_');
        plain
            && label.len() <= LONGEST_LABEL
            && edges.into_iter().all(|letter| letter.is_some_and(|letter| is_label_letter(*letter)))
    })
}

/// Whether every label is short enough once it is written in plain letters: X does not link what no network knows.
fn can_travel(domain: &[char]) -> bool {
    domain
        .split(|letter| *letter == '.')
        .all(|label| punycode::length(label).is_some_and(|length| length <= LONGEST_LABEL))
}

/// Where a top-level domain that begins here ends, if nothing that belongs to a word follows it.
fn top_level_end(letters: &[char], start: usize) -> Option<usize> {
    let run =
        letters.iter().skip(start).take(64).take_while(|letter| is_label_letter(**letter) || **letter == '-').count();
    let ends = |end: usize| {
        letters.get(end).is_none_or(|next| !(next.is_ascii_alphanumeric() || matches!(next, '@' | '+' | '-')))
    };
    let name = |end: usize| -> String {
        letters.get(start..end).unwrap_or_default().iter().flat_map(|l| l.to_lowercase()).collect()
    };
    (start + 1..=start + run).rev().find(|end| {
        let name = name(*end);
        let encoded = name.strip_prefix("xn--").is_some_and(|rest| {
            !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        });
        encoded || (ends(*end) && is_known(&name))
    })
}

/// Domains of Latin letters alone: only those count when no scheme stands before them.
fn latin_domains(letters: &[char], start: usize, end: usize) -> Vec<Range<usize>> {
    let is_latin = |at: &usize| {
        letters
            .get(*at)
            .is_some_and(|letter| letter.is_ascii_alphanumeric() || *letter == '-' || is_latin_accent(*letter))
    };
    let mut found = Vec::new();
    let mut at = start;
    while at < end {
        let run = (at..end).take_while(|at| is_latin(at) || letters.get(*at) == Some(&'.')).count();
        let dots = (at + 1..at + run).rev().filter(|dot| letters.get(*dot) == Some(&'.') && is_latin(&(dot - 1)));
        let ends = dots.filter_map(|dot| top_level_end(letters, dot + 1)).find(|found| *found <= end);
        if let Some(found_end) = ends {
            found.push(Range { start: at, end: found_end });
            at = found_end;
        }
        at += 1 + if ends.is_none() { run } else { 0 };
    }
    found
}

fn port_end(letters: &[char], at: usize) -> usize {
    if letters.get(at) != Some(&':') {
        return at;
    }
    match letters.iter().skip(at + 1).take_while(|letter| letter.is_ascii_digit()).count() {
        0 => at,
        digits => at + 1 + digits,
    }
}

/// Where the path ends: at the last letter a path may end with.
fn path_end(letters: &[char], start: usize) -> usize {
    if letters.get(start) != Some(&'/') {
        return start;
    }
    let mut at = start + 1;
    let mut end = at;
    while let Some(letter) = letters.get(at) {
        if is_path_letter(*letter) {
            at += 1;
            if ends_path(*letter) {
                end = at;
            }
        } else if let Some(closed) = parentheses_end(letters, at, 1) {
            at = closed;
            end = at;
        } else {
            break;
        }
    }
    end
}

/// Where balanced parentheses end; one more pair may stand inside.
fn parentheses_end(letters: &[char], start: usize, inside: u8) -> Option<usize> {
    let mut at = start + 1;
    if letters.get(start) != Some(&'(') {
        return None;
    }
    loop {
        match letters.get(at)? {
            ')' if at > start + 1 => return Some(at + 1),
            '(' if inside > 0 => at = parentheses_end(letters, at, inside - 1)?,
            letter if is_path_letter(*letter) => at += 1,
            _ => return None,
        }
    }
}

fn query_end(letters: &[char], start: usize) -> usize {
    if letters.get(start) != Some(&'?') {
        return start;
    }
    let query = letters
        .iter()
        .enumerate()
        .skip(start + 1)
        .take_while(|(_, letter)| letter.is_ascii_alphanumeric() || "!?*'@();:&=+$/%#[]-_.,~|".contains(**letter));
    let ends = query.filter(|(_, letter)| letter.is_ascii_alphanumeric() || "-_&=#/".contains(**letter));
    ends.last().map_or(start, |(at, _)| at + 1)
}

fn may_precede(letter: char) -> bool {
    !letter.is_ascii_alphanumeric() && !"@＠$#＃\u{fffe}\u{feff}\u{ffff}".contains(letter)
}

fn is_path_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric()
        || "!*';:=+,.$/%#[]-–_~@|&".contains(letter)
        || is_latin_accent(letter)
        || is_cyrillic(letter)
}

fn ends_path(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "+-=_#/".contains(letter) || is_latin_accent(letter) || is_cyrillic(letter)
}

fn is_latin_accent(letter: char) -> bool {
    match letter {
        '\u{d7}' | '\u{f7}' => false,
        '\u{c0}'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}' => true,
        '\u{253}' | '\u{254}' | '\u{256}' | '\u{257}' | '\u{259}' | '\u{25b}' | '\u{263}' | '\u{268}' => true,
        '\u{26f}' | '\u{272}' | '\u{289}' | '\u{28b}' | '\u{2bb}' => true,
        _ => false,
    }
}

fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c88}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}')
}

/// A letter of a domain: anything but punctuation, spaces and marks of direction.
fn is_label_letter(letter: char) -> bool {
    let punctuation = "!'#%&()*+,\\-./:;<=>?@[]^_{|}~$";
    let mark =
        matches!(letter, '\u{202a}'..='\u{202e}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}');
    let invalid = matches!(letter, '\u{fffe}' | '\u{feff}' | '\u{ffff}' | '\u{180e}');
    !punctuation.contains(letter) && !letter.is_whitespace() && !mark && !invalid
}
