//! Sending an answer to a platform, and looking one up when its fate is unknown.
//!
//! Owns the neutral question (`Outgoing`) and the neutral answers (`SendOutcome`, `LookUp`), and hands
//! the work to the channel's own client. Must not know a platform's field names, must not retry a send
//! whose request may have left, and must never put a text, a handle or a token into a log or an error.

pub(crate) mod http;

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Context;
use jiff::Timestamp;

use crate::channels::meta::client::MetaClient;
use crate::channels::x::client::XClient;
use crate::domain::message::Channel;
pub use crate::domain::send_reasons::{RefusalCode, UnknownCode};

/// One answer on its way to one person.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Where it goes.
    pub channel: Channel,
    /// External id of the brand account that speaks.
    pub inbox: String,
    /// Whether everybody will see it.
    pub public: bool,
    /// External id of the person it is for.
    pub contact: String,
    /// External id of the customer's latest post: what a public answer replies to.
    pub reply_to: Option<String>,
    /// What we say.
    pub text: String,
    /// Our own id of the send; travels as metadata where the platform has a place for it.
    pub send_id: String,
    /// When the customer last wrote (the platform's time): decides what Messenger still allows.
    pub last_heard_at: Option<Timestamp>,
    /// External ids of our posts and messages in this conversation whose send is already settled. A
    /// look-up never answers one of these, so that the same words said twice are not taken for one.
    pub known_ids: Vec<String>,
}

impl fmt::Debug for Outgoing {
    /// Without the text: this may end up in a log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Outgoing")
            .field("channel", &self.channel)
            .field("inbox", &self.inbox)
            .field("public", &self.public)
            .field("reply_to", &self.reply_to)
            .field("send_id", &self.send_id)
            .field("last_heard_at", &self.last_heard_at)
            .finish_non_exhaustive()
    }
}

/// What became of a send, as far as the platform told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendOutcome {
    /// The platform took it.
    Sent {
        /// The platform's id of the post or message.
        external_id: String,
        /// The platform's time, where the id carries one (X). Absent: the time of the answer counts.
        at: Option<Timestamp>,
    },
    /// The platform, or we before asking it, refused it for good.
    Refused {
        /// Why.
        code: RefusalCode,
        /// The platform's own code (`403/187`, `10/2018278`, `client-forbidden`), or the name of the
        /// field we refused before asking. Never a text.
        detail: String,
    },
    /// Too many for now: nothing was sent, queue it again.
    RateLimited {
        /// When the platform takes more: one second to 24 hours from now.
        retry_at: Timestamp,
    },
    /// Certainly not sent (the request never left, or the platform reports a passing failure): queue it again.
    NotSent {
        /// When to try again.
        retry_at: Timestamp,
    },
    /// The request left and nobody knows what came of it: look it up, never repeat it blindly.
    Unknown {
        /// Why.
        code: UnknownCode,
    },
}

/// What the platform shows of a send whose fate was unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookUp {
    /// It is there.
    Found {
        /// The platform's id of the post or message.
        external_id: String,
        /// The platform's time of it, where it tells one.
        at: Option<Timestamp>,
    },
    /// Everything since the send was accepted has been read, and it is not there.
    NotFound,
    /// The platform could not be read far enough to say.
    Unavailable,
}

/// Addresses and accesses of the platforms.
#[derive(Clone, Default)]
pub struct PlatformsConfig {
    /// `https://api.x.com`, or the fake one. No trailing path beyond what comes before `/2/`.
    pub x_base_url: String,
    /// `https://graph.facebook.com`, or the fake one.
    pub meta_base_url: String,
    /// OAuth 2 user token by X user id.
    pub x_tokens: BTreeMap<String, String>,
    /// Page token by Page id.
    pub meta_tokens: BTreeMap<String, String>,
    /// Proves to Meta that a token is used by the application it was given to.
    pub meta_app_secret: String,
}

impl fmt::Debug for PlatformsConfig {
    /// Without tokens and secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PlatformsConfig")
            .field("x_base_url", &self.x_base_url)
            .field("meta_base_url", &self.meta_base_url)
            .field("x_inboxes", &self.x_tokens.keys().collect::<Vec<_>>())
            .field("meta_inboxes", &self.meta_tokens.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// The clients of all platforms. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Platforms {
    pub(in crate::channels) x: XClient,
    pub(in crate::channels) meta: MetaClient,
}

impl Platforms {
    /// Clients for the given addresses and accesses. Errors name the inbox, never the token.
    pub fn new(config: PlatformsConfig) -> anyhow::Result<Platforms> {
        install_cryptography();
        let x_base = http::base_url(&config.x_base_url).context("the address of X")?;
        let meta_base = http::base_url(&config.meta_base_url).context("the address of Meta")?;
        let tls = [&x_base, &meta_base].iter().any(|base| base.scheme() == "https");
        let client = http::client(tls).context("building the HTTP client for the platforms")?;
        Ok(Platforms {
            x: XClient::new(client.clone(), x_base, &config.x_tokens)?,
            meta: MetaClient::new(client, meta_base, &config.meta_tokens, &config.meta_app_secret)?,
        })
    }

