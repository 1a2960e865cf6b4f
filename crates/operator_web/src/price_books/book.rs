//! One book: its prices in a table, editable in place while it is a draft; note, publication, discarding.

use super::{PAGE, page_of};
use crate::{
    forms::{Refused, Sheet, Typed},
    frame,
    words::{self, Words},
};
use askama::Template;
use axum::extract::Path;
use catalog::{
    actions::{DiscardDraft, EditNote, EditPrice, PublishPriceBook},
    model::{BookState, PriceBook, Service, ServicePrice},
    views::{self, BookLine},
};
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{Money, Permission, PriceBookId, Result, ServiceId, problem};
use std::collections::HashSet;
use ui::Shell;

#[derive(Template)]
#[template(path = "price_books/book.html")]
struct Show {
    shell: Shell,
    head: Head,
    lines: Vec<(BookLine, Sheet)>,
    /// Services that are offered and have no price here.
    missing: Vec<Service>,
    note: Sheet,
    publish: Sheet,
}

/// What the pages of one book have in common.
pub(super) struct Head {
    pub(super) book: PriceBook,
    /// Whether it can still be changed, by this visitor.
    pub(super) is_open: bool,
    pub(super) may_write: bool,
    pub(super) tab: &'static str,
}

impl Head {
    pub(super) async fn read(visitor: &Visitor, book: PriceBookId, tab: &'static str) -> Result<Self> {
        let mut read = visitor.edge.app.db.read().await?;
        let book = views::price_book(&mut read, visitor.ctx.market, book).await?;
        let may_write = frame::may(visitor, Permission::CatalogWrite);
        Ok(Self { is_open: may_write && book.state == BookState::Draft, may_write, book, tab })
    }

    /// The frame of the book's page at an address.
    pub(super) fn shell(&self, visitor: &Visitor, page: &str, refused: Option<&Refused>) -> Shell {
        let shell = frame::shell_at(visitor, "console-price-books", page, refused);
        let title = shell.tw("console-book-title", &[("number", self.book.number.to_string().into())]);
        let back = shell.t("console-price-books");
        shell.titled(title).lead(&self.book.note).back(PAGE, back)
    }
}

impl Show {
    fn unit(&self, line: &BookLine) -> String {
        words::word(self.shell.locale, "catalog-unit", line.unit.as_str())
    }
    fn amount(&self, amount: &Option<Money>) -> String {
        amount.map(|amount| self.shell.money(amount)).unwrap_or_default()
    }
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    frame::require(&visitor, Permission::CatalogRead).or_fail(&visitor)?;
    let book = id.parse().or_fail(&visitor)?;
    dress(&visitor, book, None).await
}

async fn dress(visitor: &Visitor, id: PriceBookId, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::CatalogRead).or_fail(visitor)?;
    let head = Head::read(visitor, id, "prices").await.or_fail(visitor)?;
    let (lines, services) = read(visitor, id).await.or_fail(visitor)?;
    let refused = refused.as_ref();
    let shell = head.shell(visitor, &page_of(id), refused);
    let priced: HashSet<ServiceId> = lines.iter().map(|line| line.item.service).collect();
    let sheet = |line: &BookLine| {
        let ServicePrice { unit_price, floor, cap, minimum, .. } = &line.item.price;
        let text = |amount: &Option<Money>| amount.map(Money::decimal).unwrap_or_default();
        Sheet::new(&shell, refused, &line.item.service.to_string(), |form| {
            let form = form.with("unit_price", unit_price.decimal()).with("floor", text(floor));
            form.with("cap", text(cap)).with("minimum", text(minimum)).with("version", line.item.version)
        })
    };
    let today = visitor.market.zone.date_of(visitor.ctx.now);
    let show = Show {
        lines: lines
            .into_iter()
            .map(|line| {
                let sheet = sheet(&line);
                (line, sheet)
            })
            .collect(),
        missing: services.into_iter().filter(|one| one.is_active && !priced.contains(&one.id)).collect(),
        note: Sheet::new(&shell, refused, "note", |form| {
            form.with("note", &head.book.note).with("version", head.book.version)
        }),
        publish: Sheet::new(&shell, refused, "publish", |form| {
            form.with("valid_from", today.tomorrow().unwrap_or(today)).with("version", head.book.version)
        }),
        head,
        shell,
    };
    Ok(frame::respond(visitor, &show, refused))
}

