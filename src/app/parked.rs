//! Setting aside what nobody could handle, and taking it up again.

use super::triage::reason;
use super::{After, App, AppError};
use crate::domain::ids::short_hash;
use crate::domain::message::IntakeReason;
use crate::domain::records::Parked;
use crate::jobs::Job;
use crate::store::keys;
use jiff::Timestamp;

impl App {
    /// Sets a job aside with its reason. The same job parks once.
    pub async fn park(&self, job: &Job, why: IntakeReason, received_at: Timestamp) -> Result<(), AppError> {
        let body = job.encode()?;
        let id = format!("{}-{}", keys::instant(received_at).replace([':', '.'], ""), short_hash(&[&body]));
        self.intake.parked(&why);
        let parked = Parked { id, at: self.clock.now(), received_at, reason: why, job: body };
        Ok(self.store.park(&parked).await?)
    }

    /// Parks what came too large or could not be cut.
    pub async fn park_unreadable(&self, job: &Job) -> Result<After, AppError> {
        if let Job::Park { reason, received_at, .. } = job {
            self.park(job, reason.clone(), *received_at).await?;
        }
        Ok(After::Done)
    }

    /// Parks a job that failed every time it was tried.
    pub async fn give_up(&self, job: &Job, code: &str) -> Result<(), AppError> {
        match job {
            Job::Intake { received_at, .. } | Job::Park { received_at, .. } => {
                self.park(job, reason(code, ""), *received_at).await
            }
            Job::Wake { key } => self.wake_failed(key, job).await,
            // Whatever these are about stands on the agenda and is found again.
            Job::Relay { .. } | Job::Fetch { .. } | Job::Alert { .. } => Ok(()),
            // Asked again when the case is next opened, or by the daily pass.
            Job::Reread { .. } => Ok(()),
        }
    }

    /// Counts a failed wake-up in the row. Ten minutes overdue after three: it leaves the agenda and is
    /// parked, so that one broken row cannot keep the machine busy unseen.
    async fn wake_failed(&self, key: &keys::Key, job: &Job) -> Result<(), AppError> {
        let now = self.clock.now();
        if self.store.count_failed_wake(key, now).await? {
            tracing::error!("a case could not be woken and was parked");
            self.park(job, reason("gave_up", "wake"), now).await?;
        }
        Ok(())
    }

    /// Queues a parked job again. `false`: there is no such thing.
    pub async fn redrive(&self, id: &str) -> Result<bool, AppError> {
        let Some(parked) = self.store.parked_one(id).await? else { return Ok(false) };
        let job = Job::decode(&parked.job)?;
        if let Job::Wake { key } = &job {
            self.store.put_back_on_agenda(key, self.clock.now()).await?;
        }
        // Queued before it is unparked: it may run twice, it cannot be lost. It may even be parked again before
        // it is unparked, under the same id: only the row marked here goes.
        if !self.store.mark_redriven(id).await? {
            return Ok(false);
        }
        self.jobs.send(vec![job]).await?;
        self.store.unpark(id).await?;
        Ok(true)
    }
}
