//! Reading `agents.toml`.
//!
//! Owns the agents to whom cases are given: teams, skills, capacity, shift. Must not know who may sign in.

use super::reader::{Row, Sheet};
use super::routing::language_code;
use crate::domain::desk::ProblemCode;
use crate::domain::team::{Agent, Team};

const KEYS: [&str; 6] = ["id", "teams", "languages", "topics", "capacity", "shift"];

/// What agents name that other files hold; `None`: that file could not be read, so nobody knows.
pub(super) struct Named<'a> {
    pub(super) teams: Option<&'a [String]>,
    pub(super) topics: Option<&'a [String]>,
    pub(super) calendars: Option<&'a [String]>,
}

/// The agents of the file, in its order. An agent with a problem is kept as far as it can be read.
pub(super) fn read(sheet: &mut Sheet, root: &Row, named: &Named) -> Vec<Agent> {
    sheet.check_keys(root, &["agent"]);
    let rows = sheet.rows(root, "agent");
    let mut ids = Vec::new();
    let mut agents = Vec::new();
    for row in &rows {
        sheet.check_keys(row, &KEYS);
        let id = sheet.id(row, "id");
        let agent = read_agent(sheet, row, named, id.as_ref().map(|id| id.text.clone()).unwrap_or_default());
        if let Some(id) = id {
            ids.push(id);
            agents.push(agent);
        }
    }
    sheet.check_unique(&ids);
    agents
}

fn read_agent(sheet: &mut Sheet, row: &Row, named: &Named, id: String) -> Agent {
    if row.table.get("teams").is_none() {
        sheet.report(row.at, ProblemCode::MissingKey, "teams");
    }
    let teams = sheet.condition(row, "teams");
    for team in &teams {
        sheet.check_listed(team, ProblemCode::UnknownTeam, named.teams);
    }
    let topics = sheet.condition(row, "topics");
    for topic in &topics {
        sheet.check_listed(topic, ProblemCode::UnknownTopic, named.topics);
    }
    let shift = sheet.text(row, "shift");
    if let Some(shift) = &shift {
        sheet.check_listed(shift, ProblemCode::UnknownCalendar, named.calendars);
    }
    Agent {
        id,
        teams: teams.into_iter().map(|word| word.text).collect(),
        languages: sheet.condition_of(row, "languages", &ProblemCode::UnknownLanguage, &[], language_code),
        topics: topics.into_iter().map(|word| word.text).collect(),
        capacity: sheet.count(row, "capacity"),
        shift: shift.map(|word| word.text),
    }
}

/// Reports teams of `teams.toml` that give their cases to agents and have none.
pub(super) fn check_staffed(sheet: &mut Sheet, root: &Row, teams: &[Team], agents: &[Agent]) {
    for row in sheet.rows(root, "team") {
        let id = row.table.get("id").and_then(|id| id.get_ref().as_str()).unwrap_or_default();
        let team = teams.iter().find(|team| team.id == id && team.assignment.pushes() && !team.is_retired());
        let staffed = agents.iter().any(|agent| agent.teams.iter().any(|of| of == id));
        if team.is_some() && !staffed {
            let at = row.table.get("assignment").map_or(row.at, |value| value.span().start);
            sheet.report(at, ProblemCode::NoAgents, id);
        }
    }
}
