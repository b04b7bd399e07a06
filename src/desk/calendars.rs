//! Reading `calendars.toml`.
//!
//! Owns where in the file each thing a calendar refuses is written. Must not know what makes a calendar good:
//! `domain::calendar` does.

use std::collections::BTreeMap;

use super::reader::{Row, Sheet, Word};
use super::sla::WALL_CLOCK;
use crate::domain::calendar::{Calendar, CalendarFile, CalendarProblem};
use crate::domain::desk::ProblemCode;

/// What the file holds.
pub(super) struct Read {
    pub(super) calendars: BTreeMap<String, Calendar>,
    /// Names of all calendars of the file, bad ones included, so that naming one is not a second problem.
    pub(super) names: Vec<String>,
}

/// The calendars by name; `None` for one that is refused.
pub(super) fn read(sheet: &mut Sheet, root: &Row) -> BTreeMap<String, Option<Calendar>> {
    let mut calendars = BTreeMap::new();
    for key in root.table.keys() {
        let name = key.get_ref().as_ref();
        if name == WALL_CLOCK {
            sheet.report(key.span().start, ProblemCode::ReservedName, name);
        }
        let calendar = sheet.row(root, name).and_then(|row| read_calendar(sheet, &row, name));
        calendars.insert(name.to_owned(), calendar);
    }
    calendars
}

/// The good calendars, and the names of all.
pub(super) fn by_name(read: BTreeMap<String, Option<Calendar>>) -> Read {
    let names = read.keys().cloned().collect();
    let calendars = read.into_iter().filter_map(|(name, calendar)| Some((name, calendar?))).collect();
    Read { calendars, names }
}

/// Words of one calendar and where they stand; `place` is a day or a date, empty for zone and holidays.
#[derive(Default)]
struct Positions {
    words: Vec<(String, Word)>,
}

impl Positions {
    fn note(&mut self, place: &str, word: &Word) {
        self.words.push((place.to_owned(), word.clone()));
    }

    /// Where a text stands, if possible in that place.
    fn find(&self, place: &str, text: &str) -> Option<usize> {
        let in_place = self.words.iter().find(|(noted, word)| noted == place && word.text == text);
        let anywhere = || self.words.iter().find(|(_, word)| word.text == text);
        in_place.or_else(anywhere).map(|(_, word)| word.at)
    }
}

fn read_calendar(sheet: &mut Sheet, row: &Row, name: &str) -> Option<Calendar> {
    let problems_before = sheet.problems.len();
    let mut positions = Positions::default();
    sheet.check_keys(row, &["zone", "holidays", "exceptions", "week"]);
    let zone = sheet.required(row, "zone");
    zone.iter().for_each(|word| positions.note("", word));
    let holidays = sheet.texts(row, "holidays");
    holidays.iter().for_each(|word| positions.note("", word));
    let exceptions = hours(sheet, row, "exceptions", &mut positions);
    let week = hours(sheet, row, "week", &mut positions);
    let readable = sheet.problems.len() == problems_before;

    let file = CalendarFile {
        // Without a readable zone the rest is still checked, with one that is sure to exist.
        zone: zone.map_or_else(|| "UTC".to_owned(), |word| word.text),
        holidays: holidays.into_iter().map(|word| word.text).collect(),
        exceptions,
        week,
    };
    for error in Calendar::problems(name, &file) {
        // A calendar that lost its hours to another problem is not blamed for being empty as well.
        if !readable && error.problem == CalendarProblem::NeverOpen {
            continue;
        }
        let at = position(&error.problem, &positions).unwrap_or(row.at);
        sheet.report(at, ProblemCode::Calendar(error), name);
    }
    Calendar::from_file(name, &file).ok()
}

/// The hours by day or date under a key.
fn hours(sheet: &mut Sheet, row: &Row, key: &str, positions: &mut Positions) -> BTreeMap<String, Vec<String>> {
    let Some(days) = sheet.row(row, key) else { return BTreeMap::new() };
    let mut hours = BTreeMap::new();
    for day in days.table.keys() {
        let place = day.get_ref().as_ref();
        positions.note("", &Word { text: place.to_owned(), at: day.span().start });
        let intervals = sheet.texts(&days, place);
        intervals.iter().for_each(|word| positions.note(place, word));
        hours.insert(place.to_owned(), intervals.into_iter().map(|word| word.text).collect());
    }
    hours
}

/// The byte at which what a calendar refuses is written.
fn position(problem: &CalendarProblem, positions: &Positions) -> Option<usize> {
    match problem {
        CalendarProblem::UnknownZone { zone: text }
        | CalendarProblem::UnknownDay { day: text }
        | CalendarProblem::UnknownHolidaySet { name: text }
        | CalendarProblem::BadDate { text } => positions.find("", text),
        CalendarProblem::BadInterval { place, text } | CalendarProblem::EmptyInterval { place, text } => {
            positions.find(place, text)
        }
        CalendarProblem::Overlap { place, .. } => positions.find("", place),
        CalendarProblem::NeverOpen => None,
    }
}
