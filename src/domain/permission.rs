//! Whether somebody may be answered from here: until when, as what, at what price, and how else.
//!
//! Owns what the platforms allow before anything is written, and the last chance worth an alert.
//! Must not send anything nor know addresses; what nobody can know beforehand (the person blocked us,
//! the post is gone) the platform says when it is asked.

use crate::domain::case::Case;
use crate::domain::length::has_link;
use crate::domain::message::{Channel, Kind};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use last_chance::LastChance;
pub use reach::Reach;

mod last_chance;
mod reach;

/// Until when after the person's last message anybody may write to them (Messenger, Instagram, WhatsApp).
pub const RESPONSE_TIME: SignedDuration = SignedDuration::from_hours(24);
/// Until when a person of ours may still write, under the `HUMAN_AGENT` tag (Messenger, Instagram).
pub const HUMAN_AGENT_TIME: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Until when after a comment its one private reply may be written.
pub const PRIVATE_REPLY_TIME: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long before a window of 24 hours closes for good the last chance is told: time for two answers.
pub const WARN_BEFORE_DAY_ENDS: SignedDuration = SignedDuration::from_hours(2);
/// How long before a window of seven days closes the last chance is told: a night, and time in the morning.
pub const WARN_BEFORE_WEEK_ENDS: SignedDuration = SignedDuration::from_hours(12);

/// Whom X lets the application of an inbox answer in public.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyRule {
    /// A self-serve application: only who typed our handle or quoted one of our posts.
    #[default]
    Summoned,
    /// An Enterprise application: anybody.
    Any,
}

impl ReplyRule {
    /// The words of `inboxes.toml`.
    pub const WORDS: [&str; 2] = ["summoned", "any"];

    /// The rule the desk files call `word`.
    pub fn from_word(word: &str) -> Option<ReplyRule> {
        match word {
            "summoned" => Some(ReplyRule::Summoned),
            "any" => Some(ReplyRule::Any),
            _ => None,
        }
    }
}

/// Whether an act without a word gives us time to write: on Messenger and Instagram whoever reacts to a message, or
/// follows a link into the conversation, opens the window again (Messenger Platform, policy overview).
pub fn opens_a_window(channel: Channel, public: bool, kind: Kind) -> bool {
    let has_acts = !public && matches!(channel, Channel::Messenger | Channel::Instagram);
    has_acts && matches!(kind, Kind::Reaction | Kind::Referral)
}

/// The time a platform gives us to answer, counted from its own time of what the contact said or did last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// When the contact opened it.
    pub opened_at: Timestamp,
    /// Until when anything may be written; afterwards only by a person.
    pub plain_until_at: Timestamp,
    /// From when on nothing may be written any more.
    pub closes_at: Timestamp,
    /// When the last chance to answer is told.
    pub warn_at: Timestamp,
}

/// The window of a conversation; `None` where the platform sets none or nothing was heard yet.
pub fn window(channel: Channel, public: bool, heard_at: Option<Timestamp>) -> Option<Window> {
    let (total, warn_before) = match (channel, public) {
        (Channel::Messenger | Channel::Instagram, false) => (HUMAN_AGENT_TIME, WARN_BEFORE_WEEK_ENDS),
        (Channel::Whatsapp, false) => (RESPONSE_TIME, WARN_BEFORE_DAY_ENDS),
        _ => return None,
    };
    let opened_at = heard_at?;
    let closes_at = opened_at.checked_add(total).ok()?;
    Some(Window {
        opened_at,
        plain_until_at: opened_at.checked_add(RESPONSE_TIME).ok()?,
        closes_at,
        warn_at: closes_at.checked_sub(warn_before).ok()?,
    })
}

/// Why somebody may be answered from here, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PermissionReason {
    /// X, in public: they typed our handle or quoted us.
    Summoned,
    /// X, in public: our application may answer anybody.
    AnyAuthor,
    /// X, in public: they neither typed our handle nor quoted us.
    NotSummoned,
    /// The platform sets no limit of time.
    NoWindow,
    /// An encrypted conversation: only the platform's own application can read and write there.
    Encrypted,
    /// They wrote lately enough.
    WindowOpen,
    /// They wrote a while ago: only a person may answer, and answers written here are written by people.
    HumanAgent,
    /// They wrote too long ago.
    WindowClosed,
    /// Comments can always be answered in public.
    PublicComment,
    /// We wrote first and have heard nothing since: only the platform knows.
    NotHeardYet,
    /// This channel is answered in a tool of its own.
    NotSendableHere,
    /// The platform refuses our access to the account: nothing leaves until that is repaired.
    InboxStopped,
    /// Its messages stand in another case: there they are answered.
    GoesOn,
}

