//! What moves, what moves alike, and what stays.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use serde_json::json;

use super::*;

const NOW: &str = "2026-03-30T09:00:00.250Z";

fn shifted(bodies: &[(bool, Value)]) -> Vec<Value> {
    let mut recorded: Vec<Recorded> =
        bodies.iter().map(|(from_x, body)| Recorded { body: body.clone(), from_x: *from_x }).collect();
    shift_to(NOW.parse().unwrap(), &mut recorded);
    recorded.into_iter().map(|recorded| recorded.body).collect()
}

fn id_at(instant: &str, low: u64) -> u64 {
    let at: Timestamp = instant.parse().unwrap();
    snowflake::id_at(at.as_millisecond(), low).unwrap()
}

#[test]
fn ids_and_references_move_alike_and_people_stay() {
    let first = id_at("2025-11-03T10:00:00.100Z", 77);
    let second = id_at("2025-11-03T10:30:00.100Z", 4_194_303);
    let person = id_at("2019-05-01T00:00:00Z", 12).to_string();
    let moved = &shifted(&[(
        true,
        json!({
            "for_user_id": person,
            "tweet_create_events": [{
                "id": second, "id_str": second.to_string(),
                "created_at": "Mon Nov 03 10:30:00 +0000 2025", "timestamp_ms": "1762165800100",
                "in_reply_to_status_id": first, "in_reply_to_status_id_str": first.to_string(),
                "in_reply_to_user_id_str": person,
                "user": { "id": person.parse::<u64>().unwrap(), "id_str": person },
                "entities": {
                    "user_mentions": [{ "id_str": person, "indices": [0, 5] }],
                    "urls": [{ "expanded_url": format!("https://x.com/acme/status/{first}?s=20") }],
                },
                "edit_history": { "initial_tweet_id": first.to_string(), "edit_tweet_ids": [first.to_string(), second.to_string()] },
            }],
        }),
    )])[0];
    let post = &moved["tweet_create_events"][0];
    let new_second = id_at(NOW, 4_194_303);
    let new_first = id_at("2026-03-30T08:30:00.250Z", 77);
    assert_eq!(post["id"], new_second);
    assert_eq!(post["id_str"], new_second.to_string());
    assert_eq!(post["created_at"], "Mon Mar 30 09:00:00 +0000 2026");
    assert_eq!(post["timestamp_ms"], "1774861200250");
    assert_eq!(post["in_reply_to_status_id"], new_first);
    assert_eq!(post["in_reply_to_status_id_str"], new_first.to_string());
    assert_eq!(post["edit_history"]["edit_tweet_ids"], json!([new_first.to_string(), new_second.to_string()]));
    assert_eq!(post["entities"]["urls"][0]["expanded_url"], format!("https://x.com/acme/status/{new_first}?s=20"));
    for kept in [
        &moved["for_user_id"],
        &post["in_reply_to_user_id_str"],
        &post["user"]["id_str"],
        &post["entities"]["user_mentions"][0]["id_str"],
    ] {
        assert_eq!(*kept, person);
    }
}

#[test]
fn the_newer_form_moves_too_and_the_time_to_edit_is_not_the_newest() {
    let id = id_at("2026-01-10T12:00:00.000Z", 3);
    let person = id_at("2020-01-01T00:00:00Z", 3).to_string();
    let moved = &shifted(&[(
        true,
        json!({ "data": {
            "event_uuid": "-2781149976877970683", "filter": { "user_id": person },
            "payload": {
                "id": id.to_string(), "author_id": person, "conversation_id": id.to_string(),
                "created_at": "2026-01-10T12:00:00.000Z",
                "edit_controls": { "editable_until": "2026-01-10T13:00:00.000Z" },
                "edit_history_tweet_ids": [id.to_string()],
                "referenced_tweets": [{ "type": "quoted", "id": id.to_string() }],
            },
            "includes": {
                "users": [{ "id": person, "data": { "id": person } }],
                "tweets": [{ "data": { "id": id.to_string() } }],
            },
        } }),
    )])[0]["data"];
    let new = id_at(NOW, 3).to_string();
    let payload = &moved["payload"];
    for reference in [
        &payload["id"],
        &payload["conversation_id"],
        &payload["edit_history_tweet_ids"][0],
        &payload["referenced_tweets"][0]["id"],
        &moved["includes"]["tweets"][0]["data"]["id"],
    ] {
        assert_eq!(*reference, new);
    }
    assert_eq!(payload["created_at"], NOW);
    assert_eq!(payload["edit_controls"]["editable_until"], "2026-03-30T10:00:00.250Z");
    assert_eq!(payload["author_id"], person);
    assert_eq!(moved["includes"]["users"][0]["data"]["id"], person);
    assert_eq!(moved["event_uuid"], "-2781149976877970683");
}

#[test]
fn differences_stay_over_files_and_forms() {
    let page = json!({ "object": "page", "entry": [{ "id": "1900000000000000000", "time": 1_700_000_000_500_i64, "messaging": [
        { "sender": { "id": "7000000000000001" }, "timestamp": 1_700_000_000_000_i64, "message": { "mid": "m_1" } },
        { "timestamp": 1_699_999_990, "read": { "watermark": 1_699_999_940_500_i64 } },
    ] }, { "changes": [{ "value": { "created_time": "2023-11-14T22:13:00+0000", "id": "1900000000000000000" } }] }] });
    let standard =
        json!({ "kind": "message", "id": "1900000000000000000", "at": "2023-11-14T22:13:20Z", "from": { "id": "a" } });
    let moved = shifted(&[(false, page), (false, standard)]);
    let newest: Timestamp = NOW.parse().unwrap();
    let newest = newest.as_millisecond();
    let entry = &moved[0]["entry"][0];
    assert_eq!(entry["time"], newest);
    assert_eq!(entry["messaging"][0]["timestamp"], newest - 500);
    assert_eq!(entry["messaging"][1]["timestamp"], (newest - 10_500).div_euclid(1000));
    assert_eq!(entry["messaging"][1]["read"]["watermark"], newest - 60_000);
    assert_eq!(moved[0]["entry"][1]["changes"][0]["value"]["created_time"], "2026-03-30T08:59:39.750+0000");
    assert_eq!(moved[1]["at"], "2026-03-30T08:59:59.750Z");
    assert_eq!(entry["id"], "1900000000000000000");
    assert_eq!(moved[1]["id"], "1900000000000000000");
}

#[test]
fn what_is_no_instant_stays() {
    let body = json!({ "tweet_create_events": [{ "id": 1001, "id_str": "abc", "timestamp_ms": "soon", "time": 12, "created_at": 1.5e300, "text": "/status/" }], "at": null, "created_timestamp": "123456" });
    assert_eq!(shifted(&[(true, body.clone())])[0], body);
    assert_eq!(shifted(&[(true, json!("x")), (false, json!([]))]), [json!("x"), json!([])]);
}

#[test]
fn a_direct_message_happens_when_it_says_and_not_when_its_id_says() {
    let id = id_at("2027-01-01T00:00:00Z", 9);
    let body = json!({ "direct_message_events": [{ "id": id.to_string(), "created_timestamp": "1700000000000" }] });
    let moved = &shifted(&[(true, body)])[0]["direct_message_events"][0];
    assert_eq!(moved["created_timestamp"], "1774861200250");
    assert_eq!(moved["id"], snowflake::id_at(1_873_622_800_250, 9).unwrap().to_string());
}
