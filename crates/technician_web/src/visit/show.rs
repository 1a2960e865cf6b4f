//! `/field/visits/{id}`: what, where, for whom, and the one next thing to do.

use super::{
    Own,
    next::{Next, next},
    steps::PAUSES,
};
use crate::{
    asked::{Keys, Refused},
    frame,
    words::{self, Words, choices},
};
use askama::Template;
use axum::{Router, extract::Path, routing::get};
use db::Read;
use dispatch::views::PoolOffer;
use edge::{Answer, Edge, OrFail, Visitor};
use flows::field::{Expectations, travel_minutes};
use gateways::maps::{NavigationLink, navigation_links};
use jobs::model::{ChangeOrder, ChangeOrderState, Job, Move, Proof, ProofKind, State, Verb, Visit};
use kernel::{JobId, Money, Result, Timestamp, problem};
use ui::{Bill, Choice, Form, MapData, MapPoint, Shell, Timeline, TimelineEntry, Tone};
use workforce::Technician;

pub(crate) fn routes() -> Router<Edge> {
    Router::new().route("/field/visits/{id}", get(show))
}

#[derive(Template)]
#[template(path = "visits/show.html", blocks = ["content"])]
struct Show {
    shell: Shell,
    keys: Keys,
    own: Own,
    notice: Form,
    next: Next,
    offer: Option<PoolOffer>,
    links: Vec<NavigationLink>,
    map: MapData,
    bill: Bill,
    timeline: Timeline,
    photos: Vec<(String, String)>,
    orders: Vec<ChangeOrder>,
    waiting: Option<ChangeOrder>,
    unread: Option<i64>,
    earning: Option<Money>,
    due: Option<Money>,
    eta: Option<Timestamp>,
    way: Option<(f64, i64)>,
    rework: Option<String>,
    lead: Option<Lead>,
}

/// Who leads the visit that somebody helps with.
struct Lead {
    name: String,
    phone: kernel::Phone,
}

impl Show {
    fn visit(&self) -> &Visit {
        &self.own.detail.visit
    }
    fn job(&self) -> &Job {
        &self.own.job
    }
    fn can(&self, verb: Verb) -> bool {
        self.own.can(verb)
    }
    fn tone(&self) -> Tone {
        words::tone(self.visit().state)
    }
    fn is_live(&self) -> bool {
        words::is_live(self.visit().state)
    }
    /// Whole phone numbers and doors are shown to who has the visit, while it runs.
    fn is_contact_open(&self) -> bool {
        (self.own.is_theirs || self.own.is_helper) && !self.visit().state.is_over()
    }
    fn is_on_site(&self) -> bool {
        let is_here = self.own.is_helper || (self.own.is_theirs && self.visit().arrived_at.is_some());
        is_here && !self.own.detail.checklist.is_empty()
    }
    fn ticked(&self) -> usize {
        self.own.detail.checklist.iter().filter(|step| step.ticked_at.is_some()).count()
    }
    fn proof_photos(&self) -> usize {
        self.own.detail.proofs.iter().filter(|proof| proof.kind == ProofKind::Photo).count()
    }
    fn worked_minutes(&self) -> i64 {
        self.visit().worked_seconds_at(self.shell.now) / 60
    }
    fn planned_minutes(&self) -> i64 {
        i64::from(self.visit().planned_minutes())
    }
    fn pauses(&self) -> Vec<Choice> {
        choices(self.shell.locale, "field-pause", PAUSES.iter().copied())
    }
    fn refusals(&self) -> Vec<Choice> {
        crate::offers::refusals(&self.shell)
    }
    /// Why it waits for somebody else.
    fn wait_text(&self, code: &str) -> String {
        self.shell.t(&format!("field-wait-{code}"))
    }
    fn press_text(&self, step: &str) -> String {
        self.shell.word("field-step", step)
    }
    fn page_text(&self, page: &str) -> String {
        self.shell.word("field-page", page)
    }
    /// The other way to begin, when both are open.
    fn other_start(&self, step: &str) -> &'static str {
        if step == "start_work" { "start_inspection" } else { "start_work" }
    }
    fn order_bill(&self, order: &ChangeOrder) -> Bill {
        order_bill(&self.shell, order)
    }
    fn order_tone(&self, order: &ChangeOrder) -> Tone {
        match order.state {
            ChangeOrderState::Proposed => Tone::Warn,
            ChangeOrderState::Approved => Tone::Good,
            ChangeOrderState::Declined => Tone::Bad,
            ChangeOrderState::Withdrawn => Tone::Neutral,
        }
    }
    fn needs_code(&self) -> bool {
        !self.notice.notice().to_string().is_empty()
    }
}

