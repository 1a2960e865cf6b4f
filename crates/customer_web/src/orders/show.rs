//! `/orders/{number}`: one order, live: where it stands, who comes, what it costs, what happened, what can be done.

use super::{
    address, own,
    sums::{ExtraRow, MoneyRow, cost_bill, due_now, extra, money},
};
use crate::{
    frame::{read, shell},
    technician::{self, TechnicianCard},
    words::{STEPS, Words, progress, tone},
};
use askama::Template;
use axum::{
    Json, Router,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use billing::views::invoices::WholeInvoice;
use edge::{Answer, Edge, Failure, OrFail, Visitor, live_stream, page};
use jobs::{
    model::{ChangeOrderState, Move, Party, PhotoNeed, Proof, ProofKind, State, Verb, Visit},
    views::{JobDetail, VisitCodes, VisitDetail},
};
use kernel::{FileId, Result, Timestamp, problem};
use ui::{Bill, Html, MapData, MapPoint, Shell, Stepper, Timeline, TimelineEntry, Tone};

pub(crate) fn routes() -> Router<Edge> {
    Router::new()
        .route("/orders/{order}", get(show))
        .route("/orders/{order}/map", get(map))
        .route("/events", get(events))
}

#[derive(Template)]
#[template(path = "orders/show.html")]
struct Show {
    shell: Shell,
    detail: JobDetail,
    visit: Visit,
    topic: String,
    state: String,
    tone: Tone,
    explained: String,
    stepper: Option<Stepper>,
    technician: Option<TechnicianCard>,
    helpers: Option<String>,
    arrival: Option<String>,
    map: Option<MapData>,
    codes: Option<VisitCodes>,
    verbs: Vec<Verb>,
    extras: Vec<ExtraRow>,
    bill: Bill,
    due_now: Option<String>,
    money: Vec<MoneyRow>,
    photos: Vec<(String, String, String)>,
    asked_photos: Vec<(String, String)>,
    timeline: Timeline,
    share: String,
    unread: i64,
    has_chat: bool,
    review: Option<u32>,
    can_review: bool,
}

impl Show {
    fn may(&self, verb: Verb) -> bool {
        self.verbs.contains(&verb)
    }

    /// What waits for the customer's answer.
    fn asked(&self) -> Option<&ExtraRow> {
        self.extras.iter().find(|extra| extra.state == ChangeOrderState::Proposed)
    }

    fn path(&self) -> String {
        address(&self.detail)
    }
}

async fn show(visitor: Visitor, Path(order): Path<String>) -> Answer {
    let found = read_order(&visitor, &order).await.or_fail(&visitor)?;
    Ok(page(&visitor, Html::page(&found)))
}

async fn read_order(visitor: &Visitor, order: &str) -> Result<Show> {
    let detail = own(visitor, order).await?;
    let visit = detail.current().map(|current| current.visit.clone()).ok_or_else(|| problem::MISSING.problem())?;
    let shell = shell(visitor, "customer-order").await?;
    let shell = {
        let label = shell.t("customer-orders");
        shell.back("/orders", label)
    };
    let (market, job) = (visitor.ctx.market, detail.job.job);
    let mut db = read(visitor).await?;
    let invoice = billing::views::invoices::of_job(&mut db, market, job).await?;
    let technician = technician::card(visitor, &shell, &mut db, visit.technician).await?;
    let helpers = technician::helpers(visitor, &shell, &mut db, visit.visit).await?;
    let reserved = dispatch::views::reservations_of_visit(&mut db, market, visit.visit).await?;
    let planned = reserved.first().map(|row| row.planned_start);
    let codes = jobs::views::visit_codes(&mut db, market, visit.visit, visitor.ctx.now).await?;
    let thread = messaging::views::chat::thread_of_job(&mut db, market, job).await?;
    let review = feedback::views::review_of_visit(&mut db, market, visit.visit).await?;
    let share = format!("{}/p/{}", visitor.edge.app.base_url, detail.job.share_token);
    drop(db);
    let state = shell.word("jobs-state", visit.state);
    Ok(Show {
        topic: format!("customer:{}", detail.job.customer),
        tone: tone(visit.state),
        explained: explained(&shell, &visit, &invoice),
        stepper: progress(visit.state).map(|step| ui::stepper(STEPS.map(|key| shell.t(key)), step)),
        arrival: arrival(&shell, &detail, &visit, planned),
        map: whereabouts(&shell, &visit, technician.as_ref()),
        codes: Some(codes).filter(|_| shows_codes(visit.state)),
        verbs: jobs::views::verbs_open_to(Party::Customer, &visit),
        extras: detail.change_orders.iter().map(|order| extra(&shell, order)).collect(),
        bill: cost_bill(&shell, &invoice),
        due_now: due_now(&shell, &invoice, &visit),
        money: money(&shell, &invoice),
        photos: photos(visitor, &shell, &detail),
        asked_photos: detail.job.photos.iter().map(|file| pair(visitor, *file)).collect(),
        timeline: timeline(&shell, &detail.timeline),
        unread: thread.as_ref().map_or(0, |thread| thread.customer_unread),
        has_chat: thread.is_some(),
        can_review: review.is_none() && matches!(visit.state, State::Completed | State::Settled),
        review: review.and_then(|review| u32::try_from(review.opinion.scores.overall * 100).ok()),
        shell: shell.titled(detail.job.service_names.in_locale(visitor.ctx.locale)),
        state,
        technician,
        helpers,
        share,
        visit,
        detail,
    })
}

/// What the state means for the customer now.
pub(crate) fn explained(shell: &Shell, visit: &Visit, invoice: &WholeInvoice) -> String {
    if visit.state == State::PendingDispatch && visit.unassignable_reason.is_some() {
        return shell.t("customer-explained-unassignable");
    }
    if visit.state == State::Completed && invoice.due.is_positive() {
        return shell.t("customer-explained-completed-due");
    }
    shell.word("customer-explained", visit.state)
}

fn shows_codes(state: State) -> bool {
    matches!(state, State::EnRoute | State::Arrived | State::AwaitingAcceptance)
}

/// When somebody can be expected: as the technician said at departure, else as planned inside the promised window.
pub(crate) fn arrival(shell: &Shell, detail: &JobDetail, visit: &Visit, planned: Option<Timestamp>) -> Option<String> {
    match visit.state {
        State::EnRoute => {
            let left = detail.timeline.iter().rev().find(|line| line.visit == visit.visit && line.verb == Verb::Depart);
            let said = left.and_then(|line| line.detail.get("eta")?.as_str()?.parse::<Timestamp>().ok());
            said.or(planned).map(|at| shell.tw("customer-arrival-at", &[("time", shell.time(at).into())]))
        }
        State::Assigned | State::Appointed => {
            planned.map(|at| shell.tw("customer-arrival-planned", &[("time", shell.time(at).into())]))
        }
        _ if visit.state.is_over() => None,
        _ => None,
    }
}

/// The technician on the way; nobody's place is shown at any other time.
fn whereabouts(shell: &Shell, visit: &Visit, technician: Option<&TechnicianCard>) -> Option<MapData> {
    let seen = visit.seen.filter(|_| visit.state == State::EnRoute)?;
    let card = technician?;
    let home = MapPoint {
        id: visit.visit.to_string(),
        place: visit.place,
        tone: Tone::Accent,
        mark: String::new(),
        label: shell.t("customer-your-place"),
        note: String::new(),
        href: String::new(),
    };
    let person = MapPoint {
        id: card.id.to_string(),
        place: seen.place,
        tone: Tone::Info,
        mark: String::new(),
        label: card.name.clone(),
        note: shell.tw("customer-seen-at", &[("time", shell.time(seen.at).into())]),
        href: String::new(),
    };
    Some(MapData::new().route(Tone::Info, &[seen.place, visit.place]).visit(&home).technician(&person))
}

async fn map(visitor: Visitor, Path(order): Path<String>) -> Result<Response, Failure> {
    let map: Result<MapData> = async {
        let detail = own(&visitor, &order).await?;
        let visit = detail.current().map(|current| &current.visit).ok_or_else(|| problem::MISSING.problem())?;
        let shell = shell(&visitor, "customer-order").await?;
        let card = technician::card(&visitor, &shell, &mut read(&visitor).await?, visit.technician).await?;
        Ok(whereabouts(&shell, visit, card.as_ref()).unwrap_or_default())
    }
    .await;
    let map = map.or_fail(&visitor)?;
    Ok(([(header::CACHE_CONTROL, "private, no-store")], Json(map.to_json())).into_response())
}

/// Everything about the customer's own orders carries their topic.
async fn events(visitor: Visitor) -> Result<Response, Failure> {
    let customer = crate::frame::customer(&visitor).or_fail(&visitor)?;
    live_stream(&visitor, vec![format!("customer:{customer}")]).await.or_fail(&visitor)
}

fn pair(visitor: &Visitor, file: FileId) -> (String, String) {
    (visitor.edge.thumbnail_url(file), visitor.edge.picture_url(file))
}

/// The technician's photos with what they show: as the service's checklist names them, else as the word for their code.
pub(crate) fn photos(visitor: &Visitor, shell: &Shell, detail: &JobDetail) -> Vec<(String, String, String)> {
    let of_visit = |visit: &VisitDetail| {
        let needs: Vec<&PhotoNeed> = visit.checklist.iter().flat_map(|step| &step.photos).collect();
        let name = |proof: &Proof| {
            let named = needs.iter().find(|need| need.name == proof.name).map(|need| &need.label);
            named.map_or_else(
                || shell.word_or_code("catalog-photo", &proof.name),
                |label| label.in_locale(shell.locale).to_owned(),
            )
        };
        let taken = visit.proofs.iter().filter(|proof| proof.kind == ProofKind::Photo);
        let shown = taken.map(|proof| {
            let (small, large) = pair(visitor, proof.file);
            (small, large, name(proof))
        });
        shown.collect::<Vec<_>>()
    };
    detail.visits.iter().flat_map(of_visit).collect()
}

/// What happened, newest first; how codes and steps went is no matter of this page.
fn timeline(shell: &Shell, moves: &[Move]) -> Timeline {
    let is_told = |line: &&Move| line.from != Some(line.to) || matches!(line.verb, Verb::Diagnose | Verb::Reschedule);
    let entry = |line: &Move| {
        let title = if line.from == Some(line.to) {
            shell.word("jobs-verb", line.verb)
        } else {
            shell.word("jobs-state", line.to)
        };
        TimelineEntry::new(tone(line.to), title, shell.date_time(line.at)).note(line.note.clone())
    };
    ui::timeline(moves.iter().filter(is_told).rev().map(entry).collect())
}
