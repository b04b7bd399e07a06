//! X's API for what stands there already: hide a reply, like, delete, read many posts at once.
//!
//! Owns these requests and what their answers mean. Must not repeat a request.

use jiff::Timestamp;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::client::{XClient, errors};
use crate::channels::moderate::{Moderation, outcome_of};
use crate::channels::send::http::{self, Exchange};
use crate::domain::moderation::{ActOutcome, Deed};
use crate::domain::send_reasons::{RefusalCode, UnknownCode};

impl XClient {
    /// Does one thing to one post.
    pub(in crate::channels) async fn moderate(&self, asked: &Moderation, now: Timestamp) -> ActOutcome {
        if !http::is_path_id(&asked.id) || !http::is_path_id(&asked.inbox) {
            return ActOutcome::Refused(RefusalCode::Invalid);
        }
        let (id, inbox) = (asked.id.as_str(), asked.inbox.as_str());
        let hidden = |hidden: bool| (Method::PUT, vec!["2", "tweets", id, "hidden"], Some(json!({ "hidden": hidden })));
        let (method, segments, body) = match asked.deed {
            Deed::Hide => hidden(true),
            Deed::Show => hidden(false),
            Deed::Like => (Method::POST, vec!["2", "users", inbox, "likes"], Some(json!({ "tweet_id": id }))),
            Deed::Unlike => (Method::DELETE, vec!["2", "users", inbox, "likes", id], None),
            Deed::Delete => (Method::DELETE, vec!["2", "tweets", id], None),
            // Replies to others cannot be edited there.
            Deed::Edit => return ActOutcome::Refused(RefusalCode::Invalid),
        };
        let request = match self.request(inbox, method, &segments, &[], now) {
            Ok(request) => request,
            Err(outcome) => return outcome_of(outcome),
        };
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        self.asked(request, asked.deed, now).await
    }

    async fn asked(&self, request: RequestBuilder, deed: Deed, now: Timestamp) -> ActOutcome {
        match http::exchange(request).await {
            Exchange::NeverLeft => outcome_of(http::never_left(now)),
            Exchange::Lost(code) => ActOutcome::Unclear(code),
            Exchange::Answered(answer) if answer.is_success() => agreed(&answer.body, deed),
            Exchange::Answered(answer) => match outcome_of(errors::outcome(&answer, true, now)) {
                // What is not there any more needs no deleting.
                ActOutcome::Refused(RefusalCode::PostGone) if deed == Deed::Delete && answer.status == 404 => {
                    ActOutcome::Done
                }
                outcome => outcome,
            },
        }
    }

    /// Which of these posts are gone: deleted, or out of our sight because their author is suspended or
    /// protected now, which X's rules treat alike. One request; each post found is paid for.
    pub(in crate::channels) async fn gone(&self, inbox: &str, ids: &[String], now: Timestamp) -> Option<Vec<String>> {
        let joined = ids.join(",");
        let query = [("ids", joined.as_str()), ("tweet.fields", "id")];
        let request = self.request(inbox, Method::GET, &["2", "tweets"], &query, now).ok()?;
        let Exchange::Answered(answer) = http::exchange(request).await else { return None };
        answer.is_success().then(|| missing(&answer.body, ids))
    }
}

/// A 2xx: done if it says that it is as asked.
fn agreed(body: &Value, deed: Deed) -> ActOutcome {
    let (pointer, wanted) = match deed {
        Deed::Hide => ("/data/hidden", true),
        Deed::Show => ("/data/hidden", false),
        Deed::Like => ("/data/liked", true),
        Deed::Unlike => ("/data/liked", false),
        Deed::Delete | Deed::Edit => ("/data/deleted", true),
    };
    match body.pointer(pointer).and_then(Value::as_bool) {
        Some(said) if said == wanted => ActOutcome::Done,
        _ => ActOutcome::Unclear(UnknownCode::UnreadableAnswer),
    }
}

/// The ids among `asked` that X names as missing and does not also give.
fn missing(body: &Value, asked: &[String]) -> Vec<String> {
    let list = |name: &str| body.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let there: Vec<String> = list("data").iter().map(|post| text(post, "id")).collect();
    let is_gone = |error: &&Value| {
        let kind = text(error, "type");
        kind.ends_with("/resource-not-found") || kind.ends_with("/not-authorized-for-resource")
    };
    let named = |error: &Value| {
        let id = text(error, "resource_id");
        if id.is_empty() { text(error, "value") } else { id }
    };
    let gone: Vec<String> = list("errors").iter().filter(is_gone).map(named).collect();
    asked.iter().filter(|id| gone.contains(id) && !there.contains(id)).cloned().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn only_what_x_names_as_missing_is_gone() {
        let error = |id: &str, kind: &str| {
            json!({"value": id, "resource_id": id, "parameter": "ids", "resource_type": "tweet", "title": "t",
                "type": format!("https://api.twitter.com/2/problems/{kind}")})
        };
        let body = json!({
            "data": [{"id": "1", "text": ""}, {"id": "5", "text": ""}],
            "errors": [error("2", "resource-not-found"), error("3", "not-authorized-for-resource"),
                error("4", "rate-limit-exceeded"), error("5", "resource-not-found"), error("9", "resource-not-found")],
        });
        let asked: Vec<String> = ["1", "2", "3", "4", "5", "6"].map(str::to_owned).to_vec();
        assert_eq!(missing(&body, &asked), ["2", "3"]);
        assert!(missing(&Value::Null, &asked).is_empty());
        assert!(missing(&json!({"errors": "no", "data": 5}), &asked).is_empty());
    }

    #[test]
    fn a_success_must_say_what_was_asked() {
        assert_eq!(agreed(&json!({"data": {"hidden": true}}), Deed::Hide), ActOutcome::Done);
        assert_eq!(agreed(&json!({"data": {"liked": false}}), Deed::Unlike), ActOutcome::Done);
        for body in [Value::Null, json!({"data": {"hidden": false}}), json!({"data": {"hidden": "true"}})] {
            assert_eq!(agreed(&body, Deed::Hide), ActOutcome::Unclear(UnknownCode::UnreadableAnswer));
        }
    }
}
