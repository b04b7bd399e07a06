//! Who gets cases: what the two files may say of it, and what is wrong with what they say.

use super::problems::{TEAMS, check, small_desk};
use crate::desk::parse;
use crate::domain::assignment::{AssignmentPolicy, Mode, Strategy};
use crate::domain::message::Channel;
use jiff::SignedDuration;

const AGENTS: &str = r#"[[agent]]
id = "ada"
teams = ["back"]
languages = ["fr"]
topics = ["refund"]
capacity = 5
shift = "office"
"#;

fn pushing(more: &str) -> String {
    format!("{TEAMS}assignment = \"push\"\n{more}")
}

#[test]
fn a_desk_without_agents_pulls() {
    let desk = parse(&small_desk()).unwrap();
    assert!(desk.agents.is_empty() && desk.teams.iter().all(|team| team.assignment == AssignmentPolicy::default()));
    let demo = crate::desk::demo().unwrap();
    assert!(demo.agents.is_empty() && demo.teams.iter().all(|team| !team.assignment.pushes()));
}

#[test]
fn everything_the_files_can_say_is_read() {
    let mut files = small_desk();
    let more = "strategy = \"round_robin\"\nskills_wait = \"PT3M\"\ncapacity = 4\nweights = { x = 2, messenger = 3 }\n";
    files.insert("teams.toml".to_owned(), pushing(more));
    files.insert("agents.toml".to_owned(), AGENTS.to_owned());
    let desk = parse(&files).unwrap();
    let expected = AssignmentPolicy {
        mode: Mode::Push,
        strategy: Strategy::RoundRobin,
        skills_wait: SignedDuration::from_mins(3),
        capacity: 4,
        weights: vec![(Channel::X, 2), (Channel::Messenger, 3)],
    };
    assert_eq!(desk.teams[1].assignment, expected);
    let ada = desk.agent("ada").unwrap();
    assert_eq!((ada.capacity, ada.shift.as_deref()), (Some(5), Some("office")));
    assert_eq!((&ada.languages[..], &ada.topics[..]), (&["fr".to_owned()][..], &["refund".to_owned()][..]));
    assert_eq!(desk.teams_pushing_to("ada").collect::<Vec<_>>(), ["back"]);
}

#[test]
fn what_is_wrong_with_a_team() {
    check("teams.toml", &pushing(""), &[(10, "no_agents", "back")]);
    let pulling = |more: &str| format!("{TEAMS}{more}\n");
    check("teams.toml", &pulling("assignment = \"pool\""), &[(10, "unknown_assignment", "pool")]);
    check("teams.toml", &pulling("strategy = \"dice\""), &[(10, "unknown_strategy", "dice")]);
    check("teams.toml", &pulling("skills_wait = \"soon\""), &[(10, "bad_duration", "soon")]);
    check("teams.toml", &pulling("capacity = 0"), &[(10, "wrong_type", "capacity")]);
    check("teams.toml", &pulling("capacity = \"8\""), &[(10, "wrong_type", "capacity")]);
    check("teams.toml", &pulling("weights = { fax = 2 }"), &[(10, "unknown_channel", "fax")]);
    check("teams.toml", &pulling("weights = { x = -1 }"), &[(10, "wrong_type", "x")]);
}

#[test]
fn what_is_wrong_with_an_agent() {
    check("agents.toml", &AGENTS.replace("back", "cellar"), &[(3, "unknown_team", "cellar")]);
    check("agents.toml", &AGENTS.replace("\"fr\"", "\"klingon\""), &[(4, "unknown_language", "klingon")]);
    check("agents.toml", &AGENTS.replace("refund", "weather"), &[(5, "unknown_topic", "weather")]);
    check("agents.toml", &AGENTS.replace("= 5", "= 5.5"), &[(6, "wrong_type", "capacity")]);
    check("agents.toml", &AGENTS.replace("office", "night"), &[(7, "unknown_calendar", "night")]);
    check("agents.toml", &AGENTS.replace("shift", "hours"), &[(7, "unknown_key", "hours")]);
    check("agents.toml", &format!("{AGENTS}{AGENTS}"), &[(9, "duplicate", "ada")]);
    check("agents.toml", "[[agent]]\nid = \"ada\"\n", &[(1, "missing_key", "teams")]);
    check("agents.toml", "[[agent]]\nid = \"ada\"\nteams = []\n", &[(3, "empty", "teams")]);
}
