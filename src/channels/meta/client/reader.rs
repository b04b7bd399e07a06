//! Reading back from Meta: conversations of Messenger and Instagram, comments below posts and media; and
//! whether a Page is still subscribed.
//!
//! Owns these requests and turning their answers into bodies as Meta would have delivered them. WhatsApp has
//! nothing to read. Must not decide what is missing.
//!
//! How far it sees: every conversation with something new in it; comments below the latest hundred posts of
//! a Page and the latest fifty media of an Instagram account, answers below other comments included.

use jiff::Timestamp;
use reqwest::header::AUTHORIZATION;
use serde_json::{Map, Value, json};

use super::conversations::created_at;
use super::{About, Access, Line, MetaClient, errors};
use crate::channels::Door;
use crate::channels::read::{Asked, List, ReadError, Reading, elements, error_of};
use crate::channels::send::http::{self, Exchange};

/// Most pages of conversations in one reading; the next one goes on.
const PAGES: usize = 5;
/// How many conversations a page holds.
const CONVERSATIONS: &str = "25";
/// How many pages of one conversation, or of the comments below one post, are followed.
const INNER_PAGES: usize = 20;
/// Pages of posts and of media.
const OUTER_PAGES: usize = 2;
/// What the parser reads of a message.
const MESSAGE_FIELDS: &str =
    "id,message,from,to,created_time,sticker,attachments{mime_type,image_data,video_data,file_url}";
/// What the parser reads of a Page's comment.
const COMMENT_FIELDS: &str = "id,message,from,created_time,parent{id},attachment";
/// What the parser reads of an Instagram comment.
const INSTAGRAM_FIELDS: &str = "id,text,timestamp,from,username,replies{id,text,timestamp,from,username}";

/// A request to one edge of one node.
#[derive(Clone, Copy)]
struct Edge<'a> {
    node: &'a str,
    edge: &'a str,
    parameters: &'a [(&'a str, &'a str)],
}

impl MetaClient {
    /// The messages of a Page or an Instagram account, in both directions.
    pub(in crate::channels) async fn read_messages(
        &self,
        asked: &Asked<'_>,
        platform: &str,
        now: Timestamp,
    ) -> Reading {
        let mut reading = Reading::default();
        match self.access(asked.inbox) {
            Ok(access) => {
                if let Some(cursor) = asked.list("conversations") {
                    let list = self.conversations(access, asked, platform, cursor, now).await;
                    reading.add("conversations", list);
                }
            }
            Err(error) => reading.error = Some(error),
        }
        reading
    }

    /// The posts of visitors and the comments on a Page.
    pub(in crate::channels) async fn read_feed(&self, asked: &Asked<'_>, now: Timestamp) -> Reading {
        let mut reading = Reading::default();
        match self.access(asked.inbox) {
            Ok(access) => reading.add("feed", self.feed(access, asked, now).await),
            Err(error) => reading.error = Some(error),
        }
        reading
    }

    /// The messages of an Instagram account and the comments on its media.
    pub(in crate::channels) async fn read_instagram(&self, asked: &Asked<'_>, now: Timestamp) -> Reading {
        let mut reading = self.read_messages(asked, "instagram", now).await;
        if let Ok(access) = self.access(asked.inbox)
            && asked.list("media").is_some()
        {
            reading.add("media", self.media(access, asked, now).await);
        }
        reading
    }

    /// Whether the account delivers these fields to our application; `None` without access to it.
    pub(in crate::channels) async fn subscribed(
        &self,
        inbox: &str,
        fields: &[&str],
        now: Timestamp,
    ) -> Option<Result<bool, ReadError>> {
        let access = self.access(inbox).ok()?;
        let edge = Edge { node: inbox, edge: "subscribed_apps", parameters: &[] };
        let answer = self.get(access, &edge, None, now).await;
        Some(answer.and_then(|body| {
            let applications = data(&body).ok_or(ReadError::Unavailable)?;
            let is_ours = |one: &&Value| {
                let id = one.get("id").and_then(Value::as_str);
                self.application.is_none() || id == self.application.as_deref()
            };
            let delivers = |one: &Value| {
                let subscribed = one.get("subscribed_fields").and_then(Value::as_array);
                let has = |field: &&str| subscribed.is_some_and(|list| list.iter().any(|name| name == *field));
                fields.iter().all(has)
            };
            Ok(applications.iter().filter(is_ours).any(delivers))
        }))
    }

