//! What X's refusals mean.
//!
//! X answers in three shapes (problem document, `errors[]` with numbers, bare `error`), often without a
//! number, so a few of its own English sentences are recognized too. Owns that mapping. Must never put
//! X's text into an outcome: it may quote ours.

use jiff::Timestamp;
use serde_json::Value;

use crate::channels::send::http::{self, Answer};
use crate::channels::send::{RefusalCode, SendOutcome, UnknownCode};

/// The ends of the problem types X documents; nothing else of a type is repeated in a detail.
const PROBLEM_TYPES: [&str; 6] = [
    "invalid-request",
    "resource-not-found",
    "not-authorized-for-resource",
    "client-forbidden",
    "usage-capped",
    "rate-limit-exceeded",
];

/// What an answer that is not a 2xx means for the send.
pub(in crate::channels::x) fn outcome(answer: &Answer, public: bool, now: Timestamp) -> SendOutcome {
    let problem = Problem::read(answer);
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
    let meaning = problem.by_number().or_else(|| problem.by_type_or_words(public));
    match meaning.unwrap_or_else(|| by_status(answer.status, public)) {
        Meaning::Refused(code) => SendOutcome::Refused { code, detail: problem.detail() },
        Meaning::TooMany => http::rate_limited(reset_at(answer), now),
        Meaning::AlreadyThere => SendOutcome::Unknown { code: UnknownCode::Duplicate },
    }
}

#[derive(Clone, Copy)]
enum Meaning {
    Refused(RefusalCode),
    TooMany,
    AlreadyThere,
}

/// The parts of an error body that decide.
struct Problem {
    status: u16,
    number: Option<i64>,
    problem_type: Option<&'static str>,
    /// Everything X says in words, lower case. Looked at here, never handed on.
    words: String,
}

impl Problem {
    fn read(answer: &Answer) -> Problem {
        let body = &answer.body;
        let first = body.pointer("/errors/0");
        let code =
            |value: &Value| value.get("code").and_then(|code| code.as_i64().or_else(|| code.as_str()?.parse().ok()));
        let sources: Vec<&Value> = [Some(body), first].into_iter().flatten().collect();
        let text = |name: &str| sources.iter().filter_map(|one| one.get(name)?.as_str()).collect::<Vec<_>>().join(" ");
        let types = text("type");
        Problem {
            status: answer.status,
            number: first.and_then(code).or_else(|| code(body)),
            problem_type: PROBLEM_TYPES.into_iter().find(|end| types.split(' ').any(|one| one.ends_with(end))),
            words: [text("title"), text("detail"), text("message"), text("error"), text("errors")]
                .join(" ")
                .to_lowercase(),
        }
    }

    /// X's numbers.
    fn by_number(&self) -> Option<Meaning> {
        let code = match self.number? {
            88 => return Some(Meaning::TooMany),
            187 => return Some(Meaning::AlreadyThere),
            32 | 89 => RefusalCode::TokenRevoked,
            144 | 179 | 385 => RefusalCode::PostGone,
            433 => RefusalCode::ReplyRestricted,
            349 | 150 | 151 => RefusalCode::CannotMessage,
            50 | 108 => RefusalCode::NoSuchPerson,
            186 | 354 => RefusalCode::TooLong,
            200 | 214 | 261 | 453 => RefusalCode::Permission,
            63 => RefusalCode::Blocked,
            226 => RefusalCode::LooksAutomated,
            64 | 326 => RefusalCode::Policy,
            _ => return None,
        };
        Some(Meaning::Refused(code))
    }

