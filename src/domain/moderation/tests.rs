//! What is possible where, and how often a platform is asked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use proptest::prelude::*;

fn now() -> Timestamp {
    "2026-03-30T09:00:00Z".parse().unwrap()
}

fn message(direction: Direction, kind: Kind, in_reply_to: Option<&str>) -> StoredMessage {
    serde_json::from_value(serde_json::json!({
        "external_id": "77", "kind": kind, "direction": direction, "at": now().as_millisecond(), "text": "words",
        "in_reply_to": in_reply_to,
    }))
    .unwrap()
}

fn case(channel: Channel, public: bool) -> Case {
    let event = crate::domain::message::Event {
        external_id: Some("1".to_owned()),
        inbox: Some("9".to_owned()),
        contact: Some("5".to_owned()),
        public,
        at: Some(now()),
        text: "where is it?".to_owned(),
        ..crate::domain::message::Event::new(crate::domain::message::Outcome::Message, Kind::Mention, Some(channel))
    };
    let files = [
        ("calendars.toml", include_str!("../../../infra/desk/calendars.toml")),
        ("inboxes.toml", include_str!("../../../infra/desk/inboxes.toml")),
        ("routing.toml", include_str!("../../../infra/desk/routing.toml")),
        ("sla.toml", include_str!("../../../infra/desk/sla.toml")),
        ("teams.toml", include_str!("../../../infra/desk/teams.toml")),
        ("topics.toml", include_str!("../../../infra/desk/topics.toml")),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let desk = crate::desk::parse(&files.into()).unwrap();
    let addressed = crate::domain::triage::Addressed::of(&event).unwrap();
    let opening = addressed.message(Direction::In, true, now());
    let decision = crate::domain::triage::decide(&event, &desk);
    crate::domain::triage::open_case(&addressed, decision, &desk, 1, &opening)
}

#[test]
fn each_platform_allows_what_it_allows() {
    use Channel::{Facebook, Instagram, Messenger, Whatsapp, X};
    let possible = |channel, public, message: &StoredMessage| -> String {
        let case = case(channel, public);
        let words: Vec<&str> =
            Act::ALL.iter().filter(|act| case.can(**act, message).is_ok()).map(|act| act.as_str()).collect();
        words.join(" ")
    };
    let reply = message(Direction::In, Kind::Reply, Some("5"));
    let mention = message(Direction::In, Kind::Mention, None);
    let comment = message(Direction::In, Kind::Comment, Some("5"));
    let visitor_post = message(Direction::In, Kind::VisitorPost, None);
    let ours = message(Direction::Out, Kind::Reply, Some("5"));
    let private = message(Direction::Out, Kind::DirectMessage, None);
    let spoken = message(Direction::Out, Kind::Other, None);
    assert_eq!(possible(X, true, &reply), "hide like");
    assert_eq!(possible(X, true, &mention), "like");
    assert_eq!(possible(X, false, &message(Direction::In, Kind::DirectMessage, None)), "");
    assert_eq!(possible(Facebook, true, &comment), "hide like");
    assert_eq!(possible(Facebook, true, &visitor_post), "like");
    assert_eq!(possible(Instagram, true, &comment), "hide");
    for channel in [X, Facebook, Instagram] {
        assert_eq!(possible(channel, true, &ours), "correct delete");
        assert_eq!(possible(channel, true, &spoken), "");
    }
    for channel in [X, Messenger, Instagram, Whatsapp] {
        assert_eq!(possible(channel, false, &private), "correct");
    }
}

#[test]
fn nothing_is_done_twice_or_to_what_is_gone() {
    let mut case = case(Channel::X, true);
    let mut heard = message(Direction::In, Kind::Reply, Some("5"));
    heard.marks.hidden = true;
    assert_eq!(case.can(Act::Hide, &heard), Err(ActRefusal::AlreadySo));
    assert_eq!(case.can(Act::Show, &heard), Ok(()));
    assert_eq!(case.can(Act::Unlike, &heard), Err(ActRefusal::AlreadySo));
    assert_eq!(case.can(Act::Delete, &heard), Err(ActRefusal::NotOwn));
    heard.deleted = true;
    assert_eq!(case.can(Act::Show, &heard), Err(ActRefusal::MessageGone));
    let mut ours = message(Direction::Out, Kind::Reply, Some("5"));
    assert_eq!(case.can(Act::Like, &ours), Err(ActRefusal::OwnMessage));
    case.send_correction(&ours, "better words", "ada", now());
    assert_eq!(case.can(Act::Correct, &ours), Err(ActRefusal::UnderWay));
    assert_eq!(case.sends[0].reply_to.as_deref(), Some("5"), "in public it answers what the old one answered");
    case.sends.clear();
    case.moderation.pending.push(PendingAct::accept(Act::Delete, "77", "ada", None, now()));
    assert_eq!(case.can(Act::Correct, &ours), Err(ActRefusal::UnderWay));
    case.moderation.pending.clear();
    ours.marks.superseded_by = Some("78".to_owned());
    assert_eq!(case.can(Act::Delete, &ours), Err(ActRefusal::Superseded));
    ours.marks = Marks { deleted_by: Some("ada".to_owned()), ..Marks::default() };
    assert_eq!(case.can(Act::Delete, &ours), Err(ActRefusal::AlreadySo));
    assert_eq!(case.can(Act::Correct, &ours), Err(ActRefusal::MessageGone));
    let codes: std::collections::BTreeSet<&str> = ActRefusal::ALL.iter().map(|refusal| refusal.code()).collect();
    assert_eq!(codes.len(), ActRefusal::ALL.len());
}

#[test]
fn a_private_correction_refers_to_the_old_message() {
    let mut case = case(Channel::Messenger, false);
    case.send_correction(&message(Direction::Out, Kind::DirectMessage, Some("m1")), "better", "ada", now());
    assert_eq!(case.sends[0].reply_to.as_deref(), Some("77"));
}

#[test]
fn plain_marks_weigh_nothing() {
    let kept = serde_json::to_value(message(Direction::In, Kind::Reply, None)).unwrap();
    assert!(kept.get("marks").is_none(), "{kept}");
    assert!(serde_json::to_value(case(Channel::X, true)).unwrap().get("moderation").is_none());
}

proptest! {
    /// Whatever the platform answers, an act ends, and it is asked a bounded number of times without an answer.
    #[test]
    fn every_act_ends(outcomes in proptest::collection::vec(0u8..5, 1..200)) {
        let mut act = PendingAct::accept(Act::Hide, "1", "ada", None, now());
        let (mut now, mut unclear, mut over) = (now(), 0, false);
        for outcome in outcomes {
            if !act.lease(now) {
                over = true;
                break;
            }
            let outcome = match outcome {
                0 => ActOutcome::Refused(RefusalCode::Permission),
                1 => ActOutcome::Later(later(now, SignedDuration::from_hours(1))),
                2 => ActOutcome::NotTaken(later(now, SignedDuration::from_secs(30))),
                3 => { unclear += 1; ActOutcome::Unclear(UnknownCode::TimedOut) }
                _ => ActOutcome::Unclear(UnknownCode::LeaseExpired),
            };
            if act.settle(outcome, now).is_some() {
                over = true;
                break;
            }
            prop_assert!(act.next_at > now);
            now = act.next_at;
        }
        prop_assert!(unclear <= u32::from(TRIES));
        prop_assert!(over || now.duration_since(act.accepted_at) <= LONGEST_WAIT.saturating_mul(2));
    }
}

#[test]
fn the_later_word_on_what_the_public_sees_counts() {
    let at = |second: i64| now() + SignedDuration::from_secs(second);
    let mut marks = Marks::default();
    assert!(marks.told(true, at(10)));
    assert!(!marks.told(false, at(5)), "older");
    assert!(!marks.told(true, at(10)), "the same again");
    assert!(marks.told(true, at(20)) && !marks.told(false, at(15)), "between the two it was shown, and hidden again");
    assert!(marks.told(false, at(20)), "of one second, the one heard last");
    marks.did(true, at(0));
    assert_eq!((marks.hidden, marks.visibility_at), (true, Some(at(20))), "ours is done whatever their clock says");
}
