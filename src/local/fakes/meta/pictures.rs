//! Pictures at the fake Send API, and where the fake WhatsApp keeps its files.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// The largest message taken: one with a picture in it.
pub(super) const LARGEST_MESSAGE: usize = 8 * 1024 * 1024;

/// The fields of a form as the JSON they hold; of the file only what it is.
pub(super) fn form(body: &[u8], mark: &str) -> Option<Value> {
    let mark = format!("--{mark}");
    let places = body.windows(mark.len()).enumerate().filter(|(_, part)| *part == mark.as_bytes());
    let places: Vec<usize> = places.map(|(place, _)| place).collect();
    let mut fields = serde_json::Map::new();
    for pair in places.windows(2) {
        let [from, to] = pair else { continue };
        let part = body.get(from.checked_add(mark.len())?..*to)?;
        let end = part.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(part.get(..end)?).ok()?;
        let content = part.get(end.checked_add(4)?..)?.strip_suffix(b"\r\n")?;
        let name = head.split("name=\"").nth(1)?.split('"').next()?;
        let value = match head.split("content-type: ").nth(1) {
            Some(kind) => json!({"type": kind.trim(), "size": content.len()}),
            None => {
                let text = std::str::from_utf8(content).ok()?;
                serde_json::from_str(text).unwrap_or_else(|_| json!(text))
            }
        };
        fields.insert(name.to_owned(), value);
    }
    fields.contains_key("filedata").then_some(Value::Object(fields))
}

/// Where a WhatsApp file is, for minutes.
pub(in crate::local::fakes) fn file(file: &str) -> Response {
    let url = format!("https://lookaside.fbsbx.com/whatsapp_business/attachments/{file}.jpg");
    Json(json!({"id": file, "url": url, "messaging_product": "whatsapp"})).into_response()
}
