//! Commands that run the house: reading the platforms back, and what is parked.
//!
//! Owns what they print and their exit codes. They ask a running server, on a laptop or deployed.

use super::remote::Remote;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// How long a server may take to read every inbox back.
const READING_TIME: Duration = Duration::from_secs(300);
/// How long it may take for anything else.
const ANSWER_TIME: Duration = Duration::from_secs(30);

/// A page of parked events.
#[derive(Deserialize)]
struct Page {
    items: Vec<Value>,
    cursor: Option<String>,
}

/// Has a server read its inboxes back: one line an inbox, then the summary. `false`: something was missing
/// and could not be taken in, or an inbox could not be read.
pub async fn reconcile(url: &str, token: &str) -> anyhow::Result<bool> {
    let server = Remote::new(url)?;
    let found: Value = server.answer(Method::POST, "/api/v1/reconcile", &[], token, READING_TIME).await?;
    let mut complete = true;
    for inbox in list(&found, "inboxes") {
        println!("{inbox}");
        complete &= inbox.get("error").is_none() && inbox.get("missing") == inbox.get("fed");
    }
    let count = |name: &str| found.get(name).and_then(Value::as_u64).unwrap_or_default();
    let (received, platform, missing, fed) = (count("received"), count("platform"), count("missing"), count("fed"));
    let troubles: Vec<String> = list(&found, "troubles").iter().map(trouble_name).collect();
    let summary = json!({
        "summary": format!("received {received}, platform {platform}, missing {missing}"),
        "received": received, "platform": platform, "missing": missing, "fed": fed, "troubles": troubles,
    });
    println!("{summary}");
    Ok(complete)
}

/// Prints what a server has set aside, a line each; with `redrive` tries each once more. `false`: one of them
/// could not be queued.
pub async fn parked(url: &str, token: &str, redrive: bool) -> anyhow::Result<bool> {
    let server = Remote::new(url)?;
    let mut items: Vec<Value> = Vec::new();
    let mut cursor = String::new();
    // All of them first: what is redriven meanwhile may park itself again.
    loop {
        let query = [("limit", "200"), ("cursor", cursor.as_str())];
        let page: Page = server.answer(Method::GET, "/api/v1/parked", &query, token, ANSWER_TIME).await?;
        items.extend(page.items);
        match page.cursor {
            Some(next) => cursor = next,
            None => break,
        }
    }
    let mut queued_again = 0;
    for item in &mut items {
        let id = item.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        if redrive {
            let path = format!("/api/v1/parked/{id}/redrive");
            let queued = server.answer::<Value>(Method::POST, &path, &[], token, ANSWER_TIME).await;
            if let Err(error) = &queued {
                eprintln!("{error:#}");
            }
            queued_again += usize::from(queued.is_ok());
            if let Some(fields) = item.as_object_mut() {
                fields.insert("redriven".to_owned(), json!(queued.is_ok()));
            }
        }
        println!("{item}");
    }
    if !redrive {
        eprintln!("{} set aside", items.len());
        return Ok(true);
    }
    eprintln!("{queued_again} of {} queued again", items.len());
    Ok(queued_again == items.len())
}

fn list<'a>(answer: &'a Value, name: &str) -> &'a [Value] {
    answer.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// `silent x:1001`.
fn trouble_name(trouble: &Value) -> String {
    let word = |name: &str| trouble.get(name).and_then(Value::as_str).unwrap_or_default();
    format!("{} {}", word("code"), word("subject"))
}
