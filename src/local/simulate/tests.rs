//! The run against a small server of our own that can lose, double, refuse; and what is delivered.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::HashSet;
use std::sync::Mutex;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::*;
use crate::local::sign::SignChannel;

const NOW: &str = "2026-03-30T09:00:00.123Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn planned(seed: u64, run: u64, scenario: Scenario, times: usize) -> Vec<Planned> {
    let mut traffic = Traffic::new(seed, run, scenario, true);
    (0..times).map(|_| traffic.next(now(), u64::MAX)).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The external ids of the customers' messages in a body, read the way the contract tells.
fn messages_in(body: &Value) -> Vec<String> {
    let mut found = Vec::new();
    if body["kind"] == "message" {
        assert!(body["from"]["id"].is_string() && body["at"] == NOW);
        found.push(body["id"].as_str());
    }
    for entry in list(&body["entry"]) {
        for element in list(&entry["messaging"]) {
            assert!(element["timestamp"].as_i64().unwrap() > 1_000_000_000_000);
            if element["message"]["is_echo"] != true && element["reaction"].is_null() {
                found.extend([&element["message"]["mid"], &element["postback"]["mid"]].map(Value::as_str));
            }
        }
    }
    for element in list(&body["tweet_create_events"]) {
        assert_eq!(element["id"].as_u64().unwrap().to_string(), element["id_str"]);
        if element["user"]["id_str"] != "1001" && element["retweeted_status"].is_null() {
            found.push(element["id_str"].as_str());
        }
    }
    let events = if body["data"].is_array() { list(&body["data"]) } else { std::slice::from_ref(&body["data"]) };
    let mut direct: Vec<&Value> = list(&body["direct_message_events"]).iter().collect();
    for event in events {
        let event_type = event["event_type"].as_str().unwrap_or_default();
        direct.extend(list(&event["payload"]["direct_message_events"]));
        if event_type.starts_with("post.") {
            found.push(event["payload"]["id"].as_str());
        }
    }
    for event in direct {
        if event["message_create"]["sender_id"] != "1001" {
            found.push(event["id"].as_str());
        }
    }
    found.into_iter().flatten().map(str::to_owned).collect()
}

fn body(delivery: &Delivery) -> Value {
    serde_json::from_slice(&delivery.body).unwrap()
}

#[test]
fn the_same_seed_and_moment_give_the_same_bytes() {
    for scenario in [Scenario::Mixed, Scenario::Quiet, Scenario::Strike, Scenario::Viral, Scenario::Refund] {
        assert_eq!(planned(5, 6, scenario, 120), planned(5, 6, scenario, 120));
        assert_ne!(planned(5, 6, scenario, 120), planned(6, 6, scenario, 120));
    }
}

#[test]
fn two_runs_share_no_id() {
    let ids = |run| planned(5, run, Scenario::Mixed, 1000).into_iter().flat_map(|p| p.messages).collect::<HashSet<_>>();
    assert!(ids(1).is_disjoint(&ids(2)));
}

#[test]
fn ids_are_unique_and_carry_the_time_although_the_clock_stands_still() {
    let mut seen = HashSet::new();
    for planned in planned(1, 2, Scenario::Strike, 4000) {
        for id in planned.messages {
            if let Ok(number) = id.parse::<u64>() {
                assert_eq!(x_bodies::post_time(number), Some(now()));
            }
            assert!(seen.insert(id));
        }
    }
}

#[test]
fn bodies_hold_exactly_the_messages_promised_in_every_form() {
    let mut doors = HashMap::<&str, u32>::new();
    let (mut batches, mut again, mut other_form, mut newer) = (0, 0, 0, 0);
    let all = planned(11, 12, Scenario::Mixed, 3000);
    for planned in &all {
        let first = body(&planned.first);
        assert_eq!(messages_in(&first), planned.messages, "{first}");
        *doors.entry(planned.first.door).or_default() += 1;
        batches += u32::from(planned.messages.len() > 1);
        newer += u32::from(!first["data"].is_null());
        for (_, repeated) in &planned.again {
            again += 1;
            other_form += u32::from(*repeated != planned.first);
            assert_eq!(messages_in(&body(repeated)), planned.messages);
        }
    }
    assert!(
        doors["/webhooks/x"] > 1200 && doors["/webhooks/meta"] > 700 && doors["/webhooks/standard/sms"] > 20,
        "{doors:?}"
    );
    assert!((240..480).contains(&again), "{again}");
    assert!(batches > 120 && other_form > 40 && newer > 500, "{batches} {other_form} {newer}");
    let silent = all.iter().filter(|planned| planned.messages.is_empty()).count();
    assert!((480..720).contains(&silent), "{silent}");
}

#[test]
fn places_count_code_points_of_the_text_as_sent() {
    let (mut long, mut escaped) = (0, 0);
    for planned in planned(3, 4, Scenario::Mixed, 3000) {
        let body = body(&planned.first);
        for event in body["tweet_create_events"].as_array().into_iter().flatten() {
            let part = if event["truncated"] == true { &event["extended_tweet"] } else { event };
            let text = part["full_text"].as_str().or(part["text"].as_str()).unwrap();
            long += u32::from(event["truncated"] == true);
            escaped += u32::from(text.contains("&gt;") || text.contains("&amp;"));
            assert!(!text.replace("&gt;", "").replace("&lt;", "").contains(['<', '>']));
            for mention in part["entities"]["user_mentions"].as_array().unwrap() {
                let (from, to) = (mention["indices"][0].as_u64().unwrap(), mention["indices"][1].as_u64().unwrap());
                let named: String = text.chars().skip(from as usize).take((to - from) as usize).collect();
                assert_eq!(named, "@acme");
            }
        }
    }
    assert!(long > 8 && escaped > 2, "{long} {escaped}");
}

