//! What an X inbox is reached with: one of three kinds of access of the account itself.
//!
//! Owns the kinds, how each is written in a configuration and what tells one from another. Must never
//! print any of it.

use super::oauth1;
use crate::domain::ids::short_hash;
use serde::Deserialize;

/// The access to one X account.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub enum XAccess {
    /// An OAuth 2 user token used as it is, until it expires: for trying things out.
    Bearer(String),
    /// OAuth 1.0a: signs each request, does not expire.
    OAuth1(oauth1::Keys),
    /// OAuth 2 with a refresh token: access tokens of two hours, renewed by us. Each renewal replaces the
    /// refresh token as well; the configured one only begins the chain.
    OAuth2(Renewable),
}

/// What an OAuth 2 chain begins with.
#[derive(Clone, PartialEq, Eq)]
pub struct Renewable {
    /// Names the application.
    pub client_id: String,
    /// Proves the application; empty for a public client, which has none.
    pub client_secret: String,
    /// The first refresh token.
    pub refresh_token: String,
}

impl std::fmt::Debug for XAccess {
    /// The kind only.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            XAccess::Bearer(_) => "Bearer",
            XAccess::OAuth1(_) => "OAuth1",
            XAccess::OAuth2(_) => "OAuth2",
        })
    }
}

/// Why an access could not be read. Never quotes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// A part of it is missing, or there is one too many.
    #[error(
        "write a token, oauth1:CONSUMER_KEY:CONSUMER_SECRET:TOKEN:TOKEN_SECRET, or oauth2:CLIENT_ID:CLIENT_SECRET:REFRESH_TOKEN"
    )]
    Parts,
    /// It holds characters no token holds.
    #[error("an access holds visible ASCII characters only")]
    Characters,
}

impl XAccess {
    /// Reads `TOKEN`, `oauth1:KEY:SECRET:TOKEN:TOKEN_SECRET` or `oauth2:CLIENT:SECRET:REFRESH_TOKEN`
    /// (an empty `SECRET` for a public client).
    pub fn read(text: &str) -> Result<XAccess, Malformed> {
        let parts: Vec<&str> = text.split(':').collect();
        let access = match parts.as_slice() {
            ["oauth1", consumer_key, consumer_secret, token, token_secret] => XAccess::OAuth1(oauth1::Keys {
                consumer_key: (*consumer_key).to_owned(),
                consumer_secret: (*consumer_secret).to_owned(),
                token: (*token).to_owned(),
                token_secret: (*token_secret).to_owned(),
            }),
            ["oauth2", client_id, client_secret, refresh_token] => XAccess::OAuth2(Renewable {
                client_id: (*client_id).to_owned(),
                client_secret: (*client_secret).to_owned(),
                refresh_token: (*refresh_token).to_owned(),
            }),
            ["oauth1" | "oauth2", ..] => return Err(Malformed::Parts),
            _ => XAccess::Bearer(text.to_owned()),
        };
        access.checked()
    }

    fn checked(self) -> Result<XAccess, Malformed> {
        let needed: Vec<&String> = match &self {
            XAccess::Bearer(token) => vec![token],
            XAccess::OAuth1(keys) => {
                vec![&keys.consumer_key, &keys.consumer_secret, &keys.token, &keys.token_secret]
            }
            XAccess::OAuth2(renewable) => vec![&renewable.client_id, &renewable.refresh_token],
        };
        if needed.iter().any(|part| part.is_empty()) {
            return Err(Malformed::Parts);
        }
        let secret = match &self {
            XAccess::OAuth2(renewable) => renewable.client_secret.as_str(),
            XAccess::Bearer(_) | XAccess::OAuth1(_) => "",
        };
        let visible = |part: &str| part.bytes().all(|byte| byte.is_ascii_graphic());
        if needed.iter().all(|part| visible(part)) && visible(secret) { Ok(self) } else { Err(Malformed::Characters) }
    }

