//! The desk: what support operations owns as versioned files, once read and found good.
//!
//! Owns the whole desk as one value, looking things up in it, and the list of what can be wrong with
//! its files. Must not read files: `crate::desk` does.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::domain::calendar::{Calendar, CalendarError};
use crate::domain::message::Channel;
use crate::domain::permission::ReplyRule;
use crate::domain::routing::Rule;
use crate::domain::sla::SlaPolicies;
use crate::domain::team::{Agent, BilingualName, Team};

/// One version of the desk.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The first 16 hexadecimal digits of the SHA-256 of the files.
    pub version: String,
    /// The brand's own accounts.
    pub inboxes: Vec<Inbox>,
    /// The teams, retired ones included.
    pub teams: Vec<Team>,
    /// Those to whom cases are given.
    pub agents: Vec<Agent>,
    /// Id of the team that gets what no rule speaks of.
    pub fallback: String,
    /// Id of the team that calls people back.
    pub callbacks: Option<String>,
    /// The routing rules; the first that matches decides.
    pub rules: Vec<Rule>,
    /// What we promise.
    pub sla: SlaPolicies,
    /// The business calendars by name.
    pub calendars: BTreeMap<String, Calendar>,
    /// What messages are about.
    pub topics: Vec<Topic>,
    /// The platforms' ids of applications whose echoes never count as answers.
    pub bots: Vec<String>,
}

/// One of the brand's own accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inbox {
    /// Where the account is.
    pub channel: Channel,
    /// The platform's id of the account (X user id, Page id, WhatsApp phone number id...).
    pub external_id: String,
    /// What people read.
    pub name: String,
    /// The handle without `@`, where the platform has handles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// X: whom our application may answer in public.
    #[serde(skip_serializing_if = "is_default")]
    pub reply_rule: ReplyRule,
}

fn is_default(rule: &ReplyRule) -> bool {
    *rule == ReplyRule::default()
}

/// What a message can be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Topic {
    /// Short name, the classifier's label.
    pub id: String,
    /// What people read.
    pub name: BilingualName,
    /// Id of the team that finds the answer when nobody has one yet.
    pub owner: String,
}

impl Desk {
    /// The inbox with that id on that channel. A Page's private messages and its comments are two inboxes.
    pub fn inbox(&self, channel: Channel, external_id: &str) -> Option<&Inbox> {
        self.inboxes.iter().find(|inbox| inbox.channel == channel && inbox.external_id == external_id)
    }

    /// The team of that id, retired or not.
    pub fn team(&self, id: &str) -> Option<&Team> {
        self.teams.iter().find(|team| team.id == id)
    }

    /// The topic of that id.
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.id == id)
    }

    /// The calendar of that name.
    pub fn calendar(&self, name: &str) -> Option<&Calendar> {
        self.calendars.get(name)
    }

    /// The team that gets what is meant for `id` today: itself, or the last heir of a retired team.
    /// `None` when there is no such team or the heirs go round in a circle, which a checked desk never has.
    pub fn team_or_heir(&self, id: &str) -> Option<&Team> {
        let mut team = self.team(id)?;
        for _ in 0..=self.teams.len() {
            match &team.heir {
                None => return Some(team),
                Some(heir) => team = self.team(heir)?,
            }
        }
        None
    }
}

/// One thing wrong with the desk files. The sentence is `words::desk::problem`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    /// The file's name without its folder; for a folder that cannot be read, the folder.
    pub file: String,
    /// The line, from 1; 0 when the problem has no line (a missing file).
    pub line: usize,
    /// What is wrong.
    pub code: ProblemCode,
    /// What the code speaks of: the word as written, a key...
    pub about: String,
    /// The words that would be right, where they can be listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<String>,
}

