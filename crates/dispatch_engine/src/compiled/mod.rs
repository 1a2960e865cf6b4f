//! A problem in numbers: ids become indices, skills become bit sets over technicians, times become 32 bit offsets.
//!
//! Everything the search reads sits in flat arrays; everything it must not repeat (string comparison, set logic) happens here once.
//! A technician's shift is a *day*: the thing that carries one route.

mod build;
mod check;
mod error;
mod names;
mod node;
mod quota;
mod ties;
mod twins;

use crate::model::Seconds;
use crate::travel::{Hours, Metres, Table, Way};
pub use error::ProblemError;
pub(crate) use error::wrong;
pub(crate) use node::{Day, Node, Starts};
pub(crate) use quota::{Quota, Use};
use std::collections::BTreeMap;
use std::sync::Arc;
pub(crate) use ties::{Tie, Ties};

/// No such visit.
pub(crate) const NONE: u32 = u32::MAX;
/// Longer than any horizon, far from overflow.
pub(crate) const FAR: i32 = 1_000_000_000;

/// A compiled problem.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub table: Table,
    pub base: Seconds,
    pub nodes: Vec<Node>,
    pub days: Vec<Day>,
    /// Days of each technician, in order.
    pub days_of: Vec<Vec<u32>>,
    /// What each technician may do on all days together, and whether that couples the days of anybody.
    pub quotas: Vec<Quota>,
    pub limited: bool,
    /// One bit a technician, `words` words a class.
    pub classes: Vec<u64>,
    pub words: usize,
    /// Load dimensions; demand is `nodes * dimensions`, capacity `days * dimensions`.
    pub dimensions: usize,
    pub demand: Vec<i64>,
    pub capacity: Vec<i64>,
    pub supply_place: u32,
    /// Some visit needs tools or parts.
    pub supplies: bool,
    /// Some visits come in pairs.
    pub pairs: bool,
    /// Costs depend on when things happen, not only on the order.
    pub timed: bool,
    /// Costs by time follow from stretches of a route (`route/span`): one window each, no lateness, no breaks, one pace all day.
    pub spanned: bool,
    /// Some visit costs more with one technician than with another.
    pub tastes: bool,
    /// Set for a search whose visits have one window each, no breaks, standard pace and vehicles, costs by distance only, and are either
    /// all in pairs or none: its loops shrink to a few additions.
    pub plain: bool,
    /// As few days in use as possible comes before cost.
    pub fewest_days: bool,
    /// Price of weight left out, when it is weighed against cost.
    pub unserved_points: Option<i64>,
    pub prices: Prices,
    /// Pace by the time of day.
    pub hours: Option<Hours>,
    /// Present when metres cost something.
    pub metres: Option<Metres>,
    /// Visits bound to each other.
    pub ties: Arc<Ties>,
    keys: Arc<BTreeMap<ClassKey, u32>>,
    /// Classes narrowed to one technician.
    alone: BTreeMap<(u32, u32), u32>,
}

/// Points, as in `Policy`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prices {
    pub travel: i64,
    pub work: i64,
    pub overtime: i64,
    pub lateness: i64,
    pub preference: i64,
    pub change: i64,
    pub change_start: i64,
    pub busy: i64,
    pub promised: i64,
}

/// Everything that decides who may come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct ClassKey {
    skills: Vec<(String, u8)>,
    required: Vec<String>,
    excluded: Vec<String>,
    pinned: Option<String>,
}

impl Model {
    /// Whether the plain search applies.
    pub(crate) fn is_plain(&self) -> bool {
        let days = self.days.iter().all(|d| {
            d.breaks.is_empty() && d.travel_per_mille == 1000 && d.duration_per_mille == 1000 && d.work_max >= FAR
        });
        let nodes = self.nodes.iter().all(|n| n.windows.is_empty() && n.setup == 0);
        days && nodes
            && !self.timed
            && self.metres.is_none()
            && !self.supplies
            && if self.pairs { self.all_paired() } else { self.demand.iter().all(|&d| d >= 0) }
    }

    /// Whether every visit is one half of a pair, and what is picked up is what is delivered.
    fn all_paired(&self) -> bool {
        let even = |v: usize| {
            let mate = self.nodes[v].mate;
            mate != NONE && self.demand(v).iter().zip(self.demand(mate as usize)).all(|(a, b)| a + b == 0)
        };
        self.dimensions <= 1 && (0..self.nodes.len()).all(even)
    }

    /// Whether stretches of routes say what time costs, where it costs something.
    fn is_spanned(&self) -> bool {
        let nodes = self.nodes.iter().all(|n| n.windows.is_empty() && n.late == 0 && n.announced_start.is_none());
        let days = self.days.iter().all(|d| d.breaks.is_empty());
        (self.timed || self.supplies) && self.hours.is_none() && nodes && days
    }

    /// Whether it matters how long a day's work takes.
    pub(crate) fn hours_count(&self, day: &Day) -> bool {
        self.prices.work != 0 || day.hour_points != 0 || day.work_max < FAR
    }

