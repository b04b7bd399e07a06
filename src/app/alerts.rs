//! Handing alerts to the sinks, in order, until every sink has taken them.

use super::actions::{ActionError, permit};
use super::identity::{Identity, Permission};
use super::{App, AppError, TRIES};
use crate::domain::alert::{Alert, AlertCause, ClockStep};
use crate::domain::clocks::Clock;
use crate::domain::ids::parse_case_id;
use crate::domain::records::{LogEntry, day_of};
use crate::domain::storm::{self, Storm};
use crate::domain::words::Language;
use crate::domain::words::alerts::alert_sentence;
use crate::jobs::Job;
use crate::notify::Notice;
use crate::store::commit::{CaseWrite, Commit, Committed};
use crate::store::keys::{self, Key};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// The first pause after a sink refused; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// How many days back alerts are listed.
const ALERT_DAYS: i64 = 31;
/// The longest pause between two tries.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(10);

impl App {
    /// Delivers these alerts in order. One that is refused holds back those after it.
    pub async fn deliver_alerts(&self, keys: &[Key]) -> Result<(), AppError> {
        let mut refused = false;
        for key in keys {
            let Some(mut alert) = self.store.alert(key).await? else { continue };
            let now = self.clock.now();
            if alert.accepted_at.is_some() || alert.tells_at() > now {
                continue;
            }
            if self.is_moot(&alert).await? {
                self.store.alert_moot(key, now).await?;
                continue;
            }
            if self.joins_storm(key, &alert, now).await? {
                continue;
            }
            if !refused {
                self.count_storm(key, &mut alert).await?;
                let delivery = self.notify.deliver(&self.notice(&alert).await, &alert.taken, now).await;
                let Some(error) = delivery.refused else {
                    self.store.alert_accepted(key, &alert, now, None).await?;
                    continue;
                };
                tracing::warn!(alert.kind = alert.kind().as_str(), attempts = alert.attempts, %error, "an alert sink refused");
                alert.taken = delivery.taken;
                refused = true;
            }
            let next_at = now.checked_add(pause(alert.attempts)).unwrap_or(now);
            self.store.alert_postponed(key, next_at, &alert.taken).await?;
            self.jobs.send_at(Job::Wake { key: key.clone() }, next_at).await?;
        }
        Ok(())
    }

    /// Whether what a warning warned of is over, now that its quiet hours are.
    async fn is_moot(&self, alert: &Alert) -> Result<bool, AppError> {
        let (Some(_), Some(step)) = (alert.quiet_until_at, alert.clock_step()) else { return Ok(false) };
        let Some((conversation, number)) = parse_case_id(&step.case) else { return Ok(false) };
        let Some(case) = self.store.case(conversation, number).await? else { return Ok(true) };
        let same = |clock: &&Clock| clock.metric == step.metric && clock.generation == step.generation;
        Ok(!case.clocks.list.iter().find(same).is_some_and(Clock::is_running))
    }

    /// Leaves an alert to a storm when the team was told of enough of its kind in the last minutes. `true`: the storm
    /// tells of it; that the storm exists is written first.
    async fn joins_storm(&self, key: &Key, alert: &Alert, now: Timestamp) -> Result<bool, AppError> {
        let Some(storm) = Storm::around(alert.kind(), now).filter(|_| alert.taken.is_empty()) else { return Ok(false) };
        let since = now.checked_sub(storm::window()).unwrap_or(Timestamp::MIN);
        let told = self.store.told_alone_since(&alert.team, alert.kind(), since, storm::TOLD_SINGLY).await?;
        if told < storm::TOLD_SINGLY {
            return Ok(false);
        }
        let together = Alert::of_storm(storm, &alert.team, &alert.desk, now);
        let row = keys::alert(&together.day(), &together.name());
        match self.store.alert(&row).await? {
            // It has been told already: whoever comes later is told alone.
            Some(told) if told.accepted_at.is_some() => return Ok(false),
            Some(_) => {}
            None => {
                let commit = Commit { alerts: vec![&together], ..Commit::default() };
                self.store.commit(&commit).await?;
                self.jobs.send_at(Job::Wake { key: row }, together.due_at.max(now)).await?;
            }
        }
        self.store.alert_accepted(key, alert, now, Some(&App::alert_id(&together))).await?;
        Ok(true)
    }

    /// Before a storm is told its cases are counted, from their rows.
    async fn count_storm(&self, key: &Key, alert: &mut Alert) -> Result<(), AppError> {
        let AlertCause::Storm(storm) = &alert.cause else { return Ok(()) };
        let names = self.store.told_between(&alert.team, storm.kind, storm.from_at, storm.until_at).await?;
        let cases: BTreeSet<&str> = names.iter().filter_map(|key| key.sk.split('#').next()).collect();
        let count = u32::try_from(cases.len()).unwrap_or(u32::MAX);
        self.store.alert_counted(key, count).await?;
        alert.count = Some(count);
        Ok(())
    }

