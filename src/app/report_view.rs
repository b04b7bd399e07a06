//! Reports and rehearsals as the contract shows them, every figure with its reason.
//!
//! Owns their JSON. Must not count anything.

use super::rehearse::Rehearsed;
use super::report::Report;
use crate::domain::desk::Desk;
use crate::domain::durations::format_duration;
use crate::domain::rehearsal::Change;
use crate::domain::report::{BOUNDS, Backlog, Figures, Group, Spread, share};
use crate::domain::words::clocks::{breach_cause, explain_clock};
use crate::domain::words::rehearsal::no_deadline;
use crate::domain::words::{Language, report as words, routing};
use crate::store::keys::instant;
use jiff::SignedDuration;
use serde_json::{Value, json};

/// A report.
pub fn report_view(report: &Report, language: Language) -> Value {
    let group =
        |(group, figures): &(Group, Vec<Figures>)| json!({"key": group.key(), "metrics": metrics(figures, language)});
    json!({
        "from": instant(report.range.from_at),
        "to": instant(report.range.until_at),
        "group": report.grouping.as_str(),
        "zone": report.zone.iana_name(),
        "cases": report.cases,
        "without_clock": report.without_clock,
        "complete": report.complete,
        "items": report.groups.iter().map(group).collect::<Vec<_>>(),
        "total": {"key": null, "metrics": metrics(&report.total, language)},
        "backlog": report.backlog.iter().map(backlog).collect::<Vec<_>>(),
        "explanation": words::explanation(report.complete, language).join(" "),
    })
}

fn metrics(figures: &[Figures], language: Language) -> Vec<Value> {
    let cause =
        |(cause, count): (&_, &usize)| json!({"cause": cause, "count": count, "why": breach_cause(*cause, language)});
    let view = |figures: &Figures| {
        json!({
            "metric": figures.metric,
            "count": figures.count,
            "in_time": figures.in_time,
            "breached": figures.breached,
            "unmet": figures.unmet,
            "sla_rate": figures.rate(),
            "wall": spread(figures.wall),
            "business": spread(figures.business),
            "distribution": distribution(&figures.distribution),
            "overridden": {
                "count": figures.overridden.count,
                "in_time": figures.overridden.in_time,
                "rate": share(figures.overridden.in_time, figures.overridden.count),
            },
            "causes": figures.causes.iter().map(cause).collect::<Vec<_>>(),
        })
    };
    figures.iter().map(view).collect()
}

fn spread(spread: Spread) -> Value {
    let told = |span: Option<SignedDuration>| span.map(format_duration);
    json!({"median": told(spread.median), "p90": told(spread.p90), "p95": told(spread.p95)})
}

fn distribution(counts: &[usize]) -> Vec<Value> {
    let bounds = BOUNDS.iter().map(|bound| Some(format_duration(*bound))).chain([None]);
    bounds.zip(counts).map(|(up_to, count)| json!({"up_to": up_to, "count": count})).collect()
}

fn backlog(backlog: &Backlog) -> Value {
    json!({
        "team": backlog.team,
        "waiting": backlog.waiting,
        "more": backlog.more,
        "oldest_at": backlog.oldest_at.map(instant),
        "median_age": backlog.median_age.map(format_duration),
        "oldest_age": backlog.oldest_age.map(format_duration),
    })
}

/// One page of a rehearsal.
pub fn rehearsal_view(page: &Rehearsed, language: Language) -> Value {
    json!({
        "items": page.changes.iter().map(|change| change_view(change, &page.desk, language)).collect::<Vec<_>>(),
        "tally": page.tally,
        "days": page.days,
        "desk": page.desk.version,
        "cursor": page.cursor,
    })
}

fn change_view(change: &Change, desk: &Desk, language: Language) -> Value {
    let team = change.team.as_ref().map(|team| {
        let why = routing::team_reason(&team.to, &team.rule, &team.matched, desk, language);
        json!({"from": team.from, "to": team.to, "rule": team.rule, "why": why})
    });
    let deadlines = change.deadlines.iter().map(|deadline| {
        let explanation = deadline.clock.as_ref().map(|clock| explain_clock(clock, desk, language));
        json!({
            "metric": deadline.metric,
            "from": deadline.from_at.map(instant),
            "to": deadline.to_at.map(instant),
            "late_before": deadline.late_before,
            "late_after": deadline.late_after,
            "explanation": explanation.unwrap_or_else(|| no_deadline(language).to_owned()),
        })
    });
    json!({"case": change.case, "team": team, "deadlines": deadlines.collect::<Vec<_>>()})
}
