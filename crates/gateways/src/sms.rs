//! Text messages. No carrier can be reached from a laptop, so the carrier here is simulated: it keeps messages in a [`SentBox`] and fails
//! the way carriers do. A carrier's client takes this one's place by adding a variant.

use crate::{
    GATEWAY_UNAVAILABLE,
    sent::{SentBox, SentMessage},
};
use kernel::{Entropy, Phone, Result, Timestamp};

/// Sends text messages.
#[derive(Clone)]
pub enum Sms {
    /// Keeps them, and refuses every `fail_every`-th (0: none) as an overloaded carrier would.
    Simulated {
        /// What was sent.
        sent: SentBox,
        /// Which share fails: one in this many; 0 for none.
        fail_every: u64,
        /// For the choice of what fails and the carrier's ids.
        entropy: Entropy,
    },
}

impl Sms {
    /// Hands a message to the carrier; the carrier's id of it.
    pub async fn send(&self, to: &Phone, body: &str, now: Timestamp) -> Result<String> {
        match self {
            Self::Simulated { sent, fail_every, entropy } => {
                if *fail_every > 0 && entropy.below(*fail_every) == 0 {
                    return Err(GATEWAY_UNAVAILABLE
                        .problem()
                        .param("gateway", "sms")
                        .caused_by("the simulated carrier is overloaded"));
                }
                sent.keep(SentMessage { at: now, to: to.e164().to_owned(), subject: None, body: body.to_owned() });
                Ok(format!("sim-{:016x}", entropy.below(u64::MAX)))
            }
        }
    }
}
