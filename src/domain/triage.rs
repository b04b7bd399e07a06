//! What a message makes of a case: classify, prioritize, route, start the clocks.
//!
//! Owns the order of those decisions and what a further message does to a case that exists.
//! Must not store anything; the caller writes the values it gets back.

use crate::domain::case::{Case, Direction, Reading, ResolvedWhy, Status, StoredMessage, short};
use crate::domain::case::{MERGED_FROM, MERGED_INTO, merged_occurrence};
use crate::domain::classify::{Classification, Head, Input, Intent, Reason, classify};
use crate::domain::clocks::{Clocks, Moment, Occurrence};
use crate::domain::desk::Desk;
use crate::domain::ids;
use crate::domain::joining::JOINED_UNSEEN;
use crate::domain::message::{Author, Channel, Event, Kind, Outcome};
use crate::domain::moderation::{Marks, Moderation};
use crate::domain::permission::Reach;
use crate::domain::priority::{self, PriorityDecision};
use crate::domain::records::LogEntry;
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
            display: match direction {
                Direction::In => Reading::of(event.kind, &event.text, &event.display),
                // Under a kind that is read as it was sent.
                Direction::Out => Reading::of(Kind::Other, &event.text, &event.display),
            },
            author: None,
            signed: signed(event).filter(|_| direction == Direction::In),
            written_as: event.written_as.clone().filter(|_| direction == Direction::In),
            thread: event.thread.clone().filter(|thread| thread != self.external_id),
            in_reply_to: event.in_reply_to.clone(),
            attachments: event.attachments.clone(),
            language: telling_tag(event),
            topic: event.reported.as_ref().and_then(|reported| reported.topic.clone()),
            copies: Vec::new(),
            counts,
            deleted: false,
            revision: event.revision,
            edited_at: event.edited_at,
            moves: None,
            future_dated,
            unsummoned: event.unsummoned,
            private: false,
            undelivered: None,
            marks: Marks::default(),
        }
    }
}

/// The name shown beside a comment: in a thread everybody may speak.
fn signed(event: &Event) -> Option<String> {
    let is_thread = event.public && matches!(event.channel, Some(Channel::Facebook | Channel::Instagram));
    let author = event.author.as_ref().filter(|_| is_thread)?;
    author.handle.clone().or_else(|| author.name.clone())
}

/// The platform's language tag, where the words alone leave the language open: all that deciding again needs
/// and the row would otherwise not say.
fn telling_tag(event: &Event) -> Option<String> {
    let words = Said::of(event);
    let tag = event.language.clone()?;
    let with_tag = classify(&words.input()).language;
    let without = classify(&Input { language: None, ..words.input() }).language;
    (with_tag != without).then_some(tag)
}

/// What a decision rests on.
struct Said<'a> {
    channel: Channel,
    inbox: &'a str,
    public: bool,
    kind: Kind,
    text: &'a str,
    display: &'a str,
    language: Option<&'a str>,
    has_attachment: bool,
    author: Option<&'a Author>,
    /// What it is about, where whoever reports it says so.
    topic: Option<&'a str>,
}

impl Said<'_> {
    fn of(event: &Event) -> Said<'_> {
        Said {
            channel: event.channel.unwrap_or(Channel::X),
            inbox: event.inbox.as_deref().unwrap_or_default(),
            public: event.public,
            kind: event.kind,
            text: &event.text,
            display: &event.display,
            language: event.language.as_deref(),
            has_attachment: !event.attachments.is_empty(),
            author: event.author.as_ref(),
            topic: event.reported.as_ref().and_then(|reported| reported.topic.as_deref()),
        }
    }

    fn input(&self) -> Input<'_> {
        Input {
            text: if self.display.is_empty() { self.text } else { self.display },
            language: self.language,
            public: self.public,
            has_attachment: self.has_attachment,
        }
    }
}

/// Classifies, prioritizes and routes one message.
pub fn decide(event: &Event, desk: &Desk) -> Decision {
    decide_on(&Said::of(event), desk)
}

