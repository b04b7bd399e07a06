//! Whether posts are still there: what their authors deleted must go from here too, told or not.
//!
//! Platforms want it within a day, and not every deletion is delivered. Owns when they are asked: when
//! somebody opens a case not checked for a day, and in a pass over all open public cases. Nothing is
//! scheduled for each case, and the pass writes one row however many cases it reads. What is gone goes the
//! way of a deletion that was delivered.

use super::{App, AppError, TRIES};
use crate::channels::send::Platforms;
use crate::domain::case::{Case, Direction, Status};
use crate::domain::message::{Channel, Event, Kind, Outcome};
use crate::domain::triage::Addressed;
use crate::jobs::Job;
use crate::store::cases::Conversation;
use crate::store::commit::Committed;
use crate::store::keys::{self, Key};
use crate::store::posts::RereadPass;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How old what we know of a post may be.
const FRESH: SignedDuration = SignedDuration::from_hours(24);

/// How long after the beginning of a pass the next may begin: less than a day, so that a daily caller
/// who comes a little early does not skip a day.
const BETWEEN_PASSES: SignedDuration = SignedDuration::from_hours(20);

/// How many cases are read together in a pass.
const PAGE: usize = 50;

/// What a pass, or a part of one, has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reread {
    /// How many public cases were read.
    pub cases: usize,
    /// How many posts the platforms were asked for.
    pub posts: usize,
    /// How many of them were gone, and went.
    pub gone: usize,
    /// How many posts a platform could not be asked for.
    pub unanswered: usize,
    /// Whether the pass has come to its end.
    pub complete: bool,
}

/// One post of a contact: where it is kept and what the platform calls it.
struct Post {
    case: Case,
    id: String,
}

impl App {
    /// Whether a post is known to be addressed to more than one of our inboxes.
    pub(super) fn is_shared(&self, addressed: &Addressed<'_>) -> bool {
        let desk = self.desk();
        addressed.event.also_named.iter().any(|id| desk.inbox(addressed.channel, id).is_some())
    }

    /// Notes where a post stands that names several of our inboxes; nothing for any other.
    pub(super) async fn note_shared(&self, addressed: &Addressed<'_>) -> Result<(), AppError> {
        if !self.is_shared(addressed) {
            return Ok(());
        }
        let conversation = addressed.conversation();
        Ok(self.store.note_shared_post(addressed.channel, addressed.external_id, &conversation).await?)
    }

    /// The other cases the posts of a case stand in, as the contract shows them.
    pub(super) async fn also_in(&self, case: &Case, shared: &[&str]) -> Result<Vec<Value>, AppError> {
        let now = self.clock.now();
        let mut found: BTreeMap<String, Value> = BTreeMap::new();
        for post in shared {
            for conversation in self.store.shared_post(case.channel, post).await? {
                if conversation == case.conversation {
                    continue;
                }
                let number = self.store.message(&conversation, post).await?.map_or(1, |(number, _)| number);
                let Some(other) = self.store.case(&conversation, number).await? else { continue };
                let window = self.desk_of(&other.desk).await.sla.reopen_window;
                found.insert(
                    other.id(),
                    json!({
                        "case": other.id(), "inbox": other.inbox, "team": other.team, "assignee": other.assignee,
                        "status": other.status_at(now, window),
                    }),
                );
            }
        }
        Ok(found.into_values().collect())
    }

    /// Somebody opens a case: its posts are asked for when nobody has asked for a day. The answer comes by
    /// itself; the case is not waited for.
    pub async fn opened(&self, case: &Case) -> Result<(), AppError> {
        if self.is_due(case).await? {
            let job = Job::Reread { conversation: case.conversation.clone(), number: case.number };
            self.jobs.send(vec![job]).await?;
        }
        Ok(())
    }

    async fn is_due(&self, case: &Case) -> Result<bool, AppError> {
        let heard_at = case.heard_at.unwrap_or(case.opened_at);
        let now = self.clock.now();
        let fresh = |at: Timestamp| now.duration_since(at) < FRESH;
        if !case.can_be_reread() || fresh(heard_at) || case.moderation.checked_at.is_some_and(fresh) {
            return Ok(false);
        }
        let waits = !matches!(case.status, Status::Resolved | Status::Closed);
        let pass = self.store.reread_pass().await?.complete_at.filter(|at| {
            let since = case.waiting_since_at.unwrap_or(case.opened_at);
            waits && since <= *at
        });
        Ok(!pass.is_some_and(fresh))
    }

    /// Asks for the posts of one case and notes that it did; how many were gone.
    pub async fn reread(&self, conversation: &str, number: u32) -> Result<usize, AppError> {
        let Some(case) = self.store.case(conversation, number).await? else { return Ok(0) };
        if !self.is_due(&case).await? {
            return Ok(0);
        }
        let posts = self.posts_of(&case).await?;
        let mut reread = Reread::default();
        self.ask_for(posts, &mut reread).await?;
        if reread.unanswered > 0 {
            return Ok(reread.gone);
        }
        for _ in 0..TRIES {
            let Some(mut case) = self.store.case(conversation, number).await? else { return Ok(reread.gone) };
            case.moderation.checked_at = Some(self.clock.now());
            if self.replace(&mut case).await? == Committed::Done {
                return Ok(reread.gone);
            }
        }
        Err(AppError::Contended)
    }

