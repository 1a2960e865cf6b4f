//! Offers to this technician, and the pool that everybody near may claim from.

use crate::{
    asked::{Keys, Refused, Typed},
    day, frame, live,
    visit::one_of,
    words::Words,
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use db::Read;
use dispatch::{
    Mode, OfferState,
    actions::{Answer as Said, ClaimGrab},
    views::PoolOffer,
};
use edge::{Answer, Edge, OrFail, Submitted, Visitor};
use flows::{dispatching::RespondToOffer, field::Expectations, policies};
use jobs::model::Job;
use kernel::{Money, OfferId, Result, VisitId, Window, problem};
use ui::{Choice, MapData, MapPoint, Shell, Tone};
use workforce::Technician;

/// Why a technician says no, as codes; the words are texts `field-refusal-<code>`.
pub(crate) const REFUSALS: &[&str] = &["too_far", "no_time", "not_my_trade", "no_parts", "unwell", "vehicle", "other"];

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/field/offers/{offer}", post(answer))
        .route("/field/pool", get(pool))
        .route("/field/pool/{offer}", post(claim))
}

/// An offer with what a technician wants to know before answering.
pub(crate) struct Offered {
    pub offer: PoolOffer,
    pub job: Job,
    pub earning: Option<Money>,
    pub from_here: f64,
    /// The territory's name: the door is told to who takes it.
    pub area: String,
}

impl Offered {
    pub fn is_grab(&self) -> bool {
        self.offer.mode == Mode::Grab
    }
    pub fn is_claimed(&self) -> bool {
        self.offer.state == OfferState::Claimed
    }
    pub fn is_must_take(&self) -> bool {
        self.offer.mode == Mode::MustTake
    }
    pub fn is_named(&self) -> bool {
        self.offer.mode == Mode::Named
    }
    pub fn window(&self) -> Window {
        Window { start: self.offer.window_start, end: self.offer.window_end }
    }
    pub fn minutes(&self) -> i64 {
        i64::from(self.offer.need.0.duration_minutes)
    }
}

/// What the technician may answer or claim now, the most urgent first.
pub(crate) async fn of(
    read: &mut Read,
    visitor: &Visitor,
    me: &Technician,
    expected: &Expectations,
) -> Result<Vec<Offered>> {
    let (market, now) = (visitor.ctx.market, visitor.ctx.now);
    let last = workforce::views::last_position(read, market, me.technician_id).await?;
    let here = last.map_or(me.home(), |position| position.place());
    let rows = dispatch::views::offers_of_technician(read, market, me.technician_id, now).await?;
    let mut offers = Vec::with_capacity(rows.len());
    for offer in rows {
        let (job, _) = jobs::views::visit(read, market, offer.visit_id).await?;
        let earning = match expected.from_job(read, &visitor.ctx, job.job).await {
            Ok(money) => Some(money),
            Err(problem) if problem.is(problem::MISSING) => None,
            Err(problem) => return Err(problem),
        };
        let from_here = here.metres_to(offer.need.0.place);
        let area = area(visitor, &job);
        offers.push(Offered { offer, job, earning, from_here, area });
    }
    Ok(offers)
}

fn area(visitor: &Visitor, job: &Job) -> String {
    let territories = visitor.edge.directory.territories(visitor.ctx.market);
    let found = territories.iter().find(|territory| territory.territory_id == job.property.territory);
    found.map(|territory| territory.names.get(visitor.ctx.locale).to_owned()).unwrap_or_default()
}

/// The reasons for saying no, as choices.
pub(crate) fn refusals(shell: &Shell) -> Vec<Choice> {
    crate::words::choices(shell.locale, "field-refusal", REFUSALS.iter().copied())
}

