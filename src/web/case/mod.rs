//! One case: reading it whole and acting on it.
//!
//! A form sent by the script gets the changed parts back; sent without it, a fresh page. What was being
//! written is kept either way.

mod composer;
mod decisions;
pub(super) mod files;
pub(in crate::web) mod moderation;
mod overruling;
mod permission;
mod shown;
mod thread;
mod top;

use super::badges;
use super::layout::{self, Tab};
use super::session::{Posted, Visitor, see_other};
use crate::app::App;
use crate::app::actions::{Action, ActionError};
use crate::app::replies::{LONGEST_UNDO, Reply, UNDO};
use crate::domain::briefing::Briefing;
use crate::domain::case::{Case, Refusal};
use crate::domain::permission::{Permission, PermissionReason};
use crate::domain::words::cases::contact_name;
use crate::domain::words::page::{Wording, case as words, frame};
use crate::domain::words::problems::problem;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use composer::Draft;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use serde::Deserialize;
use shown::Shown;
use std::sync::Arc;

type Shared = State<Arc<App>>;

/// A case, who looks at it, and everything that is shown.
struct View<'a> {
    app: &'a App,
    visitor: &'a Visitor,
    case: &'a Case,
    shown: Shown,
    briefing: Option<Briefing>,
    permission: Permission,
}

/// What to tell at the top.
struct Notice {
    text: String,
    bad: bool,
}

impl Notice {
    fn bad(text: String) -> Notice {
        Notice { text, bad: true }
    }

    fn markup(&self) -> Markup {
        html! { p.notice.bad[self.bad] { (self.text) } }
    }
}

impl View<'_> {
    /// Whether nobody else holds it, or the visitor may act all the same.
    fn may_act(&self) -> bool {
        use crate::app::identity::Permission;
        let free = self.case.assignee.as_ref().is_none_or(|holder| *holder == self.visitor.identity.id);
        self.visitor.may(Permission::Work) && (free || self.visitor.may(Permission::Reassign))
    }

    /// Whether the field stays as the browser has it: what is in it must not go when nothing may leave any more.
    fn leaves_the_field(&self, draft: &Draft) -> bool {
        matches!(draft, Draft::Untouched) || (matches!(draft, Draft::Keep) && !self.permission.can_reply)
    }

    fn parts(&self, notice: Option<&Notice>, draft: &Draft) -> Markup {
        html! {
            (top::markup(self, notice))
            (thread::markup(self, true))
            @if self.leaves_the_field(draft) { (permission::markup(self, true)) }
            @else { (composer::markup(self, draft, true)) }
            (decisions::markup(self, true))
        }
    }

    fn page(&self, notice: Option<&Notice>, draft: &Draft) -> Markup {
        let language = self.visitor.language();
        let title = words::CASE_OF.with(language, &contact_name(self.case, language));
        let content = html! {
            (top::markup(self, notice))
            div.case-columns {
                div.case-talk {
                    (thread::markup(self, false))
                    (composer::markup(self, draft, false))
                }
                (decisions::markup(self, false))
            }
        };
        layout::page(self.visitor, Tab::Queue, &title, content)
    }
}

/// Shows a case: the parts of it or the whole page.
async fn answer(
    app: &App,
    visitor: &Visitor,
    case: &Case,
    status: StatusCode,
    notice: Option<Notice>,
    draft: Draft,
) -> Response {
    let shown = match shown::load(app, case, visitor.language()).await {
        Ok(shown) => shown,
        Err(error) => return layout::failure(visitor, &error),
    };
    let briefing = match app.current_briefing(&case.classification.topic, visitor.look.now).await {
        Ok(briefing) => briefing,
        Err(error) => return layout::failure(visitor, &error),
    };
    let permission = match app.permission_now(case, "").await {
        Ok(permission) => permission,
        Err(error) => return layout::failure(visitor, &error),
    };
    let view = View { app, visitor, case, shown, briefing, permission };
    let markup =
        if visitor.wants_part { view.parts(notice.as_ref(), &draft) } else { view.page(notice.as_ref(), &draft) };
    layout::show(status, markup)
}

