//! A post of X, in the old (v1.1) or the new (v2) form, and what it means for an inbox.
//!
//! Owns reading both forms into one value, and the classification. The same post gives the same
//! event in either form. Must not know which kind of body it came in, except through the hint.

use jiff::Timestamp;

use super::people::{known, person};
use super::text::{self, Link};
use crate::channels::json::Json;
use crate::channels::{park, reason};
use crate::domain::message::{Attachment, Author, Channel, Event, Kind, Outcome};

/// What the subscription that delivered a post says about it; a body may lack the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    None,
    Mention,
    Reply,
    Quote,
    Repost,
}

/// A post, read from either form.
#[derive(Debug, Clone, Default)]
pub(super) struct Post {
    id: Option<String>,
    /// The ids of its versions, oldest first. Empty when the body does not say.
    history: Vec<String>,
    author: Option<Author>,
    raw: String,
    /// How many leading code points X itself hides.
    hidden: Option<usize>,
    links: Vec<Link>,
    mentioned_ids: Vec<String>,
    mentioned_handles: Vec<String>,
    /// The inbox's own handle, where the body tells it.
    handles: Vec<Author>,
    reply_to: Option<String>,
    reply_to_user: Option<String>,
    quoted: Option<String>,
    quoted_author: Option<String>,
    is_repost: bool,
    conversation: Option<String>,
    stated_at: Option<Timestamp>,
    language: Option<String>,
    attachments: Vec<Attachment>,
}

impl Post {
    /// From a v1.1 Tweet. The text, entities and range of `extended_tweet` win.
    pub(super) fn from_old_form(json: &Json) -> Post {
        let extended = json.get("extended_tweet");
        let full = if extended.get("full_text").text().is_some() { extended } else { json };
        let entities = if full.get("entities").is_object() { full.get("entities") } else { json.get("entities") };
        let more = [full.get("extended_entities"), json.get("extended_entities")];
        let more = more.into_iter().find(|entities| entities.is_object()).unwrap_or(entities);
        let quoted = json.any_id(&["quoted_status_id_str", "quoted_status_id"]);
        let link = |url| Link::from_old_form(url, quoted.as_deref());
        let mut links: Vec<Link> = entities.get("urls").list().iter().filter_map(link).collect();
        links.extend(link(json.get("quoted_status_permalink")));
        let media = entities.get("media").list().iter().chain(more.get("media").list());
        links.extend(media.filter_map(link).map(Link::of_media));
        let mentions =
            entities.get("user_mentions").list().iter().chain(json.get("entities").get("user_mentions").list());
        let history = json.get("edit_history");
        Post {
            id: json.any_id(&["id_str", "id"]),
            history: old_history(history),
            author: person(json.get("user")),
            raw: full.any(&["full_text", "text"]).text_or_empty(),
            hidden: hidden(full).or_else(|| hidden(json)),
            links,
            mentioned_ids: mentions.filter_map(|mention| mention.any_id(&["id_str", "id"])).collect(),
            mentioned_handles: Vec::new(),
            handles: Vec::new(),
            reply_to: json.any_id(&["in_reply_to_status_id_str", "in_reply_to_status_id"]),
            reply_to_user: json.any_id(&["in_reply_to_user_id_str", "in_reply_to_user_id"]),
            quoted,
            quoted_author: json.get("quoted_status").get("user").any_id(&["id_str", "id"]),
            is_repost: json.get("retweeted_status").is_object(),
            conversation: None,
            stated_at: json.get("created_at").instant().or_else(|| json.get("timestamp_ms").instant()),
            language: language(json),
            attachments: more.get("media").list().iter().map(text::media).collect(),
        }
    }

