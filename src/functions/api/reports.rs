//! Reports on past days, and rehearsing a changed desk against them.

use super::extract::Query;
use super::{Body, Caller};
use crate::app::App;
use crate::app::actions::permit;
use crate::app::identity::Permission;
use crate::app::rehearse::{Rehearsal, RehearsalError};
use crate::app::report_view::{rehearsal_view, report_view};
use crate::domain::report::{Grouping, MOST_DAYS, Range, RangeRefusal};
use crate::domain::words::Language;
use crate::functions::problem::Problem;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many days are rehearsed unless asked.
const DEFAULT_DAYS: i64 = 7;

#[derive(Deserialize)]
pub(super) struct ReportParameters {
    from: Option<String>,
    to: Option<String>,
    group: Option<String>,
}

pub(super) async fn sla(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<ReportParameters>,
) -> Result<Json<Value>, Problem> {
    let language = caller.language;
    permit(&caller.identity, Permission::Read).map_err(|error| Problem::of_action(error, language))?;
    let grouping = match asked.group.as_deref().filter(|word| !word.is_empty()) {
        Some(word) => Grouping::from_word(word).ok_or_else(|| Problem::bad("bad_group", language))?,
        None => Grouping::default(),
    };
    let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let (from, to) = (said(&asked.from), said(&asked.to));
    let range = Range::of(from.as_deref(), to.as_deref(), app.clock.now(), &app.report_zone());
    let range = range.map_err(|refusal| bad_range(refusal, language))?;
    let report = app.report(range, grouping).await.map_err(|error| Problem::of_app(&error, language))?;
    Ok(Json(report_view(&report, language)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RehearsalBody {
    files: BTreeMap<String, String>,
    days: Option<i64>,
    cursor: Option<String>,
}

pub(super) async fn rehearse(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(asked): Body<RehearsalBody>,
) -> Result<Json<Value>, Problem> {
    let language = caller.language;
    let rehearsal = Rehearsal {
        files: &asked.files,
        days: asked.days.unwrap_or(DEFAULT_DAYS),
        cursor: asked.cursor.as_deref().filter(|cursor| !cursor.is_empty()),
    };
    match app.rehearse(&caller.identity, &rehearsal).await {
        Ok(page) => Ok(Json(rehearsal_view(&page, language))),
        Err(RehearsalError::Action(error)) => Err(Problem::of_action(error, language)),
        Err(RehearsalError::Refused(problems)) => Err(Problem::of_problems(&problems, language)),
        Err(RehearsalError::Days(refusal)) => Err(bad_range(refusal, language)),
        Err(RehearsalError::Cursor) => Err(Problem::bad("bad_cursor", language)),
    }
}

fn bad_range(refusal: RangeRefusal, language: Language) -> Problem {
    match refusal {
        RangeRefusal::Unreadable => Problem::bad("bad_range", language),
        RangeRefusal::TooLong => Problem::bad("range_too_long", language).with("most_days", MOST_DAYS),
    }
}
