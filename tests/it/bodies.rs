//! Bodies as the platforms send them, with just what a journey needs.

use jiff::Timestamp;
use serde_json::{Value, json};

/// An X post's id carrying an instant; `low` tells posts of one millisecond apart.
pub fn snowflake(at: &str, low: u64) -> String {
    let at: Timestamp = at.parse().unwrap();
    (((at.as_millisecond() - 1_288_834_974_657) as u64) << 22 | low).to_string()
}

/// A v1.1 post that mentions the brand.
pub fn mention(id: &str, author: &str, text: &str) -> Value {
    json!({"for_user_id": "1001", "tweet_create_events": [post(id, author, text)]})
}

/// One post as it stands in `tweet_create_events`.
pub fn post(id: &str, author: &str, text: &str) -> Value {
    json!({
        "id_str": id, "created_at": spelled(id), "text": format!("@acme {text}"), "truncated": false,
        "in_reply_to_status_id_str": null, "in_reply_to_user_id_str": "1001", "in_reply_to_screen_name": "acme",
        "user": {"id_str": author, "screen_name": format!("contact_{author}"), "name": "Contact", "followers_count": 10, "verified": false},
        "entities": {"user_mentions": [{"id_str": "1001", "screen_name": "acme", "indices": [0, 5]}], "urls": []},
        "timestamp_ms": millisecond_of(id)
    })
}

/// The same post in the X Activity form.
pub fn mention_activity(id: &str, author: &str, text: &str) -> Value {
    let at = Timestamp::from_millisecond(millisecond_of(id).parse().unwrap()).unwrap();
    json!({"data": {
        "event_uuid": "-2781149976877970683", "event_type": "post.mention.create", "filter": {"user_id": "1001"},
        "payload": {
            "id": id, "author_id": author, "conversation_id": id, "text": format!("@acme {text}"),
            "created_at": at.to_string(), "in_reply_to_user_id": "1001", "edit_history_tweet_ids": [id],
            "entities": {"mentions": [{"start": 0, "end": 5, "username": "acme", "id": "1001"}]}
        },
        "includes": {"users": [{"id": author, "username": format!("contact_{author}"), "name": "Contact",
            "public_metrics": {"followers_count": 10}, "verified": false}]}
    }})
}

/// A post of the brand answering a contact's post.
pub fn own_reply(id: &str, to: &str, contact: &str, text: &str) -> Value {
    json!({"for_user_id": "1001", "tweet_create_events": [{
        "id_str": id, "created_at": spelled(id), "text": format!("@contact_{contact} {text}"), "truncated": false,
        "in_reply_to_status_id_str": to, "in_reply_to_user_id_str": contact, "in_reply_to_screen_name": format!("contact_{contact}"),
        "user": {"id_str": "1001", "screen_name": "acme", "name": "Acme", "followers_count": 10},
        "entities": {"user_mentions": [{"id_str": contact, "screen_name": format!("contact_{contact}"), "indices": [0, 5]}], "urls": []},
        "timestamp_ms": millisecond_of(id)
    }]})
}

/// A post taken back by its author.
pub fn delete(id: &str, author: &str) -> Value {
    json!({"for_user_id": "1001", "tweet_delete_events": [{"status": {"id": id, "user_id": author}, "timestamp_ms": millisecond_of(id)}]})
}

/// The instant inside an id as v1.1 bodies spell it.
fn spelled(id: &str) -> String {
    let at = Timestamp::from_millisecond(millisecond_of(id).parse().unwrap()).unwrap();
    at.strftime("%a %b %d %H:%M:%S +0000 %Y").to_string()
}

fn millisecond_of(id: &str) -> String {
    ((id.parse::<u64>().unwrap() >> 22) as i64 + 1_288_834_974_657).to_string()
}

/// A Messenger message to the brand's Page.
pub fn messenger(mid: &str, contact: &str, at: &str, text: &str) -> Value {
    page(vec![json!({
        "sender": {"id": contact}, "recipient": {"id": "2001"}, "timestamp": millisecond(at),
        "message": {"mid": mid, "text": text}
    })])
}

/// The echo of what the Page wrote; `metadata` is what our own send attached.
pub fn echo(mid: &str, contact: &str, at: &str, text: &str, metadata: Option<&str>) -> Value {
    let mut message = json!({"mid": mid, "text": text, "is_echo": true, "app_id": 263902037430900u64});
    if let Some(metadata) = metadata {
        message["metadata"] = json!(metadata);
    }
    page(vec![json!({
        "sender": {"id": "2001"}, "recipient": {"id": contact}, "timestamp": millisecond(at), "message": message
    })])
}

/// Several events of the Page in one delivery.
pub fn page(events: Vec<Value>) -> Value {
    json!({"object": "page", "entry": [{"id": "2001", "time": 1774861200000i64, "messaging": events}]})
}

fn millisecond(at: &str) -> i64 {
    at.parse::<Timestamp>().unwrap().as_millisecond()
}
