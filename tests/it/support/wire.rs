//! The wire between a process and everything outside it: what it carries is counted, and it can fail or wait.
//!
//! Owns when a process dies and how the table refuses. Must not know what is said over it.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// When a process dies: at its n-th changing request, before or after the other side has done it.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    pub at: u64,
    pub after: bool,
}

impl Cut {
    pub fn never() -> Cut {
        Cut { at: u64::MAX, after: false }
    }
}

/// How the table fails one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It asks us to slow down.
    Throttled,
    /// It breaks, having done nothing.
    Broken,
    /// It does what was asked, and its answer is lost.
    Lost,
}

/// Everything a process says to the outside goes over this wire, and the wire can be cut.
#[derive(Clone)]
pub(super) struct Wire {
    table: String,
    outside: String,
    http: reqwest::Client,
    pub(super) seen: Arc<AtomicU64>,
    cut: Cut,
    pub(super) dead: Arc<AtomicBool>,
    pub(super) died: Arc<Notify>,
    /// Which changing request waits until it is let go.
    pub(super) held_at: Arc<AtomicU64>,
    pub(super) holds: Arc<Notify>,
    pub(super) let_go: Arc<Notify>,
    /// The transactions the table has taken.
    pub(super) transactions: Arc<Mutex<Vec<Value>>>,
    /// What becomes of the next requests to the table.
    pub(super) refusals: Arc<Mutex<VecDeque<Option<Refusal>>>>,
}

async fn carry(State(wire): State<Wire>, request: Request) -> Response {
    let place = changes_something(&request).then(|| wire.seen.fetch_add(1, Ordering::SeqCst) + 1);
    let dies_here = place == Some(wire.cut.at);
    if place == Some(wire.held_at.load(Ordering::SeqCst)) {
        wire.holds.notify_one();
        wire.let_go.notified().await;
    }
    if wire.dead.load(Ordering::SeqCst) || (dies_here && !wire.cut.after) {
        return wire.die().await;
    }
    let is_table = request.uri().path().starts_with("/table");
    let refusal = is_table.then(|| wire.refusals.lock().unwrap().pop_front()).flatten().flatten();
    let answer = match refusal {
        None => wire.forward(request).await,
        Some(Refusal::Throttled) => error_of_table(400, "ProvisionedThroughputExceededException"),
        Some(Refusal::Broken) => error_of_table(500, "InternalServerError"),
        Some(Refusal::Lost) => {
            wire.forward(request).await;
            error_of_table(500, "InternalServerError")
        }
    };
    if dies_here {
        return wire.die().await;
    }
    answer
}

fn error_of_table(status: u16, kind: &str) -> Response {
    let body = json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{kind}"), "message": "played"});
    let response = Response::builder().status(status).header("content-type", "application/x-amz-json-1.0");
    response.body(Body::from(body.to_string())).unwrap()
}

/// Only requests that change something count: to die at a read is to die after the write before it.
fn changes_something(request: &Request) -> bool {
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok());
    match target.and_then(|target| target.rsplit('.').next()) {
        Some(operation) => !matches!(operation, "GetItem" | "Query" | "BatchGetItem" | "Scan" | "ListTables"),
        None => request.method() != axum::http::Method::GET,
    }
}

impl Wire {
    pub(super) fn between(table: String, outside: String, cut: Cut) -> Wire {
        Wire {
            table,
            outside,
            http: super::plain_client(),
            seen: Arc::default(),
            cut,
            dead: Arc::default(),
            died: Arc::default(),
            held_at: Arc::default(),
            holds: Arc::default(),
            let_go: Arc::default(),
            transactions: Arc::default(),
            refusals: Arc::default(),
        }
    }

    pub(super) fn router(&self) -> Router {
        Router::new().fallback(carry).with_state(self.clone())
    }

    /// The process is gone: nobody answers it any more.
    async fn die(&self) -> Response {
        self.dead.store(true, Ordering::SeqCst);
        self.died.notify_one();
        std::future::pending().await
    }

    async fn forward(&self, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().unwrap().as_str();
        let target = match path.strip_prefix("/table") {
            Some(rest) => format!("{}{rest}", self.table),
            None => format!("{}{}", self.outside, path.strip_prefix("/outside").unwrap()),
        };
        let body: Bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let mut headers = parts.headers;
        headers.remove("host");
        let is_transaction =
            headers.get("x-amz-target").is_some_and(|target| target.as_bytes().ends_with(b"TransactWriteItems"));
        let asked = is_transaction.then(|| body.clone());
        let Ok(answer) = self.http.request(parts.method, target).headers(headers).body(body).send().await else {
            return broken();
        };
        if let Some(taken) = asked.filter(|_| answer.status().is_success()) {
            self.transactions.lock().unwrap().push(serde_json::from_slice(&taken).unwrap());
        }
        let mut response = Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            if name != "transfer-encoding" && name != "content-length" {
                response = response.header(name, value);
            }
        }
        match answer.bytes().await {
            Ok(bytes) => response.body(Body::from(bytes)).unwrap(),
            Err(_) => broken(),
        }
    }
}

/// An answer that breaks off, as a fake platform's does when it plays a lost connection.
fn broken() -> Response {
    let body = Body::from_stream(BrokenStream);
    Response::builder().status(200).header("content-length", "100").body(body).unwrap()
}

struct BrokenStream;

impl futures_core::Stream for BrokenStream {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(Some(Err(std::io::Error::other("broken"))))
    }
}
