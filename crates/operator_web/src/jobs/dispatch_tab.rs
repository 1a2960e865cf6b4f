//! How an order is planned: plan and pins, who was asked, who could go now, and every decision with its reasons.

use super::{
    decision::{self, CandidateView, sentence_text},
    order::{Head, Order},
};
use crate::{
    board::overrule::{self, Broken},
    forms::{Refused, Sheet, Typed},
    frame,
    subjects::People,
    words::{self, Words},
};
use askama::Template;
use axum::extract::Path;
use db::PageRequest;
use dispatch::{
    actions::{Pin, PinVisit},
    model::{Decision, Mode, Offer, PlanState, Rule},
    views::SlotQuestion,
};
use edge::{Answer, OrFail, Submitted, Visitor};
use flows::{
    by_hand::TakeOffByHand,
    dispatching::{AssignByHand, StartDispatch},
};
use jobs::model::Verb;
use kernel::{Permission, Result, TechnicianId, problem};
use ui::{Choice, Shell};

#[derive(Template)]
#[template(path = "jobs/dispatch.html")]
struct DispatchTab {
    shell: Shell,
    head: Head,
    order: Order,
    offers: Vec<OfferView>,
    decisions: Vec<DecisionView>,
    now: Option<NowView>,
    assign: Sheet,
    broken: Vec<Broken>,
    refused: Option<String>,
    technicians: Vec<Choice>,
    modes: Vec<Choice>,
    pins: Vec<Choice>,
    pin: &'static str,
    may_assign: bool,
    may_start: bool,
    may_take_off: bool,
    plan_version: i64,
    assign_to: String,
}

struct OfferView {
    offer: Offer,
    name: String,
}

struct NowView {
    sentences: Vec<String>,
    candidates: Vec<CandidateView>,
    relaxations: Vec<String>,
    unskilled: u32,
}

struct DecisionView {
    at: String,
    cause: String,
    by: String,
    sentences: Vec<String>,
    candidates: Vec<CandidateView>,
    relaxations: Vec<String>,
    unskilled: u32,
}

pub(super) async fn show(visitor: Visitor, Path(key): Path<String>) -> Answer {
    dress(&visitor, &key, None).await
}

async fn dress(visitor: &Visitor, key: &str, refused: Option<Refused>) -> Answer {
    let tab = tab(visitor, key, refused.as_ref()).await.or_fail(visitor)?;
    Ok(frame::respond(visitor, &tab, refused.as_ref()))
}

async fn tab(visitor: &Visitor, key: &str, refused: Option<&Refused>) -> Result<DispatchTab> {
    frame::require(visitor, Permission::DispatchRead)?;
    let order = Order::of(visitor, key).await?;
    let (market, visit) = (visitor.ctx.market, order.visit().visit);
    let mut shell = order.shell(visitor);
    if refused.is_some() {
        shell.here = order.page("dispatch");
    }
    let mut read = visitor.edge.app.db.read().await?;
    let offers = dispatch::views::offers_of_visit(&mut read, market, visit).await?;
    let decisions = dispatch::views::decisions(&mut read, market, visit).await?;
    let all = workforce::views::TechnicianFilter {
        status: Some(workforce::TechnicianStatus::Active),
        ..workforce::views::TechnicianFilter::default()
    };
    let staff = workforce::views::technicians(&mut read, market, &all, &PageRequest::new(None, Some(200))).await?;
    drop(read);
    let ids = offers.iter().map(|offer| offer.technician_id.to_string());
    let ids: Vec<String> = ids.chain(decisions.iter().map(|one| one.decided_by.clone())).collect();
    let people = People::of(visitor, ids.iter().map(String::as_str)).await?;
    let may_write = frame::may(visitor, Permission::DispatchWrite);
    let is_plannable = order.plan.as_ref().is_some_and(|plan| plan.state != PlanState::Ended);
    let may_assign = may_write && is_plannable && order.can(Verb::Assign);
    let now =
        if is_plannable && order.can(Verb::Assign) { Some(who_could(visitor, &shell, &order).await?) } else { None };
    let pin = order.plan.as_ref().map_or(Pin::Nothing, |plan| pin_of(plan.is_technician_pinned, plan.is_start_pinned));
    Ok(DispatchTab {
        head: order.head(visitor, &shell, "dispatch"),
        decisions: decisions.into_iter().map(|one| decision_view(&shell, &people, one)).collect(),
        offers: offers
            .into_iter()
            .map(|offer| OfferView { name: people.name(&offer.technician_id.to_string()), offer })
            .collect(),
        now,
        assign: Sheet::new(&shell, refused, "assign", |form| form.with("pin", "technician")),
        broken: refused.map_or_else(Vec::new, |refused| overrule::broken(&shell, refused.problem())),
        refused: refused.map(|refused| refused.sentence(shell.locale)),
        technicians: staff
            .items
            .iter()
            .map(|one| Choice::new(one.technician_id, shell.name(&one.name_zh, &one.name_en)))
            .collect(),
        modes: words::choices(shell.locale, "day-mode", ["direct", "must_take", "grab", "named", "manual"]),
        pins: words::choices(shell.locale, "day-pin", Pin::ALL.iter().map(|pin| pin.as_str())),
        pin: pin.as_str(),
        may_assign,
        may_start: may_write && is_plannable && matches!(order.visit().state.as_str(), "pending_dispatch" | "offered"),
        may_take_off: may_write && is_plannable && order.can(Verb::Unassign),
        plan_version: order.plan.as_ref().map_or(0, |plan| plan.version),
        assign_to: order.page("dispatch/assign"),
        order,
        shell,
    })
}

