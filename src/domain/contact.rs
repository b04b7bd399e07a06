//! Contacts: who writes to us, and what finds them again when somebody types a few letters.
//!
//! Owns the normal forms of handles, names and phone numbers. Must not link two accounts to one person.

use crate::domain::case::Case;
use crate::domain::facts::tokens::fold_into;
use crate::domain::ids;
use crate::domain::message::Channel;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How many words of a name one may begin with to find it.
const NAME_WORDS: usize = 3;

/// How many last digits of a phone number are the same with and without the country.
const NATIONAL_DIGITS: usize = 9;

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
    /// The phone number's digits with the country's, where the platform's id is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// When they first wrote.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub since_at: Timestamp,
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
}

impl IdentKind {
    /// The word in keys and in the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            IdentKind::Handle => "handle",
            IdentKind::Name => "name",
            IdentKind::Phone => "phone",
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
            phone: Some(digits(&case.contact.id)).filter(|digits| has_number && !digits.is_empty()),
            since_at: case.opened_at,
        }
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
        found.retain(|(_, value)| !value.is_empty());
        found
    }
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
            since_at: "2026-03-30T09:00:00Z".parse().unwrap(),
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
