//! Agents' rows: kept true to what they hold, looked at when they come, leave or get room.
//!
//! Owns what a change of a case means for the row of its holder, in the same transaction, and handing back what
//! somebody gone still holds. Must not choose anybody (`domain::assignment`), nor know what people may say about
//! themselves (`presence`).

use super::assignment::MACHINE;
use super::desk_in_force::DESK_AGE;
use super::{App, AppError, HORIZON, TRIES};
use crate::domain::assignment::Standing;
use crate::domain::case::Case;
use crate::domain::desk::Desk;
use crate::domain::ids::parse_case_id;
use crate::domain::presence::{Attendance, MOST_LISTED};
use crate::domain::records::LogEntry;
use crate::domain::words::assignment::HAND_BACK;
use crate::jobs::Job;
use crate::store::commit::{CaseWrite, Commit, Committed};
use crate::store::keys;
use jiff::Timestamp;

impl App {
    /// What a change of a case changes beside it: whether somebody is looked for, and the rows of who held it and of
    /// who holds it now. The rows belong into the same transaction. `by`: who of ours made the change.
    ///
    /// Costs a read only where the holder of a waiting case changes, and a write only for agents who have a row or to
    /// whom cases are given.
    pub(super) async fn follow(
        &self,
        before: &Standing,
        case: &mut Case,
        by: Option<&str>,
    ) -> Result<Vec<Attendance>, AppError> {
        let (desk, now) = (self.desk(), self.clock.now());
        case.seek(before, &desk, now);
        let holder = Standing::of(case).holder;
        let mut rows = Vec::new();
        if before.holder == holder {
            return Ok(rows);
        }
        for agent in before.holder.iter().chain(&holder) {
            let Some(mut row) = self.attendance(agent, &desk).await? else { continue };
            if !row.follow(case, desk.weight_of(case)) {
                continue;
            }
            let (shift, came) = (desk.shift_of(agent, now), row.lists(&case.id()));
            // What they take themselves is theirs, wherever they are.
            if came && by != Some(agent) && row.is_gone(shift) {
                row.send_back(&case.id(), now);
            }
            if !came && row.is_available(shift) && desk.teams_pushing_to(agent).next().is_some() {
                row.look(now);
            }
            row.touch();
            rows.push(row);
        }
        Ok(rows)
    }

    /// The row of an agent; for somebody to whom cases are given, one to be made. Others have none.
    pub(super) async fn attendance(&self, agent: &str, desk: &Desk) -> Result<Option<Attendance>, AppError> {
        let row = self.store.attendance(agent).await?;
        Ok(row.or_else(|| desk.teams_pushing_to(agent).next().map(|_| Attendance::unsaid(agent))))
    }

    /// Sends the wake-ups of agents at whom the machine must look before the next sweep finds them.
    pub(super) async fn schedule_agents(&self, rows: &[Attendance]) -> Result<(), AppError> {
        let now = self.clock.now();
        let soon = now.checked_add(HORIZON).unwrap_or(now);
        for row in rows {
            if let Some(at) = row.look_at.filter(|at| *at <= soon) {
                self.jobs.send_at(Job::Wake { key: keys::agent(&row.agent) }, at).await?;
            }
        }
        Ok(())
    }

    /// The row without the cases that are no longer held, written when there were any.
    pub(super) async fn read_against_cases(&self, row: Attendance) -> Result<Attendance, AppError> {
        let listed = row.cases.iter().filter_map(|held| parse_case_id(&held.case));
        let wanted: Vec<keys::Key> = listed.map(|(conversation, number)| keys::case(conversation, number)).collect();
        let cases = self.store.cases(&wanted).await?;
        let holds = |id: &str| {
            let case = cases.iter().find(|case| case.id() == id);
            case.is_some_and(|case| case.waits_for_us() && case.assignee.as_ref() == Some(&row.agent))
        };
        let mut true_row = row.clone();
        true_row.cases.retain(|held| holds(&held.case));
        if true_row.cases.len() == row.cases.len() {
            return Ok(row);
        }
        true_row.touch();
        let commit = Commit { agents: vec![&true_row], ..Commit::default() };
        // Changed meanwhile: taken as it was, and refused when somebody is given a case on the strength of it.
        Ok(if self.store.commit(&commit).await? == Committed::Done { true_row } else { row })
    }