    fn access(&self, inbox: &str) -> Result<&Access, ReadError> {
        self.accounts.get(inbox).filter(|_| http::is_path_id(inbox)).ok_or(ReadError::Refused)
    }

    async fn get(
        &self,
        access: &Access,
        edge: &Edge<'_>,
        after: Option<&str>,
        now: Timestamp,
    ) -> Result<Value, ReadError> {
        let mut url = Line { client: self, access }.url(edge.node, edge.edge);
        for (name, value) in edge.parameters {
            url.query_pairs_mut().append_pair(name, value);
        }
        if let Some(after) = after {
            url.query_pairs_mut().append_pair("after", after);
        }
        match http::exchange(self.http.get(url).header(AUTHORIZATION, &access.authorization)).await {
            Exchange::Answered(answer) if answer.is_success() => Ok(answer.body),
            Exchange::Answered(answer) => Err(error_of(&errors::outcome(&answer, About::Person, now), after.is_some())),
            Exchange::NeverLeft | Exchange::Lost(_) => Err(ReadError::Unavailable),
        }
    }

    async fn conversations(
        &self,
        access: &Access,
        asked: &Asked<'_>,
        platform: &str,
        cursor: Option<&str>,
        now: Timestamp,
    ) -> Result<List, ReadError> {
        let fields = format!("updated_time,messages.limit(25){{{MESSAGE_FIELDS}}}");
        let parameters = [("platform", platform), ("limit", CONVERSATIONS), ("fields", &fields)];
        let edge = Edge { node: asked.inbox, edge: "conversations", parameters: &parameters };
        let mut list = List { rest: cursor.map(str::to_owned), ..List::default() };
        for _ in 0..PAGES {
            let body = self.get(access, &edge, list.rest.as_deref(), now).await?;
            let page = data(&body).ok_or(ReadError::Unavailable)?;
            let mut events = Vec::new();
            for conversation in page {
                let first = conversation.get("messages").unwrap_or(&Value::Null);
                let id = conversation.get("id").and_then(Value::as_str).unwrap_or_default();
                let parameters = [("limit", "100"), ("fields", MESSAGE_FIELDS)];
                let inner = Edge { node: id, edge: "messages", parameters: &parameters };
                let messages = self.newest(access, first, &inner, asked.since, now).await?;
                events.extend(messages.iter().filter_map(|one| message(asked.inbox, one)));
            }
            list.elements.extend(elements(Door::Meta, &messaging_body(platform, asked.inbox, &events)));
            // The one that spoke last comes first: once a page reaches back before the stretch, that is all.
            let oldest = page.last().and_then(|one| instant(one, "updated_time"));
            list.rest = next(&body).filter(|_| oldest.is_none_or(|at| at >= asked.since));
            if list.rest.is_none() {
                break;
            }
        }
        Ok(list)
    }

    /// The items of an inner list from `since` on, newest first: its first page came with its owner, the
    /// others are asked for.
    async fn newest(
        &self,
        access: &Access,
        first: &Value,
        edge: &Edge<'_>,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Value>, ReadError> {
        let mut found = Vec::new();
        let mut page = first.clone();
        for _ in 0..INNER_PAGES {
            let items = data(&page).unwrap_or_default();
            let at = |one: &Value| created_at(one).or_else(|| instant(one, "timestamp"));
            let more = items.last().and_then(at).is_some_and(|at| at >= since);
            found.extend(items.iter().filter(|one| at(one).is_some_and(|at| at >= since)).cloned());
            let Some(after) = next(&page).filter(|_| more) else { return Ok(found) };
            page = self.get(access, edge, Some(&after), now).await?;
        }
        // Thousands of messages of one person within a day: nobody may say that all of it was read.
        Err(ReadError::Unavailable)
    }

