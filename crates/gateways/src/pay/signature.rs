//! Signatures of the payment protocol.

use crate::BAD_SIGNATURE;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Result, Timestamp};
use sha2::Sha256;

/// Header with the sender's Unix time in seconds.
pub const TIMESTAMP: &str = "x-pay-timestamp";
/// Header with a text never used twice.
pub const NONCE: &str = "x-pay-nonce";
/// Header with the signature in hexadecimal.
pub const SIGNATURE: &str = "x-pay-signature";
/// Messages older or newer than this are refused, so that a copied one is useless soon.
pub const AGE_MAX_SECONDS: i64 = 300;

/// What is signed, besides the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// `POST /v1/charges`, or `CALLBACK` and `ANSWER` for messages of the provider.
    pub target: String,
    /// Unix seconds.
    pub timestamp: i64,
    /// Never used twice.
    pub nonce: String,
}

fn mac(key: &[u8], envelope: &Envelope, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(format!("{}\n{}\n{}\n", envelope.target, envelope.timestamp, envelope.nonce).as_bytes());
    mac.update(body);
    mac
}

/// The signature of a message.
#[must_use]
pub fn sign(key: &[u8], envelope: &Envelope, body: &[u8]) -> String {
    crate::photo::hex(&mac(key, envelope, body).finalize().into_bytes())
}

/// Refuses a message whose signature is wrong or whose time is too far from now (`bad_signature`).
pub fn verify(key: &[u8], envelope: &Envelope, body: &[u8], signature: &str, now: Timestamp) -> Result<()> {
    let bad = |why: &str| BAD_SIGNATURE.problem().caused_by(why);
    let given = data_encoding::HEXLOWER.decode(signature.as_bytes()).map_err(|_| bad("not hexadecimal"))?;
    mac(key, envelope, body).verify_slice(&given).map_err(|_| bad("does not match"))?;
    if (now.as_second() - envelope.timestamp).abs() > AGE_MAX_SECONDS {
        return Err(bad("too old or from the future"));
    }
    Ok(())
}
