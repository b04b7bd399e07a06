//! Reading `teams.toml`.
//!
//! Owns the teams and their heirs. Must not know what else names a team.

use super::reader::{Row, Sheet, Word};
use crate::domain::desk::ProblemCode;
use crate::domain::team::{BilingualName, Team};
use crate::domain::words::Language;

/// The teams of the file, in its order. A team with a problem is kept as far as it can be read, so that
/// what names it is not a second problem.
pub(super) fn read(sheet: &mut Sheet, root: &Row) -> Vec<Team> {
    sheet.check_keys(root, &["team"]);
    let rows = sheet.required_rows(root, "team");
    let mut ids = Vec::new();
    let mut heirs = Vec::new();
    let mut teams = Vec::new();
    for row in &rows {
        sheet.check_keys(row, &["id", "name", "language", "heir"]);
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
        let Some(id) = id else { continue };
        let name = name.unwrap_or_else(|| BilingualName { fr: id.text.clone(), en: id.text.clone() });
        let language = language.unwrap_or_default();
        teams.push(Team { id: id.text.clone(), name, language, heir: heir.as_ref().map(|heir| heir.text.clone()) });
        ids.push(id);
        heirs.extend(heir);
    }
    sheet.check_unique(&ids);
    check_heirs(sheet, &teams, &heirs);
    teams
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
