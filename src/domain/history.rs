//! A case told again from its rows: what the order of arrival must not change.
//!
//! Owns how a message's row grows from what is heard about it (in any order), and how a case is folded anew
//! from its messages and the actions of people, in the order of their instants. In order of arrival nothing
//! here is needed: the next message is simply added. Must not read or store anything.

mod under;

pub use under::told_under;

use crate::domain::case::{Case, Direction, ResolvedWhy, Status, StoredMessage, short};
use crate::domain::classify::Intent;
use crate::domain::clocks::{Clocks, Moment, Occurrence};
use crate::domain::desk::Desk;
use crate::domain::message::{Kind, Outcome};
use crate::domain::moderation::NATIVE;
use crate::domain::permission::Reach;
use crate::domain::records::LogEntry;
use crate::domain::routing::Matched;
use crate::domain::sends;
use crate::domain::triage::{Decision, Desks, action_occurrence, decide_again, hear};
use jiff::Timestamp;

/// A message's row after something was heard about it; `None` when that changes nothing.
///
/// The row is the same whatever is heard first: a deletion outranks any edit, a later edit an earlier one, and
/// what the message itself says about its time and place outranks what an edit or a deletion says about theirs.
pub fn merged(row: Option<&StoredMessage>, said: &StoredMessage, outcome: Outcome) -> Option<StoredMessage> {
    let Some(row) = row else {
        let mut first = said.clone();
        match outcome {
            Outcome::Delete => be_gone(&mut first),
            Outcome::Update => first.edited_at = first.edited_at.or(Some(first.at)),
            _ => {}
        }
        return Some(first);
    };
    let mut merged = row.clone();
    match outcome {
        Outcome::Delete => be_gone(&mut merged),
        Outcome::Update => rewrite(&mut merged, said),
        // One post may come as a reply, a mention and a quote: any of them may be what calls us.
        _ if row.is_heard() => merged.unsummoned &= said.unsummoned,
        _ => {
            merged.kind = said.kind;
            merged.direction = said.direction;
            merged.at = said.at;
            merged.received_at = said.received_at;
            merged.future_dated = said.future_dated;
            merged.thread.clone_from(&said.thread);
            merged.in_reply_to.clone_from(&said.in_reply_to);
            merged.signed.clone_from(&said.signed);
            merged.written_as.clone_from(&said.written_as);
            merged.counts = said.counts;
            merged.unsummoned = said.unsummoned;
            merged.marks.shared = said.marks.shared;
            let gone = std::mem::take(&mut merged.deleted);
            merged.attachments.clone_from(&said.attachments);
            if gone {
                if merged.edited_at.is_none() {
                    merged.text.clone_from(&said.text);
                    merged.display.clone_from(&said.display);
                    merged.language.clone_from(&said.language);
                }
                be_gone(&mut merged);
            }
        }
    }
    (merged != *row).then_some(merged)
}

/// What a contact took back goes, what of ours is gone from the platform stays readable to staff with who took it
/// off, as when that was done from here.
fn be_gone(row: &mut StoredMessage) {
    match (row.direction, row.is_heard()) {
        (Direction::In, _) => take_back(row),
        (Direction::Out, true) => {
            row.marks.deleted_by.get_or_insert_with(|| NATIVE.to_owned());
        }
        (Direction::Out, false) => {
            row.deleted = true;
            row.counts = false;
        }
    }
}

/// The platforms' rules: what its author took back goes; a mark stays.
fn take_back(row: &mut StoredMessage) {
    row.deleted = true;
    row.text.clear();
    row.display = None;
    row.language = None;
    row.attachments.clear();
    row.copies.clear();
    row.revision = 0;
    row.edited_at = None;
    // It wants no answer any more.
    row.counts = false;
}

/// A later version replaces an earlier one. Not every platform counts: then the time decides, and between two
/// of one second the words, so that both orders end alike.
fn rewrite(row: &mut StoredMessage, said: &StoredMessage) {
    let edited_at = said.edited_at.or(Some(said.at));
    let newer = (said.revision, edited_at, &said.text) > (row.revision, row.edited_at, &row.text);
    if (row.deleted && row.direction == Direction::In) || !newer {
        return;
    }
    row.revision = said.revision;
    row.edited_at = edited_at;
    row.text.clone_from(&said.text);
    row.display.clone_from(&said.display);
    row.language.clone_from(&said.language);
    row.unsummoned = said.unsummoned;
}

