//! Web addresses.
//!
//! Owns telling them from other text and their normal form. E-mail addresses are stepped over: they are no fact, and
//! nothing inside one is.

use super::tokens::{TokenKind, Tokens};
use super::{FactKind, Found};

/// Endings that make `acme.com` an address without a scheme; longer lists find addresses in missing spaces.
const ENDINGS: [&str; 12] = ["com", "fr", "net", "org", "eu", "io", "uk", "be", "ch", "ca", "de", "shop"];

/// Parameters that say where a click came from, not where it goes.
const TRACKING: [&str; 7] = ["utm_", "fbclid", "gclid", "msclkid", "mc_cid", "mc_eid", "igshid"];

/// A web address: `https://acme.example/help`, `www.acme.com`, `acme.com/retours`.
pub(super) fn url(tokens: &Tokens<'_>, index: usize) -> Option<Found> {
    let next = run(tokens, index)?;
    let text = tokens.text_of(index, next);
    let value = normal_form(text)?;
    Some(Found { fact: FactKind::Url, from: index, next, value })
}

/// The token after an e-mail address that begins here.
pub(super) fn email(tokens: &Tokens<'_>, index: usize) -> Option<usize> {
    let next = run(tokens, index)?;
    let (local, host) = tokens.text_of(index, next).split_once('@')?;
    let plain = !local.is_empty() && !local.contains('/') && host.contains('.');
    plain.then_some(next)
}

/// The end of the unbroken run of text that begins here, closing punctuation left out.
///
/// Only the beginning of a run is looked at, so that a long one is walked once.
fn run(tokens: &Tokens<'_>, index: usize) -> Option<usize> {
    let opens = index == 0 || tokens.get(index)?.spaced || tokens.is(index - 1, &["(", "«", "\"", "<", "[", "'", ":"]);
    if !opens || tokens.get(index)?.kind == TokenKind::Symbol {
        return None;
    }
    let mut next = index + 1;
    while tokens.glued(next) && !tokens.is(next, &["»", "\"", "<", ">", ")", "]"]) {
        next += 1;
    }
    while next > index + 1 && tokens.is(next - 1, &[".", ",", "!", "?", ";", ":", "'", "…", "*"]) {
        next -= 1;
    }
    Some(next)
}

fn normal_form(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let scheme = ["https://", "http://"].into_iter().find(|scheme| lower.starts_with(scheme));
    let rest = text.get(scheme.map_or(0, str::len)..)?;
    let rest = rest.split('#').next().unwrap_or(rest);
    let end = rest.find(['/', '?', ':']).unwrap_or(rest.len());
    let (host, tail) = rest.split_at_checked(end)?;
    let host = host.to_ascii_lowercase();
    let bare = host.strip_prefix("www.").unwrap_or(&host);
    let labels_are_sound = |host: &str| {
        host.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|character| character.is_alphanumeric() || character == '-')
        })
    };
    let known = bare.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending) && rest.contains(ending));
    // Any other host counts once a path follows it: `bit.ly/3xYz`.
    let ending = bare.rsplit_once('.').map_or("", |(_, ending)| ending);
    let letters = (2..=6).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_lowercase());
    let known = known || letters && tail.len() > 1 && tail.starts_with('/') && rest.starts_with(host.as_str());
    let is_address = scheme.is_some() || host.starts_with("www.") || known;
    if !is_address || !bare.contains('.') || !labels_are_sound(bare) || text.contains('@') {
        return None;
    }
    let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
    let kept: Vec<&str> = query
        .split('&')
        .filter(|part| !part.is_empty() && !TRACKING.iter().any(|name| part.starts_with(name)))
        .collect();
    let path = path.trim_end_matches('/');
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    Some(format!("{bare}{path}{query}"))
}
