//! Answers on every product of Meta: out, lost, heard again, not delivered after all, in parts, in private.

use super::bodies::{echo, mention, messenger, snowflake};
use super::support::{AGENT, LEAD, MONDAY, Process, World, alerts, clock, id};
use jiff::Timestamp;
use serde_json::{Value, json};

const TEXT: &str = "You get it within 14 days.";
const ASKED: &str = "where is my refund?";

/// The five ways in which Meta brings somebody to us.
const PRODUCTS: [&str; 5] = ["messenger", "instagram", "whatsapp", "page_comment", "instagram_comment"];

fn millisecond(at: &str) -> i64 {
    at.parse::<Timestamp>().unwrap().as_millisecond()
}

fn second(at: &str) -> i64 {
    at.parse::<Timestamp>().unwrap().as_second()
}

fn instagram_message(sender: &str, recipient: &str, at: &str, message: Value) -> Value {
    let event = json!({
        "sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": millisecond(at), "message": message,
    });
    json!({"object": "instagram", "entry": [{"id": "3001", "time": millisecond(at), "messaging": [event]}]})
}

fn page_comment(comment: &str, from: &str, parent: &str, at: &str, text: &str) -> Value {
    let value = json!({
        "item": "comment", "verb": "add", "post_id": "2001_880001", "comment_id": comment, "parent_id": parent,
        "created_time": second(at), "message": text, "from": {"id": from, "name": "Somebody"},
    });
    let change = json!({"field": "feed", "value": value});
    json!({"object": "page", "entry": [{"id": "2001", "time": second(at), "changes": [change]}]})
}

fn instagram_comment(comment: &str, from: &str, parent: Option<&str>, at: &str, text: &str) -> Value {
    let mut value =
        json!({"id": comment, "text": text, "from": {"id": from, "username": "somebody"}, "media": {"id": "178"}});
    if let Some(parent) = parent {
        value["parent_id"] = json!(parent);
    }
    let change = json!({"field": "comments", "value": value});
    json!({"object": "instagram", "entry": [{"id": "3001", "time": second(at), "changes": [change]}]})
}

fn on_whatsapp(field: &str, list: &str, item: Value) -> Value {
    let metadata = json!({"display_phone_number": "33170000000", "phone_number_id": "4001"});
    let value = json!({"messaging_product": "whatsapp", "metadata": metadata, list: [item]});
    json!({"object": "whatsapp_business_account", "entry": [{"id": "7001", "changes": [{"field": field, "value": value}]}]})
}

fn whatsapp(wamid: &str, contact: &str, at: &str, text: &str) -> Value {
    let text = json!({"body": text});
    let item = json!({"from_user_id": contact, "id": wamid, "timestamp": second(at).to_string(), "type": "text", "text": text});
    on_whatsapp("messages", "messages", item)
}

/// A status; `reference` is what our own send attached.
fn status(wamid: &str, word: &str, contact: &str, at: &str, reference: Option<&str>) -> Value {
    let mut item =
        json!({"id": wamid, "status": word, "timestamp": second(at).to_string(), "recipient_user_id": contact});
    if word == "failed" {
        item["errors"] = json!([{"code": 131047, "title": "Re-engagement message"}]);
    }
    if let Some(reference) = reference {
        item["biz_opaque_callback_data"] = json!(reference);
    }
    on_whatsapp("messages", "statuses", item)
}

/// Somebody asks on a product.
fn asks(product: &str) -> Value {
    match product {
        "messenger" => messenger("m_1", "9001", MONDAY, ASKED),
        "instagram" => instagram_message("9001", "3001", MONDAY, json!({"mid": "aWdf1", "text": ASKED})),
        "whatsapp" => whatsapp("wamid.IN1", "FR.9001", MONDAY, ASKED),
        "page_comment" => page_comment("880001_990001", "9001", "2001_880001", MONDAY, ASKED),
        _ => instagram_comment("17865799348089039", "9001", None, MONDAY, ASKED),
    }
}

