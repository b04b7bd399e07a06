//! A person on WhatsApp, known by a number and by a business-scoped id, who may change either.

use super::{every_case, seconds};
use crate::support::{AGENT, Process, World, clock, id};
use serde_json::{Value, json};

const NUMBER: &str = "33612345678";
const SCOPED: &str = "FR.13491208655302741918";

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
    assert_eq!(sent, [SCOPED, "FR.2"], "each is written to under the id that is theirs for good");
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
        assert!(case["contact"].get("phone").is_none(), "a scoped id is no number: {case}");
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

/// What is under the number before it is theirs was said by somebody else, what is there after it by them.
#[tokio::test]
async fn a_number_somebody_changes_to_may_have_been_another_s() {
    for (said_at, cases) in [(0, 2), (3, 1)] {
        let world = World::at("2026-03-30T09:06:00Z").await;
        let process = world.boot().await;
        process.meta(&says("wamid.1", 0, json!({"from_user_id": SCOPED}), "where is my refund?")).await;
        process.meta(&says("wamid.2", said_at, json!({"from": "33699999999"}), "do you sell gift cards?")).await;
        let system = json!({"from": NUMBER, "from_user_id": SCOPED, "id": "wamid.S", "timestamp": seconds(2).to_string(),
            "type": "system", "system": {"type": "user_changed_number", "body": "x", "wa_id": "33699999999"}});
        process.meta(&whatsapp("messages", json!({"messages": [system]}))).await;
        assert_eq!(process.items("/queue").await.len(), cases, "said at {said_at}");
        process.meta(&says("wamid.4", 5, json!({"from": "33699999999"}), "anybody?")).await;
        assert_eq!(process.items("/queue").await.len(), cases, "said at {said_at}");
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

fn changed(from: Value, to: &str, minute: i64) -> Value {
    let mut item = json!({"id": format!("wamid.S{minute}"), "timestamp": seconds(minute).to_string(), "type": "system",
        "system": {"type": "user_changed_number", "body": "x", "wa_id": to}});
    item.as_object_mut().unwrap().extend(from.as_object().unwrap().clone());
    whatsapp("messages", json!({"messages": [item]}))
}

/// What stands in each case that has messages, by the id of its contact.
async fn said(process: &Process) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for row in every_case(process).await {
        let case = process.case(id(&row)).await;
        let texts: Vec<String> =
            case["messages"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect();
        if !texts.is_empty() {
            found.push((case["contact"]["id"].as_str().unwrap().to_owned(), texts));
        }
    }
    found.sort();
    found
}

/// Everything once more at the end: what was told before says nothing about whose the number is now.
#[tokio::test]
async fn a_number_goes_from_hand_to_hand() {
    let world = World::at("2026-03-30T09:10:00Z").await;
    let process = world.boot().await;
    let bodies = [
        says("wamid.1", 0, json!({"from": NUMBER}), "one of the first"),
        changed(json!({"from": NUMBER}), "33611110001", 1),
        says("wamid.2", 2, json!({"from": NUMBER, "from_user_id": "FR.2"}), "one of the second"),
        changed(json!({"from": NUMBER, "from_user_id": "FR.2"}), "33611110002", 3),
        says("wamid.3", 4, json!({"from": NUMBER}), "one of the third"),
    ];
    for body in bodies.iter().chain(&bodies) {
        process.meta(body).await;
    }
    process.meta(&says("wamid.4", 5, json!({"from": "33611110001"}), "two of the first")).await;
    process.meta(&says("wamid.5", 5, json!({"from": "33611110002"}), "two of the second")).await;
    process.meta(&says("wamid.6", 5, json!({"from": NUMBER}), "two of the third")).await;
    let cases = said(&process).await;
    let texts: Vec<&Vec<String>> = cases.iter().map(|(_, texts)| texts).collect();
    assert_eq!(cases.len(), 3, "{cases:?}");
    for who in ["first", "second", "third"] {
        let theirs = [format!("one of the {who}"), format!("two of the {who}")];
        assert!(texts.iter().any(|texts| texts.as_slice() == theirs), "{cases:?}");
    }
}

#[tokio::test]
async fn a_change_told_after_the_number_had_another_owner_moves_nobody() {
    let world = World::at("2026-03-30T09:10:00Z").await;
    let process = world.boot().await;
    process.meta(&says("wamid.1", 0, json!({"from": NUMBER, "from_user_id": SCOPED}), "one of the first")).await;
    process.meta(&says("wamid.2", 3, json!({"from": NUMBER, "from_user_id": "FR.2"}), "one of the second")).await;
    process.meta(&changed(json!({"from": NUMBER}), "33611110001", 1)).await;
    process.meta(&says("wamid.3", 4, json!({"from": "33611110001"}), "whose?")).await;
    process.meta(&says("wamid.4", 5, json!({"from": NUMBER}), "two of the second")).await;
    let texts: Vec<Vec<String>> = said(&process).await.into_iter().map(|(_, texts)| texts).collect();
    assert!(texts.contains(&vec!["one of the second".to_owned(), "two of the second".to_owned()]), "{texts:?}");
    assert!(texts.contains(&vec!["whose?".to_owned()]), "{texts:?}");
}

/// A number is written to only when nothing better is known.
#[tokio::test]
async fn an_answer_to_what_came_by_number_goes_to_the_scoped_id() {
    let world = World::at("2026-03-30T09:10:00Z").await;
    let process = world.boot().await;
    process.meta(&says("wamid.1", 0, json!({"from": NUMBER, "from_user_id": SCOPED}), "one")).await;
    process.meta(&says("wamid.2", 1, json!({"from": NUMBER}), "two")).await;
    let case = process.only_case().await;
    process.meta(&says("wamid.3", 2, json!({"from": NUMBER, "from_user_id": "FR.2"}), "do you sell gift cards?")).await;
    assert_eq!(process.reply(AGENT, &process.case(id(&case)).await, "We look into it.").await.0, 202);
    assert_eq!(addresses(&process), [SCOPED]);
}

/// Taken back under the only id that is told, wherever people of ours work on it.
#[tokio::test]
async fn what_is_taken_back_under_one_id_is_found_under_the_other() {
    let world = World::at("2026-03-30T09:10:00Z").await;
    let process = world.boot().await;
    process.meta(&says("wamid.1", 0, json!({"from": NUMBER}), "where is my refund?")).await;
    process.meta(&says("wamid.2", 1, json!({"from_user_id": SCOPED}), "and my parcel?")).await;
    for row in process.items("/queue").await {
        process.api(AGENT, "POST", &format!("/cases/{}/claim", id(&row)), json!({"version": row["version"]})).await;
    }
    process.meta(&says("wamid.3", 2, json!({"from": NUMBER, "from_user_id": SCOPED}), "anybody?")).await;
    for (message, ids) in [("wamid.1", json!({"from_user_id": SCOPED})), ("wamid.2", json!({"from": NUMBER}))] {
        let mut item = json!({"id": format!("r-{message}"), "timestamp": seconds(3).to_string(), "type": "revoke",
            "revoke": {"original_message_id": message}});
        item.as_object_mut().unwrap().extend(ids.as_object().unwrap().clone());
        process.meta(&whatsapp("messages", json!({"messages": [item]}))).await;
    }
    let rows = world.rows().await;
    assert!(!rows.iter().any(|row| format!("{row:?}").contains("refund?") || format!("{row:?}").contains("parcel?")));
    assert_eq!(said(&process).await.iter().map(|(_, texts)| texts.len()).sum::<usize>(), 3, "nothing twice");
}
