//! Invented pairs of answers and their verdicts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::Instant;

use proptest::prelude::*;

use super::Verdict::{Aligned, Contradicts, Extends, NoCanonical, Unrelated};
use super::*;
use crate::domain::words::Language;
use crate::domain::words::alignment::explain;

#[track_caller]
fn check(rows: &[(&str, &str, Verdict)]) {
    for (a, b, expected) in rows {
        let found = compare(a, b, None);
        assert_eq!(found.verdict, *expected, "{a} | {b} | {:?}", found.because);
        for language in [Language::Fr, Language::En] {
            assert!(explain(&found, language).ends_with('.'));
        }
    }
}

#[test]
fn answers_that_agree() {
    check(&[
        ("Remboursement sous 14 jours.", "Your refund arrives within two weeks.", Aligned),
        ("Réponse sous 48 h.", "Vous aurez une réponse sous 2 jours.", Aligned),
        ("Le remboursement prend 10 à 15 jours.", "Votre remboursement arrive dans 12 jours.", Aligned),
        ("Refunds take one month.", "Your refund takes 30 days.", Aligned),
        ("Remboursement sous 5 jours ouvrés", "Refund within a week", Aligned),
        ("Le retour coûte 12,50 €.", "Comptez 12€50 pour le retour.", Aligned),
        ("Oui, vous pouvez annuler votre commande.", "Yes, you can cancel the order.", Aligned),
        ("Le retour est gratuit.", "Returns are free of charge.", Aligned),
        ("Livraison le 3 avril.", "Your delivery comes on April 3rd, 2026.", Aligned),
        ("Le magasin ouvre à 9h30.", "The store opens at 9:30 am.", Aligned),
        ("20 % de remise sur votre abonnement", "A discount of twenty percent", Aligned),
        ("Remboursement sous 14 jours, frais de 5 €.", "Remboursement sous 14 jours.", Aligned),
        ("Votre colis AB-12345 part sous 2 jours.", "Le colis CD-98765 part sous 2 jours.", Aligned),
        ("La panne est en cours de résolution.", "We are working on the outage.", Aligned),
        ("14 jours", "two weeks", Aligned),
        ("2 years warranty", "Garantie 24 mois", Aligned),
        ("Votre demande est bien arrivée.", "We have received your request.", Aligned),
        ("Retour sous 30 jours.", "Oui, retour possible sous 30 jours.", Aligned),
        ("Fermé le lundi.", "The store is closed on Monday", Aligned),
    ]);
}

#[test]
fn answers_that_say_more() {
    check(&[
        ("Remboursement sous 14 jours.", "Remboursement sous 14 jours, frais de 5 €.", Extends),
        ("Oui, l'échange est possible.", "Oui, l'échange est possible si l'article est neuf.", Extends),
        ("Le retour coûte 5 €.", "Le retour coûte 5 €, ou 8 € en point relais.", Extends),
        ("Refund within 10 to 15 days.", "Refund within 5 to 20 days.", Extends),
        ("Appelez notre service livraison au 01 23 45 67 89.", "Livraison : appelez le 01 98 76 54 32.", Extends),
        ("La livraison est en cours.", "La livraison est prévue demain.", Extends),
        ("Retour possible en magasin.", "Retour en magasin : voir acme.com/retours", Extends),
    ]);
}

#[test]
fn answers_that_contradict() {
    check(&[
        ("Remboursement sous 14 jours.", "Votre remboursement arrive sous 30 jours.", Contradicts),
        ("Refund within 14 days.", "Le remboursement prend un mois.", Contradicts),
        ("Le retour coûte 5 €.", "Le retour coûte 8 €.", Contradicts),
        ("Le retour est gratuit.", "Returns cost €5.", Contradicts),
        ("Oui, vous pouvez annuler.", "Malheureusement, l'annulation n'est pas possible.", Contradicts),
        ("No, we cannot exchange it.", "Yes, we can exchange it.", Contradicts),
        ("Livraison le 3 avril.", "Livraison le 5 avril.", Contradicts),
        ("Le magasin ouvre à 9h.", "The store opens at 10 am.", Contradicts),
        ("20 % de remise", "Une remise de 10 %", Contradicts),
        ("Remboursement sous 10 jours.", "Remboursement sous 10 jours ouvrés.", Contradicts),
        (
            "Retour sous 30 jours, remboursement sous 5 jours.",
            "Retour sous 30 jours, remboursement sous 10 jours.",
            Contradicts,
        ),
        ("Magasin ouvert de 9h à 18h.", "Magasin ouvert de 9h à 19h.", Contradicts),
        ("14 jours", "30 jours", Contradicts),
        ("You are entitled to a refund.", "You are not entitled to a refund.", Contradicts),
        ("Nous remboursons les frais de retour.", "Nous ne remboursons pas les frais de retour.", Contradicts),
        ("Yes, we ship to Belgium.", "Nous ne livrons pas en Belgique.", Contradicts),
        ("Refunds are possible.", "Refunds are not possible.", Contradicts),
        ("We do not offer refunds.", "We offer refunds.", Contradicts),
        ("La livraison est gratuite dès 50 €.", "Delivery is free above €60.", Contradicts),
        ("Le magasin est fermé lundi", "Le magasin est fermé mardi", Contradicts),
    ]);
    let found = compare("Le retour coûte 5 €.", "Le retour coûte 8 €.", None);
    assert_eq!(found.because, [Because { fact: FactKind::Amount, a: "5 €".to_owned(), b: "8 €".to_owned() }]);
    assert_eq!(
        explain(&found, Language::En),
        "The two answers contradict each other. For the amount, one says \"5 €\", the other \"8 €\"."
    );
    assert_eq!(
        explain(&found, Language::Fr),
        "Les deux réponses se contredisent. Pour le montant, l'une dit « 5 € », l'autre « 8 € »."
    );
}

#[test]
fn answers_about_different_things() {
    check(&[
        ("Remboursement sous 14 jours.", "Le magasin ouvre à 9h30.", Unrelated),
        ("Your password was reset.", "La livraison est en retard.", Unrelated),
        ("Merci pour votre patience.", "The parcel left the warehouse.", Unrelated),
        ("Delivery takes 3 days.", "Votre abonnement dure 12 mois.", Unrelated),
        ("", "Remboursement sous 14 jours.", NoCanonical),
        ("  \n", "", NoCanonical),
        ("Remboursement sous 14 jours.", "", Unrelated),
    ]);
}

#[test]
fn verdicts_are_written_as_the_interface_says() {
    let found = compare("Remboursement sous 14 jours.", "Refund within 30 days.", Some("refund"));
    assert_eq!(
        serde_json::to_string(&found).unwrap(),
        "{\"verdict\":\"contradicts\",\"because\":[{\"fact\":\"duration\",\"a\":\"14 jours\",\"b\":\"30 days\"}]}"
    );
}

#[test]
fn long_answers_take_little_time() {
    let started = Instant::now();
    for piece in ["5 € ", "le 3 avril ", "10 jours retour "] {
        let text: String = piece.chars().cycle().take(10_000).collect();
        compare(&text, &text.replace('5', "7").replace('3', "4").replace("10", "12"), None);
    }
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn no_text_panics_and_every_answer_agrees_with_itself(text in ".{0,120}", other in "(\\PC|[0-9]| jours| €| mois|h|à|/){0,40}") {
        compare(&text, &other, Some(&text));
        let itself = compare(&other, &other, None).verdict;
        prop_assert!(!matches!(itself, Verdict::Contradicts | Verdict::Extends), "{:?}", compare(&other, &other, None));
    }
}
