//! The words of a case.

use super::wordings;

wordings! {
    CASE_OF = "Dossier de {}" / "Case of {}";
    CONVERSATION = "Conversation" / "Conversation thread";
    ACTIONS = "Actions" / "What you can do";
    CLAIM = "Prendre" / "Claim";
    RELEASE = "Rendre à l'équipe" / "Release";
    RESOLVE = "Résoudre" / "Resolve";
    REOPEN = "Rouvrir" / "Reopen";
    SNOOZE = "Mettre de côté" / "Snooze";
    TRANSFER = "Transmettre" / "Transfer";
    ASSIGN = "Confier" / "Assign";
    NOTE = "Noter" / "Add a note";
    NOTE_TEXT = "Note interne, jamais montrée au client" / "Internal note, never shown to the customer";
    SET_PRIORITY = "Priorité" / "Priority";
    SAVE_PRIORITY = "Fixer la priorité" / "Set the priority";
    SET_DEADLINE = "Échéance" / "Deadline";
    WHICH_CLOCK = "Quel délai" / "Which clock";
    NEW_DEADLINE = "Nouvelle échéance" / "New deadline";
    SAVE_DEADLINE = "Fixer l'échéance" / "Set the deadline";
    REASON = "Raison (gardée au dossier)" / "Reason (kept with the case)";
    CALLBACK = "Promettre un rappel" / "Promise a call";
    PROMISED_FOR = "Promis pour" / "Promised for";
    PHONE_NUMBER = "Numéro à rappeler" / "Number to call";
    SAVE_CALLBACK = "Promettre le rappel" / "Promise the call";
    MERGE = "Fusionner" / "Merge";
    MERGE_INTO = "Dans le dossier" / "Into the case";
    MERGE_HINT = "Ce dossier se termine ; l'autre attend depuis la plus ancienne des deux questions."
        / "This case ends; the other waits since the earlier of the two questions.";
    SAVE_MERGE = "Fusionner les dossiers" / "Merge the cases";
    MIGRATE = "Passer aux règles actuelles" / "Move to the current rules";
    MIGRATE_HINT = "Le dossier garde les règles du jour de son ouverture. Les délais seront recomptés depuis leur début."
        / "The case keeps the rules of the day it was opened. Its deadlines will be counted anew from their start.";
    DONE_PRIORITY = "La priorité est fixée." / "The priority is set.";
    DONE_DEADLINE = "L'échéance est fixée." / "The deadline is set.";
    DONE_CALLBACK = "Le rappel est promis : il attend l'équipe du téléphone." / "The call is promised: it waits for the phone team.";
    DONE_MIGRATE = "Le dossier suit les règles actuelles." / "The case follows the current rules.";
    SAVE_NOTE = "Enregistrer la note" / "Save the note";
    IN_ONE_HOUR = "Dans 1 heure" / "In 1 hour";
    IN_THREE_HOURS = "Dans 3 heures" / "In 3 hours";
    TOMORROW_MORNING = "Demain à 9 h" / "Tomorrow at 9:00";
    NEXT_MONDAY = "Lundi à 9 h" / "Monday at 9:00";
    UNTIL = "Jusqu'au" / "Until";
    UNTIL_ZONE = "heure de {}" / "{} time";
    SNOOZE_UNTIL = "Mettre de côté jusque-là" / "Snooze until then";
    NO_DATE = "Indiquez une date et une heure." / "Give a date and a time.";
    TO_TEAM = "À l'équipe" / "To team";
    FOR_THEM = "Un mot pour eux (facultatif)" / "A word for them (optional)";
    HAND_OVER = "Transmettre le dossier" / "Hand the case over";
    TO_WHOM = "À qui" / "To whom";
    GIVE = "Confier le dossier" / "Give the case";
    HELD_BY = "Suivi par {}" / "Held by {}";
    HELD_BY_YOU = "Vous suivez ce dossier" / "You hold this case";
    HELD_BY_NOBODY = "Personne ne suit ce dossier" / "Nobody holds this case";
    HELD_INSTEAD = "{} suit déjà ce dossier. Demandez-lui de le rendre, ou laissez une note."
        / "{} already holds this case. Ask them to release it, or leave a note.";
    CHANGED = "Le dossier a changé entre-temps : voici où il en est. Recommencez si c'est toujours utile."
        / "The case changed in the meantime: this is how it stands now. Do it again if it still makes sense.";
    STALE = "De nouveaux messages sont arrivés pendant que vous écriviez. Ils sont affichés, et votre brouillon est gardé : relisez, puis envoyez."
        / "New messages arrived while you were writing. They are shown, and your draft is kept: read again, then send.";
    REPLY = "Répondre" / "Reply";
    YOUR_REPLY = "Votre réponse" / "Your reply";
    REPLY_HINT_PUBLIC = "Sera publié à la vue de tous." / "Will be posted for everybody to see.";
    REPLY_HINT_PRIVATE = "Ne sera lu que par cette personne." / "Only this person will read it.";
    IN_PRIVATE = "Répondre en privé (une seule fois par commentaire, dans les sept jours)"
        / "Answer in private (once for each comment, within seven days)";
    IN_PARTS = "Partirait en {} messages : les relire" / "Would leave as {} messages: read them";
    SPLIT = "Laisser partir en {} messages" / "Let it leave as {} messages";
    SEND = "Envoyer" / "Send";
    UNDO_TIME = "Annulable pendant" / "Can be undone for";
    SECONDS = "secondes" / "seconds";
    AT_ONCE = "partir tout de suite" / "leave at once";
    USED_OF = "{} caractères comptés" / "{} characters counted";
    TOO_LONG = "Trop long de {}" / "Too long by {}";
    LEFT = "il en reste {}" / "{} left";
    COUNTED_X = "Décompte de X : un lien vaut 23, un emoji ou un idéogramme 2." / "As X counts: a link is 23, an emoji or an ideogram 2.";
    ACCEPTED = "Réponse acceptée." / "Reply accepted.";
    CANNOT_REPLY_HELD = "{} suit ce dossier : seul son titulaire répond." / "{} holds this case: only its holder replies.";
    CANNOT_REPLY_ROLE = "Votre rôle permet de lire, pas de répondre." / "Your role lets you read, not reply.";
    CANNOT_REPLY_CHANNEL = "On ne peut pas répondre à ce canal depuis cette page." / "This channel cannot be answered from this page.";
    OTHER_WAYS = "Autres façons de joindre cette personne :" / "Other ways to reach this person:";
    COSTS = "Coût de l'envoi : {}" / "Cost of sending: {}";
    OUTGOING = "Réponses en route" / "Replies on their way";
    SEND_QUEUED = "en attente d'envoi" / "waiting to leave";
    SEND_SENDING = "en cours d'envoi" / "being sent";
    SEND_SENT = "envoyée" / "sent";
    SEND_REFUSED = "refusée" / "refused";
    SEND_UNKNOWN = "issue inconnue" / "outcome unknown";
    LEAVES = "part {}" / "leaves {}";
    UNDO = "Annuler l'envoi" / "Undo";
    UNDONE = "L'envoi est annulé, rien n'est parti." / "Undone; nothing has left.";
    WRITE_AGAIN = "Reprendre le texte" / "Use this text again";
    IT_WAS_SENT = "Elle est bien partie" / "It was sent";
    IT_WAS_NOT_SENT = "Elle n'est pas partie" / "It was not sent";
    BY_US = "nous" / "us";
    BY_NATIVE = "depuis l'application de la plateforme" / "from the platform's own app";
    DELETED = "Message supprimé par son auteur." / "Message deleted by its author.";
    EDITED = "modifié" / "edited";
    NO_TEXT = "Message sans texte." / "Message without text.";
    ATTACHMENT = "Pièce jointe : {}" / "Attachment: {}";
    FILE_IMAGE = "image" / "picture";
    FILE_VIDEO = "vidéo" / "video";
    FILE_AUDIO = "message sonore" / "voice message";
    FILE_FILE = "fichier" / "file";
    FILE_LOCATION = "lieu" / "place";
    FILE_STICKER = "autocollant" / "sticker";
    FILE_SHARE = "contenu partagé" / "shared content";
    FILE_OTHER = "autre contenu" / "other content";
    KILOBYTES = "Ko" / "KB";
    MEGABYTES = "Mo" / "MB";
    PICTURE_SENT = "Image jointe à la réponse" / "Picture sent with the reply";
    PICTURE_ADD = "Joindre une image" / "Add a picture";
    PICTURE_HINT = "{} au plus, 5 Mo chacune" / "{} at most, 5 MB each";
    PICTURE_ADDED = "Image jointe." / "Picture added.";
    PICTURE_REMOVE = "Retirer l'image" / "Remove the picture";
    PICTURE_FAILED = "L'image n'a pas pu être jointe : réessayez." / "The picture could not be added: try again.";
    PICTURE_TOO_MANY = "Pas plus d'images : retirez-en une d'abord." / "No more pictures: remove one first.";
    WHY = "Pourquoi" / "Why";
    BRIEFING = "Réponse vérifiée" / "Verified answer";
    CLOCKS = "Délais" / "Clocks";
    NO_CLOCK = "Aucun délai ne court." / "No clock is running.";
    MET = "tenu à {}" / "met at {}";
    BREACHED = "dépassé à {}" / "breached at {}";
    STOPPED = "arrêté à {}" / "stopped at {}";
    PAUSED = "en pause" / "paused";
    DUE = "échéance {}" / "due {}";
    PRIORITY = "Priorité" / "Priority";
    CLASSIFICATION = "De quoi il s'agit" / "What it is about";
    INTENT = "Intention" / "Intent";
    TOPIC = "Sujet" / "Topic";
    SENTIMENT = "Ton" / "Tone";
    URGENCY = "Urgence" / "Urgency";
    LANGUAGE = "Langue" / "Language";
    SURE = "sûr à {} %" / "{} % sure";
    UNSURE = "incertain" / "unsure";
    FOUND = "Indices relevés" / "What it rests on";
    ROUTE = "Équipe" / "Team";
    LOG = "Journal" / "Log";
    NO_LOG = "Personne n'a encore rien fait sur ce dossier." / "Nobody has done anything on this case yet.";
    GOES_ON = "Ces messages suivent une conversation connue : les lire là où elle continue."
        / "These messages continue a conversation we knew: read them where it goes on.";
    OTHER_CASES = "Autres dossiers de cette conversation" / "Other cases of this conversation";
    STUCK = "La machine n'arrive plus à suivre ce dossier toute seule : prévenez votre responsable."
        / "The machine can no longer follow this case by itself: tell your lead.";
    FOLLOWERS = "{} abonnés" / "{} followers";
    VERIFIED = "compte vérifié" / "verified account";
    ON_ACCOUNT = "sur {}" / "on {}";
    OPENED = "ouvert {}" / "opened {}";
    WAKES = "se réveille {}" / "wakes {}";
    NEW_MESSAGE = "Le dossier a changé : relisez la conversation." / "The case has changed: read the conversation again.";
    DONE_CLAIM = "Le dossier est à vous." / "The case is yours.";
    DONE_RELEASE = "Le dossier est rendu à l'équipe." / "The case is back with the team.";
    DONE_RESOLVE = "Le dossier est résolu." / "The case is resolved.";
    DONE_REOPEN = "Le dossier est rouvert." / "The case is open again.";
    DONE_SNOOZE = "Le dossier est mis de côté." / "The case is put aside.";
    DONE_TRANSFER = "Le dossier est transmis." / "The case is handed over.";
    DONE_ASSIGN = "Le dossier est confié." / "The case is given.";
    DONE_NOTE = "La note est enregistrée." / "The note is saved.";
    DONE_SETTLE = "C'est noté." / "Recorded.";
}

/// What a file of a message is called.
pub fn file_kind(kind: &str) -> super::Wording {
    match kind {
        "image" => FILE_IMAGE,
        "video" => FILE_VIDEO,
        "audio" => FILE_AUDIO,
        "file" => FILE_FILE,
        "location" => FILE_LOCATION,
        "sticker" => FILE_STICKER,
        "share" => FILE_SHARE,
        _ => FILE_OTHER,
    }
}