async fn show(Path(id): Path<String>, visitor: Visitor) -> Answer {
    dress(&visitor, &id, None).await
}

/// The page again, with a form of it that was refused.
pub(crate) async fn refuse(visitor: &Visitor, id: &str, refused: Refused) -> Answer {
    dress(visitor, id, Some(refused)).await
}

async fn dress(visitor: &Visitor, id: &str, refused: Option<Refused>) -> Answer {
    frame::technician(visitor).or_fail(visitor)?;
    let mut read = frame::read(visitor).await?;
    let show = page(&mut read, visitor, id, refused.as_ref()).await.or_fail(visitor)?;
    drop(read);
    frame::respond(visitor, &show, refused.as_ref())
}

async fn page(read: &mut Read, visitor: &Visitor, id: &str, refused: Option<&Refused>) -> Result<Show> {
    let market = visitor.ctx.market;
    let own = Own::read(read, visitor, id).await?;
    let me = frame::myself(read, visitor).await?;
    let whole = jobs::views::job(read, market, own.job.job).await?;
    let expected = Expectations::of(read, &visitor.ctx, &me).await?;
    let due = due(read, visitor, own.job.job).await?;
    let offers = dispatch::views::offers_of_technician(read, market, me.technician_id, visitor.ctx.now).await?;
    let shell = shell(read, visitor, &own).await?;
    let next = next(&own, me.kind, due);
    Ok(Show {
        keys: Keys::of(visitor),
        notice: Refused::form(refused, visitor, "visit"),
        offer: offers.into_iter().find(|offer| offer.visit_id == own.id),
        links: navigation_links(own.detail.visit.place, &own.job.property.address),
        map: map(&shell, &own),
        bill: bill(&shell, &own.job, &whole.change_orders, whole.due),
        timeline: timeline(&shell, &whole.timeline, &own),
        photos: own.job.photos.iter().map(|file| pictures(visitor, *file)).collect(),
        waiting: whole.change_orders.iter().find(|order| order.state == ChangeOrderState::Proposed).cloned(),
        orders: whole.change_orders.into_iter().filter(|order| order.state != ChangeOrderState::Proposed).collect(),
        unread: unread(read, visitor, own.job.job).await?,
        earning: earning(read, visitor, &expected, own.job.job).await?,
        lead: lead(read, visitor, &own).await?,
        way: way(read, visitor, &own, &me).await?,
        eta: eta(&whole.timeline, &own),
        rework: last_note(&whole.timeline, Verb::RequestRework).filter(|_| own.detail.visit.state == State::Rework),
        due,
        next,
        own,
        shell,
    })
}

/// Whom a helper asks; none for who leads.
async fn lead(read: &mut Read, visitor: &Visitor, own: &Own) -> Result<Option<Lead>> {
    let Some(leads) = own.detail.visit.technician.filter(|_| own.is_helper) else { return Ok(None) };
    let leads = workforce::views::technician(read, visitor.ctx.market, leads).await?;
    let name = words::name(visitor.ctx.locale, &leads.name_zh, &leads.name_en);
    Ok(Some(Lead { name, phone: leads.phone }))
}

async fn shell(read: &mut Read, visitor: &Visitor, own: &Own) -> Result<Shell> {
    let service = own.job.service_names.in_locale(visitor.ctx.locale).to_owned();
    let mut shell = frame::shell(read, visitor, service).await?;
    let date = visitor.market.zone.date_of(own.detail.visit.window.start);
    let day = shell.relative_day(date);
    shell.lead = Some(format!("{} · {}", own.job.number, shell.window(own.detail.visit.window)));
    Ok(shell.back(format!("/field?date={date}"), day))
}

/// Large and small link of a stored picture.
pub(crate) fn pictures(visitor: &Visitor, file: kernel::FileId) -> (String, String) {
    (visitor.edge.picture_url(file), visitor.edge.thumbnail_url(file))
}

