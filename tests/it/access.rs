//! The access to X, and inboxes that stop or wait: tokens renewed once, refusals that stop an account with one
//! alert, limits that count for every send of an inbox.

use super::bodies::{mention, snowflake};
use super::support::{AGENT, AUDITOR, Cut, LEAD, MONDAY, Process, World, alerts, id};
use couture::app::App;
use couture::domain::ids::parse_case_id;
use couture::local::fakes::refresh_token_for;
use jiff::SignedDuration;
use serde_json::{Value, json};

/// An OAuth 2 access to the demo account; `name` makes it unlike another one.
fn renewable(name: &str) -> String {
    format!("oauth2:id:secret:{}", refresh_token_for(name, "1001"))
}

/// A case of its own for the n-th contact.
async fn mentioned(process: &Process, n: u64) -> Value {
    let contact = format!("{}", 7000 + n);
    process.x(&mention(&snowflake(MONDAY, n), &contact, "where is my refund?")).await;
    waiting(process, &contact).await
}

async fn waiting(process: &Process, contact: &str) -> Value {
    for row in process.items("/queue").await {
        let case = process.case(id(&row)).await;
        if case["contact"].to_string().contains(contact) {
            return case;
        }
    }
    panic!("nobody of id {contact} waits");
}

/// A direct message to the demo account.
fn direct_message(message: &str, contact: &str) -> Value {
    json!({"for_user_id": "1001", "direct_message_events": [{
        "type": "message_create", "id": message, "created_timestamp": "1774861200000",
        "message_create": {"target": {"recipient_id": "1001"}, "sender_id": contact,
            "message_data": {"text": "where is my refund?", "entities": {}}}
    }]})
}

async fn send_of(process: &Process, case: &Value) -> Value {
    process.case(id(case)).await["sends"].as_array().unwrap().last().unwrap().clone()
}

async fn state(process: &Process, case: &Value) -> String {
    send_of(process, case).await["state"].as_str().unwrap().to_owned()
}

/// Answers a case as it stands now, at once.
async fn answer(process: &Process, case: &Value, text: &str) -> String {
    let case = process.case(id(case)).await;
    let (status, accepted) = process.reply(AGENT, &case, text).await;
    assert_eq!(status, 202, "{accepted}");
    state(process, &case).await
}

/// The X account as `/health` shows it.
async fn inbox(process: &Process) -> Value {
    let health = process.get("/health").await;
    health["inboxes"].as_array().unwrap().iter().find(|inbox| inbox["external_id"] == "1001").unwrap().clone()
}

fn repairs(process: &Process) -> usize {
    alerts(process).iter().filter(|(kind, _)| kind == "intake").count()
}

fn renewals(process: &Process) -> u64 {
    process.house().fakes.renewals()
}

async fn resume(process: &Process, token: &str, inbox: &str) -> (u16, Value) {
    process.api(token, "POST", &format!("/inboxes/{inbox}/resume"), Value::Null).await
}

