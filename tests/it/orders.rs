//! Order does not matter: the events of one conversation, delivered in every order and each of them twice, end
//! in the same case, messages, answers and alerts. And what an author takes back is gone from everywhere.

use super::bodies::{delete, echo, mention, messenger, own_reply, page, post, snowflake};
use super::support::{AGENT, LEAD, MONDAY, Process, World, clock, id};
use serde_json::{Value, json};

/// When the events are delivered: after all of them, before the first warning.
const DELIVERED: &str = "2026-03-30T09:40:00Z";

/// How many orders of a set too large for all of them are tried.
const SAMPLED: usize = 24;

/// The seed of the sampled orders.
const SEED: u64 = 20260330;

#[derive(Clone)]
struct Told {
    name: &'static str,
    door: Door,
    body: Value,
}

#[derive(Clone, Copy)]
enum Door {
    X,
    Meta,
}

fn x(name: &'static str, body: Value) -> Told {
    Told { name, door: Door::X, body }
}

fn meta(name: &'static str, body: Value) -> Told {
    Told { name, door: Door::Meta, body }
}

fn at(minute: u32) -> String {
    format!("2026-03-30T09:{minute:02}:00Z")
}

fn seconds(minute: u32) -> i64 {
    at(minute).parse::<jiff::Timestamp>().unwrap().as_second()
}

/// All orders of so many things.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(count - 1);
    let insert = |order: &Vec<usize>, place: usize| {
        let mut order = order.clone();
        order.insert(place, count - 1);
        order
    };
    shorter.iter().flat_map(|order| (0..count).map(move |place| insert(order, place))).collect()
}

/// Some orders of so many things, the same ones in every run.
fn sampled(count: usize) -> Vec<Vec<usize>> {
    println!("{SAMPLED} orders of {count} events, seed {SEED}");
    let mut state = SEED;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut orders: Vec<Vec<usize>> = vec![(0..count).collect(), (0..count).rev().collect()];
    while orders.len() < SAMPLED {
        let mut order: Vec<usize> = (0..count).collect();
        for place in (1..count).rev() {
            order.swap(place, random(place + 1));
        }
        orders.push(order);
    }
    orders
}

async fn deliver(process: &Process, told: &Told) {
    match told.door {
        Door::X => process.x(&told.body).await,
        Door::Meta => process.meta(&told.body).await,
    }
}

/// What must not depend on the order: everything but versions and times of receipt.
async fn dump(process: &Process) -> Value {
    let mut cases = Vec::new();
    for list in ["", "?status=pending", "?status=resolved", "?status=snoozed"] {
        for row in process.items(&format!("/queue{list}")).await {
            let mut case = process.case(id(&row)).await;
            let mut row = row;
            for value in [&mut case, &mut row] {
                value.as_object_mut().unwrap().remove("version");
            }
            for message in case["messages"].as_array_mut().unwrap() {
                message.as_object_mut().unwrap().remove("received_at");
            }
            // What is said of a withdrawn breach is history, not state.
            case["log"] = Value::Null;
            cases.push(json!({"list": list, "row": row, "case": case}));
        }
    }
    cases.sort_by_key(|case| case["case"]["id"].as_str().unwrap().to_owned());
    let mut alerts: Vec<Value> = process
        .items("/alerts")
        .await
        .iter()
        .map(|alert| json!([alert["webhook_id"], alert["kind"], alert["due_at"], alert["team"], alert["withdrawn_at"]]))
        .collect();
    alerts.sort_by_key(Value::to_string);
    let mut answers = Vec::new();
    for topic in TOPICS {
        for answer in process.items(&format!("/answers?topic={topic}")).await {
            answers.push(json!([topic, answer["id"], answer["text"], answer["at"], answer["by"], answer["case"]]));
        }
    }
    answers.sort_by_key(Value::to_string);
    json!({"cases": cases, "alerts": alerts, "answers": answers, "parked": process.items("/parked").await.len()})
}

