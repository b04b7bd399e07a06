//! Reading the agenda index: what the machine must look at, and when.
//!
//! Each partition is read from its beginning, never from where the last sweep stopped: late inserts,
//! stale reads and outages are found by the next one. Costs what is due, never what is pending.

use super::keys::{self, Key};
use super::table::AGENDA_INDEX;
use super::{Item, Store, StoreError, key_item, key_of, number, text, unavailable};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity, ReturnValue};
use jiff::{SignedDuration, Timestamp};

/// How many failed wake-ups a row gets...
const GIVE_UP_AFTER: u32 = 3;
/// ...and how long past its instant it is tried at least.
const OVERDUE: SignedDuration = SignedDuration::from_mins(10);

/// One thing scheduled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheduled {
    /// When the machine must look.
    pub at: Timestamp,
    /// At which row.
    pub key: Key,
}

impl Store {
    /// Everything scheduled up to and including `until`, one agenda partition.
    pub async fn scheduled(&self, shard: u32, until: Timestamp) -> Result<Vec<Scheduled>, StoreError> {
        let mut found = Vec::new();
        let mut start: Option<Item> = None;
        loop {
            let answer = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(AGENDA_INDEX)
                .key_condition_expression("agenda_pk = :pk AND agenda_sk <= :until")
                .expression_attribute_values(":pk", text(keys::agenda_pk(shard)))
                .expression_attribute_values(":until", text(keys::instant(until)))
                .set_exclusive_start_key(start.take())
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(unavailable)?;
            self.capacity.add_read(answer.consumed_capacity());
            found.extend(answer.items.unwrap_or_default().iter().filter_map(scheduled));
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(found);
            }
        }
    }

    /// The first thing on one agenda partition.
    pub async fn first_scheduled(&self, shard: u32) -> Result<Option<Scheduled>, StoreError> {
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(AGENDA_INDEX)
            .key_condition_expression("agenda_pk = :pk")
            .expression_attribute_values(":pk", text(keys::agenda_pk(shard)))
            .limit(1)
            .send()
            .await
            .map_err(unavailable)?;
        Ok(answer.items.unwrap_or_default().first().and_then(scheduled))
    }

    /// The earliest instant on the whole agenda.
    pub async fn earliest_scheduled(&self) -> Result<Option<Timestamp>, StoreError> {
        let mut earliest = None;
        for shard in 0..keys::AGENDA_SHARDS {
            let first = self.first_scheduled(shard).await?.map(|hit| hit.at);
            earliest = [earliest, first].into_iter().flatten().min();
        }
        Ok(earliest)
    }

    /// Counts a failed wake-up in the row itself, without reading the row as a value: it may be the row
    /// that cannot be read. `true` when it was given up and has left the agenda.
    pub async fn count_failed_wake(&self, key: &Key, now: Timestamp) -> Result<bool, StoreError> {
        let counted = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .update_expression("ADD wake_tries :one")
            .condition_expression("attribute_exists(agenda_sk)")
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        let row = match counted {
            Ok(answer) => answer.attributes.unwrap_or_default(),
            Err(error) if error.as_service_error().is_some_and(|no| no.is_conditional_check_failed_exception()) => {
                return Ok(false);
            }
            Err(error) => return Err(unavailable(error)),
        };
        let tries: u32 = row.get("wake_tries").and_then(|n| n.as_n().ok()).and_then(|n| n.parse().ok()).unwrap_or(0);
        let due_at: Option<Timestamp> =
            row.get("agenda_sk").and_then(|at| at.as_s().ok()).and_then(|at| at.parse().ok());
        let overdue = due_at.is_some_and(|at| now.duration_since(at) >= OVERDUE);
        if tries < GIVE_UP_AFTER || !overdue {
            return Ok(false);
        }
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .update_expression("SET stuck = :yes REMOVE agenda_pk, agenda_sk")
            .expression_attribute_values(":yes", AttributeValue::Bool(true))
            .send()
            .await
            .map_err(unavailable)?;
        Ok(true)
    }

    /// A row that was given up is looked at again.
    pub async fn put_back_on_agenda(&self, key: &Key, at: Timestamp) -> Result<(), StoreError> {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .update_expression("SET agenda_pk = :pk, agenda_sk = :sk, wake_tries = :zero REMOVE stuck")
            .expression_attribute_values(":pk", text(keys::agenda_pk(0)))
            .expression_attribute_values(":sk", text(keys::instant(at)))
            .expression_attribute_values(":zero", number(0))
            .send()
            .await
            .map_err(unavailable)?;
        Ok(())
    }
}

fn scheduled(item: &Item) -> Option<Scheduled> {
    let at = item.get("agenda_sk").and_then(|value| value.as_s().ok())?.parse().ok()?;
    Some(Scheduled { at, key: key_of(item)? })
}
