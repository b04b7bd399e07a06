//! What a platform told us, in our own words: the one normal form every channel parses into.
//!
//! Owns the vocabulary of the contract (channel, outcome, kind) and the `Event` value.
//! Must not know any platform's field names, read a clock or decide anything.

use crate::domain::send_reasons::RefusalCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A kind of platform. The strings are the contract's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// X (Twitter): public posts and direct messages.
    X,
    /// Facebook Messenger.
    Messenger,
    /// Instagram messages and comments.
    Instagram,
    /// Comments and posts on a Facebook Page.
    Facebook,
    /// WhatsApp Cloud API.
    Whatsapp,
    /// Text messages.
    Sms,
    /// E-mail.
    Email,
    /// The telephone.
    Phone,
    /// Chat on the brand's own site.
    Chat,
    /// The brand's own application.
    App,
    /// Point of sale.
    Store,
    /// An automated assistant.
    Bot,
    /// A customer relationship system.
    Crm,
}

impl Channel {
    /// Every channel, in the order of the contract.
    pub const ALL: [Channel; 13] = [
        Channel::X,
        Channel::Messenger,
        Channel::Instagram,
        Channel::Facebook,
        Channel::Whatsapp,
        Channel::Sms,
        Channel::Email,
        Channel::Phone,
        Channel::Chat,
        Channel::App,
        Channel::Store,
        Channel::Bot,
        Channel::Crm,
    ];

    /// The contract's word for this channel.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::X => "x",
            Channel::Messenger => "messenger",
            Channel::Instagram => "instagram",
            Channel::Facebook => "facebook",
            Channel::Whatsapp => "whatsapp",
            Channel::Sms => "sms",
            Channel::Email => "email",
            Channel::Phone => "phone",
            Channel::Chat => "chat",
            Channel::App => "app",
            Channel::Store => "store",
            Channel::Bot => "bot",
            Channel::Crm => "crm",
        }
    }

    /// The channel the contract calls `word`.
    pub fn from_word(word: &str) -> Option<Channel> {
        Channel::ALL.into_iter().find(|channel| channel.as_str() == word)
    }
}

/// What an incoming element turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A member of the public said something to us (also unsupported content).
    Message,
    /// One of our inboxes wrote it: an echo, our own post, our own direct message.
    Own,
    /// An edit; `external_id` is the first id.
    Update,
    /// The author took it back.
    Delete,
    /// Repost, like, reaction, follow, referral: nothing to answer.
    Engagement,
    /// Read, delivery, typing.
    Receipt,
    /// About the connection itself: revoked access, replay status, policy.
    Lifecycle,
    /// A message we cannot read; a person must open the platform.
    Encrypted,
    /// Understood, and deliberately left alone, with the reason.
    Ignored,
    /// Not understood: set aside where a person sees it.
    Parked,
}

/// What kind of thing the platform reported. The strings are the contract's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the contract's table documents the words
pub enum Kind {
    Mention,
    Reply,
    Quote,
    Post,
    Repost,
    Like,
    Follow,
    DirectMessage,
    EncryptedMessage,
    Comment,
    VisitorPost,
    StoryMention,
    StoryReply,
    Postback,
    Reaction,
    Edit,
    Delete,
    Read,
    Delivery,
    Typing,
    Status,
    Referral,
    ThreadControl,
    Policy,
    Revoke,
    ReplayStatus,
    Call,
    Answer,
    Contact,
    Test,
    Other,
}

/// Who wrote it, as far as the body says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The platform's id of the account, always a string.
    pub id: String,
    /// The handle without `@`, where the platform has handles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// The display name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The telephone number, where the body carries one and the id is not it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Number of followers, where the body carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub followers: Option<u64>,
    /// Whether the platform calls the account verified.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub verified: bool,
}

/// A picture, a video, a place... that came with a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// `image`, `video`, `audio`, `file`, `location`, `sticker`, `share`, `template`, `other`.
    pub kind: String,
    /// Where the platform keeps it; absent when the body does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// What a system of the brand's own reports besides what was said. Its presence says that it did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// The contact's telephone number, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The contact's e-mail address, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What it is about, a topic of the desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The case it belongs to, where the system knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// Which of ours spoke.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
}

