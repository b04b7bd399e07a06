//! The rules on invented messages, head by head.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Classification {
    classify(&Input { text, public: true, ..Input::default() })
}

#[track_caller]
fn check(text: &str, intent: Intent, topic: &str) {
    let found = read(text);
    assert_eq!((found.intent, found.topic.as_str()), (intent, topic), "{text}: {found:?}");
}

#[track_caller]
fn check_intent(text: &str, intent: Intent, actionable: bool) {
    let found = read(text);
    assert_eq!((found.intent, found.actionable), (intent, actionable), "{text}: {found:?}");
}

#[track_caller]
fn check_feeling(text: &str, expected: Sentiment) {
    let found = read(text);
    assert_eq!(found.sentiment, expected, "{text}: {found:?}");
}

#[track_caller]
fn check_danger(text: &str, expected: Option<Danger>) {
    let found = read(text);
    assert_eq!(found.danger(), expected, "{text}: {found:?}");
    assert_eq!(found.intent == Intent::Crisis, expected.is_some(), "{text}");
}

#[test]
fn support_and_its_topics() {
    check("Bonjour, je n'ai toujours pas reçu mon colis, pouvez-vous m'aider ?", Intent::Support, "delivery");
    check("Hi, my parcel never arrived, can you check please?", Intent::Support, "delivery");
    check("slt pk ma cb est refusée sur votre site ?", Intent::Support, "payment_failure");
    check("Bonjour, j'ai oublié mon mot de passe et je n'arrive pas à me connecter", Intent::Support, "account_access");
    check("I would like a refund for order 48213 please", Intent::Support, "refund");
    check("Bonjour, plus d'internet depuis ce matin à Tours, une panne ?", Intent::Support, "outage");
    check("My suitcase is lost, flight landed 3 hours ago, who can help?", Intent::Support, "lost_item");
    check("Bonjour, je souhaite résilier mon abonnement, comment faire ?", Intent::Support, "cancellation");
}

#[test]
fn service_and_sales() {
    check("Bonjour, vous êtes ouverts dimanche ?", Intent::Service, "policy_info");
    check("What are your opening hours on Saturday?", Intent::Service, "policy_info");
    check_intent("Est-ce que vous livrez en Belgique ?", Intent::Service, true);
    check_intent("Do you accept Apple Pay in store?", Intent::Service, true);
    check_intent("je veux acheter deux places pour samedi", Intent::Sales, true);
    check_intent("Bonjour, combien coûte l'abonnement annuel ?", Intent::Sales, true);
    check_intent("I want to buy the blue one, how much is it?", Intent::Sales, true);
}

#[test]
fn complaints_with_and_without_irony() {
    check_intent(
        "Votre service client est lamentable, personne ne répond depuis 3 semaines !!",
        Intent::Complaint,
        true,
    );
    check_intent("Bravo, encore un train supprimé, merci pour rien", Intent::Complaint, true);
    check_intent("Great job ruining my weekend, worst airline ever", Intent::Complaint, true);
    check_intent("C'est une HONTE, vous vous foutez de nous 😡", Intent::Complaint, true);
    check_intent("Thanks for nothing, two hours on hold and nobody knows anything", Intent::Complaint, true);
    check_intent("connards", Intent::Complaint, false);
}

#[test]
fn praise_and_what_needs_no_answer() {
    check_intent("Merci beaucoup à votre équipe, service impeccable ❤️", Intent::Praise, false);
    check_intent("Thank you so much, amazing crew on my flight today!", Intent::Praise, false);
    for text in
        ["merci", "Merci !", "ok merci", "thanks", "@acme", "@acme https://t.co/abc", "👍", "", "   ", "lol 😂", "123"]
    {
        let found = read(text);
        assert!(matches!(found.intent, Intent::Other | Intent::Praise), "{text}: {found:?}");
        assert!(!found.actionable && found.urgency == Urgency::Low, "{text}: {found:?}");
    }
    assert!(!read("RT @someone: my parcel never arrived @acme").actionable);
}

#[test]
fn a_picture_alone_in_private_is_for_a_person() {
    let input = Input { text: "", has_attachment: true, ..Input::default() };
    assert!(classify(&input).actionable);
    assert!(!classify(&Input { public: true, ..input }).actionable);
}

