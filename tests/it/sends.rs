//! Answers on their way: accepted, undone, sent, refused, waited for, unknown; and their echoes.

use super::bodies::{echo, mention, messenger, own_reply, snowflake};
use super::support::{AGENT, AGENT_2, LEAD, MONDAY, Process, World, clock, id, with_mention};
use serde_json::{Value, json};

async fn messenger_case() -> (World, Process, Value) {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    process.meta(&messenger("m_1", "9001", MONDAY, "where is my refund?")).await;
    let case = process.only_case().await;
    (world, process, case)
}

async fn state(process: &Process, case: &Value) -> (String, String) {
    let case = process.case(id(case)).await;
    let send = case["sends"].as_array().unwrap().last().unwrap().clone();
    (send["state"].as_str().unwrap().to_owned(), send["why"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn an_answer_reaches_the_platform_and_the_log_in_one_step() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    let (status, accepted) = process.reply(AGENT, &case, "You get 12.50 EUR within 14 days.").await;
    assert_eq!((status, &accepted["send"]["state"]), (202, &json!("queued")));
    let sent = process.sent("x");
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["in_reply_to"], case["messages"][0]["external_id"]);
    let case = process.case(id(&case)).await;
    assert_eq!((&case["status"], &case["assignee"]), (&json!("pending"), &json!(AGENT)));
    assert_eq!(case["sends"][0]["state"], "sent");
    assert_eq!(case["sends"][0]["external_id"], sent[0]["id"]);
    assert_eq!(case["answers"][0]["topic"], case["classification"]["topic"]);
    let facts: Vec<&str> =
        case["answers"][0]["facts"].as_array().unwrap().iter().map(|fact| fact["fact"].as_str().unwrap()).collect();
    assert!(facts.contains(&"amount") && facts.contains(&"duration"), "{facts:?}");
    assert!(clock(&case, "first_response")["met_at"].is_string());
    assert_eq!(clock(&case, "resolution")["paused"], true);
}

#[tokio::test]
async fn a_reply_goes_to_the_contacts_latest_post() {
    let (_world, process, _) = with_mention("where is my refund?").await;
    let latest = snowflake("2026-03-30T09:01:00Z", 2);
    process.advance("PT2M").await;
    process.x(&mention(&latest, "7001", "please answer")).await;
    let case = process.only_case().await;
    process.reply(AGENT, &case, "Within 14 days.").await;
    assert_eq!(process.sent("x")[0]["in_reply_to"], json!(latest));
}

#[tokio::test]
async fn an_answer_can_be_undone_until_it_leaves() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    let path = format!("/cases/{}/reply", id(&case));
    let body = json!({"text": "Wrong person!", "version": case["version"]});
    let (_, accepted) = process.api(AGENT, "POST", &path, body.clone()).await;
    process.advance("PT9S").await;
    let send = format!("/cases/{}/sends/{}", id(&case), accepted["send"]["id"].as_str().unwrap());
    assert_eq!(process.api(AGENT_2, "DELETE", &send, Value::Null).await.0, 403);
    assert_eq!(process.api(AGENT, "DELETE", &send, Value::Null).await.0, 200);
    process.advance("PT1M").await;
    assert!(process.sent("x").is_empty());
    assert_eq!(process.only_case().await["sends"], json!([]));
    let version = process.case(id(&case)).await["version"].clone();
    let (status, _) = process.api(AGENT, "POST", &path, json!({"text": "Right.", "version": version})).await;
    assert_eq!(status, 202);
    process.advance("PT10S").await;
    assert_eq!(process.sent("x").len(), 1);
    let gone = format!("/cases/{}/sends/s2", id(&case));
    assert_eq!(process.api(AGENT, "DELETE", &gone, Value::Null).await.1["code"], "send_gone");
}

#[tokio::test]
async fn an_answer_to_a_conversation_that_has_moved_on_is_refused() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    process.x(&mention(&snowflake(MONDAY, 9), "7001", "forget it, I found it")).await;
    let (status, problem) = process.reply(AGENT, &case, "Within 14 days.").await;
    assert_eq!((status, &problem["code"]), (409, &json!("stale")));
    // What the contact cannot see does not make an answer stale.
    let case = process.case(id(&case)).await;
    process.api(LEAD, "POST", &format!("/cases/{}/note", id(&case)), json!({"text": "careful"})).await;
    assert_eq!(process.reply(AGENT, &case, "Good to hear.").await.0, 202);
}

