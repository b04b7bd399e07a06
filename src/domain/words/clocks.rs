//! Clocks in sentences: how a deadline came about, who set it by hand, why it was missed.
//!
//! Owns prose only. Must not count anything.

use super::Language;
use super::calendar::explain;
use super::permission::{desk_zone, spoken};
use crate::domain::clocks::breach::BreachCause;
use crate::domain::clocks::{Clock, Override};
use crate::domain::desk::Desk;

/// How the deadline of a clock came about, in one sentence.
pub fn explain_clock(clock: &Clock, desk: &Desk, language: Language) -> String {
    match &clock.exceptions.overridden {
        Some(set) => override_sentence(set, desk, language),
        None => explain(&clock.explanation(desk), language),
    }
}

/// A deadline set by hand: by whom, why, and what it would have been.
fn override_sentence(set: &Override, desk: &Desk, language: Language) -> String {
    let zone = desk_zone(desk);
    let due = spoken(set.deadline_at, &zone, language);
    let (by, reason) = (&set.by, &set.reason);
    let before = set.instead_of.map(|at| spoken(at, &zone, language));
    match (language, before) {
        (Language::Fr, Some(before)) => format!("fixée par {by} au {due} au lieu du {before} : {reason}"),
        (Language::Fr, None) => format!("fixée par {by} au {due} : {reason}"),
        (Language::En, Some(before)) => format!("set by {by} to {due} instead of {before}: {reason}"),
        (Language::En, None) => format!("set by {by} to {due}: {reason}"),
    }
}

/// Why a deadline was missed.
pub fn breach_cause(cause: BreachCause, language: Language) -> &'static str {
    match cause {
        BreachCause::ReceivedLate => language.pick(
            "Le message nous est parvenu quand son délai était déjà écoulé.",
            "The message reached us when its time was already up.",
        ),
        BreachCause::MovedLate => language.pick(
            "L'échéance était déjà passée quand la priorité ou l'équipe a changé.",
            "The deadline had passed already when the priority or the team changed.",
        ),
        BreachCause::NobodyOnShift => {
            language.pick("Personne de l'équipe n'était en service.", "Nobody of the team was on shift.")
        }
        BreachCause::AtCapacity => language.pick(
            "Tous les agents en service avaient atteint leur capacité.",
            "Everybody on shift had as much as they can carry.",
        ),
        BreachCause::Unassigned => language.pick("Personne n'avait pris le dossier.", "Nobody had taken the case."),
        BreachCause::NoVerifiedAnswer => language.pick(
            "Quelqu'un suivait le dossier, mais aucune réponse vérifiée n'était en vigueur sur ce sujet.",
            "Somebody held the case, but no verified answer to its topic was in force.",
        ),
        BreachCause::NotAnswered => language.pick(
            "Quelqu'un suivait le dossier et n'a pas répondu à temps.",
            "Somebody held the case and did not answer in time.",
        ),
        BreachCause::SentLate => language.pick(
            "La réponse était en route à l'échéance et n'est partie qu'après.",
            "The answer was on its way at the deadline and left after it.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_two_different_sentences() {
        for cause in BreachCause::ALL {
            assert_ne!(breach_cause(cause, Language::Fr), breach_cause(cause, Language::En));
        }
    }
}
