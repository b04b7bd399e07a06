//! Reading cases and what surrounds them.

use super::commit::read_case;
use super::keys::{self, Key};
use super::{Item, Store, StoreError, from_item, key_item, key_of, text, unavailable};
use crate::domain::case::{Case, StoredMessage};
use crate::domain::records::{Answer, LogEntry};
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, ReturnConsumedCapacity};
use std::collections::HashMap;

/// How many keys one batch read takes (DynamoDB's limit).
const BATCH: usize = 100;

/// Everything a conversation's partition holds.
#[derive(Debug, Default)]
pub struct Conversation {
    /// Its cases, oldest first.
    pub cases: Vec<Case>,
    /// Its messages with the number of their case, unordered; the opening of case 1 included.
    pub messages: Vec<(u32, StoredMessage)>,
    /// Its log rows with the number of their case, oldest first.
    pub log: Vec<(u32, LogEntry)>,
}

impl Conversation {
    /// One of its cases.
    pub fn case(&self, number: u32) -> Option<&Case> {
        self.cases.iter().find(|case| case.number == number)
    }
}

impl Store {
    /// One case, read consistently.
    pub async fn case(&self, conversation: &str, number: u32) -> Result<Option<Case>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&keys::case(conversation, number))))
            .consistent_read(true)
            .send()
            .await
            .map_err(unavailable)?;
        answer.item.map(read_case).transpose()
    }

    /// The newest case of a conversation: case 1 names it.
    pub async fn newest_case(&self, conversation: &str) -> Result<Option<Case>, StoreError> {
        match self.case(conversation, 1).await? {
            Some(first) if first.latest > 1 => self.case(conversation, first.latest).await,
            first => Ok(first),
        }
    }

    /// One message row with the number of its case.
    pub async fn message(
        &self,
        conversation: &str,
        external_id: &str,
    ) -> Result<Option<(u32, StoredMessage)>, StoreError> {
        let key = keys::message(conversation, external_id);
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&key)))
            .consistent_read(true)
            .send()
            .await
            .map_err(unavailable)?;
        answer.item.map(read_message).transpose()
    }

    /// Everything in a conversation.
    pub async fn conversation(&self, conversation: &str) -> Result<Conversation, StoreError> {
        let mut found = Conversation::default();
        for item in self.partition(&keys::conversation_pk(conversation), None, None).await? {
            let Some(Key { sk, .. }) = key_of(&item) else { continue };
            if sk.starts_with("CASE#") {
                found.cases.push(read_case(item)?);
            } else if sk.starts_with("MSG#") {
                found.messages.push(read_message(item)?);
            } else if let Some(number) = sk.strip_prefix("LOG#").and_then(|rest| rest.get(..6)) {
                let number = number.parse().unwrap_or(0);
                found.log.push((number, from_item(item)?));
            }
        }
        let opening = found.case(1).and_then(|case| case.opening.clone());
        found.messages.extend(opening.map(|opening| (1, opening)));
        Ok(found)
    }

    /// The cases behind these keys, in the order of the keys; those that are gone are left out.
    pub async fn cases(&self, wanted: &[Key]) -> Result<Vec<Case>, StoreError> {
        let mut items = self.batch_get(wanted).await?;
        wanted.iter().filter_map(|key| items.remove(key)).map(read_case).collect()
    }

    /// The answers behind these messages of ours.
    pub async fn answers_of(&self, messages: &[(u32, StoredMessage)]) -> Result<Vec<Answer>, StoreError> {
        let wanted: Vec<Key> = messages
            .iter()
            .filter_map(|(_, message)| Some(keys::answer(message.topic.as_deref()?, message.at, &message.external_id)))
            .collect();
        let mut items = self.batch_get(&wanted).await?;
        wanted.iter().filter_map(|key| items.remove(key)).map(from_item).collect()
    }

    pub(crate) async fn batch_get(&self, wanted: &[Key]) -> Result<HashMap<Key, Item>, StoreError> {
        let mut found = HashMap::new();
        for chunk in wanted.chunks(BATCH) {
            let mut pending: Vec<Item> = chunk.iter().map(key_item).collect();
            while !pending.is_empty() {
                let request = KeysAndAttributes::builder()
                    .set_keys(Some(std::mem::take(&mut pending)))
                    .consistent_read(true)
                    .build()
                    .map_err(|error| StoreError::Unreadable(error.to_string()))?;
                let answer = self
                    .client
                    .batch_get_item()
                    .request_items(&self.table, request)
                    .return_consumed_capacity(ReturnConsumedCapacity::Total)
                    .send()
                    .await
                    .map_err(unavailable)?;
                answer.consumed_capacity().iter().for_each(|consumed| self.capacity.add_read(Some(consumed)));
                let items = answer.responses.and_then(|mut tables| tables.remove(&self.table)).unwrap_or_default();
                found.extend(items.into_iter().filter_map(|item| Some((key_of(&item)?, item))));
                let rest = answer.unprocessed_keys.and_then(|mut tables| tables.remove(&self.table));
                pending = rest.map(|rest| rest.keys).unwrap_or_default();
            }
        }
        Ok(found)
    }

    /// The rows of a partition, from after `after`, at most `limit`.
    pub(crate) async fn partition(
        &self,
        pk: &str,
        after: Option<&str>,
        limit: Option<i32>,
    ) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        let mut start: Option<Item> = after.map(|sk| key_item(&Key { pk: pk.to_owned(), sk: sk.to_owned() }));
        loop {
            let answer = self
                .client
                .query()
                .table_name(&self.table)
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", text(pk))
                .consistent_read(true)
                .set_limit(limit)
                .set_exclusive_start_key(start.take())
                .send()
                .await
                .map_err(unavailable)?;
            items.extend(answer.items.unwrap_or_default());
            start = answer.last_evaluated_key;
            let enough = limit.is_some_and(|limit| items.len() >= usize::try_from(limit).unwrap_or(0));
            if start.is_none() || enough {
                return Ok(items);
            }
        }
    }
}

fn read_message(item: Item) -> Result<(u32, StoredMessage), StoreError> {
    let case = item.get("case").and_then(|value: &AttributeValue| value.as_n().ok()).and_then(|n| n.parse().ok());
    Ok((case.unwrap_or(1), from_item(item)?))
}
