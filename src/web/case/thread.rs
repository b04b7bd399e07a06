//! What was said, in order, and the answers on their way.

use super::shown::{Message, Send};
use super::{View, files, moderation};
use crate::app::identity::Permission;
use crate::domain::case::Direction;
use crate::domain::sends::SendState;
use crate::domain::words::cases::contact_name;
use crate::domain::words::page::{Wording, case as words, frame, times};
use crate::web::{badges, layout};
use maud::{Markup, html};

pub(super) fn markup(view: &View, out_of_band: bool) -> Markup {
    let language = view.visitor.language();
    let sent = |id: &str| view.shown.messages.iter().any(|message| message.external_id == id);
    let on_their_way = view.shown.sends.iter().filter(|send| send.state != SendState::Sent);
    let on_their_way: Vec<&Send> = on_their_way.filter(|send| !sent(&send.id)).collect();
    html! {
        section #thread aria-label=(words::CONVERSATION.pick(language)) hx-swap-oob=[out_of_band.then_some("true")] {
            ol.thread {
                @for message in &view.shown.messages { (said(view, message)) }
                @for send in on_their_way { (leaving(view, send)) }
            }
        }
    }
}

fn said(view: &View, message: &Message) -> Markup {
    let look = &view.visitor.look;
    let language = look.language;
    let ours = message.direction == Direction::Out;
    let author = match (ours, message.author.as_str()) {
        (true, "") => words::BY_US.pick(language),
        (true, "native") => words::BY_NATIVE.pick(language),
        (false, id) if id == view.case.contact.id => &contact_name(view.case, language),
        (_, author) => author,
    };
    html! {
        li.message.ours[ours].replaced[message.superseded_by.is_some() || message.deleted_by.is_some()] {
            p.message-head {
                strong { (author) }
                span { (frame::kind(message.kind, language)) }
                (badges::instant(message.at, look))
                @if message.revision > 0 && !message.deleted { span { (words::EDITED.pick(language)) } }
            }
            // What we took off the platform ourselves stays readable to staff.
            @if message.deleted && message.deleted_by.is_none() {
                p.quiet { (words::DELETED.pick(language)) }
            } @else if message.display.is_empty() && message.attachments.is_empty() {
                p.quiet { (words::NO_TEXT.pick(language)) }
            } @else if !message.display.is_empty() {
                p.message-text dir="auto" { (message.display) }
            }
            @for attachment in &message.attachments {
                (files::attached(attachment, language))
            }
            (moderation::states(view, message))
            (moderation::menu(view, message))
        }
    }
}

fn leaving(view: &View, send: &Send) -> Markup {
    let (look, language) = (&view.visitor.look, view.visitor.language());
    let may_work = view.visitor.may(Permission::Work);
    let may_undo = may_work && (send.by == view.visitor.identity.id || view.visitor.may(Permission::Reassign));
    let text = send.text.as_deref().unwrap_or_default();
    html! {
        li class=(format!("message ours send-{}", send.state.as_str())) {
            p.message-head {
                strong { (send.by) }
                span.send-state { (state(send.state).pick(language)) }
                (badges::instant(send.accepted_at, look))
                @if send.state == SendState::Queued {
                    time.countdown data-leaves=(times::machine(send.send_at)) datetime=(times::machine(send.send_at)) {
                        (words::LEAVES.with(language, &times::countdown(send.send_at, look.now.min(send.send_at), language)))
                    }
                }
            }
            @if !text.is_empty() { p.message-text dir="auto" { (text) } }
            @for url in &send.attachments { (files::picture(url, words::PICTURE_SENT.pick(language))) }
            @if let Some(why) = &send.why { p.send-why { (why) } }
            div.send-actions {
                @if send.state == SendState::Queued && may_undo {
                    (form(view, send, "undo", html! {
                        button.small type="submit" { (words::UNDO.pick(language)) }
                    }))
                }
                @if send.state == SendState::Unknown && may_work {
                    (form(view, send, "settle", html! {
                        button.small type="submit" name="as" value="sent" { (words::IT_WAS_SENT.pick(language)) }
                        " "
                        button.small type="submit" name="as" value="not_sent" { (words::IT_WAS_NOT_SENT.pick(language)) }
                    }))
                }
                @if send.state == SendState::Refused && may_work {
                    button.small type="button" data-fill=(text) { (words::WRITE_AGAIN.pick(language)) }
                }
            }
        }
    }
}

fn form(view: &View, send: &Send, what: &str, buttons: Markup) -> Markup {
    let address = format!("/cases/{}/sends/{}/{what}", view.case.id(), send.id);
    html! {
        form method="post" action=(address) hx-post=(address) hx-target="#case-top" hx-swap="outerHTML" hx-include="#reply-text" {
            (layout::form_token(view.visitor))
            (buttons)
        }
    }
}

fn state(state: SendState) -> Wording {
    match state {
        SendState::Queued => words::SEND_QUEUED,
        SendState::Sending => words::SEND_SENDING,
        SendState::Sent => words::SEND_SENT,
        SendState::Refused => words::SEND_REFUSED,
        SendState::Unknown => words::SEND_UNKNOWN,
    }
}
