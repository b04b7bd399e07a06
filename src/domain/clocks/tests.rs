//! The sentences about time, each with a test of its name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod histories;

use super::*;
use crate::domain::classify::Intent;
use crate::domain::message::Channel;
use crate::domain::priority::Priority;
use std::collections::BTreeMap;

/// Policies for these tests: hours that are easy to count with.
const POLICIES: &str = r#"
reopen_window = "P7D"

[[policy]]
name = "urgent"
priority = "urgent"
first_response = "PT15M"
next_response = "PT15M"
calendar = "wall_clock"
warnings = ["50%"]
escalation = ["PT0S agent", "PT15M lead", "PT30M manager", "PT1H on_call"]

[[policy]]
name = "billing"
team = "billing-fr"
first_response = "PT30M"
calendar = "nights"
warnings = ["PT10M"]

[[policy]]
name = "questions"
intent = "service"
topic = "refund"
first_response = "PT4H"
calendar = "paris"

[[policy]]
name = "everyone"
first_response = "PT2H"
next_response = "PT1H"
resolution = "PT8H"
calendar = "paris"
warnings = ["75%", "PT10M"]
escalation = ["PT30M lead"]
quiet_hours = "lunch"
"#;

const CALENDARS: &str = r#"
[paris]
zone = "Europe/Paris"
holidays = ["france"]
week = { mon = ["09:00-12:30", "13:30-18:00"], tue = ["09:00-12:30", "13:30-18:00"], wed = ["09:00-12:30", "13:30-18:00"], thu = ["09:00-12:30", "13:30-18:00"], fri = ["09:00-12:30", "13:30-18:00"] }

[nights]
zone = "Europe/Paris"
week = { mon = ["22:00-06:00"], tue = ["22:00-06:00"], wed = ["22:00-06:00"], thu = ["22:00-06:00"], sat = ["00:00-24:00"], sun = ["00:00-24:00"] }

[lunch]
zone = "Europe/Paris"
week = { mon = ["11:30-12:00", "12:00-14:00"] }
"#;

fn desk() -> Desk {
    let mut files: BTreeMap<String, String> = crate::desk::demo_files();
    files.insert("sla.toml".to_owned(), POLICIES.to_owned());
    files.insert("calendars.toml".to_owned(), CALENDARS.to_owned());
    crate::desk::parse(&files).unwrap()
}

/// An instant of Monday 30 March 2026 in Paris, `11:00` or with a date before it.
fn at(time: &str) -> Timestamp {
    let (date, time) = time.split_once(' ').unwrap_or(("2026-03-30", time));
    let local: jiff::civil::DateTime = format!("{date}T{time}").parse().unwrap();
    local.in_tz("Europe/Paris").unwrap().timestamp()
}

struct Told {
    desk: Desk,
    team: &'static str,
    priority: Priority,
    intent: Intent,
    topic: &'static str,
    clocks: Clocks,
}

impl Told {
    fn new() -> Told {
        Told {
            desk: desk(),
            team: "support-en",
            priority: Priority::Normal,
            intent: Intent::Support,
            topic: "delivery",
            clocks: Clocks::default(),
        }
    }

    fn with_terms(&mut self, change: impl FnOnce(&mut Clocks, &Terms)) {
        let subject = SlaSubject {
            team: self.team,
            channel: Channel::X,
            public: true,
            priority: self.priority,
            intent: self.intent,
            topic: self.topic,
        };
        change(&mut self.clocks, &Terms { desk: &self.desk, subject });
    }

    fn happens(&mut self, moment: Moment, time: &str) -> &mut Told {
        let occurrence = Occurrence { at: at(time), moment, id: time.to_owned() };
        self.with_terms(|clocks, terms| clocks.apply(&occurrence, terms));
        self
    }

    fn heard(&mut self, time: &str) -> &mut Told {
        self.happens(Moment::Heard, time)
    }

    fn answered(&mut self, time: &str) -> &mut Told {
        self.happens(Moment::Answered, time)
    }

    fn retargeted(&mut self, priority: Priority, team: &'static str, time: &str) -> &mut Told {
        (self.priority, self.team) = (priority, team);
        self.with_terms(|clocks, terms| clocks.retarget(terms, at(time)));
        self
    }

    /// Takes every step due, as one wake-up does; what they were.
    fn woken(&mut self, time: &str) -> Vec<(Step, Timestamp)> {
        let mut taken = Vec::new();
        loop {
            let steps = self.clocks.due(at(time), false);
            if steps.is_empty() {
                return taken;
            }
            for step in steps {
                self.with_terms(|clocks, terms| clocks.stamp(&step, terms, None));
                taken.push((step.step, step.due_at));
            }
        }
    }

