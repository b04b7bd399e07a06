//! Meta's signatures: hexadecimal HMAC-SHA256 of the raw body, and the verification of the address.
//!
//! Owns the only way a body from Meta becomes `Verified`. The old SHA-1 header is never accepted.
//! Must not parse anything.

use std::fmt::Write;

use bytes::Bytes;

use crate::channels::{Verified, signing};

/// The header that carries the signature, in lower case.
pub const HEADER: &str = "x-hub-signature-256";

/// The longest challenge that is echoed, in characters.
const LONGEST_CHALLENGE: usize = 512;

/// Checks `sha256=<64 hexadecimal digits>` over the raw body against every accepted app secret.
pub fn verify(secrets: &[String], header: Option<&str>, body: impl Into<Bytes>) -> Option<Verified> {
    let tag = from_hexadecimal(header?.strip_prefix("sha256=")?)?;
    let body = body.into();
    signing::accepted(secrets, &body, &tag).then_some(Verified(body))
}

/// The header value Meta would send for this body.
pub fn sign(secret: &str, body: &[u8]) -> String {
    signing::tag(secret, body).as_ref().iter().fold("sha256=".to_owned(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}"); // writing to a String cannot fail
        out
    })
}

/// What to answer, as plain text, to the GET that verifies the address; nothing means 403.
pub fn challenge(
    verify_tokens: &[String],
    mode: Option<&str>,
    token: Option<&str>,
    challenge: Option<&str>,
) -> Option<String> {
    let challenge = challenge.filter(|text| {
        (1..=LONGEST_CHALLENGE).contains(&text.chars().count()) && !text.chars().any(char::is_control)
    })?;
    (mode == Some("subscribe") && signing::is_one_of(verify_tokens, token?)).then(|| challenge.to_owned())
}

fn from_hexadecimal(digits: &str) -> Option<Vec<u8>> {
    if digits.len() != 64 {
        return None;
    }
    let nibbles: Vec<u32> = digits.chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
    nibbles
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => u8::try_from(high * 16 + low).ok(),
            _ => None,
        })
        .collect()
}
