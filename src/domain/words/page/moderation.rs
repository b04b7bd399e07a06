//! The words of what can be done to one message.

use super::wordings;

wordings! {
    MENU = "Modérer" / "Moderate";
    MENU_THEIRS = "Modérer le message de {}" / "Moderate the message by {}";
    MENU_OURS = "Corriger ou supprimer la réponse de {}" / "Correct or delete the answer by {}";
    HIDE = "Masquer" / "Hide";
    SHOW = "Réafficher" / "Show again";
    LIKE = "J'aime" / "Like";
    UNLIKE = "Retirer le « J'aime »" / "Take the like back";
    DELETE = "Supprimer…" / "Delete…";
    DELETE_SURE = "La réponse disparaît de la plateforme pour tout le monde, et rien ne la ramène. L'équipe pourra encore la lire ici."
        / "The answer disappears from the platform for everybody, and nothing brings it back. The team can still read it here.";
    DELETE_NOW = "Oui, supprimer" / "Yes, delete it";
    CORRECT = "Corriger…" / "Correct…";
    NEW_TEXT = "Le bon texte" / "The right text";
    CORRECT_HINT_PUBLIC = "Prend la place de l'ancienne réponse, à la vue de tous. L'équipe pourra encore lire l'ancienne ici."
        / "Takes the place of the old answer, for everybody to see. The team can still read the old one here.";
    CORRECT_HINT_PRIVATE = "Un message privé ne se reprend pas : la correction part comme un nouveau message. Dites ce qu'elle corrige."
        / "A private message cannot be taken back: the correction leaves as a new message. Say what it corrects.";
    CORRECT_NOW = "Corriger la réponse" / "Correct the answer";
    ACCEPTED = "C'est demandé à la plateforme." / "The platform is being asked.";
    HIDDEN = "masqué" / "hidden";
    LIKED = "aimé" / "liked";
    CORRECTED_BY = "corrigé par {}" / "corrected by {}";
    ON_PLATFORM = "quelqu'un, sur la plateforme" / "somebody, on the platform";
    DELETED_BY = "retiré de la plateforme par {}" / "taken off the platform by {}";
    CORRECTION = "correction" / "correction of an earlier answer";
    ALSO_REACHED = "La même publication a aussi atteint {} :" / "The same post also reached {}:";
    OTHER_CASE = "l'autre dossier" / "the other case";
    HELD_THERE = "suivi par {}." / "held by {}.";
    HELD_BY_TEAM = "pris par personne, équipe {}." / "held by nobody, team {}.";
    AGREE = "Mettez-vous d'accord sur qui répond." / "Agree on who answers.";
}
