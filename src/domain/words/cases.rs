//! What is said about cases: why one stands where it stands in the queue, what was done to it.

use super::priority::priority_name;
use super::{Language, page};
use crate::domain::case::{Case, MERGED_FROM, MERGED_INTO, ResolvedWhy, Status};
use crate::domain::clocks::Clock;
use crate::domain::joining::{JOINED, JOINED_UNSEEN};
use crate::domain::message::Channel;
use crate::domain::priority::Priority;
use crate::domain::records::LogEntry;
use crate::domain::sla::Metric;

/// A metric's name inside a sentence.
pub fn metric_name(metric: Metric, language: Language) -> &'static str {
    match metric {
        Metric::FirstResponse => language.pick("la première réponse", "the first response"),
        Metric::NextResponse => language.pick("la réponse suivante", "the next response"),
        Metric::Resolution => language.pick("la résolution", "the resolution"),
        Metric::Promise => language.pick("la promesse faite au client", "the promise made to the customer"),
    }
}

/// What to call the contact of a case: their name, else their handle, else their id. Below a post without an
/// author the conversation is kept under the comment, and a comment's id is nobody's name.
pub fn contact_name(case: &Case, language: Language) -> String {
    let contact = &case.contact;
    let comments = case.public && matches!(case.channel, Channel::Facebook | Channel::Instagram);
    match contact.name.as_ref().or(contact.handle.as_ref()) {
        Some(known) => known.clone(),
        None if comments => somebody_on(case.channel, language),
        None => contact.id.clone(),
    }
}

/// Somebody whose name is not known.
pub fn somebody_on(channel: Channel, language: Language) -> String {
    match channel {
        Channel::Facebook => language.pick("quelqu'un sur la Page", "somebody on the Page").to_owned(),
        Channel::X | Channel::Messenger | Channel::Instagram | Channel::Whatsapp => {
            let name = page::frame::channel(channel).pick(language);
            [language.pick("quelqu'un sur ", "somebody on "), name].concat()
        }
        Channel::Sms
        | Channel::Email
        | Channel::Phone
        | Channel::Chat
        | Channel::App
        | Channel::Store
        | Channel::Bot
        | Channel::Crm => language.pick("un client", "a customer").to_owned(),
    }
}

/// What stands in the queue's row of a case: the beginning of its latest message, or what it is when it has no words.
pub fn snippet(case: &Case, language: Language) -> String {
    if case.has_gone_on() {
        return resolved_reason(ResolvedWhy::Merged, language).to_owned();
    }
    let said = case.snippet_text();
    if !said.is_empty() {
        return said;
    }
    let wordless = match case.reach.encrypted {
        true => language.pick(
            "Message chiffré : à ouvrir dans l'application de la plateforme.",
            "Encrypted message: open it in the platform's own application.",
        ),
        false => language.pick("Message sans texte.", "Message without text."),
    };
    wordless.to_owned()
}

/// Why a case stands where it stands in the queue.
pub fn queue_reason(case: &Case, pressing: Option<&Clock>, language: Language) -> String {
    let waits = match (case.status, pressing) {
        (Status::Pending, _) => {
            language.pick("Répondu ; on attend le client.", "Answered; waiting for the customer.").to_owned()
        }
        (Status::Snoozed, _) => language.pick("Mis de côté.", "Put aside.").to_owned(),
        (Status::Resolved | Status::Closed, _) => match case.resolved_why {
            Some(why) => resolved_reason(why, language).to_owned(),
            None => language.pick("Résolu.", "Resolved.").to_owned(),
        },
        (_, Some(clock)) => match language {
            Language::Fr => {
                format!("{} est l'échéance la plus proche.", capitalized(metric_name(clock.metric, language)))
            }
            Language::En => format!("{} is the nearest deadline.", capitalized(metric_name(clock.metric, language))),
        },
        (_, None) => language
            .pick("Aucune échéance : rangé par ancienneté.", "No deadline: ordered by how long it has waited.")
            .to_owned(),
    };
    let urgent = case.priority == Priority::Urgent && case.waits_for_us();
    let first =
        if urgent { language.pick("Urgent : passe avant tout. ", "Urgent: comes before everything. ") } else { "" };
    format!("{first}{waits}")
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn priority_word(word: &str, language: Language) -> &str {
    Priority::from_word(word).map_or(word, |priority| priority_name(priority, language))
}

/// Why a case is resolved.
pub fn resolved_reason(why: ResolvedWhy, language: Language) -> &'static str {
    match why {
        ResolvedWhy::Person => language.pick("Résolu par un membre de l'équipe.", "Resolved by a member of the team."),
        ResolvedWhy::NoReplyNeeded => language.pick(
            "Résolu d'office : le message n'appelle pas de réponse.",
            "Resolved at once: the message needs no reply.",
        ),
        ResolvedWhy::WeWroteFirst => {
            language.pick("Nous avons écrit les premiers ; personne n'attend.", "We wrote first; nobody is waiting.")
        }
        ResolvedWhy::CallRecorded => language.pick(
            "Compte rendu d'un appel terminé ; personne n'attend.",
            "The record of a call that is over; nobody is waiting.",
        ),
        ResolvedWhy::Merged => {
            language.pick("Fusionné : la suite est dans un autre dossier.", "Merged: it goes on in another case.")
        }
        ResolvedWhy::TakenBack => language.pick(
            "Le client a supprimé son message avant que quelqu'un ne le voie.",
            "The customer took the message back before anybody saw it.",
        ),
    }
}

