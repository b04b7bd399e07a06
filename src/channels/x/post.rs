//! A post of X, in the old (v1.1) or the new (v2) form, and what it means for an inbox.
//!
//! Owns reading both forms into one value, and the classification. The same post gives the same
//! event in either form. Must not know which kind of body it came in, except through the hint.

use jiff::Timestamp;

use super::people::{known, person};
use super::text::{self, Leading, Link};
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

/// An account named in a post.
#[derive(Debug, Clone)]
struct Mention {
    id: Option<String>,
    handle: Option<String>,
    /// Where it begins, in code points of the raw text.
    start: Option<usize>,
}

impl Mention {
    fn from_old_form(json: &Json) -> Mention {
        Mention { id: json.any_id(&["id_str", "id"]), handle: None, start: position(json.get("indices").first()) }
    }

    fn from_new_form(json: &Json) -> Mention {
        Mention {
            id: json.get("id").id(),
            handle: json.get("username").text().map(str::to_owned),
            start: position(json.get("start")),
        }
    }
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
    mentions: Vec<Mention>,
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
            mentions: mentions.map(Mention::from_old_form).collect(),
            handles: Vec::new(),
            reply_to: json.any_id(&["in_reply_to_status_id_str", "in_reply_to_status_id"]),
            reply_to_user: json.any_id(&["in_reply_to_user_id_str", "in_reply_to_user_id"]),
            quoted,
            quoted_author: json.get("quoted_status").get("user").any_id(&["id_str", "id"]),
            is_repost: json.get("retweeted_status").is_object(),
            conversation: None,
            stated_at: json.get("timestamp_ms").instant().or_else(|| json.get("created_at").instant()),
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
        let mentions = entities.get("mentions").list().iter().chain(outer.get("mentions").list());
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
            mentions: mentions.map(Mention::from_new_form).collect(),
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
        let unsummoned = inbox.is_some()
            && !is_own
            && matches!(outcome, Outcome::Message | Outcome::Update)
            && !self.summons(inbox, hint);
        let mut event = Event::new(outcome, kind, Some(Channel::X));
        if outcome == Outcome::Update {
            event.revision = self.revision();
            event.new_id = self.id.clone();
        }
        if outcome == Outcome::Engagement {
            event.reason = Some(reason("repost", ""));
        }
        if !is_own && matches!(outcome, Outcome::Message | Outcome::Update) {
            event.also_named = self.also_named(inbox, author_id.as_deref());
        }
        event.contact =
            if is_own { self.reply_to_user.clone().filter(|id| Some(id.as_str()) != inbox) } else { author_id };
        event.text = text::unescape(&self.raw);
        // Only in a reply does X hide any, and only those it put there.
        let said = self.hidden.filter(|_| self.reply_to.is_some());
        event.display = text::display(&self.raw, Leading::Hidden { said }, &self.links);
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
            _ => Event { unsummoned, ..event },
        }
    }

    /// The other accounts this post addresses. A handle counts when the body says whose it is.
    fn also_named(&self, inbox: Option<&str>, author: Option<&str>) -> Vec<String> {
        let by_handle = self.handles.iter().filter(|known| {
            let handle = known.handle.as_deref();
            handle.is_some_and(|ours| {
                self.mentions
                    .iter()
                    .any(|one| one.handle.as_deref().is_some_and(|named| named.eq_ignore_ascii_case(ours)))
            })
        });
        let by_id = self.mentions.iter().filter_map(|one| one.id.as_ref());
        let all = by_id.chain(&self.reply_to_user).chain(&self.quoted_author);
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
        if hint == Hint::Quote || is_us(&self.quoted_author) {
            Kind::Quote
        } else if hint == Hint::Reply || (self.reply_to.is_some() && is_us(&self.reply_to_user)) {
            // A user without a post means the text merely begins with our handle.
            Kind::Reply
        } else if hint == Hint::Mention || self.is_to(inbox) || self.mentions_of(inbox).next().is_some() {
            Kind::Mention
        } else {
            Kind::Post
        }
    }

    /// Whether it begins with the inbox's handle and answers no post: X names the account as if it were replied to.
    fn is_to(&self, inbox: Option<&str>) -> bool {
        inbox.is_some() && self.reply_to.is_none() && self.reply_to_user.as_deref() == inbox
    }

    /// The mentions of the inbox, by id or by its handle.
    fn mentions_of(&self, inbox: Option<&str>) -> impl Iterator<Item = &Mention> {
        let ours = self.handles.iter().find(|author| Some(author.id.as_str()) == inbox);
        let ours = ours.and_then(|author| author.handle.as_deref());
        self.mentions.iter().filter(move |mention| {
            let same_handle = |ours: &str| mention.handle.as_deref().is_some_and(|one| one.eq_ignore_ascii_case(ours));
            (inbox.is_some() && mention.id.as_deref() == inbox) || ours.is_some_and(same_handle)
        })
    }

    /// Whether its author called us: typed our handle or quoted one of our posts. The handles a reply carries by
    /// itself stand before the text X shows and are typed by nobody; X's subscription to mentions leaves them out.
    /// Where X does not say what it shows, they are all the handles a reply begins with.
    fn summons(&self, inbox: Option<&str>, hint: Hint) -> bool {
        let quotes = hint == Hint::Quote || (inbox.is_some() && self.quoted_author.as_deref() == inbox);
        let carried = self.hidden.unwrap_or_else(|| text::leading(&self.raw));
        let is_typed = |mention: &Mention| match mention.start {
            _ if self.reply_to.is_none() => true,
            Some(start) => start >= carried && (self.hidden.is_some() || self.raw.chars().nth(start) == Some('@')),
            None => false,
        };
        quotes || hint == Hint::Mention || self.is_to(inbox) || self.mentions_of(inbox).any(is_typed)
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
    position(json.get("display_text_range").first())
}

