//! Technicians, skills, certificates, shifts, time off, and the roster that planning reads.

use jiff::civil::Date;
use kernel::{
    CertificateId, FileId, Phone, Place, TechnicianId, TerritoryId, TimeOffId, Timestamp, Window, Zone, text_enum,
};
use serde::{Deserialize, Serialize};

text_enum! {
    /// Which kind of work a technician is hired for.
    pub enum TechnicianKind {
        /// Repairs, installs, fixes pipes and wires.
        Repair = "repair",
        /// Cleans.
        Cleaner = "cleaner",
    }
}

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
        /// Away for long (illness, parental leave, suspension).
        OnLeave = "on_leave",
        /// Works here no more; kept for history.
        Left = "left",
    }
}

text_enum! {
    /// Why somebody is away.
    pub enum TimeOffKind {
        /// Paid leave.
        Annual = "annual",
        /// Illness.
        Sick = "sick",
        /// Private matters.
        Personal = "personal",
        /// Training.
        Training = "training",
    }
}

text_enum! {
    /// Where a wish for time off stands.
    pub enum TimeOffState {
        /// Asked for; planning ignores it.
        Requested = "requested",
        /// Granted; planning keeps it free.
        Approved = "approved",
        /// Not granted.
        Refused = "refused",
        /// Taken back.
        Withdrawn = "withdrawn",
    }
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// Chinese.
    pub zh: String,
    /// English or romanised.
    pub en: String,
}

/// What an operator enters about a technician.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// How people call them.
    pub names: Names,
    /// Their phone; also how they sign in. One technician of a market per number.
    pub phone: Phone,
    /// Repairs or cleans.
    pub kind: TechnicianKind,
    /// 0 apprentice to 5 expert.
    pub level: u8,
    /// For customers who ask.
    pub gender: Gender,
    /// Where the day starts and ends.
    pub home: Place,
    /// How they travel.
    pub vehicle: Vehicle,
    /// Their picture.
    pub photo: Option<FileId>,
    /// Most visits a day; none: the default of the kind.
    pub visits_max: Option<u32>,
    /// Most minutes a day between leaving and returning; none: ten hours.
    pub minutes_max: Option<u32>,
    /// First day of work.
    pub hired_on: Date,
}

/// A person in the field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Technician {
    /// Their id.
    pub technician_id: TechnicianId,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Their phone.
    pub phone: Phone,
    /// Repairs or cleans.
    pub kind: TechnicianKind,
    /// 0 apprentice to 5 expert.
    pub level: u8,
    /// For customers who ask.
    pub gender: Gender,
    /// Home, degrees north.
    pub home_latitude: f64,
    /// Home, degrees east.
    pub home_longitude: f64,
    /// How they travel.
    pub vehicle: Vehicle,
    /// Their picture.
    pub photo_file_id: Option<FileId>,
    /// Most visits a day.
    pub visits_max: u32,
    /// Most minutes a day between leaving and returning.
    pub minutes_max: u32,
    /// First day of work.
    pub hired_on: Date,
    /// Whether they work here.
    pub status: TechnicianStatus,
    /// Their own switch: ready for work now.
    pub on_duty: bool,
    /// Mean of reviews in thousandths of a star; projected by flows.
    pub rating_milli: Option<u32>,
    /// How many reviews.
    pub rating_count: u32,
    /// Share of arrivals inside the promised window; projected by flows.
    pub punctuality_per_mille: Option<u32>,
    /// Changes with every change of the row.
    pub version: i64,
}
db::row!(Technician {
    technician_id,
    name_zh,
    name_en,
    phone,
    kind,
    level,
    gender,
    home_latitude,
    home_longitude,
    vehicle,
    photo_file_id,
    visits_max,
    minutes_max,
    hired_on,
    status,
    on_duty,
    rating_milli,
    rating_count,
    punctuality_per_mille,
    version,
});

impl Technician {
    /// Both names.
    #[must_use]
    pub fn names(&self) -> Names {
        Names { zh: self.name_zh.clone(), en: self.name_en.clone() }
    }
    /// Where the day starts and ends.
    #[must_use]
    pub fn home(&self) -> Place {
        Place { latitude: self.home_latitude, longitude: self.home_longitude }
    }
}

/// Where somebody on duty was last.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Who.
    pub technician_id: TechnicianId,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// How sure the device was, metres.
    pub accuracy_metres: Option<u32>,
    /// When.
    pub reported_at: Timestamp,
}
db::row!(Position { technician_id, latitude, longitude, accuracy_metres, reported_at });

