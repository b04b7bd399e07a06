//! Routing with desks as files: the demo desk's rules, and every condition on its own.

use crate::desk::{demo, demo_files, parse};
use crate::domain::classify::Intent;
use crate::domain::desk::Desk;
use crate::domain::message::Channel;
use crate::domain::priority::Priority;
use crate::domain::routing::{Condition, FALLBACK, Matched, RouteDecision, RouteFacts, TRANSFER, route};
use crate::domain::words::Language;
use crate::domain::words::routing::route_reason;

/// A French public question about a delivery on X.
fn facts() -> RouteFacts<'static> {
    RouteFacts {
        channel: Channel::X,
        inbox: "1001",
        public: true,
        language: "fr",
        intent: Intent::Support,
        topic: "delivery",
        sentiment: "neutral",
        priority: Priority::Normal,
        text: "Où est mon colis ?",
    }
}

#[track_caller]
fn check_demo(intent: Intent, topic: &str, language: &str, team: &str, rule: &str) {
    let decision = route(&demo().unwrap(), &RouteFacts { intent, topic, language, ..facts() });
    assert_eq!((decision.team.as_str(), decision.rule.as_str()), (team, rule));
}

#[test]
fn demo_crisis_goes_to_care_whatever_the_topic() {
    check_demo(Intent::Crisis, "refund", "fr", "care-fr", "crisis-fr");
    check_demo(Intent::Crisis, "refund", "en", "care-en", "crisis-en");
    check_demo(Intent::Crisis, "crisis", "de", "care-en", "crisis-en");
}

#[test]
fn demo_sales_goes_to_sales() {
    check_demo(Intent::Sales, "offer_pricing", "fr", "sales-fr", "sales-fr");
    check_demo(Intent::Sales, "billing", "en", "sales-en", "sales-en");
    check_demo(Intent::Sales, "offer_pricing", "es", "sales-en", "sales-en");
}

#[test]
fn demo_money_goes_to_billing() {
    for topic in ["billing", "payment_failure", "refund"] {
        check_demo(Intent::Complaint, topic, "fr", "billing-fr", "billing-fr");
        check_demo(Intent::Support, topic, "en", "billing-en", "billing-en");
        check_demo(Intent::Service, topic, "und", "billing-en", "billing-en");
    }
}

#[test]
fn demo_everything_else_goes_to_support() {
    for intent in [Intent::Support, Intent::Service, Intent::Complaint, Intent::Praise, Intent::Spam, Intent::Other] {
        check_demo(intent, "delivery", "fr", "support-fr", "support-fr");
        check_demo(intent, "delivery", "fr-CA", "support-fr", "support-fr");
        check_demo(intent, "offer_pricing", "en", "support-en", FALLBACK);
        check_demo(intent, "no_such_topic", "nl", "support-en", FALLBACK);
    }
}

/// The demo desk with one rule, `one`, to the phone team.
fn desk_with(condition: &str) -> Desk {
    let mut files = demo_files();
    let rule = format!("fallback = \"support-en\"\n[[rule]]\nname = \"one\"\n{condition}\nteam = \"phone\"\n");
    files.insert("routing.toml".to_owned(), rule);
    parse(&files).unwrap()
}

#[track_caller]
fn check(condition: &str, facts: RouteFacts, held: Option<(Condition, &str)>) {
    let decision = route(&desk_with(condition), &facts);
    match held {
        None => assert_eq!((decision.team.as_str(), decision.rule.as_str()), ("support-en", FALLBACK)),
        Some((condition, value)) => {
            assert_eq!((decision.team.as_str(), decision.rule.as_str()), ("phone", "one"));
            assert_eq!(decision.matched, [Matched { condition, value: value.to_owned() }]);
        }
    }
}

#[test]
fn each_condition_holds_by_one_of_its_values() {
    check("intent = [\"sales\", \"support\"]", facts(), Some((Condition::Intent, "support")));
    check("intent = \"sales\"", facts(), None);
    check("topic = \"delivery\"", facts(), Some((Condition::Topic, "delivery")));
    check("topic = [\"delay\", \"refund\"]", facts(), None);
    check(
        "language = [\"fr\", \"it\"]",
        RouteFacts { language: "it-CH", ..facts() },
        Some((Condition::Language, "it")),
    );
    check("language = \"en\"", facts(), None);
    check("channel = \"x\"", facts(), Some((Condition::Channel, "x")));
    check("channel = [\"whatsapp\", \"phone\"]", facts(), None);
    check("inbox = \"1001\"", facts(), Some((Condition::Inbox, "1001")));
    check("inbox = \"2001\"", facts(), None);
    check("public = true", facts(), Some((Condition::Public, "public")));
    check("public = false", facts(), None);
    check("public = false", RouteFacts { public: false, ..facts() }, Some((Condition::Public, "private")));
    check("priority = [\"normal\"]", facts(), Some((Condition::Priority, "normal")));
    check("priority = \"urgent\"", facts(), None);
    check("sentiment = \"neutral\"", facts(), Some((Condition::Sentiment, "neutral")));
    check("sentiment = [\"negative\", \"positive\"]", facts(), None);
}

