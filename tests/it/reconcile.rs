//! Provable intake: what was never delivered is found on the platforms, taken in once and reported; what is
//! wrong with a connection is said once, mended where it can be, and settled.

use super::bodies::{mention, messenger, own_reply, snowflake};
use super::support::{AGENT, Cut, LEAD, MONDAY, PHONE, Process, World, clock, id};
use couture::domain::desk::Inbox;
use couture::domain::message::Channel;
use couture::domain::permission::ReplyRule;
use couture::local::operations;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Makes something exist on a platform without delivering it; its id.
async fn say(process: &Process, said: Value) -> String {
    let (status, answer) = process.sim("platform", said).await.unwrap();
    assert_eq!(status, 200, "{answer}");
    answer["id"].as_str().unwrap().to_owned()
}

async fn on_x(process: &Process, kind: &str, contact: &str, text: &str) -> String {
    say(process, json!({"platform": "x", "kind": kind, "inbox": "1001", "contact": contact, "text": text})).await
}

async fn on_meta(process: &Process, kind: &str, contact: &str, text: &str) -> String {
    let inbox = json!({"platform": "meta", "kind": kind, "inbox": "2001", "contact": contact, "text": text});
    say(process, inbox).await
}

async fn reconcile(process: &Process) -> Value {
    let (status, report) = process.sim("reconcile", json!({})).await.unwrap();
    assert_eq!(status, 200, "{report}");
    report
}

/// The line of one inbox.
fn line<'a>(report: &'a Value, channel: &str) -> &'a Value {
    let inboxes = report["inboxes"].as_array().unwrap();
    inboxes.iter().find(|inbox| inbox["channel"] == channel).unwrap()
}

/// Platform, received, missing and fed of everything together.
fn counts(report: &Value) -> [u64; 4] {
    ["platform", "received", "missing", "fed"].map(|name| report[name].as_u64().unwrap())
}

fn open(report: &Value) -> Vec<String> {
    let troubles = report["troubles"].as_array().unwrap();
    let name =
        |trouble: &Value| format!("{} {}", trouble["code"].as_str().unwrap(), trouble["subject"].as_str().unwrap());
    troubles.iter().map(name).collect()
}

/// The sentences of the alerts of a trouble that the sinks took, each once.
async fn told(process: &Process, word: &str) -> Vec<String> {
    process.advance("PT2M").await;
    let taken = process.sent("alerts").into_iter().filter(|alert| alert["kind"] == "intake");
    let named: BTreeSet<(String, String)> = taken
        .map(|alert| (alert["id"].as_str().unwrap().to_owned(), alert["text"].as_str().unwrap().to_owned()))
        .collect();
    named.into_iter().filter(|(id, _)| id.contains(word)).map(|(_, text)| text).collect()
}

async fn at_monday() -> (World, Process) {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    (world, process)
}

