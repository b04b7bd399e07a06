//! An answer on its way out: queued, sending, sent, refused, unknown.
//!
//! Owns the states of a send and what may follow what. Must not talk to a platform: it is told
//! outcomes. Sends of a case go strictly one after another.

use crate::domain::send_reasons::{RefusalCode, UnknownCode};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a relay may hold a send: longer than its function may run (30 s), which is longer than
/// its HTTP call may take (10 s).
pub const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// How long to wait before each of the two look-ups of an unknown send.
pub const LOOK_UP_WAIT: SignedDuration = SignedDuration::from_secs(60);

/// How many times an unknown send is looked up on the platform before a person decides.
pub const LOOK_UPS: u8 = 2;

/// How long a send is tried that never leaves, and a platform is asked that does not answer.
pub const PATIENCE: SignedDuration = SignedDuration::from_mins(30);

/// Where a send stands. The strings are the contract's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendState {
    /// Accepted; leaves at `send_at` and can be undone until then.
    Queued,
    /// A relay holds it under a lease.
    Sending,
    /// The platform took it.
    Sent,
    /// The platform did not take it.
    Refused,
    /// Nobody knows yet whether the platform took it.
    Unknown,
}

impl SendState {
    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            SendState::Queued => "queued",
            SendState::Sending => "sending",
            SendState::Sent => "sent",
            SendState::Refused => "refused",
            SendState::Unknown => "unknown",
        }
    }
}

/// Why a send stands where it stands; put into words by `words::sends`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendReason {
    /// The platform said no.
    Refused(RefusalCode),
    /// The platform had accepted it and told later that it did not arrive.
    NotDelivered(RefusalCode),
    /// It is a further part of an answer whose earlier part did not leave.
    EarlierPart,
    /// The message it answers was deleted before it left.
    AskerDeleted,
    /// Nothing readable came back.
    Unclear(UnknownCode),
    /// Nothing readable came back, and the platform cannot be asked: only its own news can tell.
    NotAskable(UnknownCode),
    /// The platform asked us to wait; it leaves at `send_at`.
    RateLimited,
    /// Our access to the inbox is being renewed; it leaves at `send_at`.
    AwaitingAccess,
    /// The request never left; it leaves again at `send_at`.
    NotSent,
    /// The request did not leave for half an hour: we stopped trying.
    GaveUp,
    /// It was found on the platform after an unclear answer.
    FoundOnPlatform,
    /// The platform's echo of it arrived.
    Echoed,
    /// Looked up twice without finding it: a person decides.
    PersonDecides,
    /// The platform cannot be asked and has told nothing: a person decides.
    PersonDecidesUnasked,
    /// A person said that it was sent.
    SettledSent,
    /// A person said that it was not sent.
    SettledNotSent,
}

/// One answer on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Send {
    /// `s1`, `s2`... within the case.
    pub id: String,
    /// Where it stands.
    pub state: SendState,
    /// The text; given up once the message row holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The pictures that leave with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<crate::domain::attachment::Kept>,
    /// The agent who wrote it.
    pub by: String,
    /// When we took it.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub accepted_at: Timestamp,
    /// When it may leave: the end of the undo time, or the platform's reset.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub send_at: Timestamp,
    /// The customer's message it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// Whether it answers a public message privately.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private: bool,
    /// What its writer's tool calls it: the same answer handed in again is this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The part of the same answer that must have left before this one may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The message of ours it corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
    /// Sending: when the lease ends. Unknown: when to look it up next.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub look_at: Option<Timestamp>,
    /// How many times the platform has been asked for it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub looked_up: u8,
    /// The platform's id, once sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// When the outcome was settled.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub settled_at: Option<Timestamp>,
    /// Why it stands where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<SendReason>,
}

fn is_zero(count: &u8) -> bool {
    *count == 0
}

/// What the machine has to do for a send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// Take the lease and send it.
    Transmit,
    /// Its lease ran out: nobody knows whether it left.
    LeaseExpired,
    /// Ask the platform whether it is there.
    LookUp,
}

impl Send {
    /// A send just accepted.
    pub fn accept(
        id: String,
        text: String,
        by: &str,
        now: Timestamp,
        undo: SignedDuration,
        reply_to: Option<String>,
    ) -> Send {
        Send {
            id,
            state: SendState::Queued,
            text: Some(text),
            pictures: Vec::new(),
            by: by.to_owned(),
            accepted_at: now,
            send_at: now.checked_add(undo).unwrap_or(now),
            reply_to,
            private: false,
            key: None,
            after: None,
            supersedes: None,
            look_at: None,
            looked_up: 0,
            external_id: None,
            settled_at: None,
            why: None,
        }
    }

    /// Whether its story is over.
    pub fn is_final(&self) -> bool {
        matches!(self.state, SendState::Sent | SendState::Refused)
    }

    /// Whether a breach has to wait for its outcome.
    pub fn is_in_flight(&self) -> bool {
        matches!(self.state, SendState::Queued | SendState::Sending)
    }

    /// Whether the platform may already have it.
    pub fn may_have_left(&self) -> bool {
        matches!(self.state, SendState::Sending | SendState::Unknown)
    }

    /// Whether news that it was sent changes anything.
    pub fn may_still_be_sent(&self) -> bool {
        self.state != SendState::Sent && !self.failed_to_arrive()
    }

    /// Whether the platform told that it did not arrive: no other news can change that.
    pub fn failed_to_arrive(&self) -> bool {
        matches!(self.why, Some(SendReason::NotDelivered(_)))
    }

