//! Reading `routing.toml`.
//!
//! Owns the rules, their order and the fallback. Must not route anything: `domain::routing` does.

use super::reader::{Row, Sheet, Word};
use crate::domain::classify::Intent;
use crate::domain::desk::ProblemCode;
use crate::domain::message::Channel;
use crate::domain::priority::Priority;
use crate::domain::routing::{Conditions, FALLBACK, Rule, TRANSFER, spoken_words};

const RULE_KEYS: [&str; 11] =
    ["name", "intent", "topic", "language", "channel", "inbox", "public", "priority", "sentiment", "words", "team"];

const SENTIMENTS: [&str; 3] = ["negative", "neutral", "positive"];

/// The two-letter codes of ISO 639-1, and `und` for a language nobody could tell.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy \
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii \
    ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr \
    ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl \
    sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh \
    zu und";

/// Ids of the other files; `None` when the file could not be read, so that nobody knows them.
pub(super) struct Named {
    pub(super) teams: Option<Vec<String>>,
    pub(super) topics: Option<Vec<String>>,
    pub(super) inboxes: Option<Vec<String>>,
}

/// What the file holds.
pub(super) struct Read {
    pub(super) fallback: String,
    pub(super) callbacks: Option<String>,
    pub(super) rules: Vec<Rule>,
}

/// The rules and the fallback; `None` without a fallback.
pub(super) fn read(sheet: &mut Sheet, root: &Row, named: &Named) -> Option<Read> {
    sheet.check_keys(root, &["fallback", "callbacks", "rule"]);
    if !root.table.contains_key("fallback") {
        let known: Vec<&str> = named.teams.iter().flatten().map(String::as_str).collect();
        sheet.report_with(root.at, ProblemCode::MissingFallback, "fallback", &known);
    }
    let fallback = sheet.text(root, "fallback");
    if let Some(fallback) = &fallback {
        sheet.check_listed(fallback, ProblemCode::UnknownTeam, named.teams.as_deref());
    }
    let callbacks = sheet.text(root, "callbacks");
    if let Some(callbacks) = &callbacks {
        sheet.check_listed(callbacks, ProblemCode::UnknownTeam, named.teams.as_deref());
    }
    let rows = sheet.rows(root, "rule");
    let mut names = Vec::new();
    let mut rules = Vec::new();
    for row in &rows {
        let (name, rule) = read_rule(sheet, row, named);
        names.extend(name);
        rules.push((rule, row.at));
    }
    sheet.check_unique(&names);
    let rules = rules.into_iter().filter_map(|(rule, at)| Some((rule?, at))).collect::<Vec<_>>();
    check_reach(sheet, &rules);
    let callbacks = callbacks.map(|callbacks| callbacks.text);
    Some(Read { fallback: fallback?.text, callbacks, rules: rules.into_iter().map(|(rule, _)| rule).collect() })
}

/// The rule of one table; without a rule when a condition could not be read, because what is left of its
/// conditions says something else.
fn read_rule(sheet: &mut Sheet, row: &Row, named: &Named) -> (Option<Word>, Option<Rule>) {
    let name = sheet.id(row, "name");
    if let Some(name) = name.as_ref().filter(|name| [FALLBACK, TRANSFER].contains(&name.text.as_str())) {
        sheet.report(name.at, ProblemCode::ReservedName, &name.text);
    }
    let team = sheet.required(row, "team");
    if let Some(team) = &team {
        sheet.check_listed(team, ProblemCode::UnknownTeam, named.teams.as_deref());
    }
    let problems_before = sheet.problems.len();
    sheet.check_keys(row, &RULE_KEYS);
    let when = read_conditions(sheet, row, named);
    let readable = sheet.problems.len() == problems_before;
    let rule = readable.then(|| Rule {
        name: name.as_ref().map(|name| name.text.clone()).unwrap_or_default(),
        when,
        team: team.map(|team| team.text).unwrap_or_default(),
    });
    (name, rule)
}

fn read_conditions(sheet: &mut Sheet, row: &Row, named: &Named) -> Conditions {
    let intents = Intent::ALL.map(Intent::as_str);
    let channels = Channel::ALL.map(Channel::as_str);
    let priorities = Priority::ALL.map(Priority::as_str);
    let sentiment = |text: &str| SENTIMENTS.contains(&text).then(|| text.to_owned());
    Conditions {
        intent: sheet.condition_of(row, "intent", &ProblemCode::UnknownIntent, &intents, Intent::from_word),
        topic: sheet.listed(row, "topic", &ProblemCode::UnknownTopic, named.topics.as_deref()),
        language: sheet.condition_of(row, "language", &ProblemCode::UnknownLanguage, &[], language_code),
        channel: sheet.condition_of(row, "channel", &ProblemCode::UnknownChannel, &channels, Channel::from_word),
        inbox: sheet.listed(row, "inbox", &ProblemCode::UnknownInbox, named.inboxes.as_deref()),
        public: sheet.flag(row, "public"),
        priority: sheet.condition_of(row, "priority", &ProblemCode::UnknownPriority, &priorities, Priority::from_word),
        sentiment: sheet.condition_of(row, "sentiment", &ProblemCode::UnknownSentiment, &SENTIMENTS, sentiment),
        words: sheet.condition_of(row, "words", &ProblemCode::BadWord, &[], findable),
    }
}

/// A language a message can be in.
pub(super) fn language_code(text: &str) -> Option<String> {
    LANGUAGES.split_whitespace().any(|known| known == text).then(|| text.to_owned())
}

/// A phrase that has at least one word to look for.
fn findable(phrase: &str) -> Option<String> {
    (!spoken_words(phrase).is_empty()).then(|| phrase.to_owned())
}

/// Reports rules that can never match because one earlier rule takes everything they could.
fn check_reach(sheet: &mut Sheet, rules: &[(Rule, usize)]) {
    for (index, (rule, at)) in rules.iter().enumerate() {
        let earlier = rules.iter().take(index).find(|(earlier, _)| earlier.when.cover(&rule.when));
        if let Some((earlier, earlier_at)) = earlier {
            let earlier_line = sheet.line(*earlier_at);
            let code = ProblemCode::NeverMatches { earlier: earlier.name.clone(), earlier_line };
            sheet.report(*at, code, &rule.name);
        }
    }
}
