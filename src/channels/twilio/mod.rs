//! Text messages through Twilio: forms, signed over the address Twilio called.
//!
//! Owns Twilio's field names and its signature. Must not import another channel, decide what to do with an
//! event or do any input or output here.

mod payload;
pub mod signature;

pub(super) use payload::{SIDS, form_as_json, is_form, parse};

/// What Twilio is answered: nothing to say to the sender.
pub const EMPTY_ANSWER: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Response></Response>"#;
