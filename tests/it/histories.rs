//! Three hundred random histories through the real table, with everything failing that can: whatever happens in
//! whatever order, every deadline ends as told once or answered before.
//!
//! A seed is a world of twenty people, each with a history of their own; one process serves them until it dies. What
//! must hold is read from the table and from what the platforms took, without the code under test.

mod cycles;
mod dice;
mod invariants;
mod people;
mod table;

use super::support::{Cut, Process, Refusal, World};
use couture::domain::desk::Desk;
use couture::domain::history::{History, retell};
use couture::store::keys::Key;
use dice::Dice;
use jiff::{SignedDuration, Timestamp};
use people::{Asked, Person};
use serde_json::{Value, json};
use std::ops::Range;
use table::Table;
use tokio::task::JoinSet;

/// To tell one seed again, make this the range of it alone.
const SEEDS: Range<u64> = 0..15;
const PEOPLE: u64 = 20;
const BEGIN: &str = "2026-03-30T09:00:00Z";

const POLICIES: &str = r#"
reopen_window = "P1D"

[[policy]]
name = "urgent"
priority = "urgent"
first_response = "PT15M"
next_response = "PT15M"
calendar = "wall_clock"
warnings = ["50%"]
escalation = ["PT10M lead", "PT40M manager"]

[[policy]]
name = "everyone"
first_response = "PT2H"
next_response = "PT1H"
resolution = "PT8H"
calendar = "wall_clock"
warnings = ["50%"]
escalation = ["PT30M lead"]
quiet_hours = "night"
"#;

/// Clocks that count day and night, and warnings that wait for the morning.
fn desk() -> Desk {
    let mut files = couture::desk::demo_files();
    files.insert("sla.toml".to_owned(), POLICIES.to_owned());
    let calendars = files.get_mut("calendars.toml").unwrap();
    calendars.push_str("\n[night]\nzone = \"Europe/Paris\"\n[night.week]\n");
    for day in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] {
        calendars.push_str(&format!("{day} = [\"22:00-06:00\"]\n"));
    }
    couture::desk::parse(&files).unwrap()
}

/// A world and the process that serves it now.
struct Run {
    told: String,
    world: World,
    process: Process,
    desk: Desk,
    dice: Dice,
    table: Table,
}

impl Run {
    async fn of(seed: u64) -> Run {
        let desk = desk();
        let world = World::at(BEGIN).await;
        let process = world.boot_with_desk(desk.clone()).await;
        let dice = Dice::of(seed ^ 0x00c0_ffee);
        Run { told: format!("seed {seed}"), world, process, desk, dice, table: Table::default() }
    }

    fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    /// A process that has died comes back; it may be about to die again.
    async fn live(&mut self) {
        while self.process.is_dead() {
            let at = if self.dice.roll(3) == 0 { 4 + self.dice.roll(60) } else { u64::MAX };
            let cut = Cut { at, after: self.dice.roll(2) == 0 };
            self.boot(cut).await;
        }
    }

    async fn boot(&mut self, cut: Cut) {
        self.process = self.world.boot_with_desk_until(cut, self.desk.clone()).await;
    }

    /// What goes wrong from now on.
    async fn fail(&mut self) {
        match self.dice.roll(8) {
            0 => {
                let cut = Cut { at: 4 + self.dice.roll(40), after: self.dice.roll(2) == 0 };
                self.boot(cut).await;
            }
            1 | 2 => {
                let kinds = [Refusal::Throttled, Refusal::Broken, Refusal::Lost];
                // Fewer than a job is tried: more would be parked, and rightly so.
                let mut left = 4;
                let next = (0..60).map(|_| {
                    let refused = left > 0 && self.dice.roll(8) == 0;
                    left -= u64::from(refused);
                    refused.then(|| kinds[self.dice.below(3)])
                });
                let next: Vec<_> = next.collect();
                self.process.table_refuses(next);
            }
            3 | 4 => {
                let platform = ["x", "meta"][self.dice.below(2)];
                let mode = ["429", "500", "timeout_after_send", "timeout_before_send"][self.dice.below(4)];
                self.world.fakes.set_fault(platform, mode, 1 + self.dice.roll(2) as u32).unwrap();
            }
            5 => {
                let mode = ["429", "500", "timeout_after_send", "timeout_before_send"][self.dice.below(4)];
                self.world.fakes.set_fault("alerts", mode, 1 + self.dice.roll(4) as u32).unwrap();
            }
            _ => {}
        }
    }

