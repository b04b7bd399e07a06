//! Reading `inboxes.toml`.
//!
//! Owns the brand's accounts and the bots. Must not know any platform's form of an id.

use super::reader::{Row, Sheet, Word};
use crate::domain::desk::{Inbox, ProblemCode};
use crate::domain::message::Channel;
use crate::domain::permission::ReplyRule;

/// What the file holds.
pub(super) struct Read {
    pub(super) inboxes: Vec<Inbox>,
    pub(super) bots: Vec<String>,
}

/// The inboxes and bots of the file, in its order.
pub(super) fn read(sheet: &mut Sheet, root: &Row) -> Read {
    sheet.check_keys(root, &["bots", "inbox"]);
    let bots = sheet.texts(root, "bots");
    sheet.check_unique(&bots);
    let rows = sheet.required_rows(root, "inbox");
    let mut keys = Vec::new();
    let mut inboxes = Vec::new();
    let channels = Channel::ALL.map(Channel::as_str);
    for row in &rows {
        let channel = sheet
            .required(row, "channel")
            .and_then(|word| sheet.known_word(&word, &ProblemCode::UnknownChannel, &channels, Channel::from_word));
        let on_x = channel == Some(Channel::X);
        // Only X asks who called us; elsewhere the key would promise something that nothing keeps.
        let elsewhere: &[&str] = &["channel", "external_id", "name", "handle"];
        let keys_here = if on_x { &["channel", "external_id", "name", "handle", "reply_rule"] } else { elsewhere };
        sheet.check_keys(row, keys_here);
        let rule = sheet.text(row, "reply_rule").filter(|_| on_x).and_then(|word| {
            sheet.known_word(&word, &ProblemCode::UnknownReplyRule, &ReplyRule::WORDS, ReplyRule::from_word)
        });
        let external_id = sheet.required(row, "external_id");
        let name = sheet.required(row, "name");
        // People write handles with their @; everybody else compares them without.
        let handle = sheet.text(row, "handle").map(|word| word.text.trim_start_matches('@').to_owned());
        let (Some(channel), Some(external_id), Some(name)) = (channel, external_id, name) else { continue };
        keys.push(Word { text: format!("{} {}", channel.as_str(), external_id.text), at: external_id.at });
        inboxes.push(Inbox {
            channel,
            external_id: external_id.text,
            name: name.text,
            handle,
            reply_rule: rule.unwrap_or_default(),
        });
    }
    sheet.check_unique(&keys);
    Read { inboxes, bots: bots.into_iter().map(|bot| bot.text).collect() }
}
