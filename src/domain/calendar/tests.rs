//! What calendar files are refused, accepted and said about.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::*;

fn file(toml_text: &str) -> CalendarFile {
    toml::from_str(toml_text).unwrap()
}

const GOOD: &str = r#"
zone = "Europe/Paris"
holidays = ["france", "2026-12-24"]
exceptions = { "2026-12-31" = ["09:00-12:00"], "2027-01-04" = [] }
[week]
mon = ["09:00-12:30", "13:30-18:00"]
tue = ["09:00-18:00"]
fri = ["22:00-06:00"]
sat = ["06:00-24:00"]
"#;

#[test]
fn a_good_file_is_accepted() {
    assert_eq!(Calendar::problems("paris", &file(GOOD)), []);
    let calendar = Calendar::from_file("paris", &file(GOOD)).unwrap();
    assert_eq!((calendar.name(), calendar.zone_name()), ("paris", "Europe/Paris"));
    assert!(toml::from_str::<CalendarFile>("zone = \"UTC\"\ncolour = \"red\"").is_err());
}

#[track_caller]
fn refused(change: impl FnOnce(&mut CalendarFile), problem: CalendarProblem) {
    let mut changed = file(GOOD);
    change(&mut changed);
    let error = Calendar::from_file("paris", &changed).unwrap_err();
    assert_eq!(error.problem, problem);
    for language in [Language::Fr, Language::En] {
        let sentence = calendar_error(&error, language);
        assert!(sentence.contains("paris") && sentence.ends_with('.'), "{sentence}");
    }
}

fn hours(day: &str, hours: &[&str]) -> impl FnOnce(&mut CalendarFile) {
    let (day, hours) = (day.to_owned(), hours.iter().map(|text| (*text).to_owned()).collect());
    move |file| {
        file.week.insert(day, hours);
    }
}

#[test]
fn files_that_cannot_be_meant_are_refused() {
    refused(
        |file| file.zone = "Europe/Parris".to_owned(),
        CalendarProblem::UnknownZone { zone: "Europe/Parris".to_owned() },
    );
    refused(hours("monday", &["09:00-18:00"]), CalendarProblem::UnknownDay { day: "monday".to_owned() });
    refused(
        |file| file.holidays.push("frnace".to_owned()),
        CalendarProblem::UnknownHolidaySet { name: "frnace".to_owned() },
    );
    for text in ["2026-02-30", "2026-2-3", "24/12/2026", "2026-12-24T10:00", "20261224"] {
        refused(|file| file.holidays.push(text.to_owned()), CalendarProblem::BadDate { text: text.to_owned() });
        refused(
            |file| {
                file.exceptions.insert(text.to_owned(), Vec::new());
            },
            CalendarProblem::BadDate { text: text.to_owned() },
        );
    }
    for text in
        ["9:00-12:00", "09:00", "09:00-25:00", "24:00-06:00", "09:60-10:00", "09h00-12h00", "09:00-24:01", "-", ""]
    {
        let problem = CalendarProblem::BadInterval { place: "mon".to_owned(), text: text.to_owned() };
        refused(hours("mon", &[text]), problem);
    }
    for text in ["09:00-09:00", "00:00-00:00"] {
        let problem = CalendarProblem::EmptyInterval { place: "mon".to_owned(), text: text.to_owned() };
        refused(hours("mon", &[text]), problem);
    }
}

#[test]
fn overlaps_are_refused_but_can_be_taken_at_their_word() {
    let overlap = |place: &str, first: &str, second: &str| CalendarProblem::Overlap {
        place: place.to_owned(),
        first: first.to_owned(),
        second: second.to_owned(),
    };
    refused(hours("mon", &["09:00-13:00", "12:00-18:00"]), overlap("mon", "09:00-13:00", "12:00-18:00"));
    refused(hours("fri", &["22:00-06:01"]), overlap("fri", "22:00-06:01", "06:00-24:00"));
    refused(hours("sun", &["22:00-09:30"]), overlap("sun", "22:00-09:30", "09:00-12:30"));
    refused(
        |file| {
            file.exceptions.insert("2026-06-01".to_owned(), vec!["10:00-12:00".to_owned(), "09:00-10:30".to_owned()]);
        },
        overlap("2026-06-01", "09:00-10:30", "10:00-12:00"),
    );
    let mut overlapping = file(GOOD);
    hours("mon", &["09:00-13:00", "12:00-18:00"])(&mut overlapping);
    assert!(Calendar::as_written("paris", &overlapping).is_ok());
}

#[test]
fn a_calendar_that_never_opens_is_refused() {
    refused(|file| (file.week, file.exceptions) = Default::default(), CalendarProblem::NeverOpen);
    let mut exceptions_only = file(GOOD);
    exceptions_only.week.clear();
    assert!(Calendar::from_file("paris", &exceptions_only).is_ok());
}

#[test]
fn every_problem_is_listed() {
    let mut bad = file(GOOD);
    bad.zone = "Mars/Olympus".to_owned();
    bad.holidays.push("mars".to_owned());
    hours("mon", &["9-12"])(&mut bad);
    assert_eq!(Calendar::problems("paris", &bad).len(), 3);
}
