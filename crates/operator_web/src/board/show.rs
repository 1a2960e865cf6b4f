//! The board of a date.

use super::lanes;
use crate::{
    asked::Asked,
    frame,
    words::{self, Words},
};
use askama::Template;
use dispatch::{
    actions::Pin,
    model::{PlanState, Roster, VisitPlan},
    views::BoardDay,
};
use edge::{Answer, OrFail, Visitor};
use jobs::views::BoardVisit;
use kernel::{Permission, Result, VisitId, problem, time::Date};
use std::collections::HashMap;
use ui::{Board, Choice, Shell, Width};

#[derive(Template)]
#[template(path = "board/show.html")]
struct Show {
    shell: Shell,
    date: Date,
    day: String,
    before: Date,
    after: Date,
    is_today: bool,
    is_ahead: bool,
    board: Board,
    waiting: Vec<Waiting>,
    planned: Vec<Planned>,
    clashes: Vec<String>,
    pins: Vec<Choice>,
    may_write: bool,
    figures: Figures,
}

/// A visit that needs somebody.
struct Waiting {
    visit: BoardVisit,
    service: String,
    trouble: String,
    date: Date,
}

/// A visit with its pins.
struct Planned {
    number: String,
    service: String,
    technician: String,
    window: String,
    plan: VisitPlan,
    pin: &'static str,
    is_open: bool,
}

struct Figures {
    technicians: usize,
    visits: usize,
    waiting: usize,
    load: i64,
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    let page = page(&visitor).await.or_fail(&visitor)?;
    Ok(frame::respond(&visitor, &page, None))
}

/// The date that an address asks for; today when it says nothing.
pub(super) fn date_of(visitor: &Visitor, text: &str) -> Result<Date> {
    match text {
        "" => Ok(visitor.market.zone.date_of(visitor.ctx.now)),
        typed => typed.parse().map_err(|_| problem::BAD_TIME.field("date").param("given", typed)),
    }
}

/// What a board shows: the plan of a date, and the visits behind it.
pub(super) struct Read {
    pub roster: Roster,
    pub day: BoardDay,
    pub visits: HashMap<VisitId, BoardVisit>,
    pub unassigned: Vec<BoardVisit>,
}

pub(super) async fn read_day(visitor: &Visitor, date: Date) -> Result<Read> {
    let (ctx, zone) = (&visitor.ctx, &visitor.market.zone);
    let mut read = visitor.edge.app.db.read().await?;
    let roster = flows::facts::roster_of_day(&mut read, ctx, zone, date).await?;
    let policy = flows::policies::dispatching(&mut read, ctx.market).await?;
    let day = dispatch::views::board(&mut read, ctx.market, &roster, &policy, date, ctx.now).await?;
    let visits = jobs::views::board(&mut read, ctx.market, zone.day(date)).await?;
    let page = db::PageRequest::new(None, Some(200));
    let unassigned = jobs::views::unassigned(&mut read, ctx.market, &page).await?.items;
    Ok(Read { roster, day, visits: visits.into_iter().map(|visit| (visit.visit, visit)).collect(), unassigned })
}

async fn page(visitor: &Visitor) -> Result<Show> {
    frame::require(visitor, Permission::DispatchRead)?;
    let asked = Asked::of(visitor)?;
    let date = date_of(visitor, asked.text("date"))?;
    let read = read_day(visitor, date).await?;
    let shell = frame::shell(visitor, "console-board").width(Width::Wide);
    let may_write = frame::may(visitor, Permission::DispatchWrite);
    let zone = visitor.market.zone.clone();
    let waiting: Vec<Waiting> = read
        .day
        .unassigned
        .iter()
        .filter_map(|plan| {
            let visit = read.unassigned.iter().find(|visit| visit.visit == plan.visit_id)?;
            Some(Waiting {
                service: shell.name(&visit.service.zh, &visit.service.en),
                trouble: if plan.trouble.is_empty() { String::new() } else { shell.t(&plan.trouble) },
                date: zone.date_of(visit.window.start),
                visit: visit.clone(),
            })
        })
        .collect();
    let today = zone.date_of(visitor.ctx.now);
    let board = lanes::board(visitor, &shell, date, &read, may_write);
    let used = read.day.technicians.iter().map(|one| one.utilisation);
    let (busy, hours) = used
        .fold((0, 0), |(busy, hours), one| (busy + one.work_minutes + one.travel_minutes, hours + one.shift_minutes));
    let planned = planned(&shell, &read);
    let clashes = read.day.technicians.iter().filter(|one| one.has_clash);
    Ok(Show {
        day: shell.day(date),
        before: date.yesterday().unwrap_or(date),
        after: date.tomorrow().unwrap_or(date),
        is_today: date == today,
        is_ahead: date >= today,
        figures: Figures {
            technicians: read.day.technicians.len(),
            visits: planned.len(),
            waiting: waiting.len(),
            load: busy * 100 / hours.max(1),
        },
        clashes: clashes.map(|one| one.names.get(shell.locale).to_owned()).collect(),
        pins: words::choices(shell.locale, "day-pin", Pin::ALL.iter().map(|pin| pin.as_str())),
        planned,
        board,
        waiting,
        date,
        may_write,
        shell,
    })
}

fn planned(shell: &Shell, read: &Read) -> Vec<Planned> {
    let name = |plan: &VisitPlan| {
        let one = read.day.technicians.iter().find(|one| Some(one.technician) == plan.technician_id);
        one.map(|one| one.names.get(shell.locale).to_owned()).unwrap_or_default()
    };
    let one = |plan: &VisitPlan| {
        let visit = read.visits.get(&plan.visit_id)?;
        Some(Planned {
            number: visit.number.clone(),
            service: shell.name(&visit.service.zh, &visit.service.en),
            technician: name(plan),
            window: shell.window_time(visit.window),
            pin: crate::jobs::pin_of(plan.is_technician_pinned, plan.is_start_pinned).as_str(),
            is_open: plan.state != PlanState::Ended && !visit.state.is_over(),
            plan: plan.clone(),
        })
    };
    let mut planned: Vec<Planned> = read.day.plans.iter().filter_map(one).collect();
    planned.sort_by(|a, b| (a.plan.window_start, &a.number).cmp(&(b.plan.window_start, &b.number)));
    planned
}
