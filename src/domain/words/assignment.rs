//! Why a case went to somebody, why nobody has it yet, and what is said about who is here.
//!
//! Owns prose, and reading back the reason a log row keeps. Must not choose anybody: `domain::assignment` does.

use super::Language;
use super::alerts::customer;
use super::page::frame::language_name;
use crate::domain::alert::{Alert, PingPong};
use crate::domain::assignment::{Chosen, ChosenBy, Search, Waiting};
use crate::domain::desk::Desk;
use crate::domain::presence::{Attendance, Presence, Shift};
use crate::domain::records::LogEntry;

/// The log's word for a case given by the machine.
pub const ASSIGN: &str = "give";
/// The log's word for a case taken from somebody who left.
pub const HAND_BACK: &str = "hand_back";

/// What a log row of these says; nothing for other rows.
pub fn log_sentence(entry: &LogEntry, language: Language) -> Option<String> {
    let agent = &entry.about;
    match entry.action.as_str() {
        ASSIGN => {
            let chosen: Option<Chosen> = serde_json::from_str(&entry.text).ok();
            let why = chosen.map(|chosen| chosen_reason(&chosen, language));
            let why = why.unwrap_or_else(|| language.pick("attribution automatique", "given by itself").to_owned());
            Some(match language {
                Language::Fr => format!("Confié à {agent} : {why}."),
                Language::En => format!("Given to {agent}: {why}."),
            })
        }
        HAND_BACK => {
            let said_so = entry.text == Presence::Offline.as_str();
            Some(match (said_so, language) {
                (true, Language::Fr) => format!("Rendu à l'équipe : {agent} est hors ligne."),
                (true, Language::En) => format!("Back to the team: {agent} is offline."),
                (false, Language::Fr) => format!("Rendu à l'équipe : le service de {agent} est terminé."),
                (false, Language::En) => format!("Back to the team: the shift of {agent} is over."),
            })
        }
        _ => None,
    }
}

/// Whether the text of a log row is for the machine, and no word of a person's.
pub fn holds_reason(entry: &LogEntry) -> bool {
    entry.action == ASSIGN || entry.action == HAND_BACK
}

fn chosen_reason(chosen: &Chosen, language: Language) -> String {
    let Chosen { load, capacity, .. } = chosen;
    let mut parts = Vec::new();
    parts.push(match (chosen.by, language) {
        (ChosenBy::LastAgent, Language::Fr) => format!("lui a répondu la dernière fois (charge {load} sur {capacity})"),
        (ChosenBy::LastAgent, Language::En) => format!("answered this person last ({load} of {capacity})"),
        (ChosenBy::LeastLoaded, Language::Fr) => format!("la charge la plus faible ({load} sur {capacity})"),
        (ChosenBy::LeastLoaded, Language::En) => format!("least loaded ({load} of {capacity})"),
        (ChosenBy::RoundRobin, Language::Fr) => format!("à son tour (charge {load} sur {capacity})"),
        (ChosenBy::RoundRobin, Language::En) => format!("next in turn ({load} of {capacity})"),
    });
    if let Some(spoken) = &chosen.language {
        let spoken = language_name(spoken, language);
        parts.push(match language {
            Language::Fr => format!("parle {spoken}"),
            Language::En => format!("speaks {spoken}"),
        });
    }
    if chosen.unskilled {
        let late = language
            .pick("personne ayant les compétences n'était libre à temps", "nobody with the skills had room in time");
        parts.push(late.to_owned());
    }
    parts.join(", ")
}

