//! The verbs of the catalogue.

mod categories;
mod found;
mod make_quote;
mod price_books;
mod quotes;
mod services;
mod taxonomy;

pub use categories::{CreateCategory, EditCategory};
pub use make_quote::{ExtraItem, MakeCreditedQuote, MakeQuote, QuoteExtra, RequoteAt};
pub use price_books::{
    CopyPriceBook, CreatePriceBook, DiscardDraft, EditNote, EditPolicy, EditPrice, PriceEdited, PublishPriceBook,
};
pub use quotes::{AcceptQuote, ForgetOldQuotes};
pub use services::{CreateService, EditService, SetServiceActive};
pub use taxonomy::{SaveChecklist, SaveFault, SaveTerm};

use crate::events::CatalogChanged;
use db::Tx;
use kernel::{Ctx, Result, problem};
use serde::Serialize;

/// Refuses a version that is no longer the stored one.
fn check_version(given: i64, stored: i64) -> Result<()> {
    if given == stored {
        Ok(())
    } else {
        Err(problem::CHANGED_MEANWHILE.problem().param("given", given).param("stored", stored))
    }
}

/// Notes an edit of the catalogue for the audit log and announces it.
fn edited<T: Serialize>(tx: &mut Tx, ctx: &Ctx, subject: &str, before: Option<&T>, after: Option<&T>) {
    tx.changed(subject, before, after);
    tx.announce(ctx, &CatalogChanged { subject: subject.to_owned() });
}