    /// Tells this access from any other without telling what it is.
    pub(in crate::channels) fn digest(&self) -> String {
        match self {
            XAccess::Bearer(token) => short_hash(&["bearer", token]),
            XAccess::OAuth1(keys) => {
                short_hash(&["oauth1", &keys.consumer_key, &keys.consumer_secret, &keys.token, &keys.token_secret])
            }
            XAccess::OAuth2(of) => short_hash(&["oauth2", &of.client_id, &of.client_secret, &of.refresh_token]),
        }
    }
}

/// An access as a JSON file spells it: in one string as above, or with its parts named.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Short(String),
    Named(Named),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Named {
    #[serde(rename = "oauth1")]
    OAuth1(NamedKeys),
    #[serde(rename = "oauth2")]
    OAuth2(NamedRenewable),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedKeys {
    consumer_key: String,
    consumer_secret: String,
    token: String,
    token_secret: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedRenewable {
    client_id: String,
    #[serde(default)]
    client_secret: String,
    refresh_token: String,
}

impl TryFrom<Written> for XAccess {
    type Error = Malformed;

    fn try_from(written: Written) -> Result<XAccess, Malformed> {
        match written {
            Written::Short(text) => XAccess::read(&text),
            Written::Named(Named::OAuth1(keys)) => XAccess::OAuth1(oauth1::Keys {
                consumer_key: keys.consumer_key,
                consumer_secret: keys.consumer_secret,
                token: keys.token,
                token_secret: keys.token_secret,
            })
            .checked(),
            Written::Named(Named::OAuth2(of)) => XAccess::OAuth2(Renewable {
                client_id: of.client_id,
                client_secret: of.client_secret,
                refresh_token: of.refresh_token,
            })
            .checked(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn the_three_kinds_are_read_and_none_is_shown() {
        let bearer = XAccess::read("hush").unwrap();
        let signed = XAccess::read("oauth1:hush1:hush2:hush3:hush4").unwrap();
        let renewable = XAccess::read("oauth2:hush1:hush2:hush3").unwrap();
        let public = XAccess::read("oauth2:hush1::hush3").unwrap();
        assert_eq!(format!("{:?}", [&bearer, &signed, &renewable]), "[Bearer, OAuth1, OAuth2]");
        let mut digests = [&bearer, &signed, &renewable, &public].map(XAccess::digest);
        digests.sort();
        assert!(digests.windows(2).all(|pair| pair.first() != pair.last()));
        assert_eq!(renewable.digest(), XAccess::read("oauth2:hush1:hush2:hush3").unwrap().digest());
    }

    #[test]
    fn halves_are_refused_without_being_quoted() {
        for bad in
            ["", "oauth1:a:b:c", "oauth1:a:b:c:", "oauth2:a:b", "oauth2:a:b:c:d", "oauth2::b:c", "hu sh", "hush\n"]
        {
            let error = XAccess::read(bad).unwrap_err().to_string();
            assert!(!error.contains("hush") && !error.contains("hu sh"), "{error}");
        }
    }

    #[test]
    fn a_file_may_name_the_parts() {
        let read = |value: serde_json::Value| serde_json::from_value::<XAccess>(value);
        assert_eq!(read(json!("a")).unwrap(), XAccess::read("a").unwrap());
        let keys = json!({"oauth1": {"consumer_key": "a", "consumer_secret": "b", "token": "c", "token_secret": "d"}});
        assert_eq!(read(keys).unwrap(), XAccess::read("oauth1:a:b:c:d").unwrap());
        let public = json!({"oauth2": {"client_id": "a", "refresh_token": "c"}});
        assert_eq!(read(public).unwrap(), XAccess::read("oauth2:a::c").unwrap());
        assert!(read(json!({"oauth2": {"client_id": "a"}})).is_err());
        assert!(read(json!({"oauth3": {}})).is_err());
    }
}
