//! Random histories on the decision core: whatever happens in whatever order, every deadline ends as fired once or
//! answered before.
//!
//! The model tells a history from its log alone, by looking back over it, and shares no arithmetic with the fold:
//! all of it counts on the wall clock, where a deadline is an addition.

use super::*;
use std::collections::BTreeSet;

/// Histories in the default run.
const HISTORIES: u64 = 100_000;

const WALL_CLOCK: &str = r#"
reopen_window = "P7D"

[[policy]]
name = "urgent"
priority = "urgent"
first_response = "PT15M"
next_response = "PT15M"
calendar = "wall_clock"
warnings = ["50%"]
escalation = ["PT10M lead", "PT40M manager"]

[[policy]]
name = "everyone"
first_response = "PT2H"
next_response = "PT1H"
resolution = "PT8H"
calendar = "wall_clock"
warnings = ["50%", "PT10M"]
escalation = ["PT30M lead"]
"#;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}

/// One cycle as the model sees it: seconds since the beginning.
#[derive(Debug, Clone, PartialEq)]
struct Cycle {
    metric: Metric,
    start: i64,
    /// When it was met or stopped.
    end: Option<i64>,
    met: bool,
    /// Stretches that do not count; the last may be open.
    pauses: Vec<(i64, Option<i64>)>,
}

#[derive(Debug, Clone)]
enum Entry {
    Happened(Moment),
    /// The priority from now on.
    Priority(Priority),
}

/// What is known, in the order of its instants.
type Log = Vec<(i64, Entry)>;

/// The cycles of one kind, told by looking back: a cycle of response begins at a message with no message waiting
/// before it and ends at the next answer or resolution.
fn cycles(log: &Log) -> Vec<Cycle> {
    let moments: Vec<(i64, Moment)> = log
        .iter()
        .filter_map(|(at, entry)| match entry {
            Entry::Happened(moment) => Some((*at, *moment)),
            Entry::Priority(_) => None,
        })
        .collect();
    let mut found = Vec::new();
    for (index, (at, moment)) in moments.iter().enumerate() {
        let (before, after) = (&moments[..index], &moments[index + 1..]);
        let closes = |(_, moment): &&(i64, Moment)| matches!(moment, Moment::Answered | Moment::Resolved);
        let begins_response = *moment == Moment::Heard
            && before
                .iter()
                .rev()
                .find(|(_, moment)| *moment != Moment::Reopened)
                .is_none_or(|(_, moment)| *moment != Moment::Heard);
        if begins_response {
            let first = !before.iter().any(|(_, moment)| matches!(moment, Moment::Heard | Moment::Answered));
            let metric = if first { Metric::FirstResponse } else { Metric::NextResponse };
            let end = after.iter().find(closes);
            let met = end.is_some_and(|(_, moment)| *moment == Moment::Answered);
            found.push(Cycle { metric, start: *at, end: end.map(|(at, _)| *at), met, pauses: Vec::new() });
        }
        let is_open = before
            .iter()
            .rev()
            .find(|(_, moment)| *moment != Moment::Answered)
            .is_some_and(|(_, moment)| *moment != Moment::Resolved);
        let begins_resolution = match moment {
            Moment::Heard | Moment::Reopened => !is_open,
            _ => false,
        };
        if begins_resolution {
            let end = after.iter().find(|(_, moment)| *moment == Moment::Resolved).map(|(at, _)| *at);
            let within: Vec<&(i64, Moment)> = after.iter().filter(|(at, _)| end.is_none_or(|end| *at < end)).collect();
            found.push(Cycle {
                metric: Metric::Resolution,
                start: *at,
                end,
                met: end.is_some(),
                pauses: pauses(&within),
            });
        }
    }
    found
}

/// From each answer to the next message.
fn pauses(within: &[&(i64, Moment)]) -> Vec<(i64, Option<i64>)> {
    let mut found: Vec<(i64, Option<i64>)> = Vec::new();
    for (at, moment) in within {
        let open = found.last().is_some_and(|(_, until)| until.is_none());
        match moment {
            Moment::Answered if !open => found.push((*at, None)),
            Moment::Heard if open => found.last_mut().unwrap().1 = Some(*at),
            _ => {}
        }
    }
    found
}

/// When a cycle is over its time, given the target in seconds; `None` while a pause holds it.
fn deadline_of(cycle: &Cycle, target: i64) -> Option<i64> {
    let mut due = cycle.start + target;
    for (from, until) in &cycle.pauses {
        if *from >= due {
            break;
        }
        due += (*until)? - from;
    }
    Some(due)
}

