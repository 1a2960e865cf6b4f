//! Reasons, as people read them.

use super::kit::*;
use crate::{
    Explanation, PartCode, Policy, Relaxation, Reservation, Rule, TechnicianStatus, VisitNeed,
    rules::{
        day::{Loads, Wish},
        rank::Scene,
    },
};
use kernel::{Locale, Timestamp, Window};

fn explained(facts: &crate::Facts, rows: Vec<Reservation>, need: &VisitNeed, window: Window) -> Explanation {
    let loads = Loads::new(rows);
    let now: Timestamp = at(MONDAY, "08:00");
    let scene =
        Scene { roster: &facts.roster, loads: &loads, need, policy: &facts.policy, now, declined: &[], overruled: &[] };
    let wish = Wish { window, earliest: now, exact: None };
    let ranked = scene.rank(&wish);
    let chosen = ranked.first().filter(|judged| judged.team.is_some()).map(|judged| judged.candidate.technician);
    scene.explain(&ranked, chosen, &wish)
}

/// One line for each candidate.
fn shown(explanation: &Explanation) -> Vec<String> {
    let line = |candidate: &crate::Candidate| {
        let failed: Vec<String> = (candidate.failed.iter())
            .map(|failed| {
                let numbers: Vec<String> =
                    failed.params.iter().map(|(name, value)| format!("{name}={value}")).collect();
                format!("{}({})", failed.rule, numbers.join(" "))
            })
            .collect();
        let start = candidate.planned_start.map_or_else(|| "-".to_owned(), clock);
        match candidate.rank {
            Some(rank) => format!("{rank}. {} {start} score {}", candidate.names.en, candidate.total / 100),
            None => format!("-- {} {}", candidate.names.en, failed.join(" ")),
        }
    };
    explanation.candidates.iter().map(line).collect()
}

#[test]
fn every_candidate_has_a_rank_or_a_reason() {
    let mut people: Vec<_> = (1..=7).map(|number| technician(number, number as i32 * 1000, 1)).collect();
    people[1].skills[0].level = 1;
    people[2].on_duty = false;
    people[3].status = TechnicianStatus::OnLeave;
    people[4].skills[0].certificate = Some("carpenter".into());
    people[5].skills[0].skill = "plumbing".into();
    people[6].level = 0;
    let facts = facts(people, Policy::default());
    let found = explained(&facts, vec![], &need(0), window(MONDAY, "10:00", "12:00"));
    assert_eq!(
        shown(&found),
        [
            "1. T1 10:00 score 79",
            "-- T2 skill(level=1 needed=2 skill=wood_structure)",
            "-- T3 on_duty()",
            "-- T4 status(status=on_leave)",
            "-- T5 certificate(certificate=carpenter until=–)",
            "-- T7 apprentice()",
        ]
    );
    assert_eq!((found.chosen, found.unskilled), (Some(technician_id(1)), 1));
    let sentences = found.sentences(Locale::En);
    assert_eq!((sentences[0].who.as_deref(), sentences[0].key.as_str()), (Some("T1"), "dispatch-why-chosen"));
    let params: Vec<String> = sentences[0].params.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(params.join(" "), "level=3 needed=2 rating=4.8 travel=10");
    assert_eq!((sentences[1].who.as_deref(), sentences[1].key.as_str()), (Some("T2"), "dispatch-rule-skill"));
    assert_eq!(found.candidates[0].parts.len(), PartCode::ALL.len());
}

