//! The template and the code agree: functions, roles, variables, keys, limits.

use couture::app::work::RECEIVES;
use couture::config::{self, Deployed};
use couture::store::table::{AGENDA_INDEX, QUEUE_INDEX};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;

fn file(name: &str) -> String {
    fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The programs that run as functions.
fn functions() -> Vec<String> {
    let manifest: toml::Table = toml::from_str(&file("Cargo.toml")).unwrap();
    let programs = manifest["bin"].as_array().unwrap().iter();
    let functions: Vec<String> = programs
        .filter(|program| program["required-features"].as_array().unwrap().contains(&"lambda".into()))
        .map(|program| program["name"].as_str().unwrap().to_owned())
        .collect();
    let mut sources: Vec<String> = fs::read_dir(format!("{}/src/bin", env!("CARGO_MANIFEST_DIR")))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "couture")
        .collect();
    sources.sort();
    let mut sorted = functions.clone();
    sorted.sort();
    assert_eq!(sorted, sources, "every program of src/bin is declared with the feature it needs");
    functions
}

/// The template's resources by logical id, each as its lines.
fn resources() -> BTreeMap<String, String> {
    let template = file("infra/template.yaml");
    let body = template.split("\nResources:\n").nth(1).unwrap().split("\nOutputs:\n").next().unwrap();
    let mut resources: BTreeMap<String, String> = BTreeMap::new();
    let mut current = String::new();
    for line in body.lines().filter(|line| !line.trim_start().starts_with('#')) {
        if line.starts_with("  ") && !line.starts_with("   ") {
            current = line.trim().trim_end_matches(':').to_owned();
        } else if !line.trim().is_empty() {
            resources.entry(current.clone()).or_default().push_str(&format!("{line}\n"));
        }
    }
    resources
}

fn capitalized(name: &str) -> String {
    name[..1].to_uppercase() + &name[1..]
}

#[test]
fn every_function_has_one_name_everywhere() {
    let (resources, guide) = (resources(), file("docs/deploy.md"));
    for name in functions() {
        let id = capitalized(&name);
        let function = &resources[&id];
        for line in [
            "Type: AWS::Serverless::Function".to_owned(),
            "BuildMethod: rust-cargolambda".to_owned(),
            format!("Binary: {name}"),
            format!("FunctionName: !Sub ${{AWS::StackName}}-{name}"),
            format!("Role: !GetAtt {id}Role.Arn"),
            format!("LogGroup: !Ref {id}Logs"),
        ] {
            assert!(function.contains(&format!("{line}\n")), "{id}: {line}");
        }
        let logs = &resources[&format!("{id}Logs")];
        assert!(logs.contains(&format!("LogGroupName: !Sub /aws/lambda/${{AWS::StackName}}-{name}\n")), "{id}Logs");
        assert!(logs.contains("RetentionInDays: "), "{id}Logs");
        for alarm in ["Errors", "Throttles"] {
            assert!(resources[&format!("{id}{alarm}")].contains("AWS::CloudWatch::Alarm"));
        }
        assert!(guide.contains(&format!("| `{name}` |")), "docs/deploy.md does not list {name}");
    }
}

#[test]
fn every_function_is_told_what_the_code_reads() {
    let asked = RefCell::new(Vec::new());
    let read = |name: &str| {
        asked.borrow_mut().push(name.to_owned());
        Some("value".to_owned())
    };
    Deployed::read(&read).unwrap();
    let template = file("infra/template.yaml");
    for name in asked.into_inner() {
        if config::PROVIDED.contains(&name.as_str()) {
            continue;
        }
        assert!(config::VARIABLES.iter().any(|(known, _)| *known == name), "{name} is not in the list of variables");
        assert!(template.contains(&format!("{name}: ")), "no function is told {name}");
    }
    for line in template.lines().filter(|line| line.trim_start().starts_with("COUTURE_")) {
        let name = line.trim().split(':').next().unwrap();
        assert!(config::VARIABLES.iter().any(|(known, _)| *known == name), "nobody reads {name}");
    }
}

