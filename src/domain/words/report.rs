//! Sentences about reports: what counts, what does not, and how each figure is made.
//!
//! Owns prose only. Must not count anything.

use super::Language;

/// What the figures of a report mean, a sentence each. `complete`: whether every case of its days is in it.
pub fn explanation(complete: bool, language: Language) -> Vec<&'static str> {
    let mut sentences: Vec<&str> = EXPLANATION.iter().map(|(french, english)| language.pick(french, english)).collect();
    if !complete {
        sentences.insert(0, language.pick(INCOMPLETE.0, INCOMPLETE.1));
    }
    sentences
}

const INCOMPLETE: (&str, &str) = (
    "Cette période compte plus de 20 000 dossiers résolus : les jours les plus anciens manquent ou sont incomplets. Choisissez moins de jours.",
    "More than 20,000 cases were resolved in these days: the oldest days are left out or incomplete. Choose fewer days.",
);

const EXPLANATION: [(&str, &str); 9] = [
    (
        "Comptent les dossiers résolus pendant la période et encore résolus : chacun avec tous ses délais, sous l'équipe et la priorité qu'il avait à la fin, et à l'heure locale où chaque délai a commencé.",
        "Counted are the cases resolved in these days and still resolved: each with all its clocks, under the team and the priority it had at the end, and at the local hour in which each clock began.",
    ),
    (
        "Un message qui n'appelait pas de réponse n'a pas de délai. Un dossier fusionné est mesuré là où il se poursuit, depuis la plus ancienne des deux questions.",
        "A message that needed no reply has no clock. A merged case is measured where it goes on, from the earlier of the two questions.",
    ),
    (
        "Taux tenu : délais tenus sur tous ceux qui se sont terminés. Résoudre sans répondre, même avant l'échéance, ne compte pas comme tenu.",
        "SLA rate: clocks met in time, of all that ended. To resolve without an answer, even before the deadline, is not to have kept it.",
    ),
    (
        "Les échéances fixées à la main sont comptées à part et n'entrent pas dans le taux ; fixées après coup, elles n'effacent pas le dépassement.",
        "Deadlines set by hand are told apart and are no part of the rate; set afterwards, they do not undo a breach.",
    ),
    (
        "Une promesse faite au client est un délai à part : son échéance est ce qui a été promis.",
        "A promise made to a customer is a clock of its own: its deadline is what was promised.",
    ),
    (
        "Les durées vont du premier message sans réponse à la réponse (ou à la résolution), échéances fixées à la main comprises ; sans réponse, pas de durée.",
        "Times run from the first unanswered message to the answer (or the resolution), deadlines set by hand included; without an answer there is no time.",
    ),
    (
        "Temps ouvré : heures d'ouverture du calendrier promis, moins l'attente du client pour la résolution ; quand chaque heure compte, toutes. Temps réel : tout.",
        "Business time: open hours of the calendar that was promised, for the resolution less the time we waited for the customer; where every hour counts, all of them. Wall clock: everything.",
    ),
    (
        "Médiane, 90 % et 95 % : la durée, réellement mesurée, que la moitié, neuf sur dix ou dix-neuf sur vingt ne dépassent pas (rang le plus proche).",
        "Median, p90 and p95: the time, really measured, that half, nine of ten or nineteen of twenty do not exceed (nearest rank).",
    ),
    (
        "Un dossier garde la mesure de ses trente derniers délais. L'arriéré est celui de maintenant : les 200 premières places de chaque file.",
        "A case remembers its last thirty clocks. The backlog is that of now: the first 200 places of each queue.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::report::{LOOKED_AT, MOST_CASES};

    #[test]
    fn the_sentences_name_the_bounds_there_are() {
        let english = explanation(false, Language::En).join(" ");
        assert!(english.contains(&format!("first {LOOKED_AT} places")) && MOST_CASES == 20_000, "{english}");
        assert_eq!(explanation(false, Language::Fr).len(), explanation(true, Language::En).len() + 1);
    }
}
