//! Reading `teams.toml`.
//!
//! Owns the teams, their heirs and how their cases find their agents. Must not know what else names a team.

use super::reader::{Row, Sheet, Word};
use super::sla::span;
use crate::domain::assignment::{AssignmentPolicy, Mode, Strategy};
use crate::domain::desk::ProblemCode;
use crate::domain::message::Channel;
use crate::domain::team::{BilingualName, Team};
use crate::domain::words::Language;

const KEYS: [&str; 9] =
    ["id", "name", "language", "heir", "assignment", "strategy", "skills_wait", "weights", "capacity"];

/// The teams of the file, in its order. A team with a problem is kept as far as it can be read, so that
/// what names it is not a second problem.
pub(super) fn read(sheet: &mut Sheet, root: &Row) -> Vec<Team> {
    sheet.check_keys(root, &["team"]);
    let rows = sheet.required_rows(root, "team");
    let mut ids = Vec::new();
    let mut heirs = Vec::new();
    let mut teams = Vec::new();
    for row in &rows {
        sheet.check_keys(row, &KEYS);
        let id = sheet.id(row, "id");
        let name = sheet.bilingual_name(row);
        let language = sheet.required(row, "language").and_then(|word| {
            sheet.known_word(&word, &ProblemCode::UnknownLanguage, &["fr", "en"], |text| match text {
                "fr" => Some(Language::Fr),
                "en" => Some(Language::En),
                _ => None,
            })
        });
        let heir = sheet.text(row, "heir");
        let assignment = read_assignment(sheet, row);
        let Some(id) = id else { continue };
        let name = name.unwrap_or_else(|| BilingualName { fr: id.text.clone(), en: id.text.clone() });
        let language = language.unwrap_or_default();
        let heir_id = heir.as_ref().map(|heir| heir.text.clone());
        teams.push(Team { id: id.text.clone(), name, language, heir: heir_id, assignment });
        ids.push(id);
        heirs.extend(heir);
    }
    sheet.check_unique(&ids);
    check_heirs(sheet, &teams, &heirs);
    teams
}

/// How cases find their agents; what cannot be read is as if it were not there.
fn read_assignment(sheet: &mut Sheet, row: &Row) -> AssignmentPolicy {
    let usual = AssignmentPolicy::default();
    let mode = sheet.text(row, "assignment").and_then(|word| {
        sheet.known_word(&word, &ProblemCode::UnknownAssignment, &["pull", "push"], |text| match text {
            "pull" => Some(Mode::Pull),
            "push" => Some(Mode::Push),
            _ => None,
        })
    });
    let known = ["least_loaded", "round_robin"];
    let strategy = sheet.text(row, "strategy").and_then(|word| {
        sheet.known_word(&word, &ProblemCode::UnknownStrategy, &known, |text| match text {
            "least_loaded" => Some(Strategy::LeastLoaded),
            "round_robin" => Some(Strategy::RoundRobin),
            _ => None,
        })
    });
    let skills_wait = sheet.text(row, "skills_wait").and_then(|word| span(sheet, &word));
    AssignmentPolicy {
        mode: mode.unwrap_or(usual.mode),
        strategy: strategy.unwrap_or(usual.strategy),
        skills_wait: skills_wait.unwrap_or(usual.skills_wait),
        capacity: sheet.count(row, "capacity").unwrap_or(usual.capacity),
        weights: read_weights(sheet, row),
    }
}

fn read_weights(sheet: &mut Sheet, row: &Row) -> Vec<(Channel, u32)> {
    let Some(weights) = sheet.row(row, "weights") else { return Vec::new() };
    let channels = Channel::ALL.map(Channel::as_str);
    let mut read = Vec::new();
    for key in weights.table.keys() {
        let word = Word { text: key.get_ref().as_ref().to_owned(), at: key.span().start };
        let channel = sheet.known_word(&word, &ProblemCode::UnknownChannel, &channels, Channel::from_word);
        let weight = sheet.count(&weights, &word.text);
        read.extend(channel.zip(weight));
    }
    read.sort_unstable();
    read
}

/// Reports heirs that are no team, and each circle of heirs once, at the first heir of the file that is in it.
fn check_heirs(sheet: &mut Sheet, teams: &[Team], heirs: &[Word]) {
    let ids: Vec<String> = teams.iter().map(|team| team.id.clone()).collect();
    let mut told: Vec<&str> = Vec::new();
    for heir in heirs {
        sheet.check_listed(heir, ProblemCode::UnknownHeir, Some(&ids));
        let circle = circle_from(teams, &heir.text);
        if circle.is_empty() || circle.iter().any(|id| told.contains(id)) {
            continue;
        }
        let about = format!("{} → {}", circle.join(" → "), heir.text);
        sheet.report(heir.at, ProblemCode::HeirLoop, &about);
        told.extend(circle);
    }
}

/// The teams passed when following heirs from `start` until back at it; empty when that never happens.
fn circle_from<'t>(teams: &'t [Team], start: &str) -> Vec<&'t str> {
    let mut passed = Vec::new();
    let mut next = teams.iter().find(|team| team.id == start);
    while let Some(team) = next {
        if passed.contains(&team.id.as_str()) {
            return if team.id == start { passed } else { Vec::new() };
        }
        passed.push(team.id.as_str());
        next = team.heir.as_ref().and_then(|heir| teams.iter().find(|team| team.id == *heir));
    }
    Vec::new()
}
