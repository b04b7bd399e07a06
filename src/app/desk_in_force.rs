//! Which desk decides now: the one the table points to, the built-in one when it points to none.
//!
//! Owns the cached copy, its age, and moving the pointer. A case goes on under the version it was opened
//! with (`App::desk_of`); only what is new is decided by the desk in force. Must not read files.

use super::actions::{ActionError, permit};
use super::identity::{Identity, Permission};
use super::{App, AppError};
use crate::domain::desk::{Desk, Problem};
use crate::store::Store;
use crate::store::desks::{DeskPointer, Pointed};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// How long a process goes on with the desk it has read before it looks whether another is in force.
pub const DESK_AGE: SignedDuration = SignedDuration::from_secs(60);

/// The desk in force as this process knows it.
#[derive(Debug)]
pub struct DeskInForce {
    slot: RwLock<Slot>,
}

#[derive(Debug, Clone)]
struct Slot {
    desk: Arc<Desk>,
    looked_at: Option<Timestamp>,
    fixed: bool,
}

impl DeskInForce {
    /// A desk until the table points to another.
    pub fn until_pointed(desk: Desk) -> DeskInForce {
        DeskInForce::new(desk, false)
    }

    /// A desk for this run, whatever the table points to, until one is pushed.
    pub fn fixed(desk: Desk) -> DeskInForce {
        DeskInForce::new(desk, true)
    }

    fn new(desk: Desk, fixed: bool) -> DeskInForce {
        DeskInForce { slot: RwLock::new(Slot { desk: Arc::new(desk), looked_at: None, fixed }) }
    }

    /// The desk.
    pub fn desk(&self) -> Arc<Desk> {
        self.slot().desk
    }

    fn slot(&self) -> Slot {
        self.slot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, slot: Slot) {
        *self.slot.write().unwrap_or_else(PoisonError::into_inner) = slot;
    }
}

/// Why a desk did not come into force.
#[derive(Debug)]
pub enum DeskError {
    /// The person may not, or the table failed.
    Action(ActionError),
    /// The files are not a desk.
    Refused(Vec<Problem>),
    /// No version of that name was ever pushed.
    UnknownVersion,
    /// Somebody else moved the pointer at the same time.
    Contended,
}

impl<E: Into<ActionError>> From<E> for DeskError {
    fn from(error: E) -> DeskError {
        DeskError::Action(error.into())
    }
}

impl App {
    /// The desk in force.
    pub fn desk(&self) -> Arc<Desk> {
        self.desk_in_force.desk()
    }

    /// Looks whether another desk came into force, at most once in [`DESK_AGE`]. A table that cannot be
    /// read, or a version this program cannot read, leaves the desk as it is: rules a minute old are
    /// better than none.
    pub async fn refresh_desk(&self) {
        let mut slot = self.desk_in_force.slot();
        let now = self.clock.now();
        let fresh = slot.looked_at.is_some_and(|at| now.duration_since(at).abs() < DESK_AGE);
        if slot.fixed || fresh {
            return;
        }
        slot.looked_at = Some(now);
        match self.pointed_desk(&slot.desk.version).await {
            Ok(Some(desk)) => slot.desk = desk,
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the desk in force could not be read; the last one goes on"),
        }
        self.desk_in_force.put(slot);
    }

    async fn pointed_desk(&self, known: &str) -> Result<Option<Arc<Desk>>, AppError> {
        let Some(pointer) = self.store.desk_pointer().await?.filter(|pointer| pointer.current.version != known) else {
            return Ok(None);
        };
        let desk = self.desk_of(&pointer.current.version).await;
        if desk.version != pointer.current.version {
            tracing::error!(desk = %pointer.current.version, "the desk in force is not one this program can read");
            return Ok(None);
        }
        Ok(Some(desk))
    }

    /// Checks desk files, keeps them and brings them into force.
    pub async fn push_desk(&self, who: &Identity, files: &BTreeMap<String, String>) -> Result<DeskPointer, DeskError> {
        permit(who, Permission::Configure)?;
        let pointer = push(&self.store, files, &who.id, self.clock.now()).await?;
        self.take_desk(&pointer).await;
        self.look_at_everybody().await;
        Ok(pointer)
    }

    /// Brings a version that was pushed before into force again.
    pub async fn use_desk(&self, who: &Identity, version: &str) -> Result<DeskPointer, DeskError> {
        permit(who, Permission::Configure)?;
        let pointer = point(&self.store, version, &who.id, self.clock.now()).await?;
        self.take_desk(&pointer).await;
        self.look_at_everybody().await;
        Ok(pointer)
    }

    /// Which desk is in force since when, and which were before.
    pub async fn desk_history(&self, who: &Identity) -> Result<Option<DeskPointer>, ActionError> {
        permit(who, Permission::Read)?;
        Ok(self.store.desk_pointer().await?)
    }

    async fn take_desk(&self, pointer: &DeskPointer) {
        let desk = self.desk_of(&pointer.current.version).await;
        self.desk_in_force.put(Slot { desk, looked_at: Some(self.clock.now()), fixed: false });
    }

    /// Keeps the desk in force in the table, so that the reasons of the cases it decides can be told when
    /// another desk is. Read first: a read costs less than writing what is there already.
    pub async fn keep_desk(&self, files: &BTreeMap<String, String>) -> Result<(), AppError> {
        let version = crate::desk::version(files);
        if self.store.desk_files(&version).await?.is_none() {
            self.store.keep_desk(&version, files).await?;
        }
        Ok(())
    }
}

/// Checks desk files, keeps them in the table and points to them. Pushing what is in force changes nothing.
pub async fn push(
    store: &Store,
    files: &BTreeMap<String, String>,
    by: &str,
    now: Timestamp,
) -> Result<DeskPointer, DeskError> {
    let desk = crate::desk::parse(files).map_err(DeskError::Refused)?;
    store.keep_desk(&desk.version, files).await?;
    point(store, &desk.version, by, now).await
}

/// Points to a version the table keeps.
pub async fn point(store: &Store, version: &str, by: &str, now: Timestamp) -> Result<DeskPointer, DeskError> {
    if store.desk_files(version).await?.is_none() {
        return Err(DeskError::UnknownVersion);
    }
    let known = store.desk_pointer().await?;
    if let Some(known) = known.as_ref().filter(|known| known.current.version == version) {
        return Ok(known.clone());
    }
    let current = Pointed { version: version.to_owned(), at: now, by: by.to_owned() };
    match store.move_desk_pointer(known, current).await? {
        Some(pointer) => Ok(pointer),
        None => Err(DeskError::Contended),
    }
}
