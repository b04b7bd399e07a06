//! Who gets a case: the policy of a team, the needs of a case, who is here with room, and the choice with its
//! reason.
//!
//! Owns the choice. Must not write anything: `app::assignment` carries the decision out, in one transaction over the
//! case and the agent's row.

mod search;

pub use search::{Search, Standing};

use crate::domain::case::Case;
use crate::domain::desk::Desk;
use crate::domain::message::Channel;
use crate::domain::presence::{Attendance, Shift};
use crate::domain::team::Agent;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Who moves first: the team or the agent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Agents take cases from the queue.
    #[default]
    Pull,
    /// Cases are given to agents.
    Push,
}

/// In which order agents get cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Whoever has the smallest part of their capacity in use.
    #[default]
    LeastLoaded,
    /// Whoever got a case the longest ago.
    RoundRobin,
}

/// How a team's cases find their agents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentPolicy {
    /// Push or pull.
    pub mode: Mode,
    /// In which order.
    pub strategy: Strategy,
    /// How long a case waits for somebody with the skills it needs.
    pub skills_wait: SignedDuration,
    /// How much an agent carries who has no capacity of their own.
    pub capacity: u32,
    /// What a case of a channel weighs; 1 where the channel is not named.
    pub weights: Vec<(Channel, u32)>,
}

impl Default for AssignmentPolicy {
    fn default() -> AssignmentPolicy {
        AssignmentPolicy {
            mode: Mode::Pull,
            strategy: Strategy::LeastLoaded,
            skills_wait: SignedDuration::from_mins(10),
            capacity: 8,
            weights: Vec::new(),
        }
    }
}

impl AssignmentPolicy {
    /// What a case of this channel weighs.
    pub fn weight(&self, channel: Channel) -> u32 {
        self.weights.iter().find(|(known, _)| *known == channel).map_or(1, |(_, weight)| *weight)
    }

    /// Whether cases are given to agents.
    pub fn pushes(&self) -> bool {
        self.mode == Mode::Push
    }
}

/// What a case asks of whoever gets it.
#[derive(Debug, Clone, Copy)]
pub struct Needs<'a> {
    /// Its language; `und` asks for none.
    pub language: &'a str,
    /// Its topic.
    pub topic: &'a str,
    /// What it weighs.
    pub weight: u32,
    /// Who answered this contact last.
    pub last_agent: Option<&'a str>,
    /// Since when somebody is looked for.
    pub since_at: Timestamp,
}

/// An agent of the team as they are now.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// What the desk says of them.
    pub agent: &'a Agent,
    /// Their row.
    pub attendance: Attendance,
    /// Their shift.
    pub shift: Shift,
}

impl Candidate<'_> {
    /// How much they carry in a team.
    pub fn capacity(&self, policy: &AssignmentPolicy) -> u32 {
        self.agent.capacity.unwrap_or(policy.capacity)
    }

    /// What a case weighs for them: one heavier than all they carry fills them, so that it is not left to nobody.
    pub fn weight(&self, weight: u32, policy: &AssignmentPolicy) -> u32 {
        weight.min(self.capacity(policy))
    }

    /// Whether they are available and a case of this weight still fits.
    pub fn has_room(&self, weight: u32, policy: &AssignmentPolicy) -> bool {
        let carried = self.attendance.load().saturating_add(self.weight(weight, policy));
        self.attendance.is_available(self.shift) && carried <= self.capacity(policy)
    }

    fn has_skills(&self, needs: &Needs) -> bool {
        let speaks = needs.language == "und" || covers(&self.agent.languages, needs.language);
        speaks && covers(&self.agent.topics, needs.topic)
    }
}

/// Whether a list of skills holds one; an empty list holds all.
fn covers(skills: &[String], wanted: &str) -> bool {
    skills.is_empty() || skills.iter().any(|skill| skill == wanted)
}

/// What decided between those who could take a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChosenBy {
    /// They answered this contact last.
    LastAgent,
    /// They had the smallest part of their capacity in use.
    LeastLoaded,
    /// They got a case the longest ago.
    RoundRobin,
}

/// Why an agent got a case: kept in the log, put into words by `words::assignment`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// What decided.
    pub by: ChosenBy,
    /// What they carried before.
    pub load: u32,
    /// What they can carry.
    pub capacity: u32,
    /// The language they were needed for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Nobody with the skills had room in time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unskilled: bool,
}

/// Why nobody has a case yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// Nobody of the team is available and on shift.
    #[serde(rename = "nobody")]
    NobodyHere,
    /// Everybody who is here carries all they can.
    #[serde(rename = "full")]
    AllFull,
    /// Somebody with the skills is waited for.
    Skills,
    /// An answer to it is on its way.
    #[serde(rename = "answer")]
    AnswerLeaving,
}

