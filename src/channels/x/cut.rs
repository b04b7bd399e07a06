//! Cutting an X body into bodies of the same form with one event each.
//!
//! Owns which members hold events and which shared entries (users, apps, includes) an event names.
//! Must not look inside an event: garbage in one cannot harm another.

use std::collections::{BTreeSet, HashMap};

use super::COMPANIONS;
use crate::channels::json::Json;
use crate::channels::slices::{Names, Slices, Writer, items, members, pick, several, slice};

/// The event lists of Account Activity. Of any other list we could not tell one event from the next.
const EVENT_LISTS: [&str; 9] = [
    "tweet_create_events",
    "tweet_delete_events",
    "favorite_events",
    "follow_events",
    "block_events",
    "mute_events",
    "direct_message_events",
    "direct_message_indicate_typing_events",
    "direct_message_mark_read_events",
];

/// Bodies with one event each, in the order of the body.
pub(in crate::channels) fn cut(top: &Slices) -> Vec<String> {
    let mut bodies = Vec::new();
    let shared = Shared::of(top);
    for (key, raw) in top {
        match key.as_str() {
            "data" => {
                for item in several(raw) {
                    cut_data(top, item, &mut bodies);
                }
            }
            list if EVENT_LISTS.contains(&list) => {
                let context = pick(top, |key| ["for_user_id", "user_has_blocked", "is_blocked_by"].contains(&key));
                for item in several(raw) {
                    let names = Names::of([item, slice(top, "for_user_id")]);
                    let event = context.clone().member(list, &format!("[{item}]"));
                    bodies.push(shared.named(event, &names).object());
                }
            }
            key if !COMPANIONS.contains(&key) && holds_something(raw) => {
                bodies.push(pick(top, |key| key == "for_user_id").member(key, raw).object());
            }
            _ => {}
        }
    }
    if bodies.is_empty() {
        // Nothing we know: what there is besides the companions must not vanish in silence.
        let unknown = |key: &str, raw: &str| key == "errors" || (!COMPANIONS.contains(&key) && is_scalar(raw));
        let first = top.iter().find(|(key, raw)| unknown(key, raw));
        bodies.extend(first.map(|(key, raw)| Writer::default().member(key, raw).object()));
    }
    bodies
}

/// Whether a value we do not know may be an event: a number or a word beside the events is none.
fn holds_something(raw: &str) -> bool {
    !is_scalar(raw) && raw != "null" && !items(raw).is_some_and(|items| items.is_empty())
}

fn is_scalar(raw: &str) -> bool {
    raw != "null" && !raw.starts_with(['[', '{'])
}

/// One `data` object: a post of a filtered stream, or an X Activity event whose payload may itself
/// hold a list of direct messages.
fn cut_data(top: &Slices, item: &str, bodies: &mut Vec<String>) {
    let Some(data) = members(item) else {
        bodies.push(Writer::default().member("data", item).object());
        return;
    };
    let is_activity = data.iter().any(|(key, _)| key == "event_type" || key == "payload");
    if !is_activity {
        let body = Writer::default().member("data", item);
        let body = with_includes(body, slice(top, "includes"), &Names::of([item]));
        let rules = slice(top, "matching_rules");
        let body = if rules.is_empty() { body } else { body.member("matching_rules", rules) };
        bodies.push(body.object());
        return;
    }
    let payload = members(slice(&data, "payload")).unwrap_or_default();
    let shared = Shared::of(&payload);
    let mut events = Vec::new();
    for (key, raw) in payload.iter().filter(|(key, _)| EVENT_LISTS.contains(&key.as_str())) {
        for event in several(raw) {
            let names = Names::of([event, slice(&data, "filter")]);
            let writer = Writer::default().member(key, &format!("[{event}]"));
            events.push((shared.named(writer, &names).object(), names));
        }
    }
    if events.is_empty() {
        let raw = slice(&data, "payload");
        events.push((raw.to_owned(), Names::of([raw, slice(&data, "filter")])));
    }
    for (payload, names) in &events {
        let others = data.iter().filter(|(key, _)| key != "payload" && key != "includes");
        let mut body = Writer::default().members(others.map(|(key, raw)| (key.as_str(), *raw)));
        if !payload.is_empty() {
            body = body.member("payload", payload);
        }
        let includes = match slice(&data, "includes") {
            "" => slice(top, "includes"),
            inside => inside,
        };
        bodies.push(Writer::default().member("data", &with_includes(body, includes, names).object()).object());
    }
}

/// The `users` and `apps` maps of a body. One published sample nests `users` inside `apps`; its users
/// are found there too.
struct Shared<'a>([(&'static str, HashMap<String, &'a str>); 2]);

impl<'a> Shared<'a> {
    fn of(top: &Slices<'a>) -> Shared<'a> {
        let apps = members(slice(top, "apps")).unwrap_or_default();
        let users = members(slice(top, "users")).unwrap_or_default();
        let nested = members(slice(&apps, "users")).unwrap_or_default();
        Shared([("users", nested.into_iter().chain(users).collect()), ("apps", apps.into_iter().collect())])
    }

    /// Copies the entries that the event names.
    fn named(&self, event: Writer, names: &Names) -> Writer {
        self.0.iter().fold(event, |event, (map, entries)| {
            let named: BTreeSet<(&str, &str)> =
                names.iter().filter_map(|name| entries.get(name).map(|raw| (name, *raw))).collect();
            let entries = Writer::default().members(named);
            if entries.is_empty() { event } else { event.member(map, &entries.object()) }
        })
    }
}

/// Copies the included objects that the event names.
fn with_includes(body: Writer, includes: &str, names: &Names) -> Writer {
    let mut copied = Writer::default();
    for (list, raw) in members(includes).unwrap_or_default() {
        let entries = items(raw).unwrap_or_default();
        let named: Vec<&str> = entries.into_iter().filter(|entry| names.has(&entry_id(entry))).collect();
        if !named.is_empty() {
            copied = copied.member(&list, &format!("[{}]", named.join(",")));
        }
    }
    if copied.is_empty() { body } else { body.member("includes", &copied.object()) }
}

/// The id of an included object; some are wrapped once more in `data`.
fn entry_id(raw: &str) -> String {
    let entry = members(raw).unwrap_or_default();
    let own = Json::read(slice(&entry, "id")).id().or_else(|| Json::read(slice(&entry, "media_key")).id());
    own.unwrap_or_else(|| {
        let wrapped = members(slice(&entry, "data")).unwrap_or_default();
        Json::read(slice(&wrapped, "id")).id().unwrap_or_default()
    })
}
