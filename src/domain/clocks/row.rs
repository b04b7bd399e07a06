//! A clock as it is stored: a list in field order, instants in milliseconds since 1970, the target in seconds.
//!
//! Fourteen names would weigh more than what they name. Owns the order of the list and reading older ones.

use super::clock::{Clock, Exceptions};
use crate::domain::deadline::Pause;
use crate::domain::sla::Metric;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The list. The last element is absent for most clocks.
#[derive(Serialize, Deserialize)]
pub(super) struct ClockRow(
    Metric,
    i64,
    String,
    i64,
    Option<String>,
    Option<i64>,
    Vec<i64>,
    u8,
    Option<i64>,
    Option<i64>,
    bool,
    Option<i64>,
    Vec<(i64, Option<i64>)>,
    #[serde(default, skip_serializing_if = "Exceptions::is_empty")] Exceptions,
);

impl From<Clock> for ClockRow {
    fn from(clock: Clock) -> ClockRow {
        let millisecond = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
        let pause = |pause: Pause| (pause.from_at.as_millisecond(), millisecond(pause.until_at));
        ClockRow(
            clock.metric,
            clock.started_at.as_millisecond(),
            clock.generation,
            clock.target.as_secs(),
            clock.calendar,
            millisecond(clock.deadline_at),
            clock.warnings.into_iter().map(Timestamp::as_millisecond).collect(),
            clock.warned,
            millisecond(clock.met_at),
            millisecond(clock.breached_at),
            clock.breach_stamped,
            millisecond(clock.stopped_at),
            clock.pauses.into_iter().map(pause).collect(),
            clock.exceptions,
        )
    }
}

impl From<ClockRow> for Clock {
    fn from(row: ClockRow) -> Clock {
        let instant = |millisecond: i64| Timestamp::from_millisecond(millisecond).unwrap_or(Timestamp::UNIX_EPOCH);
        let pause = |(from, until): (i64, Option<i64>)| Pause { from_at: instant(from), until_at: until.map(instant) };
        Clock {
            metric: row.0,
            started_at: instant(row.1),
            generation: row.2,
            target: SignedDuration::from_secs(row.3),
            calendar: row.4,
            deadline_at: row.5.map(instant),
            warnings: row.6.into_iter().map(instant).collect(),
            warned: row.7,
            met_at: row.8.map(instant),
            breached_at: row.9.map(instant),
            breach_stamped: row.10,
            stopped_at: row.11.map(instant),
            pauses: row.12.into_iter().map(pause).collect(),
            exceptions: row.13,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_row_without_exceptions_is_read_and_written_as_before() {
        let row = r#"["first_response",0,"0",7200,"paris",10800000,[5400000],0,null,null,false,null,[]]"#;
        let clock: Clock = serde_json::from_str(row).unwrap();
        assert!(clock.exceptions.is_empty());
        assert_eq!(serde_json::to_string(&clock).unwrap(), row);
    }

    #[test]
    fn exceptions_come_back() {
        let row = r#"["promise",0,"0",1,null,1000,[],0,null,1000,true,null,[],{"escalated":1,"retroactive":true}]"#;
        let clock: Clock = serde_json::from_str(row).unwrap();
        assert!(clock.exceptions.retroactive && clock.exceptions.escalated == 1);
        assert_eq!(serde_json::to_string(&clock).unwrap(), row);
    }
}
