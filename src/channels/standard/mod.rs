//! The generic door: telephone, e-mail, text messages, chat, application, point of sale, assistants and CRM,
//! each reported by a system of the brand's own, all in one JSON form, signed by the Standard Webhooks scheme.
//!
//! Owns the form, the signature and the sources' names. Must not import another channel, decide what to do
//! with an event or do any input or output here.

mod payload;
pub mod signature;

pub(super) use payload::parse;

use crate::domain::message::Channel;

/// The channels that come through this door.
pub const CHANNELS: [Channel; 8] = [
    Channel::Sms,
    Channel::Email,
    Channel::Phone,
    Channel::Chat,
    Channel::App,
    Channel::Store,
    Channel::Bot,
    Channel::Crm,
];

/// The longest name of a source.
const LONGEST_NAME: usize = 64;

/// A system that reports, as the last part of its address names it: `{channel}` or `{channel}-{name}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The channel it speaks for.
    pub channel: Channel,
    /// The whole name: the external id of its inbox on that channel.
    pub inbox: String,
}

impl Source {
    /// The source of that name; `None` when it names no channel of this door.
    pub fn of(word: &str) -> Option<Source> {
        let (channel, name) = word.split_once('-').map_or((word, None), |(channel, name)| (channel, Some(name)));
        let name_like = |name: &str| {
            let letters = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
            letters && (1..=LONGEST_NAME).contains(&name.len())
        };
        let channel = CHANNELS.into_iter().find(|known| known.as_str() == channel)?;
        name.is_none_or(name_like).then(|| Source { channel, inbox: word.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_source_is_a_channel_and_perhaps_a_name() {
        for (word, channel) in
            [("phone", Channel::Phone), ("sms-paris", Channel::Sms), ("store-12.b_c-d", Channel::Store)]
        {
            let source = Source::of(word).unwrap();
            assert_eq!((source.channel, source.inbox.as_str()), (channel, word));
        }
        let long = format!("phone-{}", "a".repeat(65));
        for word in ["", "x", "messenger", "Phone", "phone-", "phone-é", "phone-a/b", "phones", "-phone", &long] {
            assert_eq!(Source::of(word), None, "{word}");
        }
    }
}
