//! What does not come in its order: edits, deletions, late messages and late answers of ours.
//!
//! The message's row takes what was heard, and its case is told again from all its rows
//! (`domain::history`), so that the order of arrival leaves no trace. Case, message, answers and aliases are
//! one write at the case's version; doing it again changes nothing.

use super::own::{NATIVE, answer_of, withdrawal_entry};
use super::triage::is_ours;
use super::{After, App, AppError, TRIES};
use crate::domain::assignment::Standing;
use crate::domain::case::{Case, Direction, StoredMessage};
use crate::domain::desk::Desk;
use crate::domain::history::{History, Retold, joined, merged, retell};
use crate::domain::message::Outcome;
use crate::domain::triage::{Addressed, acquaint, decide, decide_again, open_case};
use crate::store::cases::Conversation;
use crate::store::commit::{CaseWrite, Commit, Committed, Created, Superseded};
use jiff::Timestamp;

/// What an event makes of its message's row.
struct Change {
    /// The row as it is from now on.
    row: StoredMessage,
    /// The row as it was.
    before: Option<StoredMessage>,
    /// The case it belongs to.
    number: u32,
    /// A row of the same message under its later id.
    stray: Option<String>,
    /// The later id, when nothing leads from it to the first yet.
    alias: Option<String>,
}

impl App {
    /// An author changed or took back a message.
    pub(super) async fn revise(&self, addressed: &Addressed<'_>, received_at: Timestamp) -> Result<After, AppError> {
        let event = addressed.event;
        if event.outcome == Outcome::Delete {
            let after = Box::pin(self.fit_in(addressed, received_at)).await?;
            self.gone_elsewhere(addressed, received_at).await?;
            self.forget_parked(addressed).await?;
            return Ok(after);
        }
        if is_ours(event) {
            return Box::pin(self.fit_in(addressed, received_at)).await;
        }
        let conversation = addressed.conversation();
        let new_id = event.new_id.as_deref().filter(|id| *id != addressed.external_id);
        let known = self.store.conversation(&conversation).await?;
        let is_known = |id: &str| known.message(id).is_some();
        if is_known(addressed.external_id) || new_id.is_some_and(is_known) {
            return Box::pin(self.fit_in(addressed, received_at)).await;
        }
        // The edited text is all there is so far: it is heard as the message.
        Box::pin(self.heard(addressed, received_at)).await?;
        if let Some(new_id) = new_id {
            let commit = Commit { alias: Some((&conversation, new_id, addressed.external_id)), ..Commit::default() };
            self.store.commit(&commit).await?;
        }
        Ok(After::Done)
    }

    /// Takes in an event wherever its instant lies, whatever was heard before it.
    pub(super) async fn fit_in(&self, addressed: &Addressed<'_>, received_at: Timestamp) -> Result<After, AppError> {
        let conversation = addressed.conversation();
        for _ in 0..TRIES {
            let known = self.store.conversation(&conversation).await?;
            let done = match known.newest() {
                Some(newest) => Box::pin(self.fit_into(addressed, received_at, &known, newest)).await?,
                None => Box::pin(self.fit_first(addressed, received_at)).await?,
            };
            if done {
                return Ok(After::Done);
            }
        }
        Err(AppError::Contended)
    }

    /// An answer a person had vouched for is heard from the platform at last: it goes on under the platform's id and
    /// time. `false`: to be looked at again.
    pub(super) async fn heard_at_last(
        &self,
        addressed: &Addressed<'_>,
        known: &Conversation,
        kept: &str,
        received_at: Timestamp,
    ) -> Result<bool, AppError> {
        let Some((number, before)) = known.message(kept) else { return Ok(false) };
        let said = self.said(addressed, received_at);
        let row = StoredMessage {
            external_id: said.external_id,
            at: said.at,
            received_at: said.received_at,
            thread: said.thread,
            ..before.clone()
        };
        let target = before.moves.unwrap_or(number);
        let Some(mut case) = known.case(target).cloned() else { return Ok(false) };
        case.rename_answer(kept, &row.external_id);
        let desk = self.desk_of(&case.desk).await;
        let stray = Some(kept.to_owned());
        let change = Change { row, before: Some(before.clone()), number, stray, alias: None };
        Box::pin(self.write(addressed, known, &case, change, &desk)).await
    }

