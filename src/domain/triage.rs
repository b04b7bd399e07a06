//! What a message makes of a case: classify, prioritize, route, start the clocks.
//!
//! Owns the order of those decisions and what a further message does to a case that exists.
//! Must not store anything; the caller writes the values it gets back.

use crate::domain::case::{Case, Direction, ResolvedWhy, Status, StoredMessage, short};
use crate::domain::classify::{Classification, Head, Input, Intent, Reason, classify};
use crate::domain::clocks::{Clocks, Moment, Occurrence};
use crate::domain::desk::Desk;
use crate::domain::ids;
use crate::domain::message::{Author, Channel, Event, Kind};
use crate::domain::moderation::{Marks, Moderation};
use crate::domain::permission::Reach;
use crate::domain::priority::{self, Priority, PriorityDecision};
use crate::domain::routing::{RouteDecision, RouteFacts, route};
use jiff::Timestamp;

/// Everything decided about one message.
#[derive(Debug, Clone)]
pub struct Decision {
    /// What it is about.
    pub classification: Classification,
    /// How much it matters, and why.
    pub priority: PriorityDecision,
    /// Whose it is, and why.
    pub route: RouteDecision,
    /// Whether anybody has to answer.
    pub wants_answer: bool,
}

/// An event in which everything a case needs is there.
#[derive(Debug, Clone)]
pub struct Addressed<'a> {
    /// The event itself.
    pub event: &'a Event,
    /// Its channel.
    pub channel: Channel,
    /// The brand account.
    pub inbox: &'a str,
    /// The member of the public.
    pub contact: &'a str,
    /// The platform's id of the message.
    pub external_id: &'a str,
    /// The platform's time.
    pub at: Timestamp,
}

impl<'a> Addressed<'a> {
    /// The event with its address, or the name of the field that is missing.
    pub fn of(event: &'a Event) -> Result<Addressed<'a>, &'static str> {
        Ok(Addressed {
            event,
            channel: event.channel.ok_or("channel")?,
            inbox: event.inbox.as_deref().ok_or("inbox")?,
            contact: event.contact.as_deref().ok_or("contact")?,
            external_id: event.external_id.as_deref().ok_or("external_id")?,
            at: event.at.ok_or("at")?,
        })
    }

    /// The conversation it belongs to.
    pub fn conversation(&self) -> String {
        ids::conversation_id(self.channel, self.inbox, self.event.public, self.contact)
    }

    /// The message as it is kept. A time in the future counts as the receipt time, flagged.
    pub fn message(&self, direction: Direction, counts: bool, received_at: Timestamp) -> StoredMessage {
        let event = self.event;
        let future_dated = self.at > received_at;
        let at = if future_dated { received_at } else { self.at };
        StoredMessage {
            external_id: self.external_id.to_owned(),
            kind: event.kind,
            direction,
            at,
            received_at: Some(received_at).filter(|received_at| *received_at != at),
            text: event.text.clone(),
            display: Some(event.display.clone()).filter(|display| *display != event.text),
            author: None,
            thread: event.thread.clone().filter(|thread| thread != self.external_id),
            in_reply_to: event.in_reply_to.clone(),
            attachments: event.attachments.clone(),
            copies: Vec::new(),
            topic: None,
            counts,
            deleted: false,
            revision: event.revision,
            future_dated,
            unsummoned: event.unsummoned,
            private: false,
            undelivered: None,
            marks: Marks::default(),
        }
    }
}

/// Classifies, prioritizes and routes one message.
pub fn decide(event: &Event, desk: &Desk) -> Decision {
    let input = Input {
        text: if event.display.is_empty() { &event.text } else { &event.display },
        language: event.language.as_deref(),
        public: event.public,
        has_attachment: !event.attachments.is_empty(),
    };
    let mut classification = classify(&input);
    if let Some(topic) = event.reported.as_ref().and_then(|reported| reported.topic.clone()) {
        // Whoever reports it knows what it is about.
        classification.topic = topic;
        classification.confidence.topic = 100;
        classification.abstain.retain(|head| *head != Head::Topic);
        classification.reasons.retain(|reason| !matches!(reason, Reason::Topic(..)));
    }
    let author = event.author.as_ref();
    let priority = priority::decide(&priority::Facts {
        classification: &classification,
        public: event.public,
        followers: author.and_then(|author| author.followers),
        verified: author.is_some_and(|author| author.verified),
        vip: false,
        window_left: None,
    });
    let route = route(
        desk,
        &RouteFacts {
            channel: event.channel.unwrap_or(Channel::X),
            inbox: event.inbox.as_deref().unwrap_or_default(),
            public: event.public,
            language: &classification.language,
            intent: classification.intent,
            topic: &classification.topic,
            sentiment: classification.sentiment.as_str(),
            priority: priority.priority,
            text: &event.text,
        },
    );
    let wants_answer = wants_answer(event, &classification);
    Decision { classification, priority, route, wants_answer }
}

/// Greetings are no question, and yet whoever greets waits for us to speak.
const GREETINGS: [&str; 12] = [
    "hello",
    "hi",
    "hey",
    "good morning",
    "good evening",
    "hi there",
    "bonjour",
    "bonsoir",
    "salut",
    "coucou",
    "hello there",
    "slt",
];

