//! Who may be sent when: facts of the workforce, filled in by flows.

use jiff::civil::Date;
use kernel::{Locale, Place, TechnicianId, TerritoryId, Timestamp, Window, Zone, text_enum};
use serde::{Deserialize, Serialize};

text_enum! {
    /// How a technician travels.
    pub enum Vehicle {
        /// Electric scooter.
        Scooter = "scooter",
        /// Car or van.
        Car = "car",
        /// Bus and metro.
        PublicTransport = "public_transport",
    }
}

text_enum! {
    /// For customers who ask for a woman or a man.
    pub enum Gender {
        /// Woman.
        Female = "female",
        /// Man.
        Male = "male",
    }
}

text_enum! {
    /// Whether a technician works for the market.
    pub enum TechnicianStatus {
        /// Works.
        Active = "active",
        /// Away for long.
        OnLeave = "on_leave",
        /// Works here no more.
        Left = "left",
    }
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Names {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Names {
    /// The name in a language.
    #[must_use]
    pub fn get(&self, locale: Locale) -> &str {
        match locale {
            Locale::ZhCn => &self.zh,
            Locale::En => &self.en,
        }
    }
}

/// A skill somebody has, with the certificate it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillHeld {
    /// Its code.
    pub skill: String,
    /// How well, 0 to 5.
    pub level: u8,
    /// The kind of certificate it needs; none: it needs none.
    pub certificate: Option<String>,
    /// Last day on which the needed certificate is valid; none although one is needed: there is no valid one.
    pub valid_until: Option<Date>,
}

/// A break of a working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    /// Earliest start.
    pub earliest: Timestamp,
    /// Latest start.
    pub latest: Timestamp,
    /// Length.
    pub minutes: u16,
}

/// Somebody's hours of one date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftDay {
    /// The date in the market's zone.
    pub date: Date,
    /// Working hours minus time off, in order, not overlapping; empty: free.
    pub windows: Vec<Window>,
    /// Breaks within them, by earliest start.
    pub breaks: Vec<Break>,
    /// Approved time off that touches the date.
    pub time_off: Vec<Window>,
}

/// One technician with everything dispatch asks about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Technician {
    /// Who.
    pub technician: TechnicianId,
    /// How people call them.
    pub names: Names,
    /// Overall level, 0 apprentice to 5 expert.
    pub level: u8,
    /// For customers who ask.
    pub gender: Gender,
    /// Where the day starts and ends.
    pub home: Place,
    /// How they travel.
    pub vehicle: Vehicle,
    /// Whether they work here.
    pub status: TechnicianStatus,
    /// Their own switch.
    pub on_duty: bool,
    /// Mean of reviews in thousandths of a star.
    pub rating_milli: Option<u32>,
    /// Share of arrivals inside the promised window.
    pub punctuality_per_mille: Option<u32>,
    /// Most visits a day.
    pub visits_max: u32,
    /// Most minutes a day between leaving and returning.
    pub minutes_max: u32,
    /// What they can do.
    pub skills: Vec<SkillHeld>,
    /// Where they go.
    pub territories: Vec<TerritoryId>,
    /// When they work, by date.
    pub days: Vec<ShiftDay>,
}

impl Technician {
    /// Their hours of a date; none when the roster does not cover it.
    #[must_use]
    pub fn day(&self, date: Date) -> Option<&ShiftDay> {
        let index = self.days.binary_search_by_key(&date, |day| day.date).ok()?;
        self.days.get(index)
    }
    /// How well they have a skill.
    #[must_use]
    pub fn skill(&self, code: &str) -> Option<&SkillHeld> {
        self.skills.iter().find(|held| held.skill == code)
    }
}

/// Who may be sent when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Roster {
    /// The market's zone.
    pub zone: Zone,
    /// Everybody.
    pub technicians: Vec<Technician>,
}

impl Roster {
    /// One of them.
    #[must_use]
    pub fn technician(&self, id: TechnicianId) -> Option<&Technician> {
        self.technicians.iter().find(|technician| technician.technician == id)
    }
}
