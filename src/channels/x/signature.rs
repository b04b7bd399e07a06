//! X's signatures: base64 HMAC-SHA256 of the raw body, and the challenge it asks for.
//!
//! Owns the only way a body from X becomes `Verified`. Must not parse anything.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use crate::channels::{Verified, signing};

/// The header that carries the signature, in lower case.
pub const HEADER: &str = "x-twitter-webhooks-signature";

/// Why a challenge was not answered. The answer to it is 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChallengeRefused {
    /// The token is not token-shaped. The answer would be a valid signature for it, taken as a body.
    #[error("the crc_token is not token-shaped")]
    NotATokenShape,
    /// There is no secret to answer with.
    #[error("no consumer secret is configured")]
    NoSecret,
}

/// Checks `sha256=<base64>` over the raw body against every accepted consumer secret.
pub fn verify(secrets: &[String], header: Option<&str>, body: impl Into<Bytes>) -> Option<Verified> {
    let tag = STANDARD.decode(header?.strip_prefix("sha256=")?).ok()?;
    let body = body.into();
    signing::accepted(secrets, &body, &tag).then_some(Verified(body))
}

/// The header value X would send for this body.
pub fn sign(secret: &str, body: &[u8]) -> String {
    format!("sha256={}", STANDARD.encode(signing::tag(secret, body)))
}

/// The `response_token` for a challenge. Refuses whatever is not `^[A-Za-z0-9+/=_-]{1,256}$`: the same
/// key signs bodies, so that answering any text would sign any body.
pub fn challenge(secret: &str, crc_token: &str) -> Result<String, ChallengeRefused> {
    let token_like = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte);
    if !(1..=256).contains(&crc_token.len()) || !crc_token.bytes().all(token_like) {
        return Err(ChallengeRefused::NotATokenShape);
    }
    if secret.is_empty() {
        return Err(ChallengeRefused::NoSecret);
    }
    Ok(sign(secret, crc_token.as_bytes()))
}
