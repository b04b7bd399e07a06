//! Lists: the queue, alerts, parked events, answers; and health.

use super::Caller;
use super::extract::{Path, Query};
use crate::app::App;
use crate::app::actions::permit;
use crate::app::identity::Permission;
use crate::app::log_view::answer_view;
use crate::app::queue::QueueQuery;
use crate::app::view::{alert_view, health_view, parked_view};
use crate::domain::case::Status;
use crate::domain::message::Channel;
use crate::domain::words::Language;
use crate::functions::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// How many items a list gives unless asked.
const DEFAULT_LIMIT: usize = 50;
/// How many it gives at most.
const LARGEST_LIMIT: usize = 200;

type Shared = State<Arc<App>>;
type Answer = Result<Json<Value>, Problem>;

#[derive(Deserialize)]
pub(super) struct QueueParameters {
    team: Option<String>,
    status: Option<String>,
    assignee: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Page {
    pub(super) limit: Option<usize>,
    pub(super) cursor: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct AnswerParameters {
    topic: Option<String>,
    channel: Option<String>,
    since: Option<Timestamp>,
    limit: Option<usize>,
    cursor: Option<String>,
}

pub(super) fn limit(asked: Option<usize>) -> usize {
    asked.unwrap_or(DEFAULT_LIMIT).clamp(1, LARGEST_LIMIT)
}

/// A cursor of a list sorted by instants or days, refused when it cannot be one: an empty page would say that the
/// list is over.
pub(super) fn dated_cursor(cursor: Option<String>, language: Language) -> Result<Option<String>, Problem> {
    let Some(cursor) = cursor.filter(|cursor| !cursor.is_empty()) else { return Ok(None) };
    // The queue's begin with the rank.
    let dated = |at: usize| cursor.get(at..at + 10).is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok());
    if dated(0) || dated(1) || cursor.starts_with("ANSWER#") {
        return Ok(Some(cursor));
    }
    Err(Problem::bad("bad_cursor", language))
}

fn words(list: Option<&String>) -> impl Iterator<Item = &str> {
    list.map(String::as_str).unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty())
}

pub(super) async fn queue(State(app): Shared, caller: Caller, Query(asked): Query<QueueParameters>) -> Answer {
    let language = caller.language;
    let mut query = QueueQuery {
        assignee: asked.assignee,
        limit: limit(asked.limit),
        cursor: dated_cursor(asked.cursor, language)?,
        ..QueueQuery::default()
    };
    for team in words(asked.team.as_ref()) {
        let desk = app.desk();
        let known = desk.team(team).ok_or_else(|| Problem::bad("unknown_team", language))?;
        query.teams.push(known.id.clone());
    }
    for word in words(asked.status.as_ref()) {
        query.statuses.push(Status::from_word(word).ok_or_else(|| Problem::bad("unknown_status", language))?);
    }
    let page = app.queue(&query).await.map_err(|error| Problem::of_app(&error, language))?;
    let now = app.clock.now();
    let mut items: Vec<Value> = Vec::new();
    for case in &page.cases {
        items.push(app.queue_row(case, now, language).await);
    }
    Ok(Json(json!({"items": items, "cursor": page.cursor})))
}

#[derive(Deserialize)]
pub(super) struct AlertParameters {
    /// The id of a storm: the alerts it told of.
    storm: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

pub(super) async fn alerts(State(app): Shared, caller: Caller, Query(asked): Query<AlertParameters>) -> Answer {
    let language = caller.language;
    let (alerts, cursor) = match &asked.storm {
        Some(storm) => {
            let behind = app.alerts_of_storm(storm).await;
            (behind.map_err(|error| Problem::of_action(error, language))?, None)
        }
        None => {
            let cursor = dated_cursor(asked.cursor, language)?;
            let found = app.recent_alerts(cursor.as_deref(), limit(asked.limit)).await;
            found.map_err(|error| Problem::of_app(&error, language))?
        }
    };
    let mut items = Vec::new();
    for alert in &alerts {
        let desk = app.desk_of(&alert.desk).await;
        items.push(alert_view(alert, &desk, language));
    }
    Ok(Json(json!({"items": items, "cursor": cursor})))
}

pub(super) async fn acknowledge(State(app): Shared, caller: Caller, Path(id): Path<String>) -> Answer {
    let language = caller.language;
    let alert = app.acknowledge_alert(&caller.identity, &id).await;
    let alert = alert.map_err(|error| Problem::of_action(error, language))?;
    let desk = app.desk_of(&alert.desk).await;
    Ok(Json(alert_view(&alert, &desk, language)))
}

pub(super) async fn parked(State(app): Shared, caller: Caller, Query(asked): Query<Page>) -> Answer {
    let language = caller.language;
    permit(&caller.identity, Permission::Read).map_err(|error| Problem::of_action(error, language))?;
    let limit = limit(asked.limit);
    let wanted = i32::try_from(limit).unwrap_or(i32::MAX);
    let cursor = asked.cursor.filter(|cursor| !cursor.is_empty());
    let found = app.store.parked(cursor.as_deref(), wanted).await;
    let found = found.map_err(|error| Problem::of_app(&error.into(), language))?;
    let cursor = found.last().filter(|_| found.len() == limit).map(|last| last.id.clone());
    let items: Vec<Value> = found.iter().map(|parked| parked_view(parked, language)).collect();
    Ok(Json(json!({"items": items, "cursor": cursor})))
}

pub(super) async fn redrive(State(app): Shared, caller: Caller, Path(id): Path<String>) -> Answer {
    let language = caller.language;
    permit(&caller.identity, Permission::Redrive).map_err(|error| Problem::of_action(error, language))?;
    match app.redrive(&id).await {
        Ok(true) => Ok(Json(json!({"id": id, "redriven": true}))),
        Ok(false) => Err(Problem::new(StatusCode::NOT_FOUND, "not_found", language)),
        Err(error) => Err(Problem::of_app(&error, language)),
    }
}

pub(super) async fn answers(State(app): Shared, caller: Caller, Query(asked): Query<AnswerParameters>) -> Answer {
    let language = caller.language;
    let topic = asked.topic.ok_or_else(|| Problem::bad("topic_required", language))?;
    if app.desk().topic(&topic).is_none() {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unknown_topic", language));
    }
    let channel = match asked.channel.as_deref() {
        Some(word) => Some(Channel::from_word(word).ok_or_else(|| Problem::bad("unknown_channel", language))?),
        None => None,
    };
    let limit = limit(asked.limit);
    let cursor = dated_cursor(asked.cursor, language)?;
    let found = app.store.answers(&topic, asked.since, cursor.as_deref(), limit).await;
    let page = found.map_err(|error| Problem::of_app(&error.into(), language))?;
    let shown = page.answers.iter().filter(|answer| channel.is_none_or(|channel| answer.channel == channel));
    let items: Vec<Value> = shown.map(|answer| answer_view(answer, language)).collect();
    Ok(Json(json!({"items": items, "cursor": page.cursor})))
}

pub(super) async fn health(State(app): Shared, caller: Caller) -> Answer {
    let language: Language = caller.language;
    match app.health().await {
        Ok(health) => Ok(Json(health_view(&health, &app.desk(), language))),
        Err(error) => Err(Problem::of_app(&error, language)),
    }
}
