//! A text made comparable: lower case without accents, cut into words, links, handles and emoji.
//!
//! Owns tokens and the marks of tone (`!`, `?`, shouting). Must not know what a word means.

use super::shorthand::written_out;

/// Longest part of a text the rules read, in characters; what follows adds time and no evidence.
const CHARACTERS_READ: usize = 10_000;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// Digits only; its text is always `0`, so that lexicons can say "a number".
    Number,
    Emoji,
    Link,
    Handle,
}

/// One token: where its normal form lies in the buffer and its original in the source, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    start: usize,
    end: usize,
    source_start: usize,
    source_end: usize,
    /// Which clause it belongs to: gaps and negations do not reach over a full stop.
    pub(super) clause: usize,
    pub(super) kind: Kind,
    pub(super) hashtag: bool,
    /// A letter was repeated three times or more ("sooo").
    pub(super) elongated: bool,
}

/// A text ready for the rules.
#[derive(Debug, Default)]
pub(super) struct Prepared<'a> {
    source: &'a str,
    buffer: String,
    pub(super) tokens: Vec<Token>,
    clause: usize,
    pub(super) exclamations: usize,
    pub(super) questions: usize,
    /// Words of four letters or more written in capitals only.
    pub(super) shouted: usize,
    pub(super) words: usize,
    pub(super) links: usize,
    /// The text says it repeats somebody else's ("RT @...").
    pub(super) repost: bool,
}

impl<'a> Prepared<'a> {
    /// The normal form of a token.
    pub(super) fn normal(&self, token: &Token) -> &str {
        self.buffer.get(token.start..token.end).unwrap_or("")
    }

    /// The original words from one token to another (both included), at most `longest` characters.
    pub(super) fn quote(&self, first: usize, last: usize, longest: usize) -> String {
        let (Some(first), Some(last)) = (self.tokens.get(first), self.tokens.get(last)) else { return String::new() };
        let slice = self.source.get(first.source_start..last.source_end).unwrap_or("");
        slice.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().chars().take(longest).collect()
    }

    /// The part of the source the rules read.
    pub(super) fn source(&self) -> &'a str {
        self.source
    }

    fn push(&mut self, normal: &str, kind: Kind, source: (usize, usize)) -> Option<&mut Token> {
        let start = self.buffer.len();
        self.buffer.push_str(normal);
        let end = self.buffer.len();
        self.tokens.push(Token {
            start,
            end,
            source_start: source.0,
            source_end: source.1,
            clause: self.clause,
            kind,
            hashtag: false,
            elongated: false,
        });
        self.tokens.last_mut()
    }

    fn push_word(&mut self, word: &str, source: (usize, usize), hashtag: bool) {
        if word.is_empty() {
            return;
        }
        if word.chars().all(|character| character.is_numeric() || matches!(character, '.' | ',')) {
            self.push("0", Kind::Number, source);
            return;
        }
        self.words += 1;
        let (word, elongated) = shorten(word);
        for part in written_out(&word).unwrap_or(&word).split(' ') {
            if let Some(token) = self.push(part, Kind::Word, source) {
                token.hashtag = hashtag;
                token.elongated = elongated;
            }
        }
    }
}

/// Cuts a text into tokens. Linear in the length of the text; reads at most its first 10,000 characters.
pub(super) fn prepare(text: &str) -> Prepared<'_> {
    let end = text.char_indices().nth(CHARACTERS_READ).map_or(text.len(), |(at, _)| at);
    let source = text.get(..end).unwrap_or("");
    let mut prepared = Prepared { source, buffer: String::with_capacity(source.len() + 16), ..Prepared::default() };
    prepared.tokens.reserve(source.len() / 5 + 1);
    let mut at = 0;
    while let Some(rest) = source.get(at..) {
        let Some(first) = rest.chars().next() else { break };
        let length = take(&mut prepared, rest, first, at);
        at += length.max(first.len_utf8());
    }
    let mut words = prepared.tokens.iter().filter(|token| token.kind != Kind::Handle);
    prepared.repost = words.next().is_some_and(|token| prepared.normal(token) == "rt")
        && prepared.tokens.iter().any(|token| token.kind == Kind::Handle);
    prepared
}