    /// Sends one answer, once. Takes at most 20 seconds (two requests of ten at worst).
    pub async fn send(&self, outgoing: &Outgoing, now: Timestamp) -> SendOutcome {
        if outgoing.text.trim().is_empty() {
            return invalid("text");
        }
        match outgoing.channel {
            Channel::X => self.x.send(outgoing, now).await,
            Channel::Messenger => self.meta.send(outgoing, now).await,
            Channel::Instagram
            | Channel::Facebook
            | Channel::Whatsapp
            | Channel::Sms
            | Channel::Email
            | Channel::Phone
            | Channel::Chat
            | Channel::App
            | Channel::Store
            | Channel::Bot
            | Channel::Crm => invalid("channel"),
        }
    }

    /// Whether there is a token to answer with for this inbox.
    pub fn has_token(&self, channel: Channel, inbox: &str) -> bool {
        match channel {
            Channel::X => self.x.has_token(inbox),
            Channel::Messenger => self.meta.has_token(inbox),
            _ => false,
        }
    }

    /// Looks for an answer whose fate is unknown among what the inbox said since one minute before
    /// `accepted_at` (the instant at which the send was accepted from the agent).
    pub async fn look_up(&self, outgoing: &Outgoing, accepted_at: Timestamp, _now: Timestamp) -> LookUp {
        let since = http::shifted(accepted_at, -CLOCK_TOLERANCE_SECONDS);
        match outgoing.channel {
            Channel::X => self.x.look_up(outgoing, since).await,
            Channel::Messenger => self.meta.look_up(outgoing, since).await,
            Channel::Instagram
            | Channel::Facebook
            | Channel::Whatsapp
            | Channel::Sms
            | Channel::Email
            | Channel::Phone
            | Channel::Chat
            | Channel::App
            | Channel::Store
            | Channel::Bot
            | Channel::Crm => LookUp::Unavailable,
        }
    }
}

/// Installs `ring` as the process's cryptography for TLS, once; when it is there already, that one stays.
pub fn install_cryptography() {
    // An error only says that a provider is there already, which is all we want.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Whether a text the platform shows is the text we sent: it may escape it, shorten its links and put handles
/// before it. `text` is as the platform sent it, `display` as it is read.
pub fn same_text(ours: &str, text: &str, display: &str) -> bool {
    use crate::channels::x::client::same_text;
    same_text(ours, text) || same_text(ours, display)
}

/// How far the platform's clock may be behind ours for its post still to count as later than our acceptance.
const CLOCK_TOLERANCE_SECONDS: i64 = 60;

/// We refuse before asking, because of this field.
pub(super) fn invalid(field: &str) -> SendOutcome {
    SendOutcome::Refused { code: RefusalCode::Invalid, detail: field.to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    fn config() -> PlatformsConfig {
        PlatformsConfig {
            x_base_url: "https://api.x.com".to_owned(),
            meta_base_url: "http://127.0.0.1:9/fake/meta/".to_owned(),
            x_tokens: BTreeMap::from([("1001".to_owned(), "very-secret-x".to_owned())]),
            meta_tokens: BTreeMap::from([("2001".to_owned(), "very-secret-meta".to_owned())]),
            meta_app_secret: "very-secret-app".to_owned(),
        }
    }

    #[test]
    fn nothing_secret_can_be_printed() {
        let printed = format!("{:?} {:?}", config(), Platforms::new(config()).unwrap());
        assert!(printed.contains("1001") && printed.contains("2001"), "{printed}");
        assert!(!printed.contains("very-secret"), "{printed}");
        let proof = crate::channels::meta::client::appsecret_proof("very-secret-app", "very-secret-meta");
        assert!(!printed.contains(&proof), "{printed}");
    }

    #[test]
    fn bad_configurations_are_refused_without_naming_the_token() {
        let mut token = config();
        token.x_tokens.insert("1002".to_owned(), "very-secret\n".to_owned());
        let mut plain = config();
        plain.x_base_url = "http://api.x.com".to_owned();
        let mut nonsense = config();
        nonsense.meta_base_url = "graph".to_owned();
        for bad in [token, plain, nonsense] {
            let error = format!("{:?}", Platforms::new(bad).unwrap_err());
            assert!(!error.contains("very-secret"), "{error}");
        }
    }
}
