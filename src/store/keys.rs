//! Every key of the table, built and parsed here and nowhere else.
//!
//! Owns the spelling of keys and index keys. Must not read or write anything.

use crate::domain::alert::AlertKind;
use crate::domain::case::{Case, Status};
use crate::domain::message::Channel;
use crate::domain::priority::Priority;
use crate::domain::records::day_of;
use jiff::Timestamp;

/// How many partitions the agenda is spread over. A write lands on one; a sweep reads all.
pub const AGENDA_SHARDS: u32 = 8;

/// A row's primary key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Key {
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

/// An instant as it is spelled in sort keys: fixed width, so that text order is time order.
pub fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// The case's row.
pub fn case(conversation: &str, number: u32) -> Key {
    Key { pk: conversation_pk(conversation), sk: format!("CASE#{number:06}") }
}

/// The partition of a conversation.
pub fn conversation_pk(conversation: &str) -> String {
    format!("CONV#{conversation}")
}

/// The message's row.
pub fn message(conversation: &str, external_id: &str) -> Key {
    Key { pk: conversation_pk(conversation), sk: format!("MSG#{external_id}") }
}

/// Where the later id of an edited message leads to its first.
pub fn alias(conversation: &str, id: &str) -> Key {
    Key { pk: conversation_pk(conversation), sk: format!("{ALIAS_PREFIX}{id}") }
}

/// The beginning of all aliases of a conversation.
pub const ALIAS_PREFIX: &str = "ALIAS#";

/// The log row written with version `version` of a case: one write, one row.
pub fn log(conversation: &str, number: u32, version: u64) -> Key {
    Key { pk: conversation_pk(conversation), sk: format!("LOG#{number:06}#{version:010}") }
}

/// The beginning of all log rows of a case.
pub fn log_prefix(number: u32) -> String {
    format!("LOG#{number:06}#")
}

/// The conversation inside a partition key.
pub fn conversation_of(pk: &str) -> Option<&str> {
    pk.strip_prefix("CONV#")
}

/// The case number inside a sort key.
pub fn case_number_of(sk: &str) -> Option<u32> {
    sk.strip_prefix("CASE#")?.parse().ok()
}

/// The partition of a topic's answers.
pub fn answer_pk(topic: &str) -> String {
    format!("TOPIC#{topic}")
}

/// The answer's row.
pub fn answer(topic: &str, at: Timestamp, id: &str) -> Key {
    Key { pk: answer_pk(topic), sk: format!("ANSWER#{}#{id}", instant(at)) }
}

/// The partition of a topic's briefings: beside its answers.
pub fn briefing_pk(topic: &str) -> String {
    answer_pk(topic)
}

/// The beginning of all briefings of a topic.
pub const BRIEFING_PREFIX: &str = "BRIEFING#";

/// One version of a topic's briefing.
pub fn briefing(topic: &str, version: u32) -> Key {
    Key { pk: briefing_pk(topic), sk: format!("{BRIEFING_PREFIX}{version:06}") }
}

/// Where an answer logged under its sender's own id is found again.
pub fn given(id: &str) -> Key {
    Key { pk: format!("GIVEN#{id}"), sk: "ANSWER".to_owned() }
}

/// The partition of contradictions.
pub const DRIFT: &str = "DRIFT";

/// The contradiction's row.
pub fn drift(opened_at: Timestamp, pair: &str) -> Key {
    Key { pk: DRIFT.to_owned(), sk: format!("{}#{pair}", instant(opened_at)) }
}

/// The partition of everything known about a contact.
pub fn contact_pk(contact: &str) -> String {
    format!("CONTACT#{contact}")
}

/// Who a contact is.
pub fn contact_profile(contact: &str) -> Key {
    Key { pk: contact_pk(contact), sk: "PROFILE".to_owned() }
}

/// The beginning of a contact's pointers to conversations, by their first case.
pub const CONTACT_CASE_PREFIX: &str = "CASE#";

/// A contact's pointer to a conversation, by its first case.
pub fn contact_case(contact: &str, case: &str) -> Key {
    Key { pk: contact_pk(contact), sk: format!("{CONTACT_CASE_PREFIX}{case}") }
}

/// The beginning of a contact's pointers to answers outside any case.
pub const CONTACT_TOLD_PREFIX: &str = "TOLD#";

/// A contact's pointer to an answer outside any case.
pub fn contact_told(contact: &str, at: Timestamp, answer: &str) -> Key {
    Key { pk: contact_pk(contact), sk: format!("{CONTACT_TOLD_PREFIX}{}#{answer}", instant(at)) }
}

/// The way from an id to the one its conversation is kept under: from a comment of a Page to the top comment of its
/// thread, from one id of a person on WhatsApp to the other.
pub fn lead(channel: Channel, inbox: &str, id: &str) -> Key {
    Key { pk: format!("LEAD#{}#{inbox}#{id}", channel.as_str()), sk: "TO".to_owned() }
}

/// How many letters of an identifier choose its partition.
const IDENT_LETTERS: usize = crate::domain::contact::FEWEST_LETTERS;

/// The partition of identifiers that begin like this one.
pub fn ident_pk(value: &str) -> String {
    format!("IDENT#{}", value.chars().take(IDENT_LETTERS).collect::<String>())
}

/// An identifier of a contact: in its partition, sorted by its letters.
pub fn ident(value: &str, kind: &str, contact: &str) -> Key {
    Key { pk: ident_pk(value), sk: format!("{value}#{kind}#{contact}") }
}

/// The contact at the end of an identifier's sort key.
pub fn ident_contact_of(sk: &str) -> Option<&str> {
    sk.rsplit_once('#').map(|(_, contact)| contact)
}

