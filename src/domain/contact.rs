//! Contacts: who writes to us, and what finds them again when somebody types a few letters.
//!
//! Owns the normal forms of handles, names and phone numbers. Must not link two accounts to one person.

use crate::domain::case::Case;
use crate::domain::facts::tokens::fold_into;
use crate::domain::ids;
use crate::domain::message::Channel;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How many letters it takes to find somebody by the beginning of an identifier.
pub const FEWEST_LETTERS: usize = 3;

/// How many words of a name one may begin with to find it.
const NAME_WORDS: usize = 3;

/// How many last digits of a phone number are the same with and without the country.
const NATIONAL_DIGITS: usize = 9;

/// Fewer digits are a short code or an extension, more are no phone number.
const FEWEST_DIGITS: usize = 6;
const MOST_DIGITS: usize = 15;

/// One account of a member of the public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Where.
    pub channel: Channel,
    /// The platform's id.
    pub external_id: String,
    /// The handle without `@`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// The display name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The phone number's digits with the country's, where the platform tells it or its id is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The e-mail address, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// When they first wrote.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since_at: Timestamp,
    /// The instant of the report that last changed what is known of them.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub changed_at: Option<Timestamp>,
    /// The contact of another channel with the very same phone number or address, on whose timeline what is
    /// reported of this one is shown too. The two stay two contacts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_with: Option<String>,
    /// The contact this one turned out to be: everything known of it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goes_on_in: Option<String>,
}

/// What an identifier is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentKind {
    /// A handle.
    Handle,
    /// A name, from one of its words on.
    Name,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
}

impl IdentKind {
    /// The word in keys and in the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            IdentKind::Handle => "handle",
            IdentKind::Name => "name",
            IdentKind::Phone => "phone",
            IdentKind::Email => "email",
        }
    }
}

impl Contact {
    /// The contact of a case.
    pub fn of(case: &Case) -> Contact {
        let has_number = matches!(case.channel, Channel::Whatsapp | Channel::Sms);
        Contact {
            channel: case.channel,
            external_id: case.contact.id.clone(),
            handle: case.contact.handle.clone(),
            name: case.contact.name.clone(),
            phone: case
                .contact
                .phone
                .as_deref()
                .or(Some(&case.contact.id))
                .filter(|_| has_number)
                .and_then(phone_number),
            email: None,
            since_at: case.opened_at,
            changed_at: None,
            shown_with: None,
            goes_on_in: None,
        }
    }

    /// The contact as it is known after news of it. Newer news wins; older news only fills what was not known.
    pub fn learned(&self, news: &Contact) -> Contact {
        let newer = news.changed_at.unwrap_or(news.since_at) >= self.changed_at.unwrap_or(self.since_at);
        let pick = |known: &Option<String>, news: &Option<String>| match newer {
            true => news.clone().or_else(|| known.clone()),
            false => known.clone().or_else(|| news.clone()),
        };
        let mut merged = Contact {
            handle: pick(&self.handle, &news.handle),
            name: pick(&self.name, &news.name),
            phone: pick(&self.phone, &news.phone),
            email: pick(&self.email, &news.email),
            ..self.clone()
        };
        if merged != *self {
            merged.changed_at = self.changed_at.max(news.changed_at);
        }
        merged.since_at = self.since_at.min(news.since_at);
        merged
    }

    /// The contact with what another account of the same person says and its own does not.
    pub fn completed(&self, other: &Contact) -> Contact {
        let either = |own: &Option<String>, other: &Option<String>| own.clone().or_else(|| other.clone());
        Contact {
            handle: either(&self.handle, &other.handle),
            name: either(&self.name, &other.name),
            phone: either(&self.phone, &other.phone),
            email: either(&self.email, &other.email),
            shown_with: either(&self.shown_with, &other.shown_with),
            since_at: self.since_at.min(other.since_at),
            ..self.clone()
        }
    }

    /// The identifiers that belong to one person alone, in normal form: an e-mail address, and a phone number
    /// with its country.
    pub fn exact_idents(&self) -> Vec<(IdentKind, String)> {
        let phone = self.phone.clone().filter(|phone| phone.len() > NATIONAL_DIGITS);
        let email = self.email.as_deref().filter(|email| email.contains('@')).map(normalized);
        let phone = phone.map(|phone| (IdentKind::Phone, phone));
        phone.into_iter().chain(email.map(|email| (IdentKind::Email, email))).collect()
    }

    /// Whether the two have the very same address or the very same phone number with its country.
    pub fn is_reached_like(&self, other: &Contact) -> bool {
        let same_phone =
            self.phone.as_ref().is_some_and(|phone| phone.len() > NATIONAL_DIGITS) && self.phone == other.phone;
        let address = |contact: &Contact| contact.email.as_ref().map(|email| email.to_lowercase());
        let same_email = address(self).is_some_and(|email| email.contains('@')) && address(self) == address(other);
        same_phone || same_email
    }

    /// Whether each of these words, in normal form, begins one of the contact's own, in whatever order.
    pub fn has_words(&self, value: &str) -> bool {
        let idents = self.idents();
        let mut own = idents.iter().flat_map(|(_, ident)| ident.split(' ')).collect::<Vec<_>>();
        own.dedup();
        value.split(' ').all(|word| own.iter().any(|own| own.starts_with(word)))
    }

