//! The unit of work: one case of one conversation, and what people may do to it.
//!
//! Owns statuses, assignment and the rules of each action. Must not store, send or read a clock:
//! every action takes `now` and changes the value or refuses with a reason.

mod answering;
mod merging;
mod overruling;
mod refusal;
mod stored_message;

pub use answering::{Draft, sayable};
pub use merging::{MERGED_FROM, MERGED_INTO, merge, merged_occurrence};
pub use refusal::Refusal;
pub use stored_message::{Direction, Reading, StoredMessage, Undelivered};

use crate::domain::assignment::Search;
use crate::domain::classify::Classification;
use crate::domain::clocks::{Clocks, Moment, Occurrence, Terms};
use crate::domain::desk::Desk;
use crate::domain::ids;
use crate::domain::message::{Author, Channel};
use crate::domain::moderation::Moderation;
use crate::domain::permission::Reach;
use crate::domain::priority::{Priority, PriorityTerm};
use crate::domain::routing::Matched;
use crate::domain::sends::{self, Send};
use crate::domain::sla::SlaSubject;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a case may be put aside: who sleeps longer is forgotten.
pub const LONGEST_SLEEP: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Where a case stands. `closed` is computed from `resolved_at`, never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody has taken it yet.
    New,
    /// Somebody is on it, or was.
    Open,
    /// Answered; waiting for the contact.
    Pending,
    /// Put aside until an instant.
    Snoozed,
    /// Done; the contact may still reopen it.
    Resolved,
    /// Done for longer than the reopen window.
    Closed,
}

impl Status {
    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::New => "new",
            Status::Open => "open",
            Status::Pending => "pending",
            Status::Snoozed => "snoozed",
            Status::Resolved => "resolved",
            Status::Closed => "closed",
        }
    }

    /// The status the contract calls `word`.
    pub fn from_word(word: &str) -> Option<Status> {
        let all = [Status::New, Status::Open, Status::Pending, Status::Snoozed, Status::Resolved, Status::Closed];
        all.into_iter().find(|status| status.as_str() == word)
    }
}

/// How pressing a case is, seen at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// A deadline has passed unanswered.
    Breached,
    /// The first warning point has passed.
    AtRisk,
    /// Neither.
    OnTrack,
}

fn first() -> u64 {
    1
}

fn is_first(version: &u64) -> bool {
    *version == 1
}

fn one() -> u32 {
    1
}

fn is_one(number: &u32) -> bool {
    *number == 1
}

fn is_none_yet(count: &u32) -> bool {
    *count == 0
}

/// Why a case was resolved without anybody resolving it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResolvedWhy {
    /// A person resolved it.
    Person,
    /// The message needs no reply.
    NoReplyNeeded,
    /// We wrote first; nobody is waiting.
    WeWroteFirst,
    /// The message was taken back before anybody saw it.
    TakenBack,
    /// It records a telephone call that is over.
    CallRecorded,
    /// It goes on in another case.
    Merged,
}

/// A case. Field order is reading order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// The conversation's id.
    pub conversation: String,
    /// 1 for the conversation's first case.
    pub number: u32,
    /// Raised by every write.
    pub version: u64,
    /// The version at which something the contact could see was last recorded.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub public_version: u64,
    /// In case 1: the number of the conversation's newest case.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub latest: u32,
    /// The channel.
    pub channel: Channel,
    /// The brand account's external id.
    pub inbox: String,
    /// Whether everybody can see it.
    pub public: bool,
    /// The member of the public.
    pub contact: Author,
    /// Where it stands.
    pub status: Status,
    /// The team that owns it.
    pub team: String,
    /// The agent who holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// Looking for somebody to give it to, in a team whose cases are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<Search>,
    /// The teams it was handed on by, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub past_teams: Vec<String>,
    /// How much it matters.
    pub priority: Priority,
    /// Why: the terms of the sum.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub priority_terms: Vec<PriorityTerm>,
    /// What it is about.
    pub classification: Classification,
    /// The routing rule that chose the team, `fallback`, or `transfer`.
    pub rule: String,
    /// Which conditions of the rule held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matched: Vec<Matched>,
    /// The desk version the decisions were taken under.
    pub desk: String,
    /// The platform's time of the first message.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub opened_at: Timestamp,
    /// Since when it waits for whom it waits for; absent: since it was opened.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub waiting_since_at: Option<Timestamp>,
    /// The clocks, folded.
    #[serde(default)]
    pub clocks: Clocks,
    /// The contact's latest message: its time; absent: the contact has said nothing yet.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub heard_at: Option<Timestamp>,
    /// The contact's latest message: its id, where a reply goes (absent: the opening's).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_id: Option<String>,
    /// How the contact may be reached.
    #[serde(default, skip_serializing_if = "Reach::is_ordinary")]
    pub reach: Reach,
    /// The beginning of the latest message; absent while the opening is the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snippet: Option<String>,
    /// Case 1 holds the conversation's first message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<StoredMessage>,
    /// Until when it sleeps.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub snoozed_until_at: Option<Timestamp>,
    /// When it was resolved.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub resolved_at: Option<Timestamp>,
    /// Why it was resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_why: Option<ResolvedWhy>,
    /// The case in which its messages stand now, since it turned out to be part of that one's conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goes_on_in: Option<String>,
    /// The answers on their way and gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sends: Vec<Send>,
    /// How many sends there have been; numbers the next.
    #[serde(default, skip_serializing_if = "is_none_yet")]
    pub send_count: u32,
    /// When files that came with its messages are to be copied, or tried again.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub fetch_at: Option<Timestamp>,
    /// Acts on its messages on their way.
    #[serde(default, skip_serializing_if = "Moderation::is_empty")]
    pub moderation: Moderation,
    /// How often in a row a wake-up of this case failed.
    #[serde(default, skip_serializing_if = "is_none_yet")]
    pub wake_tries: u32,
    /// Whether the machine gave up on it: it no longer wakes by itself and a person has to look.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stuck: bool,
}

