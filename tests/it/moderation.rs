//! Hidden, shown, liked, deleted, corrected; posts that stand in two cases; posts that are gone.

use super::bodies::{mention, messenger, own_reply, post, snowflake};
use super::support::{AGENT, AGENT_2, AUDITOR, Cut, LEAD, MONDAY, PHONE, Process, World, id, with_mention};
use couture::domain::desk::Inbox;
use couture::domain::message::Channel;
use couture::local::offline;
use serde_json::{Value, json};

/// A contact's reply under a post of ours, with our handle typed in it: it may be answered.
fn reply_under(id: &str, author: &str, under: &str, text: &str) -> Value {
    let mut reply = post(id, author, text);
    reply["in_reply_to_status_id_str"] = json!(under);
    reply["display_text_range"] = json!([0, text.len() + 6]);
    json!({"for_user_id": "1001", "tweet_create_events": [reply]})
}

/// A change of the Page's feed: a comment under one of its posts.
fn feed(verb: &str, comment: &str, from: &str, text: &str) -> Value {
    json!({"object": "page", "entry": [{"id": "2001", "time": 1774861200, "changes": [{"field": "feed", "value": {
        "item": "comment", "verb": verb, "post_id": "2001_88", "comment_id": comment, "parent_id": "2001_88",
        "created_time": 1774861200, "from": {"id": from, "name": "Camille"}, "message": text
    }}]}]})
}

/// An answer of the Page below a comment, written in Meta's own tools.
fn page_answer(verb: &str, comment: &str, parent: &str, text: &str) -> Value {
    let mut body = feed(verb, comment, "2001", text);
    body["entry"][0]["changes"][0]["value"]["parent_id"] = json!(parent);
    body["entry"][0]["changes"][0]["value"]["created_time"] = json!(1774861260);
    body
}

fn instagram_comment(id: &str, from: &str, text: &str) -> Value {
    json!({"object": "instagram", "entry": [{"id": "3001", "time": 1774861200, "changes": [{"field": "comments",
        "value": {"id": id, "text": text, "from": {"id": from, "username": "ana"}, "media": {"id": "1790"}}}]}]})
}

async fn world() -> (World, Process) {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    (world, process)
}

/// A case opened by a reply under a post of ours.
async fn hideable() -> (World, Process, Value) {
    let (world, process) = world().await;
    process.x(&reply_under(&snowflake(MONDAY, 1), "7001", "900100200300400500", "where is my refund?")).await;
    let case = process.only_case().await;
    (world, process, case)
}

async fn act(process: &Process, token: &str, case: &Value, message: &str, act: &str, body: Value) -> (u16, Value) {
    let encoded: String = message.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let path = format!("/cases/{}/messages/{encoded}/{act}", id(case));
    let answer = process.api(token, "POST", &path, body).await;
    process.drain().await;
    answer
}

/// Does it and expects to be refused with a code.
#[track_caller]
fn refused((status, problem): (u16, Value), expected: u16, code: &str) {
    assert_eq!((status, &problem["code"]), (expected, &json!(code)), "{problem}");
    assert!(problem["detail"].as_str().unwrap().ends_with('.'), "{problem}");
}

async fn message(process: &Process, case: &Value, external_id: &str) -> Value {
    let case = process.case(id(case)).await;
    let messages = case["messages"].as_array().unwrap().clone();
    messages.into_iter().find(|message| message["external_id"] == external_id).unwrap()
}

fn first(case: &Value) -> String {
    case["messages"][0]["external_id"].as_str().unwrap().to_owned()
}

/// What a platform was asked to do, as `kind target`.
fn asked(process: &Process, platform: &str) -> Vec<String> {
    let kinds = ["hide", "show", "like", "unlike", "delete", "edit"];
    let items = process.sent(platform).into_iter().filter(|item| kinds.contains(&item["kind"].as_str().unwrap()));
    items.map(|item| format!("{} {}", item["kind"].as_str().unwrap(), item["in_reply_to"].as_str().unwrap())).collect()
}

async fn actions(process: &Process, case: &Value) -> Vec<String> {
    let case = process.case(id(case)).await;
    case["log"].as_array().unwrap().iter().map(|row| row["action"].as_str().unwrap().to_owned()).collect()
}

