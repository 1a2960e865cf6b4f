//! Reads: slots for the picker, boards and days, offers of a technician, decisions with their reasons.

mod board;
mod improve;
mod offers;
mod slots;

pub use board::{
    BoardDay, BoardTechnician, STATEMENTS as BOARD_STATEMENTS, Utilisation, board, plan, plans_in, promised_in,
    reservations_of_visit, technician_days, unassigned, utilisation,
};
pub use improve::{STATEMENTS as IMPROVE_STATEMENTS, improvement};
pub use offers::{
    PoolOffer, STATEMENTS as OFFER_STATEMENTS, decision_page, decisions, offer, offers_of_technician, offers_of_visit,
};
pub use slots::{SlotQuestion, explain, hold, live_holds, slots};
