//! What was said on the phone and what was written meet in one log: verdicts, contradictions, corrections.

use super::bodies::{echo, mention, messenger, snowflake};
use super::support::{AGENT, AUDITOR, Cut, LEAD, MONDAY, PHONE, Process, World, clock, id, with_mention};
use serde_json::{Value, json};

const FOURTEEN: &str = "Your refund arrives within 14 days.";
const THIRTY: &str = "Votre remboursement arrive sous 30 jours.";

async fn on_the_phone(process: &Process, text: &str, case: Value) -> Value {
    let body = json!({"channel": "phone", "topic": "refund", "text": text, "case": case});
    let (status, answer) = process.api(PHONE, "POST", "/answers", body).await;
    assert_eq!(status, 201, "{answer}");
    process.drain().await;
    answer
}

fn contradictions(process: &Process) -> Vec<String> {
    let alerts = process.sent("alerts").into_iter().filter(|item| item["kind"] == "contradiction");
    alerts.map(|item| item["text"].as_str().unwrap().to_owned()).collect()
}

/// Whether exactly one alert went out and it quotes both.
#[track_caller]
fn one_alert_names_both(process: &Process) {
    let alerts = contradictions(process);
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    assert!(alerts[0].contains(FOURTEEN) && alerts[0].contains(THIRTY), "{alerts:?}");
}

fn briefing(until: Value) -> Value {
    json!({
        "topic": "refund", "title": "Refunds", "social": FOURTEEN, "phone": "Remboursement sous 14 jours.",
        "source": "Terms of sale, article 7", "valid_until": until, "languages": ["fr", "en"], "grants": "Up to 20 EUR"
    })
}

/// Another contact's case on X.
async fn second_mention(process: &Process, author: &str) -> Value {
    process.x(&mention(&snowflake(MONDAY, author.parse().unwrap()), author, "where is my refund?")).await;
    let waiting = process.items("/queue").await;
    let theirs = |row: &&Value| row["contact"]["id"] == author;
    process.case(id(waiting.iter().find(theirs).unwrap())).await
}

#[tokio::test]
async fn the_phone_contradicts_what_was_written() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    process.advance("PT5M").await;
    let (_, accepted) = process.reply(AGENT, &case, FOURTEEN).await;
    assert_eq!(accepted["verdict"]["verdict"], "no_canonical");
    process.advance("PT5M").await;
    let said = on_the_phone(&process, THIRTY, Value::Null).await;
    assert_eq!(said["verdict"], "contradicts", "{said}");
    assert_eq!(said["because"], json!([{"fact": "duration", "a": "14 days", "b": "30 jours"}]));
    assert_eq!((&said["against"]["kind"], &said["against"]["id"]), (&json!("answer"), &process.sent("x")[0]["id"]));
    assert_eq!(said["against"]["text"], FOURTEEN);
    one_alert_names_both(&process);
    let drifts = process.items("/drift").await;
    assert_eq!(drifts.len(), 1);
    assert_eq!((&drifts[0]["a"]["channel"], &drifts[0]["b"]["channel"]), (&json!("x"), &json!("phone")));
    assert!(drifts[0]["closed_at"].is_null() && drifts[0]["right"].is_null());
    // Whoever repeats one of the two brings no news; the log still says what it is worth.
    process.meta(&messenger("m_1", "9001", "2026-03-30T09:11:00Z", "where is my refund?")).await;
    process.meta(&echo("m_2", "9001", "2026-03-30T09:12:00Z", FOURTEEN, None)).await;
    let again = process.items("/answers?topic=refund&channel=messenger").await;
    assert_eq!(again[0]["verdict"], "contradicts", "{again:?}");
    on_the_phone(&process, THIRTY, Value::Null).await;
    process.advance("PT2H").await;
    one_alert_names_both(&process);
    assert_eq!(process.items("/drift").await.len(), 1);
    assert_eq!(process.items("/alerts").await.iter().filter(|alert| alert["kind"] == "contradiction").count(), 1);
}

#[tokio::test]
async fn what_is_written_contradicts_the_phone() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    let said = on_the_phone(&process, THIRTY, Value::Null).await;
    assert_eq!(said["verdict"], "no_canonical");
    process.advance("PT5M").await;
    let (status, accepted) = process.reply(AGENT, &case, FOURTEEN).await;
    assert_eq!((status, &accepted["verdict"]["verdict"]), (202, &json!("contradicts")), "warned, not refused");
    assert_eq!(accepted["verdict"]["against"]["id"], said["id"]);
    one_alert_names_both(&process);
    let case = process.case(id(&case)).await;
    assert_eq!(case["answers"][0]["verdict"], "contradicts");
    assert!(case["answers"][0]["why"].as_str().unwrap().contains("30 jours"), "{}", case["answers"][0]["why"]);
}