/// What can be wrong with a desk file. `about` means the problem's field. Serialized as its stable code alone.
#[derive(Debug, Clone, PartialEq)]
pub enum ProblemCode {
    /// The folder or the file cannot be read; `about` is what the system says.
    Unreadable,
    /// The file is not UTF-8 text.
    NotText,
    /// A `.toml` file that no desk has.
    UnknownFile,
    /// A file every desk needs is not there.
    MissingFile,
    /// Not TOML; `about` is what the parser says, in English.
    NotToml,
    /// The key `about` means nothing here.
    UnknownKey,
    /// The key `about` is needed here.
    MissingKey,
    /// The key `about` holds the wrong kind of value.
    WrongType(Expected),
    /// The key `about` holds nothing.
    Empty,
    /// `about` is not fit to be an id.
    BadId,
    /// `about` is a name with a meaning of its own.
    ReservedName,
    /// `about` was already used on an earlier line of the same file.
    Duplicate {
        /// That line, from 1.
        first_line: usize,
    },
    /// No team is called `about`.
    UnknownTeam,
    /// No calendar is called `about`.
    UnknownCalendar,
    /// No topic is called `about`.
    UnknownTopic,
    /// No inbox has the id `about`.
    UnknownInbox,
    /// No intent is called `about`.
    UnknownIntent,
    /// No language has the code `about`.
    UnknownLanguage,
    /// No channel is called `about`.
    UnknownChannel,
    /// No reply rule is called `about`.
    UnknownReplyRule,
    /// No priority is called `about`.
    UnknownPriority,
    /// No sentiment is called `about`.
    UnknownSentiment,
    /// No way of assigning is called `about`.
    UnknownAssignment,
    /// No order of agents is called `about`.
    UnknownStrategy,
    /// The team `about` gives its cases to agents and has none.
    NoAgents,
    /// A text without a letter or a digit can never be found in a message.
    BadWord,
    /// There is no fallback team.
    MissingFallback,
    /// A retired team's heir is not a team.
    UnknownHeir,
    /// Retired teams inherit from each other in a circle; `about` is the circle.
    HeirLoop,
    /// The rule or policy `about` can never match: an earlier one takes everything it could.
    NeverMatches {
        /// Name of the earlier one.
        earlier: String,
        /// Its line, from 1.
        earlier_line: usize,
    },
    /// `about` is not a span of time above zero.
    BadDuration,
    /// `about` is not a point between the start and the deadline.
    BadWarning,
    /// `about` is not a step of an escalation.
    BadEscalation,
    /// The policy `about` promises nothing.
    NoTarget,
    /// No policy without conditions promises `about`.
    NoCatchAll,
    /// A calendar cannot be meant.
    Calendar(CalendarError),
}

/// The kind of value a key should have held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A text in quotes.
    Text,
    /// A list of texts.
    Texts,
    /// A text or a list of texts.
    TextOrTexts,
    /// `true` or `false`.
    Flag,
    /// A whole number above zero.
    Count,
    /// A table of keys and values.
    Table,
    /// Tables headed by double brackets.
    Tables,
}

impl ProblemCode {
    /// The stable code, snake_case.
    pub fn as_str(&self) -> &'static str {
        match self {
            ProblemCode::Unreadable => "unreadable",
            ProblemCode::NotText => "not_text",
            ProblemCode::UnknownFile => "unknown_file",
            ProblemCode::MissingFile => "missing_file",
            ProblemCode::NotToml => "not_toml",
            ProblemCode::UnknownKey => "unknown_key",
            ProblemCode::MissingKey => "missing_key",
            ProblemCode::WrongType(_) => "wrong_type",
            ProblemCode::Empty => "empty",
            ProblemCode::BadId => "bad_id",
            ProblemCode::ReservedName => "reserved_name",
            ProblemCode::Duplicate { .. } => "duplicate",
            ProblemCode::UnknownTeam => "unknown_team",
            ProblemCode::UnknownCalendar => "unknown_calendar",
            ProblemCode::UnknownTopic => "unknown_topic",
            ProblemCode::UnknownInbox => "unknown_inbox",
            ProblemCode::UnknownIntent => "unknown_intent",
            ProblemCode::UnknownLanguage => "unknown_language",
            ProblemCode::UnknownChannel => "unknown_channel",
            ProblemCode::UnknownReplyRule => "unknown_reply_rule",
            ProblemCode::UnknownPriority => "unknown_priority",
            ProblemCode::UnknownSentiment => "unknown_sentiment",
            ProblemCode::UnknownAssignment => "unknown_assignment",
            ProblemCode::UnknownStrategy => "unknown_strategy",
            ProblemCode::NoAgents => "no_agents",
            ProblemCode::BadWord => "bad_word",
            ProblemCode::MissingFallback => "missing_fallback",
            ProblemCode::UnknownHeir => "unknown_heir",
            ProblemCode::HeirLoop => "heir_loop",
            ProblemCode::NeverMatches { .. } => "never_matches",
            ProblemCode::BadDuration => "bad_duration",
            ProblemCode::BadWarning => "bad_warning",
            ProblemCode::BadEscalation => "bad_escalation",
            ProblemCode::NoTarget => "no_target",
            ProblemCode::NoCatchAll => "no_catch_all",
            ProblemCode::Calendar(_) => "calendar",
        }
    }
}

impl Serialize for ProblemCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