/// The next request to X that is made would leave its send unknown: a send that is not has not asked.
async fn any_request_would_show(process: &Process) {
    process.fault("x", "500", 100).await;
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends_and_each_refresh_token_is_used_once() {
    let world = World::at(MONDAY).await.with_x_access("1001", &renewable("a"));
    let process = world.boot().await;
    let case = mentioned(&process, 1).await;
    assert_eq!(inbox(&process).await["token"], true);
    for (wait, expected) in [("PT0S", 1), ("PT1H54M", 1), ("PT2M", 2), ("PT1H54M", 2), ("PT24H", 3)] {
        process.advance(wait).await;
        assert_eq!(answer(&process, &case, &format!("Answer after {wait}, {expected}.")).await, "sent", "{wait}");
        assert_eq!(renewals(&process), expected, "{wait}");
    }
    let sent = process.sent("x");
    assert_eq!(sent.len(), 5);
    assert!(sent.iter().all(|item| item["inbox"] == "1001"));
    // A process that starts anew goes on with what is in the table, not with the configured token.
    drop(process);
    let process = world.boot().await;
    assert_eq!(answer(&process, &case, "After a restart.").await, "sent");
    assert_eq!(renewals(&process), 3);
}

#[tokio::test]
async fn many_sends_at_once_renew_once() {
    let world = World::at(MONDAY).await.with_x_access("1001", &renewable("a"));
    let process = world.boot().await;
    let mut cases = Vec::new();
    for n in 1..=8 {
        let case = mentioned(&process, n).await;
        let body = json!({"text": format!("Answer {n}."), "version": case["version"], "undo_seconds": 10});
        let path = format!("/cases/{}/reply", id(&case));
        assert_eq!(process.api(AGENT, "POST", &path, body).await.0, 202);
        cases.push(case);
    }
    process.advance("PT10S").await;
    process.advance("PT1M").await;
    for case in &cases {
        assert_eq!(state(&process, case).await, "sent");
    }
    assert_eq!((renewals(&process), process.sent("x").len(), repairs(&process)), (1, 8, 0));
}

#[tokio::test]
async fn two_processes_at_once_renew_once() {
    let world = World::at(MONDAY).await.with_x_access("1001", &renewable("a"));
    let (one, other) = (world.boot().await, world.boot().await);
    let cases = [mentioned(&one, 1).await, mentioned(&one, 2).await];
    for case in &cases {
        let body = json!({"text": "Within 14 days.", "version": case["version"], "undo_seconds": 10});
        assert_eq!(one.api(AGENT, "POST", &format!("/cases/{}/reply", id(case)), body).await.0, 202);
    }
    // Nobody is told that the clock has moved: the two relays below are the only ones.
    world.clock.set(world.clock.now() + SignedDuration::from_secs(10));
    let relay = async |app: &App, case: &Value| {
        let (conversation, number) = parse_case_id(id(case)).unwrap();
        app.relay(conversation, number).await.unwrap();
    };
    tokio::join!(relay(&one.house().app, &cases[0]), relay(&other.house().app, &cases[1]));
    assert_eq!(renewals(&one), 1);
    one.advance("PT10S").await;
    for case in &cases {
        assert_eq!(state(&one, case).await, "sent");
    }
    assert_eq!((renewals(&one), one.sent("x").len()), (1, 2));
}

#[tokio::test]
async fn a_token_refused_once_is_renewed_and_the_answer_leaves() {
    let world = World::at(MONDAY).await.with_x_access("1001", &renewable("a"));
    let process = world.boot().await;
    let case = mentioned(&process, 1).await;
    assert_eq!(answer(&process, &case, "First.").await, "sent");
    process.house().fakes.expire("1001");
    assert_eq!(answer(&process, &case, "Second.").await, "sent");
    assert_eq!(renewals(&process), 2);
    process.fault("x", "token_revoked", 1).await;
    assert_eq!(answer(&process, &case, "Third.").await, "sent");
    assert_eq!((renewals(&process), process.sent("x").len(), repairs(&process)), (3, 3, 0));
    // Refused again with the new token: it is the account, not the token.
    process.fault("x", "token_revoked", 2).await;
    assert_eq!(answer(&process, &case, "Fourth.").await, "refused");
    assert_eq!((renewals(&process), repairs(&process)), (4, 1));
}

#[tokio::test]
async fn an_access_that_was_taken_away_stops_the_inbox_with_one_alert_and_no_loop() {
    let mut world = World::at(MONDAY).await.with_x_access("1001", &renewable("a"));
    let process = world.boot().await;
    let (first, second) = (mentioned(&process, 1).await, mentioned(&process, 2).await);
    assert_eq!(answer(&process, &first, "First.").await, "sent");
    process.house().fakes.revoke("1001");
    assert_eq!(answer(&process, &first, "Second.").await, "refused");
    let send = send_of(&process, &first).await;
    assert!(send["why"].as_str().unwrap().contains("no longer accepts our access"), "{send}");
    assert_eq!(inbox(&process).await["stopped"]["code"], "token_revoked");
    assert_eq!(process.get("/health").await["status"], "attention");

    any_request_would_show(&process).await;
    for text in ["Third.", "Fourth."] {
        assert_eq!(answer(&process, &second, text).await, "refused");
        assert_eq!(send_of(&process, &second).await["why"], send["why"]);
    }
    process.fault("x", "ok", 1).await;
    process.advance("PT6H").await;
    assert_eq!((repairs(&process), renewals(&process)), (1, 1));
    assert_eq!(process.get("/health").await["troubles"].as_array().unwrap().len(), 1);

    // Somebody connects the account again: a new refresh token begins a new chain, and the stop is over.
    drop(process);
    world = world.with_x_access("1001", &renewable("b"));
    let process = world.boot().await;
    assert_eq!(inbox(&process).await["stopped"], Value::Null);
    assert_eq!(answer(&process, &second, "Fifth.").await, "sent");
    let health = process.get("/health").await;
    assert_eq!((health["troubles"].as_array().unwrap().len(), renewals(&process)), (0, 2));
}

#[tokio::test]
async fn a_lead_lets_the_sends_go_again_and_nobody_else() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let (first, second) = (mentioned(&process, 1).await, mentioned(&process, 2).await);
    process.fault("x", "token_revoked", 1).await;
    assert_eq!(answer(&process, &first, "First.").await, "refused");
    assert_eq!(answer(&process, &second, "Second.").await, "refused");
    assert!(process.sent("x").is_empty());
    for token in [AGENT, AUDITOR] {
        assert_eq!(resume(&process, token, "x/1001").await.0, 403);
    }
    for unknown in ["x/9", "nowhere/1001", "messenger/1001"] {
        assert_eq!(resume(&process, LEAD, unknown).await.0, 404, "{unknown}");
    }
    let (status, resumed) = resume(&process, LEAD, "x/1001").await;
    assert_eq!((status, &resumed["stopped"], &resumed["token"]), (200, &Value::Null, &json!(true)));
    assert_eq!(resume(&process, LEAD, "x/1001").await.0, 200, "again changes nothing");
    assert_eq!(process.get("/health").await["troubles"], json!([]));
    assert_eq!(answer(&process, &second, "Third.").await, "sent");
    // Refused anew: that is another trouble, with another alert.
    process.advance("PT1M").await;
    process.fault("x", "token_revoked", 1).await;
    assert_eq!(answer(&process, &first, "Fourth.").await, "refused");
    assert_eq!(repairs(&process), 2);
}

