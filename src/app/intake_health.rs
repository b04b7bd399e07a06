//! Whether intake still works: webhooks, subscriptions, parked events, silence.
//!
//! Owns looking and saying so: each trouble raises one alert and ends when it is repaired. What can be mended
//! from here is (a webhook that has become invalid). Part of every reconcile run.

use super::reconcile::{OpenTroubles, before};
use super::{App, AppError};
use crate::channels::read::{Replay, Webhook};
use crate::domain::calendar::Calendar;
use crate::domain::classify::Intent;
use crate::domain::desk::{Desk, Inbox};
use crate::domain::message::Channel;
use crate::domain::priority::Priority;
use crate::domain::replay::{Gap, Step};
use crate::domain::silence::spelled;
use crate::domain::sla::{Metric, SlaSubject};
use crate::domain::trouble::{Trouble, TroubleCode, inbox_subject};
use crate::store::reconcile::{Reconciled, WebhookHealth};
use jiff::SignedDuration;

/// How much a webhook may have missed that nobody ever saw valid.
const UNKNOWN_GAP: SignedDuration = SignedDuration::from_hours(24);
/// The subject of a trouble with everything that comes in.
const EVERYTHING: &str = "intake";
/// How many parked events are counted.
const COUNTED: usize = 1000;

impl App {
    /// Looks after webhooks, subscriptions and parked events.
    pub(super) async fn check_connections(&self, desk: &Desk, open: &OpenTroubles) -> Result<(), AppError> {
        self.check_webhooks(open).await?;
        for inbox in &desk.inboxes {
            self.check_subscription(inbox, open).await?;
        }
        self.check_parked(open).await
    }

    async fn check_webhooks(&self, open: &OpenTroubles) -> Result<(), AppError> {
        match self.platforms.webhooks(self.clock.now()).await {
            Some(Ok(webhooks)) => {
                for webhook in &webhooks {
                    self.check_webhook(webhook, open).await?;
                }
            }
            Some(Err(error)) => tracing::warn!(error = error.as_str(), "X did not tell the state of its webhooks"),
            // Without the application's own token nobody can ask.
            None => {}
        }
        Ok(())
    }

    /// An invalid webhook is tried once more at once, and what it missed is asked for again, piece by piece.
    async fn check_webhook(&self, webhook: &Webhook, open: &OpenTroubles) -> Result<(), AppError> {
        let now = self.clock.now();
        let known = self.store.webhook_health(&webhook.id).await?;
        let mut health = known.clone();
        if webhook.valid {
            self.settle_if_open(TroubleCode::WebhookInvalid, &webhook.id, open).await?;
            health.valid_again(now);
        } else {
            let about = String::new();
            let trouble =
                Trouble { code: TroubleCode::WebhookInvalid, subject: webhook.id.clone(), about, since_at: now };
            self.raise_trouble(&trouble).await?;
            let missed_since = health.valid_at.unwrap_or_else(|| before(now, UNKNOWN_GAP));
            let from_at = health.gap.map_or(missed_since, |gap| gap.from_at.min(missed_since));
            health.gap = Some(Gap { from_at, until_at: None });
            match self.platforms.revalidate(&webhook.id, now).await {
                Ok(true) => health.valid_again(now),
                Ok(false) => tracing::warn!("X still holds the webhook to be invalid"),
                Err(error) => tracing::warn!(error = error.as_str(), "X did not validate the webhook again"),
            }
        }
        // Before anything is asked for: what was asked for and not noted is asked for again, which doubles nothing.
        if health != known {
            self.store.keep_webhook_health(&webhook.id, &health).await?;
        }
        self.ask_for_replay(webhook, health).await
    }

