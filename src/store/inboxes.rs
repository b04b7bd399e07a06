//! Inbox rows: until when the platform asked an inbox to wait, whether its sends are stopped.
//!
//! Each fact is changed by itself and on its own condition, so that two sends that hear the same from the
//! platform write it once.

use super::keys;
use super::{Item, Store, StoreError, from_item, key_item, key_of, number, text, unavailable};
use crate::domain::inboxes::{InboxStanding, Pause, Resumption, SendClass, Stop};
use crate::domain::message::Channel;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use jiff::Timestamp;
use serde::Serialize;

fn attribute(class: SendClass) -> &'static str {
    match class {
        SendClass::Posts => "posts_paused",
        SendClass::Messages => "messages_paused",
    }
}

impl Store {
    /// How an inbox stands.
    pub async fn inbox(&self, channel: Channel, inbox: &str) -> Result<InboxStanding, StoreError> {
        Ok(self.get(&keys::inbox(channel, inbox)).await?.unwrap_or_default())
    }

    /// How the inboxes of a channel stand, each with its id; those about which nothing is known are missing.
    pub async fn inboxes(&self, channel: Channel) -> Result<Vec<(String, InboxStanding)>, StoreError> {
        let items = self.partition(&keys::inbox_pk(channel), None, None).await?;
        items.into_iter().map(|item| Ok((id_of(&item), from_item(item)?))).collect()
    }

    /// Sends of a class wait until an instant; `false` when they wait as long already.
    pub async fn pause_inbox(
        &self,
        channel: Channel,
        inbox: &str,
        class: SendClass,
        until_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let pause = Pause { until_at, held: 0 };
        let request = self
            .inbox_update(channel, inbox)
            .update_expression("SET #pause = :pause")
            .condition_expression("attribute_not_exists(#pause) OR #pause.until_at < :until")
            .expression_attribute_names("#pause", attribute(class))
            .expression_attribute_values(":pause", value(&pause)?)
            .expression_attribute_values(":until", number(until_at.as_millisecond()));
        Ok(updated(request).await?.is_some())
    }

    /// One more send waits for the end of this pause; the pause with it counted. `None`: it is another pause.
    pub async fn hold_send(
        &self,
        channel: Channel,
        inbox: &str,
        class: SendClass,
        pause: &Pause,
    ) -> Result<Option<Pause>, StoreError> {
        let request = self
            .inbox_update(channel, inbox)
            .update_expression("SET #pause.held = #pause.held + :one")
            .condition_expression("#pause.until_at = :until")
            .expression_attribute_names("#pause", attribute(class))
            .expression_attribute_values(":until", number(pause.until_at.as_millisecond()))
            .expression_attribute_values(":one", number(1));
        let Some(item) = updated(request).await? else { return Ok(None) };
        let standing: InboxStanding = from_item(item)?;
        Ok(match class {
            SendClass::Posts => standing.posts_paused,
            SendClass::Messages => standing.messages_paused,
        })
    }

    /// Stops the sends of an inbox; `false` when they are stopped for this access already.
    pub async fn stop_inbox(&self, channel: Channel, inbox: &str, stop: &Stop) -> Result<bool, StoreError> {
        let request = self
            .inbox_update(channel, inbox)
            .update_expression("SET stopped = :stop")
            .condition_expression("attribute_not_exists(stopped) OR stopped.#access <> :access")
            .expression_attribute_names("#access", "access")
            .expression_attribute_values(":stop", value(stop)?)
            .expression_attribute_values(":access", text(&stop.access));
        Ok(updated(request).await?.is_some())
    }

    /// The stop is over; `by` when a person said so. `false`: it was not stopped, or for another reason.
    pub async fn resume_inbox(
        &self,
        channel: Channel,
        inbox: &str,
        stop: &Stop,
        by: Option<&Resumption>,
    ) -> Result<bool, StoreError> {
        let request = self
            .inbox_update(channel, inbox)
            .condition_expression("stopped.since_at = :since AND stopped.#access = :access")
            .expression_attribute_names("#access", "access")
            .expression_attribute_values(":since", number(stop.since_at.as_millisecond()))
            .expression_attribute_values(":access", text(&stop.access));
        let request = match by {
            Some(by) => request
                .update_expression("SET resumed = :resumed REMOVE stopped")
                .expression_attribute_values(":resumed", value(by)?),
            None => request.update_expression("REMOVE stopped"),
        };
        Ok(updated(request).await?.is_some())
    }

    fn inbox_update(&self, channel: Channel, inbox: &str) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&keys::inbox(channel, inbox))))
            .return_values(ReturnValue::AllNew)
    }
}

/// The row as it is afterwards; `None` when its condition did not hold.
async fn updated(request: UpdateItemFluentBuilder) -> Result<Option<Item>, StoreError> {
    match request.send().await {
        Ok(answer) => Ok(Some(answer.attributes.unwrap_or_default())),
        Err(error) if error.as_service_error().is_some_and(|no| no.is_conditional_check_failed_exception()) => Ok(None),
        Err(error) => Err(unavailable(error)),
    }
}

fn value(of: &impl Serialize) -> Result<AttributeValue, StoreError> {
    serde_dynamo::to_attribute_value(of).map_err(|error| StoreError::Unreadable(error.to_string()))
}

fn id_of(item: &Item) -> String {
    key_of(item).map(|key| key.sk).unwrap_or_default()
}
