//! Conventions of the house, kept by a test and not by memory.

use std::fs;
use std::path::{Path, PathBuf};

/// The longest file before it should read better as two.
const LONGEST: usize = 600;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    collect(&root().join(folder), &mut found);
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}

fn forbid(folder: &str, words: &[&str], except: &[&str]) {
    for (path, text) in sources(folder) {
        if except.iter().any(|name| path.ends_with(name)) {
            continue;
        }
        for word in words {
            let line = text.lines().position(|line| !line.trim_start().starts_with("//") && line.contains(word));
            assert!(line.is_none(), "{}:{}: {word} is not for this place", path.display(), line.unwrap_or(0) + 1);
        }
    }
}

#[test]
fn the_domain_is_pure() {
    let words = [
        "tokio",
        "aws_sdk",
        "reqwest",
        "std::env",
        "std::fs",
        "SystemTime",
        "Timestamp::now",
        "tracing",
        "println!",
        "crate::store",
        "crate::app",
        "crate::channels",
        "crate::jobs",
        "crate::notify",
        "crate::functions",
        "crate::local",
    ];
    forbid("src/domain", &words, &[]);
}

#[test]
fn dependencies_point_one_way() {
    forbid("src/channels", &["crate::store", "crate::app", "crate::functions", "crate::jobs", "crate::local"], &[]);
    let channels = ["x", "meta", "standard", "twilio"];
    for one in channels {
        let others: Vec<String> =
            channels.iter().filter(|other| **other != one).map(|other| format!("channels::{other}")).collect();
        forbid(&format!("src/channels/{one}"), &others.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
    }
    forbid("src/store", &["crate::app", "crate::channels", "crate::functions", "crate::jobs", "crate::local"], &[]);
    forbid("src/app", &["crate::functions", "crate::local", "axum"], &[]);
    forbid("src/functions", &["crate::local"], &[]);
}

#[test]
fn the_clock_and_the_environment_are_read_in_one_place() {
    forbid("src", &["Timestamp::now", "SystemTime::now"], &["clock.rs", "simulate/mod.rs", "remote.rs"]);
    forbid("src", &["std::env", "env::var"], &["config.rs", "desk/tests/problems.rs", "replay/mod.rs"]);
}

#[test]
fn every_file_says_what_it_owns_and_stays_short() {
    for (path, text) in sources("src") {
        assert!(text.starts_with("//!"), "{} does not open with //!", path.display());
        let lines = text.lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines", path.display());
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(!["utils", "util", "common", "helpers", "models", "types"].contains(&name), "{}", path.display());
    }
}

#[test]
fn the_readme_knows_every_variable_and_every_command() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for (name, _) in couture::config::VARIABLES {
        assert!(readme.contains(name), "README.md does not mention {name}");
    }
    for command in [
        "serve",
        "simulate",
        "sign",
        "replay",
        "parse",
        "explain",
        "classify",
        "deadline",
        "facts",
        "compare",
        "check",
        "reconcile",
        "rehearse",
        "parked",
    ] {
        assert!(readme.contains(&format!("`{command}`")), "README.md does not mention the command {command}");
    }
}

#[test]
fn every_test_module_is_part_of_the_binary() {
    let main = fs::read_to_string(root().join("tests/it/main.rs")).unwrap();
    for entry in fs::read_dir(root().join("tests/it")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(name == "main" || main.contains(&format!("mod {name};")), "{name} is an orphan");
    }
}
