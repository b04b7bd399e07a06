//! Ids that lead to a conversation kept under another id.
//!
//! A conversation of comments on a Page is kept under its top comment, which Facebook does not name: whatever is said
//! below a top comment leaves a lead from its own id to that. A person on WhatsApp has a telephone number and a
//! business-scoped id, of which a body may name either: the one leads to the other. Owns following leads and leaving
//! them; leaving one again changes nothing. What was heard before its lead was there is brought over by `joining`.

use super::triage::opened_by;
use super::{After, App, AppError, TRIES};
use crate::domain::case::Case;
use crate::domain::ids::conversation_id;
use crate::domain::joining::may_join;
use crate::domain::message::{Channel, Event, Outcome};
use crate::store::commit::Committed;
use jiff::Timestamp;

/// How many leads are followed one after another: an answer below an answer below an answer, heard backwards.
const LEADS: usize = 16;

impl App {
    /// The event in the conversation that its contact's id leads to.
    pub(super) async fn at_home(&self, event: &Event) -> Result<Event, AppError> {
        let mut event = event.clone();
        let parts = (event.channel, event.inbox.as_deref(), event.contact.as_deref());
        let (named, home) = match parts {
            (Some(Channel::Facebook), Some(inbox), Some(below)) if event.public && !begins_a_thread(&event) => {
                (below, self.home_of(Channel::Facebook, inbox, below).await?)
            }
            (Some(Channel::Whatsapp), Some(inbox), Some(person)) if event.outcome != Outcome::Lifecycle => {
                let home = match event.known_as.as_deref().filter(|other| *other != person) {
                    None => self.home_of(Channel::Whatsapp, inbox, person).await?,
                    Some(number) => self.home_of_person(&event, inbox, person, number).await?,
                };
                (person, self.where_it_stands(&event, inbox, person, home).await?)
            }
            _ => return Ok(event),
        };
        if event.channel == Some(Channel::Whatsapp) && home != named {
            event.written_as = Some(named.to_owned());
        }
        event.contact = Some(home);
        Ok(event)
    }

    /// The id at the end of all leads.
    pub(super) async fn home_of(&self, channel: Channel, inbox: &str, id: &str) -> Result<String, AppError> {
        let mut home = id.to_owned();
        if channel == Channel::Whatsapp && is_number(id) {
            // A number leads to whoever has it now; a conversation once kept under it is where scoped ids lead.
            match self.store.lead(channel, inbox, &as_number(id)).await? {
                Some(to) => home = to,
                None => return Ok(home),
            }
        }
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
        let by_scoped = self.home_of(Channel::Whatsapp, inbox, scoped).await?;
        let by_number = self.store.lead(Channel::Whatsapp, inbox, &as_number(number)).await?;
        if by_number.as_ref() == Some(&by_scoped) || event.outcome == Outcome::Receipt {
            return Ok(by_scoped);
        }
        let mut home = by_scoped;
        if home == scoped && by_number.is_none() && self.is_worked_on(event, inbox, number).await? {
            // What people have worked on stays where they know it, unless they have worked on both. The number's own
            // lead comes last: where it is, everybody knows whose the conversation is.
            if !self.is_worked_on(event, inbox, scoped).await? {
                self.store.keep_lead(Channel::Whatsapp, inbox, number, number).await?;
                self.store.keep_lead(Channel::Whatsapp, inbox, scoped, number).await?;
                number.clone_into(&mut home);
            }
        }
        self.store.keep_lead(Channel::Whatsapp, inbox, &as_number(number), &home).await?;
        Ok(home)
    }

    /// Whether somebody of ours has worked on the conversation kept under an id.
    async fn is_worked_on(&self, event: &Event, inbox: &str, id: &str) -> Result<bool, AppError> {
        let conversation = conversation_id(Channel::Whatsapp, inbox, event.public, id);
        if self.store.case(&conversation, 1).await?.is_none() {
            return Ok(false);
        }
        let known = self.store.conversation(&conversation).await?;
        Ok(!may_join(&known.cases, &known.messages, &known.log))
    }