    /// The event as a message's row would have it if nothing else were known.
    pub(super) fn said(&self, addressed: &Addressed<'_>, received_at: Timestamp) -> StoredMessage {
        let ours = is_ours(addressed.event);
        let direction = if ours { Direction::Out } else { Direction::In };
        let counts = !ours || self.counts(addressed);
        let mut said = addressed.message(direction, counts, received_at);
        said.author = ours.then(|| NATIVE.to_owned());
        said.marks.shared = !ours && self.is_shared(addressed);
        said
    }

    /// Nothing is known of the conversation: a deletion, or what we wrote first, opens it.
    async fn fit_first(&self, addressed: &Addressed<'_>, received_at: Timestamp) -> Result<bool, AppError> {
        let desk = self.desk();
        let event = addressed.event;
        let said = self.said(addressed, received_at);
        let mut row = merged(None, &said, event.outcome).unwrap_or(said);
        let base = open_case(addressed, decide(event, &desk), &desk, 1, &row);
        recount(&base, &mut row, &desk);
        let told = |row: &StoredMessage| {
            let base = Case { opening: Some(row.clone()), ..base.clone() };
            retell(&base, &History { messages: vec![row], log: Vec::new(), newest: true, wakes: true }, &desk)
        };
        if let Some((_, topic)) = told(&row).topics.pop() {
            row.topic = Some(topic);
        }
        let case = told(&row).case;
        if !matches!(self.store.create_first(&case).await?, Created::Opened) {
            return Ok(false);
        }
        self.schedule(&case).await?;
        self.keep_contact(&case).await;
        if let Some(new_id) = event.new_id.as_deref().filter(|id| *id != addressed.external_id) {
            let alias = Some((case.conversation.as_str(), new_id, addressed.external_id));
            self.store.commit(&Commit { alias, ..Commit::default() }).await?;
        }
        self.log_beside(answer_of(&row, addressed.channel, &case.id())).await?;
        Ok(true)
    }

    async fn fit_into(
        &self,
        addressed: &Addressed<'_>,
        received_at: Timestamp,
        known: &Conversation,
        newest: &Case,
    ) -> Result<bool, AppError> {
        let said = self.said(addressed, received_at);
        let Some(mut change) = change_of(addressed, said, known, newest) else {
            return self.fitted_before(addressed, known, newest).await;
        };
        let before = change.before.as_ref();
        if before.zip(known.case(change.number)).is_some_and(|(before, case)| told_back(case, before)) {
            return Ok(true);
        }
        if let Some(before) = before.filter(|_| change.row.deleted) {
            // Before the write: a crash in between finds the row unchanged and does both again.
            self.forget_files(before).await?;
        }
        let target = change.row.moves.unwrap_or(change.number);
        let Some(case) = known.case(target) else { return Ok(false) };
        let desk = self.desk_of(&case.desk).await;
        recount(case, &mut change.row, &desk);
        if change.before.is_none() && change.number != newest.number && unanswered(&change.row, newest) {
            change.row.moves = Some(newest.number);
            let desk = self.desk_of(&newest.desk).await;
            return Box::pin(self.write(addressed, known, newest, change, &desk)).await;
        }
        Box::pin(self.write(addressed, known, case, change, &desk)).await
    }

    /// Everything heard is in the rows already; what follows a write is done again.
    async fn fitted_before(
        &self,
        addressed: &Addressed<'_>,
        known: &Conversation,
        newest: &Case,
    ) -> Result<bool, AppError> {
        self.schedule(newest).await?;
        let opening = known.case(1).and_then(|case| case.opening.as_ref());
        let ours = opening.filter(|opening| opening.external_id == addressed.external_id && !opening.deleted);
        let answer = ours.and_then(|opening| answer_of(opening, addressed.channel, &newest.id()));
        if let Some(answer) = answer {
            let logged = self.store.answer(&answer.topic, answer.at, &answer.id).await?;
            if logged.is_none() {
                self.log_beside(Some(answer)).await?;
            }
        }
        Ok(true)
    }

