//! Mentions a second through a laptop's whole system, beside its table alone.

use crate::cost::Bench;
use crate::running::{QUESTION, Running, deliver, mention, runtime, table};
use couture::clock::Clock;
use couture::local::engine::Place;
use couture::store::Store;
use couture::store::commit::Created;
use std::time::Instant;
use tokio::task::JoinSet;

/// How many mentions one round delivers, from how many senders at once, and how often.
const MENTIONS: u64 = 2000;
const SENDERS: usize = 16;
const ROUNDS: usize = 3;

/// Prints both.
pub fn rate() {
    let folder = std::env::temp_dir().join(format!("couture-figures-{}", std::process::id()));
    let place = |name: &str, round: usize| Place::Folder(folder.join(format!("{name}-{round}")));
    let mut whole: Vec<f64> = (0..ROUNDS).map(|round| runtime().block_on(through(&place("whole", round)))).collect();
    let mut alone: Vec<f64> = (0..ROUNDS).map(|round| runtime().block_on(puts(&place("alone", round)))).collect();
    std::fs::remove_dir_all(&folder).unwrap();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!(
        "{MENTIONS} mentions of as many contacts, {SENDERS} senders, {ROUNDS} rounds, {cores} cores shared with the"
    );
    println!("senders, a data folder under {}", std::env::temp_dir().display());
    let (whole, alone) =
        (said("webhook to stored, nothing left to do", &mut whole), said("the table alone", &mut alone));
    println!("local mode reaches {:.0} % of one conditional put a mention", 100.0 * whole / alone);
}

/// Prints a line and gives its middle.
fn said(what: &str, rates: &mut [f64]) -> f64 {
    rates.sort_by(f64::total_cmp);
    let middle = rates[rates.len() / 2];
    println!("{what:38} {middle:6.0} a second   ({:.0} to {:.0})", rates[0], rates[rates.len() - 1]);
    middle
}

/// Mentions a second from the first delivery until every one is a stored case and no job is left.
async fn through(place: &Place) -> f64 {
    let running = Running::start(place, Clock::System).await;
    let now = Clock::system_now();
    let mut shares: Vec<Vec<Vec<u8>>> = vec![Vec::new(); SENDERS];
    for author in 0..MENTIONS {
        shares[author as usize % SENDERS].push(mention(now, 10_000 + author, QUESTION));
    }
    let started = Instant::now();
    let mut senders = JoinSet::new();
    for share in shares {
        let (http, url) = (running.http.clone(), running.url.clone());
        senders.spawn(async move {
            for body in share {
                deliver(&http, &url, body).await;
            }
        });
    }
    senders.join_all().await;
    running.house.jobs.idle().await;
    let seconds = started.elapsed().as_secs_f64();
    assert_eq!(stored(&running.house.app.store).await, MENTIONS as usize, "every mention is stored once");
    MENTIONS as f64 / seconds
}

async fn stored(store: &Store) -> usize {
    let (mut count, mut cursor) = (0, None);
    loop {
        let (rows, next) = store.scan_messages(cursor.as_deref()).await.unwrap();
        count += rows.len();
        match next {
            Some(next) => cursor = Some(next),
            None => return count,
        }
    }
}

/// Conditional puts a second of as many cases, and nothing around them.
async fn puts(place: &Place) -> f64 {
    let (_engine, store) = table(place).await;
    let model = Bench::new().triage();
    let started = Instant::now();
    let mut writers = JoinSet::new();
    for writer in 0..SENDERS {
        let (store, mut case) = (store.clone(), model.clone());
        writers.spawn(async move {
            for number in (writer as u64..MENTIONS).step_by(SENDERS) {
                case.conversation = format!("{number:024x}");
                assert!(matches!(store.create_first(&case).await.unwrap(), Created::Opened));
            }
        });
    }
    writers.join_all().await;
    let seconds = started.elapsed().as_secs_f64();
    assert_eq!(stored(&store).await, MENTIONS as usize, "every case is stored");
    MENTIONS as f64 / seconds
}
