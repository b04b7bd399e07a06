//! Text messages through Twilio: forms, their signature and what is answered.

use super::super::support::{AGENT, MONDAY, Process, World, clock, id, plain_client};
use super::{found, parked};
use couture::functions::webhook::{self, Intake, Secrets, Twilio};
use couture::local::secrets::{SIGNING, TWILIO_TOKEN};
use couture::local::sign::{self, SignChannel};
use jiff::Timestamp;
use std::sync::Arc;

const FORM: &str =
    "MessageSid=SM1&SmsStatus=received&To=%2B33700000001&From=%2B33639980103&Body=O%C3%B9+est+mon+colis+%3F&NumMedia=0";

fn signature(url: &str, form: &str) -> String {
    let headers = sign::headers_at(SignChannel::Twilio, Timestamp::UNIX_EPOCH, url, form.as_bytes(), &SIGNING);
    headers.into_iter().find(|(name, _)| name == "x-twilio-signature").unwrap().1
}

/// Posts a form to `url`, signed as if it were called `called`.
async fn post(url: &str, called: &str, form: &str) -> (u16, String) {
    let request = plain_client().post(format!("{url}/webhooks/twilio")).body(form.to_owned());
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = request.header("x-twilio-signature", signature(called, form)).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn taken(process: &Process, form: &str) {
    let (status, answer) = post(&process.url, &process.url, form).await;
    assert_eq!(status, 200);
    assert!(answer.ends_with("<Response></Response>"), "{answer}");
    process.drain().await;
}

#[tokio::test]
async fn a_text_message_is_a_case_of_the_number_it_was_sent_to() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    for _ in 0..5 {
        taken(&process, FORM).await;
        process.advance("PT1M").await;
    }
    // The fields in another order are the same message.
    let mut fields: Vec<&str> = FORM.split('&').collect();
    fields.reverse();
    taken(&process, &fields.join("&")).await;
    let case = process.only_case().await;
    assert_eq!((case["channel"].as_str(), case["inbox"].as_str()), (Some("sms"), Some("+33700000001")));
    assert_eq!(case["messages"].as_array().unwrap().len(), 1);
    assert_eq!(case["messages"][0]["text"], "Où est mon colis ?");
    assert_eq!(case["team"], "support-fr");
    assert_eq!(clock(&case, "first_response")["started_at"], "2026-03-30T09:00:00.000Z", "the first receipt");
    assert_eq!(found(&process, "06 39 98 01 03").await.len(), 1);
    let picture = "MessageSid=SM2&To=%2B33700000001&From=%2B33639980103&Body=&NumMedia=1&MediaUrl0=https%3A%2F%2Fapi.twilio.com%2Fm1&MediaContentType0=image%2Fjpeg";
    taken(&process, picture).await;
    let case = process.case(id(&case)).await;
    assert_eq!(case["messages"][1]["attachments"][0]["kind"], "image");
    // What became of a message of ours is no message.
    taken(&process, "MessageSid=SM9&MessageStatus=delivered&From=%2B33700000001&To=%2B33639980103").await;
    assert_eq!(process.case(id(&case)).await["messages"].as_array().unwrap().len(), 2);
    assert_eq!(process.get("/health").await["intake"]["ignored"]["status"], 1);
    assert!(parked(&process).await.is_empty());
    taken(&process, &FORM.replace("700000001", "700000009")).await;
    taken(&process, "MessageSid=SM5&To=%2B33700000001&Body=hello").await;
    let mut reasons = parked(&process).await;
    reasons.sort();
    assert_eq!(reasons, [("missing_field".into(), "From".into()), ("unknown_inbox".into(), "+33700000009".into())]);
    let (_, accepted) = process.reply(AGENT, &case, "Il arrive demain.").await;
    assert!(accepted["send"]["id"].is_string(), "{accepted}");
    assert_eq!(process.case(id(&case)).await["sends"][0]["state"], "refused");
}

#[tokio::test]
async fn only_what_twilio_signed_for_our_address_comes_in() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let url = process.url.clone();
    let port = url.rsplit(':').next().unwrap();
    let without_port = url.trim_end_matches(&format!(":{port}")).to_owned();
    let secure = url.replace("http://", "https://");
    for (called, status) in
        [(url.as_str(), 200), (&without_port, 200), (&secure, 200), ("https://elsewhere.test", 401), ("", 401)]
    {
        assert_eq!(post(&url, called, FORM).await.0, status, "{called}");
    }
    let tampered = FORM.replace("colis", "argent");
    let request = plain_client().post(format!("{url}/webhooks/twilio"));
    let answer = request.header("x-twilio-signature", signature(&url, FORM)).body(tampered).send().await.unwrap();
    assert_eq!(answer.status(), 401);
    let unsigned = plain_client().post(format!("{url}/webhooks/twilio")).body(FORM).send().await.unwrap();
    assert_eq!(unsigned.status(), 401);
    process.drain().await;
    assert_eq!(process.only_case().await["messages"].as_array().unwrap().len(), 1);
}

/// Behind a gateway the address is what was configured, whatever host the request names.
#[tokio::test]
async fn the_configured_address_counts() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let tokens = vec!["retired".to_owned(), TWILIO_TOKEN.to_owned()];
    let twilio = Twilio { tokens, url: Some("https://care.example.com/".to_owned()) };
    let secrets = Arc::new(Secrets { twilio, ..Secrets::default() });
    let intake = Intake { jobs: process.house().app.jobs.clone(), clock: world.clock.clone(), secrets };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move { axum::serve(listener, webhook::routes(intake)).await });
    for (called, status) in [
        ("https://care.example.com", 200),
        ("https://care.example.com:443", 200),
        ("http://care.example.com", 401),
        (url.as_str(), 401),
    ] {
        assert_eq!(post(&url, called, FORM).await.0, status, "{called}");
    }
    serving.abort();
}
