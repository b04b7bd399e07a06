//! What a platform tells about one of our messages after it took it: that it left, arrived, was read, or failed.
//!
//! Good news settles a send nobody was sure of. That a message failed is final: it stops counting as an answer
//! and the clock it had stopped runs again from where it began, in whatever order the news arrives. Receipts
//! that settle nothing are left alone.

use super::out_of_order::history_of;
use super::own::ROUND;
use super::triage::opened_by;
use super::{After, App, AppError, TRIES};
use crate::domain::assignment::Standing;
use crate::domain::case::{Case, Direction, StoredMessage, Undelivered};
use crate::domain::history::retell;
use crate::domain::ids;
use crate::domain::message::{Event, Progress};
use crate::domain::records::{LogEntry, day_of};
use crate::domain::send_reasons::RefusalCode;
use crate::domain::sends::{self, Send, SendReason};
use crate::domain::triage::not_arrived;
use crate::store::cases::Conversation;
use crate::store::commit::{CaseWrite, Commit, Committed};
use crate::store::keys::{self, Key};
use jiff::{SignedDuration, Timestamp};

/// How long news of a message waits for the message itself.
const MESSAGE_WAIT: SignedDuration = SignedDuration::from_mins(10);

/// What a receipt is about.
struct About<'a> {
    /// The send, with the number of its case; settled sends are forgotten in time.
    send: Option<(u32, &'a Send)>,
    /// The message, once it is known to have left.
    message: Option<(u32, &'a StoredMessage)>,
}

impl App {
    /// Takes in one receipt.
    pub(super) async fn receipt(&self, event: &Event, received_at: Timestamp) -> Result<After, AppError> {
        let (Some(progress), Some(external_id)) = (event.progress, event.external_id.as_deref()) else {
            self.intake.ignored(event);
            return Ok(After::Done);
        };
        for _ in 0..TRIES {
            let failed = matches!(progress, Progress::Failed(_));
            let Some(known) = self.told_of(event).await? else {
                if failed && let Some(at) = self.message_may_come(received_at) {
                    return Ok(After::Again(at));
                }
                break;
            };
            let about = About::of(&known, event, external_id);
            let done = match progress {
                Progress::Sent | Progress::Delivered | Progress::Read => {
                    let Some((number, send)) = about.send.filter(|(_, send)| send.may_still_be_sent()) else { break };
                    let Some(case) = known.case(number) else { break };
                    let at = event.at.unwrap_or(received_at).min(received_at);
                    let why = Some(SendReason::Echoed);
                    Box::pin(self.settle_sent(&case.conversation, number, &send.id, external_id, at, why)).await?;
                    true
                }
                Progress::Failed(code) => match (about.message, about.send) {
                    (Some((number, message)), send) => self.unsay(&known, number, message, send, code).await?,
                    (None, Some((number, send))) if send.may_still_be_sent() => {
                        self.fail_before_known(&known, number, &send.id, code).await?
                    }
                    (None, Some(_)) => true,
                    (None, None) => {
                        // It may be about a send whose id nobody has told us yet, or the echo is still to come.
                        let under_way = known.cases.iter().flat_map(|case| &case.sends).any(Send::may_be_under_way);
                        let now = self.clock.now();
                        let round = under_way.then(|| now.checked_add(ROUND).unwrap_or(now));
                        match round.or_else(|| self.message_may_come(received_at)) {
                            Some(at) => return Ok(After::Again(at)),
                            None => break,
                        }
                    }
                },
            };
            if done {
                self.intake.handled();
                return Ok(After::Done);
            }
        }
        self.intake.ignored(event);
        Ok(After::Done)
    }

    /// When to look again for the message some news is about: platforms deliver in any order. `None`: it was not
    /// ours to hear of.
    pub(super) fn message_may_come(&self, received_at: Timestamp) -> Option<Timestamp> {
        let now = self.clock.now();
        let waits_until = received_at.checked_add(MESSAGE_WAIT).unwrap_or(received_at);
        (now < waits_until).then(|| now.checked_add(ROUND).unwrap_or(now).min(waits_until))
    }

    /// The conversation a receipt speaks of: our own reference names it, else its contact does, by either id.
    async fn told_of(&self, event: &Event) -> Result<Option<Conversation>, AppError> {
        let (Some(channel), Some(inbox)) = (event.channel, event.inbox.as_deref()) else { return Ok(None) };
        let reference = event.metadata.as_deref().and_then(ids::parse_send_reference);
        let named = reference.and_then(|(case, _)| ids::parse_case_id(case)).map(|(conversation, _)| conversation);
        let ids = [&event.contact, &event.written_as, &event.known_as];
        let of_contact = ids.into_iter().filter_map(|id| id.as_deref());
        let of_contact = of_contact.map(|contact| ids::conversation_id(channel, inbox, false, contact));
        for conversation in named.map(str::to_owned).into_iter().chain(of_contact) {
            let known = self.store.conversation(&conversation).await?;
            if known.cases.iter().any(|case| case.channel == channel && case.inbox == inbox) {
                return Ok(Some(known));
            }
        }
        Ok(None)
    }

    /// A message of ours did not arrive: its send is refused, it no longer counts, its answer is marked.
    async fn unsay(
        &self,
        known: &Conversation,
        number: u32,
        message: &StoredMessage,
        send: Option<(u32, &Send)>,
        code: RefusalCode,
    ) -> Result<bool, AppError> {
        let Some(mut case) = known.case(number).cloned() else { return Ok(true) };
        if message.undelivered.is_some() {
            self.schedule(&case).await?;
            return Ok(true);
        }
        let (now, standing) = (self.clock.now(), Standing::of(&case));
        let revised =
            StoredMessage { counts: false, undelivered: Some(Undelivered { at: now, code }), ..message.clone() };
        if message.counts {
            case = self.told_without(&case, known, &revised, now).await;
        }
        if let Some(send) = send.filter(|(of, _)| *of == number).and_then(|(_, send)| case.send_mut(&send.id)) {
            send.settle_not_delivered(now, code, Some(&message.text));
        }
        sends::refuse_parts_behind(&mut case.sends, now);
        let is_opening = opened_by(&case, &message.external_id).is_some();
        if is_opening {
            case.opening = Some(revised.clone());
        }
        let agents = self.follow(&standing, &mut case, None).await?;
        case.touch(false);
        let answer = self.answer_key(message).await?;
        let reinstated = self.reinstated(&case).await?;
        let log = entry(code, now);
        let row = (case.conversation.clone(), case.number);
        let commit = Commit {
            case: Some((&case, CaseWrite::Replace)),
            revised: (!is_opening).then_some((row.0.as_str(), row.1, &revised)).into_iter().collect(),
            undelivered: answer.iter().map(|key| (key, now)).collect(),
            reinstated: reinstated.iter().collect(),
            log: Some(&log),
            agents: agents.iter().collect(),
            ..Commit::default()
        };
        let done = self.store.commit(&commit).await? == Committed::Done;
        if done {
            self.schedule(&case).await?;
            self.schedule_agents(&agents).await?;
        }
        Ok(done)
    }

    /// A case as it stands when a message of ours never arrived.
    async fn told_without(&self, case: &Case, known: &Conversation, unsaid: &StoredMessage, now: Timestamp) -> Case {
        let desk = self.desk_of(&case.desk).await;
        let mut history = history_of(known, case.number, false);
        history.messages.retain(|message| message.external_id != unsaid.external_id);
        history.messages.push(unsaid);
        let mut told = retell(case, &history, &desk).case;
        not_arrived(&mut told, now);
        told
    }

    /// The news came before anybody told us that the message had left.
    async fn fail_before_known(
        &self,
        known: &Conversation,
        number: u32,
        send: &str,
        code: RefusalCode,
    ) -> Result<bool, AppError> {
        let Some(mut case) = known.case(number).cloned() else { return Ok(true) };
        let now = self.clock.now();
        if let Some(send) = case.send_mut(send) {
            send.settle_not_delivered(now, code, None);
        }
        sends::refuse_parts_behind(&mut case.sends, now);
        let done = self.replace(&mut case).await? == Committed::Done;
        if done {
            self.schedule(&case).await?;
        }
        Ok(done)
    }

    /// Where the answer log keeps a message of ours, if it does.
    pub(super) async fn answer_key(&self, message: &StoredMessage) -> Result<Option<Key>, AppError> {
        let Some(topic) = message.topic.as_deref() else { return Ok(None) };
        let answer = self.store.answer(topic, message.at, &message.external_id).await?;
        Ok(answer.map(|answer| keys::answer(topic, answer.at, &answer.id)))
    }

    /// The alerts of breaches that an answer had withdrawn and that stand again.
    async fn reinstated(&self, case: &Case) -> Result<Vec<Key>, AppError> {
        let mut found = Vec::new();
        for clock in case.clocks.list.iter().filter(|clock| clock.is_running() && clock.breach_stamped) {
            let Some(deadline_at) = clock.deadline_at else { continue };
            let name = format!("{}#{}#{}#breach", case.id(), clock.metric.as_str(), clock.generation);
            let key = keys::alert(&day_of(deadline_at), &name);
            let alert = self.store.alert(&key).await?;
            found.extend(alert.filter(|alert| alert.withdrawn_at.is_some()).map(|_| key));
        }
        Ok(found)
    }
}

impl<'a> About<'a> {
    /// Finds the send and the message a receipt names, by our reference or the platform's id.
    fn of(known: &'a Conversation, event: &Event, external_id: &str) -> About<'a> {
        let reference = event.metadata.as_deref();
        let sends = || known.cases.iter().flat_map(|case| case.sends.iter().map(move |send| (case, send)));
        let named = |(case, send): &(&Case, &Send)| {
            reference.is_some_and(|reference| reference == ids::send_reference(&case.id(), &send.id))
        };
        let by_id = |(_, send): &(&Case, &Send)| send.external_id.as_deref() == Some(external_id);
        let send = sends().find(named).or_else(|| sends().find(by_id)).map(|(case, send)| (case.number, send));
        // What a person settled as sent stands under our own reference.
        let kept_as = send.and_then(|(_, send)| send.external_id.as_deref());
        let is_it = |message: &StoredMessage| {
            let id = message.external_id.as_str();
            message.direction == Direction::Out && (id == external_id || Some(id) == kept_as)
        };
        let message = known.messages.iter().find(|(_, message)| is_it(message));
        About { send, message: message.map(|(number, message)| (*number, message)) }
    }
}

fn entry(code: RefusalCode, now: Timestamp) -> LogEntry {
    LogEntry {
        at: now,
        by: "couture".to_owned(),
        action: "not_delivered".to_owned(),
        about: code.as_str().to_owned(),
        since_at: None,
        text: String::new(),
    }
}
