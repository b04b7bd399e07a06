//! Hostile addresses, names and files, against the fetcher itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
use super::*;
use axum::Router;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::routing::get;
use std::net::IpAddr;

const PNG: &[u8] = b"\x89PNG\r\n\x1A\n and then some";

fn judged(url: &str) -> Result<Source, NotCopied> {
    source(Channel::X, url).map(|(_, source)| source)
}

#[test]
fn only_the_platforms_own_addresses_are_fetched() {
    for good in [
        "https://pbs.twimg.com/media/a.jpg",
        "https://PBS.twimg.com:443/media/a.jpg?name=large",
        "https://video.twimg.com/v.mp4",
        "https://scontent.xx.fbcdn.net/v/t1.jpg?oh=1",
        "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1",
        "https://scontent-cdg4-1.cdninstagram.com/a.jpg",
        "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1",
    ] {
        assert_eq!(judged(good), Ok(Source::Open), "{good}");
    }
    assert_eq!(judged("https://ton.twitter.com/1.1/ton/data/dm/1/2/a.jpg"), Ok(Source::NeedsAccess));
    for (bad, why) in [
        ("http://pbs.twimg.com/media/a.jpg", NotCopied::Address),
        ("ftp://pbs.twimg.com/a.jpg", NotCopied::Address),
        ("file:///etc/passwd", NotCopied::Address),
        ("data:image/png;base64,AAAA", NotCopied::Address),
        ("/reel/123/", NotCopied::Address),
        ("", NotCopied::Address),
        ("https://pbs.twimg.com:8443/a.jpg", NotCopied::Address),
        ("https://pbs.twimg.com:80/a.jpg", NotCopied::Address),
        ("https://user@pbs.twimg.com/a.jpg", NotCopied::Address),
        ("https://user:secret@pbs.twimg.com/a.jpg", NotCopied::Address),
        ("https://127.0.0.1/a.jpg", NotCopied::Address),
        ("https://2130706433/a.jpg", NotCopied::Address),
        ("https://0x7f.1/a.jpg", NotCopied::Address),
        ("https://[::1]/a.jpg", NotCopied::Address),
        ("https://[::ffff:169.254.169.254]/latest/meta-data", NotCopied::Address),
        ("https://169.254.169.254/latest/meta-data", NotCopied::Address),
        ("https://pbs.twimg.com\\@evil.test/a.jpg", NotCopied::Address),
        ("https://pbs.twimg.com@evil.test/a.jpg", NotCopied::Address),
        ("https://pbs.twimg.com.evil.test/a.jpg", NotCopied::Host),
        ("https://pbs.twimg.com./a.jpg", NotCopied::Host),
        ("https://evilpbs.twimg.com/a.jpg", NotCopied::Host),
        ("https://twimg.com/a.jpg", NotCopied::Host),
        ("https://evil.test/?u=https://pbs.twimg.com/a.jpg", NotCopied::Host),
        ("https://evil.test/pbs.twimg.com/a.jpg#ton.twitter.com", NotCopied::Host),
        ("https://ton.twitter.com.evil.test/a.jpg", NotCopied::Host),
        ("https://xton.twitter.com/a.jpg", NotCopied::Host),
        ("https://evilfbcdn.net/a.jpg", NotCopied::Host),
        ("https://fbcdn.net/a.jpg", NotCopied::Host),
        ("https://.fbcdn.net/a.jpg", NotCopied::Host),
        ("https://a..fbcdn.net/a.jpg", NotCopied::Host),
        ("https://x.fbcdn.net.evil.test/a.jpg", NotCopied::Host),
        ("https://localhost/a.jpg", NotCopied::Host),
        ("https://graph.facebook.com/123", NotCopied::Host),
        ("https://ⓟbs.twimg.com.evil.test/a.jpg", NotCopied::Host),
    ] {
        assert_eq!(judged(bad), Err(why), "{bad}");
    }
}

#[test]
fn access_belongs_to_one_host_of_one_channel() {
    let asked = |channel, url| source(channel, url).map(|(_, source)| source);
    assert_eq!(asked(Channel::Whatsapp, "https://lookaside.fbsbx.com/whatsapp?mid=1"), Ok(Source::NeedsAccess));
    assert_eq!(asked(Channel::Messenger, "https://lookaside.fbsbx.com/a?mid=1"), Ok(Source::Open));
    assert_eq!(asked(Channel::Whatsapp, "https://evil.fbsbx.com/whatsapp?mid=1"), Ok(Source::Open));
    assert_eq!(asked(Channel::Messenger, "https://ton.twitter.com/a.jpg"), Ok(Source::Open));
}

#[tokio::test]
async fn a_listed_name_that_leads_inside_is_not_connected_to() {
    for answer in
        [vec!["127.0.0.1"], vec!["10.1.2.3"], vec!["169.254.169.254"], vec!["8.8.8.8", "192.168.0.1"], vec!["::1"]]
    {
        let addresses: Vec<IpAddr> = answer.iter().map(|text| text.parse().unwrap()).collect();
        let media = Media::resolving(Lookup::Fixed(addresses)).unwrap();
        let fetched = media.fetch(Channel::X, "https://pbs.twimg.com/a.png", |_| None).await;
        assert_eq!(fetched, Err(FetchError::Never(NotCopied::PrivateNetwork)), "{answer:?}");
    }
    let media = Media::resolving(Lookup::Fixed(Vec::new())).unwrap();
    assert_eq!(media.fetch(Channel::X, "https://pbs.twimg.com/a.png", |_| None).await, Err(FetchError::Later));
}

