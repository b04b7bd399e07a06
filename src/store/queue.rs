//! Reading the queue index: which cases stand where, a page at a time.
//!
//! A page costs the same whatever the backlog: every partition is asked for one page at most.

use super::keys::Key;
use super::table::QUEUE_INDEX;
use super::{Item, Store, StoreError, key_of, text, unavailable};
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;

/// How many places one request asks for.
const LARGEST_PAGE: i32 = 1000;

/// A place in the queue: where it sorts, and the row it stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The sort key in the index.
    pub sort: String,
    /// The row.
    pub key: Key,
}

impl Store {
    /// The first `limit` places of a queue partition after the sort key `after`.
    pub async fn places(&self, partition: &str, after: Option<&str>, limit: i32) -> Result<Vec<Place>, StoreError> {
        let mut query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(QUEUE_INDEX)
            .expression_attribute_values(":pk", text(partition))
            .limit(limit)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        query = match after {
            Some(after) => query
                .key_condition_expression("queue_pk = :pk AND queue_sk > :after")
                .expression_attribute_values(":after", text(after)),
            None => query.key_condition_expression("queue_pk = :pk"),
        };
        let answer = query.send().await.map_err(unavailable)?;
        self.capacity.add_read(answer.consumed_capacity());
        Ok(answer.items.unwrap_or_default().iter().filter_map(place).collect())
    }

    /// The last `limit` places of a queue partition, the last first.
    pub async fn last_places(&self, partition: &str, limit: i32) -> Result<Vec<Place>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(QUEUE_INDEX)
            .key_condition_expression("queue_pk = :pk")
            .expression_attribute_values(":pk", text(partition))
            .scan_index_forward(false)
            .limit(limit)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let answer = query.send().await.map_err(unavailable)?;
        self.capacity.add_read(answer.consumed_capacity());
        Ok(answer.items.unwrap_or_default().iter().filter_map(place).collect())
    }

    /// The places of a queue partition with sort keys from `from` up to and including `until`, at most `limit`.
    pub async fn places_between(
        &self,
        partition: &str,
        from: &str,
        until: &str,
        limit: i32,
    ) -> Result<Vec<Place>, StoreError> {
        let mut places: Vec<Place> = Vec::new();
        let mut start: Option<Item> = None;
        loop {
            let answer = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(QUEUE_INDEX)
                .key_condition_expression("queue_pk = :pk AND queue_sk BETWEEN :from AND :until")
                .expression_attribute_values(":pk", text(partition))
                .expression_attribute_values(":from", text(from))
                .expression_attribute_values(":until", text(until))
                .limit(limit.min(LARGEST_PAGE))
                .set_exclusive_start_key(start.take())
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(unavailable)?;
            self.capacity.add_read(answer.consumed_capacity());
            places.extend(answer.items.unwrap_or_default().iter().filter_map(place));
            start = answer.last_evaluated_key;
            let enough = places.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
            if start.is_none() || enough {
                return Ok(places);
            }
        }
    }
}

fn place(item: &Item) -> Option<Place> {
    let sort = item.get("queue_sk").and_then(|value| value.as_s().ok()).cloned()?;
    Some(Place { sort, key: key_of(item)? })
}
