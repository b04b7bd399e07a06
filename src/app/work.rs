//! One door for every job, whatever carries it: a queue service's batch or this process's own queues.

use super::{After, App, AppError};
use crate::jobs::Job;

/// How often a job is taken before it is given up.
pub const RECEIVES: u32 = 5;

impl App {
    /// Does one job.
    pub async fn work(&self, job: &Job) -> Result<After, AppError> {
        self.refresh_desk().await;
        match job {
            Job::Intake { element, received_at } => self.triage(element, *received_at).await,
            Job::Park { .. } => self.park_unreadable(job).await,
            Job::Wake { key } => self.wake(key).await.map(|()| After::Done),
            Job::Relay { conversation, number } => self.relay(conversation, *number).await.map(|()| After::Done),
            Job::Fetch { conversation, number } => self.fetch(conversation, *number).await.map(|()| After::Done),
            Job::Reread { conversation, number } => self.reread(conversation, *number).await.map(|_| After::Done),
            Job::Alert { keys } => self.deliver_alerts(keys).await.map(|()| After::Done),
        }
    }
}
