//! `couture serve`: the whole system in one process, on loopback only.
//!
//! Owns the wiring: which table, which clock, which platforms. Must not contain behavior.

use super::audit::{self, Audit};
use super::desk_commands;
use super::engine::{self, Place};
use super::fakes::{self, Fakes};
use super::sim::{self, Sim};
use super::{secrets, workers};
use crate::app::App;
use crate::app::desk_in_force::DeskInForce;
use crate::app::health::IntakeCounts;
use crate::app::identity::{Identities, Identity, Role};
use crate::channels::media::Media;
use crate::channels::send::Platforms;
use crate::channels::x::access::XAccess;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::desk::Desk;
use crate::domain::message::Channel;
use crate::files::{Files, Folder, Memory};
use crate::functions::api;
use crate::functions::webhook::{self, Intake, Secrets};
use crate::jobs::{Jobs, LocalJobs};
use crate::notify::Notify;
use crate::store::Store;
use crate::web;
use anyhow::Context;
use axum::Router;
use axum::routing::get;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::net::TcpListener;

/// How to serve.
#[derive(Debug)]
pub struct Options {
    /// The port; 0 picks one.
    pub port: u16,
    /// Where the table is.
    pub place: Place,
    /// The desk until one is pushed, or for this whole run.
    pub desk: LocalDesk,
    /// A clock to move, and `/sim`.
    pub sim: bool,
}

/// The parts of a running system.
#[derive(Debug, Clone)]
pub struct House {
    /// The use cases.
    pub app: Arc<App>,
    /// Its queues.
    pub jobs: LocalJobs,
    /// The fake platforms.
    pub fakes: Fakes,
    /// What the doors accept.
    pub secrets: Arc<Secrets>,
}

/// The desk a laptop starts with.
#[derive(Debug, Clone)]
pub struct LocalDesk {
    /// The desk.
    pub desk: Desk,
    /// The files it was read from.
    pub files: BTreeMap<String, String>,
    /// Whether it was asked for by name: then it is in force for this run, whatever the table points to.
    pub fixed: bool,
}

impl LocalDesk {
    fn in_force(self) -> DeskInForce {
        if self.fixed { DeskInForce::fixed(self.desk) } else { DeskInForce::until_pointed(self.desk) }
    }

    /// Keeps these files in the table, and gives way to the desk the table points to.
    async fn keep_in(self, store: &Store) -> anyhow::Result<LocalDesk> {
        store.keep_desk(&self.desk.version, &self.files).await?;
        if self.fixed {
            return Ok(self);
        }
        let Some(pointer) = store.desk_pointer().await? else { return Ok(self) };
        let version = pointer.current.version;
        let files = store.desk_files(&version).await?.with_context(|| format!("desk {version} is not in the table"))?;
        match crate::desk::parse(&files) {
            Ok(desk) => Ok(LocalDesk { desk, files, fixed: false }),
            Err(_) => {
                eprintln!("desk {version} is not one this program can read; the built-in one is in force");
                Ok(self)
            }
        }
    }
}

/// Where the outside is, seen from the system.
#[derive(Debug, Clone)]
pub struct Outside {
    /// X's API.
    pub x_url: String,
    /// Meta's API.
    pub meta_url: String,
    /// The hosts that keep the platforms' files.
    pub media_url: String,
    /// Where alerts are posted.
    pub alerts_url: String,
    /// This system's own address.
    pub public_url: String,
}

impl Outside {
    /// Everything on one server of ours.
    pub fn at(url: &str) -> Outside {
        Outside {
            x_url: format!("{url}/fake/x"),
            meta_url: format!("{url}/fake/meta"),
            media_url: format!("{url}/fake/media"),
            alerts_url: format!("{url}/fake/alerts"),
            public_url: url.to_owned(),
        }
    }
}

/// The channels that Meta's API answers on.
const META_CHANNELS: [Channel; 4] = [Channel::Messenger, Channel::Instagram, Channel::Facebook, Channel::Whatsapp];

impl House {
    /// Builds the system over a store, with files in memory.
    pub async fn build(
        store: Store,
        clock: Clock,
        desk: DeskInForce,
        fakes: Fakes,
        outside: &Outside,
        config: Config,
    ) -> anyhow::Result<House> {
        let files = Files::Memory(Memory::default());
        House::build_over((store, files), clock, desk, fakes, outside, config).await
    }

