//! Reports: a day of many cases, and the figures equal a recount from what was said and done.

use super::bodies::{mention, messenger, snowflake};
use super::recount::{Counted, recount};
use super::support::{AGENT, AGENT_2, AUDITOR, LEAD, MONDAY, PHONE, Process, World, id};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// That Monday's instant of a time in UTC; Paris is two hours ahead.
pub fn at(time: &str) -> String {
    format!("2026-03-30T{time}:00Z")
}

/// A day in the life: what is said and done, at whole minutes.
pub struct Day<'a> {
    pub process: &'a Process,
    said: u64,
}

impl Day<'_> {
    pub fn of(process: &Process) -> Day<'_> {
        Day { process, said: 0 }
    }

    pub async fn until(&self, time: &str) {
        let moved = self.process.sim("clock", json!({"set": at(time)})).await.unwrap();
        assert_eq!(moved.0, 200, "{time}: {}", moved.1);
    }

    async fn now(&self) -> String {
        self.process.house().app.clock.now().to_string()
    }

    /// Somebody writes on X, in public; the id of their case.
    pub async fn mention(&mut self, author: &str, text: &str) -> String {
        self.said += 1;
        let id = snowflake(&self.now().await, self.said);
        self.process.x(&mention(&id, author, text)).await;
        self.case_of(author).await
    }

    /// Somebody writes on Messenger.
    pub async fn message(&mut self, contact: &str, text: &str) -> String {
        self.said += 1;
        let mid = format!("m_{}", self.said);
        let body = messenger(&mid, contact, &self.now().await, text);
        self.process.meta(&body).await;
        self.case_of(contact).await
    }

    async fn case_of(&self, contact: &str) -> String {
        for status in ["new,open", "pending,snoozed", "resolved"] {
            let rows = self.process.items(&format!("/queue?limit=200&status={status}")).await;
            if let Some(row) = rows.iter().find(|row| row["contact"]["id"] == contact) {
                return id(row).to_owned();
            }
        }
        panic!("{contact} has no case");
    }

    pub async fn reply(&mut self, case: &str, undo_seconds: u32) {
        self.said += 1;
        let version = self.process.case(case).await["version"].clone();
        let body = json!({"text": format!("Answer {}.", self.said), "version": version, "undo_seconds": undo_seconds});
        let (status, answer) = self.process.api(AGENT, "POST", &format!("/cases/{case}/reply"), body).await;
        assert_eq!(status, 202, "{case}: {answer}");
        self.process.drain().await;
    }

    pub async fn act(&self, case: &str, action: &str, body: Value) {
        let (status, answer) = self.process.api(LEAD, "POST", &format!("/cases/{case}/{action}"), body).await;
        assert_eq!(status, 200, "{action} {case}: {answer}");
        self.process.drain().await;
    }

    pub async fn resolve(&self, case: &str) {
        self.act(case, "resolve", json!({})).await;
    }
}

