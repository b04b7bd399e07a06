//! Texts of X: escaping, short links, leading handles.
//!
//! Owns turning the raw text and its entities into the text as sent and the text to read. Offsets
//! count code points of the raw, still escaped text: cut first, unescape last.

use crate::channels::json::Json;
use crate::domain::message::Attachment;

/// A short link in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// Where it is said to be, in code points of the raw text.
    range: Option<(usize, usize)>,
    /// What stands in the text.
    url: Vec<char>,
    /// What it stands for.
    expanded: String,
    /// Whether it only points to a quoted post or to media, so that at the end it is not read.
    droppable: bool,
}

impl Link {
    /// From `indices`; `quoted` is the id of the post this one quotes.
    pub(super) fn from_old_form(json: &Json, quoted: Option<&str>) -> Option<Link> {
        let range = match json.get("indices").list() {
            [start, end] => position(start).zip(position(end)),
            _ => None,
        };
        Link::new(json, range, quoted)
    }

    /// From `start` and `end`.
    pub(super) fn from_new_form(json: &Json, quoted: Option<&str>) -> Option<Link> {
        let link = Link::new(json, position(json.get("start")).zip(position(json.get("end"))), quoted)?;
        Some(if json.get("media_key").is_null() { link } else { link.of_media() })
    }

    fn new(json: &Json, range: Option<(usize, usize)>, quoted: Option<&str>) -> Option<Link> {
        let url = json.get("url").text()?;
        let expanded = json.any(&["expanded_url", "expanded"]).text().unwrap_or(url).to_owned();
        let droppable = points_to_quoted_or_media(&expanded, quoted);
        Some(Link { range, url: url.chars().collect(), expanded, droppable })
    }

    /// The link of a picture or a video.
    pub(super) fn of_media(mut self) -> Link {
        self.droppable = true;
        self
    }
}

/// Whether an address is `.../status/<quoted id>` or that of a picture or video of a post or message.
fn points_to_quoted_or_media(url: &str, quoted: Option<&str>) -> bool {
    let Some(path) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")) else { return false };
    let mut parts = path.split(['?', '#']).next().unwrap_or_default().split('/');
    let host = parts.next().unwrap_or_default();
    if !["x.com", "twitter.com", "www.x.com", "www.twitter.com", "mobile.twitter.com"].contains(&host) {
        return false;
    }
    match parts.collect::<Vec<_>>().as_slice() {
        ["messages", "media", ..] => true,
        [_, "status", _, "photo" | "video", ..] | ["i", "web", "status", _, "photo" | "video", ..] => true,
        [_, "status", id, ..] | ["i", "web", "status", id, ..] => quoted == Some(*id),
        _ => false,
    }
}

fn position(json: &Json) -> Option<usize> {
    usize::try_from(json.whole()?).ok()
}

/// Undoes X's escaping of `&`, `<` and `>`, exactly once.
pub(super) fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(position) = rest.find('&') {
        let (before, escape) = rest.split_at(position);
        out.push_str(before);
        let known = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>')];
        let (length, character) = known
            .into_iter()
            .find(|(written, _)| escape.starts_with(written))
            .map_or((1, '&'), |(written, character)| (written.len(), character));
        out.push(character);
        rest = escape.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// What becomes of the handles a text begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leading {
    /// They are part of what was said: in a direct message.
    Kept,
    /// They only say to whom it was said.
    Hidden {
        /// How many code points X itself hides, if it says so: in a reply.
        said: Option<usize>,
    },
}

/// The text to read: links expanded, a trailing link to a quoted post or to media dropped, and in a
/// post the leading handles hidden.
pub(super) fn display(raw: &str, leading: Leading, links: &[Link]) -> String {
    let characters: Vec<char> = raw.chars().collect();
    let places = places(&characters, links);
    let start = match leading {
        Leading::Kept => 0,
        Leading::Hidden { said } => reading_start(&characters, said),
    };
    let end = reading_end(&characters, &places);
    let read = pieces(&characters, &places, start, end);
    // Nothing but handles: better to show those than nothing. What the quote or the picture says itself stays out.
    if read.is_empty() { pieces(&characters, &places, 0, end) } else { read }
}

/// How many code points the handles take that a text begins with.
pub(super) fn leading(raw: &str) -> usize {
    leading_handles(&raw.chars().collect::<Vec<char>>())
}

struct Place<'a> {
    start: usize,
    end: usize,
    link: &'a Link,
}

