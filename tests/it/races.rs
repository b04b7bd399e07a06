//! Sweeps, wake-ups and answers at once, at the very instant something falls due: each step is told once, and what
//! was answered in time is told to nobody.

use super::bodies::{echo, messenger};
use super::escalation::desk;
use super::support::{MONDAY, Process, World, clock, id};
use couture::store::keys::Key;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::task::JoinSet;

const CASES: usize = 8;

fn contact(number: usize) -> String {
    format!("91{number:02}")
}

/// Eight cases asked at 11:00 in Paris: warned of in quiet hours, due at 14:00, when those end.
async fn asked() -> (World, Arc<Process>, Vec<String>) {
    let world = World::at(MONDAY).await;
    let process = world.boot_with_desk(desk()).await;
    let mut cases = Vec::new();
    for number in 0..CASES {
        process.meta(&messenger(&format!("m_{number}"), &contact(number), MONDAY, "where is my parcel?")).await;
        let queue = process.items("/queue").await;
        let new = queue.iter().map(|row| id(row).to_owned()).find(|case| !cases.contains(case));
        cases.push(new.unwrap());
    }
    (world, Arc::new(process), cases)
}

/// The clock comes to an instant; two sweeps, three wake-ups of every case and the answers of some all begin at once.
async fn at_once(world: &World, process: &Arc<Process>, cases: &[String], now: &str, answers: &[(usize, &str)]) {
    world.clock.set(now.parse::<Timestamp>().unwrap());
    process.house().jobs.clock_moved();
    let mut tasks = JoinSet::new();
    for _ in 0..2 {
        let app = process.house().app.clone();
        tasks.spawn(async move {
            app.sweep().await.unwrap();
        });
    }
    for case in cases.iter().flat_map(|case| [case; 3]) {
        let (conversation, number) = case.split_once('-').unwrap();
        let sk = format!("CASE#{:06}", number.parse::<u32>().unwrap());
        let key = Key { pk: format!("CONV#{conversation}"), sk };
        let app = process.house().app.clone();
        // Whoever loses every race is told to come again: the agenda still has it.
        tasks.spawn(async move { drop(app.wake(&key).await) });
    }
    for (number, said_at) in answers {
        let body = echo(&format!("m_e{number}"), &contact(*number), said_at, "It comes tomorrow.", None);
        let process = process.clone();
        tasks.spawn(async move { assert_eq!(process.try_meta(&body).await, Some(200)) });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    process.drain().await;
    process.advance("PT0S").await;
}

/// The steps told of each case's first response by the table and by the sinks.
async fn steps(process: &Process) -> BTreeMap<String, Vec<Value>> {
    let mut by_case: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for alert in process.items("/alerts?limit=200").await {
        if alert["metric"] == "first_response" {
            by_case.entry(alert["case"].as_str().unwrap().to_owned()).or_default().push(alert);
        }
    }
    by_case
}

#[track_caller]
fn expect(alerts: &[Value], wanted: &[&str]) {
    let mut steps: Vec<&str> = alerts.iter().map(|alert| alert["step"].as_str().unwrap()).collect();
    steps.sort_unstable();
    assert_eq!(steps, wanted, "{alerts:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn breaches_escalations_and_warnings_that_waited_race_with_answers_and_come_once() {
    let (world, process, cases) = asked().await;
    at_once(&world, &process, &cases, "2026-03-30T11:00:00Z", &[]).await;
    assert!(process.sent("alerts").is_empty(), "quiet hours hold the warnings back");
    // Deadline, end of quiet hours and three answers, two of them in time, fall into one instant.
    let answers = [(0, "2026-03-30T11:59:59Z"), (1, "2026-03-30T12:00:00Z"), (2, "2026-03-30T11:30:00Z")];
    at_once(&world, &process, &cases, "2026-03-30T12:00:00Z", &answers).await;
    // The step of the lead, and two more answers.
    let answers = [(3, "2026-03-30T12:30:00Z"), (4, "2026-03-30T12:10:00Z")];
    at_once(&world, &process, &cases, "2026-03-30T12:30:00Z", &answers).await;
    at_once(&world, &process, &cases, "2026-03-30T13:00:00Z", &[]).await;
    process.advance("PT20M").await;

    let told = steps(&process).await;
    for case in &cases[5..] {
        expect(&told[case], &["breach", "escalation1", "escalation2", "escalation3", "warning1"]);
    }
    for case in &cases[3..5] {
        // Told to the lead in the instant of the answer, or not: never to anybody after it.
        let after: Vec<&Value> = told[case].iter().filter(|alert| alert["step"] == "escalation3").collect();
        assert!(after.is_empty(), "{after:?}");
        assert_eq!(told[case].iter().filter(|alert| alert["step"] == "breach").count(), 1);
    }
    for case in &cases[..3] {
        let shown = process.case(case).await;
        assert!(clock(&shown, "first_response")["breached_at"].is_null(), "{shown}");
        for alert in told.get(case).into_iter().flatten() {
            let stands = alert["kind"] != "warning" && alert["withdrawn_at"].is_null();
            assert!(!stands, "answered in time: {alert}");
        }
    }
    let sent = process.sent("alerts");
    let mut names: Vec<&str> = sent.iter().map(id).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "nothing is told twice");
}
