//! Makes one customer's message out of hand-written sentences, invented details and a personal manner.
//!
//! Owns the choice and filling of sentences. Must not know which channel carries them.

mod english;
mod french;

use super::random::Random;
use crate::domain::words::Language;

/// What a message is about; also which list it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Incident on something the customer has.
    Support,
    /// Dissatisfaction.
    Complaint,
    /// A question.
    Service,
    /// Wants to buy.
    Sales,
    /// Thanks.
    Praise,
    /// Nothing to answer.
    Other,
    /// Danger, law, leaked data.
    Crisis,
    /// Unwanted advertising.
    Spam,
    /// The strike everybody talks about.
    Strike,
    /// A reaction to the post everybody answers.
    Viral,
    /// Money back.
    Refund,
}

const CITIES: &[&str] = &["Lyon", "Lille", "Rennes", "Nantes", "Dijon", "Tours", "Leeds", "York", "Bristol", "Exeter"];
const TOWNS: &[&str] = &["Brest", "Metz", "Pau", "Nice", "Angers", "Quimper", "Cardiff", "Derby", "Truro", "Hull"];
const PRODUCTS_FRENCH: &[&str] = &[
    "le manteau",
    "le grille-pain",
    "une bouilloire",
    "le vélo pliant",
    "la poussette",
    "l'écran 27 pouces",
    "le canapé",
    "des baskets",
];
const PRODUCTS_ENGLISH: &[&str] = &[
    "the winter coat",
    "a toaster",
    "the kettle",
    "the folding bike",
    "the pushchair",
    "the 27 inch monitor",
    "the sofa",
    "my trainers",
];
const TRAINS_FRENCH: &[&str] = &["TGV 6623", "TER 17542", "train 8841", "Corail 3655", "TGV 8471", "TER"];
const TRAINS_ENGLISH: &[&str] = &["07:52", "6623", "intercity 1A42", "sleeper", "stopping service", "18:15"];
const DAYS_FRENCH: &[&str] = &["lundi", "mardi", "jeudi", "vendredi", "samedi", "hier", "le 14"];
const DAYS_ENGLISH: &[&str] = &["Monday", "Tuesday", "Thursday", "Friday", "Saturday", "the 14th"];
const MONTHS_FRENCH: &[&str] = &["janvier", "mars", "mai", "juillet", "octobre"];
const MONTHS_ENGLISH: &[&str] = &["January", "March", "May", "July", "October"];
const PEOPLE: &[&str] = &["Ines", "Karim", "Lucie", "Malo", "Priya", "Owen", "Zoe", "Tomas", "Aline", "Femi"];
const OPENINGS_FRENCH: &[&str] = &["Bonjour, ", "bonsoir ", "Hello ", "svp ", "Alors ", "Bon. ", "dites, "];
const OPENINGS_ENGLISH: &[&str] = &["Hi, ", "hello ", "Hey ", "please help. ", "So ", "Right. ", "um, "];
const CLOSINGS_FRENCH: &[&str] =
    &[" merci", " svp", " Merci d'avance", " ???", " !!!", " 😡", " 🙏", " #pasmerci", " ..."];
const CLOSINGS_ENGLISH: &[&str] = &[" thanks", " please", " cheers", " ???", " !!!", " 😡", " 🙏", " #fail", " ..."];

/// The sentences of a theme in a language.
pub fn sentences(theme: Theme, language: Language) -> &'static [&'static str] {
    let (french, english) = match theme {
        Theme::Support => (french::SUPPORT, english::SUPPORT),
        Theme::Complaint => (french::COMPLAINT, english::COMPLAINT),
        Theme::Service => (french::SERVICE, english::SERVICE),
        Theme::Sales => (french::SALES, english::SALES),
        Theme::Praise => (french::PRAISE, english::PRAISE),
        Theme::Other => (french::OTHER, english::OTHER),
        Theme::Crisis => (french::CRISIS, english::CRISIS),
        Theme::Spam => (french::SPAM, english::SPAM),
        Theme::Strike => (french::STRIKE, english::STRIKE),
        Theme::Viral => (french::VIRAL, english::VIRAL),
        Theme::Refund => (french::REFUND, english::REFUND),
    };
    match language {
        Language::Fr => french,
        Language::En => english,
    }
}

/// One message, as a person with habits of their own would type it.
pub fn compose(random: &mut Random, theme: Theme, language: Language) -> String {
    let sentence = random.pick(sentences(theme, language));
    let mut text = fill(random, sentence, language);
    let wordy = !matches!(theme, Theme::Other | Theme::Spam | Theme::Viral);
    let (openings, closings) = match language {
        Language::Fr => (OPENINGS_FRENCH, CLOSINGS_FRENCH),
        Language::En => (OPENINGS_ENGLISH, CLOSINGS_ENGLISH),
    };
    if wordy && random.chance(15) && !greets(&text) {
        text.insert_str(0, random.pick(openings));
    }
    if wordy && random.chance(25) {
        text.push_str(random.pick(closings));
    }
    if wordy && random.chance(6) {
        let second = random.pick(sentences(Theme::Complaint, language));
        let second = fill(random, second, language);
        text.push_str(if text.ends_with(char::is_alphanumeric) { ". " } else { " " });
        text.push_str(&second);
    }
    manner(random, text)
}

