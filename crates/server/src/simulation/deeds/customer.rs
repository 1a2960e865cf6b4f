//! What simulated customers do once they have booked, and what operators do about disputes.

use crate::{
    dice::Dice,
    simulation::world::{Loaded, Outcome, World},
};
use catalog::model::SigningKey;
use dispatch::rules::slots::SlotState;
use feedback::model::{Opinion, ReviewTag, Scores};
use flows::{
    extras::AgreeToExtraWork,
    policies,
    rescheduling::{self, AnswerMove, AnswerMoveAsTechnician, MoveVisit},
    reviewing::ReviewVisit,
};
use jobs::{
    actions::{
        AcceptBy, AcceptWork, ApproveChangeOrder, ByOperator, CancelJob, DeclineChangeOrder, MarkNoShowTechnician,
        RequestRework, ResolveDispute,
    },
    model::{ChangeOrderState, Device},
    rules::cancellation::{CancelReason, Liable},
};
use kernel::{Actor, Ctx, Result, problem};

const PRAISE: [&str; 8] = [
    "师傅很专业，准时到达，修得很好。",
    "服务态度好，价格透明，推荐。",
    "干活利索，收拾得很干净。",
    "沟通清楚，一次就修好了。",
    "Very careful work, thank you.",
    "阿姨打扫得特别仔细，下次还约。",
    "比预想的快，效果满意。",
    "讲解很耐心，还教了保养方法。",
];
const BLAME: [&str; 3] = ["来得有点晚，活还可以。", "沟通不太顺畅，希望改进。", "效果一般，角落没处理好。"];

impl World {
    /// Calls the job off, knowing the fee.
    pub(crate) async fn cancel(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let policy = policies::cancellation(&mut self.app.db.read().await?, self.market.market_id).await?;
        let reason = if loaded.course.wants_more { CancelReason::ChangedMind } else { CancelReason::TimeDoesNotSuit };
        let cancel = CancelJob {
            job: loaded.job.job,
            reason,
            note: String::new(),
            liable: None,
            policy,
            fee_shown: None,
            if_version: None,
            device: Device::default(),
        };
        self.app.db.perform(ctx, cancel).await?;
        Ok(Outcome::Done)
    }

    /// Moves it to a later day.
    pub(crate) async fn move_away(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let visit = loaded.visit();
        let days = rescheduling::slots(&mut self.app.db.read().await?, ctx, visit.visit, None, None).await?;
        let free = days.iter().flat_map(|day| &day.slots).filter(|slot| slot.state != SlotState::Full);
        let later = free.map(|slot| slot.window).find(|window| window.start > visit.window.end);
        let Some(window) = later else { return Ok(Outcome::Done) };
        let reason = "临时有事，改个时间".to_owned();
        let (visit, device) = (visit.visit, Device::default());
        self.app
            .db
            .perform(ctx, MoveVisit { visit, window, technician: None, reason, if_version: None, device })
            .await?;
        Ok(Outcome::Done)
    }

    /// Answers the other side's wish for another time.
    pub(crate) async fn answer_move(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let agrees = loaded.course.wants_more;
        let answer = AnswerMove { visit: loaded.visit().visit, agrees, device: Device::default() };
        match ctx.actor {
            Actor::Technician { .. } => self.app.db.perform(ctx, AnswerMoveAsTechnician(answer)).await?,
            Actor::Customer { .. } | Actor::Anonymous | Actor::Staff { .. } | Actor::Token { .. } | Actor::System => {
                self.app.db.perform(ctx, answer).await?
            }
        };
        Ok(Outcome::Done)
    }

