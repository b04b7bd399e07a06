//! Every body under `events/x`, `events/meta`, `events/standard` and `events/sms`: signed, refused when tampered with, cut, parsed and
//! compared with the expectation beside it. A body without an expectation fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use couture::channels::{self, Door, Element, Verified, meta, x};
use couture::domain::message::{Event, Outcome};
use couture::domain::words::Language;
use couture::domain::words::intake::intake_reason;
use proptest::prelude::*;

const DOORS: [(Door, &str); 4] =
    [(Door::X, "x"), (Door::Meta, "meta"), (Door::Standard, "standard"), (Door::Twilio, "sms")];

/// The system a body of the generic door is from: the first word of its file's name.
fn source(door: Door, name: &str) -> Option<&str> {
    name.split('_').next().filter(|_| door == Door::Standard)
}

/// Bodies that report the same post in the form of either API.
const TWINS: [&str; 9] =
    ["mention", "reply", "quote", "repost", "own_reply", "long_post", "edited_post", "unicode", "direct_message"];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("events").join(name)
}

fn body(door: &str, name: &str) -> Vec<u8> {
    let form = folder(door).join(format!("{name}.form"));
    std::fs::read(form).unwrap_or_else(|_| std::fs::read(folder(door).join(format!("{name}.json"))).unwrap())
}

/// The bodies of a door, by name; fails when a body or an expectation stands alone.
fn bodies(door: &str) -> Vec<(String, Vec<u8>, Vec<Event>)> {
    let files = std::fs::read_dir(folder(door)).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let (expected, bodies): (BTreeSet<String>, BTreeSet<String>) =
        files.partition(|file| file.ends_with(".expected.json"));
    let names: BTreeSet<String> =
        bodies.iter().map(|file| file.trim_end_matches(".json").trim_end_matches(".form").to_owned()).collect();
    let known: BTreeSet<String> =
        expected.iter().map(|file| file.trim_end_matches(".expected.json").to_owned()).collect();
    assert_eq!(names, known, "every body of events/{door} needs an expectation, and the reverse");
    let read = |name: String| {
        let expected = serde_json::from_slice(&body(door, &format!("{name}.expected"))).expect(&name);
        (name.clone(), body(door, &name), expected)
    };
    names.into_iter().map(read).collect()
}

#[test]
fn bodies_parse_as_expected() {
    for (door, folder) in DOORS {
        for (name, body, expected) in bodies(folder) {
            let told = channels::door_of(&body);
            assert!(told.is_none_or(|told| told == door), "{folder}/{name} is told to be of {told:?}");
            let parsed = channels::parse_body_of(door, source(door, &name), body);
            assert_eq!(parsed, expected, "events/{folder}/{name}.json");
        }
    }
}

#[test]
fn elements_are_ascii_bodies_of_the_same_form() {
    for (door, folder) in DOORS {
        for (name, body, expected) in bodies(folder) {
            let source = source(door, &name);
            let cut = channels::cut(door, &Verified::offline(body)).from_source(source);
            for element in &cut.elements {
                assert!(element.body.is_ascii(), "{folder}/{name}");
                let stored = serde_json::to_string(element).unwrap();
                assert_eq!(&serde_json::from_str::<Element>(&stored).unwrap(), element);
                assert_eq!(channels::door_of(element.body.as_bytes()), Some(door), "{folder}/{name}");
                let again = channels::cut(door, &Verified::offline(element.body.clone())).from_source(source);
                assert_eq!(again.elements.len(), 1, "{folder}/{name} holds one element");
                assert_eq!(channels::parse(&again.elements[0]), channels::parse(element), "{folder}/{name}");
            }
            let parsed: Vec<Event> = cut.elements.iter().flat_map(channels::parse).collect();
            assert!(parsed.is_empty() || parsed == expected, "{folder}/{name}");
        }
    }
}

/// A name may stand twice in an object; what it says is not two events for that.
#[test]
fn a_change_whose_field_is_named_twice_is_one() {
    let body = |object: &str| {
        format!(
            r#"{{"object":"{object}","entry":[{{"id":"3001","field":"comments","field":"comments","value":{{"id":"9","text":"hello","from":{{"id":"8001"}}}}}}]}}"#
        )
    };
    for object in ["instagram", "a thing we do not know"] {
        let cut = channels::cut(Door::Meta, &Verified::offline(body(object)));
        assert_eq!((cut.elements.len(), channels::parse(&cut.elements[0]).len()), (1, 1), "{object}");
        let again = channels::cut(Door::Meta, &Verified::offline(cut.elements[0].body.clone()));
        assert_eq!(again.elements.len(), 1, "{object}");
    }
}

