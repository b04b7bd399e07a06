//! Counts what the server holds against what was sent, and says so.
//!
//! Owns the verdict of a run. Must not send messages.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use indicatif::ProgressBar;
use serde::Deserialize;

use super::Outcome;
use crate::local::remote::Remote;

/// How long the server may take to work off what it accepted.
const DRAIN_TIME: Duration = Duration::from_secs(300);
/// The pause between two looks at the backlog.
const DRAIN_PAUSE: Duration = Duration::from_millis(200);
/// How often the count is repeated when something is missing although the backlog is empty.
const COUNTS: u32 = 3;
/// How many ids a complaint names.
const NAMED: usize = 10;

/// How a run went.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Different customers' messages sent.
    pub sent: u64,
    /// Of these, how many the server holds.
    pub stored: u64,
    /// The external ids it does not hold.
    pub lost: Vec<String>,
    /// The external ids it holds more than once.
    pub doubled: Vec<String>,
    /// Deliveries accepted, repetitions included.
    pub accepted: u64,
    /// Deliveries repeated on purpose.
    pub repeated: u64,
    /// Tries after a refusal for now or a broken connection.
    pub retried: u64,
    /// Deliveries given up: why, and how often.
    pub refused: Vec<(String, u64)>,
    /// How long the webhooks took to answer.
    pub latency: Latency,
    /// How long sending took.
    pub sending_time: Duration,
    /// How long the server then needed to work off its backlog.
    pub drain_time: Duration,
    /// Whether the backlog was worked off in five minutes.
    pub drained: bool,
}

/// Times of the webhooks' answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Latency {
    /// Half were faster.
    pub median: Duration,
    /// Nineteen in twenty were faster.
    pub p95: Duration,
    /// The slowest.
    pub max: Duration,
}

#[derive(Deserialize)]
struct Backlog {
    jobs: u64,
}

#[derive(Deserialize)]
struct StoredPage {
    items: Vec<StoredMessage>,
    cursor: Option<String>,
}

#[derive(Deserialize)]
struct StoredMessage {
    /// Absent while an answer of ours is still on its way.
    external_id: Option<String>,
}

impl Report {
    /// Whether every message is stored exactly once and no delivery was refused.
    pub fn succeeded(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty() && self.refused.is_empty()
    }

    /// The line machines read.
    pub fn verdict(&self) -> String {
        let (lost, doubled) = (self.lost.len(), self.doubled.len());
        format!("sent {}, stored {}, lost {lost}, doubled {doubled}", self.sent, self.stored)
    }

