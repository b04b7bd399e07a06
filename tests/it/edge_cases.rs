//! The same thing told in several ways or twice, and news that comes before what it is about.

use super::bodies::{mention_activity, snowflake};
use super::support::{AGENT, MONDAY, World, alerts, id, with_mention};
use serde_json::{Value, json};

/// A reply below a post of ours whose author did not type our handle, as `post.reply.create` tells it.
fn reply_activity(id: &str, kind: &str) -> Value {
    let mut body = mention_activity(id, "7001", "still nothing here");
    body["data"]["event_type"] = json!(kind);
    let payload = &mut body["data"]["payload"];
    payload["text"] = json!("still nothing here");
    payload["in_reply_to_tweet_id"] = json!("2038526655898583040");
    payload["referenced_tweets"] = json!([{"type": "replied_to", "id": "2038526655898583040"}]);
    payload["entities"] = json!({});
    body
}

#[tokio::test]
async fn whether_a_post_calls_us_does_not_depend_on_what_was_heard_first() {
    let id_of_post = snowflake(MONDAY, 1);
    for order in [["post.reply.create", "post.mention.create"], ["post.mention.create", "post.reply.create"]] {
        for opens in [true, false] {
            let world = World::at(MONDAY).await;
            let process = world.boot().await;
            if !opens {
                process.x(&reply_activity(&snowflake("2026-03-30T08:00:00Z", 1), "post.reply.create")).await;
            }
            for kind in order {
                process.x(&reply_activity(&id_of_post, kind)).await;
            }
            let case = process.only_case().await;
            assert_eq!(case["window"]["reason"], "summoned", "{order:?} {opens}");
            assert_eq!(case["messages"].as_array().unwrap().len(), if opens { 1 } else { 2 });
        }
    }
}

#[tokio::test]
async fn a_double_click_is_one_answer() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    let path = format!("/cases/{}/reply", id(&case));
    let body = json!({"text": "It comes tomorrow.", "version": case["version"]});
    let mut sends = Vec::new();
    let clicks: Vec<_> = (0..10).map(|_| process.api(AGENT, "POST", &path, body.clone())).collect();
    for answer in all_of(clicks).await {
        assert_eq!(answer.0, 202, "{}", answer.1);
        sends.push(answer.1["send"]["id"].clone());
    }
    assert!(sends.iter().all(|send| send == "s1"), "{sends:?}");
    process.advance("PT1M").await;
    assert_eq!(process.sent("x").len(), 1);
    // The same words once more, later and on purpose, are another answer (X refuses it as a repetition).
    let now = process.case(id(&case)).await;
    let (_, again) = process.reply(AGENT, &now, "It comes tomorrow.").await;
    assert_eq!(again["send"]["id"], "s2");
}

async fn all_of<F: std::future::Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut pinned: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        for (future, done) in &mut pinned {
            if done.is_none()
                && let std::task::Poll::Ready(answer) = future.as_mut().poll(context)
            {
                *done = Some(answer);
            }
        }
        match pinned.iter().all(|(_, done)| done.is_some()) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
    pinned.into_iter().filter_map(|(_, done)| done).collect()
}

#[tokio::test]
async fn under_one_key_an_answer_is_the_same_even_after_it_left() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    let url = format!("{}/api/v1/cases/{}/reply", process.url, id(&case));
    let body = json!({"text": "It comes tomorrow.", "version": case["version"], "undo_seconds": 0});
    for _ in 0..2 {
        let request = super::support::plain_client().post(&url).bearer_auth(AGENT).header("idempotency-key", "k-1");
        let answer = request.json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 202);
        assert_eq!(answer.json::<Value>().await.unwrap()["send"]["id"], "s1");
        process.drain().await;
    }
    assert_eq!(process.sent("x").len(), 1);
}

fn whatsapp(value: Value) -> Value {
    let mut value = value;
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] = json!({"display_phone_number": "33170000000", "phone_number_id": "4001"});
    json!({"object": "whatsapp_business_account", "entry": [{"id": "7001", "changes": [{"field": "messages", "value": value}]}]})
}

#[tokio::test]
async fn a_failure_heard_before_the_message_it_is_about_is_not_forgotten() {
    let world = World::at("2026-03-30T09:02:00Z").await;
    let process = world.boot().await;
    let asked = json!({"messages": [{"from": "33612345678", "id": "wamid.IN", "timestamp": "1774861200", "type": "text", "text": {"body": "where is my refund?"}}]});
    process.meta(&whatsapp(asked)).await;
    let failed = json!({"statuses": [{"id": "wamid.O2", "status": "failed", "timestamp": "1774861290", "recipient_id": "33612345678", "errors": [{"code": 131_026, "title": "undeliverable"}]}]});
    process.meta(&whatsapp(failed)).await;
    let mut echo = whatsapp(
        json!({"message_echoes": [{"from": "33170000000", "to": "33612345678", "id": "wamid.O2", "timestamp": "1774861280", "type": "text", "text": {"body": "Next week."}}]}),
    );
    echo["entry"][0]["changes"][0]["field"] = json!("smb_message_echoes");
    process.meta(&echo).await;
    process.advance("PT1M").await;
    let case = process.only_case().await;
    let ours = case["messages"].as_array().unwrap().iter().find(|message| message["direction"] == "out").unwrap();
    assert!(ours["undelivered_at"].is_string(), "{ours}");
    assert_eq!(
        (&case["status"], &super::support::clock(&case, "first_response")["met_at"]),
        (&json!("new"), &Value::Null)
    );
}

