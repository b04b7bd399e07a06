//! Reading JSON that somebody else wrote, without trusting any of it.
//!
//! Owns repairing a body into ASCII JSON, and a small tree that keeps numbers as they were written.
//! Must not know any platform's field names.

use std::fmt::Write;

use jiff::Timestamp;

use super::slices::{items, members};

/// Deeper than any real body. What lies deeper reads as null, so that it cannot harm its neighbors.
const DEEPEST: usize = 32;

/// Longer than any platform's ids; a longer "id" is garbage.
const LONGEST_ID: usize = 512;

/// A JSON value. Numbers keep their digits: ids do not fit into a floating point number.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

static NULL: Json = Json::Null;

impl Json {
    /// Reads repaired text; null when it is not JSON.
    pub(super) fn read(text: &str) -> Json {
        Json::read_at(text.trim(), 0)
    }

    fn read_at(text: &str, depth: usize) -> Json {
        match text.as_bytes().first() {
            Some(b'{' | b'[') if depth >= DEEPEST => Json::Null,
            Some(b'{') => members(text).map_or(Json::Null, |members| {
                Json::Object(members.into_iter().map(|(key, raw)| (key, Json::read_at(raw, depth + 1))).collect())
            }),
            Some(b'[') => items(text).map_or(Json::Null, |items| {
                Json::List(items.into_iter().map(|raw| Json::read_at(raw, depth + 1)).collect())
            }),
            Some(b'"') => serde_json::from_str(text).map_or(Json::Null, Json::Text),
            Some(b't') => Json::Bool(true),
            Some(b'f') => Json::Bool(false),
            Some(b'-' | b'0'..=b'9') => Json::Number(text.to_owned()),
            _ => Json::Null,
        }
    }

    /// The member of that name; null when there is none. Of several, the last counts.
    pub(super) fn get(&self, key: &str) -> &Json {
        match self {
            Json::Object(members) => members.iter().rev().find(|(name, _)| name == key).map_or(&NULL, |(_, json)| json),
            _ => &NULL,
        }
    }

    /// The first of the names that has a value other than null.
    pub(super) fn any(&self, keys: &[&str]) -> &Json {
        keys.iter().map(|key| self.get(key)).find(|json| !json.is_null()).unwrap_or(&NULL)
    }

    /// The first of the names that has an id; of two spellings one may be damaged.
    pub(super) fn any_id(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| self.get(key).id())
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self, Json::Null)
    }

    pub(super) fn is_object(&self) -> bool {
        matches!(self, Json::Object(_))
    }

    /// The elements of a list; none for anything else.
    pub(super) fn list(&self) -> &[Json] {
        match self {
            Json::List(items) => items,
            _ => &[],
        }
    }

    /// The elements of a list, or the one object that stands in its place.
    pub(super) fn several(&self) -> &[Json] {
        match self {
            Json::Object(_) => std::slice::from_ref(self),
            other => other.list(),
        }
    }

    /// The first element of a list.
    pub(super) fn first(&self) -> &Json {
        self.list().first().unwrap_or(&NULL)
    }

    /// The members of an object; none for anything else.
    pub(super) fn members(&self) -> &[(String, Json)] {
        match self {
            Json::Object(members) => members,
            _ => &[],
        }
    }

    /// A text that is not empty.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// A text, or nothing written at all.
    pub(super) fn text_or_empty(&self) -> String {
        self.text().unwrap_or_default().to_owned()
    }

    /// An id, written as a string or as a whole number, with every digit kept.
    pub(super) fn id(&self) -> Option<String> {
        let written = match self {
            Json::Text(text) => text.trim(),
            Json::Number(digits) => {
                let whole = digits.split_once('.').map_or(digits.as_str(), |(whole, zeros)| {
                    if zeros.bytes().all(|byte| byte == b'0') { whole } else { "" }
                });
                if whole.bytes().all(|byte| byte.is_ascii_digit()) { whole } else { "" }
            }
            _ => "",
        };
        (!written.is_empty() && written.len() <= LONGEST_ID).then(|| written.to_owned())
    }

    /// A text or a number as it is written.
    pub(super) fn written(&self) -> Option<&str> {
        match self {
            Json::Text(text) | Json::Number(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// A whole number, written as a number or as a string.
    pub(super) fn whole(&self) -> Option<i64> {
        let written = match self {
            Json::Text(text) => text.trim(),
            Json::Number(digits) => digits,
            _ => return None,
        };
        if let Ok(number) = written.parse() {
            return Some(number);
        }
        let number: f64 = written.parse().ok()?;
        // Beyond 2^53 a floating point number no longer tells which whole number was meant.
        (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
    }

    /// A truth value, which platforms write as a boolean, as a string or as 0 and 1.
    pub(super) fn flag(&self) -> bool {
        match self {
            Json::Bool(flag) => *flag,
            Json::Text(text) => text == "true" || text == "1",
            Json::Number(digits) => digits == "1",
            _ => false,
        }
    }

    /// An instant: seconds when below 10^12, else milliseconds; or RFC 3339; or
    /// `EEE MMM dd HH:mm:ss Z yyyy`. Zero and what lies before it count as not said.
    pub(super) fn instant(&self) -> Option<Timestamp> {
        if let Some(number) = self.whole() {
            let millisecond = if number < 1_000_000_000_000 { number.checked_mul(1000)? } else { number };
            return if millisecond > 0 { Timestamp::from_millisecond(millisecond).ok() } else { None };
        }
        let text = self.text()?;
        text.parse().ok().or_else(|| Timestamp::strptime("%a %b %d %H:%M:%S %z %Y", text).ok())
    }
}

/// Makes a body pure ASCII and readable: bytes that are no UTF-8, raw control characters inside
/// strings and escapes of half a character (lone surrogates) would otherwise cost the whole body.
pub(super) fn repair(body: &[u8]) -> String {
    let body = String::from_utf8_lossy(body);
    mend_surrogates(&ascii(body.trim_start_matches('\u{feff}')))
}

/// Escapes whatever is not ASCII, and control characters inside strings.
pub(super) fn ascii(body: &str) -> String {
    let mut out = String::with_capacity(body.len() + body.len() / 8);
    let (mut in_string, mut after_backslash) = (false, false);
    for character in body.chars() {
        let quote = character == '"' && !after_backslash;
        after_backslash = in_string && character == '\\' && !after_backslash;
        if quote {
            in_string = !in_string;
        }
        if !character.is_ascii() || (in_string && character.is_ascii_control()) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}"); // writing to a String cannot fail
            }
        } else {
            out.push(character);
        }
    }
    out
}

