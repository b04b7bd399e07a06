//! Who is here: saying it, seeing it.

use super::lists::limit;
use super::{Body, Caller};
use crate::app::App;
use crate::app::actions::permit;
use crate::app::identity::Permission;
use crate::domain::presence::Presence;
use crate::functions::problem::Problem;
use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

type Shared = State<Arc<App>>;
type Answer = Result<Json<Value>, Problem>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    state: String,
}

#[derive(Deserialize)]
pub(super) struct AgentParameters {
    team: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

pub(super) async fn say(State(app): Shared, caller: Caller, Body(said): Body<Said>) -> Answer {
    let language = caller.language;
    let state = Presence::from_word(&said.state).ok_or_else(|| Problem::bad("unknown_presence", language))?;
    let row = app.say_presence(&caller.identity, state).await;
    let row = row.map_err(|error| Problem::of_action(error, language))?;
    Ok(Json(app.attendance_view(&row, language)))
}

pub(super) async fn show(State(app): Shared, caller: Caller) -> Answer {
    let language = caller.language;
    permit(&caller.identity, Permission::Work).map_err(|error| Problem::of_action(error, language))?;
    let row = app.attendance_of(&caller.identity.id).await;
    let row = row.map_err(|error| Problem::of_app(&error, language))?;
    Ok(Json(app.attendance_view(&row, language)))
}

pub(super) async fn list(State(app): Shared, caller: Caller, Query(asked): Query<AgentParameters>) -> Answer {
    let language = caller.language;
    let team = asked.team.filter(|team| !team.is_empty());
    if team.as_deref().is_some_and(|team| app.desk().team(team).is_none()) {
        return Err(Problem::bad("unknown_team", language));
    }
    let rows = app.attendances(&caller.identity, team.as_deref()).await;
    let rows = rows.map_err(|error| Problem::of_action(error, language))?;
    let after = asked.cursor.unwrap_or_default();
    let limit = limit(asked.limit);
    let mut rest = rows.into_iter().filter(|row| row.agent > after);
    let page: Vec<_> = rest.by_ref().take(limit).collect();
    let cursor = page.last().map(|row| row.agent.clone()).filter(|_| rest.next().is_some());
    let items: Vec<Value> = page.iter().map(|row| app.attendance_view(row, language)).collect();
    Ok(Json(json!({"items": items, "cursor": cursor})))
}
