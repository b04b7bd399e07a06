//! Drift: two answers to one question that contradict each other, until somebody says which is right.
//!
//! Owns which contradiction is news, its identity and how the people told otherwise can be reached.
//! Must not send or store anything.

use crate::domain::alignment::{Because, compare};
use crate::domain::briefing::Briefing;
use crate::domain::case::{Case, Status};
use crate::domain::clocks::{Moment, Occurrence};
use crate::domain::desk::Desk;
use crate::domain::ids::short_hash;
use crate::domain::message::Channel;
use crate::domain::records::Answer;
use crate::domain::verdict::{self, Statement, StatementKind, contradict, ordered};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Which side is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// The first answer.
    A,
    /// The second answer.
    B,
    /// The verified answer in force.
    Briefing,
}

/// A contradiction between two statements on a topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// The topic.
    pub topic: String,
    /// The verified answer, or the earlier one.
    pub a: Statement,
    /// The later one.
    pub b: Statement,
    /// The facts in which they differ.
    pub because: Vec<Because>,
    /// When the later one was given.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub opened_at: Timestamp,
    /// When somebody decided.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub closed_at: Option<Timestamp>,
    /// Who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_by: Option<String>,
    /// What they decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<Right>,
}

impl Drift {
    /// The drift between two statements, the same whichever of them is asked about.
    pub fn between(one: &Statement, other: &Statement, topic: &str) -> Drift {
        let (a, b) = ordered(one, other);
        Drift {
            topic: topic.to_owned(),
            because: compare(&a.text, &b.text, Some(topic)).because,
            opened_at: a.at.max(b.at),
            a: a.clone(),
            b: b.clone(),
            closed_at: None,
            closed_by: None,
            right: None,
        }
    }

    /// What makes it this pair and no other.
    pub fn pair(&self) -> String {
        short_hash(&["contradiction", &self.topic, &self.a.id, &self.b.id])
    }

    /// The public id: `{milliseconds}-{pair}`.
    pub fn id(&self) -> String {
        format!("{}-{}", self.opened_at.as_millisecond(), self.pair())
    }

    /// Whether a statement only repeats one side of it: it contradicts the other side alone.
    fn tells_already(&self, said: &Statement) -> bool {
        let differs = |side: &Statement| contradict(said, side, &self.topic);
        self.closed_at.is_none() && differs(&self.a) != differs(&self.b)
    }
}

/// The instant and pair inside a drift's id.
pub fn parse_drift_id(id: &str) -> Option<(Timestamp, &str)> {
    let (millisecond, pair) = id.split_once('-')?;
    let at = Timestamp::from_millisecond(millisecond.parse().ok()?).ok()?;
    let well_formed = pair.len() == 24 && pair.bytes().all(|byte| byte.is_ascii_hexdigit());
    well_formed.then_some((at, pair))
}

/// The drift an answer opens, if any.
///
/// Two answers that people were given name it; a briefing stands in only where nobody was told what it says.
/// Answers older than the briefing in force were given under another truth and open nothing. What only
/// repeats one side of an open drift is no news: fifty right answers beside a wrong one are one drift.
pub fn opened_by(
    said: &Statement,
    topic: &str,
    briefing: Option<&Briefing>,
    others: &[Answer],
    open: &[Drift],
) -> Option<Drift> {
    let since = briefing.map(|briefing| briefing.valid_from_at);
    let under_it: Vec<Answer> =
        others.iter().filter(|other| since.is_none_or(|since| other.at >= since)).cloned().collect();
    let opponent = match verdict::contradicted(said, topic, &under_it) {
        Some(other) => Statement::of_answer(other),
        None => {
            let canonical = Statement::of_briefing(briefing?, said.channel?);
            Some(canonical).filter(|canonical| contradict(canonical, said, topic))?
        }
    };
    let known = open.iter().any(|drift| drift.topic == topic && drift.tells_already(said));
    (!known).then(|| Drift::between(said, &opponent, topic))
}

