//! The generic door: messages, calls, answers and contacts that the brand's own systems report.

mod twilio;

use super::bodies::{mention, snowflake};
use super::support::{AGENT, Cut, LEAD, MONDAY, PHONE, Process, World, clock, id, plain_client, with_mention};
use couture::functions::webhook::{self, Intake, Secrets};
use couture::local::secrets::{SIGNING, SigningSecrets};
use couture::local::sign::{self, SignChannel};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::sync::Arc;

const FOURTEEN: &str = "Your refund arrives within 14 days.";
const THIRTY: &str = "Votre remboursement arrive sous 30 jours.";

/// Posts signed bytes; `None`: the process died over it.
async fn try_signed(
    process: &Process,
    source: &str,
    body: Vec<u8>,
    at: Timestamp,
    secrets: &SigningSecrets<'_>,
) -> Option<u16> {
    let mut request = plain_client().post(format!("{}/webhooks/standard/{source}", process.url));
    for (name, value) in sign::headers(SignChannel::Standard, at, &body, secrets) {
        request = request.header(name, value);
    }
    Some(process.answered(request.body(body)).await?.0)
}

async fn try_post(process: &Process, source: &str, body: &Value) -> Option<u16> {
    let now = process.house.as_ref()?.app.clock.now();
    try_signed(process, source, body.to_string().into_bytes(), now, &SIGNING).await
}

async fn post(process: &Process, source: &str, body: &Value) {
    assert_eq!(try_post(process, source, body).await, Some(200));
    process.drain().await;
}

/// A report of `kind` at eleven o'clock with just what it needs; `more` is added or takes the place of it.
fn report(kind: &str, name: &str, from: Value, more: Value) -> Value {
    let mut body = json!({"kind": kind, "id": name, "at": MONDAY, "from": from});
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

fn caller() -> Value {
    json!({"id": "+33639980101", "name": "Adèle Lenoir", "phone": "+33 6 39 98 01 01"})
}

async fn parked(process: &Process) -> Vec<(String, String)> {
    let items = process.items("/parked").await;
    let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
    items.iter().map(|item| (text(item, "reason"), text(item, "about"))).collect()
}

/// The ids of the contacts found.
async fn found(process: &Process, typed: &str) -> Vec<String> {
    let query = serde_urlencoded::to_string([("q", typed)]).unwrap();
    process.items(&format!("/contacts?{query}")).await.iter().map(|contact| id(contact).to_owned()).collect()
}

/// Everything on the only found contact's timeline: kind, channel, text; the latest first.
async fn timeline(process: &Process, contact: &str) -> Vec<(String, String, String)> {
    let dossier = process.get(&format!("/contacts/{contact}")).await;
    let text = |entry: &Value, name: &str| entry[name].as_str().unwrap().to_owned();
    let entries = dossier["timeline"].as_array().unwrap().iter();
    entries.map(|entry| (text(entry, "kind"), text(entry, "channel"), text(entry, "text"))).collect()
}

#[tokio::test]
async fn only_what_was_signed_just_now_comes_in() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let before = process.house().app.store.capacity().write_units();
    let body = report("message", "1", json!({"id": "c1"}), json!({"text": "help"})).to_string().into_bytes();
    let now = world.clock.now();
    let later = |seconds: i64| now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
    let other = SigningSecrets { standard: "whsec_b3RoZXI=", ..SIGNING };
    for (at, secrets, status) in [(later(-301), SIGNING, 401), (later(301), SIGNING, 401), (now, other, 401)] {
        assert_eq!(try_signed(&process, "chat", body.clone(), at, &secrets).await, Some(status), "{at}");
    }
    let bare = plain_client().post(format!("{}/webhooks/standard/chat", process.url));
    assert_eq!(bare.body(body.clone()).send().await.unwrap().status(), 401);
    for source in ["x", "messenger", "fax", "chat-", "chat-a%2Fb"] {
        assert_eq!(try_signed(&process, source, body.clone(), now, &SIGNING).await, Some(404), "{source}");
    }
    let large = vec![b' '; webhook::LARGEST_BODY + 1];
    assert_eq!(try_signed(&process, "chat", large, now, &SIGNING).await, Some(413));
    process.drain().await;
    assert!(process.items("/queue").await.is_empty() && process.items("/parked").await.is_empty());
    assert_eq!(process.house().app.store.capacity().write_units(), before);
    for seconds in [-300, 300] {
        assert_eq!(try_signed(&process, "chat", body.clone(), later(seconds), &SIGNING).await, Some(200));
    }
    process.drain().await;
    assert_eq!(process.items("/queue").await.len(), 1);
}

