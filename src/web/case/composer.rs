//! Where a reply is written: its length as the platform counts it, its undo time, what it was written for.
//!
//! The version travels with the draft: it stays at what the writer had seen until they are shown more.

use super::{View, files, permission};
use crate::app::identity::Permission as Right;
use crate::domain::case::Case;
use crate::domain::length::{Unit, limit};
use crate::domain::permission::{AlternativeKind, Permission};
use crate::domain::verdict::Judged;
use crate::domain::words::Language;
use crate::domain::words::page::case as words;
use crate::web::session::Visitor;
use crate::web::{answers, layout};
use maud::{Markup, html};

/// The undo times offered, in seconds.
const UNDO_CHOICES: [u32; 4] = [0, 10, 30, 60];

/// What stands in the text field.
pub(super) enum Draft {
    /// Nobody touches the field: somebody may be writing in it.
    Untouched,
    /// Whatever the browser has there; the version it was written for too.
    Keep,
    /// Nothing, for this version.
    Empty(u64),
    /// This text; written for the version `seen`, or, if none is given, shown the newest one now.
    Written {
        /// What was written.
        text: String,
        /// The version the writer had seen.
        seen: Option<u64>,
    },
}

impl Draft {
    /// An empty field for a case as it stands.
    pub(super) fn empty(case: &Case) -> Draft {
        Draft::Empty(case.version)
    }
}

pub(super) fn markup(view: &View, draft: &Draft, out_of_band: bool) -> Markup {
    let language = view.visitor.language();
    html! {
        section #composer aria-label=(words::REPLY.pick(language)) hx-swap-oob=[out_of_band.then_some("true")] {
            (permission::markup(view, false))
            @match obstacle(view) {
                Some(why) => p.quiet.obstacle { (why) },
                None => @if view.permission.can_reply { (form(view, draft)) } @else { (refused(view, draft)) },
            }
        }
    }
}

/// Where the text is written. The browser keeps the field it has when it is `kept`.
fn field(case: &Case, text: &str, kept: bool) -> Markup {
    html! {
        textarea #reply-text name="text" rows="4" dir="auto" data-key="r" hx-preserve[kept]
            hx-post={"/cases/" (case.id()) "/draft"} hx-trigger="input changed delay:250ms, couture:measure" hx-target="#draft-state"
            hx-swap="innerHTML" hx-sync="this:replace" aria-describedby="reply-hint" { (text) }
    }
}

/// What was written when the answer was refused: nothing can leave, but no word is lost.
fn refused(view: &View, draft: &Draft) -> Markup {
    html! {
        @if let Draft::Written { text, .. } = draft {
            label for="reply-text" { (words::YOUR_REPLY.pick(view.visitor.language())) }
            (field(view.case, text, false))
            div #draft-state {}
        }
    }
}

/// Why the visitor cannot reply though the platform may allow it, if so.
pub(super) fn obstacle(view: &View) -> Option<String> {
    let language = view.visitor.language();
    if !view.visitor.may(Right::Work) {
        return Some(words::CANNOT_REPLY_ROLE.pick(language).to_owned());
    }
    let connected = view.app.platforms.has_token(view.case.channel, &view.case.inbox);
    if view.permission.can_reply && (!connected || limit(view.case.channel, view.case.public).is_none()) {
        return Some(words::CANNOT_REPLY_CHANNEL.pick(language).to_owned());
    }
    let other = view.case.assignee.as_ref().filter(|holder| **holder != view.visitor.identity.id)?;
    Some(words::CANNOT_REPLY_HELD.with(language, other))
}

