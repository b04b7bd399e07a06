//! The HMACs the doors use.
//!
//! Owns comparing in constant time against a list of accepted secrets. Must not know headers or encodings.

use ring::hmac;
use subtle::ConstantTimeEq;

/// The HMAC-SHA256 of a message.
pub(super) fn tag(secret: &str, message: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), message)
}

/// Whether one of the secrets made this tag. A list, so that secrets can be rotated; an empty list or
/// an empty secret accepts nothing. Every secret is tried, so that the time taken does not tell which.
pub(super) fn accepted(secrets: &[String], message: &[u8], tag: &[u8]) -> bool {
    // ring compares in constant time but hashes first: refuse other lengths at once.
    if tag.len() != 32 {
        return false;
    }
    secrets.iter().filter(|secret| !secret.is_empty()).fold(false, |accepted, secret| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        hmac::verify(&key, message, tag).is_ok() | accepted
    })
}

/// The HMAC of a message in several parts, one after another.
pub(super) fn tag_of(algorithm: hmac::Algorithm, key: &[u8], parts: &[&[u8]]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(&hmac::Key::new(algorithm, key));
    parts.iter().for_each(|part| context.update(part));
    context.sign()
}

/// Whether a tag is the one that was given, compared in constant time.
pub(super) fn is_tag(tag: &hmac::Tag, given: &[u8]) -> bool {
    bool::from(tag.as_ref().ct_eq(given))
}

/// Whether a word is one of the accepted ones, compared in constant time through their HMACs.
pub(super) fn is_one_of(accepted: &[String], word: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"comparison");
    let tag = hmac::sign(&key, word.as_bytes());
    accepted
        .iter()
        .filter(|candidate| !candidate.is_empty())
        .fold(false, |found, candidate| hmac::verify(&key, candidate.as_bytes(), tag.as_ref()).is_ok() | found)
}
