//! Secrets kept in AWS Secrets Manager: read at the start, and again every five minutes, so that a
//! rotation needs no deployment.
//!
//! Owns the form of each secret. Must never print one.

use crate::app::identity::{Identities, Identity, Role};
use crate::channels::send::PlatformsConfig;
use crate::channels::x::access::XAccess;
use crate::clock::Clock;
use crate::functions::webhook::{Secrets, Twilio};
use crate::notify::{ChatForm, Sink};
use anyhow::Context;
use aws_sdk_secretsmanager::error::ProvideErrorMetadata;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Mutex;

/// How long what was read is taken for true.
const FRESH: SignedDuration = SignedDuration::from_mins(5);
/// How long to go on with what is known when it cannot be read again.
const AFTER_A_FAILURE: SignedDuration = SignedDuration::from_secs(30);

/// One secret of a known form.
pub struct Secret<T> {
    client: aws_sdk_secretsmanager::Client,
    name: String,
    clock: Clock,
    known: Mutex<Option<(Arc<T>, Timestamp)>>,
}

impl<T> std::fmt::Debug for Secret<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Secret({})", self.name)
    }
}

impl<T: DeserializeOwned> Secret<T> {
    /// The secret of this name or ARN. Nothing is read yet.
    pub fn new(client: aws_sdk_secretsmanager::Client, name: String, clock: Clock) -> Secret<T> {
        Secret { client, name, clock, known: Mutex::new(None) }
    }

    /// What it holds. The same allocation as before as long as it was not read again.
    pub async fn value(&self) -> anyhow::Result<Arc<T>> {
        let mut known = self.known.lock().await;
        let now = self.clock.now();
        if let Some((value, read_again_at)) = known.as_ref()
            && now < *read_again_at
        {
            return Ok(value.clone());
        }
        match (self.read().await, known.as_ref()) {
            (Ok(value), _) => {
                let value = Arc::new(value);
                *known = Some((value.clone(), later(now, FRESH)));
                Ok(value)
            }
            (Err(error), Some((value, _))) => {
                tracing::error!(secret = %self.name, %error, "a secret could not be read again; the old one serves on");
                let value = value.clone();
                *known = Some((value.clone(), later(now, AFTER_A_FAILURE)));
                Ok(value)
            }
            (Err(error), None) => Err(error),
        }
    }

    async fn read(&self) -> anyhow::Result<T> {
        let answer = self.client.get_secret_value().secret_id(&self.name).send().await;
        let answer = answer.map_err(|error| {
            let code = error.code().unwrap_or("no answer").to_owned();
            anyhow::anyhow!("the secret {} cannot be read: {code}", self.name)
        })?;
        let text = answer.secret_string().with_context(|| format!("the secret {} is not text", self.name))?;
        // The parser's own words could quote the secret: only the place is told.
        serde_json::from_str(text).map_err(|error| {
            let (line, column, kind) = (error.line(), error.column(), error.classify());
            anyhow::anyhow!("the secret {} is malformed ({kind:?}) at line {line}, column {column}", self.name)
        })
    }
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(now)
}

/// What the platforms know us by. Lists, so that a secret can be rotated: the new one first, the old one
/// until nothing uses it any more.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlatformSecrets {
    /// X consumer secrets; the first one answers challenges.
    pub x_consumer_secrets: Vec<String>,
    /// The access to X by inbox.
    pub x_tokens: BTreeMap<String, XAccess>,
    /// Meta app secrets; the first one signs requests.
    pub meta_app_secrets: Vec<String>,
    /// Meta verify tokens.
    pub meta_verify_tokens: Vec<String>,
    /// Meta tokens by inbox: Pages, Instagram accounts, ids of WhatsApp numbers.
    pub meta_tokens: BTreeMap<String, String>,
    /// Standard Webhooks secrets of the generic door, `whsec_` and base64.
    pub standard: Vec<String>,
    /// Twilio auth tokens.
    pub twilio: Vec<String>,
    /// Where alerts are posted besides the topic.
    pub alert_webhook_url: Option<String>,
    /// The `whsec_` secret those are signed with.
    pub alert_webhook_secret: Option<String>,
    /// A Slack channel that is told of alerts.
    pub slack_webhook_url: Option<String>,
    /// A Teams channel that is told of alerts.
    pub teams_webhook_url: Option<String>,
}

impl PlatformSecrets {
    /// What the doors accept; `webhook_url` is their address as Twilio calls it.
    pub fn doors(&self, webhook_url: Option<String>) -> Secrets {
        Secrets {
            x_consumer: self.x_consumer_secrets.clone(),
            meta_app: self.meta_app_secrets.clone(),
            meta_verify: self.meta_verify_tokens.clone(),
            standard: self.standard.clone(),
            twilio: Twilio { tokens: self.twilio.clone(), url: webhook_url },
        }
    }

    /// The platforms' access, at these addresses.
    pub fn platforms(&self, x_base_url: String, meta_base_url: String) -> PlatformsConfig {
        PlatformsConfig {
            x_base_url,
            meta_base_url,
            x_access: self.x_tokens.clone(),
            meta_tokens: self.meta_tokens.clone(),
            meta_app_secret: self.meta_app_secrets.first().cloned().unwrap_or_default(),
        }
    }

    /// Where alerts go besides the topic.
    pub fn sinks(&self) -> anyhow::Result<Vec<Sink>> {
        let webhook = match (&self.alert_webhook_url, &self.alert_webhook_secret) {
            (Some(url), Some(secret)) => Some(Sink::webhook(url, secret)?),
            (None, None) => None,
            _ => anyhow::bail!("alert_webhook_url and alert_webhook_secret come together"),
        };
        let slack = self.slack_webhook_url.as_deref().map(|url| Sink::chat(url, ChatForm::Slack)).transpose()?;
        let teams = self.teams_webhook_url.as_deref().map(|url| Sink::chat(url, ChatForm::Teams)).transpose()?;
        Ok([webhook, slack, teams].into_iter().flatten().collect())
    }
}

/// Somebody who may use the interface.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Their bearer token.
    token: String,
    /// Their id.
    id: String,
    /// What they may do.
    role: Role,
}

impl Person {
    /// These people, by the digests of their tokens.
    pub fn identities(people: &[Person]) -> Identities {
        let mut identities = Identities::default();
        for person in people {
            identities.add(&person.token, Identity { id: person.id.clone(), role: person.role });
        }
        identities
    }
}