#[test]
fn spam() {
    check_intent("Félicitations, vous avez gagné un iPhone ! Cliquez ici https://x.example", Intent::Spam, false);
    check_intent("Gagnez 500 € par jour avec le trading crypto, écrivez-moi sur Telegram", Intent::Spam, false);
    check_intent("URGENT! You have won a £1000 cash prize, call now to claim", Intent::Spam, false);
    check_intent("Bitcoin trading signals, 300% profit guaranteed, DM me to invest", Intent::Spam, false);
}

#[test]
fn feelings_turned_by_negation_and_irony() {
    check_feeling("je suis très contente de ma commande", Sentiment::Positive);
    check_feeling("je ne suis pas content du tout", Sentiment::Negative);
    check_feeling("pas mal du tout, bravo", Sentiment::Positive);
    check_feeling("I'm not happy with this", Sentiment::Negative);
    check_feeling("not bad at all, love it", Sentiment::Positive);
    check_feeling("never received my order, terrible", Sentiment::Negative);
    check_feeling("merci pour rien, toujours aucun remboursement", Sentiment::Negative);
    check_feeling("Bravo, 3 h de retard, super organisation", Sentiment::Negative);
    check_feeling("Quelle est la hauteur de la table ?", Sentiment::Neutral);
    check_feeling("The meeting is at noon", Sentiment::Neutral);
    check_feeling("😍😍", Sentiment::Positive);
    check_feeling("@acme 😡", Sentiment::Negative);
    check_feeling("sooooo goooood", Sentiment::Positive);
}

#[test]
fn urgency() {
    let check = |text: &str, expected: Urgency| assert_eq!(read(text).urgency, expected, "{text}: {:?}", read(text));
    check("URGENT je suis bloquée à la gare avec ma fille, que faire ?", Urgency::High);
    check("I'm stranded at the airport, please call me asap", Urgency::High);
    check("Bonjour, pas urgent, mais je voudrais changer mon adresse", Urgency::Low);
    check("Bonjour, ma box ne marche pas", Urgency::Normal);
}

#[test]
fn danger_to_life() {
    check_danger("Votre trottinette a pris feu dans mon salon", Some(Danger::Safety));
    check_danger("ça sent le gaz dans l'immeuble depuis votre intervention", Some(Danger::Safety));
    check_danger("Ma fille a fait une réaction allergique, les noix ne sont pas indiquées", Some(Danger::Safety));
    check_danger("J'ai trouvé un morceau de verre dans votre soupe", Some(Danger::Safety));
    check_danger("Intoxication alimentaire après votre restaurant", Some(Danger::Safety));
    check_danger("your charger caught fire last night", Some(Danger::Safety));
    check_danger("I got an electric shock from the kettle", Some(Danger::Safety));
    check_danger("my toddler is choking hazard?? he choked on a loose button", Some(Danger::Safety));
    check_danger("food poisoning from your sushi, I ended up in the hospital", Some(Danger::Safety));
    check_danger("je veux mourir, je n'en peux plus", Some(Danger::SelfHarm));
    check_danger("I want to kill myself", Some(Danger::SelfHarm));
}

#[test]
fn law_data_and_harassment() {
    check_danger("Sans réponse demain je saisis la DGCCRF", Some(Danger::Legal));
    check_danger("Mise en demeure envoyée ce jour par recommandé", Some(Danger::Legal));
    check_danger("mon avocat prend le relais, on se verra au tribunal", Some(Danger::Legal));
    check_danger("I will sue you, my lawyer is ready", Some(Danger::Legal));
    check_danger("See you in small claims court", Some(Danger::Legal));
    check_danger("Fuite de données chez vous ? Je préviens la CNIL", Some(Danger::DataLeak));
    check_danger("Someone accessed my account and changed my address", Some(Danger::DataLeak));
    check_danger("Votre vendeur m'a insultée, propos racistes devant tout le monde", Some(Danger::Harassment));
    check_danger("Your driver harassed me and touched my leg", Some(Danger::Harassment));
}

#[test]
fn news_of_disasters() {
    check_danger("BREAKING: 6.1 magnitude earthquake, several injured, buildings collapsed", Some(Danger::Incident));
    check_danger("Wildfire near the valley, thousands evacuated #ValleyFire", Some(Danger::Incident));
    check_danger("Séisme de magnitude 5, des dégâts importants", Some(Danger::Incident));
    check_danger("Inondations dans l'Aude, les pompiers mobilisés #InondationsAude", Some(Danger::Incident));
    check_danger("take care all #sghazeagain", Some(Danger::Incident));
}

