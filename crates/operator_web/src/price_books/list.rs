//! The books, newest first; beginning a draft from one of them, or the very first one.

use super::{page_of, rules_form};
use crate::{asked::Asked, frame, words::Words};
use askama::Template;
use axum::extract::Path;
use catalog::{
    actions::{CopyPriceBook, CreatePriceBook},
    refusals,
    views::{self, BookSummary},
};
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{Permission, PriceBookId, Result};
use ui::{Pagination, Shell};

#[derive(Template)]
#[template(path = "price_books/list.html")]
struct List {
    shell: Shell,
    rows: Vec<BookSummary>,
    /// The book that quotes are made from now.
    valid: Option<PriceBookId>,
    pages: Pagination,
    may_write: bool,
}

impl List {
    fn is_valid(&self, row: &BookSummary) -> bool {
        self.valid == Some(row.price_book_id)
    }
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::CatalogRead).or_fail(&visitor)?;
    list(&visitor).await.or_fail(&visitor).map(|list| frame::respond(&visitor, &list, None))
}

async fn list(visitor: &Visitor) -> Result<List> {
    let asked = Asked::of(visitor)?;
    let (market, now) = (visitor.ctx.market, visitor.ctx.now);
    let mut read = visitor.edge.app.db.read().await?;
    let found = views::price_books(&mut read, market, &asked.page(30)?).await?;
    let valid = match views::book_valid_at(&mut read, market, now).await {
        Ok(book) => Some(book.id),
        Err(problem) if problem.is(refusals::NO_PRICE_BOOK) => None,
        Err(problem) => return Err(problem),
    };
    drop(read);
    let shell = frame::shell(visitor, "console-price-books");
    Ok(List {
        pages: asked.pagination(&shell, found.next.as_ref()),
        rows: found.items,
        valid,
        may_write: frame::may(visitor, Permission::CatalogWrite),
        shell,
    })
}

pub(super) async fn copy(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CatalogWrite).or_fail(visitor)?;
    let from = id.parse().or_fail(visitor)?;
    let copy = CopyPriceBook { from, note: form.text("note").to_owned() };
    let book = visitor.edge.app.db.perform(&visitor.ctx, copy).await.or_fail(visitor)?;
    Ok(frame::done(visitor, &page_of(book.id), "console-book-copied"))
}

/// The first book of a market: no prices yet, and rules that change nothing.
pub(super) async fn begin(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CatalogWrite).or_fail(visitor)?;
    let book = try_begin(&form).await.or_fail(visitor)?;
    Ok(frame::done(visitor, &page_of(book), "console-added"))
}

async fn try_begin(form: &Submitted) -> Result<PriceBookId> {
    let visitor = &form.visitor;
    let terms = {
        let mut read = visitor.edge.app.db.read().await?;
        views::terms(&mut read, visitor.ctx.market).await?
    };
    let create = CreatePriceBook {
        currency: visitor.market.currency,
        zone: visitor.market.zone.clone(),
        policy: rules_form::neutral(visitor.market.currency, &terms),
        note: form.text("note").to_owned(),
    };
    Ok(visitor.edge.app.db.perform(&visitor.ctx, create).await?.id)
}
