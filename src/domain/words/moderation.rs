//! Sentences about acts on messages: on their way, done, refused.
//!
//! Each says what happened and what to do next. Must not decide anything.

use super::Language;
use super::sends::platform;
use crate::domain::message::Channel;
use crate::domain::moderation::{Act, ActFailure};
use crate::domain::records::LogEntry;
use crate::domain::send_reasons::{RefusalCode, UnknownCode};

/// An act on its way.
pub fn pending(act: Act, language: Language) -> &'static str {
    let (french, english) = match act {
        Act::Hide => ("Masquage en cours.", "Being hidden."),
        Act::Show => ("Réaffichage en cours.", "Being shown again."),
        Act::Like => ("« J'aime » en cours.", "Being liked."),
        Act::Unlike => ("Retrait du « J'aime » en cours.", "The like is being taken back."),
        Act::Delete => ("Suppression en cours.", "Being deleted."),
        Act::Correct => ("Correction en cours.", "Being corrected."),
    };
    language.pick(french, english)
}

/// Why an act did not come to pass, and what can be done about it.
pub fn failure(act: Act, why: ActFailure, channel: Channel, language: Language) -> String {
    let what = not_done(act, language);
    let (french, english) = match why {
        ActFailure::Refused(code) => refused(act, code),
        ActFailure::Unclear(code) => (unclear_french(code), unclear_english(code)),
        ActFailure::GaveUp => (
            "{} n'a pas pu le prendre pendant tout ce temps. Réessayez plus tard.",
            "{} could not take it all this time. Try again later.",
        ),
    };
    let because = language.pick(french, english).replace("{}", platform(Some(channel), language));
    format!("{what} {because}")
}

fn not_done(act: Act, language: Language) -> &'static str {
    let (french, english) = match act {
        Act::Hide => ("Le message n'a pas été masqué.", "The message was not hidden."),
        Act::Show => ("Le message est resté masqué.", "The message stayed hidden."),
        Act::Like => ("Le « J'aime » n'a pas été posé.", "The message was not liked."),
        Act::Unlike => ("Le « J'aime » n'a pas été retiré.", "The like was not taken back."),
        Act::Delete => ("La réponse n'a pas été supprimée.", "The answer was not deleted."),
        Act::Correct => (
            "La réponse n'a pas été corrigée ; le texte proposé est dans le journal.",
            "The answer was not corrected; the text you wrote is in the log.",
        ),
    };
    language.pick(french, english)
}

fn refused(act: Act, code: RefusalCode) -> (&'static str, &'static str) {
    match code {
        RefusalCode::TokenRevoked | RefusalCode::NotConnected => (
            "{} n'accepte pas notre accès à ce compte : demandez à un administrateur de le reconnecter.",
            "{} does not accept our access to this account: ask an administrator to connect it again.",
        ),
        RefusalCode::Permission if matches!(act, Act::Hide | Act::Show) => (
            "{} ne le permet que sous nos propres publications, et à une application qui en a le droit. Ailleurs, signalez le message ou bloquez son auteur sur {}.",
            "{} allows it only under our own posts, and to an application that has the right. Elsewhere, report the message or block its author on {}.",
        ),
        RefusalCode::Permission => (
            "Notre application n'en a pas le droit sur {}. Faites-le directement sur {}, et prévenez un administrateur.",
            "Our application is not allowed to do it on {}. Do it on {} itself, and tell an administrator.",
        ),
        RefusalCode::PostGone | RefusalCode::NoSuchPerson => {
            ("Il n'est plus sur {} : il n'y a rien à faire.", "It is no longer on {}: there is nothing to do.")
        }
        RefusalCode::Policy => (
            "{} a restreint ou verrouillé le compte : prévenez tout de suite un administrateur.",
            "{} has restricted or locked the account: tell an administrator at once.",
        ),
        RefusalCode::UsageCapped => (
            "Le quota de notre abonnement à {} est épuisé. Faites-le directement sur {}.",
            "Our plan's quota with {} is used up. Do it on {} itself.",
        ),
        RefusalCode::TooLong => ("Le texte est trop long pour {}.", "The text is too long for {}."),
        _ => (
            "{} ne l'accepte pas ici. Faites-le directement sur {} si c'est possible.",
            "{} does not accept it here. Do it on {} itself if it can be done.",
        ),
    }
}

