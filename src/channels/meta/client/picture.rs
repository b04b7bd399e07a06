//! A picture to one person, and the way to the files people send on WhatsApp.
//!
//! The picture travels inside the request, so that no address of ours has to be open to anybody.

use super::{Line, MetaClient, http, messages};
use crate::channels::media::FetchError;
use crate::channels::send::http::Exchange;
use crate::channels::send::{Outgoing, Picture, RefusalCode, SendOutcome, invalid};
use crate::domain::attachment::NotCopied;
use crate::domain::message::Channel;
use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

/// How the id of a WhatsApp file is written where an address is expected.
const BY_ID: &str = "https://graph.facebook.com/";

impl MetaClient {
    /// Sends one picture to one person on Messenger; text is a message of its own.
    pub(in crate::channels) async fn send_picture(
        &self,
        outgoing: &Outgoing,
        pictures: &[Picture],
        now: Timestamp,
    ) -> SendOutcome {
        let [picture] = pictures else { return invalid("attachment") };
        if outgoing.channel != Channel::Messenger {
            return invalid("channel");
        }
        let Some(access) = self.accounts.get(&outgoing.inbox) else {
            return SendOutcome::Refused { code: RefusalCode::NotConnected, detail: "inbox".to_owned() };
        };
        if !outgoing.text.trim().is_empty() {
            return invalid("text");
        }
        if !http::is_path_id(&outgoing.inbox) {
            return invalid("inbox");
        }
        messages::send(&Line { client: self, access }, outgoing, Some(picture), now).await
    }

    /// The address of a WhatsApp file, asked for by its id; it lives for minutes. Other addresses stay.
    pub(in crate::channels) async fn file_address(&self, inbox: &str, url: String) -> Result<String, FetchError> {
        let Some(id) = url.strip_prefix(BY_ID) else { return Ok(url) };
        let Some(access) = self.accounts.get(inbox) else { return Err(FetchError::Never(NotCopied::Gone)) };
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
        self.accounts.get(inbox).map(|access| access.authorization.clone())
    }
}

/// The form's media type, and the fields of a message as a form with the picture as its file instead of a text.
pub(super) fn form(mut fields: Value, send_id: &str, picture: &Picture) -> (String, Vec<u8>) {
    // The digest of what it must not occur in: nobody can write it beforehand.
    let mark: String = digest(&SHA256, &picture.bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    if let Some(fields) = fields.as_object_mut() {
        let attachment = json!({"type": "image", "payload": {"is_reusable": false}});
        fields.insert("message".to_owned(), json!({"attachment": attachment, "metadata": send_id}));
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
