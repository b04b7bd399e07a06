//! What can be done to one message, what was done to it, and which other case the same post stands in.
//!
//! Everything is a plain form in a `details` element: it opens and sends without scripts. Deleting asks
//! once more, because nothing brings it back.

use super::shown::{AlsoIn, Message, ModerationState};
use super::{Draft, View, answer, refused_here};
use crate::app::App;
use crate::app::identity::Permission;
use crate::app::moderation::Ask;
use crate::domain::case::Direction;
use crate::domain::ids::short_hash;
use crate::domain::moderation::{Act, NATIVE};
use crate::domain::words::Language;
use crate::domain::words::page::{Wording, frame, moderation as words};
use crate::web::layout;
use crate::web::session::{Posted, see_other};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

/// Who of ours did it, as far as is known.
fn by_whom(by: &str, language: Language) -> &str {
    if by == NATIVE { words::ON_PLATFORM.pick(language) } else { by }
}

#[derive(Deserialize)]
pub(in crate::web) struct ActForm {
    #[serde(default)]
    message: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    version: String,
}

/// Does it, and shows the case.
pub(in crate::web) async fn act(
    State(app): State<Arc<App>>,
    Path((id, word)): Path<(String, String)>,
    posted: Posted<ActForm>,
) -> Response {
    let Posted { visitor, form } = posted;
    let language = visitor.language();
    let Some(act) = Act::from_word(&word) else {
        return layout::refusal(&visitor, StatusCode::NOT_FOUND, frame::NOT_FOUND.pick(language));
    };
    let text = (act == Act::Correct).then(|| form.text.replace("\r\n", "\n"));
    // Other acts do not depend on what was said meanwhile.
    let version = form.version.parse().ok().filter(|_| act == Act::Correct);
    match app.moderate(&visitor.identity, &id, &form.message, &Ask { act, version, text }).await {
        Ok(_) if !visitor.wants_part => see_other(&format!("/cases/{id}")),
        Ok(case) => {
            let mut response = answer(&app, &visitor, &case, StatusCode::OK, None, Draft::Keep).await;
            layout::say(&mut response, words::ACCEPTED.pick(language), false);
            response
        }
        Err(error) => refused_here(&app, &visitor, &id, error, Draft::Keep).await,
    }
}

/// What was done to a message, under its text.
pub(super) fn states(view: &View, message: &Message) -> Markup {
    let language = view.visitor.language();
    html! {
        p.message-marks {
            @if message.hidden { span.mark { (words::HIDDEN.pick(language)) } }
            @if message.liked { span.mark { (words::LIKED.pick(language)) } }
            @if let Some(by) = message.corrected_by.as_ref().filter(|_| message.superseded_by.is_some()) {
                span.mark { (words::CORRECTED_BY.with(language, by)) }
            }
            @if let Some(by) = &message.deleted_by { span.mark { (words::DELETED_BY.with(language, by_whom(by, language))) } }
            @if message.supersedes.is_some() { span.mark { (words::CORRECTION.pick(language)) } }
        }
        @if let Some(moderation) = &message.moderation {
            p.send-why role=[(moderation.state == ModerationState::Refused).then_some("status")] { (moderation.why) }
        }
    }
}

/// The small menu of what can be done to a message now.
pub(super) fn menu(view: &View, message: &Message) -> Markup {
    let (visitor, language) = (view.visitor, view.visitor.language());
    let ours = message.author == visitor.identity.id || visitor.may(Permission::Reassign);
    let may = |act: &Act| view.may_act() && (ours || !matches!(act, Act::Delete | Act::Correct));
    let acts: Vec<Act> = message.can.iter().copied().filter(may).collect();
    if acts.is_empty() {
        return html! {};
    }
    let whose = if message.direction == Direction::Out { words::MENU_OURS } else { words::MENU_THEIRS };
    html! {
        details.message-menu {
            summary aria-label=(whose.with(language, &message.author)) { (words::MENU.pick(language)) }
            div.message-acts {
                @for act in acts {
                    @match act {
                        Act::Correct => (correction(view, message)),
                        Act::Delete => (deletion(view, message)),
                        act => (form(view, message, act, html! {
                            button.small type="submit" { (label(act).pick(language)) }
                        })),
                    }
                }
            }
        }
    }
}

/// The version is what the page shows; what is being written stays when the thread is shown anew.
fn correction(view: &View, message: &Message) -> Markup {
    let language = view.visitor.language();
    let field = format!("correct-{}", short_hash(&[&message.external_id]));
    let hint = if view.case.public { words::CORRECT_HINT_PUBLIC } else { words::CORRECT_HINT_PRIVATE };
    html! {
        details.message-act {
            summary { (label(Act::Correct).pick(language)) }
            (form(view, message, Act::Correct, html! {
                input type="hidden" name="version" value=(view.case.version);
                label for=(field) { (words::NEW_TEXT.pick(language)) }
                textarea #(field) name="text" rows="3" dir="auto" required hx-preserve="true" { (message.display) }
                p.quiet { (hint.pick(language)) }
                button.main type="submit" { (words::CORRECT_NOW.pick(language)) }
            }))
        }
    }
}

fn deletion(view: &View, message: &Message) -> Markup {
    let language = view.visitor.language();
    html! {
        details.message-act {
            summary { (label(Act::Delete).pick(language)) }
            (form(view, message, Act::Delete, html! {
                p { (words::DELETE_SURE.pick(language)) }
                button.main type="submit" { (words::DELETE_NOW.pick(language)) }
            }))
        }
    }
}

fn form(view: &View, message: &Message, act: Act, content: Markup) -> Markup {
    let address = format!("/cases/{}/messages/{}", view.case.id(), act.as_str());
    html! {
        form method="post" action=(address) hx-post=(address) hx-target="#case-top" hx-swap="outerHTML" {
            (layout::form_token(view.visitor))
            input type="hidden" name="message" value=(message.external_id);
            (content)
        }
    }
}

fn label(act: Act) -> Wording {
    match act {
        Act::Hide => words::HIDE,
        Act::Show => words::SHOW,
        Act::Like => words::LIKE,
        Act::Unlike => words::UNLIKE,
        Act::Delete => words::DELETE,
        Act::Correct => words::CORRECT,
    }
}

/// The same post stands in another case: two teams must not answer it without knowing of each other.
pub(super) fn elsewhere(view: &View) -> Markup {
    let language = view.visitor.language();
    let desk = view.app.desk();
    let inbox = |other: &AlsoIn| {
        let known = desk.inbox(view.case.channel, &other.inbox);
        known.map_or_else(|| other.inbox.clone(), |inbox| inbox.name.clone())
    };
    html! {
        @for other in &view.shown.also_in {
            p.notice {
                (words::ALSO_REACHED.with(language, &inbox(other))) " "
                a href={"/cases/" (other.case)} { (words::OTHER_CASE.pick(language)) } ", "
                (frame::status(other.status).pick(language)) ", "
                @match &other.assignee {
                    Some(holder) => (words::HELD_THERE.with(language, holder)),
                    None => (words::HELD_BY_TEAM.with(language, desk.team(&other.team).map_or(other.team.as_str(), |team| team.name.pick(language)))),
                }
                " " (words::AGREE.pick(language))
            }
        }
    }
}
