//! Bringing a conversation over to the one it turned out to be part of.
//!
//! Its messages are told again there as the platform told them, by the same path as everything heard; then they go
//! from where they were, in one write at the case's version. Done again after a crash, each step finds what is done
//! already. Owns the order of these steps; when a conversation may be brought over is `domain::joining`'s.

use super::homes::below_a_comment;
use super::out_of_order::history_of;
use super::triage::moderation_in;
use super::{After, App, AppError, TRIES};
use crate::domain::assignment::Standing;
use crate::domain::attachment::Copied;
use crate::domain::case::{Case, StoredMessage};
use crate::domain::contact::Contact;
use crate::domain::history::retell;
use crate::domain::ids::{case_id, contact_id, conversation_id};
use crate::domain::joining::{may_join, told_again, unseen};
use crate::domain::message::{Channel, Event, Outcome};
use crate::domain::records::LogEntry;
use crate::domain::triage::Addressed;
use crate::store::cases::Conversation;
use crate::store::commit::{CaseWrite, Commit, Committed};
use crate::store::keys::{self, Key};
use jiff::Timestamp;

/// Two conversations of one inbox: what is kept under `from` belongs under `home`.
#[derive(Clone, Copy)]
struct Join<'a> {
    channel: Channel,
    inbox: &'a str,
    public: bool,
    from: &'a str,
    home: &'a str,
}

impl Join<'_> {
    fn conversation(&self, id: &str) -> String {
        conversation_id(self.channel, self.inbox, self.public, id)
    }
}

impl App {
    /// After an event was taken in: leaves the leads it gives and brings over what had been heard without them.
    /// `named` is the id the platform named, `event` stands in the conversation that led to.
    pub(super) async fn gather(&self, event: &Event, named: Option<&str>) -> Result<After, AppError> {
        let parts = (event.channel, event.inbox.as_deref(), event.contact.as_deref());
        let (Some(channel @ (Channel::Facebook | Channel::Whatsapp)), Some(inbox), Some(home)) = parts else {
            return Ok(After::Done);
        };
        if channel == Channel::Facebook && !event.public {
            return Ok(After::Done);
        }
        self.leave_lead(event).await?;
        // Whoever left a lead while this was taken in has not seen it.
        let now_home = match home {
            top if event.external_id.as_deref() == Some(top) => home.to_owned(),
            unled if named == Some(unled) => self.home_of(channel, inbox, home).await?,
            _ => self.end_of_leads(channel, inbox, home).await?,
        };
        let others = [named, event.known_as.as_deref(), below_a_comment(event), Some(home)];
        let others = others.into_iter().flatten().filter(|other| **other != *now_home).collect();
        self.bring_over(event, inbox, others, &now_home).await
    }

    /// Brings over what is kept under these ids.
    pub(super) async fn bring_over(
        &self,
        event: &Event,
        inbox: &str,
        others: Vec<&str>,
        home: &str,
    ) -> Result<After, AppError> {
        let Some(channel) = event.channel else { return Ok(After::Done) };
        let mut after = After::Done;
        for from in others {
            let join = Join { channel, inbox, public: event.public, from, home };
            match Box::pin(self.join(&join)).await? {
                After::Done => {}
                again => after = again,
            }
        }
        Ok(after)
    }

