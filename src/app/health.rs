//! How intake and its surroundings are doing.

use super::last_heard::LastHeard;
use super::{App, AppError};
use crate::domain::desk::{Desk, Inbox};
use crate::domain::inboxes::InboxStanding;
use crate::domain::message::{Channel, Event, IntakeReason};
use crate::domain::send_reasons::RefusalCode;
use crate::domain::trouble::Trouble;
use crate::store::keys::AGENDA_SHARDS;
use crate::store::reconcile::Reconciled;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// What became of incoming elements since this process started. Counts and instants only; no content.
#[derive(Debug, Default)]
pub struct IntakeCounts {
    handled: AtomicU64,
    ignored: Mutex<BTreeMap<String, u64>>,
    parked: Mutex<BTreeMap<String, u64>>,
    /// When each inbox last heard a customer.
    pub(super) heard: Mutex<LastHeard>,
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
    /// Why nothing leaves, if so.
    pub stopped: Option<StoppedHealth>,
    /// Until when the platform asked some of its sends to wait.
    pub paused_until_at: Option<Timestamp>,
    /// When a customer last said something to it, as far as that is known without a write for each message
    /// (`last_heard`).
    pub last_heard_at: Option<Timestamp>,
    /// Up to when it was read back, and all of it handed to intake.
    pub reconciled_until: Option<Timestamp>,
}

/// An inbox whose sends the platform refuses.
#[derive(Debug, Serialize)]
pub struct StoppedHealth {
    /// The refusal every send gets.
    pub code: RefusalCode,
    /// Since when.
    pub since_at: Timestamp,
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
        let inboxes = self.inboxes_health(&desk, now).await?;
        let stopped = inboxes.iter().any(|inbox| inbox.stopped.is_some());
        let late = oldest_due_at.is_some_and(|at| now.duration_since(at).as_secs() > 60);
        let clone =
            |counts: &Mutex<BTreeMap<String, u64>>| counts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(Health {
            status: if parked > 0 || late || stopped || !troubles.is_empty() { "attention" } else { "ok" },
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

    /// One inbox of the desk.
    pub async fn inbox_health(&self, channel: Channel, external_id: &str) -> Result<Option<InboxHealth>, AppError> {
        let all = self.inboxes_health(&self.desk(), self.clock.now()).await?;
        Ok(all.into_iter().find(|inbox| inbox.channel == channel.as_str() && inbox.external_id == external_id))
    }

    async fn inboxes_health(&self, desk: &Desk, now: Timestamp) -> Result<Vec<InboxHealth>, AppError> {
        let mut standings: BTreeMap<(&str, String), InboxStanding> = BTreeMap::new();
        for channel in Channel::ALL {
            if desk.inboxes.iter().any(|inbox| inbox.channel == channel) {
                let known = self.store.inboxes(channel).await?;
                standings.extend(known.into_iter().map(|(id, standing)| ((channel.as_str(), id), standing)));
            }
        }
        let read_back = self.store.all_reconciled().await?;
        let heard = self.last_heard(desk, &read_back, now).await?;
        let health = |inbox: &Inbox| {
            let is_this = |row: &&Reconciled| row.channel == inbox.channel && row.inbox == inbox.external_id;
            let row = read_back.iter().find(is_this);
            let standing = standings.get(&(inbox.channel.as_str(), inbox.external_id.clone()));
            let connection = self.platforms.connection(inbox.channel, &inbox.external_id);
            let stop = standing.zip(connection).and_then(|(standing, of)| standing.stopped_for(&of.digest).cloned());
            InboxHealth {
                channel: inbox.channel.as_str(),
                external_id: inbox.external_id.clone(),
                name: inbox.name.clone(),
                token: self.platforms.has_token(inbox.channel, &inbox.external_id),
                stopped: stop.map(|stop| StoppedHealth { code: stop.code, since_at: stop.since_at }),
                paused_until_at: standing.and_then(|standing| standing.paused_until(now)),
                last_heard_at: heard.of(inbox.channel, &inbox.external_id),
                reconciled_until: row.and_then(|row| row.until_at),
            }
        };
        Ok(desk.inboxes.iter().map(health).collect())
    }
}