    async fn write(
        &self,
        addressed: &Addressed<'_>,
        known: &Conversation,
        case: &Case,
        change: Change,
        desk: &Desk,
    ) -> Result<bool, AppError> {
        let Change { mut row, before, number, stray, alias } = change;
        let mut base = case.clone();
        let acquainted = acquaint(&mut base, addressed.event);
        let opening = base.opening.as_ref().map(|opening| opening.external_id.clone());
        let opens = opening.as_ref() == Some(&row.external_id) || (opening.is_some() && opening == stray);
        if opens {
            base.opening = Some(row.clone());
        }
        let mut history = history_of(known, case.number, before.is_none() && row.counts);
        let others =
            |other: &&StoredMessage| other.external_id != row.external_id && stray.as_ref() != Some(&other.external_id);
        history.messages.retain(others);
        history.messages.push(&row);
        let Retold { case: mut told, topics } = retell(&base, &history, desk);
        let mut refiled = self.refiled(addressed, known, &told, &row, before.as_ref(), &topics).await?;
        let now = self.clock.now();
        let fallen = self.fallen(&row, before.as_ref(), &mut refiled, now).await?;
        if row.deleted && row.direction == Direction::In {
            told.refuse_answers_to(&row.external_id, now);
        }
        let others = restand(&mut told, &mut row, opens, known, topics);
        let agents = self.follow(&Standing::of(case), &mut told, None).await?;
        told.touch(true);
        let withdrawn = self.withdrawn(&told, &case.clocks).await?;
        let log = withdrawal_entry(&withdrawn, now);
        let conversation = case.conversation.as_str();
        let is_new = before.is_none() && !opens;
        let rewritten = (!is_new && !opens).then_some((conversation, number, &row));
        let removed = [stray.as_deref(), before.as_ref().map(|before| before.external_id.as_str()).filter(|_| opens)];
        let commit = Commit {
            case: Some((&told, CaseWrite::Replace)),
            messages: is_new.then_some((conversation, number, &row)).into_iter().collect(),
            revised: rewritten
                .into_iter()
                .chain(others.iter().map(|(number, row)| (conversation, *number, row)))
                .collect(),
            removed: removed
                .into_iter()
                .flatten()
                .filter(|id| opening.as_deref() != Some(*id))
                .map(|id| (conversation, id))
                .collect(),
            alias: alias.as_deref().map(|alias| (conversation, alias, row.external_id.as_str())),
            answers: refiled.iter().map(|refiled| &refiled.logged.answer).collect(),
            unfiled: refiled.iter().filter_map(|refiled| refiled.from.clone()).collect(),
            superseded: fallen.as_ref().map(|key| Superseded { key, by: None, at: now }),
            log: log.as_ref(),
            agents: agents.iter().collect(),
            withdrawn: withdrawn.iter().map(|key| (key, now)).collect(),
            ..Commit::default()
        };
        if self.store.commit(&commit).await? != Committed::Done {
            return Ok(false);
        }
        self.schedule(&told).await?;
        self.schedule_agents(&agents).await?;
        if acquainted && told.number == 1 {
            self.keep_contact(&told).await;
        }
        for refiled in &refiled {
            // Whether it opens a contradiction is asked now that it stands in its place.
            self.answer_written(Some(&refiled.logged.without_drift())).await?;
        }
        Ok(true)
    }
}

/// What a case is told again from.
pub(super) fn history_of(known: &Conversation, number: u32, wakes: bool) -> History<'_> {
    let moves = |(case, message): &&(u32, StoredMessage)| message.moves.unwrap_or(*case) == number;
    History {
        messages: known.messages.iter().filter(moves).map(|(_, message)| message).collect(),
        log: known.log.iter().filter(|(case, _)| *case == number).map(|(_, entry)| entry).collect(),
        newest: known.newest().is_none_or(|newest| newest.number == number),
        wakes,
    }
}

