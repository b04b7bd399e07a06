//! The answer log as the contract shows it: answers, verdicts, briefings, contradictions, contacts.
//!
//! Owns their JSON. Must not change anything.

use super::App;
use super::contacts::{Dossier, Entry};
use super::drift::Told;
use crate::domain::alignment::{Because, Verdict};
use crate::domain::briefing::Briefing;
use crate::domain::case::Direction;
use crate::domain::contact::Contact;
use crate::domain::drift::Drift;
use crate::domain::message::{Channel, Kind};
use crate::domain::records::Answer;
use crate::domain::verdict::{Judged, Statement};
use crate::domain::words::{Language, alignment};
use crate::store::keys::instant;
use jiff::Timestamp;
use serde_json::{Value, json};

/// A verdict with its reason in words.
pub fn judged_view(judged: &Judged, language: Language) -> Value {
    verdict_view(judged.verdict, &judged.because, judged.against.as_ref(), language)
}

fn verdict_view(verdict: Verdict, because: &[Because], against: Option<&Statement>, language: Language) -> Value {
    let judged = Judged { verdict, because: because.to_vec(), against: against.cloned() };
    json!({
        "verdict": verdict,
        "because": because,
        "against": against.map(statement_view),
        "why": alignment::why(&judged, language),
    })
}

/// One side of a comparison.
fn statement_view(statement: &Statement) -> Value {
    json!({
        "kind": statement.kind,
        "id": statement.id,
        "channel": statement.channel,
        "text": statement.text,
        "by": statement.by,
        "at": instant(statement.at),
        "case": Some(&statement.case).filter(|case| !case.is_empty()),
    })
}

/// An answer of the log.
pub fn answer_view(answer: &Answer, language: Language) -> Value {
    let verdict = verdict_view(answer.verdict, &answer.because, answer.against.as_ref(), language);
    let mut view = json!({
        "id": answer.id, "topic": answer.topic, "channel": answer.channel, "text": answer.text,
        "facts": answer.facts, "by": answer.by, "at": instant(answer.at),
        "case": Some(&answer.case).filter(|case| !case.is_empty()),
        "contact": answer.contact,
        "corrected_at": answer.corrected_at.map(instant),
        "undelivered_at": answer.undelivered_at.map(instant),
        "supersedes": answer.supersedes,
        "superseded_by": answer.superseded_by,
    });
    if let (Value::Object(view), Value::Object(verdict)) = (&mut view, verdict) {
        view.extend(verdict);
    }
    view
}

/// A briefing, with where it stands at `now`.
pub fn briefing_view(briefing: &Briefing, now: Timestamp) -> Value {
    let readers: Vec<Value> =
        briefing.acknowledged.iter().map(|reader| json!({"by": reader.by, "at": instant(reader.at)})).collect();
    json!({
        "id": briefing.id(),
        "topic": briefing.topic,
        "version": briefing.version,
        "title": briefing.title,
        "social": briefing.social,
        "phone": briefing.phone,
        "source": briefing.source,
        "validity": briefing.validity(now),
        "valid_from": instant(briefing.valid_from_at),
        "valid_until": briefing.valid_until_at.map(instant),
        "languages": briefing.languages,
        "verified_by": briefing.verified_by,
        "grants": briefing.grants,
        "public_at": briefing.public_at.map(instant),
        "written_by": briefing.written_by,
        "written_at": instant(briefing.written_at),
        "acknowledged": readers,
    })
}

/// A contradiction.
pub fn drift_view(drift: &Drift, language: Language) -> Value {
    let judged =
        Judged { verdict: Verdict::Contradicts, because: drift.because.clone(), against: Some(drift.a.clone()) };
    json!({
        "id": drift.id(),
        "topic": drift.topic,
        "a": statement_view(&drift.a),
        "b": statement_view(&drift.b),
        "because": drift.because,
        "why": alignment::why(&judged, language),
        "opened_at": instant(drift.opened_at),
        "closed_at": drift.closed_at.map(instant),
        "closed_by": drift.closed_by,
        "right": drift.right,
    })
}

/// Somebody who was told otherwise.
pub fn told_view(told: &Told) -> Value {
    let contact = told.case.as_ref().map(|case| {
        let id = Contact::of(case).id();
        json!({"id": id, "handle": case.contact.handle, "name": case.contact.name})
    });
    let noted = || told.answer.contact.as_ref().map(|noted| json!({"id": noted, "handle": null, "name": null}));
    json!({
        "answer": statement_view(&Statement::of_answer(&told.answer)),
        "contact": contact.or_else(noted),
        "remedy": told.remedy,
        "case": told.corrected_in,
    })
}

/// A contact in a list.
pub fn contact_view(id: &str, contact: &Contact) -> Value {
    json!({
        "id": id,
        "channel": contact.channel,
        "external_id": contact.external_id,
        "handle": contact.handle,
        "name": contact.name,
        "phone": contact.phone,
        "email": contact.email,
        "since": instant(contact.since_at),
    })
}

impl App {
    /// A contact with everything said.
    pub async fn dossier_view(&self, dossier: &Dossier, language: Language) -> Value {
        let now = self.clock.now();
        let mut view = contact_view(&dossier.id, &dossier.contact);
        if let Value::Object(view) = &mut view {
            let mut cases: Vec<Value> = Vec::new();
            for case in &dossier.cases {
                cases.push(self.queue_row(case, now, language).await);
            }
            let timeline: Vec<Value> =
                dossier.timeline.iter().filter_map(|entry| entry_view(entry, language)).collect();
            view.insert("cases".to_owned(), Value::Array(cases));
            view.insert("timeline".to_owned(), Value::Array(timeline));
        }
        view
    }
}

fn entry_view(entry: &Entry, language: Language) -> Option<Value> {
    let answer = entry.answer.as_ref().map(|answer| answer_view(answer, language));
    let Some((case, message)) = &entry.message else {
        let given = entry.answer.as_ref()?;
        return Some(json!({
            "kind": "answer", "at": instant(given.at), "direction": Direction::Out, "channel": given.channel,
            "case": null, "by": given.by, "text": given.text, "answer": answer,
        }));
    };
    let is_call = message.kind == Kind::Call;
    let said_on = if is_call { Channel::Phone } else { case.channel };
    let channel = entry.answer.as_ref().map_or(said_on, |answer| answer.channel);
    Some(json!({
        "kind": if answer.is_some() { "answer" } else if is_call { "call" } else { "message" },
        "at": instant(message.at),
        "direction": message.direction,
        "channel": channel,
        "case": case.id(),
        "by": message.author,
        "text": message.shown(),
        "deleted": message.deleted,
        "answer": answer,
    }))
}
