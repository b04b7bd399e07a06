//! What cutting and parsing promise for any bytes at all.

use couture::channels::{self, Door, Verified};
use couture::domain::message::Outcome;

/// Panics when a promise is broken.
pub fn hold(door: Door, body: &[u8]) {
    channels::door_of(body);
    let cut = channels::cut(door, &Verified::offline(body.to_vec()));
    assert!(cut.unreadable.is_none() || cut.elements.is_empty(), "what cannot be cut has no elements");
    for element in &cut.elements {
        assert!(element.body.is_ascii(), "an element is ASCII");
        let events = channels::parse(element);
        assert!(!events.is_empty(), "an element is never nothing");
        for event in &events {
            let says_why = event.reason.is_some() || !matches!(event.outcome, Outcome::Ignored | Outcome::Parked);
            assert!(says_why, "ignored and parked say why");
        }
        let again = channels::cut(door, &Verified::offline(element.body.clone()));
        let parsed: Vec<_> = again.elements.iter().flat_map(channels::parse).collect();
        assert!(parsed.is_empty() || parsed == events, "an element is a body of the same form");
    }
}
