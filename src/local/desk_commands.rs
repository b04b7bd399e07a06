//! `couture desk`: bringing a version of the desk into force, going back, and what was in force when.
//!
//! Owns finding the table: a system named by its address, the one that serves the data folder now, or the
//! folder itself when nothing does. What is allowed is decided where the table is.

use super::engine::{self, Place};
use super::remote::Remote;
use super::{offline, secrets};
use crate::app::desk_in_force::{self, DeskError};
use crate::clock::Clock;
use crate::domain::words::{Language, desk as desk_words};
use crate::store::Store;
use crate::store::desks::{DeskPointer, Pointed};
use crate::store::keys::instant;
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file in a data folder that tells where it is being served.
const ADDRESS: &str = "address";

/// Who brings a desk into force when the folder is opened directly: whoever holds the folder.
const LOCAL_PERSON: &str = secrets::ADMIN_TOKEN;

/// What can be done with the desk of a system.
#[derive(Debug, Subcommand)]
pub enum DeskCommand {
    /// Check desk files, store them and bring them into force.
    Push {
        /// The folder; the built-in demo desk when absent.
        dir: Option<PathBuf>,
        /// Whose desk.
        #[command(flatten)]
        target: Target,
    },
    /// Bring a version that was stored before into force again.
    Use {
        /// The version, as `history` lists it.
        version: String,
        /// Whose desk.
        #[command(flatten)]
        target: Target,
    },
    /// Print which version is in force, and which were before.
    History {
        /// Whose desk.
        #[command(flatten)]
        target: Target,
    },
}

/// Whose desk.
#[derive(Debug, Args)]
pub struct Target {
    /// A running system; without it the one that serves the data folder, or the folder itself.
    #[arg(long)]
    url: Option<String>,
    /// The bearer token of a manager or an administrator there; `-` reads it from standard input.
    #[arg(long, default_value = secrets::ADMIN_TOKEN, requires = "url")]
    token: String,
    /// The data folder.
    #[arg(long, default_value = ".couture", conflicts_with = "url")]
    data: PathBuf,
}

/// Does it, and prints the desk in force as one JSON line. `false`: the files or the version were refused.
pub async fn run(command: DeskCommand) -> anyhow::Result<bool> {
    match command {
        DeskCommand::Push { dir, target } => {
            let files = match dir {
                Some(dir) => crate::desk::read_folder(&dir).map_err(|problems| offline::refused(&problems))?,
                None => crate::desk::demo_files(),
            };
            match crate::desk::parse(&files) {
                Ok(_) => target.open().await?.push(files).await,
                Err(problems) => Ok(refused(problems.iter().map(|one| desk_words::problem(one, Language::En)))),
            }
        }
        DeskCommand::Use { version, target } => target.open().await?.use_version(&version).await,
        DeskCommand::History { target } => target.open().await?.history().await,
    }
}

/// Tells the tools of this machine where a data folder is being served.
pub fn announce(folder: &Path, url: &str) -> anyhow::Result<()> {
    std::fs::write(folder.join(ADDRESS), url).with_context(|| format!("cannot write in {}", folder.display()))
}

/// Where a data folder is being served, if it is.
pub(super) fn served_at(folder: &Path) -> anyhow::Result<Option<String>> {
    if !engine::is_served(folder)? {
        return Ok(None);
    }
    let url = std::fs::read_to_string(folder.join(ADDRESS))
        .with_context(|| format!("{} is being served, but not where: name it with --url", folder.display()))?;
    Ok(Some(url.trim().to_owned()))
}

/// Where the table is.
enum Table {
    Served { remote: Remote, token: String },
    Folder { store: Store, _engine: engine::Engine },
}

