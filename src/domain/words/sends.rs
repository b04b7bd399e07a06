//! Sentences about answers that did not go out, or that nobody is sure about.
//!
//! Each one says what happened and what to do next. Must not decide anything.

use super::Language;
use crate::domain::message::Channel;
use crate::domain::send_reasons::{RefusalCode, UnknownCode};
use crate::domain::sends::{Send, SendReason};

/// Why a send stands where it stands; nothing when there is nothing to tell.
pub fn send_sentence(send: &Send, channel: Channel, language: Language) -> Option<String> {
    send.why.as_ref().map(|why| reason(why, Some(channel), language))
}

/// One reason; with the channel, the platform is called by its name.
pub fn reason(reason: &SendReason, channel: Option<Channel>, language: Language) -> String {
    let (french, english) = match reason {
        SendReason::Refused(code) => return refusal(*code, channel, language),
        SendReason::Unclear(code) => return unknown(*code, channel, language),
        SendReason::NotAskable(code) => return unaskable(*code, channel, language),
        SendReason::NotDelivered(code) => {
            let (french, english) = (
                "{} avait accepté la réponse, puis nous a signalé qu'elle n'est pas arrivée : le client attend toujours. ",
                "{} had accepted the reply and then told us that it did not arrive: the customer is still waiting. ",
            );
            let told = about(language.pick(french, english), channel, language);
            return [told, refusal(*code, channel, language)].concat();
        }
        SendReason::EarlierPart => (
            "Une partie précédente de cette réponse n'est pas partie : celle-ci a été retenue pour ne pas arriver seule. Réglez la première, puis renvoyez la suite.",
            "An earlier part of this reply did not leave: this one was held back so as not to arrive alone. Settle the first one, then send the rest again.",
        ),
        SendReason::AskerDeleted => (
            "Le message auquel elle répond a été supprimé par son auteur : la réponse n'est pas partie. Son texte reste ici. Clôturez le dossier, ou écrivez à la personne autrement.",
            "The message it answers was deleted by its author: the reply did not go out. Its text stays here. Resolve the case, or write to the person in another way.",
        ),
        SendReason::RateLimited => (
            "{} nous demande d'attendre. La réponse partira d'elle-même dès que possible.",
            "{} asked us to wait. The reply will leave by itself as soon as it may.",
        ),
        SendReason::AwaitingAccess => (
            "L'accès à {} est en cours de renouvellement. La réponse n'est pas encore partie ; elle partira d'elle-même dans un instant.",
            "Our access to {} is being renewed. The reply has not left yet; it will leave by itself in a moment.",
        ),
        SendReason::NotSent => (
            "{} n'a pas pris la réponse pour l'instant. Elle n'est pas partie ; un nouvel essai suivra tout seul.",
            "{} did not take the reply this time. It has not left; it will be tried again by itself.",
        ),
        SendReason::GaveUp => (
            "{} n'a pas pu être joint pendant une demi-heure. La réponse n'est pas partie ; vous pouvez la renvoyer.",
            "{} could not be reached for half an hour. The reply did not go out; you can send it again.",
        ),
        SendReason::FoundOnPlatform => (
            "La confirmation s'était perdue, mais la réponse a été retrouvée sur {} : elle est bien partie.",
            "The confirmation was lost, but the reply was found on {}: it did go out.",
        ),
        SendReason::Echoed => (
            "La confirmation s'était perdue, mais {} nous a signalé la réponse : elle est bien partie.",
            "The confirmation was lost, but {} reported the reply to us: it did go out.",
        ),
        SendReason::PersonDecides => (
            "Nous avons cherché deux fois la réponse sur {} sans la trouver. Regardez vous-même, puis indiquez « envoyée » ou « non envoyée ». Ne la réécrivez pas avant.",
            "We looked for the reply on {} twice and did not find it. Look there yourself, then mark it sent or not sent. Do not write it again before that.",
        ),
        SendReason::PersonDecidesUnasked => (
            "{} ne permet pas de rechercher une réponse, et n'a rien signalé : seul un accusé de remise la réglerait. Regardez vous-même dans l'outil du compte, puis indiquez « envoyée » ou « non envoyée ». Ne la réécrivez pas avant.",
            "{} offers no look-up and has told us nothing: only a delivery status would settle it. Look in the account's own tool, then mark it sent or not sent. Do not write it again before that.",
        ),
        SendReason::SettledSent => {
            ("Quelqu'un a vérifié : la réponse est bien partie.", "Somebody checked: the reply did go out.")
        }
        SendReason::SettledNotSent => (
            "Quelqu'un a vérifié : la réponse n'est pas partie. Vous pouvez la renvoyer.",
            "Somebody checked: the reply did not go out. You can send it again.",
        ),
    };
    about(language.pick(french, english), channel, language)
}

