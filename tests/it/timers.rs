//! Warnings and breaches: on the second, once, and never after an answer.

use super::bodies::{echo, mention, messenger, own_reply, snowflake};
use super::support::{AGENT, MONDAY, World, alerts, clock, id, with_mention};
use serde_json::{Value, json};

fn at(time: &str) -> String {
    format!("2026-03-30T{time}.000Z")
}

fn expect(process: &super::support::Process, expected: &[(&str, &str)]) {
    let expected: Vec<(String, String)> = expected.iter().map(|(kind, time)| (kind.to_string(), at(time))).collect();
    assert_eq!(alerts(process), expected);
}

#[tokio::test]
async fn a_case_warns_and_breaches_on_the_second_and_says_why() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    // Two hours of business time from 11:00 in Paris: lunch from 12:30 to 13:30 does not count.
    assert_eq!(clock(&case, "first_response")["deadline_at"], at("12:00:00"));
    assert_eq!(clock(&case, "first_response")["warning_at"], json!([at("10:30:00")]));
    process.advance("PT1H29M59S").await;
    expect(&process, &[]);
    process.advance("PT1S").await;
    expect(&process, &[("warning", "10:30:00")]);
    assert_eq!(process.only_case().await["band"], "at_risk");
    process.advance("PT1H29M59S").await;
    assert_eq!(alerts(&process).len(), 1);
    process.advance("PT1S").await;
    expect(&process, &[("warning", "10:30:00"), ("breach", "12:00:00")]);
    let case = process.only_case().await;
    assert_eq!(
        (&case["band"], &clock(&case, "first_response")["breached_at"]),
        (&json!("breached"), &json!(at("12:00:00")))
    );
    process.advance("PT10H").await;
    assert_eq!(alerts(&process).len(), 2, "each once");
    let listed = process.items("/alerts").await;
    assert_eq!(listed.len(), 2);
    let text = listed.iter().find(|alert| alert["kind"] == "breach").unwrap()["text"].as_str().unwrap().to_owned();
    assert!(text.contains("lunch skipped") && text.contains("Support (English)"), "{text}");
    let taken = process.sent("alerts");
    assert_eq!(taken[1]["text"], text.as_str());
    assert!(taken.iter().all(|alert| alert["id"].as_str().unwrap().starts_with(id(&case))));
}

#[tokio::test]
async fn one_long_jump_fires_everything_at_its_own_instant() {
    let (_world, process, _case) = with_mention("where is my parcel?").await;
    process.advance("P1D").await;
    expect(&process, &[("warning", "10:30:00"), ("breach", "12:00:00")]);
}

#[tokio::test]
async fn an_answer_before_the_warning_leaves_silence() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    process.reply(AGENT, &case, "It will be there tomorrow.").await;
    process.advance("P3D").await;
    assert!(alerts(&process).is_empty());
}

#[tokio::test]
async fn an_answer_exactly_at_the_deadline_is_in_time() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    process.advance("PT2H59M50S").await;
    let path = format!("/cases/{}/reply", id(&case));
    let accepted = process
        .api(AGENT, "POST", &path, json!({"text": "Tomorrow.", "version": case["version"], "undo_seconds": 10}))
        .await;
    assert_eq!(accepted.0, 202, "{}", accepted.1);
    process.advance("PT10S").await;
    process.advance("PT1H").await;
    expect(&process, &[("warning", "10:30:00")]);
    let case = process.case(id(&case)).await;
    assert_eq!(clock(&case, "first_response")["met_at"], at("12:00:00"));
    assert!(clock(&case, "first_response")["breached_at"].is_null());
}

