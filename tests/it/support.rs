//! A whole system to test: store, fake platforms and clock outlive the process under test, so that it can
//! crash and come back.

mod wire;

pub use wire::{Cut, Refusal};

use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use axum::Router;
use couture::app::desk_in_force::DeskInForce;
use couture::channels::x::access::XAccess;
use couture::channels::{meta, x};
use couture::clock::Clock;
use couture::config::Config;
use couture::domain::desk::Desk;
use couture::files::{Files, Memory};
use couture::local::engine::{self, Place, TABLE};
use couture::local::fakes::Fakes;
use couture::local::server::{House, Outside};
use couture::local::{offline, secrets, workers};
use couture::store::table::local_client;
use couture::store::{Item, Store};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use wire::Wire;

/// The tokens of the people of a laptop.
pub const AGENT: &str = secrets::AGENT_TOKEN;
pub const AGENT_2: &str = secrets::SECOND_AGENT_TOKEN;
pub const LEAD: &str = secrets::LEAD_TOKEN;
pub const AUDITOR: &str = secrets::AUDITOR_TOKEN;
pub const PHONE: &str = secrets::PHONE_TOKEN;

/// A Monday morning in Paris, 11:00, inside business hours.
pub const MONDAY: &str = "2026-03-30T09:00:00Z";

/// What outlives a crash: the table, the platforms, time.
pub struct World {
    table_url: String,
    pub fakes: Fakes,
    /// The files that are kept.
    pub files: Memory,
    fakes_url: String,
    pub clock: Clock,
    x_access: Option<BTreeMap<String, XAccess>>,
    _servers: JoinSet<()>,
}

impl World {
    pub async fn at(now: &str) -> World {
        couture::channels::send::install_cryptography();
        let clock = Clock::manual(now.parse().unwrap());
        let (database, lock) = engine::open(&Place::Memory).unwrap();
        let engine = engine::serve(database, lock).await.unwrap();
        let platform_clock = clock.clone();
        let fakes = Fakes::new(Arc::new(move || platform_clock.now()), None).unwrap();
        let mut servers = JoinSet::new();
        let fakes_url = listen(&mut servers, Router::new().nest("/fake", fakes.router())).await;
        World {
            table_url: engine.endpoint,
            fakes,
            files: Memory::default(),
            fakes_url,
            clock,
            x_access: None,
            _servers: servers,
        }
    }

    /// From the next start on, an X inbox is reached with this access, as a configuration spells it.
    pub fn with_x_access(mut self, inbox: &str, access: &str) -> World {
        self.x_access.get_or_insert_default().insert(inbox.to_owned(), XAccess::read(access).unwrap());
        self
    }

    /// Every row of the table.
    pub async fn rows(&self) -> Vec<Item> {
        let client = local_client(&self.table_url, 1);
        let (mut rows, mut start) = (Vec::new(), None);
        loop {
            let page = client.scan().table_name(TABLE).set_exclusive_start_key(start).send().await.unwrap();
            rows.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() {
                return rows;
            }
        }
    }

    /// Puts copies of a waiting or pending case into the table, each a conversation of its own.
    pub async fn copy_rows(&self, row: &Item, numbers: std::ops::Range<usize>) {
        let client = local_client(&self.table_url, 1);
        let text = |value: String| AttributeValue::S(value);
        for chunk in numbers.collect::<Vec<_>>().chunks(25) {
            let copy = |number: &usize| {
                let mut row = row.clone();
                let (place, id) = row["queue_sk"].as_s().unwrap().rsplit_once('#').unwrap();
                let (place, id) = (format!("{place}#{number}-{id}"), format!("{number:04}{id}"));
                row.insert("queue_sk".to_owned(), text(place));
                row.insert("pk".to_owned(), text(format!("CONV#{id}")));
                row.insert("conversation".to_owned(), text(id));
                row.remove("agenda_pk");
                row.remove("agenda_sk");
                let put = PutRequest::builder().set_item(Some(row)).build().unwrap();
                WriteRequest::builder().put_request(put).build()
            };
            let copies: Vec<WriteRequest> = chunk.iter().map(copy).collect();
            client.batch_write_item().request_items(TABLE, copies).send().await.unwrap();
        }
    }

    /// Starts a process over this world.
    pub async fn boot(&self) -> Process {
        self.boot_with(Cut::never()).await
    }

    /// Starts a process that dies at its n-th request to the outside.
    pub async fn boot_with(&self, cut: Cut) -> Process {
        let (desk, files) = offline::desk(None).unwrap();
        self.start(cut, desk, files).await
    }

