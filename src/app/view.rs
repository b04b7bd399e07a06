//! A case as the contract shows it, every reason in the reader's language.
//!
//! Owns the JSON of cases, queue rows, alerts and parked events. Must not change anything.

use super::explain::{classification, priority_terms};
use super::health::Health;
use super::log_view::{answer_view, briefing_view};
use super::permission::permission_view;
use super::{App, AppError};
use crate::domain::alert::{Alert, AlertCause, ClockStep};
use crate::domain::assignment::Search;
use crate::domain::attachment::{self, Copied, Kept};
use crate::domain::case::{Case, Direction, StoredMessage};
use crate::domain::clocks::Clock;
use crate::domain::desk::Desk;
use crate::domain::message::Channel;
use crate::domain::moderation::Act;
use crate::domain::records::Parked;
use crate::domain::sends::Send;
use crate::domain::words::permission::desk_zone;
use crate::domain::words::{
    Language, alerts, assignment, attachments, cases, clocks, intake, moderation, routing, sends, troubles,
};
use crate::store::keys::instant;
use jiff::Timestamp;
use serde_json::{Value, json};

impl App {
    /// One row of the queue.
    pub async fn queue_row(&self, case: &Case, now: Timestamp, language: Language) -> Value {
        let desk = self.desk_of(&case.desk).await;
        let pressing = case.clocks.most_pressing();
        json!({
            "id": case.id(),
            "channel": case.channel,
            "inbox": case.inbox,
            "public": case.public,
            "team": case.team,
            "assignee": case.assignee,
            "priority": case.priority,
            "status": case.status_at(now, desk.sla.reopen_window),
            "band": case.band(now),
            "next_deadline": pressing.and_then(|clock| clock.deadline_at).map(instant),
            "why": cases::queue_reason(case, pressing, language),
            "contact": case.contact,
            "snippet": cases::snippet(case, language),
            "intent": case.classification.intent,
            "topic": case.classification.topic,
            "language": case.classification.language,
            "version": case.version,
        })
    }

    /// A whole case.
    pub async fn case_view(&self, case: &Case, language: Language) -> Result<Value, AppError> {
        let now = self.clock.now();
        let desk = self.desk_of(&case.desk).await;
        let known = self.store.conversation(&case.conversation).await?;
        let mut messages: Vec<(u32, StoredMessage)> =
            known.messages.iter().filter(|(number, _)| *number == case.number).cloned().collect();
        messages.sort_by(|(_, a), (_, b)| (a.at, &a.external_id).cmp(&(b.at, &b.external_id)));
        let answers = self.store.answers_of(&messages).await?;
        let briefing = self.current_briefing(&case.classification.topic, now).await?;
        let log: Vec<Value> = known
            .log
            .iter()
            .filter(|(number, _)| *number == case.number)
            .map(|(_, entry)| {
                json!({
                    "at": instant(entry.at), "by": entry.by, "action": entry.action,
                    "why": cases::log_sentence(entry, language),
                    "text": if assignment::holds_reason(entry) { "" } else { &entry.text },
                })
            })
            .collect();
        let permission = self.permission_now(case, "").await?;
        let messages: Vec<&StoredMessage> = messages.iter().map(|(_, message)| message).collect();
        let shared: Vec<&str> =
            messages.iter().filter(|one| one.marks.shared).map(|one| one.external_id.as_str()).collect();
        Ok(json!({
            "id": case.id(),
            "channel": case.channel,
            "inbox": case.inbox,
            "public": case.public,
            "contact": case.contact,
            "team": case.team,
            "assignee": case.assignee,
            "search": case.search.as_ref().map(|search| search_view(case, search, language)),
            "past_teams": case.past_teams,
            "priority": case.priority,
            "status": case.status_at(now, desk.sla.reopen_window),
            "band": case.band(now),
            "next_deadline": case.clocks.next_deadline().map(instant),
            "opened_at": instant(case.opened_at),
            "snoozed_until": case.snoozed_until_at.map(instant),
            "resolved_at": case.resolved_at.map(instant),
            "goes_on_in": case.goes_on_in,
            "resolved_why": case.resolved_why.map(|why| cases::resolved_reason(why, language)),
            "classification": classification(&case.classification, language),
            "priority_terms": priority_terms(&case.priority_terms, language),
            "route": {"rule": case.rule, "why": routing::team_reason(&case.team, &case.rule, &case.matched, &desk, language)},
            "clocks": case.clocks.list.iter().map(|clock| clock_view(clock, &desk, language)).collect::<Vec<_>>(),
            "messages": messages.iter().map(|message| message_view(case, message, now, language)).collect::<Vec<_>>(),
            "window": permission_view(&permission, case.channel, &desk_zone(&desk), language),
            "sends": case.sends.iter().map(|send| send_view(send, case.channel, &messages, language)).collect::<Vec<_>>(),
            "answers": answers.iter().map(|answer| answer_view(answer, language)).collect::<Vec<_>>(),
            "briefing": briefing.as_ref().map(|briefing| briefing_view(briefing, now)),
            "siblings": known.cases.iter().filter(|other| other.number != case.number).map(Case::id).collect::<Vec<_>>(),
            "also_in": self.also_in(case, &shared).await?,
            "log": log,
            "stuck": case.stuck,
            "version": case.version,
        }))
    }
}

