//! How long a reply is in the eyes of the platform it goes to.
//!
//! Owns limits, counting and where a text may be cut. Must not change a word of it.

mod links;
mod punycode;
mod split;
mod top_level_domains;

pub use split::split;

use crate::domain::message::Channel;
use icu_normalizer::ComposingNormalizerBorrowed;

/// What any link weighs on X.
const LINK: usize = 23;
/// What any emoji weighs on X.
const EMOJI: usize = 2;
/// Makes the letter before it a picture.
const PICTURE: char = '\u{fe0f}';
/// Puts the letter before it on a key.
const KEYCAP: char = '\u{20e3}';
/// Joins two pictures into one.
const JOINER: char = '\u{200d}';

/// How a platform counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// As X counts posts: a link is 23, an emoji or an ideogram 2.
    Weighted,
    /// Characters.
    Characters,
    /// Bytes of UTF-8.
    Bytes,
}

impl Unit {
    /// The stable word, as the interface tells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Unit::Weighted => "weighted",
            Unit::Characters => "characters",
            Unit::Bytes => "bytes",
        }
    }
}

/// The longest reply a platform takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How much.
    pub most: usize,
    /// Of what.
    pub unit: Unit,
}

impl Limit {
    /// How much of it a text uses.
    pub fn used(self, text: &str) -> usize {
        match self.unit {
            Unit::Weighted => weighted(text),
            Unit::Characters => text.chars().count(),
            Unit::Bytes => text.len(),
        }
    }
}

/// The limit of replies on a channel and surface; `None` where we cannot reply.
pub fn limit(channel: Channel, public: bool) -> Option<Limit> {
    let (most, unit) = match (channel, public) {
        (Channel::X, true) => (280, Unit::Weighted),
        (Channel::X, false) => (10_000, Unit::Characters),
        (Channel::Messenger, _) => (2_000, Unit::Characters),
        (Channel::Instagram, false) => (1_000, Unit::Bytes),
        (Channel::Instagram, true) => (2_200, Unit::Characters),
        (Channel::Facebook, true) => (8_000, Unit::Characters),
        // A private reply to a comment is a message in Messenger.
        (Channel::Facebook, false) => (2_000, Unit::Characters),
        (Channel::Whatsapp, _) => (4_096, Unit::Characters),
        (Channel::Sms | Channel::Email | Channel::Phone | Channel::Chat, _)
        | (Channel::App | Channel::Store | Channel::Bot | Channel::Crm, _) => return None,
    };
    Some(Limit { most, unit })
}

/// The length of a text as X counts it (`twitter-text` version 3): a link weighs 23, an emoji 2 however it is
/// built, Latin and its neighbors 1, everything else 2.
pub fn weighted(text: &str) -> usize {
    // Letters count as Unicode composes them: an `e` and an accent written apart are one.
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    let letters: Vec<char> = composed.chars().collect();
    let links = links::find(&letters);
    let mut links = links.into_iter().peekable();
    let (mut total, mut at) = (0, 0);
    while let Some(letter) = letters.get(at) {
        if let Some(link) = links.next_if(|link| link.start <= at) {
            total += LINK;
            at = link.end;
        } else if let Some(length) = emoji(letters.get(at..).unwrap_or_default()) {
            total += EMOJI;
            at += length;
        } else {
            total += weight(*letter);
            at += 1;
        }
    }
    total
}

/// Whether X would make a link of any part of a text.
pub fn has_link(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    !links::find(&letters).is_empty()
}

fn weight(letter: char) -> usize {
    match u32::from(letter) {
        0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247 => 1,
        _ => 2,
    }
}

/// The emoji at the beginning: how many code points it is built of.
fn emoji(letters: &[char]) -> Option<usize> {
    match *letters {
        [first, second, ..] if is_regional(first) && is_regional(second) => Some(2),
        ['0'..='9' | '#' | '*', PICTURE, KEYCAP, ..] => Some(3),
        ['0'..='9' | '#' | '*', KEYCAP, ..] => Some(2),
        ['\u{a9}' | '\u{ae}', PICTURE, ..] => Some(2),
        [first, ..] if is_picture(first) => {
            let mut length = one_picture(letters);
            while let Some([JOINER, next, ..]) = letters.get(length..)
                && is_picture(*next)
            {
                length += 1 + one_picture(letters.get(length + 1..).unwrap_or_default());
            }
            Some(length)
        }
        _ => None,
    }
}

