//! Verdicts and verified answers as they are shown wherever somebody answers.

use super::badges;
use super::session::Look;
use crate::domain::alignment::Verdict;
use crate::domain::briefing::Briefing;
use crate::domain::records::Answer;
use crate::domain::verdict::{Judged, Statement};
use crate::domain::words::alignment::{said_where, why};
use crate::domain::words::page::{frame, phone as words};
use maud::{Markup, html};

/// A verdict as shape and word.
pub(super) fn verdict_badge(verdict: Verdict, look: &Look) -> Markup {
    let class = match verdict {
        Verdict::Aligned => "band-on-track",
        Verdict::Contradicts => "band-breached",
        Verdict::Extends => "band-at-risk",
        Verdict::NoCanonical | Verdict::Unrelated => "band-none",
    };
    html! {
        span class={"badge " (class)} {
            span.shape aria-hidden="true" {} (words::verdict(verdict).pick(look.language))
        }
    }
}

/// A verdict with its reason.
pub(super) fn verdict(judged: &Judged, look: &Look) -> Markup {
    html! {
        p.verdict { (verdict_badge(judged.verdict, look)) " " span { (why(judged, look.language)) } }
    }
}

/// The verdict an answer was logged with.
pub(super) fn logged_verdict(answer: &Answer, look: &Look) -> Markup {
    let judged = Judged { verdict: answer.verdict, because: answer.because.clone(), against: answer.against.clone() };
    verdict(&judged, look)
}

/// What to say, who says so and what may be granted; `spoken`: in the words for the phone.
pub(super) fn briefing(found: Option<&Briefing>, spoken: bool, look: &Look) -> Markup {
    let language = look.language;
    html! {
        @match found {
            None => p.quiet { (words::NO_BRIEFING.pick(language)) },
            Some(briefing) => {
                p { strong { (briefing.title) } }
                p.why { (if spoken { words::SAY_THIS } else { words::WRITE_THIS }.pick(language)) }
                blockquote.message-text { (if spoken { &briefing.phone } else { &briefing.social }) }
                @if let Some(grants) = &briefing.grants { p { (words::MAY_GRANT.with(language, grants)) } }
                p.why {
                    (words::SOURCE.with(language, &briefing.source)) ", "
                    (words::VERIFIED_BY.with(language, &briefing.verified_by))
                    @if let Some(at) = briefing.valid_until_at {
                        ", " (words::TO.with(language, &badges::instant_text(at, look)))
                    }
                }
            },
        }
    }
}

/// One answer of the log.
pub(super) fn answer(answer: &Answer, look: &Look) -> Markup {
    html! {
        li.message.ours {
            p.message-head {
                strong { (answer.by) }
                span { (frame::channel(answer.channel).pick(look.language)) }
                (badges::instant(answer.at, look))
                (verdict_badge(answer.verdict, look))
            }
            p.message-text dir="auto" { (answer.text) }
        }
    }
}

/// One side of a contradiction.
pub(super) fn statement(side: &Statement, look: &Look) -> Markup {
    html! {
        blockquote.message-text { (side.text) }
        p.why {
            (side.by) ", " (said_where(side, look.language)) ", " (badges::instant(side.at, look))
            @if !side.case.is_empty() { ", " a href={"/cases/" (side.case)} { (super::lead::open_case(look.language)) } }
        }
    }
}
