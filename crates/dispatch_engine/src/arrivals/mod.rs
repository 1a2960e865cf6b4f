//! A day whose orders arrive one by one: what to plan for, and what to promise when.
//!
//! The plan is made anew at every order; of what it holds, only what cannot wait is announced (who comes), the rest stays open: a
//! technician who waits where he is can still be sent elsewhere (waiting strategies: Branke, Middendorf, Noeth, Dessouky, Transportation
//! Science 2005). A visit above a weight is accepted for good once it is planned, a lighter one may give way until it is announced.
//! Expected orders, sampled from past days, take part in planning and are taken out of the answer (scenario-based planning: Bent and Van
//! Hentenryck, Operations Research 2004), so what is real leaves room for them.

mod agreement;
mod history;
mod pace;
mod places;
#[cfg(test)]
mod tests;

use crate::model::{Pin, Problem, Seconds, Standing, Visit};
use crate::plan::{Plan, PlannedRoute, Stop};
use agreement::Agreement;
pub use history::{History, PastOrder};
use pace::Pace;
use std::collections::{BTreeMap, BTreeSet};

/// With expected orders in the plan: points of a unit of weight.
const POINTS_PER_WEIGHT: i64 = 10_000;
/// An expected order counts for three eighths of a real one: it may never come, or come elsewhere.
const REAL: u32 = 8;
const EXPECTED: u32 = 3;

/// What is promised, and how firmly.
#[derive(Debug, Clone)]
pub struct Promises {
    /// Visits of at most this weight may give way to weightier ones until they are announced.
    pub tentative_weight: u32,
    /// A visit is announced at the latest so long before its technician has to leave for it; none for the usual time: an hour, or half
    /// of it under `keep_technician`, where what is announced can only be planned around.
    pub notice_seconds: Option<Seconds>,
    /// A visit is accepted by announcing who comes, so that every promise names a person: a heavy one as soon as someone can go there
    /// straight from what is announced, a light one when it cannot wait.
    pub announce_accepted: bool,
    /// Orders of the day are taken until then; not used when there is a history.
    pub orders_until_seconds: Seconds,
    /// Points for giving an announced visit to another technician; none for the usual price: 3,600, 5,000 where acceptance is announcement,
    /// or 10,000 when expected orders take part, which alone should rarely move anyone.
    pub change_points: Option<i64>,
    /// An announced visit never changes its technician.
    pub keep_technician: bool,
    /// Announced and accepted visits, too, may be given up for weightier ones.
    pub may_drop: bool,
}

impl Default for Promises {
    fn default() -> Self {
        Promises {
            tentative_weight: 2,
            notice_seconds: None,
            announce_accepted: false,
            orders_until_seconds: 15 * 3600,
            change_points: None,
            keep_technician: false,
            may_drop: false,
        }
    }
}

/// A day in progress. At every order: `ask`, `solve`, `announce`.
#[derive(Debug, Clone)]
pub struct OpenDay {
    promises: Promises,
    history: History,
    pace: Pace,
    /// The whole plan, announced or not.
    plan: Plan,
    accepted: BTreeSet<String>,
    agreement: Agreement,
}

/// A question to the engine.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What is to be planned, expected orders included.
    pub problem: Problem,
    /// The plan to start from.
    pub start: Plan,
    now_seconds: Seconds,
    announced: BTreeSet<String>,
    /// Visits that are accepted for good once they are planned.
    heavy: BTreeSet<String>,
}

impl OpenDay {
    /// A day before its first order. An empty history is none.
    #[must_use]
    pub fn new(promises: Promises, history: History) -> Self {
        OpenDay {
            promises,
            history,
            pace: Pace::default(),
            plan: Plan::default(),
            accepted: BTreeSet::new(),
            agreement: Agreement::default(),
        }
    }

