//! Reasons and remedies of visits that are bound to others: first whether it would fit without its ties, then which tie stands against it.

use super::reason::{Reason, released_after};
use super::relaxation::{Relaxation, Remedy, apply, displaced};
use crate::board::{Board, Spot};
use crate::compiled::{FAR, NONE};
use crate::model::{Pin, Visit};
use crate::validate::validate;
use std::sync::Arc;

/// How much wider a crew's windows are tried, in seconds.
pub(super) const WIDER: [i64; 7] = [900, 1800, 3600, 7200, 14_400, 28_800, 43_200];

/// What says why a technician cannot have an unserved tied visit, gathered once for all technicians.
pub(super) struct Bonds<'a> {
    board: &'a Board,
    visit: u32,
    /// The board on which the visit has no ties, and its places there.
    free: Board,
    spots: Vec<Spot>,
    /// The others of its crew, each with its places when it has no ties either.
    mates: Vec<(u32, Vec<Spot>)>,
}

impl<'a> Bonds<'a> {
    pub(super) fn of(board: &'a Board, visit: u32) -> Self {
        let free = board.untied(visit);
        let spots = free.spots(visit as usize);
        let mates = board.crew_of(visit).into_iter().skip(1);
        let mates = mates.map(|mate| (mate, board.untied(mate).spots(mate as usize))).collect();
        Bonds { board, visit, free, spots, mates }
    }

    /// Every reason that stands against a technician.
    pub(super) fn reasons(&self, t: usize) -> Vec<Reason> {
        let (board, v) = (self.board, self.visit);
        let own: Vec<&Spot> = self.spots.iter().filter(|s| self.technician(s) == t).collect();
        if own.is_empty() {
            return self.free.reasons(v as usize, t);
        }
        let id = |u: u32| board.problem.visits[u as usize].id.clone();
        let Some(tie) = board.model.ties.get(v as usize) else { return Vec::new() };
        let mut reasons = Vec::new();
        if let Some(technician) = board.series_technician(v).filter(|&s| s as usize != t)
            && let Some(series) = tie.series
            && let Some(&other) =
                board.model.ties.series[series].iter().find(|&&u| u != v && board.day_of[u as usize] != NONE)
        {
            let technician = board.problem.technicians[technician as usize].id.clone();
            reasons.push(Reason::Series { visit: id(other), technician });
        }
        for gap in &tie.after {
            match board.times(gap.visit) {
                None => reasons.push(Reason::Order { visit: id(gap.visit), missing_seconds: None }),
                Some((_, end)) => {
                    let due = end.saturating_add(gap.min);
                    let latest = own.iter().map(|s| s.latest).max().unwrap_or(-FAR);
                    if latest < due {
                        let missing = i64::from(due) - i64::from(latest);
                        reasons.push(Reason::Order { visit: id(gap.visit), missing_seconds: Some(missing) });
                    }
                }
            }
        }
        for gap in &tie.before {
            let Some((next, _)) = board.times(gap.visit) else { continue };
            let over = |s: &&Spot| s.earliest + board.service(v, s.day) + gap.min - next;
            if let Some(over) = own.iter().map(over).min().filter(|&over| over > 0) {
                reasons.push(Reason::Awaited { visit: id(gap.visit), over_seconds: i64::from(over) });
            }
        }
        for (mate, spots) in &self.mates {
            let apart = self.apart(&own, spots, t);
            reasons.extend(apart.map(|apart_seconds| Reason::Crew { visit: id(*mate), apart_seconds }));
        }
        if reasons.is_empty() {
            reasons.push(Reason::Limits);
        }
        reasons
    }

    fn technician(&self, spot: &Spot) -> usize {
        self.board.model.days[spot.day as usize].technician as usize
    }

    /// Seconds between the nearest starts of two of a crew, the first with a given technician and the other with anyone else; the
    /// outer none when they can start together.
    fn apart(&self, own: &[&Spot], mates: &[Spot], t: usize) -> Option<Option<i64>> {
        let mut nearest: Option<i64> = None;
        for spot in mates.iter().filter(|s| self.technician(s) != t) {
            for mine in own {
                let apart = (spot.earliest - mine.latest).max(mine.earliest - spot.latest).max(0);
                nearest = Some(nearest.map_or(i64::from(apart), |n| n.min(i64::from(apart))));
            }
        }
        (nearest != Some(0)).then_some(nearest)
    }
}

impl Board {
    /// The board on which a visit has no ties.
    fn untied(&self, v: u32) -> Board {
        let mut board = self.clone();
        let model = Arc::make_mut(&mut board.model);
        if let Some(tie) = Arc::make_mut(&mut model.ties).visits.remove(&v) {
            model.nodes[v as usize] = tie.free;
        }
        board
    }