/// Nobody has to answer what is clearly spam, or clearly praise or thanks. When in doubt a person looks:
/// the words that speak for silence must be there, and the rules must be sure of them.
fn wants_answer(event: &Event, classification: &Classification) -> bool {
    let sure = |head| !classification.abstain.contains(&head);
    let silent = matches!(classification.intent, Intent::Spam | Intent::Other | Intent::Praise);
    let unreadable = event.kind == Kind::EncryptedMessage || !event.attachments.is_empty();
    if unreadable || classification.actionable || !silent || !sure(Head::Actionable) || !sure(Head::Intent) {
        return true;
    }
    let said = classification.reasons.iter().find_map(|reason| match reason {
        Reason::Intent(intent, words) if *intent == classification.intent => Some(words.to_lowercase()),
        _ => None,
    });
    match said {
        Some(words) => words.split(", ").all(|word| GREETINGS.contains(&word.trim())),
        None => true,
    }
}

/// A new case for a contact's message.
pub fn open_case(addressed: &Addressed, decision: Decision, desk: &Desk, number: u32, message: &StoredMessage) -> Case {
    let event = addressed.event;
    let author = event.author.clone().unwrap_or_default();
    let mut case = Case {
        conversation: addressed.conversation(),
        number,
        version: 1,
        public_version: 1,
        latest: number,
        channel: addressed.channel,
        inbox: addressed.inbox.to_owned(),
        public: event.public,
        contact: Author { id: addressed.contact.to_owned(), ..author },
        status: Status::New,
        team: decision.route.team,
        assignee: None,
        priority: decision.priority.priority,
        priority_terms: decision.priority.terms,
        classification: decision.classification,
        rule: decision.route.rule,
        matched: decision.route.matched,
        desk: desk.version.clone(),
        opened_at: message.at,
        waiting_since_at: None,
        clocks: Clocks::default(),
        heard_at: Some(message.at),
        heard_id: None,
        reach: Reach::default(),
        snippet: None,
        opening: None,
        snoozed_until_at: None,
        resolved_at: None,
        resolved_why: None,
        sends: Vec::new(),
        send_count: 0,
        fetch_at: None,
        moderation: Moderation::default(),
        wake_tries: 0,
        stuck: false,
    };
    case.expect_files(message);
    case.reach.hear(message);
    if number == 1 {
        case.opening = Some(message.clone());
    } else {
        case.heard_id = Some(message.external_id.clone());
        case.snippet = Some(short(message.shown()));
    }
    match message.occurrence() {
        Some(occurrence) => case.fold(&occurrence, desk),
        None => {
            case.status = Status::Resolved;
            case.resolved_at = Some(message.at);
            case.resolved_why = Some(ResolvedWhy::NoReplyNeeded);
        }
    }
    case
}

/// A case that records a telephone call: it is over, nobody is waiting.
pub fn open_call(addressed: &Addressed, decision: Decision, desk: &Desk, number: u32, message: &StoredMessage) -> Case {
    let mut quiet = message.clone();
    quiet.counts = false;
    let mut case = open_case(addressed, decision, desk, number, &quiet);
    case.resolved_why = Some(ResolvedWhy::CallRecorded);
    case
}

/// A case that one of our own messages opens: we wrote first, so nobody is waiting yet.
pub fn open_own(addressed: &Addressed, decision: Decision, desk: &Desk, message: &StoredMessage) -> Case {
    let mut quiet = message.clone();
    quiet.counts = false;
    let mut case = open_case(addressed, decision, desk, 1, &quiet);
    case.opening = Some(message.clone());
    case.contact = Author { id: addressed.contact.to_owned(), ..Author::default() };
    case.heard_at = None;
    case.resolved_why = Some(ResolvedWhy::WeWroteFirst);
    if let Some(occurrence) = message.occurrence() {
        case.fold(&occurrence, desk);
    }
    case
}

/// Whether a further message continues the newest case or opens another one.
pub fn continues(newest: &Case, message: &StoredMessage, desk: &Desk) -> bool {
    !message.counts || newest.status_at(message.at, desk.sla.reopen_window) != Status::Closed
}

/// The two desks a further message may concern: decisions about it are taken under the one in force, what was
/// promised before stands under the one the case was opened with.
#[derive(Debug, Clone, Copy)]
pub struct Desks<'a> {
    /// The desk in force, which decided about the message.
    pub in_force: &'a Desk,
    /// The desk of the case.
    pub of_case: &'a Desk,
}

