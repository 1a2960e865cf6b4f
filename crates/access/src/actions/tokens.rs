//! Tokens for the API.

use crate::{
    events::TokenChanged,
    model::ApiToken,
    rules::{self, Authority},
    store::tokens,
    views,
};
use db::{Action, Tx};
use kernel::{Ctx, MarketScope, Permission, Result, Timestamp, TokenId, problem};

/// Makes a token. [`crate::sign_in::create_token`] makes the secret, which is shown once and never stored.
pub struct CreateToken {
    /// What it is for.
    pub name: String,
    /// What it may do; no more than its maker.
    pub scopes: Vec<Permission>,
    /// Where.
    pub markets: MarketScope,
    /// When it ends; none: never.
    pub expires_at: Option<Timestamp>,
    /// [`crate::Secret::hash`].
    pub token_hash: String,
}

impl Action for CreateToken {
    const NAME: &'static str = "access.create_token";
    const PERMISSION: Permission = Permission::AccessWrite;
    type Outcome = TokenId;

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<TokenId> {
        rules::check_name(&self.name)?;
        if self.expires_at.is_some_and(|end| end <= ctx.now) {
            return Err(problem::TIME_PAST.field("expires_at"));
        }
        let authority = Authority::of(&ctx.actor)?;
        authority.check_scopes(&self.scopes)?;
        authority.check_markets(&self.markets)?;
        let token = ApiToken {
            token_id: ctx.new_id(),
            name: self.name.trim().to_owned(),
            scopes: self.scopes.clone(),
            markets: self.markets.clone(),
            created_by: ctx.actor.label(),
            created_at: ctx.now,
            expires_at: self.expires_at,
            last_used_at: None,
        };
        tokens::insert(tx, ctx, &token, &self.token_hash).await?;
        tx.changed(token.token_id, None::<&ApiToken>, Some(&token));
        tx.announce(ctx, &TokenChanged { token: token.token_id });
        Ok(token.token_id)
    }
}

/// Takes a token back; it stops working at once.
pub struct RevokeToken {
    /// Which.
    pub token: TokenId,
}

impl Action for RevokeToken {
    const NAME: &'static str = "access.revoke_token";
    const PERMISSION: Permission = Permission::AccessWrite;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let token = views::token(tx, ctx.brand, self.token).await?;
        Authority::of(&ctx.actor)?.check_markets(&token.markets)?;
        tokens::delete(tx, ctx, self.token).await?;
        tx.changed(self.token, Some(&token), None::<&ApiToken>);
        tx.announce(ctx, &TokenChanged { token: self.token });
        Ok(())
    }

    fn subject(&self) -> String {
        self.token.to_string()
    }
}

/// Notes that a token was used; the edge does it when [`crate::Identity::is_touch_due`].
pub struct TouchToken {
    /// Which.
    pub token: TokenId,
}

impl Action for TouchToken {
    const NAME: &'static str = "access.touch_token";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        tokens::touch(tx, ctx, self.token).await
    }
}