const TOPICS: [&str; 4] = ["refund", "delivery", "order", "other"];

/// Delivers in one order, each event once more: the first half between the others, the rest at the end. Then
/// two days pass.
async fn outcome(events: &[Told], order: &[usize]) -> Value {
    let world = World::at(DELIVERED).await;
    let process = world.boot().await;
    for (step, event) in order.iter().enumerate() {
        deliver(&process, &events[*event]).await;
        if step % 2 == 1 {
            deliver(&process, &events[order[step / 2]]).await;
        }
    }
    for event in order.iter().skip(order.len() / 2) {
        deliver(&process, &events[*event]).await;
    }
    let before = dump(&process).await;
    process.advance("P2D").await;
    json!({"then": before, "two_days_later": dump(&process).await})
}

async fn every_order(events: &[Told]) -> Value {
    let orders = if events.len() <= 4 { permutations(events.len()) } else { sampled(events.len()) };
    let mut first: Option<(Vec<&str>, Value)> = None;
    for order in orders {
        let names: Vec<&str> = order.iter().map(|event| events[*event].name).collect();
        let ended = outcome(events, &order).await;
        match &first {
            None => first = Some((names, ended)),
            Some((other, expected)) => {
                let differs = difference("", expected, &ended);
                assert!(differs.is_empty(), "{other:?} and {names:?} differ:\n{}", differs.join("\n"));
            }
        }
    }
    first.unwrap().1
}

/// Where two values differ, in words short enough to read.
fn difference(path: &str, one: &Value, other: &Value) -> Vec<String> {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            let none = Value::Null;
            let get = |map: &serde_json::Map<String, Value>, key: &str| map.get(key).unwrap_or(&none).clone();
            keys.into_iter().flat_map(|key| difference(&format!("{path}/{key}"), &get(a, key), &get(b, key))).collect()
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let both = a.iter().zip(b).enumerate();
            both.flat_map(|(place, (a, b))| difference(&format!("{path}/{place}"), a, b)).collect()
        }
        _ if one == other => Vec::new(),
        _ => vec![format!("{path}: {one} | {other}")],
    }
}

fn edit_of_post(first: &str, edits: &[&str], text: &str) -> Value {
    let newest = edits.last().unwrap();
    let mut edited = post(newest, "7001", text);
    let ids: Vec<&str> = [first].iter().chain(edits).copied().collect();
    edited["edit_history"] = json!({"initial_tweet_id": first, "edit_tweet_ids": ids});
    json!({"for_user_id": "1001", "tweet_create_events": [edited]})
}

fn dm(id: &str, from: &str, to: &str, minute: u32, text: &str) -> Value {
    json!({"for_user_id": "1001", "direct_message_events": [{"type": "message_create", "id": id,
        "created_timestamp": (seconds(minute) * 1000).to_string(), "message_create": {"target": {"recipient_id": to},
        "sender_id": from, "message_data": {"text": text, "entities": {}}}}],
        "users": {"7001": {"id": "7001", "screen_name": "contact_7001", "name": "Contact"}}})
}

fn messaging(minute: u32, from: &str, to: &str, what: &str, value: Value) -> Value {
    json!({"sender": {"id": from}, "recipient": {"id": to}, "timestamp": seconds(minute) * 1000, what: value})
}

fn instagram(event: Value) -> Value {
    json!({"object": "instagram", "entry": [{"id": "3001", "time": seconds(30) * 1000, "messaging": [event]}]})
}

fn comment(verb: &str, sent: u32, value: Value) -> Value {
    let mut value = value;
    value["item"] = json!("comment");
    value["verb"] = json!(verb);
    value["post_id"] = json!("2001_880001");
    value["created_time"] = json!(seconds(value["minute"].as_u64().unwrap() as u32));
    value.as_object_mut().unwrap().remove("minute");
    json!({"object": "page", "entry": [{"id": "2001", "time": seconds(sent),
        "changes": [{"field": "feed", "value": value}]}]})
}