fn target(metric: Metric, priority: Priority) -> i64 {
    match (metric, priority) {
        (Metric::Resolution, _) => 8 * 3600,
        (_, Priority::Urgent) => 900,
        (Metric::FirstResponse, _) => 7200,
        _ => 3600,
    }
}

/// The instant at which a cycle was missed, as known at `now`: the first deadline in force that passed.
fn breach(cycle: &Cycle, log: &Log, now: i64) -> Option<i64> {
    let end = cycle.end.unwrap_or(i64::MAX);
    let mut priority = Priority::Normal;
    for (at, entry) in log {
        let Entry::Priority(next) = entry else { continue };
        if *at > cycle.start && *at < end {
            let due = deadline_of(cycle, target(cycle.metric, priority));
            if let Some(due) = due.filter(|due| due <= at) {
                return Some(due);
            }
        }
        if *at < end {
            priority = *next;
        }
    }
    deadline_of(cycle, target(cycle.metric, priority)).filter(|due| *due < end && *due <= now)
}

fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(1_774_861_200 + second).unwrap()
}

/// The real thing, with what it has said.
struct Machine<'a> {
    desk: &'a Desk,
    priority: Priority,
    clocks: Clocks,
    fired: BTreeSet<(Metric, String, Step)>,
    /// Whether a cycle that had said something was told away: should it come back, its alerts' rows are there.
    forgotten: bool,
}

impl Machine<'_> {
    fn terms(&self) -> Terms<'_> {
        Terms {
            desk: self.desk,
            subject: SlaSubject {
                team: "support-en",
                channel: Channel::X,
                public: true,
                priority: self.priority,
                intent: Intent::Support,
                topic: "delivery",
            },
        }
    }

    /// Folds everything anew, as a case is when something comes out of order.
    fn refold(&mut self, log: &Log) {
        let before = std::mem::take(&mut self.clocks);
        let mut clocks = Clocks::default();
        for (at, entry) in log {
            if let Entry::Happened(moment) = entry {
                clocks.apply(&occurrence(*at, *moment), &self.terms());
            }
        }
        clocks.keep_marks(&before, true);
        let said = |clock: &&Clock| clock.warned > 0 || clock.breach_stamped;
        let is_there = |old: &Clock| {
            let mut all = clocks.list.iter().chain(&clocks.past);
            let marks = |clock: &Clock| (clock.warned, clock.breach_stamped);
            all.any(|new| new.metric == old.metric && new.generation == old.generation && marks(new) == marks(old))
        };
        self.forgotten |= !before.list.iter().chain(&before.past).filter(said).all(is_there);
        self.clocks = clocks;
    }

    /// One wake-up. `committed`: false when the process dies before its write.
    fn wake(&mut self, now: i64, committed: bool, seed: u64) {
        let mut clocks = self.clocks.clone();
        let mut said = Vec::new();
        loop {
            let steps = clocks.due(instant(now), false);
            if steps.is_empty() {
                break;
            }
            for step in steps {
                assert!(step.due_at <= instant(now), "seed {seed}: {step:?} before its time");
                clocks.stamp(&step, &self.terms(), None);
                said.push((step.metric, step.generation.clone(), step.step));
            }
        }
        if !committed {
            return;
        }
        self.clocks = clocks;
        for step in said {
            assert!(self.fired.insert(step.clone()) || self.forgotten, "seed {seed}: {step:?} fired twice");
        }
    }
}

fn occurrence(at: i64, moment: Moment) -> Occurrence {
    Occurrence { at: instant(at), moment, id: at.to_string() }
}

/// What is known must agree with the model, and everything missed by now must have been told.
fn agree(machine: &Machine, log: &Log, now: i64, seed: u64) {
    let expected = cycles(log);
    let known: Vec<&Clock> = machine.clocks.list.iter().chain(&machine.clocks.past).collect();
    assert_eq!(known.len(), expected.len(), "seed {seed}: {log:?}\n{expected:#?}\n{known:#?}");
    for cycle in &expected {
        let same = |clock: &&&Clock| clock.metric == cycle.metric && clock.started_at == instant(cycle.start);
        let clock = known.iter().find(same).unwrap_or_else(|| panic!("seed {seed}: no clock for {cycle:?} in {log:?}"));
        let ended = clock.ended_at().map(|at| at.as_second() - instant(0).as_second());
        assert_eq!((ended, clock.met_at.is_some()), (cycle.end, cycle.met), "seed {seed}: {cycle:?} {log:?}");
        let missed = breach(cycle, log, now);
        let breached = clock.breached_at.map(|at| at.as_second() - instant(0).as_second());
        assert_eq!(breached, missed, "seed {seed} at {now}: {cycle:?}\n{clock:?}\n{log:?}");
        let told = machine.fired.contains(&(clock.metric, clock.generation.clone(), Step::Breach));
        assert!(missed.is_none() || told || cycle.end.is_some(), "seed {seed}: {cycle:?} missed in silence, {log:?}");
    }
}

