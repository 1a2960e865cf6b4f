//! Extra work on site: asked for by the technician, answered by the customer before it is done (F39).

use super::{
    doors::{Door, LinkVerb, by_operator},
    scene::{Moved, Scene, Step},
};
use crate::{
    events,
    model::{ChangeOrder, ChangeOrderState, Device, Line, State, Verb},
    refusals,
    rules::opening as rules,
    store,
};
use db::{Action, Tx};
use kernel::{ChangeOrderId, Ctx, Money, Permission, QuoteId, Result, VisitId, problem};
use serde::{Deserialize, Serialize};

/// The technician asks for extra work; its lines come from the catalogue.
#[derive(Clone, Debug)]
pub struct ProposeChangeOrder {
    /// At which visit.
    pub visit: VisitId,
    /// The quote that says what it costs; approving the one is accepting the other.
    pub quote: Option<QuoteId>,
    /// What it adds; a negative amount takes something off.
    pub lines: Vec<Line>,
    /// Their sum.
    pub total: Money,
    /// How much longer it takes.
    pub minutes: u32,
    /// Why it is needed.
    pub reason: String,
    /// The device.
    pub device: Device,
}

/// What asking for extra work answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// The change order.
    pub change_order: ChangeOrderId,
    /// Where the visit stands.
    pub moved: Moved,
}

impl Action for ProposeChangeOrder {
    const NAME: &'static str = "jobs.propose_change_order";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Proposed;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Proposed> {
        let mut scene = Scene::of_visit(tx, ctx, self.visit, Door::Own).await?;
        if let Some(open) = self.earlier(tx, ctx, &scene).await? {
            return Ok(Proposed { change_order: open, moved: scene.unmoved() });
        }
        scene.require(Verb::ProposeChange)?;
        if scene.visit.is_paused {
            return Err(refusals::VISIT_PAUSED.problem());
        }
        let order = self.order(ctx, &scene)?;
        store::field::insert_change_order(tx, ctx, &order).await?;
        scene.visit.resume_state = Some(scene.visit.state);
        scene.visit.stop_clock(ctx.now);
        let detail =
            serde_json::json!({ "change_order": order.change_order, "total": order.total, "minutes": order.minutes });
        let step = Step::new(Verb::ProposeChange, State::AwaitingApproval, &self.device).note(&order.reason);
        scene.advance(tx, ctx, step.detail(detail)).await?;
        tx.announce(
            ctx,
            &events::ChangeOrderProposed {
                about: scene.about(),
                change_order: order.change_order,
                total: order.total,
                minutes: order.minutes,
            },
        );
        Ok(Proposed { change_order: order.change_order, moved: scene.moved() })
    }
    fn subject(&self) -> String {
        self.visit.to_string()
    }
}

impl ProposeChangeOrder {
    /// The same request that already waits for its answer.
    async fn earlier(&self, tx: &mut Tx, ctx: &Ctx, scene: &Scene) -> Result<Option<ChangeOrderId>> {
        let is_repeat = scene.is_repeat(tx, ctx, Verb::ProposeChange, &self.device).await?;
        let orders = store::field::change_orders(tx, ctx.market, scene.job.job).await?;
        let is_same = |order: &&ChangeOrder| {
            order.visit == self.visit
                && order.lines == self.lines
                && order.total == self.total
                && order.minutes == self.minutes
        };
        let found = orders.iter().rev().find(is_same).map(|order| order.change_order);
        Ok(found.filter(|_| is_repeat))
    }

    fn order(&self, ctx: &Ctx, scene: &Scene) -> Result<ChangeOrder> {
        let reason = rules::text("reason", &self.reason, 1000)?;
        let absolute = Money { minor: self.total.minor.saturating_abs(), ..self.total };
        rules::amount("total", absolute, scene.job.total)?;
        rules::lines(&self.lines, self.total)?;
        rules::range("minutes", i64::from(self.minutes), 0, 24 * 60)?;
        if scene.job.due()?.plus(self.total)?.is_negative() {
            return Err(problem::BAD_AMOUNT.field("total"));
        }
        Ok(ChangeOrder {
            change_order: ctx.new_id(),
            job: scene.job.job,
            visit: self.visit,
            state: ChangeOrderState::Proposed,
            quote: self.quote,
            lines: self.lines.clone(),
            total: self.total,
            minutes: self.minutes,
            reason: reason.to_owned(),
            proposed_at: ctx.now,
            proposed_by: ctx.actor.label(),
            decided_at: None,
            decided_by: None,
        })
    }
}

/// The customer wants the extra work.
#[derive(Clone, Debug)]
pub struct ApproveChangeOrder {
    /// Which.
    pub change_order: ChangeOrderId,
    /// The device.
    pub device: Device,
}

impl LinkVerb for ApproveChangeOrder {
    const LINK_NAME: &'static str = "jobs.approve_change_order_by_link";
    type Done = Moved;
    async fn act(&self, tx: &mut Tx, ctx: &Ctx, door: Door) -> Result<Moved> {
        let answer = (Verb::ApproveChange, ChangeOrderState::Approved);
        let (mut scene, order) = match decide(tx, ctx, self.change_order, door, answer, &self.device).await? {
            Decision::Now(scene, order) => (*scene, *order),
            Decision::Earlier(moved) => return Ok(moved),
        };
        scene.job.extras = scene.job.extras.plus(order.total)?;
        scene.visit.extra_minutes = scene.visit.extra_minutes.saturating_add(order.minutes);
        go_on(&mut scene, tx, ctx, Verb::ApproveChange, &order, &self.device).await?;
        tx.announce(
            ctx,
            &events::ChangeOrderApproved {
                about: scene.about(),
                change_order: order.change_order,
                lines: order.lines,
                total: order.total,
                job_total: scene.job.due()?,
                minutes: order.minutes,
            },
        );
        Ok(scene.moved())
    }
}

