//! Unguessable texts and their digests: session secrets, API tokens, one-time codes, CSRF tokens.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use kernel::Ctx;
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;

/// A fresh secret of 256 random bits: the plain text goes to its owner once, the hash into the database.
#[derive(Clone)]
pub struct Secret {
    plain: String,
}

impl Secret {
    /// For a browser or device.
    #[must_use]
    pub fn for_session(ctx: &Ctx) -> Self {
        Self { plain: ctx.secret(32) }
    }

    /// For a program; the prefix lets secret scanners find leaked ones.
    #[must_use]
    pub fn for_token(ctx: &Ctx) -> Self {
        Self { plain: format!("{TOKEN_PREFIX}{}", ctx.secret(32)) }
    }

    /// What its owner gets, once.
    #[must_use]
    pub fn plain(&self) -> &str {
        &self.plain
    }

    /// What is stored.
    #[must_use]
    pub fn hash(&self) -> String {
        digest(&self.plain)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// How a token for the API begins.
pub const TOKEN_PREFIX: &str = "dsk_";

/// The SHA-256 of a secret in hexadecimal: what sessions and tokens are looked up by.
#[must_use]
pub fn digest(secret: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(secret.as_bytes()))
}

/// The CSRF token that belongs to a session's secret (or to the secret of a visitor's cookie).
#[must_use]
pub fn csrf_token(session_secret: &str) -> String {
    HEXLOWER.encode(&csrf_mac(session_secret).finalize().into_bytes())
}

/// Whether a form's CSRF token belongs to the session's secret; takes the same time for every answer.
#[must_use]
pub fn csrf_matches(session_secret: &str, given: &str) -> bool {
    let Ok(given) = HEXLOWER.decode(given.as_bytes()) else { return false };
    csrf_mac(session_secret).verify_slice(&given).is_ok()
}

fn csrf_mac(session_secret: &str) -> Hmac<Sha256> {
    let mac = Hmac::<Sha256>::new_from_slice(session_secret.as_bytes());
    mac.expect("HMAC takes keys of any length").chain_update(b"doorstep csrf 1")
}

/// Whether two digests are equal; takes the same time for every answer.
pub(crate) fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}
