//! Handing alerts to the sinks, in order, until every sink has taken them.

use super::actions::{ActionError, permit};
use super::identity::{Identity, Permission};
use super::{App, AppError};
use crate::domain::records::{Alert, AlertCause, day_of};
use crate::domain::words::Language;
use crate::domain::words::alerts::alert_sentence;
use crate::notify::Notice;
use crate::store::keys::{self, Key};
use jiff::SignedDuration;

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
            if alert.accepted_at.is_some() {
                continue;
            }
            let now = self.clock.now();
            if !refused {
                let delivery = self.notify.deliver(&self.notice(&alert).await, &alert.taken, now).await;
                let Some(error) = delivery.refused else {
                    self.store.alert_accepted(key, now).await?;
                    continue;
                };
                tracing::warn!(alert.kind = alert.kind().as_str(), attempts = alert.attempts, %error, "an alert sink refused");
                alert.taken = delivery.taken;
                refused = true;
            }
            let next_at = now.checked_add(pause(alert.attempts)).unwrap_or(now);
            self.store.alert_postponed(key, next_at, &alert.taken).await?;
            self.jobs.send_at(crate::jobs::Job::Wake { key: key.clone() }, next_at).await?;
        }
        Ok(())
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
            link: match &alert.cause {
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
        self.store.alert(&key).await?.ok_or(ActionError::NotFound)
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
