//! Alerts leaving the house.
//!
//! Owns the sinks and their wire forms. Must not decide whether an alert is due; it is told what to say.

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use ring::hmac;
use serde::Serialize;

/// What a sink is told. The id is the same at every attempt, so that sinks can deduplicate.
#[derive(Debug, Clone, Serialize)]
pub struct Notice {
    /// Names the alert; the `webhook-id`.
    pub id: String,
    /// `warning`, `breach`...
    pub kind: String,
    /// The sentence.
    pub text: String,
    /// The case, where there is one.
    pub case: Option<String>,
    /// The team it is for.
    pub team: String,
    /// Who holds the case.
    pub assignee: Option<String>,
    /// Which clock, when it is about one.
    pub metric: Option<String>,
    /// The instant the alert belongs to.
    pub due_at: String,
    /// Where to go.
    pub link: String,
}

/// One place alerts go to.
pub enum Sink {
    /// An Amazon SNS topic.
    Sns {
        /// The client.
        client: aws_sdk_sns::Client,
        /// The topic.
        topic_arn: String,
    },
    /// An outgoing webhook, signed by the Standard Webhooks scheme (standardwebhooks.com).
    Webhook {
        /// The client: no redirects, ten seconds.
        http: reqwest::Client,
        /// Where to.
        url: String,
        /// The secret's bytes.
        secret: Vec<u8>,
    },
}

impl std::fmt::Debug for Sink {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Sink::Sns { topic_arn, .. } => write!(formatter, "Sns({topic_arn})"),
            Sink::Webhook { url, .. } => write!(formatter, "Webhook({url})"),
        }
    }
}

impl Sink {
    /// A webhook sink; the secret is spelled `whsec_` and base64.
    pub fn webhook(url: &str, secret: &str) -> anyhow::Result<Sink> {
        let encoded = secret.strip_prefix("whsec_").context("an alert webhook secret begins with whsec_")?;
        let secret = STANDARD.decode(encoded).context("an alert webhook secret is whsec_ and base64")?;
        crate::channels::send::install_cryptography();
        let http = crate::channels::send::http::client(!url.starts_with("http://"))?;
        Ok(Sink::Webhook { http, url: url.to_owned(), secret })
    }

    async fn deliver(&self, notice: &Notice, now: Timestamp) -> anyhow::Result<()> {
        match self {
            Sink::Sns { client, topic_arn } => {
                let body = serde_json::to_string(notice)?;
                client
                    .publish()
                    .topic_arn(topic_arn)
                    .message(body)
                    .send()
                    .await
                    .context("SNS did not take the alert")?;
            }
            Sink::Webhook { http, url, secret } => {
                let body = serde_json::to_string(notice)?;
                let timestamp = now.as_second().to_string();
                let answer = http
                    .post(url)
                    .header("content-type", "application/json")
                    .header("webhook-id", &notice.id)
                    .header("webhook-timestamp", &timestamp)
                    .header("webhook-signature", signature(secret, &notice.id, &timestamp, &body))
                    .body(body)
                    .send()
                    .await
                    .context("the alert webhook did not answer")?;
                anyhow::ensure!(
                    answer.status().is_success(),
                    "the alert webhook answered {}",
                    answer.status().as_u16()
                );
            }
        }
        Ok(())
    }
}

/// `v1,` and the base64 of HMAC-SHA256 over `{id}.{timestamp}.{body}`.
pub fn signature(secret: &[u8], id: &str, timestamp: &str, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let tag = hmac::sign(&key, format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(tag.as_ref()))
}

/// All places alerts go to.
#[derive(Debug, Default)]
pub struct Notify {
    /// Every one of them must accept.
    pub sinks: Vec<Sink>,
}

impl Notify {
    /// Hands a notice to every sink; an error when any did not take it, so that it is tried again.
    pub async fn deliver(&self, notice: &Notice, now: Timestamp) -> anyhow::Result<()> {
        for sink in &self.sinks {
            sink.deliver(notice, now).await?;
        }
        Ok(())
    }
}
