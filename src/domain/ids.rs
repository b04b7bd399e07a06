//! The names of things: conversations, contacts and cases, derived from what the platform said.
//!
//! Owns the derivation, so that two deliveries of one event meet at one key without any look-up.
//! Must not invent randomness.

use crate::domain::message::Channel;
use ring::digest::{SHA256, digest};

/// The conversation's id: everything between one contact and one inbox on one surface.
///
/// 24 hexadecimal digits of SHA-256 over length-prefixed parts, so that no two sets of parts
/// can spell the same input.
pub fn conversation_id(channel: Channel, inbox: &str, public: bool, contact: &str) -> String {
    let surface = if public { "public" } else { "private" };
    short_hash(&[channel.as_str(), inbox, surface, contact])
}

/// The contact's id: one external account on one channel.
pub fn contact_id(channel: Channel, external_id: &str) -> String {
    short_hash(&["contact", channel.as_str(), external_id])
}

/// The case's public id: `{conversation}-{number}`.
pub fn case_id(conversation: &str, number: u32) -> String {
    format!("{conversation}-{number}")
}

/// The conversation and number inside a case id; `None` when it is not one.
pub fn parse_case_id(id: &str) -> Option<(&str, u32)> {
    let (conversation, number) = id.split_once('-')?;
    let well_formed = conversation.len() == 24 && conversation.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = number.parse().ok().filter(|number| *number > 0)?;
    well_formed.then_some((conversation, number))
}

/// The id a send carries outside (platform metadata): `{case}.{send}`.
pub fn send_reference(case: &str, send: &str) -> String {
    format!("{case}.{send}")
}

/// The case id and the send inside what [`send_reference`] made; `None` when it is something else.
pub fn parse_send_reference(reference: &str) -> Option<(&str, &str)> {
    let (case, send) = reference.rsplit_once('.')?;
    (parse_case_id(case).is_some() && !send.is_empty()).then_some((case, send))
}

/// Twenty-four hexadecimal digits of SHA-256 over the parts, each prefixed by its length.
pub fn short_hash(parts: &[&str]) -> String {
    let mut input = Vec::new();
    for part in parts {
        input.extend_from_slice(&(part.len() as u64).to_be_bytes());
        input.extend_from_slice(part.as_bytes());
    }
    hex(digest(&SHA256, &input).as_ref()).chars().take(24).collect()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn surfaces_and_inboxes_are_kept_apart() {
        let public = conversation_id(Channel::X, "1001", true, "42");
        assert_ne!(public, conversation_id(Channel::X, "1001", false, "42"));
        assert_ne!(public, conversation_id(Channel::X, "1002", true, "42"));
        assert_ne!(conversation_id(Channel::X, "1", true, "23"), conversation_id(Channel::X, "12", true, "3"));
        assert_eq!(public, conversation_id(Channel::X, "1001", true, "42"));
    }

    #[test]
    fn a_case_id_reads_back_and_nothing_else_does() {
        let id = case_id(&conversation_id(Channel::X, "1001", true, "42"), 7);
        assert_eq!(parse_case_id(&id).unwrap().1, 7);
        assert_eq!(parse_send_reference(&send_reference(&id, "s2")), Some((id.as_str(), "s2")));
        for wrong in ["", "s2", &id, &format!("{id}."), "x.s2"] {
            assert_eq!(parse_send_reference(wrong), None, "{wrong}");
        }
        for wrong in [
            "",
            "-1",
            "abc-1",
            "000000000000000000000000-0",
            "000000000000000000000000-x",
            "zz0000000000000000000000-1",
        ] {
            assert_eq!(parse_case_id(wrong), None, "{wrong}");
        }
    }
}
