//! One change to the table, all of it or nothing of it.
//!
//! Owns the conditions under which rows may be written: a case at the version it was read at, a message
//! once, an alert once. Must not decide what is written.

use super::keys::{self, Key};
use super::{Item, Store, StoreError, from_item, key_of, number, text, to_item, unavailable};
use crate::domain::alert::Alert;
use crate::domain::case::{Case, StoredMessage};
use crate::domain::drift::Drift;
use crate::domain::presence::Attendance;
use crate::domain::records::{Answer, LogEntry};
use crate::domain::trouble::Trouble;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    Delete, Put, ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use jiff::Timestamp;

/// How a case may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseWrite {
    /// It must not exist.
    Create,
    /// It must stand at the version before the one it carries (`Case::touch`).
    Replace,
}

/// Rows that belong together.
#[derive(Debug, Default)]
pub struct Commit<'a> {
    /// The case.
    pub case: Option<(&'a Case, CaseWrite)>,
    /// A new case's number, to be noted in case 1 as the newest.
    pub raise_latest: Option<u32>,
    /// Messages, each with the number of its case, each written only if it is not there.
    pub messages: Vec<(&'a str, u32, &'a StoredMessage)>,
    /// Messages written over those that are there (an edit, a deletion).
    pub revised: Vec<(&'a str, u32, &'a StoredMessage)>,
    /// Message rows that turned out to be another's: conversation and id.
    pub removed: Vec<(&'a str, &'a str)>,
    /// The id under which an edited message came, and its first id.
    pub alias: Option<(&'a str, &'a str, &'a str)>,
    /// Answers.
    pub answers: Vec<&'a Answer>,
    /// Answers that stand elsewhere now.
    pub unfiled: Vec<Key>,
    /// An answer that must not have been logged under this id of its sender's.
    pub given: Option<(&'a str, &'a Answer)>,
    /// The contact an answer outside any case was given to.
    pub told: Option<(&'a str, &'a Answer)>,
    /// A contradiction, written only if it is not there.
    pub drift: Option<&'a Drift>,
    /// A trouble, written only if it is not open.
    pub trouble: Option<&'a Trouble>,
    /// An answer that no longer stands.
    pub superseded: Option<Superseded<'a>>,
    /// The action this write records.
    pub log: Option<&'a LogEntry>,
    /// A second case at its version, with the action that this write records in it.
    pub second: Option<(&'a Case, &'a LogEntry)>,
    /// Alerts, each written only if it is not there.
    pub alerts: Vec<&'a Alert>,
    /// Alerts marked as withdrawn, and when.
    pub withdrawn: Vec<(&'a Key, Timestamp)>,
    /// Alerts no longer withdrawn.
    pub reinstated: Vec<&'a Key>,
    /// Agents' rows, each written only at the version before the one it carries.
    pub agents: Vec<&'a Attendance>,
    /// Answers that did not arrive after all, and when we learned of it.
    pub undelivered: Vec<(&'a Key, Timestamp)>,
}

/// An answer that no longer stands: deleted, or another was given in its place.
#[derive(Debug, Clone, Copy)]
pub struct Superseded<'a> {
    /// The answer's row.
    pub key: &'a Key,
    /// The answer in its place.
    pub by: Option<&'a str>,
    /// Since when.
    pub at: Timestamp,
}

/// What became of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committed {
    /// All of it is written.
    Done,
    /// A message, an answer's id, a contradiction, a trouble or an alert of it is there already: nothing is written.
    Duplicate,
    /// The case has changed since it was read: read it again.
    Conflict,
}

/// What became of a first message.
#[derive(Debug)]
pub enum Created {
    /// It opened the conversation.
    Opened,
    /// The conversation exists; this is its case 1.
    Exists(Box<Case>),
}

/// What one action of a transaction being refused says.
#[derive(Clone, Copy)]
enum Refused {
    Duplicate,
    Conflict,
}

impl Store {
    /// Opens a conversation with its case 1, unless it exists.
    pub async fn create_first(&self, case: &Case) -> Result<Created, StoreError> {
        let answer = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(case_item(case)?))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match answer {
            Ok(done) => {
                self.capacity.add(done.consumed_capacity());
                Ok(Created::Opened)
            }
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(refused)) => {
                    // A refused write is paid for like one that is done.
                    self.capacity.add_one();
                    let item = refused.item().cloned().unwrap_or_default();
                    Ok(Created::Exists(Box::new(read_case(item)?)))
                }
                _ => Err(unavailable(error)),
            },
        }
    }

    /// Writes all of it or nothing of it.
    pub async fn commit(&self, commit: &Commit<'_>) -> Result<Committed, StoreError> {
        let actions = self.actions(commit)?;
        if let [(TransactWriteItem { put: Some(put), .. }, refused)] = actions.as_slice() {
            return self.put_alone(put, *refused).await;
        }
        let refusals: Vec<Refused> = actions.iter().map(|(_, refused)| *refused).collect();
        let items = actions.into_iter().map(|(action, _)| action).collect();
        let answer = self
            .client
            .transact_write_items()
            .set_transact_items(Some(items))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match answer {
            Ok(done) => {
                done.consumed_capacity().iter().for_each(|consumed| self.capacity.add(Some(consumed)));
                Ok(Committed::Done)
            }
            Err(error) => match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => {
                    let reasons = canceled.cancellation_reasons();
                    let failed = |wanted: fn(&Refused) -> bool| {
                        reasons
                            .iter()
                            .zip(&refusals)
                            .any(|(reason, refused)| reason.code() == Some("ConditionalCheckFailed") && wanted(refused))
                    };
                    if failed(|refused| matches!(refused, Refused::Duplicate)) {
                        Ok(Committed::Duplicate)
                    } else {
                        // Also a conflict between transactions: read again and retry.
                        Ok(Committed::Conflict)
                    }
                }
                _ => Err(unavailable(error)),
            },
        }
    }

    async fn put_alone(&self, put: &Put, refused: Refused) -> Result<Committed, StoreError> {
        let answer = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(put.item().clone()))
            .set_condition_expression(put.condition_expression().map(str::to_owned))
            .set_expression_attribute_values(put.expression_attribute_values().cloned())
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match answer {
            Ok(done) => {
                self.capacity.add(done.consumed_capacity());
                Ok(Committed::Done)
            }
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => {
                    self.capacity.add_one();
                    Ok(match refused {
                        Refused::Duplicate => Committed::Duplicate,
                        Refused::Conflict => Committed::Conflict,
                    })
                }
                // A transaction over the same row is under way: as if it had been there first.
                Some(PutItemError::TransactionConflictException(_)) => Ok(Committed::Conflict),
                _ => Err(unavailable(error)),
            },
        }
    }

    fn actions(&self, commit: &Commit<'_>) -> Result<Vec<(TransactWriteItem, Refused)>, StoreError> {
        let mut actions = Vec::new();
        let absent = Some("attribute_not_exists(pk)");
        for (conversation, number, message) in &commit.messages {
            actions.push((self.put(message_item(conversation, *number, message)?, absent)?, Refused::Duplicate));
        }
        for alert in &commit.alerts {
            actions.push((self.put(super::alerts::alert_item(alert)?, absent)?, Refused::Duplicate));
        }
        if let Some(drift) = commit.drift {
            actions.push((self.put(super::drifts::drift_item(drift)?, absent)?, Refused::Duplicate));
        }
        if let Some(trouble) = commit.trouble {
            actions.push((self.put(super::troubles::trouble_item(trouble)?, absent)?, Refused::Duplicate));
        }
        if let Some((id, answer)) = commit.given {
            actions.push((self.put(super::answers::given_item(id, answer)?, absent)?, Refused::Duplicate));
        }
        if let Some((contact, answer)) = commit.told {
            actions.push((self.put(super::contacts::told_item(contact, answer)?, None)?, Refused::Conflict));
        }
        for (conversation, number, message) in &commit.revised {
            actions.push((self.put(message_item(conversation, *number, message)?, None)?, Refused::Conflict));
        }
        for (conversation, id) in &commit.removed {
            actions.push((self.remove(&keys::message(conversation, id))?, Refused::Conflict));
        }
        if let Some((conversation, id, first)) = commit.alias {
            actions.push((self.put(alias_item(conversation, id, first), None)?, Refused::Conflict));
        }
        for key in &commit.unfiled {
            actions.push((self.remove(key)?, Refused::Conflict));
        }
        for answer in &commit.answers {
            let key = keys::answer(&answer.topic, answer.at, &answer.id);
            actions.push((self.put(to_item(&key, answer)?, None)?, Refused::Conflict));
        }
        if let Some((case, write)) = commit.case {
            actions.push((self.put_case(case, write)?, Refused::Conflict));
            if let Some(log) = commit.log {
                let key = keys::log(&case.conversation, case.number, case.version);
                actions.push((self.put(to_item(&key, log)?, absent)?, Refused::Conflict));
            }
            if let Some(latest) = commit.raise_latest {
                actions.push((self.raise_latest(&case.conversation, latest)?, Refused::Conflict));
            }
        }
        if let Some((case, log)) = commit.second {
            actions.push((self.put_case(case, CaseWrite::Replace)?, Refused::Conflict));
            let key = keys::log(&case.conversation, case.number, case.version);
            actions.push((self.put(to_item(&key, log)?, absent)?, Refused::Conflict));
        }
        for row in &commit.agents {
            actions.push((self.put_agent(row)?, Refused::Conflict));
        }
        if let Some(superseded) = &commit.superseded {
            actions.push((self.supersede(superseded)?, Refused::Conflict));
        }
        for (key, at) in &commit.withdrawn {
            actions.push((self.mark(key, "SET withdrawn_at = :at", Some(*at))?, Refused::Conflict));
        }
        for key in &commit.reinstated {
            actions.push((self.mark(key, "REMOVE withdrawn_at", None)?, Refused::Conflict));
        }
        for (key, at) in &commit.undelivered {
            actions.push((self.mark(key, "SET undelivered_at = :at", Some(*at))?, Refused::Conflict));
        }
        Ok(actions)
    }

    fn put_case(&self, case: &Case, write: CaseWrite) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder().table_name(&self.table).set_item(Some(case_item(case)?));
        let put = match write {
            CaseWrite::Create => put.condition_expression("attribute_not_exists(pk)"),
            CaseWrite::Replace => put
                .condition_expression("version = :before")
                .expression_attribute_values(":before", number(case.version.saturating_sub(1))),
        };
        Ok(TransactWriteItem::builder().put(put.build().map_err(build_error)?).build())
    }

    fn put_agent(&self, row: &Attendance) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder().table_name(&self.table).set_item(Some(super::agents::attendance_item(row)?));
        let put = match row.version {
            0 | 1 => put.condition_expression("attribute_not_exists(pk)"),
            version => put
                .condition_expression("version = :before")
                .expression_attribute_values(":before", number(version.saturating_sub(1))),
        };
        Ok(TransactWriteItem::builder().put(put.build().map_err(build_error)?).build())
    }

    fn put(&self, item: Item, condition: Option<&str>) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item))
            .set_condition_expression(condition.map(str::to_owned));
        Ok(TransactWriteItem::builder().put(put.build().map_err(build_error)?).build())
    }

    fn remove(&self, key: &Key) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder().table_name(&self.table).set_key(Some(super::key_item(key)));
        Ok(TransactWriteItem::builder().delete(delete.build().map_err(build_error)?).build())
    }

    /// Case 1 learns of its newest sibling; its version rises, so that nobody writes the old number back.
    fn raise_latest(&self, conversation: &str, latest: u32) -> Result<TransactWriteItem, StoreError> {
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(super::key_item(&keys::case(conversation, 1))))
            .update_expression("SET latest = :latest, version = version + :one")
            .condition_expression(
                "latest = :before OR (attribute_exists(pk) AND attribute_not_exists(latest) AND :before = :one)",
            )
            .expression_attribute_values(":latest", number(latest))
            .expression_attribute_values(":before", number(latest.saturating_sub(1)))
            .expression_attribute_values(":one", number(1));
        Ok(TransactWriteItem::builder().update(update.build().map_err(build_error)?).build())
    }

    fn supersede(&self, superseded: &Superseded<'_>) -> Result<TransactWriteItem, StoreError> {
        let mut update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(super::key_item(superseded.key)))
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":at", number(superseded.at.as_millisecond()));
        update = match superseded.by {
            Some(by) => update
                .update_expression("SET corrected_at = if_not_exists(corrected_at, :at), superseded_by = :by")
                .expression_attribute_values(":by", text(by)),
            None => update.update_expression("SET corrected_at = if_not_exists(corrected_at, :at)"),
        };
        Ok(TransactWriteItem::builder().update(update.build().map_err(build_error)?).build())
    }

    /// Changes one mark of a row that is there.
    fn mark(&self, key: &Key, change: &str, at: Option<Timestamp>) -> Result<TransactWriteItem, StoreError> {
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(super::key_item(key)))
            .update_expression(change)
            .condition_expression("attribute_exists(pk)");
        let update = match at {
            Some(at) => update.expression_attribute_values(":at", number(at.as_millisecond())),
            None => update,
        };
        Ok(TransactWriteItem::builder().update(update.build().map_err(build_error)?).build())
    }
}