/// The same for a message of a case, from its row.
pub fn decide_again(case: &Case, message: &StoredMessage, desk: &Desk) -> Decision {
    let said = Said {
        channel: case.channel,
        inbox: &case.inbox,
        public: case.public,
        kind: message.kind,
        text: &message.text,
        display: message.shown(),
        language: message.language.as_deref(),
        has_attachment: !message.attachments.is_empty(),
        author: Some(&case.contact).filter(|_| message.direction == Direction::In),
        topic: message.topic.as_deref().filter(|_| message.direction == Direction::In),
    };
    decide_on(&said, desk)
}

fn decide_on(event: &Said, desk: &Desk) -> Decision {
    let mut classification = classify(&event.input());
    if let Some(topic) = event.topic {
        // Whoever reports it knows what it is about.
        classification.topic = topic.to_owned();
        classification.confidence.topic = 100;
        classification.abstain.retain(|head| *head != Head::Topic);
        classification.reasons.retain(|reason| !matches!(reason, Reason::Topic(..)));
    }
    if event.kind == Kind::EncryptedMessage || (event.text.trim().is_empty() && event.display.trim().is_empty()) {
        // There was nothing to classify: that nobody has to answer is not known.
        classification.actionable = true;
    }
    let author = event.author;
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
            channel: event.channel,
            inbox: event.inbox,
            public: event.public,
            language: &classification.language,
            intent: classification.intent,
            topic: &classification.topic,
            sentiment: classification.sentiment.as_str(),
            priority: priority.priority,
            text: event.text,
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
fn wants_answer(event: &Said, classification: &Classification) -> bool {
    let sure = |head| !classification.abstain.contains(&head);
    let silent = matches!(classification.intent, Intent::Spam | Intent::Other | Intent::Praise);
    let unreadable = event.kind == Kind::EncryptedMessage || event.has_attachment;
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
    let is_ours =
        event.outcome == Outcome::Own || event.author.as_ref().is_some_and(|author| author.id == addressed.inbox);
    let author = event.author.clone().filter(|_| !is_ours).unwrap_or_default();
    let mut case = Case {
        conversation: addressed.conversation(),
        number,
        version: 1,
        public_version: 1,
        latest: number,
        channel: addressed.channel,
        inbox: addressed.inbox.to_owned(),
        public: event.public,
        contact: Author {
            phone: number_of(addressed.channel, &author, addressed.contact),
            id: addressed.contact.to_owned(),
            ..author
        },
        status: Status::New,
        team: decision.route.team,
        assignee: None,
        search: None,
        past_teams: Vec::new(),
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
        goes_on_in: None,
        sends: Vec::new(),
        send_count: 0,
        fetch_at: None,
        moderation: Moderation::default(),
        wake_tries: 0,
        stuck: false,
    };
    case.expect_files(message);
    case.reach.begin(message);
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
    case.seek_first(desk, message.received_at.unwrap_or(message.at));
    case
}

/// The telephone number of somebody whose conversation is kept under another id (WhatsApp's business-scoped ones).
fn number_of(channel: Channel, author: &Author, contact: &str) -> Option<String> {
    let is_number = !author.id.is_empty() && author.id.bytes().all(|byte| byte.is_ascii_digit());
    let told = channel == Channel::Whatsapp && is_number && author.id != contact;
    author.phone.clone().or_else(|| told.then(|| author.id.clone()))
}

/// A case that records a telephone call: it is over, nobody is waiting.
pub fn open_call(addressed: &Addressed, decision: Decision, desk: &Desk, number: u32, message: &StoredMessage) -> Case {
    let mut quiet = message.clone();
    quiet.counts = false;
    let mut case = open_case(addressed, decision, desk, number, &quiet);
    case.resolved_why = Some(ResolvedWhy::CallRecorded);
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

/// What a further message of the contact does to a case in which nothing later has happened. What comes out of
/// order makes the case be told again (`history::retell`).
pub fn hear(case: &mut Case, message: &StoredMessage, decision: Decision, desks: Desks) {
    case.expect_files(message);
    let first = case.heard_at.is_none();
    let newest = case.heard_at.is_none_or(|heard_at| message.at >= heard_at);
    if newest {
        case.heard_at = Some(message.at);
        case.heard_id = Some(message.external_id.clone());
        case.snippet = Some(short(message.shown()));
        match first {
            true => case.reach.begin(message),
            false => case.reach.hear(message),
        }
    }
    let Some(occurrence) = message.occurrence() else { return };
    if !case.waits_for_us() {
        case.become_open(message.at);
    }
    let desk = raise(case, decision, desks, message.at);
    case.fold(&occurrence, desk);
}

/// What is heard of the contact, where less was known before: who opened a conversation by taking a message
/// back, or was written to first, shows their name later. `true`: something was new.
pub fn acquaint(case: &mut Case, event: &Event) -> bool {
    let Some(author) = &event.author else { return false };
    // Below a comment the conversation is kept under the comment, and everybody there is its contact.
    let is_thread = event.public && matches!(case.channel, Channel::Facebook | Channel::Instagram);
    let is_ours = author.id == case.inbox || event.outcome == Outcome::Own;
    if is_ours || (author.id != case.contact.id && !is_thread && case.channel != Channel::Whatsapp) {
        return false;
    }
    let before = case.contact.clone();
    let contact = &mut case.contact;
    if is_thread && event.external_id.as_ref() == Some(&contact.id) {
        // Whoever began the thread is who it is told by, whoever was heard first.
        contact.handle.clone_from(&author.handle);
        contact.name.clone_from(&author.name);
    }
    contact.handle = contact.handle.take().or_else(|| author.handle.clone());
    contact.name = contact.name.take().or_else(|| author.name.clone());
    contact.phone = contact.phone.take().or_else(|| number_of(case.channel, author, &contact.id));
    contact.followers = contact.followers.or(author.followers);
    contact.verified |= author.verified;
    *contact != before
}

/// What it does to a case, told again without it, that an answer of ours has not arrived: the case waits for us
/// unless somebody has answered since.
pub fn not_arrived(case: &mut Case, now: Timestamp) {
    let waits = match case.clocks.list.is_empty() {
        true => case.heard_at.is_some_and(|heard_at| case.clocks.answered_at.is_none_or(|at| at < heard_at)),
        false => case.clocks.awaits_answer(),
    };
    if waits && matches!(case.status, Status::Pending | Status::Resolved) {
        case.become_open(case.heard_at.unwrap_or(now));
    }
}

/// A further message may make a case matter more, never less; news of danger also changes its team, and with
/// it the desk the case stands under. The answer is that desk.
fn raise<'a>(case: &mut Case, decision: Decision, desks: Desks<'a>, at: Timestamp) -> &'a Desk {
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
    // `Priority` is ordered from urgent to low. What a person has set only news of danger changes.
    let theirs = priority::is_set_by_person(&case.priority_terms) && !crisis;
    if first_words || (decision.priority.priority < case.priority && !theirs) {
        case.priority = decision.priority.priority;
        case.retarget(desk, at);
        case.priority_terms = decision.priority.terms;
    }
    desk
}

/// What a person's action was to the clocks, read back from its log row.
pub fn action_occurrence(entry: &LogEntry) -> Option<Occurrence> {
    let at = entry.at;
    match entry.action.as_str() {
        "resolve" => Some(Occurrence { at, moment: Moment::Resolved, id: format!("resolved-{}", at.as_millisecond()) }),
        crate::domain::drift::CORRECT => Some(crate::domain::drift::correction_occurrence(at)),
        MERGED_FROM | JOINED_UNSEEN => merged_occurrence(entry),
        MERGED_INTO => Some(Occurrence { at, moment: Moment::Merged, id: format!("merged-{}", at.as_millisecond()) }),
        "reopen" => Some(Occurrence { at, moment: Moment::Reopened, id: format!("reopened-{}", at.as_millisecond()) }),
        _ => None,
    }
}
