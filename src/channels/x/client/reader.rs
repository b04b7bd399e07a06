//! Reading back from X: mentions, the account's own posts, direct messages; and the state of webhooks.
//!
//! Owns these requests and turning their answers into bodies as X would have delivered them. Must not
//! decide what is missing.

use jiff::Timestamp;
use reqwest::header::AUTHORIZATION;
use reqwest::{RequestBuilder, Url};
use serde_json::{Map, Value, json};

use super::{Page, XClient, errors, item_time, set_parameter};
use crate::channels::read::{Asked, List, ReadError, Reading, Replay, Webhook, elements, error_of};
use crate::channels::send::http::{self, Answer, Exchange};
use crate::channels::{Door, Element};

/// Most pages of one list in one reading; the next one goes on. X lets an account read its direct messages
/// fifteen times a quarter of an hour.
const PAGES: usize = 5;
/// What a page holds at most.
const PAGE_SIZE: &str = "100";
/// What the parser reads of a post.
const POST_FIELDS: &str = "id,text,author_id,conversation_id,created_at,in_reply_to_user_id,referenced_tweets,\
                           edit_history_tweet_ids,entities,display_text_range,lang,note_tweet,attachments";
/// What the parser reads of an account.
const USER_FIELDS: &str = "id,name,username,verified,public_metrics";
/// What the parser reads of a picture.
const MEDIA_FIELDS: &str = "media_key,type,url,preview_image_url";
/// The end of our webhook's address, whatever host it is behind.
const OUR_DOOR: &str = "/webhooks/x";
/// X's number for "a replay is already running".
const ALREADY_RUNNING: i64 = 355;

impl XClient {
    /// What was said to and by the account, three lists.
    pub(in crate::channels) async fn read(&self, asked: &Asked<'_>, now: Timestamp) -> Reading {
        let mut reading = Reading::default();
        if !self.has_token(asked.inbox) || !http::is_path_id(asked.inbox) {
            reading.error = Some(ReadError::Refused);
            return reading;
        }
        for name in ["mentions", "tweets", "messages"] {
            let Some(cursor) = asked.list(name) else { continue };
            let list = self.list(asked, name, cursor, now).await;
            reading.add(name, list);
        }
        reading
    }

    async fn list(
        &self,
        asked: &Asked<'_>,
        name: &str,
        cursor: Option<&str>,
        now: Timestamp,
    ) -> Result<List, ReadError> {
        let mut url = if name == "messages" { self.messages_url() } else { self.posts_url(asked, name) };
        let mut list = List { rest: cursor.map(str::to_owned), ..List::default() };
        for _ in 0..PAGES {
            if let Some(cursor) = &list.rest {
                set_parameter(&mut url, "pagination_token", cursor);
            }
            let proof =
                self.authorization(asked.inbox, "GET", &url, now).map_err(|outcome| error_of(&outcome, false))?;
            let request = self.http.get(url.clone()).header(AUTHORIZATION, proof);
            let answer = answered(request, list.rest.is_some(), now).await?;
            let page = Page::read(&answer.body).ok_or(ReadError::Unavailable)?;
            let includes = answer.body.get("includes").unwrap_or(&Value::Null);
            let wanted = page.items.iter().filter(|item| item_time(item).is_some_and(|at| at >= asked.since));
            list.elements.extend(match name {
                "mentions" => posts("post.mention.create", asked.inbox, wanted, includes),
                "tweets" => posts("post.create", asked.inbox, wanted, includes),
                _ => messages(asked.inbox, wanted, includes),
            });
            // Newest first: once a page reaches back before the stretch, there is nothing more to read.
            list.rest = page.next.filter(|_| !page.reaches_before(asked.since)).map(str::to_owned);
            if list.rest.is_none() {
                break;
            }
        }
        Ok(list)
    }

    fn posts_url(&self, asked: &Asked<'_>, name: &str) -> Url {
        let mut url = http::endpoint(&self.base, &["2", "users", asked.inbox, name]);
        let start = asked.since.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        url.query_pairs_mut()
            .append_pair("max_results", PAGE_SIZE)
            // Each post read is paid for: ask for the recent ones only.
            .append_pair("start_time", &start)
            .append_pair("tweet.fields", POST_FIELDS)
            .append_pair("expansions", "author_id,referenced_tweets.id,attachments.media_keys")
            .append_pair("user.fields", USER_FIELDS)
            .append_pair("media.fields", MEDIA_FIELDS);
        if name == "tweets" {
            url.query_pairs_mut().append_pair("exclude", "retweets");
        }
        url
    }