impl PermissionReason {
    /// Every reason.
    pub const ALL: [PermissionReason; 13] = [
        PermissionReason::Summoned,
        PermissionReason::AnyAuthor,
        PermissionReason::NotSummoned,
        PermissionReason::NoWindow,
        PermissionReason::Encrypted,
        PermissionReason::WindowOpen,
        PermissionReason::HumanAgent,
        PermissionReason::WindowClosed,
        PermissionReason::PublicComment,
        PermissionReason::NotHeardYet,
        PermissionReason::NotSendableHere,
        PermissionReason::InboxStopped,
        PermissionReason::GoesOn,
    ];

    /// Whether it lets an answer leave from here.
    pub fn allows(self) -> bool {
        !matches!(
            self,
            PermissionReason::NotSummoned
                | PermissionReason::Encrypted
                | PermissionReason::WindowClosed
                | PermissionReason::NotSendableHere
                | PermissionReason::InboxStopped
                | PermissionReason::GoesOn
        )
    }

    /// The stable word, the same as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            PermissionReason::Summoned => "summoned",
            PermissionReason::AnyAuthor => "any_author",
            PermissionReason::NotSummoned => "not_summoned",
            PermissionReason::NoWindow => "no_window",
            PermissionReason::Encrypted => "encrypted",
            PermissionReason::WindowOpen => "window_open",
            PermissionReason::HumanAgent => "human_agent",
            PermissionReason::WindowClosed => "window_closed",
            PermissionReason::PublicComment => "public_comment",
            PermissionReason::NotHeardYet => "not_heard_yet",
            PermissionReason::NotSendableHere => "not_sendable_here",
            PermissionReason::InboxStopped => "inbox_stopped",
            PermissionReason::GoesOn => "goes_on",
        }
    }

    /// The reason of that word.
    pub fn from_word(word: &str) -> Option<PermissionReason> {
        PermissionReason::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// As what an answer leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// As any answer.
    Plain,
    /// Under the tag that says a person wrote it.
    HumanAgent,
}

/// A price in thousandths of a US dollar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price(pub u32);

impl Price {
    /// In dollars.
    pub fn dollars(self) -> f64 {
        f64::from(self.0) / 1_000.0
    }
}

/// Another way to reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlternativeKind {
    /// Answer in the platform's own application.
    OpenOnPlatform,
    /// Write a direct message, if they take any.
    DirectMessage,
    /// Ask them in public to write again.
    PublicReply,
    /// Answer the comment once in private.
    PrivateReply,
    /// Send a template the platform has approved.
    WhatsappTemplate,
    /// Call them.
    Phone,
    /// Answer in the channel's own tool and log the answer here.
    AnswerElsewhere,
}

impl AlternativeKind {
    /// Every kind.
    pub const ALL: [AlternativeKind; 7] = [
        AlternativeKind::OpenOnPlatform,
        AlternativeKind::DirectMessage,
        AlternativeKind::PublicReply,
        AlternativeKind::PrivateReply,
        AlternativeKind::WhatsappTemplate,
        AlternativeKind::Phone,
        AlternativeKind::AnswerElsewhere,
    ];

    /// The stable word, the same as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            AlternativeKind::OpenOnPlatform => "open_on_platform",
            AlternativeKind::DirectMessage => "direct_message",
            AlternativeKind::PublicReply => "public_reply",
            AlternativeKind::PrivateReply => "private_reply",
            AlternativeKind::WhatsappTemplate => "whatsapp_template",
            AlternativeKind::Phone => "phone",
            AlternativeKind::AnswerElsewhere => "answer_elsewhere",
        }
    }
}

/// Another way to reach somebody, and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// Which way.
    pub kind: AlternativeKind,
    /// The page where it begins, where the platform has one. Filled in by whoever knows the platform.
    pub url: Option<String>,
}

/// What is known before anything is written.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The channel.
    pub channel: Channel,
    /// Whether everybody will see the answer.
    pub public: bool,
    /// The platform's time of what the contact said or did last.
    pub heard_at: Option<Timestamp>,
    /// How the contact may be reached.
    pub reach: &'a Reach,
    /// Whom X lets us answer.
    pub rule: ReplyRule,
    /// Whether answers can leave from here on this channel at all.
    pub sendable: bool,
    /// What is about to be written; its links decide the price.
    pub text: &'a str,
    /// Whether the latest comment has had its one private answer.
    pub private_reply_used: bool,
    /// Whether the messages stand in another case.
    pub goes_on: bool,
}

impl<'a> Facts<'a> {
    /// What a case knows; the rule is the inbox's, `sendable` the clients'.
    pub fn of(case: &'a Case, rule: ReplyRule, sendable: bool, text: &'a str) -> Facts<'a> {
        let (channel, public, heard_at) = (case.channel, case.public, case.last_act_at());
        let private_reply_used = case.private_answer_used(case.reply_target());
        let goes_on = case.has_gone_on();
        Facts { channel, public, heard_at, reach: &case.reach, rule, sendable, text, private_reply_used, goes_on }
    }
}

