//! Reading `sla.toml`.
//!
//! Owns the policies, their spans and warnings. Must not know how time is counted.

use jiff::SignedDuration;

use super::reader::{Row, Sheet, Word};
use crate::domain::classify::Intent;
use crate::domain::desk::ProblemCode;
use crate::domain::durations::parse_duration;
use crate::domain::message::Channel;
use crate::domain::priority::Priority;
use crate::domain::sla::{EscalationRole, EscalationStep, Metric, Policy, PolicyConditions, SlaPolicies, WarningPoint};

/// What the files call no calendar at all: every second counts.
pub(super) const WALL_CLOCK: &str = "wall_clock";

const POLICY_KEYS: [&str; 14] = [
    "name",
    "team",
    "channel",
    "public",
    "priority",
    "intent",
    "topic",
    "first_response",
    "next_response",
    "resolution",
    "calendar",
    "warnings",
    "escalation",
    "quiet_hours",
];

/// What policies may name; `None` where the file that would tell could not be read.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    /// The ids of the teams.
    pub(super) teams: Option<&'a [String]>,
    /// The ids of the topics.
    pub(super) topics: Option<&'a [String]>,
    /// The names of the calendars.
    pub(super) calendars: Option<&'a [String]>,
}

/// The policies of the file; `None` when the reopen window cannot be read.
pub(super) fn read(sheet: &mut Sheet, root: &Row, named: Named) -> Option<SlaPolicies> {
    sheet.check_keys(root, &["reopen_window", "policy"]);
    let reopen_window = sheet.required(root, "reopen_window").and_then(|word| span(sheet, &word));
    let rows = sheet.rows(root, "policy");
    let mut names = Vec::new();
    let mut policies = Vec::new();
    for row in &rows {
        let (name, entry) = read_policy(sheet, row, named);
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

fn read_policy(sheet: &mut Sheet, row: &Row, named: Named) -> (Option<Word>, Entry) {
    let name = sheet.id(row, "name");
    let problems_before = sheet.problems.len();
    sheet.check_keys(row, &POLICY_KEYS);
    let when = read_conditions(sheet, row, named);
    let conditions_known = sheet.problems.len() == problems_before;
    let mut promise = |key: &str| {
        let word = sheet.text(row, key)?;
        span(sheet, &word)
    };
    let first_response = promise("first_response");
    let next_response = promise("next_response");
    let resolution = promise("resolution");
    let calendar = read_calendar_name(sheet, row, named.calendars);
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
        escalation: read_escalation(sheet, row),
        quiet_hours: read_quiet_hours(sheet, row, named.calendars),
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

/// The calendar while which is open warnings wait.
fn read_quiet_hours(sheet: &mut Sheet, row: &Row, calendars: Option<&[String]>) -> Option<String> {
    let calendar = sheet.text(row, "quiet_hours")?;
    sheet.check_listed(&calendar, ProblemCode::UnknownCalendar, calendars);
    Some(calendar.text)
}

/// The chain after a breach, earliest first: `"PT15M lead"`.
fn read_escalation(sheet: &mut Sheet, row: &Row) -> Vec<EscalationStep> {
    let words = sheet.texts(row, "escalation");
    sheet.check_unique(&words);
    let mut steps = Vec::new();
    for word in &words {
        match escalation_step(&word.text) {
            Some(step) => steps.push(step),
            None => {
                sheet.report_with(
                    word.at,
                    ProblemCode::BadEscalation,
                    &word.text,
                    &EscalationRole::ALL.map(EscalationRole::as_str),
                );
            }
        }
    }
    steps.sort_by_key(|step| step.after);
    steps
}

fn escalation_step(text: &str) -> Option<EscalationStep> {
    let (after, to) = text.split_once(char::is_whitespace)?;
    let after = parse_duration(after).filter(|after| *after >= SignedDuration::ZERO)?;
    Some(EscalationStep { after, to: EscalationRole::from_word(to.trim())? })
}

fn read_conditions(sheet: &mut Sheet, row: &Row, named: Named) -> PolicyConditions {
    let team = sheet.listed(row, "team", &ProblemCode::UnknownTeam, named.teams);
    let topic = sheet.listed(row, "topic", &ProblemCode::UnknownTopic, named.topics);
    let intents = Intent::ALL.map(Intent::as_str);
    let channels = Channel::ALL.map(Channel::as_str);
    let priorities = Priority::ALL.map(Priority::as_str);
    PolicyConditions {
        team,
        topic,
        intent: sheet.condition_of(row, "intent", &ProblemCode::UnknownIntent, &intents, Intent::from_word),
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
