//! What the surroundings say, read once.
//!
//! Owns every environment variable there is. Nothing else in the house reads the environment.

use crate::channels::send::PlatformsConfig;
use crate::channels::x::access::XAccess;
use crate::functions::webhook::{Secrets, Twilio};
use crate::jobs::Lane;
use crate::notify::{ChatForm, Sink};
use anyhow::Context;
use std::collections::BTreeMap;

/// Every variable, with what it is for. A test holds the README to this list.
pub const VARIABLES: [(&str, &str); 26] = [
    ("COUTURE_LOG", "what to log, as `tracing` filters: `info`, `couture=debug`"),
    ("COUTURE_X_CONSUMER_SECRETS", "accepted X consumer secrets, separated by commas; the first answers challenges"),
    ("COUTURE_X_BASE_URL", "where the X API lives: `https://api.x.com`"),
    (
        "COUTURE_X_TOKENS",
        "`inbox=access` pairs separated by commas; an access is a token, `oauth1:...` or `oauth2:...`",
    ),
    ("COUTURE_X_APP_TOKEN", "the X application's own bearer token, with which its webhook is watched"),
    ("COUTURE_META_APP_ID", "Meta's id of the application, by which its subscriptions are known"),
    ("COUTURE_META_APP_SECRETS", "accepted Meta app secrets, separated by commas; the first signs requests"),
    ("COUTURE_META_VERIFY_TOKENS", "accepted Meta verify tokens, separated by commas"),
    ("COUTURE_META_BASE_URL", "where the Graph API lives: `https://graph.facebook.com`"),
    ("COUTURE_META_TOKENS", "`inbox=token` pairs separated by commas: Pages, Instagram accounts, WhatsApp numbers"),
    ("COUTURE_STANDARD_SECRETS", "accepted `whsec_` secrets of the generic door, separated by commas"),
    ("COUTURE_TWILIO_TOKENS", "accepted Twilio auth tokens, separated by commas"),
    ("COUTURE_WEBHOOK_URL", "the public address of the doors as Twilio calls it: `https://care.example.com`"),
    ("COUTURE_ALERT_WEBHOOK_URL", "where alerts are posted, signed by the Standard Webhooks scheme"),
    ("COUTURE_ALERT_WEBHOOK_SECRET", "the `whsec_` secret they are signed with"),
    ("COUTURE_SLACK_WEBHOOK_URL", "a Slack channel that is told of alerts"),
    ("COUTURE_TEAMS_WEBHOOK_URL", "a Teams channel that is told of alerts"),
    ("COUTURE_TABLE", "deployed: the name of the table"),
    ("COUTURE_TRIAGE_QUEUE_URL", "deployed: the queue of incoming elements"),
    ("COUTURE_WAKE_QUEUE_URL", "deployed: the queue of timers"),
    ("COUTURE_RELAY_QUEUE_URL", "deployed: the queue of sends and alerts"),
    ("COUTURE_ALERT_TOPIC_ARN", "deployed: the topic alerts are published to"),
    ("COUTURE_PLATFORMS_SECRET_ARN", "deployed: the secret with the platforms' secrets and tokens"),
    ("COUTURE_AGENTS_SECRET_ARN", "deployed: the secret with the people and their bearer tokens"),
    ("COUTURE_ATTACHMENTS_BUCKET", "deployed: the bucket where files of messages are kept for thirty days"),
    ("COUTURE_PUBLIC_URL", "deployed: where the page lives, for links in alerts"),
];

/// What Lambda itself sets in every function: never in a template, never in the README.
pub const PROVIDED: [&str; 5] =
    ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"];

/// What was configured; what was not is for the caller to fill in.
#[derive(Default)]
pub struct Config {
    /// What to log.
    pub log: Option<String>,
    /// Accepted secrets at the doors.
    pub secrets: Secrets,
    /// The X application's own bearer token.
    pub x_app_token: Option<String>,
    /// Meta's id of the application.
    pub meta_app_id: Option<String>,
    /// X: address and accesses.
    pub x: Option<(String, BTreeMap<String, XAccess>)>,
    /// Meta: address and tokens.
    pub meta: Option<(String, BTreeMap<String, String>)>,
    /// The alert webhook: address and secret.
    pub alerts: Option<(String, String)>,
    /// Chats that are told of alerts, and their addresses.
    pub chats: Vec<(ChatForm, String)>,
}

