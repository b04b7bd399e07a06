//! `/api/v1`: people and tools.
//!
//! Owns routes, authentication of the bearer token and the shapes of requests. Roles are enforced in
//! `app`; shapes of answers come from `app::view`.

mod agents;
mod answers;
pub mod attachments;
mod briefings;
mod cases;
mod contacts;
mod desk;
mod extract;
mod inboxes;
mod lists;
mod moderation;
mod reconcile;
mod reports;

use crate::app::App;
use crate::app::identity::Identity;
use crate::domain::words::Language;
use crate::functions::problem::Problem;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{any, delete, get, post};
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// The largest request body taken.
const LARGEST_REQUEST: usize = 256 * 1024;

/// The routes of the interface.
pub fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/api/v1/queue", get(lists::queue))
        .route("/api/v1/alerts", get(lists::alerts))
        .route("/api/v1/alerts/{id}/acknowledge", post(lists::acknowledge))
        .route("/api/v1/parked", get(lists::parked))
        .route("/api/v1/parked/{id}/redrive", post(lists::redrive))
        .route("/api/v1/answers", get(lists::answers).post(answers::log))
        .route("/api/v1/answers/preview", post(answers::preview))
        .route("/api/v1/drift", get(answers::drifts))
        .route("/api/v1/drift/{id}/close", post(answers::close))
        .route("/api/v1/briefings", get(briefings::list).post(briefings::publish).put(briefings::revise))
        .route("/api/v1/briefings/{id}", get(briefings::show))
        .route("/api/v1/briefings/{id}/acknowledge", post(briefings::acknowledge))
        .route("/api/v1/contacts", get(contacts::find))
        .route("/api/v1/contacts/{id}", get(contacts::show))
        .route("/api/v1/me/presence", get(agents::show).put(agents::say))
        .route("/api/v1/agents", get(agents::list))
        .route("/api/v1/health", get(lists::health))
        .route("/api/v1/inboxes/{channel}/{id}/resume", post(inboxes::resume))
        .route("/api/v1/reconcile", post(reconcile::reconcile))
        .route("/api/v1/reports/sla", get(reports::sla))
        .route("/api/v1/rehearse", post(reports::rehearse))
        .route("/api/v1/desk", get(desk::show).put(desk::push))
        .route("/api/v1/desk/current", post(desk::use_version))
        .route("/api/v1/cases/{id}", get(cases::show))
        .route("/api/v1/cases/{id}/claim", post(cases::claim))
        .route("/api/v1/cases/{id}/release", post(cases::release))
        .route("/api/v1/cases/{id}/assign", post(cases::assign))
        .route("/api/v1/cases/{id}/transfer", post(cases::transfer))
        .route("/api/v1/cases/{id}/snooze", post(cases::snooze))
        .route("/api/v1/cases/{id}/resolve", post(cases::resolve))
        .route("/api/v1/cases/{id}/reopen", post(cases::reopen))
        .route("/api/v1/cases/{id}/note", post(cases::note))
        .route("/api/v1/cases/{id}/priority", post(cases::priority))
        .route("/api/v1/cases/{id}/deadline", post(cases::deadline))
        .route("/api/v1/cases/{id}/callback", post(cases::callback))
        .route("/api/v1/cases/{id}/migrate", post(cases::migrate))
        .route("/api/v1/cases/{id}/merge", post(cases::merge))
        .route("/api/v1/cases/{id}/reply", post(cases::reply))
        .route(
            "/api/v1/cases/{id}/attachments",
            post(attachments::take).layer(DefaultBodyLimit::max(attachments::LARGEST_BODY)),
        )
        .route("/api/v1/attachments/{key}", get(attachments::show))
        .route("/api/v1/cases/{id}/messages/{message}/{act}", post(moderation::act))
        .route("/api/v1/cases/{id}/sends/{send}", delete(cases::undo))
        .route("/api/v1/cases/{id}/sends/{send}/settle", post(cases::settle))
        .route("/api/v1/", any(unknown))
        .route("/api/v1/{*rest}", any(unknown))
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
        .with_state(app)
}

async fn unknown(headers: HeaderMap) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", language_of(&headers))
}

async fn wrong_method(headers: HeaderMap) -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", language_of(&headers))
}

/// The person behind a request, and their language.
pub struct Caller {
    /// Who.
    pub identity: Identity,
    /// The language they read.
    pub language: Language,
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Caller, Problem> {
        let language = language_of(&parts.headers);
        app.refresh_desk().await;
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim());
        match token.and_then(|token| app.identities.of_token(token)) {
            Some(identity) => Ok(Caller { identity: identity.clone(), language }),
            None => Err(Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", language)),
        }
    }
}

fn language_of(headers: &HeaderMap) -> Language {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Language::accepted(wanted.unwrap_or_default())
}

/// A JSON request body; an empty one is an empty object.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Body<T>, Problem> {
        let language = language_of(request.headers());
        let bytes = axum::body::Bytes::from_request(request, app).await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", language)
            } else {
                Problem::bad("bad_body", language)
            }
        })?;
        let text: &[u8] = if bytes.iter().all(u8::is_ascii_whitespace) { b"{}" } else { &bytes };
        serde_json::from_slice(text)
            .map(Body)
            .map_err(|error| Problem::bad("bad_request", language).with("about", error.to_string()))
    }
}
