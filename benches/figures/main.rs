//! The figures the documents quote, measured here and now, each with the command that repeats it.
//!
//! `cargo bench` prints all of them; a word after `--` prints one section: `units` (write units by the table's
//! own accounting), `cost` (instructions and allocations of one webhook and of one triage decision), `rate`
//! (mentions a second on a laptop beside the embedded table alone), `pending` (what a million pending cases cost
//! a sweep, a page and an alert), `sizes` (the functions' programs).
//! Owns no expectation: bounds are the tests' business. Must not print a figure that it did not measure.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod cost;
mod pending;
mod rate;
mod running;
mod units;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::alloc::System;
use std::path::Path;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// A typical delivery of X.
const MENTION: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/events/x/mention.json"));

/// The functions that are deployed.
const FUNCTIONS: [&str; 7] = ["webhook", "triage", "sweep", "wake", "relay", "reconcile", "api"];

fn main() {
    // Cargo says `--bench`; whatever else begins with a dash is the harness's language, not ours.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, operation, times] = arguments.as_slice()
        && first == "--operate"
    {
        return cost::operate(operation, times.parse().unwrap());
    }
    let wanted = arguments.into_iter().find(|argument| !argument.starts_with('-'));
    let sections: [(&str, fn()); 5] = [
        ("units", units::units),
        ("cost", cost::cost),
        ("rate", rate::rate),
        ("pending", pending::pending),
        ("sizes", sizes),
    ];
    let chosen = |name: &str| wanted.as_deref().is_none_or(|word| name.contains(word));
    if !sections.iter().any(|(name, _)| chosen(name)) {
        eprintln!("no such section; there are units, cost, rate, pending and sizes");
        std::process::exit(2);
    }
    for (name, section) in sections.into_iter().filter(|(name, _)| chosen(name)) {
        println!("\n## {name}: cargo bench --bench figures -- {name}");
        section();
    }
}

fn sizes() {
    let program = std::env::current_exe().unwrap();
    let built = program.ancestors().nth(3).unwrap().join("lambda");
    for name in FUNCTIONS {
        match size(&built, name) {
            Some((bytes, hours)) => println!("{name:8} {bytes:9} bytes   (built {hours:.1} hours ago)"),
            None => println!("{name:8} not built"),
        }
    }
    println!("(in target/lambda: cargo build --profile lambda --no-default-features --features lambda --bins,");
    println!(" or with cargo-lambda: cargo lambda build --profile lambda --no-default-features --features lambda)");
}

/// The size and age of a function's program, as cargo or cargo-lambda leaves it.
fn size(built: &Path, name: &str) -> Option<(u64, f64)> {
    let places = [built.join(name), built.join(name).join("bootstrap")];
    let found = places.iter().filter_map(|place| place.metadata().ok()).find(|found| found.is_file())?;
    Some((found.len(), found.modified().ok()?.elapsed().ok()?.as_secs_f64() / 3600.0))
}
