//! Trouble rows: each trouble once while it lasts, written together with its alert.

use super::keys;
use super::{Store, StoreError, from_item, key_item, to_item, unavailable};
use crate::domain::alert::Alert;
use crate::domain::trouble::Trouble;
use crate::store::commit::{Commit, Committed};

impl Store {
    /// Opens a trouble together with its alert; `false` when it is open already.
    pub async fn open_trouble(&self, trouble: &Trouble, alert: &Alert) -> Result<bool, StoreError> {
        let commit = Commit { trouble: Some(trouble), alerts: vec![alert], ..Commit::default() };
        Ok(self.commit(&commit).await? == Committed::Done)
    }

    /// The troubles that are open.
    pub async fn troubles(&self) -> Result<Vec<Trouble>, StoreError> {
        self.partition(keys::TROUBLE, None, None).await?.into_iter().map(from_item).collect()
    }

    /// One open trouble by its name.
    pub async fn trouble(&self, name: &str) -> Result<Option<Trouble>, StoreError> {
        self.get(&keys::trouble(name)).await
    }

    /// It is repaired. `false`: it was not open.
    pub async fn close_trouble(&self, name: &str) -> Result<bool, StoreError> {
        let answer = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&keys::trouble(name))))
            .return_values(aws_sdk_dynamodb::types::ReturnValue::AllOld)
            .send()
            .await
            .map_err(unavailable)?;
        Ok(answer.attributes.is_some_and(|old| !old.is_empty()))
    }
}

pub(crate) fn trouble_item(trouble: &Trouble) -> Result<super::Item, StoreError> {
    to_item(&keys::trouble(&trouble.name()), trouble)
}
