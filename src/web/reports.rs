//! The reports: how long people waited, which promises were kept, what waits.

use super::layout::{self, Tab};
use super::plots::{self, Bar};
use super::session::Visitor;
use crate::app::App;
use crate::app::report::Report;
use crate::domain::report::{BOUNDS, Figures, Group, Grouping, Range, RangeRefusal};
use crate::domain::sla::Metric;
use crate::domain::words::clocks::breach_cause;
use crate::domain::words::page::{frame, reports as words, times};
use crate::domain::words::{Language, problems, report};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

/// What is looked at: the address says it, so it can be kept and shared.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    metric: String,
}

/// How a report is looked at.
struct Choice {
    grouping: Grouping,
    metric: Metric,
    from: String,
    to: String,
}

/// The page.
pub(super) async fn page(State(app): State<Arc<App>>, visitor: Visitor, Query(asked): Query<Asked>) -> Response {
    let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let (from, to) = (said(&asked.from), said(&asked.to));
    let range = Range::of(from.as_deref(), to.as_deref(), visitor.look.now, &app.report_zone());
    let mut choice = Choice {
        grouping: Grouping::from_word(&asked.group).unwrap_or_default(),
        metric: Metric::from_word(&asked.metric).unwrap_or(Metric::FirstResponse),
        from: asked.from,
        to: asked.to,
    };
    let (status, content) = match range {
        Err(refusal) => (StatusCode::BAD_REQUEST, refused(refusal, visitor.language())),
        Ok(range) => match app.report(range, choice.grouping).await {
            Err(error) => return layout::failure(&visitor, &error),
            Ok(found) => {
                choice.from = date(&found, range.from_at);
                choice.to = date(&found, range.until_at.checked_sub(SignedDuration::from_nanos(1)).unwrap_or_default());
                (StatusCode::OK, shown(&app, &visitor, &found, &choice))
            }
        },
    };
    let title = words::TITLE.pick(visitor.language());
    let content = html! {
        div.page-head { h1 { (title) } (filters(visitor.language(), &choice)) }
        div.stack.reports { (content) }
    };
    layout::show(status, layout::page(&visitor, Tab::Reports, title, content))
}

fn date(report: &Report, at: Timestamp) -> String {
    at.to_zoned(report.zone.clone()).date().to_string()
}

fn refused(refusal: RangeRefusal, language: Language) -> Markup {
    let code = match refusal {
        RangeRefusal::Unreadable => "bad_range",
        RangeRefusal::TooLong => "range_too_long",
    };
    html! { p.notice.bad role="alert" { (problems::problem(code, language)) } }
}

fn filters(language: Language, choice: &Choice) -> Markup {
    html! {
        form.filters.report-filters method="get" action="/reports" {
            label { span { (words::FROM.pick(language)) } input type="date" name="from" value=(choice.from); }
            label { span { (words::UNTIL.pick(language)) } input type="date" name="to" value=(choice.to); }
            label { span { (words::GROUP.pick(language)) }
                select name="group" {
                    @for grouping in Grouping::ALL {
                        option value=(grouping.as_str()) selected[grouping == choice.grouping] { (words::grouping(grouping).pick(language)) }
                    }
                }
            }
            label { span { (words::METRIC.pick(language)) }
                select name="metric" {
                    @for metric in Metric::ALL {
                        option value=(metric.as_str()) selected[metric == choice.metric] { (frame::metric(metric).pick(language)) }
                    }
                }
            }
            button.main type="submit" { (words::SHOW.pick(language)) }
        }
    }
}

