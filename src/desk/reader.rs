//! Reading one desk file: typed look-ups in its tables that note every problem with its line and go on.
//!
//! Owns positions and kinds of values. Must not know what any key means.

use toml::de::{DeTable, DeValue};

use crate::domain::desk::{Expected, Problem, ProblemCode};
use crate::domain::team::BilingualName;

const LONGEST_ID: usize = 40;

/// More than anybody can carry.
const LARGEST_COUNT: u32 = 1000;

/// One file and what was found wrong with it.
pub(super) struct Sheet<'t> {
    file: &'t str,
    text: &'t str,
    /// In the order found.
    pub(super) problems: Vec<Problem>,
}

/// A table and the byte its heading starts at.
pub(super) struct Row<'t> {
    pub(super) table: &'t DeTable<'t>,
    pub(super) at: usize,
}

/// A text and the byte it starts at.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) at: usize,
}

impl<'t> Sheet<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Sheet<'t> {
        Sheet { file, text, problems: Vec::new() }
    }

    /// The line, from 1, of a byte of the file.
    pub(super) fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
    }

    pub(super) fn report(&mut self, at: usize, code: ProblemCode, about: &str) {
        self.report_with(at, code, about, &[]);
    }

    /// Reports a word that is none of `known`.
    pub(super) fn report_with(&mut self, at: usize, code: ProblemCode, about: &str, known: &[&str]) {
        let known = known.iter().map(|word| (*word).to_owned()).collect();
        let line = self.line(at);
        self.problems.push(Problem { file: self.file.to_owned(), line, code, about: about.to_owned(), known });
    }

    /// Reports every key of the table that is none of `known`.
    pub(super) fn check_keys(&mut self, row: &Row, known: &[&str]) {
        for key in row.table.keys() {
            if !known.contains(&key.get_ref().as_ref()) {
                self.report_with(key.span().start, ProblemCode::UnknownKey, key.get_ref(), known);
            }
        }
    }

    /// The tables headed `[[key]]`, of which there must be at least one.
    pub(super) fn required_rows<'r>(&mut self, row: &Row<'r>, key: &str) -> Vec<Row<'r>> {
        if row.table.get(key).is_none() {
            self.report(row.at, ProblemCode::MissingKey, key);
        }
        self.rows(row, key)
    }

    /// The tables headed `[[key]]`, in the order of the file.
    pub(super) fn rows<'r>(&mut self, row: &Row<'r>, key: &str) -> Vec<Row<'r>> {
        let Some((value, at)) = entry(row, key) else { return Vec::new() };
        let Some(items) = value.as_array() else {
            self.report(at, ProblemCode::WrongType(Expected::Tables), key);
            return Vec::new();
        };
        let mut rows = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_table() {
                Some(table) => rows.push(Row { table, at: item.span().start }),
                None => self.report(item.span().start, ProblemCode::WrongType(Expected::Tables), key),
            }
        }
        rows
    }

    /// The table under a key.
    pub(super) fn row<'r>(&mut self, row: &Row<'r>, key: &str) -> Option<Row<'r>> {
        let (value, at) = entry(row, key)?;
        let table = value.as_table();
        if table.is_none() {
            self.report(at, ProblemCode::WrongType(Expected::Table), key);
        }
        table.map(|table| Row { table, at })
    }

    /// The text under a key; nothing is reported when there is none.
    pub(super) fn text(&mut self, row: &Row, key: &str) -> Option<Word> {
        let (value, at) = entry(row, key)?;
        let text = value.as_str();
        match text {
            None => self.report(at, ProblemCode::WrongType(Expected::Text), key),
            Some(text) if text.trim().is_empty() => self.report(at, ProblemCode::Empty, key),
            Some(text) => return Some(Word { text: text.to_owned(), at }),
        }
        None
    }

    /// The text under a key that must be there.
    pub(super) fn required(&mut self, row: &Row, key: &str) -> Option<Word> {
        if row.table.get(key).is_none() {
            self.report(row.at, ProblemCode::MissingKey, key);
        }
        self.text(row, key)
    }

    /// The id under a key: what fits in keys, addresses and other files.
    pub(super) fn id(&mut self, row: &Row, key: &str) -> Option<Word> {
        let word = self.required(row, key)?;
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
        if word.text.len() > LONGEST_ID || !word.text.bytes().all(fits) {
            self.report(word.at, ProblemCode::BadId, &word.text);
        }
        Some(word)
    }

    /// The values of a condition: one text or a list of texts; empty when the condition is not given.
    pub(super) fn condition(&mut self, row: &Row, key: &str) -> Vec<Word> {
        if let Some((DeValue::String(_), _)) = entry(row, key) {
            return self.text(row, key).into_iter().collect();
        }
        let problems_before = self.problems.len();
        let words = self.list(row, key, Expected::TextOrTexts);
        // An empty list would be no condition at all, which is hardly what was meant.
        if let (Some((_, at)), true) = (entry(row, key), words.is_empty() && self.problems.len() == problems_before) {
            self.report(at, ProblemCode::Empty, key);
        }
        words
    }

    /// The list of texts under a key; empty when there is none.
    pub(super) fn texts(&mut self, row: &Row, key: &str) -> Vec<Word> {
        self.list(row, key, Expected::Texts)
    }

    fn list(&mut self, row: &Row, key: &str, expected: Expected) -> Vec<Word> {
        let Some((value, at)) = entry(row, key) else { return Vec::new() };
        let Some(items) = value.as_array() else {
            self.report(at, ProblemCode::WrongType(expected), key);
            return Vec::new();
        };
        let mut words = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) if text.trim().is_empty() => self.report(item.span().start, ProblemCode::Empty, key),
                Some(text) => words.push(Word { text: text.to_owned(), at: item.span().start }),
                None => self.report(item.span().start, ProblemCode::WrongType(expected), key),
            }
        }
        words
    }

    /// `true` or `false` under a key.
    pub(super) fn flag(&mut self, row: &Row, key: &str) -> Option<bool> {
        let (value, at) = entry(row, key)?;
        let flag = value.as_bool();
        if flag.is_none() {
            self.report(at, ProblemCode::WrongType(Expected::Flag), key);
        }
        flag
    }

    /// The whole number under a key, from 1 to [`LARGEST_COUNT`].
    pub(super) fn count(&mut self, row: &Row, key: &str) -> Option<u32> {
        let (value, at) = entry(row, key)?;
        let decimal = value.as_integer().filter(|number| number.radix() == 10);
        let count = decimal.and_then(|number| number.as_str().parse().ok());
        let count = count.filter(|count| (1..=LARGEST_COUNT).contains(count));
        if count.is_none() {
            self.report(at, ProblemCode::WrongType(Expected::Count), key);
        }
        count
    }

    /// The name in two languages under `name`.
    pub(super) fn bilingual_name(&mut self, row: &Row) -> Option<BilingualName> {
        if row.table.get("name").is_none() {
            self.report(row.at, ProblemCode::MissingKey, "name");
        }
        let name = self.row(row, "name")?;
        self.check_keys(&name, &["fr", "en"]);
        let (french, english) = (self.required(&name, "fr"), self.required(&name, "en"));
        Some(BilingualName { fr: french?.text, en: english?.text })
    }

    /// The values of a condition that `from_word` knows; the others are reported with all that it does know.
    pub(super) fn condition_of<T>(
        &mut self,
        row: &Row,
        key: &str,
        code: &ProblemCode,
        known: &[&str],
        from_word: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let words = self.condition(row, key);
        words.iter().filter_map(|word| self.known_word(word, code, known, &from_word)).collect()
    }

    /// What `from_word` makes of a word; reported when that is nothing.
    pub(super) fn known_word<T>(
        &mut self,
        word: &Word,
        code: &ProblemCode,
        known: &[&str],
        from_word: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = from_word(&word.text);
        if value.is_none() {
            self.report_with(word.at, code.clone(), &word.text, known);
        }
        value
    }

    /// Reports a word that is none of the ids of another file. `None`: that file could not be read, so nobody knows.
    pub(super) fn check_listed(&mut self, word: &Word, code: ProblemCode, listed: Option<&[String]>) {
        let Some(listed) = listed else { return };
        if !listed.contains(&word.text) {
            let known: Vec<&str> = listed.iter().map(String::as_str).collect();
            self.report_with(word.at, code, &word.text, &known);
        }
    }

    /// The values of a condition that are ids of another file.
    pub(super) fn listed(&mut self, row: &Row, key: &str, code: &ProblemCode, ids: Option<&[String]>) -> Vec<String> {
        let words = self.condition(row, key);
        for word in &words {
            self.check_listed(word, code.clone(), ids);
        }
        words.into_iter().map(|word| word.text).collect()
    }

    /// Reports every name that an earlier one of the list already has.
    pub(super) fn check_unique(&mut self, names: &[Word]) {
        for (index, name) in names.iter().enumerate() {
            if let Some(first) = names.iter().take(index).find(|earlier| earlier.text == name.text) {
                let first_line = self.line(first.at);
                self.report(name.at, ProblemCode::Duplicate { first_line }, &name.text);
            }
        }
    }
}

/// A value and the byte its key starts at.
fn entry<'t>(row: &Row<'t>, key: &str) -> Option<(&'t DeValue<'t>, usize)> {
    let value = row.table.get(key)?;
    Some((value.get_ref(), value.span().start))
}
