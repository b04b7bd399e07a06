//! How spans of time are spread: median and the two percentiles people ask for, and a count by length.
//!
//! Owns the one definition of a percentile: the nearest rank. It is always a span that really occurred: of n
//! spans in order, the p-th percentile is the one at place p/100 of n, rounded up.

use jiff::SignedDuration;

/// The lengths between which spans are counted: up to and including each.
pub const BOUNDS: [SignedDuration; 7] = [
    SignedDuration::from_mins(15),
    SignedDuration::from_mins(30),
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(2),
    SignedDuration::from_hours(4),
    SignedDuration::from_hours(8),
    SignedDuration::from_hours(24),
];

/// Three points of a set of spans; `None` of an empty one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spread {
    /// Half of them are no longer.
    pub median: Option<SignedDuration>,
    /// Nine of ten are no longer.
    pub p90: Option<SignedDuration>,
    /// Nineteen of twenty are no longer.
    pub p95: Option<SignedDuration>,
}

impl Spread {
    /// Of spans in any order.
    pub fn of(mut spans: Vec<SignedDuration>) -> Spread {
        spans.sort_unstable();
        let at = |percent: usize| {
            let rank = (spans.len() * percent).div_ceil(100);
            spans.get(rank.saturating_sub(1)).copied()
        };
        Spread { median: at(50), p90: at(90), p95: at(95) }
    }
}

/// How many spans are no longer than each of [`BOUNDS`] and longer than the one before; then the rest.
pub fn distribution(spans: &[SignedDuration]) -> Vec<usize> {
    let mut counts = vec![0; BOUNDS.len() + 1];
    for span in spans {
        let place = BOUNDS.iter().position(|bound| span <= bound).unwrap_or(BOUNDS.len());
        if let Some(count) = counts.get_mut(place) {
            *count += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(minutes: &[i64], expected: [Option<i64>; 3]) {
        let spread = Spread::of(minutes.iter().map(|minutes| SignedDuration::from_mins(*minutes)).collect());
        let found = [spread.median, spread.p90, spread.p95].map(|span| span.map(|span| span.as_mins()));
        assert_eq!(found, expected, "{minutes:?}");
    }

    #[test]
    fn percentiles_are_spans_that_occurred() {
        check(&[], [None; 3]);
        check(&[7], [Some(7); 3]);
        check(&[9, 1], [Some(1), Some(9), Some(9)]);
        check(&[3, 1, 2], [Some(2), Some(3), Some(3)]);
        check(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], [Some(5), Some(9), Some(10)]);
        check(&(1..=20).collect::<Vec<_>>(), [Some(10), Some(18), Some(19)]);
    }

    #[test]
    fn a_span_as_long_as_a_bound_is_within_it() {
        let minutes = [0, 15, 16, 60, 61, 24 * 60, 24 * 60 + 1].map(SignedDuration::from_mins);
        assert_eq!(distribution(&minutes), [2, 1, 1, 1, 0, 0, 1, 1]);
    }
}
