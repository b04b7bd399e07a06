//! One door for every job, whatever carries it: a queue service's batch or this process's own queues.

use super::{After, App, AppError};
use crate::jobs::Job;

/// How often a job is taken before it is given up.
pub const RECEIVES: u32 = 5;

impl App {
    /// Does one job.
    pub async fn work(&self, job: &Job) -> Result<After, AppError> {
        self.refresh_desk().await;
        // Each on the heap, here and where use cases lead to one another: a future holds every future it may come to
        // await, and together they would outgrow a thread's stack.
        match job {
            Job::Intake { element, received_at } => Box::pin(self.triage(element, *received_at)).await,
            Job::Park { .. } => self.park_unreadable(job).await,
            Job::Wake { key } => Box::pin(self.wake(key)).await.map(|()| After::Done),
            Job::Relay { conversation, number } => {
                Box::pin(self.relay(conversation, *number)).await.map(|()| After::Done)
            }
            Job::Fetch { conversation, number } => {
                Box::pin(self.fetch(conversation, *number)).await.map(|()| After::Done)
            }
            Job::Reread { conversation, number } => {
                Box::pin(self.reread(conversation, *number)).await.map(|_| After::Done)
            }
            Job::Alert { keys } => Box::pin(self.deliver_alerts(keys)).await.map(|()| After::Done),
        }
    }
}
