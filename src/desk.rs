//! Reading the desk: from a folder, from stored files, or the demo desk compiled in.
//!
//! Owns finding the files, the version of what they hold, and checking them: every problem is collected,
//! with its file and line. Must not decide with the desk (`domain::desk` and its neighbors do) or write
//! sentences (`words::desk` does).

mod agents;
mod calendars;
mod inboxes;
mod reader;
mod routing;
mod sla;
mod teams;
#[cfg(test)]
mod tests;
mod topics;

use std::collections::BTreeMap;
use std::path::Path;

use ring::digest;
use toml::Spanned;
use toml::de::DeTable;

use crate::domain::calendar::{Calendar, CalendarFile};
use crate::domain::desk::{Desk, Problem, ProblemCode};
use crate::domain::team::{Agent, Team};
use reader::{Row, Sheet};

/// The desk files, in the order problems are told.
pub const FILES: [&str; 7] =
    ["teams.toml", "agents.toml", "inboxes.toml", "routing.toml", "sla.toml", "calendars.toml", "topics.toml"];

/// A desk that promises wall-clock time only needs no calendar.
const CALENDARS: &str = "calendars.toml";
/// A desk whose agents take their cases themselves need not name them.
const AGENTS: &str = "agents.toml";
/// Every other file is needed.
const OPTIONAL_FILES: [&str; 2] = [CALENDARS, AGENTS];

const DEMO: [(&str, &str); 7] = [
    ("teams.toml", include_str!("../infra/desk/teams.toml")),
    ("agents.toml", include_str!("../infra/desk/agents.toml")),
    ("inboxes.toml", include_str!("../infra/desk/inboxes.toml")),
    ("routing.toml", include_str!("../infra/desk/routing.toml")),
    ("sla.toml", include_str!("../infra/desk/sla.toml")),
    ("calendars.toml", include_str!("../infra/desk/calendars.toml")),
    ("topics.toml", include_str!("../infra/desk/topics.toml")),
];

