//! Giving cases to agents.
//!
//! Owns the walk along a queue and the transaction that gives: the case and the row of whoever gets it are written
//! together, each at the version it was read at, so that nobody absent gets a case and no case has two holders. Must
//! not choose (`domain::assignment`), nor take anything back (`attendance`).

use super::{App, AppError, TRIES};
use crate::domain::assignment::{Candidate, Chosen, Decision, Needs, Search, decide};
use crate::domain::case::Case;
use crate::domain::contact::Contact;
use crate::domain::desk::Desk;
use crate::domain::ids::parse_case_id;
use crate::domain::records::LogEntry;
use crate::domain::team::Team;
use crate::domain::words::assignment::ASSIGN;
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
/// Who the log says gave a case or took it back.
pub(super) const MACHINE: &str = "couture";

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
        let anybody = |candidates: &[Candidate]| candidates.iter().any(|candidate| candidate.has_room(1, policy));
        while left > 0 && anybody(&candidates) {
            let places = self.store.places(&partition, after.as_deref(), PAGE).await?;
            let Some(last) = places.last() else { break };
            after = Some(last.sort.clone());
            left = left.saturating_sub(places.len());
            let wanted: Vec<keys::Key> = places.iter().map(|place| place.key.clone()).collect();
            for case in self.store.cases(&wanted).await? {
                if !anybody(&candidates) {
                    return Ok(Given::Settled);
                }
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
                let search = case.searched(why, look_again_at, now);
                // What nobody has to look at again is only written down by whoever looks because its time has come.
                let is_news = search.next_at.is_some() || case.is_sought_at(now);
                if !is_news || case.search.as_ref() == Some(&search) {
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
        let log = LogEntry {
            at: now,
            by: MACHINE.to_owned(),
            action: ASSIGN.to_owned(),
            about: agent.to_owned(),
            since_at: None,
            text,
        };
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
}
