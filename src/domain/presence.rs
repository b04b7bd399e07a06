//! Who is here to work: what an agent has said, when their shift is, and which cases they hold.
//!
//! Owns the agent's row as a value and the rules of coming and going. Must not choose anybody for a case:
//! `assignment` does. The load is the set of cases in the row, never a counter.

use crate::domain::calendar::Calendar;
use crate::domain::case::Case;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// The most cases a row lists: what somebody claims beyond that is theirs all the same, and not counted.
pub const MOST_LISTED: usize = 500;

/// How many days ahead the next change of a shift is looked for.
const DAYS_AHEAD: usize = 370;

/// What an agent says about being here. The strings are the contract's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Here, and gets new cases.
    Available,
    /// Keeps what they hold and gets nothing new.
    Away,
    /// Gone: what waits goes back to the team.
    Offline,
}

impl Presence {
    /// Every word.
    pub const ALL: [Presence; 3] = [Presence::Available, Presence::Away, Presence::Offline];

    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Presence::Available => "available",
            Presence::Away => "away",
            Presence::Offline => "offline",
        }
    }

    /// The presence the contract calls `word`.
    pub fn from_word(word: &str) -> Option<Presence> {
        Presence::ALL.into_iter().find(|presence| presence.as_str() == word)
    }
}

/// Whether an agent's shift runs, and when that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// Whether it runs now.
    pub is_on: bool,
    /// When it ends or begins next; absent without a shift, or when it never does.
    pub changes_at: Option<Timestamp>,
}

impl Shift {
    /// The shift of somebody whose word alone counts.
    pub const ALWAYS: Shift = Shift { is_on: true, changes_at: None };

    /// The shift of a calendar at an instant. Hours that follow each other without a gap are one shift; every
    /// gap, a lunch too, is an end of it.
    pub fn at(calendar: &Calendar, now: Timestamp) -> Shift {
        let today = calendar.zone().to_datetime(now).date();
        // A night shift of the day before may still run.
        let first = today.saturating_sub(2.days());
        let mut hours: Vec<(Timestamp, Timestamp)> = Vec::new();
        for date in first.series(1.day()).take(DAYS_AHEAD) {
            hours.extend(calendar.open_on(date).filter(|(_, closes_at)| *closes_at > now));
            // Hours that touch are followed over midnight: one more date than the one that opens.
            let is_settled = hours.iter().any(|(_, closes_at)| calendar.zone().to_datetime(*closes_at).date() < date);
            if is_settled {
                break;
            }
        }
        hours.sort_unstable();
        let Some((opens_at, mut closes_at)) = hours.first().copied() else {
            return Shift { is_on: false, changes_at: None };
        };
        if opens_at > now {
            return Shift { is_on: false, changes_at: Some(opens_at) };
        }
        for (next_opens_at, next_closes_at) in hours.into_iter().skip(1) {
            if next_opens_at <= closes_at {
                closes_at = closes_at.max(next_closes_at);
            }
        }
        Shift { is_on: true, changes_at: Some(closes_at) }
    }
}

/// A case somebody holds while it waits for us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The case's id.
    pub case: String,
    /// How much of the capacity it takes.
    pub weight: u32,
    /// It came to somebody who is not here, and goes back to the team.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub goes_back: bool,
}

/// An agent's row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// Whose.
    pub agent: String,
    /// What they said last; absent: they have never said anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Presence>,
    /// Since when it is so.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub since_at: Option<Timestamp>,
    /// The cases they hold that wait for us.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<Held>,
    /// When a case was last given to them.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub last_assigned_at: Option<Timestamp>,
    /// Whether what they hold goes back once they are not here: set when they come, cleared when it is done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hands_back: bool,
    /// When the machine must look at them: the shift changes, room has become free.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub look_at: Option<Timestamp>,
    /// Raised by every write; zero: there is no row yet.
    pub version: u64,
}

