//! `couture rehearse`: what a changed desk would make of the last days of a running system.
//!
//! Owns asking page by page and printing: one line for each case that would be different, then
//! the summary. The system tells the cases again; nothing is written there.

use super::remote::Remote;
use crate::domain::rehearsal::Tally;
use crate::domain::words::Language;
use crate::domain::words::rehearsal::summary;
use anyhow::bail;
use indicatif::ProgressBar;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;

/// One page of the answer.
#[derive(Deserialize)]
struct Page {
    items: Vec<Value>,
    tally: Tally,
    cursor: Option<String>,
}

/// Rehearses the files of a desk against the last days of the system at `url`.
pub async fn run(url: &str, token: &str, files: &BTreeMap<String, String>, days: i64) -> anyhow::Result<bool> {
    let server = Remote::new(url)?;
    let progress = ProgressBar::new_spinner();
    let mut tally = Tally::default();
    let mut cursor = None;
    loop {
        let asked = json!({"files": files, "days": days, "cursor": cursor});
        let (status, answer) = server.ask(Method::POST, "/api/v1/rehearse", token, Some(asked)).await?;
        if status != 200 {
            progress.finish_and_clear();
            bail!("after {} cases the system answered {status}: {}", tally.cases, refusal(&answer));
        }
        let page: Page = serde_json::from_value(answer)?;
        print(&page.items)?;
        tally.add(page.tally);
        progress.set_message(format!("{} cases told again", tally.cases));
        progress.tick();
        cursor = page.cursor;
        if cursor.is_none() {
            break;
        }
    }
    progress.finish_and_clear();
    let said = summary(&tally, days, Language::En);
    print(&[json!({"summary": {
        "cases": tally.cases, "days": days, "deadlines_move": tally.deadlines_move, "become_late": tally.become_late,
        "saved": tally.saved, "change_team": tally.change_team, "why": said,
    }})])?;
    eprintln!("{said}");
    Ok(true)
}

fn print(lines: &[Value]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// What a problem document says: its detail, and each problem of the files.
fn refusal(answer: &Value) -> String {
    let detail = answer.get("detail").and_then(Value::as_str).unwrap_or_default().to_owned();
    let problems = answer.get("problems").and_then(Value::as_array).cloned().unwrap_or_default();
    let told = problems.iter().filter_map(|one| one.get("why")?.as_str().map(str::to_owned));
    std::iter::once(detail).chain(told).collect::<Vec<_>>().join("\n")
}
