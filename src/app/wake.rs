//! Looking at a row of the agenda when its instant has come.
//!
//! Reloads the row, decides again from the facts and writes at its version: late, early and double
//! wake-ups are all harmless.

use super::{App, AppError, HORIZON, TRIES};
use crate::domain::assignment::Standing;
use crate::domain::case::{Case, Status};
use crate::domain::clocks::{DueStep, Step};
use crate::domain::records::Alert;
use crate::domain::sends;
use crate::jobs::Job;
use crate::store::commit::{CaseWrite, Commit, Committed};
use crate::store::keys::{self, Key};
use jiff::Timestamp;

impl App {
    /// Does what is due at a row of the agenda.
    pub async fn wake(&self, key: &Key) -> Result<(), AppError> {
        match (keys::conversation_of(&key.pk), keys::case_number_of(&key.sk)) {
            (Some(conversation), Some(number)) => self.wake_case(conversation, number).await,
            _ if key.pk == keys::AGENT => Box::pin(self.wake_agent(&key.sk)).await,
            _ if key.pk == keys::DRIFT => self.correct_drift(key).await.map(drop),
            _ => self.wake_alert(key).await,
        }
    }

    async fn wake_alert(&self, key: &Key) -> Result<(), AppError> {
        if self.store.take_alert(key, self.clock.now()).await? {
            self.jobs.send(vec![Job::Alert { keys: vec![key.clone()] }]).await?;
        }
        Ok(())
    }

    async fn wake_case(&self, conversation: &str, number: u32) -> Result<(), AppError> {
        for _ in 0..TRIES {
            let Some(mut case) = self.store.case(conversation, number).await? else { return Ok(()) };
            let now = self.clock.now();
            match case.next_instant() {
                None => return Ok(()),
                Some(at) if at > now => return self.wait_on(&case, at, now).await,
                Some(_) => {}
            }
            if case.is_sought_at(now) {
                Box::pin(self.find_agent(&case)).await?;
                continue;
            }
            let before = Standing::of(&case);
            let send_is_due = sends::current(&case.sends).is_some_and(|send| send.duty(now).is_some());
            if send_is_due || case.moderation.due(now).is_some() {
                // The relay writes the send's next step, and with it the next instant.
                self.jobs.send(vec![Job::Relay { conversation: conversation.to_owned(), number }]).await?;
            }
            if case.fetch_at.is_some_and(|at| at <= now) {
                // Whoever copies writes what became of it, and with it the next instant.
                self.jobs.send(vec![Job::Fetch { conversation: conversation.to_owned(), number }]).await?;
            }
            let Some(alerts) = self.stamp(&mut case, now) else { return Ok(()) };
            let agents = self.follow(&before, &mut case, None).await?;
            case.touch(false);
            let commit = Commit {
                case: Some((&case, CaseWrite::Replace)),
                alerts: alerts.iter().collect(),
                agents: agents.iter().collect(),
                ..Commit::default()
            };
            match self.store.commit(&commit).await? {
                Committed::Done => {
                    self.schedule_agents(&agents).await?;
                    return self.announce(&case, &alerts).await;
                }
                Committed::Duplicate => return self.stamp_only(case, alerts).await,
                Committed::Conflict => {}
            }
        }
        Err(AppError::Contended)
    }

    /// Not yet: the wake-up goes round again when the sweep would not find it in time.
    async fn wait_on(&self, case: &Case, at: Timestamp, now: Timestamp) -> Result<(), AppError> {
        if at <= now.checked_add(HORIZON).unwrap_or(now) {
            self.schedule(case).await?;
        }
        Ok(())
    }

    /// Stamps what is due; `None` when nothing of the case changes.
    fn stamp(&self, case: &mut Case, now: Timestamp) -> Option<Vec<Alert>> {
        let steps: Vec<DueStep> = case.clocks.due(now, case.answer_in_flight());
        let last_chance = case.last_chance_due(now);
        let slept_in = case.snoozed_until_at.is_some_and(|until_at| until_at <= now);
        let breached = steps.iter().any(|step| step.step == Step::Breach);
        if slept_in || ((breached || last_chance.is_some()) && case.status == Status::Snoozed) {
            case.wake(now);
        } else if steps.is_empty() && last_chance.is_none() {
            return None;
        }
        let mut alerts: Vec<Alert> = steps.iter().filter_map(|step| Alert::of(case, step, now)).collect();
        steps.iter().for_each(|step| case.clocks.stamp(step));
        if let Some(chance) = last_chance {
            alerts.push(Alert::of_last_chance(case, &chance, now));
            alerts.sort_by_key(|alert| alert.due_at);
            case.tell_last_chance(&chance);
        }
        Some(alerts)
    }

    async fn announce(&self, case: &Case, alerts: &[Alert]) -> Result<(), AppError> {
        if !alerts.is_empty() {
            let keys = alerts.iter().map(|alert| keys::alert(&alert.day(), &alert.name())).collect();
            self.jobs.send(vec![Job::Alert { keys }]).await?;
        }
        self.schedule(case).await
    }

    /// An alert of these exists though its clock was not stamped (the clock was folded anew): the stamp
    /// is written with the alerts that are missing, and no alert comes twice.
    async fn stamp_only(&self, case: Case, alerts: Vec<Alert>) -> Result<(), AppError> {
        let mut missing = Vec::new();
        for alert in alerts {
            let key = keys::alert(&alert.day(), &alert.name());
            if self.store.alert(&key).await?.is_none() {
                missing.push(alert);
            }
        }
        let commit =
            Commit { case: Some((&case, CaseWrite::Replace)), alerts: missing.iter().collect(), ..Commit::default() };
        match self.store.commit(&commit).await? {
            Committed::Done => self.announce(&case, &missing).await,
            // Somebody else has moved it on; the agenda still knows when to look.
            Committed::Duplicate | Committed::Conflict => Err(AppError::Contended),
        }
    }
}
