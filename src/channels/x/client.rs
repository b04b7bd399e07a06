//! X's API as we use it: reply to a post, write a direct message, find one of ours again.
//!
//! Owns the requests and what their answers mean. X offers no idempotency key and no field for our own
//! id, so a lost answer can only be looked up by target and text. Must not retry a request.

pub(super) mod errors;
mod pictures;
mod reader;
mod same_text;

pub(crate) use same_text::same_text;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use anyhow::Context;
use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, Url};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Value, json};

use super::access::{Renewable, XAccess};
use super::{oauth1, renewal};
use crate::channels::send::access::{Connection, Renewed, Token};
use crate::channels::send::http::{self, Exchange};
use crate::channels::send::{LookUp, Outgoing, RefusalCode, SendOutcome, UnknownCode, invalid};
use crate::domain::ids::hex;

/// Most pages of our own posts or messages read in one look-up; beyond that we say that we cannot tell.
const LOOK_UP_PAGES: usize = 5;

/// X for the inboxes we have access to.
#[derive(Clone)]
pub struct XClient {
    http: Client,
    base: Url,
    accounts: Arc<BTreeMap<String, Account>>,
    /// The access token of the one inbox this client was made for, where that is renewed by us.
    handed_over: Option<(String, HeaderValue)>,
    /// The application's own access, which webhooks are asked about with.
    application: Option<HeaderValue>,
}

/// The access to one account.
struct Account {
    digest: String,
    authority: Authority,
}

/// What a request proves itself with.
enum Authority {
    Bearer(HeaderValue),
    Signature(oauth1::Keys),
    HandedOver(Renewable),
}

impl fmt::Debug for XClient {
    /// Without tokens.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inboxes: Vec<&String> = self.accounts.keys().collect();
        formatter.debug_struct("XClient").field("base", &self.base.as_str()).field("inboxes", &inboxes).finish()
    }
}

impl XClient {
    /// `accesses` by X user id; `application`: the application's own bearer token.
    pub(in crate::channels) fn new(
        http: Client,
        base: Url,
        accesses: BTreeMap<String, XAccess>,
        application: Option<&str>,
    ) -> anyhow::Result<XClient> {
        let mut accounts = BTreeMap::new();
        for (inbox, access) in accesses {
            let digest = access.digest();
            let authority = match access {
                XAccess::Bearer(token) => {
                    Authority::Bearer(http::bearer(&token).with_context(|| format!("X inbox {inbox}"))?)
                }
                XAccess::OAuth1(keys) => Authority::Signature(keys),
                XAccess::OAuth2(renewable) => Authority::HandedOver(renewable),
            };
            accounts.insert(inbox, Account { digest, authority });
        }
        let application = application.map(http::bearer).transpose().context("the X application")?;
        Ok(XClient { http, base, accounts: Arc::new(accounts), handed_over: None, application })
    }

    pub(in crate::channels) fn connection(&self, inbox: &str) -> Option<Connection> {
        let account = self.accounts.get(inbox)?;
        let first_refresh_token = match &account.authority {
            Authority::Bearer(_) | Authority::Signature(_) => None,
            Authority::HandedOver(renewable) => Token::read(&renewable.refresh_token),
        };
        Some(Connection { digest: account.digest.clone(), first_refresh_token })
    }

    pub(in crate::channels) async fn renew(&self, inbox: &str, refresh_token: &Token, now: Timestamp) -> Renewed {
        match self.accounts.get(inbox).map(|account| &account.authority) {
            Some(Authority::HandedOver(of)) => renewal::renew(&self.http, &self.base, of, refresh_token, now).await,
            Some(Authority::Bearer(_) | Authority::Signature(_)) | None => Renewed::Refused,
        }
    }

    pub(in crate::channels) fn hand_over(&mut self, inbox: &str, token: &Token) {
        // A `Token` holds nothing that a header may not.
        self.handed_over = http::bearer(token.reveal()).ok().map(|header| (inbox.to_owned(), header));
    }

