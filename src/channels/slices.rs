//! Slicing JSON without looking inside the slices, and writing slices together again.
//!
//! Owns what cutting needs, for every channel. Must not know any platform's field names.

use std::collections::HashSet;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::json::ascii;

/// Members of an object, each value as it is written.
pub(super) type Slices<'a> = [(String, &'a str)];

/// The members of an object as slices that are not looked into; nothing when it is not an object.
pub(super) fn members(text: &str) -> Option<Vec<(String, &str)>> {
    let members: Members = serde_json::from_str(text).ok()?;
    Some(members.0.into_iter().map(|(key, raw)| (key, raw.get())).collect())
}

/// The elements of a list as slices that are not looked into; nothing when it is not a list.
pub(super) fn items(text: &str) -> Option<Vec<&str>> {
    let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
    Some(items.into_iter().map(RawValue::get).collect())
}

/// Whether the text is JSON of any kind.
pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<&RawValue>(text).is_ok()
}

/// The members of an object, each value as it is written.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;
            fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
                formatter.write_str("an object")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// A body with one member after another, for cutting. Values are slices of a repaired body.
#[derive(Debug, Clone, Default)]
pub(super) struct Writer(Vec<String>);

impl Writer {
    pub(super) fn member(mut self, key: &str, raw: &str) -> Writer {
        let key = serde_json::to_string(key).unwrap_or_default();
        self.0.push(format!("{}:{raw}", ascii(&key)));
        self
    }

    pub(super) fn members<'a>(self, members: impl IntoIterator<Item = (&'a str, &'a str)>) -> Writer {
        members.into_iter().fold(self, |writer, (key, raw)| writer.member(key, raw))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn object(self) -> String {
        format!("{{{}}}", self.0.join(","))
    }
}

/// The elements of a list; nothing for null; anything else counts as a list of itself.
pub(super) fn several(raw: &str) -> Vec<&str> {
    match items(raw) {
        Some(items) => items,
        None if raw.is_empty() || raw == "null" => Vec::new(),
        None => vec![raw],
    }
}

/// The value of that name as it is written; empty when there is none. Of several, the last counts.
pub(super) fn slice<'a>(members: &Slices<'a>, name: &str) -> &'a str {
    members.iter().rev().find(|(key, _)| key == name).map_or("", |(_, raw)| raw)
}

/// The members whose name is wanted.
pub(super) fn pick(members: &Slices, wanted: impl Fn(&str) -> bool) -> Writer {
    let picked = members.iter().filter(|(key, _)| wanted(key));
    Writer::default().members(picked.map(|(key, raw)| (key.as_str(), *raw)))
}

/// The ids a slice may name: every string in it and every run of digits.
pub(super) struct Names<'a>(HashSet<&'a str>);

impl<'a> Names<'a> {
    pub(super) fn of(slices: impl IntoIterator<Item = &'a str>) -> Names<'a> {
        let runs = |text: &'a str| text.split(|character: char| !character.is_ascii_digit());
        let names = slices.into_iter().flat_map(|slice| runs(slice).chain(slice.split('"')));
        Names(names.filter(|name| !name.is_empty()).collect())
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.0.contains(id)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().copied()
    }
}
