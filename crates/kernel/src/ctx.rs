//! The circumstances of one request: who, where, when, in which language, and the only source of ids and codes.

use crate::{Actor, BrandId, Code, Id, Locale, MarketId, Permission, RequestId, Result, problem};
use jiff::Timestamp;
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// The source of randomness, seeded by the edge (or by a test).
#[derive(Clone)]
pub struct Entropy(Arc<Mutex<StdRng>>);

impl Entropy {
    /// A reproducible source.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// A source from 32 unpredictable bytes, which the edge takes from the operating system.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Arc::new(Mutex::new(StdRng::from_seed(bytes))))
    }

    /// Fills bytes.
    pub fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().expect("nothing panics while holding the generator").fill_bytes(bytes);
    }

    /// A number below `bound`.
    #[must_use]
    pub fn below(&self, bound: u64) -> u64 {
        self.0.lock().expect("nothing panics while holding the generator").random_range(0..bound)
    }
}

impl std::fmt::Debug for Entropy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entropy")
    }
}

/// The circumstances of one request. Made at an edge; everything below asks it instead of the world.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// Who acts.
    pub actor: Actor,
    /// For which company.
    pub brand: BrandId,
    /// In which market.
    pub market: MarketId,
    /// When.
    pub now: Timestamp,
    /// The language answers are given in.
    pub locale: Locale,
    /// Which request it is; the same in logs and audit lines.
    pub request: RequestId,
    /// The client's key against doing it twice, with a hash of what it asked for.
    pub idempotency: Option<IdempotencyKey>,
    /// Where ids and codes come from.
    pub entropy: Entropy,
}

/// A client's promise that requests with the same key are the same request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The client's text, at most 200 characters.
    pub key: String,
    /// A digest of the request, to refuse the key for another one.
    pub fingerprint: String,
}

impl Ctx {
    /// A fresh id, ordered by time.
    #[must_use]
    pub fn new_id<T: Id>(&self) -> T {
        let mut random = [0u8; 10];
        self.entropy.fill(&mut random);
        let millis = u64::try_from(self.now.as_millisecond()).unwrap_or(0);
        let micros = u64::try_from(self.now.as_microsecond()).unwrap_or(0) % 1000;
        let mut bytes = [0u8; 16];
        bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        bytes[6..].copy_from_slice(&random);
        // RFC 9562, 6.2 method 3: the sub-millisecond part orders ids within one millisecond.
        let fraction = (micros * 4096 / 1000) as u16;
        bytes[6] = 0x70 | (fraction >> 8) as u8;
        bytes[7] = (fraction & 0xff) as u8;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        T::from_uuid(Uuid::from_bytes(bytes))
    }

    /// A code of decimal digits, for people to type.
    #[must_use]
    pub fn digits(&self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.entropy.below(10) as u8)).collect()
    }

    /// An unguessable text of `bytes` random bytes in hexadecimal, for links and tokens.
    #[must_use]
    pub fn secret(&self, bytes: usize) -> String {
        let mut random = vec![0u8; bytes];
        self.entropy.fill(&mut random);
        random.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The same circumstances for another actor.
    #[must_use]
    pub fn acting_as(&self, actor: Actor) -> Self {
        Self { actor, ..self.clone() }
    }

    /// The same circumstances at another time.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Self {
        Self { now, ..self.clone() }
    }

    /// Fails with `forbidden` (or `not_signed_in`) unless the actor may.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.actor.may(permission, self.market) {
            return Ok(());
        }
        let code: Code = if self.actor == Actor::Anonymous { problem::NOT_SIGNED_IN } else { problem::FORBIDDEN };
        Err(code.problem().param("permission", permission))
    }
}