#[tokio::test]
async fn a_briefing_makes_an_answer_contradict_before_it_is_sent() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    let nameless = json!({"topic": "refund", "social": FOURTEEN});
    let (status, problem) = process.api(LEAD, "POST", "/briefings", nameless).await;
    assert_eq!((status, &problem["code"]), (422, &json!("source_required")));
    assert_eq!(process.api(AGENT, "POST", "/briefings", briefing(Value::Null)).await.0, 403);
    let unknown = json!({"topic": "weather", "social": "Sunny.", "source": "The sky"});
    assert_eq!(process.api(LEAD, "POST", "/briefings", unknown).await.1["code"], "unknown_topic");
    let (status, published) = process.api(LEAD, "POST", "/briefings", briefing(Value::Null)).await;
    assert_eq!((status, &published["id"], &published["version"]), (201, &json!("refund~1"), &json!(1)), "{published}");
    for _ in 0..2 {
        let (status, read) = process.api(PHONE, "POST", "/briefings/refund~1/acknowledge", json!({})).await;
        assert_eq!((status, &read["acknowledged"]), (200, &json!([{"by": PHONE, "at": "2026-03-30T09:00:00.000Z"}])));
    }
    process.api(AGENT, "POST", "/briefings/refund~1/acknowledge", json!({})).await;
    let listed = process.items("/briefings").await;
    assert_eq!((listed.len(), listed[0]["acknowledged"].as_array().unwrap().len()), (1, 2));
    assert_eq!(process.case(id(&case)).await["briefing"]["id"], "refund~1");

    let asked = json!({"case": id(&case), "text": "Within 30 days."});
    let (_, preview) = process.api(AGENT, "POST", "/answers/preview", asked).await;
    assert_eq!(
        (&preview["verdict"], &preview["against"]["id"]),
        (&json!("contradicts"), &json!("refund~1")),
        "{preview}"
    );
    assert!(process.items("/answers?topic=refund").await.is_empty(), "a preview writes nothing");
    let (status, accepted) = process.reply(AGENT, &case, "Your refund arrives within 30 days.").await;
    assert_eq!((status, &accepted["verdict"]["verdict"]), (202, &json!("contradicts")));
    assert_eq!(accepted["verdict"]["against"]["kind"], "briefing");
    assert_eq!(contradictions(&process).len(), 1);
    let aligned = on_the_phone(&process, "Vous serez remboursé sous deux semaines.", Value::Null).await;
    assert_eq!((&aligned["verdict"], &aligned["against"]["id"]), (&json!("aligned"), &json!("refund~1")), "{aligned}");
    assert_eq!(contradictions(&process).len(), 1, "the open contradiction tells of it already");

    // A version of its own, only from the version one has seen.
    let mut next = briefing(Value::Null);
    next["version"] = json!(7);
    let (status, problem) = process.api(LEAD, "PUT", "/briefings", next.clone()).await;
    assert_eq!((status, &problem["code"], &problem["version"]), (409, &json!("version"), &json!(1)));
    next["version"] = json!(1);
    assert_eq!(process.api(LEAD, "PUT", "/briefings", next).await.1["id"], "refund~2");
    assert_eq!(process.items("/briefings?topic=refund").await.len(), 2);
}

#[tokio::test]
async fn an_expired_briefing_no_longer_decides() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    let (status, _) = process.api(LEAD, "POST", "/briefings", briefing(json!("2026-03-30T09:30:00Z"))).await;
    assert_eq!(status, 201);
    let thirty = json!({"channel": "phone", "topic": "refund", "text": THIRTY});
    let preview =
        |body: Value| async { process.api(PHONE, "POST", "/answers/preview", body).await.1["verdict"].clone() };
    process.advance("PT29M").await;
    assert_eq!(preview(thirty.clone()).await, "contradicts");
    process.advance("PT1M").await;
    assert_eq!(preview(thirty).await, "no_canonical");
    assert!(process.case(id(&case)).await["briefing"].is_null());
    assert_eq!(process.items("/briefings").await[0]["validity"], "expired");
    let said = on_the_phone(&process, THIRTY, Value::Null).await;
    assert_eq!((&said["verdict"], &said["against"]), (&json!("no_canonical"), &Value::Null));
    assert!(contradictions(&process).is_empty());
}

