//! Messenger's Send API as we use it: write to one person, find one of our messages again.
//!
//! Owns the requests, the messaging window and what the answers mean. Our own id travels as
//! `metadata`, which comes back in the echo webhook only: the Conversations API does not give it, so a
//! look-up matches on sender, text and time. Only answers written by people go through here: the
//! `HUMAN_AGENT` tag is for nothing else. Must not retry a request that may have been taken.

pub(in crate::channels::meta) mod errors;

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, Url};
use ring::hmac;
use serde_json::{Value, json};

use crate::channels::send::http::{self, Exchange};
use crate::channels::send::{LookUp, Outgoing, RefusalCode, SendOutcome, UnknownCode, invalid};

/// The Graph API's version.
const GRAPH_VERSION: &str = "v23.0";
/// The longest text of one message, in characters.
const LONGEST_TEXT: usize = 2_000;
/// Until when after the person's last message a plain response is allowed.
const RESPONSE_TIME: SignedDuration = SignedDuration::from_hours(24);
/// Until when a person of ours may still write.
const HUMAN_AGENT_TIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Messenger for the Pages we hold a token of.
#[derive(Clone)]
pub struct MetaClient {
    http: Client,
    base: Url,
    pages: BTreeMap<String, PageAccess>,
}

/// Access to one Page. The token goes into a header, so that it is in no address that anybody logs.
#[derive(Clone)]
struct PageAccess {
    authorization: HeaderValue,
    proof: String,
}

impl fmt::Debug for MetaClient {
    /// Without tokens and proofs.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pages: Vec<&String> = self.pages.keys().collect();
        formatter.debug_struct("MetaClient").field("base", &self.base.as_str()).field("pages", &pages).finish()
    }
}

impl MetaClient {
    /// `tokens`: Page access token by Page id.
    pub(in crate::channels) fn new(
        http: Client,
        base: Url,
        tokens: &BTreeMap<String, String>,
        app_secret: &str,
    ) -> anyhow::Result<MetaClient> {
        let mut pages = BTreeMap::new();
        for (page, token) in tokens {
            let authorization = http::bearer(token).with_context(|| format!("Page {page}"))?;
            pages.insert(page.clone(), PageAccess { authorization, proof: appsecret_proof(app_secret, token) });
        }
        Ok(MetaClient { http, base, pages })
    }

    pub(in crate::channels) fn has_token(&self, page: &str) -> bool {
        self.pages.contains_key(page)
    }

    /// A request as an inbox, with no body yet; nothing when we hold no access to it.
    pub(in crate::channels::meta) fn request(
        &self,
        inbox: &str,
        method: Method,
        segments: &[&str],
        query: &[(&str, &str)],
    ) -> Option<RequestBuilder> {
        let access = self.pages.get(inbox)?;
        let mut url = http::endpoint(&self.base, &[&[GRAPH_VERSION], segments].concat());
        url.query_pairs_mut().extend_pairs(query).append_pair("appsecret_proof", &access.proof);
        Some(self.http.request(method, url).header(AUTHORIZATION, &access.authorization))
    }

    /// Sends one message to one person.
    pub(in crate::channels) async fn send(&self, outgoing: &Outgoing, now: Timestamp) -> SendOutcome {
        let Some(access) = self.pages.get(&outgoing.inbox) else {
            return SendOutcome::Refused { code: RefusalCode::NotConnected, detail: "inbox".to_owned() };
        };
        if !http::is_path_id(&outgoing.inbox) {
            return invalid("inbox");
        }
        if !http::is_path_id(&outgoing.contact) {
            return invalid("contact");
        }
        if outgoing.text.chars().count() > LONGEST_TEXT {
            return SendOutcome::Refused { code: RefusalCode::TooLong, detail: "text".to_owned() };
        }
        let standing = Standing::at(outgoing.last_heard_at, now);
        if standing == Standing::Closed {
            return SendOutcome::Refused { code: RefusalCode::WindowClosed, detail: "last_heard_at".to_owned() };
        }
        let outcome = self.post(access, outgoing, standing, now).await;
        // Meta's clock or its idea of the last message differs from ours. The refusal is certain, so
        // asking once more, as a person, sends nothing twice.
        if standing == Standing::Response && is_window_closed(&outcome) && outgoing.last_heard_at.is_some() {
            return match self.post(access, outgoing, Standing::HumanAgent, now).await {
                // The tag was not for us (right or parameter): the closed window is what matters to the agent.
                SendOutcome::Refused { code: RefusalCode::Permission | RefusalCode::Invalid, .. } => outcome,
                second => second,
            };
        }
        outcome
    }