#[tokio::test]
async fn another_inbox_goes_on() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let case = mentioned(&process, 1).await;
    process.fault("x", "token_revoked", 1).await;
    assert_eq!(answer(&process, &case, "First.").await, "refused");
    process.meta(&super::bodies::messenger("m_1", "9001", MONDAY, "where is my refund?")).await;
    let case = waiting(&process, "9001").await;
    assert_eq!(answer(&process, &case, "Within 14 days.").await, "sent");
}

#[tokio::test]
async fn a_limit_met_by_one_send_holds_the_others_until_the_reset_and_then_all_go_in_order() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let mut cases = Vec::new();
    for n in 1..=4 {
        cases.push(mentioned(&process, n).await);
    }
    process.fault("x", "429", 1).await;
    assert_eq!(answer(&process, &cases[0], "Answer 0.").await, "queued");
    any_request_would_show(&process).await;
    for (n, case) in cases.iter().enumerate().skip(1) {
        assert_eq!(answer(&process, case, &format!("Answer {n}.")).await, "queued");
        assert!(send_of(&process, case).await["why"].as_str().unwrap().contains("asked us to wait"));
    }
    process.fault("x", "ok", 1).await;
    assert_eq!(inbox(&process).await["paused_until_at"], "2026-03-30T09:01:00.000Z");
    // Messages are counted apart.
    process.x(&direct_message(&snowflake(MONDAY, 9), "7900")).await;
    let private = waiting(&process, "7900").await;
    assert_eq!(answer(&process, &private, "Within 14 days.").await, "sent");

    process.advance("PT59S").await;
    assert_eq!(process.sent("x").len(), 1);
    let before = process.requests();
    process.advance("PT10S").await;
    let texts: Vec<Value> = process.sent("x").iter().skip(1).map(|item| item["text"].clone()).collect();
    assert_eq!(texts, ["Answer 0.", "Answer 1.", "Answer 2.", "Answer 3."]);
    assert!(process.requests() - before < 60, "a send is looked at when its turn comes, and not before");
    assert_eq!(inbox(&process).await["paused_until_at"], Value::Null);
    for case in &cases {
        assert_eq!(state(&process, case).await, "sent");
    }
}

