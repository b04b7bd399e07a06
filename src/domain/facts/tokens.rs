//! Cutting a text into words, numbers and symbols, folded so that rules need not think of case and accents.
//!
//! Owns the cutting and the folding. Must not know what any token means.

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// Letters.
    Word,
    /// ASCII digits.
    Number,
    /// Any other single character that is not white space.
    Symbol,
}

/// A token and where it stands.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    /// Lower case without accents; dashes are `-`, apostrophes are `'`.
    pub(crate) folded: String,
    /// Whether white space comes before it, or nothing.
    pub(crate) spaced: bool,
    /// Grows at each end of a sentence.
    pub(crate) sentence: usize,
    /// Grows at each end of a sentence and each comma, colon or parenthesis.
    pub(crate) clause: usize,
    start: usize,
    end: usize,
}

/// A text and its tokens.
pub(crate) struct Tokens<'a> {
    text: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Tokens<'a> {
    /// Cuts a text.
    pub(crate) fn of(text: &'a str) -> Tokens<'a> {
        let mut tokens = Vec::new();
        let mut characters = text.char_indices().peekable();
        let (mut spaced, mut sentence, mut clause) = (true, 0, 0);
        while let Some((start, first)) = characters.next() {
            if is_white(first) {
                spaced = true;
                if first == '\n' {
                    (sentence, clause) = (sentence + 1, clause + 1);
                }
                continue;
            }
            let kind = kind_of(first);
            let mut folded = String::new();
            fold_into(&mut folded, first);
            let mut end = start + first.len_utf8();
            while let Some((at, next)) = characters.peek().copied() {
                if kind == TokenKind::Symbol || kind_of(next) != kind {
                    break;
                }
                fold_into(&mut folded, next);
                end = at + next.len_utf8();
                characters.next();
            }
            // A dot or comma inside `12,50` or `acme.com` ends nothing.
            let loose = characters.peek().is_none_or(|(_, next)| is_white(*next));
            let ends_sentence = loose && matches!(folded.as_str(), "." | "!" | "?" | ";");
            let ends_clause =
                ends_sentence || matches!(folded.as_str(), "(" | ")") || loose && matches!(folded.as_str(), "," | ":");
            tokens.push(Token { kind, folded, spaced, sentence, clause, start, end });
            spaced = false;
            sentence += usize::from(ends_sentence);
            clause += usize::from(ends_clause);
        }
        Tokens { text, tokens }
    }

    /// How many tokens there are.
    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The token of that index.
    pub(crate) fn get(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index)
    }

    /// All tokens.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Token> {
        self.tokens.iter()
    }

    /// The folded token, or nothing past the end.
    pub(crate) fn word(&self, index: usize) -> &str {
        self.get(index).map_or("", |token| token.folded.as_str())
    }

    /// The folded token `back` places before, or nothing before the beginning.
    pub(crate) fn before(&self, index: usize, back: usize) -> &str {
        index.checked_sub(back).map_or("", |index| self.word(index))
    }

    /// Whether the token is one of these.
    pub(crate) fn is(&self, index: usize, words: &[&str]) -> bool {
        self.get(index).is_some_and(|token| words.contains(&token.folded.as_str()))
    }

    /// Whether these tokens stand here one after the other.
    pub(crate) fn follows(&self, index: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(offset, word)| self.is(index + offset, &[word]))
    }

    /// Whether the token touches the one before it.
    pub(crate) fn glued(&self, index: usize) -> bool {
        self.get(index).is_some_and(|token| !token.spaced)
    }

    /// The digits of a number token.
    pub(crate) fn digits(&self, index: usize) -> Option<&str> {
        self.get(index).filter(|token| token.kind == TokenKind::Number).map(|token| token.folded.as_str())
    }

    /// A number token of at most that many digits, as a number.
    pub(crate) fn small_number(&self, index: usize, most_digits: usize) -> Option<u32> {
        self.digits(index).filter(|digits| digits.len() <= most_digits)?.parse().ok()
    }

    /// Whether the token is a word.
    pub(crate) fn is_word(&self, index: usize) -> bool {
        self.get(index).is_some_and(|token| token.kind == TokenKind::Word)
    }

    /// The text of the tokens `from..next`, as written.
    pub(crate) fn text_of(&self, from: usize, next: usize) -> &'a str {
        let start = self.get(from).map_or(0, |token| token.start);
        let end = next.checked_sub(1).and_then(|last| self.get(last)).map_or(start, |token| token.end);
        self.text.get(start..end).unwrap_or_default()
    }
}

fn is_white(character: char) -> bool {
    // The zero-width characters separate without being white space to Unicode.
    character.is_whitespace() || matches!(character, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

fn is_mark(character: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&character)
}

fn kind_of(character: char) -> TokenKind {
    if character.is_ascii_digit() {
        TokenKind::Number
    } else if character.is_alphabetic() || is_mark(character) {
        TokenKind::Word
    } else {
        TokenKind::Symbol
    }
}

/// Appends a character in lower case without its accent.
pub(crate) fn fold_into(folded: &mut String, character: char) {
    for lower in character.to_lowercase() {
        match lower {
            'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => folded.push('a'),
            'ç' => folded.push('c'),
            'é' | 'è' | 'ê' | 'ë' => folded.push('e'),
            'î' | 'ï' | 'í' | 'ì' => folded.push('i'),
            'ñ' => folded.push('n'),
            'ô' | 'ö' | 'ó' | 'ò' | 'õ' => folded.push('o'),
            'ù' | 'û' | 'ü' | 'ú' => folded.push('u'),
            'ÿ' => folded.push('y'),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            '‐' | '‑' | '‒' | '–' | '—' | '−' => folded.push('-'),
            '’' | '‘' | 'ʼ' => folded.push('\''),
            mark if is_mark(mark) => {}
            other => folded.push(other),
        }
    }
}