    /// What a request to `url` in the name of `inbox` proves itself with; else why it cannot leave.
    pub(super) fn authorization(
        &self,
        inbox: &str,
        method: &str,
        url: &Url,
        now: Timestamp,
    ) -> Result<HeaderValue, SendOutcome> {
        let Some(account) = self.accounts.get(inbox) else {
            return Err(SendOutcome::Refused { code: RefusalCode::NotConnected, detail: "inbox".to_owned() });
        };
        let header = match &account.authority {
            Authority::Bearer(header) => Some(header.clone()),
            Authority::Signature(keys) => signed(keys, method, url, now),
            Authority::HandedOver(_) => {
                self.handed_over.as_ref().filter(|(of, _)| of == inbox).map(|(_, header)| header.clone())
            }
        };
        // No random number, or no token handed over: nothing has left, and it may be there next time.
        header.ok_or_else(|| http::never_left(now))
    }

    pub(in crate::channels) fn has_token(&self, inbox: &str) -> bool {
        self.accounts.contains_key(inbox)
    }

    /// A request as an inbox, with no body yet; else why it cannot leave.
    pub(in crate::channels::x) fn request(
        &self,
        inbox: &str,
        method: Method,
        segments: &[&str],
        query: &[(&str, &str)],
        now: Timestamp,
    ) -> Result<RequestBuilder, SendOutcome> {
        let mut url = http::endpoint(&self.base, segments);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let proof = self.authorization(inbox, method.as_str(), &url, now)?;
        Ok(self.http.request(method, url).header(AUTHORIZATION, proof))
    }

    /// Sends a public reply or a direct message.
    pub(in crate::channels) async fn send(&self, outgoing: &Outgoing, now: Timestamp) -> SendOutcome {
        self.send_with(outgoing, &[], now).await
    }

    /// The same with pictures that were uploaded before, by their ids.
    async fn send_with(&self, outgoing: &Outgoing, pictures: &[String], now: Timestamp) -> SendOutcome {
        if !self.has_token(&outgoing.inbox) {
            return SendOutcome::Refused { code: RefusalCode::NotConnected, detail: "inbox".to_owned() };
        }
        let (url, body) = if outgoing.public {
            // Without a target this would become a post of its own on the brand's page.
            let Some(target) = outgoing.reply_to.as_deref().filter(|id| http::is_path_id(id)) else {
                return invalid("reply_to");
            };
            let mut body = json!({ "text": outgoing.text, "reply": { "in_reply_to_tweet_id": target } });
            if let Some(fields) = body.as_object_mut().filter(|_| !pictures.is_empty()) {
                fields.insert("media".to_owned(), json!({ "media_ids": pictures }));
            }
            (http::endpoint(&self.base, &["2", "tweets"]), body)
        } else {
            if !http::is_path_id(&outgoing.contact) {
                return invalid("contact");
            }
            let segments = ["2", "dm_conversations", "with", outgoing.contact.as_str(), "messages"];
            let mut body = json!({ "text": outgoing.text });
            if let Some(fields) = body.as_object_mut().filter(|_| !pictures.is_empty()) {
                let attached: Vec<Value> = pictures.iter().map(|id| json!({ "media_id": id })).collect();
                fields.insert("attachments".to_owned(), Value::Array(attached));
            }
            (http::endpoint(&self.base, &segments), body)
        };
        let proof = match self.authorization(&outgoing.inbox, "POST", &url, now) {
            Ok(proof) => proof,
            Err(outcome) => return outcome,
        };
        match http::exchange(self.http.post(url).header(AUTHORIZATION, proof).json(&body)).await {
            Exchange::NeverLeft => http::never_left(now),
            Exchange::Lost(code) => SendOutcome::Unknown { code },
            Exchange::Answered(answer) if answer.is_success() => sent(&answer.body, outgoing.public),
            Exchange::Answered(answer) => errors::outcome(&answer, outgoing.public, now),
        }
    }

