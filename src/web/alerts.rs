//! The alerts on the lead's page: the latest ones, or those a storm told of together.
//!
//! Owns their markup. Must not decide what is told.

use super::session::Visitor;
use super::{badges, layout, lead as page};
use crate::app::actions::ActionError;
use crate::app::identity::Permission;
use crate::app::{App, AppError};
use crate::domain::alert::{Alert, AlertKind};
use crate::domain::words::alerts::alert_sentence;
use crate::domain::words::page::{Wording, lead, phone};
use maud::{Markup, html};
use std::cmp::Reverse;

/// How many alerts of a day are looked through for the newest...
const LOOKED_THROUGH: usize = 200;
/// ...and how many of them a page shows at first.
const ALERTS: usize = 20;

/// The alerts of a page, each with its sentence.
pub(super) struct Alerts {
    shown: Vec<(Alert, String)>,
    older: Option<String>,
    storm: String,
}

impl Alerts {
    /// What the page was asked for, to ask for it again.
    pub(super) fn query(&self) -> String {
        match self.storm.as_str() {
            "" => String::new(),
            storm => format!("?{}", serde_urlencoded::to_string([("storm", storm)]).unwrap_or_default()),
        }
    }
}

/// The alerts behind a storm, or else a page of the latest.
pub(super) async fn load(app: &App, visitor: &Visitor, cursor: &str, storm: &str) -> Result<Alerts, AppError> {
    let (found, older) = match storm {
        "" => app.recent_alerts(Some(cursor).filter(|cursor| !cursor.is_empty()), LOOKED_THROUGH).await?,
        storm => match app.alerts_of_storm(storm).await {
            Ok(found) => (found, None),
            Err(ActionError::App(error)) => return Err(error),
            Err(_) => (Vec::new(), None),
        },
    };
    let mut found: Vec<Alert> = match storm {
        // What was told together stands behind its storm.
        "" => found.into_iter().filter(|alert| alert.told_with.is_none()).collect(),
        _ => found,
    };
    found.sort_by_key(|alert| Reverse((alert.at, alert.due_at)));
    let mut shown = Vec::new();
    for alert in found {
        let desk = app.desk_of(&alert.desk).await;
        let text = alert_sentence(&alert, &desk, visitor.language());
        shown.push((alert, text));
    }
    Ok(Alerts { shown, older, storm: storm.to_owned() })
}

pub(super) fn section(visitor: &Visitor, alerts: &Alerts) -> Markup {
    let language = visitor.language();
    let title = if alerts.storm.is_empty() { lead::ALERTS } else { lead::STORM_SHOWN };
    html! {
        section #alerts aria-labelledby="alerts-title" {
            h2 #alerts-title { (title.pick(language)) }
            @if !alerts.storm.is_empty() { p { a href="/lead" { (lead::ALL_ALERTS.pick(language)) } } }
            @if alerts.shown.is_empty() { p.empty { (lead::NO_ALERTS.pick(language)) } }
            @let (first, rest) = alerts.shown.split_at(alerts.shown.len().min(ALERTS));
            ol.cards { @for (alert, text) in first { (one(visitor, alert, text)) } }
            @if !rest.is_empty() {
                details.more-alerts #more-alerts {
                    summary { (lead::MORE_ALERTS.with(language, &rest.len().to_string())) }
                    ol.cards { @for (alert, text) in rest { (one(visitor, alert, text)) } }
                }
            }
            @if let Some(older) = &alerts.older {
                @let query = serde_urlencoded::to_string([("alerts", older)]).unwrap_or_default();
                nav.pages { a href={"/lead?" (query)} { (lead::OLDER.pick(language)) } }
            }
        }
    }
}

fn one(visitor: &Visitor, alert: &Alert, text: &str) -> Markup {
    let (look, language) = (&visitor.look, visitor.language());
    let (kind, color) = kind_of(alert.kind());
    html! {
        li class=(format!("card-row edge-{color}")) {
            p {
                span class=(format!("badge band-{color}")) { span.shape aria-hidden="true" {} (kind.pick(language)) }
                " " (badges::instant(alert.due_at, look))
                @if alert.withdrawn_at.is_some() { " " span.quiet { (lead::WITHDRAWN.pick(language)) } }
                @if alert.told_with.is_some() { " " span.quiet { (lead::TOLD_TOGETHER.pick(language)) } }
                @if alert.moot { " " span.quiet { (lead::MOOT.pick(language)) } }
                @else if let Some(at) = alert.quiet_until_at.filter(|at| *at > look.now) {
                    " " span.quiet { (lead::QUIET_UNTIL.with(language, &badges::instant_text(at, look))) }
                }
            }
            p { (text) }
            div.row-actions {
                @if let Some(case) = alert.case() { a href={"/cases/" (case)} { (page::open_case(language)) } }
                @if alert.kind() == AlertKind::Storm {
                    @let query = serde_urlencoded::to_string([("storm", App::alert_id(alert))]).unwrap_or_default();
                    a href={"/lead?" (query) "#alerts"} { (lead::STORM_LIST.pick(language)) }
                }
                @match &alert.acknowledged_by {
                    Some(who) => span.quiet { (lead::ACKNOWLEDGED_BY.with(language, who)) },
                    None if visitor.may(Permission::Work) => {
                        @let address = format!("/lead/alerts/{}/acknowledge", App::alert_id(alert));
                        form method="post" action=(address) hx-post=(address) hx-swap="none" {
                            (layout::form_token(visitor))
                            button.small type="submit" { (lead::ACKNOWLEDGE.pick(language)) }
                        }
                    },
                    None => {},
                }
            }
        }
    }
}

/// What a kind of alert is called, and its color.
fn kind_of(kind: AlertKind) -> (Wording, &'static str) {
    match kind {
        AlertKind::Warning => (lead::WARNING, "at-risk"),
        AlertKind::Breach => (lead::BREACH, "breached"),
        AlertKind::Escalation => (lead::ESCALATION, "breached"),
        AlertKind::Storm => (lead::STORM, "breached"),
        AlertKind::Contradiction => (phone::CONTRADICTION, "breached"),
        AlertKind::Intake => (lead::REPAIR, "breached"),
        AlertKind::Window => (lead::LAST_CHANCE, "at-risk"),
        AlertKind::PingPong => (lead::PING_PONG, "at-risk"),
    }
}
