//! Writing, copying and publishing price books.

use super::{check_version, edited};
use crate::{
    events::PriceBookPublished,
    model::{BookState, Policy, PriceBook, PriceItem, ServicePrice},
    refusals, rules, store, views,
};
use db::{Action, Tx};
use kernel::{Actor, Ctx, Currency, Permission, PriceBookId, Result, ServiceId, Zone, problem, time::Date};
use serde::{Deserialize, Serialize};

const NOTE_CHARS_MAX: usize = 200;

/// Begins the first book of a market, or one from nothing.
pub struct CreatePriceBook {
    /// Of all its amounts.
    pub currency: Currency,
    /// In which its dates and hours are meant.
    pub zone: Zone,
    /// The rules for all services.
    pub policy: Policy,
    /// Why it is written.
    pub note: String,
}

impl Action for CreatePriceBook {
    const NAME: &'static str = "catalog.create_price_book";
    const PERMISSION: Permission = Permission::CatalogWrite;
    type Outcome = PriceBook;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<PriceBook> {
        rules::check_policy(&self.policy, self.currency)?;
        let (currency, zone, policy) = (self.currency, self.zone.clone(), self.policy.clone());
        let book = draft(tx, ctx, Draft { currency, zone, policy, note: &self.note }).await?;
        edited(tx, ctx, &book.id.to_string(), None, Some(&book));
        Ok(book)
    }
}

/// Begins a draft with everything that another book holds.
pub struct CopyPriceBook {
    /// Which.
    pub from: PriceBookId,
    /// Why it is written.
    pub note: String,
}

impl Action for CopyPriceBook {
    const NAME: &'static str = "catalog.copy_price_book";
    const PERMISSION: Permission = Permission::CatalogWrite;
    type Outcome = PriceBook;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<PriceBook> {
        let PriceBook { currency, zone, policy, .. } = views::price_book(tx, ctx.market, self.from).await?;
        let book = draft(tx, ctx, Draft { currency, zone, policy, note: &self.note }).await?;
        store::copy_items(tx, ctx.market, self.from, book.id).await?;
        edited(tx, ctx, &book.id.to_string(), None, Some(&book));
        Ok(book)
    }
    fn subject(&self) -> String {
        self.from.to_string()
    }
}

struct Draft<'a> {
    currency: Currency,
    zone: Zone,
    policy: Policy,
    note: &'a str,
}

async fn draft(tx: &mut Tx, ctx: &Ctx, draft: Draft<'_>) -> Result<PriceBook> {
    check_note(draft.note)?;
    let number = views::last_book_number(tx, ctx.market).await? + 1;
    let book = PriceBook {
        id: ctx.new_id(),
        number,
        state: BookState::Draft,
        note: draft.note.to_owned(),
        currency: draft.currency,
        zone: draft.zone,
        valid_from: None,
        policy: draft.policy,
        version: 1,
        created_at: ctx.now,
        published_at: None,
    };
    store::insert_book(tx, ctx.market, &book).await?;
    Ok(book)
}

/// What a price became, and the book's new version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PriceEdited {
    /// The price.
    pub item: PriceItem,
    /// The book's version, which the next edit or the publication names.
    pub book_version: i64,
}

/// Sets the price of one service in a draft.
pub struct EditPrice {
    /// In which draft.
    pub book: PriceBookId,
    /// Of which service.
    pub service: ServiceId,
    /// What it costs.
    pub price: ServicePrice,
    /// The version the price was read at; 0: it had none.
    pub version: i64,
}

impl Action for EditPrice {
    const NAME: &'static str = "catalog.edit_price";
    const PERMISSION: Permission = Permission::CatalogWrite;
    type Outcome = PriceEdited;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<PriceEdited> {
        let book = views::price_book(tx, ctx.market, self.book).await?;
        check_draft(&book)?;
        let service = views::service(tx, ctx.market, self.service).await?;
        let before = views::price_item(tx, ctx.market, book.id, self.service).await?;
        check_version(self.version, before.as_ref().map_or(0, |item| item.version))?;
        rules::check_price(&service.spec, &self.price, &book.policy, book.currency)?;
        let mut item = PriceItem { service: self.service, price: self.price.clone(), version: self.version };
        store::save_item(tx, ctx.market, book.id, &item).await?;
        store::touch_book(tx, ctx.market, &book).await?;
        item.version += 1;
        edited(tx, ctx, &self.subject(), before.as_ref(), Some(&item));
        Ok(PriceEdited { item, book_version: book.version + 1 })
    }
    fn subject(&self) -> String {
        self.book.to_string()
    }
}

/// Changes the rules of a draft: factors, surcharges, days, fees. Every part in it must stay below the mark-up cap.
pub struct EditPolicy {
    /// Which draft.
    pub book: PriceBookId,
    /// Its new rules.
    pub policy: Policy,
    /// The version it was read at.
    pub version: i64,
}

