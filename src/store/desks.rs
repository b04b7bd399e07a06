//! Desk versions: the files as they were, kept while a case names them.

use super::keys;
use super::{Store, StoreError, key_item, text, unavailable};
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::{BTreeMap, HashMap};

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
        #[derive(serde::Deserialize)]
        struct Row {
            files: BTreeMap<String, String>,
        }
        Ok(self.get::<Row>(&keys::desk(version)).await?.map(|row| row.files))
    }
}
