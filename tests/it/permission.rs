//! Permission before writing: what the platform allows, shown before, refused in time, and told while there is
//! still a chance.

use super::bodies::{echo, messenger, post, snowflake};
use super::support::{AGENT, MONDAY, Process, World, alerts, id, with_mention};
use couture::store::keys;
use serde_json::{Value, json};

/// A reply to a post of the brand; X puts the brand's handle before it by itself.
fn reply_to_us(id: &str, author: &str, text: &str) -> Value {
    let mut reply = post(id, author, text);
    let length = format!("@acme {text}").chars().count();
    reply["in_reply_to_status_id_str"] = json!(snowflake("2026-03-30T08:00:00Z", 1));
    reply["display_text_range"] = json!([6, length]);
    if let Some(start) = text.find("@acme") {
        let start = 6 + text[..start].chars().count();
        let typed = json!({"id_str": "1001", "screen_name": "acme", "indices": [start, start + 5]});
        reply["entities"]["user_mentions"].as_array_mut().unwrap().push(typed);
    }
    json!({"for_user_id": "1001", "tweet_create_events": [reply]})
}

async fn messenger_case(now: &str) -> (World, Process, Value) {
    let world = World::at(now).await;
    let process = world.boot().await;
    process.meta(&messenger("m_1", "9001", MONDAY, "where is my refund?")).await;
    let case = process.only_case().await;
    (world, process, case)
}

async fn event_case(now: &str, folder: &str, body: &str) -> (World, Process, Value) {
    let world = World::at(now).await;
    let process = world.boot().await;
    let body = serde_json::from_str(body).unwrap();
    match folder {
        "x" => process.x(&body).await,
        _ => process.meta(&body).await,
    }
    let case = process.only_case().await;
    (world, process, case)
}

/// The last chances told so far: when, and by which message.
fn last_chances(process: &Process) -> Vec<(String, String)> {
    let taken = process.sent("alerts").into_iter().filter(|alert| alert["kind"] == "window");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    taken.map(|alert| (text(&alert["at"]), text(&alert["id"]).split('#').nth(2).unwrap().to_owned())).collect()
}

fn kinds(window: &Value) -> Vec<&str> {
    window["alternatives"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect()
}

/// A page as the agent sees it.
async fn page(process: &Process, path: &str, language: &str) -> String {
    let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).redirect(reqwest::redirect::Policy::none());
    let http = http.build().unwrap();
    let signed_in = http.get(format!("{}/sign-in?token={AGENT}", process.url)).send().await.unwrap();
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let request = http.get(format!("{}{path}", process.url));
    let answer = request.header("cookie", cookie).header("accept-language", language).send().await.unwrap();
    answer.text().await.unwrap()
}

async fn case_page(process: &Process, case: &Value, language: &str) -> String {
    page(process, &format!("/cases/{}", id(case)), language).await
}

#[tokio::test]
async fn a_messenger_window_is_shown_and_refuses_at_its_very_instant() {
    let (_world, process, case) = messenger_case(MONDAY).await;
    let window = &case["window"];
    assert_eq!(window["closes_at"], "2026-04-06T09:00:00.000Z");
    assert_eq!((&window["can_reply"], &window["reason"]), (&json!(true), &json!("window_open")));
    assert_eq!((&window["mode"], &window["cost_usd"]), (&json!("plain"), &json!(0.0)));
    assert!(window["why"].as_str().unwrap().contains("Mon 6 Apr 11:00"), "{window}");
    process.advance("PT23H59M59S").await;
    assert_eq!(process.case(id(&case)).await["window"]["mode"], "plain");
    process.advance("PT1S").await;
    let window = process.case(id(&case)).await["window"].clone();
    assert_eq!((&window["mode"], &window["reason"]), (&json!("human_agent"), &json!("human_agent")));
    process.sim("clock", json!({"set": "2026-04-06T08:59:59Z"})).await;
    assert_eq!(process.reply(AGENT, &case, "Within 14 days.").await.0, 202);
    assert_eq!(process.sent("meta").len(), 1);
    process.advance("PT1S").await;
    let case = process.case(id(&case)).await;
    assert_eq!((&case["window"]["can_reply"], &case["window"]["cost_usd"]), (&json!(false), &Value::Null));
    let (status, problem) = process.reply(AGENT, &case, "Within 14 days, really.").await;
    assert_eq!((status, &problem["code"]), (422, &json!("window_closed")), "{problem}");
    assert_eq!(kinds(&problem), ["public_reply", "phone"]);
    assert!(problem["detail"].as_str().unwrap().contains("Messenger"), "{problem}");
    assert_eq!(process.sent("meta").len(), 1);
    // They write again, and the window with them.
    process.meta(&messenger("m_2", "9001", "2026-04-06T09:00:00Z", "still nothing")).await;
    let case = process.case(id(&case)).await;
    assert_eq!(case["window"]["closes_at"], "2026-04-13T09:00:00.000Z");
    assert_eq!(process.reply(AGENT, &case, "Within 14 days, really.").await.0, 202);
}

