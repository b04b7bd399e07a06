//! Attachments of Messenger and Instagram messages.
//!
//! Owns their types and where the address is. Must not fetch anything.

use crate::channels::json::Json;
use crate::domain::message::Attachment;

/// The attachments of a message. An address may be relative, and a payload null or a bare string.
pub(super) fn attachments(message: &Json) -> Vec<Attachment> {
    message.get("attachments").several().iter().filter(|attachment| attachment.is_object()).map(attachment).collect()
}

fn attachment(json: &Json) -> Attachment {
    let payload = json.get("payload");
    let address = payload.get("url").text().or_else(|| json.any(&["url", "URL"]).text());
    let address = address.or_else(|| payload.text().filter(|text| text.starts_with("https://")));
    let kind = match json.get("type").text().unwrap_or_default() {
        known @ ("image" | "video" | "audio" | "file" | "location" | "sticker" | "template" | "share") => known,
        "fallback" | "ig_post" | "post" | "ig_reel" | "reel" | "story_mention" | "ig_story" => "share",
        "like_heart" => "sticker",
        _ => "other",
    };
    Attachment { kind: kind.to_owned(), url: address.map(str::to_owned) }
}
