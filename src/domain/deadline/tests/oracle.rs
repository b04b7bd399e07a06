//! A slow oracle that walks real time in small steps and asks only the zone's offset at each of them.
//!
//! It shares no arithmetic with the code it checks: hours are opened and closed by events as the local clock passes
//! them, holidays are a table of dates.

use std::collections::{BTreeMap, HashSet};

use jiff::tz::TimeZone;

use super::*;
use crate::domain::calendar::DAY_NAMES;

/// Random cases in the default run.
const CASES: u64 = 100_000;
const DAY: i64 = 24 * 60;
const ZONES: [&str; 5] = ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"];
/// Days around which starts are drawn: the clock changes of the zones above, Easter, other holidays, year's end.
const DAYS: [&str; 10] = [
    "2026-03-29",
    "2026-10-25",
    "2026-03-08",
    "2026-11-01",
    "2026-04-05",
    "2026-10-04",
    "2027-03-28",
    "2026-05-08",
    "2026-12-24",
    "2025-12-31",
];
const FRANCE: [&str; 24] = [
    "2025-11-01",
    "2025-11-11",
    "2025-12-25",
    "2026-01-01",
    "2026-04-06",
    "2026-05-01",
    "2026-05-08",
    "2026-05-14",
    "2026-05-25",
    "2026-07-14",
    "2026-08-15",
    "2026-11-01",
    "2026-11-11",
    "2026-12-25",
    "2027-01-01",
    "2027-03-29",
    "2027-05-01",
    "2027-05-08",
    "2027-05-06",
    "2027-05-17",
    "2027-07-14",
    "2027-08-15",
    "2027-11-01",
    "2027-11-11",
];

/// A fixed, seeded stream of numbers.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn number(&mut self, sides: i64) -> i64 {
        i64::try_from(self.roll(u64::try_from(sides).unwrap())).unwrap()
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.number(i64::try_from(of.len()).unwrap())).unwrap()]
    }
}

/// Hours as (open, close) minutes; a close before the opening lies on the next day.
type Hours = Vec<(i64, i64)>;

#[derive(Debug)]
struct Case {
    /// Every value is a multiple of this many minutes.
    step: i64,
    zone: &'static str,
    week: [Hours; 7],
    france: bool,
    holidays: Vec<i64>,
    exceptions: BTreeMap<i64, Hours>,
    /// Minutes since 1970-01-01T00:00Z.
    start: i64,
    target: i64,
    pauses: Vec<(i64, Option<i64>)>,
}

fn day_number(text: &str) -> i64 {
    at(&format!("{text}T00:00:00Z")).as_second() / 86_400
}

fn draw_hours(dice: &mut Dice, step: i64) -> Hours {
    let steps = DAY / step;
    (0..dice.pick(&[0, 1, 1, 2, 2, 3]))
        .filter_map(|_| {
            let (open, close) = match dice.roll(8) {
                0 => (0, DAY),
                // Around the hours that clock changes skip and repeat.
                1 | 2 => (dice.number(1 + 240 / step) * step, dice.number(1 + 300 / step) * step),
                _ => (dice.number(steps) * step, dice.number(steps + 1) * step),
            };
            (open != close && open < DAY).then_some((open, close))
        })
        .collect()
}

fn draw(seed: u64) -> Case {
    let mut dice = Dice(seed);
    let step = dice.pick(&[1, 5, 5, 15, 15, 15, 15, 15]);
    let day = day_number(dice.pick(&DAYS)) - 3 + dice.number(5);
    let dated = |dice: &mut Dice| day - 1 + dice.number(8);
    let week = std::array::from_fn(|_| draw_hours(&mut dice, step));
    let holidays = (0..dice.number(3)).map(|_| dated(&mut dice)).collect();
    let exceptions = (0..dice.number(4)).map(|_| (dated(&mut dice), draw_hours(&mut dice, step))).collect();
    let start = day * DAY + dice.number(2 * DAY / step) * step;
    let longest = dice.pick(&[0, 120, 600, 600, 2_000, 5_000]);
    let target = dice.number(1 + longest / step) * step;
    let pauses = (0..dice.pick(&[0, 0, 1, 2, 4]))
        .map(|_| {
            let from = start - 600 + dice.number(3_000 / step) * step;
            let until = from - 60 + dice.number(900 / step) * step;
            (from / step * step, (dice.roll(10) > 0).then_some(until / step * step))
        })
        .collect();
    Case { step, zone: dice.pick(&ZONES), week, france: dice.roll(2) == 0, holidays, exceptions, start, target, pauses }
}

impl Case {
    fn hours_on(&self, day: i64, france: &HashSet<i64>) -> &[(i64, i64)] {
        if let Some(hours) = self.exceptions.get(&day) {
            return hours;
        }
        if self.holidays.contains(&day) || (self.france && france.contains(&day)) {
            return &[];
        }
        // 1970-01-01 was a Thursday.
        &self.week[usize::try_from((day + 3).rem_euclid(7)).unwrap()]
    }

