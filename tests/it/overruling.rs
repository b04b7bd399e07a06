//! What people set by hand: priority, deadlines, promised calls, the desk version, two cases made one.

use super::bodies::{delete, mention, messenger, own_reply, snowflake};
use super::support::{AGENT, AGENT_2, LEAD, MONDAY, PHONE, Process, World, alerts, clock, id, with_mention};
use couture::local::secrets;
use serde_json::{Value, json};

fn at(time: &str) -> String {
    format!("2026-03-30T{time}.000Z")
}

async fn act(process: &Process, token: &str, case: &Value, what: &str, body: Value) -> (u16, Value) {
    process.api(token, "POST", &format!("/cases/{}/{what}", id(case)), body).await
}

#[tokio::test]
async fn priority_up_breaches_in_retrospect_and_down_takes_nothing_back() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    process.advance("PT1H").await;
    let up = json!({"priority": "urgent", "reason": "the parcel holds medicine"});
    let (status, raised) = act(&process, AGENT, &case, "priority", up.clone()).await;
    assert_eq!((status, &raised["priority"]), (200, &json!("urgent")), "{raised}");
    assert_eq!(clock(&raised, "first_response")["deadline_at"], at("09:15:00"), "from the original start");
    assert_eq!(clock(&raised, "first_response")["retroactive"], true);
    let points: i64 =
        raised["priority_terms"].as_array().unwrap().iter().map(|term| term["points"].as_i64().unwrap()).sum();
    assert_eq!(points, 100, "the terms still add up: {}", raised["priority_terms"]);
    process.drain().await;
    // Stamped now, in order: the warning of the new deadline, the breach, and the steps after it.
    let told = process.sent("alerts");
    assert_eq!(
        alerts(&process).iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>(),
        ["warning", "breach", "escalation", "escalation"]
    );
    assert!(told[1]["text"].as_str().unwrap().contains("had passed already"), "{}", told[1]);

    let down = json!({"priority": "low", "reason": "no medicine after all"});
    let (_, lowered) = act(&process, LEAD, &case, "priority", down).await;
    assert_eq!(clock(&lowered, "first_response")["deadline_at"], "2026-03-31T09:00:00.000Z");
    assert_eq!(clock(&lowered, "first_response")["breached_at"], at("09:15:00"));
    assert_eq!(lowered["band"], "breached");
    act(&process, LEAD, &case, "priority", up).await;
    process.advance("PT2H").await;
    assert_eq!(alerts(&process).iter().filter(|(kind, _)| kind == "breach").count(), 1, "up again: no second breach");
    let case = process.case(id(&case)).await;
    process.reply(AGENT, &case, "It comes tomorrow.").await;
    let case = process.case(id(&case)).await;
    assert_eq!(clock(&case, "first_response")["breached_at"], at("09:15:00"));
    assert!(case["log"].as_array().unwrap().iter().any(|entry| entry["action"] == "priority" && entry["text"] != ""));
}

#[tokio::test]
async fn a_priority_set_by_a_person_is_changed_by_danger_alone() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    act(&process, AGENT, &case, "priority", json!({"priority": "low", "reason": "known"})).await;
    process.x(&mention(&snowflake("2026-03-30T09:00:01Z", 2), "7001", "this is a disgrace, answer me NOW!!!")).await;
    assert_eq!(process.case(id(&case)).await["priority"], "low");
    process.x(&mention(&snowflake("2026-03-30T09:00:02Z", 3), "7001", "the charger exploded, my hand is burned")).await;
    assert_eq!(process.case(id(&case)).await["priority"], "urgent");
    for (body, status) in [(json!({"priority": "low", "reason": " "}), 422), (json!({"priority": "low"}), 400)] {
        assert_eq!(act(&process, AGENT, &case, "priority", body).await.0, status);
    }
}

