//! Parked rows: what nobody could handle, where a person sees it.

use super::keys;
use super::{Store, StoreError, from_item, key_item, to_item, unavailable};
use crate::domain::records::Parked;
use aws_sdk_dynamodb::types::AttributeValue;

impl Store {
    /// Sets something aside. Parking the same thing again changes nothing.
    pub async fn park(&self, parked: &Parked) -> Result<(), StoreError> {
        let item = to_item(&keys::parked(&parked.id), parked)?;
        self.client.put_item().table_name(&self.table).set_item(Some(item)).send().await.map_err(unavailable)?;
        Ok(())
    }

    /// What is set aside, oldest first, after `after`.
    pub async fn parked(&self, after: Option<&str>, limit: i32) -> Result<Vec<Parked>, StoreError> {
        self.partition(keys::PARKED, after, Some(limit)).await?.into_iter().map(from_item).collect()
    }

    /// One thing set aside.
    pub async fn parked_one(&self, id: &str) -> Result<Option<Parked>, StoreError> {
        self.get(&keys::parked(id)).await
    }

    /// It is about to be queued again; `false` when it is gone. Should it be parked once more meanwhile, the
    /// mark is gone.
    pub async fn mark_redriven(&self, id: &str) -> Result<bool, StoreError> {
        let marked = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&keys::parked(id))))
            .update_expression("SET redriven = :yes")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":yes", AttributeValue::Bool(true))
            .send()
            .await;
        match marked {
            Ok(_) => Ok(true),
            Err(error) if error.as_service_error().is_some_and(|no| no.is_conditional_check_failed_exception()) => {
                Ok(false)
            }
            Err(error) => Err(unavailable(error)),
        }
    }

    /// It has been queued again: the marked row goes, and only that one.
    pub async fn unpark(&self, id: &str) -> Result<(), StoreError> {
        let deleted = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&keys::parked(id))))
            .condition_expression("attribute_exists(redriven)")
            .send()
            .await;
        match deleted {
            Err(error) if !error.as_service_error().is_some_and(|no| no.is_conditional_check_failed_exception()) => {
                Err(unavailable(error))
            }
            _ => Ok(()),
        }
    }
}