async fn answer(Path(offer): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    let yes = form.text("answer") == "accept";
    let back = form.text("back").to_owned();
    match try_answer(&offer, yes, &form).await {
        Ok(visit) if yes => frame::done(visitor, &format!("/field/visits/{visit}"), "field-offer-accepted"),
        Ok(_) => frame::done(visitor, "/field", "field-offer-refused"),
        Err(problem) if back.starts_with("/field/visits/") => {
            crate::visit::refuse(visitor, form.text("visit"), Refused::of("visit", &form, problem)?).await
        }
        Err(problem) => day::dress(visitor, "", Some(Refused::of("day", &form, problem)?)).await,
    }
}

async fn try_answer(offer: &str, yes: bool, form: &Submitted) -> Result<VisitId> {
    let visitor = &form.visitor;
    let offer: OfferId = offer.parse().map_err(|_| problem::MISSING.problem())?;
    let visit: VisitId = form.read_as("visit")?;
    let device = form.device()?;
    let answer = match yes {
        true => Said::Accept,
        false => Said::Refuse { reason: one_of(form, "reason", REFUSALS)? },
    };
    let respond = RespondToOffer { offer, visit, answer, device };
    visitor.edge.app.db.perform(&visitor.ctx, respond).await.map(|()| visit)
}

#[derive(Template)]
#[template(path = "pool/show.html", blocks = ["content"])]
struct Pool {
    shell: Shell,
    keys: Keys,
    topics: String,
    on_duty: bool,
    offers: Vec<Offered>,
    map: MapData,
    notice: ui::Form,
}

async fn pool(visitor: Visitor) -> Answer {
    frame::technician(&visitor).or_fail(&visitor)?;
    dress_pool(&visitor, None).await
}

async fn dress_pool(visitor: &Visitor, refused: Option<Refused>) -> Answer {
    let mut read = frame::read(visitor).await?;
    let page = pool_page(&mut read, visitor, refused.as_ref()).await.or_fail(visitor)?;
    drop(read);
    frame::respond(visitor, &page, refused.as_ref())
}

async fn pool_page(read: &mut Read, visitor: &Visitor, refused: Option<&Refused>) -> Result<Pool> {
    let me = frame::myself(read, visitor).await?;
    let expected = Expectations::of(read, &visitor.ctx, &me).await?;
    let offers: Vec<_> = of(read, visitor, &me, &expected).await?.into_iter().filter(Offered::is_grab).collect();
    let mut shell = frame::shell(read, visitor, i18n::text(visitor.ctx.locale, "field-pool")).await?;
    shell.lead = Some(shell.t("field-pool-lead"));
    let map = offers.iter().enumerate().fold(MapData::new(), |data, (index, one)| {
        data.visit(&MapPoint {
            id: one.offer.offer_id.to_string(),
            place: one.offer.need.0.place,
            tone: if one.is_claimed() { Tone::Good } else { Tone::Accent },
            mark: (index + 1).to_string(),
            label: shell.name(&one.job.service_names),
            note: shell.window(one.window()),
            href: format!("#{}", one.offer.offer_id),
        })
    });
    Ok(Pool {
        keys: Keys::of(visitor),
        topics: live::topics(me.technician_id),
        on_duty: me.on_duty,
        notice: Refused::form(refused, visitor, "pool"),
        map,
        offers,
        shell,
    })
}

async fn claim(Path(offer): Path<String>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    match try_claim(&offer, visitor).await {
        Ok(()) => frame::done(visitor, "/field/pool", "field-pool-claimed"),
        Err(problem) => dress_pool(visitor, Some(Refused::of("pool", &form, problem)?)).await,
    }
}

async fn try_claim(offer: &str, visitor: &Visitor) -> Result<()> {
    let offer: OfferId = offer.parse().map_err(|_| problem::MISSING.problem())?;
    let db = &visitor.edge.app.db;
    let mut read = db.read().await?;
    let policy = policies::dispatching(&mut read, visitor.ctx.market).await?;
    drop(read);
    let claim = ClaimGrab { offer, collect_seconds: policy.grab_collect_seconds };
    db.perform(&visitor.ctx, claim).await.map(drop)
}
