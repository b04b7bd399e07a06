//! The platform clients against the fake platforms, over a real connection: every way an answer can
//! go out, be refused, get lost, and be found again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod fakes;
mod meta;
mod wire;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use couture::channels::send::{LookUp, Outgoing, Platforms, PlatformsConfig, RefusalCode, SendOutcome, UnknownCode};
use couture::channels::x::access::XAccess;
use couture::domain::message::Channel;
use couture::local::fakes::{Fakes, SentItem, token_for};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

const START: &str = "2026-03-30T09:00:00.250Z";

fn start() -> Timestamp {
    START.parse().unwrap()
}

/// Fake platforms on a loopback port, clients aimed at them, and a clock that moves when told.
struct Stage {
    fakes: Fakes,
    platforms: Platforms,
    address: SocketAddr,
    clock: Arc<AtomicI64>,
}

impl Stage {
    async fn new() -> Stage {
        Stage::with_store(None).await
    }

    async fn with_store(store: Option<PathBuf>) -> Stage {
        let clock = Arc::new(AtomicI64::new(start().as_millisecond()));
        let reading = clock.clone();
        let now = Arc::new(move || Timestamp::from_millisecond(reading.load(Ordering::SeqCst)).unwrap());
        let fakes = Fakes::new(now, store).unwrap();
        fakes.knows_instagram(["3001".to_owned()]);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().nest("/fake", fakes.router());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Stage { fakes, platforms: platforms_at(&format!("http://{address}/fake")), address, clock }
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.clock.load(Ordering::SeqCst)).unwrap()
    }

    fn advance(&self, span: SignedDuration) {
        self.clock.fetch_add(span.as_millis() as i64, Ordering::SeqCst);
    }

    async fn send(&self, outgoing: &Outgoing) -> SendOutcome {
        self.platforms.send(outgoing, self.now()).await
    }

    async fn look_up(&self, outgoing: &Outgoing) -> LookUp {
        self.platforms.look_up(outgoing, self.now(), self.now()).await
    }

    fn only(&self, platform: &str) -> SentItem {
        let sent = self.fakes.sent(Some(platform));
        assert_eq!(sent.len(), 1, "{sent:?}");
        sent.into_iter().next().unwrap()
    }
}

fn platforms_at(base: &str) -> Platforms {
    Platforms::new(PlatformsConfig {
        x_base_url: format!("{base}/x"),
        meta_base_url: format!("{base}/meta"),
        x_access: BTreeMap::from([("1001".to_owned(), XAccess::Bearer(token_for("1001")))]),
        meta_tokens: ["2001", "3001", "4001"].into_iter().map(|inbox| (inbox.to_owned(), token_for(inbox))).collect(),
        meta_app_secret: "local-meta-secret".to_owned(),
    })
    .unwrap()
}

fn reply(text: &str) -> Outgoing {
    Outgoing {
        channel: Channel::X,
        inbox: "1001".to_owned(),
        public: true,
        private: false,
        contact: "5001".to_owned(),
        reply_to: Some("2038000000000000001".to_owned()),
        text: text.to_owned(),
        send_id: "send-1".to_owned(),
        last_heard_at: Some(start()),
        known_ids: Vec::new(),
    }
}

fn direct(text: &str) -> Outgoing {
    Outgoing { public: false, ..reply(text) }
}

fn messenger(text: &str) -> Outgoing {
    Outgoing {
        channel: Channel::Messenger,
        inbox: "2001".to_owned(),
        contact: "7001".to_owned(),
        reply_to: None,
        ..direct(text)
    }
}

