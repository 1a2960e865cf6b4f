//! Moves by hand: to another technician or time; a refusal says which rules stand against it and lets the soft ones be passed over.

use super::{
    overrule::{self, Broken},
    show::date_of,
};
use crate::{
    forms::{Refused, Typed},
    frame,
    subjects::People,
};
use askama::Template;
use axum::extract::Query;
use dispatch::{
    actions::{Pin, PinVisit},
    model::Rule,
};
use edge::{Answer, OrFail, Submitted, Visitor};
use flows::dispatching::{AssignByHand, MoveByHand};
use kernel::{Permission, Result, TechnicianId, Timestamp, VisitId, problem, time::Date};
use serde::Deserialize;
use ui::{Shell, Width};

#[derive(Deserialize)]
pub(super) struct Day {
    #[serde(default)]
    date: String,
}

/// What a dispatcher wants.
struct Wish {
    visit: VisitId,
    technician: TechnicianId,
    start: Timestamp,
    version: i64,
    overruled: Vec<Rule>,
}

pub(super) async fn submit(Query(day): Query<Day>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::DispatchWrite).or_fail(visitor)?;
    let date = date_of(visitor, &day.date).or_fail(visitor)?;
    match perform(&form, date).await {
        Ok(()) => Ok(frame::done(visitor, &format!("/console/board?date={date}"), "day-done-moved")),
        Err(problem) => {
            let refused = Refused::of("move", &form, problem)?;
            let page = dressed(visitor, date, &refused).await.or_fail(visitor)?;
            Ok(frame::respond(visitor, &page, Some(&refused)))
        }
    }
}

async fn wish(form: &Submitted, date: Date) -> Result<Wish> {
    let visitor = &form.visitor;
    let visit = form.read_as::<VisitId>("visit")?;
    let minute: u32 = form.number("start_minute")?;
    if minute >= 1440 {
        return Err(problem::BAD_TIME.field("start_minute").param("given", minute));
    }
    let (hour, minute) = ((minute / 60) as i8, (minute % 60) as i8);
    let start =
        visitor.market.zone.instant(date.at(hour, minute, 0, 0)).map_err(|problem| problem.field("start_minute"))?;
    // Without script the board does not say which version it shows; then the newest counts.
    let version = match form.maybe_number::<i64>("version")? {
        Some(version) => version,
        None => plan(visitor, visit).await?.version,
    };
    Ok(Wish { visit, technician: form.read_as("technician")?, start, version, overruled: form.all_as("overruled")? })
}

async fn plan(visitor: &Visitor, visit: VisitId) -> Result<dispatch::model::VisitPlan> {
    let mut read = visitor.edge.app.db.read().await?;
    let plan = dispatch::views::plan(&mut read, visitor.ctx.market, visit).await?;
    plan.ok_or_else(|| problem::MISSING.field("visit"))
}

async fn perform(form: &Submitted, date: Date) -> Result<()> {
    let visitor = &form.visitor;
    let Wish { visit, technician, start, version, overruled } = wish(form, date).await?;
    let (db, ctx) = (&visitor.edge.app.db, &visitor.ctx);
    let before = plan(visitor, visit).await?;
    if before.technician_id == Some(technician) {
        let technician = Some(technician);
        return db.perform(ctx, MoveByHand { visit, version, technician, start: Some(start), overruled }).await;
    }
    // What a dispatcher gave to somebody stays there until a dispatcher lets it go.
    let pin = Pin::Technician;
    db.perform(ctx, AssignByHand { visit, version, technician, start: Some(start), pin, overruled }).await
}

#[derive(Template)]
#[template(path = "board/refused.html")]
struct Dressed {
    shell: Shell,
    date: Date,
    sentence: String,
    broken: Vec<Broken>,
    /// Whether nothing stands against it that may not be passed over.
    is_passable: bool,
    who: String,
    time: String,
    pairs: Vec<(&'static str, String)>,
}

async fn dressed(visitor: &Visitor, date: Date, refused: &Refused) -> Result<Dressed> {
    let page = format!("/console/board?date={date}");
    let shell = frame::shell_at(visitor, "day-move-refused", &page, Some(refused)).width(Width::Narrow);
    let back = shell.t("console-board");
    let shell = shell.back(page, back);
    let technician = refused.typed("technician").to_owned();
    let people = People::of(visitor, [technician.as_str()]).await?;
    let broken = overrule::broken(&shell, refused.problem());
    let minute: u32 = refused.typed("start_minute").parse().unwrap_or(0);
    let sent = ["visit", "technician", "start_minute", "version"].map(|name| (name, refused.typed(name).to_owned()));
    Ok(Dressed {
        sentence: refused.sentence(shell.locale),
        is_passable: !broken.is_empty() && broken.iter().all(|rule| rule.is_soft),
        broken,
        who: people.name(&technician),
        time: format!("{:02}:{:02}", minute / 60, minute % 60),
        pairs: sent.to_vec(),
        date,
        shell,
    })
}

pub(super) async fn pin(Query(day): Query<Day>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::DispatchWrite).or_fail(visitor)?;
    let date = date_of(visitor, &day.date).or_fail(visitor)?;
    let pin = read_pin(&form).or_fail(visitor)?;
    visitor.edge.app.db.perform(&visitor.ctx, pin).await.or_fail(visitor)?;
    Ok(frame::done(visitor, &format!("/console/board?date={date}"), "day-done-pinned"))
}

fn read_pin(form: &Submitted) -> Result<PinVisit> {
    Ok(PinVisit { visit: form.read_as("visit")?, version: form.version()?, pin: form.read_as::<Pin>("pin")? })
}