    fn clock(&self, metric: Metric) -> &Clock {
        self.clocks.list.iter().find(|clock| clock.metric == metric).unwrap()
    }

    #[track_caller]
    fn due(&self, metric: Metric, time: &str) -> &Told {
        assert_eq!(self.clock(metric).deadline_at, Some(at(time)), "{metric:?} is due at another time");
        self
    }
}

use Metric::{FirstResponse, NextResponse, Promise, Resolution};

#[test]
fn first_response_never_pauses_and_resolution_pauses_while_pending() {
    let mut told = Told::new();
    told.heard("10:00").due(FirstResponse, "12:00").due(Resolution, "2026-03-31 10:00");
    told.answered("11:00");
    assert_eq!(told.clock(Resolution).deadline_at, None);
    told.heard("15:00").due(Resolution, "2026-03-31 14:00").due(NextResponse, "16:00");
    assert!(told.clock(FirstResponse).pauses.is_empty());
}

#[test]
fn an_answer_heard_after_the_breach_of_resolution_and_dated_before_it_takes_it_back() {
    let mut told = Told::new();
    told.heard("10:00");
    told.woken("2026-03-31 10:00");
    assert_eq!(told.clock(Resolution).breached_at, Some(at("2026-03-31 10:00")));
    told.answered("11:00");
    assert_eq!((told.clock(Resolution).breached_at, told.clock(Resolution).breach_stamped), (None, false));
    told.heard("2026-03-31 12:00").due(Resolution, "2026-04-01 11:00");
    assert!(told.woken("2026-04-01 11:00").contains(&(Step::Breach, at("2026-04-01 11:00"))));
}

#[test]
fn next_response_starts_at_the_first_unanswered_message_and_several_are_one_clock() {
    let mut told = Told::new();
    told.heard("10:00").answered("10:10");
    told.heard("10:20").heard("10:40").heard("11:00").due(NextResponse, "11:20");
    assert_eq!(told.clock(NextResponse).started_at, at("10:20"));
    told.answered("11:05");
    assert_eq!(told.clock(NextResponse).met_at, Some(at("11:05")));
    assert!(told.clock(NextResponse).breached_at.is_none());
}

#[test]
fn several_messages_before_the_first_answer_are_one_first_response() {
    let mut told = Told::new();
    told.heard("10:00").heard("10:30").heard("11:30").due(FirstResponse, "12:00");
    assert!(!told.clocks.list.iter().any(|clock| clock.metric == NextResponse));
}

#[test]
fn an_answer_exactly_at_the_deadline_is_in_time_and_one_a_millisecond_later_is_not() {
    let mut told = Told::new();
    told.heard("10:00").answered("12:00");
    assert_eq!(told.clock(FirstResponse).breached_at, None);
    let mut told = Told::new();
    told.heard("10:00").answered("12:00:00.001");
    assert_eq!(told.clock(FirstResponse).breached_at, Some(at("12:00")));
}

#[test]
fn an_answer_heard_later_but_dated_in_time_withdraws_the_breach() {
    let mut told = Told::new();
    told.heard("10:00");
    assert!(told.woken("12:00").contains(&(Step::Breach, at("12:00"))));
    told.answered("11:50");
    assert_eq!(told.clock(FirstResponse).breached_at, None);
    assert!(told.woken("2026-03-31 12:00").iter().all(|(step, _)| *step != Step::Breach));
}

#[test]
fn a_message_first_seen_after_its_deadline_gets_every_step_once_in_order() {
    let mut told = Told::new();
    told.heard("2026-03-27 10:00");
    let steps = told.woken("10:00");
    let friday = |time: &str| at(&format!("2026-03-27 {time}"));
    let first = [
        (Step::Warning(1), friday("11:30")),
        (Step::Warning(2), friday("11:50")),
        (Step::Breach, friday("12:00")),
        (Step::Warning(1), friday("17:00")),
    ];
    assert_eq!(steps[..4], first);
    assert!(steps.contains(&(Step::Escalation(1), friday("12:30"))), "{steps:?}");
    assert!(told.woken("10:00").is_empty(), "each once");
}

#[test]
fn priority_up_counts_from_the_original_start_and_a_retroactive_breach_is_marked() {
    let mut told = Told::new();
    told.heard("10:00").retargeted(Priority::Urgent, "support-en", "10:05").due(FirstResponse, "10:15");
    assert!(!told.clock(FirstResponse).exceptions.retroactive);
    let mut told = Told::new();
    told.heard("10:00").retargeted(Priority::Urgent, "support-en", "11:00").due(FirstResponse, "10:15");
    assert!(told.clock(FirstResponse).exceptions.retroactive);
    assert!(told.woken("11:00").contains(&(Step::Breach, at("10:15"))));
}

