//! Headers, bodies and challenges that somebody else chose.
#![no_main]

use couture::channels::{meta, x};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let middle = input.len() / 2;
    let (header, body) = input.split_at(middle);
    let header = String::from_utf8_lossy(header);
    let secrets = ["first".to_owned(), String::new(), "second".to_owned()];
    assert!(x::signature::verify(&secrets, Some(&header), body.to_vec()).is_none(), "nobody guesses a signature");
    assert!(meta::signature::verify(&secrets, Some(&header), body.to_vec()).is_none(), "nobody guesses a signature");
    for secret in ["first", "second"] {
        let signed = x::signature::sign(secret, body);
        assert!(x::signature::verify(&secrets, Some(&signed), body.to_vec()).is_some());
        let signed = meta::signature::sign(secret, body);
        assert!(meta::signature::verify(&secrets, Some(&signed), body.to_vec()).is_some());
    }
    if let Ok(answer) = x::signature::challenge("first", &header) {
        let starts_like_a_body = header.starts_with(['{', '[', '"']) || header.chars().any(char::is_whitespace);
        assert!(!starts_like_a_body && answer.starts_with("sha256="), "the challenge signs no bodies");
    }
    let tokens = ["token".to_owned(), String::new()];
    let challenge = String::from_utf8_lossy(body);
    meta::signature::challenge(&tokens, Some("subscribe"), Some(&header), Some(&challenge));
});
