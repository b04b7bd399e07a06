//! What is done to a conversation outside: hidden, shown, deleted, answered, in whatever order the news arrives.

use super::bodies::{delete, mention, messenger, own_reply, page, snowflake};
use super::support::{AGENT, MONDAY, Process, World, clock, id, with_mention};
use serde_json::{Value, json};

/// A change of the Page's feed at a second past the hour.
fn feed(verb: &str, comment: &str, parent: &str, from: &str, second: i64, text: &str) -> Value {
    let at = 1_774_861_200 + second;
    let mut value = json!({"item": "comment", "verb": verb, "post_id": "2001_88", "comment_id": comment,
        "parent_id": parent, "created_time": at, "from": {"id": from, "name": "Camille"}, "message": text});
    if verb != "add" {
        value["created_time"] = json!(1_774_861_200);
    }
    json!({"object": "page", "entry": [{"id": "2001", "time": at, "changes": [{"field": "feed", "value": value}]}]})
}

async fn start() -> (World, Process) {
    let world = World::at("2026-03-30T09:01:00Z").await;
    let process = world.boot().await;
    (world, process)
}

#[tokio::test]
async fn whether_a_comment_is_hidden_does_not_depend_on_what_was_heard_first() {
    let add = feed("add", "88_99", "2001_88", "6201", 0, "where is my refund?");
    let news = [
        add,
        feed("hide", "88_99", "2001_88", "2001", 10, ""),
        feed("unhide", "88_99", "2001_88", "2001", 20, ""),
        feed("hide", "88_99", "2001_88", "2001", 30, ""),
    ];
    // Worlds are dear: of the orders of all four only some.
    for (count, hidden, each) in [(2, true, 1), (3, false, 1), (4, true, 6)] {
        for order in permutations(count).into_iter().step_by(each) {
            let (_world, process) = start().await;
            for place in &order {
                process.meta(&news[*place]).await;
            }
            process.advance("PT2M").await;
            for place in &order {
                process.meta(&news[*place]).await;
            }
            let case = process.only_case().await;
            assert_eq!(case["messages"][0]["hidden"], hidden, "{order:?}");
        }
    }
}

/// Every order of the first numbers.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(count - 1);
    let with = |order: &Vec<usize>, place: usize| {
        let mut order = order.clone();
        order.insert(place, count - 1);
        order
    };
    shorter.iter().flat_map(|order| (0..count).map(move |place| with(order, place))).collect()
}

#[tokio::test]
async fn an_answer_somebody_vouched_for_and_its_late_echo_are_one() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    let asked = case["messages"][0]["external_id"].as_str().unwrap().to_owned();
    process.fault("x", "timeout_before_send", 1).await;
    process.reply(AGENT, &case, "Within 14 days.").await;
    process.advance("PT5M").await;
    let settle = format!("/cases/{}/sends/s1/settle", id(&case));
    assert_eq!(process.api(AGENT, "POST", &settle, json!({"as": "sent"})).await.0, 200);
    let post = snowflake("2026-03-30T09:00:02Z", 7);
    for _ in 0..2 {
        process.x(&own_reply(&post, &asked, "7001", "Within 14 days.")).await;
        process.advance("PT1M").await;
    }
    let case = process.case(id(&case)).await;
    let ours: Vec<&Value> =
        case["messages"].as_array().unwrap().iter().filter(|message| message["direction"] == "out").collect();
    assert_eq!((ours.len(), &ours[0]["external_id"], &ours[0]["author"]), (1, &json!(post), &json!(AGENT)));
    assert_eq!(
        (&case["sends"][0]["external_id"], &case["sends"][0]["text"]),
        (&json!(post), &json!("Within 14 days."))
    );
    let answers = case["answers"].as_array().unwrap();
    assert_eq!((answers.len(), &answers[0]["id"]), (1, &json!(post)), "{answers:?}");
    let topic = case["classification"]["topic"].as_str().unwrap();
    assert_eq!(process.items(&format!("/answers?topic={topic}")).await.len(), 1);
    // The platform's time counts, as for any answer.
    assert_eq!(clock(&case, "first_response")["met_at"], "2026-03-30T09:00:02.000Z");
    assert_eq!(case["status"], "pending");
}