#[tokio::test]
async fn what_the_platform_refuses_is_never_shown_as_sent() {
    for (mode, word) in [("token_revoked", "X"), ("window_closed", "X")] {
        let (_world, process, case) = with_mention("where is my refund?").await;
        process.fault("x", mode, 1).await;
        process.reply(AGENT, &case, "Within 14 days.").await;
        let (state, why) = state(&process, &case).await;
        assert_eq!(state, "refused", "{mode}");
        assert!(!why.is_empty(), "{mode}: {word}");
        assert!(process.sent("x").is_empty());
        let case = process.case(id(&case)).await;
        assert!(case["answers"].as_array().unwrap().is_empty());
        assert!(clock(&case, "first_response")["met_at"].is_null());
        assert_eq!(case["sends"][0]["text"], "Within 14 days.", "the text is there to be sent again");
        if mode == "token_revoked" {
            // The whole inbox has stopped: somebody has to say that it is repaired.
            assert_eq!(process.api(LEAD, "POST", "/inboxes/x/1001/resume", Value::Null).await.0, 200);
        }
        assert_eq!(process.reply(AGENT, &case, "Within 14 days.").await.0, 202);
        assert_eq!(process.sent("x").len(), 1, "a refused send does not block the next");
    }
}

#[tokio::test]
async fn a_rate_limit_is_waited_out() {
    let (_world, process, case) = messenger_case().await;
    process.fault("meta", "429", 2).await;
    process.reply(AGENT, &case, "Within 14 days.").await;
    assert_eq!(state(&process, &case).await.0, "queued");
    process.advance("PT10M").await;
    assert_eq!(state(&process, &case).await.0, "sent");
    assert_eq!(process.sent("meta").len(), 1);
}

#[tokio::test]
async fn an_unknown_outcome_is_looked_up_and_nothing_is_repeated_blindly() {
    for (platform, mode, taken) in [
        ("x", "timeout_after_send", 1),
        ("meta", "timeout_after_send", 1),
        ("x", "timeout_before_send", 0),
        ("meta", "timeout_before_send", 0),
        ("x", "500", 0),
        ("meta", "500", 0),
    ] {
        let (_world, process, case) = match platform {
            "x" => with_mention("where is my refund?").await,
            _ => messenger_case().await,
        };
        process.fault(platform, mode, 1).await;
        process.reply(AGENT, &case, "Within 14 days.").await;
        assert_eq!(state(&process, &case).await.0, "unknown", "{platform} {mode}");
        process.advance("PT59S").await;
        assert_eq!(state(&process, &case).await.0, "unknown", "{platform} {mode}");
        process.advance("PT61S").await;
        let expected = if taken == 1 { "sent" } else { "unknown" };
        assert_eq!(state(&process, &case).await.0, expected, "{platform} {mode}");
        process.advance("PT6H").await;
        assert_eq!(process.sent(platform).len(), taken, "{platform} {mode}");
        let case = process.case(id(&case)).await;
        assert_eq!(case["answers"].as_array().unwrap().len(), taken, "{platform} {mode}");
        if taken == 0 {
            let why = case["sends"][0]["why"].as_str().unwrap();
            assert!(why.len() > 20, "{why}");
            let settle = format!("/cases/{}/sends/s1/settle", id(&case));
            assert_eq!(process.api(AGENT, "POST", &settle, json!({"as": "not_sent"})).await.0, 200);
            assert_eq!(process.reply(AGENT, &case, "Within 14 days.").await.0, 202);
            assert_eq!(process.sent(platform).len(), 1, "{platform} {mode}");
        }
    }
}