    /// Starts a process with a desk of its own.
    pub async fn boot_with_desk(&self, desk: Desk) -> Process {
        self.start(Cut::never(), desk, BTreeMap::new()).await
    }

    /// Starts a process with a desk of its own that dies at its n-th request to the outside.
    pub async fn boot_with_desk_until(&self, cut: Cut, desk: Desk) -> Process {
        self.start(cut, desk, BTreeMap::new()).await
    }

    async fn start(&self, cut: Cut, desk: Desk, files: BTreeMap<String, String>) -> Process {
        let mut tasks = JoinSet::new();
        let wire = Wire::between(self.table_url.clone(), self.fakes_url.clone(), cut);
        let wire_url = listen(&mut tasks, wire.router()).await;
        let store = Store::new(local_client(&format!("{wire_url}/table"), 1), TABLE);
        let url_listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", url_listener.local_addr().unwrap());
        let outside = Outside {
            x_url: format!("{wire_url}/outside/fake/x"),
            meta_url: format!("{wire_url}/outside/fake/meta"),
            media_url: format!("{wire_url}/outside/fake/media"),
            alerts_url: format!("{wire_url}/outside/fake/alerts"),
            public_url: url.clone(),
        };
        let x = self.x_access.clone().map(|accesses| (outside.x_url.clone(), accesses));
        let config = Config { x, ..Config::default() };
        let booted = async {
            store.create_table().await.ok()?;
            store.keep_desk(&desk.version.clone(), &files).await.ok()?;
            House::build_over(
                (store, Files::Memory(self.files.clone())),
                self.clock.clone(),
                DeskInForce::until_pointed(desk),
                self.fakes.clone(),
                &outside,
                config,
            )
            .await
            .ok()
        };
        let house = tokio::select! {
            house = booted => house,
            () = wire.died.notified() => None,
        };
        let mut workers = JoinSet::new();
        if let Some(house) = &house {
            let router = house.router(true);
            tasks.spawn(async move { axum::serve(url_listener, router).await.unwrap() });
            workers = workers::start(&house.app, &house.jobs);
        }
        let http = plain_client();
        Process { house, wire, url, http, _tasks: tasks, _workers: workers }
    }
}

/// A client for loopback only: it reads no certificates, which takes longer than a whole test.
pub fn plain_client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap()
}

