//! Sentences about what the platforms allow: until when, at what price, how else.
//!
//! Owns prose only. Must not decide anything.

use super::Language;
use super::alerts::{customer, holder, team_name};
use super::page::{frame, times};
use crate::domain::alert::{Alert, WindowClosing};
use crate::domain::desk::Desk;
use crate::domain::message::Channel;
use crate::domain::permission::{AlternativeKind, Permission, PermissionReason, Price};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The zone in which a desk tells instants that no calendar gave: that of its first calendar.
pub fn desk_zone(desk: &Desk) -> TimeZone {
    let name = desk.calendars.values().next().map(|calendar| calendar.zone_name());
    name.and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
}

/// Why somebody may be answered from here, or not.
pub fn reason_sentence(permission: &Permission, channel: Channel, zone: &TimeZone, language: Language) -> String {
    let platform = frame::channel(channel).pick(language);
    let (french, english) = match permission.why {
        PermissionReason::Summoned => (
            "Cette personne nous a mentionnés ou cités : {} permet de répondre d'ici.",
            "This person mentioned or quoted us: {} lets us reply from here.",
        ),
        PermissionReason::AnyAuthor => {
            ("Notre accès à {} permet de répondre à tout le monde.", "Our access to {} lets us reply to everybody.")
        }
        PermissionReason::NotSummoned => (
            "{} refuse les réponses envoyées par un logiciel à qui n'a pas tapé notre nom ni cité une de nos publications.",
            "{} refuses replies sent by software to people who neither typed our handle nor quoted one of our posts.",
        ),
        PermissionReason::NoWindow => {
            ("{} ne met pas de limite de temps à la réponse.", "{} sets no time limit for an answer.")
        }
        PermissionReason::Encrypted => (
            "Cette conversation est chiffrée : elle ne peut être lue et poursuivie que dans l'application {}.",
            "This conversation is encrypted: it can only be read and answered in the {} application.",
        ),
        PermissionReason::WindowOpen => {
            ("{} nous laisse répondre jusqu'à {until}.", "{} lets us answer until {until}.")
        }
        PermissionReason::HumanAgent => (
            "Son dernier message date de plus d'un jour : {} laisse encore répondre une personne, pas un automate, jusqu'à {until}.",
            "Their last message is more than a day old: {} still lets a person answer, not a machine, until {until}.",
        ),
        PermissionReason::WindowClosed => (
            "{} ne nous laisse plus écrire depuis {until} : son dernier message est trop ancien.",
            "{} has not let us write since {until}: their last message is too old.",
        ),
        PermissionReason::PublicComment => (
            "{} permet toujours de répondre à un commentaire en public.",
            "{} always lets us answer a comment in public.",
        ),
        PermissionReason::NotHeardYet => (
            "Cette personne ne nous a encore rien écrit ici : {} dira si elle peut recevoir un message.",
            "This person has not written to us here yet: {} will say whether they can get a message.",
        ),
        PermissionReason::InboxStopped => (
            "Rien ne part d'ici : {} refuse notre accès à ce compte. Un responsable voit sur sa page comment le rétablir.",
            "Nothing leaves from here: {} refuses our access to this account. A lead sees on their page how to repair it.",
        ),
        PermissionReason::GoesOn => (
            "Ces messages sont dans un autre dossier : c'est là qu'on y répond sur {}.",
            "These messages are in another case: there they are answered on {}.",
        ),
        PermissionReason::NotSendableHere => {
            ("On ne répond pas d'ici à ce canal : {}.", "This channel is not answered from here: {}.")
        }
    };
    let until = permission.closes_at.map(|at| spoken(at, zone, language)).unwrap_or_default();
    language.pick(french, english).replace("{until}", &until).replace("{}", platform)
}

/// One other way to reach somebody.
pub fn alternative_sentence(kind: AlternativeKind, channel: Channel, language: Language) -> String {
    let (french, english) = match kind {
        AlternativeKind::OpenOnPlatform => {
            ("Ouvrir dans {} et y répondre soi-même.", "Open it in {} and answer there yourself.")
        }
        AlternativeKind::DirectMessage => (
            "Lui écrire en message privé sur {}, si cette personne les accepte.",
            "Write them a direct message on {}, if they accept those.",
        ),
        AlternativeKind::PublicReply => (
            "Si cette personne nous a aussi écrit en public, lui demander là de nous réécrire sur {}.",
            "If they also wrote to us in public, ask them there to write again on {}.",
        ),
        AlternativeKind::PrivateReply => (
            "Répondre une seule fois en privé à ce commentaire, par un message {} : c'est permis pendant 7 jours.",
            "Answer this comment once in private, by a {} message: that is allowed for 7 days.",
        ),
        AlternativeKind::WhatsappTemplate => (
            "Envoyer depuis {} un modèle de message déjà approuvé.",
            "Send a message template that {} has already approved.",
        ),
        AlternativeKind::Phone => (
            "L'appeler, si son numéro est connu, et consigner ce qui a été dit.",
            "Call them, if their number is known, and log what was said.",
        ),
        AlternativeKind::AnswerElsewhere => (
            "Répondre dans l'outil de ce canal ({}), puis consigner la réponse ici.",
            "Answer in this channel's own tool ({}), then log the answer here.",
        ),
    };
    language.pick(french, english).replace("{}", frame::channel(channel).pick(language))
}