fn shown(app: &App, visitor: &Visitor, found: &Report, choice: &Choice) -> Markup {
    let language = visitor.language();
    let of_metric = |figures: &[Figures]| figures.iter().find(|figures| figures.metric == choice.metric).cloned();
    let groups: Vec<(String, Group, Figures)> = found
        .groups
        .iter()
        .filter_map(|(group, figures)| {
            Some((words::group(group, &app.desk(), language), group.clone(), of_metric(figures)?))
        })
        .collect();
    html! {
        section aria-labelledby="overview-title" {
            h2 #overview-title { (words::OVERVIEW.pick(language)) }
            p.quiet {
                (words::CASES.with(language, &found.cases.to_string()))
                @if found.without_clock > 0 { "; " (words::WITHOUT_CLOCK.with(language, &found.without_clock.to_string())) }
            }
            @if found.total.is_empty() { p.empty { (words::NOTHING.pick(language)) } }
            @else {
                @let rows: Vec<(String, &Figures)> = found.total.iter().map(|figures| (frame::metric(figures.metric).pick(language).to_owned(), figures)).collect();
                (figures_table("overview-title", words::METRIC.pick(language), &rows, language))
            }
        }
        @match of_metric(&found.total) {
            None if found.total.is_empty() => {},
            None => p.empty { (words::NOTHING_OF_IT.pick(language)) },
            Some(total) => { (pictures(&total, &groups, choice, language)) },
        }
        (backlog(app, found, language))
        details.card open[!found.complete] {
            summary { h2 { (words::HOW.pick(language)) } }
            ul.terms { @for sentence in report::explanation(found.complete, language) { li { (sentence) } } }
        }
    }
}

/// The plots of one metric, and its figures group by group.
fn pictures(total: &Figures, groups: &[(String, Group, Figures)], choice: &Choice, language: Language) -> Markup {
    let metric = frame::metric(choice.metric).pick(language);
    let grouping = words::grouping(choice.grouping).pick(language);
    let rows: Vec<(String, &Figures)> = groups.iter().map(|(name, _, figures)| (name.clone(), figures)).collect();
    html! {
        div.plots {
            section.plot-card aria-labelledby="rate-title" {
                h2 #rate-title { (words::RATE_BY.with(language, grouping)) }
                p.quiet { (metric) }
                (rates(groups, choice.grouping, language))
            }
            section.plot-card aria-labelledby="times-title" {
                h2 #times-title { (words::TIMES.pick(language)) }
                p.quiet { (metric) }
                (lengths(total, language))
            }
            section.plot-card aria-labelledby="causes-title" {
                h2 #causes-title { (words::CAUSES.pick(language)) }
                p.quiet { (metric) }
                (causes(total, language))
            }
        }
        section aria-labelledby="details-title" {
            h2 #details-title { (words::DETAILS.with(language, grouping)) }
            p.quiet { (metric) }
            (figures_table("details-title", grouping, &rows, language))
        }
    }
}

fn rates(groups: &[(String, Group, Figures)], grouping: Grouping, language: Language) -> Markup {
    let title = words::RATE_BY.with(language, words::grouping(grouping).pick(language));
    let bar = |label: String, figures: Option<&Figures>| Bar {
        label,
        share: figures.and_then(Figures::rate),
        value: figures.map_or_else(|| "–".to_owned(), |figures| rate(figures, language)),
    };
    if grouping != Grouping::Hour {
        let bars: Vec<Bar> = groups.iter().map(|(name, _, figures)| bar(name.clone(), Some(figures))).collect();
        return plots::rows(&title, "good", &bars);
    }
    let of_hour = |hour: u8| groups.iter().find(|(_, group, _)| *group == Group::Hour(hour)).map(|(.., found)| found);
    let bars: Vec<Bar> = (0..24).map(|hour| bar(format!("{hour:02}:00"), of_hour(hour))).collect();
    plots::columns(&title, [words::WHOLE.pick(language), words::HALF.pick(language)], &bars)
}

/// `83.3% (5 of 6)`.
fn rate(figures: &Figures, language: Language) -> String {
    let promised = figures.count - figures.overridden.count;
    match figures.rate() {
        Some(rate) => {
            let of = words::RATE_OF.pick(language).replacen("{}", &figures.in_time.to_string(), 1);
            format!("{} ({})", words::percent(rate, language), of.replacen("{}", &promised.to_string(), 1))
        }
        None => "–".to_owned(),
    }
}

