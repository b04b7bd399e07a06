//! Teams: the groups of agents that own a queue.
//!
//! Owns the team value and its two names. Must not decide which team gets a case: `routing` does.

use serde::{Deserialize, Serialize};

use crate::domain::words::Language;

/// A name in the two languages staff read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BilingualName {
    /// The French name.
    pub fr: String,
    /// The English name.
    pub en: String,
}

impl BilingualName {
    /// The name in the reader's language.
    pub fn pick(&self, language: Language) -> &str {
        match language {
            Language::Fr => &self.fr,
            Language::En => &self.en,
        }
    }
}

/// A group of agents that owns a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Short name, lower case, used in keys and addresses; never used again for another team.
    pub id: String,
    /// What people read.
    pub name: BilingualName,
    /// The language in which alerts to this team are written.
    pub language: Language,
    /// Set when the team is retired: the team that gets everything meant for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heir: Option<String>,
}

impl Team {
    /// Whether the team takes no more cases.
    pub fn is_retired(&self) -> bool {
        self.heir.is_some()
    }
}
