//! Finding one of our messages again in the conversations of a Page or an Instagram account.
//!
//! The edge does not give our metadata back, so a message is ours by sender, text and time.

use jiff::Timestamp;
use serde_json::Value;

use super::{Line, instant, same_words};
use crate::channels::send::{LookUp, Outgoing, http};
use crate::domain::message::Channel;

/// Reads the conversation with the person.
pub(super) async fn look_up(line: &Line<'_>, outgoing: &Outgoing, since: Timestamp) -> LookUp {
    if !http::is_path_id(&outgoing.contact) {
        return LookUp::Unavailable;
    }
    let platform = if outgoing.channel == Channel::Instagram { "instagram" } else { "messenger" };
    let query = [("platform", platform), ("user_id", &outgoing.contact), ("fields", FIELDS)];
    match line.get(&outgoing.inbox, "conversations", &query).await {
        Some(body) => found(&body, outgoing, since),
        None => LookUp::Unavailable,
    }
}

/// What we read of a conversation.
const FIELDS: &str = "messages{id,message,from,to,created_time}";

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
    (!is_known && from == outgoing.inbox && same_words(&outgoing.text, text)).then_some((at, id))
}

fn created_at(one: &Value) -> Option<Timestamp> {
    instant(one, "created_time")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::example;
    use super::*;
    use serde_json::json;

    #[test]
    fn a_look_up_matches_sender_text_and_time() {
        let since: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
        let one = |id: &str, from: &str, text: &str, at: &str| json!({"id": id, "message": text, "from": {"id": from}, "created_time": at});
        let page = |messages: Vec<Value>, more: bool| {
            let paging = if more { json!({"next": "https://graph"}) } else { json!({}) };
            json!({"data": [{"messages": {"data": messages, "paging": paging}}]})
        };
        let look = |body: &Value| found(body, &example(Channel::Messenger, "ok  merci"), since);
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
