//! Acts on one message of a case.

use super::extract::Path;
use super::{Body, Caller, cases};
use crate::app::App;
use crate::app::moderation::Ask;
use crate::domain::moderation::Act;
use crate::functions::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    text: Option<String>,
    version: Option<u64>,
}

/// `hide`, `show`, `like`, `unlike`, `delete` or `correct`; the message's id stands percent-encoded in the path.
pub(super) async fn act(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((id, message, word)): Path<(String, String, String)>,
    Body(body): Body<Asked>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let language = caller.language;
    let act = Act::from_word(&word).ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "not_found", language))?;
    let corrects = act == Act::Correct;
    if corrects != body.text.is_some() || (corrects && body.version.is_none()) {
        return Err(Problem::bad("bad_request", language).with("about", "`correct` takes `text` and `version`"));
    }
    let ask = Ask { act, version: body.version, text: body.text };
    let case = app.moderate(&caller.identity, &id, &message, &ask).await;
    let case = case.map_err(|error| Problem::of_action(error, language))?;
    Ok((StatusCode::ACCEPTED, cases::view(&app, &case, &caller).await?))
}
