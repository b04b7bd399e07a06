//! OAuth 1.0a: the signature under a request in the name of one account (RFC 5849, HMAC-SHA1).
//!
//! Owns the base string and the header. A JSON body is never part of the base string; query and form
//! parameters are. Must not read a clock or make random numbers: both are arguments.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use reqwest::Url;
use ring::hmac;

/// What X gave the application and, for one account, the account. None of it expires by itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    /// Names the application.
    pub consumer_key: String,
    /// Signs, together with the token's secret.
    pub consumer_secret: String,
    /// Names the account's consent.
    pub token: String,
    /// Signs, together with the consumer secret.
    pub token_secret: String,
}

impl std::fmt::Debug for Keys {
    /// Without any of them.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keys")
    }
}

/// The value of `Authorization` for one request without form parameters. `nonce`: never the same twice.
pub(super) fn header(keys: &Keys, method: &str, url: &Url, nonce: &str, at: Timestamp) -> String {
    let timestamp = at.as_second().to_string();
    let signature = signature(keys, method, url, &[], nonce, &timestamp);
    let mut parameters = protocol_parameters(keys, nonce, &timestamp).to_vec();
    parameters.push(("oauth_signature", &signature));
    let parts: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{}=\"{}\"", encode(name), encode(value))).collect();
    format!("OAuth {}", parts.join(", "))
}

fn protocol_parameters<'a>(keys: &'a Keys, nonce: &'a str, timestamp: &'a str) -> [(&'static str, &'a str); 6] {
    [
        ("oauth_consumer_key", &keys.consumer_key),
        ("oauth_nonce", nonce),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", timestamp),
        ("oauth_token", &keys.token),
        ("oauth_version", "1.0"),
    ]
}

/// The signature in base64. `form`: the parameters of a form body, when that is what the body is.
fn signature(keys: &Keys, method: &str, url: &Url, form: &[(&str, &str)], nonce: &str, timestamp: &str) -> String {
    let mut parameters: Vec<(String, String)> =
        url.query_pairs().map(|(name, value)| (encode(&name), encode(&value))).collect();
    let others = protocol_parameters(keys, nonce, timestamp);
    parameters.extend(others.iter().chain(form).map(|(name, value)| (encode(name), encode(value))));
    // Sorted as encoded bytes, by name and then by value.
    parameters.sort();
    let pairs: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let base = format!("{method}&{}&{}", encode(&without_query(url)), encode(&pairs.join("&")));
    let key = format!("{}&{}", encode(&keys.consumer_secret), encode(&keys.token_secret));
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key.as_bytes());
    STANDARD.encode(hmac::sign(&key, base.as_bytes()))
}

fn without_query(url: &Url) -> String {
    let mut bare = url.clone();
    bare.set_query(None);
    bare.set_fragment(None);
    bare.to_string()
}

/// RFC 3986: everything but letters, digits and `-._~` as percent signs and upper-case hexadecimal.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NONCE: &str = "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg";
    const AT: i64 = 1_318_622_958;

    /// The example of X's own page about signatures: published there, worth nothing.
    fn keys() -> Keys {
        Keys {
            consumer_key: "xvz1evFS4wEEPTGEFPHBog".to_owned(),
            consumer_secret: "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw".to_owned(),
            token: "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb".to_owned(),
            token_secret: "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE".to_owned(),
        }
    }

    #[track_caller]
    fn check(url: &str, form: &[(&str, &str)], expected: &str) {
        let url = Url::parse(url).unwrap();
        assert_eq!(signature(&keys(), "POST", &url, form, NONCE, &AT.to_string()), expected, "{url}");
    }

    #[test]
    fn the_documented_example_gives_the_documented_signature() {
        let form = [("status", "Hello Ladies + Gentlemen, a signed OAuth request!")];
        check(
            "https://api.x.com/1.1/statuses/update.json?include_entities=true",
            &form,
            "Ls93hJiZbQ3akF3HF3x1Bz8/zU4=",
        );
        check(
            "https://api.twitter.com/1.1/statuses/update.json?include_entities=true",
            &form,
            "hCtSmYh+iHYCEqBWrE7C7hYmtUk=",
        );
    }

    #[test]
    fn a_json_body_is_not_signed() {
        check("https://api.x.com/2/tweets", &[], "lr+tV/DKclEvXKVjG6tgaSSLV0k=");
    }

    #[test]
    fn a_query_is_signed_as_it_is_read_and_a_usual_port_is_no_part_of_the_address() {
        let signed = |url: &str| {
            let url = Url::parse(url).unwrap();
            signature(&keys(), "GET", &url, &[], NONCE, "1")
        };
        assert_eq!(signed("https://api.x.com:443/2/a?b=1%202&a=x"), signed("https://api.x.com/2/a?a=x&b=1+2"));
        assert_ne!(signed("https://api.x.com/2/a?a=x"), signed("https://api.x.com/2/a?a=y"));
        assert_ne!(signed("https://api.x.com/2/a"), signed("https://api.x.com:8443/2/a"));
    }

    #[test]
    fn only_the_unreserved_stay_bare() {
        assert_eq!(encode("aZ09-._~"), "aZ09-._~");
        assert_eq!(encode("Ladies + Gentlemen"), "Ladies%20%2B%20Gentlemen");
        assert_eq!(encode("An encoded string!*'()"), "An%20encoded%20string%21%2A%27%28%29");
        assert_eq!(encode("☃"), "%E2%98%83");
    }

    #[test]
    fn the_header_holds_the_parameters_and_never_a_secret() {
        let url = Url::parse("https://api.x.com/2/tweets").unwrap();
        let header = header(&keys(), "POST", &url, NONCE, Timestamp::from_second(AT).unwrap());
        assert_eq!(
            header,
            "OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\", \
             oauth_nonce=\"kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg\", oauth_signature_method=\"HMAC-SHA1\", \
             oauth_timestamp=\"1318622958\", oauth_token=\"370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb\", \
             oauth_version=\"1.0\", oauth_signature=\"lr%2BtV%2FDKclEvXKVjG6tgaSSLV0k%3D\""
        );
        assert!(!format!("{:?}", keys()).contains("Lsww"));
    }
}
