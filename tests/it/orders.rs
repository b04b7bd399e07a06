//! Order does not matter: the events of one conversation, delivered in every order and each of them twice, end
//! in the same case, messages, answers and alerts. And what an author takes back is gone from everywhere.

mod joined;
mod late;

use super::bodies::{delete, echo, mention, messenger, own_reply, page, post, snowflake};
use super::support::{Process, World, clock};
use couture::domain::ids::case_id;
use couture::store::Item;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// When the events are delivered: after all of them, before the first warning.
const DELIVERED: &str = "2026-03-30T09:22:00Z";

/// How many orders of a set too large for all of them are tried.
const SAMPLED: usize = 12;

/// The seed of the sampled orders.
const SEED: u64 = 20260330;

/// One telling of the same story: its people and messages have ids of their own, so that all orders of a story
/// fit into one world. What is compared has the common names.
struct Names {
    telling: usize,
    common: RefCell<Vec<(String, String)>>,
}

impl Names {
    fn of(telling: usize) -> Names {
        Names { telling, common: RefCell::default() }
    }

    fn own(&self, actual: String, common: String) -> String {
        self.common.borrow_mut().push((actual.clone(), common));
        actual
    }

    /// A number of digits.
    fn number(&self, common: &str) -> String {
        self.own(format!("{common}{:04}", self.telling), common.to_owned())
    }

    /// The id of a post or a direct message of X.
    fn post(&self, minute: u32) -> String {
        self.own(snowflake(&at(minute), self.telling as u64), format!("post {minute}"))
    }

    fn common(&self, dumped: &Value) -> Value {
        let mut text = dumped.to_string();
        for (actual, common) in self.common.borrow().iter() {
            text = text.replace(actual, common);
        }
        serde_json::from_str(&text).unwrap()
    }
}

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

/// What must not depend on the order, everything but versions and times of receipt, by conversation: each case as
/// it is shown and where the queue and the agenda have it, the alerts, the answers.
async fn dump(world: &World, process: &Process) -> BTreeMap<String, Value> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for row in world.rows().await {
        let (pk, sk) = (word(&row, "pk"), word(&row, "sk"));
        if let Some(number) = sk.strip_prefix("CASE#").filter(|_| pk.starts_with("CONV#")) {
            let conversation = pk["CONV#".len()..].to_owned();
            let mut case = process.case(&case_id(&conversation, number.parse().unwrap())).await;
            case.as_object_mut().unwrap().remove("version");
            for message in case["messages"].as_array_mut().unwrap() {
                message.as_object_mut().unwrap().remove("received_at");
            }
            // What is said of a withdrawn breach is history, not state.
            case["log"] = Value::Null;
            let places = ["queue_pk", "queue_sk", "agenda_sk"].map(|name| word(&row, name));
            found.entry(conversation).or_default().push(json!({"a case": case, "places": places}));
        } else if pk.starts_with("ALERT#") {
            let conversation = sk.split('-').next().unwrap().to_owned();
            let withdrawn = row.contains_key("withdrawn_at");
            found.entry(conversation).or_default().push(json!({"alert": [pk, sk, word(&row, "team"), withdrawn]}));
        } else if sk.starts_with("ANSWER#") {
            let conversation = word(&row, "case").split('-').next().unwrap().to_owned();
            let said = ["id", "text", "by", "case", "topic"].map(|name| word(&row, name));
            found.entry(conversation).or_default().push(json!({"answer": [pk, sk, said]}));
        }
    }
    assert!(process.items("/parked").await.is_empty());
    let told = |(conversation, mut rows): (String, Vec<Value>)| {
        rows.sort_by_key(Value::to_string);
        let text = Value::Array(rows).to_string().replace(&conversation, "conversation");
        (conversation, serde_json::from_str(&text).unwrap())
    };
    found.into_iter().map(told).collect()
}

/// A member of a row, as text.
fn word(row: &Item, name: &str) -> String {
    row.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default()
}

/// Delivers a story in one order, each event once more: the first half between the others, the rest at the end.
async fn deliver_all(process: &Process, events: &[Told], order: &[usize]) {
    for (step, event) in order.iter().enumerate() {
        deliver(process, &events[*event]).await;
        if step % 2 == 1 {
            deliver(process, &events[order[step / 2]]).await;
        }
    }
    for event in order.iter().skip(order.len() / 2) {
        deliver(process, &events[*event]).await;
    }
}