fn whatsapp(list: &str, event: Value) -> Value {
    json!({"object": "whatsapp_business_account", "entry": [{"id": "4900", "changes": [{"field": "messages", "value": {
        "messaging_product": "whatsapp", "metadata": {"display_phone_number": "33100000000", "phone_number_id": "4001"},
        "contacts": [{"profile": {"name": "Contact"}, "wa_id": "33600000001"}], list: [event]}}]}]})
}

fn from_phone(id: &str, minute: u32, kind: &str, value: Value) -> Value {
    whatsapp("messages", json!({"from": "33600000001", "id": id, "timestamp": seconds(minute).to_string(), "type": kind, kind: value}))
}

const ASKED: &str = "where is my refund for order 4521?";

#[tokio::test]
async fn posts_on_x_edited_answered_and_taken_back() {
    let first = snowflake(&at(1), 1);
    let (second, third) = (snowflake(&at(4), 2), snowflake(&at(6), 3));
    let create = x("create", mention(&first, "7001", ASKED));
    let edit_1 = x("edit 1", edit_of_post(&first, &[&second], "where is my refund for order 4522?"));
    let edit_2 = x("edit 2", edit_of_post(&first, &[&second, &third], "my parcel for order 4523 never arrived"));
    let answer = x("answer", own_reply(&snowflake(&at(10), 4), &third, "7001", "Refunded within 14 days, 12.50 EUR."));
    let more = x("second", mention(&snowflake(&at(15), 5), "7001", "I still have not received it"));
    let deleted = x("delete", delete(&first, "7001"));
    let deleted_late_id = x("delete of the edit", delete(&third, "7001"));

    let ended = every_order(&[create.clone(), edit_1.clone(), edit_2.clone(), answer.clone()]).await;
    let case = &ended["then"]["cases"][0]["case"];
    assert_eq!((&case["status"], &case["team"]), (&json!("pending"), &json!("support-en")), "{case}");
    assert_eq!(case["messages"][0]["revision"], 2);
    assert!(case["messages"][0]["text"].as_str().unwrap().contains("4523"));
    assert_eq!(clock(case, "first_response")["started_at"], "2026-03-30T09:01:00.000Z");
    assert_eq!(clock(case, "first_response")["met_at"], "2026-03-30T09:10:00.000Z");

    let ended = every_order(&[create.clone(), edit_2.clone(), deleted.clone(), more.clone()]).await;
    let case = &ended["then"]["cases"][0]["case"];
    assert_eq!((&case["status"], case["messages"][0]["deleted"].as_bool()), (&json!("new"), Some(true)));
    assert_eq!(clock(case, "first_response")["started_at"], "2026-03-30T09:15:00.000Z", "of what is left");

    let ended = every_order(&[create.clone(), edit_2.clone(), deleted_late_id]).await;
    let case = &ended["then"]["cases"][0]["case"];
    assert_eq!((&case["status"], case["messages"].as_array().unwrap().len()), (&json!("resolved"), 1));
    assert!(case["clocks"].as_array().unwrap().is_empty());
    assert!(ended["two_days_later"]["alerts"].as_array().unwrap().is_empty(), "a clock for nothing");

    every_order(&[create, edit_1, edit_2, deleted, answer, more]).await;
}

