//! What a message wants, is about, feels like and how soon it matters, by rules and word lists.
//!
//! Owns the classification of one text and its reasons. Must not read a clock, a desk file or a store,
//! and must not set a priority.
//!
//! The order of work: `normalize` cuts the text, `language` names its language, `lexicon` finds the
//! patterns of that language, `evidence` sums them, then each head decides in a file of its own:
//! `danger` (first, and final), `intent`, `topic`, `sentiment`, `urgency`.
//!
//! A trained model joins in [`classify`] between `danger` and the reasons: its guess may replace the
//! rules' guess of a head, with its own calibrated confidence. The rules stay a floor beneath it: a
//! danger they find makes the message a crisis of high urgency that needs an answer whatever the model
//! says, and their reasons are kept.
//!
//! Confidences are percentages made from evidence for and against. They rank, but are **not
//! calibrated**: 80 does not mean "right in 80 % of cases". A head below its threshold is listed in
//! `abstain` and still gives its best guess.

mod danger;
mod evidence;
mod intent;
mod label;
mod language;
mod lexicon;
mod normalize;
mod sentiment;
mod shorthand;
mod topic;
mod urgency;

use serde::{Deserialize, Serialize};

use self::evidence::Evidence;
pub use self::label::{Danger, Head, Intent, Sentiment, Topic, Urgency};
use self::lexicon::{Languages, Sign};
use self::sentiment::Feelings;

/// What is known about a text before reading it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Input<'a> {
    /// The text to read: links expanded, leading handles hidden or not.
    pub text: &'a str,
    /// The platform's or the caller's language tag: a hint, asked only when the text leaves it open.
    pub language: Option<&'a str>,
    /// Whether everybody can see it.
    pub public: bool,
    /// Whether a picture, a video or a file came with it.
    pub has_attachment: bool,
}

/// How sure the rules are of each head, in percent; stored as an array in the order of [`Head::ALL`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "[u8; 5]", into = "[u8; 5]")]
pub struct Confidence {
    /// Percent, 0 to 100.
    pub intent: u8,
    /// Percent, 0 to 100.
    pub topic: u8,
    /// Percent, 0 to 100.
    pub sentiment: u8,
    /// Percent, 0 to 100.
    pub urgency: u8,
    /// Percent, 0 to 100.
    pub actionable: u8,
}

impl Confidence {
    /// The confidence of one head, in percent.
    pub fn of(&self, head: Head) -> u8 {
        match head {
            Head::Intent => self.intent,
            Head::Topic => self.topic,
            Head::Sentiment => self.sentiment,
            Head::Urgency => self.urgency,
            Head::Actionable => self.actionable,
        }
    }
}

impl From<[u8; 5]> for Confidence {
    fn from([intent, topic, sentiment, urgency, actionable]: [u8; 5]) -> Confidence {
        Confidence { intent, topic, sentiment, urgency, actionable }
    }
}

impl From<Confidence> for [u8; 5] {
    fn from(confidence: Confidence) -> [u8; 5] {
        [confidence.intent, confidence.topic, confidence.sentiment, confidence.urgency, confidence.actionable]
    }
}

/// Why a label was chosen. The quoted words are the contact's own, at most 32 characters; the sentence
/// is made when read (`words::classify`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Words of danger: which kind, which words. Its presence is what makes the message a crisis.
    Danger(Danger, String),
    /// Words that speak for an intent.
    Intent(Intent, String),
    /// Words that speak for a topic.
    Topic(String, String),
    /// Words that carry the feeling.
    Sentiment(Sentiment, String),
    /// Good words among bad news, read as their opposite.
    Irony(String),
    /// Words of haste, or of patience.
    Urgency(Urgency, String),
    /// A question without a word the lists know.
    Question,
    /// Repeats somebody else's post.
    Repost,
    /// Nothing but handles, links, emoji or numbers.
    NoWords,
    /// A language (ISO 639-1) the lists do not speak.
    ForeignLanguage(String),
    /// Words, but none the lists know.
    NothingFound,
}

