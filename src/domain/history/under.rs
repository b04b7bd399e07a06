//! A case told as it would have gone under some desk: what a changed desk is rehearsed with.
//!
//! Unlike when a case is told again for good, nothing that was decided or stamped is kept, and the team of a case
//! somebody has worked on is not either: the desk decides, and after it what people did by hand, in its place.

use super::{History, Teller, blank, steps};
use crate::domain::case::Case;
use crate::domain::desk::Desk;
use crate::domain::priority::Priority;
use crate::domain::records::LogEntry;
use crate::domain::routing::TRANSFER;
use jiff::Timestamp;

/// The case under this desk.
pub fn told_under(current: &Case, history: &History, desk: &Desk) -> Case {
    let mut teller = Teller { case: blank(current), desk, pin: None, begun: false, shown: None, topics: Vec::new() };
    let mut by_hand: Vec<&LogEntry> = history.log.clone();
    by_hand.sort_by_key(|entry| entry.at);
    let mut by_hand = by_hand.into_iter().peekable();
    for step in steps(current, history) {
        while let Some(entry) = by_hand.next_if(|entry| entry.at < step.at) {
            teller.done_by_hand(entry);
        }
        teller.tell(&step);
    }
    by_hand.for_each(|entry| teller.done_by_hand(entry));
    teller.case
}

impl Teller<'_> {
    /// What a person did that the order of events alone does not tell.
    fn done_by_hand(&mut self, entry: &LogEntry) {
        match entry.action.as_str() {
            "transfer" => self.hand_over(&entry.about, entry.at),
            "callback" => {
                let callers = self.desk.callbacks.as_deref().and_then(|team| self.desk.team_or_heir(team));
                if let Some(team) = callers.map(|team| team.id.clone()) {
                    self.hand_over(&team, entry.at);
                }
            }
            "priority" => {
                // Of a case that is over nothing changes any more.
                let priority = Priority::from_word(&entry.about).unwrap_or(self.case.priority);
                let _ = self.case.set_priority(priority, &entry.by, self.desk, entry.at);
            }
            _ => {}
        }
    }

    fn hand_over(&mut self, team: &str, at: Timestamp) {
        let team = self.desk.team_or_heir(team).map_or(team, |heir| heir.id.as_str());
        if self.case.team != team {
            self.case.team = team.to_owned();
            self.case.rule = TRANSFER.to_owned();
            self.case.matched.clear();
            self.case.retarget(self.desk, at);
        }
    }
}