#[tokio::test]
async fn the_last_chance_is_told_once_at_its_second_and_says_why() {
    let (_world, process, case) = messenger_case(MONDAY).await;
    process.sim("clock", json!({"set": "2026-04-05T20:59:59Z"})).await;
    assert!(last_chances(&process).is_empty());
    process.advance("PT1S").await;
    assert_eq!(last_chances(&process), [("2026-04-05T21:00:00.000Z".to_owned(), "m_1".to_owned())]);
    process.advance("P3D").await;
    assert_eq!(last_chances(&process).len(), 1);
    let listed = process.items("/alerts").await;
    let told = listed.iter().find(|alert| alert["kind"] == "window").unwrap();
    assert_eq!(told["case"], case["id"]);
    assert_eq!(told["window_closes_at"], "2026-04-06T09:00:00.000Z");
    let text = told["text"].as_str().unwrap();
    assert!(text.starts_with("Last chance") && text.contains("Mon 6 Apr 11:00 (Europe/Paris)"), "{text}");
    let taken = process.sent("alerts").into_iter().find(|alert| alert["kind"] == "window").unwrap();
    assert_eq!(taken["text"], text);
}

#[tokio::test]
async fn an_answered_case_has_no_last_chance_until_they_write_again() {
    let (_world, process, case) = messenger_case(MONDAY).await;
    process.reply(AGENT, &case, "Within 14 days.").await;
    process.advance("P7D").await;
    assert!(alerts(&process).is_empty(), "{:?}", alerts(&process));
    process.meta(&messenger("m_2", "9001", "2026-04-06T09:00:00Z", "still nothing, where is it?")).await;
    process.sim("clock", json!({"set": "2026-04-12T21:00:00Z"})).await;
    assert_eq!(last_chances(&process), [("2026-04-12T21:00:00.000Z".to_owned(), "m_2".to_owned())]);
    // An answer typed in the platform's own application ends it as well.
    let (_world, process, _) = messenger_case(MONDAY).await;
    process.meta(&echo("m_9", "9001", "2026-03-30T10:00:00Z", "It is on its way.", None)).await;
    process.advance("P8D").await;
    assert!(last_chances(&process).is_empty());
}

#[tokio::test]
async fn an_answer_on_its_way_is_waited_for() {
    for (undo, told) in [(30, 0), (600, 1)] {
        let (_world, process, case) = messenger_case(MONDAY).await;
        process.sim("clock", json!({"set": "2026-04-05T20:59:55Z"})).await;
        let version = process.case(id(&case)).await["version"].clone();
        let body = json!({"text": "Within 14 days.", "version": version, "undo_seconds": undo});
        let path = format!("/cases/{}/reply", id(&case));
        assert_eq!(process.api(AGENT, "POST", &path, body).await.0, 202);
        process.advance("PT1H").await;
        let chances = last_chances(&process);
        assert_eq!(chances.len(), told, "{chances:?}");
        assert!(chances.iter().all(|(at, _)| at == "2026-04-05T21:02:00.000Z"), "{chances:?}");
    }
}

#[tokio::test]
async fn the_last_chance_wakes_a_snoozed_case() {
    let (_world, process, case) = messenger_case(MONDAY).await;
    process.advance("P5D").await;
    let path = format!("/cases/{}/snooze", id(&case));
    assert_eq!(process.api(AGENT, "POST", &path, json!({"until": "2026-04-20T09:00:00Z"})).await.0, 200);
    process.sim("clock", json!({"set": "2026-04-05T20:59:59Z"})).await;
    assert!(process.items("/queue").await.is_empty());
    process.advance("PT1S").await;
    assert_eq!(process.only_case().await["status"], "open");
    assert_eq!(last_chances(&process).len(), 1);
}

