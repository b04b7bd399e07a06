//! Looking at a row of the agenda when its instant has come.
//!
//! Reloads the row, decides again from the facts and writes at its version: late, early and double
//! wake-ups are all harmless.

use super::{App, AppError, HORIZON, TRIES};
use crate::domain::alert::{Alert, AlertKind};
use crate::domain::assignment::{Standing, Waiting};
use crate::domain::case::{Case, Status, StoredMessage};
use crate::domain::clocks::breach::{self, BreachCause, BreachFacts};
use crate::domain::clocks::{Clock, DueStep, Step};
use crate::domain::desk::Desk;
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
            let cause = self.breach_cause(&case, now).await?;
            let desk = self.desk_of(&case.desk).await;
            let Some(alerts) = stamp(&mut case, &desk, cause, now) else { return Ok(()) };
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

    /// Why a deadline that has passed by now was missed; `None` when no breach is due. Read once for each breach.
    async fn breach_cause(&self, case: &Case, now: Timestamp) -> Result<Option<BreachCause>, AppError> {
        let due = case.clocks.due(now, case.answer_in_flight());
        let Some(step) = due.iter().find(|step| step.step == Step::Breach) else { return Ok(None) };
        let clock = case.clocks.list.iter().find(|clock| clock.metric == step.metric);
        let held = case.assignee.is_some();
        // Why nobody could be given the case, in a team whose cases are given.
        let sought = case.search.as_ref().and_then(|search| search.why);
        let facts = BreachFacts {
            received_late: self.received_late(case, clock, step.due_at).await?,
            retroactive: clock.is_some_and(|clock| clock.exceptions.retroactive),
            held,
            on_shift: sought.map(|why| why != Waiting::NobodyHere),
            at_capacity: sought == Some(Waiting::AllFull),
            verified_answer_missing: held && self.lacks_verified_answer(&case.classification.topic, now).await?,
        };
        Ok(Some(breach::cause(&facts)))
    }

    /// Whether the message that started a clock reached us only when its time was up.
    async fn received_late(&self, case: &Case, clock: Option<&Clock>, due_at: Timestamp) -> Result<bool, AppError> {
        let Some(started_at) = clock.map(|clock| clock.started_at) else { return Ok(false) };
        let late = |message: &StoredMessage| {
            message.at == started_at && message.received_at.is_some_and(|received_at| received_at >= due_at)
        };
        if case.opening.as_ref().is_some_and(late) {
            return Ok(true);
        }
        let Some(latest) = &case.heard_id else { return Ok(false) };
        Ok(self.store.message(&case.conversation, latest).await?.is_some_and(|(_, message)| late(&message)))
    }

    async fn announce(&self, case: &Case, alerts: &[Alert]) -> Result<(), AppError> {
        if !alerts.is_empty() {
            // What quiet hours hold back is on the agenda by itself.
            let told_now = alerts.iter().filter(|alert| alert.quiet_until_at.is_none());
            let keys: Vec<Key> = told_now.map(|alert| keys::alert(&alert.day(), &alert.name())).collect();
            if !keys.is_empty() {
                self.jobs.send(vec![Job::Alert { keys }]).await?;
            }
        }
        self.schedule(case).await
    }

    /// An alert of these exists though its clock was not stamped (the clock was folded anew): the stamp
    /// is written with the alerts that are missing, and no alert comes twice.
    async fn stamp_only(&self, case: Case, alerts: Vec<Alert>) -> Result<(), AppError> {
        let (mut missing, mut withdrawn) = (Vec::new(), Vec::new());
        for alert in alerts {
            let key = keys::alert(&alert.day(), &alert.name());
            match self.store.alert(&key).await? {
                None => missing.push(alert),
                Some(known) if known.withdrawn_at.is_some() => withdrawn.push(key),
                Some(_) => {}
            }
        }
        let commit = Commit {
            case: Some((&case, CaseWrite::Replace)),
            alerts: missing.iter().collect(),
            reinstated: withdrawn.iter().collect(),
            ..Commit::default()
        };
        match self.store.commit(&commit).await? {
            Committed::Done => self.announce(&case, &missing).await,
            // Somebody else has moved it on; the agenda still knows when to look.
            Committed::Duplicate | Committed::Conflict => Err(AppError::Contended),
        }
    }
}

/// Stamps what is due; `None` when nothing of the case changes. A breach may set steps that are due already: they
/// are stamped in the same write, in their order.
fn stamp(case: &mut Case, desk: &Desk, cause: Option<BreachCause>, now: Timestamp) -> Option<Vec<Alert>> {
    let in_flight = case.answer_in_flight();
    let last_chance = case.last_chance_due(now);
    let mut alerts: Vec<Alert> = Vec::new();
    loop {
        let steps = case.clocks.due(now, in_flight);
        if steps.is_empty() {
            break;
        }
        for step in steps {
            take_step(case, desk, &step, cause);
            alerts.extend(Alert::of(case, &step, &case.terms(desk), now));
        }
    }
    let breached = alerts.iter().any(|alert| alert.kind() == AlertKind::Breach);
    let slept_in = case.snoozed_until_at.is_some_and(|until_at| until_at <= now);
    if slept_in || ((breached || last_chance.is_some()) && case.status == Status::Snoozed) {
        case.wake(now);
    } else if alerts.is_empty() && last_chance.is_none() {
        return None;
    }
    if let Some(chance) = last_chance {
        alerts.push(Alert::of_last_chance(case, &chance, now));
        alerts.sort_by_key(|alert| alert.due_at);
        case.tell_last_chance(&chance);
    }
    Some(alerts)
}

fn take_step(case: &mut Case, desk: &Desk, step: &DueStep, cause: Option<BreachCause>) {
    let mut clocks = std::mem::take(&mut case.clocks);
    clocks.stamp(step, &case.terms(desk), cause);
    case.clocks = clocks;
}