#[tokio::test]
async fn a_lead_sets_a_deadline_with_a_reason_and_it_is_told_apart() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    let body = json!({"metric": "first_response", "deadline_at": at("15:30:00"), "reason": "agreed with the customer"});
    assert_eq!(act(&process, AGENT, &case, "deadline", body.clone()).await.0, 403);
    let (status, set) = act(&process, LEAD, &case, "deadline", body).await;
    assert_eq!(status, 200, "{set}");
    let first = clock(&set, "first_response");
    assert_eq!(
        (&first["deadline_at"], &first["overridden"]["instead_of"]),
        (&json!(at("15:30:00")), &json!(at("12:00:00")))
    );
    let why = first["explanation"].as_str().unwrap();
    assert!(why.contains("set by local-lead") && why.contains("agreed with the customer"), "{why}");
    assert_eq!(process.items("/queue").await[0]["next_deadline"], at("15:30:00"));
    process.advance("PT6H29M59S").await;
    assert!(!alerts(&process).iter().any(|(kind, _)| kind == "breach"));
    process.advance("PT1S").await;
    assert_eq!(alerts(&process).last().unwrap(), &("breach".to_owned(), at("15:30:00")));
    let refused = [
        (json!({"metric": "first_response", "deadline_at": at("15:00:00"), "reason": "late"}), 422, "past_instant"),
        (json!({"metric": "promise", "deadline_at": at("17:00:00"), "reason": "x"}), 409, "no_clock"),
        (json!({"metric": "first_response", "deadline_at": at("17:00:00"), "reason": ""}), 422, "empty_text"),
    ];
    for (body, status, code) in refused {
        let (answered, problem) = act(&process, LEAD, &case, "deadline", body).await;
        assert_eq!((answered, &problem["code"]), (status, &json!(code)), "{problem}");
    }
}

#[tokio::test]
async fn a_promised_call_is_a_clock_of_the_phone_team_until_somebody_calls() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    process.reply(AGENT, &case, "We will call you at two.").await;
    let promise = json!({"promised_at": at("12:00:00"), "phone": "+33 6 39 98 01 01"});
    let (status, promised) = act(&process, PHONE, &case, "callback", promise).await;
    assert_eq!((status, &promised["team"], &promised["status"]), (200, &json!("phone"), &json!("open")), "{promised}");
    assert_eq!(clock(&promised, "promise")["deadline_at"], at("12:00:00"));
    assert_eq!(process.items("/queue?team=phone").await.len(), 1);
    process.advance("PT3H").await;
    assert_eq!(alerts(&process).last().unwrap(), &("breach".to_owned(), at("12:00:00")));
    process.advance("PT1S").await;
    let call = json!({"channel": "phone", "topic": "delivery", "text": "It comes tomorrow.", "case": id(&case)});
    assert_eq!(process.api(PHONE, "POST", "/answers", call).await.0, 201);
    let called = process.case(id(&case)).await;
    assert_eq!(clock(&called, "promise")["breached_at"], at("12:00:00"));
    assert!(clock(&called, "promise")["met_at"].is_string());
    let past = json!({"promised_at": at("09:00:00"), "phone": "+33 6 39 98 01 01"});
    assert_eq!(act(&process, PHONE, &case, "callback", past).await.1["code"], "past_instant");
}

#[tokio::test]
async fn a_case_moves_to_the_desk_in_force_when_somebody_says_so() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    let mut files = couture::desk::demo_files();
    let sla = files.get_mut("sla.toml").unwrap();
    *sla = sla.replace("_response = \"PT2H\"", "_response = \"PT4H\"");
    let pushed = process.api(secrets::MANAGER_TOKEN, "PUT", "/desk", json!({"files": files})).await;
    assert_eq!(pushed.0, 200, "{}", pushed.1);
    assert_eq!(clock(&process.case(id(&case)).await, "first_response")["deadline_at"], at("12:00:00"));
    assert_eq!(act(&process, AGENT, &case, "migrate", json!({})).await.0, 403);
    let (status, moved) = act(&process, LEAD, &case, "migrate", json!({})).await;
    assert_eq!((status, &clock(&moved, "first_response")["deadline_at"]), (200, &json!(at("14:00:00"))), "{moved}");
    let version = moved["version"].clone();
    assert_eq!(act(&process, LEAD, &case, "migrate", json!({})).await.1["version"], version, "it is there already");
}