/// The platform tells of what it took from us.
fn heard_again(product: &str, taken: &Value, reference: Option<&str>) -> Value {
    let (mid, text) = (taken["id"].as_str().unwrap(), taken["text"].as_str().unwrap());
    match product {
        "messenger" => echo(mid, "9001", MONDAY, text, reference),
        "instagram" => {
            let mut message = json!({"mid": mid, "text": text, "is_echo": true});
            if let Some(reference) = reference {
                message["metadata"] = json!(reference);
            }
            instagram_message("3001", "9001", MONDAY, message)
        }
        "whatsapp" => {
            let body = json!({"body": text});
            let item = json!({
                "from": "33170000000", "to_user_id": "FR.9001", "id": mid, "timestamp": second(MONDAY).to_string(),
                "type": "text", "text": body,
            });
            on_whatsapp("smb_message_echoes", "message_echoes", item)
        }
        "page_comment" => page_comment(mid, "2001", "880001_990001", MONDAY, text),
        _ => instagram_comment(mid, "3001", Some("17865799348089039"), MONDAY, text),
    }
}

async fn asked_on(product: &str) -> (World, Process, Value) {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    process.meta(&asks(product)).await;
    let case = process.only_case().await;
    (world, process, case)
}

/// Answers at once, with more in the request.
async fn answer(process: &Process, case: &Value, text: &str, more: Value) -> (u16, Value) {
    let path = format!("/cases/{}/reply", id(case));
    let mut body = json!({"text": text, "version": case["version"], "undo_seconds": 0});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answered = process.api(AGENT, "POST", &path, body).await;
    process.drain().await;
    answered
}

fn last_send(case: &Value) -> &Value {
    case["sends"].as_array().unwrap().last().unwrap()
}

async fn reload(process: &Process, case: &Value) -> Value {
    process.case(id(case)).await
}

#[tokio::test]
async fn an_answer_arrives_on_every_product() {
    for product in PRODUCTS {
        let (_world, process, case) = asked_on(product).await;
        assert_eq!(process.reply(AGENT, &case, TEXT).await.0, 202, "{product}");
        let sent = process.sent("meta");
        assert_eq!(sent.len(), 1, "{product}");
        let kind = match product {
            "whatsapp" => "whatsapp",
            "page_comment" | "instagram_comment" => "comment_reply",
            _ => "message",
        };
        assert_eq!((&sent[0]["kind"], &sent[0]["text"]), (&json!(kind), &json!(TEXT)), "{product}");
        if kind != "message" {
            assert_eq!(sent[0]["in_reply_to"], case["messages"][0]["external_id"], "{product}");
        }
        let case = reload(&process, &case).await;
        assert_eq!((&last_send(&case)["state"], &case["status"]), (&json!("sent"), &json!("pending")), "{product}");
        assert_eq!(case["answers"].as_array().unwrap().len(), 1, "{product}");
        assert!(clock(&case, "first_response")["met_at"].is_string(), "{product}");
        let inboxes = process.get("/health").await["inboxes"].clone();
        let of_meta = |inbox: &&Value| {
            ["messenger", "instagram", "facebook", "whatsapp"].contains(&inbox["channel"].as_str().unwrap())
        };
        assert!(inboxes.as_array().unwrap().iter().filter(of_meta).all(|inbox| inbox["token"] == true), "{inboxes}");
    }
}

#[tokio::test]
async fn every_fault_on_every_product() {
    for product in PRODUCTS {
        for mode in ["429", "500", "timeout_after_send", "timeout_before_send", "token_revoked", "window_closed"] {
            let (_world, process, case) = asked_on(product).await;
            process.fault("meta", mode, 1).await;
            process.reply(AGENT, &case, TEXT).await;
            let state = last_send(&reload(&process, &case).await)["state"].clone();
            let (at_once, in_the_end, taken) = match (mode, product) {
                ("429", _) => ("queued", "sent", 1),
                ("token_revoked" | "window_closed", _) => ("refused", "refused", 0),
                // WhatsApp shows nothing, so a person decides.
                ("timeout_after_send", "whatsapp") => ("unknown", "unknown", 1),
                ("timeout_after_send", _) => ("unknown", "sent", 1),
                _ => ("unknown", "unknown", 0),
            };
            assert_eq!(state, at_once, "{product} {mode}");
            process.advance("PT40M").await;
            let case = reload(&process, &case).await;
            assert_eq!(last_send(&case)["state"], in_the_end, "{product} {mode}");
            assert_eq!(process.sent("meta").len(), taken, "{product} {mode}");
            assert_eq!(
                case["answers"].as_array().unwrap().len(),
                usize::from(in_the_end == "sent"),
                "{product} {mode}"
            );
            if in_the_end != "sent" {
                assert!(last_send(&case)["why"].as_str().unwrap().len() > 20, "{product} {mode}");
                assert_eq!(last_send(&case)["text"], TEXT, "{product} {mode}");
            }
        }
    }
}