/// Answers at once and gives back the id of the message that went out.
async fn answered(process: &Process, case: &Value, text: &str) -> String {
    assert_eq!(process.reply(AGENT, case, text).await.0, 202);
    let case = process.case(id(case)).await;
    case["sends"].as_array().unwrap().last().unwrap()["external_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_reply_under_our_post_is_hidden_shown_liked_and_unliked() {
    let (_world, process, case) = hideable().await;
    let post = first(&case);
    assert_eq!(message(&process, &case, &post).await["can"], json!(["hide", "like"]));
    for (word, field, value) in
        [("hide", "hidden", true), ("like", "liked", true), ("show", "hidden", false), ("unlike", "liked", false)]
    {
        let (status, answer) = act(&process, AGENT, &case, &post, word, Value::Null).await;
        assert_eq!((status, &answer["id"]), (202, &case["id"]), "{word}");
        let after = message(&process, &case, &post).await;
        assert_eq!((&after[field], &after["moderation"]), (&json!(value), &Value::Null), "{word}");
        assert!(after["text"].as_str().unwrap().contains("refund"));
        refused(act(&process, AGENT, &case, &post, word, Value::Null).await, 409, "already_so");
    }
    assert_eq!(
        asked(&process, "x"),
        [format!("hide {post}"), format!("like {post}"), format!("show {post}"), format!("unlike {post}")]
    );
    let log = actions(&process, &case).await;
    assert_eq!(log, ["hide_message", "like_message", "show_message", "unlike_message"]);
    // The contact's turn has not changed, and neither has anybody's draft become stale.
    let before = case["version"].as_u64().unwrap();
    let body = json!({"text": "Within 14 days.", "version": before, "undo_seconds": 0});
    assert_eq!(process.api(AGENT, "POST", &format!("/cases/{}/reply", id(&case)), body).await.0, 202);
}

#[tokio::test]
async fn comments_of_a_page_and_of_instagram_are_moderated_by_their_own_requests() {
    let (_world, process) = world().await;
    process.meta(&feed("add", "88_99", "6201", "where is my refund?")).await;
    let case = process.only_case().await;
    for word in ["hide", "like", "show", "unlike"] {
        assert_eq!(act(&process, AGENT, &case, "88_99", word, Value::Null).await.0, 202);
    }
    assert_eq!(asked(&process, "meta"), ["hide 88_99", "like 88_99", "show 88_99", "unlike 88_99"]);
    // Somebody works in Meta's own tools.
    process.meta(&feed("hide", "88_99", "2001", "")).await;
    assert_eq!(message(&process, &case, "88_99").await["hidden"], true);
    process.meta(&feed("hide", "88_99", "2001", "")).await;
    process.meta(&feed("unhide", "88_99", "2001", "")).await;
    assert_eq!(message(&process, &case, "88_99").await["hidden"], false);
    assert_eq!(actions(&process, &case).await.len(), 6, "told once each");
    process.meta(&feed("hide", "88_77", "2001", "")).await;
    assert!(process.items("/parked").await.is_empty(), "hiding what we never heard of is nothing to look at");
    process.meta(&feed("remove", "88_99", "6201", "")).await;
    refused(act(&process, AGENT, &case, "88_99", "hide", Value::Null).await, 409, "message_gone");

    process.meta(&instagram_comment("178900", "5501", "where is my order?")).await;
    let queue = process.items("/queue").await;
    let case = queue.iter().find(|case| case["channel"] == "instagram").unwrap().clone();
    assert_eq!(act(&process, AGENT, &case, "178900", "hide", Value::Null).await.0, 202);
    assert_eq!(message(&process, &case, "178900").await["hidden"], true);
    refused(act(&process, AGENT, &case, "178900", "like", Value::Null).await, 422, "not_likeable");
    let query = process.sent("meta").last().unwrap().clone();
    assert_eq!((&query["kind"], &query["inbox"]), (&json!("hide"), &json!("3001")));
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_a_reason() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    let post = first(&case);
    refused(act(&process, AGENT, &case, &post, "hide", Value::Null).await, 422, "not_hideable");
    refused(act(&process, AGENT, &case, &post, "delete", Value::Null).await, 422, "not_own");
    let version = json!({"text": "no", "version": case["version"]});
    refused(act(&process, AGENT, &case, &post, "correct", version.clone()).await, 422, "not_own");
    refused(act(&process, AGENT, &case, "12", "like", Value::Null).await, 404, "unknown_message");
    refused(act(&process, AGENT, &case, &post, "praise", Value::Null).await, 404, "not_found");
    refused(act(&process, AGENT, &case, &post, "correct", json!({"text": "no"})).await, 400, "bad_request");
    refused(act(&process, AGENT, &case, &post, "like", json!({"text": "no"})).await, 400, "bad_request");
    refused(act(&process, AGENT, &case, &post, "like", json!({"version": 99})).await, 409, "version");
    for token in [AUDITOR, PHONE] {
        refused(act(&process, token, &case, &post, "like", Value::Null).await, 403, "forbidden");
    }
    let ours = answered(&process, &case, "Within 14 days.").await;
    refused(act(&process, AGENT_2, &case, &post, "like", Value::Null).await, 409, "held");
    refused(act(&process, AGENT_2, &case, &ours, "delete", Value::Null).await, 409, "held");
    refused(act(&process, AGENT, &case, &ours, "like", Value::Null).await, 422, "own_message");
    let text = |text: &str, version: &Value| json!({"text": text, "version": version});
    refused(act(&process, AGENT, &case, &ours, "correct", text("Sorry.", &case["version"])).await, 409, "stale");
    let case = process.case(id(&case)).await;
    refused(act(&process, AGENT, &case, &ours, "correct", text(" ", &case["version"])).await, 422, "empty_text");
    refused(
        act(&process, AGENT, &case, &ours, "correct", text(&"long ".repeat(80), &case["version"])).await,
        422,
        "too_long",
    );
    // Given back: free for all, but another's words stay theirs.
    process.api(AGENT, "POST", &format!("/cases/{}/release", id(&case)), Value::Null).await;
    refused(act(&process, AGENT_2, &case, &ours, "delete", Value::Null).await, 403, "not_yours");
    assert_eq!(act(&process, LEAD, &case, &ours, "delete", Value::Null).await.0, 202);
    assert_eq!(asked(&process, "x"), [format!("delete {ours}")]);
}

#[tokio::test]
async fn private_messages_cannot_be_taken_back_but_corrected() {
    let (_world, process) = world().await;
    process.meta(&messenger("m_1", "9001", MONDAY, "how long does a refund take?")).await;
    let case = process.only_case().await;
    let old = answered(&process, &case, "A refund takes 30 days.").await;
    refused(act(&process, AGENT, &case, &old, "delete", Value::Null).await, 422, "not_deletable_here");
    refused(act(&process, AGENT, &case, "m_1", "hide", Value::Null).await, 422, "not_hideable");
    let case = process.case(id(&case)).await;
    let body = json!({"text": "Correction: a refund takes 14 days.", "version": case["version"]});
    assert_eq!(act(&process, AGENT, &case, &old, "correct", body).await.0, 202);
    let sent = process.sent("meta");
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[1]["text"], "Correction: a refund takes 14 days.");
    let (was, is) = (message(&process, &case, &old).await, sent[1]["id"].as_str().unwrap());
    assert_eq!((&was["superseded_by"], &was["corrected_by"]), (&json!(is), &json!(AGENT)));
    assert_eq!((&was["deleted"], &was["text"]), (&json!(false), &json!("A refund takes 30 days.")));
    assert_eq!(message(&process, &case, is).await["supersedes"], json!(old));
    refused(
        act(&process, AGENT, &case, &old, "correct", json!({"text": "x", "version": 999})).await,
        409,
        "superseded",
    );
}

