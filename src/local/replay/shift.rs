//! Moves every instant of recorded bodies by the same span, also the instants hidden in X's ids.
//!
//! Owns what is an instant and what is a post's id, told by the key it stands under. Pure: it must
//! not read files or clocks. Ids of people never move.

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::Value;

use crate::local::snowflake;

/// Ids whose time lies outside these two (2011 to 2040) were invented and carry none.
const ID_TIMES: (i64, i64) = (1_293_840_000_000, 2_208_988_800_000);
/// Milliseconds outside these two (2006 to 2100) are not instants.
const INSTANTS: (i64, i64) = (1_136_073_600_000, 4_102_444_800_000);
/// Numbers below are seconds, others milliseconds.
const FIRST_MILLISECOND: i64 = 1_000_000_000_000;
/// X's older way of writing an instant, to the second.
const OLDER_DATE: &str = "%a %b %d %H:%M:%S %z %Y";

/// Keys whose value says when something happened.
const INSTANT_KEYS: &[&str] = &[
    "timestamp_ms",
    "created_timestamp",
    "created_at",
    "created_at_msec",
    "created_time",
    "updated_time",
    "timestamp",
    "time",
    "watermark",
    "date_time",
    "at",
];
/// Keys whose value says until when something is possible: moved, but never the newest event.
const LATER_KEYS: &[&str] = &["editable_until", "editable_until_ms", "editable_until_msecs", "expiration_timestamp"];
/// Keys whose value refers to a post or a direct message of X.
const REFERENCE_KEYS: &[&str] = &[
    "in_reply_to_status_id",
    "in_reply_to_status_id_str",
    "in_reply_to_tweet_id",
    "in_reply_to_post_id",
    "conversation_id",
    "conversation_id_str",
    "quoted_status_id",
    "quoted_status_id_str",
    "quoted_tweet_id",
    "edit_history_tweet_ids",
    "edit_history_post_ids",
    "edit_tweet_ids",
    "initial_tweet_id",
    "liked_tweet_id",
    "liked_post_id",
    "tweet_id",
    "post_id",
    "last_read_event_id",
    "most_recent_tweet_id",
    "pinned_tweet_id",
    "source_status_id",
    "source_status_id_str",
];
/// Keys whose objects are posts or direct messages, so that their `id` is one of those.
const POST_KEYS: &[&str] = &[
    "tweet_create_events",
    "direct_message_events",
    "payload",
    "status",
    "retweeted_status",
    "quoted_status",
    "favorited_status",
    "referenced_tweets",
    "referenced_posts",
    "tweets",
    "posts",
];

/// A recorded body and whether X sent it: only there do ids carry an instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// The body.
    pub body: Value,
    /// Whether its ids are X's.
    pub from_x: bool,
}

/// What a value is, told by where it stands.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Happened,
    Later,
    OwnId,
    Reference,
    Text,
}

/// Moves everything so that the newest instant over all bodies is `now`. Gives the span, in milliseconds.
pub fn shift_to(now: Timestamp, recorded: &mut [Recorded]) -> i64 {
    let mut newest: Option<i64> = None;
    let mut posts: HashSet<u64> = HashSet::new();
    for record in recorded.iter_mut() {
        walk(&mut record.body, record.from_x, &mut |value, role| {
            let instant = match role {
                Role::Happened => Written::read(value).map(|(_, instant)| instant.as_millisecond()),
                Role::OwnId => post_id(value).and_then(id_time),
                Role::Later | Role::Reference | Role::Text => None,
            };
            newest = newest.max(instant);
            if matches!(role, Role::OwnId | Role::Reference) {
                posts.extend(post_id(value));
            }
        });
    }
    let span = newest.map_or(0, |newest| now.as_millisecond().saturating_sub(newest));
    for record in recorded {
        walk(&mut record.body, record.from_x, &mut |value, role| {
            let moved = match role {
                Role::Happened | Role::Later => Written::read(value).and_then(|(form, at)| form.moved(value, at, span)),
                Role::OwnId | Role::Reference => moved_id_value(value, span),
                Role::Text => moved_links(value, &posts, span),
            };
            if let Some(moved) = moved {
                *value = moved;
            }
        });
    }
    span
}

/// Shows every value that may have to move to `visit`, with its role.
fn walk(body: &mut Value, from_x: bool, visit: &mut dyn FnMut(&mut Value, Role)) {
    let mut path = Vec::new();
    walk_below(body, from_x, &mut path, None, visit);
}

fn walk_below(
    value: &mut Value,
    from_x: bool,
    path: &mut Vec<String>,
    role: Option<Role>,
    visit: &mut dyn FnMut(&mut Value, Role),
) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object.iter_mut() {
                let role = role_of(key, path, from_x);
                path.push(key.clone());
                walk_below(inner, from_x, path, role, visit);
                path.pop();
            }
        }
        // The elements of a list stand under the list's key.
        Value::Array(list) => {
            for inner in list {
                walk_below(inner, from_x, path, role, visit);
            }
        }
        Value::String(_) | Value::Number(_) => match role {
            Some(role) => visit(value, role),
            None if from_x && value.is_string() => visit(value, Role::Text),
            None => {}
        },
        Value::Null | Value::Bool(_) => {}
    }
}