/// The whole page.
pub(super) async fn page(State(app): Shared, visitor: Visitor, Path(id): Path<String>) -> Response {
    match app.load(&id).await {
        Ok(case) => {
            if let Err(error) = app.opened(&case).await {
                tracing::warn!(%error, "the platform will be asked for the posts of a case another time");
            }
            answer(&app, &visitor, &case, StatusCode::OK, None, Draft::empty(&case)).await
        }
        Err(error) => unavailable(&visitor, error),
    }
}

#[derive(Deserialize)]
pub(super) struct Seen {
    version: u64,
    band: String,
    #[serde(default)]
    window: String,
}

/// What has changed since the page was shown; nothing when nothing has.
pub(super) async fn live(
    State(app): Shared,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(seen): Query<Seen>,
) -> Response {
    let case = match app.load(&id).await {
        Ok(case) => case,
        Err(error) => return unavailable(&visitor, error),
    };
    let now_allowed = match app.permission_now(&case, "").await {
        Ok(permission) => permission.why,
        Err(error) => return layout::failure(&visitor, &error),
    };
    let same_band = badges::band_word(case.band(visitor.look.now)) == seen.band;
    if case.version == seen.version && same_band && now_allowed.as_str() == seen.window {
        return StatusCode::NO_CONTENT.into_response();
    }
    // Where nothing could be sent there was no form: it may appear.
    let was_allowed = PermissionReason::from_word(&seen.window).is_none_or(PermissionReason::allows);
    let draft = if now_allowed.allows() && !was_allowed { Draft::Keep } else { Draft::Untouched };
    answer(&app, &visitor, &case, StatusCode::OK, None, draft).await
}

#[derive(Deserialize)]
pub(super) struct ActionForm {
    #[serde(default)]
    version: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    until_local: String,
    #[serde(default)]
    team: String,
    #[serde(default)]
    agent: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    priority: String,
    #[serde(default)]
    metric: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    into: String,
}

/// Claim, release, resolve, reopen, snooze, transfer, assign, note, and what is set by hand.
pub(super) async fn act(
    State(app): Shared,
    Path((id, word)): Path<(String, String)>,
    posted: Posted<ActionForm>,
) -> Response {
    let Posted { visitor, form } = posted;
    let Some((action, done)) = action(&word, &form, &visitor) else {
        let known = matches!(word.as_str(), "snooze" | "deadline" | "callback");
        let (status, wording) = match known {
            true => (StatusCode::UNPROCESSABLE_ENTITY, words::NO_DATE),
            false => (StatusCode::NOT_FOUND, frame::NOT_FOUND),
        };
        return layout::refusal(&visitor, status, wording.pick(visitor.language()));
    };
    let said = done.pick(visitor.language());
    match app.act(&visitor.identity, &id, form.version.parse().ok(), &action).await {
        Ok(_) if form.from == "queue" => layout::done(&visitor, said, "/"),
        Ok(_) if !visitor.wants_part => see_other(&format!("/cases/{id}")),
        Ok(case) => {
            let mut response = answer(&app, &visitor, &case, StatusCode::OK, None, Draft::Keep).await;
            layout::say(&mut response, said, false);
            response
        }
        Err(error) if form.from == "queue" => refused(&visitor, &error),
        Err(error) => refused_here(&app, &visitor, &id, error, Draft::Keep).await,
    }
}

fn action(word: &str, form: &ActionForm, visitor: &Visitor) -> Option<(Action, Wording)> {
    let text = Some(form.text.trim().to_owned()).filter(|text| !text.is_empty());
    Some(match word {
        "claim" => (Action::Claim, words::DONE_CLAIM),
        "release" => (Action::Release, words::DONE_RELEASE),
        "resolve" => (Action::Resolve, words::DONE_RESOLVE),
        "reopen" => (Action::Reopen, words::DONE_REOPEN),
        "assign" => (Action::Assign { agent: form.agent.clone() }, words::DONE_ASSIGN),
        "transfer" => (Action::Transfer { team: form.team.clone(), note: text }, words::DONE_TRANSFER),
        "note" => (Action::Note { text: text.unwrap_or_default() }, words::DONE_NOTE),
        "snooze" => (Action::Snooze { until_at: until(form, visitor)? }, words::DONE_SNOOZE),
        _ => return overruling::action(word, form, visitor),
    })
}

