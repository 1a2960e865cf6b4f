//! Staff: who there is, what they may do and where, their passwords.

use crate::{
    HashedPassword, Subject, User,
    events::{SessionsEnded, UserChanged},
    refusals,
    rules::{self, Authority},
    store::{sessions, throttles, tokens, users},
    views,
};
use db::{Action, Tx};
use kernel::{Actor, Ctx, MarketScope, Permission, Result, Role, SessionId, UserId, problem};

/// Whether a given password lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstPassword {
    /// Somebody else knows it: to be changed at the first sign-in.
    MustChange,
    /// It may stay (the founder's own, a demo's).
    MayStay,
}

/// Adds a member of staff.
pub struct CreateUser {
    /// What colleagues call them.
    pub name: String,
    /// What they type to sign in.
    pub login: String,
    /// The first password, hashed beforehand with [`HashedPassword::of`].
    pub password: HashedPassword,
    /// Whether that password lasts.
    pub first_password: FirstPassword,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Where.
    pub markets: MarketScope,
}

impl Action for CreateUser {
    const NAME: &'static str = "access.create_user";
    const PERMISSION: Permission = Permission::AccessWrite;
    type Outcome = UserId;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<UserId> {
        rules::check_name(&self.name)?;
        let login = rules::normal_login(&self.login)?;
        check_roles(&self.roles)?;
        let authority = Authority::of(&ctx.actor)?;
        authority.check_roles(&self.roles)?;
        authority.check_markets(&self.markets)?;
        let user = User {
            user_id: ctx.new_id(),
            name: self.name.trim().to_owned(),
            login,
            roles: self.roles.clone(),
            markets: self.markets.clone(),
            disabled: false,
            must_change_password: self.first_password == FirstPassword::MustChange,
            created_at: ctx.now,
            version: 1,
        };
        if !users::insert(tx, ctx, &user, &self.password).await? {
            return Err(refusals::LOGIN_TAKEN.field("login").param("login", &user.login));
        }
        tx.changed(user.user_id, None::<&User>, Some(&user));
        tx.announce(ctx, &UserChanged { user: user.user_id });
        Ok(user.user_id)
    }
}

fn check_roles(roles: &[Role]) -> Result<()> {
    if roles.is_empty() { Err(problem::REQUIRED.field("roles")) } else { Ok(()) }
}

/// Changes a member of staff's name, roles and markets.
pub struct EditUser {
    /// Who.
    pub user: UserId,
    /// What colleagues call them.
    pub name: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Where.
    pub markets: MarketScope,
    /// The version that was read.
    pub version: i64,
}

impl Action for EditUser {
    const NAME: &'static str = "access.edit_user";
    const PERMISSION: Permission = Permission::AccessWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        rules::check_name(&self.name)?;
        check_roles(&self.roles)?;
        let authority = Authority::of(&ctx.actor)?;
        let before = touchable(tx, ctx, &authority, self.user).await?;
        if before.version != self.version {
            return Err(problem::CHANGED_MEANWHILE.problem());
        }
        authority.check_roles(&self.roles)?;
        authority.check_markets(&self.markets)?;
        let name = self.name.trim().to_owned();
        let after = User { name, roles: self.roles.clone(), markets: self.markets.clone(), ..before.clone() };
        save(tx, ctx, &before, &after).await
    }

    fn subject(&self) -> String {
        self.user.to_string()
    }
}

/// Shuts a member of staff out: their sessions and tokens end at once.
pub struct DisableUser {
    /// Who.
    pub user: UserId,
}

impl Action for DisableUser {
    const NAME: &'static str = "access.disable_user";
    const PERMISSION: Permission = Permission::AccessWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        if Subject::of(&ctx.actor) == Some(Subject::Staff(self.user)) {
            return Err(refusals::NOT_YOURSELF.problem());
        }
        let before = touchable(tx, ctx, &Authority::of(&ctx.actor)?, self.user).await?;
        if before.disabled {
            return Ok(());
        }
        save(tx, ctx, &before, &User { disabled: true, ..before.clone() }).await?;
        tokens::delete_of(tx, ctx, &self.user.to_string()).await?;
        end_sessions(tx, ctx, self.user).await
    }

    fn subject(&self) -> String {
        self.user.to_string()
    }
}

