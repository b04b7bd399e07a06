//! Whether a post we find on X says what we wrote.
//!
//! X changes a text on its way: it puts the handles of the thread in front, escapes `&`, `<` and `>`,
//! shortens every link to t.co and trims. Owns the comparison that sees through these; nothing else.

/// Whether `theirs`, as X shows it, is `ours`, as we sent it.
pub(crate) fn same_text(ours: &str, theirs: &str) -> bool {
    // Escaped in posts; direct messages have been seen both ways.
    same_words(ours, &unescape(theirs)) || same_words(ours, theirs)
}

fn same_words(ours: &str, theirs: &str) -> bool {
    let our_words: Vec<&str> = ours.split_whitespace().skip_while(|word| is_handle(word)).collect();
    let their_words: Vec<&str> = theirs.split_whitespace().skip_while(|word| is_handle(word)).collect();
    if our_words.is_empty() {
        // Nothing but handles: these are the text.
        return ours.split_whitespace().eq(theirs.split_whitespace());
    }
    our_words.len() == their_words.len()
        && our_words.iter().zip(&their_words).all(|(our_word, their_word)| same_word(our_word, their_word))
}

/// Equal, or equal around a link that X shortened.
fn same_word(ours: &str, theirs: &str) -> bool {
    const SHORT_LINK: &str = "https://t.co/";
    if ours == theirs {
        return true;
    }
    let Some((before, link)) = theirs.split_once(SHORT_LINK) else { return false };
    let after = link.trim_start_matches(|character: char| character.is_ascii_alphanumeric());
    let Some(linked) = ours.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)) else { return false };
    // Whatever X takes for a link has a dot in it.
    linked.contains('.')
}

/// `@name` as X allows it.
fn is_handle(word: &str) -> bool {
    word.strip_prefix('@').is_some_and(|name| {
        (1..=15).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// Undoes the three escapes X makes, each exactly once.
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[track_caller]
    fn check(ours: &str, theirs: &str, same: bool) {
        assert_eq!(same_text(ours, theirs), same, "{ours:?} / {theirs:?}");
    }

    #[test]
    fn what_x_does_to_a_text_is_seen_through() {
        check("Bonjour, c'est réglé.", "@lea_m @acme Bonjour, c'est réglé.", true);
        check("@lea_m bonjour", "@lea_m bonjour", true);
        check("@lea_m bonjour", "bonjour", true);
        check("A & B < C > D", "@lea A &amp; B &lt; C &gt; D", true);
        check("write &amp;lt; here", "write &amp;amp;lt; here", true);
        check("A & B", "A & B", true);
        check("voir (https://acme.example/aide?x=1&y=2).", "@l voir (https://t.co/aBc123XyZ0).", true);
        check("voir acme.example", "voir https://t.co/aBc123XyZ0", true);
        check(" deux\n\nlignes ", "deux\n\nlignes", true);
        check("@lea", "@lea", true);
    }

    #[test]
    fn other_texts_stay_other() {
        check("oui", "non", false);
        check("oui", "oui oui", false);
        check("voir ici", "voir https://t.co/aBc123XyZ0", false);
        check("voir (acme.example", "voir (https://t.co/aBc)", false);
        check("@lea", "@max", false);
        check("@lea bonjour", "@lea", false);
        check("bonjour", "", false);
    }
}
