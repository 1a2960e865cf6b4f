//! What a visit needs, as flows tell it.

use crate::Gender;
use kernel::{Money, Place, Problem, Result, TechnicianId, TerritoryId, problem};
use serde::{Deserialize, Serialize};

/// A skill with the least level, 0 to 5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillNeed {
    /// Its code.
    pub skill: String,
    /// The least level.
    pub level: u8,
}

/// What planning must know about a visit; kept with the hold and the plan, so that it can be planned again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitNeed {
    /// Work on site, minutes.
    pub duration_minutes: u32,
    /// Kept free before the work.
    pub buffer_before_minutes: u32,
    /// Kept free after the work.
    pub buffer_after_minutes: u32,
    /// Skills, all of them, by one person.
    pub skills: Vec<SkillNeed>,
    /// 1 easy to 5 master's work.
    pub difficulty: u8,
    /// How many people come.
    pub crew_size: u8,
    /// Where.
    pub place: Place,
    /// In which territory; none: not checked.
    pub territory: Option<TerritoryId>,
    /// Asked for a woman or a man.
    pub gender: Option<Gender>,
    /// The customer's chosen technician.
    pub named: Option<TechnicianId>,
    /// Technicians the customer does not want.
    pub excluded: Vec<TechnicianId>,
    /// Technicians the customer likes or knows.
    pub familiar: Vec<TechnicianId>,
    /// As soon as possible, at a surcharge: short lead time, no capacity reserve.
    pub is_emergency: bool,
    /// What the technician will earn; shown with offers.
    pub earning: Option<Money>,
}

impl VisitNeed {
    /// The need itself when its figures make sense.
    pub fn checked(&self) -> Result<&Self, Problem> {
        let out_of_range = |field: &str, max: u32| Err(problem::OUT_OF_RANGE.field(field).param("max", max));
        if !(1..=14 * 60).contains(&self.duration_minutes) {
            return out_of_range("duration_minutes", 14 * 60);
        }
        if self.buffer_before_minutes > 240 || self.buffer_after_minutes > 240 {
            return out_of_range("buffer_minutes", 240);
        }
        if !(1..=6).contains(&self.crew_size) {
            return out_of_range("crew_size", 6);
        }
        if self.difficulty > 5 || self.skills.iter().any(|skill| skill.level > 5) {
            return out_of_range("level", 5);
        }
        Place::new(self.place.latitude, self.place.longitude)?;
        Ok(self)
    }

    /// Minutes it takes out of a day, travel apart.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        i64::from(self.duration_minutes + self.buffer_before_minutes + self.buffer_after_minutes)
    }
}
