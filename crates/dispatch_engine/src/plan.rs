//! The answer: who goes where in what order, with times; and what it is worth.

use crate::compiled::{Model, NONE};
use crate::model::{Problem, Seconds};
use crate::route::{Clock, Route};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Routes for a problem. As input only ids, order and break positions matter; as output the times are filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// One for every shift that serves something.
    pub routes: Vec<PlannedRoute>,
    /// Ids of visits that nobody serves.
    #[serde(default)]
    pub unserved: Vec<String>,
    /// What the plan is worth.
    #[serde(default)]
    pub score: Score,
}

/// One shift's work.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedRoute {
    /// Technician's id.
    pub technician: String,
    /// Which of the technician's shifts, from 0.
    #[serde(default)]
    pub shift: usize,
    /// In order.
    pub stops: Vec<Stop>,
    /// Breaks in order.
    #[serde(default)]
    pub breaks: Vec<PlannedBreak>,
    /// Departure from the start place.
    #[serde(default)]
    pub leave_seconds: Seconds,
    /// Arrival at the end place.
    #[serde(default)]
    pub back_seconds: Seconds,
    /// Driving.
    #[serde(default)]
    pub travel_seconds: Seconds,
}

/// One stop of a route.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Visit's id; none for a call at the supply place.
    pub visit: Option<String>,
    /// Driving from the stop before, setup included.
    #[serde(default)]
    pub travel_seconds: Seconds,
    /// Arrival at the door.
    #[serde(default)]
    pub arrive_seconds: Seconds,
    /// Start of service.
    #[serde(default)]
    pub start_seconds: Seconds,
    /// End of service.
    #[serde(default)]
    pub end_seconds: Seconds,
}

/// Where a break falls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedBreak {
    /// How many stops precede it: it falls into the leg after them.
    pub after_stops: usize,
}

/// What a plan is worth: first mandatory visits, then weight, then points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Mandatory visits left out.
    pub mandatory_unserved: i64,
    /// Weight left out.
    pub weight_unserved: i64,
    /// Weight served.
    pub weight_served: i64,
    /// Cost by the policy.
    pub points: i64,
    /// Driving of all routes.
    pub travel_seconds: Seconds,
}

impl Score {
    /// `Less` is better.
    #[must_use]
    pub fn compare(&self, other: &Score) -> Ordering {
        let key = |s: &Score| (s.mandatory_unserved, s.weight_unserved, s.points);
        key(self).cmp(&key(other))
    }
}

impl Plan {
    /// A plan from ids in order, times left to the engine.
    pub fn from_orders<'a>(routes: impl IntoIterator<Item = (&'a str, usize, Vec<&'a str>)>) -> Plan {
        let stop = |id: &str| Stop { visit: Some(id.to_string()), ..Stop::default() };
        let routes = routes.into_iter().map(|(technician, shift, visits)| PlannedRoute {
            technician: technician.to_string(),
            shift,
            stops: visits.into_iter().map(stop).collect(),
            ..PlannedRoute::default()
        });
        Plan { routes: routes.collect(), ..Plan::default() }
    }

    /// The route and stop index of a visit.
    #[must_use]
    pub fn find(&self, visit: &str) -> Option<(&PlannedRoute, usize)> {
        self.routes.iter().find_map(|route| {
            route.stops.iter().position(|s| s.visit.as_deref() == Some(visit)).map(|position| (route, position))
        })
    }
}

/// The plan of internal routes, one for each day.
pub(crate) fn publish(problem: &Problem, model: &Model, routes: &[Route]) -> Plan {
    let mut served = vec![false; model.nodes.len()];
    let mut plan = Plan::default();
    for (d, route) in routes.iter().enumerate().filter(|(_, r)| !r.seq.is_empty()) {
        for &v in route.seq.iter().filter(|&&v| v != NONE) {
            served[v as usize] = true;
        }
        plan.score.points += route.points;
        plan.score.travel_seconds += i64::from(route.travel);
        plan.routes.push(publish_route(problem, model, d, route));
    }
    for (v, node) in model.nodes.iter().enumerate() {
        if served[v] {
            plan.score.weight_served += i64::from(problem.visits[v].weight);
        } else {
            plan.score.weight_unserved += i64::from(problem.visits[v].weight);
            plan.score.mandatory_unserved += i64::from(node.mandatory);
            plan.unserved.push(problem.visits[v].id.clone());
        }
    }
    plan
}

pub(crate) fn publish_route(problem: &Problem, model: &Model, d: usize, route: &Route) -> PlannedRoute {
    let day = &model.days[d];
    let clock = Clock::of(model, day, route).expect("a standing route keeps its rules");
    let moment = |t: i32| i64::from(t) + model.base;
    let stop = |(p, &v): (usize, &u32)| {
        let service = if v == NONE { 0 } else { model.service(day, &model.nodes[v as usize]) };
        Stop {
            visit: (v != NONE).then(|| problem.visits[v as usize].id.clone()),
            travel_seconds: i64::from(clock.drives[p]),
            arrive_seconds: moment(clock.arrive[p]),
            start_seconds: moment(clock.start[p]),
            end_seconds: moment(clock.start[p] + service),
        }
    };
    PlannedRoute {
        technician: problem.technicians[day.technician as usize].id.clone(),
        shift: day.shift as usize,
        stops: route.seq.iter().enumerate().map(stop).collect(),
        breaks: clock.breaks.iter().map(|&after_stops| PlannedBreak { after_stops }).collect(),
        leave_seconds: moment(clock.leave),
        back_seconds: moment(clock.arrive[route.seq.len()]),
        travel_seconds: i64::from(route.travel),
    }
}
