//! From a delivery to a case, exactly once, whatever is delivered twice, at once or out of order.

use super::bodies::{delete, echo, mention, mention_activity, messenger, own_reply, snowflake};
use super::support::{AGENT, MONDAY, World, clock, id};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::task::JoinSet;

async fn all_at_once(process: Arc<super::support::Process>, bodies: Vec<Value>) {
    let mut deliveries = JoinSet::new();
    for body in bodies {
        let process = process.clone();
        deliveries.spawn(async move { process.try_x(&body).await });
    }
    while let Some(status) = deliveries.join_next().await {
        assert_eq!(status.unwrap(), Some(200));
    }
    process.drain().await;
}

#[tokio::test]
async fn fifty_deliveries_at_once_in_both_forms_make_one_message() {
    let world = World::at(MONDAY).await;
    let process = Arc::new(world.boot().await);
    let post = snowflake(MONDAY, 1);
    let text = "my parcel never arrived";
    let forms = [mention(&post, "7001", text), mention_activity(&post, "7001", text)];
    let bodies = (0..50).map(|n| forms[n % 2].clone()).collect();
    all_at_once(process.clone(), bodies).await;
    let case = process.only_case().await;
    assert_eq!(case["messages"].as_array().unwrap().len(), 1);
    assert_eq!(case["clocks"].as_array().unwrap().len(), 2);
    assert_eq!(case["version"], 1);
    assert!(process.items("/parked").await.is_empty());
    process.advance("PT71H").await;
    let kinds: Vec<String> = super::support::alerts(&process).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["warning", "breach", "warning"], "one set of alerts");
}

#[tokio::test]
async fn two_first_messages_of_one_contact_at_once_make_one_case() {
    let world = World::at(MONDAY).await;
    let process = Arc::new(world.boot().await);
    let bodies = (0..20).map(|n| mention(&snowflake(MONDAY, n), "7001", &format!("question number {n}"))).collect();
    all_at_once(process.clone(), bodies).await;
    let case = process.only_case().await;
    assert_eq!(case["messages"].as_array().unwrap().len(), 20);
    assert_eq!(case["version"], 20, "each message is one write of the case, none of them written over");
    assert_eq!(clock(&case, "first_response")["started_at"], "2026-03-30T09:00:00.000Z");
}

#[tokio::test]
async fn an_old_opening_message_delivered_again_after_a_new_case_changes_nothing() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let first = mention(&snowflake(MONDAY, 1), "7001", "my parcel never arrived");
    process.x(&first).await;
    let case = process.only_case().await;
    process.api(AGENT, "POST", &format!("/cases/{}/resolve", id(&case)), json!({})).await;
    process.advance("P8D").await;
    let later = snowflake("2026-04-07T10:00:00Z", 2);
    let second = mention(&later, "7001", "another parcel is late");
    process.x(&second).await;
    let newest = process.only_case().await;
    assert!(id(&newest).ends_with("-2"), "after the reopen window a new case opens");
    assert_eq!(newest["siblings"], json!([id(&case)]));
    for body in [&first, &second, &first] {
        process.x(body).await;
    }
    assert_eq!(process.only_case().await["version"], newest["version"]);
    assert_eq!(process.case(id(&newest)).await["messages"].as_array().unwrap().len(), 1);
    let old = process.case(id(&case)).await;
    assert_eq!((old["messages"].as_array().unwrap().len(), &old["status"]), (1, &json!("closed")));
}

#[tokio::test]
async fn a_message_within_the_reopen_window_opens_the_case_again_with_a_clock_of_its_own() {
    let (_world, process, case) = super::support::with_mention("my parcel never arrived").await;
    process.api(AGENT, "POST", &format!("/cases/{}/resolve", id(&case)), json!({})).await;
    assert!(process.items("/queue").await.is_empty());
    assert_eq!(process.items("/queue?status=resolved").await.len(), 1);
    process.advance("PT30M").await;
    process.x(&mention(&snowflake("2026-03-30T09:30:00Z", 2), "7001", "it still has not arrived")).await;
    let again = process.only_case().await;
    assert_eq!((id(&again), &again["status"]), (id(&case), &json!("open")));
    assert_eq!(clock(&again, "next_response")["started_at"], "2026-03-30T09:30:00.000Z");
    assert!(clock(&again, "first_response")["stopped_at"].is_string());
}

