//! What went wrong with a request and what to do, by the stable code of the problem.

use super::Language;

/// The `detail` of a problem document.
pub fn problem(code: &str, language: Language) -> &'static str {
    let (french, english) = match code {
        "unauthorized" => ("Connectez-vous : il manque un jeton valable.", "Sign in: a valid bearer token is missing."),
        "forbidden" => ("Votre rôle ne permet pas cette action.", "Your role does not allow this action."),
        "not_yours" => (
            "Quelqu'un d'autre a écrit cette réponse : seule cette personne, ou un responsable, peut la reprendre ou la corriger.",
            "Somebody else wrote this answer: only they, or a lead, can take it back or correct it.",
        ),
        "not_found" => ("Cela n'existe pas, ou plus.", "There is no such thing, or no longer."),
        "unknown_send" => ("Ce dossier n'a pas cette réponse.", "The case has no such answer."),
        "held" => ("Quelqu'un d'autre suit déjà ce dossier.", "Somebody else already holds this case."),
        "absent" => (
            "Cette personne n'est pas là : absente, hors ligne ou hors service. Choisissez quelqu'un d'autre, ou laissez le dossier à l'équipe.",
            "This person is not here: away, offline or off shift. Choose somebody else, or leave the case to the team.",
        ),
        "unknown_presence" => ("Dites `available`, `away` ou `offline`.", "Say `available`, `away` or `offline`."),
        "version" => (
            "Le dossier n'en est pas à cette version : rechargez-le.",
            "The case does not stand at that version: load it again.",
        ),
        "stale" => (
            "Il s'est passé quelque chose depuis que vous avez commencé à écrire : relisez la conversation.",
            "Something happened since you began to write: read the conversation again.",
        ),
        "wrong_status" => ("L'état du dossier ne le permet pas.", "The state of the case does not allow it."),
        "send_gone" => ("La réponse est déjà partie ou réglée.", "The answer has already left or is settled."),
        "send_pending" => (
            "Une réponse est sur le point de partir ou en route : retenez-la, ou attendez de savoir ce qu'elle devient.",
            "An answer is about to leave or on its way: take it back, or wait until it is known what became of it.",
        ),
        "bad_query" => {
            ("Un paramètre de l'adresse n'a pas la bonne forme.", "A parameter of the address is malformed.")
        }
        "bad_path" => ("L'adresse contient un élément illisible.", "A part of the address cannot be read."),
        "bad_cursor" => (
            "Ce curseur ne vient pas d'une page de cette liste : recommencez sans curseur.",
            "That cursor is not from a page of this list: begin again without one.",
        ),
        "method_not_allowed" => {
            ("Cette adresse ne connaît pas cette méthode.", "This address does not know that method.")
        }
        "window_closed" => (
            "La plateforme ne permet plus d'écrire à cette personne.",
            "The platform no longer lets us write to this person.",
        ),
        "not_summoned" => (
            "La plateforme refuse une réponse à qui ne nous a ni mentionnés ni cités.",
            "The platform refuses a reply to who neither mentioned nor quoted us.",
        ),
        "not_sendable_here" => ("On ne répond pas d'ici à ce canal.", "This channel is not answered from here."),
        "unknown_message" => ("Ce dossier n'a pas ce message.", "The case has no such message."),
        "not_own" => (
            "On ne supprime ni ne corrige que ce que nous avons écrit. Le message d'un client se masque, là où la plateforme le permet.",
            "Only what we wrote ourselves can be deleted or corrected. A customer's message can be hidden, where the platform allows it.",
        ),
        "own_message" => (
            "C'est notre propre message : corrigez-le ou supprimez-le.",
            "This is our own message: correct it or delete it.",
        ),
        "not_hideable" => (
            "On ne masque que les commentaires sous nos publications Facebook et Instagram, et sur X les réponses sous nos publications. Ailleurs, signalez le message sur la plateforme.",
            "Only comments under our Facebook and Instagram posts can be hidden, and on X replies under our posts. Elsewhere, report the message on the platform.",
        ),
        "not_likeable" => (
            "La plateforme ne permet pas d'aimer ce message depuis ici.",
            "The platform does not let us like this message from here.",
        ),
        "not_deletable_here" => (
            "Ce message ne peut pas être repris : en privé, il est déjà chez son destinataire. Envoyez plutôt une correction.",
            "This message cannot be taken back: in private it is already with the person. Send a correction instead.",
        ),
        "not_correctable_here" => (
            "Rien ne peut prendre la place de cette réponse depuis ici. Donnez la bonne réponse et enregistrez-la.",
            "Nothing can take the place of this answer from here. Give the right answer and log it.",
        ),
        "already_so" => ("C'est déjà le cas.", "It is so already."),
        "under_way" => (
            "Une autre action sur ce message est en cours : attendez qu'elle soit réglée.",
            "Another action on this message is under way: wait until it is settled.",
        ),
        "message_gone" => (
            "Ce message n'est plus sur la plateforme : il n'y a plus rien à faire.",
            "This message is no longer on the platform: there is nothing left to do.",
        ),
        "superseded" => (
            "Cette réponse a déjà été corrigée : agissez sur la correction.",
            "This answer has already been corrected: act on the correction.",
        ),
        "no_clock" => {
            ("Aucun délai de ce type ne court dans ce dossier.", "No clock of that kind is running in this case.")
        }
        "goes_on" => (
            "Les messages de ce dossier sont dans un autre (voyez `case`) : c'est là que l'on y travaille.",
            "The messages of this case are in another (see `case`): that is where people work on it.",
        ),
        "same_case" => ("Un dossier ne se fusionne pas avec lui-même.", "A case cannot be merged with itself."),
        "too_far" => (
            "Un dossier dort 90 jours au plus : choisissez une date plus proche (voyez `latest`).",
            "A case sleeps for at most 90 days: choose a nearer date (see `latest`).",
        ),
        "undo_too_long" => (
            "Une réponse se retient 10 minutes au plus : voyez `most`, en secondes.",
            "An answer can be held back for at most 10 minutes: see `most`, in seconds.",
        ),
        "past_instant" => ("Cet instant est déjà passé.", "That instant has already passed."),
        "unknown_team" => ("Il n'y a pas d'équipe de ce nom.", "There is no team of that name."),
        "unknown_agent" => {
            ("Il n'y a personne de ce nom qui traite des dossiers.", "There is nobody of that name who works on cases.")
        }
        "unknown_topic" => ("Il n'y a pas de sujet de ce nom.", "There is no topic of that name."),
        "source_required" => ("Indiquez d'où vient cette réponse : `source`.", "Name who says so: `source`."),
        "ends_before_it_begins" => {
            ("La fin de validité doit suivre le début.", "The end of its validity must come after the beginning.")
        }
        "desk_refused" => (
            "Ces fichiers ne forment pas un desk : voyez `problems`, rien n'a changé.",
            "These files are not a desk: see `problems`; nothing has changed.",
        ),
        "desk_moved" => (
            "Quelqu'un d'autre vient de changer le desk : relisez-le puis recommencez.",
            "Somebody else has just changed the desk: read it again, then try again.",
        ),
        "unknown_desk" => ("Aucune version de ce nom n'a été enregistrée.", "No version of that name was ever stored."),
        "bad_group" => (
            "Regroupez par `team`, `channel`, `priority` ou `hour`.",
            "Group by `team`, `channel`, `priority` or `hour`.",
        ),
        "bad_range" => (
            "Indiquez une période qui commence avant de finir : des dates (2026-03-30), des instants ou un nombre de jours.",
            "Give a stretch that begins before it ends: dates (2026-03-30), instants or a number of days.",
        ),
        "range_too_long" => {
            ("La période est trop longue : 92 jours au plus.", "The stretch is too long: 92 days at most.")
        }
        "closed" => ("C'est déjà tranché.", "It has already been decided."),
        "no_briefing" => (
            "Il n'y a pas de réponse vérifiée en vigueur sur ce sujet : publiez-la d'abord.",
            "There is no verified answer in force on this topic: publish it first.",
        ),
        "id_reused" => {
            ("Cet identifiant a déjà servi pour une autre réponse.", "That id was already used for another answer.")
        }
        "unknown_contact" => ("Il n'y a pas de contact de cet identifiant.", "There is no contact of that id."),
        "query_required" => ("Indiquez qui chercher : `q`.", "Say whom to look for: `q`."),
        "topic_required" => ("Indiquez le sujet : `topic`.", "Say which topic: `topic`."),
        "unknown_status" => ("Ce n'est pas un état de dossier.", "That is not a status of a case."),
        "unknown_channel" => ("Ce n'est pas un canal.", "That is not a channel."),
        "bad_text" => (
            "Le texte contient un caractère invisible (de commande) que la plateforme recevrait tel quel : retirez-le, puis renvoyez.",
            "The text holds an invisible control character that the platform would get as it is: remove it, then send again.",
        ),
        "empty_text" => ("Le texte est vide.", "The text is empty."),
        "attachment_not_supported" => (
            "On ne peut pas joindre d'image à une réponse sur ce canal.",
            "A picture cannot be sent with a reply on this channel.",
        ),
        "too_many_attachments" => (
            "Une seule réponse ne peut pas porter autant d'images sur ce canal : voyez `most`.",
            "One reply cannot carry that many pictures on this channel: see `most`.",
        ),
        "attachment_kind" => (
            "Ce fichier n'est pas une image que ce canal accepte (JPEG ou PNG partout, WebP sur X, GIF sur Messenger).",
            "This file is not a picture this channel takes (JPEG or PNG anywhere, WebP on X, GIF on Messenger).",
        ),
        "attachment_too_large" => ("L'image dépasse 5 Mo.", "The picture is larger than 5 MB."),
        "unknown_attachment" => (
            "Cette image n'a pas été préparée pour ce dossier : envoyez-la à nouveau.",
            "This picture was not prepared for this case: upload it again.",
        ),
        "attachment_in_parts" => (
            "Ce fichier est trop grand pour une seule réponse : demandez-le par parties (`Range`).",
            "This file is too large for one answer: ask for it in parts (`Range`).",
        ),
        "too_long" => (
            "Le texte est trop long pour ce canal : raccourcissez-le, ou laissez-le partir en plusieurs messages là où c'est proposé.",
            "The text is too long for this channel: shorten it, or let it leave as several messages where that is offered.",
        ),
        "private_reply_used" => (
            "La plateforme permet une seule réponse privée à un commentaire, et elle a déjà été donnée.",
            "The platform allows one private reply to a comment, and it has been given.",
        ),
        "not_private_capable" => (
            "Sur ce canal, un message public ne peut pas recevoir de réponse privée : répondez publiquement.",
            "On this channel a public message cannot be answered privately: reply publicly.",
        ),
        "too_large" => ("Le contenu est trop grand.", "The body is too large."),
        "bad_body" => ("Le contenu n'a pas pu être lu.", "The body could not be read."),
        "bad_request" => ("La demande n'a pas la forme attendue.", "The request does not have the expected form."),
        "bad_signature" => ("La signature manque ou ne correspond pas.", "The signature is missing or does not match."),
        "bad_crc_token" => ("Ce n'est pas un jeton de vérification.", "That is not a challenge token."),
        "bad_verify_token" => ("Le jeton de vérification ne correspond pas.", "The verify token does not match."),
        "not_configured" => {
            ("Aucun secret n'est configuré pour cette porte.", "No secret is configured for this door.")
        }
        "unavailable" => {
            ("Ce n'est pas possible en ce moment : réessayez.", "This is not possible right now: try again.")
        }
        "clock_back" => ("L'horloge ne recule pas.", "The clock does not go back."),
        "bad_instant" => (
            "Indiquez `advance` (durée ISO 8601) ou `set` (instant).",
            "Give `advance` (ISO 8601 duration) or `set` (instant).",
        ),
        "not_drained" => ("Il reste du travail après trente secondes.", "There is still work after thirty seconds."),
        "bad_fault" => ("Plateforme ou mode de panne inconnus.", "Unknown platform or fault mode."),
        _ => ("La demande n'a pas pu être traitée.", "The request could not be handled."),
    };
    language.pick(french, english)
}
