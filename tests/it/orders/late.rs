//! What an author takes back, and what comes late: gone from every row, told again with nothing lost.

use super::{ASKED, DELIVERED, at, every_order, messaging, permutations, word, x};
use crate::bodies::{delete, mention, messenger, own_reply, page, snowflake};
use crate::support::{AGENT, LEAD, MONDAY, Process, World, clock, id, plain_client};
use couture::local::secrets::SIGNING;
use couture::local::sign::{self, SignChannel};
use serde_json::{Value, json};

/// A row of the table that holds these words.
async fn rows_with(world: &World, marker: &str) -> Vec<String> {
    let rows = world.rows().await.into_iter().map(|row| format!("{row:?}"));
    rows.filter(|row| row.contains(marker)).collect()
}

#[tokio::test]
async fn what_an_author_takes_back_is_gone_from_every_row() {
    let marker = "zyxmarker";
    let text = format!("where is my refund? my address is 4 rue {marker}, {marker}@post.example");
    let first = snowflake(&at(1), 1);
    let bodies = [
        mention(&first, "7001", &text),
        delete(&first, "7001"),
        mention(&snowflake(&at(15), 2), "7001", "hello? anybody?"),
    ];
    for order in permutations(3) {
        let world = World::at(DELIVERED).await;
        let process = world.boot().await;
        for event in &order {
            process.x(&bodies[*event]).await;
        }
        process.advance("P1D").await;
        assert_eq!(rows_with(&world, marker).await, Vec::<String>::new(), "{order:?}");
        let marks = rows_with(&world, &first).await.iter().filter(|row| row.contains("deleted")).count();
        assert_eq!(marks, 1, "a mark stays");
    }
}

#[tokio::test]
async fn a_claimed_case_keeps_its_team_and_loses_the_words() {
    let (world, process, case) = crate::support::with_mention("where is my refund? zyxmarker zyxmarker").await;
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
    let element =
        couture::channels::cut(couture::channels::Door::Meta, &couture::channels::Verified::offline(asked.to_string()))
            .elements
            .remove(0);
    let job = couture::jobs::Job::Intake { element, received_at: DELIVERED.parse().unwrap() };
    house.app.give_up(&job, "gave_up").await.unwrap();
    assert_eq!(process.items("/parked").await.len(), 1);
    process
        .meta(&page(vec![messaging(20, "9001", "2001", "message", json!({"mid": "m_1", "is_deleted": true}))]))
        .await;
    assert!(process.items("/parked").await.is_empty());
    assert_eq!(rows_with(&world, "zyxmarker").await, Vec::<String>::new());
}

#[tokio::test]
async fn our_own_answer_taken_back_on_x_is_found_without_a_contact() {
    let ended = every_order(|names| {
        let (author, asked, reply) = (names.number("7001"), names.post(1), names.post(9));
        vec![
            x("question", mention(&asked, &author, ASKED)),
            x("answer", own_reply(&reply, &asked, &author, "Refunded within 14 days.")),
            x("delete of the answer", delete(&reply, "1001")),
        ]
    })
    .await;
    let case = &ended[0]["a case"];
    let ours = case["messages"].as_array().unwrap().iter().find(|message| message["direction"] == "out").unwrap();
    assert_eq!((&ours["deleted"], &ours["deleted_by"]), (&json!(true), &json!("native")));
    assert!(ours["text"].as_str().unwrap().contains("Refunded within 14 days."), "what was said was said");
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
    let (_world, process, case) = crate::support::with_mention("my parcel never arrived").await;
    process.advance("PT10M").await;
    process.api(LEAD, "POST", &format!("/cases/{}/resolve", id(&case)), json!({})).await;
    process.advance("PT10M").await;
    // Written before the case was resolved; nobody had seen it.
    process.x(&mention(&snowflake("2026-03-30T09:05:00Z", 2), "7001", "and my invoice is wrong too")).await;
    let again = process.only_case().await;
    assert_eq!((id(&again), &again["status"]), (id(&case), &json!("open")));
    assert_eq!(clock(&again, "next_response")["started_at"], "2026-03-30T09:05:00.000Z");
}

/// Posts what one of the brand's own systems reports.
async fn report(process: &Process, source: &str, kind: &str, id: &str, minute: u32, more: Value) {
    let mut body = json!({"kind": kind, "id": id, "at": at(minute), "from": {"id": "visitor-17"}});
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    let body = body.to_string().into_bytes();
    let now = process.house().app.clock.now();
    let mut request = plain_client().post(format!("{}/webhooks/standard/{source}", process.url));
    for (name, value) in sign::headers(SignChannel::Standard, now, &body, &SIGNING) {
        request = request.header(name, value);
    }
    assert_eq!(process.answered(request.body(body)).await.unwrap().0, 200);
    process.drain().await;
}

#[tokio::test]
async fn what_was_reported_of_a_case_stays_when_it_is_told_again() {
    let world = World::at(DELIVERED).await;
    let process = world.boot().await;
    let asked = json!({"text": "Where does my file stand?", "topic": "refund"});
    report(&process, "chat", "message", "c1", 5, asked).await;
    let case = process.only_case().await;
    let of_case = |text: &str| json!({"case": id(&case), "text": text, "agent": "marie"});
    report(&process, "store", "answer", "a1", 15, of_case("Refunded within 14 days.")).await;
    report(&process, "phone", "call", "k1", 20, of_case("Asked by telephone as well.")).await;
    // Between the question and the answer, heard last.
    report(&process, "chat", "message", "c2", 10, json!({"text": "Where is it, please?"})).await;
    let again = process.case(id(&case)).await;
    assert_eq!((&again["classification"]["topic"], &again["team"]), (&json!("refund"), &case["team"]));
    assert_eq!((&again["status"], &again["opened_at"]), (&json!("pending"), &case["opened_at"]));
    let first = clock(&again, "first_response");
    assert_eq!((&first["started_at"], &first["met_at"]), (&case["opened_at"], &json!("2026-03-30T09:15:00.000Z")));
    assert!(clock(&again, "resolution")["stopped_at"].is_null());
    assert_eq!(again["messages"].as_array().unwrap().len(), 4);
    let rows = world.rows().await;
    let row = rows.iter().find(|row| word(row, "sk") == "CASE#000001" && row.contains_key("clocks")).unwrap();
    assert_eq!((word(row, "heard_id"), word(row, "snippet")), ("c2".into(), "Refunded within 14 days.".into()));
}
