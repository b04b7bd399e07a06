//! Words for comparing answers: each verdict, one sentence a fact it rests on, who said what where.

use crate::domain::alignment::{Because, Comparison, Verdict};
use crate::domain::message::Channel;
use crate::domain::verdict::{Judged, Statement, StatementKind};
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

/// The verdict on an answer, what it was compared with and where they differ.
pub fn why(judged: &Judged, language: Language) -> String {
    let Some(against) = &judged.against else {
        return language
            .pick(
                "Il n'y a pas de réponse vérifiée en vigueur sur ce sujet.",
                "There is no verified answer in force on this topic.",
            )
            .to_owned();
    };
    let other = compared_with(against, language);
    let first = match (judged.verdict, language) {
        (Verdict::Aligned, Language::Fr) => format!("Conforme à {other}."),
        (Verdict::Aligned, Language::En) => format!("Agrees with {other}."),
        (Verdict::Extends, Language::Fr) => format!("Ajoute quelque chose à {other}."),
        (Verdict::Extends, Language::En) => format!("Adds something to {other}."),
        (Verdict::Contradicts, Language::Fr) => format!("Contredit {other}."),
        (Verdict::Contradicts, Language::En) => format!("Contradicts {other}."),
        (other, _) => verdict(other, language).to_owned(),
    };
    let mut sentences = vec![first];
    if judged.verdict != Verdict::Aligned {
        sentences.extend(judged.because.iter().map(|reason| difference(reason, language)));
    }
    sentences.join(" ")
}

fn compared_with(against: &Statement, language: Language) -> String {
    let text = quotation(&against.text, language);
    let by = &against.by;
    match (against.kind, language) {
        (StatementKind::Briefing, Language::Fr) => format!("la réponse vérifiée par {by} : {text}"),
        (StatementKind::Briefing, Language::En) => format!("the answer verified by {by}: {text}"),
        (StatementKind::Answer, Language::Fr) => {
            format!("la réponse donnée {} par {by} : {text}", said_where(against, language))
        }
        (StatementKind::Answer, Language::En) => {
            format!("the answer given {} by {by}: {text}", said_where(against, language))
        }
    }
}

fn difference(because: &Because, language: Language) -> String {
    let kind = fact_kind(because.fact, language);
    let (a, b) = (quotation(&because.a, language), quotation(&because.b, language));
    match (language, because.a.is_empty()) {
        (Language::Fr, true) => format!("Nouveau pour {kind} : {b}."),
        (Language::En, true) => format!("New for {kind}: {b}."),
        (Language::Fr, false) => format!("Pour {kind} : {b} au lieu de {a}."),
        (Language::En, false) => format!("For {kind}: {b} instead of {a}."),
    }
}

/// Where something was said: `on X`, `on the phone`, `in the verified answer`.
pub fn said_where(statement: &Statement, language: Language) -> &'static str {
    let Some(channel) = statement.channel else {
        return language.pick("dans la réponse vérifiée", "in the verified answer");
    };
    let (french, english) = match channel {
        Channel::X => ("sur X", "on X"),
        Channel::Messenger => ("sur Messenger", "on Messenger"),
        Channel::Instagram => ("sur Instagram", "on Instagram"),
        Channel::Facebook => ("sur Facebook", "on Facebook"),
        Channel::Whatsapp => ("sur WhatsApp", "on WhatsApp"),
        Channel::Sms => ("par SMS", "by SMS"),
        Channel::Email => ("par e-mail", "by e-mail"),
        Channel::Phone => ("au téléphone", "on the phone"),
        Channel::Chat => ("sur le chat", "in the chat"),
        Channel::App => ("dans l'application", "in the app"),
        Channel::Store => ("en magasin", "in the store"),
        Channel::Bot => ("par l'assistant", "by the assistant"),
        Channel::Crm => ("dans le dossier client", "in the customer file"),
    };
    language.pick(french, english)
}

/// Who said what: `ada: "14 days"`.
pub fn quoted(statement: &Statement, language: Language) -> String {
    let text = quotation(&statement.text, language);
    match language {
        Language::Fr => format!("{} : {text}", statement.by),
        Language::En => format!("{}: {text}", statement.by),
    }
}

fn quotation(text: &str, language: Language) -> String {
    match language {
        Language::Fr => format!("« {text} »"),
        Language::En => format!("\"{text}\""),
    }
}
