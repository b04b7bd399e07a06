//! How long a reply is in the eyes of the platform it goes to.
//!
//! Owns limits and counting. Must not cut or change a text.

use crate::domain::message::Channel;

/// How a platform counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// As X counts posts: a link is 23, an emoji or an ideogram 2.
    Weighted,
    /// Characters.
    Characters,
    /// Bytes of UTF-8.
    Bytes,
}

/// The longest reply a platform takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How much.
    pub most: usize,
    /// Of what.
    pub unit: Unit,
}

impl Limit {
    /// How much of it a text uses.
    pub fn used(self, text: &str) -> usize {
        match self.unit {
            Unit::Weighted => weighted(text),
            Unit::Characters => text.chars().count(),
            Unit::Bytes => text.len(),
        }
    }
}

/// The limit of replies on a channel and surface; `None` where we cannot reply.
pub fn limit(channel: Channel, public: bool) -> Option<Limit> {
    let (most, unit) = match (channel, public) {
        (Channel::X, true) => (280, Unit::Weighted),
        (Channel::X, false) => (10_000, Unit::Characters),
        (Channel::Messenger, _) => (2_000, Unit::Characters),
        (Channel::Instagram, false) => (1_000, Unit::Bytes),
        (Channel::Instagram, true) => (2_200, Unit::Characters),
        (Channel::Facebook, _) => (8_000, Unit::Characters),
        (Channel::Whatsapp, _) => (4_096, Unit::Characters),
        (Channel::Sms | Channel::Email | Channel::Phone | Channel::Chat, _)
        | (Channel::App | Channel::Store | Channel::Bot | Channel::Crm, _) => return None,
    };
    Some(Limit { most, unit })
}

/// The length of a text as X counts it (`twitter-text` version 3).
pub fn weighted(text: &str) -> usize {
    text.chars().map(weight).sum()
}

fn weight(letter: char) -> usize {
    match u32::from(letter) {
        0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247 => 1,
        _ => 2,
    }
}