    async fn join(&self, join: &Join<'_>) -> Result<After, AppError> {
        let from = join.conversation(join.from);
        if self.store.case(&from, 1).await?.is_none_or(|first| first.has_gone_on()) {
            return Ok(After::Done);
        }
        // It stays where it is: people work there, or it is somebody else's who had that number before.
        if self.store.lead(join.channel, join.inbox, join.from).await?.as_deref() == Some(join.from) {
            return Ok(After::Done);
        }
        for _ in 0..TRIES {
            let known = self.store.conversation(&from).await?;
            let case = known.newest().filter(|_| may_join(&known.cases, &known.messages, &known.log));
            let Some(case) = case else { return self.leave_both(join, &known).await };
            if case.goes_on_in.is_none() {
                // From here on nobody begins to work on what is being brought over.
                let mut marked = case.clone();
                marked.goes_on_in = Some(case_id(&join.conversation(join.home), 1));
                self.replace(&mut marked).await?;
                continue;
            }
            let mut messages: Vec<&StoredMessage> = known.messages.iter().map(|(_, message)| message).collect();
            messages.sort_by(|a, b| (a.at, &a.external_id).cmp(&(b.at, &b.external_id)));
            for message in &messages {
                for event in told_again(case, message, join.home) {
                    // Only now does it reach the case it belongs to: whoever resolved that has not seen it.
                    let reached_at = if message.future_dated { message.at } else { self.clock.now() };
                    if let after @ After::Again(_) = Box::pin(self.hear_again(&event, reached_at)).await? {
                        return Ok(after);
                    }
                }
                self.carry_files(join, message).await?;
            }
            if self.empty(join, &known, case, &messages).await? {
                // Whoever left a lead from there meanwhile has not seen what was brought.
                let end = self.end_of_leads(join.channel, join.inbox, join.home).await?;
                if end == join.home {
                    return Ok(After::Done);
                }
                let onward = Join { from: join.home, home: &end, ..*join };
                return Box::pin(self.join(&onward)).await;
            }
        }
        Err(AppError::Contended)
    }

    /// Somebody works in it, so it stays, and its id leads to itself: what is told under that id is told of it.
    async fn leave_both(&self, join: &Join<'_>, known: &Conversation) -> Result<After, AppError> {
        for case in known.cases.iter().filter(|case| case.goes_on_in.is_some() && !case.has_gone_on()) {
            // More was said there than is brought over.
            let mut kept = case.clone();
            kept.goes_on_in = None;
            if self.replace(&mut kept).await? != Committed::Done {
                return Err(AppError::Contended);
            }
        }
        if join.channel == Channel::Whatsapp {
            self.one_contact(join, None).await?;
        }
        self.store.keep_lead(join.channel, join.inbox, join.from, join.from).await?;
        Ok(After::Done)
    }

    async fn hear_again(&self, event: &Event, received_at: Timestamp) -> Result<After, AppError> {
        let Ok(addressed) = Addressed::of(event) else { return Ok(After::Done) };
        if let Some(act) = moderation_in(event) {
            let after = self.moderated_elsewhere(event, act, received_at).await?;
            return Ok(after.unwrap_or(After::Done));
        }
        match event.outcome {
            Outcome::Own => self.own(&addressed, received_at).await,
            Outcome::Update | Outcome::Delete => self.revise(&addressed, received_at).await,
            _ => self.heard(&addressed, received_at).await,
        }
    }

    /// The copies of a message's files stay its own: the platform's links may be dead by now.
    async fn carry_files(&self, join: &Join<'_>, message: &StoredMessage) -> Result<(), AppError> {
        if message.copies.is_empty() {
            return Ok(());
        }
        for _ in 0..TRIES {
            let there = self.store.conversation(&join.conversation(join.home)).await?;
            let Some((number, row)) = there.message(&message.external_id) else { return Ok(()) };
            let copies = kept_of(row, message);
            let wanted = copies != row.copies && row.attachments == message.attachments;
            let Some(mut case) = there.case(number).filter(|_| wanted).cloned() else { return Ok(()) };
            let row = StoredMessage { copies, ..row.clone() };
            if self.note_in(&mut case, Some(&row)).await? {
                return Ok(());
            }
        }
        Err(AppError::Contended)
    }

