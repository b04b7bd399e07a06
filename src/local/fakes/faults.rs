//! Failures on demand: which fake platform fails how, and how often still.
//!
//! Owns the words of the failures and the broken answer. A failure never takes real time.

use std::collections::BTreeMap;

use axum::RequestExt;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{ALERTS, MEDIA, META, X};

/// A way to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Too many requests; again in a minute.
    TooMany,
    /// A failure of the platform's own; nothing is taken.
    ServerError,
    /// Taken, and the connection breaks instead of an answer.
    TimeoutAfterSend,
    /// Not taken, and the connection breaks instead of an answer.
    TimeoutBeforeSend,
    /// The token no longer counts.
    TokenRevoked,
    /// The platform does not let us write to this person now.
    WindowClosed,
}

/// The failures in force.
#[derive(Debug, Default)]
pub(super) struct Faults {
    left: BTreeMap<&'static str, (Mode, u32)>,
    /// The send last refused with a closed window: asking again for the same one (as a person, with a
    /// tag) finds the window just as closed and does not count as another request.
    closed_for: Option<String>,
}

impl Faults {
    /// See `Fakes::set_fault`.
    pub(super) fn set(&mut self, platform: &str, mode: &str, times: u32) -> Result<(), String> {
        let Some(platform) = [X, META, MEDIA, ALERTS].into_iter().find(|name| *name == platform) else {
            return Err("platform must be x, meta, media or alerts".to_owned());
        };
        let mode = match mode {
            "ok" => None,
            "429" => Some(Mode::TooMany),
            "500" => Some(Mode::ServerError),
            "timeout_after_send" => Some(Mode::TimeoutAfterSend),
            "timeout_before_send" => Some(Mode::TimeoutBeforeSend),
            "token_revoked" | "window_closed" if platform == ALERTS || platform == MEDIA => {
                return Err(
                    "alerts and media can fail with 429, 500, timeout_after_send or timeout_before_send".to_owned()
                );
            }
            "token_revoked" => Some(Mode::TokenRevoked),
            "window_closed" => Some(Mode::WindowClosed),
            _ => {
                return Err("mode must be ok, 429, 500, timeout_after_send, timeout_before_send, token_revoked or \
                            window_closed"
                    .to_owned());
            }
        };
        self.closed_for = None;
        match mode {
            Some(mode) if times > 0 => self.left.insert(platform, (mode, times)),
            _ => self.left.remove(platform),
        };
        Ok(())
    }

    /// The failure for the next request, used up once. `metadata` is the sender's own id of the send.
    pub(super) fn next(&mut self, platform: &'static str, metadata: Option<&str>) -> Option<Mode> {
        if metadata.is_some() && self.closed_for.as_deref() == metadata {
            return Some(Mode::WindowClosed);
        }
        let (mode, left) = self.left.get_mut(platform)?;
        let mode = *mode;
        *left = left.saturating_sub(1);
        if *left == 0 {
            self.left.remove(platform);
        }
        if mode == Mode::WindowClosed {
            self.closed_for = metadata.map(str::to_owned);
        }
        Some(mode)
    }
}

/// An answer that breaks off before its first byte of body: the sender sees a lost connection at once.
pub(super) fn broken(status: StatusCode) -> Response {
    let mut request = Request::new(Body::from("{}"));
    // A body longer than its limit announces as much as the limit allows and then fails to be read;
    // a server that cannot finish what it announced closes the connection.
    DefaultBodyLimit::max(1).apply(&mut request);
    (status, request.into_limited_body()).into_response()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_fault_is_used_up_and_belongs_to_one_platform() {
        let mut faults = Faults::default();
        faults.set("x", "429", 2).unwrap();
        assert_eq!(faults.next(META, None), None);
        assert_eq!(faults.next(X, None), Some(Mode::TooMany));
        assert_eq!(faults.next(X, None), Some(Mode::TooMany));
        assert_eq!(faults.next(X, None), None);
        faults.set("x", "500", 5).unwrap();
        faults.set("x", "ok", 1).unwrap();
        assert_eq!(faults.next(X, None), None);
        faults.set("x", "500", 0).unwrap();
        assert_eq!(faults.next(X, None), None);
    }

    #[test]
    fn a_closed_window_stays_closed_for_the_same_send() {
        let mut faults = Faults::default();
        faults.set("meta", "window_closed", 1).unwrap();
        assert_eq!(faults.next(META, Some("a")), Some(Mode::WindowClosed));
        assert_eq!(faults.next(META, Some("a")), Some(Mode::WindowClosed));
        assert_eq!(faults.next(META, Some("b")), None);
        faults.set("meta", "ok", 1).unwrap();
        assert_eq!(faults.next(META, Some("a")), None);
    }

    #[test]
    fn nonsense_is_refused_in_words() {
        let mut faults = Faults::default();
        for (platform, mode) in [("y", "429"), ("x", "430"), ("alerts", "window_closed"), ("alerts", "token_revoked")] {
            assert!(!faults.set(platform, mode, 1).unwrap_err().is_empty());
        }
    }
}
