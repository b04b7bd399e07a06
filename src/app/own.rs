//! What our own inboxes wrote, heard from the platform: echoes of our sends, answers typed in the
//! platform's own application, posts; and what authors changed or took back.
//!
//! An echo that matches a send on its way *is* that send's outcome. One that arrives while a send of its
//! case is under way and does not match goes round again until that send is settled: it may be its echo.

use super::answers::Logged;
use super::out_of_order::history_of;
use super::triage::opened_by;
use super::{After, App, AppError, TRIES};
use crate::channels;
use crate::domain::alert::step_name;
use crate::domain::alignment::Verdict;
use crate::domain::assignment::Standing;
use crate::domain::case::{Case, Direction, StoredMessage};
use crate::domain::clocks::{Clock, Clocks, Step};
use crate::domain::facts::facts;
use crate::domain::history::retell;
use crate::domain::ids;
use crate::domain::message::Channel;
pub(super) use crate::domain::moderation::NATIVE;
use crate::domain::records::{Answer, LogEntry, day_of};
use crate::domain::sends::{Send, SendReason};
use crate::domain::triage::Addressed;
use crate::store::cases::Conversation;
use crate::store::commit::{CaseWrite, Commit, Committed};
use crate::store::keys::{self, Key};
use jiff::{SignedDuration, Timestamp};

/// How long an own message waits before it is looked at again while a send is under way.
pub(super) const ROUND: SignedDuration = SignedDuration::from_secs(15);

/// How far a platform's clock may be behind ours for what it shows still to come after we accepted it.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(60);

impl App {
    pub(super) async fn own(&self, addressed: &Addressed<'_>, received_at: Timestamp) -> Result<After, AppError> {
        let conversation = addressed.conversation();
        for _ in 0..TRIES {
            if let Some((_, row)) = self.store.message(&conversation, addressed.external_id).await? {
                return match row.is_heard() {
                    true => Ok(After::Done),
                    false => Box::pin(self.fit_in(addressed, received_at)).await,
                };
            }
            if self.brings_our_reference(addressed, received_at).await? {
                return Ok(After::Done);
            }
            let known = self.store.conversation(&conversation).await?;
            let (Some(first), Some(newest)) = (known.case(1), known.newest()) else {
                return Box::pin(self.fit_in(addressed, received_at)).await;
            };
            if opened_by(first, addressed.external_id).is_some() {
                return Box::pin(self.fit_in(addressed, received_at)).await;
            }
            if let Some((case, send)) = matching_send(&known, addressed) {
                let at = addressed.at.min(received_at);
                let why = Some(SendReason::Echoed);
                Box::pin(self.settle_sent(&conversation, case, &send, addressed.external_id, at, why)).await?;
                return Ok(After::Done);
            }
            if let Some(kept) = vouched_for(&known, addressed) {
                match Box::pin(self.heard_at_last(addressed, &known, kept, received_at)).await? {
                    true => return Ok(After::Done),
                    false => continue,
                }
            }
            if known.cases.iter().flat_map(|case| &case.sends).any(Send::may_be_under_way) {
                let now = self.clock.now();
                return Ok(After::Again(now.checked_add(ROUND).unwrap_or(now)));
            }
            if !newest.is_latest(addressed.at.min(received_at)) {
                return Box::pin(self.fit_in(addressed, received_at)).await;
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
            Box::pin(self.settle_sent(conversation, number, &send.id, addressed.external_id, at, why)).await?;
        }
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
        let (before, standing) = (case.clocks.clone(), Standing::of(&case));
        self.count_answer(&mut case, &message, known).await;
        case.expect_files(&message);
        let agents = self.follow(&standing, &mut case, None).await?;
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
            agents: agents.iter().collect(),
            withdrawn: withdrawn.iter().map(|key| (key, now)).collect(),
            ..logged.as_ref().map(Logged::commit).unwrap_or_default()
        };
        let committed = self.store.commit(&commit).await?;
        self.schedule(&case).await?;
        if committed == Committed::Done {
            self.schedule_agents(&agents).await?;
            self.answer_written(logged.as_ref()).await?;
        }
        Ok(committed)
    }

    /// Folds an answer of ours into a case; `known` is read only when it does not come in order.
    pub(super) async fn count_answer(&self, case: &mut Case, message: &StoredMessage, known: &Conversation) {
        if !message.counts {
            return;
        }
        let desk = self.desk_of(&case.desk).await;
        if case.is_latest(message.at) {
            case.answered(message.at, &message.external_id, message.shown(), &desk);
            return;
        }
        let mut history = history_of(known, case.number, true);
        history.messages.retain(|other| other.external_id != message.external_id);
        history.messages.push(message);
        *case = retell(case, &history, &desk).case;
    }