    /// The alerts behind a storm, in order.
    pub async fn alerts_of_storm(&self, id: &str) -> Result<Vec<Alert>, ActionError> {
        let key = App::alert_key(id).ok_or(ActionError::NotFound)?;
        let alert = self.store.alert(&key).await?.ok_or(ActionError::NotFound)?;
        let AlertCause::Storm(storm) = &alert.cause else { return Err(ActionError::NotFound) };
        let keys = self.store.told_between(&alert.team, storm.kind, storm.from_at, storm.until_at).await?;
        Ok(self.store.alerts(&keys).await?)
    }

    async fn notice(&self, alert: &Alert) -> Notice {
        let desk = self.desk_of(&alert.desk).await;
        let language = desk.team(&alert.team).map_or(Language::En, |team| team.language);
        Notice {
            id: alert.name(),
            kind: alert.kind().as_str().to_owned(),
            text: alert_sentence(alert, &desk, language),
            case: alert.case().map(str::to_owned),
            team: alert.team.clone(),
            assignee: alert.assignee.clone(),
            metric: alert.clock_step().map(|step| step.metric.as_str().to_owned()),
            due_at: keys::instant(alert.due_at),
            told: alert.clock_step().and_then(ClockStep::told).map(|to| to.as_str().to_owned()),
            count: alert.count,
            link: match &alert.cause {
                AlertCause::Storm(_) => format!("{}/lead?storm={}", self.public_url, App::alert_id(alert)),
                AlertCause::Clock(step) => format!("{}/cases/{}", self.public_url, step.case),
                AlertCause::Window(window) => format!("{}/cases/{}", self.public_url, window.case),
                AlertCause::PingPong(found) => format!("{}/cases/{}", self.public_url, found.case),
                AlertCause::Contradiction(_) | AlertCause::Intake(_) => format!("{}/lead", self.public_url),
            },
        }
    }

    /// The latest alerts, newest day first, and where to go on; a cursor is `{day}/{last alert}`.
    pub async fn recent_alerts(
        &self,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<Alert>, Option<String>), AppError> {
        let now = self.clock.now();
        let (mut day, mut after) = match cursor.and_then(|cursor| cursor.split_once('/')) {
            Some((day, after)) => (day.to_owned(), Some(after.to_owned()).filter(|after| !after.is_empty())),
            None => (day_of(now), None),
        };
        let oldest = day_of(now.checked_sub(SignedDuration::from_hours(24 * ALERT_DAYS)).unwrap_or(now));
        let mut alerts: Vec<Alert> = Vec::new();
        while day > oldest && alerts.len() < limit {
            let missing = limit - alerts.len();
            let wanted = i32::try_from(missing).unwrap_or(i32::MAX);
            let found = self.store.alerts_on(&day, after.as_deref(), wanted).await?;
            let full = found.len() == missing;
            alerts.extend(found);
            if let Some(last) = alerts.last().filter(|_| full) {
                let cursor = format!("{day}/{}", last.name());
                return Ok((alerts, Some(cursor)));
            }
            let Some(before) = day.parse::<jiff::civil::Date>().ok().and_then(|date| date.yesterday().ok()) else {
                break;
            };
            day = before.to_string();
            after = None;
        }
        Ok((alerts, None))
    }

    /// Records that somebody has seen an alert.
    pub async fn acknowledge_alert(&self, who: &Identity, id: &str) -> Result<Alert, ActionError> {
        permit(who, Permission::Work)?;
        let key = App::alert_key(id).ok_or(ActionError::NotFound)?;
        if !self.store.alert_acknowledged(&key, &who.id).await? {
            return Err(ActionError::NotFound);
        }
        let alert = self.store.alert(&key).await?.ok_or(ActionError::NotFound)?;
        if let Some(step) = alert.clock_step() {
            self.end_escalation(who, &step.case).await?;
        }
        Ok(alert)
    }

    /// Somebody knows of what is late in a case: nobody else is told of it.
    async fn end_escalation(&self, who: &Identity, case: &str) -> Result<(), ActionError> {
        for _ in 0..TRIES {
            let mut case = self.load(case).await?;
            let before = case.clocks.clone();
            let now = self.clock.now();
            case.clocks.act(now);
            if case.clocks == before {
                return Ok(());
            }
            case.touch(false);
            let entry = LogEntry::of(&who.id, "acknowledge", now);
            let commit = Commit { case: Some((&case, CaseWrite::Replace)), log: Some(&entry), ..Commit::default() };
            if self.store.commit(&commit).await? == Committed::Done {
                return Ok(());
            }
        }
        Err(AppError::Contended.into())
    }

    /// The key of the alert the API calls `id`: `{day}~{name}` with `~` for `#`.
    pub fn alert_key(id: &str) -> Option<Key> {
        let (day, name) = id.split_once('~')?;
        let day_shaped = day.len() == 10 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        day_shaped.then(|| keys::alert(day, &name.replace('~', "#")))
    }

    /// The API's id of an alert; fits into a path.
    pub fn alert_id(alert: &Alert) -> String {
        format!("{}~{}", alert.day(), alert.name().replace('#', "~"))
    }
}

fn pause(attempts: u32) -> SignedDuration {
    let doubled = FIRST_PAUSE.checked_mul(1 << attempts.min(10)).unwrap_or(LONGEST_PAUSE);
    doubled.min(LONGEST_PAUSE)
}