/// Why an answer was refused, and what an agent can do about it.
pub fn refusal(code: RefusalCode, channel: Option<Channel>, language: Language) -> String {
    let (french, english) = match code {
        RefusalCode::TokenRevoked => (
            "{} n'accepte plus notre accès à ce compte. Rien n'a été envoyé. Demandez à un administrateur de reconnecter le compte, puis renvoyez la réponse.",
            "{} no longer accepts our access to this account. Nothing was sent. Ask an administrator to connect the account again, then send the reply again.",
        ),
        RefusalCode::NotConnected => (
            "Ce compte n'est pas connecté à {}. Rien n'a été envoyé. Demandez à un administrateur de le connecter.",
            "This account is not connected to {}. Nothing was sent. Ask an administrator to connect it.",
        ),
        RefusalCode::WindowClosed => (
            "{} ne permet plus d'écrire à cette personne : son dernier message est trop ancien. Attendez qu'elle réécrive, ou joignez-la par un autre canal.",
            "{} no longer lets us write to this person: their last message is too old. Wait until they write again, or reach them on another channel.",
        ),
        RefusalCode::NotSummoned => (
            "{} refuse les réponses envoyées par un logiciel à qui n'a ni mentionné ni cité notre compte. Ouvrez la publication sur {} et répondez-y directement, ou passez par message privé.",
            "{} refuses replies sent by software to people who neither mentioned nor quoted our account. Open the post on {} and reply there, or use a direct message.",
        ),
        RefusalCode::ReplyRestricted => (
            "L'auteur a limité qui peut répondre à cette publication sur {}. Essayez un message privé.",
            "The author limited who can reply to this post on {}. Try a direct message.",
        ),
        RefusalCode::TooLong => (
            "Le texte est trop long pour {}. Raccourcissez-le et renvoyez-le.",
            "The text is too long for {}. Shorten it and send it again.",
        ),
        RefusalCode::PostGone => (
            "La publication a été supprimée de {} ou ne nous est plus visible. Il n'y a plus rien à quoi répondre : clôturez le dossier ou écrivez en privé.",
            "The post was deleted from {} or is no longer visible to us. There is nothing left to reply to: resolve the case or write privately.",
        ),
        RefusalCode::CannotMessage => (
            "Cette personne n'accepte pas nos messages privés sur {}. Répondez publiquement en l'invitant à ouvrir ses messages privés.",
            "This person does not accept our direct messages on {}. Reply publicly and invite them to open their direct messages.",
        ),
        RefusalCode::Blocked => (
            "Cette personne n'est pas joignable sur {} ou nous a bloqués. Joignez-la par un autre canal, ou clôturez le dossier.",
            "This person cannot be reached on {} or has blocked us. Reach them on another channel, or resolve the case.",
        ),
        RefusalCode::NoSuchPerson => (
            "{} ne connaît pas ce destinataire pour ce compte. Vérifiez le contact, ou joignez-le par un autre canal.",
            "{} knows no such recipient for this account. Check the contact, or reach them on another channel.",
        ),
        RefusalCode::AlreadyReplied => (
            "{} n'autorise qu'une seule réponse privée, et elle a déjà été utilisée ou n'est pas possible ici. Répondez publiquement.",
            "{} allows a single private reply, and it has been used or is not possible here. Reply publicly.",
        ),
        RefusalCode::Permission => (
            "Notre application n'a pas le droit de faire cet envoi sur {}. Réessayer ne changera rien : prévenez un administrateur.",
            "Our application is not allowed to send this on {}. Trying again will not help: tell an administrator.",
        ),
        RefusalCode::Policy => (
            "{} a restreint ou verrouillé le compte. N'envoyez plus rien depuis ce compte et prévenez tout de suite un administrateur.",
            "{} has restricted or locked the account. Send nothing more from this account and tell an administrator at once.",
        ),
        RefusalCode::LooksAutomated => (
            "{} prend cette réponse pour l'envoi d'un automate. Rien n'a été publié. Reformulez-la et renvoyez-la ; si cela se répète, répondez directement sur {} et prévenez un administrateur.",
            "{} takes this reply for the work of a machine. Nothing was published. Word it differently and send it again; if it happens again, reply directly on {} and tell an administrator.",
        ),
        RefusalCode::UsageCapped => (
            "Le quota de notre abonnement à {} est épuisé. Rien n'a été envoyé. Prévenez un administrateur, ou répondez directement sur {}.",
            "Our plan's quota with {} is used up. Nothing was sent. Tell an administrator, or reply directly on {}.",
        ),
        RefusalCode::NotDelivered => (
            "{} n'a pas remis la réponse et n'en dit pas plus. Renvoyez-la dans un moment ; si cela se répète, joignez la personne par un autre canal.",
            "{} did not deliver the reply and says no more. Send it again in a while; if it happens again, reach the person on another channel.",
        ),
        RefusalCode::NotSendableHere => (
            "Couture ne peut pas écrire sur {}. Rien n'a été envoyé. Répondez depuis l'outil de ce canal, puis consignez ce que vous avez répondu : le délai s'arrêtera.",
            "Couture cannot write to {}. Nothing was sent. Answer in that channel's own tool, then log what you answered: the clock will stop.",
        ),
        RefusalCode::Invalid => (
            "{} ne peut pas accepter cet envoi tel quel. Vérifiez le texte et le destinataire ; si le problème revient, prévenez un administrateur.",
            "{} cannot accept this reply as it is. Check the text and the recipient; if it happens again, tell an administrator.",
        ),
    };
    about(language.pick(french, english), channel, language)
}