fn form(view: &View, draft: &Draft) -> Markup {
    let (case, language) = (view.case, view.visitor.language());
    let (text, version, kept) = match draft {
        Draft::Keep | Draft::Untouched => ("", case.version, true),
        Draft::Empty(version) => ("", *version, false),
        Draft::Written { text, seen } => (text.as_str(), seen.unwrap_or(case.version), false),
    };
    let address = format!("/cases/{}/reply", case.id());
    let hint = if case.public { words::REPLY_HINT_PUBLIC } else { words::REPLY_HINT_PRIVATE };
    html! {
        form method="post" action=(address) hx-post=(address) hx-target="#case-top" hx-swap="outerHTML" {
            (layout::form_token(view.visitor))
            input #reply-version type="hidden" name="version" value=(version) hx-preserve[kept];
            label for="reply-text" { (words::YOUR_REPLY.pick(language)) " " kbd aria-hidden="true" { "r" } }
            (field(case, text, kept))
            div #draft-state aria-live="polite" hx-preserve[kept] { (state(view.visitor, case, &Writing { text, private: false }, None, &view.permission)) }
            @if offers_private(&view.permission) {
                label.private-reply {
                    input #reply-private type="checkbox" name="private" value="1" hx-preserve[kept];
                    span { (words::IN_PRIVATE.pick(language)) }
                }
            }
            (files::chooser(case, language, !matches!(draft, Draft::Empty(_))))
            div.composer-foot {
                p #reply-hint .quiet { (hint.pick(language)) }
                label.undo-time { span { (words::UNDO_TIME.pick(language)) }
                    select #undo-seconds name="undo_seconds" hx-preserve[kept] {
                        @for seconds in UNDO_CHOICES {
                            option value=(seconds) selected[seconds == 10] { (undo_time(seconds, language)) }
                        }
                    }
                }
                button.main type="submit" { (words::SEND.pick(language)) " " kbd aria-hidden="true" { "Ctrl ↵" } }
            }
        }
    }
}

fn undo_time(seconds: u32, language: Language) -> String {
    match seconds {
        0 => words::AT_ONCE.pick(language).to_owned(),
        seconds => format!("{seconds} {}", words::SECONDS.pick(language)),
    }
}

/// Whether the comment may be answered in private.
fn offers_private(permission: &Permission) -> bool {
    permission.alternatives.iter().any(|other| other.kind == AlternativeKind::PrivateReply)
}

/// What is being written.
#[derive(Clone, Copy)]
pub(super) struct Writing<'a> {
    /// The words.
    pub(super) text: &'a str,
    /// Whether only the person will read them.
    pub(super) private: bool,
}

/// The messages a text that is too long would leave as, and the choice to let it.
fn parts(case: &Case, writing: &Writing, language: Language) -> Markup {
    let parts = case.parts_offered(writing.text, writing.private);
    html! {
        @if !parts.is_empty() {
            details.parts {
                summary { (words::IN_PARTS.with(language, &parts.len().to_string())) }
                ol { @for part in &parts { li dir="auto" { (part) } } }
            }
            label.split-reply {
                input type="checkbox" name="split" value="1";
                span { (words::SPLIT.with(language, &parts.len().to_string())) }
            }
        }
    }
}

/// The length of a draft, by the platform's own rules, and its verdict.
pub(super) fn state(
    visitor: &Visitor,
    case: &Case,
    writing: &Writing,
    judged: Option<&Judged>,
    allowed: &Permission,
) -> Markup {
    let language = visitor.language();
    let Some(limit) = limit(case.channel, case.public && !writing.private) else { return html! {} };
    let used = limit.used(writing.text);
    let over = used > limit.most;
    let left = if over {
        words::TOO_LONG.with(language, &(used - limit.most).to_string())
    } else {
        words::LEFT.with(language, &(limit.most - used).to_string())
    };
    html! {
        p.counter.over[over] data-used=(used) data-over=[over.then_some("")] {
            strong { (used) " / " (limit.most) } " "
            span { (left) }
            @if limit.unit == Unit::Weighted { span.quiet { (words::COUNTED_X.pick(language)) } }
            (permission::cost(visitor, allowed))
        }
        (parts(case, writing, language))
        @if let Some(judged) = judged { (answers::verdict(judged, &visitor.look)) }
    }
}
