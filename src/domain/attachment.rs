//! The files that come with messages: what may be kept, where a copy stands, when to try again.
//!
//! Owns the kinds of files taken (told from their first bytes, never from a name), their states with
//! reasons, and the limits. Must not fetch or keep a byte.

mod file_type;

pub use file_type::FileType;

use crate::domain::case::{Case, StoredMessage};
use crate::domain::ids;
use crate::domain::message::Channel;
use crate::domain::sends::Send;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The largest file copied from a platform, in bytes.
pub const LARGEST_COPY: usize = 25 * 1024 * 1024;
/// The largest picture sent with an answer, in bytes.
pub const LARGEST_PICTURE: usize = 5 * 1024 * 1024;
/// How many files of one message are copied.
pub const MOST_COPIES: usize = 10;
/// How long a copy is kept.
pub const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// When, after the message reached us, a file that could not be fetched is tried again.
const TRIES_AFTER: [SignedDuration; 4] = [
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(20),
    SignedDuration::from_mins(60),
];

/// A file we keep: its name says what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// `{24 hexadecimal digits}.{ending}`.
    pub key: String,
    /// Its length in bytes.
    pub size: u64,
    /// Since when it is kept.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
}

impl Kept {
    /// What it is.
    pub fn kind(&self) -> Option<FileType> {
        type_of_key(&self.key)
    }

    /// Whether its time with us is over.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now.duration_since(self.at) >= KEPT
    }
}

/// What a key names; `None` for anything that is not a key of ours.
pub fn type_of_key(key: &str) -> Option<FileType> {
    let (name, ending) = key.split_once('.')?;
    let well_formed = name.len() == 24 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    FileType::ALL.into_iter().find(|kind| well_formed && kind.ending() == ending)
}

/// The key of a message's file: the same every time, so that copying twice keeps one.
pub fn key_of_copy(conversation: &str, external_id: &str, index: usize, kind: FileType) -> String {
    let name = ids::short_hash(&["attachment", conversation, external_id, &index.to_string()]);
    format!("{name}.{}", kind.ending())
}

/// The key of a picture prepared for an answer in a case: the same picture twice is one, and no other
/// case's answer can carry it.
pub fn key_of_draft(case: &str, digest: &str, kind: FileType) -> String {
    format!("{}.{}", ids::short_hash(&["draft", case, digest]), kind.ending())
}

/// Why a file was not copied. The words are `words::attachments`'s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotCopied {
    /// The platform gave no address.
    NoFile,
    /// The address is not one a platform gives: not https, a port, a password, a number for a name.
    Address,
    /// The host is none of the platforms'.
    Host,
    /// The name leads into a private network.
    PrivateNetwork,
    /// It sent us on too often.
    Redirects,
    /// Larger than what is copied.
    TooLarge,
    /// Of a kind that is not taken.
    Kind,
    /// Its first bytes are not what the platform called it.
    Mismatch,
    /// The platform no longer has it, or does not give it to us.
    Gone,
    /// Tried for an hour, and never received.
    Unreachable,
    /// More files than are copied of one message.
    Surplus,
}

/// Where the copy of one file stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Copied {
    /// Not yet: it is being tried.
    Pending,
    /// Here it is.
    Kept(Kept),
    /// It will not be.
    Refused(NotCopied),
}

/// Whether, and when, a file that could not be fetched at `now` is tried again.
pub fn try_again_at(received_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    TRIES_AFTER.into_iter().filter_map(|after| received_at.checked_add(after).ok()).find(|at| *at > now)
}

impl StoredMessage {
    /// When it reached us.
    pub fn heard_at(&self) -> Timestamp {
        self.received_at.unwrap_or(self.at)
    }

    /// Where the copy of its n-th file stands.
    pub fn copy(&self, index: usize) -> Copied {
        match (self.copies.get(index), self.attachments.get(index)) {
            (Some(copied), _) => copied.clone(),
            (None, Some(attachment)) if attachment.url.is_some() => Copied::Pending,
            _ => Copied::Refused(NotCopied::NoFile),
        }
    }

    /// The places of its files that are still to be copied.
    pub fn wanted_copies(&self) -> Vec<usize> {
        let pending = |index: &usize| self.copy(*index) == Copied::Pending;
        if self.deleted { Vec::new() } else { (0..self.attachments.len()).filter(pending).collect() }
    }

    /// Notes what became of a file.
    pub fn note_copy(&mut self, index: usize, copied: Copied) {
        while self.copies.len() <= index {
            self.copies.push(self.copy(self.copies.len()));
        }
        if let Some(place) = self.copies.get_mut(index) {
            *place = copied;
        }
    }

    /// The pictures of it that are still kept.
    pub fn pictures_kept(&self, now: Timestamp) -> Vec<Kept> {
        let kept = self.copies.iter().filter_map(|copied| match copied {
            Copied::Kept(kept) if !kept.is_expired(now) => Some(kept.clone()),
            Copied::Kept(_) | Copied::Pending | Copied::Refused(_) => None,
        });
        kept.collect()
    }