#[tokio::test]
async fn public_and_private_are_two_conversations() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    process.x(&mention(&snowflake(MONDAY, 1), "7001", "my parcel never arrived")).await;
    let message = json!({"for_user_id": "1001", "direct_message_events": [{"type": "message_create", "id": snowflake(MONDAY, 2),
        "created_timestamp": "1774861200000", "message_create": {"target": {"recipient_id": "1001"}, "sender_id": "7001",
        "message_data": {"text": "my order number is 4521", "entities": {}}}}],
        "users": {"7001": {"id": "7001", "screen_name": "contact_7001", "name": "Contact"}}});
    process.x(&message).await;
    assert_eq!(process.items("/queue").await.len(), 2);
}

#[tokio::test]
async fn an_answer_written_in_the_platforms_own_application_stops_the_clock_and_is_logged_once() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    process.meta(&messenger("m_1", "9001", MONDAY, "where is my refund?")).await;
    let case = process.only_case().await;
    process.advance("PT20M").await;
    let native = echo("m_2", "9001", "2026-03-30T09:15:00Z", "Refunded within 14 days, 12.50 EUR.", None);
    for _ in 0..3 {
        process.meta(&native).await;
    }
    let case = process.case(id(&case)).await;
    assert_eq!(case["status"], "pending");
    assert_eq!(clock(&case, "first_response")["met_at"], "2026-03-30T09:15:00.000Z");
    let answers = case["answers"].as_array().unwrap();
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0]["by"], "native");
    let facts: Vec<&str> =
        answers[0]["facts"].as_array().unwrap().iter().map(|fact| fact["value"].as_str().unwrap()).collect();
    assert_eq!(facts, ["P14D", "EUR 12.50"]);
    let topic = answers[0]["topic"].as_str().unwrap();
    assert_eq!(process.items(&format!("/answers?topic={topic}")).await.len(), 1);
}

#[tokio::test]
async fn the_answer_heard_before_the_question_leads_to_the_same_case() {
    for turned in [false, true] {
        let world = World::at("2026-03-30T09:30:00Z").await;
        let process = world.boot().await;
        let question = mention(&snowflake(MONDAY, 1), "7001", "my parcel never arrived");
        let answer =
            own_reply(&snowflake("2026-03-30T09:10:00Z", 2), &snowflake(MONDAY, 1), "7001", "We are looking into it.");
        let order = if turned { [&answer, &question] } else { [&question, &answer] };
        for body in order {
            process.x(body).await;
        }
        let pending = process.items("/queue?status=pending").await;
        let resolved = process.items("/queue?status=resolved").await;
        let found = pending.iter().chain(&resolved).next().unwrap().clone();
        let case = process.case(id(&found)).await;
        let first = clock(&case, "first_response");
        assert_eq!(first["started_at"], "2026-03-30T09:00:00.000Z", "turned: {turned}");
        assert_eq!(first["met_at"], "2026-03-30T09:10:00.000Z", "turned: {turned}");
        assert_eq!(case["messages"].as_array().unwrap().len(), 2);
        assert!(process.items("/queue").await.is_empty(), "turned: {turned}");
    }
}

#[tokio::test]
async fn what_needs_no_reply_is_resolved_at_once_with_the_reason_and_no_clock() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    process.meta(&messenger("m_1", "9001", MONDAY, "merci beaucoup, service parfait !")).await;
    assert!(process.items("/queue").await.is_empty());
    let resolved = process.items("/queue?status=resolved").await;
    assert_eq!(resolved.len(), 1);
    let case = process.case(id(&resolved[0])).await;
    assert!(case["resolved_why"].as_str().unwrap().contains("no reply"));
    assert!(case["clocks"].as_array().unwrap().is_empty());
    process.advance("P2D").await;
    assert!(process.sent("alerts").is_empty());
    // A question after it opens the case like a first message.
    process.meta(&messenger("m_2", "9001", "2026-04-01T09:00:00Z", "où est mon remboursement ?")).await;
    let case = process.only_case().await;
    assert_eq!(clock(&case, "first_response")["started_at"], "2026-04-01T09:00:00.000Z");
    assert_eq!(case["team"], "billing-fr");
}

