//! What the surroundings say, read once.
//!
//! Owns every environment variable there is. Nothing else in the house reads the environment.

use crate::channels::send::PlatformsConfig;
use crate::functions::webhook::Secrets;
use crate::notify::Sink;
use anyhow::Context;
use std::collections::BTreeMap;

/// Every variable, with what it is for. A test holds the README to this list.
pub const VARIABLES: [(&str, &str); 10] = [
    ("COUTURE_LOG", "what to log, as `tracing` filters: `info`, `couture=debug`"),
    ("COUTURE_X_CONSUMER_SECRETS", "accepted X consumer secrets, separated by commas; the first answers challenges"),
    ("COUTURE_X_BASE_URL", "where the X API lives: `https://api.x.com`"),
    ("COUTURE_X_TOKENS", "`inbox=token` pairs separated by commas"),
    ("COUTURE_META_APP_SECRETS", "accepted Meta app secrets, separated by commas; the first signs requests"),
    ("COUTURE_META_VERIFY_TOKENS", "accepted Meta verify tokens, separated by commas"),
    ("COUTURE_META_BASE_URL", "where the Graph API lives: `https://graph.facebook.com`"),
    ("COUTURE_META_TOKENS", "`page=token` pairs separated by commas"),
    ("COUTURE_ALERT_WEBHOOK_URL", "where alerts are posted, signed by the Standard Webhooks scheme"),
    ("COUTURE_ALERT_WEBHOOK_SECRET", "the `whsec_` secret they are signed with"),
];

/// What was configured; what was not is for the caller to fill in.
#[derive(Default)]
pub struct Config {
    /// What to log.
    pub log: Option<String>,
    /// Accepted secrets at the doors.
    pub secrets: Secrets,
    /// X: address and tokens.
    pub x: Option<(String, BTreeMap<String, String>)>,
    /// Meta: address and tokens.
    pub meta: Option<(String, BTreeMap<String, String>)>,
    /// The alert webhook: address and secret.
    pub alerts: Option<(String, String)>,
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
            },
            x: platform("COUTURE_X_BASE_URL", "COUTURE_X_TOKENS")?,
            meta: platform("COUTURE_META_BASE_URL", "COUTURE_META_TOKENS")?,
            alerts,
        })
    }

    /// The platforms' access, with stand-ins for what was not configured.
    pub fn platforms(
        &self,
        x: (String, BTreeMap<String, String>),
        meta: (String, BTreeMap<String, String>),
    ) -> PlatformsConfig {
        let (x_base_url, x_tokens) = self.x.clone().unwrap_or(x);
        let (meta_base_url, meta_tokens) = self.meta.clone().unwrap_or(meta);
        let meta_app_secret = self.secrets.meta_app.first().cloned().unwrap_or_default();
        PlatformsConfig { x_base_url, meta_base_url, x_tokens, meta_tokens, meta_app_secret }
    }

    /// The alert sink, with a stand-in when none was configured.
    pub fn sink(&self, stand_in: (String, String)) -> anyhow::Result<Sink> {
        let (url, secret) = self.alerts.clone().unwrap_or(stand_in);
        Sink::webhook(&url, &secret)
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
            ("COUTURE_X_TOKENS", "1001=a,1002=b=c"),
        ])
        .unwrap();
        assert_eq!(config.secrets.x_consumer, ["new", "old"]);
        let (_, tokens) = config.x.unwrap();
        assert_eq!(tokens.get("1002").map(String::as_str), Some("b=c"));
    }

    #[test]
    fn halves_are_refused() {
        assert!(read(&[("COUTURE_X_TOKENS", "1=a")]).is_err());
        assert!(read(&[("COUTURE_ALERT_WEBHOOK_URL", "https://a.test")]).is_err());
        assert!(read(&[("COUTURE_X_BASE_URL", "https://x.test"), ("COUTURE_X_TOKENS", "1001")]).is_err());
    }
}
