//! Writing the headings of the catalogue.

use super::{check_version, edited};
use crate::{
    model::{Category, CategorySpec},
    refusals, rules, store, views,
};
use db::{Action, Tx};
use kernel::{CategoryId, Ctx, MarketId, Permission, Result};

/// Adds a category.
pub struct CreateCategory {
    /// Its content.
    pub spec: CategorySpec,
}

impl Action for CreateCategory {
    const NAME: &'static str = "catalog.create_category";
    const PERMISSION: Permission = Permission::CatalogWrite;
    type Outcome = Category;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Category> {
        let category = Category { id: ctx.new_id(), spec: self.spec.clone(), version: 1 };
        rules::check_category(&category.spec)?;
        check_parent(tx, ctx.market, &category).await?;
        store::insert_category(tx, ctx.market, &category).await?;
        edited(tx, ctx, &category.id.to_string(), None, Some(&category));
        Ok(category)
    }
}

/// Changes a category.
pub struct EditCategory {
    /// Which.
    pub category: CategoryId,
    /// Its new content.
    pub spec: CategorySpec,
    /// The version it was read at.
    pub version: i64,
}

impl Action for EditCategory {
    const NAME: &'static str = "catalog.edit_category";
    const PERMISSION: Permission = Permission::CatalogWrite;
    type Outcome = Category;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Category> {
        let before = views::category(tx, ctx.market, self.category).await?;
        check_version(self.version, before.version)?;
        rules::check_category(&self.spec)?;
        let mut after = Category { spec: self.spec.clone(), ..before.clone() };
        check_parent(tx, ctx.market, &after).await?;
        let all = views::categories(tx, ctx.market).await?;
        if all.iter().any(|other| other.id != after.id && other.spec.code == after.spec.code) {
            return Err(refusals::CODE_TAKEN.field("code").param("given", &after.spec.code));
        }
        store::update_category(tx, ctx.market, &after).await?;
        after.version += 1;
        edited(tx, ctx, &self.subject(), Some(&before), Some(&after));
        Ok(after)
    }
    fn subject(&self) -> String {
        self.category.to_string()
    }
}

/// The parent exists, and going up from it never comes back to the category.
async fn check_parent(tx: &mut Tx, market: MarketId, category: &Category) -> Result<()> {
    let mut above = category.spec.parent;
    while let Some(id) = above {
        if id == category.id {
            return Err(refusals::BAD_PARENT.field("parent"));
        }
        above = views::category(tx, market, id).await.map_err(|problem| problem.field("parent"))?.spec.parent;
    }
    Ok(())
}
