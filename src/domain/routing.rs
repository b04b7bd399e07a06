//! Which team gets a case: ordered rules, the first that matches, a fallback that always does.
//!
//! Owns the conditions and the decision with its reason. Must not write sentences (`words::routing`
//! does) or choose an agent inside the team.

use serde::{Deserialize, Serialize};

use crate::domain::classify::Intent;
use crate::domain::desk::Desk;
use crate::domain::message::Channel;
use crate::domain::priority::Priority;

/// The name a decision carries when no rule matched. No rule may be called so.
pub const FALLBACK: &str = "fallback";

/// What a case carries in place of a rule's name once a person chose its team. No rule may be called so.
pub const TRANSFER: &str = "transfer";

/// One line of the routing file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name, unique among the rules.
    pub name: String,
    /// When it applies.
    pub when: Conditions,
    /// Id of the team that gets the case.
    pub team: String,
}

/// What must hold for a rule. All conditions given must hold, each by one of its values; an empty list
/// or `None` is no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Why the contact writes.
    pub intent: Vec<Intent>,
    /// Topic ids.
    pub topic: Vec<String>,
    /// Language codes in lower case, without region.
    pub language: Vec<String>,
    /// Kinds of platform.
    pub channel: Vec<Channel>,
    /// The platforms' ids of our accounts.
    pub inbox: Vec<String>,
    /// Whether everybody can see the message.
    pub public: Option<bool>,
    /// Priorities.
    pub priority: Vec<Priority>,
    /// `negative`, `neutral`, `positive`.
    pub sentiment: Vec<String>,
    /// Words or phrases as written in the file; compared without accents and capitals.
    pub words: Vec<String>,
}

/// What is known of a case when it is routed.
#[derive(Debug, Clone, Copy)]
pub struct RouteFacts<'a> {
    /// Where the message came in.
    pub channel: Channel,
    /// The platform's id of the account it came to.
    pub inbox: &'a str,
    /// Whether everybody can see it.
    pub public: bool,
    /// Language code of the message, with or without region.
    pub language: &'a str,
    /// Why the contact writes.
    pub intent: Intent,
    /// Topic id.
    pub topic: &'a str,
    /// `negative`, `neutral` or `positive`.
    pub sentiment: &'a str,
    /// The case's priority.
    pub priority: Priority,
    /// What the contact wrote.
    pub text: &'a str,
}

/// A kind of condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Why the contact writes.
    Intent,
    /// What it is about.
    Topic,
    /// The language of the message.
    Language,
    /// The kind of platform.
    Channel,
    /// Our account.
    Inbox,
    /// Who can see it.
    Public,
    /// The case's priority.
    Priority,
    /// The tone.
    Sentiment,
    /// A word or phrase of the text.
    Words,
}

/// One condition that held. Stored as a pair, `["intent","crisis"]`, to stay small.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(Condition, String)", into = "(Condition, String)")]
pub struct Matched {
    /// Which condition.
    pub condition: Condition,
    /// The value that made it hold; for [`Condition::Public`] `public` or `private`.
    pub value: String,
}

impl From<(Condition, String)> for Matched {
    fn from((condition, value): (Condition, String)) -> Matched {
        Matched { condition, value }
    }
}

impl From<Matched> for (Condition, String) {
    fn from(matched: Matched) -> (Condition, String) {
        (matched.condition, matched.value)
    }
}

/// Who gets the case, and why. The sentence is `words::routing::route_reason`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteDecision {
    /// Id of the team.
    pub team: String,
    /// Name of the rule that decided, or [`FALLBACK`].
    pub rule: String,
    /// The conditions of that rule, in the order of the file's documentation; none for the fallback.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matched: Vec<Matched>,
    /// The retired team the rule names, when the case went to its heir.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<String>,
}

/// The team that gets a case with these facts.
pub fn route(desk: &Desk, facts: &RouteFacts) -> RouteDecision {
    let text_words = spoken_words(facts.text);
    for rule in &desk.rules {
        if let Some(matched) = rule.when.matched(facts, &text_words) {
            return decide(desk, &rule.team, &rule.name, matched);
        }
    }
    decide(desk, &desk.fallback, FALLBACK, Vec::new())
}

/// The decision for a team of the file, with heirs followed.
fn decide(desk: &Desk, team: &str, rule: &str, matched: Vec<Matched>) -> RouteDecision {
    // A checked desk always finds an heir; one that was not keeps the team as written, so that the case is in a queue.
    let heir = desk.team_or_heir(team).map_or(team, |heir| heir.id.as_str());
    let instead_of = (heir != team).then(|| team.to_owned());
    RouteDecision { team: heir.to_owned(), rule: rule.to_owned(), matched, instead_of }
}

