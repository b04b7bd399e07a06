//! What stands on every page: navigation, sign-in, keys, words of the contract as people read them.

use super::{Wording, wordings};
use crate::domain::case::{Band, Status};
use crate::domain::message::{Channel, Kind};
use crate::domain::sla::Metric;
use crate::domain::words::Language;

wordings! {
    SKIP = "Aller au contenu" / "Skip to content";
    MAIN_NAVIGATION = "Navigation principale" / "Main navigation";
    QUEUE = "File d'attente" / "Queue";
    PHONE = "Téléphone" / "Phone desk";
    BRIEFINGS = "Consignes" / "Briefings";
    LEAD = "Pilotage" / "Lead";
    REPORTS = "Rapports" / "Reports";
    SIGN_IN = "Se connecter" / "Sign in";
    SIGN_OUT = "Se déconnecter" / "Sign out";
    SIGNED_OUT = "Vous êtes déconnecté." / "You are signed out.";
    SIGN_IN_LEAD = "Collez votre jeton d'accès. Il a été remis par votre responsable, ou affiché au démarrage du serveur."
        / "Paste your access token. Your lead gave it to you, or the server printed it when it started.";
    TOKEN = "Jeton d'accès" / "Access token";
    WRONG_TOKEN = "Ce jeton n'est pas connu ici. Vérifiez qu'il est complet et sans espace, ou demandez-en un nouveau à votre responsable."
        / "This token is not known here. Check that it is complete and has no space in it, or ask your lead for a new one.";
    SESSION_OVER = "Votre session est terminée : connectez-vous de nouveau." / "Your session is over: sign in again.";
    NOT_FROM_HERE = "Cette demande ne vient pas de cette page. Rechargez la page et recommencez."
        / "This request did not come from this page. Load the page again and retry.";
    THEME = "Apparence" / "Appearance";
    THEME_AUTO = "Comme l'appareil" / "Like the device";
    THEME_LIGHT = "Clair" / "Light";
    THEME_DARK = "Sombre" / "Dark";
    APPLY = "Appliquer" / "Apply";
    OTHER_LANGUAGE = "English" / "Français";
    PREFERENCES = "Préférences" / "Preferences";
    KEYS = "Raccourcis clavier" / "Keyboard shortcuts";
    KEY_NEXT = "dossier suivant, précédent" / "next, previous case";
    KEY_OPEN = "ouvrir le dossier" / "open the case";
    KEY_CLAIM = "prendre" / "claim";
    KEY_REPLY = "répondre" / "reply";
    KEY_RESOLVE = "résoudre" / "resolve";
    KEY_SNOOZE = "mettre de côté" / "snooze";
    KEY_TRANSFER = "transmettre" / "transfer";
    KEY_SEARCH = "chercher" / "search";
    KEY_QUEUE = "revenir à la file" / "back to the queue";
    KEY_HELP = "cette aide" / "this help";
    CLOSE = "Fermer" / "Close";
    NOT_FOUND = "Cette page n'existe pas, ou plus." / "There is no such page, or no longer.";
    FAILED = "Ce n'est pas possible en ce moment : réessayez dans un instant." / "This is not possible right now: try again in a moment.";
    TROUBLE = "Attention" / "Attention";
    BACK = "Revenir à la file d'attente" / "Back to the queue";
    OFFLINE = "Connexion perdue : ce qui est affiché peut être ancien. Nouvel essai en cours."
        / "Connection lost: what you see may be old. Trying again.";
    BACK_ONLINE = "Connexion rétablie." / "Connected again.";
    IN = "dans {}" / "in {}";
    LATE_BY = "en retard de {}" / "late by {}";
    DAYS = "j" / "d";
    STANDING_CLOCK = "Horloge de simulation : {}" / "Simulated clock: {}";
    PRESENCE = "Votre présence : {}" / "Your presence: {}";
    PRESENCE_UNSAID = "Présence ?" / "Presence?";
    AVAILABLE = "Disponible" / "Available";
    AWAY = "Absent un moment" / "Away";
    OFF = "Hors ligne" / "Offline";
    PRESENCE_MEANS = "Absent : vous gardez vos dossiers et n'en recevez plus. Hors ligne : ce qui attend est rendu à l'équipe."
        / "Away: you keep your cases and get no new ones. Offline: what waits goes back to the team.";
    ROLE_AGENT = "gestionnaire de communauté" / "community manager";
    ROLE_PHONE = "téléconseiller" / "phone agent";
    ROLE_LEAD = "chef d'équipe" / "team lead";
    ROLE_MANAGER = "responsable" / "manager";
    ROLE_AUDITOR = "auditeur (lecture seule)" / "auditor (reads only)";
    ROLE_ADMIN = "administrateur" / "administrator";
    STATUS_NEW = "nouveau" / "new";
    STATUS_OPEN = "en cours" / "open";
    STATUS_PENDING = "attend le client" / "waiting for the customer";
    STATUS_SNOOZED = "mis de côté" / "snoozed";
    STATUS_RESOLVED = "résolu" / "resolved";
    STATUS_CLOSED = "clos" / "closed";
    BAND_BREACHED = "En retard" / "Late";
    BAND_AT_RISK = "À risque" / "At risk";
    BAND_ON_TRACK = "Dans les temps" / "On track";
    NO_DEADLINE = "Sans échéance" / "No deadline";
    PUBLIC = "public" / "public post";
    PRIVATE = "privé" / "private";
    X = "X" / "X";
    MESSENGER = "Messenger" / "Messenger";
    INSTAGRAM = "Instagram" / "Instagram";
    FACEBOOK = "Facebook" / "Facebook";
    WHATSAPP = "WhatsApp" / "WhatsApp";
    SMS = "SMS" / "SMS";
    EMAIL = "e-mail" / "email";
    TELEPHONE = "téléphone" / "phone";
    CHAT = "chat du site" / "site chat";
    APPLICATION = "application" / "app";
    STORE = "magasin" / "store";
    BOT = "assistant automatique" / "bot";
    CRM = "CRM" / "CRM";
    FIRST_RESPONSE = "Première réponse" / "First response";
    NEXT_RESPONSE = "Réponse suivante" / "Next response";
    RESOLUTION = "Résolution" / "Resolution";
    PROMISE = "Promesse" / "Promise";
}