/// Whether an answer may leave, and everything a writer should know first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// Whether an answer may leave from here.
    pub can_reply: bool,
    /// Why.
    pub why: PermissionReason,
    /// From when on nothing may be written any more; absent: no such instant.
    pub closes_at: Option<Timestamp>,
    /// When the last chance to answer is told.
    pub warn_at: Option<Timestamp>,
    /// As what the answer would leave now.
    pub mode: Mode,
    /// What the platform charges for it; absent: nothing can leave, or nobody knows.
    pub cost_usd: Option<Price>,
    /// How else they can be reached.
    pub alternatives: Vec<Alternative>,
}

/// Decides whether an answer may leave at `now`.
pub fn permission(facts: &Facts, now: Timestamp) -> Permission {
    let window = window(facts.channel, facts.public, facts.heard_at);
    let why = reason(facts, window, now);
    let kinds = alternatives(facts, why, now);
    Permission {
        can_reply: why.allows(),
        why,
        closes_at: window.map(|window| window.closes_at),
        warn_at: window.map(|window| window.warn_at),
        mode: if why == PermissionReason::HumanAgent { Mode::HumanAgent } else { Mode::Plain },
        cost_usd: price(facts).filter(|_| why.allows()),
        alternatives: kinds.into_iter().map(|kind| Alternative { kind, url: None }).collect(),
    }
}

fn reason(facts: &Facts, window: Option<Window>, now: Timestamp) -> PermissionReason {
    if facts.goes_on {
        return PermissionReason::GoesOn;
    }
    if facts.channel == Channel::X && facts.reach.encrypted {
        return PermissionReason::Encrypted;
    }
    // A window that has closed is closed in every tool.
    if window.is_some_and(|window| now >= window.closes_at) {
        return PermissionReason::WindowClosed;
    }
    if !facts.sendable {
        return PermissionReason::NotSendableHere;
    }
    match (facts.channel, facts.public) {
        // Nothing heard: there is no post of theirs to answer.
        (Channel::X, true) if facts.heard_at.is_none() => PermissionReason::NotSummoned,
        (Channel::X, true) if !facts.reach.unsummoned => PermissionReason::Summoned,
        (Channel::X, true) => match facts.rule {
            ReplyRule::Summoned => PermissionReason::NotSummoned,
            ReplyRule::Any => PermissionReason::AnyAuthor,
        },
        (Channel::Messenger | Channel::Instagram | Channel::Whatsapp, false) => match window {
            None => PermissionReason::NotHeardYet,
            Some(window) if now < window.plain_until_at => PermissionReason::WindowOpen,
            Some(_) => PermissionReason::HumanAgent,
        },
        (Channel::Facebook, _) | (Channel::Messenger | Channel::Instagram | Channel::Whatsapp, true) => {
            PermissionReason::PublicComment
        }
        (Channel::X, false)
        | (Channel::Sms | Channel::Email | Channel::Phone | Channel::Chat, _)
        | (Channel::App | Channel::Store | Channel::Bot | Channel::Crm, _) => PermissionReason::NoWindow,
    }
}

/// What one answer costs: X's prices for pay per use (a post 0.015 dollars, 0.010 to who summoned us, 0.200 with
/// a link; a direct message 0.015), nothing on Meta's other channels. WhatsApp's service messages are said to
/// stop being free in October 2026 and no price list is published: unknown. Nor do we pay other channels.
fn price(facts: &Facts) -> Option<Price> {
    match (facts.channel, facts.public) {
        (Channel::X, true) if has_link(facts.text) => Some(Price(200)),
        (Channel::X, true) if !facts.reach.unsummoned => Some(Price(10)),
        (Channel::X, _) => Some(Price(15)),
        (Channel::Messenger | Channel::Instagram | Channel::Facebook, _) => Some(Price(0)),
        _ => None,
    }
}

fn alternatives(facts: &Facts, why: PermissionReason, now: Timestamp) -> Vec<AlternativeKind> {
    let mut kinds = match why {
        PermissionReason::NotSummoned => vec![AlternativeKind::OpenOnPlatform, AlternativeKind::DirectMessage],
        PermissionReason::Encrypted => vec![AlternativeKind::OpenOnPlatform, AlternativeKind::Phone],
        PermissionReason::WindowClosed if facts.channel == Channel::Whatsapp => {
            vec![AlternativeKind::WhatsappTemplate, AlternativeKind::Phone]
        }
        PermissionReason::WindowClosed => vec![AlternativeKind::PublicReply, AlternativeKind::Phone],
        PermissionReason::NotSendableHere => vec![AlternativeKind::AnswerElsewhere],
        _ => Vec::new(),
    };
    let is_comment = !facts.goes_on && facts.public && matches!(facts.channel, Channel::Facebook | Channel::Instagram);
    let age = facts.heard_at.map(|heard_at| now.duration_since(heard_at));
    if is_comment && !facts.private_reply_used && age.is_some_and(|age| age < PRIVATE_REPLY_TIME) {
        kinds.push(AlternativeKind::PrivateReply);
    }
    kinds
}

#[cfg(test)]
mod tests;