/// What the customer still owes; none without an invoice.
pub(crate) async fn due(read: &mut Read, visitor: &Visitor, job: JobId) -> Result<Option<Money>> {
    match billing::views::invoices::head_of_job(read, visitor.ctx.market, job).await {
        Ok(invoice) => Ok(Some(invoice.due())),
        Err(problem) if problem.is(problem::MISSING) => Ok(None),
        Err(problem) => Err(problem),
    }
}

async fn earning(read: &mut Read, visitor: &Visitor, expected: &Expectations, job: JobId) -> Result<Option<Money>> {
    match expected.from_job(read, &visitor.ctx, job).await {
        Ok(money) => Ok(Some(money)),
        Err(problem) if problem.is(problem::MISSING) => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// Unread messages of the chat; none when there is no chat (yet).
async fn unread(read: &mut Read, visitor: &Visitor, job: JobId) -> Result<Option<i64>> {
    match messaging::views::chat::thread_for_job(read, visitor.ctx.market, job, &visitor.ctx.actor).await {
        Ok((thread, side)) => Ok(Some(thread.unread_of(side))),
        Err(problem) if problem.is(problem::MISSING) => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// Metres and minutes to the door from where the technician was last.
async fn way(read: &mut Read, visitor: &Visitor, own: &Own, me: &Technician) -> Result<Option<(f64, i64)>> {
    if own.detail.visit.arrived_at.is_some() {
        return Ok(None);
    }
    let last = workforce::views::last_position(read, visitor.ctx.market, me.technician_id).await?;
    let from = last.map_or(me.home(), |position| position.place());
    let policy = flows::policies::dispatching(read, visitor.ctx.market).await?;
    let there = own.detail.visit.place;
    Ok(Some((from.metres_to(there), travel_minutes(&policy, me.vehicle, from, there))))
}

fn map(shell: &Shell, own: &Own) -> MapData {
    let visit = &own.detail.visit;
    MapData::new().visit(&MapPoint {
        id: visit.visit.to_string(),
        place: visit.place,
        tone: words::tone(visit.state),
        mark: String::new(),
        label: shell.name(&own.job.service_names),
        note: own.job.property.address.clone(),
        href: "#place".to_owned(),
    })
}

fn bill(shell: &Shell, job: &Job, orders: &[ChangeOrder], due: Money) -> Bill {
    let approved = orders.iter().filter(|order| order.state == ChangeOrderState::Approved);
    let lines = job.lines.iter().map(|line| (line, String::new()));
    let extras = approved.flat_map(|order| order.lines.iter()).map(|line| (line, shell.t("field-extra-word")));
    let bill = lines.chain(extras).fold(ui::bill(shell.locale), |bill, (line, note)| {
        bill.line(line.label.in_locale(shell.locale), note, line.amount)
    });
    bill.total(shell.t("field-total"), due)
}

/// The lines of extra work with their sum.
pub(crate) fn order_bill(shell: &Shell, order: &ChangeOrder) -> Bill {
    let bill = order
        .lines
        .iter()
        .fold(ui::bill(shell.locale), |bill, line| bill.line(line.label.in_locale(shell.locale), "", line.amount));
    bill.total(shell.t("field-total"), order.total)
}

fn timeline(shell: &Shell, moves: &[Move], own: &Own) -> Timeline {
    let of_visit = moves.iter().filter(|line| line.visit == own.id).rev().take(40);
    let entry = |line: &Move| {
        let entry =
            TimelineEntry::new(words::tone(line.to), shell.word("jobs-verb", line.verb), shell.date_time(line.at));
        entry.note(line.note.clone())
    };
    ui::timeline(of_visit.map(entry).collect())
}

fn last_note(moves: &[Move], verb: Verb) -> Option<String> {
    moves.iter().rev().find(|line| line.verb == verb).map(|line| line.note.clone())
}

/// When the technician said they would arrive, on the way there.
fn eta(moves: &[Move], own: &Own) -> Option<Timestamp> {
    let departed = moves.iter().rev().find(|line| line.visit == own.id && line.verb == Verb::Depart)?;
    let is_under_way = own.detail.visit.state == State::EnRoute;
    departed.detail.get("eta").and_then(|eta| eta.as_str()?.parse().ok()).filter(|_| is_under_way)
}

/// The customer's signature, when there is one.
pub(crate) fn signature(proofs: &[Proof]) -> Option<&Proof> {
    proofs.iter().rev().find(|proof| proof.kind == ProofKind::Signature)
}
