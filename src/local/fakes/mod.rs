//! Platforms to talk to on a laptop: a fake X, a fake Meta and a fake alert sink.
//!
//! They speak the real wire shapes, so that the real clients are pointed at them, remember what they
//! took (on disk when asked, before they answer, so that nothing they took is forgotten when the
//! process is killed) and fail on demand. Mount `router` at `/fake`. Must never be compiled into
//! anything that is deployed, and must know nothing of cases or sends.

mod alerts;
pub mod connections;
mod faults;
mod media;
mod meta;
mod meta_lists;
mod moderation;
pub mod said;
mod store;
mod x;
mod x_lists;

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use connections::Connections;
use faults::{Faults, Mode};
use said::{ReadingRules, Said};
use store::Store;
use x::grants::{self, Grants};

/// The name of the fake X.
const X: &str = "x";
/// The name of the fake Meta.
const META: &str = "meta";
/// The name of the hosts that keep the platforms' files.
const MEDIA: &str = "media";
/// The name of the fake alert sink.
const ALERTS: &str = "alerts";
/// How long the fake X refuses to post the same words again.
const DUPLICATE_TIME: SignedDuration = SignedDuration::from_hours(24);

/// Something a fake platform took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentItem {
    /// The id the platform gave it; for alerts the `webhook-id` it came with.
    pub id: String,
    /// When it was taken, to the millisecond.
    #[serde(serialize_with = "with_milliseconds")]
    pub at: Timestamp,
    /// `x`, `meta` or `alerts`.
    pub platform: String,
    /// The brand account that spoke; where the address does not name it, the digits at the end of its token.
    pub inbox: Option<String>,
    /// `reply`, `direct_message`, `post`; `message`, `comment_reply`, `private_reply`, `whatsapp`; `hide`, `show`,
    /// `like`, `unlike`, `delete`, `edit` of the post in `in_reply_to`; or the kind of the alert.
    pub kind: String,
    /// The person it went to. Absent for public posts.
    pub to: Option<String>,
    /// The post, comment or message a reply replies to, or an act is about.
    pub in_reply_to: Option<String>,
    /// What it says.
    pub text: String,
    /// Always `accepted`.
    pub status: String,
    /// The request's JSON body.
    pub body: Value,
}

fn with_milliseconds<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{at:.3}"))
}

/// A token for an inbox of the fake platforms: they take any, and the fake X reads the inbox off its end.
pub fn token_for(inbox: &str) -> String {
    format!("local-platform-token-{inbox}")
}

/// A refresh token for an inbox of the fake X, to be configured as `oauth2:id:secret:TOKEN`; `name` makes it
/// unlike another one.
pub fn refresh_token_for(name: &str, inbox: &str) -> String {
    grants::refresh_token(name, inbox)
}

/// The fake platforms. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Fakes {
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    state: Arc<Mutex<State>>,
}

impl fmt::Debug for Fakes {
    /// Only how much they took.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Fakes").field("taken", &self.state().items.len()).finish_non_exhaustive()
    }
}

/// What the fakes hold together under one lock.
struct State {
    items: Vec<SentItem>,
    hosted: media::Hosted,
    /// Posts and comments that their authors took back, by platform and id.
    deleted: BTreeSet<(String, String)>,
    faults: Faults,
    grants: Grants,
    /// What people wrote here without its being delivered.
    said: Vec<Said>,
    reading: ReadingRules,
    connections: Connections,
    store: Option<Store>,
    /// The ids of Instagram accounts: Meta knows its own.
    instagram: BTreeSet<String>,
}

/// A write request that is well formed, before anything decided whether it is taken.
struct Draft {
    platform: &'static str,
    id: NewId,
    inbox: Option<String>,
    kind: String,
    to: Option<String>,
    in_reply_to: Option<String>,
    text: String,
    body: Value,
    /// The sender's own id of the send, where the platform carries one.
    metadata: Option<String>,
    /// What may be there only once.
    only_once: OnlyOnce,
}

/// What a platform takes only once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OnlyOnce {
    /// Anything may be said again.
    Nothing,
    /// The same words at the same place within a day.
    Words,
    /// An answer of this kind to the same thing, whatever it says.
    Answer,
}