    /// The keys of everything we keep of it.
    pub fn kept_keys(&self) -> Vec<&str> {
        let kept = self.copies.iter().filter_map(|copied| match copied {
            Copied::Kept(kept) => Some(kept.key.as_str()),
            Copied::Pending | Copied::Refused(_) => None,
        });
        kept.collect()
    }
}

impl Case {
    /// A message has come: if there are files with it, they are copied at once.
    pub fn expect_files(&mut self, message: &StoredMessage) {
        if !message.wanted_copies().is_empty() {
            let at = message.heard_at();
            self.fetch_at = Some(self.fetch_at.map_or(at, |earlier| earlier.min(at)));
        }
    }
}

impl Case {
    /// Gives pictures to an answer just accepted, and to what was `accepted` of it; where a message holds either
    /// text or a picture, the picture is a further part that leaves after the text.
    pub fn give_pictures(&mut self, accepted: &mut Vec<Send>, pictures: Vec<Kept>) {
        if pictures.is_empty() {
            return;
        }
        if leaves_with_text(self.channel) {
            let Some(first) = accepted.first_mut() else { return };
            first.pictures = pictures;
            if let Some(send) = self.send_mut(&first.id) {
                *send = first.clone();
            }
            return;
        }
        let Some(last) = accepted.last() else { return };
        self.send_count += 1;
        let mut follows = Send { id: format!("s{}", self.send_count), ..last.clone() };
        follows.after = Some(last.id.clone());
        follows.reply_to = None;
        follows.text = Some(String::new());
        follows.pictures = pictures;
        self.sends.push(follows.clone());
        accepted.push(follows);
    }
}

/// How many pictures an answer may carry, and of which kinds; `None` where none can be sent.
pub fn pictures_allowed(channel: Channel, public: bool) -> Option<(usize, &'static [FileType])> {
    match (channel, public) {
        (Channel::X, true) => Some((4, &[FileType::Jpeg, FileType::Png, FileType::Webp])),
        (Channel::X, false) => Some((1, &[FileType::Jpeg, FileType::Png, FileType::Webp])),
        (Channel::Messenger, _) => Some((1, &[FileType::Jpeg, FileType::Png, FileType::Gif])),
        _ => None,
    }
}

/// Whether text and picture leave in one message there. Where not, the picture follows as a send of its own.
fn leaves_with_text(channel: Channel) -> bool {
    channel == Channel::X
}

/// Why a picture cannot go out with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureRefusal {
    /// No picture can be sent there.
    NotSupported,
    /// More than one answer carries there.
    TooMany {
        /// How many it carries.
        most: usize,
    },
    /// Not of a kind that can be sent there, or not what it was called.
    Kind,
    /// Larger than what can be sent.
    TooLarge,
    /// There is no such picture for this case.
    Unknown,
}

impl PictureRefusal {
    /// The contract's code.
    pub fn code(self) -> &'static str {
        match self {
            PictureRefusal::NotSupported => "attachment_not_supported",
            PictureRefusal::TooMany { .. } => "too_many_attachments",
            PictureRefusal::Kind => "attachment_kind",
            PictureRefusal::TooLarge => "attachment_too_large",
            PictureRefusal::Unknown => "unknown_attachment",
        }
    }
}

/// What an attachment is shown as.
pub fn state_word(copied: &Copied, heard_at: Timestamp, now: Timestamp) -> &'static str {
    match copied {
        Copied::Kept(kept) if kept.is_expired(now) => "expired",
        Copied::Kept(_) => "copied",
        Copied::Refused(_) => "refused",
        // Kept before files were copied: nobody is trying any more.
        Copied::Pending if now.duration_since(heard_at) > SignedDuration::from_hours(24) => "expired",
        Copied::Pending => "pending",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn only_our_own_names_are_keys() {
        let key = key_of_copy("c", "m", 0, FileType::Ogg);
        assert_eq!(type_of_key(&key), Some(FileType::Ogg));
        assert_ne!(key, key_of_copy("c", "m", 1, FileType::Ogg));
        let upper = key.to_uppercase();
        for wrong in [
            "",
            "../../etc/passwd",
            "a.jpg",
            upper.as_str(),
            "0123456789abcdef01234567.svg",
            "0123456789abcdef01234567",
        ] {
            assert_eq!(type_of_key(wrong), None, "{wrong}");
        }
        for kind in FileType::ALL {
            assert_eq!(type_of_key(&key_of_draft("case", "digest", kind)), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }

    #[test]
    fn it_is_tried_for_an_hour() {
        let received: Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
        let next = |minutes: i64| {
            try_again_at(received, received + SignedDuration::from_mins(minutes))
                .map(|at| at.duration_since(received).as_secs() / 60)
        };
        assert_eq!(
            [next(0), next(1), next(7), next(20), next(59), next(60)],
            [Some(1), Some(5), Some(20), Some(60), Some(60), None]
        );
    }
}