/// A Monday on two channels and six teams, with everything that can become of a question.
pub async fn monday(process: &Process) {
    let mut day = Day::of(process);
    let prompt = day.mention("1", "where is my refund?").await;
    let late = day.mention("2", "where is my parcel?").await;
    let ignored = day.message("3", "où est mon colis ?").await;
    let ignored_too_long = day.message("4", "where is my parcel?").await;
    let talk = day.mention("5", "my invoice is wrong").await;
    let raised = day.mention("6", "where is my parcel?").await;
    let set_by_hand = day.message("7", "where is my refund?").await;
    let ends = day.mention("8", "where is my parcel?").await;
    let overdue = day.mention("14", "where is my parcel?").await;
    let on_its_way = day.mention("15", "where is my order?").await;
    let held = day.message("16", "where is my parcel?").await;
    let crisis = day.mention("12", "your charger caught fire and my son is hurt").await;
    let thanks = day.mention("10", "thank you so much, great service!").await;
    assert_eq!(process.case(&thanks).await["status"], "resolved");
    day.until("09:05").await;
    let lasts = day.mention("9", "is there any news of my parcel?").await;
    day.act(&held, "assign", json!({"agent": AGENT_2})).await;
    day.until("09:08").await;
    day.reply(&crisis, 0).await;
    day.resolve(&crisis).await;
    day.until("09:20").await;
    day.reply(&talk, 0).await;
    day.until("09:30").await;
    day.mention("5", "and which date is right?").await;
    day.reply(&prompt, 0).await;
    day.act(
        &set_by_hand,
        "deadline",
        json!({"metric": "first_response", "deadline_at": at("15:00"), "reason": "agreed"}),
    )
    .await;
    day.until("09:40").await;
    day.resolve(&prompt).await;
    day.until("09:50").await;
    day.reply(&talk, 0).await;
    day.act(&ends, "merge", json!({"into": lasts})).await;
    day.until("10:00").await;
    day.resolve(&talk).await;
    day.resolve(&ignored).await;
    day.until("10:10").await;
    day.mention("5", "sorry, one more thing: which amount?").await;
    day.until("10:20").await;
    day.reply(&talk, 0).await;
    day.until("10:30").await;
    day.resolve(&talk).await;
    day.act(&raised, "priority", json!({"priority": "high", "reason": "a known customer"})).await;
    day.until("10:40").await;
    day.reply(&raised, 0).await;
    day.resolve(&raised).await;
    let called = day.message("11", "please call me about my parcel").await;
    let promise = json!({"promised_at": at("11:30"), "phone": "+33639980101"});
    day.act(&called, "callback", promise).await;
    day.until("11:00").await;
    day.reply(&lasts, 0).await;
    day.resolve(&lasts).await;
    day.resolve(&called).await;
    let second_crisis = day.mention("13", "your charger caught fire, I will sue you").await;
    day.until("11:40").await;
    day.reply(&second_crisis, 0).await;
    day.resolve(&second_crisis).await;
    day.until("11:59").await;
    day.reply(&on_its_way, 120).await;
    day.until("12:10").await;
    day.resolve(&on_its_way).await;
    // Set by hand after it was missed: the breach stands.
    day.act(
        &overdue,
        "deadline",
        json!({"metric": "first_response", "deadline_at": at("14:00"), "reason": "too late"}),
    )
    .await;
    day.until("12:30").await;
    day.reply(&late, 0).await;
    day.reply(&overdue, 0).await;
    day.until("12:45").await;
    day.resolve(&late).await;
    day.resolve(&overdue).await;
    day.resolve(&held).await;
    day.reply(&set_by_hand, 0).await;
    day.resolve(&set_by_hand).await;
    day.until("13:00").await;
    day.resolve(&ignored_too_long).await;
    day.act(&ignored_too_long, "reopen", json!({})).await;
    day.until("13:30").await;
    day.resolve(&ignored_too_long).await;
    // Asked in the evening, answered the next morning; and two that are not over.
    day.until("15:50").await;
    let evening = day.message("17", "where is my parcel?").await;
    let _waiting = day.mention("18", "where is my refund?").await;
    let answered = day.mention("19", "where is my refund?").await;
    day.reply(&answered, 0).await;
    let moved = process.sim("clock", json!({"set": "2026-03-31T07:30:00Z"})).await.unwrap();
    assert_eq!(moved.0, 200);
    day.reply(&evening, 0).await;
    day.resolve(&evening).await;
}

#[tokio::test]
async fn the_figures_equal_a_recount_of_what_was_said_and_done() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    monday(&process).await;
    let counted = recount(&world, &process).await;
    let range = "from=2026-03-30&to=2026-03-31";
    let mut seen = 0;
    for group in ["team", "channel", "priority", "hour"] {
        let report = process.get(&format!("/reports/sla?{range}&group={group}")).await;
        assert_eq!((&report["group"], &report["complete"]), (&json!(group), &json!(true)));
        // Thanks that needed no reply, and the case that goes on in another.
        assert_eq!((&report["cases"], &report["without_clock"]), (&json!(17), &json!(2)));
        assert_eq!(
            (&report["from"], &report["to"]),
            (&json!("2026-03-29T22:00:00.000Z"), &json!("2026-03-31T22:00:00.000Z"))
        );
        assert_eq!(report["total"]["metrics"], figures(&counted.iter().collect::<Vec<_>>()), "{group}");
        let mut groups: BTreeMap<String, Vec<&Counted>> = BTreeMap::new();
        counted.iter().for_each(|cycle| groups.entry(cycle.group(group)).or_default().push(cycle));
        let items = report["items"].as_array().unwrap();
        assert_eq!(items.len(), groups.len(), "{group}: {items:?}");
        for item in items {
            let expected = figures(&groups[item["key"].as_str().unwrap()]);
            assert_eq!(item["metrics"], expected, "{group} {}", item["key"]);
            seen += 1;
        }
    }
    assert!(seen > 12, "{seen} groups");
    // What the recount itself must have found, so that both cannot be empty alike.
    let of = |metric: &str, how: &str| counted.iter().filter(|one| one.metric == metric && one.ending == how).count();
    let endings = ["in_time", "missed", "unmet"].map(|how| of("first_response", how));
    assert_eq!((endings, of("next_response", "in_time"), of("promise", "unmet")), ([6, 7, 2], 2, 1));
    let causes = ["unassigned", "moved_late", "sent_late", "not_answered"];
    for cause in causes {
        assert!(counted.iter().any(|one| one.cause.as_deref() == Some(cause)), "{cause}");
    }
    assert_eq!(counted.iter().filter(|one| one.overridden).count(), 1);
}