    /// Has everybody looked at who has said something, once every process knows the desk that came into force: shifts,
    /// teams and what these give may be others now. Best effort: whatever happens next looks as well.
    pub(super) async fn look_at_everybody(&self) {
        let now = self.clock.now();
        let known_everywhere_at = now.checked_add(DESK_AGE).unwrap_or(now);
        if let Err(error) = self.look_at_everybody_at(known_everywhere_at).await {
            tracing::warn!(%error, "agents are looked at under the new desk when something happens");
        }
    }

    async fn look_at_everybody_at(&self, at: Timestamp) -> Result<(), AppError> {
        for mut row in self.store.all_attendances().await?.into_iter().filter(|row| row.state.is_some()) {
            row.look(at);
            row.touch();
            // Changed meanwhile: then somebody has looked, or will.
            if self.store.commit(&Commit { agents: vec![&row], ..Commit::default() }).await? == Committed::Done {
                self.schedule_agents(&[row]).await?;
            }
        }
        Ok(())
    }

    /// Looks at an agent when their instant has come: what they hold goes back when they are gone, and what waits
    /// comes to them when they are here.
    pub(super) async fn wake_agent(&self, agent: &str) -> Result<(), AppError> {
        for _ in 0..TRIES + u32::try_from(MOST_LISTED).unwrap_or(0) {
            let Some(row) = self.store.attendance(agent).await? else { return Ok(()) };
            let (desk, now) = (self.desk(), self.clock.now());
            match row.look_at {
                None => return Ok(()),
                Some(at) if at > now => return self.schedule_agents(&[row]).await,
                Some(_) => {}
            }
            let shift = desk.shift_of(agent, now);
            if let Some(held) = row.next_to_hand_back(shift) {
                self.hand_back(agent, &held.case).await?;
                continue;
            }
            if row.is_available(shift) {
                for team in desk.teams_pushing_to(agent) {
                    Box::pin(self.assign_waiting(team)).await?;
                }
            }
            // Written at the version read before: who was given something is looked at once more.
            let mut settled = row.clone();
            settled.settle(shift);
            settled.touch();
            let commit = Commit { agents: vec![&settled], ..Commit::default() };
            if self.store.commit(&commit).await? == Committed::Done {
                return self.schedule_agents(&[settled]).await;
            }
        }
        Err(AppError::Contended)
    }

    /// Takes a case from somebody who is gone, so that others get it. One that is theirs no longer leaves the row.
    async fn hand_back(&self, agent: &str, id: &str) -> Result<(), AppError> {
        let case = match parse_case_id(id) {
            Some((conversation, number)) => self.store.case(conversation, number).await?,
            None => None,
        };
        let held = case.filter(|case| case.waits_for_us() && case.assignee.as_deref() == Some(agent));
        let Some(mut case) = held else {
            let Some(mut row) = self.store.attendance(agent).await?.filter(|row| row.lists(id)) else { return Ok(()) };
            row.let_go(id);
            row.touch();
            self.store.commit(&Commit { agents: vec![&row], ..Commit::default() }).await?;
            return Ok(());
        };
        let before = Standing::of(&case);
        if case.assign(None).is_err() {
            return Ok(());
        }
        let rows = self.follow(&before, &mut case, None).await?;
        let now = self.clock.now();
        if rows.iter().any(|row| row.is_here(self.desk().shift_of(agent, now))) {
            // They have come back: what they hold stays theirs.
            return Ok(());
        }
        case.touch(false);
        let said = rows.iter().find_map(|row| row.state).map_or("", |state| state.as_str());
        let log = LogEntry {
            at: now,
            by: MACHINE.to_owned(),
            action: HAND_BACK.to_owned(),
            about: agent.to_owned(),
            since_at: None,
            text: said.to_owned(),
        };
        let commit = Commit {
            case: Some((&case, CaseWrite::Replace)),
            agents: rows.iter().collect(),
            log: Some(&log),
            ..Commit::default()
        };
        if self.store.commit(&commit).await? == Committed::Done {
            self.schedule(&case).await?;
        }
        Ok(())
    }
}
