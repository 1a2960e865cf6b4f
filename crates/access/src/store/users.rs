//! Members of staff.

use crate::{HashedPassword, User};
use db::{Tx, params};
use kernel::{Ctx, Result, UserId, scalar::Json};

db::statements! {
    INSERT_USER = "
        insert into users (brand_id, user_id, name, login, password_hash, roles, markets, disabled, must_change_password,
          created_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)
        on conflict do nothing";
    UPDATE_USER = "
        update users
        set name = $1, roles = $2, markets = $3, disabled = $4, version = version + 1
        where brand_id = $5 and user_id = $6 and version = $7";
    SET_PASSWORD = "
        update users
        set password_hash = $1, must_change_password = $2, version = version + 1
        where brand_id = $3 and user_id = $4";
    CHANGE_PASSWORD = "
        update users
        set password_hash = $1, must_change_password = false, version = version + 1
        where brand_id = $2 and user_id = $3 and password_hash = $4";
}

/// Whether the row is new; false when the login is taken.
pub(crate) async fn insert(tx: &mut Tx, ctx: &Ctx, user: &User, password: &HashedPassword) -> Result<bool> {
    let values = params![
        ctx.brand,
        user.user_id,
        user.name,
        user.login,
        *password.as_str(),
        Json(user.roles.clone()),
        Json(user.markets.clone()),
        user.disabled,
        user.must_change_password,
        user.created_at
    ];
    Ok(tx.run(INSERT_USER, values).await? == 1)
}

pub(crate) async fn update(tx: &mut Tx, ctx: &Ctx, user: &User) -> Result<()> {
    let values = params![
        user.name,
        Json(user.roles.clone()),
        Json(user.markets.clone()),
        user.disabled,
        ctx.brand,
        user.user_id,
        user.version
    ];
    tx.save(UPDATE_USER, values).await
}

/// A password given by somebody else, to be changed at the next sign-in.
pub(crate) async fn give_password(tx: &mut Tx, ctx: &Ctx, user: UserId, password: &HashedPassword) -> Result<()> {
    tx.save(SET_PASSWORD, params![*password.as_str(), true, ctx.brand, user]).await
}

/// Whether the stored hash was still the one that the present password was verified against.
pub(crate) async fn change_password(
    tx: &mut Tx,
    ctx: &Ctx,
    user: UserId,
    verified_against: &str,
    password: &HashedPassword,
) -> Result<bool> {
    let values = params![*password.as_str(), ctx.brand, user, *verified_against];
    Ok(tx.run(CHANGE_PASSWORD, values).await? == 1)
}