    async fn post(&self, access: &PageAccess, outgoing: &Outgoing, standing: Standing, now: Timestamp) -> SendOutcome {
        let url = self.url(access, &outgoing.inbox, "messages");
        let request = self.http.post(url).header(AUTHORIZATION, &access.authorization);
        match http::exchange(request.json(&message(outgoing, standing))).await {
            Exchange::NeverLeft => http::never_left(now),
            Exchange::Lost(code) => SendOutcome::Unknown { code },
            Exchange::Answered(answer) if answer.is_success() => sent(&answer.body),
            Exchange::Answered(answer) => errors::outcome(&answer, now),
        }
    }

    /// Looks for `outgoing` among what the Page wrote to this person at or after `since`.
    pub(in crate::channels) async fn look_up(&self, outgoing: &Outgoing, since: Timestamp) -> LookUp {
        let Some(access) = self.pages.get(&outgoing.inbox) else { return LookUp::Unavailable };
        if !http::is_path_id(&outgoing.inbox) || !http::is_path_id(&outgoing.contact) {
            return LookUp::Unavailable;
        }
        let mut url = self.url(access, &outgoing.inbox, "conversations");
        url.query_pairs_mut()
            .append_pair("platform", "messenger")
            .append_pair("user_id", &outgoing.contact)
            .append_pair("fields", "messages{id,message,from,to,created_time}");
        let request = self.http.get(url).header(AUTHORIZATION, &access.authorization);
        let Exchange::Answered(answer) = http::exchange(request).await else { return LookUp::Unavailable };
        if !answer.is_success() {
            return LookUp::Unavailable;
        }
        found(&answer.body, outgoing, since)
    }

    /// `{base}/{version}/{page}/{edge}?appsecret_proof=...`
    fn url(&self, access: &PageAccess, page: &str, edge: &str) -> Url {
        let mut url = http::endpoint(&self.base, &[GRAPH_VERSION, page, edge]);
        url.query_pairs_mut().append_pair("appsecret_proof", &access.proof);
        url
    }
}

/// What the age of the person's last message allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Response,
    HumanAgent,
    Closed,
}

impl Standing {
    /// Not knowing when the person last wrote, we ask as if it were recent: Meta knows.
    fn at(last_heard_at: Option<Timestamp>, now: Timestamp) -> Standing {
        match last_heard_at.map(|heard| now.duration_since(heard)) {
            None => Standing::Response,
            Some(age) if age < RESPONSE_TIME => Standing::Response,
            Some(age) if age < HUMAN_AGENT_TIME => Standing::HumanAgent,
            Some(_) => Standing::Closed,
        }
    }
}

/// The request body.
fn message(outgoing: &Outgoing, standing: Standing) -> Value {
    let mut body = json!({
        "recipient": { "id": outgoing.contact },
        "messaging_type": "RESPONSE",
        "message": { "text": outgoing.text, "metadata": outgoing.send_id },
    });
    if standing == Standing::HumanAgent
        && let Some(fields) = body.as_object_mut()
    {
        fields.insert("messaging_type".to_owned(), json!("MESSAGE_TAG"));
        fields.insert("tag".to_owned(), json!("HUMAN_AGENT"));
    }
    body
}

fn is_window_closed(outcome: &SendOutcome) -> bool {
    matches!(outcome, SendOutcome::Refused { code: RefusalCode::WindowClosed, .. })
}

/// A 2xx: sent if it names the message.
fn sent(body: &Value) -> SendOutcome {
    match body.get("message_id").and_then(Value::as_str).filter(|id| !id.is_empty()) {
        Some(id) => SendOutcome::Sent { external_id: id.to_owned(), at: None },
        None => SendOutcome::Unknown { code: UnknownCode::UnreadableAnswer },
    }
}

/// Reads the person's conversation, newest message first.
fn found(body: &Value, outgoing: &Outgoing, since: Timestamp) -> LookUp {
    let Some(conversations) = body.get("data").and_then(Value::as_array) else { return LookUp::Unavailable };
    let mut best: Option<(Timestamp, &str)> = None;
    let mut complete = true;
    for conversation in conversations {
        let Some(messages) = conversation.pointer("/messages/data").and_then(Value::as_array) else { continue };
        for one in messages {
            let Some((at, id)) = ours(one, outgoing, since) else { continue };
            // The earliest one is the one we sent: a colleague may have said the same again since.
            if best.is_none_or(|(earlier, _)| at < earlier) {
                best = Some((at, id));
            }
        }
        // Meta shows the latest messages only; if they do not reach back to the send, it may be among the rest.
        let more = conversation.pointer("/messages/paging/next").is_some();
        let reaches_back = messages.last().and_then(created_at).is_some_and(|at| at < since);
        complete &= reaches_back || !more;
    }
    match best {
        Some((at, id)) => LookUp::Found { external_id: id.to_owned(), at: Some(at) },
        None if complete => LookUp::NotFound,
        None => LookUp::Unavailable,
    }
}

