//! Acts on messages: accepted with the case, carried out by the relay, settled into the message.
//!
//! Owns roles and the order of effects. Must not hold a rule about what is possible where
//! (`domain::moderation`). Each step is one conditional write; an act whose outcome is unknown is asked
//! for again, because the platforms do none of these twice.

use super::access::Access;
use super::actions::{ActionError, expect_seen, permit};
use super::answers::Logged;
use super::identity::{Identity, Permission};
use super::inboxes::Gate;
use super::own::answer_of;
use super::triage::opened_by;
use super::{App, AppError, TRIES};
use crate::channels::moderate::Moderation;
use crate::domain::case::{Case, Refusal, StoredMessage, sayable};
use crate::domain::length::limit;
use crate::domain::moderation::{
    Act, ActFailure, ActOutcome, ActRefusal, Deed, FailedAct, PendingAct, edited, edits_in_place,
};
use crate::domain::records::LogEntry;
use crate::domain::send_reasons::{RefusalCode, UnknownCode};
use crate::domain::sends::Send;
use crate::store::commit::{CaseWrite, Commit, Committed, Superseded};
use crate::store::keys::Key;
use jiff::Timestamp;

/// What a person asks for.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What to do.
    pub act: Act,
    /// The version of the case they were looking at; a correction needs one.
    pub version: Option<u64>,
    /// A correction: the new text.
    pub text: Option<String>,
}

impl App {
    /// Accepts an act on a message of a case, or says why not. The same act on its way already: the case as
    /// it stands.
    pub async fn moderate(&self, who: &Identity, id: &str, message: &str, ask: &Ask) -> Result<Case, ActionError> {
        permit(who, Permission::Work)?;
        for _ in 0..TRIES {
            let mut case = self.load(id).await?;
            case.here_or_elsewhere()?;
            let found = self.message_in(&case, message).await?.ok_or(ActRefusal::UnknownMessage)?;
            let now = self.clock.now();
            let on_its_way = case.moderation.of(message);
            let on_its_way = on_its_way.is_some_and(|pending| (pending.act, &pending.text) == (ask.act, &ask.text));
            if !on_its_way {
                case.can(ask.act, &found)?;
            }
            may_act(who, &case, &found, ask.act)?;
            if on_its_way {
                return Ok(case);
            }
            expect_version(&case, ask)?;
            match ask.act {
                Act::Correct => {
                    correct(&mut case, &found, ask, who, now)?;
                    if !case.public {
                        // One more message, and the platform may no longer take any.
                        let text = ask.text.as_deref().unwrap_or_default();
                        self.permit_reply(&case, text).map_err(ActionError::NotPermitted)?;
                    }
                }
                _ => case.moderation.pending.push(PendingAct::accept(ask.act, message, &who.id, None, now)),
            }
            if self.replace(&mut case).await? == Committed::Done {
                self.schedule(&case).await?;
                return Ok(case);
            }
        }
        Err(AppError::Contended.into())
    }

    /// One message of a case.
    pub(super) async fn message_in(&self, case: &Case, external_id: &str) -> Result<Option<StoredMessage>, AppError> {
        if opened_by(case, external_id).is_some() {
            return Ok(case.opening.clone());
        }
        let found = self.store.message(&case.conversation, external_id).await?;
        Ok(found.filter(|(number, _)| *number == case.number).map(|(_, message)| message))
    }

    /// Does the act that is due, if one is; the relay calls this when no send is due.
    pub(super) async fn carry_out(&self, mut case: Case, now: Timestamp) -> Result<(), AppError> {
        for _ in 0..TRIES {
            let Some(due) = case.moderation.due(now).cloned() else { return self.schedule(&case).await };
            let leased = case.moderation.find_mut(&due).is_some_and(|act| act.lease(now));
            if !leased {
                return self.settle_act(&case, &due, ActOutcome::Unclear(UnknownCode::LeaseExpired)).await;
            }
            if self.replace(&mut case).await? == Committed::Done {
                return self.ask_platform(&case, &due, now).await;
            }
            let Some(again) = self.store.case(&case.conversation, case.number).await? else { return Ok(()) };
            case = again;
        }
        Err(AppError::Contended)
    }

    /// Asks the platform for an act whose lease we hold.
    async fn ask_platform(&self, case: &Case, due: &PendingAct, now: Timestamp) -> Result<(), AppError> {
        let message = self.message_in(case, &due.message).await?;
        let Some(message) = message.filter(|message| !message.deleted || due.act == Act::Delete) else {
            return self.settle_act(case, due, ActOutcome::Refused(RefusalCode::PostGone)).await;
        };
        let deed = due.act.deed(case.channel);
        let asked = Moderation {
            channel: case.channel,
            inbox: case.inbox.clone(),
            id: message.platform_id().to_owned(),
            deed,
            text: due.text.clone().filter(|_| deed == Deed::Edit),
        };
        let outcome = self.do_it(&asked, now).await?;
        if let ActOutcome::Refused(code) = outcome
            && code.stops_the_inbox()
        {
            self.stop_inbox(case.channel, &case.inbox, code).await?;
        }
        self.settle_act(case, due, outcome).await
    }