    /// From a v2 Post and what the body includes. The full text of a long post is in its note.
    pub(super) fn from_new_form(json: &Json, includes: &Json) -> Post {
        let note = json.any(&["note_tweet", "note_post"]);
        let is_long = note.get("text").text().is_some();
        let (source, entities) = if is_long { (note, note.get("entities")) } else { (json, json.get("entities")) };
        let references = json.any(&["referenced_tweets", "referenced_posts"]).list();
        let reference = |kind: &str| references.iter().find(|one| one.get("type").text() == Some(kind));
        let quoted = reference("quoted").and_then(|one| one.get("id").id());
        let outer = json.get("entities");
        let urls = entities.get("urls").list().iter().chain(outer.get("urls").list());
        let mentions = || entities.get("mentions").list().iter().chain(outer.get("mentions").list());
        let replied = reference("replied_to").map_or(&Json::Null, |one| one.get("id"));
        let author = json.get("author_id").id();
        let users = includes.get("users");
        Post {
            id: json.get("id").id(),
            history: ids(json.any(&["edit_history_tweet_ids", "edit_history_post_ids"])),
            author: author.map(|id| known(users, &id)),
            raw: source.get("text").text_or_empty(),
            hidden: hidden(json),
            links: urls.filter_map(|url| Link::from_new_form(url, quoted.as_deref())).collect(),
            mentioned_ids: mentions().filter_map(|mention| mention.get("id").id()).collect(),
            mentioned_handles: mentions()
                .filter_map(|mention| mention.get("username").text())
                .map(str::to_owned)
                .collect(),
            handles: users.list().iter().filter_map(person).collect(),
            reply_to: json.any_id(&["in_reply_to_tweet_id", "in_reply_to_post_id"]).or_else(|| replied.id()),
            reply_to_user: json.get("in_reply_to_user_id").id(),
            quoted_author: quoted.as_deref().and_then(|id| author_of(includes, id)),
            quoted,
            is_repost: reference("retweeted").is_some(),
            conversation: json.get("conversation_id").id(),
            stated_at: json.get("created_at").instant(),
            language: language(json),
            attachments: attached(json, includes),
        }
    }

    /// What this post means for the inbox it was delivered for.
    pub(super) fn event(self, inbox: Option<&str>, hint: Hint) -> Event {
        let author_id = self.author.as_ref().map(|author| author.id.clone());
        let is_own = inbox.is_some() && author_id.as_deref() == inbox;
        let first = self.history.first().cloned().or_else(|| self.id.clone());
        let (outcome, kind) = match self.revision() {
            _ if self.is_repost || hint == Hint::Repost => (Outcome::Engagement, Kind::Repost),
            1.. => (Outcome::Update, Kind::Edit),
            0 if is_own => (Outcome::Own, self.own_kind()),
            0 => (Outcome::Message, self.kind(inbox, hint)),
        };
        let mut event = Event::new(outcome, kind, Some(Channel::X));
        if outcome == Outcome::Update {
            event.revision = self.revision();
            event.new_id = self.id.clone();
        }
        if outcome == Outcome::Engagement {
            event.reason = Some(reason("repost", ""));
        }
        if outcome == Outcome::Message {
            event.also_named = self.also_named(inbox, author_id.as_deref());
        }
        event.contact =
            if is_own { self.reply_to_user.clone().filter(|id| Some(id.as_str()) != inbox) } else { author_id };
        event.text = text::unescape(&self.raw);
        event.display = text::display(&self.raw, self.hidden, self.reply_to.is_some(), &self.links);
        event.at = self.id.as_deref().map_or(self.stated_at, |id| written_at(id, self.stated_at));
        event.thread = self.conversation.or_else(|| self.reply_to.clone()).or_else(|| first.clone());
        event.inbox = inbox.map(str::to_owned);
        event.public = true;
        event.author = self.author;
        event.in_reply_to = self.reply_to;
        event.attachments = self.attachments;
        event.language = self.language;
        event.external_id = first;
        match (&event.external_id, &event.author) {
            (None, _) => park(event, "missing_field", "id"),
            (_, None) => park(event, "missing_field", "author_id"),
            _ => event,
        }
    }

    /// The other accounts this post addresses. A handle counts when the body says whose it is.
    fn also_named(&self, inbox: Option<&str>, author: Option<&str>) -> Vec<String> {
        let by_handle = self.handles.iter().filter(|known| {
            let handle = known.handle.as_deref();
            handle.is_some_and(|ours| self.mentioned_handles.iter().any(|named| named.eq_ignore_ascii_case(ours)))
        });
        let all = self.mentioned_ids.iter().chain(&self.reply_to_user).chain(&self.quoted_author);
        let mut named = Vec::new();
        for id in all.chain(by_handle.map(|known| &known.id)) {
            let other = Some(id.as_str()) != inbox && Some(id.as_str()) != author;
            if other && !named.contains(id) {
                named.push(id.clone());
            }
        }
        named
    }

