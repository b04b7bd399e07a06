//! Work handed from one function to another.
//!
//! Owns the forms of jobs and where they wait. Must not do any of the work. Jobs are versioned, so that
//! one in flight survives a deployment; they may arrive twice and in any order.

#[cfg(feature = "local")]
mod local;
#[cfg(feature = "aws")]
mod sqs;

#[cfg(feature = "local")]
pub use local::{LocalJobs, Ticket};
#[cfg(feature = "aws")]
pub use sqs::SqsJobs;

use crate::channels::{Door, Element};
use crate::domain::ids::hex;
use crate::domain::message::IntakeReason;
use crate::store::keys::Key;
use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

/// The largest element a queue message carries, in bytes of JSON (the queue service takes 1 MiB; no real
/// element comes near this).
pub const LARGEST_ELEMENT: usize = 256 * 1024;

/// How much of a body that cannot be carried is kept for a person to look at.
const HEAD: usize = 2048;

/// One piece of work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    /// Triage one element of a verified delivery.
    Intake {
        /// The element, a body of the platform's own form.
        element: Element,
        /// When the delivery reached us.
        received_at: Timestamp,
    },
    /// Park what could not even be cut or carried.
    Park {
        /// The door it came through.
        door: Door,
        /// Why it cannot be handled.
        reason: IntakeReason,
        /// Its beginning, as ASCII.
        head: String,
        /// Its length in bytes.
        length: usize,
        /// SHA-256 of it, hexadecimal.
        digest: String,
        /// When the delivery reached us.
        received_at: Timestamp,
    },
    /// Look at a row of the agenda.
    Wake {
        /// The row.
        key: Key,
    },
    /// Bring a case's current send forward, or else the acts on its messages.
    Relay {
        /// The conversation.
        conversation: String,
        /// The case's number in it.
        number: u32,
    },
    /// Copy the files that came with a case's messages.
    Fetch {
        /// The conversation.
        conversation: String,
        /// The number of the case that waits for them.
        number: u32,
    },
    /// Ask the platform whether a case's posts are still there.
    Reread {
        /// The conversation.
        conversation: String,
        /// The case's number in it.
        number: u32,
    },
    /// Hand alerts to the sinks, in order.
    Alert {
        /// The alert rows.
        keys: Vec<Key>,
    },
}

/// The queues, one a function: a slow platform must not delay an alert, nor a burst of mentions a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// Incoming elements.
    Triage,
    /// Rows of the agenda.
    Wake,
    /// Sends to platforms and alert sinks; copies of files.
    Relay,
}

impl Job {
    /// What stands for a body that cannot be carried: its head for a person to see, length and digest.
    pub fn parked(door: Door, reason: IntakeReason, body: &[u8], received_at: Timestamp) -> Job {
        let head = body.iter().take(HEAD).flat_map(|byte| std::ascii::escape_default(*byte)).map(char::from).collect();
        let digest = hex(digest(&SHA256, body).as_ref());
        Job::Park { door, reason, head, length: body.len(), digest, received_at }
    }

    /// The queue it waits in.
    pub fn lane(&self) -> Lane {
        match self {
            Job::Intake { .. } | Job::Park { .. } => Lane::Triage,
            Job::Wake { .. } => Lane::Wake,
            Job::Relay { .. } | Job::Fetch { .. } | Job::Reread { .. } | Job::Alert { .. } => Lane::Relay,
        }
    }

    /// The job as text, with the version of its form.
    pub fn encode(&self) -> Result<String, JobsError> {
        serde_json::to_string(&Versioned { v: 1, job: self }).map_err(|_| JobsError::Unreadable)
    }

    /// A job from its text.
    pub fn decode(text: &str) -> Result<Job, JobsError> {
        match serde_json::from_str::<Versioned<Job>>(text) {
            Ok(Versioned { v: 1, job }) => Ok(job),
            _ => Err(JobsError::Unreadable),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Versioned<T> {
    v: u32,
    #[serde(flatten)]
    job: T,
}

/// Why a job could not be handed over.
#[derive(Debug, thiserror::Error)]
pub enum JobsError {
    /// The queue did not take it: try again.
    #[error("the job queue is unavailable")]
    Unavailable,
    /// It is not a job this version knows.
    #[error("the job cannot be read")]
    Unreadable,
}

/// Where jobs wait.
#[derive(Debug, Clone)]
pub enum Jobs {
    /// In this process; incoming elements also in the embedded table.
    #[cfg(feature = "local")]
    Local(LocalJobs),
    /// In Amazon SQS.
    #[cfg(feature = "aws")]
    Sqs(SqsJobs),
}

impl Jobs {
    /// Hands over jobs. Returns once incoming elements are durable.
    pub async fn send(&self, jobs: Vec<Job>) -> Result<(), JobsError> {
        match *self {
            #[cfg(feature = "local")]
            Jobs::Local(ref local) => local.send(jobs).await,
            #[cfg(feature = "aws")]
            Jobs::Sqs(ref sqs) => sqs.send(jobs).await,
        }
    }

    /// Hands over a job for later. It may be lost: whatever it is about stands on the agenda.
    pub async fn send_at(&self, job: Job, at: Timestamp) -> Result<(), JobsError> {
        self.send_each_at(vec![(job, at)]).await
    }

    /// Hands over jobs for later, each for its own instant. A queue service carries a delay of fifteen
    /// minutes at most: whoever receives a job early sends it again.
    pub async fn send_each_at(&self, jobs: Vec<(Job, Timestamp)>) -> Result<(), JobsError> {
        match *self {
            #[cfg(feature = "local")]
            Jobs::Local(ref local) => {
                jobs.into_iter().for_each(|(job, at)| local.send_at(job, at));
                Ok(())
            }
            #[cfg(feature = "aws")]
            Jobs::Sqs(ref sqs) => sqs.send_each_at(jobs).await,
        }
    }

    /// Asks that a job whose try failed comes back soon, and not only when its time with us is over. Only
    /// a queue service needs to be asked, and a refusal costs nothing but time.
    #[cfg(feature = "aws")]
    pub async fn return_soon(&self, lane: Lane, receipt: &str, receives: u32) {
        match *self {
            #[cfg(feature = "local")]
            Jobs::Local(_) => {}
            Jobs::Sqs(ref sqs) => sqs.return_soon(lane, receipt, receives).await,
        }
    }
}