    /// Asks, unless the inbox is stopped; once more when the platform refused a token that can be renewed: then
    /// it has done nothing.
    async fn do_it(&self, asked: &Moderation, now: Timestamp) -> Result<ActOutcome, AppError> {
        let (platforms, renewals) = match self.gate_of_inbox(asked.channel, &asked.inbox).await? {
            Gate::Open { platforms, renewals } => (platforms, renewals),
            Gate::Held(at, _) => return Ok(ActOutcome::NotTaken(at)),
            Gate::Refused(code) => return Ok(ActOutcome::Refused(code)),
        };
        let outcome = platforms.moderate(asked, now).await;
        if outcome != ActOutcome::Refused(RefusalCode::TokenRevoked) || renewals.is_none() {
            return Ok(outcome);
        }
        Ok(match self.access(asked.channel, &asked.inbox, renewals).await? {
            Access::Ready { platforms, .. } => platforms.moderate(asked, now).await,
            Access::Later(at) => ActOutcome::NotTaken(at),
            Access::Refused => outcome,
        })
    }

    /// Writes down what became of an act, whoever brings the news.
    async fn settle_act(&self, case: &Case, pending: &PendingAct, outcome: ActOutcome) -> Result<(), AppError> {
        for _ in 0..TRIES {
            let Some(mut case) = self.store.case(&case.conversation, case.number).await? else { return Ok(()) };
            let now = self.clock.now();
            let Some(act) = case.moderation.find_mut(pending) else { return Ok(()) };
            let ended = act.settle(outcome, now);
            let committed = match ended {
                None => self.replace(&mut case).await?,
                Some(ended) => {
                    case.moderation.pending.retain(|other| !other.is(pending));
                    self.end_act(&mut case, pending, ended, now).await?
                }
            };
            if committed == Committed::Done {
                return self.schedule(&case).await;
            }
        }
        Err(AppError::Contended)
    }

    async fn end_act(
        &self,
        case: &mut Case,
        pending: &PendingAct,
        ended: Result<(), ActFailure>,
        now: Timestamp,
    ) -> Result<Committed, AppError> {
        let Some(mut message) = self.message_in(case, &pending.message).await? else {
            return self.replace(case).await;
        };
        let log = entry(pending, ended, now);
        let old = message.clone();
        let mut beside = Beside::default();
        match ended {
            Err(why) => message.marks.failed = Some(FailedAct { act: pending.act, why }),
            Ok(()) => {
                message.marks.failed = None;
                mark(&mut message, pending);
                beside = self.consequences(case, &old, &mut message, pending, now).await?;
            }
        }
        case.touch(ended.is_ok() && matches!(pending.act, Act::Delete | Act::Correct));
        let in_case = opened_by(case, &message.external_id).is_some();
        if in_case {
            case.opening = Some(message.clone());
        }
        let conversation = case.conversation.clone();
        let number = case.number;
        let commit = Commit {
            case: Some((case, CaseWrite::Replace)),
            revised: (!in_case).then_some((conversation.as_str(), number, &message)).into_iter().collect(),
            messages: beside.edited.iter().map(|edited| (conversation.as_str(), number, edited)).collect(),
            answers: beside.logged.iter().map(|logged| &logged.answer).collect(),
            superseded: beside.withdrawn.as_ref().map(|key| Superseded {
                key,
                by: beside.edited.as_ref().map(|edited| edited.external_id.as_str()),
                at: now,
            }),
            log: Some(&log),
            ..beside.logged.as_ref().map(Logged::commit).unwrap_or_default()
        };
        let committed = self.store.commit(&commit).await?;
        if committed == Committed::Done {
            self.answer_written(beside.logged.as_ref()).await?;
        }
        Ok(committed)
    }

