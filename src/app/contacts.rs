//! Contacts: keeping who wrote, finding them again, and everything they said and were told.
//!
//! Owns the reads behind a contact's page. Must not link accounts to one another.

use super::{App, AppError};
use crate::domain::case::{Case, Direction, StoredMessage};
use crate::domain::contact::{Contact, FEWEST_LETTERS, wanted};
use crate::domain::ids::parse_case_id;
use crate::domain::records::Answer;
use crate::store::contacts::ContactPage;

/// How many conversations and lone answers of one contact are read.
const CONVERSATIONS: i32 = 20;
/// How many pages of those a common name finds are looked through for the rare one beside it, at once.
const READS: usize = 8;
/// How often in a row a contact may have turned out to be another.
const HOMES: usize = 16;
/// How many entries of a timeline are shown, the latest.
const ENTRIES: usize = 200;

/// Everything about one contact.
#[derive(Debug)]
pub struct Dossier {
    /// The id.
    pub id: String,
    /// Who.
    pub contact: Contact,
    /// Their cases, the latest first.
    pub cases: Vec<Case>,
    /// What was said, the latest first, at most two hundred.
    pub timeline: Vec<Entry>,
}

/// One thing said by or to a contact.
#[derive(Debug)]
pub struct Entry {
    /// Its case and message; absent for an answer outside any case.
    pub message: Option<(Case, StoredMessage)>,
    /// For an answer of ours: its row of the answer log.
    pub answer: Option<Answer>,
}

impl Entry {
    fn at(&self) -> Option<jiff::Timestamp> {
        let message = self.message.as_ref().map(|(_, message)| message.at);
        message.or(self.answer.as_ref().map(|answer| answer.at))
    }
}

impl App {
    /// Keeps who opened a conversation. Best effort: a case never waits for it, and the next delivery of the
    /// message tries again.
    pub(super) async fn keep_contact(&self, first: &Case) {
        if let Err(error) = self.keep_known_contact(first).await {
            tracing::warn!(case.id = %first.id(), %error, "a contact could not be kept");
        }
    }

    /// What is known of them already is not forgotten.
    async fn keep_known_contact(&self, first: &Case) -> Result<(), AppError> {
        let news = Contact::of(first);
        let known = self.store.contact(&news.id()).await?;
        if known.as_ref().is_some_and(|known| known.goes_on_in.is_some()) {
            let home = self.contact_home(&news.id()).await?;
            return Ok(self.store.point_contact(&home, &first.id()).await?);
        }
        let contact = known.map_or(news.clone(), |known| known.learned(&news));
        Ok(self.store.keep_contact(&contact, &first.id()).await?)
    }

    /// The same for a message delivered again: reads first, and writes only what is missing.
    pub(super) async fn keep_contact_if_missing(&self, first: &Case) {
        let id = Contact::of(first).id();
        if !matches!(self.store.is_contact_kept(&id, &first.id()).await, Ok(true)) {
            self.keep_contact(first).await;
        }
    }

    /// The contacts whose handle, name, number or address begins with what was typed. Several words may be those
    /// of a name in any order.
    pub async fn find_contacts(
        &self,
        typed: &str,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<ContactPage, AppError> {
        let value = wanted(typed);
        if value.is_empty() {
            return Ok(ContactPage { contacts: Vec::new(), cursor: None });
        }
        for anchor in anchors(typed, &value, cursor) {
            let page = self.find_by_words(anchor, &value, cursor, limit).await?;
            // A page that goes on from a place of this word's is this word's, whatever it holds.
            if !page.contacts.is_empty() || page.cursor.is_some() || cursor.is_some() {
                return Ok(page);
            }
        }
        Ok(self.store.find_contacts(&value, cursor, limit).await?)
    }

    /// The contacts one word finds and all the others fit.
    async fn find_by_words(
        &self,
        anchor: &str,
        value: &str,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<ContactPage, AppError> {
        let mut found = ContactPage { contacts: Vec::new(), cursor: cursor.map(str::to_owned) };
        for _ in 0..READS {
            let page = self.store.find_contacts(anchor, found.cursor.as_deref(), limit).await?;
            found.contacts.extend(page.contacts.into_iter().filter(|(_, contact)| contact.has_words(value)));
            found.cursor = page.cursor;
            if found.cursor.is_none() || !found.contacts.is_empty() {
                break;
            }
        }
        Ok(found)
    }

    /// The contact that this one turned out to be.
    pub(super) async fn contact_home(&self, id: &str) -> Result<String, AppError> {
        let mut home = id.to_owned();
        for _ in 0..HOMES {
            match self.store.contact(&home).await?.and_then(|contact| contact.goes_on_in) {
                Some(next) => home = next,
                None => break,
            }
        }
        Ok(home)
    }

    /// Everything about a contact, over all conversations.
    pub async fn dossier(&self, id: &str) -> Result<Option<Dossier>, AppError> {
        let id = self.contact_home(id).await?;
        let id = id.as_str();
        let Some(contact) = self.store.contact(id).await? else { return Ok(None) };
        let pointers = self.store.contact_pointers(id, CONVERSATIONS).await?;
        let told = self.store.answers_at(&pointers.told).await?;
        let mut timeline: Vec<Entry> =
            told.into_iter().map(|answer| Entry { message: None, answer: Some(answer) }).collect();
        let mut cases = Vec::new();
        for first in &pointers.cases {
            let Some((conversation, _)) = parse_case_id(first) else { continue };
            let known = self.store.conversation(conversation).await?;
            let answers = self.store.answers_of(&known.messages).await?;
            for (number, message) in known.messages {
                let Some(case) = known.cases.iter().find(|case| case.number == number) else { continue };
                let answer = answers.iter().find(|answer| answer.id == message.external_id).cloned();
                timeline.push(Entry { message: Some((case.clone(), message)), answer });
            }
            cases.extend(known.cases);
        }
        // The latest first; of one instant, what we said came after what it answers.
        let heard = |entry: &Entry| entry.message.as_ref().is_some_and(|(_, said)| said.direction == Direction::In);
        timeline.sort_by_key(|entry| (std::cmp::Reverse(entry.at()), heard(entry)));
        timeline.truncate(ENTRIES);
        cases.sort_by_key(|case| std::cmp::Reverse(case.opened_at));
        Ok(Some(Dossier { id: id.to_owned(), contact, cases, timeline }))
    }
}

/// The words of a name by which somebody is looked for, the longest first: it finds the fewest. One alone and an
/// address are looked for as they were typed. A cursor is a place among those its own word finds.
fn anchors<'a>(typed: &str, value: &'a str, cursor: Option<&str>) -> Vec<&'a str> {
    let is_address = typed.trim_start_matches([' ', '@']).contains('@');
    let mut words: Vec<&str> = value.split(' ').collect();
    if words.len() < 2 || is_address {
        return Vec::new();
    }
    words.retain(|word| word.chars().count() >= FEWEST_LETTERS && cursor.is_none_or(|at| at.starts_with(word)));
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}