    /// The alerts of breaches that a newly heard answer shows never to have happened.
    pub(super) async fn withdrawn(&self, case: &Case, before: &Clocks) -> Result<Vec<Key>, AppError> {
        let mut keys = Vec::new();
        let known = before.list.iter().chain(&before.past);
        // Also of those that somebody has answered late by now: an earlier answer is heard of after it.
        for old in known.filter(|clock| clock.breach_stamped && clock.breached_at.is_some()) {
            let same = |clock: &&Clock| clock.metric == old.metric && clock.generation == old.generation;
            let now = case.clocks.list.iter().chain(&case.clocks.past).find(same);
            if now.is_none_or(|clock| clock.breached_at.is_some()) {
                continue;
            }
            keys.extend(self.told_late(case, old).await?);
        }
        Ok(keys)
    }

    /// The alerts that told that a clock was late.
    pub(super) async fn told_late(&self, case: &Case, clock: &Clock) -> Result<Vec<Key>, AppError> {
        let mut keys = Vec::new();
        let breach = clock.breach_at().filter(|_| clock.breach_stamped).map(|due_at| (due_at, Step::Breach));
        let told = clock.exceptions.escalations.iter().zip(1u8..=clock.exceptions.escalated);
        for (due_at, step) in breach.into_iter().chain(told.map(|(to, n)| (to.at, Step::Escalation(n)))) {
            let key = keys::alert(&day_of(due_at), &step_name(&case.id(), clock.metric, &clock.generation, step));
            if self.store.alert(&key).await?.is_some() {
                keys.push(key);
            }
        }
        Ok(keys)
    }

    /// Whether an own message is an answer: those of the applications listed as bots are not.
    pub(super) fn counts(&self, addressed: &Addressed<'_>) -> bool {
        addressed.event.app.as_ref().is_none_or(|app| !self.desk().bots.contains(app))
    }
}

impl Send {
    /// Whether its own echo may be what has just been heard.
    pub(super) fn may_be_under_way(&self) -> bool {
        self.may_have_left() && self.look_at.is_some()
    }
}

/// The send this own message is the outcome of, where it brings no reference back: by conversation and text, on
/// X also by what it answers.
fn matching_send(known: &Conversation, addressed: &Addressed<'_>) -> Option<(u32, String)> {
    let sends = known.cases.iter().flat_map(|case| case.sends.iter().map(|send| (case.number, send)));
    let mut matching = sends.filter(|(_, send)| is_by_text(known, send, addressed));
    matching.next().map(|(number, send)| (number, send.id.clone()))
}

fn is_by_text(known: &Conversation, send: &Send, addressed: &Addressed<'_>) -> bool {
    let event = addressed.event;
    let may_be_it = match addressed.channel {
        Channel::X => !event.public || answers_the_same(known, event.in_reply_to.as_deref(), send.reply_to.as_deref()),
        // Their echoes bring our reference back; what was read back from the platform has none.
        _ => {
            let since = send.accepted_at.checked_sub(CLOCK_TOLERANCE).unwrap_or(send.accepted_at);
            event.metadata.is_none() && addressed.at >= since
        }
    };
    let same_surface = !(event.public && send.private);
    let said = |text: &String| channels::send::same_text(addressed.channel, text, &event.text, &event.display);
    may_be_it && same_surface && send.may_have_left() && send.text.as_ref().is_some_and(said)
}

/// The answer this own message is, where a person has said of it that it was sent: it stands under our own reference
/// until the platform tells its id. A person sees it after it is there.
fn vouched_for<'a>(known: &'a Conversation, addressed: &Addressed<'_>) -> Option<&'a str> {
    let event = addressed.event;
    let is_it = |message: &StoredMessage| {
        let ours = ids::parse_send_reference(&message.external_id).and_then(|(case, _)| ids::parse_case_id(case));
        let vouched =
            ours.is_some_and(|(conversation, _)| known.cases.iter().any(|case| case.conversation == conversation));
        let seen_at = message.at.checked_add(CLOCK_TOLERANCE).unwrap_or(message.at);
        vouched
            && message.direction == Direction::Out
            && addressed.at <= seen_at
            && (!event.public || !message.private)
            && (addressed.channel != Channel::X
                || !event.public
                || answers_the_same(known, event.in_reply_to.as_deref(), message.in_reply_to.as_deref()))
            && channels::send::same_text(addressed.channel, &message.text, &event.text, &event.display)
    };
    known
        .messages
        .iter()
        .map(|(_, message)| message)
        .find(|message| is_it(message))
        .map(|message| message.external_id.as_str())
}

/// Whether two ids name the same post: one may be that of its edit.
fn answers_the_same(known: &Conversation, one: Option<&str>, other: Option<&str>) -> bool {
    one.map(|id| known.first_id(id)) == other.map(|id| known.first_id(id))
}

/// The answer row of a message of ours, when it counts as an answer; not yet judged.
pub(super) fn answer_of(message: &StoredMessage, channel: Channel, case: &str) -> Option<Answer> {
    if message.direction == Direction::In {
        return None;
    }
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
        since_at: None,
        text: String::new(),
    })
}