/// What one message was taken for, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "ClassificationRow", into = "ClassificationRow")]
pub struct Classification {
    /// ISO 639-1, `und` when nobody can tell.
    pub language: String,
    /// What the contact wants.
    pub intent: Intent,
    /// What it is about: one of [`Topic::ALL`]'s words, or a desk's own.
    pub topic: String,
    /// How the contact feels.
    pub sentiment: Sentiment,
    /// How soon it matters.
    pub urgency: Urgency,
    /// Whether somebody has to answer.
    pub actionable: bool,
    /// How sure the rules are of each head; not calibrated.
    pub confidence: Confidence,
    /// The heads a person should look at: the guess given is below the threshold.
    pub abstain: Vec<Head>,
    /// Why, most important first; at most four.
    pub reasons: Vec<Reason>,
}

/// A classification as it is stored: a list in field order, because ten names would weigh as much as
/// what they name.
#[derive(Serialize, Deserialize)]
struct ClassificationRow(String, Intent, String, Sentiment, Urgency, bool, Confidence, Vec<Head>, Vec<Reason>);

impl From<Classification> for ClassificationRow {
    fn from(c: Classification) -> ClassificationRow {
        ClassificationRow(
            c.language,
            c.intent,
            c.topic,
            c.sentiment,
            c.urgency,
            c.actionable,
            c.confidence,
            c.abstain,
            c.reasons,
        )
    }
}

impl From<ClassificationRow> for Classification {
    fn from(row: ClassificationRow) -> Classification {
        let ClassificationRow(language, intent, topic, sentiment, urgency, actionable, confidence, abstain, reasons) =
            row;
        Classification { language, intent, topic, sentiment, urgency, actionable, confidence, abstain, reasons }
    }
}

impl Classification {
    /// The danger the rules found. None once a person has said that it is not a crisis.
    pub fn danger(&self) -> Option<Danger> {
        let mut dangers = self.reasons.iter().filter_map(|reason| match reason {
            Reason::Danger(danger, _) => Some(*danger),
            _ => None,
        });
        dangers.next().filter(|_| self.intent == Intent::Crisis)
    }
}

/// Below this confidence, in percent, a head abstains.
fn threshold(head: Head) -> u8 {
    match head {
        Head::Intent => 45,
        Head::Topic => 45,
        Head::Sentiment => 40,
        Head::Urgency => 35,
        Head::Actionable => 45,
    }
}

/// Reads one message. Never fails; takes time linear in the first 10,000 characters of the text.
pub fn classify(input: &Input) -> Classification {
    let prepared = normalize::prepare(input.text);
    let symbols = lexicon::lexicon().symbols(&prepared);
    let language = language::detect(&prepared, &symbols, input.language);
    let languages = match language {
        "fr" => Languages::FRENCH,
        "en" => Languages::ENGLISH,
        language::UNKNOWN => Languages::BOTH,
        _ => Languages::NEITHER,
    };
    let evidence = Evidence::gather(&prepared, &symbols, languages);
    let feelings = sentiment::weigh(&evidence);
    let choice = intent::choose(&evidence, &feelings);
    let danger = danger::find(&evidence);
    let silent = prepared.words == 0;
    let foreign = languages == Languages::NEITHER;

    let intent = match (&danger, foreign) {
        (Some(_), _) => Intent::Crisis,
        (None, true) if !silent && choice.intent != Intent::Spam => Intent::Support,
        _ if silent => Intent::Other,
        _ if prepared.repost && choice.intent != Intent::Spam => Intent::Other,
        _ => choice.intent,
    };
    let actionable = intent::is_actionable(&evidence, intent) || (silent && input.has_attachment && !input.public);
    let (topic, topic_weight, topic_second) = topic::choose(&evidence);
    let topic = match intent {
        Intent::Crisis => Topic::Crisis,
        Intent::Spam => Topic::Spam,
        _ => topic,
    };
    let (urgency, hurried) = urgency::decide(&evidence, intent, actionable);

    let mut confidence = Confidence {
        intent: match &danger {
            Some((_, _, weight)) => percent(*weight, 2.0),
            None if silent => 70,
            None => percent(choice.weight, choice.second),
        },
        topic: if topic == Topic::Other { 30 } else { percent(topic_weight, topic_second) },
        sentiment: match feelings.sentiment {
            Sentiment::Neutral => {
                if feelings.good + feelings.bad > 2.0 {
                    40
                } else {
                    60
                }
            }
            _ => percent(feelings.good.max(feelings.bad), feelings.good.min(feelings.bad)),
        },
        urgency: if hurried || intent == Intent::Crisis { 75 } else { 60 },
        actionable: 0,
    };
    if matches!(topic, Topic::Crisis | Topic::Spam) {
        confidence.topic = confidence.intent;
    }
    confidence.actionable = confidence.intent.saturating_add(15).min(95);
    if foreign && danger.is_none() {
        let most = |value: u8| value.min(30);
        confidence = Confidence::from(<[u8; 5]>::from(confidence).map(most));
    }
    let abstain = Head::ALL.into_iter().filter(|head| confidence.of(*head) < threshold(*head)).collect();
    let facts = Facts { intent, topic, urgency, hurried, foreign, silent, language };
    Classification {
        language: language.to_owned(),
        intent,
        topic: topic.as_str().to_owned(),
        sentiment: feelings.sentiment,
        urgency,
        actionable,
        confidence,
        abstain,
        reasons: reasons(&evidence, &feelings, danger.map(|(danger, words, _)| (danger, words)), &facts),
    }
}

