//! Small things shown in many places: priority, band, countdown, instants. Never color alone.

use super::session::Look;
use crate::domain::case::{Band, Case};
use crate::domain::message::Author;
use crate::domain::priority::Priority;
use crate::domain::words::page::{frame, times};
use crate::domain::words::priority::priority_name;
use jiff::Timestamp;
use maud::{Markup, html};

/// A priority as shape and word.
pub(super) fn priority(value: Priority, look: &Look) -> Markup {
    html! {
        span class=(format!("badge priority-{}", value.as_str())) {
            span.shape aria-hidden="true" {} (priority_name(value, look.language))
        }
    }
}

/// A band as shape and word.
pub(super) fn band(value: Option<Band>, look: &Look) -> Markup {
    html! {
        span class=(format!("badge band-{}", band_word(value))) {
            span.shape aria-hidden="true" {} (frame::band(value).pick(look.language))
        }
    }
}

/// The band as a word for class names.
pub(super) fn band_word(value: Option<Band>) -> &'static str {
    match value {
        Some(Band::Breached) => "breached",
        Some(Band::AtRisk) => "at-risk",
        Some(Band::OnTrack) => "on-track",
        None => "none",
    }
}

/// How far a deadline is, kept running by the page's script.
pub(super) fn countdown(deadline_at: Timestamp, look: &Look) -> Markup {
    html! {
        time.countdown data-deadline=(times::machine(deadline_at)) datetime=(times::machine(deadline_at))
            title=(times::machine(deadline_at)) {
            (times::countdown(deadline_at, look.now, look.language))
        }
    }
}

/// An instant: local to read, UTC in the title.
pub(super) fn instant(at: Timestamp, look: &Look) -> Markup {
    html! {
        time datetime=(times::machine(at)) title=(times::machine(at)) {
            (times::local(at, look.now, &look.zone, look.language))
        }
    }
}

/// An instant as plain text, for the middle of a sentence.
pub(super) fn instant_text(at: Timestamp, look: &Look) -> String {
    times::local(at, look.now, &look.zone, look.language)
}

/// The handle, where it is not the name already.
pub(super) fn contact_handle(contact: &Author) -> Option<String> {
    contact.name.as_ref().and(contact.handle.as_ref()).map(|handle| format!("@{handle}"))
}

/// Channel and surface: `X, public post`.
pub(super) fn surface(case: &Case, look: &Look) -> String {
    let surface = if case.public { frame::PUBLIC } else { frame::PRIVATE };
    format!("{}, {}", frame::channel(case.channel).pick(look.language), surface.pick(look.language))
}
