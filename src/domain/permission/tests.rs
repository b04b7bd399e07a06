//! Every rule with the instants at which it begins and ends.

#![allow(clippy::unwrap_used)]

use super::*;

const HEARD: &str = "2026-03-30T09:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Decides `after` the contact's message.
fn decide(channel: Channel, public: bool, after: &str, change: impl Fn(&mut Facts)) -> Permission {
    let reach = Reach::default();
    let heard_at = Some(at(HEARD));
    let mut facts = Facts {
        channel,
        public,
        heard_at,
        reach: &reach,
        rule: ReplyRule::Summoned,
        sendable: true,
        private_reply_used: false,
        goes_on: false,
        text: "Tomorrow.",
    };
    change(&mut facts);
    let span: SignedDuration = after.parse().unwrap();
    permission(&facts, at(HEARD) + span)
}

const ORDINARY: Reach = Reach {
    unsummoned: false,
    encrypted: false,
    acted_at: None,
    written_as: None,
    moved_to: None,
    moved_at: None,
    last_chance_at: None,
};
const UNSUMMONED: Reach = Reach { unsummoned: true, ..ORDINARY };
const ENCRYPTED: Reach = Reach { encrypted: true, ..ORDINARY };

#[track_caller]
fn check(permission: &Permission, why: PermissionReason, thousandths: Option<u32>, alternatives: &[AlternativeKind]) {
    assert_eq!((permission.why, permission.can_reply), (why, why.allows()));
    assert_eq!(permission.cost_usd, thousandths.map(Price));
    assert_eq!(permission.alternatives.iter().map(|one| one.kind).collect::<Vec<_>>(), alternatives);
}

#[test]
fn x_answers_in_public_only_who_summoned_us() {
    use AlternativeKind::{DirectMessage, OpenOnPlatform};
    let plain = |change: fn(&mut Facts)| decide(Channel::X, true, "PT0S", change);
    check(&plain(|_| {}), PermissionReason::Summoned, Some(10), &[]);
    check(&plain(|facts| facts.text = "See https://acme.com/a"), PermissionReason::Summoned, Some(200), &[]);
    check(&plain(|facts| facts.text = "acme.com is ours"), PermissionReason::Summoned, Some(200), &[]);
    let other_ways = [OpenOnPlatform, DirectMessage];
    check(&plain(|facts| facts.reach = &UNSUMMONED), PermissionReason::NotSummoned, None, &other_ways);
    check(&plain(|facts| facts.heard_at = None), PermissionReason::NotSummoned, None, &other_ways);
    let enterprise = plain(|facts| {
        facts.reach = &UNSUMMONED;
        facts.rule = ReplyRule::Any;
    });
    check(&enterprise, PermissionReason::AnyAuthor, Some(15), &[]);
    let late = decide(Channel::X, true, "PT9000H", |_| {});
    check(&late, PermissionReason::Summoned, Some(10), &[]);
    assert_eq!((late.closes_at, late.warn_at), (None, None));
}

#[test]
fn xs_direct_messages_have_no_window_and_encrypted_ones_no_way_from_here() {
    use AlternativeKind::{OpenOnPlatform, Phone};
    let link = decide(Channel::X, false, "PT9000H", |facts| facts.text = "https://acme.example");
    check(&link, PermissionReason::NoWindow, Some(15), &[]);
    assert_eq!(link.closes_at, None);
    let encrypted = decide(Channel::X, false, "PT0S", |facts| facts.reach = &ENCRYPTED);
    check(&encrypted, PermissionReason::Encrypted, None, &[OpenOnPlatform, Phone]);
}