/// The partition of a day's alerts.
pub fn alert_pk(day: &str) -> String {
    format!("ALERT#{day}")
}

/// The alert's row.
pub fn alert(day: &str, name: &str) -> Key {
    Key { pk: alert_pk(day), sk: name.to_owned() }
}

/// The queue partition of the alerts of one kind that a team was told of one by one, by the instant.
pub fn told_alone_pk(team: &str, kind: AlertKind) -> String {
    format!("TOLD#{team}#{}", kind.as_str())
}

/// The queue partition of those it was told of together.
pub fn told_together_pk(team: &str, kind: AlertKind) -> String {
    format!("STORM#{team}#{}", kind.as_str())
}

/// The partition of parked events.
pub const PARKED: &str = "PARKED";

/// The parked event's row; its sort key is its public id.
pub fn parked(id: &str) -> Key {
    Key { pk: PARKED.to_owned(), sk: id.to_owned() }
}

/// The partition of troubles that are open.
pub const TROUBLE: &str = "TROUBLE";

/// The trouble's row, by its name.
pub fn trouble(name: &str) -> Key {
    Key { pk: TROUBLE.to_owned(), sk: name.to_owned() }
}

/// The partition of the inboxes of a channel.
pub fn inbox_pk(channel: Channel) -> String {
    format!("INBOX#{}", channel.as_str())
}

/// How an inbox stands.
pub fn inbox(channel: Channel, external_id: &str) -> Key {
    Key { pk: inbox_pk(channel), sk: external_id.to_owned() }
}

/// The access of an inbox that is renewed by us.
pub fn access(channel: Channel, inbox: &str) -> Key {
    Key { pk: format!("ACCESS#{}", channel.as_str()), sk: inbox.to_owned() }
}

/// The partition of what was read back from the platforms, and up to where.
pub const RECONCILE: &str = "RECONCILE";

/// Up to where an inbox was read back.
pub fn reconciled(channel: Channel, inbox: &str) -> Key {
    Key { pk: RECONCILE.to_owned(), sk: format!("{}#{inbox}", channel.as_str()) }
}

/// What is known of a webhook of X's.
pub fn webhook_health(webhook: &str) -> Key {
    Key { pk: RECONCILE.to_owned(), sk: format!("webhook#{webhook}") }
}

/// The partition of the conversations one post stands in, when it names several of our inboxes.
pub fn shared_post_pk(channel: Channel, external_id: &str) -> String {
    format!("POST#{}#{external_id}", channel.as_str())
}

/// That a post stands in a conversation.
pub fn shared_post(channel: Channel, external_id: &str, conversation: &str) -> Key {
    Key { pk: shared_post_pk(channel, external_id), sk: conversation.to_owned() }
}

/// How far the daily reading of open public cases has come.
pub fn reread_pass() -> Key {
    Key { pk: "REREAD".to_owned(), sk: "PASS".to_owned() }
}

/// The partition of jobs accepted on a laptop.
pub const JOB: &str = "JOB";

/// The job's row.
pub fn job(id: &str) -> Key {
    Key { pk: JOB.to_owned(), sk: id.to_owned() }
}

/// The partition of the agents.
pub const AGENT: &str = "AGENT";

/// The agent's row.
pub fn agent(id: &str) -> Key {
    Key { pk: AGENT.to_owned(), sk: id.to_owned() }
}

/// A desk version's row.
pub fn desk(version: &str) -> Key {
    Key { pk: format!("DESK#{version}"), sk: "FILES".to_owned() }
}

/// The row that says which desk version is in force.
pub fn desk_pointer() -> Key {
    Key { pk: "DESK".to_owned(), sk: "CURRENT".to_owned() }
}

/// The agenda partition a row belongs to.
pub fn agenda_shard(pk: &str) -> String {
    let sum = pk.bytes().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    agenda_pk(sum % AGENDA_SHARDS)
}

/// The n-th agenda partition.
pub fn agenda_pk(shard: u32) -> String {
    format!("A#{shard}")
}

/// Where a person finds the case: its partition and sort key in the queue index.
///
/// `Q#{team}` while it waits for one of ours, urgent first, then by the earliest open deadline;
/// `W#{team}` while it waits for the contact or sleeps; `D#{team}#{day}` once resolved.
pub fn queue(case: &Case) -> Key {
    let id = case.id();
    let since = case.waiting_since_at.unwrap_or(case.opened_at);
    match case.status {
        Status::New | Status::Open => {
            let rank = if case.priority == Priority::Urgent { 0 } else { 1 };
            let at = case.clocks.next_deadline().unwrap_or(since);
            Key { pk: waiting_pk(&case.team), sk: format!("{rank}{}#{id}", instant(at)) }
        }
        Status::Pending | Status::Snoozed => {
            let at = case.snoozed_until_at.unwrap_or(since);
            Key { pk: pending_pk(&case.team), sk: format!("{}#{id}", instant(at)) }
        }
        Status::Resolved | Status::Closed => {
            let at = case.resolved_at.unwrap_or(since);
            Key { pk: resolved_pk(&case.team, &day_of(at)), sk: format!("{}#{id}", instant(at)) }
        }
    }
}

/// The beginning of all queue partitions of cases that wait.
pub const WAITING_PREFIX: &str = "Q#";

/// The queue partition of cases that wait for the team.
pub fn waiting_pk(team: &str) -> String {
    format!("{WAITING_PREFIX}{team}")
}

/// The queue partition of a team's cases that wait for the contact or sleep.
pub fn pending_pk(team: &str) -> String {
    format!("W#{team}")
}

/// The queue partition of the cases a team resolved on a day.
pub fn resolved_pk(team: &str, day: &str) -> String {
    format!("D#{team}#{day}")
}
