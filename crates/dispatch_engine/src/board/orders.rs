//! A plan's orders in numbers: ids looked up, nothing judged yet.

use crate::compiled::{Model, NONE, ProblemError, wrong};
use crate::model::Problem;
use crate::plan::Plan;
use std::collections::BTreeMap;

/// A plan's orders in numbers, one for each day.
pub(crate) fn orders(problem: &Problem, model: &Model, plan: &Plan) -> Result<Vec<Vec<u32>>, ProblemError> {
    let technicians: BTreeMap<&str, usize> =
        problem.technicians.iter().enumerate().map(|(t, p)| (p.id.as_str(), t)).collect();
    let visits: BTreeMap<&str, u32> =
        problem.visits.iter().enumerate().map(|(v, p)| (p.id.as_str(), v as u32)).collect();
    let mut out = vec![Vec::new(); model.days.len()];
    let mut seen = vec![false; model.nodes.len()];
    for (r, route) in plan.routes.iter().enumerate() {
        let at = || format!("routes[{r}]");
        let technician = technicians.get(route.technician.as_str());
        let day = technician.and_then(|&t| model.days_of[t].get(route.shift));
        let Some(&day) = day else {
            return Err(wrong(at(), format!("there is no shift {} of technician {}", route.shift, route.technician)));
        };
        for stop in &route.stops {
            let v = match stop.visit.as_deref() {
                None if model.supply_place == NONE => return Err(wrong(at(), "a visit: there is no supply place")),
                None => NONE,
                Some(id) => *visits.get(id).ok_or_else(|| wrong(at(), format!("there is no visit {id}")))?,
            };
            if v != NONE && std::mem::replace(&mut seen[v as usize], true) {
                return Err(wrong(at(), format!("visit {} stands twice", problem.visits[v as usize].id)));
            }
            out[day as usize].push(v);
        }
    }
    Ok(out)
}
