//! Any two texts: their facts, and the comparison of one with the other.
#![no_main]

use couture::domain::alignment::compare;
use couture::domain::facts::facts;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    let half = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(place, _)| place);
    let (a, b) = text.split_at(half);
    let at = "2026-03-30T09:00:00Z".parse().ok();
    for part in [a, b] {
        let found = facts(part, at);
        assert_eq!(found, facts(part, at), "the same text has the same facts");
    }
    compare(a, b, Some("refund"));
    compare(b, a, None);
});
