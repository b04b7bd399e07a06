//! Everything Meta lets us answer with: messages on Messenger, Instagram and WhatsApp, comments, private replies.
//!
//! Owns the accounts we hold a token of and the line to the Graph API; each product has its own file and
//! shares the line and the meaning of errors. Only answers written by people go through here: the
//! `HUMAN_AGENT` tag is for nothing else. Must not retry a request that may have been taken.

mod comments;
mod conversations;
pub(in crate::channels::meta) mod errors;
mod messages;
mod picture;
mod private_reply;
mod reader;
mod whatsapp;

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Context;
use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, Url};
use ring::hmac;
use serde_json::Value;

use crate::channels::send::access::Connection;
use crate::channels::send::http::{self, Exchange};
use crate::channels::send::{LookUp, Outgoing, RefusalCode, SendOutcome, UnknownCode, invalid};
use crate::domain::ids::short_hash;
use crate::domain::length;
use crate::domain::message::Channel;
use errors::About;

/// The Graph API's version.
const GRAPH_VERSION: &str = "v23.0";

/// The Graph API for the Pages, Instagram accounts and telephone numbers we hold a token of.
#[derive(Clone)]
pub struct MetaClient {
    http: Client,
    base: Url,
    accounts: BTreeMap<String, Access>,
    /// Meta's id of our application.
    application: Option<String>,
}

/// Access to one account. The token goes into a header, so that it is in no address that anybody logs.
#[derive(Clone)]
struct Access {
    authorization: HeaderValue,
    proof: String,
}

impl fmt::Debug for MetaClient {
    /// Without tokens and proofs.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let accounts: Vec<&String> = self.accounts.keys().collect();
        formatter.debug_struct("MetaClient").field("base", &self.base.as_str()).field("accounts", &accounts).finish()
    }
}

/// One account's line to the Graph API.
struct Line<'a> {
    client: &'a MetaClient,
    access: &'a Access,
}

impl Line<'_> {
    /// `POST {base}/{version}/{node}/{edge}`, once.
    async fn post(&self, node: &str, edge: &str, body: &Value) -> Exchange {
        let request = self.client.http.post(self.url(node, edge)).header(AUTHORIZATION, &self.access.authorization);
        http::exchange(request.json(body)).await
    }

    /// The same with a form that holds a file.
    async fn post_form(&self, node: &str, edge: &str, (kind, body): (String, Vec<u8>)) -> Exchange {
        let request = self.client.http.post(self.url(node, edge)).header(AUTHORIZATION, &self.access.authorization);
        http::exchange(request.header(CONTENT_TYPE, kind).body(body)).await
    }

    /// `GET {base}/{version}/{node}/{edge}`: the body, if the platform agreed. Reading is free.
    async fn get(&self, node: &str, edge: &str, query: &[(&str, &str)]) -> Option<Value> {
        let mut url = self.url(node, edge);
        url.query_pairs_mut().extend_pairs(query);
        let request = self.client.http.get(url).header(AUTHORIZATION, &self.access.authorization);
        match http::exchange(request).await {
            Exchange::Answered(answer) if answer.is_success() => Some(answer.body),
            _ => None,
        }
    }

    /// `{base}/{version}/{node}/{edge}?appsecret_proof=...`
    fn url(&self, node: &str, edge: &str) -> Url {
        let mut url = http::endpoint(&self.client.base, &[GRAPH_VERSION, node, edge]);
        url.query_pairs_mut().append_pair("appsecret_proof", &self.access.proof);
        url
    }
}

impl MetaClient {
    /// `tokens`: access token by the account's id: Page, Instagram account, id of a WhatsApp number.
    pub(in crate::channels) fn new(
        http: Client,
        base: Url,
        tokens: &BTreeMap<String, String>,
        app_secret: &str,
        application: Option<String>,
    ) -> anyhow::Result<MetaClient> {
        let mut accounts = BTreeMap::new();
        for (account, token) in tokens {
            let authorization = http::bearer(token).with_context(|| format!("account {account}"))?;
            accounts.insert(account.clone(), Access { authorization, proof: appsecret_proof(app_secret, token) });
        }
        Ok(MetaClient { http, base, accounts, application })
    }

    pub(in crate::channels) fn connection(&self, account: &str) -> Option<Connection> {
        let access = self.accounts.get(account)?;
        // The proof is a keyed hash of the token: its digest says nothing about either.
        Some(Connection { digest: short_hash(&["page", &access.proof]), first_refresh_token: None })
    }

    pub(in crate::channels) fn has_token(&self, account: &str) -> bool {
        self.accounts.contains_key(account)
    }

