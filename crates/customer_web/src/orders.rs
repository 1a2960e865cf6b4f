//! `/orders`: the customer's orders, and everything that can be done with one.

mod acceptance;
mod answers;
mod calling_off;
mod chat;
pub(crate) mod entrance;
mod extras;
mod list;
mod moving;
mod paying;
mod reasons;
mod reviewing;
pub(crate) mod show;
pub(crate) mod sums;

use crate::frame::{customer, read};
use axum::Router;
use edge::{Edge, Visitor};
use jobs::views::JobDetail;
use kernel::{JobId, Result, problem};
use ui::Shell;

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .merge(answers::routes())
        .merge(calling_off::routes())
        .merge(chat::routes())
        .merge(list::routes())
        .merge(moving::routes())
        .merge(paying::routes())
        .merge(reviewing::routes())
        .merge(show::routes())
}

/// The customer's own order, by number or id; `missing` when it is somebody else's.
pub(crate) async fn own(visitor: &Visitor, named: &str) -> Result<JobDetail> {
    let customer = customer(visitor)?;
    let mut db = read(visitor).await?;
    let job = match named.parse::<JobId>() {
        Ok(job) => job,
        Err(_) => jobs::views::job_by_number(&mut db, visitor.ctx.market, named).await?.job,
    };
    let detail = jobs::views::job(&mut db, visitor.ctx.market, job).await?;
    if detail.job.customer == customer { Ok(detail) } else { Err(problem::MISSING.problem()) }
}

/// The frame of a page below an order.
pub(crate) async fn framed(visitor: &Visitor, title: &str, detail: &JobDetail) -> Result<Shell> {
    let shell = crate::frame::shell(visitor, title).await?;
    let (href, label) = (address(detail), detail.job.number.clone());
    Ok(shell.back(href, label).width(ui::Width::Narrow))
}

/// The order's page.
pub(crate) fn address(detail: &JobDetail) -> String {
    format!("/orders/{}", detail.job.number)
}
