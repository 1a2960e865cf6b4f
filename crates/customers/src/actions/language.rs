//! The language in which a customer came to us.

use crate::{actions::people::save, model::Customer, views};
use db::{Action, Tx};
use kernel::{Ctx, CustomerId, Locale, Permission, Result};

/// Keeps the language in which somebody came in, so that what we send them is in it; what they have chosen themselves stays.
pub struct LearnLanguage {
    /// Whose.
    pub customer: CustomerId,
    /// Which.
    pub locale: Locale,
}

impl Action for LearnLanguage {
    const NAME: &'static str = "customers.learn_language";
    const PERMISSION: Permission = Permission::System;
    type Outcome = ();

    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let before = views::customer(tx, ctx.market, self.customer).await?;
        if before.locale.is_some() {
            return Ok(());
        }
        save(tx, ctx, &before, &Customer { locale: Some(self.locale), ..before.clone() }).await
    }
}
