//! Contact rows: who somebody is, where their conversations are, and what finds them again.

use super::keys::{self, Key};
use super::{Item, Store, StoreError, from_item, key_item, key_of, number, text, to_item, unavailable};
use crate::domain::contact::Contact;
use crate::domain::records::Answer;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, PutRequest, ReturnConsumedCapacity, WriteRequest};

/// How many rows one batch write takes (DynamoDB's limit).
const WRITES: usize = 25;

/// The rows of one contact that point elsewhere.
#[derive(Debug, Default)]
pub struct Pointers {
    /// The first cases of their conversations.
    pub cases: Vec<String>,
    /// Answers given outside any case, the latest first.
    pub told: Vec<Key>,
}

/// One page of contacts found.
#[derive(Debug)]
pub struct ContactPage {
    /// The contacts with their ids.
    pub contacts: Vec<(String, Contact)>,
    /// Where the next page begins.
    pub cursor: Option<String>,
}

/// An answer's pointer from the contact it was given to.
pub(crate) fn told_item(contact: &str, answer: &Answer) -> Result<Item, StoreError> {
    let key = keys::contact_told(contact, answer.at, &answer.id);
    let mut item = key_item(&key);
    let target = keys::answer(&answer.topic, answer.at, &answer.id);
    item.insert("target_pk".to_owned(), text(target.pk));
    item.insert("target_sk".to_owned(), text(target.sk));
    Ok(item)
}

