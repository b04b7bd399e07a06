//! Leads: from an id under which a platform may name a conversation to the id it is kept under.

use super::keys;
use super::{Store, StoreError, key_item, number, text, unavailable};
use crate::domain::message::Channel;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use jiff::Timestamp;
use serde::Deserialize;

/// Whose a number is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Owner {
    /// The id of their conversation.
    pub to: String,
    /// Since when, as far as that is known.
    #[serde(default, with = "jiff::fmt::serde::timestamp::millisecond::optional")]
    pub since_at: Option<Timestamp>,
}

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

    /// Leads from something that changes hands, a telephone number, to whose it has been since an instant. What is
    /// known of a later instant stands.
    pub async fn hand_over(
        &self,
        channel: Channel,
        inbox: &str,
        id: &str,
        to: &str,
        since_at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut item = key_item(&keys::lead(channel, inbox, id));
        item.insert("to".to_owned(), text(to));
        item.insert("since_at".to_owned(), number(since_at.as_millisecond()));
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(since_at) OR since_at <= :since")
            .expression_attribute_values(":since", number(since_at.as_millisecond()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        match put.send().await {
            Ok(done) => self.capacity.add(done.consumed_capacity()),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => self.capacity.add_one(),
                _ => return Err(unavailable(error)),
            },
        }
        Ok(())
    }

    /// Where something that changes hands leads, and since when.
    pub async fn owner(&self, channel: Channel, inbox: &str, id: &str) -> Result<Option<Owner>, StoreError> {
        self.get(&keys::lead(channel, inbox, id)).await
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