/// Ends this case because it goes on in another one, which is shown.
pub(super) async fn merge(State(app): State<Arc<App>>, Path(id): Path<String>, posted: Posted<ActionForm>) -> Response {
    let Posted { visitor, form } = posted;
    match app.merge(&visitor.identity, &id, form.into.trim(), form.version.parse().ok()).await {
        Ok(case) if visitor.wants_part => {
            let mut response = StatusCode::NO_CONTENT.into_response();
            if let Ok(address) = HeaderValue::from_str(&format!("/cases/{}", case.id())) {
                response.headers_mut().insert(HeaderName::from_static("hx-redirect"), address);
            }
            response
        }
        Ok(case) => see_other(&format!("/cases/{}", case.id())),
        Err(error) => refused_here(&app, &visitor, &id, error, Draft::Keep).await,
    }
}

/// The instant of a preset, or the date and time as the desk's zone reads them.
fn until(form: &ActionForm, visitor: &Visitor) -> Option<Timestamp> {
    if !form.until.is_empty() {
        return form.until.parse().ok();
    }
    visitor.look.instant_of(&form.until_local)
}

#[derive(Deserialize)]
pub(super) struct DraftForm {
    #[serde(default)]
    text: String,
    #[serde(default)]
    private: String,
}

/// The state of what is being written: its length as the platform counts it, and what it is worth beside
/// the verified answer and the other channels.
pub(super) async fn draft(State(app): Shared, Path(id): Path<String>, posted: Posted<DraftForm>) -> Response {
    let Posted { visitor, form } = posted;
    match app.load(&id).await {
        Ok(case) => {
            let judged = match form.text.trim() {
                "" => None,
                text => app.preview(&case.classification.topic, case.channel, text).await.ok(),
            };
            layout::show(
                StatusCode::OK,
                composer::state(
                    &visitor,
                    &case,
                    &composer::Writing { text: &form.text, private: !form.private.is_empty() },
                    judged.as_ref(),
                    &app.permission(&case, &form.text),
                ),
            )
        }
        Err(error) => unavailable(&visitor, error),
    }
}

#[derive(Deserialize)]
pub(super) struct ReplyForm {
    #[serde(default)]
    text: String,
    #[serde(default)]
    version: u64,
    #[serde(default)]
    undo_seconds: String,
    /// The ids of its pictures, separated by spaces.
    #[serde(default)]
    attachments: String,
    /// Anything: to answer a comment in private.
    #[serde(default)]
    private: String,
    /// Anything: to let a text that is too long leave as several messages.
    #[serde(default)]
    split: String,
}

/// Accepts an answer; on a refusal the text stays where it was.
pub(super) async fn reply(State(app): Shared, Path(id): Path<String>, posted: Posted<ReplyForm>) -> Response {
    let Posted { visitor, form } = posted;
    let text = form.text.replace("\r\n", "\n");
    let undo = form.undo_seconds.parse().map_or(UNDO, SignedDuration::from_secs);
    let undo = undo.clamp(SignedDuration::ZERO, LONGEST_UNDO);
    let (private, split) = (!form.private.is_empty(), !form.split.is_empty());
    let reply = Reply { text: text.clone(), version: form.version, undo, private, split, ..Reply::default() };
    let pictures: Vec<String> = form.attachments.split_whitespace().map(str::to_owned).collect();
    match app.reply_with(&visitor.identity, &id, &reply, &pictures).await {
        Ok((case, _)) if visitor.wants_part => {
            let mut response = answer(&app, &visitor, &case, StatusCode::OK, None, Draft::empty(&case)).await;
            layout::say(&mut response, words::ACCEPTED.pick(visitor.language()), false);
            response
        }
        Ok(_) => see_other(&format!("/cases/{id}")),
        Err(error) => {
            let fresh_version = matches!(error, ActionError::Stale { .. });
            refused_here(
                &app,
                &visitor,
                &id,
                error,
                Draft::Written { text, seen: (!fresh_version).then_some(form.version) },
            )
            .await
        }
    }
}