/// The figures of cycles as the contract shows them, counted the plain way.
fn figures(cycles: &[&Counted]) -> Value {
    let mut metrics = Vec::new();
    for metric in ["first_response", "next_response", "resolution", "promise"] {
        let of: Vec<&&Counted> = cycles.iter().filter(|cycle| cycle.metric == metric).collect();
        if of.is_empty() {
            continue;
        }
        let promised: Vec<&&Counted> = of.iter().copied().filter(|cycle| !cycle.overridden).collect();
        let ended = |how: &str| promised.iter().filter(|cycle| cycle.ending == how).count();
        let by_hand: Vec<&&Counted> = of.iter().copied().filter(|cycle| cycle.overridden).collect();
        let by_hand_in_time = by_hand.iter().filter(|cycle| cycle.ending == "in_time").count();
        let wall: Vec<i64> = of.iter().filter_map(|cycle| cycle.wall).collect();
        let business: Vec<i64> = of.iter().filter_map(|cycle| cycle.business).collect();
        metrics.push(json!({
            "metric": metric, "count": of.len(), "in_time": ended("in_time"), "breached": ended("missed"),
            "unmet": ended("unmet"), "sla_rate": rate(ended("in_time"), promised.len()),
            "wall": spread(&wall), "business": spread(&business), "distribution": distribution(&business),
            "overridden": {"count": by_hand.len(), "in_time": by_hand_in_time, "rate": rate(by_hand_in_time, by_hand.len())},
            "causes": causes(&promised),
        }));
    }
    Value::Array(metrics)
}

fn rate(part: usize, whole: usize) -> Value {
    if whole == 0 { Value::Null } else { json!((part as f64 / whole as f64 * 10_000.0).round() / 10_000.0) }
}

fn spread(minutes: &[i64]) -> Value {
    let mut sorted = minutes.to_vec();
    sorted.sort();
    let at = |part: f64| {
        let place = (part * sorted.len() as f64 - 1e-9).ceil() as usize;
        if sorted.is_empty() { Value::Null } else { json!(iso(sorted[place.max(1) - 1])) }
    };
    json!({"median": at(0.5), "p90": at(0.9), "p95": at(0.95)})
}

fn iso(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, 0) => "PT0S".to_owned(),
        (0, minutes) => format!("PT{minutes}M"),
        (hours, 0) => format!("PT{hours}H"),
        (hours, minutes) => format!("PT{hours}H{minutes}M"),
    }
}

fn distribution(minutes: &[i64]) -> Value {
    let bounds = [Some(15), Some(30), Some(60), Some(120), Some(240), Some(480), Some(1440), None];
    let mut longer_than = -1;
    let mut counts = Vec::new();
    for bound in bounds {
        let up_to = bound.unwrap_or(i64::MAX);
        let count = minutes.iter().filter(|minutes| longer_than < **minutes && **minutes <= up_to).count();
        counts.push(json!({"up_to": bound.map(iso), "count": count}));
        longer_than = up_to;
    }
    Value::Array(counts)
}

fn causes(promised: &[&&Counted]) -> Value {
    use couture::domain::clocks::breach::BreachCause;
    use couture::domain::words::{Language, clocks::breach_cause};
    let of = |cause: BreachCause| {
        let count = promised.iter().filter(|cycle| cycle.cause.as_deref() == Some(cause.as_str())).count();
        (count > 0).then(|| json!({"cause": cause, "count": count, "why": breach_cause(cause, Language::En)}))
    };
    BreachCause::ALL.into_iter().filter_map(of).collect()
}