    /// Builds the system over a store and a place for files.
    pub async fn build_over(
        (store, files): (Store, Files),
        clock: Clock,
        desk: DeskInForce,
        fakes: Fakes,
        outside: &Outside,
        config: Config,
    ) -> anyhow::Result<House> {
        let jobs = LocalJobs::open(store.clone(), clock.clone()).await?;
        let tokens = |channels: &[Channel]| -> BTreeMap<String, String> {
            let in_force = desk.desk();
            let inboxes = in_force.inboxes.iter().filter(|inbox| channels.contains(&inbox.channel));
            inboxes.map(|inbox| (inbox.external_id.clone(), fakes::token_for(&inbox.external_id))).collect()
        };
        fakes.knows_instagram(tokens(&[Channel::Instagram]).into_keys());
        let mut config = config;
        fill_in(&mut config.secrets);
        // A platform that is not played here keeps its files on its own hosts.
        let x = config.x.as_ref().is_none_or(|(address, _)| *address == outside.x_url);
        let meta = config.meta.as_ref().is_none_or(|(address, _)| *address == outside.meta_url);
        let media = match x && meta {
            true => Media::played_at(&outside.media_url)?,
            false => Media::over_the_internet()?,
        };
        let mut access = config.platforms(
            (outside.x_url.clone(), bearers(tokens(&[Channel::X]))),
            (outside.meta_url.clone(), tokens(&META_CHANNELS)),
        );
        if config.x.is_none() {
            access.x_app_token = Some(fakes::token_for("application"));
        }
        if config.meta.is_none() {
            access.meta_app_id = Some(fakes::connections::META_APP_ID.to_owned());
        }
        let platforms = Platforms::new(access)?;
        let sinks = config.sinks((outside.alerts_url.clone(), secrets::STANDARD_WEBHOOK_SECRET.to_owned()))?;
        let app = App {
            store,
            jobs: Jobs::Local(jobs.clone()),
            platforms,
            media,
            files,
            notify: Notify { sinks },
            clock,
            identities: identities(),
            desk_in_force: desk,
            public_url: outside.public_url.clone(),
            intake: IntakeCounts::default(),
            older_desks: Default::default(),
        };
        Ok(House { app: Arc::new(app), jobs, fakes, secrets: Arc::new(config.secrets) })
    }

    /// Everything this process answers to.
    pub fn router(&self, sim: bool) -> Router {
        let intake =
            Intake { jobs: self.app.jobs.clone(), clock: self.app.clock.clone(), secrets: self.secrets.clone() };
        let audit = Audit { app: self.app.clone(), jobs: self.jobs.clone() };
        let router = Router::new()
            .route("/healthz", get(|| async { "ok" }))
            .merge(webhook::routes(intake))
            .merge(api::routes(self.app.clone()))
            .merge(web::routes(self.app.clone()))
            .merge(audit::routes(audit))
            .nest("/fake", self.fakes.router());
        if !sim {
            return router;
        }
        router.merge(sim::routes(Sim {
            app: self.app.clone(),
            jobs: self.jobs.clone(),
            fakes: self.fakes.clone(),
            moved: Arc::default(),
            moving: Arc::default(),
        }))
    }
}

fn bearers(tokens: BTreeMap<String, String>) -> BTreeMap<String, XAccess> {
    tokens.into_iter().map(|(inbox, token)| (inbox, XAccess::Bearer(token))).collect()
}

fn fill_in(secrets: &mut Secrets) {
    let default = |list: &mut Vec<String>, value: &str| {
        if list.is_empty() {
            list.push(value.to_owned());
        }
    };
    default(&mut secrets.x_consumer, secrets::X_CONSUMER_SECRET);
    default(&mut secrets.meta_app, secrets::META_APP_SECRET);
    default(&mut secrets.meta_verify, secrets::META_VERIFY_TOKEN);
    default(&mut secrets.standard, secrets::STANDARD_WEBHOOK_SECRET);
    default(&mut secrets.twilio.tokens, secrets::TWILIO_TOKEN);
}

