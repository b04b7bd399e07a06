//! Files of messages: copied while the links live, served from our own address, gone in time; and pictures
//! with answers.

use super::bodies::{self, snowflake};
use super::support::*;
use reqwest::header::{CONTENT_TYPE, COOKIE};
use serde_json::{Value, json};

const PNG: &[u8] = b"\x89PNG\r\n\x1A\n and what a picture is made of";
const ADDRESS: &str = "https://scontent.xx.fbcdn.net/v/t1/photo.png?oh=1";
const PLACE: &str = "scontent.xx.fbcdn.net/v/t1/photo.png";

/// A Messenger message with files.
fn with_files(mid: &str, text: Option<&str>, files: &[(&str, &str)]) -> Value {
    let mut body = bodies::messenger(mid, "7001", MONDAY, text.unwrap_or_default());
    let message = &mut body["entry"][0]["messaging"][0]["message"];
    message["attachments"] =
        files.iter().map(|(kind, url)| json!({"type": kind, "payload": {"url": url}})).collect::<Vec<_>>().into();
    if text.is_none() {
        message.as_object_mut().unwrap().remove("text");
    }
    body
}

fn taken_back(mid: &str) -> Value {
    bodies::page(vec![json!({
        "sender": {"id": "7001"}, "recipient": {"id": "2001"}, "timestamp": 1774861260000i64,
        "message": {"mid": mid, "is_deleted": true}
    })])
}

fn attachment(case: &Value, index: usize) -> &Value {
    &case["messages"][0]["attachments"][index]
}

/// Asks for an address of ours, as somebody.
async fn asked(process: &Process, path: &str, who: Option<&str>, range: Option<&str>) -> reqwest::Response {
    let mut request = plain_client().get(format!("{}{path}", process.url));
    if let Some(token) = who {
        request = request.bearer_auth(token);
    }
    if let Some(range) = range {
        request = request.header("range", range);
    }
    request.send().await.unwrap()
}

/// A client that is signed in on the page, and the token of its forms.
async fn signed_in(process: &Process, token: &str) -> (reqwest::Client, String, String) {
    let client = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let answer = client
        .post(format!("{}/sign-in", process.url))
        .header("sec-fetch-site", "same-origin")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(format!("token={token}"))
        .send()
        .await
        .unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let page = client.get(&process.url).header(COOKIE, &cookie).send().await.unwrap().text().await.unwrap();
    let form = page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    (client, cookie, form)
}

