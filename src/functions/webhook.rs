//! The platforms' door: verify, cut, queue, answer.
//!
//! Owns the answers platforms get. Knows no table and parses no meaning: a 200 says that every element
//! is on the queue, nothing more and nothing less.

use crate::channels::{self, Door, Element, Verified, meta, standard, twilio, x};
use crate::clock::Clock;
use crate::domain::message::IntakeReason;
use crate::domain::words::Language;
use crate::functions::problem::Problem;
use crate::jobs::{Job, Jobs, LARGEST_ELEMENT};
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
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
    /// Standard Webhooks secrets, `whsec_` and base64.
    pub standard: Vec<String>,
    /// What Twilio signs with.
    pub twilio: Twilio,
}

/// What Twilio signs with: its tokens, and the address it calls.
#[derive(Clone, Default)]
pub struct Twilio {
    /// Auth tokens.
    pub tokens: Vec<String>,
    /// The address of this system as Twilio calls it, without a path; absent: the request's own host.
    pub url: Option<String>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (x, app, verify) = (self.x_consumer.len(), self.meta_app.len(), self.meta_verify.len());
        let (standard, twilio) = (self.standard.len(), self.twilio.tokens.len());
        write!(formatter, "Secrets({x} X, {app} Meta, {verify} verify tokens, {standard} standard, {twilio} Twilio)")
    }
}

/// The routes of the door.
pub fn routes(intake: Intake) -> Router {
    Router::new()
        .route("/webhooks/x", get(x_challenge).post(x_delivery))
        .route("/webhooks/meta", get(meta_challenge).post(meta_delivery))
        .route("/webhooks/standard/{source}", post(standard_delivery))
        .route("/webhooks/twilio", post(twilio_delivery))
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
    deliver(&intake, Door::X, None, body, verify).await
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
    deliver(&intake, Door::Meta, None, body, verify).await
}

async fn standard_delivery(
    State(intake): State<Intake>,
    Path(source): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Some(source) = standard::Source::of(&source) else {
        return problem(StatusCode::NOT_FOUND, "unknown_channel");
    };
    let verify = |body| {
        let said = standard::signature::Headers {
            id: header(&headers, standard::signature::ID_HEADER),
            timestamp: header(&headers, standard::signature::TIMESTAMP_HEADER),
            signature: header(&headers, standard::signature::SIGNATURE_HEADER),
        };
        standard::signature::verify(&intake.secrets.standard, said, intake.clock.now(), body)
    };
    deliver(&intake, Door::Standard, Some(&source.inbox), body, verify).await
}

async fn twilio_delivery(
    State(intake): State<Intake>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let verify = |body| {
        let signature = header(&headers, twilio::signature::HEADER);
        let addresses = addresses_called(&intake.secrets.twilio, &uri, &headers);
        twilio::signature::verify(&intake.secrets.twilio.tokens, signature, &addresses, body)
    };
    let answer = deliver(&intake, Door::Twilio, None, body, verify).await;
    if answer.status() != StatusCode::OK {
        return answer;
    }
    ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], twilio::EMPTY_ANSWER).into_response()
}

/// How Twilio may have spelled the address it called: as configured, else by the host the request names, which
/// a gateway or a tunnel may have taken over from TLS.
fn addresses_called(twilio: &Twilio, uri: &Uri, headers: &HeaderMap) -> Vec<String> {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    match &twilio.url {
        Some(base) => vec![format!("{}{path}", base.trim_end_matches('/'))],
        None => {
            let host = header(headers, "host").or(uri.host()).unwrap_or_default();
            ["https", "http"].map(|scheme| format!("{scheme}://{host}{path}")).to_vec()
        }
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

async fn deliver(
    intake: &Intake,
    door: Door,
    source: Option<&str>,
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
    let jobs = jobs_from(door, source, &verified, intake.clock.now());
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
    jobs_from(door, None, verified, received_at)
}

/// The same for a delivery from one of several systems behind one door.
pub fn jobs_from(door: Door, source: Option<&str>, verified: &Verified, received_at: Timestamp) -> Vec<Job> {
    let cut = channels::cut(door, verified).from_source(source);
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
