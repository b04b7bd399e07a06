//! Labels and the reasons of a classification, in sentences.
//!
//! Owns prose only. Must not classify anything.

use super::Language;
use crate::domain::classify::{Danger, Intent, Reason, Sentiment, Topic, Urgency};

/// The name of an intent.
pub fn intent_name(intent: Intent, language: Language) -> &'static str {
    match intent {
        Intent::Support => language.pick("assistance", "support"),
        Intent::Service => language.pick("renseignement", "information"),
        Intent::Sales => language.pick("achat", "purchase"),
        Intent::Complaint => language.pick("réclamation", "complaint"),
        Intent::Praise => language.pick("compliment", "praise"),
        Intent::Crisis => language.pick("crise", "crisis"),
        Intent::Spam => language.pick("indésirable", "spam"),
        Intent::Other => language.pick("aucune demande", "nothing to answer"),
    }
}

/// The name of a sentiment.
pub fn sentiment_name(sentiment: Sentiment, language: Language) -> &'static str {
    match sentiment {
        Sentiment::Negative => language.pick("négatif", "negative"),
        Sentiment::Neutral => language.pick("neutre", "neutral"),
        Sentiment::Positive => language.pick("positif", "positive"),
    }
}

/// The name of an urgency (feminine in French: *une urgence haute*).
pub fn urgency_name(urgency: Urgency, language: Language) -> &'static str {
    match urgency {
        Urgency::Low => language.pick("basse", "low"),
        Urgency::Normal => language.pick("normale", "normal"),
        Urgency::High => language.pick("haute", "high"),
    }
}

/// The name of a danger.
pub fn danger_name(danger: Danger, language: Language) -> &'static str {
    match danger {
        Danger::Safety => language.pick("sécurité des personnes", "someone's safety"),
        Danger::SelfHarm => language.pick("personne en détresse", "a person in distress"),
        Danger::DataLeak => language.pick("données personnelles exposées", "personal data exposed"),
        Danger::Harassment => language.pick("harcèlement ou discrimination", "harassment or discrimination"),
        Danger::Legal => language.pick("menace juridique", "legal threat"),
        Danger::Incident => language.pick("catastrophe ou attaque", "disaster or attack"),
    }
}

/// The name of a topic; a desk's own topic is named by its word.
pub fn topic_name(topic: &str, language: Language) -> String {
    let Some(known) = Topic::from_word(topic) else { return topic.to_owned() };
    match known {
        Topic::Delivery => language.pick("livraison", "delivery"),
        Topic::Delay => language.pick("retard", "delay"),
        Topic::Billing => language.pick("facturation", "billing"),
        Topic::PaymentFailure => language.pick("échec de paiement", "payment failure"),
        Topic::Refund => language.pick("remboursement", "refund"),
        Topic::Cancellation => language.pick("annulation ou résiliation", "cancellation"),
        Topic::BookingOrder => language.pick("réservation ou commande", "booking or order"),
        Topic::AccountAccess => language.pick("accès au compte", "account access"),
        Topic::SecurityPrivacy => language.pick("sécurité et données personnelles", "security and privacy"),
        Topic::PolicyInfo => {
            language.pick("conditions et informations pratiques", "policies and practical information")
        }
        Topic::Quality => language.pick("qualité", "quality"),
        Topic::Damaged => language.pick("article abîmé", "damaged item"),
        Topic::LostItem => language.pick("objet perdu", "lost item"),
        Topic::CustomerService => language.pick("service client", "customer service"),
        Topic::Staff => language.pick("personnel", "staff"),
        Topic::Queue => language.pick("file d'attente", "queue"),
        Topic::Outage => language.pick("panne", "outage"),
        Topic::OfferPricing => language.pick("offres et tarifs", "offers and prices"),
        Topic::WebsiteApp => language.pick("site ou application", "website or app"),
        Topic::Content => language.pick("contenus", "content"),
        Topic::EquipmentReturn => language.pick("retour de matériel", "equipment return"),
        Topic::Crisis => language.pick("crise", "crisis"),
        Topic::Spam => language.pick("indésirable", "spam"),
        Topic::Other => language.pick("autre", "other"),
    }
    .to_owned()
}

/// One reason, as a sentence a community manager understands.
pub fn classification_reason(reason: &Reason, language: Language) -> String {
    let because = |label: &str, words: &str| match language {
        Language::Fr => format!("{label} : « {words} »"),
        Language::En => format!("{label}: \"{words}\""),
    };
    match reason {
        Reason::Danger(danger, words) => because(danger_name(*danger, language), words),
        Reason::Intent(intent, words) => because(intent_name(*intent, language), words),
        Reason::Topic(topic, words) => because(&topic_name(topic, language), words),
        Reason::Sentiment(sentiment, words) => {
            let name = sentiment_name(*sentiment, language);
            because(&format!("{}{name}", language.pick("ton ", "tone ")), words)
        }
        Reason::Irony(words) => because(language.pick("ironie", "irony"), words),
        Reason::Urgency(urgency, words) => {
            let name = urgency_name(*urgency, language);
            because(&format!("{}{name}", language.pick("urgence ", "urgency ")), words)
        }
        Reason::Question => language.pick("une question est posée", "a question is asked").to_owned(),
        Reason::Repost => {
            language.pick("reprend le message de quelqu'un d'autre", "repeats somebody else's post").to_owned()
        }
        Reason::NoWords => language.pick("aucun mot à lire", "no words to read").to_owned(),
        Reason::ForeignLanguage(code) => match language {
            Language::Fr => format!("langue non couverte par les règles ({code}) : à trier par une personne"),
            Language::En => format!("language the rules do not cover ({code}): a person should triage it"),
        },
        Reason::NothingFound => language.pick("aucun mot connu des règles", "no word the rules know").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[track_caller]
    fn check(reason: Reason, french: &str, english: &str) {
        assert_eq!(classification_reason(&reason, Language::Fr), french);
        assert_eq!(classification_reason(&reason, Language::En), english);
    }

    #[test]
    fn reasons_are_sentences() {
        check(
            Reason::Danger(Danger::Safety, "a pris feu".to_owned()),
            "sécurité des personnes : « a pris feu »",
            "someone's safety: \"a pris feu\"",
        );
        check(
            Reason::Topic("delivery".to_owned(), "mon colis".to_owned()),
            "livraison : « mon colis »",
            "delivery: \"mon colis\"",
        );
        check(Reason::Topic("pigeons".to_owned(), "x".to_owned()), "pigeons : « x »", "pigeons: \"x\"");
        check(
            Reason::Urgency(Urgency::High, "urgent".to_owned()),
            "urgence haute : « urgent »",
            "urgency high: \"urgent\"",
        );
        check(Reason::NoWords, "aucun mot à lire", "no words to read");
    }
}
