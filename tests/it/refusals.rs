//! What people ask for and may not have: each with its true reason.

use super::support::{AGENT, AGENT_2, LEAD, id, plain_client, with_mention};
use serde_json::{Value, json};

/// Expects a refusal with a code and a sentence.
#[track_caller]
fn refused((status, problem): (u16, Value), expected: u16, code: &str) -> Value {
    assert_eq!((status, &problem["code"]), (expected, &json!(code)), "{problem}");
    assert!(problem["detail"].as_str().unwrap().ends_with('.'), "{problem}");
    problem
}

#[tokio::test]
async fn an_answer_to_a_version_nobody_has_seen_is_refused() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    let path = format!("/cases/{}/reply", id(&case));
    let version = case["version"].as_u64().unwrap();
    let ahead = json!({"text": "It comes tomorrow.", "version": version + 1});
    let problem = refused(process.api(AGENT, "POST", &path, ahead).await, 409, "version");
    assert_eq!(problem["version"], json!(version));
    process.reply(AGENT, &case, "It comes tomorrow.").await;
    let older = json!({"text": "Or the day after.", "version": version});
    refused(process.api(AGENT, "POST", &path, older).await, 409, "stale");
}

#[tokio::test]
async fn only_its_writer_or_a_lead_takes_an_answer_back_and_it_is_said() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    let path = format!("/cases/{}/reply", id(&case));
    let body = json!({"text": "It comes tomorrow.", "version": case["version"], "undo_seconds": 60});
    assert_eq!(process.api(AGENT, "POST", &path, body).await.0, 202);
    let send = format!("/cases/{}/sends/s1", id(&case));
    let problem = refused(process.api(AGENT_2, "DELETE", &send, Value::Null).await, 403, "not_yours");
    assert!(problem["detail"].as_str().unwrap().contains("a lead"), "{problem}");
    assert_eq!(process.api(LEAD, "DELETE", &send, Value::Null).await.0, 200);
}

#[tokio::test]
async fn an_undo_time_is_honored_or_refused_and_never_cut() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    let path = format!("/cases/{}/reply", id(&case));
    let body =
        |seconds: u32| json!({"text": "It comes tomorrow.", "version": case["version"], "undo_seconds": seconds});
    let problem = refused(process.api(AGENT, "POST", &path, body(601)).await, 422, "undo_too_long");
    assert_eq!(problem["most"], 600);
    let (status, accepted) = process.api(AGENT, "POST", &path, body(600)).await;
    assert_eq!((status, &accepted["send"]["send_at"]), (202, &json!("2026-03-30T09:10:00.000Z")), "{accepted}");
}

#[tokio::test]
async fn control_characters_never_reach_a_platform() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    let path = format!("/cases/{}/reply", id(&case));
    let body = |text: &str| json!({"text": text, "version": case["version"], "undo_seconds": 0});
    for text in ["a\u{0}b", "a\u{1b}[31mb", "a\rb", "a\u{85}b", "a\u{7f}"] {
        refused(process.api(AGENT, "POST", &path, body(text)).await, 422, "bad_text");
    }
    assert_eq!(process.api(AGENT, "POST", &path, body("One\r\n\ttwo\nthree")).await.0, 202);
    process.drain().await;
    assert_eq!(process.sent("x")[0]["text"], "One\n\ttwo\nthree");
}

#[tokio::test]
async fn a_case_sleeps_for_ninety_days_at_most() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    let path = format!("/cases/{}/snooze", id(&case));
    let until = |instant: &str| json!({"until": instant});
    refused(process.api(AGENT, "POST", &path, until("9000-01-01T00:00:00Z")).await, 422, "too_far");
    refused(process.api(AGENT, "POST", &path, until("2026-06-28T09:00:01Z")).await, 422, "too_far");
    assert_eq!(process.api(AGENT, "POST", &path, until("2026-06-28T09:00:00Z")).await.0, 200);
}

#[tokio::test]
async fn the_interface_speaks_the_language_liked_best() {
    let (_world, process, _case) = with_mention("where is my parcel?").await;
    let unknown = format!("{}/api/v1/cases/000000000000000000000000-1", process.url);
    for (header, expected) in [("de-DE,fr;q=0.8", "Cela n'existe pas"), ("fr;q=0.3,en;q=0.9", "There is no such")] {
        let request = plain_client().get(&unknown).bearer_auth(AGENT).header("accept-language", header);
        let problem: Value = request.send().await.unwrap().json().await.unwrap();
        assert!(problem["detail"].as_str().unwrap().starts_with(expected), "{header}: {problem}");
    }
}
