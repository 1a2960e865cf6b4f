//! When a technician works: the week, dates that differ, time off.

use super::{
    Head, page_of,
    week::{self, SPANS},
};
use crate::{
    forms::{Refused, Sheet, Typed},
    frame,
    words::{self, Words},
};
use askama::Template;
use axum::extract::Path;
use edge::{Answer, OrFail, Submitted, Visitor};
use kernel::{Permission, Result, TechnicianId, Window, time::Date};
use ui::{Choice, Shell};
use workforce::{
    DatedShift, TimeOff, TimeOffKind,
    actions::{ClearDatedShift, EnterTimeOff, SetDatedShift, SetWeek},
    views::{self, TechnicianPage},
};

const TAB: &str = "hours";

#[derive(Template)]
#[template(path = "technicians/hours.html")]
struct Show {
    shell: Shell,
    head: Head,
    week: Sheet,
    days: Vec<Day>,
    minutes: i64,
    dated: Vec<DatedShift>,
    date: Sheet,
    time_off: Vec<TimeOff>,
    absence: Sheet,
    kinds: Vec<Choice>,
}

/// A weekday's row of inputs.
struct Day {
    name: String,
    spans: Vec<Inputs>,
}

struct Inputs {
    from: String,
    until: String,
}

fn inputs(day: &str) -> Vec<Inputs> {
    (0..SPANS).map(|nth| week::fields(day, nth)).map(|(from, until)| Inputs { from, until }).collect()
}

pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Answer {
    frame::require(&visitor, Permission::WorkforceRead).or_fail(&visitor)?;
    let technician = id.parse().or_fail(&visitor)?;
    dress(&visitor, technician, None).await
}

async fn dress(visitor: &Visitor, id: TechnicianId, refused: Option<Refused>) -> Answer {
    frame::require(visitor, Permission::WorkforceRead).or_fail(visitor)?;
    let today = visitor.market.zone.date_of(visitor.ctx.now);
    let mut read = visitor.edge.app.db.read().await.or_fail(visitor)?;
    let page = views::technician_page(&mut read, visitor.ctx.market, id, today).await.or_fail(visitor)?;
    drop(read);
    let TechnicianPage { technician, week: shifts, dated, time_off, .. } = page;
    let head = Head::new(visitor, technician, TAB);
    let refused = refused.as_ref();
    let shell = head.shell(visitor, refused);
    let day = |weekday: u8| Day {
        name: shell.word("console-weekday", weekday.to_string()),
        spans: inputs(&week::day_name(weekday)),
    };
    let minutes = shifts.iter().map(|shift| i64::from(shift.ends_minute) - i64::from(shift.starts_minute)).sum();
    let kinds = TimeOffKind::ALL.iter().map(|kind| kind.as_str());
    let show = Show {
        week: Sheet::new(&shell, refused, "week", |form| week::fill_week(form, &shifts)),
        days: (1..=7).map(day).collect(),
        minutes,
        dated,
        date: Sheet::new(&shell, refused, "date", |form| form),
        time_off,
        absence: Sheet::new(&shell, refused, "time_off", |form| form),
        kinds: words::choices(shell.locale, "console-time-off-kind", kinds),
        head,
        shell,
    };
    Ok(frame::respond(visitor, &show, refused))
}

impl Show {
    fn spans_text(&self, shift: &DatedShift) -> String {
        if shift.spans.is_empty() {
            return self.shell.t("console-hours-free");
        }
        shift.spans.iter().map(week::span_text).collect::<Vec<_>>().join(" · ")
    }

    fn window(&self, time_off: &TimeOff) -> String {
        self.shell.window(Window { start: time_off.starts_at, end: time_off.ends_at })
    }
}

/// Reads the id, performs what the form asks for, and shows the page again with what came of it.
macro_rules! handlers {
    ($($(#[$doc:meta])* $name:ident($form:literal, $sentence:literal) = $perform:path;)*) => {$(
        $(#[$doc])*
        pub(super) async fn $name(Path(id): Path<String>, form: Submitted) -> Answer {
            let visitor = &form.visitor;
            frame::require(visitor, Permission::WorkforceWrite).or_fail(visitor)?;
            let technician = id.parse().or_fail(visitor)?;
            match $perform(&form, technician).await {
                Ok(()) => Ok(frame::done(visitor, &page_of(technician, TAB), $sentence)),
                Err(problem) => dress(visitor, technician, Some(Refused::of($form, &form, problem)?)).await,
            }
        }
    )*};
}

handlers! {
    /// The hours of an ordinary week.
    save_week("week", "console-saved") = try_week;
    /// The hours of one date.
    set_date("date", "console-saved") = try_date;
    /// Time off that is granted at once.
    enter_time_off("time_off", "console-added") = try_time_off;
}

async fn try_week(form: &Submitted, technician: TechnicianId) -> Result<()> {
    let set = SetWeek { technician, shifts: week::read_week(form)? };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, set).await
}

async fn try_date(form: &Submitted, technician: TechnicianId) -> Result<()> {
    let date = form.date("date")?;
    let note = form.text("note").to_owned();
    let set = SetDatedShift { technician, date, spans: week::read_spans(form, "date")?, note };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, set).await
}

async fn try_time_off(form: &Submitted, technician: TechnicianId) -> Result<()> {
    let zone = &form.visitor.market.zone;
    let kind = form.read_as("kind")?;
    let window = Window::new(form.instant("starts_at", zone)?, form.instant("ends_at", zone)?);
    let window = window.map_err(|problem| problem.field("ends_at"))?;
    let enter = EnterTimeOff { technician, kind, window, reason: form.text("reason").to_owned() };
    form.visitor.edge.app.db.perform(&form.visitor.ctx, enter).await.map(drop)
}

/// A date follows the week again.
pub(super) async fn clear_date(Path((id, date)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::WorkforceWrite).or_fail(visitor)?;
    let technician = id.parse().or_fail(visitor)?;
    let bad = |_| kernel::problem::BAD_TIME.field("date").param("given", &date);
    let date: Date = date.parse().map_err(bad).or_fail(visitor)?;
    let clear = ClearDatedShift { technician, date };
    visitor.edge.app.db.perform(&visitor.ctx, clear).await.or_fail(visitor)?;
    Ok(frame::done(visitor, &page_of(technician, TAB), "console-removed"))
}