impl Attendance {
    /// Somebody who has never said anything and has no row.
    pub fn unsaid(agent: &str) -> Attendance {
        Attendance {
            agent: agent.to_owned(),
            state: None,
            since_at: None,
            cases: Vec::new(),
            last_assigned_at: None,
            hands_back: false,
            look_at: None,
            version: 0,
        }
    }

    /// Raises the version for the write to come.
    pub fn touch(&mut self) {
        self.version += 1;
    }

    /// How much they carry.
    pub fn load(&self) -> u32 {
        self.cases.iter().fold(0, |sum, held| sum.saturating_add(held.weight))
    }

    /// Whether the row lists a case.
    pub fn lists(&self, case: &str) -> bool {
        self.cases.iter().any(|held| held.case == case)
    }

    /// Whether they are here, working or away from the desk for a moment.
    pub fn is_here(&self, shift: Shift) -> bool {
        shift.is_on && matches!(self.state, Some(Presence::Available | Presence::Away))
    }

    /// Whether new cases may come to them.
    pub fn is_available(&self, shift: Shift) -> bool {
        shift.is_on && self.state == Some(Presence::Available)
    }

    /// Whether they have said that they are not to get anything, or their shift is over. Who has never said
    /// anything is not absent.
    pub fn is_absent(&self, shift: Shift) -> bool {
        self.state.is_some() && !self.is_available(shift)
    }

    /// Whether they have left: offline, or their shift is over.
    pub fn is_gone(&self, shift: Shift) -> bool {
        self.state.is_some() && !self.is_here(shift)
    }

    /// Records what they say. `false`: they had said so already.
    pub fn say(&mut self, state: Presence, now: Timestamp) -> bool {
        if self.state == Some(state) {
            return false;
        }
        self.state = Some(state);
        self.since_at = Some(now);
        self.look_at = Some(now);
        self.hands_back |= state == Presence::Offline;
        true
    }

    /// Lists a case exactly while this agent holds it and it waits for us. `true`: the list has changed.
    pub fn follow(&mut self, case: &Case, weight: u32) -> bool {
        let id = case.id();
        let is_theirs = case.waits_for_us() && case.assignee.as_ref() == Some(&self.agent);
        match (is_theirs, self.lists(&id)) {
            (true, false) if self.cases.len() < MOST_LISTED => {
                self.cases.push(Held { case: id, weight, goes_back: false });
                true
            }
            (false, true) => self.let_go(&id),
            _ => false,
        }
    }

    /// Lists a case no longer. `true`: it was listed.
    pub fn let_go(&mut self, case: &str) -> bool {
        let before = self.cases.len();
        self.cases.retain(|held| held.case != case);
        self.cases.len() != before
    }

    /// The machine must look at them now.
    pub fn look(&mut self, now: Timestamp) {
        self.look_at = Some(self.look_at.map_or(now, |at| at.min(now)));
    }

    /// A case came to them while they are not here, by no act of theirs: it goes back to the team.
    pub fn send_back(&mut self, case: &str, now: Timestamp) {
        for held in self.cases.iter_mut().filter(|held| held.case == case) {
            held.goes_back = true;
        }
        self.look(now);
    }

    /// The next case that has to go back to its team.
    pub fn next_to_hand_back(&self, shift: Shift) -> Option<&Held> {
        let is_gone = self.is_gone(shift);
        self.cases.iter().find(|held| is_gone && (self.hands_back || held.goes_back))
    }

    /// What remains once nothing is left to hand back or to give: when to look next.
    pub fn settle(&mut self, shift: Shift) {
        self.hands_back = self.is_here(shift);
        self.cases.iter_mut().for_each(|held| held.goes_back = false);
        // Whoever is offline comes back by saying so.
        self.look_at = shift.changes_at.filter(|_| matches!(self.state, Some(Presence::Available | Presence::Away)));
    }
}

#[cfg(test)]
mod tests;
