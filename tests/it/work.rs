//! What people do: one holder, versions, roles, traces, pages.

use super::bodies::{mention, snowflake};
use super::support::{AGENT, AGENT_2, AUDITOR, LEAD, MONDAY, PHONE, World, id, with_mention};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::task::JoinSet;

#[tokio::test]
async fn two_hundred_claims_at_once_have_one_holder_and_the_others_are_told_who() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    let process = Arc::new(process);
    let path = format!("/cases/{}/claim", id(&case));
    let mut claims = JoinSet::new();
    for n in 0..200 {
        let (process, path) = (process.clone(), path.clone());
        let token = if n % 2 == 0 { AGENT } else { AGENT_2 };
        claims.spawn(async move { (token, process.api(token, "POST", &path, json!({})).await) });
    }
    let mut held = Vec::new();
    let mut refused = 0;
    while let Some(claim) = claims.join_next().await {
        let (token, (status, body)) = claim.unwrap();
        match status {
            200 => held.push((token, body["assignee"].clone())),
            409 => {
                assert_eq!(body["code"], "held");
                assert_ne!(body["holder"], token);
                refused += 1;
            }
            other => panic!("{other}: {body}"),
        }
    }
    assert_eq!((held.len(), refused), (100, 100));
    assert!(held.iter().all(|(token, assignee)| *token == held[0].0 && assignee == held[0].0));
    let case = process.case(id(&case)).await;
    assert_eq!(case["log"].as_array().unwrap().len(), 1, "one claim is written");
}

#[tokio::test]
async fn every_action_leaves_a_trace_and_a_version() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    let act = |action: &str, body: Value| {
        let path = format!("/cases/{}/{action}", id(&case));
        let process = &process;
        async move { process.api(LEAD, "POST", &path, body).await }
    };
    assert_eq!(act("claim", json!({})).await.0, 200);
    assert_eq!(act("release", json!({})).await.0, 200);
    assert_eq!(act("assign", json!({"agent": AGENT})).await.0, 200);
    assert_eq!(act("assign", json!({"agent": "nobody"})).await.1["code"], "unknown_agent");
    assert_eq!(act("note", json!({"text": "call back"})).await.0, 200);
    assert_eq!(act("transfer", json!({"team": "care-en", "note": "angry"})).await.0, 200);
    assert_eq!(act("transfer", json!({"team": "nowhere"})).await.1["code"], "unknown_team");
    assert_eq!(act("snooze", json!({"until": "2020-01-01T00:00:00Z"})).await.1["code"], "past_instant");
    assert_eq!(act("resolve", json!({"version": 1})).await.1["code"], "version");
    assert_eq!(act("resolve", json!({})).await.0, 200);
    assert_eq!(act("resolve", json!({})).await.0, 200, "what is so already is fine");
    assert_eq!(act("claim", json!({})).await.1["code"], "wrong_status");
    assert_eq!(act("reopen", json!({})).await.0, 200);
    let case = process.case(id(&case)).await;
    let actions: Vec<&str> =
        case["log"].as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["claim", "release", "assign", "note", "transfer", "resolve", "reopen"]);
    assert!(
        case["log"]
            .as_array()
            .unwrap()
            .iter()
            .all(|entry| entry["by"] == LEAD && entry["why"].as_str().unwrap().len() > 10)
    );
    assert_eq!((&case["team"], &case["version"]), (&json!("care-en"), &json!(8)));
}

