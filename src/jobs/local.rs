//! Jobs inside one process: three queues in memory, incoming elements kept in the embedded table until done.
//!
//! Owns order, delays and durability on a laptop. Job rows are written in groups: while one write is on
//! its way to disk the next gathers, so a burst costs a few writes and not one each.

use super::{Job, JobsError, Lane};
use crate::clock::Clock;
use crate::domain::ids;
use crate::store::Store;
use crate::store::jobs::{CHANGES, JobChange};
use jiff::Timestamp;
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, mpsc, oneshot};

/// How many bytes of job bodies one group may carry (a transaction takes 4 MB).
const GROUP_BYTES: usize = 3 * 1024 * 1024;

/// A job being worked on.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// Its row, when it has one.
    pub row: Option<String>,
    /// The work.
    pub job: Job,
    /// How many times it has been taken before.
    pub receives: u32,
}

#[derive(Debug, Default)]
struct Queues {
    ready: BTreeMap<Lane, VecDeque<Ticket>>,
    /// Keyed by instant and content: the same wake-up twice is one.
    delayed: BTreeMap<(Timestamp, String), Ticket>,
    working: usize,
}

#[derive(Debug)]
struct Shared {
    queues: Mutex<Queues>,
    changed: Notify,
    clock: Clock,
    run: String,
    count: AtomicU64,
    writer: mpsc::Sender<Write>,
}

#[derive(Debug)]
struct Write {
    changes: Vec<JobChange>,
    written: oneshot::Sender<bool>,
}

/// The queues of one process.
#[derive(Debug, Clone)]
pub struct LocalJobs {
    shared: Arc<Shared>,
}

impl LocalJobs {
    /// Opens the queues and takes up what an earlier process had accepted and not done.
    pub async fn open(store: Store, clock: Clock) -> Result<LocalJobs, JobsError> {
        let kept = store.kept_jobs().await.map_err(|_| JobsError::Unavailable)?;
        let (writer, waiting) = mpsc::channel(1024);
        tokio::spawn(write_in_groups(store, waiting));
        // Rows sort by when they were accepted; the start of the run keeps two runs apart.
        let run = format!("{:013}", Clock::system_now().as_millisecond());
        let shared =
            Shared { queues: Mutex::default(), changed: Notify::new(), clock, run, count: AtomicU64::new(0), writer };
        let jobs = LocalJobs { shared: Arc::new(shared) };
        for (row, body) in kept {
            if let Ok(job) = Job::decode(&body) {
                jobs.push(Ticket { row: Some(row), job, receives: 0 });
            }
        }
        Ok(jobs)
    }

    pub(super) async fn send(&self, jobs: Vec<Job>) -> Result<(), JobsError> {
        let mut tickets = Vec::with_capacity(jobs.len());
        let mut changes = Vec::new();
        for job in jobs {
            let row = match job.lane() {
                Lane::Triage => {
                    let count = self.shared.count.fetch_add(1, Ordering::Relaxed);
                    let row = format!("{}-{count:012}", self.shared.run);
                    changes.push(JobChange::Keep(row.clone(), job.encode()?));
                    Some(row)
                }
                // Whatever these are about stands on the agenda: a new process finds it there.
                Lane::Wake | Lane::Relay => None,
            };
            tickets.push(Ticket { row, job, receives: 0 });
        }
        if !changes.is_empty() {
            self.write(changes).await?;
        }
        tickets.into_iter().for_each(|ticket| self.push(ticket));
        Ok(())
    }

    pub(super) fn send_at(&self, job: Job, at: Timestamp) {
        self.postpone(Ticket { row: None, job, receives: 0 }, at);
    }

