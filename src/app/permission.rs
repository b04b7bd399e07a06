//! Asking, before anything is written, whether and how a case may be answered.
//!
//! Owns gathering the facts (the inbox of the desk in force, the clients) and the JSON of the answer. The
//! rules are `domain::permission`'s.

use super::{App, AppError};
use crate::channels;
use crate::domain::case::Case;
use crate::domain::message::Channel;
use crate::domain::permission::{Alternative, Facts, Permission, PermissionReason, permission};
use crate::domain::words::Language;
use crate::domain::words::permission::{alternative_sentence, desk_zone, reason_sentence};
use crate::store::keys::instant;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// Why an answer was not accepted, and how the person can be reached instead.
#[derive(Debug, Clone)]
pub struct NotPermitted {
    /// The decision.
    pub permission: Permission,
    /// The channel it is about.
    pub channel: Channel,
    /// The zone in which instants are told.
    pub zone: TimeZone,
}

impl NotPermitted {
    /// The stable code of the contract.
    pub fn code(&self) -> &'static str {
        match self.permission.why {
            PermissionReason::WindowClosed => "window_closed",
            PermissionReason::NotSummoned => "not_summoned",
            _ => "not_sendable_here",
        }
    }

    /// What to tell whoever wanted to answer.
    pub fn sentence(&self, language: Language) -> String {
        reason_sentence(&self.permission, self.channel, &self.zone, language)
    }

    /// The other ways, as the contract shows them.
    pub fn alternatives(&self, language: Language) -> Value {
        alternatives_view(&self.permission.alternatives, self.channel, language)
    }
}

impl App {
    /// Whether a case may be answered with `text` now.
    pub fn permission(&self, case: &Case, text: &str) -> Permission {
        let desk = self.desk();
        let rule = desk.inbox(case.channel, &case.inbox).map(|inbox| inbox.reply_rule).unwrap_or_default();
        let sendable = self.platforms.can_send(case.channel, case.public);
        let mut decided = permission(&Facts::of(case, rule, sendable, text), self.clock.now());
        for alternative in &mut decided.alternatives {
            let (post, contact) = (case.reply_target(), &case.contact.id);
            alternative.url = channels::page(case.channel, alternative.kind, case.public, post, contact);
        }
        decided
    }

    /// The same with what only the table knows: whether the platform refuses our access to the inbox. An answer is
    /// still taken, kept and told why it did not leave.
    pub async fn permission_now(&self, case: &Case, text: &str) -> Result<Permission, AppError> {
        let mut decided = self.permission(case, text);
        if decided.can_reply && self.standstill(case.channel, &case.inbox).await?.is_some() {
            decided.can_reply = false;
            decided.why = PermissionReason::InboxStopped;
        }
        Ok(decided)
    }

    /// Refuses, with the other ways, what may not leave.
    pub(super) fn permit_reply(&self, case: &Case, text: &str) -> Result<(), Box<NotPermitted>> {
        let permission = self.permission(case, text);
        if permission.can_reply {
            return Ok(());
        }
        let zone = desk_zone(&self.desk());
        Err(Box::new(NotPermitted { permission, channel: case.channel, zone }))
    }
}

/// A permission as the contract shows it.
pub fn permission_view(permission: &Permission, channel: Channel, zone: &TimeZone, language: Language) -> Value {
    json!({
        "closes_at": permission.closes_at.map(instant),
        "can_reply": permission.can_reply,
        "why": reason_sentence(permission, channel, zone, language),
        "reason": permission.why,
        "cost_usd": permission.cost_usd.map(|price| price.dollars()),
        "mode": permission.mode,
        "warn_at": permission.warn_at.map(instant),
        "alternatives": alternatives_view(&permission.alternatives, channel, language),
    })
}

fn alternatives_view(alternatives: &[Alternative], channel: Channel, language: Language) -> Value {
    let views = alternatives.iter().map(|alternative| {
        let text = alternative_sentence(alternative.kind, channel, language);
        match &alternative.url {
            Some(url) => json!({"kind": alternative.kind, "text": text, "url": url}),
            None => json!({"kind": alternative.kind, "text": text}),
        }
    });
    Value::Array(views.collect())
}
