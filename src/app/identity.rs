//! Who is calling, and what they may do.
//!
//! Owns identities, roles and the one table of permissions. Nobody acts without all three.

use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

/// A person's role. The strings are the contract's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Community manager.
    Agent,
    /// Phone desk.
    Phone,
    /// Team lead.
    Lead,
    /// Manager.
    Manager,
    /// Reads everything, changes nothing.
    Auditor,
    /// Runs the system.
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 6] = [Role::Agent, Role::Phone, Role::Lead, Role::Manager, Role::Auditor, Role::Admin];

    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Agent => "agent",
            Role::Phone => "phone",
            Role::Lead => "lead",
            Role::Manager => "manager",
            Role::Auditor => "auditor",
            Role::Admin => "admin",
        }
    }
}

/// What one may want to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// See queues, cases, alerts, health.
    Read,
    /// Claim, reply, transfer, snooze, resolve, reopen.
    Work,
    /// Write a note on a case.
    Note,
    /// Act on a case somebody else holds; give cases to others.
    Reassign,
    /// See and redrive parked events.
    Redrive,
    /// Log an answer given elsewhere.
    Answer,
    /// Publish briefings; say which of two answers is right.
    Publish,
    /// Bring a version of the desk into force.
    Configure,
}

impl Role {
    /// The table of permissions.
    pub fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::Read => true,
            Permission::Note | Permission::Answer => !matches!(self, Role::Auditor),
            Permission::Work => matches!(self, Role::Agent | Role::Lead | Role::Manager | Role::Admin),
            Permission::Reassign | Permission::Redrive | Permission::Publish => {
                matches!(self, Role::Lead | Role::Manager | Role::Admin)
            }
            Permission::Configure => matches!(self, Role::Manager | Role::Admin),
        }
    }
}

/// Somebody who may act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The agent's id.
    pub id: String,
    /// Their role.
    pub role: Role,
}

/// Everybody who may act, by the digest of their token.
#[derive(Clone, Default)]
pub struct Identities {
    pub(super) known: Vec<([u8; 32], Identity)>,
}

impl std::fmt::Debug for Identities {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} identities", self.known.len())
    }
}

impl Identities {
    /// Adds somebody.
    pub fn add(&mut self, token: &str, identity: Identity) {
        if let Some(digest) = token_digest(token) {
            self.known.push((digest, identity));
        }
    }

    /// Whose token this is. Digests are compared, every one of them, in constant time.
    pub fn of_token(&self, token: &str) -> Option<&Identity> {
        let given = token_digest(token)?;
        let mut found = None;
        for (digest, identity) in &self.known {
            if bool::from(digest.ct_eq(&given)) {
                found = Some(identity);
            }
        }
        found
    }

    /// Everybody who can work on cases, by id.
    pub fn workers(&self) -> Vec<&str> {
        let workers = self.known.iter().filter(|(_, identity)| identity.role.may(Permission::Work));
        workers.map(|(_, identity)| identity.id.as_str()).collect()
    }

    /// Whether there is an agent of this id who can work on cases.
    pub fn can_work(&self, id: &str) -> bool {
        self.known.iter().any(|(_, identity)| identity.id == id && identity.role.may(Permission::Work))
    }
}

pub(super) fn token_digest(token: &str) -> Option<[u8; 32]> {
    if token.is_empty() { None } else { digest(&SHA256, token.as_bytes()).as_ref().try_into().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_auditor_changes_nothing_and_an_agent_does_not_reassign() {
        let changes = [
            Permission::Work,
            Permission::Note,
            Permission::Reassign,
            Permission::Redrive,
            Permission::Answer,
            Permission::Publish,
            Permission::Configure,
        ];
        for permission in changes {
            assert!(!Role::Auditor.may(permission));
        }
        assert!(Role::Agent.may(Permission::Work) && !Role::Agent.may(Permission::Reassign));
        assert!(Role::Phone.may(Permission::Note) && !Role::Phone.may(Permission::Work));
        assert!(Role::Lead.may(Permission::Redrive) && Role::Lead.may(Permission::Publish));
        assert!(Role::Phone.may(Permission::Answer) && !Role::Phone.may(Permission::Publish));
        assert!(!Role::Agent.may(Permission::Publish));
        assert!(Role::Manager.may(Permission::Configure) && !Role::Lead.may(Permission::Configure));
    }

    #[test]
    fn only_a_known_token_is_somebody() {
        let mut identities = Identities::default();
        identities.add("secret", Identity { id: "ada".into(), role: Role::Agent });
        identities.add("", Identity { id: "nobody".into(), role: Role::Admin });
        assert_eq!(identities.of_token("secret").map(|identity| identity.id.as_str()), Some("ada"));
        assert!(identities.of_token("secre").is_none() && identities.of_token("").is_none());
    }
}
