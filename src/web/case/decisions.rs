//! Every decision about a case with its reason, and everything people did to it.

use super::View;
use super::shown::Clock;
use crate::domain::classify::Head;
use crate::domain::words::classify::{intent_name, sentiment_name, topic_name, urgency_name};
use crate::domain::words::page::{Wording, case as words, frame};
use crate::domain::words::priority::priority_name;
use crate::web::{answers, badges};
use maud::{Markup, html};

pub(super) fn markup(view: &View, out_of_band: bool) -> Markup {
    let language = view.visitor.language();
    html! {
        aside #decisions aria-label=(words::WHY.pick(language)) hx-swap-oob=[out_of_band.then_some("true")] {
            (card(view, "briefing", words::BRIEFING, true, answers::briefing(view.briefing.as_ref(), false, &view.visitor.look)))
            (card(view, "clocks", words::CLOCKS, true, clocks(view)))
            (card(view, "priority", words::PRIORITY, true, priority(view)))
            (card(view, "classification", words::CLASSIFICATION, true, classification(view)))
            (card(view, "route", words::ROUTE, true, html! {
                p { strong { (view.app.desk().team(&view.case.team).map_or(view.case.team.as_str(), |team| team.name.pick(language))) } }
                p.why { (view.shown.route.why) }
            }))
            @if !view.shown.siblings.is_empty() {
                (card(view, "siblings", words::OTHER_CASES, true, html! {
                    ul { @for id in &view.shown.siblings { li { a href={"/cases/" (id)} { (id) } } } }
                }))
            }
            (card(view, "log", words::LOG, true, log(view)))
        }
    }
}

fn card(view: &View, id: &str, wording: Wording, open: bool, content: Markup) -> Markup {
    html! {
        details.card #{"why-" (id)} open[open] {
            summary { h2 { (wording.pick(view.visitor.language())) } }
            (content)
        }
    }
}

fn clocks(view: &View) -> Markup {
    let language = view.visitor.language();
    html! {
        @if view.shown.clocks.is_empty() { p.quiet { (words::NO_CLOCK.pick(language)) } }
        @for clock in &view.shown.clocks {
            div.clock {
                p { strong { (frame::metric(clock.metric).pick(language)) } " " (clock_state(view, clock)) }
                p.why { (clock.explanation) }
                @if let Some(why) = &clock.cause_why { p.why.late { (why) } }
            }
        }
    }
}

fn clock_state(view: &View, clock: &Clock) -> Markup {
    let look = &view.visitor.look;
    let told = |wording: Wording, at| html! { span { (wording.with(look.language, &badges::instant_text(at, look))) } };
    html! {
        @if let Some(at) = clock.breached_at { span.late { (told(words::BREACHED, at)) } " " }
        @match (clock.met_at, clock.stopped_at, clock.deadline_at) {
            (Some(at), ..) => (told(words::MET, at)),
            (None, Some(at), _) => (told(words::STOPPED, at)),
            (None, None, Some(at)) => { (told(words::DUE, at)) ", " (badges::countdown(at, look)) },
            (None, None, None) if clock.paused => (words::PAUSED.pick(look.language)),
            (None, None, None) => {},
        }
    }
}

fn priority(view: &View) -> Markup {
    let language = view.visitor.language();
    let total: i32 = view.shown.priority_terms.iter().map(|term| i32::from(term.points)).sum();
    html! {
        p { strong { (priority_name(view.case.priority, language)) } " (" (total) ")" }
        ul.terms { @for term in &view.shown.priority_terms { li { (term.why) } } }
    }
}

fn classification(view: &View) -> Markup {
    let language = view.visitor.language();
    let (what, sure) = (&view.case.classification, &view.shown.classification.confidence);
    let rows = [
        (words::INTENT, intent_name(what.intent, language).to_owned(), sure.intent, Head::Intent),
        (words::TOPIC, topic_name(&what.topic, language), sure.topic, Head::Topic),
        (words::SENTIMENT, sentiment_name(what.sentiment, language).to_owned(), sure.sentiment, Head::Sentiment),
        (words::URGENCY, urgency_name(what.urgency, language).to_owned(), sure.urgency, Head::Urgency),
    ];
    html! {
        dl.facts {
            @for (wording, value, share, head) in rows {
                dt { (wording.pick(language)) }
                dd {
                    (value) " "
                    span.quiet {
                        @if what.abstain.contains(&head) { (words::UNSURE.pick(language)) }
                        @else { (words::SURE.with(language, &format!("{:.0}", share * 100.0))) }
                    }
                }
            }
            dt { (words::LANGUAGE.pick(language)) }
            dd { (frame::language_name(&what.language, language)) }
        }
        @if !view.shown.classification.reasons.is_empty() {
            p.why { (words::FOUND.pick(language)) }
            ul.terms { @for reason in &view.shown.classification.reasons { li { (reason) } } }
        }
    }
}

fn log(view: &View) -> Markup {
    html! {
        @if view.shown.log.is_empty() { p.quiet { (words::NO_LOG.pick(view.visitor.language())) } }
        ol.log {
            @for entry in &view.shown.log {
                li {
                    (badges::instant(entry.at, &view.visitor.look)) " " (entry.why)
                    @if !entry.text.is_empty() { p.message-text { (entry.text) } }
                }
            }
        }
    }
}