/// Tells a story in every order and compares how it ends, then and two days later. The answer is the end: the
/// rows of its conversation, the case first.
async fn every_order(story: impl Fn(&Names) -> Vec<Told>) -> Value {
    let world = World::at(DELIVERED).await;
    let process = world.boot().await;
    let count = story(&Names::of(0)).len();
    let orders = if count <= 4 { permutations(count) } else { sampled(count) };
    let mut tellings: BTreeMap<String, (Vec<&str>, Names)> = BTreeMap::new();
    for (telling, order) in orders.iter().enumerate() {
        let names = Names::of(telling);
        let events = story(&names);
        deliver_all(&process, &events, order).await;
        let told = order.iter().map(|event| events[*event].name).collect::<Vec<_>>();
        let new: Vec<String> =
            standing_conversations(&world).await.into_iter().filter(|id| !tellings.contains_key(id)).collect();
        assert_eq!(new.len(), 1, "{told:?} makes one conversation");
        tellings.insert(new[0].clone(), (told, names));
    }
    // What waited for the message it is about looks again.
    process.advance("PT20S").await;
    let then = compared(&tellings, dump(&world, &process).await);
    process.advance("P2D").await;
    compared(&tellings, dump(&world, &process).await);
    then
}

/// The conversations in which something was said; those that turned out to be part of another are left with nothing.
async fn standing_conversations(world: &World) -> Vec<String> {
    let rows = world.rows().await;
    let conversation = |row: &Item| word(row, "pk").strip_prefix("CONV#").map(str::to_owned);
    let firsts = rows.iter().filter(|row| word(row, "sk") == "CASE#000001" && conversation(row).is_some());
    let (gone, standing): (Vec<&Item>, Vec<&Item>) = firsts.partition(|row| row.contains_key("goes_on_in"));
    for case in gone {
        let id = conversation(case).unwrap();
        let left: Vec<String> =
            rows.iter().filter(|row| word(row, "pk") == word(case, "pk")).map(|row| word(row, "sk")).collect();
        assert!(left.iter().all(|sk| sk.starts_with("CASE#") || sk.starts_with("LOG#")), "{left:?}");
        assert!(word(case, "queue_pk").starts_with("D#") && word(case, "agenda_sk").is_empty());
        let elsewhere = |row: &&Item| word(row, "case").starts_with(&id);
        assert_eq!(rows.iter().filter(elsewhere).count(), 0, "no answer is logged under it");
    }
    standing.into_iter().filter_map(conversation).collect()
}