#[test]
fn only_what_was_signed_is_verified() {
    let (secret, other) = ("current".to_owned(), "retired".to_owned());
    let accepted = [other.clone(), secret.clone()];
    for (_, folder) in DOORS {
        for (name, body, _) in bodies(folder) {
            let mut flipped = body.clone();
            flipped[0] ^= 1;
            for (sign, verify) in [
                (
                    x::signature::sign as fn(&str, &[u8]) -> String,
                    x::signature::verify as fn(&[String], Option<&str>, Vec<u8>) -> Option<Verified>,
                ),
                (meta::signature::sign, meta::signature::verify),
            ] {
                let header = sign(&secret, &body);
                assert_eq!(verify(&accepted, Some(&header), body.clone()).unwrap().bytes(), body, "{name}");
                assert!(verify(&accepted, Some(&header), flipped.clone()).is_none(), "{name}: flipped byte");
                assert!(
                    verify(std::slice::from_ref(&other), Some(&header), body.clone()).is_none(),
                    "{name}: other secret"
                );
                assert!(verify(&accepted, None, body.clone()).is_none(), "{name}: no header");
                assert!(verify(&accepted, Some(header.trim_start_matches("sha256=")), body.clone()).is_none());
                assert!(verify(&[], Some(&header), body.clone()).is_none(), "{name}: no secrets");
                let empty = sign("", &body);
                assert!(verify(&[String::new()], Some(&empty), body.clone()).is_none(), "{name}: empty secret");
            }
        }
    }
}

