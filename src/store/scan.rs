//! Reading the whole table, a page at a time: only to audit it on a laptop.

use super::commit::read_case;
use super::keys::{self, Key};
use super::{Item, Store, StoreError, key_item, key_of, unavailable};
use crate::domain::case::{Direction, StoredMessage};

/// How many rows one page looks at.
const ROWS: i32 = 2000;

/// A message row as the audit sees it.
#[derive(Debug)]
pub struct StoredRow {
    /// The platform's id.
    pub external_id: String,
    /// The case.
    pub case: String,
    /// The channel, where the row knows it.
    pub channel: Option<String>,
    /// Which way it went.
    pub direction: Direction,
}

impl Store {
    /// The messages on one page of the table, and where the next page begins.
    pub async fn scan_messages(&self, cursor: Option<&str>) -> Result<(Vec<StoredRow>, Option<String>), StoreError> {
        let start = cursor
            .and_then(|cursor| cursor.split_once('|'))
            .map(|(pk, sk)| key_item(&Key { pk: pk.to_owned(), sk: sk.to_owned() }));
        let answer = self
            .client
            .scan()
            .table_name(&self.table)
            .limit(ROWS)
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(unavailable)?;
        let next = answer.last_evaluated_key.as_ref().and_then(key_of).map(|key| format!("{}|{}", key.pk, key.sk));
        let rows = answer.items.unwrap_or_default().into_iter().filter_map(|item| stored_row(item).transpose());
        Ok((rows.collect::<Result<_, _>>()?, next))
    }
}

fn stored_row(item: Item) -> Result<Option<StoredRow>, StoreError> {
    let Some(Key { pk, sk }) = key_of(&item) else { return Ok(None) };
    let Some(conversation) = keys::conversation_of(&pk) else { return Ok(None) };
    if sk.starts_with("CASE#") {
        let case = read_case(item)?;
        let channel = Some(case.channel.as_str().to_owned());
        return Ok(case.opening.as_ref().map(|opening| row(opening, case.id(), channel)));
    }
    if !sk.starts_with("MSG#") {
        return Ok(None);
    }
    let number = item.get("case").and_then(|n| n.as_n().ok()).cloned().unwrap_or_default();
    let message: StoredMessage = super::from_item(item)?;
    Ok(Some(row(&message, format!("{conversation}-{number}"), None)))
}

fn row(message: &StoredMessage, case: String, channel: Option<String>) -> StoredRow {
    StoredRow { external_id: message.external_id.clone(), case, channel, direction: message.direction }
}