    /// What an act that came to pass brings with it: an answer that no longer stands, one in its place.
    async fn consequences(
        &self,
        case: &mut Case,
        old: &StoredMessage,
        message: &mut StoredMessage,
        pending: &PendingAct,
        now: Timestamp,
    ) -> Result<Beside, AppError> {
        let mut beside = Beside::default();
        if !matches!(pending.act, Act::Delete | Act::Correct) {
            return Ok(beside);
        }
        beside.withdrawn = self.answer_key(old).await?;
        let Some(text) = pending.text.as_deref().filter(|_| pending.act == Act::Correct) else { return Ok(beside) };
        if edits_in_place(case.channel) {
            let edited = edited(old, pending, now);
            message.marks.superseded_by = Some(edited.external_id.clone());
            beside.logged = self.judged(answer_of(&edited, case.channel, &case.id())).await?;
            beside.edited = Some(edited);
        } else {
            // Deleted first: the wrong words never stand beside the right ones.
            message.marks.deleted_by = Some(pending.by.clone());
            case.send_correction(old, text, &pending.by, now);
        }
        Ok(beside)
    }

    /// What the send of a correction changes beside itself: the old message and the old answer.
    pub(super) async fn supersede(&self, case: &mut Case, send: &Send, by: &str) -> Result<Corrected, AppError> {
        let Some(old) = &send.supersedes else { return Ok(Corrected::default()) };
        let Some(mut message) = self.message_in(case, old).await? else { return Ok(Corrected::default()) };
        let answer = self.answer_key(&message).await?;
        message.marks.superseded_by = Some(by.to_owned());
        message.marks.corrected_by = Some(send.by.clone());
        if opened_by(case, old).is_some() {
            case.opening = Some(message);
            return Ok(Corrected { row: None, answer });
        }
        Ok(Corrected { row: Some(message), answer })
    }
}

/// What is written beside the message an act was about.
#[derive(Default)]
struct Beside {
    withdrawn: Option<Key>,
    edited: Option<StoredMessage>,
    logged: Option<Logged>,
}

/// What a sent correction changes beside itself.
#[derive(Default)]
pub(super) struct Corrected {
    /// The old message, when it has a row of its own.
    pub(super) row: Option<StoredMessage>,
    /// The old answer.
    pub(super) answer: Option<Key>,
}

/// Whoever holds the case, anybody while nobody does, and those who may act on other people's cases; and
/// what somebody else wrote is not deleted or corrected without that right.
fn may_act(who: &Identity, case: &Case, message: &StoredMessage, act: Act) -> Result<(), ActionError> {
    if who.role.may(Permission::Reassign) {
        return Ok(());
    }
    if let Some(holder) = case.assignee.as_ref().filter(|holder| **holder != who.id) {
        return Err(Refusal::Held { holder: holder.clone() }.into());
    }
    let own_words = message.author.as_ref() == Some(&who.id);
    match act {
        Act::Delete | Act::Correct if !own_words => Err(Refusal::NotYours.into()),
        _ => Ok(()),
    }
}

/// A correction is judged by what its writer had seen, like a reply; other acts by the very version, if given.
fn expect_version(case: &Case, ask: &Ask) -> Result<(), ActionError> {
    match (ask.act, ask.version) {
        (Act::Correct, Some(version)) => expect_seen(case, version),
        (_, None) => Ok(()),
        (_, Some(version)) if version != case.version => Err(ActionError::Version { version: case.version }),
        _ => Ok(()),
    }
}

/// In public the old text is changed or deleted first; in private the correction is one more message.
fn correct(case: &mut Case, old: &StoredMessage, ask: &Ask, who: &Identity, now: Timestamp) -> Result<(), ActionError> {
    let text = sayable(ask.text.as_deref().unwrap_or_default())?;
    if limit(case.channel, case.public).is_some_and(|limit| limit.used(text) > limit.most) {
        return Err(ActRefusal::TooLong.into());
    }
    if text == old.text {
        return Err(ActRefusal::AlreadySo.into());
    }
    if case.public {
        let pending = PendingAct::accept(Act::Correct, &old.external_id, &who.id, Some(text.to_owned()), now);
        case.moderation.pending.push(pending);
    } else {
        case.send_correction(old, text, &who.id, now);
    }
    Ok(())
}

/// The message as an act that came to pass leaves it.
fn mark(message: &mut StoredMessage, done: &PendingAct) {
    let marks = &mut message.marks;
    match done.act {
        Act::Hide | Act::Show => marks.did(done.act == Act::Hide, done.accepted_at),
        Act::Like => marks.liked = true,
        Act::Unlike => marks.liked = false,
        Act::Delete => marks.deleted_by = Some(done.by.clone()),
        Act::Correct => marks.corrected_by = Some(done.by.clone()),
    }
}

/// The trace of an act; the text of a correction that did not come to pass is kept in it.
pub(super) fn entry(pending: &PendingAct, ended: Result<(), ActFailure>, at: Timestamp) -> LogEntry {
    LogEntry {
        at,
        by: pending.by.clone(),
        action: pending.act.log_word(ended.is_ok()),
        about: pending.message.clone(),
        since_at: None,
        text: pending.text.clone().filter(|_| ended.is_err()).unwrap_or_default(),
    }
}
