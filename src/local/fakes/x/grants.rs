//! The fake X's way of knowing an account: plain tokens, signed requests, and tokens that expire and rotate.
//!
//! A refresh token works once. What was used before a restart is forgotten, so that a laptop's table may go
//! on with the token it holds.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{Fakes, bearer, inbox_of, problem};

/// How a refresh token begins; its inbox stands at its end.
const REFRESH: &str = "local-refresh-token-";
/// How an access token begins that expires.
const ACCESS: &str = "local-access-token-";
/// How long such an access token holds.
const LIFE: SignedDuration = SignedDuration::from_hours(2);
/// How far a signature's time may be off.
const SIGNATURE_TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// What was given out.
#[derive(Default)]
pub(in crate::local::fakes) struct Grants {
    /// Access tokens that hold, and until when.
    live: BTreeMap<String, Timestamp>,
    /// Refresh tokens given out and not used.
    open: BTreeSet<String>,
    /// Refresh tokens that are used up or were taken away.
    used: BTreeSet<String>,
    /// Nonces of signed requests.
    nonces: BTreeSet<String>,
    renewals: u64,
}

/// A refresh token to configure for an inbox of the fake X; `name` makes it unlike another one.
pub(in crate::local::fakes) fn refresh_token(name: &str, inbox: &str) -> String {
    format!("{REFRESH}{name}-{inbox}")
}

impl Grants {
    pub(in crate::local::fakes) fn renewals(&self) -> u64 {
        self.renewals
    }

    /// The account takes our access away.
    pub(in crate::local::fakes) fn revoke(&mut self, inbox: &str) {
        let of_inbox = |token: &String| inbox_of(token).as_deref() == Some(inbox);
        self.live.retain(|token, _| !of_inbox(token));
        let open: Vec<String> = self.open.iter().filter(|token| of_inbox(token)).cloned().collect();
        self.open.retain(|token| !of_inbox(token));
        self.used.extend(open);
    }

    /// Access tokens of an inbox stop working; it may be renewed.
    pub(in crate::local::fakes) fn expire(&mut self, inbox: &str) {
        self.live.retain(|token, _| inbox_of(token).as_deref() != Some(inbox));
    }

    /// A new pair for a refresh token that was never used.
    fn renew(&mut self, refresh_token: &str, now: Timestamp) -> Option<(String, String)> {
        let inbox = inbox_of(refresh_token).filter(|_| refresh_token.starts_with(REFRESH))?;
        if !self.used.insert(refresh_token.to_owned()) {
            return None;
        }
        self.open.remove(refresh_token);
        self.renewals = self.renewals.saturating_add(1);
        let (access, refresh) =
            (format!("{ACCESS}{}-{inbox}", self.renewals), format!("{REFRESH}r{}-{inbox}", self.renewals));
        self.live.insert(access.clone(), now.checked_add(LIFE).unwrap_or(now));
        self.open.insert(refresh.clone());
        Some((access, refresh))
    }

    fn holds(&self, token: &str, now: Timestamp) -> bool {
        !token.starts_with(ACCESS) || self.live.get(token).is_some_and(|until_at| *until_at > now)
    }
}

/// The inbox a request speaks for (the digits at the end of its token), or how X refuses it.
pub(in crate::local::fakes) fn account(fakes: &Fakes, headers: &HeaderMap) -> Result<Option<String>, Box<Response>> {
    let now = fakes.now();
    let mut state = fakes.state();
    let token = match bearer(headers) {
        Some(token) => Some(token.to_owned()).filter(|token| state.grants.holds(token, now)),
        None => signed_by(headers, now).and_then(|(token, nonce)| state.grants.nonces.insert(nonce).then_some(token)),
    };
    let Some(token) = token else { return Err(Box::new(problem(StatusCode::UNAUTHORIZED, "Unauthorized"))) };
    Ok(inbox_of(&token))
}

/// Token and nonce of an OAuth 1.0a header that has all its parts and is of now. The signature itself is not
/// checked: the fake is reached under other addresses than the one that was signed.
fn signed_by(headers: &HeaderMap, now: Timestamp) -> Option<(String, String)> {
    let header = headers.get("authorization")?.to_str().ok()?.strip_prefix("OAuth ")?;
    let parameters: BTreeMap<&str, &str> = header
        .split(", ")
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| (name, value.trim_matches('"')))
        .collect();
    let of = |name: &str| parameters.get(name).copied().filter(|value| !value.is_empty());
    of("oauth_consumer_key")?;
    of("oauth_signature")?;
    of("oauth_version").filter(|version| *version == "1.0")?;
    of("oauth_signature_method").filter(|method| *method == "HMAC-SHA1")?;
    let at = Timestamp::from_second(of("oauth_timestamp")?.parse().ok()?).ok()?;
    let near = now.duration_since(at).abs() <= SIGNATURE_TOLERANCE;
    near.then_some((of("oauth_token")?.to_owned(), of("oauth_nonce")?.to_owned()))
}

/// `POST /2/oauth2/token`.
pub(super) async fn token(State(fakes): State<Fakes>, headers: HeaderMap, body: Bytes) -> Response {
    let form: BTreeMap<String, String> = serde_urlencoded::from_bytes(&body).unwrap_or_default();
    let of = |name: &str| form.get(name).map_or("", String::as_str);
    let basic = headers.get("authorization").and_then(|value| value.to_str().ok());
    let proven = basic.is_some_and(|value| value.starts_with("Basic ")) || !of("client_id").is_empty();
    if !proven {
        return refused(StatusCode::UNAUTHORIZED, "unauthorized_client", "Missing valid authorization header");
    }
    if of("grant_type") != "refresh_token" {
        return refused(StatusCode::BAD_REQUEST, "invalid_request", "Value passed for the grant type was invalid.");
    }
    let now = fakes.now();
    let Some((access, refresh)) = fakes.state().grants.renew(of("refresh_token"), now) else {
        return refused(StatusCode::BAD_REQUEST, "invalid_request", "Value passed for the token was invalid.");
    };
    let answer = json!({
        "token_type": "bearer", "expires_in": LIFE.as_secs(), "access_token": access, "refresh_token": refresh,
        "scope": "tweet.read tweet.write users.read dm.read dm.write offline.access",
    });
    Json(answer).into_response()
}

fn refused(status: StatusCode, error: &str, description: &str) -> Response {
    (status, Json(json!({"error": error, "error_description": description}))).into_response()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_refresh_token_works_once_and_an_access_token_ends() {
        let now: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
        let mut grants = Grants::default();
        let seed = refresh_token("a", "1001");
        let (access, next) = grants.renew(&seed, now).unwrap();
        assert!(grants.renew(&seed, now).is_none());
        assert_eq!(inbox_of(&access).as_deref(), Some("1001"));
        assert!(grants.holds(&access, now) && !grants.holds(&access, now + LIFE));
        assert!(!grants.holds(&format!("{ACCESS}9-1001"), now) && grants.holds("anything else", now));
        grants.revoke("1001");
        assert!(!grants.holds(&access, now) && grants.renew(&next, now).is_none());
        assert!(grants.renew(&refresh_token("b", "1001"), now).is_some());
        assert!(grants.renew("something else 1001", now).is_none());
        assert_eq!(grants.renewals(), 2);
    }
}