#[tokio::test]
async fn a_breach_waits_for_the_outcome_of_an_answer_on_its_way() {
    // Accepted before the deadline, leaving after it: late, but no alert tells of what is answered.
    let (_world, process, case) = with_mention("where is my parcel?").await;
    process.advance("PT2H59M55S").await;
    let path = format!("/cases/{}/reply", id(&case));
    process
        .api(AGENT, "POST", &path, json!({"text": "Tomorrow.", "version": case["version"], "undo_seconds": 30}))
        .await;
    process.advance("PT10M").await;
    expect(&process, &[("warning", "10:30:00")]);
    let case = process.case(id(&case)).await;
    assert_eq!(clock(&case, "first_response")["met_at"], at("12:00:25"));
    assert_eq!(clock(&case, "first_response")["breached_at"], at("12:00:00"));
}

#[tokio::test]
async fn a_refused_answer_lets_the_breach_through_at_once() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    process.advance("PT2H59M55S").await;
    process.fault("x", "token_revoked", 1).await;
    let path = format!("/cases/{}/reply", id(&case));
    process
        .api(AGENT, "POST", &path, json!({"text": "Tomorrow.", "version": case["version"], "undo_seconds": 30}))
        .await;
    process.advance("PT10M").await;
    // The refusal is one of the whole account: somebody is told of that, too.
    expect(&process, &[("warning", "10:30:00"), ("intake", "12:00:25"), ("breach", "12:00:25")]);
}

#[tokio::test]
async fn a_breach_waits_two_minutes_at_most() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    process.advance("PT2H59M55S").await;
    let path = format!("/cases/{}/reply", id(&case));
    process
        .api(AGENT, "POST", &path, json!({"text": "Tomorrow.", "version": case["version"], "undo_seconds": 600}))
        .await;
    process.advance("PT5M").await;
    expect(&process, &[("warning", "10:30:00"), ("breach", "12:02:00")]);
}

#[tokio::test]
async fn an_answer_dated_in_time_but_heard_late_withdraws_the_breach_visibly() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    process.meta(&messenger("m_1", "9001", MONDAY, "where is my parcel?")).await;
    let case = process.only_case().await;
    process.advance("PT3H30M").await;
    assert_eq!(alerts(&process).len(), 2);
    process.meta(&echo("m_2", "9001", "2026-03-30T11:59:59Z", "It comes tomorrow.", None)).await;
    let case = process.case(id(&case)).await;
    assert!(clock(&case, "first_response")["breached_at"].is_null());
    assert!(
        case["log"].as_array().unwrap().iter().any(|entry| entry["action"] == "breach_withdrawn"),
        "{}",
        case["log"]
    );
    let listed = process.items("/alerts").await;
    let breach = listed.iter().find(|alert| alert["kind"] == "breach").unwrap();
    assert!(breach["withdrawn_at"].is_string() && breach["text"].as_str().unwrap().contains("Withdrawn"));
}

#[tokio::test]
async fn an_answer_in_time_that_is_heard_after_a_late_one_withdraws_the_breach_too() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    process.meta(&messenger("m_1", "9001", MONDAY, "where is my parcel?")).await;
    let case = process.only_case().await;
    process.advance("PT3H30M").await;
    process.reply(AGENT, &process.case(id(&case)).await, "It comes tomorrow.").await;
    let late = process.case(id(&case)).await;
    assert_eq!(clock(&late, "first_response")["breached_at"], at("12:00:00"));
    process.meta(&echo("m_2", "9001", "2026-03-30T10:45:00Z", "On its way.", None)).await;
    let case = process.case(id(&case)).await;
    assert_eq!(clock(&case, "first_response")["met_at"], at("10:45:00"));
    let listed = process.items("/alerts").await;
    let breach = listed.iter().find(|alert| alert["kind"] == "breach").unwrap();
    assert!(breach["withdrawn_at"].is_string(), "{breach}");
}

#[tokio::test]
async fn a_message_first_seen_after_its_deadline_gets_every_step_once_in_order() {
    let world = World::at("2026-03-30T15:00:00Z").await;
    let process = world.boot().await;
    process.x(&mention(&snowflake(MONDAY, 1), "7001", "where is my parcel?")).await;
    expect(&process, &[("warning", "15:00:00"), ("breach", "15:00:00")]);
    let case = process.only_case().await;
    assert_eq!(clock(&case, "first_response")["breached_at"], at("12:00:00"));
}

