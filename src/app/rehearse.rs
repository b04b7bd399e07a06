//! Rehearsing a changed desk against what was stored: a page of cases at a time, without a single write.
//!
//! Owns which cases are told again: those that wait, those put aside or waiting for the contact since the first of
//! the days, and those resolved in them. Must not decide what differs (`domain::rehearsal`).

use super::actions::{ActionError, permit};
use super::identity::{Identity, Permission};
use super::out_of_order::history_of;
use super::{App, AppError};
use crate::domain::desk::{Desk, Problem};
use crate::domain::rehearsal::{Change, Desks, Tally, rehearse};
use crate::domain::report::{Range, RangeRefusal};
use crate::store::cases::Conversation;
use crate::store::keys::{self, Key};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// How many cases one request tells again: each is read with its whole conversation.
const PAGE: usize = 100;

/// What is asked.
#[derive(Debug)]
pub struct Rehearsal<'a> {
    /// The changed desk.
    pub files: &'a BTreeMap<String, String>,
    /// How many days back.
    pub days: i64,
    /// Where the page begins; `None`: at the beginning.
    pub cursor: Option<&'a str>,
}

/// One page of a rehearsal.
#[derive(Debug)]
pub struct Rehearsed {
    /// The changed desk.
    pub desk: Desk,
    /// How many days back.
    pub days: i64,
    /// What would be different.
    pub changes: Vec<Change>,
    /// How much would be, on this page.
    pub tally: Tally,
    /// Where the next page begins; `None` at the end.
    pub cursor: Option<String>,
}

/// Why nothing was rehearsed.
#[derive(Debug)]
pub enum RehearsalError {
    /// The person may not, or the table failed.
    Action(ActionError),
    /// The files are not a desk.
    Refused(Vec<Problem>),
    /// Not that many days.
    Days(RangeRefusal),
    /// No page begins there.
    Cursor,
}

impl<E: Into<ActionError>> From<E> for RehearsalError {
    fn from(error: E) -> RehearsalError {
        RehearsalError::Action(error.into())
    }
}

/// Where a page begins: the instant at which the first one was asked for, so that all of them see the same days,
/// the partition, and the last place that was read of it. Spelled `{instant}/{partition}/{place}`.
#[derive(Debug)]
struct Cursor {
    now: Timestamp,
    partition: Option<String>,
    after: Option<String>,
}

impl Cursor {
    fn read(text: &str) -> Option<Cursor> {
        let mut parts = text.splitn(3, '/');
        let now = parts.next()?.parse().ok()?;
        let partition = Some(parts.next()?.to_owned());
        let after = Some(parts.next()?.to_owned()).filter(|after| !after.is_empty());
        Some(Cursor { now, partition, after })
    }

    fn spelled(&self) -> String {
        let part = |part: &Option<String>| part.clone().unwrap_or_default();
        format!("{}/{}/{}", keys::instant(self.now), part(&self.partition), part(&self.after))
    }
}

impl App {
    /// Tells a page of cases again under a changed desk.
    pub async fn rehearse(&self, who: &Identity, asked: &Rehearsal<'_>) -> Result<Rehearsed, RehearsalError> {
        permit(who, Permission::Reassign)?;
        let desk = crate::desk::parse(asked.files).map_err(RehearsalError::Refused)?;
        let mut cursor = match asked.cursor {
            Some(text) => Cursor::read(text).ok_or(RehearsalError::Cursor)?,
            None => Cursor { now: self.clock.now(), partition: None, after: None },
        };
        let range = Range::before(cursor.now, asked.days).map_err(RehearsalError::Days)?;
        let (wanted, more) = self.next_cases(&range, &mut cursor).await?;
        let (changes, tally) = self.told_again(&wanted, &desk, cursor.now).await?;
        let cursor = more.then(|| cursor.spelled());
        Ok(Rehearsed { desk, days: asked.days, changes, tally, cursor })
    }

    /// The next cases to tell again. The cursor moves behind them; whether anything is left there.
    async fn next_cases(&self, range: &Range, cursor: &mut Cursor) -> Result<(Vec<Key>, bool), RehearsalError> {
        let partitions = self.partitions(range);
        let start = match &cursor.partition {
            Some(known) => partitions.iter().position(|partition| partition == known).ok_or(RehearsalError::Cursor)?,
            None => 0,
        };
        let mut wanted: Vec<Key> = Vec::new();
        for partition in partitions.into_iter().skip(start) {
            if cursor.partition.as_ref() != Some(&partition) {
                // What waits is rehearsed however long it has; of everything else only these days.
                let whole = partition.starts_with(keys::WAITING_PREFIX);
                cursor.after = Some(keys::instant(range.from_at)).filter(|_| !whole);
                cursor.partition = Some(partition.clone());
            }
            let left = PAGE - wanted.len();
            let places =
                self.store.places(&partition, cursor.after.as_deref(), i32::try_from(left).unwrap_or(1)).await?;
            let full = places.len() == left;
            if let Some(last) = places.last() {
                cursor.after = Some(last.sort.clone());
            }
            wanted.extend(places.into_iter().map(|place| place.key));
            if full {
                return Ok((wanted, true));
            }
        }
        Ok((wanted, false))
    }

    /// Every partition that holds cases of these days, in the order in which they are read.
    fn partitions(&self, range: &Range) -> Vec<String> {
        let teams: Vec<String> = self.desk().teams.iter().map(|team| team.id.clone()).collect();
        let waiting = teams.iter().map(|team| keys::waiting_pk(team));
        let pending = teams.iter().map(|team| keys::pending_pk(team));
        let days = range.days();
        let resolved = days.iter().flat_map(|day| teams.iter().map(|team| keys::resolved_pk(team, day)));
        waiting.chain(pending).chain(resolved).collect()
    }

    async fn told_again(&self, wanted: &[Key], desk: &Desk, now: Timestamp) -> Result<(Vec<Change>, Tally), AppError> {
        let mut changes = Vec::new();
        let mut tally = Tally::default();
        let mut known: Option<(String, Conversation)> = None;
        for key in wanted {
            let Some((conversation, number)) = keys::conversation_of(&key.pk).zip(keys::case_number_of(&key.sk)) else {
                continue;
            };
            if known.as_ref().is_none_or(|(last, _)| last != conversation) {
                known = Some((conversation.to_owned(), self.store.conversation(conversation).await?));
            }
            let Some((_, read)) = &known else { continue };
            let Some(case) = read.case(number) else { continue };
            let of_case = self.desk_of(&case.desk).await;
            let history = history_of(read, number, false);
            let change = rehearse(case, &history, &Desks { before: &of_case, after: desk, now });
            tally.count(change.as_ref());
            changes.extend(change);
        }
        Ok((changes, tally))
    }
}
