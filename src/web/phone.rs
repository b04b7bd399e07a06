//! The phone desk: who is calling, what they were told, what to say, and logging it in three actions.

use super::layout::{self, Tab};
use super::session::{Posted, Visitor};
use super::{answers, badges, case, queue};
use crate::app::answers::AnswerDraft;
use crate::app::contacts::{Dossier, Entry};
use crate::app::identity::Permission;
use crate::app::{App, AppError};
use crate::domain::case::{Case, Direction};
use crate::domain::contact::{Contact, is_too_short};
use crate::domain::message::Channel;
use crate::domain::verdict::RECENT;
use crate::domain::words::Language;
use crate::domain::words::cases::{snippet, somebody_on};
use crate::domain::words::classify::topic_name;
use crate::domain::words::page::{frame, phone as words};
use crate::store::contacts::ContactPage;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

/// How many contacts a search shows.
const CONTACTS: usize = 20;
/// How many recent answers of a topic are shown.
const ANSWERS: usize = 8;
/// How many entries of a timeline are shown.
const ENTRIES: usize = 60;

type Shared = State<Arc<App>>;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    contact: String,
    #[serde(default)]
    topic: String,
}

/// What is on the page.
struct Call {
    asked: Asked,
    found: Option<ContactPage>,
    dossier: Option<Dossier>,
}

/// The page.
pub(super) async fn page(State(app): Shared, visitor: Visitor, Query(asked): Query<Asked>) -> Response {
    match call(&app, asked).await {
        Ok(call) => show(&app, &visitor, &call, StatusCode::OK, "", html! {}).await,
        Err(error) => layout::failure(&visitor, &error),
    }
}

async fn call(app: &App, asked: Asked) -> Result<Call, AppError> {
    let found = match asked.q.trim() {
        "" => None,
        typed => Some(app.find_contacts(typed, None, CONTACTS).await?),
    };
    let only = found.as_ref().and_then(|page| match page.contacts.as_slice() {
        [(id, _)] => Some(id.clone()),
        _ => None,
    });
    let wanted = Some(asked.contact.clone()).filter(|id| !id.is_empty()).or(only);
    let dossier = match wanted {
        Some(id) => app.dossier(&id).await?,
        None => None,
    };
    Ok(Call { asked, found, dossier })
}

async fn show(app: &App, visitor: &Visitor, call: &Call, status: StatusCode, text: &str, logged: Markup) -> Response {
    let language = visitor.language();
    let topic = match topic_panel(app, visitor, &call.asked.topic).await {
        Ok(panel) => panel,
        Err(error) => return layout::failure(visitor, &error),
    };
    let content = html! {
        h1 { (words::TITLE.pick(language)) }
        form.search method="get" action="/phone" role="search" {
            label { span { (words::FIND.pick(language)) }
                input #search type="search" name="q" value=(call.asked.q) placeholder=(words::FIND_HINT.pick(language))
                    autofocus[call.dossier.is_none() && text.is_empty()] autocomplete="off";
            }
            button.main type="submit" { (words::SEARCH.pick(language)) }
        }
        div.case-columns {
            div.stack {
                (topics(app, visitor, &call.asked.q))
                @if let Some(found) = &call.found { (contacts(visitor, &call.asked.q, found)) }
                @if let Some(dossier) = &call.dossier { (who(app, visitor, dossier)) }
            }
            div.stack.phone-side { (log_form(app, visitor, call, text, &topic, &logged)) }
        }
    };
    layout::show(status, layout::page(visitor, Tab::Phone, words::TITLE.pick(language), content))
}

/// The topics whose name holds what was typed.
fn topics(app: &App, visitor: &Visitor, typed: &str) -> Markup {
    let language = visitor.language();
    let wanted = typed.trim().to_lowercase();
    let named = |name: &str| wanted.chars().count() >= 3 && name.to_lowercase().contains(&wanted);
    let desk = app.desk();
    let found: Vec<_> = desk.topics.iter().filter(|topic| named(&topic.name.fr) || named(&topic.name.en)).collect();
    html! {
        @if !found.is_empty() {
            section aria-labelledby="topics-title" {
                h2 #topics-title { (words::TOPICS_FOUND.pick(language)) }
                ol.cards {
                    @for topic in found {
                        li.card-row { a href={"/phone?topic=" (topic.id)} { (topic.name.pick(language)) } }
                    }
                }
            }
        }
    }
}

