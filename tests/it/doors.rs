//! The platforms' doors: handshakes, signatures, sizes, bodies nobody can read.

use super::bodies::{mention, messenger, page, post, snowflake};
use super::support::{LEAD, MONDAY, World};
use couture::channels::x;
use couture::local::secrets::{META_VERIFY_TOKEN, X_CONSUMER_SECRET};
use serde_json::{Value, json};

#[tokio::test]
async fn both_handshakes_answer_and_refuse() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let get = |path: String| async move { super::support::plain_client().get(path).send().await.unwrap() };
    let crc = get(format!("{}/webhooks/x?crc_token=abcde12345", process.url)).await;
    assert_eq!(crc.status(), 200);
    let token = crc.json::<Value>().await.unwrap()["response_token"].as_str().unwrap().to_owned();
    assert_eq!(token, x::signature::challenge(X_CONSUMER_SECRET, "abcde12345").unwrap());
    // The answer to a challenge is a signature: a body must not be signed through it.
    for forged in ["%7B%22tweet_create_events%22%3A%5B%5D%7D", "", "%5B%5D"] {
        assert_eq!(get(format!("{}/webhooks/x?crc_token={forged}", process.url)).await.status(), 400, "{forged}");
    }
    let meta = |token: &str| {
        format!("{}/webhooks/meta?hub.mode=subscribe&hub.verify_token={token}&hub.challenge=1158201444", process.url)
    };
    let answer = get(meta(META_VERIFY_TOKEN)).await;
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap()), (200, "1158201444".to_owned()));
    assert_eq!(get(meta("wrong")).await.status(), 403);
}

#[tokio::test]
async fn a_bad_signature_is_refused_and_nothing_is_written() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let before = process.house().app.store.capacity().write_units();
    let body = mention(&snowflake(MONDAY, 1), "7001", "help").to_string();
    let http = super::support::plain_client();
    let good = x::signature::sign(X_CONSUMER_SECRET, body.as_bytes());
    let wrong = [
        None,
        Some(x::signature::sign("other", body.as_bytes())),
        Some(good.replace("sha256=", "")),
        Some("sha256=".into()),
    ];
    for signature in wrong {
        let mut request = http.post(format!("{}/webhooks/x", process.url)).body(body.clone());
        if let Some(signature) = &signature {
            request = request.header("x-twitter-webhooks-signature", signature);
        }
        assert_eq!(request.send().await.unwrap().status(), 401, "{signature:?}");
    }
    let tampered = body.replace("help", "hulp");
    let request = http.post(format!("{}/webhooks/x", process.url)).header("x-twitter-webhooks-signature", good);
    assert_eq!(request.body(tampered).send().await.unwrap().status(), 401);
    process.drain().await;
    assert!(process.items("/queue").await.is_empty() && process.items("/parked").await.is_empty());
    assert_eq!(process.house().app.store.capacity().write_units(), before);
}

#[tokio::test]
async fn an_oversized_body_is_refused_and_one_just_below_is_taken() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let http = super::support::plain_client();
    for (length, status) in [(4 * 1024 * 1024, 200), (4 * 1024 * 1024 + 1, 413)] {
        let mut body = String::from("{\"for_user_id\":\"1001\"}");
        body.push_str(&" ".repeat(length - body.len()));
        let signature = x::signature::sign(X_CONSUMER_SECRET, body.as_bytes());
        let request =
            http.post(format!("{}/webhooks/x", process.url)).header("x-twitter-webhooks-signature", signature);
        assert_eq!(request.body(body).send().await.unwrap().status(), status);
    }
}

#[tokio::test]
async fn an_element_too_large_for_the_queue_is_parked_and_its_neighbors_are_handled() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let huge = json!({"sender": {"id": "8"}, "recipient": {"id": "2001"}, "timestamp": 1774861200000i64,
        "message": {"mid": "m_huge", "text": "x".repeat(300 * 1024)}});
    let small = messenger("m_small", "9001", MONDAY, "where is my parcel?")["entry"][0]["messaging"][0].clone();
    process.meta(&page(vec![huge, small])).await;
    assert_eq!(process.items("/queue").await.len(), 1);
    let parked = process.items("/parked").await;
    assert_eq!(parked.len(), 1);
    assert_eq!(parked[0]["reason"], "too_large");
    assert!(parked[0]["why"].as_str().unwrap().len() > 20);
}