/// The time and id of a message if it is the answer we look for.
fn ours<'a>(one: &'a Value, outgoing: &Outgoing, since: Timestamp) -> Option<(Timestamp, &'a str)> {
    let id = one.get("id")?.as_str()?;
    let at = created_at(one).filter(|at| *at >= since)?;
    let from = one.pointer("/from/id")?.as_str()?;
    let text = one.get("message")?.as_str()?;
    let is_known = outgoing.known_ids.iter().any(|known| known == id);
    let same = text.split_whitespace().eq(outgoing.text.split_whitespace());
    (!is_known && from == outgoing.inbox && same).then_some((at, id))
}

/// `created_time`, which Graph writes as `2026-03-30T09:00:00+0000`.
fn created_at(one: &Value) -> Option<Timestamp> {
    let text = one.get("created_time")?.as_str()?;
    Timestamp::strptime("%Y-%m-%dT%H:%M:%S%z", text).or_else(|_| text.parse()).ok()
}

/// Hex of HMAC-SHA256 over the token, keyed with the application's secret.
pub(in crate::channels) fn appsecret_proof(app_secret: &str, token: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, app_secret.as_bytes());
    hmac::sign(&key, token.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;
    use crate::domain::message::Channel;

    fn outgoing(text: &str) -> Outgoing {
        Outgoing {
            channel: Channel::Messenger,
            inbox: "2001".to_owned(),
            public: false,
            contact: "7001".to_owned(),
            reply_to: None,
            text: text.to_owned(),
            send_id: "send-1".to_owned(),
            last_heard_at: None,
            known_ids: vec!["m_old".to_owned()],
        }
    }

    #[test]
    fn the_window_has_two_edges() {
        let now: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
        let standing = |ago: i64| Standing::at(Some(http::shifted(now, -ago)), now);
        assert_eq!(standing(-60), Standing::Response);
        assert_eq!(standing(24 * 3600 - 1), Standing::Response);
        assert_eq!(standing(24 * 3600), Standing::HumanAgent);
        assert_eq!(standing(7 * 24 * 3600 - 1), Standing::HumanAgent);
        assert_eq!(standing(7 * 24 * 3600), Standing::Closed);
        assert_eq!(Standing::at(None, now), Standing::Response);
    }

    #[test]
    fn the_body_is_metas() {
        let response = json!({
            "recipient": {"id": "7001"}, "messaging_type": "RESPONSE",
            "message": {"text": "ok", "metadata": "send-1"},
        });
        assert_eq!(message(&outgoing("ok"), Standing::Response), response);
        let tagged = json!({
            "recipient": {"id": "7001"}, "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT",
            "message": {"text": "ok", "metadata": "send-1"},
        });
        assert_eq!(message(&outgoing("ok"), Standing::HumanAgent), tagged);
    }

    #[test]
    fn the_proof_is_a_keyed_hash_in_hex() {
        // RFC 4231, test case 2.
        assert_eq!(
            appsecret_proof("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn a_look_up_matches_sender_text_and_time() {
        let since: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
        let one = |id: &str, from: &str, text: &str, at: &str| json!({"id": id, "message": text, "from": {"id": from}, "created_time": at});
        let page = |messages: Vec<Value>, more: bool| {
            let paging = if more { json!({"next": "https://graph"}) } else { json!({}) };
            json!({"data": [{"messages": {"data": messages, "paging": paging}}]})
        };
        let look = |body: &Value| found(body, &outgoing("ok  merci"), since);
        let others = vec![
            one("m_theirs", "7001", "ok merci", "2026-03-30T09:05:00+0000"),
            one("m_other", "2001", "non", "2026-03-30T09:04:00+0000"),
            one("m_old", "2001", "ok merci", "2026-03-30T09:03:00+0000"),
        ];
        assert_eq!(look(&page(others.clone(), false)), LookUp::NotFound);
        assert_eq!(look(&page(others.clone(), true)), LookUp::Unavailable);
        let mut reaching = others.clone();
        reaching.push(one("m_before", "2001", "ok merci", "2026-03-30T08:59:59+0000"));
        assert_eq!(look(&page(reaching, true)), LookUp::NotFound);
        let mut there = others;
        there.push(one("m_late", "2001", "ok merci", "2026-03-30T09:02:00+0000"));
        there.push(one("m_ours", "2001", "ok merci", "2026-03-30T09:01:00+0000"));
        let at = "2026-03-30T09:01:00Z".parse().ok();
        assert_eq!(look(&page(there, true)), LookUp::Found { external_id: "m_ours".to_owned(), at });
        assert_eq!(look(&json!({"data": []})), LookUp::NotFound);
        assert_eq!(look(&json!({"error": {}})), LookUp::Unavailable);
    }
}