#[tokio::test]
async fn what_we_said_heard_again_is_the_same_answer_once() {
    for (product, with_reference) in
        PRODUCTS.into_iter().map(|product| (product, true)).chain([("instagram", false), ("whatsapp", false)])
    {
        for lost in [true, false] {
            let (_world, process, case) = asked_on(product).await;
            if lost {
                process.fault("meta", "timeout_after_send", 1).await;
            }
            process.reply(AGENT, &case, TEXT).await;
            let taken = process.sent("meta")[0].clone();
            let reference = taken["body"].pointer("/message/metadata").and_then(Value::as_str);
            let body = heard_again(product, &taken, reference.filter(|_| with_reference));
            for _ in 0..3 {
                process.meta(&body).await;
            }
            let state = last_send(&reload(&process, &case).await)["state"].clone();
            assert_eq!(state, "sent", "{product} {with_reference} {lost}");
            process.advance("PT10M").await;
            let case = reload(&process, &case).await;
            assert_eq!(case["messages"].as_array().unwrap().len(), 2, "{product} {with_reference} {lost}");
            assert_eq!(case["answers"].as_array().unwrap().len(), 1, "{product} {with_reference} {lost}");
            assert_eq!(case["answers"][0]["by"], AGENT, "{product}: it is our own send, not a native answer");
        }
    }
}

#[tokio::test]
async fn a_colleagues_words_below_a_comment_are_not_taken_for_ours() {
    let (_world, process, case) = asked_on("page_comment").await;
    process.fault("meta", "timeout_after_send", 1).await;
    process.reply(AGENT, &case, TEXT).await;
    process.meta(&page_comment("880001_77", "2001", "880001_990001", MONDAY, "A colleague wrote this.")).await;
    process.advance("PT5M").await;
    let case = reload(&process, &case).await;
    let by: Vec<&Value> = case["answers"].as_array().unwrap().iter().map(|answer| &answer["by"]).collect();
    assert!(by.len() == 2 && by.contains(&&json!(AGENT)) && by.contains(&&json!("native")), "{by:?}");
}

/// Every order of four things.
fn orders() -> Vec<Vec<&'static str>> {
    let words = ["sent", "delivered", "read", "failed"];
    let mut found = vec![Vec::new()];
    for _ in words {
        found = found
            .into_iter()
            .flat_map(|order: Vec<&str>| {
                let rest: Vec<&str> = words.into_iter().filter(|word| !order.contains(word)).collect();
                rest.into_iter().map(move |word| [order.clone(), vec![word]].concat())
            })
            .collect();
    }
    found
}

async fn case_of(process: &Process, contact: &str) -> Value {
    let items = process.items("/queue?limit=200").await;
    let row = items.iter().find(|item| item["contact"]["id"] == contact).unwrap_or_else(|| panic!("{contact}"));
    process.case(id(row)).await
}

