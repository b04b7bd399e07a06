//! Instructions and allocations of one webhook and of one triage decision.

use crate::{ALLOCATOR, MENTION};
use couture::channels::{self, Door, Element, Verified, x};
use couture::domain::case::{Case, Direction};
use couture::domain::desk::Desk;
use couture::domain::triage::{Addressed, decide, open_case};
use couture::functions::webhook;
use couture::jobs::Job;
use couture::local::{offline, secrets};
use jiff::Timestamp;
use stats_alloc::Region;
use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::Instant;

/// What both operations work on, made once.
pub struct Bench {
    secrets: Vec<String>,
    body: bytes::Bytes,
    signature: String,
    element: Element,
    desk: Desk,
    now: Timestamp,
}

impl Bench {
    /// Makes them.
    pub fn new() -> Bench {
        let body = bytes::Bytes::from_static(MENTION.as_bytes());
        let signature = x::signature::sign(secrets::X_CONSUMER_SECRET, &body);
        let mut elements = channels::cut(Door::X, &Verified::offline(body.clone())).elements;
        let (desk, _) = offline::desk(None).unwrap();
        Bench {
            secrets: vec![secrets::X_CONSUMER_SECRET.to_owned()],
            body,
            signature,
            element: elements.remove(0),
            desk,
            now: "2026-03-30T09:00:13Z".parse().unwrap(),
        }
    }

    /// What the webhook does between taking a request and calling the queue.
    fn webhook(&self) -> Vec<String> {
        let verified = x::signature::verify(&self.secrets, Some(&self.signature), self.body.clone()).unwrap();
        let jobs = webhook::jobs_of(Door::X, &verified, self.now);
        assert!(matches!(jobs.as_slice(), [Job::Intake { .. }]));
        jobs.iter().map(|job| job.encode().unwrap()).collect()
    }

    /// What triage does between taking a job and writing the case.
    pub fn triage(&self) -> Case {
        let events = channels::parse(&self.element);
        let addressed = Addressed::of(&events[0]).unwrap();
        let decision = decide(addressed.event, &self.desk);
        let message = addressed.message(Direction::In, decision.wants_answer, self.now);
        open_case(&addressed, decision, &self.desk, 1, &message)
    }

    fn run(&self, operation: &str) {
        match operation {
            "webhook" => drop(black_box(self.webhook())),
            "triage" => drop(black_box(self.triage())),
            other => panic!("no operation {other}"),
        }
    }
}

/// Runs one operation this often and nothing else: what the counting of instructions calls.
pub fn operate(operation: &str, times: u32) {
    let bench = Bench::new();
    (0..times).for_each(|_| bench.run(operation));
}

/// Prints both.
pub fn cost() {
    const TIMES: u32 = 200;
    let bench = Bench::new();
    println!("one mention in one body of {} bytes; cut into an element of {}", MENTION.len(), bench.element.body.len());
    for operation in ["webhook", "triage"] {
        (0..TIMES).for_each(|_| bench.run(operation));
        let region = Region::new(ALLOCATOR);
        (0..TIMES).for_each(|_| bench.run(operation));
        let change = region.change();
        let each = |count: usize| count as f64 / f64::from(TIMES);
        let started = Instant::now();
        (0..TIMES * 10).for_each(|_| bench.run(operation));
        let microseconds = started.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES * 10);
        println!(
            "{operation:8} {:7.1} allocations, {:5.1} reallocations, {:8.0} bytes asked for, {microseconds:6.1} us",
            each(change.allocations),
            each(change.reallocations),
            each(change.bytes_allocated),
        );
        match (instructions(operation, TIMES), instructions(operation, 2 * TIMES)) {
            (Some(once), Some(twice)) => {
                println!("{operation:8} {:7.0} instructions", (twice - once) as f64 / f64::from(TIMES));
            }
            _ => println!("{operation:8} instructions not measured: valgrind is not installed or did not run"),
        }
    }
    println!(
        "(webhook: verify, cut, encode the job; triage: parse, decide, open the case. Instructions by callgrind.)"
    );
}

/// The instructions of this program running an operation so often, by valgrind's count.
fn instructions(operation: &str, times: u32) -> Option<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().ok()?)
        .args(["--operate", operation, &times.to_string()])
        .stdout(Stdio::null())
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let (_, count) = said.lines().find_map(|line| line.split_once("Collected :"))?;
    count.trim().parse().ok()
}