#[tokio::test]
async fn what_cannot_be_told_is_refused_with_a_reason_and_everybody_may_read() {
    let process = World::at(MONDAY).await.boot().await;
    let refused = [
        ("group=agent", "bad_group"),
        ("from=yesterday", "bad_range"),
        ("from=2026-03-30&to=2026-03-29", "bad_range"),
        ("from=2026-01-01&to=2026-04-30", "range_too_long"),
        ("from=1900-01-01", "range_too_long"),
    ];
    for (query, code) in refused {
        let (status, problem) = process.api(LEAD, "GET", &format!("/reports/sla?{query}"), Value::Null).await;
        assert_eq!((status, &problem["code"]), (400, &json!(code)), "{query}: {problem}");
    }
    for token in [AGENT, PHONE, AUDITOR] {
        let (status, report) = process.api(token, "GET", "/reports/sla", Value::Null).await;
        assert_eq!((status, &report["items"], &report["total"]["metrics"]), (200, &json!([]), &json!([])));
        assert!(report["explanation"].as_str().unwrap().contains("nearest rank"));
    }
    assert_eq!(process.api("nobody", "GET", "/reports/sla", Value::Null).await.0, 401);
}

#[tokio::test]
async fn instants_cut_exactly_and_a_reopened_case_is_not_counted_until_it_is_resolved_again() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let mut day = Day::of(&process);
    let case = day.mention("1", "where is my refund?").await;
    day.until("09:30").await;
    day.reply(&case, 0).await;
    day.resolve(&case).await;
    let count = async |query: &str| process.get(&format!("/reports/sla?{query}")).await["cases"].clone();
    assert_eq!(count("from=2026-03-30T09:30:00Z&to=2026-03-30T09:30:01Z").await, 1);
    assert_eq!(count("from=2026-03-30T09:00:00Z&to=2026-03-30T09:30:00Z").await, 0);
    assert_eq!(count("from=2026-03-30T09:30:01Z").await, 0);
    day.until("09:45").await;
    day.act(&case, "reopen", json!({})).await;
    assert_eq!(count("").await, 0);
    day.until("10:00").await;
    day.resolve(&case).await;
    assert_eq!(count("").await, 1);
    assert_eq!(count("from=2026-03-30T09:30:00Z&to=2026-03-30T09:30:01Z").await, 0);
}

#[tokio::test]
async fn a_report_costs_the_same_whatever_waits() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let mut day = Day::of(&process);
    let waiting = day.mention("1", "where is my parcel?").await;
    let pending = day.mention("2", "where is my parcel?").await;
    day.reply(&pending, 0).await;
    day.until("09:30").await;
    let rows = world.rows().await;
    let row = |case: &str| {
        let (conversation, _) = case.rsplit_once('-').unwrap();
        let found =
            rows.iter().find(|row| row["pk"].as_s().unwrap().ends_with(conversation) && row.contains_key("queue_pk"));
        found.unwrap().clone()
    };
    let (waiting, pending) = (row(&waiting), row(&pending));
    let spent = async |process: &Process| {
        let units = || process.house().app.store.capacity().read_units();
        let before = units();
        let report = process.get("/reports/sla").await;
        let team =
            report["backlog"].as_array().unwrap().iter().find(|team| team["team"] == "support-en").unwrap().clone();
        (units() - before, team)
    };
    let (few, team) = spent(&process).await;
    assert_eq!((&team["waiting"], &team["more"], &team["oldest_age"]), (&json!(1), &json!(false), &json!("PT30M")));
    world.copy_rows(&pending, 0..1000).await;
    assert_eq!(spent(&process).await.0, few, "what waits for the customer is not read at all");
    world.copy_rows(&waiting, 0..250).await;
    let (many, team) = spent(&process).await;
    assert_eq!((&team["waiting"], &team["more"]), (&json!(200), &json!(true)));
    world.copy_rows(&waiting, 250..1000).await;
    let (most, _) = spent(&process).await;
    assert_eq!(most, many, "a thousand waiting cost what two hundred do");
    println!("read units of a report of seven days: {few} with 1 waiting, {most} with 1,000 waiting and 1,000 pending");
    // Nine teams: a query for each and day, one for what waits; and the rows of two hundred places.
    assert!(few <= 50.0 && most <= few + 210.0, "{few} {most}");
}