    /// The question at a moment: `problem` has what can still be planned, technicians from where and when they are free; `announced` is the
    /// plan that technicians and customers know. The same seed samples the same expected orders.
    pub fn ask(&mut self, mut problem: Problem, announced: &Plan, now_seconds: Seconds, seed: u64) -> Asked {
        self.pace.note(&problem, now_seconds, self.promises.orders_until_seconds);
        let heavy = problem.visits.iter().filter(|v| v.weight > self.promises.tentative_weight);
        let heavy = heavy.map(|v| v.id.clone()).collect();
        let start = self.start(&problem, announced);
        self.bind(&mut problem, announced);
        self.expect(&mut problem, now_seconds, seed);
        places::keep_used(&mut problem);
        Asked { problem, start, now_seconds, announced: ids(announced).map(str::to_string).collect(), heavy }
    }

    /// What is announced stands, what was accepted is served.
    fn bind(&self, problem: &mut Problem, announced: &Plan) {
        let usual = match self.promises.announce_accepted {
            _ if !self.history.is_empty() => POINTS_PER_WEIGHT,
            true => 5000,
            false => 3600,
        };
        problem.policy.change_technician_points = self.promises.change_points.unwrap_or(usual);
        let technicians: BTreeMap<&str, &str> = announced
            .routes
            .iter()
            .flat_map(|r| r.stops.iter().filter_map(|s| Some((s.visit.as_deref()?, r.technician.as_str()))))
            .collect();
        for visit in &mut problem.visits {
            let technician = technicians.get(visit.id.as_str()).map(|t| (*t).to_string());
            let bound = technician.is_some() || self.accepted.contains(&visit.id);
            visit.mandatory |= bound && !self.promises.may_drop;
            let Some(technician) = technician else { continue };
            if self.promises.keep_technician {
                visit.pin = Pin::Technician(technician.clone());
            }
            visit.standing = Some(Standing { technician, start_seconds: 0 });
        }
    }

    /// Adds a sample of the orders that are still to come, at less than their weight.
    fn expect(&self, problem: &mut Problem, now: Seconds, seed: u64) {
        if self.history.is_empty() {
            return;
        }
        problem.visits.iter_mut().for_each(|v| v.weight = v.weight.saturating_mul(REAL));
        let sample = self.history.sample(now, seed).into_iter();
        problem.visits.extend(sample.map(|v| Visit { weight: v.weight.saturating_mul(EXPECTED), ..v }));
        problem.policy.unserved_points_per_weight = Some(POINTS_PER_WEIGHT / i64::from(REAL));
    }

    /// The last plan where it agrees with what is announced.
    fn start(&self, problem: &Problem, announced: &Plan) -> Plan {
        let mut start = announced.clone();
        let mut left: BTreeSet<&str> = problem.visits.iter().map(|v| v.id.as_str()).collect();
        ids(announced).for_each(|id| {
            left.remove(id);
        });
        for route in &self.plan.routes {
            let own = start.routes.iter().position(|r| r.technician == route.technician && r.shift == route.shift);
            let said = own.map_or(Vec::new(), |r| start.routes[r].stops.clone());
            let stops = join(&route.stops, said, &mut left);
            match own {
                Some(r) => start.routes[r].stops = stops,
                None => start.routes.push(PlannedRoute {
                    technician: route.technician.clone(),
                    shift: route.shift,
                    stops,
                    ..Default::default()
                }),
            }
        }
        start
    }

    /// Takes the engine's plan and returns what is to be announced of it: what was announced before, and what cannot wait for the next order.
    pub fn announce(&mut self, asked: &Asked, mut plan: Plan) -> Plan {
        for route in &mut plan.routes {
            route.stops.retain(|s| s.visit.as_deref().is_some_and(|id| !history::is_expected(id)));
        }
        plan.unserved.retain(|id| !history::is_expected(id));
        if !self.promises.announce_accepted {
            self.accepted.extend(ids(&plan).filter(|id| asked.heavy.contains(*id)).map(str::to_string));
        }
        self.agree(asked, &plan);
        self.plan = plan.clone();
        let until = self.open_from(asked.now_seconds);
        for route in &mut plan.routes {
            let free = asked.problem.technicians.iter().find(|t| t.id == route.technician);
            let free = free.and_then(|t| t.shifts.get(route.shift)).map_or(0, |s| s.start_seconds);
            let told = self.told(asked, route, free, until);
            keep_open(route, free, until, &told);
            let stays = |id: &String| until == pace::FOREVER || told.contains(id) || self.is_agreed(asked, id);
            route.stops.retain(|s| s.visit.as_ref().is_none_or(stays));
        }
        plan.routes.retain(|r| !r.stops.is_empty());
        plan
    }

