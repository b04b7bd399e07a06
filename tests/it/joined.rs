//! Conversations that turn out to be one: a thread on a Page heard from its middle, a person on WhatsApp known by a
//! number and by a business-scoped id. All orders of such stories are told in `orders`.

use super::support::{AGENT, Cut, LEAD, MONDAY, Process, World, clock, id};
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
    // Nobody works on what is not there, and whoever tries is told where it is.
    for (act, body) in [
        ("reopen", json!({"version": gone["version"]})),
        ("note", json!({"text": "x"})),
        ("reply", json!({"text": "x", "version": gone["version"]})),
    ] {
        let (status, problem) = process.api(LEAD, "POST", &format!("/cases/{}/{act}", id(&gone)), body).await;
        assert_eq!(
            (status, &problem["code"], &problem["case"]),
            (409, &json!("goes_on"), &case["id"]),
            "{act}: {problem}"
        );
    }
    assert_eq!((&gone["window"]["can_reply"], &gone["window"]["reason"]), (&json!(false), &json!("goes_on")));
    assert!(!gone.to_string().contains("Camille"), "nor is anybody's name left: {gone}");
    let report = process.get("/reports/sla?from=2026-03-30&to=2026-03-30").await;
    assert_eq!(report["cases"], 0, "{report}");
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

/// The question waits in a case of its own while a colleague ends, or answers, the one it belongs to.
#[tokio::test]
async fn a_question_nobody_saw_waits_after_it_is_joined() {
    for act in ["resolve", "reply"] {
        let world = World::at("2026-03-30T09:12:00Z").await;
        let process = world.boot().await;
        process.meta(&asked(0)).await;
        let home = process.only_case().await;
        process.meta(&replied(10)).await;
        process.advance("PT1M").await;
        let home = process.case(id(&home)).await;
        match act {
            "resolve" => {
                process
                    .api(AGENT, "POST", &format!("/cases/{}/resolve", id(&home)), json!({"version": home["version"]}))
                    .await;
            }
            _ => assert_eq!(process.reply(AGENT, &home, "Within 14 days.").await.0, 202),
        }
        process.advance("PT1M").await;
        process.meta(&answered_natively(5)).await;
        let waiting = process.only_case().await;
        assert_eq!(waiting["id"], home["id"], "{act}");
        assert!(waiting["messages"].to_string().contains("still nothing"), "{act}");
        let clock = clock(&waiting, "next_response");
        assert!(clock["met_at"].is_null() && clock["deadline_at"].is_string(), "{act}: {waiting}");
        // Told again by a late edit it still does.
        let mut edit = replied(10);
        edit["entry"][0]["changes"][0]["value"]["verb"] = json!("edited");
        process.meta(&edit).await;
        assert_eq!(process.only_case().await["id"], home["id"], "{act}");
    }
}

#[tokio::test]
async fn a_breach_told_before_the_joining_is_withdrawn_for_that_of_the_case_it_belongs_to() {
    let world = World::at("2026-03-30T09:12:00Z").await;
    let process = world.boot().await;
    process.meta(&asked(0)).await;
    process.meta(&replied(10)).await;
    process.advance("PT4H").await;
    let home = process.items("/queue").await.into_iter().find(|row| row["snippet"] == "where is my refund?").unwrap();
    process.meta(&answered_natively(5)).await;
    process.advance("PT1M").await;
    let breaches: Vec<Value> =
        process.items("/alerts").await.into_iter().filter(|alert| alert["kind"] == "breach").collect();
    let of_home = |alert: &&Value| alert["case"] == home["id"];
    let standing: Vec<&Value> = breaches.iter().filter(|alert| alert["withdrawn_at"].is_null()).collect();
    assert!(breaches.len() > standing.len(), "{breaches:?}");
    assert!(standing.len() == 1 && standing.iter().all(of_home), "{standing:?}");
}

