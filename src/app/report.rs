//! Figures of past days and of what waits now, from the queue index and the rows it names.
//!
//! Owns which partitions are read and how much of them. Never scans: a report costs a query for each team and
//! day, and the rows of the cases resolved in those days; the backlog a query and at most [`LOOKED_AT`] rows for
//! each team, however many cases wait. Must not decide what counts (`domain::report`).

use super::{App, AppError};
use crate::domain::case::Case;
use crate::domain::report::{self, Backlog, Cycle, Figures, Group, Grouping, LOOKED_AT, MOST_CASES, Range};
use crate::domain::words::permission::desk_zone;
use crate::store::keys::{self, Key};
use crate::store::queue::Place;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// How many rows are read at a time.
const ROWS: usize = 500;

/// A report.
#[derive(Debug)]
pub struct Report {
    /// The stretch it is about.
    pub range: Range,
    /// What its groups are.
    pub grouping: Grouping,
    /// How many cases it is made of.
    pub cases: usize,
    /// How many of them have no clock of their own: no reply was needed, or they go on in another case.
    pub without_clock: usize,
    /// Whether these are all: when there are too many, the oldest days are left out.
    pub complete: bool,
    /// The figures of each group.
    pub groups: Vec<(Group, Vec<Figures>)>,
    /// The figures of all of them.
    pub total: Vec<Figures>,
    /// What waits now.
    pub backlog: Vec<Backlog>,
    /// Where the days and hours are told.
    pub zone: TimeZone,
}

impl App {
    /// Where the days and hours of reports are told: the zone of the desk's first calendar.
    pub fn report_zone(&self) -> TimeZone {
        desk_zone(&self.desk())
    }

    /// The figures of the cases resolved in a stretch of time, and of what waits now.
    pub async fn report(&self, range: Range, grouping: Grouping) -> Result<Report, AppError> {
        let zone = self.report_zone();
        let (places, complete) = self.resolved_places(&range).await?;
        let mut cycles: Vec<Cycle> = Vec::new();
        let (mut cases, mut without_clock) = (0, 0);
        for chunk in places.chunks(ROWS) {
            let wanted: Vec<Key> = chunk.iter().map(|place| place.key.clone()).collect();
            for case in self.store.cases(&wanted).await? {
                // Opened again since the index was read: it counts when it is resolved again. What stands in another
                // case counts there.
                if case.goes_on_in.is_none()
                    && case.resolved_at.is_some_and(|at| range.from_at <= at && at < range.until_at)
                {
                    cases += 1;
                    let desk = self.desk_of(&case.desk).await;
                    let measured = report::cycles(&case, &desk, &zone);
                    without_clock += usize::from(measured.is_empty());
                    cycles.extend(measured);
                }
            }
        }
        Ok(Report {
            range,
            grouping,
            cases,
            without_clock,
            complete,
            groups: report::grouped(&cycles, grouping),
            total: report::total(&cycles),
            backlog: self.backlog().await?,
            zone,
        })
    }

    /// Where the cases resolved in a stretch of time stand, the latest days first, and whether these are all.
    async fn resolved_places(&self, range: &Range) -> Result<(Vec<Place>, bool), AppError> {
        let (from, until) = (keys::instant(range.from_at), keys::instant(range.until_at));
        let teams: Vec<String> = self.desk().teams.iter().map(|team| team.id.clone()).collect();
        let mut places: Vec<Place> = Vec::new();
        for day in range.days() {
            for team in &teams {
                let left = i32::try_from(MOST_CASES + 1 - places.len()).unwrap_or(i32::MAX);
                let partition = keys::resolved_pk(team, &day);
                places.extend(self.store.places_between(&partition, &from, &until, left).await?);
                if places.len() > MOST_CASES {
                    places.truncate(MOST_CASES);
                    return Ok((places, false));
                }
            }
        }
        Ok((places, true))
    }

    /// What waits for each team, by the first places of its queue.
    async fn backlog(&self) -> Result<Vec<Backlog>, AppError> {
        let now = self.clock.now();
        let one_more = i32::try_from(LOOKED_AT + 1).unwrap_or(i32::MAX);
        let mut backlog = Vec::new();
        for team in &self.desk().teams {
            let places = self.store.places(&keys::waiting_pk(&team.id), None, one_more).await?;
            let wanted: Vec<Key> = places.iter().take(LOOKED_AT).map(|place| place.key.clone()).collect();
            let waiting = self.store.cases(&wanted).await?;
            let since: Vec<Timestamp> = waiting.iter().filter(|case| case.waits_for_us()).map(since_at).collect();
            if !team.is_retired() || !since.is_empty() {
                backlog.push(Backlog::of(&team.id, &since, places.len() > LOOKED_AT, now));
            }
        }
        Ok(backlog)
    }
}

fn since_at(case: &Case) -> Timestamp {
    case.waiting_since_at.unwrap_or(case.opened_at)
}
