//! Accepting an answer and taking it back: in one piece or in parts, in public or in private.
//!
//! Owns what makes a text a send of its case. Must not know whether a platform would take it today.

use super::{Case, Refusal};
use crate::domain::length::{self, Limit, split};
use crate::domain::message::Channel;
use crate::domain::permission::PRIVATE_REPLY_TIME;
use crate::domain::sends::{Send, SendReason, SendState, refuse_parts_behind};
use jiff::{SignedDuration, Timestamp};

/// How many parts one answer may have.
const MOST_PARTS: usize = 10;
/// How long an answer in parts may be, in bytes: all of it waits in the case's row.
const LONGEST_IN_PARTS: usize = 64 * 1024;

/// An answer as it is handed in.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    /// What to say.
    pub text: &'a str,
    /// Whether a public message is to be answered privately.
    pub private: bool,
    /// Whether a text that is too long may leave in parts.
    pub split: bool,
    /// How long it can be undone.
    pub undo: SignedDuration,
    /// What its writer's tool calls it.
    pub key: Option<&'a str>,
}

/// The text, when it can be said: something stands in it, and nothing that nobody sees.
pub fn sayable(text: &str) -> Result<&str, Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::EmptyText);
    }
    let hidden = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t');
    if text.contains(hidden) { Err(Refusal::BadText) } else { Ok(text) }
}

impl Case {
    /// Accepts an answer: one send, or one a part. An unassigned case becomes the writer's.
    pub fn reply(&mut self, agent: &str, draft: &Draft, now: Timestamp) -> Result<Vec<Send>, Refusal> {
        sayable(draft.text)?;
        if let Some(holder) = self.assignee.as_ref().filter(|holder| *holder != agent) {
            return Err(Refusal::Held { holder: holder.clone() });
        }
        // In a private conversation every answer is private.
        let private = draft.private && self.public;
        if private && !self.can_answer_privately() {
            return Err(Refusal::NotPrivateCapable);
        }
        let parts = self.parts(draft, private)?;
        let reply_to = self.reply_target().map(str::to_owned);
        if private {
            self.permit_private(reply_to.as_deref(), now)?;
        }
        if self.assignee.is_none() && self.status != super::Status::Resolved {
            self.assign(Some(agent))?;
        }
        self.forget_old_sends();
        let mut accepted: Vec<Send> = Vec::new();
        for text in parts {
            self.send_count += 1;
            let id = format!("s{}", self.send_count);
            let after = accepted.last().map(|before| before.id.clone());
            // Further parts read on from the first; they do not quote the message again.
            let answered = reply_to.clone().filter(|_| after.is_none());
            let mut send = Send::accept(id, text, agent, now, draft.undo, answered);
            send.private = private;
            send.key = draft.key.map(str::to_owned);
            send.after = after;
            accepted.push(send);
        }
        self.sends.extend(accepted.iter().cloned());
        Ok(accepted)
    }

    /// The sends of this answer, when it was accepted before: under the same key, or the same words of the same
    /// writer that are still on their way. A double click and a request tried again are one answer.
    pub fn accepted_before(&self, agent: &str, draft: &Draft) -> Option<Vec<Send>> {
        let theirs = || self.sends.iter().filter(|send| send.by == agent);
        if let Some(key) = draft.key {
            let known: Vec<Send> = theirs().filter(|send| send.key.as_deref() == Some(key)).cloned().collect();
            if !known.is_empty() {
                return Some(known);
            }
        }
        let private = draft.private && self.public;
        let same = |send: &&Send| {
            let keys_differ = send.key.is_some() && draft.key.is_some();
            !send.is_final() && !keys_differ && send.private == private && send.text.as_deref() == Some(draft.text)
        };
        theirs().find(same).map(|send| vec![send.clone()])
    }

    /// A comment gets one private answer, within a week.
    fn permit_private(&self, comment: Option<&str>, now: Timestamp) -> Result<(), Refusal> {
        if self.private_answer_used(comment) {
            return Err(Refusal::PrivateAnswerUsed);
        }
        let until_at = self.heard_at.and_then(|heard_at| heard_at.checked_add(PRIVATE_REPLY_TIME).ok());
        if until_at.is_some_and(|until_at| now >= until_at) { Err(Refusal::PrivateAnswerLate) } else { Ok(()) }
    }