/// The files of the demo desk by name, as compiled in.
pub fn demo_files() -> BTreeMap<String, String> {
    DEMO.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// The demo desk.
pub fn demo() -> Result<Desk, Vec<Problem>> {
    parse(&demo_files())
}

/// The desk in a folder. Files whose names do not end in `.toml` are left alone.
pub fn load(folder: &Path) -> Result<Desk, Vec<Problem>> {
    parse(&read_folder(folder)?)
}

/// The calendars of one file as they are written: overlaps count once, one that never opens never gets
/// there. For questions about arithmetic; a desk is held to more (`parse`).
pub fn calendars_as_written(text: &str) -> Result<BTreeMap<String, Calendar>, String> {
    let files: BTreeMap<String, CalendarFile> = toml::from_str(text).map_err(|error| error.to_string())?;
    let calendars = files.into_iter().map(|(name, file)| {
        let calendar = Calendar::as_written(&name, &file).map_err(|error| error.to_string())?;
        Ok((name, calendar))
    });
    calendars.collect()
}

/// The texts of all `.toml` files in a folder, by name.
pub fn read_folder(folder: &Path) -> Result<BTreeMap<String, String>, Vec<Problem>> {
    let about_folder = |error: std::io::Error| {
        vec![problem(&folder.display().to_string(), ProblemCode::Unreadable, &error.to_string())]
    };
    let mut files = BTreeMap::new();
    let mut problems = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(about_folder)? {
        let path = entry.map_err(about_folder)?.path();
        let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        if !name.ends_with(".toml") {
            continue;
        }
        match std::fs::read(&path).map(String::from_utf8) {
            Ok(Ok(text)) => {
                files.insert(name, text);
            }
            Ok(Err(_)) => problems.push(problem(&name, ProblemCode::NotText, "")),
            Err(error) => problems.push(problem(&name, ProblemCode::Unreadable, &error.to_string())),
        }
    }
    problems.sort_by(|left, right| left.file.cmp(&right.file));
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

/// The desk these files describe, by name of file, or everything that is wrong with them.
pub fn parse(files: &BTreeMap<String, String>) -> Result<Desk, Vec<Problem>> {
    let mut problems = wrong_files(files);
    let mut papers = Papers { files, problems: &mut problems };

    // In the order in which they name each other: teams first, rules last.
    let teams = papers.read("teams.toml", teams::read);
    let team_ids = teams.as_ref().map(|teams| teams.iter().map(|team| team.id.clone()).collect::<Vec<_>>());
    let topics = papers.read("topics.toml", |sheet, root| topics::read(sheet, root, team_ids.as_deref()));
    let topic_ids = topics.as_ref().map(|topics| topics.iter().map(|topic| topic.id.clone()).collect::<Vec<_>>());
    let inboxes = papers.read("inboxes.toml", inboxes::read);
    let no_calendars = !files.contains_key(CALENDARS);
    let calendars = if no_calendars { Some(BTreeMap::new()) } else { papers.read(CALENDARS, calendars::read) };
    let calendars = calendars.map(calendars::by_name);
    let calendar_names = calendars.as_ref().map(|found| found.names.clone());
    let sla = papers
        .read("sla.toml", |sheet, root| {
            let teams = team_ids.as_deref();
            sla::read(
                sheet,
                root,
                sla::Named { teams, topics: topic_ids.as_deref(), calendars: calendar_names.as_deref() },
            )
        })
        .flatten();
    let topic_ids = topics.as_ref().map(|topics| topics.iter().map(|topic| topic.id.clone()).collect::<Vec<_>>());
    let of_agents = agents::Named {
        teams: team_ids.as_deref(),
        topics: topic_ids.as_deref(),
        calendars: calendar_names.as_deref(),
    };
    let agents = papers.agents(&of_agents, teams.as_deref());
    let named = routing::Named {
        teams: team_ids,
        topics: topic_ids,
        inboxes: inboxes.as_ref().map(|read| read.inboxes.iter().map(|inbox| inbox.external_id.clone()).collect()),
    };
    let routing = papers.read("routing.toml", |sheet, root| routing::read(sheet, root, &named)).flatten();

    let whole = (teams, agents, topics, inboxes, calendars, sla, routing);
    if let (true, (Some(teams), Some(agents), Some(topics), Some(inboxes), Some(calendars), Some(sla), Some(routing))) =
        (problems.is_empty(), whole)
    {
        return Ok(Desk {
            version: version(files),
            inboxes: inboxes.inboxes,
            teams,
            agents,
            fallback: routing.fallback,
            callbacks: routing.callbacks,
            rules: routing.rules,
            sla,
            calendars: calendars.calendars,
            topics,
            bots: inboxes.bots,
        });
    }
    problems.sort_by_key(|problem| (FILES.iter().position(|name| *name == problem.file), problem.line));
    Err(problems)
}

/// The version of these files: the first 16 hexadecimal digits of the SHA-256 over names and texts, so that the
/// same files have the same version whatever the line ends of the machine they were written on.
pub fn version(files: &BTreeMap<String, String>) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for (name, text) in files {
        let text = text.replace("\r\n", "\n");
        // Lengths keep the end of one text from being taken for the beginning of the next.
        context.update(format!("{name} {}\n", text.len()).as_bytes());
        context.update(text.as_bytes());
    }
    context.finish().as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Files no desk has, and files that are missing.
fn wrong_files(files: &BTreeMap<String, String>) -> Vec<Problem> {
    let unknown = files.keys().filter(|name| !FILES.contains(&name.as_str()));
    let missing = FILES.iter().filter(|name| !OPTIONAL_FILES.contains(name) && !files.contains_key(**name));
    let known = || FILES.iter().map(|name| (*name).to_owned()).collect();
    unknown
        .map(|name| Problem { known: known(), ..problem(name, ProblemCode::UnknownFile, name) })
        .chain(missing.map(|name| problem(name, ProblemCode::MissingFile, name)))
        .collect()
}

/// A problem without a line.
fn problem(file: &str, code: ProblemCode, about: &str) -> Problem {
    Problem { file: file.to_owned(), line: 0, code, about: about.to_owned(), known: Vec::new() }
}

/// The files being read and what was found wrong so far.
struct Papers<'a> {
    files: &'a BTreeMap<String, String>,
    problems: &'a mut Vec<Problem>,
}

impl Papers<'_> {
    /// The agents, none without their file; teams that give their cases to nobody are reported where they say so.
    fn agents(&mut self, named: &agents::Named, teams: Option<&[Team]>) -> Option<Vec<Agent>> {
        let agents = match self.files.contains_key(AGENTS) {
            true => self.read(AGENTS, |sheet, root| agents::read(sheet, root, named))?,
            false => Vec::new(),
        };
        if let Some(teams) = teams {
            self.read("teams.toml", |sheet, root| agents::check_staffed(sheet, root, teams, &agents));
        }
        Some(agents)
    }

    /// What `read` makes of a file; `None` when it is missing or is not TOML.
    fn read<T>(&mut self, name: &str, read: impl FnOnce(&mut Sheet, &Row) -> T) -> Option<T> {
        let text = self.files.get(name)?;
        let mut sheet = Sheet::new(name, text);
        let (root, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            let result = read(&mut sheet, &root_row(&root));
            self.problems.append(&mut sheet.problems);
            return Some(result);
        }
        for error in errors {
            sheet.report(error.span().map_or(0, |span| span.start), ProblemCode::NotToml, error.message());
        }
        // One slip often makes the parser complain several times about its line.
        sheet.problems.dedup_by_key(|problem| problem.line);
        self.problems.append(&mut sheet.problems);
        None
    }
}

fn root_row<'t>(root: &'t Spanned<DeTable<'t>>) -> Row<'t> {
    Row { table: root.get_ref(), at: 0 }
}