    /// What we wrote ourselves, whomever it mentions.
    fn own_kind(&self) -> Kind {
        if self.reply_to.is_some() {
            Kind::Reply
        } else if self.quoted.is_some() {
            Kind::Quote
        } else {
            Kind::Post
        }
    }

    /// Quote of us, reply to us, mention, other: in this order, because one post can be several.
    fn kind(&self, inbox: Option<&str>, hint: Hint) -> Kind {
        let is_us = |id: &Option<String>| inbox.is_some() && id.as_deref() == inbox;
        let our_handle = self.handles.iter().find(|author| Some(author.id.as_str()) == inbox);
        let our_handle = our_handle.and_then(|author| author.handle.as_deref());
        let by_id = self.mentioned_ids.iter().any(|id| Some(id.as_str()) == inbox);
        let by_handle = our_handle
            .is_some_and(|ours| self.mentioned_handles.iter().any(|handle| handle.eq_ignore_ascii_case(ours)));
        if hint == Hint::Quote || is_us(&self.quoted_author) {
            Kind::Quote
        } else if hint == Hint::Reply || (self.reply_to.is_some() && is_us(&self.reply_to_user)) {
            // A user without a post means the text merely begins with our handle.
            Kind::Reply
        } else if hint == Hint::Mention || by_id || by_handle {
            Kind::Mention
        } else {
            Kind::Post
        }
    }

    /// How many times it had been edited when this version was written.
    fn revision(&self) -> u32 {
        let place = self.history.iter().position(|id| Some(id) == self.id.as_ref());
        let place = place.unwrap_or_else(|| self.history.len().saturating_sub(1));
        u32::try_from(place).unwrap_or(u32::MAX)
    }
}

fn ids(json: &Json) -> Vec<String> {
    json.list().iter().filter_map(Json::id).collect()
}

/// `edit_history` of the old form: the first id, and those of the edits.
fn old_history(history: &Json) -> Vec<String> {
    let first = history.any_id(&["initial_tweet_id", "initial_post_id"]);
    let edits = ids(history.any(&["edit_tweet_ids", "edit_post_ids"]));
    let edits = edits.into_iter().filter(|id| Some(id) != first.as_ref());
    first.iter().cloned().chain(edits).collect()
}

fn hidden(json: &Json) -> Option<usize> {
    usize::try_from(json.get("display_text_range").first().whole()?).ok()
}

/// The language tag; X writes `und`, `zxx` or `q..` when it has none to tell.
fn language(json: &Json) -> Option<String> {
    let tag = json.get("lang").text()?;
    let says_nothing = tag == "und" || tag == "zxx" || tag.starts_with('q');
    (!says_nothing).then(|| tag.to_owned())
}

fn author_of(includes: &Json, post: &str) -> Option<String> {
    let posts = includes.get("tweets").list().iter().chain(includes.get("posts").list());
    posts.filter(|json| json.get("id").id().as_deref() == Some(post)).find_map(|json| json.get("author_id").id())
}

/// The media of a v2 post. Which kind and where is told by what the body includes, if it does.
fn attached(json: &Json, includes: &Json) -> Vec<Attachment> {
    let keys = ids(json.get("attachments").get("media_keys"));
    let included = includes.get("media").list();
    keys.iter()
        .map(|key| {
            let media = included.iter().find(|media| media.get("media_key").id().as_ref() == Some(key));
            text::media(media.unwrap_or(&Json::Null))
        })
        .collect()
}

/// When a post was written: the time inside its id, which is the same in every form of body and exact to
/// the millisecond. What the body states counts only for an id too small to hold a time.
fn written_at(id: &str, stated: Option<Timestamp>) -> Option<Timestamp> {
    /// Eighteen digits, from August 2011 on: a shorter one in a live body is no id with a time in it.
    const FIRST_WITH_A_TIME: i64 = 100_000_000_000_000_000;
    const EPOCH_MILLISECOND: i64 = 1_288_834_974_657;
    let number: Option<i64> = id.parse().ok().filter(|number| *number >= FIRST_WITH_A_TIME);
    let inside = number.and_then(|number| Timestamp::from_millisecond((number >> 22) + EPOCH_MILLISECOND).ok());
    inside.or(stated)
}