async fn page_of(process: &Process, case: &str, language: &str) -> String {
    let (client, cookie, _) = signed_in(process, AGENT).await;
    let request = client.get(format!("{}/cases/{case}", process.url));
    request.header(COOKIE, format!("{cookie}; couture_language={language}")).send().await.unwrap().text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_copied_at_once_and_shown_from_our_own_address() {
    let world = World::at(MONDAY).await;
    world.fakes.host(PLACE, "image/png", PNG.to_vec());
    let process = world.boot().await;
    let before = process.house().app.store.capacity().write_units();
    process.meta(&with_files("m_1", Some("Mon colis est abîmé"), &[("image", ADDRESS)])).await;
    let spent = process.house().app.store.capacity().write_units() - before;
    let case = process.only_case().await;
    let shown = attachment(&case, 0).clone();
    assert_eq!(shown["state"], "copied", "{shown}");
    assert_eq!(
        (&shown["kind"], &shown["type"], &shown["size"]),
        (&json!("image"), &json!("image/png"), &json!(PNG.len()))
    );
    assert_eq!(shown["why"], Value::Null);
    assert!(!case.to_string().contains("fbcdn"), "the platform's address is never told");
    // The mention itself costs 6 with a contact row; the copy is one write of the case and its index entry's move.
    assert!(spent <= 9.0, "{spent} write units");
    eprintln!("a message with a picture: {spent} write units");

    let url = shown["url"].as_str().unwrap();
    let answer = asked(&process, url, Some(AGENT), None).await;
    assert_eq!(answer.status(), 200);
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/png");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-disposition").starts_with("inline"));
    assert!(header("cache-control").starts_with("private"));
    assert!(header("content-security-policy").contains("sandbox"));
    assert_eq!(answer.bytes().await.unwrap(), PNG);

    let part = asked(&process, url, Some(AGENT), Some("bytes=1-3")).await;
    assert_eq!(
        (part.status().as_u16(), &part.headers()["content-range"]),
        (206, &format!("bytes 1-3/{}", PNG.len()).parse().unwrap())
    );
    assert_eq!(part.bytes().await.unwrap().as_ref(), b"PNG");
    assert_eq!(asked(&process, url, Some(AGENT), Some("bytes=9999-")).await.status(), 416);

    // Nobody without a name.
    assert_eq!(asked(&process, url, None, None).await.status(), 401);
    assert_eq!(asked(&process, url, Some("nobody"), None).await.status(), 401);
    let on_page = url.strip_prefix("/api/v1").unwrap();
    let without = asked(&process, on_page, None, None).await;
    assert!(!without.bytes().await.unwrap().starts_with(b"\x89PNG"), "the sign-in page, not the file");
    for wrong in [
        "/api/v1/attachments/0123456789abcdef01234567.png",
        "/api/v1/attachments/..%2f..%2fetc%2fpasswd",
        "/api/v1/attachments/x",
    ] {
        assert_eq!(asked(&process, wrong, Some(AGENT), None).await.status(), 404, "{wrong}");
    }

    let page = page_of(&process, id(&case), "fr").await;
    assert!(page.contains(&format!("<img src=\"{on_page}\" alt=\"Pièce jointe : image\" loading=\"lazy\"")), "{page}");
    assert!(!page.contains("fbcdn"));
    let (client, cookie, _) = signed_in(&process, AGENT).await;
    let seen = client.get(format!("{}{on_page}", process.url)).header(COOKIE, cookie).send().await.unwrap();
    let fence = seen.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(fence.contains("sandbox"), "{fence}");
    assert_eq!(seen.headers().get_all("content-security-policy").iter().count(), 1);
    assert_eq!(seen.bytes().await.unwrap(), PNG);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_copied_is_refused_with_its_reason() {
    let world = World::at(MONDAY).await;
    world.fakes.host("a.fbcdn.net/page.png", "image/png", b"<!doctype html><script>alert(1)</script>".to_vec());
    world.fakes.host("a.fbcdn.net/drawing.svg", "image/svg+xml", b"<svg/>".to_vec());
    world.fakes.host("a.fbcdn.net/large.png", "image/png", [PNG, &vec![0; 25 * 1024 * 1024]].concat());
    let process = world.boot().await;
    let table = [
        ("https://169.254.169.254/latest/meta-data", "forme"),
        ("https://evil.test/a.png", "ailleurs"),
        ("https://a.fbcdn.net.evil.test/a.png", "ailleurs"),
        ("https://a.fbcdn.net/page.png", "prétend"),
        ("https://a.fbcdn.net/drawing.svg", "genre"),
        ("https://a.fbcdn.net/large.png", "25 Mo"),
        ("https://a.fbcdn.net/gone.pdf", "ne donne plus"),
        ("/reel/12/", "forme"),
    ];
    let files: Vec<(&str, &str)> = table.iter().map(|(url, _)| ("image", *url)).collect();
    process.meta(&with_files("m_1", None, &files)).await;
    let id = process.only_case().await["id"].as_str().unwrap().to_owned();
    let answer = plain_client()
        .get(format!("{}/api/v1/cases/{id}", process.url))
        .bearer_auth(AGENT)
        .header("accept-language", "fr")
        .send()
        .await
        .unwrap();
    let case: Value = answer.json().await.unwrap();
    for (index, (url, why)) in table.iter().enumerate() {
        let shown = attachment(&case, index);
        assert_eq!(shown["state"], "refused", "{url}");
        assert_eq!(shown["url"], Value::Null, "{url}");
        assert!(shown["why"].as_str().unwrap().contains(why), "{url}: {shown}");
    }
    assert!(world.files.keys().is_empty());
    let page = page_of(&process, &id, "en").await;
    assert!(page.contains("The file is larger than 25 MB"), "{page}");
    assert!(!page.contains("<img"), "nothing of it is shown");
    assert!(!page.contains("evil.test") && !page.contains("169.254"), "no address of a stranger stands in the page");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_fails_is_tried_again_for_an_hour() {
    let world = World::at(MONDAY).await;
    world.fakes.host(PLACE, "image/png", PNG.to_vec());
    let process = world.boot().await;
    process.fault("media", "500", 2).await;
    process.meta(&with_files("m_1", None, &[("image", ADDRESS)])).await;
    let case = process.only_case().await;
    assert_eq!(attachment(&case, 0)["state"], "pending", "{case}");
    assert!(attachment(&case, 0)["why"].is_string());
    process.advance("PT1M").await;
    assert_eq!(attachment(&process.only_case().await, 0)["state"], "pending");
    process.advance("PT4M").await;
    assert_eq!(attachment(&process.only_case().await, 0)["state"], "copied");

    process.fault("media", "500", 1000).await;
    process.meta(&with_files("m_2", None, &[("image", "https://a.fbcdn.net/never.png")])).await;
    let state = async |process: &Process| {
        let case = process.case(id(&case)).await;
        let messages = case["messages"].as_array().unwrap();
        let second = messages.iter().find(|message| message["external_id"] == "m_2").unwrap();
        second["attachments"][0].clone()
    };
    process.advance("PT50M").await;
    assert_eq!(state(&process).await["state"], "pending");
    process.advance("PT11M").await;
    let refused = state(&process).await;
    assert_eq!(refused["state"], "refused", "{refused}");
    assert!(refused["why"].as_str().unwrap().contains("hour"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_goes_and_so_does_what_is_old() {
    let world = World::at(MONDAY).await;
    world.fakes.host(PLACE, "image/png", PNG.to_vec());
    let process = world.boot().await;
    process.meta(&with_files("m_1", Some("Bonjour ?"), &[("image", ADDRESS)])).await;
    process.meta(&with_files("m_2", Some("Et voici l'autre"), &[("image", ADDRESS), ("image", ADDRESS)])).await;
    assert_eq!(world.files.keys().len(), 3);
    process.meta(&taken_back("m_2")).await;
    assert_eq!(world.files.keys().len(), 1, "the copies went with the message");
    let case = process.only_case().await;
    let url = attachment(&case, 0)["url"].as_str().unwrap().to_owned();

    world.clock.set("2026-04-29T08:59:00Z".parse().unwrap());
    assert_eq!(asked(&process, &url, Some(AGENT), None).await.status(), 200);
    world.clock.set("2026-04-29T09:00:01Z".parse().unwrap());
    assert_eq!(asked(&process, &url, Some(AGENT), None).await.status(), 404);
    let expired = process.case(id(&case)).await;
    assert_eq!(attachment(&expired, 0)["state"], "expired", "{expired}");
    assert_eq!(attachment(&expired, 0)["url"], Value::Null);
    process.house().app.files.forget_old(world.clock.now()).await;
    assert!(world.files.keys().is_empty());

    process.meta(&taken_back("m_1")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delete_while_it_is_still_tried_leaves_nothing_behind() {
    let world = World::at(MONDAY).await;
    world.fakes.host(PLACE, "image/png", PNG.to_vec());
    let process = world.boot().await;
    process.fault("media", "timeout_after_send", 1).await;
    process.meta(&with_files("m_1", Some("Bonjour ?"), &[("image", ADDRESS)])).await;
    process.meta(&taken_back("m_1")).await;
    process.advance("PT2H").await;
    assert!(world.files.keys().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_anywhere_in_copying_loses_nothing() {
    for at in 1.. {
        for after in [false, true] {
            let world = World::at(MONDAY).await;
            world.fakes.host(PLACE, "image/png", PNG.to_vec());
            let process = world.boot_with(Cut { at, after }).await;
            let survived =
                process.try_meta(&with_files("m_1", Some("Cassé"), &[("image", ADDRESS)])).await == Some(200);
            if survived {
                process.drain().await;
            }
            let over = survived && !process.is_dead();
            drop(process);
            let process = world.boot().await;
            process.meta(&with_files("m_1", Some("Cassé"), &[("image", ADDRESS)])).await;
            process.advance("PT2M").await;
            let case = process.only_case().await;
            assert_eq!(attachment(&case, 0)["state"], "copied", "died at {at}, after: {after}");
            assert_eq!(world.files.keys().len(), 1);
            if over {
                assert!(at > 3, "the cut was never reached");
                return;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_direct_message_on_x_is_copied_with_the_inboxes_own_access() {
    for access in [BEARER, SIGNED, &renewable()] {
        let world = World::at(MONDAY).await.with_x_access("1001", access);
        world.fakes.host("ton.twitter.com/1.1/ton/data/dm/1/2/a.png", "image/png", PNG.to_vec());
        let process = world.boot().await;
        process
            .x(&json!({"for_user_id": "1001", "direct_message_events": [{
                "type": "message_create", "id": snowflake(MONDAY, 1), "created_timestamp": "1774861200000",
                "message_create": {"target": {"recipient_id": "1001"}, "sender_id": "7001", "message_data": {
                    "text": "Regardez https://t.co/abc", "entities": {"urls": []},
                    "attachment": {"type": "media", "media": {"type": "photo", "id_str": "2",
                        "media_url_https": "https://ton.twitter.com/1.1/ton/data/dm/1/2/a.png",
                        "url": "https://t.co/abc", "indices": [10, 26]}}
                }}
            }]}))
            .await;
        let case = process.only_case().await;
        assert_eq!(attachment(&case, 0)["state"], "copied", "{access}: {case}");
    }
}

const BEARER: &str = "local-platform-token-1001";
const SIGNED: &str = "oauth1:key:secret:token-1001:token-secret";

fn renewable() -> String {
    format!("oauth2:id:secret:{}", couture::local::fakes::refresh_token_for("pictures", "1001"))
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_leave_with_every_kind_of_access_and_once_more_after_a_renewal() {
    for access in [SIGNED, &renewable()] {
        let world = World::at(MONDAY).await.with_x_access("1001", access);
        let process = world.boot().await;
        for n in 1..3u64 {
            process
                .x(&bodies::mention(&snowflake(MONDAY, n), &format!("700{n}"), "it arrived broken, can you help?"))
                .await;
            let items = process.items("/queue").await;
            let case = items.iter().find(|item| item["status"] == "new").unwrap().clone();
            let (_, picture) = upload(&process, AGENT, &case, "image/png", PNG).await;
            let path = format!("/cases/{}/reply", id(&case));
            let body = json!({"text": format!("Like this, {n}:"), "version": case["version"], "undo_seconds": 0, "attachments": [picture["id"]]});
            let (status, accepted) = process.api(AGENT, "POST", &path, body).await;
            assert_eq!(status, 202, "{accepted}");
            process.drain().await;
            assert_eq!(process.case(id(&case)).await["sends"][0]["state"], "sent", "{access}");
            // The second leaves with a token that X no longer takes.
            world.fakes.expire("1001");
        }
        let sent = process.sent("x");
        assert_eq!(sent.len(), 2, "{sent:?}");
        assert!(sent.iter().all(|item| item["body"]["media"]["media_ids"].as_array().unwrap().len() == 1), "{sent:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_does_not_leave_behind_a_text_that_was_refused() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    process.meta(&bodies::messenger("m_1", "7001", MONDAY, "Comment faire ?")).await;
    let case = process.only_case().await;
    let (_, picture) = upload(&process, AGENT, &case, "image/png", PNG).await;
    // Both the plain response and the one with a person's tag are refused.
    process.fault("meta", "window_closed", 2).await;
    let path = format!("/cases/{}/reply", id(&case));
    let body =
        json!({"text": "Comme ceci :", "version": case["version"], "undo_seconds": 0, "attachments": [picture["id"]]});
    let (_, accepted) = process.api(AGENT, "POST", &path, body).await;
    assert_eq!(accepted["sends"].as_array().unwrap().len(), 2, "{accepted}");
    assert_eq!(accepted["sends"][1]["after"], accepted["sends"][0]["id"]);
    process.drain().await;
    process.advance("PT2M").await;
    let told = process.case(id(&case)).await;
    assert!(told["sends"].as_array().unwrap().iter().all(|send| send["state"] == "refused"), "{}", told["sends"]);
    assert!(process.sent("meta").is_empty());
}

async fn upload(process: &Process, token: &str, case: &Value, kind: &str, bytes: &[u8]) -> (u16, Value) {
    let request = plain_client()
        .post(format!("{}/api/v1/cases/{}/attachments", process.url, id(case)))
        .bearer_auth(token)
        .header(CONTENT_TYPE, kind);
    let answer = request.body(bytes.to_vec()).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_leave_with_a_post() {
    let (world, process, case) = with_mention("my order 4711 arrived broken, can you help?").await;
    let (status, first) = upload(&process, AGENT, &case, "image/png", PNG).await;
    assert_eq!(status, 201, "{first}");
    let (_, again) = upload(&process, AGENT, &case, "image/png", PNG).await;
    assert_eq!(first["id"], again["id"], "the same picture twice is one");
    let (_, second) = upload(&process, AGENT, &case, "image/jpeg", b"\xFF\xD8\xFF\xE0 another").await;
    let path = format!("/cases/{}/reply", id(&case));
    let body = json!({"text": "Like this:", "version": case["version"], "undo_seconds": 0, "attachments": [first["id"], second["id"]]});
    // A failing upload sends nothing, and the answer leaves once the platform is back.
    process.fault("media", "500", 1).await;
    let (status, accepted) = process.api(AGENT, "POST", &path, body).await;
    assert_eq!(status, 202, "{accepted}");
    process.drain().await;
    assert!(process.sent("x").is_empty());
    assert_eq!(process.case(id(&case)).await["sends"][0]["state"], "queued");
    process.advance("PT1M").await;
    let sent = process.sent("x");
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!(sent[0]["body"]["media"]["media_ids"].as_array().unwrap().len(), 2);
    let told = process.case(id(&case)).await;
    let ours = told["messages"].as_array().unwrap().iter().find(|message| message["direction"] == "out").unwrap();
    assert_eq!(ours["attachments"][0]["state"], "copied");
    assert_eq!(ours["attachments"][1]["type"], "image/jpeg");
    assert_eq!(world.files.keys().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_with_a_picture_whose_answer_was_lost_is_found_again() {
    let (_world, process, case) = with_mention("my order 4711 arrived broken, can you help?").await;
    let (_, picture) = upload(&process, AGENT, &case, "image/png", PNG).await;
    process.fault("x", "timeout_after_send", 1).await;
    let path = format!("/cases/{}/reply", id(&case));
    let body =
        json!({"text": "Like this:", "version": case["version"], "undo_seconds": 0, "attachments": [picture["id"]]});
    process.api(AGENT, "POST", &path, body).await;
    process.drain().await;
    process.advance("PT2M").await;
    let told = process.case(id(&case)).await;
    assert_eq!(told["sends"][0]["state"], "sent", "{}", told["sends"]);
    assert_eq!(process.sent("x").len(), 1, "never twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_messenger_the_picture_follows_the_text() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    process.meta(&bodies::messenger("m_1", "7001", MONDAY, "Comment faire ?")).await;
    let case = process.only_case().await;
    let (status, picture) = upload(&process, AGENT, &case, "image/png", PNG).await;
    assert_eq!(status, 201, "{picture}");
    let path = format!("/cases/{}/reply", id(&case));
    let body =
        json!({"text": "Comme ceci :", "version": case["version"], "undo_seconds": 0, "attachments": [picture["id"]]});
    let (status, accepted) = process.api(AGENT, "POST", &path, body).await;
    assert_eq!(status, 202, "{accepted}");
    process.drain().await;
    process.advance("PT1M").await;
    let sent = process.sent("meta");
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert_eq!((&sent[0]["text"], &sent[1]["text"]), (&json!("Comme ceci :"), &json!("")));
    let body = &sent[1]["body"];
    assert_eq!(body["filedata"], json!({"type": "image/png", "size": PNG.len()}));
    assert_eq!(body["message"]["attachment"]["type"], "image");
    assert!(body["message"]["metadata"].as_str().unwrap().ends_with(".s2"));
    let told = process.case(id(&case)).await;
    assert!(told["sends"].as_array().unwrap().iter().all(|send| send["state"] == "sent"), "{}", told["sends"]);
    assert_eq!(told["answers"].as_array().unwrap().len(), 1, "a picture alone is no answer to compare");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_taken_back_takes_its_picture_along() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    process.meta(&bodies::messenger("m_1", "7001", MONDAY, "Comment faire ?")).await;
    let case = process.only_case().await;
    let (_, picture) = upload(&process, AGENT, &case, "image/png", PNG).await;
    let path = format!("/cases/{}/reply", id(&case));
    let body =
        json!({"text": "Comme ceci :", "version": case["version"], "undo_seconds": 60, "attachments": [picture["id"]]});
    let (_, accepted) = process.api(AGENT, "POST", &path, body).await;
    let send = accepted["send"]["id"].as_str().unwrap();
    let (status, left) = process.api(AGENT, "DELETE", &format!("/cases/{}/sends/{send}", id(&case)), Value::Null).await;
    assert_eq!((status, &left["sends"]), (200, &json!([])));
    process.advance("PT2M").await;
    assert!(process.sent("meta").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_that_cannot_go_out_are_refused_in_words() {
    let (_world, process, case) = with_mention("my order 4711 arrived broken, can you help?").await;
    let code = |(status, body): (u16, Value)| (status, body["code"].as_str().unwrap_or_default().to_owned());
    let refused = |status, word: &str| (status, word.to_owned());
    assert_eq!(code(upload(&process, AGENT, &case, "image/svg+xml", b"<svg/>").await), refused(422, "attachment_kind"));
    assert_eq!(code(upload(&process, AGENT, &case, "image/png", b"<html>").await), refused(422, "attachment_kind"));
    assert_eq!(code(upload(&process, AGENT, &case, "image/jpeg", PNG).await), refused(422, "attachment_kind"));
    assert_eq!(
        code(upload(&process, AGENT, &case, "application/pdf", b"%PDF-1.7").await),
        refused(422, "attachment_kind")
    );
    let large = [PNG, &vec![0; 5 * 1024 * 1024]].concat();
    assert_eq!(code(upload(&process, AGENT, &case, "image/png", &large).await), refused(422, "attachment_too_large"));
    let larger = [PNG, &vec![0; 6 * 1024 * 1024]].concat();
    assert_eq!(code(upload(&process, AGENT, &case, "image/png", &larger).await), refused(413, "too_large"));
    assert_eq!(code(upload(&process, AUDITOR, &case, "image/png", PNG).await), refused(403, "forbidden"));

    process.x(&bodies::mention(&snowflake(MONDAY, 2), "7002", "where is my refund?")).await;
    let items = process.items("/queue").await;
    let other = items.iter().find(|item| item["id"] != case["id"]).unwrap().clone();
    let (_, of_other) = upload(&process, AGENT, &other, "image/png", PNG).await;
    let reply = async |ids: Value| {
        let body = json!({"text": "Hello", "version": case["version"], "attachments": ids});
        code(process.api(AGENT, "POST", &format!("/cases/{}/reply", id(&case)), body).await)
    };
    assert_eq!(reply(json!([of_other["id"]])).await, refused(422, "unknown_attachment"), "made for another customer");
    assert_eq!(reply(json!(["0123456789abcdef01234567.png"])).await, refused(422, "unknown_attachment"));
    assert_eq!(reply(json!(["../../etc/passwd"])).await, refused(422, "unknown_attachment"));
    assert_eq!(reply(json!([1, 2])).await.0, 400);
    let (_, own) = upload(&process, AGENT, &case, "image/png", PNG).await;
    let five = vec![own["id"].clone(); 5];
    assert_eq!(reply(json!(five)).await, refused(422, "too_many_attachments"));
    assert!(process.sent("x").is_empty());

    // Where no picture can be sent.
    process.meta(&json!({"object": "instagram", "entry": [{"id": "3001", "time": 1774861200000i64, "messaging": [{
        "sender": {"id": "9001"}, "recipient": {"id": "3001"}, "timestamp": 1774861200000i64, "message": {"mid": "aW_1", "text": "Hello?"}
    }]}]})).await;
    let items = process.items("/queue").await;
    let instagram = items.iter().find(|item| item["channel"] == "instagram").unwrap().clone();
    assert_eq!(
        code(upload(&process, AGENT, &instagram, "image/png", PNG).await),
        refused(422, "attachment_not_supported")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_takes_a_picture_only_from_its_own_form() {
    let (_world, process, case) = with_mention("my order 4711 arrived broken, can you help?").await;
    let (client, cookie, form) = signed_in(&process, AGENT).await;
    let address = format!("{}/cases/{}/attachments", process.url, id(&case));
    let send = async |site: &str, token: &str| {
        let request = client.post(&address).header(COOKIE, &cookie).header("sec-fetch-site", site);
        let request = request.header(CONTENT_TYPE, "image/png").header("couture-form", token).body(PNG);
        request.send().await.unwrap()
    };
    assert_eq!(send("cross-site", &form).await.status(), 403);
    assert_eq!(send("same-origin", "guess").await.status(), 403);
    let taken = send("same-origin", &form).await;
    assert_eq!(taken.status(), 201);
    let taken: Value = taken.json().await.unwrap();
    let reply = serde_urlencoded::to_string([
        ("csrf", form.as_str()),
        ("text", "Like this:"),
        ("version", &case["version"].to_string()),
        ("undo_seconds", "0"),
        ("attachments", taken["id"].as_str().unwrap()),
    ])
    .unwrap();
    let request = client.post(format!("{}/cases/{}/reply", process.url, id(&case)));
    let request = request.header(COOKIE, &cookie).header("sec-fetch-site", "same-origin");
    let answer = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(reply).send().await.unwrap();
    assert_eq!(answer.status(), 303);
    process.drain().await;
    assert_eq!(process.sent("x")[0]["body"]["media"]["media_ids"].as_array().unwrap().len(), 1);
    let page = page_of(&process, id(&case), "en").await;
    assert!(page.contains("type=\"file\"") && page.contains("accept=\"image/jpeg,image/png,image/webp\""), "{page}");
    assert!(page.contains("<img src=\"/attachments/"), "our own picture is shown");
}
