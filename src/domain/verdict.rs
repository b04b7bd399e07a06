//! What an answer is worth beside the verified answer and beside what was said elsewhere.
//!
//! Owns choosing what an answer is compared with. Must not compare texts (`alignment` does) nor look
//! anything up. The order in which the other answers are handed over never matters.

use crate::domain::alignment::{Because, Verdict, compare};
use crate::domain::briefing::Briefing;
use crate::domain::message::Channel;
use crate::domain::records::Answer;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// How far back, and ahead of an answer heard late, others are compared with it.
pub const RECENT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// How many of them, the newest.
pub const COMPARED: usize = 50;

/// The topic of whatever no other topic names: two answers filed there need not be about the same thing.
const CATCH_ALL: &str = "other";

/// What kind of thing was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementKind {
    /// A verified answer.
    Briefing,
    /// An answer somebody gave.
    Answer,
}

/// Something that was said, quoted: one side of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// What kind of thing.
    pub kind: StatementKind,
    /// The briefing's or the answer's id.
    pub id: String,
    /// Where it was said; absent for a briefing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// The words.
    pub text: String,
    /// Who said it, or who has verified it.
    pub by: String,
    /// When it was said, or from when on it holds.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// The case it answered.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub case: String,
}

impl Statement {
    /// An answer, quoted in full.
    pub fn of_answer(answer: &Answer) -> Statement {
        Statement {
            kind: StatementKind::Answer,
            id: answer.id.clone(),
            channel: Some(answer.channel),
            text: answer.text.clone(),
            by: answer.by.clone(),
            at: answer.at,
            case: answer.case.clone(),
        }
    }

    /// A briefing in its words for a channel.
    pub fn of_briefing(briefing: &Briefing, channel: Channel) -> Statement {
        Statement {
            kind: StatementKind::Briefing,
            id: briefing.id(),
            channel: None,
            text: briefing.wording(channel).to_owned(),
            by: briefing.verified_by.clone(),
            at: briefing.valid_from_at,
            case: String::new(),
        }
    }

    /// The same, quoted in one short line.
    pub fn excerpt(&self) -> Statement {
        Statement { text: crate::domain::case::short(&self.text), ..self.clone() }
    }

    /// Its place in the order of comparison: a briefing first, then by time.
    fn order(&self) -> (StatementKind, Timestamp, &str) {
        (self.kind, self.at, &self.id)
    }
}

/// Both statements, the one that counts as the first answer first: whoever asks gets the same order.
pub fn ordered<'a>(one: &'a Statement, other: &'a Statement) -> (&'a Statement, &'a Statement) {
    if one.order() <= other.order() { (one, other) } else { (other, one) }
}

/// Whether two statements on a topic contradict each other, seen in their own order.
pub fn contradict(one: &Statement, other: &Statement, topic: &str) -> bool {
    let (a, b) = ordered(one, other);
    compare(&a.text, &b.text, Some(topic)).verdict == Verdict::Contradicts
}

/// The verdict on an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// One of the contract's four verdicts.
    pub verdict: Verdict,
    /// The facts it rests on: `a` what it was compared with, `b` the answer itself.
    pub because: Vec<Because>,
    /// What it was compared with.
    pub against: Option<Statement>,
}

/// The others an answer is compared with: same topic, another channel, recent, not corrected since; the newest first.
pub fn comparable<'a>(said: &Statement, topic: &str, others: &'a [Answer]) -> Vec<&'a Answer> {
    if topic == CATCH_ALL {
        return Vec::new();
    }
    let near = |other: &Answer| {
        let apart = other.at.duration_since(said.at);
        apart <= RECENT && apart >= -RECENT
    };
    let mut found: Vec<&Answer> = others
        .iter()
        .filter(|other| other.topic == topic && Some(other.channel) != said.channel)
        .filter(|other| other.corrected_at.is_none() && other.id != said.id && near(other))
        .collect();
    found.sort_by_key(|other| Reverse((other.at, other.id.clone())));
    found.truncate(COMPARED);
    found
}

/// The newest comparable answer that contradicts this one.
pub fn contradicted<'a>(said: &Statement, topic: &str, others: &'a [Answer]) -> Option<&'a Answer> {
    let mut comparable = comparable(said, topic, others).into_iter();
    comparable.find(|other| contradict(said, &Statement::of_answer(other), topic))
}

/// Judges an answer: the briefing in force decides; without one that speaks of the same thing, a recent
/// answer on another channel that says something else.
pub fn judge(said: &Statement, topic: &str, briefing: Option<&Briefing>, others: &[Answer]) -> Judged {
    if let (Some(briefing), Some(channel)) = (briefing, said.channel) {
        let canonical = Statement::of_briefing(briefing, channel);
        let compared = compare(&canonical.text, &said.text, Some(topic));
        if !matches!(compared.verdict, Verdict::Unrelated | Verdict::NoCanonical) {
            return Judged { verdict: compared.verdict, because: compared.because, against: Some(canonical) };
        }
    }
    match contradicted(said, topic, others).map(Statement::of_answer) {
        Some(other) => Judged {
            verdict: Verdict::Contradicts,
            because: because_seen_from(said, &other, topic),
            against: Some(other),
        },
        None => Judged { verdict: Verdict::NoCanonical, because: Vec::new(), against: None },
    }
}

/// The facts two statements differ in, with the other's words as `a` and this one's as `b`.
fn because_seen_from(said: &Statement, other: &Statement, topic: &str) -> Vec<Because> {
    let (first, second) = ordered(said, other);
    let found = compare(&first.text, &second.text, Some(topic)).because;
    if first.id == other.id && first.kind == other.kind {
        return found;
    }
    found.into_iter().map(|because| Because { fact: because.fact, a: because.b, b: because.a }).collect()
}

#[cfg(test)]
mod tests;
