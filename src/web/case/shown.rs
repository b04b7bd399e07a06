//! A case as the interface shows it, read back into values the markup can use.
//!
//! The page shows what `/api/v1/cases/{id}` tells, so the two cannot disagree.

use crate::app::App;
use crate::app::AppError;
use crate::domain::attachment::FileType;
use crate::domain::case::{Case, Direction, Status};
use crate::domain::message::Kind;
use crate::domain::moderation::Act;
use crate::domain::sends::SendState;
use crate::domain::sla::Metric;
use crate::domain::words::Language;
use jiff::Timestamp;
use serde::Deserialize;

/// What the page shows of a case beside the case itself.
#[derive(Debug, Deserialize)]
pub(super) struct Shown {
    pub(super) messages: Vec<Message>,
    pub(super) sends: Vec<Send>,
    pub(super) clocks: Vec<Clock>,
    pub(super) priority_terms: Vec<Term>,
    pub(super) classification: Classification,
    pub(super) route: Route,
    pub(super) siblings: Vec<String>,
    #[serde(default)]
    pub(super) also_in: Vec<AlsoIn>,
    pub(super) log: Vec<Entry>,
    #[serde(default)]
    pub(super) resolved_why: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Message {
    pub(super) external_id: String,
    pub(super) kind: Kind,
    pub(super) direction: Direction,
    pub(super) author: String,
    pub(super) display: String,
    pub(super) at: Timestamp,
    pub(super) attachments: Vec<Attachment>,
    pub(super) revision: u32,
    pub(super) deleted: bool,
    pub(super) deleted_by: Option<String>,
    pub(super) hidden: bool,
    pub(super) liked: bool,
    pub(super) corrected_by: Option<String>,
    pub(super) supersedes: Option<String>,
    pub(super) superseded_by: Option<String>,
    pub(super) moderation: Option<Moderation>,
    pub(super) can: Vec<Act>,
}

/// An act on a message that is on its way, or that did not come to pass.
#[derive(Debug, Deserialize)]
pub(super) struct Moderation {
    pub(super) state: ModerationState,
    pub(super) why: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ModerationState {
    Pending,
    Refused,
}

/// Another case the same post stands in.
#[derive(Debug, Deserialize)]
pub(super) struct AlsoIn {
    pub(super) case: String,
    pub(super) inbox: String,
    pub(super) team: String,
    pub(super) assignee: Option<String>,
    pub(super) status: Status,
}

#[derive(Debug, Deserialize)]
pub(super) struct Attachment {
    pub(super) kind: String,
    pub(super) url: Option<String>,
    #[serde(rename = "type")]
    pub(super) file: Option<FileType>,
    pub(super) size: Option<u64>,
    pub(super) why: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Send {
    pub(super) id: String,
    pub(super) state: SendState,
    pub(super) text: Option<String>,
    pub(super) attachments: Vec<String>,
    pub(super) by: String,
    pub(super) accepted_at: Timestamp,
    pub(super) send_at: Timestamp,
    pub(super) why: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Clock {
    pub(super) metric: Metric,
    pub(super) deadline_at: Option<Timestamp>,
    pub(super) met_at: Option<Timestamp>,
    pub(super) breached_at: Option<Timestamp>,
    pub(super) stopped_at: Option<Timestamp>,
    pub(super) paused: bool,
    pub(super) cause_why: Option<String>,
    pub(super) explanation: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Term {
    pub(super) points: i16,
    pub(super) why: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Classification {
    pub(super) confidence: Confidence,
    pub(super) reasons: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Confidence {
    pub(super) intent: f64,
    pub(super) topic: f64,
    pub(super) sentiment: f64,
    pub(super) urgency: f64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Route {
    pub(super) why: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    pub(super) at: Timestamp,
    pub(super) why: String,
    pub(super) text: String,
}

/// Loads everything the page shows of a case.
pub(super) async fn load(app: &App, case: &Case, language: Language) -> Result<Shown, AppError> {
    let view = app.case_view(case, language).await?;
    serde_json::from_value(view).map_err(|error| crate::store::StoreError::Unreadable(error.to_string()).into())
}
