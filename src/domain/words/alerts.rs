//! The sentence of an alert: what, whose, since when, why that deadline, what to do.

use super::Language;
use super::calendar::explain;
use super::cases::metric_name;
use crate::domain::deadline::deadline;
use crate::domain::desk::Desk;
use crate::domain::records::{Alert, AlertKind};

/// The alert in one or two sentences.
pub fn alert_sentence(alert: &Alert, desk: &Desk, language: Language) -> String {
    let metric = metric_name(alert.metric, language);
    let holder = match (&alert.assignee, language) {
        (Some(agent), Language::Fr) => format!("suivi par {agent}"),
        (Some(agent), Language::En) => format!("held by {agent}"),
        (None, Language::Fr) => "personne ne l'a pris".to_owned(),
        (None, Language::En) => "nobody has taken it".to_owned(),
    };
    let calendar = alert.clock.calendar.as_deref().and_then(|name| desk.calendar(name));
    let computed = deadline(alert.clock.started_at, alert.clock.target, calendar, &alert.clock.pauses);
    let why = explain(&computed.explanation, language);
    let (case, team) = (&alert.case, &alert.team);
    let withdrawn = match (alert.withdrawn_at, language) {
        (Some(_), Language::Fr) => " Annulée : une réponse donnée à temps a été reçue plus tard.",
        (Some(_), Language::En) => " Withdrawn: an answer given in time was heard later.",
        (None, _) => "",
    };
    match (alert.kind, language) {
        (AlertKind::Warning, Language::Fr) => format!(
            "Bientôt en retard : {metric} du dossier {case}, équipe {team}, {holder} ({why}). \
             Répondez ou confiez-le à quelqu'un.{withdrawn}"
        ),
        (AlertKind::Warning, Language::En) => format!(
            "Soon late: {metric} of case {case}, team {team}, {holder} ({why}). \
             Answer it or hand it to somebody.{withdrawn}"
        ),
        (AlertKind::Breach, Language::Fr) => format!(
            "En retard : {metric} du dossier {case}, équipe {team}, {holder} ({why}). Répondez maintenant.{withdrawn}"
        ),
        (AlertKind::Breach, Language::En) => {
            format!("Late: {metric} of case {case}, team {team}, {holder} ({why}). Answer it now.{withdrawn}")
        }
    }
}
