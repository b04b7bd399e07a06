//! Posts beside their conversations: those that stand in several, and how far they were read again.

use super::keys;
use super::{Store, StoreError, key_item, key_of, to_item, unavailable};
use crate::domain::message::Channel;
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How far the daily pass over open public cases has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RereadPass {
    /// When the pass under way, or the latest, began.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub began_at: Option<Timestamp>,
    /// When the latest pass that has come to its end began: every case open then was read since.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub complete_at: Option<Timestamp>,
    /// Whether some posts of it could not be asked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub missed: bool,
    /// The queue partition to go on with; absent: the pass is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<String>,
    /// The last place read in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

impl Store {
    /// Notes that a post stands in a conversation. Again: no change.
    pub async fn note_shared_post(
        &self,
        channel: Channel,
        external_id: &str,
        conversation: &str,
    ) -> Result<(), StoreError> {
        let item = key_item(&keys::shared_post(channel, external_id, conversation));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let done = put.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await.map_err(unavailable)?;
        self.capacity.add(done.consumed_capacity());
        Ok(())
    }

    /// The conversations a post stands in, as far as they were noted.
    pub async fn shared_post(&self, channel: Channel, external_id: &str) -> Result<Vec<String>, StoreError> {
        let rows = self.partition(&keys::shared_post_pk(channel, external_id), None, None).await?;
        Ok(rows.iter().filter_map(key_of).map(|key| key.sk).collect())
    }

    /// How far the pass has come.
    pub async fn reread_pass(&self) -> Result<RereadPass, StoreError> {
        Ok(self.get(&keys::reread_pass()).await?.unwrap_or_default())
    }

    /// Keeps how far the pass has come.
    pub async fn keep_reread_pass(&self, pass: &RereadPass) -> Result<(), StoreError> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(to_item(&keys::reread_pass(), pass)?));
        let done = put.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await.map_err(unavailable)?;
        self.capacity.add(done.consumed_capacity());
        Ok(())
    }
}
