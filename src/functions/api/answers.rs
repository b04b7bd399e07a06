//! The answer log: answers given elsewhere, what one would be worth, and contradictions.

use super::extract::{Path, Query};
use super::lists::{Page, limit};
use super::{Body, Caller};
use crate::app::App;
use crate::app::answers::AnswerDraft;
use crate::app::log_view::{answer_view, drift_view, judged_view, told_view};
use crate::domain::drift::{Right, parse_drift_id};
use crate::domain::message::Channel;
use crate::functions::problem::Problem;
use crate::store::keys;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

type Shared = State<Arc<App>>;
type Answer = Result<Json<Value>, Problem>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogRequest {
    channel: String,
    topic: String,
    text: String,
    contact: Option<String>,
    case: Option<String>,
    id: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PreviewRequest {
    channel: Option<String>,
    topic: Option<String>,
    text: String,
    case: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CloseRequest {
    right: Right,
}

fn channel_of(word: &str, caller: &Caller) -> Result<Channel, Problem> {
    let unknown = || Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unknown_channel", caller.language);
    Channel::from_word(word).ok_or_else(unknown)
}

pub(super) async fn log(
    State(app): Shared,
    caller: Caller,
    headers: HeaderMap,
    Body(asked): Body<LogRequest>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned);
    let draft = AnswerDraft {
        channel: channel_of(&asked.channel, &caller)?,
        topic: asked.topic,
        text: asked.text,
        contact: asked.contact.filter(|contact| !contact.trim().is_empty()),
        case: asked.case.filter(|case| !case.trim().is_empty()),
        id: asked.id.or(key),
    };
    match app.log_answer(&caller.identity, &draft).await {
        Ok(answer) => Ok((StatusCode::CREATED, Json(answer_view(&answer, caller.language)))),
        Err(error) => Err(Problem::of_action(error, caller.language)),
    }
}

pub(super) async fn preview(State(app): Shared, caller: Caller, Body(asked): Body<PreviewRequest>) -> Answer {
    let language = caller.language;
    let of_case = match &asked.case {
        Some(case) => Some(app.answered_in(case).await.map_err(|error| Problem::of_action(error, language))?),
        None => None,
    };
    let channel = match (&asked.channel, &of_case) {
        (Some(word), _) => channel_of(word, &caller)?,
        (None, Some((_, channel))) => *channel,
        (None, None) => return Err(Problem::bad("unknown_channel", language)),
    };
    let topic = asked.topic.or(of_case.map(|(topic, _)| topic));
    let topic = topic.ok_or_else(|| Problem::bad("topic_required", language))?;
    if app.desk().topic(&topic).is_none() {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "unknown_topic", language));
    }
    let judged = app.preview(&topic, channel, &asked.text).await;
    judged.map(|judged| Json(judged_view(&judged, language))).map_err(|error| Problem::of_app(&error, language))
}

pub(super) async fn drifts(State(app): Shared, caller: Caller, Query(asked): Query<Page>) -> Answer {
    let language = caller.language;
    let limit = limit(asked.limit);
    let cursor = match asked.cursor.as_deref().filter(|cursor| !cursor.is_empty()) {
        Some(cursor) => Some(parse_drift_id(cursor).ok_or_else(|| Problem::bad("bad_cursor", language))?),
        None => None,
    };
    let cursor = cursor.map(|(at, pair)| keys::drift(at, pair));
    let found = app.store.drifts(cursor.as_ref(), i32::try_from(limit).unwrap_or(i32::MAX)).await;
    let found = found.map_err(|error| Problem::of_app(&error.into(), language))?;
    let cursor = found.last().filter(|_| found.len() == limit).map(crate::domain::drift::Drift::id);
    let items: Vec<Value> = found.iter().map(|drift| drift_view(drift, language)).collect();
    Ok(Json(json!({"items": items, "cursor": cursor})))
}

pub(super) async fn close(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<String>,
    Body(asked): Body<CloseRequest>,
) -> Answer {
    match app.close_drift(&caller.identity, &id, asked.right).await {
        Ok((drift, told)) => {
            let mut view = drift_view(&drift, caller.language);
            if let Value::Object(view) = &mut view {
                view.insert("told_otherwise".to_owned(), told.iter().map(told_view).collect());
            }
            Ok(Json(view))
        }
        Err(error) => Err(Problem::of_action(error, caller.language)),
    }
}
