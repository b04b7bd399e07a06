//! The explanation's sentences, in both languages, and its stored size.

use super::*;
use crate::domain::words::Language;
use crate::domain::words::calendar::{explain, spoken_duration};

#[track_caller]
fn says(calendar: Option<&Calendar>, start: &str, target: &str, paused: &[&str], english: &str, french: &str) {
    let found = deadline(at(start), parse_duration(target).unwrap(), calendar, &pauses(paused));
    // The sentence is rebuilt from what was stored.
    let stored = serde_json::to_string(&found.explanation).unwrap();
    let explanation: Explanation = serde_json::from_str(&stored).unwrap();
    assert_eq!(explanation, found.explanation);
    assert_eq!(explain(&explanation, Language::En), english);
    assert_eq!(explain(&explanation, Language::Fr), french);
}

#[test]
fn a_deadline_explains_itself() {
    let paris = calendar(PARIS);
    says(
        Some(&paris),
        "2026-03-30T09:30:00Z",
        "PT2H",
        &["2026-03-30T12:00:00Z/2026-03-30T12:35:00Z"],
        "2 h of business time from 11:30 Europe/Paris on Mon 30 Mar, lunch skipped, paused 35 min, due 15:05 on Mon 30 Mar",
        "2 h de temps ouvré à partir de 11:30 (Europe/Paris) le lun. 30 mars, hors pause déjeuner, suspendu 35 min, échéance à 15:05 le lun. 30 mars",
    );
    says(
        Some(&paris),
        "2026-04-04T13:00:00Z",
        "PT2H",
        &[],
        "2 h of business time from 15:00 Europe/Paris on Sat 4 Apr, weekend and holiday on Mon 6 Apr skipped, due 10:00 on Tue 7 Apr",
        "2 h de temps ouvré à partir de 15:00 (Europe/Paris) le sam. 4 avr., hors week-end et jour férié du lun. 6 avr., échéance à 10:00 le mar. 7 avr.",
    );
    says(
        Some(&paris),
        "2026-12-31T10:30:00Z",
        "PT15H",
        &["2026-12-31T10:40:00Z/2026-12-31T10:45:00Z", "2026-12-31T10:50:00Z/2026-12-31T10:55:00Z"],
        "15 h of business time from 11:30 Europe/Paris on Thu 31 Dec 2026, holiday on Fri 1 Jan, weekend, lunch and 1 more closure skipped, paused 10 min in 2 pauses, due 09:40 on Tue 5 Jan 2027",
        "15 h de temps ouvré à partir de 11:30 (Europe/Paris) le jeu. 31 déc. 2026, hors jour férié du ven. 1er janv., week-end, pause déjeuner et 1 autre fermeture, suspendu 10 min en 2 fois, échéance à 09:40 le mar. 5 janv. 2027",
    );
    says(
        None,
        "2026-03-30T09:30:00Z",
        "PT15M",
        &[],
        "15 min around the clock from 09:30 UTC on Mon 30 Mar, due 09:45 on Mon 30 Mar",
        "15 min en continu à partir de 09:30 (UTC) le lun. 30 mars, échéance à 09:45 le lun. 30 mars",
    );
    says(
        Some(&paris),
        "2026-06-02T15:30:00Z",
        "PT2H",
        &["2026-06-02T15:45:00Z/"],
        "2 h of business time from 17:30 Europe/Paris on Tue 2 Jun, never due: paused without an end since 17:45 on Tue 2 Jun",
        "2 h de temps ouvré à partir de 17:30 (Europe/Paris) le mar. 2 juin, jamais échu : suspendu sans fin depuis 17:45 le mar. 2 juin",
    );
    says(
        Some(&paris),
        "2026-06-02T15:30:00Z",
        "PT1H",
        &[],
        "1 h of business time from 17:30 Europe/Paris on Tue 2 Jun, closed day on Wed 3 Jun skipped, due 09:30 on Thu 4 Jun",
        "1 h de temps ouvré à partir de 17:30 (Europe/Paris) le mar. 2 juin, hors jour de fermeture du mer. 3 juin, échéance à 09:30 le jeu. 4 juin",
    );
}

#[test]
fn the_stored_explanation_is_small() {
    let paris = calendar(PARIS);
    let found = deadline(at("2026-03-30T09:30:00Z"), SignedDuration::from_hours(2), Some(&paris), &[]);
    let stored = serde_json::to_string(&found.explanation).unwrap();
    assert_eq!(
        stored,
        "{\"target\":\"PT2H\",\"calendar\":\"paris\",\"zone\":\"Europe/Paris\",\"start_at\":\"2026-03-30T09:30:00Z\",\
         \"due_at\":\"2026-03-30T12:30:00Z\",\"skipped\":[\"lunch\"]}"
    );
    assert!(stored.len() < 150, "{}", stored.len());
}

#[test]
fn durations_are_spoken() {
    for (seconds, spoken) in
        [(0, "0 min"), (2_100, "35 min"), (5_400, "1 h 30 min"), (172_800, "48 h"), (3_605, "1 h 5 s")]
    {
        assert_eq!(spoken_duration(SignedDuration::from_secs(seconds)), spoken);
    }
}
