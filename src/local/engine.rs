//! The embedded table: DynamoDB's wire protocol, served on loopback inside this process.
//!
//! Owns starting it and the lock on its folder. The rest of the house talks to it as to the real one.

use crate::store::Store;
use crate::store::table::local_client;
use anyhow::Context;
use dynoxide::Database;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use tokio::net::TcpListener;

/// The table's name on a laptop.
pub const TABLE: &str = "couture";

/// Where the table's rows are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a folder, between runs.
    Folder(PathBuf),
    /// In memory, for this run.
    Memory,
}

/// A running engine; it ends with the process.
#[derive(Debug)]
pub struct Engine {
    /// Where it listens.
    pub endpoint: String,
    /// Keeps a second process off the same folder.
    _lock: Option<File>,
}

/// Opens the database at a place.
pub fn open(place: &Place) -> anyhow::Result<(Database, Option<File>)> {
    match place {
        Place::Memory => Ok((Database::memory()?, None)),
        Place::Folder(folder) => {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
            let lock = lock(folder)?;
            let file = folder.join("table.db");
            let file = file.to_str().context("the data folder's name is not text")?;
            Ok((Database::new(file)?, Some(lock)))
        }
    }
}

fn lock(folder: &Path) -> anyhow::Result<File> {
    let file = File::create(folder.join("lock")).with_context(|| format!("cannot write in {}", folder.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            anyhow::bail!("{} is in use by another couture; stop it or choose another --data", folder.display())
        }
        Err(TryLockError::Error(error)) => Err(error).context("cannot lock the data folder"),
    }
}

/// Whether another process of ours has the folder open.
pub fn is_served(folder: &Path) -> anyhow::Result<bool> {
    let Ok(file) = File::open(folder.join("lock")) else { return Ok(false) };
    match file.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(error).context("cannot look at the data folder's lock"),
    }
}

/// Serves a database on a loopback port of its own.
pub async fn serve(database: Database, lock: Option<File>) -> anyhow::Result<Engine> {
    let listener = TcpListener::bind("127.0.0.1:0").await.context("no loopback port for the table")?;
    let endpoint = format!("http://{}", listener.local_addr()?);
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    Ok(Engine { endpoint, _lock: lock })
}

/// The store over an engine, with its table made.
pub async fn store(endpoint: &str) -> anyhow::Result<Store> {
    let store = Store::new(local_client(endpoint, 3), TABLE);
    store.create_table().await?;
    Ok(store)
}