#[tokio::test]
async fn nobody_acts_without_an_identity_and_a_role() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    let claim = format!("/cases/{}/claim", id(&case));
    let note = format!("/cases/{}/note", id(&case));
    assert_eq!(process.api("wrong", "GET", "/queue", Value::Null).await.0, 401);
    assert_eq!(process.api("wrong", "POST", &claim, json!({})).await.1["code"], "unauthorized");
    for token in [AUDITOR, PHONE] {
        assert_eq!(process.api(token, "GET", "/queue", Value::Null).await.0, 200);
        assert_eq!(process.api(token, "POST", &claim, json!({})).await.1["code"], "forbidden");
    }
    assert_eq!(process.api(AUDITOR, "POST", &note, json!({"text": "x"})).await.0, 403);
    assert_eq!(process.api(PHONE, "POST", &note, json!({"text": "called"})).await.0, 200);
    assert_eq!(
        process.api(AGENT, "POST", &format!("/cases/{}/assign", id(&case)), json!({"agent": AGENT_2})).await.0,
        403
    );
    process.api(AGENT, "POST", &claim, json!({})).await;
    let resolve = format!("/cases/{}/resolve", id(&case));
    assert_eq!(process.api(AGENT_2, "POST", &resolve, json!({})).await.1["holder"], AGENT);
    assert_eq!(process.api(LEAD, "POST", &resolve, json!({})).await.0, 200);
}

#[tokio::test]
async fn problems_are_documents_in_both_languages() {
    let (_world, process, _case) = with_mention("where is my refund?").await;
    let unknown = format!("{}/api/v1/cases/000000000000000000000000-1", process.url);
    let client = super::support::plain_client();
    let mut details = Vec::new();
    for language in ["fr-FR,fr;q=0.9", "en"] {
        let answer = client.get(&unknown).bearer_auth(AGENT).header("accept-language", language).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        let problem: Value = answer.json().await.unwrap();
        assert_eq!((&problem["status"], &problem["code"]), (&json!(404), &json!("not_found")));
        details.push(problem["detail"].clone());
    }
    assert_ne!(details[0], details[1]);
    for (body, status) in [("{", 400), ("{\"unknown\":1}", 400), ("[]", 400), ("{\"version\":\"x\"}", 400)] {
        let claim = format!("{}/api/v1/cases/x/claim", process.url);
        let answer = client.post(&claim).bearer_auth(AGENT).body(body).send().await.unwrap();
        assert_eq!(answer.status(), status, "{body}");
    }
}

#[tokio::test]
async fn whatever_is_wrong_with_an_address_is_told_as_a_problem_too() {
    let (_world, process, _case) = with_mention("where is my refund?").await;
    let wrong = [
        ("GET", "/nothing/here", 404, "not_found"),
        ("DELETE", "/queue", 405, "method_not_allowed"),
        ("GET", "/queue?limit=many", 400, "bad_query"),
        ("GET", "/queue?limit=1&limit=2", 400, "bad_query"),
        ("GET", "/queue?cursor=nonsense", 400, "bad_cursor"),
        ("GET", "/alerts?cursor=nonsense", 400, "bad_cursor"),
        ("GET", "/answers?topic=refund&cursor=nonsense", 400, "bad_cursor"),
        ("GET", "/drift?cursor=nonsense", 400, "bad_cursor"),
        ("GET", "/contacts?q=zoe&cursor=nonsense", 400, "bad_cursor"),
        ("GET", "/contacts?q=zoe&cursor=zo%23name%230123", 400, "bad_cursor"),
        ("GET", "/answers?topic=refund&since=yesterday", 400, "bad_query"),
        ("GET", "/cases/%ff", 400, "bad_path"),
    ];
    for (method, path, status, code) in wrong {
        let (answered, problem) = process.api(AGENT, method, path, Value::Null).await;
        assert_eq!((answered, &problem["code"], &problem["status"]), (status, &json!(code), &json!(status)), "{path}");
    }
}

