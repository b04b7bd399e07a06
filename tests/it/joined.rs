//! Conversations that turn out to be one: a thread on a Page heard from its middle, a person on WhatsApp known by a
//! number and by a business-scoped id. All orders of such stories are told in `orders`.

use super::support::{AGENT, Cut, MONDAY, Process, World, clock, id};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::task::JoinSet;

const NUMBER: &str = "33612345678";
const SCOPED: &str = "FR.13491208655302741918";

fn seconds(minute: i64) -> i64 {
    MONDAY.parse::<jiff::Timestamp>().unwrap().as_second() + 60 * minute
}

fn whatsapp(field: &str, value: Value) -> Value {
    let mut value = value;
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] = json!({"display_phone_number": "33170000000", "phone_number_id": "4001"});
    json!({"object": "whatsapp_business_account", "entry": [{"id": "7001", "changes": [{"field": field, "value": value}]}]})
}

/// A person writes; `ids` are the fields of theirs that the platform tells.
fn says(message: &str, minute: i64, ids: Value, text: &str) -> Value {
    let mut item =
        json!({"id": message, "timestamp": seconds(minute).to_string(), "type": "text", "text": {"body": text}});
    item.as_object_mut().unwrap().extend(ids.as_object().unwrap().clone());
    whatsapp("messages", json!({"messages": [item]}))
}

fn comment(id: &str, parent: &str, minute: i64, by: &str, message: &str) -> Value {
    let value = json!({"item": "comment", "verb": "add", "post_id": "2001_880001", "comment_id": id, "parent_id": parent,
        "from": {"id": by, "name": if by == "2001" { "Acme" } else { "Camille" }}, "message": message, "created_time": seconds(minute)});
    json!({"object": "page", "entry": [{"id": "2001", "time": seconds(minute), "changes": [{"field": "feed", "value": value}]}]})
}

fn asked(minute: i64) -> Value {
    comment("880001_1", "2001_880001", minute, "6201", "where is my refund?")
}

fn answered_natively(minute: i64) -> Value {
    comment("880001_2", "880001_1", minute, "2001", "Within 14 days.")
}

fn replied(minute: i64) -> Value {
    comment("880001_3", "880001_2", minute, "6201", "still nothing, where is it?")
}

async fn every_case(process: &Process) -> Vec<Value> {
    let mut cases = Vec::new();
    for list in ["/queue", "/queue?status=pending", "/queue?status=resolved"] {
        cases.extend(process.items(list).await);
    }
    cases
}