fn unclear_french(code: UnknownCode) -> &'static str {
    match code {
        UnknownCode::LeaseExpired => "Nos essais ont été interrompus. Regardez sur {} où il en est, puis réessayez.",
        _ => {
            "{} n'a pas répondu clairement, même après plusieurs essais. Regardez sur {} où il en est, puis réessayez."
        }
    }
}

fn unclear_english(code: UnknownCode) -> &'static str {
    match code {
        UnknownCode::LeaseExpired => "Our tries were interrupted. Look on {} how it stands, then try again.",
        _ => "{} did not answer clearly, even after several tries. Look on {} how it stands, then try again.",
    }
}

/// What a log row about an act says; nothing for any other row.
pub fn log_sentence(entry: &LogEntry, language: Language) -> Option<String> {
    let (word, done) = match entry.action.strip_suffix("_message") {
        Some(word) => (word, true),
        None => (entry.action.strip_suffix("_message_refused")?, false),
    };
    let act = Act::from_word(word)?;
    if !done {
        let asked = language.pick("Demandé par {}. ", "Asked for by {}. ").replace("{}", &entry.by);
        return Some(format!("{asked}{}", not_done(act, language)));
    }
    let native = entry.by == "native";
    let by = if native {
        language.pick("Quelqu'un, sur la plateforme même,", "Somebody, on the platform itself,")
    } else {
        &entry.by
    };
    let (french, english) = match act {
        Act::Hide => ("a masqué un message.", "hid a message."),
        Act::Show => ("a réaffiché un message.", "showed a message again."),
        Act::Like => ("a aimé un message.", "liked a message."),
        Act::Unlike => ("a retiré un « J'aime ».", "took a like back."),
        Act::Delete => ("a supprimé une réponse.", "deleted an answer."),
        Act::Correct => ("a corrigé une réponse.", "corrected an answer."),
    };
    Some(format!("{by} {}", language.pick(french, english)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::moderation::ActRefusal;
    use crate::domain::words::problems::problem;

    #[test]
    fn every_outcome_has_a_sentence_in_both_languages() {
        for language in [Language::Fr, Language::En] {
            let unknown = problem("no such code", language);
            for refusal in ActRefusal::ALL {
                assert_ne!(problem(refusal.code(), language), unknown, "{refusal:?}");
            }
            for act in Act::ALL {
                assert!(pending(act, language).ends_with('.'));
                let mut whys = vec![ActFailure::GaveUp];
                whys.extend(RefusalCode::ALL.map(ActFailure::Refused));
                whys.extend(UnknownCode::ALL.map(ActFailure::Unclear));
                for why in whys {
                    let sentence = failure(act, why, Channel::X, language);
                    assert!(sentence.ends_with('.') && !sentence.contains("{}"), "{sentence}");
                }
                for done in [true, false] {
                    let at = "2026-03-30T09:00:00Z".parse().unwrap();
                    let (by, action) = ("ada".to_owned(), act.log_word(done));
                    let entry = LogEntry { at, by, action, about: "1".to_owned(), since_at: None, text: String::new() };
                    let sentence = log_sentence(&entry, language).unwrap();
                    assert!(sentence.contains("ada") && sentence.ends_with('.'), "{sentence}");
                    let native = LogEntry { by: "native".to_owned(), ..entry };
                    assert!(!done || !log_sentence(&native, language).unwrap().contains("native"));
                }
            }
        }
    }
}
