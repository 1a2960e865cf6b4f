//! What a route costs, part by part; the parts add up to its points.

use super::{Clock, Route};
use crate::compiled::{Day, Model, NONE};
use serde::{Deserialize, Serialize};

/// Points by what they are for. As a difference, parts can be negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Costs {
    /// Seconds driven.
    pub travel_points: i64,
    /// Metres driven.
    pub metre_points: i64,
    /// Time between leaving and returning.
    pub work_points: i64,
    /// Return after the shift's end.
    pub overtime_points: i64,
    /// Starts after the window's end.
    pub lateness_points: i64,
    /// Starts earlier or later than announced.
    pub moved_points: i64,
    /// Someone other than preferred or announced.
    pub person_points: i64,
    /// Uneven load.
    pub fairness_points: i64,
    /// The shift being used at all.
    pub used_points: i64,
}

impl Costs {
    /// All parts together.
    #[must_use]
    pub fn sum(&self) -> i64 {
        self.parts().iter().map(|p| p.1).sum()
    }

    /// The parts with their names.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, i64); 9] {
        [
            ("travel", self.travel_points),
            ("metre", self.metre_points),
            ("work", self.work_points),
            ("overtime", self.overtime_points),
            ("lateness", self.lateness_points),
            ("moved", self.moved_points),
            ("person", self.person_points),
            ("fairness", self.fairness_points),
            ("used", self.used_points),
        ]
    }

    /// What these are above others.
    #[must_use]
    pub fn above(&self, other: &Costs) -> Costs {
        Costs {
            travel_points: self.travel_points - other.travel_points,
            metre_points: self.metre_points - other.metre_points,
            work_points: self.work_points - other.work_points,
            overtime_points: self.overtime_points - other.overtime_points,
            lateness_points: self.lateness_points - other.lateness_points,
            moved_points: self.moved_points - other.moved_points,
            person_points: self.person_points - other.person_points,
            fairness_points: self.fairness_points - other.fairness_points,
            used_points: self.used_points - other.used_points,
        }
    }
}

impl Route {
    /// What this route costs, part by part.
    pub(crate) fn costs(&self, model: &Model, day: &Day) -> Costs {
        if self.seq.is_empty() {
            return Costs::default();
        }
        let visits = || self.seq.iter().filter(|&&v| v != NONE);
        let mut costs = Costs {
            travel_points: i64::from(self.travel) * model.prices.travel,
            metre_points: self.places.windows(2).map(|w| model.metre_points(day, w[0], w[1])).sum(),
            person_points: visits().map(|&v| model.taste(v as usize, day.technician)).sum(),
            used_points: day.used_points,
            ..Costs::default()
        };
        if model.timed
            && let Some(clock) = Clock::of(model, day, self)
        {
            clock.price(model, day, self, &mut costs);
        }
        costs
    }
}
