//! What its author takes back is gone from wherever it stands: events set aside, the other accounts a post names.

use super::bodies::{delete, mention, messenger, post, snowflake};
use super::support::{MONDAY, Process, World};
use couture::domain::desk::{Desk, Inbox};
use couture::domain::message::Channel;
use couture::local::offline;
use serde_json::{Value, json};

/// A word of the message, looked for in every row.
const MARKER: &str = "zyxmarker";

async fn rows_with(world: &World, marker: &str) -> Vec<String> {
    let rows = world.rows().await.into_iter().map(|row| format!("{row:?}"));
    rows.filter(|row| row.contains(marker)).collect()
}

/// The same body, delivered for another account of X.
fn for_account(account: &str, mut body: Value) -> Value {
    body["for_user_id"] = json!(account);
    body
}

/// The same body, delivered for a Page the desk does not have.
fn for_another_page(body: &Value) -> Value {
    serde_json::from_str(&body.to_string().replace("\"2001\"", "\"2999\"")).unwrap()
}

fn unsent(mid: &str) -> Value {
    let mut body = messenger(mid, "9001", MONDAY, "");
    body["entry"][0]["messaging"][0]["message"] = json!({"mid": mid, "is_deleted": true});
    body
}

#[tokio::test]
async fn what_waits_for_an_inbox_the_desk_lacks_goes_when_it_is_taken_back() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let text = format!("where is my refund? {MARKER}");
    let (asked, kept) = (snowflake(MONDAY, 1), snowflake(MONDAY, 2));
    process.x(&for_account("9999", mention(&asked, "7001", &text))).await;
    process.x(&for_account("9999", mention(&kept, "7001", "anybody?"))).await;
    process.meta(&for_another_page(&messenger("m_1", "9001", MONDAY, &text))).await;
    assert_eq!(process.items("/parked").await.len(), 3);
    process.x(&for_account("9999", delete(&asked, "7001"))).await;
    process.meta(&for_another_page(&unsent("m_1"))).await;
    let parked = process.items("/parked").await;
    assert_eq!(parked.len(), 1, "neither what was taken back nor the news of it waits: {parked:?}");
    assert_eq!(rows_with(&world, MARKER).await, Vec::<String>::new());
    assert_eq!(process.get("/health").await["intake"]["ignored"]["delete"], 2);
}

#[tokio::test]
async fn an_edited_post_set_aside_goes_in_all_its_versions() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let (first, second) = (snowflake(MONDAY, 1), snowflake(MONDAY, 2));
    let mut edit = post(&second, "7001", &format!("where is my refund now? {MARKER}"));
    edit["edit_history"] = json!({"initial_tweet_id": first, "edit_tweet_ids": [first, second]});
    process.x(&for_account("9999", mention(&first, "7001", &format!("where is it? {MARKER}")))).await;
    process.x(&json!({"for_user_id": "9999", "tweet_create_events": [edit]})).await;
    assert_eq!(process.items("/parked").await.len(), 2);
    process.x(&for_account("9999", delete(&second, "7001"))).await;
    assert_eq!(rows_with(&world, MARKER).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_deletion_heard_before_what_it_deletes_is_set_aside_looks_once_more() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let asked = snowflake(MONDAY, 1);
    process.x(&for_account("9999", delete(&asked, "7001"))).await;
    process.x(&for_account("9999", mention(&asked, "7001", MARKER))).await;
    process.advance("PT10M").await;
    assert!(process.items("/parked").await.is_empty());
    assert_eq!(rows_with(&world, MARKER).await, Vec::<String>::new());
}

/// The offline desk with a second account on X.
fn two_accounts() -> Desk {
    let (mut desk, _) = offline::desk(None).unwrap();
    desk.inboxes.push(Inbox {
        channel: Channel::X,
        external_id: "1002".to_owned(),
        name: "Acme Care on X".to_owned(),
        handle: Some("acme_care".to_owned()),
        reply_rule: Default::default(),
    });
    desk
}

/// A post that names both accounts.
fn naming_both(id: &str, author: &str) -> Value {
    let mut both = mention(id, author, &format!("@acme_care where is my refund? {MARKER}"));
    both["tweet_create_events"][0]["in_reply_to_user_id_str"] = Value::Null;
    both["tweet_create_events"][0]["entities"]["user_mentions"] = json!([
        {"id_str": "1001", "screen_name": "acme", "indices": [0, 5]},
        {"id_str": "1002", "screen_name": "acme_care", "indices": [6, 16]}
    ]);
    both
}

#[tokio::test]
async fn a_post_to_two_accounts_goes_from_both_whenever_its_deletion_is_heard_for_one() {
    let orders: [&[usize]; 7] =
        [&[0, 1, 2], &[1, 0, 2], &[0, 2, 1], &[1, 2, 0], &[2, 0, 1], &[2, 1, 0], &[0, 1, 2, 2, 1, 0]];
    let world = World::at(MONDAY).await;
    let process = world.boot_with_desk(two_accounts()).await;
    for (telling, order) in orders.iter().enumerate() {
        let (id, author) = (snowflake(MONDAY, telling as u64), format!("70{telling}"));
        let post = naming_both(&id, &author);
        let told = [post.clone(), for_account("1002", post), delete(&id, &author)];
        for which in *order {
            process.x(&told[*which]).await;
        }
        assert_eq!(rows_with(&world, MARKER).await, Vec::<String>::new(), "in the order {order:?}");
    }
    assert!(process.items("/queue").await.is_empty(), "nobody waits for an answer to what is gone");
}

#[tokio::test]
async fn a_post_to_two_accounts_edited_goes_from_both_by_the_id_of_its_edit() {
    let world = World::at(MONDAY).await;
    let process = world.boot_with_desk(two_accounts()).await;
    let (first, second) = (snowflake(MONDAY, 1), snowflake(MONDAY, 2));
    let post = naming_both(&first, "7001");
    let mut edit = naming_both(&second, "7001");
    edit["tweet_create_events"][0]["edit_history"] =
        json!({"initial_tweet_id": first, "edit_tweet_ids": [first, second]});
    // For the second account X delivers only what the post became.
    told(&process, &[post, edit.clone(), for_account("1002", edit), delete(&second, "7001")]).await;
    assert_eq!(rows_with(&world, MARKER).await, Vec::<String>::new());
}

async fn told(process: &Process, bodies: &[Value]) {
    for body in bodies {
        process.x(body).await;
    }
}