/// The wording of a status.
pub fn status(value: Status) -> Wording {
    match value {
        Status::New => STATUS_NEW,
        Status::Open => STATUS_OPEN,
        Status::Pending => STATUS_PENDING,
        Status::Snoozed => STATUS_SNOOZED,
        Status::Resolved => STATUS_RESOLVED,
        Status::Closed => STATUS_CLOSED,
    }
}

/// The wording of a band; of its absence too.
pub fn band(value: Option<Band>) -> Wording {
    match value {
        Some(Band::Breached) => BAND_BREACHED,
        Some(Band::AtRisk) => BAND_AT_RISK,
        Some(Band::OnTrack) => BAND_ON_TRACK,
        None => NO_DEADLINE,
    }
}

/// The wording of a channel.
pub fn channel(value: Channel) -> Wording {
    match value {
        Channel::X => X,
        Channel::Messenger => MESSENGER,
        Channel::Instagram => INSTAGRAM,
        Channel::Facebook => FACEBOOK,
        Channel::Whatsapp => WHATSAPP,
        Channel::Sms => SMS,
        Channel::Email => EMAIL,
        Channel::Phone => TELEPHONE,
        Channel::Chat => CHAT,
        Channel::App => APPLICATION,
        Channel::Store => STORE,
        Channel::Bot => BOT,
        Channel::Crm => CRM,
    }
}

/// The wording of a metric.
pub fn metric(value: Metric) -> Wording {
    match value {
        Metric::FirstResponse => FIRST_RESPONSE,
        Metric::NextResponse => NEXT_RESPONSE,
        Metric::Resolution => RESOLUTION,
        Metric::Promise => PROMISE,
    }
}

/// What kind of message it is, in a word or two.
pub fn kind(value: Kind, language: Language) -> &'static str {
    match value {
        Kind::Mention => language.pick("mention", "mention"),
        Kind::Reply => language.pick("réponse", "reply"),
        Kind::Quote => language.pick("citation", "quote"),
        Kind::Post | Kind::VisitorPost => language.pick("publication", "post"),
        Kind::DirectMessage => language.pick("message privé", "direct message"),
        Kind::EncryptedMessage => language.pick("message chiffré", "encrypted message"),
        Kind::Comment => language.pick("commentaire", "comment"),
        Kind::StoryMention => language.pick("mention en story", "story mention"),
        Kind::StoryReply => language.pick("réponse à une story", "story reply"),
        Kind::Postback => language.pick("bouton", "button"),
        _ => language.pick("message", "message"),
    }
}

/// A language by its code.
pub fn language_name(code: &str, language: Language) -> String {
    match code {
        "fr" => language.pick("français", "French").to_owned(),
        "en" => language.pick("anglais", "English").to_owned(),
        "und" => language.pick("langue inconnue", "unknown language").to_owned(),
        other => other.to_owned(),
    }
}