#[test]
fn everybody_who_could_come_is_compared_with_the_chosen_one() {
    let mut people: Vec<_> = (1..=3).map(|number| technician(number, number as i32 * 1000, 1)).collect();
    people[1].rating_milli = Some(3900);
    people[2].on_duty = false;
    let facts = facts(people, Policy::default());
    let found = explained(&facts, vec![], &need(0), window(MONDAY, "10:00", "12:00"));
    let comparison = |index: usize| found.comparison(&found.candidates[index], Locale::En);
    assert_eq!(comparison(0), None, "the chosen one");
    let behind = comparison(1).expect("eligible");
    assert_eq!((behind.points.key.as_str(), behind.points.params["who"].as_str()), ("dispatch-points-behind", "T1"));
    let points = |name: &str| behind.points.params[name].parse::<f64>().expect("a number");
    assert!((points("best") - points("score") - points("points")).abs() < 0.15, "{:?}", behind.points);
    let keys: Vec<&str> = behind.parts.iter().map(|part| part.key.as_str()).collect();
    assert_eq!(keys, ["dispatch-behind-rating", "dispatch-behind-travel"], "the most first");
    let rating = &behind.parts[0].params;
    assert_eq!((rating["theirs"].as_str(), rating["best"].as_str()), ("3.9", "4.8"));
    assert_eq!(comparison(2), None, "the failed rule says it");
}

#[test]
fn wishes_of_the_customer_are_rules() {
    let facts = facts((1..=3).map(|number| technician(number, 0, 1)).collect(), Policy::default());
    let at_ten = window(MONDAY, "14:00", "16:00");
    let picky = VisitNeed {
        excluded: vec![technician_id(1)],
        named: Some(technician_id(2)),
        gender: Some(crate::Gender::Female),
        territory: Some(kernel::Id::from_uuid(uuid::Uuid::from_u128(5))),
        difficulty: 5,
        ..need(0)
    };
    let found = explained(&facts, vec![], &picky, at_ten);
    let rules = |number: u128| -> Vec<Rule> {
        let candidate = found.candidates.iter().find(|one| one.technician == technician_id(number)).unwrap();
        candidate.failed.iter().map(|failed| failed.rule).collect()
    };
    assert_eq!(rules(1), [Rule::NotExcluded, Rule::Named, Rule::Gender, Rule::Territory, Rule::Difficulty]);
    assert_eq!(rules(2), [Rule::Gender, Rule::Territory, Rule::Difficulty]);
}

fn kinds(found: &Explanation) -> Vec<String> {
    let kind = |relaxation: &Relaxation| match relaxation {
        Relaxation::LaterWindow { minutes, planned_start, .. } => format!("later {minutes} {}", clock(*planned_start)),
        Relaxation::EarlierWindow { minutes, planned_start, .. } => {
            format!("earlier {minutes} {}", clock(*planned_start))
        }
        Relaxation::Overtime { minutes, .. } => format!("overtime {minutes}"),
        Relaxation::LowerLevel { level, names, .. } => format!("level {level} {}", names.en),
        Relaxation::Displace { names, .. } => format!("displace {}", names.en),
    };
    found.relaxations.iter().map(kind).collect()
}

#[test]
fn what_would_help_was_tried() {
    let mut people = vec![technician(1, 0, 1), technician(2, 0, 1)];
    people[1].skills[0].level = 1;
    let facts = facts(people, Policy::default());
    let two_hours = VisitNeed { duration_minutes: 120, ..need(0) };
    let late = explained(&facts, vec![], &two_hours, window(MONDAY, "16:30", "18:00"));
    // 15:45 + 120 + 15 is the end of the shift; half an hour of overtime is enough for 16:30 ... 18:45, rounded up to the step.
    assert_eq!(kinds(&late), ["earlier 45 15:45", "overtime 45"]);
    let evening = explained(&facts, vec![], &two_hours, window(MONDAY, "15:30", "16:00"));
    assert_eq!(kinds(&evening), Vec::<String>::new());
    let busy = super::planning::busy_morning(&facts.roster.technicians[0]);
    let full = explained(&facts, busy, &two_hours, window(MONDAY, "09:00", "10:00"));
    assert_eq!(kinds(&full), ["later 150 12:25", "level 1 T2", "displace T1"]);
    assert_eq!(full.sentences(Locale::ZhCn)[0].key, "dispatch-why-nobody");
}
