//! Verdicts in both directions and in every order of arrival.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use super::*;
use crate::domain::briefing::BriefingDraft;
use crate::domain::drift::{Drift, Right, opened_by, parse_drift_id};
use proptest::prelude::*;

const TOPIC: &str = "refund";

fn minute(minute: i64) -> Timestamp {
    let start: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
    start.checked_add(SignedDuration::from_mins(minute)).unwrap()
}

fn answer(id: &str, channel: Channel, text: &str, at: Timestamp) -> Answer {
    Answer {
        id: id.to_owned(),
        topic: TOPIC.to_owned(),
        channel,
        text: text.to_owned(),
        facts: crate::domain::facts::facts(text, Some(at)),
        by: "ada".to_owned(),
        at,
        case: String::new(),
        contact: None,
        verdict: Verdict::NoCanonical,
        because: Vec::new(),
        against: None,
        corrected_at: None,
        undelivered_at: None,
        supersedes: None,
        superseded_by: None,
    }
}

fn briefing(social: &str, phone: &str, from: Timestamp) -> Briefing {
    let draft = BriefingDraft {
        topic: TOPIC.to_owned(),
        social: social.to_owned(),
        phone: phone.to_owned(),
        source: "Terms of sale".to_owned(),
        valid_from_at: Some(from),
        ..BriefingDraft::default()
    };
    draft.publish(1, "zoe", from).unwrap()
}

/// The verdict on `text`, said on `channel` at minute 100, and the id of what it was compared with.
#[track_caller]
fn check(channel: Channel, text: &str, briefing: Option<&Briefing>, others: &[Answer], expected: (Verdict, &str)) {
    let said = Statement::of_answer(&answer("new", channel, text, minute(100)));
    let mut others = others.to_vec();
    for _ in 0..others.len().max(1) {
        let judged = judge(&said, TOPIC, briefing, &others);
        let against = judged.against.as_ref().map_or("", |against| against.id.as_str());
        assert_eq!((judged.verdict, against), expected, "{text}");
        let by = usize::from(!others.is_empty());
        others.rotate_left(by);
    }
    others.reverse();
    let judged = judge(&said, TOPIC, briefing, &others);
    assert_eq!(judged.verdict, expected.0, "{text}, the others turned round");
}

#[test]
fn the_briefing_decides_in_the_words_of_the_channel() {
    let rule = briefing("Refund within 14 days.", "Vous serez remboursé sous 10 jours.", minute(0));
    let earlier = [answer("x1", Channel::X, "Refund within 30 days.", minute(50))];
    for (channel, text, verdict) in [
        (Channel::X, "Your refund arrives within two weeks.", Verdict::Aligned),
        (Channel::X, "Your refund arrives within 10 days.", Verdict::Contradicts),
        (Channel::Phone, "Votre remboursement arrive sous 10 jours.", Verdict::Aligned),
        (Channel::Phone, "Votre remboursement arrive sous 14 jours.", Verdict::Contradicts),
        (Channel::Messenger, "Refund within 14 days, minus a fee of 5 €.", Verdict::Extends),
    ] {
        check(channel, text, Some(&rule), &[], (verdict, "refund~1"));
        check(channel, text, Some(&rule), &earlier, (verdict, "refund~1"));
    }
    check(Channel::Phone, "Our store opens at 9:30 am.", Some(&rule), &[], (Verdict::NoCanonical, ""));
}

#[test]
fn without_a_briefing_another_channel_contradicts_in_both_directions() {
    let fourteen = "Your refund arrives within 14 days.";
    let thirty = "Votre remboursement arrive sous 30 jours.";
    for (first, second) in [(fourteen, thirty), (thirty, fourteen)] {
        for (one, other) in [(Channel::X, Channel::Phone), (Channel::Phone, Channel::X)] {
            let earlier = [answer("first", one, first, minute(0))];
            check(other, second, None, &earlier, (Verdict::Contradicts, "first"));
            check(one, second, None, &earlier, (Verdict::NoCanonical, ""));
            check(other, first, None, &earlier, (Verdict::NoCanonical, ""));
            let later = [answer("later", one, first, minute(200))];
            check(other, second, None, &later, (Verdict::Contradicts, "later"));
        }
    }
}

#[test]
fn only_what_is_recent_uncorrected_and_on_the_topic_counts() {
    let said = "Refund within 30 days.";
    let other = |id: &str, at| answer(id, Channel::X, "Refund within 14 days.", at);
    let mut corrected = other("corrected", minute(90));
    corrected.corrected_at = Some(minute(95));
    let mut elsewhere = other("elsewhere", minute(90));
    elsewhere.topic = "delivery".to_owned();
    let days = 24 * 60;
    let edge = other("edge", minute(100 - 30 * days));
    let old = other("old", minute(99 - 30 * days));
    check(Channel::Phone, said, None, &[corrected, elsewhere, old], (Verdict::NoCanonical, ""));
    check(Channel::Phone, said, None, &[edge], (Verdict::Contradicts, "edge"));
    let agreeing = (0..50).map(|n| answer(&format!("a{n}"), Channel::X, said, minute(50 + n)));
    let many: Vec<Answer> = agreeing.chain([other("before them", minute(1))]).collect();
    check(Channel::Phone, said, None, &many, (Verdict::NoCanonical, ""));
    let newest = [other("one", minute(1)), other("two", minute(2)), answer("a", Channel::X, said, minute(3))];
    check(Channel::Phone, said, None, &newest, (Verdict::Contradicts, "two"));
}