/// While a secret is changed both are accepted, and neither a third one nor none.
#[tokio::test]
async fn a_secret_can_be_rotated() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let (old, new) = ("whsec_b2xkLW9sZC1vbGQtb2xk", "whsec_bmV3LW5ldy1uZXctbmV3");
    let door = |standard: &[&str]| {
        let standard = standard.iter().map(|secret| (*secret).to_owned()).collect();
        let secrets = Arc::new(Secrets { standard, ..Secrets::default() });
        webhook::routes(Intake { jobs: process.house().app.jobs.clone(), clock: world.clock.clone(), secrets })
    };
    for (accepted, with_old, with_new) in
        [(&[old][..], 200, 401), (&[new, old], 200, 200), (&[new], 401, 200), (&[], 401, 401)]
    {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/webhooks/standard/app", listener.local_addr().unwrap());
        let router = door(accepted);
        let serving = tokio::spawn(async move { axum::serve(listener, router).await });
        for (secret, status) in [(old, with_old), (new, with_new)] {
            let body = report("message", "1", json!({"id": "c1"}), json!({"text": "help"})).to_string();
            let mut request = plain_client().post(&url);
            let secrets = SigningSecrets { standard: secret, ..SIGNING };
            for (name, value) in sign::headers(SignChannel::Standard, world.clock.now(), body.as_bytes(), &secrets) {
                request = request.header(name, value);
            }
            assert_eq!(request.body(body).send().await.unwrap().status(), status, "{accepted:?} {secret}");
        }
        serving.abort();
    }
}

#[tokio::test]
async fn a_message_of_any_channel_is_a_private_case_with_its_clocks() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let from = json!({"id": "ada@mail.example", "name": "Ada Okafor", "email": "ada@mail.example"});
    post(&process, "email", &report("message", "e1", from, json!({"text": "Where is my parcel 88213?"}))).await;
    let case = process.only_case().await;
    assert_eq!((&case["channel"], &case["inbox"], &case["public"]), (&json!("email"), &json!("email"), &json!(false)));
    assert_eq!((&case["team"], &case["classification"]["topic"]), (&json!("support-en"), &json!("delivery")));
    assert_eq!(clock(&case, "first_response")["deadline_at"], "2026-03-30T12:00:00.000Z");
    assert_eq!(case["messages"][0]["kind"], "direct_message");
    assert_eq!(found(&process, "ada@mail").await.len(), 1);
    // Whoever reports it may know what it is about.
    let told = json!({"text": "Où en est mon dossier ?", "topic": "refund"});
    post(&process, "chat", &report("message", "c1", json!({"id": "visitor-17"}), told)).await;
    let rows = process.items("/queue").await;
    let chat = rows.iter().find(|row| row["channel"] == "chat").unwrap();
    assert_eq!((&chat["topic"], &chat["team"]), (&json!("refund"), &json!("billing-fr")));
    // There is no way to write to it from here: the refusal says what to do.
    let (status, accepted) = process.reply(AGENT, &case, "It arrives tomorrow.").await;
    assert_eq!(status, 202, "{accepted}");
    let case = process.case(id(&case)).await;
    assert_eq!(case["sends"][0]["state"], "refused");
    assert!(case["sends"][0]["why"].as_str().unwrap().contains("own tool"), "{}", case["sends"][0]["why"]);
    assert!(clock(&case, "first_response")["met_at"].is_null());
    assert!(process.items("/alerts").await.is_empty(), "nothing has to be repaired");
}

#[tokio::test]
async fn a_call_about_a_case_is_in_its_timeline_and_stops_nothing() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    process.advance("PT10M").await;
    let more = json!({"case": id(&case), "text": "Asked again.", "agent": PHONE, "at": "2026-03-30T09:05:00Z"});
    let call = report("call", "call-1", caller(), more);
    post(&process, "phone", &call).await;
    let after = process.case(id(&case)).await;
    assert_eq!((&after["clocks"], &after["status"], &after["team"]), (&case["clocks"], &json!("new"), &case["team"]));
    let messages = after["messages"].as_array().unwrap();
    assert_eq!(
        (messages.len(), &messages[1]["kind"], &messages[1]["text"]),
        (2, &json!("call"), &json!("Asked again."))
    );
    assert_eq!(messages[1]["wants_answer"], false);
    assert_eq!(process.items("/queue").await.len(), 1, "no case of its own");
    // Who had begun to answer is told that something was said meanwhile.
    assert_eq!(process.reply(AGENT, &case, FOURTEEN).await.1["code"], "stale");
    let contacts = found(&process, "06 39 98 01 01").await;
    assert_eq!(contacts.len(), 1);
    let seen = timeline(&process, &contacts[0]).await;
    assert_eq!(seen.iter().map(|(kind, ..)| kind.as_str()).collect::<Vec<_>>(), ["call", "message"]);
    assert_eq!(seen[0].1, "phone");
}

