//! `couture simulate`: platforms with invented customers, knocking on a running server's doors.
//!
//! Owns pacing, retries and repetition; afterwards counts that every message is stored exactly once.
//! Talks to the server over HTTP only, as platforms do, and must not reach into its memory.

mod customers;
mod messenger_bodies;
mod random;
mod report;
mod scenario;
mod texts;
mod traffic;
mod x_bodies;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use reqwest::StatusCode;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

pub use self::report::{Latency, Report};
pub use self::scenario::Scenario;
use self::traffic::{Again, Delivery, Planned, Traffic};
use crate::local::remote::Remote;
use crate::local::secrets::SIGNING;
use crate::local::sign;

/// How a run is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The server, like `http://127.0.0.1:8080`.
    pub url: String,
    /// First-time deliveries a second; the repetitions come on top.
    pub rate: f64,
    /// How many different customers' messages to send; `None` until Ctrl-C.
    pub count: Option<u64>,
    /// Decides who says what.
    pub seed: u64,
    /// The kind of day.
    pub scenario: Scenario,
    /// Whether some messages also come through `/webhooks/standard/` (e-mail, SMS, chat, app).
    pub standard: bool,
}

/// How many deliveries may wait for their answer at the same time.
const IN_FLIGHT: usize = 64;
/// How long a delivery is tried again before it is given up.
const RETRY_TIME: Duration = Duration::from_secs(120);
/// The first and the longest pause between two tries.
const RETRY_PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));
/// How often a clock that is moved by hand is looked at.
const CLOCK_PAUSE: Duration = Duration::from_millis(250);

/// What became of the deliveries.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// How long each accepted delivery waited for its answer.
    pub answered: Vec<Duration>,
    /// Deliveries sent on purpose although they had been sent before.
    pub repeated: u64,
    /// Tries beyond the first, after a refusal for now or a broken connection.
    pub retried: u64,
    /// Why deliveries were given up, in words, and how often.
    pub refused: HashMap<String, u64>,
}

/// The server's now, kept at hand: asked again and again where it is moved by hand.
#[derive(Clone)]
enum Clock {
    Here,
    There(Arc<AtomicI64>),
}

impl Clock {
    fn now(&self) -> Timestamp {
        match self {
            Clock::Here => Timestamp::now(),
            Clock::There(millisecond) => {
                Timestamp::from_millisecond(millisecond.load(Ordering::Relaxed)).unwrap_or_else(|_| Timestamp::now())
            }
        }
    }
}

/// Sends the traffic, waits until the server has worked it off, counts, and prints the result: the
/// last line of standard output is `sent N, stored N, lost N, doubled N`, everything else goes to
/// standard error. The caller ends with 1 unless [`Report::succeeded`].
pub async fn run(options: Options) -> anyhow::Result<Report> {
    ensure!(options.rate.is_finite() && options.rate > 0.0, "--rate must be above 0");
    let remote = Remote::new(&options.url)?;
    let clock = match remote.manual_clock().await.context("is `couture serve` running?")? {
        Some(now) => Clock::There(Arc::new(AtomicI64::new(now.as_millisecond()))),
        None => Clock::Here,
    };
    let mut watching = JoinSet::new();
    if let Clock::There(millisecond) = &clock {
        watching.spawn(watch_clock(remote.clone(), Arc::clone(millisecond)));
    }
    let run = run_number(options.seed, Timestamp::now());
    let traffic = Traffic::new(options.seed, run, options.scenario, options.standard);
    let started = Instant::now();
    let (expected, outcome) = send_all(&options, &remote, &clock, traffic).await?;
    let sending_time = started.elapsed();
    let report = tokio::select! {
        report = report::count(&remote, &expected, outcome, sending_time) => report?,
        () = interrupted() => bail!("interrupted before the messages were counted"),
    };
    report.print();
    Ok(report)
}

/// A number no other run has: made of the seed and the moment of starting.
fn run_number(seed: u64, started: Timestamp) -> u64 {
    random::mix(seed ^ random::mix(started.as_nanosecond() as u64))
}

async fn watch_clock(remote: Remote, millisecond: Arc<AtomicI64>) {
    loop {
        tokio::time::sleep(CLOCK_PAUSE).await;
        // A server that is away for a moment keeps its last known time.
        if let Ok(Some(now)) = remote.manual_clock().await {
            millisecond.store(now.as_millisecond(), Ordering::Relaxed);
        }
    }
}

