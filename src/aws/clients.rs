//! The clients of AWS services, made once a process.

use crate::config::Access;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, SharedCredentialsProvider};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_types::SdkConfig;
use aws_types::region::Region;
use std::time::Duration;

/// Opening a connection.
const CONNECT_TIME: Duration = Duration::from_secs(1);
/// One try of a request.
const ATTEMPT_TIME: Duration = Duration::from_secs(3);
/// All tries of a request: X waits ten seconds for its answer.
const OPERATION_TIME: Duration = Duration::from_secs(8);

/// Makes clients that share one connection pool and one set of credentials.
#[derive(Debug)]
pub struct Clients(SdkConfig);

impl Clients {
    /// Clients with this access. Nothing is sent yet.
    pub fn new(access: &Access) -> Clients {
        let credentials = Credentials::new(
            &access.key_id,
            &access.secret_key,
            access.session_token.clone(),
            None,
            "environment variables",
        );
        let in_clear = access.endpoint_url.as_deref().is_some_and(|url| url.starts_with("http://"));
        let http = if in_clear {
            Builder::new().build_http()
        } else {
            Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
        };
        let times = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIME)
            .operation_attempt_timeout(ATTEMPT_TIME)
            .operation_timeout(OPERATION_TIME);
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(access.region.clone()))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(50)))
            .timeout_config(times.build())
            .http_client(http);
        config.set_endpoint_url(access.endpoint_url.clone());
        Clients(config.build())
    }

    /// The table's client.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.0)
    }

    /// The queues' client.
    pub fn sqs(&self) -> aws_sdk_sqs::Client {
        aws_sdk_sqs::Client::new(&self.0)
    }

    /// The alert topic's client.
    pub fn sns(&self) -> aws_sdk_sns::Client {
        aws_sdk_sns::Client::new(&self.0)
    }

    /// The secrets' client.
    pub fn secrets(&self) -> aws_sdk_secretsmanager::Client {
        aws_sdk_secretsmanager::Client::new(&self.0)
    }
}
