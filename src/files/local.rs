//! Files on a laptop: in memory, or in a folder beside the table.

use super::{FilesError, Part, Span, part};
use crate::domain::attachment::{KEPT, type_of_key};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

type Kept = BTreeMap<String, (Timestamp, Arc<Vec<u8>>)>;

/// Files in this process.
#[derive(Clone, Default)]
pub struct Memory(Arc<Mutex<Kept>>);

impl fmt::Debug for Memory {
    /// Only how many there are.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Memory({} files)", self.lock().len())
    }
}

impl Memory {
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn put(&self, key: &str, bytes: Vec<u8>, now: Timestamp) {
        self.lock().insert(key.to_owned(), (now, Arc::new(bytes)));
    }

    pub(super) fn get(&self, key: &str, span: Option<Span>, now: Timestamp) -> Option<Part> {
        let (_, bytes) = self.lock().get(key).filter(|(at, _)| !is_old(*at, now)).cloned()?;
        Some(part(&bytes, span))
    }

    pub(super) fn delete(&self, key: &str) {
        self.lock().remove(key);
    }

    pub(super) fn forget_old(&self, now: Timestamp) {
        self.lock().retain(|_, (at, _)| !is_old(*at, now));
    }

    /// The keys of everything kept.
    pub fn keys(&self) -> Vec<String> {
        self.lock().keys().cloned().collect()
    }
}

fn is_old(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at) >= KEPT
}

/// Files in a folder, one each under its key; a file's own time says since when it is kept.
#[derive(Debug, Clone)]
pub struct Folder(Arc<PathBuf>);

impl Folder {
    /// The folder of this path; it is made when the first file comes.
    pub fn at(path: PathBuf) -> Folder {
        Folder(Arc::new(path))
    }

    /// A key never leaves the folder: it has no separators.
    fn place(&self, key: &str) -> Result<PathBuf, FilesError> {
        type_of_key(key).map(|_| self.0.join(key)).ok_or(FilesError)
    }

    pub(super) async fn put(&self, key: &str, bytes: Vec<u8>, now: Timestamp) -> Result<(), FilesError> {
        let (folder, place) = (self.0.clone(), self.place(key)?);
        on_disk(move || {
            fs::create_dir_all(folder.as_path())?;
            // Written beside and moved over: nobody reads half a file.
            let beside = place.with_extension("part");
            let mut file = fs::File::create(&beside)?;
            file.write_all(&bytes)?;
            file.set_modified(SystemTime::from(now))?;
            file.sync_data()?;
            fs::rename(&beside, &place)
        })
        .await
    }

    pub(super) async fn get(&self, key: &str, span: Option<Span>, now: Timestamp) -> Result<Option<Part>, FilesError> {
        let place = self.place(key)?;
        on_disk(move || match kept_since(&place) {
            Some(at) if !is_old(at, now) => fs::read(&place).map(|bytes| Some(part(&bytes, span))),
            _ => Ok(None),
        })
        .await
    }

    pub(super) async fn delete(&self, key: &str) -> Result<(), FilesError> {
        let place = self.place(key)?;
        on_disk(move || match fs::remove_file(place) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        })
        .await
    }

    pub(super) async fn forget_old(&self, now: Timestamp) {
        let folder = self.0.clone();
        let forgotten = on_disk(move || {
            let Ok(entries) = fs::read_dir(folder.as_path()) else { return Ok(()) };
            for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
                if kept_since(&path).is_some_and(|at| is_old(at, now)) {
                    fs::remove_file(path)?;
                }
            }
            Ok(())
        });
        if forgotten.await.is_err() {
            tracing::warn!("old files could not be deleted; tomorrow again");
        }
    }
}

fn kept_since(path: &Path) -> Option<Timestamp> {
    let data = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    data.modified().ok()?.try_into().ok()
}

async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, FilesError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => {
            tracing::error!(kind = ?error.kind(), "the folder of files failed");
            Err(FilesError)
        }
        Err(_) => Err(FilesError),
    }
}
