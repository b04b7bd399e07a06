//! The sentence of an alert: what, whose, since when, why, what to do.

use super::Language;
use super::alignment::{quoted, said_where};
use super::assignment::ping_pong_sentence;
use super::cases::{metric_name, somebody_on};
use super::clocks::explain_clock;
use super::permission::{desk_zone, last_chance_sentence};
use super::troubles::trouble_sentence;
use crate::domain::alert::{Alert, AlertCause, AlertKind, ClockStep, Contradiction};
use crate::domain::clocks::Step;
use crate::domain::desk::Desk;
use crate::domain::sla::EscalationRole;
use crate::domain::storm::Storm;
use jiff::Timestamp;

/// The alert in one or two sentences.
pub fn alert_sentence(alert: &Alert, desk: &Desk, language: Language) -> String {
    match &alert.cause {
        AlertCause::Clock(step) => clock_sentence(alert, step, desk, language),
        AlertCause::Contradiction(found) => contradiction_sentence(found, desk, language),
        AlertCause::Window(window) => last_chance_sentence(alert, window, desk, language),
        AlertCause::Intake(trouble) => trouble_sentence(trouble, desk, language),
        AlertCause::Storm(storm) => storm_sentence(alert, storm, desk, language),
        AlertCause::PingPong(found) => ping_pong_sentence(alert, found, desk, language),
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

/// What the customer an alert is about is called, in the middle of a sentence.
pub(super) fn customer(alert: &Alert, language: Language) -> String {
    match (&alert.customer, alert.channel) {
        (Some(called), _) => called.clone(),
        (None, Some(channel)) => somebody_on(channel, language),
        (None, None) => language.pick("un client", "a customer").to_owned(),
    }
}

/// The name of the team an alert is for.
pub(super) fn team_name<'a>(alert: &'a Alert, desk: &'a Desk, language: Language) -> &'a str {
    desk.team(&alert.team).map_or(alert.team.as_str(), |team| team.name.pick(language))
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
    let why = explain_clock(clock, desk, language);
    let (who, team) = (customer(alert, language), team_name(alert, desk, language));
    let withdrawn = match (alert.withdrawn_at, language) {
        (Some(_), Language::Fr) => {
            " Annulée par ce qui a été reçu plus tard : une réponse donnée à temps, ou une suite dans un autre dossier, où le délai court."
        }
        (Some(_), Language::En) => {
            " Withdrawn by what was heard later: an answer given in time, or that it goes on in another case, where the deadline is kept."
        }
        (None, _) => "",
    };
    let moved = match (clock.exceptions.retroactive, language) {
        (false, _) => "",
        (true, Language::Fr) => " L'échéance était déjà passée quand la priorité ou l'équipe a changé.",
        (true, Language::En) => " The deadline had passed already when the priority or the team changed.",
    };
    match (step.step, language) {
        (Step::Warning(_), Language::Fr) => format!(
            "Bientôt en retard : {metric} du dossier de {who}, équipe {team}, {holder} ({why}). \
             Répondez ou confiez-le à quelqu'un.{withdrawn}"
        ),
        (Step::Warning(_), Language::En) => format!(
            "Soon late: {metric} in the case of {who}, team {team}, {holder} ({why}). \
             Answer it or hand it to somebody.{withdrawn}"
        ),
        (Step::Breach, Language::Fr) => format!(
            "En retard : {metric} du dossier de {who}, équipe {team}, {holder} ({why}). Répondez maintenant.{moved}{withdrawn}"
        ),
        (Step::Breach, Language::En) => {
            format!(
                "Late: {metric} in the case of {who}, team {team}, {holder} ({why}). Answer it now.{moved}{withdrawn}"
            )
        }
        (Step::Escalation(_), Language::Fr) => format!(
            "Toujours en retard, personne n'a réagi : {metric} du dossier de {who}, équipe {team}, {holder} ({why}). \
             Pour {} : prenez-le, confiez-le, ou prenez-en note.{withdrawn}",
            told(step, language)
        ),
        (Step::Escalation(_), Language::En) => format!(
            "Still late and nobody has acted: {metric} in the case of {who}, team {team}, {holder} ({why}). \
             For {}: take it, hand it to somebody, or acknowledge this.{withdrawn}",
            told(step, language)
        ),
    }
}

/// Whom an escalation is for.
fn told(step: &ClockStep, language: Language) -> &'static str {
    match step.told() {
        Some(EscalationRole::Agent) => language.pick("qui suit le dossier et l'équipe", "who holds it and the team"),
        Some(EscalationRole::Lead) | None => language.pick("le responsable d'équipe", "the team lead"),
        Some(EscalationRole::Manager) => language.pick("le responsable du service", "the manager"),
        Some(EscalationRole::OnCall) => language.pick("la personne d'astreinte", "whoever is on call"),
    }
}

fn storm_sentence(alert: &Alert, storm: &Storm, desk: &Desk, language: Language) -> String {
    let team = team_name(alert, desk, language);
    let zone = desk_zone(desk);
    let clock = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%H:%M").to_string();
    let (from, until) = (clock(storm.from_at), clock(storm.until_at));
    let many = alert.count.map(|count| count.to_string());
    let many = many.as_deref().unwrap_or(language.pick("De nombreux", "Many"));
    let (french, english) = match storm.kind {
        AlertKind::Warning => ("bientôt en retard", "are soon late"),
        AlertKind::Escalation => {
            ("toujours en retard sans que personne ait réagi", "are still late and nobody has acted")
        }
        _ => ("en retard", "breached"),
    };
    match language {
        Language::Fr => format!(
            "{many} dossiers de l'équipe {team} {french} en 5 minutes (de {from} à {until}). \
             Ouvrez la liste et répartissez-les."
        ),
        Language::En => format!(
            "{many} cases of team {team} {english} in 5 minutes ({from} to {until}). Open the list and share them out."
        ),
    }
}
