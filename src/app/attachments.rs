//! Files of messages: copying what customers sent while the platforms' links live, serving the copies,
//! forgetting them, and taking pictures for answers.
//!
//! Owns the order of effects: a file is kept before its row says so, and deleted before its row does. Both
//! may run twice. Must not judge an address (`channels::media`) nor a file (`domain::attachment`).

use super::actions::{ActionError, permit};
use super::identity::{Identity, Permission};
use super::{App, AppError, TRIES};
use crate::channels::media::{FetchError, needs_access};
use crate::channels::send::{Picture, Platforms, RefusalCode, SendOutcome};
use crate::domain::attachment::{
    Copied, FileType, Kept, LARGEST_PICTURE, MOST_COPIES, NotCopied, PictureRefusal, key_of_copy, key_of_draft,
    pictures_allowed, try_again_at, type_of_key,
};
use crate::domain::case::{Case, StoredMessage};
use crate::domain::ids::hex;
use crate::domain::sends::Send;
use crate::files::{FilesError, Part, Span};
use crate::store::cases::Conversation;
use crate::store::commit::{CaseWrite, Commit, Committed};
use jiff::{SignedDuration, Timestamp};
use ring::digest::{SHA256, digest};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// How many files are received at once: each may take up to its largest size in memory.
const AT_ONCE: usize = 4;
/// How long one round of copying may take: its function has 30 seconds.
const ROUND: Duration = Duration::from_secs(22);

/// How long a send waits when its pictures cannot be read.
const FILES_WAIT: SignedDuration = SignedDuration::from_secs(30);

/// A file of a message: the message's id and the place of the file in it.
type Place = (String, usize);

impl App {
    /// Copies the files of a case that are due, and says when the rest is tried again.
    pub async fn fetch(&self, conversation: &str, number: u32) -> Result<(), AppError> {
        let mut done: BTreeMap<Place, Copied> = BTreeMap::new();
        for _ in 0..TRIES {
            let known = self.store.conversation(conversation).await?;
            let now = self.clock.now();
            let Some(case) = known.case(number).filter(|case| case.fetch_at.is_some_and(|at| at <= now)) else {
                return self.discard_unwanted(&known, &done).await;
            };
            self.discard_unwanted(&known, &done).await?;
            self.receive(case, &known, &mut done, now).await?;
            if self.note_copies(&known, number, &done, now).await? {
                return Ok(());
            }
        }
        Err(AppError::Contended)
    }

    /// Receives and keeps what has not been tried in this run.
    async fn receive(
        &self,
        case: &Case,
        known: &Conversation,
        done: &mut BTreeMap<Place, Copied>,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let platforms = self.access_to_files(case, known).await?;
        let hands = Arc::new(Semaphore::new(AT_ONCE));
        let mut tasks = JoinSet::new();
        for (_, message) in &known.messages {
            for index in message.wanted_copies() {
                let place = (message.external_id.clone(), index);
                let url = message.attachments.get(index).and_then(|attachment| attachment.url.clone());
                let Some(url) = url.filter(|_| !done.contains_key(&place)) else { continue };
                if index >= MOST_COPIES {
                    done.insert(place, Copied::Refused(NotCopied::Surplus));
                    continue;
                }
                let copying = self.copy(case, message, index, url, platforms.clone(), now);
                let hands = hands.clone();
                tasks.spawn(async move {
                    let _hand = hands.acquire_owned().await;
                    (place, copying.await)
                });
            }
        }
        let all = async {
            while let Some(copied) = tasks.join_next().await {
                if let Ok((place, copied)) = copied {
                    done.insert(place, copied);
                }
            }
        };
        // What is not done by then is tried again.
        let _ = tokio::time::timeout(ROUND, all).await;
        Ok(())
    }

    /// The clients to receive files with, when any of them is behind the inbox's access: a token we renew is in
    /// no others. `None`: none is, or the inbox cannot be reached.
    async fn access_to_files(&self, case: &Case, known: &Conversation) -> Result<Option<Box<Platforms>>, AppError> {
        let wanted = known.messages.iter().any(|(_, message)| {
            let urls =
                message.wanted_copies().into_iter().filter_map(|index| message.attachments.get(index)?.url.as_ref());
            urls.into_iter().any(|url| needs_access(case.channel, url))
        });
        if wanted { self.reading(case.channel, &case.inbox).await } else { Ok(None) }
    }