#[tokio::test]
async fn the_queue_is_read_in_pages_over_all_teams_most_pressing_first() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let texts =
        ["where is my parcel?", "où est mon colis ?", "my invoice is wrong", "the charger exploded, my hand is burned"];
    for n in 0..24u64 {
        let text = texts[(n % 4) as usize];
        process.x(&mention(&snowflake(MONDAY, n), &format!("80{n:02}"), text)).await;
    }
    let mut seen: Vec<Value> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = process.get(&format!("/queue?limit=5&cursor={}", cursor.replace('#', "%23"))).await;
        let items = page["items"].as_array().unwrap().clone();
        assert!(items.len() <= 5);
        seen.extend(items);
        match page["cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen.len(), 24);
    let keys: Vec<(bool, String, String)> = seen
        .iter()
        .map(|row| (row["priority"] != "urgent", row["next_deadline"].as_str().unwrap().to_owned(), id(row).to_owned()))
        .collect();
    let mut sorted = keys.clone();
    sorted.sort();
    assert_eq!(keys, sorted);
    assert_eq!(process.items("/queue?team=billing-en").await.len(), 6);
    assert_eq!(process.items("/queue?team=support-fr,support-en&limit=200").await.len(), 12);
    assert_eq!(process.api(AGENT, "GET", "/queue?team=nowhere", Value::Null).await.0, 400);
    assert_eq!(process.items(&format!("/queue?assignee={AGENT}")).await.len(), 0);
}

#[tokio::test]
async fn an_alert_can_be_acknowledged_once_known() {
    let (_world, process, _case) = with_mention("where is my parcel?").await;
    process.advance("PT3H").await;
    let alert = process.items("/alerts").await[0].clone();
    let path = format!("/alerts/{}/acknowledge", id(&alert));
    assert_eq!(process.api(AUDITOR, "POST", &path, Value::Null).await.0, 403);
    let (status, body) = process.api(AGENT, "POST", &path, Value::Null).await;
    assert_eq!((status, &body["acknowledged_by"]), (200, &json!(AGENT)));
    let (_, again) = process.api(LEAD, "POST", &path, Value::Null).await;
    assert_eq!(again["acknowledged_by"], AGENT, "the first one counts");
    for wrong in ["x", "2026-03-30~nothing", "2026-03-30"] {
        assert_eq!(process.api(AGENT, "POST", &format!("/alerts/{wrong}/acknowledge"), Value::Null).await.0, 404);
    }
}

/// What a mention costs in write units, by the table's own accounting.
#[tokio::test]
async fn write_units_stay_within_their_bounds() {
    let text = "my parcel was announced for Tuesday and still has not arrived, order AB-48213, what now?";
    let answer = "It is at the depot and comes tomorrow; you get 5 EUR back within 14 days.";
    let (intake, duplicate, warned, breached) = {
        let world = World::at(MONDAY).await;
        let process = world.boot().await;
        let mut meter = Meter::of(&process);
        let first = mention(&snowflake(MONDAY, 1), "7001", text);
        process.x(&first).await;
        let intake = meter.spent(&process);
        process.x(&first).await;
        let duplicate = meter.spent(&process);
        process.advance("PT1H30M").await;
        let warned = meter.spent(&process);
        process.advance("PT1H30M").await;
        (intake, duplicate, warned, meter.spent(&process))
    };
    let (_world, process, case) = with_mention(text).await;
    let mut meter = Meter::of(&process);
    process.reply(AGENT, &case, answer).await;
    let life = intake + meter.spent(&process);
    let mix = intake + 0.10 * warned + 0.02 * breached + 0.10 * duplicate;
    println!("write units: intake {intake}, duplicate delivery {duplicate}, warning {warned}, breach {breached}");
    println!("write units per mention, 10 % warned, 2 % breached, 10 % delivered twice: {mix:.2}");
    println!("write units of a whole life, intake to answer logged: {life}");
    assert!(intake <= 3.0 && duplicate <= 1.0, "intake {intake}, duplicate {duplicate}");
    // One of them is the place by which alerts of one kind and team are counted, so that a storm is told once.
    assert!(warned <= 10.0 && breached <= 10.0, "warning {warned}, breach {breached}");
    assert!(life <= 22.0, "whole life {life}");
}

struct Meter(f64);

impl Meter {
    fn of(process: &super::support::Process) -> Meter {
        Meter(process.house().app.store.capacity().write_units())
    }

    fn spent(&mut self, process: &super::support::Process) -> f64 {
        let now = process.house().app.store.capacity().write_units();
        now - std::mem::replace(&mut self.0, now)
    }
}
