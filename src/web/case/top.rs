//! The head of a case: whose, where it stands, and what can be done.

use super::{Notice, View, overruling};
use crate::app::identity::Permission;
use crate::domain::case::Status;
use crate::domain::words::assignment::search_sentence;
use crate::domain::words::cases::contact_name;
use crate::domain::words::page::{Wording, case as words, frame};
use crate::web::session::Look;
use crate::web::{badges, layout};
use jiff::civil::{Weekday, time};
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};

pub(super) fn markup(view: &View, notice: Option<&Notice>) -> Markup {
    let (case, look) = (view.case, &view.visitor.look);
    let language = look.language;
    let status = case.status_at(look.now, view.app.desk().sla.reopen_window);
    let band = case.band(look.now);
    let desk = view.app.desk();
    let inbox = desk.inbox(case.channel, &case.inbox).map_or(case.inbox.as_str(), |inbox| inbox.name.as_str());
    let window = view.permission.why.as_str();
    let seen = format!("version={}&band={}&window={window}", case.version, badges::band_word(band));
    html! {
        section #case-top data-case=(case.id()) data-version=(case.version) data-refreshes=""
            hx-get={"/cases/" (case.id()) "/live?" (seen)} hx-trigger="every 5s, couture:refresh from:body"
            hx-swap="outerHTML" hx-target="this" {
            div #case-notice role="alert" { @if let Some(notice) = notice { (notice.markup()) } }
            div.case-head {
                a.back href="/" data-key="q" title=(frame::BACK.pick(language)) aria-label=(frame::BACK.pick(language)) { "←" }
                div {
                    h1 {
                        (contact_name(case, language))
                        @if let Some(handle) = badges::contact_handle(&case.contact) { " " span.handle { (handle) } }
                    }
                    p.case-facts {
                        span { (badges::surface(case, look)) " " (words::ON_ACCOUNT.with(language, inbox)) }
                        @if case.contact.verified { span { (words::VERIFIED.pick(language)) } }
                        @if let Some(followers) = case.contact.followers {
                            span { (words::FOLLOWERS.with(language, &followers.to_string())) }
                        }
                        span { (words::OPENED.with(language, &badges::instant_text(case.opened_at, look))) }
                        span { (held(view)) }
                    }
                }
                div.case-state {
                    span.status { (frame::status(status).pick(language)) }
                    (badges::priority(case.priority, look))
                    (badges::band(band, look))
                    @if let Some(at) = case.clocks.next_deadline() { (badges::countdown(at, look)) }
                    @if let (Status::Snoozed, Some(at)) = (case.status, case.snoozed_until_at) {
                        span.quiet { (words::WAKES.with(language, &badges::instant_text(at, look))) }
                    }
                }
            }
            @if let Some(why) = &view.shown.resolved_why { p.quiet { (why) } }
            @if let Some(into) = &case.goes_on_in {
                p.notice { a href={"/cases/" (into)} { (words::GOES_ON.pick(language)) } }
            }
            (super::moderation::elsewhere(view))
            @if case.stuck { p.notice.bad { (words::STUCK.pick(language)) } }
            @if !case.has_gone_on() { (actions(view, status)) }
        }
    }
}

fn held(view: &View) -> String {
    let language = view.visitor.language();
    match &view.case.assignee {
        Some(holder) if *holder == view.visitor.identity.id => words::HELD_BY_YOU.pick(language).to_owned(),
        Some(holder) => words::HELD_BY.with(language, holder),
        None => {
            let why = view.case.search.as_ref().and_then(|search| search_sentence(search, language));
            why.unwrap_or(words::HELD_BY_NOBODY.pick(language)).to_owned()
        }
    }
}

fn actions(view: &View, status: Status) -> Markup {
    let (case, visitor) = (view.case, view.visitor);
    let language = visitor.language();
    let over = matches!(status, Status::Resolved | Status::Closed);
    let may_act = view.may_act() && !over;
    html! {
        div.actions role="group" aria-label=(words::ACTIONS.pick(language)) {
            @if may_act && case.assignee.is_none() { (one(view, "claim", words::CLAIM, "c", true)) }
            @if may_act { (one(view, "resolve", words::RESOLVE, "e", false)) }
            @if may_act { (panel(view, "snooze", words::SNOOZE, "z", snooze(view))) }
            @if may_act { (panel(view, "transfer", words::TRANSFER, "t", transfer(view))) }
            @if may_act && case.assignee.is_some() { (one(view, "release", words::RELEASE, "", false)) }
            @if status == Status::Resolved && visitor.may(Permission::Work) { (one(view, "reopen", words::REOPEN, "", true)) }
            @if !over && visitor.may(Permission::Reassign) { (panel(view, "assign", words::ASSIGN, "", assign(view))) }
            @if !over { (overruling::panels(view)) }
            @if visitor.may(Permission::Note) {
                (panel(view, "note", words::NOTE, "n", html! {
                    label { span { (words::NOTE_TEXT.pick(language)) } textarea name="text" rows="3" required {} }
                    button.main type="submit" { (words::SAVE_NOTE.pick(language)) }
                }))
            }
        }
    }
}

