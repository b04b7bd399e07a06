//! The functions on the envelopes AWS hands them (`events/lambda`): gateway requests, queue batches, the
//! schedule. The table is the embedded one, the queues are this process's own.

mod sqs;

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use aws_sdk_dynamodb::types::AttributeValue;
use axum::Router;
use couture::app::desk_in_force::DeskInForce;
use couture::app::identity::{Identity, Role};
use couture::app::replies::Reply;
use couture::app::{After, App, AppError};
use couture::clock::Clock;
use couture::config::Config;
use couture::domain::ids::conversation_id;
use couture::domain::message::Channel;
use couture::functions::{api, gateway, queue, reconcile, sweep, webhook};
use couture::jobs::{Job, Lane};
use couture::local::engine::{self, Place, TABLE};
use couture::local::fakes::Fakes;
use couture::local::server::{House, Outside};
use couture::store::table::local_client;
use jiff::SignedDuration;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Context, LambdaEvent, Service, service_fn};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

/// A few seconds after the events were said.
const NOW: &str = "2026-03-30T09:00:15Z";

pub(crate) fn event<T: DeserializeOwned>(name: &str) -> T {
    let path = format!("{}/events/lambda/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// What a gateway would get back for an envelope.
pub(crate) async fn answer(router: Router, name: &str) -> Value {
    let mut function = Adapter::from(service_fn(|request| gateway::answer(ready(Ok(router.clone())), request)));
    let envelope = LambdaEvent::new(event::<LambdaRequest>(name), Context::default());
    serde_json::to_value(function.call(envelope).await.unwrap()).unwrap()
}

/// A whole system whose jobs nobody takes unless the test does.
struct Stage {
    house: House,
    fakes: Fakes,
    clock: Clock,
    table: String,
}

impl Stage {
    async fn new() -> Stage {
        let (database, lock) = engine::open(&Place::Memory).unwrap();
        let engine = engine::serve(database, lock).await.unwrap();
        let store = engine::store(&engine.endpoint).await.unwrap();
        let clock = Clock::manual(NOW.parse().unwrap());
        let platform_clock = clock.clone();
        let fakes = Fakes::new(Arc::new(move || platform_clock.now()), None).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().nest("/fake", fakes.router());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let desk = couture::desk::demo().unwrap();
        let outside = Outside::at(&url);
        let house = House::build(
            store,
            clock.clone(),
            DeskInForce::until_pointed(desk),
            fakes.clone(),
            &outside,
            Config::default(),
        )
        .await
        .unwrap();
        Stage { house, fakes, clock, table: engine.endpoint }
    }

    fn app(&self) -> &Arc<App> {
        &self.house.app
    }

    fn door(&self) -> Router {
        webhook::routes(webhook::Intake {
            jobs: self.app().jobs.clone(),
            clock: self.clock.clone(),
            secrets: self.house.secrets.clone(),
        })
    }

    async fn batch(&self, event: SqsEvent) -> SqsBatchResponse {
        let mut context = Context::default();
        context.deadline = u64::try_from(Clock::system_now().as_millisecond()).unwrap() + 30_000;
        queue::batch(ready(Ok(self.app().clone())), LambdaEvent::new(event, context)).await.unwrap()
    }

    /// A row of the table that no version can read.
    async fn break_row(&self, pk: &str, sk: &str) {
        let text = |value: &str| AttributeValue::S(value.to_owned());
        let put = local_client(&self.table, 1).put_item().table_name(TABLE);
        put.item("pk", text(pk)).item("sk", text(sk)).item("number", text("one")).send().await.unwrap();
    }
}

fn failures(answer: &SqsBatchResponse) -> Vec<String> {
    let ids = answer.batch_item_failures.iter().map(|failure| failure.item_identifier.clone());
    ids.map(|id| id.trim_start_matches("00000000-0000-4000-8000-").trim_start_matches('0').to_owned()).collect()
}

/// Wraps jobs as a queue would, received for the `count`-th time.
fn batch_of(jobs: &[Job], count: u32) -> SqsEvent {
    let records: Vec<Value> = jobs
        .iter()
        .enumerate()
        .map(|(index, job)| {
            json!({
                "messageId": (index + 1).to_string(), "receiptHandle": "receipt", "body": job.encode().unwrap(),
                "attributes": {"ApproximateReceiveCount": count.to_string()},
            })
        })
        .collect();
    serde_json::from_value(json!({ "Records": records })).unwrap()
}

fn heard(name: &str) -> Job {
    let path = format!("{}/events/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let body = std::fs::read(path).unwrap();
    let door = couture::channels::door_of(&body).unwrap();
    let jobs = webhook::jobs_of(door, &couture::channels::Verified::offline(body), NOW.parse().unwrap());
    jobs.into_iter().next().unwrap()
}

#[tokio::test]
async fn the_webhook_takes_what_is_signed_and_queues_it() {
    let stage = Stage::new().await;
    for (name, lane_length) in
        [("webhook_x_delivery", 1), ("webhook_x_delivery_base64", 2), ("webhook_meta_delivery", 3)]
    {
        assert_eq!(answer(stage.door(), name).await["statusCode"], 200, "{name}");
        assert_eq!(stage.house.jobs.backlog(), lane_length, "{name}");
    }
    // Base64 or not, the queue holds the same element: what was signed is what is handled.
    let (plain, encoded) = (stage.house.jobs.try_take(Lane::Triage).unwrap(), stage.house.jobs.try_take(Lane::Triage));
    assert_eq!(plain.job, encoded.unwrap().job);
    let refused = answer(stage.door(), "webhook_x_bad_signature").await;
    assert_eq!(refused["statusCode"], 401);
    assert_eq!(stage.house.jobs.try_take(Lane::Triage).map(|ticket| ticket.job.lane()), Some(Lane::Triage));
    assert_eq!(stage.house.jobs.try_take(Lane::Triage).map(|ticket| ticket.job), None, "nothing of the forged one");
}

#[tokio::test]
async fn the_webhook_answers_challenges() {
    let stage = Stage::new().await;
    let x = answer(stage.door(), "webhook_x_challenge").await;
    assert_eq!(x["statusCode"], 200);
    let token: Value = serde_json::from_str(x["body"].as_str().unwrap()).unwrap();
    assert!(token["response_token"].as_str().unwrap().starts_with("sha256="), "{token}");
    let meta = answer(stage.door(), "webhook_meta_challenge").await;
    assert_eq!((&meta["statusCode"], &meta["body"]), (&json!(200), &json!("1158201444")));
}

#[tokio::test]
async fn a_batch_becomes_cases_and_only_what_failed_comes_back() {
    let stage = Stage::new().await;
    let unauthorized = answer(api::routes(stage.app().clone()), "api_without_token").await;
    assert_eq!(unauthorized["statusCode"], 401);
    assert_eq!(failures(&stage.batch(event("triage")).await), ["2"]);
    // The same batch again, as after a crash before the answer: nothing doubles.
    assert_eq!(failures(&stage.batch(event("triage")).await), ["2"]);
    let shown = answer(api::routes(stage.app().clone()), "api_queue").await;
    assert_eq!(shown["statusCode"], 200);
    let queue: Value = serde_json::from_str(shown["body"].as_str().unwrap()).unwrap();
    let channels: Vec<&str> =
        queue["items"].as_array().unwrap().iter().map(|item| item["channel"].as_str().unwrap()).collect();
    assert_eq!(channels.len(), 2, "{queue}");
    assert!(channels.contains(&"x") && channels.contains(&"messenger"), "{channels:?}");
}

#[tokio::test]
async fn a_timer_goes_from_the_schedule_to_the_alert_sink() {
    let stage = Stage::new().await;
    stage.batch(event("triage")).await;
    let first = stage.app().store.case(&conversation_id(Channel::X, "1001", true, "5101"), 1).await.unwrap().unwrap();
    let deadline_at = first.clocks.next_deadline().unwrap();
    let warning_at = first.next_instant().unwrap();
    assert!(warning_at < deadline_at);
    // Nothing is near yet: the sweep sends nothing.
    sweep::sweep(ready(Ok(stage.app().clone())), LambdaEvent::new(event("sweep"), Context::default())).await.unwrap();
    assert_eq!(stage.house.jobs.earliest_delayed(), None);
    stage.clock.set(warning_at.checked_sub(SignedDuration::from_secs(60)).unwrap());
    sweep::sweep(ready(Ok(stage.app().clone())), LambdaEvent::new(event("sweep"), Context::default())).await.unwrap();
    assert_eq!(stage.house.jobs.earliest_delayed(), Some(warning_at));
    // A wake-up that comes early changes nothing; in time it stamps the clock and has the relay tell.
    assert_eq!(failures(&stage.batch(event("wake")).await), Vec::<String>::new());
    assert!(stage.fakes.sent(Some("alerts")).is_empty());
    stage.clock.set(warning_at);
    assert_eq!(failures(&stage.batch(event("wake")).await), Vec::<String>::new());
    let Some(Job::Alert { keys }) = stage.house.jobs.try_take(Lane::Relay).map(|ticket| ticket.job) else {
        panic!("no alert was queued")
    };
    let told: SqsEvent = event("relay");
    assert_eq!(Job::decode(told.records[0].body.as_deref().unwrap()).unwrap(), Job::Alert { keys });
    assert_eq!(failures(&stage.batch(told.clone()).await), Vec::<String>::new());
    assert_eq!(failures(&stage.batch(told).await), Vec::<String>::new());
    let alerts = stage.fakes.sent(Some("alerts"));
    assert_eq!(alerts.iter().map(|alert| alert.kind.as_str()).collect::<Vec<_>>(), ["warning"]);
}

#[tokio::test]
async fn what_was_never_delivered_goes_from_the_schedule_to_a_case() {
    let stage = Stage::new().await;
    let said =
        json!({"platform": "x", "kind": "mention", "inbox": "1001", "contact": "5101", "text": "@acme anybody there?"});
    stage.fakes.say(serde_json::from_value(said).unwrap()).unwrap();
    let run = || {
        let event = LambdaEvent::new(event("reconcile"), Context::default());
        reconcile::reconcile(ready(Ok(stage.app().clone())), event)
    };
    run().await.unwrap();
    let Some(job @ Job::Intake { .. }) = stage.house.jobs.try_take(Lane::Triage).map(|ticket| ticket.job) else {
        panic!("nothing was handed to intake")
    };
    assert_eq!(failures(&stage.batch(batch_of(&[job], 1)).await), Vec::<String>::new());
    let case = stage.app().store.case(&conversation_id(Channel::X, "1001", true, "5101"), 1).await.unwrap();
    assert_eq!(case.unwrap().opening.unwrap().text, "@acme anybody there?");
    run().await.unwrap();
    assert!(stage.house.jobs.try_take(Lane::Triage).is_none(), "what is known is not taken in again");
}

#[tokio::test]
async fn a_job_that_keeps_failing_is_set_aside_on_its_last_receive() {
    let stage = Stage::new().await;
    let broken = conversation_id(Channel::X, "1001", true, "5101");
    let key = couture::store::keys::case(&broken, 1);
    stage.break_row(&key.pk, &key.sk).await;
    let jobs = [heard("x/mention"), heard("meta/messenger_text")];
    for count in 1..5 {
        assert_eq!(failures(&stage.batch(batch_of(&jobs, count)).await), ["1"], "receive {count}");
        assert!(stage.app().store.parked(None, 10).await.unwrap().is_empty());
    }
    assert_eq!(failures(&stage.batch(batch_of(&jobs, 5)).await), Vec::<String>::new());
    let parked = stage.app().store.parked(None, 10).await.unwrap();
    assert_eq!(parked.iter().map(|parked| parked.reason.code.as_str()).collect::<Vec<_>>(), ["gave_up"]);
    let neighbor = conversation_id(Channel::Messenger, "2001", false, "6101");
    assert!(stage.app().store.case(&neighbor, 1).await.unwrap().is_some(), "its neighbor was handled");
}

#[tokio::test]
async fn a_function_out_of_time_gives_every_message_back() {
    let stage = Stage::new().await;
    let event = LambdaEvent::new(event::<SqsEvent>("triage"), Context::default());
    let answer = queue::batch(ready(Ok(stage.app().clone())), event).await.unwrap();
    assert_eq!(failures(&answer), ["1", "2", "3"]);
}

#[tokio::test]
async fn what_must_wait_for_a_send_goes_round_without_failing() {
    let stage = Stage::new().await;
    stage.batch(batch_of(&[heard("x/mention")], 1)).await;
    let conversation = conversation_id(Channel::X, "1001", true, "5101");
    let case = stage.app().store.case(&conversation, 1).await.unwrap().unwrap();
    let who = Identity { id: "local-agent".to_owned(), role: Role::Agent };
    let reply = Reply { text: "Nous regardons".to_owned(), version: case.version, ..Reply::default() };
    stage.app().reply(&who, &case.id(), &reply).await.unwrap();
    stage.fakes.set_fault("x", "timeout_after_send", 1).unwrap();
    let relay = Job::Relay { conversation, number: 1 };
    assert_eq!(failures(&stage.batch(batch_of(&[relay], 1)).await), Vec::<String>::new());
    while stage.house.jobs.try_take(Lane::Triage).is_some() {}
    // A post of ours is heard, in other words than those whose fate is unknown: it must wait.
    assert_eq!(failures(&stage.batch(batch_of(&[heard("x/own_reply")], 5)).await), Vec::<String>::new());
    assert!(stage.app().store.parked(None, 10).await.unwrap().is_empty());
    stage.clock.set(stage.clock.now().checked_add(SignedDuration::from_secs(60)).unwrap());
    let again = stage.house.jobs.try_take(Lane::Triage).map(|ticket| ticket.job);
    assert_eq!(again, Some(heard("x/own_reply")));
}

#[tokio::test]
async fn a_record_that_panics_takes_no_other_with_it() {
    let time = Duration::from_secs(60);
    let panics = queue::alone(async { panic!("a defect of ours") }, time);
    let goes_on = queue::alone(async { Ok(After::Done) }, time);
    let fails = queue::alone(async { Err(AppError::Contended) }, time);
    let too_long = queue::alone(std::future::pending(), Duration::ZERO);
    let (panics, goes_on, fails, too_long) = tokio::join!(panics, goes_on, fails, too_long);
    assert!(matches!(panics, queue::Ended::Crashed), "{panics:?}");
    assert!(matches!(goes_on, queue::Ended::Done(After::Done)), "{goes_on:?}");
    assert!(matches!(fails, queue::Ended::Failed(AppError::Contended)), "{fails:?}");
    assert!(matches!(too_long, queue::Ended::OutOfTime(_)), "{too_long:?}");
}