/// The role of what stands under `key` in the object at `path`.
fn role_of(key: &str, path: &[String], from_x: bool) -> Option<Role> {
    if INSTANT_KEYS.contains(&key) {
        return Some(Role::Happened);
    }
    if LATER_KEYS.contains(&key) {
        return Some(Role::Later);
    }
    if !from_x {
        return None;
    }
    match key {
        // A direct message has its time beside the id, and that one counts.
        "id" | "id_str" if path.last().is_some_and(|above| above == "direct_message_events") => Some(Role::Reference),
        "id" | "id_str" if is_post(path) => Some(Role::OwnId),
        _ if REFERENCE_KEYS.contains(&key) => Some(Role::Reference),
        _ => None,
    }
}

/// Whether the object at `path` is a post or a direct message. A post may be wrapped once more in
/// `data`, as people are too, so that what stands above decides.
fn is_post(path: &[String]) -> bool {
    let mut upwards = path.iter().rev().map(String::as_str);
    match upwards.next() {
        Some("data") => match upwards.next() {
            None => true,
            Some(above) => matches!(above, "tweets" | "posts"),
        },
        Some(above) => POST_KEYS.contains(&above),
        None => false,
    }
}

/// The number in an id, written as a number or as text.
fn post_id(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// The millisecond inside an id, where it plausibly has one.
fn id_time(id: u64) -> Option<i64> {
    let millisecond = snowflake::millisecond_of(id);
    (ID_TIMES.0..ID_TIMES.1).contains(&millisecond).then_some(millisecond)
}

/// The id with its time moved and its low bits kept, so that references stay equal.
fn moved_id(id: u64, span: i64) -> Option<u64> {
    snowflake::id_at(id_time(id)?.checked_add(span)?, id)
}

fn moved_id_value(value: &Value, span: i64) -> Option<Value> {
    let moved = moved_id(post_id(value)?, span)?;
    Some(if value.is_string() { Value::from(moved.to_string()) } else { Value::from(moved) })
}

/// Addresses of posts (`.../status/123`) name the moved ids too: the text of a quote ends with one.
fn moved_links(value: &Value, posts: &HashSet<u64>, span: i64) -> Option<Value> {
    const BEFORE_ID: &str = "/status/";
    let text = value.as_str().filter(|text| text.contains(BEFORE_ID))?;
    let mut pieces = text.split(BEFORE_ID);
    let mut moved = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits: String = piece.chars().take_while(char::is_ascii_digit).collect();
        let known = digits.parse().ok().filter(|id| posts.contains(id)).and_then(|id| moved_id(id, span));
        moved.push_str(BEFORE_ID);
        match known {
            Some(id) => {
                moved.push_str(&id.to_string());
                moved.push_str(piece.strip_prefix(digits.as_str()).unwrap_or_default());
            }
            None => moved.push_str(piece),
        }
    }
    Some(Value::from(moved))
}

/// How an instant is written.
#[derive(Clone, Copy, PartialEq)]
enum Written {
    Seconds,
    Milliseconds,
    OlderDate,
    Rfc3339,
}

impl Written {
    /// The instant a value is, if it is one.
    fn read(value: &Value) -> Option<(Written, Timestamp)> {
        let number = match value {
            Value::Number(number) => Some(number.as_i64()?),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        let (form, instant) = match (number, value.as_str()) {
            (Some(seconds), _) if seconds < FIRST_MILLISECOND => {
                (Written::Seconds, Timestamp::from_second(seconds).ok()?)
            }
            (Some(milliseconds), _) => (Written::Milliseconds, Timestamp::from_millisecond(milliseconds).ok()?),
            (None, Some(text)) => match text.parse() {
                Ok(instant) => (Written::Rfc3339, instant),
                Err(_) => (Written::OlderDate, Timestamp::strptime(OLDER_DATE, text).ok()?),
            },
            (None, None) => return None,
        };
        (INSTANTS.0..INSTANTS.1).contains(&instant.as_millisecond()).then_some((form, instant))
    }

    /// The moved instant, written as the original was.
    fn moved(self, original: &Value, instant: Timestamp, span: i64) -> Option<Value> {
        let moved = instant.checked_add(jiff::SignedDuration::from_millis(span)).ok()?;
        let number = match self {
            Written::Seconds => moved.as_millisecond().div_euclid(1000),
            Written::Milliseconds => moved.as_millisecond(),
            Written::OlderDate => return Some(Value::from(moved.strftime(OLDER_DATE).to_string())),
            Written::Rfc3339 => return Some(Value::from(rfc3339_like(original.as_str()?, moved))),
        };
        Some(if original.is_string() { Value::from(number.to_string()) } else { Value::from(number) })
    }
}

/// With as many decimals as the original has, unless milliseconds would be lost; Meta's `+0000` stays.
fn rfc3339_like(original: &str, moved: Timestamp) -> String {
    let decimals =
        original.split_once('.').map_or(0, |(_, after)| after.chars().take_while(char::is_ascii_digit).count());
    let needed = if moved.subsec_nanosecond() == 0 { decimals } else { decimals.max(3) };
    let written = format!("{moved:.needed$}");
    match (original.ends_with("+0000"), written.strip_suffix('Z')) {
        (true, Some(bare)) => format!("{bare}+0000"),
        _ => written,
    }
}

#[cfg(test)]
mod tests;
