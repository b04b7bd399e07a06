//! Meta's products one by one: what the request is, what is refused before asking, and how each is found again.

use super::*;

fn instagram(text: &str) -> Outgoing {
    Outgoing { channel: Channel::Instagram, inbox: "3001".to_owned(), ..messenger(text) }
}

fn whatsapp(text: &str) -> Outgoing {
    let reply_to = Some("wamid.IN1".to_owned());
    Outgoing {
        channel: Channel::Whatsapp,
        inbox: "4001".to_owned(),
        contact: "FR.13491208655302741918".to_owned(),
        reply_to,
        ..messenger(text)
    }
}

fn page_comment(text: &str) -> Outgoing {
    Outgoing {
        channel: Channel::Facebook,
        public: true,
        contact: "880001_990001".to_owned(),
        reply_to: Some("880001_990001".to_owned()),
        ..messenger(text)
    }
}

fn instagram_comment(text: &str) -> Outgoing {
    Outgoing {
        channel: Channel::Instagram,
        inbox: "3001".to_owned(),
        contact: "17865799348089039".to_owned(),
        reply_to: Some("17865799348089040".to_owned()),
        ..page_comment(text)
    }
}

fn private(outgoing: Outgoing) -> Outgoing {
    Outgoing { public: false, private: true, ..outgoing }
}

