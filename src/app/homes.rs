//! Ids that lead to a conversation kept under another id.
//!
//! A conversation of comments on a Page is kept under its top comment, which Facebook does not name: whatever is said
//! below a top comment leaves a lead from its own id to that. A person on WhatsApp has a telephone number and a
//! business-scoped id, of which a body may name either: the one leads to the other. Owns following leads and leaving
//! them; leaving one again changes nothing. What was heard before its lead was there is brought over by `joining`.

use super::{App, AppError};
use crate::domain::case::Case;
use crate::domain::ids::conversation_id;
use crate::domain::joining::may_join;
use crate::domain::message::{Channel, Event, Outcome};

/// How many leads are followed one after another: an answer below an answer below an answer, heard backwards.
const LEADS: usize = 16;

impl App {
    /// The event in the conversation that its contact's id leads to.
    pub(super) async fn at_home(&self, event: &Event) -> Result<Event, AppError> {
        let mut event = event.clone();
        let parts = (event.channel, event.inbox.as_deref(), event.contact.as_deref());
        let home = match parts {
            (Some(Channel::Facebook), Some(inbox), Some(below)) if event.public && !begins_a_thread(&event) => {
                self.home_of(Channel::Facebook, inbox, below).await?
            }
            (Some(Channel::Whatsapp), Some(inbox), Some(person)) if event.outcome != Outcome::Lifecycle => {
                match event.known_as.as_deref().filter(|other| *other != person) {
                    None => self.home_of(Channel::Whatsapp, inbox, person).await?,
                    Some(number) => self.home_of_person(&event, inbox, person, number).await?,
                }
            }
            _ => return Ok(event),
        };
        event.contact = Some(home);
        Ok(event)
    }

    /// The id at the end of all leads.
    pub(super) async fn home_of(&self, channel: Channel, inbox: &str, id: &str) -> Result<String, AppError> {
        let mut home = id.to_owned();
        for _ in 0..LEADS {
            match self.store.lead(channel, inbox, &home).await? {
                Some(next) if next != home => home = next,
                _ => break,
            }
        }
        Ok(home)
    }

    /// Where the conversation of somebody is whose scoped id and number are both told. The scoped id belongs to one
    /// person for good, a number may be given to another: where they disagree, the scoped id is right.
    async fn home_of_person(&self, event: &Event, inbox: &str, scoped: &str, number: &str) -> Result<String, AppError> {
        let by_number = self.store.lead(Channel::Whatsapp, inbox, number).await?;
        if by_number.as_deref() == Some(scoped) {
            return self.home_of(Channel::Whatsapp, inbox, scoped).await;
        }
        let by_scoped = self.home_of(Channel::Whatsapp, inbox, scoped).await?;
        if by_scoped != scoped || event.outcome == Outcome::Receipt {
            return Ok(by_scoped);
        }
        if by_number.is_none() {
            let conversation = conversation_id(Channel::Whatsapp, inbox, event.public, number);
            if self.store.case(&conversation, 1).await?.is_some() {
                let known = self.store.conversation(&conversation).await?;
                if !may_join(&known.cases, &known.messages, &known.log) {
                    // What people have worked on stays where they know it. The number's own lead comes last: where it
                    // is, everybody knows whose the conversation is.
                    self.store.keep_lead(Channel::Whatsapp, inbox, scoped, number).await?;
                    self.store.keep_lead(Channel::Whatsapp, inbox, number, number).await?;
                    return Ok(number.to_owned());
                }
            }
        }
        self.store.keep_lead(Channel::Whatsapp, inbox, number, scoped).await?;
        Ok(scoped.to_owned())
    }

    /// A person's number or scoped id has changed: the new ones lead to where the old ones do. `false`: the event tells
    /// nothing of the kind.
    pub(super) async fn renamed(&self, event: &Event) -> Result<bool, AppError> {
        let is_news = event.reason.as_ref().is_some_and(|reason| reason.code == "contact_changed");
        let parts = (event.channel, &event.inbox, &event.contact);
        let (Some(Channel::Whatsapp), Some(inbox), Some(now)) = parts else { return Ok(false) };
        if !is_news || self.desk().inbox(Channel::Whatsapp, inbox).is_none() {
            return Ok(false);
        }
        let home = self.home_of(Channel::Whatsapp, inbox, event.known_as.as_ref().unwrap_or(now)).await?;
        let number = event.author.as_ref().and_then(|author| author.phone.as_ref());
        for id in [Some(now), number].into_iter().flatten().filter(|id| **id != home) {
            self.store.keep_lead(Channel::Whatsapp, inbox, id, &home).await?;
        }
        Ok(true)
    }

    /// Leads from a comment to the conversation it stands in, for those who answer it.
    pub(super) async fn leave_lead(&self, event: &Event) -> Result<(), AppError> {
        match (below_a_comment(event), &event.inbox, &event.contact) {
            (Some(comment), Some(inbox), Some(top)) => {
                Ok(self.store.keep_lead(Channel::Facebook, inbox, comment, top).await?)
            }
            _ => Ok(()),
        }
    }

    /// The same for an answer of ours: whoever replies to it names it as the parent.
    pub(super) async fn leave_lead_to(&self, case: &Case, answer: &str, private: bool) -> Result<(), AppError> {
        if case.channel != Channel::Facebook || !case.public || private || case.contact.id == answer {
            return Ok(());
        }
        Ok(self.store.keep_lead(case.channel, &case.inbox, answer, &case.contact.id).await?)
    }
}

/// A comment on a Page that is its own top comment.
fn begins_a_thread(event: &Event) -> bool {
    event.external_id == event.contact && matches!(event.outcome, Outcome::Message | Outcome::Own)
}

/// The id of a comment written below another, if that is what the event tells of.
pub(super) fn below_a_comment(event: &Event) -> Option<&str> {
    let written = matches!(event.outcome, Outcome::Message | Outcome::Own);
    let nested = written && event.channel == Some(Channel::Facebook) && event.public;
    event.external_id.as_deref().filter(|_| nested && event.external_id != event.contact)
}
