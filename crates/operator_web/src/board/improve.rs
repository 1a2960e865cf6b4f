//! A better plan for a date: what would change hands and what it saves, and the button that does it.

use super::show::{self, date_of};
use crate::{asked::Asked, forms::Refused, frame, words::Words};
use askama::Template;
use axum::extract::Query;
use edge::{Answer, OrFail, Submitted, Visitor};
use flows::improving::{Transfer, TransferVisits};
use kernel::{Permission, Result, TechnicianId, problem, time::Date};
use serde::Deserialize;
use std::collections::HashMap;
use ui::Shell;

#[derive(Deserialize)]
pub(super) struct Day {
    #[serde(default)]
    date: String,
}

#[derive(Template)]
#[template(path = "board/improve.html")]
struct Page {
    shell: Shell,
    date: Date,
    day: String,
    rows: Vec<Row>,
    travel: i64,
    travel_after: i64,
    served: u32,
    refused: String,
    may_write: bool,
}

/// A visit that would change hands.
struct Row {
    number: String,
    service: String,
    window: String,
    from: String,
    to: String,
    start: String,
    /// What the form sends back: visit, version, technician.
    value: String,
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    let page = page(&visitor, None).await.or_fail(&visitor)?;
    Ok(frame::respond(&visitor, &page, None))
}

async fn page(visitor: &Visitor, refused: Option<&Refused>) -> Result<Page> {
    frame::require(visitor, Permission::DispatchRead)?;
    let date = date_of(visitor, Asked::of(visitor)?.text("date"))?;
    let board = format!("/console/board?date={date}");
    let found = {
        let mut read = visitor.edge.app.db.read().await?;
        flows::improving::improvement(&mut read, &visitor.ctx, &visitor.market.zone, date).await?
    };
    let day = show::read_day(visitor, date).await?;
    let shell = frame::shell_at(visitor, "day-improve", &board, refused);
    let back = shell.t("console-board");
    let shell = shell.back(board, back);
    let names: HashMap<TechnicianId, &str> =
        day.roster.technicians.iter().map(|one| (one.technician, one.names.get(shell.locale))).collect();
    let waiting = day.unassigned.iter().map(|visit| (visit.visit, visit));
    let visits: HashMap<_, _> = day.visits.iter().map(|(id, visit)| (*id, visit)).chain(waiting).collect();
    let rows = found.transfers.iter().filter_map(|transfer| {
        let visit = visits.get(&transfer.visit)?;
        Some(Row {
            number: visit.number.clone(),
            service: shell.name(&visit.service.zh, &visit.service.en),
            window: shell.window_time(visit.window),
            from: transfer.from.and_then(|who| names.get(&who)).map(|name| (*name).to_owned()).unwrap_or_default(),
            to: transfer.names.get(shell.locale).to_owned(),
            start: shell.time(transfer.planned_start),
            value: format!("{} {} {}", transfer.visit, transfer.version, transfer.to),
        })
    });
    Ok(Page {
        day: shell.day(date),
        rows: rows.collect(),
        travel: found.travel_minutes,
        travel_after: found.travel_minutes_after,
        served: found.served,
        refused: refused.map(|refused| refused.sentence(shell.locale)).unwrap_or_default(),
        may_write: frame::may(visitor, Permission::DispatchWrite),
        date,
        shell,
    })
}

pub(super) async fn submit(Query(day): Query<Day>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::DispatchWrite).or_fail(visitor)?;
    let date = date_of(visitor, &day.date).or_fail(visitor)?;
    match perform(&form).await {
        Ok(()) => Ok(frame::done(visitor, &format!("/console/board?date={date}"), "day-improve-done")),
        Err(problem) => {
            let refused = Refused::of("improve", &form, problem)?;
            let page = page(visitor, Some(&refused)).await.or_fail(visitor)?;
            Ok(frame::respond(visitor, &page, Some(&refused)))
        }
    }
}

async fn perform(form: &Submitted) -> Result<()> {
    let transfers: Result<Vec<Transfer>> = form.all("transfer").map(transfer).collect();
    form.visitor.edge.app.db.perform(&form.visitor.ctx, TransferVisits(transfers?)).await
}

fn transfer(text: &str) -> Result<Transfer> {
    let mut parts = text.split(' ');
    let mut part = || parts.next().ok_or_else(|| problem::REQUIRED.field("transfer"));
    let visit = part()?.parse()?;
    let version = part()?.parse().map_err(|_| problem::OUT_OF_RANGE.field("transfer"))?;
    let technician = part()?.parse()?;
    Ok(Transfer { visit, version, technician })
}
