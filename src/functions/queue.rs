//! The queues' door: a batch of messages becomes jobs, each done on its own.
//!
//! Owns what the queue is told about each message. One that fails comes back; its neighbors do not. On
//! the last receive the application is told to set the job aside, so that a dead-letter queue holds only
//! what crashed the whole process or could not even be read.

use crate::app::work::RECEIVES;
use crate::app::{After, App, AppError};
use crate::clock::Clock;
use crate::jobs::Job;
use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use lambda_runtime::{Error, LambdaEvent};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::error::Elapsed;

/// What is kept of a function's time to tell the queue what was not done.
const TO_ANSWER_MILLISECONDS: i64 = 1_500;

/// Does every message of a batch and names those that must come back.
pub async fn batch(
    app: impl Future<Output = anyhow::Result<Arc<App>>>,
    event: LambdaEvent<SqsEvent>,
) -> Result<SqsBatchResponse, Error> {
    let app = app.await?;
    let time = time_left(event.context.deadline);
    let records = event.payload.records.into_iter().map(|record| {
        let id = record.message_id.clone().unwrap_or_default();
        (id, tokio::spawn(settle(app.clone(), record, time)))
    });
    // Collected first: every message is being worked on before the first is waited for.
    let records: Vec<_> = records.collect();
    let mut answer = SqsBatchResponse::default();
    for (id, settled) in records {
        if !settled.await.unwrap_or(false) {
            let mut failure = BatchItemFailure::default();
            failure.item_identifier = id;
            answer.batch_item_failures.push(failure);
        }
    }
    Ok(answer)
}

/// How long the work may take, so that an answer still leaves in time.
fn time_left(deadline_milliseconds: u64) -> Duration {
    let now = Clock::system_now().as_millisecond();
    let deadline = i64::try_from(deadline_milliseconds).unwrap_or(i64::MAX);
    let left = deadline.saturating_sub(now).saturating_sub(TO_ANSWER_MILLISECONDS);
    Duration::from_millis(u64::try_from(left).unwrap_or_default())
}

/// Does one message. `false`: it must come back.
async fn settle(app: Arc<App>, record: SqsMessage, time: Duration) -> bool {
    let receives = record.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse().ok()).unwrap_or(1);
    let Ok(job) = Job::decode(record.body.as_deref().unwrap_or_default()) else {
        // Not ours, or of a version to come: after a roll-back it must not be lost.
        tracing::error!(job.attempt = receives, "a queue message is not a job this version knows");
        return false;
    };
    let work = {
        let (app, job) = (app.clone(), job.clone());
        async move { app.work(&job).await }
    };
    let code = match alone(work, time).await {
        Ended::Done(After::Done) => return true,
        Ended::Done(After::Again(at)) => match app.jobs.send_at(job.clone(), at).await {
            Ok(()) => return true,
            Err(error) => failed(&job, receives, &error),
        },
        Ended::Failed(error) => failed(&job, receives, &error),
        Ended::OutOfTime(elapsed) => failed(&job, receives, &elapsed),
        Ended::Crashed => {
            tracing::error!(job.attempt = receives, lane = ?job.lane(), "a job crashed");
            "crashed"
        }
    };
    if receives >= RECEIVES && app.give_up(&job, code).await.is_ok() {
        return true;
    }
    if let Some(receipt) = record.receipt_handle {
        app.jobs.return_soon(job.lane(), &receipt, receives).await;
    }
    false
}

/// How a job's work ended.
#[derive(Debug)]
pub enum Ended {
    /// It was done, or has to go round again.
    Done(After),
    /// It could not be done now.
    Failed(AppError),
    /// It took longer than the function may.
    OutOfTime(Elapsed),
    /// It panicked: a defect of ours.
    Crashed,
}

/// Does work in a task of its own, for so long at most: what panics takes nothing else with it.
pub async fn alone(work: impl Future<Output = Result<After, AppError>> + Send + 'static, time: Duration) -> Ended {
    let mut work = tokio::spawn(work);
    match tokio::time::timeout(time, &mut work).await {
        Ok(Ok(Ok(after))) => Ended::Done(after),
        Ok(Ok(Err(error))) => Ended::Failed(error),
        Ok(Err(_)) => Ended::Crashed,
        Err(elapsed) => {
            work.abort();
            Ended::OutOfTime(elapsed)
        }
    }
}

fn failed(job: &Job, receives: u32, error: &dyn std::error::Error) -> &'static str {
    tracing::warn!(%error, job.attempt = receives, lane = ?job.lane(), "a job failed");
    "gave_up"
}