/// Lets a disabled member of staff in again.
pub struct EnableUser {
    /// Who.
    pub user: UserId,
}

impl Action for EnableUser {
    const NAME: &'static str = "access.enable_user";
    const PERMISSION: Permission = Permission::AccessWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = touchable(tx, ctx, &Authority::of(&ctx.actor)?, self.user).await?;
        if !before.disabled {
            return Ok(());
        }
        save(tx, ctx, &before, &User { disabled: false, ..before.clone() }).await
    }

    fn subject(&self) -> String {
        self.user.to_string()
    }
}

async fn touchable(tx: &mut Tx, ctx: &Ctx, authority: &Authority, user: UserId) -> Result<User> {
    let user = views::user(tx, ctx.brand, user).await?;
    authority.check_over(&user)?;
    Ok(user)
}

async fn save(tx: &mut Tx, ctx: &Ctx, before: &User, after: &User) -> Result<()> {
    let is_owner =
        |user: &User| !user.disabled && user.roles.contains(&Role::Owner) && user.markets == MarketScope::All;
    if is_owner(before) && !is_owner(after) {
        // Two owners who demote each other at the same moment must not both succeed.
        throttles::take_turn(tx, ctx, "turn:owners").await?;
        let users = views::all_users(tx, ctx.brand).await?;
        if !users.iter().any(|user| user.user_id != before.user_id && is_owner(user)) {
            return Err(refusals::LAST_OWNER.problem());
        }
    }
    users::update(tx, ctx, after).await?;
    tx.changed(before.user_id, Some(before), Some(after));
    tx.announce(ctx, &UserChanged { user: before.user_id });
    Ok(())
}

async fn end_sessions(tx: &mut Tx, ctx: &Ctx, user: UserId) -> Result<()> {
    let whose = Subject::Staff(user);
    if sessions::end_all(tx, ctx, whose).await? > 0 {
        tx.announce(ctx, &SessionsEnded { whose });
    }
    Ok(())
}

/// Gives a member of staff a new password, which they must change; their sessions end.
pub struct GivePassword {
    /// Who.
    pub user: UserId,
    /// Hashed beforehand.
    pub password: HashedPassword,
}

impl Action for GivePassword {
    const NAME: &'static str = "access.give_password";
    const PERMISSION: Permission = Permission::AccessWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let user = touchable(tx, ctx, &Authority::of(&ctx.actor)?, self.user).await?;
        users::give_password(tx, ctx, self.user, &self.password).await?;
        let after = User { must_change_password: true, ..user.clone() };
        tx.changed(self.user, Some(&user), Some(&after));
        tx.announce(ctx, &UserChanged { user: self.user });
        end_sessions(tx, ctx, self.user).await
    }

    fn subject(&self) -> String {
        self.user.to_string()
    }
}

/// Changes one's own password; one's other sessions end. [`crate::sign_in::change_password`] makes it after verifying the present one.
pub struct ChangePassword {
    /// The hash that the present password fitted.
    pub verified_against: String,
    /// The new one, hashed beforehand.
    pub password: HashedPassword,
    /// The session that stays.
    pub keep: SessionId,
}

impl Action for ChangePassword {
    const NAME: &'static str = "access.change_password";
    const PERMISSION: Permission = Permission::OwnSession;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let Actor::Staff { user, .. } = ctx.actor else { return Err(problem::FORBIDDEN.problem()) };
        if !users::change_password(tx, ctx, user, &self.verified_against, &self.password).await? {
            return Err(problem::CHANGED_MEANWHILE.problem());
        }
        let whose = Subject::Staff(user);
        if sessions::end_others(tx, ctx, whose, self.keep).await? > 0 {
            tx.announce(ctx, &SessionsEnded { whose });
        }
        tx.changed(user, None::<&()>, Some(&serde_json::json!({ "password": "changed" })));
        tx.announce(ctx, &UserChanged { user });
        Ok(())
    }
}
