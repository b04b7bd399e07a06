//! Access rows: the latest pair of tokens of each inbox whose access is renewed by us.
//!
//! Written only at the version it was read at, so that one worker renews. The table is encrypted at rest;
//! tokens are nowhere else.

use super::keys;
use super::{Store, StoreError, number, to_item, unavailable};
use crate::domain::access::KeptAccess;
use crate::domain::message::Channel;

impl Store {
    /// The access of an inbox as it is kept.
    pub async fn access(&self, channel: Channel, inbox: &str) -> Result<Option<KeptAccess>, StoreError> {
        self.get(&keys::access(channel, inbox)).await
    }

    /// Writes it over the row at `before` (0: over none); `false` when somebody else has written.
    pub async fn keep_access(
        &self,
        channel: Channel,
        inbox: &str,
        kept: &KeptAccess,
        before: u64,
    ) -> Result<bool, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(to_item(&keys::access(channel, inbox), kept)?))
            .condition_expression("version = :before OR (attribute_not_exists(pk) AND :before = :none)")
            .expression_attribute_values(":before", number(before))
            .expression_attribute_values(":none", number(0))
            .send()
            .await;
        match put {
            Ok(_) => Ok(true),
            Err(error) if error.as_service_error().is_some_and(|no| no.is_conditional_check_failed_exception()) => {
                Ok(false)
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}
