//! What people say about being here, and who is.
//!
//! Owns saying it and showing it. Must not give or take cases: `assignment` does, when it looks at the row.

use super::actions::{ActionError, permit};
use super::identity::{Identity, Permission};
use super::{App, AppError, TRIES};
use crate::domain::desk::Desk;
use crate::domain::presence::{Attendance, Presence};
use crate::domain::words::Language;
use crate::domain::words::assignment::presence_sentence;
use crate::store::commit::{Commit, Committed};
use crate::store::keys::{self, instant};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How many places of each team's queue are looked through for what somebody holds who says something for the first
/// time.
const PLACES: i32 = 200;

impl App {
    /// Records what somebody says about being here, and does at once what follows from it.
    pub async fn say_presence(&self, who: &Identity, state: Presence) -> Result<Attendance, ActionError> {
        permit(who, Permission::Work)?;
        for _ in 0..TRIES {
            let known = self.store.attendance(&who.id).await?;
            let mut row = match known.filter(|row| row.state.is_some()) {
                Some(row) => row,
                None => self.first_attendance(&who.id).await?,
            };
            if !row.say(state, self.clock.now()) {
                return Ok(row);
            }
            row.touch();
            let commit = Commit { agents: vec![&row], ..Commit::default() };
            if self.store.commit(&commit).await? == Committed::Done {
                return self.look_at(row).await;
            }
        }
        Err(AppError::Contended.into())
    }

    /// Said is said: what follows comes by itself when it cannot be done now.
    async fn look_at(&self, row: Attendance) -> Result<Attendance, ActionError> {
        if let Err(error) = self.wake_agent(&row.agent).await {
            tracing::warn!(%error, agent.id = %row.agent, "what follows from a presence comes later");
            self.schedule_agents(std::slice::from_ref(&row)).await?;
        }
        Ok(self.store.attendance(&row.agent).await?.unwrap_or(row))
    }

    /// The row of somebody who has never said anything, with what they hold already.
    async fn first_attendance(&self, agent: &str) -> Result<Attendance, AppError> {
        let desk = self.desk();
        let mut row = self.store.attendance(agent).await?.unwrap_or_else(|| Attendance::unsaid(agent));
        for team in &desk.teams {
            let places = self.store.places(&keys::waiting_pk(&team.id), None, PLACES).await?;
            let wanted: Vec<keys::Key> = places.into_iter().map(|place| place.key).collect();
            for case in self.store.cases(&wanted).await? {
                row.follow(&case, desk.weight_of(&case));
            }
        }
        Ok(row)
    }

    /// What is known of somebody; a row that says nothing when they have said nothing.
    pub async fn attendance_of(&self, agent: &str) -> Result<Attendance, AppError> {
        Ok(self.store.attendance(agent).await?.unwrap_or_else(|| Attendance::unsaid(agent)))
    }

    /// Who is here: the agents of the desk and everybody who has said something, of one team or of all, by id.
    pub async fn attendances(&self, who: &Identity, team: Option<&str>) -> Result<Vec<Attendance>, ActionError> {
        permit(who, Permission::Reassign)?;
        let desk = self.desk();
        let mut rows = self.store.all_attendances().await?;
        let known: BTreeSet<String> = rows.iter().map(|row| row.agent.clone()).collect();
        let silent = desk.agents.iter().filter(|agent| !known.contains(&agent.id));
        rows.extend(silent.map(|agent| Attendance::unsaid(&agent.id)));
        let of_team = |row: &Attendance, team: &str| {
            desk.agent(&row.agent).is_some_and(|agent| agent.teams.iter().any(|of| of == team))
        };
        rows.retain(|row| team.is_none_or(|team| of_team(row, team)));
        rows.sort_by(|a, b| a.agent.cmp(&b.agent));
        Ok(rows)
    }

    /// An agent as the contract shows them.
    pub fn attendance_view(&self, row: &Attendance, language: Language) -> Value {
        let desk = self.desk();
        let shift = desk.shift_of(&row.agent, self.clock.now());
        json!({
            "agent": row.agent,
            "state": row.state,
            "since": row.since_at.map(instant),
            "on_shift": shift.is_on,
            "shift_changes_at": shift.changes_at.map(instant),
            "teams": teams_of(&desk, &row.agent),
            "load": row.load(),
            "capacity": desk.capacity_of(&row.agent),
            "cases": row.cases.iter().map(|held| &held.case).collect::<Vec<_>>(),
            "last_assigned_at": row.last_assigned_at.map(instant),
            "why": presence_sentence(row, &desk, shift, language),
        })
    }

    /// Refuses to give a case to somebody who has said that they are not here, or whose shift is over; otherwise
    /// their row, to be written in the same transaction, so that they are still here when it is given.
    pub(super) async fn expect_present(&self, agent: &str, rows: &mut Vec<Attendance>) -> Result<(), ActionError> {
        let shift = self.desk().shift_of(agent, self.clock.now());
        if let Some(row) = rows.iter().find(|row| row.agent == agent) {
            return expect_available(row, shift);
        }
        if let Some(mut row) = self.store.attendance(agent).await? {
            expect_available(&row, shift)?;
            row.touch();
            rows.push(row);
        }
        Ok(())
    }
}

fn expect_available(row: &Attendance, shift: crate::domain::presence::Shift) -> Result<(), ActionError> {
    match row.is_absent(shift) {
        true => Err(ActionError::Absent { agent: row.agent.clone(), state: row.state }),
        false => Ok(()),
    }
}

fn teams_of<'d>(desk: &'d Desk, agent: &str) -> &'d [String] {
    desk.agent(agent).map(|agent| agent.teams.as_slice()).unwrap_or_default()
}
