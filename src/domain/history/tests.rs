//! A message's row, whatever is heard first.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::{joined, merged};
use crate::domain::case::{Direction, StoredMessage};
use crate::domain::message::{Attachment, Kind, Outcome};
use crate::domain::moderation::NATIVE;
use jiff::Timestamp;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_774_861_200 + second).unwrap()
}

fn said(kind: Kind, second: i64, text: &str, revision: u32) -> StoredMessage {
    StoredMessage {
        external_id: "m1".to_owned(),
        kind,
        direction: Direction::In,
        at: at(second),
        received_at: None,
        text: text.to_owned(),
        display: None,
        author: None,
        signed: None,
        written_as: None,
        thread: None,
        in_reply_to: None,
        attachments: Vec::new(),
        copies: Vec::new(),
        language: None,
        topic: None,
        counts: true,
        deleted: false,
        revision,
        edited_at: None,
        moves: None,
        future_dated: false,
        unsummoned: false,
        private: false,
        undelivered: None,
        marks: crate::domain::moderation::Marks::default(),
    }
}

fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut found = Vec::new();
    for order in orders(count - 1) {
        for place in 0..count {
            let mut order = order.clone();
            order.insert(place, count - 1);
            found.push(order);
        }
    }
    found
}

fn heard(events: &[(Outcome, StoredMessage)], order: &[usize]) -> StoredMessage {
    let mut row: Option<StoredMessage> = None;
    for event in order.iter().chain(order) {
        let (outcome, said) = &events[*event];
        row = merged(row.as_ref(), said, *outcome).or(row);
    }
    row.unwrap()
}

fn same_in_every_order(events: &[(Outcome, StoredMessage)]) -> StoredMessage {
    let ends: Vec<StoredMessage> = orders(events.len()).iter().map(|order| heard(events, order)).collect();
    for end in &ends {
        assert_eq!(end, &ends[0]);
    }
    ends[0].clone()
}

#[test]
fn a_row_is_the_same_in_every_order() {
    let with_photo = Attachment { kind: "image".to_owned(), url: None };
    let create = StoredMessage { attachments: vec![with_photo], ..said(Kind::Mention, 0, "first", 0) };
    let counted = [
        (Outcome::Message, create.clone()),
        (Outcome::Update, said(Kind::Edit, 60, "second", 1)),
        (Outcome::Update, said(Kind::Edit, 120, "third", 2)),
    ];
    let end = same_in_every_order(&counted);
    assert_eq!((end.text.as_str(), end.revision, end.at, end.kind), ("third", 2, at(0), Kind::Mention));
    assert_eq!(end.attachments.len(), 1);

    // A platform that does not count: when it was reported decides, and in one second the words.
    let edit = |second, text| StoredMessage { edited_at: Some(at(second)), ..said(Kind::Edit, 0, text, 1) };
    let uncounted = [
        (Outcome::Message, create.clone()),
        (Outcome::Update, edit(60, "zebra")),
        (Outcome::Update, edit(120, "apple")),
        (Outcome::Update, edit(120, "pear")),
    ];
    assert_eq!(same_in_every_order(&uncounted).text, "pear");

    let mut taken_back = counted.to_vec();
    taken_back.push((Outcome::Delete, said(Kind::Delete, 300, "", 0)));
    let end = same_in_every_order(&taken_back);
    assert!(end.deleted && end.text.is_empty() && end.attachments.is_empty() && !end.counts);
    assert_eq!((end.at, end.kind), (at(0), Kind::Mention), "the mark stands where the message stood");
}

#[test]
fn an_answer_of_ours_counts_although_it_was_taken_back() {
    let ours = |said: StoredMessage| StoredMessage { direction: Direction::Out, ..said };
    let events =
        [(Outcome::Own, ours(said(Kind::Reply, 0, "done", 0))), (Outcome::Delete, ours(said(Kind::Delete, 90, "", 0)))];
    let end = same_in_every_order(&events);
    assert!(end.counts && end.occurrence().is_some());
    assert_eq!((end.marks.deleted_by.as_deref(), end.text.as_str()), (Some(NATIVE), "done"), "our own words stay");
    let edit =
        (Outcome::Update, ours(StoredMessage { edited_at: Some(at(60)), ..said(Kind::Edit, 60, "done well", 1) }));
    let end = same_in_every_order(&[events[0].clone(), edit, events[1].clone()]);
    assert_eq!((end.marks.deleted_by.as_deref(), end.text.as_str()), (Some(NATIVE), "done well"));
    assert!(!heard(&events, &[1]).counts, "nothing is known of an answer yet");
}

#[test]
fn two_rows_become_one_when_an_edit_names_both_ids() {
    let row = said(Kind::Mention, 0, "first", 0);
    let mark = merged(None, &said(Kind::Delete, 90, "", 0), Outcome::Delete).unwrap();
    let stray = StoredMessage { external_id: "m2".to_owned(), ..mark };
    let one = joined(&row, &stray);
    assert!(one.deleted && one.text.is_empty());
    assert_eq!((one.external_id.as_str(), one.at), ("m1", at(0)));
}
