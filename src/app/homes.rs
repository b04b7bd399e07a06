//! Ids that lead to a conversation kept under another id.
//!
//! A conversation of comments on a Page is kept under its top comment, which Facebook does not name: whatever is said
//! below a top comment leaves a lead from its own id to that. A person on WhatsApp has a telephone number and a
//! business-scoped id, of which a body may name either: the one leads to the other. Owns following leads and leaving
//! them; leaving one again changes nothing. What was heard before its lead was there is brought over by `joining`.

use super::triage::opened_by;
use super::{After, App, AppError, TRIES};
use crate::domain::case::Case;
use crate::domain::ids::{contact_id, conversation_id, parse_case_id};
use crate::domain::joining::may_join;
use crate::domain::message::{Channel, Event, Outcome};
use crate::store::commit::Committed;
use jiff::Timestamp;

/// How many leads are followed one after another: an answer below an answer below an answer, heard backwards.
const LEADS: usize = 16;

/// How many conversations of one person are looked through for a message.
const CONVERSATIONS: i32 = 20;

impl App {
    /// The event in the conversation that its contact's id leads to.
    pub(super) async fn at_home(&self, event: &Event) -> Result<Event, AppError> {
        let mut event = event.clone();
        let parts = (event.channel, event.inbox.as_deref(), event.contact.as_deref());
        let (named, home) = match parts {
            (Some(Channel::Facebook), Some(inbox), Some(below)) if event.public && !begins_a_thread(&event) => {
                let home = match self.led_before(&event, inbox).await? {
                    Some(home) => home,
                    None => self.home_of(Channel::Facebook, inbox, below).await?,
                };
                (below, home)
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

    /// Where a comment stands already: an answer of ours in the case it was sent from, whatever case its parent is in.
    async fn led_before(&self, event: &Event, inbox: &str) -> Result<Option<String>, AppError> {
        let Some(comment) = below_a_comment(event) else { return Ok(None) };
        match self.store.lead(Channel::Facebook, inbox, comment).await? {
            // Leading to itself it tells of what is below it only.
            Some(to) if to != comment => Ok(Some(self.end_of_leads(Channel::Facebook, inbox, &to).await?)),
            _ => Ok(None),
        }
    }

    /// Where the conversation is that a platform names by an id.
    pub(super) async fn home_of(&self, channel: Channel, inbox: &str, id: &str) -> Result<String, AppError> {
        if channel == Channel::Whatsapp && is_number(id) {
            // A number leads to whoever has it now; a conversation once kept under it is where scoped ids lead.
            return match self.store.lead(channel, inbox, &as_number(id)).await? {
                Some(to) => self.end_of_leads(channel, inbox, &to).await,
                None => Ok(id.to_owned()),
            };
        }
        self.end_of_leads(channel, inbox, id).await
    }

    /// Where a conversation is kept that was once kept under an id.
    pub(super) async fn end_of_leads(&self, channel: Channel, inbox: &str, id: &str) -> Result<String, AppError> {
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
        let since_at = event.at.unwrap_or_else(|| self.clock.now());
        self.store.hand_over(Channel::Whatsapp, inbox, &as_number(number), &home, since_at).await?;
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
            if self.holds(&conversation, message).await?.is_some() {
                return Ok(other.to_owned());
            }
        }
        let is_late_word = matches!(event.outcome, Outcome::Update | Outcome::Delete);
        let at_home = conversation_id(Channel::Whatsapp, inbox, event.public, &home);
        if !is_late_word || self.holds(&at_home, message).await?.is_some() {
            return Ok(home);
        }
        // What is changed or taken back may stand in any conversation of theirs, whichever id is named for it.
        let contact = self.contact_home(&contact_id(Channel::Whatsapp, &home)).await?;
        for first in self.store.contact_pointers(&contact, CONVERSATIONS).await?.cases {
            let Some((conversation, _)) = parse_case_id(&first) else { continue };
            if let Some(case) = self.holds(conversation, message).await?.filter(|case| case.inbox == inbox) {
                return Ok(case.contact.id);
            }
        }
        Ok(home)
    }

    /// The first case of a conversation in which a message stands.
    async fn holds(&self, conversation: &str, message: &str) -> Result<Option<Case>, AppError> {
        let Some(first) = self.store.case(conversation, 1).await? else { return Ok(None) };
        let stands = opened_by(&first, message).is_some() || self.store.message(conversation, message).await?.is_some();
        Ok(Some(first).filter(|_| stands))
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
        let owner = match former {
            Some(former) => self.store.owner(Channel::Whatsapp, inbox, &as_number(former)).await?,
            None => None,
        };
        let is_told = owner.as_ref().map(|owner| &owner.to) == next_owner.as_ref() && former.is_some();
        // The number has been somebody else's since: it does not tell any more who it was that changed it.
        let is_late = owner.is_some_and(|owner| owner.since_at.is_some_and(|since_at| since_at > at));
        if is_told || (is_late && is_number(now)) {
            return Ok(Some(After::Done));
        }
        let home = self.home_of(Channel::Whatsapp, inbox, event.known_as.as_ref().unwrap_or(now)).await?;
        if is_number(&home) {
            // Whoever has that number next has a conversation of their own.
            self.store.keep_lead(Channel::Whatsapp, inbox, &home, &home).await?;
        }
        let scoped = Some(now.as_str()).filter(|now| !is_number(now) && *now != home);
        if let Some(scoped) = scoped {
            self.store.keep_lead(Channel::Whatsapp, inbox, scoped, &home).await?;
        }
        if let Some(number) = number {
            self.store.hand_over(Channel::Whatsapp, inbox, &as_number(number), &home, at).await?;
        }
        let address = if is_number(now) { number.unwrap_or(now) } else { now };
        self.write_to(inbox, &home, address, at).await?;
        let mut known_before = scoped.into_iter().collect::<Vec<_>>();
        if let Some(number) = number.filter(|number| **number != *home) {
            // What was said under the number before it was theirs, somebody else said.
            let conversation = conversation_id(Channel::Whatsapp, inbox, false, number);
            match self.store.case(&conversation, 1).await? {
                Some(first) if first.opened_at < at => {
                    self.store.keep_lead(Channel::Whatsapp, inbox, number, number).await?;
                }
                _ => known_before.push(number),
            }
        }
        let after = self.bring_over(event, inbox, known_before, &home).await?;
        // Last: where it is, all the rest is.
        if let Some((former, next_owner)) = former.zip(next_owner) {
            self.store.hand_over(Channel::Whatsapp, inbox, &as_number(former), &next_owner, at).await?;
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