    async fn feed(&self, access: &Access, asked: &Asked<'_>, now: Timestamp) -> Result<List, ReadError> {
        let comments = format!("comments.limit(50).filter(stream).order(reverse_chronological){{{COMMENT_FIELDS}}}");
        let fields = format!("id,message,from,created_time,{comments}");
        let parameters = [("limit", "50"), ("fields", fields.as_str())];
        let edge = Edge { node: asked.inbox, edge: "feed", parameters: &parameters };
        let mut changes = Vec::new();
        let mut after = None;
        for _ in 0..OUTER_PAGES {
            let body = self.get(access, &edge, after.as_deref(), now).await?;
            for post in data(&body).ok_or(ReadError::Unavailable)? {
                let Some(id) = post.get("id").and_then(Value::as_str) else { continue };
                if created_at(post).is_some_and(|at| at >= asked.since) {
                    changes.extend(written(post, json!({"item": "status", "post_id": id})));
                }
                let inner = Edge {
                    node: id,
                    edge: "comments",
                    parameters: &[
                        ("limit", "100"),
                        ("filter", "stream"),
                        ("order", "reverse_chronological"),
                        ("fields", COMMENT_FIELDS),
                    ],
                };
                let first = post.get("comments").unwrap_or(&Value::Null);
                for comment in self.newest(access, first, &inner, asked.since, now).await? {
                    let parent = comment.pointer("/parent/id").and_then(Value::as_str).unwrap_or(id);
                    let place = json!({
                        "item": "comment", "post_id": id, "parent_id": parent, "comment_id": comment.get("id"),
                    });
                    changes.extend(written(&comment, place));
                }
            }
            after = next(&body);
            if after.is_none() {
                break;
            }
        }
        Ok(List { elements: elements(Door::Meta, &changes_body("page", asked.inbox, "feed", &changes)), rest: None })
    }

    async fn media(&self, access: &Access, asked: &Asked<'_>, now: Timestamp) -> Result<List, ReadError> {
        let fields = format!("id,media_product_type,comments.limit(50){{{INSTAGRAM_FIELDS}}}");
        let parameters = [("limit", "25"), ("fields", fields.as_str())];
        let edge = Edge { node: asked.inbox, edge: "media", parameters: &parameters };
        let mut changes = Vec::new();
        let mut after = None;
        for _ in 0..OUTER_PAGES {
            let body = self.get(access, &edge, after.as_deref(), now).await?;
            for media in data(&body).ok_or(ReadError::Unavailable)? {
                let Some(id) = media.get("id").and_then(Value::as_str) else { continue };
                let place = json!({"id": id, "media_product_type": media.get("media_product_type")});
                let inner =
                    Edge { node: id, edge: "comments", parameters: &[("limit", "50"), ("fields", INSTAGRAM_FIELDS)] };
                let first = media.get("comments").unwrap_or(&Value::Null);
                // An old comment may have a new answer: those of the first page are looked into all the same.
                let mut comments = data(first).unwrap_or_default().to_vec();
                comments.extend(self.newest(access, first, &inner, asked.since, now).await?);
                changes.extend(comments.iter().flat_map(|one| instagram_comments(one, &place, asked.since)));
            }
            after = next(&body);
            if after.is_none() {
                break;
            }
        }
        let body = changes_body("instagram", asked.inbox, "comments", &changes);
        Ok(List { elements: elements(Door::Meta, &body), rest: None })
    }
}

fn data(body: &Value) -> Option<&[Value]> {
    body.get("data")?.as_array().map(Vec::as_slice)
}

/// Where the next page begins, when there is one.
fn next(page: &Value) -> Option<String> {
    page.pointer("/paging/next")?;
    page.pointer("/paging/cursors/after")?.as_str().map(str::to_owned)
}

/// An instant as Graph writes it: `2026-03-30T09:00:00+0000`.
fn instant(one: &Value, name: &str) -> Option<Timestamp> {
    let text = one.get(name)?.as_str()?;
    Timestamp::strptime("%Y-%m-%dT%H:%M:%S%z", text).or_else(|_| text.parse()).ok()
}