    /// One piece a run: X delivers one at a time.
    async fn ask_for_replay(&self, webhook: &Webhook, mut health: WebhookHealth) -> Result<(), AppError> {
        let now = self.clock.now();
        let Some(gap) = health.gap else { return Ok(()) };
        health.gap = match gap.step(now) {
            Step::Wait => return Ok(()),
            Step::Over => None,
            Step::Ask { from, until } => match self.platforms.replay(&webhook.id, from, until, now).await {
                Ok(Replay::Started) => gap.after(until),
                Ok(Replay::Busy) => return Ok(()),
                Err(error) => {
                    tracing::warn!(error = error.as_str(), "X did not take the wish for a replay");
                    return Ok(());
                }
            },
        };
        Ok(self.store.keep_webhook_health(&webhook.id, &health).await?)
    }

    async fn check_subscription(&self, inbox: &Inbox, open: &OpenTroubles) -> Result<(), AppError> {
        let now = self.clock.now();
        let subject = inbox_subject(inbox.channel, &inbox.external_id);
        match self.platforms.subscribed(inbox.channel, &inbox.external_id, now).await {
            Some(Ok(true)) => self.settle_if_open(TroubleCode::SubscriptionLost, &subject, open).await?,
            Some(Ok(false)) => {
                let code = TroubleCode::SubscriptionLost;
                let trouble = Trouble::of_inbox(code, inbox.channel, &inbox.external_id, "", now);
                self.raise_trouble(&trouble).await?;
            }
            // The reading of the same inbox says what is wrong with the access.
            Some(Err(error)) => tracing::warn!(error = error.as_str(), "Meta did not tell who is subscribed"),
            None => {}
        }
        Ok(())
    }

    async fn check_parked(&self, open: &OpenTroubles) -> Result<(), AppError> {
        let limit = i32::try_from(COUNTED).unwrap_or(i32::MAX);
        let parked = self.store.parked(None, limit).await?.len();
        if parked == 0 {
            return self.settle_if_open(TroubleCode::EventsParked, EVERYTHING, open).await;
        }
        let about = if parked >= COUNTED { format!("{COUNTED}+") } else { parked.to_string() };
        let (code, subject, since_at) = (TroubleCode::EventsParked, EVERYTHING.to_owned(), self.clock.now());
        self.raise_trouble(&Trouble { code, subject, about, since_at }).await?;
        Ok(())
    }

    /// Says when an inbox has been quiet for longer than is usual in its opening hours.
    pub(super) async fn tell_of_silence(
        &self,
        row: &Reconciled,
        desk: &Desk,
        inbox: &Inbox,
        open: &OpenTroubles,
    ) -> Result<(), AppError> {
        let now = self.clock.now();
        match row.heard.silent_for(now, self.opening_hours(desk, inbox)) {
            Some(quiet) => {
                let code = TroubleCode::Silent;
                let trouble = Trouble::of_inbox(code, row.channel, &row.inbox, &spelled(quiet), now);
                self.raise_trouble(&trouble).await?;
                Ok(())
            }
            None => self.settle_if_open(TroubleCode::Silent, &inbox_subject(row.channel, &row.inbox), open).await,
        }
    }

    /// The calendar an ordinary first answer in this inbox is promised by; none when every hour counts.
    pub(super) fn opening_hours<'a>(&self, desk: &'a Desk, inbox: &Inbox) -> Option<&'a Calendar> {
        let public = matches!(inbox.channel, Channel::X | Channel::Facebook);
        let team = desk.team_or_heir(&desk.fallback).map_or(desk.fallback.as_str(), |team| team.id.as_str());
        let intent = Intent::Support;
        let subject =
            SlaSubject { team, channel: inbox.channel, public, priority: Priority::Normal, intent, topic: "" };
        let target = desk.sla.target(&subject, Metric::FirstResponse)?;
        desk.calendar(target.calendar.as_deref()?)
    }
}

impl WebhookHealth {
    /// It delivers at this instant; a gap that was open ends here.
    fn valid_again(&mut self, now: jiff::Timestamp) {
        if let Some(gap) = self.gap.as_mut().filter(|gap| gap.until_at.is_none()) {
            gap.until_at = Some(now);
        }
        self.valid_at = Some(now);
    }
}
