//! Tokens for the API; one that was taken back is gone, its history is in the audit log.

use crate::model::ApiToken;
use db::{Tx, params};
use kernel::{Ctx, Result, TokenId, scalar::Json};

db::statements! {
    INSERT_TOKEN = "
        insert into api_tokens (brand_id, token_id, token_hash, name, scopes, markets, created_by, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    TOUCH_TOKEN = "
        update api_tokens
        set last_used_at = $1
        where brand_id = $2 and token_id = $3 and (last_used_at is null or last_used_at < $1)";
    DELETE_TOKEN = "delete from api_tokens where brand_id = $1 and token_id = $2";
    DELETE_TOKENS_OF = "delete from api_tokens where brand_id = $1 and created_by = $2";
}

pub(crate) async fn insert(tx: &mut Tx, ctx: &Ctx, token: &ApiToken, hash: &str) -> Result<()> {
    let values = params![
        ctx.brand,
        token.token_id,
        *hash,
        token.name,
        Json(token.scopes.clone()),
        Json(token.markets.clone()),
        token.created_by,
        token.created_at,
        token.expires_at
    ];
    tx.run(INSERT_TOKEN, values).await.map(drop)
}

pub(crate) async fn touch(tx: &mut Tx, ctx: &Ctx, token: TokenId) -> Result<()> {
    tx.run(TOUCH_TOKEN, params![ctx.now, ctx.brand, token]).await.map(drop)
}

pub(crate) async fn delete(tx: &mut Tx, ctx: &Ctx, token: TokenId) -> Result<()> {
    tx.save(DELETE_TOKEN, params![ctx.brand, token]).await
}

/// How many there were.
pub(crate) async fn delete_of(tx: &mut Tx, ctx: &Ctx, creator: &str) -> Result<u64> {
    tx.run(DELETE_TOKENS_OF, params![ctx.brand, *creator]).await
}