/// How somebody who was told otherwise hears what is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Their case is opened again: they can be written to.
    Write,
    /// They were told on the phone and cannot be written to: a note for whoever calls.
    Note,
    /// No way to them is known: they are only listed.
    Listed,
}

/// How long after their last message one may write to somebody in private, where the platform says so.
fn window(channel: Channel) -> Option<SignedDuration> {
    match channel {
        Channel::Messenger | Channel::Instagram | Channel::Facebook => Some(SignedDuration::from_hours(24 * 7)),
        Channel::Whatsapp => Some(SignedDuration::from_hours(24)),
        _ => None,
    }
}

/// The remedy for an answer given on `told_on`, in the case it belongs to.
pub fn remedy(told_on: Channel, case: Option<&Case>, now: Timestamp) -> Remedy {
    let Some(case) = case else { return Remedy::Listed };
    let can_write = match case.channel {
        Channel::X | Channel::Sms | Channel::Email => true,
        channel if case.public => window(channel).is_some(),
        channel => window(channel)
            .zip(case.last_act_at())
            .is_some_and(|(window, heard_at)| heard_at.checked_add(window).is_ok_and(|closes_at| now < closes_at)),
    };
    match can_write {
        true => Remedy::Write,
        false if told_on == Channel::Phone => Remedy::Note,
        false => Remedy::Listed,
    }
}

/// The log's word for a case opened again to correct an answer.
pub const CORRECT: &str = "correct";
/// The log's word for a correction asked for on a case that waits for us anyway, or that only a call can make.
pub const CORRECT_NOTE: &str = "correct_note";

/// The identity of the occurrence that opens a case again for a correction.
pub fn correction_occurrence(at: Timestamp) -> Occurrence {
    Occurrence { at, moment: Moment::Reopened, id: format!("reopened-{}", at.as_millisecond()) }
}

/// What becomes of the newest case of a conversation whose contact must be told what is right.
#[derive(Debug, Clone, PartialEq)]
pub enum Correction {
    /// It waits for us anyway: it only gets the note.
    Noted(Box<Case>),
    /// It is open again.
    Reopened(Box<Case>),
    /// It is closed for good: another one is opened beside it.
    Opened(Box<Case>),
}

/// Opens a conversation for a correction.
pub fn correct(newest: &Case, now: Timestamp, desk: &Desk) -> Correction {
    let mut case = newest.clone();
    match newest.status_at(now, desk.sla.reopen_window) {
        Status::New | Status::Open => Correction::Noted(Box::new(case)),
        Status::Snoozed => {
            case.wake(now);
            Correction::Noted(Box::new(case))
        }
        Status::Pending | Status::Resolved => {
            open_again(&mut case, now, desk);
            Correction::Reopened(Box::new(case))
        }
        Status::Closed => Correction::Opened(Box::new(follow_up(newest, now, desk))),
    }
}

fn open_again(case: &mut Case, now: Timestamp, desk: &Desk) {
    case.fold(&correction_occurrence(now), desk);
    case.become_open(now);
}

/// The next case of a conversation, which waits for us to say what is right.
fn follow_up(newest: &Case, now: Timestamp, desk: &Desk) -> Case {
    let mut case = newest.clone();
    case.number += 1;
    case.latest = case.number;
    case.version = 1;
    case.public_version = 1;
    case.heard_id = newest.reply_target().map(str::to_owned);
    case.snippet = Some(newest.snippet_text());
    case.opening = None;
    case.assignee = None;
    case.search = None;
    case.past_teams.clear();
    case.opened_at = now;
    case.clocks = crate::domain::clocks::Clocks::default();
    case.sends.clear();
    case.send_count = 0;
    case.wake_tries = 0;
    case.stuck = false;
    case.desk.clone_from(&desk.version);
    if let Some(team) = desk.team_or_heir(&newest.team) {
        case.team.clone_from(&team.id);
    }
    open_again(&mut case, now, desk);
    case
}

/// Whether a side is an answer of that id.
pub fn is_answer(side: &Statement, answer: &Answer) -> bool {
    side.kind == StatementKind::Answer && side.id == answer.id
}