    fn service(&self, v: u32, d: u32) -> i32 {
        self.model.service(&self.model.days[d as usize], &self.model.nodes[v as usize])
    }

    /// What would serve a tied visit that fits nowhere: its own remedies within the span its partners leave it, wider windows for the
    /// whole crew, or no ties at all. Each is done on a board of its own and checked.
    pub(super) fn tied_remedies(&self, v: u32) -> Vec<Remedy> {
        let mut remedies = Vec::new();
        if self.crew_of(v).len() > 1 {
            let ends = self.crew_windows(v).filter_map(|w| Some(w.last()?.end_seconds)).min();
            remedies.extend(self.wider_for(|seconds| (seconds, 0), v, |start| ends.map_or(1, |end| start - end)));
            let starts = self.crew_windows(v).filter_map(|w| Some(w.first()?.start_seconds)).max();
            remedies.extend(self.wider_for(|seconds| (0, seconds), v, |start| starts.map_or(1, |first| first - start)));
        } else {
            let mut board = self.clone();
            if let Some(node) = board.narrowed(v, 1000) {
                let model = Arc::make_mut(&mut board.model);
                Arc::make_mut(&mut model.ties).visits.remove(&v);
                let visit = self.spanned(self.problem.visits[v as usize].clone().without_ties(), &node);
                model.nodes[v as usize] = node;
                let own = &mut Arc::make_mut(&mut board.problem).visits[v as usize];
                *own = visit;
                if let (Some(t), Pin::Free) = (self.series_technician(v), &own.pin) {
                    own.pin = Pin::Technician(self.problem.technicians[t as usize].id.clone());
                }
                remedies.extend(board.remedies(v as usize));
                // The span is the partners' doing, not a window that anybody could ask to be wider.
                let own = &self.problem.visits[v as usize];
                remedies.retain(|r| own.after.is_empty() && !own.windows.is_empty() || !moves_window(&r.relaxation));
                remedies.retain(|r| self.holds_in_full(v, r));
            }
        }
        remedies.extend(self.done_with(v, Relaxation::Unbind, |_| {}));
        if remedies.is_empty() {
            let alone = self.untied(v).remedies(v as usize);
            let alone = alone.into_iter().map(|r| Remedy { relaxation: unbound(r.relaxation), ..r });
            remedies.extend(alone.filter(|r| self.holds_in_full(v, r)));
        }
        remedies
    }

    /// Whether a remedy found within a span works in the whole problem, ties and all; giving up or moving others is not tried again.
    fn holds_in_full(&self, v: u32, remedy: &Remedy) -> bool {
        let mut problem = crate::Problem::clone(&self.problem);
        if unbinds(&remedy.relaxation) {
            unbind(&mut problem.visits, &self.problem.visits[v as usize].id);
        }
        let Some(technician) = problem.technicians.iter_mut().find(|t| t.id == remedy.opening.technician) else {
            return false;
        };
        let mut shift = technician.shifts[remedy.opening.shift].clone();
        apply(&remedy.relaxation, &mut problem.visits[v as usize], technician, &mut shift);
        technician.shifts[remedy.opening.shift] = shift;
        let Ok(mut board) = Board::new(problem, &self.plan()) else { return false };
        let gone = displaced(&remedy.relaxation);
        let off = gone.iter().all(|id| board.index(id).is_some_and(|u| board.remove(u)));
        let openings = board.openings(v as usize, usize::MAX);
        let same = openings.iter().find(|o| o.technician == remedy.opening.technician);
        off && same.is_some_and(|o| board.place(v as usize, o))
            && validate(board.problem(), &board.plan()).violations.is_empty()
    }

    /// For a visit that may begin only after its last window: that window so much later that somebody can come, to the minute of
    /// the first who does.
    pub(super) fn released_remedy(&self, v: u32) -> Option<Remedy> {
        let visit = &self.problem.visits[v as usize];
        let (after, end) = (released_after(visit)?, visit.windows.last()?.end_seconds + visit.lateness_seconds_max);
        let later = |seconds: i64| {
            self.done_with(v, Relaxation::LaterWindow { seconds }, |other| {
                let last = other.windows.last_mut().filter(|_| other.id == visit.id);
                last.into_iter().for_each(|w| w.end_seconds += seconds);
            })
        };
        let found = std::iter::once(0).chain(WIDER).find_map(|more| later(after + more))?;
        later(found.opening.start_seconds - end).or(Some(found))
    }

    /// The windows of each of a visit's crew.
    fn crew_windows(&self, v: u32) -> impl Iterator<Item = &[crate::Window]> {
        self.crew_of(v).into_iter().map(|u| self.problem.visits[u as usize].windows.as_slice())
    }

