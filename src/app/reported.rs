//! What the brand's own systems report: messages of other channels, telephone calls, answers given elsewhere,
//! what is known of a contact.
//!
//! Owns where each finds its place, and on whose timelines it is shown. Two contacts with the very same phone
//! number or address share a timeline and stay two contacts; a name is never evidence. Every step may run twice.

use super::actions::ActionError;
use super::answers::{AnswerDraft, Given};
use super::triage::{opened_by, reason};
use super::{After, App, AppError, TRIES};
use crate::channels::Element;
use crate::domain::case::{Case, Direction, Status, StoredMessage};
use crate::domain::contact::{Contact, names_country, phone_number};
use crate::domain::ids::{case_id, parse_case_id, short_hash};
use crate::domain::message::{IntakeReason, Kind, Reported};
use crate::domain::records::Answer;
use crate::domain::triage::{Addressed, decide, open_call};
use crate::store::commit::{CaseWrite, Commit, Committed, Created};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// How many contacts with one phone number or address are looked at. More than two are nobody in particular.
const ALIKE: usize = 10;

/// How often in a row a case may have gone on in another.
const JOINS: usize = 16;

/// Ids of reported answers are apart from those of people.
const SCOPE: &str = "reported";

/// Where a report found its place.
enum Place {
    /// In a conversation, named by its first case.
    Conversation(String),
    /// In the answer log alone.
    AnswerLog(Box<Answer>),
    /// Nothing was said.
    Nowhere,
    /// It cannot have one.
    None(IntakeReason),
}

impl App {
    /// Handles what one of the brand's own systems reports.
    pub(super) async fn reported(
        &self,
        element: &Element,
        addressed: &Addressed<'_>,
        received_at: Timestamp,
    ) -> Result<After, AppError> {
        let event = addressed.event;
        let reported = event.reported.as_deref().cloned().unwrap_or_default();
        if let Some(topic) = reported.topic.as_ref().filter(|topic| self.desk().topic(topic).is_none()) {
            return self.park_element(element, reason("unknown_topic", word_like(topic)), received_at).await;
        }
        let names_case = matches!(event.kind, Kind::Call | Kind::Answer);
        let case = reported.case.as_deref().filter(|_| names_case);
        if let Some(id) = case
            && self.case_of(id).await?.is_none()
        {
            return self.park_element(element, reason("unknown_case", ""), received_at).await;
        }
        let (contact, same) = self.learn(addressed, &reported, received_at).await?;
        let place = match event.kind {
            Kind::Contact => Place::Nowhere,
            Kind::Call => Place::Conversation(self.call(addressed, &reported, case, received_at).await?),
            Kind::Answer => self.answered_elsewhere(addressed, &reported, case, &contact, received_at).await?,
            _ => {
                Box::pin(self.heard(addressed, received_at)).await?;
                Place::Conversation(case_id(&addressed.conversation(), 1))
            }
        };
        match place {
            Place::None(why) => return self.park_element(element, why, received_at).await,
            Place::Nowhere => {}
            Place::Conversation(first) => {
                for contact in [Some(contact), same].into_iter().flatten() {
                    if !self.store.is_contact_kept(&contact, &first).await? {
                        self.store.point_contact(&contact, &first).await?;
                    }
                }
            }
            Place::AnswerLog(answer) => {
                if let Some(contact) = same {
                    self.store.tell_contact(&contact, &answer).await?;
                }
            }
        }
        self.intake.handled();
        Ok(After::Done)
    }

    async fn case_of(&self, id: &str) -> Result<Option<Case>, AppError> {
        let mut id = id.to_owned();
        for _ in 0..JOINS {
            let Some((conversation, number)) = parse_case_id(&id) else { return Ok(None) };
            match self.store.case(conversation, number).await? {
                // Whoever reports it may know the case by the name it had before.
                Some(Case { goes_on_in: Some(into), .. }) => id = into,
                found => return Ok(found),
            }
        }
        Ok(None)
    }

    /// Keeps what a report says of its contact. Gives the contact's id, and that of the one contact on another
    /// account who has the very same phone number or address.
    async fn learn(
        &self,
        addressed: &Addressed<'_>,
        reported: &Reported,
        received_at: Timestamp,
    ) -> Result<(String, Option<String>), AppError> {
        // A report from the future must not outlive every later one.
        let at = addressed.at.min(received_at);
        let news = Contact {
            channel: addressed.channel,
            external_id: addressed.contact.to_owned(),
            handle: None,
            name: addressed.event.author.as_ref().and_then(|author| author.name.clone()),
            phone: reported.phone.as_deref().and_then(phone_number),
            email: reported.email.clone(),
            since_at: at,
            changed_at: Some(at),
            shown_with: None,
            goes_on_in: None,
        };
        let id = news.id();
        let with_country = reported.phone.as_deref().is_some_and(names_country);
        let evidence = Contact { phone: news.phone.clone().filter(|_| with_country), ..news.clone() };
        let same = match self.same_as(&id, &evidence).await? {
            Some(same) => Some(self.contact_home(&same).await?),
            None => None,
        };
        let mut raced = false;
        for _ in 0..TRIES {
            let known = self.store.contact(&id).await?;
            let mut contact = known.as_ref().map_or_else(|| news.clone(), |known| known.learned(&news));
            contact.shown_with = contact.shown_with.or_else(|| same.clone());
            let is_news = raced || known.as_ref() != Some(&contact);
            if !is_news || self.store.write_contact(&contact, known.as_ref()).await? {
                return Ok((id, same));
            }
            raced = true;
        }
        Err(AppError::Contended)
    }