/// One person on two channels: on X since 11:00, in private since 11:20.
async fn two_cases() -> (World, Process, Value, Value) {
    let (world, process, public) = with_mention("where is my parcel?").await;
    process.advance("PT20M").await;
    process.meta(&messenger("m_1", "9001", "2026-03-30T09:20:00Z", "where is my parcel, order AB-1?")).await;
    let waiting = process.items("/queue").await;
    let private = waiting.iter().find(|row| row["channel"] == "messenger").unwrap();
    let private = process.case(id(private)).await;
    (world, process, public, private)
}

#[tokio::test]
async fn a_merged_case_goes_on_in_the_other_since_the_earlier_question() {
    let (_world, process, public, private) = two_cases().await;
    assert_eq!(clock(&private, "first_response")["deadline_at"], at("12:20:00"));
    let (status, lasting) = act(&process, AGENT, &public, "merge", json!({"into": id(&private)})).await;
    assert_eq!((status, id(&lasting)), (200, id(&private)), "{lasting}");
    assert_eq!(clock(&lasting, "first_response")["started_at"], at("09:00:00"), "nobody waits longer because of it");
    assert_eq!(clock(&lasting, "first_response")["deadline_at"], at("12:00:00"));
    let ended = process.case(id(&public)).await;
    assert_eq!(
        (&ended["status"], ended["resolved_why"].as_str().unwrap().contains("Merged")),
        (&json!("resolved"), true)
    );
    let entry = ended["log"].as_array().unwrap().iter().find(|entry| entry["action"] == "merged_into").unwrap().clone();
    assert!(entry["why"].as_str().unwrap().contains(id(&private)), "{entry}");
    process.advance("PT3H").await;
    let breaches: Vec<String> = process
        .sent("alerts")
        .iter()
        .filter(|alert| alert["kind"] == "breach")
        .map(|alert| alert["id"].to_string())
        .collect();
    assert_eq!(breaches.len(), 1);
    assert!(breaches[0].contains(id(&private)));
    // Told again because something comes out of order, it still waits since then.
    process.meta(&messenger("m_0", "9001", "2026-03-30T09:10:00Z", "are you there?")).await;
    assert_eq!(clock(&process.case(id(&private)).await, "first_response")["started_at"], at("09:00:00"));
}

#[tokio::test]
async fn what_cannot_be_merged_says_why() {
    let (_world, process, public, private) = two_cases().await;
    let merge = |into: String| json!({"into": into});
    assert_eq!(act(&process, AGENT, &public, "merge", merge(id(&public).into())).await.1["code"], "same_case");
    assert_eq!(act(&process, AGENT, &public, "merge", merge("nothing".into())).await.0, 404);
    act(&process, AGENT_2, &private, "claim", json!({})).await;
    let (status, held) = act(&process, AGENT, &public, "merge", merge(id(&private).into())).await;
    assert_eq!((status, &held["holder"]), (409, &json!(AGENT_2)));
    act(&process, AGENT_2, &private, "resolve", json!({})).await;
    assert_eq!(act(&process, LEAD, &public, "merge", merge(id(&private).into())).await.1["code"], "wrong_status");
}

#[tokio::test]
async fn a_message_within_the_reopen_window_reopens_and_a_later_one_opens_another_case() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    act(&process, AGENT, &case, "resolve", json!({})).await;
    process.advance("P6DT23H").await;
    process.x(&mention(&snowflake("2026-04-06T08:00:00Z", 2), "7001", "my parcel is still not here!")).await;
    assert_eq!(process.only_case().await["id"], case["id"]);
    act(&process, AGENT, &case, "resolve", json!({})).await;
    process.advance("P7D").await;
    process.x(&mention(&snowflake("2026-04-13T08:00:00Z", 3), "7001", "and now it is broken")).await;
    let next = process.only_case().await;
    assert_ne!(next["id"], case["id"]);
    assert_eq!(process.case(id(&case)).await["status"], "closed");
    assert!(next["siblings"].as_array().unwrap().contains(&case["id"]));
}

