//! Parsers never break: every body of the corpus with random parts removed, doubled or replaced by what nobody
//! should send, and batches in which one element is like that. The seed is fixed.

use super::channels_corpus::{Raw, corpus, holes};
use couture::channels::{self, Door, Element, Verified};
use couture::domain::message::{Event, Outcome};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value;

fn steady() -> ProptestConfig {
    ProptestConfig {
        cases: 200,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20260330),
        ..ProptestConfig::default()
    }
}

/// What cutting and parsing promise for any body.
fn promises(door: Door, body: Vec<u8>) -> Result<(), TestCaseError> {
    channels::door_of(&body);
    prop_assert!(!channels::parse_body(door, body.clone()).is_empty());
    let cut = channels::cut(door, &Verified::offline(body));
    prop_assert!(cut.unreadable.is_none() || cut.elements.is_empty());
    for element in &cut.elements {
        prop_assert!(element.body.is_ascii());
        let events = channels::parse(element);
        prop_assert!(!events.is_empty());
        let why =
            |event: &Event| event.reason.is_some() || !matches!(event.outcome, Outcome::Ignored | Outcome::Parked);
        prop_assert!(events.iter().all(why), "{events:?}");
        let again = channels::cut(door, &Verified::offline(element.body.clone()));
        let parsed: Vec<Event> = again.elements.iter().flat_map(channels::parse).collect();
        prop_assert!(parsed.is_empty() || parsed == events, "{}", element.body);
    }
    Ok(())
}

/// A batch: what stands around its elements, and good ones.
struct Batch {
    door: Door,
    head: &'static str,
    tail: &'static str,
    good: [String; 2],
}

fn element_of(door: Door, name: &str, path: &str) -> String {
    let (_, body) = corpus(door).into_iter().find(|(found, _)| found == name).unwrap();
    serde_json::from_slice::<Value>(&body).unwrap().pointer(path).unwrap().to_string()
}

fn batches() -> Vec<Batch> {
    let x = |head, tail, path: &str, one: &str, other: &str| Batch {
        door: Door::X,
        head,
        tail,
        good: [element_of(Door::X, one, path), element_of(Door::X, other, path)],
    };
    let meta = |head, tail, path: &str, one: &str, other: &str| Batch {
        door: Door::Meta,
        head,
        tail,
        good: [element_of(Door::Meta, one, path), element_of(Door::Meta, other, path)],
    };
    vec![
        x(r#"{"for_user_id":"1001","tweet_create_events":["#, "]}", "/tweet_create_events/0", "reply", "unicode"),
        x(
            r#"{"for_user_id":"1001","users":{"5102":{"id":"5102","screen_name":"tokafor"}},"direct_message_events":["#,
            "]}",
            "/direct_message_events/0",
            "direct_message",
            "direct_message",
        ),
        x(r#"{"data":["#, "]}", "/data", "long_post_activity", "mention_activity"),
        meta(
            r#"{"object":"page","entry":[{"id":"2001","time":1774861320000,"messaging":["#,
            "]}]}",
            "/entry/0/messaging/0",
            "messenger_image",
            "messenger_text",
        ),
        meta(
            r#"{"object":"page","entry":[{"id":"2001","time":1774861500,"changes":["#,
            "]}]}",
            "/entry/0/changes/0",
            "page_comment",
            "page_comment_photo",
        ),
        meta(r#"{"object":"instagram","entry":["#, "]}", "/entry/0", "instagram_text", "instagram_comment"),
        meta(
            r#"{"object":"whatsapp_business_account","entry":[{"id":"7001","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"4001"},"messages":["#,
            "]}}]}]}",
            "/entry/0/changes/0/value/messages/0",
            "whatsapp_image",
            "whatsapp_text",
        ),
    ]
}

fn alone(batch: &Batch, element: &str) -> Vec<Event> {
    channels::parse_body(batch.door, format!("{}{element}{}", batch.head, batch.tail))
}

#[test]
fn a_body_parses_whole_as_it_does_cut() {
    for door in [Door::X, Door::Meta] {
        for (name, body) in corpus(door) {
            let cut = channels::cut(door, &Verified::offline(body.clone()));
            let parsed: Vec<Event> = cut.elements.iter().flat_map(channels::parse).collect();
            let whole = Element { door, body: String::from_utf8_lossy(&body).into_owned(), source: None };
            assert!(parsed.is_empty() || channels::parse(&whole) == parsed, "{name}");
        }
    }
    for batch in batches() {
        let body = format!("{}{}{}", batch.head, batch.good.join(","), batch.tail);
        let cut = channels::cut(batch.door, &Verified::offline(body.clone()));
        let parsed: Vec<Event> = cut.elements.iter().flat_map(channels::parse).collect();
        assert_eq!(channels::parse(&Element { door: batch.door, body, source: None }), parsed);
    }
}

proptest! {
    #![proptest_config(steady())]

    #[test]
    fn no_body_breaks_the_parsers(pick in any::<usize>(), edits in prop::collection::vec(holes(), 1..5)) {
        for door in [Door::X, Door::Meta] {
            let bodies = corpus(door);
            let (_, body) = &bodies[pick % bodies.len()];
            let Ok(json) = serde_json::from_slice::<Value>(body) else { continue };
            let mutated = edits.iter().fold(Raw::of(json), |raw, edit| raw.changed(edit));
            promises(door, mutated.written())?;
        }
    }

    #[test]
    fn a_bad_element_costs_no_good_one(pick in any::<usize>(), edits in prop::collection::vec(holes(), 1..4), place in 0usize..3) {
        let batches = batches();
        let batch = &batches[pick % batches.len()];
        let json: Value = serde_json::from_str(&batch.good[pick % 2]).unwrap();
        let bad = edits.iter().fold(Raw::of(json), |raw, edit| raw.changed(edit)).written();
        let mut elements: Vec<&[u8]> = batch.good.iter().map(|good| good.as_bytes()).collect();
        elements.insert(place, &bad);
        let body = [batch.head.as_bytes(), &elements.join(&b","[..]), batch.tail.as_bytes()].concat();
        let cut = channels::cut(batch.door, &Verified::offline(body));
        prop_assert!(cut.unreadable.is_none());
        let parsed: Vec<Vec<Event>> = cut.elements.iter().map(channels::parse).collect();
        let [one, other] = &batch.good;
        let (one, other) = (alone(batch, one), alone(batch, other));
        let first = if place == 0 { parsed.len() - 2 } else { 0 };
        let last = if place == 2 { 1 } else { parsed.len() - 1 };
        prop_assert_eq!(&parsed[first], &one);
        prop_assert_eq!(&parsed[last], &other);
    }
}