#[tokio::test]
async fn a_call_about_nothing_known_is_over_and_kept() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let said = |text: &str| json!({"text": text, "topic": "refund", "agent": PHONE});
    post(&process, "phone", &report("call", "call-1", caller(), said("Asked when the refund arrives."))).await;
    assert!(process.items("/queue").await.is_empty());
    let resolved = process.items("/queue?status=resolved").await;
    assert_eq!(resolved.len(), 1, "{resolved:?}");
    let case = process.case(id(&resolved[0])).await;
    assert!(case["resolved_why"].as_str().unwrap().contains("call"), "{}", case["resolved_why"]);
    assert_eq!((&case["clocks"], &case["classification"]["topic"]), (&json!([]), &json!("refund")));
    process.advance("PT10M").await;
    let later = json!({"text": "Asked once more.", "at": "2026-03-30T09:10:00Z"});
    post(&process, "phone", &report("call", "call-2", caller(), later)).await;
    assert_eq!(process.items("/queue?status=resolved").await.len(), 2, "a case a call");
    let contacts = found(&process, "lenoir").await;
    assert_eq!(timeline(&process, &contacts[0]).await.len(), 2);
    // A message later waits for somebody; a call meanwhile is part of that case.
    process.advance("PT10M").await;
    let message = json!({"text": "Nobody called me back!", "at": "2026-03-30T09:20:00Z"});
    post(&process, "phone", &report("message", "m-1", caller(), message)).await;
    let waiting = process.only_case().await;
    assert_eq!(waiting["status"], "new");
    let call = json!({"text": "Called in.", "at": "2026-03-30T09:20:00Z"});
    post(&process, "phone", &report("call", "call-3", caller(), call)).await;
    let after = process.only_case().await;
    assert_eq!(after["clocks"], waiting["clocks"]);
    assert_eq!(timeline(&process, &contacts[0]).await.len(), 4);
}

#[tokio::test]
async fn an_answer_given_elsewhere_stops_the_clock_of_its_case() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    let deadline: Timestamp = clock(&case, "first_response")["deadline_at"].as_str().unwrap().parse().unwrap();
    let given_at = deadline.checked_sub(SignedDuration::from_mins(1)).unwrap();
    process.advance("PT4H").await;
    assert!(process.items("/alerts").await.iter().any(|alert| alert["kind"] == "breach"));
    // Told late, given in time: what was taken for a breach was none.
    let more = json!({"case": id(&case), "text": FOURTEEN, "agent": "marie", "at": given_at.to_string()});
    let answer = report("answer", "a-1", caller(), more);
    post(&process, "store", &answer).await;
    post(&process, "store", &answer).await;
    let after = process.case(id(&case)).await;
    let first = clock(&after, "first_response");
    assert_eq!((&first["met_at"], &first["breached_at"]), (&json!(format!("{given_at:.3}")), &Value::Null), "{first}");
    assert_eq!(after["status"], "pending");
    let answers = after["answers"].as_array().unwrap();
    assert_eq!(answers.len(), 1);
    assert_eq!(
        (&answers[0]["channel"], &answers[0]["by"], &answers[0]["topic"]),
        (&json!("store"), &json!("marie"), &json!("refund"))
    );
    let breach = process.items("/alerts").await.into_iter().find(|alert| alert["kind"] == "breach").unwrap();
    assert!(!breach["withdrawn_at"].is_null());
    // The topic it was told under is the case's: a change of that does not make another answer of it.
    let changed = json!({"text": THIRTY, "case": id(&case)});
    post(&process, "store", &report("answer", "a-1", caller(), changed)).await;
    assert_eq!(parked(&process).await, [("id_reused".to_owned(), String::new())]);
    assert_eq!(process.items("/answers?topic=refund").await.len(), 1);
}