/// Two rows of one message, kept apart until its ids were known to be one: a deletion named the later id.
pub fn joined(row: &StoredMessage, other: &StoredMessage) -> StoredMessage {
    let mut joined = if row.is_heard() || !other.is_heard() { row.clone() } else { other.clone() };
    joined.external_id.clone_from(&row.external_id);
    if row.deleted || other.deleted {
        joined.deleted = false;
        be_gone(&mut joined);
    }
    joined
}

/// What a case is told again from.
#[derive(Debug, Clone)]
pub struct History<'a> {
    /// The messages that move it, in any order.
    pub messages: Vec<&'a StoredMessage>,
    /// What people did to it.
    pub log: Vec<&'a LogEntry>,
    /// Whether it is the conversation's newest case: what is heard late reopens no other.
    pub newest: bool,
    /// Whether what was just heard ends a sleep: a new question or an answer.
    pub wakes: bool,
}

/// A case told again.
#[derive(Debug)]
pub struct Retold {
    /// As it stands now.
    pub case: Case,
    /// The topic under which each of our answers written elsewhere belongs, by its id.
    pub topics: Vec<(String, String)>,
}

/// One thing that happened, in its place.
struct Step<'a> {
    at: Timestamp,
    rank: u8,
    id: &'a str,
    what: What<'a>,
}

enum What<'a> {
    Said(&'a StoredMessage),
    Done(Occurrence),
}

/// Folds a case anew from everything that happened to it, under the desk it stands under. What people decided
/// (who holds it, the team of a case somebody has touched, sends, sleep) and what was stamped stays.
pub fn retell(current: &Case, history: &History, desk: &Desk) -> Retold {
    let touched = is_touched(current, &history.log);
    let pin = touched.then(|| Pin {
        team: current.team.clone(),
        rule: current.rule.clone(),
        matched: current.matched.clone(),
        crisis: current.classification.intent == Intent::Crisis,
    });
    let mut teller = Teller { case: blank(current), desk, pin, begun: false, shown: None, topics: Vec::new() };
    steps(current, history).iter().for_each(|step| teller.tell(step));
    teller.finish(current, history, touched)
}

/// Whether a person of ours has done anything with it: then its team is theirs to change. Who hides a comment in the
/// platform's own tools has not seen the case.
fn is_touched(case: &Case, log: &[&LogEntry]) -> bool {
    let by_a_person = |entry: &&LogEntry| entry.by != "couture" && entry.by != NATIVE && entry.action != "note";
    case.assignee.is_some() || !case.sends.is_empty() || log.iter().any(by_a_person)
}

/// The case before anything was said in it.
fn blank(current: &Case) -> Case {
    let mut case = current.clone();
    case.status = Status::Resolved;
    case.clocks = Clocks::default();
    case.assignee = None;
    case.waiting_since_at = None;
    case.snoozed_until_at = None;
    case.resolved_at = None;
    case.resolved_why = None;
    case.heard_at = None;
    case.heard_id = None;
    case.snippet = None;
    // What was told of the last chance was told, and what was done without a word no row tells.
    let Reach { last_chance_at, acted_at, moved_at, .. } = current.reach;
    let moved_to = current.reach.moved_to.clone();
    case.reach = Reach { last_chance_at, acted_at, moved_to, moved_at, ..Reach::default() };
    case
}

