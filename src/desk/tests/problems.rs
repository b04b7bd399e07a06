//! One bad file per problem: its file, line, code, and what it speaks of.

use std::collections::BTreeMap;

use crate::desk::{demo_files, load, parse};
use crate::domain::desk::{Problem, ProblemCode};
use crate::domain::words::Language;
use crate::domain::words::desk::problem as sentence;

pub(super) const TEAMS: &str = r#"[[team]]
id = "front"
name = { fr = "Accueil", en = "Front" }
language = "fr"

[[team]]
id = "back"
name = { fr = "Experts", en = "Back" }
language = "en"
"#;

const INBOXES: &str = r#"[[inbox]]
channel = "x"
external_id = "7"
name = "Brand"
"#;

const ROUTING: &str = r#"fallback = "front"
"#;

const SLA: &str = r#"reopen_window = "P7D"
[[policy]]
name = "all"
first_response = "PT1H"
next_response = "PT1H"
calendar = "office"
"#;

const CALENDARS: &str = r#"[office]
zone = "Europe/Paris"
week = { mon = ["09:00-17:00"] }
"#;

const TOPICS: &str = r#"[[topic]]
id = "refund"
name = { fr = "Remboursement", en = "Refund" }
owner = "back"
"#;

pub(super) fn small_desk() -> BTreeMap<String, String> {
    [
        ("teams.toml", TEAMS),
        ("inboxes.toml", INBOXES),
        ("routing.toml", ROUTING),
        ("sla.toml", SLA),
        ("calendars.toml", CALENDARS),
        ("topics.toml", TOPICS),
    ]
    .into_iter()
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .collect()
}

/// Checks the small desk with one file replaced: exactly these problems, all in that file.
#[track_caller]
pub(super) fn check(file: &str, text: &str, expected: &[(usize, &str, &str)]) -> Vec<Problem> {
    let mut files = small_desk();
    files.insert(file.to_owned(), text.to_owned());
    let problems = parse(&files).err().unwrap_or_default();
    let found: Vec<(&str, usize, &str, &str)> = problems
        .iter()
        .map(|problem| (problem.file.as_str(), problem.line, problem.code.as_str(), problem.about.as_str()))
        .collect();
    let expected: Vec<_> = expected.iter().map(|(line, code, about)| (file, *line, *code, *about)).collect();
    assert_eq!(found, expected);
    for problem in &problems {
        for language in [Language::Fr, Language::En] {
            let sentence = sentence(problem, language);
            assert!(sentence.starts_with(file) && sentence.ends_with('.'), "{sentence}");
            assert!(!sentence.contains("  ") && sentence.len() > file.len() + 20, "{sentence}");
        }
    }
    problems
}

#[test]
fn the_small_desk_is_good() {
    parse(&small_desk()).unwrap();
}

#[test]
fn a_desk_of_wall_clock_promises_needs_no_calendars() {
    let mut files = small_desk();
    files.remove("calendars.toml");
    files.insert("sla.toml".to_owned(), SLA.replace("office", "wall_clock"));
    parse(&files).unwrap();
    files.insert("sla.toml".to_owned(), SLA.to_owned());
    assert_eq!(parse(&files).unwrap_err()[0].code, ProblemCode::UnknownCalendar);
}

#[test]
fn missing_and_unknown_files() {
    check("calendar.toml", "", &[(0, "unknown_file", "calendar.toml")]);
    for name in ["teams.toml", "inboxes.toml", "routing.toml", "sla.toml", "topics.toml"] {
        let mut files = demo_files();
        files.remove(name);
        let problems = parse(&files).unwrap_err();
        assert_eq!(problems.len(), 1, "{name}: what names a missing file's ids is not a second problem");
        assert_eq!((problems[0].file.as_str(), problems[0].code.as_str()), (name, "missing_file"));
    }
}

#[test]
fn a_folder_that_is_not_there_or_not_text() {
    let folder = std::env::temp_dir().join(format!("couture-desk-{}", std::process::id()));
    let problems = load(&folder).unwrap_err();
    assert_eq!(problems[0].code, ProblemCode::Unreadable);
    assert!(sentence(&problems[0], Language::En).contains("Check the path"));
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("sla.toml"), b"\xff\xfe").unwrap();
    std::fs::write(folder.join("README.md"), b"\xff\xfe").unwrap();
    let problems = load(&folder).unwrap_err();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!((problems.len(), problems[0].file.as_str()), (1, "sla.toml"));
    assert_eq!(problems[0].code, ProblemCode::NotText);
}

