//! Posts of ours that belong to no contact's conversation, and what has to go when an author takes a message
//! back: the same post for another account of ours, copies that were set aside.
//!
//! Owns the inbox's own partition. X names no contact when one of our posts is taken back: it is looked for
//! among our own posts, then in the answer log by the time inside its id, and otherwise a mark is left, which
//! the post finds when it is heard late.

use super::own::answer_of;
use super::{After, App, AppError, TRIES};
use crate::channels;
use crate::domain::case::StoredMessage;
use crate::domain::history::merged;
use crate::domain::ids::{conversation_id, parse_case_id};
use crate::domain::message::{Channel, Event, Kind, Outcome};
use crate::domain::triage::{Addressed, decide};
use crate::jobs::Job;
use crate::store::commit::{Commit, Committed, Superseded};
use crate::store::keys;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// How many parked events are read at once to find the copies of a message taken back.
const PARKED: i32 = 500;

/// How long a message may still be on its way after its deletion.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_mins(10);

impl App {
    /// A post of ours to nobody in particular, changed or taken back perhaps: kept and logged as an answer on
    /// its topic, no case.
    pub(super) async fn own_post(&self, addressed: &Addressed<'_>, received_at: Timestamp) -> Result<After, AppError> {
        let event = addressed.event;
        let conversation = addressed.conversation();
        let alias = match event.outcome {
            Outcome::Own => None,
            _ => self.store.alias(&conversation, addressed.external_id).await?,
        };
        let id = alias.unwrap_or_else(|| addressed.external_id.to_owned());
        for _ in 0..TRIES {
            let before = self.store.message(&conversation, &id).await?.map(|(_, row)| row);
            if before.is_none()
                && event.outcome == Outcome::Delete
                && let Some(contact) = self.answered_whom(addressed).await?
            {
                let event = Event { contact: Some(contact), ..event.clone() };
                let Ok(addressed) = Addressed::of(&event) else { return Ok(After::Done) };
                return Box::pin(self.fit_in(&addressed, received_at)).await;
            }
            let said = StoredMessage { external_id: id.clone(), ..self.said(addressed, received_at) };
            let Some(row) = merged(before.as_ref(), &said, event.outcome) else { return Ok(After::Done) };
            if self.keep_own_post(addressed, before.as_ref(), row, &said).await? {
                return Ok(After::Done);
            }
        }
        Err(AppError::Contended)
    }

    /// `false`: to be looked at again.
    async fn keep_own_post(
        &self,
        addressed: &Addressed<'_>,
        before: Option<&StoredMessage>,
        mut row: StoredMessage,
        said: &StoredMessage,
    ) -> Result<bool, AppError> {
        let event = addressed.event;
        let conversation = addressed.conversation();
        let mut filed = None;
        if event.outcome != Outcome::Delete {
            let topic = decide(event, &self.desk()).classification.topic;
            row.topic = Some(row.topic.take().unwrap_or(topic));
            let text = if row.deleted { said.text.clone() } else { row.text.clone() };
            filed = answer_of(&StoredMessage { text, ..row.clone() }, addressed.channel, "");
        }
        let was =
            before.and_then(|before| Some(keys::answer(before.topic.as_deref()?, before.at, &before.external_id)));
        let to = filed.as_ref().map(|answer| keys::answer(&answer.topic, answer.at, &answer.id));
        let logged = self.judged(filed).await?;
        let gone = row.marks.deleted_by.is_some() && before.is_some_and(|before| before.marks.deleted_by.is_none());
        let fallen = if gone { self.answer_key(&row).await? } else { None };
        let new_id = event.new_id.as_deref().filter(|new_id| *new_id != row.external_id);
        let commit = Commit {
            messages: before.is_none().then_some((conversation.as_str(), 0, &row)).into_iter().collect(),
            revised: before.is_some().then_some((conversation.as_str(), 0, &row)).into_iter().collect(),
            alias: new_id.map(|new_id| (conversation.as_str(), new_id, row.external_id.as_str())),
            answers: logged.iter().map(|logged| &logged.answer).collect(),
            superseded: fallen.as_ref().map(|key| Superseded { key, by: None, at: self.clock.now() }),
            unfiled: was.filter(|was| to.as_ref().is_some_and(|to| to != was)).into_iter().collect(),
            ..logged.as_ref().map(super::answers::Logged::commit).unwrap_or_default()
        };
        match self.store.commit(&commit).await? {
            Committed::Done => self.answer_written(logged.as_ref()).await?,
            Committed::Duplicate => return Ok(false),
            Committed::Conflict => return Err(AppError::Contended),
        }
        // Written over what was read: another change of the same post may have come between.
        Ok(before.is_none())
    }

    /// Whom a post of ours answered: its row of the answer log has its id and the time inside it.
    async fn answered_whom(&self, addressed: &Addressed<'_>) -> Result<Option<String>, AppError> {
        let Some(at) = channels::written_at(addressed.channel, addressed.external_id) else { return Ok(None) };
        let desk = self.desk();
        let topics = desk.topics.iter().map(|topic| topic.id.as_str());
        let wanted: Vec<_> = topics.map(|topic| keys::answer(topic, at, addressed.external_id)).collect();
        for answer in self.store.answers_at(&wanted).await? {
            let Some((conversation, number)) = parse_case_id(&answer.case) else { continue };
            if let Some(case) = self.store.case(conversation, number).await? {
                return Ok(Some(case.contact.id));
            }
        }
        Ok(None)
    }

