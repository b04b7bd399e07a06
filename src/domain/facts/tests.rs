//! Invented answers in French and English and the facts they state.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::Instant;

use proptest::prelude::*;

use super::FactKind::{Amount, Date, Duration, Percentage, Phone, Reference, Time, Url, YesNo};
use super::*;

type Row = (&'static str, &'static [(FactKind, &'static str, &'static str)]);

#[track_caller]
fn check(rows: &[Row], at: Option<&str>) {
    let at = at.map(|at| at.parse().unwrap());
    for (text, expected) in rows {
        let found = facts(text, at);
        let found: Vec<(FactKind, &str, &str)> =
            found.iter().map(|fact| (fact.fact, fact.value.as_str(), fact.text.as_str())).collect();
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn amounts() {
    check(
        &[
            ("Le retour coûte 12,50 €.", &[(Amount, "EUR 12.50", "12,50 €")]),
            ("Delivery costs €12.50 per parcel.", &[(Amount, "EUR 12.50", "€12.50")]),
            ("Un avoir de 1 250,00 euros a été émis.", &[(Amount, "EUR 1250.00", "1 250,00 euros")]),
            ("A credit of $1,250.00 was issued", &[(Amount, "USD 1250.00", "$1,250.00")]),
            ("Total: 1.250,00 EUR", &[(Amount, "EUR 1250.00", "1.250,00 EUR")]),
            ("The fee is 30 EUR", &[(Amount, "EUR 30.00", "30 EUR")]),
            ("It is $40 or £5", &[(Amount, "USD 40.00", "$40"), (Amount, "GBP 5.00", "£5")]),
            ("Le café est à 12€50 ici", &[(Amount, "EUR 12.50", "12€50")]),
            ("Les frais sont de quinze euros", &[(Amount, "EUR 15.00", "quinze euros")]),
            ("quatre-vingt-dix-sept euros", &[(Amount, "EUR 97.00", "quatre-vingt-dix-sept euros")]),
            ("vingt et un euros", &[(Amount, "EUR 21.00", "vingt et un euros")]),
            ("one hundred and twenty five dollars", &[(Amount, "USD 125.00", "one hundred and twenty five dollars")]),
            ("douze euros et cinquante centimes", &[(Amount, "EUR 12.50", "douze euros et cinquante centimes")]),
            ("un timbre à 50 centimes", &[(Amount, "EUR 0.50", "50 centimes")]),
            ("comptez 10 à 15 € de port", &[(Amount, "EUR 10.00/15.00", "10 à 15 €")]),
            ("comptez entre 10 et 15 euros", &[(Amount, "EUR 10.00/15.00", "10 et 15 euros")]),
            ("comptez 4\u{a0}990\u{202f}€", &[(Amount, "EUR 4990.00", "4\u{a0}990\u{202f}€")]),
            ("from $10 to $15", &[(Amount, "USD 10.00/15.00", "$10 to $15")]),
            ("de 10 € à 15 €", &[(Amount, "EUR 10.00/15.00", "10 € à 15 €")]),
            ("Le retour est gratuit.", &[(Amount, "0.00", "gratuit")]),
            ("Returns are free. Feel free to ask.", &[(Amount, "0.00", "are free")]),
            ("Livraison offerte dès 50 €", &[(Amount, "0.00", "offerte"), (Amount, "EUR 50.00", "50 €")]),
        ],
        None,
    );
}

#[test]
fn durations() {
    check(
        &[
            ("Remboursement sous 14 jours", &[(Duration, "P14D", "14 jours")]),
            ("You have two weeks to return it", &[(Duration, "P14D", "two weeks")]),
            ("Réponse sous 48h", &[(Duration, "PT48H", "48h")]),
            ("It takes 48 hours", &[(Duration, "PT48H", "48 hours")]),
            ("Comptez 10 à 15 jours", &[(Duration, "P10D/P15D", "10 à 15 jours")]),
            ("Allow 10-15 days", &[(Duration, "P10D/P15D", "10-15 days")]),
            ("between 2 and 3 weeks", &[(Duration, "P14D/P21D", "2 and 3 weeks")]),
            ("sous 10 jours ouvrés", &[(Duration, "P10D business", "10 jours ouvrés")]),
            ("in 5 to 7 business days", &[(Duration, "P5D/P7D business", "5 to 7 business days")]),
            ("within 3 working days", &[(Duration, "P3D business", "3 working days")]),
            ("valable un mois", &[(Duration, "P1M", "un mois")]),
            ("a 14-day trial", &[(Duration, "P14D", "14-day")]),
            ("garanti 2 ans", &[(Duration, "P2Y", "2 ans")]),
            ("une heure et demie d'attente", &[(Duration, "PT1H30M", "une heure et demie")]),
            ("le trajet dure environ 1h30", &[(Duration, "PT1H30M", "1h30")]),
            ("dans une demi-heure", &[(Duration, "PT30M", "une demi-heure")]),
            ("it takes an hour", &[(Duration, "PT1H", "an hour")]),
            ("de 2 semaines à un mois", &[(Duration, "P14D/P1M", "2 semaines à un mois")]),
            ("en 1,5 jour", &[(Duration, "PT36H", "1,5 jour")]),
            ("ouvert 24h/24 et 7j/7", &[]),
            ("24 heures sur 24", &[]),
            ("sous 24/48 h", &[(Duration, "PT24H/PT48H", "24/48 h")]),
            ("il y a 2 h", &[(Duration, "PT2H", "2 h")]),
        ],
        None,
    );
}

#[test]
fn dates_and_times() {
    check(
        &[
            ("Livré le 3 avril 2026", &[(Date, "2026-04-03", "3 avril 2026")]),
            ("avant le 3/04/2026", &[(Date, "2026-04-03", "3/04/2026")]),
            ("before 04/25/2026", &[(Date, "2026-04-25", "04/25/2026")]),
            ("by April 3rd", &[(Date, "--04-03", "April 3rd")]),
            ("since 2026-04-03", &[(Date, "2026-04-03", "2026-04-03")]),
            ("le 1er mai", &[(Date, "--05-01", "1er mai")]),
            ("They may 2 times", &[]),
            ("en stock en avril 2026", &[(Date, "2026-04", "avril 2026")]),
            ("ouvert du lundi au vendredi", &[(Date, "monday/friday", "lundi au vendredi")]),
            ("livré demain", &[(Date, "tomorrow", "demain")]),
            ("le 31 février", &[]),
            ("à 14h30", &[(Time, "14:30", "14h30")]),
            ("at 2:30 pm", &[(Time, "14:30", "2:30 pm")]),
            ("at 9 a.m.", &[(Time, "09:00", "9 a.m.")]),
            ("12 am, 12pm", &[(Time, "00:00", "12 am"), (Time, "12:00", "12pm")]),
            ("le colis part à 14:30.", &[(Time, "14:30", "14:30")]),
            ("ouvert de 9h à 18h", &[(Time, "09:00", "9h"), (Time, "18:00", "18h")]),
            ("ferme à 18 h 30", &[(Time, "18:30", "18 h 30")]),
            ("avant midi", &[(Time, "12:00", "midi")]),
            ("rappel à 15 heures", &[(Time, "15:00", "15 heures")]),
        ],
        None,
    );
}

#[test]
fn dates_are_read_relative_to_when_they_were_said() {
    // A Wednesday.
    check(
        &[
            ("livré demain", &[(Date, "2026-04-02", "demain")]),
            ("aujourd’hui", &[(Date, "2026-04-01", "aujourd’hui")]),
            ("since yesterday", &[(Date, "2026-03-31", "yesterday")]),
            ("vendredi", &[(Date, "2026-04-03", "vendredi")]),
            ("on Wednesday", &[(Date, "2026-04-08", "Wednesday")]),
            ("lundi dernier", &[(Date, "2026-03-30", "lundi dernier")]),
            ("Monday, April 6", &[(Date, "2026-04-06", "Monday, April 6")]),
            ("le 3 avril", &[(Date, "2026-04-03", "3 avril")]),
            ("le 28 décembre", &[(Date, "2025-12-28", "28 décembre")]),
            ("fermé le 3/05", &[(Date, "2026-05-03", "3/05")]),
            ("closed on Mondays", &[(Date, "monday", "Mondays")]),
        ],
        Some("2026-04-01T10:00:00Z"),
    );
}

#[test]
fn percentages_addresses_and_references() {
    check(
        &[
            ("20 % de remise", &[(Percentage, "20%", "20 %")]),
            ("un code de -20%", &[(Percentage, "20%", "-20%")]),
            ("de 5 % à 10 %", &[(Percentage, "5/10%", "5 % à 10 %")]),
            ("vingt pour cent", &[(Percentage, "20%", "vingt pour cent")]),
            ("2.5 percent", &[(Percentage, "2.5%", "2.5 percent")]),
            ("de 10 à 20 %", &[(Percentage, "10/20%", "10 à 20 %")]),
            (
                "Voir https://www.Acme.example/Aide/?utm_source=x&p=2#top.",
                &[(Url, "acme.example/Aide?p=2", "https://www.Acme.example/Aide/?utm_source=x&p=2#top")],
            ),
            ("sur acme.com/retours, merci", &[(Url, "acme.com/retours", "acme.com/retours")]),
            ("bit.ly/3xYz", &[(Url, "bit.ly/3xYz", "bit.ly/3xYz")]),
            ("oui/non, M.Dupont/2", &[]),
            ("écrivez à aide@acme.com", &[]),
            ("Appelez le 01 23 45 67 89.", &[(Phone, "+33123456789", "01 23 45 67 89")]),
            ("au +33 (0)1 23 45 67 89", &[(Phone, "+33123456789", "+33 (0)1 23 45 67 89")]),
            ("0033123456789", &[(Phone, "+33123456789", "0033123456789")]),
            ("01.23.45.67.89", &[(Phone, "+33123456789", "01.23.45.67.89")]),
            ("Call +44 20 7946 0958 today", &[(Phone, "+442079460958", "+44 20 7946 0958"), (Date, "today", "today")]),
            ("call 555-123-4567", &[(Phone, "+15551234567", "555-123-4567")]),
            ("at +1 (555) 123-4567", &[(Phone, "+15551234567", "+1 (555) 123-4567")]),
            ("appelez le 3900", &[(Phone, "3900", "3900")]),
            ("la commande 4521877", &[(Reference, "4521877", "commande 4521877")]),
            ("commande n° 0612345678", &[(Reference, "0612345678", "commande n° 0612345678")]),
            ("case AB-12345", &[(Reference, "AB-12345", "case AB-12345")]),
            ("voir #12345", &[(Reference, "12345", "#12345")]),
            ("AB-12345-X est parti", &[(Reference, "AB-12345-X", "AB-12345-X")]),
            ("une commande de 45 €", &[(Amount, "EUR 45.00", "45 €")]),
        ],
        None,
    );
}

#[test]
fn yes_no_and_it_depends() {
    check(
        &[
            ("Oui, vous pouvez.", &[(YesNo, "yes", "Oui")]),
            ("Bonjour Marie, oui bien sûr !", &[(YesNo, "yes", "oui")]),
            ("You can return it", &[(YesNo, "yes", "You can")]),
            ("We don't ship abroad", &[(YesNo, "no", "don't ship")]),
            ("Nous ne remboursons pas les frais", &[(YesNo, "no", "ne remboursons pas")]),
            ("Ça dépend de la taille", &[(YesNo, "conditional", "dépend de")]),
            ("You are not entitled to a refund", &[(YesNo, "no", "not entitled")]),
            ("You are entitled to a refund", &[(YesNo, "yes", "are entitled")]),
            ("No, sorry.", &[(YesNo, "no", "No")]),
            ("Ce n'est pas possible", &[(YesNo, "no", "Ce n'est pas possible")]),
            ("We cannot refund it", &[(YesNo, "no", "cannot")]),
            ("We can’t do that", &[(YesNo, "no", "can’t")]),
            ("Malheureusement nous n'avons plus de stock", &[(YesNo, "no", "Malheureusement")]),
            ("Oui, si l'article est neuf", &[(YesNo, "conditional", "Oui")]),
            ("Échange possible à condition de garder le ticket", &[(YesNo, "conditional", "à condition")]),
            ("You can return it only if unopened", &[(YesNo, "conditional", "You can")]),
            ("No later than Friday", &[(Date, "friday", "Friday")]),
            ("Vous pouvez nous contacter en cas de besoin", &[]),
            ("No problem, it is done", &[(YesNo, "yes", "No problem")]),
            ("Merci pour votre message", &[]),
            (
                "Oui : remboursement sous 14 jours, 5 € de frais.",
                &[(YesNo, "yes", "Oui"), (Duration, "P14D", "14 jours"), (Amount, "EUR 5.00", "5 €")],
            ),
        ],
        None,
    );
}

#[test]
fn long_texts_take_little_time() {
    let started = Instant::now();
    for piece in
        ["9", "1 ", "a", "vingt ", "si ", "commande ", "http://a.", "0.1-", "10 à ", "é", "€", "- ", "you can ", "+33 "]
    {
        let text: String = piece.chars().cycle().take(10_000).collect();
        facts(&text, None);
    }
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn no_text_panics_and_facts_are_apart(text in ".{0,200}", pieces in proptest::collection::vec(
        prop_oneof!["[0-9 ]{1,12}", "(€|à|h|:|-|/|\\.|,|%|#|\\+|\\(0\\)|'| )", "(jours|avril|commande|oui|si|lundi|demi|euros|pour cent|www)", "\\PC"], 0..40)) {
        for text in [text, pieces.concat()] {
            for at in [None, Some(Timestamp::MIN), Some(Timestamp::UNIX_EPOCH), Some(Timestamp::MAX)] {
                let mut rest = text.as_str();
                for fact in facts(&text, at) {
                    prop_assert!(!fact.text.is_empty() && !fact.value.is_empty());
                    let found = rest.find(&fact.text);
                    prop_assert!(found.is_some(), "{:?} after {:?}", fact, rest);
                    rest = &rest[found.unwrap() + fact.text.len()..];
                }
            }
        }
    }
}
