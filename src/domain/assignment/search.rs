//! Looking for somebody to give a case to: when it begins and ends, and what is kept of it in the case.
//!
//! Owns that, and the teams a case has gone through. Must not choose anybody.

use super::{Decision, Waiting, pushes};
use crate::domain::case::Case;
use crate::domain::desk::Desk;
use crate::domain::sends::SendState;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How many teams a case remembers having left.
const TEAMS_REMEMBERED: usize = 8;
/// When a case that nobody could get is looked at a second time: by then the queue's index shows it to whoever comes.
const SECOND_LOOK: SignedDuration = SignedDuration::from_mins(1);
/// How long a case whose answer is on its way is left alone.
const ANSWER_TIME: SignedDuration = SignedDuration::from_mins(1);

/// What is kept, in the case, of looking for somebody. Absent in teams that pull, and while somebody holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// Since when somebody is looked for; absent: since the case was opened.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub since_at: Option<Timestamp>,
    /// When to look; absent: when somebody comes or room becomes free. Short in the row, which must fit one unit.
    #[serde(
        rename = "at",
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub next_at: Option<Timestamp>,
    /// Why nobody has it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Waiting>,
}

impl Search {
    /// A search that begins.
    fn from(at: Timestamp) -> Search {
        Search { since_at: Some(at), next_at: Some(at), why: None }
    }
}

/// How a case stood towards people when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    team: String,
    waits: bool,
    /// Who held it while it waited for us.
    pub holder: Option<String>,
}

impl Standing {
    /// How it stands now.
    pub fn of(case: &Case) -> Standing {
        let waits = case.waits_for_us();
        Standing { team: case.team.clone(), waits, holder: case.assignee.clone().filter(|_| waits) }
    }
}

impl Case {
    /// Begins or ends looking for somebody, where a change has made that necessary.
    pub fn seek(&mut self, before: &Standing, desk: &Desk, now: Timestamp) {
        let standing = Standing::of(self);
        if standing == *before {
            return;
        }
        self.search =
            (standing.waits && standing.holder.is_none() && pushes(desk, &self.team)).then(|| Search::from(now));
    }

    /// Looks for somebody from the beginning, in a team whose cases are given.
    pub fn seek_first(&mut self, desk: &Desk, now: Timestamp) {
        if self.waits_for_us() && pushes(desk, &self.team) {
            self.search = Some(Search { since_at: None, ..Search::from(now) });
        }
    }

    /// Whether somebody has to be looked for now.
    pub fn is_sought_at(&self, now: Timestamp) -> bool {
        self.search.as_ref().and_then(|search| search.next_at).is_some_and(|at| at <= now)
    }

    /// Whether it can be given to somebody: it waits, and nobody holds it.
    pub fn is_free(&self) -> bool {
        self.waits_for_us() && self.assignee.is_none()
    }

    /// Since when somebody is looked for.
    pub fn sought_since(&self, now: Timestamp) -> Timestamp {
        self.search.as_ref().map_or(now, |search| search.since_at.unwrap_or(self.opened_at))
    }

    /// What is kept when nobody could get it. After the first look there is a second: somebody may have come just
    /// then, and looked along a queue whose index did not show the case yet.
    pub fn searched(&self, why: Waiting, look_again_at: Option<Timestamp>, now: Timestamp) -> Search {
        let is_first = self.search.as_ref().is_none_or(|search| search.why.is_none());
        let second = || now.checked_add(SECOND_LOOK).ok().filter(|_| is_first);
        let since_at = self.search.as_ref().map_or(Some(now), |search| search.since_at);
        Search { since_at, next_at: look_again_at.or_else(second), why: Some(why) }
    }

    /// The decision to leave a case alone whose answer is on its way; nothing when none is.
    pub fn left_alone(&self, now: Timestamp) -> Option<Decision> {
        let look_again_at = Some(now.checked_add(ANSWER_TIME).unwrap_or(now));
        self.answer_in_flight().then_some(Decision::Waiting { why: Waiting::AnswerLeaving, look_again_at })
    }

    /// Who of ours answered in it last.
    pub fn answered_last_by(&self) -> Option<&str> {
        let sent = self.sends.iter().rev().find(|send| send.state == SendState::Sent);
        sent.map(|send| send.by.as_str())
    }

    /// Moves it to another team and remembers the one it leaves.
    pub(in crate::domain) fn leave_for(&mut self, team: &str) {
        self.past_teams.push(self.team.clone());
        let surplus = self.past_teams.len().saturating_sub(TEAMS_REMEMBERED);
        self.past_teams.drain(..surplus);
        self.team = team.to_owned();
    }

    /// Whether it goes round in circles: it came back a second time to a team it had left, or was handed on for the
    /// fourth time.
    pub fn goes_round(&self) -> bool {
        let path: Vec<&str> = self.past_teams.iter().chain([&self.team]).map(String::as_str).collect();
        let returns = path.iter().enumerate().filter(|(at, team)| path.iter().take(*at).any(|past| past == *team));
        returns.count() >= 2 || self.past_teams.len() >= 4
    }
}
