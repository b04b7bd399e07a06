//! Words for calendars and deadlines: one sentence a deadline, one sentence and a remedy for a bad calendar file.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::calendar::{CalendarError, CalendarProblem, DAY_NAMES};
use crate::domain::deadline::{Closed, Explanation, Never};
use crate::domain::holidays::HolidaySet;
use crate::domain::words::Language;

/// One sentence saying how a deadline came about, such as
/// "2 h of business time from 11:30 Europe/Paris on Mon 30 Mar, lunch skipped, due 14:30 on Mon 30 Mar".
pub fn explain(explanation: &Explanation, language: Language) -> String {
    let zone = explanation.zone.as_deref().unwrap_or("UTC");
    let clock = SpokenClock::new(zone, explanation, language);
    let mut sentence = opening(explanation, zone, &clock, language);
    for part in skipped(explanation, language).into_iter().chain(paused(explanation, language)) {
        sentence.push_str(", ");
        sentence.push_str(&part);
    }
    sentence.push_str(", ");
    sentence.push_str(&ending(explanation, &clock, language));
    sentence
}

/// What is wrong with a calendar file and how to put it right, in two sentences.
pub fn calendar_error(error: &CalendarError, language: Language) -> String {
    let name = &error.calendar;
    match language {
        Language::En => format!("Calendar \"{name}\": {}", problem_in_english(&error.problem)),
        Language::Fr => format!("Calendrier « {name} » : {}", problem_in_french(&error.problem)),
    }
}

/// A span of time as people say it: `2 h`, `35 min`, `1 h 30 min`, `0 min`. Alike in both languages.
pub fn spoken_duration(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().max(0);
    let parts = [(seconds / 3_600, "h"), (seconds % 3_600 / 60, "min"), (seconds % 60, "s")];
    let spoken: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    if spoken.is_empty() { "0 min".to_owned() } else { spoken.join(" ") }
}

/// Tells instants in one zone, with the year only where it is needed.
struct SpokenClock {
    zone: TimeZone,
    with_year: bool,
    language: Language,
}

impl SpokenClock {
    fn new(zone: &str, explanation: &Explanation, language: Language) -> SpokenClock {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let year = |at: Timestamp| zone.to_datetime(at).year();
        let with_year = explanation.due_at.is_some_and(|due_at| year(due_at) != year(explanation.start_at));
        SpokenClock { zone, with_year, language }
    }

    fn local(&self, at: Timestamp) -> DateTime {
        self.zone.to_datetime(at)
    }

    fn time(&self, at: Timestamp) -> String {
        let local = self.local(at);
        match local.second() {
            0 => format!("{:02}:{:02}", local.hour(), local.minute()),
            second => format!("{:02}:{:02}:{second:02}", local.hour(), local.minute()),
        }
    }

    fn date(&self, at: Timestamp) -> String {
        let date = self.local(at).date();
        let spoken = spoken_date(date, self.language);
        if self.with_year { format!("{spoken} {}", date.year()) } else { spoken }
    }
}

/// A date as `Mon 30 Mar` or `lun. 30 mars`, without its year.
fn spoken_date(date: Date, language: Language) -> String {
    const ENGLISH_DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const FRENCH_DAYS: [&str; 7] = ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."];
    const ENGLISH_MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const FRENCH_MONTHS: [&str; 12] =
        ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];
    let (days, months) = match language {
        Language::En => (ENGLISH_DAYS, ENGLISH_MONTHS),
        Language::Fr => (FRENCH_DAYS, FRENCH_MONTHS),
    };
    let named = |names: &[&'static str], index: i8| {
        usize::try_from(index).ok().and_then(|index| names.get(index).copied()).unwrap_or_default()
    };
    let day = match (date.day(), language) {
        (1, Language::Fr) => "1er".to_owned(),
        (day, _) => day.to_string(),
    };
    let weekday = named(&days, date.weekday().to_monday_zero_offset());
    format!("{weekday} {day} {}", named(&months, date.month().saturating_sub(1)))
}

