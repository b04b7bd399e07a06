//! Drift rows: contradictions, each pair once, on the agenda while their corrections are not all written.

use super::keys::{self, Key};
use super::{Item, Store, StoreError, from_item, key_item, number, text, to_item, unavailable};
use crate::domain::drift::{Drift, Right};
use jiff::Timestamp;

/// The key of a drift.
pub(crate) fn drift_key(drift: &Drift) -> Key {
    keys::drift(drift.opened_at, &drift.pair())
}

pub(crate) fn drift_item(drift: &Drift) -> Result<Item, StoreError> {
    to_item(&drift_key(drift), drift)
}

impl Store {
    /// One drift.
    pub async fn drift(&self, key: &Key) -> Result<Option<Drift>, StoreError> {
        self.get(key).await
    }

    /// Drifts, the latest first, from after `after`, at most `limit`.
    pub async fn drifts(&self, after: Option<&Key>, limit: i32) -> Result<Vec<Drift>, StoreError> {
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(keys::DRIFT))
            .scan_index_forward(false)
            .consistent_read(true)
            .limit(limit)
            .set_exclusive_start_key(after.map(key_item))
            .send()
            .await
            .map_err(unavailable)?;
        answer.items.unwrap_or_default().into_iter().map(from_item).collect()
    }

    /// Somebody says which side is right; `false` when somebody has already. From now until its corrections
    /// are written it stands on the agenda.
    pub async fn close_drift(&self, key: &Key, by: &str, right: Right, now: Timestamp) -> Result<bool, StoreError> {
        let right =
            serde_dynamo::to_attribute_value(right).map_err(|error| StoreError::Unreadable(error.to_string()))?;
        let answer = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .update_expression(
                "SET closed_at = :now, closed_by = :by, #right = :right, agenda_pk = :agenda, agenda_sk = :at",
            )
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(closed_at)")
            .expression_attribute_names("#right", "right")
            .expression_attribute_values(":now", number(now.as_millisecond()))
            .expression_attribute_values(":by", text(by))
            .expression_attribute_values(":right", right)
            .expression_attribute_values(":agenda", text(keys::agenda_shard(&key.sk)))
            .expression_attribute_values(":at", text(keys::instant(now)))
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

    /// Every correction of it is written.
    pub async fn drift_corrected(&self, key: &Key) -> Result<(), StoreError> {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .update_expression("REMOVE agenda_pk, agenda_sk")
            .condition_expression("attribute_exists(pk)")
            .send()
            .await
            .map_err(unavailable)?;
        Ok(())
    }
}
