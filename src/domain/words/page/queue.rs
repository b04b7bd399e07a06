//! The words of the queue.

use super::wordings;

wordings! {
    TITLE = "File d'attente" / "Queue";
    TEAM = "Équipe" / "Team";
    ALL_TEAMS = "Toutes les équipes" / "All teams";
    WHOSE = "Dossiers" / "Cases";
    EVERYBODYS = "De tous" / "Everybody's";
    MINE = "Les miens" / "Mine";
    SHOW = "Afficher" / "Show";
    STATUS_TABS = "État des dossiers" / "Status of the cases";
    TAB_WAITING = "À traiter" / "To answer";
    TAB_PENDING = "Attend le client" / "Waiting for customer";
    TAB_SNOOZED = "De côté" / "Snoozed";
    TAB_RESOLVED = "Résolus" / "Resolved";
    EMPTY = "Rien ici pour l'instant." / "Nothing here right now.";
    EMPTY_WAITING = "Personne n'attend de réponse. Les nouveaux messages apparaîtront ici tout seuls."
        / "Nobody is waiting for an answer. New messages will appear here by themselves.";
    NEXT_PAGE = "Suite de la file" / "Further down the queue";
    FIRST_PAGE = "Début de la file" / "Top of the queue";
    CLAIM = "Prendre" / "Claim";
    CLAIM_CASE = "Prendre le dossier de {}" / "Claim the case of {}";
    HELD_BY = "suivi par {}" / "held by {}";
    YOURS = "à vous" / "yours";
    NOBODYS = "libre" / "free";
    CLAIMED = "Le dossier est à vous." / "The case is yours.";
    ARRIVED = "Nouveaux dossiers : {}" / "New cases: {}";
    NOW_LATE = "Dossiers passés en retard : {}" / "Cases now late: {}";
    SHOWN = "Dossiers affichés : {}" / "Cases shown: {}";
    DUE = "échéance" / "due";
    ANSWER_BEFORE = "répondre avant {}" / "answer before {}";
    ANSWER_BEFORE_WHY = "Après cet instant, la plateforme ne laissera plus répondre." / "After that instant the platform lets nobody answer.";
    TOO_LATE_HERE = "on ne peut plus répondre ici" / "can no longer be answered here";
    WAITING_SINCE = "attend depuis {}" / "waiting since {}";
    SLEEPS_UNTIL = "jusqu'à {}" / "until {}";
    RESOLVED_AT = "résolu à {}" / "resolved at {}";
}
