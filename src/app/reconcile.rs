//! Provable intake: reads back from the platforms what should have reached us, and takes in what had not.
//!
//! Owns the mark of each inbox and the report. What is missing goes to intake as any delivery does, so that
//! whatever also arrives late is a duplicate. The mark moves only after everything read was handed over; a
//! crash before that reads the same stretch again. Must not know how a platform lists things (`channels`).

use super::{App, AppError};
use crate::channels::read::{Asked, ReadError, Readable, Reading};
use crate::channels::{self, Element};
use crate::domain::desk::{Desk, Inbox};
use crate::domain::ids::conversation_id;
use crate::domain::message::{Channel, Event, Outcome};
use crate::domain::trouble::{Trouble, TroubleCode, inbox_subject, name_of};
use crate::jobs::Job;
use crate::store::reconcile::{Reconciled, Unfinished};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How far before the mark a reading begins: platforms list things late.
const OVERLAP: SignedDuration = SignedDuration::from_mins(15);
/// How far back the first reading goes.
const FIRST_READING: SignedDuration = SignedDuration::from_hours(24);
/// How young a message may be for its delivery to be still on its way: taken in, but no trouble.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_mins(2);
/// How long an inbox may be out of reach for a passing reason before somebody is told.
const PATIENCE: SignedDuration = SignedDuration::from_hours(1);

/// What became of one inbox.
#[derive(Debug, Clone, Serialize)]
pub struct InboxReport {
    /// The platform's id.
    pub inbox: String,
    /// Its channel.
    pub channel: Channel,
    /// From when it was read.
    pub since: Option<Timestamp>,
    /// Up to when.
    pub until: Option<Timestamp>,
    /// How many messages the platform shows in that stretch, ours included.
    pub platform: usize,
    /// How many of them had reached us.
    pub received: usize,
    /// How many had not.
    pub missing: usize,
    /// How many of those were handed to intake.
    pub fed: usize,
    /// There was more than one reading takes: the next run goes on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// Why it was not read at all: `no_read_api`, `no_access`. Neither is a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<&'static str>,
    /// Why it could not be read or fed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'static str>,
}

/// What became of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Reconciliation {
    /// When.
    pub at: Timestamp,
    /// The inboxes of the desk.
    pub inboxes: Vec<InboxReport>,
    /// All together.
    pub platform: usize,
    /// All together.
    pub received: usize,
    /// All together.
    pub missing: usize,
    /// All together.
    pub fed: usize,
    /// What has to be repaired, as it stands after the run.
    pub troubles: Vec<Trouble>,
}

/// One message the platform shows.
struct Shown {
    element: Element,
    revision: u32,
    at: Timestamp,
    inbound: bool,
}

/// What a reading holds, by conversation and external id.
#[derive(Default)]
struct Stretch {
    shown: BTreeMap<(String, String), Shown>,
    /// Elements from which no message could be made out.
    unreadable: usize,
}

impl InboxReport {
    fn of(inbox: &Inbox) -> InboxReport {
        InboxReport {
            inbox: inbox.external_id.clone(),
            channel: inbox.channel,
            since: None,
            until: None,
            platform: 0,
            received: 0,
            missing: 0,
            fed: 0,
            more: false,
            skipped: None,
            error: None,
        }
    }
}

impl Reconciliation {
    /// Whether every inbox could be read and everything missing was taken in.
    pub fn is_complete(&self) -> bool {
        self.inboxes.iter().all(|inbox| inbox.error.is_none() && inbox.missing == inbox.fed)
    }
}

/// The troubles that are open, so that settling those that are not costs nothing.
pub(super) struct OpenTroubles(pub(super) BTreeSet<String>);

impl App {
    /// Reads back every inbox we hold access to, takes in what was missing, and looks after the connections.
    /// Runs may overlap.
    pub async fn reconcile(&self) -> Result<Reconciliation, AppError> {
        self.refresh_desk().await;
        let (desk, now) = (self.desk(), self.clock.now());
        let open = OpenTroubles(self.store.troubles().await?.iter().map(Trouble::name).collect());
        let mut inboxes = Vec::with_capacity(desk.inboxes.len());
        for inbox in &desk.inboxes {
            inboxes.push(self.reconcile_inbox(inbox, &desk, &open).await?);
        }
        self.check_connections(&desk, &open).await?;
        let all = |count: fn(&InboxReport) -> usize| inboxes.iter().map(count).sum();
        Ok(Reconciliation {
            at: now,
            platform: all(|inbox| inbox.platform),
            received: all(|inbox| inbox.received),
            missing: all(|inbox| inbox.missing),
            fed: all(|inbox| inbox.fed),
            troubles: self.store.troubles().await?,
            inboxes,
        })
    }