    /// Whether the one private answer to a comment was given, or is on its way.
    pub fn private_answer_used(&self, comment: Option<&str>) -> bool {
        let to_it = |send: &&Send| send.private && send.after.is_none() && send.reply_to.as_deref() == comment;
        self.sends.iter().filter(to_it).any(|send| send.state != SendState::Refused)
    }

    /// The messages a text would leave as if it left in parts; none when it fits, or cannot.
    pub fn parts_offered(&self, text: &str, private: bool) -> Vec<String> {
        let public = self.public && !private;
        match length::limit(self.channel, public) {
            Some(limit) if !public && !private && limit.used(text) > limit.most => offered(text, limit),
            _ => Vec::new(),
        }
    }

    /// Whether the channel lets a public message of this case be answered privately.
    pub fn can_answer_privately(&self) -> bool {
        self.public && matches!(self.channel, Channel::Facebook | Channel::Instagram)
    }

    /// The texts an answer leaves as. One that is too long leaves in parts only if its writer says so, in
    /// private, and where more than one message may be sent.
    fn parts(&self, draft: &Draft, private: bool) -> Result<Vec<String>, Refusal> {
        let public = self.public && !private;
        let Some(limit) = length::limit(self.channel, public) else { return Ok(vec![draft.text.to_owned()]) };
        let length = limit.used(draft.text);
        if length <= limit.most {
            return Ok(vec![draft.text.to_owned()]);
        }
        // The one private reply to a comment is one message.
        let offered = if public || private { Vec::new() } else { offered(draft.text, limit) };
        if draft.split && !offered.is_empty() {
            return Ok(offered);
        }
        Err(Refusal::TooLong { limit, length, parts: offered })
    }

    /// Takes back an answer that has not left yet, with the parts that wait behind it. The text is all of theirs.
    pub fn undo(&mut self, send: &str) -> Result<Send, Refusal> {
        let mut found = self.send(send).ok_or(Refusal::UnknownSend)?.clone();
        if found.state != SendState::Queued {
            return Err(Refusal::SendGone(found.state));
        }
        let mut gone = vec![found.id.clone()];
        let mut texts = Vec::from_iter(found.text.take());
        for other in &self.sends {
            if other.after.as_ref().is_some_and(|after| gone.contains(after)) {
                gone.push(other.id.clone());
                // A picture that follows has no words.
                texts.extend(other.text.clone().filter(|text| !text.is_empty()));
            }
        }
        self.sends.retain(|other| !gone.contains(&other.id));
        found.text = Some(texts.join("\n\n"));
        Ok(found)
    }

    /// The message these answers answer was taken back: in public there is nothing left to answer, and they stay here
    /// with their words. In private the person still reads them.
    pub fn refuse_answers_to(&mut self, message: &str, now: Timestamp) {
        if !self.public {
            return;
        }
        let waiting = |send: &&mut Send| send.state == SendState::Queued && send.reply_to.as_deref() == Some(message);
        self.sends.iter_mut().filter(waiting).for_each(|send| send.settle_refused(now, SendReason::AskerDeleted));
        refuse_parts_behind(&mut self.sends, now);
    }

    /// An answer of ours is known under another id from now on.
    pub fn rename_answer(&mut self, from: &str, to: &str) {
        let known = self.sends.iter_mut().filter_map(|send| send.external_id.as_mut());
        known.filter(|id| *id == from).for_each(|id| to.clone_into(id));
        self.clocks.rename(from, to);
    }

    /// Settled sends are told by the messages; the last few stay for the page.
    fn forget_old_sends(&mut self) {
        let surplus = self.sends.len().saturating_sub(4);
        let mut dropped = 0;
        self.sends.retain(|send| {
            let drop = dropped < surplus && send.is_final();
            dropped += usize::from(drop);
            !drop
        });
    }
}

/// The parts a long text would leave in; none when there would be too many.
fn offered(text: &str, limit: Limit) -> Vec<String> {
    if text.len() > LONGEST_IN_PARTS {
        return Vec::new();
    }
    let parts = split(text, limit);
    if parts.len() > MOST_PARTS { Vec::new() } else { parts }
}
