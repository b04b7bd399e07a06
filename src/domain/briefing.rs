//! Briefings: the verified answer to a topic, in the words for social and in those for the phone.
//!
//! Owns what a briefing must say, when it is valid and which version decides. Must not compare answers
//! with it (`verdict` does).

use crate::domain::message::Channel;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Somebody has read a briefing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgment {
    /// Who.
    pub by: String,
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
}

/// One version of the verified answer to a topic. Never changed once written, only acknowledged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Briefing {
    /// The topic it answers.
    pub topic: String,
    /// 1 for the topic's first.
    pub version: u32,
    /// A short name.
    pub title: String,
    /// What to write.
    pub social: String,
    /// What to say on the phone.
    pub phone: String,
    /// Who says so.
    pub source: String,
    /// From when on it holds.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub valid_from_at: Timestamp,
    /// Until when; without it, until a later version.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub valid_until_at: Option<Timestamp>,
    /// The languages its wording is in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Who has checked it.
    pub verified_by: String,
    /// What the front line may grant without asking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grants: Option<String>,
    /// When the public hears of it.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub public_at: Option<Timestamp>,
    /// Who wrote this version.
    pub written_by: String,
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub written_at: Timestamp,
    /// Who has read it, in order.
    #[serde(default)]
    pub acknowledged: Vec<Acknowledgment>,
}

/// A briefing as somebody proposes it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BriefingDraft {
    /// The topic.
    pub topic: String,
    /// A short name.
    pub title: String,
    /// What to write.
    pub social: String,
    /// What to say on the phone; the same as `social` when empty, and the other way round.
    pub phone: String,
    /// Who says so.
    pub source: String,
    /// From when on; now when absent.
    pub valid_from_at: Option<Timestamp>,
    /// Until when.
    pub valid_until_at: Option<Timestamp>,
    /// The languages of the wording.
    pub languages: Vec<String>,
    /// Who has checked it; the writer when absent.
    pub verified_by: Option<String>,
    /// What may be granted.
    pub grants: Option<String>,
    /// When the public hears of it.
    pub public_at: Option<Timestamp>,
}

/// Why a briefing was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BriefingRefusal {
    /// Nobody is named who says so.
    SourceRequired,
    /// It says nothing.
    EmptyText,
    /// It ends before it begins.
    EndsBeforeItBegins,
}

/// Where a briefing stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// It does not hold yet.
    Upcoming,
    /// It holds.
    Valid,
    /// It no longer holds.
    Expired,
}

impl BriefingDraft {
    /// The draft as a version of its topic.
    pub fn publish(self, version: u32, by: &str, now: Timestamp) -> Result<Briefing, BriefingRefusal> {
        let wording = [&self.social, &self.phone].into_iter().find(|text| !text.trim().is_empty()).cloned();
        let wording = wording.ok_or(BriefingRefusal::EmptyText)?;
        if self.source.trim().is_empty() {
            return Err(BriefingRefusal::SourceRequired);
        }
        let valid_from_at = self.valid_from_at.unwrap_or(now);
        if self.valid_until_at.is_some_and(|until_at| until_at <= valid_from_at) {
            return Err(BriefingRefusal::EndsBeforeItBegins);
        }
        let worded = |text: String| if text.trim().is_empty() { wording.clone() } else { text };
        let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        Ok(Briefing {
            topic: self.topic,
            version,
            title: self.title,
            social: worded(self.social),
            phone: worded(self.phone),
            source: self.source,
            valid_from_at,
            valid_until_at: self.valid_until_at,
            languages: self.languages,
            verified_by: given(self.verified_by).unwrap_or_else(|| by.to_owned()),
            grants: given(self.grants),
            public_at: self.public_at,
            written_by: by.to_owned(),
            written_at: now,
            acknowledged: Vec::new(),
        })
    }
}

impl Briefing {
    /// The public id: `{topic}~{version}`.
    pub fn id(&self) -> String {
        format!("{}~{}", self.topic, self.version)
    }

