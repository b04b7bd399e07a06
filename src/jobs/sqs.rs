//! Jobs in Amazon SQS: one standard queue a function.
//!
//! Owns batches, partial failures and delays. Order and exclusion come from conditional writes, never
//! from the queue.

use super::{Job, JobsError, Lane};
use crate::clock::Clock;
use crate::domain::message::IntakeReason;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::ProvideErrorMetadata;
use aws_sdk_sqs::types::{BatchResultErrorEntry, SendMessageBatchRequestEntry};
use jiff::Timestamp;
use std::collections::{BTreeMap, VecDeque};
use tokio::task::JoinSet;

/// How many messages one request carries (SQS's limit).
const BATCH: usize = 10;
/// How many bytes of messages one request carries: SQS takes 1 MiB. One element, at most
/// [`super::LARGEST_ELEMENT`] and written into JSON once more, always fits.
const BATCH_BYTES: usize = 1_000_000;
/// How many requests are on their way at once: a delivery of a thousand elements is a hundred requests.
const AT_ONCE: usize = 8;
/// The longest delay SQS knows, in seconds.
const LONGEST_DELAY: i64 = 900;

/// The queues of a deployed system.
#[derive(Debug, Clone)]
pub struct SqsJobs {
    client: Client,
    queues: BTreeMap<Lane, String>,
    clock: Clock,
}

#[derive(Debug, Clone)]
struct Message {
    job: Job,
    body: String,
    delay_seconds: i32,
}

impl Message {
    fn new(job: Job, delay_seconds: i32) -> Result<Message, JobsError> {
        Ok(Message { body: job.encode()?, job, delay_seconds })
    }

    /// What is sent in place of an element the queue refuses for good; nothing for other jobs, which hold
    /// no text from outside.
    fn parked(&self, code: &str) -> Option<Message> {
        let Job::Intake { element, received_at } = &self.job else { return None };
        let reason = IntakeReason { code: "queue_refused".to_owned(), about: code.to_owned() };
        Message::new(Job::parked(element.door, reason, element.body.as_bytes(), *received_at), 0).ok()
    }
}

impl SqsJobs {
    /// The queues at these addresses. A function is told those it may send to, and no others.
    pub fn new(client: Client, queues: BTreeMap<Lane, String>, clock: Clock) -> SqsJobs {
        SqsJobs { client, queues, clock }
    }

    pub(super) async fn send(&self, jobs: Vec<Job>) -> Result<(), JobsError> {
        let messages = jobs.into_iter().map(|job| Message::new(job, 0)).collect::<Result<_, _>>()?;
        self.hand_over(messages).await
    }

    pub(super) async fn send_each_at(&self, jobs: Vec<(Job, Timestamp)>) -> Result<(), JobsError> {
        let now = self.clock.now();
        let messages =
            jobs.into_iter().map(|(job, at)| Message::new(job, delay_until(at, now))).collect::<Result<_, _>>()?;
        self.hand_over(messages).await
    }

    pub(super) async fn return_soon(&self, lane: Lane, receipt: &str, receives: u32) {
        let Ok(queue) = self.queue(lane) else { return };
        let request = self.client.change_message_visibility().queue_url(queue).receipt_handle(receipt);
        if let Err(error) = request.visibility_timeout(5 << receives.min(5)).send().await {
            tracing::warn!(code = error.code().unwrap_or("no answer"), "a failed job comes back late");
        }
    }

    fn queue(&self, lane: Lane) -> Result<&str, JobsError> {
        let Some(queue) = self.queues.get(&lane) else {
            tracing::error!(?lane, "this function was not told the address of a queue it needs");
            return Err(JobsError::Unavailable);
        };
        Ok(queue)
    }

    /// Sends everything; an error unless every message was taken.
    async fn hand_over(&self, messages: Vec<Message>) -> Result<(), JobsError> {
        let mut waiting = batches(messages);
        let mut running = JoinSet::new();
        let mut outcome = Ok(());
        loop {
            while running.len() < AT_ONCE && outcome.is_ok() {
                let Some((lane, batch)) = waiting.pop_front() else { break };
                let sqs = self.clone();
                running.spawn(async move { sqs.send_batch(lane, batch).await });
            }
            match running.join_next().await {
                None => return outcome,
                Some(sent) => outcome = outcome.and(sent.unwrap_or(Err(JobsError::Unavailable))),
            }
        }
    }

