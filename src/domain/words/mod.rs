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
    /// The language an `Accept-Language` header or a `lang` parameter asks for; English when unsure.
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
