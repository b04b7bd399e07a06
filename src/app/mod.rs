//! What the house does: each use case loads facts, asks `domain` for a decision and carries it out.
//!
//! Owns the order of effects. Must not know HTTP or queue envelopes (`functions`), nor a platform's field
//! names (`channels`). Everything here may run twice: effects are conditional writes.

pub mod access;
pub mod actions;
pub mod alerts;
pub mod answers;
mod assignment;
pub mod attachments;
mod attendance;
pub mod briefings;
pub mod contacts;
pub mod desk_in_force;
pub mod drift;
mod engagement;
pub mod explain;
pub mod health;
mod homes;
pub mod identity;
pub mod inboxes;
pub mod intake_health;
mod joining;
mod last_heard;
pub mod log_view;
pub mod merge;
mod moderated_elsewhere;
pub mod moderation;
pub mod out_of_order;
pub mod own;
pub mod parked;
pub mod permission;
pub mod presence;
pub mod queue;
mod receipts;
pub mod reconcile;
mod refiling;
pub mod rehearse;
pub mod relay;
pub mod replies;
pub mod report;
pub mod report_view;
pub mod reported;
pub mod reread;
pub mod session;
pub mod sweep;
pub mod taken_back;
pub mod triage;
pub mod troubles;
pub mod view;
pub mod wake;
pub mod work;

use crate::channels::media::Media;
use crate::channels::send::Platforms;
use crate::clock::Clock;
use crate::domain::case::Case;
use crate::domain::desk::Desk;
use crate::files::{Files, FilesError};
use crate::jobs::{Job, Jobs, JobsError};
use crate::notify::Notify;
use crate::store::{Store, StoreError, keys};
use desk_in_force::DeskInForce;
use identity::Identities;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How far ahead a sweep looks, and how near an instant must be for its writer to send the wake-up itself.
pub const HORIZON: SignedDuration = SignedDuration::from_secs(90);

/// How often a write that met another one is tried again before the job itself goes back.
const TRIES: u32 = 50;

/// Why a use case could not be carried out. All of these may pass.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The table.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The job queue.
    #[error(transparent)]
    Jobs(#[from] JobsError),
    /// The files.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// Too many writers met at one case.
    #[error("the case kept changing")]
    Contended,
}

/// What to do with a job that has been handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// It is done.
    Done,
    /// It goes round again at this instant, and this does not count as a failed try.
    Again(Timestamp),
}

/// Everything the use cases need, built once per process.
#[derive(Debug)]
pub struct App {
    /// The table.
    pub store: Store,
    /// The job queues.
    pub jobs: Jobs,
    /// The platforms' clients.
    pub platforms: Platforms,
    /// How files that came with messages are fetched.
    pub media: Media,
    /// Where files are kept.
    pub files: Files,
    /// The alert sinks.
    pub notify: Notify,
    /// Where `now` comes from.
    pub clock: Clock,
    /// Who may act.
    pub identities: Identities,
    /// The desk in force.
    pub desk_in_force: DeskInForce,
    /// Where the page lives, for links in alerts.
    pub public_url: String,
    /// What intake has done since the start.
    pub intake: health::IntakeCounts,
    /// Desk versions that cases still name.
    pub older_desks: Mutex<HashMap<String, Arc<Desk>>>,
}

impl App {
    /// Sends the wake-up of a case whose next instant is too near for the sweep.
    async fn schedule(&self, case: &Case) -> Result<(), AppError> {
        let Some(at) = case.next_instant() else { return Ok(()) };
        let now = self.clock.now();
        let soon = now.checked_add(HORIZON).unwrap_or(now);
        if at <= soon {
            let key = keys::case(&case.conversation, case.number);
            self.jobs.send_at(Job::Wake { key }, at).await?;
        }
        Ok(())
    }

    /// The desk a case was decided under, so that its reasons can be told; the current one when that
    /// version is gone.
    pub async fn desk_of(&self, version: &str) -> Arc<Desk> {
        let in_force = self.desk();
        if version == in_force.version {
            return in_force;
        }
        let known = self.older_desks.lock().unwrap_or_else(PoisonError::into_inner).get(version).cloned();
        if let Some(desk) = known {
            return desk;
        }
        let files = self.store.desk_files(version).await.ok().flatten();
        let Some(desk) = files.and_then(|files| crate::desk::parse(&files).ok()) else { return in_force };
        let desk = Arc::new(desk);
        let mut older = self.older_desks.lock().unwrap_or_else(PoisonError::into_inner);
        older.insert(version.to_owned(), desk.clone());
        desk
    }
}
