//! Files of messages, from our own address: served exactly as what they are, and pictures for answers taken in.
//!
//! Owns the headers that keep a file from being anything but shown. The desk page serves through here too.

use super::Caller;
use super::extract::Path;
use crate::app::App;
use crate::app::actions::permit;
use crate::app::identity::{Identity, Permission};
use crate::domain::attachment::{FileType, LARGEST_PICTURE};
use crate::domain::words::Language;
use crate::files::{Part, Span};
use crate::functions::problem::Problem;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::Arc;

/// The largest body taken: a picture, and a little, so that a larger one is told so in words.
pub const LARGEST_BODY: usize = LARGEST_PICTURE + 64 * 1024;

/// A file may run nothing, load nothing and be framed by nobody, whatever a browser takes it for.
const SANDBOX: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'",
);

pub(super) async fn show(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response {
    match serve(&app, &caller.identity, caller.language, &key, &headers).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

/// One file, or the part of it that is asked for.
pub async fn serve(
    app: &App,
    who: &Identity,
    language: Language,
    key: &str,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    permit(who, Permission::Read).map_err(|error| Problem::of_action(error, language))?;
    let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok()).and_then(span);
    let most = app.files.largest_answer();
    // A part may always be shorter than what was asked for; the browser comes again for the rest.
    let span = asked.map(|(first, last)| (first, last.min(first.saturating_add(most.saturating_sub(1)))));
    let found = app.file(key, span).await.map_err(|error| Problem::of_app(&error, language))?;
    let (kind, part) = found.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "not_found", language))?;
    if asked.is_none() && part.total > most {
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "attachment_in_parts", language));
    }
    Ok(response(key, kind, part, asked.is_some()))
}

fn response(key: &str, kind: FileType, part: Part, in_part: bool) -> Response {
    let Part { bytes, start, total } = part;
    let beyond = in_part && bytes.is_empty();
    let range = match bytes.len() as u64 {
        0 => format!("bytes */{total}"),
        length => format!("bytes {start}-{}/{total}", start.saturating_add(length - 1)),
    };
    let status = match (in_part, beyond) {
        (true, true) => StatusCode::RANGE_NOT_SATISFIABLE,
        (true, false) => StatusCode::PARTIAL_CONTENT,
        (false, _) => StatusCode::OK,
    };
    let mut response = (status, bytes).into_response();
    let place = if kind.is_inline() { "inline" } else { "attachment" };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: Option<HeaderValue>| value.map(|value| headers.insert(name, value));
    set(header::CONTENT_TYPE, Some(HeaderValue::from_static(kind.as_str())));
    set(header::CONTENT_DISPOSITION, HeaderValue::from_str(&format!("{place}; filename=\"{key}\"")).ok());
    set(header::X_CONTENT_TYPE_OPTIONS, Some(HeaderValue::from_static("nosniff")));
    set(header::CONTENT_SECURITY_POLICY, Some(SANDBOX));
    // A key names one content for ever; who may no longer sign in may still have seen it.
    set(header::CACHE_CONTROL, Some(HeaderValue::from_static("private, max-age=3600, immutable")));
    set(HeaderName::from_static("cross-origin-resource-policy"), Some(HeaderValue::from_static("same-origin")));
    set(header::ACCEPT_RANGES, Some(HeaderValue::from_static("bytes")));
    if in_part {
        set(header::CONTENT_RANGE, HeaderValue::from_str(&range).ok());
    }
    response
}

/// `bytes=0-`, `bytes=0-99`. Several ranges and ends counted backwards are not answered in parts.
fn span(text: &str) -> Option<Span> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let first = first.parse().ok()?;
    let last = if last.is_empty() { u64::MAX } else { last.parse().ok()? };
    (first <= last).then_some((first, last))
}

pub(super) async fn take(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let bytes = Bytes::from_request(request, &app).await.map_err(|rejection| {
        let too_large = rejection.status() == StatusCode::PAYLOAD_TOO_LARGE;
        match too_large {
            true => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", caller.language),
            false => Problem::bad("bad_body", caller.language),
        }
    })?;
    take_in(&app, &caller.identity, caller.language, &id, &headers, bytes).await
}

/// Takes a picture for an answer.
pub async fn take_in(
    app: &App,
    who: &Identity,
    language: Language,
    id: &str,
    headers: &HeaderMap,
    bytes: Bytes,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let declared = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let size = bytes.len();
    match app.take_picture(who, id, declared, bytes.to_vec()).await {
        Ok(key) => {
            let url = format!("/api/v1/attachments/{key}");
            Ok((StatusCode::CREATED, Json(json!({"id": key, "url": url, "size": size}))))
        }
        Err(error) => Err(Problem::of_action(error, language)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_as_browsers_ask_for_them() {
        assert_eq!(span("bytes=0-"), Some((0, u64::MAX)));
        assert_eq!(span("bytes=5-9"), Some((5, 9)));
        for other in ["bytes=-5", "bytes=9-5", "bytes=0-1,3-4", "items=0-1", "bytes=", "bytes=a-b"] {
            assert_eq!(span(other), None, "{other}");
        }
    }
}
