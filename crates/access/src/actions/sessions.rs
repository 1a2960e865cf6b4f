//! Opening and ending sessions, noting sightings, preferences.

use crate::{
    Client, Subject, Theme,
    events::SessionsEnded,
    refusals,
    rules::{self, FAILURES_PER_IP, FAILURES_PER_LOGIN, Limit},
    store::{
        codes,
        sessions::{self, Opening},
        throttles,
    },
    views,
};
use db::{Action, Read, Tx};
use kernel::{
    BrandId, Ctx, Locale, MarketId, Permission, Result, SessionId, Timestamp, UserId, problem,
    time::{SignedDuration, hours},
};
use serde::{Deserialize, Serialize};

/// Opens a session for somebody who proved who they are; a flow calls it after a one-time code.
pub struct OpenSession {
    /// Who.
    pub subject: Subject,
    /// The market their file is in; none for staff.
    pub market: Option<MarketId>,
    /// [`crate::Secret::hash`] of the secret that the edge made and gives to the browser.
    pub token_hash: String,
    /// From where.
    pub client: Client,
}

impl Action for OpenSession {
    const NAME: &'static str = "access.open_session";
    const PERMISSION: Permission = Permission::System;
    type Outcome = SessionId;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<SessionId> {
        let session: SessionId = ctx.new_id();
        let opening = Opening {
            session,
            token_hash: &self.token_hash,
            subject: self.subject,
            market: self.market,
            client: &self.client,
            expires_at: rules::after(ctx.now, rules::SESSION_LIFE),
        };
        sessions::insert(tx, ctx, &opening).await?;
        Ok(session)
    }

    fn subject(&self) -> String {
        self.subject.to_string()
    }
}

/// What came of comparing a password, done before the transaction.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It fitted this user's hash, which must still be the stored one.
    Fits {
        /// Who.
        user: UserId,
        /// The hash it fitted.
        verified_against: String,
    },
    /// It did not, or there is no such user.
    Wrong,
}

/// Records a sign-in by password, or a failed one. [`crate::sign_in::sign_in_staff`] makes it.
pub struct SignInStaff {
    /// What was typed, normalised.
    pub login: String,
    /// What came of the password.
    pub verdict: Verdict,
    /// From where.
    pub client: Client,
    /// Hash of the new session's secret.
    pub token_hash: String,
}

/// What came of a sign-in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum SignedIn {
    /// Come in.
    Opened {
        /// The new session.
        session: SessionId,
        /// Who.
        user: UserId,
        /// Whether a new password is to be chosen first.
        must_change_password: bool,
    },
    /// Login and password do not belong together.
    Wrong,
    /// Too many wrong ones.
    Locked {
        /// Until when.
        until: Timestamp,
    },
}

impl Action for SignInStaff {
    const NAME: &'static str = "access.sign_in_staff";
    const PERMISSION: Permission = Permission::Public;
    type Outcome = SignedIn;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<SignedIn> {
        // Again, inside: of many tries at once, only as many count as one after the other would.
        if let Some(until) = locked_until(tx, ctx.brand, &self.login, &self.client.ip, ctx.now).await? {
            return Ok(SignedIn::Locked { until });
        }
        let Verdict::Fits { user, verified_against } = &self.verdict else { return self.fail(tx, ctx).await };
        let stored = views::password_of(tx, ctx.brand, *user).await?;
        if stored.disabled || stored.password_hash != *verified_against {
            return self.fail(tx, ctx).await;
        }
        throttles::clear(tx, ctx, &login_key(&self.login, &self.client.ip)).await?;
        let (subject, token_hash) = (Subject::Staff(*user), self.token_hash.clone());
        let open = OpenSession { subject, market: None, token_hash, client: self.client.clone() };
        let session = open.perform(tx, ctx).await?;
        tx.changed(user, None::<&()>, Some(&serde_json::json!({ "signed_in_from": self.client.ip })));
        Ok(SignedIn::Opened { session, user: *user, must_change_password: stored.must_change_password })
    }
}

impl SignInStaff {
    async fn fail(&self, tx: &mut Tx, ctx: &Ctx) -> Result<SignedIn> {
        note_failure(tx, ctx, &self.login, &self.client.ip).await?;
        match locked_until(tx, ctx.brand, &self.login, &self.client.ip, ctx.now).await? {
            Some(until) => {
                let what = serde_json::json!({ "locked_for": self.client.ip, "until": until });
                tx.changed(&self.login, None::<&()>, Some(&what));
                Ok(SignedIn::Locked { until })
            }
            None => Ok(SignedIn::Wrong),
        }
    }
}

fn login_key(login: &str, ip: &str) -> String {
    format!("login:{login}|{ip}")
}

fn ip_key(ip: &str) -> String {
    format!("login-ip:{ip}")
}

/// Until when passwords from there are not even looked at.
pub(crate) async fn locked_until(
    read: &mut Read,
    brand: BrandId,
    login: &str,
    ip: &str,
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let of_login = throttles::find(read, brand, &login_key(login, ip)).await?;
    let of_ip = throttles::find(read, brand, &ip_key(ip)).await?;
    let ends = [
        rules::next_allowed(&of_login.recent, FAILURES_PER_LOGIN, now),
        rules::next_allowed(&of_ip.recent, FAILURES_PER_IP, now),
    ];
    Ok(ends.into_iter().flatten().max())
}

