//! What a rehearsal found, in one sentence.
//!
//! Owns prose only. Must not count anything.

use super::Language;
use crate::domain::rehearsal::Tally;

/// "37 deadlines move, 4 become late, 2 are saved, 12 cases change team (of 412 cases over 7 days)."
pub fn summary(tally: &Tally, days: i64, language: Language) -> String {
    let counted = |count: usize, one: &str, many: &str| {
        let plural = match language {
            // Zero is singular in French.
            Language::Fr => count > 1,
            Language::En => count != 1,
        };
        format!("{count} {}", if plural { many } else { one })
    };
    let days = usize::try_from(days).unwrap_or_default();
    match language {
        Language::Fr => format!(
            "{}, {}, {}, {} (sur {}, {})",
            counted(tally.deadlines_move, "échéance bouge", "échéances bougent"),
            counted(tally.become_late, "passe en retard", "passent en retard"),
            counted(tally.saved, "est sauvée", "sont sauvées"),
            counted(tally.change_team, "dossier change d'équipe", "dossiers changent d'équipe"),
            counted(tally.cases, "dossier", "dossiers"),
            counted(days, "jour", "jours"),
        ),
        Language::En => format!(
            "{}, {}, {}, {} (of {} over {})",
            counted(tally.deadlines_move, "deadline moves", "deadlines move"),
            counted(tally.become_late, "becomes late", "become late"),
            counted(tally.saved, "is saved", "are saved"),
            counted(tally.change_team, "case changes team", "cases change team"),
            counted(tally.cases, "case", "cases"),
            counted(days, "day", "days"),
        ),
    }
}

/// In place of the arithmetic of a deadline there is none of.
pub fn no_deadline(language: Language) -> &'static str {
    language.pick("Aucune échéance n'est promise.", "No deadline is promised.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_many_are_many() {
        let many = Tally { cases: 412, deadlines_move: 37, become_late: 4, saved: 2, change_team: 12 };
        assert_eq!(
            summary(&many, 7, Language::En),
            "37 deadlines move, 4 become late, 2 are saved, 12 cases change team (of 412 cases over 7 days)"
        );
        assert_eq!(
            summary(&many, 7, Language::Fr),
            "37 échéances bougent, 4 passent en retard, 2 sont sauvées, 12 dossiers changent d'équipe (sur 412 dossiers, 7 jours)"
        );
        let one = Tally { cases: 1, deadlines_move: 1, become_late: 1, saved: 0, change_team: 1 };
        assert_eq!(
            summary(&one, 1, Language::En),
            "1 deadline moves, 1 becomes late, 0 are saved, 1 case changes team (of 1 case over 1 day)"
        );
        assert_eq!(
            summary(&one, 1, Language::Fr),
            "1 échéance bouge, 1 passe en retard, 0 est sauvée, 1 dossier change d'équipe (sur 1 dossier, 1 jour)"
        );
    }
}
