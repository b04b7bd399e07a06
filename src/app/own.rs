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
use crate::domain::alignment::Verdict;
use crate::domain::case::{Case, Direction, StoredMessage};
use crate::domain::clocks::Clocks;
use crate::domain::facts::facts;
use crate::domain::history::retell;
use crate::domain::ids;
use crate::domain::message::Channel;
use crate::domain::records::{Answer, LogEntry};
use crate::domain::sends::{Send, SendReason, SendState};
use crate::domain::triage::Addressed;
use crate::store::cases::Conversation;
use crate::store::commit::{CaseWrite, Commit, Committed};
use crate::store::keys::{self, Key};
use jiff::{SignedDuration, Timestamp};

/// How long an own message waits before it is looked at again while a send is under way.
const ROUND: SignedDuration = SignedDuration::from_secs(15);

/// Who wrote an answer that was not sent from here.
pub(super) const NATIVE: &str = "native";

impl App {
    pub(super) async fn own(&self, addressed: &Addressed<'_>, received_at: Timestamp) -> Result<After, AppError> {
        let conversation = addressed.conversation();
        for _ in 0..TRIES {
            if let Some((_, row)) = self.store.message(&conversation, addressed.external_id).await? {
                return match row.is_heard() {
                    true => Ok(After::Done),
                    false => self.fit_in(addressed, received_at).await,
                };
            }
            let known = self.store.conversation(&conversation).await?;
            let (Some(first), Some(newest)) = (known.case(1), known.newest()) else {
                return self.fit_in(addressed, received_at).await;
            };
            if opened_by(first, addressed.external_id).is_some() {
                return self.fit_in(addressed, received_at).await;
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
            if !newest.is_latest(addressed.at.min(received_at)) {
                return self.fit_in(addressed, received_at).await;
            }
            if self.answered_natively(addressed, received_at, &known).await? != Committed::Conflict {
                return Ok(After::Done);
            }
        }
        Err(AppError::Contended)
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

    /// Whether an own message is an answer: those of the applications listed as bots are not.
    pub(super) fn counts(&self, addressed: &Addressed<'_>) -> bool {
        addressed.event.app.as_ref().is_none_or(|app| !self.desk().bots.contains(app))
    }
}

impl Send {
    /// Whether its own echo may be what has just been heard.
    fn may_be_under_way(&self) -> bool {
        self.may_have_left() && self.look_at.is_some()
    }
}

/// The send this own message is the outcome of: by the reference we attached, or (X has none) by
/// conversation, reply target and text.
fn matching_send(known: &Conversation, addressed: &Addressed<'_>) -> Option<(u32, String)> {
    let event = addressed.event;
    let unsettled = |case: &Case| -> Vec<Send> {
        // What a person settled as sent has no id of the platform's yet: its echo must not count again.
        let settled_by_hand = |send: &&Send| send.why == Some(SendReason::SettledSent);
        case.sends.iter().filter(|send| send.state != SendState::Sent || settled_by_hand(send)).cloned().collect()
    };
    for case in &known.cases {
        for send in unsettled(case) {
            let by_reference = event.metadata.as_deref() == Some(&ids::send_reference(&case.id(), &send.id));
            let by_text = addressed.channel == Channel::X
                && send.may_have_left()
                && (!event.public || answers_the_same(known, event.in_reply_to.as_deref(), send.reply_to.as_deref()))
                && send
                    .text
                    .as_deref()
                    .is_some_and(|text| channels::send::same_text(text, &event.text, &event.display));
            if by_reference || by_text {
                return Some((case.number, send.id));
            }
        }
    }
    None
}

/// Whether two ids name the same post: one may be that of its edit.
fn answers_the_same(known: &Conversation, one: Option<&str>, other: Option<&str>) -> bool {
    one.map(|id| known.first_id(id)) == other.map(|id| known.first_id(id))
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
