//! What rows weigh: a case must fit one write unit.

use super::bodies::{mention, snowflake};
use super::support::{MONDAY, World};
use couture::store::size::item_size;

#[tokio::test]
async fn a_typical_case_fits_one_kilobyte() {
    let world = World::at(MONDAY).await;
    let process = world.boot().await;
    let text = "my parcel was announced for Tuesday and still has not arrived, order AB-48213, what now?";
    process.x(&mention(&snowflake(MONDAY, 1), "7001", text)).await;
    let case = process.only_case().await;
    let (conversation, _) = case["id"].as_str().unwrap().split_once('-').unwrap();
    let case = process.house().app.store.case(conversation, 1).await.unwrap().unwrap();
    let item = couture::store::commit::case_item(&case).unwrap();
    let mut parts: Vec<(usize, &String)> =
        item.iter().map(|(name, value)| (item_size(&[(name.clone(), value.clone())].into()), name)).collect();
    parts.sort();
    parts.iter().rev().for_each(|(size, name)| println!("{size:5} {name}"));
    println!("a case row weighs {} bytes", item_size(&item));
    assert!(item_size(&item) <= 1024);
}
