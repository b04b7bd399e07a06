//! A changed desk is rehearsed against stored days: what would have been different, and nothing is written.

use super::reports::{Day, at, monday};
use super::support::{AGENT, AGENT_2, LEAD, MONDAY, Process, World, id};
use couture::domain::history::{History, told_under};
use couture::store::Item;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::{Command, Output};

type Files = BTreeMap<String, String>;

/// The demo desk with some words of a file replaced.
fn changed(file: &str, from: &str, to: &str) -> Files {
    let mut files = couture::desk::demo_files();
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(from), "{file} does not say {from}");
    *text = text.replace(from, to);
    files
}

struct Rehearsed {
    items: Vec<Value>,
    tally: Value,
}

async fn rehearse(process: &Process, files: &Files) -> Rehearsed {
    let (status, page) = process.api(LEAD, "POST", "/rehearse", json!({"files": files, "days": 7})).await;
    assert_eq!(status, 200, "{page}");
    assert_eq!((&page["cursor"], &page["days"]), (&Value::Null, &json!(7)));
    Rehearsed { items: page["items"].as_array().unwrap().clone(), tally: page["tally"].clone() }
}

impl Rehearsed {
    fn of(&self, case: &str) -> Option<&Value> {
        self.items.iter().find(|item| item["case"] == case)
    }

    /// `[cases, deadlines that move, become late, are saved, cases that change team]`.
    fn counts(&self) -> [u64; 5] {
        ["cases", "deadlines_move", "become_late", "saved", "change_team"]
            .map(|name| self.tally[name].as_u64().unwrap())
    }
}

#[tokio::test]
async fn a_case_told_again_under_its_own_desk_is_the_case_it_is() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    monday(&process).await;
    let app = &process.house().app;
    let mut told = 0;
    for row in world.rows().await {
        let (pk, sk) = (row["pk"].as_s().unwrap(), row["sk"].as_s().unwrap());
        let Some(conversation) = pk.strip_prefix("CONV#").filter(|_| sk.starts_with("CASE#")) else { continue };
        let known = app.store.conversation(conversation).await.unwrap();
        for case in &known.cases {
            let history = History {
                messages: known
                    .messages
                    .iter()
                    .filter(|(number, _)| *number == case.number)
                    .map(|(_, message)| message)
                    .collect(),
                log: known.log.iter().filter(|(number, _)| *number == case.number).map(|(_, entry)| entry).collect(),
                newest: true,
                wakes: false,
            };
            let again = told_under(case, &history, &app.desk());
            assert_eq!((&again.team, again.priority), (&case.team, case.priority), "{}", case.id());
            for clock in case.clocks.past.iter().chain(&case.clocks.list) {
                let mut all = again.clocks.past.iter().chain(&again.clocks.list);
                let same = all.find(|other| other.metric == clock.metric && other.generation == clock.generation);
                if clock.is_overridden() || clock.metric == couture::domain::sla::Metric::Promise {
                    continue;
                }
                let same = same.unwrap_or_else(|| panic!("{} has lost {clock:?}", case.id()));
                let facts = |clock: &couture::domain::clocks::Clock| {
                    (clock.started_at, clock.deadline_at, clock.met_at, clock.stopped_at, clock.pauses.clone())
                };
                assert_eq!(facts(same), facts(clock), "{}", case.id());
                if !clock.is_running() {
                    assert_eq!(same.breached_at, clock.breached_at, "{}", case.id());
                }
                told += 1;
            }
        }
    }
    assert!(told > 35, "{told} cycles");
    let same_rules = changed("sla.toml", "# Response times", "# Times of response");
    assert_eq!(rehearse(&process, &same_rules).await.counts(), [19, 0, 0, 0, 0]);
}