impl Action for EditPolicy {
    const NAME: &'static str = "catalog.edit_policy";
    const PERMISSION: Permission = Permission::CatalogWrite;
    type Outcome = PriceBook;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<PriceBook> {
        let before = views::price_book(tx, ctx.market, self.book).await?;
        check_draft(&before)?;
        check_version(self.version, before.version)?;
        rules::check_policy(&self.policy, before.currency)?;
        let services = views::services(tx, ctx.market).await?;
        for item in views::price_items(tx, ctx.market, before.id).await? {
            if let Some(service) = services.iter().find(|service| service.id == item.service) {
                rules::check_price(&service.spec, &item.price, &self.policy, before.currency)
                    .map_err(|problem| problem.param("service", &service.spec.code))?;
            }
        }
        store::update_policy(tx, ctx.market, &before, &self.policy).await?;
        let after = PriceBook { policy: self.policy.clone(), version: before.version + 1, ..before.clone() };
        edited(tx, ctx, &self.subject(), Some(&before), Some(&after));
        Ok(after)
    }
    fn subject(&self) -> String {
        self.book.to_string()
    }
}

/// Changes the note on a draft.
pub struct EditNote {
    /// Which draft.
    pub book: PriceBookId,
    /// Why it is written.
    pub note: String,
    /// The version it was read at.
    pub version: i64,
}

impl Action for EditNote {
    const NAME: &'static str = "catalog.edit_price_book_note";
    const PERMISSION: Permission = Permission::CatalogWrite;
    type Outcome = PriceBook;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<PriceBook> {
        let before = views::price_book(tx, ctx.market, self.book).await?;
        check_draft(&before)?;
        check_version(self.version, before.version)?;
        check_note(&self.note)?;
        store::update_note(tx, ctx.market, &before, &self.note).await?;
        let after = PriceBook { note: self.note.clone(), version: before.version + 1, ..before.clone() };
        edited(tx, ctx, &self.subject(), Some(&before), Some(&after));
        Ok(after)
    }
    fn subject(&self) -> String {
        self.book.to_string()
    }
}

/// Fixes a draft; it is valid from the first minute of a date on.
pub struct PublishPriceBook {
    /// Which draft.
    pub book: PriceBookId,
    /// Today or later; only the software itself may write history.
    pub valid_from: Date,
    /// The version it was read at.
    pub version: i64,
}

impl Action for PublishPriceBook {
    const NAME: &'static str = "catalog.publish_price_book";
    const PERMISSION: Permission = Permission::CatalogWrite;
    type Outcome = PriceBook;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<PriceBook> {
        let before = views::price_book(tx, ctx.market, self.book).await?;
        check_draft(&before)?;
        check_version(self.version, before.version)?;
        let today = before.zone.date_of(ctx.now);
        if self.valid_from < today && ctx.actor != Actor::System {
            return Err(refusals::BOOK_BEGINS_IN_PAST.field("valid_from").param("today", today));
        }
        let items = views::price_items(tx, ctx.market, before.id).await?;
        let services = views::services(tx, ctx.market).await?;
        let terms = views::terms(tx, ctx.market).await?;
        rules::check_complete(&before.policy, &items, &services, &terms)?;
        store::publish_book(tx, ctx.market, &before, self.valid_from, ctx.now).await?;
        let after = views::price_book(tx, ctx.market, before.id).await?;
        tx.changed(after.id, Some(&before), Some(&after));
        tx.announce(
            ctx,
            &PriceBookPublished { price_book: after.id, number: after.number, valid_from: self.valid_from },
        );
        Ok(after)
    }
    fn subject(&self) -> String {
        self.book.to_string()
    }
}

/// Throws a draft away.
pub struct DiscardDraft {
    /// Which.
    pub book: PriceBookId,
    /// The version it was read at.
    pub version: i64,
}

impl Action for DiscardDraft {
    const NAME: &'static str = "catalog.discard_draft";
    const PERMISSION: Permission = Permission::CatalogWrite;
    type Outcome = ();
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<()> {
        let book = views::price_book(tx, ctx.market, self.book).await?;
        check_draft(&book)?;
        check_version(self.version, book.version)?;
        store::delete_book(tx, ctx.market, &book).await?;
        edited(tx, ctx, &self.subject(), Some(&book), None);
        Ok(())
    }
    fn subject(&self) -> String {
        self.book.to_string()
    }
}

fn check_draft(book: &PriceBook) -> Result<()> {
    match book.state {
        BookState::Draft => Ok(()),
        BookState::Published => Err(refusals::BOOK_PUBLISHED.problem().param("number", book.number)),
    }
}

fn check_note(note: &str) -> Result<()> {
    if note.chars().count() > NOTE_CHARS_MAX { Err(problem::TOO_LONG.field("note")) } else { Ok(()) }
}