    /// Looks for `outgoing` among what the inbox said at or after `since`.
    pub(in crate::channels) async fn look_up(&self, outgoing: &Outgoing, since: Timestamp, now: Timestamp) -> LookUp {
        let Some(mut url) = self.look_up_url(outgoing, since) else { return LookUp::Unavailable };
        let mut found: Option<(Timestamp, String)> = None;
        for _ in 0..LOOK_UP_PAGES {
            let Ok(proof) = self.authorization(&outgoing.inbox, "GET", &url, now) else { return LookUp::Unavailable };
            let request = self.http.get(url.clone()).header(AUTHORIZATION, proof);
            let Exchange::Answered(answer) = http::exchange(request).await else { return LookUp::Unavailable };
            if answer.status == 429 {
                // Fifteen questions in fifteen minutes is all there is for messages: no more before the reset.
                return LookUp::RateLimited { retry_at: http::wait_until(errors::reset_at(&answer), now) };
            }
            let Some(page) = answer.is_success().then(|| Page::read(&answer.body)).flatten() else {
                return LookUp::Unavailable;
            };
            for item in page.items {
                let Some((at, id)) = ours(item, outgoing, since) else { continue };
                // The earliest one is the one we sent: a colleague may have said the same again since.
                if found.as_ref().is_none_or(|(earlier, _)| at < *earlier) {
                    found = Some((at, id.to_owned()));
                }
            }
            // Newest first: once a page reaches back before `since`, there is nothing more to read.
            let Some(next) = page.next.filter(|_| !page.reaches_before(since)) else {
                return match found {
                    Some((at, external_id)) => LookUp::Found { external_id, at: Some(at) },
                    None => LookUp::NotFound,
                };
            };
            set_parameter(&mut url, "pagination_token", next);
        }
        match found {
            Some((at, external_id)) => LookUp::Found { external_id, at: Some(at) },
            None => LookUp::Unavailable,
        }
    }

    /// The first page to read, or nothing when the ids may not stand in a path.
    fn look_up_url(&self, outgoing: &Outgoing, since: Timestamp) -> Option<Url> {
        let in_path = if outgoing.public { &outgoing.inbox } else { &outgoing.contact };
        if !http::is_path_id(in_path) {
            return None;
        }
        let mut url;
        if outgoing.public {
            url = http::endpoint(&self.base, &["2", "users", &outgoing.inbox, "tweets"]);
            let start = since.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
            url.query_pairs_mut()
                .append_pair("max_results", "100")
                .append_pair("tweet.fields", "created_at,referenced_tweets,note_tweet,attachments")
                // Each post read is paid for: ask for the recent ones only.
                .append_pair("start_time", &start);
        } else {
            url = http::endpoint(&self.base, &["2", "dm_conversations", "with", &outgoing.contact, "dm_events"]);
            url.query_pairs_mut()
                .append_pair("max_results", "100")
                .append_pair("event_types", "MessageCreate")
                .append_pair("dm_event.fields", "id,text,created_at,sender_id,event_type,attachments");
        }
        Some(url)
    }
}

/// A signature over one request, in a header that cannot be printed.
fn signed(keys: &oauth1::Keys, method: &str, url: &Url, now: Timestamp) -> Option<HeaderValue> {
    let mut nonce = [0; 16];
    SystemRandom::new().fill(&mut nonce).ok()?;
    let mut value = HeaderValue::from_str(&oauth1::header(keys, method, url, &hex(&nonce), now)).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// A 2xx: sent if it names what it made.
fn sent(body: &Value, public: bool) -> SendOutcome {
    let pointer = if public { "/data/id" } else { "/data/dm_event_id" };
    match body.pointer(pointer).and_then(Value::as_str).filter(|id| !id.is_empty()) {
        Some(id) => SendOutcome::Sent { external_id: id.to_owned(), at: time_in_id(id) },
        None => SendOutcome::Unknown { code: UnknownCode::UnreadableAnswer },
    }
}

/// One page of posts or direct-message events, newest first.
struct Page<'a> {
    items: &'a [Value],
    next: Option<&'a str>,
}