    fn messages_url(&self) -> Url {
        let mut url = http::endpoint(&self.base, &["2", "dm_events"]);
        url.query_pairs_mut()
            .append_pair("max_results", PAGE_SIZE)
            .append_pair("event_types", "MessageCreate")
            .append_pair(
                "dm_event.fields",
                "id,event_type,text,created_at,sender_id,dm_conversation_id,entities,attachments",
            )
            .append_pair("expansions", "sender_id,attachments.media_keys")
            .append_pair("user.fields", USER_FIELDS)
            .append_pair("media.fields", MEDIA_FIELDS);
        url
    }

    /// The application's webhooks that end at our door.
    pub(in crate::channels) async fn webhooks(&self, now: Timestamp) -> Option<Result<Vec<Webhook>, ReadError>> {
        let application = self.application.as_ref()?;
        let url = http::endpoint(&self.base, &["2", "webhooks"]);
        let answer = answered(self.http.get(url).header(AUTHORIZATION, application), false, now).await;
        Some(answer.and_then(|answer| webhooks(&answer.body).ok_or(ReadError::Unavailable)))
    }

    /// Has X try the webhook once more; whether it is valid now.
    pub(in crate::channels) async fn revalidate(&self, webhook: &str, now: Timestamp) -> Result<bool, ReadError> {
        let application = self.application.as_ref().filter(|_| http::is_path_id(webhook)).ok_or(ReadError::Refused)?;
        let url = http::endpoint(&self.base, &["2", "webhooks", webhook]);
        let answer = answered(self.http.put(url).header(AUTHORIZATION, application), false, now).await?;
        Ok(answer.body.pointer("/data/valid").and_then(Value::as_bool).unwrap_or(false))
    }

    /// Has X deliver a stretch again.
    pub(in crate::channels) async fn replay(
        &self,
        webhook: &str,
        from: Timestamp,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Replay, ReadError> {
        let application = self.application.as_ref().ok_or(ReadError::Refused)?;
        let url = http::endpoint(&self.base, &["2", "webhooks", "replay"]);
        let body = json!({"webhook_id": webhook, "from_date": minute(from), "to_date": minute(until)});
        match http::exchange(self.http.post(url).header(AUTHORIZATION, application).json(&body)).await {
            Exchange::Answered(answer) if answer.is_success() => Ok(Replay::Started),
            Exchange::Answered(answer) if is_running(&answer) => Ok(Replay::Busy),
            Exchange::Answered(answer) => Err(error_of(&errors::outcome(&answer, true, now), false)),
            Exchange::NeverLeft | Exchange::Lost(_) => Err(ReadError::Unavailable),
        }
    }
}

/// A complete answer with which X agrees.
async fn answered(request: RequestBuilder, with_cursor: bool, now: Timestamp) -> Result<Answer, ReadError> {
    match http::exchange(request).await {
        Exchange::Answered(answer) if answer.is_success() => Ok(answer),
        Exchange::Answered(answer) => Err(error_of(&errors::outcome(&answer, true, now), with_cursor)),
        Exchange::NeverLeft | Exchange::Lost(_) => Err(ReadError::Unavailable),
    }
}

/// `yyyymmddhhmm`, as the replay wants it.
fn minute(at: Timestamp) -> String {
    at.strftime("%Y%m%d%H%M").to_string()
}

fn is_running(answer: &Answer) -> bool {
    let number = answer.body.pointer("/errors/0/code").and_then(Value::as_i64);
    answer.status == 409 || number == Some(ALREADY_RUNNING)
}

fn webhooks(body: &Value) -> Option<Vec<Webhook>> {
    let listed = match body.get("data") {
        Some(data) => data.as_array()?.as_slice(),
        None => {
            body.pointer("/meta/result_count")?;
            &[]
        }
    };
    let ours = |webhook: &Value| -> Option<Webhook> {
        let url = webhook.get("url")?.as_str()?;
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let id = webhook.get("id")?.as_str()?.to_owned();
        path.ends_with(OUR_DOOR).then_some(Webhook { id, valid: webhook.get("valid")?.as_bool()? })
    };
    Some(listed.iter().filter_map(ours).collect())
}

/// Posts as the X Activity API would have delivered them.
fn posts<'a>(kind: &str, inbox: &str, items: impl Iterator<Item = &'a Value>, includes: &Value) -> Vec<Element> {
    let activity = |post: &Value| -> Option<Value> {
        let post = with_addressee(post, includes)?;
        Some(json!({"event_type": kind, "filter": {"user_id": inbox}, "payload": post}))
    };
    let activities: Vec<Value> = items.filter_map(activity).collect();
    elements(Door::X, &json!({"data": activities, "includes": includes}))
}

