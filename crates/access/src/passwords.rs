//! Passwords as argon2id: hashed and verified away from the async threads and never inside a transaction.

use crate::{refusals, rules};
use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use kernel::{Ctx, Problem, Result};
use std::{fmt, sync::LazyLock};
use tokio::sync::Semaphore;

/// Each hash takes 19 MiB; more at once would let a flood of sign-ins take the machine's memory.
static HASHING: Semaphore = Semaphore::const_new(4);

/// Verified against when there is no such user, so that the answer takes as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody's password", &[7; 16]).unwrap_or_default());

/// A password as it is stored: a PHC string.
#[derive(Clone)]
pub struct HashedPassword(String);

impl HashedPassword {
    /// Hashes a new password; `weak_password` when it is too easy to guess.
    pub async fn of(ctx: &Ctx, login: &str, password: &str) -> Result<Self> {
        rules::check_password(login, password)?;
        let mut salt = [0u8; 16];
        ctx.entropy.fill(&mut salt);
        let password = password.to_owned();
        aside(move || hash_now(&password, &salt)).await?.map(Self)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for HashedPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashedPassword")
    }
}

/// Whether the password fits the stored hash; `None` is nobody's, which no password fits, after the same time.
pub(crate) async fn verify(stored: Option<&str>, password: &str) -> Result<bool> {
    let is_somebody = stored.is_some();
    let (stored, password) = (stored.map(str::to_owned), password.to_owned());
    let fits = aside(move || {
        let stored = stored.unwrap_or_else(|| NOBODY.clone());
        let hash = PasswordHash::new(&stored).map_err(Problem::broken)?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    Ok(fits.await?? && is_somebody)
}

fn hash_now(password: &str, salt: &[u8]) -> Result<String> {
    let hash: PasswordHash =
        Argon2::default().hash_password_with_salt(password.as_bytes(), salt).map_err(Problem::broken)?;
    Ok(hash.to_string())
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _turn = HASHING.acquire().await.map_err(Problem::broken)?;
    tokio::task::spawn_blocking(work).await.map_err(Problem::broken)
}

/// The longest password that is read at all; hashing megabytes would be a gift to attackers.
pub(crate) const LENGTH_MAX: usize = 200;

pub(crate) fn weak() -> Problem {
    refusals::WEAK_PASSWORD.field("password").param("length_min", rules::PASSWORD_LENGTH_MIN)
}