#[test]
fn priority_down_never_erases_a_breach() {
    let mut told = Told::new();
    told.priority = Priority::Urgent;
    told.heard("10:00");
    told.woken("10:15");
    told.retargeted(Priority::Normal, "support-en", "10:20").due(FirstResponse, "12:00");
    assert_eq!(told.clock(FirstResponse).breached_at, Some(at("10:15")));
    told.answered("10:30");
    assert_eq!(told.clock(FirstResponse).breached_at, Some(at("10:15")), "answered within the new time, and yet late");
}

#[test]
fn priority_down_after_the_deadline_but_before_its_stamp_does_not_erase_the_breach_either() {
    let mut told = Told::new();
    told.priority = Priority::Urgent;
    told.heard("10:00").retargeted(Priority::Normal, "support-en", "10:20");
    assert!(told.woken("10:21").contains(&(Step::Breach, at("10:15"))));
    assert!(told.clock(FirstResponse).breach_stamped);
    assert_eq!(told.clock(FirstResponse).breached_at, Some(at("10:15")));
}

#[test]
fn priority_up_down_and_up_again_breaches_once() {
    let mut told = Told::new();
    told.heard("10:00").retargeted(Priority::Urgent, "support-en", "10:20");
    let breaches = |steps: Vec<(Step, Timestamp)>| steps.iter().filter(|(step, _)| *step == Step::Breach).count();
    let mut count = breaches(told.woken("10:20"));
    told.retargeted(Priority::Normal, "support-en", "10:30");
    count += breaches(told.woken("10:40"));
    told.retargeted(Priority::Urgent, "support-en", "10:50");
    count += breaches(told.woken("2026-03-30 11:00"));
    assert_eq!(count, 1);
    assert_eq!(told.clock(FirstResponse).breached_at, Some(at("10:15")));
}

#[test]
fn a_transfer_to_a_team_with_another_calendar_counts_from_the_original_start() {
    let mut told = Told::new();
    told.heard("10:00").retargeted(Priority::Normal, "billing-fr", "11:00").due(FirstResponse, "22:30");
    assert_eq!(told.clock(FirstResponse).warnings, [at("22:20")]);
}

#[test]
fn a_reopened_case_counts_anew_from_the_message_that_reopened_it() {
    let mut told = Told::new();
    told.heard("10:00").answered("10:30").happens(Moment::Resolved, "11:00");
    assert_eq!(told.clock(Resolution).met_at, Some(at("11:00")));
    told.heard("15:00").due(NextResponse, "16:00").due(Resolution, "2026-03-31 15:00");
    assert_eq!(told.clock(NextResponse).generation, "15:00");
    assert_eq!(told.clocks.past.len(), 1, "the first resolution is remembered");
}

#[test]
fn a_person_who_reopens_starts_resolution_and_nothing_else() {
    let mut told = Told::new();
    told.heard("10:00").answered("10:30").happens(Moment::Resolved, "11:00").happens(Moment::Reopened, "14:00");
    assert!(told.clock(Resolution).is_running());
    assert!(!told.clocks.awaits_answer());
}

#[test]
fn resolving_without_an_answer_stops_the_response_and_is_late_when_it_is_late() {
    let mut told = Told::new();
    told.heard("10:00").happens(Moment::Resolved, "11:00");
    assert_eq!(
        (told.clock(FirstResponse).stopped_at, told.clock(FirstResponse).breached_at),
        (Some(at("11:00")), None)
    );
    let mut told = Told::new();
    told.heard("10:00").happens(Moment::Resolved, "14:00");
    assert_eq!(told.clock(FirstResponse).breached_at, Some(at("12:00")));
}

#[test]
fn a_deadline_in_the_hour_that_does_not_exist_is_the_instant_the_clocks_jump_to() {
    // 29 March 2026: 02:00 becomes 03:00 in Paris. The wall clock counts real time.
    let mut told = Told::new();
    told.priority = Priority::Urgent;
    told.heard("2026-03-29 01:50").due(FirstResponse, "2026-03-29 03:05");
}

#[test]
fn a_resolution_reached_before_the_pause_began_stays_late() {
    let mut told = Told::new();
    told.heard("2026-03-27 10:00").answered("2026-03-30 16:30");
    assert_eq!(told.clock(Resolution).deadline_at, Some(at("10:00")));
    assert!(told.woken("17:00").iter().any(|(step, due_at)| *step == Step::Breach && *due_at == at("10:00")));
}

#[test]
fn kinds_of_request_have_policies_of_their_own() {
    let mut told = Told::new();
    (told.intent, told.topic) = (Intent::Service, "refund");
    told.heard("10:00").due(FirstResponse, "15:00").due(Resolution, "2026-03-31 10:00");
    let mut told = Told::new();
    told.intent = Intent::Service;
    told.heard("10:00").due(FirstResponse, "12:00");
}