#[tokio::test]
async fn own_posts_reposts_and_receipts_open_no_case() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let own = json!({"for_user_id": "1001", "tweet_create_events": [{"id_str": snowflake(MONDAY, 1), "text": "We are open today until 18:00",
        "user": {"id_str": "1001", "screen_name": "acme", "name": "Acme"}, "entities": {"user_mentions": [], "urls": []}}]});
    let repost = json!({"for_user_id": "1001", "tweet_create_events": [{"id_str": snowflake(MONDAY, 2), "text": "RT @acme: We are open",
        "user": {"id_str": "7001", "screen_name": "c", "name": "C"}, "retweeted_status": {"id_str": snowflake(MONDAY, 1),
        "user": {"id_str": "1001"}}, "entities": {"user_mentions": [{"id_str": "1001", "screen_name": "acme", "indices": [3, 8]}]}}]});
    for body in [&own, &own, &repost] {
        process.x(body).await;
    }
    assert!(process.items("/queue").await.is_empty() && process.items("/queue?status=resolved").await.is_empty());
    assert!(process.items("/parked").await.is_empty());
    let ignored = process.get("/health").await["intake"]["ignored"].clone();
    assert_eq!(ignored.as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum::<u64>(), 1, "{ignored}");
}

#[tokio::test]
async fn a_deleted_post_loses_its_text_whichever_is_heard_first() {
    for turned in [false, true] {
        let world = World::at(MONDAY).await;
        let process = world.boot().await;
        let post = snowflake(MONDAY, 1);
        let bodies = [mention(&post, "7001", "my secret address is 4 Rue Haute"), delete(&post, "7001")];
        let order = if turned { [&bodies[1], &bodies[0]] } else { [&bodies[0], &bodies[1]] };
        for body in order {
            process.x(body).await;
        }
        for list in ["/queue", "/queue?status=resolved", "/queue?status=pending"] {
            for row in process.items(list).await {
                let case = process.case(id(&row)).await;
                assert!(!case.to_string().contains("Rue Haute"), "turned: {turned}: {case}");
                assert_eq!(case["messages"][0]["deleted"], true);
            }
        }
    }
}

#[tokio::test]
async fn an_urgent_message_in_a_quiet_case_raises_it_from_its_original_start() {
    let (_world, process, case) = super::support::with_mention("where is my parcel?").await;
    assert_eq!(case["priority"], "normal");
    process.advance("PT10M").await;
    process
        .x(&mention(&snowflake("2026-03-30T09:10:00Z", 2), "7001", "the battery caught fire, my son is injured"))
        .await;
    let case = process.only_case().await;
    assert_eq!((&case["priority"], &case["team"]), (&json!("urgent"), &json!("care-en")));
    assert_eq!(clock(&case, "first_response")["deadline_at"], "2026-03-30T09:15:00.000Z");
}

#[tokio::test]
async fn a_time_in_the_future_counts_as_the_receipt_time() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    process.meta(&messenger("m_1", "9001", "2031-01-01T00:00:00Z", "where is my refund?")).await;
    let case = process.only_case().await;
    assert_eq!(case["messages"][0]["at"], "2026-03-30T09:00:00.000Z");
    assert_eq!(clock(&case, "first_response")["started_at"], "2026-03-30T09:00:00.000Z");
}

#[tokio::test]
async fn teams_languages_and_topics_lead_to_the_right_team() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let cases = [
        ("7001", "je n'ai toujours pas reçu mon remboursement", "billing-fr"),
        ("7002", "I still have not received my refund", "billing-en"),
        ("7003", "mon colis n'est jamais arrivé", "support-fr"),
        ("7004", "je veux acheter un abonnement, quel est le prix ?", "sales-fr"),
        ("7005", "the charger exploded and burned my hand", "care-en"),
    ];
    for (n, (contact, text, _)) in cases.iter().enumerate() {
        process.x(&mention(&snowflake(MONDAY, n as u64), contact, text)).await;
    }
    let queue = process.items("/queue").await;
    for (contact, text, team) in cases {
        let row = queue.iter().find(|row| row["contact"]["id"] == contact).unwrap();
        assert_eq!(row["team"], team, "{text}");
    }
    assert_eq!(queue[0]["contact"]["id"], "7005", "urgent first");
}
