//! The edge where time and randomness enter; everything else gets them through `Ctx`.

use jiff::SignedDuration;
use kernel::{Entropy, Timestamp};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// Where an edge reads the time: the machine's clock, or one that a test, a replay or a simulation drives.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// The machine's clock, so far ahead: a demonstration at another hour of the day.
    Ahead(SignedDuration),
    /// A clock that stands still until it is moved; microseconds since 1970.
    Driven(Arc<AtomicI64>),
}

impl Clock {
    /// A driven clock that shows `start`.
    #[must_use]
    pub fn driven(start: Timestamp) -> Self {
        Self::Driven(Arc::new(AtomicI64::new(start.as_microsecond())))
    }

    /// The time it shows.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => whole_micros(Timestamp::now()),
            Self::Ahead(by) => whole_micros(Timestamp::now().checked_add(*by).unwrap_or(Timestamp::MAX)),
            Self::Driven(micros) => {
                Timestamp::from_microsecond(micros.load(Ordering::Acquire)).unwrap_or(Timestamp::UNIX_EPOCH)
            }
        }
    }

    /// Moves a driven clock forward; does nothing to the machine's, nor backwards.
    pub fn move_to(&self, instant: Timestamp) {
        match self {
            Self::System | Self::Ahead(_) => {}
            Self::Driven(micros) => {
                micros.fetch_max(instant.as_microsecond(), Ordering::AcqRel);
            }
        }
    }
}

/// As the databases keep it.
fn whole_micros(instant: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(instant.as_microsecond()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A generator seeded by the operating system.
#[must_use]
pub fn entropy() -> Entropy {
    let mut bytes = [0u8; 32];
    rand::TryRng::try_fill_bytes(&mut rand::rngs::SysRng, &mut bytes).expect("the operating system gives randomness");
    Entropy::from_bytes(bytes)
}
