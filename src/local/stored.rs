//! The system of a data folder, for a command that only asks: the one that serves it, or, when nobody does, the
//! folder itself, answered from without doing any of its work. Without a folder, the laptop's usual server.
//!
//! Owns finding it. Must not start workers: nothing is sent, stamped or told while a question is answered.

use super::commands::DEFAULT_URL;
use super::desk_commands::served_at;
use super::engine::{self, Place};
use super::fakes::Fakes;
use super::server::{House, Outside};
use crate::app::desk_in_force::DeskInForce;
use crate::clock::Clock;
use crate::config::Config;
use anyhow::Context;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A system that can be asked.
pub struct Asked {
    /// Where.
    pub url: String,
    /// What keeps it there, when it is this process.
    _here: Option<(engine::Engine, JoinSet<()>)>,
}

impl Asked {
    /// A system at an address.
    pub fn at(url: &str) -> Asked {
        Asked { url: url.to_owned(), _here: None }
    }

    /// The system of a folder.
    pub async fn of_folder(folder: &Path) -> anyhow::Result<Asked> {
        if let Some(url) = served_at(folder)? {
            return Ok(Asked::at(&url));
        }
        if !folder.is_dir() {
            return Ok(Asked::at(DEFAULT_URL));
        }
        let (database, lock) = engine::open(&Place::Folder(folder.to_owned()))?;
        let table = engine::serve(database, lock).await?;
        let store = engine::store(&table.endpoint).await.context("cannot prepare the table")?;
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no loopback port")?;
        let url = format!("http://{}", listener.local_addr()?);
        let desk = DeskInForce::until_pointed(super::offline::desk(None)?.0);
        let fakes = Fakes::new(Arc::new(Clock::system_now), None)?;
        let house = House::build(store, Clock::System, desk, fakes, &Outside::at(&url), Config::default()).await?;
        let router = house.router(false);
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the folder can no longer be asked");
            }
        });
        Ok(Asked { url, _here: Some((table, serving)) })
    }
}
