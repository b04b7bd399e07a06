//! Words for comparing answers: each verdict, and one sentence a fact it rests on.

use crate::domain::alignment::{Because, Comparison, Verdict};
use crate::domain::words::Language;
use crate::domain::words::facts::fact_kind;

/// A verdict in one sentence.
pub fn verdict(verdict: Verdict, language: Language) -> &'static str {
    let (french, english) = match verdict {
        Verdict::Aligned => ("Les deux réponses concordent.", "Both answers agree."),
        Verdict::Extends => {
            ("La seconde réponse ajoute quelque chose à la première.", "The second answer adds something to the first.")
        }
        Verdict::Contradicts => ("Les deux réponses se contredisent.", "The two answers contradict each other."),
        Verdict::NoCanonical => {
            ("Il n'y a pas encore de réponse de référence.", "There is no reference answer to compare with yet.")
        }
        Verdict::Unrelated => {
            ("Les deux réponses ne parlent pas de la même chose.", "The two answers are about different things.")
        }
    };
    language.pick(french, english)
}

/// One fact a verdict rests on, in one sentence that quotes both sides.
pub fn because(because: &Because, verdict: Verdict, language: Language) -> String {
    let kind = fact_kind(because.fact, language);
    let (a, b) = (&because.a, &because.b);
    match (language, verdict, a.is_empty()) {
        (Language::Fr, _, true) => format!("Seule la seconde donne {kind} : « {b} »."),
        (Language::En, _, true) => format!("Only the second gives {kind}: \"{b}\"."),
        (Language::Fr, Verdict::Contradicts, _) => format!("Pour {kind}, l'une dit « {a} », l'autre « {b} »."),
        (Language::En, Verdict::Contradicts, _) => format!("For {kind}, one says \"{a}\", the other \"{b}\"."),
        (Language::Fr, Verdict::Extends, _) => {
            format!("Pour {kind}, la seconde dit « {b} » là où la première dit « {a} ».")
        }
        (Language::En, Verdict::Extends, _) => {
            format!("For {kind}, the second says \"{b}\" where the first says \"{a}\".")
        }
        (Language::Fr, ..) => format!("Pour {kind}, « {a} » et « {b} » concordent."),
        (Language::En, ..) => format!("For {kind}, \"{a}\" and \"{b}\" agree."),
    }
}

/// The verdict and everything it rests on.
pub fn explain(comparison: &Comparison, language: Language) -> String {
    let mut sentences = vec![verdict(comparison.verdict, language).to_owned()];
    sentences.extend(comparison.because.iter().map(|reason| because(reason, comparison.verdict, language)));
    sentences.join(" ")
}