    /// When the machine must look at it next; `None` when only a person can go on.
    pub fn next_instant(&self) -> Option<Timestamp> {
        match self.state {
            SendState::Queued => Some(self.send_at),
            SendState::Sending | SendState::Unknown => self.look_at,
            SendState::Sent | SendState::Refused => None,
        }
    }

    /// What is due at `now`.
    pub fn duty(&self, now: Timestamp) -> Option<Duty> {
        let due = self.next_instant().is_some_and(|at| at <= now);
        match self.state {
            SendState::Queued if due => Some(Duty::Transmit),
            SendState::Sending if due => Some(Duty::LeaseExpired),
            SendState::Unknown if due => Some(Duty::LookUp),
            _ => None,
        }
    }

    /// A relay takes it.
    pub fn lease(&mut self, now: Timestamp) {
        self.state = SendState::Sending;
        self.look_at = now.checked_add(LEASE).ok();
        self.why = None;
    }

    /// Nobody knows: look it up, twice at most, a minute apart. Where the platform cannot be asked (`askable`), its
    /// own news is waited for as long.
    pub fn unclear(&mut self, code: UnknownCode, askable: bool, now: Timestamp) {
        self.state = SendState::Unknown;
        self.why = Some(if askable { SendReason::Unclear(code) } else { SendReason::NotAskable(code) });
        self.look_at = now.checked_add(LOOK_UP_WAIT).ok();
    }

    /// A look-up did not find it.
    pub fn not_found(&mut self, now: Timestamp) {
        self.looked_up = self.looked_up.saturating_add(1);
        if self.looked_up >= LOOK_UPS {
            self.look_at = None;
            self.why = Some(SendReason::PersonDecides);
        } else {
            self.look_at = now.checked_add(LOOK_UP_WAIT).ok();
        }
    }

    /// The platform cannot be asked, and has told nothing in one more wait.
    pub fn not_told(&mut self, now: Timestamp) {
        self.not_found(now);
        if self.look_at.is_none() {
            self.why = Some(SendReason::PersonDecidesUnasked);
        }
    }

    /// The platform does not answer look-ups: asked again in a minute, until [`PATIENCE`] is over.
    pub fn not_answered(&mut self, now: Timestamp) {
        if now.duration_since(self.accepted_at) >= PATIENCE {
            self.looked_up = LOOK_UPS;
            self.look_at = None;
            self.why = Some(SendReason::PersonDecides);
        } else {
            self.look_at = now.checked_add(LOOK_UP_WAIT).ok();
        }
    }

    /// The platform answers look-ups again at `retry_at`: asked then, or for the last time when [`PATIENCE`] is over.
    pub fn look_again(&mut self, now: Timestamp, retry_at: Timestamp) {
        self.not_answered(now);
        if self.look_at.is_some() {
            let last = self.accepted_at.checked_add(PATIENCE).unwrap_or(retry_at);
            self.look_at = Some(retry_at.min(last).max(now.checked_add(LOOK_UP_WAIT).unwrap_or(now)));
        }
    }

    /// The request never left: it is tried again, until [`PATIENCE`] is over.
    pub fn not_left(&mut self, now: Timestamp, retry_at: Timestamp) {
        if now.duration_since(self.accepted_at) >= PATIENCE {
            self.settle_refused(now, SendReason::GaveUp);
        } else {
            self.queue_again(retry_at, SendReason::NotSent);
        }
    }

    /// It certainly did not leave: it waits until `retry_at`.
    pub fn queue_again(&mut self, retry_at: Timestamp, why: SendReason) {
        self.state = SendState::Queued;
        self.send_at = retry_at;
        self.look_at = None;
        self.why = Some(why);
    }

    /// The platform has it.
    pub fn settle_sent(&mut self, external_id: &str, now: Timestamp, why: Option<SendReason>) {
        self.state = SendState::Sent;
        self.external_id = Some(external_id.to_owned());
        self.settled_at = Some(now);
        self.look_at = None;
        self.text = None;
        self.why = why;
    }

    /// The platform had it and did not deliver it; `text` is there again, so that it can be sent again.
    pub fn settle_not_delivered(&mut self, now: Timestamp, code: RefusalCode, text: Option<&str>) {
        self.text = self.text.take().or_else(|| text.map(str::to_owned));
        self.settle_refused(now, SendReason::NotDelivered(code));
    }

    /// The platform does not have it. The text stays, so that it can be sent again.
    pub fn settle_refused(&mut self, now: Timestamp, why: SendReason) {
        self.state = SendState::Refused;
        self.settled_at = Some(now);
        self.look_at = None;
        self.why = Some(why);
    }
}

/// Refuses the parts of an answer that wait behind one that did not leave.
pub fn refuse_parts_behind(sends: &mut [Send], now: Timestamp) {
    // Parts stand in their order, so that one pass reaches the last of them.
    let mut missing: Vec<String> = Vec::new();
    for send in sends {
        let waits_in_vain = send.after.as_ref().is_some_and(|after| missing.contains(after));
        if send.state == SendState::Queued && waits_in_vain {
            send.settle_refused(now, SendReason::EarlierPart);
        }
        if send.state == SendState::Refused {
            missing.push(send.id.clone());
        }
    }
}

/// The send whose turn it is: the first that is not final.
pub fn current(sends: &[Send]) -> Option<&Send> {
    sends.iter().find(|send| !send.is_final())
}