    /// Notes what a plan against another sample holds.
    fn agree(&mut self, asked: &Asked, plan: &Plan) {
        if self.history.is_empty() {
            return;
        }
        let held: BTreeSet<&str> = ids(plan).collect();
        for visit in asked.problem.visits.iter().filter(|v| !history::is_expected(&v.id)) {
            self.agreement.note(&visit.id, held.contains(visit.id.as_str()));
        }
    }

    /// Heavy visits are accepted when first planned; a light one that only few samples leave room for waits, unless no order is to
    /// come.
    fn is_agreed(&self, asked: &Asked, visit: &str) -> bool {
        asked.heavy.contains(visit) || self.agreement.holds(visit)
    }

    /// What is announced of a route whenever its technician leaves: what was before and, where acceptance is announcement, heavy visits behind
    /// nothing open for which nobody waits long at the door (room before an announced visit is room for nobody: who is free leaves).
    fn told(&self, asked: &Asked, route: &PlannedRoute, free: Seconds, until: Seconds) -> BTreeSet<String> {
        let mut told = BTreeSet::new();
        let (mut free, mut behind_open) = (free, false);
        for stop in &route.stops {
            let id = stop.visit.clone().unwrap_or_default();
            let stands = asked.announced.contains(&id);
            let leave = stop.start_seconds - stop.travel_seconds;
            let ready = self.promises.announce_accepted && asked.heavy.contains(&id) && leave - free < self.notice();
            behind_open |= !stands && !ready && leave >= until;
            if stands || ready && !behind_open {
                told.insert(id);
            }
            free = stop.end_seconds;
        }
        told
    }

    fn notice(&self) -> Seconds {
        let usual = if self.promises.keep_technician { 1800 } else { 3600 };
        self.promises.notice_seconds.unwrap_or(usual)
    }

    /// Departures from this moment on can wait for the next order.
    fn open_from(&self, now: Seconds) -> Seconds {
        let from = now.max(self.pace.begin_seconds());
        let next = if self.history.is_empty() {
            pace::certain(from, |until| self.pace.expected(now, until))
        } else {
            pace::certain(from, |until| self.history.expected(now, until))
        };
        next.max(from.saturating_add(self.notice()))
    }
}

/// Takes stops out of a route whose departure is not before `until`, but for those to be told anyway. Nobody drives past one: either
/// nothing after it stays, or the technician is busy until then.
fn keep_open(route: &mut PlannedRoute, free: Seconds, until: Seconds, told: &BTreeSet<String>) {
    let mut last = true;
    for p in (0..route.stops.len()).rev() {
        let stop = &route.stops[p];
        let stands = stop.visit.as_ref().is_none_or(|id| told.contains(id));
        let leave = stop.start_seconds - stop.travel_seconds;
        let before = if p == 0 { free } else { route.stops[p - 1].end_seconds };
        if stands || leave < until || !last && before < until {
            last = false;
        } else {
            route.stops.remove(p);
        }
    }
}

/// A route of the last plan with the announced stops in it; those first when their order does not agree with it.
fn join(planned: &[Stop], said: Vec<Stop>, left: &mut BTreeSet<&str>) -> Vec<Stop> {
    let id = |s: &Stop| s.visit.clone().unwrap_or_default();
    let names: Vec<String> = said.iter().map(id).collect();
    let agreed: Vec<String> = planned.iter().map(id).filter(|i| names.contains(i)).collect();
    let mut open = |s: &Stop| left.remove(id(s).as_str());
    if agreed == names {
        planned.iter().filter(|s| names.contains(&id(s)) || open(s)).cloned().collect()
    } else {
        said.into_iter().chain(planned.iter().filter(|s| open(s)).cloned()).collect()
    }
}

fn ids(plan: &Plan) -> impl Iterator<Item = &str> {
    plan.routes.iter().flat_map(|r| &r.stops).filter_map(|s| s.visit.as_deref())
}
