//! Whatever happens at once, and wherever a process dies: nobody absent gets a case, no case has two holders, and
//! what somebody carries is what they hold.

use super::{ADMIN, MANAGER, PARCEL, agent, desk, says};
use crate::bodies::{mention, snowflake};
use crate::support::{AGENT, AGENT_2, Cut, LEAD, MONDAY, Process, World, id};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::task::JoinSet;

const PEOPLE: [&str; 5] = [AGENT, AGENT_2, LEAD, MANAGER, ADMIN];
const SEEDS: [u64; 2] = [20260330, 4711];
const ROUNDS: u64 = 8;
/// How many things happen at once in a round.
const AT_ONCE: u64 = 12;
const CAPACITY: u64 = 3;

/// A dice that falls the same way for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// One thing somebody does, drawn before everything of a round begins at once.
async fn happens(process: Arc<Process>, what: usize, who: &'static str, n: u64, place: usize, state: &'static str) {
    if what < 4 {
        let body = mention(&snowflake(MONDAY, n), &format!("8{n:04}"), PARCEL);
        assert_eq!(process.try_x(&body).await, Some(200));
        return;
    }
    if what < 7 {
        let said = process.api(who, "PUT", "/me/presence", json!({"state": state})).await;
        assert_eq!(said.0, 200, "{}", said.1);
        return;
    }
    let waiting = process.items("/queue?team=support-en&limit=200").await;
    let Some(row) = waiting.get(place % waiting.len().max(1)) else { return };
    let path = |action: &str| format!("/cases/{}/{action}", id(row));
    let (status, body) = match what {
        7 | 8 => process.api(who, "POST", &path("claim"), json!({})).await,
        9 => process.api(who, "POST", &path("release"), json!({})).await,
        10 => process.api(who, "POST", &path("resolve"), json!({})).await,
        11 => process.api(LEAD, "POST", &path("assign"), json!({"agent": who})).await,
        _ => {
            let reply = json!({"text": "Tomorrow.", "version": row["version"], "undo_seconds": 0});
            process.api(who, "POST", &path("reply"), reply).await
        }
    };
    assert!([200, 202, 409].contains(&status), "{status} {body}");
}

/// What the table holds must agree with itself.
async fn agrees(process: &Process, told: &str) {
    let agents = process.items("/agents?limit=200").await;
    let mut waiting = process.items("/queue?limit=200").await;
    waiting.retain(|row| !row["assignee"].is_null());
    let mut listed = BTreeSet::new();
    for row in &agents {
        let name = row["agent"].as_str().unwrap();
        let held: BTreeSet<&str> = waiting.iter().filter(|case| case["assignee"] == name).map(id).collect();
        let cases: Vec<&str> = row["cases"].as_array().unwrap().iter().map(|case| case.as_str().unwrap()).collect();
        assert_eq!(
            cases.iter().copied().collect::<BTreeSet<_>>(),
            held,
            "{told}: {name} carries what they hold: {row}"
        );
        assert_eq!(row["load"].as_u64().unwrap() as usize, held.len(), "{told}: {row}");
        for case in cases {
            assert!(listed.insert(case.to_owned()), "{told}: {case} has two holders");
        }
    }
    assert_eq!(listed.len(), waiting.len(), "{told}: every holder has a row");
}

fn text<'a>(item: &'a Value, name: &str) -> &'a str {
    item[name]["S"].as_str().unwrap_or_default()
}

/// The rows one transaction put.
fn put(transaction: &Value) -> Vec<&Value> {
    let actions = transaction["TransactItems"].as_array().unwrap().iter();
    actions.map(|action| &action["Put"]["Item"]).filter(|item| !item.is_null()).collect()
}