    /// A person may have been known by two ids before anybody knew that they are one, and people may have worked on
    /// both: what is told of a message goes where that message stands.
    async fn where_it_stands(&self, event: &Event, inbox: &str, named: &str, home: String) -> Result<String, AppError> {
        let Some(message) = event.external_id.as_deref() else { return Ok(home) };
        for other in [Some(named), event.known_as.as_deref()].into_iter().flatten().filter(|id| *id != home) {
            let conversation = conversation_id(Channel::Whatsapp, inbox, event.public, other);
            let first = self.store.case(&conversation, 1).await?;
            let Some(first) = first.filter(|first| !first.has_gone_on()) else { continue };
            let opens = opened_by(&first, message).is_some();
            if opens || self.store.message(&conversation, message).await?.is_some() {
                return Ok(other.to_owned());
            }
        }
        Ok(home)
    }

    /// A person's number or scoped id has changed: the new ones lead to where the old ones do, the old number to
    /// nobody we know, and we write to the new ones. `None`: the event tells nothing of the kind.
    pub(super) async fn renamed(&self, event: &Event) -> Result<Option<After>, AppError> {
        let is_news = event.reason.as_ref().is_some_and(|reason| reason.code == "contact_changed");
        let parts = (event.channel, &event.inbox, &event.contact, event.at);
        let (Some(Channel::Whatsapp), Some(inbox), Some(now), Some(at)) = parts else { return Ok(None) };
        if !is_news || self.desk().inbox(Channel::Whatsapp, inbox).is_none() {
            return Ok(None);
        }
        let author = event.author.as_ref();
        let number = author.and_then(|author| author.phone.as_deref());
        let former = author.map(|author| author.id.as_str());
        let former = former.filter(|id| is_number(id) && number.is_some_and(|number| number != *id));
        let next_owner = former.map(|former| format!("{former}~{}", at.as_millisecond()));
        if let Some(former) = former
            && self.store.lead(Channel::Whatsapp, inbox, &as_number(former)).await? == next_owner
        {
            return Ok(Some(After::Done));
        }
        let home = self.home_of(Channel::Whatsapp, inbox, event.known_as.as_ref().unwrap_or(now)).await?;
        let scoped = Some(now.as_str()).filter(|now| !is_number(now) && *now != home);
        if let Some(scoped) = scoped {
            self.store.keep_lead(Channel::Whatsapp, inbox, scoped, &home).await?;
        }
        if let Some(number) = number {
            self.store.keep_lead(Channel::Whatsapp, inbox, &as_number(number), &home).await?;
        }
        let address = if is_number(now) { number.unwrap_or(now) } else { now };
        self.write_to(inbox, &home, address, at).await?;
        let known_since = [scoped, number].into_iter().flatten();
        let after = self.bring_over(event, inbox, known_since.filter(|id| *id != home).collect(), &home).await?;
        // Last: where it is, all the rest is.
        if let Some((former, next_owner)) = former.zip(next_owner) {
            self.store.keep_lead(Channel::Whatsapp, inbox, &as_number(former), &next_owner).await?;
        }
        Ok(Some(after))
    }

    /// From now on the person is written to at another id.
    async fn write_to(&self, inbox: &str, home: &str, address: &str, at: Timestamp) -> Result<(), AppError> {
        let conversation = conversation_id(Channel::Whatsapp, inbox, false, home);
        for _ in 0..TRIES {
            let Some(mut case) = self.store.newest_case(&conversation).await? else { return Ok(()) };
            if !case.reach.moved(address, at) || self.replace(&mut case).await? == Committed::Done {
                return Ok(());
            }
        }
        Err(AppError::Contended)
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

/// Whether an id on WhatsApp is a telephone number; scoped ids begin with a country and a dot.
fn is_number(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_digit())
}

/// The lead of a number, apart from that of a conversation kept under it.
fn as_number(number: &str) -> String {
    format!("+{number}")
}
