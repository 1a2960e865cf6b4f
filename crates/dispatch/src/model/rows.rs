//! What is promised, offered and decided, as it is stored.

use crate::{Explanation, VisitNeed};
use jiff::civil::Date;
use kernel::{
    DecisionId, HoldId, OfferId, Place, ReservationId, TechnicianId, Timestamp, VisitId, Window, scalar::Json,
    text_enum, time::minutes,
};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What somebody does in a crew.
    pub enum Role {
        /// Has the skills and answers for the work.
        Lead = "lead",
        /// Lends a hand; apprentices only ever do this.
        Helper = "helper",
    }
}

text_enum! {
    /// How far a reserved visit is.
    pub enum Progress {
        /// Ahead.
        Planned = "planned",
        /// On the way or at work: its time stands.
        UnderWay = "under_way",
        /// Over; its time is what it took.
        Done = "done",
    }
}

text_enum! {
    /// Where a hold stands. A live one past its time counts as expired for everybody.
    pub enum HoldState {
        /// Keeps its slot until it expires.
        Live = "live",
        /// Became a visit.
        Confirmed = "confirmed",
        /// Given back.
        Released = "released",
        /// Its time ran out.
        Expired = "expired",
    }
}

text_enum! {
    /// Where the planning of a visit stands.
    pub enum PlanState {
        /// Nobody's time is reserved; the dispatcher must act.
        Unassigned = "unassigned",
        /// Somebody's time is reserved; nobody was asked.
        Planned = "planned",
        /// Somebody, or the pool, is being asked.
        Offered = "offered",
        /// Somebody accepted or was told to go.
        Assigned = "assigned",
        /// Done or cancelled.
        Ended = "ended",
    }
}

text_enum! {
    /// How a visit finds its technician (DOMAIN 2).
    pub enum Mode {
        /// The best-scored technician is asked, then the next.
        Direct = "direct",
        /// The best-scored technician gets it; refusing needs a reason and counts.
        MustTake = "must_take",
        /// Technicians nearby may claim it; the best claim wins.
        Grab = "grab",
        /// The customer's chosen technician is asked, nobody else.
        Named = "named",
        /// A dispatcher decides.
        Manual = "manual",
    }
}

text_enum! {
    /// Where an offer stands.
    pub enum OfferState {
        /// Waits for an answer.
        Open = "open",
        /// Claimed in a grab round that still collects.
        Claimed = "claimed",
        /// Taken.
        Accepted = "accepted",
        /// Turned down.
        Refused = "refused",
        /// No answer in time.
        Expired = "expired",
        /// Taken back: somebody else has it, or the visit changed.
        Withdrawn = "withdrawn",
    }
}

text_enum! {
    /// Where a grab round stands.
    pub enum RoundState {
        /// Claims are taken.
        Open = "open",
        /// Over.
        Closed = "closed",
    }
}

/// A stretch of a technician's day taken by a visit or a hold. Rows of one technician and date change only together with the version of
/// that day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reservation {
    /// Its id.
    pub reservation_id: ReservationId,
    /// Whose time.
    pub technician_id: TechnicianId,
    /// The date in the market's zone.
    pub date: Date,
    /// Lead or helper.
    pub role: Role,
    /// For which visit.
    pub visit_id: Option<VisitId>,
    /// For which hold, until it is confirmed.
    pub hold_id: Option<HoldId>,
    /// When it lapses by itself; none: never.
    pub expires_at: Option<Timestamp>,
    /// Promised arrival: from.
    pub window_start: Timestamp,
    /// Promised arrival: before.
    pub window_end: Timestamp,
    /// Start of work as planned; once under way, as it was.
    pub planned_start: Timestamp,
    /// Work, minutes.
    pub duration_minutes: u32,
    /// Travel from the stop before, or from home.
    pub travel_before_minutes: u32,
    /// Kept free before the work.
    pub buffer_before_minutes: u32,
    /// Kept free after the work.
    pub buffer_after_minutes: u32,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// The start may not move (pinned, or a crew meets).
    pub is_exact: bool,
    /// How far it is.
    pub progress: Progress,
}
db::row!(Reservation {
    reservation_id,
    technician_id,
    date,
    role,
    visit_id,
    hold_id,
    expires_at,
    window_start,
    window_end,
    planned_start,
    duration_minutes,
    travel_before_minutes,
    buffer_before_minutes,
    buffer_after_minutes,
    latitude,
    longitude,
    is_exact,
    progress,
});

impl Reservation {
    /// Where.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { latitude: self.latitude, longitude: self.longitude }
    }
    /// Promised arrival.
    #[must_use]
    pub fn window(&self) -> Window {
        Window { start: self.window_start, end: self.window_end }
    }
    /// End of work.
    #[must_use]
    pub fn planned_end(&self) -> Timestamp {
        self.planned_start + minutes(i64::from(self.duration_minutes))
    }
}

