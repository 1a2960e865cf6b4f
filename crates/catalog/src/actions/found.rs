//! Looking up what a person asks for.

use crate::{
    model::{ItemChoice, PriceBook, QuotedItem, Service, ServicePrice, TermKind},
    refusals,
    rules::Offered,
    views,
};
use db::Tx;
use kernel::{Ctx, Result};

/// A service, its price, and what is wanted of it with the brand's tier filled in.
pub(super) struct Found {
    pub(super) service: Service,
    pub(super) price: ServicePrice,
    pub(super) choice: ItemChoice,
}

impl Found {
    pub(super) fn offered(&self) -> Offered<'_> {
        Offered { service: &self.service, price: &self.price, choice: &self.choice }
    }

    pub(super) fn quoted(&self) -> QuotedItem {
        let spec = &self.service.spec;
        QuotedItem {
            choice: self.choice.clone(),
            code: spec.code.clone(),
            names: spec.names.clone(),
            unit: spec.unit,
            service_version: self.service.version,
            commission: spec.terms.commission,
            checklist: spec.checklist.clone(),
        }
    }
}

/// Finds service and price, fills the brand's tier in, and checks the words of the piece.
pub(super) async fn find(tx: &mut Tx, ctx: &Ctx, book: &PriceBook, choice: &ItemChoice) -> Result<Found> {
    let service = views::service(tx, ctx.market, choice.service).await.map_err(|problem| problem.field("service"))?;
    let priced = views::price_item(tx, ctx.market, book.id, service.id).await?;
    let not_priced = || refusals::NOT_PRICED.field("service").param("what", &service.spec.code);
    let price = priced.ok_or_else(not_priced)?.price;
    let mut choice = choice.clone();
    if let Some(code) = &choice.piece.brand {
        let unknown = || refusals::UNKNOWN_BRAND.field("piece.brand").param("given", code);
        choice.piece.brand_tier = Some(views::brand(tx, ctx.market, code).await?.ok_or_else(unknown)?.parent);
    }
    if let Some(code) = &choice.piece.furniture_type
        && views::term(tx, ctx.market, TermKind::FurnitureType, code).await?.is_none()
    {
        return Err(refusals::UNKNOWN_FURNITURE.field("piece.furniture_type").param("given", code));
    }
    if let Some(code) = &choice.piece.fault
        && views::fault(tx, ctx.market, code).await?.is_none_or(|fault| fault.service != service.id)
    {
        return Err(refusals::UNKNOWN_FAULT.field("piece.fault").param("given", code));
    }
    Ok(Found { service, price, choice })
}
