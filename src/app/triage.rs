//! From one element of a verified delivery to its case, exactly once.
//!
//! The protocol: put case 1 of the conversation if it is absent. If it is there, it decides: the same
//! message means a duplicate; otherwise the message row (if absent) and the newest case (at its version),
//! or a new case, are written in one transaction. "Duplicate" means *the row is there*, not *the work is
//! done*: what follows the write is idempotent and is done again.

use super::{After, App, AppError, TRIES};
use crate::channels::{self, Element};
use crate::domain::case::{Case, Direction, StoredMessage};
use crate::domain::message::{Event, IntakeReason, Outcome};
use crate::domain::moderation::Act;
use crate::domain::triage::{Addressed, Desks, continues, decide, hear, occurrences, open_case, resolved_in_vain};
use crate::store::cases::Conversation;
use crate::store::commit::{CaseWrite, Commit, Committed, Created};
use jiff::Timestamp;

impl App {
    /// Handles every event of an element. Whatever cannot be handled is parked.
    pub async fn triage(&self, element: &Element, received_at: Timestamp) -> Result<After, AppError> {
        let mut after = After::Done;
        for event in channels::parse(element) {
            match self.take_in(element, &event, received_at).await? {
                After::Done => {}
                again => after = again,
            }
        }
        Ok(after)
    }

    async fn take_in(&self, element: &Element, event: &Event, received_at: Timestamp) -> Result<After, AppError> {
        if let Some(act) = moderation_in(event)
            && self.moderated_elsewhere(event, act).await?
        {
            self.intake.handled();
            return Ok(After::Done);
        }
        match event.outcome {
            Outcome::Message | Outcome::Encrypted | Outcome::Own | Outcome::Update | Outcome::Delete => {}
            Outcome::Receipt => return self.receipt(event, received_at).await,
            Outcome::Lifecycle if event.reported.is_some() => {}
            Outcome::Engagement | Outcome::Lifecycle | Outcome::Ignored => {
                self.intake.ignored(event);
                return Ok(After::Done);
            }
            Outcome::Parked => {
                let reason = event.reason.clone().unwrap_or(reason("unreadable", ""));
                return self.park_element(element, reason, received_at).await;
            }
        }
        let revised_own_post = matches!(event.outcome, Outcome::Update | Outcome::Delete) && event.contact.is_none();
        if revised_own_post {
            // The platform does not say whom the post answered, so there is no conversation to find it in.
            self.intake.ignored(event);
            return Ok(After::Done);
        }
        let own_post = event.outcome == Outcome::Own && event.contact.is_none();
        let mut event = event.clone();
        if !element.door.tells_time() {
            event.at = event.at.or(Some(received_at));
        }
        if own_post {
            // A post of ours to nobody in particular belongs to the inbox's own partition.
            event.contact.clone_from(&event.inbox);
        }
        let addressed = match Addressed::of(&event) {
            Ok(addressed) => addressed,
            Err(field) => return self.park_element(element, reason("missing_field", field), received_at).await,
        };
        if self.desk().inbox(addressed.channel, addressed.inbox).is_none() {
            return self.park_element(element, reason("unknown_inbox", addressed.inbox), received_at).await;
        }
        let after = match event.outcome {
            _ if event.reported.is_some() => return self.reported(element, &addressed, received_at).await,
            Outcome::Own if own_post => self.own_post(&addressed, received_at).await?,
            Outcome::Own => self.own(&addressed, received_at).await?,
            Outcome::Update | Outcome::Delete => self.revise(&addressed, received_at).await?,
            _ => {
                let after = self.heard(&addressed, received_at).await?;
                self.note_shared(&addressed).await?;
                after
            }
        };
        if after == After::Done {
            self.intake.handled();
        }
        Ok(after)
    }

    /// A contact said something. An edit heard before its message is heard as the message.
    pub(super) async fn heard(&self, addressed: &Addressed<'_>, received_at: Timestamp) -> Result<After, AppError> {
        let desk = self.desk();
        let decision = decide(addressed.event, &desk);
        let mut message = addressed.message(Direction::In, decision.wants_answer, received_at);
        message.marks.shared = self.is_shared(addressed);
        for _ in 0..TRIES {
            let first = open_case(addressed, decision.clone(), &desk, 1, &message);
            let known = match self.store.create_first(&first).await? {
                Created::Opened => {
                    self.schedule(&first).await?;
                    self.keep_contact(&first).await;
                    return Ok(After::Done);
                }
                Created::Exists(known) => *known,
            };
            if opened_by(&known, addressed.external_id) {
                self.schedule(&known).await?;
                self.keep_contact_if_missing(&known).await;
                return Ok(After::Done);
            }
            let newest = match known.latest {
                1 => known,
                latest => match self.store.case(&known.conversation, latest).await? {
                    Some(newest) => newest,
                    None => continue,
                },
            };
            let (case, committed) = self.add(addressed, &message, &decision, newest).await?;
            match committed {
                Committed::Done | Committed::Duplicate => {
                    self.schedule(&case).await?;
                    return Ok(After::Done);
                }
                Committed::Conflict => {}
            }
        }
        Err(AppError::Contended)
    }