#[tokio::test]
async fn direct_messages_on_x() {
    let events = [
        x("question", dm(&snowflake(&at(1), 1), "7001", "1001", 1, ASKED)),
        x("answer", dm(&snowflake(&at(9), 2), "1001", "7001", 9, "Refunded within 14 days.")),
        x("second", dm(&snowflake(&at(12), 3), "7001", "1001", 12, "the battery caught fire, my son is injured")),
        x("thanks", dm(&snowflake(&at(3), 4), "7001", "1001", 3, "thank you very much, great service")),
    ];
    let ended = every_order(&events).await;
    let case = &ended["then"]["cases"][0]["case"];
    assert_eq!((&case["priority"], &case["team"], &case["status"]), (&json!("urgent"), &json!("care-en"), &json!("open")));
    assert_eq!(ended["then"]["answers"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn messenger_with_receipts_edits_and_deletions() {
    let asked = meta("create", messenger("m_1", "9001", &at(1), ASKED));
    let edit = |number: u32, text: &str| {
        page(vec![messaging(3 + number, "9001", "2001", "message_edit", json!({"mid": "m_1", "text": text, "num_edit": number}))])
    };
    let (edit_1, edit_2) = (meta("edit 1", edit(1, "where is my refund?")), meta("edit 2", edit(2, "merci beaucoup, service parfait !")));
    let answer = meta("echo", echo("m_2", "9001", &at(9), "Refunded within 14 days.", None));
    let more = meta("second", messenger("m_3", "9001", &at(12), "it still has not arrived"));
    let deleted = meta("delete", page(vec![messaging(20, "9001", "2001", "message", json!({"mid": "m_1", "is_deleted": true}))]));
    let read = meta("read", page(vec![messaging(21, "9001", "2001", "read", json!({"watermark": seconds(21) * 1000}))]));
    let delivered = meta("delivery", page(vec![messaging(11, "9001", "2001", "delivery", json!({"mids": ["m_2"], "watermark": seconds(11) * 1000}))]));

    let ended = every_order(&[asked.clone(), edit_1.clone(), edit_2.clone(), deleted.clone()]).await;
    assert_eq!(ended["then"]["cases"][0]["case"]["status"], "resolved");
    every_order(&[asked.clone(), edit_2.clone(), edit_1.clone(), answer.clone()]).await;
    let ended = every_order(&[asked.clone(), answer.clone(), more.clone(), deleted.clone()]).await;
    assert_eq!(clock(&ended["then"]["cases"][0]["case"], "next_response")["started_at"], "2026-03-30T09:12:00.000Z");
    every_order(&[asked, edit_1, edit_2, answer, more, deleted, read, delivered]).await;
}

#[tokio::test]
async fn comments_on_a_page() {
    let author = json!({"id": "6201", "name": "Camille"});
    let of = |minute: u32, message: &str, author: &Value| {
        json!({"comment_id": "880001_990001", "parent_id": "2001_880001", "minute": minute, "message": message, "from": author})
    };
    let below = |id: &str, minute: u32, message: &str, author: &Value| {
        json!({"comment_id": id, "parent_id": "880001_990001", "minute": minute, "message": message, "from": author})
    };
    let ours = json!({"id": "2001", "name": "Acme"});
    let create = meta("create", comment("add", 1, of(1, ASKED, &author)));
    // The time a change carries is the comment's own; only when it was sent tells two edits apart.
    let edit_1 = meta("edit 1", comment("edited", 4, of(1, "where is my refund?", &author)));
    let edit_2 = meta("edit 2", comment("edited", 6, of(1, "my parcel never arrived", &author)));
    let deleted = meta("remove", comment("remove", 20, of(1, "", &author)));
    let answer = meta("answer", comment("add", 9, below("880001_990002", 9, "Refunded within 14 days.", &ours)));
    let more = meta("second", comment("add", 12, below("880001_990003", 12, "still nothing, where is it?", &author)));

    let ended = every_order(&[create.clone(), edit_1.clone(), edit_2.clone(), answer.clone()]).await;
    assert_eq!(ended["then"]["cases"][0]["case"]["messages"][0]["text"], "my parcel never arrived");
    every_order(&[create.clone(), edit_2.clone(), deleted.clone(), more.clone()]).await;
    every_order(&[create, edit_1, edit_2, deleted, answer, more]).await;
}

#[tokio::test]
async fn instagram_messages() {
    let say = |mid: &str, minute: u32, text: &str| instagram(messaging(minute, "8001", "3001", "message", json!({"mid": mid, "text": text})));
    let events = [
        meta("create", say("aWdf1", 1, ASKED)),
        meta("answer", instagram(messaging(9, "3001", "8001", "message", json!({"mid": "aWdf2", "text": "Refunded.", "is_echo": true})))),
        meta("second", say("aWdf3", 12, "it still has not arrived")),
        meta("unsend", instagram(messaging(20, "8001", "3001", "message", json!({"mid": "aWdf1", "is_deleted": true})))),
    ];
    every_order(&events).await;
}

#[tokio::test]
async fn whatsapp_messages() {
    let events = [
        meta("create", from_phone("wamid.1", 1, "text", json!({"body": ASKED}))),
        meta("edit 1", from_phone("wamid.2", 4, "edit", json!({"original_message_id": "wamid.1", "message": {"type": "text", "text": {"body": "where is my refund?"}}}))),
        meta("edit 2", from_phone("wamid.3", 6, "edit", json!({"original_message_id": "wamid.1", "message": {"type": "text", "text": {"body": "my parcel never arrived"}}}))),
        meta("revoke", from_phone("wamid.4", 20, "revoke", json!({"original_message_id": "wamid.1"}))),
        meta("second", from_phone("wamid.5", 12, "text", json!({"body": "it still has not arrived"}))),
        meta("status", whatsapp("statuses", json!({"id": "wamid.9", "status": "read", "timestamp": seconds(13).to_string(), "recipient_id": "33600000001"}))),
    ];
    every_order(&events[..4]).await;
    every_order(&events).await;
}

/// A row of the table that holds these words.
async fn rows_with(world: &World, marker: &str) -> Vec<String> {
    let rows = world.rows().await;
    rows.into_iter().filter(|row| row.contains(marker)).collect()
}

#[tokio::test]
async fn what_an_author_takes_back_is_gone_from_every_row() {
    let marker = "zyxmarker";
    let text = format!("where is my refund? my address is 4 rue {marker}, {marker}@post.example");
    let first = snowflake(&at(1), 1);
    let bodies = [mention(&first, "7001", &text), delete(&first, "7001"), mention(&snowflake(&at(15), 2), "7001", "hello? anybody?")];
    for order in permutations(3) {
        let world = World::at(DELIVERED).await;
        let process = world.boot().await;
        for event in &order {
            process.x(&bodies[*event]).await;
        }
        process.advance("P1D").await;
        assert_eq!(rows_with(&world, marker).await, Vec::<String>::new(), "{order:?}");
        let marks = world.rows().await.iter().filter(|row| row.contains(&first) && row.contains("deleted")).count();
        assert_eq!(marks, 1, "a mark stays");
    }
}

#[tokio::test]
async fn a_claimed_case_keeps_its_team_and_loses_the_words() {
    let (world, process, case) = super::support::with_mention("where is my refund? zyxmarker zyxmarker").await;
    process.api(AGENT, "POST", &format!("/cases/{}/claim", id(&case)), json!({})).await;
    process.x(&delete(&snowflake(MONDAY, 1), "7001")).await;
    let after = process.case(id(&case)).await;
    assert_eq!((&after["team"], &after["status"]), (&case["team"], &json!("resolved")));
    assert!(after["resolved_why"].as_str().is_some() && after["clocks"].as_array().unwrap().is_empty());
    assert_eq!(rows_with(&world, "zyxmarker").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_copy_set_aside_goes_with_the_message() {
    let world = World::at(DELIVERED).await;
    let process = world.boot().await;
    let asked = messenger("m_1", "9001", &at(1), "zyxmarker where is it?");
    process.meta(&asked).await;
    let house = process.house();
    let element = couture::channels::cut(
        couture::channels::Door::Meta,
        &couture::channels::Verified::offline(asked.to_string()),
    )
    .elements
    .remove(0);
    let job = couture::jobs::Job::Intake { element, received_at: DELIVERED.parse().unwrap() };
    house.app.give_up(&job, "gave_up").await.unwrap();
    assert_eq!(process.items("/parked").await.len(), 1);
    process.meta(&page(vec![messaging(20, "9001", "2001", "message", json!({"mid": "m_1", "is_deleted": true}))])).await;
    assert!(process.items("/parked").await.is_empty());
    assert_eq!(rows_with(&world, "zyxmarker").await, Vec::<String>::new());
}

#[tokio::test]
async fn our_own_post_taken_back_on_x_is_found_without_a_contact() {
    let question = mention(&snowflake(&at(1), 1), "7001", ASKED);
    let reply = snowflake(&at(9), 2);
    let answer = own_reply(&reply, &snowflake(&at(1), 1), "7001", "Refunded within 14 days.");
    let bodies = [question, answer, delete(&reply, "1001")];
    let mut ends = Vec::new();
    for order in permutations(3) {
        let world = World::at(DELIVERED).await;
        let process = world.boot().await;
        for event in order.iter().chain(&order) {
            process.x(&bodies[*event]).await;
        }
        ends.push((order, dump(&process).await));
    }
    for (order, end) in &ends {
        let differs = difference("", &ends[0].1, end);
        assert!(differs.is_empty(), "{order:?}: {}", differs.join("\n"));
    }
    let case = &ends[0].1["cases"][0]["case"];
    let ours = case["messages"].as_array().unwrap().iter().find(|message| message["direction"] == "out").unwrap();
    assert_eq!((&ours["deleted"], &ours["text"]), (&json!(true), &json!("")));
    assert_eq!(ends[0].1["answers"][0][2], "@contact_7001 Refunded within 14 days.", "what was said was said");
}

#[tokio::test]
async fn a_question_older_than_the_newest_case_starts_its_clock_and_keeps_it() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    process.x(&mention(&snowflake(MONDAY, 1), "7001", "my parcel never arrived")).await;
    let first = process.only_case().await;
    process.api(AGENT, "POST", &format!("/cases/{}/resolve", id(&first)), json!({})).await;
    process.advance("P10D").await;
    process.x(&mention(&snowflake("2026-04-09T08:30:00Z", 2), "7001", "and where is my invoice?")).await;
    let newest = process.only_case().await;
    assert_ne!(id(&first), id(&newest));
    // Older than the newest case, heard late, answered by nobody.
    process.x(&mention(&snowflake("2026-04-09T08:00:00Z", 3), "7001", "where is my refund?")).await;
    let late = process.case(id(&newest)).await;
    assert_eq!(clock(&late, "first_response")["started_at"], "2026-04-09T08:00:00.000Z");
    // Another one out of order makes the case be told again: the first is not forgotten.
    process.x(&mention(&snowflake("2026-04-09T08:40:00Z", 5), "7001", "hello?")).await;
    process.x(&mention(&snowflake("2026-04-09T08:35:00Z", 4), "7001", "anybody there?")).await;
    let again = process.case(id(&newest)).await;
    assert_eq!(clock(&again, "first_response")["started_at"], "2026-04-09T08:00:00.000Z");
}

#[tokio::test]
async fn a_question_heard_after_a_person_resolved_the_case_opens_it_again() {
    let (_world, process, case) = super::support::with_mention("my parcel never arrived").await;
    process.advance("PT10M").await;
    process.api(LEAD, "POST", &format!("/cases/{}/resolve", id(&case)), json!({})).await;
    process.advance("PT10M").await;
    // Written before the case was resolved; nobody had seen it.
    process.x(&mention(&snowflake("2026-03-30T09:05:00Z", 2), "7001", "and my invoice is wrong too")).await;
    let again = process.only_case().await;
    assert_eq!((id(&again), &again["status"]), (id(&case), &json!("open")));
    assert_eq!(clock(&again, "next_response")["started_at"], "2026-03-30T09:05:00.000Z");
}