fn opening(explanation: &Explanation, zone: &str, clock: &SpokenClock, language: Language) -> String {
    let target = spoken_duration(explanation.target);
    let (time, date) = (clock.time(explanation.start_at), clock.date(explanation.start_at));
    match (language, explanation.calendar.is_some()) {
        (Language::En, true) => format!("{target} of business time from {time} {zone} on {date}"),
        (Language::En, false) => format!("{target} around the clock from {time} {zone} on {date}"),
        (Language::Fr, true) => format!("{target} de temps ouvré à partir de {time} ({zone}) le {date}"),
        (Language::Fr, false) => format!("{target} en continu à partir de {time} ({zone}) le {date}"),
    }
}

/// The closed stretches, like ones said together.
fn skipped(explanation: &Explanation, language: Language) -> Option<String> {
    let mut names: Vec<(Closed, u32)> = Vec::new();
    for closed in &explanation.skipped {
        match names.iter_mut().find(|(known, _)| known == closed) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => names.push((*closed, 1)),
        }
    }
    let mut spoken: Vec<String> = names.iter().map(|(closed, count)| closed_name(*closed, *count, language)).collect();
    if explanation.more > 0 {
        let more = explanation.more;
        spoken.push(match (language, more) {
            (Language::En, 1) => "1 more closure".to_owned(),
            (Language::En, _) => format!("{more} more closures"),
            (Language::Fr, 1) => "1 autre fermeture".to_owned(),
            (Language::Fr, _) => format!("{more} autres fermetures"),
        });
    }
    let last = spoken.pop()?;
    let list =
        if spoken.is_empty() { last } else { format!("{} {} {last}", spoken.join(", "), language.pick("et", "and")) };
    Some(match language {
        Language::En => format!("{list} skipped"),
        Language::Fr => format!("hors {list}"),
    })
}

fn closed_name(closed: Closed, count: u32, language: Language) -> String {
    let (one, several) = match (closed, language) {
        (Closed::Lunch, Language::En) => ("lunch", "lunches"),
        (Closed::Lunch, Language::Fr) => ("pause déjeuner", "pauses déjeuner"),
        (Closed::Night, Language::En) => ("night", "nights"),
        (Closed::Night, Language::Fr) => ("nuit", "nuits"),
        (Closed::Weekend, Language::En) => ("weekend", "weekends"),
        (Closed::Weekend, Language::Fr) => ("week-end", "week-ends"),
        (Closed::Hours, Language::En) => ("closed hours", "spells of closed hours"),
        (Closed::Hours, Language::Fr) => ("heures de fermeture", "plages de fermeture"),
        (Closed::Holiday(date), Language::En) => return format!("holiday on {}", spoken_date(date, language)),
        (Closed::Holiday(date), Language::Fr) => return format!("jour férié du {}", spoken_date(date, language)),
        (Closed::Day(date), Language::En) => return format!("closed day on {}", spoken_date(date, language)),
        (Closed::Day(date), Language::Fr) => return format!("jour de fermeture du {}", spoken_date(date, language)),
    };
    if count == 1 { one.to_owned() } else { format!("{count} {several}") }
}

fn paused(explanation: &Explanation, language: Language) -> Option<String> {
    if explanation.paused.is_zero() {
        return None;
    }
    let time = spoken_duration(explanation.paused);
    Some(match (language, explanation.pauses) {
        (Language::En, 0 | 1) => format!("paused {time}"),
        (Language::En, pauses) => format!("paused {time} in {pauses} pauses"),
        (Language::Fr, 0 | 1) => format!("suspendu {time}"),
        (Language::Fr, pauses) => format!("suspendu {time} en {pauses} fois"),
    })
}