#[test]
fn idioms_are_no_danger() {
    for text in [
        "mdr je suis mort de rire avec votre pub",
        "je suis crevé, votre file d'attente est interminable",
        "You guys are killing it!",
        "dying to try the new menu",
        "this battery life is killing me",
        "ta gamme est de la bombe",
        "feu vert pour la commande ?",
        "fire sale this weekend?",
        "la salade à l'avocat était délicieuse",
        "the app crashes every time I open it",
        "ma batterie est morte, sous garantie ?",
        "je meurs de faim, vous ouvrez quand ?",
        "my package is missing",
        "we had a blast, thanks",
        "mon vol est annulé à cause de la tempête, remboursement ?",
        "my flight was canceled because of the hurricane, can I get a refund?",
        "cette promo est une tuerie",
        "mon forfait a explosé ce mois-ci",
        "Je porte plainte", /* the opposite: a threat stays one */
    ] {
        check_danger(text, if text == "Je porte plainte" { Some(Danger::Legal) } else { None });
    }
}

#[test]
fn a_crisis_is_urgent_actionable_and_says_why() {
    let found = read("merci pour la fumée qui sort de la prise, c'est dangereux");
    assert_eq!((found.intent, found.topic.as_str()), (Intent::Crisis, "crisis"));
    assert!(found.actionable && found.urgency == Urgency::High);
    assert!(matches!(found.reasons.first(), Some(Reason::Danger(Danger::Safety, _))), "{found:?}");
}

#[test]
fn other_languages_are_for_a_person() {
    let found = read("Hola, todavía no he recibido mi pedido, ¿me pueden ayudar?");
    assert_eq!((found.language.as_str(), found.intent, found.actionable), ("es", Intent::Support, true));
    assert!(found.abstain.contains(&Head::Intent), "{found:?}");
    assert!(found.reasons.contains(&Reason::ForeignLanguage("es".to_owned())));
}

#[test]
fn the_hint_decides_only_what_the_text_leaves_open() {
    let hinted = |text: &str, hint: &str| {
        classify(&Input { text, language: Some(hint), public: true, has_attachment: false }).language
    };
    assert_eq!(hinted("@acme 👍", "fr"), "fr");
    assert_eq!(hinted("@acme 👍", "und"), "und");
    assert_eq!(hinted("Où est ma commande ?", "en"), "fr");
}

#[test]
fn words_round_trip_and_stored_size() {
    assert!(Intent::ALL.into_iter().all(|intent| Intent::from_word(intent.as_str()) == Some(intent)));
    assert!(Sentiment::ALL.into_iter().all(|word| Sentiment::from_word(word.as_str()) == Some(word)));
    assert!(Urgency::ALL.into_iter().all(|word| Urgency::from_word(word.as_str()) == Some(word)));
    assert!(Head::ALL.into_iter().all(|word| Head::from_word(word.as_str()) == Some(word)));
    assert!(Danger::ALL.into_iter().all(|word| Danger::from_word(word.as_str()) == Some(word)));
    assert!(Topic::ALL.into_iter().all(|word| Topic::from_word(word.as_str()) == Some(word)));
    let found = read("Bonjour, je n'ai toujours pas reçu mon colis, c'est URGENT, pouvez-vous m'aider ?");
    let json = serde_json::to_string(&found).unwrap();
    assert!(json.len() <= 320, "{} {json}", json.len());
    assert_eq!(serde_json::from_str::<Classification>(&json).unwrap(), found);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn never_panics_and_is_bounded(text in "\\PC{0,400}", hint in proptest::option::of("\\PC{0,6}"), public: bool) {
        let found = classify(&Input { text: &text, language: hint.as_deref(), public, has_attachment: false });
        prop_assert!(found.reasons.len() <= 4 && !found.reasons.is_empty());
        prop_assert_eq!(found.clone(), classify(&Input { text: &text, language: hint.as_deref(), public, has_attachment: false }));
        for head in Head::ALL {
            prop_assert!(found.confidence.of(head) <= 100);
        }
    }
}

#[test]
fn a_huge_text_is_read_in_part() {
    let huge = "Je n'ai pas reçu 😡 l'’'' #a#b @ @@ … !!! ".repeat(4_000);
    let found = read(&huge);
    assert_eq!(found.language, "fr");
}
