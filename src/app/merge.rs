//! Merging two cases of one person: the one ends, its question goes on in the other.
//!
//! Owns that both are written together or not at all. Must not decide what merging means (`domain::case`).

use super::actions::{ActionError, permit};
use super::identity::{Identity, Permission};
use super::out_of_order::history_of;
use super::{App, AppError, TRIES};
use crate::domain::assignment::Standing;
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
                case.here_or_elsewhere()?;
                let held = case.assignee.as_ref().filter(|holder| **holder != who.id);
                if let Some(holder) = held.filter(|_| !who.role.may(Permission::Reassign)) {
                    return Err(Refusal::Held { holder: holder.clone() }.into());
                }
            }
            let now = self.clock.now();
            let (ending_stood, lasting_stood) = (Standing::of(&ending), Standing::of(&lasting));
            let [into_entry, from_entry] = merge(&mut ending, &lasting, &who.id, now)?;
            let mut known = self.store.conversation(&lasting.conversation).await?;
            if known.case(lasting.number) != Some(&lasting) {
                continue;
            }
            known.log.push((lasting.number, from_entry.clone()));
            let desk = self.desk_of(&lasting.desk).await;
            let history = history_of(&known, lasting.number, true);
            let mut lasting = retell(&lasting, &history, &desk).case;
            let mut agents = self.follow(&ending_stood, &mut ending, Some(&who.id)).await?;
            let others = self.follow(&lasting_stood, &mut lasting, Some(&who.id)).await?;
            // One agent may hold both: the row that lost the one that ends is written, and is right about the other.
            agents.extend(
                others
                    .into_iter()
                    .filter(|row| agents.iter().all(|known| known.agent != row.agent))
                    .collect::<Vec<_>>(),
            );
            ending.touch(false);
            lasting.touch(false);
            let commit = Commit {
                case: Some((&ending, CaseWrite::Replace)),
                log: Some(&into_entry),
                second: Some((&lasting, &from_entry)),
                agents: agents.iter().collect(),
                ..Commit::default()
            };
            if self.store.commit(&commit).await? == Committed::Done {
                self.schedule(&lasting).await?;
                self.schedule_agents(&agents).await?;
                return Ok(lasting);
            }
        }
        Err(AppError::Contended.into())
    }
}