#[tokio::test]
async fn on_whatsapp_a_person_decides_after_two_waits_and_is_told_why() {
    let (_world, process) = start().await;
    let asked = json!({"messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "33170000000", "phone_number_id": "4001"},
        "messages": [{"from": "33612345678", "id": "wamid.IN", "timestamp": "1774861200", "type": "text", "text": {"body": "where is my refund?"}}]});
    process
        .meta(&json!({"object": "whatsapp_business_account", "entry": [{"id": "7001", "changes": [{"field": "messages", "value": asked}]}]}))
        .await;
    let case = process.only_case().await;
    process.fault("meta", "timeout_after_send", 1).await;
    process.reply(AGENT, &case, "Within 14 days.").await;
    let why = |case: &Value| case["sends"][0]["why"].as_str().unwrap().to_owned();
    let first = why(&process.case(id(&case)).await);
    assert!(first.contains("WhatsApp offers no look-up: a delivery status would settle it"), "{first}");
    process.advance("PT2M").await;
    let decides = why(&process.case(id(&case)).await);
    assert!(
        decides.contains("WhatsApp offers no look-up") && decides.contains("mark it sent or not sent"),
        "{decides}"
    );
    assert!(!first.contains("looking for it") && !decides.contains("twice"), "{first} {decides}");
    let sent = process.sent("meta")[0].clone();
    let reference = sent["body"]["biz_opaque_callback_data"].clone();
    let status = json!({"messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "33170000000", "phone_number_id": "4001"},
        "statuses": [{"id": sent["id"], "status": "delivered", "timestamp": "1774861290", "recipient_id": "33612345678", "biz_opaque_callback_data": reference}]});
    process
        .meta(&json!({"object": "whatsapp_business_account", "entry": [{"id": "7001", "changes": [{"field": "messages", "value": status}]}]}))
        .await;
    assert_eq!(process.case(id(&case)).await["sends"][0]["state"], "sent");
}

#[tokio::test]
async fn an_answer_to_a_post_its_author_deleted_is_kept_and_not_sent() {
    for (undo, deleted_after) in [(600, "PT1M"), (10, "PT1S")] {
        let (_world, process, case) = with_mention("where is my refund?").await;
        let asked = case["messages"][0]["external_id"].as_str().unwrap().to_owned();
        let path = format!("/cases/{}/reply", id(&case));
        let body = json!({"text": "Within 14 days.", "version": case["version"], "undo_seconds": undo});
        assert_eq!(process.api(AGENT, "POST", &path, body).await.0, 202);
        process.advance(deleted_after).await;
        process.x(&delete(&asked, "7001")).await;
        let held = process.case(id(&case)).await;
        let send = &held["sends"][0];
        assert_eq!((&send["state"], &send["text"]), (&json!("refused"), &json!("Within 14 days.")));
        assert!(send["why"].as_str().unwrap().contains("was deleted by its author"), "{send}");
        assert_eq!(held["status"], "open", "a person sees what became of it");
        process.advance("PT20M").await;
        assert!(process.sent("x").is_empty());
    }
}

#[tokio::test]
async fn an_answer_waits_out_a_platform_and_not_a_deleted_post() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    let asked = case["messages"][0]["external_id"].as_str().unwrap().to_owned();
    process.fault("x", "429", 1).await;
    process.reply(AGENT, &case, "Within 14 days.").await;
    process.x(&delete(&asked, "7001")).await;
    process.advance("PT30M").await;
    assert!(process.sent("x").is_empty());
    assert_eq!(process.case(id(&case)).await["sends"][0]["state"], "refused");
    // What comes after a refused answer is not held back by it.
    process.x(&mention(&snowflake("2026-03-30T09:20:00Z", 3), "7001", "where is my refund, please?")).await;
    let case = process.case(id(&case)).await;
    assert_eq!(process.reply(AGENT, &case, "Within 14 days, then.").await.0, 202);
    assert_eq!(process.sent("x").len(), 1);
}

#[tokio::test]
async fn a_private_answer_still_reaches_who_took_their_message_back() {
    let (_world, process) = start().await;
    process.meta(&messenger("m_1", "9001", MONDAY, "where is my refund?")).await;
    let case = process.only_case().await;
    let path = format!("/cases/{}/reply", id(&case));
    let body = json!({"text": "Within 14 days.", "version": case["version"], "undo_seconds": 60});
    assert_eq!(process.api(AGENT, "POST", &path, body).await.0, 202);
    process
        .meta(&page(vec![
            json!({"sender": {"id": "9001"}, "recipient": {"id": "2001"}, "timestamp": 1_774_861_210_000_i64,
            "message": {"mid": "m_1", "is_deleted": true}}),
        ]))
        .await;
    process.advance("PT2M").await;
    assert_eq!(process.sent("meta").len(), 1);
    assert_eq!(process.case(id(&case)).await["sends"][0]["state"], "sent");
}

