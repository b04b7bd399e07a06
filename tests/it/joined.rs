//! Conversations that turn out to be one: a thread on a Page heard from its middle, a person on WhatsApp known by a
//! number and by a business-scoped id. All orders of such stories are told in `orders`.

mod people;

use super::support::{AGENT, Cut, LEAD, MONDAY, Process, World, clock, id};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::task::JoinSet;

fn seconds(minute: i64) -> i64 {
    MONDAY.parse::<jiff::Timestamp>().unwrap().as_second() + 60 * minute
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
        ("messages/880001_3/hide", Value::Null),
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

/// Our answer below a comment that stands elsewhere is our answer here, also when the platform tells of it.
#[tokio::test]
async fn the_echo_of_an_answer_stays_in_the_case_it_was_sent_from() {
    let world = World::at("2026-03-30T09:12:00Z").await;
    let process = world.boot().await;
    process.meta(&asked(0)).await;
    process.meta(&comment("880001_6", "880001_4", 3, "6300", "me too!")).await;
    let rows = process.items("/queue").await;
    let stray = rows.iter().find(|row| row["snippet"] == "me too!").unwrap();
    process.api(AGENT, "POST", &format!("/cases/{}/note", id(stray)), json!({"text": "seen"})).await;
    process.meta(&comment("880001_4", "880001_1", 2, "6201", "anybody?")).await;
    let home = process.items("/queue").await.into_iter().find(|row| id(row) != id(stray)).unwrap();
    assert_eq!(process.reply(AGENT, &process.case(id(&home)).await, "Within 14 days.").await.0, 202);
    let answered = process.case(id(&home)).await;
    let ours = answered["messages"].as_array().unwrap().last().unwrap()["external_id"].as_str().unwrap().to_owned();
    process.meta(&comment(&ours, "880001_4", 12, "2001", "Within 14 days.")).await;
    assert_eq!(process.only_case().await["id"], stray["id"], "who was not answered still waits");
    assert_eq!(process.case(id(stray)).await["messages"].as_array().unwrap().len(), 1);
    process.meta(&comment("880001_9", &ours, 12, "6201", "thank you")).await;
    assert_eq!(process.case(id(&home)).await["messages"].as_array().unwrap().len(), 4);
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

/// Somebody claims the stray at each point of its joining: they get it whole or are told where it goes on, and no
/// message stands in both.
#[tokio::test]
async fn a_claim_at_any_point_of_a_joining_doubles_nothing() {
    let mut refused = 0;
    // The first write keeps the event for the door's answer.
    for next in 2..=12 {
        let world = World::at("2026-03-30T09:12:00Z").await;
        let (slow, quick) = (world.boot().await, world.boot().await);
        slow.meta(&asked(0)).await;
        slow.meta(&replied(10)).await;
        let rows = quick.items("/queue").await;
        let stray = rows.iter().find(|row| row["snippet"].as_str().unwrap().starts_with("still")).unwrap();
        slow.hold(next);
        assert_eq!(slow.try_meta(&answered_natively(5)).await, Some(200));
        let held = tokio::select! {
            () = slow.holds() => true,
            () = slow.drain() => false,
        };
        let claim = json!({"version": stray["version"]});
        let (status, problem) = quick.api(AGENT, "POST", &format!("/cases/{}/claim", id(stray)), claim).await;
        refused += usize::from(held && status == 409 && problem["code"] == "goes_on");
        slow.let_go();
        slow.drain().await;
        quick.advance("PT5M").await;
        let mut said: Vec<String> = Vec::new();
        for row in every_case(&quick).await {
            let case = quick.case(id(&row)).await;
            let ids = case["messages"].as_array().unwrap().iter();
            said.extend(ids.map(|one| one["external_id"].as_str().unwrap().to_owned()));
        }
        said.sort();
        assert_eq!(said, ["880001_1", "880001_2", "880001_3"], "claimed at write {next}: {status} {problem}");
    }
    assert!(refused > 0, "some claim came while the messages were on their way");
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
