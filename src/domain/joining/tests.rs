//! What is told again makes the same row, and what people work on stays.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::history::merged;
use crate::domain::message::Channel;
use crate::domain::moderation::Act;
use crate::domain::triage::{Addressed, decide, open_case};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_774_861_200 + second).unwrap()
}

fn event(outcome: Outcome, kind: Kind, second: i64, text: &str) -> Event {
    let mut event = Event::new(outcome, kind, Some(Channel::Facebook));
    event.external_id = Some("880001_3".to_owned());
    event.inbox = Some("2001".to_owned());
    event.contact = Some("880001_2".to_owned());
    event.public = true;
    let author = if outcome == Outcome::Own { "2001" } else { "6201" };
    event.author = Some(Author { id: author.to_owned(), ..Author::default() });
    (event.text, event.display) = (text.to_owned(), text.trim().to_owned());
    event.at = Some(at(second));
    event.in_reply_to = event.contact.clone();
    event
}

/// The row that these events make, one after the other.
fn row(events: &[Event], ours: bool) -> StoredMessage {
    let mut row: Option<StoredMessage> = None;
    for event in events {
        let direction = if ours { Direction::Out } else { Direction::In };
        let mut said = Addressed::of(event).unwrap().message(direction, true, at(100));
        said.author = ours.then(|| NATIVE.to_owned());
        match event.reason.as_ref().map(|reason| reason.about.as_str()) {
            Some(word) => _ = row.as_mut().unwrap().marks.told(word == "hide", said.at),
            None => row = merged(row.as_ref(), &said, event.outcome).or(row),
        }
    }
    row.unwrap()
}

fn case(opening: &StoredMessage) -> Case {
    let desk = crate::desk::demo().unwrap();
    let first = event(Outcome::Message, Kind::Comment, 0, &opening.text);
    open_case(&Addressed::of(&first).unwrap(), decide(&first, &desk), &desk, 1, opening)
}

#[test]
fn what_is_told_again_makes_the_same_row() {
    let create = event(Outcome::Message, Kind::Comment, 0, " where is it? ");
    let edit = Event { revision: 1, edited_at: Some(at(60)), ..event(Outcome::Update, Kind::Edit, 0, "where?") };
    let remove = event(Outcome::Delete, Kind::Delete, 90, "");
    let reason = Some(IntakeReason { code: "moderation".to_owned(), about: "hide".to_owned() });
    let hide = Event { reason, ..event(Outcome::Ignored, Kind::Comment, 70, "") };
    let own = event(Outcome::Own, Kind::Comment, 0, "On its way.");
    let ahead = event(Outcome::Message, Kind::Comment, 900, "where is it?");
    let stories: [(&[&Event], bool); 10] = [
        (&[&ahead], false),
        (&[&create], false),
        (&[&create, &edit], false),
        (&[&edit], false),
        (&[&create, &edit, &remove], false),
        (&[&remove], false),
        (&[&create, &hide], false),
        (&[&own], true),
        (&[&own, &edit], true),
        (&[&own, &remove], true),
    ];
    for (story, ours) in stories {
        let events: Vec<Event> = story.iter().copied().cloned().collect();
        let told = row(&events, ours);
        let again = told_again(&case(&told), &told, "880001_1");
        assert!(again.iter().all(|event| event.contact.as_deref() == Some("880001_1")));
        assert_eq!(row(&again, ours), told, "{:?}", story.iter().map(|event| event.outcome).collect::<Vec<_>>());
    }
}

#[test]
fn what_people_work_on_stays_where_it_is() {
    let said = row(&[event(Outcome::Message, Kind::Comment, 0, "where is it?")], false);
    let untouched = case(&said);
    let may = |case: &Case, message: &StoredMessage, log: &[(u32, LogEntry)]| {
        may_join(std::slice::from_ref(case), &[(1, message.clone())], log)
    };
    let by = |who: &str| [(1, LogEntry::of(who, "claim", at(1)))];
    assert!(
        may(&untouched, &said, &[]) && may(&untouched, &said, &by("couture")) && may(&untouched, &said, &by(NATIVE))
    );
    assert!(!may(&untouched, &said, &by("ada")));
    assert!(!may(&Case { send_count: 1, ..untouched.clone() }, &said, &[]));
    let mut moderated = untouched.clone();
    moderated.moderation.pending.push(crate::domain::moderation::PendingAct::accept(
        Act::Hide,
        "1",
        "ada",
        None,
        at(1),
    ));
    assert!(!may(&moderated, &said, &[]));
    for kept in [
        StoredMessage { kind: Kind::Call, ..said.clone() },
        StoredMessage { topic: Some("refund".to_owned()), ..said.clone() },
        StoredMessage { direction: Direction::Out, author: Some("ada".to_owned()), ..said.clone() },
        StoredMessage { direction: Direction::Out, author: Some(NATIVE.to_owned()), counts: false, ..said.clone() },
    ] {
        assert!(!may(&untouched, &kept, &[]), "{kept:?}");
    }
    assert!(!may_join(&[untouched.clone(), untouched.clone()], &[], &[]));
    let many = |count: usize| (0..count).map(|_| (1, said.clone())).collect::<Vec<_>>();
    assert!(may_join(std::slice::from_ref(&untouched), &many(MOST_MESSAGES), &[]));
    assert!(!may_join(&[untouched], &many(MOST_MESSAGES + 1), &[]));
}

#[test]
fn a_case_that_goes_on_elsewhere_keeps_nothing_and_waits_for_nobody() {
    let said = row(&[event(Outcome::Message, Kind::Comment, 0, "still nothing, where is my refund?")], false);
    let mut ended = case(&said);
    assert!(ended.next_instant().is_some() && !ended.has_gone_on());
    let log = ended.go_on_in("000000000000000000000000-1", at(100));
    assert!(ended.has_gone_on() && ended.next_instant().is_none() && ended.clocks.list.is_empty());
    assert!(!serde_json::to_string(&ended).unwrap().contains("still nothing"));
    assert_eq!((log.action.as_str(), log.about.as_str()), (JOINED, "000000000000000000000000-1"));
}