    /// The contact's id.
    pub fn id(&self) -> String {
        ids::contact_id(self.channel, &self.external_id)
    }

    /// Everything this contact can be found by, in normal form.
    pub fn idents(&self) -> Vec<(IdentKind, String)> {
        let mut found = Vec::new();
        found.extend(self.handle.as_deref().map(|handle| (IdentKind::Handle, normalized(handle))));
        let name = normalized(self.name.as_deref().unwrap_or_default());
        let words: Vec<&str> = name.split(' ').collect();
        let from_each = (0..words.len().min(NAME_WORDS)).filter_map(|from| words.get(from..));
        found.extend(from_each.map(|rest| (IdentKind::Name, rest.join(" "))));
        if let Some(phone) = &self.phone {
            found.push((IdentKind::Phone, phone.clone()));
            let national = phone.len().checked_sub(NATIONAL_DIGITS).filter(|from| *from > 0);
            found.extend(national.and_then(|from| phone.get(from..)).map(|rest| (IdentKind::Phone, rest.to_owned())));
        }
        found.extend(self.email.as_deref().map(|email| (IdentKind::Email, normalized(email))));
        found.retain(|(_, value)| !value.is_empty());
        found
    }
}

/// Whether what was typed is too little to find anybody but who is called exactly that.
pub fn is_too_short(typed: &str) -> bool {
    wanted(typed).chars().count() < FEWEST_LETTERS
}

/// Whether a cursor is a place among those that what was typed finds, by all of it or by one of its words.
pub fn is_place(cursor: &str, typed: &str) -> bool {
    let value = wanted(typed);
    let begins = |found: &str| found.chars().count() >= FEWEST_LETTERS.min(value.len()) && cursor.starts_with(found);
    cursor.matches('#').count() >= 2 && (begins(&value) || value.split(' ').any(begins))
}

/// A phone number as identifiers keep it: its digits, with the country's where it was written with it; `None`
/// when it is no phone number.
pub fn phone_number(written: &str) -> Option<String> {
    let number_like = written.chars().all(|letter| letter.is_ascii_digit() || " +.-()/".contains(letter));
    let number = wanted(written);
    (number_like && (FEWEST_DIGITS..=MOST_DIGITS).contains(&number.len())).then_some(number)
}

/// Whether a phone number was written with its country, so that it means one line in the whole world.
pub fn names_country(written: &str) -> bool {
    let written = written.trim_start();
    let length = digits(written).len();
    written.starts_with('+') || written.starts_with("00") || (length > NATIONAL_DIGITS + 1 && !written.starts_with('0'))
}

/// What somebody typed, in the form identifiers are kept in.
pub fn wanted(typed: &str) -> String {
    let number = typed.chars().all(|letter| letter.is_ascii_digit() || " +.-()/".contains(letter));
    let all = digits(typed);
    if !number || all.len() < 3 {
        return normalized(typed);
    }
    let plain = typed.trim_start().starts_with('+');
    let international = all.strip_prefix("00").filter(|_| !plain);
    let national = all.strip_prefix('0').filter(|_| !plain);
    international.or(national).unwrap_or(&all).to_owned()
}

/// Lower case, without accents, one space between words.
fn normalized(text: &str) -> String {
    let mut folded = String::new();
    text.chars().for_each(|letter| fold_into(&mut folded, letter));
    let spaced = folded.replace(|letter: char| !letter.is_alphanumeric() && letter != '_', " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn contact(channel: Channel, external_id: &str, handle: Option<&str>, name: Option<&str>) -> Contact {
        Contact {
            channel,
            external_id: external_id.to_owned(),
            handle: handle.map(str::to_owned),
            name: name.map(str::to_owned),
            phone: Some(digits(external_id)).filter(|_| channel == Channel::Whatsapp),
            email: None,
            since_at: "2026-03-30T09:00:00Z".parse().unwrap(),
            changed_at: None,
            shown_with: None,
            goes_on_in: None,
        }
    }

    /// Whether what is typed finds this contact.
    #[track_caller]
    fn check(contact: &Contact, typed: &str, found: bool) {
        let wanted = wanted(typed);
        let idents = contact.idents();
        assert_eq!(idents.iter().any(|(_, value)| value.starts_with(&wanted)), found, "{typed} in {idents:?}");
    }

    #[test]
    fn a_few_letters_or_digits_find_a_contact() {
        let ada = contact(Channel::X, "42", Some("Ada_L"), Some("Adèle  Lenoir-Dubœuf"));
        for typed in ["ada_l", "@Ada", "adele", "ADÈLE L", "lenoir", "Lenoir-Du"] {
            check(&ada, typed, true);
        }
        check(&ada, "noir", false);
        let caller = contact(Channel::Whatsapp, "33612345678", None, None);
        for typed in ["06 12 34 56 78", "+33 6 12 34", "0033612345678", "33612345678", "06.12"] {
            check(&caller, typed, true);
        }
        check(&caller, "07 12", false);
        assert!(contact(Channel::Messenger, "7", None, Some(" ")).idents().is_empty());
    }
}