/// What a further message of the contact does to the newest case.
///
/// `occurrences`: everything that moved the clocks so far, needed only when the message is older than
/// what has been folded (`Clocks::is_late`); this message included.
pub fn hear(
    case: &mut Case,
    message: &StoredMessage,
    decision: Decision,
    desks: Desks,
    occurrences: Option<&[Occurrence]>,
) {
    case.expect_files(message);
    let newest = case.heard_at.is_none_or(|heard_at| message.at >= heard_at);
    if newest {
        case.heard_at = Some(message.at);
        case.heard_id = Some(message.external_id.clone());
        case.snippet = Some(short(message.shown()));
        case.reach.hear(message);
    }
    let Some(occurrence) = message.occurrence() else { return };
    let answered_since = case.clocks.answered_at.is_some_and(|answered_at| answered_at >= message.at);
    if !answered_since && !case.waits_for_us() {
        case.become_open(message.at);
    }
    let desk = raise(case, decision, desks);
    match occurrences {
        Some(all) => refold(case, all, desk),
        None => case.fold(&occurrence, desk),
    }
}

/// Folds a case's clocks anew from everything that happened.
pub fn refold(case: &mut Case, occurrences: &[Occurrence], desk: &Desk) {
    let clocks = case.clocks.refold(occurrences, &case.terms(desk));
    case.clocks = clocks;
}

/// What it does to a case that an answer of ours has not arrived: its clocks run again from where they began,
/// and it waits for us unless somebody has answered since.
///
/// `occurrences`: everything else that moved the clocks.
pub fn not_arrived(case: &mut Case, occurrences: &[Occurrence], desk: &Desk, now: Timestamp) {
    refold(case, occurrences, desk);
    for clock in case.clocks.list.iter_mut().filter(|clock| clock.is_running() && clock.breach_stamped) {
        // An answer that seemed to come in time had withdrawn it.
        clock.breached_at = clock.deadline_at;
    }
    let waits = match case.clocks.list.is_empty() {
        true => case.heard_at.is_some_and(|heard_at| case.clocks.answered_at.is_none_or(|at| at < heard_at)),
        false => case.clocks.awaits_answer(),
    };
    if waits && matches!(case.status, Status::Pending | Status::Resolved) {
        case.become_open(case.heard_at.unwrap_or(now));
    }
}

/// Whether a case was resolved only because we believed to have answered: between an answer that never arrived
/// and the news of it, with nothing else said since the contact spoke.
pub fn resolved_in_vain(messages: &[(u32, StoredMessage)], number: u32, resolved_at: Timestamp) -> bool {
    let of_case = || messages.iter().filter(|(case, _)| *case == number).map(|(_, message)| message);
    let before = |message: &&StoredMessage| message.at <= resolved_at;
    let heard = of_case().filter(|message| message.direction == Direction::In && message.counts).filter(before);
    let Some(heard_at) = heard.map(|message| message.at).max() else { return false };
    let said = || of_case().filter(|message| message.direction == Direction::Out && message.at >= heard_at);
    let failed = |message: &StoredMessage| message.undelivered.as_ref().is_some_and(|failed| failed.at >= resolved_at);
    said().filter(before).any(failed) && !said().filter(before).any(|message| message.counts)
}

/// A further message may make a case matter more, never less; news of danger also changes its team, and with
/// it the desk the case stands under. The answer is that desk.
fn raise<'a>(case: &mut Case, decision: Decision, desks: Desks<'a>) -> &'a Desk {
    let crisis = decision.classification.intent == Intent::Crisis && case.classification.intent != Intent::Crisis;
    // A case that nobody had to answer was classified by a message that said nothing.
    let first_words = case.clocks.list.is_empty();
    let decided_anew = crisis || first_words;
    let desk = if decided_anew { desks.in_force } else { desks.of_case };
    if decided_anew {
        if case.team != decision.route.team {
            case.assignee = None;
            case.status = if case.status == Status::Open { Status::New } else { case.status };
        }
        case.team = decision.route.team;
        case.rule = decision.route.rule;
        case.matched = decision.route.matched;
        case.classification = decision.classification;
        case.desk.clone_from(&desk.version);
    }
    // `Priority` is ordered from urgent to low.
    if first_words || decision.priority.priority < case.priority {
        set_priority(case, decision.priority.priority, desk);
        case.priority_terms = decision.priority.terms;
    }
    desk
}

fn set_priority(case: &mut Case, priority: Priority, desk: &Desk) {
    case.priority = priority;
    let mut clocks = std::mem::take(&mut case.clocks);
    clocks.retarget(&case.terms(desk));
    case.clocks = clocks;
}

/// The occurrences in a conversation's messages that belong to one case, with the actions of people.
pub fn occurrences(messages: &[(u32, StoredMessage)], actions: &[Occurrence], number: u32) -> Vec<Occurrence> {
    let heard = messages.iter().filter(|(case, _)| *case == number).filter_map(|(_, message)| message.occurrence());
    heard.chain(actions.iter().cloned()).collect()
}

/// What a person's action was to the clocks, read back from its log row.
pub fn action_occurrence(action: &str, at: Timestamp) -> Option<Occurrence> {
    match action {
        "resolve" => Some(Occurrence { at, moment: Moment::Resolved, id: format!("resolved-{}", at.as_millisecond()) }),
        crate::domain::drift::CORRECT => Some(crate::domain::drift::correction_occurrence(at)),
        "reopen" => Some(Occurrence { at, moment: Moment::Reopened, id: format!("reopened-{}", at.as_millisecond()) }),
        _ => None,
    }
}
