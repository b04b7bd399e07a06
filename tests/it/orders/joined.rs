//! Stories of which the parts are heard as if they were apart: threads, and people with two ids.

use super::{ASKED, Names, Told, comment, every_order, meta, seconds, whatsapp};
use serde_json::{Value, json};

/// A thread in which everybody answers the one before: only the first names the top comment.
fn thread(names: &Names) -> Vec<Told> {
    let author = json!({"id": "6202", "name": "Dominique"});
    let ours = json!({"id": "2001", "name": "Acme"});
    let ids = ["880101_9", "880102_9", "880103_9", "880104_9", "880105_9"].map(|id| names.number(id));
    let below = |place: usize, message: &str, by: &Value| {
        let parent = if place == 0 { "2001_880001" } else { &ids[place - 1] };
        json!({"comment_id": ids[place], "parent_id": parent, "message": message, "from": by})
    };
    vec![
        meta("create", comment("add", 1, 1, below(0, ASKED, &author))),
        meta("answer", comment("add", 9, 9, below(1, "Refunded within 14 days.", &ours))),
        meta("second", comment("add", 12, 12, below(2, "still nothing, where is it?", &author))),
        meta("answer 2", comment("add", 15, 15, below(3, "We look into it, write to us.", &ours))),
        meta("third", comment("add", 17, 17, below(4, "how do I write to you?", &author))),
        meta("edit", comment("edited", 14, 12, below(2, "still no refund, where is it?", &author))),
        meta("hide", comment("hide", 18, 17, below(4, "how do I write to you?", &author))),
        meta("remove", comment("remove", 20, 1, below(0, "", &author))),
    ]
}

#[tokio::test]
async fn a_thread_on_a_page_is_one_conversation_whoever_is_heard_first() {
    let ended = every_order(|names| thread(names).into_iter().take(4).collect()).await;
    let said = ended[0]["a case"]["messages"].as_array().unwrap();
    assert_eq!((said.len(), &ended[0]["a case"]["status"]), (4, &json!("pending")));
}

#[tokio::test]
async fn a_thread_on_a_page_with_everything() {
    every_order(|names| thread(names).into_iter().skip(1).take(4).collect()).await;
    every_order(thread).await;
}

/// An answer from the telephone's own application, changed and taken back there.
fn answered_on_the_telephone(names: &Names) -> Vec<Told> {
    let (to, ours) = (names.number("3360001"), names.number("wamid.31"));
    let own = |id: &str, minute: u32, kind: &str, value: Value| {
        let item = json!({"from": "33100000000", "to": to, "id": id, "timestamp": seconds(minute).to_string(), "type": kind, kind: value});
        let mut body = whatsapp(&to, "message_echoes", item);
        body["entry"][0]["changes"][0]["field"] = json!("smb_message_echoes");
        body
    };
    let asked = json!({"from": to, "id": names.number("wamid.30"), "timestamp": seconds(1).to_string(), "type": "text", "text": {"body": ASKED}});
    let edit =
        json!({"original_message_id": ours, "message": {"type": "text", "text": {"body": "Refunded within 10 days."}}});
    vec![
        meta("create", whatsapp(&to, "messages", asked)),
        meta("answer", own(&ours, 9, "text", json!({"body": "Refunded within 14 days."}))),
        meta("edit", own("wamid.e31", 12, "edit", edit)),
        meta("revoke", own("wamid.e32", 20, "revoke", json!({"original_message_id": ours}))),
    ]
}

#[tokio::test]
async fn an_answer_on_whatsapp_changed_and_taken_back_where_it_was_written() {
    let ended = every_order(answered_on_the_telephone).await;
    let said = ended[0]["a case"]["messages"].as_array().unwrap();
    assert_eq!((said.len(), &said[1]["deleted_by"]), (2, &json!("native")), "{said:?}");
    assert_eq!(said[1]["text"], "Refunded within 10 days.");
}

/// A person of whom the platform tells the number, the business-scoped id, or both.
fn two_ids(names: &Names) -> Vec<Told> {
    let (number, scoped) = (names.number("3361111"), names.number("FR.13491208"));
    let body = |list: &str, field: &str, card: Value, item: Value| {
        let mut body = whatsapp(&number, list, item);
        body["entry"][0]["changes"][0]["field"] = json!(field);
        body["entry"][0]["changes"][0]["value"]["contacts"] = json!([card]);
        body
    };
    let say = |id: &str, minute: u32, ids: Value, text: &str| {
        let mut item = json!({"id": names.number(id), "timestamp": seconds(minute).to_string(), "type": "text", "text": {"body": text}});
        let mut card = json!({"profile": {"name": "Claude"}});
        for (field, of_card) in [("from", "wa_id"), ("from_user_id", "user_id")] {
            if let Some(id) = ids.get(field) {
                item[field] = id.clone();
                card[of_card] = id.clone();
            }
        }
        body("messages", "messages", card, item)
    };
    let echo = json!({"from": "33100000000", "to": number, "id": names.number("wamid.24"),
        "timestamp": seconds(9).to_string(), "type": "text", "text": {"body": "Refunded within 14 days."}});
    let card = json!({"profile": {"name": "Claude"}, "wa_id": number});
    vec![
        meta("number", say("wamid.21", 1, json!({"from": number}), ASKED)),
        meta("both", say("wamid.22", 4, json!({"from": number, "from_user_id": scoped}), "it was 40 euros")),
        meta("scoped", say("wamid.23", 12, json!({"from_user_id": scoped}), "still nothing, where is it?")),
        meta("echo", body("message_echoes", "smb_message_echoes", card, echo)),
    ]
}

#[tokio::test]
async fn a_person_on_whatsapp_is_one_whichever_id_is_told() {
    let ended = every_order(two_ids).await;
    let case = &ended[0]["a case"];
    assert_eq!(case["messages"].as_array().unwrap().len(), 4);
    assert_eq!((&case["contact"]["id"], &case["contact"]["phone"]), (&json!("FR.13491208"), &json!("3361111")));
}
