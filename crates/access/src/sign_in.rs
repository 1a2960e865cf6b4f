//! Verbs with slow or secret parts outside their transaction: comparing and hashing passwords, making secrets that are shown once.

use crate::{
    Client, HashedPassword, Secret, Subject,
    actions::{ChangePassword, CreateToken, SignInStaff, Verdict},
    passwords, refusals, rules, views,
};
use db::{Action, Database, Tx};
use kernel::{Ctx, MarketScope, Permission, Result, SessionId, Timestamp, TokenId, UserId, problem};

/// A session that was just opened, with the secret for the browser's cookie.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Its id.
    pub session: SessionId,
    /// Who.
    pub user: UserId,
    /// The only time that the secret is readable.
    pub secret: Secret,
    /// Whether a new password is to be chosen before anything else.
    pub must_change_password: bool,
}

/// Signs a member of staff in. `wrong_login` tells nothing about who exists, in words or in time; `sign_in_locked` after too many.
pub async fn sign_in_staff(
    db: &Database,
    ctx: &Ctx,
    login: &str,
    password: &str,
    client: Client,
) -> Result<NewSession> {
    let Ok(login) = rules::normal_login(login) else { return Err(refusals::WRONG_LOGIN.problem()) };
    let mut read = db.read().await?;
    if let Some(until) = crate::actions::locked_until(&mut read, ctx.brand, &login, &client.ip, ctx.now).await? {
        return Err(crate::actions::locked(until, ctx.now));
    }
    let stored = views::password_by_login(&mut read, ctx.brand, &login).await?;
    drop(read);
    let fits = verify(stored.as_ref().map(|stored| stored.password_hash.as_str()), password).await?;
    let verdict = match stored {
        Some(stored) if fits => Verdict::Fits { user: stored.user_id, verified_against: stored.password_hash },
        Some(_) | None => Verdict::Wrong,
    };
    let secret = Secret::for_session(ctx);
    let action = SignInStaff { login, verdict, client, token_hash: secret.hash() };
    let (session, user, must_change_password) = db.perform(&once(ctx), action).await?.into_result(ctx.now)?;
    Ok(NewSession { session, user, secret, must_change_password })
}

/// Changes one's own password after the present one was given; wrong ones count towards the lock.
pub async fn change_password(
    db: &Database,
    ctx: &Ctx,
    present: &str,
    new: &str,
    keep: SessionId,
    client: &Client,
) -> Result<()> {
    let Subject::Staff(user) = Subject::required(&ctx.actor)? else { return Err(problem::FORBIDDEN.problem()) };
    let mut read = db.read().await?;
    let login = views::user(&mut read, ctx.brand, user).await?.login;
    if let Some(until) = crate::actions::locked_until(&mut read, ctx.brand, &login, &client.ip, ctx.now).await? {
        return Err(crate::actions::locked(until, ctx.now));
    }
    let stored = views::password_of(&mut read, ctx.brand, user).await?;
    drop(read);
    if !verify(Some(&stored.password_hash), present).await? {
        db.perform(&once(ctx), NoteFailure { login, ip: client.ip.clone() }).await?;
        return Err(refusals::WRONG_PASSWORD.field("present"));
    }
    if present == new {
        return Err(passwords::weak());
    }
    let password = HashedPassword::of(ctx, &login, new).await?;
    db.perform(&once(ctx), ChangePassword { verified_against: stored.password_hash, password, keep }).await
}

/// Makes a token for the API; the secret is readable this one time.
pub async fn create_token(
    db: &Database,
    ctx: &Ctx,
    name: &str,
    scopes: Vec<Permission>,
    markets: MarketScope,
    expires_at: Option<Timestamp>,
) -> Result<(TokenId, Secret)> {
    let secret = Secret::for_token(ctx);
    let action = CreateToken { name: name.to_owned(), scopes, markets, expires_at, token_hash: secret.hash() };
    let token = db.perform(&once(ctx), action).await?;
    Ok((token, secret))
}

/// Without idempotency key: a remembered answer would name a secret that nobody has any more.
fn once(ctx: &Ctx) -> Ctx {
    Ctx { idempotency: None, ..ctx.clone() }
}

async fn verify(stored: Option<&str>, password: &str) -> Result<bool> {
    if password.len() > passwords::LENGTH_MAX {
        return Ok(false);
    }
    passwords::verify(stored, password).await
}

/// Counts a wrong present password.
struct NoteFailure {
    login: String,
    ip: String,
}

impl Action for NoteFailure {
    const NAME: &'static str = "access.note_wrong_password";
    const PERMISSION: Permission = Permission::OwnSession;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        crate::actions::note_failure(tx, ctx, &self.login, &self.ip).await
    }
}