    /// An answer of ours on X that had been taken back before it was heard: the mark lies in the inbox's own
    /// partition, because the deletion did not say whom it answered.
    pub(super) async fn taken_back_before(
        &self,
        addressed: &Addressed<'_>,
        received_at: Timestamp,
    ) -> Result<(), AppError> {
        if addressed.channel != Channel::X || !addressed.event.public {
            return Ok(());
        }
        let own = Event { contact: Some(addressed.inbox.to_owned()), ..addressed.event.clone() };
        let Ok(there) = Addressed::of(&own) else { return Ok(()) };
        let mark = self.store.message(&there.conversation(), addressed.external_id).await?;
        match mark.is_some_and(|(_, mark)| mark.deleted) {
            true => self.take_back(addressed.event, received_at).await,
            false => Ok(()),
        }
    }

    /// Deletes what an event is about, as if its deletion had been told for that conversation.
    async fn take_back(&self, event: &Event, received_at: Timestamp) -> Result<(), AppError> {
        let event = Event { outcome: Outcome::Delete, kind: Kind::Delete, ..event.clone() };
        if let Ok(addressed) = Addressed::of(&event) {
            Box::pin(self.fit_in(&addressed, received_at)).await?;
        }
        Ok(())
    }

    /// A post that names several of our accounts stands in a case of each; its deletion, heard for one of them, is
    /// theirs too: it may be delivered for none of the others.
    pub(super) async fn gone_elsewhere(
        &self,
        addressed: &Addressed<'_>,
        received_at: Timestamp,
    ) -> Result<(), AppError> {
        if addressed.channel != Channel::X || !addressed.event.public {
            return Ok(());
        }
        let here = addressed.conversation();
        let first = self.store.alias(&here, addressed.external_id).await?;
        let id = first.as_deref().unwrap_or(addressed.external_id);
        for there in self.store.shared_post(addressed.channel, id).await? {
            let Some(case) = self.store.case(&there, 1).await?.filter(|case| case.conversation != here) else {
                continue;
            };
            let mut event = addressed.event.clone();
            event.inbox = Some(case.inbox);
            event.contact = Some(case.contact.id);
            event.external_id = Some(id.to_owned());
            self.take_back(&event, received_at).await?;
        }
        Ok(())
    }

    /// The same when the deletion was heard before the post was heard for this account. Looked for after it was noted
    /// where the post stands, as a deletion looks there after it is written: one of the two sees the other.
    pub(super) async fn gone_before(&self, addressed: &Addressed<'_>, received_at: Timestamp) -> Result<(), AppError> {
        if !self.is_shared(addressed) {
            return Ok(());
        }
        let there = |inbox: &String| {
            let conversation = conversation_id(addressed.channel, inbox, addressed.event.public, addressed.contact);
            (conversation, addressed.external_id.to_owned())
        };
        let known = self.store.known_messages(&addressed.event.also_named.iter().map(there).collect()).await?;
        match known.values().any(|message| message.deleted) {
            true => self.take_back(addressed.event, received_at).await,
            false => Ok(()),
        }
    }

    /// Somebody took back what was sent to an account the desk does not have: all there can be of it is set aside.
    /// Where nothing is, it may still be on its way; then it is looked for once more.
    pub(super) async fn taken_back_unknown(
        &self,
        addressed: &Addressed<'_>,
        received_at: Timestamp,
    ) -> Result<After, AppError> {
        let look_again_at = received_at.checked_add(ON_ITS_WAY).unwrap_or(received_at);
        if !self.forget_parked(addressed).await? && self.clock.now() < look_again_at {
            return Ok(After::Again(look_again_at));
        }
        self.intake.ignored(addressed.event);
        Ok(After::Done)
    }

    /// What an author took back must not wait among the events set aside either, however many those are, nor under
    /// the ids its edits gave it. `false`: there was nothing of it.
    pub(super) async fn forget_parked(&self, addressed: &Addressed<'_>) -> Result<bool, AppError> {
        let copies = self.parked_copies(addressed).await?;
        let mut ids = BTreeSet::from([addressed.external_id]);
        for (_, of_copy) in &copies {
            if of_copy.iter().any(|id| id == addressed.external_id) {
                ids.extend(of_copy.iter().map(String::as_str));
            }
        }
        let mut found = false;
        for (parked, _) in copies.iter().filter(|(_, of_copy)| of_copy.iter().any(|id| ids.contains(id.as_str()))) {
            // Marked first, as when it is tried again: a row that is set aside anew meanwhile stays.
            if self.store.mark_redriven(parked).await? {
                self.store.unpark(parked).await?;
                found = true;
            }
        }
        Ok(found)
    }

    /// The events set aside that may be about the same message, with the ids their messages go by.
    async fn parked_copies(&self, addressed: &Addressed<'_>) -> Result<Vec<(String, Vec<String>)>, AppError> {
        // An id of X's is one post's, for whichever account it was delivered.
        let is_there = |event: &Event| {
            event.channel == Some(addressed.channel)
                && (addressed.channel == Channel::X || event.inbox.as_deref() == Some(addressed.inbox))
        };
        let mut copies = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let page = self.store.parked(after.as_deref(), PARKED).await?;
            let Some(last) = page.last() else { return Ok(copies) };
            after = Some(last.id.clone());
            for parked in page {
                let Ok(Job::Intake { element, .. }) = Job::decode(&parked.job) else { continue };
                let events = channels::parse(&element).into_iter().filter(is_there);
                let ids: Vec<String> = events.flat_map(|event| [event.external_id, event.new_id]).flatten().collect();
                if !ids.is_empty() {
                    copies.push((parked.id, ids));
                }
            }
        }
    }
}
