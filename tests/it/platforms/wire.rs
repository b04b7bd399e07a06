//! The clients against a server that answers with given bytes: what the requests look like, and what
//! broken answers mean.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener as StdListener};
use std::sync::mpsc;

use super::*;
use couture::channels::send::access::{Renewed, Token};

/// A server that reads one request, answers with these bytes and closes; the request comes back.
fn canned(answer: &'static str) -> (SocketAddr, mpsc::Receiver<String>) {
    let listener = StdListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        while !is_whole(&request) {
            match stream.read(&mut buffer).unwrap() {
                0 => break,
                count => request.extend_from_slice(&buffer[..count]),
            }
        }
        stream.write_all(answer.as_bytes()).unwrap();
        sender.send(String::from_utf8(request).unwrap()).unwrap();
    });
    (address, receiver)
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    body.len() >= length.unwrap_or(0)
}

#[tokio::test]
async fn the_requests_carry_access_in_headers_only() {
    let answer = "HTTP/1.1 201 Created\r\ncontent-length: 17\r\n\r\n{\"data\":{\"id\":1}}";
    let (address, request) = canned(answer);
    let outcome = platforms_at(&format!("http://{address}")).send(&reply("a"), start()).await;
    assert_eq!(outcome, SendOutcome::Unknown { code: UnknownCode::UnreadableAnswer });
    let request = request.recv().unwrap();
    assert!(request.starts_with("POST /x/2/tweets HTTP/1.1\r\n"), "{request}");
    assert!(request.contains(&format!("authorization: Bearer {}\r\n", token_for("1001"))), "{request}");
    assert!(request.contains("content-type: application/json\r\n"), "{request}");

    let (address, request) = canned("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
    let outcome = platforms_at(&format!("http://{address}")).send(&messenger("a"), start()).await;
    assert_eq!(outcome, SendOutcome::Unknown { code: UnknownCode::UnreadableAnswer });
    let request = request.recv().unwrap();
    let line = request.lines().next().unwrap();
    let proof = line.strip_prefix("POST /meta/v23.0/2001/messages?appsecret_proof=").unwrap();
    assert_eq!(proof.strip_suffix(" HTTP/1.1").unwrap().len(), 64);
    assert!(!line.contains("token"), "{line}");
    assert!(request.contains(&format!("authorization: Bearer {}\r\n", token_for("2001"))), "{request}");
}

#[tokio::test]
async fn broken_answers_are_unknown_and_redirects_are_not_followed() {
    let table = [
        ("", UnknownCode::ConnectionLost),
        ("HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{\"data\":{\"id\":\"1\"", UnknownCode::ConnectionLost),
        ("HTTP/1.1 403 Forbidden\r\ncontent-length: 100\r\n\r\n{", UnknownCode::ConnectionLost),
        ("HTTP/1.1 503 Busy\r\ncontent-length: 100\r\n\r\n{", UnknownCode::ServerError),
        ("HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n", UnknownCode::UnreadableAnswer),
        ("HTTP/1.1 307 Moved\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n", UnknownCode::UnreadableAnswer),
    ];
    for (answer, code) in table {
        for outgoing in [reply("a"), direct("a"), messenger("a")] {
            let (address, _request) = canned(answer);
            let platforms = platforms_at(&format!("http://{address}"));
            let outcome = platforms.send(&outgoing, start()).await;
            assert_eq!(outcome, SendOutcome::Unknown { code }, "{answer:?}");
        }
    }
    for answer in ["", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", "HTTP/1.1 429 No\r\ncontent-length: 0\r\n\r\n"]
    {
        for outgoing in [reply("a"), direct("a"), messenger("a")] {
            let (address, _request) = canned(answer);
            let platforms = platforms_at(&format!("http://{address}"));
            let seen = platforms.look_up(&outgoing, start(), start()).await;
            if outgoing.channel == Channel::X && answer.contains("429") {
                let retry_at = start() + SignedDuration::from_mins(1);
                assert_eq!(seen, LookUp::RateLimited { retry_at }, "{answer:?}");
                continue;
            }
            assert_eq!(seen, LookUp::Unavailable, "{answer:?}");
        }
    }
}

#[tokio::test]
async fn a_closed_port_means_that_nothing_left() {
    let address = StdListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let platforms = platforms_at(&format!("http://{address}"));
    for (_, outgoing) in each("a") {
        let SendOutcome::NotSent { retry_at } = platforms.send(&outgoing, start()).await else { panic!() };
        assert!(retry_at > start());
        assert_eq!(platforms.look_up(&outgoing, start(), start()).await, LookUp::Unavailable);
    }
}

fn reached_with(address: SocketAddr, access: &str) -> Platforms {
    Platforms::new(PlatformsConfig {
        x_base_url: format!("http://{address}/x"),
        meta_base_url: format!("http://{address}/meta"),
        x_access: BTreeMap::from([("1001".to_owned(), XAccess::read(access).unwrap())]),
        ..PlatformsConfig::default()
    })
    .unwrap()
}

/// As RFC 3986 has it, spelled here once more so that the signature is not checked by itself.
fn percent(text: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    text.bytes().map(|byte| if bare(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[tokio::test]
async fn a_signed_request_signs_its_address_and_not_its_body() {
    let (address, request) = canned("HTTP/1.1 201 Created\r\ncontent-length: 19\r\n\r\n{\"data\":{\"id\":\"1\"}}");
    let outcome = reached_with(address, "oauth1:key:hush&1:token:hush/2").send(&reply("a"), start()).await;
    assert!(matches!(outcome, SendOutcome::Sent { .. }), "{outcome:?}");
    let request = request.recv().unwrap();
    let header = request.lines().find_map(|line| line.strip_prefix("authorization: OAuth ")).unwrap();
    let parts: BTreeMap<&str, &str> =
        header.split(", ").map(|part| part.split_once('=').unwrap()).map(|(a, b)| (a, b.trim_matches('"'))).collect();
    let names: Vec<&str> = parts.keys().copied().collect();
    let expected = ["consumer_key", "nonce", "signature", "signature_method", "timestamp", "token", "version"];
    assert_eq!(names, expected.map(|name| format!("oauth_{name}")));
    assert_eq!(parts["oauth_timestamp"], start().as_second().to_string());
    assert!(parts["oauth_nonce"].len() >= 16 && !request.contains("hush"));
    let signed = parts.iter().filter(|(name, _)| **name != "oauth_signature");
    let pairs: Vec<String> = signed.map(|(name, value)| format!("{name}={value}")).collect();
    let url = percent(&format!("http://{address}/x/2/tweets"));
    let base = format!("POST&{url}&{}", percent(&pairs.join("&")));
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, b"hush%261&hush%2F2");
    let tag = ring::hmac::sign(&key, base.as_bytes());
    let signature = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, tag.as_ref());
    assert_eq!(parts["oauth_signature"], percent(&signature));
}

#[tokio::test]
async fn a_renewal_proves_the_application_and_says_no_more_than_it_must() {
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 57\r\n\r\n{\"access_token\":\"a1\",\"refresh_token\":\"r2\",\"expires_in\":7}";
    for (access, proof, form) in [
        ("oauth2:id:hush:r1=", "authorization: Basic aWQ6aHVzaA==", "grant_type=refresh_token&refresh_token=r1%3D"),
        ("oauth2:id::r1=", "content-type: ", "grant_type=refresh_token&refresh_token=r1%3D&client_id=id"),
    ] {
        let (address, request) = canned(answer);
        let platforms = reached_with(address, access);
        let first = platforms.connection(Channel::X, "1001").unwrap().first_refresh_token.unwrap();
        let Renewed::Pair(pair) = platforms.renew(Channel::X, "1001", &first, start()).await else {
            panic!("{access}")
        };
        assert_eq!((pair.access_token.reveal(), pair.expires_at), ("a1", start() + SignedDuration::from_secs(7)));
        let request = request.recv().unwrap();
        assert!(request.starts_with("POST /x/2/oauth2/token HTTP/1.1\r\n") && request.contains(proof), "{request}");
        assert!(request.contains("content-type: application/x-www-form-urlencoded\r\n"), "{request}");
        assert!(request.ends_with(&format!("\r\n\r\n{form}")), "{request}");
        assert_eq!(request.contains("Basic"), access.contains("hush"));
        assert!(!format!("{pair:?} {platforms:?}").contains("a1"));
    }
    // Lost on the way, or a failing platform: nobody knows, so it is tried again.
    for answer in ["", "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n"] {
        let (address, _request) = canned(answer);
        let platforms = reached_with(address, "oauth2:id:hush:r1");
        let first = platforms.connection(Channel::X, "1001").unwrap().first_refresh_token.unwrap();
        let renewed = platforms.renew(Channel::X, "1001", &first, start()).await;
        assert_eq!(renewed, Renewed::NotNow { retry_at: start() + SignedDuration::from_secs(30) }, "{answer:?}");
    }
}

#[tokio::test]
async fn an_access_that_is_renewed_by_us_sends_nothing_without_its_token() {
    let address = StdListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let platforms = reached_with(address, "oauth2:id:hush:r1");
    assert!(platforms.has_token(Channel::X, "1001"));
    assert!(matches!(platforms.send(&reply("a"), start()).await, SendOutcome::NotSent { .. }));
    assert_eq!(platforms.look_up(&reply("a"), start(), start()).await, LookUp::Unavailable);
    let (address, request) = canned("HTTP/1.1 201 Created\r\ncontent-length: 19\r\n\r\n{\"data\":{\"id\":\"1\"}}");
    let token = Token::read("a1").unwrap();
    let platforms = reached_with(address, "oauth2:id:hush:r1").with_token(Channel::X, "1001", &token);
    assert!(matches!(platforms.send(&reply("a"), start()).await, SendOutcome::Sent { .. }));
    assert!(request.recv().unwrap().contains("authorization: Bearer a1\r\n"));
}
