//! One person who writes to us on two channels, and what everybody does about it: drawn from a dice of their own.
//!
//! Owns the bodies and requests of a history. Must not know what should come of them.

use super::dice::Dice;
use super::table::Table;
use crate::bodies::{delete, echo, mention, messenger, own_reply, page, post, snowflake};
use crate::support::{AGENT, AGENT_2, LEAD, Process};
use couture::domain::ids::conversation_id;
use couture::domain::message::Channel;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// One thing that is asked of the system.
#[derive(Debug, Clone)]
pub enum Asked {
    /// A delivery of a platform, repeated until it is acknowledged.
    Delivery { x: bool, body: Value },
    /// A request to the interface; whether anything came of it may stay unknown.
    Request { token: &'static str, path: String, body: Value },
    /// An answer, for the case as it is when it is given.
    Answer { token: &'static str, case: String, text: String, undo_seconds: u32, twice: bool },
}

/// What the person wrote, as the platform told it.
#[derive(Debug, Clone)]
struct Written {
    channel: Channel,
    id: String,
    at: Timestamp,
    body: Value,
}

/// A person and their history.
pub struct Person {
    pub number: u64,
    dice: Dice,
    channels: [Channel; 2],
    written: Vec<Written>,
    seconds: BTreeSet<i64>,
    count: u64,
    /// The words of every answer handed in.
    pub answers: Vec<String>,
    /// The ids of all messages the platforms told us of, whoever wrote them.
    pub told: BTreeSet<String>,
}

impl Person {
    pub fn of(seed: u64, number: u64) -> Person {
        let mut dice = Dice::of(seed * 1000 + number);
        let other = if dice.roll(2) == 0 { Channel::Messenger } else { Channel::Whatsapp };
        Person {
            number,
            dice,
            channels: [Channel::X, other],
            written: Vec::new(),
            seconds: BTreeSet::new(),
            count: 0,
            answers: Vec::new(),
            told: BTreeSet::new(),
        }
    }

    fn contact(&self, channel: Channel) -> String {
        match channel {
            Channel::Whatsapp => format!("336390000{:02}", self.number),
            _ => format!("81{:03}", self.number),
        }
    }

    pub fn conversation(&self, channel: Channel) -> String {
        let inbox = match channel {
            Channel::X => "1001",
            Channel::Messenger => "2001",
            _ => "4001",
        };
        conversation_id(channel, inbox, channel == Channel::X, &self.contact(channel))
    }

    /// An instant up to `span` before now in which nothing else of this person happened: equal instants have no order.
    fn instant(&mut self, now: Timestamp, span: i64) -> Timestamp {
        loop {
            let back = if span == 0 { 0 } else { 1 + self.dice.roll(span as u64) as i64 };
            let at = now - SignedDuration::from_secs(back);
            if self.seconds.insert(at.as_second()) || span == 0 {
                return at;
            }
        }
    }

    fn id(&mut self, channel: Channel, at: Timestamp) -> String {
        self.count += 1;
        let (person, count) = (self.number, self.count);
        let id = match channel {
            Channel::X => snowflake(&at.to_string(), person * 1000 + count),
            Channel::Messenger => format!("m_{person}-{count}"),
            _ => format!("wamid.{person}-{count}"),
        };
        self.told.insert(id.clone());
        id
    }

    /// Draws the next thing that happens.
    pub fn next(&mut self, now: Timestamp, table: &Table, process: &Process) -> Option<Asked> {
        self.seconds.insert(now.as_second());
        let channel = self.channels[self.dice.below(2)];
        match self.dice.roll(34) {
            _ if self.written.is_empty() => Some(self.write(channel, now, 0)),
            0..6 => Some(self.write(channel, now, 0)),
            6 => Some(self.write(channel, now, 600)),
            7 => Some(self.write(channel, now, 8 * 3600)),
            8 => Some(self.again()),
            9 => self.take_back(),
            10 => self.edit(now),
            11..15 => self.answer(channel, table),
            15 => self.native(now, 0),
            16 => self.native(now, 900),
            17 => self.native(now, 6 * 3600),
            18 | 19 => self.heard_again(process),
            20 => self.failed(now, process),
            _ => self.act(channel, now, table),
        }
    }

    fn write(&mut self, channel: Channel, now: Timestamp, span: i64) -> Asked {
        let at = self.instant(now, span);
        let id = self.id(channel, at);
        let (contact, words) = (self.contact(channel), format!("where is my parcel {}?", self.count));
        let body = match channel {
            Channel::X => mention(&id, &contact, &words),
            Channel::Messenger => messenger(&id, &contact, &at.to_string(), &words),
            _ => {
                let said = json!({"from": contact, "id": id, "timestamp": at.as_second().to_string(), "type": "text", "text": {"body": words}});
                whatsapp("messages", "messages", said)
            }
        };
        self.written.push(Written { channel, id, at, body: body.clone() });
        Asked::Delivery { x: channel == Channel::X, body }
    }

    fn any_written(&mut self) -> Written {
        let place = self.dice.below(self.written.len());
        self.written[place].clone()
    }

    fn again(&mut self) -> Asked {
        let written = self.any_written();
        Asked::Delivery { x: written.channel == Channel::X, body: written.body }
    }

    fn take_back(&mut self) -> Option<Asked> {
        let written = self.any_written();
        let contact = self.contact(written.channel);
        match written.channel {
            Channel::X => Some(Asked::Delivery { x: true, body: delete(&written.id, &contact) }),
            Channel::Messenger => {
                let gone = json!({"mid": written.id, "is_deleted": true});
                let event = json!({"sender": {"id": contact}, "recipient": {"id": "2001"}, "timestamp": written.at.as_millisecond(), "message": gone});
                Some(Asked::Delivery { x: false, body: page(vec![event]) })
            }
            _ => None,
        }
    }

    fn edit(&mut self, now: Timestamp) -> Option<Asked> {
        let written = self.any_written();
        let contact = self.contact(written.channel);
        let words = format!("where is my parcel {}?", 500 + self.count);
        match written.channel {
            Channel::X => {
                let newer = self.id(Channel::X, now);
                self.told.remove(&newer);
                let mut edited = post(&newer, &contact, &words);
                edited["edit_history"] =
                    json!({"initial_tweet_id": written.id, "edit_tweet_ids": [written.id.clone(), newer]});
                Some(Asked::Delivery { x: true, body: json!({"for_user_id": "1001", "tweet_create_events": [edited]}) })
            }
            Channel::Messenger => {
                let edit = json!({"mid": written.id, "text": words, "num_edit": 1});
                let event = json!({"sender": {"id": contact}, "recipient": {"id": "2001"}, "timestamp": now.as_millisecond(), "message_edit": edit});
                Some(Asked::Delivery { x: false, body: page(vec![event]) })
            }
            _ => None,
        }
    }

    fn answer(&mut self, channel: Channel, table: &Table) -> Option<Asked> {
        let case = self.case(channel, table)?;
        self.count += 1;
        let text = format!("It will be there soon, parcel {} of {}.", self.count, self.number);
        self.answers.push(text.clone());
        let undo_seconds = if self.dice.roll(2) == 0 { 10 } else { 0 };
        let twice = self.dice.roll(6) == 0;
        Some(Asked::Answer { token: LEAD, case, text, undo_seconds, twice })
    }

    /// Somebody of ours answers in the platform's own application.
    fn native(&mut self, now: Timestamp, span: i64) -> Option<Asked> {
        let written = self.any_written();
        let at = self.instant(now, span);
        let id = self.id(written.channel, at);
        let (contact, words) = (self.contact(written.channel), format!("On its way, number {}.", self.count));
        let body = match written.channel {
            Channel::X => own_reply(&id, &written.id, &contact, &words),
            Channel::Messenger => echo(&id, &contact, &at.to_string(), &words, None),
            _ => {
                let said = json!({"from": "33170000000", "to": contact, "id": id, "timestamp": at.as_second().to_string(), "type": "text", "text": {"body": words}});
                whatsapp("smb_message_echoes", "message_echoes", said)
            }
        };
        Some(Asked::Delivery { x: written.channel == Channel::X, body })
    }

    /// What a platform took from us for this person.
    fn taken(&mut self, process: &Process) -> Option<Value> {
        let contacts: Vec<String> = self.channels.iter().map(|channel| self.contact(*channel)).collect();
        let posts: BTreeSet<String> = self.written.iter().map(|written| written.id.clone()).collect();
        let mut sent = process.sent("x");
        sent.extend(process.sent("meta"));
        let theirs = |item: &Value| {
            let answers = item["in_reply_to"].as_str().is_some_and(|id| posts.contains(id));
            answers || item["to"].as_str().is_some_and(|to| contacts.iter().any(|contact| contact == to))
        };
        sent.retain(theirs);
        (!sent.is_empty()).then(|| sent[self.dice.below(sent.len())].clone())
    }

    /// The platform tells us what we sent ourselves.
    fn heard_again(&mut self, process: &Process) -> Option<Asked> {
        let taken = self.taken(process)?;
        let text = |name: &str| taken[name].as_str().unwrap_or_default().to_owned();
        if taken["platform"] == "x" {
            let contact = self.contact(Channel::X);
            return Some(Asked::Delivery {
                x: true,
                body: own_reply(&text("id"), &text("in_reply_to"), &contact, &text("text")),
            });
        }
        if taken["kind"] != "message" {
            return None;
        }
        let metadata = taken["body"].pointer("/message/metadata").and_then(Value::as_str);
        let contact = self.contact(Channel::Messenger);
        Some(Asked::Delivery { x: false, body: echo(&text("id"), &contact, &text("at"), &text("text"), metadata) })
    }

    /// News that something we sent on WhatsApp did not arrive.
    fn failed(&mut self, now: Timestamp, process: &Process) -> Option<Asked> {
        let taken = self.taken(process).filter(|taken| taken["kind"] == "whatsapp")?;
        let status = json!({
            "id": taken["id"], "status": "failed", "timestamp": now.as_second().to_string(),
            "recipient_id": self.contact(Channel::Whatsapp), "errors": [{"code": 131_026, "title": "undeliverable"}],
        });
        Some(Asked::Delivery { x: false, body: whatsapp("messages", "statuses", status) })
    }

    /// Their newest case on a channel.
    fn case(&self, channel: Channel, table: &Table) -> Option<String> {
        let conversation = self.conversation(channel);
        let newest =
            table.cases.iter().filter(|case| case.conversation == conversation).map(|case| case.number).max()?;
        Some(format!("{conversation}-{newest}"))
    }

    fn act(&mut self, channel: Channel, now: Timestamp, table: &Table) -> Option<Asked> {
        let case = self.case(channel, table)?;
        let token = [AGENT, AGENT_2, LEAD, LEAD][self.dice.below(4)];
        let later = now + SignedDuration::from_mins(1 + self.dice.roll(600) as i64);
        let agent = [AGENT, AGENT_2][self.dice.below(2)];
        let (action, body) = match self.dice.roll(16) {
            0 | 1 => ("claim", json!({})),
            2 => ("assign", json!({"agent": agent})),
            3 => {
                let team = ["support-en", "billing-en", "sales-en"][self.dice.below(3)];
                ("transfer", json!({"team": team}))
            }
            4 | 5 => ("snooze", json!({"until": later.to_string()})),
            6 | 7 => ("resolve", json!({})),
            8 => ("reopen", json!({})),
            9 => {
                let priority = ["urgent", "high", "normal", "low"][self.dice.below(4)];
                ("priority", json!({"priority": priority, "reason": "known"}))
            }
            10 => {
                let metric = ["first_response", "next_response", "resolution"][self.dice.below(3)];
                ("deadline", json!({"metric": metric, "deadline_at": later.to_string(), "reason": "agreed"}))
            }
            11 => ("callback", json!({"promised_at": later.to_string(), "phone": "+33 6 39 98 01 01"})),
            12 => ("release", json!({})),
            13 => {
                let other = self.channels.into_iter().find(|other| *other != channel)?;
                ("merge", json!({"into": self.case(other, table)?}))
            }
            _ => {
                let mut alerts = table.alerts.iter().filter(|alert| alert.case == case);
                let alert = alerts.next_back()?;
                let path = format!("/alerts/{}/acknowledge", alert.id);
                return Some(Asked::Request { token: LEAD, path, body: Value::Null });
            }
        };
        let token = if matches!(action, "assign" | "deadline") { LEAD } else { token };
        Some(Asked::Request { token, path: format!("/cases/{case}/{action}"), body })
    }
}

fn whatsapp(field: &str, list: &str, item: Value) -> Value {
    let metadata = json!({"display_phone_number": "33170000000", "phone_number_id": "4001"});
    let value = json!({"messaging_product": "whatsapp", "metadata": metadata, list: [item]});
    json!({"object": "whatsapp_business_account", "entry": [{"id": "7001", "changes": [{"field": field, "value": value}]}]})
}