impl Position {
    /// The point.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { latitude: self.latitude, longitude: self.longitude }
    }
}

/// A skill somebody has, 0 (learning) to 5.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skill {
    /// Its code.
    pub skill: String,
    /// How well.
    pub level: u8,
}
db::row!(Skill { skill, level });

/// A stretch of a day in minutes from midnight, 0 to 1440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First minute.
    pub starts_minute: u16,
    /// First minute after it.
    pub ends_minute: u16,
}

/// Working hours of one weekday; a weekday may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WeeklyShift {
    /// 1 Monday to 7 Sunday.
    pub weekday: u8,
    /// First minute of the day.
    pub starts_minute: u16,
    /// First minute after it.
    pub ends_minute: u16,
}
db::row!(WeeklyShift { weekday, starts_minute, ends_minute });

/// The hours of one date, in place of the weekly ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedShift {
    /// The date.
    pub date: Date,
    /// Its hours; empty: a free day.
    pub spans: Vec<Span>,
    /// Why.
    pub note: String,
}

/// A certificate, such as an electrician's licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Its id.
    pub certificate_id: CertificateId,
    /// Whose.
    pub technician_id: TechnicianId,
    /// Its kind's code.
    pub kind: String,
    /// The number printed on it.
    pub number: String,
    /// Since when.
    pub issued_on: Date,
    /// Last day it is valid; none: for ever.
    pub expires_on: Option<Date>,
    /// A picture of it.
    pub file_id: Option<FileId>,
    /// Withdrawn; counts no more.
    pub is_revoked: bool,
    /// Changes with every change of the row.
    pub version: i64,
}
db::row!(Certificate {
    certificate_id,
    technician_id,
    kind,
    number,
    issued_on,
    expires_on,
    file_id,
    is_revoked,
    version
});

/// That a skill may be used only with a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateRule {
    /// The skill.
    pub skill: String,
    /// The certificate's kind.
    pub kind: String,
}
db::row!(CertificateRule { skill, kind });

/// An absence, wished for or granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeOff {
    /// Its id.
    pub time_off_id: TimeOffId,
    /// Whose.
    pub technician_id: TechnicianId,
    /// Why, as a kind.
    pub kind: TimeOffKind,
    /// From.
    pub starts_at: Timestamp,
    /// Until.
    pub ends_at: Timestamp,
    /// Why, in words.
    pub reason: String,
    /// Where it stands.
    pub state: TimeOffState,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// What the decider said.
    pub note: String,
    /// Changes with every change of the row.
    pub version: i64,
}
db::row!(TimeOff {
    time_off_id,
    technician_id,
    kind,
    starts_at,
    ends_at,
    reason,
    state,
    decided_by,
    decided_at,
    note,
    version,
});

/// The lunch break: so many minutes, anywhere within a stretch of the day (DOMAIN 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LunchRule {
    /// It starts no earlier, minutes from midnight.
    pub from_minute: u16,
    /// It is over by then.
    pub until_minute: u16,
    /// Its length.
    pub minutes: u16,
}

impl Default for LunchRule {
    fn default() -> Self {
        Self { from_minute: 11 * 60 + 30, until_minute: 13 * 60 + 30, minutes: 45 }
    }
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

/// The hours of one technician on one date that may be planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftDay {
    /// The date in the market's zone.
    pub date: Date,
    /// Working hours minus approved time off, in order, not overlapping; empty: free.
    pub windows: Vec<Window>,
    /// Breaks within them.
    pub breaks: Vec<Break>,
    /// Approved time off that touches the date.
    pub time_off: Vec<Window>,
}

/// A skill with the certificate it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterSkill {
    /// Its code.
    pub skill: String,
    /// How well.
    pub level: u8,
    /// The kind of certificate it needs; none: it needs none.
    pub certificate: Option<String>,
    /// Last day on which the needed certificate is valid; none although one is needed: there is no valid one.
    pub valid_until: Option<Date>,
}

/// One technician in a roster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RosterTechnician {
    /// Who.
    pub technician: Technician,
    /// What they can do.
    pub skills: Vec<RosterSkill>,
    /// Where they go.
    pub territories: Vec<TerritoryId>,
    /// When they work: one entry a date, in order.
    pub days: Vec<ShiftDay>,
}

/// Who can be planned when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Roster {
    /// The market's zone.
    pub zone: Zone,
    /// Everybody who has not left, by id.
    pub technicians: Vec<RosterTechnician>,
}