/// Resolves at the next Ctrl-C; never, where the system has none.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Sends until the count is reached or somebody presses Ctrl-C. Gives the external ids that must be
/// stored and what became of the deliveries.
async fn send_all(
    options: &Options,
    remote: &Remote,
    clock: &Clock,
    mut traffic: Traffic,
) -> anyhow::Result<(Vec<String>, Outcome)> {
    let progress = progress_bar(options.count);
    let places = Arc::new(Semaphore::new(IN_FLIGHT));
    let mut under_way: JoinSet<Outcome> = JoinSet::new();
    let mut outcome = Outcome::default();
    let mut expected: Vec<String> = Vec::new();
    let mut stop = std::pin::pin!(interrupted());
    let started = tokio::time::Instant::now();
    let mut made: u64 = 0;
    loop {
        let left = options.count.map_or(u64::MAX, |count| count.saturating_sub(expected.len() as u64));
        if left == 0 {
            break;
        }
        let due = started + Duration::from_secs_f64(made as f64 / options.rate);
        let place = tokio::select! {
            biased;
            () = &mut stop => break,
            place = next_place(due, &places) => place?,
        };
        let planned = traffic.next(clock.now(), left);
        expected.extend(planned.messages.iter().cloned());
        made += 1;
        let sender = Sender { remote: remote.clone(), clock: clock.clone(), places: Arc::clone(&places) };
        under_way.spawn(async move { sender.send_planned(planned, place).await });
        while let Some(done) = under_way.try_join_next() {
            outcome.add(done?);
        }
        progress.set_position(expected.len() as u64);
    }
    progress.set_message("waiting for the last answers");
    let last_answers = async {
        while let Some(done) = under_way.join_next().await {
            outcome.add(done?);
        }
        anyhow::Ok(())
    };
    tokio::select! {
        done = last_answers => done?,
        // The first Ctrl-C ends the sending, the second the waiting.
        () = interrupted() => bail!("interrupted before the last answers came"),
    }
    progress.finish_and_clear();
    Ok((expected, outcome))
}

type Place = tokio::sync::OwnedSemaphorePermit;

async fn next_place(due: tokio::time::Instant, places: &Arc<Semaphore>) -> anyhow::Result<Place> {
    tokio::time::sleep_until(due).await;
    Ok(Arc::clone(places).acquire_owned().await?)
}

/// Shows itself on a terminal only.
fn progress_bar(count: Option<u64>) -> ProgressBar {
    let (bar, template) = match count {
        Some(count) => (ProgressBar::new(count), "{bar:30} {pos}/{len} messages, {per_sec}, {eta} left {msg}"),
        None => (ProgressBar::new_spinner(), "{spinner} {pos} messages, {per_sec}, Ctrl-C ends and counts {msg}"),
    };
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}

struct Sender {
    remote: Remote,
    clock: Clock,
    places: Arc<Semaphore>,
}

impl Sender {
    async fn send_planned(&self, planned: Planned, place: Place) -> Outcome {
        let mut outcome = Outcome { repeated: planned.again.len() as u64, ..Outcome::default() };
        let mut at_once = vec![planned.first];
        let mut later = Vec::new();
        for (again, delivery) in planned.again {
            match again {
                Again::AtOnce => at_once.push(delivery),
                Again::After(pause) => later.push((pause, delivery)),
            }
        }
        // At most three at once; a set of tasks would lose the promise that they start together.
        let mut at_once = at_once.into_iter();
        let (one, two, three) = tokio::join!(
            self.send_maybe(at_once.next()),
            self.send_maybe(at_once.next()),
            self.send_maybe(at_once.next())
        );
        for part in [one, two, three] {
            outcome.add(part);
        }
        drop(place);
        for (pause, delivery) in later {
            tokio::time::sleep(pause).await;
            let place = self.places.acquire().await;
            outcome.add(self.send(delivery).await);
            drop(place);
        }
        outcome
    }

    async fn send_maybe(&self, delivery: Option<Delivery>) -> Outcome {
        match delivery {
            Some(delivery) => self.send(delivery).await,
            None => Outcome::default(),
        }
    }

    /// Sends as a platform does: what is refused for now, or breaks on the way, comes again.
    async fn send(&self, delivery: Delivery) -> Outcome {
        let mut outcome = Outcome::default();
        let begun = Instant::now();
        let mut pause = RETRY_PAUSES.0;
        loop {
            let headers = sign::headers(delivery.channel, self.clock.now(), &delivery.body, &SIGNING);
            let tried = Instant::now();
            let answer = self.remote.post(delivery.door, &headers, delivery.body.clone()).await;
            let why = match answer {
                Ok(status) if status.is_success() => {
                    outcome.answered.push(tried.elapsed());
                    return outcome;
                }
                Ok(status) if !comes_again(status) => {
                    outcome.refuse(format!("{} answered {status}", delivery.door));
                    return outcome;
                }
                Ok(status) => format!("{} kept answering {status}", delivery.door),
                Err(error) => format!("{} could not be reached ({})", delivery.door, without_address(error)),
            };
            if begun.elapsed() + pause > RETRY_TIME {
                outcome.refuse(why);
                return outcome;
            }
            outcome.retried += 1;
            tokio::time::sleep(pause).await;
            pause = pause.saturating_mul(2).min(RETRY_PAUSES.1);
        }
    }
}

fn comes_again(status: StatusCode) -> bool {
    status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::REQUEST_TIMEOUT
}

fn without_address(error: reqwest::Error) -> String {
    error.without_url().to_string()
}

impl Outcome {
    fn refuse(&mut self, why: String) {
        *self.refused.entry(why).or_default() += 1;
    }

    fn add(&mut self, other: Outcome) {
        self.answered.extend(other.answered);
        self.repeated += other.repeated;
        self.retried += other.retried;
        for (why, times) in other.refused {
            *self.refused.entry(why).or_default() += times;
        }
    }
}

#[cfg(test)]
mod tests;
