//! The table: one, on demand, with two sparse indexes.
//!
//! | question | answered by |
//! |---|---|
//! | is this message known, and whose is it? | conditional put of `CASE#1`, of `MSG#` |
//! | one case with everything in it | query of its conversation's partition |
//! | which message is meant by the id of its edit? | `ALIAS#{later id}` in its conversation's partition |
//! | which of our posts answered nobody in particular? | `MSG#` in the partition of the inbox itself |
//! | what waits for a team, most pressing first? | index `queue`, `Q#{team}`, then the rows |
//! | what waits for contacts, what was resolved on a day? | index `queue`, `W#{team}`, `D#{team}#{day}` |
//! | which alerts of a kind was a team told of lately, alone, together? | index `queue`, `TOLD#{team}#{kind}`, `STORM#{team}#{kind}` by instant |
//! | what is due? | index `agenda`, `A#{shard}` from the beginning up to an instant |
//! | what was answered on a topic? | `TOPIC#{topic}` / `ANSWER#` |
//! | what is the verified answer to a topic? | `TOPIC#{topic}` / `BRIEFING#{version}`, newest first |
//! | which answers contradict each other? | `DRIFT`, newest first |
//! | who of ours is here, and what do they hold? | `AGENT` / `{id}` |
//! | who is this contact, what have they been told? | `CONTACT#{id}`: `PROFILE`, `CASE#`, `TOLD#` |
//! | whose handle, name or number begins like this? | `IDENT#{three letters}` / `{value}#{kind}#{id}` |
//! | was this answer logged before? | `GIVEN#{id}` |
//! | which desk is in force, what did a version say? | `DESK` / `CURRENT`, `DESK#{version}` |
//! | how does an inbox stand with its platform? | `INBOX#{channel}` / `{id}` |
//! | what is the latest token of an access we renew? | `ACCESS#{channel}` / `{id}` |
//! | in which conversations does a post stand that names several inboxes? | `POST#{channel}#{id}` |
//! | how far has the daily reading of open public cases come? | `REREAD` |
//! | under which other id is this id's conversation kept? | `LEAD#{channel}#{inbox}#{id}` / `TO` |
//! | which alerts on a day, what is parked, what has to be repaired? | `ALERT#{day}`, `PARKED`, `TROUBLE` |
//! | up to where was an inbox read back, when was a webhook last valid? | `RECONCILE` / `{channel}#{inbox}`, `webhook#{id}` |
//!
//! Owns reading and writing rows, and counts the units each write consumed. Must not decide anything.
//! Both indexes hold keys only: a write that does not move a key costs the index nothing, and rows are
//! read from the table itself, consistently.

pub mod access;
pub mod agenda;
pub mod agents;
pub mod alerts;
pub mod answers;
pub mod briefings;
pub mod cases;
pub mod commit;
pub mod contacts;
pub mod desks;
pub mod drifts;
pub mod inboxes;
pub mod jobs;
pub mod keys;
pub mod leads;
pub mod parked;
pub mod posts;
pub mod queue;
pub mod reconcile;
#[cfg(feature = "local")]
pub mod scan;
pub mod size;
pub mod table;
pub mod troubles;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, ConsumedCapacity};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A row as DynamoDB speaks of it.
pub type Item = HashMap<String, AttributeValue>;

/// The version of the row format, in every row.
const SCHEMA: u32 = 1;

/// Why the table did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The table could not be reached or was busy: try again.
    #[error("the table is unavailable: {0}")]
    Unavailable(String),
    /// A row is not of the form this version writes.
    #[error("a row of the table cannot be read: {0}")]
    Unreadable(String),
}

/// The units consumed so far, in thousandths.
#[derive(Debug, Default)]
pub struct Capacity {
    write: AtomicU64,
    read: AtomicU64,
    first_contact: AtomicU64,
}

impl Capacity {
    /// Write units consumed since the start.
    pub fn write_units(&self) -> f64 {
        self.write.load(Ordering::Relaxed) as f64 / 1000.0
    }

