//! What a person sets by hand: priority, deadline, a promised call, the desk version.
//!
//! Owns what each does to the clocks. Nothing here makes a breach undone.

use super::{Case, Refusal, Status};
use crate::domain::clocks::Override;
use crate::domain::desk::Desk;
use crate::domain::priority::{self, Priority};
use crate::domain::sla::Metric;
use jiff::Timestamp;

impl Case {
    /// A person says how much it matters. Clocks count from their original start. `Ok(false)`: it is so already.
    pub fn set_priority(&mut self, priority: Priority, by: &str, desk: &Desk, now: Timestamp) -> Result<bool, Refusal> {
        if self.status == Status::Resolved {
            return Err(Refusal::WrongStatus(self.status));
        }
        if self.priority == priority {
            return Ok(false);
        }
        self.priority_terms = priority::set_by(by, priority, &self.priority_terms);
        self.priority = priority;
        self.retarget(desk, now);
        Ok(true)
    }

    /// A person sets the deadline of a running clock.
    pub fn set_deadline(&mut self, metric: Metric, set: &Override, desk: &Desk, now: Timestamp) -> Result<(), Refusal> {
        if set.deadline_at <= now {
            return Err(Refusal::PastInstant);
        }
        let mut clocks = std::mem::take(&mut self.clocks);
        let running = clocks.set_deadline(metric, set, &self.terms(desk), now);
        self.clocks = clocks;
        if running { Ok(()) } else { Err(Refusal::NoClock) }
    }

    /// The contact was promised a call: the promise is a clock of the team that calls people back, and the case is
    /// theirs from now on.
    pub fn promise_call(&mut self, promised_at: Timestamp, desk: &Desk, now: Timestamp) -> Result<(), Refusal> {
        if self.status == Status::Resolved {
            return Err(Refusal::WrongStatus(self.status));
        }
        if promised_at <= now {
            return Err(Refusal::PastInstant);
        }
        let callers = desk.callbacks.as_deref().and_then(|team| desk.team_or_heir(team));
        if let Some(team) = callers.filter(|team| team.id != self.team) {
            let team = team.id.clone();
            self.transfer(&team, desk, now)?;
        }
        let mut clocks = std::mem::take(&mut self.clocks);
        clocks.promise(promised_at, now, &self.terms(desk));
        self.clocks = clocks;
        if !self.waits_for_us() {
            self.become_open(now);
        }
        Ok(())
    }

    /// Puts the case under another desk version: what is promised is counted anew from the original starts.
    /// `false`: it stands under that one already.
    pub fn migrate(&mut self, desk: &Desk, now: Timestamp) -> bool {
        if self.desk == desk.version {
            return false;
        }
        self.desk.clone_from(&desk.version);
        let team = desk.team_or_heir(&self.team).map_or(&desk.fallback, |team| &team.id);
        if *team != self.team {
            self.team.clone_from(team);
            self.assignee = None;
            self.rule = crate::domain::routing::TRANSFER.to_owned();
            self.matched.clear();
        }
        self.retarget(desk, now);
        true
    }
}
