//! Cutting a Meta body into bodies of the same form with one event each.
//!
//! Owns which lists hold events, WhatsApp's lists inside a change included, and which contacts an
//! event names. Must not look inside an event: garbage in one cannot harm another.

use super::{COMPANIONS, MESSAGING_LISTS};
use crate::channels::json::Json;
use crate::channels::slices::{Slices, Writer, items, members, pick, several, slice};

/// The lists of a WhatsApp change that hold events.
const WHATSAPP_LISTS: [&str; 5] = ["messages", "statuses", "errors", "message_echoes", "user_id_update"];

/// Bodies with one event each, in the order of the body.
pub(in crate::channels) fn cut(top: &Slices) -> Vec<String> {
    let is_whatsapp = Json::read(slice(top, "object")).text() == Some("whatsapp_business_account");
    let mut entries = Vec::new();
    for raw in several(slice(top, "entry")) {
        match members(raw) {
            Some(entry) => cut_entry(&entry, is_whatsapp, &mut entries),
            None => entries.push(raw.to_owned()),
        }
    }
    let companions = || top.iter().filter(|(key, _)| key != "entry").map(|(key, raw)| (key.as_str(), *raw));
    let body = |entry: String| Writer::default().members(companions()).member("entry", &format!("[{entry}]")).object();
    entries.into_iter().map(body).collect()
}

fn cut_entry(entry: &Slices, is_whatsapp: bool, entries: &mut Vec<String>) {
    let companions = || pick(entry, |key| COMPANIONS.contains(&key));
    let before = entries.len();
    let mut is_change = false;
    for (key, raw) in entry {
        match key.as_str() {
            // An object in the place of a list stays what it is: that it is none is for the parser to say.
            list if MESSAGING_LISTS.contains(&list) && raw.starts_with('{') => {
                entries.push(companions().member(list, raw).object());
            }
            list if MESSAGING_LISTS.contains(&list) => {
                let events = several(raw).into_iter();
                entries.extend(events.map(|event| companions().member(list, &format!("[{event}]")).object()));
            }
            "changes" => {
                for change in several(raw).into_iter().flat_map(|change| cut_change(change, is_whatsapp)) {
                    entries.push(companions().member("changes", &format!("[{change}]")).object());
                }
            }
            // Written twice it still is one change.
            "field" if is_change => {}
            "field" => {
                is_change = true;
                entries.push(pick(entry, |key| ["id", "time", "field", "value"].contains(&key)).object());
            }
            "value" => {}
            key if !COMPANIONS.contains(&key) && raw.starts_with(['[', '{']) && *raw != "[]" => {
                entries.push(companions().member(key, raw).object());
            }
            _ => {}
        }
    }
    let names_fields = items(slice(entry, "changed_fields")).is_some_and(|fields| !fields.is_empty());
    if entries.len() == before && names_fields {
        entries.push(companions().object());
    }
}

/// A WhatsApp change holds lists of messages and statuses; any other change is one event.
fn cut_change(change: &str, is_whatsapp: bool) -> Vec<String> {
    let whole = || vec![change.to_owned()];
    let Some(parts) = members(change).filter(|_| is_whatsapp) else { return whole() };
    let Some(value) = members(slice(&parts, "value")) else { return whole() };
    let contacts = items(slice(&value, "contacts")).unwrap_or_default();
    let contacts: Vec<_> = contacts.into_iter().map(card).collect();
    let mut changes = Vec::new();
    for (list, raw) in value.iter().filter(|(key, _)| WHATSAPP_LISTS.contains(&key.as_str())) {
        let events = several(raw);
        for (index, event) in events.iter().enumerate() {
            let contacts = named_contacts(&contacts, event, index, events.len());
            let mut kept = pick(&value, |key| key != "contacts" && !WHATSAPP_LISTS.contains(&key));
            if !contacts.is_empty() {
                kept = kept.member("contacts", &format!("[{}]", contacts.join(",")));
            }
            let value = kept.member(list, &format!("[{event}]")).object();
            changes.push(pick(&parts, |key| key != "value").member("value", &value).object());
        }
    }
    if changes.is_empty() { whole() } else { changes }
}

/// A contact as it is written, and what it is called: by number and by scoped id.
struct Card<'a> {
    raw: &'a str,
    ids: [Option<String>; 2],
}

fn card(raw: &str) -> Card<'_> {
    let contact = members(raw).unwrap_or_default();
    Card { raw, ids: ["wa_id", "user_id"].map(|key| Json::read(slice(&contact, key)).id()) }
}

/// The ids an event calls people by: numbers, and scoped ids.
fn ids_in(event: &str) -> [Vec<String>; 2] {
    let event = members(event).unwrap_or_default();
    let told = |keys: &[&str]| keys.iter().filter_map(|key| Json::read(slice(&event, key)).id()).collect();
    [told(&["from", "to", "recipient_id", "wa_id"]), told(&["from_user_id", "to_user_id", "recipient_user_id"])]
}

/// The contacts an event names. Without a name the only one is meant, and as many contacts as events go in pairs,
/// unless that contact has another number or id than the event tells.
fn named_contacts<'a>(cards: &[Card<'a>], event: &str, index: usize, events: usize) -> Vec<&'a str> {
    let told = ids_in(event);
    let pairs = |card: &Card| card.ids.clone().into_iter().zip(told.clone()).collect::<Vec<_>>();
    let is_named = |card: &Card| pairs(card).iter().any(|(id, told)| id.as_ref().is_some_and(|id| told.contains(id)));
    let is_another = |card: &Card| {
        let differs = |(id, told): &(Option<String>, Vec<String>)| {
            id.as_ref().is_some_and(|id| !told.is_empty() && !told.contains(id))
        };
        pairs(card).iter().any(differs)
    };
    let named: Vec<&str> = cards.iter().filter(|card| is_named(card)).map(|card| card.raw).collect();
    if !named.is_empty() {
        return named;
    }
    let nameless = told.iter().all(Vec::is_empty);
    let meant = match cards {
        [only] if events == 1 || nameless => Some(only),
        _ if cards.len() == events => cards.get(index),
        _ => None,
    };
    meant.filter(|card| !is_another(card)).map(|card| card.raw).into_iter().collect()
}
