//! Shapes of slots, holds, offers, decisions and the board.

use crate::shape::{coded, mirror, shape, tagged};
use dispatch::{
    actions::{Held, Pin},
    model::{
        Break, Candidate, Decision, Explanation, Failed, Gender, Mode, Names, Offer, OfferState, Part, PartCode,
        PlanState, Progress, Relaxation, Reservation, Role, Rule, ShiftDay, SkillNeed, VisitNeed, VisitPlan,
    },
    rules::{
        improve::{Improvement, Transfer},
        slots::{Slot, SlotDay, SlotState},
    },
    views::{BoardDay, BoardTechnician, PoolOffer, Utilisation},
};
use kernel::{
    DecisionId, HoldId, Money, OfferId, Place, ReservationId, TechnicianId, TerritoryId, Timestamp, VisitId, Window,
    time::Date,
};
use std::collections::BTreeMap;

type Params = BTreeMap<String, String>;

coded!(Gender, Mode, OfferState, PartCode, Pin, PlanState, Progress, Role, Rule, SlotState);

mirror! { Names = Names { zh: String, en: String } }
mirror! { SkillNeed = SkillNeed { skill: String, level: u8 } }
mirror! { Slot = Slot {
    window: Window, state: SlotState, technicians: u32, added_travel_minutes: Option<i64>, nearest: Option<TechnicianId>,
} }
mirror! { SlotDay = SlotDay { date: Date, slots: Vec<Slot> } }
mirror! { Held = Held {
    hold: HoldId, technician: TechnicianId, helpers: Vec<TechnicianId>, window: Window, planned_start: Timestamp,
    expires_at: Timestamp,
} }
mirror! { VisitNeed = VisitNeed {
    duration_minutes: u32, buffer_before_minutes: u32, buffer_after_minutes: u32, skills: Vec<SkillNeed>, difficulty: u8,
    crew_size: u8, place: Place, territory: Option<TerritoryId>, gender: Option<Gender>, named: Option<TechnicianId>,
    excluded: Vec<TechnicianId>, familiar: Vec<TechnicianId>, is_emergency: bool, earning: Option<Money>,
} }
mirror! { Failed = Failed { rule: Rule, params: Params } }
mirror! { Part = Part { code: PartCode, value: u32, weight: u32, note: Params } }
mirror! { Candidate = Candidate {
    technician: TechnicianId, names: Names, rank: Option<u32>, failed: Vec<Failed>, parts: Vec<Part>, total: i64,
    added_travel_minutes: Option<i64>, planned_start: Option<Timestamp>, helpers: Vec<TechnicianId>,
} }
tagged! { Relaxation by change = Relaxation {
    later_window { minutes: i64, technician: TechnicianId, names: Names, planned_start: Timestamp },
    earlier_window { minutes: i64, technician: TechnicianId, names: Names, planned_start: Timestamp },
    overtime { minutes: i64, technician: TechnicianId, names: Names, planned_start: Timestamp },
    lower_level { skill: String, level: u8, technician: TechnicianId, names: Names, planned_start: Timestamp },
    displace { visit: VisitId, technician: TechnicianId, names: Names, planned_start: Timestamp },
} }
mirror! { DispatchExplanation = Explanation {
    chosen: Option<TechnicianId>, candidates: Vec<Candidate>, unskilled: u32, relaxations: Vec<Relaxation>,
} }

mirror! { Transfer = Transfer {
    visit: VisitId, version: i64, from: Option<TechnicianId>, to: TechnicianId, names: Names, planned_start: Timestamp,
} }
mirror! { Improvement = Improvement {
    date: Date, transfers: Vec<Transfer>, travel_minutes: i64, travel_minutes_after: i64, served: u32,
} }

shape! {
    /// One dispatch decision with its reasons.
    DecisionShown of Decision as decision {
        decision: DecisionId = decision.decision_id,
        visit: VisitId = decision.visit_id,
        cause: String,
        decided_by: String,
        technician: Option<TechnicianId> = decision.technician_id,
        explanation: Explanation = decision.explanation.0.clone(),
        at: Timestamp,
    }
}

shape! {
    /// A visit offered to a technician.
    OfferShown of Offer as offer {
        offer: OfferId = offer.offer_id,
        visit: VisitId = offer.visit_id,
        wave: i64,
        technician: TechnicianId = offer.technician_id,
        mode: Mode,
        round: i64,
        state: OfferState,
        offered_at: Timestamp,
        expires_at: Timestamp,
        claimed_at: Option<Timestamp>,
        answered_at: Option<Timestamp>,
        reason: String,
        score: i64,
        distance_metres: i64,
    }
}

shape! {
    /// An offer as the technician who is asked sees it.
    PoolOfferShown of PoolOffer as offer {
        offer: OfferId = offer.offer_id,
        visit: VisitId = offer.visit_id,
        mode: Mode,
        round: i64,
        state: OfferState,
        offered_at: Timestamp,
        expires_at: Timestamp,
        distance_metres: i64,
        need: VisitNeed = offer.need.0.clone(),
        window_start: Timestamp,
        window_end: Timestamp,
    }
}

shape! {
    /// What planning knows of a visit.
    PlanShown of VisitPlan as plan {
        visit: VisitId = plan.visit_id,
        state: PlanState,
        mode: Mode,
        wave: i64,
        need: VisitNeed = plan.need.0.clone(),
        window_start: Timestamp,
        window_end: Timestamp,
        technician: Option<TechnicianId> = plan.technician_id,
        is_technician_pinned: bool,
        is_start_pinned: bool,
        trouble: String,
        version: i64,
    }
}

mirror! { Reservation = Reservation {
    reservation_id: ReservationId, technician_id: TechnicianId, date: Date, role: Role, visit_id: Option<VisitId>,
    hold_id: Option<HoldId>, expires_at: Option<Timestamp>, window_start: Timestamp, window_end: Timestamp,
    planned_start: Timestamp, duration_minutes: u32, travel_before_minutes: u32, buffer_before_minutes: u32,
    buffer_after_minutes: u32, latitude: f64, longitude: f64, is_exact: bool, progress: Progress,
} }
mirror! { Break = Break { earliest: Timestamp, latest: Timestamp, minutes: u16 } }
mirror! { ShiftDay = ShiftDay { date: Date, windows: Vec<Window>, breaks: Vec<Break>, time_off: Vec<Window> } }
mirror! { Utilisation = Utilisation {
    shift_minutes: i64, work_minutes: i64, travel_minutes: i64, buffer_minutes: i64, visits: i64,
} }
mirror! { BoardTechnician = BoardTechnician {
    technician: TechnicianId, names: Names, on_duty: bool, shift: Option<ShiftDay>, reservations: Vec<Reservation>, has_clash: bool,
    utilisation: Utilisation,
} }

shape! {
    /// One day of the dispatch board.
    BoardDayShown of BoardDay as day {
        date: Date,
        technicians: Vec<BoardTechnician>,
        plans: Vec<PlanShown> = crate::shape::each(&day.plans),
        unassigned: Vec<PlanShown> = crate::shape::each(&day.unassigned),
    }
}
