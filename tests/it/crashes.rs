//! A process that dies at any of its writes and calls to the outside, before or after the other side has done it,
//! loses nothing acknowledged and does nothing twice.

use super::bodies::{mention, messenger, snowflake};
use super::support::{AGENT, Cut, MONDAY, Process, World, clock, id};
use serde_json::{Value, json};

/// Every point at which a journey can be cut: its requests are counted first, then each is tried.
async fn points(mut journey: impl AsyncFnMut(&World, &Process)) -> Vec<Cut> {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let at_boot = process.requests();
    journey(&world, &process).await;
    let all = at_boot + 1..=process.requests();
    all.flat_map(|at| [Cut { at, after: false }, Cut { at, after: true }]).collect()
}

async fn answer_journey(process: &Process) {
    let body = messenger("m_1", "9001", MONDAY, "where is my refund?");
    if process.try_meta(&body).await != Some(200) || process.is_dead() {
        return;
    }
    process.drain().await;
    let Some((200, queue)) = process.try_api(AGENT, "GET", "/queue", Value::Null).await else { return };
    let Some(case) = queue["items"][0]["id"].as_str() else { return };
    let reply = json!({"text": "You get it within 14 days.", "version": 1, "undo_seconds": 10});
    if process.try_api(AGENT, "POST", &format!("/cases/{case}/reply"), reply).await.is_none() {
        return;
    }
    process.advance("PT10S").await;
}

/// A crash at each point of a send: accept, lease, request, response, outcome.
#[tokio::test]
async fn a_crash_at_any_point_of_an_answer_neither_loses_nor_doubles_it() {
    let cuts = points(async |_: &World, process: &Process| answer_journey(process).await).await;
    assert!(cuts.len() >= 12, "{}", cuts.len());
    for cut in cuts {
        let world = World::at(MONDAY).await;
        let process = world.boot_with(cut).await;
        answer_journey(&process).await;
        drop(process);
        let process = world.boot().await;
        // What was not acknowledged is delivered again; what was is delivered again too.
        process.meta(&messenger("m_1", "9001", MONDAY, "where is my refund?")).await;
        process.advance("PT10M").await;
        let list = if process.items("/queue").await.is_empty() { "/queue?status=pending" } else { "/queue" };
        let rows = process.items(list).await;
        assert_eq!(rows.len(), 1, "{cut:?}");
        let case = process.case(id(&rows[0])).await;
        let taken = process.sent("meta").len();
        let answers = case["answers"].as_array().unwrap().len();
        assert!(taken <= 1, "{cut:?}: sent {taken} times");
        assert_eq!(answers, taken, "{cut:?}: {case}");
        if let Some(send) = case["sends"].as_array().unwrap().first() {
            let expected = if taken == 1 { "sent" } else { "unknown" };
            assert_eq!(send["state"], expected, "{cut:?}: {send}");
        } else {
            assert_eq!(taken, 0, "{cut:?}");
        }
        let incoming = case["messages"].as_array().unwrap().iter().filter(|message| message["direction"] == "in");
        assert_eq!(incoming.count(), 1, "{cut:?}");
        assert!(process.items("/parked").await.is_empty(), "{cut:?}");
    }
}

async fn alert_journey(process: &Process) {
    let body = mention(&snowflake(MONDAY, 1), "7001", "where is my parcel?");
    if process.try_x(&body).await == Some(200) && !process.is_dead() {
        process.advance("PT4H").await;
    }
}

/// A crash at each point of a wake-up: stamp, alert row, sink.
#[tokio::test]
async fn a_crash_at_any_point_of_a_wake_up_neither_loses_nor_doubles_an_alert() {
    let cuts = points(async |_: &World, process: &Process| alert_journey(process).await).await;
    assert!(cuts.len() >= 12, "{}", cuts.len());
    for cut in cuts {
        let world = World::at(MONDAY).await;
        let process = world.boot_with(cut).await;
        alert_journey(&process).await;
        drop(process);
        let process = world.boot().await;
        process.x(&mention(&snowflake(MONDAY, 1), "7001", "where is my parcel?")).await;
        process.sim("clock", json!({"set": "2026-03-30T14:00:00Z"})).await;
        let rows = process.items("/alerts").await;
        let mut kinds: Vec<&str> = rows.iter().map(|row| row["kind"].as_str().unwrap()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["breach", "warning"], "{cut:?}");
        let mut names: Vec<String> = process.sent("alerts").iter().map(|alert| alert["id"].to_string()).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 2, "{cut:?}: each alert reaches its sink, under one id each");
        let case = process.only_case().await;
        assert_eq!(clock(&case, "first_response")["breached_at"], "2026-03-30T12:00:00.000Z", "{cut:?}");
    }
}

/// A 200 means durable: what was acknowledged before the process died is there after it came back.
#[tokio::test]
async fn what_got_a_200_survives_a_crash_at_any_point() {
    let journey = async |_: &World, process: &Process| {
        for n in 0..3u64 {
            process.try_x(&mention(&snowflake(MONDAY, n), &format!("70{n}"), "where is my parcel?")).await;
        }
        process.drain().await;
    };
    for cut in points(journey).await {
        let world = World::at(MONDAY).await;
        let process = world.boot_with(cut).await;
        let mut acknowledged = 0;
        for n in 0..3u64 {
            let body = mention(&snowflake(MONDAY, n), &format!("70{n}"), "where is my parcel?");
            acknowledged += usize::from(process.try_x(&body).await == Some(200));
        }
        drop(process);
        let process = world.boot().await;
        process.drain().await;
        let stored = process.items("/queue").await.len();
        assert!(stored >= acknowledged, "{cut:?}: {stored} of {acknowledged}");
    }
}
