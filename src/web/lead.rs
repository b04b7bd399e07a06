//! The lead's page: what is about to be late, alerts, parked events, health.

use super::alerts::{self, Alerts};
use super::layout::{self, Tab};
use super::session::{Posted, Visitor};
use super::{answers, badges, case, queue, staff};
use crate::app::App;
use crate::app::actions::permit;
use crate::app::health::{Health, InboxHealth};
use crate::app::identity::Permission;
use crate::app::queue::QueueQuery;
use crate::domain::case::{Band, Case};
use crate::domain::drift::{Drift, Right};
use crate::domain::message::Channel;
use crate::domain::records::Parked;
use crate::domain::words::Language;
use crate::domain::words::classify::topic_name;
use crate::domain::words::intake::intake_reason;
use crate::domain::words::page::{Wording, frame, lead, phone};
use crate::domain::words::troubles::trouble_sentence;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

/// How many waiting cases are looked through for late ones.
const LOOKED_THROUGH: usize = 200;
/// How many late cases it shows; the queue begins with them.
const LATE_SHOWN: usize = 8;
/// How many contradictions a page shows.
const DRIFTS: i32 = 30;
/// How many parked events a page shows.
const PARKED: i32 = 50;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    alerts: String,
    /// The storm whose alerts are wanted.
    #[serde(default)]
    storm: String,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// Everything on the page.
struct Overview {
    late: Vec<Case>,
    alerts: Alerts,
    drifts: Vec<Drift>,
    parked: Vec<Parked>,
    health: Health,
}

async fn overview(app: &App, visitor: &Visitor, asked: &Asked) -> Result<Overview, crate::app::AppError> {
    let now = visitor.look.now;
    let waiting = app.queue(&QueueQuery { limit: LOOKED_THROUGH, ..QueueQuery::default() }).await?;
    let pressing = |case: &Case| matches!(case.band(now), Some(Band::Breached | Band::AtRisk));
    let mut late: Vec<Case> = waiting.cases.into_iter().filter(pressing).collect();
    late.sort_by_key(|case| case.clocks.next_deadline());
    let alerts = alerts::load(app, visitor, &asked.alerts, &asked.storm).await?;
    let parked = app.store.parked(None, PARKED).await?;
    let mut drifts = app.store.drifts(None, DRIFTS).await?;
    drifts.sort_by_key(|drift| drift.closed_at.is_some());
    Ok(Overview { late, alerts, drifts, parked, health: app.health().await? })
}

/// The page.
pub(super) async fn page(State(app): State<Arc<App>>, visitor: Visitor, Query(asked): Query<Asked>) -> Response {
    let overview = match overview(&app, &visitor, &asked).await {
        Ok(overview) => overview,
        Err(error) => return layout::failure(&visitor, &error),
    };
    let present = staff::load(&app, &visitor).await;
    let language = visitor.language();
    let well = overview.health.status == "ok";
    let content = html! {
        h1 { (lead::TITLE.pick(language)) }
        div #lead data-refreshes="" hx-get={"/lead" (overview.alerts.query())} hx-select="#lead" hx-trigger="every 10s, couture:refresh from:body" hx-swap="outerHTML" {
            @if !well { (troubles(&app, &visitor, &overview.health)) (health(&visitor, &overview.health)) }
            section aria-labelledby="late-title" {
                h2 #late-title { (lead::SOON_LATE.pick(language)) " (" (overview.late.len()) ")" }
                @if overview.late.is_empty() { p.empty { (lead::NOTHING_LATE.pick(language)) } }
                ol.rows { @for case in overview.late.iter().take(LATE_SHOWN) { (queue::row(&app, &visitor, case)) } }
                @if overview.late.len() > LATE_SHOWN {
                    nav.pages { a href="/" { (lead::MORE_LATE.with(language, &(overview.late.len() - LATE_SHOWN).to_string())) } }
                }
            }
            (staff::section(&app, &visitor, &present))
            (drifts(&visitor, &overview.drifts))
            (alerts::section(&visitor, &overview.alerts))
            (parked(&visitor, &overview.parked))
            @if well { (health(&visitor, &overview.health)) }
        }
    };
    layout::show(StatusCode::OK, layout::page(&visitor, Tab::Lead, lead::TITLE.pick(language), content))
}

