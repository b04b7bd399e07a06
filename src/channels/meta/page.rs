//! Comments and posts on a Facebook Page, and mentions of it.
//!
//! Owns the field names of the `feed`, `mention` and `ratings` changes. Must not handle messages.

use jiff::Timestamp;

use super::Entry;
use crate::channels::json::Json;
use crate::channels::{park, reason};
use crate::domain::message::{Attachment, Author, Channel, Event, Kind, Outcome};

/// What somebody does to a comment or a post without changing its words.
const MODERATION: [&str; 8] = ["hide", "unhide", "block", "unblock", "mute", "unmute", "report", "spam"];

/// One change of a Page.
pub(super) fn parse(entry: &Entry, field: &str, value: &Json) -> Event {
    match field {
        "feed" => feed(entry, value),
        "mention" | "mentions" => written(entry, value, Kind::Mention, post_or_comment(value)),
        "ratings" => match value.get("item").text() {
            Some("comment") => written(entry, value, Kind::Comment, value.get("comment_id").id()),
            Some("like") => engagement(entry, value, Kind::Like),
            Some("reaction") => engagement(entry, value, Kind::Reaction),
            _ => written(entry, value, Kind::VisitorPost, value.any_id(&["open_graph_story_id", "post_id"])),
        },
        _ => entry.ignored(Kind::Other, Some(Channel::Facebook), "not_for_us", field),
    }
}

fn feed(entry: &Entry, value: &Json) -> Event {
    let item = value.get("item").text().unwrap_or_default();
    match item {
        "comment" => written(entry, value, Kind::Comment, value.get("comment_id").id()),
        "like" => engagement(entry, value, Kind::Like),
        "reaction" => engagement(entry, value, Kind::Reaction),
        "share" if value.get("message").text().is_none() => engagement(entry, value, Kind::Repost),
        "status" | "post" | "photo" | "video" | "share" | "link" | "note" | "album" | "story" => {
            let ids = ["post_id", "share_id", "album_id", "photo_id", "video_id"];
            written(entry, value, Kind::VisitorPost, value.any_id(&ids))
        }
        "" => {
            let mut event = entry.parked(Some(Channel::Facebook), "missing_field", "item");
            event.at = created_at(entry, value);
            event
        }
        item => {
            let mut event = entry.ignored(Kind::Other, Some(Channel::Facebook), "not_for_us", item);
            event.at = created_at(entry, value);
            event
        }
    }
}

/// Something somebody wrote, changed or took back.
fn written(entry: &Entry, value: &Json, kind: Kind, id: Option<String>) -> Event {
    let verb = value.get("verb").text().unwrap_or("add");
    let mut event = start(entry, value);
    let is_ours = entry.is_ours(event.author.as_ref().map(|author| author.id.as_str()));
    (event.outcome, event.kind) = match verb {
        "add" if is_ours => (Outcome::Own, if kind == Kind::VisitorPost { Kind::Post } else { kind }),
        "add" => (Outcome::Message, kind),
        "edit" | "edited" | "update" => (Outcome::Update, Kind::Edit),
        "remove" | "delete" => (Outcome::Delete, Kind::Delete),
        verb if !MODERATION.contains(&verb) => return park(event, "unknown_kind", verb),
        verb => {
            // Enough to find the message again: whoever moderates in Meta's own tools is followed here.
            event.external_id = id;
            event.contact = root(value);
            // The change's own time: that of the comment says nothing of it.
            event.at = entry.sent_at.or(event.at);
            event.outcome = Outcome::Ignored;
            event.reason = Some(reason("moderation", verb));
            return event;
        }
    };
    event.external_id = id;
    event.contact = root(value);
    event.in_reply_to = value.get("parent_id").id();
    event.text = value.any(&["message", "review_text"]).text_or_empty();
    event.display = event.text.trim().to_owned();
    event.attachments = attachments(value);
    // Meta does not count the edits of a comment; its time orders them.
    event.revision = u32::from(event.outcome == Outcome::Update);
    event.edited_at = entry.sent_at.filter(|_| event.outcome == Outcome::Update);
    if event.external_id.is_none() {
        let field = if kind == Kind::Comment { "comment_id" } else { "post_id" };
        return park(event, "missing_field", field);
    }
    if event.inbox.is_none() { park(event, "missing_field", "entry.id") } else { event }
}

fn engagement(entry: &Entry, value: &Json, kind: Kind) -> Event {
    let mut event = start(entry, value);
    event.outcome = Outcome::Engagement;
    event.kind = kind;
    event.external_id = value.any_id(&["post_id", "comment_id"]);
    event.contact = root(value);
    event.in_reply_to = value.any_id(&["comment_id", "parent_id"]);
    let about = value.any(&["reaction_type", "item"]).text().unwrap_or_default();
    event.reason = Some(reason(if kind == Kind::Repost { "repost" } else { "reaction" }, about));
    event
}

/// What every change says. Older bodies name the author by `sender_id`, a number.
fn start(entry: &Entry, value: &Json) -> Event {
    let mut event = Event::new(Outcome::Ignored, Kind::Other, Some(Channel::Facebook));
    event.inbox = entry.id.clone();
    event.public = true;
    event.at = created_at(entry, value);
    event.thread = value.get("post_id").id();
    let (from, reviewer) = (value.get("from"), value.any(&["sender_id", "reviewer_id", "user_id"]));
    let name = from.get("name").text().or_else(|| value.any(&["sender_name", "reviewer_name"]).text());
    event.author = from.get("id").id().or_else(|| reviewer.id()).map(|id| Author {
        id,
        name: name.map(str::to_owned),
        ..Author::default()
    });
    event
}

fn created_at(entry: &Entry, value: &Json) -> Option<Timestamp> {
    value.get("created_time").instant().or(entry.sent_at)
}

fn post_or_comment(value: &Json) -> Option<String> {
    value.any_id(&["comment_id", "post_id"])
}

/// What a conversation below a post is kept under, because authors may be missing from any event:
/// the top comment, which its answers name as their parent, or else the post.
fn root(value: &Json) -> Option<String> {
    let (post, parent) = (value.get("post_id").id(), value.get("parent_id").id());
    match value.get("comment_id").id() {
        Some(comment) if parent.is_none() || parent == post => Some(comment),
        Some(_) => parent,
        None => post
            .or(parent)
            .or_else(|| value.any_id(&["share_id", "open_graph_story_id", "album_id", "photo_id", "video_id"])),
    }
}

fn attachments(value: &Json) -> Vec<Attachment> {
    let of = |kind: &str, json: &Json| {
        json.text().map(|url| Attachment { kind: kind.to_owned(), url: Some(url.to_owned()) })
    };
    let mut found: Vec<Attachment> = [("image", "photo"), ("video", "video")]
        .into_iter()
        .filter_map(|(kind, key)| of(kind, value.get(key)))
        .collect();
    found.extend(value.get("photos").list().iter().filter_map(|photo| of("image", photo)));
    if found.is_empty() {
        let kind = match value.get("item").text() {
            Some("photo") => "image",
            Some("video") => "video",
            _ => "share",
        };
        found.extend(of(kind, value.get("link")));
    }
    found
}