/// Why an element was ignored or parked: a stable code and the words it needs.
/// The sentence is made when read, in the reader's language (`words::intake`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntakeReason {
    /// A stable code, snake_case: `unknown_kind`, `not_json`, `missing_field`, `repost`...
    pub code: String,
    /// What the code speaks of: a field name, a kind... never a text, a handle or a token.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
}

/// How far one of our messages has come, as its platform tells later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// It left the platform.
    Sent,
    /// It reached the person's device.
    Delivered,
    /// The person has seen it.
    Read,
    /// The platform had accepted it and could not deliver it. Final.
    Failed(RefusalCode),
}

/// One element of a delivery, in normal form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// What it turned out to be.
    pub outcome: Outcome,
    /// The kind of thing the platform reported.
    pub kind: Kind,
    /// The channel; absent only when the body did not let itself be read that far.
    pub channel: Option<Channel>,
    /// The platform's id of the message (for an edited X post the *first* id of its history; for a
    /// delete, a reaction or a receipt the id of the message it is about). Unique within the inbox.
    pub external_id: Option<String>,
    /// For an edit that came under a new id (X): that id. Otherwise absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_id: Option<String>,
    /// The external id of the brand account this concerns (X user id, Page id...).
    pub inbox: Option<String>,
    /// The external id of the member of the public the conversation is with: the author of a
    /// message, the recipient of one of ours. In comment threads without an author, the top comment's id.
    pub contact: Option<String>,
    /// Another id of the same person, where a body tells two: on WhatsApp the telephone number beside the
    /// business-scoped id, and the id before it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_as: Option<String>,
    /// The id by which the platform named the contact, where the conversation is kept under another: where an answer
    /// goes. No parser sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_as: Option<String>,
    /// Whether everybody can see it.
    pub public: bool,
    /// Who wrote it.
    pub author: Option<Author>,
    /// The full text as sent, with the platform's escaping undone.
    pub text: String,
    /// The text to read: links expanded, leading handles hidden.
    pub display: String,
    /// The platform's time of the event (X posts: the time inside the id).
    pub at: Option<Timestamp>,
    /// The platform's thread, an attribute of the message and never a key.
    pub thread: Option<String>,
    /// The external id of the message this one answers.
    pub in_reply_to: Option<String>,
    /// What came with it.
    pub attachments: Vec<Attachment>,
    /// The platform's language tag, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What we attached to our own send and the echo or the status brought back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
    /// For a receipt about one message of ours: how far it has come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<Progress>,
    /// The platform's id of the application that wrote an own message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// The external ids of other accounts a post addresses beside the inbox: mentioned, replied to, quoted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_named: Vec<String>,
    /// Edits: how many times the message has been edited (1 for the first edit). 0 otherwise.
    #[serde(default)]
    pub revision: u32,
    /// Edits on platforms that do not count them: when this version was reported. Absent: `at` says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// X, in public: its author neither typed our handle nor quoted us, so that self-serve applications may not
    /// answer it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsummoned: bool,
    /// What a system of the brand's own reports besides; absent where a platform speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<Box<Reported>>,
    /// Why it was ignored or parked; for other outcomes anything worth telling.
    pub reason: Option<IntakeReason>,
}

impl Event {
    /// An event about which nothing else is known yet.
    pub fn new(outcome: Outcome, kind: Kind, channel: Option<Channel>) -> Event {
        Event {
            outcome,
            kind,
            channel,
            external_id: None,
            new_id: None,
            inbox: None,
            contact: None,
            known_as: None,
            written_as: None,
            public: false,
            author: None,
            text: String::new(),
            display: String::new(),
            at: None,
            thread: None,
            in_reply_to: None,
            attachments: Vec::new(),
            language: None,
            metadata: None,
            progress: None,
            app: None,
            also_named: Vec::new(),
            revision: 0,
            edited_at: None,
            unsummoned: false,
            reported: None,
            reason: None,
        }
    }

    /// An element nobody could read, with the reason.
    pub fn parked(channel: Option<Channel>, code: &str, about: &str) -> Event {
        let mut event = Event::new(Outcome::Parked, Kind::Other, channel);
        event.reason = Some(IntakeReason { code: code.to_owned(), about: about.to_owned() });
        event
    }
}
