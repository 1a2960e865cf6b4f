//! What dispatch announces.

use crate::{Mode, OfferState};
use db::Event;
use jiff::civil::Date;
use kernel::{HoldId, OfferId, TechnicianId, Timestamp, VisitId, Window};
use serde::{Deserialize, Serialize};

/// The topic of dispatch boards.
pub const BOARD: &str = "board";

/// The topic of one technician's screens: the technician's id.
fn technicians<'a>(ids: impl IntoIterator<Item = &'a TechnicianId>) -> Vec<String> {
    let mut topics: Vec<String> = ids.into_iter().map(ToString::to_string).collect();
    topics.push(BOARD.to_owned());
    topics
}

macro_rules! events {
    ($($(#[$meta:meta])* $name:ident = $text:literal about $subject:ident, for $topics:expr;
        { $($(#[$field_meta:meta])* $field:ident: $kind:ty,)* })*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
            pub struct $name { $($(#[$field_meta])* pub $field: $kind,)* }
            impl Event for $name {
                const NAME: &'static str = $text;
                fn subject(&self) -> String { self.$subject.to_string() }
                fn topics(&self) -> Vec<String> {
                    let topics: fn(&Self) -> Vec<String> = $topics;
                    topics(self)
                }
            }
        )*
        /// Every event's name, for the wiring test.
        pub const ALL: &[&str] = &[$($text),*];
    };
}

events! {
    /// A slot is kept for somebody for minutes.
    SlotHeld = "dispatch.slot_held" about hold, for |event| technicians([&event.technician]);
    {
        /// The hold.
        hold: HoldId,
        /// Whose time is kept.
        technician: TechnicianId,
        /// Arrival window.
        window: Window,
        /// Until when.
        expires_at: Timestamp,
    }
    /// A hold was given back before its time.
    HoldReleased = "dispatch.hold_released" about hold, for |event| technicians([&event.technician]);
    {
        /// The hold.
        hold: HoldId,
        /// Whose time is free again.
        technician: TechnicianId,
    }
    /// A hold's time ran out.
    HoldExpired = "dispatch.hold_expired" about hold, for |event| technicians([&event.technician]);
    {
        /// The hold.
        hold: HoldId,
        /// Whose time is free again.
        technician: TechnicianId,
    }
    /// A visit has somebody's time; nobody was asked yet.
    VisitReserved = "dispatch.visit_reserved" about visit, for |event| technicians([&event.technician]);
    {
        /// The visit.
        visit: VisitId,
        /// Whose time (the lead's).
        technician: TechnicianId,
        /// Promised arrival.
        window: Window,
        /// Start of work as planned.
        planned_start: Timestamp,
    }
    /// A technician is asked to take a visit.
    VisitOffered = "dispatch.visit_offered" about visit, for |event| technicians([&event.technician]);
    {
        /// The visit.
        visit: VisitId,
        /// The offer.
        offer: OfferId,
        /// Who is asked.
        technician: TechnicianId,
        /// How.
        mode: Mode,
        /// Until when.
        expires_at: Timestamp,
    }
    /// A visit is in the pool of technicians nearby.
    GrabOpened = "dispatch.grab_opened" about visit, for |event| technicians(&event.technicians);
    {
        /// The visit.
        visit: VisitId,
        /// Which round, from 1.
        round: i64,
        /// How far technicians may live from it.
        radius_metres: i64,
        /// Who sees it.
        technicians: Vec<TechnicianId>,
        /// Until when.
        closes_at: Timestamp,
    }
    /// A technician claimed a visit of the pool; the best claim will win.
    GrabClaimed = "dispatch.grab_claimed" about visit, for |event| technicians([&event.technician]);
    {
        /// The visit.
        visit: VisitId,
        /// Who.
        technician: TechnicianId,
        /// When the winner will be known.
        decided_at: Timestamp,
    }
    /// A technician said yes or no.
    OfferAnswered = "dispatch.offer_answered" about visit, for |event| technicians([&event.technician]);
    {
        /// The visit.
        visit: VisitId,
        /// The offer.
        offer: OfferId,
        /// Who.
        technician: TechnicianId,
        /// How the offer was made.
        mode: Mode,
        /// `accepted` or `refused`.
        state: OfferState,
        /// Why not.
        reason: String,
    }
    /// A technician did not answer in time.
    OfferExpired = "dispatch.offer_expired" about visit, for |event| technicians([&event.technician]);
    {
        /// The visit.
        visit: VisitId,
        /// The offer.
        offer: OfferId,
        /// Who.
        technician: TechnicianId,
        /// How the offer was made.
        mode: Mode,
    }
    /// The customer's chosen technician does not come; the customer must say what now.
    NamedTechnicianDeclined = "dispatch.named_technician_declined" about visit, for |event| technicians(&event.technician);
    {
        /// The visit.
        visit: VisitId,
        /// Who was chosen.
        technician: Option<TechnicianId>,
    }
    /// A visit has its technician.
    VisitAssigned = "dispatch.visit_assigned" about visit, for |event| technicians([&event.technician].into_iter().chain(&event.helpers));
    {
        /// The visit.
        visit: VisitId,
        /// Who goes.
        technician: TechnicianId,
        /// Who comes along.
        helpers: Vec<TechnicianId>,
        /// How it came about.
        mode: Mode,
        /// Promised arrival.
        window: Window,
        /// Start of work as planned.
        planned_start: Timestamp,
    }
    /// A visit got another technician, window or start.
    VisitMoved = "dispatch.visit_moved" about visit, for |event| technicians(event.from_technician.iter().chain([&event.technician]));
    {
        /// The visit.
        visit: VisitId,
        /// Whose time it was.
        from_technician: Option<TechnicianId>,
        /// Promised arrival before.
        from_window: Window,
        /// Whose time it is.
        technician: TechnicianId,
        /// Promised arrival.
        window: Window,
        /// Start of work as planned.
        planned_start: Timestamp,
    }
    /// Other visits of a day start at other times inside their windows, because one was put between them.
    DayShifted = "dispatch.day_shifted" about technician, for |_| vec![BOARD.to_owned()];
    {
        /// Whose day.
        technician: TechnicianId,
        /// Which date.
        date: Date,
    }
    /// A dispatcher fixed the technician or the start of a visit, or let go.
    VisitPinned = "dispatch.visit_pinned" about visit, for |_| vec![BOARD.to_owned()];
    {
        /// The visit.
        visit: VisitId,
        /// The technician is fixed.
        technician: bool,
        /// The start is fixed.
        start: bool,
    }
    /// Nobody's time is kept for a visit any more.
    VisitReleased = "dispatch.visit_released" about visit, for |event| technicians(&event.technicians);
    {
        /// The visit.
        visit: VisitId,
        /// Whose time is free again.
        technicians: Vec<TechnicianId>,
        /// Why.
        reason: String,
    }
    /// Nobody could be found; a dispatcher must act.
    VisitUnassignable = "dispatch.visit_unassignable" about visit, for |_| vec![BOARD.to_owned()];
    {
        /// The visit.
        visit: VisitId,
        /// Text key of the trouble.
        trouble: String,
    }
}
