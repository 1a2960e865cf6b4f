//! Extra work agreed on site: priced, asked for, answered.

use super::{
    super::{
        jobs::act,
        prelude::*,
        quotes::{AddOnAsk, PieceAsk, choice},
    },
    CUSTOMER, FIELD,
    arriving::MoveAsk,
};
use crate::shapes::{
    catalog::QuoteShown,
    jobs::{DeviceAsk, device},
};
use catalog::{
    actions::ExtraItem,
    model::{Plan, SigningKey},
};
use flows::extras::{AgreeToExtraWork, PriceExtraWork, ProposeExtraWork};
use jobs::{
    actions::{ApproveChangeOrder, ByOperator, DeclineChangeOrder, Moved, Proposed, WithdrawChangeOrder},
    model::ChangeOrder,
};
use kernel::{ChangeOrderId, ServiceId, VisitId};

pub(super) fn routes(surface: &mut Surface) {
    surface
        .post("/visits/{visit}/extra-work-quotes", "What extra work would cost", &[P::TechnicianSelf], price)
        .post("/visits/{visit}/change-orders", "Ask the customer for extra work", &[P::TechnicianSelf], propose)
        .get("/change-orders/{change_order}", "Extra work that was asked for", super::SEEN, one)
        .post("/change-orders/{change_order}/approval", "Approve extra work", CUSTOMER, approve)
        .post("/change-orders/{change_order}/refusal", "Decline extra work", CUSTOMER, decline)
        .post("/change-orders/{change_order}/withdrawal", "Take the question back", FIELD, withdraw);
}

asked! {
    /// An item of the catalogue as extra work.
    ExtraItemAsk {
        service: ServiceId,
        quantity: Option<u32>,
        piece: Option<PieceAsk>,
        add_ons: Vec<AddOnAsk>,
        plan: Option<Plan>,
    }
}

fn extra(ask: ExtraItemAsk) -> ExtraItem {
    let plan = ask.plan.unwrap_or(Plan::Standard);
    ExtraItem { choice: choice(ask.service, ask.quantity, ask.piece, ask.add_ons), plan }
}

asked! {
    /// Which items.
    ExtraQuoteAsk { items: Vec<ExtraItemAsk> }
}

async fn price(caller: Caller, Path(visit): Path<VisitId>, Body(ask): Body<ExtraQuoteAsk>) -> Answer<Made<QuoteShown>> {
    let items = ask.items.into_iter().map(extra).collect();
    let key = SigningKey::new(&caller.edge.app.keys.quotes)?;
    Ok(Made((&caller.perform(PriceExtraWork { visit, items, key }).await?).into()))
}

asked! {
    /// Which items, and why.
    ChangeOrderAsk { items: Vec<ExtraItemAsk>, reason: String, device: Option<DeviceAsk> }
}

crate::shape::mirror! { ChangeOrderProposed = Proposed { change_order: ChangeOrderId, moved: Moved } }

async fn propose(
    caller: Caller,
    Path(visit): Path<VisitId>,
    Body(ask): Body<ChangeOrderAsk>,
) -> Answer<Made<Proposed>> {
    let propose = ProposeExtraWork {
        visit,
        items: ask.items.into_iter().map(extra).collect(),
        reason: ask.reason,
        device: device(ask.device),
        key: SigningKey::new(&caller.edge.app.keys.quotes)?,
    };
    Ok(Made(caller.perform(propose).await?))
}

async fn one(caller: Caller, Path(id): Path<ChangeOrderId>) -> Answer<Shown<ChangeOrder>> {
    let order = jobs::views::change_order(&mut caller.read().await?, caller.ctx.market, id).await?;
    super::super::jobs::seen(&caller, order.job).await?;
    Ok(Shown(order))
}

async fn approve(
    caller: Caller,
    Path(change_order): Path<ChangeOrderId>,
    Body(ask): Body<MoveAsk>,
) -> Answer<Made<Moved>> {
    let approval = ApproveChangeOrder { change_order, device: device(ask.device) };
    let key = SigningKey::new(&caller.edge.app.keys.quotes)?;
    Ok(Made(match caller.is_operator() {
        true => caller.perform(AgreeToExtraWork { approval: ByOperator(approval), key }).await?,
        false => caller.perform(AgreeToExtraWork { approval, key }).await?,
    }))
}

async fn decline(
    caller: Caller,
    Path(change_order): Path<ChangeOrderId>,
    Body(ask): Body<MoveAsk>,
) -> Answer<Made<Moved>> {
    Ok(Made(act(&caller, DeclineChangeOrder { change_order, device: device(ask.device) }).await?))
}

async fn withdraw(
    caller: Caller,
    Path(change_order): Path<ChangeOrderId>,
    Body(ask): Body<MoveAsk>,
) -> Answer<Made<Moved>> {
    Ok(Made(act(&caller, WithdrawChangeOrder { change_order, device: device(ask.device) }).await?))
}