#[tokio::test]
async fn a_phone_answer_stops_the_clock_of_its_case_and_is_logged_once() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    process.advance("PT10M").await;
    let body = json!({"channel": "phone", "topic": "refund", "text": FOURTEEN, "case": id(&case), "id": "call-17"});
    let (one, other) = tokio::join!(
        process.api(PHONE, "POST", "/answers", body.clone()),
        process.api(PHONE, "POST", "/answers", body.clone())
    );
    assert_eq!((one.0, other.0), (201, 201), "{one:?} {other:?}");
    assert_eq!(one.1, other.1);
    process.advance("PT1H").await;
    assert_eq!(process.api(PHONE, "POST", "/answers", body.clone()).await.1, one.1);
    let mut changed = body.clone();
    changed["text"] = json!(THIRTY);
    assert_eq!(process.api(PHONE, "POST", "/answers", changed).await.1["code"], "id_reused");
    assert_eq!(process.items("/answers?topic=refund").await.len(), 1);
    let case = process.case(id(&case)).await;
    assert_eq!(clock(&case, "first_response")["met_at"], "2026-03-30T09:10:00.000Z");
    assert_eq!((&case["status"], &case["answers"][0]["channel"]), (&json!("pending"), &json!("phone")));
    assert_eq!(case["answers"].as_array().unwrap().len(), 1);
    assert!(process.sent("x").is_empty());
    // A header does the same as an id in the body.
    let lone = json!({"channel": "store", "topic": "delivery", "text": "Your parcel arrives within 3 days."});
    for _ in 0..2 {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = http.post(format!("{}/api/v1/answers", process.url)).bearer_auth(AGENT).json(&lone);
        assert_eq!(request.header("idempotency-key", "k1").send().await.unwrap().status(), 201);
        process.advance("PT1M").await;
    }
    assert_eq!(process.items("/answers?topic=delivery").await.len(), 1);
}

#[tokio::test]
async fn who_may_log_what() {
    let (_world, process, _) = with_mention("where is my refund?").await;
    let body = json!({"channel": "phone", "topic": "refund", "text": FOURTEEN});
    let refused = |token: &'static str, change: fn(&mut Value)| {
        let mut body = body.clone();
        change(&mut body);
        let process = &process;
        async move {
            let (status, problem) = process.api(token, "POST", "/answers", body).await;
            (status, problem["code"].as_str().unwrap_or_default().to_owned())
        }
    };
    assert_eq!(refused(AUDITOR, |_| {}).await, (403, "forbidden".to_owned()));
    assert_eq!(refused(PHONE, |body| body["topic"] = json!("weather")).await, (422, "unknown_topic".to_owned()));
    assert_eq!(refused(PHONE, |body| body["channel"] = json!("telex")).await, (422, "unknown_channel".to_owned()));
    assert_eq!(refused(PHONE, |body| body["text"] = json!("  ")).await, (422, "empty_text".to_owned()));
    assert_eq!(refused(PHONE, |body| body["case"] = json!("nothing-1")).await, (404, "not_found".to_owned()));
    assert_eq!(
        refused(PHONE, |body| body["contact"] = json!("0123456789abcdef01234567")).await,
        (422, "unknown_contact".to_owned())
    );
    assert!(process.items("/answers?topic=refund").await.is_empty());
}

