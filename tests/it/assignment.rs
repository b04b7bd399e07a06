//! Cases find their agents: push and pull, skills, capacity, shifts, leaving; nobody absent gets anything.

use super::bodies::{mention, messenger, snowflake};
use super::support::{AGENT, AGENT_2, AUDITOR, LEAD, MONDAY, PHONE, Process, World, id};
use couture::domain::desk::Desk;
use couture::local::secrets;
use serde_json::{Value, json};
use std::collections::BTreeMap;

mod concurrency;

pub const MANAGER: &str = secrets::MANAGER_TOKEN;
pub const ADMIN: &str = secrets::ADMIN_TOKEN;
pub const PARCEL: &str = "where is my parcel?";

/// The demo desk with one team that gives its cases, and these agents.
pub fn desk(team: &str, agents: &str) -> Desk {
    couture::desk::parse(&files(team, agents)).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn files(team: &str, agents: &str) -> BTreeMap<String, String> {
    let mut files = couture::desk::demo_files();
    let teams = files.get_mut("teams.toml").unwrap();
    *teams =
        teams.replace("\nid = \"support-en\"\n", &format!("\nid = \"support-en\"\nassignment = \"push\"\n{team}\n"));
    files.insert("agents.toml".to_owned(), agents.to_owned());
    files
}

pub fn agent(id: &str, more: &str) -> String {
    format!("[[agent]]\nid = \"{id}\"\nteams = [\"support-en\"]\n{more}\n")
}

fn two_agents() -> String {
    agent(AGENT, "") + &agent(AGENT_2, "")
}

pub async fn says(process: &Process, token: &str, state: &str) -> Value {
    let (status, row) = process.api(token, "PUT", "/me/presence", json!({"state": state})).await;
    assert_eq!((status, &row["state"]), (200, &json!(state)), "{row}");
    process.drain().await;
    row
}

async fn presence(process: &Process, token: &str) -> Value {
    process.api(token, "GET", "/me/presence", Value::Null).await.1
}

/// Somebody asks; the case as it stands once everything is done.
async fn asks(process: &Process, n: u64, text: &str) -> Value {
    process.x(&mention(&snowflake(MONDAY, n), &format!("{}", 7000 + n), text)).await;
    case_of(process, &format!("{}", 7000 + n)).await
}

async fn case_of(process: &Process, contact: &str) -> Value {
    let waiting = process.items("/queue?limit=200").await;
    let row = waiting.iter().find(|row| row["contact"]["id"] == contact).unwrap_or_else(|| panic!("{contact}"));
    process.case(id(row)).await
}

async fn acts(process: &Process, token: &str, case: &Value, action: &str, body: Value) -> (u16, Value) {
    let answer = process.api(token, "POST", &format!("/cases/{}/{action}", id(case)), body).await;
    process.drain().await;
    answer
}

/// Who holds each of the waiting cases, in the order of those who asked.
async fn holders(process: &Process) -> Vec<String> {
    let mut waiting = process.items("/queue?team=support-en&limit=200").await;
    waiting.sort_by_key(|row| row["contact"]["id"].to_string());
    waiting.iter().map(|row| row["assignee"].as_str().unwrap_or("-").to_owned()).collect()
}

async fn pushed(team: &str, agents: &str) -> (World, Process) {
    let world = World::at(MONDAY).await;
    let process = world.boot_with_desk(desk(team, agents)).await;
    (world, process)
}

#[tokio::test]
async fn a_case_is_given_to_the_least_loaded_who_is_available_and_says_why() {
    let (_world, process) = pushed("", &two_agents()).await;
    let waiting = asks(&process, 1, PARCEL).await;
    assert_eq!((&waiting["assignee"], &waiting["search"]["code"]), (&Value::Null, &json!("nobody")));
    says(&process, AGENT, "available").await;
    says(&process, AGENT_2, "available").await;
    let first = case_of(&process, "7001").await;
    assert_eq!((&first["assignee"], &first["status"], &first["search"]), (&json!(AGENT), &json!("open"), &Value::Null));
    let log = first["log"].as_array().unwrap();
    assert_eq!(
        (log.len(), &log[0]["by"], &log[0]["action"], &log[0]["text"]),
        (1, &json!("couture"), &json!("give"), &json!(""))
    );
    assert_eq!(log[0]["why"], "Given to local-agent: least loaded (0 of 8), speaks English.");
    assert_eq!(asks(&process, 2, PARCEL).await["assignee"], AGENT_2);
    // Both carry one: who was given something the longest ago.
    process.advance("PT1S").await;
    assert_eq!(asks(&process, 3, PARCEL).await["assignee"], AGENT);
    assert_eq!(asks(&process, 4, PARCEL).await["assignee"], AGENT_2);
    let row = presence(&process, AGENT).await;
    assert_eq!((&row["load"], &row["capacity"], &row["on_shift"]), (&json!(2), &json!(8), &json!(true)));
    assert_eq!(row["cases"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn round_robin_goes_round_whatever_they_carry() {
    let (_world, process) = pushed("strategy = \"round_robin\"", &two_agents()).await;
    says(&process, AGENT, "available").await;
    says(&process, AGENT_2, "available").await;
    let mut given = Vec::new();
    for n in 1..=4 {
        process.advance("PT1S").await;
        let case = asks(&process, n, PARCEL).await;
        given.push(case["assignee"].as_str().unwrap().to_owned());
        if case["assignee"] == AGENT {
            acts(&process, AGENT, &case, "resolve", json!({})).await;
        }
    }
    assert_eq!(given, [AGENT, AGENT_2, AGENT, AGENT_2]);
}

#[tokio::test]
async fn when_room_becomes_free_the_most_urgent_comes_first() {
    let (_world, process) = pushed("capacity = 1", &agent(AGENT, "")).await;
    says(&process, AGENT, "available").await;
    for (n, text) in
        [(1, PARCEL), (2, PARCEL), (3, "URGENT where is my parcel? This is a scam, I am furious!!!"), (4, PARCEL)]
    {
        asks(&process, n, text).await;
    }
    let mut order = Vec::new();
    for left in (1..=4).rev() {
        let waiting = process.items("/queue?team=support-en&limit=200").await;
        let held: Vec<&Value> = waiting.iter().filter(|row| row["assignee"] == AGENT).collect();
        assert_eq!((waiting.len(), held.len()), (left, 1), "{waiting:?}");
        if left < 4 {
            assert_eq!(held[0]["id"], waiting[0]["id"], "the first of the queue");
        }
        order.push(held[0]["contact"]["id"].as_str().unwrap().to_owned());
        // An answer frees room like an end: the case then waits for the customer.
        let case = process.case(id(held[0])).await;
        let (status, said) = process.reply(AGENT, &case, "It comes tomorrow.").await;
        assert_eq!(status, 202, "{said}");
    }
    assert_eq!(order[0], "7001", "the first came when there was room");
    assert_eq!(presence(&process, AGENT).await["load"], 0);
}

#[tokio::test]
async fn a_skill_is_waited_for_and_then_on_its_second_anybody_gets_it() {
    let agents = agent(AGENT, "languages = [\"fr\"]") + &agent(AGENT_2, "topics = [\"delivery\"]\ncapacity = 1");
    let (_world, process) = pushed("skills_wait = \"PT7M\"", &agents).await;
    says(&process, AGENT, "available").await;
    says(&process, AGENT_2, "available").await;
    assert_eq!(asks(&process, 1, PARCEL).await["assignee"], AGENT_2);
    let case = asks(&process, 2, PARCEL).await;
    assert_eq!((&case["assignee"], &case["search"]["code"]), (&Value::Null, &json!("skills")));
    assert_eq!(case["search"]["look_again_at"], "2026-03-30T09:07:00.000Z");
    process.advance("PT6M59S").await;
    assert_eq!(case_of(&process, "7002").await["assignee"], Value::Null);
    process.advance("PT1S").await;
    let case = case_of(&process, "7002").await;
    assert_eq!(case["assignee"], AGENT);
    let why = case["log"][0]["why"].as_str().unwrap();
    assert!(why.contains("nobody with the skills had room in time"), "{why}");
    assert_eq!(case["log"][0]["at"], "2026-03-30T09:07:00.000Z");
}

#[tokio::test]
async fn a_channel_takes_the_room_its_weight_says() {
    let agents = "[[agent]]\nid = \"local-agent\"\nteams = [\"support-en\", \"billing-en\"]\ncapacity = 4\n";
    let (_world, process) = pushed("weights = { messenger = 3 }", agents).await;
    says(&process, AGENT, "available").await;
    process.meta(&messenger("m_1", "9001", MONDAY, PARCEL)).await;
    assert_eq!(presence(&process, AGENT).await["load"], 3);
    assert_eq!(asks(&process, 1, PARCEL).await["assignee"], AGENT);
    assert_eq!(asks(&process, 2, PARCEL).await["search"]["code"], "full");
    assert_eq!(presence(&process, AGENT).await["load"], 4);
}

#[tokio::test]
async fn who_answered_last_is_asked_first() {
    let (_world, process) = pushed("", &two_agents()).await;
    says(&process, AGENT_2, "available").await;
    let case = asks(&process, 1, PARCEL).await;
    process.reply(AGENT_2, &case, "It comes tomorrow.").await;
    let case = process.case(id(&case)).await;
    assert_eq!(acts(&process, AGENT_2, &case, "resolve", json!({})).await.0, 200);
    says(&process, AGENT, "available").await;
    process.advance("P8D").await;
    process.x(&mention(&snowflake("2026-04-07T09:00:00Z", 1), "7001", PARCEL)).await;
    let again = case_of(&process, "7001").await;
    assert_ne!(again["id"], case["id"], "a new case");
    assert_eq!(again["assignee"], AGENT_2);
    assert!(
        again["log"][0]["why"].as_str().unwrap().contains("answered this person last (0 of 8)"),
        "{}",
        again["log"]
    );
}

#[tokio::test]
async fn offline_gives_back_what_waits_and_away_keeps_it() {
    let (_world, process) = pushed("", &two_agents()).await;
    says(&process, AGENT, "available").await;
    for n in 1..=3 {
        asks(&process, n, PARCEL).await;
    }
    assert_eq!(holders(&process).await, [AGENT, AGENT, AGENT]);
    says(&process, AGENT, "away").await;
    assert_eq!(asks(&process, 4, PARCEL).await["assignee"], Value::Null, "nothing new");
    assert_eq!(holders(&process).await, [AGENT, AGENT, AGENT, "-"]);
    says(&process, AGENT_2, "available").await;
    assert_eq!(holders(&process).await, [AGENT, AGENT, AGENT, AGENT_2]);
    let gone = says(&process, AGENT, "offline").await;
    assert_eq!((&gone["load"], &gone["cases"]), (&json!(0), &json!([])));
    assert_eq!(holders(&process).await, [AGENT_2; 4]);
    let case = case_of(&process, "7001").await;
    let actions: Vec<&str> =
        case["log"].as_array().unwrap().iter().map(|row| row["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["give", "hand_back", "give"]);
    assert_eq!(case["log"][1]["why"], "Back to the team: local-agent is offline.");
    says(&process, AGENT_2, "offline").await;
    assert_eq!(holders(&process).await, ["-"; 4]);
}

#[tokio::test]
async fn a_customer_who_writes_to_somebody_gone_is_given_to_somebody_here() {
    let (_world, process) = pushed("", &two_agents()).await;
    says(&process, AGENT, "available").await;
    let case = asks(&process, 1, PARCEL).await;
    process.reply(AGENT, &case, "It comes tomorrow.").await;
    says(&process, AGENT, "offline").await;
    says(&process, AGENT_2, "available").await;
    assert_eq!(process.case(id(&case)).await["assignee"], AGENT, "an answered case is still theirs");
    process.advance("PT1M").await;
    process.x(&mention(&snowflake("2026-03-30T09:01:00Z", 9), "7001", "it did not come")).await;
    assert_eq!(case_of(&process, "7001").await["assignee"], AGENT_2);
}

#[tokio::test]
async fn a_shift_gives_back_at_its_end_and_gets_work_at_its_beginning() {
    let (_world, process) = pushed("", &agent(AGENT, "shift = \"paris\"")).await;
    says(&process, AGENT, "available").await;
    assert_eq!(asks(&process, 1, PARCEL).await["assignee"], AGENT);
    process.advance("PT1H29M59S").await;
    assert_eq!(holders(&process).await, [AGENT]);
    process.advance("PT1S").await;
    assert_eq!(holders(&process).await, ["-"], "lunch");
    let case = case_of(&process, "7001").await;
    assert_eq!(case["log"][1]["why"], "Back to the team: the shift of local-agent is over.");
    assert_eq!(case["log"][1]["at"], "2026-03-30T10:30:00.000Z");
    assert_eq!(case["search"]["code"], "nobody");
    let row = presence(&process, AGENT).await;
    assert_eq!((&row["state"], &row["on_shift"], &row["load"]), (&json!("available"), &json!(false), &json!(0)));
    let refused = acts(&process, LEAD, &case, "assign", json!({"agent": AGENT})).await;
    assert_eq!((refused.0, &refused.1["code"]), (409, &json!("absent")), "{}", refused.1);
    process.advance("PT1H").await;
    assert_eq!(holders(&process).await, [AGENT], "back from lunch");
    process.advance("P1D").await;
    assert_eq!(holders(&process).await, [AGENT]);
}

#[tokio::test]
async fn nobody_who_said_they_are_absent_is_given_a_case_by_hand() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let case = asks(&process, 1, PARCEL).await;
    let assign = |agent: &'static str| acts(&process, LEAD, &case, "assign", json!({"agent": agent}));
    assert_eq!(assign(AGENT).await.0, 200, "who never said anything is as before");
    assert_eq!(assign(LEAD).await.0, 200);
    for state in ["away", "offline"] {
        says(&process, AGENT, state).await;
        let (status, refused) = assign(AGENT).await;
        assert_eq!((status, &refused["code"], &refused["state"]), (409, &json!("absent"), &json!(state)));
        assert!(refused["detail"].as_str().unwrap().contains("not here"), "{refused}");
    }
    assert_eq!(process.case(id(&case)).await["assignee"], LEAD);
    acts(&process, LEAD, &case, "release", json!({})).await;
    assert_eq!(acts(&process, AGENT, &case, "claim", json!({})).await.0, 200, "what they take themselves is theirs");
    assert_eq!(case_of(&process, "7001").await["assignee"], AGENT);
    says(&process, AGENT, "available").await;
    assert_eq!(case_of(&process, "7001").await["assignee"], AGENT);
    says(&process, AGENT, "offline").await;
    assert_eq!(case_of(&process, "7001").await["assignee"], Value::Null, "in a team that pulls too");
}

#[tokio::test]
async fn a_team_that_pulls_gives_nothing_and_writes_nothing_for_people_without_a_word() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let case = asks(&process, 1, PARCEL).await;
    assert_eq!((&case["assignee"], &case["search"], &case["past_teams"]), (&Value::Null, &Value::Null, &json!([])));
    acts(&process, AGENT, &case, "claim", json!({})).await;
    let of_agents =
        |rows: &[couture::store::Item]| rows.iter().filter(|row| row["pk"].as_s().unwrap() == "AGENT").count();
    assert_eq!(of_agents(&world.rows().await), 0);
    // What was claimed before the first word counts from then on.
    let row = says(&process, AGENT, "available").await;
    assert_eq!((&row["load"], &row["capacity"], &row["cases"]), (&json!(1), &Value::Null, &json!([id(&case)])));
    assert_eq!(asks(&process, 2, PARCEL).await["assignee"], Value::Null);
    process.advance("PT20M").await;
    assert_eq!(case_of(&process, "7002").await["assignee"], Value::Null);
    assert_eq!(of_agents(&world.rows().await), 1);
}

#[tokio::test]
async fn a_desk_that_comes_into_force_gives_what_waits_within_a_minute() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    says(&process, AGENT, "available").await;
    asks(&process, 1, PARCEL).await;
    let pushed = process.api(MANAGER, "PUT", "/desk", json!({"files": files("", &two_agents())})).await;
    assert_eq!(pushed.0, 200, "{}", pushed.1);
    process.advance("PT1M").await;
    assert_eq!(holders(&process).await, [AGENT]);
    let first = couture::desk::demo().unwrap().version;
    process.api(MANAGER, "POST", "/desk/current", json!({"version": first})).await;
    assert_eq!(asks(&process, 2, PARCEL).await["assignee"], Value::Null);
    process.advance("PT5M").await;
    assert_eq!(holders(&process).await, [AGENT, "-"]);
}

#[tokio::test]
async fn a_case_that_goes_round_alerts_the_lead_once() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let case = asks(&process, 1, PARCEL).await;
    let mut alerts = Vec::new();
    for team in ["billing-en", "support-en", "billing-en", "support-en", "care-en"] {
        assert_eq!(acts(&process, LEAD, &case, "transfer", json!({"team": team})).await.0, 200);
        alerts.push(process.sent("alerts").iter().filter(|alert| alert["kind"] == "ping_pong").count());
    }
    assert_eq!(alerts, [0, 0, 1, 1, 1]);
    let listed = process.items("/alerts").await;
    let alert = listed.iter().find(|alert| alert["kind"] == "ping_pong").unwrap();
    assert_eq!((&alert["case"], &alert["team"]), (&case["id"], &json!("billing-en")));
    let text = alert["text"].as_str().unwrap();
    assert!(text.contains("Support (English) → Billing (English) → Support (English) → Billing (English)"), "{text}");
    let sent = process.sent("alerts");
    assert!(sent.iter().any(|sent| sent["kind"] == "ping_pong" && sent["text"] == text), "{sent:?}");
    // Never back, but handed on four times.
    let other = asks(&process, 2, PARCEL).await;
    for team in ["billing-en", "sales-en", "care-en", "billing-fr"] {
        acts(&process, LEAD, &other, "transfer", json!({"team": team})).await;
    }
    assert_eq!(process.sent("alerts").iter().filter(|alert| alert["kind"] == "ping_pong").count(), 2);
    assert_eq!(
        process.case(id(&other)).await["past_teams"],
        json!(["support-en", "billing-en", "sales-en", "care-en"])
    );
}

#[tokio::test]
async fn who_is_here_is_for_leads_and_what_one_is_oneself_for_people_who_work() {
    let (_world, process) = pushed("", &two_agents()).await;
    let nothing = presence(&process, AGENT).await;
    assert_eq!((&nothing["state"], &nothing["since"], &nothing["load"]), (&Value::Null, &Value::Null, &json!(0)));
    says(&process, AGENT, "available").await;
    says(&process, LEAD, "away").await;
    let said = presence(&process, AGENT).await;
    assert_eq!(said["since"], "2026-03-30T09:00:00.000Z");
    assert_eq!(said["why"], "Available: cases come by themselves. Carries 0 of 8.");
    let ids = |rows: Vec<Value>| rows.iter().map(|row| row["agent"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(process.items("/agents").await), [AGENT, AGENT_2, LEAD]);
    assert_eq!(ids(process.items("/agents?team=support-en").await), [AGENT, AGENT_2]);
    assert_eq!(ids(process.items("/agents?team=sales-en").await), [""; 0]);
    let page = process.get("/agents?limit=1").await;
    assert_eq!((&page["cursor"], page["items"].as_array().unwrap().len()), (&json!(AGENT), 1));
    assert_eq!(process.api(AGENT, "GET", "/agents", Value::Null).await.0, 403);
    assert_eq!(process.api(LEAD, "GET", "/agents?team=nowhere", Value::Null).await.1["code"], "unknown_team");
    for token in [PHONE, AUDITOR] {
        assert_eq!(process.api(token, "PUT", "/me/presence", json!({"state": "available"})).await.0, 403);
        assert_eq!(process.api(token, "GET", "/me/presence", Value::Null).await.0, 403);
    }
    let (status, unknown) = process.api(AGENT, "PUT", "/me/presence", json!({"state": "here"})).await;
    assert_eq!((status, &unknown["code"]), (400, &json!("unknown_presence")));
}

/// What giving a case costs in write units, by the table's own accounting, and what its row weighs while it waits.
#[tokio::test]
async fn giving_a_case_stays_within_its_bounds() {
    let (_world, process) = pushed("", &two_agents()).await;
    let spent = || process.house().app.store.capacity().write_units();
    let text = "my parcel was announced for Tuesday and still has not arrived, order AB-48213, what now?";
    let before = spent();
    let waiting = asks(&process, 1, text).await;
    let nobody = spent() - before;
    let (conversation, _) = id(&waiting).split_once('-').unwrap();
    let row = process.house().app.store.case(conversation, 1).await.unwrap().unwrap();
    let weight = couture::store::size::item_size(&couture::store::commit::case_item(&row).unwrap());
    says(&process, AGENT, "available").await;
    let before = spent();
    let case = asks(&process, 2, text).await;
    let given = spent() - before;
    let before = spent();
    process.reply(AGENT, &case, "It is at the depot and comes tomorrow.").await;
    let answered = spent() - before;
    println!("write units: nobody here {nobody}, intake and given {given}, answered {answered}; row {weight} bytes");
    assert!(nobody <= 6.0 && given <= 11.0 && answered <= 24.0, "{nobody} {given} {answered}");
    assert!(weight <= 1024, "{weight} bytes");
}
