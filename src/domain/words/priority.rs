//! The lines of a priority's sum, in sentences.
//!
//! Owns prose only. Must not weigh anything.

use super::Language;
use super::classify::{danger_name, intent_name, sentiment_name, urgency_name};
use crate::domain::classify::{Danger, Intent, Sentiment, Urgency};
use crate::domain::priority::{Priority, PriorityTerm, TermKind};

/// The name of a priority.
pub fn priority_name(priority: Priority, language: Language) -> &'static str {
    match priority {
        Priority::Urgent => language.pick("urgente", "urgent"),
        Priority::High => language.pick("haute", "high"),
        Priority::Normal => language.pick("normale", "normal"),
        Priority::Low => language.pick("basse", "low"),
    }
}

/// One line of the sum, with its points: "public message (+10)".
pub fn priority_term(term: &PriorityTerm, language: Language) -> String {
    format!("{} ({:+})", what(term, language), term.points)
}

fn what(term: &PriorityTerm, language: Language) -> String {
    let about = term.about.as_str();
    match term.term {
        TermKind::Base => language.pick("point de départ", "starting point").to_owned(),
        TermKind::Danger => {
            let name = Danger::from_word(about)
                .map_or(language.pick("crise", "crisis"), |danger| danger_name(danger, language));
            format!("{}{name}", language.pick("danger : ", "danger: "))
        }
        TermKind::Urgency => {
            let name = Urgency::from_word(about).map_or("?", |urgency| urgency_name(urgency, language));
            format!("{}{name}", language.pick("urgence ", "urgency: "))
        }
        TermKind::Intent => {
            let name = Intent::from_word(about).map_or("?", |intent| intent_name(intent, language));
            format!("{}{name}", language.pick("demande : ", "intent: "))
        }
        TermKind::Sentiment => {
            let name = Sentiment::from_word(about).map_or("?", |sentiment| sentiment_name(sentiment, language));
            format!("{}{name}", language.pick("ton ", "tone: "))
        }
        TermKind::Person => format!("{}{about}", language.pick("fixée par ", "set by ")),
        TermKind::NoReplyNeeded => language.pick("aucune réponse nécessaire", "no reply needed").to_owned(),
        TermKind::Public => language.pick("message public", "public message").to_owned(),
        TermKind::Followers => match language {
            Language::Fr => format!("auteur suivi par {about} personnes"),
            Language::En => format!("author followed by {about} people"),
        },
        TermKind::Verified => language.pick("compte vérifié", "verified account").to_owned(),
        TermKind::Vip => language.pick("client VIP", "VIP contact").to_owned(),
        TermKind::ExposureLimit => language
            .pick(
                "la notoriété compte dans une limite et ne rend jamais urgent",
                "reach is capped and never makes a case urgent",
            )
            .to_owned(),
        TermKind::WindowLeft => match language {
            Language::Fr => format!("il reste {about} min pour pouvoir répondre"),
            Language::En => format!("{about} min left in which a reply is possible"),
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[track_caller]
    fn check(term: TermKind, points: i16, about: &str, french: &str, english: &str) {
        let term = PriorityTerm { term, points, about: about.to_owned() };
        assert_eq!(priority_term(&term, Language::Fr), french);
        assert_eq!(priority_term(&term, Language::En), english);
    }

    #[test]
    fn every_term_has_its_sentence() {
        check(TermKind::Base, 30, "", "point de départ (+30)", "starting point (+30)");
        check(
            TermKind::Danger,
            200,
            "safety",
            "danger : sécurité des personnes (+200)",
            "danger: someone's safety (+200)",
        );
        check(TermKind::Urgency, 30, "high", "urgence haute (+30)", "urgency: high (+30)");
        check(TermKind::Intent, -20, "other", "demande : aucune demande (-20)", "intent: nothing to answer (-20)");
        check(TermKind::Sentiment, 10, "negative", "ton négatif (+10)", "tone: negative (+10)");
        check(
            TermKind::Followers,
            9,
            "52000",
            "auteur suivi par 52000 personnes (+9)",
            "author followed by 52000 people (+9)",
        );
        check(
            TermKind::WindowLeft,
            30,
            "12",
            "il reste 12 min pour pouvoir répondre (+30)",
            "12 min left in which a reply is possible (+30)",
        );
    }
}
