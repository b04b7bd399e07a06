//! How intake and its surroundings are doing.

use super::{App, AppError};
use crate::domain::message::{Event, IntakeReason};
use crate::domain::trouble::Trouble;
use crate::store::keys::AGENDA_SHARDS;
use crate::store::reconcile::Reconciled;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// What became of incoming elements since this process started. Counts only; no content.
#[derive(Debug, Default)]
pub struct IntakeCounts {
    handled: AtomicU64,
    ignored: Mutex<BTreeMap<String, u64>>,
    parked: Mutex<BTreeMap<String, u64>>,
}

impl IntakeCounts {
    pub(super) fn handled(&self) {
        self.handled.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn ignored(&self, event: &Event) {
        let why =
            event.reason.as_ref().map_or_else(|| format!("{:?}", event.kind).to_lowercase(), |why| why.code.clone());
        tracing::debug!(reason = %why, "ignored an incoming element");
        count(&self.ignored, &why);
    }

    pub(super) fn parked(&self, why: &IntakeReason) {
        tracing::warn!(reason = %why.code, "parked an incoming element");
        count(&self.parked, &why.code);
    }
}

fn count(counts: &Mutex<BTreeMap<String, u64>>, why: &str) {
    *counts.lock().unwrap_or_else(PoisonError::into_inner).entry(why.to_owned()).or_default() += 1;
}

/// How things stand.
#[derive(Debug, Serialize)]
pub struct Health {
    /// `ok` or `attention`.
    pub status: &'static str,
    /// The inboxes of the desk and whether each has a token to answer with.
    pub inboxes: Vec<InboxHealth>,
    /// Elements handled, ignored (by reason) and parked (by reason) since the start.
    pub intake: Intake,
    /// How many things are parked; `more` when there are beyond the first thousand.
    pub parked: Counted,
    /// When the oldest job that is due but not done was due.
    pub oldest_due_at: Option<Timestamp>,
    /// What has to be repaired.
    pub troubles: Vec<Trouble>,
    /// The desk in force.
    pub desk: String,
}

/// One inbox.
#[derive(Debug, Serialize)]
pub struct InboxHealth {
    /// Its channel.
    pub channel: &'static str,
    /// The platform's id.
    pub external_id: String,
    /// Its name.
    pub name: String,
    /// Whether there is a token to answer with.
    pub token: bool,
    /// When a customer last said something to it, as far as it was read back from the platform.
    pub last_heard_at: Option<Timestamp>,
    /// Up to when it was read back, and all of it handed to intake.
    pub reconciled_until: Option<Timestamp>,
}

/// Counts of intake.
#[derive(Debug, Serialize)]
pub struct Intake {
    handled: u64,
    ignored: BTreeMap<String, u64>,
    parked: BTreeMap<String, u64>,
}

/// A count that stops counting at some point.
#[derive(Debug, Serialize)]
pub struct Counted {
    /// How many were counted.
    pub count: usize,
    /// Whether there are more.
    pub more: bool,
}

impl App {
    /// How things stand now.
    pub async fn health(&self) -> Result<Health, AppError> {
        let parked = self.store.parked(None, 1001).await?.len();
        let troubles = self.store.troubles().await?;
        let now = self.clock.now();
        let mut oldest_due_at = None;
        for shard in 0..AGENDA_SHARDS {
            let due = self.store.first_scheduled(shard).await?.map(|hit| hit.at).filter(|at| *at < now);
            oldest_due_at = [oldest_due_at, due].into_iter().flatten().min();
        }
        let desk = self.desk();
        let read_back = self.store.all_reconciled().await?;
        let inboxes = desk.inboxes.iter().map(|inbox| {
            let is_this = |row: &&Reconciled| row.channel == inbox.channel && row.inbox == inbox.external_id;
            let row = read_back.iter().find(is_this);
            InboxHealth {
                channel: inbox.channel.as_str(),
                external_id: inbox.external_id.clone(),
                name: inbox.name.clone(),
                token: self.platforms.has_token(inbox.channel, &inbox.external_id),
                last_heard_at: row.and_then(|row| row.heard.last_heard_at),
                reconciled_until: row.and_then(|row| row.until_at),
            }
        });
        let inboxes: Vec<InboxHealth> = inboxes.collect();
        let late = oldest_due_at.is_some_and(|at| now.duration_since(at).as_secs() > 60);
        let clone =
            |counts: &Mutex<BTreeMap<String, u64>>| counts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(Health {
            status: if parked > 0 || late || !troubles.is_empty() { "attention" } else { "ok" },
            inboxes,
            intake: Intake {
                handled: self.intake.handled.load(Ordering::Relaxed),
                ignored: clone(&self.intake.ignored),
                parked: clone(&self.intake.parked),
            },
            parked: Counted { count: parked.min(1000), more: parked > 1000 },
            oldest_due_at,
            troubles,
            desk: desk.version.clone(),
        })
    }
}