fn lengths(total: &Figures, language: Language) -> Markup {
    let most = total.distribution.iter().max().copied().unwrap_or_default().max(1);
    let short = |span: SignedDuration| match span.as_mins() {
        minutes if minutes < 60 => format!("{minutes} min"),
        minutes => format!("{} h", minutes / 60),
    };
    let up_to = BOUNDS.iter().map(|bound| words::UP_TO.with(language, &short(*bound)));
    let beyond = BOUNDS.last().map(|bound| words::LONGER.with(language, &short(*bound)));
    let bars: Vec<Bar> = up_to
        .chain(beyond)
        .zip(&total.distribution)
        .map(|(label, count)| Bar { label, share: Some(*count as f64 / most as f64), value: count.to_string() })
        .collect();
    plots::rows(words::TIMES.pick(language), "plain", &bars)
}

fn causes(total: &Figures, language: Language) -> Markup {
    let most = total.causes.values().max().copied().unwrap_or_default().max(1);
    let mut causes: Vec<_> = total.causes.iter().collect();
    causes.sort_by_key(|(cause, count)| (std::cmp::Reverse(**count), **cause));
    let bar = |(cause, count): &(&_, &usize)| Bar {
        label: breach_cause(**cause, language).to_owned(),
        share: Some(**count as f64 / most as f64),
        value: count.to_string(),
    };
    let bars: Vec<Bar> = causes.iter().map(bar).collect();
    html! {
        @if bars.is_empty() { p { (words::NO_CAUSES.pick(language)) } }
        @else { (plots::rows(words::CAUSES.pick(language), "causes", &bars)) }
    }
}

fn figures_table(title: &str, first: &str, rows: &[(String, &Figures)], language: Language) -> Markup {
    let heads = [
        words::RATE,
        words::ENDED,
        words::IN_TIME,
        words::MISSED,
        words::UNMET,
        words::BY_HAND,
        words::BUSINESS_MEDIAN,
        words::BUSINESS_P90,
        words::BUSINESS_P95,
        words::WALL_MEDIAN,
        words::WALL_P90,
        words::WALL_P95,
    ];
    let told = |span: Option<SignedDuration>| span.map_or_else(|| "–".to_owned(), |span| times::span(span, language));
    html! {
        div.scrolls role="region" tabindex="0" aria-labelledby=(title) {
            table.figures {
                thead { tr { th scope="col" { (first) } @for head in heads { th scope="col" { (head.pick(language)) } } } }
                tbody {
                    @for (name, figures) in rows {
                        tr {
                            th scope="row" { (name) }
                            td { (figures.rate().map_or_else(|| "–".to_owned(), |rate| words::percent(rate, language))) }
                            td { (figures.count) }
                            td { (figures.in_time) }
                            td { (figures.breached) }
                            td { (figures.unmet) }
                            td { (figures.overridden.count) " (" (figures.overridden.in_time) ")" }
                            @for spread in [figures.business, figures.wall] {
                                @for span in [spread.median, spread.p90, spread.p95] { td { (told(span)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn backlog(app: &App, found: &Report, language: Language) -> Markup {
    let told = |span: Option<SignedDuration>| span.map_or_else(|| "–".to_owned(), |span| times::span(span, language));
    html! {
        section aria-labelledby="backlog-title" {
            h2 #backlog-title { (words::BACKLOG.pick(language)) }
            div.scrolls.snug role="region" tabindex="0" aria-labelledby="backlog-title" {
                table.figures {
                    thead { tr {
                        @for head in [words::TEAM, words::WAITING, words::MEDIAN_AGE, words::OLDEST] { th scope="col" { (head.pick(language)) } }
                    } }
                    tbody {
                        @for team in &found.backlog {
                            tr {
                                th scope="row" { (words::group(&Group::Team(team.team.clone()), &app.desk(), language)) }
                                td { @if team.more { (words::AT_LEAST.with(language, &team.waiting.to_string())) } @else { (team.waiting) } }
                                td { (told(team.median_age)) }
                                td { (told(team.oldest_age)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