/// What one answer costs: `0,01 $`, `$0.015`, `gratuit`.
pub fn price(price: Price, language: Language) -> String {
    let Price(thousandths) = price;
    if thousandths == 0 {
        return language.pick("gratuit", "free").to_owned();
    }
    let mut amount = format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
    if thousandths % 10 == 0 {
        amount.pop();
    }
    match language {
        Language::Fr => format!("{} $", amount.replace('.', ",")),
        Language::En => format!("${amount}"),
    }
}

/// The sentence of a last chance; once the window has closed it no longer promises one.
pub(super) fn last_chance_sentence(alert: &Alert, window: &WindowClosing, desk: &Desk, language: Language) -> String {
    let platform = frame::channel(window.channel).pick(language);
    let zone = desk_zone(desk);
    let (closes, opened) = (spoken(window.closes_at, &zone, language), spoken(window.opened_at, &zone, language));
    let (who, team, holder) = (customer(alert, language), team_name(alert, desk, language), holder(alert, language));
    let template = window.channel == Channel::Whatsapp;
    let kind = if template { AlternativeKind::WhatsappTemplate } else { AlternativeKind::PublicReply };
    match (alert.at < window.closes_at, language) {
        (true, Language::Fr) => format!(
            "Dernière chance de répondre : après {closes}, {platform} ne laissera plus écrire à {who}, \
             équipe {team}, {holder} (son dernier message date de {opened}). Répondez maintenant."
        ),
        (true, Language::En) => format!(
            "Last chance to answer: after {closes}, {platform} will let nobody write to {who}, \
             team {team}, {holder} (their last message is from {opened}). Answer it now."
        ),
        (false, Language::Fr) => format!(
            "Trop tard pour répondre sur {platform} : la fenêtre du dossier de {who}, équipe {team}, {holder}, s'est \
             fermée sans réponse ({closes}). {}",
            alternative_sentence(kind, window.channel, language)
        ),
        (false, Language::En) => format!(
            "Too late to answer on {platform}: the window in the case of {who}, team {team}, {holder}, closed unanswered \
             ({closes}). {}",
            alternative_sentence(kind, window.channel, language)
        ),
    }
}

/// An instant as people say it, with its day and zone.
pub fn spoken(at: Timestamp, zone: &TimeZone, language: Language) -> String {
    let local = at.to_zoned(zone.clone());
    let time = local.strftime(if local.second() == 0 { "%H:%M" } else { "%H:%M:%S" });
    format!("{} {time} ({})", times::day(&local, language), zone.iana_name().unwrap_or("UTC"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::permission::Mode;

    #[test]
    fn every_reason_and_every_way_has_two_different_sentences() {
        let closes_at = Some("2026-04-06T09:00:00Z".parse().unwrap());
        let zone = TimeZone::get("Europe/Paris").unwrap();
        for why in PermissionReason::ALL {
            let (can_reply, warn_at) = (why.allows(), None);
            let (mode, cost_usd, alternatives) = (Mode::Plain, None, Vec::new());
            let permission = Permission { can_reply, why, closes_at, warn_at, mode, cost_usd, alternatives };
            let say = |language| reason_sentence(&permission, Channel::Messenger, &zone, language);
            let (french, english) = (say(Language::Fr), say(Language::En));
            assert!(french != english && !french.contains('{') && !english.contains('{'), "{french} {english}");
            assert!(french.contains("Messenger") && english.contains("Messenger"), "{french} {english}");
        }
        for kind in AlternativeKind::ALL {
            let say = |language| alternative_sentence(kind, Channel::X, language);
            assert!(say(Language::Fr) != say(Language::En) && !say(Language::En).contains('{'));
        }
    }

    #[test]
    fn instants_are_told_where_the_desk_is() {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        let at = "2026-04-06T09:00:00Z".parse().unwrap();
        assert_eq!(spoken(at, &zone, Language::En), "Mon 6 Apr 11:00 (Europe/Paris)");
        assert_eq!(spoken(at, &zone, Language::Fr), "lun. 6 avr. 11:00 (Europe/Paris)");
    }

    #[test]
    fn prices_are_written_as_each_language_writes_them() {
        let both = |thousandths| (price(Price(thousandths), Language::Fr), price(Price(thousandths), Language::En));
        assert_eq!(both(0), ("gratuit".to_owned(), "free".to_owned()));
        assert_eq!(both(10), ("0,01 $".to_owned(), "$0.01".to_owned()));
        assert_eq!(both(15), ("0,015 $".to_owned(), "$0.015".to_owned()));
        assert_eq!(both(200), ("0,20 $".to_owned(), "$0.20".to_owned()));
    }
}