/// Reads one token at the beginning of `rest` and says how many bytes it took.
fn take(prepared: &mut Prepared, rest: &str, first: char, at: usize) -> usize {
    if first.is_alphanumeric() {
        if is_link(rest) {
            let length = until(rest, char::is_whitespace);
            prepared.links += 1;
            prepared.push("http", Kind::Link, (at, at + length));
            return length;
        }
        if let Some(length) = emoticon(prepared, rest, at) {
            return length;
        }
        let length = word_length(rest);
        take_word(prepared, rest.get(..length).unwrap_or(""), at, false);
        return length;
    }
    let after = rest.get(first.len_utf8()..).unwrap_or("");
    let follows = after.chars().next().is_some_and(|next| next.is_alphanumeric() || next == '_');
    match first {
        '@' if follows => {
            let length = 1 + until(after, |character| !(character.is_alphanumeric() || character == '_'));
            prepared.push("@", Kind::Handle, (at, at + length));
            length
        }
        '#' if follows => {
            let length = 1 + until(after, |character| !(character.is_alphanumeric() || character == '_'));
            take_hashtag(prepared, rest.get(1..length).unwrap_or(""), at + 1);
            length
        }
        '€' | '$' | '£' => {
            let mut sign = [0; 4];
            prepared.push(first.encode_utf8(&mut sign), Kind::Word, (at, at + first.len_utf8()));
            first.len_utf8()
        }
        '!' | '?' | '.' | ';' | '\n' | '…' | '。' | '？' | '！' => {
            if let Some(length) = emoticon(prepared, rest, at) {
                return length;
            }
            prepared.exclamations += usize::from(matches!(first, '!' | '！'));
            prepared.questions += usize::from(matches!(first, '?' | '？'));
            prepared.clause += 1;
            first.len_utf8()
        }
        _ => {
            if let Some(length) = emoticon(prepared, rest, at) {
                return length;
            }
            if is_emoji(first) {
                let mut sign = [0; 4];
                prepared.push(first.encode_utf8(&mut sign), Kind::Emoji, (at, at + first.len_utf8()));
            }
            first.len_utf8()
        }
    }
}

/// Cuts one run of letters, digits and apostrophes.
fn take_word(prepared: &mut Prepared, raw: &str, at: usize, hashtag: bool) {
    let letters = raw.chars().filter(|character| character.is_alphabetic()).count();
    if letters >= 4 && raw.chars().all(|character| !character.is_lowercase()) {
        prepared.shouted += 1;
    }
    let source = (at, at + raw.len());
    let mut folded = String::with_capacity(raw.len());
    raw.chars().for_each(|character| fold(character, &mut folded));
    let mut rest = folded.as_str();
    // French elisions are words of their own ("j'ai": j, ai); elsewhere the apostrophe goes ("don't": dont).
    while let Some((before, after)) = rest.split_once('\'') {
        if matches!(
            before,
            "j" | "l" | "d" | "n" | "m" | "t" | "s" | "c" | "qu" | "jusqu" | "lorsqu" | "puisqu" | "quelqu"
        ) && !after.is_empty()
        {
            prepared.push_word(before, source, hashtag);
            rest = after;
            continue;
        }
        let joined = if after == "s" && before.len() > 2 && !is_contracted(before) {
            before.to_owned()
        } else {
            rest.replace('\'', "")
        };
        prepared.push_word(&joined, source, hashtag);
        return;
    }
    prepared.push_word(rest, source, hashtag);
}

/// Pronouns and question words whose `'s` means "is", not possession.
fn is_contracted(word: &str) -> bool {
    matches!(word, "it" | "that" | "what" | "she" | "there" | "here" | "who" | "where" | "how" | "let" | "when" | "why")
}

/// A hashtag is cut where its capitals say so: `#WhereIsMyParcel`.
fn take_hashtag(prepared: &mut Prepared, tag: &str, at: usize) {
    let mut start = 0;
    let mut previous = ' ';
    for (index, character) in tag.char_indices() {
        let opens = character == '_'
            || (character.is_uppercase() && previous.is_lowercase())
            || (character.is_numeric() != previous.is_numeric() && index > 0);
        if opens && index > start {
            take_word(prepared, tag.get(start..index).unwrap_or("").trim_matches('_'), at + start, true);
            start = index;
        }
        previous = character;
    }
    take_word(prepared, tag.get(start..).unwrap_or("").trim_matches('_'), at + start, true);
}

fn until(text: &str, stop: impl Fn(char) -> bool) -> usize {
    text.find(stop).unwrap_or(text.len())
}

/// Length in bytes of the word at the beginning: letters, digits, marks, inner apostrophes, inner decimal signs.
fn word_length(rest: &str) -> usize {
    let mut length = 0;
    let mut previous = ' ';
    let mut characters = rest.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied().unwrap_or(' ');
        let inside = character.is_alphanumeric()
            || is_combining(character)
            || (is_apostrophe(character) && next.is_alphabetic())
            || (matches!(character, '.' | ',') && previous.is_numeric() && next.is_numeric());
        if !inside {
            break;
        }
        length += character.len_utf8();
        previous = character;
    }
    length
}

fn is_link(rest: &str) -> bool {
    ["http://", "https://", "www."].iter().any(|prefix| {
        rest.as_bytes().get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
    })
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '′' | '＇')
}

fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{fe0f}')
}

/// Pictures that carry a mood or an object; joiners, skin tones and variation signs are dropped.
fn is_emoji(character: char) -> bool {
    matches!(character,
        '\u{2600}'..='\u{27bf}' | '\u{2b50}' | '\u{2b55}' | '\u{1f300}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}')
}

