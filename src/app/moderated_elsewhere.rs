//! Comments hidden or shown in the platform's own tools, as the platform tells of it.
//!
//! Owns that the order in which such news arrives leaves no trace: the later word counts, and what comes before its
//! comment waits for it. Must not ask a platform for anything.

use super::moderation::entry;
use super::triage::opened_by;
use super::{After, App, AppError, TRIES};
use crate::domain::case::{Case, StoredMessage};
use crate::domain::message::Event;
use crate::domain::moderation::{Act, NATIVE, PendingAct};
use crate::domain::triage::Addressed;
use crate::store::commit::{CaseWrite, Commit, Committed};
use jiff::Timestamp;

impl App {
    /// Somebody hid or showed a comment elsewhere. `None`: it is none of ours.
    pub(super) async fn moderated_elsewhere(
        &self,
        event: &Event,
        act: Act,
        received_at: Timestamp,
    ) -> Result<Option<After>, AppError> {
        let Ok(addressed) = Addressed::of(event) else { return Ok(None) };
        if self.desk().inbox(addressed.channel, addressed.inbox).is_none() {
            return Ok(None);
        }
        for _ in 0..TRIES {
            let Some((case, message)) = self.comment(&addressed).await? else {
                return Ok(self.message_may_come(received_at).map(After::Again));
            };
            if self.seen_as(&case, message, act, addressed.at.min(received_at)).await? == Committed::Done {
                return Ok(Some(After::Done));
            }
        }
        Err(AppError::Contended)
    }

    /// The comment and the case it stands in.
    async fn comment(&self, addressed: &Addressed<'_>) -> Result<Option<(Case, StoredMessage)>, AppError> {
        let conversation = addressed.conversation();
        let Some(first) = self.store.case(&conversation, 1).await? else { return Ok(None) };
        if let Some(opening) = opened_by(&first, addressed.external_id).cloned() {
            return Ok(Some((first, opening)));
        }
        let Some((number, message)) = self.store.message(&conversation, addressed.external_id).await? else {
            return Ok(None);
        };
        let case = self.store.case(&conversation, number).await?;
        Ok(case.map(|case| (case, message)))
    }

    /// Writes down what the public sees of a comment since an instant, unless something later is known.
    async fn seen_as(
        &self,
        case: &Case,
        mut message: StoredMessage,
        act: Act,
        at: Timestamp,
    ) -> Result<Committed, AppError> {
        // Our own doing, told back to us: its settlement tells who asked for it.
        let ours = case.moderation.of(&message.external_id).is_some_and(|pending| pending.act == act);
        let was_hidden = message.marks.hidden;
        if ours || !message.marks.told(act == Act::Hide, at) {
            return Ok(Committed::Done);
        }
        let done = PendingAct::accept(act, &message.external_id, NATIVE, None, self.clock.now());
        let log = (message.marks.hidden != was_hidden).then(|| entry(&done, Ok(()), done.accepted_at));
        let mut case = case.clone();
        case.touch(false);
        let in_case = opened_by(&case, &message.external_id).is_some();
        if in_case {
            case.opening = Some(message.clone());
        }
        let (conversation, number) = (case.conversation.clone(), case.number);
        let commit = Commit {
            case: Some((&case, CaseWrite::Replace)),
            revised: (!in_case).then_some((conversation.as_str(), number, &message)).into_iter().collect(),
            log: log.as_ref(),
            ..Commit::default()
        };
        Ok(self.store.commit(&commit).await?)
    }
}
