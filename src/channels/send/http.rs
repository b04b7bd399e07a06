//! One HTTP exchange with a platform, told apart by what is certain about it.
//!
//! Owns the difference between "never left", "answered" and "lost on the way", and the arithmetic of
//! retry instants. Must not know any platform's body shapes.

use std::time::Duration;

use anyhow::{Context, bail};
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{RequestBuilder, Url};
use serde_json::Value;

use super::{SendOutcome, UnknownCode};

/// The whole exchange; shorter than the function's 30 s, which is shorter than the send's lease of 60 s.
const EXCHANGE_TIME: Duration = Duration::from_secs(10);
/// Finding and opening the connection. Well under `EXCHANGE_TIME`, so that a connection that cannot be
/// opened is always recognized as such: nothing has left then.
const CONNECT_TIME: Duration = Duration::from_secs(3);
/// No answer we can use is longer: a page of 100 posts is some 200 KB.
const LONGEST_ANSWER: usize = 4 * 1024 * 1024;
/// When to try again after a request that never left.
const NEVER_LEFT_SECONDS: i64 = 30;
/// When to try again after "too many" without a time.
const DEFAULT_WAIT_SECONDS: i64 = 60;
/// The longest wait we believe.
const LONGEST_WAIT_SECONDS: i64 = 24 * 60 * 60;

/// The client all platforms share.
/// `tls`: whether anything will be asked over TLS. Reading the machine's root certificates takes longer than
/// all the rest, and the fake platforms on loopback need none.
pub(crate) fn client(tls: bool) -> anyhow::Result<reqwest::Client> {
    let builder = reqwest::Client::builder();
    let builder = if tls { builder } else { builder.tls_certs_only([]) };
    builder
        .user_agent(concat!("couture/", env!("CARGO_PKG_VERSION")))
        .timeout(EXCHANGE_TIME)
        .connect_timeout(CONNECT_TIME)
        // A redirected POST could be sent twice, or carry a token elsewhere.
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .retry(reqwest::retry::never())
        // A kept connection that the platform closed meanwhile makes a send *unknown* that never
        // arrived, and a function that was frozen between two sends only has such connections.
        .pool_max_idle_per_host(0)
        .build()
        .context("no TLS or no resolver")
}

/// A base address: https anywhere, plain http on this machine only (tokens travel with every request).
pub(in crate::channels) fn base_url(text: &str) -> anyhow::Result<Url> {
    let url = Url::parse(text).with_context(|| format!("{text:?} is not an address"))?;
    let here = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    match url.scheme() {
        "https" => Ok(url),
        "http" if here => Ok(url),
        _ => bail!("{text:?} must start with https:// (http:// is for this machine only)"),
    }
}

/// `base` followed by the path segments, each percent-encoded.
pub(in crate::channels) fn endpoint(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    // An http or https address always has segments.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

/// Whether an id may stand in a path. Ids come from outside: nothing that could leave its segment.
pub(in crate::channels) fn is_path_id(id: &str) -> bool {
    (1..=200).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'-'))
}

/// `Authorization: Bearer ...`, marked so that it cannot be printed.
pub(in crate::channels) fn bearer(token: &str) -> anyhow::Result<HeaderValue> {
    let Ok(mut value) = HeaderValue::from_str(&format!("Bearer {token}")) else {
        bail!("the token holds characters no HTTP header may hold");
    };
    value.set_sensitive(true);
    Ok(value)
}

/// What is certain about one exchange.
pub(in crate::channels) enum Exchange {
    /// A complete answer; its body is `Null` when it is not JSON.
    Answered(Answer),
    /// The connection could not be opened: the platform has seen nothing.
    NeverLeft,
    /// The request left, or may have, and no complete answer came back.
    Lost(UnknownCode),
}

/// A complete answer.
pub(in crate::channels) struct Answer {
    /// The status, 100 to 599.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The JSON body, or `Null`.
    pub body: Value,
}

impl Answer {
    /// Whether the platform agreed.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A header that is a decimal integer.
    pub fn number(&self, header: &str) -> Option<i64> {
        self.headers.get(header)?.to_str().ok()?.trim().parse().ok()
    }
}

