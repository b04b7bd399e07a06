//! The Standard Webhooks scheme: `v1,` and the base64 HMAC-SHA256 of `{id}.{timestamp}.{body}`.
//!
//! Owns the only way a body of this door becomes `Verified`. Must not parse anything.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use ring::hmac;

use crate::channels::{Verified, signing};

/// The header with the delivery's id, in lower case.
pub const ID_HEADER: &str = "webhook-id";
/// The header with the instant of sending, in whole seconds since 1970.
pub const TIMESTAMP_HEADER: &str = "webhook-timestamp";
/// The header with one or more signatures, separated by spaces.
pub const SIGNATURE_HEADER: &str = "webhook-signature";

/// How far the instant of sending may lie from now, either way.
pub const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// How many signatures of one header are looked at: a sender that rotates its secret sends two.
const SIGNATURES: usize = 8;

/// What the three headers say.
#[derive(Debug, Clone, Copy, Default)]
pub struct Headers<'a> {
    /// The delivery's id.
    pub id: Option<&'a str>,
    /// The instant of sending.
    pub timestamp: Option<&'a str>,
    /// The signatures.
    pub signature: Option<&'a str>,
}

/// Checks the signatures over id, instant and raw body against every accepted secret, and that the
/// delivery was sent within five minutes of `now`.
pub fn verify(secrets: &[String], headers: Headers, now: Timestamp, body: impl Into<Bytes>) -> Option<Verified> {
    let (id, timestamp) = (headers.id.filter(|id| !id.is_empty())?, headers.timestamp?);
    let sent_at = Timestamp::from_second(timestamp.parse().ok()?).ok()?;
    if sent_at.duration_since(now).abs() > TOLERANCE {
        return None;
    }
    let given = headers.signature?.split_ascii_whitespace().take(SIGNATURES);
    let given: Vec<Vec<u8>> = given.filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok()).collect();
    let body = body.into();
    let mut accepted = false;
    // Every secret and every signature is tried, so that the time taken does not tell which one fits.
    for key in secrets.iter().map(|secret| key_of(secret)).filter(|key| !key.is_empty()) {
        let parts = [id.as_bytes(), b".", timestamp.as_bytes(), b".", &body];
        let tag = signing::tag_of(hmac::HMAC_SHA256, &key, &parts);
        accepted = given.iter().fold(accepted, |accepted, given| signing::is_tag(&tag, given) | accepted);
    }
    accepted.then_some(Verified(body))
}

/// The key inside a secret: base64 after `whsec_`. One that is not base64 is used as it stands, as other
/// implementations of the scheme do.
fn key_of(secret: &str) -> Vec<u8> {
    let secret = secret.trim();
    let encoded = secret.strip_prefix("whsec_").unwrap_or(secret);
    STANDARD.decode(encoded).unwrap_or_else(|_| encoded.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &str = r#"{"test": 2432232314}"#;
    const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const AT: i64 = 1_614_265_330;

    fn takes(secrets: &[&str], headers: Headers, seconds_later: i64, body: &str) -> bool {
        let secrets: Vec<String> = secrets.iter().map(|secret| (*secret).to_owned()).collect();
        let now = Timestamp::from_second(AT + seconds_later).unwrap();
        verify(&secrets, headers, now, body.to_owned()).is_some()
    }

    #[test]
    fn the_published_example_is_taken_and_nothing_near_it() {
        let good = Headers { id: Some(ID), timestamp: Some("1614265330"), signature: Some(SIGNED) };
        assert!(takes(&[SECRET], good, 0, BODY));
        for later in [-300, 300] {
            assert!(takes(&["whsec_b3RoZXI=", SECRET], good, later, BODY), "{later}");
        }
        for later in [-301, 301] {
            assert!(!takes(&[SECRET], good, later, BODY), "{later}");
        }
        assert!(!takes(&[SECRET], good, 0, r#"{"test": 2432232315}"#));
        for wrong in [&[][..], &[""], &["whsec_"], &["whsec_b3RoZXI="]] {
            assert!(!takes(wrong, good, 0, BODY), "{wrong:?}");
        }
        let list = format!("v1,AAAA v1a,{} v2,x {SIGNED}", "b".repeat(88));
        assert!(takes(&[SECRET], Headers { signature: Some(&list), ..good }, 0, BODY));
        let bad = [
            Headers { id: None, ..good },
            Headers { id: Some(""), ..good },
            Headers { id: Some("msg_other"), ..good },
            Headers { timestamp: None, ..good },
            Headers { timestamp: Some("1614265331"), ..good },
            Headers { timestamp: Some("1614265330.0"), ..good },
            Headers { timestamp: Some("99999999999999999999"), ..good },
            Headers { signature: None, ..good },
            Headers { signature: Some(""), ..good },
            Headers { signature: Some("v1,"), ..good },
            Headers { signature: SIGNED.strip_prefix("v1,"), ..good },
            Headers { signature: Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF="), ..good },
        ];
        for headers in bad {
            assert!(!takes(&[SECRET], headers, 0, BODY), "{headers:?}");
        }
    }
}