#[test]
fn messenger_and_instagram_close_in_two_steps() {
    use AlternativeKind::{Phone, PublicReply};
    for channel in [Channel::Messenger, Channel::Instagram] {
        let after = |after| decide(channel, false, after, |_| {});
        check(&after("PT0S"), PermissionReason::WindowOpen, Some(0), &[]);
        check(&after("PT23H59M59.999S"), PermissionReason::WindowOpen, Some(0), &[]);
        assert_eq!(after("PT23H59M59.999S").mode, Mode::Plain);
        check(&after("PT24H"), PermissionReason::HumanAgent, Some(0), &[]);
        assert_eq!(after("PT24H").mode, Mode::HumanAgent);
        check(&after("PT167H59M59.999S"), PermissionReason::HumanAgent, Some(0), &[]);
        let closed = after("PT168H");
        check(&closed, PermissionReason::WindowClosed, None, &[PublicReply, Phone]);
        assert_eq!(closed.closes_at, Some(at("2026-04-06T09:00:00Z")));
        assert_eq!(closed.warn_at, Some(at("2026-04-05T21:00:00Z")));
        check(
            &decide(channel, false, "PT9000H", |facts| facts.heard_at = None),
            PermissionReason::NotHeardYet,
            Some(0),
            &[],
        );
    }
}

#[test]
fn whatsapp_closes_after_a_day_and_its_price_is_unknown() {
    use AlternativeKind::{AnswerElsewhere, Phone, WhatsappTemplate};
    let after = |after| decide(Channel::Whatsapp, false, after, |_| {});
    check(&after("PT23H59M59.999S"), PermissionReason::WindowOpen, None, &[]);
    assert_eq!(after("PT0S").warn_at, Some(at("2026-03-31T07:00:00Z")));
    check(&after("PT24H"), PermissionReason::WindowClosed, None, &[WhatsappTemplate, Phone]);
    // Where nothing can be sent from here, a closed window is still the first thing to know.
    let elsewhere = |after| decide(Channel::Whatsapp, false, after, |facts| facts.sendable = false);
    check(&elsewhere("PT1H"), PermissionReason::NotSendableHere, None, &[AnswerElsewhere]);
    check(&elsewhere("PT24H"), PermissionReason::WindowClosed, None, &[WhatsappTemplate, Phone]);
}

#[test]
fn comments_are_answered_in_public_always_and_once_in_private_for_a_week() {
    use AlternativeKind::{AnswerElsewhere, PrivateReply};
    for channel in [Channel::Facebook, Channel::Instagram] {
        let after = |after| decide(channel, true, after, |_| {});
        check(&after("PT167H59M59.999S"), PermissionReason::PublicComment, Some(0), &[PrivateReply]);
        check(&after("PT168H"), PermissionReason::PublicComment, Some(0), &[]);
        assert_eq!(after("PT168H").closes_at, None);
        let elsewhere = decide(channel, true, "PT1H", |facts| facts.sendable = false);
        check(&elsewhere, PermissionReason::NotSendableHere, None, &[AnswerElsewhere, PrivateReply]);
    }
}

#[test]
fn other_channels_are_answered_in_their_own_tools() {
    let others = Channel::ALL.into_iter().filter(|channel| {
        let social = [Channel::X, Channel::Messenger, Channel::Instagram, Channel::Facebook, Channel::Whatsapp];
        !social.contains(channel)
    });
    for channel in others {
        let decided = decide(channel, false, "PT0S", |facts| facts.sendable = false);
        check(&decided, PermissionReason::NotSendableHere, None, &[AlternativeKind::AnswerElsewhere]);
        check(&decide(channel, false, "PT0S", |_| {}), PermissionReason::NoWindow, None, &[]);
    }
}

#[test]
fn an_ordinary_reach_is_not_written_and_words_are_those_of_json() {
    assert!(Reach::default().is_ordinary() && !UNSUMMONED.is_ordinary());
    assert_eq!(serde_json::to_string(&UNSUMMONED).unwrap(), r#"{"unsummoned":true}"#);
    for why in PermissionReason::ALL {
        assert_eq!(serde_json::to_value(why).unwrap(), why.as_str());
        assert_eq!(PermissionReason::from_word(why.as_str()), Some(why));
    }
    for kind in AlternativeKind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
    for word in ReplyRule::WORDS {
        assert_eq!(serde_json::to_value(ReplyRule::from_word(word)).unwrap(), word);
    }
}