    /// Points for so many seconds of driving and service in one day.
    #[inline]
    pub(crate) fn fairness(&self, busy: i32) -> i64 {
        if self.prices.busy == 0 {
            return 0;
        }
        let squared = i128::from(busy) * i128::from(busy) * i128::from(self.prices.busy) / (3600 * 3600);
        i64::try_from(squared).unwrap_or(i64::MAX / 4)
    }

    /// Whether the technician has the skills and is not ruled out by name.
    #[inline]
    pub(crate) fn able(&self, visit: usize, technician: u32) -> bool {
        let word = self.nodes[visit].class as usize * self.words + technician as usize / 64;
        self.classes[word] >> (technician % 64) & 1 == 1
    }

    /// Points that a technician costs for a visit wherever it stands in the route.
    #[inline]
    pub(crate) fn taste(&self, visit: usize, technician: u32) -> i64 {
        let node = &self.nodes[visit];
        let mut points = 0;
        if !node.preferred.is_empty() && !node.preferred.contains(&technician) {
            points += self.prices.preference;
        }
        if node.announced != NONE && node.announced != technician {
            points += self.prices.change;
        }
        points
    }

    /// Seconds from a place to a visit's door.
    #[inline]
    pub(crate) fn reach(&self, day: &Day, from: u32, to: &Node) -> i32 {
        let drive = self.drive(day, from, to.place);
        if from == to.place { drive } else { drive + to.setup }
    }

    /// Seconds from place to place.
    #[inline]
    pub(crate) fn drive(&self, day: &Day, from: u32, to: u32) -> i32 {
        let seconds = self.table.seconds(from, to);
        if day.travel_per_mille == 1000 { seconds } else { scaled(seconds, day.travel_per_mille) }
    }

    /// Arrival when leaving for a way at a moment.
    #[inline]
    pub(crate) fn arrive(&self, day: &Day, way: Way, leave: i32) -> i32 {
        match &self.hours {
            None => leave + way.seconds,
            Some(hours) => {
                let base = self.table.seconds(way.from, way.to);
                let setup = way.seconds - self.drive(day, way.from, way.to);
                hours.arrive(leave, (way.from, way.to), base, day.travel_per_mille) + setup
            }
        }
    }

    /// The last departure for a way that arrives by a moment.
    #[inline]
    pub(crate) fn leave(&self, day: &Day, way: Way, arrive: i32) -> i32 {
        match &self.hours {
            None => arrive - way.seconds,
            Some(hours) => {
                let base = self.table.seconds(way.from, way.to);
                let setup = way.seconds - self.drive(day, way.from, way.to);
                hours.leave(arrive - setup, (way.from, way.to), base, day.travel_per_mille)
            }
        }
    }

    /// Takes over the span that a tied visit has in a standing plan.
    pub(crate) fn keep(&mut self, v: usize, node: &Node) {
        if self.ties.get(v).is_some() {
            let own = &mut self.nodes[v];
            (own.open, own.close, own.due) = (node.open, node.close, node.due);
            own.windows.clone_from(&node.windows);
        }
    }

    /// Points for the metres from place to place.
    #[inline]
    pub(crate) fn metre_points(&self, day: &Day, from: u32, to: u32) -> i64 {
        self.metres.as_ref().map_or(0, |m| (m.between(from, to) * day.km_points + 500) / 1000)
    }

    /// The class of those of another class who are one technician: one person, or nobody.
    pub(crate) fn class_alone(&mut self, class: u32, technician: u32) -> u32 {
        if let Some(&known) = self.alone.get(&(class, technician)) {
            return known;
        }
        let (from, word) = (self.classes.len(), technician as usize / 64);
        let bit = self.classes.get(class as usize * self.words + word).map_or(0, |w| w & 1 << (technician % 64));
        self.classes.resize(from + self.words, 0);
        if let Some(own) = self.classes.get_mut(from + word) {
            *own = bit;
        }
        let narrowed = (from / self.words) as u32;
        self.alone.insert((class, technician), narrowed);
        narrowed
    }

    /// The class of those who are in both of two classes.
    fn class_of_both(&mut self, one: u32, other: u32) -> u32 {
        if one == other {
            return one;
        }
        let from = self.classes.len();
        for word in 0..self.words {
            let of = |class: u32| self.classes[class as usize * self.words + word];
            let both = of(one) & of(other);
            self.classes.push(both);
        }
        (from / self.words) as u32
    }

    /// Seconds on site.
    #[inline]
    pub(crate) fn service(&self, day: &Day, node: &Node) -> i32 {
        if day.duration_per_mille == 1000 { node.service } else { scaled(node.service, day.duration_per_mille) }
    }

    #[inline]
    pub(crate) fn demand(&self, visit: usize) -> &[i64] {
        &self.demand[visit * self.dimensions..(visit + 1) * self.dimensions]
    }

    #[inline]
    pub(crate) fn capacity(&self, day: usize) -> &[i64] {
        &self.capacity[day * self.dimensions..(day + 1) * self.dimensions]
    }
}

/// Rounded half up; 64 bit in between.
pub(crate) fn scaled(seconds: i32, per_mille: i32) -> i32 {
    ((i64::from(seconds) * i64::from(per_mille) + 500) / 1000).min(i64::from(FAR / 4)) as i32
}