/// What a log row says.
pub fn log_sentence(entry: &LogEntry, language: Language) -> String {
    let of_others = super::moderation::log_sentence(entry, language);
    if let Some(sentence) = of_others.or_else(|| super::assignment::log_sentence(entry, language)) {
        return sentence;
    }
    let (by, about) = (&entry.by, &entry.about);
    let (french, english) = match entry.action.as_str() {
        "claim" => (format!("{by} a pris le dossier."), format!("{by} took the case.")),
        "release" => (format!("{by} a rendu le dossier à l'équipe."), format!("{by} gave the case back to the team.")),
        "assign" => (format!("{by} a confié le dossier à {about}."), format!("{by} gave the case to {about}.")),
        "transfer" => (format!("{by} a transmis le dossier à {about}."), format!("{by} handed the case to {about}.")),
        "snooze" => (
            format!("{by} a mis le dossier de côté jusqu'à {about}."),
            format!("{by} put the case aside until {about}."),
        ),
        "resolve" => (format!("{by} a résolu le dossier."), format!("{by} resolved the case.")),
        "reopen" => (format!("{by} a rouvert le dossier."), format!("{by} opened the case again.")),
        "priority" => (
            format!("{by} a fixé la priorité : {}.", priority_word(about, language)),
            format!("{by} set the priority to {}.", priority_word(about, language)),
        ),
        "deadline" => (format!("{by} a fixé une échéance : {about}."), format!("{by} set a deadline: {about}.")),
        "migrate" => (
            format!("{by} a placé le dossier sous la version {about} du bureau."),
            format!("{by} put the case under desk version {about}."),
        ),
        "callback" => (
            format!("{by} a promis un rappel pour {about}."),
            format!("{by} promised a call back for {about}."),
        ),
        "acknowledge" => (
            format!("{by} a pris note du retard."),
            format!("{by} acknowledged that it is late."),
        ),
        MERGED_INTO => (
            format!("{by} a fusionné ce dossier dans {about}."),
            format!("{by} merged this case into {about}."),
        ),
        MERGED_FROM => (
            format!("{by} a fusionné le dossier {about} dans celui-ci."),
            format!("{by} merged case {about} into this one."),
        ),
        JOINED => (
            format!("Il s'avère que ces messages suivent une conversation connue : ils sont dans le dossier {about}."),
            format!("These messages turned out to continue a conversation we knew: they are in case {about}."),
        ),
        JOINED_UNSEEN => (
            format!("Une question posée entre-temps a été réunie à ce dossier (avant : {about}) : personne ne l'avait vue en répondant ici."),
            format!("A question asked meanwhile was joined to this case (before: {about}): nobody who answered here had seen it."),
        ),
        "note" => (format!("{by} a laissé une note."), format!("{by} left a note.")),
        "correct" => (
            format!("Rouvert par {by} : ce qui a été dit au client est à corriger."),
            format!("Opened again by {by}: what the customer was told must be corrected."),
        ),
        "correct_note" => (
            format!("{by} demande de corriger ce qui a été dit au client."),
            format!("{by} asks to correct what the customer was told."),
        ),
        "undo" => (
            format!("{by} a retenu la réponse {about} avant son départ."),
            format!("{by} took back answer {about} before it left."),
        ),
        "settle_not_sent" => (
            format!("{by} a constaté que la réponse {about} n'est pas partie."),
            format!("{by} found that answer {about} was not sent."),
        ),
        "not_delivered" => (
            "La plateforme n'a pas pu remettre la réponse : elle ne compte plus, le délai court de nouveau depuis le début.".to_owned(),
            "The platform could not deliver the answer: it no longer counts, the clock runs again from its beginning.".to_owned(),
        ),
        "breach_withdrawn" => (
            "Retard annulé : une réponse donnée à temps a été reçue plus tard.".to_owned(),
            "Breach withdrawn: an answer given in time was heard later.".to_owned(),
        ),
        other => (format!("{by} : {other} {about}"), format!("{by}: {other} {about}")),
    };
    match language {
        Language::Fr => french,
        Language::En => english,
    }
}
