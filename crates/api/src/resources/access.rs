//! `/users`, `/roles`, `/tokens`: who works here and which programs may call.

use super::prelude::*;
use access::{
    HashedPassword, Subject, User,
    actions::{CreateUser, DisableUser, EditUser, EnableUser, EndSessions, FirstPassword, GivePassword, RevokeToken},
    model::ApiToken,
};
use kernel::{Ctx, MarketScope, Permission, Role, Timestamp, TokenId, UserId};

pub(super) fn routes(surface: &mut Surface) {
    surface
        .group("Users and tokens")
        .get("/users", "Staff, by name", &[P::AccessRead], users)
        .post("/users", "Create a member of staff", &[P::AccessWrite], create_user)
        .get("/users/{user}", "A member of staff", &[P::AccessRead], user)
        .put("/users/{user}", "Change name, roles and markets", &[P::AccessWrite], edit_user)
        .put("/users/{user}/password", "Give a new first password", &[P::AccessWrite], give_password)
        .post("/users/{user}/disablement", "Disable: no more signing in", &[P::AccessWrite], disable)
        .delete("/users/{user}/disablement", "Enable again", &[P::AccessWrite], enable)
        .delete("/users/{user}/sessions", "End every session of a member of staff", &[P::AccessWrite], end_sessions)
        .get("/roles", "Roles and what they may do", &[P::AccessRead], roles)
        .get("/tokens", "Tokens for programs", &[P::AccessRead], tokens)
        .post("/tokens", "Create a token; its secret is shown this once", &[P::AccessWrite], create_token)
        .delete("/tokens/{token}", "Revoke a token", &[P::AccessWrite], revoke_token);
}

async fn users(caller: Caller, Paged((), page): Paged<()>) -> Answer<Listed<User>> {
    Ok(Listed(access::views::users_page(&mut caller.read().await?, caller.ctx.brand, &page).await?))
}

async fn user(caller: Caller, Path(id): Path<UserId>) -> Answer<Versioned<User>> {
    let user = access::views::user(&mut caller.read().await?, caller.ctx.brand, id).await?;
    let version = user.version;
    Ok(Versioned(user, version))
}

asked! {
    /// A new member of staff.
    UserAsk {
        name: String,
        login: String,
        /// The first password; it must be changed at the first sign-in.
        password: String,
        roles: Vec<Role>,
        markets: MarketScope,
    }
}

async fn create_user(caller: Caller, Body(ask): Body<UserAsk>) -> Answer<Made<User>> {
    let password = HashedPassword::of(&caller.ctx, &ask.login, &ask.password).await?;
    let create = CreateUser {
        name: ask.name,
        login: ask.login,
        password,
        first_password: FirstPassword::MustChange,
        roles: ask.roles,
        markets: ask.markets,
    };
    let id = caller.perform(create).await?;
    Ok(Made(access::views::user(&mut caller.read().await?, caller.ctx.brand, id).await?))
}

asked! {
    /// What a member of staff is.
    UserEdit {
        name: String,
        roles: Vec<Role>,
        markets: MarketScope,
    }
}

async fn edit_user(
    caller: Caller,
    Path(id): Path<UserId>,
    IfMatch(version): IfMatch,
    Body(ask): Body<UserEdit>,
) -> Answer<Versioned<User>> {
    caller.perform(EditUser { user: id, name: ask.name, roles: ask.roles, markets: ask.markets, version }).await?;
    user(caller, Path(id)).await
}

asked! {
    /// A new password.
    NewPassword { password: String }
}

async fn give_password(caller: Caller, Path(id): Path<UserId>, Body(ask): Body<NewPassword>) -> Answer<Done> {
    let user = access::views::user(&mut caller.read().await?, caller.ctx.brand, id).await?;
    let password = HashedPassword::of(&caller.ctx, &user.login, &ask.password).await?;
    caller.perform(GivePassword { user: id, password }).await?;
    Ok(Done)
}

async fn disable(caller: Caller, Path(user): Path<UserId>) -> Answer<Done> {
    caller.perform(DisableUser { user }).await?;
    Ok(Done)
}

async fn enable(caller: Caller, Path(user): Path<UserId>) -> Answer<Done> {
    caller.perform(EnableUser { user }).await?;
    Ok(Done)
}

async fn end_sessions(caller: Caller, Path(user): Path<UserId>) -> Answer<Done> {
    caller.perform(EndSessions { whose: Subject::Staff(user) }).await?;
    Ok(Done)
}

shape! {
    /// A role.
    RoleShown { role: Role, permissions: Vec<Permission> }
}

async fn roles(_caller: Caller) -> Answer<Shown<Vec<RoleShown>>> {
    let roles = Role::ALL.iter();
    Ok(Shown(roles.map(|role| RoleShown { role: *role, permissions: role.permissions().to_vec() }).collect()))
}

async fn tokens(caller: Caller) -> Answer<Shown<Vec<ApiToken>>> {
    Ok(Shown(access::views::tokens(&mut caller.read().await?, caller.ctx.brand).await?))
}

asked! {
    /// A new token.
    TokenAsk {
        name: String,
        /// What it may do; at most what the caller may.
        scopes: Vec<Permission>,
        markets: MarketScope,
        expires_at: Option<Timestamp>,
    }
}

shape! {
    /// A token with its secret.
    TokenCreated {
        token: TokenId,
        /// Send it as `Authorization: Bearer`; it cannot be read again.
        secret: String
    }
}

async fn create_token(caller: Caller, Body(ask): Body<TokenAsk>) -> Answer<Made<TokenCreated>> {
    // A secret is never kept, so a repetition cannot be answered with the first one.
    let once = Ctx { idempotency: None, ..caller.ctx.clone() };
    let db = &caller.edge.app.db;
    let (token, secret) =
        access::sign_in::create_token(db, &once, &ask.name, ask.scopes, ask.markets, ask.expires_at).await?;
    Ok(Made(TokenCreated { token, secret: secret.plain().to_owned() }))
}

async fn revoke_token(caller: Caller, Path(token): Path<TokenId>) -> Answer<Done> {
    caller.perform(RevokeToken { token }).await?;
    Ok(Done)
}