#[test]
fn not_toml() {
    let broken = |file: &str, text: &str| {
        let mut files = small_desk();
        files.insert(file.to_owned(), text.to_owned());
        parse(&files)
            .unwrap_err()
            .into_iter()
            .map(|problem| (problem.file, problem.line, problem.code))
            .collect::<Vec<_>>()
    };
    let expected = |file: &str, line| vec![(file.to_owned(), line, ProblemCode::NotToml)];
    assert_eq!(broken("routing.toml", "fallback = \"front\"\n[[rule]\nname = \"a\"\n"), expected("routing.toml", 2));
    assert_eq!(broken("routing.toml", "fallback = \"front\"\nfallback = \"back\"\n"), expected("routing.toml", 2));
    // The other files that name teams are not blamed for a teams file nobody can read.
    assert_eq!(broken("teams.toml", "[[team]]\n\nid = front\n"), expected("teams.toml", 3));
}

#[test]
fn wrong_keys_in_every_file() {
    let extra = |text: &str| format!("{text}colour = \"red\"\n");
    check("teams.toml", &extra(TEAMS), &[(10, "unknown_key", "colour")]);
    check("inboxes.toml", &extra(INBOXES), &[(5, "unknown_key", "colour")]);
    check("routing.toml", &extra(ROUTING), &[(2, "unknown_key", "colour")]);
    check("sla.toml", &extra(SLA), &[(7, "unknown_key", "colour")]);
    check("calendars.toml", &extra(CALENDARS), &[(4, "unknown_key", "colour")]);
    check("topics.toml", &extra(TOPICS), &[(5, "unknown_key", "colour")]);
    check("routing.toml", "fallback = \"front\"\n[[rules]]\nteam = \"back\"\n", &[(2, "unknown_key", "rules")]);
    let teams = TEAMS.replace("en = \"Back\"", "en = \"Back\", de = \"Experten\"");
    check("teams.toml", &teams, &[(8, "unknown_key", "de")]);
}

#[test]
fn missing_keys() {
    check("teams.toml", &TEAMS.replace("language = \"en\"\n", ""), &[(6, "missing_key", "language")]);
    check("teams.toml", &TEAMS.replace(", en = \"Back\"", ""), &[(8, "missing_key", "en")]);
    check("inboxes.toml", &INBOXES.replace("channel = \"x\"\n", ""), &[(1, "missing_key", "channel")]);
    check("sla.toml", &SLA.replace("calendar = \"office\"\n", ""), &[(2, "missing_key", "calendar")]);
    check("sla.toml", &SLA.replace("reopen_window = \"P7D\"\n", "\n"), &[(1, "missing_key", "reopen_window")]);
    check("calendars.toml", &CALENDARS.replace("zone = \"Europe/Paris\"\n", ""), &[(1, "missing_key", "zone")]);
    check("topics.toml", &TOPICS.replace("owner = \"back\"\n", ""), &[(1, "missing_key", "owner")]);
    check("topics.toml", "# none\n", &[(1, "missing_key", "topic")]);
    let rule = "fallback = \"front\"\n\n[[rule]]\nname = \"a\"\n";
    check("routing.toml", rule, &[(3, "missing_key", "team")]);
}

#[test]
fn wrong_types() {
    check("inboxes.toml", &INBOXES.replace("\"7\"", "7"), &[(3, "wrong_type", "external_id")]);
    check("inboxes.toml", &format!("bots = \"12\"\n{INBOXES}"), &[(1, "wrong_type", "bots")]);
    check("inboxes.toml", "inbox = \"x\"\n", &[(1, "wrong_type", "inbox")]);
    let rule = |condition: &str| format!("{ROUTING}[[rule]]\nname = \"a\"\n{condition}\nteam = \"back\"\n");
    check("routing.toml", &rule("public = \"yes\""), &[(4, "wrong_type", "public")]);
    check("routing.toml", &rule("intent = true"), &[(4, "wrong_type", "intent")]);
    check("routing.toml", &rule("inbox = [\"7\",\n 7]"), &[(5, "wrong_type", "inbox")]);
    check(
        "teams.toml",
        &TEAMS.replace("{ fr = \"Experts\", en = \"Back\" }", "\"Back\""),
        &[(8, "wrong_type", "name")],
    );
    check(
        "sla.toml",
        &SLA.replace("next_response = \"PT1H\"", "next_response = 60"),
        &[(5, "wrong_type", "next_response")],
    );
    check("calendars.toml", &CALENDARS.replace("[\"09:00-17:00\"]", "\"09:00-17:00\""), &[(3, "wrong_type", "mon")]);
    check(
        "calendars.toml",
        &format!("office = 1\n{}", CALENDARS.replace("[office]", "[other]")),
        &[(1, "wrong_type", "office")],
    );
}