/// A message of a conversation as a `messaging` event; ours as an echo.
fn message(inbox: &str, one: &Value) -> Option<Value> {
    let sender = one.pointer("/from/id")?.as_str()?;
    let recipient = one.pointer("/to/data/0/id").and_then(Value::as_str).unwrap_or(inbox);
    let mut message = Map::new();
    message.insert("mid".to_owned(), one.get("id")?.clone());
    if let Some(text) = one.get("message").filter(|text| text.as_str().is_some_and(|text| !text.is_empty())) {
        message.insert("text".to_owned(), text.clone());
    }
    let attachments = attachments(one);
    if !attachments.is_empty() {
        message.insert("attachments".to_owned(), Value::Array(attachments));
    }
    if sender == inbox {
        message.insert("is_echo".to_owned(), json!(true));
    }
    Some(json!({
        "sender": {"id": sender}, "recipient": {"id": recipient},
        "timestamp": created_at(one)?.as_millisecond(), "message": message,
    }))
}

/// Attachments, which a conversation spells otherwise than a delivery.
fn attachments(one: &Value) -> Vec<Value> {
    let sticker = one.get("sticker").and_then(Value::as_str).map(|url| ("sticker", Some(url)));
    let listed = one.pointer("/attachments/data").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let listed = listed.iter().map(|attachment| {
        let text = |pointer: &str| attachment.pointer(pointer).and_then(Value::as_str);
        let family = text("/mime_type").and_then(|kind| kind.split('/').next()).unwrap_or_default();
        match (text("/image_data/url"), text("/video_data/url"), family) {
            (Some(url), _, _) => ("image", Some(url)),
            (_, Some(url), _) => ("video", Some(url)),
            (_, _, "audio") => ("audio", text("/file_url")),
            _ => ("file", text("/file_url")),
        }
    });
    let attachment = |(kind, url): (&str, Option<&str>)| json!({"type": kind, "payload": {"url": url}});
    sticker.into_iter().chain(listed).map(attachment).collect()
}

/// A post or a comment as the value of a `feed` change.
fn written(one: &Value, place: Value) -> Option<Value> {
    let mut value = place;
    let fields = value.as_object_mut()?;
    fields.insert("verb".to_owned(), json!("add"));
    fields.insert("created_time".to_owned(), json!(created_at(one)?.as_second()));
    for name in ["message", "from"] {
        if let Some(said) = one.get(name) {
            fields.insert(name.to_owned(), said.clone());
        }
    }
    let media = |pointer: &str| one.pointer(pointer).and_then(Value::as_str);
    if let Some(source) = media("/attachment/media/source") {
        fields.insert("video".to_owned(), json!(source));
    } else if let Some(source) = media("/attachment/media/image/src") {
        fields.insert("photo".to_owned(), json!(source));
    }
    Some(value)
}

/// A comment and the answers below it, those of the stretch, each as the value of a `comments` change.
fn instagram_comments(comment: &Value, media: &Value, since: Timestamp) -> Vec<Value> {
    let value = |one: &Value, parent: Option<&Value>| -> Option<Value> {
        let at = instant(one, "timestamp").filter(|at| *at >= since)?;
        let mut value = json!({"id": one.get("id")?, "text": one.get("text"), "media": media, "at": at.as_second()});
        let fields = value.as_object_mut()?;
        if let Some(from) = one.get("from") {
            fields.insert("from".to_owned(), from.clone());
        }
        if let Some(parent) = parent {
            fields.insert("parent_id".to_owned(), parent.clone());
        }
        Some(value)
    };
    let answers = comment.pointer("/replies/data").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let answers = answers.iter().filter_map(|answer| value(answer, comment.get("id")));
    value(comment, None).into_iter().chain(answers).collect()
}

fn messaging_body(platform: &str, inbox: &str, events: &[Value]) -> Value {
    let object = if platform == "instagram" { "instagram" } else { "page" };
    json!({"object": object, "entry": [{"id": inbox, "messaging": events}]})
}

