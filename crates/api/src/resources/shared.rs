//! `/progress/{token}`: what the holder of a job's progress link sees and may do.

use super::prelude::*;
use crate::shapes::jobs::{DeviceAsk, device};
use catalog::model::SigningKey;
use flows::{extras::AgreeToExtraWork, policies};
use jobs::{
    actions::{
        AcceptBy, AcceptWork, ApproveChangeOrder, ByLink, CalledOff, CancelJob, DeclineChangeOrder, LinkVerb, Moved,
        RequestRework,
    },
    rules::cancellation::CancelReason,
    views::Progress,
};
use kernel::{ChangeOrderId, Money, Result};

pub(super) fn routes(surface: &mut Surface) {
    surface
        .group("Progress link")
        .get("/progress/{token}", "Status, arrival and cost of a shared job", &[P::Public], progress)
        .post("/progress/{token}/change-order-approvals", "Approve extra work", &[P::Public], approve)
        .post("/progress/{token}/change-order-refusals", "Decline extra work", &[P::Public], decline)
        .post("/progress/{token}/acceptance", "Accept the work", &[P::Public], accept)
        .post("/progress/{token}/rework", "Send the work back", &[P::Public], rework)
        .post("/progress/{token}/cancellation", "Call the job off", &[P::Public], cancel);
}

/// The shared job; the link itself says in which market.
async fn found(caller: &Caller, token: &str) -> Result<Progress> {
    jobs::views::progress(&mut caller.read().await?, token).await
}

async fn through<V: LinkVerb>(
    caller: &Caller,
    shared: &Progress,
    (token, phone_last4): (String, String),
    verb: V,
) -> Result<V::Done> {
    let mut ctx = caller.ctx.clone();
    ctx.market = shared.market;
    caller.edge.app.db.perform(&ctx, ByLink { token, phone_last4, verb }).await?.into_result()
}

async fn progress(caller: Caller, Path(token): Path<String>) -> Answer<Shown<Progress>> {
    Ok(Shown(found(&caller, &token).await?))
}

asked! {
    /// An answer to extra work.
    LinkOrderAsk {
        /// The last four digits of the contact's phone.
        phone_last4: String,
        change_order: ChangeOrderId,
        device: Option<DeviceAsk>,
    }
}

async fn approve(caller: Caller, Path(token): Path<String>, Body(ask): Body<LinkOrderAsk>) -> Answer<Made<Moved>> {
    let shared = found(&caller, &token).await?;
    let verb = ApproveChangeOrder { change_order: ask.change_order, device: device(ask.device) };
    let mut ctx = caller.ctx.clone();
    ctx.market = shared.market;
    let key = SigningKey::new(&caller.edge.app.keys.quotes)?;
    let approval = ByLink { token, phone_last4: ask.phone_last4, verb };
    Ok(Made(caller.edge.app.db.perform(&ctx, AgreeToExtraWork { approval, key }).await?.into_result()?))
}

async fn decline(caller: Caller, Path(token): Path<String>, Body(ask): Body<LinkOrderAsk>) -> Answer<Made<Moved>> {
    let shared = found(&caller, &token).await?;
    let verb = DeclineChangeOrder { change_order: ask.change_order, device: device(ask.device) };
    Ok(Made(through(&caller, &shared, (token, ask.phone_last4), verb).await?))
}

asked! {
    /// Acceptance, by name.
    LinkAcceptAsk { phone_last4: String, name: String, device: Option<DeviceAsk> }
}

async fn accept(caller: Caller, Path(token): Path<String>, Body(ask): Body<LinkAcceptAsk>) -> Answer<Made<Moved>> {
    let shared = found(&caller, &token).await?;
    let verb =
        AcceptWork { visit: shared.visit, by: AcceptBy::TypedName { name: ask.name }, device: device(ask.device) };
    Ok(Made(through(&caller, &shared, (token, ask.phone_last4), verb).await?))
}

asked! {
    /// Why it is sent back.
    LinkReworkAsk { phone_last4: String, reason: String, device: Option<DeviceAsk> }
}

async fn rework(caller: Caller, Path(token): Path<String>, Body(ask): Body<LinkReworkAsk>) -> Answer<Made<Moved>> {
    let shared = found(&caller, &token).await?;
    let verb = RequestRework { visit: shared.visit, reason: ask.reason, device: device(ask.device) };
    Ok(Made(through(&caller, &shared, (token, ask.phone_last4), verb).await?))
}

asked! {
    /// Calling off by link.
    LinkCancelAsk {
        phone_last4: String,
        reason: CancelReason,
        note: Option<String>,
        fee_shown: Option<Money>,
        device: Option<DeviceAsk>,
    }
}

async fn cancel(caller: Caller, Path(token): Path<String>, Body(ask): Body<LinkCancelAsk>) -> Answer<Made<CalledOff>> {
    let shared = found(&caller, &token).await?;
    let policy = policies::cancellation(&mut caller.read().await?, shared.market).await?;
    let verb = CancelJob {
        job: shared.job,
        reason: ask.reason,
        note: ask.note.unwrap_or_default(),
        liable: None,
        policy,
        fee_shown: ask.fee_shown,
        if_version: None,
        device: device(ask.device),
    };
    Ok(Made(through(&caller, &shared, (token, ask.phone_last4), verb).await?))
}
