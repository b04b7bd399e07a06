//! The fake platforms themselves: what they remember over a restart, and what they insist on.

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::AtomicU32;

use serde_json::Value;

use super::*;

/// A new file name in the system's temporary folder.
fn new_file() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::SeqCst);
    std::env::temp_dir().join(format!("couture-fakes-{}-{number}", std::process::id())).join("sent.jsonl")
}

#[tokio::test]
async fn what_was_taken_survives_a_restart() {
    let path = new_file();
    let before = {
        let stage = Stage::with_store(Some(path.clone())).await;
        for (platform, outgoing) in each("gardé") {
            stage.fakes.set_fault(platform, "timeout_after_send", 1).unwrap();
            assert!(matches!(stage.send(&outgoing).await, SendOutcome::Unknown { .. }));
        }
        stage.fakes.sent(None)
    };
    assert_eq!(before.len(), 3);
    // The crash tore the line that was being written.
    let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(br#"{"id":"torn"#).unwrap();

    let stage = Stage::with_store(Some(path.clone())).await;
    assert_eq!(stage.fakes.sent(None), before);
    for (_, outgoing) in each("gardé") {
        assert!(matches!(stage.look_up(&outgoing).await, LookUp::Found { .. }));
    }
    assert_eq!(stage.send(&reply("gardé")).await, SendOutcome::Unknown { code: UnknownCode::Duplicate });
    for (_, outgoing) in each("nouveau") {
        assert!(matches!(stage.send(&outgoing).await, SendOutcome::Sent { .. }));
    }
    let third = Stage::with_store(Some(path.clone())).await;
    let mut ids: Vec<String> = third.fakes.sent(None).into_iter().map(|item| item.id).collect();
    assert_eq!(ids.len(), 6);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6, "ids never repeat");
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
}

#[tokio::test]
async fn alerts_are_recorded_as_they_come() {
    let stage = Stage::new().await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let body = json!({"kind": "breach", "text": "Dossier en retard", "case": "c1"});
    let post = async |id: &str| {
        let url = format!("http://{}/fake/alerts", stage.address);
        client.post(url).header("webhook-id", id).header("webhook-timestamp", "1").json(&body).send().await
    };
    assert_eq!(post("alert-1").await.unwrap().status(), 204);
    let item = stage.only("alerts");
    assert_eq!(
        serde_json::to_value(&item).unwrap(),
        json!({
            "id": "alert-1", "at": "2026-03-30T09:00:00.250Z", "platform": "alerts", "inbox": null, "kind": "breach",
            "to": null, "in_reply_to": null, "text": "Dossier en retard", "status": "accepted", "body": body,
        })
    );
    stage.fakes.set_fault("alerts", "429", 1).unwrap();
    let answer = post("alert-2").await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["retry-after"].to_str().unwrap()), (429, "60"));
    stage.fakes.set_fault("alerts", "500", 1).unwrap();
    assert_eq!(post("alert-2").await.unwrap().status(), 500);
    for (mode, taken) in [("timeout_before_send", 1), ("timeout_after_send", 2)] {
        stage.fakes.set_fault("alerts", mode, 1).unwrap();
        // Either no answer at all, or one that is no agreement.
        if let Ok(answer) = post("alert-2").await {
            assert!(!answer.status().is_success());
            assert!(answer.bytes().await.is_err());
        }
        assert_eq!(stage.fakes.sent(Some("alerts")).len(), taken);
    }
    assert_eq!(post("alert-2").await.unwrap().status(), 204);
    let ids: Vec<String> = stage.fakes.sent(Some("alerts")).into_iter().map(|item| item.id).collect();
    assert_eq!(ids, ["alert-1", "alert-2", "alert-2"]);
}

#[tokio::test]
async fn the_fakes_insist_on_what_the_real_ones_insist_on() {
    let stage = Stage::new().await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let proof = "0".repeat(64);
    let tweets = "x/2/tweets".to_owned();
    let send = format!("meta/v23.0/2001/messages?appsecret_proof={proof}");
    let good = json!({"recipient": {"id": "7"}, "messaging_type": "RESPONSE", "message": {"text": "a"}});
    let tag = json!({"recipient": {"id": "7"}, "messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE", "message": {"text": "a"}});
    let table: [(&str, &str, Value, u16); 9] = [
        (&tweets, "", json!({"text": "a"}), 401),
        (&tweets, "t-1", json!({"reply": {"in_reply_to_tweet_id": "1"}}), 400),
        (&tweets, "t-1", json!({"text": "a", "reply": {}}), 400),
        (&tweets, "t-1", json!({"text": "a", "surprise": true}), 400),
        ("x/2/dm_conversations/with/5/messages", "t-1", json!({"text": ""}), 400),
        ("meta/v23.0/2001/messages", "t-1", good.clone(), 400),
        (&send, "", good.clone(), 401),
        (&send, "t-1", tag, 400),
        (&send, "t-1", json!({"recipient": {"id": "7"}, "messaging_type": "RESPONSE", "message": {}}), 400),
    ];
    for (path, token, body, status) in table {
        let url = format!("http://{}/fake/{path}", stage.address);
        let answer = client.post(url).bearer_auth(token).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path} {body}");
    }
    assert_eq!(stage.fakes.sent(None), Vec::new());
    let url = format!("http://{}/fake/{tweets}", stage.address);
    let answer = client.post(url).bearer_auth("t-1").json(&json!({"text": "un post"})).send().await.unwrap();
    assert_eq!(answer.status(), 201);
    let item = stage.only("x");
    assert_eq!((item.kind.as_str(), item.inbox.as_deref()), ("post", Some("1")));
}