#[tokio::test]
async fn a_shorter_or_longer_promise_moves_deadlines_and_says_which_break_or_are_saved() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let mut day = Day::of(&process);
    let late = day.mention("1", "where is my parcel?").await;
    let in_time = day.message("2", "where is my parcel?").await;
    let by_hand = day.message("3", "where is my parcel?").await;
    day.act(&by_hand, "deadline", json!({"metric": "first_response", "deadline_at": at("14:00"), "reason": "agreed"}))
        .await;
    day.until("10:00").await;
    day.reply(&in_time, 0).await;
    day.until("12:30").await;
    day.reply(&late, 0).await;
    day.resolve(&late).await;
    let waiting = day.mention("4", "where is my parcel?").await;
    day.until("13:45").await;

    let longer =
        rehearse(&process, &changed("sla.toml", "first_response = \"PT2H\"", "first_response = \"PT4H\"")).await;
    assert_eq!(longer.counts(), [4, 3, 0, 1, 0]);
    let change = &longer.of(&late).unwrap()["deadlines"][0];
    assert_eq!(
        (&change["metric"], &change["from"], &change["to"]),
        (&json!("first_response"), &json!("2026-03-30T12:00:00.000Z"), &json!("2026-03-30T14:00:00.000Z"))
    );
    assert_eq!((&change["late_before"], &change["late_after"]), (&json!(true), &json!(false)));
    assert!(change["explanation"].as_str().unwrap().starts_with("4 h of business time"), "{change}");
    assert!(longer.of(&by_hand).is_none(), "what a lead has set stays");
    assert_eq!(longer.of(&late).unwrap()["team"], Value::Null);

    let shorter =
        rehearse(&process, &changed("sla.toml", "first_response = \"PT2H\"", "first_response = \"PT50M\"")).await;
    assert_eq!(shorter.counts(), [4, 3, 2, 0, 0]);
    for (case, late_before) in [(&late, true), (&in_time, false), (&waiting, false)] {
        let change = &shorter.of(case).unwrap()["deadlines"][0];
        assert_eq!((&change["late_before"], &change["late_after"]), (&json!(late_before), &json!(true)), "{change}");
    }
}

#[tokio::test]
async fn other_hours_move_deadlines_of_that_calendar_only() {
    let process = World::at(MONDAY).await.boot().await;
    let mut day = Day::of(&process);
    let calm = day.mention("1", "where is my parcel?").await;
    let urgent = day.mention("2", "your charger caught fire and my son is hurt").await;
    let files = changed("calendars.toml", "mon = [\"09:00-12:30\", \"13:30-18:00\"]", "mon = [\"09:00-18:00\"]");
    let found = rehearse(&process, &files).await;
    let change = &found.of(&calm).unwrap()["deadlines"];
    let first = change.as_array().unwrap().iter().find(|one| one["metric"] == "first_response").unwrap();
    assert_eq!(
        (&first["from"], &first["to"]),
        (&json!("2026-03-30T12:00:00.000Z"), &json!("2026-03-30T11:00:00.000Z"))
    );
    let of_urgent = found.of(&urgent).unwrap()["deadlines"].as_array().unwrap().clone();
    assert!(of_urgent.iter().all(|one| one["metric"] == "resolution"), "every hour counts: {of_urgent:?}");
}

#[tokio::test]
async fn other_rules_give_cases_to_other_teams_but_what_a_person_moved_stays() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let mut day = Day::of(&process);
    let waiting = day.mention("1", "where is my refund?").await;
    let answered = day.mention("2", "where is my refund?").await;
    let moved = day.mention("3", "where is my refund?").await;
    let over = day.mention("4", "where is my refund?").await;
    let elsewhere = day.mention("5", "where is my parcel?").await;
    day.reply(&answered, 0).await;
    day.act(&moved, "transfer", json!({"team": "phone"})).await;
    day.resolve(&over).await;
    let before = rows(&world).await;
    let files = changed("routing.toml", "team = \"billing-en\"", "team = \"care-en\"");
    let found = rehearse(&process, &files).await;
    assert_eq!(found.counts(), [5, 0, 0, 0, 3]);
    for case in [&waiting, &answered, &over] {
        let team = &found.of(case).unwrap()["team"];
        assert_eq!(
            (&team["from"], &team["to"], &team["rule"]),
            (&json!("billing-en"), &json!("care-en"), &json!("billing-en"))
        );
        assert!(team["why"].as_str().unwrap().contains("Care"), "{team}");
    }
    assert!(found.of(&moved).is_none() && found.of(&elsewhere).is_none());
    assert!(rows(&world).await == before, "a rehearsal writes nothing");
    assert_eq!(process.get("/desk").await["current"], Value::Null);
}

/// Every row, in the order of its key.
async fn rows(world: &World) -> Vec<Item> {
    let mut rows = world.rows().await;
    rows.sort_by_key(|row| (row["pk"].as_s().unwrap().clone(), row["sk"].as_s().unwrap().clone()));
    rows
}