impl Store {
    /// Whether the rows of a conversation's first case are there.
    pub async fn is_contact_kept(&self, contact: &str, case: &str) -> Result<bool, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&keys::contact_case(contact, case))))
            .consistent_read(true)
            .projection_expression("pk")
            .send()
            .await
            .map_err(unavailable)?;
        Ok(answer.item.is_some())
    }

    /// Keeps who opened a conversation and what finds them. Keeping it again changes nothing. The pointer to
    /// the case comes last: where it is, everything is.
    pub async fn keep_contact(&self, contact: &Contact, case: &str) -> Result<(), StoreError> {
        let id = contact.id();
        let mut rows = vec![to_item(&keys::contact_profile(&id), contact)?];
        let mut idents: Vec<Key> =
            contact.idents().iter().map(|(kind, value)| keys::ident(value, kind.as_str(), &id)).collect();
        idents.sort();
        idents.dedup();
        rows.extend(idents.iter().map(key_item));
        self.put_rows(rows).await?;
        self.put_rows(vec![key_item(&keys::contact_case(&id, case))]).await
    }

    /// Writes what is known of a contact over what was read before, with what finds them again. `false`: the
    /// profile has changed since. The profile comes last: where it is, everything is.
    pub async fn write_contact(&self, contact: &Contact, before: Option<&Contact>) -> Result<bool, StoreError> {
        let id = contact.id();
        let rows_of = |contact: &Contact| -> Vec<Key> {
            let rows = contact.idents().into_iter().map(|(kind, value)| keys::ident(&value, kind.as_str(), &id));
            rows.collect::<std::collections::BTreeSet<Key>>().into_iter().collect()
        };
        let rows = rows_of(contact);
        let stale: Vec<Key> =
            before.map(rows_of).unwrap_or_default().into_iter().filter(|row| !rows.contains(row)).collect();
        self.put_rows(rows.iter().map(key_item).collect()).await?;
        self.delete_rows(&stale).await?;
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(to_item(&keys::contact_profile(&id), contact)?))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let put = match before.map(|before| before.changed_at) {
            None => put.condition_expression("attribute_not_exists(pk)"),
            Some(None) => put.condition_expression("attribute_exists(pk) AND attribute_not_exists(changed_at)"),
            Some(Some(at)) => put
                .condition_expression("changed_at = :before")
                .expression_attribute_values(":before", number(at.as_millisecond())),
        };
        match put.send().await {
            Ok(done) => {
                done.consumed_capacity().into_iter().for_each(|consumed| self.capacity.add_first_contact(consumed));
                Ok(true)
            }
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(false),
                _ => Err(unavailable(error)),
            },
        }
    }

    /// Shows a conversation, by its first case, on a contact's timeline. Doing so again changes nothing.
    pub async fn point_contact(&self, contact: &str, case: &str) -> Result<(), StoreError> {
        self.put_rows(vec![key_item(&keys::contact_case(contact, case))]).await
    }

    /// Shows an answer outside any case on a contact's timeline. Doing so again changes nothing.
    pub async fn tell_contact(&self, contact: &str, answer: &Answer) -> Result<(), StoreError> {
        self.put_rows(vec![told_item(contact, answer)?]).await
    }

    async fn put_rows(&self, rows: Vec<Item>) -> Result<(), StoreError> {
        let mut changes = Vec::new();
        for row in rows {
            let put = PutRequest::builder().set_item(Some(row)).build();
            let put = put.map_err(|error| StoreError::Unreadable(error.to_string()))?;
            changes.push(WriteRequest::builder().put_request(put).build());
        }
        self.write_rows(changes).await
    }

    async fn delete_rows(&self, rows: &[Key]) -> Result<(), StoreError> {
        let mut changes = Vec::new();
        for row in rows {
            let delete = DeleteRequest::builder().set_key(Some(key_item(row))).build();
            let delete = delete.map_err(|error| StoreError::Unreadable(error.to_string()))?;
            changes.push(WriteRequest::builder().delete_request(delete).build());
        }
        self.write_rows(changes).await
    }

    async fn write_rows(&self, mut pending: Vec<WriteRequest>) -> Result<(), StoreError> {
        while !pending.is_empty() {
            let rest = pending.split_off(pending.len().min(WRITES));
            let answer = self
                .client
                .batch_write_item()
                .request_items(&self.table, std::mem::replace(&mut pending, rest))
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(unavailable)?;
            answer.consumed_capacity().iter().for_each(|consumed| self.capacity.add_first_contact(consumed));
            pending
                .extend(answer.unprocessed_items.and_then(|mut tables| tables.remove(&self.table)).unwrap_or_default());
        }
        Ok(())
    }

    /// Who a contact is.
    pub async fn contact(&self, id: &str) -> Result<Option<Contact>, StoreError> {
        self.get(&keys::contact_profile(id)).await
    }

    /// Where a contact's conversations and answers are: the first `limit` of each.
    pub async fn contact_pointers(&self, id: &str, limit: i32) -> Result<Pointers, StoreError> {
        let mut found = Pointers::default();
        for item in self.contact_rows(id, keys::CONTACT_CASE_PREFIX, true, limit).await? {
            let case = key_of(&item).and_then(|key| key.sk.strip_prefix(keys::CONTACT_CASE_PREFIX).map(str::to_owned));
            found.cases.extend(case);
        }
        for item in self.contact_rows(id, keys::CONTACT_TOLD_PREFIX, false, limit).await? {
            let part = |name: &str| item.get(name).and_then(|value: &AttributeValue| value.as_s().ok()).cloned();
            found.told.extend(part("target_pk").zip(part("target_sk")).map(|(pk, sk)| Key { pk, sk }));
        }
        Ok(found)
    }

    /// Shows what a contact's timeline points at on another's instead, but for `without`, a first case. Doing so again
    /// finds nothing left.
    pub async fn move_pointers(&self, from: &str, to: &str, without: Option<&str>) -> Result<(), StoreError> {
        let skipped = without.map(|case| keys::contact_case(from, case));
        let rows = self.partition(&keys::contact_pk(from), None, None).await?;
        let pointer =
            |key: &Key| key.sk.starts_with(keys::CONTACT_CASE_PREFIX) || key.sk.starts_with(keys::CONTACT_TOLD_PREFIX);
        let (mut moved, mut gone) = (Vec::new(), Vec::new());
        for mut row in rows {
            let Some(key) = key_of(&row).filter(pointer) else { continue };
            if Some(&key) != skipped.as_ref() {
                row.insert("pk".to_owned(), text(keys::contact_pk(to)));
                moved.push(row);
            }
            gone.push(key);
        }
        self.put_rows(moved).await?;
        self.delete_rows(&gone).await
    }

    async fn contact_rows(&self, id: &str, prefix: &str, forward: bool, limit: i32) -> Result<Vec<Item>, StoreError> {
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(keys::contact_pk(id)))
            .expression_attribute_values(":prefix", text(prefix))
            .scan_index_forward(forward)
            .consistent_read(true)
            .limit(limit)
            .send()
            .await
            .map_err(unavailable)?;
        Ok(answer.items.unwrap_or_default())
    }

    /// The contacts whose identifiers begin like this, from after `cursor`.
    pub async fn find_contacts(
        &self,
        value: &str,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<ContactPage, StoreError> {
        let pk = keys::ident_pk(value);
        let start = cursor.map(|sk| key_item(&Key { pk: pk.clone(), sk: sk.to_owned() }));
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(pk))
            .expression_attribute_values(":prefix", text(value))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(unavailable)?;
        let cursor = answer.last_evaluated_key.as_ref().and_then(key_of).map(|key| key.sk);
        let mut ids: Vec<String> = Vec::new();
        for key in answer.items.unwrap_or_default().iter().filter_map(key_of) {
            if let Some(id) = keys::ident_contact_of(&key.sk).filter(|id| !ids.iter().any(|known| known == id)) {
                ids.push(id.to_owned());
            }
        }
        let wanted: Vec<Key> = ids.iter().map(|id| keys::contact_profile(id)).collect();
        let mut items = self.batch_get(&wanted).await?;
        let mut contacts = Vec::new();
        for (id, key) in ids.into_iter().zip(&wanted) {
            if let Some(item) = items.remove(key) {
                contacts.push((id, from_item(item)?));
            }
        }
        Ok(ContactPage { contacts, cursor })
    }
}
