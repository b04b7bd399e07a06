//! WhatsApp's Cloud API: write to one person within a day of their last message.
//!
//! Owns its request. A 2xx says that the message was accepted, no more: whether it arrived comes as a
//! status. Our own id travels as `biz_opaque_callback_data` and comes back in every status.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::errors::About;
use super::{Line, outcome};
use crate::channels::send::{Outgoing, RefusalCode, SendOutcome, invalid};

/// How long after the person's last message they may be written to without a template.
const SERVICE_TIME: SignedDuration = SignedDuration::from_hours(24);
/// The longest digits of a telephone number (E.164 has fifteen; test numbers more).
const LONGEST_NUMBER: usize = 20;
/// The longest part of a business-scoped id after its country.
const LONGEST_SCOPED: usize = 128;

/// Sends one message to one person.
pub(super) async fn send(line: &Line<'_>, outgoing: &Outgoing, now: Timestamp) -> SendOutcome {
    let Some(person) = Person::of(&outgoing.contact) else { return invalid("contact") };
    if outgoing.last_heard_at.is_some_and(|heard_at| now.duration_since(heard_at) >= SERVICE_TIME) {
        return SendOutcome::Refused { code: RefusalCode::WindowClosed, detail: "last_heard_at".to_owned() };
    }
    let exchange = line.post(&outgoing.inbox, "messages", &message(outgoing, person)).await;
    outcome(exchange, About::Person, "/messages/0/id", now)
}

/// The two ways in which WhatsApp names a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Person<'a> {
    /// A telephone number, in digits.
    Number(&'a str),
    /// A business-scoped id: a country, a dot, letters and digits.
    Scoped(&'a str),
}

impl Person<'_> {
    /// Told by the form of the id.
    fn of(id: &str) -> Option<Person<'_>> {
        let all =
            |text: &str, most: usize, fits: fn(u8) -> bool| (1..=most).contains(&text.len()) && text.bytes().all(fits);
        match id.split_once('.') {
            None => all(id, LONGEST_NUMBER, |byte| byte.is_ascii_digit()).then_some(Person::Number(id)),
            Some((country, rest)) => {
                let is_scoped = country.len() == 2
                    && all(country, 2, |byte| byte.is_ascii_uppercase())
                    && all(rest, LONGEST_SCOPED, |byte| byte.is_ascii_alphanumeric());
                is_scoped.then_some(Person::Scoped(id))
            }
        }
    }
}

/// The request body.
fn message(outgoing: &Outgoing, person: Person) -> Value {
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "type": "text",
        "text": { "body": outgoing.text, "preview_url": false },
        "biz_opaque_callback_data": outgoing.send_id,
    });
    if let Some(fields) = body.as_object_mut() {
        let (name, id) = match person {
            Person::Number(number) => ("to", number),
            Person::Scoped(id) => ("recipient", id),
        };
        fields.insert(name.to_owned(), json!(id));
        if let Some(answered) = &outgoing.reply_to {
            fields.insert("context".to_owned(), json!({ "message_id": answered }));
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use crate::domain::message::Channel;

    #[test]
    fn a_person_is_a_number_or_a_scoped_id() {
        assert_eq!(Person::of("33612345678"), Some(Person::Number("33612345678")));
        assert_eq!(Person::of("FR.13491208655302741918"), Some(Person::Scoped("FR.13491208655302741918")));
        for bad in ["", "+33612345678", "FR.", ".1", "FRA.1", "fr.1", "FR.1/2", "FR.1.2", "33 6", &"1".repeat(21)] {
            assert_eq!(Person::of(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_body_is_the_cloud_apis() {
        let answer = Outgoing { reply_to: Some("wamid.1".to_owned()), ..example(Channel::Whatsapp, "ok") };
        let expected = json!({
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": "33612345678", "type": "text",
            "text": {"body": "ok", "preview_url": false}, "context": {"message_id": "wamid.1"},
            "biz_opaque_callback_data": "send-1",
        });
        assert_eq!(message(&answer, Person::Number("33612345678")), expected);
        let scoped = message(&example(Channel::Whatsapp, "ok"), Person::Scoped("FR.1"));
        assert_eq!(
            (scoped.get("recipient"), scoped.get("to"), scoped.get("context")),
            (Some(&json!("FR.1")), None, None)
        );
    }
}
