//! `/sim`: a clock to move, what the fake platforms took, faults to give them.
//!
//! Exists only with `--sim`. The clock stops at every due instant on its way, so that every stamp carries
//! the instant it belongs to.

mod platforms;

use super::fakes::Fakes;
use crate::app::App;
use crate::domain::durations::parse_exact_duration;
use crate::domain::words::Language;
use crate::functions::problem::Problem;
use crate::jobs::LocalJobs;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;

/// How long `/sim/drain` waits.
const DRAIN_WAIT: Duration = Duration::from_secs(30);

/// How often one instant may be found due before the clock goes on without it.
const ROUNDS: u32 = 20;

/// What the endpoints move and show.
#[derive(Clone)]
pub struct Sim {
    /// The house.
    pub app: Arc<App>,
    /// Its queues.
    pub jobs: LocalJobs,
    /// The fake platforms.
    pub fakes: Fakes,
    /// Whether the clock has been moved; the very first move may go back.
    pub moved: Arc<AtomicBool>,
    /// One mover at a time.
    pub moving: Arc<Mutex<()>>,
}

/// The routes.
pub fn routes(sim: Sim) -> Router {
    Router::new()
        .route("/sim/clock", get(show_clock).post(move_clock))
        .route("/sim/sent", get(sent))
        .route("/sim/fault", post(fault))
        .route("/sim/deleted", post(deleted))
        .route("/sim/drain", post(drain))
        .merge(platforms::routes())
        .with_state(sim)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    advance: Option<String>,
    set: Option<Timestamp>,
}

#[derive(Deserialize)]
struct SentQuery {
    platform: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    platform: String,
    mode: String,
    #[serde(default = "once")]
    times: u32,
}

fn once() -> u32 {
    1
}

type Answer = Result<Json<Value>, Problem>;

async fn show_clock(State(sim): State<Sim>) -> Json<Value> {
    clock_view(&sim)
}

fn clock_view(sim: &Sim) -> Json<Value> {
    Json(json!({"now": crate::store::keys::instant(sim.app.clock.now())}))
}

async fn move_clock(State(sim): State<Sim>, body: axum::body::Bytes) -> Answer {
    let asked: Move = serde_json::from_slice(&body)
        .map_err(|error| Problem::bad("bad_instant", Language::En).with("about", error.to_string()))?;
    let _one_at_a_time = sim.moving.lock().await;
    let now = sim.app.clock.now();
    let target = match (asked.advance.as_deref(), asked.set) {
        (Some(span), None) => parse_exact_duration(span).and_then(|span| now.checked_add(span).ok()),
        (None, Some(at)) => Some(at),
        _ => None,
    };
    let target = target.ok_or_else(|| Problem::bad("bad_instant", Language::En))?;
    let first_move = !sim.moved.swap(true, Ordering::SeqCst);
    if target < now {
        if !first_move {
            return Err(Problem::bad("clock_back", Language::En));
        }
        sim.app.clock.set(target);
    }
    advance(&sim, target).await?;
    Ok(clock_view(&sim))
}

/// Moves the clock to `target`, doing everything due on the way at its own instant.
pub async fn advance(sim: &Sim, target: Timestamp) -> Result<(), Problem> {
    let failed = |error: crate::app::AppError| Problem::of_app(&error, Language::En);
    let mut stuck_at = (Timestamp::MIN, 0);
    loop {
        settle(sim).await?;
        let scheduled = sim.app.store.earliest_scheduled().await.map_err(|error| failed(error.into()))?;
        let next = [scheduled, sim.jobs.earliest_delayed()].into_iter().flatten().min();
        let Some(next) = next.filter(|next| *next <= target) else { break };
        let at = next.max(sim.app.clock.now());
        stuck_at = if stuck_at.0 == next { (next, stuck_at.1 + 1) } else { (next, 1) };
        if stuck_at.1 > ROUNDS {
            tracing::error!("an instant of the agenda stays due; the clock goes on without it");
            break;
        }
        sim.app.clock.set(at);
        sim.jobs.clock_moved();
        sim.app.sweep().await.map_err(failed)?;
    }
    sim.app.clock.set(target.max(sim.app.clock.now()));
    sim.jobs.clock_moved();
    settle(sim).await
}

async fn settle(sim: &Sim) -> Result<(), Problem> {
    let idle = tokio::time::timeout(DRAIN_WAIT, sim.jobs.idle()).await;
    idle.map_err(|_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not_drained", Language::En))
}

async fn drain(State(sim): State<Sim>) -> Answer {
    settle(&sim).await?;
    Ok(Json(json!({"drained": true})))
}

async fn sent(State(sim): State<Sim>, Query(query): Query<SentQuery>) -> Json<Value> {
    Json(json!({"items": sim.fakes.sent(query.platform.as_deref())}))
}

async fn fault(State(sim): State<Sim>, body: axum::body::Bytes) -> Answer {
    let asked: Fault = serde_json::from_slice(&body)
        .map_err(|error| Problem::bad("bad_fault", Language::En).with("about", error.to_string()))?;
    sim.fakes
        .set_fault(&asked.platform, &asked.mode, asked.times)
        .map_err(|why| Problem::bad("bad_fault", Language::En).with("about", why))?;
    Ok(Json(json!({"platform": asked.platform, "mode": asked.mode, "times": asked.times})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deleted {
    platform: String,
    id: String,
}

/// A contact takes a post back, and no delivery tells of it.
async fn deleted(State(sim): State<Sim>, body: axum::body::Bytes) -> Answer {
    let asked: Deleted = serde_json::from_slice(&body)
        .map_err(|error| Problem::bad("bad_request", Language::En).with("about", error.to_string()))?;
    sim.fakes
        .mark_deleted(&asked.platform, &asked.id)
        .map_err(|why| Problem::bad("bad_request", Language::En).with("about", why))?;
    Ok(Json(json!({"platform": asked.platform, "id": asked.id})))
}