#[test]
fn signatures_of_x_match_known_values() {
    let crc = [
        ("123", "123", "sha256=PK/kD5K+asd9J5K0smfC2hHj8wh7k7sZxsUTN4aYS0Q="),
        ("abcdefghijklmnopqrstuvwxyz", "abcde12345", "sha256=n28T7+dF7LI1ENE+Y8SWNfyBrO8nmOHcF0T1TJkFAkE="),
    ];
    for (secret, token, answer) in crc {
        assert_eq!(x::signature::challenge(secret, token).as_deref(), Ok(answer));
    }
    for (body, header) in [
        ("test=1&other_test=2", "sha256=25Cu3iwbbiqBTwQRzcKJZwisjf736V2Q8UaTlkfLSoc="),
        (r#"{"test_number":1,"test_string":"two"}"#, "sha256=YWHphPn/JFq43jkF0y4/w8R/SelmLjvpunhVFY8JhlI="),
    ] {
        assert_eq!(x::signature::sign("test", body.as_bytes()), header);
        assert!(x::signature::verify(&["test".to_owned()], Some(header), body).is_some());
        let hexadecimal = meta::signature::sign("test", body.as_bytes());
        assert!(x::signature::verify(&["test".to_owned()], Some(&hexadecimal), body).is_none(), "the usual mistake");
    }
}

#[test]
fn the_challenge_of_x_signs_no_bodies() {
    let long = "a".repeat(257);
    for token in ["", r#"{"test_number":1}"#, "[]", "a b", "a\n", "é", "a&b", long.as_str()] {
        let answer = x::signature::challenge("secret", token);
        assert_eq!(answer, Err(x::signature::ChallengeRefused::NotATokenShape), "{token}");
    }
    assert_eq!(x::signature::challenge("", "abc"), Err(x::signature::ChallengeRefused::NoSecret));
}

#[test]
fn signatures_of_meta_match_known_values() {
    let header = "sha256=f39034b29165ec6a5104d9aef27266484ab26c8caa7bca8bcb2dd02e8be61b17";
    assert_eq!(meta::signature::sign("sesame", b"hello world"), header);
    let secrets = ["sesame".to_owned()];
    assert!(meta::signature::verify(&secrets, Some(header), "hello world").is_some());
    assert!(meta::signature::verify(&secrets, Some(header), "hello world2").is_none());
    assert!(
        meta::signature::verify(&secrets, Some("sha1=0d814d436b45c33ef664a317ff4b8dc2d3d8fe2a"), "rawBody").is_none()
    );
    // Signed as sent: escaped. The same value written anew is another body.
    let (escaped, anew) = (r#"{"text":"\u00e9 a\/b"}"#, "{\"text\":\"\u{e9} a/b\"}");
    let header = meta::signature::sign("sesame", escaped.as_bytes());
    assert!(meta::signature::verify(&secrets, Some(&header), escaped).is_some());
    assert!(meta::signature::verify(&secrets, Some(&header), anew).is_none());
}

#[test]
fn the_address_is_verified_with_a_token_of_ours() {
    let tokens = ["old".to_owned(), "new".to_owned(), String::new()];
    let ask = |mode, token, challenge| meta::signature::challenge(&tokens, mode, token, challenge);
    assert_eq!(ask(Some("subscribe"), Some("new"), Some("1158201444")).as_deref(), Some("1158201444"));
    assert_eq!(ask(Some("subscribe"), Some("old"), Some("a<b>")).as_deref(), Some("a<b>"));
    assert_eq!(ask(Some("subscribe"), Some("ne"), Some("1")), None);
    assert_eq!(ask(Some("subscribe"), Some(""), Some("1")), None);
    assert_eq!(ask(Some("subscribe"), None, Some("1")), None);
    assert_eq!(ask(Some("unsubscribe"), Some("new"), Some("1")), None);
    assert_eq!(ask(Some("subscribe"), Some("new"), None), None);
    assert_eq!(ask(Some("subscribe"), Some("new"), Some(&"1".repeat(513))), None);
    assert_eq!(meta::signature::challenge(&[], Some("subscribe"), Some(""), Some("1")), None);
}

#[test]
fn one_post_is_one_event_in_either_form() {
    for name in TWINS {
        let [old, new] = [name.to_owned(), format!("{name}_activity")].map(|name| {
            let events = channels::parse_body(Door::X, body("x", &name));
            assert_eq!(events.len(), 1, "{name}");
            events[0].clone()
        });
        assert_eq!(
            (&old.external_id, &old.inbox, &old.contact),
            (&new.external_id, &new.inbox, &new.contact),
            "{name}"
        );
        assert_eq!((old.outcome, old.public, old.at), (new.outcome, new.public, new.at), "{name}");
        assert_eq!((&old.text, &old.display), (&new.text, &new.display), "{name}");
        assert_eq!((&old.new_id, old.revision), (&new.new_id, new.revision), "{name}");
        assert_eq!(old.author.map(|author| author.id), new.author.map(|author| author.id), "{name}");
    }
}

#[test]
fn every_reason_has_words() {
    for (_, folder) in DOORS {
        for (name, _, expected) in bodies(folder) {
            for event in expected {
                let needs_one = matches!(event.outcome, Outcome::Ignored | Outcome::Parked);
                assert!(!needs_one || event.reason.is_some(), "{folder}/{name} says why");
                if let Some(reason) = event.reason {
                    assert_ne!(
                        intake_reason(&reason, Language::En).split(" (").next(),
                        Some("The event was set aside"),
                        "{name}"
                    );
                    assert!(!intake_reason(&reason, Language::Fr).is_empty());
                }
            }
        }
    }
}

/// JSON that nobody should send: any type, huge numbers, half characters, depth.
fn garbage() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|flag| flag.to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
        Just("1e999".to_owned()),
        Just("-123456789012345678901234567890.5".to_owned()),
        Just(r#""\ud800 \udc00 \uffff \u0000""#.to_owned()),
        Just("[".repeat(500) + &"]".repeat(500)),
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let keys = prop_oneof![
            Just("id"),
            Just("id_str"),
            Just("user"),
            Just("text"),
            Just("message"),
            Just("sender"),
            Just("mid"),
            Just("entities"),
            Just("extended_tweet"),
            Just("value"),
            Just("timestamp"),
            Just("data"),
            Just("\u{e9}"),
            Just("message_create"),
            Just("edit_history"),
            Just("display_text_range"),
            Just("attachments"),
            Just("urls"),
        ];
        let member =
            (keys, inner.clone()).prop_map(|(key, value)| format!("{}:{value}", serde_json::to_string(key).unwrap()));
        prop_oneof![
            prop::collection::vec(inner, 0..5).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(member, 0..6).prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    })
}

/// A decoded job of a version before elements had sources.
#[test]
fn an_element_without_a_source_still_decodes() {
    let element: Element = serde_json::from_str(r#"{"door":"x","body":"{}"}"#).unwrap();
    assert_eq!(element, Element { door: Door::X, body: "{}".to_owned(), source: None });
    assert_eq!(serde_json::to_string(&element).unwrap(), r#"{"door":"x","body":"{}"}"#);
}

/// The lists that the tests put garbage into: what stands before and after, and a good element.
fn batches() -> [(Door, &'static str, String, &'static str); 4] {
    let of = |door: &str, name: &str, path: &str| {
        let json: serde_json::Value = serde_json::from_slice(&body(door, name)).unwrap();
        json.pointer(path).unwrap().to_string()
    };
    [
        (Door::X, r#"{"for_user_id":"1001","tweet_create_events":["#, of("x", "reply", "/tweet_create_events/0"), "]}"),
        (Door::X, r#"{"data":["#, of("x", "long_post_activity", "/data"), "]}"),
        (
            Door::Meta,
            r#"{"object":"page","entry":[{"id":"2001","time":1774861320000,"messaging":["#,
            of("meta", "messenger_image", "/entry/0/messaging/0"),
            "]}]}",
        ),
        (
            Door::Meta,
            r#"{"object":"whatsapp_business_account","entry":[{"id":"7001","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"4001"},"messages":["#,
            of("meta", "whatsapp_image", "/entry/0/changes/0/value/messages/0"),
            "]}}]}]}",
        ),
    ]
}

fn mutated(body: &[u8], edits: &[(usize, u8, u8)]) -> Vec<u8> {
    let mut body = body.to_vec();
    for (place, what, byte) in edits.iter().filter(|_| !body.is_empty()).copied().collect::<Vec<_>>() {
        let place = place % body.len();
        match what % 4 {
            0 => body[place] = byte,
            1 => body.insert(place, byte),
            2 if body.len() > 1 => drop(body.remove(place)),
            _ => body[place] = b"{}[]\",:\\0nu"[usize::from(byte) % 11],
        }
    }
    body
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_on_bytes(body in prop::collection::vec(any::<u8>(), 0..400)) {
        channels::door_of(&body);
        for (door, _) in DOORS {
            prop_assert!(!channels::parse_body(door, body.clone()).is_empty());
        }
    }

    #[test]
    fn nothing_panics_on_json(body in garbage(), key in "[a-z_]{1,12}(_events)?") {
        for (door, _) in DOORS {
            let wrapped = [
                body.clone(),
                format!("{{\"{key}\":{body},\"object\":\"instagram\",\"for_user_id\":\"1001\"}}"),
                format!("{{\"object\":\"page\",\"entry\":[{{\"id\":1,\"changes\":[{{\"field\":\"feed\",\"value\":{body}}}]}}]}}"),
                format!("{{\"data\":{{\"event_type\":\"post.create\",\"filter\":{body},\"payload\":{body}}}}}"),
            ];
            for body in wrapped {
                prop_assert!(!channels::parse_body(door, body).is_empty());
            }
        }
        for kind in ["message", "call", "answer", "contact", "other"] {
            let wrapped = [
                format!(r#"{{"kind":"{kind}","id":{body},"at":{body},"from":{body},"text":{body}}}"#),
                format!(r#"{{"kind":"{kind}","id":"1","at":"2026-03-30T09:00:00Z","from":{{"id":"7","{key}":{body}}},"{key}":{body}}}"#),
            ];
            for body in wrapped {
                prop_assert_eq!(channels::parse_body_of(Door::Standard, Some("phone"), body).len(), 1);
            }
        }
    }

    #[test]
    fn nothing_panics_on_damaged_bodies(edits in prop::collection::vec(any::<(usize, u8, u8)>(), 1..6), pick in any::<usize>()) {
        for (door, folder) in DOORS {
            let mut names: Vec<_> = std::fs::read_dir(self::folder(folder)).unwrap().map(|file| file.unwrap().path()).collect();
            names.sort();
            let body = std::fs::read(&names[pick % names.len()]).unwrap();
            prop_assert!(!channels::parse_body_of(door, Some("chat"), mutated(&body, &edits)).is_empty());
        }
    }

    #[test]
    fn garbage_harms_no_neighbor(before in garbage(), after in garbage()) {
        for (door, head, good, tail) in batches() {
            let alone = channels::parse_body(door, format!("{head}{good}{tail}"));
            prop_assert_eq!(alone.len(), 1);
            prop_assert!(matches!(alone[0].outcome, Outcome::Message), "{:?}", alone[0]);
            let cut = channels::cut(door, &Verified::offline(format!("{head}{before},{good},{after}{tail}")));
            prop_assert!(cut.elements.iter().any(|element| channels::parse(element) == alone), "{:?}", door);
        }
    }
}
