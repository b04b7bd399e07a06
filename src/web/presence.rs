//! Saying whether one is here, at the top of every page.

use super::layout;
use super::session::{Posted, Visitor, safe_place, see_other};
use crate::app::App;
use crate::app::identity::Permission;
use crate::domain::presence::Presence;
use crate::domain::words::page::{Wording, frame};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

fn wording(presence: Option<Presence>) -> Wording {
    match presence {
        None => frame::PRESENCE_UNSAID,
        Some(Presence::Available) => frame::AVAILABLE,
        Some(Presence::Away) => frame::AWAY,
        Some(Presence::Offline) => frame::OFF,
    }
}

/// The control; nothing for people who do not work on cases.
pub(super) fn control(visitor: &Visitor) -> Markup {
    let language = visitor.language();
    let said = visitor.presence;
    html! {
        @if visitor.may(Permission::Work) {
            details.menu #presence {
                summary aria-label=(frame::PRESENCE.with(language, wording(said).pick(language))) {
                    span class={"presence-mark " (said.map_or("unsaid", Presence::as_str))} aria-hidden="true" {}
                    span.presence-word { (wording(said).pick(language)) }
                }
                div.menu-body {
                    form method="post" action="/presence" hx-post="/presence" hx-target="#presence" hx-swap="outerHTML" {
                        (layout::form_token(visitor))
                        input type="hidden" name="place" value=(visitor.look.place);
                        @for state in Presence::ALL {
                            button type="submit" name="state" value=(state.as_str())
                                aria-pressed=(if said == Some(state) { "true" } else { "false" }) {
                                (wording(Some(state)).pick(language))
                            }
                        }
                    }
                    p.quiet { (frame::PRESENCE_MEANS.pick(language)) }
                }
            }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    state: String,
    #[serde(default)]
    place: String,
}

/// Takes what somebody says; the control comes back as it is now.
pub(super) async fn say(State(app): State<Arc<App>>, posted: Posted<Said>) -> Response {
    let Posted { mut visitor, form } = posted;
    let language = visitor.language();
    let Some(state) = Presence::from_word(&form.state) else {
        return layout::refusal(&visitor, StatusCode::UNPROCESSABLE_ENTITY, frame::FAILED.pick(language));
    };
    match app.say_presence(&visitor.identity, state).await {
        Ok(row) if visitor.wants_part => {
            visitor.presence = row.state;
            form.place.clone_into(&mut visitor.look.place);
            let mut response = layout::show(StatusCode::OK, control(&visitor));
            layout::say(&mut response, wording(row.state).pick(language), true);
            response
        }
        Ok(_) => see_other(safe_place(&form.place)),
        Err(error) => layout::refusal(&visitor, super::case::status(&error), &super::case::sentence(&error, &visitor)),
    }
}