/// A post in which a reply says whom it answers. One that does not, and answers a post X no longer shows,
/// belongs to no conversation we could name: it is left out rather than taken for a post to everybody.
fn with_addressee(post: &Value, includes: &Value) -> Option<Value> {
    let Some(target) = super::reply_target(post) else { return Some(post.clone()) };
    if post.get("in_reply_to_user_id").and_then(Value::as_str).is_some() {
        return Some(post.clone());
    }
    let included = includes.get("tweets").and_then(Value::as_array)?;
    let answered = included.iter().find(|one| one.get("id").and_then(Value::as_str) == Some(target))?;
    let author = answered.get("author_id")?.as_str()?;
    let mut post = post.clone();
    post.as_object_mut()?.insert("in_reply_to_user_id".to_owned(), json!(author));
    Some(post)
}

/// Direct messages as both activity APIs would have delivered them.
fn messages<'a>(inbox: &str, items: impl Iterator<Item = &'a Value>, includes: &Value) -> Vec<Element> {
    let events: Vec<Value> = items.filter_map(|item| message(inbox, item, includes)).collect();
    let people = includes.get("users").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let named = |person: &Value| Some((person.get("id")?.as_str()?.to_owned(), person.clone()));
    let people: Map<String, Value> = people.iter().filter_map(named).collect();
    elements(Door::X, &json!({"for_user_id": inbox, "direct_message_events": events, "users": people}))
}

/// One message of a conversation of two; groups, whose ids name nobody, are never delivered either.
fn message(inbox: &str, item: &Value, includes: &Value) -> Option<Value> {
    let text = |name: &str| item.get(name).and_then(Value::as_str);
    let (sender, (first, second)) = (text("sender_id")?, text("dm_conversation_id")?.split_once('-')?);
    let other = if first == inbox { second } else { first };
    let recipient = if sender == inbox { other } else { inbox };
    let mut data = json!({"text": text("text").unwrap_or_default(), "entities": {"urls": links(item)}});
    if let Some(media) = picture(item, includes)
        && let Some(fields) = data.as_object_mut()
    {
        fields.insert("attachment".to_owned(), json!({"type": "media", "media": media}));
    }
    Some(json!({
        "type": "message_create", "id": text("id")?,
        "created_timestamp": item_time(item)?.as_millisecond().to_string(),
        "message_create": {"target": {"recipient_id": recipient}, "sender_id": sender, "message_data": data},
    }))
}

/// The links of a message in the older spelling of offsets.
fn links(item: &Value) -> Vec<Value> {
    let urls = item.pointer("/entities/urls").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let link = |url: &Value| {
        let mut link = url.as_object()?.clone();
        link.insert("indices".to_owned(), json!([url.get("start")?, url.get("end")?]));
        Some(Value::Object(link))
    };
    urls.iter().filter_map(link).collect()
}

