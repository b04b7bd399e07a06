//! The platforms' door: verify, cut, queue, answer.
//!
//! Owns the answers platforms get. Knows no table and parses no meaning: a 200 says that every element
//! is on the queue, nothing more and nothing less.

use crate::channels::{self, Door, Element, Verified, meta, x};
use crate::clock::Clock;
use crate::domain::message::IntakeReason;
use crate::domain::words::Language;
use crate::functions::problem::Problem;
use crate::jobs::{Job, Jobs, LARGEST_ELEMENT};
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;

/// The largest body taken: 4 MiB, more than any platform documents.
pub const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// What the door needs.
#[derive(Clone)]
pub struct Intake {
    /// Where elements go.
    pub jobs: Jobs,
    /// Where `now` comes from.
    pub clock: Clock,
    /// The accepted secrets.
    pub secrets: Arc<Secrets>,
}

/// The accepted secrets; several of each, so that they can be rotated. Never printed.
#[derive(Clone, Default)]
pub struct Secrets {
    /// X consumer secrets; the first one answers challenges.
    pub x_consumer: Vec<String>,
    /// Meta app secrets.
    pub meta_app: Vec<String>,
    /// Meta verify tokens.
    pub meta_verify: Vec<String>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (x, app, verify) = (self.x_consumer.len(), self.meta_app.len(), self.meta_verify.len());
        write!(formatter, "Secrets({x} X, {app} Meta, {verify} verify tokens)")
    }
}

/// The routes of the door.
pub fn routes(intake: Intake) -> Router {
    Router::new()
        .route("/webhooks/x", get(x_challenge).post(x_delivery))
        .route("/webhooks/meta", get(meta_challenge).post(meta_delivery))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(intake)
}

type Parameters = Query<HashMap<String, String>>;

async fn x_challenge(State(intake): State<Intake>, Query(parameters): Parameters) -> Response {
    let token = parameters.get("crc_token").map(String::as_str).unwrap_or_default();
    let Some(secret) = intake.secrets.x_consumer.first() else {
        return problem(StatusCode::SERVICE_UNAVAILABLE, "not_configured");
    };
    match x::signature::challenge(secret, token) {
        Ok(response_token) => axum::Json(serde_json::json!({"response_token": response_token})).into_response(),
        Err(_) => problem(StatusCode::BAD_REQUEST, "bad_crc_token"),
    }
}

async fn meta_challenge(State(intake): State<Intake>, Query(parameters): Parameters) -> Response {
    let parameter = |name: &str| parameters.get(name).map(String::as_str);
    let answer = meta::signature::challenge(
        &intake.secrets.meta_verify,
        parameter("hub.mode"),
        parameter("hub.verify_token"),
        parameter("hub.challenge"),
    );
    match answer {
        Some(challenge) => challenge.into_response(),
        None => problem(StatusCode::FORBIDDEN, "bad_verify_token"),
    }
}

async fn x_delivery(State(intake): State<Intake>, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Response {
    let verify = |body| {
        let signature = header(&headers, "x-twitter-webhooks-signature");
        x::signature::verify(&intake.secrets.x_consumer, signature, body)
    };
    deliver(&intake, Door::X, body, verify).await
}

async fn meta_delivery(
    State(intake): State<Intake>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let verify = |body| {
        let signature = header(&headers, "x-hub-signature-256");
        meta::signature::verify(&intake.secrets.meta_app, signature, body)
    };
    deliver(&intake, Door::Meta, body, verify).await
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

async fn deliver(
    intake: &Intake,
    door: Door,
    body: Result<Bytes, BytesRejection>,
    verify: impl FnOnce(Bytes) -> Option<Verified>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return problem(StatusCode::PAYLOAD_TOO_LARGE, "too_large");
        }
        Err(_) => return problem(StatusCode::BAD_REQUEST, "bad_body"),
    };
    let Some(verified) = verify(body) else { return problem(StatusCode::UNAUTHORIZED, "bad_signature") };
    let jobs = jobs_of(door, &verified, intake.clock.now());
    let count = jobs.len();
    match intake.jobs.send(jobs).await {
        Ok(()) => {
            tracing::debug!(door = ?door, elements = count, "took a delivery");
            StatusCode::OK.into_response()
        }
        Err(error) => {
            tracing::error!(door = ?door, %error, "a delivery could not be made durable");
            problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable")
        }
    }
}

/// A verified delivery as jobs: one an element, and one for whatever could not be cut.
pub fn jobs_of(door: Door, verified: &Verified, received_at: Timestamp) -> Vec<Job> {
    let cut = channels::cut(door, verified);
    let mut jobs: Vec<Job> = cut.elements.into_iter().map(|element| job_of(element, received_at)).collect();
    if let Some(reason) = cut.unreadable {
        jobs.push(Job::parked(door, reason, verified.bytes(), received_at));
    }
    jobs
}

/// An element too large for the queue is parked, with its head for a person to see, and does not fail
/// the delivery: every further try would fail the same way.
fn job_of(element: Element, received_at: Timestamp) -> Job {
    if element.body.len() <= LARGEST_ELEMENT {
        return Job::Intake { element, received_at };
    }
    let reason = IntakeReason { code: "too_large".to_owned(), about: element.body.len().to_string() };
    Job::parked(element.door, reason, element.body.as_bytes(), received_at)
}

fn problem(status: StatusCode, code: &'static str) -> Response {
    Problem::new(status, code, Language::En).into_response()
}