fn compared(tellings: &BTreeMap<String, (Vec<&str>, Names)>, dumped: BTreeMap<String, Value>) -> Value {
    let mut first: Option<(&Vec<&str>, Value)> = None;
    for (conversation, (told, names)) in tellings {
        let end = names.common(&dumped[conversation]);
        match &first {
            None => first = Some((told, end)),
            Some((other, expected)) => {
                let differs = difference("", expected, &end);
                assert!(differs.is_empty(), "{other:?} and {told:?} differ:\n{}", differs.join("\n"));
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

fn edit_of_post(author: &str, first: &str, edits: &[&str], text: &str) -> Value {
    let newest = edits.last().unwrap();
    let mut edited = post(newest, author, text);
    let ids: Vec<&str> = [first].iter().chain(edits).copied().collect();
    edited["edit_history"] = json!({"initial_tweet_id": first, "edit_tweet_ids": ids});
    json!({"for_user_id": "1001", "tweet_create_events": [edited]})
}

fn dm(id: &str, from: &str, to: &str, minute: u32, text: &str) -> Value {
    json!({"for_user_id": "1001", "direct_message_events": [{"type": "message_create", "id": id,
        "created_timestamp": (seconds(minute) * 1000).to_string(), "message_create": {"target": {"recipient_id": to},
        "sender_id": from, "message_data": {"text": text, "entities": {}}}}]})
}

fn messaging(minute: u32, from: &str, to: &str, what: &str, value: Value) -> Value {
    json!({"sender": {"id": from}, "recipient": {"id": to}, "timestamp": seconds(minute) * 1000, what: value})
}

fn instagram(event: Value) -> Value {
    json!({"object": "instagram", "entry": [{"id": "3001", "time": seconds(21) * 1000, "messaging": [event]}]})
}

/// A change of a comment, which carries the comment's own time and was sent at a minute of its own.
fn comment(verb: &str, sent: u32, written: u32, value: Value) -> Value {
    let mut value = value;
    value["item"] = json!("comment");
    value["verb"] = json!(verb);
    value["post_id"] = json!("2001_880001");
    value["created_time"] = json!(seconds(written));
    json!({"object": "page", "entry": [{"id": "2001", "time": seconds(sent),
        "changes": [{"field": "feed", "value": value}]}]})
}

fn whatsapp(from: &str, list: &str, event: Value) -> Value {
    json!({"object": "whatsapp_business_account", "entry": [{"id": "4900", "changes": [{"field": "messages", "value": {
        "messaging_product": "whatsapp", "metadata": {"display_phone_number": "33100000000", "phone_number_id": "4001"},
        "contacts": [{"profile": {"name": "Contact"}, "wa_id": from}], list: [event]}}]}]})
}

const ASKED: &str = "where is my refund for order 4521?";

fn edited_and_answered(names: &Names) -> Vec<Told> {
    let (author, first, second, third) = (names.number("7001"), names.post(1), names.post(4), names.post(6));
    vec![
        x("create", mention(&first, &author, ASKED)),
        x("edit 1", edit_of_post(&author, &first, &[&second], "where is my refund for order 4522?")),
        x("edit 2", edit_of_post(&author, &first, &[&second, &third], "my parcel for order 4523 never arrived")),
        x("answer", own_reply(&names.post(10), &third, &author, "Refunded within 14 days, 12.50 EUR.")),
    ]
}

#[tokio::test]
async fn posts_on_x_edited_and_answered() {
    let ended = every_order(edited_and_answered).await;
    let case = &ended[0]["a case"];
    assert_eq!((&case["status"], &case["team"]), (&json!("pending"), &json!("support-en")), "{case}");
    assert_eq!(case["messages"][0]["revision"], 2);
    assert!(case["messages"][0]["text"].as_str().unwrap().contains("4523"));
    assert_eq!(clock(case, "first_response")["started_at"], "2026-03-30T09:01:00.000Z");
    assert_eq!(clock(case, "first_response")["met_at"], "2026-03-30T09:10:00.000Z");
}

#[tokio::test]
async fn a_post_on_x_taken_back_under_the_id_of_its_edit() {
    let ended = every_order(|names| {
        let mut told = edited_and_answered(names);
        told.truncate(3);
        told.remove(1);
        told.push(x("delete of the edit", delete(&names.post(6), &names.number("7001"))));
        told
    })
    .await;
    let case = &ended[0]["a case"];
    assert_eq!((&case["status"], case["messages"].as_array().unwrap().len()), (&json!("resolved"), 1));
    assert!(case["clocks"].as_array().unwrap().is_empty(), "a clock for nothing");
}

#[tokio::test]
async fn posts_on_x_with_everything() {
    let ended = every_order(|names| {
        let mut told = edited_and_answered(names);
        told.push(x("delete", delete(&names.post(1), &names.number("7001"))));
        told.push(x("second", mention(&names.post(15), &names.number("7001"), "I still have not received it")));
        told
    })
    .await;
    let case = &ended[0]["a case"];
    assert_eq!(case["messages"][0]["deleted"], true);
    assert_eq!(clock(case, "next_response")["started_at"], "2026-03-30T09:15:00.000Z", "of what is left");
}

#[tokio::test]
async fn direct_messages_on_x() {
    let ended = every_order(|names| {
        let author = names.number("7001");
        let say = |minute: u32, text: &str| dm(&names.post(minute), &author, "1001", minute, text);
        vec![
            // What is urgent has 15 minutes from the first question: no warning is due before all are delivered.
            x("question", say(15, ASKED)),
            x("answer", dm(&names.post(18), "1001", &author, 18, "Refunded within 14 days.")),
            x("second", say(19, "the battery caught fire, my son is injured")),
            x("thanks", say(16, "thank you very much, great service")),
        ]
    })
    .await;
    let case = &ended[0]["a case"];
    assert_eq!(
        (&case["priority"], &case["team"], &case["status"]),
        (&json!("urgent"), &json!("care-en"), &json!("new"))
    );
    assert_eq!(case["answers"].as_array().unwrap().len(), 1);
}

fn messenger_story(names: &Names) -> Vec<Told> {
    let (contact, first, ours) = (names.number("9001"), names.number("m_1"), names.number("m_2"));
    let event = |minute: u32, what: &str, value: Value| page(vec![messaging(minute, &contact, "2001", what, value)]);
    let edit = |number: u32, text: &str| {
        event(3 + number, "message_edit", json!({"mid": first, "text": text, "num_edit": number}))
    };
    vec![
        meta("create", messenger(&first, &contact, &at(1), ASKED)),
        meta("echo", echo(&ours, &contact, &at(9), "Refunded within 14 days.", None)),
        meta("second", messenger(&names.number("m_3"), &contact, &at(12), "it still has not arrived")),
        meta("delete", event(20, "message", json!({"mid": first, "is_deleted": true}))),
        meta("edit 1", edit(1, "where is my refund?")),
        meta("edit 2", edit(2, "merci beaucoup, service parfait !")),
        meta("read", event(21, "read", json!({"watermark": seconds(21) * 1000}))),
        meta("delivery", event(11, "delivery", json!({"mids": [ours], "watermark": seconds(11) * 1000}))),
    ]
}

#[tokio::test]
async fn messenger_answered_and_taken_back() {
    let ended = every_order(|names| messenger_story(names).into_iter().take(4).collect()).await;
    assert_eq!(clock(&ended[0]["a case"], "next_response")["started_at"], "2026-03-30T09:12:00.000Z");
}

#[tokio::test]
async fn messenger_with_everything() {
    every_order(messenger_story).await;
}

fn comments(names: &Names) -> Vec<Told> {
    let author = json!({"id": "6201", "name": "Camille"});
    let ours = json!({"id": "2001", "name": "Acme"});
    let root = names.number("880001_99");
    let of =
        |message: &str| json!({"comment_id": root, "parent_id": "2001_880001", "message": message, "from": author});
    let below = |id: &str, message: &str, author: &Value| json!({"comment_id": names.number(id), "parent_id": root, "message": message, "from": author});
    vec![
        meta("create", comment("add", 1, 1, of(ASKED))),
        meta("edit 1", comment("edited", 4, 1, of("where is my refund?"))),
        meta("edit 2", comment("edited", 6, 1, of("my parcel never arrived"))),
        meta("answer", comment("add", 9, 9, below("880002_99", "Refunded within 14 days.", &ours))),
        meta("remove", comment("remove", 20, 1, of(""))),
        meta("second", comment("add", 12, 12, below("880003_99", "still nothing, where is it?", &author))),
    ]
}

#[tokio::test]
async fn comments_on_a_page_edited_and_answered() {
    let ended = every_order(|names| comments(names).into_iter().take(4).collect()).await;
    assert_eq!(ended[0]["a case"]["messages"][0]["text"], "my parcel never arrived");
}

#[tokio::test]
async fn comments_on_a_page_with_everything() {
    every_order(comments).await;
}

#[tokio::test]
async fn instagram_messages() {
    every_order(|names| {
        let contact = names.number("8001");
        let first = names.number("aWdf1");
        let message = |minute: u32, value: Value| instagram(messaging(minute, &contact, "3001", "message", value));
        let ours = json!({"mid": names.number("aWdf2"), "text": "Refunded.", "is_echo": true});
        vec![
            meta("create", message(1, json!({"mid": first, "text": ASKED}))),
            meta("answer", instagram(messaging(9, "3001", &contact, "message", ours))),
            meta("second", message(12, json!({"mid": names.number("aWdf3"), "text": "it still has not arrived"}))),
            meta("unsend", message(20, json!({"mid": first, "is_deleted": true}))),
        ]
    })
    .await;
}

fn whatsapp_story(names: &Names) -> Vec<Told> {
    let (from, first) = (names.number("3360000"), names.number("wamid.1"));
    let say = |id: &str, minute: u32, kind: &str, value: Value| {
        let said = json!({"from": from, "id": id, "timestamp": seconds(minute).to_string(), "type": kind, kind: value});
        whatsapp(&from, "messages", said)
    };
    let edit = |text: &str| json!({"original_message_id": first, "message": {"type": "text", "text": {"body": text}}});
    let read = json!({"id": "wamid.9", "status": "read", "timestamp": seconds(13).to_string(), "recipient_id": from});
    vec![
        meta("create", say(&first, 1, "text", json!({"body": ASKED}))),
        meta("edit 1", say("wamid.e1", 4, "edit", edit("where is my refund?"))),
        meta("edit 2", say("wamid.e2", 6, "edit", edit("my parcel never arrived"))),
        meta("revoke", say("wamid.e3", 20, "revoke", json!({"original_message_id": first}))),
        meta("second", say(&names.number("wamid.5"), 12, "text", json!({"body": "it still has not arrived"}))),
        meta("status", whatsapp(&from, "statuses", read)),
    ]
}

#[tokio::test]
async fn whatsapp_messages() {
    every_order(|names| whatsapp_story(names).into_iter().take(4).collect()).await;
    every_order(whatsapp_story).await;
}