/// What a link to a case says.
pub(super) fn open_case(language: Language) -> &'static str {
    lead::OPEN_CASE.pick(language)
}

fn drifts(visitor: &Visitor, drifts: &[Drift]) -> Markup {
    let (look, language) = (&visitor.look, visitor.language());
    let choices: [(&str, Wording); 3] =
        [("a", phone::FIRST_RIGHT), ("b", phone::SECOND_RIGHT), ("briefing", phone::BRIEFING_RIGHT)];
    html! {
        section aria-labelledby="drifts-title" {
            h2 #drifts-title { (phone::DRIFTS.pick(language)) }
            @if drifts.is_empty() { p.empty { (phone::NO_DRIFTS.pick(language)) } }
            ol.cards {
                @for drift in drifts {
                    li class={"card-row " (if drift.closed_at.is_none() { "edge-breached" } else { "" })} {
                        p { strong { (topic_name(&drift.topic, language)) } " " (badges::instant(drift.opened_at, look)) }
                        div.wordings {
                            div { p.why { (phone::FIRST_SAID.with(language, &drift.a.by)) } (answers::statement(&drift.a, look)) }
                            div { p.why { (phone::THEN_SAID.with(language, &drift.b.by)) } (answers::statement(&drift.b, look)) }
                        }
                        @match &drift.closed_by {
                            Some(who) => p.quiet { (phone::CLOSED_BY.with(language, who)) },
                            None if visitor.may(Permission::Publish) => {
                                @let address = format!("/lead/drift/{}/close", drift.id());
                                form.row-actions method="post" action=(address) hx-post=(address) hx-swap="none" {
                                    (layout::form_token(visitor))
                                    @for (value, wording) in choices {
                                        button.small type="submit" name="right" value=(value) { (wording.pick(language)) }
                                    }
                                }
                            },
                            None => {},
                        }
                    }
                }
            }
        }
    }
}

