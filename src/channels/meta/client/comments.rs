//! Public answers below comments: Facebook Pages and Instagram.
//!
//! Owns their requests. Nothing of ours travels along, so a look-up matches author, text and time.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::errors::About;
use super::{Line, instant, outcome, same_words};
use crate::channels::send::{LookUp, Outgoing, SendOutcome, http, invalid};
use crate::domain::message::Channel;

/// How many answers below a comment one look reads.
const LOOKED_THROUGH: &str = "100";

/// What the two products call the same things.
struct Names {
    /// Where answers are written and read.
    edge: &'static str,
    /// The text of an answer when it is read.
    text: &'static str,
    /// Its time.
    at: &'static str,
}

fn names(channel: Channel) -> Names {
    match channel {
        Channel::Instagram => Names { edge: "replies", text: "text", at: "timestamp" },
        _ => Names { edge: "comments", text: "message", at: "created_time" },
    }
}

/// Writes below the contact's latest comment.
pub(super) async fn send(line: &Line<'_>, outgoing: &Outgoing, now: Timestamp) -> SendOutcome {
    let Some(target) = outgoing.reply_to.as_deref().filter(|target| http::is_path_id(target)) else {
        return invalid("reply_to");
    };
    let body = json!({ "message": outgoing.text });
    let exchange = line.post(target, names(outgoing.channel).edge, &body).await;
    outcome(exchange, About::Comment, "/id", now)
}

/// Reads what stands below the comment we answered; and below the top comment, where both products put
/// answers to answers.
pub(super) async fn look_up(line: &Line<'_>, outgoing: &Outgoing, since: Timestamp) -> LookUp {
    let Some(target) = outgoing.reply_to.as_deref() else { return LookUp::Unavailable };
    let mut below = vec![target];
    below.extend(Some(outgoing.contact.as_str()).filter(|top| *top != target));
    if !below.iter().all(|comment| http::is_path_id(comment)) {
        return LookUp::Unavailable;
    }
    let names = names(outgoing.channel);
    let fields = ["id", "from", names.text, names.at].join(",");
    let mut query = vec![("fields", fields.as_str()), ("limit", LOOKED_THROUGH)];
    if outgoing.channel == Channel::Facebook {
        query.extend([("filter", "stream"), ("order", "reverse_chronological")]);
    }
    let mut result = LookUp::NotFound;
    for comment in below {
        let read = line.get(comment, names.edge, &query).await;
        match read.map_or(LookUp::Unavailable, |body| found(&body, outgoing, &names, since)) {
            LookUp::Found { external_id, at } => return LookUp::Found { external_id, at },
            LookUp::Unavailable | LookUp::RateLimited { .. } => result = LookUp::Unavailable,
            LookUp::NotFound => {}
        }
    }
    result
}

fn found(body: &Value, outgoing: &Outgoing, names: &Names, since: Timestamp) -> LookUp {
    let Some(comments) = body.get("data").and_then(Value::as_array) else { return LookUp::Unavailable };
    // The earliest one is the one we sent: a colleague may have said the same again since.
    let ours = comments.iter().filter_map(|one| ours(one, outgoing, names, since)).min();
    let all = body.pointer("/paging/next").is_none();
    let reaches_back = || comments.last().and_then(|one| instant(one, names.at)).is_some_and(|at| at < since);
    match ours {
        Some((at, id)) => LookUp::Found { external_id: id.to_owned(), at: Some(at) },
        // Only Facebook says in which order it shows them.
        None if all || (outgoing.channel == Channel::Facebook && reaches_back()) => LookUp::NotFound,
        None => LookUp::Unavailable,
    }
}

/// The time and id of a comment if it is the answer we look for.
fn ours<'a>(one: &'a Value, outgoing: &Outgoing, names: &Names, since: Timestamp) -> Option<(Timestamp, &'a str)> {
    let id = one.get("id")?.as_str()?;
    let at = instant(one, names.at).filter(|at| *at >= since)?;
    let from = one.pointer("/from/id")?.as_str()?;
    let is_known = outgoing.known_ids.iter().any(|known| known == id);
    let same = same_words(&outgoing.text, one.get(names.text)?.as_str()?);
    (!is_known && from == outgoing.inbox && same).then_some((at, id))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::example;
    use super::*;

    #[test]
    fn an_answer_is_ours_by_author_text_and_time() {
        let since: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
        let outgoing = example(Channel::Facebook, "Merci  Camille");
        let one = |id: &str, from: &str, text: &str, at: &str| json!({"id": id, "from": {"id": from}, "message": text, "created_time": at});
        let look = |comments: Vec<Value>, more: bool| {
            let paging = if more { json!({"next": "https://graph"}) } else { json!({}) };
            found(&json!({"data": comments, "paging": paging}), &outgoing, &names(Channel::Facebook), since)
        };
        let others = vec![
            one("1", "9", "Merci Camille", "2026-03-30T09:05:00+0000"),
            one("2", "2001", "Non", "2026-03-30T09:04:00+0000"),
            one("m_old", "2001", "Merci Camille", "2026-03-30T09:03:00+0000"),
        ];
        assert_eq!(look(others.clone(), false), LookUp::NotFound);
        assert_eq!(look(others.clone(), true), LookUp::Unavailable);
        let mut back = others.clone();
        back.push(one("4", "2001", "Merci Camille", "2026-03-30T08:59:00+0000"));
        assert_eq!(look(back, true), LookUp::NotFound);
        let mut there = others;
        there.push(one("5", "2001", "Merci Camille", "2026-03-30T09:01:00+0000"));
        let at = "2026-03-30T09:01:00Z".parse().ok();
        assert_eq!(look(there, true), LookUp::Found { external_id: "5".to_owned(), at });
    }
}