#[tokio::test]
async fn what_cannot_be_read_gets_a_200_and_is_parked_where_a_person_sees_it() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    for body in ["not json", "{\"tweet_create_events\":[{\"id_str\":", "[1,2", "\"text\""] {
        let signature = x::signature::sign(X_CONSUMER_SECRET, body.as_bytes());
        let request = super::support::plain_client().post(format!("{}/webhooks/x", process.url));
        let answer = request.header("x-twitter-webhooks-signature", signature).body(body).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{body}");
    }
    process.drain().await;
    assert_eq!(process.items("/parked").await.len(), 4);
    assert_eq!(process.get("/health").await["parked"]["count"], 4);
}

#[tokio::test]
async fn one_poison_element_loses_nobody_else() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let good = |n: u64| post(&snowflake(MONDAY, n), &format!("70{n}"), "my parcel is lost");
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!([deep]);
    }
    let mut nested = good(2);
    nested["entities"] = deep;
    let mut wrong_types = good(3);
    wrong_types["user"] = json!(17);
    let missing = json!({"id_str": snowflake(MONDAY, 4)});
    let huge = json!({"id_str": 1e300, "user": {"id_str": 1e308}, "text": {"a": -0.0}});
    let events = vec![good(1), nested, wrong_types, missing, huge, json!(null), json!("x"), good(9)];
    process.x(&json!({"for_user_id": "1001", "tweet_create_events": events, "new_kind_events": [1, 2]})).await;
    let queue = process.items("/queue").await;
    let waiting: Vec<&str> = queue.iter().map(|case| case["contact"]["id"].as_str().unwrap()).collect();
    assert!(waiting.contains(&"701") && waiting.contains(&"709"), "{waiting:?}");
    let parked = process.items("/parked").await;
    assert!(parked.len() >= 4, "{parked:?}");
    assert_eq!(process.get("/health").await["status"], "attention");
}

#[tokio::test]
async fn strange_characters_neither_break_nor_lose_a_message() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let body = format!(
        r#"{{"for_user_id":"1001","tweet_create_events":[{},{}]}}"#,
        mention(&snowflake(MONDAY, 1), "7001", "SURROGATE")["tweet_create_events"][0]
            .to_string()
            .replace("SURROGATE", r"broken \ud83d emoji"),
        mention(&snowflake(MONDAY, 2), "7002", "NONCHARACTER")["tweet_create_events"][0]
            .to_string()
            .replace("NONCHARACTER", r"odd \uffff and \u0000 signs 🧵"),
    );
    let signature = x::signature::sign(X_CONSUMER_SECRET, body.as_bytes());
    let request = super::support::plain_client().post(format!("{}/webhooks/x", process.url));
    let answer = request.header("x-twitter-webhooks-signature", signature).body(body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    process.drain().await;
    assert_eq!(process.items("/queue").await.len(), 2);
}

#[tokio::test]
async fn an_unknown_inbox_is_parked_and_redriving_it_parks_it_again_once() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let mut body = mention(&snowflake(MONDAY, 1), "7001", "hello?");
    body["for_user_id"] = json!("9999");
    body["tweet_create_events"][0]["in_reply_to_user_id_str"] = json!("9999");
    body["tweet_create_events"][0]["entities"]["user_mentions"][0]["id_str"] = json!("9999");
    process.x(&body).await;
    let parked = process.items("/parked").await;
    assert_eq!((parked.len(), &parked[0]["reason"]), (1, &json!("unknown_inbox")));
    let path = format!("/parked/{}/redrive", parked[0]["id"].as_str().unwrap());
    assert_eq!(process.api(super::support::AGENT, "POST", &path, Value::Null).await.0, 403);
    assert_eq!(process.api(LEAD, "POST", &path, Value::Null).await.0, 200);
    process.drain().await;
    assert_eq!(process.items("/parked").await.len(), 1);
    assert_eq!(process.api(LEAD, "POST", "/parked/nothing/redrive", Value::Null).await.0, 404);
}
