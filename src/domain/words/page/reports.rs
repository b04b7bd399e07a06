//! The words of the reports, and how shares are written.

use super::{Wording, frame, wordings};
use crate::domain::desk::Desk;
use crate::domain::report::{Group, Grouping};
use crate::domain::words::Language;
use crate::domain::words::priority::priority_name;

wordings! {
    TITLE = "Rapports" / "Reports";
    FROM = "Du" / "From";
    UNTIL = "Au" / "To";
    GROUP = "Par" / "By";
    METRIC = "Mesure" / "Metric";
    SHOW = "Afficher le rapport" / "Show the report";
    BY_TEAM = "équipe" / "team";
    BY_CHANNEL = "canal" / "channel";
    BY_PRIORITY = "priorité" / "priority";
    BY_HOUR = "heure" / "hour";
    CASES = "Dossiers résolus pris en compte : {}" / "Resolved cases counted: {}";
    WITHOUT_CLOCK = "dont sans délai propre (pas de réponse attendue, ou fusionnés) : {}" / "of them without a clock of their own (no reply needed, or merged): {}";
    NOTHING = "Aucun délai n'a pris fin dans un dossier résolu pendant cette période : il n'y a rien à mesurer."
        / "No clock ended in a case resolved in these days: there is nothing to measure.";
    NOTHING_OF_IT = "Rien de tel n'a été mesuré pendant cette période." / "Nothing of the kind was measured in these days.";
    OVERVIEW = "Vue d'ensemble" / "Overview";
    RATE = "Taux tenu" / "SLA rate";
    RATE_BY = "Taux tenu, par {}" / "SLA rate, by {}";
    RATE_OF = "{} sur {}" / "{} of {}";
    TIMES = "Temps ouvré jusqu'à la réponse" / "Business time until answered";
    CAUSES = "Pourquoi des délais ont été dépassés" / "Why deadlines were missed";
    NO_CAUSES = "Aucun délai n'a été dépassé." / "No deadline was missed.";
    DETAILS = "Le détail, par {}" / "In detail, by {}";
    ENDED = "Terminés" / "Ended";
    IN_TIME = "Tenus" / "In time";
    MISSED = "Dépassés" / "Missed";
    UNMET = "Sans réponse" / "Unanswered";
    BY_HAND = "À la main (tenus)" / "By hand (in time)";
    BUSINESS_MEDIAN = "Médiane ouvrée" / "Business median";
    BUSINESS_P90 = "90 % ouvré" / "Business p90";
    BUSINESS_P95 = "95 % ouvré" / "Business p95";
    WALL_MEDIAN = "Médiane réelle" / "Wall median";
    WALL_P90 = "90 % réel" / "Wall p90";
    WALL_P95 = "95 % réel" / "Wall p95";
    BACKLOG = "Ce qui attend maintenant" / "What waits now";
    TEAM = "Équipe" / "Team";
    WAITING = "En attente" / "Waiting";
    AT_LEAST = "plus de {}" / "more than {}";
    MEDIAN_AGE = "Attente médiane" / "Median age";
    OLDEST = "La plus ancienne" / "Oldest";
    HOW = "Comment ces chiffres sont faits" / "How these figures are made";
    UP_TO = "jusqu'à {}" / "up to {}";
    LONGER = "plus de {}" / "over {}";
    HALF = "50 %" / "50%";
    WHOLE = "100 %" / "100%";
}

/// What a grouping is called inside a sentence.
pub fn grouping(value: Grouping) -> Wording {
    match value {
        Grouping::Team => BY_TEAM,
        Grouping::Channel => BY_CHANNEL,
        Grouping::Priority => BY_PRIORITY,
        Grouping::Hour => BY_HOUR,
    }
}

/// What a group is called. A team the desk does not know keeps its id.
pub fn group(value: &Group, desk: &Desk, language: Language) -> String {
    match value {
        Group::Team(id) => desk.team(id).map_or(id.as_str(), |team| team.name.pick(language)).to_owned(),
        Group::Channel(channel) => frame::channel(*channel).pick(language).to_owned(),
        Group::Priority(priority) => priority_name(*priority, language).to_owned(),
        Group::Hour(hour) => format!("{hour:02}:00"),
    }
}

/// A share as people write it: `83,3 %`, `83.3%`. Without a decimal where there is none.
pub fn percent(share: f64, language: Language) -> String {
    let number = format!("{:.1}", share * 100.0);
    let number = number.strip_suffix(".0").unwrap_or(&number);
    match language {
        Language::Fr => format!("{}\u{a0}%", number.replace('.', ",")),
        Language::En => format!("{number}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_written_as_each_language_writes_them() {
        let both = |share| (percent(share, Language::Fr), percent(share, Language::En));
        assert_eq!(both(1.0), ("100\u{a0}%".to_owned(), "100%".to_owned()));
        assert_eq!(both(0.8333), ("83,3\u{a0}%".to_owned(), "83.3%".to_owned()));
        assert_eq!(both(0.0), ("0\u{a0}%".to_owned(), "0%".to_owned()));
    }
}
