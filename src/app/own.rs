//! What our own inboxes wrote, heard from the platform: echoes of our sends, answers typed in the
//! platform's own application, posts; and what authors changed or took back.
//!
//! An echo that matches a send on its way *is* that send's outcome. One that arrives while a send of its
//! case is under way and does not match goes round again until that send is settled: it may be its echo.

use super::answers::Logged;
use super::triage::{moved_the_clocks, opened_by};
use super::{After, App, AppError, TRIES};
use crate::channels;
use crate::domain::alignment::Verdict;
use crate::domain::case::{Case, Direction, ResolvedWhy, Status, StoredMessage};
use crate::domain::clocks::Clocks;
use crate::domain::facts::facts;
use crate::domain::ids;
use crate::domain::message::{Channel, Outcome};
use crate::domain::records::{Answer, LogEntry};
use crate::domain::sends::{Send, SendReason};
use crate::domain::triage::{Addressed, decide, open_own, refold};
use crate::store::cases::Conversation;
use crate::store::commit::{CaseWrite, Commit, Committed, Created};
use crate::store::keys::{self, Key};
use jiff::{SignedDuration, Timestamp};

/// How long an own message waits before it is looked at again while a send is under way.
pub(super) const ROUND: SignedDuration = SignedDuration::from_secs(15);

/// How far a platform's clock may be behind ours for what it shows still to come after we accepted it.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(60);

/// Who wrote an answer that was not sent from here.
const NATIVE: &str = "native";

impl App {
    pub(super) async fn own(&self, addressed: &Addressed<'_>, received_at: Timestamp) -> Result<After, AppError> {
        let conversation = addressed.conversation();
        for _ in 0..TRIES {
            if self.store.message(&conversation, addressed.external_id).await?.is_some() {
                return Ok(After::Done);
            }
            if self.brings_our_reference(addressed, received_at).await? {
                return Ok(After::Done);
            }
            let known = self.store.conversation(&conversation).await?;
            let Some(first) = known.case(1) else {
                if self.own_first(addressed, received_at).await? {
                    return Ok(After::Done);
                }
                continue;
            };
            if opened_by(first, addressed.external_id) {
                return Ok(After::Done);
            }
            if let Some((case, send)) = matching_send(&known, addressed) {
                let at = addressed.at.min(received_at);
                let why = Some(SendReason::Echoed);
                self.settle_sent(&conversation, case, &send, addressed.external_id, at, why).await?;
                return Ok(After::Done);
            }
            if known.cases.iter().flat_map(|case| &case.sends).any(Send::may_be_under_way) {
                let now = self.clock.now();
                return Ok(After::Again(now.checked_add(ROUND).unwrap_or(now)));
            }
            if self.answered_natively(addressed, received_at, &known).await? != Committed::Conflict {
                return Ok(After::Done);
            }
        }
        Err(AppError::Contended)
    }

    /// Settles the send whose reference the message brings back, in whatever conversation that send is: the echo
    /// of a private reply comes from another one than the comment it answers. `false`: it brings none of ours.
    async fn brings_our_reference(&self, addressed: &Addressed<'_>, received_at: Timestamp) -> Result<bool, AppError> {
        let reference = addressed.event.metadata.as_deref().and_then(ids::parse_send_reference);
        let Some((id, send)) = reference else { return Ok(false) };
        let Some((conversation, number)) = ids::parse_case_id(id) else { return Ok(false) };
        let known = self.store.case(conversation, number).await?;
        let Some(case) = known.filter(|case| case.inbox == addressed.inbox) else { return Ok(false) };
        let Some(send) = case.send(send) else {
            // Settled long ago and forgotten: its message tells.
            return Ok(self.store.message(conversation, addressed.external_id).await?.is_some());
        };
        if send.may_still_be_sent() {
            let at = addressed.at.min(received_at);
            let why = Some(SendReason::Echoed);
            self.settle_sent(conversation, number, &send.id, addressed.external_id, at, why).await?;
        }
        Ok(true)
    }