#[tokio::test]
async fn what_was_heard_before_the_answer_it_replies_to_joins_its_thread() {
    let world = World::at("2026-03-30T09:12:00Z").await;
    let process = world.boot().await;
    process.meta(&asked(0)).await;
    process.meta(&replied(10)).await;
    let waiting = process.items("/queue").await;
    assert_eq!(waiting.len(), 2, "nobody knows yet that they are one");
    let stray = waiting.iter().find(|row| row["snippet"].as_str().unwrap().starts_with("still")).unwrap().clone();
    process.meta(&answered_natively(5)).await;

    let case = process.only_case().await;
    let texts: Vec<&str> =
        case["messages"].as_array().unwrap().iter().map(|message| message["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["where is my refund?", "Within 14 days.", "still nothing, where is it?"]);
    assert_eq!(clock(&case, "next_response")["started_at"], "2026-03-30T09:10:00.000Z");
    let gone = process.case(id(&stray)).await;
    assert_eq!((&gone["status"], &gone["goes_on_in"]), (&json!("resolved"), &case["id"]));
    assert_eq!((&gone["messages"], &gone["clocks"]), (&json!([]), &json!([])));
    let why = gone["log"][0]["why"].as_str().unwrap();
    assert!(why.contains(id(&case)), "{why}");
    process.advance("PT5H").await;
    let told: Vec<Value> = process.items("/alerts").await.iter().map(|alert| alert["case"].clone()).collect();
    assert!(told.len() == 2 && told.iter().all(|of| *of == case["id"]), "{told:?}");

    // A further word below it goes straight to where it belongs.
    process.meta(&comment("880001_4", "880001_3", 20, "6201", "hello? anybody?")).await;
    assert_eq!(process.only_case().await["messages"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn what_somebody_works_on_stays_under_their_hands() {
    let world = World::at("2026-03-30T09:12:00Z").await;
    let process = world.boot().await;
    process.meta(&replied(10)).await;
    let case = process.only_case().await;
    let claim = json!({"version": case["version"]});
    assert_eq!(process.api(AGENT, "POST", &format!("/cases/{}/claim", id(&case)), claim).await.0, 200);
    process.meta(&asked(0)).await;
    process.meta(&answered_natively(5)).await;
    let held = process.case(id(&case)).await;
    assert_eq!((&held["status"], &held["goes_on_in"]), (&json!("open"), &Value::Null));
    assert_eq!(held["messages"].as_array().unwrap().len(), 1);
    // So does what is said below it and below the answer, also in answer to us.
    process.meta(&comment("880001_5", "880001_2", 11, "6201", "and my other order?")).await;
    let held = process.case(id(&case)).await;
    assert_eq!(process.reply(AGENT, &held, "Both are on their way.").await.0, 202);
    let ours = process.case(id(&case)).await["messages"][2]["external_id"].as_str().unwrap().to_owned();
    process.meta(&comment("880001_6", &ours, 12, "6201", "when?")).await;
    process.meta(&comment("880001_7", "880001_3", 12, "6201", "thanks")).await;
    assert_eq!(process.case(id(&case)).await["messages"].as_array().unwrap().len(), 5);
    let cases = every_case(&process).await;
    assert_eq!(cases.len(), 2);
    let other = cases.iter().find(|other| other["id"] != case["id"]).unwrap();
    assert_eq!(process.case(id(other)).await["messages"].as_array().unwrap().len(), 2);
    for contact in [&case, &process.case(id(other)).await].map(|case| case["contact"]["name"].clone()) {
        assert_eq!(contact, "Camille");
    }
}

/// A reply is about to be written where its parent's id leads when another process hears of the parent: the lead is
/// left, nothing is found to bring over, and then the reply is written.
#[tokio::test]
async fn a_reply_written_just_after_its_lead_was_left_is_brought_over() {
    let world = World::at("2026-03-30T09:12:00Z").await;
    let (slow, quick) = (world.boot().await, world.boot().await);
    // The first of its writes keeps the event, the second opens the case.
    slow.hold(2);
    assert_eq!(slow.try_meta(&replied(10)).await, Some(200));
    slow.holds().await;
    quick.meta(&asked(0)).await;
    quick.meta(&answered_natively(5)).await;
    assert_eq!(quick.items("/queue?status=pending").await.len(), 1);
    slow.let_go();
    slow.drain().await;
    assert_eq!(quick.only_case().await["messages"].as_array().unwrap().len(), 3);
}

/// Many threads of which everything is delivered at once: whoever leaves a lead and whoever does not see it yet meet.
#[tokio::test(flavor = "multi_thread")]
async fn threads_delivered_all_at_once_are_one_conversation_each() {
    const THREADS: usize = 12;
    const COMMENTS: usize = 5;
    let world = World::at("2026-03-30T09:12:00Z").await;
    let process = Arc::new(world.boot().await);
    let mut tasks = JoinSet::new();
    for place in (0..COMMENTS).rev() {
        for thread in 0..THREADS {
            let name = |place: usize| format!("88{thread:04}_{place}");
            let parent = if place == 0 { "2001_880001".to_owned() } else { name(place - 1) };
            let by = if place % 2 == 1 { "2001" } else { "6201" };
            let body = comment(&name(place), &parent, i64::try_from(place).unwrap(), by, "where is my refund?");
            let process = process.clone();
            tasks.spawn(async move { assert_eq!(process.try_meta(&body).await, Some(200)) });
        }
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    process.drain().await;
    process.advance("PT2M").await;
    assert!(process.items("/parked").await.is_empty());
    let cases = every_case(&process).await;
    let mut sizes = Vec::new();
    for row in &cases {
        let case = process.case(id(row)).await;
        if case["goes_on_in"].is_null() {
            sizes.push(case["messages"].as_array().unwrap().len());
        } else {
            assert_eq!(case["messages"], json!([]));
        }
    }
    assert_eq!(sizes, [COMMENTS; THREADS]);
}

/// The links in what a platform tells live for hours, and an answer may be heard after that.
#[tokio::test(flavor = "multi_thread")]
async fn a_copied_picture_goes_along() {
    let place = "scontent.xx.fbcdn.net/v/t1/photo.png";
    let world = World::at("2026-03-30T09:12:00Z").await;
    world.fakes.host(place, "image/png", b"\x89PNG\r\n\x1A\n and what a picture is made of".to_vec());
    let process = world.boot().await;
    process.meta(&asked(0)).await;
    let mut with_photo = replied(10);
    with_photo["entry"][0]["changes"][0]["value"]["photo"] = json!(format!("https://{place}?oh=1"));
    process.meta(&with_photo).await;
    process.advance("PT1M").await;
    world.fakes.host(place, "text/html", b"gone".to_vec());
    process.meta(&answered_natively(5)).await;
    process.advance("PT3H").await;
    let case = process.only_case().await;
    let picture = &case["messages"][2]["attachments"][0];
    let address = picture["url"].as_str().unwrap_or_else(|| panic!("{picture}"));
    let answer = super::support::plain_client().get(format!("{}{address}", process.url)).bearer_auth(AGENT);
    assert_eq!(answer.send().await.unwrap().status(), 200);
}

/// A crash at each point of bringing a conversation over: told again, taken away, one contact.
#[tokio::test]
async fn a_crash_while_a_thread_is_joined_neither_loses_nor_doubles_a_message() {
    let stories = [asked(0), replied(10), answered_natively(5)];
    let world = World::at("2026-03-30T09:12:00Z").await;
    let process = world.boot().await;
    for body in &stories[..2] {
        process.meta(body).await;
    }
    let before = process.requests();
    process.meta(&stories[2]).await;
    let after = process.requests();
    assert!(after - before >= 8, "{}", after - before);
    for cut in (before + 1..=after).flat_map(|at| [Cut { at, after: false }, Cut { at, after: true }]) {
        let world = World::at("2026-03-30T09:12:00Z").await;
        let process = world.boot_with(cut).await;
        for body in &stories {
            process.try_meta(body).await;
            process.drain().await;
        }
        drop(process);
        let process = world.boot().await;
        for body in &stories {
            process.meta(body).await;
        }
        process.advance("PT10M").await;
        let case = process.only_case().await;
        let ids: Vec<&Value> =
            case["messages"].as_array().unwrap().iter().map(|message| &message["external_id"]).collect();
        assert_eq!(ids, ["880001_1", "880001_2", "880001_3"], "{cut:?}");
        assert_eq!(case["answers"].as_array().unwrap().len(), 1, "{cut:?}");
        let rows = world.rows().await;
        let copies = rows.iter().filter(|row| format!("{row:?}").contains("still nothing"));
        let kinds: Vec<String> = copies.map(|row| format!("{:?} {:?}", row["pk"], row["sk"])).collect();
        assert_eq!(kinds.len(), 2, "{cut:?}: the message and its case: {kinds:?}");
        assert!(process.items("/parked").await.is_empty(), "{cut:?}");
    }
}

#[tokio::test]
async fn a_failure_that_names_only_the_number_finds_the_conversation_under_the_scoped_id() {
    let world = World::at("2026-03-30T09:02:00Z").await;
    let process = world.boot().await;
    process.meta(&says("wamid.1", 0, json!({"from": NUMBER, "from_user_id": SCOPED}), "where is my refund?")).await;
    let echo = json!({"message_echoes": [{"from": "33170000000", "to": NUMBER, "id": "wamid.O1",
        "timestamp": seconds(1).to_string(), "type": "text", "text": {"body": "Next week."}}]});
    process.meta(&whatsapp("smb_message_echoes", echo)).await;
    let case = process.case(id(&process.items("/queue?status=pending").await[0])).await;
    assert_eq!(case["messages"].as_array().unwrap().len(), 2, "the echo names the number alone");
    let failed = json!({"statuses": [{"id": "wamid.O1", "status": "failed", "timestamp": seconds(2).to_string(),
        "recipient_id": NUMBER, "errors": [{"code": 131_026, "title": "undeliverable"}]}]});
    process.meta(&whatsapp("messages", failed)).await;
    let case = process.only_case().await;
    assert_eq!((&case["status"], &clock(&case, "first_response")["met_at"]), (&json!("new"), &Value::Null));
}

#[tokio::test]
async fn a_failure_that_tells_both_ids_finds_the_conversation_under_the_number() {
    let world = World::at("2026-03-30T09:02:00Z").await;
    let process = world.boot().await;
    process.meta(&says("wamid.1", 0, json!({"from": NUMBER}), "where is my refund?")).await;
    let echo = json!({"message_echoes": [{"from": "33170000000", "to": NUMBER, "id": "wamid.O1",
        "timestamp": seconds(1).to_string(), "type": "text", "text": {"body": "Next week."}}]});
    process.meta(&whatsapp("smb_message_echoes", echo)).await;
    let failed = json!({"statuses": [{"id": "wamid.O1", "status": "failed", "timestamp": seconds(2).to_string(),
        "recipient_id": NUMBER, "recipient_user_id": SCOPED, "errors": [{"code": 131_026, "title": "undeliverable"}]}]});
    process.meta(&whatsapp("messages", failed)).await;
    assert_eq!(process.only_case().await["status"], "new");
}

#[tokio::test]
async fn a_case_that_was_claimed_under_the_number_goes_on_there() {
    let world = World::at("2026-03-30T09:02:00Z").await;
    let process = world.boot().await;
    process.meta(&says("wamid.1", 0, json!({"from": NUMBER}), "where is my refund?")).await;
    let case = process.only_case().await;
    let claim = json!({"version": case["version"]});
    process.api(AGENT, "POST", &format!("/cases/{}/claim", id(&case)), claim).await;
    let both = json!({"from": NUMBER, "from_user_id": SCOPED});
    process.meta(&says("wamid.2", 1, both, "it was 40 euros")).await;
    process.meta(&says("wamid.3", 2, json!({"from_user_id": SCOPED}), "are you there?")).await;
    let held = process.only_case().await;
    assert_eq!((&held["id"], &held["assignee"]), (&case["id"], &json!("local-agent")));
    assert_eq!(held["messages"].as_array().unwrap().len(), 3);
    // The number is given to somebody else: their scoped id is their own.
    let other = json!({"from": NUMBER, "from_user_id": "FR.2"});
    process.meta(&says("wamid.4", 3, other, "do you sell gift cards?")).await;
    assert_eq!(every_case(&process).await.len(), 2);
    assert_eq!(process.case(id(&case)).await["messages"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_number_that_belongs_to_another_scoped_id_by_now_is_theirs() {
    let world = World::at("2026-03-30T09:02:00Z").await;
    let process = world.boot().await;
    process.meta(&says("wamid.1", 0, json!({"from": NUMBER, "from_user_id": SCOPED}), "where is my refund?")).await;
    process.meta(&says("wamid.2", 1, json!({"from": NUMBER, "from_user_id": "FR.2"}), "do you sell gift cards?")).await;
    process.meta(&says("wamid.3", 2, json!({"from": NUMBER}), "for my sister, I mean")).await;
    let mut sizes = Vec::new();
    for row in process.items("/queue").await {
        let case = process.case(id(&row)).await;
        sizes.push((case["contact"]["id"].as_str().unwrap().to_owned(), case["messages"].as_array().unwrap().len()));
    }
    sizes.sort();
    assert_eq!(sizes, [(SCOPED.to_owned(), 1), ("FR.2".to_owned(), 2)]);
}

#[tokio::test]
async fn a_person_whose_scoped_id_changes_stays_in_their_case() {
    let old = json!({"from_user_id": SCOPED});
    let system = json!({"messages": [{"from_user_id": SCOPED, "id": "wamid.S", "timestamp": seconds(1).to_string(), "type": "system",
        "system": {"type": "user_changed_user_id", "body": "changed", "user_id": "FR.2", "previous_user_id": SCOPED}}]});
    let update = json!({"user_id_update": [{"wa_id": "33699999999", "detail": "changed",
        "user_id": {"previous": SCOPED, "current": "FR.2"}, "timestamp": seconds(1).to_string()}]});
    let told = [whatsapp("messages", system), whatsapp("user_id_update", update)];
    for (changed, late) in told.iter().flat_map(|told| [(told, false), (told, true)]) {
        let world = World::at("2026-03-30T09:04:00Z").await;
        let process = world.boot().await;
        process.meta(&says("wamid.1", 0, old.clone(), "where is my refund?")).await;
        let news = says("wamid.2", 2, json!({"from_user_id": "FR.2"}), "it was 40 euros");
        for body in if late { [&news, changed] } else { [changed, &news] } {
            process.meta(body).await;
        }
        let case = process.only_case().await;
        assert_eq!(case["messages"].as_array().unwrap().len(), 2, "late: {late}");
        assert!(process.items("/parked").await.is_empty());
    }
}

#[tokio::test]
async fn a_person_whose_number_changes_stays_in_their_case() {
    for (old, scoped) in [(json!({"from": NUMBER}), false), (json!({"from": NUMBER, "from_user_id": SCOPED}), true)] {
        let world = World::at("2026-03-30T09:04:00Z").await;
        let process = world.boot().await;
        process.meta(&says("wamid.1", 0, old.clone(), "where is my refund?")).await;
        let mut system = json!({"id": "wamid.S", "timestamp": seconds(1).to_string(), "type": "system",
            "system": {"type": "user_changed_number", "body": "changed", "wa_id": "33699999999"}});
        system.as_object_mut().unwrap().extend(old.as_object().unwrap().clone());
        process.meta(&whatsapp("messages", json!({"messages": [system]}))).await;
        process.meta(&says("wamid.2", 2, json!({"from": "33699999999"}), "it was 40 euros")).await;
        assert_eq!(process.only_case().await["messages"].as_array().unwrap().len(), 2, "scoped: {scoped}");
    }
}

#[tokio::test]
async fn two_contacts_that_are_one_person_are_found_once() {
    let world = World::at("2026-03-30T09:02:00Z").await;
    let process = world.boot().await;
    process.meta(&says("wamid.1", 0, json!({"from": NUMBER}), "where is my refund?")).await;
    let before = process.items("/contacts?q=0612345678").await;
    process.meta(&says("wamid.2", 1, json!({"from": NUMBER, "from_user_id": SCOPED}), "it was 40 euros")).await;
    let found = process.items("/contacts?q=0612345678").await;
    assert_eq!((before.len(), found.len()), (1, 1), "{found:?}");
    assert_ne!(before[0]["id"], found[0]["id"]);
    let pages = [&before[0], &found[0]].map(|contact| format!("/contacts/{}", id(contact)));
    let (then, now) = (process.get(&pages[0]).await, process.get(&pages[1]).await);
    assert_eq!(then, now, "the old address leads to the same person");
    assert_eq!(now["timeline"].as_array().unwrap().len(), 2);
    assert_eq!(now["cases"].as_array().unwrap().len(), 1);
    // Told again, nothing comes back.
    process.meta(&says("wamid.1", 0, json!({"from": NUMBER}), "where is my refund?")).await;
    assert_eq!(process.items("/contacts?q=0612345678").await, found);
}