    /// Prints the figures on standard error and the verdict, last, on standard output.
    pub fn print(&self) {
        let seconds = self.sending_time.as_secs_f64();
        let rate = self.accepted as f64 / seconds.max(0.001);
        eprintln!(
            "{} deliveries accepted in {seconds:.1} s ({rate:.1}/s): {} repeated on purpose, {} tried again",
            self.accepted, self.repeated, self.retried
        );
        let Latency { median, p95, max } = self.latency;
        eprintln!(
            "answers: median {:.1} ms, p95 {:.1} ms, max {:.1} ms",
            milliseconds(median),
            milliseconds(p95),
            milliseconds(max)
        );
        if self.drained {
            eprintln!("backlog worked off {:.1} s after the last answer", self.drain_time.as_secs_f64());
        } else {
            eprintln!("backlog not worked off after {:.0} s; counted all the same", self.drain_time.as_secs_f64());
        }
        for (why, times) in &self.refused {
            eprintln!("given up {times} times: {why}");
        }
        name_some("lost", &self.lost);
        name_some("doubled", &self.doubled);
        println!("{}", self.verdict());
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn name_some(what: &str, ids: &[String]) {
    if !ids.is_empty() {
        let some: Vec<&str> = ids.iter().take(NAMED).map(String::as_str).collect();
        let more = if ids.len() > NAMED { ", ..." } else { "" };
        eprintln!("{what}: {}{more}", some.join(", "));
    }
}

/// Waits for the backlog, then counts the expected ids in what the server holds.
pub(crate) async fn count(
    remote: &Remote,
    expected: &[String],
    outcome: Outcome,
    sending_time: Duration,
) -> anyhow::Result<Report> {
    let begun = Instant::now();
    let drained = drain(remote).await?;
    let drain_time = begun.elapsed();
    let mut times = count_stored(remote, expected).await?;
    for _ in 1..COUNTS {
        if times.values().all(|times| *times > 0) {
            break;
        }
        // A job may hand over to the next between the two questions.
        tokio::time::sleep(DRAIN_PAUSE).await;
        drain(remote).await?;
        times = count_stored(remote, expected).await?;
    }
    let with = |wanted: fn(u64) -> bool| -> Vec<String> {
        let mut ids: Vec<String> = times.iter().filter(|(_, n)| wanted(**n)).map(|(id, _)| (*id).to_owned()).collect();
        ids.sort();
        ids
    };
    let (lost, doubled) = (with(|times| times == 0), with(|times| times > 1));
    let mut refused: Vec<(String, u64)> = outcome.refused.into_iter().collect();
    refused.sort();
    let sent = times.len() as u64;
    Ok(Report {
        sent,
        stored: sent.saturating_sub(lost.len() as u64),
        lost,
        doubled,
        accepted: outcome.answered.len() as u64,
        repeated: outcome.repeated,
        retried: outcome.retried,
        refused,
        latency: latency(outcome.answered),
        sending_time,
        drain_time,
        drained,
    })
}

/// Waits until no intake is under way; false when it took too long.
async fn drain(remote: &Remote) -> anyhow::Result<bool> {
    let progress = ProgressBar::new_spinner();
    let begun = Instant::now();
    while begun.elapsed() < DRAIN_TIME {
        match remote.get::<Backlog>("/local/backlog", &[]).await {
            Ok(Some(Backlog { jobs: 0 })) => {
                progress.finish_and_clear();
                return Ok(true);
            }
            Ok(Some(Backlog { jobs })) => progress.set_message(format!("{jobs} jobs still to do")),
            Ok(None) => bail!("the server has no /local/backlog: only a local `couture serve` lets itself be counted"),
            // It may be starting again.
            Err(error) => progress.set_message(error.to_string()),
        }
        progress.tick();
        tokio::time::sleep(DRAIN_PAUSE).await;
    }
    progress.finish_and_clear();
    Ok(false)
}

/// How often the server holds each expected id.
async fn count_stored<'a>(remote: &Remote, expected: &'a [String]) -> anyhow::Result<HashMap<&'a str, u64>> {
    let mut times: HashMap<&str, u64> = expected.iter().map(|id| (id.as_str(), 0)).collect();
    let mut cursor: Option<String> = None;
    loop {
        let query: Vec<(&str, &str)> = cursor.iter().map(|cursor| ("cursor", cursor.as_str())).collect();
        let page = remote.get::<StoredPage>("/local/messages", &query).await?;
        let page =
            page.context("the server has no /local/messages: only a local `couture serve` lets itself be counted")?;
        for message in &page.items {
            if let Some(times) = message.external_id.as_deref().and_then(|id| times.get_mut(id)) {
                *times += 1;
            }
        }
        if page.cursor.is_none() {
            return Ok(times);
        }
        ensure!(page.cursor != cursor, "/local/messages answered the same cursor twice");
        cursor = page.cursor;
    }
}

fn latency(mut answered: Vec<Duration>) -> Latency {
    answered.sort_unstable();
    let at = |percent: usize| {
        let place = (answered.len() * percent).div_ceil(100).saturating_sub(1);
        answered.get(place).copied().unwrap_or_default()
    };
    Latency { median: at(50), p95: at(95), max: at(100) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latencies_are_ranks() {
        let answered: Vec<Duration> = (1..=100).rev().map(Duration::from_millis).collect();
        let expected = Latency {
            median: Duration::from_millis(50),
            p95: Duration::from_millis(95),
            max: Duration::from_millis(100),
        };
        assert_eq!(latency(answered), expected);
        assert_eq!(latency(Vec::new()), Latency::default());
    }
}
