//! The answer log beside a case that is told again: answers that stand elsewhere now, say something else, or no
//! longer stand.
//!
//! Owns what becomes of each answer's row; `out_of_order` writes it with the case.

use super::answers::Logged;
use super::out_of_order::is_native;
use super::own::answer_of;
use super::{App, AppError};
use crate::domain::case::{Case, StoredMessage};
use crate::domain::facts::facts;
use crate::domain::records::Answer;
use crate::domain::triage::Addressed;
use crate::store::cases::Conversation;
use crate::store::keys::{self, Key};
use jiff::Timestamp;

/// An answer of ours that has to stand elsewhere in the log than it does.
pub(super) struct Refiled {
    pub(super) logged: Logged,
    pub(super) from: Option<Key>,
}

impl App {
    /// The answer that no longer stands because its message is gone from the platform; in one that is written anew
    /// anyway, that is noted at once.
    pub(super) async fn fallen(
        &self,
        row: &StoredMessage,
        before: Option<&StoredMessage>,
        refiled: &mut [Refiled],
        now: Timestamp,
    ) -> Result<Option<Key>, AppError> {
        let gone = |message: &StoredMessage| message.marks.deleted_by.is_some();
        if !gone(row) || before.is_some_and(gone) {
            return Ok(None);
        }
        let Some(fresh) = refiled.iter_mut().find(|refiled| refiled.logged.answer.id == row.external_id) else {
            return self.answer_key(row).await;
        };
        fresh.logged.answer.corrected_at.get_or_insert(now);
        Ok(None)
    }

    /// The answers that belong under another topic or instant than they stand, or say something else now.
    pub(super) async fn refiled(
        &self,
        addressed: &Addressed<'_>,
        known: &Conversation,
        told: &Case,
        row: &StoredMessage,
        before: Option<&StoredMessage>,
        topics: &[(String, String)],
    ) -> Result<Vec<Refiled>, AppError> {
        let mut refiled = Vec::new();
        for (id, topic) in topics {
            let is_row = *id == row.external_id;
            let Some(now) = (if is_row { Some(row) } else { known.message(id).map(|(_, other)| other) }) else {
                continue;
            };
            let old = if is_row { before } else { Some(now) };
            let topic = if is_native(now) { topic } else { old.and_then(|old| old.topic.as_ref()).unwrap_or(topic) };
            let says_else = old.is_none_or(|old| {
                let moved = old.at != now.at || old.external_id != now.external_id;
                moved || (old.text != now.text && !now.deleted)
            });
            if old.and_then(|old| old.topic.as_ref()) == Some(topic) && !says_else {
                continue;
            }
            let logged = match old.and_then(|old| Some((old.topic.as_deref()?, old))) {
                Some((topic, old)) => self.store.answer(topic, old.at, &old.external_id).await?,
                None => None,
            };
            let from = logged.as_ref().map(|answer| keys::answer(&answer.topic, answer.at, &answer.id));
            // What was taken back was said all the same: the log keeps it, the row does not.
            let words = match (now.deleted, &logged) {
                (true, Some(answer)) => answer.text.clone(),
                (true, None) if is_row => addressed.event.text.clone(),
                _ => now.text.clone(),
            };
            let filed = StoredMessage { topic: Some(topic.clone()), text: words.clone(), ..now.clone() };
            let Some(fresh) = answer_of(&filed, addressed.channel, &told.id()) else { continue };
            let answer = match logged {
                Some(answer) => {
                    let facts = facts(&words, Some(now.at));
                    Answer { id: id.clone(), topic: topic.clone(), at: now.at, text: words, facts, ..answer }
                }
                None => fresh,
            };
            let to = keys::answer(&answer.topic, answer.at, &answer.id);
            let from = from.filter(|from| *from != to);
            refiled.extend(self.judged(Some(answer)).await?.map(|logged| Refiled { logged, from }));
        }
        Ok(refiled)
    }
}
