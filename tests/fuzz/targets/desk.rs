//! Desk files somebody wrote: refused with problems or accepted, and an accepted desk computes deadlines.
#![no_main]

use std::collections::BTreeMap;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    let (name, text) = text.split_once('\n').unwrap_or(("0", &text));
    let mut files: BTreeMap<String, String> = couture::desk::demo_files();
    let names: Vec<String> = files.keys().cloned().collect();
    let place = name.bytes().next().map_or(0, usize::from) % names.len();
    files.insert(names[place].clone(), text.to_owned());
    let _ = couture::desk::calendars_as_written(text);
    if let Ok(desk) = couture::desk::parse(&files) {
        let start: jiff::Timestamp = "2026-03-30T09:00:00Z".parse().unwrap();
        for calendar in desk.calendars.values() {
            couture::domain::deadline::deadline(start, jiff::SignedDuration::from_hours(8), Some(calendar), &[]);
        }
    }
});
