//! Briefing rows: one a version, beside the answers of their topic.
//!
//! A version is written once; only the list of who has read it grows.

use super::keys;
use super::{Store, StoreError, from_item, key_item, number, text, to_item, unavailable};
use crate::domain::briefing::{Acknowledgment, Briefing};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};

/// How many versions of a topic are looked at, the newest.
pub const VERSIONS: i32 = 50;

impl Store {
    /// The newest versions of a topic's briefing, newest first.
    pub async fn briefings_of(&self, topic: &str) -> Result<Vec<Briefing>, StoreError> {
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(keys::briefing_pk(topic)))
            .expression_attribute_values(":prefix", text(keys::BRIEFING_PREFIX))
            .scan_index_forward(false)
            .consistent_read(true)
            .limit(VERSIONS)
            .send()
            .await
            .map_err(unavailable)?;
        answer.items.unwrap_or_default().into_iter().map(from_item).collect()
    }

    /// One version.
    pub async fn briefing(&self, topic: &str, version: u32) -> Result<Option<Briefing>, StoreError> {
        self.get(&keys::briefing(topic, version)).await
    }

    /// Writes a version unless it exists; `false` when it does.
    pub async fn put_briefing(&self, briefing: &Briefing) -> Result<bool, StoreError> {
        let answer = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(to_item(&keys::briefing(&briefing.topic, briefing.version), briefing)?))
            .condition_expression("attribute_not_exists(pk)")
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match answer {
            Ok(done) => {
                self.capacity.add(done.consumed_capacity());
                Ok(true)
            }
            Err(error) if error.as_service_error().is_some_and(|no| no.is_conditional_check_failed_exception()) => {
                Ok(false)
            }
            Err(error) => Err(unavailable(error)),
        }
    }

    /// Adds a reader after the `after` known ones; `false` when there are others by now.
    pub async fn acknowledge_briefing(&self, briefing: &Briefing, reader: &Acknowledgment) -> Result<bool, StoreError> {
        let reader: AttributeValue =
            serde_dynamo::to_attribute_value(reader).map_err(|error| StoreError::Unreadable(error.to_string()))?;
        let answer = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&keys::briefing(&briefing.topic, briefing.version))))
            .update_expression("SET acknowledged = list_append(acknowledged, :reader)")
            .condition_expression("attribute_exists(pk) AND size(acknowledged) = :known")
            .expression_attribute_values(":reader", AttributeValue::L(vec![reader]))
            .expression_attribute_values(":known", number(briefing.acknowledged.len()))
            .send()
            .await;
        match answer {
            Ok(_) => Ok(true),
            Err(error) if error.as_service_error().is_some_and(|no| no.is_conditional_check_failed_exception()) => {
                Ok(false)
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}
