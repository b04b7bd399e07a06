//! A page of the queue: several teams merged without any state, at the same cost whatever the backlog.

use super::{App, AppError};
use crate::domain::case::{Case, Status};
use crate::domain::records::day_of;
use crate::store::keys;
use crate::store::queue::Place;
use jiff::{SignedDuration, Timestamp};

/// How many days back resolved cases are listed.
const DAYS_BACK: i64 = 31;

/// What a page should hold.
#[derive(Debug, Clone, Default)]
pub struct QueueQuery {
    /// Whose; every team when empty.
    pub teams: Vec<String>,
    /// Which statuses; new and open when empty.
    pub statuses: Vec<Status>,
    /// Only this agent's.
    pub assignee: Option<String>,
    /// How many, at most.
    pub limit: usize,
    /// The last place shown.
    pub cursor: Option<String>,
}

/// One page.
#[derive(Debug)]
pub struct QueuePage {
    /// The cases, most pressing first.
    pub cases: Vec<Case>,
    /// Where the next page begins; `None` at the end.
    pub cursor: Option<String>,
}

impl App {
    /// Reads one page. A page may hold fewer cases than asked for; only a missing cursor ends the list.
    pub async fn queue(&self, query: &QueueQuery) -> Result<QueuePage, AppError> {
        let wants = |status| query.statuses.contains(&status);
        let teams: Vec<String> = match query.teams.is_empty() {
            true => self.desk().teams.iter().map(|team| team.id.clone()).collect(),
            false => query.teams.clone(),
        };
        if wants(Status::Resolved) || wants(Status::Closed) {
            return self.resolved_page(query, &teams).await;
        }
        let partitions: Vec<String> = match wants(Status::Pending) || wants(Status::Snoozed) {
            true => teams.iter().map(|team| keys::pending_pk(team)).collect(),
            false => teams.iter().map(|team| keys::waiting_pk(team)).collect(),
        };
        let (places, more) = self.merged(&partitions, query.cursor.as_deref(), query.limit).await?;
        let cursor = places.last().map(|place| place.sort.clone()).filter(|_| more);
        Ok(QueuePage { cases: self.shown(&places, query).await?, cursor })
    }

    /// The first places over several partitions, and whether there are more.
    async fn merged(
        &self,
        partitions: &[String],
        after: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<Place>, bool), AppError> {
        let each = i32::try_from(limit.saturating_add(1)).unwrap_or(i32::MAX);
        let mut places = Vec::new();
        for partition in partitions {
            places.extend(self.store.places(partition, after, each).await?);
        }
        places.sort();
        let more = places.len() > limit;
        places.truncate(limit);
        Ok((places, more))
    }

    /// Resolved cases, the latest day first; a cursor is `{day}/{last place}`.
    async fn resolved_page(&self, query: &QueueQuery, teams: &[String]) -> Result<QueuePage, AppError> {
        let now = self.clock.now();
        let (mut day, mut after) = match query.cursor.as_deref().and_then(|cursor| cursor.split_once('/')) {
            Some((day, after)) => (day.to_owned(), Some(after.to_owned()).filter(|after| !after.is_empty())),
            None => (day_of(now), None),
        };
        let oldest = day_of(days_before(now, DAYS_BACK));
        while day > oldest {
            let partitions: Vec<String> = teams.iter().map(|team| keys::resolved_pk(team, &day)).collect();
            let (places, more) = self.merged(&partitions, after.as_deref(), query.limit).await?;
            let next_day = day_before(&day).unwrap_or_else(|| oldest.clone());
            if !places.is_empty() {
                let last = places.last().map(|place| place.sort.clone()).unwrap_or_default();
                let cursor = if more { format!("{day}/{last}") } else { format!("{next_day}/") };
                let cursor = Some(cursor).filter(|_| more || next_day > oldest);
                return Ok(QueuePage { cases: self.shown(&places, query).await?, cursor });
            }
            day = next_day;
            after = None;
        }
        Ok(QueuePage { cases: Vec::new(), cursor: None })
    }

    async fn shown(&self, places: &[Place], query: &QueueQuery) -> Result<Vec<Case>, AppError> {
        let wanted: Vec<keys::Key> = places.iter().map(|place| place.key.clone()).collect();
        let now = self.clock.now();
        let mut shown = Vec::new();
        for case in self.store.cases(&wanted).await? {
            let status = case.status_at(now, self.desk_of(&case.desk).await.sla.reopen_window);
            let status_wanted = match query.statuses.is_empty() {
                true => matches!(status, Status::New | Status::Open),
                false => query.statuses.contains(&status),
            };
            let assignee_wanted = query.assignee.is_none() || case.assignee == query.assignee;
            if status_wanted && assignee_wanted {
                shown.push(case);
            }
        }
        Ok(shown)
    }
}

fn days_before(at: Timestamp, days: i64) -> Timestamp {
    at.checked_sub(SignedDuration::from_hours(24 * days)).unwrap_or(at)
}

fn day_before(day: &str) -> Option<String> {
    let date: jiff::civil::Date = day.parse().ok()?;
    Some(date.yesterday().ok()?.to_string())
}