async fn listen(tasks: &mut JoinSet<()>, router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tasks.spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

/// One run of the system.
pub struct Process {
    pub house: Option<House>,
    wire: Wire,
    pub url: String,
    http: reqwest::Client,
    _tasks: JoinSet<()>,
    _workers: JoinSet<()>,
}

impl Process {
    pub fn is_dead(&self) -> bool {
        self.wire.dead.load(Ordering::SeqCst) || self.house.is_none()
    }

    /// How many requests that change something it has made so far.
    pub fn requests(&self) -> u64 {
        self.wire.seen.load(Ordering::SeqCst)
    }

    /// Holds back the n-th request from now that changes something, while the world goes on, until `let_go`.
    pub fn hold(&self, next: u64) {
        self.wire.held_at.store(self.requests() + next, Ordering::SeqCst);
    }

    /// Returns once that request is held back.
    pub async fn holds(&self) {
        self.wire.holds.notified().await;
    }

    /// Lets it go on its way.
    pub fn let_go(&self) {
        self.wire.let_go.notify_one();
    }

    /// The transactions the table has taken from this process, in their order.
    pub fn transactions(&self) -> Vec<Value> {
        self.wire.transactions.lock().unwrap().clone()
    }

    /// What becomes of the next requests to the table; `None`: that one passes. Replaces what was set before.
    pub fn table_refuses(&self, next: Vec<Option<Refusal>>) {
        *self.wire.refusals.lock().unwrap() = next.into();
    }

    pub fn house(&self) -> &House {
        self.house.as_ref().unwrap()
    }

    pub async fn answered(&self, request: reqwest::RequestBuilder) -> Option<(u16, Value)> {
        let sent = async {
            let answer = request.send().await.ok()?;
            let status = answer.status().as_u16();
            let bytes = answer.bytes().await.ok()?;
            Some((status, serde_json::from_slice(&bytes).unwrap_or(Value::Null)))
        };
        if self.is_dead() {
            return None;
        }
        tokio::select! {
            answer = sent => answer,
            () = self.died() => None,
        }
    }

    /// Returns when it dies.
    pub async fn died(&self) {
        self.wire.died.notified().await;
        // Whoever else waits for it is told as well.
        self.wire.died.notify_one();
    }

    /// Delivers a body to X's door, correctly signed. `None`: the process died over it.
    pub async fn try_x(&self, body: &Value) -> Option<u16> {
        let body = body.to_string();
        let signature = x::signature::sign(secrets::X_CONSUMER_SECRET, body.as_bytes());
        let request = self.http.post(format!("{}/webhooks/x", self.url));
        Some(self.answered(request.header("x-twitter-webhooks-signature", signature).body(body)).await?.0)
    }

    /// Delivers a body to Meta's door, correctly signed.
    pub async fn try_meta(&self, body: &Value) -> Option<u16> {
        let body = body.to_string();
        let signature = meta::signature::sign(secrets::META_APP_SECRET, body.as_bytes());
        let request = self.http.post(format!("{}/webhooks/meta", self.url));
        Some(self.answered(request.header("x-hub-signature-256", signature).body(body)).await?.0)
    }

    pub async fn x(&self, body: &Value) {
        assert_eq!(self.try_x(body).await, Some(200));
        self.drain().await;
    }

    pub async fn meta(&self, body: &Value) {
        assert_eq!(self.try_meta(body).await, Some(200));
        self.drain().await;
    }

    /// Calls the interface.
    pub async fn try_api(&self, token: &str, method: &str, path: &str, body: Value) -> Option<(u16, Value)> {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.http.request(method, format!("{}/api/v1{path}", self.url)).bearer_auth(token);
        if !body.is_null() {
            request = request.json(&body);
        }
        self.answered(request).await
    }

    pub async fn api(&self, token: &str, method: &str, path: &str, body: Value) -> (u16, Value) {
        self.try_api(token, method, path, body).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Value {
        let (status, body) = self.api(LEAD, "GET", path, Value::Null).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub async fn items(&self, path: &str) -> Vec<Value> {
        self.get(path).await["items"].as_array().unwrap().clone()
    }

    pub async fn sim(&self, path: &str, body: Value) -> Option<(u16, Value)> {
        self.answered(self.http.post(format!("{}/sim/{path}", self.url)).json(&body)).await
    }

    pub async fn drain(&self) {
        let drained = self.sim("drain", json!({})).await;
        assert!(self.is_dead() || drained.unwrap().0 == 200);
    }

    /// Moves the clock by an ISO 8601 span.
    pub async fn advance(&self, span: &str) {
        let moved = self.sim("clock", json!({"advance": span})).await;
        assert!(self.is_dead() || moved.unwrap().0 == 200);
    }

    pub async fn fault(&self, platform: &str, mode: &str, times: u32) {
        let (status, body) =
            self.sim("fault", json!({"platform": platform, "mode": mode, "times": times})).await.unwrap();
        assert_eq!(status, 200, "{body}");
    }

    /// What a fake platform took.
    pub fn sent(&self, platform: &str) -> Vec<Value> {
        let sent = self.house().fakes.sent(Some(platform));
        sent.iter().map(|item| serde_json::to_value(item).unwrap()).collect()
    }

    /// The only case waiting in the queue.
    pub async fn only_case(&self) -> Value {
        let items = self.items("/queue").await;
        assert_eq!(items.len(), 1, "{items:?}");
        self.case(items[0]["id"].as_str().unwrap()).await
    }

    pub async fn case(&self, id: &str) -> Value {
        self.get(&format!("/cases/{id}")).await
    }

    /// Answers a case at once, without undo time.
    pub async fn reply(&self, token: &str, case: &Value, text: &str) -> (u16, Value) {
        let path = format!("/cases/{}/reply", case["id"].as_str().unwrap());
        let body = json!({"text": text, "version": case["version"], "undo_seconds": 0});
        let answer = self.api(token, "POST", &path, body).await;
        self.drain().await;
        answer
    }
}

pub fn id(case: &Value) -> &str {
    case["id"].as_str().unwrap()
}

/// The clock of a case that measures `metric`.
pub fn clock<'a>(case: &'a Value, metric: &str) -> &'a Value {
    let clocks = case["clocks"].as_array().unwrap();
    clocks.iter().find(|clock| clock["metric"] == metric).unwrap_or_else(|| panic!("no {metric} in {clocks:?}"))
}

/// The kinds of alerts the sinks took, with the instants at which they did.
pub fn alerts(process: &Process) -> Vec<(String, String)> {
    let taken = process.sent("alerts");
    let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
    taken.iter().map(|item| (text(item, "kind"), text(item, "at"))).collect()
}

/// A conversation with one waiting mention.
pub async fn with_mention(text: &str) -> (World, Process, Value) {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    process.x(&super::bodies::mention(&super::bodies::snowflake(MONDAY, 1), "7001", text)).await;
    let case = process.only_case().await;
    (world, process, case)
}
