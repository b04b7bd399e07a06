//! What the Graph API's refusals mean for a send, and what WhatsApp's failures mean for one it had accepted.
//!
//! Owns the mapping of `code` and `error_subcode`. Must never put Meta's text into an outcome.

use jiff::Timestamp;
use serde_json::Value;

use crate::channels::send::http::{self, Answer};
use crate::channels::send::{RefusalCode, SendOutcome, UnknownCode};

/// When to try again after "temporary failure, not sent".
const TEMPORARY_SECONDS: i64 = 60;

/// What a request was about: "no such object" means different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::channels::meta) enum About {
    /// A message to somebody.
    Person,
    /// A comment, or its author.
    Comment,
}

/// Why a message that WhatsApp had accepted did not arrive.
pub(in crate::channels::meta) fn failure(code: Option<i64>) -> RefusalCode {
    match code.map(|code| by_code(code, None, About::Person)) {
        Some(Some(Meaning::Refused(code))) => code,
        _ => RefusalCode::NotDelivered,
    }
}

/// What an answer that is not a 2xx means for the send.
pub(in crate::channels::meta) fn outcome(answer: &Answer, about: About, now: Timestamp) -> SendOutcome {
    // A failing server may have taken it before failing, whatever its body says.
    if answer.status >= 500 {
        return SendOutcome::Unknown { code: UnknownCode::ServerError };
    }
    if answer.status == 408 {
        return SendOutcome::Unknown { code: UnknownCode::TimedOut };
    }
    if answer.status < 400 {
        return SendOutcome::Unknown { code: UnknownCode::UnreadableAnswer };
    }
    let number = |name: &str| answer.body.pointer(name).and_then(Value::as_i64);
    let (code, subcode) = (number("/error/code"), number("/error/error_subcode"));
    let detail = match (code, subcode) {
        (Some(code), Some(subcode)) => format!("{code}/{subcode}"),
        (Some(code), None) => code.to_string(),
        (None, _) => format!("http/{}", answer.status),
    };
    let meaning = code.and_then(|code| by_code(code, subcode, about));
    match meaning.unwrap_or_else(|| by_status(answer.status)) {
        Meaning::Refused(code) => SendOutcome::Refused { code, detail },
        Meaning::TooMany => http::rate_limited(regained_at(answer, now), now),
        Meaning::NotThisTime => SendOutcome::NotSent { retry_at: http::shifted(now, TEMPORARY_SECONDS) },
        Meaning::Unclear => SendOutcome::Unknown { code: UnknownCode::ServerError },
    }
}

enum Meaning {
    Refused(RefusalCode),
    TooMany,
    /// Meta says that the message was not sent, for a passing reason.
    NotThisTime,
    /// "Unknown error", "service unavailable": it may have been taken.
    Unclear,
}

/// What a code means; nothing for one we do not know.
fn by_code(code: i64, subcode: Option<i64>, about: About) -> Option<Meaning> {
    if let Some(meaning) = by_whatsapp_code(code) {
        return Some(meaning);
    }
    Some(Meaning::Refused(match (code, subcode) {
        (10, Some(2_018_278 | 2_018_065 | 2_534_022)) => RefusalCode::WindowClosed,
        (10, Some(2_018_108)) | (551, _) | (200, Some(1_545_041)) => RefusalCode::Blocked,
        (100, Some(2_018_001 | 2_534_014)) => RefusalCode::NoSuchPerson,
        // "Does not exist, or you may not see it."
        (100, Some(33)) | (24, _) if about == About::Comment => RefusalCode::PostGone,
        (100, Some(33)) => RefusalCode::Permission,
        (100, _) => RefusalCode::Invalid,
        (0 | 102 | 190, _) => RefusalCode::TokenRevoked,
        (10 | 3 | 200..=299, _) => RefusalCode::Permission,
        (368 | 2022, _) => RefusalCode::Policy,
        (10_900 | 10_903, _) => RefusalCode::AlreadyReplied,
        (4 | 9 | 17 | 32 | 341 | 613 | 80_000..=80_014, _) => return Some(Meaning::TooMany),
        (1_200, _) => return Some(Meaning::NotThisTime),
        (1 | 2, _) => return Some(Meaning::Unclear),
        _ => return None,
    }))
}