/// How an item gets its id.
enum NewId {
    /// As X makes them: the time in the upper bits.
    Snowflake,
    /// As Messenger makes them: opaque, starting with `m_`.
    MessageId,
    /// As Instagram makes those of messages: opaque, starting with `aWdf`.
    InstagramMessage,
    /// As WhatsApp makes them.
    Wamid,
    /// As a Page's comments have them: the post's, then their own.
    BelowComment(String),
    /// As Instagram's comments have them.
    InstagramComment,
    /// It came with one.
    Given(String),
}

/// What became of a write request.
enum Taking {
    /// Taken; answer so.
    Taken(Box<SentItem>),
    /// Taken or not, the sender is not to learn it.
    Silent,
    /// Not taken: the fault in force says how to answer.
    Fault(Mode),
    /// Not taken: the same words, or the only answer allowed, are there already.
    Duplicate,
    /// Not taken: it could not be written down.
    Full,
}

impl Fakes {
    /// Fakes that take their time from `now`. With `store`, what they take is kept in that file, one
    /// JSON line each, and is there again after a restart; a last line torn by a crash is dropped.
    pub fn new(now: Arc<dyn Fn() -> Timestamp + Send + Sync>, store: Option<PathBuf>) -> anyhow::Result<Fakes> {
        let (store, items) = match store {
            Some(path) => {
                let (store, items) = Store::open(&path)?;
                (Some(store), items)
            }
            None => (None, Vec::new()),
        };
        let state = State {
            items,
            faults: Faults::default(),
            grants: Grants::default(),
            instagram: BTreeSet::new(),
            said: Vec::new(),
            reading: ReadingRules::default(),
            connections: Connections::default(),
            store,
            deleted: BTreeSet::new(),
            hosted: media::Hosted::default(),
        };
        Ok(Fakes { now, state: Arc::new(Mutex::new(state)) })
    }

    /// The routes, to be nested at `/fake`: `/x/...`, `/meta/...` and `POST /alerts`.
    pub fn router(&self) -> Router {
        Router::new()
            .nest(
                "/x",
                x::router().merge(x_lists::router()).merge(connections::x_router()).merge(moderation::x_router()),
            )
            .nest("/meta", meta::router().merge(meta_lists::router()).merge(moderation::meta_router()))
            .nest("/media", media::router())
            .merge(alerts::router())
            .with_state(self.clone())
    }

    /// These accounts are on Instagram, whose messages have rules of their own.
    pub fn knows_instagram(&self, accounts: impl IntoIterator<Item = String>) {
        self.state().instagram.extend(accounts);
    }

    fn is_on_instagram(&self, account: &str) -> bool {
        self.state().instagram.contains(account)
    }

    /// What was taken, in order; of one platform (`x`, `meta`, `alerts`) or of all.
    pub fn sent(&self, platform: Option<&str>) -> Vec<SentItem> {
        let state = self.state();
        state.items.iter().filter(|item| platform.is_none_or(|name| name == item.platform)).cloned().collect()
    }

    /// Makes the next `times` write requests that `platform` would have taken fail in the given way:
    /// `429`, `500`, `timeout_after_send`, `timeout_before_send`, `token_revoked`, `window_closed` (the
    /// last two not for `alerts`), or `ok` for none. Replaces what was set before. The error is a
    /// sentence for the person who asked.
    pub fn set_fault(&self, platform: &str, mode: &str, times: u32) -> Result<(), String> {
        self.state().faults.set(platform, mode, times)
    }

    /// How often the fake X renewed an access.
    pub fn renewals(&self) -> u64 {
        self.state().grants.renewals()
    }

    /// An account of the fake X takes back every access that was renewed: neither token works any more.
    pub fn revoke(&self, inbox: &str) {
        self.state().grants.revoke(inbox);
    }

    /// Renewed access tokens of an account of the fake X stop working before their time.
    pub fn expire(&self, inbox: &str) {
        self.state().grants.expire(inbox);
    }

    /// From now on `platform` (`x` or `meta`) says that this post or comment is gone. Nothing is delivered:
    /// that is what reading again is for. The error is a sentence for the person who asked.
    pub fn mark_deleted(&self, platform: &str, id: &str) -> Result<(), String> {
        if ![X, META].contains(&platform) {
            return Err("platform must be x or meta".to_owned());
        }
        self.state().deleted.insert((platform.to_owned(), id.to_owned()));
        Ok(())
    }

