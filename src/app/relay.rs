//! A send on its way: lease, transmit, outcome; look-ups when nobody knows.
//!
//! Each step is one conditional write. The outcome, the message row and the answer row are one
//! transaction: nothing is sent without being in the answer log. Nothing is repeated blindly.

use super::answers::Logged;
use super::own::{answer_of, withdrawal_entry};
use super::{App, AppError, TRIES};
use crate::channels::send::{LookUp, Outgoing, SendOutcome};
use crate::domain::case::{Case, Direction, StoredMessage};
use crate::domain::ids;
use crate::domain::message::Kind;
use crate::domain::moderation::Marks;
use crate::domain::send_reasons::UnknownCode;
use crate::domain::sends::{self, Duty, Send, SendReason, SendState};
use crate::store::cases::Conversation;
use crate::store::commit::{CaseWrite, Commit, Committed, Superseded};
use jiff::Timestamp;

impl App {
    /// Does what is due for the send whose turn it is; if nothing is, for the acts on messages.
    pub async fn relay(&self, conversation: &str, number: u32) -> Result<(), AppError> {
        for _ in 0..TRIES {
            let Some(mut case) = self.store.case(conversation, number).await? else { return Ok(()) };
            let now = self.clock.now();
            let Some(send) = sends::current(&case.sends).cloned() else {
                return self.carry_out(case, now).await;
            };
            let Some(duty) = send.duty(now) else { return self.carry_out(case, now).await };
            match duty {
                Duty::Transmit => {
                    change(&mut case, &send.id, |send| send.lease(now));
                    if self.replace(&mut case).await? == Committed::Done {
                        let outgoing = outgoing(&case, &send);
                        let outcome = self.platforms.send(&outgoing, now).await;
                        return self.outcome(&case, &send, outcome).await;
                    }
                }
                Duty::LeaseExpired => {
                    change(&mut case, &send.id, |send| send.unclear(UnknownCode::LeaseExpired, now));
                    if self.replace(&mut case).await? == Committed::Done {
                        return self.schedule(&case).await;
                    }
                }
                Duty::LookUp => return self.look_up(&case, &send, now).await,
            }
        }
        Err(AppError::Contended)
    }

    async fn outcome(&self, case: &Case, send: &Send, outcome: SendOutcome) -> Result<(), AppError> {
        let now = self.clock.now();
        match outcome {
            SendOutcome::Sent { external_id, at } => {
                let at = at.unwrap_or(now).min(now);
                self.settle_sent(&case.conversation, case.number, &send.id, &external_id, at, None).await
            }
            SendOutcome::Refused { code, .. } => {
                self.change_send(case, &send.id, |send| send.settle_refused(now, SendReason::Refused(code))).await
            }
            SendOutcome::RateLimited { retry_at } => {
                self.change_send(case, &send.id, |send| send.queue_again(retry_at, SendReason::RateLimited)).await
            }
            SendOutcome::NotSent { retry_at } => {
                self.change_send(case, &send.id, |send| send.not_left(now, retry_at)).await
            }
            SendOutcome::Unknown { code } => self.change_send(case, &send.id, |send| send.unclear(code, now)).await,
        }
    }

    async fn look_up(&self, case: &Case, send: &Send, now: Timestamp) -> Result<(), AppError> {
        let known = self.store.conversation(&case.conversation).await?;
        let ours = known.messages.into_iter().filter(|(_, message)| message.direction == Direction::Out);
        let known_ids = ours.map(|(_, message)| message.external_id).collect();
        let wanted = Outgoing { known_ids, ..outgoing(case, send) };
        match self.platforms.look_up(&wanted, send.accepted_at, now).await {
            LookUp::Found { external_id, at } => {
                let at = at.unwrap_or(now).min(now);
                let why = Some(SendReason::FoundOnPlatform);
                self.settle_sent(&case.conversation, case.number, &send.id, &external_id, at, why).await
            }
            LookUp::NotFound => self.change_unknown(case, &send.id, |send| send.not_found(now)).await,
            LookUp::Unavailable => self.change_unknown(case, &send.id, |send| send.not_answered(now)).await,
        }
    }

    /// Changes a send that this relay holds, unless its story has gone on meanwhile.
    async fn change_send(&self, case: &Case, id: &str, how: impl Fn(&mut Send)) -> Result<(), AppError> {
        self.change_in(case, id, SendState::Sending, how).await
    }

    async fn change_unknown(&self, case: &Case, id: &str, how: impl Fn(&mut Send)) -> Result<(), AppError> {
        self.change_in(case, id, SendState::Unknown, how).await
    }

