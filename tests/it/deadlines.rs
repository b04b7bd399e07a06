//! `couture deadline FILE`: many questions, line by line.

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Output, Stdio};

fn asked(lines: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_couture"));
    command.args(["deadline", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn answers(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_bad_line_is_told_by_its_number_and_costs_no_other_its_answer() {
    let output = asked(concat!(
        r#"{"id":1,"calendar":"paris","start":"2026-03-30T09:00:00Z","target":"PT2H"}"#,
        "\nnonsense\n\n",
        r#"{"id":2,"calendar":"rome","start":"2026-03-30T09:00:00Z","target":"PT2H"}"#,
        "\n",
        r#"{"id":3,"calendar":"paris","start":"2026-03-30T09:00:00Z","target":"soon"}"#,
        "\n",
        r#"{"id":4,"calendar":"wall_clock","start":"2026-03-30T09:00:00Z","target":"PT2H"}"#,
    ));
    assert_eq!(output.status.code(), Some(2));
    let ids: Vec<Value> = answers(&output).iter().map(|answer| answer["id"].clone()).collect();
    assert_eq!(ids, [1, 4], "in their order");
    let told = String::from_utf8(output.stderr).unwrap();
    for line in ["-:2: ", "-:4: there is no calendar rome", "-:5: soon is not a span"] {
        assert!(told.contains(line), "{told}");
    }
}

#[test]
fn nothing_asked_is_nothing_answered() {
    for lines in ["", "\n \n"] {
        let output = asked(lines);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
    }
}

#[test]
fn no_time_at_all_ends_at_the_start_and_a_pause_without_an_end_never() {
    let output = asked(concat!(
        r#"{"id":null,"calendar":"paris","start":"2026-03-29T09:00:00Z","target":"PT0S"}"#,
        "\n",
        r#"{"id":"x","calendar":"paris","start":"2026-03-30T09:00:00Z","target":"PT2H","pauses":[["2026-03-30T09:30:00Z",null]]}"#,
        "\n",
    ));
    assert_eq!(output.status.code(), Some(0));
    let answers = answers(&output);
    assert_eq!(answers[0]["deadline_at"], "2026-03-29T09:00:00.000Z");
    assert!(answers[1]["deadline_at"].is_null() && answers[1]["explanation"].is_string(), "{}", answers[1]);
    let pause = ["--pause", "2026-03-30T09:30:00Z/"];
    let start = ["deadline", "--calendar", "paris", "--start", "2026-03-30T09:00:00Z", "--target", "PT2H"];
    let once = Command::new(env!("CARGO_BIN_EXE_couture")).args(start).args(pause).output().unwrap();
    assert_eq!(self::answers(&once)[0]["explanation"], answers[1]["explanation"]);
}

#[test]
fn an_answer_comes_while_the_next_question_is_still_being_written() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_couture"));
    let mut child = command.args(["deadline", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut questions = child.stdin.take().unwrap();
    let mut answers = std::io::BufReader::new(child.stdout.take().unwrap());
    for id in 0..3 {
        let question = format!(r#"{{"id":{id},"calendar":"paris","start":"2026-03-30T09:00:00Z","target":"PT2H"}}"#);
        writeln!(questions, "{question}").unwrap();
        let mut answer = String::new();
        std::io::BufRead::read_line(&mut answers, &mut answer).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&answer).unwrap()["id"], id);
    }
    drop(questions);
    assert!(child.wait().unwrap().success());
}