#[tokio::test]
async fn an_answer_that_was_not_delivered_never_counted_in_whatever_order_the_news_comes() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let orders = orders();
    assert_eq!(orders.len(), 24);
    for (number, order) in orders.iter().enumerate() {
        // Half of the answers are lost on the way back: their statuses are the first we hear of them.
        let lost = number % 2 == 0;
        let contact = format!("FR.{}", 9100 + number);
        process.meta(&whatsapp(&format!("wamid.IN{number}"), &contact, MONDAY, ASKED)).await;
        let before = case_of(&process, &contact).await;
        if lost {
            process.fault("meta", "timeout_after_send", 1).await;
        }
        process.reply(AGENT, &before, TEXT).await;
        let taken = process.sent("meta").last().unwrap().clone();
        let (wamid, reference) = (taken["id"].as_str().unwrap(), taken["body"]["biz_opaque_callback_data"].as_str());
        for word in order.iter().chain(order) {
            // Of a send whose id we know, the platform's own id says enough.
            process.meta(&status(wamid, word, &contact, MONDAY, reference.filter(|_| lost))).await;
        }
        let after = case_of(&process, &contact).await;
        let (old, new) = (clock(&before, "first_response"), clock(&after, "first_response"));
        for name in ["started_at", "deadline_at", "met_at", "breached_at"] {
            assert_eq!(old[name], new[name], "{order:?} {name}");
        }
        assert_eq!(clock(&after, "resolution")["paused"], false, "{order:?}");
        assert_eq!((&after["status"], &after["band"]), (&json!("open"), &json!("on_track")), "{order:?}");
        let send = last_send(&after);
        assert_eq!((&send["state"], &send["text"]), (&json!("refused"), &json!(TEXT)), "{order:?}");
        assert!(send["why"].as_str().unwrap().contains("did not arrive"), "{send}");
        let told =
            |list: &str| after[list].as_array().unwrap().iter().filter(|row| row["undelivered_at"].is_string()).count();
        let known = usize::from(!lost || order[0] != "failed");
        assert_eq!((told("messages"), told("answers")), (known, known), "{order:?}");
        assert_eq!(after["answers"].as_array().unwrap().len(), known, "{order:?}");
        let log = after["log"].as_array().unwrap().iter().filter(|row| row["action"] == "not_delivered").count();
        assert_eq!(log, known, "{order:?}");
        // The next answer counts.
        process.reply(AGENT, &after, "Call us, please.").await;
        assert!(clock(&reload(&process, &after).await, "first_response")["met_at"].is_string(), "{order:?}");
    }
}

#[tokio::test]
async fn a_status_with_our_reference_settles_what_nobody_was_sure_of() {
    for word in ["sent", "delivered", "read", "played", "deleted"] {
        let (_world, process, case) = asked_on("whatsapp").await;
        process.fault("meta", "timeout_after_send", 1).await;
        process.reply(AGENT, &case, TEXT).await;
        let taken = process.sent("meta")[0].clone();
        let reference = taken["body"]["biz_opaque_callback_data"].as_str();
        let wamid = taken["id"].as_str().unwrap();
        // Nobody says whom it was about but our own reference.
        let mut body = status(wamid, word, "ignored", MONDAY, reference);
        let item = &mut body["entry"][0]["changes"][0]["value"]["statuses"][0];
        item.as_object_mut().unwrap().remove("recipient_user_id");
        item["recipient_id"] = json!("33612345678");
        for _ in 0..2 {
            process.meta(&body).await;
        }
        let case = reload(&process, &case).await;
        assert_eq!((&last_send(&case)["state"], &last_send(&case)["external_id"]), (&json!("sent"), &json!(wamid)));
        assert_eq!(case["answers"].as_array().unwrap().len(), 1, "{word}");
    }
}

#[tokio::test]
async fn the_next_response_clock_runs_again_from_the_first_question_left_unanswered() {
    let (_world, process, case) = asked_on("whatsapp").await;
    process.reply(AGENT, &case, "Which order?").await;
    process.advance("PT5M").await;
    process.meta(&whatsapp("wamid.IN2", "FR.9001", "2026-03-30T09:05:00Z", "order 12, where is it?")).await;
    let case = process.only_case().await;
    process.advance("PT5M").await;
    process.reply(AGENT, &case, TEXT).await;
    process.advance("PT5M").await;
    process.meta(&whatsapp("wamid.IN3", "FR.9001", "2026-03-30T09:15:00Z", "hello? where is my refund?")).await;
    let between = reload(&process, &case).await;
    assert_eq!(clock(&between, "next_response")["started_at"], "2026-03-30T09:15:00.000Z");
    let wamid = process.sent("meta")[1]["id"].as_str().unwrap().to_owned();
    process.meta(&status(&wamid, "failed", "FR.9001", "2026-03-30T09:11:00Z", None)).await;
    let after = reload(&process, &case).await;
    assert_eq!(clock(&after, "next_response")["started_at"], "2026-03-30T09:05:00.000Z");
    assert!(clock(&after, "next_response")["met_at"].is_null());
    assert!(clock(&after, "first_response")["met_at"].is_string(), "the first answer arrived");
}