#[tokio::test]
async fn a_person_can_say_that_an_unknown_answer_was_sent() {
    let (_world, process, case) = messenger_case().await;
    process.fault("meta", "500", 1).await;
    process.reply(AGENT, &case, "Within 14 days.").await;
    process.advance("PT5M").await;
    let settle = format!("/cases/{}/sends/s1/settle", id(&case));
    assert_eq!(process.api(AGENT, "POST", &settle, json!({"as": "sent"})).await.0, 200);
    let case = process.case(id(&case)).await;
    assert_eq!((&case["status"], &case["sends"][0]["state"]), (&json!("pending"), &json!("sent")));
    assert_eq!(case["answers"].as_array().unwrap().len(), 1);
    assert_eq!(process.api(AGENT, "POST", &settle, json!({"as": "sent"})).await.1["code"], "send_gone");
}

#[tokio::test]
async fn an_echo_before_the_call_returns_is_the_same_answer_once() {
    // The platform takes the message, the answer to our call is lost, and the echo comes first.
    let (_world, process, case) = messenger_case().await;
    process.fault("meta", "timeout_after_send", 1).await;
    process.reply(AGENT, &case, "Within 14 days.").await;
    assert_eq!(state(&process, &case).await.0, "unknown");
    let taken = process.sent("meta")[0].clone();
    let reference = taken["body"]["message"]["metadata"].as_str().unwrap();
    let body = echo(taken["id"].as_str().unwrap(), "9001", MONDAY, "Within 14 days.", Some(reference));
    for _ in 0..3 {
        process.meta(&body).await;
    }
    assert_eq!(state(&process, &case).await.0, "sent");
    process.advance("PT10M").await;
    let case = process.case(id(&case)).await;
    assert_eq!(case["messages"].as_array().unwrap().len(), 2);
    assert_eq!(case["answers"].as_array().unwrap().len(), 1);
    assert_eq!(case["answers"][0]["by"], AGENT, "it is our own send, not a native answer");
}

#[tokio::test]
async fn xs_own_post_settles_a_send_by_target_and_text() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    process.fault("x", "timeout_after_send", 1).await;
    process.reply(AGENT, &case, "Within 14 days & no later.").await;
    let taken = process.sent("x")[0].clone();
    let target = case["messages"][0]["external_id"].as_str().unwrap();
    // Another own post first: it may not be taken for our send, nor be lost.
    let other = own_reply(&snowflake(MONDAY, 77), target, "7001", "A colleague wrote this.");
    process.x(&other).await;
    process.x(&own_reply(taken["id"].as_str().unwrap(), target, "7001", "Within 14 days &amp; no later.")).await;
    assert_eq!(state(&process, &case).await.0, "sent");
    process.advance("PT1M").await;
    let case = process.case(id(&case)).await;
    let by: Vec<&str> =
        case["answers"].as_array().unwrap().iter().map(|answer| answer["by"].as_str().unwrap()).collect();
    assert_eq!(by.len(), 2, "{by:?}");
    assert!(by.contains(&AGENT) && by.contains(&"native"), "{by:?}");
}

#[tokio::test]
async fn sends_of_a_case_go_strictly_one_after_another() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    process.fault("x", "timeout_before_send", 1).await;
    process.reply(AGENT, &case, "First.").await;
    let case = process.case(id(&case)).await;
    assert_eq!(process.reply(AGENT, &case, "Second.").await.0, 202);
    process.advance("PT1H").await;
    assert!(process.sent("x").is_empty(), "the second waits until somebody decides about the first");
    let settle = format!("/cases/{}/sends/s1/settle", id(&case));
    process.api(AGENT, "POST", &settle, json!({"as": "not_sent"})).await;
    process.drain().await;
    assert_eq!(process.sent("x").len(), 1);
    assert_eq!(process.sent("x")[0]["text"], "Second.");
}

#[tokio::test]
async fn answers_accepted_at_once_are_all_kept() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    let process = std::sync::Arc::new(process);
    let path = format!("/cases/{}/reply", id(&case));
    let mut replies = tokio::task::JoinSet::new();
    for n in 0..6 {
        let (process, path) = (process.clone(), path.clone());
        let body = json!({"text": format!("Answer {n}."), "version": case["version"], "undo_seconds": 600});
        replies.spawn(async move { process.api(AGENT, "POST", &path, body).await.0 });
    }
    while let Some(status) = replies.join_next().await {
        assert_eq!(status.unwrap(), 202);
    }
    assert_eq!(process.case(id(&case)).await["sends"].as_array().unwrap().len(), 6);
}