#[tokio::test]
async fn two_wakes_and_a_repeated_delivery_tell_it_once() {
    let (world, process, case) = messenger_case(MONDAY).await;
    process.sim("clock", json!({"set": "2026-04-05T20:59:00Z"})).await;
    world.clock.set("2026-04-05T21:00:00Z".parse().unwrap());
    let (conversation, _) = id(&case).split_once('-').unwrap();
    let key = keys::case(conversation, 1);
    let app = &process.house().app;
    let (one, other, third) = tokio::join!(app.wake(&key), app.wake(&key), app.wake(&key));
    // Whoever loses the race goes round again.
    assert!(one.is_ok() || other.is_ok() || third.is_ok());
    process.meta(&messenger("m_1", "9001", MONDAY, "where is my refund?")).await;
    process.advance("P2D").await;
    assert_eq!(last_chances(&process).len(), 1);
    let listed = process.items("/alerts").await;
    assert_eq!(listed.iter().filter(|alert| alert["kind"] == "window").count(), 1);
}

#[tokio::test]
async fn a_message_first_seen_after_its_window_is_told_as_it_is() {
    let (_world, process, case) = messenger_case("2026-04-10T09:00:00Z").await;
    process.advance("P1D").await;
    assert_eq!(last_chances(&process), [("2026-04-10T09:00:00.000Z".to_owned(), "m_1".to_owned())]);
    let taken = process.sent("alerts").into_iter().find(|alert| alert["kind"] == "window").unwrap();
    assert!(taken["text"].as_str().unwrap().starts_with("Too late to answer on Messenger"), "{taken}");
    assert_eq!(process.reply(AGENT, &case, "Sorry.").await.1["code"], "window_closed");
}

#[tokio::test]
async fn x_answers_in_public_only_who_called_us() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let post_id = snowflake(MONDAY, 1);
    process.x(&reply_to_us(&post_id, "7001", "and when does it come?")).await;
    let case = process.only_case().await;
    let window = &case["window"];
    assert_eq!((&window["can_reply"], &window["reason"]), (&json!(false), &json!("not_summoned")));
    assert_eq!(window["cost_usd"], Value::Null);
    let (status, problem) = process.reply(AGENT, &case, "Tomorrow.").await;
    assert_eq!((status, &problem["code"]), (422, &json!("not_summoned")), "{problem}");
    assert_eq!(kinds(&problem), ["open_on_platform", "direct_message"]);
    assert_eq!(problem["alternatives"][0]["url"], format!("https://x.com/i/web/status/{post_id}"));
    assert_eq!(problem["alternatives"][1]["url"], "https://x.com/messages/compose?recipient_id=7001");
    assert!(process.sent("x").is_empty());
    let held = process.case(id(&case)).await;
    assert!(held["assignee"].is_null() && held["sends"] == json!([]), "a refusal changes nothing");
    // The latest post decides: this one names us itself.
    let named = snowflake(MONDAY, 2);
    process.x(&reply_to_us(&named, "7001", "hello @acme, are you there?")).await;
    let case = process.case(id(&case)).await;
    assert_eq!(case["window"]["reason"], "summoned");
    let (status, accepted) = process.reply(AGENT, &case, "Tomorrow.").await;
    assert_eq!((status, &accepted["cost_usd"]), (202, &json!(0.01)));
    assert_eq!(process.sent("x")[0]["in_reply_to"], json!(named));
}

#[tokio::test]
async fn an_enterprise_application_answers_everybody() {
    let (_, mut files) = couture::local::offline::desk(None).unwrap();
    let inboxes = files.get_mut("inboxes.toml").unwrap();
    assert!(inboxes.contains("reply_rule = \"summoned\""));
    *inboxes = inboxes.replace("reply_rule = \"summoned\"", "reply_rule = \"any\"");
    let world = World::at(MONDAY).await;
    let process = world.boot_with_desk(couture::desk::parse(&files).unwrap()).await;
    process.x(&reply_to_us(&snowflake(MONDAY, 1), "7001", "and when does it come?")).await;
    let case = process.only_case().await;
    assert_eq!((&case["window"]["reason"], &case["window"]["cost_usd"]), (&json!("any_author"), &json!(0.015)));
    assert_eq!(process.reply(AGENT, &case, "Tomorrow.").await.0, 202);
}

