//! Ids in the forms in which Meta's products make them: opaque, never twice.

use jiff::Timestamp;

/// What makes an id this one: the time, and what tells apart what the same millisecond holds.
fn unique(now: Timestamp, ordinal: u64) -> String {
    format!("{:011x}{ordinal:06x}", now.as_millisecond().max(0))
}

/// A message on Messenger.
pub(in crate::local::fakes) fn message(now: Timestamp, ordinal: u64) -> String {
    format!("m_{}", unique(now, ordinal))
}

/// A message on Instagram.
pub(in crate::local::fakes) fn instagram_message(now: Timestamp, ordinal: u64) -> String {
    format!("aWdfZAG1faXRlb{}ZD", unique(now, ordinal))
}

/// A message on WhatsApp.
pub(in crate::local::fakes) fn wamid(now: Timestamp, ordinal: u64) -> String {
    format!("wamid.HBgLMzM{}AA==", unique(now, ordinal).to_uppercase())
}

/// A comment on a Page, below the comment or post it answers: the post's own number comes first.
pub(in crate::local::fakes) fn below_comment(target: &str, now: Timestamp, ordinal: u64) -> String {
    let post = target.split_once('_').map_or(target, |(post, _)| post);
    format!("{post}_{}", number(now, ordinal))
}

/// A comment on Instagram.
pub(in crate::local::fakes) fn instagram_comment(now: Timestamp, ordinal: u64) -> String {
    format!("1786{}", number(now, ordinal))
}

fn number(now: Timestamp, ordinal: u64) -> String {
    format!("{}{ordinal:04}", now.as_millisecond().max(0))
}