#[test]
fn a_viral_post_is_one_post() {
    let mut answered = HashMap::<String, u32>::new();
    for planned in planned(3, 4, Scenario::Viral, 1000) {
        for event in body(&planned.first)["tweet_create_events"].as_array().into_iter().flatten() {
            if let Some(post) = event["in_reply_to_status_id_str"].as_str() {
                *answered.entry(post.to_owned()).or_default() += 1;
            }
        }
    }
    let most = answered.values().max().copied().unwrap_or_default();
    assert!(most > 200 && most * 20 > answered.values().sum::<u32>() * 19, "{most}");
}

/// What the little server does wrong.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    LosesSome,
    DoublesSome,
    BusyAtFirst,
    RefusesMeta,
}

struct Server {
    fault: Fault,
    seen: Mutex<HashSet<String>>,
    stored: Mutex<Vec<String>>,
    requests: Mutex<u64>,
}

async fn door(State(server): State<Arc<Server>>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    let channel = match uri.path() {
        "/webhooks/x" => SignChannel::X,
        "/webhooks/meta" => SignChannel::Meta,
        _ => SignChannel::Standard,
    };
    for (name, value) in sign::headers(channel, now(), &body, &SIGNING) {
        assert_eq!(headers[&name], value.as_str());
    }
    let request = {
        let mut requests = server.requests.lock().unwrap();
        *requests += 1;
        *requests
    };
    match server.fault {
        Fault::BusyAtFirst if request <= 10 => return StatusCode::SERVICE_UNAVAILABLE,
        Fault::RefusesMeta if channel == SignChannel::Meta => return StatusCode::UNAUTHORIZED,
        _ => {}
    }
    for id in messages_in(&serde_json::from_slice(&body).unwrap()) {
        if !server.seen.lock().unwrap().insert(id.clone()) {
            continue;
        }
        let mut stored = server.stored.lock().unwrap();
        let unlucky = stored.len() % 20 == 10;
        if unlucky && server.fault == Fault::DoublesSome {
            stored.push(id.clone());
        }
        stored.push(if unlucky && server.fault == Fault::LosesSome { "another".to_owned() } else { id });
    }
    StatusCode::OK
}

async fn stored(State(server): State<Arc<Server>>, Query(query): Query<HashMap<String, String>>) -> axum::Json<Value> {
    let from: usize = query.get("cursor").map_or(0, |cursor| cursor.trim_start_matches("a&b=").parse().unwrap());
    let stored = server.stored.lock().unwrap();
    let items: Vec<Value> = stored.iter().skip(from).take(50).map(|id| json!({ "external_id": id })).collect();
    let next = (from + 50 < stored.len()).then(|| format!("a&b={}", from + 50));
    axum::Json(json!({ "items": items, "cursor": next }))
}

async fn run_against(fault: Fault) -> Report {
    let server =
        Arc::new(Server { fault, seen: Mutex::default(), stored: Mutex::default(), requests: Mutex::default() });
    let router = Router::new()
        .route("/webhooks/x", post(door))
        .route("/webhooks/meta", post(door))
        .route("/webhooks/standard/{source}", post(door))
        .route("/sim/clock", get(|| async { axum::Json(json!({ "now": NOW })) }))
        .route("/local/messages", get(stored))
        .route("/local/backlog", get(|| async { axum::Json(json!({ "jobs": 0 })) }))
        .with_state(server);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let options = Options { url, rate: 2000.0, count: Some(300), seed: 4, scenario: Scenario::Mixed, standard: true };
    let report = run(options).await.unwrap();
    serving.abort();
    report
}

#[tokio::test]
async fn a_faithful_server_is_found_faithful() {
    let report = run_against(Fault::None).await;
    assert!(report.succeeded());
    assert_eq!(report.verdict(), "sent 300, stored 300, lost 0, doubled 0");
    assert!(report.repeated > 10 && report.accepted > 300 && report.latency.max > Duration::ZERO);
}

#[tokio::test]
async fn lost_messages_are_found() {
    let report = run_against(Fault::LosesSome).await;
    assert!(!report.succeeded());
    assert_eq!((report.sent, report.stored, report.lost.len(), report.doubled.len()), (300, 285, 15, 0));
}

#[tokio::test]
async fn doubled_messages_are_found() {
    let report = run_against(Fault::DoublesSome).await;
    assert!(!report.succeeded());
    assert_eq!((report.sent, report.stored, report.lost.len()), (300, 300, 0));
    assert!(report.doubled.len() > 5);
}

#[tokio::test]
async fn a_busy_server_gets_everything_in_the_end() {
    let report = run_against(Fault::BusyAtFirst).await;
    assert!(report.succeeded());
    assert_eq!(report.retried, 10);
}

#[tokio::test]
async fn what_is_refused_for_good_is_lost_and_said() {
    let report = run_against(Fault::RefusesMeta).await;
    assert!(!report.succeeded());
    assert!(report.lost.len() > 50 && report.refused[0].0.contains("401"));
}

#[tokio::test]
async fn nobody_there_is_said_at_once() {
    let options = Options {
        url: "http://127.0.0.1:9".to_owned(),
        rate: 5.0,
        count: Some(1),
        seed: 0,
        scenario: Scenario::Quiet,
        standard: false,
    };
    assert!(run(options).await.unwrap_err().to_string().contains("couture serve"));
}
