//! What counts, and how much: prices by which plans that serve the same are compared.

use serde::{Deserialize, Serialize};

/// What counts, and how much, after mandatory visits and weight served (which always come first).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Per second of driving.
    pub travel_points_per_second: i64,
    /// Per 1000 metres driven; `travel` has to know metres.
    pub travel_points_per_km: i64,
    /// Per second between leaving the start and reaching the end, at the best moment to leave.
    pub work_points_per_second: i64,
    /// Per second of return after the shift's end.
    pub overtime_points_per_second: i64,
    /// Per second of start after a window's end.
    pub lateness_points_per_second: i64,
    /// For a visit served by someone who is not preferred.
    pub preference_points: i64,
    /// For a visit served by someone other than announced.
    pub change_technician_points: i64,
    /// For each hour by which a visit starts earlier or later than announced.
    pub change_start_points_per_hour: i64,
    /// Fair load: points times the square of each shift's busy hours.
    pub busy_points_per_square_hour: i64,
    /// When given, weight left out costs this much and is weighed against the other costs instead of coming first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unserved_points_per_weight: Option<i64>,
    /// As few shifts in use as possible comes before cost.
    pub fewest_shifts: bool,
    /// Weight that a promised visit counts for in addition when it was announced (`standing`).
    pub promised_weight: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            travel_points_per_second: 1,
            travel_points_per_km: 0,
            work_points_per_second: 0,
            overtime_points_per_second: 3,
            lateness_points_per_second: 5,
            preference_points: 1800,
            change_technician_points: 7200,
            change_start_points_per_hour: 0,
            busy_points_per_square_hour: 0,
            unserved_points_per_weight: None,
            fewest_shifts: false,
            promised_weight: 0,
        }
    }
}
