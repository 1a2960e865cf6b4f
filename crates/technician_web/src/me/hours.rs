//! `/field/hours`: the shifts of the next two weeks, and wishes for time off.

use crate::{
    asked::{Refused, Typed},
    frame,
    words::{Words, choices},
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use db::Read;
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use kernel::{Result, TimeOffId, Timestamp, Window, Zone, problem, time::DateTime};
use ui::{Choice, Form, Shell, Tone};
use workforce::{
    LunchRule, ShiftDay, TimeOff, TimeOffKind, TimeOffState,
    actions::{RequestTimeOff, WithdrawTimeOff},
    views::RosterQuestion,
};

const DAYS: u32 = 14;

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/field/hours", get(show))
        .route("/field/hours/time-off", post(request))
        .route("/field/hours/time-off/{id}/withdraw", post(withdraw))
}

#[derive(Template)]
#[template(path = "me/hours.html", blocks = ["content"])]
struct Hours {
    shell: Shell,
    form: Form,
    days: Vec<ShiftDay>,
    time_off: Vec<TimeOff>,
    kinds: Vec<Choice>,
}

impl Hours {
    /// Today, tomorrow, else the weekday.
    fn weekday(&self, day: &ShiftDay) -> String {
        let today = self.shell.zone.date_of(self.shell.now);
        let is_near = day.date == today || today.tomorrow().is_ok_and(|tomorrow| tomorrow == day.date);
        if is_near { self.shell.relative_day(day.date) } else { i18n::weekday(self.shell.locale, day.date).to_owned() }
    }
    fn month_day(&self, day: &ShiftDay) -> String {
        i18n::day_of_month(self.shell.locale, day.date)
    }
    fn tone(&self, time_off: &TimeOff) -> Tone {
        match time_off.state {
            TimeOffState::Requested => Tone::Warn,
            TimeOffState::Approved => Tone::Good,
            TimeOffState::Refused => Tone::Bad,
            TimeOffState::Withdrawn => Tone::Neutral,
        }
    }
    fn may_withdraw(&self, time_off: &TimeOff) -> bool {
        time_off.state == TimeOffState::Requested
    }
}

async fn show(visitor: Visitor) -> Answer {
    dress(&visitor, None).await
}

async fn dress(visitor: &Visitor, refused: Option<Refused>) -> Answer {
    let mut read = frame::read(visitor).await?;
    let page = page(&mut read, visitor, refused.as_ref()).await.or_fail(visitor)?;
    drop(read);
    frame::respond(visitor, &page, refused.as_ref())
}

async fn page(read: &mut Read, visitor: &Visitor, refused: Option<&Refused>) -> Result<Hours> {
    let (me, market) = (frame::technician(visitor)?, visitor.ctx.market);
    let question = RosterQuestion {
        zone: visitor.market.zone.clone(),
        from: visitor.market.zone.date_of(visitor.ctx.now),
        days: DAYS,
        only: Some(me),
        lunch: LunchRule::default(),
    };
    let roster = workforce::views::roster_for(read, market, &question).await?;
    let shell = frame::shell(read, visitor, i18n::text(visitor.ctx.locale, "field-hours")).await?;
    Ok(Hours {
        days: roster.technicians.into_iter().flat_map(|one| one.days).collect(),
        time_off: workforce::views::time_off_of(read, market, me).await?,
        kinds: choices(shell.locale, "field-time-off", TimeOffKind::ALL.iter().map(|kind| kind.as_str())),
        form: Refused::form(refused, visitor, "time_off"),
        shell: shell.back("/field/me", i18n::text(visitor.ctx.locale, "field-me")),
    })
}

async fn request(form: Submitted) -> Answer {
    let visitor = &form.visitor;
    match try_request(&form).await {
        Ok(()) => frame::done(visitor, "/field/hours", "field-done-time-off"),
        Err(problem) => dress(visitor, Some(Refused::of("time_off", &form, problem)?)).await,
    }
}

async fn try_request(form: &Submitted) -> Result<()> {
    let visitor = &form.visitor;
    let zone = &visitor.market.zone;
    let kind: TimeOffKind = form.read_as("kind")?;
    let (start, end) = (local(form, "from", zone)?, local(form, "until", zone)?);
    let window = Window::new(start, end).map_err(|problem| problem.field("until"))?;
    let request = RequestTimeOff { kind, window, reason: form.text("reason").to_owned() };
    visitor.edge.app.db.perform(&visitor.ctx, request).await.map(drop)
}

/// Date and time as typed, in the market's zone.
fn local(form: &Submitted, name: &str, zone: &Zone) -> Result<Timestamp> {
    let text = form.text(name);
    if text.is_empty() {
        return Err(problem::REQUIRED.field(name));
    }
    let typed: DateTime = text.parse().map_err(|_| problem::BAD_TIME.field(name).param("given", text))?;
    zone.instant(typed).map_err(|problem| problem.field(name))
}

async fn withdraw(Path(id): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let done = async {
        let time_off: TimeOffId = id.parse().map_err(|_| problem::MISSING.problem())?;
        visitor.edge.app.db.perform(&visitor.ctx, WithdrawTimeOff { time_off }).await.map(drop)
    };
    match done.await {
        Ok(()) => frame::done(visitor, "/field/hours", "field-done-withdrawn"),
        Err(problem) => dress(visitor, Some(Refused::of("time_off", &form, problem)?)).await,
    }
}
