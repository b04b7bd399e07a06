//! What became of the files of a message, in words.

use super::Language;
use crate::domain::attachment::{Copied, NotCopied};

/// What a file stands at, when there is something to say; `state` is the contract's word.
pub fn attachment_sentence(copied: &Copied, state: &str, language: Language) -> Option<String> {
    let (french, english) = match (copied, state) {
        (_, "expired") => (
            "Ce fichier n'est plus gardé ici : on ne les garde que trente jours.",
            "This file is no longer kept here: files are kept for thirty days.",
        ),
        (Copied::Kept(_), _) => return None,
        (Copied::Pending, _) => ("Le fichier est en cours de copie.", "The file is being copied."),
        (Copied::Refused(why), _) => refusal(*why),
    };
    Some(language.pick(french, english).to_owned())
}

fn refusal(why: NotCopied) -> (&'static str, &'static str) {
    match why {
        NotCopied::NoFile => (
            "La plateforme n'a pas transmis de fichier : ouvrez le message chez elle.",
            "The platform sent no file with it: open the message there.",
        ),
        NotCopied::Address => (
            "Ce lien n'a pas la forme de ceux de la plateforme : il n'a pas été suivi.",
            "This link does not look like the platform's own: it was not followed.",
        ),
        NotCopied::Host => (
            "Ce lien mène ailleurs que chez la plateforme : il n'a pas été suivi.",
            "This link leads away from the platform: it was not followed.",
        ),
        NotCopied::PrivateNetwork => (
            "Ce lien mène vers un réseau privé : il n'a pas été suivi. Prévenez votre responsable.",
            "This link leads into a private network: it was not followed. Tell your lead.",
        ),
        NotCopied::Redirects => (
            "La plateforme renvoyait sans cesse ailleurs : le fichier n'a pas été copié.",
            "The platform kept sending us elsewhere: the file was not copied.",
        ),
        NotCopied::TooLarge => (
            "Le fichier dépasse 25 Mo : ouvrez-le chez la plateforme.",
            "The file is larger than 25 MB: open it on the platform.",
        ),
        NotCopied::Kind => (
            "Ce genre de fichier n'est pas copié, par prudence : ouvrez-le chez la plateforme.",
            "This kind of file is not copied, to be safe: open it on the platform.",
        ),
        NotCopied::Mismatch => (
            "Le contenu du fichier ne correspond pas à ce qu'il prétend être : il a été écarté.",
            "The content of the file is not what it claims to be: it was left aside.",
        ),
        NotCopied::Gone => (
            "La plateforme ne donne plus ce fichier : le lien a expiré, ou l'accès manque.",
            "The platform no longer gives this file: the link has expired, or access is missing.",
        ),
        NotCopied::Unreachable => (
            "Le fichier n'a pas pu être copié malgré une heure d'essais : ouvrez-le chez la plateforme.",
            "The file could not be copied after an hour of trying: open it on the platform.",
        ),
        NotCopied::Surplus => (
            "Seuls les dix premiers fichiers d'un message sont copiés.",
            "Only the first ten files of a message are copied.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_but_a_kept_file_is_told_in_both_languages() {
        let whys = [
            NotCopied::NoFile,
            NotCopied::Address,
            NotCopied::Host,
            NotCopied::PrivateNetwork,
            NotCopied::Redirects,
            NotCopied::TooLarge,
            NotCopied::Kind,
            NotCopied::Mismatch,
            NotCopied::Gone,
            NotCopied::Unreachable,
            NotCopied::Surplus,
        ];
        let refused = whys.into_iter().map(|why| (Copied::Refused(why), "refused"));
        for (copied, state) in refused.chain([(Copied::Pending, "pending"), (Copied::Pending, "expired")]) {
            let told = |language| attachment_sentence(&copied, state, language);
            assert_ne!(told(Language::Fr), told(Language::En), "{copied:?}");
            assert!(told(Language::Fr).is_some_and(|text| text.ends_with('.')), "{copied:?}");
        }
    }
}
