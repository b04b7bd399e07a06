//! X's webhook bodies, in both forms X sends: Account Activity and X Activity.
//!
//! Owns the shapes. Must not decide who says what, nor sign or send.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::customers::Customer;
use crate::local::snowflake;

/// The brand's X account of the demo desk.
pub const BRAND_ID: &str = "1001";
/// Its handle.
pub const BRAND_HANDLE: &str = "acme";

/// The longest text the older form carries in `text`, in code points.
const SHORT_POST: usize = 140;
/// The longest text the newer form carries in `text`, in code points.
const ORDINARY_POST: usize = 280;

/// How a post stands to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Stands alone and names the brand.
    Mention,
    /// Answers a post of the brand.
    ReplyToBrand(u64),
    /// Continues the author's own thread and names the brand again.
    ReplyToOwn(u64),
    /// Quotes a post of the brand.
    Quote(u64),
}

/// One public post.
#[derive(Debug, Clone)]
pub struct Post {
    /// The id, carrying the time.
    pub id: u64,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub author: Customer,
    /// The text as typed.
    pub text: String,
    /// What it answers.
    pub relation: Relation,
}

/// One direct message.
#[derive(Debug, Clone)]
pub struct DirectMessage {
    /// The id, carrying the time.
    pub id: u64,
    /// When it was written.
    pub at: Timestamp,
    /// The member of the public, on whichever side.
    pub contact: Customer,
    /// The text as typed.
    pub text: String,
    /// Whether the brand wrote it.
    pub own: bool,
}

/// The account of the brand, as an author.
pub fn brand() -> Customer {
    Customer {
        id: BRAND_ID.to_owned(),
        handle: BRAND_HANDLE.to_owned(),
        name: "Acme".to_owned(),
        language: crate::domain::words::Language::En,
        followers: 51_200,
        verified: true,
        latest_post: None,
    }
}

/// An Account Activity body: one list of events of one kind.
pub fn account_activity(list: &str, events: Vec<Value>) -> Value {
    let mut body = Map::new();
    body.insert("for_user_id".to_owned(), json!(BRAND_ID));
    if list == "tweet_create_events" {
        body.insert("user_has_blocked".to_owned(), json!(false));
    }
    body.insert(list.to_owned(), Value::Array(events));
    Value::Object(body)
}

/// An X Activity body: `data` is the event, or a list when there are several.
pub fn activity(mut events: Vec<Value>) -> Value {
    match (events.len(), events.pop()) {
        (1, Some(only)) => json!({ "data": only }),
        (_, Some(last)) => {
            events.push(last);
            json!({ "data": events })
        }
        (_, None) => json!({ "data": [] }),
    }
}

/// One event of an X Activity body.
pub fn activity_event(uuid: i64, event_type: &str, payload: Value, includes: Value) -> Value {
    json!({
        "event_uuid": uuid.to_string(),
        "event_type": event_type,
        "filter": { "user_id": BRAND_ID },
        "tag": "acme",
        "payload": payload,
        "includes": includes,
    })
}

/// `&`, `<` and `>` as X writes them.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn cut(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}

/// Where the brand's handle stands in an escaped text, in code points.
fn brand_place(text: &str) -> Option<(usize, usize)> {
    let needle = format!("@{BRAND_HANDLE}");
    let (before, _) = text.split_once(needle.as_str())?;
    let start = before.chars().count();
    Some((start, start + needle.chars().count()))
}

/// How many code points a text's leading handle takes.
fn hidden_start(text: &str) -> usize {
    match brand_place(text) {
        Some((0, end)) => end + 1,
        _ => 0,
    }
}