    /// The problem type, and the sentences seen where X gives neither number nor type.
    fn by_type_or_words(&self, public: bool) -> Option<Meaning> {
        let says = |part: &str| self.words.contains(part);
        if self.problem_type == Some("usage-capped") {
            return Some(Meaning::Refused(RefusalCode::UsageCapped));
        }
        if self.status == 403 {
            if says("duplicate") {
                return Some(Meaning::AlreadyThere);
            }
            let code = if says("mentioned or otherwise engaged") || says("where you are mentioned") {
                RefusalCode::NotSummoned
            } else if says("restricted who can reply") {
                RefusalCode::ReplyRestricted
            } else if says("deleted or not visible") {
                RefusalCode::PostGone
            } else if says("permission to dm") || says("cannot send messages to this user") {
                RefusalCode::CannotMessage
            } else if says("automated") {
                RefusalCode::LooksAutomated
            } else if says("user has been suspended") {
                RefusalCode::Blocked
            } else if says("account is suspended") || says("temporarily locked") {
                RefusalCode::Policy
            } else {
                return self.by_type(public);
            };
            return Some(Meaning::Refused(code));
        }
        if self.status == 400 && says("too long") {
            return Some(Meaning::Refused(RefusalCode::TooLong));
        }
        self.by_type(public)
    }

    fn by_type(&self, public: bool) -> Option<Meaning> {
        let code = match self.problem_type? {
            "rate-limit-exceeded" => return Some(Meaning::TooMany),
            "resource-not-found" if public => RefusalCode::PostGone,
            "resource-not-found" => RefusalCode::NoSuchPerson,
            "not-authorized-for-resource" if public => RefusalCode::PostGone,
            "not-authorized-for-resource" => RefusalCode::CannotMessage,
            "client-forbidden" => RefusalCode::Permission,
            "invalid-request" => RefusalCode::Invalid,
            _ => return None,
        };
        Some(Meaning::Refused(code))
    }

    /// `403/187`, `403/client-forbidden` or `403`.
    fn detail(&self) -> String {
        match (self.number, self.problem_type) {
            (Some(number), _) => format!("{}/{number}", self.status),
            (None, Some(kind)) => format!("{}/{kind}", self.status),
            (None, None) => self.status.to_string(),
        }
    }
}

fn by_status(status: u16, public: bool) -> Meaning {
    Meaning::Refused(match status {
        401 => RefusalCode::TokenRevoked,
        402 => RefusalCode::UsageCapped,
        403 => RefusalCode::Permission,
        404 | 410 if public => RefusalCode::PostGone,
        404 | 410 => RefusalCode::NoSuchPerson,
        413 => RefusalCode::TooLong,
        429 => return Meaning::TooMany,
        _ => RefusalCode::Invalid,
    })
}

