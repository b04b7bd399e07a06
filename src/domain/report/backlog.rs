//! How old what waits is.
//!
//! Owns the figures of one team's backlog. They are of the first places of its queue only, so that they cost the
//! same however long the queue is; whoever shows them says so when there are more.

use super::spread::Spread;
use jiff::{SignedDuration, Timestamp};

/// How many waiting cases of a team are looked at.
pub const LOOKED_AT: usize = 200;

/// What waits for one team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlog {
    /// The team.
    pub team: String,
    /// How many cases were looked at.
    pub waiting: usize,
    /// Whether there are more.
    pub more: bool,
    /// Since when the oldest of them waits.
    pub oldest_at: Option<Timestamp>,
    /// How long half of them have waited at most.
    pub median_age: Option<SignedDuration>,
    /// How long the oldest has waited.
    pub oldest_age: Option<SignedDuration>,
}

impl Backlog {
    /// Of the cases that were looked at, by the instants since which they wait.
    pub fn of(team: &str, since: &[Timestamp], more: bool, now: Timestamp) -> Backlog {
        let age = |at: &Timestamp| now.duration_since(*at).max(SignedDuration::ZERO);
        let oldest_at = since.iter().min().copied();
        Backlog {
            team: team.to_owned(),
            waiting: since.len(),
            more,
            oldest_at,
            median_age: Spread::of(since.iter().map(age).collect()).median,
            oldest_age: oldest_at.as_ref().map(age),
        }
    }
}