#[tokio::test]
async fn what_was_never_delivered_becomes_cases_once() {
    let (_world, process) = at_monday().await;
    let post = on_x(&process, "mention", "7001", "@acme where is my parcel?").await;
    on_x(&process, "dm", "7002", "my card was charged twice & nobody answers").await;
    let mid = on_meta(&process, "message", "7003", "where is my refund?").await;
    let comment = json!({"platform": "meta", "kind": "comment", "inbox": "2001", "contact": "7004",
        "post": "2001_880001", "text": "nobody answers me"});
    say(&process, comment).await;
    let insta = json!({"platform": "meta", "kind": "comment", "inbox": "3001", "contact": "7005",
        "post": "17887498072083520", "text": "it arrived broken"});
    say(&process, insta).await;
    say(
        &process,
        json!({"platform": "meta", "kind": "message", "inbox": "3001", "contact": "7006", "text": "size M?"}),
    )
    .await;
    process.advance("PT5M").await;

    let report = reconcile(&process).await;
    assert_eq!(counts(&report), [6, 0, 6, 6], "{report}");
    let x = line(&report, "x");
    assert_eq!((&x["platform"], &x["missing"], &x["fed"]), (&json!(2), &json!(2), &json!(2)));
    assert_eq!((&x["since"], &x["until"]), (&json!("2026-03-29T09:05:00Z"), &json!("2026-03-30T09:05:00Z")));
    assert_eq!(line(&report, "whatsapp")["skipped"], "no_read_api");
    let queue = process.items("/queue").await;
    let mut channels: Vec<&str> = queue.iter().map(|row| row["channel"].as_str().unwrap()).collect();
    channels.sort_unstable();
    assert_eq!(channels, ["facebook", "instagram", "instagram", "messenger", "x", "x"]);
    // The platform's time starts the clock, not ours.
    let case = process.case(id(queue.iter().find(|row| row["channel"] == "messenger").unwrap())).await;
    assert_eq!(clock(&case, "first_response")["started_at"], "2026-03-30T09:00:00.000Z");
    assert!(told(&process, "messages_missed").await.len() >= 3, "each inbox that lacked something says so");

    // Late deliveries of the same are duplicates.
    process.x(&mention(&post, "7001", "where is my parcel?")).await;
    process.meta(&messenger(&mid, "7003", MONDAY, "where is my refund?")).await;
    assert_eq!(process.items("/queue").await.len(), 6);
    let case = process.case(id(&case)).await;
    assert_eq!(case["messages"].as_array().unwrap().len(), 1, "{case}");

    // Nothing is missing any more, and the trouble is over.
    let report = reconcile(&process).await;
    assert_eq!(counts(&report), [6, 6, 0, 0], "{report}");
    assert_eq!(open(&report), Vec::<String>::new());
    let health = process.get("/health").await;
    let x = health["inboxes"].as_array().unwrap().iter().find(|inbox| inbox["channel"] == "x").unwrap().clone();
    assert_eq!(
        (&x["last_heard_at"], &x["reconciled_until"]),
        (&json!("2026-03-30T09:00:00.000Z"), &json!("2026-03-30T09:07:00.000Z"))
    );
}

#[tokio::test]
async fn what_was_delivered_is_not_missing_and_nobody_is_alarmed() {
    let (_world, process) = at_monday().await;
    let post = on_x(&process, "mention", "7001", "@acme where is my parcel?").await;
    let mid = on_meta(&process, "message", "7003", "where is my refund?").await;
    process.x(&mention(&post, "7001", "where is my parcel?")).await;
    process.meta(&messenger(&mid, "7003", MONDAY, "where is my refund?")).await;
    for row in process.items("/queue").await {
        let case = process.case(id(&row)).await;
        let (status, answer) = process.reply(AGENT, &case, "We look into it at once.").await;
        assert_eq!(status, 202, "{answer}");
    }
    process.advance("PT5M").await;
    let report = reconcile(&process).await;
    // Two of theirs and two of ours.
    assert_eq!(counts(&report), [4, 4, 0, 0], "{report}");
    assert_eq!(open(&report), Vec::<String>::new());
    assert_eq!(told(&process, "").await, Vec::<String>::new());
    assert_eq!(process.items("/queue?status=pending").await.len(), 2, "and no case has changed");
}

