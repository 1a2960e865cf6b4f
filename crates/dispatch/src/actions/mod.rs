//! Verbs that write. Facts of the workforce and the market's numbers come with each action that plans.

mod answer;
mod assign;
mod follow;
mod grab;
mod hold;
mod offer;
mod placing;
mod release;
mod reserve;

pub use answer::{Answer, AnswerOffer, ExpireOffer};
pub use assign::{AssignVisit, MoveVisit, Pin, PinVisit};
pub use follow::{FollowVisit, Happening};
pub use grab::{ClaimGrab, CloseGrabRound};
pub use hold::{ExpireHold, ForgetOldHolds, Held, HoldSlot, ReleaseHold};
pub use offer::{NextCandidate, OfferVisit, Offered};
pub use release::{ReleaseVisit, UnassignVisit};
pub use reserve::{ConfirmHold, MoveToHold, ReserveDirect, WhenFull};

use crate::{Policy, Roster};
use kernel::{Result, problem};

/// What planning knows from outside: who may be sent when, and the market's numbers. The roster covers the dates concerned.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Who may be sent when.
    pub roster: Roster,
    /// The market's numbers.
    pub policy: Policy,
}

/// The row as the client saw it, or `changed_meanwhile`.
fn unchanged(found: i64, expected: i64) -> Result<()> {
    if found == expected { Ok(()) } else { Err(problem::CHANGED_MEANWHILE.problem().param("version", found)) }
}

/// A reason in words, at most 200 letters.
fn reason(given: &str) -> Result<String> {
    let trimmed = given.trim();
    if trimmed.chars().count() > 200 {
        return Err(problem::TOO_LONG.field("reason").param("max", 200));
    }
    Ok(trimmed.to_owned())
}