/// A server that plays every host; what it saw of the authorization comes back as the file's end.
async fn played(largest: usize) -> Media {
    let redirect = |place: &'static str| move || async move { (StatusCode::FOUND, [(LOCATION, place)]) };
    let file = |kind: &'static str, bytes: &'static [u8]| move || async move { ([(CONTENT_TYPE, kind)], bytes) };
    let told = |headers: HeaderMap| async move {
        let seen = headers.get(AUTHORIZATION).map(|value| value.as_bytes().to_vec()).unwrap_or_default();
        ([(CONTENT_TYPE, "image/png")], [PNG, &seen].concat()).into_response()
    };
    let router = Router::new()
        .route("/media/pbs.twimg.com/told.png", get(told))
        .route("/media/ton.twitter.com/told.png", get(told))
        .route("/media/ton.twitter.com/away", get(redirect("https://pbs.twimg.com/told.png")))
        .route("/media/pbs.twimg.com/relative", get(redirect("/told.png")))
        .route("/media/pbs.twimg.com/inside", get(redirect("http://169.254.169.254/latest/meta-data")))
        .route("/media/pbs.twimg.com/elsewhere", get(redirect("https://pbs.twimg.com.evil.test/a.png")))
        .route("/media/pbs.twimg.com/round", get(redirect("/round")))
        .route("/media/pbs.twimg.com/page.png", get(file("image/png", b"<!doctype html><script>alert(1)</script>")))
        .route("/media/pbs.twimg.com/page.html", get(file("text/html", PNG)))
        .route("/media/pbs.twimg.com/drawing.svg", get(file("image/svg+xml", b"<svg/>")))
        .route("/media/pbs.twimg.com/called.jpg", get(file("image/jpeg", PNG)))
        .route("/media/pbs.twimg.com/busy", get(|| async { StatusCode::SERVICE_UNAVAILABLE }))
        .route("/media/pbs.twimg.com/gone", get(|| async { StatusCode::GONE }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/media", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Media { largest, ..Media::played_at(&base).unwrap() }
}

#[tokio::test]
async fn a_file_is_received_as_what_it_is_or_not_at_all() {
    let media = played(LARGEST_COPY).await;
    let never = |why| Err(FetchError::Never(why));
    let fetch = async |path: &str| media.fetch(Channel::X, &format!("https://pbs.twimg.com/{path}"), |_| None).await;
    let told = fetch("told.png").await.unwrap();
    assert_eq!((told.kind, told.bytes.as_slice()), (FileType::Png, PNG));
    assert_eq!(fetch("relative").await.unwrap().bytes, PNG);
    assert_eq!(fetch("inside").await, never(NotCopied::Address));
    assert_eq!(fetch("elsewhere").await, never(NotCopied::Host));
    assert_eq!(fetch("round").await, never(NotCopied::Redirects));
    assert_eq!(fetch("page.png").await, never(NotCopied::Mismatch));
    assert_eq!(fetch("page.html").await, never(NotCopied::Kind));
    assert_eq!(fetch("drawing.svg").await, never(NotCopied::Kind));
    assert_eq!(fetch("called.jpg").await, never(NotCopied::Mismatch));
    assert_eq!(fetch("busy").await, Err(FetchError::Later));
    assert_eq!(fetch("gone").await, never(NotCopied::Gone));
    assert_eq!(fetch("nowhere").await, never(NotCopied::Gone));
}

#[tokio::test]
async fn access_does_not_travel_with_a_redirect() {
    let media = played(LARGEST_COPY).await;
    let access = |_: &Url| Some(HeaderValue::from_static("Bearer secret"));
    let fetch = async |url: &str| media.fetch(Channel::X, url, access).await.unwrap().bytes;
    assert_eq!(fetch("https://ton.twitter.com/told.png").await, [PNG, b"Bearer secret"].concat());
    assert_eq!(fetch("https://ton.twitter.com/away").await, PNG);
    assert_eq!(fetch("https://pbs.twimg.com/told.png").await, PNG);
    let without = media.fetch(Channel::X, "https://ton.twitter.com/told.png", |_| None).await;
    assert_eq!(without, Err(FetchError::Never(NotCopied::Gone)));
}

#[tokio::test]
async fn what_is_too_large_is_left_whatever_it_announces() {
    let media = played(PNG.len() - 1).await;
    let fetched = media.fetch(Channel::X, "https://pbs.twimg.com/told.png", |_| None).await;
    assert_eq!(fetched, Err(FetchError::Never(NotCopied::TooLarge)));
    // The same without a length: in pieces.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut asked = [0; 1024];
        let _ = socket.read(&mut asked).await;
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ntransfer-encoding: chunked\r\n\r\n";
        socket.write_all(head).await.unwrap();
        // Without an end: only the limit ends it.
        while socket.write_all(b"8\r\n\x89PNG\r\n\x1A\n\r\n").await.is_ok() {}
    });
    let media = Media { largest: 100_000, ..Media::played_at(&base).unwrap() };
    let fetched = media.fetch(Channel::X, "https://pbs.twimg.com/endless.png", |_| None).await;
    assert_eq!(fetched, Err(FetchError::Never(NotCopied::TooLarge)));
}