fn ending(explanation: &Explanation, clock: &SpokenClock, language: Language) -> String {
    if let Some(due_at) = explanation.due_at {
        let (time, date) = (clock.time(due_at), clock.date(due_at));
        return match language {
            Language::En => format!("due {time} on {date}"),
            Language::Fr => format!("échéance à {time} le {date}"),
        };
    }
    match (explanation.never, language) {
        (Some(Never::Paused(paused_at)), Language::En) => {
            format!("never due: paused without an end since {} on {}", clock.time(paused_at), clock.date(paused_at))
        }
        (Some(Never::Paused(paused_at)), Language::Fr) => {
            format!("jamais échu : suspendu sans fin depuis {} le {}", clock.time(paused_at), clock.date(paused_at))
        }
        (Some(Never::TooFar), _) => language
            .pick("jamais échu : il faudrait plus de cent ans", "never due: it would take over a hundred years")
            .to_owned(),
        (Some(Never::NoOpenTime) | None, _) => language
            .pick(
                "jamais échu : le calendrier n'ouvre plus assez longtemps",
                "never due: the calendar does not open for that long any more",
            )
            .to_owned(),
    }
}

fn problem_in_english(problem: &CalendarProblem) -> String {
    let days = DAY_NAMES.join(", ");
    match problem {
        CalendarProblem::UnknownZone { zone } => {
            format!("there is no time zone \"{zone}\". Write an IANA name such as \"Europe/Paris\".")
        }
        CalendarProblem::UnknownDay { day } => format!("there is no day \"{day}\". Days are {days}."),
        CalendarProblem::UnknownHolidaySet { name } => {
            format!(
                "there is no set of holidays \"{name}\". Write {} or a date such as \"2026-12-24\".",
                HolidaySet::NAMES.join(", ")
            )
        }
        CalendarProblem::BadDate { text } => {
            format!("\"{text}\" is not a date. Write year, month and day, such as \"2026-12-24\".")
        }
        CalendarProblem::BadInterval { place, text } => {
            format!(
                "\"{text}\" ({place}) is not a range of hours. Write one such as \"09:00-12:30\" or \"00:00-24:00\"."
            )
        }
        CalendarProblem::EmptyInterval { place, text } => {
            format!(
                "\"{text}\" ({place}) ends when it begins. Write \"00:00-24:00\" for all day, or remove it to stay closed."
            )
        }
        CalendarProblem::Overlap { place, first, second } => {
            format!("\"{first}\" ({place}) and \"{second}\" share time. Join them or change one.")
        }
        CalendarProblem::NeverOpen => {
            "it never opens. Give at least one day hours, such as mon = [\"09:00-18:00\"].".to_owned()
        }
    }
}

fn problem_in_french(problem: &CalendarProblem) -> String {
    let days = DAY_NAMES.join(", ");
    match problem {
        CalendarProblem::UnknownZone { zone } => {
            format!("le fuseau horaire « {zone} » n'existe pas. Écrivez un nom IANA comme « Europe/Paris ».")
        }
        CalendarProblem::UnknownDay { day } => format!("le jour « {day} » n'existe pas. Les jours sont {days}."),
        CalendarProblem::UnknownHolidaySet { name } => {
            format!(
                "la liste de jours fériés « {name} » n'existe pas. Écrivez {} ou une date comme « 2026-12-24 ».",
                HolidaySet::NAMES.join(", ")
            )
        }
        CalendarProblem::BadDate { text } => {
            format!("« {text} » n'est pas une date. Écrivez année, mois et jour, comme « 2026-12-24 ».")
        }
        CalendarProblem::BadInterval { place, text } => {
            format!(
                "« {text} » ({place}) n'est pas une plage horaire. Écrivez par exemple « 09:00-12:30 » ou « 00:00-24:00 »."
            )
        }
        CalendarProblem::EmptyInterval { place, text } => {
            format!(
                "« {text} » ({place}) finit au moment où elle commence. Écrivez « 00:00-24:00 » pour toute la journée, ou retirez-la pour rester fermé."
            )
        }
        CalendarProblem::Overlap { place, first, second } => {
            format!("« {first} » ({place}) et « {second} » se chevauchent. Réunissez-les ou changez-en une.")
        }
        CalendarProblem::NeverOpen => {
            "il n'ouvre jamais. Donnez des heures à au moins un jour, par exemple mon = [\"09:00-18:00\"].".to_owned()
        }
    }
}