    /// A crew's windows wider on one side, as little as it takes: `just` says how much a common start needs.
    fn wider_for(&self, side: impl Fn(i64) -> (i64, i64), v: u32, just: impl Fn(i64) -> i64) -> Option<Remedy> {
        let at = WIDER.partition_point(|&seconds| self.crew_start(v, side(seconds)).is_none());
        let start = self.crew_start(v, side(*WIDER.get(at)?))?;
        let (later, earlier) = side(just(start).max(1));
        // A release can still forbid what the windows would allow.
        self.with_wider_crew(v, later, earlier).or_else(|| {
            WIDER[at..].iter().find_map(|&seconds| {
                let (later, earlier) = side(seconds);
                self.with_wider_crew(v, later, earlier)
            })
        })
    }

    /// The cheapest common start of a crew whose windows end so much later and begin so much earlier.
    fn crew_start(&self, v: u32, (later, earlier): (i64, i64)) -> Option<i64> {
        let mut board = self.clone();
        let ties = Arc::make_mut(&mut Arc::make_mut(&mut board.model).ties);
        for u in self.crew_of(v) {
            ties.visits.get_mut(&u)?.free.widen(later as i32, earlier as i32);
        }
        board.joints(v).first().map(|joint| i64::from(joint.start) + self.model.base)
    }

    fn with_wider_crew(&self, v: u32, later: i64, earlier: i64) -> Option<Remedy> {
        let crew: Vec<&str> = self.crew_of(v).iter().map(|&u| self.problem.visits[u as usize].id.as_str()).collect();
        let relaxation = match earlier {
            0 => Relaxation::LaterWindow { seconds: later },
            seconds => Relaxation::EarlierWindow { seconds },
        };
        self.done_with(v, relaxation, |visit| {
            if crew.contains(&visit.id.as_str()) {
                visit.windows.last_mut().into_iter().for_each(|w| w.end_seconds += later);
                visit.windows.first_mut().into_iter().for_each(|w| w.start_seconds -= earlier);
            }
        })
    }

    /// Does a change to the whole problem, places the visit, and lets the checker judge the whole plan.
    fn done_with(&self, v: u32, relaxation: Relaxation, change: impl FnMut(&mut Visit)) -> Option<Remedy> {
        let asked = &self.problem.visits[v as usize].id;
        let mut problem = crate::Problem::clone(&self.problem);
        problem.visits.iter_mut().for_each(change);
        if unbinds(&relaxation) {
            unbind(&mut problem.visits, asked);
        }
        let mut board = Board::new(problem, &self.plan()).ok()?;
        let index = board.index(asked)?;
        let opening = board.openings(index, 1).into_iter().next()?;
        let placed = board.dropped().is_empty() && board.place(index, &opening);
        let valid = placed && validate(board.problem(), &board.plan()).violations.is_empty();
        valid.then_some(Remedy { relaxation, opening })
    }
}

/// Lets a visit stand alone: whoever starts with it, or has its technician, does so with the next of them instead.
fn unbind(visits: &mut [Visit], asked: &str) {
    let bonds: [fn(&mut Visit) -> &mut Option<String>; 2] = [|v| &mut v.starts_with, |v| &mut v.same_technician_as];
    for bond in bonds {
        let mut next: Option<String> = None;
        for visit in visits.iter_mut() {
            if visit.id == asked {
                *bond(visit) = None;
            } else if bond(visit).as_deref() == Some(asked) {
                *bond(visit) = next.clone();
                next.get_or_insert(visit.id.clone());
            }
        }
    }
    visits.iter_mut().filter(|v| v.id == asked).for_each(|v| v.after.clear());
}

fn unbinds(relaxation: &Relaxation) -> bool {
    match relaxation {
        Relaxation::Together { changes } => changes.iter().any(unbinds),
        one => *one == Relaxation::Unbind,
    }
}

fn moves_window(relaxation: &Relaxation) -> bool {
    match relaxation {
        Relaxation::LaterWindow { .. } | Relaxation::EarlierWindow { .. } => true,
        Relaxation::Together { changes } => changes.iter().any(moves_window),
        Relaxation::MoveVisit { .. }
        | Relaxation::Shorter { .. }
        | Relaxation::Overtime { .. }
        | Relaxation::Skill { .. }
        | Relaxation::AllowTechnician
        | Relaxation::DropVisit { .. }
        | Relaxation::MoreVisits
        | Relaxation::LongerWork { .. }
        | Relaxation::TechnicianMoreVisits { .. }
        | Relaxation::TechnicianLongerWork { .. }
        | Relaxation::Capacity { .. }
        | Relaxation::Carry { .. }
        | Relaxation::Unbind => false,
    }
}

/// A change, the ties given up first.
fn unbound(relaxation: Relaxation) -> Relaxation {
    let mut changes = vec![Relaxation::Unbind];
    match relaxation {
        Relaxation::Together { changes: more } => changes.extend(more),
        one => changes.push(one),
    }
    Relaxation::Together { changes }
}