    async fn reconcile_inbox(&self, inbox: &Inbox, desk: &Desk, open: &OpenTroubles) -> Result<InboxReport, AppError> {
        let mut report = InboxReport::of(inbox);
        report.skipped = match self.platforms.readable(inbox.channel, &inbox.external_id) {
            Readable::Yes => None,
            Readable::NoAccess => Some("no_access"),
            Readable::NoWay => Some("no_read_api"),
        };
        if report.skipped.is_some() {
            return Ok(report);
        }
        let now = self.clock.now();
        let known = self.store.reconciled(inbox.channel, &inbox.external_id).await?;
        let mut row = known.unwrap_or_else(|| Reconciled::new(inbox.channel, &inbox.external_id));
        let since = match row.until_at {
            Some(until_at) => before(until_at, OVERLAP),
            None => before(now, FIRST_READING),
        };
        let until = row.unfinished.as_ref().map_or(now, |unfinished| unfinished.until_at);
        (report.since, report.until) = (Some(since), Some(until));
        let cursors = row.unfinished.as_ref().map(|unfinished| unfinished.cursors.clone()).unwrap_or_default();
        let asked = Asked { channel: inbox.channel, inbox: &inbox.external_id, since, cursors: &cursors };
        let Some(platforms) = self.reading(inbox.channel, &inbox.external_id).await? else {
            // Stopped, or its token is being renewed: what was missed is not known.
            report.error = Some("no_access");
            return Ok(report);
        };
        let reading = platforms.read(&asked, now).await;
        let stretch = Stretch::of(&reading.elements);
        let late = self.feed(&stretch, &mut report).await?;
        if let Some(error) = reading.error {
            report.error = Some(error.as_str());
        } else if report.error.is_none() && stretch.unreadable > 0 {
            report.error = Some("unreadable_items");
        }
        report.more = !reading.cursors.is_empty();
        note(&mut row, &report, &reading, until, now);
        for shown in stretch.in_order().filter(|shown| shown.inbound) {
            row.heard.hear(shown.at, self.opening_hours(desk, inbox));
        }
        self.store.keep_reconciled(&row).await?;
        self.tell_of_reading(&row, &report, late, open).await?;
        self.tell_of_silence(&row, desk, inbox, open).await?;
        Ok(report)
    }

    /// Hands what is missing to intake, oldest first. Answers how many of them cannot be still on their way.
    async fn feed(&self, stretch: &Stretch, report: &mut InboxReport) -> Result<usize, AppError> {
        let wanted = stretch.shown.keys().cloned().collect();
        let known = self.store.known_messages(&wanted).await?;
        let is_known = |name: &(String, String), shown: &Shown| {
            known.get(name).is_some_and(|message| message.deleted || message.revision >= shown.revision)
        };
        let mut missing: Vec<&Shown> =
            stretch.shown.iter().filter(|(name, shown)| !is_known(name, shown)).map(|(_, shown)| shown).collect();
        missing.sort_by_key(|shown| shown.at);
        report.platform = stretch.shown.len();
        report.missing = missing.len();
        report.received = report.platform.saturating_sub(report.missing);
        let now = self.clock.now();
        let job = |shown: &&Shown| Job::Intake { element: shown.element.clone(), received_at: now };
        let jobs: Vec<Job> = missing.iter().map(job).collect();
        if jobs.is_empty() || self.jobs.send(jobs).await.is_ok() {
            report.fed = report.missing;
        } else {
            report.error = Some("not_fed");
        }
        Ok(missing.iter().filter(|shown| shown.at <= before(now, ON_ITS_WAY)).count())
    }

