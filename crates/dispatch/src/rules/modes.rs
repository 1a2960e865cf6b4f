//! What happens next when nobody has taken a visit yet (DOMAIN 2); pure.

use crate::{GrabRound, Mode, Offer, OfferState, Policy};
use kernel::TechnicianId;

/// The next step of dispatch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Ask the best technician who was not asked yet.
    Ask,
    /// Open the pool.
    Grab {
        /// From 1.
        round: i64,
        /// How far technicians may live from the visit.
        radius_metres: u32,
    },
    /// The chosen technician does not come: the customer must say what now.
    AskCustomer,
    /// A dispatcher must act.
    GiveUp,
}

/// Technicians who need not be asked again in this wave: they said no, or did not answer.
#[must_use]
pub fn asked(offers: &[Offer]) -> Vec<TechnicianId> {
    let over = |offer: &&Offer| match offer.state {
        OfferState::Refused => true,
        OfferState::Expired => offer.mode != Mode::Grab,
        OfferState::Open | OfferState::Claimed | OfferState::Accepted | OfferState::Withdrawn => false,
    };
    offers.iter().filter(over).map(|offer| offer.technician_id).collect()
}

/// The step after what happened in this wave. Direct goes to the pool after some offers; the pool widens, then ends in direct offers.
#[must_use]
pub fn next_step(mode: Mode, offers: &[Offer], rounds: &[GrabRound], policy: &Policy) -> Step {
    let count = |mode: Mode| offers.iter().filter(|offer| offer.mode == mode).count();
    let asked = u32::try_from(count(Mode::Direct) + count(Mode::MustTake)).unwrap_or(u32::MAX);
    let may_ask = asked < policy.direct_offers_max;
    let wider = policy.grab_radius_metres.get(rounds.len()).copied();
    let round = i64::try_from(rounds.len()).unwrap_or(i64::MAX - 1) + 1;
    let grab = wider.map(|radius_metres| Step::Grab { round, radius_metres });
    match mode {
        Mode::Direct | Mode::MustTake if may_ask => Step::Ask,
        Mode::Direct | Mode::MustTake => grab.unwrap_or(Step::GiveUp),
        Mode::Grab => grab.unwrap_or(if may_ask { Step::Ask } else { Step::GiveUp }),
        Mode::Named if count(Mode::Named) == 0 => Step::Ask,
        Mode::Named => Step::AskCustomer,
        Mode::Manual => Step::GiveUp,
    }
}

/// Who wins a grab round: the best score, ties by the earlier claim, then by id.
#[must_use]
pub fn winners(mut claims: Vec<Offer>) -> Vec<Offer> {
    claims.retain(|offer| offer.state == OfferState::Claimed);
    claims.sort_by_key(|offer| (-offer.score, offer.claimed_at, offer.offer_id));
    claims
}
