//! The Send API of Messenger and Instagram: write to one person.
//!
//! Owns its request and the messaging window. Our own id travels as `metadata` and comes back in the echo.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::errors::About;
use super::picture::form;
use super::{Line, outcome};
use crate::channels::send::{Outgoing, Picture, RefusalCode, SendOutcome, http, invalid};

/// Until when after the person's last message a plain response is allowed.
const RESPONSE_TIME: SignedDuration = SignedDuration::from_hours(24);
/// Until when a person of ours may still write.
const HUMAN_AGENT_TIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Sends one message to one person: its text, or a picture instead.
pub(super) async fn send(
    line: &Line<'_>,
    outgoing: &Outgoing,
    picture: Option<&Picture>,
    now: Timestamp,
) -> SendOutcome {
    if !http::is_path_id(&outgoing.contact) {
        return invalid("contact");
    }
    let standing = Standing::at(outgoing.last_heard_at, now);
    if standing == Standing::Closed {
        return SendOutcome::Refused { code: RefusalCode::WindowClosed, detail: "last_heard_at".to_owned() };
    }
    let first = post(line, outgoing, picture, standing, now).await;
    // Meta's clock or its idea of the last message differs from ours. The refusal is certain, so
    // asking once more, as a person, sends nothing twice.
    if standing == Standing::Response && is_window_closed(&first) && outgoing.last_heard_at.is_some() {
        return match post(line, outgoing, picture, Standing::HumanAgent, now).await {
            // The tag was not for us (right or parameter): the closed window is what matters to the agent.
            SendOutcome::Refused { code: RefusalCode::Permission | RefusalCode::Invalid, .. } => first,
            second => second,
        };
    }
    first
}

async fn post(
    line: &Line<'_>,
    outgoing: &Outgoing,
    picture: Option<&Picture>,
    standing: Standing,
    now: Timestamp,
) -> SendOutcome {
    let body = message(outgoing, standing);
    let exchange = match picture {
        None => line.post(&outgoing.inbox, "messages", &body).await,
        Some(picture) => line.post_form(&outgoing.inbox, "messages", form(body, &outgoing.send_id, picture)).await,
    };
    outcome(exchange, About::Person, "/message_id", now)
}

/// What the age of the person's last message allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Response,
    HumanAgent,
    Closed,
}

impl Standing {
    /// Not knowing when the person last wrote, we ask as if it were recent: Meta knows.
    fn at(last_heard_at: Option<Timestamp>, now: Timestamp) -> Standing {
        match last_heard_at.map(|heard| now.duration_since(heard)) {
            None => Standing::Response,
            Some(age) if age < RESPONSE_TIME => Standing::Response,
            Some(age) if age < HUMAN_AGENT_TIME => Standing::HumanAgent,
            Some(_) => Standing::Closed,
        }
    }
}

/// The request body.
fn message(outgoing: &Outgoing, standing: Standing) -> Value {
    let mut body = json!({
        "recipient": { "id": outgoing.contact },
        "messaging_type": "RESPONSE",
        "message": { "text": outgoing.text, "metadata": outgoing.send_id },
    });
    if standing == Standing::HumanAgent
        && let Some(fields) = body.as_object_mut()
    {
        fields.insert("messaging_type".to_owned(), json!("MESSAGE_TAG"));
        fields.insert("tag".to_owned(), json!("HUMAN_AGENT"));
    }
    body
}

fn is_window_closed(outcome: &SendOutcome) -> bool {
    matches!(outcome, SendOutcome::Refused { code: RefusalCode::WindowClosed, .. })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::example;
    use super::*;
    use crate::domain::message::Channel;

    #[test]
    fn the_window_has_two_edges() {
        let now: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
        let standing = |ago: i64| Standing::at(Some(http::shifted(now, -ago)), now);
        assert_eq!(standing(-60), Standing::Response);
        assert_eq!(standing(24 * 3600 - 1), Standing::Response);
        assert_eq!(standing(24 * 3600), Standing::HumanAgent);
        assert_eq!(standing(7 * 24 * 3600 - 1), Standing::HumanAgent);
        assert_eq!(standing(7 * 24 * 3600), Standing::Closed);
        assert_eq!(Standing::at(None, now), Standing::Response);
    }

    #[test]
    fn the_body_is_metas() {
        let response = json!({
            "recipient": {"id": "7001"}, "messaging_type": "RESPONSE",
            "message": {"text": "ok", "metadata": "send-1"},
        });
        assert_eq!(message(&example(Channel::Messenger, "ok"), Standing::Response), response);
        let tagged = json!({
            "recipient": {"id": "7001"}, "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT",
            "message": {"text": "ok", "metadata": "send-1"},
        });
        assert_eq!(message(&example(Channel::Instagram, "ok"), Standing::HumanAgent), tagged);
    }
}