#[test]
fn no_role_has_a_pattern_and_every_function_its_own() {
    let resources = resources();
    let roles: Vec<(&String, &String)> =
        resources.iter().filter(|(_, lines)| lines.contains("Type: AWS::IAM::Role")).collect();
    assert_eq!(roles.len(), functions().len() + 2, "one a function, the schedule's, the gateway's");
    for (id, role) in roles {
        // The objects of a bucket have no other name than by its beginning.
        let objects = "Resource: !Sub \"${Attachments.Arn}/*\"";
        for line in role.lines().filter(|line| line.trim() != objects).map(|line| line.split(" # ").next().unwrap()) {
            assert!(!line.contains('*'), "{id}: {line}");
            assert!(!line.contains("ManagedPolicyArns"), "{id}: {line}");
        }
    }
}

#[test]
fn queues_outlast_functions_and_give_jobs_enough_tries() {
    let resources = resources();
    let number = |id: &str, name: &str| -> u32 {
        let line = resources[id].lines().find(|line| line.trim().starts_with(&format!("{name}: "))).unwrap();
        line.split(": ").nth(1).unwrap().parse().unwrap()
    };
    for name in ["Triage", "Wake", "Relay"] {
        let queue = format!("{name}Queue");
        assert!(number(&queue, "VisibilityTimeout") >= 6 * number(name, "Timeout"), "{name}");
        // The application gives up first; only crashes of the whole process get further.
        assert!(number(&queue, "maxReceiveCount") > RECEIVES, "{name}");
        assert!(resources[&queue].contains(&format!("deadLetterTargetArn: !GetAtt {name}DeadLetters.Arn")));
        assert!(resources[name].contains("FunctionResponseTypes: [ReportBatchItemFailures]"), "{name}");
        assert!(resources.contains_key(&format!("{name}DeadLettersWaiting")));
    }
    assert_eq!(number("Relay", "BatchSize"), 1, "a slow platform delays one job");
}

#[test]
fn the_table_is_the_codes_table() {
    let table = resources().remove("Table").unwrap();
    let in_code = file("src/store/table.rs");
    let names = in_code.split("for name in [").nth(1).unwrap().split(']').next().unwrap();
    let names: Vec<&str> = names.split(',').map(|name| name.trim().trim_matches('"')).collect();
    assert_eq!(table.matches("AttributeType: ").count(), names.len());
    for name in names {
        assert!(table.contains(&format!("{{ AttributeName: {name}, AttributeType: S }}")), "{name}");
    }
    for index in [QUEUE_INDEX, AGENDA_INDEX] {
        let part = table.split(&format!("IndexName: {index}\n")).nth(1).unwrap();
        for wanted in [
            format!("AttributeName: {index}_pk, KeyType: HASH"),
            format!("AttributeName: {index}_sk, KeyType: RANGE"),
            "ProjectionType: KEYS_ONLY".to_owned(),
        ] {
            let lines: Vec<&str> = part.lines().take(4).collect();
            assert!(lines.join("\n").contains(&wanted), "{index}: {wanted}");
        }
    }
    assert_eq!(table.matches("IndexName: ").count(), 2);
    assert!(table.contains("AttributeName: expires_at, Enabled: true"));
}

#[test]
fn both_ways_to_build_the_functions_give_the_same_programs() {
    let manifest: toml::Table = toml::from_str(&file("Cargo.toml")).unwrap();
    let build = manifest["package"]["metadata"]["lambda"]["build"].as_table().unwrap();
    assert_eq!(build["features"], toml::Value::from(vec!["lambda"]));
    assert_eq!((&build["no_default_features"], &build["disable_optimizations"]), (&true.into(), &true.into()));
    let told: BTreeMap<String, toml::Value> = build["config"]
        .as_array()
        .unwrap()
        .iter()
        .map(|setting| {
            let (name, value) = setting.as_str().unwrap().split_once('=').unwrap();
            let mut read: toml::Table = toml::from_str(&format!("value = {value}")).unwrap();
            (name.strip_prefix("profile.release.").unwrap().to_owned(), read.remove("value").unwrap())
        })
        .collect();
    let profile: BTreeMap<String, toml::Value> = manifest["profile"]["lambda"]
        .as_table()
        .unwrap()
        .iter()
        .filter(|(name, _)| *name != "inherits")
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    assert_eq!(told, profile);
    assert_eq!(profile["panic"], toml::Value::from("unwind"), "a batch survives one record that panics");
}