fn position(json: &Json) -> Option<usize> {
    usize::try_from(json.whole()?).ok()
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
pub(super) fn written_at(id: &str, stated: Option<Timestamp>) -> Option<Timestamp> {
    /// Eighteen digits, from August 2011 on: a shorter one in a live body is no id with a time in it.
    const FIRST_WITH_A_TIME: i64 = 100_000_000_000_000_000;
    const EPOCH_MILLISECOND: i64 = 1_288_834_974_657;
    let number: Option<i64> = id.parse().ok().filter(|number| *number >= FIRST_WITH_A_TIME);
    let inside = number.and_then(|number| Timestamp::from_millisecond((number >> 22) + EPOCH_MILLISECOND).ok());
    inside.or(stated)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the author of a post called account 7, whose handle is `acme`.
    #[track_caller]
    fn check(summoned: bool, hint: Hint, fields: &str) {
        let old = format!(
            r#"{{"id_str":"1","user":{{"id_str":"5"}},"entities":{{"user_mentions":[{{"id_str":"7","indices":[AT,9]}}]}},{fields}}}"#
        );
        let new = format!(
            r#"{{"id":"1","author_id":"5","entities":{{"mentions":[{{"id":"7","username":"acme","start":AT,"end":9}}]}},{fields}}}"#
        );
        let (at, old, new) = match fields.contains("TYPED") {
            true => ("24", old.replace("TYPED", ""), new.replace("TYPED", "")),
            false => ("0", old, new),
        };
        let posts = [
            Post::from_old_form(&Json::read(&old.replace("AT", at))),
            Post::from_new_form(&Json::read(&new.replace("AT", at)), &Json::Null),
        ];
        for post in posts {
            assert_eq!(post.event(Some("7"), hint).unsummoned, !summoned, "{fields}");
        }
    }

    #[test]
    fn only_a_typed_handle_or_a_quote_calls_us() {
        let reply = r#""text":"x","in_reply_to_status_id_str":"3","in_reply_to_tweet_id":"3""#;
        let ranged = format!(r#"{reply},"display_text_range":[6,40]"#);
        check(true, Hint::None, r#""text":"@acme x""#);
        check(true, Hint::None, r#""text":"@acme x","display_text_range":[6,40]"#);
        check(false, Hint::None, &ranged);
        check(true, Hint::None, &format!(r#"{ranged},"TYPED":1"#));
        check(false, Hint::None, reply);
        check(false, Hint::None, &format!(r#"{reply},"TYPED":1"#));
        let named =
            r#""text":"@bob @cora what would @acme say?","in_reply_to_status_id_str":"3","in_reply_to_tweet_id":"3""#;
        check(false, Hint::None, &named.replace("@acme", "they, "));
        check(false, Hint::None, named);
        check(true, Hint::None, &format!(r#"{},"TYPED":1"#, named.replace("what would", "what   would")));
        check(true, Hint::None, r#""text":"@acme x","in_reply_to_user_id_str":"7","in_reply_to_user_id":"7""#);
        check(false, Hint::Reply, &ranged);
        check(true, Hint::Mention, &ranged);
        check(true, Hint::Quote, &ranged);
        let other = Post::from_old_form(&Json::read(r#"{"id_str":"1","user":{"id_str":"5"},"text":"x"}"#));
        assert!(other.clone().event(Some("7"), Hint::None).unsummoned);
        assert!(!other.event(None, Hint::None).unsummoned, "without an inbox nobody can be called");
        let own = Post::from_old_form(&Json::read(r#"{"id_str":"1","user":{"id_str":"7"},"text":"x"}"#));
        assert!(!own.event(Some("7"), Hint::None).unsummoned);
    }
}