/// Everything that moves a case, in its order: by the platforms' times. A question that reached us only after
/// a person had resolved the case, and that nobody had answered, comes after: they had not seen it.
fn steps<'a>(current: &Case, history: &History<'a>) -> Vec<Step<'a>> {
    let in_vain = |entry: &LogEntry| entry.action == "resolve" && resolved_in_vain(&history.messages, entry.at);
    let actions = history.log.iter().filter(|entry| !in_vain(entry));
    let done: Vec<Occurrence> = actions.filter_map(|entry| action_occurrence(entry)).collect();
    let answered = |from: Timestamp, until: Timestamp| {
        let ours = |message: &&&StoredMessage| message.direction == Direction::Out && message.counts;
        history.messages.iter().filter(ours).any(|message| from <= message.at && message.at <= until)
    };
    let unseen_by = |message: &StoredMessage| {
        let received_at = message.received_at.unwrap_or(message.at);
        let over = done.iter().filter(|done| matches!(done.moment, Moment::Resolved | Moment::Merged));
        let last = over.map(|done| done.at).filter(|at| message.at < *at && *at < received_at).max();
        last.filter(|at| history.newest && message.counts && !answered(message.at, *at))
    };
    let mut steps: Vec<Step> = Vec::new();
    for message in history.messages.iter().copied() {
        let ours = message.direction == Direction::Out;
        // A mark alone tells of nothing that was said.
        if message.deleted && (!ours || !message.is_heard()) {
            continue;
        }
        if message.kind == Kind::Call && !opens(current, message) {
            // A call is kept with the case it was about, which goes on as before.
            continue;
        }
        let (at, rank) = match unseen_by(message) {
            Some(resolved_at) if !ours => (resolved_at, 4),
            _ => (message.at, u8::from(ours)),
        };
        steps.push(Step { at, rank, id: &message.external_id, what: What::Said(message) });
    }
    for done in done {
        let rank = match done.moment {
            Moment::Heard | Moment::Answered => 0,
            Moment::Resolved | Moment::Merged => 2,
            Moment::Reopened => 3,
        };
        steps.push(Step { at: done.at, rank, id: "", what: What::Done(done) });
    }
    steps.sort_by(|a, b| (a.at, a.rank, a.id).cmp(&(b.at, b.rank, b.id)));
    steps
}

/// Whether a case was opened for this message.
fn opens(case: &Case, message: &StoredMessage) -> bool {
    let other = case.opening.as_ref().is_some_and(|opening| opening.external_id != message.external_id);
    case.opened_at == message.at && !other
}

/// Whether a case was resolved only because we believed to have answered: between an answer that never arrived
/// and the news of it, with nothing else said since the contact spoke.
fn resolved_in_vain(messages: &[&StoredMessage], resolved_at: Timestamp) -> bool {
    let before = |message: &&&StoredMessage| message.at <= resolved_at;
    let heard = messages.iter().filter(|message| message.direction == Direction::In && message.counts).filter(before);
    let Some(heard_at) = heard.map(|message| message.at).max() else { return false };
    let said = || {
        let ours = |message: &&&StoredMessage| message.direction == Direction::Out && message.at >= heard_at;
        messages.iter().filter(ours).filter(before)
    };
    let failed = |message: &&StoredMessage| message.undelivered.as_ref().is_some_and(|failed| failed.at >= resolved_at);
    said().any(failed) && !said().any(|message| message.counts)
}

/// The team of a case that somebody has touched.
struct Pin {
    team: String,
    rule: String,
    matched: Vec<Matched>,
    crisis: bool,
}

struct Teller<'a> {
    case: Case,
    desk: &'a Desk,
    pin: Option<Pin>,
    begun: bool,
    /// The message whose words stand in the queue's row.
    shown: Option<String>,
    topics: Vec<(String, String)>,
}

