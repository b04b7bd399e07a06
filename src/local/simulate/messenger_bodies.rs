//! Messenger's webhook bodies, down to the way Meta escapes what is not ASCII.
//!
//! Owns the shapes. Must not decide who says what, nor sign or send.

use jiff::Timestamp;
use serde_json::{Value, json};

/// The brand's Page of the demo desk.
pub const PAGE_ID: &str = "2001";
/// The application under which the Page's own inbox writes.
const PAGE_INBOX_APPLICATION: u64 = 263_902_037_430_900;

/// One `messaging` element of the Page.
pub fn element(contact: &str, at: Timestamp, field: &str, content: Value) -> Value {
    json!({
        "sender": { "id": contact },
        "recipient": { "id": PAGE_ID },
        "timestamp": at.as_millisecond(),
        field: content,
    })
}

/// A message the Page wrote, as Messenger echoes it.
pub fn echo(contact: &str, at: Timestamp, mid: &str, text: &str) -> Value {
    json!({
        "sender": { "id": PAGE_ID },
        "recipient": { "id": contact },
        "timestamp": at.as_millisecond(),
        "message": { "mid": mid, "text": text, "is_echo": true, "app_id": PAGE_INBOX_APPLICATION },
    })
}

/// The whole body: every element in one entry, or each in its own.
pub fn page(at: Timestamp, elements: Vec<Value>, one_entry: bool) -> Value {
    let entry = |messaging: Vec<Value>| json!({ "id": PAGE_ID, "time": at.as_millisecond(), "messaging": messaging });
    let entries: Vec<Value> = if one_entry {
        vec![entry(elements)]
    } else {
        elements.into_iter().map(|element| entry(vec![element])).collect()
    };
    json!({ "object": "page", "entry": entries })
}

/// The bytes as Meta sends and signs them: `\uXXXX` for what is not ASCII, `\/` for a slash.
pub fn bytes(body: &Value) -> Vec<u8> {
    let plain = body.to_string();
    let mut escaped = String::with_capacity(plain.len() + 64);
    for letter in plain.chars() {
        if letter == '/' {
            escaped.push_str("\\/");
        } else if letter.is_ascii() {
            escaped.push(letter);
        } else {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    escaped.into_bytes()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn bytes_are_ascii_and_mean_the_same() {
        let body = json!({ "text": "déjà \"là\" 😀 a/b \\ \n" });
        let sent = bytes(&body);
        assert!(sent.is_ascii());
        assert!(String::from_utf8_lossy(&sent).contains(r"d\u00e9j\u00e0 \"));
        assert!(String::from_utf8_lossy(&sent).contains(r"\ud83d\ude00 a\/b"));
        assert_eq!(serde_json::from_slice::<Value>(&sent).unwrap(), body);
    }
}
