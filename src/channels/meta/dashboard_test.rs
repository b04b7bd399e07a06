//! The bodies that the "Test" button of Meta's dashboard sends.
//!
//! Owns telling them from real ones: they come signed like any other. Must not parse anything else.

use super::{Entry, messaging};
use crate::channels::json::Json;
use crate::domain::message::Channel;

/// Whether a change is the dashboard's sample. Its entry has the id `0`, which no account has. A Page's
/// feed change with that id must also carry placeholder values, because recorders blank out Page ids.
pub(super) fn is_test(entry: &Entry, field: &str, value: &Json) -> bool {
    if entry.id.as_deref() != Some("0") {
        return false;
    }
    entry.channel() != Some(Channel::Messenger) || messaging::is_field(field) || has_placeholders(value)
}

fn has_placeholders(value: &Json) -> bool {
    let ids = [value.get("post_id"), value.get("comment_id"), value.get("sender_id"), value.get("from").get("id")];
    let texts = [value.get("message"), value.get("sender_name"), value.get("from").get("name")];
    let samples = ["Example post content.", "Example Name", "Test Page", "This is an example."];
    ids.into_iter().filter_map(Json::id).any(|id| is_one_digit_repeated(&id))
        || texts.into_iter().filter_map(Json::text).any(|text| samples.contains(&text))
}

/// `44444444_444444444` and the like.
fn is_one_digit_repeated(id: &str) -> bool {
    let mut digits = id.bytes().filter(|byte| *byte != b'_');
    let first = digits.next();
    id.len() >= 8 && first.is_some_and(|first| first.is_ascii_digit() && digits.all(|digit| digit == first))
}