fn build_error(error: aws_sdk_dynamodb::error::BuildError) -> StoreError {
    StoreError::Unreadable(error.to_string())
}

/// A case as a row, with its places in the two indexes.
pub fn case_item(case: &Case) -> Result<Item, StoreError> {
    let mut item = to_item(&keys::case(&case.conversation, case.number), case)?;
    // The key says both already.
    item.remove("conversation");
    item.remove("number");
    let queue = keys::queue(case);
    item.insert("queue_pk".to_owned(), text(queue.pk));
    item.insert("queue_sk".to_owned(), text(queue.sk));
    if let Some(next_at) = case.next_instant() {
        item.insert("agenda_pk".to_owned(), text(keys::agenda_shard(&case.conversation)));
        item.insert("agenda_sk".to_owned(), text(keys::instant(next_at)));
    }
    Ok(item)
}

/// A row as a case.
pub(crate) fn read_case(mut item: Item) -> Result<Case, StoreError> {
    let unreadable = || StoreError::Unreadable("a case row without a case key".to_owned());
    let key = key_of(&item).ok_or_else(unreadable)?;
    let conversation = keys::conversation_of(&key.pk).ok_or_else(unreadable)?;
    let case_number = keys::case_number_of(&key.sk).ok_or_else(unreadable)?;
    item.insert("conversation".to_owned(), text(conversation));
    item.insert("number".to_owned(), number(case_number));
    from_item(item)
}

fn alias_item(conversation: &str, id: &str, first: &str) -> Item {
    let mut item = super::key_item(&keys::alias(conversation, id));
    item.insert("first".to_owned(), text(first));
    item
}

fn message_item(conversation: &str, case: u32, message: &StoredMessage) -> Result<Item, StoreError> {
    let mut item = to_item(&keys::message(conversation, &message.external_id), message)?;
    item.insert("case".to_owned(), number(case));
    Ok(item)
}