#[test]
fn escalation_goes_on_until_somebody_acts() {
    let mut told = Told::new();
    told.priority = Priority::Urgent;
    told.heard("10:00");
    assert_eq!(
        told.woken("10:30"),
        [
            (Step::Warning(1), at("10:07:30")),
            (Step::Breach, at("10:15")),
            (Step::Escalation(1), at("10:15")),
            (Step::Escalation(2), at("10:30")),
        ]
    );
    told.clocks.act(at("10:40"));
    assert_eq!(told.clocks.next_instant(false), told.clock(Resolution).warnings.first().copied());
    assert!(told.woken("11:30").is_empty());
}

#[test]
fn an_action_before_the_breach_does_not_end_its_escalation() {
    let mut told = Told::new();
    told.priority = Priority::Urgent;
    told.heard("10:00");
    told.clocks.act(at("10:14"));
    assert_eq!(told.woken("10:45").last(), Some(&(Step::Escalation(3), at("10:45"))));
}

#[test]
fn no_escalation_follows_an_answer() {
    let mut told = Told::new();
    told.priority = Priority::Urgent;
    told.heard("10:00");
    told.woken("10:15");
    told.answered("10:20");
    assert!(told.woken("11:30").is_empty());
}

#[test]
fn escalation_counts_in_the_calendar_of_the_policy() {
    let mut told = Told::new();
    // Due at 12:20; half an hour later lunch has come in between.
    told.heard("10:20");
    told.woken("12:20");
    assert_eq!(
        told.clock(FirstResponse).exceptions.escalations,
        [Escalation { at: at("13:50"), to: EscalationRole::Lead }]
    );
}

#[test]
fn warnings_wait_for_the_end_of_quiet_hours_and_breaches_do_not_ask() {
    let mut told = Told::new();
    told.heard("10:00");
    told.with_terms(|_, terms| {
        // Two intervals without a gap are one stretch.
        assert_eq!(terms.quiet_until(FirstResponse, at("11:30")), Some(at("14:00")));
        assert_eq!(terms.quiet_until(FirstResponse, at("11:29:59")), None);
        assert_eq!(terms.quiet_until(FirstResponse, at("14:00")), None);
    });
}

#[test]
fn a_promise_is_kept_at_its_instant_or_late() {
    let mut told = Told::new();
    told.heard("10:00");
    told.with_terms(|clocks, terms| clocks.promise(at("15:00"), at("11:00"), terms));
    told.due(Promise, "15:00");
    assert_eq!(told.clock(Promise).warnings, [at("14:00"), at("14:50")]);
    told.answered("11:30");
    assert!(told.clock(Promise).is_running(), "an answer is no call");
    told.retargeted(Priority::Urgent, "support-en", "11:40").due(Promise, "15:00");
    told.clocks.keep_promise(at("15:00:01"));
    assert_eq!(told.clock(Promise).breached_at, Some(at("15:00")));
}

#[test]
fn a_deadline_set_by_hand_stands_whatever_priority_or_team_comes() {
    let mut told = Told::new();
    told.heard("10:00");
    let set = Override { deadline_at: at("16:00"), instead_of: None, by: "lea".into(), reason: "agreed".into() };
    told.with_terms(|clocks, terms| assert!(clocks.set_deadline(FirstResponse, &set, terms, at("10:30"))));
    told.retargeted(Priority::Urgent, "billing-fr", "10:40").due(FirstResponse, "16:00");
    assert!(told.clock(FirstResponse).is_overridden());
    told.with_terms(|clocks, terms| assert!(!clocks.set_deadline(NextResponse, &set, terms, at("10:30"))));
}

#[test]
fn a_deadline_set_after_the_breach_leaves_it_and_tells_the_lead_when_it_passes_too() {
    let mut told = Told::new();
    told.heard("10:00");
    told.woken("12:00");
    let set = Override { deadline_at: at("16:00"), instead_of: None, by: "lea".into(), reason: "agreed".into() };
    told.with_terms(|clocks, terms| assert!(clocks.set_deadline(FirstResponse, &set, terms, at("12:10"))));
    assert_eq!(told.clock(FirstResponse).breached_at, Some(at("12:00")));
    assert_eq!(told.woken("15:59:59"), []);
    assert_eq!(told.woken("16:00"), [(Step::Escalation(1), at("16:00"))]);
}

#[test]
fn cycles_that_ended_are_remembered_thirty_of_them() {
    let mut told = Told::new();
    for minute in 0..40 {
        told.heard(&format!("10:{minute:02}")).answered(&format!("10:{minute:02}:30"));
    }
    assert_eq!(told.clocks.past.len(), 30);
    assert!(told.clocks.past.iter().all(|clock| clock.metric == NextResponse && clock.met_at.is_some()));
}
