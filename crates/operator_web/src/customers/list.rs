//! Searching customers, and taking somebody into the files.

use super::{PAGE, page_of};
use crate::{
    asked::Asked,
    forms::{Refused, Sheet, Typed},
    frame,
};
use askama::Template;
use customers::{
    actions::AddCustomer,
    rules::Search,
    views::{self, CustomerLine},
};
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{CustomerId, Permission, Result};
use ui::{Pagination, Shell};

#[derive(Template)]
#[template(path = "customers/list.html")]
struct List {
    shell: Shell,
    rows: Vec<CustomerLine>,
    text: String,
    pages: Pagination,
    sheet: Sheet,
    may_write: bool,
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    dress(&visitor, None).await
}

async fn dress(visitor: &Visitor, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::CustomersRead).or_fail(visitor)?;
    let asked = Asked::of(visitor).or_fail(visitor)?;
    let (text, page) = (asked.text("q").to_owned(), asked.page(50).or_fail(visitor)?);
    let mut read = visitor.edge.app.db.read().await.or_fail(visitor)?;
    let search = Search::of(&text);
    let found = views::customers_page(&mut read, visitor.ctx.market, &search, &page).await.or_fail(visitor)?;
    drop(read);
    let shell = frame::shell_at(visitor, "console-customers", PAGE, refused.as_ref());
    let list = List {
        pages: asked.pagination(&shell, found.next.as_ref()),
        rows: found.items,
        text,
        sheet: Sheet::new(&shell, refused.as_ref(), "new", |form| form),
        may_write: frame::may(visitor, Permission::CustomersWrite),
        shell,
    };
    Ok(frame::respond(visitor, &list, refused.as_ref()))
}

pub(super) async fn add(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::CustomersWrite).or_fail(visitor)?;
    match try_add(&form).await {
        Ok((customer, true)) => Ok(frame::done(visitor, &page_of(customer), "console-added")),
        Ok((customer, false)) => Ok(frame::done(visitor, &page_of(customer), "console-customers-known")),
        Err(problem) => dress(visitor, Some(Refused::of("new", &form, problem)?)).await,
    }
}

async fn try_add(form: &Submitted) -> Result<(CustomerId, bool)> {
    let add = AddCustomer { phone: form.read_as("phone")?, name: form.required("name")?.to_owned() };
    let found = form.visitor.edge.app.db.perform(&form.visitor.ctx, add).await?;
    Ok((found.customer, found.is_new))
}
