//! A send on its way: lease, transmit, outcome; look-ups when nobody knows.
//!
//! Each step is one conditional write. The outcome, the message row and the answer row are one
//! transaction: nothing is sent without being in the answer log. Nothing is repeated blindly. Whether an inbox
//! may send at all is asked before the lease (`inboxes`).

use super::access::Access;
use super::answers::Logged;
use super::inboxes::Gate;
use super::own::{answer_of, withdrawal_entry};
use super::{App, AppError, TRIES};
use crate::channels::send::{LookUp, Outgoing, Platforms, SendOutcome, can_look_up};
use crate::domain::assignment::Standing;
use crate::domain::attachment::Copied;
use crate::domain::case::{Case, Direction, StoredMessage};
use crate::domain::ids;
use crate::domain::message::{Attachment, Kind};
use crate::domain::moderation::Marks;
use crate::domain::send_reasons::{RefusalCode, UnknownCode};
use crate::domain::sends::{self, Duty, Send, SendReason, SendState};
use crate::store::cases::Conversation;
use crate::store::commit::{CaseWrite, Commit, Committed, Superseded};
use jiff::{SignedDuration, Timestamp};

/// When to try again what the platform refused with a token that could not be renewed just then.
const SOON: SignedDuration = SignedDuration::from_secs(30);

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
                Duty::Transmit if self.asker_deleted(&case, &send).await? => {
                    case.refuse_answers_to(send.reply_to.as_deref().unwrap_or_default(), now);
                    if self.replace(&mut case).await? == Committed::Done {
                        return self.schedule(&case).await;
                    }
                }
                Duty::Transmit => {
                    let gate = self.gate(&case, &send, now).await?;
                    change(&mut case, &send.id, |send| match &gate {
                        Gate::Open { .. } => send.lease(now),
                        Gate::Held(at, why) => send.queue_again(*at, why.clone()),
                        Gate::Refused(code) => send.settle_refused(now, SendReason::Refused(*code)),
                    });
                    if self.replace(&mut case).await? == Committed::Done {
                        let Gate::Open { platforms, renewals } = gate else { return self.schedule(&case).await };
                        let outcome = self.transmit(&outgoing(&case, &send), &send, &platforms, renewals, now).await;
                        return self.outcome(&case, &send, outcome).await;
                    }
                }
                Duty::LeaseExpired => {
                    let askable = can_look_up(case.channel, send.private);
                    change(&mut case, &send.id, |send| send.unclear(UnknownCode::LeaseExpired, askable, now));
                    if self.replace(&mut case).await? == Committed::Done {
                        return self.schedule(&case).await;
                    }
                }
                Duty::LookUp => return self.look_up(&case, &send, now).await,
            }
        }
        Err(AppError::Contended)
    }

    /// Whether the public message it answers was taken back, as far as we have heard.
    async fn asker_deleted(&self, case: &Case, send: &Send) -> Result<bool, AppError> {
        let Some(asked) = send.reply_to.as_deref().filter(|_| case.public) else { return Ok(false) };
        Ok(self.message_in(case, asked).await?.is_some_and(|message| message.deleted))
    }

    /// Sends it; once more when the platform refused a token that can be renewed: then it has taken nothing.
    async fn transmit(
        &self,
        outgoing: &Outgoing,
        send: &Send,
        platforms: &Platforms,
        renewals: Option<u64>,
        now: Timestamp,
    ) -> SendOutcome {
        let pictures = match self.pictures_of(send, now).await {
            Ok(pictures) => pictures,
            Err(outcome) => return outcome,
        };
        let outcome = platforms.send_with(outgoing, &pictures, now).await;
        let revoked = matches!(outcome, SendOutcome::Refused { code: RefusalCode::TokenRevoked, .. });
        if !revoked || renewals.is_none() {
            return outcome;
        }
        match self.access(outgoing.channel, &outgoing.inbox, renewals).await {
            Ok(Access::Ready { platforms, .. }) => platforms.send_with(outgoing, &pictures, now).await,
            Ok(Access::Later(retry_at)) => SendOutcome::NotSent { retry_at },
            Ok(Access::Refused) => outcome,
            Err(error) => {
                tracing::warn!(%error, "a refused access could not be renewed");
                SendOutcome::NotSent { retry_at: now.checked_add(SOON).unwrap_or(now) }
            }
        }
    }

    async fn outcome(&self, case: &Case, send: &Send, outcome: SendOutcome) -> Result<(), AppError> {
        let now = self.clock.now();
        match outcome {
            SendOutcome::Sent { external_id, at } => {
                let at = at.unwrap_or(now).min(now);
                Box::pin(self.settle_sent(&case.conversation, case.number, &send.id, &external_id, at, None)).await
            }
            SendOutcome::Refused { code, .. } => {
                if code.stops_the_inbox() {
                    self.stop_inbox(case.channel, &case.inbox, code).await?;
                }
                self.change_send(case, &send.id, |send| send.settle_refused(now, SendReason::Refused(code))).await
            }
            SendOutcome::RateLimited { retry_at } => {
                let retry_at = self.pause(case, retry_at).await?;
                self.change_send(case, &send.id, |send| send.queue_again(retry_at, SendReason::RateLimited)).await
            }
            SendOutcome::NotSent { retry_at } => {
                self.change_send(case, &send.id, |send| send.not_left(now, retry_at)).await
            }
            SendOutcome::Unknown { code } => {
                let askable = can_look_up(case.channel, send.private);
                self.change_send(case, &send.id, |send| send.unclear(code, askable, now)).await
            }
        }
    }

    async fn look_up(&self, case: &Case, send: &Send, now: Timestamp) -> Result<(), AppError> {
        if !can_look_up(case.channel, send.private) {
            return self.change_unknown(case, &send.id, |send| send.not_told(now)).await;
        }
        let known = self.store.conversation(&case.conversation).await?;
        let ours = known.messages.into_iter().filter(|(_, message)| message.direction == Direction::Out);
        let known_ids = ours.map(|(_, message)| message.external_id).collect();
        let wanted = Outgoing { known_ids, ..outgoing(case, send) };
        let seen = match self.reading(case.channel, &case.inbox).await? {
            Some(platforms) => platforms.look_up(&wanted, send.accepted_at, now).await,
            None => LookUp::Unavailable,
        };
        match seen {
            LookUp::Found { external_id, at } => {
                let at = at.unwrap_or(now).min(now);
                let why = Some(SendReason::FoundOnPlatform);
                Box::pin(self.settle_sent(&case.conversation, case.number, &send.id, &external_id, at, why)).await
            }
            LookUp::NotFound => self.change_unknown(case, &send.id, |send| send.not_found(now)).await,
            LookUp::RateLimited { retry_at } => {
                self.change_unknown(case, &send.id, |send| send.look_again(now, retry_at)).await
            }
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
            sends::refuse_parts_behind(&mut case.sends, self.clock.now());
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
            let Some(send) = case.send(id).filter(|send| send.may_still_be_sent()).cloned() else {
                return Ok(());
            };
            // Read only when needed: a row of that id is there when its echo was taken for a native answer.
            let already = self.store.message(conversation, external_id).await?.is_some();
            let known = match !case.is_latest(at) {
                true => self.store.conversation(conversation).await?,
                false => Conversation::default(),
            };
            let now = self.clock.now();
            let message = sent_message(&case, &send, external_id, at);
            let (before, standing) = (case.clocks.clone(), Standing::of(&case));
            change(&mut case, id, |send| send.settle_sent(external_id, now, why.clone()));
            if !already {
                self.count_answer(&mut case, &message, &known).await;
            }
            let agents = self.follow(&standing, &mut case, None).await?;
            case.touch(true);
            let corrected = self.supersede(&mut case, &send, external_id).await?;
            let logged = self.judged(answer_of(&message, case.channel, &case.id()).filter(|_| !already)).await?;
            let withdrawn = self.withdrawn(&case, &before).await?;
            let log = withdrawal_entry(&withdrawn, now);
            let messages = if already { Vec::new() } else { vec![(conversation, number, &message)] };
            let commit = Commit {
                case: Some((&case, CaseWrite::Replace)),
                messages,
                revised: corrected.row.as_ref().map(|row| (conversation, number, row)).into_iter().collect(),
                superseded: corrected.answer.as_ref().map(|key| Superseded { key, by: Some(external_id), at: now }),
                answers: logged.iter().map(|logged| &logged.answer).collect(),
                log: log.as_ref(),
                agents: agents.iter().collect(),
                withdrawn: withdrawn.iter().map(|key| (key, now)).collect(),
                ..logged.as_ref().map(Logged::commit).unwrap_or_default()
            };
            if self.store.commit(&commit).await? == Committed::Done {
                self.leave_lead_to(&case, external_id, send.private).await?;
                self.schedule(&case).await?;
                self.schedule_agents(&agents).await?;
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
        public: case.public && !send.private,
        private: send.private,
        contact: case.address().to_owned(),
        reply_to: send.reply_to.clone(),
        text: send.text.clone().unwrap_or_default(),
        send_id: ids::send_reference(&case.id(), &send.id),
        last_heard_at: case.last_act_at(),
        known_ids: Vec::new(),
    }
}

fn sent_message(case: &Case, send: &Send, external_id: &str, at: Timestamp) -> StoredMessage {
    StoredMessage {
        external_id: external_id.to_owned(),
        kind: if case.public && !send.private { Kind::Reply } else { Kind::DirectMessage },
        direction: Direction::Out,
        at,
        received_at: None,
        text: send.text.clone().unwrap_or_default(),
        display: None,
        author: Some(send.by.clone()),
        signed: None,
        written_as: None,
        thread: None,
        in_reply_to: send.reply_to.clone(),
        attachments: send.pictures.iter().map(|_| Attachment { kind: "image".to_owned(), url: None }).collect(),
        copies: send.pictures.iter().cloned().map(Copied::Kept).collect(),
        language: None,
        // A picture alone says nothing that could be compared.
        topic: Some(case.classification.topic.clone()).filter(|_| send.text.as_deref() != Some("")),
        counts: true,
        deleted: false,
        revision: 0,
        edited_at: None,
        moves: None,
        future_dated: false,
        unsummoned: false,
        private: send.private,
        undelivered: None,
        marks: Marks { supersedes: send.supersedes.clone(), ..Marks::default() },
    }
}
