//! The queue backend and the door behind it, over a real connection to stand-ins for SQS and Secrets
//! Manager that speak their wire protocol.

use super::answer;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use couture::aws::{Clients, Doorkeeper};
use couture::channels::{Door, Element};
use couture::clock::Clock;
use couture::config::{Access, Deployed};
use couture::jobs::{Job, Jobs, JobsError, Lane, SqsJobs};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

const NOW: &str = "2026-03-30T09:00:15Z";

/// What becomes of the next entry.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    Busy,
    Malformed,
    Forbidden,
}

#[derive(Clone, Default)]
struct Cloud {
    requests: Arc<Mutex<Vec<Vec<Value>>>>,
    fates: Arc<Mutex<VecDeque<Fate>>>,
    secret: Arc<Mutex<Value>>,
}

impl Cloud {
    async fn start(self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route("/", post(speak)).with_state(self);
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }

    /// The bodies taken so far.
    fn taken(&self) -> Vec<Value> {
        self.requests.lock().unwrap().iter().flatten().filter(|entry| entry["Fate"] == "taken").cloned().collect()
    }

    fn sizes(&self) -> Vec<usize> {
        self.requests.lock().unwrap().iter().map(Vec::len).collect()
    }
}

async fn speak(State(cloud): State<Cloud>, headers: HeaderMap, body: Bytes) -> Response {
    let asked: Value = serde_json::from_slice(&body).unwrap();
    let action = headers.get("x-amz-target").unwrap().to_str().unwrap();
    if action == "secretsmanager.GetSecretValue" {
        let secret = cloud.secret.lock().unwrap().clone();
        if secret.is_null() {
            return (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({"__type": "InternalServiceError"})))
                .into_response();
        }
        let answer = json!({"ARN": asked["SecretId"], "Name": "platforms", "SecretString": secret.to_string()});
        return ([(header::CONTENT_TYPE, "application/x-amz-json-1.1")], Json(answer)).into_response();
    }
    assert_eq!(action, "AmazonSQS.SendMessageBatch");
    let (mut successful, mut failed, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    for entry in asked["Entries"].as_array().unwrap() {
        let fate = cloud.fates.lock().unwrap().pop_front();
        let refused = |code: &str, fault: bool| json!({"Id": entry["Id"], "Code": code, "SenderFault": fault});
        match fate {
            None => successful.push(json!({"Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": "m"})),
            Some(Fate::Busy) => failed.push(refused("InternalError", false)),
            Some(Fate::Malformed) => failed.push(refused("InvalidMessageContents", true)),
            Some(Fate::Forbidden) => failed.push(refused("KmsAccessDenied", true)),
        }
        let mut entry = entry.clone();
        entry["Fate"] = if fate.is_none() { json!("taken") } else { json!("refused") };
        entry["Queue"] = asked["QueueUrl"].clone();
        seen.push(entry);
    }
    cloud.requests.lock().unwrap().push(seen);
    Json(json!({"Successful": successful, "Failed": failed})).into_response()
}

fn deployed(url: &str) -> Deployed {
    let access = Access {
        region: "eu-west-3".to_owned(),
        key_id: "key".to_owned(),
        secret_key: "secret".to_owned(),
        session_token: None,
        endpoint_url: Some(url.to_owned()),
    };
    let queues = [(Lane::Triage, "triage"), (Lane::Wake, "wake")];
    Deployed {
        access,
        queues: queues.into_iter().map(|(lane, name)| (lane, format!("{url}/{name}"))).collect(),
        platforms_secret: Some("arn:platforms".to_owned()),
        ..Deployed::default()
    }
}

async fn jobs(cloud: &Cloud) -> Jobs {
    let deployed = deployed(&cloud.clone().start().await);
    let client = Clients::new(&deployed.access).sqs();
    Jobs::Sqs(SqsJobs::new(client, deployed.queues, Clock::manual(NOW.parse().unwrap())))
}

fn intake(body: &str) -> Job {
    Job::Intake {
        element: Element { door: Door::X, body: body.to_owned(), source: None },
        received_at: NOW.parse().unwrap(),
    }
}