    /// Adds a message to a conversation that exists.
    async fn add(
        &self,
        addressed: &Addressed<'_>,
        message: &StoredMessage,
        decision: &crate::domain::triage::Decision,
        mut newest: Case,
    ) -> Result<(Case, Committed), AppError> {
        let desk = self.desk();
        let of_case = self.desk_of(&newest.desk).await;
        let conversation = newest.conversation.clone();
        let out_of_order = message.at < newest.opened_at || newest.clocks.is_late(message.at);
        if !out_of_order && !continues(&newest, message, &of_case) {
            let next = open_case(addressed, decision.clone(), &desk, newest.number + 1, message);
            let commit = Commit {
                case: Some((&next, CaseWrite::Create)),
                raise_latest: Some(next.number),
                messages: vec![(&conversation, next.number, message)],
                ..Commit::default()
            };
            let committed = self.store.commit(&commit).await?;
            return Ok((next, committed));
        }
        let mut number = newest.number;
        let mut answered_since = false;
        let mut all = None;
        if out_of_order {
            let known = self.store.conversation(&conversation).await?;
            number = case_at(&known, message.at).unwrap_or(newest.number);
            answered_since = newest.clocks.answered_at.is_some_and(|answered_at| answered_at >= message.at);
            let mut so_far = moved_the_clocks(&known, newest.number);
            so_far.extend(message.occurrence());
            all = Some(so_far);
        }
        let concerns_newest = number == newest.number || (message.counts && !answered_since);
        if !concerns_newest {
            let has_files = !message.wanted_copies().is_empty();
            if has_files {
                newest.expect_files(message);
                newest.touch(false);
            }
            let commit = Commit {
                case: has_files.then_some((&newest, CaseWrite::Replace)),
                messages: vec![(&conversation, number, message)],
                ..Commit::default()
            };
            let committed = self.store.commit(&commit).await?;
            return Ok((newest, committed));
        }
        let desks = Desks { in_force: &desk, of_case: &of_case };
        hear(&mut newest, message, decision.clone(), desks, all.as_deref());
        newest.touch(true);
        let commit = Commit {
            case: Some((&newest, CaseWrite::Replace)),
            messages: vec![(&conversation, number, message)],
            ..Commit::default()
        };
        let committed = self.store.commit(&commit).await?;
        Ok((newest, committed))
    }

    pub(super) async fn park_element(
        &self,
        element: &Element,
        reason: IntakeReason,
        received_at: Timestamp,
    ) -> Result<After, AppError> {
        let job = crate::jobs::Job::Intake { element: element.clone(), received_at };
        self.park(&job, reason, received_at).await?;
        Ok(After::Done)
    }
}

/// Hiding or showing, reported by the platform as done in its own tools.
fn moderation_in(event: &Event) -> Option<Act> {
    let reason = event.reason.as_ref().filter(|reason| reason.code == "moderation")?;
    match reason.about.as_str() {
        "hide" => Some(Act::Hide),
        "unhide" => Some(Act::Show),
        _ => None,
    }
}

/// The case a message of this instant belongs to: the latest opened at or before it, else the first.
fn case_at(known: &Conversation, at: Timestamp) -> Option<u32> {
    let opened_before = known.cases.iter().filter(|case| case.opened_at <= at).map(|case| case.number).max();
    opened_before.or_else(|| known.cases.iter().map(|case| case.number).min())
}

/// Everything that has moved the clocks of a case, from the rows.
pub(super) fn moved_the_clocks(known: &Conversation, number: u32) -> Vec<crate::domain::clocks::Occurrence> {
    let void = |at: Timestamp| resolved_in_vain(&known.messages, number, at);
    let actions: Vec<_> = known
        .log
        .iter()
        .filter(|(case, entry)| *case == number && !(entry.action == "resolve" && void(entry.at)))
        .filter_map(|(_, entry)| crate::domain::triage::action_occurrence(&entry.action, entry.at))
        .collect();
    occurrences(&known.messages, &actions, number)
}

pub(super) fn opened_by(first: &Case, external_id: &str) -> bool {
    first.opening.as_ref().is_some_and(|opening| opening.external_id == external_id)
}

pub(super) fn reason(code: &str, about: &str) -> IntakeReason {
    IntakeReason { code: code.to_owned(), about: about.to_owned() }
}