/// The answers of a topic by their text.
async fn answers(process: &Process, topic: &str) -> Vec<Value> {
    process.items(&format!("/answers?topic={topic}")).await
}

#[tokio::test]
async fn a_deleted_answer_is_gone_there_and_readable_here() {
    let (_world, process, case) = with_mention("where is my refund?").await;
    let ours = answered(&process, &case, "Within 14 days.").await;
    let topic = case["classification"]["topic"].as_str().unwrap();
    assert_eq!(act(&process, AGENT, &case, &ours, "delete", Value::Null).await.0, 202);
    let gone = message(&process, &case, &ours).await;
    assert_eq!(
        (&gone["deleted"], &gone["deleted_by"], &gone["text"]),
        (&json!(true), &json!(AGENT), &json!("Within 14 days."))
    );
    assert!(answers(&process, topic).await[0]["corrected_at"].is_string(), "it no longer stands");
    refused(act(&process, AGENT, &case, &ours, "delete", Value::Null).await, 409, "already_so");
    refused(
        act(&process, AGENT, &case, &ours, "correct", json!({"text": "x", "version": 999})).await,
        409,
        "message_gone",
    );
    assert_eq!(asked(&process, "x"), [format!("delete {ours}")]);
    assert_eq!(actions(&process, &case).await, ["delete_message"]);
}