    /// Raises and settles what a reading shows to be wrong.
    async fn tell_of_reading(
        &self,
        row: &Reconciled,
        report: &InboxReport,
        late: usize,
        open: &OpenTroubles,
    ) -> Result<(), AppError> {
        let now = self.clock.now();
        let trouble = |code, about: &str| Trouble::of_inbox(code, row.channel, &row.inbox, about, now);
        let is = |error: ReadError| report.error == Some(error.as_str());
        if is(ReadError::TokenRevoked) {
            self.raise_trouble(&trouble(TroubleCode::TokenRevoked, "")).await?;
        }
        let out_of_reach = row.failing_since_at.is_some_and(|since| before(now, PATIENCE) >= since);
        if let Some(error) = report.error.filter(|_| is(ReadError::Refused) || out_of_reach) {
            self.raise_trouble(&trouble(TroubleCode::CannotReconcile, error)).await?;
        }
        if late > 0 {
            self.raise_trouble(&trouble(TroubleCode::MessagesMissed, &late.to_string())).await?;
        }
        if report.error.is_none() {
            let subject = inbox_subject(row.channel, &row.inbox);
            self.settle_if_open(TroubleCode::TokenRevoked, &subject, open).await?;
            self.settle_if_open(TroubleCode::CannotReconcile, &subject, open).await?;
            if report.missing == 0 && !report.more {
                self.settle_if_open(TroubleCode::MessagesMissed, &subject, open).await?;
            }
        }
        Ok(())
    }

    /// Settles a trouble when it is open.
    pub(super) async fn settle_if_open(
        &self,
        code: TroubleCode,
        subject: &str,
        open: &OpenTroubles,
    ) -> Result<(), AppError> {
        if open.0.contains(&name_of(code, subject)) {
            self.settle_trouble(code, subject).await?;
        }
        Ok(())
    }
}

impl Stretch {
    fn of(elements: &[Element]) -> Stretch {
        let mut stretch = Stretch::default();
        for element in elements {
            for event in channels::parse(element) {
                match event.outcome {
                    Outcome::Message | Outcome::Encrypted | Outcome::Own | Outcome::Update => {
                        stretch.add(element, &event);
                    }
                    Outcome::Parked => stretch.unreadable += 1,
                    Outcome::Delete
                    | Outcome::Engagement
                    | Outcome::Receipt
                    | Outcome::Lifecycle
                    | Outcome::Ignored => {}
                }
            }
        }
        stretch
    }

    fn add(&mut self, element: &Element, event: &Event) {
        let is_own = event.outcome == Outcome::Own;
        // As in triage: our own post to nobody in particular is in the inbox's own partition.
        let contact = event.contact.as_ref().or(event.inbox.as_ref().filter(|_| is_own));
        let parts = (event.channel, event.inbox.as_ref(), contact, event.external_id.as_ref(), event.at);
        let (Some(channel), Some(inbox), Some(contact), Some(external_id), Some(at)) = parts else {
            // Intake leaves an edit of ours alone when it does not say whom the post answered.
            self.unreadable += usize::from(event.outcome != Outcome::Update);
            return;
        };
        let conversation = conversation_id(channel, inbox, event.public, contact);
        let shown = Shown { element: element.clone(), revision: event.revision, at, inbound: !is_own };
        self.shown.entry((conversation, external_id.clone())).or_insert(shown);
    }

    fn in_order(&self) -> impl Iterator<Item = &Shown> {
        let mut all: Vec<&Shown> = self.shown.values().collect();
        all.sort_by_key(|shown| shown.at);
        all.into_iter()
    }
}

/// Moves the mark, or says where the next run goes on.
fn note(row: &mut Reconciled, report: &InboxReport, reading: &Reading, until: Timestamp, now: Timestamp) {
    let handed_over = report.missing == report.fed;
    if reading.error.is_some() || !handed_over {
        // The same stretch is read again: from its newest end when the platform has lost its place in it.
        row.unfinished = row.unfinished.take().filter(|_| reading.error != Some(ReadError::StaleCursor));
        row.failing_since_at = row.failing_since_at.or(Some(now));
        return;
    }
    row.failing_since_at = None;
    if reading.cursors.is_empty() {
        row.until_at = Some(until);
        row.unfinished = None;
    } else {
        row.unfinished = Some(Unfinished { until_at: until, cursors: reading.cursors.clone() });
    }
}

pub(super) fn before(at: Timestamp, span: SignedDuration) -> Timestamp {
    at.checked_sub(span).unwrap_or(at)
}