    /// Where it stands at `at`.
    pub fn validity(&self, at: Timestamp) -> Validity {
        if at < self.valid_from_at {
            Validity::Upcoming
        } else if self.valid_until_at.is_some_and(|until_at| at >= until_at) {
            Validity::Expired
        } else {
            Validity::Valid
        }
    }

    /// Its words for a channel: those for the phone on the phone, those for social everywhere else.
    pub fn wording(&self, channel: Channel) -> &str {
        if channel == Channel::Phone { &self.phone } else { &self.social }
    }
}

/// The topic and version inside a briefing's id.
pub fn parse_briefing_id(id: &str) -> Option<(&str, u32)> {
    let (topic, version) = id.split_once('~')?;
    let version = version.parse().ok().filter(|version| *version > 0)?;
    (!topic.is_empty()).then_some((topic, version))
}

/// The version that decides at `at`: the newest one that is valid then.
pub fn in_force(versions: &[Briefing], at: Timestamp) -> Option<&Briefing> {
    let valid = versions.iter().filter(|briefing| briefing.validity(at) == Validity::Valid);
    valid.max_by_key(|briefing| briefing.version)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn draft(from: &str, until: Option<&str>) -> BriefingDraft {
        BriefingDraft {
            topic: "refund".to_owned(),
            title: "Refunds".to_owned(),
            social: "Refund within 14 days.".to_owned(),
            source: "Terms of sale, article 7".to_owned(),
            valid_from_at: Some(at(from)),
            valid_until_at: until.map(at),
            ..BriefingDraft::default()
        }
    }

    #[test]
    fn a_briefing_names_its_source_says_something_and_ends_after_it_begins() {
        let now = at("2026-03-30T09:00:00Z");
        let good = draft("2026-03-30T09:00:00Z", None);
        let nameless = BriefingDraft { source: " ".to_owned(), ..good.clone() };
        assert_eq!(nameless.publish(1, "zoe", now), Err(BriefingRefusal::SourceRequired));
        let silent = BriefingDraft { social: String::new(), ..good.clone() };
        assert_eq!(silent.publish(1, "zoe", now), Err(BriefingRefusal::EmptyText));
        let over = draft("2026-03-30T09:00:00Z", Some("2026-03-30T09:00:00Z"));
        assert_eq!(over.publish(1, "zoe", now), Err(BriefingRefusal::EndsBeforeItBegins));
        let briefing = good.publish(3, "zoe", now).unwrap();
        assert_eq!((briefing.id().as_str(), briefing.verified_by.as_str()), ("refund~3", "zoe"));
        assert_eq!(briefing.wording(Channel::Phone), "Refund within 14 days.");
        assert_eq!(parse_briefing_id(&briefing.id()), Some(("refund", 3)));
        assert_eq!(parse_briefing_id("refund~0"), None);
    }

    #[test]
    fn the_newest_version_that_is_valid_decides() {
        let now = at("2026-03-30T09:00:00Z");
        let version = |number, from, until| draft(from, until).publish(number, "zoe", now).unwrap();
        let mut versions = vec![
            version(3, "2026-05-01T00:00:00Z", None),
            version(1, "2026-01-01T00:00:00Z", None),
            version(2, "2026-02-01T00:00:00Z", Some("2026-04-01T00:00:00Z")),
        ];
        for (instant, expected) in [
            ("2025-12-31T23:59:59.999Z", None),
            ("2026-01-01T00:00:00Z", Some(1)),
            ("2026-02-01T00:00:00Z", Some(2)),
            ("2026-03-31T23:59:59.999Z", Some(2)),
            ("2026-04-01T00:00:00Z", Some(1)),
            ("2026-05-01T00:00:00Z", Some(3)),
        ] {
            for _ in 0..3 {
                versions.rotate_left(1);
                assert_eq!(in_force(&versions, at(instant)).map(|found| found.version), expected, "{instant}");
            }
        }
    }
}
