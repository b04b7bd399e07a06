//! Merging two cases of one person: the one ends, its question goes on in the other.
//!
//! Owns that both are written together or not at all. Must not decide what merging means (`domain::case`).

use super::actions::{ActionError, permit};
use super::identity::{Identity, Permission};
use super::out_of_order::history_of;
use super::{App, AppError, TRIES};
use crate::domain::case::{Case, Refusal, merge};
use crate::domain::history::retell;
use crate::store::commit::{CaseWrite, Commit, Committed};

impl App {
    /// Ends the case `id` because it goes on in `into`; the answer is the case that goes on.
    pub async fn merge(&self, who: &Identity, id: &str, into: &str, version: Option<u64>) -> Result<Case, ActionError> {
        permit(who, Permission::Work)?;
        for _ in 0..TRIES {
            let mut ending = self.load(id).await?;
            let lasting = self.load(into).await?;
            if version.is_some_and(|version| version != ending.version) {
                return Err(ActionError::Version { version: ending.version });
            }
            for case in [&ending, &lasting] {
                let held = case.assignee.as_ref().filter(|holder| **holder != who.id);
                if let Some(holder) = held.filter(|_| !who.role.may(Permission::Reassign)) {
                    return Err(Refusal::Held { holder: holder.clone() }.into());
                }
            }
            let now = self.clock.now();
            let [into_entry, from_entry] = merge(&mut ending, &lasting, &who.id, now)?;
            let mut known = self.store.conversation(&lasting.conversation).await?;
            if known.case(lasting.number) != Some(&lasting) {
                continue;
            }
            known.log.push((lasting.number, from_entry.clone()));
            let desk = self.desk_of(&lasting.desk).await;
            let history = history_of(&known, lasting.number, true);
            let mut lasting = retell(&lasting, &history, &desk).case;
            ending.touch(false);
            lasting.touch(false);
            let commit = Commit {
                case: Some((&ending, CaseWrite::Replace)),
                log: Some(&into_entry),
                second: Some((&lasting, &from_entry)),
                ..Commit::default()
            };
            if self.store.commit(&commit).await? == Committed::Done {
                self.schedule(&lasting).await?;
                return Ok(lasting);
            }
        }
        Err(AppError::Contended.into())
    }
}
