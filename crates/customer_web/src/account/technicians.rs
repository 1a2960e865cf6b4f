//! `/account/technicians`: who the customer likes, and who shall not come again.

use super::framed;
use crate::{
    frame::{customer, own_id, read},
    technician::{self, TechnicianCard},
    typed::Typed,
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use customers::{Tie, actions::SetOwnTie};
use db::PageRequest;
use edge::{Answer, Edge, OrFail, Submitted, Visitor, page, see_other};
use kernel::{Result, TechnicianId};
use ui::{Html, Shell};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/account/technicians", get(list)).route("/account/technicians/{technician}", post(tie))
}

struct Row {
    card: TechnicianCard,
    tie: Option<Tie>,
}

#[derive(Template)]
#[template(path = "account/technicians.html")]
struct List {
    shell: Shell,
    rows: Vec<Row>,
}

async fn list(visitor: Visitor) -> Answer {
    let found = read_list(&visitor).await.or_fail(&visitor)?;
    Ok(page(&visitor, Html::page(&found)))
}

/// Those the customer has said something about, then those who came lately.
async fn read_list(visitor: &Visitor) -> Result<List> {
    let shell = framed(visitor, "customer-technicians").await?;
    let (market, customer) = (visitor.ctx.market, customer(visitor)?);
    let mut db = read(visitor).await?;
    let ties = customers::views::ties_of(&mut db, market, customer).await?;
    let jobs = jobs::views::customer_jobs(&mut db, market, customer, &PageRequest::first(30)).await?.items;
    let mut wanted: Vec<TechnicianId> = Vec::new();
    let came = jobs.iter().filter_map(|row| row.job.technician);
    for technician in ties.iter().map(|tie| tie.technician_id).chain(came) {
        if !wanted.contains(&technician) {
            wanted.push(technician);
        }
    }
    let mut rows = Vec::new();
    for technician in wanted {
        let tie = ties.iter().find(|tie| tie.technician_id == technician).map(|tie| tie.tie);
        if let Some(card) = technician::card(visitor, &shell, &mut db, Some(technician)).await? {
            rows.push(Row { card, tie });
        }
    }
    Ok(List { shell, rows })
}

async fn tie(Path(technician): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let done: Result<()> = async {
        let set = SetOwnTie { technician: own_id(visitor, &technician)?, tie: form.maybe_as("tie")? };
        visitor.edge.app.db.perform(&visitor.ctx, set).await
    }
    .await;
    done.or_fail(visitor)?;
    Ok(see_other(visitor, "/account/technicians", &[visitor.flash_cookie("customer-saved")]))
}
