//! The sentence of an alert: what, whose, since when, why, what to do.

use super::Language;
use super::alignment::{quoted, said_where};
use super::assignment::ping_pong_sentence;
use super::calendar::explain;
use super::cases::metric_name;
use super::permission::last_chance_sentence;
use super::troubles::trouble_sentence;
use crate::domain::clocks::Step;
use crate::domain::desk::Desk;
use crate::domain::records::{Alert, AlertCause, ClockStep, Contradiction};

/// The alert in one or two sentences.
pub fn alert_sentence(alert: &Alert, desk: &Desk, language: Language) -> String {
    match &alert.cause {
        AlertCause::Clock(step) => clock_sentence(alert, step, desk, language),
        AlertCause::Contradiction(found) => contradiction_sentence(found, desk, language),
        AlertCause::Window(window) => last_chance_sentence(alert, window, desk, language),
        AlertCause::Intake(trouble) => trouble_sentence(trouble, desk, language),
        AlertCause::PingPong(found) => ping_pong_sentence(found, desk, language),
    }
}

fn contradiction_sentence(found: &Contradiction, desk: &Desk, language: Language) -> String {
    let topic = desk.topic(&found.topic).map_or(found.topic.as_str(), |topic| topic.name.pick(language));
    let (a, b) = (quoted(&found.a, language), quoted(&found.b, language));
    let (where_a, where_b) = (said_where(&found.a, language), said_where(&found.b, language));
    match language {
        Language::Fr => format!(
            "Deux réponses différentes sur « {topic} » : {where_a}, {a} ; {where_b}, {b}. Dites laquelle est la bonne."
        ),
        Language::En => {
            format!("Two different answers on \"{topic}\": {where_a}, {a}; {where_b}, {b}. Say which one is right.")
        }
    }
}

/// Who holds the case an alert is about.
pub(super) fn holder(alert: &Alert, language: Language) -> String {
    match (&alert.assignee, language) {
        (Some(agent), Language::Fr) => format!("suivi par {agent}"),
        (Some(agent), Language::En) => format!("held by {agent}"),
        (None, Language::Fr) => "personne ne l'a pris".to_owned(),
        (None, Language::En) => "nobody has taken it".to_owned(),
    }
}

fn clock_sentence(alert: &Alert, step: &ClockStep, desk: &Desk, language: Language) -> String {
    let metric = metric_name(step.metric, language);
    let holder = holder(alert, language);
    let clock = &step.clock;
    let why = explain(&clock.explanation(desk), language);
    let (case, team) = (&step.case, &alert.team);
    let withdrawn = match (alert.withdrawn_at, language) {
        (Some(_), Language::Fr) => " Annulée : une réponse donnée à temps a été reçue plus tard.",
        (Some(_), Language::En) => " Withdrawn: an answer given in time was heard later.",
        (None, _) => "",
    };
    match (step.step, language) {
        (Step::Warning(_), Language::Fr) => format!(
            "Bientôt en retard : {metric} du dossier {case}, équipe {team}, {holder} ({why}). \
             Répondez ou confiez-le à quelqu'un.{withdrawn}"
        ),
        (Step::Warning(_), Language::En) => format!(
            "Soon late: {metric} of case {case}, team {team}, {holder} ({why}). \
             Answer it or hand it to somebody.{withdrawn}"
        ),
        (Step::Breach, Language::Fr) => format!(
            "En retard : {metric} du dossier {case}, équipe {team}, {holder} ({why}). Répondez maintenant.{withdrawn}"
        ),
        (Step::Breach, Language::En) => {
            format!("Late: {metric} of case {case}, team {team}, {holder} ({why}). Answer it now.{withdrawn}")
        }
    }
}
