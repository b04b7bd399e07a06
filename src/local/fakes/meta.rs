//! The fake Meta: what Messenger, Instagram, Pages and WhatsApp take, and where it is found again.
//!
//! Owns what all of them share: access, errors, the shape of a refusal. Each product has its own file.

mod comments;
mod conversations;
pub(super) mod ids;
mod messages;
pub(super) mod pictures;
mod whatsapp;

use std::collections::HashMap;

use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::faults::{Mode, broken};
use super::meta_lists;
use super::{Draft, Fakes, Taking, bearer};

pub(super) fn router() -> Router<Fakes> {
    Router::new()
        .route(
            "/{version}/{node}/messages",
            post(messages::send).layer(DefaultBodyLimit::max(pictures::LARGEST_MESSAGE)).get(meta_lists::messages),
        )
        .route("/{version}/{node}/conversations", get(conversations::list))
        .route("/{version}/{node}/comments", post(comments::on_a_page).get(comments::of_a_page))
        .route("/{version}/{node}/replies", post(comments::on_instagram).get(comments::of_instagram))
}

/// What was asked for: the same refusal has a code of its own in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Product {
    Message,
    PrivateReply,
    Comment,
    Whatsapp,
}

/// Takes the draft and answers as Meta would.
async fn answer(
    fakes: &Fakes,
    draft: Draft,
    product: Product,
    taken: impl FnOnce(&super::SentItem) -> Value,
) -> Response {
    let account = draft.inbox.clone().unwrap_or_default();
    match fakes.take(draft).await {
        Taking::Taken(item) => Json(taken(&item)).into_response(),
        Taking::Silent => broken(StatusCode::OK),
        Taking::Fault(mode) => refused(mode, product, &account),
        Taking::Duplicate => error(StatusCode::BAD_REQUEST, 10_900, None, "(#10900) Activity already replied to"),
        Taking::Full => refused(Mode::ServerError, product, &account),
    }
}

pub(super) fn refused(mode: Mode, product: Product, account: &str) -> Response {
    let bad = StatusCode::BAD_REQUEST;
    match (mode, product) {
        (Mode::TooMany, _) => {
            let (status, code) = match product {
                Product::Whatsapp => (StatusCode::TOO_MANY_REQUESTS, 130_429),
                Product::Comment => (bad, 32),
                Product::Message | Product::PrivateReply => (bad, 613),
            };
            let row = json!({"type": "messenger", "call_count": 100, "estimated_time_to_regain_access": 1});
            let mut usage = serde_json::Map::new();
            usage.insert(account.to_owned(), json!([row]));
            let headers = [("x-business-use-case-usage", Value::Object(usage).to_string())];
            (headers, error(status, code, None, "Calls to this API have exceeded the rate limit.")).into_response()
        }
        (Mode::TokenRevoked, _) => {
            error(StatusCode::UNAUTHORIZED, 190, Some(460), "Error validating access token: The session is invalid.")
        }
        (Mode::WindowClosed, Product::Whatsapp) => {
            error(bad, 131_047, None, "More than 24 hours have passed since the recipient last replied")
        }
        // Comments know no window: to be kept from answering one is not to see it any more.
        (Mode::WindowClosed, Product::Comment) => {
            error(bad, 100, Some(33), "Unsupported post request. Object does not exist or cannot be loaded.")
        }
        (Mode::WindowClosed, Product::Message | Product::PrivateReply) => {
            error(bad, 10, Some(2_018_278), "This message is sent outside of allowed window.")
        }
        (Mode::ServerError | Mode::TimeoutAfterSend | Mode::TimeoutBeforeSend, _) => {
            let code = if product == Product::Whatsapp { 131_000 } else { 2 };
            error(StatusCode::INTERNAL_SERVER_ERROR, code, None, "Service temporarily unavailable")
        }
    }
}

/// A token, and a proof of the right form (the fake does not know the secret). The answer is the token.
pub(super) fn allowed<'a>(headers: &'a HeaderMap, query: &HashMap<String, String>) -> Result<&'a str, Box<Response>> {
    let Some(token) = bearer(headers) else {
        return Err(Box::new(error(StatusCode::UNAUTHORIZED, 190, None, "An access token is required.")));
    };
    let proof = query.get("appsecret_proof").map_or("", String::as_str);
    if proof.len() != 64 || !proof.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Box::new(bad_parameter("API calls from the server require an appsecret_proof argument")));
    }
    Ok(token)
}

/// An instant as Graph writes it.
fn written(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string()
}

pub(super) fn bad_parameter(message: &str) -> Response {
    error(StatusCode::BAD_REQUEST, 100, None, message)
}

pub(super) fn error(status: StatusCode, code: u32, subcode: Option<u32>, message: &str) -> Response {
    let mut error = json!({"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "fake"});
    if let (Some(subcode), Some(fields)) = (subcode, error.as_object_mut()) {
        fields.insert("error_subcode".to_owned(), json!(subcode));
    }
    (status, Json(json!({"error": error}))).into_response()
}
