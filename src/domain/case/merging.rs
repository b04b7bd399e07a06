//! Two cases of one person that are one question: the one goes on in the other.
//!
//! Owns what merging does to both. The case that goes on waits since the earlier of the two questions: nobody
//! waits longer because of it.

use super::{Case, Refusal, ResolvedWhy, Status};
use crate::domain::clocks::{Clock, Moment, Occurrence};
use crate::domain::records::LogEntry;
use crate::domain::sends;
use crate::domain::sla::Metric;
use jiff::Timestamp;

/// The action in the log of the case that goes on.
pub const MERGED_FROM: &str = "merged_from";
/// The action in the log of the case that ends.
pub const MERGED_INTO: &str = "merged_into";

/// Ends `ending` because it goes on in `lasting`. The answer is what `lasting` has to be told: since when that
/// question has waited, when nobody has answered it.
pub fn merge(ending: &mut Case, lasting: &Case, by: &str, now: Timestamp) -> Result<[LogEntry; 2], Refusal> {
    if ending.id() == lasting.id() {
        return Err(Refusal::SameCase);
    }
    for case in [&*ending, lasting] {
        if case.status == Status::Resolved {
            return Err(Refusal::WrongStatus(case.status));
        }
    }
    if sends::current(&ending.sends).is_some() {
        return Err(Refusal::SendPending);
    }
    let waiting = ending.clocks.list.iter().filter(|clock| clock.is_running() && clock.metric != Metric::Promise);
    let responses = waiting.filter(|clock| clock.metric != Metric::Resolution);
    let since_at = responses.map(|clock| clock.started_at).min();
    let id = ending.id();
    ending.clocks.stop_all(now);
    ending.status = Status::Resolved;
    ending.resolved_at = Some(now);
    ending.resolved_why = Some(ResolvedWhy::Merged);
    ending.snoozed_until_at = None;
    let into = LogEntry { about: lasting.id(), ..LogEntry::of(by, MERGED_INTO, now) };
    let from = LogEntry { about: id, since_at, ..LogEntry::of(by, MERGED_FROM, now) };
    Ok([into, from])
}

/// What the merged case's question is to the clocks of the case that goes on: heard when it was asked.
pub fn merged_occurrence(entry: &LogEntry) -> Option<Occurrence> {
    let at = entry.since_at?;
    Some(Occurrence { at, moment: Moment::Heard, id: format!("merged-{}", entry.about) })
}

impl Case {
    /// Whether a clock of this case ended only because its question goes on in another case: there it is measured.
    pub fn goes_on_elsewhere(&self, clock: &Clock) -> bool {
        let merged = self.resolved_why == Some(ResolvedWhy::Merged);
        merged && clock.stopped_at.is_some() && clock.stopped_at == self.resolved_at
    }
}
