//! Inboxes: letting the sends of one that the platform had refused go again.

use super::Caller;
use super::extract::Path;
use crate::app::App;
use crate::domain::message::Channel;
use crate::functions::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::Value;
use std::sync::Arc;

/// Answers with the inbox as `/health` shows it.
pub(super) async fn resume(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((channel, id)): Path<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let language = caller.language;
    let not_found = || Problem::new(StatusCode::NOT_FOUND, "not_found", language);
    let channel = Channel::from_word(&channel).ok_or_else(not_found)?;
    let resumed = app.resume_inbox(&caller.identity, channel, &id).await;
    resumed.map_err(|error| Problem::of_action(error, language))?;
    let inbox = app.inbox_health(channel, &id).await.map_err(|error| Problem::of_app(&error, language))?;
    Ok(Json(serde_json::to_value(inbox.ok_or_else(not_found)?).unwrap_or_default()))
}
