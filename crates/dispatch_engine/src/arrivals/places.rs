//! Places that nothing refers to any more are dropped, so that preparing the travel of what is left stays cheap.

use crate::model::Problem;
use crate::travel::Travel;

/// Renumbers the places of a problem by coordinates to those in use.
pub(super) fn keep_used(problem: &mut Problem) {
    let mut used = vec![false; problem.travel.places()];
    each_place(problem, |place| {
        if let Some(mark) = used.get_mut(*place) {
            *mark = true;
        }
    });
    match &mut problem.travel {
        Travel::Plane { places, .. } => retain(places, &used),
        Travel::Globe { places, .. } => retain(places, &used),
        _ => return,
    }
    let mut next = 0;
    let numbers: Vec<usize> = used
        .iter()
        .map(|&kept| {
            next += usize::from(kept);
            next.saturating_sub(1)
        })
        .collect();
    each_place(problem, |place| *place = numbers.get(*place).copied().unwrap_or(usize::MAX));
}

fn retain<T>(places: &mut Vec<T>, used: &[bool]) {
    let mut used = used.iter();
    places.retain(|_| used.next().is_some_and(|&kept| kept));
}

fn each_place(problem: &mut Problem, mut with: impl FnMut(&mut usize)) {
    for shift in problem.technicians.iter_mut().flat_map(|t| &mut t.shifts) {
        with(&mut shift.start_place);
        with(&mut shift.end_place);
    }
    problem.visits.iter_mut().for_each(|v| with(&mut v.place));
    problem.supply_place.iter_mut().for_each(with);
}