fn mend_surrogates(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(position) = rest.find('\\') {
        let (before, escape) = rest.split_at(position);
        out.push_str(before);
        let length = match unit_of(escape) {
            Some(0xd800..=0xdbff) if matches!(escape.get(6..).and_then(unit_of), Some(0xdc00..=0xdfff)) => 12,
            Some(0xd800..=0xdfff) => {
                out.push_str("\\ufffd");
                rest = escape.get(6..).unwrap_or_default();
                continue;
            }
            Some(_) => 6,
            None => escape.len().min(2),
        };
        out.push_str(escape.get(..length).unwrap_or_default());
        rest = escape.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The code unit of the `\uXXXX` a text begins with.
fn unit_of(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) { u16::from_str_radix(digits, 16).ok() } else { None }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn half_characters_raw_controls_and_bad_bytes_are_mended() {
        let body = b"\xef\xbb\xbf{\"a\":\"\\ud800 \\ud83d\\ude00 \\udc00\\\\ud800 \x01 \xff \xc3\xa9\"}";
        let repaired = repair(body);
        assert!(repaired.is_ascii());
        assert_eq!(
            Json::read(&repaired).get("a").text(),
            Some("\u{fffd} \u{1f600} \u{fffd}\\ud800 \u{1} \u{fffd} \u{e9}")
        );
    }

    #[test]
    fn numbers_keep_their_digits() {
        let json = Json::read(r#"[9007199254740993, 123456789012345678901234567890, 7.0, 7.5, -3, 1e999, " 12 "]"#);
        let ids: Vec<_> = json.list().iter().map(Json::id).collect();
        let expected =
            [Some("9007199254740993"), Some("123456789012345678901234567890"), Some("7"), None, None, None, Some("12")];
        assert_eq!(ids, expected.map(|id| id.map(str::to_owned)));
    }

    #[test]
    fn depth_harms_nobody() {
        let deep = format!("{{\"deep\":{}{},\"good\":\"yes\"}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(Json::read(&deep).get("good").text(), Some("yes"));
    }

    #[test]
    fn instants_in_every_spelling() {
        let at = |text: &str| Json::read(text).instant().map(|at| at.to_string());
        assert_eq!(at("1774861200000").as_deref(), Some("2026-03-30T09:00:00Z"));
        assert_eq!(at("1774861200").as_deref(), Some("2026-03-30T09:00:00Z"));
        assert_eq!(at("\"1774861200000\"").as_deref(), Some("2026-03-30T09:00:00Z"));
        assert_eq!(at("1774861200000.0").as_deref(), Some("2026-03-30T09:00:00Z"));
        assert_eq!(at("\"2026-03-30T09:00:00+00:00\"").as_deref(), Some("2026-03-30T09:00:00Z"));
        assert_eq!(at("\"Mon Mar 30 09:00:00 +0000 2026\"").as_deref(), Some("2026-03-30T09:00:00Z"));
        assert_eq!(at("0"), None);
        assert_eq!(at("\"soon\""), None);
        assert_eq!(at("9999999999999999"), None);
    }
}