impl Conditions {
    /// Whether there is no condition at all.
    pub fn is_empty(&self) -> bool {
        *self == Conditions::default()
    }

    /// The conditions that held, or `None` as soon as one does not.
    fn matched(&self, facts: &RouteFacts, text_words: &[String]) -> Option<Vec<Matched>> {
        let mut held = Vec::new();
        let language = primary_language(facts.language);
        let checks = [
            (Condition::Intent, one_of(&self.intent, &facts.intent, facts.intent.as_str())),
            (Condition::Topic, one_of_texts(&self.topic, facts.topic)),
            (Condition::Language, one_of_texts(&self.language, &language)),
            (Condition::Channel, one_of(&self.channel, &facts.channel, facts.channel.as_str())),
            (Condition::Inbox, one_of_texts(&self.inbox, facts.inbox)),
            (Condition::Public, self.public_check(facts.public)),
            (Condition::Priority, one_of(&self.priority, &facts.priority, facts.priority.as_str())),
            (Condition::Sentiment, one_of_texts(&self.sentiment, facts.sentiment)),
            (Condition::Words, self.words_check(text_words)),
        ];
        for (condition, check) in checks {
            match check {
                Check::NotAsked => {}
                Check::Fails => return None,
                Check::Holds(value) => held.push(Matched { condition, value }),
            }
        }
        Some(held)
    }

    fn public_check(&self, public: bool) -> Check {
        match self.public {
            None => Check::NotAsked,
            Some(wanted) if wanted != public => Check::Fails,
            Some(_) => Check::Holds(if public { "public" } else { "private" }.to_owned()),
        }
    }

    fn words_check(&self, text_words: &[String]) -> Check {
        if self.words.is_empty() {
            return Check::NotAsked;
        }
        let found = self.words.iter().find(|phrase| contains_phrase(text_words, &spoken_words(phrase)));
        found.map_or(Check::Fails, |phrase| Check::Holds(phrase.clone()))
    }

    /// Whether these conditions hold for everything `later` holds for, so that a rule with `later` after one
    /// with these can never match.
    pub fn cover(&self, later: &Conditions) -> bool {
        covers(&self.intent, &later.intent)
            && covers(&self.topic, &later.topic)
            && covers(&self.language, &later.language)
            && covers(&self.channel, &later.channel)
            && covers(&self.inbox, &later.inbox)
            && (self.public.is_none() || self.public == later.public)
            && covers(&self.priority, &later.priority)
            && covers(&self.sentiment, &later.sentiment)
            && covers(&phrases(&self.words), &phrases(&later.words))
    }
}

/// Whether one condition's values hold whenever the later one's do.
pub(crate) fn covers<T: PartialEq>(earlier: &[T], later: &[T]) -> bool {
    earlier.is_empty() || (!later.is_empty() && later.iter().all(|value| earlier.contains(value)))
}

/// How one condition turned out.
enum Check {
    NotAsked,
    Fails,
    Holds(String),
}

fn one_of<T: PartialEq>(wanted: &[T], value: &T, word: &str) -> Check {
    if wanted.is_empty() {
        Check::NotAsked
    } else if wanted.contains(value) {
        Check::Holds(word.to_owned())
    } else {
        Check::Fails
    }
}

fn one_of_texts(wanted: &[String], value: &str) -> Check {
    if wanted.is_empty() {
        Check::NotAsked
    } else if wanted.iter().any(|text| text == value) {
        Check::Holds(value.to_owned())
    } else {
        Check::Fails
    }
}

/// A language code without its region, in lower case: `fr-CA` is `fr`.
pub fn primary_language(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

fn phrases(words: &[String]) -> Vec<Vec<String>> {
    words.iter().map(|phrase| spoken_words(phrase)).collect()
}

fn contains_phrase(text: &[String], phrase: &[String]) -> bool {
    !phrase.is_empty() && text.windows(phrase.len()).any(|window| window == phrase)
}

/// The words of a text in lower case and without accents; everything else separates words.
pub fn spoken_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for character in text.chars().flat_map(char::to_lowercase) {
        match unaccented(character) {
            Some(letters) => word.push_str(letters),
            None if is_combining_mark(character) => {}
            None if character.is_alphanumeric() => word.push(character),
            None if word.is_empty() => {}
            None => words.push(std::mem::take(&mut word)),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Accents written as characters of their own, after the letter.
fn is_combining_mark(character: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&character)
}

/// The plain letters of an accented Latin letter in lower case; `None` for every other character.
fn unaccented(character: char) -> Option<&'static str> {
    Some(match character {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}
