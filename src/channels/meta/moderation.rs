//! The Graph API for comments that stand there already: hide, like, delete, edit, ask for many at once.
//!
//! Owns these requests and what their answers mean, on Pages and on Instagram. Must not repeat a request.

use jiff::Timestamp;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::client::{MetaClient, errors};
use crate::channels::moderate::{Moderation, outcome_of};
use crate::channels::send::http::{self, Answer, Exchange};
use crate::domain::message::Channel;
use crate::domain::moderation::{ActOutcome, Deed};
use crate::domain::send_reasons::{RefusalCode, UnknownCode};

impl MetaClient {
    /// Does one thing to one comment.
    pub(in crate::channels) async fn moderate(&self, asked: &Moderation, now: Timestamp) -> ActOutcome {
        if !http::is_path_id(&asked.id) {
            return ActOutcome::Refused(RefusalCode::Invalid);
        }
        let id = asked.id.as_str();
        let on_instagram = asked.channel == Channel::Instagram;
        let hide = if on_instagram { "hide" } else { "is_hidden" };
        let (method, segments, query) = match asked.deed {
            Deed::Like | Deed::Unlike | Deed::Edit if on_instagram => {
                return ActOutcome::Refused(RefusalCode::Invalid);
            }
            Deed::Hide => (Method::POST, vec![id], vec![(hide, "true")]),
            Deed::Show => (Method::POST, vec![id], vec![(hide, "false")]),
            Deed::Like => (Method::POST, vec![id, "likes"], vec![]),
            Deed::Unlike => (Method::DELETE, vec![id, "likes"], vec![]),
            Deed::Delete => (Method::DELETE, vec![id], vec![]),
            Deed::Edit => (Method::POST, vec![id], vec![]),
        };
        let Some(request) = self.request(&asked.inbox, method, &segments, &query) else {
            return ActOutcome::Refused(RefusalCode::NotConnected);
        };
        let request = match (asked.deed, &asked.text) {
            (Deed::Edit, Some(text)) => request.json(&json!({ "message": text })),
            (Deed::Edit, None) => return ActOutcome::Refused(RefusalCode::Invalid),
            _ => request,
        };
        asked_once(request, asked.deed, now).await
    }

    /// Which of these comments are gone. One request for all; only when Meta refuses it because one of them
    /// is missing, one request for each. The account itself must be readable then: without the right to see
    /// comments, all of them would look deleted.
    pub(in crate::channels) async fn gone(&self, inbox: &str, ids: &[String]) -> Option<Vec<String>> {
        let joined = ids.join(",");
        let together = self.request(inbox, Method::GET, &[""], &[("ids", &joined), ("fields", "id")])?;
        let Exchange::Answered(answer) = http::exchange(together).await else { return None };
        if answer.is_success() {
            return Some(Vec::new());
        }
        if !is_missing(&answer) {
            return None;
        }
        let mut gone = Vec::new();
        for id in ids {
            if self.is_gone(inbox, id).await? {
                gone.push(id.clone());
            }
        }
        match gone.is_empty() || self.is_gone(inbox, inbox).await == Some(false) {
            true => Some(gone),
            false => None,
        }
    }

    async fn is_gone(&self, inbox: &str, id: &str) -> Option<bool> {
        if !http::is_path_id(id) {
            return Some(false);
        }
        let request = self.request(inbox, Method::GET, &[id], &[("fields", "id")])?;
        let Exchange::Answered(answer) = http::exchange(request).await else { return None };
        match (answer.is_success(), is_missing(&answer)) {
            (true, _) => Some(false),
            (false, true) => Some(true),
            (false, false) => None,
        }
    }
}

async fn asked_once(request: RequestBuilder, deed: Deed, now: Timestamp) -> ActOutcome {
    match http::exchange(request).await {
        Exchange::NeverLeft => outcome_of(http::never_left(now)),
        Exchange::Lost(code) => ActOutcome::Unclear(code),
        Exchange::Answered(answer) if answer.is_success() => agreed(&answer.body),
        // What is not there any more needs no deleting.
        Exchange::Answered(answer) if is_missing(&answer) && deed == Deed::Delete => ActOutcome::Done,
        Exchange::Answered(answer) if is_missing(&answer) => ActOutcome::Refused(RefusalCode::PostGone),
        Exchange::Answered(answer) => outcome_of(errors::outcome(&answer, errors::About::Comment, now)),
    }
}

/// A 2xx says `{"success": true}`, and older edges a bare `true`.
fn agreed(body: &Value) -> ActOutcome {
    match body.get("success").unwrap_or(body).as_bool() {
        Some(true) => ActOutcome::Done,
        _ => ActOutcome::Unclear(UnknownCode::UnreadableAnswer),
    }
}

/// "Object does not exist" in its two forms.
fn is_missing(answer: &Answer) -> bool {
    let number = |pointer: &str| answer.body.pointer(pointer).and_then(Value::as_i64);
    let (code, subcode) = (number("/error/code"), number("/error/error_subcode"));
    matches!((code, subcode), (Some(803), _) | (Some(100), Some(33)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn missing_is_told_apart_from_forbidden() {
        let answer = |code: i64, subcode: Option<i64>| Answer {
            status: 400,
            headers: Default::default(),
            body: json!({"error": {"code": code, "error_subcode": subcode}}),
        };
        assert!(is_missing(&answer(100, Some(33))) && is_missing(&answer(803, None)));
        for (code, subcode) in [(100, None), (10, None), (190, Some(33)), (200, None), (613, None)] {
            assert!(!is_missing(&answer(code, subcode)), "{code}");
        }
    }

    #[test]
    fn only_a_success_is_one() {
        assert_eq!(agreed(&json!({"success": true})), ActOutcome::Done);
        assert_eq!(agreed(&json!(true)), ActOutcome::Done);
        for body in [Value::Null, json!({"success": false}), json!({"id": "1"}), json!(false)] {
            assert_eq!(agreed(&body), ActOutcome::Unclear(UnknownCode::UnreadableAnswer), "{body}");
        }
    }
}