#[test]
fn words_are_whole_and_ignore_accents_and_capitals() {
    let says = |text| RouteFacts { text, ..facts() };
    let words = "words = [\"grève\", \"mise en demeure\", \"l'avocat\"]";
    check(words, says("#GREVE demain ?"), Some((Condition::Words, "grève")));
    check(words, says("Gre\u{300}ve !"), Some((Condition::Words, "grève")));
    check(words, says("Dernière MISE  EN,\ndemeure."), Some((Condition::Words, "mise en demeure")));
    check(words, says("je saisis l’avocat"), Some((Condition::Words, "l'avocat")));
    check(words, says("un agrégat de grèves"), None);
    check(words, says("mise en route, demeure"), None);
    check(words, says(""), None);
    check("words = \"œuvre\"", says("OEUVRE"), Some((Condition::Words, "œuvre")));
}

#[test]
fn all_conditions_given_must_hold() {
    let both = "intent = \"support\"\nlanguage = \"en\"";
    check(both, facts(), None);
    let decision = route(&desk_with(both), &RouteFacts { language: "en", ..facts() });
    let stored = serde_json::to_string(&decision).unwrap();
    assert_eq!(stored, r#"{"team":"phone","rule":"one","matched":[["intent","support"],["language","en"]]}"#);
    assert_eq!(serde_json::from_str::<RouteDecision>(&stored).unwrap(), decision);
}

#[test]
fn a_retired_teams_cases_go_to_the_last_heir() {
    let mut files = demo_files();
    let teams = files.get_mut("teams.toml").unwrap();
    *teams = teams
        .replace("id = \"sales-fr\"\n", "id = \"sales-fr\"\nheir = \"sales-en\"\n")
        .replace("id = \"sales-en\"\n", "id = \"sales-en\"\nheir = \"support-fr\"\n")
        .replace("id = \"support-en\"\n", "id = \"support-en\"\nheir = \"phone\"\n");
    let desk = parse(&files).unwrap();
    let decision = route(&desk, &RouteFacts { intent: Intent::Sales, ..facts() });
    assert_eq!((decision.team.as_str(), decision.rule.as_str()), ("support-fr", "sales-fr"));
    assert_eq!(decision.instead_of.as_deref(), Some("sales-fr"));
    let decision = route(&desk, &RouteFacts { language: "en", ..facts() });
    assert_eq!((decision.team.as_str(), decision.rule.as_str()), ("phone", FALLBACK));
}

#[track_caller]
fn check_words(rule: &str, team: &str, matched: &[(Condition, &str)], french: &str, english: &str) {
    let matched = matched.iter().map(|(condition, value)| Matched::from((*condition, (*value).to_owned()))).collect();
    let decision = RouteDecision { team: team.to_owned(), rule: rule.to_owned(), matched, instead_of: None };
    let desk = demo().unwrap();
    assert_eq!(route_reason(&decision, &desk, Language::Fr), french);
    assert_eq!(route_reason(&decision, &desk, Language::En), english);
}

#[test]
fn a_rule_is_told_with_its_conditions() {
    check_words(
        "billing-fr",
        "billing-fr",
        &[(Condition::Topic, "refund"), (Condition::Language, "fr"), (Condition::Public, "public")],
        "Règle « billing-fr » : le sujet est « Remboursement », le message est en français et le message est public, \
         donc équipe Facturation (français).",
        "Rule “billing-fr”: the topic is “Refund”, the message is in French and the message is public, \
         so team Billing (French).",
    );
}

#[test]
fn the_fallback_says_that_no_rule_applies() {
    check_words(
        FALLBACK,
        "support-en",
        &[],
        "Aucune règle ne s'applique : équipe par défaut, Assistance (anglais).",
        "No rule applies: fallback team, Support (English).",
    );
}

#[test]
fn a_transfer_names_no_rule() {
    check_words(
        TRANSFER,
        "phone",
        &[],
        "Transféré à la main à l'équipe Téléphone.",
        "Transferred by hand to team Phone.",
    );
}

#[test]
fn an_heir_is_told_and_unknown_ids_are_shown_as_they_are() {
    let decision = RouteDecision {
        team: "support-en".to_owned(),
        rule: "old".to_owned(),
        matched: vec![Matched { condition: Condition::Topic, value: "gone".to_owned() }],
        instead_of: Some("left".to_owned()),
    };
    assert_eq!(
        route_reason(&decision, &demo().unwrap(), Language::En),
        "Rule “old”: the topic is “gone”, so team Support (English). \
         The team left is retired; Support (English) is its heir."
    );
}