    async fn change_in(&self, case: &Case, id: &str, from: SendState, how: impl Fn(&mut Send)) -> Result<(), AppError> {
        for _ in 0..TRIES {
            let Some(mut case) = self.store.case(&case.conversation, case.number).await? else { return Ok(()) };
            if case.send(id).is_none_or(|send| send.state != from) {
                return Ok(());
            }
            change(&mut case, id, &how);
            if self.replace(&mut case).await? == Committed::Done {
                return self.schedule(&case).await;
            }
        }
        Err(AppError::Contended)
    }

    /// The platform has it: outcome, message and answer in one write, whoever brings the news.
    pub(super) async fn settle_sent(
        &self,
        conversation: &str,
        number: u32,
        id: &str,
        external_id: &str,
        at: Timestamp,
        why: Option<SendReason>,
    ) -> Result<(), AppError> {
        for _ in 0..TRIES {
            let Some(mut case) = self.store.case(conversation, number).await? else { return Ok(()) };
            let Some(send) = case.send(id).filter(|send| send.state != SendState::Sent).cloned() else {
                return Ok(());
            };
            // Read only when needed: a row of that id is there when its echo was taken for a native answer.
            let already = self.store.message(conversation, external_id).await?.is_some();
            let known = match case.clocks.is_late(at) {
                true => self.store.conversation(conversation).await?,
                false => Conversation::default(),
            };
            let now = self.clock.now();
            let message = sent_message(&case, &send, external_id, at);
            let before = case.clocks.clone();
            change(&mut case, id, |send| send.settle_sent(external_id, now, why.clone()));
            if !already {
                self.count_answer(&mut case, &message, &known).await;
            }
            case.touch(true);
            let corrected = self.supersede(&mut case, &send, external_id).await?;
            let logged = self.judged(answer_of(&message, case.channel, &case.id()).filter(|_| !already)).await?;
            let withdrawn = self.withdrawn(&case, &before).await?;
            let log = withdrawal_entry(&withdrawn, now);
            let messages = if already { Vec::new() } else { vec![(conversation, number, &message)] };
            let commit = Commit {
                case: Some((&case, CaseWrite::Replace)),
                messages,
                revised: corrected.row.as_ref().map(|row| (conversation, number, row)),
                superseded: corrected.answer.as_ref().map(|key| Superseded { key, by: Some(external_id), at: now }),
                answers: logged.iter().map(|logged| &logged.answer).collect(),
                log: log.as_ref(),
                withdrawn: withdrawn.iter().map(|key| (key, now)).collect(),
                ..logged.as_ref().map(Logged::commit).unwrap_or_default()
            };
            if self.store.commit(&commit).await? == Committed::Done {
                self.schedule(&case).await?;
                return self.answer_written(logged.as_ref()).await;
            }
        }
        Err(AppError::Contended)
    }

    /// Writes a case back at its version; nothing the contact could see has changed.
    pub(super) async fn replace(&self, case: &mut Case) -> Result<Committed, AppError> {
        case.touch(false);
        let commit = Commit { case: Some((case, CaseWrite::Replace)), ..Commit::default() };
        Ok(self.store.commit(&commit).await?)
    }
}

fn change(case: &mut Case, id: &str, how: impl FnOnce(&mut Send)) {
    if let Some(send) = case.send_mut(id) {
        how(send);
    }
}

fn outgoing(case: &Case, send: &Send) -> Outgoing {
    Outgoing {
        channel: case.channel,
        inbox: case.inbox.clone(),
        public: case.public,
        contact: case.contact.id.clone(),
        reply_to: send.reply_to.clone(),
        text: send.text.clone().unwrap_or_default(),
        send_id: ids::send_reference(&case.id(), &send.id),
        last_heard_at: case.heard_at,
        known_ids: Vec::new(),
    }
}

fn sent_message(case: &Case, send: &Send, external_id: &str, at: Timestamp) -> StoredMessage {
    StoredMessage {
        external_id: external_id.to_owned(),
        kind: if case.public { Kind::Reply } else { Kind::DirectMessage },
        direction: Direction::Out,
        at,
        received_at: None,
        text: send.text.clone().unwrap_or_default(),
        display: None,
        author: Some(send.by.clone()),
        thread: None,
        in_reply_to: send.reply_to.clone(),
        attachments: Vec::new(),
        topic: Some(case.classification.topic.clone()),
        counts: true,
        deleted: false,
        revision: 0,
        future_dated: false,
        marks: Marks { supersedes: send.supersedes.clone(), ..Marks::default() },
    }
}
