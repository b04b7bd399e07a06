//! Why something that came in was ignored or parked, in words.
//!
//! Owns the sentence of every intake reason code. Must not decide what is ignored or parked.

use super::Language;
use crate::domain::message::IntakeReason;

/// Every code there is a sentence for, with its French and its English.
const SENTENCES: [(&str, &str, &str); 34] = [
    // Bodies that could not be read.
    (
        "not_json",
        "La plateforme a envoyé un contenu illisible : ce n'est pas du JSON",
        "The platform sent something unreadable: it is not JSON",
    ),
    (
        "not_object",
        "La plateforme a envoyé un contenu d'une forme inattendue",
        "The platform sent a body of an unexpected form",
    ),
    ("empty", "La livraison ne contenait aucun événement", "The delivery contained no event"),
    (
        "wrong_type",
        "Une partie de l'événement n'a pas la forme attendue",
        "A part of the event does not have the expected form",
    ),
    (
        "missing_field",
        "Il manque à l'événement une information indispensable",
        "The event lacks a piece of information we cannot do without",
    ),
    // What the application finds out.
    (
        "unknown_inbox",
        "Aucune boîte de réception ne correspond à ce compte de la marque",
        "No inbox is set up for this brand account",
    ),
    ("unknown_case", "Le dossier indiqué n'existe pas", "There is no such case"),
    ("unknown_topic", "Le sujet indiqué n'est pas un sujet de notre desk", "The topic is not one of our desk's"),
    ("id_reused", "Cet identifiant a déjà servi pour une autre réponse", "That id was already used for another answer"),
    (
        "crashed",
        "Le traitement de cet événement s'est arrêté sur une erreur de notre logiciel",
        "Handling this event stopped because of an error in our software",
    ),
    ("too_large", "L'événement est trop volumineux pour être traité", "The event is too large to be handled"),
    (
        "queue_refused",
        "La file d'attente a refusé cet événement définitivement",
        "The queue refused this event for good",
    ),
    (
        "gave_up",
        "Le traitement a échoué à plusieurs reprises et a été abandonné",
        "Handling failed several times and was given up",
    ),
    // Understood and left alone.
    ("unknown_kind", "Nous ne connaissons pas ce genre d'événement", "We do not know this kind of event"),
    (
        "unknown_object",
        "L'événement concerne un produit de Meta que nous ne suivons pas",
        "The event is about a Meta product we do not follow",
    ),
    ("not_for_us", "Ce genre d'événement ne demande aucune réponse", "This kind of event does not call for an answer"),
    (
        "no_content",
        "La plateforme a signalé un événement sans en donner le contenu",
        "The platform reported an event without its content",
    ),
    ("test", "C'est un essai envoyé depuis le tableau de bord de Meta", "This is a test sent from the Meta dashboard"),
    (
        "moderation",
        "La visibilité d'un commentaire ou d'une publication a changé",
        "The visibility of a comment or post has changed",
    ),
    // Nothing to answer.
    ("repost", "Une publication a été partagée sans commentaire", "A post was shared without a comment"),
    ("relation", "Un abonnement ou un blocage a changé", "A follow, a block or a mute has changed"),
    ("reaction", "Quelqu'un a réagi à un message", "Somebody reacted to a message"),
    (
        "referral",
        "Quelqu'un a ouvert la conversation depuis un lien ou une publicité",
        "Somebody opened the conversation from a link or an advertisement",
    ),
    ("optin", "Quelqu'un a accepté de recevoir nos messages", "Somebody agreed to receive our messages"),
    ("status", "L'état d'un de nos messages a changé", "The state of one of our messages has changed"),
    (
        "send_failed",
        "La plateforme n'a pas pu remettre un de nos messages",
        "The platform could not deliver one of our messages",
    ),
    // The connection itself.
    (
        "access_revoked",
        "Le compte a retiré à l'application le droit d'agir pour lui : il faut le reconnecter",
        "The account took away the application's right to act for it: it has to be connected again",
    ),
    (
        "replay_status",
        "X a terminé ou interrompu une nouvelle livraison d'anciens événements",
        "X finished or broke off a repeated delivery of earlier events",
    ),
    (
        "thread_control",
        "La conversation est passée d'une application à une autre",
        "The conversation moved from one application to another",
    ),
    (
        "policy",
        "La plateforme signale une mesure ou un changement concernant le compte",
        "The platform reports a measure or a change that concerns the account",
    ),
    (
        "account_linking",
        "Un contact a lié ou délié son compte client",
        "A contact linked or unlinked an account of theirs",
    ),
    (
        "contact_changed",
        "Un contact a changé de numéro ou d'identifiant",
        "A contact's number or identifier has changed",
    ),
    ("platform_error", "La plateforme signale une erreur de son côté", "The platform reports an error of its own"),
    // Messages, with something to know about them.
    (
        "unsupported",
        "La plateforme ne transmet pas ce genre de message : il faut l'ouvrir sur la plateforme",
        "The platform does not pass this kind of message on: open it on the platform",
    ),
];

/// Why something was ignored or parked, as a sentence.
pub fn intake_reason(reason: &IntakeReason, language: Language) -> String {
    let unknown = ("", "L'événement a été mis de côté", "The event was set aside");
    let known = SENTENCES.into_iter().find(|(code, ..)| *code == reason.code);
    let about = match (known, reason.about.as_str()) {
        (None, "") => reason.code.clone(),
        (_, about) => about.to_owned(),
    };
    let (_, french, english) = known.unwrap_or(unknown);
    let sentence = language.pick(french, english);
    match (about.as_str(), language) {
        ("", _) => format!("{sentence}."),
        (about, Language::Fr) => format!("{sentence} (« {about} »)."),
        (about, Language::En) => format!("{sentence} (\"{about}\")."),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    fn reason(code: &str, about: &str) -> IntakeReason {
        IntakeReason { code: code.to_owned(), about: about.to_owned() }
    }

    #[test]
    fn every_code_has_its_own_sentence_in_both_languages() {
        for (index, (code, french, english)) in SENTENCES.iter().enumerate() {
            assert!(SENTENCES.iter().skip(index + 1).all(|(other, ..)| other != code), "{code} is there twice");
            assert_ne!(french, english, "{code}");
            let written = intake_reason(&reason(code, "sender.id"), Language::Fr);
            assert!(written.starts_with(french) && written.ends_with("(« sender.id »)."), "{written}");
        }
    }

    #[test]
    fn an_unknown_code_is_still_said() {
        assert_eq!(intake_reason(&reason("new_code", ""), Language::En), "The event was set aside (\"new_code\").");
        assert_eq!(intake_reason(&reason("empty", ""), Language::Fr), "La livraison ne contenait aucun événement.");
    }
}
