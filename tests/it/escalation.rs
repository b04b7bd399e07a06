//! After the breach: who is told next, until somebody acts; quiet hours; many at once.

use super::bodies::{mention, snowflake};
use super::support::{AGENT, LEAD, MONDAY, Process, World, alerts, id};
use serde_json::{Value, json};

/// The demo desk with a chain for everybody and warnings that wait while `lunch` is open.
pub fn desk() -> couture::domain::desk::Desk {
    let mut files = couture::desk::demo_files();
    let sla = files.get_mut("sla.toml").unwrap();
    *sla = sla.replace(
        "resolution = \"PT24H\"\ncalendar = \"paris\"\nwarnings = [\"75%\"]",
        "resolution = \"PT24H\"\ncalendar = \"paris\"\nwarnings = [\"75%\"]\n\
         escalation = [\"PT0S agent\", \"PT30M lead\", \"PT1H manager\", \"PT2H on_call\"]\nquiet_hours = \"lunch\"",
    );
    let calendars = files.get_mut("calendars.toml").unwrap();
    calendars.push_str("\n[lunch]\nzone = \"Europe/Paris\"\n[lunch.week]\nmon = [\"12:20-14:00\"]\n");
    couture::desk::parse(&files).unwrap()
}

/// A case asked at 11:00 in Paris: due at 14:00, warned of at 12:30.
async fn asked() -> (World, Process, Value) {
    let world = World::at(MONDAY).await;
    let process = world.boot_with_desk(desk()).await;
    process.x(&mention(&snowflake(MONDAY, 1), "7001", "where is my parcel?")).await;
    let case = process.only_case().await;
    (world, process, case)
}

fn told(process: &Process) -> Vec<(String, String)> {
    let short = |at: String| at["2026-03-30T".len()..at.len() - ".000Z".len()].to_owned();
    alerts(process).into_iter().map(|(kind, at)| (kind, short(at))).collect()
}

#[track_caller]
fn expect(process: &Process, expected: &[(&str, &str)]) {
    let expected: Vec<(String, String)> =
        expected.iter().map(|(kind, at)| (kind.to_string(), at.to_string())).collect();
    assert_eq!(told(process), expected);
}

const UNTIL_LEAD: [(&str, &str); 4] =
    [("warning", "12:00:00"), ("breach", "12:00:00"), ("escalation", "12:00:00"), ("escalation", "12:30:00")];

#[tokio::test]
async fn each_step_is_told_at_its_second_to_its_role() {
    let (_world, process, _case) = asked().await;
    process.advance("PT3H29M59S").await;
    expect(&process, &UNTIL_LEAD[..3]);
    process.advance("PT1S").await;
    expect(&process, &UNTIL_LEAD);
    process.advance("PT5H").await;
    let roles: Vec<Value> = process.items("/alerts").await.iter().map(|alert| alert["told"].clone()).collect();
    for role in ["agent", "lead", "manager", "on_call"] {
        assert_eq!(roles.iter().filter(|told| **told == role).count(), 1, "{roles:?}");
    }
    let text = process.sent("alerts")[3]["text"].as_str().unwrap().to_owned();
    assert!(text.contains("the team lead") && text.contains("@contact_7001"), "{text}");
}

#[tokio::test]
async fn it_ends_with_any_action() {
    let actions = [
        ("claim", json!({})),
        ("assign", json!({"agent": "local-agent-2"})),
        ("snooze", json!({"until": "2026-03-30T16:00:00Z"})),
        ("reply", json!({"text": "Tomorrow.", "version": 999, "undo_seconds": 600})),
    ];
    for (action, body) in actions {
        let (_world, process, case) = asked().await;
        process.advance("PT3H10M").await;
        let body = match action {
            "reply" => {
                let version = process.case(id(&case)).await["version"].clone();
                json!({"text": "Tomorrow.", "version": version, "undo_seconds": 600})
            }
            _ => body,
        };
        let (status, answer) = process.api(LEAD, "POST", &format!("/cases/{}/{action}", id(&case)), body).await;
        assert!(status == 200 || status == 202, "{action}: {answer}");
        process.advance("PT3H30M").await;
        expect(&process, &UNTIL_LEAD[..3]);
    }
}

#[tokio::test]
async fn acknowledging_the_breach_ends_it_and_acknowledging_the_warning_does_not() {
    for (kind, ends) in [("breach", true), ("warning", false)] {
        let (_world, process, _case) = asked().await;
        process.advance("PT2H").await;
        if kind == "breach" {
            process.advance("PT1H10M").await;
        }
        let listed = process.items("/alerts").await;
        let alert = listed.iter().find(|alert| alert["kind"] == kind).unwrap();
        let path = format!("/alerts/{}/acknowledge", id(alert));
        assert_eq!(process.api(LEAD, "POST", &path, Value::Null).await.0, 200);
        process.advance("PT2H").await;
        let escalations = told(&process).iter().filter(|(kind, _)| kind == "escalation").count();
        assert_eq!(escalations == 1, ends, "{kind}: {:?}", told(&process));
    }
}