#[tokio::test]
async fn what_was_said_on_the_phone_contradicts_what_was_written_once() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    process.advance("PT5M").await;
    assert_eq!(process.reply(AGENT, &case, FOURTEEN).await.0, 202);
    process.advance("PT5M").await;
    let more = json!({"topic": "refund", "text": THIRTY, "agent": PHONE, "at": "2026-03-30T09:10:00Z"});
    let answer = report("answer", "a-1", caller(), more);
    for _ in 0..3 {
        post(&process, "phone", &answer).await;
    }
    process.advance("PT1H").await;
    let logged = process.items("/answers?topic=refund&channel=phone").await;
    assert_eq!((logged.len(), &logged[0]["verdict"], &logged[0]["by"]), (1, &json!("contradicts"), &json!(PHONE)));
    assert_eq!(logged[0]["at"], "2026-03-30T09:10:00.000Z");
    let alerts: Vec<Value> =
        process.sent("alerts").into_iter().filter(|item| item["kind"] == "contradiction").collect();
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    let text = alerts[0]["text"].as_str().unwrap();
    assert!(text.contains(FOURTEEN) && text.contains(THIRTY), "{text}");
    assert_eq!(process.items("/drift").await.len(), 1);
    let contacts = found(&process, "lenoir").await;
    assert_eq!(timeline(&process, &contacts[0]).await, [("answer".to_owned(), "phone".to_owned(), THIRTY.to_owned())]);
}

#[tokio::test]
async fn a_contact_is_found_by_what_was_last_reported_of_them() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let contact = |at: &str, from: Value| report("contact", &format!("u-{at}"), from, json!({"at": at}));
    let first = json!({"id": "C-1", "name": "Adèle Lenoir", "phone": "+33639980101", "email": "a.lenoir@mail.example"});
    post(&process, "crm", &contact("2026-03-30T08:00:00Z", first)).await;
    let known = found(&process, "+33 6 39 98 01 01").await;
    assert_eq!(known.len(), 1);
    for typed in ["lenoir", "A.Lenoir@mail.example", "a.lenoir", "06 39 98 01 01", "adele"] {
        assert_eq!(found(&process, typed).await, known, "{typed}");
    }
    post(&process, "crm", &contact("2026-03-30T08:30:00Z", json!({"id": "C-1", "phone": "+33639980199"}))).await;
    // An older report, late: what is known since stays.
    let older = json!({"id": "C-1", "name": "Adele L.", "phone": "+33639980155"});
    post(&process, "crm", &contact("2026-03-30T07:00:00Z", older)).await;
    assert_eq!(found(&process, "06 39 98 01 99").await, known);
    for gone in ["06 39 98 01 01", "06 39 98 01 55", "adele l "] {
        let expected = if gone.starts_with('a') { known.clone() } else { Vec::new() };
        assert_eq!(found(&process, gone).await, expected, "{gone}");
    }
    let dossier = process.get(&format!("/contacts/{}", known[0])).await;
    assert_eq!(
        (&dossier["name"], &dossier["phone"], &dossier["email"]),
        (&json!("Adèle Lenoir"), &json!("33639980199"), &json!("a.lenoir@mail.example"))
    );
    // A conversation opened later forgets none of it.
    let message = report("message", "m-1", json!({"id": "C-1"}), json!({"text": "Where is my parcel?"}));
    post(&process, "crm", &message).await;
    assert_eq!(found(&process, "06 39 98 01 99").await, known);
    assert!(process.items("/parked").await.is_empty());
}

/// A WhatsApp message to the brand's number.
fn whatsapp(number: &str, name: &str) -> Value {
    json!({"object": "whatsapp_business_account", "entry": [{"id": "7001", "changes": [{"field": "messages", "value": {
        "messaging_product": "whatsapp", "metadata": {"display_phone_number": "33170000000", "phone_number_id": "4001"},
        "contacts": [{"profile": {"name": name}, "wa_id": number}],
        "messages": [{"from": number, "timestamp": "1774861200", "id": format!("wamid.{number}"), "type": "text",
            "text": {"body": "Où est mon colis ?"}}]}}]}]})
}

