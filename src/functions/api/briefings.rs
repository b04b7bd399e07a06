//! Verified answers: publishing, reading, acknowledging.

use super::extract::{Path, Query};
use super::{Body, Caller};
use crate::app::App;
use crate::app::log_view::briefing_view;
use crate::domain::briefing::BriefingDraft;
use crate::functions::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

type Shared = State<Arc<App>>;
type Answer = Result<Json<Value>, Problem>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BriefingRequest {
    topic: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    social: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    source: String,
    valid_from: Option<Timestamp>,
    valid_until: Option<Timestamp>,
    #[serde(default)]
    languages: Vec<String>,
    verified_by: Option<String>,
    grants: Option<String>,
    public_at: Option<Timestamp>,
    version: Option<u32>,
}

#[derive(Deserialize)]
pub(super) struct ListParameters {
    topic: Option<String>,
}

async fn write(app: &App, caller: &Caller, asked: BriefingRequest) -> Answer {
    let draft = BriefingDraft {
        topic: asked.topic,
        title: asked.title,
        social: asked.social,
        phone: asked.phone,
        source: asked.source,
        valid_from_at: asked.valid_from,
        valid_until_at: asked.valid_until,
        languages: asked.languages,
        verified_by: asked.verified_by,
        grants: asked.grants,
        public_at: asked.public_at,
    };
    match app.write_briefing(&caller.identity, &draft, asked.version).await {
        Ok(briefing) => Ok(Json(briefing_view(&briefing, app.clock.now()))),
        Err(error) => Err(Problem::of_action(error, caller.language)),
    }
}

pub(super) async fn publish(
    State(app): Shared,
    caller: Caller,
    Body(asked): Body<BriefingRequest>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    write(&app, &caller, asked).await.map(|view| (StatusCode::CREATED, view))
}

/// The same, for those who correct one that exists: a version of its own all the same.
pub(super) async fn revise(State(app): Shared, caller: Caller, Body(asked): Body<BriefingRequest>) -> Answer {
    write(&app, &caller, asked).await
}

/// The briefing of each topic; with `topic`, every version of that one.
pub(super) async fn list(State(app): Shared, caller: Caller, Query(asked): Query<ListParameters>) -> Answer {
    let language = caller.language;
    let now = app.clock.now();
    let found = match &asked.topic {
        Some(topic) if app.desk().topic(topic).is_none() => {
            return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unknown_topic", language));
        }
        Some(topic) => app.store.briefings_of(topic).await.map_err(crate::app::AppError::from),
        None => app.briefings(now).await,
    };
    let found = found.map_err(|error| Problem::of_app(&error, language))?;
    let items: Vec<Value> = found.iter().map(|briefing| briefing_view(briefing, now)).collect();
    Ok(Json(json!({"items": items, "cursor": null})))
}

pub(super) async fn show(State(app): Shared, caller: Caller, Path(id): Path<String>) -> Answer {
    match app.briefing(&id).await {
        Ok(briefing) => Ok(Json(briefing_view(&briefing, app.clock.now()))),
        Err(error) => Err(Problem::of_action(error, caller.language)),
    }
}

pub(super) async fn acknowledge(State(app): Shared, caller: Caller, Path(id): Path<String>) -> Answer {
    match app.acknowledge_briefing(&caller.identity, &id).await {
        Ok(briefing) => Ok(Json(briefing_view(&briefing, app.clock.now()))),
        Err(error) => Err(Problem::of_action(error, caller.language)),
    }
}
