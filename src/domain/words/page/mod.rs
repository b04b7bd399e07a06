//! Every word of the desk page, in French and in English, one file a page.
//!
//! Owns prose and the way instants and spans of time are written. Must not decide anything.

pub mod case;
pub mod frame;
pub mod lead;
pub mod moderation;
pub mod phone;
pub mod queue;
pub mod reports;
pub mod times;

use super::Language;

/// One wording in the two languages staff read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    /// The French.
    pub fr: &'static str,
    /// The English.
    pub en: &'static str,
}

impl Wording {
    /// The wording in the reader's language.
    pub fn pick(self, language: Language) -> &'static str {
        language.pick(self.fr, self.en)
    }

    /// The wording with its `{}` replaced by something that needs no translation.
    pub fn with(self, language: Language, about: &str) -> String {
        self.pick(language).replace("{}", about)
    }
}

/// A table of wordings: one constant a line, and `ALL` for the test that holds both languages complete.
macro_rules! wordings {
    ($($name:ident = $french:literal / $english:literal;)*) => {
        $(
            #[doc = $english]
            pub const $name: $crate::domain::words::page::Wording =
                $crate::domain::words::page::Wording { fr: $french, en: $english };
        )*
        /// Every wording of this file.
        pub const ALL: &[(&str, $crate::domain::words::page::Wording)] = &[$((stringify!($name), $name)),*];
    };
}
pub(crate) use wordings;

/// Every wording of the page.
pub fn all() -> Vec<(&'static str, Wording)> {
    [frame::ALL, queue::ALL, case::ALL, lead::ALL, moderation::ALL, phone::ALL, reports::ALL].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written alike in both languages, on purpose.
    const SAME: &[&str] = &["Attention", "CRM", "Facebook", "Instagram", "Messenger", "SMS", "WhatsApp", "X"];

    #[test]
    fn every_wording_exists_in_both_languages() {
        for (name, wording) in all() {
            assert!(!wording.fr.trim().is_empty() && !wording.en.trim().is_empty(), "{name} is empty");
            assert!(wording.fr != wording.en || SAME.contains(&wording.en), "{name} is alike: {}", wording.en);
            let places = |text: &str| text.matches("{}").count();
            assert_eq!(places(wording.fr), places(wording.en), "{name}");
        }
    }
}