#[tokio::test]
async fn an_answer_deleted_on_the_platform_stays_readable_like_one_deleted_here() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    process.reply(AGENT, &case, "Within 14 days.").await;
    let sent = process.sent("x")[0]["id"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        process.x(&delete(&sent, "1001")).await;
    }
    let case = process.case(id(&case)).await;
    let ours = case["messages"].as_array().unwrap().iter().find(|message| message["direction"] == "out").unwrap();
    assert_eq!((&ours["deleted"], &ours["deleted_by"]), (&json!(true), &json!("native")));
    assert_eq!((&ours["text"], &ours["author"]), (&json!("Within 14 days."), &json!(AGENT)));
    assert!(case["answers"][0]["corrected_at"].is_string(), "it no longer stands: {}", case["answers"][0]);
    assert!(clock(&case, "first_response")["met_at"].is_string(), "it was an answer all the same");
}

#[tokio::test]
async fn what_is_kept_of_an_answer_deleted_elsewhere_does_not_depend_on_the_order() {
    let add = feed("add", "88_99", "2001_88", "6201", 0, "where is my refund?");
    let ours = feed("add", "88_100", "88_99", "2001", 10, "A refund takes 30 days.");
    let mut edit = feed("edited", "88_100", "88_99", "2001", 20, "A refund takes 14 days.");
    edit["entry"][0]["time"] = json!(1_774_861_220);
    let news = [add, ours, edit, feed("remove", "88_100", "88_99", "2001", 30, "")];
    for order in permutations(4).into_iter().step_by(4) {
        let (_world, process) = start().await;
        for place in &order {
            process.meta(&news[*place]).await;
        }
        process.advance("PT1M").await;
        let mut cases = process.items("/queue?status=pending").await;
        cases.extend(process.items("/queue?status=resolved").await);
        cases.extend(process.items("/queue").await);
        assert_eq!(cases.len(), 1, "{order:?}");
        let case = process.case(id(&cases[0])).await;
        let ours = case["messages"].as_array().unwrap().iter().find(|message| message["external_id"] == "88_100");
        let ours = ours.unwrap();
        assert_eq!((&ours["deleted"], &ours["deleted_by"]), (&json!(true), &json!("native")), "{order:?}");
        assert_eq!(ours["text"], "A refund takes 14 days.", "{order:?}");
        assert_eq!(case["status"], "pending", "{order:?}");
    }
}

#[tokio::test]
async fn a_reply_to_our_reply_continues_the_conversation_of_the_thread() {
    for native in [false, true] {
        let (_world, process) = start().await;
        process.meta(&feed("add", "88_99", "2001_88", "6201", 0, "where is my refund?")).await;
        let case = process.only_case().await;
        let ours = if native {
            process.meta(&feed("add", "88_100", "88_99", "2001", 10, "Which order?")).await;
            "88_100".to_owned()
        } else {
            process.reply(AGENT, &case, "Which order?").await;
            process.sent("meta")[0]["id"].as_str().unwrap().to_owned()
        };
        process.advance("PT2M").await;
        process.meta(&feed("add", "88_101", &ours, "6201", 90, "order 12, where is it?")).await;
        process.meta(&feed("add", "88_102", "88_101", "6201", 100, "and my invoice?")).await;
        let case = process.only_case().await;
        let ids: Vec<&Value> =
            case["messages"].as_array().unwrap().iter().map(|message| &message["external_id"]).collect();
        assert_eq!(ids, [&json!("88_99"), &json!(ours), &json!("88_101"), &json!("88_102")], "{native}");
        // What is said of it later finds it there.
        process.meta(&feed("hide", "88_102", "88_101", "2001", 110, "")).await;
        process.meta(&feed("remove", "88_101", &ours, "6201", 120, "")).await;
        let case = process.only_case().await;
        let of = |place: usize, what: &str| case["messages"][place][what].clone();
        assert_eq!((of(2, "deleted"), of(3, "hidden")), (json!(true), json!(true)), "{native}");
    }
}