#[tokio::test]
async fn closing_a_drift_asks_for_the_corrections() {
    let (_world, process, right) = with_mention("where is my refund?").await;
    let wrong = second_mention(&process, "7002").await;
    process.meta(&messenger("m_1", "9001", MONDAY, "where is my refund?")).await;
    let queue = process.items("/queue").await;
    let private = queue.iter().find(|row| row["channel"] == "messenger").unwrap().clone();
    process.reply(AGENT, &right, FOURTEEN).await;
    process.advance("PT1M").await;
    on_the_phone(&process, THIRTY, wrong["id"].clone()).await;
    process.advance("PT1M").await;
    on_the_phone(&process, THIRTY, private["id"].clone()).await;
    process.advance("PT1M").await;
    on_the_phone(&process, "Remboursement sous 30 jours.", Value::Null).await;
    one_alert_names_both(&process);
    let drift = process.items("/drift").await[0].clone();
    let path = format!("/drift/{}/close", id(&drift));
    assert_eq!(process.api(AGENT, "POST", &path, json!({"right": "a"})).await.0, 403);
    assert_eq!(process.api(LEAD, "POST", "/drift/1-2/close", json!({"right": "a"})).await.0, 404);
    let (status, problem) = process.api(LEAD, "POST", &path, json!({"right": "briefing"})).await;
    assert_eq!((status, &problem["code"]), (422, &json!("no_briefing")));

    // Eight days later the private conversation can no longer be written to, and the public case is closed.
    process.advance("PT192H").await;
    let (status, closed) = process.api(LEAD, "POST", &path, json!({"right": "a"})).await;
    assert_eq!((status, &closed["right"], &closed["closed_by"]), (200, &json!("a"), &json!(LEAD)), "{closed}");
    let told = closed["told_otherwise"].as_array().unwrap();
    let remedies: Vec<&str> = told.iter().map(|told| told["remedy"].as_str().unwrap()).collect();
    assert_eq!(remedies, ["write", "note", "listed"], "{told:?}");
    let case = process.case(told[0]["case"].as_str().unwrap()).await;
    assert_eq!((&case["id"], &case["status"]), (&wrong["id"], &json!("open")), "{case}");
    let asked = |case: &Value| -> Vec<String> {
        let log = case["log"].as_array().unwrap();
        log.iter().map(|entry| entry["action"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(asked(&case), ["correct"]);
    assert!(case["log"][0]["text"].as_str().unwrap().contains(FOURTEEN));
    assert!(process.items("/queue").await.iter().any(|row| row["id"] == wrong["id"]));
    let noted = process.case(id(&private)).await;
    assert_eq!((asked(&noted), &noted["status"]), (vec!["correct_note".to_owned()], &json!("pending")));
    assert_eq!(process.api(LEAD, "POST", &path, json!({"right": "b"})).await.1["code"], "closed");

    // What was corrected is no longer held against anybody.
    let answers = process.items("/answers?topic=refund").await;
    assert_eq!(answers.iter().filter(|answer| answer["corrected_at"].is_string()).count(), 3);
    let other = json!({"channel": "messenger", "topic": "refund", "text": FOURTEEN});
    assert_eq!(process.api(AGENT, "POST", "/answers", other).await.1["verdict"], "no_canonical");
    one_alert_names_both(&process);
}

#[tokio::test]
async fn a_closed_case_is_corrected_in_a_new_one() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    process.reply(AGENT, &case, THIRTY).await;
    process.api(AGENT, "POST", &format!("/cases/{}/resolve", id(&case)), json!({})).await;
    process.advance("PT192H").await;
    let said = on_the_phone(&process, FOURTEEN, Value::Null).await;
    assert_eq!(said["verdict"], "contradicts");
    let drift = process.items("/drift").await[0].clone();
    let (_, closed) = process.api(LEAD, "POST", &format!("/drift/{}/close", id(&drift)), json!({"right": "b"})).await;
    let opened = process.only_case().await;
    assert_eq!(closed["told_otherwise"][0]["case"], opened["id"], "{closed}");
    assert_eq!(opened["siblings"], json!([case["id"]]));
    assert!(clock(&opened, "resolution")["deadline_at"].is_string());
    let (status, _) = process.reply(AGENT, &opened, FOURTEEN).await;
    assert_eq!(status, 202);
    assert_eq!(
        process.sent("x")[1]["in_reply_to"],
        case["messages"][0]["external_id"],
        "they are told in their thread"
    );
    // Their next message finds the new case.
    process.advance("PT1H").await;
    process.x(&mention(&snowflake("2026-04-07T09:30:00Z", 3), "7001", "thanks, when exactly is my refund?")).await;
    assert_eq!(process.only_case().await["id"], opened["id"]);
}

/// A world in which one contact was told fourteen days and another thirty; the drift and the second one's case.
async fn drifted() -> (World, String, Value) {
    let (world, process, right) = with_mention("where is my refund?").await;
    let wrong = second_mention(&process, "7002").await;
    process.reply(AGENT, &right, FOURTEEN).await;
    on_the_phone(&process, THIRTY, wrong["id"].clone()).await;
    let drift = process.items("/drift").await[0].clone();
    (world, format!("/drift/{}/close", id(&drift)), wrong)
}

#[tokio::test]
async fn a_crash_while_closing_loses_no_correction() {
    let (world, path, _) = drifted().await;
    let process = world.boot().await;
    let at_boot = process.requests();
    process.api(LEAD, "POST", &path, json!({"right": "a"})).await;
    let all = at_boot + 1..=process.requests();
    assert!(all.clone().count() > 5, "{all:?}");
    let mut closed = 0;
    for (at, after) in all.flat_map(|at| [(at, false), (at, true)]) {
        let (world, path, wrong) = drifted().await;
        let dying = world.boot_with(Cut { at, after }).await;
        dying.try_api(LEAD, "POST", &path, json!({"right": "a"})).await;
        drop(dying);
        let process = world.boot().await;
        process.advance("PT3M").await;
        let drift = process.items("/drift").await[0].clone();
        let case = process.case(id(&wrong)).await;
        let asked = case["log"].as_array().unwrap().iter().filter(|entry| entry["action"] == "correct").count();
        let is_closed = usize::from(drift["closed_at"].is_string());
        assert_eq!(asked, is_closed, "cut at {at}, after {after}: {drift} {case}");
        let answers = process.items("/answers?topic=refund").await;
        let corrected = answers.iter().filter(|answer| answer["corrected_at"].is_string()).count();
        assert_eq!(corrected, is_closed, "cut at {at}, after {after}");
        closed += is_closed;
    }
    assert!(closed > 5, "{closed}");
}

#[tokio::test]
async fn two_contradicting_answers_of_the_same_instant_raise_one_alert() {
    let world = World::at(MONDAY).await;
    let (one, other) = (world.boot().await, world.boot().await);
    let topics =
        ["refund", "billing", "delay", "delivery", "damaged", "quality", "outage", "content", "staff", "queue"];
    for (round, topic) in topics.iter().enumerate() {
        let said = |channel: &str, text: &str| json!({"channel": channel, "topic": topic, "text": text});
        let (first, second) = tokio::join!(
            one.api(AGENT, "POST", "/answers", said("store", FOURTEEN)),
            other.api(PHONE, "POST", "/answers", said("phone", THIRTY))
        );
        assert_eq!((first.0, second.0), (201, 201));
        one.drain().await;
        other.drain().await;
        assert_eq!(one.items("/drift").await.len(), round + 1, "{topic}");
        assert_eq!(contradictions(&one).len(), round + 1, "{topic}");
        let verdicts: Vec<Value> = one
            .items(&format!("/answers?topic={topic}"))
            .await
            .iter()
            .map(|answer| answer["verdict"].clone())
            .collect();
        assert!(verdicts.contains(&json!("contradicts")), "{verdicts:?}");
    }
}

#[tokio::test]
async fn a_contact_is_found_with_everything_they_said_and_were_told() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    let units = process.house().app.store.capacity().first_contact_units();
    process.x(&mention(&snowflake(MONDAY, 1), "7001", "where is my refund?")).await;
    process.x(&mention(&snowflake(MONDAY, 2), "7001", "and my parcel?")).await;
    assert_eq!(
        process.house().app.store.capacity().first_contact_units(),
        units,
        "only a first contact is written down"
    );
    println!("a first contact costs {units} write units");
    let case = process.case(id(&case)).await;
    assert_eq!(process.reply(AGENT, &case, "soon").await.0, 202);
    for typed in ["contact_7001", "@CONT", "conta"] {
        let found = process.items(&format!("/contacts?q={typed}")).await;
        assert_eq!(found.len(), 1, "{typed}");
        assert_eq!(found[0]["handle"], "contact_7001");
    }
    assert!(process.items("/contacts?q=nobody").await.is_empty());
    assert_eq!(process.api(AGENT, "GET", "/contacts", Value::Null).await.1["code"], "query_required");
    let contact = process.items("/contacts?q=contact_7001").await[0].clone();
    process.advance("PT1M").await;
    let lone = json!({"channel": "phone", "topic": "refund", "text": FOURTEEN, "contact": contact["id"]});
    assert_eq!(process.api(PHONE, "POST", "/answers", lone).await.0, 201);
    process.advance("PT1M").await;
    let called =
        json!({"channel": "phone", "topic": "refund", "text": "Remboursement sous 14 jours.", "case": id(&case)});
    assert_eq!(process.api(PHONE, "POST", "/answers", called).await.0, 201);
    let dossier = process.get(&format!("/contacts/{}", id(&contact))).await;
    assert_eq!(dossier["cases"].as_array().unwrap().len(), 1);
    let told: Vec<(String, String)> = dossier["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["channel"].as_str().unwrap().to_owned(), entry["text"].as_str().unwrap().to_owned()))
        .collect();
    let texts: Vec<&str> = told.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts.len(), 5, "{told:?}");
    assert_eq!(&texts[..3], ["Remboursement sous 14 jours.", FOURTEEN, "soon"], "the latest first");
    assert_eq!((told[0].0.as_str(), told[1].0.as_str(), told[2].0.as_str()), ("phone", "phone", "x"));
    assert_eq!(process.api(AGENT, "GET", "/contacts/unknown", Value::Null).await.0, 404);
}