/// Looking for somebody to give a case to.
fn search_view(case: &Case, search: &Search, language: Language) -> Value {
    json!({
        "since": instant(search.since_at.unwrap_or(case.opened_at)),
        "look_again_at": search.next_at.map(instant),
        "code": search.why,
        "why": assignment::search_sentence(search, language),
    })
}

fn clock_view(clock: &Clock, desk: &Desk, language: Language) -> Value {
    json!({
        "metric": clock.metric.as_str(),
        "started_at": instant(clock.started_at),
        "deadline_at": clock.deadline_at.map(instant),
        "warning_at": clock.warnings.iter().map(|at| instant(*at)).collect::<Vec<_>>(),
        "met_at": clock.met_at.map(instant),
        "breached_at": clock.breached_at.map(instant),
        "stopped_at": clock.stopped_at.map(instant),
        "paused": clock.is_paused(),
        "escalation": clock.exceptions.escalations.iter().map(|step| json!({"at": instant(step.at), "to": step.to})).collect::<Vec<_>>(),
        "acted_at": clock.exceptions.acted_at.map(instant),
        "retroactive": clock.exceptions.retroactive,
        "cause": clock.exceptions.cause,
        "cause_why": clock.exceptions.cause.map(|cause| clocks::breach_cause(cause, language)),
        "overridden": clock.exceptions.overridden.as_ref().map(|set| json!({
            "by": set.by, "reason": set.reason, "instead_of": set.instead_of.map(instant),
        })),
        "explanation": clocks::explain_clock(clock, desk, language),
    })
}

fn message_view(case: &Case, message: &StoredMessage, now: Timestamp, language: Language) -> Value {
    let author = match message.direction {
        Direction::In if message.signed.is_some() => message.signed.clone().unwrap_or_default(),
        Direction::In => {
            case.contact.handle.clone().or_else(|| case.contact.name.clone()).unwrap_or_else(|| case.contact.id.clone())
        }
        Direction::Out => message.author.clone().unwrap_or_default(),
    };
    json!({
        "external_id": message.external_id,
        "kind": message.kind,
        "direction": message.direction,
        "author": author,
        "text": message.text,
        "display": message.shown(),
        "at": instant(message.at),
        "received_at": message.received_at.map(instant),
        "attachments": attachments_view(message, now, language),
        "in_reply_to": message.in_reply_to,
        "thread": message.thread,
        "wants_answer": message.direction == Direction::In && message.counts,
        "revision": message.revision,
        "private": message.private,
        "undelivered_at": message.undelivered.as_ref().map(|undelivered| instant(undelivered.at)),
        "deleted": message.deleted || message.marks.deleted_by.is_some(),
        "deleted_by": message.marks.deleted_by,
        "hidden": message.marks.hidden,
        "liked": message.marks.liked,
        "corrected_by": message.marks.corrected_by,
        "supersedes": message.marks.supersedes,
        "superseded_by": message.marks.superseded_by,
        "moderation": moderation_view(case, message, language),
        "can": Act::ALL.iter().filter(|act| case.can(**act, message).is_ok()).collect::<Vec<_>>(),
    })
}

/// The act on its way, or the latest that did not come to pass.
fn moderation_view(case: &Case, message: &StoredMessage, language: Language) -> Option<Value> {
    if let Some(act) = case.moderation.of(&message.external_id) {
        let why = moderation::pending(act.act, language);
        return Some(json!({"state": "pending", "action": act.act, "by": act.by, "why": why}));
    }
    message.marks.failed.map(|failed| {
        let why = moderation::failure(failed.act, failed.why, case.channel, language);
        json!({"state": "refused", "action": failed.act, "why": why})
    })
}

