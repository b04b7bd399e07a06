//! Leads: from an id under which a platform may name a conversation to the id it is kept under.

use super::keys;
use super::{Store, StoreError, key_item, text, unavailable};
use crate::domain::message::Channel;
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use serde::Deserialize;

impl Store {
    /// Leads from an id to where its conversation is kept. Again: no change.
    pub async fn keep_lead(&self, channel: Channel, inbox: &str, id: &str, to: &str) -> Result<(), StoreError> {
        let mut item = key_item(&keys::lead(channel, inbox, id));
        item.insert("to".to_owned(), text(to));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let done = put.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await.map_err(unavailable)?;
        self.capacity.add(done.consumed_capacity());
        Ok(())
    }

    /// Where an id leads, if anywhere.
    pub async fn lead(&self, channel: Channel, inbox: &str, id: &str) -> Result<Option<String>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            to: String,
        }
        Ok(self.get::<Row>(&keys::lead(channel, inbox, id)).await?.map(|row| row.to))
    }
}
