//! What is wrong with intake or a connection, and what to do about it.

use super::Language;
use crate::domain::desk::Desk;
use crate::domain::trouble::{Trouble, TroubleCode, inbox_subject};

/// The trouble and its repair step in two sentences.
pub fn trouble_sentence(trouble: &Trouble, desk: &Desk, language: Language) -> String {
    let named =
        |inbox: &&crate::domain::desk::Inbox| inbox_subject(inbox.channel, &inbox.external_id) == trouble.subject;
    let subject = match desk.inboxes.iter().find(named) {
        Some(inbox) => format!("{} ({})", inbox.name, trouble.subject),
        None => trouble.subject.clone(),
    };
    let about = &trouble.about;
    match language {
        Language::Fr => french(trouble.code, &subject, about),
        Language::En => english(trouble.code, &subject, about),
    }
}

fn french(code: TroubleCode, subject: &str, about: &str) -> String {
    match code {
        TroubleCode::TokenRevoked => format!(
            "La plateforme n'accepte plus notre accès à {subject} : plus rien ne part. \
             Reconnectez ce compte, puis remplacez son jeton ; les réponses refusées sont à renvoyer."
        ),
        TroubleCode::AccountRestricted => format!(
            "La plateforme a restreint {subject} : plus rien ne part. \
             Ouvrez ce compte sur la plateforme et suivez ce qu'elle demande, puis reprenez les envois depuis le \
             pilotage."
        ),
        TroubleCode::WebhookInvalid => format!(
            "X tient notre webhook {subject} pour invalide et ne livre plus rien. Une nouvelle validation est \
             demandée aussitôt ; ce qui a manqué le sera dès que X livre de nouveau, une demi-heure après le début de \
             la coupure au plus tôt. Si cela dure, vérifiez l'adresse et le secret."
        ),
        TroubleCode::SubscriptionLost => format!(
            "La plateforme ne livre plus les événements de {subject}. Réabonnez l'application à ce compte ; \
             ce qui a manqué est relu."
        ),
        TroubleCode::Silent => format!(
            "Rien reçu de {subject} depuis plus longtemps que d'habitude ({about}). \
             Envoyez un message d'essai ; s'il n'arrive pas, vérifiez l'abonnement."
        ),
        TroubleCode::MessagesMissed => format!(
            "{about} message(s) de {subject} ne nous avai(en)t pas été livré(s) ; ils ont été repris. \
             Vérifiez l'abonnement si cela se répète."
        ),
        TroubleCode::EventsParked => format!(
            "{about} événement(s) mis de côté : personne ne les traitera tout seul. \
             Ouvrez la page du responsable, lisez la raison, puis relancez-les."
        ),
        TroubleCode::CannotReconcile => format!(
            "Impossible de relire {subject} sur la plateforme ({about}) : ce qui aurait manqué n'est pas connu. \
             Vérifiez le jeton et ses droits."
        ),
    }
}

fn english(code: TroubleCode, subject: &str, about: &str) -> String {
    match code {
        TroubleCode::TokenRevoked => format!(
            "The platform no longer accepts our access to {subject}: nothing leaves any more. \
             Connect the account again and replace its token; answers refused meanwhile have to be sent again."
        ),
        TroubleCode::AccountRestricted => format!(
            "The platform has restricted {subject}: nothing leaves any more. \
             Open the account on the platform and do what it asks, then let its sends go again on the lead's page."
        ),
        TroubleCode::WebhookInvalid => format!(
            "X holds our webhook {subject} to be invalid and delivers nothing. It is asked at once to \
             validate it again; what was missed is asked for when X delivers again, half an hour after the gap began at \
             the earliest. If this lasts, check the address and the secret."
        ),
        TroubleCode::SubscriptionLost => format!(
            "The platform no longer delivers the events of {subject}. Subscribe the application to the account again; \
             what was missed is read back."
        ),
        TroubleCode::Silent => format!(
            "Nothing heard from {subject} for longer than usual ({about}). \
             Send a test message; if it does not arrive, check the subscription."
        ),
        TroubleCode::MessagesMissed => format!(
            "{about} message(s) of {subject} had not been delivered to us; they were taken in. \
             Check the subscription if this comes back."
        ),
        TroubleCode::EventsParked => format!(
            "{about} event(s) set aside: nobody will handle them by itself. \
             Open the lead's page, read the reason, then try them again."
        ),
        TroubleCode::CannotReconcile => format!(
            "{subject} cannot be read back on the platform ({about}): what was missed is not known. \
             Check the token and its rights."
        ),
    }
}
