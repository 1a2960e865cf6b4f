//! The market's numbers for dispatch; the defaults are those of the trade (DOMAIN 2 and 4).

use crate::{Vehicle, planner::Speed};
use serde::{Deserialize, Serialize};

/// How much each part of a score counts. Only proportions matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// Little extra travel.
    pub travel: u32,
    /// Skilled enough, not wastefully more.
    pub skill: u32,
    /// Arrives inside the window.
    pub punctuality: u32,
    /// Well reviewed.
    pub rating: u32,
    /// Has had less work that day.
    pub load: u32,
    /// Known to the customer.
    pub familiarity: u32,
    /// Time to spare inside the window.
    pub slack: u32,
}

impl Default for Weights {
    fn default() -> Self {
        Self { travel: 35, skill: 10, punctuality: 10, rating: 15, load: 15, familiarity: 10, slack: 5 }
    }
}

/// The market's numbers for dispatch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// First window of a day starts, minutes from midnight.
    pub day_starts_minute: u16,
    /// Last window of a day ends.
    pub day_ends_minute: u16,
    /// Length of a window.
    pub window_minutes: u16,
    /// Days that can be booked, today included.
    pub horizon_days: u16,
    /// Least time between asking and the start of work.
    pub lead_minutes: u16,
    /// The same in an emergency.
    pub emergency_lead_minutes: u16,
    /// Starts that a crew of several may be given lie on this grid.
    pub grid_minutes: u16,
    /// Share of a day's hours kept for emergencies and operators.
    pub reserve_percent: u8,
    /// A window with at most so many possible technicians is nearly full.
    pub few_technicians: u32,
    /// How long a hold lives.
    pub hold_minutes: u16,
    /// Live holds of one customer or guest.
    pub holds_max: u32,
    /// Road distance for 1000 metres as the crow flies.
    pub detour_per_mille: u32,
    /// Scooter speed.
    pub scooter_kmh: u32,
    /// Car speed.
    pub car_kmh: u32,
    /// Bus and metro speed, waiting included.
    pub public_transport_kmh: u32,
    /// Windows that start within this time need technicians who are on duty.
    pub duty_minutes: u16,
    /// The hardest work alone, by a technician's level 0 to 5.
    pub difficulty_max: [u8; 6],
    /// Time to answer a direct offer.
    pub offer_seconds: u32,
    /// The same in an emergency.
    pub emergency_offer_seconds: u32,
    /// Direct offers before the pool opens.
    pub direct_offers_max: u32,
    /// Time a named technician has to answer.
    pub named_seconds: u32,
    /// Radius of each grab round.
    pub grab_radius_metres: Vec<u32>,
    /// Length of a grab round.
    pub grab_round_seconds: u32,
    /// Claims within this time of the first compete by score, not by speed.
    pub grab_collect_seconds: u32,
    /// Candidates this close to the best count as equal for a hold, in hundredths of a point; chance decides among them.
    pub tie_hundredths: u32,
    /// How much each part of a score counts.
    pub weights: Weights,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            day_starts_minute: 8 * 60,
            day_ends_minute: 20 * 60,
            window_minutes: 120,
            horizon_days: 14,
            lead_minutes: 120,
            emergency_lead_minutes: 30,
            grid_minutes: 30,
            reserve_percent: 10,
            few_technicians: 2,
            hold_minutes: 10,
            holds_max: 3,
            detour_per_mille: 1300,
            scooter_kmh: 18,
            car_kmh: 25,
            public_transport_kmh: 14,
            duty_minutes: 120,
            difficulty_max: [0, 2, 3, 4, 5, 5],
            offer_seconds: 300,
            emergency_offer_seconds: 120,
            direct_offers_max: 3,
            named_seconds: 1800,
            grab_radius_metres: vec![3000, 5000, 10_000],
            grab_round_seconds: 600,
            grab_collect_seconds: 10,
            tie_hundredths: 200,
            weights: Weights::default(),
        }
    }
}

impl Policy {
    /// How fast a vehicle is.
    #[must_use]
    pub fn speed(&self, vehicle: Vehicle) -> Speed {
        let kilometres_per_hour = match vehicle {
            Vehicle::Scooter => self.scooter_kmh,
            Vehicle::Car => self.car_kmh,
            Vehicle::PublicTransport => self.public_transport_kmh,
        };
        Speed { kilometres_per_hour, detour_per_mille: self.detour_per_mille }
    }
}
