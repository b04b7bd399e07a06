//! What people wrote on the fake platforms, and what the brand wrote in their own applications: it exists
//! there and was delivered nowhere, so that only reading back can find it.
//!
//! Owns the form of such a message, its id, and failures of reading. Kept in memory only.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;

use super::{Fakes, META, X, meta, x};

/// Something said on a platform.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// `x` or `meta`.
    pub platform: String,
    /// X: `mention`, `dm`, `own_post`, `own_dm`. Meta: `message`, `own_message`, `comment`, `own_comment`,
    /// `visitor_post`.
    pub kind: String,
    /// The brand account.
    pub inbox: String,
    /// Who wrote it; for what the brand wrote, whom it is for.
    #[serde(default)]
    pub contact: String,
    /// What it says.
    #[serde(default)]
    pub text: String,
    /// When; now when absent.
    pub at: Option<Timestamp>,
    /// The platform's id; made up when absent.
    pub id: Option<String>,
    /// X: the post it answers. Meta: the comment it answers.
    pub in_reply_to: Option<String>,
    /// Meta: the post or media a comment is below.
    pub post: Option<String>,
}

impl Said {
    /// Whether the brand wrote it.
    pub(super) fn is_own(&self) -> bool {
        self.kind.starts_with("own_")
    }

    /// When it was said.
    pub(super) fn at(&self) -> Timestamp {
        self.at.unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Its id.
    pub(super) fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    /// The account that wrote it.
    pub(super) fn author(&self) -> &str {
        if self.is_own() { &self.inbox } else { &self.contact }
    }
}

/// How reading back goes on one platform.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ReadingRule {
    /// The next so many requests are answered with this status.
    failure: Option<(StatusCode, u32)>,
    /// The most items of a page.
    pub(super) page_size: Option<usize>,
}

/// How reading back goes on the platforms.
pub(super) type ReadingRules = BTreeMap<&'static str, ReadingRule>;

impl Fakes {
    /// Makes something exist on a platform without delivering it; its id. The error is a sentence.
    pub fn say(&self, mut said: Said) -> Result<String, String> {
        let kinds: &[&str] = match said.platform.as_str() {
            X => &["mention", "dm", "own_post", "own_dm"],
            META => &["message", "own_message", "comment", "own_comment", "visitor_post"],
            _ => return Err("platform must be x or meta".to_owned()),
        };
        if !kinds.contains(&said.kind.as_str()) {
            return Err(format!("kind must be one of {}", kinds.join(", ")));
        }
        if said.kind.ends_with("comment") && said.post.is_none() {
            return Err("a comment needs the post it is below".to_owned());
        }
        if said.contact.is_empty() && said.kind != "own_post" {
            return Err("contact is missing".to_owned());
        }
        let at = said.at.unwrap_or_else(|| self.now());
        let mut state = self.state();
        // Far from the ordinals of what was sent.
        let ordinal = 2_000_000 + u64::try_from(state.said.len()).unwrap_or_default();
        said.at = Some(at);
        let id = said.id.take().unwrap_or_else(|| match (said.platform.as_str(), said.kind.as_str()) {
            (X, _) => x::snowflake(at, ordinal),
            (_, "message" | "own_message") => meta::ids::message(at, ordinal),
            (_, "visitor_post") => format!("{}_{ordinal}", said.inbox),
            _ => {
                let post = said.post.as_deref().unwrap_or_default();
                let post = post.split_once('_').map_or(post, |(_, post)| post);
                format!("{post}_{ordinal}")
            }
        });
        said.id = Some(id.clone());
        state.said.push(said);
        Ok(id)
    }

    /// How reading back of a platform goes from now on: the next `times` requests fail in the given way
    /// (`429`, `500`, `token_revoked`, `forbidden`, or `ok` for none), pages hold at most `page_size`.
    pub fn set_reading(&self, platform: &str, mode: &str, times: u32, page_size: Option<usize>) -> Result<(), String> {
        let Some(platform) = [X, META].into_iter().find(|name| *name == platform) else {
            return Err("platform must be x or meta".to_owned());
        };
        let status = match mode {
            "ok" => None,
            "429" => Some(StatusCode::TOO_MANY_REQUESTS),
            "500" => Some(StatusCode::INTERNAL_SERVER_ERROR),
            "token_revoked" => Some(StatusCode::UNAUTHORIZED),
            "forbidden" => Some(StatusCode::FORBIDDEN),
            _ => return Err("mode must be ok, 429, 500, token_revoked or forbidden".to_owned()),
        };
        let failure = status.filter(|_| times > 0).map(|status| (status, times));
        self.state().reading.insert(platform, ReadingRule { failure, page_size });
        Ok(())
    }

    /// What was said on a platform to or by an inbox, in any of these kinds, newest first.
    pub(super) fn said(&self, platform: &str, inbox: &str, kinds: &[&str]) -> Vec<Said> {
        let state = self.state();
        let wanted =
            |said: &&Said| said.platform == platform && said.inbox == inbox && kinds.contains(&said.kind.as_str());
        let mut found: Vec<Said> = state.said.iter().filter(wanted).cloned().collect();
        found.sort_by_key(|said| std::cmp::Reverse(said.at()));
        found
    }

    /// The author of a post that was said.
    pub(super) fn author_of(&self, post: &str) -> Option<String> {
        let state = self.state();
        state.said.iter().find(|said| said.id() == post).map(|said| said.author().to_owned())
    }

    /// The failure the next reading request meets, used up once.
    pub(super) fn reading_failure(&self, platform: &'static str) -> Option<StatusCode> {
        let mut state = self.state();
        let rule = state.reading.get_mut(platform)?;
        let (status, left) = rule.failure?;
        rule.failure = (left > 1).then_some((status, left.saturating_sub(1)));
        Some(status)
    }

    /// The most items of a page of this size.
    pub(super) fn page_size(&self, platform: &str, asked: usize) -> usize {
        let rule = self.state().reading.get(platform).copied().unwrap_or_default();
        rule.page_size.map_or(asked, |size| size.min(asked)).max(1)
    }
}
