//! A small day, order by order, under every kind of promise.

use super::{History, OpenDay, PastOrder, Promises, ids};
use crate::model::Problem;
use crate::plan::Plan;
use crate::tests::make;
use crate::{Budget, solve};
use proptest::prelude::*;
use std::collections::BTreeMap;

const HOUR: i64 = 3600;

/// Half of the visits known at eight, the others one by one, a minute apart; what was announced at each, and the whole plan. Nobody leaves: the
/// technicians stay free, so every promise stands to the end.
fn day(problem: &Problem, promises: &Promises, history: &History) -> Vec<(Plan, Plan)> {
    let mut open = OpenDay::new(promises.clone(), history.clone());
    let half = problem.visits.len() / 2;
    let mut announced = Plan::default();
    (half..=problem.visits.len())
        .map(|known| {
            let mut now = problem.clone();
            now.visits.truncate(known);
            let asked = open.ask(now, &announced, 8 * HOUR + (known - half) as i64 * 60, known as u64);
            let budget = Budget { iterations: 300, seed: 1 };
            let plan = solve(&asked.problem, &asked.start, &budget, &mut |p| p.spent_ppm).expect("a plan").plan;
            announced = open.announce(&asked, plan);
            (announced.clone(), open.plan.clone())
        })
        .collect()
}

fn who(plan: &Plan) -> BTreeMap<String, String> {
    let of = |r: &crate::PlannedRoute| {
        r.stops.iter().filter_map(|s| Some((s.visit.clone()?, r.technician.clone()))).collect::<Vec<_>>()
    };
    plan.routes.iter().flat_map(of).collect()
}

/// Past days like another problem's.
fn history(problem: &Problem) -> History {
    let mut history = History::default();
    let order =
        |(i, v): (usize, &crate::Visit)| PastOrder { received_seconds: 8 * HOUR + i as i64 * 300, visit: v.clone() };
    history.add_day(problem.visits.iter().enumerate().map(order));
    history
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn no_promise_is_broken(seed in 0u64..1000, remembers in any::<bool>(), keep in any::<bool>(), at_once in any::<bool>()) {
        let problem = make::problem(seed, 24, false);
        let past = if remembers { history(&make::problem(seed, 24, false)) } else { History::default() };
        let promises = Promises { keep_technician: keep, announce_accepted: at_once, notice_seconds: Some(HOUR / 2), ..Promises::default() };
        let heavy = |id: &&str| problem.visits.iter().any(|v| v.id == **id && v.weight > promises.tentative_weight);
        let steps = day(&problem, &promises, &past);
        for pair in steps.windows(2) {
            let (before, after) = (who(&pair[0].0), who(&pair[1].0));
            for (visit, technician) in &before {
                prop_assert!(after.contains_key(visit), "{visit} was given up");
                prop_assert!(!keep || after[visit] == *technician, "{visit} changed hands");
            }
            let kept: Vec<&str> = ids(&pair[1].1).collect();
            for id in ids(&pair[0].1).filter(|id| heavy(id) && !at_once) {
                prop_assert!(kept.contains(&id), "{id} was accepted and given up");
            }
            prop_assert!(ids(&pair[1].1).all(|id| problem.visits.iter().any(|v| v.id == id)), "only real visits are planned");
        }
    }

    #[test]
    fn same_seed_same_day(seed in 0u64..1000) {
        let problem = make::problem(seed, 20, false);
        let past = history(&make::problem(seed, 20, false));
        prop_assert_eq!(day(&problem, &Promises::default(), &past), day(&problem, &Promises::default(), &past));
    }

    #[test]
    fn an_empty_history_asks_about_real_visits_only(seed in 0u64..1000) {
        let problem = make::problem(seed, 20, false);
        let mut open = OpenDay::new(Promises::default(), History::default());
        let asked = open.ask(problem.clone(), &Plan::default(), 0, seed);
        prop_assert_eq!(serde_json::to_value(&asked.problem.visits).ok(), serde_json::to_value(&problem.visits).ok());
        prop_assert_eq!(asked.problem.policy.unserved_points_per_weight, None);
    }

    #[test]
    fn by_announcing_acceptance_nothing_else_is_bound(seed in 0u64..1000) {
        let problem = make::problem(seed, 20, false);
        let mut open = OpenDay::new(Promises { announce_accepted: true, ..Promises::default() }, History::default());
        let mut announced = Plan::default();
        for known in 10..=20 {
            let mut now = problem.clone();
            now.visits.truncate(known);
            let asked = open.ask(now, &announced, 8 * HOUR + known as i64 * 60, seed);
            let bound = asked.problem.visits.iter().zip(&problem.visits).filter(|(v, own)| v.mandatory && !own.mandatory);
            for (visit, _) in bound {
                prop_assert!(who(&announced).contains_key(&visit.id), "{} is bound to nobody", visit.id);
            }
            let budget = Budget { iterations: 300, seed: 1 };
            let plan = solve(&asked.problem, &asked.start, &budget, &mut |p| p.spent_ppm).expect("a plan").plan;
            announced = open.announce(&asked, plan);
        }
    }

    #[test]
    fn a_day_of_notice_announces_everything(seed in 0u64..1000) {
        let problem = make::problem(seed, 20, false);
        let promises = Promises { notice_seconds: Some(24 * HOUR), ..Promises::default() };
        for (announced, plan) in day(&problem, &promises, &History::default()) {
            prop_assert_eq!(who(&announced), who(&plan));
        }
    }
}
