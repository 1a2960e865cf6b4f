//! `/field`: the day. What waits for an answer, today's visits in order, the way between them.

use crate::{
    asked::{Keys, Refused},
    frame, live,
    offers::{self, Offered},
    words::{self, Words},
};
use askama::Template;
use axum::{
    Router,
    extract::Query,
    response::Response,
    routing::{get, post},
};
use db::Read;
use dispatch::{Reservation, Role};
use edge::{Answer, Edge, OrFail, Submitted, Visitor, see_other};
use flows::field::Expectations;
use jobs::model::{Names, State};
use kernel::{
    JobId, Money, Place, Result, Timestamp, VisitId, Window, problem,
    time::{Date, minutes},
};
use serde::Deserialize;
use ui::{MapData, MapPoint, Shell, Tone};
use workforce::{Technician, actions::SetDuty};

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/field", get(show)).route("/field/duty", post(duty))
}

/// One stop of the day.
pub(crate) struct Stop {
    visit: VisitId,
    number: String,
    service: Names,
    address: String,
    place: Place,
    window: Window,
    state: State,
    is_helper: bool,
    /// When work is planned to start, and how long the way there takes.
    plan: Option<(Timestamp, u32)>,
    minutes: u32,
    earning: Option<Money>,
}

impl Stop {
    fn tone(&self) -> Tone {
        words::tone(self.state)
    }
    fn is_live(&self) -> bool {
        words::is_live(self.state)
    }
    /// When it happens: as planned, else from when it is promised.
    fn starts(&self) -> Timestamp {
        self.plan.map_or(self.window.start, |(start, _)| start)
    }
    fn travel(&self) -> Option<i64> {
        self.plan.map(|(_, travel)| i64::from(travel)).filter(|travel| *travel > 0)
    }
    /// When the work is done, as planned.
    fn ends(&self) -> Timestamp {
        self.starts().checked_add(minutes(i64::from(self.minutes))).unwrap_or(Timestamp::MAX)
    }
    fn href(&self) -> String {
        format!("/field/visits/{}", self.visit)
    }
}

#[derive(Template)]
#[template(path = "day/show.html", blocks = ["content"])]
struct Show {
    shell: Shell,
    keys: Keys,
    topics: String,
    me: Technician,
    date: Date,
    is_today: bool,
    before: Date,
    after: Date,
    offers: Vec<Offered>,
    stops: Vec<Stop>,
    map: Option<MapData>,
    hours: Vec<Window>,
    earning: Money,
    notice: ui::Form,
    is_sharing: bool,
}

impl Show {
    fn worked_minutes(&self) -> i64 {
        self.stops.iter().map(|stop| i64::from(stop.minutes)).sum()
    }
    fn travel_minutes(&self) -> i64 {
        self.stops.iter().filter_map(Stop::travel).sum()
    }
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    date: String,
}

async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    frame::technician(&visitor).or_fail(&visitor)?;
    dress(&visitor, &asked.date, None).await
}

pub(crate) async fn dress(visitor: &Visitor, date: &str, refused: Option<Refused>) -> Answer {
    let today = visitor.market.zone.date_of(visitor.ctx.now);
    let date = match date.is_empty() {
        true => today,
        false => date.parse::<Date>().map_err(|_| problem::BAD_TIME.field("date")).or_fail(visitor)?,
    };
    let mut read = frame::read(visitor).await?;
    let show = page(&mut read, visitor, date, refused.as_ref()).await.or_fail(visitor)?;
    drop(read);
    frame::respond(visitor, &show, refused.as_ref())
}

async fn page(read: &mut Read, visitor: &Visitor, date: Date, refused: Option<&Refused>) -> Result<Show> {
    let today = visitor.market.zone.date_of(visitor.ctx.now);
    let me = frame::myself(read, visitor).await?;
    let expected = Expectations::of(read, &visitor.ctx, &me).await?;
    let stops = stops(read, visitor, &me, date, &expected).await?;
    let offers = match date == today {
        true => offers::of(read, visitor, &me, &expected).await?.into_iter().filter(|offer| !offer.is_grab()).collect(),
        false => Vec::new(),
    };
    let earned = stops.iter().filter_map(|stop| stop.earning);
    let mut shell = frame::shell(read, visitor, i18n::text(visitor.ctx.locale, "field-day")).await?;
    shell.title = shell.relative_day(date);
    shell.lead = (date != today).then(|| shell.date(date)).or_else(|| Some(shell.day(date)));
    let lead_stops = stops.iter().filter(|stop| !stop.is_helper);
    Ok(Show {
        keys: Keys::of(visitor),
        topics: live::topics(me.technician_id),
        is_today: date == today,
        before: date.yesterday().unwrap_or(date),
        after: date.tomorrow().unwrap_or(date),
        hours: hours(read, visitor, &me, date).await?,
        map: map(&shell, &me, &stops),
        earning: Money::sum(earned, visitor.market.currency)?,
        notice: Refused::form(refused, visitor, "day"),
        is_sharing: me.on_duty && lead_stops.clone().any(Stop::is_live),
        me,
        date,
        offers,
        stops,
        shell,
    })
}

