//! Why a case went to a team.
//!
//! Owns the sentence of a route decision. Must not route: `domain::routing` does.

use super::Language;
use crate::domain::desk::Desk;
use crate::domain::message::Channel;
use crate::domain::routing::{Condition, FALLBACK, Matched, RouteDecision, TRANSFER};

/// Why the case went to its team, as a sentence. `desk` gives names to teams, topics and inboxes; ids it does
/// not know (an older decision) are shown as they are.
pub fn route_reason(decision: &RouteDecision, desk: &Desk, language: Language) -> String {
    let mut sentence = team_reason(&decision.team, &decision.rule, &decision.matched, desk, language);
    let team = team_name(&decision.team, desk, language);
    if let Some(retired) = &decision.instead_of {
        let retired = team_name(retired, desk, language);
        sentence.push_str(&match language {
            Language::Fr => format!(" L'équipe {retired} est retirée ; {team} en hérite."),
            Language::En => format!(" The team {retired} is retired; {team} is its heir."),
        });
    }
    sentence
}

/// The same from what a case keeps of the decision: its team, the rule (or [`FALLBACK`], [`TRANSFER`]) and the
/// conditions that held.
pub fn team_reason(team: &str, rule: &str, matched: &[Matched], desk: &Desk, language: Language) -> String {
    let team = team_name(team, desk, language);
    if rule == TRANSFER {
        return match language {
            Language::Fr => format!("Transféré à la main à l'équipe {team}."),
            Language::En => format!("Transferred by hand to team {team}."),
        };
    }
    let reasons: Vec<String> = matched.iter().map(|matched| condition_phrase(matched, desk, language)).collect();
    let reasons = enumerate(&reasons, language);
    match (rule == FALLBACK, matched.is_empty(), language) {
        (true, _, Language::Fr) => format!("Aucune règle ne s'applique : équipe par défaut, {team}."),
        (true, _, Language::En) => format!("No rule applies: fallback team, {team}."),
        (false, true, Language::Fr) => format!("Règle « {rule} », sans condition : équipe {team}."),
        (false, true, Language::En) => format!("Rule “{rule}”, which has no condition: team {team}."),
        (false, false, Language::Fr) => format!("Règle « {rule} » : {reasons}, donc équipe {team}."),
        (false, false, Language::En) => format!("Rule “{rule}”: {reasons}, so team {team}."),
    }
}

fn condition_phrase(matched: &Matched, desk: &Desk, language: Language) -> String {
    let value = matched.value.as_str();
    let (french, english) = match matched.condition {
        Condition::Intent => (format!("l'intention est {}", intent_in_french(value)), format!("the intent is {value}")),
        Condition::Topic => {
            let topic = desk.topic(value).map_or(value, |topic| topic.name.pick(language));
            (format!("le sujet est « {topic} »"), format!("the topic is “{topic}”"))
        }
        Condition::Language => language_phrases(value),
        Condition::Channel => (
            format!("le canal est {}", channel_name(value, language)),
            format!("the channel is {}", channel_name(value, language)),
        ),
        Condition::Inbox => {
            let name = desk.inboxes.iter().find(|inbox| inbox.external_id == value).map(|inbox| inbox.name.as_str());
            let name = name.unwrap_or(value);
            (format!("le compte est {name}"), format!("the inbox is {name}"))
        }
        Condition::Public if value == "public" => {
            ("le message est public".to_owned(), "the message is public".to_owned())
        }
        Condition::Public => ("le message est privé".to_owned(), "the message is private".to_owned()),
        Condition::Priority => {
            (format!("la priorité est {}", priority_in_french(value)), format!("the priority is {value}"))
        }
        Condition::Sentiment => (format!("le ton est {}", sentiment_in_french(value)), format!("the tone is {value}")),
        Condition::Words => (format!("le texte contient « {value} »"), format!("the text contains “{value}”")),
    };
    match language {
        Language::Fr => french,
        Language::En => english,
    }
}

fn team_name<'d>(id: &'d str, desk: &'d Desk, language: Language) -> &'d str {
    desk.team(id).map_or(id, |team| team.name.pick(language))
}

/// `a`, `a and b`, `a, b and c`.
fn enumerate(parts: &[String], language: Language) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [firsts @ .., last] => format!("{} {} {last}", firsts.join(", "), language.pick("et", "and")),
    }
}

fn intent_in_french(word: &str) -> &str {
    match word {
        "support" => "une demande d'aide",
        "service" => "un renseignement",
        "sales" => "un achat",
        "complaint" => "une réclamation",
        "praise" => "un compliment",
        "crisis" => "une crise",
        "spam" => "un message indésirable",
        "other" => "autre",
        _ => word,
    }
}

fn priority_in_french(word: &str) -> &str {
    match word {
        "urgent" => "urgente",
        "high" => "haute",
        "normal" => "normale",
        "low" => "basse",
        _ => word,
    }
}

fn sentiment_in_french(word: &str) -> &str {
    match word {
        "negative" => "négatif",
        "neutral" => "neutre",
        "positive" => "positif",
        _ => word,
    }
}

/// The language condition in French and English; codes without a name here are shown as they are.
fn language_phrases(code: &str) -> (String, String) {
    let names = match code {
        "ar" => Some(("en arabe", "in Arabic")),
        "de" => Some(("en allemand", "in German")),
        "en" => Some(("en anglais", "in English")),
        "es" => Some(("en espagnol", "in Spanish")),
        "fr" => Some(("en français", "in French")),
        "it" => Some(("en italien", "in Italian")),
        "nl" => Some(("en néerlandais", "in Dutch")),
        "pt" => Some(("en portugais", "in Portuguese")),
        "und" => Some(("dans une langue inconnue", "in an unknown language")),
        _ => None,
    };
    match names {
        Some((french, english)) => (format!("le message est {french}"), format!("the message is {english}")),
        None => (format!("la langue est « {code} »"), format!("the language is “{code}”")),
    }
}

fn channel_name(word: &str, language: Language) -> &str {
    let Some(channel) = Channel::from_word(word) else { return word };
    match channel {
        Channel::X => "X",
        Channel::Messenger => "Messenger",
        Channel::Instagram => "Instagram",
        Channel::Facebook => "Facebook",
        Channel::Whatsapp => "WhatsApp",
        Channel::Sms => "SMS",
        Channel::Email => language.pick("l'e-mail", "e-mail"),
        Channel::Phone => language.pick("le téléphone", "phone"),
        Channel::Chat => language.pick("le chat", "chat"),
        Channel::App => language.pick("l'application", "the app"),
        Channel::Store => language.pick("le magasin", "the store"),
        Channel::Bot => language.pick("l'assistant automatique", "the bot"),
        Channel::Crm => language.pick("la relation client (CRM)", "the CRM"),
    }
}
