//! Alerts leaving the house.
//!
//! Owns the sinks and their wire forms. Must not decide whether an alert is due; it is told what to say.

mod chat;

pub use chat::ChatForm;

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
    /// Whom an escalation is for: `agent`, `lead`, `manager`, `on_call`.
    pub told: Option<String>,
    /// How many cases a storm is.
    pub count: Option<u32>,
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
    /// A channel of a chat: the sentence and the way to the case.
    Chat {
        /// The client: no redirects, ten seconds.
        http: reqwest::Client,
        /// The address the chat gave out. Whoever knows it can write there, so it is a secret.
        url: String,
        /// Whose form the message takes.
        form: ChatForm,
    },
}

impl std::fmt::Debug for Sink {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Sink::Sns { topic_arn, .. } => write!(formatter, "Sns({topic_arn})"),
            Sink::Webhook { url, .. } => write!(formatter, "Webhook({url})"),
            Sink::Chat { form, .. } => write!(formatter, "Chat({form:?})"),
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

    /// A chat's incoming webhook.
    pub fn chat(url: &str, form: ChatForm) -> anyhow::Result<Sink> {
        crate::channels::send::install_cryptography();
        let http = crate::channels::send::http::client(!url.starts_with("http://"))?;
        Ok(Sink::Chat { http, url: url.to_owned(), form })
    }

    /// What an alert remembers of it: that this sink has taken it.
    pub fn name(&self) -> &'static str {
        match self {
            Sink::Sns { .. } => "sns",
            Sink::Webhook { .. } => "webhook",
            Sink::Chat { form, .. } => form.as_str(),
        }
    }

    async fn deliver(&self, notice: &Notice, now: Timestamp) -> anyhow::Result<()> {
        match self {
            Sink::Sns { client, topic_arn } => {
                client
                    .publish()
                    .topic_arn(topic_arn)
                    .subject(subject(notice))
                    .message_structure("json")
                    .message(for_topic(notice)?)
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
                accepted(answer.status().as_u16(), "the alert webhook")?;
            }
            Sink::Chat { http, url, form } => {
                // The error of the client would name the address.
                let answer = http.post(url).json(&form.message(notice)).send().await;
                let answer = answer.map_err(|_| anyhow::anyhow!("{} did not answer", form.as_str()))?;
                accepted(answer.status().as_u16(), form.as_str())?;
            }
        }
        Ok(())
    }
}

fn accepted(status: u16, who: &str) -> anyhow::Result<()> {
    anyhow::ensure!((200..300).contains(&status), "{who} answered {status}");
    Ok(())
}

/// A message for every kind of subscriber: machines get the notice, mailboxes the sentence and the way.
fn for_topic(notice: &Notice) -> anyhow::Result<String> {
    let machines = serde_json::to_string(notice)?;
    let people = format!("{}\n\n{}\n", notice.text, notice.link);
    Ok(serde_json::json!({"default": machines, "email": people}).to_string())
}

/// The subject of a mail: SNS takes printable ASCII, 99 characters at most.
fn subject(notice: &Notice) -> String {
    let line = format!("Couture: {} {}", notice.kind, notice.team);
    line.chars().filter(|character| (' '..='~').contains(character)).take(99).collect()
}

/// `v1,` and the base64 of HMAC-SHA256 over `{id}.{timestamp}.{body}`.
pub fn signature(secret: &[u8], id: &str, timestamp: &str, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let tag = hmac::sign(&key, format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(tag.as_ref()))
}

/// What became of a notice.
#[derive(Debug)]
pub struct Delivery {
    /// The sinks that have it.
    pub taken: Vec<String>,
    /// Why one has not.
    pub refused: Option<anyhow::Error>,
}

/// All places alerts go to.
#[derive(Debug, Default)]
pub struct Notify {
    /// Every one of them must accept.
    pub sinks: Vec<Sink>,
}

impl Notify {
    /// Hands a notice to every sink that has not taken it yet. Those that refuse are asked again later; the
    /// others are not told twice, because a chat or a mailbox cannot tell a repetition from a new alert.
    pub async fn deliver(&self, notice: &Notice, taken: &[String], now: Timestamp) -> Delivery {
        let mut delivery = Delivery { taken: taken.to_vec(), refused: None };
        for sink in &self.sinks {
            if taken.iter().any(|name| name == sink.name()) {
                continue;
            }
            match sink.deliver(notice, now).await {
                Ok(()) => delivery.taken.push(sink.name().to_owned()),
                Err(error) => delivery.refused = Some(error),
            }
        }
        delivery
    }
}
