//! Twilio's signature: base64 HMAC-SHA1 of the address it called, with the form's fields in order.
//!
//! Owns the only way a body of this door becomes `Verified`. Must not know which address is ours: the
//! caller says how Twilio called us.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use ring::digest::{SHA256, digest};
use ring::hmac;
use std::collections::{BTreeMap, BTreeSet};

use super::payload::fields;
use crate::channels::{Verified, signing};
use crate::domain::ids::hex;

/// The header that carries the signature, in lower case.
pub const HEADER: &str = "x-twilio-signature";

/// Checks the signature of a body posted to one of these addresses against every accepted token.
///
/// A form is signed with the address; of any other body the address carries the digest (`bodySHA256`).
pub fn verify(
    tokens: &[String],
    header: Option<&str>,
    addresses: &[String],
    body: impl Into<Bytes>,
) -> Option<Verified> {
    let given = STANDARD.decode(header?).ok()?;
    let body = body.into();
    let fields = sorted_fields(&body);
    let mut accepted = false;
    // Twilio signs with or without the port, depending on where the address was entered.
    for address in addresses.iter().flat_map(|address| with_and_without_port(address)) {
        let signed = match body_digest(&address) {
            Some(expected) if expected == hex(digest(&SHA256, &body).as_ref()) => address,
            Some(_) => continue,
            None => format!("{address}{fields}"),
        };
        for token in tokens.iter().filter(|token| !token.is_empty()) {
            let tag = signing::tag_of(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes(), &[signed.as_bytes()]);
            accepted |= signing::is_tag(&tag, &given);
        }
    }
    accepted.then_some(Verified(body))
}

/// Names and values one after another, by name; several values of one name in order, each once.
fn sorted_fields(body: &[u8]) -> String {
    let mut sorted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, value) in fields(body) {
        sorted.entry(name).or_default().insert(value);
    }
    let pairs =
        sorted.iter().flat_map(|(name, values)| values.iter().map(move |value| [name.as_str(), value.as_str()]));
    pairs.flatten().collect()
}

/// The digest an address promises for its body.
fn body_digest(address: &str) -> Option<String> {
    let (_, query) = address.split_once('?')?;
    fields(query.as_bytes()).into_iter().find(|(name, _)| name == "bodySHA256").map(|(_, value)| value)
}

/// The address as it is, without its port, and with its scheme's own port.
fn with_and_without_port(address: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([address.to_owned()]);
    let Some((scheme, rest)) = address.split_once("://") else { return found };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let own = if scheme == "https" { "443" } else { "80" };
    match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => {
            found.insert(format!("{scheme}://{name}{path}"))
        }
        _ => found.insert(format!("{scheme}://{host}:{own}{path}")),
    };
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const TOKEN: &str = "12345";
    const ADDRESS: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
    const FORM: &str =
        "CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309";
    const SIGNED: &str = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

    fn takes(address: &str, header: &str, body: &str) -> bool {
        let tokens = ["retired".to_owned(), TOKEN.to_owned()];
        verify(&tokens, Some(header), &["https://other.test/".to_owned(), address.to_owned()], body.to_owned())
            .is_some()
    }

    #[test]
    fn the_published_example_is_taken_in_any_order() {
        assert!(takes(ADDRESS, SIGNED, FORM));
        let mut fields: Vec<&str> = FORM.split('&').collect();
        fields.reverse();
        assert!(takes(ADDRESS, SIGNED, &fields.join("&")));
        // The same value twice is one value.
        assert!(takes(ADDRESS, SIGNED, &format!("{FORM}&Digits=1234")));
        assert!(!takes(ADDRESS, SIGNED, &format!("{FORM}&Digits=1235")));
        assert!(!takes(ADDRESS, SIGNED, &FORM.replace("Digits=1234", "Digits=1243")));
        for address in ["https://mycompany.com/myapp.php?foo=1", "http://mycompany.com/myapp.php?foo=1&bar=2", ""] {
            assert!(!takes(address, SIGNED, FORM), "{address}");
        }
        for header in ["", "RSOYDt4T1cUTdK1PDd93/VVr8B9=", "not base64", "RSOYDt4T1cU="] {
            assert!(!takes(ADDRESS, header, FORM), "{header}");
        }
        for tokens in [&[][..], &[String::new()], &["other".to_owned()]] {
            assert!(verify(tokens, Some(SIGNED), &[ADDRESS.to_owned()], FORM).is_none());
        }
        assert!(verify(&[TOKEN.to_owned()], None, &[ADDRESS.to_owned()], FORM).is_none());
    }

    #[test]
    fn a_port_may_or_may_not_be_signed() {
        assert!(takes("https://mycompany.com:443/myapp.php?foo=1&bar=2", SIGNED, FORM));
        assert!(takes("https://mycompany.com:8443/myapp.php?foo=1&bar=2", SIGNED, FORM));
        let spelled: Vec<String> = with_and_without_port("https://a.test/b").into_iter().collect();
        assert_eq!(spelled, ["https://a.test/b", "https://a.test:443/b"]);
        let with_port: Vec<String> = with_and_without_port("http://[::1]:81/b?c=:1").into_iter().collect();
        assert_eq!(with_port, ["http://[::1]/b?c=:1", "http://[::1]:81/b?c=:1"]);
    }

    #[test]
    fn a_json_body_is_signed_by_its_digest() {
        let address = "https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
        let body = r#"{"property": "value", "boolean": true}"#;
        assert!(takes(address, "a9nBmqA0ju/hNViExpshrM61xv4=", body));
        assert!(!takes(address, "a9nBmqA0ju/hNViExpshrM61xv4=", r#"{"property": "value", "boolean": false}"#));
    }
}
