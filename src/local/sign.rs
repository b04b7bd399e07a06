//! Signs webhook bodies the way the platforms do, so that the real doors can be knocked on.
//!
//! Owns the four signature schemes from the sender's side. Must not send anything, and must not
//! be used to check a signature: the doors have their own code, which this one tests from outside.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;
use ring::{digest, hmac};

use super::secrets::SigningSecrets;

/// Whose signature scheme to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum SignChannel {
    /// X: `x-twitter-webhooks-signature`, base64.
    X,
    /// Meta (Messenger, Instagram, Page feed, WhatsApp): `x-hub-signature-256`, hexadecimal.
    Meta,
    /// Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
    Standard,
    /// Twilio's text messages: `x-twilio-signature`, over the address and the form.
    Twilio,
}

/// The headers (lower-case name, value) that make `body` a genuine delivery.
///
/// `at` matters to the `standard` scheme only, whose signature covers it in whole seconds; the id
/// there derives from the body, so that the same bytes sent again keep their id. Not for Twilio, whose
/// signature covers the address.
pub fn headers(
    channel: SignChannel,
    at: Timestamp,
    body: &[u8],
    secrets: &SigningSecrets<'_>,
) -> Vec<(String, String)> {
    headers_at(channel, at, "", body, secrets)
}

/// The same for a server at `url`, which matters to Twilio's scheme only.
pub fn headers_at(
    channel: SignChannel,
    at: Timestamp,
    url: &str,
    body: &[u8],
    secrets: &SigningSecrets<'_>,
) -> Vec<(String, String)> {
    match channel {
        SignChannel::X => {
            let signature = BASE64.encode(hmac_sha256(secrets.x.as_bytes(), body));
            vec![("x-twitter-webhooks-signature".to_owned(), format!("sha256={signature}"))]
        }
        SignChannel::Meta => {
            let signature = hexadecimal(hmac_sha256(secrets.meta.as_bytes(), body).as_ref());
            vec![("x-hub-signature-256".to_owned(), format!("sha256={signature}"))]
        }
        SignChannel::Standard => {
            let fingerprint = hexadecimal(digest::digest(&digest::SHA256, body).as_ref());
            let id = format!("msg_{}", fingerprint.chars().take(32).collect::<String>());
            standard_headers(&id, at, body, secrets.standard)
        }
        SignChannel::Twilio => {
            let address = format!("{}/webhooks/twilio", url.trim_end_matches('/'));
            vec![
                ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
                ("x-twilio-signature".to_owned(), twilio_signature(&address, body, secrets.twilio)),
            ]
        }
    }
}

/// The Standard Webhooks headers for a delivery with a known id.
fn standard_headers(id: &str, at: Timestamp, body: &[u8], secret: &str) -> Vec<(String, String)> {
    let seconds = at.as_second();
    let mut signed = format!("{id}.{seconds}.").into_bytes();
    signed.extend_from_slice(body);
    let signature = BASE64.encode(hmac_sha256(&standard_key(secret), &signed));
    vec![
        ("webhook-id".to_owned(), id.to_owned()),
        ("webhook-timestamp".to_owned(), seconds.to_string()),
        ("webhook-signature".to_owned(), format!("v1,{signature}")),
    ]
}

/// Twilio's signature of a form posted to `address`: the fields in order, each name followed by its value.
fn twilio_signature(address: &str, form: &[u8], token: &str) -> String {
    let mut fields: Vec<(String, String)> = serde_urlencoded::from_bytes(form).unwrap_or_default();
    fields.sort();
    fields.dedup();
    let fields: String = fields.into_iter().map(|(name, value)| name + &value).collect();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    BASE64.encode(hmac::sign(&key, format!("{address}{fields}").as_bytes()))
}

/// The key inside a Standard Webhooks secret. One that is not base64 is used as it stands, as other
/// implementations of the scheme do.
fn standard_key(secret: &str) -> Vec<u8> {
    let encoded = secret.strip_prefix("whsec_").unwrap_or(secret);
    BASE64.decode(encoded).unwrap_or_else(|_| encoded.as_bytes().to_vec())
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;
    use crate::local::secrets::SIGNING;

    #[track_caller]
    fn check(channel: SignChannel, secret: &str, body: &str, expected: &str) {
        let secrets = SigningSecrets { x: secret, meta: secret, standard: secret, twilio: secret };
        let headers = headers(channel, Timestamp::UNIX_EPOCH, body.as_bytes(), &secrets);
        assert_eq!(headers[0].1, expected);
    }

    #[test]
    fn x_signatures_are_those_the_platform_publishes() {
        check(SignChannel::X, "test", "test=1&other_test=2", "sha256=25Cu3iwbbiqBTwQRzcKJZwisjf736V2Q8UaTlkfLSoc=");
        check(
            SignChannel::X,
            "test",
            r#"{"test_number":1,"test_string":"two"}"#,
            "sha256=YWHphPn/JFq43jkF0y4/w8R/SelmLjvpunhVFY8JhlI=",
        );
        check(SignChannel::X, "123", "123", "sha256=PK/kD5K+asd9J5K0smfC2hHj8wh7k7sZxsUTN4aYS0Q=");
    }

    #[test]
    fn meta_signatures_are_hexadecimal_over_the_bytes_as_sent() {
        check(
            SignChannel::Meta,
            "sesame",
            "hello world",
            "sha256=f39034b29165ec6a5104d9aef27266484ab26c8caa7bca8bcb2dd02e8be61b17",
        );
        check(
            SignChannel::Meta,
            "test_app_secret",
            r#"{"object":"whatsapp_business_account","entry":[]}"#,
            "sha256=dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756",
        );
    }

    #[test]
    fn standard_signature_covers_id_time_and_body() {
        // The example secret, id, time and body of the Standard Webhooks specification's libraries.
        let headers = standard_headers(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            Timestamp::from_second(1_614_265_330).unwrap(),
            br#"{"test": 2432232314}"#,
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        );
        assert_eq!(headers[1], ("webhook-timestamp".to_owned(), "1614265330".to_owned()));
        assert_eq!(headers[2].1, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn twilio_signatures_are_those_it_publishes() {
        let form = "To=%2B18005551212&CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&Caller=%2B14158675309";
        let signature = twilio_signature("https://mycompany.com/myapp.php?foo=1&bar=2", form.as_bytes(), "12345");
        assert_eq!(signature, "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    }

    #[test]
    fn the_same_bytes_keep_their_webhook_id() {
        let at = Timestamp::from_second(1_700_000_000).unwrap();
        let one = headers(SignChannel::Standard, at, b"{}", &SIGNING);
        let later = headers(SignChannel::Standard, Timestamp::from_second(1_700_000_900).unwrap(), b"{}", &SIGNING);
        let other = headers(SignChannel::Standard, at, b"{ }", &SIGNING);
        assert_eq!(one[0], later[0]);
        assert_ne!(one[2], later[2]);
        assert_ne!(one[0], other[0]);
    }
}