impl Post {
    fn language(&self) -> &'static str {
        self.author.language.pick("fr", "en")
    }

    /// The post and the author answered, if it answers.
    fn answered(&self) -> (Option<u64>, Option<(String, String)>) {
        let brand = (BRAND_ID.to_owned(), BRAND_HANDLE.to_owned());
        match self.relation {
            Relation::ReplyToBrand(post) => (Some(post), Some(brand)),
            Relation::ReplyToOwn(post) => (Some(post), Some((self.author.id.clone(), self.author.handle.clone()))),
            // A post that merely starts with a handle is addressed without answering anything.
            _ if hidden_start(&self.text) > 0 => (None, Some(brand)),
            _ => (None, None),
        }
    }

    /// Where the text begins that X shows: a reply carries the handle it answers by itself, typed by nobody.
    fn shown_from(&self, text: &str) -> usize {
        if matches!(self.relation, Relation::ReplyToBrand(_)) { hidden_start(text) } else { 0 }
    }

    /// This post as an element of `tweet_create_events`.
    pub fn as_account_activity(&self) -> Value {
        let text = escape(&self.text);
        let length = text.chars().count();
        let mut post = post_core(self.id, self.at, &self.author, &text, self.language());
        let (answered, addressed) = self.answered();
        let shown_from = self.shown_from(&text).min(length);
        post.insert("in_reply_to_status_id".to_owned(), json!(answered));
        post.insert("in_reply_to_status_id_str".to_owned(), json!(answered.map(|id| id.to_string())));
        let user = addressed.as_ref().map(|(id, _)| id.as_str());
        post.insert("in_reply_to_user_id".to_owned(), json!(user.and_then(|id| id.parse::<u64>().ok())));
        post.insert("in_reply_to_user_id_str".to_owned(), json!(user));
        post.insert("in_reply_to_screen_name".to_owned(), json!(addressed.as_ref().map(|(_, handle)| handle)));
        if answered.is_some() {
            post.insert("display_text_range".to_owned(), json!([shown_from, length.min(SHORT_POST)]));
        }
        if length > SHORT_POST {
            let shown = format!("{}… https://t.co/s1mul4ted0", cut(&text, 116));
            post.insert("text".to_owned(), json!(shown));
            post.insert("truncated".to_owned(), json!(true));
            post.insert("entities".to_owned(), entities(&shown));
            let full = json!({
                "full_text": text,
                "display_text_range": [shown_from, length],
                "entities": entities(&text),
            });
            post.insert("extended_tweet".to_owned(), full);
        }
        if let Relation::Quote(quoted) = self.relation {
            let original = brand_post(quoted, post_time(quoted).unwrap_or(self.at), "Info @acme");
            post.insert("is_quote_status".to_owned(), json!(true));
            post.insert("quoted_status_id".to_owned(), json!(quoted));
            post.insert("quoted_status_id_str".to_owned(), json!(quoted.to_string()));
            post.insert("quoted_status".to_owned(), original);
        }
        Value::Object(post)
    }

    /// This post as one event of an X Activity body, of the type its relation makes it.
    pub fn as_activity(&self, uuid: i64, event_type: &str) -> Value {
        let text = escape(&self.text);
        let length = text.chars().count();
        let id = self.id.to_string();
        let (answered, addressed) = self.answered();
        let conversation = answered.map_or_else(|| id.clone(), |answered| answered.to_string());
        let mut payload = Map::new();
        let mut set = |name: &str, value: Value| payload.insert(name.to_owned(), value);
        set("id", json!(id));
        set("author_id", json!(self.author.id));
        set("conversation_id", json!(conversation));
        set("created_at", json!(format!("{:.3}", whole_second(self.at))));
        set("edit_history_tweet_ids", json!([id]));
        set("text", json!(cut(&text, ORDINARY_POST)));
        let shown_from = self.shown_from(&text).min(length);
        set("display_text_range", json!([shown_from, length.min(ORDINARY_POST)]));
        set("lang", json!(self.language()));
        set("possibly_sensitive", json!(false));
        set("reply_settings", json!("everyone"));
        if length > ORDINARY_POST {
            set("note_tweet", json!({ "text": text }));
        }
        if let Some((start, end)) = brand_place(&text) {
            let mention = json!({ "start": start, "start_str": start.to_string(), "end": end, "end_str": end.to_string(), "username": BRAND_HANDLE, "id": BRAND_ID });
            set("entities", json!({ "mentions": [mention] }));
        }
        if let Some((user, _)) = addressed {
            set("in_reply_to_user_id", json!(user));
        }
        if let Some(answered) = answered {
            set("in_reply_to_tweet_id", json!(answered.to_string()));
            set("referenced_tweets", json!([{ "type": "replied_to", "id": answered.to_string() }]));
        }
        if let Relation::Quote(quoted) = self.relation {
            set("referenced_tweets", json!([{ "type": "quoted", "id": quoted.to_string() }]));
        }
        let includes = json!({ "users": [newer_user(&self.author), newer_user(&brand())] });
        activity_event(uuid, event_type, Value::Object(payload), includes)
    }

    /// The X Activity type that belongs to this post.
    pub fn activity_type(&self) -> &'static str {
        match self.relation {
            Relation::ReplyToBrand(_) => "post.reply.create",
            Relation::Quote(_) => "post.quote.create",
            Relation::Mention | Relation::ReplyToOwn(_) => "post.mention.create",
        }
    }
}