async fn read(visitor: &Visitor, book: PriceBookId) -> Result<(Vec<BookLine>, Vec<Service>)> {
    let market = visitor.ctx.market;
    let mut read = visitor.edge.app.db.read().await?;
    Ok((views::book_lines(&mut read, market, book).await?, views::services(&mut read, market).await?))
}

/// The amounts of one line, edited in the table; everything else of the price stays.
pub(super) async fn edit_amounts(Path((id, service)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CatalogWrite).or_fail(visitor)?;
    let book: PriceBookId = id.parse().or_fail(visitor)?;
    let service: ServiceId = service.parse().or_fail(visitor)?;
    match try_amounts(&form, book, service).await {
        Ok(()) => Ok(frame::done(visitor, &format!("{}#{service}", page_of(book)), "console-saved")),
        Err(problem) => dress(visitor, book, Some(Refused::of(service.to_string(), &form, problem)?)).await,
    }
}

async fn try_amounts(form: &Submitted, book: PriceBookId, service: ServiceId) -> Result<()> {
    let visitor = &form.visitor;
    let (currency, stored) = {
        let mut read = visitor.edge.app.db.read().await?;
        let found = views::price_book(&mut read, visitor.ctx.market, book).await?;
        (found.currency, views::price_item(&mut read, visitor.ctx.market, book, service).await?)
    };
    let stored = stored.ok_or_else(|| problem::MISSING.problem())?;
    let price = ServicePrice {
        unit_price: form.amount("unit_price", currency)?,
        floor: form.maybe_amount("floor", currency)?,
        cap: form.maybe_amount("cap", currency)?,
        minimum: form.maybe_amount("minimum", currency)?,
        ..stored.price
    };
    let edit = EditPrice { book, service, price, version: form.version()? };
    visitor.edge.app.db.perform(&visitor.ctx, edit).await.map(drop)
}

pub(super) async fn edit_note(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CatalogWrite).or_fail(visitor)?;
    let book = id.parse().or_fail(visitor)?;
    match try_note(&form, book).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(book), "console-saved")),
        Err(problem) => dress(visitor, book, Some(Refused::of("note", &form, problem)?)).await,
    }
}

async fn try_note(form: &Submitted, book: PriceBookId) -> Result<()> {
    let edit = EditNote { book, note: form.text("note").to_owned(), version: form.version()? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, edit).await.map(drop)
}

pub(super) async fn publish(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CatalogWrite).or_fail(visitor)?;
    let book = id.parse().or_fail(visitor)?;
    match try_publish(&form, book).await {
        Ok(()) => Ok(frame::done(visitor, &page_of(book), "console-book-published")),
        Err(problem) => dress(visitor, book, Some(Refused::of("publish", &form, problem)?)).await,
    }
}

async fn try_publish(form: &Submitted, book: PriceBookId) -> Result<()> {
    let publish = PublishPriceBook { book, valid_from: form.date("valid_from")?, version: form.version()? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, publish).await.map(drop)
}

pub(super) async fn discard(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CatalogWrite).or_fail(visitor)?;
    let book = id.parse().or_fail(visitor)?;
    match try_discard(&form, book).await {
        Ok(()) => Ok(frame::done(visitor, PAGE, "console-removed")),
        Err(problem) => dress(visitor, book, Some(Refused::of("publish", &form, problem)?)).await,
    }
}

async fn try_discard(form: &Submitted, book: PriceBookId) -> Result<()> {
    let discard = DiscardDraft { book, version: form.version()? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, discard).await
}