impl Config {
    /// Reads the environment.
    pub fn from_environment() -> anyhow::Result<Config> {
        Config::read(&|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Reads variables from wherever they are.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Config> {
        let list = |name: &str| -> Vec<String> {
            let value = variable(name).unwrap_or_default();
            value.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let platform = |base: &str, tokens: &str| -> anyhow::Result<Option<(String, BTreeMap<String, String>)>> {
            let Some(base_url) = variable(base) else {
                anyhow::ensure!(variable(tokens).is_none(), "{tokens} needs {base}");
                return Ok(None);
            };
            let pairs = list(tokens).into_iter().map(|pair| {
                let (inbox, token) = pair.split_once('=').with_context(|| format!("{tokens}: write inbox=token"))?;
                Ok((inbox.trim().to_owned(), token.trim().to_owned()))
            });
            Ok(Some((base_url, pairs.collect::<anyhow::Result<_>>()?)))
        };
        let alerts = match (variable("COUTURE_ALERT_WEBHOOK_URL"), variable("COUTURE_ALERT_WEBHOOK_SECRET")) {
            (Some(url), Some(secret)) => Some((url, secret)),
            (None, None) => None,
            _ => anyhow::bail!("COUTURE_ALERT_WEBHOOK_URL and COUTURE_ALERT_WEBHOOK_SECRET come together"),
        };
        Ok(Config {
            log: variable("COUTURE_LOG"),
            secrets: Secrets {
                x_consumer: list("COUTURE_X_CONSUMER_SECRETS"),
                meta_app: list("COUTURE_META_APP_SECRETS"),
                meta_verify: list("COUTURE_META_VERIFY_TOKENS"),
                standard: list("COUTURE_STANDARD_SECRETS"),
                twilio: Twilio { tokens: list("COUTURE_TWILIO_TOKENS"), url: variable("COUTURE_WEBHOOK_URL") },
            },
            x_app_token: variable("COUTURE_X_APP_TOKEN"),
            meta_app_id: variable("COUTURE_META_APP_ID"),
            x: x_accesses(platform("COUTURE_X_BASE_URL", "COUTURE_X_TOKENS")?)?,
            meta: platform("COUTURE_META_BASE_URL", "COUTURE_META_TOKENS")?,
            alerts,
            chats: [(ChatForm::Slack, "COUTURE_SLACK_WEBHOOK_URL"), (ChatForm::Teams, "COUTURE_TEAMS_WEBHOOK_URL")]
                .into_iter()
                .filter_map(|(form, name)| Some((form, variable(name)?)))
                .collect(),
        })
    }

    /// The platforms' access, with stand-ins for what was not configured.
    pub fn platforms(
        &self,
        x: (String, BTreeMap<String, XAccess>),
        meta: (String, BTreeMap<String, String>),
    ) -> PlatformsConfig {
        let (x_base_url, x_access) = self.x.clone().unwrap_or(x);
        let (meta_base_url, meta_tokens) = self.meta.clone().unwrap_or(meta);
        let meta_app_secret = self.secrets.meta_app.first().cloned().unwrap_or_default();
        let (x_app_token, meta_app_id) = (self.x_app_token.clone(), self.meta_app_id.clone());
        PlatformsConfig { x_base_url, meta_base_url, x_access, x_app_token, meta_tokens, meta_app_id, meta_app_secret }
    }

    /// The alert sinks, with a stand-in for the webhook when none was configured.
    pub fn sinks(&self, stand_in: (String, String)) -> anyhow::Result<Vec<Sink>> {
        let (url, secret) = self.alerts.clone().unwrap_or(stand_in);
        let chats = self.chats.iter().map(|(form, url)| Sink::chat(url, *form));
        std::iter::once(Sink::webhook(&url, &secret)).chain(chats).collect()
    }
}

type Pairs<T> = Option<(String, BTreeMap<String, T>)>;

/// Reads the access of each X inbox. Errors name the inbox, never the access.
fn x_accesses(spelled: Pairs<String>) -> anyhow::Result<Pairs<XAccess>> {
    let Some((base_url, spelled)) = spelled else { return Ok(None) };
    let mut accesses = BTreeMap::new();
    for (inbox, access) in spelled {
        let access = XAccess::read(&access).with_context(|| format!("COUTURE_X_TOKENS, inbox {inbox}"))?;
        accesses.insert(inbox, access);
    }
    Ok(Some((base_url, accesses)))
}

/// How a deployed function reaches the services around it.
#[derive(Default)]
pub struct Access {
    /// The region.
    pub region: String,
    /// Names the credentials.
    pub key_id: String,
    /// Signs requests.
    pub secret_key: String,
    /// Proves that the credentials are the function's own.
    pub session_token: Option<String>,
    /// Where all services are, when they are not where they usually are.
    pub endpoint_url: Option<String>,
}

/// What a deployed function is told. Each is told what it needs and no more.
#[derive(Default)]
pub struct Deployed {
    /// What to log.
    pub log: Option<String>,
    /// The way to the services.
    pub access: Access,
    /// The table.
    pub table: Option<String>,
    /// The queues it may send to, and its own.
    pub queues: BTreeMap<Lane, String>,
    /// The topic alerts are published to.
    pub alert_topic: Option<String>,
    /// The secret with the platforms' secrets and tokens.
    pub platforms_secret: Option<String>,
    /// The secret with the people.
    pub agents_secret: Option<String>,
    /// Where the page lives.
    pub public_url: Option<String>,
    /// The bucket of files.
    pub attachments_bucket: Option<String>,
    /// Where the doors are, as Twilio calls them.
    pub webhook_url: Option<String>,
    /// Where the X API lives, when not where it usually is.
    pub x_base_url: Option<String>,
    /// Where the Graph API lives, when not where it usually is.
    pub meta_base_url: Option<String>,
}

impl Deployed {
    /// Reads the environment.
    pub fn from_environment() -> anyhow::Result<Deployed> {
        Deployed::read(&|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Reads variables from wherever they are.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<Deployed> {
        let needed = |name: &str| variable(name).with_context(|| format!("{name} is not set"));
        let queues = [
            (Lane::Triage, variable("COUTURE_TRIAGE_QUEUE_URL")),
            (Lane::Wake, variable("COUTURE_WAKE_QUEUE_URL")),
            (Lane::Relay, variable("COUTURE_RELAY_QUEUE_URL")),
        ];
        Ok(Deployed {
            log: variable("COUTURE_LOG"),
            access: Access {
                region: needed("AWS_REGION")?,
                key_id: needed("AWS_ACCESS_KEY_ID")?,
                secret_key: needed("AWS_SECRET_ACCESS_KEY")?,
                session_token: variable("AWS_SESSION_TOKEN"),
                endpoint_url: variable("AWS_ENDPOINT_URL"),
            },
            table: variable("COUTURE_TABLE"),
            queues: queues.into_iter().filter_map(|(lane, url)| Some((lane, url?))).collect(),
            alert_topic: variable("COUTURE_ALERT_TOPIC_ARN"),
            platforms_secret: variable("COUTURE_PLATFORMS_SECRET_ARN"),
            agents_secret: variable("COUTURE_AGENTS_SECRET_ARN"),
            public_url: variable("COUTURE_PUBLIC_URL"),
            attachments_bucket: variable("COUTURE_ATTACHMENTS_BUCKET"),
            webhook_url: variable("COUTURE_WEBHOOK_URL"),
            x_base_url: variable("COUTURE_X_BASE_URL"),
            meta_base_url: variable("COUTURE_META_BASE_URL"),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> anyhow::Result<Config> {
        let pairs: BTreeMap<String, String> = pairs.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
        Config::read(&move |name| pairs.get(name).cloned())
    }

    #[test]
    fn lists_and_pairs_are_read() {
        let config = read(&[
            ("COUTURE_X_CONSUMER_SECRETS", "new, old"),
            ("COUTURE_X_BASE_URL", "https://x.test"),
            ("COUTURE_X_TOKENS", "1001=a,1002=b=c,1003=oauth1:k:s:t:u,1004=oauth2:i::r="),
        ])
        .unwrap();
        assert_eq!(config.secrets.x_consumer, ["new", "old"]);
        let (_, accesses) = config.x.unwrap();
        assert_eq!(accesses.get("1002"), Some(&XAccess::Bearer("b=c".to_owned())));
        assert_eq!(accesses.get("1003"), XAccess::read("oauth1:k:s:t:u").ok().as_ref());
        assert_eq!(accesses.get("1004"), XAccess::read("oauth2:i::r=").ok().as_ref());
    }

    #[test]
    fn halves_are_refused() {
        assert!(read(&[("COUTURE_X_TOKENS", "1=a")]).is_err());
        let halved = read(&[("COUTURE_X_BASE_URL", "https://x.test"), ("COUTURE_X_TOKENS", "1001=oauth1:hush")]);
        let error = format!("{:?}", halved.err().unwrap());
        assert!(error.contains("inbox 1001") && !error.contains("hush"), "{error}");
        assert!(read(&[("COUTURE_ALERT_WEBHOOK_URL", "https://a.test")]).is_err());
        assert!(read(&[("COUTURE_X_BASE_URL", "https://x.test"), ("COUTURE_X_TOKENS", "1001")]).is_err());
    }
}
