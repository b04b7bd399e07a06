//! What people are called: on the page, in alerts, and when somebody looks for them.

use super::bodies::{mention, snowflake};
use super::support::{LEAD, MONDAY, World, id, with_mention};
use serde_json::{Value, json};

/// A comment under a post of the Page; `from` is the author, if the platform tells.
fn comment(id: &str, parent: &str, from: Option<(&str, &str)>, text: &str) -> Value {
    let mut value = json!({"item": "comment", "verb": "add", "post_id": "2001_88", "comment_id": id,
        "parent_id": parent, "created_time": 1_774_861_200, "message": text});
    if let Some((from, name)) = from {
        value["from"] = json!({"id": from, "name": name});
    }
    json!({"object": "page", "entry": [{"id": "2001", "time": 1_774_861_200, "changes": [{"field": "feed", "value": value}]}]})
}

/// A page as a signed-in lead reads it.
async fn page(url: &str, path: &str, language: &str) -> String {
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).redirect(reqwest::redirect::Policy::none());
    let client = client.build().unwrap();
    let signed = client.get(format!("{url}/sign-in?token={LEAD}")).send().await.unwrap();
    let cookie = signed.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let request = client.get(format!("{url}{path}")).header("cookie", cookie).header("accept-language", language);
    request.send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn nobody_is_called_by_the_id_of_their_comment() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    process.meta(&comment("88_990001", "2001_88", None, "where is my refund?")).await;
    let case = process.only_case().await;
    for path in ["/".to_owned(), format!("/cases/{}", id(&case))] {
        let english = page(&process.url, &path, "en").await;
        assert!(english.contains("somebody on the Page") && !english.contains("88_990001</"), "{path}");
        assert!(page(&process.url, &path, "fr").await.contains("quelqu'un sur la Page"), "{path}");
    }
    process.advance("PT24H").await;
    let told = process.sent("alerts");
    assert!(!told.is_empty());
    for notice in &told {
        let sentence = notice["text"].as_str().unwrap();
        assert!(sentence.contains("somebody on the Page") && !sentence.contains("88_990001"), "{sentence}");
    }
}

#[tokio::test]
async fn an_alert_names_the_customer_and_the_team_and_keeps_the_case_beside() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    process.advance("PT24H").await;
    let warning = process.sent("alerts").into_iter().find(|notice| notice["kind"] == "warning").unwrap();
    let sentence = warning["text"].as_str().unwrap();
    assert!(sentence.contains("the first response in the case of @contact_7001, team "), "{sentence}");
    assert!(!sentence.contains(id(&case)) && !sentence.contains(case["team"].as_str().unwrap()), "{sentence}");
    assert_eq!(warning["body"]["case"], case["id"]);
}

#[tokio::test]
async fn somebody_is_found_by_every_word_of_their_name_in_any_order() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let names = ["Zoé Lenoir", "Lenoir Paul", "Zoé Martin", "Anne-Sophie de La Tour"];
    for (name, author) in names.into_iter().zip(["7001", "7002", "7003", "7004"]) {
        let mut body = mention(&snowflake(MONDAY, author.parse().unwrap()), author, "where is my refund?");
        body["tweet_create_events"][0]["user"]["name"] = json!(name);
        process.x(&body).await;
    }
    for (typed, expected) in [
        ("lenoir zoé", vec!["Zoé Lenoir"]),
        ("zoe len", vec!["Zoé Lenoir"]),
        ("ZOÉ LENOIR", vec!["Zoé Lenoir"]),
        ("tour anne", vec!["Anne-Sophie de La Tour"]),
        ("sophie anne", vec!["Anne-Sophie de La Tour"]),
        ("lenoir", vec!["Lenoir Paul", "Zoé Lenoir"]),
        ("lenoir martin", vec![]),
    ] {
        let typed: String = typed.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let found = process.items(&format!("/contacts?q={typed}")).await;
        let mut called: Vec<&str> = found.iter().map(|contact| contact["name"].as_str().unwrap()).collect();
        called.sort_unstable();
        assert_eq!(called, expected);
    }
    // One at a time the list goes on to its end.
    let (mut found, mut cursor) = (0, String::new());
    loop {
        let page = process.get(&format!("/contacts?q=zoe%20lenoir&limit=1&cursor={cursor}")).await;
        found += page["items"].as_array().unwrap().len();
        let Some(next) = page["cursor"].as_str() else { break };
        cursor = next.bytes().map(|byte| format!("%{byte:02X}")).collect();
    }
    assert_eq!(found, 1);
}

#[tokio::test]
async fn two_letters_are_told_to_be_too_few() {
    let (_world, process, _case) = with_mention("where is my refund?").await;
    let (status, found) = process.api(LEAD, "GET", "/contacts?q=co", Value::Null).await;
    assert_eq!((status, &found["items"]), (200, &json!([])));
    assert!(found["hint"].as_str().unwrap().contains("three letters"), "{found}");
    assert!(process.get("/contacts?q=nobody").await["hint"].is_null());
    assert!(page(&process.url, "/phone?q=co", "en").await.contains("at least three letters"));
}