#[tokio::test]
async fn the_next_message_after_an_answer_has_a_clock_of_its_own_and_several_messages_share_one() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    process.reply(AGENT, &case, "It will be there tomorrow.").await;
    process.advance("PT10M").await;
    process.x(&mention(&snowflake("2026-03-30T09:10:00Z", 2), "7001", "which carrier?")).await;
    process.advance("PT5M").await;
    process.x(&mention(&snowflake("2026-03-30T09:15:00Z", 3), "7001", "hello? which carrier is it?")).await;
    let case = process.only_case().await;
    assert_eq!((&case["status"], &case["assignee"]), (&json!("open"), &json!(AGENT)));
    assert_eq!(clock(&case, "next_response")["started_at"], at("09:10:00"));
    process.advance("PT4H").await;
    let steps: Vec<String> = process
        .sent("alerts")
        .iter()
        .map(|alert| alert["id"].as_str().unwrap().split('#').nth(1).unwrap().to_owned())
        .collect();
    assert_eq!(steps, ["next_response", "next_response"]);
}

#[tokio::test]
async fn a_breach_wakes_a_snoozed_case_and_so_does_its_hour() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    let path = format!("/cases/{}/snooze", id(&case));
    assert_eq!(process.api(AGENT, "POST", &path, json!({"until": "2026-03-30T10:00:00Z"})).await.0, 200);
    assert!(process.items("/queue").await.is_empty());
    assert_eq!(process.items("/queue?status=snoozed").await.len(), 1);
    process.advance("PT1H").await;
    assert_eq!(process.only_case().await["status"], "open");
    assert_eq!(process.api(AGENT, "POST", &path, json!({"until": "2026-04-02T10:00:00Z"})).await.0, 200);
    process.advance("PT1H59M59S").await;
    assert!(process.items("/queue").await.is_empty());
    process.advance("PT1S").await;
    assert_eq!(process.only_case().await["band"], "breached");
}

