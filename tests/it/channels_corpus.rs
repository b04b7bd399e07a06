//! The bodies under `events`, and ways to spoil them: parts removed, doubled, or replaced by JSON that nobody
//! should send.

use couture::channels::Door;
use proptest::prelude::*;
use serde_json::Value;
use std::path::Path;
use std::sync::OnceLock;

/// Bodies by name.
type Bodies = Vec<(String, Vec<u8>)>;

/// The bodies of a platform's door, by name.
pub fn corpus(door: Door) -> Bodies {
    static BODIES: OnceLock<[Bodies; 2]> = OnceLock::new();
    let [x, meta] = BODIES.get_or_init(|| ["x", "meta"].map(bodies));
    match door {
        Door::X => x.clone(),
        Door::Meta => meta.clone(),
        Door::Standard | Door::Twilio => Vec::new(),
    }
}

fn bodies(folder: &str) -> Bodies {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("events").join(folder);
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if let Some(name) = name.strip_suffix(".json").filter(|name| !name.ends_with(".expected")) {
            found.push((name.to_owned(), std::fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// What stands in a text for something that `serde_json::Value` cannot hold.
const HOLE: &str = "@hole@";

/// One way to spoil a body.
#[derive(Debug, Clone)]
pub enum Spoil {
    Remove(usize),
    Double(usize),
    Replace(usize, Vec<u8>),
}

/// JSON of any type, huge numbers, depth, half characters, raw control characters, bytes that are no UTF-8.
fn fragment() -> impl Strategy<Value = Vec<u8>> {
    let written = |text: &str| Just(text.as_bytes().to_vec());
    prop_oneof![
        written("null"),
        written("true"),
        written("0"),
        written("-1"),
        written("1e999"),
        written("-123456789012345678901234567890.5"),
        written("99999999999999999999999999"),
        written("\"\""),
        written("[]"),
        written("{}"),
        written("[[],{}]"),
        written(r#""\ud800 \udc00\ud83d \u0000 \ufffe \uffff""#),
        written("\"a\u{1}\u{7f}\nb\""),
        Just(b"\"\xff\xfe \xc3\x28 \xed\xa0\x80\"".to_vec()),
        Just(("[".repeat(300) + &"]".repeat(300)).into_bytes()),
        Just((r#"{"a":"#.repeat(200) + "1" + &"}".repeat(200)).into_bytes()),
        written(r#"{"unknown_kind":{"id":1},"type":"never_heard_of"}"#),
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap().into_bytes()),
        any::<i64>().prop_map(|number| number.to_string().into_bytes()),
    ]
}

/// Any way to spoil a body.
pub fn holes() -> impl Strategy<Value = Spoil> {
    prop_oneof![
        any::<usize>().prop_map(Spoil::Remove),
        any::<usize>().prop_map(Spoil::Double),
        (any::<usize>(), fragment()).prop_map(|(node, raw)| Spoil::Replace(node, raw)),
        (any::<usize>(), fragment()).prop_map(|(node, raw)| Spoil::Replace(node, raw)),
    ]
}

/// A body that is being spoiled.
pub struct Raw {
    json: Value,
    fragments: Vec<Vec<u8>>,
}

impl Raw {
    pub fn of(json: Value) -> Raw {
        Raw { json, fragments: Vec::new() }
    }

    pub fn changed(mut self, spoil: &Spoil) -> Raw {
        let count = count(&self.json).max(1);
        match spoil {
            Spoil::Remove(node) => {
                change(&mut self.json, &mut (node % count), &mut |parent, place| place.remove(parent))
            }
            Spoil::Double(node) => {
                change(&mut self.json, &mut (node % count), &mut |parent, place| place.double(parent))
            }
            Spoil::Replace(node, raw) => {
                let hole = format!("{HOLE}{}@", self.fragments.len());
                self.fragments.push(raw.clone());
                change(&mut self.json, &mut (node % count), &mut |parent, place| place.replace(parent, &hole));
            }
        }
        self
    }

    pub fn written(&self) -> Vec<u8> {
        let mut body = self.json.to_string().into_bytes();
        for (number, fragment) in self.fragments.iter().enumerate() {
            let hole = format!("\"{HOLE}{number}@\"").into_bytes();
            while let Some(at) = body.windows(hole.len()).position(|window| window == hole) {
                body.splice(at..at + hole.len(), fragment.iter().copied());
            }
        }
        body
    }
}

/// A child of a node.
enum Place {
    Item(usize),
    Member(String),
}

impl Place {
    fn remove(&self, parent: &mut Value) {
        match (self, parent) {
            (Place::Item(index), Value::Array(items)) => drop(items.remove(*index)),
            (Place::Member(key), Value::Object(members)) => drop(members.remove(key)),
            _ => {}
        }
    }

    fn double(&self, parent: &mut Value) {
        match (self, parent) {
            (Place::Item(index), Value::Array(items)) => items.insert(*index, items[*index].clone()),
            // One member as a list of itself twice: what was one thing is several.
            (Place::Member(key), Value::Object(members)) => {
                let value = members[key].clone();
                members.insert(key.clone(), Value::Array(vec![value.clone(), value]));
            }
            _ => {}
        }
    }

    fn replace(&self, parent: &mut Value, hole: &str) {
        match (self, parent) {
            (Place::Item(index), Value::Array(items)) => items[*index] = Value::String(hole.to_owned()),
            (Place::Member(key), Value::Object(members)) => {
                drop(members.insert(key.clone(), Value::String(hole.to_owned())))
            }
            _ => {}
        }
    }
}

fn children(json: &Value) -> Vec<Place> {
    match json {
        Value::Array(items) => (0..items.len()).map(Place::Item).collect(),
        Value::Object(members) => members.keys().cloned().map(Place::Member).collect(),
        _ => Vec::new(),
    }
}

fn child<'a>(json: &'a mut Value, place: &Place) -> &'a mut Value {
    match place {
        Place::Item(index) => &mut json[*index],
        Place::Member(key) => &mut json[key.as_str()],
    }
}

fn count(json: &Value) -> usize {
    match json {
        Value::Array(items) => items.iter().map(|item| 1 + count(item)).sum(),
        Value::Object(members) => members.values().map(|value| 1 + count(value)).sum(),
        _ => 0,
    }
}

/// Does something to the n-th node below this one.
fn change(json: &mut Value, node: &mut usize, how: &mut impl FnMut(&mut Value, &Place)) {
    for place in children(json) {
        if *node == 0 {
            return how(json, &place);
        }
        *node -= 1;
        let below = count(child(json, &place));
        if *node < below {
            return change(child(json, &place), node, how);
        }
        *node -= below;
    }
}