#[test]
fn empty_values_and_bad_ids() {
    check("inboxes.toml", &INBOXES.replace("\"Brand\"", "\" \""), &[(4, "empty", "name")]);
    check(
        "routing.toml",
        &format!("{ROUTING}[[rule]]\nname = \"a\"\nintent = []\nteam = \"back\"\n"),
        &[(4, "empty", "intent")],
    );
    let topics =
        format!("{TOPICS}[[topic]]\nid = \"Late Parcels\"\nname = {{ fr = \"R\", en = \"D\" }}\nowner = \"back\"\n");
    check("topics.toml", &topics, &[(6, "bad_id", "Late Parcels")]);
    check(
        "routing.toml",
        &format!("{ROUTING}[[rule]]\nname = \"fallback\"\nteam = \"back\"\n"),
        &[(3, "reserved_name", "fallback")],
    );
    check(
        "calendars.toml",
        &format!("{CALENDARS}[wall_clock]\nzone = \"UTC\"\nweek = {{ mon = [\"00:00-24:00\"] }}\n"),
        &[(4, "reserved_name", "wall_clock")],
    );
}

#[test]
fn duplicates() {
    let third = "[[team]]\nid = \"front\"\nname = { fr = \"A\", en = \"F\" }\nlanguage = \"fr\"\n";
    check("teams.toml", &format!("{TEAMS}{third}"), &[(11, "duplicate", "front")]);
    let problems = check("inboxes.toml", &format!("{INBOXES}{INBOXES}"), &[(7, "duplicate", "x 7")]);
    assert_eq!(problems[0].code, ProblemCode::Duplicate { first_line: 3 });
    let page = INBOXES.replace("\"x\"", "\"facebook\"");
    parse(&{
        let mut files = small_desk();
        files.insert("inboxes.toml".to_owned(), format!("{INBOXES}{page}"));
        files
    })
    .unwrap();
    check("topics.toml", &format!("{TOPICS}{TOPICS}"), &[(6, "duplicate", "refund")]);
    let rule = |intent: &str| format!("[[rule]]\nname = \"a\"\nintent = \"{intent}\"\nteam = \"back\"\n");
    check("routing.toml", &format!("{ROUTING}{}{}", rule("sales"), rule("spam")), &[(7, "duplicate", "a")]);
    let urgent =
        "[[policy]]\nname = \"all\"\npriority = \"urgent\"\nfirst_response = \"PT5M\"\ncalendar = \"wall_clock\"\n";
    check("sla.toml", &SLA.replacen("[[policy]]", &format!("{urgent}[[policy]]"), 1), &[(8, "duplicate", "all")]);
}

#[test]
fn unknown_words_of_rules() {
    let rule = |condition: &str| format!("{ROUTING}[[rule]]\nname = \"a\"\n{condition}\nteam = \"back\"\n");
    check("routing.toml", &rule("intent = \"anger\""), &[(4, "unknown_intent", "anger")]);
    check("routing.toml", &rule("topic = \"refunds\""), &[(4, "unknown_topic", "refunds")]);
    check("routing.toml", &rule("language = \"french\""), &[(4, "unknown_language", "french")]);
    check("routing.toml", &rule("channel = \"twitter\""), &[(4, "unknown_channel", "twitter")]);
    check("routing.toml", &rule("inbox = \"8\""), &[(4, "unknown_inbox", "8")]);
    check("routing.toml", &rule("priority = [\"low\", \"P1\"]"), &[(4, "unknown_priority", "P1")]);
    check("routing.toml", &rule("sentiment = \"angry\""), &[(4, "unknown_sentiment", "angry")]);
    check("routing.toml", &rule("words = [\"!!\"]"), &[(4, "bad_word", "!!")]);
    check("routing.toml", "fallback = \"none\"\n", &[(1, "unknown_team", "none")]);
    let problems = check("routing.toml", &rule("").replace("\"back\"", "\"bakc\""), &[(5, "unknown_team", "bakc")]);
    assert_eq!(problems[0].known, ["front", "back"]);
    assert_eq!(
        sentence(&problems[0], Language::En),
        "routing.toml:5: there is no team “bakc”. Correct the name, or add the team to teams.toml. Known here: front, back."
    );
    assert_eq!(
        sentence(&problems[0], Language::Fr),
        "routing.toml:5 : il n'y a pas d'équipe « bakc ». Corrigez le nom, ou ajoutez l'équipe à teams.toml. \
         Possible ici : front, back."
    );
}