/// Everything beside Messenger, with its kind at the fake platform.
fn products(text: &str) -> [(&'static str, Outgoing); 6] {
    [
        ("message", instagram(text)),
        ("whatsapp", whatsapp(text)),
        ("comment_reply", page_comment(text)),
        ("comment_reply", instagram_comment(text)),
        ("private_reply", private(page_comment(text))),
        ("private_reply", private(instagram_comment(text))),
    ]
}

#[tokio::test]
async fn each_product_gets_its_own_request() {
    let said = json!({"text": TEXT, "metadata": "send-1"});
    let bodies = [
        json!({"recipient": {"id": "7001"}, "messaging_type": "RESPONSE", "message": said}),
        json!({
            "messaging_product": "whatsapp", "recipient_type": "individual", "recipient": "FR.13491208655302741918",
            "type": "text", "text": {"body": TEXT, "preview_url": false}, "context": {"message_id": "wamid.IN1"},
            "biz_opaque_callback_data": "send-1",
        }),
        json!({"message": TEXT}),
        json!({"message": TEXT}),
        json!({"recipient": {"comment_id": "880001_990001"}, "messaging_type": "RESPONSE", "message": said}),
        json!({"recipient": {"comment_id": "17865799348089040"}, "messaging_type": "RESPONSE", "message": said}),
    ];
    let stage = Stage::new().await;
    for ((kind, outgoing), body) in products(TEXT).into_iter().zip(bodies) {
        let outcome = stage.send(&outgoing).await;
        let item = stage.fakes.sent(Some("meta")).pop().unwrap();
        assert_eq!(outcome, SendOutcome::Sent { external_id: item.id.clone(), at: None }, "{outgoing:?}");
        assert_eq!((item.kind.as_str(), item.inbox.as_deref()), (kind, Some(outgoing.inbox.as_str())));
        assert_eq!(item.body, body);
        let target = outgoing.reply_to.filter(|_| kind != "message");
        assert_eq!(item.in_reply_to, target);
    }
    let post = Outgoing { reply_to: Some("2001_77".to_owned()), ..private(page_comment("a")) };
    stage.send(&post).await;
    assert_eq!(stage.fakes.sent(None).pop().unwrap().body["recipient"], json!({"post_id": "2001_77"}));
    let number = Outgoing { contact: "33612345678".to_owned(), reply_to: None, ..whatsapp("a") };
    stage.send(&number).await;
    let body = stage.fakes.sent(None).pop().unwrap().body;
    assert_eq!(
        (&body["to"], &body["recipient"], &body["context"]),
        (&json!("33612345678"), &json!(null), &json!(null))
    );
}

#[tokio::test]
async fn every_failure_has_its_outcome_on_every_product() {
    let stage = Stage::new().await;
    for (number, (kind, outgoing)) in products("non").into_iter().enumerate() {
        let fails = async |mode: &str, send: &str| {
            stage.fakes.set_fault("meta", mode, 1).unwrap();
            stage.send(&Outgoing { send_id: format!("{send}-{number}"), ..outgoing.clone() }).await
        };
        let SendOutcome::RateLimited { retry_at } = fails("429", "a").await else { panic!("{outgoing:?}") };
        assert_eq!(retry_at.duration_since(stage.now()).as_secs(), 60);
        assert_eq!(fails("500", "b").await, SendOutcome::Unknown { code: UnknownCode::ServerError });
        assert_eq!(fails("timeout_before_send", "c").await, SendOutcome::Unknown { code: UnknownCode::ConnectionLost });
        let SendOutcome::Refused { code, .. } = fails("token_revoked", "d").await else { panic!("{outgoing:?}") };
        assert_eq!(code, RefusalCode::TokenRevoked);
        let closed = match (kind, fails("window_closed", "e").await) {
            ("comment_reply", SendOutcome::Refused { code, .. }) => code == RefusalCode::PostGone,
            (_, SendOutcome::Refused { code, .. }) => code == RefusalCode::WindowClosed,
            _ => false,
        };
        assert!(closed, "{outgoing:?}");
    }
    assert_eq!(stage.fakes.sent(None), Vec::new());
}

#[tokio::test]
async fn a_lost_answer_is_found_again_on_every_product_that_can_be_read() {
    let stage = Stage::new().await;
    for (kind, outgoing) in products("Voilà la réponse.") {
        // WhatsApp shows nothing, and nobody has told us who a private reply went to.
        let unreadable = matches!(kind, "whatsapp" | "private_reply");
        let missing = if unreadable { LookUp::Unavailable } else { LookUp::NotFound };
        assert_eq!(stage.look_up(&outgoing).await, missing, "{outgoing:?}");
        stage.fakes.set_fault("meta", "timeout_after_send", 1).unwrap();
        assert_eq!(stage.send(&outgoing).await, SendOutcome::Unknown { code: UnknownCode::ConnectionLost });
        let item = stage.fakes.sent(None).pop().unwrap();
        if unreadable {
            assert_eq!(stage.look_up(&outgoing).await, LookUp::Unavailable);
            continue;
        }
        let LookUp::Found { external_id, at } = stage.look_up(&outgoing).await else { panic!("{outgoing:?}") };
        assert_eq!((external_id, at.unwrap().as_second()), (item.id.clone(), item.at.as_second()));
        let settled = Outgoing { known_ids: vec![item.id], ..outgoing.clone() };
        assert_eq!(stage.look_up(&settled).await, LookUp::NotFound);
        let other = Outgoing { text: "Autre chose.".to_owned(), ..outgoing };
        assert_eq!(stage.look_up(&other).await, LookUp::NotFound);
    }
}

#[tokio::test]
async fn lengths_and_windows_are_each_products_own() {
    let stage = Stage::new().await;
    let too_long = SendOutcome::Refused { code: RefusalCode::TooLong, detail: "text".to_owned() };
    let table = [
        (instagram("x"), "é".repeat(500), "é".repeat(501)),
        (whatsapp("x"), "é".repeat(4_096), "é".repeat(4_097)),
        (page_comment("x"), "é".repeat(8_000), "é".repeat(8_001)),
        (instagram_comment("x"), "é".repeat(2_200), "é".repeat(2_201)),
        (private(page_comment("x")), "é".repeat(2_000), "é".repeat(2_001)),
        (private(instagram_comment("x")), "é".repeat(500), "é".repeat(501)),
    ];
    for (outgoing, fits, over) in table {
        assert_eq!(stage.send(&Outgoing { text: over, ..outgoing.clone() }).await, too_long, "{outgoing:?}");
        let sent = stage.send(&Outgoing { text: fits, ..outgoing.clone() }).await;
        assert!(matches!(sent, SendOutcome::Sent { .. }), "{outgoing:?}: {sent:?}");
    }
    let closed = SendOutcome::Refused { code: RefusalCode::WindowClosed, detail: "last_heard_at".to_owned() };
    stage.advance(SignedDuration::from_hours(24));
    assert_eq!(stage.send(&whatsapp("tard")).await, closed);
    stage.send(&instagram("tard")).await;
    assert_eq!(stage.fakes.sent(None).pop().unwrap().body["tag"], "HUMAN_AGENT");
    stage.advance(SignedDuration::from_hours(6 * 24));
    assert_eq!(stage.send(&instagram("tard")).await, closed);
    let elsewhere = Outgoing { reply_to: Some("880001_990009".to_owned()), ..private(page_comment("tard")) };
    assert_eq!(stage.send(&elsewhere).await, closed);
    assert!(matches!(stage.send(&page_comment("tard")).await, SendOutcome::Sent { .. }), "comments stay open");
}

#[tokio::test]
async fn a_comment_is_answered_privately_once() {
    let stage = Stage::new().await;
    assert!(matches!(stage.send(&private(page_comment("une"))).await, SendOutcome::Sent { .. }));
    let again = stage.send(&private(page_comment("deux"))).await;
    let detail = "10900".to_owned();
    assert_eq!(again, SendOutcome::Refused { code: RefusalCode::AlreadyReplied, detail });
    let elsewhere = Outgoing { reply_to: Some("880001_990009".to_owned()), ..private(page_comment("trois")) };
    assert!(matches!(stage.send(&elsewhere).await, SendOutcome::Sent { .. }));
}

#[tokio::test]
async fn ids_that_could_leave_their_place_are_refused_before_asking() {
    let stage = Stage::new().await;
    let invalid = |detail: &str| SendOutcome::Refused { code: RefusalCode::Invalid, detail: detail.to_owned() };
    let target = |target: &str, outgoing: Outgoing| Outgoing { reply_to: Some(target.to_owned()), ..outgoing };
    let table = [
        (target("../2001/feed", page_comment("a")), "reply_to"),
        (target("1?x=2", private(instagram_comment("a"))), "reply_to"),
        (Outgoing { reply_to: None, ..page_comment("a") }, "reply_to"),
        (Outgoing { contact: "../x".to_owned(), ..instagram("a") }, "contact"),
        (Outgoing { contact: "+33 6".to_owned(), ..whatsapp("a") }, "contact"),
    ];
    for (outgoing, field) in table {
        assert_eq!(stage.send(&outgoing).await, invalid(field), "{outgoing:?}");
    }
    assert_eq!(stage.fakes.sent(None), Vec::new());
}
