//! The words of the lead's page.

use super::wordings;

wordings! {
    TITLE = "Pilotage" / "Lead";
    SOON_LATE = "En retard ou bientôt" / "Late, or soon to be";
    NOTHING_LATE = "Rien n'est en retard ni sur le point de l'être." / "Nothing is late or about to be.";
    MORE_LATE = "{} autres, en tête de la file" / "{} more, first in the queue";
    ALERTS = "Alertes" / "Alerts";
    NO_ALERTS = "Aucune alerte ces derniers jours." / "No alerts in the last days.";
    ACKNOWLEDGE = "J'en prends note" / "Acknowledge";
    ACKNOWLEDGED_BY = "vu par {}" / "seen by {}";
    WARNING = "Avertissement" / "Warning";
    BREACH = "Dépassement" / "Breach";
    STAFF = "Qui est là" / "Who is here";
    PING_PONG = "Tourne en rond" / "Goes round";
    REPAIR = "À réparer" / "To repair";
    ESCALATION = "Escalade" / "Escalation";
    STORM = "Afflux" / "Many at once";
    STORM_LIST = "Voir la liste" / "See the list";
    STORM_SHOWN = "Les alertes regroupées" / "The alerts told together";
    ALL_ALERTS = "Toutes les alertes" / "All alerts";
    TOLD_TOGETHER = "annoncée avec d'autres" / "told with others";
    QUIET_UNTIL = "annoncée à {}, après les heures calmes" / "told at {}, after quiet hours";
    MOOT = "sans objet à la fin des heures calmes" / "over before quiet hours ended";
    LAST_CHANCE = "Dernière chance" / "Last chance";
    WITHDRAWN = "retirée" / "withdrawn";
    OPEN_CASE = "Ouvrir le dossier" / "Open the case";
    MORE_ALERTS = "{} autres de ces jours" / "{} more of these days";
    OLDER = "Alertes plus anciennes" / "Older alerts";
    PARKED = "Événements mis de côté" / "Parked events";
    NO_PARKED = "Aucun événement n'attend : tout ce qui est arrivé a été traité ou écarté pour une raison connue."
        / "Nothing is parked: all that came in was handled, or left alone for a known reason.";
    RECEIVED = "reçu {}" / "received {}";
    BYTES = "{} octets" / "{} bytes";
    REDRIVE = "Relancer" / "Redrive";
    REDRIVEN = "L'événement est relancé." / "The event is on its way again.";
    MORE_PARKED = "Il y en a d'autres." / "There are more.";
    HEALTH = "État du système" / "Health";
    HEALTH_OK = "Tout va bien." / "All is well.";
    HEALTH_ATTENTION = "Quelque chose demande votre attention." / "Something needs your attention.";
    INBOX = "Compte" / "Inbox";
    CAN_ANSWER = "peut répondre" / "can answer";
    CANNOT_ANSWER = "lecture seule : aucun accès configuré" / "reads only: no access configured";
    SINCE = "depuis {}" / "since {}";
    STOPPED = "plus rien ne part depuis {}" / "nothing has left since {}";
    PAUSED = "les envois attendent jusqu'à {}, à la demande de la plateforme"
        / "sends wait until {}, as the platform asked";
    RESUME = "Reprendre les envois" / "Let sends go again";
    RESUMED = "Les envois de ce compte reprennent." / "The sends of this inbox go again.";
    INTAKE = "Événements depuis le démarrage" / "Events since the start";
    HANDLED = "traités" / "handled";
    IGNORED = "laissés de côté, avec leur raison" / "left alone, with the reason";
    PARKED_COUNT = "mis de côté" / "parked";
    OLDEST_DUE = "Plus ancien travail en attente : {}" / "Oldest job waiting: {}";
    DESK = "Version du bureau : {}" / "Desk version: {}";
}