#[tokio::test]
async fn a_claim_before_the_breach_does_not_end_it_but_claiming_again_does() {
    let (_world, process, case) = asked().await;
    let claim = format!("/cases/{}/claim", id(&case));
    process.api(AGENT, "POST", &claim, json!({})).await;
    process.advance("PT3H30M").await;
    expect(&process, &UNTIL_LEAD);
    process.api(AGENT, "POST", &claim, json!({})).await;
    process.advance("PT3H").await;
    expect(&process, &UNTIL_LEAD);
}

#[tokio::test]
async fn a_warning_waits_for_the_end_of_quiet_hours_unless_it_is_over_by_then() {
    let (_world, process, case) = asked().await;
    process.advance("PT2H").await;
    assert!(told(&process).is_empty());
    let shown = process.items("/alerts").await;
    assert_eq!(shown[0]["quiet_until"], "2026-03-30T12:00:00.000Z", "the desk shows it at once");
    let current = process.case(id(&case)).await;
    process.reply(AGENT, &current, "It comes tomorrow.").await;
    process.advance("PT4H").await;
    assert!(told(&process).is_empty(), "{:?}", told(&process));
    assert_eq!(process.items("/alerts").await[0]["moot"], true);
}

#[tokio::test]
async fn breaches_do_not_ask_for_quiet_hours() {
    let world = World::at("2026-03-30T08:20:00Z").await;
    let process = world.boot_with_desk(desk()).await;
    // Asked at 10:20, due at 12:20, just as quiet hours begin; warned of at 11:50.
    process.x(&mention(&snowflake("2026-03-30T08:20:00Z", 1), "7001", "where is my parcel?")).await;
    process.advance("PT2H").await;
    expect(&process, &[("warning", "09:50:00"), ("breach", "10:20:00"), ("escalation", "10:20:00")]);
}

#[tokio::test]
async fn a_storm_is_told_once_with_its_list_behind_it_and_every_row_stays_single() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    for number in 0..37u64 {
        let at = format!("2026-03-30T09:00:{number:02}Z");
        process.x(&mention(&snowflake(&at, number), &format!("80{number:02}"), "where is my refund?")).await;
    }
    process.advance("PT3H10M").await;
    let sent = process.sent("alerts");
    let of = |kind: &str| sent.iter().filter(|alert| alert["kind"] == kind).cloned().collect::<Vec<_>>();
    // The first twenty are told alone, and those that were being told at that moment.
    for kind in ["warning", "breach"] {
        assert!((20..30).contains(&of(kind).len()), "{kind}: {}", of(kind).len());
    }
    let storms = of("storm");
    assert_eq!(storms.len(), 2, "{storms:?}");
    assert!(
        storms[0]["text"].as_str().unwrap().starts_with("37 cases of team Billing (English) are soon late in 5 min")
    );
    assert!(
        storms[1]["text"].as_str().unwrap().starts_with("37 cases of team Billing (English) breached in 5 minutes")
    );
    assert_eq!(storms[1]["at"], "2026-03-30T12:05:00.000Z");

    let mut rows = process.items("/alerts?limit=200").await;
    let storm = rows
        .iter()
        .find(|alert| alert["kind"] == "storm" && alert["text"].as_str().unwrap().contains("breached"))
        .unwrap()
        .clone();
    assert_eq!(storm["count"], 37);
    let behind = process.items(&format!("/alerts?storm={}", id(&storm))).await;
    assert_eq!(behind.len(), 37);
    let together = behind.iter().filter(|alert| alert["told_with"] == storm["id"]).count();
    assert_eq!(together + of("breach").len(), 37, "each is told exactly once");
    rows.retain(|alert| alert["kind"] == "breach");
    let cases: std::collections::BTreeSet<&str> = rows.iter().map(|alert| alert["case"].as_str().unwrap()).collect();
    assert_eq!((rows.len(), cases.len()), (37, 37));
    assert!(rows.iter().all(|alert| alert["accepted_at"].is_string()), "none is left to be told");
}

#[tokio::test]
async fn after_an_outage_of_a_day_everything_due_is_told_once_in_order_for_each_case() {
    let world = World::at(MONDAY).await;
    let process = world.boot_with_desk(desk()).await;
    for number in 0..5u64 {
        process.x(&mention(&snowflake(MONDAY, number), &format!("80{number:02}"), "where is my parcel?")).await;
    }
    drop(process);
    world.clock.set("2026-03-31T09:00:00Z".parse().unwrap());
    let process = world.boot_with_desk(desk()).await;
    process.advance("PT1M").await;
    process.advance("PT10M").await;
    let mut by_case: std::collections::BTreeMap<String, Vec<String>> = Default::default();
    for alert in process.sent("alerts") {
        let name = alert["id"].as_str().unwrap().to_owned();
        let (case, step) = (name.split('#').next().unwrap().to_owned(), name.rsplit('#').next().unwrap().to_owned());
        if name.contains("first_response") {
            by_case.entry(case).or_default().push(step);
        }
    }
    assert_eq!(by_case.len(), 5);
    for steps in by_case.values() {
        let mut sorted = steps.clone();
        sorted.sort_by_key(|step| (step.starts_with("breach"), step.starts_with("escalation"), step.clone()));
        sorted.sort_by_key(|step| match step.as_str() {
            "warning1" => 0,
            "breach" => 1,
            _ => 2,
        });
        assert_eq!((steps.len(), steps), (6, &sorted));
    }
}