/// A picture with its presentation, skin tone or tags.
fn one_picture(letters: &[char]) -> usize {
    let mut length = 1;
    if letters.get(length).is_some_and(|letter| *letter == PICTURE || is_skin_tone(*letter)) {
        length += 1;
    }
    length + letters.iter().skip(length).take_while(|letter| is_tag(**letter)).count()
}

fn is_picture(letter: char) -> bool {
    matches!(letter, '\u{203c}'..='\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

fn is_regional(letter: char) -> bool {
    matches!(letter, '\u{1f1e6}'..='\u{1f1ff}')
}

fn is_skin_tone(letter: char) -> bool {
    matches!(letter, '\u{1f3fb}'..='\u{1f3ff}')
}

fn is_tag(letter: char) -> bool {
    matches!(letter, '\u{e0020}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: usize) {
        assert_eq!(weighted(text), expected, "{text:?}");
    }

    #[test]
    fn letters_weigh_one_or_two() {
        check("", 0);
        check("Déjà réglé – merci !", 20);
        check("“ok” … 1/2", 11);
        check("こんにちは", 10);
        check("© ®", 3);
        check("A\u{301}B", 2);
        check("e\u{301}te\u{301}", 3);
        check("\u{fb2c}", 3);
        check(&"a".repeat(280), 280);
    }

    #[test]
    fn an_emoji_weighs_two_however_it_is_built() {
        for emoji in ["👍", "👍🏽", "☺️", "👨\u{200d}👩\u{200d}👧", "🇫🇷", "1️⃣", "🏳️\u{200d}🌈", "©️", "⛹️\u{200d}♂️"]
        {
            check(emoji, 2);
            check(&format!("a{emoji}b"), 4);
        }
        check("👍👍", 4);
        check("1", 1);
    }

    #[test]
    fn a_link_weighs_twenty_three() {
        check("http://test.co", 23);
        check("Voir https://exemple.fr/suivi?colis=12&x=é.", 5 + 23 + 2);
        check("(https://example.com/a_(b))", 25);
        check("example.com", 23);
        check("example.com/a/b et example.fr", 23 + 4 + 23);
        check("fin.Suite", 9);
        check("https://localhost/a", 19);
        check("v1.2.3", 6);
        check("me@example.com", 14);
        check("見てexample.com見て", 4 + 23 + 4);
        check("http://example.com:8080/a", 23);
        check("https://t.co/abcDEF9/more", 23 + 5);
        check("https://example.com/é,", 24);
    }

    #[test]
    fn what_no_network_can_name_is_no_link() {
        check(&format!("https://{}.com", "a".repeat(63)), 23);
        // Sixty letters, and eight more once it is written without the accent.
        let long = format!("é{}", "a".repeat(59));
        check(&format!("https://{long}.com/a"), 8 + 60 + 6);
        check(&format!("{long}.com"), 64);
        check(&format!("{long}.com example.com"), 65 + 23);
        check("https://été.com", 23);
    }

    #[test]
    fn every_platform_counts_its_own_way() {
        let used = |channel, public, text| limit(channel, public).map(|limit| (limit.used(text), limit.most));
        assert_eq!(used(Channel::X, true, "https://example.com"), Some((23, 280)));
        assert_eq!(used(Channel::X, false, "https://example.com"), Some((19, 10_000)));
        assert_eq!(used(Channel::Messenger, false, "é👍"), Some((2, 2_000)));
        assert_eq!(used(Channel::Instagram, false, "é"), Some((2, 1_000)));
        assert_eq!(used(Channel::Facebook, true, "é"), Some((1, 8_000)));
        assert_eq!(used(Channel::Facebook, false, "é"), Some((1, 2_000)));
        assert_eq!(used(Channel::Whatsapp, false, "é"), Some((1, 4_096)));
        assert_eq!(used(Channel::Phone, false, "a"), None);
    }
}
