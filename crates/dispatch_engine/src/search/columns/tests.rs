//! The relaxed choice is optimal, generated routes keep the rules and are worth what they claim, and choosing pays.

use super::pool::Pool;
use super::pricing::Pricing;
use super::simplex::Simplex;
use crate::compiled::Model;
use crate::random::Random;
use crate::route::Route;
use crate::search::state::State;
use crate::tests::make;
use crate::{Budget, Plan, Problem, Tuning, solve_tuned, validate};

/// A problem as the search sees it.
fn searched(problem: &Problem) -> Model {
    let mut model = Model::new(problem).unwrap();
    model.table = model.table.for_search(2000);
    model.plain = model.is_plain();
    model
}

/// Requests that may join a day.
fn able(state: &State, d: usize) -> Vec<u32> {
    state.requests.iter().copied().filter(|&v| state.days(v).contains(&(d as u32))).collect()
}

#[test]
fn no_column_pays_at_the_optimum_and_the_worth_of_the_rows_is_the_profit() {
    for seed in 0..40 {
        let mut random = Random::new(seed);
        let rows = 12 + random.below(20) as u32;
        let mut simplex = Simplex::new((0..rows).map(|_| 1));
        let mut columns: Vec<(f64, Vec<u32>)> = Vec::new();
        for _ in 0..3 {
            for _ in 0..150 {
                let mut ones: Vec<u32> = (0..1 + random.below(5)).map(|_| random.below(rows as usize) as u32).collect();
                ones.sort_unstable();
                ones.dedup();
                columns.push((random.below(100_000) as f64, ones));
                let (profit, ones) = &columns[columns.len() - 1];
                simplex.add(*profit, ones.iter().copied());
            }
            assert!(simplex.climb(100_000));
            let used: f64 = simplex.chosen().map(|(k, x)| columns[k as usize].0 * x).sum();
            let worth: f64 = simplex.worth.iter().sum();
            assert!((used - worth).abs() < 1e-3 * worth, "seed {seed}: {used} {worth}");
            for (profit, ones) in &columns {
                assert!(profit - ones.iter().map(|&i| simplex.worth[i as usize]).sum::<f64>() < 0.1, "seed {seed}");
            }
            for i in 0..rows {
                let load: f64 = simplex.chosen().filter(|c| columns[c.0 as usize].1.contains(&i)).map(|c| c.1).sum();
                assert!(load < 1.001, "seed {seed} row {i}: {load}");
            }
        }
    }
}

#[test]
fn generated_routes_keep_the_rules_and_are_worth_what_they_claim() {
    let mut routes = 0;
    for seed in 0..10 {
        let model = searched(&make::problem(seed, 60, false));
        let state = State::new(&model, &vec![Vec::new(); model.days.len()]);
        let mut pool = Pool::new(&state, 5000.0);
        let prices = vec![1000; pool.n()];
        let mut pricing = Pricing::default();
        for d in 0..model.days.len() {
            let able = able(&state, d);
            pricing.search(&model, &mut pool, (d, &able), &prices, (0, 20));
        }
        for group in &pool.groups {
            for (order, &profit) in group.orders.iter().zip(&group.profit) {
                let route = Route::build(&model, group.days[0] as usize, order).expect("it keeps the rules");
                let prizes: i64 = order.iter().map(|&v| i64::from(pool.prize[pool.number[v as usize] as usize])).sum();
                assert_eq!(i64::from(profit), prizes - route.points, "seed {seed}");
                routes += 1;
            }
        }
    }
    assert!(routes > 500, "{routes}");
}

#[test]
fn ways_without_hope_are_dropped_and_the_best_route_is_not() {
    for seed in 0..10 {
        let model = searched(&make::problem(seed, 60, false));
        let state = State::new(&model, &vec![Vec::new(); model.days.len()]);
        let mut pricing = Pricing::default();
        for d in 0..model.days.len() {
            let able = able(&state, d);
            let mut best_above = |least: i32| {
                let mut pool = Pool::new(&state, 5000.0);
                let prices = vec![1000; pool.n()];
                pricing.search(&model, &mut pool, (d, &able), &prices, (least, 20));
                let group = &pool.groups[pool.group_of[d] as usize];
                group.orders.iter().zip(&group.profit).map(|(order, &profit)| profit - 1000 * order.len() as i32).max()
            };
            if let Some(best) = best_above(0) {
                assert!(best_above(best - 1) >= Some(best), "seed {seed} day {d}");
            }
        }
    }
}

#[test]
fn choosing_serves_more_than_one_trajectory_does_in_as_many_steps() {
    let (mut chosen, mut alone) = (0, 0);
    for seed in 0..4 {
        let problem = make::problem(seed, 70, false);
        let budget = Budget { iterations: 60_000, seed };
        let run = |before: f64| {
            let tuning = Tuning { before, ..Tuning::default() };
            solve_tuned(&problem, &Plan::default(), &budget, &tuning, &mut |p| p.spent_ppm).unwrap().plan
        };
        let plan = run(0.15);
        assert_eq!(validate(&problem, &plan).violations, vec![]);
        assert_eq!(plan, run(0.15), "seed {seed}");
        chosen += plan.score.weight_served;
        alone += run(1.0).score.weight_served;
    }
    assert!(chosen >= alone, "{chosen} {alone}");
}
