//! Words for facts: the name of each kind.

use crate::domain::facts::{Fact, FactKind};
use crate::domain::words::Language;

/// The name of a kind of fact, as the subject of a sentence: "the amount", "le montant".
pub fn fact_kind(kind: FactKind, language: Language) -> &'static str {
    let (french, english) = match kind {
        FactKind::Amount => ("le montant", "the amount"),
        FactKind::Duration => ("le délai", "the time it takes"),
        FactKind::Date => ("la date", "the date"),
        FactKind::Time => ("l'heure", "the time of day"),
        FactKind::Percentage => ("le pourcentage", "the percentage"),
        FactKind::YesNo => ("la réponse oui ou non", "the yes or no"),
        FactKind::Url => ("l'adresse web", "the web address"),
        FactKind::Phone => ("le numéro de téléphone", "the phone number"),
        FactKind::Reference => ("la référence", "the reference"),
    };
    language.pick(french, english)
}

/// A fact in one sentence: `The amount is "12,50 €".`
pub fn fact(fact: &Fact, language: Language) -> String {
    let kind = fact_kind(fact.fact, language);
    let mut letters = kind.chars();
    let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    match language {
        Language::Fr => format!("{capital}{} : « {} ».", letters.as_str(), fact.text),
        Language::En => format!("{capital}{} is \"{}\".", letters.as_str(), fact.text),
    }
}