    /// We wrote first: a case that waits for nobody, so that what the contact says finds its place.
    async fn own_first(&self, addressed: &Addressed<'_>, received_at: Timestamp) -> Result<bool, AppError> {
        let desk = self.desk();
        let decision = decide(addressed.event, &desk);
        let mut message = addressed.message(Direction::Out, self.counts(addressed), received_at);
        message.author = Some(NATIVE.to_owned());
        message.topic = Some(decision.classification.topic.clone()).filter(|_| message.counts);
        let case = open_own(addressed, decision, &desk, &message);
        if !matches!(self.store.create_first(&case).await?, Created::Opened) {
            return Ok(false);
        }
        self.keep_contact(&case).await;
        self.log_beside(answer_of(&message, addressed.channel, &case.id())).await?;
        Ok(true)
    }

    async fn answered_natively(
        &self,
        addressed: &Addressed<'_>,
        received_at: Timestamp,
        known: &Conversation,
    ) -> Result<Committed, AppError> {
        let Some(newest) = known.cases.iter().max_by_key(|case| case.number) else { return Ok(Committed::Conflict) };
        let mut case = newest.clone();
        let mut message = addressed.message(Direction::Out, self.counts(addressed), received_at);
        message.author = Some(NATIVE.to_owned());
        message.topic = Some(case.classification.topic.clone()).filter(|_| message.counts);
        let before = case.clocks.clone();
        self.count_answer(&mut case, &message, known).await;
        case.expect_files(&message);
        case.touch(true);
        let logged = self.judged(answer_of(&message, addressed.channel, &case.id())).await?;
        let withdrawn = self.withdrawn(&case, &before).await?;
        let now = self.clock.now();
        let log = withdrawal_entry(&withdrawn, now);
        let commit = Commit {
            case: Some((&case, CaseWrite::Replace)),
            messages: vec![(&case.conversation, case.number, &message)],
            answers: logged.iter().map(|logged| &logged.answer).collect(),
            log: log.as_ref(),
            withdrawn: withdrawn.iter().map(|key| (key, now)).collect(),
            ..logged.as_ref().map(Logged::commit).unwrap_or_default()
        };
        let committed = self.store.commit(&commit).await?;
        self.schedule(&case).await?;
        if committed == Committed::Done {
            self.answer_written(logged.as_ref()).await?;
        }
        Ok(committed)
    }

    /// Folds an answer of ours into a case.
    pub(super) async fn count_answer(&self, case: &mut Case, message: &StoredMessage, known: &Conversation) {
        let Some(occurrence) = message.occurrence() else { return };
        let desk = self.desk_of(&case.desk).await;
        if case.clocks.is_late(message.at) {
            let mut all = moved_the_clocks(known, case.number);
            all.push(occurrence);
            refold(case, &all, &desk);
            case.now_waits_for_contact(message.at, message.shown());
        } else {
            case.answered(message.at, &message.external_id, message.shown(), &desk);
        }
    }

    /// The alerts of breaches that a newly heard answer shows never to have happened.
    pub(super) async fn withdrawn(&self, case: &Case, before: &Clocks) -> Result<Vec<Key>, AppError> {
        let mut keys = Vec::new();
        for old in before.list.iter().filter(|clock| clock.breach_stamped && clock.is_running()) {
            let now_met = case.clocks.list.iter().any(|clock| {
                clock.metric == old.metric
                    && clock.generation == old.generation
                    && clock.met_at.is_some()
                    && clock.breached_at.is_none()
            });
            let Some(deadline_at) = old.deadline_at.filter(|_| now_met) else { continue };
            let name = format!("{}#{}#{}#breach", case.id(), old.metric.as_str(), old.generation);
            let key = keys::alert(&crate::domain::records::day_of(deadline_at), &name);
            if self.store.alert(&key).await?.is_some() {
                keys.push(key);
            }
        }
        Ok(keys)
    }

