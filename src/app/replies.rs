//! Answers on their way: accepting one, taking it back, saying what became of it.
//!
//! Owns that an answer handed in twice leaves once. Must not decide what a platform takes (`domain::permission`).

use super::actions::{ActionError, expect_seen, permit};
use super::identity::{Identity, Permission};
use super::{App, AppError, TRIES};
use crate::domain::assignment::Standing;
use crate::domain::case::{Case, Draft, Refusal};
use crate::domain::sends::{self, Send, SendReason, SendState};
use crate::store::commit::{CaseWrite, Commit, Committed};
use jiff::SignedDuration;

/// How long an answer can be undone unless the writer says otherwise.
pub const UNDO: SignedDuration = SignedDuration::from_secs(10);
/// The longest undo time.
pub const LONGEST_UNDO: SignedDuration = SignedDuration::from_mins(10);

/// An answer to be sent.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    /// What to say.
    pub text: String,
    /// The version of the case the writer was looking at.
    pub version: u64,
    /// How long it can be undone.
    pub undo: SignedDuration,
    /// Whether a public message is to be answered privately.
    pub private: bool,
    /// Whether a private answer that is too long may leave in parts.
    pub split: bool,
    /// What the writer's tool calls it: handed in again under the same key it is the same answer.
    pub key: Option<String>,
}

impl Reply {
    fn draft(&self) -> Draft<'_> {
        let key = self.key.as_deref();
        Draft { text: &self.text, private: self.private, split: self.split, undo: self.undo, key }
    }
}

impl App {
    /// Accepts an answer; it leaves when its undo time is over. One send, or one for each part of it.
    pub async fn reply(&self, who: &Identity, id: &str, reply: &Reply) -> Result<(Case, Vec<Send>), ActionError> {
        self.reply_with(who, id, reply, &[]).await
    }

    /// The same with pictures, by the ids they were taken under.
    pub async fn reply_with(
        &self,
        who: &Identity,
        id: &str,
        reply: &Reply,
        pictures: &[String],
    ) -> Result<(Case, Vec<Send>), ActionError> {
        permit(who, Permission::Work)?;
        if reply.undo > LONGEST_UNDO {
            return Err(Refusal::UndoTooLong { most: LONGEST_UNDO }.into());
        }
        let pictures = self.pictures(&self.load(id).await?, pictures).await?;
        for _ in 0..TRIES {
            let mut case = self.load(id).await?;
            if let Some(known) = case.accepted_before(&who.id, &reply.draft()) {
                return Ok((case, known));
            }
            case.here_or_elsewhere()?;
            expect_seen(&case, reply.version)?;
            let (now, standing) = (self.clock.now(), Standing::of(&case));
            let mut sends = case.reply(&who.id, &reply.draft(), now)?;
            self.permit_reply(&case, &reply.text).map_err(ActionError::NotPermitted)?;
            case.clocks.act(now);
            case.give_pictures(&mut sends, pictures.clone());
            let agents = self.follow(&standing, &mut case, Some(&who.id)).await?;
            case.touch(false);
            let commit = Commit {
                case: Some((&case, CaseWrite::Replace)),
                agents: agents.iter().collect(),
                ..Commit::default()
            };
            if self.store.commit(&commit).await? == Committed::Done {
                self.schedule(&case).await?;
                self.schedule_agents(&agents).await?;
                return Ok((case, sends));
            }
        }
        Err(AppError::Contended.into())
    }

    /// Takes back an answer that has not left.
    pub async fn undo(&self, who: &Identity, id: &str, send: &str) -> Result<Case, ActionError> {
        permit(who, Permission::Work)?;
        for _ in 0..TRIES {
            let mut case = self.load(id).await?;
            let undone = case.undo(send)?;
            if undone.by != who.id && !who.role.may(Permission::Reassign) {
                return Err(Refusal::NotYours.into());
            }
            if self.record(&mut case, who, "undo", send, undone.text.unwrap_or_default()).await? {
                return Ok(case);
            }
        }
        Err(AppError::Contended.into())
    }

    /// A person says what became of a send nobody knows about.
    pub async fn settle(&self, who: &Identity, id: &str, send: &str, was_sent: bool) -> Result<Case, ActionError> {
        permit(who, Permission::Work)?;
        for _ in 0..TRIES {
            let mut case = self.load(id).await?;
            let found = case.send(send).ok_or(Refusal::UnknownSend)?.clone();
            if found.state != SendState::Unknown {
                return Err(Refusal::SendGone(found.state).into());
            }
            let now = self.clock.now();
            if was_sent {
                // No id of the platform is known: the send's own reference stands for it.
                let external_id = crate::domain::ids::send_reference(&case.id(), send);
                let why = Some(SendReason::SettledSent);
                Box::pin(self.settle_sent(&case.conversation, case.number, send, &external_id, now, why)).await?;
                return self.load(id).await;
            }
            if let Some(send) = case.send_mut(send) {
                send.settle_refused(now, SendReason::SettledNotSent);
            }
            sends::refuse_parts_behind(&mut case.sends, now);
            if self.record(&mut case, who, "settle_not_sent", send, String::new()).await? {
                return Ok(case);
            }
        }
        Err(AppError::Contended.into())
    }
}