#[test]
fn because_quotes_the_other_side_first_whoever_spoke_first() {
    for at in [minute(0), minute(200)] {
        let others = [answer("x", Channel::X, "Refund within 14 days.", at)];
        let said = Statement::of_answer(&answer("new", Channel::Phone, "Refund within 30 days.", minute(100)));
        let judged = judge(&said, TOPIC, None, &others);
        let quoted: Vec<_> = judged.because.iter().map(|because| (because.a.as_str(), because.b.as_str())).collect();
        assert_eq!(quoted, [("14 days", "30 days")]);
    }
}

#[test]
fn what_is_filed_under_no_topic_of_its_own_is_not_compared() {
    let mut other = answer("x", Channel::X, "14 days", minute(0));
    other.topic = "other".to_owned();
    let said = Statement::of_answer(&answer("new", Channel::Phone, "30 days", minute(1)));
    assert_eq!(judge(&said, "other", None, &[other]).verdict, Verdict::NoCanonical);
}

#[test]
fn a_drift_is_the_same_pair_whichever_side_finds_it() {
    let x = answer("x", Channel::X, "Refund within 14 days.", minute(0));
    let phone = answer("p", Channel::Phone, "Refund within 30 days.", minute(5));
    let found = |said: &Answer, other: &Answer| {
        opened_by(&Statement::of_answer(said), TOPIC, None, std::slice::from_ref(other), &[]).expect("a drift")
    };
    let (one, other) = (found(&x, &phone), found(&phone, &x));
    assert_eq!(one, other);
    assert_eq!((one.a.id.as_str(), one.b.id.as_str(), one.opened_at), ("x", "p", minute(5)));
    assert_eq!(parse_drift_id(&one.id()), Some((minute(5), one.pair().as_str())));
}

#[test]
fn repeating_a_side_of_an_open_drift_is_no_news() {
    let x = answer("x", Channel::X, "Refund within 14 days.", minute(0));
    let phone = answer("p", Channel::Phone, "Refund within 30 days.", minute(5));
    let mut open = Drift::between(&Statement::of_answer(&x), &Statement::of_answer(&phone), TOPIC);
    let others = [x, phone];
    let opens = |channel, text: &str, open: &Drift| {
        let said = Statement::of_answer(&answer("new", channel, text, minute(9)));
        opened_by(&said, TOPIC, None, &others, std::slice::from_ref(open)).map(|drift| drift.a.id)
    };
    assert_eq!(opens(Channel::Messenger, "Refund within 14 days.", &open), None);
    assert_eq!(opens(Channel::X, "Refund within two weeks.", &open), None);
    assert_eq!(opens(Channel::Phone, "Refund within 30 days.", &open), None);
    assert_eq!(opens(Channel::Messenger, "Refund within 60 days.", &open).as_deref(), Some("p"));
    open.closed_at = Some(minute(8));
    open.right = Some(Right::A);
    assert_eq!(opens(Channel::Messenger, "Refund within 14 days.", &open).as_deref(), Some("p"));
}

#[test]
fn a_new_truth_is_no_contradiction_of_what_was_true_before() {
    let rule = briefing("Refund within 30 days.", "", minute(50));
    let before = answer("before", Channel::X, "Refund within 14 days.", minute(40));
    let after = answer("after", Channel::X, "Refund within 14 days.", minute(60));
    let right = Statement::of_answer(&answer("new", Channel::Phone, "Refund within 30 days.", minute(100)));
    let wrong = Statement::of_answer(&answer("new", Channel::Phone, "Refund within 60 days.", minute(100)));
    let opens = |said: &Statement, other: &Answer| {
        opened_by(said, TOPIC, Some(&rule), std::slice::from_ref(other), &[]).map(|drift| drift.a.id)
    };
    assert_eq!(opens(&right, &before), None);
    assert_eq!(opens(&right, &after).as_deref(), Some("after"));
    assert_eq!(opens(&wrong, &before).as_deref(), Some("refund~1"));
    assert_eq!(opens(&wrong, &after).as_deref(), Some("after"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn no_order_of_the_others_changes_a_verdict(
        days in proptest::collection::vec((0usize..4, 0usize..3, 0i64..200), 0..8),
        shuffle in any::<u64>(),
        own in 0usize..4,
    ) {
        let texts = ["Refund within 14 days.", "Refund within 30 days.", "Le retour coûte 5 €.", "Thank you!"];
        let channels = [Channel::X, Channel::Phone, Channel::Messenger];
        let others: Vec<Answer> = days
            .iter()
            .enumerate()
            .map(|(n, (text, channel, at))| answer(&format!("o{n}"), channels[*channel], texts[*text], minute(*at)))
            .collect();
        let mut shuffled = others.clone();
        shuffled.sort_by_key(|other| (shuffle.rotate_left(u32::from(other.id.as_bytes()[1])), other.id.clone()));
        let said = Statement::of_answer(&answer("new", Channel::Phone, texts[own], minute(100)));
        prop_assert_eq!(judge(&said, TOPIC, None, &others), judge(&said, TOPIC, None, &shuffled));
        prop_assert_eq!(
            opened_by(&said, TOPIC, None, &others, &[]),
            opened_by(&said, TOPIC, None, &shuffled, &[])
        );
        // Whoever looks first: the pair is found from the other side too.
        if let Some(drift) = opened_by(&said, TOPIC, None, &others, &[]) {
            let other = others.iter().find(|other| other.id == drift.a.id || other.id == drift.b.id).unwrap();
            let seen = opened_by(
                &Statement::of_answer(other),
                TOPIC,
                None,
                &[answer("new", Channel::Phone, texts[own], minute(100))],
                &[],
            );
            prop_assert_eq!(seen.map(|seen| seen.id()), Some(drift.id()));
        }
    }
}
