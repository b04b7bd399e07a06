//! Taking pauses out of open time.
//!
//! Owns merging overlapping pauses and walking them beside open intervals, each looked at once. Must not know calendars.

use std::iter::Peekable;

use jiff::{SignedDuration, Timestamp};

use super::Pause;

/// Pauses in order, none empty, none touching another; an endless one runs to the last instant.
pub(super) fn merged(pauses: &[Pause]) -> Vec<(Timestamp, Timestamp)> {
    let mut spans: Vec<(Timestamp, Timestamp)> = pauses
        .iter()
        .map(|pause| (pause.from_at, pause.until_at.unwrap_or(Timestamp::MAX)))
        .filter(|(from_at, until_at)| from_at < until_at)
        .collect();
    spans.sort_unstable();
    let mut merged: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(spans.len());
    for (from_at, until_at) in spans {
        match merged.last_mut() {
            Some(last) if from_at <= last.1 => last.1 = last.1.max(until_at),
            _ => merged.push((from_at, until_at)),
        }
    }
    merged
}

/// Takes merged pauses out of open intervals that come in order, so that each pause is looked at once.
pub(super) struct PauseWalk<'a> {
    pauses: Peekable<std::slice::Iter<'a, (Timestamp, Timestamp)>>,
    /// The beginning of the pause counted last, so that one reaching over several intervals counts once.
    counted: Option<Timestamp>,
    /// How many pauses took something away.
    pub(super) count: u32,
    /// How much they took, endless ones apart.
    pub(super) taken: SignedDuration,
}

impl<'a> PauseWalk<'a> {
    pub(super) fn over(pauses: &'a [(Timestamp, Timestamp)]) -> PauseWalk<'a> {
        PauseWalk { pauses: pauses.iter().peekable(), counted: None, count: 0, taken: SignedDuration::ZERO }
    }

    /// Hands over the unpaused pieces of an interval, in order, until the taker says false.
    pub(super) fn pieces(
        &mut self,
        opens_at: Timestamp,
        closes_at: Timestamp,
        mut take: impl FnMut(Timestamp, Timestamp) -> bool,
    ) {
        let mut at = opens_at;
        while at < closes_at {
            let Some(&(from_at, until_at)) = self.pauses.peek().copied() else {
                take(at, closes_at);
                return;
            };
            if until_at <= at {
                self.pauses.next();
                continue;
            }
            if at < from_at && !take(at, from_at.min(closes_at)) {
                return;
            }
            if from_at >= closes_at {
                return;
            }
            self.count_pause(from_at, at.max(from_at), until_at.min(closes_at), until_at == Timestamp::MAX);
            at = until_at;
        }
    }

    fn count_pause(&mut self, began_at: Timestamp, from_at: Timestamp, until_at: Timestamp, endless: bool) {
        if self.counted != Some(began_at) {
            self.counted = Some(began_at);
            self.count = self.count.saturating_add(1);
        }
        if !endless {
            self.taken = self.taken.saturating_add(until_at.duration_since(from_at));
        }
    }
}