#[tokio::test]
async fn a_quote_calls_us_and_a_link_costs_more() {
    let quote = include_str!("../../events/x/quote.json").replace("Great.", "Where is it?");
    let (_world, process, case) = event_case("2026-03-30T12:00:00Z", "x", &quote).await;
    assert_eq!(case["window"]["reason"], "summoned");
    let (status, accepted) = process.reply(AGENT, &case, "See https://acme.com/tracking").await;
    assert_eq!((status, &accepted["cost_usd"]), (202, &json!(0.2)));
}

#[tokio::test]
async fn an_encrypted_conversation_is_answered_in_xs_own_application() {
    let body = include_str!("../../events/x/encrypted_message.json");
    let (_world, process, case) = event_case("2026-03-30T12:00:00Z", "x", body).await;
    assert_eq!(case["window"]["reason"], "encrypted");
    let (status, problem) = process.reply(AGENT, &case, "Hello.").await;
    assert_eq!((status, &problem["code"]), (422, &json!("not_sendable_here")));
    assert_eq!(problem["alternatives"][0]["url"], "https://x.com/messages");
    assert!(problem["detail"].as_str().unwrap().contains("encrypted"), "{problem}");
}

#[tokio::test]
async fn whatsapp_has_a_day_and_its_last_chance_two_hours_before() {
    let body = include_str!("../../events/meta/whatsapp_text.json");
    let (_world, process, case) = event_case("2026-03-30T12:00:00Z", "meta", body).await;
    let wrote_at: jiff::Timestamp = case["messages"][0]["at"].as_str().unwrap().parse().unwrap();
    let after = |hours| (wrote_at + jiff::SignedDuration::from_hours(hours)).to_string();
    let closes_at: jiff::Timestamp = case["window"]["closes_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(closes_at.to_string(), after(24));
    assert_eq!(case["window"]["cost_usd"], Value::Null);
    let code = async || process.reply(AGENT, &case, "Hello.").await.1["code"].clone();
    process.sim("clock", json!({"set": after(22)})).await;
    let chances = last_chances(&process);
    assert_eq!(chances.len(), 1, "{chances:?}");
    assert_eq!(chances[0].0.parse::<jiff::Timestamp>().unwrap().to_string(), after(22));
    process.sim("clock", json!({"set": after(24)})).await;
    assert_eq!(code().await, "window_closed");
    assert_eq!(kinds(&process.case(id(&case)).await["window"]), ["whatsapp_template", "phone"]);
}

#[tokio::test]
async fn the_page_says_before_writing_what_is_allowed_and_what_it_costs() {
    let (_world, process, case) = messenger_case(MONDAY).await;
    let english = case_page(&process, &case, "en").await;
    assert!(english.contains("Messenger lets us answer until Mon 6 Apr 11:00"), "{english}");
    assert!(english.contains("data-closes=\"2026-04-06T09:00:00.000Z\"") && english.contains("id=\"reply-text\""));
    assert!(english.contains("Cost of sending: free"));
    process.advance("P7D").await;
    let french = case_page(&process, &case, "fr").await;
    assert!(french.contains("Messenger ne nous laisse plus écrire") && !french.contains("id=\"reply-text\""));
    assert!(french.contains("Autres façons de joindre cette personne"), "{french}");
    let (_world, process, case) = with_mention("where is my parcel?").await;
    assert!(case_page(&process, &case, "en").await.contains("Cost of sending: $0.01"));
    assert!(case_page(&process, &case, "fr").await.contains("envoi : 0,01 $"));
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let post_id = snowflake(MONDAY, 3);
    process.x(&reply_to_us(&post_id, "7001", "and when does it come?")).await;
    let unsummoned = case_page(&process, &process.only_case().await, "en").await;
    assert!(unsummoned.contains(&format!("href=\"https://x.com/i/web/status/{post_id}\"")), "{unsummoned}");
    assert!(unsummoned.contains("refuses replies sent by software") && !unsummoned.contains("id=\"reply-text\""));
}

#[tokio::test]
async fn a_window_that_ends_before_the_deadline_shows_in_the_queue() {
    // Saturday afternoon before Easter: our own promise ends on Tuesday, WhatsApp's window on Sunday.
    let body = include_str!("../../events/meta/whatsapp_text.json").replace("1774861860", "1775309400");
    let (_world, process, _case) = event_case("2026-04-04T13:30:00Z", "meta", &body).await;
    assert!(page(&process, "/queue", "en").await.contains("answer before Sun 5 Apr 15:30"));
    assert!(page(&process, "/queue", "fr").await.contains("répondre avant dim. 5 avr. 15:30"));
    process.advance("P1D").await;
    assert!(page(&process, "/queue", "en").await.contains("can no longer be answered here"));
    let (_world, process, _case) = messenger_case(MONDAY).await;
    assert!(!page(&process, "/queue", "en").await.contains("window-sign"), "our own promise ends first");
}

#[tokio::test]
async fn who_called_us_once_is_answered_again_when_they_write_on() {
    let (_world, process, case) = with_mention("where is my parcel?").await;
    assert_eq!(process.reply(AGENT, &case, "At the depot.").await.0, 202);
    process.advance("PT1M").await;
    process.x(&reply_to_us(&snowflake("2026-03-30T09:01:00Z", 9), "7001", "and when does it come?")).await;
    let case = process.only_case().await;
    assert_eq!(case["window"]["reason"], "summoned", "{}", case["window"]);
    assert_eq!(process.reply(AGENT, &case, "Tomorrow.").await.0, 202);
}

/// A reaction by `sender` to one of our messages.
fn reaction(sender: &str, at: &str, action: &str) -> Value {
    let other = if sender == "2001" { "9001" } else { "2001" };
    let at = at.parse::<jiff::Timestamp>().unwrap().as_millisecond();
    let reaction = json!({"mid": "m_o", "action": action, "emoji": "\u{2764}", "reaction": "love"});
    super::bodies::page(vec![
        json!({"sender": {"id": sender}, "recipient": {"id": other}, "timestamp": at, "reaction": reaction}),
    ])
}

#[tokio::test]
async fn a_reaction_gives_time_to_write_again() {
    let (_world, process, case) = messenger_case(MONDAY).await;
    let closes_at = async |process: &Process| process.case(id(&case)).await["window"]["closes_at"].clone();
    // 9001's messages are 7 days old at 09:00 on the 6th of April.
    process.advance("P6D").await;
    for (sender, action) in [("2001", "react"), ("9001", "unreact")] {
        process.meta(&reaction(sender, "2026-04-05T09:00:00Z", action)).await;
        assert_eq!(closes_at(&process).await, "2026-04-06T09:00:00.000Z", "{sender} {action}");
    }
    for _ in 0..2 {
        process.meta(&reaction("9001", "2026-04-05T08:00:00Z", "react")).await;
        process.meta(&reaction("9001", "2026-04-04T08:00:00Z", "react")).await;
        assert_eq!(closes_at(&process).await, "2026-04-12T08:00:00.000Z");
    }
    let at = "2026-04-05T08:30:00Z".parse::<jiff::Timestamp>().unwrap().as_millisecond();
    let link = json!({"sender": {"id": "9001"}, "recipient": {"id": "2001"}, "timestamp": at, "referral": {"ref": "x", "source": "SHORTLINK", "type": "OPEN_THREAD"}});
    process.meta(&super::bodies::page(vec![link])).await;
    assert_eq!(closes_at(&process).await, "2026-04-12T08:30:00.000Z");
    // What is heard late tells the case again, and not the reaction away.
    process.meta(&messenger("m_0", "9001", "2026-03-30T08:50:00Z", "hello")).await;
    assert_eq!(closes_at(&process).await, "2026-04-12T08:30:00.000Z");
    process.advance("P2D").await;
    let window = process.case(id(&case)).await["window"].clone();
    assert_eq!((&window["can_reply"], &window["mode"]), (&json!(true), &json!("human_agent")));
    process.advance("P5D").await;
    let told: Vec<String> = last_chances(&process).into_iter().map(|(_, by)| by).collect();
    assert_eq!(told.len(), 1, "the window that was opened again is told of, the one before is not: {told:?}");
    assert!(told[0].starts_with("act-"), "{told:?}");
    assert_eq!(process.case(id(&case)).await["window"]["reason"], "window_closed");
}

#[tokio::test]
async fn a_reaction_to_an_answer_asks_for_no_other_and_opens_no_case() {
    let (_world, process, case) = messenger_case(MONDAY).await;
    assert_eq!(process.reply(AGENT, &case, "Refunded within 14 days.").await.0, 202);
    process.meta(&reaction("9001", "2026-03-30T09:00:00Z", "react")).await;
    let case = process.case(id(&case)).await;
    assert_eq!(case["status"], "pending");
    process.advance("P7D").await;
    assert!(last_chances(&process).is_empty());
    process.meta(&reaction("9002", "2026-03-30T09:00:00Z", "react")).await;
    assert_eq!(process.items("/queue").await.len(), 0);
}
