//! Sessions of the page: signed in once with a token, recognized afterwards without it.
//!
//! Owns what a session value is. It is stateless, so any process recognizes it: who, until when and a
//! random part, sealed with a key derived from the person's token. Taking the token away ends the session.

use super::identity::{Identities, Identity, token_digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use ring::hmac;

/// How long a session lasts.
pub const SESSION_TIME: SignedDuration = SignedDuration::from_hours(12);

/// Somebody who signed in.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who.
    pub identity: Identity,
    /// What every form of this session must carry.
    pub form_token: String,
}

impl Identities {
    /// A session for whoever this token belongs to. `random` makes it unlike any other.
    pub fn open_session(&self, token: &str, now: Timestamp, random: &[u8; 16]) -> Option<String> {
        let identity = self.of_token(token)?;
        let expires_at = now.checked_add(SESSION_TIME).ok()?.as_second();
        let id = URL_SAFE_NO_PAD.encode(&identity.id);
        let body = format!("{expires_at}.{}.{id}", URL_SAFE_NO_PAD.encode(random));
        let seal = seal(&token_digest(token)?, "session", &body);
        Some(format!("{body}.{}", URL_SAFE_NO_PAD.encode(seal)))
    }

    /// Whose session this is, unless it is over or was never one of ours.
    pub fn of_session(&self, value: &str, now: Timestamp) -> Option<Session> {
        let (body, given) = value.rsplit_once('.')?;
        let given = URL_SAFE_NO_PAD.decode(given).ok()?;
        let mut parts = body.split('.');
        let expires_at: i64 = parts.next()?.parse().ok()?;
        let id = URL_SAFE_NO_PAD.decode(parts.nth(1)?).ok()?;
        if now.as_second() >= expires_at {
            return None;
        }
        let theirs = self.known.iter().filter(|(_, identity)| identity.id.as_bytes() == id);
        for (digest, identity) in theirs {
            if hmac::verify(&key(digest), message("session", body).as_bytes(), &given).is_ok() {
                let form_token = URL_SAFE_NO_PAD.encode(seal(digest, "form", body));
                return Some(Session { identity: identity.clone(), form_token });
            }
        }
        None
    }
}

fn key(digest: &[u8; 32]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, digest)
}

fn message(purpose: &str, body: &str) -> String {
    format!("couture-{purpose}:{body}")
}

fn seal(digest: &[u8; 32], purpose: &str, body: &str) -> Vec<u8> {
    hmac::sign(&key(digest), message(purpose, body).as_bytes()).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::app::identity::Role;

    fn identities() -> Identities {
        let mut identities = Identities::default();
        identities.add("secret", Identity { id: "ada".into(), role: Role::Agent });
        identities.add("other", Identity { id: "zoe".into(), role: Role::Lead });
        identities
    }

    #[test]
    fn a_session_is_whose_it_is_until_it_is_over() {
        let identities = identities();
        let now: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
        assert!(identities.open_session("wrong", now, &[0; 16]).is_none());
        let value = identities.open_session("secret", now, &[1; 16]).unwrap();
        assert!(!value.contains("secret"));
        assert_eq!(identities.of_session(&value, now).unwrap().identity.id, "ada");
        assert!(identities.of_session(&value, now + SESSION_TIME).is_none());
        let second = identities.open_session("secret", now, &[2; 16]).unwrap();
        let token = |value: &str| identities.of_session(value, now).unwrap().form_token;
        assert_ne!(token(&value), token(&second));
    }

    #[test]
    fn nothing_of_a_session_can_be_changed() {
        let identities = identities();
        let now: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
        let value = identities.open_session("secret", now, &[1; 16]).unwrap();
        let later = value.replacen("1774", "1999", 1);
        let zoe = value.replace(&URL_SAFE_NO_PAD.encode("ada"), &URL_SAFE_NO_PAD.encode("zoe"));
        for forged in [later.as_str(), zoe.as_str(), "", "....", "1.2.3.4", &value[..value.len() - 2]] {
            assert_ne!(forged, value);
            assert!(identities.of_session(forged, now).is_none(), "{forged}");
        }
        let mut fewer = Identities::default();
        fewer.add("new-secret", Identity { id: "ada".into(), role: Role::Agent });
        assert!(fewer.of_session(&value, now).is_none());
    }
}
