//! Giving cases to agents, and taking them back from those who left.
//!
//! Owns the transactions: a case and the row of whoever gets it or gives it up are written together, each at the
//! version it was read at, so that nobody absent gets a case and no case has two holders. Must not choose
//! (`domain::assignment`) nor know what people may say about themselves (`presence`).

use super::{App, AppError, HORIZON, TRIES};
use crate::domain::assignment::{Candidate, Chosen, Decision, Needs, Search, Standing, decide};
use crate::domain::case::Case;
use crate::domain::contact::Contact;
use crate::domain::desk::Desk;
use crate::domain::ids::parse_case_id;
use crate::domain::presence::{Attendance, MOST_LISTED};
use crate::domain::records::LogEntry;
use crate::domain::team::Team;
use crate::domain::words::assignment::{ASSIGN, HAND_BACK};
use crate::jobs::Job;
use crate::store::commit::{CaseWrite, Commit, Committed};
use crate::store::keys;
use jiff::Timestamp;
use std::cmp::Reverse;
use std::sync::Arc;

/// How many places of a queue are read at once...
const PAGE: i32 = 50;
/// ...and how many beyond what the team can hold altogether.
const BEYOND_CAPACITY: usize = 200;
/// How many other conversations of a contact are asked for who answered last.
const CONVERSATIONS: i32 = 5;
/// Who the log says gave a case.
const MACHINE: &str = "couture";

/// What became of one case.
enum Given {
    /// Somebody has it, or nobody can get it now.
    Settled,
    /// It, or the agent's row, has changed since it was read.
    Conflict,
}

/// A team that gives its cases, as it is now.
struct Staff {
    desk: Arc<Desk>,
    team: String,
}