    /// Takes the messages from where they were, now that they stand elsewhere. `false`: something was said there
    /// meanwhile, look again.
    async fn empty(
        &self,
        join: &Join<'_>,
        known: &Conversation,
        case: &Case,
        messages: &[&StoredMessage],
    ) -> Result<bool, AppError> {
        let home = join.conversation(join.home);
        let there = self.store.conversation(&home).await?;
        let newest = messages.last().and_then(|message| there.message(&message.external_id));
        let Some(into) = newest.and_then(|(number, row)| there.case(row.moves.unwrap_or(number))) else {
            return Ok(false);
        };
        let of_home: Vec<&StoredMessage> = there.messages.iter().map(|(_, message)| message).collect();
        let now = self.clock.now();
        let raised = match unseen(case, into, &of_home, now) {
            Some(entry) => Some((self.raised(&there, into, &entry).await, entry)),
            None => None,
        };
        let mut ended = case.clone();
        let log = ended.go_on_in(&into.id(), now);
        let agents = self.follow(&Standing::of(case), &mut ended, None).await?;
        let mut withdrawn = Vec::new();
        for clock in case.clocks.list.iter().chain(&case.clocks.past) {
            withdrawn.extend(self.told_late(case, clock).await?);
        }
        ended.touch(false);
        let opening = case.opening.as_ref().map(|opening| opening.external_id.as_str());
        let rows = messages.iter().map(|message| message.external_id.as_str()).filter(|id| Some(*id) != opening);
        let commit = Commit {
            case: Some((&ended, CaseWrite::Replace)),
            removed: rows.map(|id| (case.conversation.as_str(), id)).collect(),
            unfiled: misfiled(known, &there),
            log: Some(&log),
            second: raised.as_ref().map(|(home, entry)| (home, entry)),
            agents: agents.iter().collect(),
            withdrawn: withdrawn.iter().map(|key| (key, now)).collect(),
            ..Commit::default()
        };
        if self.store.commit(&commit).await? != Committed::Done {
            return Ok(false);
        }
        if let Some((home, _)) = &raised {
            self.schedule(home).await?;
        }
        self.schedule_agents(&agents).await?;
        self.one_contact(join, Some(&ended)).await?;
        Ok(true)
    }

    /// The case as it stands once its log says that a question was not seen.
    async fn raised(&self, there: &Conversation, into: &Case, entry: &LogEntry) -> Case {
        let mut history = history_of(there, into.number, true);
        history.log.push(entry);
        let desk = self.desk_of(&into.desk).await;
        let mut raised = retell(into, &history, &desk).case;
        raised.touch(false);
        raised
    }

    /// The contacts on both sides are one from now on; `emptied` has nothing left to show on its timeline.
    async fn one_contact(&self, join: &Join<'_>, emptied: Option<&Case>) -> Result<(), AppError> {
        let (gone, home) = (contact_id(join.channel, join.from), contact_id(join.channel, join.home));
        for _ in 0..TRIES {
            let Some(before) = self.store.contact(&gone).await? else { return Ok(()) };
            if before.goes_on_in.as_deref() == Some(home.as_str()) {
                return Ok(());
            }
            let known = self.store.contact(&home).await?;
            let fresh = || Contact { external_id: join.home.to_owned(), ..before.clone() };
            let whole = known.as_ref().map_or_else(fresh, |known| known.completed(&before));
            if known.as_ref() != Some(&whole) && !self.store.write_contact(&whole, known.as_ref()).await? {
                continue;
            }
            self.store.move_pointers(&gone, &home, emptied.map(Case::id).as_deref()).await?;
            let left = Contact {
                handle: None,
                name: None,
                phone: None,
                email: None,
                goes_on_in: Some(home.clone()),
                ..before.clone()
            };
            if self.store.write_contact(&left, Some(&before)).await? {
                return Ok(());
            }
        }
        Err(AppError::Contended)
    }
}

/// What became of each file of a message: what is kept of it in either place, else what is known here.
fn kept_of(row: &StoredMessage, before: &StoredMessage) -> Vec<Copied> {
    let mut copies = row.copies.clone();
    for (index, copied) in before.copies.iter().enumerate() {
        match copies.get_mut(index) {
            Some(Copied::Kept(_)) => {}
            Some(here) if matches!(copied, Copied::Kept(_)) => *here = copied.clone(),
            Some(_) => {}
            None => copies.push(copied.clone()),
        }
    }
    copies
}

/// The answers that were logged under a topic of the case they were first heard in, and stand under another now.
fn misfiled(known: &Conversation, there: &Conversation) -> Vec<Key> {
    let key = |message: &StoredMessage| Some(keys::answer(message.topic.as_deref()?, message.at, &message.external_id));
    let moved = known.messages.iter().filter_map(|(_, message)| {
        let (_, row) = there.message(&message.external_id)?;
        Some((key(message)?, key(row)))
    });
    moved.filter(|(was, is)| Some(was) != is.as_ref()).map(|(was, _)| was).collect()
}
