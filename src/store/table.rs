//! The table's own form: keys, indexes, creation where there is no template (a laptop, a test).
//!
//! Must agree with `infra/template.yaml`.

use super::{Store, StoreError, unavailable};
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region, retry::RetryConfig, timeout::TimeoutConfig};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType,
};
use aws_sdk_dynamodb::{Client, Config};
use std::time::Duration;

/// The index that says where a person looks.
pub const QUEUE_INDEX: &str = "queue";
/// The index that says when the machine looks.
pub const AGENDA_INDEX: &str = "agenda";

/// A client for an engine on loopback. `attempts`: how often the client itself tries a request.
pub fn local_client(endpoint: &str, attempts: u32) -> Client {
    let http = aws_smithy_http_client::Builder::new().build_http();
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("local"))
        .endpoint_url(endpoint)
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .retry_config(RetryConfig::standard().with_max_attempts(attempts))
        .timeout_config(TimeoutConfig::builder().operation_timeout(Duration::from_secs(30)).build())
        .http_client(http)
        .build();
    Client::from_conf(config)
}

impl Store {
    /// Creates the table when it is not there. Idempotent.
    pub async fn create_table(&self) -> Result<(), StoreError> {
        let known = self.client.list_tables().send().await.map_err(unavailable)?;
        if known.table_names().contains(&self.table) {
            return Ok(());
        }
        let mut request = self
            .client
            .create_table()
            .table_name(&self.table)
            .billing_mode(BillingMode::PayPerRequest)
            .set_key_schema(Some(key_schema("pk", "sk")?));
        for name in ["pk", "sk", "queue_pk", "queue_sk", "agenda_pk", "agenda_sk"] {
            request = request.attribute_definitions(
                AttributeDefinition::builder()
                    .attribute_name(name)
                    .attribute_type(ScalarAttributeType::S)
                    .build()
                    .map_err(build_error)?,
            );
        }
        request
            .global_secondary_indexes(index(QUEUE_INDEX, "queue_pk", "queue_sk")?)
            .global_secondary_indexes(index(AGENDA_INDEX, "agenda_pk", "agenda_sk")?)
            .send()
            .await
            .map_err(unavailable)?;
        Ok(())
    }
}

fn index(name: &str, partition: &str, sort: &str) -> Result<GlobalSecondaryIndex, StoreError> {
    GlobalSecondaryIndex::builder()
        .index_name(name)
        .set_key_schema(Some(key_schema(partition, sort)?))
        .projection(Projection::builder().projection_type(ProjectionType::KeysOnly).build())
        .build()
        .map_err(build_error)
}

fn key_schema(partition: &str, sort: &str) -> Result<Vec<KeySchemaElement>, StoreError> {
    let element =
        |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().map_err(build_error);
    Ok(vec![element(partition, KeyType::Hash)?, element(sort, KeyType::Range)?])
}

fn build_error(error: aws_sdk_dynamodb::error::BuildError) -> StoreError {
    StoreError::Unreadable(error.to_string())
}
