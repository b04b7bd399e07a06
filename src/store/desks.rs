//! Desk versions: the files as they were, kept while a case names them, and which of them is in force.

use super::keys;
use super::{Store, StoreError, key_item, text, to_item, unavailable};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// How many former desks the pointer remembers. The versions themselves stay.
const REMEMBERED: usize = 50;

/// A desk version that came into force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointed {
    /// Its version.
    pub version: String,
    /// Since when.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// Who brought it into force.
    pub by: String,
}

/// Which desk is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskPointer {
    /// The one in force.
    pub current: Pointed,
    /// Those before it, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<Pointed>,
    /// How often the pointer has moved.
    pub moves: u64,
}

impl Store {
    /// Keeps a desk version. Keeping it again changes nothing: its name is the hash of its content.
    pub async fn keep_desk(&self, version: &str, files: &BTreeMap<String, String>) -> Result<(), StoreError> {
        let mut item = key_item(&keys::desk(version));
        let files: HashMap<String, AttributeValue> =
            files.iter().map(|(name, content)| (name.clone(), text(content))).collect();
        item.insert("files".to_owned(), AttributeValue::M(files));
        self.client.put_item().table_name(&self.table).set_item(Some(item)).send().await.map_err(unavailable)?;
        Ok(())
    }

    /// The files of a desk version.
    pub async fn desk_files(&self, version: &str) -> Result<Option<BTreeMap<String, String>>, StoreError> {
        #[derive(Deserialize)]
        struct Row {
            files: BTreeMap<String, String>,
        }
        Ok(self.get::<Row>(&keys::desk(version)).await?.map(|row| row.files))
    }

    /// Which desk is in force; `None` while none was ever pushed.
    pub async fn desk_pointer(&self) -> Result<Option<DeskPointer>, StoreError> {
        self.get(&keys::desk_pointer()).await
    }

    /// Moves the pointer from where it was read; `None` when somebody else has moved it since.
    pub async fn move_desk_pointer(
        &self,
        from: Option<DeskPointer>,
        to: Pointed,
    ) -> Result<Option<DeskPointer>, StoreError> {
        let moves = from.as_ref().map_or(0, |from| from.moves);
        let before = from.into_iter().flat_map(|from| std::iter::once(from.current).chain(from.before));
        let pointer = DeskPointer { current: to, before: before.take(REMEMBERED).collect(), moves: moves + 1 };
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(to_item(&keys::desk_pointer(), &pointer)?))
            .condition_expression("attribute_not_exists(pk) OR moves = :moves")
            .expression_attribute_values(":moves", super::number(moves))
            .send()
            .await;
        match put {
            Ok(_) => Ok(Some(pointer)),
            Err(error)
                if error.as_service_error().is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Ok(None)
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}