#[tokio::test]
async fn an_account_with_signed_requests_answers_and_is_found_again() {
    let world = World::at(MONDAY).await.with_x_access("1001", "oauth1:key:secret:local-signed-token-1001:secret");
    let process = world.boot().await;
    let case = mentioned(&process, 1).await;
    assert_eq!(answer(&process, &case, "Within 14 days.").await, "sent");
    process.fault("x", "timeout_after_send", 1).await;
    assert_eq!(answer(&process, &case, "And not later.").await, "unknown");
    process.advance("PT1M").await;
    assert_eq!(state(&process, &case).await, "sent");
    assert!(process.sent("x").iter().all(|item| item["inbox"] == "1001"));
    assert_eq!(process.sent("x").len(), 2);
}

async fn first_answer(process: &Process) {
    let body = mention(&snowflake(MONDAY, 1), "7001", "where is my refund?");
    if process.try_x(&body).await != Some(200) {
        return;
    }
    process.drain().await;
    let Some((200, queue)) = process.try_api(AGENT, "GET", "/queue", Value::Null).await else { return };
    let Some(case) = queue["items"][0]["id"].as_str() else { return };
    let reply = json!({"text": "Within 14 days.", "version": 1, "undo_seconds": 0});
    if process.try_api(AGENT, "POST", &format!("/cases/{case}/reply"), reply).await.is_some() {
        process.drain().await;
    }
}

/// A crash at each point of a first renewal and its send. The one gap is said aloud: a pair that the platform
/// gave and nobody stored costs the chain, and an alert asks for a new one.
#[tokio::test]
async fn a_crash_at_any_point_of_a_renewal_is_survived_or_said() {
    let world = World::at(MONDAY).await.with_x_access("1001", &renewable("a"));
    let process = world.boot().await;
    let at_boot = process.requests();
    first_answer(&process).await;
    let all = at_boot + 1..=process.requests();
    let mut lost = Vec::new();
    for cut in all.flat_map(|at| [Cut { at, after: false }, Cut { at, after: true }]) {
        let world = World::at(MONDAY).await.with_x_access("1001", &renewable("a"));
        let process = world.boot_with(cut).await;
        first_answer(&process).await;
        drop(process);
        let process = world.boot().await;
        process.x(&mention(&snowflake(MONDAY, 1), "7001", "where is my refund?")).await;
        process.advance("PT10M").await;
        let list = if process.items("/queue").await.is_empty() { "/queue?status=pending" } else { "/queue" };
        let case = process.case(id(&process.items(list).await[0])).await;
        let (taken, renewals) = (process.sent("x").len(), renewals(&process));
        assert!(taken <= 1 && renewals <= 1, "{cut:?}: {taken} {renewals}");
        let sends = case["sends"].as_array().unwrap();
        assert_eq!(repairs(&process), usize::from(sends.iter().any(|send| send["state"] == "refused")), "{cut:?}");
        match sends.first().map(|send| send["state"].as_str().unwrap()) {
            Some("refused") => lost.push(cut),
            Some("unknown") | None => assert_eq!(taken, 0, "{cut:?}: {case}"),
            other => assert_eq!((other, taken), (Some("sent"), 1), "{cut:?}: {case}"),
        }
    }
    assert_eq!(lost.len(), 2, "between the platform's answer and the row, and nowhere else: {lost:?}");
}