/// An action of one press.
fn one(view: &View, word: &str, wording: Wording, key: &str, main: bool) -> Markup {
    html! {
        (form(view, word, html! {
            button.main[main] type="submit" data-key=[Some(key).filter(|key| !key.is_empty())] {
                (wording.pick(view.visitor.language()))
                @if !key.is_empty() { " " kbd aria-hidden="true" { (key) } }
            }
        }))
    }
}

/// An action that asks for something first.
pub(super) fn panel(view: &View, word: &str, wording: Wording, key: &str, fields: Markup) -> Markup {
    html! {
        details.action #{"panel-" (word)} {
            summary data-key=[Some(key).filter(|key| !key.is_empty())] {
                (wording.pick(view.visitor.language()))
                @if !key.is_empty() { " " kbd aria-hidden="true" { (key) } }
            }
            (form(view, word, fields))
        }
    }
}

fn form(view: &View, word: &str, fields: Markup) -> Markup {
    let address = format!("/cases/{}/{word}", view.case.id());
    html! {
        form method="post" action=(address) hx-post=(address) hx-target="#case-top" hx-swap="outerHTML" {
            (layout::form_token(view.visitor))
            input type="hidden" name="version" value=(view.case.version);
            (fields)
        }
    }
}

fn snooze(view: &View) -> Markup {
    let look = &view.visitor.look;
    let language = look.language;
    html! {
        div.presets {
            @for (wording, at) in presets(look) {
                button type="submit" name="until" value=(at) formnovalidate { (wording.pick(language)) }
            }
        }
        label { span { (words::UNTIL.pick(language)) " (" (words::UNTIL_ZONE.with(language, look.zone.iana_name().unwrap_or("UTC"))) ")" }
            input type="datetime-local" name="until_local" required;
        }
        button type="submit" { (words::SNOOZE_UNTIL.pick(language)) }
    }
}

/// The usual instants to sleep until.
fn presets(look: &Look) -> Vec<(Wording, Timestamp)> {
    let local = look.now.to_zoned(look.zone.clone());
    let later = |hours| look.now.checked_add(SignedDuration::from_hours(hours)).ok();
    let morning = |date: jiff::civil::Date| {
        Some(date.to_datetime(time(9, 0, 0, 0)).to_zoned(look.zone.clone()).ok()?.timestamp())
    };
    let tomorrow = local.date().tomorrow().ok();
    let monday = local.date().nth_weekday(1, Weekday::Monday).ok().filter(|monday| Some(*monday) != tomorrow);
    let all = [
        (words::IN_ONE_HOUR, later(1)),
        (words::IN_THREE_HOURS, later(3)),
        (words::TOMORROW_MORNING, tomorrow.and_then(morning)),
        (words::NEXT_MONDAY, monday.and_then(morning)),
    ];
    all.into_iter().filter_map(|(wording, at)| Some((wording, at?))).collect()
}

fn transfer(view: &View) -> Markup {
    let language = view.visitor.language();
    let desk = view.app.desk();
    let others = desk.teams.iter().filter(|team| !team.is_retired() && team.id != view.case.team);
    html! {
        label { span { (words::TO_TEAM.pick(language)) }
            select name="team" required {
                @for team in others { option value=(team.id) { (team.name.pick(language)) } }
            }
        }
        label { span { (words::FOR_THEM.pick(language)) } textarea name="text" rows="2" {} }
        button.main type="submit" { (words::HAND_OVER.pick(language)) }
    }
}

fn assign(view: &View) -> Markup {
    let language = view.visitor.language();
    html! {
        label { span { (words::TO_WHOM.pick(language)) }
            select name="agent" required {
                @for agent in view.app.identities.workers() {
                    option value=(agent) selected[agent == view.visitor.identity.id] { (agent) }
                }
            }
        }
        button.main type="submit" { (words::GIVE.pick(language)) }
    }
}
