//! Sending an answer to a platform, and looking one up when its fate is unknown.
//!
//! Owns the neutral question (`Outgoing`) and the neutral answers (`SendOutcome`, `LookUp`), and hands
//! the work to the channel's own client. Must not know a platform's field names, must not retry a send
//! whose request may have left, and must never put a text, a handle or a token into a log or an error.

pub mod access;
pub(crate) mod http;

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Context;
use jiff::Timestamp;
use reqwest::Url;
use reqwest::header::HeaderValue;

use crate::channels::media::FetchError;
use crate::channels::meta::client::MetaClient;
use crate::channels::x::access::XAccess;
use crate::channels::x::client::XClient;
use crate::domain::attachment::FileType;
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
    /// Whether it answers a public comment privately: the person is known by that comment only (`reply_to`).
    pub private: bool,
    /// External id of the person it is for.
    pub contact: String,
    /// External id of the customer's latest post, comment or message: what the answer replies to.
    pub reply_to: Option<String>,
    /// What we say.
    pub text: String,
    /// Our own id of the send; travels as metadata where the platform has a place for it.
    pub send_id: String,
    /// When the customer last wrote or reacted (the platform's time): decides what Messenger still allows.
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
            .field("private", &self.private)
            .field("reply_to", &self.reply_to)
            .field("send_id", &self.send_id)
            .field("last_heard_at", &self.last_heard_at)
            .finish_non_exhaustive()
    }
}