    async fn ask(&mut self, asked: &Asked) {
        match asked {
            Asked::Delivery { x, body } => loop {
                self.live().await;
                let status = if *x { self.process.try_x(body).await } else { self.process.try_meta(body).await };
                // A platform repeats what was not acknowledged.
                if status == Some(200) {
                    break;
                }
                assert!(matches!(status, None | Some(503)), "{}: {status:?} for {body}", self.told);
            },
            Asked::Request { token, path, body } => {
                let answer = self.process.try_api(token, "POST", path, body.clone()).await;
                self.expect_sense(path, answer);
            }
            Asked::Answer { token, case, text, undo_seconds, twice } => {
                let shown = self.process.try_api(token, "GET", &format!("/cases/{case}"), Value::Null).await;
                let Some((200, shown)) = shown else { return };
                let body = json!({"text": text, "version": shown["version"], "undo_seconds": undo_seconds});
                let path = format!("/cases/{case}/reply");
                let give = || self.process.try_api(token, "POST", &path, body.clone());
                let (one, other) = tokio::join!(give(), async { if *twice { give().await } else { None } });
                self.expect_sense(&path, one);
                self.expect_sense(&path, other);
            }
        }
        self.drain().await;
    }

    fn expect_sense(&self, path: &str, answer: Option<(u16, Value)>) {
        if let Some((status, body)) = answer {
            assert!(matches!(status, 200 | 202 | 404 | 409 | 422 | 503), "{}: {path}: {status} {body}", self.told);
        }
    }

    async fn drain(&mut self) {
        if !self.process.is_dead() {
            self.process.sim("drain", json!({})).await;
        }
    }

    /// Time goes by: in one leap, as when nobody looked for a while, or from one due instant to the next.
    async fn pass(&mut self, span: SignedDuration) {
        let target = self.now() + span;
        if self.dice.roll(8) == 0 && !self.process.is_dead() {
            self.process.sim("clock", json!({"set": target.to_string()})).await;
        }
        self.world.clock.set(target.max(self.now()));
        self.live().await;
        self.process.house().jobs.clock_moved();
    }

    /// The machine looks: a sweep, or two at once, and everything due is woken twice at once besides.
    async fn look(&mut self) {
        let now = self.now();
        let due = self.table.agenda.iter().filter(|(at, _)| *at <= now);
        let keys = due.map(|(_, row)| {
            let (pk, sk) = row.split_once(' ').unwrap();
            Key { pk: pk.to_owned(), sk: sk.to_owned() }
        });
        let mut at_once = JoinSet::new();
        for key in keys.flat_map(|key| [key.clone(), key]) {
            let app = self.process.house().app.clone();
            // Whoever comes second may be told to come again.
            at_once.spawn(async move { drop(app.wake(&key).await) });
        }
        for _ in 0..1 + usize::from(self.dice.roll(3) == 0) {
            let app = self.process.house().app.clone();
            at_once.spawn(async move { drop(app.sweep().await) });
        }
        tokio::select! {
            () = async { while at_once.join_next().await.is_some() {} } => {}
            () = self.process.died() => {}
        }
        self.drain().await;
    }

    /// Everything due is done, whatever it takes.
    async fn settle(&mut self) {
        for _ in 0..40 {
            self.live().await;
            self.table = Table::read(self.world.rows().await);
            let now = self.now();
            if self.table.agenda.iter().all(|(at, _)| *at > now) {
                return;
            }
            self.look().await;
        }
        panic!("{}: the agenda never empties at {}: {:?}", self.told, self.now(), self.table.agenda);
    }

