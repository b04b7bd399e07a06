//! Every word written for a person, in French and in English, one file a subject.
//!
//! Owns prose only. Must not decide anything: it is given decisions and puts them into words.

pub mod alerts;
pub mod alignment;
pub mod assignment;
pub mod attachments;
pub mod calendar;
pub mod cases;
pub mod classify;
pub mod clocks;
pub mod desk;
pub mod facts;
pub mod intake;
pub mod moderation;
pub mod page;
pub mod permission;
pub mod priority;
pub mod problems;
pub mod rehearsal;
pub mod report;
pub mod routing;
pub mod sends;
pub mod troubles;

use serde::{Deserialize, Serialize};

/// The languages staff read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// French.
    Fr,
    /// English.
    #[default]
    En,
}

impl Language {
    /// The language of ours an `Accept-Language` header likes best: by the weights, the first of equals;
    /// English when it asks for neither.
    pub fn accepted(header: &str) -> Language {
        let mut best = (0.0, Language::En);
        for (tag, weight) in header.split(',').map(weighed) {
            let ours = tag.split('-').next().unwrap_or_default();
            let language = match ours {
                "fr" => Language::Fr,
                "en" => Language::En,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }

    /// The language a `lang` parameter names; English when unsure.
    pub fn from_tag(tag: &str) -> Language {
        if tag.trim_start().to_ascii_lowercase().starts_with("fr") { Language::Fr } else { Language::En }
    }

    /// The French or the English of the two.
    pub fn pick(self, french: &'static str, english: &'static str) -> &'static str {
        match self {
            Language::Fr => french,
            Language::En => english,
        }
    }
}

/// One element of an `Accept-Language` header: the tag in lower case, and its weight, 1 when none is given.
fn weighed(element: &str) -> (String, f32) {
    let mut parts = element.split(';');
    let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let weight =
        parts.find_map(|part| part.trim().strip_prefix("q=").map(|weight| weight.trim().parse().unwrap_or(0.0)));
    (tag, weight.unwrap_or(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, expected: Language) {
        assert_eq!(Language::accepted(header), expected, "{header}");
    }

    #[test]
    fn the_best_liked_of_our_languages_is_spoken() {
        check("de-DE,fr;q=0.8", Language::Fr);
        check("fr-FR,fr;q=0.9", Language::Fr);
        check("en;q=0.4, fr;q=0.7", Language::Fr);
        check("fr;q=0.4, en-GB;q=0.7", Language::En);
        check("FR-ca , en", Language::Fr);
        check("fr;q=0, de", Language::En);
        check("frr, *", Language::En);
        check("fr;q=nonsense, en;q=0.1", Language::En);
        check("", Language::En);
    }
}
