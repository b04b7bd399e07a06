//! The words of the phone desk and of verified answers.

use super::{Wording, wordings};
use crate::domain::alignment::Verdict;
use crate::domain::briefing::Validity;

wordings! {
    TITLE = "Téléphone" / "Phone desk";
    FIND = "Chercher un client ou un sujet" / "Find a contact or a topic";
    FIND_HINT = "Pseudo, nom, numéro ou sujet" / "Handle, name, number or topic";
    SEARCH = "Chercher" / "Search";
    NOBODY = "Personne ne correspond à « {} ». Essayez le début du nom ou du pseudo." / "Nobody matches \"{}\". Try the beginning of the name or handle.";
    TOO_SHORT = "Personne ne correspond à « {} ». Tapez au moins trois lettres ou chiffres." / "Nobody matches \"{}\". Type at least three letters or digits.";
    FOUND = "Clients trouvés" / "Contacts found";
    MORE = "Il y en a d'autres : précisez la recherche." / "There are more: type more of it.";
    SINCE = "depuis {}" / "since {}";
    SAID = "Ce qui a été dit, tous canaux" / "What was said, on every channel";
    NOTHING_SAID = "Rien n'a encore été dit." / "Nothing has been said yet.";
    CASES = "Dossiers" / "Their cases";
    THEY = "le client" / "the customer";
    LOG_ANSWER = "Noter ce qui est dit au téléphone" / "Log what is said on the phone";
    PICK_TOPIC = "Choisir le sujet" / "Pick the topic";
    TOPIC = "Sujet de l'appel" / "Topic of the call";
    WHAT_YOU_SAID = "Ce que vous répondez" / "What you answer";
    SAVE = "Enregistrer la réponse" / "Log the answer";
    FOR_CASE = "Répond au dossier (son délai de réponse s'arrête)" / "Answers the case (its response clock stops)";
    NO_CASE = "Aucun" / "None";
    TOPICS_FOUND = "Sujets trouvés" / "Topics found";
    LOGGED = "Réponse enregistrée." / "Answer logged.";
    SAY_THIS = "À dire au téléphone" / "Say this on the phone";
    WRITE_THIS = "À écrire sur les réseaux" / "Write this on social channels";
    NO_BRIEFING = "Pas de réponse vérifiée sur ce sujet : dites que vous vous renseignez, et notez ce que vous promettez."
        / "No verified answer on this topic: say that you will find out, and log what you promise.";
    MAY_GRANT = "Vous pouvez accorder sans demander : {}" / "You may grant without asking: {}";
    SOURCE = "Source : {}" / "According to: {}";
    RECENT = "Réponses récentes sur ce sujet" / "Recent answers on this topic";
    NO_RECENT = "Personne n'a encore répondu sur ce sujet." / "Nobody has answered on this topic yet.";
    MAY_NOT_LOG = "Votre rôle permet de lire, pas de noter des réponses." / "Your role lets you read, not log answers.";
    ALIGNED = "Concorde" / "Aligned";
    EXTENDS = "Ajoute" / "Extends";
    CONTRADICTS = "Contredit" / "Contradicts";
    NO_CANONICAL = "Sans référence" / "No reference answer";
    UNRELATED = "Autre chose" / "Unrelated";
    BRIEFINGS_TITLE = "Consignes" / "Briefings";
    BRIEFINGS_LEAD = "La réponse vérifiée à chaque sujet, dans les mots du téléphone et dans ceux des réseaux."
        / "The verified answer to each topic, in the words for the phone and in those for social channels.";
    NO_BRIEFINGS = "Aucune consigne n'est encore publiée." / "No briefing has been published yet.";
    WRITE_NEW = "Écrire une consigne" / "Write a briefing";
    REVISE = "Nouvelle version" / "New version";
    VERSIONS = "Toutes les versions" / "All versions";
    ALL_BRIEFINGS = "Toutes les consignes" / "All briefings";
    VERSION = "version {}" / "version no. {}";
    BRIEFING_TITLE = "Titre" / "Title";
    SOCIAL = "Formulation pour les réseaux" / "Wording for social channels";
    PHONE_WORDING = "Formulation pour le téléphone (facultatif : la même)" / "Wording for the phone (optional: the same)";
    WHO_SAYS = "Qui le dit ? (source)" / "Who says so? (source)";
    VALID_FROM = "Valable à partir de (facultatif : maintenant)" / "Valid from (optional: now)";
    VALID_UNTIL = "Jusqu'à (facultatif)" / "Until (optional)";
    GRANTS = "Ce qui peut être accordé sans demander (facultatif)" / "What may be granted without asking (optional)";
    PUBLISH = "Publier" / "Publish";
    PUBLISHED = "La consigne est publiée." / "The briefing is published.";
    WRITTEN_BY = "écrite par {}" / "written by {}";
    VERIFIED_BY = "vérifiée par {}" / "verified by {}";
    FROM = "valable dès {}" / "valid from {}";
    TO = "jusqu'à {}" / "until {}";
    ACKNOWLEDGE = "J'ai lu" / "I have read it";
    ACKNOWLEDGED = "Lecture enregistrée." / "Recorded as read.";
    READ_BY = "Lue par : {}" / "Read by: {}";
    READ_BY_NOBODY = "Personne ne l'a encore lue." / "Nobody has read it yet.";
    UPCOMING = "À venir" / "Upcoming";
    VALID = "En vigueur" / "In force";
    EXPIRED = "Périmée" / "Expired";
    DRIFTS = "Réponses contradictoires" / "Contradictory answers";
    NO_DRIFTS = "Aucune contradiction : téléphone et réseaux disent la même chose." / "No contradiction: phone and social say the same.";
    FIRST_SAID = "D'abord, {}" / "First, {}";
    THEN_SAID = "Puis, {}" / "Then, {}";
    FIRST_RIGHT = "La première est juste" / "The first is right";
    SECOND_RIGHT = "La seconde est juste" / "The second is right";
    BRIEFING_RIGHT = "La consigne est juste" / "The briefing is right";
    CLOSED_BY = "tranchée par {}" / "settled by {}";
    CORRECTIONS = "Tranché. Personnes à qui l'on a dit autre chose : {}" / "Settled. People who were told otherwise: {}";
    CONTRADICTION = "Contradiction" / "Contradictory";
}

/// A verdict in a word or two.
pub fn verdict(value: Verdict) -> Wording {
    match value {
        Verdict::Aligned => ALIGNED,
        Verdict::Extends => EXTENDS,
        Verdict::Contradicts => CONTRADICTS,
        Verdict::NoCanonical => NO_CANONICAL,
        Verdict::Unrelated => UNRELATED,
    }
}

/// Where a briefing stands.
pub fn validity(value: Validity) -> Wording {
    match value {
        Validity::Upcoming => UPCOMING,
        Validity::Valid => VALID,
        Validity::Expired => EXPIRED,
    }
}
