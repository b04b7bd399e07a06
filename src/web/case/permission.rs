//! What a writer should know first: whether and until when the platform takes an answer, and how else.
//!
//! Replaced by itself when it changes, so that a draft is never touched.

use super::{View, composer};
use crate::domain::permission::Permission;
use crate::domain::words::page::{case as words, times};
use crate::domain::words::permission::{alternative_sentence, desk_zone, price, reason_sentence};
use crate::web::session::{Look, Visitor};
use jiff::Timestamp;
use maud::{Markup, html};

pub(super) fn markup(view: &View, out_of_band: bool) -> Markup {
    html! {
        div #permission hx-swap-oob=[out_of_band.then_some("true")] {
            @if composer::obstacle(view).is_none() { (told(view)) }
        }
    }
}

fn told(view: &View) -> Markup {
    let (permission, channel, look) = (&view.permission, view.case.channel, &view.visitor.look);
    let language = look.language;
    let why = reason_sentence(permission, channel, &desk_zone(&view.app.desk()), language);
    html! {
        div.permission.obstacle[!permission.can_reply] {
            p.quiet[permission.can_reply] {
                (why)
                @if let Some(at) = permission.closes_at.filter(|at| permission.can_reply && *at > look.now) {
                    " " (closes(at, look))
                }
            }
            @if !permission.alternatives.is_empty() {
                p { (words::OTHER_WAYS.pick(language)) }
                ul.other-ways {
                    @for alternative in &permission.alternatives {
                        @let text = alternative_sentence(alternative.kind, channel, language);
                        li {
                            @match &alternative.url {
                                Some(url) => a href=(url) target="_blank" rel="noopener noreferrer" { (text) },
                                None => (text),
                            }
                        }
                    }
                }
            }
        }
    }
}

/// How far the end of a window is, kept running by the page's script.
fn closes(at: Timestamp, look: &Look) -> Markup {
    html! {
        time.countdown data-closes=(times::machine(at)) datetime=(times::machine(at)) title=(times::machine(at)) {
            (times::countdown(at, look.now, look.language))
        }
    }
}

/// What a draft would cost.
pub(super) fn cost(visitor: &Visitor, permission: &Permission) -> Markup {
    let language = visitor.language();
    html! {
        @if let Some(cost) = permission.cost_usd {
            span.quiet.cost { (words::COSTS.with(language, &price(cost, language))) }
        }
    }
}
