//! The technician's work card (F44): a code that changes every five minutes and that the customer can verify at the door.

use hmac::{Hmac, KeyInit, Mac};
use kernel::{TechnicianId, Timestamp, VisitId};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// How long one code is shown.
pub const SLOT_SECONDS: i64 = 300;
/// Bytes of the authentication code that are shown.
const MAC_BYTES: usize = 16;

kernel::text_enum! {
    /// What a scanned work card means.
    pub enum CardVerdict {
        /// The announced technician, now.
        Genuine = "genuine",
        /// Once genuine, but an old picture of it.
        Stale = "stale",
        /// Genuine, but of somebody who is not sent to this visit.
        WrongPerson = "wrong_person",
        /// Not made by us.
        Forged = "forged",
    }
}

/// A code and how long it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkCardCode {
    /// `<technician>.<slot>.<mac>`.
    pub code: String,
    /// When the next one is due.
    pub until: Timestamp,
}

/// The code of a technician for a visit at a time. `key` is the installation's secret.
#[must_use]
pub fn code(key: &[u8], visit: VisitId, technician: TechnicianId, now: Timestamp) -> WorkCardCode {
    let slot = slot_of(now);
    let mac = data_encoding::HEXLOWER.encode(&mac(key, visit, technician, slot).finalize().into_bytes()[..MAC_BYTES]);
    let until = Timestamp::from_second((slot + 1) * SLOT_SECONDS).unwrap_or(Timestamp::MAX);
    WorkCardCode { code: format!("{technician}.{slot:x}.{mac}"), until }
}

/// Whose card a code says it is; nothing is verified.
#[must_use]
pub fn technician_of(code: &str) -> Option<TechnicianId> {
    parts(code).map(|(technician, _, _)| technician)
}

/// Verifies a code for a visit against those who are sent. The code before the current one still counts: a scan takes a moment.
#[must_use]
pub fn verify(key: &[u8], visit: VisitId, sent: &[TechnicianId], code: &str, now: Timestamp) -> CardVerdict {
    let Some((technician, slot, given)) = parts(code) else {
        return CardVerdict::Forged;
    };
    if mac(key, visit, technician, slot).verify_truncated_left(&given).is_err() {
        return CardVerdict::Forged;
    }
    if !sent.contains(&technician) {
        return CardVerdict::WrongPerson;
    }
    let age = slot_of(now) - slot;
    if (0..=1).contains(&age) { CardVerdict::Genuine } else { CardVerdict::Stale }
}

fn parts(code: &str) -> Option<(TechnicianId, i64, Vec<u8>)> {
    let mut pieces = code.trim().split('.');
    let technician = pieces.next()?.parse().ok()?;
    let slot = i64::from_str_radix(pieces.next()?, 16).ok()?;
    let given = data_encoding::HEXLOWER.decode(pieces.next()?.as_bytes()).ok()?;
    (given.len() == MAC_BYTES && pieces.next().is_none()).then_some((technician, slot, given))
}

fn slot_of(now: Timestamp) -> i64 {
    now.as_second().div_euclid(SLOT_SECONDS)
}

fn mac(key: &[u8], visit: VisitId, technician: TechnicianId, slot: i64) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(format!("work-card {visit} {technician} {slot}").as_bytes());
    mac
}
