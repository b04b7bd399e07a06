//! The functions' place on a laptop: tasks that take jobs from the queues and do them.
//!
//! Owns retries and what becomes of a job that keeps failing. A panic fails its job only.

use crate::app::work::RECEIVES;
use crate::app::{After, App};
use crate::jobs::{Lane, LocalJobs, Ticket};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// How many jobs of each queue are done at once. Platforms are slow, so the relay has most hands.
const HANDS: [(Lane, usize); 3] = [(Lane::Triage, 8), (Lane::Wake, 4), (Lane::Relay, 16)];

/// Between two sweeps on a clock that runs by itself.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// How many open cases are looked at again in one stretch of the daily pass.
const REREAD_AT_ONCE: usize = 500;

/// Between two readings back of the platforms, likewise.
const RECONCILE_EVERY: Duration = Duration::from_secs(15 * 60);
/// Old files are deleted at the start and once a day, counted in sweeps.
const FORGET_EVERY: u64 = 24 * 60;

/// Starts the tasks. They end when the set is dropped.
#[must_use]
pub fn start(app: &Arc<App>, jobs: &LocalJobs) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    for (lane, hands) in HANDS {
        for _ in 0..hands {
            let (app, jobs) = (app.clone(), jobs.clone());
            tasks.spawn(async move {
                loop {
                    let ticket = jobs.take(lane).await;
                    handle(&app, &jobs, ticket).await;
                }
            });
        }
    }
    if !app.clock.is_manual() {
        let (app, reader) = (app.clone(), app.clone());
        tasks.spawn(async move {
            loop {
                tokio::time::sleep(RECONCILE_EVERY).await;
                if let Err(error) = reader.reconcile().await {
                    tracing::error!(%error, "the platforms were not read back; the next time begins where this one did");
                }
                if let Err(error) = reader.reread_open(REREAD_AT_ONCE).await {
                    tracing::error!(%error, "open posts were not read again; the next time goes on where this one ended");
                }
            }
        });
        tasks.spawn(async move {
            let mut minutes: u64 = 0;
            loop {
                if let Err(error) = app.sweep().await {
                    tracing::error!(%error, "a sweep failed; the next one finds everything");
                }
                if minutes.is_multiple_of(FORGET_EVERY) {
                    app.files.forget_old(app.clock.now()).await;
                }
                minutes += 1;
                tokio::time::sleep(SWEEP_EVERY).await;
            }
        });
    }
    tasks
}

/// Does one job and says what becomes of it.
pub async fn handle(app: &Arc<App>, jobs: &LocalJobs, mut ticket: Ticket) {
    let work = {
        let (app, job) = (app.clone(), ticket.job.clone());
        tokio::spawn(async move { app.work(&job).await })
    };
    let code = match work.await {
        Ok(Ok(After::Done)) => return jobs.done(ticket).await,
        Ok(Ok(After::Again(at))) => return jobs.again(ticket, Some(at)),
        Ok(Err(error)) => {
            tracing::warn!(%error, job.attempt = ticket.receives + 1, lane = ?ticket.job.lane(), "a job failed");
            "gave_up"
        }
        Err(_) => {
            tracing::error!(job.attempt = ticket.receives + 1, lane = ?ticket.job.lane(), "a job crashed");
            "crashed"
        }
    };
    ticket.receives += 1;
    if ticket.receives >= RECEIVES && app.give_up(&ticket.job, code).await.is_ok() {
        return jobs.done(ticket).await;
    }
    tokio::time::sleep(Duration::from_millis(20 << ticket.receives.min(6))).await;
    jobs.again(ticket, None);
}
