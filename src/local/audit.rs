//! `/local`: counting what is stored, so that a run of `simulate` can prove that nothing was lost or doubled.
//!
//! Reads the whole table, which nothing else in the house may do.

use crate::app::App;
use crate::domain::words::Language;
use crate::functions::problem::Problem;
use crate::jobs::LocalJobs;
use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// What is counted.
#[derive(Clone)]
pub struct Audit {
    /// The house.
    pub app: Arc<App>,
    /// Its queues.
    pub jobs: LocalJobs,
}

/// The routes.
pub fn routes(audit: Audit) -> Router {
    Router::new().route("/local/backlog", get(backlog)).route("/local/messages", get(messages)).with_state(audit)
}

#[derive(Deserialize)]
struct Page {
    cursor: Option<String>,
}

async fn backlog(State(audit): State<Audit>) -> Json<Value> {
    Json(json!({"jobs": audit.jobs.backlog()}))
}

async fn messages(State(audit): State<Audit>, Query(page): Query<Page>) -> Result<Json<Value>, Problem> {
    let found = audit.app.store.scan_messages(page.cursor.as_deref()).await;
    let (rows, cursor) = found.map_err(|error| Problem::of_app(&error.into(), Language::En))?;
    let items: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({"external_id": row.external_id, "case": row.case, "channel": row.channel, "direction": row.direction})
        })
        .collect();
    Ok(Json(json!({"items": items, "cursor": cursor})))
}