impl Target {
    async fn open(self) -> anyhow::Result<Table> {
        if let Some(url) = &self.url {
            let token = match self.token.as_str() {
                "-" => String::from_utf8(offline::read(Path::new("-"))?)?.trim().to_owned(),
                token => token.to_owned(),
            };
            return Ok(Table::Served { remote: Remote::new(url)?, token });
        }
        if let Some(url) = served_at(&self.data)? {
            return Ok(Table::Served { remote: Remote::new(&url)?, token: secrets::ADMIN_TOKEN.to_owned() });
        }
        let (database, lock) = engine::open(&Place::Folder(self.data))?;
        let engine = engine::serve(database, lock).await?;
        let store = engine::store(&engine.endpoint).await.context("cannot prepare the table")?;
        Ok(Table::Folder { store, _engine: engine })
    }
}

impl Table {
    async fn push(self, files: BTreeMap<String, String>) -> anyhow::Result<bool> {
        match self {
            Table::Served { remote, token } => {
                tell(remote.ask(reqwest::Method::PUT, "/api/v1/desk", &token, Some(json!({"files": files}))).await?)
            }
            Table::Folder { store, .. } => {
                moved(desk_in_force::push(&store, &files, LOCAL_PERSON, Clock::system_now()).await)
            }
        }
    }

    async fn use_version(self, version: &str) -> anyhow::Result<bool> {
        match self {
            Table::Served { remote, token } => {
                let asked = json!({"version": version});
                tell(remote.ask(reqwest::Method::POST, "/api/v1/desk/current", &token, Some(asked)).await?)
            }
            Table::Folder { store, .. } => {
                moved(desk_in_force::point(&store, version, LOCAL_PERSON, Clock::system_now()).await)
            }
        }
    }

    async fn history(self) -> anyhow::Result<bool> {
        match self {
            Table::Served { remote, token } => {
                tell(remote.ask(reqwest::Method::GET, "/api/v1/desk", &token, None).await?)
            }
            Table::Folder { store, .. } => {
                match store.desk_pointer().await? {
                    Some(pointer) => println!("{}", line(&pointer)),
                    None => println!("{}", json!({"current": null, "before": []})),
                }
                Ok(true)
            }
        }
    }
}

/// Prints a server's answer. Its refusals are answers; anything else it could not do is an error.
fn tell((status, answer): (u16, Value)) -> anyhow::Result<bool> {
    if (200..300).contains(&status) {
        println!("{answer}");
        return Ok(true);
    }
    let detail = answer.get("detail").and_then(Value::as_str).unwrap_or_default();
    match status {
        404 | 409 | 422 => {
            let problems = answer.get("problems").and_then(Value::as_array).cloned().unwrap_or_default();
            let told = problems.iter().filter_map(|one| one.get("why")?.as_str().map(str::to_owned));
            Ok(refused(std::iter::once(detail.to_owned()).chain(told)))
        }
        _ => bail!("the system answered {status}: {detail}"),
    }
}

fn moved(result: Result<DeskPointer, DeskError>) -> anyhow::Result<bool> {
    let language = Language::En;
    match result {
        Ok(pointer) => {
            println!("{}", line(&pointer));
            Ok(true)
        }
        Err(DeskError::Refused(problems)) => Ok(refused(problems.iter().map(|one| desk_words::problem(one, language)))),
        Err(DeskError::UnknownVersion) => {
            Ok(refused([crate::domain::words::problems::problem("unknown_desk", language).to_owned()].into_iter()))
        }
        Err(DeskError::Contended) => {
            Ok(refused([crate::domain::words::problems::problem("desk_moved", language).to_owned()].into_iter()))
        }
        Err(DeskError::Action(error)) => Err(error).context("the table did not do it"),
    }
}

fn refused(sentences: impl Iterator<Item = String>) -> bool {
    sentences.for_each(|sentence| println!("{sentence}"));
    false
}

fn line(pointer: &DeskPointer) -> Value {
    let told = |one: &Pointed| json!({"version": one.version, "since": instant(one.at), "by": one.by});
    json!({"current": told(&pointer.current), "before": pointer.before.iter().map(told).collect::<Vec<_>>()})
}