    /// A request as an inbox, with no body yet; nothing when we hold no access to it.
    pub(in crate::channels::meta) fn request(
        &self,
        inbox: &str,
        method: Method,
        segments: &[&str],
        query: &[(&str, &str)],
    ) -> Option<RequestBuilder> {
        let access = self.accounts.get(inbox)?;
        let mut url = http::endpoint(&self.base, &[&[GRAPH_VERSION], segments].concat());
        url.query_pairs_mut().extend_pairs(query).append_pair("appsecret_proof", &access.proof);
        Some(self.http.request(method, url).header(AUTHORIZATION, &access.authorization))
    }

    /// Sends one answer the way its channel and surface take it.
    pub(in crate::channels) async fn send(&self, outgoing: &Outgoing, now: Timestamp) -> SendOutcome {
        let Some(access) = self.accounts.get(&outgoing.inbox) else {
            return SendOutcome::Refused { code: RefusalCode::NotConnected, detail: "inbox".to_owned() };
        };
        if !http::is_path_id(&outgoing.inbox) {
            return invalid("inbox");
        }
        let Some(limit) = length::limit(outgoing.channel, outgoing.public) else { return invalid("channel") };
        if limit.used(&outgoing.text) > limit.most {
            return SendOutcome::Refused { code: RefusalCode::TooLong, detail: "text".to_owned() };
        }
        let line = Line { client: self, access };
        match (outgoing.channel, outgoing.public) {
            (Channel::Facebook | Channel::Instagram, false) if outgoing.private => {
                private_reply::send(&line, outgoing, now).await
            }
            (Channel::Messenger | Channel::Instagram, false) => messages::send(&line, outgoing, None, now).await,
            (Channel::Facebook | Channel::Instagram, true) => comments::send(&line, outgoing, now).await,
            (Channel::Whatsapp, false) => whatsapp::send(&line, outgoing, now).await,
            _ => invalid("channel"),
        }
    }

    /// Looks for `outgoing` among what the account said at or after `since`.
    pub(in crate::channels) async fn look_up(&self, outgoing: &Outgoing, since: Timestamp) -> LookUp {
        let Some(access) = self.accounts.get(&outgoing.inbox) else { return LookUp::Unavailable };
        if !http::is_path_id(&outgoing.inbox) {
            return LookUp::Unavailable;
        }
        let line = Line { client: self, access };
        match (outgoing.channel, outgoing.public) {
            // Whom a private reply went to nobody has told us, and many get the same words: only the echo tells.
            _ if outgoing.private => LookUp::Unavailable,
            (Channel::Messenger | Channel::Instagram, false) => conversations::look_up(&line, outgoing, since).await,
            (Channel::Facebook | Channel::Instagram, true) => comments::look_up(&line, outgoing, since).await,
            // WhatsApp shows nothing: its status or echo brings our reference back.
            _ => LookUp::Unavailable,
        }
    }
}

/// What an exchange means for the send. `id`: where a 2xx names what was made.
fn outcome(exchange: Exchange, about: About, id: &str, now: Timestamp) -> SendOutcome {
    match exchange {
        Exchange::NeverLeft => http::never_left(now),
        Exchange::Lost(code) => SendOutcome::Unknown { code },
        Exchange::Answered(answer) if answer.is_success() => {
            match answer.body.pointer(id).and_then(Value::as_str).filter(|id| !id.is_empty()) {
                Some(id) => SendOutcome::Sent { external_id: id.to_owned(), at: None },
                None => SendOutcome::Unknown { code: UnknownCode::UnreadableAnswer },
            }
        }
        Exchange::Answered(answer) => errors::outcome(&answer, about, now),
    }
}

/// Whether the platform shows the words we sent: it may change the white space between them.
fn same_words(ours: &str, theirs: &str) -> bool {
    ours.split_whitespace().eq(theirs.split_whitespace())
}

/// An instant as Graph writes it: `2026-03-30T09:00:00+0000`.
fn instant(one: &Value, field: &str) -> Option<Timestamp> {
    let text = one.get(field)?.as_str()?;
    Timestamp::strptime("%Y-%m-%dT%H:%M:%S%z", text).or_else(|_| text.parse()).ok()
}

/// Hex of HMAC-SHA256 over the token, keyed with the application's secret.
pub(in crate::channels) fn appsecret_proof(app_secret: &str, token: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, app_secret.as_bytes());
    hmac::sign(&key, token.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
fn example(channel: Channel, text: &str) -> Outgoing {
    Outgoing {
        channel,
        inbox: "2001".to_owned(),
        public: false,
        private: false,
        contact: "7001".to_owned(),
        reply_to: None,
        text: text.to_owned(),
        send_id: "send-1".to_owned(),
        last_heard_at: None,
        known_ids: vec!["m_old".to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proof_is_a_keyed_hash_in_hex() {
        // RFC 4231, test case 2.
        assert_eq!(
            appsecret_proof("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
