//! Renewing an OAuth 2 access with its refresh token.
//!
//! Owns the request and what its answers mean. X replaces the refresh token each time, so a request whose
//! answer is lost may have cost the chain: it is tried again with the same token, and X decides. Must not
//! store anything, nor print a token.

use super::access::Renewable;
use super::client::errors::reset_at;
use crate::channels::send::access::{Renewed, Token, TokenPair};
use crate::channels::send::http::{self, Answer, Exchange};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Client, Url};
use serde_json::Value;
use std::time::Duration;

/// Renewal and send together have to end before the function does (30 s).
const RENEWAL_TIME: Duration = Duration::from_secs(5);
/// How long an access token holds when X does not say.
const USUAL_LIFE: SignedDuration = SignedDuration::from_hours(2);
/// When to try again after an answer that says nothing about the token.
const AGAIN_SECONDS: i64 = 30;

/// Asks for a new pair. `refresh_token` is the latest of the chain.
pub(super) async fn renew(
    client: &Client,
    base: &Url,
    of: &Renewable,
    refresh_token: &Token,
    now: Timestamp,
) -> Renewed {
    let url = http::endpoint(base, &["2", "oauth2", "token"]);
    let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", refresh_token.reveal())];
    let mut request = client.post(url).timeout(RENEWAL_TIME);
    if of.client_secret.is_empty() {
        form.push(("client_id", &of.client_id));
    } else {
        let proof = STANDARD.encode(format!("{}:{}", of.client_id, of.client_secret));
        request = request.header(AUTHORIZATION, format!("Basic {proof}"));
    }
    let again = Renewed::NotNow { retry_at: http::shifted(now, AGAIN_SECONDS) };
    let Ok(body) = serde_urlencoded::to_string(&form) else { return again };
    match http::exchange(request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)).await {
        Exchange::NeverLeft | Exchange::Lost(_) => again,
        Exchange::Answered(answer) => meaning(&answer, now).unwrap_or(again),
    }
}

/// What an answer means; nothing when it says nothing about the token.
fn meaning(answer: &Answer, now: Timestamp) -> Option<Renewed> {
    match answer.status {
        200..=299 => {
            let text = |name: &str| answer.body.get(name).and_then(Value::as_str).and_then(Token::read);
            let life = answer.body.get("expires_in").and_then(Value::as_i64).filter(|seconds| *seconds > 0);
            let life = life.map_or(USUAL_LIFE, SignedDuration::from_secs);
            Some(Renewed::Pair(TokenPair {
                access_token: text("access_token")?,
                refresh_token: text("refresh_token"),
                expires_at: now.checked_add(life).unwrap_or(now),
            }))
        }
        // `invalid_grant`, `invalid_request` (what X says of a used token), `invalid_client`.
        400 | 401 | 403 => Some(Renewed::Refused),
        429 => Some(Renewed::NotNow { retry_at: http::wait_until(reset_at(answer), now) }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use reqwest::header::HeaderMap;
    use serde_json::json;

    fn now() -> Timestamp {
        "2026-03-30T09:00:00Z".parse().unwrap()
    }

    fn said(status: u16, body: Value) -> Option<Renewed> {
        meaning(&Answer { status, headers: HeaderMap::new(), body }, now())
    }

    #[test]
    fn a_pair_has_its_end() {
        let whole = json!({"token_type": "bearer", "expires_in": 60, "access_token": "a", "refresh_token": "b"});
        let Some(Renewed::Pair(pair)) = said(200, whole) else { panic!() };
        assert_eq!((pair.access_token.reveal(), pair.refresh_token.unwrap().reveal()), ("a", "b"));
        assert_eq!(pair.expires_at.to_string(), "2026-03-30T09:01:00Z");
        let Some(Renewed::Pair(pair)) = said(200, json!({"access_token": "a"})) else { panic!() };
        assert!(pair.refresh_token.is_none());
        assert_eq!(pair.expires_at.to_string(), "2026-03-30T11:00:00Z");
    }

    #[test]
    fn only_a_clear_no_is_a_no() {
        for status in [400, 401, 403] {
            assert!(matches!(said(status, json!({"error": "invalid_request"})), Some(Renewed::Refused)));
        }
        assert!(matches!(said(429, Value::Null), Some(Renewed::NotNow { .. })));
        for (status, body) in
            [(500, Value::Null), (302, Value::Null), (200, json!({})), (200, json!({"access_token": "a b"}))]
        {
            assert!(said(status, body).is_none(), "{status}");
        }
    }
}
