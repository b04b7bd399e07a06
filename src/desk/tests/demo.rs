//! The demo desk, figure by figure: a guard against drift from what is promised of it.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::SignedDuration;

use crate::desk::{FILES, demo, demo_files, load, parse, version};
use crate::domain::classify::Intent;
use crate::domain::message::Channel;
use crate::domain::priority::Priority;
use crate::domain::sla::{EscalationRole, EscalationStep, Metric, SlaSubject, Target, WarningPoint};
use crate::domain::words::Language;

const DEMO_FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/infra/desk");

#[test]
fn teams_and_fallback() {
    let desk = demo().unwrap();
    let ids: Vec<&str> = desk.teams.iter().map(|team| team.id.as_str()).collect();
    let promised =
        ["support-fr", "support-en", "sales-fr", "sales-en", "billing-fr", "billing-en", "care-fr", "care-en", "phone"];
    assert_eq!(ids, promised);
    assert_eq!(desk.fallback, "support-en");
    assert!(desk.teams.iter().all(|team| team.heir.is_none()));
    for team in &desk.teams {
        let language = if team.id.ends_with("-en") { Language::En } else { Language::Fr };
        assert_eq!(team.language, language, "{}", team.id);
    }
}

#[test]
fn inboxes() {
    let desk = demo().unwrap();
    let inboxes: Vec<(Channel, &str)> =
        desk.inboxes.iter().map(|inbox| (inbox.channel, inbox.external_id.as_str())).collect();
    let promised = [
        (Channel::X, "1001"),
        (Channel::Messenger, "2001"),
        (Channel::Facebook, "2001"),
        (Channel::Instagram, "3001"),
        (Channel::Whatsapp, "4001"),
        (Channel::Phone, "phone"),
        (Channel::Email, "email"),
        (Channel::Sms, "sms"),
        (Channel::Chat, "chat"),
        (Channel::App, "app"),
        (Channel::Store, "store"),
        (Channel::Bot, "bot"),
        (Channel::Crm, "crm"),
        (Channel::Sms, "+33700000001"),
    ];
    assert_eq!(inboxes, promised);
    assert_eq!(desk.inbox(Channel::X, "1001").unwrap().handle.as_deref(), Some("acme"));
    assert!(desk.inbox(Channel::Whatsapp, "1001").is_none());
    assert!(desk.bots.is_empty());
}

#[test]
fn topics_and_their_owners() {
    let desk = demo().unwrap();
    let mut ids: Vec<&str> = desk.topics.iter().map(|topic| topic.id.as_str()).collect();
    ids.sort_unstable();
    let mut promised: Vec<&str> = "delivery delay billing payment_failure refund cancellation booking_order \
        account_access security_privacy policy_info quality damaged lost_item customer_service staff queue outage \
        offer_pricing website_app content equipment_return crisis spam other"
        .split_whitespace()
        .collect();
    promised.sort_unstable();
    assert_eq!(ids, promised);
    assert!(desk.topics.iter().all(|topic| desk.team(&topic.owner).is_some()));
    assert_eq!(desk.topic("refund").unwrap().name.pick(Language::Fr), "Remboursement");
}

#[test]
fn calendar_paris() {
    let text = &demo_files()["calendars.toml"];
    let written: toml::Table = toml::from_str(text).unwrap();
    let paris = &written["paris"];
    assert_eq!(paris["zone"].as_str(), Some("Europe/Paris"));
    assert_eq!(paris["holidays"].as_array().unwrap(), &[toml::Value::from("france")]);
    let week = paris["week"].as_table().unwrap();
    let weekday = [toml::Value::from("09:00-12:30"), toml::Value::from("13:30-18:00")];
    for day in ["mon", "tue", "wed", "thu", "fri"] {
        assert_eq!(week[day].as_array().unwrap(), &weekday, "{day}");
    }
    assert_eq!(week["sat"].as_array().unwrap(), &[toml::Value::from("10:00-16:00")]);
    assert!(!week.contains_key("sun"));
    let desk = demo().unwrap();
    assert_eq!(desk.calendars.len(), 1);
    assert_eq!(desk.calendar("paris").unwrap().zone_name(), "Europe/Paris");
}

#[track_caller]
fn check_targets(priority: Priority, minutes: i64, calendar: Option<&str>, policy: &str) {
    let desk = demo().unwrap();
    let chain = || match policy {
        "urgent" => vec![
            EscalationStep { after: SignedDuration::from_mins(15), to: EscalationRole::Lead },
            EscalationStep { after: SignedDuration::from_mins(30), to: EscalationRole::Manager },
        ],
        _ => Vec::new(),
    };
    let target = |metric, minutes, calendar: Option<&str>, policy: &str| Target {
        metric,
        target: SignedDuration::from_mins(minutes),
        calendar: calendar.map(str::to_owned),
        warnings: vec![WarningPoint::Percent(75)],
        escalation: if metric == Metric::Resolution { Vec::new() } else { chain() },
        quiet_hours: None,
        policy: policy.to_owned(),
    };
    let promised = [
        target(Metric::FirstResponse, minutes, calendar, policy),
        target(Metric::NextResponse, minutes, calendar, policy),
        target(Metric::Resolution, 24 * 60, Some("paris"), "everyone"),
    ];
    for team in &desk.teams {
        for (channel, public) in [(Channel::X, true), (Channel::Messenger, false), (Channel::Phone, false)] {
            let subject =
                SlaSubject { team: &team.id, channel, public, priority, intent: Intent::Support, topic: "delivery" };
            assert_eq!(desk.sla.targets(&subject), promised);
            let promise = desk.sla.target(&subject, Metric::Promise).unwrap();
            assert_eq!((promise.calendar, promise.warnings), (None, vec![WarningPoint::Percent(75)]));
        }
    }
}

#[test]
fn response_times() {
    check_targets(Priority::Urgent, 15, None, "urgent");
    check_targets(Priority::High, 60, Some("paris"), "high");
    check_targets(Priority::Normal, 2 * 60, Some("paris"), "everyone");
    check_targets(Priority::Low, 8 * 60, Some("paris"), "low");
    assert_eq!(demo().unwrap().sla.reopen_window, SignedDuration::from_hours(7 * 24));
}

#[test]
fn the_folder_holds_the_demo_desk_and_has_its_version() {
    let version = demo().unwrap().version;
    assert_eq!(load(Path::new(DEMO_FOLDER)).unwrap().version, version);
    assert!(version.len() == 16 && version.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn the_version_ignores_line_ends_and_sees_everything_else() {
    let files = demo_files();
    let dos: BTreeMap<String, String> =
        files.iter().map(|(name, text)| (name.clone(), text.replace('\n', "\r\n"))).collect();
    assert_eq!(parse(&dos).unwrap().version, version(&files));
    for name in FILES {
        let mut changed = files.clone();
        changed.get_mut(name).unwrap().push_str("# a remark\n");
        assert_ne!(parse(&changed).unwrap().version, version(&files), "{name}");
    }
}
