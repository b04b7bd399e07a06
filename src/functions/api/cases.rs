//! One case: showing it and acting on it.

use super::extract::Path;
use super::{Body, Caller};
use crate::app::App;
use crate::app::actions::{Action, ActionError, permit};
use crate::app::identity::Permission;
use crate::app::log_view::judged_view;
use crate::app::replies::{Reply, UNDO};
use crate::app::view::send_view;
use crate::domain::case::Case;
use crate::domain::priority::Priority;
use crate::domain::sla::Metric;
use crate::functions::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

type Shared = State<Arc<App>>;
type Answer = Result<Json<Value>, Problem>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plain {
    version: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Assign {
    agent: String,
    version: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Transfer {
    team: String,
    note: Option<String>,
    version: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Snooze {
    until: Timestamp,
    version: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Note {
    text: String,
    version: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SetPriority {
    priority: Priority,
    reason: String,
    version: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SetDeadline {
    metric: Metric,
    deadline_at: Timestamp,
    reason: String,
    version: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Callback {
    promised_at: Timestamp,
    phone: String,
    version: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Merge {
    into: String,
    version: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplyRequest {
    text: String,
    version: u64,
    #[serde(default)]
    #[allow(dead_code)] // recorded once the team's policy asks for reasons
    reason: Option<String>,
    undo_seconds: Option<u32>,
    #[serde(default)]
    attachments: Vec<String>,
    /// Answer a public message privately.
    #[serde(default)]
    private: bool,
    /// Let a private answer that is too long leave as several messages.
    #[serde(default)]
    split: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settle {
    #[serde(rename = "as")]
    outcome: SettleAs,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum SettleAs {
    Sent,
    NotSent,
}

pub(super) async fn show(State(app): Shared, caller: Caller, Path(id): Path<String>) -> Answer {
    let language = caller.language;
    permit(&caller.identity, Permission::Read).map_err(|error| Problem::of_action(error, language))?;
    let case = app.load(&id).await.map_err(|error| Problem::of_action(error, language))?;
    if let Err(error) = app.opened(&case).await {
        tracing::warn!(%error, "the platform will be asked for the posts of a case another time");
    }
    view(&app, &case, &caller).await
}

pub(super) async fn view(app: &App, case: &Case, caller: &Caller) -> Answer {
    let view = app.case_view(case, caller.language).await;
    view.map(Json).map_err(|error| Problem::of_app(&error, caller.language))
}

async fn act(app: &App, caller: &Caller, id: &str, version: Option<u64>, action: Action) -> Answer {
    match app.act(&caller.identity, id, version, &action).await {
        Ok(case) => view(app, &case, caller).await,
        Err(error) => Err(refusal(error, caller)),
    }
}

fn refusal(error: ActionError, caller: &Caller) -> Problem {
    Problem::of_action(error, caller.language)
}

pub(super) async fn claim(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Plain>,
) -> Answer {
    act(&app, &caller, &id, body.version, Action::Claim).await
}

pub(super) async fn release(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Plain>,
) -> Answer {
    act(&app, &caller, &id, body.version, Action::Release).await
}

pub(super) async fn assign(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Assign>,
) -> Answer {
    act(&app, &caller, &id, body.version, Action::Assign { agent: body.agent }).await
}

pub(super) async fn transfer(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Transfer>,
) -> Answer {
    act(&app, &caller, &id, body.version, Action::Transfer { team: body.team, note: body.note }).await
}

pub(super) async fn snooze(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Snooze>,
) -> Answer {
    act(&app, &caller, &id, body.version, Action::Snooze { until_at: body.until }).await
}

pub(super) async fn resolve(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Plain>,
) -> Answer {
    act(&app, &caller, &id, body.version, Action::Resolve).await
}

pub(super) async fn reopen(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Plain>,
) -> Answer {
    act(&app, &caller, &id, body.version, Action::Reopen).await
}

pub(super) async fn note(State(app): Shared, caller: Caller, Path(id): Path<String>, Body(body): Body<Note>) -> Answer {
    act(&app, &caller, &id, body.version, Action::Note { text: body.text }).await
}

pub(super) async fn priority(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<SetPriority>,
) -> Answer {
    let action = Action::Priority { priority: body.priority, reason: body.reason };
    act(&app, &caller, &id, body.version, action).await
}

pub(super) async fn deadline(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<SetDeadline>,
) -> Answer {
    let action = Action::Deadline { metric: body.metric, deadline_at: body.deadline_at, reason: body.reason };
    act(&app, &caller, &id, body.version, action).await
}

pub(super) async fn callback(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Callback>,
) -> Answer {
    let action = Action::Callback { promised_at: body.promised_at, phone: body.phone };
    act(&app, &caller, &id, body.version, action).await
}

pub(super) async fn migrate(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Plain>,
) -> Answer {
    act(&app, &caller, &id, body.version, Action::Migrate).await
}

pub(super) async fn merge(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<String>,
    Body(body): Body<Merge>,
) -> Answer {
    match app.merge(&caller.identity, &id, &body.into, body.version).await {
        Ok(case) => view(&app, &case, &caller).await,
        Err(error) => Err(refusal(error, &caller)),
    }
}

pub(super) async fn reply(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(body): Body<ReplyRequest>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let undo = body.undo_seconds.map_or(UNDO, |seconds| SignedDuration::from_secs(i64::from(seconds)));
    let reply = Reply {
        // A line ends in one way, whatever the writer's system calls it.
        text: body.text.replace("\r\n", "\n"),
        version: body.version,
        undo,
        private: body.private,
        split: body.split,
        key: headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned),
    };
    // The gate comes first: once the answer is accepted, nothing may fail any more.
    permit(&caller.identity, Permission::Work).map_err(|error| refusal(error, &caller))?;
    let (topic, channel) = app.answered_in(&id).await.map_err(|error| refusal(error, &caller))?;
    let judged = app.preview(&topic, channel, &reply.text).await;
    let judged = judged.map_err(|error| Problem::of_app(&error, caller.language))?;
    match app.reply_with(&caller.identity, &id, &reply, &body.attachments).await {
        Ok((case, sends)) => {
            let shown = |send| send_view(send, case.channel, &[], caller.language);
            let sends: Vec<Value> = sends.iter().map(shown).collect();
            let body = json!({
                "send": sends.first(),
                "sends": sends,
                "version": case.version,
                "cost_usd": app.permission(&case, &reply.text).cost_usd.map(|price| price.dollars()),
                "verdict": judged_view(&judged, caller.language),
            });
            Ok((StatusCode::ACCEPTED, Json(body)))
        }
        Err(error) => Err(refusal(error, &caller)),
    }
}

pub(super) async fn undo(State(app): Shared, caller: Caller, Path((id, send)): Path<(String, String)>) -> Answer {
    match app.undo(&caller.identity, &id, &send).await {
        Ok(case) => view(&app, &case, &caller).await,
        Err(error) => Err(refusal(error, &caller)),
    }
}

pub(super) async fn settle(
    State(app): Shared,
    caller: Caller,
    Path((id, send)): Path<(String, String)>,
    Body(body): Body<Settle>,
) -> Answer {
    match app.settle(&caller.identity, &id, &send, body.outcome == SettleAs::Sent).await {
        Ok(case) => view(&app, &case, &caller).await,
        Err(error) => Err(refusal(error, &caller)),
    }
}
