//! Errors as RFC 9457 problem documents with a stable `code`.
//!
//! Owns which failure gets which status. Nothing internal goes out; what is ours to mend is logged once, here.

use crate::app::AppError;
use crate::app::actions::ActionError;
use crate::app::answers::Declined;
use crate::app::desk_in_force::DeskError;
use crate::domain::attachment::PictureRefusal;
use crate::domain::briefing::BriefingRefusal;
use crate::domain::case::Refusal;
use crate::domain::moderation::ActRefusal;
use crate::domain::words::{Language, problems};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// A problem to answer with.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    language: Language,
    more: Map<String, Value>,
}

impl Problem {
    /// A problem of this status and stable code.
    pub fn new(status: StatusCode, code: &'static str, language: Language) -> Problem {
        Problem { status, code, language, more: Map::new() }
    }

    /// A request nobody can make sense of.
    pub fn bad(code: &'static str, language: Language) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, code, language)
    }

    /// The same with one more member.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Problem {
        self.more.insert(name.to_owned(), value.into());
        self
    }

    /// A desk that did not come into force.
    pub fn of_desk(error: DeskError, language: Language) -> Problem {
        match error {
            DeskError::Action(error) => Problem::of_action(error, language),
            DeskError::Contended => Problem::new(StatusCode::CONFLICT, "desk_moved", language),
            DeskError::UnknownVersion => Problem::new(StatusCode::NOT_FOUND, "unknown_desk", language),
            DeskError::Refused(problems) => Problem::of_problems(&problems, language),
        }
    }

    /// Files that are not a desk, problem by problem.
    pub fn of_problems(problems: &[crate::domain::desk::Problem], language: Language) -> Problem {
        let told: Vec<Value> = problems
            .iter()
            .map(|problem| {
                json!({
                    "file": problem.file, "line": problem.line, "code": problem.code,
                    "why": crate::domain::words::desk::problem(problem, language),
                })
            })
            .collect();
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "desk_refused", language).with("problems", told)
    }

    /// A failed action.
    pub fn of_action(error: ActionError, language: Language) -> Problem {
        let conflict = |code| Problem::new(StatusCode::CONFLICT, code, language);
        let unprocessable = |code| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, language);
        match error {
            ActionError::NotFound => Problem::new(StatusCode::NOT_FOUND, "not_found", language),
            ActionError::Version { version } => conflict("version").with("version", version),
            ActionError::Stale { version } => conflict("stale").with("version", version),
            ActionError::UnknownAgent => unprocessable("unknown_agent"),
            ActionError::Absent { agent, state } => {
                conflict("absent").with("agent", agent).with("state", state.map(|state| state.as_str()))
            }
            ActionError::App(error) => Problem::of_app(&error, language),
            ActionError::Picture(refusal) => match refusal {
                PictureRefusal::TooMany { most } => unprocessable(refusal.code()).with("most", most),
                _ => unprocessable(refusal.code()),
            },
            ActionError::NotPermitted(refused) => unprocessable(refused.code())
                .with("detail", refused.sentence(language))
                .with("reason", refused.permission.why.as_str())
                .with("alternatives", refused.alternatives(language)),
            ActionError::Act(ActRefusal::UnknownMessage) => {
                Problem::new(StatusCode::NOT_FOUND, "unknown_message", language)
            }
            ActionError::Act(refusal) if refusal.is_conflict() => conflict(refusal.code()),
            ActionError::Act(refusal) => unprocessable(refusal.code()),
            ActionError::Declined(declined) => match declined {
                Declined::UnknownTopic => unprocessable("unknown_topic"),
                Declined::UnknownContact => unprocessable("unknown_contact"),
                Declined::NoBriefing => unprocessable("no_briefing"),
                Declined::Briefing(BriefingRefusal::SourceRequired) => unprocessable("source_required"),
                Declined::Briefing(BriefingRefusal::EmptyText) => unprocessable("empty_text"),
                Declined::Briefing(BriefingRefusal::EndsBeforeItBegins) => unprocessable("ends_before_it_begins"),
                Declined::BriefingVersion { version } => conflict("version").with("version", version),
                Declined::IdReused => conflict("id_reused"),
                Declined::Closed => conflict("closed"),
            },
            ActionError::Refused(refusal) => match refusal {
                Refusal::Held { holder } => conflict("held").with("holder", holder),
                Refusal::WrongStatus(status) => conflict("wrong_status").with("status", status.as_str()),
                Refusal::SendGone(state) => conflict("send_gone").with("state", state.as_str()),
                Refusal::SendPending => conflict("send_pending"),
                Refusal::Forbidden => Problem::new(StatusCode::FORBIDDEN, "forbidden", language),
                Refusal::NotYours => Problem::new(StatusCode::FORBIDDEN, "not_yours", language),
                Refusal::UnknownSend => Problem::new(StatusCode::NOT_FOUND, "unknown_send", language),
                Refusal::PastInstant => unprocessable("past_instant"),
                Refusal::TooFar { until_at } => unprocessable("too_far").with("latest", until_at.to_string()),
                Refusal::UndoTooLong { most } => unprocessable("undo_too_long").with("most", most.as_secs()),
                Refusal::UnknownTeam => unprocessable("unknown_team"),
                Refusal::EmptyText => unprocessable("empty_text"),
                Refusal::BadText => unprocessable("bad_text"),
                Refusal::NoClock => conflict("no_clock"),
                Refusal::GoesOn { into } => conflict("goes_on").with("case", into),
                Refusal::SameCase => unprocessable("same_case"),
                Refusal::NotPrivateCapable => unprocessable("not_private_capable"),
                Refusal::PrivateAnswerUsed => unprocessable("private_reply_used"),
                Refusal::PrivateAnswerLate => unprocessable("window_closed"),
                Refusal::TooLong { limit, length, parts } => {
                    let problem = unprocessable("too_long").with("limit", limit.most).with("length", length);
                    let problem = problem.with("unit", limit.unit.as_str());
                    if parts.is_empty() { problem } else { problem.with("parts", parts) }
                }
            },
        }
    }

    /// Something of ours failed: told without detail, logged with it.
    pub fn of_app(error: &AppError, language: Language) -> Problem {
        tracing::error!(%error, "a request could not be answered");
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", language)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({
            "type": format!("https://couture.invalid/problems/{}", self.code),
            "title": self.status.canonical_reason().unwrap_or("Error"),
            "status": self.status.as_u16(),
            "code": self.code,
            "detail": problems::problem(self.code, self.language),
        });
        if let Value::Object(members) = &mut body {
            members.extend(self.more);
        }
        let mut response =
            (self.status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
        }
        response
    }
}