    /// One stretch of the pass over open public cases: at most about `limit` of them. Call it once a day,
    /// again while it is not complete; more often does nothing.
    pub async fn reread_open(&self, limit: usize) -> Result<Reread, AppError> {
        self.refresh_desk().await;
        let now = self.clock.now();
        let mut pass = self.store.reread_pass().await?;
        let mut reread = Reread::default();
        if pass.partition.is_none() {
            if pass.began_at.is_some_and(|at| now.duration_since(at) < BETWEEN_PASSES) {
                return Ok(Reread { complete: true, ..reread });
            }
            pass = RereadPass { began_at: Some(now), complete_at: pass.complete_at, ..RereadPass::default() };
        }
        let mut partitions: Vec<String> = self
            .desk()
            .teams
            .iter()
            .flat_map(|team| [keys::waiting_pk(&team.id), keys::pending_pk(&team.id)])
            .collect();
        partitions.sort();
        let from = pass.partition.clone().unwrap_or_default();
        for partition in partitions.iter().filter(|partition| **partition >= from) {
            // A place belongs to the partition it was read in.
            let mut after = pass.after.take().filter(|_| *partition == from);
            loop {
                if reread.cases >= limit {
                    (pass.partition, pass.after) = (Some(partition.clone()), after);
                    pass.missed |= reread.unanswered > 0;
                    self.store.keep_reread_pass(&pass).await?;
                    return Ok(reread);
                }
                let places = self.store.places(partition, after.as_deref(), PAGE as i32).await?;
                let Some(last) = places.last() else { break };
                after = Some(last.sort.clone());
                let wanted: Vec<Key> = places.into_iter().map(|place| place.key).collect();
                self.reread_page(&wanted, &mut reread).await?;
            }
        }
        (pass.partition, pass.after) = (None, None);
        // A pass in which a platform could not be asked has not covered everything.
        pass.missed |= reread.unanswered > 0;
        pass.complete_at = if pass.missed { pass.complete_at } else { pass.began_at };
        self.store.keep_reread_pass(&pass).await?;
        Ok(Reread { complete: true, ..reread })
    }

    async fn reread_page(&self, wanted: &[Key], reread: &mut Reread) -> Result<(), AppError> {
        let mut posts = Vec::new();
        for case in self.store.cases(wanted).await?.into_iter().filter(Case::can_be_reread) {
            reread.cases += 1;
            posts.extend(self.posts_of(&case).await?);
        }
        self.ask_for(posts, reread).await
    }

    /// The contact's posts of a case that are not known to be gone.
    async fn posts_of(&self, case: &Case) -> Result<Vec<Post>, AppError> {
        let known: Conversation = match (case.number, &case.heard_id) {
            // One message, and it stands in the case itself.
            (1, None) if case.opening.is_some() => Conversation::default(),
            _ => self.store.conversation(&case.conversation).await?,
        };
        let opening = case.opening.iter().filter(|opening| !known.messages.iter().any(|(_, one)| one == *opening));
        let rows = known.messages.iter().filter(|(number, _)| *number == case.number).map(|(_, message)| message);
        let theirs = rows.chain(opening).filter(|message| message.direction == Direction::In && !message.deleted);
        Ok(theirs.map(|message| Post { case: case.clone(), id: message.external_id.clone() }).collect())
    }

    /// Asks the platforms for posts, as many at once as they take, and lets go of what is gone.
    async fn ask_for(&self, posts: Vec<Post>, reread: &mut Reread) -> Result<(), AppError> {
        let mut by_inbox: BTreeMap<(Channel, String), Vec<Post>> = BTreeMap::new();
        for post in posts {
            by_inbox.entry((post.case.channel, post.case.inbox.clone())).or_default().push(post);
        }
        for ((channel, inbox), posts) in by_inbox {
            let platforms = self.reading(channel, &inbox).await?;
            for some in posts.chunks(Platforms::asked_at_once(channel)) {
                let ids: Vec<String> = some.iter().map(|post| post.id.clone()).collect();
                reread.posts += ids.len();
                let gone = match &platforms {
                    Some(platforms) => platforms.gone(channel, &inbox, &ids, self.clock.now()).await,
                    None => None,
                };
                let Some(gone) = gone else {
                    reread.unanswered += ids.len();
                    continue;
                };
                for post in some.iter().filter(|post| gone.contains(&post.id)) {
                    self.let_go(post).await?;
                    reread.gone += 1;
                }
            }
        }
        Ok(())
    }

    /// As if the deletion had been delivered.
    async fn let_go(&self, post: &Post) -> Result<(), AppError> {
        let case = &post.case;
        let now = self.clock.now();
        let mut event = Event::new(Outcome::Delete, Kind::Delete, Some(case.channel));
        event.inbox = Some(case.inbox.clone());
        event.contact = Some(case.contact.id.clone());
        event.public = case.public;
        event.external_id = Some(post.id.clone());
        event.at = Some(now);
        let Ok(addressed) = Addressed::of(&event) else { return Ok(()) };
        self.revise(&addressed, now).await.map(drop)
    }
}