impl Action for ApproveChangeOrder {
    const NAME: &'static str = "jobs.approve_change_order";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        self.act(tx, ctx, Door::Own).await
    }
    fn subject(&self) -> String {
        self.change_order.to_string()
    }
}

/// The customer does not want the extra work.
#[derive(Clone, Debug)]
pub struct DeclineChangeOrder {
    /// Which.
    pub change_order: ChangeOrderId,
    /// The device.
    pub device: Device,
}

impl LinkVerb for DeclineChangeOrder {
    const LINK_NAME: &'static str = "jobs.decline_change_order_by_link";
    type Done = Moved;
    async fn act(&self, tx: &mut Tx, ctx: &Ctx, door: Door) -> Result<Moved> {
        let answer = (Verb::DeclineChange, ChangeOrderState::Declined);
        let (mut scene, order) = match decide(tx, ctx, self.change_order, door, answer, &self.device).await? {
            Decision::Now(scene, order) => (*scene, *order),
            Decision::Earlier(moved) => return Ok(moved),
        };
        go_on(&mut scene, tx, ctx, Verb::DeclineChange, &order, &self.device).await?;
        tx.announce(ctx, &events::ChangeOrderDeclined { about: scene.about(), change_order: order.change_order });
        Ok(scene.moved())
    }
}

impl Action for DeclineChangeOrder {
    const NAME: &'static str = "jobs.decline_change_order";
    const PERMISSION: Permission = Permission::CustomerSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        self.act(tx, ctx, Door::Own).await
    }
    fn subject(&self) -> String {
        self.change_order.to_string()
    }
}

/// The technician takes the request back.
#[derive(Clone, Debug)]
pub struct WithdrawChangeOrder {
    /// Which.
    pub change_order: ChangeOrderId,
    /// The device.
    pub device: Device,
}

impl Action for WithdrawChangeOrder {
    const NAME: &'static str = "jobs.withdraw_change_order";
    const PERMISSION: Permission = Permission::TechnicianSelf;
    type Outcome = Moved;
    async fn perform(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Moved> {
        let answer = (Verb::WithdrawChange, ChangeOrderState::Withdrawn);
        let (mut scene, order) = match decide(tx, ctx, self.change_order, Door::Own, answer, &self.device).await? {
            Decision::Now(scene, order) => (*scene, *order),
            Decision::Earlier(moved) => return Ok(moved),
        };
        go_on(&mut scene, tx, ctx, Verb::WithdrawChange, &order, &self.device).await?;
        tx.announce(ctx, &events::ChangeOrderWithdrawn { about: scene.about(), change_order: order.change_order });
        Ok(scene.moved())
    }
    fn subject(&self) -> String {
        self.change_order.to_string()
    }
}

enum Decision {
    /// The answer counts; the order is saved with it.
    Now(Box<Scene>, Box<ChangeOrder>),
    /// The same answer was given before.
    Earlier(Moved),
}

async fn decide(
    tx: &mut Tx,
    ctx: &Ctx,
    order: ChangeOrderId,
    door: Door,
    (verb, answer): (Verb, ChangeOrderState),
    device: &Device,
) -> Result<Decision> {
    let order = store::field::change_order(tx, ctx.market, order).await?;
    let scene = Scene::of_visit(tx, ctx, order.visit, door).await?;
    let by = ctx.actor.label();
    let is_same_answer = order.state == answer && order.decided_by.as_deref() == Some(&by);
    if is_same_answer || scene.is_repeat(tx, ctx, verb, device).await? {
        return Ok(Decision::Earlier(scene.unmoved()));
    }
    if !verb.is_for(scene.party) {
        return Err(problem::FORBIDDEN.problem().param("verb", verb));
    }
    if order.state != ChangeOrderState::Proposed {
        return Err(refusals::CHANGE_ORDER_DECIDED.problem().param("state", order.state));
    }
    scene.require(verb)?;
    store::field::decide_change_order(tx, ctx, order.change_order, answer, &by).await?;
    Ok(Decision::Now(Box::new(scene), Box::new(order)))
}

/// Back to where the technician was when asking; the clock of work runs on if it ran.
async fn go_on(
    scene: &mut Scene,
    tx: &mut Tx,
    ctx: &Ctx,
    verb: Verb,
    order: &ChangeOrder,
    device: &Device,
) -> Result<()> {
    let back = scene.visit.resume_state.take().unwrap_or(State::Inspecting);
    if back == State::InService {
        scene.visit.start_clock(ctx.now);
    }
    let detail = serde_json::json!({ "change_order": order.change_order, "total": order.total });
    scene.advance(tx, ctx, Step::new(verb, back, device).detail(detail)).await
}

by_operator! {
    ProposeChangeOrder = "jobs.propose_change_order_by_operator";
    ApproveChangeOrder = "jobs.approve_change_order_by_operator";
    DeclineChangeOrder = "jobs.decline_change_order_by_operator";
    WithdrawChangeOrder = "jobs.withdraw_change_order_by_operator";
}
