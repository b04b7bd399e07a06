//! A whole system to measure, and what is delivered to it.
//!
//! Owns starting it in this process. Must not measure anything.

use crate::MENTION;
use couture::app::desk_in_force::DeskInForce;
use couture::channels::send::install_cryptography;
use couture::channels::x;
use couture::clock::Clock;
use couture::config::Config;
use couture::local::engine::{self, Place};
use couture::local::fakes::Fakes;
use couture::local::server::{House, Outside};
use couture::local::{offline, secrets, workers};
use couture::store::Store;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What customers write and are told, in business hours.
pub const QUESTION: &str = "my parcel was announced for Tuesday and still has not arrived, order AB-48213, what now?";
const ANSWER: &str = "It is at the depot and comes tomorrow; you get 5 EUR back within 14 days.";

/// Everything that waits, runs here.
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
}

/// The typical delivery, with an author, a text and an instant of its own.
pub fn mention(at: Timestamp, author: u64, text: &str) -> Vec<u8> {
    let millisecond = u64::try_from(at.as_millisecond()).unwrap();
    let id = ((millisecond - 1_288_834_974_657) << 22) | (author % (1 << 22));
    let mut body: Value = serde_json::from_str(MENTION).unwrap();
    let post = &mut body["tweet_create_events"][0];
    post["id"] = json!(id);
    post["id_str"] = json!(id.to_string());
    post["text"] = json!(format!("@acme {text}"));
    post["lang"] = json!("en");
    post["created_at"] = json!(at.strftime("%a %b %d %H:%M:%S +0000 %Y").to_string());
    post["timestamp_ms"] = json!(millisecond.to_string());
    post["user"]["id"] = json!(author);
    post["user"]["id_str"] = json!(author.to_string());
    post["user"]["screen_name"] = json!(format!("contact_{author}"));
    serde_json::to_vec(&body).unwrap()
}

/// A whole system in this process, as `couture serve` starts it.
pub struct Running {
    /// Its parts.
    pub house: House,
    /// Where it listens.
    pub url: String,
    /// Where its table listens.
    pub table_url: String,
    /// A client for it.
    pub http: reqwest::Client,
    _engine: engine::Engine,
    _server: JoinSet<()>,
    _workers: JoinSet<()>,
}

impl Running {
    pub async fn start(place: &Place, clock: Clock) -> Running {
        install_cryptography();
        let (engine, store) = table(place).await;
        let (desk, files) = offline::desk(None).unwrap();
        store.keep_desk(&desk.version, &files).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let platform_clock = clock.clone();
        let fakes = Fakes::new(Arc::new(move || platform_clock.now()), None).unwrap();
        let simulated = clock.is_manual();
        let house =
            House::build(store, clock, DeskInForce::until_pointed(desk), fakes, &Outside::at(&url), Config::default())
                .await
                .unwrap();
        let router = house.router(simulated);
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, router).await.unwrap() });
        let workers = workers::start(&house.app, &house.jobs);
        Running {
            house,
            url,
            table_url: engine.endpoint.clone(),
            http: client(),
            _engine: engine,
            _server: server,
            _workers: workers,
        }
    }

    /// Delivers a body to X's door and waits until everything it led to is done.
    pub async fn deliver(&self, body: &[u8]) {
        deliver(&self.http, &self.url, body.to_vec()).await;
        self.house.jobs.idle().await;
    }

    pub async fn call(&self, method: &str, path: &str, body: Value) -> Value {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let request = self.http.request(method, format!("{}{path}", self.url)).bearer_auth(secrets::AGENT_TOKEN);
        let request = if body.is_null() { request } else { request.json(&body) };
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    pub async fn advance(&self, span: &str) {
        self.call("POST", "/sim/clock", json!({"advance": span})).await;
    }

    /// Answers this many of the cases that wait, until the answers are logged.
    pub async fn answer(&self, count: usize) {
        let queue = self.call("GET", "/api/v1/queue?limit=200", Value::Null).await;
        let waiting: Vec<&str> =
            queue["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert!(waiting.len() >= count, "{} wait, {count} are to be answered", waiting.len());
        for id in waiting.into_iter().take(count) {
            let case = self.call("GET", &format!("/api/v1/cases/{id}"), Value::Null).await;
            let reply = json!({"text": ANSWER, "version": case["version"], "undo_seconds": 0});
            self.call("POST", &format!("/api/v1/cases/{id}/reply"), reply).await;
            self.house.jobs.idle().await;
        }
    }

    pub fn written(&self) -> f64 {
        self.house.app.store.capacity().write_units()
    }
}

pub async fn table(place: &Place) -> (engine::Engine, Store) {
    let (database, lock) = engine::open(place).unwrap();
    let engine = engine::serve(database, lock).await.unwrap();
    let store = engine::store(&engine.endpoint).await.unwrap();
    (engine, store)
}

/// A client for loopback: it reads no certificates.
fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap()
}

pub async fn deliver(http: &reqwest::Client, url: &str, body: Vec<u8>) {
    let signature = x::signature::sign(secrets::X_CONSUMER_SECRET, &body);
    let request = http.post(format!("{url}/webhooks/x")).header(x::signature::HEADER, signature).body(body);
    let status = request.send().await.unwrap().status();
    assert!(status.is_success(), "{status}");
}