    /// The one other contact with the very same phone number or address; `None` when there are several.
    async fn same_as(&self, own: &str, evidence: &Contact) -> Result<Option<String>, AppError> {
        let mut found = BTreeSet::new();
        for (kind, value) in evidence.exact_idents() {
            let page = self.store.find_contacts(&format!("{value}#{}#", kind.as_str()), None, ALIKE).await?;
            let alike =
                page.contacts.into_iter().filter(|(id, contact)| id != own && evidence.is_reached_like(contact));
            // Contacts that already share somebody's timeline count as that one.
            found.extend(alike.map(|(id, contact)| contact.shown_with.unwrap_or(id)));
        }
        found.remove(own);
        Ok(if found.len() == 1 { found.pop_first() } else { None })
    }

    /// A call that is over: a message of the case it was about, which waits as before; else of the caller's own
    /// conversation. Gives the first case of the conversation.
    async fn call(
        &self,
        addressed: &Addressed<'_>,
        reported: &Reported,
        case: Option<&str>,
        received_at: Timestamp,
    ) -> Result<String, AppError> {
        let mut message = addressed.message(Direction::In, false, received_at);
        message.author.clone_from(&reported.agent);
        let Some(id) = case else { return self.call_alone(addressed, &message).await };
        // Another channel's ids may be spelled the same.
        message.external_id = format!("{}-{}", addressed.inbox, addressed.external_id);
        for _ in 0..TRIES {
            let Some(case) = self.case_of(id).await? else { break };
            let first = case_id(&case.conversation, 1);
            if self.add_call(case, &message).await? != Committed::Conflict {
                return Ok(first);
            }
        }
        Err(AppError::Contended)
    }

    /// Adds a call to a case. No clock moves, but whoever is writing an answer should know of it.
    async fn add_call(&self, mut case: Case, message: &StoredMessage) -> Result<Committed, AppError> {
        case.touch(true);
        let conversation = case.conversation.clone();
        let commit = Commit {
            case: Some((&case, CaseWrite::Replace)),
            messages: vec![(&conversation, case.number, message)],
            ..Commit::default()
        };
        Ok(self.store.commit(&commit).await?)
    }

    /// A call about no case we know: a case of its own, over at once, unless the caller has one that is not.
    async fn call_alone(&self, addressed: &Addressed<'_>, message: &StoredMessage) -> Result<String, AppError> {
        let desk = self.desk();
        let decision = decide(addressed.event, &desk);
        let name = case_id(&addressed.conversation(), 1);
        for _ in 0..TRIES {
            let first = open_call(addressed, decision.clone(), &desk, 1, message);
            let known = match self.store.create_first(&first).await? {
                Created::Opened => {
                    self.keep_contact(&first).await;
                    return Ok(name);
                }
                Created::Exists(known) => *known,
            };
            if opened_by(&known, addressed.external_id).is_some() {
                return Ok(name);
            }
            let Some(newest) = self.store.newest_case(&known.conversation).await? else { continue };
            let committed = if newest.status == Status::Resolved && message.at >= newest.opened_at {
                let next = open_call(addressed, decision.clone(), &desk, newest.number + 1, message);
                let commit = Commit {
                    case: Some((&next, CaseWrite::Create)),
                    raise_latest: Some(next.number),
                    messages: vec![(&known.conversation, next.number, message)],
                    ..Commit::default()
                };
                self.store.commit(&commit).await?
            } else {
                self.add_call(newest, message).await?
            };
            if committed != Committed::Conflict {
                return Ok(name);
            }
        }
        Err(AppError::Contended)
    }

    /// An answer given elsewhere goes into the answer log; that of a case also stops its clock.
    async fn answered_elsewhere(
        &self,
        addressed: &Addressed<'_>,
        reported: &Reported,
        case: Option<&str>,
        contact: &str,
        received_at: Timestamp,
    ) -> Result<Place, AppError> {
        let of_case = match case {
            Some(id) => self.case_of(id).await?,
            None => None,
        };
        let topic = match (&reported.topic, &of_case) {
            (Some(topic), _) => Some(topic.clone()),
            // The case may have got another topic since the answer was first reported.
            (None, Some(case)) => {
                match self.store.given_answer(&short_hash(&[SCOPE, addressed.inbox, addressed.external_id])).await? {
                    Some(known) => Some(known.topic),
                    None => Some(case.classification.topic.clone()),
                }
            }
            (None, None) => None,
        };
        let Some(topic) = topic else { return Ok(Place::None(reason("missing_field", "topic"))) };
        let draft = AnswerDraft {
            channel: addressed.channel,
            topic,
            text: addressed.event.text.clone(),
            contact: Some(contact.to_owned()).filter(|_| of_case.is_none()),
            case: of_case.as_ref().map(Case::id),
            id: Some(addressed.external_id.to_owned()),
        };
        let given = Given {
            by: reported.agent.as_deref().unwrap_or(addressed.inbox),
            scope: [SCOPE, addressed.inbox],
            at: Some(addressed.at.min(received_at)),
            counts: true,
        };
        match self.log_given(&draft, given).await {
            Ok(answer) => Ok(match of_case {
                Some(case) => Place::Conversation(case_id(&case.conversation, 1)),
                None => Place::AnswerLog(Box::new(answer)),
            }),
            Err(ActionError::App(error)) => Err(error),
            Err(ActionError::NotFound) => Ok(Place::None(reason("unknown_case", ""))),
            Err(refused) => Ok(Place::None(reason(refused.code(), ""))),
        }
    }
}

/// A topic's name as far as it may be shown: a word, never somebody's text.
fn word_like(topic: &str) -> &str {
    let is_word = topic.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if is_word && topic.len() <= 64 { topic } else { "" }
}
