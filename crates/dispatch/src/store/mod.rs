//! The SQL of writing: days and reservations, holds, plans, offers, decisions.

pub(crate) mod days;
pub(crate) mod holds;
pub(crate) mod offers;
pub(crate) mod plans;