/// Why it is not known whether an answer went out, and what happens next.
pub fn unknown(code: UnknownCode, channel: Option<Channel>, language: Language) -> String {
    let next = language.pick(
        " On ne sait pas si la réponse est partie. Nous la cherchons sur {} ; si elle reste introuvable, regardez vous-même et indiquez « envoyée » ou « non envoyée ». Ne la réécrivez pas entre-temps.",
        " We do not know whether the reply went out. We are looking for it on {}; if it cannot be found, look there yourself and mark it sent or not sent. Do not write it again in the meantime.",
    );
    about(&[happened(code, language), next].concat(), channel, language)
}

/// The same where the platform cannot be asked.
fn unaskable(code: UnknownCode, channel: Option<Channel>, language: Language) -> String {
    let next = language.pick(
        " On ne sait pas si la réponse est partie, et {} ne permet pas de la rechercher : un accusé de remise la réglerait. Sans nouvelles dans deux minutes, ce sera à vous d'en décider. Ne la réécrivez pas entre-temps.",
        " We do not know whether the reply went out, and {} offers no look-up: a delivery status would settle it. Without news in two minutes it is for you to decide. Do not write it again in the meantime.",
    );
    about(&[happened(code, language), next].concat(), channel, language)
}

/// What happened to a request that nobody confirmed.
fn happened(code: UnknownCode, language: Language) -> &'static str {
    let (french, english) = match code {
        UnknownCode::TimedOut => ("{} n'a pas répondu à temps.", "{} did not answer in time."),
        UnknownCode::ConnectionLost => (
            "La connexion avec {} s'est coupée pendant l'envoi.",
            "The connection to {} broke while the reply was being sent.",
        ),
        UnknownCode::ServerError => {
            ("{} a rencontré une panne pendant l'envoi.", "{} had a failure of its own while the reply was being sent.")
        }
        UnknownCode::UnreadableAnswer => (
            "{} a répondu sans confirmer l'envoi de façon lisible.",
            "{} answered without confirming the reply in a readable way.",
        ),
        UnknownCode::Duplicate => (
            "{} indique que ce texte est déjà publié : une tentative précédente est sans doute passée.",
            "{} says that this text is already there: an earlier try probably went through.",
        ),
        UnknownCode::LeaseExpired => (
            "L'envoi vers {} a été interrompu de notre côté avant la réponse.",
            "The sending to {} was interrupted on our side before the answer came.",
        ),
    };
    language.pick(french, english)
}