#[tokio::test]
async fn one_phone_number_shows_phone_and_social_together_and_a_name_never_does() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    process.meta(&whatsapp("33639980101", "Adèle Lenoir")).await;
    process.meta(&whatsapp("33639980102", "Tom Okafor")).await;
    let social = found(&process, "33639980101").await[0].clone();
    assert_eq!(timeline(&process, &social).await.len(), 1);
    let call = |name: &str, from: Value| report("call", name, from, json!({"text": format!("call {name}")}));
    let calls = async |contact: String| {
        let mut calls = timeline(&process, &contact).await;
        calls.retain(|(kind, ..)| kind != "message");
        calls.into_iter().map(|(_, _, text)| text).collect::<Vec<_>>()
    };
    post(&process, "phone", &call("one", json!({"id": "l-1", "name": "A. L.", "phone": "+33 6 39 98 01 01"}))).await;
    assert_eq!(calls(social.clone()).await, ["call one"]);
    // A third system with the same number finds the same person, though two contacts have it by now.
    let third = json!({"id": "till-1", "phone": "0033639980101", "email": "a.lenoir@mail.example"});
    post(&process, "store", &call("two", third)).await;
    assert_eq!(calls(social.clone()).await.len(), 2);
    // The same name, the number without its country, another number: nobody's timeline but their own.
    for (name, from) in [
        ("three", json!({"id": "l-3", "name": "Adèle Lenoir"})),
        ("four", json!({"id": "l-4", "name": "Adèle Lenoir", "phone": "06 39 98 01 01"})),
        ("five", json!({"id": "l-5", "phone": "+33639980103"})),
    ] {
        post(&process, "phone", &call(name, from)).await;
    }
    // A number of one and an address of another are evidence of neither.
    post(&process, "crm", &report("contact", "u1", json!({"id": "C-9", "email": "tom@mail.example"}), json!({}))).await;
    let both = json!({"id": "l-6", "phone": "+33639980101", "email": "Tom@mail.example"});
    post(&process, "phone", &call("six", both)).await;
    let mut shown = calls(social).await;
    shown.sort();
    assert_eq!(shown, ["call one", "call two"]);
    // An answer outside any case shows on both timelines too.
    let said = json!({"text": FOURTEEN, "topic": "refund"});
    post(
        &process,
        "phone",
        &report("answer", "a1", json!({"id": "l-7", "email": "TOM@mail.example", "name": "Seven"}), said),
    )
    .await;
    let tom: Vec<String> = found(&process, "tom@mail.example").await;
    let mut with_answer = 0;
    for contact in tom {
        with_answer += calls(contact).await.iter().filter(|text| *text == FOURTEEN).count();
    }
    assert_eq!(with_answer, 1, "l-6 and C-9 have the address by now: it is evidence of neither; l-7 has its own");
    assert!(process.items("/parked").await.is_empty());
}

#[tokio::test]
async fn fifty_times_is_once() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    process.advance("PT1M").await;
    let bodies = [
        ("chat", report("message", "r1", json!({"id": "v1", "name": "Zoé"}), json!({"text": "I was charged twice!"}))),
        ("phone", report("call", "r2", caller(), json!({"text": "Asked about a refund."}))),
        ("phone", report("call", "r3", caller(), json!({"text": "And again.", "case": id(&case)}))),
        ("phone", report("answer", "r4", caller(), json!({"text": FOURTEEN, "topic": "refund"}))),
        ("phone", report("answer", "r5", caller(), json!({"text": FOURTEEN, "case": id(&case)}))),
        ("crm", report("contact", "r6", json!({"id": "C-1", "name": "Malo"}), json!({}))),
    ];
    for _ in 0..50 {
        for (source, body) in &bodies {
            assert_eq!(try_post(&process, source, body).await, Some(200));
        }
    }
    process.drain().await;
    assert!(process.items("/parked").await.is_empty());
    assert_eq!(process.items("/queue").await.len(), 1, "the chat");
    assert_eq!(process.items("/queue?status=resolved").await.len(), 1, "the call");
    assert_eq!(process.items("/answers?topic=refund").await.len(), 2);
    let case = process.case(id(&case)).await;
    assert_eq!(case["messages"].as_array().unwrap().len(), 3, "{case}");
    assert_eq!(found(&process, "Malo").await.len(), 1);
    let contacts = found(&process, "lenoir").await;
    assert_eq!((contacts.len(), timeline(&process, &contacts[0]).await.len()), (1, 5));
}

