//! The house of one function: the use cases, or the platforms' door, over AWS services.
//!
//! A function has the parts its template names and no others: a part that was not named is either not
//! there (no alert topic) or refuses (no queue).

use super::clients::Clients;
use super::secrets::{Person, PlatformSecrets, Secret};
use crate::app::App;
use crate::app::desk_in_force::DeskInForce;
use crate::app::health::IntakeCounts;
use crate::app::identity::Identities;
use crate::channels::media::Media;
use crate::channels::send::Platforms;
use crate::clock::Clock;
use crate::config::Deployed;
use crate::desk;
use crate::domain::desk::Desk;
use crate::files::{Bucket, Files};
use crate::functions::api;
use crate::functions::webhook::{self, Intake};
use crate::jobs::{Jobs, SqsJobs};
use crate::notify::{Notify, Sink};
use crate::store::Store;
use crate::telemetry;
use crate::web;
use anyhow::Context;
use axum::Router;
use axum::routing::get;
use std::sync::Arc;
use tokio::sync::Mutex;

const X_API: &str = "https://api.x.com";
const META_API: &str = "https://graph.facebook.com";

/// What the function `webhook` is: the door, and no table.
#[derive(Debug)]
pub struct Doorkeeper {
    jobs: Jobs,
    clock: Clock,
    platforms: Secret<PlatformSecrets>,
    webhook_url: Option<String>,
}

impl Doorkeeper {
    /// Opens the door as the environment says.
    pub async fn open() -> anyhow::Result<Doorkeeper> {
        let deployed = Deployed::from_environment()?;
        telemetry::start_structured(deployed.log.as_deref());
        let doorkeeper = Doorkeeper::over(deployed, Clock::System)?;
        doorkeeper.platforms.value().await?;
        Ok(doorkeeper)
    }

    /// A door with these parts.
    pub fn over(deployed: Deployed, clock: Clock) -> anyhow::Result<Doorkeeper> {
        let clients = Clients::new(&deployed.access);
        let secret = deployed.platforms_secret.context("COUTURE_PLATFORMS_SECRET_ARN is not set")?;
        Ok(Doorkeeper {
            jobs: Jobs::Sqs(SqsJobs::new(clients.sqs(), deployed.queues, clock.clone())),
            platforms: Secret::new(clients.secrets(), secret, clock.clone()),
            webhook_url: deployed.webhook_url,
            clock,
        })
    }

    /// The door with the secrets in force.
    pub async fn router(&self) -> anyhow::Result<Router> {
        let secrets = Arc::new(self.platforms.value().await?.doors(self.webhook_url.clone()));
        Ok(webhook::routes(Intake { jobs: self.jobs.clone(), clock: self.clock.clone(), secrets }))
    }
}

/// What the other functions are: the use cases over the table.
#[derive(Debug)]
pub struct House {
    store: Store,
    jobs: Jobs,
    clock: Clock,
    desk: Desk,
    topic: Option<(aws_sdk_sns::Client, String)>,
    public_url: String,
    x_base_url: String,
    meta_base_url: String,
    files: Files,
    platforms: Option<Secret<PlatformSecrets>>,
    agents: Option<Secret<Vec<Person>>>,
    current: Mutex<Option<Current>>,
}

/// The use cases as built from these secrets.
#[derive(Debug)]
struct Current {
    app: Arc<App>,
    platforms: Arc<PlatformSecrets>,
    agents: Arc<Vec<Person>>,
}

impl std::fmt::Debug for PlatformSecrets {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (x, meta) = (self.x_tokens.len(), self.meta_tokens.len());
        write!(formatter, "PlatformSecrets({:?}, {x} X tokens, {meta} Meta tokens)", self.doors(None))
    }
}

impl std::fmt::Debug for Person {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Person")
    }
}

impl House {
    /// Opens the house as the environment says.
    pub async fn open() -> anyhow::Result<House> {
        let deployed = Deployed::from_environment()?;
        telemetry::start_structured(deployed.log.as_deref());
        let house = House::over(deployed, Clock::System)?;
        house.app().await?;
        Ok(house)
    }

    /// A house with these parts.
    pub fn over(deployed: Deployed, clock: Clock) -> anyhow::Result<House> {
        let clients = Clients::new(&deployed.access);
        let table = deployed.table.context("COUTURE_TABLE is not set")?;
        let desk = desk::demo().map_err(|problems| anyhow::anyhow!("the built-in desk is refused: {problems:?}"))?;
        Ok(House {
            store: Store::new(clients.dynamodb(), &table),
            jobs: Jobs::Sqs(SqsJobs::new(clients.sqs(), deployed.queues, clock.clone())),
            desk,
            topic: deployed.alert_topic.map(|topic| (clients.sns(), topic)),
            public_url: deployed.public_url.unwrap_or_default(),
            x_base_url: deployed.x_base_url.unwrap_or_else(|| X_API.to_owned()),
            files: match &deployed.attachments_bucket {
                Some(name) => Files::Bucket(Bucket::new(name, &deployed.access)?),
                None => Files::Nowhere,
            },
            meta_base_url: deployed.meta_base_url.unwrap_or_else(|| META_API.to_owned()),
            platforms: deployed.platforms_secret.map(|name| Secret::new(clients.secrets(), name, clock.clone())),
            agents: deployed.agents_secret.map(|name| Secret::new(clients.secrets(), name, clock.clone())),
            clock,
            current: Mutex::new(None),
        })
    }

    /// The use cases with the secrets in force.
    pub async fn app(&self) -> anyhow::Result<Arc<App>> {
        let platforms = match &self.platforms {
            Some(secret) => Some(secret.value().await?),
            None => None,
        };
        let agents = match &self.agents {
            Some(secret) => Some(secret.value().await?),
            None => None,
        };
        let mut current = self.current.lock().await;
        if let Some(current) = current.as_ref() {
            let same_platforms = platforms.as_ref().is_none_or(|platforms| Arc::ptr_eq(platforms, &current.platforms));
            let same_agents = agents.as_ref().is_none_or(|agents| Arc::ptr_eq(agents, &current.agents));
            if same_platforms && same_agents {
                return Ok(current.app.clone());
            }
        }
        let (platforms, agents) = (platforms.unwrap_or_default(), agents.unwrap_or_default());
        let app = Arc::new(self.build(&platforms, &agents)?);
        *current = Some(Current { app: app.clone(), platforms, agents });
        Ok(app)
    }

    fn build(&self, platforms: &PlatformSecrets, agents: &[Person]) -> anyhow::Result<App> {
        let topic = self.topic.clone().map(|(client, topic_arn)| Sink::Sns { client, topic_arn });
        let sinks = topic.into_iter().chain(platforms.sinks()?).collect();
        let identities: Identities = Person::identities(agents);
        Ok(App {
            store: self.store.clone(),
            jobs: self.jobs.clone(),
            platforms: Platforms::new(platforms.platforms(self.x_base_url.clone(), self.meta_base_url.clone()))?,
            media: Media::over_the_internet()?,
            files: self.files.clone(),
            notify: Notify { sinks },
            clock: self.clock.clone(),
            identities,
            desk_in_force: DeskInForce::until_pointed(self.desk.clone()),
            public_url: self.public_url.clone(),
            intake: IntakeCounts::default(),
            older_desks: Default::default(),
        })
    }

    /// The interface for tools and the page for people, with the people in force.
    pub async fn router(&self) -> anyhow::Result<Router> {
        let app = self.app().await?;
        Ok(Router::new()
            .route("/healthz", get(|| async { "ok" }))
            .merge(api::routes(app.clone()))
            .merge(web::routes(app)))
    }
}