    /// Nothing fails any more and time goes by until nothing is scheduled.
    async fn end(&mut self) {
        for platform in ["x", "meta", "alerts"] {
            self.world.fakes.set_fault(platform, "ok", 1).unwrap();
        }
        self.boot(Cut::never()).await;
        let mut days = 0;
        loop {
            self.settle().await;
            invariants::nothing_is_left(&self.table, self.now(), &self.told);
            let Some((next, _)) = self.table.agenda.iter().min().cloned() else { return };
            days += 1;
            assert!(days < 200, "{}: never at rest: {:?}", self.told, self.table.agenda);
            // Some hours at a time: what is due then is late, and complete all the same.
            let pace = SignedDuration::from_mins(self.dice.roll(600) as i64);
            self.world.clock.set(next.max(self.now()) + pace);
            self.process.house().jobs.clock_moved();
        }
    }

    /// The same log gives the same deadlines: each case told again is as it was.
    async fn told_again(&self) {
        for case in &self.table.cases {
            let known = self.process.house().app.store.conversation(&case.conversation).await.unwrap();
            let current = known.case(case.number).unwrap();
            let here = |number: u32| number == case.number;
            let messages = known.messages.iter().filter(|(number, message)| here(message.moves.unwrap_or(*number)));
            let history = History {
                messages: messages.map(|(_, message)| message).collect(),
                log: known.log.iter().filter(|(number, _)| here(*number)).map(|(_, entry)| entry).collect(),
                newest: known.newest().is_some_and(|newest| here(newest.number)),
                wakes: false,
            };
            let again = retell(current, &history, &self.desk).case;
            let form = |clocks: &couture::domain::clocks::Clocks| {
                let mut all: Vec<String> = clocks.list.iter().map(|clock| format!("{clock:?}")).collect();
                all.sort();
                all
            };
            assert_eq!(form(&again.clocks), form(&current.clocks), "{}: {} told again", self.told, case.id);
            assert_eq!(again.waits_for_us(), current.waits_for_us(), "{}: {} told again", self.told, case.id);
        }
    }
}

fn span(dice: &mut Dice) -> SignedDuration {
    match dice.roll(10) {
        0 => SignedDuration::from_hours(20 + dice.roll(8) as i64),
        1..4 => SignedDuration::from_mins(60 + dice.roll(180) as i64),
        4..7 => SignedDuration::from_mins(5 + dice.roll(40) as i64),
        _ => SignedDuration::from_secs(dice.roll(60) as i64),
    }
}

async fn tell(seed: u64) {
    let mut run = Run::of(seed).await;
    let mut people: Vec<Person> = (0..PEOPLE).map(|number| Person::of(seed, number)).collect();
    for round in 0..3 + run.dice.roll(3) {
        run.told = format!("seed {seed}, round {round}");
        run.fail().await;
        for person in &mut people {
            // Everything has an instant of its own: what happens in the same one has no order.
            let next = run.now() + SignedDuration::from_secs(1 + run.dice.roll(20) as i64);
            run.world.clock.set(next);
            run.live().await;
            run.process.house().jobs.clock_moved();
            let Some(asked) = person.next(next, &run.table, &run.process) else { continue };
            if TRACE {
                println!("{next} person {}: {asked:?}", person.number);
            }
            run.ask(&asked).await;
        }
        let span = span(&mut run.dice);
        run.pass(span).await;
        run.live().await;
        run.process.table_refuses(Vec::new());
        run.settle().await;
        invariants::nothing_is_left(&run.table, run.now(), &run.told);
        invariants::clocks_follow_from_the_log(&run.table, &run.told);
    }
    run.told = format!("seed {seed}, the end");
    run.end().await;
    let (table, told) = (&run.table, run.told.as_str());
    invariants::clocks_follow_from_the_log(table, told);
    invariants::alerts_are_true(table, told);
    invariants::sinks_have_what_stands(table, &run.process.sent("alerts"), told);
    let mut sent = run.process.sent("x");
    sent.extend(run.process.sent("meta"));
    invariants::everything_is_there_once(table, &people, &sent, told);
    run.told_again().await;
}

/// Whether what is asked is printed.
const TRACE: bool = false;

#[tokio::test]
async fn every_deadline_ends_as_told_once_or_answered_before() {
    let mut failed = Vec::new();
    for seed in SEEDS {
        println!("seed {seed}");
        // A task of its own, so that the other seeds are told as well.
        if tokio::spawn(tell(seed)).await.is_err() {
            failed.push(seed);
        }
    }
    assert!(failed.is_empty(), "what failed is told above, by seed: {failed:?}");
}
