//! Any body at X's door: cut, parsed, and the promises of cutting held.
#![no_main]

#[path = "promises.rs"]
mod promises;

use couture::channels::Door;

libfuzzer_sys::fuzz_target!(|body: &[u8]| promises::hold(Door::X, body));