    fn paused(&self, minute: i64) -> bool {
        self.pauses.iter().any(|(from, until)| *from <= minute && until.is_none_or(|until| minute < until))
    }

    /// Walks at most `days` days; the deadline, and the open minutes passed until it or the end of the walk.
    fn walk(&self, days: i64) -> (Option<i64>, i64) {
        if self.target == 0 {
            return (Some(self.start), 0);
        }
        let france: HashSet<i64> = FRANCE.iter().map(|date| day_number(date)).collect();
        let zone = TimeZone::get(self.zone).unwrap();
        let offset = |minute: i64| {
            let instant = Timestamp::from_second(minute * 60).unwrap();
            i64::from(zone.to_offset(instant).seconds()) / 60
        };
        // Which local minutes have been told, from a day before the walk to a day after it.
        let first_told = self.start - 5 * DAY;
        let mut passed = vec![false; usize::try_from((days + 8) * DAY).unwrap()];
        let index = |local: i64| usize::try_from(local - first_told).unwrap();
        let mut open: Vec<i64> = Vec::new();
        let mut total = 0;
        let mut now = self.start - 2 * DAY;
        let mut old_offset = offset(now);
        let mut old_clock_until = i64::MIN;
        let mut skipped_offset = 0;
        while now < self.start + days * DAY {
            let new_offset = offset(now);
            if new_offset > old_offset {
                // The clock jumped ahead: for as long as it jumped, the old clock goes on telling the times it skipped.
                skipped_offset = old_offset;
                old_clock_until = now + new_offset - old_offset;
            }
            old_offset = new_offset;
            let mut told = vec![now + new_offset];
            if now < old_clock_until {
                told.push(now + skipped_offset);
            }
            // A time told for the second time is not an event.
            told.retain(|local| !std::mem::replace(&mut passed[index(*local)], true));
            open.retain(|close| !told.contains(close));
            for local in &told {
                let day = local.div_euclid(DAY);
                for (from, until) in self.hours_on(day, &france) {
                    let close = day * DAY + until + if until < from { DAY } else { 0 };
                    if *from == local.rem_euclid(DAY) && !passed[index(close)] {
                        open.push(close);
                    }
                }
            }
            if now >= self.start && !open.is_empty() && !self.paused(now) {
                total += self.step;
                if total == self.target {
                    return (Some(now + self.step), total);
                }
            }
            now += self.step;
        }
        (None, total)
    }

    fn calendar(&self) -> Calendar {
        let date = |day: &i64| Date::new(1970, 1, 1).unwrap().checked_add(day.days()).unwrap().to_string();
        let clock = |minute: &i64| format!("{:02}:{:02}", minute / 60, minute % 60);
        let hours = |hours: &Hours| -> Vec<String> {
            hours.iter().map(|(from, until)| format!("{}-{}", clock(from), clock(until))).collect()
        };
        let mut holidays: Vec<String> = self.holidays.iter().map(date).collect();
        holidays.extend(self.france.then(|| "france".to_owned()));
        let file = CalendarFile {
            zone: self.zone.to_owned(),
            holidays,
            exceptions: self.exceptions.iter().map(|(day, times)| (date(day), hours(times))).collect(),
            week: DAY_NAMES.iter().zip(&self.week).map(|(day, times)| ((*day).to_owned(), hours(times))).collect(),
        };
        Calendar::as_written("random", &file).unwrap()
    }
}

/// Whether the case has a deadline within the walk; panics when it is not the oracle's.
fn check(seed: u64) -> bool {
    const WALKED_DAYS: i64 = 16;
    let case = draw(seed);
    let instant = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
    let calendar = case.calendar();
    let pauses: Vec<Pause> = case
        .pauses
        .iter()
        .map(|(from, until)| Pause { from_at: instant(*from), until_at: until.map(instant) })
        .collect();
    let (expected, total) = case.walk(WALKED_DAYS);
    let target = SignedDuration::from_mins(case.target);
    let found = deadline(instant(case.start), target, Some(&calendar), &pauses).at;
    let walked_until = instant(case.start + WALKED_DAYS * DAY);
    // What lies past the walk the oracle cannot tell; the open time within the walk is compared instead.
    assert_eq!(found.filter(|due_at| *due_at <= walked_until), expected.map(instant), "seed {seed}: {case:?}");
    let counted_until = expected.map_or(walked_until, instant);
    let open = open_time_between(Some(&calendar), instant(case.start), counted_until, &pauses);
    assert_eq!(open, SignedDuration::from_mins(total), "seed {seed}: {case:?}");
    expected.is_some()
}

#[test]
fn deadlines_agree_with_the_oracle() {
    let reached = (0..CASES).filter(|seed| check(*seed)).count();
    // The draw must not degenerate into cases without an answer.
    assert!(reached > usize::try_from(CASES / 2).unwrap(), "{reached} of {CASES} reached");
}