impl<'a> Page<'a> {
    /// A page without `data` is an empty one only if X says that it counted.
    fn read(body: &'a Value) -> Option<Page<'a>> {
        let items = match body.get("data") {
            Some(data) => data.as_array()?.as_slice(),
            None => {
                body.pointer("/meta/result_count")?;
                &[]
            }
        };
        Some(Page { items, next: body.pointer("/meta/next_token").and_then(Value::as_str) })
    }

    fn reaches_before(&self, since: Timestamp) -> bool {
        self.items.last().and_then(item_time).is_some_and(|at| at < since)
    }
}

/// The time and id of `item` if it is the answer we look for.
fn ours<'a>(item: &'a Value, outgoing: &Outgoing, since: Timestamp) -> Option<(Timestamp, &'a str)> {
    let id = item.get("id")?.as_str()?;
    if outgoing.known_ids.iter().any(|known| known == id) {
        return None;
    }
    let at = item_time(item).filter(|at| *at >= since)?;
    let text = |name: &str| item.get(name).and_then(Value::as_str);
    let (right_place, full_text) = if outgoing.public {
        // `text` of a long post is cut; the whole of it is in the note.
        let note = item.pointer("/note_tweet/text").and_then(Value::as_str);
        (reply_target(item) == outgoing.reply_to.as_deref(), note.or_else(|| text("text"))?)
    } else {
        (text("sender_id") == Some(outgoing.inbox.as_str()), text("text")?)
    };
    let shown = pictures::without_link_to_pictures(item, full_text);
    let same = same_text(&outgoing.text, full_text) || same_text(&outgoing.text, shown);
    (right_place && same).then_some((at, id))
}

/// The id of the post this one replies to.
fn reply_target(post: &Value) -> Option<&str> {
    let referenced = post.get("referenced_tweets")?.as_array()?;
    let replied = referenced.iter().find(|one| one.get("type").and_then(Value::as_str) == Some("replied_to"))?;
    replied.get("id")?.as_str()
}

/// The time of a post or direct message: the one inside its id (milliseconds), else the written one.
fn item_time(item: &Value) -> Option<Timestamp> {
    let inside = item.get("id").and_then(Value::as_str).and_then(time_in_id);
    inside.or_else(|| item.get("created_at")?.as_str()?.parse().ok())
}

/// The instant inside an X id: its upper bits count milliseconds since 2010-11-04T01:42:54.657Z. Ids
/// older than that scheme (below 2^22 they carry no time) give nothing.
fn time_in_id(id: &str) -> Option<Timestamp> {
    const SCHEME_BEGAN_AT_MILLISECONDS: i64 = 1_288_834_974_657;
    let number: u64 = id.parse().ok()?;
    let since_began = i64::try_from(number >> 22).ok().filter(|milliseconds| *milliseconds > 0)?;
    Timestamp::from_millisecond(since_began.checked_add(SCHEME_BEGAN_AT_MILLISECONDS)?).ok()
}

/// Sets one query parameter, replacing an earlier value.
fn set_parameter(url: &mut Url, name: &str, value: &str) {
    let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().filter(|(key, _)| key != name).collect();
    pairs.push((name.to_owned(), value.to_owned()));
    url.query_pairs_mut().clear().extend_pairs(pairs);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn the_time_is_inside_the_id() {
        let at = time_in_id("1924465506158879979").unwrap();
        assert_eq!(at.to_string(), "2025-05-19T14:01:46.165Z");
        for none in ["", "abc", "12", "99999999999999999999999"] {
            assert_eq!(time_in_id(none), None, "{none}");
        }
    }

    #[test]
    fn only_an_answer_with_an_id_is_sent() {
        let unreadable = SendOutcome::Unknown { code: UnknownCode::UnreadableAnswer };
        for body in [Value::Null, json!({}), json!({"data": {"id": 5}}), json!({"data": {"id": ""}})] {
            assert_eq!(sent(&body, true), unreadable);
            assert_eq!(sent(&body, false), unreadable);
        }
        let body = json!({"data": {"dm_conversation_id": "1-2", "dm_event_id": "7"}});
        assert_eq!(sent(&body, false), SendOutcome::Sent { external_id: "7".to_owned(), at: None });
        assert_eq!(sent(&body, true), unreadable);
    }

    #[test]
    fn a_parameter_is_replaced() {
        let mut url = Url::parse("https://api.x.com/2?a=1&pagination_token=x").unwrap();
        set_parameter(&mut url, "pagination_token", "y z");
        assert_eq!(url.as_str(), "https://api.x.com/2?a=1&pagination_token=y+z");
    }
}
