//! Reading `sla.toml`.
//!
//! Owns the policies, their spans and warnings. Must not know how time is counted.

use jiff::SignedDuration;

use super::reader::{Row, Sheet, Word};
use crate::domain::desk::ProblemCode;
use crate::domain::durations::parse_duration;
use crate::domain::message::Channel;
use crate::domain::priority::Priority;
use crate::domain::sla::{Metric, Policy, PolicyConditions, SlaPolicies, WarningPoint};

/// What the files call no calendar at all: every second counts.
pub(super) const WALL_CLOCK: &str = "wall_clock";

const POLICY_KEYS: [&str; 10] = [
    "name",
    "team",
    "channel",
    "public",
    "priority",
    "first_response",
    "next_response",
    "resolution",
    "calendar",
    "warnings",
];

/// The policies of the file; `None` when the reopen window cannot be read.
pub(super) fn read(
    sheet: &mut Sheet,
    root: &Row,
    teams: Option<&[String]>,
    calendars: Option<&[String]>,
) -> Option<SlaPolicies> {
    sheet.check_keys(root, &["reopen_window", "policy"]);
    let reopen_window = sheet.required(root, "reopen_window").and_then(|word| span(sheet, &word));
    let rows = sheet.rows(root, "policy");
    let mut names = Vec::new();
    let mut policies = Vec::new();
    for row in &rows {
        let (name, entry) = read_policy(sheet, row, teams, calendars);
        names.extend(name);
        policies.push(entry);
    }
    sheet.check_unique(&names);
    check_reach(sheet, &policies);
    let policies = policies.into_iter().map(|entry| entry.policy).collect();
    Some(SlaPolicies { policies, reopen_window: reopen_window? })
}

/// One table of the file.
struct Entry {
    policy: Policy,
    /// The byte its heading starts at.
    at: usize,
    /// Whether all its conditions could be read; with one less it would say something else.
    conditions_known: bool,
    /// The metrics it means to promise, badly written spans included.
    meant: Vec<Metric>,
}

fn read_policy(
    sheet: &mut Sheet,
    row: &Row,
    teams: Option<&[String]>,
    calendars: Option<&[String]>,
) -> (Option<Word>, Entry) {
    let name = sheet.id(row, "name");
    let problems_before = sheet.problems.len();
    sheet.check_keys(row, &POLICY_KEYS);
    let when = read_conditions(sheet, row, teams);
    let conditions_known = sheet.problems.len() == problems_before;
    let mut promise = |key: &str| {
        let word = sheet.text(row, key)?;
        span(sheet, &word)
    };
    let first_response = promise("first_response");
    let next_response = promise("next_response");
    let resolution = promise("resolution");
    let calendar = read_calendar_name(sheet, row, calendars);
    let shortest = [first_response, next_response, resolution].into_iter().flatten().min();
    let warnings = read_warnings(sheet, row, shortest);
    let policy = Policy {
        name: name.as_ref().map(|name| name.text.clone()).unwrap_or_default(),
        when,
        first_response,
        next_response,
        resolution,
        calendar,
        warnings,
    };
    let meant: Vec<Metric> =
        Metric::PROMISED_BY_POLICY.into_iter().filter(|metric| row.table.contains_key(metric.as_str())).collect();
    if meant.is_empty() {
        sheet.report(row.at, ProblemCode::NoTarget, &policy.name);
    }
    (name, Entry { policy, at: row.at, conditions_known, meant })
}

/// The name of the calendar; `None` for the wall clock.
fn read_calendar_name(sheet: &mut Sheet, row: &Row, calendars: Option<&[String]>) -> Option<String> {
    let calendar = sheet.required(row, "calendar").filter(|word| word.text != WALL_CLOCK)?;
    if let Some(calendars) = calendars
        && !calendars.contains(&calendar.text)
    {
        let mut known: Vec<&str> = calendars.iter().map(String::as_str).collect();
        known.push(WALL_CLOCK);
        sheet.report_with(calendar.at, ProblemCode::UnknownCalendar, &calendar.text, &known);
    }
    Some(calendar.text)
}

fn read_conditions(sheet: &mut Sheet, row: &Row, teams: Option<&[String]>) -> PolicyConditions {
    let team = sheet.condition(row, "team");
    for word in &team {
        sheet.check_listed(word, ProblemCode::UnknownTeam, teams);
    }
    let channels = Channel::ALL.map(Channel::as_str);
    let priorities = Priority::ALL.map(Priority::as_str);
    PolicyConditions {
        team: team.into_iter().map(|word| word.text).collect(),
        channel: sheet.condition_of(row, "channel", &ProblemCode::UnknownChannel, &channels, Channel::from_word),
        public: sheet.flag(row, "public"),
        priority: sheet.condition_of(row, "priority", &ProblemCode::UnknownPriority, &priorities, Priority::from_word),
    }
}

/// The warnings, earliest first. `shortest` is the shortest target they belong to.
fn read_warnings(sheet: &mut Sheet, row: &Row, shortest: Option<SignedDuration>) -> Vec<WarningPoint> {
    let words = sheet.texts(row, "warnings");
    sheet.check_unique(&words);
    let target = shortest.unwrap_or(SignedDuration::MAX);
    let mut warnings = Vec::new();
    for word in &words {
        match warning_point(&word.text, target) {
            Some(warning) => warnings.push(warning),
            None => sheet.report(word.at, ProblemCode::BadWarning, &word.text),
        }
    }
    warnings.sort_by_key(|warning| warning.used_up(target));
    warnings
}

/// `75%`, or `PT10M` before the deadline: a point after the start and before the deadline.
fn warning_point(text: &str, target: SignedDuration) -> Option<WarningPoint> {
    if let Some(number) = text.strip_suffix('%') {
        let percent = number.trim_end().parse::<u8>().ok()?;
        return (1..=99).contains(&percent).then_some(WarningPoint::Percent(percent));
    }
    let before = parse_duration(text)?;
    (before > SignedDuration::ZERO && before < target).then_some(WarningPoint::Before(before))
}

/// A span above zero.
pub(super) fn span(sheet: &mut Sheet, word: &Word) -> Option<SignedDuration> {
    let span = parse_duration(&word.text).filter(|span| *span > SignedDuration::ZERO);
    if span.is_none() {
        sheet.report(word.at, ProblemCode::BadDuration, &word.text);
    }
    span
}

/// Reports policies that can never decide, and response times nobody promises to everyone.
fn check_reach(sheet: &mut Sheet, entries: &[Entry]) {
    for (index, later) in entries.iter().enumerate().filter(|(_, entry)| entry.conditions_known) {
        // A policy that promises nothing has been told already.
        let complete = later.meant.iter().all(|metric| later.policy.promises(*metric).is_some());
        if later.meant.is_empty() || !complete {
            continue;
        }
        let earlier = entries.iter().take(index).filter(|entry| entry.conditions_known);
        if let Some(earlier) = earlier.into_iter().find(|entry| entry.policy.overrules(&later.policy)) {
            let earlier_line = sheet.line(earlier.at);
            let code = ProblemCode::NeverMatches { earlier: earlier.policy.name.clone(), earlier_line };
            sheet.report(later.at, code, &later.policy.name);
        }
    }
    for metric in [Metric::FirstResponse, Metric::NextResponse] {
        // One whose conditions could not be read is given the benefit of the doubt: it has been told already.
        let catches = |entry: &Entry| entry.policy.when.is_empty() && entry.meant.contains(&metric);
        if !entries.iter().any(catches) {
            sheet.report(0, ProblemCode::NoCatchAll, metric.as_str());
        }
    }
}