    async fn write(&self, changes: Vec<JobChange>) -> Result<(), JobsError> {
        let (written, answer) = oneshot::channel();
        let handed = self.shared.writer.send(Write { changes, written }).await;
        handed.map_err(|_| JobsError::Unavailable)?;
        match answer.await {
            Ok(true) => Ok(()),
            _ => Err(JobsError::Unavailable),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queues> {
        self.shared.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, ticket: Ticket) {
        self.lock().ready.entry(ticket.job.lane()).or_default().push_back(ticket);
        self.shared.changed.notify_waiters();
    }

    /// Puts a job back until `at`.
    pub fn postpone(&self, ticket: Ticket, at: Timestamp) {
        let name = match &ticket.row {
            Some(row) => row.clone(),
            None => ids::short_hash(&[&ticket.job.encode().unwrap_or_default()]),
        };
        self.lock().delayed.insert((at, name), ticket);
        self.shared.changed.notify_waiters();
    }

    /// The next job of a queue, when one is there now. Whoever takes it gives it back with `finish`.
    pub fn try_take(&self, lane: Lane) -> Option<Ticket> {
        let now = self.shared.clock.now();
        let mut queues = self.lock();
        while let Some(entry) = queues.delayed.first_entry().filter(|entry| entry.key().0 <= now) {
            let ticket = entry.remove();
            queues.ready.entry(ticket.job.lane()).or_default().push_back(ticket);
        }
        let ticket = queues.ready.get_mut(&lane)?.pop_front()?;
        queues.working += 1;
        Some(ticket)
    }

    /// Waits for the next job of a queue.
    pub async fn take(&self, lane: Lane) -> Ticket {
        loop {
            let changed = self.shared.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if let Some(ticket) = self.try_take(lane) {
                return ticket;
            }
            match self.next_delay() {
                Some(delay) => {
                    let _ = tokio::time::timeout(delay, changed).await;
                }
                None => changed.await,
            }
        }
    }

    /// How long until the next delayed job, on a clock that runs by itself.
    fn next_delay(&self) -> Option<std::time::Duration> {
        if self.shared.clock.is_manual() {
            return None;
        }
        let (at, _) = self.lock().delayed.first_key_value().map(|(key, _)| key.clone())?;
        let left = at.duration_since(self.shared.clock.now());
        Some(std::time::Duration::try_from(left).unwrap_or_default().max(std::time::Duration::from_millis(1)))
    }

    /// The job is done: its row goes.
    pub async fn done(&self, ticket: Ticket) {
        if let Some(row) = ticket.row {
            // A row that stays is done again after a restart, which changes nothing.
            let _ = self.write(vec![JobChange::Done(row)]).await;
        }
        self.finish();
    }

    /// The job goes back to its queue, at once or at an instant.
    pub fn again(&self, ticket: Ticket, at: Option<Timestamp>) {
        match at {
            Some(at) => self.postpone(ticket, at),
            None => self.push(ticket),
        }
        self.finish();
    }

    fn finish(&self) {
        let mut queues = self.lock();
        queues.working = queues.working.saturating_sub(1);
        drop(queues);
        self.shared.changed.notify_waiters();
    }

    /// Says that the clock has moved.
    pub fn clock_moved(&self) {
        self.shared.changed.notify_waiters();
    }

    /// How many jobs are waiting to be done now or being done.
    pub fn backlog(&self) -> usize {
        let now = self.shared.clock.now();
        let queues = self.lock();
        let due = queues.delayed.keys().take_while(|(at, _)| *at <= now).count();
        queues.ready.values().map(VecDeque::len).sum::<usize>() + queues.working + due
    }

    /// The earliest instant of a delayed job.
    pub fn earliest_delayed(&self) -> Option<Timestamp> {
        self.lock().delayed.first_key_value().map(|((at, _), _)| *at)
    }

    /// Returns when nothing is waiting or being done at this clock.
    pub async fn idle(&self) {
        loop {
            let changed = self.shared.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if self.backlog() == 0 {
                return;
            }
            changed.await;
        }
    }
}

async fn write_in_groups(store: Store, mut waiting: mpsc::Receiver<Write>) {
    let mut next = waiting.recv().await;
    while let Some(first) = next.take() {
        let mut changes = first.changes;
        let mut answers = vec![first.written];
        while changes.len() < CHANGES && changes.iter().map(size).sum::<usize>() < GROUP_BYTES {
            match waiting.try_recv() {
                Ok(write) if changes.len() + write.changes.len() <= CHANGES => {
                    changes.extend(write.changes);
                    answers.push(write.written);
                }
                Ok(write) => {
                    next = Some(write);
                    break;
                }
                Err(_) => break,
            }
        }
        let written = write_all(&store, &changes).await;
        for answer in answers {
            // Whoever asked may be gone: the connection was closed meanwhile.
            let _ = answer.send(written);
        }
        if next.is_none() {
            next = waiting.recv().await;
        }
    }
}

/// A delivery of more elements than one group takes is written in several; only all of them count.
async fn write_all(store: &Store, changes: &[JobChange]) -> bool {
    let mut group: Vec<JobChange> = Vec::new();
    for change in changes {
        let full = group.len() == CHANGES || group.iter().map(size).sum::<usize>() + size(change) > GROUP_BYTES;
        if full && store.change_jobs(&std::mem::take(&mut group)).await.is_err() {
            return false;
        }
        group.push(change.clone());
    }
    group.is_empty() || store.change_jobs(&group).await.is_ok()
}

fn size(change: &JobChange) -> usize {
    match change {
        JobChange::Keep(_, body) => body.len(),
        JobChange::Done(_) => 64,
    }
}
