//! The rules of a book that hold for all services: factors, surcharges, days, fees.

use super::{book::Head, page_of, rules_form};
use crate::{
    forms::{Refused, Sheet, Typed},
    frame,
    words::{self, Words},
};
use askama::Template;
use axum::extract::Path;
use catalog::{actions::EditPolicy, model::DayKind, views};
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{Permission, PriceBookId, Result};
use ui::{Choice, Shell};

#[derive(Template)]
#[template(path = "price_books/rules.html")]
struct Show {
    shell: Shell,
    head: Head,
    sheet: Sheet,
    territories: Vec<Choice>,
    kinds: Vec<Choice>,
    symbol: &'static str,
    /// How many rows each list shows.
    tiers: usize,
    materials: usize,
    areas: usize,
    days: usize,
}

impl Show {
    /// How many rows a list of factors shows.
    fn count(&self, list: &str) -> usize {
        if list == "materials" { self.materials } else { self.tiers }
    }
    fn cell(&self, list: &str, row: &usize, field: &str) -> String {
        format!("{list}.{row}.{field}")
    }
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    frame::require(&visitor, Permission::CatalogRead).or_fail(&visitor)?;
    let book = id.parse().or_fail(&visitor)?;
    dress(&visitor, book, None).await
}

fn address_of(book: PriceBookId) -> String {
    format!("{}/rules", page_of(book))
}

async fn dress(visitor: &Visitor, id: PriceBookId, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::CatalogRead).or_fail(visitor)?;
    let head = Head::read(visitor, id, "rules").await.or_fail(visitor)?;
    let shell = head.shell(visitor, &address_of(id), refused.as_ref());
    let sheet = Sheet::new(&shell, refused.as_ref(), "rules", |form| {
        rules_form::filled(form, &head.book.policy).with("version", head.book.version)
    });
    let locale = shell.locale;
    let empty = if head.is_open { 2 } else { 0 };
    let rows = |name: &str, fields: &[&str]| sheet.rows(name, fields, empty);
    let territories = visitor.edge.directory.territories(visitor.ctx.market);
    let show = Show {
        tiers: rows("brand_tiers", &["code"]),
        materials: rows("materials", &["code"]),
        areas: rows("territories", &["territory"]),
        days: rows("days", &["names.zh", "from"]),
        sheet,
        territories: territories.iter().map(|one| Choice::new(one.territory_id, one.names.get(locale))).collect(),
        kinds: words::choices(locale, "catalog-day", DayKind::ALL.iter().map(|kind| kind.as_str())),
        symbol: head.book.currency.symbol(),
        head,
        shell,
    };
    Ok(frame::respond(visitor, &show, refused.as_ref()))
}

pub(super) async fn edit(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CatalogWrite).or_fail(visitor)?;
    let book = id.parse().or_fail(visitor)?;
    match try_edit(&form, book).await {
        Ok(()) => Ok(frame::done(visitor, &address_of(book), "console-saved")),
        Err(problem) => dress(visitor, book, Some(Refused::of("rules", &form, problem)?)).await,
    }
}

async fn try_edit(form: &Submitted, book: PriceBookId) -> Result<()> {
    let visitor = &form.visitor;
    let currency = {
        let mut read = visitor.edge.app.db.read().await?;
        views::price_book(&mut read, visitor.ctx.market, book).await?.currency
    };
    let edit = EditPolicy { book, policy: rules_form::read(form, currency)?, version: form.version()? };
    visitor.edge.app.db.perform(&visitor.ctx, edit).await.map(drop)
}