/// What is decided about a case that nobody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Somebody gets it.
    Assigned {
        /// Who.
        agent: String,
        /// Why.
        why: Chosen,
    },
    /// Nobody gets it yet.
    Waiting {
        /// Why.
        why: Waiting,
        /// When to look again; absent: when somebody comes or room becomes free, which looks by itself.
        look_again_at: Option<Timestamp>,
    },
}

/// Chooses among the agents of a team.
pub fn decide(policy: &AssignmentPolicy, needs: &Needs, candidates: &[Candidate], now: Timestamp) -> Decision {
    let waiting = |why, look_again_at| Decision::Waiting { why, look_again_at };
    if !candidates.iter().any(|candidate| candidate.attendance.is_available(candidate.shift)) {
        return waiting(Waiting::NobodyHere, None);
    }
    let with_room: Vec<&Candidate> =
        candidates.iter().filter(|candidate| candidate.has_room(needs.weight, policy)).collect();
    if with_room.is_empty() {
        return waiting(Waiting::AllFull, None);
    }
    let skilled: Vec<&Candidate> = with_room.iter().copied().filter(|candidate| candidate.has_skills(needs)).collect();
    let waits_until_at = needs.since_at.checked_add(policy.skills_wait).unwrap_or(needs.since_at);
    if skilled.is_empty() && now < waits_until_at {
        return waiting(Waiting::Skills, Some(waits_until_at));
    }
    let unskilled = skilled.is_empty();
    match choose(policy, needs, if unskilled { &with_room } else { &skilled }) {
        Some((chosen, by)) => {
            let language = Some(needs.language.to_owned()).filter(|language| !unskilled && language != "und");
            let (load, capacity) = (chosen.attendance.load(), chosen.capacity(policy));
            let why = Chosen { by, load, capacity, language, unskilled };
            Decision::Assigned { agent: chosen.agent.id.clone(), why }
        }
        None => waiting(Waiting::AllFull, None),
    }
}

/// The one of these who gets it: who answered the contact last, or whoever the strategy says.
fn choose<'a>(
    policy: &AssignmentPolicy,
    needs: &Needs,
    eligible: &[&'a Candidate<'a>],
) -> Option<(&'a Candidate<'a>, ChosenBy)> {
    let last = eligible.iter().find(|candidate| Some(candidate.agent.id.as_str()) == needs.last_agent);
    if let Some(last) = last {
        return Some((last, ChosenBy::LastAgent));
    }
    let longest_ago = |candidate: &Candidate| (candidate.attendance.last_assigned_at, candidate.agent.id.clone());
    match policy.strategy {
        Strategy::RoundRobin => {
            let next = eligible.iter().min_by_key(|candidate| longest_ago(candidate))?;
            Some((next, ChosenBy::RoundRobin))
        }
        Strategy::LeastLoaded => {
            let share = |candidate: &Candidate| {
                let capacity = u64::from(candidate.capacity(policy).max(1));
                u64::from(candidate.attendance.load()) * 1_000_000 / capacity
            };
            let least = eligible.iter().min_by_key(|candidate| (share(candidate), longest_ago(candidate)))?;
            Some((least, ChosenBy::LeastLoaded))
        }
    }
}

fn pushes(desk: &Desk, team: &str) -> bool {
    desk.team(team).is_some_and(|team| team.assignment.pushes())
}

impl Desk {
    /// The agents of a team.
    pub fn agents_of<'a>(&'a self, team: &'a str) -> impl Iterator<Item = &'a Agent> + 'a {
        self.agents.iter().filter(move |agent| agent.teams.iter().any(|of| of == team))
    }

    /// The agent of that id, where the desk knows them.
    pub fn agent(&self, id: &str) -> Option<&Agent> {
        self.agents.iter().find(|agent| agent.id == id)
    }

    /// The teams that give their cases to this agent.
    pub fn teams_pushing_to<'a>(&'a self, agent: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        let of = self.agent(agent).map(|agent| agent.teams.as_slice()).unwrap_or_default();
        of.iter().map(String::as_str).filter(|team| pushes(self, team))
    }

    /// The shift of an agent at an instant; whoever has none is on shift whenever they say so.
    pub fn shift_of(&self, agent: &str, now: Timestamp) -> Shift {
        let calendar = self.agent(agent).and_then(|agent| agent.shift.as_deref()).and_then(|name| self.calendar(name));
        calendar.map_or(Shift::ALWAYS, |calendar| Shift::at(calendar, now))
    }

    /// What a case weighs in its team.
    pub fn weight_of(&self, case: &Case) -> u32 {
        self.team(&case.team).map_or(1, |team| team.assignment.weight(case.channel))
    }

    /// What an agent carries at most: their own capacity, or the largest of their teams'. Absent for somebody the
    /// desk does not know.
    pub fn capacity_of(&self, agent: &str) -> Option<u32> {
        let agent = self.agent(agent)?;
        let teams = agent.teams.iter().filter_map(|team| self.team(team));
        agent.capacity.or_else(|| teams.map(|team| team.assignment.capacity).max())
    }
}

#[cfg(test)]
mod tests;