/// A picture on its way out with an answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is.
    pub kind: FileType,
    /// All of it.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Picture {
    /// Without the picture.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Picture({}, {} bytes)", self.kind.as_str(), self.bytes.len())
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
    /// Too many questions for now.
    RateLimited {
        /// When the platform answers again.
        retry_at: Timestamp,
    },
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
    /// The access to each account by X user id.
    pub x_access: BTreeMap<String, XAccess>,
    /// The X application's own bearer token, which webhooks are asked about with.
    pub x_app_token: Option<String>,
    /// Token by the account's id: Page, Instagram account, id of a WhatsApp number.
    pub meta_tokens: BTreeMap<String, String>,
    /// Meta's id of our application: its subscriptions are ours. Without it any application's count.
    pub meta_app_id: Option<String>,
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
            .field("x_inboxes", &self.x_access.keys().collect::<Vec<_>>())
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
            x: XClient::new(client.clone(), x_base, config.x_access, config.x_app_token.as_deref())?,
            meta: MetaClient::new(client, meta_base, &config.meta_tokens, &config.meta_app_secret, config.meta_app_id)?,
        })
    }

    /// Sends one answer, once. Takes at most 20 seconds (two requests of ten at worst).
    pub async fn send(&self, outgoing: &Outgoing, now: Timestamp) -> SendOutcome {
        if outgoing.text.trim().is_empty() {
            return invalid("text");
        }
        match outgoing.channel {
            Channel::X => self.x.send(outgoing, now).await,
            Channel::Messenger | Channel::Instagram | Channel::Facebook | Channel::Whatsapp => {
                self.meta.send(outgoing, now).await
            }
            Channel::Sms
            | Channel::Email
            | Channel::Phone
            | Channel::Chat
            | Channel::App
            | Channel::Store
            | Channel::Bot
            | Channel::Crm => SendOutcome::Refused {
                code: RefusalCode::NotSendableHere,
                detail: outgoing.channel.as_str().to_owned(),
            },
        }
    }

    /// Whether answers can leave from here on a channel at all, whatever the inbox.
    pub fn can_send(&self, channel: Channel, _public: bool) -> bool {
        match channel {
            Channel::X | Channel::Messenger | Channel::Instagram | Channel::Facebook | Channel::Whatsapp => true,
            Channel::Sms
            | Channel::Email
            | Channel::Phone
            | Channel::Chat
            | Channel::App
            | Channel::Store
            | Channel::Bot
            | Channel::Crm => false,
        }
    }

    /// Sends one answer with its pictures, if it has any, once. The text may be empty where a picture is a
    /// message of its own. Takes at most 25 seconds.
    pub async fn send_with(&self, outgoing: &Outgoing, pictures: &[Picture], now: Timestamp) -> SendOutcome {
        if pictures.is_empty() {
            return self.send(outgoing, now).await;
        }
        match outgoing.channel {
            Channel::X => self.x.send_pictures(outgoing, pictures, now).await,
            Channel::Messenger => self.meta.send_picture(outgoing, pictures, now).await,
            _ => invalid("attachment"),
        }
    }

    /// Where a file is, when the address in a message only leads to a description of it.
    pub async fn file_address(&self, channel: Channel, inbox: &str, url: String) -> Result<String, FetchError> {
        match channel {
            Channel::Whatsapp => self.meta.file_address(inbox, url).await,
            _ => Ok(url),
        }
    }

    /// The inbox's access to a file of its platform: for addresses that [`crate::channels::media`] has judged
    /// to need it, and for no others.
    pub fn file_access(&self, channel: Channel, inbox: &str, url: &Url, now: Timestamp) -> Option<HeaderValue> {
        match channel {
            Channel::X => self.x.file_access(inbox, url, now),
            Channel::Whatsapp => self.meta.file_access(inbox),
            _ => None,
        }
    }

    /// Whether there is a token to answer with for this inbox.
    pub fn has_token(&self, channel: Channel, inbox: &str) -> bool {
        match channel {
            Channel::X => self.x.has_token(inbox),
            Channel::Messenger | Channel::Instagram | Channel::Facebook | Channel::Whatsapp => {
                self.meta.has_token(inbox)
            }
            _ => false,
        }
    }

    /// Looks for an answer whose fate is unknown among what the inbox said since one minute before
    /// `accepted_at` (the instant at which the send was accepted from the agent).
    pub async fn look_up(&self, outgoing: &Outgoing, accepted_at: Timestamp, now: Timestamp) -> LookUp {
        let since = http::shifted(accepted_at, -CLOCK_TOLERANCE_SECONDS);
        match outgoing.channel {
            Channel::X => self.x.look_up(outgoing, since, now).await,
            Channel::Messenger | Channel::Instagram | Channel::Facebook | Channel::Whatsapp => {
                self.meta.look_up(outgoing, since).await
            }
            Channel::Sms
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

/// Whether a channel shows what left from here, so that an answer whose fate is unknown can be looked for.
/// WhatsApp shows nothing, and to whom a private reply went nobody has told us: only a status or an echo brings
/// our reference back.
pub fn can_look_up(channel: Channel, private_reply: bool) -> bool {
    match channel {
        Channel::X => true,
        Channel::Messenger | Channel::Instagram | Channel::Facebook => !private_reply,
        Channel::Whatsapp
        | Channel::Sms
        | Channel::Email
        | Channel::Phone
        | Channel::Chat
        | Channel::App
        | Channel::Store
        | Channel::Bot
        | Channel::Crm => false,
    }
}

/// Installs `ring` as the process's cryptography for TLS, once; when it is there already, that one stays.
pub fn install_cryptography() {
    // An error only says that a provider is there already, which is all we want.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Whether a text the platform shows is the text we sent: X may escape it, shorten its links and put handles
/// before it, others leave all but the white space alone. `text` is as the platform sent it, `display` as it is read.
pub fn same_text(channel: Channel, ours: &str, text: &str, display: &str) -> bool {
    use crate::channels::x::client::same_text;
    match channel {
        Channel::X => same_text(ours, text) || same_text(ours, display),
        _ => ours.split_whitespace().eq(text.split_whitespace()),
    }
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
            x_access: BTreeMap::from([
                ("1001".to_owned(), XAccess::Bearer("very-secret-x".to_owned())),
                ("1002".to_owned(), XAccess::read("oauth1:very-secret-a:very-secret-b:c:d").unwrap()),
                ("1003".to_owned(), XAccess::read("oauth2:id:very-secret-a:very-secret-b").unwrap()),
            ]),
            x_app_token: Some("very-secret-x-app".to_owned()),
            meta_tokens: BTreeMap::from([("2001".to_owned(), "very-secret-meta".to_owned())]),
            meta_app_id: None,
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
        token.x_access.insert("1004".to_owned(), XAccess::Bearer("very-secret\n".to_owned()));
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
