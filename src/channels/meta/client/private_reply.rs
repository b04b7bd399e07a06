//! Private replies: a message to the author of a public comment or post, whom we know by that only.
//!
//! Owns their request and Meta's rule: one a comment, within seven days of it.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::errors::About;
use super::{Line, outcome};
use crate::channels::send::{Outgoing, RefusalCode, SendOutcome, http, invalid};

/// How long after a comment its author may be written to.
const REPLY_TIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Sends the one message Meta allows.
pub(super) async fn send(line: &Line<'_>, outgoing: &Outgoing, now: Timestamp) -> SendOutcome {
    let Some(target) = outgoing.reply_to.as_deref().filter(|target| http::is_path_id(target)) else {
        return invalid("reply_to");
    };
    if outgoing.last_heard_at.is_some_and(|heard_at| now.duration_since(heard_at) >= REPLY_TIME) {
        return SendOutcome::Refused { code: RefusalCode::WindowClosed, detail: "last_heard_at".to_owned() };
    }
    let exchange = line.post(&outgoing.inbox, "messages", &message(outgoing, target)).await;
    outcome(exchange, About::Comment, "/message_id", now)
}

/// The request body. A post on the Page is told from a comment by its id, which begins with the Page's.
fn message(outgoing: &Outgoing, target: &str) -> Value {
    let page = target.split_once('_').map(|(page, _)| page);
    let kind = if page == Some(outgoing.inbox.as_str()) { "post_id" } else { "comment_id" };
    json!({
        "recipient": { kind: target },
        "messaging_type": "RESPONSE",
        "message": { "text": outgoing.text, "metadata": outgoing.send_id },
    })
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use crate::domain::message::Channel;

    #[test]
    fn comments_and_posts_are_named_for_what_they_are() {
        let outgoing = example(Channel::Facebook, "ok");
        let body = json!({
            "recipient": {"comment_id": "88_99"}, "messaging_type": "RESPONSE",
            "message": {"text": "ok", "metadata": "send-1"},
        });
        assert_eq!(message(&outgoing, "88_99"), body);
        let of = |target: &str| message(&outgoing, target).get("recipient").cloned();
        assert_eq!(of("2001_88"), Some(json!({"post_id": "2001_88"})));
        assert_eq!(of("17865799348089039"), Some(json!({"comment_id": "17865799348089039"})));
    }
}