    /// Write units consumed by the rows that find contacts again, once a conversation.
    pub fn first_contact_units(&self) -> f64 {
        self.first_contact.load(Ordering::Relaxed) as f64 / 1000.0
    }

    /// Read units consumed by sweeps and queue pages since the start.
    pub fn read_units(&self) -> f64 {
        self.read.load(Ordering::Relaxed) as f64 / 1000.0
    }

    fn add_read(&self, consumed: Option<&ConsumedCapacity>) {
        let units = consumed.and_then(ConsumedCapacity::capacity_units).unwrap_or_default();
        self.read.fetch_add((units * 1000.0) as u64, Ordering::Relaxed);
    }

    fn add_first_contact(&self, consumed: &ConsumedCapacity) {
        let units = consumed.capacity_units().unwrap_or_default();
        self.first_contact.fetch_add((units * 1000.0) as u64, Ordering::Relaxed);
    }

    fn add_one(&self) {
        self.write.fetch_add(1000, Ordering::Relaxed);
    }

    fn add(&self, consumed: Option<&ConsumedCapacity>) {
        let units = consumed.and_then(ConsumedCapacity::capacity_units).unwrap_or_default();
        self.write.fetch_add((units * 1000.0) as u64, Ordering::Relaxed);
    }
}

/// The one store: a DynamoDB client and the name of the table.
#[derive(Clone, Debug)]
pub struct Store {
    client: Client,
    table: String,
    capacity: Arc<Capacity>,
}

impl Store {
    /// A store over `table`.
    pub fn new(client: Client, table: &str) -> Store {
        Store { client, table: table.to_owned(), capacity: Arc::default() }
    }

    /// What has been consumed.
    pub fn capacity(&self) -> &Capacity {
        &self.capacity
    }

    /// One row by its key, read consistently.
    pub(crate) async fn get<T: DeserializeOwned>(&self, key: &keys::Key) -> Result<Option<T>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .consistent_read(true)
            .send()
            .await
            .map_err(unavailable)?;
        answer.item.map(from_item).transpose()
    }
}

/// Any failure of the client, as one that may pass. The text names the failure, never the data.
pub(crate) fn unavailable<E, R>(error: aws_sdk_dynamodb::error::SdkError<E, R>) -> StoreError
where
    E: std::fmt::Debug + aws_sdk_dynamodb::error::ProvideErrorMetadata,
{
    use aws_sdk_dynamodb::error::ProvideErrorMetadata;
    let code = error.code().map(str::to_owned);
    StoreError::Unavailable(code.unwrap_or_else(|| kind_of(&error).to_owned()))
}

fn kind_of<E, R>(error: &aws_sdk_dynamodb::error::SdkError<E, R>) -> &'static str {
    use aws_sdk_dynamodb::error::SdkError;
    match error {
        SdkError::ConstructionFailure(_) => "the request could not be built",
        SdkError::TimeoutError(_) => "no answer in time",
        SdkError::DispatchFailure(_) => "the connection failed",
        SdkError::ResponseError(_) => "the answer could not be read",
        _ => "the request failed",
    }
}

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(crate) fn key_item(key: &keys::Key) -> Item {
    HashMap::from([("pk".to_owned(), text(&key.pk)), ("sk".to_owned(), text(&key.sk))])
}

/// A value as a row: its fields, its key, the format's version.
pub(crate) fn to_item(key: &keys::Key, value: &impl Serialize) -> Result<Item, StoreError> {
    let mut item: Item = serde_dynamo::to_item(value).map_err(|error| StoreError::Unreadable(error.to_string()))?;
    item.insert("pk".to_owned(), text(&key.pk));
    item.insert("sk".to_owned(), text(&key.sk));
    item.insert("schema".to_owned(), number(SCHEMA));
    Ok(item)
}

/// A row as a value.
pub(crate) fn from_item<T: DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    serde_dynamo::from_item(item).map_err(|error| StoreError::Unreadable(error.to_string()))
}

/// The key of a row.
pub(crate) fn key_of(item: &Item) -> Option<keys::Key> {
    let part = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned();
    Some(keys::Key { pk: part("pk")?, sk: part("sk")? })
}
