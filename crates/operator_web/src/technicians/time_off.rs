//! Time off of everybody: what waits for a decision, granting, refusing, taking back.

use super::{PAGE, page_of};
use crate::{
    asked::Asked,
    forms::Typed,
    frame,
    words::{self, Words},
};
use askama::Template;
use axum::extract::Path;
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{Permission, Result, TechnicianId, TimeOffId, Window};
use std::collections::BTreeMap;
use ui::{Pagination, Shell};
use workforce::{
    TimeOff, TimeOffState,
    actions::{CancelTimeOff, DecideTimeOff},
    views,
};

#[derive(Template)]
#[template(path = "technicians/time_off.html")]
struct List {
    shell: Shell,
    rows: Vec<(TimeOff, String)>,
    states: Vec<(String, String)>,
    state: String,
    pages: Pagination,
    may_write: bool,
}

impl List {
    fn window(&self, time_off: &TimeOff) -> String {
        self.shell.window(Window { start: time_off.starts_at, end: time_off.ends_at })
    }
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::WorkforceRead).or_fail(&visitor)?;
    list(&visitor).await.or_fail(&visitor).map(|list| frame::respond(&visitor, &list, None))
}

async fn list(visitor: &Visitor) -> Result<List> {
    let asked = Asked::of(visitor)?;
    let state = match asked.text("state") {
        "" => Some(TimeOffState::Requested),
        "all" => None,
        code => Some(code.parse()?),
    };
    let mut read = visitor.edge.app.db.read().await?;
    let found = views::time_off_page(&mut read, visitor.ctx.market, state, &asked.page(50)?).await?;
    let mut ids: Vec<TechnicianId> = found.items.iter().map(|row| row.technician_id).collect();
    ids.dedup();
    let names = if ids.is_empty() { Vec::new() } else { views::names_of(&mut read, visitor.ctx.market, &ids).await? };
    drop(read);
    let shell =
        frame::shell(visitor, "console-time-off").back(PAGE, i18n::text(visitor.ctx.locale, "console-technicians"));
    let names: BTreeMap<TechnicianId, String> =
        names.into_iter().map(|(id, names)| (id, shell.name(names.zh, names.en))).collect();
    let states = TimeOffState::ALL
        .iter()
        .map(|state| (state.as_str().to_owned(), words::word(shell.locale, "console-time-off-state", state.as_str())));
    let all = ("all".to_owned(), shell.t("console-all"));
    Ok(List {
        rows: found
            .items
            .into_iter()
            .map(|row| {
                let name = names.get(&row.technician_id).cloned().unwrap_or_default();
                (row, name)
            })
            .collect(),
        states: states.chain([all]).collect(),
        state: state.map_or("all", TimeOffState::as_str).to_owned(),
        pages: asked.pagination(&shell, found.next.as_ref()),
        may_write: frame::may(visitor, Permission::WorkforceWrite),
        shell,
    })
}

pub(super) async fn decide(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::WorkforceWrite).or_fail(visitor)?;
    try_decide(&form, &id).await.or_fail(visitor)?;
    Ok(frame::done(visitor, &back(&form), "console-saved"))
}

async fn try_decide(form: &Submitted, id: &str) -> Result<()> {
    let decide = DecideTimeOff {
        time_off: id.parse::<TimeOffId>()?,
        version: form.version()?,
        state: form.read_as("state")?,
        note: form.text("note").to_owned(),
    };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, decide).await
}

pub(super) async fn cancel(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::WorkforceWrite).or_fail(visitor)?;
    try_cancel(&form, &id).await.or_fail(visitor)?;
    Ok(frame::done(visitor, &back(&form), "console-saved"))
}

async fn try_cancel(form: &Submitted, id: &str) -> Result<()> {
    let (version, note) = (form.version()?, form.text("note").to_owned());
    let cancel = CancelTimeOff { time_off: id.parse()?, version, note };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, cancel).await
}

/// The page the form stood on: one technician's hours, or everybody's time off.
fn back(form: &Submitted) -> String {
    match form.text("technician").parse() {
        Ok(technician) => page_of(technician, "hours"),
        Err(_) => format!("{PAGE}/time-off"),
    }
}
