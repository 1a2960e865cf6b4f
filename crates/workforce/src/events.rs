//! What workforce announces.

use crate::{TechnicianStatus, TimeOffState};
use db::Event;
use kernel::{TechnicianId, TimeOffId, Window};
use serde::{Deserialize, Serialize};

const BOARD: &str = "board";

macro_rules! of_technician {
    ($($name:ident = $text:literal;)*) => {$(
        impl Event for $name {
            const NAME: &'static str = $text;
            fn subject(&self) -> String { self.technician.to_string() }
            fn topics(&self) -> Vec<String> { vec![BOARD.to_owned()] }
        }
    )*};
}

/// Somebody joined.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TechnicianAdded {
    /// Who.
    pub technician: TechnicianId,
}

/// Profile, skills, territories or certificates changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TechnicianChanged {
    /// Who.
    pub technician: TechnicianId,
}

/// Somebody went on leave, came back or left.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TechnicianStatusChanged {
    /// Who.
    pub technician: TechnicianId,
    /// What they are now.
    pub status: TechnicianStatus,
}

/// Somebody switched on or off duty.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TechnicianDutyChanged {
    /// Who.
    pub technician: TechnicianId,
    /// Ready now.
    pub on_duty: bool,
}

/// Weekly or dated hours changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShiftsChanged {
    /// Whose.
    pub technician: TechnicianId,
}

/// Somebody asked for time off.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TimeOffRequested {
    /// Who.
    pub technician: TechnicianId,
    /// Which.
    pub time_off: TimeOffId,
    /// When.
    pub window: Window,
}

/// Time off was granted, refused or withdrawn.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TimeOffDecided {
    /// Whose.
    pub technician: TechnicianId,
    /// Which.
    pub time_off: TimeOffId,
    /// When.
    pub window: Window,
    /// What it is now.
    pub state: TimeOffState,
    /// What the decider said.
    pub note: String,
}

of_technician! {
    TechnicianAdded = "workforce.technician_added";
    TechnicianChanged = "workforce.technician_changed";
    TechnicianStatusChanged = "workforce.technician_status_changed";
    TechnicianDutyChanged = "workforce.technician_duty_changed";
    ShiftsChanged = "workforce.shifts_changed";
    TimeOffRequested = "workforce.time_off_requested";
    TimeOffDecided = "workforce.time_off_decided";
}

/// Every event's name, for the wiring test.
pub const ALL: &[&str] = &[
    TechnicianAdded::NAME,
    TechnicianChanged::NAME,
    TechnicianStatusChanged::NAME,
    TechnicianDutyChanged::NAME,
    ShiftsChanged::NAME,
    TimeOffRequested::NAME,
    TimeOffDecided::NAME,
];