#[tokio::test]
async fn thanks_open_nothing_and_a_note_stops_nothing() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    act(&process, AGENT, &case, "note", json!({"text": "asked the depot"})).await;
    assert!(clock(&process.case(id(&case)).await, "first_response")["met_at"].is_null());
    process.reply(AGENT, &case, "It comes tomorrow.").await;
    let answered = process.case(id(&case)).await;
    act(&process, AGENT, &answered, "resolve", json!({})).await;
    process.advance("PT5M").await;
    process.x(&mention(&snowflake("2026-03-30T09:05:00Z", 2), "7001", "thank you so much!")).await;
    let case = process.case(id(&case)).await;
    assert_eq!(case["status"], "resolved");
    assert!(process.items("/queue").await.is_empty());
}

#[tokio::test]
async fn an_event_six_hours_late_leaves_what_one_in_order_leaves() {
    let told = |late: bool| async move {
        let world = World::at(MONDAY).await;
        let process = world.boot().await;
        let first = messenger("m_1", "9001", MONDAY, "where is my parcel?");
        let second = messenger("m_2", "9001", "2026-03-30T09:30:00Z", "hello?");
        if !late {
            process.meta(&first).await;
        }
        process.advance("PT30M").await;
        process.meta(&second).await;
        process.advance("PT6H").await;
        if late {
            process.meta(&first).await;
        }
        process.drain().await;
        let case = process.only_case().await;
        (case["clocks"].clone(), case["messages"].as_array().unwrap().len())
    };
    let ((in_order, _), (late, count)) = (told(false).await, told(true).await);
    assert_eq!(count, 2);
    let times = |clocks: &Value| -> Vec<Value> {
        let shown = ["metric", "started_at", "deadline_at", "warning_at", "breached_at"];
        clocks.as_array().unwrap().iter().map(|clock| shown.iter().map(|name| clock[*name].clone()).collect()).collect()
    };
    assert_eq!(times(&in_order), times(&late));
}

#[tokio::test]
async fn what_is_heard_late_of_a_merged_case_leaves_it_merged() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    process.meta(&messenger("m_1", "9001", MONDAY, "where is my parcel?")).await;
    let queue = process.items("/queue").await;
    let other = queue.iter().find(|row| id(row) != id(&case)).unwrap();
    process.advance("PT30M").await;
    let merged = act(&process, LEAD, &case, "merge", json!({"into": id(other)})).await;
    assert_eq!(merged.0, 200, "{}", merged.1);
    // Somebody had answered it before, and its author takes back what they asked after that.
    let (first, second) = (snowflake(MONDAY, 1), snowflake("2026-03-30T09:20:00Z", 2));
    process.x(&own_reply(&second, &first, "7001", "It comes tomorrow.")).await;
    let told = process.case(id(&case)).await;
    assert_eq!(
        (&told["status"], &clock(&told, "first_response")["met_at"]),
        (&json!("resolved"), &json!(at("09:20:00")))
    );
    assert!(!clock(&told, "resolution")["stopped_at"].is_null(), "{told}");
    process.x(&delete(&first, "7001")).await;
    assert_eq!(process.case(id(&case)).await["status"], "resolved");
    process.advance("P2D").await;
    let about: Vec<Value> = process.items("/alerts").await.iter().map(|alert| alert["case"].clone()).collect();
    assert!(about.iter().all(|case| case == id(other)), "nothing of the merged case runs: {about:?}");
}

#[tokio::test]
async fn a_promised_call_keeps_its_case_in_the_queue_when_the_case_is_told_again() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    process.advance("PT10M").await;
    process.reply(AGENT, &case, "We will call you at two.").await;
    let promise = json!({"promised_at": at("12:00:00"), "phone": "+33 6 39 98 01 01"});
    assert_eq!(act(&process, PHONE, &case, "callback", promise).await.0, 200);
    let first = snowflake(MONDAY, 1);
    process.x(&own_reply(&snowflake("2026-03-30T09:05:00Z", 2), &first, "7001", "We look into it.")).await;
    assert_eq!(process.items("/queue?team=phone").await.len(), 1);
}
