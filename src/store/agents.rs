//! Agents' rows: who is here, what they hold, when the machine must look at them.
//!
//! Written at the version they were read at only, alone or beside the case they take or give up.

use super::keys;
use super::{Item, Store, StoreError, from_item, text, to_item};
use crate::domain::presence::Attendance;

pub(crate) fn attendance_item(row: &Attendance) -> Result<Item, StoreError> {
    let key = keys::agent(&row.agent);
    let mut item = to_item(&key, row)?;
    if let Some(at) = row.look_at {
        item.insert("agenda_pk".to_owned(), text(keys::agenda_shard(&key.sk)));
        item.insert("agenda_sk".to_owned(), text(keys::instant(at)));
    }
    Ok(item)
}

impl Store {
    /// One agent's row, read consistently.
    pub async fn attendance(&self, agent: &str) -> Result<Option<Attendance>, StoreError> {
        self.get(&keys::agent(agent)).await
    }

    /// The rows of these agents; who has none is left out.
    pub async fn attendances(&self, agents: &[&str]) -> Result<Vec<Attendance>, StoreError> {
        let wanted: Vec<keys::Key> = agents.iter().map(|agent| keys::agent(agent)).collect();
        let mut items = self.batch_get(&wanted).await?;
        wanted.iter().filter_map(|key| items.remove(key)).map(from_item).collect()
    }

    /// Every agent's row, by id.
    pub async fn all_attendances(&self) -> Result<Vec<Attendance>, StoreError> {
        let items = self.partition(keys::AGENT, None, None).await?;
        items.into_iter().map(from_item).collect()
    }
}