fn picture(item: &Value, includes: &Value) -> Option<Value> {
    let key = item.pointer("/attachments/media_keys/0")?.as_str()?;
    let media = includes.get("media")?.as_array()?;
    let found = media.iter().find(|one| one.get("media_key").and_then(Value::as_str) == Some(key))?;
    Some(json!({
        "id_str": key, "type": found.get("type"),
        "media_url_https": found.get("url").or_else(|| found.get("preview_image_url")),
    }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;
    use crate::channels::parse;
    use crate::domain::message::{Event, Kind, Outcome};

    fn heard(elements: Vec<Element>) -> Vec<Event> {
        elements.iter().flat_map(parse).collect()
    }

    #[test]
    fn posts_are_read_as_if_delivered() {
        let includes = json!({
            "users": [{"id": "7001", "username": "ines", "name": "In\u{e8}s", "public_metrics": {"followers_count": 12}}],
            "tweets": [{"id": "2038541792839729100", "author_id": "1001"}, {"id": "2038541792839729152", "author_id": "7001"}],
        });
        let mention = json!({
            "id": "2038541792839729152", "author_id": "7001", "text": "@acme o\u{f9} est mon colis ? \u{1f622}",
            "conversation_id": "2038541792839729152", "created_at": "2026-03-30T09:00:12.000Z",
            "entities": {"mentions": [{"start": 0, "end": 5, "username": "acme", "id": "1001"}]},
        });
        let quote = json!({
            "id": "2038541792839729153", "author_id": "7001", "text": "really?",
            "referenced_tweets": [{"type": "quoted", "id": "2038541792839729100"}],
        });
        let events = heard(posts("post.mention.create", "1001", [&mention, &quote].into_iter(), &includes));
        assert_eq!((events[0].outcome, events[0].kind), (Outcome::Message, Kind::Mention));
        assert_eq!(events[0].author.as_ref().unwrap().followers, Some(12));
        assert_eq!(events[0].text, "@acme o\u{f9} est mon colis ? \u{1f622}");
        assert_eq!(events[1].kind, Kind::Quote);

        let reply = |target: &str| {
            json!({"id": "2038544281299320832", "author_id": "1001", "text": "@ines on regarde",
                "referenced_tweets": [{"type": "replied_to", "id": target}]})
        };
        let (shown, gone) = (reply("2038541792839729152"), reply("2038541792839720000"));
        let events = heard(posts("post.create", "1001", [&shown, &gone].into_iter(), &includes));
        assert_eq!(events.len(), 1, "a reply to nobody we can name is left out");
        assert_eq!((events[0].outcome, events[0].contact.as_deref()), (Outcome::Own, Some("7001")));
    }

    #[test]
    fn messages_are_read_as_if_delivered() {
        let includes = json!({
            "users": [{"id": "7001", "username": "ines", "name": "In\u{e8}s"}],
            "media": [{"media_key": "3_1", "type": "photo", "url": "https://pbs.twimg.com/1.jpg"}],
        });
        let item = |sender: &str, conversation: &str| {
            json!({"id": "2038548285521657856", "event_type": "MessageCreate", "text": "A &amp; B https://t.co/a",
                "sender_id": sender, "dm_conversation_id": conversation, "created_at": "2026-03-30T09:26:00.000Z",
                "attachments": {"media_keys": ["3_1"]},
                "entities": {"urls": [{"start": 10, "end": 24, "url": "https://t.co/a", "expanded_url": "https://acme.example"}]}})
        };
        let items = [item("7001", "1001-7001"), item("1001", "1001-7001"), item("7001", "1890000000000000000")];
        let events = heard(messages("1001", items.iter(), &includes));
        assert_eq!(events.len(), 2, "a group is left out");
        assert_eq!((events[0].outcome, events[0].contact.as_deref()), (Outcome::Message, Some("7001")));
        assert_eq!(events[0].text, "A & B https://t.co/a");
        assert_eq!(events[0].display, "A & B https://acme.example");
        assert_eq!(events[0].attachments[0].url.as_deref(), Some("https://pbs.twimg.com/1.jpg"));
        assert_eq!(events[0].author.as_ref().unwrap().handle.as_deref(), Some("ines"));
        assert_eq!((events[1].outcome, events[1].contact.as_deref()), (Outcome::Own, Some("7001")));
        assert_eq!(events[0].at, super::super::time_in_id("2038548285521657856"));
    }

    #[test]
    fn only_webhooks_at_our_door_are_ours() {
        let body = json!({"data": [
            {"id": "11", "url": "https://care.acme.example/webhooks/x", "valid": false, "created_at": "x"},
            {"id": "12", "url": "https://other.acme.example/hook", "valid": true},
        ], "meta": {"result_count": 2}});
        assert_eq!(webhooks(&body).unwrap(), [Webhook { id: "11".to_owned(), valid: false }]);
        assert_eq!(webhooks(&json!({"meta": {"result_count": 0}})).unwrap(), []);
        assert_eq!(webhooks(&json!({"errors": []})), None);
        assert_eq!(minute("2026-03-30T09:05:59Z".parse().unwrap()), "202603300905");
    }
}
