//! What a person sets by hand: priority, a deadline, a promised call, the desk version, two cases made one.
//!
//! Owns the forms and reading them. Must not decide what may be set (`app::actions`).

use super::top::panel;
use super::{ActionForm, View, words};
use crate::app::actions::Action;
use crate::app::identity::Permission;
use crate::domain::priority::Priority;
use crate::domain::sla::Metric;
use crate::domain::words::page::{Wording, frame};
use crate::domain::words::priority::priority_name;
use crate::web::session::Visitor;
use maud::{Markup, html};

/// The panels of a case that is not over.
pub(super) fn panels(view: &View) -> Markup {
    let visitor = view.visitor;
    html! {
        @if view.may_act() { (panel(view, "priority", words::SET_PRIORITY, "p", priority(view))) }
        @if visitor.may(Permission::Answer) { (panel(view, "callback", words::CALLBACK, "", callback(view))) }
        @if visitor.may(Permission::Reassign) && view.case.clocks.most_pressing().is_some() {
            (panel(view, "deadline", words::SET_DEADLINE, "", deadline(view)))
        }
        @if view.may_act() { (panel(view, "merge", words::MERGE, "", merge(view))) }
        @if visitor.may(Permission::Reassign) && view.case.desk != view.app.desk().version {
            (panel(view, "migrate", words::MIGRATE, "", migrate(view)))
        }
    }
}

/// The action a form asks for, and what to say when it is done.
pub(super) fn action(word: &str, form: &ActionForm, visitor: &Visitor) -> Option<(Action, Wording)> {
    let instant = || visitor.look.instant_of(&form.until_local);
    let reason = form.text.trim().to_owned();
    Some(match word {
        "priority" => {
            let priority = Priority::from_word(&form.priority)?;
            (Action::Priority { priority, reason }, words::DONE_PRIORITY)
        }
        "deadline" => {
            let (metric, deadline_at) = (Metric::from_word(&form.metric)?, instant()?);
            (Action::Deadline { metric, deadline_at, reason }, words::DONE_DEADLINE)
        }
        "callback" => {
            let phone = form.phone.trim().to_owned();
            (Action::Callback { promised_at: instant()?, phone }, words::DONE_CALLBACK)
        }
        "migrate" => (Action::Migrate, words::DONE_MIGRATE),
        _ => return None,
    })
}

fn reason(view: &View) -> Markup {
    html! {
        label { span { (words::REASON.pick(view.visitor.language())) } textarea name="text" rows="2" required {} }
    }
}

fn instant(view: &View, wording: Wording) -> Markup {
    let look = &view.visitor.look;
    let zone = words::UNTIL_ZONE.with(look.language, look.zone.iana_name().unwrap_or("UTC"));
    html! {
        label { span { (wording.pick(look.language)) " (" (zone) ")" }
            input type="datetime-local" name="until_local" required;
        }
    }
}

fn priority(view: &View) -> Markup {
    let language = view.visitor.language();
    html! {
        label { span { (words::PRIORITY.pick(language)) }
            select name="priority" required {
                @for priority in Priority::ALL {
                    option value=(priority.as_str()) selected[priority == view.case.priority] { (priority_name(priority, language)) }
                }
            }
        }
        (reason(view))
        button.main type="submit" { (words::SAVE_PRIORITY.pick(language)) }
    }
}

fn deadline(view: &View) -> Markup {
    let language = view.visitor.language();
    html! {
        label { span { (words::WHICH_CLOCK.pick(language)) }
            select name="metric" required {
                @for clock in view.case.clocks.list.iter().filter(|clock| clock.is_running()) {
                    option value=(clock.metric.as_str()) { (frame::metric(clock.metric).pick(language)) }
                }
            }
        }
        (instant(view, words::NEW_DEADLINE))
        (reason(view))
        button.main type="submit" { (words::SAVE_DEADLINE.pick(language)) }
    }
}

fn callback(view: &View) -> Markup {
    let language = view.visitor.language();
    let known = view.case.contact.phone.as_deref().unwrap_or_default();
    html! {
        (instant(view, words::PROMISED_FOR))
        label { span { (words::PHONE_NUMBER.pick(language)) } input type="tel" name="phone" value=(known) required; }
        button.main type="submit" { (words::SAVE_CALLBACK.pick(language)) }
    }
}

fn merge(view: &View) -> Markup {
    let language = view.visitor.language();
    html! {
        label { span { (words::MERGE_INTO.pick(language)) }
            input type="text" name="into" required list="other-cases" autocomplete="off";
            datalist #other-cases { @for id in &view.shown.siblings { option value=(id) {} } }
        }
        p.quiet { (words::MERGE_HINT.pick(language)) }
        button.main type="submit" { (words::SAVE_MERGE.pick(language)) }
    }
}

fn migrate(view: &View) -> Markup {
    let language = view.visitor.language();
    html! {
        p { (words::MIGRATE_HINT.pick(language)) }
        button.main type="submit" { (words::MIGRATE.pick(language)) }
    }
}