    /// Says yes or no to extra work.
    pub(crate) async fn answer_more(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let mut read = self.app.db.read().await?;
        let whole = jobs::views::job(&mut read, self.market.market_id, loaded.job.job).await?;
        drop(read);
        let asked = whole.change_orders.iter().rev().find(|order| order.state == ChangeOrderState::Proposed);
        let change_order = asked.ok_or_else(|| problem::MISSING.field("change_order"))?.change_order;
        let device = Device::default();
        if loaded.course.wants_more {
            let approval = ApproveChangeOrder { change_order, device };
            let key = SigningKey::new(&self.app.keys.quotes)?;
            self.app.db.perform(ctx, AgreeToExtraWork { approval, key }).await?;
        } else {
            self.app.db.perform(ctx, DeclineChangeOrder { change_order, device }).await?;
        }
        Ok(Outcome::Done)
    }

    /// Accepts with the name, or sends it back once.
    pub(crate) async fn judge(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let visit = loaded.visit();
        if loaded.course.sends_back && visit.reworks == 0 {
            let reason = "还有一处没处理好，请再看一下".to_owned();
            let device = Device::default();
            self.app.db.perform(ctx, RequestRework { visit: visit.visit, reason, device }).await?;
            return Ok(Outcome::Done);
        }
        let by = AcceptBy::TypedName { name: loaded.job.contact.name.clone() };
        let accept = AcceptWork { visit: visit.visit, by, device: Device::default() };
        self.app.db.perform(ctx, accept).await?.into_result()?;
        self.figures.revenue_minor += loaded.job.due()?.minor;
        Ok(Outcome::Done)
    }

    /// Says what they think of it.
    pub(crate) async fn review(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let visit = loaded.visit();
        self.reviewed.insert(visit.visit);
        let Some(stars) = loaded.course.stars else { return Ok(Outcome::Done) };
        let opinion = opinion(stars, visit.visit);
        self.app.db.perform(ctx, ReviewVisit { visit: visit.visit, opinion }).await?;
        Ok(Outcome::Done)
    }

    /// Tells that nobody came.
    pub(crate) async fn report_absence(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let policy = policies::cancellation(&mut self.app.db.read().await?, self.market.market_id).await?;
        let (visit, note) = (loaded.visit().visit, "等了很久，师傅没来也没有电话".to_owned());
        self.app.db.perform(ctx, MarkNoShowTechnician { visit, note, policy, device: Device::default() }).await?;
        Ok(Outcome::Done)
    }

    /// An operator closes the order: the customer has found somebody else.
    pub(crate) async fn close_absence(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let policy = policies::cancellation(&mut self.app.db.read().await?, self.market.market_id).await?;
        let cancel = CancelJob {
            job: loaded.job.job,
            reason: CancelReason::TechnicianUnable,
            note: "已致歉并赔付，客户不再需要".to_owned(),
            liable: Some(Liable::Technician),
            policy,
            fee_shown: None,
            if_version: None,
            device: Device::default(),
        };
        self.app.db.perform(ctx, ByOperator(cancel)).await?;
        Ok(Outcome::Done)
    }

    /// An operator ends a dispute in favour of the work.
    pub(crate) async fn resolve(&mut self, ctx: &Ctx, loaded: &Loaded) -> Result<Outcome> {
        let note = "电话回访后客户认可".to_owned();
        self.app.db.perform(ctx, ResolveDispute { visit: loaded.visit().visit, note }).await?;
        Ok(Outcome::Done)
    }
}

fn opinion(stars: u8, visit: kernel::VisitId) -> Opinion {
    let mut dice = Dice::of(3, &visit.to_string());
    let overall = i64::from(stars);
    let mut near = || Some((overall + dice.between(-1, 1)).clamp(1, 5));
    let scores = Scores {
        overall,
        punctuality: near(),
        workmanship: near(),
        communication: near(),
        cleanliness: near(),
        price_transparency: near(),
    };
    let is_content = stars >= 4;
    let text = if dice.happens(0.6) { *dice.pick(if is_content { &PRAISE[..] } else { &BLAME[..] }) } else { "" };
    let tags = [ReviewTag::OnTime, ReviewTag::Careful, ReviewTag::Friendly, ReviewTag::Tidy, ReviewTag::FairPrice];
    let tags = if is_content { vec![*dice.pick(&tags)] } else { Vec::new() };
    Opinion { scores, text: text.to_owned(), tags, photos: Vec::new() }
}