/// The three things we can send, with the fake platform they go to.
fn each(text: &str) -> [(&'static str, Outgoing); 3] {
    [("x", reply(text)), ("x", direct(text)), ("meta", messenger(text))]
}

const TEXT: &str = "Bonjour, voici <la page> & le reste : https://acme.example/aide?a=1 merci";

#[tokio::test]
async fn what_is_sent_has_the_platforms_shape() {
    let stage = Stage::new().await;
    let outcome = stage.send(&reply(TEXT)).await;
    let item = stage.only("x");
    assert_eq!(outcome, SendOutcome::Sent { external_id: item.id.clone(), at: Some(start()) });
    assert_eq!(
        serde_json::to_value(&item).unwrap(),
        json!({
            "id": item.id, "at": "2026-03-30T09:00:00.250Z", "platform": "x", "inbox": "1001", "kind": "reply",
            "to": null, "in_reply_to": "2038000000000000001", "text": TEXT, "status": "accepted",
            "body": {"text": TEXT, "reply": {"in_reply_to_tweet_id": "2038000000000000001"}},
        })
    );

    let outcome = stage.send(&direct(TEXT)).await;
    let item = stage.fakes.sent(Some("x")).pop().unwrap();
    assert_eq!(outcome, SendOutcome::Sent { external_id: item.id.clone(), at: Some(start()) });
    assert_eq!((item.kind.as_str(), item.to.as_deref()), ("direct_message", Some("5001")));
    assert_eq!(item.body, json!({"text": TEXT}));

    let outcome = stage.send(&messenger(TEXT)).await;
    let item = stage.only("meta");
    assert_eq!(outcome, SendOutcome::Sent { external_id: item.id.clone(), at: None });
    assert!(item.id.starts_with("m_"));
    assert_eq!(
        (item.kind.as_str(), item.inbox.as_deref(), item.to.as_deref()),
        ("message", Some("2001"), Some("7001"))
    );
    assert_eq!(
        item.body,
        json!({
            "recipient": {"id": "7001"}, "messaging_type": "RESPONSE",
            "message": {"text": TEXT, "metadata": "send-1"},
        })
    );
    assert_eq!(stage.fakes.sent(None).len(), 3);
}

#[tokio::test]
async fn messenger_asks_as_a_person_after_a_day_and_not_at_all_after_a_week() {
    let stage = Stage::new().await;
    stage.advance(SignedDuration::from_hours(25));
    assert!(matches!(stage.send(&messenger("late")).await, SendOutcome::Sent { .. }));
    let body = stage.only("meta").body;
    assert_eq!((&body["messaging_type"], &body["tag"]), (&json!("MESSAGE_TAG"), &json!("HUMAN_AGENT")));
    stage.advance(SignedDuration::from_hours(7 * 24));
    let detail = "last_heard_at".to_owned();
    assert_eq!(
        stage.send(&messenger("too late")).await,
        SendOutcome::Refused { code: RefusalCode::WindowClosed, detail }
    );
    assert_eq!(stage.fakes.sent(Some("meta")).len(), 1);
}

#[tokio::test]
async fn too_many_is_queued_until_the_platforms_reset() {
    let stage = Stage::new().await;
    for (platform, outgoing) in each("encore") {
        stage.fakes.set_fault(platform, "429", 1).unwrap();
        let SendOutcome::RateLimited { retry_at } = stage.send(&outgoing).await else { panic!("{outgoing:?}") };
        let wait = retry_at.duration_since(stage.now());
        // X counts in whole seconds.
        assert!((59..=60).contains(&wait.as_secs()), "{wait}");
        assert!(matches!(stage.send(&outgoing).await, SendOutcome::Sent { .. }));
    }
    assert_eq!(stage.fakes.sent(None).len(), 3);
}

#[tokio::test]
async fn a_failing_platform_leaves_it_unknown_and_nothing_is_there() {
    let stage = Stage::new().await;
    for (platform, outgoing) in each(TEXT) {
        stage.fakes.set_fault(platform, "500", 1).unwrap();
        assert_eq!(stage.send(&outgoing).await, SendOutcome::Unknown { code: UnknownCode::ServerError });
        assert_eq!(stage.look_up(&outgoing).await, LookUp::NotFound);
    }
    assert_eq!(stage.fakes.sent(None), Vec::new());
}

#[tokio::test]
async fn a_lost_answer_is_found_again() {
    let stage = Stage::new().await;
    for (platform, outgoing) in each(TEXT) {
        stage.fakes.set_fault(platform, "timeout_after_send", 1).unwrap();
        let began = std::time::Instant::now();
        let outcome = stage.send(&outgoing).await;
        assert_eq!(outcome, SendOutcome::Unknown { code: UnknownCode::ConnectionLost });
        assert!(began.elapsed().as_secs() < 5, "a timeout takes no time here");
        let item = stage.fakes.sent(Some(platform)).pop().unwrap();
        let LookUp::Found { external_id, at } = stage.look_up(&outgoing).await else { panic!("{outgoing:?}") };
        assert_eq!(external_id, item.id);
        // Meta tells whole seconds, X the millisecond inside the id.
        assert_eq!(at.unwrap().as_second(), item.at.as_second());
        // The same words of an answer already settled are another answer.
        let settled = Outgoing { known_ids: vec![item.id], ..outgoing };
        assert_eq!(stage.look_up(&settled).await, LookUp::NotFound);
    }
    assert_eq!(stage.fakes.sent(None).len(), 3);
}

#[tokio::test]
async fn a_lost_request_is_not_found() {
    let stage = Stage::new().await;
    for (platform, outgoing) in each(TEXT) {
        stage.fakes.set_fault(platform, "timeout_before_send", 1).unwrap();
        let outcome = stage.send(&outgoing).await;
        assert_eq!(outcome, SendOutcome::Unknown { code: UnknownCode::ConnectionLost });
        assert_eq!(stage.look_up(&outgoing).await, LookUp::NotFound);
    }
    assert_eq!(stage.fakes.sent(None), Vec::new());
}

#[tokio::test]
async fn a_revoked_token_and_a_closed_window_refuse() {
    let stage = Stage::new().await;
    let closed = [RefusalCode::NotSummoned, RefusalCode::CannotMessage, RefusalCode::WindowClosed];
    let details = [("401", "403"), ("401", "403/349"), ("190/460", "10/2018278")];
    for (((platform, outgoing), closed), (revoked_detail, closed_detail)) in
        each("non").into_iter().zip(closed).zip(details)
    {
        stage.fakes.set_fault(platform, "token_revoked", 1).unwrap();
        let detail = revoked_detail.to_owned();
        assert_eq!(stage.send(&outgoing).await, SendOutcome::Refused { code: RefusalCode::TokenRevoked, detail });
        stage.fakes.set_fault(platform, "window_closed", 1).unwrap();
        let detail = closed_detail.to_owned();
        assert_eq!(stage.send(&outgoing).await, SendOutcome::Refused { code: closed, detail });
        assert_eq!(stage.fakes.sent(Some(platform)), Vec::new());
    }
    stage.fakes.set_fault("x", "ok", 1).unwrap();
    // A person who sends it again after all makes another send.
    let again = Outgoing { send_id: "send-2".to_owned(), ..messenger("non") };
    assert!(matches!(stage.send(&again).await, SendOutcome::Sent { .. }));
}

#[tokio::test]
async fn x_refuses_the_same_words_for_a_day_and_the_first_ones_are_found() {
    let stage = Stage::new().await;
    let SendOutcome::Sent { external_id, at } = stage.send(&reply("deux fois")).await else { panic!() };
    assert_eq!(stage.send(&reply("deux fois")).await, SendOutcome::Unknown { code: UnknownCode::Duplicate });
    assert_eq!(stage.look_up(&reply("deux fois")).await, LookUp::Found { external_id, at });
    let elsewhere = Outgoing { reply_to: Some("2038000000000000002".to_owned()), ..reply("deux fois") };
    assert_eq!(stage.look_up(&elsewhere).await, LookUp::NotFound);
    assert!(matches!(stage.send(&elsewhere).await, SendOutcome::Sent { .. }));
    stage.advance(SignedDuration::from_hours(24));
    // What was said before the send was accepted is not this send.
    assert_eq!(stage.look_up(&reply("deux fois")).await, LookUp::NotFound);
    assert!(matches!(stage.send(&reply("deux fois")).await, SendOutcome::Sent { .. }));
    // Direct messages may repeat themselves.
    for _ in 0..2 {
        assert!(matches!(stage.send(&direct("ok")).await, SendOutcome::Sent { .. }));
    }
}

#[tokio::test]
async fn a_look_up_reads_on_until_it_knows() {
    let stage = Stage::new().await;
    for (platform, outgoing) in each("la réponse") {
        stage.fakes.set_fault(platform, "timeout_after_send", 1).unwrap();
        assert!(matches!(stage.send(&outgoing).await, SendOutcome::Unknown { .. }));
        for number in 0..30 {
            let other = Outgoing { text: format!("autre {number}"), ..outgoing.clone() };
            assert!(matches!(stage.send(&other).await, SendOutcome::Sent { .. }));
        }
        let found = stage.look_up(&outgoing).await;
        if platform == "x" {
            assert!(matches!(found, LookUp::Found { .. }), "{found:?}");
        } else {
            // Meta shows the latest messages only, and these do not reach back: nobody can say.
            assert_eq!(found, LookUp::Unavailable);
        }
    }
    for number in 0..150 {
        assert!(matches!(stage.send(&reply(&format!("encore {number}"))).await, SendOutcome::Sent { .. }));
    }
    assert!(matches!(stage.look_up(&reply("la réponse")).await, LookUp::Found { .. }), "on the second page");
    assert_eq!(stage.look_up(&reply("jamais dit")).await, LookUp::NotFound);
}

#[tokio::test]
async fn what_we_refuse_ourselves_never_leaves() {
    let stage = Stage::new().await;
    let refused = |code: RefusalCode, detail: &str| SendOutcome::Refused { code, detail: detail.to_owned() };
    let invalid = |detail: &str| refused(RefusalCode::Invalid, detail);
    let table = [
        (Outgoing { text: " \n".to_owned(), ..reply("") }, invalid("text")),
        (Outgoing { reply_to: None, ..reply("a") }, invalid("reply_to")),
        (Outgoing { contact: "5001/../x".to_owned(), ..direct("a") }, invalid("contact")),
        (Outgoing { contact: "../me".to_owned(), ..messenger("a") }, invalid("contact")),
        (Outgoing { inbox: "9".to_owned(), ..reply("a") }, refused(RefusalCode::NotConnected, "inbox")),
        (Outgoing { inbox: "9".to_owned(), ..messenger("a") }, refused(RefusalCode::NotConnected, "inbox")),
        (messenger(&"é".repeat(2_001)), refused(RefusalCode::TooLong, "text")),
        (Outgoing { channel: Channel::Email, ..reply("a") }, refused(RefusalCode::NotSendableHere, "email")),
        (Outgoing { channel: Channel::Instagram, ..reply("a") }, refused(RefusalCode::NotConnected, "inbox")),
        (Outgoing { public: true, ..messenger("a") }, invalid("channel")),
    ];
    for (outgoing, expected) in table {
        assert_eq!(stage.send(&outgoing).await, expected, "{outgoing:?}");
    }
    assert!(matches!(stage.send(&messenger(&"é".repeat(2_000))).await, SendOutcome::Sent { .. }));
    assert_eq!(stage.look_up(&Outgoing { channel: Channel::Phone, ..reply("a") }).await, LookUp::Unavailable);
    assert_eq!(stage.fakes.sent(None).len(), 1);
    assert!(!format!("{:?}", reply("mot secret")).contains("secret"));
}
