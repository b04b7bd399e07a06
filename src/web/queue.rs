//! The queue: who waits, most pressing first.

use super::badges;
use super::layout::{self, Tab};
use super::session::{Look, Visitor};
use crate::app::App;
use crate::app::identity::Permission;
use crate::app::queue::{QueuePage, QueueQuery};
use crate::domain::case::{Case, Status};
use crate::domain::words::cases;
use crate::domain::words::cases::{contact_name, snippet};
use crate::domain::words::classify::topic_name;
use crate::domain::words::page::{Wording, frame, queue, times};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How many cases a page shows.
const PAGE: usize = 40;

/// What is looked at: the address says it, so it can be kept and shared.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub(super) struct Asked {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    team: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    status: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    whose: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    cursor: String,
}

impl Asked {
    fn address(&self, path: &str) -> String {
        let query = serde_urlencoded::to_string(self).unwrap_or_default();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    fn query(&self, app: &App, visitor: &Visitor) -> QueueQuery {
        let statuses = match self.status.as_str() {
            "pending" => vec![Status::Pending],
            "snoozed" => vec![Status::Snoozed],
            "resolved" => vec![Status::Resolved, Status::Closed],
            _ => Vec::new(),
        };
        QueueQuery {
            teams: app.desk().team(&self.team).map(|team| team.id.clone()).into_iter().collect(),
            statuses,
            assignee: (self.whose == "mine").then(|| visitor.identity.id.clone()),
            limit: PAGE,
            cursor: Some(self.cursor.clone()).filter(|cursor| !cursor.is_empty()),
        }
    }
}

const TABS: [(&str, Wording); 4] = [
    ("", queue::TAB_WAITING),
    ("pending", queue::TAB_PENDING),
    ("snoozed", queue::TAB_SNOOZED),
    ("resolved", queue::TAB_RESOLVED),
];

/// The whole page.
pub(super) async fn page(State(app): State<Arc<App>>, visitor: Visitor, Query(asked): Query<Asked>) -> Response {
    let found = match app.queue(&asked.query(&app, &visitor)).await {
        Ok(found) => found,
        Err(error) => return layout::failure(&visitor, &error),
    };
    let language = visitor.language();
    let title = queue::TITLE.pick(language);
    let content = html! {
        div.page-head {
            h1 { (title) }
            (filters(&app, &visitor, &asked))
        }
        nav.status-tabs aria-label=(queue::STATUS_TABS.pick(language)) {
            @for (status, wording) in TABS {
                @let there = Asked { status: status.to_owned(), cursor: String::new(), ..asked.clone() };
                a href=(there.address("/")) aria-current=[(asked.status == status).then_some("page")] { (wording.pick(language)) }
            }
        }
        (list(&app, &visitor, &asked, &found))
    };
    layout::show(StatusCode::OK, layout::page(&visitor, Tab::Queue, title, content))
}

/// The list alone: what refreshes by itself.
pub(super) async fn fragment(State(app): State<Arc<App>>, visitor: Visitor, Query(asked): Query<Asked>) -> Response {
    match app.queue(&asked.query(&app, &visitor)).await {
        Ok(found) => layout::show(StatusCode::OK, list(&app, &visitor, &asked, &found)),
        Err(error) => layout::failure(&visitor, &error),
    }
}

fn filters(app: &App, visitor: &Visitor, asked: &Asked) -> Markup {
    let language = visitor.language();
    html! {
        form.filters method="get" action="/" data-submit-on-change="" {
            @if !asked.status.is_empty() { input type="hidden" name="status" value=(asked.status); }
            label { span { (queue::TEAM.pick(language)) }
                select name="team" {
                    option value="" { (queue::ALL_TEAMS.pick(language)) }
                    @for team in app.desk().teams.iter().filter(|team| !team.is_retired()) {
                        option value=(team.id) selected[team.id == asked.team] { (team.name.pick(language)) }
                    }
                }
            }
            label { span { (queue::WHOSE.pick(language)) }
                select name="whose" {
                    option value="" { (queue::EVERYBODYS.pick(language)) }
                    option value="mine" selected[asked.whose == "mine"] { (queue::MINE.pick(language)) }
                }
            }
            button type="submit" { (queue::SHOW.pick(language)) }
        }
    }
}

fn list(app: &App, visitor: &Visitor, asked: &Asked, found: &QueuePage) -> Markup {
    let language = visitor.language();
    let next = found.cursor.clone().map(|cursor| Asked { cursor, ..asked.clone() }.address("/"));
    let first = (!asked.cursor.is_empty()).then(|| Asked { cursor: String::new(), ..asked.clone() }.address("/"));
    html! {
        section #queue aria-label=(queue::TITLE.pick(language)) data-refreshes=""
            hx-get=(asked.address("/queue")) hx-trigger="every 10s, couture:refresh from:body" hx-swap="outerHTML" {
            @if found.cases.is_empty() {
                p.empty {
                    @if asked.status.is_empty() { (queue::EMPTY_WAITING.pick(language)) } @else { (queue::EMPTY.pick(language)) }
                }
            }
            ol.rows {
                @for case in &found.cases { (row(app, visitor, case)) }
            }
            nav.pages {
                @if let Some(address) = first { a href=(address) { (queue::FIRST_PAGE.pick(language)) } }
                span.count { (queue::SHOWN.with(language, &found.cases.len().to_string())) }
                @if let Some(address) = next { a href=(address) rel="next" { (queue::NEXT_PAGE.pick(language)) } }
            }
        }
    }
}

/// One case of the list.
pub(super) fn row(app: &App, visitor: &Visitor, case: &Case) -> Markup {
    let look = &visitor.look;
    let language = look.language;
    let band = case.band(look.now);
    let pressing = case.clocks.most_pressing();
    let id = case.id();
    let desk = app.desk();
    let team = desk.team(&case.team).map_or(case.team.as_str(), |team| team.name.pick(language));
    html! {
        li class=(format!("row edge-{}", badges::band_word(band))) data-case=(id) data-band=(badges::band_word(band)) {
            div.row-priority { (badges::priority(case.priority, look)) }
            div.row-main {
                a.row-open #{"open-" (id)} href={"/cases/" (id)} {
                    span.row-who {
                        strong { (contact_name(case, language)) }
                        @if let Some(handle) = badges::contact_handle(&case.contact) { " " span.handle { (handle) } }
                    }
                    span.row-snippet dir="auto" { (snippet(case, language)) }
                }
                p.row-meta {
                    span { (badges::surface(case, look)) }
                    span { (topic_name(&case.classification.topic, language)) }
                    span { (frame::language_name(&case.classification.language, language)) }
                    span.row-why { (cases::queue_reason(case, pressing, language)) }
                }
            }
            div.row-team { span { (team) } (holder(visitor, case)) }
            div.row-due {
                (badges::band(band, look))
                (due(case, look))
            }
        }
    }
}