/// The codes of the Cloud API.
fn by_whatsapp_code(code: i64) -> Option<Meaning> {
    Some(Meaning::Refused(match code {
        131_047 => RefusalCode::WindowClosed,
        131_026 => RefusalCode::Blocked,
        131_051 | 131_008 | 131_009 | 132_000..=132_999 => RefusalCode::Invalid,
        131_031 | 131_048 => RefusalCode::Policy,
        131_005 => RefusalCode::Permission,
        133_010 => RefusalCode::NotConnected,
        130_429 | 131_056 => return Some(Meaning::TooMany),
        _ => return None,
    }))
}

fn by_status(status: u16) -> Meaning {
    Meaning::Refused(match status {
        401 => RefusalCode::TokenRevoked,
        403 => RefusalCode::Permission,
        429 => return Meaning::TooMany,
        _ => RefusalCode::Invalid,
    })
}

/// The longest `estimated_time_to_regain_access` (minutes) of the usage headers.
fn regained_at(answer: &Answer, now: Timestamp) -> Option<Timestamp> {
    let usage = answer.headers.get("x-business-use-case-usage")?.to_str().ok()?;
    let usage: Value = serde_json::from_str(usage).ok()?;
    let rows = usage.as_object()?.values().filter_map(Value::as_array).flatten();
    let minutes = rows.filter_map(|row| row.get("estimated_time_to_regain_access")?.as_i64()).max()?;
    // Zero means "not limited", which the refusal has just denied.
    (minutes > 0).then(|| http::shifted(now, minutes.saturating_mul(60)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;
    use reqwest::header::HeaderMap;
    use serde_json::json;

    fn now() -> Timestamp {
        "2026-03-30T09:00:00Z".parse().unwrap()
    }

    fn told(status: u16, headers: HeaderMap, body: Value) -> String {
        told_about(About::Person, status, headers, body)
    }

    fn told_about(about: About, status: u16, headers: HeaderMap, body: Value) -> String {
        match outcome(&Answer { status, headers, body }, about, now()) {
            SendOutcome::Refused { code, detail } => format!("{} {detail}", code.as_str()),
            SendOutcome::Unknown { code } => format!("unknown {}", code.as_str()),
            SendOutcome::RateLimited { retry_at } => format!("later {retry_at}"),
            SendOutcome::NotSent { retry_at } => format!("again {retry_at}"),
            sent @ SendOutcome::Sent { .. } => format!("{sent:?}"),
        }
    }

    #[track_caller]
    fn check(code: i64, subcode: Option<i64>, expected: &str) {
        let body = json!({"error": {"message": "secret words", "type": "OAuthException", "code": code, "error_subcode": subcode}});
        assert_eq!(told(400, HeaderMap::new(), body), expected, "{code} {subcode:?}");
    }

    #[test]
    fn every_documented_code() {
        check(10, Some(2_018_278), "window_closed 10/2018278");
        check(10, Some(2_018_065), "window_closed 10/2018065");
        check(10, Some(2_018_108), "blocked 10/2018108");
        check(551, Some(1_545_041), "blocked 551/1545041");
        check(200, Some(1_545_041), "blocked 200/1545041");
        check(100, Some(2_018_001), "no_such_person 100/2018001");
        check(100, None, "invalid 100");
        for subcode in [None, Some(460), Some(463), Some(492)] {
            let detail = subcode.map_or("190".to_owned(), |subcode| format!("190/{subcode}"));
            check(190, subcode, &format!("token_revoked {detail}"));
        }
        check(10, None, "permission 10");
        check(200, None, "permission 200");
        check(230, None, "permission 230");
        check(299, None, "permission 299");
        check(368, None, "policy 368");
        check(2022, None, "policy 2022");
        for code in [613, 4, 32, 80_006] {
            check(code, None, "later 2026-03-30T09:01:00Z");
        }
        check(9, Some(2_018_352), "later 2026-03-30T09:01:00Z");
        check(1_200, None, "again 2026-03-30T09:01:00Z");
        check(1, None, "unknown server_error");
        check(2, None, "unknown server_error");
        check(10_900, None, "already_replied 10900");
        check(10_903, None, "already_replied 10903");
        check(i64::MAX, Some(i64::MIN), &format!("invalid {}/{}", i64::MAX, i64::MIN));
    }

    #[test]
    fn every_documented_code_of_whatsapp() {
        for (code, expected) in [
            (131_047, "window_closed 131047"),
            (131_026, "blocked 131026"),
            (131_051, "invalid 131051"),
            (131_031, "policy 131031"),
            (131_048, "policy 131048"),
            (132_001, "invalid 132001"),
            (190, "token_revoked 190"),
            (368, "policy 368"),
        ] {
            check(code, None, expected);
        }
        check(130_429, None, "later 2026-03-30T09:01:00Z");
        check(131_056, None, "later 2026-03-30T09:01:00Z");
        assert_eq!(failure(Some(131_047)), RefusalCode::WindowClosed);
        assert_eq!(failure(Some(131_026)), RefusalCode::Blocked);
        for code in [None, Some(131_000), Some(130_429), Some(2)] {
            assert_eq!(failure(code), RefusalCode::NotDelivered, "{code:?}");
        }
    }

    #[test]
    fn a_missing_object_is_a_comment_that_is_gone_or_an_account_we_may_not_see() {
        let body = || json!({"error": {"code": 100, "error_subcode": 33}});
        assert_eq!(told_about(About::Comment, 400, HeaderMap::new(), body()), "post_gone 100/33");
        assert_eq!(told_about(About::Person, 400, HeaderMap::new(), body()), "permission 100/33");
    }

    #[test]
    fn unknown_codes_go_by_status() {
        for (status, expected) in [
            (400, "invalid 424242"),
            (401, "token_revoked 424242"),
            (403, "permission 424242"),
            (429, "later 2026-03-30T09:01:00Z"),
            (503, "unknown server_error"),
        ] {
            assert_eq!(told(status, HeaderMap::new(), json!({"error": {"code": 424_242}})), expected);
        }
    }

    #[test]
    fn answers_without_a_code_go_by_status() {
        for (status, expected) in [
            (401, "token_revoked http/401"),
            (403, "permission http/403"),
            (404, "invalid http/404"),
            (429, "later 2026-03-30T09:01:00Z"),
            (408, "unknown timed_out"),
            (302, "unknown unreadable_answer"),
            (500, "unknown server_error"),
            (503, "unknown server_error"),
        ] {
            assert_eq!(told(status, HeaderMap::new(), Value::Null), expected);
        }
    }

    #[test]
    fn the_wait_is_metas_in_minutes() {
        let wait = |usage: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-business-use-case-usage", usage.parse().unwrap());
            told(400, headers, json!({"error": {"code": 613}}))
        };
        let row = |minutes: i64| {
            format!(r#"{{"2001":[{{"type":"messenger","estimated_time_to_regain_access":{minutes}}}]}}"#)
        };
        assert_eq!(wait(&row(14)), "later 2026-03-30T09:14:00Z");
        assert_eq!(wait(&row(0)), "later 2026-03-30T09:01:00Z");
        assert_eq!(wait(&row(i64::MAX)), "later 2026-03-31T09:00:00Z");
        assert_eq!(wait("nonsense"), "later 2026-03-30T09:01:00Z");
    }
}