#[tokio::test]
async fn pages_go_on_where_the_last_one_ended_and_cover_everything_once() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let mut day = Day::of(&process);
    let waiting = day.mention("1", "where is my parcel?").await;
    let row = world.rows().await.into_iter().find(|row| row.contains_key("queue_pk")).unwrap();
    assert!(row["pk"].as_s().unwrap().ends_with(waiting.rsplit_once('-').unwrap().0));
    world.copy_rows(&row, 0..249).await;
    let files = changed("sla.toml", "first_response = \"PT2H\"", "first_response = \"PT4H\"");
    let (mut cursor, mut sizes, mut seen) = (Value::Null, Vec::new(), Vec::new());
    loop {
        let asked = json!({"files": files, "days": 1, "cursor": cursor});
        let (status, page) = process.api(LEAD, "POST", "/rehearse", asked).await;
        assert_eq!(status, 200, "{page}");
        sizes.push(page["tally"]["cases"].as_u64().unwrap());
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["case"].as_str().unwrap().to_owned()));
        cursor = page["cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!(sizes, [100, 100, 50]);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 250);
}

#[tokio::test]
async fn what_is_no_desk_no_page_or_no_right_is_refused() {
    let process = World::at(MONDAY).await.boot().await;
    let files = couture::desk::demo_files();
    for token in [AGENT, AGENT_2] {
        assert_eq!(process.api(token, "POST", "/rehearse", json!({"files": files})).await.0, 403);
    }
    let bad = changed("routing.toml", "fallback = \"support-en\"", "fallback = \"nobody\"");
    let asked = [
        (json!({"files": bad}), 422, "desk_refused"),
        (json!({"files": files, "days": 0}), 400, "bad_range"),
        (json!({"files": files, "days": 93}), 400, "range_too_long"),
        (json!({"files": files, "cursor": "2026-03-30T09:00:00Z/Q#nobody/"}), 400, "bad_cursor"),
        (json!({"files": files, "cursor": "x"}), 400, "bad_cursor"),
    ];
    for (body, status, code) in asked {
        let (found, problem) = process.api(LEAD, "POST", "/rehearse", body).await;
        assert_eq!((found, &problem["code"]), (status, &json!(code)), "{problem}");
    }
}

async fn couture(arguments: Vec<String>) -> Output {
    let run = move || Command::new(env!("CARGO_BIN_EXE_couture")).args(arguments).output().unwrap();
    tokio::task::spawn_blocking(run).await.unwrap()
}

/// A folder of desk files that goes with the test.
struct Folder(std::path::PathBuf);

impl Folder {
    fn of(name: &str, files: &Files) -> Folder {
        let folder = std::env::temp_dir().join(format!("couture-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        files.iter().for_each(|(name, text)| std::fs::write(folder.join(name), text).unwrap());
        Folder(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn the_command_prints_a_line_a_case_and_the_summary_in_words() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let mut day = Day::of(&process);
    let case = day.mention("1", "where is my refund?").await;
    day.mention("2", "where is my parcel?").await;
    let folder = Folder::of("rehearse", &changed("routing.toml", "team = \"billing-en\"", "team = \"care-en\""));
    let asked = |folder: &Folder| {
        let words = ["rehearse", "--desk", &folder.0.display().to_string(), "--url", &process.url];
        words.map(str::to_owned).to_vec()
    };
    let output = couture(asked(&folder)).await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let lines: Vec<Value> =
        String::from_utf8_lossy(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!((id_of(&lines[0]), &lines[0]["team"]["to"]), (case.as_str(), &json!("care-en")));
    let summary = "0 deadlines move, 0 become late, 0 are saved, 1 case changes team (of 2 cases over 7 days)";
    assert_eq!((lines[1]["summary"]["change_team"].clone(), &lines[1]["summary"]["why"]), (json!(1), &json!(summary)));
    assert_eq!(said.trim(), summary);

    let bad =
        Folder::of("rehearse-bad", &changed("routing.toml", "fallback = \"support-en\"", "fallback = \"nobody\""));
    let output = couture(asked(&bad)).await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{said}");
    assert!(said.contains("routing.toml") && said.contains("nobody"), "{said}");
    assert_eq!(id(&process.case(&case).await), case);
}

fn id_of(line: &Value) -> &str {
    line["case"].as_str().unwrap()
}