fn contacts(visitor: &Visitor, typed: &str, found: &ContactPage) -> Markup {
    let (look, language) = (&visitor.look, visitor.language());
    html! {
        section aria-labelledby="found-title" {
            h2 #found-title { (words::FOUND.pick(language)) }
            @if found.contacts.is_empty() && is_too_short(typed) { p.empty { (words::TOO_SHORT.with(language, typed)) } }
            @else if found.contacts.is_empty() { p.empty { (words::NOBODY.with(language, typed)) } }
            ol.cards {
                @for (id, contact) in &found.contacts {
                    @let query = serde_urlencoded::to_string([("q", typed), ("contact", id)]).unwrap_or_default();
                    li.card-row {
                        p {
                            a href={"/phone?" (query)} { (called(contact, language)) }
                            @if let Some(handle) = &contact.handle { " " span.handle { "@" (handle) } }
                        }
                        p.quiet {
                            (frame::channel(contact.channel).pick(language)) ", "
                            (words::SINCE.with(language, &badges::instant_text(contact.since_at, look)))
                            @if let Some(phone) = &contact.phone { ", +" (phone) }
                        }
                    }
                }
            }
            @if found.cursor.is_some() { p.quiet { (words::MORE.pick(language)) } }
        }
    }
}

/// What to call a contact. Below a Page's post one without a name is known by their comment only.
fn called(contact: &Contact, language: Language) -> String {
    let known = contact.name.as_ref().or(contact.handle.as_ref());
    match known {
        Some(known) => known.clone(),
        None if contact.channel == Channel::Facebook => somebody_on(contact.channel, language),
        None => contact.external_id.clone(),
    }
}

fn who(app: &App, visitor: &Visitor, dossier: &Dossier) -> Markup {
    let language = visitor.language();
    let contact = &dossier.contact;
    let name = called(contact, language);
    html! {
        section aria-labelledby="who-title" {
            h2 #who-title { (name) @if let Some(handle) = &contact.handle { " " span.handle { "@" (handle) } } }
            @if !dossier.cases.is_empty() {
                h3 { (words::CASES.pick(language)) }
                ol.rows { @for case in &dossier.cases { (queue::row(app, visitor, case)) } }
            }
            h3 { (words::SAID.pick(language)) }
            @if dossier.timeline.is_empty() { p.empty { (words::NOTHING_SAID.pick(language)) } }
            ol.thread { @for entry in dossier.timeline.iter().take(ENTRIES) { (said(visitor, entry)) } }
        }
    }
}

fn said(visitor: &Visitor, entry: &Entry) -> Markup {
    let look = &visitor.look;
    let language = look.language;
    html! {
        @match (&entry.message, &entry.answer) {
            (None, None) => {},
            (None, Some(answer)) => (answers::answer(answer, look)),
            (Some((case, message)), answer) => {
                @let ours = message.direction == Direction::Out;
                @let channel = answer.as_ref().map_or(case.channel, |answer| answer.channel);
                @let author = message.author.as_deref().filter(|_| ours);
                li.message.ours[ours] {
                    p.message-head {
                        strong { (author.unwrap_or(if ours { "" } else { words::THEY.pick(language) })) }
                        span { (frame::channel(channel).pick(language)) }
                        (badges::instant(message.at, look))
                        @if let Some(answer) = answer { (answers::verdict_badge(answer.verdict, look)) }
                        a href={"/cases/" (case.id())} { (super::lead::open_case(language)) }
                    }
                    p.message-text dir="auto" { (message.shown()) }
                }
            },
        }
    }
}

fn log_form(app: &App, visitor: &Visitor, call: &Call, text: &str, topic: &Markup, logged: &Markup) -> Markup {
    let language = visitor.language();
    let cases = call.dossier.as_ref().map(|dossier| dossier.cases.as_slice()).unwrap_or_default();
    let waiting: Vec<&Case> = cases.iter().filter(|case| case.waits_for_us()).collect();
    html! {
        section.card aria-labelledby="log-title" {
            h2 #log-title { (words::LOG_ANSWER.pick(language)) }
            @if !visitor.may(Permission::Answer) {
                p.quiet { (words::MAY_NOT_LOG.pick(language)) }
            } @else {
                form.fields #log-form method="post" action="/phone/answers" {
                    (layout::form_token(visitor))
                    input type="hidden" name="q" value=(call.asked.q);
                    @if let Some(dossier) = &call.dossier { input type="hidden" name="contact" value=(dossier.id); }
                    label { span { (words::TOPIC.pick(language)) }
                        select #topic name="topic" required hx-get="/phone/topic" hx-trigger="change" hx-target="#topic-panel" hx-swap="innerHTML" {
                            option value="" { (words::PICK_TOPIC.pick(language)) }
                            @for topic in &app.desk().topics {
                                option value=(topic.id) selected[topic.id == call.asked.topic] { (topic.name.pick(language)) }
                            }
                        }
                    }
                    div #topic-panel aria-live="polite" { (topic) }
                    label { span { (words::WHAT_YOU_SAID.pick(language)) }
                        textarea #said name="text" rows="4" required dir="auto" hx-post="/phone/preview" hx-trigger="input changed delay:300ms"
                            hx-include="#topic" hx-target="#verdict" hx-swap="innerHTML" hx-sync="this:replace" { (text) }
                    }
                    div #verdict aria-live="polite" {}
                    @if !waiting.is_empty() { (which_case(visitor, &waiting)) }
                    button.main type="submit" { (words::SAVE.pick(language)) }
                }
            }
            div #logged role="status" { (logged) }
        }
    }
}

