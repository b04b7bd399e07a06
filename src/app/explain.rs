//! What would become of a delivery, with every reason and without a single write.

use crate::channels;
use crate::domain::case::Direction;
use crate::domain::desk::Desk;
use crate::domain::message::{Event, Kind, Outcome};
use crate::domain::triage::{Addressed, decide, open_call, open_case};
use crate::domain::words::Language;
use crate::domain::words::clocks::explain_clock;
use crate::domain::words::{classify, priority, routing};
use jiff::Timestamp;
use serde_json::{Value, json};

/// One value per message of a body: what `couture explain` prints.
///
/// `source` names the system behind a door that serves several. Where a body tells no time, `now` counts.
pub fn explain_body(
    door: channels::Door,
    source: Option<&str>,
    body: &[u8],
    desk: &Desk,
    now: Timestamp,
    language: Language,
) -> Vec<Value> {
    let mut events = channels::parse_body_of(door, source, body.to_vec());
    if !door.tells_time() {
        events.iter_mut().for_each(|event| event.at = event.at.or(Some(now)));
    }
    events.iter().filter_map(|event| explain(event, desk, now, language)).collect()
}

fn explain(event: &Event, desk: &Desk, now: Timestamp, language: Language) -> Option<Value> {
    if !matches!(event.outcome, Outcome::Message | Outcome::Encrypted) {
        return None;
    }
    let addressed = Addressed::of(event).ok()?;
    let decision = decide(event, desk);
    let received_at = now.max(addressed.at);
    let is_call = event.kind == Kind::Call;
    let message = addressed.message(Direction::In, decision.wants_answer && !is_call, received_at);
    let open = if is_call { open_call } else { open_case };
    let case = open(&addressed, decision.clone(), desk, 1, &message);
    let clocks: Vec<Value> = case
        .clocks
        .list
        .iter()
        .map(|clock| {
            json!({
                "metric": clock.metric.as_str(),
                "deadline_at": clock.deadline_at.map(crate::store::keys::instant),
                "explanation": explain_clock(clock, desk, language),
            })
        })
        .collect();
    Some(json!({
        "external_id": addressed.external_id,
        "classification": classification(&decision.classification, language),
        "priority": case.priority,
        "priority_terms": priority_terms(&case.priority_terms, language),
        "route": {
            "team": case.team,
            "rule": case.rule,
            "why": routing::route_reason(&decision.route, desk, language),
        },
        "clocks": clocks,
    }))
}

/// A classification with its reasons in words.
pub fn classification(value: &crate::domain::classify::Classification, language: Language) -> Value {
    let confidence = &value.confidence;
    let share = |percent: u8| f64::from(percent) / 100.0;
    json!({
        "language": value.language,
        "intent": value.intent,
        "topic": value.topic,
        "sentiment": value.sentiment,
        "urgency": value.urgency,
        "actionable": value.actionable,
        "confidence": {
            "intent": share(confidence.intent),
            "topic": share(confidence.topic),
            "sentiment": share(confidence.sentiment),
            "urgency": share(confidence.urgency),
            "actionable": share(confidence.actionable),
        },
        "abstain": value.abstain,
        "reasons": value.reasons.iter().map(|why| classify::classification_reason(why, language)).collect::<Vec<_>>(),
    })
}

/// The terms of a priority in words.
pub fn priority_terms(terms: &[crate::domain::priority::PriorityTerm], language: Language) -> Vec<Value> {
    let term = |term: &crate::domain::priority::PriorityTerm| json!({"term": term.term, "points": term.points, "why": priority::priority_term(term, language)});
    terms.iter().map(term).collect()
}