/// In every transaction the table took: who was given a case was available in the very row it was given on, that
/// row lists it, and no version of a row was written twice.
fn nobody_absent_was_given_anything(process: &Process, told: &str) -> usize {
    let mut given = 0;
    let mut versions: BTreeMap<(String, String), usize> = BTreeMap::new();
    for transaction in process.transactions() {
        let rows = put(&transaction);
        for row in rows.iter().filter(|row| text(row, "pk") == "AGENT") {
            let version = row["version"]["N"].as_str().unwrap().to_owned();
            *versions.entry((text(row, "sk").to_owned(), version)).or_default() += 1;
        }
        let log = rows.iter().find(|row| matches!(text(row, "action"), "give" | "assign"));
        let Some(log) = log else { continue };
        let to = text(log, "about");
        let row = rows.iter().find(|row| text(row, "pk") == "AGENT" && text(row, "sk") == to);
        let by_themselves = text(log, "by") == to;
        if let Some(row) = row.filter(|_| !by_themselves) {
            let state = text(row, "state");
            let never_said = state.is_empty() && text(log, "action") == "assign";
            assert!(state == "available" || never_said, "{told}: given to {to}, who is {state}");
        }
        if text(log, "action") == "give" {
            given += 1;
            let row = row.unwrap_or_else(|| panic!("{told}: {to} was given a case without their row"));
            let load = row["cases"]["L"].as_array().unwrap().len();
            assert!(load as u64 <= CAPACITY, "{told}: {to} carries {load}");
        }
    }
    versions.retain(|_, times| *times > 1);
    assert!(versions.is_empty(), "{told}: written twice: {versions:?}");
    given
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_at_once_nobody_absent_gets_a_case_and_no_case_has_two_holders() {
    for seed in SEEDS {
        let world = World::at(MONDAY).await;
        let agents: String = PEOPLE.iter().map(|person| agent(person, &format!("capacity = {CAPACITY}"))).collect();
        let process = Arc::new(world.boot_with_desk(desk("", &agents)).await);
        let mut dice = Dice(seed);
        let mut n = 0;
        for round in 0..ROUNDS {
            let mut at_once = JoinSet::new();
            for _ in 0..AT_ONCE {
                n += 1;
                let (what, who, place) = (dice.below(13), dice.pick(&PEOPLE), dice.below(50));
                let state = dice.pick(&["available", "available", "away", "offline"]);
                at_once.spawn(happens(process.clone(), what, who, n, place, state));
            }
            while let Some(done) = at_once.join_next().await {
                done.unwrap_or_else(|error| panic!("seed {seed}, round {round}: {error}"));
            }
            process.drain().await;
            let told = format!("seed {seed}, round {round}");
            agrees(&process, &told).await;
            nobody_absent_was_given_anything(&process, &told);
        }
        // In the end everybody comes: what waits is given as far as there is room, and nothing was parked.
        for person in PEOPLE {
            says(&process, person, "available").await;
        }
        let told = format!("seed {seed}, the end");
        agrees(&process, &told).await;
        assert!(nobody_absent_was_given_anything(&process, &told) > 5, "{told}: hardly anything was given");
        let waiting = process.items("/queue?team=support-en&limit=200").await;
        let free = waiting.iter().filter(|row| row["assignee"].is_null()).count();
        let agents = process.items("/agents").await;
        let room = agents.iter().filter(|row| row["load"].as_u64().unwrap() < CAPACITY).count();
        assert!(free == 0 || room == 0, "{told}: {free} wait while {room} have room");
        assert!(process.items("/parked").await.is_empty(), "{told}");
    }
}

async fn journey(process: &Process) {
    let said = |token: &'static str, state: &'static str| {
        process.try_api(token, "PUT", "/me/presence", json!({"state": state}))
    };
    if said(AGENT, "available").await.is_none() || process.is_dead() {
        return;
    }
    for n in 0..2 {
        let body = mention(&snowflake(MONDAY, n), &format!("90{n}"), PARCEL);
        if process.try_x(&body).await != Some(200) || process.is_dead() {
            return;
        }
        process.drain().await;
    }
    let Some((200, queue)) = process.try_api(AGENT, "GET", "/queue", Value::Null).await else { return };
    let Some(case) = queue["items"][0]["id"].as_str() else { return };
    if process.try_api(AGENT, "POST", &format!("/cases/{case}/release"), json!({})).await.is_none() {
        return;
    }
    if said(AGENT_2, "available").await.is_none() || said(AGENT, "offline").await.is_none() {
        return;
    }
    process.drain().await;
}

/// A crash at each point of giving, freeing and handing back.
#[tokio::test]
async fn a_crash_at_any_point_leaves_no_case_with_somebody_gone_and_none_forgotten() {
    let staffed = || desk("capacity = 1", &(agent(AGENT, "") + &agent(AGENT_2, "")));
    let world = World::at(MONDAY).await;
    let process = world.boot_with_desk(staffed()).await;
    let at_boot = process.requests();
    journey(&process).await;
    let all = at_boot + 1..=process.requests();
    assert!(all.clone().count() >= 12, "{all:?}");
    for cut in all.flat_map(|at| [Cut { at, after: false }, Cut { at, after: true }]) {
        let world = World::at(MONDAY).await;
        let process = world.boot_with_desk_until(cut, staffed()).await;
        journey(&process).await;
        drop(process);
        let process = world.boot_with_desk(staffed()).await;
        for n in 0..2 {
            process.x(&mention(&snowflake(MONDAY, n), &format!("90{n}"), PARCEL)).await;
        }
        // What was under way is found on the agenda, without anybody doing anything.
        process.advance("PT2M").await;
        let told = format!("{cut:?}");
        agrees(&process, &told).await;
        let agents = process.items("/agents").await;
        let waiting = process.items("/queue").await;
        assert_eq!(waiting.len(), 2, "{told}");
        let here = agents.iter().filter(|row| row["state"] == "available").count();
        let held: Vec<&Value> = waiting.iter().map(|row| &row["assignee"]).filter(|holder| !holder.is_null()).collect();
        assert_eq!(held.len(), here.min(2), "{told}: each who is here has one: {agents:?} {waiting:?}");
        for holder in held {
            let row = agents.iter().find(|row| row["agent"] == *holder).unwrap();
            assert_eq!(row["state"], "available", "{told}");
        }
    }
}
