//! Which addresses are the platforms' own.

use crate::domain::attachment::NotCopied;
use crate::domain::message::Channel;
use reqwest::Url;

/// Hosts by their whole name.
const HOSTS: [&str; 4] = ["pbs.twimg.com", "video.twimg.com", "ton.twitter.com", "api.twilio.com"];
/// Hosts by the end of their name, each with its dot.
const SUFFIXES: [&str; 3] = [".fbcdn.net", ".fbsbx.com", ".cdninstagram.com"];

/// What a host asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// Nothing: the address is enough.
    Open,
    /// The access of the inbox that was written to.
    NeedsAccess,
}

/// An address that may be fetched, or why it may not.
pub(super) fn source(channel: Channel, url: &str) -> Result<(Url, Source), NotCopied> {
    let address = Url::parse(url).map_err(|_| NotCopied::Address)?;
    let named = address.domain().ok_or(NotCopied::Address)?;
    let plain = address.scheme() == "https"
        && address.port_or_known_default() == Some(443)
        && address.username().is_empty()
        && address.password().is_none()
        // Written out, the port is 443 or the parser keeps it; what stands before an @ is never a host.
        && !url.contains('\\');
    if !plain {
        return Err(NotCopied::Address);
    }
    let listed = HOSTS.contains(&named) || SUFFIXES.iter().any(|suffix| ends_with(named, suffix));
    if !listed {
        return Err(NotCopied::Host);
    }
    let source = match (channel, named) {
        // Direct messages' pictures; and files of WhatsApp, whose address alone opens nothing.
        (Channel::X, "ton.twitter.com") | (Channel::Whatsapp, "lookaside.fbsbx.com") => Source::NeedsAccess,
        _ => Source::Open,
    };
    Ok((address, source))
}

/// Whether a name is below a suffix, label by label. The parser has lowered its letters.
fn ends_with(name: &str, suffix: &str) -> bool {
    name.strip_suffix(suffix).is_some_and(|labels| labels.split('.').all(|label| !label.is_empty()))
}