#[tokio::test]
async fn an_answer_typed_in_the_platforms_own_application_stops_the_clock() {
    let (_world, process) = at_monday().await;
    let post = on_x(&process, "mention", "7001", "@acme where is my parcel?").await;
    on_meta(&process, "message", "7003", "where is my refund?").await;
    reconcile(&process).await;
    process.advance("PT10M").await;
    let answer = json!({"platform": "x", "kind": "own_post", "inbox": "1001", "contact": "7001",
        "in_reply_to": post, "text": "@person_7001 it arrives tomorrow"});
    let answer = say(&process, answer).await;
    on_meta(&process, "own_message", "7003", "You have it within 14 days.").await;
    process.advance("PT10M").await;
    let report = reconcile(&process).await;
    assert_eq!(counts(&report), [4, 2, 2, 2], "{report}");
    let pending = process.items("/queue?status=pending").await;
    assert_eq!(pending.len(), 2);
    for row in &pending {
        let case = process.case(id(row)).await;
        assert_eq!(clock(&case, "first_response")["met_at"], "2026-03-30T09:10:00.000Z", "{case}");
        assert_eq!(case["answers"].as_array().unwrap().len(), 1);
    }
    // Its own echo, late.
    process.x(&own_reply(&answer, &post, "7001", "it arrives tomorrow")).await;
    assert_eq!(counts(&reconcile(&process).await), [2, 2, 0, 0]);
    for row in pending {
        assert_eq!(process.case(id(&row)).await["answers"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_crash_between_feeding_and_the_mark_costs_nothing() {
    // Every change a run makes is counted first, then each is where a process dies.
    let said = async |process: &Process| {
        on_x(process, "mention", "7001", "@acme where is my parcel?").await;
        on_meta(process, "message", "7003", "where is my refund?").await;
    };
    let (world, process) = at_monday().await;
    let at_boot = process.requests();
    said(&process).await;
    reconcile(&process).await;
    let all = at_boot + 1..=process.requests();
    drop((process, world));
    let mut tried = 0;
    for cut in all.flat_map(|at| [Cut { at, after: false }, Cut { at, after: true }]) {
        let world = World::at(MONDAY).await;
        let process = world.boot_with(cut).await;
        said(&process).await;
        let died = process.sim("reconcile", json!({})).await.is_none();
        tried += u32::from(died);
        drop(process);
        let process = world.boot().await;
        process.drain().await;
        let report = reconcile(&process).await;
        assert_eq!(report["platform"], 2, "{cut:?}: {report}");
        assert_eq!(report["missing"], report["fed"], "{cut:?}");
        assert_eq!(counts(&reconcile(&process).await), [2, 2, 0, 0], "{cut:?}");
        let rows = process.items("/queue").await;
        assert_eq!(rows.len(), 2, "{cut:?}");
        for row in rows {
            assert_eq!(process.case(id(&row)).await["messages"].as_array().unwrap().len(), 1, "{cut:?}");
        }
        assert!(process.items("/parked").await.is_empty(), "{cut:?}");
    }
    assert!(tried >= 8, "{tried}");
}

#[tokio::test]
async fn more_than_one_reading_takes_is_read_in_several() {
    let (_world, process) = at_monday().await;
    for platform in ["x", "meta"] {
        process.sim("reading", json!({"platform": platform, "page_size": 2})).await.unwrap();
    }
    for n in 0..23 {
        on_x(&process, "mention", &format!("71{n:02}"), "@acme hello, where is it?").await;
        on_x(&process, "dm", &format!("72{n:02}"), "hello, where is it?").await;
        process.advance("PT1S").await;
    }
    // One long conversation, and many short ones.
    for n in 0..12 {
        on_meta(&process, "message", "7300", &format!("line {n}, where is it?")).await;
        on_meta(&process, "message", &format!("74{n:02}"), "hello, where is it?").await;
        process.advance("PT1S").await;
    }
    let mut platform = 0;
    for run in 0..3 {
        let report = reconcile(&process).await;
        let x = line(&report, "x");
        assert_eq!(x["more"].as_bool().unwrap_or_default(), run < 2, "{report}");
        assert_eq!((&x["missing"], &x["fed"]), (&x["platform"], &x["platform"]), "{report}");
        platform += x["platform"].as_u64().unwrap();
        // The mark has not moved while part of the stretch is unread.
        let moved = run == 2;
        let health = process.get("/health").await;
        assert_eq!(health["inboxes"][0]["reconciled_until"].is_string(), moved, "{health}");
        process.advance("PT15M").await;
    }
    assert_eq!(platform, 46);
    let report = reconcile(&process).await;
    assert_eq!(report["missing"], 0, "{report}");
    let mut cases = 0;
    let mut cursor = String::new();
    loop {
        let page = process.get(&format!("/queue?limit=50&cursor={cursor}")).await;
        cases += page["items"].as_array().unwrap().len();
        match page["cursor"].as_str() {
            Some(next) => cursor = next.replace('#', "%23"),
            None => break,
        }
    }
    assert_eq!(cases, 46 + 13);
}

#[tokio::test]
async fn an_invalid_webhook_is_validated_again_and_the_gap_is_asked_for() {
    let (_world, process) = at_monday().await;
    assert_eq!(open(&reconcile(&process).await), Vec::<String>::new());
    let state = async || process.house().fakes.connections();
    process.advance("PT10M").await;
    process.sim("webhook", json!({"valid": false, "recovers": false})).await.unwrap();
    process.advance("PT5M").await;
    let trouble = ["webhook_invalid 1900000000000000001"];
    assert_eq!(open(&reconcile(&process).await), trouble);
    assert!(!state().await.valid);
    process.advance("PT15M").await;
    process.sim("webhook", json!({"valid": false, "recovers": true})).await.unwrap();
    assert_eq!(open(&reconcile(&process).await), trouble);
    assert!(state().await.valid, "trying it again has mended it");
    assert!(state().await.replays.is_empty(), "too young to be delivered again");
    process.advance("PT15M").await;
    assert_eq!(open(&reconcile(&process).await), Vec::<String>::new());
    // From when it was last seen to be valid to when it was again.
    let replays = state().await.replays;
    assert_eq!(replays.len(), 1, "{replays:?}");
    assert_eq!((&replays[0]["from_date"], &replays[0]["to_date"]), (&json!("202603300900"), &json!("202603300930")));
    process.advance("PT15M").await;
    reconcile(&process).await;
    assert_eq!(state().await.replays.len(), 1, "and once");
    let told = told(&process, "webhook_invalid").await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("1900000000000000001"), "{told:?}");
}

#[tokio::test]
async fn a_lost_subscription_is_told_once_and_settled() {
    let (_world, process) = at_monday().await;
    // Without echoes an answer typed in the Page's inbox would not be heard.
    process.sim("subscription", json!({"inbox": "2001", "fields": ["messages", "feed"]})).await.unwrap();
    assert_eq!(open(&reconcile(&process).await), ["subscription_lost messenger:2001"]);
    process.sim("subscription", json!({"inbox": "2001", "fields": []})).await.unwrap();
    let both = ["subscription_lost facebook:2001", "subscription_lost messenger:2001"];
    assert_eq!(open(&reconcile(&process).await), both);
    assert_eq!(told(&process, "messenger:2001").await.len(), 1);
    let health = process.get("/health").await;
    assert_eq!((&health["status"], health["troubles"].as_array().unwrap().len()), (&json!("attention"), 2));
    let fields = json!(["messages", "message_echoes", "feed"]);
    process.sim("subscription", json!({"inbox": "2001", "fields": fields})).await.unwrap();
    assert_eq!(open(&reconcile(&process).await), Vec::<String>::new());
    // Lost again: another trouble, another alert.
    process.sim("subscription", json!({"inbox": "2001", "fields": ["feed"]})).await.unwrap();
    reconcile(&process).await;
    assert_eq!(told(&process, "messenger:2001").await.len(), 2);
}

#[tokio::test]
async fn an_inbox_that_cannot_be_read_is_told_by_what_is_wrong() {
    let (_world, process) = at_monday().await;
    on_x(&process, "mention", "7001", "@acme where is my parcel?").await;
    let fail = async |mode: &str| {
        let (status, _) = process.sim("reading", json!({"platform": "x", "mode": mode, "times": 3})).await.unwrap();
        assert_eq!(status, 200);
        reconcile(&process).await
    };
    let report = fail("token_revoked").await;
    assert_eq!(
        (&line(&report, "x")["error"], open(&report)),
        (&json!("token_revoked"), vec!["token_revoked x:1001".to_owned()])
    );
    let report = fail("forbidden").await;
    assert_eq!(open(&report), ["cannot_reconcile x:1001", "token_revoked x:1001"]);
    let report = fail("ok").await;
    assert_eq!((counts(&report), open(&report)), ([1, 0, 1, 1], Vec::new()));
    // What passes by itself is told only when it does not.
    for (span, expected) in [("PT15M", 0), ("PT30M", 0), ("PT45M", 1)] {
        process.advance(span).await;
        let report = fail(if span == "PT30M" { "500" } else { "429" }).await;
        assert!(line(&report, "x")["error"].is_string());
        assert_eq!(open(&report).len(), expected, "{span}: {report}");
    }
    // Nothing is skipped for it: the stretch is read as soon as it can be.
    let post = on_x(&process, "mention", "7002", "@acme and mine?").await;
    assert!(!post.is_empty());
    process.advance("PT30M").await;
    let report = fail("ok").await;
    assert_eq!((&line(&report, "x")["since"], counts(&report)), (&json!("2026-03-30T08:45:00Z"), [2, 1, 1, 1]));
    assert_eq!(open(&report), ["messages_missed x:1001"]);
}

#[tokio::test]
async fn an_inbox_that_has_gone_quiet_is_told_when_that_is_unusual() {
    let world = World::at("2026-03-30T07:30:00Z").await;
    let process = world.boot().await;
    // Three days with a message every hour and a half at most, in the desk's opening hours.
    for _ in 0..3 {
        for _ in 0..6 {
            on_x(&process, "mention", "7001", "@acme hello, where is it?").await;
            process.advance("PT75M").await;
            reconcile(&process).await;
        }
        process.advance("PT990M").await;
    }
    let report = reconcile(&process).await;
    assert_eq!(open(&report), Vec::<String>::new(), "the night is no silence");
    // Thursday 09:30 in Paris. Last heard on Wednesday at 15:45; the longest quiet stretch of a day was
    // from 15:45 to closing and the half hour of the next morning: 2 h 45, so 8 h 15 is too long.
    process.advance("PT6H").await;
    assert_eq!(open(&reconcile(&process).await), Vec::<String>::new());
    process.advance("PT45M").await;
    assert_eq!(open(&reconcile(&process).await), ["silent x:1001"]);
    process.advance("PT30M").await;
    reconcile(&process).await;
    let told = told(&process, "silent").await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("8 h 30 min"), "{told:?}");
    on_x(&process, "mention", "7001", "@acme hello?").await;
    assert_eq!(open(&reconcile(&process).await), Vec::<String>::new());
}

#[tokio::test]
async fn parked_events_alert_once_and_again_after_having_been_emptied() {
    let (world, process) = at_monday().await;
    let stray = |page: &str, id: u64| {
        let mut body = messenger(&format!("m_{id}"), "7001", MONDAY, "hello, where is it?");
        body["entry"][0]["id"] = json!(page);
        body
    };
    process.meta(&stray("2999", 1)).await;
    process.meta(&stray("2999", 2)).await;
    assert_eq!(open(&reconcile(&process).await), ["events_parked intake"]);
    process.meta(&stray("2999", 3)).await;
    reconcile(&process).await;
    let sentences = told(&process, "events_parked").await;
    assert_eq!(sentences.len(), 1, "{sentences:?}");
    assert!(sentences[0].contains('2'), "{sentences:?}");
    // Tried again while nobody knows the inbox, they come back; then a desk knows it.
    drop(process);
    let mut desk = couture::desk::demo().unwrap();
    let inbox = Inbox {
        channel: Channel::Messenger,
        external_id: "2999".into(),
        name: "New".into(),
        handle: None,
        reply_rule: ReplyRule::default(),
    };
    for (known, left) in [(false, 3), (true, 0)] {
        desk.inboxes.retain(|inbox| inbox.external_id != "2999");
        desk.inboxes.extend(known.then(|| inbox.clone()));
        let process = world.boot_with_desk(desk.clone()).await;
        for item in process.items("/parked").await {
            let path = format!("/parked/{}/redrive", item["id"].as_str().unwrap());
            assert_eq!(process.api(LEAD, "POST", &path, Value::Null).await.0, 200);
        }
        process.drain().await;
        assert_eq!(process.items("/parked").await.len(), left);
    }
    let process = world.boot_with_desk(desk).await;
    assert_eq!(open(&reconcile(&process).await), Vec::<String>::new());
    process.meta(&stray("2998", 4)).await;
    assert_eq!(open(&reconcile(&process).await), ["events_parked intake"]);
    assert_eq!(told(&process, "events_parked").await.len(), 2);
}

#[tokio::test]
async fn only_a_lead_may_ask_and_the_commands_say_what_came_of_it() {
    let (_world, process) = at_monday().await;
    on_x(&process, "mention", "7001", "@acme where is my parcel?").await;
    for token in [AGENT, PHONE] {
        assert_eq!(process.api(token, "POST", "/reconcile", Value::Null).await.0, 403);
    }
    let (status, report) = process.api(LEAD, "POST", "/reconcile", Value::Null).await;
    assert_eq!((status, counts(&report)), (200, [1, 0, 1, 1]));
    assert!(operations::reconcile(&process.url, LEAD).await.unwrap());
    process.sim("reading", json!({"platform": "meta", "mode": "500", "times": 1})).await.unwrap();
    assert!(!operations::reconcile(&process.url, LEAD).await.unwrap(), "an inbox could not be read");
    assert!(operations::reconcile(&process.url, "nobody").await.is_err());

    let mut stray = messenger("m_1", "7001", MONDAY, "hello");
    stray["entry"][0]["id"] = json!("2999");
    process.meta(&stray).await;
    assert!(operations::parked(&process.url, LEAD, false).await.unwrap());
    assert_eq!(process.items("/parked").await.len(), 1);
    assert!(operations::parked(&process.url, LEAD, true).await.unwrap());
    process.drain().await;
    assert_eq!(process.items("/parked").await.len(), 1, "nobody knows the inbox yet: it was set aside again");
}

#[tokio::test]
async fn health_tells_when_an_inbox_was_last_heard_though_nothing_was_read_back() {
    let (world, process) = at_monday().await;
    let heard = async |process: &Process, channel: &str| {
        let health = process.get("/health").await;
        let inboxes = health["inboxes"].as_array().unwrap().clone();
        inboxes.into_iter().find(|inbox| inbox["channel"] == channel).unwrap()["last_heard_at"].clone()
    };
    assert_eq!(heard(&process, "x").await, Value::Null);
    let post = snowflake("2026-03-30T08:59:00Z", 1);
    process.x(&mention(&post, "7001", "where is my parcel?")).await;
    process.meta(&messenger("m_1", "7003", "2026-03-30T08:59:30Z", "where is my refund?")).await;
    process.x(&mention(&snowflake("2026-03-30T08:58:00Z", 2), "7002", "heard late")).await;
    assert_eq!(heard(&process, "x").await, "2026-03-30T08:59:00.000Z");
    assert_eq!(heard(&process, "messenger").await, "2026-03-30T08:59:30.000Z");
    assert_eq!(heard(&process, "whatsapp").await, Value::Null);
    // What we say is no sign that anybody reaches us.
    process.x(&own_reply(&snowflake("2026-03-30T08:59:50Z", 3), &post, "7001", "it arrives tomorrow")).await;
    assert_eq!(heard(&process, "x").await, "2026-03-30T08:59:00.000Z");
    // Another process has heard nothing itself: it finds the cases, answered or not.
    drop(process);
    let process = world.boot().await;
    assert_eq!(heard(&process, "x").await, "2026-03-30T08:59:00.000Z");
    assert_eq!(heard(&process, "messenger").await, "2026-03-30T08:59:30.000Z");
}