#[test]
fn unknown_words_of_other_files() {
    check("teams.toml", &TEAMS.replace("\"en\"\n", "\"de\"\n"), &[(9, "unknown_language", "de")]);
    check("inboxes.toml", &INBOXES.replace("\"x\"", "\"twitter\""), &[(2, "unknown_channel", "twitter")]);
    let ruled = |inbox: &str, rule: &str| format!("{inbox}reply_rule = \"{rule}\"\n");
    check("inboxes.toml", &ruled(INBOXES, "all"), &[(5, "unknown_reply_rule", "all")]);
    let sms = INBOXES.replace("\"x\"", "\"sms\"");
    check("inboxes.toml", &ruled(&sms, "any"), &[(5, "unknown_key", "reply_rule")]);
    check("topics.toml", &TOPICS.replace("\"back\"", "\"bakc\""), &[(4, "unknown_team", "bakc")]);
    check("sla.toml", &SLA.replace("\"office\"", "\"ofice\""), &[(6, "unknown_calendar", "ofice")]);
    let policy = |condition: &str| {
        let first =
            format!("[[policy]]\nname = \"some\"\n{condition}\nfirst_response = \"PT5M\"\ncalendar = \"office\"\n");
        SLA.replacen("[[policy]]", &format!("{first}[[policy]]"), 1)
    };
    check("sla.toml", &policy("team = \"bakc\""), &[(4, "unknown_team", "bakc")]);
    check("sla.toml", &policy("channel = \"fax\""), &[(4, "unknown_channel", "fax")]);
    check("sla.toml", &policy("priority = \"P1\""), &[(4, "unknown_priority", "P1")]);
    check("sla.toml", &policy("public = 1"), &[(4, "wrong_type", "public")]);
}

#[test]
fn fallback_and_heirs() {
    let problems = check("routing.toml", "# nothing\n", &[(1, "missing_fallback", "fallback")]);
    assert_eq!(problems[0].known, ["front", "back"]);
    check("teams.toml", &format!("{TEAMS}heir = \"nobody\"\n"), &[(10, "unknown_heir", "nobody")]);
    check("teams.toml", &format!("{TEAMS}heir = \"back\"\n"), &[(10, "heir_loop", "back → back")]);
    let circle = TEAMS.replace("\"fr\"\n", "\"fr\"\nheir = \"back\"\n") + "heir = \"front\"\n";
    check("teams.toml", &circle, &[(5, "heir_loop", "back → front → back")]);
}

#[test]
fn rules_that_can_never_match() {
    let rules = |first: &str, second: &str| {
        format!(
            "{ROUTING}[[rule]]\nname = \"a\"\n{first}\nteam = \"back\"\n[[rule]]\nname = \"b\"\n{second}\nteam = \"front\"\n"
        )
    };
    let problems = check("routing.toml", &rules("", "intent = \"sales\""), &[(6, "never_matches", "b")]);
    assert_eq!(problems[0].code, ProblemCode::NeverMatches { earlier: "a".to_owned(), earlier_line: 2 });
    let narrower = rules("intent = [\"sales\", \"spam\"]", "intent = \"sales\"\npublic = true");
    check("routing.toml", &narrower, &[(6, "never_matches", "b")]);
    check("routing.toml", &rules("words = [\"Grève\", \"x\"]", "words = \"greve\""), &[(6, "never_matches", "b")]);
    check("routing.toml", &rules("intent = \"sales\"", "intent = [\"sales\", \"spam\"]"), &[]);
    check("routing.toml", &rules("intent = \"sales\"\npublic = true", "intent = \"sales\""), &[]);
    // A rule that cannot be read takes nothing from the ones after it.
    check("routing.toml", &rules("intnet = \"sales\"", "intent = \"sales\""), &[(4, "unknown_key", "intnet")]);
    check("routing.toml", &rules("intent = \"anger\"", "intent = \"sales\""), &[(4, "unknown_intent", "anger")]);
}