/// Takes back an answer that has not left; its text goes back to where it was written, if that is empty.
pub(super) async fn undo(
    State(app): Shared,
    Path((id, send)): Path<(String, String)>,
    posted: Posted<DraftForm>,
) -> Response {
    let Posted { visitor, form } = posted;
    let before = app.load(&id).await.ok();
    let text = before.as_ref().and_then(|case| case.send(&send)).and_then(|send| send.text.clone());
    match app.undo(&visitor.identity, &id, &send).await {
        Ok(case) => {
            let draft = match text.filter(|_| form.text.trim().is_empty()) {
                Some(text) => Draft::Written { text, seen: None },
                None => Draft::Keep,
            };
            let notice = Notice { text: words::UNDONE.pick(visitor.language()).to_owned(), bad: false };
            answer(&app, &visitor, &case, StatusCode::OK, Some(notice), draft).await
        }
        Err(error) => refused_here(&app, &visitor, &id, error, Draft::Keep).await,
    }
}

#[derive(Deserialize)]
pub(super) struct SettleForm {
    #[serde(rename = "as", default)]
    outcome: String,
}

/// A person says what became of an answer nobody knows about.
pub(super) async fn settle(
    State(app): Shared,
    Path((id, send)): Path<(String, String)>,
    posted: Posted<SettleForm>,
) -> Response {
    let Posted { visitor, form } = posted;
    let was_sent = match form.outcome.as_str() {
        "sent" => true,
        "not_sent" => false,
        _ => {
            return layout::refusal(&visitor, StatusCode::UNPROCESSABLE_ENTITY, frame::FAILED.pick(visitor.language()));
        }
    };
    match app.settle(&visitor.identity, &id, &send, was_sent).await {
        Ok(_) if !visitor.wants_part => see_other(&format!("/cases/{id}")),
        Ok(case) => {
            let mut response = answer(&app, &visitor, &case, StatusCode::OK, None, Draft::Keep).await;
            layout::say(&mut response, words::DONE_SETTLE.pick(visitor.language()), false);
            response
        }
        Err(error) => refused_here(&app, &visitor, &id, error, Draft::Keep).await,
    }
}

/// What was refused and why, and the case as it stands now.
async fn refused_here(app: &App, visitor: &Visitor, id: &str, error: ActionError, draft: Draft) -> Response {
    let notice = Notice::bad(sentence(&error, visitor));
    let status = status(&error);
    match (app.load(id).await, error) {
        (Ok(_), ActionError::App(error)) => layout::failure(visitor, &error),
        (Ok(case), _) => answer(app, visitor, &case, status, Some(notice), draft).await,
        (Err(error), _) => unavailable(visitor, error),
    }
}

fn refused(visitor: &Visitor, error: &ActionError) -> Response {
    layout::refusal(visitor, status(error), &sentence(error, visitor))
}

fn unavailable(visitor: &Visitor, error: ActionError) -> Response {
    match error {
        ActionError::App(error) => layout::failure(visitor, &error),
        error => refused(visitor, &error),
    }
}

/// Why something was refused, kindly and with what to do.
pub(super) fn sentence(error: &ActionError, visitor: &Visitor) -> String {
    let language = visitor.language();
    match error {
        ActionError::Refused(Refusal::Held { holder }) => words::HELD_INSTEAD.with(language, holder),
        ActionError::Version { .. } => words::CHANGED.pick(language).to_owned(),
        ActionError::Stale { .. } => words::STALE.pick(language).to_owned(),
        ActionError::NotPermitted(refused) => refused.sentence(language),
        error => problem(error.code(), language).to_owned(),
    }
}

/// The status of a refusal.
pub(super) fn status(error: &ActionError) -> StatusCode {
    match error.code() {
        "not_found" | "unknown_send" | "unknown_message" => StatusCode::NOT_FOUND,
        "forbidden" | "not_yours" => StatusCode::FORBIDDEN,
        "unavailable" => StatusCode::SERVICE_UNAVAILABLE,
        "already_so" | "under_way" | "message_gone" | "superseded" => StatusCode::CONFLICT,
        "held" | "version" | "stale" | "wrong_status" | "send_gone" | "closed" | "id_reused" => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