/// What the event changes; `None`: nothing.
fn change_of(
    addressed: &Addressed<'_>,
    mut said: StoredMessage,
    known: &Conversation,
    newest: &Case,
) -> Option<Change> {
    let event = addressed.event;
    said.external_id = known.first_id(addressed.external_id).to_owned();
    let new_id = event.new_id.as_deref().filter(|id| *id != said.external_id);
    let found = known.message(&said.external_id);
    let stray = new_id.and_then(|id| known.message(id));
    let alias = new_id.filter(|id| !known.aliases.contains_key(*id)).map(str::to_owned);
    let before = found.map(|(_, row)| row.clone());
    let mut row = merged(before.as_ref(), &said, event.outcome);
    if let Some((_, stray)) = stray {
        let so_far = row.or_else(|| before.clone()).unwrap_or(said.clone());
        row = Some(joined(&so_far, stray));
    }
    if row.is_none() && alias.is_none() {
        return None;
    }
    let row = row.or_else(|| before.clone())?;
    let here = found.or(stray).map(|(number, _)| number);
    let number = here.unwrap_or_else(|| if row.at < newest.opened_at { case_at(known, row.at) } else { newest.number });
    Some(Change { row, before, number, stray: stray.map(|(_, stray)| stray.external_id.clone()), alias })
}

/// The case a message of this instant belongs to: the latest opened at or before it, else the first.
fn case_at(known: &Conversation, at: Timestamp) -> u32 {
    let opened_before = known.cases.iter().filter(|case| case.opened_at <= at).map(|case| case.number).max();
    opened_before.or_else(|| known.cases.iter().map(|case| case.number).min()).unwrap_or(1)
}

/// Puts each answer of ours under its topic: in this row, in the opening, and in other rows, which are returned.
fn restand(
    told: &mut Case,
    row: &mut StoredMessage,
    opens: bool,
    known: &Conversation,
    topics: Vec<(String, String)>,
) -> Vec<(u32, StoredMessage)> {
    let mut others = Vec::new();
    for (id, topic) in topics {
        if id == row.external_id {
            row.topic = Some(topic).filter(|_| is_native(row)).or(row.topic.take());
        } else if let Some((number, other)) = known.message(&id).filter(|(_, other)| is_native(other)) {
            let moved = other.topic.as_ref() != Some(&topic);
            others.extend(moved.then(|| (number, StoredMessage { topic: Some(topic), ..other.clone() })));
        }
    }
    if opens {
        told.opening = Some(row.clone());
    }
    let opening = told.opening.as_ref().map(|opening| opening.external_id.clone());
    let is_opening = |(_, other): &(u32, StoredMessage)| Some(&other.external_id) == opening.as_ref();
    if let Some(place) = others.iter().position(is_opening) {
        told.opening = Some(others.remove(place).1);
    }
    others
}

/// Whether an edit or deletion of our own message is only what we did to it ourselves: that is settled with
/// who did it.
fn told_back(case: &Case, message: &StoredMessage) -> bool {
    let marks = &message.marks;
    let done = marks.superseded_by.is_some() || marks.deleted_by.as_ref().is_some_and(|by| by != NATIVE);
    message.direction == Direction::Out && (done || case.moderation.of(&message.external_id).is_some())
}

/// Whether a question older than the newest case still wants an answer.
fn unanswered(row: &StoredMessage, newest: &Case) -> bool {
    let answered_since = newest.clocks.answered_at.is_some_and(|answered_at| answered_at >= row.at);
    row.direction == Direction::In && row.counts && !row.deleted && !answered_since
}

/// Whether the words of a contact, as they stand now, want an answer.
fn recount(case: &Case, row: &mut StoredMessage, desk: &Desk) {
    if row.direction == Direction::In {
        row.counts = !row.deleted && decide_again(case, row, desk).wants_answer;
    }
}

/// Whether it was written in the platform's own application.
pub(super) fn is_native(row: &StoredMessage) -> bool {
    row.author.as_deref() == Some(NATIVE)
}