/// Where the links really stand, in order and without overlap. Offsets that do not fit the text are
/// not believed; several media share one link.
fn places<'a>(characters: &[char], links: &'a [Link]) -> Vec<Place<'a>> {
    let mut places: Vec<Place> = Vec::new();
    for link in links {
        let said = link.range.filter(|(start, end)| characters.get(*start..*end) == Some(link.url.as_slice()));
        let taken = |start: usize| places.iter().any(|place| place.start == start && place.link.url == link.url);
        let Some((start, end)) = said.or_else(|| find(characters, link, taken)) else { continue };
        match places.iter_mut().find(|place| place.start < end && start < place.end) {
            Some(place) if link.droppable => place.link = link,
            Some(_) => {}
            None => places.push(Place { start, end, link }),
        }
    }
    places.sort_by_key(|place| place.start);
    places
}

/// The first place where the link stands as a whole word: one that no other mention of it has, unless it is that of
/// a picture, of which several share one link.
fn find(characters: &[char], link: &Link, taken: impl Fn(usize) -> bool) -> Option<(usize, usize)> {
    let url = &link.url;
    let mut stands = characters.windows(url.len().max(1)).enumerate().filter_map(|(start, window)| {
        let next = characters.get(start.saturating_add(url.len()));
        (window == url && !next.is_some_and(|next| next.is_ascii_alphanumeric())).then_some(start)
    });
    let start = stands.find(|start| link.droppable || !taken(*start))?;
    Some((start, start.saturating_add(url.len())))
}

/// How many characters of a post are leading handles. What X says is believed if only whole handles lie there.
fn reading_start(characters: &[char], hidden: Option<usize>) -> usize {
    let is_name = |character: &char| character.is_ascii_alphanumeric() || *character == '_';
    let only_handles = |hidden: &usize| {
        let before = characters.get(..*hidden).unwrap_or_default();
        let cuts_a_name = before.last().is_some_and(is_name) && characters.get(*hidden).is_some_and(is_name);
        leading_handles(before) == *hidden && !cuts_a_name
    };
    hidden.filter(only_handles).unwrap_or_else(|| leading_handles(characters))
}

/// The length of the handles, and the spaces after them, that a text begins with.
fn leading_handles(characters: &[char]) -> usize {
    let mut position = 0;
    loop {
        let rest = characters.get(position..).unwrap_or_default();
        let Some(('@', after)) = rest.split_first().map(|(first, after)| (*first, after)) else { return position };
        let name = after.iter().take_while(|next| next.is_ascii_alphanumeric() || **next == '_').count();
        let spaces = after.iter().skip(name).take_while(|next| next.is_whitespace()).count();
        if name == 0 || spaces == 0 && name < after.len() {
            return position;
        }
        position += 1 + name + spaces;
    }
}

/// Where the text to read ends: trailing links that only point to a quoted post or to media are left out.
fn reading_end(characters: &[char], places: &[Place]) -> usize {
    let mut end = characters.len();
    for place in places.iter().rev() {
        let tail = characters.get(place.end..end).unwrap_or_default();
        if !place.link.droppable || !tail.iter().all(|character| character.is_whitespace()) {
            break;
        }
        end = place.start;
    }
    end
}

fn pieces(characters: &[char], places: &[Place], start: usize, end: usize) -> String {
    let plain = |from: usize, to: usize| {
        let piece: String = characters.get(from..to).unwrap_or_default().iter().collect();
        unescape(&piece)
    };
    let mut out = String::new();
    let mut position = start;
    for place in places.iter().filter(|place| place.start >= start && place.end <= end) {
        out.push_str(&plain(position, place.start));
        out.push_str(&place.link.expanded);
        position = place.end;
    }
    out.push_str(&plain(position, end));
    out.trim().to_owned()
}

/// A picture or a video, in either form. A video is where it can be watched; its `media_url` is a picture of it.
pub(super) fn media(json: &Json) -> Attachment {
    let kind = match json.get("type").text() {
        Some("photo") => "image",
        Some("video" | "animated_gif") => "video",
        _ => "other",
    };
    let picture = || json.any(&["media_url_https", "url", "preview_image_url", "media_url"]).text();
    let url = best_video(json).or_else(picture);
    Attachment { kind: kind.to_owned(), url: url.map(str::to_owned) }
}