/// Whether a sentence begins as a letter does, so that nothing goes in front.
fn greets(text: &str) -> bool {
    ["Bonjour", "bonjour", "Hi", "Hello", "hello", "URGENT", "Merci"].iter().any(|greeting| text.starts_with(greeting))
}

/// Capitals, no capitals, no accents, a slip of the finger; mostly nothing.
fn manner(random: &mut Random, text: String) -> String {
    match random.below(100) {
        0..=5 => text.to_lowercase(),
        6..=8 => text.to_uppercase(),
        9..=13 => text.chars().map(without_accent).collect(),
        14..=18 => {
            let slip = random.below(text.chars().count() as u64) as usize;
            text.chars().enumerate().filter(|(place, _)| *place != slip).map(|(_, letter)| letter).collect()
        }
        _ => text,
    }
}

fn without_accent(letter: char) -> char {
    match letter {
        'é' | 'è' | 'ê' => 'e',
        'à' | 'â' => 'a',
        'ô' => 'o',
        'î' | 'ï' => 'i',
        'û' | 'ù' => 'u',
        'ç' => 'c',
        other => other,
    }
}

/// Replaces every `{slot}` by an invented detail.
fn fill(random: &mut Random, sentence: &str, language: Language) -> String {
    let mut filled = String::with_capacity(sentence.len() + 24);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((slot, later)) = after.split_once('}') else {
            rest = after;
            break;
        };
        filled.push_str(&detail(random, slot, language));
        rest = later;
    }
    filled.push_str(rest);
    filled
}

fn detail(random: &mut Random, slot: &str, language: Language) -> String {
    let french = language == Language::Fr;
    let mut either = |if_french: &[&'static str], if_english: &[&'static str]| {
        random.pick(if french { if_french } else { if_english }).to_owned()
    };
    match slot {
        "city" => random.pick(CITIES).to_owned(),
        "town" => random.pick(TOWNS).to_owned(),
        "product" => either(PRODUCTS_FRENCH, PRODUCTS_ENGLISH),
        "train" => either(TRAINS_FRENCH, TRAINS_ENGLISH),
        "day" => either(DAYS_FRENCH, DAYS_ENGLISH),
        "month" => either(MONTHS_FRENCH, MONTHS_ENGLISH),
        "person" => random.pick(PEOPLE).to_owned(),
        "days" => random.between(3, 45).to_string(),
        "minutes" => random.between(20, 190).to_string(),
        "order" => format!("{}{}", random.pick(&["AC", "FR", "W", "00", "K"]), random.between(100_000, 9_999_999)),
        "time" if french => format!("{}h{:02}", random.between(6, 22), 5 * random.below(12)),
        "time" => format!("{}:{:02}", random.between(6, 22), 5 * random.below(12)),
        "amount" => amount(random, french),
        // A slot nobody knows stays readable, and a test finds it.
        unknown => format!("{{{unknown}}}"),
    }
}

fn amount(random: &mut Random, french: bool) -> String {
    let (whole, cents) = (random.between(4, 420), random.below(100));
    match (french, random.below(3)) {
        (true, 0) => format!("{whole},{cents:02} €"),
        (true, 1) => format!("{whole}€"),
        (true, _) => format!("{whole} euros"),
        (false, 0) => format!("£{whole}.{cents:02}"),
        (false, 1) => format!("€{whole}"),
        (false, _) => format!("£{whole}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use std::collections::HashSet;

    use super::*;

    const THEMES: [Theme; 11] = [
        Theme::Support,
        Theme::Complaint,
        Theme::Service,
        Theme::Sales,
        Theme::Praise,
        Theme::Other,
        Theme::Crisis,
        Theme::Spam,
        Theme::Strike,
        Theme::Viral,
        Theme::Refund,
    ];

    #[test]
    fn every_slot_of_every_sentence_is_known() {
        let mut random = Random::new(1);
        for theme in THEMES {
            for language in [Language::Fr, Language::En] {
                for sentence in sentences(theme, language) {
                    let filled = fill(&mut random, sentence, language);
                    assert!(!filled.contains(['{', '}']), "{filled}");
                }
            }
        }
    }

    #[test]
    fn no_two_sentences_are_the_same() {
        let all: Vec<&str> = THEMES
            .iter()
            .flat_map(|theme| [Language::Fr, Language::En].map(|language| sentences(*theme, language)))
            .flatten()
            .copied()
            .collect();
        // "ok", "ratio", "boycott." and the laughing faces are said alike in both languages.
        assert!(all.iter().collect::<HashSet<_>>().len() >= all.len() - 4);
        assert!(all.len() > 250, "{}", all.len());
    }

    #[test]
    fn messages_vary() {
        let mut random = Random::new(2);
        let texts: HashSet<String> = (0..1000).map(|_| compose(&mut random, Theme::Support, Language::Fr)).collect();
        assert!(texts.len() > 700, "{}", texts.len());
    }
}