#[tokio::test]
async fn a_revoked_access_and_a_blocked_page_are_told_once_with_what_to_do() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    let revoke = json!({"user_event": {"revoke": {"date_time": "2026-03-30T09:00:00+00:00", "target": {"app_id": "700100"}, "source": {"user_id": "1001"}}}});
    let policy = |action: &str| json!({"object": "page", "entry": [{"id": "2001", "time": 1_774_861_200_000_u64, "messaging": [{"recipient": {"id": "2001"}, "timestamp": 1_774_861_200_000_u64, "policy-enforcement": {"action": action, "reason": "spam"}}]}]});
    for _ in 0..3 {
        process.x(&revoke).await;
        process.meta(&policy("block")).await;
    }
    assert_eq!(alerts(&process).iter().filter(|(kind, _)| kind == "intake").count(), 2);
    let troubles = process.get("/health").await["troubles"].to_string();
    assert!(troubles.contains("token_revoked") && troubles.contains("account_restricted"), "{troubles}");
    let stopped = process.case(id(&case)).await;
    assert_eq!(
        (&stopped["window"]["can_reply"], &stopped["window"]["reason"]),
        (&json!(false), &json!("inbox_stopped"))
    );
    process.meta(&policy("unblock")).await;
    assert!(!process.get("/health").await["troubles"].to_string().contains("account_restricted"));
}

#[tokio::test]
async fn a_whatsapp_contact_known_by_a_scoped_id_is_found_by_their_number() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let asked = json!({"messages": [{"from": "33611110002", "from_user_id": "FR.2", "id": "wamid.IN", "timestamp": "1774861200", "type": "text", "text": {"body": "where is my refund?"}}]});
    process.meta(&whatsapp(asked)).await;
    let found = process.items("/contacts?q=33611110002").await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["phone"], "33611110002");
}

/// An answer older than the question makes the first response another clock; when it turns out never to have
/// arrived, the first clock is back without its stamps. Its alerts' rows are there, and nobody is told twice.
#[tokio::test]
async fn a_clock_that_comes_back_does_not_tell_again_what_it_told() {
    let world = World::at("2026-03-30T09:00:00Z").await;
    let process = world.boot().await;
    let asked = json!({"messages": [{"from": "33612345678", "id": "wamid.IN", "timestamp": "1774861200", "type": "text", "text": {"body": "where is my refund?"}}]});
    process.meta(&whatsapp(asked)).await;
    process.advance("PT3H10M").await;
    let told = |process: &super::support::Process| -> Vec<String> {
        process.sent("alerts").iter().map(|alert| alert["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(told(&process).len(), 2, "the warning and the breach");
    let mut echo = whatsapp(
        json!({"message_echoes": [{"from": "33170000000", "to": "33612345678", "id": "wamid.O1", "timestamp": "1774857600", "type": "text", "text": {"body": "Good morning."}}]}),
    );
    echo["entry"][0]["changes"][0]["field"] = json!("smb_message_echoes");
    process.meta(&echo).await;
    process.advance("PT1M").await;
    let failed = json!({"statuses": [{"id": "wamid.O1", "status": "failed", "timestamp": "1774861290", "recipient_id": "33612345678", "errors": [{"code": 131_026, "title": "undeliverable"}]}]});
    process.meta(&whatsapp(failed)).await;
    process.advance("PT5M").await;
    let case = process.only_case().await;
    assert!(super::support::clock(&case, "first_response")["breached_at"].is_string());
    let mut names = told(&process);
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all, "each is told once: {names:?}");
    let alert = process.items("/alerts").await;
    assert!(alert.iter().all(|alert| alert["accepted_at"].is_string()), "none is told anew");
}

#[tokio::test]
async fn an_alert_is_written_once() {
    let (_world, process, _case) = with_mention("where is my parcel?").await;
    process.advance("PT2H").await;
    let shown = process.items("/alerts").await[0].clone();
    let key = couture::app::App::alert_key(id(&shown)).unwrap();
    let store = &process.house().app.store;
    let alert = store.alert(&key).await.unwrap().unwrap();
    assert!(alert.accepted_at.is_some());
    let again = couture::domain::alert::Alert { accepted_at: None, ..alert };
    let commit = couture::store::commit::Commit { alerts: vec![&again], ..Default::default() };
    assert_eq!(store.commit(&commit).await.unwrap(), couture::store::commit::Committed::Duplicate);
    assert!(store.alert(&key).await.unwrap().unwrap().accepted_at.is_some(), "what was told stays told");
}