    /// One file: received, judged, kept. Owns everything it needs, so that several run at once.
    fn copy(
        &self,
        case: &Case,
        message: &StoredMessage,
        index: usize,
        url: String,
        platforms: Option<Box<Platforms>>,
        now: Timestamp,
    ) -> impl Future<Output = Copied> + std::marker::Send + 'static {
        let (media, files) = (self.media.clone(), self.files.clone());
        let unreachable = platforms.is_none() && needs_access(case.channel, &url);
        let platforms = platforms.unwrap_or_else(|| Box::new(self.platforms.clone()));
        let (channel, inbox) = (case.channel, case.inbox.clone());
        let (conversation, external_id) = (case.conversation.clone(), message.external_id.clone());
        let last_try = try_again_at(message.heard_at(), now).is_none();
        async move {
            let later = if last_try { Copied::Refused(NotCopied::Unreachable) } else { Copied::Pending };
            if unreachable {
                return later;
            }
            let url = match platforms.file_address(channel, &inbox, url).await {
                Ok(url) => url,
                Err(FetchError::Later) => return later,
                Err(FetchError::Never(why)) => return Copied::Refused(why),
            };
            let access = |url: &_| platforms.file_access(channel, &inbox, url, now);
            match media.fetch(channel, &url, access).await {
                Ok(file) => {
                    let key = key_of_copy(&conversation, &external_id, index, file.kind);
                    let size = file.bytes.len() as u64;
                    match files.put(&key, file.bytes, now).await {
                        Ok(()) => Copied::Kept(Kept { key, size, at: now }),
                        Err(FilesError) => later,
                    }
                }
                Err(FetchError::Later) => later,
                Err(FetchError::Never(why)) => Copied::Refused(why),
            }
        }
    }

    /// Deletes copies whose message was taken back while they were being received.
    async fn discard_unwanted(&self, known: &Conversation, done: &BTreeMap<Place, Copied>) -> Result<(), AppError> {
        for ((external_id, index), copied) in done {
            let message = known.messages.iter().find(|(_, message)| message.external_id == *external_id);
            let wanted = message.is_some_and(|(_, message)| *index < message.attachments.len());
            if let (Copied::Kept(kept), false) = (copied, wanted) {
                self.files.delete(&kept.key, self.clock.now()).await?;
            }
        }
        Ok(())
    }

    /// Writes down what became of each file. `false`: something changed meanwhile, look again.
    async fn note_copies(
        &self,
        known: &Conversation,
        number: u32,
        done: &BTreeMap<Place, Copied>,
        now: Timestamp,
    ) -> Result<bool, AppError> {
        let mut changed: Vec<(u32, StoredMessage)> = Vec::new();
        let mut again_at: Option<Timestamp> = None;
        for (of_case, message) in &known.messages {
            let mut noted = message.clone();
            for index in message.wanted_copies() {
                let copied = done.get(&(message.external_id.clone(), index)).cloned().unwrap_or(Copied::Pending);
                match copied {
                    Copied::Pending => {
                        let at = try_again_at(message.heard_at(), now);
                        again_at = [again_at, at].into_iter().flatten().min();
                        if at.is_none() {
                            noted.note_copy(index, Copied::Refused(NotCopied::Unreachable));
                        }
                    }
                    copied => noted.note_copy(index, copied),
                }
            }
            if noted != *message {
                changed.push((*of_case, noted));
            }
        }
        let mut cases: BTreeMap<u32, Case> = known.cases.iter().map(|case| (case.number, case.clone())).collect();
        // The case that waits for them is written last, with one of its messages: until then it stands on the
        // agenda as it did.
        changed.sort_by_key(|(of_case, _)| *of_case == number);
        let last = changed.pop_if(|(of_case, _)| *of_case == number).map(|(_, message)| message);
        for (of_case, message) in &changed {
            let Some(case) = cases.get_mut(of_case) else { continue };
            if !self.note_in(case, Some(message)).await? {
                return Ok(false);
            }
        }
        let Some(mut case) = cases.remove(&number) else { return Ok(true) };
        case.fetch_at = again_at;
        if !self.note_in(&mut case, last.as_ref()).await? {
            return Ok(false);
        }
        self.schedule(&case).await?;
        Ok(true)
    }

    /// Writes a case and one of its messages.
    pub(super) async fn note_in(&self, case: &mut Case, message: Option<&StoredMessage>) -> Result<bool, AppError> {
        case.touch(false);
        let opening = message
            .filter(|message| case.opening.as_ref().is_some_and(|opening| opening.external_id == message.external_id));
        if let Some(opening) = opening {
            case.opening = Some(opening.clone());
        }
        let revised = message.filter(|_| opening.is_none());
        let commit = Commit {
            case: Some((case, CaseWrite::Replace)),
            revised: revised.map(|message| (case.conversation.as_str(), case.number, message)).into_iter().collect(),
            ..Commit::default()
        };
        Ok(self.store.commit(&commit).await? == Committed::Done)
    }

    /// A message is going: what we keep of it goes first.
    pub(super) async fn forget_files(&self, message: &StoredMessage) -> Result<(), AppError> {
        for key in message.kept_keys() {
            self.files.delete(key, self.clock.now()).await?;
        }
        Ok(())
    }

    /// A kept file, or a part of it, with what it is. `None`: there is none of that name, or no longer.
    pub async fn file(&self, key: &str, span: Option<Span>) -> Result<Option<(FileType, Part)>, AppError> {
        let Some(kind) = type_of_key(key) else { return Ok(None) };
        let part = self.files.get(key, span, self.clock.now()).await?;
        Ok(part.map(|part| (kind, part)))
    }

    /// Takes a picture for an answer in this case; what it gives back is the picture's id.
    pub async fn take_picture(
        &self,
        who: &Identity,
        id: &str,
        declared: &str,
        bytes: Vec<u8>,
    ) -> Result<String, ActionError> {
        permit(who, Permission::Work)?;
        let case = self.load(id).await?;
        let (_, kinds) = pictures_allowed(case.channel, case.public).ok_or(PictureRefusal::NotSupported)?;
        if bytes.len() > LARGEST_PICTURE {
            return Err(PictureRefusal::TooLarge.into());
        }
        let kind = FileType::of_bytes(&bytes).filter(|kind| kinds.contains(kind) && kind.is_called(declared));
        let key = draft_key(&case, &bytes, kind.ok_or(PictureRefusal::Kind)?);
        self.files.put(&key, bytes, self.clock.now()).await.map_err(AppError::from)?;
        Ok(key)
    }

    /// The pictures an answer in this case names, all of them there and allowed.
    pub(super) async fn pictures(&self, case: &Case, keys: &[String]) -> Result<Vec<Kept>, ActionError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let (most, kinds) = pictures_allowed(case.channel, case.public).ok_or(PictureRefusal::NotSupported)?;
        if keys.len() > most {
            return Err(PictureRefusal::TooMany { most }.into());
        }
        let now = self.clock.now();
        let mut pictures = Vec::new();
        for key in keys {
            let kind = type_of_key(key).filter(|kind| kinds.contains(kind)).ok_or(PictureRefusal::Unknown)?;
            let part = self.files.get(key, None, now).await.map_err(AppError::from)?;
            let bytes = part.ok_or(PictureRefusal::Unknown)?.bytes;
            // Made for this case and no other: nobody sends one customer's file to another.
            if draft_key(case, &bytes, kind) != *key {
                return Err(PictureRefusal::Unknown.into());
            }
            let size = bytes.len() as u64;
            // Its thirty days begin with the answer.
            self.files.put(key, bytes, now).await.map_err(AppError::from)?;
            pictures.push(Kept { key: key.clone(), size, at: now });
        }
        Ok(pictures)
    }

    /// The pictures that leave with an answer; else why it cannot leave now.
    pub(super) async fn pictures_of(&self, send: &Send, now: Timestamp) -> Result<Vec<Picture>, SendOutcome> {
        let mut pictures = Vec::new();
        for kept in &send.pictures {
            match (kept.kind(), self.files.get(&kept.key, None, now).await) {
                (Some(kind), Ok(Some(part))) => pictures.push(Picture { kind, bytes: part.bytes }),
                (_, Err(FilesError)) => {
                    return Err(SendOutcome::NotSent { retry_at: now.checked_add(FILES_WAIT).unwrap_or(now) });
                }
                (None, _) | (_, Ok(None)) => {
                    return Err(SendOutcome::Refused { code: RefusalCode::Invalid, detail: "attachment".to_owned() });
                }
            }
        }
        Ok(pictures)
    }
}

fn draft_key(case: &Case, bytes: &[u8], kind: FileType) -> String {
    key_of_draft(&case.id(), &hex(digest(&SHA256, bytes).as_ref()), kind)
}