/// The people of a laptop: a token is also the id of its owner.
pub fn identities() -> Identities {
    let people = [
        (secrets::AGENT_TOKEN, Role::Agent),
        (secrets::SECOND_AGENT_TOKEN, Role::Agent),
        (secrets::PHONE_TOKEN, Role::Phone),
        (secrets::LEAD_TOKEN, Role::Lead),
        (secrets::MANAGER_TOKEN, Role::Manager),
        (secrets::AUDITOR_TOKEN, Role::Auditor),
        (secrets::ADMIN_TOKEN, Role::Admin),
    ];
    let mut identities = Identities::default();
    for (token, role) in people {
        identities.add(token, Identity { id: token.to_owned(), role });
    }
    identities
}

/// Serves until interrupted.
pub async fn serve(options: Options, config: Config) -> anyhow::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", options.port))
        .await
        .with_context(|| format!("cannot listen on port {}; choose another with --port", options.port))?;
    let url = format!("http://{}", listener.local_addr()?);
    let (database, lock) = engine::open(&options.place)?;
    let engine = engine::serve(database, lock).await?;
    let store = engine::store(&engine.endpoint).await.context("cannot prepare the table")?;
    let desk = options.desk.keep_in(&store).await?.in_force();
    let clock = if options.sim { Clock::manual(Clock::system_now()) } else { Clock::System };
    let files = match &options.place {
        Place::Folder(folder) => Files::Folder(Folder::at(folder.join("attachments"))),
        Place::Memory => Files::Memory(Memory::default()),
    };
    let fakes = fake_platforms(&options.place, clock.clone())?;
    let house = House::build_over((store, files), clock, desk, fakes, &Outside::at(&url), config).await?;
    let router = house.router(options.sim);
    let workers = workers::start(&house.app, &house.jobs);
    if let Place::Folder(folder) = &options.place {
        desk_commands::announce(folder, &url)?;
    }
    println!("ready {url}");
    announce(&url, &options.place, options.sim);
    let interrupted = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    tokio::select! {
        served = axum::serve(listener, router) => served?,
        () = interrupted => eprintln!("\nstopped; what was accepted is kept"),
    }
    drop(workers);
    drop(engine);
    Ok(())
}

fn fake_platforms(place: &Place, clock: Clock) -> anyhow::Result<Fakes> {
    let store = match place {
        Place::Folder(folder) => Some(folder.join("fake-platforms.jsonl")),
        Place::Memory => None,
    };
    Fakes::new(Arc::new(move || clock.now()), store)
}

fn announce(url: &str, place: &Place, sim: bool) {
    let place = match place {
        Place::Folder(folder) => format!("in {}", folder.display()),
        Place::Memory => "in memory, gone when this ends".to_owned(),
    };
    eprintln!("Couture is running; the table is {place}.\n");
    eprintln!("  sign in          {url}/sign-in?token={}", secrets::AGENT_TOKEN);
    eprintln!("  pages            {url}/  {url}/phone  {url}/briefings  {url}/lead\n");
    eprintln!("  X webhook        {url}/webhooks/x      (consumer secret {})", secrets::X_CONSUMER_SECRET);
    eprintln!(
        "  Meta webhook     {url}/webhooks/meta   (app secret {}, verify token {})",
        secrets::META_APP_SECRET,
        secrets::META_VERIFY_TOKEN
    );
    eprintln!(
        "  other channels   {url}/webhooks/standard/{{phone|email|sms|chat|app|store|bot|crm}} (secret {})",
        secrets::STANDARD_WEBHOOK_SECRET
    );
    eprintln!("  Twilio webhook   {url}/webhooks/twilio (auth token {})", secrets::TWILIO_TOKEN);
    eprintln!("  queue            curl -H 'authorization: Bearer {}' {url}/api/v1/queue", secrets::AGENT_TOKEN);
    eprintln!(
        "  other people     {}, {}, {}, {}, {}, {}",
        secrets::SECOND_AGENT_TOKEN,
        secrets::PHONE_TOKEN,
        secrets::LEAD_TOKEN,
        secrets::MANAGER_TOKEN,
        secrets::AUDITOR_TOKEN,
        secrets::ADMIN_TOKEN
    );
    eprintln!("  some traffic     cargo run -- simulate --url {url} --rate 5 --count 50");
    if sim {
        eprintln!("  move the clock   curl -d '{{\"advance\":\"PT31M\"}}' {url}/sim/clock");
    }
    eprintln!("\nX and Meta are played by this process; nothing leaves this machine. Ctrl-C stops it.");
}