impl Case {
    /// The public id.
    pub fn id(&self) -> String {
        ids::case_id(&self.conversation, self.number)
    }

    /// Raises the version for the write to come; `public` when the contact could see what changed.
    pub fn touch(&mut self, public: bool) {
        self.version += 1;
        if public {
            self.public_version = self.version;
        }
    }

    /// The status as seen at `now`: resolved becomes closed after the reopen window.
    pub fn status_at(&self, now: Timestamp, reopen_window: SignedDuration) -> Status {
        let closes_at = self.resolved_at.and_then(|at| at.checked_add(reopen_window).ok());
        match (self.status, closes_at) {
            (Status::Resolved, Some(closes_at)) if now >= closes_at => Status::Closed,
            (status, _) => status,
        }
    }

    /// Whether it waits for a person of ours.
    pub fn waits_for_us(&self) -> bool {
        matches!(self.status, Status::New | Status::Open)
    }

    /// How pressing it is at `now`; `None` without a running clock.
    pub fn band(&self, now: Timestamp) -> Option<Band> {
        let running = || self.clocks.list.iter().filter(|clock| clock.is_running() && clock.breach_at().is_some());
        if running().next().is_none() {
            None
        } else if running().any(|clock| clock.is_late(now)) {
            Some(Band::Breached)
        } else if running().any(|clock| clock.at_risk_from().is_some_and(|at| at <= now)) {
            Some(Band::AtRisk)
        } else {
            Some(Band::OnTrack)
        }
    }

    /// Where the promise for this case is looked up.
    pub fn terms<'a>(&'a self, desk: &'a Desk) -> Terms<'a> {
        let subject = SlaSubject {
            team: &self.team,
            channel: self.channel,
            public: self.public,
            priority: self.priority,
            intent: self.classification.intent,
            topic: &self.classification.topic,
        };
        Terms { desk, subject }
    }

    /// Whether an answer is queued or being sent.
    pub fn answer_in_flight(&self) -> bool {
        sends::current(&self.sends).is_some_and(Send::is_in_flight)
    }

    /// When the machine must look at it next; `None` when nothing is scheduled.
    pub fn next_instant(&self) -> Option<Timestamp> {
        if self.stuck {
            return None;
        }
        let send = sends::current(&self.sends).and_then(Send::next_instant);
        let clock = self.clocks.next_instant(self.answer_in_flight());
        let acts = self.moderation.next_instant();
        let search = self.search.as_ref().and_then(|search| search.next_at);
        let others = [self.snoozed_until_at, self.fetch_at, self.window_instant(), acts, search];
        [send, clock].into_iter().chain(others).flatten().min()
    }

    /// The text of the latest message, short.
    pub fn snippet_text(&self) -> String {
        match (&self.snippet, &self.opening) {
            (Some(snippet), _) => snippet.clone(),
            (None, Some(opening)) => short(opening.shown()),
            (None, None) => String::new(),
        }
    }

    /// The id of the contact's latest message: where a reply goes.
    pub fn reply_target(&self) -> Option<&str> {
        let opening = || self.opening.as_ref().filter(|opening| opening.direction == Direction::In);
        self.heard_id.as_deref().or_else(|| opening().map(|opening| opening.external_id.as_str()))
    }

    /// The send with this id.
    pub fn send(&self, id: &str) -> Option<&Send> {
        self.sends.iter().find(|send| send.id == id)
    }

    /// The send with this id, to change.
    pub fn send_mut(&mut self, id: &str) -> Option<&mut Send> {
        self.sends.iter_mut().find(|send| send.id == id)
    }
}

/// The first 140 characters of a text, on one line.
pub fn short(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 140 { line } else { line.chars().take(139).chain(['…']).collect() }
}

impl Case {
    /// Takes the case for `agent`. `Ok(false)`: they hold it already.
    pub fn claim(&mut self, agent: &str) -> Result<bool, Refusal> {
        match &self.assignee {
            Some(holder) if holder == agent => Ok(false),
            Some(holder) => Err(Refusal::Held { holder: holder.clone() }),
            None => {
                self.assign(Some(agent))?;
                Ok(true)
            }
        }
    }

