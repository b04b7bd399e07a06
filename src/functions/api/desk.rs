//! The desk in force: which it is, bringing another into force, going back.

use super::{Body, Caller};
use crate::app::App;
use crate::functions::problem::Problem;
use crate::store::desks::{DeskPointer, Pointed};
use crate::store::keys::instant;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Files {
    files: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Version {
    version: String,
}

pub(super) async fn show(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<Value>, Problem> {
    let pointer = app.desk_history(&caller.identity).await;
    let pointer = pointer.map_err(|error| Problem::of_action(error, caller.language))?;
    Ok(view(&app, pointer.as_ref()))
}

pub(super) async fn push(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<Files>,
) -> Result<Json<Value>, Problem> {
    let pushed = app.push_desk(&caller.identity, &asked.files).await;
    let pointer = pushed.map_err(|error| Problem::of_desk(error, caller.language))?;
    Ok(view(&app, Some(&pointer)))
}

pub(super) async fn use_version(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<Version>,
) -> Result<Json<Value>, Problem> {
    let used = app.use_desk(&caller.identity, &asked.version).await;
    let pointer = used.map_err(|error| Problem::of_desk(error, caller.language))?;
    Ok(view(&app, Some(&pointer)))
}

/// `in_force` is what this process decides by; `current` where the table points.
fn view(app: &App, pointer: Option<&DeskPointer>) -> Json<Value> {
    let told = |one: &Pointed| json!({"version": one.version, "since": instant(one.at), "by": one.by});
    Json(json!({
        "in_force": app.desk().version,
        "current": pointer.map(|pointer| told(&pointer.current)),
        "before": pointer.map_or_else(Vec::new, |pointer| pointer.before.iter().map(told).collect()),
    }))
}
