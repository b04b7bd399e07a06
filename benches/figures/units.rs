//! Write units a mention costs, by the table's own accounting.

use crate::running::{QUESTION, Running, mention, runtime};
use couture::clock::Clock;
use couture::local::engine::Place;
use jiff::Timestamp;

const MONDAY: &str = "2026-03-30T09:00:00Z";

/// Prints them.
pub fn units() {
    runtime().block_on(async {
        let monday: Timestamp = MONDAY.parse().unwrap();
        let running = Running::start(&Place::Memory, Clock::manual(monday)).await;
        let mut before = running.written();
        let mut spent = |running: &Running| {
            let now = running.written();
            now - std::mem::replace(&mut before, now)
        };
        let body = mention(monday, 7001, QUESTION);
        running.deliver(&body).await;
        let intake = spent(&running);
        let first_contact = running.house.app.store.capacity().first_contact_units();
        running.deliver(&body).await;
        let duplicate = spent(&running);
        running.advance("PT1H30M").await;
        let warned = spent(&running);
        running.advance("PT1H30M").await;
        let breached = spent(&running);
        println!("intake                {intake:6.2} write units");
        println!("delivered again       {duplicate:6.2}");
        println!(
            "warning               {warned:6.2}   (with everything that follows, the hand-over to the sink included)"
        );
        println!("breach                {breached:6.2}");
        println!("contact's first rows  {first_contact:6.2}   (once a conversation, apart from all other lines)");
        let queued = intake + 0.10 * warned + 0.02 * breached + 0.10 * duplicate;
        println!("a mention, computed   {queued:6.2}   (intake; 10 % warned, 2 % breached, 10 % delivered twice)");
        println!("a mention, measured   {:6.2}   (100 of that mix, from intake to answer logged)", mix(monday).await);
        println!("an undisturbed life   {:6.2}   (one of them, answered in time)", life(monday).await);
    });
}

/// Write units a mention over a hundred whole lives: ten delivered twice, ten warned, two of them breached.
async fn mix(monday: Timestamp) -> f64 {
    let running = Running::start(&Place::Memory, Clock::manual(monday)).await;
    let before = running.written();
    for author in 0..100 {
        let body = mention(monday, 8000 + author, QUESTION);
        running.deliver(&body).await;
        if author % 10 == 0 {
            running.deliver(&body).await;
        }
    }
    running.answer(90).await;
    running.advance("PT1H30M").await;
    running.answer(8).await;
    running.advance("PT1H30M").await;
    running.answer(2).await;
    let alerts: Vec<String> = running.house.fakes.sent(Some("alerts")).into_iter().map(|item| item.kind).collect();
    let of = |word: &str| alerts.iter().filter(|kind| kind.contains(word)).count();
    println!("                               (alerts of the mix: {} warnings, {} breaches)", of("warn"), of("breach"));
    (running.written() - before) / 100.0
}

async fn life(monday: Timestamp) -> f64 {
    let running = Running::start(&Place::Memory, Clock::manual(monday)).await;
    let before = running.written();
    running.deliver(&mention(monday, 7001, QUESTION)).await;
    running.answer(1).await;
    running.written() - before
}