/// Faces typed with punctuation, each given one of two normal forms.
fn emoticon(prepared: &mut Prepared, rest: &str, at: usize) -> Option<usize> {
    const HAPPY: [&str; 13] = [":-)", ":)", "=)", ";-)", ";)", ":-D", ":D", "=D", "xD", "XD", "<3", "^^", ":-p"];
    const SAD: [&str; 9] = [":-(", ":(", "=(", ":'(", ":/", ":-/", ":-|", "-_-", ">:("];
    if !rest.starts_with([':', ';', '=', 'x', 'X', '<', '^', '-', '>']) {
        return None;
    }
    let found = |list: &[&str]| list.iter().find(|face| rest.starts_with(**face)).map(|face| face.len());
    let (normal, length) = match (found(&HAPPY), found(&SAD)) {
        (Some(length), _) => (":)", length),
        (None, Some(length)) => (":(", length),
        (None, None) => return None,
    };
    // "xDSL" and "http://" are not faces.
    let next = rest.get(length..).and_then(|after| after.chars().next()).unwrap_or(' ');
    if next.is_alphanumeric() || next == '/' {
        return None;
    }
    prepared.push(normal, Kind::Emoji, (at, at + length));
    Some(length)
}

/// Lower case, no accent, one form of apostrophe.
fn fold(character: char, into: &mut String) {
    let plain = match character {
        'a'..='z' | '0'..='9' => character,
        'A'..='Z' => character.to_ascii_lowercase(),
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' => 'a',
        'ç' | 'Ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' | 'È' | 'É' | 'Ê' | 'Ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'Ì' | 'Í' | 'Î' | 'Ï' => 'i',
        'ñ' | 'Ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' | 'Ù' | 'Ú' | 'Û' | 'Ü' => 'u',
        'ÿ' | 'Ÿ' | 'ý' | 'Ý' => 'y',
        'œ' | 'Œ' => {
            into.push_str("oe");
            return;
        }
        'æ' | 'Æ' => {
            into.push_str("ae");
            return;
        }
        'ß' => {
            into.push_str("ss");
            return;
        }
        '！'..='～' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character).to_ascii_lowercase(),
        _ if is_apostrophe(character) => '\'',
        _ if is_combining(character) => return,
        _ => {
            into.extend(character.to_lowercase());
            return;
        }
    };
    into.push(plain);
}

/// Three or more of the same letter become two ("sooo": soo); says whether there were.
fn shorten(word: &str) -> (std::borrow::Cow<'_, str>, bool) {
    let mut run = 0;
    let mut previous = '\0';
    let mut longest = 0;
    for character in word.chars() {
        run = if character == previous { run + 1 } else { 1 };
        longest = longest.max(run);
        previous = character;
    }
    if longest < 3 {
        return (word.into(), false);
    }
    let mut short = String::with_capacity(word.len());
    let (mut run, mut previous) = (0, '\0');
    for character in word.chars() {
        run = if character == previous { run + 1 } else { 1 };
        if run <= 2 {
            short.push(character);
        }
        previous = character;
    }
    (short.into(), true)
}

/// Every doubled letter made single: the second form an elongated word is looked up under.
pub(super) fn single_letters(word: &str) -> String {
    let mut single = String::with_capacity(word.len());
    let mut previous = '\0';
    for character in word.chars() {
        if character != previous {
            single.push(character);
        }
        previous = character;
    }
    single
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let prepared = prepare(text);
        let words: Vec<&str> = prepared.tokens.iter().map(|token| prepared.normal(token)).collect();
        assert_eq!(words.join(" "), expected);
    }

    #[test]
    fn words_are_made_comparable() {
        check("J’ai reçu ma commande à l'œil !", "j ai recu ma commande a l oeil");
        check("I don't think it’s Acme's fault", "i dont think its acme fault");
        check("@acme c'est sooooo nul https://t.co/abc #OuEstMonColis", "@ c est soo nul http ou est mon colis");
        check("payé 12,50 € le 3 mai 😡👎🏽", "paye 0 € le 0 mai 😡 👎");
        check("pk tjs rien ? rdv :( :-)", "pourquoi toujours rien rendez vous :( :)");
        check("ma box xDSL http", "ma box xdsl http");
        check("Aujourd'hui quelqu'un", "aujourdhui quelqu un");
        check("", "");
        check("ﬁ ǅ İ ẞ \u{301} \u{200d}", "ﬁ ǆ i\u{307} ß");
    }

    #[test]
    fn tone_is_counted() {
        let prepared = prepare("RT @someone: C'EST HONTEUX!!! Vous répondez quand ?");
        assert!(prepared.repost);
        assert_eq!((prepared.exclamations, prepared.questions), (3, 1));
        assert!(prepared.shouted >= 1);
    }
}
