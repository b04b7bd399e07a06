//! Teams: the groups of agents that own a queue.
//!
//! Owns the team value, its two names, and what the desk says of an agent. Must not decide which team gets a case
//! (`routing` does), nor which agent (`assignment` does).

use serde::{Deserialize, Serialize};

use crate::domain::assignment::AssignmentPolicy;
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
    /// How its cases find their agents.
    #[serde(default)]
    pub assignment: AssignmentPolicy,
}

/// Somebody of a team, as far as cases are given to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// The id they sign in under.
    pub id: String,
    /// Their teams.
    pub teams: Vec<String>,
    /// The languages they speak; empty: all.
    pub languages: Vec<String>,
    /// The topics they know; empty: all.
    pub topics: Vec<String>,
    /// How much they carry; absent: what their team says.
    pub capacity: Option<u32>,
    /// The calendar of their shift; absent: they are on shift whenever they say so.
    pub shift: Option<String>,
}

impl Team {
    /// Whether the team takes no more cases.
    pub fn is_retired(&self) -> bool {
        self.heir.is_some()
    }
}