/// When X takes more: the day's limit of account or application if that one is used up, else the
/// quarter of an hour's; all in epoch seconds.
pub(in crate::channels::x) fn reset_at(answer: &Answer) -> Option<Timestamp> {
    let day = ["user", "app"].into_iter().filter_map(|scope| {
        let left = answer.number(&format!("x-{scope}-limit-24hour-remaining"))?;
        if left > 0 { None } else { answer.number(&format!("x-{scope}-limit-24hour-reset")) }
    });
    let seconds = day.max().or_else(|| answer.number("x-rate-limit-reset"))?;
    Timestamp::from_second(seconds).ok()
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

    #[track_caller]
    fn check(status: u16, body: Value, public: bool, expected: &str) {
        let answer = Answer { status, headers: HeaderMap::new(), body: body.clone() };
        let seen = match outcome(&answer, public, now()) {
            SendOutcome::Refused { code, detail } => format!("{} {detail}", code.as_str()),
            SendOutcome::Unknown { code } => format!("unknown {}", code.as_str()),
            SendOutcome::RateLimited { retry_at } => format!("later {retry_at}"),
            other => format!("{other:?}"),
        };
        assert_eq!(seen, expected, "{status} {body}");
    }

    fn numbered(code: i64) -> Value {
        json!({"errors": [{"code": code, "message": "secret words"}]})
    }

    fn typed(end: &str) -> Value {
        json!({"title": "t", "detail": "secret words", "type": format!("https://api.x.com/2/problems/{end}")})
    }

    fn worded(detail: &str) -> Value {
        json!({"title": "Forbidden", "detail": detail, "type": "about:blank", "status": 403})
    }

    #[test]
    fn numbers() {
        for (status, number, expected) in [
            (401, 32, "token_revoked 401/32"),
            (401, 89, "token_revoked 401/89"),
            (429, 88, "later 2026-03-30T09:01:00Z"),
            (404, 144, "post_gone 404/144"),
            (403, 187, "unknown duplicate"),
            (403, 349, "cannot_message 403/349"),
            (403, 433, "reply_restricted 403/433"),
            (403, 261, "permission 403/261"),
            (400, 214, "permission 400/214"),
            (403, 200, "permission 403/200"),
            (403, 453, "permission 403/453"),
            (403, 186, "too_long 403/186"),
            (403, 63, "blocked 403/63"),
            (403, 64, "policy 403/64"),
            (403, 226, "looks_automated 403/226"),
            (403, 326, "policy 403/326"),
            (403, 385, "post_gone 403/385"),
            (403, 9999, "permission 403/9999"),
            (503, 32, "unknown server_error"),
        ] {
            check(status, numbered(number), true, expected);
        }
    }

    #[test]
    fn types_words_and_statuses() {
        check(400, typed("invalid-request"), true, "invalid 400/invalid-request");
        check(404, typed("resource-not-found"), true, "post_gone 404/resource-not-found");
        check(404, typed("resource-not-found"), false, "no_such_person 404/resource-not-found");
        check(403, typed("not-authorized-for-resource"), true, "post_gone 403/not-authorized-for-resource");
        check(403, typed("not-authorized-for-resource"), false, "cannot_message 403/not-authorized-for-resource");
        check(403, typed("client-forbidden"), true, "permission 403/client-forbidden");
        check(429, typed("usage-capped"), true, "usage_capped 429/usage-capped");
        check(429, typed("rate-limit-exceeded"), true, "later 2026-03-30T09:01:00Z");
        check(403, worded("You are not allowed to create a Tweet with duplicate content."), true, "unknown duplicate");
        let reply = "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.";
        check(403, worded(reply), true, "not_summoned 403");
        check(403, worded("You do not have permission to DM one or more participants."), false, "cannot_message 403");
        check(400, worded("Your Tweet text is too long."), true, "too_long 400");
        // Theirs, not ours: our account goes on.
        check(403, worded("User has been suspended."), false, "blocked 403");
        check(403, worded("Your account is suspended and is not permitted to access this."), true, "policy 403");
        check(403, worded("To protect our users, your account is temporarily locked."), true, "policy 403");
        check(403, worded("This request looks like it might be automated."), true, "looks_automated 403");
        // A partial error comes with 200 and what was made; `client` reads that. Alone it says nothing.
        check(200, json!({"errors": [{"title": "Not Found Error"}]}), true, "unknown unreadable_answer");
        check(401, Value::Null, true, "token_revoked 401");
        check(402, Value::Null, true, "usage_capped 402");
        check(403, json!({"errors": "no"}), true, "permission 403");
        check(404, json!({"error": "no"}), false, "no_such_person 404");
        check(409, Value::Null, true, "invalid 409");
        check(429, json!([]), true, "later 2026-03-30T09:01:00Z");
        check(408, Value::Null, true, "unknown timed_out");
        check(302, Value::Null, true, "unknown unreadable_answer");
        check(500, Value::Null, true, "unknown server_error");
    }

    #[test]
    fn the_reset_is_the_platforms() {
        let reset = |headers: &[(&'static str, &str)]| {
            let headers = headers.iter().map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap()));
            let answer = Answer { status: 429, headers: headers.collect::<HeaderMap>(), body: Value::Null };
            reset_at(&answer).map(|at| at.as_second())
        };
        assert_eq!(reset(&[]), None);
        assert_eq!(reset(&[("x-rate-limit-reset", "soon")]), None);
        assert_eq!(reset(&[("x-rate-limit-reset", "1774861260")]), Some(1_774_861_260));
        let day = [
            ("x-rate-limit-reset", "1774861260"),
            ("x-user-limit-24hour-remaining", "0"),
            ("x-user-limit-24hour-reset", "1774900000"),
            ("x-app-limit-24hour-remaining", "5"),
            ("x-app-limit-24hour-reset", "1774999999"),
        ];
        assert_eq!(reset(&day), Some(1_774_900_000));
    }
}
