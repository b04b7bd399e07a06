//! Who is here, for a lead: what each agent has said, and how much they carry.

use super::badges;
use super::session::Visitor;
use crate::app::App;
use crate::app::identity::Permission;
use crate::domain::presence::Attendance;
use crate::domain::words::assignment::presence_sentence;
use crate::domain::words::page::lead;
use maud::{Markup, html};

/// The rows to show; none to people who do not lead.
pub(super) async fn load(app: &App, visitor: &Visitor) -> Vec<Attendance> {
    if !visitor.may(Permission::Reassign) {
        return Vec::new();
    }
    match app.attendances(&visitor.identity, None).await {
        Ok(rows) => rows,
        Err(error) => {
            tracing::warn!(%error, "who is here could not be shown");
            Vec::new()
        }
    }
}

/// The section; nothing where nobody has said anything and no team gives its cases.
pub(super) fn section(app: &App, visitor: &Visitor, rows: &[Attendance]) -> Markup {
    let (look, language, desk) = (&visitor.look, visitor.language(), app.desk());
    html! {
        @if !rows.is_empty() {
            section aria-labelledby="staff-title" {
                h2 #staff-title { (lead::STAFF.pick(language)) }
                ol.cards {
                    @for row in rows {
                        li.card-row {
                            p {
                                strong { (row.agent) }
                                @if let Some(at) = row.since_at { " " span.quiet { (badges::instant(at, look)) } }
                            }
                            p { (presence_sentence(row, &desk, desk.shift_of(&row.agent, look.now), language)) }
                        }
                    }
                }
            }
        }
    }
}
