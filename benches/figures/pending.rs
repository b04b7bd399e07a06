//! What a sweep and a page of the queue cost with a thousand and with a million cases pending, and how late
//! alerts are when a thousand of a million fall due.

use crate::cost::Bench;
use crate::running::{Running, runtime};
use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use couture::app::queue::QueueQuery;
use couture::clock::Clock;
use couture::domain::case::Case;
use couture::domain::sla::Metric;
use couture::local::engine::{Place, TABLE};
use couture::store::commit::case_item;
use couture::store::table::local_client;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

const FEW: u64 = 1_000;
const MANY: u64 = 1_000_000;
/// How many fall due...
const DUE: u64 = 1_000;
/// ...within this time, each at an instant of its own.
const DUE_WITHIN: SignedDuration = SignedDuration::from_secs(20);
/// Over how many teams they are spread: fewer than twenty each.
const TEAMS: u64 = 97;
/// How long from writing them to the first.
const LEAD: SignedDuration = SignedDuration::from_secs(15);
/// How often each cost is measured.
const TIMES: usize = 30;
/// DynamoDB's limit.
const BATCH: u64 = 100;

/// Prints all of it.
pub fn pending() {
    runtime().block_on(async {
        let (small, running) = (filled(FEW).await, filled(MANY).await);
        for what in ["sweep", "queue page of 50"] {
            // In turn, so that whatever else the machine does happens to both.
            let (mut few, mut many) = (Vec::new(), Vec::new());
            for _ in 0..TIMES {
                few.push(cost(&small, what).await);
                many.push(cost(&running, what).await);
            }
            let (few, many) = (median(few), median(many));
            println!(
                "{what:18} {:6.1} read units, {:7.2} ms at {FEW}; {:6.1} read units, {:7.2} ms at {MANY}: {:.2} times",
                few.units,
                few.milliseconds,
                many.units,
                many.milliseconds,
                many.milliseconds / few.milliseconds
            );
        }
        lateness(&running).await;
    });
}

/// One cost.
#[derive(Clone, Copy)]
struct Cost {
    units: f64,
    milliseconds: f64,
}

/// A system with this many pending, none of them due.
async fn filled(count: u64) -> Running {
    let running = Running::start(&Place::Memory, Clock::System).await;
    let started = Instant::now();
    let far = Clock::system_now().checked_add(SignedDuration::from_hours(24 * 30)).unwrap();
    write(&running, count, None, move |number| far.checked_add(SignedDuration::from_millis(number as i64)).unwrap())
        .await;
    println!("({count} cases written in {:.0} s)", started.elapsed().as_secs_f64());
    running
}

/// What one sweep or one page costs.
async fn cost(running: &Running, what: &str) -> Cost {
    let app = &running.house.app;
    let (before, started) = (app.store.capacity().read_units(), Instant::now());
    match what {
        "sweep" => assert_eq!(app.sweep().await.unwrap(), 0, "nothing is due"),
        _ => {
            let page = app.queue(&QueueQuery { limit: 50, ..QueueQuery::default() }).await.unwrap();
            assert_eq!(page.cases.len(), 50);
        }
    }
    let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
    Cost { units: app.store.capacity().read_units() - before, milliseconds }
}

fn median(mut costs: Vec<Cost>) -> Cost {
    costs.sort_by(|one, other| one.milliseconds.total_cmp(&other.milliseconds));
    costs[costs.len() / 2]
}

/// Writes cases whose first response is due when `due_at` says.
/// `teams`: over how many teams of their own they are spread.
async fn write(
    running: &Running,
    count: u64,
    teams: Option<u64>,
    due_at: impl Fn(u64) -> Timestamp + Send + Sync + 'static,
) {
    let client = local_client(&running.table_url, 3);
    let (model, due_at, next) = (Arc::new(Bench::new().triage()), Arc::new(due_at), Arc::new(AtomicU64::new(0)));
    let mut writers = JoinSet::new();
    for _ in 0..4 {
        let (client, model, due_at, next) = (client.clone(), model.clone(), due_at.clone(), next.clone());
        writers.spawn(async move {
            loop {
                let first = next.fetch_add(BATCH, Ordering::Relaxed);
                if first >= count {
                    return;
                }
                let rows = (first..(first + BATCH).min(count)).map(|number| {
                    let case = case_due(
                        &model,
                        &format!("{count:08x}{number:016x}"),
                        due_at(number),
                        teams.map(|teams| number % teams),
                    );
                    let put = Put::builder().table_name(TABLE).set_item(Some(case_item(&case).unwrap()));
                    TransactWriteItem::builder().put(put.build().unwrap()).build()
                });
                client.transact_write_items().set_transact_items(Some(rows.collect())).send().await.unwrap();
            }
        });
    }
    writers.join_all().await;
}

fn case_due(model: &Case, conversation: &str, due_at: Timestamp, team: Option<u64>) -> Case {
    let mut case = model.clone();
    case.conversation = conversation.to_owned();
    if let Some(team) = team {
        case.team = format!("team-{team}");
    }
    case.clocks.list.retain(|clock| clock.metric == Metric::FirstResponse);
    for clock in &mut case.clocks.list {
        clock.deadline_at = Some(due_at);
        clock.warnings.clear();
    }
    case
}

/// How long after its instant each of a thousand breaches is stamped, and taken by the sink.
async fn lateness(running: &Running) {
    let first = Clock::system_now().checked_add(LEAD).unwrap();
    let step = DUE_WITHIN / i32::try_from(DUE).unwrap();
    // A thousand alerts for one team would be told together, as a storm.
    write(running, DUE, Some(TEAMS), move |number| first.checked_add(step * i32::try_from(number).unwrap()).unwrap())
        .await;
    let found = running.house.app.sweep().await.unwrap();
    assert_eq!(found as u64, DUE, "the sweep finds what is due and nothing else");
    let given_up_at = Instant::now() + Duration::from_secs(120);
    let taken = loop {
        let taken = running.house.fakes.sent(Some("alerts"));
        if taken.len() as u64 >= DUE {
            break taken;
        }
        assert!(Instant::now() < given_up_at, "{} of {DUE} alerts came", taken.len());
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert_eq!(taken.len() as u64, DUE, "each alert once");
    let late = |item: &couture::local::fakes::SentItem| {
        let due_at: Timestamp = item.body["due_at"].as_str().unwrap().parse().unwrap();
        item.at.duration_since(due_at).as_secs_f64() * 1000.0
    };
    let mut late: Vec<f64> = taken.iter().map(late).collect();
    late.sort_by(f64::total_cmp);
    let at = |share: f64| late[((late.len() - 1) as f64 * share) as usize];
    println!(
        "{DUE} breaches within {} s among {MANY} pending, from the instant to the sink's 2xx: p50 {:.0} ms, p99 {:.0} ms, latest {:.0} ms, none early: {}",
        DUE_WITHIN.as_secs(),
        at(0.5),
        at(0.99),
        at(1.0),
        late[0] >= 0.0
    );
}
