//! Background work that dispatch enqueues. `flows` registers a handler for each: it performs the named action as the software itself.

use db::Errand;
use kernel::{HoldId, OfferId, VisitId};
use serde::{Deserialize, Serialize};

/// Sweep a hold whose time ran out: [`crate::actions::ExpireHold`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HoldTimeout {
    /// Which.
    pub hold: HoldId,
}

impl Errand for HoldTimeout {
    const NAME: &'static str = "dispatch.hold_timeout";
    fn subject(&self) -> String {
        self.hold.to_string()
    }
}

/// An offer's time ran out: [`crate::actions::ExpireOffer`], and then [`crate::actions::NextCandidate`] on the event it announces.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OfferTimeout {
    /// Which.
    pub offer: OfferId,
}

impl Errand for OfferTimeout {
    const NAME: &'static str = "dispatch.offer_timeout";
    fn subject(&self) -> String {
        self.offer.to_string()
    }
}

/// A grab round may be decided: [`crate::actions::CloseGrabRound`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CloseGrab {
    /// Which visit.
    pub visit: VisitId,
    /// Of which time around.
    pub wave: i64,
    /// From 1.
    pub round: i64,
}

impl Errand for CloseGrab {
    const NAME: &'static str = "dispatch.close_grab";
    fn subject(&self) -> String {
        format!("{}:{}:{}", self.visit, self.wave, self.round)
    }
}
