//! Pictures with a post or a direct message: uploaded first, then named in it.
//!
//! An upload shows nothing to anybody and is forgotten by X when nothing names it: whatever happens before
//! the post itself, nothing was sent.

use super::{XClient, errors, http};
use crate::channels::send::http::Exchange;
use crate::channels::send::{Outgoing, Picture, SendOutcome, invalid};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde_json::{Value, json};
use std::time::Duration;

/// All uploads of one answer together: with the post itself they fit into the function's time.
const UPLOAD_TIME: Duration = Duration::from_secs(14);
/// When what did not leave is tried again, in seconds.
const AGAIN_SECONDS: i64 = 30;

impl XClient {
    /// Sends a public reply or a direct message with pictures.
    pub(in crate::channels) async fn send_pictures(
        &self,
        outgoing: &Outgoing,
        pictures: &[Picture],
        now: Timestamp,
    ) -> SendOutcome {
        let mut ids = Vec::new();
        let uploads = async {
            for picture in pictures {
                ids.push(self.upload(outgoing, picture, now).await?);
            }
            Ok(())
        };
        match tokio::time::timeout(UPLOAD_TIME, uploads).await {
            Ok(Ok(())) => self.send_with(outgoing, &ids, now).await,
            Ok(Err(outcome)) => outcome,
            Err(_) => again(now),
        }
    }

    async fn upload(&self, outgoing: &Outgoing, picture: &Picture, now: Timestamp) -> Result<String, SendOutcome> {
        let body = json!({
            "media": STANDARD.encode(&picture.bytes),
            "media_category": if outgoing.public { "tweet_image" } else { "dm_image" },
            "media_type": picture.kind.as_str(),
        });
        let url = http::endpoint(&self.base, &["2", "media", "upload"]);
        let proof = self.authorization(&outgoing.inbox, "POST", &url, now)?;
        let answer = match http::exchange(self.http.post(url).header(AUTHORIZATION, proof).json(&body)).await {
            Exchange::Answered(answer) if answer.is_success() => answer,
            Exchange::Answered(answer) => {
                return Err(match errors::outcome(&answer, outgoing.public, now) {
                    // Of a post nobody would know; an upload alone shows nothing.
                    SendOutcome::Unknown { .. } => again(now),
                    known => known,
                });
            }
            Exchange::NeverLeft | Exchange::Lost(_) => return Err(again(now)),
        };
        let id = answer.body.pointer("/data/id").and_then(Value::as_str).filter(|id| http::is_path_id(id));
        id.map(str::to_owned).ok_or_else(|| invalid("media"))
    }

    /// The inbox's access to a file of a direct message; a signature holds for this address only.
    pub(in crate::channels) fn file_access(&self, inbox: &str, url: &Url, now: Timestamp) -> Option<HeaderValue> {
        self.authorization(inbox, "GET", url, now).ok()
    }
}

fn again(now: Timestamp) -> SendOutcome {
    SendOutcome::NotSent { retry_at: http::shifted(now, AGAIN_SECONDS) }
}

/// What X shows of a text with pictures: a short link to them stands at its end.
pub(super) fn without_link_to_pictures<'a>(item: &Value, text: &'a str) -> &'a str {
    let has_pictures = item.pointer("/attachments/media_keys").and_then(Value::as_array).is_some();
    let end = text.trim_end().rfind("https://t.co/").filter(|_| has_pictures);
    let link = end.and_then(|end| Some((text.get(..end)?, text.get(end..)?)));
    match link {
        Some((before, link)) if !link.trim_end().contains(char::is_whitespace) => before,
        _ => text,
    }
}