    /// Whether a post or comment is gone: taken back by its author, or deleted by us.
    fn is_deleted(&self, platform: &str, id: &str) -> bool {
        let state = self.state();
        let by_us = |item: &SentItem| {
            item.platform == platform && item.kind == "delete" && item.in_reply_to.as_deref() == Some(id)
        };
        state.deleted.contains(&(platform.to_owned(), id.to_owned())) || state.items.iter().any(by_us)
    }

    /// Now, to the millisecond.
    fn now(&self) -> Timestamp {
        let now = (self.now)();
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// Nothing here leaves the state half changed, so a poisoned lock is still good.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Decides about a write request and, when it is taken, writes it down before anything is answered.
    async fn take(&self, draft: Draft) -> Taking {
        let fakes = self.clone();
        // Writing down waits for the disk.
        tokio::task::spawn_blocking(move || fakes.take_now(draft)).await.unwrap_or(Taking::Full)
    }

    fn take_now(&self, draft: Draft) -> Taking {
        let now = self.now();
        let mut state = self.state();
        if state.items.iter().any(|item| is_duplicate(item, &draft, now)) {
            return Taking::Duplicate;
        }
        let fault = state.faults.next(draft.platform, draft.metadata.as_deref());
        match fault {
            None => match state.keep(draft, now) {
                Ok(item) => Taking::Taken(Box::new(item)),
                Err(_) => Taking::Full,
            },
            Some(Mode::TimeoutAfterSend) => match state.keep(draft, now) {
                Ok(_) => Taking::Silent,
                Err(_) => Taking::Full,
            },
            Some(Mode::TimeoutBeforeSend) => Taking::Silent,
            Some(mode) => Taking::Fault(mode),
        }
    }
}

impl State {
    fn keep(&mut self, draft: Draft, now: Timestamp) -> anyhow::Result<SentItem> {
        let ordinal = u64::try_from(self.items.len()).unwrap_or(u64::MAX);
        let item = SentItem {
            id: match draft.id {
                NewId::Snowflake => x::snowflake(now, ordinal),
                NewId::MessageId => meta::ids::message(now, ordinal),
                NewId::InstagramMessage => meta::ids::instagram_message(now, ordinal),
                NewId::Wamid => meta::ids::wamid(now, ordinal),
                NewId::BelowComment(target) => meta::ids::below_comment(&target, now, ordinal),
                NewId::InstagramComment => meta::ids::instagram_comment(now, ordinal),
                NewId::Given(id) => id,
            },
            at: now,
            platform: draft.platform.to_owned(),
            inbox: draft.inbox,
            kind: draft.kind,
            to: draft.to,
            in_reply_to: draft.in_reply_to,
            text: draft.text,
            status: "accepted".to_owned(),
            body: draft.body,
        };
        if let Some(store) = &mut self.store {
            store.append(&item)?;
        }
        self.items.push(item.clone());
        Ok(item)
    }
}

fn is_duplicate(item: &SentItem, draft: &Draft, now: Timestamp) -> bool {
    let same_place = item.platform == draft.platform
        && item.kind == draft.kind
        && item.inbox == draft.inbox
        && item.in_reply_to == draft.in_reply_to;
    same_place
        && match draft.only_once {
            OnlyOnce::Nothing => false,
            OnlyOnce::Words => item.text == draft.text && now.duration_since(item.at) < DUPLICATE_TIME,
            OnlyOnce::Answer => true,
        }
}

/// The digits at the end of a token: whom it belongs to.
fn inbox_of(token: &str) -> Option<String> {
    let before = token.trim_end_matches(|character: char| character.is_ascii_digit());
    token.strip_prefix(before).filter(|digits| !digits.is_empty()).map(str::to_owned)
}

/// The token of a request, if it has one.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get("authorization")?.to_str().ok()?;
    value.strip_prefix("Bearer ").filter(|token| !token.trim().is_empty())
}

/// A string in the body, if it is there and not blank.
fn text_at(body: &Value, pointer: &str) -> Option<String> {
    let text = body.pointer(pointer)?.as_str()?;
    (!text.trim().is_empty()).then(|| text.to_owned())
}
