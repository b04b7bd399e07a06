//! Verified answers: reading them, acknowledging them, publishing new versions.

use super::layout::{self, Tab};
use super::session::{Posted, Visitor, see_other};
use super::{badges, case};
use crate::app::App;
use crate::app::actions::ActionError;
use crate::app::answers::Declined;
use crate::app::identity::Permission;
use crate::domain::briefing::{Briefing, BriefingDraft, Validity};
use crate::domain::words::page::{Wording, case as case_words, phone as words};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

type Shared = State<Arc<App>>;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    topic: String,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// What somebody wrote into the form; kept when it is refused.
#[derive(Deserialize, Default)]
pub(super) struct Written {
    #[serde(default)]
    topic: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    social: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    valid_from: String,
    #[serde(default)]
    valid_until: String,
    #[serde(default)]
    grants: String,
    #[serde(default)]
    version: String,
}

/// The briefing of each topic; with a topic, every version of that one.
pub(super) async fn page(State(app): Shared, visitor: Visitor, Query(asked): Query<Asked>) -> Response {
    show(&app, &visitor, &asked.topic, StatusCode::OK, None, None).await
}

async fn show(
    app: &App,
    visitor: &Visitor,
    topic: &str,
    status: StatusCode,
    notice: Option<String>,
    written: Option<Written>,
) -> Response {
    let language = visitor.language();
    let one_topic = app.desk().topic(topic).is_some();
    let found = match one_topic {
        true => app.store.briefings_of(topic).await.map_err(crate::app::AppError::from),
        false => app.briefings(visitor.look.now).await,
    };
    let found = match found {
        Ok(found) => found,
        Err(error) => return layout::failure(visitor, &error),
    };
    let kept = written.is_some();
    let written = written.unwrap_or_else(|| from_newest(topic, found.first().filter(|_| one_topic)));
    let title = words::BRIEFINGS_TITLE.pick(language);
    let content = html! {
        h1 { (title) }
        p.quiet { (words::BRIEFINGS_LEAD.pick(language)) }
        @if let Some(notice) = notice { p.notice.bad role="alert" { (notice) } }
        @if one_topic { p { a href="/briefings" { (words::ALL_BRIEFINGS.pick(language)) } } }
        div.stack {
            @if visitor.may(Permission::Publish) {
                details.card open[kept] {
                    summary { h2 { (if one_topic { words::REVISE } else { words::WRITE_NEW }.pick(language)) } }
                    (form(app, visitor, &written))
                }
            }
            @if found.is_empty() { p.empty { (words::NO_BRIEFINGS.pick(language)) } }
            ol.cards { @for briefing in &found { (card(app, visitor, briefing, one_topic)) } }
        }
    };
    layout::show(status, layout::page(visitor, Tab::Briefings, title, content))
}

fn from_newest(topic: &str, newest: Option<&Briefing>) -> Written {
    let Some(newest) = newest else { return Written { topic: topic.to_owned(), ..Written::default() } };
    Written {
        topic: newest.topic.clone(),
        title: newest.title.clone(),
        social: newest.social.clone(),
        phone: newest.phone.clone(),
        source: newest.source.clone(),
        grants: newest.grants.clone().unwrap_or_default(),
        version: newest.version.to_string(),
        ..Written::default()
    }
}

fn card(app: &App, visitor: &Visitor, briefing: &Briefing, one_topic: bool) -> Markup {
    let (look, language) = (&visitor.look, visitor.language());
    let validity = briefing.validity(look.now);
    let class = match validity {
        Validity::Valid => "band-on-track",
        Validity::Upcoming => "band-at-risk",
        Validity::Expired => "band-none",
    };
    let desk = app.desk();
    let topic = desk.topic(&briefing.topic).map_or(briefing.topic.as_str(), |topic| topic.name.pick(language));
    let readers: Vec<&str> = briefing.acknowledged.iter().map(|reader| reader.by.as_str()).collect();
    let read = readers.contains(&visitor.identity.id.as_str());
    html! {
        li.card-row {
            p {
                span class={"badge " (class)} { span.shape aria-hidden="true" {} (words::validity(validity).pick(language)) }
                " " strong { (topic) } ": " (briefing.title) " "
                span.quiet { (words::VERSION.with(language, &briefing.version.to_string())) }
            }
            div.wordings {
                div { p.why { (words::SAY_THIS.pick(language)) } blockquote.message-text dir="auto" { (briefing.phone) } }
                div { p.why { (words::WRITE_THIS.pick(language)) } blockquote.message-text dir="auto" { (briefing.social) } }
            }
            @if let Some(grants) = &briefing.grants { p { (words::MAY_GRANT.with(language, grants)) } }
            p.why {
                (words::SOURCE.with(language, &briefing.source)) ", "
                (words::VERIFIED_BY.with(language, &briefing.verified_by)) ", "
                (words::WRITTEN_BY.with(language, &briefing.written_by)) ", "
                (words::FROM.with(language, &badges::instant_text(briefing.valid_from_at, look)))
                @if let Some(at) = briefing.valid_until_at { ", " (words::TO.with(language, &badges::instant_text(at, look))) }
            }
            p.why {
                @if readers.is_empty() { (words::READ_BY_NOBODY.pick(language)) }
                @else { (words::READ_BY.with(language, &readers.join(", "))) }
            }
            div.row-actions {
                @if !read && validity != Validity::Expired && visitor.may(Permission::Note) {
                    form method="post" action={"/briefings/" (briefing.id()) "/acknowledge"} {
                        (layout::form_token(visitor))
                        button.small type="submit" { (words::ACKNOWLEDGE.pick(language)) }
                    }
                }
                @if !one_topic { a href={"/briefings?topic=" (briefing.topic)} { (words::VERSIONS.pick(language)) } }
            }
        }
    }
}