/// The files of a message. The platform's own address is never shown: it may be anybody's.
fn attachments_view(message: &StoredMessage, now: Timestamp, language: Language) -> Vec<Value> {
    let shown = message.attachments.iter().enumerate().map(|(index, attachment)| {
        let copied = message.copy(index);
        let state = attachment::state_word(&copied, message.heard_at(), now);
        let kept = match &copied {
            Copied::Kept(kept) if state == "copied" => Some(kept),
            _ => None,
        };
        json!({
            "kind": attachment.kind,
            "url": kept.map(|kept| format!("/api/v1/attachments/{}", kept.key)),
            "type": kept.and_then(Kept::kind),
            "size": kept.map(|kept| kept.size),
            "state": state,
            "why": attachments::attachment_sentence(&copied, state, language),
        })
    });
    shown.collect()
}

/// A send; once sent its text stands in its message.
pub fn send_view(send: &Send, channel: Channel, messages: &[&StoredMessage], language: Language) -> Value {
    let sent = messages.iter().find(|message| Some(&message.external_id) == send.external_id.as_ref());
    json!({
        "id": send.id,
        "state": send.state,
        "text": send.text.as_ref().or(sent.map(|message| &message.text)),
        "attachments": send.pictures.iter().map(|kept| format!("/api/v1/attachments/{}", kept.key)).collect::<Vec<_>>(),
        "by": send.by,
        "accepted_at": instant(send.accepted_at),
        "send_at": instant(send.send_at),
        "settled_at": send.settled_at.map(instant),
        "external_id": send.external_id,
        "private": send.private,
        "after": send.after,
        "supersedes": send.supersedes,
        "why": sends::send_sentence(send, channel, language),
    })
}

/// An alert of the desk's list.
pub fn alert_view(alert: &Alert, desk: &Desk, language: Language) -> Value {
    let step = alert.clock_step();
    let drift = match &alert.cause {
        AlertCause::Contradiction(found) => Some(&found.drift),
        _ => None,
    };
    json!({
        "id": App::alert_id(alert),
        "webhook_id": alert.name(),
        "kind": alert.kind(),
        "case": alert.case(),
        "metric": step.map(|step| step.metric.as_str()),
        "step": step.map(|step| step.step.key()),
        "generation": step.map(|step| &step.generation),
        "drift": drift,
        "window_closes_at": match &alert.cause {
            AlertCause::Window(window) => Some(instant(window.closes_at)),
            _ => None,
        },
        "trouble": match &alert.cause {
            AlertCause::Intake(trouble) => Some(trouble.code),
            _ => None,
        },
        "team": alert.team,
        "assignee": alert.assignee,
        "due_at": instant(alert.due_at),
        "at": instant(alert.at),
        "told": step.and_then(ClockStep::told),
        "count": alert.count,
        "quiet_until": alert.quiet_until_at.map(instant),
        "told_with": alert.told_with,
        "moot": alert.moot,
        "text": alerts::alert_sentence(alert, desk, language),
        "accepted_at": alert.accepted_at.map(instant),
        "withdrawn_at": alert.withdrawn_at.map(instant),
        "acknowledged_by": alert.acknowledged_by,
    })
}

/// How things stand, as the contract shows it.
pub fn health_view(health: &Health, desk: &Desk, language: Language) -> Value {
    let inboxes = health.inboxes.iter().map(|inbox| {
        json!({
            "channel": inbox.channel,
            "external_id": inbox.external_id,
            "name": inbox.name,
            "token": inbox.token,
            "stopped": inbox.stopped.as_ref().map(|stopped| json!({
                "code": stopped.code, "since_at": instant(stopped.since_at),
            })),
            "paused_until_at": inbox.paused_until_at.map(instant),
            "last_heard_at": inbox.last_heard_at.map(instant),
            "reconciled_until": inbox.reconciled_until.map(instant),
        })
    });
    let troubles = health.troubles.iter().map(|trouble| {
        json!({
            "code": trouble.code, "subject": trouble.subject, "about": trouble.about,
            "since_at": instant(trouble.since_at), "why": troubles::trouble_sentence(trouble, desk, language),
        })
    });
    json!({
        "status": health.status,
        "inboxes": inboxes.collect::<Vec<_>>(),
        "intake": health.intake,
        "parked": health.parked,
        "oldest_due_at": health.oldest_due_at.map(instant),
        "troubles": troubles.collect::<Vec<_>>(),
        "desk": health.desk,
    })
}

/// A parked event; what it was is told by its length only, never shown in a list.
pub fn parked_view(parked: &Parked, language: Language) -> Value {
    json!({
        "id": parked.id,
        "at": instant(parked.at),
        "received_at": instant(parked.received_at),
        "reason": parked.reason.code,
        "about": parked.reason.about,
        "why": intake::intake_reason(&parked.reason, language),
        "length": parked.job.len(),
        "job": parked.job,
    })
}