    /// A post of ours to nobody in particular: kept and logged as an answer on its topic, no case.
    pub(super) async fn own_post(&self, addressed: &Addressed<'_>, received_at: Timestamp) -> Result<After, AppError> {
        let decision = decide(addressed.event, &self.desk());
        let mut message = addressed.message(Direction::Out, true, received_at);
        message.author = Some(NATIVE.to_owned());
        message.topic = Some(decision.classification.topic);
        let conversation = addressed.conversation();
        let logged = self.judged(answer_of(&message, addressed.channel, "")).await?;
        let commit = Commit {
            messages: vec![(&conversation, 0, &message)],
            answers: logged.iter().map(|logged| &logged.answer).collect(),
            ..logged.as_ref().map(Logged::commit).unwrap_or_default()
        };
        match self.store.commit(&commit).await? {
            Committed::Done => self.answer_written(logged.as_ref()).await?,
            Committed::Duplicate => {}
            Committed::Conflict => return Err(AppError::Contended),
        }
        Ok(After::Done)
    }

    /// Whether an own message is an answer: those of the applications listed as bots are not.
    fn counts(&self, addressed: &Addressed<'_>) -> bool {
        addressed.event.app.as_ref().is_none_or(|app| !self.desk().bots.contains(app))
    }

    /// An author changed or took back a message. Deletion outranks any edit, a later edit an earlier one.
    pub(super) async fn revise(&self, addressed: &Addressed<'_>, received_at: Timestamp) -> Result<After, AppError> {
        let conversation = addressed.conversation();
        for _ in 0..TRIES {
            let known = self.store.conversation(&conversation).await?;
            let found = known.messages.iter().find(|(_, message)| message.external_id == addressed.external_id);
            let done = match found {
                Some((number, message)) => self.revise_known(addressed, &known, *number, message).await?,
                None => self.revise_unheard(addressed, &known, received_at).await?,
            };
            if done {
                return Ok(After::Done);
            }
        }
        Err(AppError::Contended)
    }

    async fn revise_known(
        &self,
        addressed: &Addressed<'_>,
        known: &Conversation,
        number: u32,
        message: &StoredMessage,
    ) -> Result<bool, AppError> {
        let Some(revised) = revision_of(message, addressed) else { return Ok(true) };
        let Some(mut case) = known.case(number).cloned() else { return Ok(true) };
        if told_back(&case, message) {
            return Ok(true);
        }
        if revised.deleted {
            // Before the write: a crash in between finds the row unchanged and does both again.
            self.forget_files(message).await?;
        }
        let is_opening = opened_by(&case, addressed.external_id);
        if is_opening {
            case.opening = Some(revised.clone());
        }
        if case.heard_id.as_deref().is_none_or(|id| id == addressed.external_id) {
            case.snippet = Some(crate::domain::case::short(revised.shown()));
            case.reach.hear(&revised);
        }
        case.touch(true);
        let row = (case.conversation.clone(), case.number);
        let commit = Commit {
            case: Some((&case, CaseWrite::Replace)),
            revised: (!is_opening).then_some((row.0.as_str(), row.1, &revised)),
            ..Commit::default()
        };
        Ok(self.store.commit(&commit).await? == Committed::Done)
    }

    /// Heard before the message itself: the row is made now, and the message will find it.
    async fn revise_unheard(
        &self,
        addressed: &Addressed<'_>,
        known: &Conversation,
        received_at: Timestamp,
    ) -> Result<bool, AppError> {
        let desk = self.desk();
        let deleted = addressed.event.outcome == Outcome::Delete;
        if !deleted {
            // The edited text is all there will be: it is heard as the message.
            self.heard(addressed, received_at).await?;
            return Ok(true);
        }
        let mut message = addressed.message(Direction::In, false, received_at);
        message.deleted = true;
        message.text.clear();
        message.display = None;
        if let Some(newest) = known.cases.iter().max_by_key(|case| case.number) {
            let commit =
                Commit { messages: vec![(&newest.conversation, newest.number, &message)], ..Commit::default() };
            return Ok(self.store.commit(&commit).await? != Committed::Conflict);
        }
        let decision = decide(addressed.event, &desk);
        let mut case = crate::domain::triage::open_case(addressed, decision, &desk, 1, &message);
        case.status = Status::Resolved;
        case.resolved_why = Some(ResolvedWhy::TakenBack);
        Ok(matches!(self.store.create_first(&case).await?, Created::Opened))
    }
}

