//! Parked rows: what nobody could handle, where a person sees it.

use super::keys;
use super::{Store, StoreError, from_item, key_item, to_item, unavailable};
use crate::domain::records::Parked;

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

    /// It has been queued again.
    pub async fn unpark(&self, id: &str) -> Result<(), StoreError> {
        self.client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&keys::parked(id))))
            .send()
            .await
            .map_err(unavailable)?;
        Ok(())
    }
}