pub(crate) async fn note_failure(tx: &mut Tx, ctx: &Ctx, login: &str, ip: &str) -> Result<()> {
    let limits: [(String, &[Limit]); 2] = [(login_key(login, ip), FAILURES_PER_LOGIN), (ip_key(ip), FAILURES_PER_IP)];
    for (key, limits) in limits {
        let before = throttles::find(tx, ctx.brand, &key).await?;
        throttles::save(tx, ctx, &key, &before, &rules::noted(&before.recent, limits, ctx.now)).await?;
    }
    Ok(())
}

/// Ends the session one is using. Ending it twice is fine.
pub struct SignOut {
    /// Which.
    pub session: SessionId,
}

impl Action for SignOut {
    const NAME: &'static str = "access.sign_out";
    const PERMISSION: Permission = Permission::OwnSession;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let whose = Subject::required(&ctx.actor)?;
        if sessions::end(tx, ctx, whose, self.session).await? {
            tx.announce(ctx, &SessionsEnded { whose });
        }
        Ok(())
    }
}

/// Ends another of one's sessions.
pub struct RevokeSession {
    /// Which.
    pub session: SessionId,
}

impl Action for RevokeSession {
    const NAME: &'static str = "access.revoke_session";
    const PERMISSION: Permission = Permission::OwnSession;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let whose = Subject::required(&ctx.actor)?;
        if !sessions::end(tx, ctx, whose, self.session).await? {
            return Err(problem::MISSING.problem());
        }
        tx.announce(ctx, &SessionsEnded { whose });
        Ok(())
    }
}

/// Ends all of one's sessions but one; how many ended.
pub struct RevokeOtherSessions {
    /// The one that stays.
    pub keep: SessionId,
}

impl Action for RevokeOtherSessions {
    const NAME: &'static str = "access.revoke_other_sessions";
    const PERMISSION: Permission = Permission::OwnSession;
    type Outcome = u64;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<u64> {
        let whose = Subject::required(&ctx.actor)?;
        let ended = sessions::end_others(tx, ctx, whose, self.keep).await?;
        if ended > 0 {
            tx.announce(ctx, &SessionsEnded { whose });
        }
        Ok(ended)
    }
}

/// Ends all sessions of somebody else: a lost phone, a technician who left. How many ended.
pub struct EndSessions {
    /// Whose.
    pub whose: Subject,
}

impl Action for EndSessions {
    const NAME: &'static str = "access.end_sessions";
    const PERMISSION: Permission = Permission::AccessWrite;
    type Outcome = u64;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<u64> {
        if let Subject::Staff(user) = self.whose {
            let user = views::user(tx, ctx.brand, user).await?;
            rules::Authority::of(&ctx.actor)?.check_over(&user)?;
        }
        let ended = sessions::end_all(tx, ctx, self.whose).await?;
        if ended > 0 {
            tx.changed(self.whose, Some(&serde_json::json!({ "sessions": ended })), None::<&()>);
            tx.announce(ctx, &SessionsEnded { whose: self.whose });
        }
        Ok(ended)
    }

    fn subject(&self) -> String {
        self.whose.to_string()
    }
}

/// Notes that a session was seen; the edge does it when [`crate::Identity::is_touch_due`].
pub struct TouchSession {
    /// Which.
    pub session: SessionId,
}

impl Action for TouchSession {
    const NAME: &'static str = "access.touch_session";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        sessions::touch(tx, ctx, self.session).await
    }
}

/// Chooses one's language and colours.
pub struct SetPreferences {
    /// The language; none: as the browser says.
    pub locale: Option<Locale>,
    /// The colours.
    pub theme: Theme,
}

impl Action for SetPreferences {
    const NAME: &'static str = "access.set_preferences";
    const PERMISSION: Permission = Permission::OwnSession;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let subject = Subject::required(&ctx.actor)?;
        sessions::put_preferences(tx, ctx, subject, self.locale, self.theme).await
    }
}

/// Forgets sessions and codes that ended and throttles that nothing looks at any more; run now and then. How many rows went.
pub struct ForgetExpired;

impl Action for ForgetExpired {
    const NAME: &'static str = "access.forget_expired";
    const PERMISSION: Permission = Permission::System;
    type Outcome = u64;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<u64> {
        let ago = |length: SignedDuration| ctx.now.checked_sub(length).unwrap_or(Timestamp::MIN);
        let ended = sessions::forget_before(tx, ctx.now).await?;
        let codes = codes::forget_before(tx, ago(hours(1))).await?;
        Ok(ended + codes + throttles::forget_before(tx, ago(hours(25))).await?)
    }
}

impl SignedIn {
    /// The session and its user, or the problem; after the commit, because failures are counted.
    pub fn into_result(self, now: Timestamp) -> Result<(SessionId, UserId, bool)> {
        match self {
            Self::Opened { session, user, must_change_password } => Ok((session, user, must_change_password)),
            Self::Wrong => Err(refusals::WRONG_LOGIN.problem()),
            Self::Locked { until } => Err(locked(until, now)),
        }
    }
}

pub(crate) fn locked(until: Timestamp, now: Timestamp) -> kernel::Problem {
    refusals::SIGN_IN_LOCKED.problem().param("minutes", rules::minutes_until(until, now))
}
