//! The clients against a server that answers with given bytes: what the requests look like, and what
//! broken answers mean.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener as StdListener};
use std::sync::mpsc;

use super::*;

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
            assert_eq!(platforms.look_up(&outgoing, start(), start()).await, LookUp::Unavailable, "{answer:?}");
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