#[test]
fn policies_that_can_never_decide() {
    let again =
        "[[policy]]\nname = \"late\"\npriority = \"urgent\"\nfirst_response = \"PT5M\"\ncalendar = \"office\"\n";
    check("sla.toml", &format!("{SLA}{again}"), &[(7, "never_matches", "late")]);
    let more = again.replace("calendar", "resolution = \"PT8H\"\ncalendar");
    check("sla.toml", &format!("{SLA}{more}"), &[]);
}

#[test]
fn spans_and_warnings() {
    for bad in ["1 hour", "PT0S", "-PT1H", "P1Y", ""] {
        let code = if bad.is_empty() { ("empty", "first_response") } else { ("bad_duration", bad) };
        let text = SLA.replace("first_response = \"PT1H\"", &format!("first_response = \"{bad}\""));
        check("sla.toml", &text, &[(4, code.0, code.1)]);
    }
    check("sla.toml", &SLA.replace("\"P7D\"", "\"7 days\""), &[(1, "bad_duration", "7 days")]);
    for bad in ["0%", "100%", "75", "-5%", "PT1H", "PT0S", "-PT5M", "soon", "7.5%"] {
        check("sla.toml", &format!("{SLA}warnings = [\"50%\", \"{bad}\"]\n"), &[(7, "bad_warning", bad)]);
    }
    check("sla.toml", &format!("{SLA}warnings = [\"50%\", \"50%\"]\n"), &[(7, "duplicate", "50%")]);
}

#[test]
fn warnings_come_earliest_first() {
    let mut files = small_desk();
    files.insert("sla.toml".to_owned(), format!("{SLA}warnings = [\"PT10M\", \"75 %\", \"PT50M\"]\n"));
    let desk = parse(&files).unwrap();
    let policy = &desk.sla.policies[0];
    let hour = policy.first_response.unwrap();
    let minutes: Vec<i64> = policy.warnings.iter().map(|warning| warning.used_up(hour).as_mins()).collect();
    assert_eq!(minutes, [10, 45, 50]);
}

#[test]
fn promises_to_everyone() {
    check("sla.toml", &SLA.replace("next_response = \"PT1H\"\n", ""), &[(1, "no_catch_all", "next_response")]);
    let urgent = SLA.replace("calendar", "priority = \"urgent\"\ncalendar");
    check("sla.toml", &urgent, &[(1, "no_catch_all", "first_response"), (1, "no_catch_all", "next_response")]);
    check(
        "sla.toml",
        &format!("{SLA}[[policy]]\nname = \"none\"\ncalendar = \"office\"\n"),
        &[(7, "no_target", "none")],
    );
}

#[test]
fn calendars_are_refused_line_by_line() {
    let text = r#"[office]
zone = "Europe/Pariss"
holidays = [
  "france",
  "utopia",
  "2026-13-01",
]
exceptions = { "2026-12-32" = [] }

[office.week]
mon = ["09:00-25:00"]
tue = ["09:00-17:00"]
lun = ["09:00-17:00"]
wed = ["09:00-12:00", "11:00-13:00"]
"#;
    let expected: Vec<(usize, &str, &str)> =
        [2, 5, 6, 8, 11, 13, 14].into_iter().map(|line| (line, "calendar", "office")).collect();
    check("calendars.toml", text, &expected);
    check("calendars.toml", "\n[office]\nzone = \"UTC\"\n", &[(2, "calendar", "office")]);
}

#[test]
fn every_problem_of_every_file_is_told_at_once() {
    let mut files = small_desk();
    files.insert("teams.toml".to_owned(), TEAMS.replace("\"en\"\n", "\"de\"\n"));
    files.insert("sla.toml".to_owned(), SLA.replace("\"office\"", "\"ofice\""));
    files.insert("topics.toml".to_owned(), TOPICS.replace("\"back\"", "\"bakc\""));
    files.insert("more.toml".to_owned(), String::new());
    let problems = parse(&files).unwrap_err();
    let told: Vec<(&str, usize)> = problems.iter().map(|problem| (problem.file.as_str(), problem.line)).collect();
    assert_eq!(told, [("more.toml", 0), ("teams.toml", 9), ("sla.toml", 6), ("topics.toml", 4)]);
}