fn parked(visitor: &Visitor, parked: &[Parked]) -> Markup {
    let (look, language) = (&visitor.look, visitor.language());
    html! {
        section aria-labelledby="parked-title" {
            h2 #parked-title { (lead::PARKED.pick(language)) " (" (parked.len()) ")" }
            @if parked.is_empty() { p.empty { (lead::NO_PARKED.pick(language)) } }
            ol.cards {
                @for event in parked {
                    li.card-row {
                        p { (intake_reason(&event.reason, language)) }
                        p.quiet {
                            (lead::RECEIVED.with(language, &badges::instant_text(event.received_at, look))) ", "
                            (lead::BYTES.with(language, &event.job.len().to_string())) ", " code { (event.reason.code) }
                        }
                        @if visitor.may(Permission::Redrive) {
                            @let address = format!("/lead/parked/{}/redrive", event.id);
                            form method="post" action=(address) hx-post=(address) hx-swap="none" {
                                (layout::form_token(visitor))
                                button.small type="submit" { (lead::REDRIVE.pick(language)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn troubles(app: &App, visitor: &Visitor, health: &Health) -> Markup {
    let (look, language, desk) = (&visitor.look, visitor.language(), app.desk());
    html! {
        @if !health.troubles.is_empty() {
            section aria-labelledby="troubles-title" {
                h2 #troubles-title { (lead::REPAIR.pick(language)) }
                ol.cards {
                    @for trouble in &health.troubles {
                        li.card-row.edge-breached {
                            p { (trouble_sentence(trouble, &desk, language)) }
                            p.quiet { (lead::SINCE.with(language, &badges::instant_text(trouble.since_at, look))) }
                        }
                    }
                }
            }
        }
    }
}

/// Whether answers leave an inbox, and the way to let them go again.
fn inbox_state(visitor: &Visitor, inbox: &InboxHealth) -> Markup {
    let (look, language) = (&visitor.look, visitor.language());
    let told = |at| badges::instant_text(at, look);
    html! {
        @if let Some(stop) = &inbox.stopped {
            strong.bad { (lead::STOPPED.with(language, &told(stop.since_at))) }
            @if visitor.may(Permission::Redrive) {
                @let address = format!("/lead/inboxes/{}/{}/resume", inbox.channel, inbox.external_id);
                form method="post" action=(address) hx-post=(address) hx-swap="none" {
                    (layout::form_token(visitor))
                    button.small type="submit" { (lead::RESUME.pick(language)) }
                }
            }
        } @else if let Some(until_at) = inbox.paused_until_at {
            (lead::PAUSED.with(language, &told(until_at)))
        } @else if inbox.token {
            (lead::CAN_ANSWER.pick(language))
        } @else {
            (lead::CANNOT_ANSWER.pick(language))
        }
    }
}

fn health(visitor: &Visitor, health: &Health) -> Markup {
    let (look, language) = (&visitor.look, visitor.language());
    let well = health.status == "ok";
    html! {
        section.health aria-labelledby="health-title" {
            h2 #health-title { (lead::HEALTH.pick(language)) }
            p { strong.bad[!well] { @if well { (lead::HEALTH_OK.pick(language)) } @else { (lead::HEALTH_ATTENTION.pick(language)) } } }
            dl.facts {
                @for inbox in &health.inboxes {
                    dt { (inbox.name) }
                    dd { (inbox_state(visitor, inbox)) }
                }
            }
            @if let Some(at) = health.oldest_due_at {
                p { (lead::OLDEST_DUE.with(language, &badges::instant_text(at, look))) }
            }
            p.quiet { (lead::DESK.with(language, &health.desk)) }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Closing {
    right: Right,
}

/// Somebody says which of two answers is right.
pub(super) async fn close(State(app): State<Arc<App>>, Path(id): Path<String>, posted: Posted<Closing>) -> Response {
    let Posted { visitor, form } = posted;
    match app.close_drift(&visitor.identity, &id, form.right).await {
        Ok((_, told)) => {
            let said = phone::CORRECTIONS.with(visitor.language(), &told.len().to_string());
            layout::done(&visitor, &said, "/lead")
        }
        Err(error) => layout::refusal(&visitor, case::status(&error), &case::sentence(&error, &visitor)),
    }
}

/// Somebody has seen an alert.
pub(super) async fn acknowledge(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    posted: Posted<Nothing>,
) -> Response {
    let Posted { visitor, form: Nothing {} } = posted;
    match app.acknowledge_alert(&visitor.identity, &id).await {
        Ok(_) => layout::done(
            &visitor,
            lead::ACKNOWLEDGED_BY.with(visitor.language(), &visitor.identity.id).as_str(),
            "/lead",
        ),
        Err(error) => layout::refusal(&visitor, case::status(&error), &case::sentence(&error, &visitor)),
    }
}

/// The sends of an inbox go again.
pub(super) async fn resume(
    State(app): State<Arc<App>>,
    Path((channel, id)): Path<(String, String)>,
    posted: Posted<Nothing>,
) -> Response {
    let Posted { visitor, form: Nothing {} } = posted;
    let Some(channel) = Channel::from_word(&channel) else {
        return layout::refusal(&visitor, StatusCode::NOT_FOUND, frame::NOT_FOUND.pick(visitor.language()));
    };
    match app.resume_inbox(&visitor.identity, channel, &id).await {
        Ok(()) => layout::done(&visitor, lead::RESUMED.pick(visitor.language()), "/lead"),
        Err(error) => layout::refusal(&visitor, case::status(&error), &case::sentence(&error, &visitor)),
    }
}

/// A parked event is tried again.
pub(super) async fn redrive(State(app): State<Arc<App>>, Path(id): Path<String>, posted: Posted<Nothing>) -> Response {
    let Posted { visitor, form: Nothing {} } = posted;
    if let Err(error) = permit(&visitor.identity, Permission::Redrive) {
        return layout::refusal(&visitor, case::status(&error), &case::sentence(&error, &visitor));
    }
    match app.redrive(&id).await {
        Ok(true) => layout::done(&visitor, lead::REDRIVEN.pick(visitor.language()), "/lead"),
        Ok(false) => layout::refusal(&visitor, StatusCode::NOT_FOUND, frame::NOT_FOUND.pick(visitor.language())),
        Err(error) => layout::failure(&visitor, &error),
    }
}
