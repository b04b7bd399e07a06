//! A picture to one person, and the way to the files people send on WhatsApp.
//!
//! The picture travels inside the request, so that no address of ours has to be open to anybody.

use super::{MetaClient, PageAccess, Standing, errors, http, is_window_closed, message, sent};
use crate::channels::media::FetchError;
use crate::channels::send::http::Exchange;
use crate::channels::send::{Outgoing, Picture, RefusalCode, SendOutcome, invalid};
use crate::domain::attachment::NotCopied;
use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

/// How the id of a WhatsApp file is written where an address is expected.
const BY_ID: &str = "https://graph.facebook.com/";

impl MetaClient {
    /// Sends one picture to one person; text is a message of its own.
    pub(in crate::channels) async fn send_picture(
        &self,
        outgoing: &Outgoing,
        pictures: &[Picture],
        now: Timestamp,
    ) -> SendOutcome {
        let [picture] = pictures else { return invalid("attachment") };
        let Some(access) = self.pages.get(&outgoing.inbox) else {
            return SendOutcome::Refused { code: RefusalCode::NotConnected, detail: "inbox".to_owned() };
        };
        if !outgoing.text.trim().is_empty() {
            return invalid("text");
        }
        if !http::is_path_id(&outgoing.inbox) || !http::is_path_id(&outgoing.contact) {
            return invalid("contact");
        }
        let standing = Standing::at(outgoing.last_heard_at, now);
        if standing == Standing::Closed {
            return SendOutcome::Refused { code: RefusalCode::WindowClosed, detail: "last_heard_at".to_owned() };
        }
        let outcome = self.post_picture(access, outgoing, picture, standing, now).await;
        // As with a text: Meta's idea of the last message may differ from ours.
        if standing == Standing::Response && is_window_closed(&outcome) && outgoing.last_heard_at.is_some() {
            return match self.post_picture(access, outgoing, picture, Standing::HumanAgent, now).await {
                SendOutcome::Refused { code: RefusalCode::Permission | RefusalCode::Invalid, .. } => outcome,
                second => second,
            };
        }
        outcome
    }

    async fn post_picture(
        &self,
        access: &PageAccess,
        outgoing: &Outgoing,
        picture: &Picture,
        standing: Standing,
        now: Timestamp,
    ) -> SendOutcome {
        let url = self.url(access, &outgoing.inbox, "messages");
        let (kind, body) = form(outgoing, picture, standing);
        let request = self.http.post(url).header(AUTHORIZATION, &access.authorization).header(CONTENT_TYPE, kind);
        match http::exchange(request.body(body)).await {
            Exchange::NeverLeft => http::never_left(now),
            Exchange::Lost(code) => SendOutcome::Unknown { code },
            Exchange::Answered(answer) if answer.is_success() => sent(&answer.body),
            Exchange::Answered(answer) => errors::outcome(&answer, now),
        }
    }

    /// The address of a WhatsApp file, asked for by its id; it lives for minutes. Other addresses stay.
    pub(in crate::channels) async fn file_address(&self, inbox: &str, url: String) -> Result<String, FetchError> {
        let Some(id) = url.strip_prefix(BY_ID) else { return Ok(url) };
        let Some(access) = self.pages.get(inbox) else { return Err(FetchError::Never(NotCopied::Gone)) };
        if !http::is_path_id(id) {
            return Err(FetchError::Never(NotCopied::Address));
        }
        let mut address = http::endpoint(&self.base, &[super::GRAPH_VERSION, id]);
        address.query_pairs_mut().append_pair("phone_number_id", inbox).append_pair("appsecret_proof", &access.proof);
        let request = self.http.get(address).header(AUTHORIZATION, &access.authorization);
        match http::exchange(request).await {
            Exchange::Answered(answer) if answer.is_success() => {
                let found = answer.body.get("url").and_then(Value::as_str);
                found.map(str::to_owned).ok_or(FetchError::Later)
            }
            Exchange::Answered(answer) if matches!(answer.status, 400 | 401 | 403 | 404) => {
                Err(FetchError::Never(NotCopied::Gone))
            }
            _ => Err(FetchError::Later),
        }
    }

    /// The inbox's access to the address of a WhatsApp file.
    pub(in crate::channels) fn file_access(&self, inbox: &str) -> Option<HeaderValue> {
        self.pages.get(inbox).map(|access| access.authorization.clone())
    }
}

/// The fields of a message as a form, with the picture as its file; and the form's media type.
fn form(outgoing: &Outgoing, picture: &Picture, standing: Standing) -> (String, Vec<u8>) {
    // The digest of what it must not occur in: nobody can write it beforehand.
    let mark: String = digest(&SHA256, &picture.bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut fields = message(outgoing, standing);
    if let Some(fields) = fields.as_object_mut() {
        let attachment = json!({"type": "image", "payload": {"is_reusable": false}});
        fields.insert("message".to_owned(), json!({"attachment": attachment, "metadata": outgoing.send_id}));
    }
    let mut body = Vec::new();
    for (name, value) in fields.as_object().into_iter().flatten() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let part = format!("--{mark}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--{mark}\r\ncontent-disposition: form-data; name=\"filedata\"; filename=\"image.{}\"\r\ncontent-type: {}\r\n\r\n",
        picture.kind.ending(),
        picture.kind.as_str(),
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(&picture.bytes);
    body.extend_from_slice(format!("\r\n--{mark}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={mark}"), body)
}