impl Send {
    /// Whether its own echo may be what has just been heard.
    pub(super) fn may_be_under_way(&self) -> bool {
        self.may_have_left() && self.look_at.is_some()
    }
}

/// Whether an edit or deletion of our own message is only what we did to it ourselves: that is settled with
/// who did it, and the words stay readable to staff.
fn told_back(case: &Case, message: &StoredMessage) -> bool {
    let marks = &message.marks;
    let done = marks.superseded_by.is_some() || marks.deleted_by.is_some();
    message.direction == Direction::Out && (done || case.moderation.of(&message.external_id).is_some())
}

/// A known message as the event leaves it; `None` when it changes nothing.
fn revision_of(message: &StoredMessage, addressed: &Addressed<'_>) -> Option<StoredMessage> {
    let event = addressed.event;
    let mut revised = message.clone();
    if event.outcome == Outcome::Delete {
        // The platforms' rules: what its author took back goes; a mark stays.
        revised.deleted = true;
        revised.text.clear();
        revised.display = None;
        revised.attachments.clear();
        revised.copies.clear();
    } else {
        let newer = !message.deleted && event.revision > message.revision;
        if !newer {
            return None;
        }
        revised.revision = event.revision;
        revised.text.clone_from(&event.text);
        revised.display = Some(event.display.clone()).filter(|display| *display != event.text);
        revised.unsummoned = event.unsummoned;
    }
    (revised != *message).then_some(revised)
}

/// The send this own message is the outcome of, where it brings no reference back: by conversation and text, on
/// X also by what it answers.
fn matching_send(known: &Conversation, addressed: &Addressed<'_>) -> Option<(u32, String)> {
    let sends = known.cases.iter().flat_map(|case| case.sends.iter().map(|send| (case.number, send)));
    let mut matching = sends.filter(|(_, send)| is_by_text(send, addressed));
    matching.next().map(|(number, send)| (number, send.id.clone()))
}

fn is_by_text(send: &Send, addressed: &Addressed<'_>) -> bool {
    let event = addressed.event;
    let may_be_it = match addressed.channel {
        Channel::X => !event.public || event.in_reply_to == send.reply_to,
        // Messenger's echoes always bring our reference back.
        Channel::Messenger => false,
        _ => {
            let since = send.accepted_at.checked_sub(CLOCK_TOLERANCE).unwrap_or(send.accepted_at);
            event.metadata.is_none() && addressed.at >= since
        }
    };
    let same_surface = !(event.public && send.private);
    let said = |text: &String| channels::send::same_text(addressed.channel, text, &event.text, &event.display);
    may_be_it && same_surface && send.may_have_left() && send.text.as_ref().is_some_and(said)
}

/// The answer row of a message of ours, when it counts as an answer; not yet judged.
pub(super) fn answer_of(message: &StoredMessage, channel: Channel, case: &str) -> Option<Answer> {
    Some(Answer {
        id: message.external_id.clone(),
        topic: message.topic.clone()?,
        channel,
        text: message.text.clone(),
        facts: facts(&message.text, Some(message.at)),
        by: message.author.clone().unwrap_or_else(|| NATIVE.to_owned()),
        at: message.at,
        case: case.to_owned(),
        contact: None,
        verdict: Verdict::NoCanonical,
        because: Vec::new(),
        against: None,
        corrected_at: None,
        undelivered_at: None,
        supersedes: message.marks.supersedes.clone(),
        superseded_by: None,
    })
}

/// The log row that tells of withdrawn breaches.
pub(super) fn withdrawal_entry(withdrawn: &[Key], now: Timestamp) -> Option<LogEntry> {
    let (first, _) = withdrawn.split_first()?;
    Some(LogEntry {
        at: now,
        by: "couture".to_owned(),
        action: "breach_withdrawn".to_owned(),
        about: first.sk.clone(),
        text: String::new(),
    })
}
