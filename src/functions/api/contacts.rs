//! Contacts: finding one, and everything they said and were told.

use super::Caller;
use super::extract::{Path, Query};
use super::lists::limit;
use crate::app::App;
use crate::app::log_view::contact_view;
use crate::domain::contact::{is_place, is_too_short};
use crate::domain::words::page::phone::TOO_SHORT;
use crate::functions::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

type Shared = State<Arc<App>>;
type Answer = Result<Json<Value>, Problem>;

#[derive(Deserialize)]
pub(super) struct FindParameters {
    q: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

pub(super) async fn find(State(app): Shared, caller: Caller, Query(asked): Query<FindParameters>) -> Answer {
    let language = caller.language;
    let typed = asked.q.filter(|typed| !typed.trim().is_empty());
    let typed = typed.ok_or_else(|| Problem::bad("query_required", language))?;
    let cursor = asked.cursor.filter(|cursor| !cursor.is_empty());
    if cursor.as_ref().is_some_and(|cursor| !is_place(cursor, &typed)) {
        return Err(Problem::bad("bad_cursor", language));
    }
    let page = app.find_contacts(&typed, cursor.as_deref(), limit(asked.limit)).await;
    let page = page.map_err(|error| Problem::of_app(&error, language))?;
    let items: Vec<Value> = page.contacts.iter().map(|(id, contact)| contact_view(id, contact)).collect();
    let mut answer = json!({"items": items, "cursor": page.cursor});
    if page.contacts.is_empty()
        && is_too_short(&typed)
        && let Value::Object(members) = &mut answer
    {
        members.insert("hint".to_owned(), json!(TOO_SHORT.with(language, &typed)));
    }
    Ok(Json(answer))
}

pub(super) async fn show(State(app): Shared, caller: Caller, Path(id): Path<String>) -> Answer {
    let language = caller.language;
    match app.dossier(&id).await {
        Ok(Some(dossier)) => Ok(Json(app.dossier_view(&dossier, language).await)),
        Ok(None) => Err(Problem::new(StatusCode::NOT_FOUND, "not_found", language)),
        Err(error) => Err(Problem::of_app(&error, language)),
    }
}