fn due(case: &Case, look: &Look) -> Markup {
    let language = look.language;
    let told =
        |wording: Wording, at| html! { span.quiet { (wording.with(language, &badges::instant_text(at, look))) } };
    html! {
        @if let Some(at) = case.clocks.next_deadline() {
            (badges::countdown(at, look))
            span.quiet.due-at { (queue::DUE.pick(language)) " " (badges::instant(at, look)) }
        }
        @if let Some(window) = case.awaited_window().filter(|window| closes_first(case, window.closes_at)) {
            span.window-sign title=(queue::ANSWER_BEFORE_WHY.pick(language)) {
                span aria-hidden="true" { "⏳ " }
                @if window.closes_at > look.now {
                    (queue::ANSWER_BEFORE.with(language, &badges::instant_text(window.closes_at, look)))
                } @else { (queue::TOO_LATE_HERE.pick(language)) }
            }
        }
        @match (case.status, case.snoozed_until_at, case.resolved_at) {
            (Status::Snoozed, Some(at), _) => { (told(queue::SLEEPS_UNTIL, at)) },
            (Status::Resolved, _, Some(at)) => { (told(queue::RESOLVED_AT, at)) },
            (Status::New | Status::Open, ..) if case.clocks.next_deadline().is_none() => {
                @let waited = look.now.duration_since(case.waiting_since_at.unwrap_or(case.opened_at));
                span.quiet { (queue::WAITING_SINCE.with(language, &times::span(waited, language))) }
            },
            _ => {},
        }
    }
}

/// Whether the platform's window ends before our own promise does.
fn closes_first(case: &Case, closes_at: Timestamp) -> bool {
    case.clocks.next_deadline().is_none_or(|deadline_at| closes_at < deadline_at)
}

fn holder(visitor: &Visitor, case: &Case) -> Markup {
    let language = visitor.language();
    html! {
        @match &case.assignee {
            Some(holder) if *holder == visitor.identity.id => span.holder.yours { (queue::YOURS.pick(language)) },
            Some(holder) => span.holder { (queue::HELD_BY.with(language, holder)) },
            None if visitor.may(Permission::Work) && case.waits_for_us() => {
                form method="post" action={"/cases/" (case.id()) "/claim"} hx-post={"/cases/" (case.id()) "/claim"} hx-swap="none" {
                    (layout::form_token(visitor))
                    input type="hidden" name="from" value="queue";
                    button.small type="submit" data-key="c"
                        aria-label=(queue::CLAIM_CASE.with(language, &contact_name(case, language))) {
                        (queue::CLAIM.pick(language))
                    }
                }
            },
            None => span.holder.quiet { (queue::NOBODYS.pick(language)) },
        }
    }
}