#[tokio::test]
async fn everybody_in_a_thread_is_shown_under_their_own_name() {
    let world = World::at("2026-03-30T09:12:00Z").await;
    let process = world.boot().await;
    process.meta(&asked(0)).await;
    let mut other = replied(10);
    other["entry"][0]["changes"][0]["value"]["from"] = json!({"id": "6300", "name": "Zo\u{e9}"});
    process.meta(&other).await;
    process.meta(&answered_natively(5)).await;
    let case = process.only_case().await;
    let authors: Vec<&str> =
        case["messages"].as_array().unwrap().iter().map(|message| message["author"].as_str().unwrap()).collect();
    assert_eq!(authors, ["Camille", "native", "Zo\u{e9}"]);
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

/// The addresses our answers went to.
fn addresses(process: &Process) -> Vec<String> {
    let sent = process.sent("meta");
    let address = |sent: &Value| sent["body"].get("to").or(sent["body"].get("recipient")).cloned();
    sent.iter().map(|sent| address(sent).unwrap_or_else(|| panic!("{sent}")).as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn whoever_gets_the_number_of_somebody_we_work_with_is_not_them() {
    let world = World::at("2026-03-30T09:02:00Z").await;
    let process = world.boot().await;
    process.meta(&says("wamid.1", 0, json!({"from": NUMBER}), "where is my refund?")).await;
    let case = process.only_case().await;
    process.api(AGENT, "POST", &format!("/cases/{}/note", id(&case)), json!({"text": "a good client"})).await;
    process.meta(&says("wamid.2", 1, json!({"from": NUMBER, "from_user_id": SCOPED}), "it was 40 euros")).await;
    process.meta(&says("wamid.3", 2, json!({"from": NUMBER, "from_user_id": "FR.2"}), "do you sell gift cards?")).await;
    process.meta(&says("wamid.4", 3, json!({"from_user_id": SCOPED}), "my account number is 1234")).await;
    process.meta(&says("wamid.5", 4, json!({"from": NUMBER}), "for my sister")).await;
    let rows = process.items("/queue").await;
    assert_eq!(rows.len(), 2);
    for row in &rows {
        let case = process.case(id(row)).await;
        let texts: Vec<&str> =
            case["messages"].as_array().unwrap().iter().map(|message| message["text"].as_str().unwrap()).collect();
        match row["contact"]["id"].as_str().unwrap() {
            NUMBER => assert_eq!(texts, ["where is my refund?", "it was 40 euros", "my account number is 1234"]),
            _ => assert_eq!(texts, ["do you sell gift cards?", "for my sister"]),
        }
        assert_eq!(process.reply(AGENT, &case, "We look into it.").await.0, 202);
    }
    let contacts =
        ["FR.2", NUMBER].map(|id| couture::domain::ids::contact_id(couture::domain::message::Channel::Whatsapp, id));
    for (contact, said) in contacts.iter().zip([3, 4]) {
        let page = process.get(&format!("/contacts/{contact}")).await;
        assert_eq!(page["timeline"].as_array().unwrap().len(), said, "each has their own page: {page}");
    }
    let mut sent = addresses(&process);
    sent.sort();
    assert_eq!(sent, [NUMBER, SCOPED], "each is written to where they wrote last");
}

#[tokio::test]
async fn an_answer_goes_to_the_number_or_id_somebody_has_now() {
    let number = json!({"from": NUMBER});
    let scoped = json!({"from_user_id": SCOPED});
    for (ids, system, now) in [
        (number, json!({"type": "user_changed_number", "body": "x", "wa_id": "33699999999"}), "33699999999"),
        (scoped, json!({"type": "user_changed_user_id", "body": "x", "user_id": "FR.2"}), "FR.2"),
    ] {
        let world = World::at("2026-03-30T09:04:00Z").await;
        let process = world.boot().await;
        process.meta(&says("wamid.1", 0, ids.clone(), "where is my refund?")).await;
        let mut changed =
            json!({"id": "wamid.S", "timestamp": seconds(1).to_string(), "type": "system", "system": system});
        changed.as_object_mut().unwrap().extend(ids.as_object().unwrap().clone());
        process.meta(&whatsapp("messages", json!({"messages": [changed]}))).await;
        if ids.get("from_user_id").is_some() {
            // What is heard late tells the case again and not the change away.
            process.meta(&says("wamid.0", -1, ids.clone(), "hello")).await;
        }
        assert_eq!(process.reply(AGENT, &process.only_case().await, "We look into it.").await.0, 202);
        assert_eq!(addresses(&process), [now]);
        if ids.get("from").is_some() {
            // The old number is nobody's we know.
            process.meta(&says("wamid.3", 3, ids.clone(), "do you sell gift cards?")).await;
            let next = process.only_case().await;
            assert_eq!(next["messages"].as_array().unwrap().len(), 1);
            process.reply(AGENT, &next, "We do.").await;
            assert_eq!(addresses(&process), [now, NUMBER]);
        }
    }
}

#[tokio::test]
async fn what_is_told_of_a_message_goes_where_it_stands_when_people_work_on_both_ids() {
    let world = World::at("2026-03-30T09:04:00Z").await;
    let process = world.boot().await;
    let both = json!({"from": NUMBER, "from_user_id": SCOPED});
    process.meta(&says("wamid.1", 0, json!({"from": NUMBER}), "where is my refund?")).await;
    process.meta(&says("wamid.2", 1, json!({"from_user_id": SCOPED}), "and my parcel?")).await;
    for row in process.items("/queue").await {
        process.api(AGENT, "POST", &format!("/cases/{}/claim", id(&row)), json!({"version": row["version"]})).await;
    }
    process.meta(&says("wamid.3", 2, both.clone(), "anybody?")).await;
    let revoke = |message: &str, of: &str| {
        let mut item = json!({"id": message, "timestamp": seconds(3).to_string(), "type": "revoke", "revoke": {"original_message_id": of}});
        item.as_object_mut().unwrap().extend(both.as_object().unwrap().clone());
        whatsapp("messages", json!({"messages": [item]}))
    };
    process.meta(&revoke("wamid.r1", "wamid.1")).await;
    process.meta(&revoke("wamid.r2", "wamid.2")).await;
    process.meta(&says("wamid.1", 0, both.clone(), "where is my refund?")).await;
    let rows = world.rows().await;
    assert!(!rows.iter().any(|row| format!("{row:?}").contains("refund?") || format!("{row:?}").contains("parcel?")));
    let all: usize = {
        let mut all = 0;
        for case in every_case(&process).await {
            all += process.case(id(&case)).await["messages"].as_array().unwrap().len();
        }
        all
    };
    assert_eq!(all, 3, "nothing twice");
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