    /// Gives the case to an agent, or to nobody. New becomes open at the first assignment.
    pub fn assign(&mut self, agent: Option<&str>) -> Result<(), Refusal> {
        if self.status == Status::Resolved {
            return Err(Refusal::WrongStatus(self.status));
        }
        self.assignee = agent.map(str::to_owned);
        if agent.is_some() && self.status == Status::New {
            self.status = Status::Open;
        }
        Ok(())
    }

    /// Hands the case to another team; it waits there unassigned.
    pub fn transfer(&mut self, team: &str, desk: &Desk, now: Timestamp) -> Result<(), Refusal> {
        if self.status == Status::Resolved {
            return Err(Refusal::WrongStatus(self.status));
        }
        let team = desk.team(team).ok_or(Refusal::UnknownTeam)?;
        self.leave_for(&team.id);
        self.assignee = None;
        self.rule = "transfer".to_owned();
        self.matched.clear();
        self.retarget(desk, now);
        Ok(())
    }

    /// Puts the case aside until an instant.
    pub fn snooze(&mut self, until_at: Timestamp, now: Timestamp) -> Result<(), Refusal> {
        if self.status == Status::Resolved {
            return Err(Refusal::WrongStatus(self.status));
        }
        if until_at <= now {
            return Err(Refusal::PastInstant);
        }
        let latest = now.checked_add(LONGEST_SLEEP).unwrap_or(Timestamp::MAX);
        if until_at > latest {
            return Err(Refusal::TooFar { until_at: latest });
        }
        self.status = Status::Snoozed;
        self.snoozed_until_at = Some(until_at);
        Ok(())
    }

    /// Ends the sleep of a snoozed case.
    pub fn wake(&mut self, now: Timestamp) {
        if self.status == Status::Snoozed {
            self.status = Status::Open;
            self.waiting_since_at = Some(now);
        }
        self.snoozed_until_at = None;
    }

    /// Ends the case. An answer still on its way must be settled first.
    pub fn resolve(&mut self, now: Timestamp, desk: &Desk) -> Result<bool, Refusal> {
        if self.status == Status::Resolved {
            return Ok(false);
        }
        if sends::current(&self.sends).is_some() {
            return Err(Refusal::SendPending);
        }
        self.fold(
            &Occurrence { at: now, moment: Moment::Resolved, id: format!("resolved-{}", now.as_millisecond()) },
            desk,
        );
        self.status = Status::Resolved;
        self.resolved_at = Some(now);
        self.resolved_why = Some(ResolvedWhy::Person);
        self.snoozed_until_at = None;
        Ok(true)
    }

    /// Opens a resolved case again.
    pub fn reopen(&mut self, now: Timestamp, desk: &Desk) -> Result<bool, Refusal> {
        match self.status_at(now, desk.sla.reopen_window) {
            Status::Resolved => {
                let id = format!("reopened-{}", now.as_millisecond());
                self.fold(&Occurrence { at: now, moment: Moment::Reopened, id }, desk);
                self.become_open(now);
                Ok(true)
            }
            Status::Closed => Err(Refusal::WrongStatus(Status::Closed)),
            _ => Ok(false),
        }
    }

    /// Folds one occurrence into the clocks. Callers see to it that it is not late.
    pub fn fold(&mut self, occurrence: &Occurrence, desk: &Desk) {
        let mut clocks = std::mem::take(&mut self.clocks);
        clocks.apply(occurrence, &self.terms(desk));
        self.clocks = clocks;
    }

    /// Gives the running clocks what is promised for the case as it is now.
    pub fn retarget(&mut self, desk: &Desk, now: Timestamp) {
        let mut clocks = std::mem::take(&mut self.clocks);
        clocks.retarget(&self.terms(desk), now);
        self.clocks = clocks;
    }

    /// Makes it wait for us again.
    pub fn become_open(&mut self, at: Timestamp) {
        let untouched = self.assignee.is_none() && self.resolved_why.is_some_and(|why| why != ResolvedWhy::Person);
        self.status = if untouched { Status::New } else { Status::Open };
        self.waiting_since_at = Some(at);
        self.resolved_at = None;
        self.resolved_why = None;
        self.snoozed_until_at = None;
    }

    /// Records that an answer of ours has reached the contact at `at`.
    pub fn answered(&mut self, at: Timestamp, external_id: &str, text: &str, desk: &Desk) {
        self.fold(&Occurrence { at, moment: Moment::Answered, id: external_id.to_owned() }, desk);
        self.now_waits_for_contact(at, text);
    }

    /// After an answer the contact is awaited, unless they have spoken since.
    pub fn now_waits_for_contact(&mut self, at: Timestamp, text: &str) {
        let spoke_since = self.heard_at.is_some_and(|heard_at| heard_at > at);
        if !spoke_since && self.status != Status::Resolved {
            self.status = Status::Pending;
            self.waiting_since_at = Some(at);
            self.snoozed_until_at = None;
        }
        if !spoke_since {
            self.snippet = Some(short(text));
        }
    }
}
