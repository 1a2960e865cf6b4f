//! Several days at once: who should go where so that more is served and less is driven, asked of the engine's search.

use super::{Minute, Route, Stop, outline::Outline};
use dispatch_engine::{Board, Budget, Pin, Plan, Policy, Problem, Standing, Technician, Travel, Visit, solve};
use kernel::Place;
use std::collections::BTreeSet;

/// A stop of a route that somebody else may take, or one that nobody has yet.
#[derive(Clone, Debug)]
pub struct Loose {
    /// The stop.
    pub stop: Stop,
    /// Whose it is: index of the route, and of the stop in it; none: nobody's.
    pub at: Option<(usize, usize)>,
    /// Routes that may have it.
    pub may: Vec<usize>,
}

/// What a change of technician has to save at least.
const CHANGE_MINUTES: Minute = 15;
/// Steps of the search: a second for a market's day.
const STEPS: u64 = 20_000;

/// For each loose stop the route that should have it; none: nobody can. Deterministic. Routes that cannot be driven as they stand keep
/// what they have.
#[must_use]
pub fn improve(routes: &[Route], loose: &[Loose]) -> Vec<Option<usize>> {
    let as_it_is: Vec<Option<usize>> = loose.iter().map(|one| one.at.map(|(route, _)| route)).collect();
    let Some(question) = Question::of(routes, loose) else { return as_it_is };
    let budget = Budget { iterations: STEPS, seed: 1 };
    // The search never judges its own result: the caller tries every change on the days as they are.
    let Ok(solution) = solve(&question.problem, &question.plan, &budget, &mut |progress| progress.spent_ppm) else {
        return as_it_is;
    };
    let has = |index: usize| {
        let (route, _) = solution.plan.find(&loose_name(index))?;
        route.technician.parse::<usize>().ok()
    };
    (0..loose.len()).map(|index| has(index).or(as_it_is[index])).collect()
}

fn loose_name(index: usize) -> String {
    format!("loose {index}")
}

struct Question {
    problem: Problem,
    plan: Plan,
}

/// A problem being put together.
struct Draft {
    places: Vec<Place>,
    visits: Vec<Visit>,
    technicians: Vec<Technician>,
    orders: Vec<(String, Vec<String>)>,
}

impl Question {
    fn of(routes: &[Route], loose: &[Loose]) -> Option<Self> {
        let reference = routes.first()?.speed;
        let mut draft = Draft { places: Vec::new(), visits: Vec::new(), technicians: Vec::new(), orders: Vec::new() };
        for (index, route) in routes.iter().enumerate() {
            draft.add_route(index, route, loose, reference.kilometres_per_hour);
        }
        for (index, one) in loose.iter().enumerate().filter(|(_, one)| one.at.is_none()) {
            let visit = draft.visit(&loose_name(index), &one.stop);
            draft.visits.push(Visit { required_technicians: names(&one.may), ..visit });
        }
        draft.forget_absent();
        let orders = draft.orders.iter().map(|(technician, visits)| {
            (technician.as_str(), 0, visits.iter().map(String::as_str).collect::<Vec<&str>>())
        });
        let plan = Plan::from_orders(orders);
        let policy = Policy { change_technician_points: CHANGE_MINUTES * 60, ..Policy::default() };
        let travel: Travel = super::outline::travel(reference, &draft.places);
        let Draft { technicians, visits, .. } = draft;
        let problem = Problem { technicians, visits, travel, policy, supply_place: None };
        Board::new(problem.clone(), &plan).ok()?;
        Some(Self { problem, plan })
    }
}

impl Draft {
    /// The day of a technician with its stops; one that cannot be driven as it stands stays out, with all that is in it.
    fn add_route(&mut self, index: usize, route: &Route, loose: &[Loose], reference: u32) {
        let outlines = Outline::all(route).into_iter().filter_map(|outline| Some((outline.schedule()?, outline)));
        let Some((_, outline)) = outlines.min_by_key(|(schedule, _)| schedule.home_at) else { return };
        let Some(shift) = outline.shift_from(self.places.len()) else { return };
        let name = index.to_string();
        self.places.extend(outline.ends_of_day());
        let per_mille = reference * 1000 / route.speed.kilometres_per_hour.max(1);
        self.technicians.push(Technician { travel_per_mille: per_mille, ..Technician::new(&name, vec![shift]) });
        let mut order = Vec::new();
        for (position, stop) in outline.ahead().iter().enumerate() {
            let at = (index, outline.begun() + position);
            let known = loose.iter().position(|one| one.at == Some(at));
            let id = known.map_or_else(|| format!("{index} {position}"), loose_name);
            let visit = self.visit(&id, stop);
            let visit = match known {
                Some(known) => Visit {
                    required_technicians: names(&loose[known].may),
                    standing: Some(Standing { technician: name.clone(), start_seconds: 0 }),
                    mandatory: true,
                    ..visit
                },
                None => Visit { pin: Pin::Technician(name.clone()), mandatory: true, ..visit },
            };
            self.visits.push(visit);
            order.push(id);
        }
        self.orders.push((name, order));
    }

    fn visit(&mut self, name: &str, stop: &Stop) -> Visit {
        self.places.push(stop.place);
        super::outline::visit(name, self.places.len() - 1, stop)
    }

    /// Technicians who stayed out cannot be required; a visit that nobody may have goes, for no list means everybody.
    fn forget_absent(&mut self) {
        let present: BTreeSet<&str> = self.technicians.iter().map(|one| one.id.as_str()).collect();
        for visit in &mut self.visits {
            visit.required_technicians.retain(|name| present.contains(name.as_str()));
        }
        self.visits.retain(|visit| visit.pin != Pin::Free || !visit.required_technicians.is_empty());
    }
}

fn names(routes: &[usize]) -> BTreeSet<String> {
    routes.iter().map(ToString::to_string).collect()
}
