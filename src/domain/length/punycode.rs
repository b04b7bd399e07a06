//! How long a part of a domain name is once it is written in plain letters (RFC 3492).
//!
//! Owns the length alone: nobody needs the encoded name.

/// What stands before an encoded label.
const PREFIX: usize = "xn--".len();

const BASE: u32 = 36;
const FEWEST: u32 = 1;
const MOST: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const FIRST_BIAS: u32 = 72;
const FIRST_LETTER: u32 = 128;

/// The length of a label as it travels: its own when it is ASCII, else that of its encoded form. `None`: it
/// cannot be encoded.
pub(super) fn length(label: &[char]) -> Option<usize> {
    let plain = label.iter().filter(|letter| letter.is_ascii()).count();
    if plain == label.len() {
        return Some(plain);
    }
    let mut length = PREFIX + plain + usize::from(plain > 0);
    let (mut done, mut delta, mut bias) = (u32::try_from(plain).ok()?, 0u32, FIRST_BIAS);
    let (first, mut next) = (done, FIRST_LETTER);
    while usize::try_from(done).ok()? < label.len() {
        let letter = label.iter().map(|letter| u32::from(*letter)).filter(|letter| *letter >= next).min()?;
        delta = delta.checked_add(letter.checked_sub(next)?.checked_mul(done.checked_add(1)?)?)?;
        for other in label.iter().map(|letter| u32::from(*letter)) {
            if other < letter {
                delta = delta.checked_add(1)?;
            }
            if other == letter {
                length += digits(delta, bias);
                bias = adapted(delta, done.checked_add(1)?, done == first);
                delta = 0;
                done = done.checked_add(1)?;
            }
        }
        delta = delta.checked_add(1)?;
        next = letter.checked_add(1)?;
    }
    Some(length)
}

/// How many digits a number takes in the variable base of the encoding.
fn digits(number: u32, bias: u32) -> usize {
    let (mut rest, mut count, mut place) = (number, 1, BASE);
    loop {
        let threshold = place.saturating_sub(bias).clamp(FEWEST, MOST);
        if rest < threshold {
            return count;
        }
        rest = (rest - threshold) / (BASE - threshold);
        count += 1;
        place += BASE;
    }
}

/// The bias after a letter.
fn adapted(delta: u32, count: u32, first: bool) -> u32 {
    let mut delta = if first { delta / DAMP } else { delta / 2 };
    delta += delta / count.max(1);
    let mut places = 0;
    while delta > (BASE - FEWEST) * MOST / 2 {
        delta /= BASE - FEWEST;
        places += BASE;
    }
    places + (BASE - FEWEST + 1) * delta / (delta + SKEW)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The label's encoded form is known; only its length is ours.
    #[track_caller]
    fn check(label: &str, encoded: &str) {
        let letters: Vec<char> = label.chars().collect();
        assert_eq!(length(&letters), Some(encoded.len()), "{label}");
    }

    #[test]
    fn labels_are_as_long_as_their_encoded_form() {
        check("acme", "acme");
        check("bücher", "xn--bcher-kva");
        check("ü", "xn--tda");
        check("münchen-ost", "xn--mnchen-ost-9db");
        check("例え", "xn--r8jz45g");
        check("他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye");
        check("ليهمابتكلموشعربي؟", "xn--egbpdaj6bu4bxfgehfvwxn");
        check("3年b組金八先生", "xn--3b-ww4c5e180e575a65lsy2b");
        check("そのスピードで", "xn--d9juau41awczczp");
    }
}
