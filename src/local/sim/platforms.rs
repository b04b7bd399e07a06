//! `/sim` for the fake platforms' side: what exists there undelivered, how reading goes, how the connection
//! stands; and one reading back on demand.

use super::{Answer, Sim, settle};
use crate::domain::words::Language;
use crate::functions::problem::Problem;
use crate::local::fakes::said::Said;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub(super) fn routes() -> Router<Sim> {
    Router::new()
        .route("/sim/platform", post(platform))
        .route("/sim/reading", post(reading))
        .route("/sim/webhook", get(show_webhook).post(webhook))
        .route("/sim/subscription", post(subscription))
        .route("/sim/reconcile", post(reconcile))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reading {
    platform: String,
    #[serde(default = "ok")]
    mode: String,
    #[serde(default = "once")]
    times: u32,
    page_size: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Webhook {
    valid: bool,
    #[serde(default = "yes")]
    recovers: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Subscription {
    inbox: String,
    fields: Vec<String>,
}

fn ok() -> String {
    "ok".to_owned()
}

fn once() -> u32 {
    1
}

fn yes() -> bool {
    true
}

fn refused(why: String) -> Problem {
    Problem::bad("bad_request", Language::En).with("about", why)
}

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| refused(error.to_string()))
}

/// Makes something exist on a platform without delivering it.
async fn platform(State(sim): State<Sim>, body: Bytes) -> Answer {
    let id = sim.fakes.say(read::<Said>(&body)?).map_err(refused)?;
    Ok(Json(json!({ "id": id })))
}

/// How reading back goes from now on.
async fn reading(State(sim): State<Sim>, body: Bytes) -> Answer {
    let Reading { platform, mode, times, page_size } = read(&body)?;
    sim.fakes.set_reading(&platform, &mode, times, page_size).map_err(refused)?;
    Ok(Json(json!({"platform": platform, "mode": mode, "times": times, "page_size": page_size})))
}

/// X's webhook, and what X was asked to deliver again.
async fn show_webhook(State(sim): State<Sim>) -> Json<Value> {
    Json(serde_json::to_value(sim.fakes.connections()).unwrap_or_default())
}

async fn webhook(State(sim): State<Sim>, body: Bytes) -> Answer {
    let Webhook { valid, recovers } = read(&body)?;
    sim.fakes.set_webhook(valid, recovers);
    Ok(show_webhook(State(sim)).await)
}

/// The fields a Page or account delivers; none: the application is not subscribed.
async fn subscription(State(sim): State<Sim>, body: Bytes) -> Answer {
    let Subscription { inbox, fields } = read(&body)?;
    sim.fakes.set_subscription(&inbox, fields);
    Ok(show_webhook(State(sim)).await)
}

/// One reading back, with everything it took in done.
async fn reconcile(State(sim): State<Sim>) -> Answer {
    let found = sim.app.reconcile().await.map_err(|error| Problem::of_app(&error, Language::En))?;
    settle(&sim).await?;
    Ok(Json(serde_json::to_value(found).unwrap_or_default()))
}
