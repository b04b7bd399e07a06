//! Reconcile rows: up to where each inbox was read back, and when each webhook was last valid; and whether
//! messages are known.

use super::commit::read_case;
use super::keys::{self, Key};
use super::{Store, StoreError, from_item, to_item, unavailable};
use crate::domain::case::StoredMessage;
use crate::domain::message::Channel;
use crate::domain::replay::Gap;
use crate::domain::silence::Heard;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A stretch that held more than one reading takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfinished {
    /// Where the mark moves to once all of it was read.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub until_at: Timestamp,
    /// Where each list goes on.
    pub cursors: BTreeMap<String, String>,
}

/// Up to where an inbox was read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciled {
    /// The channel.
    pub channel: Channel,
    /// The platform's id of the inbox.
    pub inbox: String,
    /// The mark: everything up to here was read and handed to intake. Absent before the first full reading.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub until_at: Option<Timestamp>,
    /// The stretch being read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unfinished: Option<Unfinished>,
    /// Since when it cannot be read.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub failing_since_at: Option<Timestamp>,
    /// When it was last heard, and how quiet it usually is.
    #[serde(flatten)]
    pub heard: Heard,
}

impl Reconciled {
    /// An inbox nobody has read back yet.
    pub fn new(channel: Channel, inbox: &str) -> Reconciled {
        let (inbox, heard) = (inbox.to_owned(), Heard::default());
        Reconciled { channel, inbox, until_at: None, unfinished: None, failing_since_at: None, heard }
    }
}

/// What is known of a webhook's health.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookHealth {
    /// When it was last seen to be valid.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub valid_at: Option<Timestamp>,
    /// What it missed and is still to be delivered again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<Gap>,
}

impl Store {
    /// Every inbox that was ever read back.
    pub async fn all_reconciled(&self) -> Result<Vec<Reconciled>, StoreError> {
        let items = self.partition(keys::RECONCILE, None, None).await?;
        let inboxes = items.into_iter().filter(|item| item.contains_key("inbox"));
        inboxes.map(from_item).collect()
    }

    /// Up to where one inbox was read back.
    pub async fn reconciled(&self, channel: Channel, inbox: &str) -> Result<Option<Reconciled>, StoreError> {
        self.get(&keys::reconciled(channel, inbox)).await
    }

    /// Keeps it. Two runs at once write the same or an older mark, and an older mark is read again.
    pub async fn keep_reconciled(&self, row: &Reconciled) -> Result<(), StoreError> {
        self.put_row(&keys::reconciled(row.channel, &row.inbox), row).await
    }

    /// What is known of a webhook.
    pub async fn webhook_health(&self, webhook: &str) -> Result<WebhookHealth, StoreError> {
        Ok(self.get(&keys::webhook_health(webhook)).await?.unwrap_or_default())
    }

    /// Keeps it.
    pub async fn keep_webhook_health(&self, webhook: &str, health: &WebhookHealth) -> Result<(), StoreError> {
        self.put_row(&keys::webhook_health(webhook), health).await
    }

    async fn put_row(&self, key: &Key, row: &impl Serialize) -> Result<(), StoreError> {
        let item = to_item(key, row)?;
        self.client.put_item().table_name(&self.table).set_item(Some(item)).send().await.map_err(unavailable)?;
        Ok(())
    }

    /// The messages of these (conversation, external id) that are known, as they are kept.
    pub async fn known_messages(
        &self,
        wanted: &BTreeSet<(String, String)>,
    ) -> Result<BTreeMap<(String, String), StoredMessage>, StoreError> {
        let openings: BTreeSet<Key> = wanted.iter().map(|(conversation, _)| keys::case(conversation, 1)).collect();
        let rows = wanted.iter().map(|(conversation, id)| keys::message(conversation, id));
        let all: Vec<Key> = openings.iter().cloned().chain(rows).collect();
        let mut items = self.batch_get(&all).await?;
        let mut known = BTreeMap::new();
        for key in openings {
            let Some(item) = items.remove(&key) else { continue };
            let case = read_case(item)?;
            if let Some(opening) = case.opening {
                known.insert((case.conversation, opening.external_id.clone()), opening);
            }
        }
        for (conversation, id) in wanted {
            if let Some(item) = items.remove(&keys::message(conversation, id)) {
                known.insert((conversation.clone(), id.clone()), from_item(item)?);
            }
        }
        Ok(known)
    }
}
