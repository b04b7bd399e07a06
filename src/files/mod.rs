//! Where files are kept: copies of what customers sent, pictures prepared for answers.
//!
//! Owns the places (a bucket, a folder, memory) and the promise that nothing is served after its thirty
//! days. Must not know what a file is for. A file is named by its key alone, and its key says what it is.

#[cfg(feature = "aws")]
mod bucket;
#[cfg(feature = "local")]
mod local;

#[cfg(feature = "aws")]
pub use bucket::Bucket;
#[cfg(feature = "local")]
pub use local::{Folder, Memory};

use jiff::Timestamp;

/// Why a file could not be kept or read. It may work later.
#[derive(Debug, thiserror::Error)]
#[error("the files are unavailable")]
pub struct FilesError;

/// A part of a file, often all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The place of the first one.
    pub start: u64,
    /// The length of the whole file.
    pub total: u64,
}

/// The bytes asked for: from the first to the last, both included; the last may lie beyond the end.
pub type Span = (u64, u64);

/// Where files are kept. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Files {
    /// In this process, gone with it.
    #[cfg(feature = "local")]
    Memory(Memory),
    /// In a folder.
    #[cfg(feature = "local")]
    Folder(Folder),
    /// In Amazon S3, which forgets by itself (the lifecycle rule of `infra/template.yaml`).
    #[cfg(feature = "aws")]
    Bucket(Bucket),
    /// Nowhere: this function was given no place.
    Nowhere,
}

impl Files {
    /// Keeps a file. The same key again is the same file again.
    pub async fn put(&self, key: &str, bytes: Vec<u8>, now: Timestamp) -> Result<(), FilesError> {
        let _ = (key, now);
        match self {
            #[cfg(feature = "local")]
            Files::Memory(memory) => memory.put(key, bytes, now),
            #[cfg(feature = "local")]
            Files::Folder(folder) => folder.put(key, bytes, now).await?,
            #[cfg(feature = "aws")]
            Files::Bucket(bucket) => bucket.put(key, bytes, now).await?,
            Files::Nowhere => return Err(FilesError),
        }
        Ok(())
    }

    /// Reads a file or a part of it; `None` when it is not there, or no longer. A span that begins beyond
    /// the end gives no bytes.
    pub async fn get(&self, key: &str, span: Option<Span>, now: Timestamp) -> Result<Option<Part>, FilesError> {
        let _ = (key, span, now);
        match self {
            #[cfg(feature = "local")]
            Files::Memory(memory) => Ok(memory.get(key, span, now)),
            #[cfg(feature = "local")]
            Files::Folder(folder) => folder.get(key, span, now).await,
            #[cfg(feature = "aws")]
            Files::Bucket(bucket) => bucket.get(key, span, now).await,
            Files::Nowhere => Err(FilesError),
        }
    }

    /// Deletes a file; that there is none is fine.
    pub async fn delete(&self, key: &str, now: Timestamp) -> Result<(), FilesError> {
        let _ = (key, now);
        match self {
            #[cfg(feature = "local")]
            Files::Memory(memory) => memory.delete(key),
            #[cfg(feature = "local")]
            Files::Folder(folder) => folder.delete(key).await?,
            #[cfg(feature = "aws")]
            Files::Bucket(bucket) => bucket.delete(key, now).await?,
            Files::Nowhere => return Err(FilesError),
        }
        Ok(())
    }

    /// Deletes what is older than its time, where nothing else does.
    pub async fn forget_old(&self, now: Timestamp) {
        let _ = now;
        match self {
            #[cfg(feature = "local")]
            Files::Memory(memory) => memory.forget_old(now),
            #[cfg(feature = "local")]
            Files::Folder(folder) => folder.forget_old(now).await,
            #[cfg(feature = "aws")]
            Files::Bucket(_) => {}
            Files::Nowhere => {}
        }
    }

    /// The most bytes one answer may carry from here; a function's answer may hold six megabytes, a third
    /// of which its encoding takes.
    pub fn largest_answer(&self) -> u64 {
        match self {
            #[cfg(feature = "aws")]
            Files::Bucket(_) => 4 * 1024 * 1024,
            _ => u64::MAX,
        }
    }
}

/// The part of `bytes` a span asks for.
#[cfg(feature = "local")]
fn part(bytes: &[u8], span: Option<Span>) -> Part {
    let total = bytes.len();
    let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(total);
    let (start, end) = span.map_or((0, total), |(first, last)| (place(first), place(last.saturating_add(1))));
    let bytes = bytes.get(start..end).unwrap_or_default().to_vec();
    Part { bytes, start: start as u64, total: total as u64 }
}
