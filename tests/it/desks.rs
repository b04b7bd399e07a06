//! A desk comes into force while the system runs; cases go on under the one they were opened with; and back.

use super::bodies::{mention, snowflake};
use super::support::{AGENT, LEAD, MONDAY, Process, World, clock, id};
use couture::local::secrets;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const MANAGER: &str = secrets::MANAGER_TOKEN;
const REFUND: &str = "where is my refund?";

/// The demo desk with money matters at the care team, answered within four hours.
fn changed() -> BTreeMap<String, String> {
    let mut files = couture::desk::demo_files();
    let routing = files.get_mut("routing.toml").unwrap();
    *routing = routing.replace("team = \"billing-en\"", "team = \"care-en\"");
    let sla = files.get_mut("sla.toml").unwrap();
    *sla = sla.replace("_response = \"PT2H\"", "_response = \"PT4H\"");
    files
}

async fn push(process: &Process, token: &str, files: &BTreeMap<String, String>) -> (u16, Value) {
    process.api(token, "PUT", "/desk", json!({"files": files})).await
}

async fn asks(process: &Process, author: &str, at: &str) -> Value {
    process.x(&mention(&snowflake(at, author.parse().unwrap()), author, REFUND)).await;
    let waiting = process.items("/queue").await;
    let row = waiting.iter().find(|row| row["contact"]["id"] == author).unwrap();
    process.case(id(row)).await
}

#[tokio::test]
async fn a_pushed_desk_decides_what_is_new_and_leaves_what_was_promised() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let before = asks(&process, "501", MONDAY).await;
    assert_eq!(before["team"], "billing-en");
    assert_eq!(clock(&before, "first_response")["deadline_at"], "2026-03-30T12:00:00.000Z");

    let (status, pushed) = push(&process, MANAGER, &changed()).await;
    assert_eq!(status, 200, "{pushed}");
    assert_eq!(pushed["in_force"], pushed["current"]["version"]);
    assert_eq!(process.get("/health").await["desk"], pushed["in_force"]);
    let after = asks(&process, "502", MONDAY).await;
    assert_eq!(after["team"], "care-en");
    assert_eq!(clock(&after, "first_response")["deadline_at"], "2026-03-30T14:00:00.000Z");

    // The first contact writes again: what they were promised, they are still promised.
    let again = asks(&process, "501", "2026-03-30T09:00:01Z").await;
    assert_eq!(again["team"], "billing-en");
    assert_eq!(clock(&again, "first_response"), clock(&before, "first_response"));
    assert!(again["route"]["why"].as_str().unwrap().contains("billing-en"), "{}", again["route"]);

    // And back: pointing to what was in force before.
    let first = couture::desk::demo().unwrap().version;
    let (status, back) = process.api(MANAGER, "POST", "/desk/current", json!({"version": first})).await;
    assert_eq!((status, &back["in_force"]), (200, &json!(first)), "{back}");
    assert_eq!(back["before"][0]["version"], pushed["in_force"]);
    assert_eq!(asks(&process, "503", MONDAY).await["team"], "billing-en");
    assert_eq!(asks(&process, "502", "2026-03-30T09:00:02Z").await["team"], "care-en");
}

#[tokio::test]
async fn other_processes_follow_within_a_minute_and_a_restart_at_once() {
    let world = World::at(MONDAY).await;
    let (one, other) = (world.boot().await, world.boot().await);
    assert_eq!(asks(&other, "511", MONDAY).await["team"], "billing-en");
    let (_, pushed) = push(&one, MANAGER, &changed()).await;
    assert_eq!(asks(&other, "512", MONDAY).await["team"], "billing-en", "a minute has not passed");
    other.advance("PT1M").await;
    assert_eq!(asks(&other, "513", MONDAY).await["team"], "care-en");
    assert_eq!(asks(&world.boot().await, "514", MONDAY).await["team"], "care-en");
    assert_eq!(other.get("/desk").await["in_force"], pushed["in_force"]);
}

#[tokio::test]
async fn what_is_no_desk_changes_nothing_and_says_where_it_is_wrong() {
    let process = World::at(MONDAY).await.boot().await;
    let mut files = changed();
    files.get_mut("routing.toml").unwrap().push_str("\n[[rule]]\nname = \"x\"\nteam = \"nobody\"\n");
    let (status, refused) = push(&process, MANAGER, &files).await;
    assert_eq!((status, &refused["code"]), (422, &json!("desk_refused")), "{refused}");
    let problem = &refused["problems"][0];
    assert_eq!((&problem["file"], &problem["code"]), (&json!("routing.toml"), &json!("unknown_team")));
    assert!(problem["line"].as_u64().unwrap() > 50 && problem["why"].as_str().unwrap().contains("nobody"), "{problem}");
    assert_eq!(process.get("/desk").await["current"], Value::Null);

    let (status, unknown) = process.api(MANAGER, "POST", "/desk/current", json!({"version": "0011223344556677"})).await;
    assert_eq!((status, &unknown["code"]), (404, &json!("unknown_desk")));
    for token in [AGENT, LEAD] {
        assert_eq!(push(&process, token, &changed()).await.0, 403);
    }
    assert_eq!(asks(&process, "521", MONDAY).await["team"], "billing-en");
}

#[tokio::test]
async fn pushing_what_is_in_force_moves_nothing() {
    let process = World::at(MONDAY).await.boot().await;
    let (_, first) = push(&process, MANAGER, &changed()).await;
    process.advance("PT5M").await;
    let (_, second) = push(&process, MANAGER, &changed()).await;
    assert_eq!(first, second);
    assert_eq!(second["before"], json!([]));
}

#[tokio::test]
async fn a_case_goes_to_a_team_that_only_the_new_desk_has() {
    let process = World::at(MONDAY).await.boot().await;
    let case = asks(&process, "531", MONDAY).await;
    let mut files = changed();
    let teams = files.get_mut("teams.toml").unwrap();
    teams.push_str(
        "\n[[team]]\nid = \"refunds\"\nname = { fr = \"Remboursements\", en = \"Refunds\" }\nlanguage = \"en\"\n",
    );
    let (status, pushed) = push(&process, MANAGER, &files).await;
    assert_eq!(status, 200, "{pushed}");
    let path = format!("/cases/{}/transfer", id(&case));
    let (status, moved) = process.api(AGENT, "POST", &path, json!({"team": "refunds"})).await;
    assert_eq!((status, &moved["team"]), (200, &json!("refunds")), "{moved}");
    assert_eq!(clock(&moved, "first_response")["deadline_at"], "2026-03-30T14:00:00.000Z");
}
