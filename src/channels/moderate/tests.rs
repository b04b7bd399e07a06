//! The requests themselves, as a platform sees them: method, path, query, body.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::channels::send::PlatformsConfig;
use crate::channels::x::access::XAccess;
use std::collections::BTreeMap;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Answers one request with `body` and gives back its head and body.
async fn one(listener: TcpListener, body: &'static str) -> String {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut seen = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let count = stream.read(&mut chunk).await.unwrap();
        seen.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&seen).into_owned();
        let Some((head, rest)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if rest.len() >= length.unwrap_or(0usize) {
            let answer =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
            stream.write_all(answer.as_bytes()).await.unwrap();
            let request = head.lines().next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
            return format!("{request} {rest}").trim().to_owned();
        }
    }
}

async fn platforms() -> (Platforms, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let config = PlatformsConfig {
        x_base_url: url.clone(),
        meta_base_url: url,
        x_access: BTreeMap::from([("1001".to_owned(), XAccess::Bearer("token".to_owned()))]),
        meta_tokens: BTreeMap::from([("2001".to_owned(), "token".to_owned()), ("3001".to_owned(), "token".to_owned())]),
        x_app_token: None,
        meta_app_id: None,
        meta_app_secret: "secret".to_owned(),
    };
    (Platforms::new(config).unwrap(), listener)
}

fn without_proof(request: &str) -> String {
    let proof = request.find("appsecret_proof=").map(|at| (at, at + "appsecret_proof=".len() + 64));
    let text = proof.map_or(request.to_owned(), |(from, to)| format!("{}{}", &request[..from], &request[to..]));
    text.replace("? ", " ").trim_end_matches(['?', '&']).to_owned()
}

#[tokio::test]
async fn every_deed_is_the_request_the_platform_documents() {
    let now: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
    for (channel, inbox, id, deed, answer, expected) in [
        (
            Channel::X,
            "1001",
            "77",
            Deed::Hide,
            r#"{"data":{"hidden":true}}"#,
            r#"PUT /2/tweets/77/hidden {"hidden":true}"#,
        ),
        (
            Channel::X,
            "1001",
            "77",
            Deed::Show,
            r#"{"data":{"hidden":false}}"#,
            r#"PUT /2/tweets/77/hidden {"hidden":false}"#,
        ),
        (
            Channel::X,
            "1001",
            "77",
            Deed::Like,
            r#"{"data":{"liked":true}}"#,
            r#"POST /2/users/1001/likes {"tweet_id":"77"}"#,
        ),
        (Channel::X, "1001", "77", Deed::Unlike, r#"{"data":{"liked":false}}"#, "DELETE /2/users/1001/likes/77"),
        (Channel::X, "1001", "77", Deed::Delete, r#"{"data":{"deleted":true}}"#, "DELETE /2/tweets/77"),
        (Channel::Facebook, "2001", "8_9", Deed::Hide, r#"{"success":true}"#, "POST /v23.0/8_9?is_hidden=true"),
        (Channel::Facebook, "2001", "8_9", Deed::Show, r#"{"success":true}"#, "POST /v23.0/8_9?is_hidden=false"),
        (Channel::Facebook, "2001", "8_9", Deed::Like, r#"{"success":true}"#, "POST /v23.0/8_9/likes"),
        (Channel::Facebook, "2001", "8_9", Deed::Unlike, r#"{"success":true}"#, "DELETE /v23.0/8_9/likes"),
        (Channel::Facebook, "2001", "8_9", Deed::Delete, r#"{"success":true}"#, "DELETE /v23.0/8_9"),
        (Channel::Facebook, "2001", "8_9", Deed::Edit, r#"{"success":true}"#, r#"POST /v23.0/8_9 {"message":"new"}"#),
        (Channel::Instagram, "3001", "18", Deed::Hide, r#"{"success":true}"#, "POST /v23.0/18?hide=true"),
        (Channel::Instagram, "3001", "18", Deed::Delete, r#"{"success":true}"#, "DELETE /v23.0/18"),
    ] {
        let (platforms, listener) = platforms().await;
        let asked = Moderation {
            channel,
            inbox: inbox.to_owned(),
            id: id.to_owned(),
            deed,
            text: (deed == Deed::Edit).then(|| "new".to_owned()),
        };
        assert!(!format!("{asked:?}").contains("new"));
        let (outcome, seen) = tokio::join!(platforms.moderate(&asked, now), one(listener, answer));
        assert_eq!(outcome, ActOutcome::Done, "{channel:?} {deed:?}");
        assert_eq!(without_proof(&seen), expected);
    }
}

#[tokio::test]
async fn many_posts_are_asked_for_in_one_request() {
    let now: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
    let ids = ["1".to_owned(), "2".to_owned()];
    let (platforms, listener) = platforms().await;
    let answer = r#"{"data":[{"id":"1"}],"errors":[{"resource_id":"2","type":"https://api.x.com/2/problems/resource-not-found"}]}"#;
    let (gone, seen) = tokio::join!(platforms.gone(Channel::X, "1001", &ids, now), one(listener, answer));
    assert_eq!(gone.unwrap(), ["2"]);
    assert_eq!(seen, "GET /2/tweets?ids=1%2C2&tweet.fields=id");
    let (platforms, listener) = self::platforms().await;
    let answer = r#"{"1":{"id":"1"},"2":{"id":"2"}}"#;
    let (gone, seen) = tokio::join!(platforms.gone(Channel::Facebook, "2001", &ids, now), one(listener, answer));
    assert!(gone.unwrap().is_empty());
    assert_eq!(without_proof(&seen), "GET /v23.0/?ids=1%2C2&fields=id");
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_without_asking() {
    let now: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
    let (platforms, _listener) = platforms().await;
    let ask = |channel, inbox: &str, id: &str, deed| Moderation {
        channel,
        inbox: inbox.to_owned(),
        id: id.to_owned(),
        deed,
        text: None,
    };
    for (asked, code) in [
        (ask(Channel::X, "1001", "../users", Deed::Delete), RefusalCode::Invalid),
        (ask(Channel::X, "1009", "77", Deed::Delete), RefusalCode::NotConnected),
        (ask(Channel::X, "1001", "77", Deed::Edit), RefusalCode::Invalid),
        (ask(Channel::Facebook, "2001", "8/9", Deed::Hide), RefusalCode::Invalid),
        (ask(Channel::Facebook, "2001", "8_9", Deed::Edit), RefusalCode::Invalid),
        (ask(Channel::Instagram, "3001", "18", Deed::Like), RefusalCode::Invalid),
        (ask(Channel::Messenger, "2001", "m_1", Deed::Delete), RefusalCode::Invalid),
    ] {
        assert_eq!(platforms.moderate(&asked, now).await, ActOutcome::Refused(code), "{asked:?}");
    }
}