impl Teller<'_> {
    fn tell(&mut self, step: &Step) {
        match &step.what {
            What::Said(message) if message.direction == Direction::In => self.heard(message),
            What::Said(message) => self.said_by_us(message),
            What::Done(occurrence) => self.done(occurrence),
        }
    }

    fn decide(&self, message: &StoredMessage) -> Decision {
        let mut decision = decide_again(&self.case, message, self.desk);
        let news_of_danger = |pin: &&Pin| decision.classification.intent == Intent::Crisis && !pin.crisis;
        if let Some(pin) = self.pin.as_ref().filter(|pin| !news_of_danger(pin)) {
            decision.route.team.clone_from(&pin.team);
            decision.route.rule.clone_from(&pin.rule);
            decision.route.matched.clone_from(&pin.matched);
        }
        decision
    }

    fn heard(&mut self, message: &StoredMessage) {
        let decision = self.decide(message);
        self.shown = Some(message.external_id.clone());
        if self.begun {
            hear(&mut self.case, message, decision, Desks { in_force: self.desk, of_case: self.desk });
            return;
        }
        self.begin(message, decision);
        self.case.expect_files(message);
        self.case.reach.begin(message);
        self.case.heard_at = Some(message.at);
        self.case.heard_id = Some(message.external_id.clone());
        if message.counts {
            self.case.status = Status::New;
            self.case.resolved_at = None;
            self.case.resolved_why = None;
            self.fold(message);
        }
    }

    fn said_by_us(&mut self, message: &StoredMessage) {
        let first = !self.begun;
        if first {
            let decision = self.decide(message);
            self.begin(message, decision);
            self.case.resolved_why = Some(ResolvedWhy::WeWroteFirst);
            self.shown = Some(message.external_id.clone());
        }
        if !message.counts {
            return;
        }
        self.topics.push((message.external_id.clone(), self.case.classification.topic.clone()));
        if first {
            self.fold(message);
        } else {
            self.case.answered(message.at, &message.external_id, message.shown(), self.desk);
            self.shown = Some(message.external_id.clone());
        }
    }

    fn begin(&mut self, message: &StoredMessage, decision: Decision) {
        let case = &mut self.case;
        case.opened_at = message.at;
        case.team = decision.route.team;
        case.rule = decision.route.rule;
        case.matched = decision.route.matched;
        case.priority = decision.priority.priority;
        case.priority_terms = decision.priority.terms;
        case.classification = decision.classification;
        case.resolved_at = Some(message.at);
        case.resolved_why = Some(match message.kind {
            Kind::Call => ResolvedWhy::CallRecorded,
            _ => ResolvedWhy::NoReplyNeeded,
        });
        case.snippet = Some(short(message.shown()));
        self.begun = true;
    }

    fn fold(&mut self, message: &StoredMessage) {
        if let Some(occurrence) = message.occurrence() {
            self.case.fold(&occurrence, self.desk);
        }
    }

    fn done(&mut self, occurrence: &Occurrence) {
        self.case.fold(occurrence, self.desk);
        match occurrence.moment {
            // Another case's question is asked here now.
            Moment::Heard | Moment::Answered => {
                if !self.case.waits_for_us() {
                    self.case.become_open(occurrence.at);
                }
            }
            Moment::Resolved => self.end(occurrence.at, ResolvedWhy::Person),
            Moment::Merged => self.end(occurrence.at, ResolvedWhy::Merged),
            Moment::Reopened => {
                // A case opened to correct an answer begins without a word of the contact's.
                self.begun = true;
                self.case.become_open(occurrence.at);
            }
        }
    }

    fn end(&mut self, at: Timestamp, why: ResolvedWhy) {
        self.case.status = Status::Resolved;
        self.case.resolved_at = Some(at);
        self.case.resolved_why = Some(why);
    }

    fn finish(mut self, current: &Case, history: &History, touched: bool) -> Retold {
        if !self.begun {
            self.nothing_left(history);
        }
        let taken_back = history.messages.iter().any(|message| is_taken_back(message));
        if taken_back && self.case.resolved_why == Some(ResolvedWhy::WeWroteFirst) {
            self.case.resolved_why = Some(ResolvedWhy::TakenBack);
        }
        self.keep_what_people_did(current, history, touched);
        self.case.clocks.keep_marks(&current.clocks, touched);
        self.lean(current, history);
        Retold { case: self.case, topics: self.topics }
    }

    /// Everything was taken back, so there is nothing to answer and nothing to be told by.
    fn nothing_left(&mut self, history: &History) {
        let marks = || history.messages.iter().map(|message| message.at);
        let mut silent = history.messages.first().map(|message| (*message).clone());
        if let Some(mark) = silent.as_mut() {
            mark.text.clear();
            mark.display = None;
            let decision = self.decide(mark);
            self.begin(mark, decision);
        }
        self.case.opened_at = marks().min().unwrap_or(self.case.opened_at);
        self.case.snippet = None;
        if self.case.resolved_why != Some(ResolvedWhy::Person) {
            self.case.resolved_at = marks().max().or(Some(self.case.opened_at));
            self.case.resolved_why = Some(ResolvedWhy::TakenBack);
        }
    }

    fn keep_what_people_did(&mut self, current: &Case, history: &History, touched: bool) {
        let did = |action: &str| history.log.iter().any(|entry| entry.action == action);
        let news_of_danger = |case: &Case| {
            case.classification.intent == Intent::Crisis && current.classification.intent != Intent::Crisis
        };
        if did("priority") && !news_of_danger(&self.case) {
            self.case.priority = current.priority;
            self.case.priority_terms.clone_from(&current.priority_terms);
            // Only the targets change here: what had passed by then is kept with the stamps.
            self.case.retarget(self.desk, Timestamp::MIN);
        }
        if did("classification") {
            self.case.classification.clone_from(&current.classification);
        }
        if self.case.team == current.team {
            self.case.assignee.clone_from(&current.assignee);
            if touched && self.case.status == Status::New {
                self.case.status = Status::Open;
            }
        }
        let by_itself = self.case.status == Status::Resolved && self.case.resolved_why != Some(ResolvedWhy::Person);
        if by_itself && sends::current(&self.case.sends).is_some() {
            // An answer is on its way: a person must see what becomes of it.
            self.case.become_open(self.case.opened_at);
        }
        if self.case.status == Status::Pending && current.waits_for_us() && self.was_brought_up(history) {
            self.case.become_open(current.waiting_since_at.unwrap_or(current.opened_at));
        }
        if current.status == Status::Snoozed && !history.wakes && self.case.status != Status::Resolved {
            self.case.status = Status::Snoozed;
            self.case.snoozed_until_at = current.snoozed_until_at;
            self.case.waiting_since_at = current.waiting_since_at;
        }
    }

    /// Whether the last thing that happened to it was a sleep that has ended or the promise of a call: it waits for
    /// somebody though nobody has asked since.
    fn was_brought_up(&self, history: &History) -> bool {
        let brings_up = |entry: &&&LogEntry| matches!(entry.action.as_str(), "snooze" | "callback");
        let brought_up_at = history.log.iter().filter(brings_up).map(|entry| entry.at).max();
        brought_up_at.is_some() && self.case.clocks.folded_to_at <= brought_up_at
    }

    /// What the opening says already is not said twice; what a case was opened for without a word stays.
    fn lean(&mut self, current: &Case, history: &History) {
        let case = &mut self.case;
        let opening = case.opening.as_ref().map(|opening| opening.external_id.as_str());
        if opening.is_some() && case.heard_id.as_deref() == opening {
            case.heard_id = None;
        }
        if opening.is_some() && self.shown.as_deref() == opening {
            case.snippet = None;
        }
        let spoken = history.messages.iter().any(|message| message.direction == Direction::In);
        if !spoken && case.number > 1 {
            case.heard_at = current.heard_at;
            case.heard_id.clone_from(&current.heard_id);
            case.snippet.clone_from(&current.snippet);
        }
    }
}

fn is_taken_back(message: &StoredMessage) -> bool {
    message.deleted && message.direction == Direction::In
}

impl Case {
    /// Whether something of that instant comes in its order: everything known of the case is older. A case in
    /// which everything was taken back begins anew.
    pub fn is_latest(&self, at: Timestamp) -> bool {
        if self.resolved_why == Some(ResolvedWhy::TakenBack) {
            return false;
        }
        let known = [Some(self.opened_at), self.heard_at, self.clocks.folded_to_at, self.clocks.answered_at];
        known.into_iter().flatten().all(|known| at > known)
    }
}

impl StoredMessage {
    /// Whether the message itself has been heard, and not only that it was changed or taken back.
    pub fn is_heard(&self) -> bool {
        !matches!(self.kind, Kind::Edit | Kind::Delete)
    }
}

#[cfg(test)]
mod tests;