fn form(app: &App, visitor: &Visitor, written: &Written) -> Markup {
    let language = visitor.language();
    let say = |wording: Wording| wording.pick(language);
    let zone = case_words::UNTIL_ZONE.with(language, visitor.look.zone.iana_name().unwrap_or("UTC"));
    html! {
        form.fields method="post" action="/briefings" {
            (layout::form_token(visitor))
            input type="hidden" name="version" value=(written.version);
            label { span { (say(words::TOPIC)) }
                select name="topic" required {
                    option value="" { (say(words::PICK_TOPIC)) }
                    @for topic in &app.desk().topics {
                        option value=(topic.id) selected[topic.id == written.topic] { (topic.name.pick(language)) }
                    }
                }
            }
            label { span { (say(words::BRIEFING_TITLE)) } input name="title" value=(written.title); }
            label { span { (say(words::SOCIAL)) } textarea name="social" rows="3" required dir="auto" { (written.social) } }
            label { span { (say(words::PHONE_WORDING)) } textarea name="phone" rows="3" dir="auto" { (written.phone) } }
            label { span { (say(words::WHO_SAYS)) } input name="source" value=(written.source) required; }
            label { span { (say(words::GRANTS)) } input name="grants" value=(written.grants); }
            label { span { (say(words::VALID_FROM)) " (" (zone) ")" } input type="datetime-local" name="valid_from" value=(written.valid_from); }
            label { span { (say(words::VALID_UNTIL)) " (" (zone) ")" } input type="datetime-local" name="valid_until" value=(written.valid_until); }
            button.main type="submit" { (say(words::PUBLISH)) }
        }
    }
}

/// Publishes a version; what was written is kept when it is refused.
pub(super) async fn publish(State(app): Shared, posted: Posted<Written>) -> Response {
    let Posted { visitor, form } = posted;
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let draft = BriefingDraft {
        topic: form.topic.clone(),
        title: form.title.clone(),
        social: form.social.replace("\r\n", "\n"),
        phone: form.phone.replace("\r\n", "\n"),
        source: form.source.clone(),
        valid_from_at: visitor.look.instant_of(&form.valid_from),
        valid_until_at: visitor.look.instant_of(&form.valid_until),
        grants: some(&form.grants),
        ..BriefingDraft::default()
    };
    match app.write_briefing(&visitor.identity, &draft, form.version.parse().ok()).await {
        Ok(briefing) => see_other(&format!("/briefings?topic={}", briefing.topic)),
        Err(ActionError::App(error)) => layout::failure(&visitor, &error),
        Err(error) => {
            let notice = case::sentence(&error, &visitor);
            let newest = match &error {
                ActionError::Declined(Declined::BriefingVersion { version }) => version.to_string(),
                _ => form.version.clone(),
            };
            let topic = form.topic.clone();
            let written = Written { version: newest, ..form };
            show(&app, &visitor, &topic, case::status(&error), Some(notice), Some(written)).await
        }
    }
}

/// Somebody has read a version.
pub(super) async fn acknowledge(State(app): Shared, Path(id): Path<String>, posted: Posted<Nothing>) -> Response {
    let Posted { visitor, form: Nothing {} } = posted;
    match app.acknowledge_briefing(&visitor.identity, &id).await {
        Ok(_) => layout::done(&visitor, words::ACKNOWLEDGED.pick(visitor.language()), "/briefings"),
        Err(error) => layout::refusal(&visitor, case::status(&error), &case::sentence(&error, &visitor)),
    }
}