/// Why nobody has a case yet; nothing before the first look.
pub fn search_sentence(search: &Search, language: Language) -> Option<&'static str> {
    Some(match search.why? {
        Waiting::NobodyHere => language.pick(
            "Personne de l'équipe n'est disponible en ce moment ; le premier qui arrive le reçoit.",
            "Nobody of the team is available right now; the first who comes gets it.",
        ),
        Waiting::AllFull => language.pick(
            "Tous ceux qui sont là ont leur charge complète ; il part dès qu'une place se libère.",
            "Everybody who is here carries all they can; it goes out as soon as there is room.",
        ),
        Waiting::Skills => language.pick(
            "Attend quelqu'un qui parle sa langue et connaît son sujet ; ensuite il part à qui est libre.",
            "Waits for somebody who speaks its language and knows its topic; then anybody with room gets it.",
        ),
        Waiting::AnswerLeaving => {
            language.pick("Une réponse est en train de partir.", "An answer to it is on its way.")
        }
    })
}

/// What is known of somebody's being here, in one sentence.
pub fn presence_sentence(row: &Attendance, desk: &Desk, shift: Shift, language: Language) -> String {
    let gets_cases = desk.teams_pushing_to(&row.agent).next().is_some();
    let said = match row.state {
        None => language.pick("N'a rien dit de sa présence.", "Has not said anything about being here."),
        Some(_) if !shift.is_on => language.pick("Hors service : ne reçoit rien.", "Off shift: gets nothing."),
        Some(Presence::Available) if gets_cases => {
            language.pick("Disponible : les dossiers arrivent d'eux-mêmes.", "Available: cases come by themselves.")
        }
        Some(Presence::Available) => {
            language.pick("Disponible : prend ses dossiers dans la file.", "Available: takes cases from the queue.")
        }
        Some(Presence::Away) => language.pick(
            "Absent un moment : garde ses dossiers, n'en reçoit pas.",
            "Away: keeps their cases, gets no new ones.",
        ),
        Some(Presence::Offline) => language
            .pick("Hors ligne : ses dossiers sont rendus à l'équipe.", "Offline: what waited went back to the team."),
    };
    match (desk.capacity_of(&row.agent), language) {
        (Some(capacity), Language::Fr) => format!("{said} Charge {} sur {capacity}.", row.load()),
        (Some(capacity), Language::En) => format!("{said} Carries {} of {capacity}.", row.load()),
        (None, _) => said.to_owned(),
    }
}

/// The sentence of a case that goes round in circles.
pub fn ping_pong_sentence(alert: &Alert, found: &PingPong, desk: &Desk, language: Language) -> String {
    let name = |id: &String| desk.team(id).map_or(id.clone(), |team| team.name.pick(language).to_owned());
    let path = found.teams.iter().map(name).collect::<Vec<_>>().join(" → ");
    let who = customer(alert, language);
    match language {
        Language::Fr => {
            format!(
                "Le dossier de {who} tourne en rond : {path}. Décidez qui le garde et dites pourquoi dans une note."
            )
        }
        Language::En => {
            format!("The case of {who} goes round in circles: {path}. Decide who keeps it and say why in a note.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_told_with_its_reasons_in_both_languages() {
        let chosen =
            Chosen { by: ChosenBy::LastAgent, load: 3, capacity: 8, language: Some("fr".to_owned()), unskilled: false };
        let text = serde_json::to_string(&chosen).unwrap_or_default();
        let entry = LogEntry {
            at: jiff::Timestamp::UNIX_EPOCH,
            by: "couture".to_owned(),
            action: ASSIGN.to_owned(),
            about: "ada".to_owned(),
            since_at: None,
            text,
        };
        let told = |language| log_sentence(&entry, language).unwrap_or_default();
        assert_eq!(told(Language::En), "Given to ada: answered this person last (3 of 8), speaks French.");
        assert_eq!(
            told(Language::Fr),
            "Confié à ada : lui a répondu la dernière fois (charge 3 sur 8), parle français."
        );
        let late = Chosen { by: ChosenBy::RoundRobin, language: None, unskilled: true, ..chosen };
        let said = chosen_reason(&late, Language::En);
        assert_eq!(said, "next in turn (3 of 8), nobody with the skills had room in time");
    }
}
