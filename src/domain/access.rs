//! An access that has to be renewed: whether its token still holds, and who may renew it.
//!
//! Owns the row's value and the decision. A refresh token works once, so one worker renews at a time (a
//! lease), and the new pair is in the row before anybody uses it. Must not ask a platform or store anything.
//!
//! The one gap: a process that dies between the platform's answer and the row loses the new pair. The next
//! worker then tries the old refresh token once the lease is over; a platform that forgives that goes on, one
//! that does not refuses it, and the inbox stops with an alert until somebody connects the account again.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long before its end a token is renewed: longer than any send takes.
pub const RENEWED_BEFORE: SignedDuration = SignedDuration::from_mins(5);
/// How long one worker may take for a renewal; longer than its function may run.
pub const RENEWAL_LEASE: SignedDuration = SignedDuration::from_secs(40);
/// When whoever found a renewal under way looks again.
pub const RENEWAL_WAIT: SignedDuration = SignedDuration::from_secs(2);

/// The access of one inbox as it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAccess {
    /// Digest of the configured access this chain began with: another one begins another chain.
    pub seed: String,
    /// What the next renewal takes.
    pub refresh_token: String,
    /// What requests carry; none before the first renewal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token: Option<String>,
    /// Until when that holds.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub expires_at: Option<Timestamp>,
    /// How often it has been renewed: tells one access token from the next.
    #[serde(default)]
    pub renewals: u64,
    /// Until when somebody is renewing it.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub renewing_until_at: Option<Timestamp>,
    /// Before when the platform will not be asked for a renewal.
    #[serde(
        default,
        with = "jiff::fmt::serde::timestamp::millisecond::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub renew_after_at: Option<Timestamp>,
    /// Counts the writes of the row.
    pub version: u64,
}

impl std::fmt::Debug for KeptAccess {
    /// Without tokens.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("KeptAccess")
            .field("expires_at", &self.expires_at)
            .field("renewals", &self.renewals)
            .field("renewing_until_at", &self.renewing_until_at)
            .field("renew_after_at", &self.renew_after_at)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// What has to happen before a request may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing: the token holds.
    Nothing,
    /// It has to be renewed, by whoever takes the lease.
    Renewal,
    /// Look again then: somebody renews it, or the platform asked for patience.
    Wait(Timestamp),
}

impl KeptAccess {
    /// A chain that begins with a configured refresh token, in the place of a row at `version`.
    pub fn begin(seed: &str, refresh_token: &str, version: u64) -> KeptAccess {
        KeptAccess {
            seed: seed.to_owned(),
            refresh_token: refresh_token.to_owned(),
            access_token: None,
            expires_at: None,
            renewals: 0,
            renewing_until_at: None,
            renew_after_at: None,
            version,
        }
    }

    /// The access token, unless it is over or the platform has refused it (`refused`: its number of renewals).
    pub fn token(&self, now: Timestamp, refused: Option<u64>) -> Option<&str> {
        let holds = self.expires_at.is_some_and(|at| at > now) && refused != Some(self.renewals);
        self.access_token.as_deref().filter(|_| holds)
    }

    /// What has to happen before a request may leave at `now`.
    pub fn need(&self, now: Timestamp, refused: Option<u64>) -> Need {
        let holds = self.token(now, refused).is_some();
        let ends_soon = self.expires_at.is_none_or(|at| at.duration_since(now) <= RENEWED_BEFORE);
        if holds && !ends_soon {
            return Need::Nothing;
        }
        let look_again = now.checked_add(RENEWAL_WAIT).unwrap_or(now);
        let renewing =
            self.renewing_until_at.filter(|until_at| *until_at > now).map(|until_at| until_at.min(look_again));
        match renewing.or(self.renew_after_at.filter(|after_at| *after_at > now)) {
            // The last minutes of the old token are good while somebody sees to the new one.
            Some(_) if holds => Need::Nothing,
            Some(at) => Need::Wait(at),
            None => Need::Renewal,
        }
    }

    /// A worker takes the renewal. To be written on condition that nobody else has written.
    pub fn lease(&mut self, now: Timestamp) {
        self.renewing_until_at = now.checked_add(RENEWAL_LEASE).ok();
        self.version = self.version.saturating_add(1);
    }

    /// The platform gave a new pair.
    pub fn renewed(&mut self, access_token: &str, refresh_token: Option<&str>, expires_at: Timestamp) {
        self.access_token = Some(access_token.to_owned());
        if let Some(next) = refresh_token {
            self.refresh_token = next.to_owned();
        }
        self.expires_at = Some(expires_at);
        self.renewals = self.renewals.saturating_add(1);
        self.release(None);
    }

    /// The platform gave nothing; not asked again before `renew_after_at`.
    pub fn release(&mut self, renew_after_at: Option<Timestamp>) {
        self.renewing_until_at = None;
        self.renew_after_at = renew_after_at;
        self.version = self.version.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(clock: &str) -> Timestamp {
        format!("2026-03-30T{clock}Z").parse().unwrap()
    }

    fn renewed() -> KeptAccess {
        let mut kept = KeptAccess::begin("seed", "hush", 0);
        kept.lease(at("09:00:00"));
        kept.renewed("hush-1", Some("hush-2"), at("11:00:00"));
        kept
    }

    #[track_caller]
    fn check(kept: &KeptAccess, now: &str, refused: Option<u64>, expected: Need) {
        assert_eq!(kept.need(at(now), refused), expected, "{now} {kept:?}");
    }

    #[test]
    fn a_token_is_renewed_before_it_ends_or_once_it_is_refused() {
        check(&KeptAccess::begin("seed", "hush", 3), "09:00:00", None, Need::Renewal);
        let kept = renewed();
        check(&kept, "10:54:59", None, Need::Nothing);
        check(&kept, "10:55:00", None, Need::Renewal);
        check(&kept, "12:00:00", None, Need::Renewal);
        check(&kept, "09:30:00", Some(1), Need::Renewal);
        check(&kept, "09:30:00", Some(0), Need::Nothing);
        assert_eq!(kept.refresh_token, "hush-2");
    }

    #[test]
    fn while_somebody_renews_the_old_token_serves_or_one_waits() {
        let mut kept = renewed();
        kept.lease(at("10:56:00"));
        check(&kept, "10:56:01", None, Need::Nothing);
        check(&kept, "10:56:01", Some(1), Need::Wait(at("10:56:03")));
        check(&kept, "10:56:39", Some(1), Need::Wait(at("10:56:40")));
        check(&kept, "10:56:40", None, Need::Renewal);
        kept.release(Some(at("11:10:00")));
        check(&kept, "10:57:00", None, Need::Nothing);
        check(&kept, "11:00:00", None, Need::Wait(at("11:10:00")));
        check(&kept, "11:10:00", None, Need::Renewal);
    }

    #[test]
    fn every_write_counts_and_nothing_is_shown() {
        let mut kept = renewed();
        assert_eq!(kept.version, 2);
        kept.release(None);
        assert_eq!((kept.version, kept.renewals), (3, 1));
        assert!(!format!("{kept:?}").contains("hush"));
    }
}
