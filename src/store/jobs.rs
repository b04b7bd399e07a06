//! Job rows: on a laptop, what a queue service keeps elsewhere. Written before a delivery is
//! acknowledged, deleted when done.

use super::keys;
use super::{Item, Store, StoreError, key_item, key_of, text, unavailable};
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};

/// One change to the job rows.
#[derive(Debug, Clone)]
pub enum JobChange {
    /// Keep this job: id and body.
    Keep(String, String),
    /// This job is done.
    Done(String),
}

/// How many changes one write takes (DynamoDB's limit for a transaction).
pub const CHANGES: usize = 100;

impl Store {
    /// Writes up to [`CHANGES`] changes at once: one write to disk for all of them.
    pub async fn change_jobs(&self, changes: &[JobChange]) -> Result<(), StoreError> {
        let mut actions = Vec::with_capacity(changes.len());
        for change in changes {
            let action = TransactWriteItem::builder();
            actions.push(match change {
                JobChange::Keep(id, body) => {
                    let mut item = key_item(&keys::job(id));
                    item.insert("body".to_owned(), text(body));
                    let put = Put::builder().table_name(&self.table).set_item(Some(item)).build();
                    action.put(put.map_err(build_error)?).build()
                }
                JobChange::Done(id) => {
                    let delete =
                        Delete::builder().table_name(&self.table).set_key(Some(key_item(&keys::job(id)))).build();
                    action.delete(delete.map_err(build_error)?).build()
                }
            });
        }
        self.client.transact_write_items().set_transact_items(Some(actions)).send().await.map_err(unavailable)?;
        Ok(())
    }

    /// The jobs that were not done, in the order in which they were accepted.
    pub async fn kept_jobs(&self) -> Result<Vec<(String, String)>, StoreError> {
        let items = self.partition(keys::JOB, None, None).await?;
        Ok(items.iter().filter_map(kept_job).collect())
    }
}

fn kept_job(item: &Item) -> Option<(String, String)> {
    let body = item.get("body")?.as_s().ok()?.clone();
    Some((key_of(item)?.sk, body))
}

fn build_error(error: aws_sdk_dynamodb::error::BuildError) -> StoreError {
    StoreError::Unreadable(error.to_string())
}