impl DirectMessage {
    /// This message as an element of `direct_message_events`.
    pub fn event(&self) -> Value {
        let (sender, recipient) =
            if self.own { (BRAND_ID, self.contact.id.as_str()) } else { (self.contact.id.as_str(), BRAND_ID) };
        json!({
            "type": "message_create",
            "id": self.id.to_string(),
            "created_timestamp": self.at.as_millisecond().to_string(),
            "message_create": {
                "target": { "recipient_id": recipient },
                "sender_id": sender,
                "message_data": {
                    "text": escape(&self.text),
                    "entities": { "hashtags": [], "symbols": [], "user_mentions": [], "urls": [] },
                },
            },
        })
    }

    /// The Account Activity body for these messages.
    pub fn account_activity(messages: &[DirectMessage]) -> Value {
        let mut body = account_activity("direct_message_events", messages.iter().map(DirectMessage::event).collect());
        let mut users = Map::new();
        for person in messages.iter().map(|message| &message.contact).chain([&brand()]) {
            let user = json!({
                "id": person.id,
                "created_timestamp": "1521468163000",
                "name": person.name,
                "screen_name": person.handle,
                "protected": false,
                "verified": person.verified,
                "followers_count": person.followers,
            });
            users.insert(person.id.clone(), user);
        }
        if let Some(body) = body.as_object_mut() {
            body.insert("users".to_owned(), Value::Object(users));
        }
        body
    }

    /// This message as one event of an X Activity body.
    pub fn as_activity(&self, uuid: i64) -> Value {
        let mut users = Map::new();
        for person in [&self.contact, &brand()] {
            users.insert(person.id.clone(), json!({ "data": newer_user(person) }));
        }
        let payload = json!({ "direct_message_events": [self.event()], "users": users });
        activity_event(uuid, if self.own { "dm.sent" } else { "dm.received" }, payload, json!({}))
    }
}

/// A post of the brand itself, in the older form.
pub fn brand_post(id: u64, at: Timestamp, text: &str) -> Value {
    let mut post = post_core(id, at, &brand(), &escape(text), "en");
    for field in ["in_reply_to_status_id_str", "in_reply_to_user_id_str", "in_reply_to_screen_name"] {
        post.insert(field.to_owned(), Value::Null);
    }
    Value::Object(post)
}

/// Somebody passing on a post of the brand, in the older form.
pub fn repost(id: u64, at: Timestamp, author: &Customer, original: Value) -> Value {
    let shared = original.get("text").and_then(Value::as_str).unwrap_or_default();
    let mut post =
        post_core(id, at, author, &format!("RT @{BRAND_HANDLE}: {shared}"), author.language.pick("fr", "en"));
    post.insert("retweeted_status".to_owned(), original);
    Value::Object(post)
}

/// The instant inside a post's id.
pub fn post_time(id: u64) -> Option<Timestamp> {
    Timestamp::from_millisecond(snowflake::millisecond_of(id)).ok()
}

/// Someone's account in the older form, as posts and likes carry it.
pub fn older_user(person: &Customer) -> Value {
    json!({
        "id": person.id.parse::<u64>().ok(),
        "id_str": person.id,
        "screen_name": person.handle,
        "name": person.name,
        "followers_count": person.followers,
        "protected": false,
        "verified": person.verified,
    })
}

fn newer_user(person: &Customer) -> Value {
    json!({
        "id": person.id,
        "username": person.handle,
        "name": person.name,
        "created_at": "2018-03-19T14:02:43.000Z",
        "protected": false,
        "verified": person.verified,
        "verified_type": if person.verified { "blue" } else { "none" },
        "public_metrics": { "followers_count": person.followers, "followers_count_str": person.followers.to_string() },
    })
}

fn post_core(id: u64, at: Timestamp, author: &Customer, text: &str, language: &str) -> Map<String, Value> {
    let mut post = Map::new();
    let mut set = |name: &str, value: Value| post.insert(name.to_owned(), value);
    set("id", json!(id));
    set("id_str", json!(id.to_string()));
    set("created_at", json!(at.strftime("%a %b %d %H:%M:%S %z %Y").to_string()));
    set("timestamp_ms", json!(at.as_millisecond().to_string()));
    set("text", json!(text));
    set("truncated", json!(false));
    set("user", older_user(author));
    set("entities", entities(text));
    set("is_quote_status", json!(false));
    set("possibly_sensitive", json!(false));
    set("lang", json!(language));
    post
}

fn entities(text: &str) -> Value {
    let mentions: Vec<Value> = brand_place(text)
        .map(|(start, end)| {
            json!({ "screen_name": BRAND_HANDLE, "name": "Acme", "id": 1001, "id_str": BRAND_ID, "indices": [start, end] })
        })
        .into_iter()
        .collect();
    json!({ "hashtags": [], "symbols": [], "urls": [], "user_mentions": mentions })
}

/// The newer form keeps whole seconds in `created_at`; the id has the milliseconds.
fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