/// The address of the best version of a video: `video_info.variants` in the old form, `variants` in the new one.
fn best_video(json: &Json) -> Option<&str> {
    let variants = json.get("video_info").get("variants").list().iter().chain(json.get("variants").list());
    let playable = variants.filter(|variant| variant.get("content_type").text() == Some("video/mp4"));
    let best = playable.max_by_key(|variant| variant.any(&["bitrate", "bit_rate"]).whole().unwrap_or(0));
    best.and_then(|variant| variant.get("url").text())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    fn link(text: &str) -> Link {
        Link::from_old_form(&Json::read(text), Some("77")).unwrap()
    }

    #[test]
    fn escaping_is_undone_exactly_once() {
        assert_eq!(unescape("a &amp;lt; b &lt;3 &gt; &amp; &eacute; &"), "a &lt; b <3 > & &eacute; &");
    }

    #[test]
    fn offsets_count_code_points_of_the_escaped_text() {
        let raw = "\u{1f621} R&amp;D https://t.co/aaaaaaaaaa encore";
        let link = link(
            r#"{"url":"https://t.co/aaaaaaaaaa","expanded_url":"https://acme.example/?a=1&amp=2","indices":[10,33]}"#,
        );
        assert_eq!(display(raw, Leading::Kept, &[link]), "\u{1f621} R&D https://acme.example/?a=1&amp=2 encore");
    }

    #[test]
    fn wrong_offsets_are_not_believed() {
        let link = link(r#"{"url":"https://t.co/a","expanded_url":"https://acme.example","indices":[900,4]}"#);
        assert_eq!(
            display("x https://t.co/ab https://t.co/a", Leading::Kept, &[link]),
            "x https://t.co/ab https://acme.example"
        );
    }

    #[test]
    fn trailing_links_to_quotes_and_media_are_dropped_and_others_kept() {
        let quote = link(r#"{"url":"https://t.co/q","expanded_url":"https://x.com/acme/status/77","indices":[3,17]}"#);
        let photo = link(r#"{"url":"https://t.co/p","expanded_url":"https://x.com/a/status/9/photo/1"}"#);
        let other = link(r#"{"url":"https://t.co/o","expanded_url":"https://x.com/a/status/78"}"#);
        let all = [quote, photo, other];
        assert_eq!(display("oh https://t.co/q https://t.co/p", Leading::Kept, &all), "oh");
        assert_eq!(
            display("oh https://t.co/p https://t.co/o", Leading::Kept, &all),
            "oh https://x.com/a/status/9/photo/1 https://x.com/a/status/78"
        );
    }

    #[test]
    fn what_is_only_a_picture_or_a_quote_has_no_words() {
        let photo = || link(r#"{"url":"https://t.co/p","expanded_url":"https://x.com/a/status/9/photo/1"}"#);
        assert_eq!(display("@acme https://t.co/p", Leading::Hidden { said: None }, &[photo()]), "@acme");
        assert_eq!(display("https://t.co/p", Leading::Kept, &[photo()]), "");
    }

    #[test]
    fn a_link_written_twice_is_read_twice() {
        let other = |to: &str| link(&format!(r#"{{"url":"https://t.co/a","expanded_url":"{to}","indices":[90,99]}}"#));
        let both = [other("https://acme.example"), other("https://acme.example")];
        assert_eq!(
            display("https://t.co/a or https://t.co/a", Leading::Kept, &both),
            "https://acme.example or https://acme.example"
        );
    }

    #[test]
    fn a_video_is_where_it_can_be_watched() {
        let video = |variants: &str| {
            let json = format!(r#"{{"type":"video","media_url_https":"https://pbs.twimg.com/a.jpg",{variants}}}"#);
            media(&Json::read(&json)).url.unwrap()
        };
        let old = r#"{"bitrate":832000,"content_type":"video/mp4","url":"https://video.twimg.com/b.mp4"}"#;
        let new = r#"{"bit_rate":256000,"content_type":"video/mp4","url":"https://video.twimg.com/a.mp4"}"#;
        let list = r#"{"content_type":"application/x-mpegURL","url":"https://video.twimg.com/a.m3u8"}"#;
        assert_eq!(
            video(&format!(r#""video_info":{{"variants":[{list},{new},{old}]}}"#)),
            "https://video.twimg.com/b.mp4"
        );
        assert_eq!(video(&format!(r#""variants":[{list},{new}]"#)), "https://video.twimg.com/a.mp4");
        assert_eq!(video(&format!(r#""variants":[{list}]"#)), "https://pbs.twimg.com/a.jpg");
    }

    #[test]
    fn leading_handles_are_hidden_in_posts_only() {
        assert_eq!(display("@acme @bob hello @acme", Leading::Hidden { said: None }, &[]), "hello @acme");
        assert_eq!(display("@acme hello", Leading::Kept, &[]), "@acme hello");
        assert_eq!(display("@acme @bob hello", Leading::Hidden { said: Some(6) }, &[]), "@bob hello");
        assert_eq!(
            display("@acme hello", Leading::Hidden { said: Some(3) }, &[]),
            "hello",
            "nobody's handle is cut in two"
        );
        assert_eq!(display("@acme\u{3053}\u{3093}", Leading::Hidden { said: Some(5) }, &[]), "\u{3053}\u{3093}");
        assert_eq!(
            display("@acme hello", Leading::Hidden { said: Some(8) }, &[]),
            "hello",
            "X's own number is not believed"
        );
        assert_eq!(display("@acme", Leading::Hidden { said: None }, &[]), "@acme");
        assert_eq!(display("@acme: hello", Leading::Hidden { said: None }, &[]), "@acme: hello");
    }
}