#[tokio::test]
async fn what_finds_no_place_is_parked_with_its_reason_and_can_be_redriven() {
    let (_world, process, _) = with_mention("where is my refund?").await;
    let nowhere = "0123456789abcdef01234567-1";
    let bodies = [
        ("chat-lyon", report("message", "p1", json!({"id": "v"}), json!({"text": "a"}))),
        ("phone", report("call", "p2", caller(), json!({"case": nowhere}))),
        ("phone", report("answer", "p3", caller(), json!({"case": "what?", "text": FOURTEEN}))),
        ("phone", report("answer", "p4", caller(), json!({"topic": "weather", "text": "Sunny."}))),
        ("phone", report("message", "p5", caller(), json!({"topic": "a long story", "text": "Sunny."}))),
        ("phone", report("answer", "p6", caller(), json!({"text": "Yes."}))),
        ("phone", report("voicemail", "p7", caller(), json!({}))),
        ("phone", json!({"id": "p8"})),
        ("phone", json!([1, 2])),
        ("phone", report("message", "p9", caller(), json!({"text": "x".repeat(300 * 1024)}))),
    ];
    for (source, body) in &bodies {
        post(&process, source, body).await;
    }
    assert_eq!(
        try_signed(&process, "phone", b"not json".to_vec(), process.house().app.clock.now(), &SIGNING).await,
        Some(200)
    );
    process.drain().await;
    let mut reasons = parked(&process).await;
    reasons.sort();
    let mut expected = [
        ("unknown_inbox", "chat-lyon"),
        ("unknown_case", ""),
        ("unknown_case", ""),
        ("unknown_topic", "weather"),
        ("unknown_topic", ""),
        ("missing_field", "topic"),
        ("unknown_kind", "voicemail"),
        ("missing_field", "kind"),
        ("not_object", ""),
        ("too_large", ""),
        ("not_json", ""),
    ];
    expected.sort_unstable();
    let reasons: Vec<(&str, &str)> = reasons
        .iter()
        .map(|(code, about)| (code.as_str(), if code == "too_large" { "" } else { about.as_str() }))
        .collect();
    assert_eq!(reasons, expected);
    assert!(process.items("/answers?topic=refund").await.is_empty());
    assert_eq!(process.items("/queue").await.len(), 1);
    let all = process.items("/parked").await;
    for item in all.iter().filter(|item| item["reason"] != "too_large" && item["reason"] != "not_json") {
        assert!(item["why"].as_str().unwrap().len() > 10, "{item}");
        assert_eq!(process.api(LEAD, "POST", &format!("/parked/{}/redrive", id(item)), Value::Null).await.0, 200);
    }
    process.drain().await;
    assert_eq!(process.items("/parked").await.len(), all.len(), "the cause is still there");
}

async fn crash_journey(process: &Process) {
    process.try_x(&mention(&snowflake(MONDAY, 1), "7001", "where is my refund?")).await;
    if process.is_dead() {
        return;
    }
    process.drain().await;
    let conversation =
        couture::domain::ids::conversation_id(couture::domain::message::Channel::X, "1001", true, "7001");
    let case = format!("{conversation}-1");
    for body in crash_bodies(&case) {
        if try_post(process, "phone", &body).await.is_none() || process.is_dead() {
            return;
        }
        process.drain().await;
    }
}

fn crash_bodies(case: &str) -> [Value; 3] {
    [
        report("call", "k1", caller(), json!({"text": "Asked about a refund."})),
        report("answer", "k2", caller(), json!({"text": FOURTEEN, "case": case, "agent": PHONE})),
        report("answer", "k3", caller(), json!({"text": FOURTEEN, "topic": "refund"})),
    ]
}

#[tokio::test]
async fn a_crash_at_any_point_loses_and_doubles_nothing() {
    let requests = {
        let world = World::at(MONDAY).await;
        let process = world.boot().await;
        let at_boot = process.requests();
        crash_journey(&process).await;
        at_boot + 1..=process.requests()
    };
    assert!(requests.clone().count() >= 12, "{requests:?}");
    for at in requests {
        let world = World::at(MONDAY).await;
        let process = world.boot_with(Cut { at, after: at % 2 == 0 }).await;
        crash_journey(&process).await;
        drop(process);
        let process = world.boot().await;
        crash_journey(&process).await;
        process.advance("PT1S").await;
        assert!(process.items("/parked").await.is_empty(), "{at}");
        assert_eq!(process.items("/queue?status=resolved").await.len(), 1, "{at}");
        assert_eq!(process.items("/answers?topic=refund").await.len(), 2, "{at}");
        let pending = process.items("/queue?status=pending").await;
        assert_eq!(pending.len(), 1, "{at}");
        let case = process.case(id(&pending[0])).await;
        assert_eq!(case["messages"].as_array().unwrap().len(), 2, "{at}: {case}");
        assert!(!clock(&case, "first_response")["met_at"].is_null());
        let contacts = found(&process, "06 39 98 01 01").await;
        assert_eq!((contacts.len(), timeline(&process, &contacts[0]).await.len()), (1, 4), "{at}");
    }
}