#[tokio::test]
async fn a_deadline_that_passed_behind_a_failed_answer_is_breached_once() {
    let (_world, process, case) = asked_on("whatsapp").await;
    let deadline = clock(&case, "first_response")["deadline_at"].clone();
    process.reply(AGENT, &case, TEXT).await;
    let wamid = process.sent("meta")[0]["id"].as_str().unwrap().to_owned();
    process.advance("PT12H").await;
    assert!(alerts(&process).is_empty());
    for _ in 0..2 {
        process.meta(&status(&wamid, "failed", "FR.9001", "2026-03-30T20:00:00Z", None)).await;
    }
    process.advance("PT2M").await;
    let case = reload(&process, &case).await;
    assert_eq!(clock(&case, "first_response")["breached_at"], deadline);
    let kinds: Vec<String> = alerts(&process).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["warning", "breach"]);
}

#[tokio::test]
async fn a_case_resolved_in_the_belief_of_having_answered_opens_again() {
    let (_world, process, case) = asked_on("whatsapp").await;
    process.reply(AGENT, &case, TEXT).await;
    process.advance("PT1M").await;
    let (status_code, _) = process.api(AGENT, "POST", &format!("/cases/{}/resolve", id(&case)), json!({})).await;
    assert_eq!(status_code, 200);
    let wamid = process.sent("meta")[0]["id"].as_str().unwrap().to_owned();
    process.advance("PT1M").await;
    process.meta(&status(&wamid, "failed", "FR.9001", MONDAY, None)).await;
    let after = process.only_case().await;
    assert_eq!(after["status"], "open");
    for name in ["started_at", "deadline_at", "met_at", "stopped_at"] {
        assert_eq!(clock(&after, "first_response")[name], clock(&case, "first_response")[name], "{name}");
    }
    // A late message folds everything anew and changes nothing of that.
    process.meta(&whatsapp("wamid.IN0", "FR.9001", "2026-03-30T08:59:00Z", "where is my order?")).await;
    let after = process.only_case().await;
    assert_eq!(clock(&after, "first_response")["started_at"], "2026-03-30T08:59:00.000Z");
    assert!(clock(&after, "first_response")["stopped_at"].is_null());
}

#[tokio::test]
async fn a_failure_of_something_else_changes_nothing() {
    let (_world, process, case) = asked_on("whatsapp").await;
    process.reply(AGENT, &case, TEXT).await;
    process.meta(&status("wamid.OTHER", "failed", "FR.9001", MONDAY, None)).await;
    process.meta(&status("wamid.OTHER", "failed", "FR.1", MONDAY, Some("nonsense.s1"))).await;
    let after = reload(&process, &case).await;
    assert_eq!((&after["status"], &last_send(&after)["state"]), (&json!("pending"), &json!("sent")));
    assert!(process.items("/parked").await.is_empty());
}