fn body_of(entry: &Value) -> Job {
    Job::decode(entry["MessageBody"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn many_elements_are_few_requests_and_all_arrive() {
    let cloud = Cloud::default();
    let all: Vec<Job> = (0..95).map(|number| intake(&number.to_string())).collect();
    jobs(&cloud).await.send(all.clone()).await.unwrap();
    let mut sizes = cloud.sizes();
    sizes.sort_unstable();
    assert_eq!(sizes, [5, 10, 10, 10, 10, 10, 10, 10, 10, 10]);
    let taken: Vec<Job> = cloud.taken().iter().map(body_of).collect();
    assert!(all.iter().all(|job| taken.contains(job)) && taken.len() == all.len());
}

#[tokio::test]
async fn what_was_not_taken_is_sent_once_more_and_alone() {
    let cloud = Cloud::default();
    let jobs = jobs(&cloud).await;
    cloud.fates.lock().unwrap().push_back(Fate::Busy);
    jobs.send(vec![intake("a"), intake("b")]).await.unwrap();
    assert_eq!(cloud.sizes(), [2, 1]);
    assert_eq!(cloud.taken().iter().map(body_of).collect::<Vec<_>>(), [intake("b"), intake("a")]);
    cloud.fates.lock().unwrap().extend([Fate::Busy, Fate::Busy]);
    assert!(matches!(jobs.send(vec![intake("c")]).await, Err(JobsError::Unavailable)));
    assert_eq!(cloud.taken().len(), 2);
}

#[tokio::test]
async fn what_the_queue_never_takes_is_parked_and_a_missing_right_is_not_that() {
    let cloud = Cloud::default();
    let jobs = jobs(&cloud).await;
    cloud.fates.lock().unwrap().push_back(Fate::Malformed);
    jobs.send(vec![intake("odd"), intake("fine")]).await.unwrap();
    let taken: Vec<Job> = cloud.taken().iter().map(body_of).collect();
    assert_eq!(taken[0], intake("fine"));
    let Job::Park { reason, head, length, .. } = &taken[1] else { panic!("{taken:?}") };
    assert_eq!((reason.code.as_str(), reason.about.as_str()), ("queue_refused", "InvalidMessageContents"));
    assert_eq!((head.as_str(), *length), ("odd", 3));
    cloud.fates.lock().unwrap().extend([Fate::Forbidden, Fate::Forbidden]);
    assert!(jobs.send(vec![intake("kept by the platform")]).await.is_err());
    // A queue this function was not told of.
    assert!(jobs.send(vec![Job::Relay { conversation: "c".to_owned(), number: 1 }]).await.is_err());
}

#[tokio::test]
async fn a_wake_up_waits_in_the_queue_as_long_as_the_queue_can_wait() {
    let cloud = Cloud::default();
    let jobs = jobs(&cloud).await;
    let now: Timestamp = NOW.parse().unwrap();
    let wakes = [90, 4_000, -30].map(|seconds| {
        let key = couture::store::keys::case("c", 1);
        (Job::Wake { key }, now.checked_add(SignedDuration::from_secs(seconds)).unwrap())
    });
    jobs.send_each_at(wakes.into()).await.unwrap();
    let taken = cloud.taken();
    let delays: Vec<i64> = taken.iter().map(|entry| entry["DelaySeconds"].as_i64().unwrap()).collect();
    assert_eq!(delays, [90, 900, 0]);
    assert!(taken[0]["Queue"].as_str().unwrap().ends_with("/wake"));
}

#[tokio::test]
async fn the_door_queues_answers_503_when_it_cannot_and_follows_a_rotation() {
    let cloud = Cloud::default();
    let clock = Clock::manual(NOW.parse().unwrap());
    let door = Doorkeeper::over(deployed(&cloud.clone().start().await), clock.clone()).unwrap();
    assert!(door.router().await.is_err(), "no secret, no door");
    *cloud.secret.lock().unwrap() = json!({"x_consumer_secrets": ["local-x-secret"]});
    assert_eq!(answer(door.router().await.unwrap(), "webhook_x_delivery").await["statusCode"], 200);
    assert_eq!(cloud.taken().len(), 1);
    cloud.fates.lock().unwrap().extend([Fate::Busy, Fate::Busy]);
    assert_eq!(answer(door.router().await.unwrap(), "webhook_x_delivery").await["statusCode"], 503);

    // Rotated: the old secret serves until what was read is five minutes old, then it is refused.
    *cloud.secret.lock().unwrap() = json!({"x_consumer_secrets": ["another"]});
    assert_eq!(answer(door.router().await.unwrap(), "webhook_x_delivery").await["statusCode"], 200);
    clock.set(clock.now().checked_add(SignedDuration::from_mins(6)).unwrap());
    assert_eq!(answer(door.router().await.unwrap(), "webhook_x_delivery").await["statusCode"], 401);
    // Secrets Manager is down: what is known serves on.
    *cloud.secret.lock().unwrap() = Value::Null;
    clock.set(clock.now().checked_add(SignedDuration::from_mins(6)).unwrap());
    assert_eq!(answer(door.router().await.unwrap(), "webhook_x_delivery").await["statusCode"], 401);
}

#[test]
fn secrets_are_read_strictly_and_never_shown() {
    let read = |value: Value| serde_json::from_value::<couture::aws::PlatformSecrets>(value);
    assert!(read(json!({"x_consumer_secret": "misspelt"})).is_err());
    let known = read(json!({"x_consumer_secrets": ["hush"], "x_tokens": {"1001": "hush"}})).unwrap();
    assert!(!format!("{known:?}").contains("hush"));
    let people: Vec<couture::aws::Person> =
        serde_json::from_value(json!([{"token": "hush", "id": "ada", "role": "lead"}])).unwrap();
    assert!(!format!("{people:?}").contains("hush"));
    let identities = couture::aws::Person::identities(&people);
    assert_eq!(identities.of_token("hush").unwrap().id, "ada");
    assert!(
        serde_json::from_value::<Vec<couture::aws::Person>>(json!([{"token": "t", "id": "i", "role": "god"}])).is_err()
    );
}

#[test]
fn a_function_without_its_environment_says_what_is_missing() {
    let all = BTreeMap::from([("AWS_REGION", "r"), ("AWS_ACCESS_KEY_ID", "k")]);
    let error = Deployed::read(&|name| all.get(name).map(|value| (*value).to_owned())).err().unwrap();
    assert!(error.to_string().contains("AWS_SECRET_ACCESS_KEY"), "{error}");
}