/// A sentence about a platform: its name put in, the first letter made large.
fn about(sentence: &str, channel: Option<Channel>, language: Language) -> String {
    let sentence = sentence.replace("{}", platform(channel, language));
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => sentence,
    }
}

/// The name of the platform in a sentence.
pub(super) fn platform(channel: Option<Channel>, language: Language) -> &'static str {
    let Some(channel) = channel else { return language.pick("la plateforme", "the platform") };
    match channel {
        Channel::X => "X",
        Channel::Messenger => "Messenger",
        Channel::Instagram => "Instagram",
        Channel::Facebook => "Facebook",
        Channel::Whatsapp => "WhatsApp",
        Channel::Sms
        | Channel::Email
        | Channel::Phone
        | Channel::Chat
        | Channel::App
        | Channel::Store
        | Channel::Bot
        | Channel::Crm => language.pick("ce canal", "this channel"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn every_code_has_its_own_sentence_in_both_languages() {
        for language in [Language::Fr, Language::En] {
            let mut seen = Vec::new();
            for code in RefusalCode::ALL {
                seen.push(refusal(code, None, language));
            }
            for code in UnknownCode::ALL {
                seen.push(unknown(code, Some(Channel::Messenger), language));
            }
            for why in [
                SendReason::NotDelivered(RefusalCode::WindowClosed),
                SendReason::EarlierPart,
                SendReason::AskerDeleted,
                SendReason::RateLimited,
                SendReason::AwaitingAccess,
                SendReason::NotSent,
                SendReason::GaveUp,
                SendReason::FoundOnPlatform,
                SendReason::Echoed,
                SendReason::NotAskable(UnknownCode::TimedOut),
                SendReason::PersonDecides,
                SendReason::PersonDecidesUnasked,
                SendReason::SettledSent,
                SendReason::SettledNotSent,
            ] {
                seen.push(reason(&why, Some(Channel::Email), language));
            }
            for sentence in &seen {
                assert!(sentence.ends_with('.') && !sentence.contains("{}"), "{sentence}");
                assert!(sentence.starts_with(char::is_uppercase), "{sentence}");
            }
            let count = seen.len();
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len(), count);
        }
    }

    #[test]
    fn the_platform_is_named() {
        assert_eq!(
            refusal(RefusalCode::TooLong, Some(Channel::Messenger), Language::En),
            "The text is too long for Messenger. Shorten it and send it again."
        );
        let unclear = SendReason::Unclear(UnknownCode::TimedOut);
        assert!(reason(&unclear, Some(Channel::X), Language::Fr).starts_with("X n'a pas répondu à temps. On ne"));
        let refused = SendReason::Refused(RefusalCode::NotConnected);
        assert!(reason(&refused, None, Language::Fr).starts_with("Ce compte n'est pas connecté à la plateforme."));
        assert!(reason(&SendReason::NotSent, None, Language::En).starts_with("The platform did not take"));
    }
}