fn long_text() -> String {
    let sentence = |number: usize| format!("This is sentence number {number} of a long answer.");
    (0..60).map(sentence).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_text_that_is_too_long_is_told_with_its_parts_and_never_cut_silently() {
    let (_world, process, case) = asked_on("messenger").await;
    let text = long_text();
    let (code, problem) = answer(&process, &case, &text, json!({})).await;
    assert_eq!((code, &problem["code"], &problem["unit"]), (422, &json!("too_long"), &json!("characters")));
    assert_eq!((problem["limit"].as_u64(), problem["length"].as_u64()), (Some(2_000), Some(text.len() as u64)));
    let parts: Vec<&str> = problem["parts"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect();
    assert_eq!(parts.join(" "), text);
    assert!(reload(&process, &case).await["sends"].as_array().unwrap().is_empty());
    let (code, accepted) = answer(&process, &case, &text, json!({"split": true})).await;
    assert_eq!((code, accepted["sends"].as_array().unwrap().len()), (202, parts.len()));
    assert_eq!(accepted["send"], accepted["sends"][0]);
    let sent: Vec<String> = process.sent("meta").iter().map(|item| item["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(sent, parts);
    let case = reload(&process, &case).await;
    assert!(case["sends"].as_array().unwrap().iter().all(|send| send["state"] == "sent"));
}

#[tokio::test]
async fn in_public_and_in_a_private_reply_nothing_is_cut() {
    for more in [json!({}), json!({"split": true})] {
        let world = World::at(MONDAY).await;
        let process = world.boot().await;
        process.x(&mention(&snowflake(MONDAY, 1), "7001", ASKED)).await;
        let case = process.only_case().await;
        let (code, problem) = answer(&process, &case, &long_text(), more.clone()).await;
        assert_eq!((code, &problem["code"], &problem["limit"]), (422, &json!("too_long"), &json!(280)));
        assert!(problem["parts"].is_null() && problem["unit"] == "weighted", "{problem}");
    }
    let (_world, process, case) = asked_on("instagram_comment").await;
    let (code, problem) = answer(&process, &case, &long_text(), json!({"split": true, "private": true})).await;
    assert_eq!((code, &problem["unit"], &problem["limit"]), (422, &json!("bytes"), &json!(1_000)));
    assert!(problem["parts"].is_null());
}

#[tokio::test]
async fn the_parts_behind_one_that_did_not_leave_are_held_back() {
    let (_world, process, case) = asked_on("instagram").await;
    let text = long_text();
    process.fault("meta", "429", 1).await;
    let (_, accepted) = answer(&process, &case, &text, json!({"split": true})).await;
    let count = accepted["sends"].as_array().unwrap().len();
    assert!(count >= 3, "{count}");
    assert!(process.sent("meta").is_empty(), "nothing overtakes the first part");
    let case = reload(&process, &case).await;
    assert_eq!(case["sends"][0]["state"], "queued");
    let path = format!("/cases/{}/sends/{}", id(&case), case["sends"][2]["id"].as_str().unwrap());
    assert_eq!(process.api(AGENT, "DELETE", &path, Value::Null).await.0, 200, "the rest can be taken back");
    let case = reload(&process, &case).await;
    assert_eq!(case["sends"].as_array().unwrap().len(), 2);
    process.fault("meta", "token_revoked", 1).await;
    process.advance("PT1M").await;
    let case = reload(&process, &case).await;
    let states: Vec<&Value> = case["sends"].as_array().unwrap().iter().map(|send| &send["state"]).collect();
    assert_eq!(states, ["refused", "refused"]);
    assert!(case["sends"][1]["why"].as_str().unwrap().contains("earlier part"), "{}", case["sends"][1]);
    assert!(process.sent("meta").is_empty());
    // A later answer is not held back by it, once the account is trusted again.
    assert_eq!(process.api(LEAD, "POST", "/inboxes/instagram/3001/resume", json!({})).await.0, 200);
    assert_eq!(process.reply(LEAD, &case, TEXT).await.0, 409);
    assert_eq!(process.reply(AGENT, &case, TEXT).await.0, 202);
    assert_eq!(process.sent("meta").len(), 1);
}

#[tokio::test]
async fn the_second_part_refused_holds_back_the_third() {
    let (_world, process, case) = asked_on("whatsapp").await;
    let text = long_text().repeat(4);
    // The first is lost, found out about by its status, and the second meets a closed window.
    process.fault("meta", "timeout_after_send", 1).await;
    let (code, accepted) = answer(&process, &case, &text, json!({"split": true})).await;
    assert_eq!((code, accepted["sends"].as_array().unwrap().len()), (202, 3));
    process.fault("meta", "window_closed", 1).await;
    let taken = process.sent("meta")[0].clone();
    let reference = taken["body"]["biz_opaque_callback_data"].as_str();
    process.meta(&status(taken["id"].as_str().unwrap(), "sent", "FR.9001", MONDAY, reference)).await;
    process.drain().await;
    let case = reload(&process, &case).await;
    let states: Vec<&Value> = case["sends"].as_array().unwrap().iter().map(|send| &send["state"]).collect();
    assert_eq!(states, ["sent", "refused", "refused"]);
    assert_eq!(process.sent("meta").len(), 1);
}

#[tokio::test]
async fn a_comment_is_answered_privately_once_in_its_own_case() {
    for product in ["page_comment", "instagram_comment"] {
        let (_world, process, case) = asked_on(product).await;
        let (code, _) = answer(&process, &case, TEXT, json!({"private": true})).await;
        assert_eq!(code, 202, "{product}");
        let taken = process.sent("meta")[0].clone();
        assert_eq!(
            (&taken["kind"], &taken["in_reply_to"]),
            (&json!("private_reply"), &case["messages"][0]["external_id"])
        );
        let after = reload(&process, &case).await;
        let ours = after["messages"].as_array().unwrap().iter().find(|message| message["direction"] == "out").unwrap();
        assert_eq!((&ours["kind"], &ours["private"]), (&json!("direct_message"), &json!(true)), "{product}");
        assert!(clock(&after, "first_response")["met_at"].is_string(), "{product}");
        assert!(!after["window"]["alternatives"].to_string().contains("private_reply"), "{product}");
        let (code, refused) = answer(&process, &after, "Once more.", json!({"private": true})).await;
        assert_eq!((code, &refused["code"]), (422, &json!("private_reply_used")), "{product}");
        assert_eq!(answer(&process, &after, "In public then.", json!({})).await.0, 202);
        assert_eq!(process.sent("meta").len(), 2, "{product}");
    }
}

#[tokio::test]
async fn a_private_reply_heard_again_in_its_own_conversation_is_the_same_answer() {
    for lost in [true, false] {
        let (_world, process, case) = asked_on("page_comment").await;
        if lost {
            process.fault("meta", "timeout_after_send", 1).await;
        }
        answer(&process, &case, TEXT, json!({"private": true})).await;
        let taken = process.sent("meta")[0].clone();
        let reference = taken["body"]["message"]["metadata"].as_str();
        for _ in 0..2 {
            process.meta(&echo(taken["id"].as_str().unwrap(), "5880001990001", MONDAY, TEXT, reference)).await;
        }
        let after = reload(&process, &case).await;
        assert_eq!((&last_send(&after)["state"], &last_send(&after)["external_id"]), (&json!("sent"), &taken["id"]));
        assert_eq!(after["answers"].as_array().unwrap().len(), 1);
        for status in ["resolved", "pending"] {
            let others = process.items(&format!("/queue?status={status}")).await;
            assert!(others.iter().all(|other| other["id"] == case["id"]), "{status}: {others:?}");
        }
    }
}

#[tokio::test]
async fn the_same_words_to_somebody_else_are_not_taken_for_a_lost_private_reply() {
    let (_world, process, case) = asked_on("page_comment").await;
    process.meta(&page_comment("880001_990002", "9002", "2001_880001", MONDAY, ASKED)).await;
    let items = process.items("/queue").await;
    let other = items.iter().find(|item| item["id"] != case["id"]).unwrap();
    process.fault("meta", "timeout_before_send", 1).await;
    answer(&process, &case, TEXT, json!({"private": true})).await;
    answer(&process, &process.case(id(other)).await, TEXT, json!({"private": true})).await;
    process.advance("PT40M").await;
    let send = last_send(&reload(&process, &case).await).clone();
    assert_eq!(send["state"], "unknown");
    assert!(send["why"].as_str().unwrap().contains("mark it sent"), "a person decides: {send}");
}

#[tokio::test]
async fn where_there_is_no_private_reply_it_is_said() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    process.x(&mention(&snowflake(MONDAY, 1), "7001", ASKED)).await;
    let case = process.only_case().await;
    let (code, problem) = answer(&process, &case, TEXT, json!({"private": true})).await;
    assert_eq!((code, &problem["code"]), (422, &json!("not_private_capable")));
    assert!(problem["detail"].as_str().unwrap().len() > 20);
    let (_world, process, case) = asked_on("whatsapp").await;
    assert_eq!(answer(&process, &case, TEXT, json!({"private": true})).await.0, 202, "it is private already");
    assert_eq!(last_send(&reload(&process, &case).await)["private"], false);
}