/// Which waiting case the call answers, since that stops its response clock: only a lone one is taken for granted.
fn which_case(visitor: &Visitor, waiting: &[&Case]) -> Markup {
    let language = visitor.language();
    html! {
        label { span { (words::FOR_CASE.pick(language)) }
            select name="case" {
                option value="" { (words::NO_CASE.pick(language)) }
                @for case in waiting {
                    option value=(case.id()) selected[waiting.len() == 1] {
                        (topic_name(&case.classification.topic, language)) ": " (snippet(case, language))
                    }
                }
            }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct TopicAsked {
    #[serde(default)]
    topic: String,
}

/// What is known about a topic: the verified answer and what others said.
pub(super) async fn topic(State(app): Shared, visitor: Visitor, Query(asked): Query<TopicAsked>) -> Response {
    match topic_panel(&app, &visitor, &asked.topic).await {
        Ok(panel) => layout::show(StatusCode::OK, panel),
        Err(error) => layout::failure(&visitor, &error),
    }
}

async fn topic_panel(app: &App, visitor: &Visitor, topic: &str) -> Result<Markup, AppError> {
    if app.desk().topic(topic).is_none() {
        return Ok(html! {});
    }
    let (look, language) = (&visitor.look, visitor.language());
    let briefing = app.current_briefing(topic, look.now).await?;
    let since = look.now.checked_sub(RECENT).unwrap_or(look.now);
    let recent = app.store.recent_answers(topic, None, since, ANSWERS).await?;
    Ok(html! {
        div.briefing { (answers::briefing(briefing.as_ref(), true, look)) }
        details {
            summary { (words::RECENT.pick(language)) " (" (recent.len()) ")" }
            @if recent.is_empty() { p.quiet { (words::NO_RECENT.pick(language)) } }
            ol.thread { @for answer in &recent { (answers::answer(answer, look)) } }
        }
    })
}

#[derive(Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    topic: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    contact: String,
    #[serde(default)]
    case: String,
    #[serde(default)]
    q: String,
}

/// What an answer would be worth, while it is being typed.
pub(super) async fn preview(State(app): Shared, posted: Posted<Said>) -> Response {
    let Posted { visitor, form } = posted;
    if app.desk().topic(&form.topic).is_none() || form.text.trim().is_empty() {
        return layout::show(StatusCode::OK, html! {});
    }
    match app.preview(&form.topic, Channel::Phone, &form.text).await {
        Ok(judged) => layout::show(StatusCode::OK, answers::verdict(&judged, &visitor.look)),
        Err(error) => layout::failure(&visitor, &error),
    }
}

/// Logs an answer given on the phone and shows its verdict at once.
pub(super) async fn log(State(app): Shared, posted: Posted<Said>) -> Response {
    let Posted { visitor, form } = posted;
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let draft = AnswerDraft {
        channel: Channel::Phone,
        topic: form.topic.clone(),
        text: form.text.replace("\r\n", "\n"),
        contact: given(&form.contact),
        case: given(&form.case),
        id: None,
    };
    let outcome = app.log_answer(&visitor.identity, &draft).await;
    let call = match call(&app, Asked { q: form.q, contact: form.contact, topic: form.topic }).await {
        Ok(call) => call,
        Err(error) => return layout::failure(&visitor, &error),
    };
    match outcome {
        Ok(answer) => {
            let logged = html! {
                p.notice { (words::LOGGED.pick(visitor.language())) }
                (answers::logged_verdict(&answer, &visitor.look))
            };
            show(&app, &visitor, &call, StatusCode::OK, "", logged).await
        }
        Err(error) => {
            let refused = html! { p.notice.bad { (case::sentence(&error, &visitor)) } };
            show(&app, &visitor, &call, case::status(&error), &form.text, refused).await
        }
    }
}