/// A slot kept for minutes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hold {
    /// Its id.
    pub hold_id: HoldId,
    /// Who holds it: a customer's id, a guest's key, an operator's label.
    pub holder: String,
    /// Where it stands.
    pub state: HoldState,
    /// What it became.
    pub visit_id: Option<VisitId>,
    /// What for.
    pub need: Json<VisitNeed>,
    /// Arrival: from.
    pub window_start: Timestamp,
    /// Arrival: before.
    pub window_end: Timestamp,
    /// Whose time is kept.
    pub technician_id: TechnicianId,
    /// When it lapses.
    pub expires_at: Timestamp,
    /// Changes with every change of the row.
    pub version: i64,
}
db::row!(Hold { hold_id, holder, state, visit_id, need, window_start, window_end, technician_id, expires_at, version });

impl Hold {
    /// Arrival window.
    #[must_use]
    pub fn window(&self) -> Window {
        Window { start: self.window_start, end: self.window_end }
    }
}

/// How a visit is planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitPlan {
    /// Which visit.
    pub visit_id: VisitId,
    /// Where planning stands.
    pub state: PlanState,
    /// How it finds its technician.
    pub mode: Mode,
    /// Counts the times dispatch began anew; offers belong to one.
    pub wave: i64,
    /// What it needs.
    pub need: Json<VisitNeed>,
    /// Promised arrival: from.
    pub window_start: Timestamp,
    /// Promised arrival: before.
    pub window_end: Timestamp,
    /// Whose time is reserved (the lead's).
    pub technician_id: Option<TechnicianId>,
    /// A dispatcher fixed the technician.
    pub is_technician_pinned: bool,
    /// A dispatcher fixed the start.
    pub is_start_pinned: bool,
    /// Why it needs a dispatcher; a text key, empty when it does not.
    pub trouble: String,
    /// Changes with every change of the row.
    pub version: i64,
}
db::row!(VisitPlan {
    visit_id,
    state,
    mode,
    wave,
    need,
    window_start,
    window_end,
    technician_id,
    is_technician_pinned,
    is_start_pinned,
    trouble,
    version,
});

impl VisitPlan {
    /// Promised arrival.
    #[must_use]
    pub fn window(&self) -> Window {
        Window { start: self.window_start, end: self.window_end }
    }
}

/// A visit offered to a technician.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its id.
    pub offer_id: OfferId,
    /// Which visit.
    pub visit_id: VisitId,
    /// Of which time around.
    pub wave: i64,
    /// To whom.
    pub technician_id: TechnicianId,
    /// How.
    pub mode: Mode,
    /// Grab round, from 1; 0 otherwise.
    pub round: i64,
    /// Where it stands.
    pub state: OfferState,
    /// Since when.
    pub offered_at: Timestamp,
    /// Until when an answer counts.
    pub expires_at: Timestamp,
    /// When it was claimed.
    pub claimed_at: Option<Timestamp>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Why it was turned down.
    pub reason: String,
    /// The technician's score, in hundredths.
    pub score: i64,
    /// From home to the visit as the crow flies.
    pub distance_metres: i64,
    /// Changes with every change of the row.
    pub version: i64,
}
db::row!(Offer {
    offer_id,
    visit_id,
    wave,
    technician_id,
    mode,
    round,
    state,
    offered_at,
    expires_at,
    claimed_at,
    answered_at,
    reason,
    score,
    distance_metres,
    version,
});

/// One round of grabbing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrabRound {
    /// Which visit.
    pub visit_id: VisitId,
    /// Of which time around.
    pub wave: i64,
    /// From 1.
    pub round: i64,
    /// How far technicians may live from the visit.
    pub radius_metres: i64,
    /// Since when.
    pub opened_at: Timestamp,
    /// Until when, at the latest.
    pub closes_at: Timestamp,
    /// When the first claim came: the collect window starts.
    pub first_claim_at: Option<Timestamp>,
    /// Where it stands.
    pub state: RoundState,
    /// Changes with every change of the row.
    pub version: i64,
}
db::row!(GrabRound { visit_id, wave, round, radius_metres, opened_at, closes_at, first_claim_at, state, version });

/// One dispatch decision with its reasons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Its id.
    pub decision_id: DecisionId,
    /// About which visit.
    pub visit_id: VisitId,
    /// What led to it: `offer`, `must_take`, `grab`, `assign`, `reserve`, `move`, `unassignable`.
    pub cause: String,
    /// Who decided: an operator's label or `system`.
    pub decided_by: String,
    /// Who was chosen.
    pub technician_id: Option<TechnicianId>,
    /// Why.
    pub explanation: Json<Explanation>,
    /// When.
    pub at: Timestamp,
}
db::row!(Decision { decision_id, visit_id, cause, decided_by, technician_id, explanation, at });

/// Who goes to a visit, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crew {
    /// Has the skills.
    pub lead: TechnicianId,
    /// Lend a hand.
    pub helpers: Vec<TechnicianId>,
    /// Start of work.
    pub planned_start: Timestamp,
}