/// The hours of the technician's shift that day.
async fn hours(read: &mut Read, visitor: &Visitor, me: &Technician, date: Date) -> Result<Vec<Window>> {
    let question = workforce::views::RosterQuestion {
        zone: visitor.market.zone.clone(),
        from: date,
        days: 1,
        only: Some(me.technician_id),
        lunch: workforce::LunchRule::default(),
    };
    let roster = workforce::views::roster_for(read, visitor.ctx.market, &question).await?;
    Ok(roster.technicians.into_iter().flat_map(|one| one.days).flat_map(|day| day.windows).collect())
}

/// What the technician leads or helps with that day, in the order of the plan.
async fn stops(
    read: &mut Read,
    visitor: &Visitor,
    me: &Technician,
    date: Date,
    expected: &Expectations,
) -> Result<Vec<Stop>> {
    let (market, now) = (visitor.ctx.market, visitor.ctx.now);
    let day = visitor.market.zone.day(date);
    let planned = dispatch::views::technician_days(read, market, me.technician_id, date, date, now).await?;
    let led = jobs::views::technician_day(read, market, me.technician_id, day).await?;
    let mut stops = Vec::with_capacity(led.len());
    for one in led {
        let mut stop = stop(&one.job, &one.visit, &planned);
        stop.earning = earning(read, visitor, expected, one.job.job).await?;
        stops.push(stop);
    }
    for helps in planned.iter().filter(|row| row.role == Role::Helper) {
        let Some(visit) = helps.visit_id else { continue };
        let (job, detail) = jobs::views::visit(read, market, visit).await?;
        let mut stop = Stop { is_helper: true, ..stop(&job, &detail.visit, &planned) };
        stop.earning = earning(read, visitor, expected, job.job).await?;
        stops.push(stop);
    }
    stops.sort_by_key(|stop| (stop.starts(), stop.visit));
    Ok(stops)
}

/// What a job earns; none before it has an invoice.
async fn earning(read: &mut Read, visitor: &Visitor, expected: &Expectations, job: JobId) -> Result<Option<Money>> {
    match expected.from_job(read, &visitor.ctx, job).await {
        Ok(money) => Ok(Some(money)),
        Err(problem) if problem.is(problem::MISSING) => Ok(None),
        Err(problem) => Err(problem),
    }
}

fn stop(job: &jobs::model::Job, visit: &jobs::model::Visit, planned: &[Reservation]) -> Stop {
    let plan = planned.iter().find(|row| row.visit_id == Some(visit.visit));
    Stop {
        visit: visit.visit,
        number: job.number.clone(),
        service: job.service_names.clone(),
        address: job.property.address.clone(),
        place: visit.place,
        window: visit.window,
        state: visit.state,
        is_helper: false,
        plan: plan.map(|row| (row.planned_start, row.travel_before_minutes)),
        minutes: visit.planned_minutes(),
        earning: None,
    }
}

fn map(shell: &Shell, me: &Technician, stops: &[Stop]) -> Option<MapData> {
    if stops.is_empty() {
        return None;
    }
    let way: Vec<Place> = std::iter::once(me.home()).chain(stops.iter().map(|stop| stop.place)).collect();
    let data = MapData::new().route(Tone::Accent, &way);
    Some(stops.iter().enumerate().fold(data, |data, (index, stop)| {
        data.visit(&MapPoint {
            id: stop.visit.to_string(),
            place: stop.place,
            tone: stop.tone(),
            mark: (index + 1).to_string(),
            label: format!("{} {}", stop.number, shell.name(&stop.service)),
            note: format!("{} · {}", shell.window_time(stop.window), stop.address),
            href: stop.href(),
        })
    }))
}

async fn duty(form: Submitted) -> Result<Response, edge::Failure> {
    let visitor = &form.visitor;
    let on_duty = form.text("on") == "yes";
    match visitor.edge.app.db.perform(&visitor.ctx, SetDuty { on_duty }).await {
        Ok(()) => {
            let key = if on_duty { "field-duty-is-on" } else { "field-duty-is-off" };
            Ok(see_other(visitor, "/field", &[visitor.flash_cookie(key)]))
        }
        Err(problem) => dress(visitor, "", Some(Refused::of("day", &form, problem)?)).await,
    }
}