/// Sends the request once and reads the whole answer.
pub(in crate::channels) async fn exchange(request: RequestBuilder) -> Exchange {
    let mut response = match request.send().await {
        Ok(response) => response,
        // A connect error covers names, addresses, refusals, handshakes and the connect timeout;
        // a builder error means that no request was ever made.
        Err(error) if error.is_connect() || error.is_builder() => return Exchange::NeverLeft,
        Err(error) => return Exchange::Lost(lost(&error)),
    };
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len().saturating_add(chunk.len()) > LONGEST_ANSWER => {
                return Exchange::Lost(UnknownCode::UnreadableAnswer);
            }
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break,
            // A failing platform may fail to finish its error page: that it failed is still known.
            Err(_) if response.status().is_server_error() => return Exchange::Lost(UnknownCode::ServerError),
            Err(error) => return Exchange::Lost(lost(&error)),
        }
    }
    Exchange::Answered(Answer {
        status: response.status().as_u16(),
        headers: std::mem::take(response.headers_mut()),
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    })
}

fn lost(error: &reqwest::Error) -> UnknownCode {
    if error.is_timeout() { UnknownCode::TimedOut } else { UnknownCode::ConnectionLost }
}

/// The request never left: again in a moment.
pub(in crate::channels) fn never_left(now: Timestamp) -> SendOutcome {
    SendOutcome::NotSent { retry_at: shifted(now, NEVER_LEFT_SECONDS) }
}

/// Too many for now. `until` is what the platform said; it is never believed beyond 24 hours, and
/// never before one second from now.
pub(in crate::channels) fn rate_limited(until: Option<Timestamp>, now: Timestamp) -> SendOutcome {
    SendOutcome::RateLimited { retry_at: wait_until(until, now) }
}

/// Until when to wait, of what the platform said: one second to 24 hours.
pub(in crate::channels) fn wait_until(until: Option<Timestamp>, now: Timestamp) -> Timestamp {
    let wanted = until.unwrap_or_else(|| shifted(now, DEFAULT_WAIT_SECONDS));
    wanted.min(shifted(now, LONGEST_WAIT_SECONDS)).max(shifted(now, 1))
}

/// An instant so many seconds away, held inside the calendar.
pub(in crate::channels) fn shifted(at: Timestamp, seconds: i64) -> Timestamp {
    let edge = if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    at.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(edge)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn ids_stay_in_their_segment() {
        for good in ["1001", "aWdf_m-1:2", "m_abc"] {
            assert!(is_path_id(good), "{good}");
        }
        for bad in ["", ".", "..", "1/2", "1?x", "1#x", "%2e", "é", "1 2", &"1".repeat(201)] {
            assert!(!is_path_id(bad), "{bad}");
        }
        let base = base_url("http://127.0.0.1:1/fake/x/").unwrap();
        assert_eq!(endpoint(&base, &["2", "tweets"]).as_str(), "http://127.0.0.1:1/fake/x/2/tweets");
        assert_eq!(endpoint(&base, &["a/b"]).as_str(), "http://127.0.0.1:1/fake/x/a%2Fb");
        let bare = base_url("https://api.x.com").unwrap();
        assert_eq!(endpoint(&bare, &["2", "tweets"]).as_str(), "https://api.x.com/2/tweets");
    }

    #[test]
    fn retry_instants_stay_in_bounds() {
        let now: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
        let at = |until: Option<&str>| match rate_limited(until.map(|text| text.parse().unwrap()), now) {
            SendOutcome::RateLimited { retry_at } => retry_at.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(at(None), "2026-03-30T09:01:00Z");
        assert_eq!(at(Some("2026-03-30T09:14:00Z")), "2026-03-30T09:14:00Z");
        assert_eq!(at(Some("2020-01-01T00:00:00Z")), "2026-03-30T09:00:01Z");
        assert_eq!(at(Some("2030-01-01T00:00:00Z")), "2026-03-31T09:00:00Z");
        assert_eq!(shifted(Timestamp::MAX, 5), Timestamp::MAX);
        assert_eq!(shifted(Timestamp::MIN, -5), Timestamp::MIN);
    }
}