/// What is pinned now.
pub(crate) fn pin_of(technician: bool, start: bool) -> Pin {
    match (technician, start) {
        (false, false) => Pin::Nothing,
        (true, false) => Pin::Technician,
        (false, true) => Pin::Start,
        (true, true) => Pin::Both,
    }
}

/// Everybody judged for the visit as it stands now.
async fn who_could(visitor: &Visitor, shell: &Shell, order: &Order) -> Result<NowView> {
    let ctx = &visitor.ctx;
    let plan = order.plan.as_ref().ok_or_else(|| problem::MISSING.field("visit"))?;
    let mut read = visitor.edge.app.db.read().await?;
    let facts = flows::booking::facts_of_day(&mut read, ctx, plan.window()).await?;
    let question = SlotQuestion {
        roster: &facts.roster,
        need: &plan.need.0,
        policy: &facts.policy,
        now: ctx.now,
        instead_of: Some(plan.visit_id),
    };
    let explanation = dispatch::views::explain(&mut read, ctx.market, &question, plan.window()).await?;
    Ok(NowView {
        sentences: explanation.sentences(shell.locale).iter().map(|one| sentence_text(shell, one)).collect(),
        relaxations: explanation
            .relaxations
            .iter()
            .map(|one| sentence_text(shell, &one.sentence(shell.locale)))
            .collect(),
        unskilled: explanation.unskilled,
        candidates: decision::candidates(shell, &explanation),
    })
}

fn decision_view(shell: &Shell, people: &People, decision: Decision) -> DecisionView {
    let explanation = decision.explanation.0;
    DecisionView {
        at: shell.date_time(decision.at),
        cause: words::word_or_code(shell.locale, "day-cause", &decision.cause),
        by: people.name(&decision.decided_by),
        sentences: explanation.sentences(shell.locale).iter().map(|one| sentence_text(shell, one)).collect(),
        relaxations: explanation
            .relaxations
            .iter()
            .map(|one| sentence_text(shell, &one.sentence(shell.locale)))
            .collect(),
        unskilled: explanation.unskilled,
        candidates: decision::candidates(shell, &explanation),
    }
}

pub(super) async fn submit(Path((key, verb)): Path<(String, String)>, form: Submitted) -> Answer {
    let visitor = &form.visitor;
    frame::require(visitor, Permission::DispatchWrite).or_fail(visitor)?;
    let order = Order::of(visitor, &key).await.or_fail(visitor)?;
    match perform(&form, &order, &verb).await {
        Ok(sentence) => Ok(frame::done(visitor, &order.page("dispatch"), sentence)),
        Err(problem) => dress(visitor, &key, Some(Refused::of("assign", &form, problem)?)).await,
    }
}

async fn perform(form: &Submitted, order: &Order, verb: &str) -> Result<&'static str> {
    let visitor = &form.visitor;
    let (db, ctx, visit) = (&visitor.edge.app.db, &visitor.ctx, order.visit().visit);
    match verb {
        "assign" => {
            let start = match form.maybe_time("start")? {
                Some(time) => {
                    let date = visitor.market.zone.date_of(order.visit().window.start);
                    Some(
                        visitor
                            .market
                            .zone
                            .instant(date.to_datetime(time))
                            .map_err(|problem| problem.field("start"))?,
                    )
                }
                None => None,
            };
            let assign = AssignByHand {
                visit,
                version: form.version()?,
                technician: form.read_as::<TechnicianId>("technician")?,
                start,
                pin: form.read_as::<Pin>("pin")?,
                overruled: form.all_as::<Rule>("overruled")?,
            };
            db.perform(ctx, assign).await.map(|()| "day-done-assigned")
        }
        "start" => db
            .perform(ctx, StartDispatch { visit, mode: form.read_as::<Mode>("mode")? })
            .await
            .map(|()| "day-done-started"),
        "take-off" => {
            let reason = form.required("reason")?.to_owned();
            db.perform(ctx, TakeOffByHand { visit, version: form.version()?, reason })
                .await
                .map(|()| "day-done-taken-off")
        }
        "pin" => {
            let pin = PinVisit { visit, version: form.version()?, pin: form.read_as::<Pin>("pin")? };
            db.perform(ctx, pin).await.map(|()| "day-done-pinned")
        }
        _ => Err(problem::MISSING.problem()),
    }
}
