//! From one element of a verified delivery to its case, exactly once.
//!
//! The protocol: put case 1 of the conversation if it is absent. If it is there, it decides: the same
//! message means a duplicate; otherwise the message row (if absent) and the newest case (at its version),
//! or a new case, are written in one transaction. "Duplicate" means *the row is there*, not *the work is
//! done*: what follows the write is idempotent and is done again.

use super::{After, App, AppError, TRIES};
use crate::channels::{self, Element};
use crate::domain::assignment::Standing;
use crate::domain::case::{Case, Direction, StoredMessage};
use crate::domain::history::merged;
use crate::domain::message::{Event, IntakeReason, Outcome};
use crate::domain::moderation::Act;
use crate::domain::triage::{Addressed, Desks, acquaint, continues, decide, hear, open_case};
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
        let named = event.contact.as_deref();
        let event = &self.at_home(event).await?;
        if let Some(act) = moderation_in(event)
            && let Some(after) = self.moderated_elsewhere(event, act, received_at).await?
        {
            if after == After::Done {
                self.intake.handled();
            }
            return Ok(after);
        }
        match event.outcome {
            Outcome::Message | Outcome::Encrypted | Outcome::Own | Outcome::Update | Outcome::Delete => {}
            Outcome::Receipt => return self.receipt(event, received_at).await,
            Outcome::Lifecycle if event.reported.is_some() => {}
            Outcome::Lifecycle if self.taken_away(event, received_at).await? => {
                self.intake.handled();
                return Ok(After::Done);
            }
            Outcome::Lifecycle if let Some(after) = self.renamed(event).await? => {
                self.intake.handled();
                return Ok(after);
            }
            Outcome::Engagement if self.acted(event, received_at).await? => {
                self.intake.handled();
                return Ok(After::Done);
            }
            Outcome::Engagement | Outcome::Lifecycle | Outcome::Ignored => {
                self.intake.ignored(event);
                return Ok(After::Done);
            }
            Outcome::Parked => {
                let reason = event.reason.clone().unwrap_or(reason("unreadable", ""));
                return self.park_element(element, reason, received_at).await;
            }
        }
        let own_post = event.contact.is_none() && is_ours(event);
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
            if event.outcome == Outcome::Delete {
                return self.taken_back_unknown(&addressed, received_at).await;
            }
            return self.park_element(element, reason("unknown_inbox", addressed.inbox), received_at).await;
        }
        let after = match event.outcome {
            _ if event.reported.is_some() => return Box::pin(self.reported(element, &addressed, received_at)).await,
            _ if own_post => Box::pin(self.own_post(&addressed, received_at)).await?,
            Outcome::Own => {
                let after = Box::pin(self.own(&addressed, received_at)).await?;
                self.taken_back_before(&addressed, received_at).await?;
                after
            }
            Outcome::Update | Outcome::Delete => Box::pin(self.revise(&addressed, received_at)).await?,
            _ => Box::pin(self.heard(&addressed, received_at)).await?,
        };
        self.note_shared(&addressed).await?;
        self.gone_before(&addressed, received_at).await?;
        if after == After::Done {
            self.intake.handled();
            self.heard_now(&addressed, received_at);
            return self.gather(&event, named).await;
        }
        Ok(after)
    }

    /// A contact said something. An edit heard before its message is heard as the message.
    pub(super) async fn heard(&self, addressed: &Addressed<'_>, received_at: Timestamp) -> Result<After, AppError> {
        let desk = self.desk();
        let decision = decide(addressed.event, &desk);
        let outcome = addressed.event.outcome;
        let mut said = addressed.message(Direction::In, decision.wants_answer, received_at);
        said.marks.shared = self.is_shared(addressed);
        let message = merged(None, &said, outcome).unwrap_or(said);
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
            if let Some(opening) = opened_by(&known, addressed.external_id) {
                let changes = !opening.is_heard() && outcome != Outcome::Update;
                if changes || calls_us(opening, addressed.event) {
                    return Box::pin(self.fit_in(addressed, received_at)).await;
                }
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
            let of_case = self.desk_of(&newest.desk).await;
            if continues(&newest, &message, &of_case) && !newest.is_latest(message.at) {
                return Box::pin(self.fit_in(addressed, received_at)).await;
            }
            let (case, committed) = self.add(addressed, &message, &decision, newest).await?;
            match committed {
                Committed::Done => {
                    self.schedule(&case).await?;
                    return Ok(After::Done);
                }
                Committed::Duplicate => return self.heard_before(addressed, received_at, &case).await,
                Committed::Conflict => {}
            }
        }
        Err(AppError::Contended)
    }

    /// The row is there: the message again, or so far only what became of it.
    async fn heard_before(
        &self,
        addressed: &Addressed<'_>,
        received_at: Timestamp,
        case: &Case,
    ) -> Result<After, AppError> {
        let row = self.store.message(&case.conversation, addressed.external_id).await?;
        if row.is_some_and(|(_, row)| !row.is_heard() || calls_us(&row, addressed.event)) {
            return Box::pin(self.fit_in(addressed, received_at)).await;
        }
        self.schedule(case).await?;
        Ok(After::Done)
    }

    /// Adds a message to a conversation in which everything known is older.
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
        if !continues(&newest, message, &of_case) {
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
        let standing = Standing::of(&newest);
        let acquainted = acquaint(&mut newest, addressed.event);
        hear(&mut newest, message, decision.clone(), Desks { in_force: &desk, of_case: &of_case });
        let agents = self.follow(&standing, &mut newest, None).await?;
        newest.touch(true);
        let commit = Commit {
            case: Some((&newest, CaseWrite::Replace)),
            messages: vec![(&conversation, newest.number, message)],
            agents: agents.iter().collect(),
            ..Commit::default()
        };
        let committed = self.store.commit(&commit).await?;
        if committed == Committed::Done {
            self.schedule_agents(&agents).await?;
            if acquainted {
                self.keep_contact(&newest).await;
            }
        }
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
pub(super) fn moderation_in(event: &Event) -> Option<Act> {
    let reason = event.reason.as_ref().filter(|reason| reason.code == "moderation")?;
    match reason.about.as_str() {
        "hide" => Some(Act::Hide),
        "unhide" => Some(Act::Show),
        _ => None,
    }
}

/// The opening of case 1, when it is this message.
pub(super) fn opened_by<'a>(first: &'a Case, external_id: &str) -> Option<&'a StoredMessage> {
    first.opening.as_ref().filter(|opening| opening.external_id == external_id)
}

/// Whether the event says of a message that it calls us, and its row does not.
fn calls_us(row: &StoredMessage, event: &Event) -> bool {
    row.unsummoned && !event.unsummoned && !row.deleted
}

/// Whether one of our inboxes is the author.
pub(super) fn is_ours(event: &Event) -> bool {
    let author = event.author.as_ref().map(|author| author.id.as_str());
    event.outcome == Outcome::Own || (author.is_some() && author == event.inbox.as_deref())
}

pub(super) fn reason(code: &str, about: &str) -> IntakeReason {
    IntakeReason { code: code.to_owned(), about: about.to_owned() }
}