fn random_moment(dice: &mut Dice, log: &Log) -> Moment {
    let moments = || {
        log.iter().rev().filter_map(|(_, entry)| match entry {
            Entry::Happened(moment) => Some(*moment),
            Entry::Priority(_) => None,
        })
    };
    let resolved = moments().find(|moment| *moment != Moment::Answered) == Some(Moment::Resolved);
    match (dice.roll(10), resolved) {
        (0..5, _) => Moment::Heard,
        (5..8, false) => Moment::Answered,
        (8, false) => Moment::Resolved,
        (_, true) => Moment::Reopened,
        _ => Moment::Heard,
    }
}

fn tell(seed: u64, desk: &Desk) {
    let mut dice = Dice(seed);
    let mut machine = Machine {
        desk,
        priority: Priority::Normal,
        clocks: Clocks::default(),
        fired: BTreeSet::new(),
        forgotten: false,
    };
    // Either priorities change, or events come late and answers fail: a case told again knows its latest priority only.
    let priorities = dice.roll(2) == 0;
    let (mut log, mut now): (Log, i64) = (Vec::new(), 0);
    for _ in 0..4 + dice.roll(12) {
        now += match dice.roll(12) {
            0 => 86_400,
            1..4 => 3_600 + i64::try_from(dice.roll(7_200)).unwrap(),
            _ => 1 + i64::try_from(dice.roll(1_200)).unwrap(),
        };
        match dice.roll(12) {
            0 => machine.wake(now, false, seed),
            1..4 => {
                machine.wake(now, true, seed);
                // A second one, delivered twice, does nothing.
                machine.wake(now, true, seed);
                agree(&machine, &log, now, seed);
            }
            4 if priorities => {
                machine.priority = if dice.roll(2) == 0 { Priority::Urgent } else { Priority::Normal };
                log.push((now, Entry::Priority(machine.priority)));
                let mut clocks = std::mem::take(&mut machine.clocks);
                clocks.retarget(&machine.terms(), instant(now));
                machine.clocks = clocks;
            }
            4 => {
                // An answer turns out never to have arrived.
                let answers: Vec<usize> =
                    (0..log.len()).filter(|index| matches!(log[*index].1, Entry::Happened(Moment::Answered))).collect();
                if let Some(last) = answers.last() {
                    log.remove(*last);
                    machine.refold(&log);
                }
            }
            5 if !priorities && !log.is_empty() => {
                // Something six hours old, or older than all of it.
                let at = (now - 6 * 3_600).max(1) + i64::try_from(dice.roll(600)).unwrap();
                if at < now && log.iter().all(|(known, _)| *known != at) {
                    let place = log.partition_point(|(known, _)| *known < at);
                    let moment = if dice.roll(2) == 0 { Moment::Heard } else { Moment::Answered };
                    log.insert(place, (at, Entry::Happened(moment)));
                    machine.refold(&log);
                }
            }
            _ => {
                let moment = random_moment(&mut dice, &log);
                log.push((now, Entry::Happened(moment)));
                let mut clocks = std::mem::take(&mut machine.clocks);
                clocks.apply(&occurrence(now, moment), &machine.terms());
                machine.clocks = clocks;
            }
        }
    }
    now += 10 * 86_400;
    machine.wake(now, true, seed);
    agree(&machine, &log, now, seed);
    assert_eq!(machine.clocks.next_instant(false), None, "seed {seed}: something is still scheduled");
}

#[test]
fn every_deadline_ends_as_fired_once_or_answered_before() {
    let mut files = crate::desk::demo_files();
    files.insert("sla.toml".to_owned(), WALL_CLOCK.to_owned());
    let desk = crate::desk::parse(&files).unwrap();
    for seed in 0..HISTORIES {
        tell(seed, &desk);
    }
}