/// From weights for and against to a percentage: half when they balance, more with more and clearer evidence.
fn percent(best: f32, second: f32) -> u8 {
    let share = best.max(0.0) / (best.max(0.0) + second.max(0.0) + 2.0);
    (10.0 + 85.0 * share).clamp(0.0, 95.0) as u8
}

/// What was decided, for the reasons.
struct Facts<'a> {
    intent: Intent,
    topic: Topic,
    urgency: Urgency,
    hurried: bool,
    foreign: bool,
    silent: bool,
    language: &'a str,
}

/// The most telling reasons, at most four, no words quoted twice.
fn reasons(evidence: &Evidence, feelings: &Feelings, danger: Option<(Danger, String)>, facts: &Facts) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if facts.silent {
        return vec![Reason::NoWords];
    }
    if facts.foreign {
        reasons.push(Reason::ForeignLanguage(facts.language.to_owned()));
    }
    if evidence.prepared.repost {
        reasons.push(Reason::Repost);
    }
    let crisis = danger.is_some();
    if let Some((danger, words)) = danger {
        reasons.push(Reason::Danger(danger, words));
    }
    let mut quoted: Vec<String> = Vec::new();
    let mut fresh = |words: Option<String>| {
        words.filter(|words| {
            let new = !words.is_empty() && !quoted.contains(words);
            quoted.push(words.clone());
            new
        })
    };
    if !crisis {
        if let Some(words) = fresh(feelings.ironic.clone()) {
            reasons.push(Reason::Irony(words));
        }
        if let Some(words) = fresh(intent_words(evidence, facts.intent)) {
            reasons.push(Reason::Intent(facts.intent, words));
        } else if evidence.prepared.questions > 0 && matches!(facts.intent, Intent::Service | Intent::Support) {
            reasons.push(Reason::Question);
        }
        if let Some(words) = fresh(evidence.quote(Sign::Topic(facts.topic))) {
            reasons.push(Reason::Topic(facts.topic.as_str().to_owned(), words));
        }
    }
    if facts.hurried
        && let Some(words) = fresh(evidence.quote(Sign::Haste))
    {
        reasons.push(Reason::Urgency(facts.urgency, words));
    }
    if feelings.sentiment != Sentiment::Neutral
        && let Some(words) = fresh(feelings.words.clone())
    {
        reasons.push(Reason::Sentiment(feelings.sentiment, words));
    }
    reasons.truncate(4);
    if reasons.is_empty() {
        reasons.push(Reason::NothingFound);
    }
    reasons
}

fn intent_words(evidence: &Evidence, intent: Intent) -> Option<String> {
    let own = evidence.quote(Sign::Intent(intent));
    match intent {
        Intent::Support => evidence.quote(Sign::Trouble).or(own),
        Intent::Complaint => own.or_else(|| evidence.quote(Sign::Anger)),
        _ => own,
    }
}

#[cfg(test)]
mod tests;
