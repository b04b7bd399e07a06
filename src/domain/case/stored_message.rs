//! One message of a conversation as it is kept, and what it does to the clocks.
//!
//! Owns its form. How its row grows from what is heard about it is `history`'s.

use super::is_none_yet;
use crate::domain::attachment::Copied;
use crate::domain::clocks::{Moment, Occurrence};
use crate::domain::message::{Attachment, Kind};
use crate::domain::moderation::Marks;
use crate::domain::send_reasons::RefusalCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The contact wrote it.
    In,
    /// One of ours wrote it.
    Out,
}

/// The text to read, where it is not what the text as sent and the kind of message say already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Reading {
    /// It begins at this byte of the text and goes to its end, less the white space there.
    From(u32),
    /// It reads otherwise.
    Whole(String),
}

impl Reading {
    /// How `display` reads beside `text` in a message of that kind; `None`: as usual.
    pub fn of(kind: Kind, text: &str, display: &str) -> Option<Reading> {
        if usual(kind, text) == display {
            return None;
        }
        if text == display {
            return Some(Reading::From(0));
        }
        let start = text.trim_end().strip_suffix(display).filter(|_| display.trim_end() == display);
        match start.and_then(|before| u32::try_from(before.len()).ok()) {
            Some(start) => Some(Reading::From(start)),
            None => Some(Reading::Whole(display.to_owned())),
        }
    }
}

/// How a text is usually read: a post without the handles it begins with, anything else as it was sent. What is usual
/// is not kept, so that a case with its opening post fits one write unit.
fn usual(kind: Kind, text: &str) -> &str {
    if !matches!(kind, Kind::Mention | Kind::Reply | Kind::Quote | Kind::Post) {
        return text;
    }
    let mut rest = text;
    while let Some(after) = rest.strip_prefix('@') {
        let name = after.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
        let next = name.trim_start();
        if name.len() == after.len() || next.len() == name.len() {
            break;
        }
        rest = next;
    }
    // Nothing but handles: better to show those than nothing.
    if rest.is_empty() { text } else { rest }
}

/// One message of a conversation as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredMessage {
    /// The platform's id.
    pub external_id: String,
    /// What kind of thing it was.
    pub kind: Kind,
    /// Which way it went.
    pub direction: Direction,
    /// The platform's time.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// When it reached us, where that differs from `at`.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub received_at: Option<Timestamp>,
    /// The text as sent.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The text to read, where it differs from `text`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<Reading>,
    /// Who wrote it: the agent for our own sends, the platform's account otherwise (absent: the contact).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Who of many wrote it, where a conversation is a thread: the name the platform showed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<String>,
    /// The id under which the contact wrote it, where the conversation is kept under another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_as: Option<String>,
    /// The platform's thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<String>,
    /// The message it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<String>,
    /// What came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// What became of each of them here (`attachment::Copied`); absent: still to be copied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<Copied>,
    /// The platform's language tag, where the words alone leave the language open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// For an answer of ours: the topic under which the answer log keeps it; for what a system of the brand's own
    /// reports: the topic it named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Whether it wants an answer (inbound) or is one (outbound).
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub counts: bool,
    /// Whether its author took it back; the text is gone then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// How often it was edited.
    #[serde(default, skip_serializing_if = "is_none_yet")]
    pub revision: u32,
    /// When the text as it stands was written, once it was edited: orders the edits of platforms that do not
    /// count them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// The number of the case whose clocks it moves, where that is not its own: a question older than the newest
    /// case, heard late and answered by nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moves: Option<u32>,
    /// The platform gave a time in the future and the receipt time was taken instead.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub future_dated: bool,
    /// X, in public: its author neither typed our handle nor quoted us.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsummoned: bool,
    /// Whether it answered a public message privately.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private: bool,
    /// For a message of ours that the platform had accepted and did not deliver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undelivered: Option<Undelivered>,
    /// What was done to it on the platform since.
    #[serde(default, skip_serializing_if = "Marks::is_plain")]
    pub marks: Marks,
}

/// That a message of ours did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undelivered {
    /// When we learned of it.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// Why.
    pub code: RefusalCode,
}

fn yes() -> bool {
    true
}

fn is_yes(value: &bool) -> bool {
    *value
}

impl StoredMessage {
    /// The text to read.
    pub fn shown(&self) -> &str {
        match &self.display {
            // What we wrote is read as we wrote it.
            None if self.direction == Direction::Out => &self.text,
            None => usual(self.kind, &self.text),
            Some(Reading::From(0)) => &self.text,
            Some(Reading::From(start)) => {
                usize::try_from(*start).ok().and_then(|start| self.text.get(start..)).unwrap_or(&self.text).trim_end()
            }
            Some(Reading::Whole(display)) => display,
        }
    }

    /// What it does to the clocks, if anything.
    pub fn occurrence(&self) -> Option<Occurrence> {
        let moment = match self.direction {
            Direction::In => Moment::Heard,
            Direction::Out => Moment::Answered,
        };
        let taken_back = self.deleted && self.direction == Direction::In;
        (self.counts && !taken_back).then(|| Occurrence { at: self.at, moment, id: self.external_id.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: &str, text: &str, display: &str, kept: Option<Reading>) {
        let row = serde_json::json!({"external_id": "1", "kind": kind, "direction": "in", "at": 1, "text": text, "display": kept});
        let row: Result<StoredMessage, _> = serde_json::from_value(row);
        assert_eq!(row.as_ref().ok().map(StoredMessage::shown), Some(display), "{text}");
        assert_eq!(row.ok().map(|row| Reading::of(row.kind, text, display)), Some(kept), "{text}");
    }

    #[test]
    fn what_is_read_as_usual_is_not_kept() {
        check("mention", "hello", "hello", None);
        check("mention", "@acme hello", "hello", None);
        check("reply", "@bob @acme été", "été", None);
        check("mention", "@acme", "@acme", None);
        check("mention", "@acme: hello", "@acme: hello", None);
        check("reply", "@acme @bob hello", "@bob hello", Some(Reading::From(6)));
        check("mention", "@Acme can you?", "@Acme can you?", Some(Reading::From(0)));
        check("mention", "@acme été \n", "été", Some(Reading::From(6)));
        check("direct_message", "@acme hello", "@acme hello", None);
        check("direct_message", " hello", "hello", Some(Reading::From(1)));
        let other = "see https://acme.example";
        check("mention", "see t.co/a", other, Some(Reading::Whole(other.to_owned())));
    }
}
