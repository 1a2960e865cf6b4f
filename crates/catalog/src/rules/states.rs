//! The states of a quote and the verbs between them.

use crate::{
    model::{Plan, Quote, QuoteState, Standing},
    refusals,
};
use kernel::{Problem, QuoteId, Result, Timestamp};

kernel::text_enum! {
    /// What can happen to a quote; that it expires is the work of time, not of a verb.
    pub enum QuoteVerb {
        /// The customer agrees.
        Accept = "accept",
        /// Another quote takes its place.
        Supersede = "supersede",
    }
}

/// From, verb, to: all that can happen.
pub const MOVES: &[(Standing, QuoteVerb, Standing)] = &[
    (Standing::Open, QuoteVerb::Accept, Standing::Accepted),
    (Standing::Open, QuoteVerb::Supersede, Standing::Superseded),
    (Standing::Expired, QuoteVerb::Supersede, Standing::Superseded),
];

/// The customer agrees to one of the options.
pub fn accept(quote: &Quote, plan: Plan, now: Timestamp) -> Result<QuoteState> {
    allow(quote, QuoteVerb::Accept, now)?;
    if quote.option(plan).is_none() {
        return Err(refusals::UNKNOWN_PLAN.field("plan").param("given", plan));
    }
    Ok(QuoteState::Accepted { plan, at: now })
}

/// Another quote takes its place; also when it has expired.
pub fn supersede(quote: &Quote, by: QuoteId, now: Timestamp) -> Result<QuoteState> {
    allow(quote, QuoteVerb::Supersede, now)?;
    Ok(QuoteState::Superseded { by, at: now })
}

fn allow(quote: &Quote, verb: QuoteVerb, now: Timestamp) -> Result<()> {
    let from = quote.standing(now);
    if MOVES.iter().any(|(standing, allowed, _)| *standing == from && *allowed == verb) {
        return Ok(());
    }
    Err(refusal(from).param("quote", quote.id).param("verb", verb))
}

fn refusal(standing: Standing) -> Problem {
    match standing {
        Standing::Open => Problem::broken("an open quote allows every verb"),
        Standing::Accepted => refusals::QUOTE_ACCEPTED.problem(),
        Standing::Superseded => refusals::QUOTE_SUPERSEDED.problem(),
        Standing::Expired => refusals::QUOTE_EXPIRED.problem(),
    }
}
