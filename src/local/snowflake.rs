//! X's ids as the tools see them: a millisecond above, twenty-two other bits below.
//!
//! Owns the arithmetic only. Must not guess whether a number is such an id.

/// The millisecond since 1970 from which X's ids count.
const EPOCH: i64 = 1_288_834_974_657;

/// How many bits stand below the time.
const LOW_BITS: u32 = 22;

/// The millisecond since 1970 inside an id.
pub fn millisecond_of(id: u64) -> i64 {
    // 42 bits always fit.
    i64::try_from(id >> LOW_BITS).unwrap_or_default().saturating_add(EPOCH)
}

/// The id with this time above and the low bits of `low` below; `None` outside what an id can hold (2010 to 2080).
pub fn id_at(millisecond: i64, low: u64) -> Option<u64> {
    let since = u64::try_from(millisecond.checked_sub(EPOCH)?).ok().filter(|since| *since < 1 << 41)?;
    Some((since << LOW_BITS) | (low & ((1 << LOW_BITS) - 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_gives_back_what_it_was_made_of() {
        let id = id_at(1_774_861_200_250, 4_194_303);
        assert_eq!(id.map(millisecond_of), Some(1_774_861_200_250));
        assert_eq!(id.map(|id| id & 0x3f_ffff), Some(4_194_303));
        assert_eq!(id_at(0, 1), None);
        assert_eq!(id_at(i64::MAX, 1), None);
        assert!(millisecond_of(u64::MAX) > 0);
    }
}