#[tokio::test]
async fn a_correction_on_x_takes_the_place_of_the_old_answer_everywhere() {
    let (_world, process, case) = with_mention("how long does a refund take?").await;
    let topic = case["classification"]["topic"].as_str().unwrap().to_owned();
    let old = answered(&process, &case, "A refund takes 30 days.").await;
    let case = process.case(id(&case)).await;
    let body = json!({"text": "A refund takes 14 days.", "version": case["version"]});
    assert_eq!(act(&process, AGENT, &case, &old, "correct", body).await.0, 202);
    let sent = process.sent("x");
    let kinds: Vec<&str> = sent.iter().map(|item| item["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["reply", "delete", "reply"]);
    assert_eq!(sent[2]["in_reply_to"], sent[0]["in_reply_to"], "it answers what the old one answered");
    let is = sent[2]["id"].as_str().unwrap();
    let (was, now) = (message(&process, &case, &old).await, message(&process, &case, is).await);
    assert_eq!(
        (&was["superseded_by"], &was["corrected_by"], &was["deleted_by"]),
        (&json!(is), &json!(AGENT), &json!(AGENT))
    );
    assert_eq!(was["text"], "A refund takes 30 days.");
    assert_eq!((&now["supersedes"], &now["can"]), (&json!(old), &json!(["correct", "delete"])));
    let log = answers(&process, &topic).await;
    let of = |id: &str| log.iter().find(|answer| answer["id"] == id).unwrap().clone();
    assert_eq!((&of(&old)["superseded_by"], &of(is)["supersedes"]), (&json!(is), &json!(old)));
    assert!(of(&old)["corrected_at"].is_string() && of(is)["corrected_at"].is_null());
    // What the telephone says is compared with the words that stand, not with those that do not.
    let say = |text: &str| json!({"channel": "phone", "topic": topic, "text": text});
    let (_, right) = process.api(PHONE, "POST", "/answers", say("A refund takes 14 days.")).await;
    assert_ne!(right["verdict"], "contradicts", "{right}");
    let (_, wrong) = process.api(PHONE, "POST", "/answers", say("A refund takes 30 days.")).await;
    assert_eq!((&wrong["verdict"], &wrong["against"]["id"]), (&json!("contradicts"), &json!(is)), "{wrong}");
}

#[tokio::test]
async fn a_correction_is_not_sent_while_the_wrong_words_stand() {
    let (_world, process, case) = with_mention("how long does a refund take?").await;
    let old = answered(&process, &case, "A refund takes 30 days.").await;
    process.fault("x", "window_closed", 1).await;
    let case = process.case(id(&case)).await;
    let body = json!({"text": "A refund takes 14 days.", "version": case["version"]});
    assert_eq!(act(&process, AGENT, &case, &old, "correct", body.clone()).await.0, 202);
    let was = message(&process, &case, &old).await;
    assert_eq!((&was["moderation"]["state"], &was["superseded_by"]), (&json!("refused"), &Value::Null));
    assert_eq!(process.sent("x").len(), 1, "neither deleted nor sent");
    let shown = process.case(id(&case)).await;
    assert_eq!(shown["log"][0]["text"], "A refund takes 14 days.", "the words are not lost");
    assert!(shown["answers"][0]["corrected_at"].is_null());
    // Once more, and now it passes.
    assert_eq!(act(&process, AGENT, &case, &old, "correct", body).await.0, 202);
    assert_eq!(process.sent("x").len(), 3);
    assert_eq!(message(&process, &case, &old).await["moderation"], Value::Null);
}

#[tokio::test]
async fn a_comment_on_facebook_is_corrected_in_its_place() {
    let (_world, process) = world().await;
    process.meta(&feed("add", "88_99", "6201", "how long does a refund take?")).await;
    process.advance("PT5M").await;
    process.meta(&page_answer("add", "88_100", "88_99", "A refund takes 30 days.")).await;
    let case = process.items("/queue?status=pending").await[0].clone();
    let case = process.case(id(&case)).await;
    let topic = case["classification"]["topic"].as_str().unwrap().to_owned();
    let body = |text: &str| json!({"text": text, "version": case["version"]});
    refused(act(&process, AGENT, &case, "88_100", "correct", body("A refund takes 14 days.")).await, 403, "not_yours");
    assert_eq!(act(&process, LEAD, &case, "88_100", "correct", body("A refund takes 14 days.")).await.0, 202);
    // The Page tells us what we did to our own comment.
    process.meta(&page_answer("edited", "88_100", "88_99", "A refund takes 14 days.")).await;
    assert_eq!(asked(&process, "meta"), ["edit 88_100"]);
    assert_eq!(process.sent("meta")[0]["text"], "A refund takes 14 days.");
    let was = message(&process, &case, "88_100").await;
    assert_eq!(
        (&was["text"], &was["corrected_by"], &was["deleted"]),
        (&json!("A refund takes 30 days."), &json!(LEAD), &json!(false))
    );
    let new = was["superseded_by"].as_str().unwrap().to_owned();
    let log = answers(&process, &topic).await;
    assert_eq!(log.len(), 2, "{log:?}");
    let is = log.iter().find(|answer| answer["id"] == json!(new)).unwrap();
    assert_eq!(
        (&is["supersedes"], &is["text"], &is["by"]),
        (&json!("88_100"), &json!("A refund takes 14 days."), &json!(LEAD))
    );
    // The correction of the correction, and its deletion, still reach the one comment there is.
    let case = process.case(id(&case)).await;
    let body = json!({"text": "A refund takes 10 days.", "version": case["version"]});
    process.advance("PT1M").await;
    assert_eq!(act(&process, LEAD, &case, &new, "correct", body).await.0, 202);
    let newest = message(&process, &case, &new).await["superseded_by"].as_str().unwrap().to_owned();
    assert_eq!(act(&process, LEAD, &case, &newest, "delete", Value::Null).await.0, 202);
    assert_eq!(asked(&process, "meta"), ["edit 88_100", "edit 88_100", "delete 88_100"]);
    process.meta(&page_answer("remove", "88_100", "88_99", "")).await;
    assert_eq!(message(&process, &case, "88_100").await["text"], "A refund takes 30 days.");
}

#[tokio::test]
async fn an_act_nobody_knows_about_is_asked_for_again_a_bounded_number_of_times() {
    for (mode, times) in [("timeout_after_send", 1), ("timeout_before_send", 2), ("500", 3), ("429", 4)] {
        let (_world, process, case) = hideable().await;
        let post = first(&case);
        process.fault("x", mode, times).await;
        assert_eq!(act(&process, AGENT, &case, &post, "hide", Value::Null).await.0, 202);
        let waiting = message(&process, &case, &post).await;
        assert_eq!((&waiting["moderation"]["state"], &waiting["hidden"]), (&json!("pending"), &json!(false)), "{mode}");
        refused(act(&process, AGENT, &case, &post, "like", Value::Null).await, 409, "under_way");
        assert_eq!(act(&process, AGENT, &case, &post, "hide", Value::Null).await.0, 202, "{mode}: it is on its way");
        process.advance("PT30M").await;
        let after = message(&process, &case, &post).await;
        assert_eq!((&after["hidden"], &after["moderation"]), (&json!(true), &Value::Null), "{mode}");
        assert_eq!(actions(&process, &case).await, ["hide_message"], "{mode}");
    }
    let (_world, process, case) = hideable().await;
    let post = first(&case);
    process.fault("x", "timeout_after_send", 99).await;
    act(&process, AGENT, &case, &post, "hide", Value::Null).await;
    process.advance("PT2H").await;
    let after = message(&process, &case, &post).await;
    assert_eq!((&after["moderation"]["state"], &after["hidden"]), (&json!("refused"), &json!(false)));
    assert!(after["moderation"]["why"].as_str().unwrap().contains("X did not answer clearly"), "{after}");
    assert_eq!(asked(&process, "x").len(), 4);
    assert_eq!(actions(&process, &case).await, ["hide_message_refused"]);
    // A refusal is final, and the next try starts anew; but an account that is refused is not asked again
    // before somebody says so, and told once.
    process.fault("x", "token_revoked", 1).await;
    for _ in 0..2 {
        act(&process, AGENT, &case, &post, "hide", Value::Null).await;
        let why = message(&process, &case, &post).await["moderation"]["why"].clone();
        assert!(why.as_str().unwrap().contains("ask an administrator"), "{why}");
    }
    let stopped = process.get("/health").await["inboxes"][0]["stopped"].clone();
    assert!(!stopped.is_null(), "nothing else leaves either");
    assert_eq!(process.api(LEAD, "POST", "/inboxes/x/1001/resume", Value::Null).await.0, 200);
    act(&process, AGENT, &case, &post, "hide", Value::Null).await;
    assert_eq!(message(&process, &case, &post).await["hidden"], true);
}

#[tokio::test]
async fn the_same_act_at_once_is_one() {
    let (_world, process, case) = hideable().await;
    let post = first(&case);
    let process = std::sync::Arc::new(process);
    let path = format!("/cases/{}/messages/{post}/hide", id(&case));
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let (process, path) = (process.clone(), path.clone());
        tries.spawn(async move { process.api(LEAD, "POST", &path, Value::Null).await.0 });
    }
    while let Some(status) = tries.join_next().await {
        assert!([202, 409].contains(&status.unwrap()));
    }
    process.drain().await;
    assert_eq!(asked(&process, "x"), [format!("hide {post}")]);
    assert_eq!(actions(&process, &case).await, ["hide_message"]);
}

#[tokio::test]
async fn an_accepted_act_survives_a_crash_between_any_two_steps() {
    for after in [false, true] {
        for at in 1.. {
            let (world, process, case) = hideable().await;
            let post = first(&case);
            drop(process);
            let started = world.boot().await.requests();
            let process = world.boot_with(Cut { at: started + at, after }).await;
            let path = format!("/cases/{}/messages/{post}/hide", id(&case));
            let accepted = process.try_api(AGENT, "POST", &path, Value::Null).await;
            process.drain().await;
            let died = process.is_dead();
            drop(process);
            let process = world.boot().await;
            process.advance("PT10M").await;
            let hidden = message(&process, &case, &post).await["hidden"] == true;
            assert!(hidden || accepted.is_none(), "cut at {at}, after: {after}");
            let rows = actions(&process, &case).await.len();
            assert_eq!(rows, usize::from(hidden), "cut at {at}, after: {after}");
            assert_eq!(message(&process, &case, &post).await["moderation"], Value::Null);
            if !died {
                // Accepting, leasing, asking and settling are four requests at least.
                assert!(at > 4, "{at}");
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_post_naming_two_of_our_accounts_shows_each_case_the_other() {
    let world = World::at(MONDAY).await;
    let (mut desk, _) = offline::desk(None).unwrap();
    desk.inboxes.push(Inbox {
        channel: Channel::X,
        external_id: "1002".to_owned(),
        name: "Acme Care on X".to_owned(),
        handle: Some("acme_care".to_owned()),
        reply_rule: Default::default(),
    });
    let process = world.boot_with_desk(desk).await;
    let mut both = post(&snowflake(MONDAY, 1), "7001", "@acme_care where is my refund?");
    both["entities"]["user_mentions"] = json!([
        {"id_str": "1001", "screen_name": "acme", "indices": [0, 5]},
        {"id_str": "1002", "screen_name": "acme_care", "indices": [6, 16]}
    ]);
    let mut second = both.clone();
    second["in_reply_to_user_id_str"] = Value::Null;
    let before = process.house().app.store.capacity().write_units();
    process.x(&mention(&snowflake(MONDAY, 9), "7009", "where is my parcel?")).await;
    let ordinary = process.house().app.store.capacity().write_units() - before;
    process.x(&json!({"for_user_id": "1001", "tweet_create_events": [both.clone()]})).await;
    assert_eq!(process.house().app.store.capacity().write_units() - before - ordinary, ordinary + 1.0);
    process.x(&json!({"for_user_id": "1002", "tweet_create_events": [second]})).await;
    process.x(&json!({"for_user_id": "1001", "tweet_create_events": [both]})).await;
    let queue = process.items("/queue").await;
    let of = |inbox: &str| {
        queue
            .iter()
            .find(|case| case["inbox"] == inbox && case["snippet"].as_str().unwrap().contains("refund"))
            .unwrap()
    };
    let (one, other) = (of("1001"), of("1002"));
    process.api(AGENT_2, "POST", &format!("/cases/{}/claim", id(other)), Value::Null).await;
    let seen = process.case(id(one)).await;
    assert_eq!(
        seen["also_in"],
        json!([{"case": other["id"], "inbox": "1002", "team": other["team"], "assignee": AGENT_2, "status": "open"}])
    );
    let back = process.case(id(other)).await;
    assert_eq!((&back["also_in"][0]["case"], &back["also_in"][0]["assignee"]), (&one["id"], &Value::Null));
    let alone = queue.iter().find(|case| case["snippet"].as_str().unwrap().contains("parcel")).unwrap();
    assert_eq!(process.case(id(alone)).await["also_in"], json!([]));
}

async fn takes_back(process: &Process, platform: &str, id: &str) {
    let (status, _) = process.sim("deleted", json!({"platform": platform, "id": id})).await.unwrap();
    assert_eq!(status, 200);
}

#[tokio::test]
async fn opening_a_case_asks_whether_its_posts_are_still_there_once_a_day() {
    let (_world, process, case) = with_mention("my name is Ada and where is my refund?").await;
    let post = first(&case);
    takes_back(&process, "x", &post).await;
    assert!(message(&process, &case, &post).await["text"].as_str().unwrap().contains("Ada"), "nobody told us");
    process.drain().await;
    assert_eq!(message(&process, &case, &post).await["deleted"], false, "heard of less than a day ago");
    process.advance("PT25H").await;
    process.case(id(&case)).await;
    process.drain().await;
    let gone = process.case(id(&case)).await;
    assert_eq!(gone["messages"][0]["deleted"], true);
    assert!(!gone.to_string().contains("Ada"), "{gone}");
    let rows = process.items("/queue").await;
    assert!(!json!(rows).to_string().contains("Ada"));
    // Asked for once: opening it again changes nothing more.
    process.drain().await;
    let version = process.case(id(&case)).await["version"].clone();
    process.drain().await;
    assert_eq!(process.case(id(&case)).await["version"], version);
    let before = process.sim("deleted", json!({"platform": "myspace", "id": "1"})).await.unwrap();
    assert_eq!(before.0, 400);
}

#[tokio::test]
async fn the_daily_pass_lets_go_of_what_is_gone_and_writes_one_row() {
    let (world, process) = world().await;
    for n in 0..5 {
        process
            .x(&mention(&snowflake(MONDAY, n), &format!("70{n:02}"), &format!("where is my refund? I am Ada{n}")))
            .await;
    }
    process.meta(&feed("add", "88_99", "6201", "where is my parcel? I am Bob")).await;
    process.meta(&feed("add", "88_98", "6202", "where is my invoice?")).await;
    process.meta(&messenger("m_1", "9001", MONDAY, "in private")).await;
    process.x(&own_reply(&snowflake(MONDAY, 80), &snowflake(MONDAY, 3), "7003", "Within 14 days.")).await;
    takes_back(&process, "x", &snowflake(MONDAY, 2)).await;
    takes_back(&process, "x", &snowflake(MONDAY, 3)).await;
    takes_back(&process, "meta", "88_99").await;
    let app = process.house().app.clone();
    let before = app.store.capacity().write_units();
    // Page by page: a stretch of the pass ends when it has read enough, the next goes on.
    let mut total = (0, 0, 0);
    let mut calls = 0;
    loop {
        let part = app.reread_open(1).await.unwrap();
        total = (total.0 + part.cases, total.1 + part.posts, total.2 + part.gone);
        assert_eq!(part.unanswered, 0);
        calls += 1;
        assert!(calls < 20);
        if part.complete {
            break;
        }
    }
    assert_eq!(total, (7, 7, 3));
    assert!(calls > 1);
    let written = app.store.capacity().write_units() - before;
    // What is taken back also ends its case, which moves it in the queue and off the agenda.
    assert!(written <= 3.0 * 6.0 + calls as f64, "only what is gone is written: {written} in {calls} calls");
    let mut shown = String::new();
    for status in ["", "?status=pending"] {
        shown += &json!(process.items(&format!("/queue{status}")).await).to_string();
    }
    for gone in ["Ada2", "Ada3", "Bob"] {
        assert!(!shown.contains(gone), "{gone}: {shown}");
    }
    assert!(shown.contains("Ada1") && shown.contains("invoice"));
    // Not twice a day; and a case the pass has covered is not asked for again when it is opened.
    assert_eq!(app.reread_open(100).await.unwrap().cases, 0);
    world.clock.set("2026-03-31T09:00:00Z".parse().unwrap());
    let before = app.store.capacity().write_units();
    let again = app.reread_open(100).await.unwrap();
    assert_eq!((again.cases, again.posts, again.gone, again.complete), (4, 4, 0, true));
    assert_eq!(app.store.capacity().write_units() - before, 1.0, "one row, however many cases");
    let open = process.items("/queue").await.into_iter().find(|case| case["channel"] == "x").unwrap();
    let version = open["version"].clone();
    process.case(id(&open)).await;
    process.drain().await;
    assert_eq!(process.case(id(&open)).await["version"], version);
}

#[tokio::test]
async fn every_kind_of_access_moderates_and_a_token_that_ended_is_renewed() {
    let renewable = format!("oauth2:id:secret:{}", couture::local::fakes::refresh_token_for("acts", "1001"));
    for access in ["oauth1:key:secret:token-1001:token-secret", &renewable] {
        let world = World::at(MONDAY).await.with_x_access("1001", access);
        let process = world.boot().await;
        process.x(&reply_under(&snowflake(MONDAY, 1), "7001", "900100200300400500", "where is my refund?")).await;
        let case = process.only_case().await;
        let post = first(&case);
        for word in ["hide", "like", "unlike", "show"] {
            assert_eq!(act(&process, AGENT, &case, &post, word, Value::Null).await.0, 202);
            // X ends the token before its time.
            world.fakes.expire("1001");
        }
        assert_eq!(asked(&process, "x"), ["hide", "like", "unlike", "show"].map(|word| format!("{word} {post}")));
        assert_eq!(actions(&process, &case).await.len(), 4, "{access}");
        takes_back(&process, "x", &post).await;
        process.advance("PT25H").await;
        process.case(id(&case)).await;
        process.drain().await;
        assert_eq!(message(&process, &case, &post).await["deleted"], true, "{access}");
    }
}

#[tokio::test]
async fn what_answered_a_comment_privately_stays_as_it_is() {
    let (_world, process) = world().await;
    process.meta(&feed("add", "88_99", "6201", "where is my refund?")).await;
    let case = process.only_case().await;
    let body = json!({"text": "Within 14 days.", "version": case["version"], "undo_seconds": 0, "private": true});
    assert_eq!(process.api(AGENT, "POST", &format!("/cases/{}/reply", id(&case)), body).await.0, 202);
    process.drain().await;
    let case = process.case(id(&case)).await;
    let ours = case["messages"].as_array().unwrap().iter().find(|one| one["direction"] == "out").unwrap().clone();
    assert_eq!((&ours["private"], &ours["can"]), (&json!(true), &json!([])), "{ours}");
    let ours = ours["external_id"].as_str().unwrap();
    refused(act(&process, AGENT, &case, ours, "delete", Value::Null).await, 422, "not_deletable_here");
    let body = json!({"text": "Within 30 days.", "version": case["version"]});
    refused(act(&process, AGENT, &case, ours, "correct", body).await, 422, "not_correctable_here");
}

#[tokio::test]
async fn a_private_correction_asks_whether_it_may_leave() {
    let (_world, process) = world().await;
    process.meta(&messenger("m_1", "9001", MONDAY, "how long does a refund take?")).await;
    let case = process.only_case().await;
    let old = answered(&process, &case, "A refund takes 30 days.").await;
    process.advance("PT192H").await;
    let case = process.case(id(&case)).await;
    let body = json!({"text": "Correction: 14 days.", "version": case["version"]});
    refused(act(&process, AGENT, &case, &old, "correct", body).await, 422, "window_closed");
    assert_eq!(process.sent("meta").len(), 1);
}