    /// Sends a batch, and once more what was not taken.
    async fn send_batch(&self, lane: Lane, batch: Vec<Message>) -> Result<(), JobsError> {
        let refused = self.try_batch(lane, batch).await?;
        if refused.is_empty() || self.try_batch(lane, refused).await?.is_empty() {
            return Ok(());
        }
        Err(JobsError::Unavailable)
    }

    /// Sends a batch; the messages to send once more.
    async fn try_batch(&self, lane: Lane, batch: Vec<Message>) -> Result<Vec<Message>, JobsError> {
        let mut request = self.client.send_message_batch().queue_url(self.queue(lane)?);
        for (index, message) in batch.iter().enumerate() {
            let entry = SendMessageBatchRequestEntry::builder()
                .id(index.to_string())
                .message_body(&message.body)
                .delay_seconds(message.delay_seconds);
            request = request.entries(entry.build().map_err(|_| JobsError::Unreadable)?);
        }
        let answer = request.send().await.map_err(|error| {
            tracing::warn!(?lane, code = error.code().unwrap_or("no answer"), "a queue refused a request");
            JobsError::Unavailable
        })?;
        let taken = |index: usize| answer.successful().iter().any(|entry| entry.id() == index.to_string());
        let failure = |index: usize| answer.failed().iter().find(|entry| entry.id() == index.to_string());
        let mut left = Vec::new();
        for (index, message) in batch.into_iter().enumerate().filter(|(index, _)| !taken(*index)) {
            let replacement = match failure(index).filter(|failure| is_for_good(failure)) {
                Some(failure) => message.parked(failure.code()),
                None => None,
            };
            left.push(replacement.unwrap_or(message));
        }
        Ok(left)
    }
}

/// Whether every further try would fail the same way. Anything that a change of rights or a quieter hour
/// would mend is not.
fn is_for_good(failure: &BatchResultErrorEntry) -> bool {
    let about_the_message = ["InvalidMessageContents", "InvalidParameterValue", "MessageTooLong"];
    failure.sender_fault() && about_the_message.iter().any(|code| failure.code().ends_with(code))
}

/// Whole seconds until an instant, not before it, as far as SQS can wait.
fn delay_until(at: Timestamp, now: Timestamp) -> i32 {
    let left = at.duration_since(now);
    let seconds = left.as_secs() + i64::from(left.subsec_nanos() > 0);
    i32::try_from(seconds.clamp(0, LONGEST_DELAY)).unwrap_or_default()
}

/// Messages as requests: by queue, in order, within the limits of one request.
fn batches(messages: Vec<Message>) -> VecDeque<(Lane, Vec<Message>)> {
    let mut by_lane: BTreeMap<Lane, Vec<Message>> = BTreeMap::new();
    for message in messages {
        by_lane.entry(message.job.lane()).or_default().push(message);
    }
    let mut batches = VecDeque::new();
    for (lane, messages) in by_lane {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        for message in messages {
            if batch.len() == BATCH || (bytes + message.body.len() > BATCH_BYTES && !batch.is_empty()) {
                batches.push_back((lane, std::mem::take(&mut batch)));
                bytes = 0;
            }
            bytes += message.body.len();
            batch.push(message);
        }
        batches.push_back((lane, batch));
    }
    batches
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_delay_never_ends_early_and_never_exceeds_the_limit() {
        let now: Timestamp = "2026-03-30T09:00:00.400Z".parse().unwrap();
        let at = |text: &str| delay_until(text.parse().unwrap(), now);
        assert_eq!(at("2026-03-30T09:01:00Z"), 60);
        assert_eq!(at("2026-03-30T09:00:00.400Z"), 0);
        assert_eq!(at("2026-03-30T08:00:00Z"), 0);
        assert_eq!(at("2026-03-30T10:00:00Z"), 900);
    }

    #[test]
    fn batches_keep_within_ten_messages_and_a_million_bytes() {
        let relay = |length: usize| Job::Relay { conversation: "c".repeat(length), number: 1 };
        let sizes = |jobs: Vec<Job>| -> Vec<usize> {
            let messages = jobs.into_iter().map(|job| Message::new(job, 0).unwrap()).collect();
            batches(messages).iter().map(|(_, batch)| batch.len()).collect()
        };
        assert_eq!(sizes((0..23).map(|_| relay(10)).collect()), [10, 10, 3]);
        assert_eq!(sizes((0..5).map(|_| relay(400_000)).collect()), [2, 2, 1]);
        assert_eq!(sizes(Vec::new()), Vec::<usize>::new());
    }
}
