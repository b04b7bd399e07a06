//! Any body at the doors of the brand's own systems and of Twilio; the first byte chooses.
#![no_main]

#[path = "promises.rs"]
mod promises;

use couture::channels::Door;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    if let Some((first, body)) = input.split_first() {
        promises::hold(if first % 2 == 0 { Door::Standard } else { Door::Twilio }, body);
    }
});
