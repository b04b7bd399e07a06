//! Alert rows: written with the stamp that caused them, on the agenda until every sink has taken them.

use super::keys::{self, Key};
use super::{Item, Store, StoreError, from_item, key_item, number, text, to_item, unavailable};
use crate::domain::records::Alert;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use jiff::{SignedDuration, Timestamp};

/// How long one delivery of an alert may take before the next one is due.
const DELIVERY: SignedDuration = SignedDuration::from_secs(60);

pub(crate) fn alert_item(alert: &Alert) -> Result<Item, StoreError> {
    let key = keys::alert(&alert.day(), &alert.name());
    let mut item = to_item(&key, alert)?;
    item.insert("agenda_pk".to_owned(), text(keys::agenda_shard(&key.sk)));
    // Whoever stamps hands it to the sinks at once; the agenda finds it when that did not happen.
    let next_at = alert.at.checked_add(DELIVERY).unwrap_or(alert.at);
    item.insert("agenda_sk".to_owned(), text(keys::instant(next_at)));
    Ok(item)
}

impl Store {
    /// One alert.
    pub async fn alert(&self, key: &Key) -> Result<Option<Alert>, StoreError> {
        self.get(key).await
    }

    /// The alerts whose step fell on a day, after `after`, at most `limit`.
    pub async fn alerts_on(&self, day: &str, after: Option<&str>, limit: i32) -> Result<Vec<Alert>, StoreError> {
        let items = self.partition(&keys::alert_pk(day), after, Some(limit)).await?;
        items.into_iter().map(from_item).collect()
    }

    /// Takes a delivery that is due, for [`DELIVERY`]: two wake-ups at once make one. `false`: not due, or
    /// taken already.
    pub async fn take_alert(&self, key: &Key, now: Timestamp) -> Result<bool, StoreError> {
        let next_at = now.checked_add(DELIVERY).unwrap_or(now);
        let taken = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .update_expression("SET agenda_sk = :next")
            .condition_expression("agenda_sk <= :now")
            .expression_attribute_values(":next", text(keys::instant(next_at)))
            .expression_attribute_values(":now", text(keys::instant(now)))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match taken {
            Ok(answer) => {
                self.capacity.add(answer.consumed_capacity());
                Ok(true)
            }
            Err(error) if error.as_service_error().is_some_and(|no| no.is_conditional_check_failed_exception()) => {
                Ok(false)
            }
            Err(error) => Err(unavailable(error)),
        }
    }

    /// Every sink has it: it leaves the agenda.
    pub async fn alert_accepted(&self, key: &Key, at: Timestamp) -> Result<(), StoreError> {
        let answer = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .update_expression("SET accepted_at = :at REMOVE agenda_pk, agenda_sk")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":at", number(at.as_millisecond()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(unavailable)?;
        self.capacity.add(answer.consumed_capacity());
        Ok(())
    }

    /// A sink did not take it: it is tried again at `next_at`, with those that have not `taken` it.
    pub async fn alert_postponed(&self, key: &Key, next_at: Timestamp, taken: &[String]) -> Result<(), StoreError> {
        let answer = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .update_expression("SET agenda_sk = :next, attempts = attempts + :one, taken = :taken")
            .condition_expression("attribute_exists(agenda_pk)")
            .expression_attribute_values(":next", text(keys::instant(next_at)))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":taken", AttributeValue::L(taken.iter().map(text).collect()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(unavailable)?;
        self.capacity.add(answer.consumed_capacity());
        Ok(())
    }

    /// A person has seen it. The first one counts.
    pub async fn alert_acknowledged(&self, key: &Key, by: &str) -> Result<bool, StoreError> {
        let answer = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .update_expression("SET acknowledged_by = if_not_exists(acknowledged_by, :by)")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":by", text(by))
            .send()
            .await;
        match answer {
            Ok(_) => Ok(true),
            Err(error)
                if error.as_service_error().is_some_and(|refused| refused.is_conditional_check_failed_exception()) =>
            {
                Ok(false)
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}