/// Changes, each in an entry of its own: on Instagram only the entry tells the time.
fn changes_body(object: &str, inbox: &str, field: &str, values: &[Value]) -> Value {
    let entry = |value: &Value| {
        let time = value.get("created_time").or_else(|| value.get("at"));
        json!({"id": inbox, "time": time, "changes": [{"field": field, "value": value}]})
    };
    json!({"object": object, "entry": values.iter().map(entry).collect::<Vec<_>>()})
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;
    use crate::channels::parse;
    use crate::domain::message::{Channel, Event, Kind, Outcome};

    fn heard(body: &Value) -> Vec<Event> {
        elements(Door::Meta, body).iter().flat_map(parse).collect()
    }

    #[test]
    fn messages_are_read_as_if_delivered() {
        let one = |id: &str, from: &str, to: &str, text: &str| {
            json!({"id": id, "message": text, "from": {"id": from}, "to": {"data": [{"id": to}]},
                "created_time": "2026-03-30T09:00:00+0000"})
        };
        let mut picture = one("m_2", "7001", "2001", "");
        picture["attachments"] =
            json!({"data": [{"mime_type": "image/jpeg", "image_data": {"url": "https://cdn.example/a.jpg"}}]});
        let items = [one("m_1", "7001", "2001", "o\u{f9} ?"), picture, one("m_3", "2001", "7001", "on regarde")];
        let events: Vec<Value> = items.iter().filter_map(|item| message("2001", item)).collect();
        let events = heard(&messaging_body("messenger", "2001", &events));
        let shape: Vec<_> = events.iter().map(|event| (event.outcome, event.contact.as_deref().unwrap())).collect();
        assert_eq!(shape, [(Outcome::Message, "7001"), (Outcome::Message, "7001"), (Outcome::Own, "7001")]);
        assert_eq!(events[0].text, "o\u{f9} ?");
        assert_eq!(events[0].at.unwrap().to_string(), "2026-03-30T09:00:00Z");
        assert_eq!((events[1].attachments[0].kind.as_str(), events[1].text.as_str()), ("image", ""));
        assert_eq!(heard(&messaging_body("instagram", "3001", &[]))[..], []);
    }

    #[test]
    fn comments_are_read_as_if_delivered() {
        let comment = json!({"id": "880001_990003", "message": "moi aussi", "from": {"id": "7001", "name": "In\u{e8}s"},
            "created_time": "2026-03-30T09:05:00+0000", "attachment": {"media": {"image": {"src": "https://cdn.example/b.jpg"}}}});
        let place = |parent: &str| json!({"item": "comment", "post_id": "2001_880001", "parent_id": parent, "comment_id": "880001_990003"});
        let top = written(&comment, place("2001_880001")).unwrap();
        let answer = written(&comment, place("880001_990001")).unwrap();
        let events = heard(&changes_body("page", "2001", "feed", &[top, answer]));
        assert_eq!((events[0].channel, events[0].kind), (Some(Channel::Facebook), Kind::Comment));
        assert_eq!(events[0].contact.as_deref(), Some("880001_990003"), "a top comment names its conversation");
        assert_eq!(events[1].contact.as_deref(), Some("880001_990001"));
        assert_eq!(events[0].at.unwrap().to_string(), "2026-03-30T09:05:00Z");
        assert_eq!(events[0].attachments[0].kind, "image");

        let since = "2026-03-30T09:00:00Z".parse().unwrap();
        let old = json!({"id": "17", "text": "old", "timestamp": "2026-03-29T09:00:00+0000", "from": {"id": "7001", "username": "ines"},
            "replies": {"data": [{"id": "18", "text": "new", "timestamp": "2026-03-30T09:01:00+0000", "from": {"id": "3001", "username": "acme"}}]}});
        let values = instagram_comments(&old, &json!({"id": "900"}), since);
        let events = heard(&changes_body("instagram", "3001", "comments", &values));
        assert_eq!(events.len(), 1, "only what lies in the stretch");
        assert_eq!((events[0].outcome, events[0].contact.as_deref()), (Outcome::Own, Some("17")));
        assert_eq!(events[0].at.unwrap().to_string(), "2026-03-30T09:01:00Z");
    }
}