impl Staff {
    fn team(&self) -> Option<&Team> {
        self.desk.team(&self.team).filter(|team| team.assignment.pushes())
    }
}

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
            let came = row.lists(&case.id());
            // What they take themselves is theirs, wherever they are.
            if came && by != Some(agent) && row.is_gone(desk.shift_of(agent, now)) {
                row.send_back(&case.id(), now);
            } else if !came
                && row.is_available(desk.shift_of(agent, now))
                && desk.teams_pushing_to(agent).next().is_some()
            {
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

    /// Finds somebody for a case whose search is due. What is more pressing in its team goes first.
    pub(super) async fn find_agent(&self, case: &Case) -> Result<(), AppError> {
        self.assign_waiting(&case.team).await?;
        for _ in 0..TRIES {
            let Some(case) = self.store.case(&case.conversation, case.number).await? else { return Ok(()) };
            if !case.is_sought_at(self.clock.now()) {
                return Ok(());
            }
            let staff = Staff { desk: self.desk(), team: case.team.clone() };
            let mut candidates = self.candidates(&staff).await?;
            if matches!(self.give(&staff, case, &mut candidates).await?, Given::Settled) {
                return Ok(());
            }
        }
        Err(AppError::Contended)
    }

    /// Gives what waits in a team to its agents, most pressing first, while anybody has room.
    pub(super) async fn assign_waiting(&self, team: &str) -> Result<(), AppError> {
        for _ in 0..TRIES {
            let staff = Staff { desk: self.desk(), team: team.to_owned() };
            if matches!(self.assign_once(&staff).await?, Given::Settled) {
                return Ok(());
            }
        }
        Err(AppError::Contended)
    }

    /// One walk along the queue, from its most pressing place. It ends when nobody has room, and at the latest a few
    /// pages behind all that the team can hold: its cost does not grow with the backlog.
    async fn assign_once(&self, staff: &Staff) -> Result<Given, AppError> {
        let Some(team) = staff.team() else { return Ok(Given::Settled) };
        let mut candidates = self.candidates(staff).await?;
        let policy = &team.assignment;
        let capacity: u32 = candidates.iter().map(|candidate| candidate.capacity(policy)).sum();
        let mut left = usize::try_from(capacity).unwrap_or(0).saturating_add(BEYOND_CAPACITY);
        let partition = keys::waiting_pk(&staff.team);
        let mut after: Option<String> = None;
        while left > 0 && candidates.iter().any(|candidate| candidate.has_room(1, policy)) {
            let places = self.store.places(&partition, after.as_deref(), PAGE).await?;
            let Some(last) = places.last() else { break };
            after = Some(last.sort.clone());
            left = left.saturating_sub(places.len());
            let wanted: Vec<keys::Key> = places.iter().map(|place| place.key.clone()).collect();
            for case in self.store.cases(&wanted).await? {
                // The index may be a moment behind: the row decides.
                let is_free = case.is_free() && case.team == staff.team;
                if is_free && matches!(self.give(staff, case, &mut candidates).await?, Given::Conflict) {
                    return Ok(Given::Conflict);
                }
            }
        }
        Ok(Given::Settled)
    }

    /// Decides about one case and carries it out.
    async fn give(&self, staff: &Staff, case: Case, candidates: &mut [Candidate<'_>]) -> Result<Given, AppError> {
        let now = self.clock.now();
        let decision = match staff.team().filter(|_| case.is_free()) {
            None => return self.keep_search(case, None).await,
            Some(team) => match case.left_alone(now) {
                Some(decision) => decision,
                None => self.decide_on(team, &case, candidates, now).await?,
            },
        };
        match decision {
            Decision::Assigned { agent, why } => self.assign_to(staff, case, &agent, &why, candidates).await,
            Decision::Waiting { why, look_again_at } => {
                let since_at = case.sought_since(now);
                let search = Search { since_at, next_at: look_again_at, why: Some(why) };
                // What nobody has to look at again is only written down by whoever looks because its time has come.
                let news = look_again_at.is_some() || case.is_sought_at(now);
                if !news || case.search.as_ref() == Some(&search) {
                    return Ok(Given::Settled);
                }
                self.keep_search(case, Some(search)).await
            }
        }
    }

    async fn decide_on(
        &self,
        team: &Team,
        case: &Case,
        candidates: &[Candidate<'_>],
        now: Timestamp,
    ) -> Result<Decision, AppError> {
        let weight = team.assignment.weight(case.channel);
        let somebody = candidates.iter().any(|candidate| candidate.has_room(weight, &team.assignment));
        // Only worth reading where somebody could get it.
        let last_agent = if somebody { self.answered_last(case).await? } else { None };
        let needs = Needs {
            language: &case.classification.language,
            topic: &case.classification.topic,
            weight,
            last_agent: last_agent.as_deref(),
            since_at: case.sought_since(now),
        };
        Ok(decide(&team.assignment, &needs, candidates, now))
    }

    async fn assign_to(
        &self,
        staff: &Staff,
        mut case: Case,
        agent: &str,
        why: &Chosen,
        candidates: &mut [Candidate<'_>],
    ) -> Result<Given, AppError> {
        let chosen = candidates.iter_mut().find(|candidate| candidate.agent.id == agent);
        let (Some(chosen), Some(team)) = (chosen, staff.team()) else { return Ok(Given::Settled) };
        let now = self.clock.now();
        if case.assign(Some(agent)).is_err() {
            return Ok(Given::Settled);
        }
        case.search = None;
        case.touch(false);
        let weight = chosen.weight(team.assignment.weight(case.channel), &team.assignment);
        let mut row = chosen.attendance.clone();
        row.follow(&case, weight);
        row.last_assigned_at = Some(now);
        row.touch();
        let text = serde_json::to_string(why).unwrap_or_default();
        let log =
            LogEntry { at: now, by: MACHINE.to_owned(), action: ASSIGN.to_owned(), about: agent.to_owned(), text };
        let commit = Commit {
            case: Some((&case, CaseWrite::Replace)),
            agents: vec![&row],
            log: Some(&log),
            ..Commit::default()
        };
        if self.store.commit(&commit).await? != Committed::Done {
            return Ok(Given::Conflict);
        }
        chosen.attendance = row;
        self.schedule(&case).await?;
        Ok(Given::Settled)
    }

    /// Writes down how far looking for somebody has come.
    async fn keep_search(&self, mut case: Case, search: Option<Search>) -> Result<Given, AppError> {
        case.search = search;
        if self.replace(&mut case).await? != Committed::Done {
            return Ok(Given::Conflict);
        }
        self.schedule(&case).await?;
        Ok(Given::Settled)
    }

    /// The agents of a team as they are. The row of one who looks full is read against the cases it lists: what
    /// left them by a write that did not touch their row is let go first.
    async fn candidates<'s>(&self, staff: &'s Staff) -> Result<Vec<Candidate<'s>>, AppError> {
        let Some(team) = staff.team() else { return Ok(Vec::new()) };
        let now = self.clock.now();
        let agents: Vec<_> = staff.desk.agents_of(&staff.team).collect();
        let ids: Vec<&str> = agents.iter().map(|agent| agent.id.as_str()).collect();
        let rows = self.store.attendances(&ids).await?;
        let mut candidates = Vec::new();
        for agent in agents {
            let Some(row) = rows.iter().find(|row| row.agent == agent.id) else { continue };
            let shift = staff.desk.shift_of(&agent.id, now);
            let mut candidate = Candidate { agent, attendance: row.clone(), shift };
            let is_full = candidate.attendance.is_available(shift) && !candidate.has_room(1, &team.assignment);
            if is_full {
                candidate.attendance = self.read_against_cases(candidate.attendance).await?;
            }
            candidates.push(candidate);
        }
        Ok(candidates)
    }

    /// The row without the cases that are no longer held, written when there were any.
    async fn read_against_cases(&self, row: Attendance) -> Result<Attendance, AppError> {
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

    /// Who answered this contact last: in this case, in the one before it, or in another conversation of theirs.
    async fn answered_last(&self, case: &Case) -> Result<Option<String>, AppError> {
        if let Some(agent) = case.answered_last_by() {
            return Ok(Some(agent.to_owned()));
        }
        if case.number > 1
            && let Some(before) = self.store.case(&case.conversation, case.number - 1).await?
            && let Some(agent) = before.answered_last_by()
        {
            return Ok(Some(agent.to_owned()));
        }
        let pointers = self.store.contact_pointers(&Contact::of(case).id(), CONVERSATIONS).await?;
        let mut others = Vec::new();
        for (conversation, _) in pointers.cases.iter().filter_map(|first| parse_case_id(first)) {
            if conversation != case.conversation {
                others.extend(self.store.newest_case(conversation).await?);
            }
        }
        others.sort_by_key(|other| Reverse(other.clocks.answered_at));
        Ok(others.iter().find_map(Case::answered_last_by).map(str::to_owned))
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
