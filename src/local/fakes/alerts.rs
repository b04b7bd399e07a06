//! The fake alert sink: takes Standard Webhooks deliveries and remembers them.
//!
//! It checks no signature and drops no repetition: a second delivery of one alert is listed again, under
//! the same id, so that one can see what really came.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::Value;

use super::faults::{Mode, broken};
use super::{ALERTS, Draft, Fakes, NewId, OnlyOnce, Taking, text_at};

pub(super) fn router() -> Router<Fakes> {
    Router::new().route("/alerts", post(receive))
}

async fn receive(State(fakes): State<Fakes>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(id) = headers.get("webhook-id").and_then(|id| id.to_str().ok()) else {
        return (StatusCode::BAD_REQUEST, "no webhook-id\n").into_response();
    };
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return (StatusCode::BAD_REQUEST, "not JSON\n").into_response();
    };
    let draft = Draft {
        platform: ALERTS,
        id: NewId::Given(id.to_owned()),
        inbox: text_at(&body, "/inbox"),
        kind: text_at(&body, "/kind").unwrap_or_default(),
        to: text_at(&body, "/to"),
        in_reply_to: None,
        text: text_at(&body, "/text").unwrap_or_default(),
        body,
        metadata: None,
        only_once: OnlyOnce::Nothing,
    };
    match fakes.take(draft).await {
        Taking::Taken(_) => StatusCode::NO_CONTENT.into_response(),
        // A sink is asked for its status only, so here the status itself must not agree.
        Taking::Silent => broken(StatusCode::GATEWAY_TIMEOUT),
        Taking::Fault(Mode::TooMany) => (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "60")]).into_response(),
        Taking::Fault(_) | Taking::Duplicate | Taking::Full => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