#[tokio::test]
async fn a_bots_echo_is_no_answer() {
    let (desk, mut files) = couture::local::offline::desk(None).unwrap();
    assert!(desk.bots.is_empty());
    let inboxes = files.get_mut("inboxes.toml").unwrap();
    *inboxes = inboxes.replace("bots = []", "bots = [\"263902037430900\"]");
    let desk = couture::desk::parse(&files).unwrap();
    assert_eq!(desk.bots, ["263902037430900"]);
    let world = World::at(MONDAY).await;
    let process = world.boot_with_desk(desk).await;
    process.meta(&messenger("m_1", "9001", MONDAY, "where is my parcel?")).await;
    process.meta(&echo("m_2", "9001", "2026-03-30T09:00:00Z", "I am a robot.", None)).await;
    let case = process.only_case().await;
    assert!(clock(&case, "first_response")["met_at"].is_null());
    assert!(case["answers"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_sink_that_refuses_is_asked_again_under_the_same_id_until_it_takes_it() {
    let (_world, process, _case) = with_mention("where is my parcel?").await;
    process.fault("alerts", "500", 3).await;
    process.advance("PT4H").await;
    let taken = process.sent("alerts");
    let kinds: Vec<&str> = taken.iter().map(|alert| alert["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["warning", "breach"]);
    let listed: Vec<Value> = process.items("/alerts").await;
    assert!(listed.iter().all(|alert| alert["accepted_at"].is_string()), "{listed:?}");
    assert_eq!(listed.iter().find(|alert| alert["kind"] == "warning").unwrap()["at"], at("10:30:00"));
}

#[tokio::test]
async fn a_stopped_process_only_makes_late() {
    let (world, process, _case) = with_mention("where is my parcel?").await;
    process.x(&mention(&snowflake(MONDAY, 5), "7002", "my invoice is wrong")).await;
    drop(process);
    world.clock.set("2026-03-31T09:00:00Z".parse().unwrap());
    let process = world.boot().await;
    process.advance("PT0S").await;
    let taken = process.sent("alerts");
    assert_eq!(taken.len(), 4);
    for contact in ["warning", "breach"] {
        assert_eq!(taken.iter().filter(|alert| alert["kind"] == contact).count(), 2);
    }
    process.advance("PT1H").await;
    assert_eq!(process.sent("alerts").len(), 4);
}

#[tokio::test]
async fn answers_and_deadlines_racing_give_at_most_one_truth() {
    // The echo of a native answer arrives in the very instant at which the breach falls due.
    for offset in ["2026-03-30T11:59:58Z", "2026-03-30T11:59:59Z", "2026-03-30T12:00:00Z"] {
        let (_world, process, case) = with_mention("where is my parcel?").await;
        process.sim("clock", json!({"set": "2026-03-30T11:59:59Z"})).await;
        let answer = own_reply(&snowflake(offset, 9), &snowflake(MONDAY, 1), "7001", "Tomorrow.");
        let (moved, delivered) =
            tokio::join!(process.sim("clock", json!({"set": "2026-03-30T12:00:01Z"})), process.try_x(&answer));
        assert_eq!((moved.unwrap().0, delivered), (200, Some(200)));
        process.drain().await;
        process.advance("PT1H").await;
        let case = process.case(id(&case)).await;
        let alerts = process.items("/alerts").await;
        let breach = alerts.iter().find(|alert| alert["kind"] == "breach");
        let withdrawn = breach.is_some_and(|alert| alert["withdrawn_at"].is_string());
        assert!(clock(&case, "first_response")["breached_at"].is_null(), "{offset}");
        assert!(breach.is_none() || withdrawn, "{offset}: a breach stands though the answer was in time");
        assert!(alerts.len() <= 2);
    }
}

#[tokio::test]
async fn a_late_answer_leaves_the_breach_standing() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    process.sim("clock", json!({"set": "2026-03-30T12:00:01Z"})).await;
    let answer = own_reply(&snowflake("2026-03-30T12:00:01Z", 9), &snowflake(MONDAY, 1), "7001", "Tomorrow.");
    process.x(&answer).await;
    let case = process.case(id(&case)).await;
    assert_eq!(clock(&case, "first_response")["breached_at"], at("12:00:00"));
    assert_eq!(clock(&case, "first_response")["met_at"], at("12:00:01"));
    expect(&process, &[("warning", "10:30:00"), ("breach", "12:00:00")]);
}

#[tokio::test]
async fn a_sink_that_has_an_alert_is_not_told_again_because_another_refused() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    process.advance("PT3H").await;
    assert_eq!(alerts(&process).len(), 2, "{:?}", id(&case));
    let notify = &process.house().app.notify;
    let notice = couture::notify::Notice {
        id: "one".to_owned(),
        kind: "breach".to_owned(),
        text: "Late".to_owned(),
        case: None,
        team: "support-en".to_owned(),
        assignee: None,
        told: None,
        count: None,
        metric: None,
        due_at: MONDAY.to_owned(),
        link: "https://desk.example".to_owned(),
    };
    let now = process.house().app.clock.now();
    process.fault("alerts", "500", 1).await;
    let refused = notify.deliver(&notice, &[], now).await;
    assert!(refused.refused.is_some() && refused.taken.is_empty(), "{refused:?}");
    let taken = notify.deliver(&notice, &refused.taken, now).await;
    assert!(taken.refused.is_none() && taken.taken == ["webhook"], "{taken:?}");
    notify.deliver(&notice, &taken.taken, now).await;
    assert_eq!(process.sent("alerts").iter().filter(|item| item["id"] == "one").count(), 1);
}
